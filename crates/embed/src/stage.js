// Where a prompt stands: its host element, shadow root, focus, status and the timers around it.
//
// JavaScript, because these lines are many more bytes when they are said through bindings. What is
// shown and when is the shell's to decide; what happens here is reported to it.

/** After thanks the prompt leaves by itself, but not before this, and not under the visitor's eyes. */
const LINGER = 8000;
/** How often an attended prompt is looked at again. */
const ATTENDED = 2000;
/** A status is read out when it changes, not when it appears. */
const ANNOUNCE = 300;

// What is reported, in the order of `platform::Report`.
export const KEPT = 0;
export const TALLIED = 1;
const LEFT = 2;
const LINGERED = 3;

/** Tells the shell: one of the above, and `{id, …}` of the response that it is about. */
export let report;
let host, root, response, before, keyboard, inside;

export function setReport(shell) {
  report = shell;
}

const leave = event => (document.hidden || event.type == 'pagehide') && report(LEFT, response);

/** Puts up an empty host at the end of the body. Returns the element to mount the card into. */
export function raise(style, id) {
  host = document.createElement('div');
  host.dataset.afterword = '';
  root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  host.addEventListener('focusin', event => {
    before = event.relatedTarget;
  });
  response = { id };
  addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', leave);
  document.body.append(host);
  return root.appendChild(document.createElement('div'));
}

/** The element of the card that questions are mounted into. */
export function slot() {
  return root.querySelector('.question');
}

/** To be called before the question changes: takes it away, and remembers whether the visitor is inside, and how. */
export function leaveQuestion() {
  keyboard = root.querySelector(':focus-visible');
  // A finger that just rated did not ask for a keyboard on its screen.
  inside = root.activeElement && matchMedia('(hover:hover)').matches;
  slot().replaceChildren();
}

/** To be called after it changed: focus follows the visitor who is inside, and nobody else. */
export function enterQuestion(text) {
  if (keyboard) (slot().querySelector('textarea,input') || root.querySelector('[part=close]')).focus();
  else if (inside) root.querySelector('textarea')?.focus();
  const status = root.querySelector('[role=status]');
  setTimeout(() => {
    status.textContent = text;
  }, ANNOUNCE);
}

/** Closes by itself, in a while, when nobody looks. */
export function linger(after = LINGER) {
  const thanked = response;
  setTimeout(() => {
    if (thanked != response) return;
    if (host.matches(':hover,:focus-within')) linger(ATTENDED);
    else report(LINGERED, response);
  }, after);
}

/** Leaves the page as it was, focus included. */
export function fall() {
  if (root.activeElement) before?.focus();
  host.remove();
  removeEventListener('pagehide', leave);
  document.removeEventListener('visibilitychange', leave);
  host = root = response = before = keyboard = inside = null;
}

export const dispatch = (name, detail) =>
  document.dispatchEvent(new CustomEvent('afterword:' + name, { detail }));

/** Tells the host page; the detail is JSON. */
export function tell(name, detail) {
  dispatch(name, JSON.parse(detail));
}

/** Tells the host page, and the console in one line, that something went wrong. */
export function fail(survey, reason, message, id) {
  console.warn('Afterword: ' + message);
  dispatch('failed', { survey, id, reason, message });
}

/** What the tag, the page and the host page's context say, as one flat object. */
export function occasion(tag, context) {
  return {
    ...tag,
    context,
    direction: getComputedStyle(document.body).direction,
    page: location.href,
  };
}

/** Fills bytes with chance. */
export function random(bytes) {
  crypto.getRandomValues(bytes);
}
