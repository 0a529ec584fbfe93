// A browser, as far as the scripts that deliver need one: what its tabs share, on a clock that a test
// turns. `collect` and `witness` are the test's.

/** Milliseconds since the browser was installed, and how far the visitor's clock is ahead of that. */
let now = 0;
let ahead = 1.75e12;
/** What happens later: `{at, tab, work}`. */
let tasks = [];
/** The tabs that are open, by their number. */
const tabs = new Map();

let chance = 0;

/** From 0 to below 1; the same for the same case. */
const random = () => {
  chance = (Math.imul(chance, 1664525) + 1013904223) >>> 0;
  return chance / 2 ** 32;
};

/** Runs a work after a delay, unless its tab is gone by then. */
const later = (delay, work, tab) => {
  const task = { at: now + Math.max(0, delay), tab, work };
  if (!tab?.isGone) tasks.push(task);
  return task;
};

const cancel = task => {
  tasks = tasks.filter(other => other != task);
};

/** Does the next thing that is due by then; false where there is none. */
const step = until => {
  let next;
  for (const task of tasks) if (task.at <= until && !(next?.at <= task.at)) next = task;
  now = next ? Math.max(now, next.at) : until;
  if (!next) return false;
  cancel(next);
  if (next.tab?.frozen) next.tab.frozen.push(next);
  else next.work();
  return true;
};

// Storage

/** How long a step of a database takes. */
const latency = () => 1 + Math.floor(random() * 5);

/** `works`, `throws`, `denied`, `blocked` (says nothing), or `full`. */
let databaseIs = 'works';
let records = new Map();
/** Transactions that write wait for each other, also those of other tabs. */
let transactions = [];
/** Who waits for a database that is blocked. */
let blocked = [];

const serve = () => {
  const transaction = transactions[0];
  if (!transaction || transaction.served) return;
  transaction.served = true;
  later(latency(), () => advance(transaction), transaction.tab);
};

const finish = (transaction, event) => {
  transactions.shift();
  later(latency(), () => transaction[event]?.(), transaction.tab);
  serve();
};

/** Answers the next request of a transaction, or commits it. */
const advance = transaction => {
  transaction.draft ||= new Map(records);
  const next = transaction.requests.shift();
  if (!next) {
    records = transaction.draft;
    return finish(transaction, 'oncomplete');
  }
  if (next.writes && databaseIs == 'full') return finish(transaction, 'onabort');
  next.request.result = next.work(transaction.draft);
  next.request.onsuccess?.();
  transaction.served = false;
  serve();
};

const copy = record => record && { ...record };

const connect = tab => ({
  close() {},
  createObjectStore() {},
  transaction() {
    const transaction = { tab, requests: [] };
    const ask = (work, writes) => {
      const request = {};
      transaction.requests.push({ request, work, writes });
      return request;
    };
    transaction.objectStore = () => ({
      get: id => ask(draft => copy(draft.get(id))),
      getAll: () => ask(draft => [...draft.values()].map(copy)),
      count: () => ask(draft => draft.size),
      put: record => ask(draft => void draft.set(record.id, copy(record)), true),
      delete: id => ask(draft => void draft.delete(id)),
    });
    transactions.push(transaction);
    serve();
    return transaction;
  },
});

const openDatabase = tab => {
  if (databaseIs == 'throws') throw Error('SecurityError');
  const opening = {};
  const answer = () => {
    if (databaseIs == 'blocked') return blocked.push(() => later(latency(), answer, tab));
    if (databaseIs == 'denied') return opening.onerror?.();
    opening.result = connect(tab);
    opening.onsuccess?.();
  };
  later(latency(), answer, tab);
  return opening;
};

const setDatabase = is => {
  databaseIs = is;
  if (is == 'blocked') return;
  for (const go of blocked.splice(0)) go();
};

/** The same but `blocked` and `throws`. */
let localIs = 'works';
/** Milliseconds until what was written to `localStorage` outlives the browser. */
const WRITE_BACK = 5000;
let durable = {};
let writing;

const writeBack = () => {
  writing ||= later(WRITE_BACK, () => {
    durable = { ...shelf };
    writing = null;
  });
};

const shelf = Object.create({
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  },
  setItem(key, value) {
    this[key] = value;
  },
  removeItem(key) {
    delete this[key];
  },
});

/** `localStorage`: a member that is set is an item. */
const local = new Proxy(shelf, {
  set(items, key, value) {
    const text = String(value);
    if (localIs == 'full' && !(text.length <= items[key]?.length)) throw Error('QuotaExceededError');
    items[key] = text;
    writeBack();
    return true;
  },
  deleteProperty(items, key) {
    writeBack();
    return delete items[key];
  },
});

const openLocal = () => {
  if (localIs == 'denied') throw Error('SecurityError');
  return local;
};

class URLSearchParams {
  constructor(given = {}) {
    this.pairs = typeof given == 'string'
      ? given.split('&').map(pair => pair.split('=').map(decodeURIComponent))
      : Object.entries(given).map(pair => pair.map(String));
  }
  get(name) {
    return this.pairs.find(([other]) => other == name)?.[1] ?? null;
  }
  [Symbol.iterator]() {
    return this.pairs[Symbol.iterator]();
  }
  toString() {
    return this.pairs.map(pair => pair.map(encodeURIComponent).join('=')).join('&');
  }
}

// The network

/** What becomes of requests, in turn: `{commits: [ms], after, status, pause}`. Without `after` they hang. */
let weather = [];
let sent = 0;
/** Whether the page's own `fetch` works. */
let fetches = true;
/** What is on its way to the collector: `{tab, task}`. */
let flights = [];

const setWeather = text => {
  weather = JSON.parse(text);
};

/** Sends, and calls back with the status that is read, 0 where none is. */
const request = (tab, url, body, answer) => {
  witness('sent', JSON.stringify({ url, body }));
  const { commits, after, status, pause } = weather[sent++ % weather.length];
  let taken = 0;
  for (const delay of commits) {
    const flight = { tab };
    flight.task = later(delay, () => {
      flights = flights.filter(other => other != flight);
      taken = collect(body);
    });
    flights.push(flight);
  }
  // What the collector took is answered as the collector answers.
  if (after != null) later(after, () => answer(status == 200 ? taken : status, pause), tab);
};

const fetchFor = tab => (url, { body, signal }) => new Promise((resolve, reject) => {
  if (!fetches) throw Error('the page does not want this');
  signal?.hear(reject);
  request(tab, url, body, (status, pause) => {
    if (!status) return reject(Error('Failed to fetch'));
    resolve({ status, ok: status >= 200 && status < 300, type: 'cors', headers: { get: () => pause } });
  });
});

const requestFor = tab => class {
  open(method, url) {
    this.url = url;
  }
  getResponseHeader() {
    return this.pause;
  }
  send(body) {
    const end = event => {
      cancel(patience);
      this[event]?.();
    };
    const patience = later(this.timeout, () => end('ontimeout'), tab);
    request(tab, this.url, body, (status, pause) => {
      Object.assign(this, { status, pause });
      end(status ? 'onload' : 'onerror');
    });
  }
};

// Tabs

/** Who holds the lock, and who waits for it. */
let claims = [];

const grant = () => {
  const [claim] = claims;
  if (!claim || claim.held) return;
  claim.held = true;
  later(latency(), claim.work, claim.tab);
};

const leaveQueue = isGone => {
  claims = claims.filter(claim => !isGone(claim));
  grant();
};

const locksFor = tab => ({
  request: (name, { signal }, call) => new Promise((resolve, reject) => {
    const claim = { tab };
    claim.work = () => Promise.resolve(call()).then(resolve, reject).then(() => leaveQueue(other => other == claim));
    claims.push(claim);
    signal.hear(error => {
      if (claim.held) return;
      leaveQueue(other => other == claim);
      reject(error);
    });
    grant();
  }),
});

const timeout = (tab, delay) => {
  const listeners = [];
  later(delay, () => {
    for (const call of listeners) call(Error('TimeoutError'));
  }, tab);
  return { hear: call => listeners.push(call) };
};

/** Makes a context a tab's, by its global object. */
const openTab = (number, page, hasLocks) => {
  const tab = { listeners: [] };
  tabs.set(number, tab);
  const addEventListener = (name, call, { signal }) => tab.listeners.push([name, call, signal]);
  tab.document = {
    hidden: false,
    addEventListener,
    dispatchEvent: ({ type, detail }) => witness(type, JSON.stringify(detail)),
  };
  Object.assign(page, {
    window: page,
    document: tab.document,
    addEventListener,
    console: { warn() {} },
    CustomEvent: class {
      constructor(type, { detail }) {
        Object.assign(this, { type, detail });
      }
    },
    setTimeout: (call, delay) => later(delay, call, tab),
    clearTimeout: cancel,
    performance: { now: () => now },
    navigator: { onLine: true, locks: hasLocks ? locksFor(tab) : undefined },
    AbortSignal: { timeout: delay => timeout(tab, delay) },
    AbortController: class {
      signal = {};
      abort() {
        this.signal.aborted = true;
      }
    },
    URLSearchParams,
    Blob: class {
      constructor([text]) {
        this.size = text.length;
      }
    },
    fetch: fetchFor(tab),
    XMLHttpRequest: requestFor(tab),
    indexedDB: { open: () => openDatabase(tab) },
    witness,
  });
  page.Math.random = random;
  page.Date.now = () => now + ahead;
  Object.defineProperty(page, 'localStorage', { get: openLocal });
};

/** Takes a tab away; what is on its way may get lost with it. */
const crash = (number, isLost) => {
  const tab = tabs.get(number);
  tab.isGone = true;
  tabs.delete(number);
  tasks = tasks.filter(task => task.tab != tab);
  transactions = transactions.filter(transaction => transaction.tab != tab);
  serve();
  leaveQueue(claim => claim.tab == tab);
  if (isLost) for (const flight of flights) if (flight.tab == tab) cancel(flight.task);
};

/** Kills the browser, with what it had not yet written down. */
const kill = isLost => {
  for (const number of [...tabs.keys()]) crash(number, isLost);
  for (const key of Object.keys(shelf)) delete shelf[key];
  Object.assign(shelf, durable);
  cancel(writing);
  writing = null;
};

const fire = (number, type) => {
  for (const [name, call, signal] of [...tabs.get(number).listeners])
    if (name == type && !signal.aborted) call({ type, persisted: true });
};

const setHidden = (number, hidden) => {
  tabs.get(number).document.hidden = hidden;
  fire(number, 'visibilitychange');
};

const freeze = number => {
  tabs.get(number).frozen ||= [];
};

const thaw = number => {
  const tab = tabs.get(number);
  const waiting = tab.frozen || [];
  tab.frozen = null;
  for (const { work } of waiting) later(0, work, tab);
  fire(number, 'pageshow');
};

/** Puts down what an earlier version of the scripts left behind. */
const leaveBehind = (text, inDatabase) => {
  const record = JSON.parse(text);
  if (inDatabase) records.set(record.id, record);
  else shelf['afterword:outbox:' + record.id] = String(new URLSearchParams(record));
  shelf['afterword:outbox'] = '1';
  durable = { ...shelf };
};

/** All that is kept, as `{database, local}`. */
const kept = () => JSON.stringify({ database: [...records.values()], local: shelf });

const time = () => now + ahead;

const jump = by => {
  ahead += by;
};

const seed = number => {
  chance = number;
};

const setLocal = is => {
  localIs = is;
};

const setFetches = is => {
  fetches = is;
};

const elapsed = () => now;

Object.assign(globalThis, {
  crash, elapsed, fire, freeze, jump, kept, kill, leaveBehind, openTab, seed, setDatabase, setFetches, setHidden,
  setLocal, setWeather, step, thaw, time,
});
