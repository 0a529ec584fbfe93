// The gates of a definition that need more than the loader itself knows, and no module: its pages, and
// how many of the visitors it asks. Whatever they let pass, the module looks at again.

import { draw } from '../crates/embed/src/past.js';

/** What stands in a glob for more than itself. */
const STARS = { '/**': '(/.*)?', '**': '.*', '*': '[^/]*' };

const fromGlob = glob =>
  '^' + glob.replace(/\/\*\*$|\*\*?|\W/g, part => STARS[part] || '\\' + part) + '$';

/** What of the address a rule is held against: of query and fragment only what it names. */
const seenBy = text => {
  const named = (mark, part) => text.includes(mark) ? location[part] : '';
  return named('://', 'origin') + location.pathname + named('?', 'search') + named('#', 'hash');
};

/** Whether a rule of pages fits this one; a text alone is a glob. */
const fits = rule => {
  const [kind, text] = rule.at ? [0, rule] : Object.entries(rule)[0];
  const seen = seenBy(text);
  return kind == 'regex' ? RegExp(text).test(location.pathname)
    : kind == 'exact' ? seen == text
    : kind == 'prefix' ? seen.startsWith(text)
    // Of any other sort there is no text.
    : RegExp(fromGlob(rule.glob || rule)).test(seen);
};

/** Whether a survey is not asked on this page, or not this visitor. What is wrong is for the module to tell. */
export const ruledOut = (tag, definition) => {
  try {
    const { id = tag.survey, pages } = definition || {};
    const sample = tag.sample || definition?.sample || 1;
    return pages && (pages.include?.some(fits) == false || pages.exclude?.some(fits))
      || sample < 1 && tag.test == null && draw(id) >= sample;
  } catch {}
};
