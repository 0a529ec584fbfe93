// Why a survey is asked, or is not: what it waits for, and what each of its gates sees and wants.
//
// What the gates say, `verdicts.js` says: it is the Rust that asks, in JavaScript, so that it answers
// under any policy. Here it is gathered what they see, as the shell gathers it. Nothing is changed by
// that: an explanation draws nothing and stores nothing.

import { audience, fits } from '../crates/embed/src/audience.js';
import { local, others, recallPast, surveyOf } from '../crates/embed/src/past.js';
import { LOCK } from '../crates/embed/src/turn.js';
import { triggerGate } from './trigger-words.js';

/** It answers in two seconds, whatever comes late, and on a slow computer too. */
const PATIENCE = 1500;
/** How soon it is looked again whether there are surveys. */
const SOON = 50;
/** How often it is looked at again, where the page's address asks for that. */
const AGAIN = 1000;

const COLUMNS = ['gate', 'passed', 'now', 'wants', 'remedy'];

const DEBUG = 'afterword.debug';

/** All gates that have rules, as `survey::eligibility::Gate::ALL` names them. */
const GATES = 'consent alone page referrer campaign device language dates hours context about answered dismissed ignored displays others sample'.split(' ');
/** Those of them that a definition says nothing of. */
const UNRULED = ['consent', 'alone'];

/** What did not come in time. */
const LATE = Symbol();

/** What a promise comes to, unless that is late. */
const before = (end, promise) => Promise.race([
  promise,
  new Promise(resolve => setTimeout(resolve, Math.max(0, end - performance.now()), LATE)),
]);

/** What the network said: it is asked anew by a call, and not by every look. */
const heard = new Map;
const once = (what, ask) => heard.get(what) || heard.set(what, ask()).get(what);

let verdicts;
const loadVerdicts = () => verdicts ||= import('./verdicts.js').then(module => {
  module.default();
  return module;
}).catch(error => {
  verdicts = 0;
  throw error;
});

/** The single values of an object, by name: no JSON can be made of some others. */
const scalars = object => Object.fromEntries(Object.entries(object)
  .filter(([, value]) => /^(string|number|boolean)$/.test(typeof value)));

/** What the visitor may be asked in, the best first: the shell takes the first that there is. */
const languages = tag => [tag.lang, document.documentElement.lang, ...navigator.languages].flatMap(wish => {
  try {
    const { baseName, language, script } = new Intl.Locale(wish.replace('_', '-'));
    return [baseName, language + '-' + script, language];
  } catch {
    return [];
  }
});

/** Whether the site, or the browser, waits for a consent that was not given. */
const isUnconsented = tag => {
  if (tag.consent != 'required' && !(navigator.globalPrivacyControl && tag.gpc != 'ignore')) return;
  const stored = local(storage => storage['afterword:consent'] ?? '');
  // Where nothing can be stored, it was given if what waits for it went on.
  return stored == null ? tag.json == null : !stored;
};

/** Whether a prompt stands, here or in another tab. */
const isStanding = async () => {
  if (document.querySelector('[data-afterword=""]')) return true;
  try {
    const { held } = await navigator.locks.query();
    return held.some(({ name }) => name == LOCK);
  } catch {}
};

/** What the tag names, read once more where the loader could not: so it is known why. */
const reread = async name => {
  if (name[0] == '#') {
    const block = document.querySelector(name);
    if (!block) throw Error('no element ' + name);
    return new Response(block.textContent).json();
  }
  const response = await fetch(name);
  if (!response.ok) throw Error(name + ' answered ' + response.status);
  return response.json();
};

/** Whether the tag names a definition: a template has another name. */
const hasOwn = ({ survey }) => /[#/.]/.test(survey);

const definitionOf = async tag => {
  try {
    if (tag.json) return await tag.json;
  } catch {}
  if (hasOwn(tag)) return once(tag.survey, () => reread(tag.survey));
};

/** What is known of a definition: `json` of one's own, or why it is not here. */
const known = async (tag, end) => {
  if (hasOwn(tag) && tag.json == null && isUnconsented(tag)) return { missing: 'not read before the visitor consents' };
  try {
    const json = await before(end, definitionOf(tag));
    return json === LATE ? { missing: 'not here yet' } : { json };
  } catch (error) {
    return { missing: 'could not be read: ' + error.message, broken: true };
  }
};

const unknown = (gate, now, remedy) => ({ gate, passed: null, now, wants: 'not known', remedy });

const definitionGate = (tag, { missing, broken }) => ({
  gate: 'definition',
  passed: broken ? false : null,
  now: missing,
  wants: 'a definition at ' + tag.survey,
  remedy: broken ? 'put a definition there: `afterword check` says what is wrong with one' : 'wait for it',
});

/** Whether another device asked already, by the collector's word. */
const respondentGate = async (tag, definition, context, end) => {
  const asked = await before(end, once('respondent of ' + tag.survey, async () => {
    const { wasAsked } = await import('./respondent.js');
    return wasAsked({ ...tag, definition, context });
  }));
  const gate = {
    gate: 'respondent',
    passed: !asked,
    now: asked == null ? 'the collector does not say' : 'not asked on any device',
    wants: 'a respondent whom no device asked in the quiet time after an answer',
    remedy: '',
  };
  if (asked === LATE) return { ...gate, passed: null, now: 'not here yet', remedy: 'wait for the collector' };
  return asked ? { ...gate, now: 'asked on some device', remedy: 'wait for the end of that time; test with data-test' } : gate;
};

/** What all gates with rules say. */
const ruledGates = async (tag, { json: definition, missing }, context, end) => {
  try {
    const module = await before(end, loadVerdicts());
    if (module === LATE) return GATES.map(gate => unknown(gate, 'not here yet', 'wait for verdicts.js'));
    const survey = surveyOf({ ...tag, definition });
    const given = {
      ...scalars(tag),
      context: scalars(context),
      definition,
      languages: languages(tag),
      now: Date.now(),
      past: recallPast(survey),
      others: others(survey),
      audience: audience({ ...tag, definition }),
      // Whatever is there counts.
      standing: await isStanding() || undefined,
      unconsented: isUnconsented(tag) || undefined,
      privacy_control: navigator.globalPrivacyControl,
    };
    const gates = await new Response(module.explain(JSON.stringify(given), fits)).json();
    if (!missing) return gates;
    return GATES.map(name => UNRULED.includes(name)
      ? gates.find(({ gate }) => gate == name)
      : unknown(name, 'the definition is not here', 'see definition'));
  } catch (error) {
    return GATES.map(gate => unknown(gate, 'nobody can say: ' + error.message, 'see that verdicts.js can be loaded'));
  }
};

const explained = async (tag, context, end) => {
  // It need not wait for the definition.
  loadVerdicts().catch(() => {});
  const definition = await known(tag, end);
  const { json, missing } = definition;
  const gates = [missing && !tag.trigger && !tag.watched
    ? unknown('trigger', 'the definition is not here', 'see definition')
    : triggerGate(tag, json)];
  if (missing) gates.push(definitionGate(tag, definition));
  const asksElsewhere = context.signed && tag.test == null && !missing && !isUnconsented(tag);
  const [respondent, ruled] = await Promise.all([
    asksElsewhere && respondentGate(tag, json, context, end).catch(() => {}),
    ruledGates(tag, definition, context, end),
  ]);
  if (respondent) gates.push(respondent);
  gates.push(...ruled);
  return { survey: surveyOf({ ...tag, definition: json }), due: gates.every(({ passed }) => passed), gates };
};

/** Of each survey of the page, in its order, what keeps it. */
const look = (tags, context, end) =>
  Promise.all(tags.filter(tag => !tag.old).reverse().map(tag => explained(tag, context, end)));

const print = ({ survey, due, gates }) => {
  const closed = gates.find(({ passed }) => !passed);
  console.log('Afterword: ' + survey + (due
    ? ' is due'
    : ` is not asked: ${closed.gate} is “${closed.now}”, wants “${closed.wants}”; ${closed.remedy}`));
  console.table(gates, COLUMNS);
};

/** All but the time, which changes nothing until a gate says so. */
const pictureOf = ({ survey, gates }) => survey + gates.map(({ gate, passed, now, wants }) =>
  [gate, passed, /^(dates|hours)$/.test(gate) || now, wants]);

/** What was printed of each survey. */
const printed = new Map;

const show = explanation => {
  printed.set(explanation.survey, pictureOf(explanation));
  print(explanation);
};

let following;
/** Prints anew what changed. Not everything that does is told, so it is looked at. */
const follow = async (tags, context) => {
  for (const explanation of await look(tags, context, performance.now() + PATIENCE))
    if (printed.get(explanation.survey) != pictureOf(explanation)) show(explanation);
  setTimeout(follow, AGAIN, tags, context);
};

/** When it was asked for: this file had to come first. */
let asked = performance.getEntriesByName(import.meta.url)[0]?.startTime;

/**
 * Prints a table for each survey, and resolves to `[{survey, due, gates: [{gate, passed, now, wants,
 * remedy}]}]`; `passed` is `null` where that is not known. Where the page's address says so, a table is
 * printed again when it changes.
 */
export const explain = async (tags, context) => {
  const begun = asked ?? performance.now();
  asked = null;
  heard.clear();
  // The one list of surveys may still be on its way.
  while (!tags[0] && performance.now() < begun + PATIENCE / 2) await new Promise(resolve => setTimeout(resolve, SOON));
  const explanations = await look(tags, context, begun + PATIENCE);
  explanations.forEach(show);
  if (!following && location.search.includes(DEBUG)) {
    following = true;
    setTimeout(follow, AGAIN, tags, context);
  }
  return explanations;
};
