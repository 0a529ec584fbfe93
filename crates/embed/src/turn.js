// Whose turn it is: one prompt at a time, in this tab and among all of them.

import { ASKED, hasCard, last, report } from './stage.js';
import { prepare } from './look.js';
import { recallPast, surveyOf } from './past.js';
import { isClear } from './place.js';
import { recall } from './session.js';
import { fail } from './tell.js';

/** The lock that a tab holds while a prompt stands in it. */
export const LOCK = 'afterword';

/** What is asked as soon as its turn comes, the first first. */
const waiting = [];
/** What is being asked, or stands. */
let current;
let busy;
/** Gives the lock back. */
let release;
/** What only one of the bundles knows: whether a respondent `wasAsked` on another device. */
export const hooks = {};

/** Takes the lock, unless another tab has it. Where there are no locks, every tab is alone. */
const acquire = async () => {
  try {
    return release || await new Promise((resolve, reject) => {
      navigator.locks.request(LOCK, { ifAvailable: true }, lock => {
        resolve(lock);
        return lock && new Promise(done => {
          release = done;
        });
      }).catch(reject);
    });
  } catch {
    return true;
  }
};

const pageOf = href => href.split('#')[0];

/** Asks what waits, one after the other, when nothing stands and nobody is in the way. */
export async function next() {
  if (busy || hasCard()) return;
  current = null;
  if (!waiting[0]) return release = release?.();
  // Nobody sees it there, and it would keep all other tabs from asking.
  if (document.hidden) return addEventListener('visibilitychange', next, { once: true });
  if (!isClear()) return;
  busy = true;
  current = waiting.shift();
  const { asked, saved, resolve } = current;
  try {
    await prepare(asked);
    asked.saved = await saved;
    // Another device did ask, or it was to be asked on another page.
    if (!await hooks.wasAsked?.(asked) && pageOf(asked.page) == pageOf(location.href))
      if (await acquire()) report(ASKED, { ...asked, past: recallPast(current.id), now: Date.now() });
      // Another tab asks something. Not so where it is this page's other bundle, whose prompt stands by now.
      else if (!isClear()) waiting.unshift(current);
  } catch (error) {
    fail(asked.survey, 'wasm', 'cannot ask ' + asked.survey + ': ' + error.message);
  }
  busy = false;
  if (waiting[0] != current) resolve(hasCard());
  next();
}

/** Waits for the turn of a survey, unless it stands or waits already. Resolves to whether it is asked. */
export const queue = asked => new Promise(resolve => {
  const id = surveyOf(asked);
  // What the page threw out is over, and goes on where it is asked again.
  const saved = recall(asked.survey);
  hasCard();
  if ([current, ...waiting].some(other => other?.id == id)) return resolve(true);
  last.survey = asked.survey;
  waiting.push({ id, asked, saved, resolve });
  const rank = ({ asked }) => asked.definition?.priority || 0;
  waiting.sort((one, other) => rank(other) - rank(one));
  // In a task of its own: the one that made the module may have been long, and what is asked at the
  // same time is to be compared.
  setTimeout(next);
});
