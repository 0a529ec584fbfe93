// Who has the focus, and what keys do.
//
// The documented key is F6: it leads into the prompt, and back to where the visitor was.

import { straighten } from './place.js';
import { ending, fall, host, mount, root } from './stage.js';

/** Keeps the card from covering the control that has the focus; a class that its style knows. */
const AWAY = 'away';

/** Where the focus was before it came in. */
let before;
/** Whether the visitor is inside, and whether by keyboard. */
let inside, keyboard;
/** Whether the card was opened by its tab, and whether the tab is to have the focus back. */
let opened, regain;

/** A finger did not ask for a keyboard on its screen. */
const points = () => matchMedia('(hover:hover)').matches;

/** What answers, and what of it brings no keyboard up on a screen. */
const FIELDS = 'input,textarea';
const CHOICES = '[type=radio],[type=checkbox]';

/** Leads to what is chosen, else to what answers, else to what goes on. */
const enter = (fields = FIELDS) => {
  const first = css => root.querySelector(`.question :is(${css})`);
  (first(':checked') || first(fields) || first('button,a') || root.querySelector('button')).focus();
};

const overlap = (card, control) => {
  const a = card.getBoundingClientRect();
  const b = control.getBoundingClientRect();
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
};

const avoid = () => {
  const card = mount?.firstElementChild;
  let { activeElement } = document;
  // Where nothing has the focus, the browser says that the body has.
  if (!card || activeElement == host || activeElement == document.body) return;
  while (activeElement.shadowRoot?.activeElement) ({ activeElement } = activeElement.shadowRoot);
  const { classList } = card;
  classList.remove(AWAY);
  if (overlap(card, activeElement)) {
    classList.add(AWAY);
    // What is in the way in both places may be a whole editor.
    if (overlap(card, activeElement)) classList.remove(AWAY);
  }
};

/** The browser scrolls to a control after it said that it has the focus. */
const look = () => requestAnimationFrame(avoid);

const press = event => {
  const { type, key, target, shiftKey, ctrlKey, altKey, metaKey, isComposing } = event;
  const within = target == host;
  if (within) {
    // What is typed here is nobody's shortcut. A copy that does not leave the shadow root does what
    // the page then cannot prevent. It is no `KeyboardEvent`: Firefox lets each of those leave.
    event.stopImmediatePropagation();
    const copy = Object.assign(new Event(type, { bubbles: true, cancelable: true }), { key, shiftKey, isComposing });
    if (!event.composedPath()[0].dispatchEvent(copy)) event.preventDefault();
  }
  if (key == 'F6' && type == 'keydown' && !(event.defaultPrevented || shiftKey || ctrlKey || altKey || metaKey)) {
    event.preventDefault();
    if (!within) enter();
    else if (before) before.focus();
    else root.activeElement.blur();
  }
};

/** To be called when the card or the tab is drawn. */
export function settle() {
  const { signal } = ending;
  host.addEventListener('focusin', event => {
    before = event.relatedTarget || before;
  });
  document.addEventListener('focusin', look, { signal });
  // The window hears a key before all others, unless the page listened there first.
  for (const type of ['keydown', 'keypress', 'keyup']) addEventListener(type, press, { capture: true, signal });
  // Where the host may still move it is laid out by itself, with its question in it: no task takes
  // long.
  if (opened || mount.showModal) straighten();
  else setTimeout(straighten);
  if (mount.showModal) mount.showModal();
  if (regain && host.dataset.afterword) enter();
  regain = null;
}

/** Takes the tab away for its card. */
export function open() {
  const visitor = root.querySelector(':focus-visible') || points();
  fall();
  keyboard = visitor;
  opened = true;
}

/** Before the question goes: whether the visitor is inside, and how. */
export const remember = () => {
  if (root.activeElement) {
    keyboard = root.querySelector(':focus-visible');
    inside = points();
  }
};

/** When another has come: focus follows the visitor who is inside, and nobody else. */
export const follow = () => {
  if (keyboard || mount.showModal) enter(keyboard || points() ? FIELDS : CHOICES);
  else if (inside) root.querySelector('textarea')?.focus();
  inside = keyboard = null;
  look();
};

/** When all of it goes: where the focus was before it came in, or to the tab that comes again. */
export const giveBack = () => {
  // A dialog gives it back itself; before it is closed, nothing else can have it.
  if (mount.close) mount.close();
  else if (opened) regain = root.activeElement;
  else if (root.activeElement) before?.focus();
  before = inside = keyboard = opened = null;
};
