// What stands on the page: the host element, its shadow root, its status, and the timers around it.
//
// JavaScript, because these lines are many more bytes when they are said through bindings. What is
// shown and when is the shell's to decide; what happens here is reported to it. Where it stands is
// `place.js`, who has the focus `focus.js`.
//
// The page may have replaced what scripts usually take for granted: `JSON`, `Promise`, the methods
// of arrays. None of these scripts needs them where another way is as short.

import { follow, giveBack, remember } from './focus.js';
import { rareStyle } from './look.js';
import { stand } from './place.js';
import { forget, resume, sketch } from './session.js';
import { dispatch, fail } from './tell.js';

/** After thanks the prompt leaves by itself, but not before this, and not under the visitor's eyes. */
const LINGER = 8000;
/** How often an attended prompt is looked at again. */
const ATTENDED = 2000;
/** A status is read out when it changes, not when it appears. */
const ANNOUNCE = 300;

// What is reported, in the order of `platform::Report`.
export const ASKED = 0;
export const KEPT = 1;
export const UNKEPT = 2;
export const TALLIED = 3;
export const FREE = 4;
const LEFT = 5;
const CLOSED = 6;

/** Tells the shell: one of the above, and `{id, …}` of the response that it is about. */
export let report;
/** The host element, its shadow root, and the element in there that is drawn into. */
export let host, root, mount;
/** Ends all listening for what stands. */
export let ending;
/** Of what stands. */
let response;
/** Whether no question was drawn yet. */
let fresh;
/** What became of the answers: `saved`, or `sent`. */
let fate;
/** What was asked last, as its tag names it. */
export const last = {};

export function setReport(shell) {
  report = shell;
}

/** Adds a style sheet: the page's policy may allow no other style. */
export const adopt = css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return sheet;
};

const leave = event => {
  if (!document.hidden && event.type != 'pagehide') return;
  sketch(root.querySelector('textarea'));
  report(LEFT, response);
};

/**
 * Puts up an empty host, and returns the element to draw into. It stands at the end of the body, or
 * in the element that `target` selects. Without an `id` it is for the tab that opens a card.
 */
export function raise(style, id, modal, target) {
  ending = new AbortController();
  const { signal } = ending;
  host = document.createElement('div');
  host.dataset.afterword = id ? '' : 'tab';
  root = host.attachShadow({ mode: 'open' });
  adopt(rareStyle() + style);
  mount = root.appendChild(document.createElement(modal ? 'dialog' : 'div'));
  stand(target, modal);
  response = { id };
  fresh = true;
  fate = '';
  // The browser closes it by Escape, or by the gesture of a phone.
  mount.addEventListener('close', () => report(CLOSED, { id }), { signal });
  addEventListener('pagehide', leave, { signal });
  document.addEventListener('visibilitychange', leave, { signal });
  return mount;
}

/** The element of the card that questions are mounted into. */
export function slot() {
  return root.querySelector('.question');
}

/** To be called before the question changes: takes it away. */
export function leaveQuestion() {
  remember();
  const place = slot();
  place.replaceChildren();
  // The next one is read from its beginning. To scroll lays the page out.
  if (!fresh) place.parentNode.scrollTop = 0;
}

/** To be called after it changed, with the element that is read out. */
export function enterQuestion(said) {
  if (fresh) resume(root.querySelector('textarea'));
  fresh = false;
  follow();
  announce(said);
  tellFate(fate);
}

/** Says with the thanks what became of the answers, as the card has it in the visitor's language. */
export const tellFate = is => {
  fate = is;
  const line = root?.querySelector('[data-sent]');
  if (line) line.textContent = line.dataset[is] || '';
};

const announce = said => {
  const status = root.querySelector('[role=status]');
  status.replaceChildren();
  setTimeout(() => status.replaceChildren(said), ANNOUNCE);
};

/** Copies a code, and says so; where the browser refuses, the code is selected. */
export async function copy(text, done) {
  const code = root.querySelector('[part=code]');
  try {
    await navigator.clipboard.writeText(text);
    announce(done);
  } catch {
    getSelection().selectAllChildren(code || host);
  }
}

/** Closes by itself, in a while, when nobody looks. */
export function linger(after = LINGER) {
  const thanked = response;
  setTimeout(() => {
    if (thanked != response) return;
    if (host.matches(':hover,:focus-within')) linger(ATTENDED);
    else report(CLOSED, response);
  }, after);
}

/** Whether a card stands. A page may have thrown it out with the element it was in; then it is over. */
export const hasCard = () => {
  if (!response?.id) return false;
  if (!host.isConnected) report(CLOSED, response);
  return !!response?.id;
};

/** Leaves the page as it was, focus included. */
export function fall() {
  ending.abort();
  giveBack();
  host.remove();
  host = root = mount = response = null;
}

let told;

/** Tells the host page, in the order of the calls; the detail is JSON. */
export function tell(name, detail) {
  const earlier = told;
  told = (async () => {
    const parsed = await new Response(detail).json();
    await earlier;
    dispatch(name, parsed);
  })();
}

/** When the module broke, and will not be entered again: takes down what stands, and tells. */
export const trap = error => {
  const id = response?.id;
  try {
    forget();
    fall();
  } catch {}
  fail(last.survey, 'wasm', 'the prompt broke: ' + error, id);
};

/** Fills bytes with chance. */
export function random(bytes) {
  crypto.getRandomValues(bytes);
}
