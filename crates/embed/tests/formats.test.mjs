// What each format makes of a response, held to shapes that its receivers wrote down (`shapes`, each
// with its source). The responses are those that `survey` accepts.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { faults } from './shape.mjs';
import {
  EVERY,
  LEAST,
  OCCASION,
  RESPONSES,
  URL_OF_ALL,
  fieldsOf,
  made,
  readJson,
  withText,
} from './responses.mjs';
import { source } from './source.mjs';

const { isWhole, push, request } = await source('formats.js');
const { FORMATS } = await source('formats/facts.js');
const { classOf } = await source('formats/view.js');

const SHAPES = Object.fromEntries(
  readdirSync(new URL('shapes', import.meta.url)).map(file => [
    file.replace('.json', ''),
    readJson('shapes/' + file),
  ]),
);

/** What a receiver reads of each format. */
const READERS = {
  slack: ({ body }) => JSON.parse(fieldsOf(body).payload),
  ga4: ({ gtag }) => gtag[2],
  dataLayer: ({ layer }) => layer,
};

const read = (format, response, more) => {
  const sent = made({ format, key: 'k', ...more }, response);
  return READERS[format] ? READERS[format](sent) : JSON.parse(sent.body);
};

/** The value without one member, for each that a shape requires, however deep. */
const lacking = (shape, value) => {
  if (Array.isArray(value))
    return value.length && shape.items ? lacking(shape.items, value[0]).map(item => [item]) : [];
  const own = (shape.required ?? []).map(name => {
    const { [name]: _, ...rest } = value;
    return rest;
  });
  const nested = Object.keys(shape.properties ?? {})
    .filter(name => typeof value?.[name] == 'object' && value[name])
    .flatMap(name => lacking(shape.properties[name], value[name]).map(member => ({ ...value, [name]: member })));
  return [...own, ...nested];
};

test('there are responses of all kinds', () => assert(RESPONSES.length >= 20, String(RESPONSES.length)));

for (const [format, { schema, example, source: from }] of Object.entries(SHAPES)) {
  test(`the shape of ${format} names its source, fits its example and nothing less`, () => {
    assert(format in FORMATS && /https:\/\//.test(from));
    assert.deepEqual(faults(schema, example), []);
    const less = lacking(schema, example);
    assert(less.length >= schema.required.length);
    for (const value of less) assert.notDeepEqual(faults(schema, value), [], JSON.stringify(value));
    assert.notDeepEqual(faults(schema, { ...example, 'no-such.member': [] }), []);
  });

  for (const { name, json } of RESPONSES)
    test(`${format} of a response with ${name}`, () => assert.deepEqual(faults(schema, read(format, json)), []));
}

test('every format is whole or not, and opaque or not, as it says', () => {
  const facts = Object.keys(FORMATS).map(format => {
    const { opaque } = made({ format, key: 'k' });
    return [format, isWhole({ format }), opaque];
  });
  assert.deepEqual(facts, [
    ['json', false, false],
    ['form', true, false],
    ['query', true, false],
    ['formbricks', true, false],
    ['posthog', false, false],
    ['typeform', true, false],
    ['cloudevents', false, false],
    ['slack', true, true],
    ['teams', true, false],
    ['sheet', true, false],
    ['ga4', true, undefined],
    ['dataLayer', true, undefined],
  ]);
  assert.equal(isWhole({ format: 'json', whole: true }), true);
  assert.equal(isWhole({ format: 'slack', whole: false }), false);
  assert.equal(made({ format: 'slack', opaque: false }).opaque, false);
  assert.equal(made({ format: 'json', opaque: true }).opaque, true);
});

test('content types are those that receivers ask for, and what an opaque request can say', () => {
  const types = Object.keys(FORMATS)
    .filter(format => !FORMATS[format].inPage)
    .map(format => [format, made({ format, key: 'k' }).headers['content-type']]);
  const form = 'application/x-www-form-urlencoded';
  assert.deepEqual(Object.fromEntries(types), {
    json: undefined,
    form,
    query: undefined,
    formbricks: 'application/json',
    posthog: undefined,
    typeform: 'application/json',
    cloudevents: 'application/cloudevents+json',
    slack: form,
    teams: 'application/json',
    sheet: form,
  });
  assert.deepEqual(made({ format: 'typeform', opaque: true }).headers, {});
  assert.deepEqual(made({ format: 'form', opaque: true }).headers, { 'content-type': form });
});

test('a key goes where its receiver looks for it', () => {
  const where = format => made({ format, key: 'k-1' });
  for (const format of ['json', 'form', 'query', 'typeform', 'cloudevents'])
    assert.equal(where(format).headers.authorization, 'Bearer k-1', format);
  assert.equal(JSON.parse(where('posthog').body).api_key, 'k-1');
  assert.equal(fieldsOf(where('sheet').body).key, 'k-1');
  for (const format of ['posthog', 'sheet']) assert.equal(where(format).headers.authorization, undefined, format);
});

test('Formbricks has the answers by its own ids, and its second copy is refused', () => {
  const sent = read('formbricks', EVERY, { survey: 'theirs', questions: { nps: 'their-nps' } });
  assert.deepEqual(sent, {
    surveyId: 'theirs',
    singleUseId: EVERY.id,
    finished: true,
    language: 'pt-BR',
    createdAt: '2026-01-31T11:59:00.5Z',
    updatedAt: '2026-01-31T12:00:00Z',
    data: {
      order: 'A-1001',
      value: 59.9,
      gift: 'true',
      note: '',
      respondent: 'u-1',
      'their-nps': 9,
      q: 4,
      ease: 4,
      stars: 4,
      why: 'Good',
      what: ['price', 'range', 'The colour'],
      call: ['', '', 'a@b.example', '', ''],
    },
    meta: { url: 'https://shop.example/done' },
  });
});

test('PostHog puts the states of a response together, and the last one counts', () => {
  const partial = { ...EVERY, outcome: 'partial', seq: 1 };
  const [first, last] = [partial, { ...EVERY, seq: 2 }].map(response =>
    read('posthog', response, { survey: 'theirs', questions: { nps: 'their-nps' } }),
  );
  const { properties } = last;
  assert.equal(properties.$survey_id, 'theirs');
  assert.equal(properties['$survey_response_their-nps'], 9);
  assert.deepEqual(properties.$survey_response_what, ['price', 'range', 'The colour']);
  assert.deepEqual(properties.$survey_questions[0], { id: 'their-nps', question: 'nps' });
  assert.equal(first.properties.$survey_submission_id, properties.$survey_submission_id);
  assert.deepEqual([first.properties.$survey_completed, properties.$survey_completed], [false, true]);
  assert(first.timestamp < last.timestamp, 'at the same moment by the visitor’s clock');
  assert.deepEqual([last.distinct_id, properties.$process_person_profile], ['u-1', true]);
  const anonymous = read('posthog', LEAST);
  assert.deepEqual([anonymous.distinct_id, anonymous.properties.$process_person_profile], [LEAST.id, false]);
});

test('Typeform’s receivers find each answer by its type', () => {
  const { form_response: sent } = read('typeform', EVERY, { survey: 'theirs' });
  assert.deepEqual([sent.form_id, sent.token, sent.hidden.gift], ['theirs', EVERY.id, 'true']);
  assert.deepEqual(
    sent.answers.map(({ type, field, ...value }) => [field.ref, field.type, value[type]]),
    [
      ['nps', 'nps', 9],
      ['q', 'opinion_scale', 4],
      ['ease', 'opinion_scale', 4],
      ['stars', 'opinion_scale', 4],
      ['why', 'long_text', 'Good'],
      ['what', 'multiple_choice', { ids: ['price', 'range'], labels: ['price', 'range'], other: 'The colour' }],
      ['call.email', 'email', 'a@b.example'],
    ],
  );
});

test('each state of a response is a CloudEvent of its own, and a second copy is the same one', () => {
  const later = request({ format: 'cloudevents', url: URL_OF_ALL }, EVERY, {
    now: 0,
    url: 'https://shop.example/other',
  });
  assert.equal(later.body, made({ format: 'cloudevents' }).body);
  const { data, ...event } = JSON.parse(later.body);
  assert.deepEqual(data, EVERY);
  assert.equal(event.source, 'https://shop.example');
  assert.notEqual(event.id, read('cloudevents', { ...EVERY, seq: 1 }).id);
});

/** A comment that means something to Slack and to Teams. */
const LOUD = '<!channel> *bold* [link](https://evil.example) <at>all</at> & `x`';

test('Slack shows comments as they were written, and reads no markup in them', () => {
  const { text, blocks } = read('slack', withText(LOUD));
  const quotes = blocks[0].elements.filter(({ type }) => type == 'rich_text_quote');
  assert.deepEqual(quotes, [{ type: 'rich_text_quote', elements: [{ type: 'text', text: LOUD }] }]);
  assert(!text.includes('bold'), 'a notice reads markup');
  const contact = {
    question: 'call',
    contact: { name: '<!here> & co' },
    consent: { text: 'Yes', at: LEAST.answered_at },
  };
  const notice = read('slack', { ...LEAST, answers: [contact] }).text;
  assert(notice.includes('call: name: &lt;!here&gt; &amp; co') && !notice.includes('<'), notice);
});

test('Slack’s lines follow each other', () => {
  const { blocks } = read('slack', EVERY);
  const plain = ({ elements, text }) => (elements ? elements.map(plain).join('') : text);
  assert.deepEqual(
    blocks[0].elements.map(element => element.type.slice(10) + ': ' + plain(element)),
    [
      'section: s (test)\nnps: 9 on 0–10, promoter\nq: 4 on 1–5, neutral\nease: 4 on 1–7, neutral\nstars: 4 on 1–5\nwhy',
      'quote: Good',
      'section: what: price, range',
      'quote: The colour',
      'section: call: email: a@b.example\nhow: skipped\n' +
        'order: A-1001, value: 59.9, gift: true, respondent: u-1, page: https://shop.example/done, response: ' +
        EVERY.id,
    ],
  );
});

test('Teams shows comments as runs of text, which have no markup', () => {
  const { body } = read('teams', withText(LOUD)).attachments[0].content;
  const runs = body.flatMap(({ inlines }) => inlines).map(({ text }) => text);
  assert.deepEqual(runs, ['s', 'nps: 9 on 0–10, promoter', 'why', '“' + LOUD + '”', 'response: ' + LEAST.id]);
});

test('analytics get ratings, classes and ids, and nothing that a visitor wrote or a shop knows', () => {
  const secrets = ['Good', 'The colour', 'a@b.example', 'u-1', 'A-1001', 'v1.abc', 'shop.example'];
  for (const format of ['ga4', 'dataLayer']) {
    const sent = JSON.stringify(read(format, EVERY));
    for (const secret of secrets) assert(!sent.includes(secret), format + ' has ' + secret);
    assert(sent.includes('promoter') && sent.includes(EVERY.id));
  }
  assert.deepEqual(read('dataLayer', EVERY).afterword.answers, {
    nps: { rating: 9, class: 'promoter' },
    q: { rating: 4, class: 'neutral' },
    ease: { rating: 4, class: 'neutral' },
    stars: { rating: 4 },
    what: { choices: ['price', 'range'] },
  });
  const { rating_nps, class_nps, rating_stars, class_stars } = read('ga4', EVERY);
  assert.deepEqual([rating_nps, class_nps, rating_stars, class_stars], [9, 'promoter', 4, undefined]);
});

test('GA4 is sent no more than it takes', () => {
  const answers = Array.from({ length: 30 }, (_, index) => ({
    question: `${index}-a.long_name`.padEnd(index ? 0 : 64, 'g'),
    metric: 'nps',
    rating: 3,
    scale: [0, 10],
  }));
  assert.deepEqual(faults(SHAPES.ga4.schema, read('ga4', { ...EVERY, answers })), []);
});

test('the page’s scripts are told in their own form', () => {
  const calls = [];
  push(made({ format: 'ga4' }), { gtag: (...call) => calls.push(call), dataLayer: [] });
  assert.deepEqual(calls, [made({ format: 'ga4' }).gtag]);

  const page = {};
  push(made({ format: 'ga4' }), page);
  const [call] = page.dataLayer;
  assert.equal(Object.prototype.toString.call(call), '[object Arguments]');
  assert.deepEqual([...call], made({ format: 'ga4' }).gtag);

  const { dataLayer } = page;
  push(made({ format: 'dataLayer' }), page);
  assert.equal(page.dataLayer, dataLayer);
  assert.deepEqual(dataLayer[1], made({ format: 'dataLayer' }).layer);
});

test('a request changes neither response nor destination', () => {
  const frozen = value => {
    for (const member of Object.values(value)) if (member && typeof member == 'object') frozen(member);
    return Object.freeze(value);
  };
  for (const format of Object.keys(FORMATS)) {
    const to = frozen({ format, url: URL_OF_ALL, key: 'k', headers: { a: 'b' } });
    const once = request(to, frozen(structuredClone(EVERY)), frozen({ ...OCCASION }));
    assert.deepEqual(request(to, EVERY, OCCASION), once, format);
  }
});

const CLASSES = readJson('../../score/tests/cases/classes.json');

for (const { classes, ...row } of CLASSES)
  test(`classes of ${JSON.stringify(row)}`, () =>
    assert.deepEqual(
      classes.map((_, index) => classOf({ ...row, rating: row.scale[0] + index }) ?? null),
      classes,
    ));
