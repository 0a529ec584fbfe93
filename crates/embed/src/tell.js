// What the host page is told.

/** Dispatches one of the events of the README. */
export const dispatch = (name, detail) =>
  document.dispatchEvent(new CustomEvent('afterword:' + name, { detail }));

/** Tells the host page, and the console in one line, that something went wrong. */
export function fail(survey, reason, message, id) {
  console.warn('Afterword: ' + message);
  dispatch('failed', { survey, id, reason, message });
}
