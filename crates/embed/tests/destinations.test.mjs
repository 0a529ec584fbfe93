// The text of `data-endpoint`: what it means, and what is said of each mistake.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { source } from './source.mjs';

const { destinations } = await source('destinations.js');
const { FORMATS } = await source('formats/facts.js');

/** A page at that address, with one JSON block. */
const page = (block, href = 'https://shop.example/checkout/done?order=1') => ({
  location: new URL(href),
  getElementById: id => (id == 'answers' && block !== undefined ? { textContent: block } : null),
});

const read = text => destinations(text, page());
const readBlock = given => destinations('#answers', page(JSON.stringify(given)));

const URLS = {
  'https://cx.example/v1/responses': [{ format: 'json', url: 'https://cx.example/v1/responses' }],
  '/v1/responses': [{ format: 'json', url: 'https://shop.example/v1/responses' }],
  './in': [{ format: 'json', url: 'https://shop.example/checkout/in' }],
  '//cx.example/in': [{ format: 'json', url: 'https://cx.example/in' }],
  'http://127.0.0.1:8737/v1/responses': [{ format: 'json', url: 'http://127.0.0.1:8737/v1/responses' }],
  'query http://localhost/in': [{ format: 'query', url: 'http://localhost/in' }],
  '  slack   https://hooks.slack.com/services/a ': [
    { format: 'slack', url: 'https://hooks.slack.com/services/a' },
  ],
  dataLayer: [{ format: 'dataLayer' }],
  ga4: [{ format: 'ga4' }],
  '/v1/responses; ga4 ;teams https://flow.example/x': [
    { format: 'json', url: 'https://shop.example/v1/responses' },
    { format: 'ga4' },
    { format: 'teams', url: 'https://flow.example/x' },
  ],
};

for (const [text, expected] of Object.entries(URLS))
  test(`“${text}” is read`, async () => assert.deepEqual(await read(text), expected));

test('a page over http: may send to its like', async () => {
  const [to] = await destinations('http://cx.example/in', page(undefined, 'http://shop.example/'));
  assert.equal(to.url, 'http://cx.example/in');
});

const BLOCKS = [
  { url: '/in', headers: { 'X-Api-Key': 'k', 'Content-Type': 'application/json' }, key: 'k-1', whole: true },
  { url: '/in', opaque: true },
  {
    url: '/in',
    template: {
      score: '{{answers.nps.rating}}',
      all: ['{{ sent_at }}', { order: '{{context.order|none}}' }, 7, null],
    },
  },
  { format: 'form', url: '/in', template: { 'entry.1': '{{answers.nps.rating}}', source: 'shop' } },
  { format: 'slack', url: '/in', opaque: false, headers: { 'X-Proxy': '1' } },
  { format: 'posthog', url: '/in', key: 'phc_1', survey: 'their-id', questions: { nps: 'their-question' } },
  { format: 'sheet', url: '/in', key: 'k-1', opaque: true },
  { format: 'ga4', whole: false },
];

for (const given of BLOCKS)
  test(`${JSON.stringify(given)} is read, as it is or in a list`, async () => {
    const url = given.url && { url: 'https://shop.example' + given.url };
    const expected = { format: 'json', ...given, ...url };
    assert.deepEqual(await readBlock(given), [expected]);
    assert.deepEqual(await readBlock([given, given]), [expected, expected]);
    // They are stored as JSON.
    assert.deepEqual(JSON.parse(JSON.stringify(expected)), expected);
  });

test('what the README shows is read', async () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const [, block] = /<script type="application\/json" id="answers">([^]*?)<\/script>/.exec(readme);
  const formats = (await destinations('#answers', page(block))).map(({ format }) => format);
  assert.deepEqual(formats, ['json', 'posthog']);
  const [, attribute] = /data-endpoint="([^"]*;[^"]*)"/.exec(readme);
  assert.equal((await read(attribute)).length, 3);
  const [, table] = /\n\| format \| what is sent .*\n([^]*?)\n\n/.exec(readme);
  const listed = [...table.matchAll(/^\| `(\w+)`.*\| (.*)\|$/gm)].map(([, format, marks]) => [
    format,
    marks.trim(),
  ]);
  const marks = ({ whole, opaque }) => [whole && 'whole', opaque && 'opaque'].filter(Boolean).join(', ');
  assert.deepEqual(
    listed,
    Object.entries(FORMATS).map(([format, facts]) => [format, marks(facts)]),
  );
});

/** Of each text: where it is wrong, what is, and what would be right. */
const WRONG_TEXTS = {
  '': ['data-endpoint: nothing;', 'a URL'],
  '/in;': ['data-endpoint, part 2: nothing;', 'a URL, or one ; less'],
  slak: ['data-endpoint: there is no format “slak”;', 'slack, teams'],
  'slak https://a.example/': ['data-endpoint: there is no format “slak”;', 'one of json'],
  constructor: ['there is no format “constructor”', 'one of json'],
  'responses.php': ['there is no format “responses.php”', 'one of json'],
  'slack https://a.example/ b': ['is more than a format and a URL', 'separated by ;'],
  slack: ['data-endpoint.url: no URL;', 'https://example.com/answers'],
  'ga4; slack': ['data-endpoint, part 2.url: no URL;', 'https://example.com/answers'],
  'ga4 https://a.example/': ['ga4 takes no “url”', 'format, whole'],
  'posthog https://eu.i.posthog.com/i/v0/e/': ['posthog needs “key”', 'a JSON block in the page'],
  'https://': ['data-endpoint.url: “https://” is not a URL', 'an address'],
  'ftp://a.example/': ['ftp: is not sent to', 'https:'],
  'javascript:/alert(1)': ['javascript: is not sent to', 'https:'],
  'https://:secret@a.example/': ['a URL with a name or password in it', '“key” or “headers”'],
  'https://me@a.example/': ['a URL with a name or password in it', '“key” or “headers”'],
  'http://cx.example/in': ['a page over https: may not send to http:', 'over https:'],
  'https://localhost.evil/;http://localhost.evil/': ['part 2.url: a page over https:', 'over https:'],
  '#none': ['data-endpoint #none: the page has no such element', 'id="none"'],
};

for (const [text, [what, right]] of Object.entries(WRONG_TEXTS))
  test(`“${text}” is wrong, and why`, () =>
    assert.rejects(read(text), ({ message }) => {
      assert(message.startsWith('data-endpoint'), message);
      assert(message.includes(what), message);
      assert(message.slice(message.indexOf('; ')).includes(right), message);
      return true;
    }));

test('what is wrong in a URL over http: on such a page is that everybody can read it', () =>
  assert.rejects(
    destinations('query http://cx.example/in', page(undefined, 'http://shop.example/')),
    /everybody on the way can read a URL over http:; https:/,
  ));

const url = '/in';
const WRONG_BLOCKS = [
  [[], '#answers: an empty list; at least one'],
  ['/in', '#answers: not an object; {"url"'],
  [null, '#answers: not an object'],
  [[{ url }, 7], '#answers[1]: not an object'],
  [{}, '#answers.url: no URL; an address'],
  [{ url: 7 }, '#answers.url: no URL; an address'],
  [{ url, urll: 1 }, '#answers: json takes no “urll”; format, whole, url, headers, opaque, key, template'],
  [{ url, format: null }, '#answers: there is no format “null”'],
  [{ url, format: '__proto__' }, '#answers: there is no format “__proto__”'],
  [{ url, format: 'teams', key: 'k' }, '#answers: teams takes no “key”; format, whole, url, headers, opaque'],
  [{ url, format: 'posthog' }, '#answers: posthog needs “key”; a JSON block in the page: {"format": "posthog"'],
  [{ url, key: 'two words' }, '#answers.key: not a key; a text of ASCII without spaces'],
  [{ url, key: '' }, '#answers.key: not a key'],
  [{ url, opaque: 'yes' }, '#answers.opaque: neither true nor false'],
  [{ url, whole: 1 }, '#answers.whole: neither true nor false; true or false'],
  [{ url, headers: ['X-Api-Key: k'] }, '#answers.headers: not an object; {"X-Api-Key"'],
  [{ url, headers: { 'X-Api-Key': 7 } }, '#answers.headers.X-Api-Key: not a text'],
  [{ url, headers: { 'X Api': '7' } }, '#answers.headers.X Api: no header has this name or value'],
  [{ url, headers: { 'X-Api': 'a\nb' } }, '#answers.headers.X-Api: no header has this name or value'],
  [{ url, headers: { 'X-Api': '“k”' } }, '#answers.headers.X-Api: no header has this name or value; letters'],
  ...['Cookie', 'origin', 'Sec-Fetch-Mode', 'Proxy-Authorization', 'Content-Length', 'Referer'].map(name => [
    { url, headers: { [name]: 'x' } },
    `#answers.headers.${name}: browsers let no script set this header; leave it out`,
  ]),
  [
    { url, opaque: true, headers: { a: 'b' } },
    '#answers.headers: what is sent without CORS cannot carry headers of yours',
  ],
  [{ url, opaque: true, key: 'k' }, '#answers.key: what is sent without CORS cannot carry a key'],
  [
    { url, format: 'slack', headers: { a: 'b' } },
    '#answers.headers: what is sent without CORS cannot carry headers',
  ],
  [{ url, format: 'teams', opaque: true }, '#answers.opaque: teams is understood only by its content type'],
  [{ url, format: 'cloudevents', opaque: true }, '#answers.opaque: cloudevents is understood only by'],
  [{ url, format: 'typeform', survey: 7 }, '#answers.survey: not a text; the survey’s id there'],
  [{ url, format: 'typeform', questions: [] }, '#answers.questions: not an object; {"nps"'],
  [{ url, format: 'typeform', questions: { nps: '' } }, '#answers.questions.nps: not a text'],
  [
    { url, template: { a: ['{{answer.nps}}'] } },
    '#answers.template.a[0]: a response has nothing called answer.nps; a path that begins with one of',
  ],
  [
    { url, template: { a: '{{answers.nps.rating' } },
    '#answers.template.a: {{ without its }}; {{answers.nps.rating}}',
  ],
  [{ url, template: '{{}}' }, '#answers.template: {{ without its }}'],
  [{ url, format: 'form', template: '{{id}}' }, '#answers.template: not an object; the fields of the form'],
  [
    { url, format: 'form', template: { a: { b: '{{id}}' } } },
    '#answers.template.a: a form’s field holds no list and no object',
  ],
];

for (const [given, what] of WRONG_BLOCKS)
  test(`${JSON.stringify(given)} is wrong, and why`, () =>
    assert.rejects(readBlock(given), ({ message }) => {
      assert(message.startsWith('data-endpoint ' + what), message);
      assert(/; \S/.test(message), 'says what would be right: ' + message);
      return true;
    }));

test('a block that is not JSON is told with its fault', () =>
  assert.rejects(
    destinations('#answers', page('{"url": }')),
    /^Error: data-endpoint #answers: not JSON \(.+\); one destination/,
  ));
