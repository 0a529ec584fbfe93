// What this browser remembers of its visitor and the surveys. What it means is said in
// `survey::eligibility`; here it is a text for each survey.

const PAST = 'afterword:past:';

/** Where storage is denied nothing is remembered. */
const local = work => {
  try {
    return work(localStorage);
  } catch {}
};

/** What is remembered of a survey, and when the visitor last had to do with any other. */
export const recallPast = survey =>
  local(storage => {
    let others;
    for (const key of Object.keys(storage))
      if (key.startsWith(PAST) && key != PAST + survey)
        // After the version: when it was answered, dismissed and ignored.
        others = Math.max(others || 0, ...storage[key].split(' ').slice(1, 4));
    return { past: storage[PAST + survey], others };
  });

/** Remembers it anew. */
export function note(survey, past) {
  local(storage => {
    storage[PAST + survey] = past;
  });
}

/** Whether a regular expression fits. */
export function fits(pattern, text) {
  try {
    return new RegExp(pattern).test(text);
  } catch {}
  return false;
}
