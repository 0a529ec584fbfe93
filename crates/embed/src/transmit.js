// One request, and what came back of it.

/** Milliseconds until a request is given up. */
const PATIENCE = 10000;
/** Bytes; browsers refuse more than 64 KiB of keepalive bodies in flight. */
const MOST_KEPT_ALIVE = 60000;

let keptAlive = 0;

const byFetch = async ({ url, method, headers, body, opaque }) => {
  const size = new Blob([body ?? '']).size;
  const keepalive = keptAlive + size < MOST_KEPT_ALIVE;
  if (keepalive) keptAlive += size;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const mode = opaque ? 'no-cors' : 'cors';
    const { headers: said, status, type } = await fetch(url, { method, headers, body, keepalive, mode, signal });
    return { status, pause: said.get('Retry-After'), isOpaque: type == 'opaque' };
  } finally {
    if (keepalive) keptAlive -= size;
  }
};

const byXhr = ({ url, method, headers, body }) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open(method, url);
  request.timeout = PATIENCE;
  for (const name in headers) request.setRequestHeader(name, headers[name]);
  request.onload = () => resolve({ status: request.status, pause: request.getResponseHeader('Retry-After') });
  request.onerror = request.ontimeout = request.onabort = reject;
  request.send(body);
});

/**
 * Sends `{url, method, headers, body, opaque}`, and resolves to `{status, pause}`: the status, 0 where
 * nothing readable came back, and what `Retry-After` said. A page's own `fetch` may never work: every
 * other try, by its number from 0, does without it.
 */
export const transmit = async (request, tries) => {
  try {
    return await (tries % 2 && !request.opaque ? byXhr : byFetch)(request);
  } catch {
    return { status: 0 };
  }
};
