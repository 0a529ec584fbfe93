// Answers that were not delivered at once, until they are.
//
// Fetched where a first try failed, where an earlier visit left something behind, where the page asks
// how it stands, and for endpoints that want more than the response's JSON. Whatever may pass is tried
// again, with growing pauses drawn at random, when the browser comes online, when the page is left or
// shown again, and at the next visit. What an endpoint refuses for good stays for a repaired endpoint.

import { ELABORATE, all, outdate, put, remove, tidy } from './store.js';
import { dispatch, fail } from './tell.js';
import { transmit } from './transmit.js';

/** The lock of the one tab that sends. */
const LOCK = 'afterword:outbox';
/** The newest version of a record that is understood here. */
const VERSION = 2;
/** Records; the oldest go first. */
const MOST_KEPT = 100;

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const LONGEST_KEPT = 30 * DAY;
const LONGEST_PAUSE = 15 * 60 * SECOND;
/** Another tab may hold the lock and hang. */
const LOCK_PATIENCE = 5 * SECOND;
/** After so many tries the page is told that the network fails. */
const TRIES_UNTIL_TOLD = 3;

/** What the loader shares with all of its files. */
const house = window[Symbol.for('afterword')] ||= {};

/** What all copies of this module on a page share: an import that failed is tried by another address. */
const state = house.outbox ||= {
  /** What no storage keeps, by id. */
  taken: new Map(),
  /** What was there when it was last looked. */
  known: [],
  /** How often each was tried in vain, and when it is due again by `performance.now()`, by id. */
  tries: new Map(),
  due: new Map(),
  /** Who handed a response over, and hears when it is delivered, by its id. */
  senders: new Map(),
  /** What is on its way, by id. */
  sending: new Set(),
};

/** The id of the response: one that goes to several endpoints has a record for each. */
const responseOf = ({ id }) => id.split('#')[0];

/** When a response was begun, by the browser's clock: a UUID of version 7 begins with the time. */
const begun = ({ id }) => parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

/** Whether it was refused, and that not long ago. */
const isParked = ({ refused, parked }) => refused && Math.abs(Date.now() - parked) < DAY;

/** Whether its endpoint asked for a pause that is not over. A clock that was wrong makes it no longer. */
const isHeld = ({ until }) => until > Date.now() && until - Date.now() < DAY;

/** What a newer widget wrote is left as it is. */
const isKnown = record => record.v <= VERSION;

const isDue = record => isKnown(record) && !isParked(record) && !isHeld(record)
  && !(state.due.get(record.id) > performance.now());

/** Listens while there is something to send, and only then: the page is to be left as it was. */
const listen = () => {
  const wants = state.known.some(isKnown);
  if (wants == !!state.ending) return;
  if (!wants) {
    state.ending.abort();
    state.ending = 0;
    return;
  }
  state.ending = new AbortController();
  const { signal } = state.ending;
  addEventListener('online', online, { signal });
  addEventListener('pageshow', shown, { signal });
  addEventListener('pagehide', leave, { signal });
  document.addEventListener('visibilitychange', leave, { signal });
};

/** What there is to send, the oldest first: the latest state of each. */
const everything = async () => {
  const records = new Map();
  for (const record of [...await all(), ...state.taken.values()])
    if (!(records.get(record.id)?.seq > record.seq)) records.set(record.id, record);
  state.known = [...records.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  listen();
  return state.known;
};

const keep = async record => {
  const { id, seq } = record;
  if (await put(record)) state.taken.delete(id);
  else if (!(state.taken.get(id)?.seq > seq)) state.taken.set(id, record);
};

const drop = async record => {
  const { id } = record;
  state.known = state.known.filter(other => other != record);
  if (!(state.taken.get(id)?.seq > record.seq)) state.taken.delete(id);
  state.tries.delete(id);
  state.due.delete(id);
  outdate(record);
  await remove(record);
};

const triesOf = ({ id }) => state.tries.get(id) | 0;

/** How long to wait, in milliseconds, by a `Retry-After`: seconds or a date. */
const pauseOf = text => {
  const pause = /^\d+$/.test(text) ? text * SECOND : Date.parse(text) - Date.now();
  return Math.max(0, Math.min(DAY, pause)) || 0;
};

/** Makes it due again, after a pause drawn at random up to a limit that doubles. */
const retry = async (record, after) => {
  const { endpoint, id, survey } = record;
  const tries = triesOf(record) + 1;
  state.tries.set(id, tries);
  const held = pauseOf(after);
  const limit = Math.min(LONGEST_PAUSE, SECOND * 2 ** (tries - 1));
  state.due.set(id, performance.now() + held + Math.random() * limit);
  // Also on the next page.
  if (held) await keep({ ...record, until: Date.now() + held });
  if (tries == TRIES_UNTIL_TOLD)
    fail(survey, 'network', endpoint + ' does not take a response yet; it is kept and tried again', responseOf(record));
};

const park = async (record, status) => {
  const { endpoint, id, survey } = record;
  state.due.delete(id);
  await keep({ ...record, refused: status, parked: Date.now() });
  fail(survey, 'refused', endpoint + ' refused a response with ' + status, responseOf(record));
};

const delivered = async record => {
  const { endpoint, seq, survey } = record;
  const response = responseOf(record);
  house.delivered = -~house.delivered;
  await drop(record);
  dispatch('delivered', { survey, id: response, endpoint });
  if ((await everything()).some(other => responseOf(other) == response)) return;
  state.senders.get(response)?.({ id: response, seq });
  state.senders.delete(response);
};

const isPassing = status => !status || status > 499 || [408, 425, 429].includes(status);

/** Makes of an answer what it means for a record. */
const conclude = (record, { status, pause }) => {
  if (status >= 200 && status < 300) return delivered(record);
  return isPassing(status) ? retry(record, pause) : park(record, status);
};

/** Makes a record for each endpoint of what goes to other ones than a plain one. The first takes the place of what it is made of. */
const split = async ({ body, endpoint, id, seq, survey }) => {
  const { destinations, written } = await import('./forward.js');
  const records = (await destinations(endpoint)).map((to, index) =>
    ({ v: 2, id: index ? id + '#' + index : id, seq, survey, endpoint: to.url || to.format, body, to: written(to) }));
  for (const record of records.reverse()) await keep(record);
  // Whoever splits it is sending it.
  for (const record of records) await (record.id == id ? send : attempt)(record);
};

/** Sends what nobody says whether it arrived: once, whatever comes of it. */
const sendOnce = async (record, request) => {
  const { endpoint, once, survey } = record;
  // Else an earlier page was left while it was on its way.
  if (!once) {
    await keep({ ...record, once: 1 });
    const answer = await transmit(request, 0);
    if (answer.isOpaque) return drop(record);
    if (answer.status || navigator.onLine === false) {
      await keep(record);
      return conclude(record, answer);
    }
  }
  await drop(record);
  fail(survey, 'network', endpoint + ' did not say whether it took a response; it is not sent again', responseOf(record));
};

const sendElsewhere = async record => {
  const { forward } = await import('./forward.js');
  let comes;
  try {
    comes = await forward(record, begun(record));
  } catch (error) {
    // What the page made of it is no response any more.
    return park(record, 'nothing: ' + error.message);
  }
  const { request, wait } = comes;
  if (wait) return state.due.set(record.id, performance.now() + wait);
  if (!request) return drop(record);
  if (request.opaque) return sendOnce(record, request);
  const answer = await transmit(request, triesOf(record));
  // It has it: by an earlier try, of which nobody heard.
  return answer.status == 409 ? delivered(record) : conclude(record, answer);
};

const send = async record => {
  const { body, endpoint: url, id, survey, v } = record;
  if (v == 2) return sendElsewhere(record);
  if (!ELABORATE.test(url)) return conclude(record, await transmit({ url, method: 'POST', body }, triesOf(record)));
  try {
    await split(record);
  } catch (error) {
    // The page may say it by an element that only some of its pages have.
    if (!state.tries.has(id)) fail(survey, 'refused', error.message, id);
    await retry(record);
  }
};

const attempt = async record => {
  const { id } = record;
  if (state.sending.has(id)) return;
  state.sending.add(id);
  try {
    await send(record);
  } catch {
    await retry(record);
  } finally {
    state.sending.delete(id);
    schedule();
  }
};

/** Lets go of what is too old or too much, and says so. */
const bound = async records => {
  const known = records.filter(isKnown);
  const excess = known.length - MOST_KEPT;
  for (const [index, record] of known.entries()) {
    const isOld = Date.now() - begun(record) > LONGEST_KEPT && (state.tries.has(record.id) || record.refused);
    if (!isOld && index >= excess) continue;
    await drop(record);
    fail(record.survey, 'expired', 'a response for ' + record.endpoint + ' could not be delivered for too long', responseOf(record));
  }
};

/** One round: each endpoint gets what is due for it, one after the other. */
const round = async () => {
  const queues = {};
  for (const record of await everything()) {
    if (isDue(record)) (queues[record.endpoint] ||= []).push(record);
    else if (isHeld(record)) state.due.set(record.id, performance.now() + record.until - Date.now());
  }
  // It is tried now, or another tab had it delivered or put off.
  for (const [id, due] of state.due) if (due <= performance.now()) state.due.delete(id);
  await Promise.all(Object.values(queues).map(async queue => {
    for (const record of queue) await attempt(record);
  }));
  await bound(await everything());
  await tidy();
};

/** Does a work while no other tab does it: not for that it is done once, but so that nobody is asked twice in vain. */
const alone = async work => {
  let done;
  try {
    await navigator.locks.request(LOCK, { signal: AbortSignal.timeout(LOCK_PATIENCE) }, () => done = work());
  } catch {
    // There are no locks, or another tab hangs.
    await (done || work());
  }
};

const schedule = () => {
  clearTimeout(state.timer);
  const next = Math.min(...state.due.values());
  if (next < Infinity) state.timer = setTimeout(drain, Math.max(0, next - performance.now()));
};

/** Sends all that is due. */
export const drain = () => state.running ||= alone(round).catch(() => {}).then(() => {
  state.running = 0;
  schedule();
});

/** Whatever was drawn is over: what waits is tried now, but for what its endpoint put off. */
const hurry = async () => {
  await state.running;
  state.tries.clear();
  state.due.clear();
  await drain();
};

/**
 * Goes on with a response. `answer` is what came of the first try, if there was one: the endpoint's, or
 * an empty one; `settle` is called when all its endpoints have it.
 */
export const take = async (record, answer, settle) => {
  if (!record) return;
  const { id } = record;
  state.senders.set(id, settle);
  // The page may be left before storage has answered.
  state.known = [record, ...state.known.filter(other => other.id != id)];
  listen();
  await keep(record);
  if (answer) await conclude(record, { status: answer.status, pause: answer.headers?.get('Retry-After') });
  await state.running;
  if (state.due.has(id)) schedule();
  else await drain();
};

/** Tries everything again, also what was refused. */
export const flush = async () => {
  for (const record of await everything()) if (record.refused && isKnown(record)) await keep({ ...record, parked: 0 });
  await hurry();
};

/** How many responses wait, were refused, and were delivered by this page. */
export const status = async () => {
  const records = await everything();
  const parked = records.filter(record => record.refused).length;
  return { pending: records.length - parked, parked, delivered: house.delivered | 0 };
};

/** The page may not come back: a request that is kept alive outlives it. */
const leave = event => {
  if (document.hidden || event.type == 'pagehide')
    for (const record of state.known) if (!isParked(record) && !isHeld(record) && isKnown(record)) attempt(record);
};

const online = () => setTimeout(hurry, Math.random() * SECOND);

const shown = event => event.persisted && hurry();
