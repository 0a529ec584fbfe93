// The loader rules out what Rust closes, and nothing else: the rows of the table of eligibility that
// say `loader`, by the loader and its triggers as they are served. Rust's side of the same rows is
// `crates/survey/tests/eligibility`.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const DIST = process.env.AFTERWORD_DIST ?? new URL('../../../dist', import.meta.url).pathname;
const CASES = new URL('../../survey/tests/cases/eligibility.json', import.meta.url);

/** Where a visitor is, where a row does not say. */
const URL_OF_ROWS = 'https://shop.example/';

/** Turns of the event loop after which a survey is asked, or will not be: rows that are due prove that these are enough. */
const TURNS = 20;

/** Stands for either bundle. */
const GLUE = `
  export default async () => {};
  export const takes = () => true;
  export const show = async (tag, definition) => (globalThis.asked.push(definition.id), true);
`;

const rows = JSON.parse(readFileSync(CASES)).filter(row => row.loader);

const { prompt: [glue] } = JSON.parse(readFileSync(join(DIST, 'manifest.json')));
const hash = glue.split('/')[0];

const sites = mkdtempSync(join(tmpdir(), 'loader-'));
after(() => rmSync(sites, { recursive: true }));
writeFileSync(join(sites, 'package.json'), '{"type": "module"}');

/** A copy of what is served, of which nothing was loaded yet. */
const serve = number => {
  const site = join(sites, String(number));
  for (const file of ['afterword.js', hash + '/triggers.js']) cpSync(join(DIST, file), join(site, file));
  for (const bundle of ['prompt', 'full']) writeFileSync(join(site, hash, bundle + '.js'), GLUE);
  return file => pathToFileURL(join(site, file)).href;
};

/** What is remembered, as it is written down. */
const written = ({ answered, dismissed, ignored, displays = 0, draw }) => {
  const moments = [answered, dismissed, ignored].map(moment => (moment ? Date.parse(moment) : 0));
  return [1, ...moments, displays, draw == null ? 0 : 1 + Math.floor(draw * 1e9)].join(' ');
};

const replace = (object, values) => {
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
};

/** What the loader finds in the browser of such a visitor, on a page with such a tag. */
const enter = ({ rules, tag, past, stored, moment }, src) => {
  const definition = { v: 1, id: 's', questions: [{ id: 'nps', kind: 'nps' }], ask_when: { load: true }, ...rules };
  const kept = stored ?? (past && written(past));
  const page = {
    currentScript: { src, dataset: { survey: '#survey', ...tag } },
    documentElement: { lang: 'en' },
    readyState: 'complete',
    addEventListener() {},
    dispatchEvent() {},
    querySelector: () => ({ textContent: JSON.stringify(definition) }),
  };
  replace(globalThis, {
    asked: [],
    window: globalThis,
    document: page,
    location: new URL(moment.url ?? URL_OF_ROWS),
    localStorage: kept == null ? {} : { 'afterword:past:s': kept },
    sessionStorage: {},
    navigator: { languages: ['en'] },
    // Tells of other pages, so that nothing has to be looked at for them.
    Navigation: class {},
    navigation: { addEventListener() {} },
    addEventListener() {},
    requestIdleCallback: work => void work(),
    // The page has loaded: what is put off for that alone is a turn away.
    setTimeout: (work, pause) => void (pause > 1 || setImmediate(work)),
    fetch: async () => new Response(),
    afterword: undefined,
  });
  // By which a loader knows that it is here a second time.
  delete globalThis[Symbol.for('afterword')];
  replace(Date, { now: () => Date.parse(moment.now) });
  replace(Math, { random: () => moment.draw ?? 0 });
};

const turn = () => new Promise(resolve => setImmediate(resolve));

test('the table has rows for the loader', () => assert(rows.length >= 100, String(rows.length)));

for (const [number, row] of rows.entries())
  test(row.name, async () => {
    const at = serve(number);
    enter(row, at('afterword.js'));
    // Everything is here already, so that a turn is no matter of disks.
    for (const file of ['triggers', 'prompt', 'full']) await import(at(`${hash}/${file}.js`));
    await import(at('afterword.js'));
    for (let turns = 0; turns < TURNS; turns++) await turn();
    assert.deepEqual(globalThis.asked, row.closed ? [] : ['s'], row.closed ? `closed by ${row.closed}` : 'due');
  });
