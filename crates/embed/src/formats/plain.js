// A response as it is, for endpoints of one's own: as JSON, as the fields of a form, in a URL, and as
// what the script behind a Google sheet reads.

import { written } from './json.js';
import { filled } from './template.js';
import { flat, text, view } from './view.js';

export const FORM = 'application/x-www-form-urlencoded';

const pairs = entries => '' + new URLSearchParams(entries.map(([name, value]) => [name, text(value)]));

const fields = (to, response, { now }) => {
  const names = view(response, now);
  return flat('template' in to ? filled(to.template, names) : names);
};

export const json = (to, response, { now }) => ({
  body: written('template' in to ? filled(to.template, view(response, now)) : response),
});

export const form = (to, response, occasion) => ({ type: FORM, body: pairs(fields(to, response, occasion)) });

export const query = (to, response, occasion) => {
  const url = new URL(to.url);
  for (const [name, value] of fields(to, response, occasion)) url.searchParams.set(name, text(value));
  return { url: url.href, method: 'GET' };
};

/** A sheet takes what begins so for a formula; behind an apostrophe it is a text. */
const cell = value => (typeof value == 'string' && /^[=+\-@\t\r]/.test(value) ? "'" + value : value);

export const sheet = (to, response, occasion) => {
  const cells = fields({}, response, occasion).map(([name, value]) => [name, cell(value)]);
  if (to.key) cells.push(['key', to.key]);
  return { type: FORM, body: pairs(cells) };
};
