// What the page knows of the occasion to ask, and the browser of the numbers of a language.

import { queue } from './turn.js';

/** What the address of the page may say of answers and hidden fields. */
const ADDRESSED = 'afterword.';

/**
 * Asks: now, or after what stands already, be it a prompt or something modal of the page's, unless
 * the same survey stands or waits already. All that is known is reported as one flat object.
 *
 * `tag` holds the tag's `data-*` settings by name, and `force` where quiet times do not matter,
 * `definition` the parsed definition where the tag names one (`undefined` for a template), `context`
 * what the host page said of the occasion, `words` the parsed file of the language (`undefined` for
 * English). Resolves to whether it is asked. A definition that cannot be used is told to the host
 * page as `afterword:failed`.
 */
export function show(tag, definition, context, words) {
  const asked = {};
  const { href: page, search } = location;
  for (const [key, value] of new URLSearchParams(search))
    if (key.startsWith(ADDRESSED)) asked[key.slice(ADDRESSED.length)] = value;
  return queue({
    ...tag,
    // The page may be at another occasion when it is answered.
    context: { ...context },
    page,
    asked,
    definition,
    words,
  });
}

/** A number as a language writes it. */
export function digits(language, number) {
  try {
    return new Intl.NumberFormat(language).format(number);
  } catch {
    return String(number);
  }
}

/** The plural that a language uses with a number, as an index into `Plural::ALL`. */
export function plural(language, number) {
  try {
    return { one: 1, two: 2, few: 3, many: 4, zero: 5 }[new Intl.PluralRules(language).select(number)];
  } catch {}
}
