// What is sent to endpoints that want another form than the response's own JSON.

import { isWhole, push, request } from './formats.js';

export { destinations } from './destinations.js';
export { written } from './formats/json.js';

/** Milliseconds after which an unfinished response will not be finished. */
const LONGEST_RUN = 3600000;

/**
 * What a record of version 2 comes to now: a `request` for `transmit`; `{wait}`, in milliseconds, where
 * its receiver wants only what is finished, and it may still be; or nothing, where there is nothing to
 * send, or scripts of the page were told. `begun` is when the response was begun, in milliseconds since 1970.
 */
export const forward = async (record, begun) => {
  const to = await new Response(record.to).json();
  const response = await new Response(record.body).json();
  if (isWhole(to)) {
    const age = Date.now() - begun;
    if (response.outcome != 'complete' && age >= 0 && age < LONGEST_RUN) return { wait: LONGEST_RUN - age };
    // Nobody wants a message that somebody said nothing.
    if (!response.answers.length) return {};
  }
  const written = request(to, response, { now: Date.now(), url: location.href });
  if (written.url) return { request: written };
  push(written);
  return {};
};
