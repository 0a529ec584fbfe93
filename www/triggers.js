// Watches the triggers that need more than the loader itself knows: those that wait, look, or hold
// together; and asks nothing that `gates.js` rules out. A page whose tags need neither never fetches
// this file.
//
// Nothing is watched that no survey of the page waits for, nothing is looked at more often than once
// a second, and no listener ever keeps the page from anything.

import { ruledOut } from './gates.js';
import { holds, leaves } from './when.js';

const page = document;

const UNITS = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 };

/** How often what comes true by itself is looked at. */
const PAUSE = 1e3;

/** Where nothing hovers, whoever scrolls up by so many pixels between two looks is about to leave. */
const QUICK = 500;

/** How much of an element, or else of the window by it, has to be in sight. */
const HALF = .5;

/** A trigger's kind, or what goes with it, and what it waits for. */
const KNOWN =
  /^((load|exit|manual) true|(delay|idle|on_site|after) \d{1,9}[smhd]|scroll (\d\d?|100)%|(pages|visits) [1-9]\d*|(event|seen|click|where) .+)$/s;

/** What the browser says of a visitor, by the trigger that hears it. */
const HEARD = { idle: 'pointermove pointerdown keydown wheel scroll touchmove', click: 'click', exit: 'mouseout' };

const TESTS = {
  is: (value, wish) => value === wish,
  at_least: (value, wish) => parseFloat(value) >= wish,
  at_most: (value, wish) => parseFloat(value) <= wish,
  given: (value, wish) => (value ?? '') !== '' == wish,
};

const VISIT = 'afterword:visit';
const PAGES = 'afterword:pages';
const VISITS = 'afterword:visits';

/** The surveys that wait on this page. */
const surveys = [];

const clock = () => performance.now();

const millis = duration => parseInt(duration) * UNITS[duration.at(-1)];

const address = () => location.href.split('#')[0];

// The address of the page that they wait on, and which page of the visit it is.
let here = address();
let number;
// When the visitor last did anything.
let active = clock();
// Until when what is in sight may be of the page before: applications take a while to draw another.
let drawn;
let timer, observer;

/** What is kept under a name; if nothing is, what is found out now. Nothing where nothing can be kept. */
const kept = (area, name, find) => {
  try {
    return window[area][name] ||= find();
  } catch {}
};

/** Counts once more. */
const counted = (area, name) => {
  try {
    return window[area][name] = -~window[area][name];
  } catch {}
};

/** When a survey is to be asked that waits for a time after an event. */
const later = {
  key: survey => 'afterword:later:' + survey.definition?.id,

  begin: (survey, wait) => kept('localStorage', later.key(survey), () => Date.now() + wait),

  // Where the clock was set back, the wait begins anew: that is late, but no later than at first.
  isOver(survey, wait) {
    try {
      const due = Math.min(localStorage[later.key(survey)], Date.now() + wait);
      if (due) localStorage[later.key(survey)] = due;
      return due <= Date.now();
    } catch {}
  },

  forget(survey) {
    try {
      delete localStorage[later.key(survey)];
    } catch {}
  },
};

/** Whether it is so now, for what comes true by itself: `false` is worth another look, nothing is not. */
const LOOKS = {
  load: (what, { began }) => began >= 0 || undefined,
  delay: (what, { began }) => clock() - began >= millis(what),
  idle: (what, { began }) => clock() - Math.max(began, active) >= millis(what),
  on_site: what => Date.now() - kept('sessionStorage', VISIT, Date.now) >= millis(what),
  pages: what => (number ||= counted('sessionStorage', PAGES)) >= +what || undefined,
  visits: what => kept('sessionStorage', VISITS, () => counted('localStorage', VISITS)) >= +what || undefined,
  // A page that was only just opened is shorter than it will be.
  scroll: (what, { began }) => {
    const far = page.scrollingElement?.scrollHeight - innerHeight;
    return clock() - began >= PAUSE && scrollY + 1 >= far * parseInt(what) / 100;
  },
  seen: what => {
    if (!(clock() < drawn)) for (const element of page.querySelectorAll(what)) observer.observe(element);
    return false;
  },
  // Who comes to the very top was led there: by a link, or because another page begins.
  exit: (what, survey) => {
    if (!matchMedia('(hover: none)').matches) return;
    const before = survey.depth;
    survey.depth = scrollY;
    return before - scrollY >= QUICK && scrollY > 0;
  },
  // Not on the page on which it happened.
  after: (what, survey) => survey.isNew && later.isOver(survey, millis(what)) || undefined,
};

/** Something happened. Each trigger fires at most once on a page, and none of a survey that was asked. */
const happen = (firesIt, whose = surveys) => {
  notice();
  for (const survey of whose) for (const trigger of survey.triggers) {
    const { tag, met, when } = survey;
    if (tag.old || tag.asked || met.has(trigger) || !firesIt(trigger, survey)) continue;
    met.add(trigger);
    if (holds(when, met) && !ruledOut(tag, survey.definition)) survey.ask();
  }
};

/** Looks at what comes true by itself, and again after a pause while there is anything to look for. */
const look = () => {
  let again;
  // What is watched anew is told of anew: more than two windows high, it never comes in sight by half.
  observer?.disconnect();
  happen((trigger, survey) => Object.keys(trigger).some(kind => {
    const is = LOOKS[kind]?.(trigger[kind], survey);
    again ||= is === false || !window.Navigation && kind != 'manual';
    return is;
  }));
  surveys.forEach(survey => survey.isNew = false);
  clearTimeout(timer);
  if (again) timer = setTimeout(look, PAUSE);
};

const begin = survey => {
  survey.met = new Set;
  survey.began = clock();
  survey.depth = 0;
  survey.isNew = true;
};

/** An application went on to another page: what waited on the old one waits anew. */
const notice = () => {
  if (here == address()) return;
  here = address();
  number = 0;
  drawn = clock() + HALF * PAUSE;
  surveys.forEach(begin);
  look();
};

const heard = event => {
  active = clock();
  const { type, relatedTarget, clientY } = event;
  // In the shadow of whatever was clicked as well.
  if (type == 'click') happen(({ click }) => click && event.composedPath().some(node => node.matches?.(click)));
  // Out of the window by its top.
  if (type == 'mouseout' && !relatedTarget && clientY <= 0) happen(({ exit }) => exit);
};

const seen = entries => {
  for (const { intersectionRatio, intersectionRect, target } of entries)
    if (Math.max(intersectionRatio, intersectionRect.height / innerHeight) >= HALF)
      happen(trigger => trigger.seen && target.matches(trigger.seen));
};

const fits = (where, properties) => Object.keys(where).every(key =>
  Object.keys(where[key]).every(test => TESTS[test]?.(properties[key], where[key][test])));

/** The page tracked an event. */
const hear = (survey, name, properties) => {
  if (survey.cancels.includes(name)) {
    survey.met = new Set;
    // No time is later than this.
    survey.began = NaN;
    later.forget(survey);
  }
  happen(({ event, where = {}, after }) => {
    if (event != name || !fits(where, properties)) return;
    if (!after) return true;
    later.begin(survey, millis(after));
  }, [survey]);
};

/** Refuses what is no trigger, and listens for what it needs. */
const prepare = (trigger, tap) => {
  for (const kind of Object.keys(trigger)) {
    const what = trigger[kind];
    if (!KNOWN.test(kind + ' ' + what)) throw Error('no trigger is called ' + kind + ' ' + what);
    // Throws for what is no selector.
    if (kind == 'seen' || kind == 'click') page.querySelector(what);
    if (kind == 'seen') observer ||= new IntersectionObserver(seen, { threshold: HALF });
    for (const type of HEARD[kind]?.split(' ') || []) page.addEventListener(type, heard, { capture: true, passive: true });
    if (kind == 'event') tap();
  }
};

/**
 * Watches what a survey waits for, and asks it then. `tap` lets the page's data layer be heard.
 * Returns what is to be called with each event that the page tracks, and was.
 */
export const watch = (tag, when, definition, ask, tap) => {
  const survey = { tag, when, ask, definition, cancels: definition?.cancel_on || [], triggers: leaves(when) };
  for (const trigger of survey.triggers) prepare(trigger, tap);
  if (survey.cancels[0]) tap();
  // On the tag, for who asks why.
  begin(tag.watched = survey);
  surveys.push(survey);
  page.addEventListener('afterword:shown', ({ detail }) => {
    if (detail.survey == survey.definition?.id) later.forget(survey);
  });
  // After what happened already.
  queueMicrotask(() => {
    survey.began = clock();
    look();
  });
  return (name, properties) => hear(survey, name, properties);
};

addEventListener('popstate', notice);
// Who comes back to a page that the browser kept begins anew on it.
addEventListener('pagehide', () => here = 0);
if (window.Navigation) navigation.addEventListener('currententrychange', notice);
