// Answers, from the moment they are given: each is kept, then sent. Delivered means a readable 2xx.
//
// What is not delivered at once, or goes to more than a plain endpoint, is for `delivery.js`, which few
// visitors need. Exactly once rests on the response's id and the collector's key, never on what is
// done here.

import { KEPT, UNKEPT, report, tellFate } from './stage.js';
import { ELABORATE, put, remove } from './store.js';
import { dispatch, fail } from './tell.js';

/** Characters; browsers refuse more than 64 KiB of keepalive bodies in flight. */
const LARGEST_KEEPALIVE = 20000;
/** Milliseconds until a request is given up. */
const PATIENCE = 10000;
/** The latest state of each response of this page that is not answered for, by id. */
const latest = new Map();
/** What is being sent, by id. */
const sending = new Set();
/** `delivery.js`, once it is here: it does the rest. */
let delegated;
let attempts = 0;
/** Of what response it was told that nothing keeps it. */
let unkept;

/** What the loader shares with all of its files. */
const house = () => window[Symbol.for('afterword')];

/** What the page's own function makes of a response; nothing where it vetoes. */
const hooked = (id, seq, survey, body) => {
  const { beforeSend } = house();
  if (!beforeSend) return body;
  try {
    const response = beforeSend(JSON.parse(body));
    return response && JSON.stringify({ ...response, id, seq });
  } catch (error) {
    fail(survey, 'refused', 'beforeSend: ' + error, id);
  }
};

/** Writes one response to the outbox, over its earlier state, and reports when it is there. */
export async function keep({ endpoint }, id, seq, survey, given) {
  const body = hooked(id, seq, survey, given);
  const record = { v: 1, id, seq, survey, endpoint, body };
  let kept;
  if (body) {
    latest.set(id, record);
    kept = await put(record);
    if (!kept && unkept != id)
      fail(survey, 'storage', 'this browser keeps nothing', unkept = id);
  }
  tellFate(kept && 'saved');
  report(kept ? KEPT : UNKEPT, { id });
}

/** Sends the latest state of a response, without waiting for storage: the page may be leaving. */
export async function post(id) {
  const record = latest.get(id);
  if (!record) return;
  if (delegated || ELABORATE.test(record.endpoint)) return delegate(id);
  if (sending.has(id)) return;
  sending.add(id);
  const { endpoint, body } = record;
  let response;
  try {
    // A string goes as text/plain: no preflight, so that any endpoint can take it.
    response = await fetch(endpoint, {
      method: 'POST',
      body,
      keepalive: body.length < LARGEST_KEEPALIVE,
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {}
  sending.delete(id);
  if (!response?.ok) return delegate(id, response || {});
  house().delivered = -~house().delivered;
  await remove(record);
  settle(record);
  dispatch('delivered', { survey: record.survey, id });
  // Its later state, if it has one by now.
  post(id);
}

const settle = ({ id, seq }) => {
  if (latest.get(id)?.seq != seq) return;
  latest.delete(id);
  // The thanks may be for another response by now.
  latest.size || tellFate('sent');
};

/** Hands the latest state over, with the answer that it got. */
const delegate = async (id, response) => {
  try {
    // A browser may remember that a module could not be fetched, so each time it has another address.
    const address = './delivery.js?' + attempts;
    delegated = await import(address);
    delegated.take(latest.get(id), response, settle);
  } catch {
    // It comes from where the page comes from, which may be what cannot be reached.
    setTimeout(() => delegate(id, response), Math.random() * 1000 * 2 ** attempts++);
  }
};
