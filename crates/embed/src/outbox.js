// Answers, from the moment they are given until an endpoint has them.
//
// They are kept in IndexedDB, else in localStorage, else in memory. Delivered means a readable 2xx.
// Whatever may pass is tried again, with growing pauses drawn at random, when the browser comes
// online, and at the next visit. What an endpoint refuses for good stays for a repaired endpoint.
//
// JavaScript for the same reason as `stage.js`. Exactly once rests on the response's id and the
// collector's key, never on what is done here.

import { local } from './past.js';
import { KEPT, TALLIED, dispatch, fail, report } from './stage.js';

const NAME = 'outbox';
/** Marks that there is something to send, so that the loader of a later visit knows without a database. */
const MARK = 'afterword:outbox';
/** Characters; browsers refuse more than 64 KiB of keepalive bodies in flight. */
const LARGEST_KEEPALIVE = 20000;
/** Tries per page; after them only `online` and the next visit try again. */
const MOST_TRIES = 8;
const LONGEST_PAUSE = 60000;

const memory = new Map();
/** The latest state of each response of this page that is not answered for, by id. */
const latest = new Map();
/** What is being sent, by id; true where a later state wants to be sent after it. */
const sending = new Map();
let tries = 0;
let delivered = 0;

const transact = work => new Promise((resolve, reject) => {
  const opening = indexedDB.open('afterword', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(NAME, { keyPath: 'id' });
  opening.onerror = opening.onblocked = reject;
  opening.onsuccess = () => {
    const transaction = opening.result.transaction(NAME, 'readwrite');
    const request = work(transaction.objectStore(NAME));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = reject;
    // Closes when the transaction is done; an open connection would block a later version's upgrade.
    opening.result.close();
  };
});

/** As a query string: `JSON` may be the page's own. */
const written = item => '' + new URLSearchParams(item);

const read = text => Object.fromEntries(new URLSearchParams(text));

/** Writes a state, unless a later one is there. False where it will not outlive the page. */
const put = async item => {
  local(storage => storage.setItem(MARK, 1));
  try {
    await transact(store => {
      const found = store.get(item.id);
      found.onsuccess = () => found.result?.seq > item.seq || store.put(item);
      return found;
    });
  } catch {
    if (!local(storage => !storage.setItem(MARK + ':' + item.id, written(item)))) {
      memory.set(item.id, item);
      return false;
    }
  }
  return true;
};

const remove = async item => {
  const { id } = item;
  const key = MARK + ':' + id;
  const same = found => found?.seq == item.seq;
  if (same(memory.get(id))) memory.delete(id);
  local(storage => same(read(storage.getItem(key))) && storage.removeItem(key));
  await transact(store => {
    const found = store.get(id);
    found.onsuccess = () => same(found.result) && store.delete(id);
    return found;
  }).catch(() => {});
};

const all = async () => [
  ...memory.values(),
  ...local(storage => Object.keys(storage).filter(key => key.startsWith(MARK + ':')).map(key => read(storage[key]))) || [],
  ...await transact(store => store.getAll()).catch(() => []),
];

/** Writes one response to the outbox, over its earlier state, and reports when it is there. */
export async function keep(id, seq, survey, endpoint, body) {
  const item = { v: 1, id, seq, survey, endpoint, body };
  latest.set(id, item);
  const told = memory.has(id);
  if (!await put(item) && !told)
    fail(survey, 'storage', 'this browser keeps nothing; the answer is lost if it cannot be sent now', id);
  report(KEPT, { id });
}

/** Sends the latest state of a response, without waiting for storage: the page may be leaving. */
export function post(id) {
  const item = latest.get(id);
  if (item) send(item);
}

const send = async item => {
  const { id, survey, endpoint, body } = item;
  if (sending.has(id)) {
    sending.set(id, true);
    return;
  }
  sending.set(id, false);
  let status = 0;
  try {
    // A string goes as text/plain: no preflight, so that any endpoint can take it.
    const request = { method: 'POST', body, keepalive: body.length < LARGEST_KEEPALIVE };
    status = (await fetch(endpoint, request)).status;
  } catch {}
  if (status >= 200 && status < 300) {
    tries = 0;
    delivered++;
    if (latest.get(id) == item) latest.delete(id);
    await remove(item);
    dispatch('delivered', { survey, id });
  } else if (!status || status > 499 || /408|425|429/.test(status)) {
    retry();
  } else {
    await put({ ...item, refused: status });
    fail(survey, 'refused', endpoint + ' refused a response with ' + status, id);
  }
  const again = sending.get(id);
  sending.delete(id);
  if (again) flush();
  else if (!(await all()).some(item => !item.refused)) local(storage => storage.removeItem(MARK));
};

const retry = () => {
  if (tries++) removeEventListener('online', flush);
  addEventListener('online', flush, { once: true });
  if (tries <= MOST_TRIES) setTimeout(flush, Math.random() * Math.min(LONGEST_PAUSE, 500 * 2 ** tries));
};

/** Sends all that waits, one after the other. */
export async function flush() {
  for (const item of await all()) if (!item.refused) await send(item);
}

/** How many responses wait, were refused, and were delivered by this page. */
export async function status() {
  const items = await all();
  const parked = items.filter(item => item.refused).length;
  return { pending: items.length - parked, parked, delivered };
}

/** The question whose tally was asked for last: going back may make the survey be about another. */
let tallied;

/**
 * The answers of others to one question, by rating, where they are public: asked of the collector
 * that the answers go to. Reports only when there are some: the score is a courtesy.
 */
export async function tally(id, endpoint, survey, site, question, metric) {
  tallied = question;
  try {
    const collector = /^(.*\/v1\/)responses$/.exec(endpoint)[1];
    const response = await fetch(`${collector}surveys/${survey}/scores?public=true&site=${site}&question=${question}`);
    const { questions } = await response.json();
    const { counts } = questions.find(entry => entry.metric == metric);
    if (tallied == question) report(TALLIED, { id, counts });
  } catch {}
}
