// Where answers are kept until an endpoint has them: IndexedDB, else localStorage.
//
// A record is one response for one endpoint. Version 1 is `{v, id, seq, survey, endpoint, body}`, for
// an endpoint that takes the response as it is; `body` is its JSON. Version 2 is what `delivery.js`
// makes of other endpoints: `to` is the destination, as JSON. Where delivery has come so far, `refused`
// is the status that the endpoint refused it with, at `parked`; `until` is when it may be tried again;
// and `once` says that it was sent where nobody answers. Times are milliseconds since 1970. In
// localStorage all of them are texts.

import { local } from './past.js';

/** Endpoints that are to be looked up, are several, or want another form than the response's JSON. */
export const ELABORATE = /^#|[\s;]|^\w+$/;

const NAME = 'outbox';
/**
 * Marks that there is something to send, so that the loader of a later visit knows without a database:
 * by 1, or by `true` where something may be in localStorage.
 */
export const MARK = 'afterword:outbox';
/** Milliseconds; a database that another tab blocks says nothing at all. */
const PATIENCE = 2000;

const transact = work => new Promise((resolve, reject) => {
  setTimeout(reject, PATIENCE);
  // Whatever version a newer widget made of it.
  const opening = indexedDB.open('afterword');
  opening.onupgradeneeded = () => opening.result.createObjectStore(NAME, { keyPath: 'id' });
  opening.onerror = reject;
  opening.onsuccess = () => {
    const transaction = opening.result.transaction(NAME, 'readwrite');
    const request = work(transaction.objectStore(NAME));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = reject;
    // Closes when the transaction is done; an open connection would block a later version's upgrade.
    opening.result.close();
  };
});

const keyOf = ({ id }) => MARK + ':' + id;

/** As a query string: `JSON` may be the page's own. */
const written = record => '' + new URLSearchParams(record);

const read = text => {
  const record = Object.fromEntries(new URLSearchParams(text));
  record.seq = +record.seq;
  return record;
};

/** Writes a state, unless a later one is there. False where it will not outlive the page, or nobody would look for it. */
export const put = async record => {
  try {
    await transact(store => {
      const found = store.get(record.id);
      found.onsuccess = () => found.result?.seq > record.seq || store.put(record);
      return found;
    });
  } catch {
    return local(storage => storage[MARK] = new URLSearchParams(storage[keyOf(record)]).get('seq') > record.seq
      || !storage.setItem(keyOf(record), written(record)));
  }
  // Not before: another tab may take the mark away meanwhile.
  return local(storage => storage[MARK] ||= 1);
};

/** Takes a state out, unless a later one is there; and the mark, where nothing is kept. */
export const remove = async record => {
  local(storage => storage[keyOf(record)] == written(record) && storage.removeItem(keyOf(record)));
  await transact(store => {
    const found = store.get(record.id);
    found.onsuccess = () => {
      found.result?.seq > record.seq || store.delete(record.id);
      // What other tabs keep meanwhile waits for this transaction, and is marked after it.
      const count = store.count();
      count.onsuccess = () => count.result || local(storage => storage[MARK] > 0 && storage.removeItem(MARK));
    };
    return found;
  }).catch(() => {});
};

const keys = storage => Object.keys(storage).filter(key => key.startsWith(MARK + ':'));

/** Takes out of localStorage what a state outdates, or is. */
export const outdate = record => local(storage =>
  read(storage[keyOf(record)]).seq > record.seq || storage.removeItem(keyOf(record)));

/** Takes the mark away where nothing is kept, as far as that can be known. */
export const tidy = async () => {
  const isMarked = local(storage => {
    if (keys(storage)[0]) storage[MARK] = true;
    else if (window.indexedDB) storage[MARK] = 1;
    else storage.removeItem(MARK);
    return true;
  });
  // A full storage does not let go of what it could not say better.
  if (isMarked) await remove({ id: '' });
};

/** All that is kept. What storage denies is as if it were not there. */
export const all = async () => [
  ...local(storage => keys(storage).map(key => read(storage[key]))) || [],
  ...await transact(store => store.getAll()).catch(() => []),
];
