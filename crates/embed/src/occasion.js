// What is known when a survey is asked, as one flat object.

import { ASKED, fail, last, report } from './stage.js';
import { prepare } from './look.js';
import { recall } from './session.js';

/** What the address of the page may say of answers and hidden fields. */
const ADDRESSED = 'afterword.';

/** Gathers it, and reports it. */
export async function gather(tag, definition, context, words) {
  const asked = {};
  for (const [key, value] of new URLSearchParams(location.search))
    if (key.startsWith(ADDRESSED)) asked[key.slice(ADDRESSED.length)] = value;
  const page = location.href;
  last.survey = tag.survey;
  try {
    await prepare(tag.preset || definition?.look?.preset);
    const saved = await recall(tag.survey);
    report(ASKED, { ...tag, context, page, asked, definition, words, saved });
  } catch (error) {
    fail(tag.survey, 'wasm', 'cannot ask ' + tag.survey + ': ' + error.message);
  }
}
