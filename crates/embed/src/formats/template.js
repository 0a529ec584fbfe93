// A body in the page's own form: JSON in whose texts `{{path|fallback}}` stands for what a response
// has there.

import { NAMES, at, text } from './view.js';

const PLACE = /\{\{\s*([^{}|]+?)\s*(?:\|([^{}]*))?\}\}/g;
/** A text that is one place and nothing else keeps the value's type. */
const ONLY_PLACE = RegExp('^' + PLACE.source + '$');

const filledText = (template, view) => {
  const only = ONLY_PLACE.exec(template);
  if (only) return at(view, only[1]) ?? only[2];
  return template.replace(PLACE, (_, path, fallback = '') => text(at(view, path) ?? fallback));
};

/** The template with what the view has. A member whose only place has neither value nor fallback is left out. */
export const filled = (template, view) =>
  typeof template == 'string'
    ? filledText(template, view)
    : Array.isArray(template)
      ? template.map(item => filled(item, view))
      : template && typeof template == 'object'
        ? Object.fromEntries(Object.entries(template).map(([name, member]) => [name, filled(member, view)]))
        : template;

/** What is wrong with the places in a text, if anything is. */
export const faultIn = template => {
  for (const [, path] of template.matchAll(PLACE))
    if (!NAMES.includes(path.split('.')[0]))
      return ['a response has nothing called ' + path, 'a path that begins with one of ' + NAMES.join(', ')];
  if (template.replace(PLACE, '').includes('{{'))
    return ['{{ without its }}', '{{answers.nps.rating}}, or {{context.order|none}} with a fallback'];
};
