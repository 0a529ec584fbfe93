// What a browser remembers of a survey changes by `past.js` as by `survey::eligibility::Past`: one
// table of what happens, and of what is written down after it. Rust's side of the same rows is
// `crates/survey/tests/eligibility`.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = path => readFileSync(new URL(path, import.meta.url), 'utf8');

// A module wherever it lies, which for Node is a matter of its name.
const past = await import('data:text/javascript,' + encodeURIComponent(read('../src/past.js')));

const CAME = { answered: 1, dismissed: 2, shown: 3 };
const KEY = 'afterword:past:s';

const rows = JSON.parse(read('../../survey/tests/cases/pasts.json'));

const replace = (object, values) => {
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
};

const asked = (context, more) => ({ survey: '/s.json', definition: { id: 's' }, context: { ...context }, ...more });

/** Lets all of it happen, and gives what is remembered then. */
const after = ({ stored, acts }, note) => {
  replace(globalThis, { localStorage: stored == null ? {} : { [KEY]: stored } });
  for (const { at, came, context, draws, looks } of acts) {
    replace(Date, { now: () => at });
    replace(Math, { random: () => draws });
    if (came) note(asked(context), CAME[came]);
    else if (looks) past.others('other');
    else past.draw('s');
  }
  return localStorage[KEY];
};

/** One run of a survey of which nothing was remembered: the light bundle knows no other. */
const isFirst = ({ stored, acts }) =>
  stored == null && acts.every(({ came }, index) => came && (came == 'shown') == !index);

test('the table has rows for both bundles', () => {
  assert(rows.length >= 60, String(rows.length));
  assert(rows.filter(isFirst).length >= 15);
});

for (const row of rows) test(row.name, () => assert.equal(after(row, past.note), row.text));

for (const row of rows.filter(isFirst))
  test('in the light bundle: ' + row.name, () => assert.equal(after(row, past.noteFirst), row.text));

test('what was drawn is what is kept', () => {
  replace(globalThis, { localStorage: {} });
  replace(Math, { random: () => 0.123456789 });
  const drawn = past.draw('s');
  assert.equal(drawn, 0.123456789);
  replace(Math, { random: () => 0.9 });
  assert.equal(past.draw('s'), drawn);
  assert.equal(past.draw('other'), 0.9);
});

test('of others, the latest moment counts, and what is not understood does not', () => {
  const kept = {
    'afterword:past:s': '1 9000 9000 9000 1 0',
    'afterword:past:a': '1 100 0 0 0 8000',
    'afterword:past:b': '1 100 300 200 7000 0 6000',
    'afterword:past:c': '2 9000 0 0 0 0',
    'afterword:past:d': 'hello',
    'afterword:visits': '9000',
    'past:e': '1 9000 0 0 0 0',
  };
  replace(globalThis, { localStorage: kept });
  replace(Date, { now: () => 10_000 });
  assert.equal(past.others('s'), 300);
  assert.equal(past.others('none'), 9000);
  replace(globalThis, { localStorage: {} });
  assert.equal(past.others('s'), 0);
});

test('nothing is remembered of a test', () => {
  replace(globalThis, { localStorage: {} });
  for (const note of [past.note, past.noteFirst]) note(asked({}, { test: '' }), CAME.answered);
  assert.deepEqual(localStorage, {});
});

test('where storage is denied nothing is remembered, and nothing breaks', () => {
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    get() {
      throw Error('denied');
    },
  });
  replace(Math, { random: () => 0.5 });
  for (const note of [past.note, past.noteFirst]) note(asked({ order: 'A-1' }), CAME.answered);
  assert.equal(past.recallPast('s'), undefined);
  assert.equal(past.others('s'), 0);
  assert.equal(past.draw('s'), 0.5);
});

test('where storage is full what is there stays', () => {
  const full = new Proxy({ [KEY]: '1 500 0 0 0 0' }, {
    set() {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });
  replace(globalThis, { localStorage: full });
  past.note(asked({}), CAME.dismissed);
  assert.equal(past.recallPast('s'), '1 500 0 0 0 0');
});
