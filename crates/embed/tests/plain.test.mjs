// A response as it is, or in a page's own form: as JSON, as fields, in a URL and in a sheet.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { EVERY, LEAST, URL_OF_ALL, fieldsOf, made, readJson, withText } from './responses.mjs';
import { source } from './source.mjs';

const { written } = await source('formats/json.js');
const { NAMES } = await source('formats/view.js');

test('JSON is sent as text, so that no browser asks first, unless it is told otherwise', () => {
  const { body, ...rest } = made({ format: 'json' });
  assert.deepEqual(JSON.parse(body), EVERY);
  assert.deepEqual(rest, { url: URL_OF_ALL, method: 'POST', headers: {}, opaque: false });
  const asked = made({ format: 'json', key: 'k-1', headers: { 'Content-Type': 'application/json', 'X-A': 'b' } });
  assert.deepEqual(asked.headers, { 'content-type': 'application/json', authorization: 'Bearer k-1', 'x-a': 'b' });
});

const FIELDS = {
  v: '1',
  id: EVERY.id,
  seq: '2147483647',
  site: 'shop-1',
  survey: 's',
  revision: '3',
  outcome: 'complete',
  'answers.nps.metric': 'nps',
  'answers.nps.rating': '9',
  'answers.nps.scale': '0, 10',
  'answers.nps.class': 'promoter',
  'answers.q.metric': 'csat',
  'answers.q.rating': '4',
  'answers.q.scale': '1, 5',
  'answers.q.top': '1',
  'answers.q.class': 'neutral',
  'answers.ease.metric': 'ces',
  'answers.ease.rating': '4',
  'answers.ease.scale': '1, 7',
  'answers.ease.direction': 'lower_is_easier',
  'answers.ease.class': 'neutral',
  'answers.stars.metric': 'rating',
  'answers.stars.rating': '4',
  'answers.stars.scale': '1, 5',
  'answers.why.text': 'Good',
  'answers.what.choices': 'price, range',
  'answers.what.other': 'The colour',
  'answers.call.contact.email': 'a@b.example',
  'answers.call.consent.text': 'Yes',
  'answers.call.consent.at': '2026-01-31T12:00:00Z',
  'answers.how.skipped': 'true',
  answered_at: '2026-01-31T12:00:00Z',
  shown_at: '2026-01-31T11:59:00.5Z',
  language: 'pt-BR',
  touchpoint: 'checkout',
  stage: 'purchase',
  'context.order': 'A-1001',
  'context.value': '59.9',
  'context.gift': 'true',
  'context.note': '',
  respondent: 'u-1',
  signed: 'v1.abc',
  'page.url': 'https://shop.example/done',
  'sampling.rate': '0.25',
  test: 'true',
  widget: '0.1.0',
  sent_at: '2026-01-31T12:05:00.000Z',
};

test('forms, sheets and URLs have a field for each thing that a response holds', () => {
  assert.deepEqual(fieldsOf(made({ format: 'form' }).body), FIELDS);
  assert.deepEqual(fieldsOf(made({ format: 'sheet' }).body), FIELDS);
  const { url, method, body } = made({ format: 'query' });
  assert.deepEqual([method, body], ['GET', undefined]);
  assert.deepEqual(fieldsOf(new URL(url).search), { a: 'b', ...FIELDS });
});

test('a sheet takes no comment for a formula', () => {
  for (const text of ['=IMPORTXML("http://evil")', '+1', '-1', '@a', '\t=1', '\r=1'])
    assert.equal(fieldsOf(made({ format: 'sheet' }, withText(text)).body)['answers.why.text'], "'" + text);
  const low = { ...LEAST, answers: [{ question: 'q', metric: 'rating', rating: -2, scale: [-2, 2] }] };
  assert.equal(fieldsOf(made({ format: 'sheet' }, low).body)['answers.q.rating'], '-2');
});

test('the script for a sheet takes each response once, in the columns that its first row names', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const [, script] = /```js\n(function doPost[^]*?)```/.exec(readme);
  const rows = [['survey', 'id', 'answers.nps.rating', 'answers.nps.class', 'answers.why.text', 'mine']];
  const held = [];
  const doPost = new Function('LockService', 'SpreadsheetApp', 'ContentService', script + '\nreturn doPost;')(
    { getScriptLock: () => ({ waitLock: () => held.push('held'), releaseLock: () => held.push('released') }) },
    {
      flush: () => held.push('written'),
      getActive: () => ({
        getSheets: () => [{ getDataRange: () => ({ getValues: () => rows }), appendRow: row => rows.push(row) }],
      }),
    },
    { createTextOutput: text => text },
  );
  const post = response => doPost({ parameter: fieldsOf(made({ format: 'sheet' }, response).body) });
  post(EVERY);
  assert.deepEqual(held.splice(0), ['held', 'written', 'released']);
  post(EVERY);
  post({ ...LEAST, id: EVERY.id.replace(/.$/, '7') });
  assert.deepEqual(rows.slice(1), [
    ['s', EVERY.id, '9', 'promoter', 'Good', ''],
    ['s', EVERY.id.replace(/.$/, '7'), '9', 'promoter', '', ''],
  ]);
});

test('a template may begin with each thing that a response holds', () => {
  const { properties } = readJson('../../survey/schema/response-1.json');
  assert.deepEqual([...NAMES].sort(), [...Object.keys(properties), 'sent_at'].sort());
});

const TEMPLATES = [
  ['{{answers.nps.rating}}', 9],
  ['{{ answers.nps.class }}', 'promoter'],
  ['{{answers.what.choices}}', ['price', 'range']],
  ['{{context.value}}', 59.9],
  ['{{context.note|none}}', ''],
  ['{{context.agent|none}}', 'none'],
  ['{{context.agent| }}', ' '],
  ['{{context}}', EVERY.context],
  ['{{sent_at}}', '2026-01-31T12:05:00.000Z'],
  ['{{answers.nps.scale.1}}', 10],
  ['{{answers.nps.constructor|none}}', 'none'],
  ['{{answers.why.text.length|none}}', 'none'],
  ['rated {{answers.nps.rating}} by {{respondent}}', 'rated 9 by u-1'],
  ['<{{answers.what.choices}}> {{context.agent}}{{context.agent|?}}', '<price, range> ?'],
  [
    ['{{id}}', 7, null, true],
    [EVERY.id, 7, null, true],
  ],
  [
    { a: { b: '{{survey}}' }, none: '{{context.agent}}', lines: ['{{context.agent}}'] },
    { a: { b: 's' }, lines: [null] },
  ],
];

for (const [template, expected] of TEMPLATES)
  test(`the template ${JSON.stringify(template)} is filled`, () =>
    assert.deepEqual(JSON.parse(made({ format: 'json', template }).body), expected));

test('what a visitor wrote is no template', () => {
  const template = '{{answers.why.text}} and {{answers.why.text}}';
  const { body } = made({ format: 'json', template }, withText('{{respondent}} $&'));
  assert.equal(JSON.parse(body), '{{respondent}} $& and {{respondent}} $&');
});

test('names with dots are found, and no others', () => {
  const response = {
    ...LEAST,
    answers: [
      { question: 'a.b', text: 'x' },
      { question: 'a', text: 'y' },
    ],
  };
  const template = ['{{answers.a.b.text}}', '{{answers.a.text}}', '{{answers.axtext|none}}'];
  assert.deepEqual(JSON.parse(made({ format: 'json', template }, response).body), ['x', 'y', 'none']);
});

test('a template makes the fields of a form', () => {
  const template = { 'entry.1': '{{answers.nps.rating}}', 'entry.2': '{{context.agent}}', list: 'answers' };
  assert.deepEqual(fieldsOf(made({ format: 'form', template }).body), { 'entry.1': '9', list: 'answers' });
  const { url } = made({ format: 'query', template });
  assert.deepEqual(fieldsOf(new URL(url).search), { a: 'b', 'entry.1': '9', list: 'answers' });
});

test('JSON is written as the standard has it, whatever libraries did to arrays', () => {
  const values = [
    EVERY,
    [],
    {},
    [[], {}],
    null,
    true,
    0,
    -1.5,
    1e21,
    5e-7,
    '',
    'é 😀 \u2028',
    '"\\/\b\f\n\r\t\u0000\u001f\u007f',
    { a: undefined, b: [undefined, null] },
    { '"': 1 },
    Array.from({ length: 300 }, (_, code) => String.fromCharCode(code)),
  ];
  const expected = values.map(value => JSON.parse(JSON.stringify(value)));
  Array.prototype.toJSON = () => 'something else';
  try {
    const texts = values.map(written);
    values.forEach((_, index) => assert.deepEqual(JSON.parse(texts[index]), expected[index]));
  } finally {
    delete Array.prototype.toJSON;
  }
});

test('neither what reads destinations nor what writes to them relies on the page’s JSON', () => {
  const folder = new URL('../src/formats/', import.meta.url);
  const files = readdirSync(folder).map(file => new URL(file, folder));
  for (const file of [
    ...files,
    new URL('../src/formats.js', import.meta.url),
    new URL('../src/destinations.js', import.meta.url),
  ])
    assert(!/\bJSON\.\w+\(/.test(readFileSync(file, 'utf8')), file.href);
});
