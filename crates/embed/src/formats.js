// What is sent to whom: each format by its name. Pure but for `push`, which tells scripts of the page.

import { dataLayer, ga4 } from './formats/analytics.js';
import { cloudevents } from './formats/cloudevents.js';
import { FORMATS } from './formats/facts.js';
import { slack, teams } from './formats/messages.js';
import { FORM, form, json, query, sheet } from './formats/plain.js';
import { formbricks, posthog, typeform } from './formats/surveys.js';

const WRITERS = {
  cloudevents,
  dataLayer,
  form,
  formbricks,
  ga4,
  json,
  posthog,
  query,
  sheet,
  slack,
  teams,
  typeform,
};

/** Whether a destination wants only what is finished, or will not be. */
export const isWhole = to => to.whole ?? !!FORMATS[to.format].whole;

const headersOf = (to, type, isOpaque) => {
  const headers = new Headers();
  // All else that an opaque request can say is that it is text, which is said without words.
  if (type && (type == FORM || !isOpaque)) headers.set('content-type', type);
  if (to.key && !FORMATS[to.format].keyed) headers.set('authorization', 'Bearer ' + to.key);
  for (const [name, value] of Object.entries(to.headers ?? {})) headers.set(name, value);
  return Object.fromEntries(headers);
};

/**
 * The request that brings a response to a destination of `destinations`: `{url, method, headers, body,
 * opaque}`; or, for scripts of the page, what `push` takes. The response is a parsed record; of the
 * occasion `now` (milliseconds since 1970) and the page's `url` are needed.
 */
export const request = (to, response, occasion) => {
  const { type, ...written } = WRITERS[to.format](to, response, occasion);
  if (FORMATS[to.format].inPage) return written;
  const opaque = to.opaque ?? !!FORMATS[to.format].opaque;
  return { url: to.url, method: 'POST', ...written, headers: headersOf(to, type, opaque), opaque };
};

/** Tells the page's scripts; `gtag` is the site's own, where it has one. */
export const push = ({ layer, gtag }, page = window) => {
  const told = (page.dataLayer ??= []);
  if (layer) return told.push(layer);
  // Tag managers tell a call of `gtag` from an event by its being `arguments`.
  const call =
    typeof page.gtag == 'function'
      ? page.gtag
      : function () {
          told.push(arguments);
        };
  call(...gtag);
};
