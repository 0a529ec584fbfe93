// Where the host element stands on the page, and what it keeps clear of.

import { FREE, adopt, ending, host, mount, report } from './stage.js';

/** What wants the visitor for itself: something modal of the page's, or another prompt. */
const BUSY = ':modal,:fullscreen,[aria-modal=true],[data-afterword=""]';
/** How often it is looked whether that is gone, while somebody waits for it. */
const AGAIN = 1000;
/** What a page's own script may undo: were there no end to it, the two would go on for ever. */
const MOST_RETURNS = 9;
/** What is lower, in CSS pixels, is no keyboard but a scroll bar. */
const LOWEST_KEYBOARD = 30;

let waiting;

/** Whether a prompt may stand now. If not, it is reported when one may. */
export function isClear() {
  for (const element of document.querySelectorAll(BUSY))
    if (element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) {
      waiting ||= setTimeout(() => {
        waiting = 0;
        report(FREE, {});
      }, AGAIN);
      return false;
    }
  return true;
}

let put;

/** Puts the host where it is to stand. What is neither modal nor in an element is above all others. */
export const stand = (target, modal) => {
  const { signal } = ending;
  let parent = document.body;
  if (target) {
    try {
      parent = document.querySelector(target);
    } catch {
      parent = null;
    }
    if (!parent) throw 'no element ' + target + ' to stand in';
  }
  put = (into = document.body || document.documentElement) => {
    into.append(host);
    if (target || modal) return;
    // In the top layer no z-index, transform or clipping of the page's reaches it.
    host.popover = 'manual';
    host.showPopover();
    for (const watched of [document.documentElement, into]) watcher.observe(watched, { childList: true });
  };
  const stood = host;
  let returns = 0;
  const watcher = new MutationObserver(() => {
    // Pages of one document swap their body; the prompt is none of what they swap.
    if (!stood.isConnected && returns++ < MOST_RETURNS) put();
  });
  signal.onabort = () => watcher.disconnect();
  put(parent);

  const own = adopt('');
  const lift = () => {
    const { height, offsetTop, scale } = visualViewport;
    const hidden = innerHeight - height - offsetTop;
    const lifted = scale > 1.01 || hidden < LOWEST_KEYBOARD ? 0 : hidden;
    own.replaceSync(':host{--afterword-lift:' + lifted + 'px}');
  };
  visualViewport.addEventListener('resize', lift, { signal });
  visualViewport.addEventListener('scroll', lift, { signal });
  // To ask it lays the page out.
  setTimeout(lift);
};

/** Leaves a body that is zoomed: what is drawn is then not as wide as it is. */
export const straighten = () => {
  if (!mount) return;
  const { firstElementChild } = mount;
  const drawn = firstElementChild.getBoundingClientRect().width;
  if (Math.abs(drawn - firstElementChild.offsetWidth) > 1) put(document.documentElement);
};
