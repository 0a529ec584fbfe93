// What the loader and the shell do in a tab, as far as answers go.

import { keep, post } from './outbox.js';
import { KEPT, current, reports } from './stage.js';

const asked = new Set();

const quietly = promise => void promise.catch(() => {});

/** The loader, when a page is visited. */
const visit = () => {
  window[Symbol.for('afterword')] = () => {};
  let mark;
  try {
    mark = localStorage['afterword:outbox'];
  } catch {}
  if (mark) call('drain');
};

/** A call of the page's. */
const call = name => quietly(import('./calls.js').then(calls => calls.call(name)));

/** The shell, when a question is answered: the last one is posted once it is kept. */
const answer = async (endpoint, id, seq, body, isLast) => {
  asked.add(id);
  Object.assign(current, { id, seq });
  await keep({ endpoint }, id, seq, 'nps', body);
  // Keeping reports last of all, so reports come in the order of what is awaited here.
  witness(reports.shift() == KEPT ? 'kept' : 'unkept', JSON.stringify({ id, seq }));
  if (isLast) post(id);
};

/** The shell, when the page is left: what is not finished is posted as it is. */
const leave = () => {
  for (const id of asked) post(id);
};

/** A function of the store, with a record as JSON. */
const store = (name, record) => quietly(import('./store.js').then(store => store[name](JSON.parse(record))));

Object.assign(globalThis, { answer, call, leave, store, visit });
