// Where a page's answers go: the text of `data-endpoint`, read strictly. What is wrong is an error that
// says what, where, and what would be right; nothing is guessed, since a guess would lose answers.

import { FORMATS } from './formats/facts.js';
import { faultIn } from './formats/template.js';

const ATTRIBUTE = 'data-endpoint';

/** What every destination with a URL may say, and what every one may. */
const FOR_URLS = ['url', 'headers', 'opaque'];
const FOR_ALL = ['format', 'whole'];

/** Which names no script may set, by the Fetch standard. */
const FORBIDDEN = RegExp(
  '^(accept-charset|accept-encoding|access-control-request-(headers|method|private-network)|connection|' +
    'content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|' +
    'transfer-encoding|upgrade|via|(proxy|sec)-.*)$',
  'i',
);

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

const wrong = (at, what, right) => {
  throw Error(at + ': ' + what + '; ' + right);
};

const isObject = value => value && typeof value == 'object' && !Array.isArray(value);

const isText = value => typeof value == 'string' && value.trim() != '';

const list = names => names.join(', ');

const checkUrl = (at, text, format, page) => {
  if (!isText(text)) wrong(at, 'no URL', 'an address such as https://example.com/answers');
  let url;
  try {
    url = new URL(text, page.location.href);
  } catch {
    wrong(at, `“${text}” is not a URL`, 'an address such as https://example.com/answers');
  }
  const { protocol, hostname, username, password, href } = url;
  if (!/^https?:$/.test(protocol)) wrong(at, `${protocol} is not sent to`, 'https: or, for tests, http:');
  if (username || password)
    wrong(
      at,
      'browsers send nothing to a URL with a name or password in it',
      '“key” or “headers” can say who sends',
    );
  if (protocol == 'http:' && !LOOPBACK.test(hostname)) {
    if (page.location.protocol == 'https:')
      wrong(at, 'a page over https: may not send to http:', 'the same address over https:');
    if (format == 'query')
      wrong(at, 'everybody on the way can read a URL over http:', 'https:, or a loopback address');
  }
  return href;
};

const checkHeaders = (at, headers) => {
  if (!isObject(headers)) wrong(at, 'not an object', '{"X-Api-Key": "…"}');
  for (const [name, value] of Object.entries(headers)) {
    const here = at + '.' + name;
    if (FORBIDDEN.test(name)) wrong(here, 'browsers let no script set this header', 'leave it out');
    if (typeof value != 'string') wrong(here, 'not a text', 'the header’s value in quotes');
    try {
      new Headers([[name, value]]);
    } catch {
      wrong(
        here,
        'no header has this name or value',
        'letters, digits and - in the name, Latin-1 on one line in the value',
      );
    }
  }
};

const checkTemplate = (at, template, isFlat) => {
  if (typeof template == 'string') {
    const fault = faultIn(template);
    if (fault) wrong(at, ...fault);
  } else if (template && typeof template == 'object') {
    for (const [name, member] of Object.entries(template)) {
      const here = Array.isArray(template) ? `${at}[${name}]` : at + '.' + name;
      if (isFlat && member && typeof member == 'object')
        wrong(here, 'a form’s field holds no list and no object', 'one text');
      checkTemplate(here, member);
    }
  }
};

const CHECKS = {
  headers: checkHeaders,
  key(at, key) {
    if (!isText(key) || /[^\x21-\x7e]/.test(key)) wrong(at, 'not a key', 'a text of ASCII without spaces');
  },
  survey(at, survey) {
    if (!isText(survey)) wrong(at, 'not a text', 'the survey’s id there');
  },
  questions(at, questions) {
    if (!isObject(questions)) wrong(at, 'not an object', '{"nps": "id of that question there"}');
    for (const [name, id] of Object.entries(questions))
      if (!isText(id)) wrong(at + '.' + name, 'not a text', 'the question’s id there');
  },
  template(at, template, { format }) {
    const isFlat = format != 'json';
    if (isFlat && !isObject(template))
      wrong(at, 'not an object', 'the fields of the form, {"name": "{{answers.nps.rating}}"}');
    checkTemplate(at, template, isFlat);
  },
};

for (const name of ['opaque', 'whole'])
  CHECKS[name] = (at, value) => typeof value == 'boolean' || wrong(at, 'neither true nor false', 'true or false');

/** What nobody can be told by an opaque request. */
const checkOpaque = (at, to, format) => {
  if (!(to.opaque ?? format.opaque)) return;
  const without = 'what is sent without CORS cannot carry ';
  if (format.typed)
    wrong(
      at + '.opaque',
      `${to.format} is understood only by its content type, and ${without}one`,
      'leave “opaque” out',
    );
  if (to.headers) wrong(at + '.headers', without + 'headers of yours', 'leave them out, or “opaque”: false');
  if (to.key && !format.keyed) wrong(at + '.key', without + 'a key', 'leave it out, or “opaque”: false');
};

/** One destination, once nothing is wrong with it. */
const checked = (at, given, page) => {
  if (!isObject(given)) wrong(at, 'not an object', '{"url": "https://…", "format": "json"}');
  const to = { format: 'json', ...given };
  const format = Object.hasOwn(FORMATS, to.format) && FORMATS[to.format];
  if (!format) wrong(at, `there is no format “${to.format}”`, 'one of ' + list(Object.keys(FORMATS)));
  const takes = [...FOR_ALL, ...(format.inPage ? [] : FOR_URLS), ...(format.takes ?? [])];
  for (const [name, value] of Object.entries(given)) {
    if (!takes.includes(name)) wrong(at, `${to.format} takes no “${name}”`, list(takes));
    CHECKS[name]?.(at + '.' + name, value, to);
  }
  for (const name of format.needs ?? [])
    if (!(name in to))
      wrong(
        at,
        `${to.format} needs “${name}”`,
        `a JSON block in the page: {"format": "${to.format}", "url": "…", "${name}": "…"}`,
      );
  if (format.inPage) return to;
  to.url = checkUrl(at + '.url', to.url, to.format, page);
  checkOpaque(at, to, format);
  return to;
};

/** What one part of the attribute says: a format, a URL, or both. */
const part = (at, text) => {
  const [first, second, ...more] = text.split(/\s+/);
  if (more.length) wrong(at, `“${text}” is more than a format and a URL`, 'FORMAT URL, or several separated by ;');
  if (second) return { format: first, url: second };
  if (!first) wrong(at, 'nothing', 'a URL, or one ; less');
  // A lone word is a mistyped format sooner than an address.
  return first.includes('/') ? { url: first } : { format: first };
};

const ofBlock = async (name, page) => {
  const at = ATTRIBUTE + ' ' + name;
  const block = page.getElementById(name.slice(1));
  if (!block)
    wrong(
      at,
      'the page has no such element',
      `<script type="application/json" id="${name.slice(1)}"> before the tag`,
    );
  let given;
  try {
    // `JSON` may be the page's own.
    given = await new Response(block.textContent).json();
  } catch (error) {
    wrong(at, 'not JSON (' + error.message + ')', 'one destination, or a list of them');
  }
  if (!Array.isArray(given)) return [checked(at, given, page)];
  if (!given.length) wrong(at, 'an empty list', 'at least one destination');
  return given.map((one, index) => checked(`${at}[${index}]`, one, page));
};

/** The destinations that the text of `data-endpoint` names. They survive JSON. */
export const destinations = async (text, page = document) => {
  const given = text.trim();
  if (given.startsWith('#')) return ofBlock(given, page);
  const parts = given.split(';');
  return parts.map((one, index) => {
    const at = ATTRIBUTE + (parts.length > 1 ? `, part ${index + 1}` : '');
    return checked(at, part(at, one.trim()), page);
  });
};
