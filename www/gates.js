// The gates of a definition that need more than the loader itself knows, and no module: its pages, and
// how many of the visitors it asks. Whatever they let pass, the module looks at again.

import { draw } from '../crates/embed/src/past.js';

/** What stands in a glob for more than itself. */
const STARS = { '/**': '(/.*)?', '**': '.*', '*': '[^/]*' };

const fromGlob = glob =>
  '^' + glob.replace(/\/\*\*$|\*\*?|\W/g, part => STARS[part] || '\\' + part) + '$';

/** What of the address a rule is held against: of query and fragment only what it names. */
const seenBy = text => {
  const { origin, pathname, search, hash } = location;
  const named = (mark, part) => text.includes(mark) ? part : '';
  return named('://', origin) + pathname + named('?', search) + named('#', hash);
};

const FITS = {
  exact: text => seenBy(text) == text,
  prefix: text => seenBy(text).startsWith(text),
  glob: text => RegExp(fromGlob(text)).test(seenBy(text)),
  regex: text => RegExp(text).test(location.pathname),
};

/** Whether a rule of pages fits this one; a text alone is a glob. */
const fits = rule => {
  const [[kind, text]] = Object.entries(rule.at ? { glob: rule } : rule);
  return FITS[kind](text);
};

/** Whether a survey is not asked on this page, or not this visitor. What is wrong is for the module to tell. */
export const ruledOut = (tag, definition) => {
  try {
    const { id = tag.survey, pages } = definition || {};
    const sample = tag.sample || definition?.sample || 1;
    return pages?.include && !pages.include.some(fits) || pages?.exclude?.some(fits)
      || sample < 1 && tag.test == null && draw(id) >= sample;
  } catch {}
};
