// What a survey waits for, in words for the site's owner, and whether it came.

import { local } from '../crates/embed/src/past.js';
import { holds, leaves } from './when.js';

const TESTS = { is: 'is', at_least: 'is at least', at_most: 'is at most', given: 'is given:' };

const tested = (where = {}) => Object.entries(where).map(([key, tests]) =>
  Object.entries(tests).map(([test, wish]) => ` where ${key} ${TESTS[test]} ${wish}`).join(' and')).join(',');

/** Each kind of trigger, given what it waits for. */
const WORDS = {
  manual: () => "a call of afterword('show')",
  load: () => 'the page to be there',
  delay: what => what + ' on the page',
  scroll: what => what + ' of the page to be scrolled',
  exit: () => 'a visitor who is about to leave',
  idle: what => what + ' in which the visitor does nothing',
  seen: what => what + ' in sight',
  click: what => 'a click on ' + what,
  event: (what, { where, after }) =>
    'the event ' + what + tested(where) + (after ? ', and another page ' + after + ' later' : ''),
  on_site: what => what + ' on the site',
  pages: what => 'page ' + what + ' of the visit, or a later one',
  visits: what => 'visit ' + what + ', or a later one',
};

const kindOf = trigger => Object.keys(trigger).find(kind => WORDS[kind]);

const said = trigger => {
  const kind = kindOf(trigger);
  return kind ? WORDS[kind](trigger[kind], trigger) : 'what no trigger is called: ' + Object.keys(trigger);
};

const wished = (when, word) => {
  const parts = when.any || when.all;
  if (!parts) return said(when);
  const own = when.any ? ', or ' : ', and ';
  const text = parts.map(part => wished(part, own)).join(own);
  return word && word != own && parts[1] ? '(' + text + ')' : text;
};

/** The tag's short form, as a definition says it. */
const parsed = text => ({
  any: text.split(';').map(part => part.trim()).filter(part => part).map(part => {
    const [kind, what] = part.split(/\s+(.*)/);
    return { [kind.replace('-', '_')]: what || true };
  }),
});

const waitsFor = (tag, definition) => {
  if (tag.watched) return tag.watched.when;
  if (tag.trigger != null) return parsed(tag.trigger);
  return definition?.ask_when || (tag.survey == 'post-purchase' ? { event: 'purchase' } : { manual: true });
};

/** What would make it come. */
const help = (when, pending) => {
  if (pending) return 'open a page of the site then';
  const triggers = leaves(when);
  if (triggers.every(({ manual }) => manual)) return "call afterword('show')";
  const tracked = triggers.filter(({ event }) => event)
    .map(({ event }) => `call afterword('track', '${event}'), or push it to dataLayer`);
  return [tracked.join('; ') || 'wait for it', "afterword('show') asks without it"].join('; ');
};

/** Of several that are watched, which came and which did not. */
const progress = ({ when, met }) => {
  const triggers = leaves(when);
  return triggers[1] && met.size
    ? triggers.map(trigger => said(trigger) + (met.has(trigger) ? ': came' : ': not yet')).join('; ')
    : 'not yet';
};

/** The moment until which it waits after its event, where that happened. */
const pendingOf = id => local(storage => storage['afterword:later:' + id]);

/** What the trigger says, given the definition that the tag names if it names one. */
export const triggerGate = (tag, definition) => {
  const when = waitsFor(tag, definition);
  const gate = (passed, now, remedy = '') => ({ gate: 'trigger', passed, now, wants: wished(when), remedy });
  const strange = leaves(when).find(trigger => !kindOf(trigger));
  if (strange) return gate(false, 'no trigger is called ' + Object.keys(strange), 'name one of ' + Object.keys(WORDS).join(', '));
  // A number while it is decided, then whether it was asked.
  if (tag.asked === true) return gate(false, 'came, and was asked on this page', "load another page, or call afterword('show')");
  const { watched } = tag;
  if (tag.asked != null || watched && holds(when, watched.met)) return gate(true, 'came');
  if (!tag.hear) return gate(null, 'not watched yet', tag.json == null
    ? 'see consent'
    : 'wait for the definition and triggers.js; the console says if it cannot be watched');
  const pending = watched && definition && pendingOf(definition.id);
  if (pending) return gate(false, 'waits until ' + new Date(+pending).toISOString(), help(when, pending));
  return gate(false, watched ? progress(watched) : 'not yet', help(when));
};
