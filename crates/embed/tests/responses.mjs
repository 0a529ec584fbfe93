// The responses that `survey` accepts, and what a format makes of one.

import { readFileSync } from 'node:fs';
import { source } from './source.mjs';

const { request } = await source('formats.js');

/** Tables say `{"$repeat": x, "times": n}` for a long text, or for a list in whose texts `#` is the index. */
const expanded = (_, value) => {
  const { $repeat: repeated, times } = value ?? {};
  if (repeated === undefined) return value;
  if (typeof repeated == 'string') return repeated.repeat(times);
  return Array.from({ length: times }, (_, index) => JSON.parse(JSON.stringify(repeated).replaceAll('#', index)));
};

export const readJson = path => JSON.parse(readFileSync(new URL(path, import.meta.url)), expanded);

export const RESPONSES = readJson('../../survey/tests/cases/responses.json').filter(
  ({ problems }) => !problems.length,
);
export const { json: EVERY } = RESPONSES.find(({ name }) => name == 'every field');
export const { json: LEAST } = RESPONSES.find(({ name }) => name == 'only what is needed');

/** With a comment besides. */
export const withText = text => ({ ...LEAST, answers: [...LEAST.answers, { question: 'why', text }] });

export const OCCASION = { now: Date.UTC(2026, 0, 31, 12, 5), url: 'https://shop.example/done?order=1' };
export const URL_OF_ALL = 'https://cx.example/in?a=b';

export const made = (to, response = EVERY) => request({ url: URL_OF_ALL, ...to }, response, OCCASION);

export const fieldsOf = text => Object.fromEntries(new URLSearchParams(text));
