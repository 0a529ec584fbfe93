// What this browser remembers of the surveys: for each a line of numbers. What they mean is said by
// `survey::eligibility::Past`, which also says how they change; one table holds the two to each other.
// Here they change, because that is fewer bytes.

const PAST = 'afterword:past:';
/** A version, when it was answered, dismissed and ignored, displays, a draw, and marks. */
const FORM = /^1( \d{1,14}){5,55}$/;
const MOST_MARKS = 50;

// What may come of a survey, by the place of its moment in the line.
const ANSWERED = 1;
const IGNORED = 3;

const DISPLAYS = 4;
const DRAW = 5;

/** Where storage is denied nothing is remembered. */
export const local = work => {
  try {
    return work(localStorage);
  } catch {}
};

/** The id of the survey that is asked. */
export const surveyOf = ({ definition, survey }) => definition?.id || survey;

/** How long an answer keeps a survey quiet where nobody says: a template of a transaction for less. */
export const usualPeriod = ({ definition, survey }) =>
  definition || /^(e?nps|drivers)$/.test(survey) ? '90d' : '7d';

/** What is remembered of a survey, if anything is. */
export const recallPast = survey => local(storage => storage[PAST + survey]);

// What was not written so, to the digit, was not written here.
const read = survey => {
  const text = recallPast(survey);
  const past = text?.split(' ').map(Number);
  return FORM.test(text) && past.join(' ') == text ? past : [1, 0, 0, 0, 0, 0];
};

const write = (survey, past) => local(storage => {
  storage[PAST + survey] = past.join(' ');
});

/** What an order or a ticket is known by: its name stays on no shared computer. */
const markOf = about => {
  let mark = 0;
  for (const character of about) mark = (mark * 31 + character.codePointAt()) >>> 0;
  return mark;
};

/** The mark of the ticket that a survey is about, else of the order: an order 7 is no ticket 7. */
const marked = ({ context }) => {
  // A text that says something, or a number.
  const key = ['ticket', 'order'].find(key => context[key]?.length || context[key]?.toFixed);
  return key ? [markOf(key + ' ' + context[key])] : [];
};

const change = (asked, came, [...past]) => {
  // Nothing is remembered of a test.
  if (asked.test != null) return;
  past[came] = Date.now();
  if (came == IGNORED) past[DISPLAYS]++;
  else {
    past[IGNORED] = 0;
    past.push(...marked(asked));
  }
  if (came == ANSWERED) past[DISPLAYS] = 0;
  write(surveyOf(asked), past);
};

/** Remembers what came of a survey that nothing was remembered of. */
export function noteFirst(asked, came) {
  // Asked by force all the same: what is remembered stays.
  if (asked.past) return;
  // What comes of it is after it was shown once.
  change(asked, came, [1, 0, 0, 0, +(came != IGNORED), 0]);
}

/** Whether a moment lies ahead: it was noted when the clock was wrong. */
const isAhead = (number, place) => place < DISPLAYS && number > Date.now();

/** What lies ahead counts from now. */
const settled = past => past.map((number, place) => isAhead(number, place) ? Date.now() : number);

/** Remembers what came of a survey, with all that was remembered of it. */
export function note(asked, came) {
  const past = read(surveyOf(asked));
  let marks = past.splice(DRAW + 1);
  // There is room for the mark that is added.
  if (came != IGNORED) for (const mark of marked(asked))
    marks = marks.filter(known => known != mark).slice(1 - MOST_MARKS);
  change(asked, came, [...settled(past), ...marks]);
}

/**
 * When the visitor last had to do with any other survey; 0 if that is not known. What lies ahead is
 * written down as of now, of each survey: else its period would begin anew with every look.
 */
export function others(survey) {
  let latest = 0;
  local(storage => {
    for (const key of Object.keys(storage)) if (key.startsWith(PAST)) {
      const other = key.slice(PAST.length);
      const past = read(other);
      if (past.some(isAhead)) write(other, settled(past));
      if (other != survey) latest = Math.max(latest, ...past.slice(ANSWERED, DISPLAYS));
    }
  });
  return latest;
}

/** The visitor's number for a survey, from 0 to below 1: drawn once, and kept. */
export function draw(survey) {
  const past = read(survey);
  // In billionths and one more, because 0 stands for none.
  if (!past[DRAW]) {
    past[DRAW] = 1 + Math.floor(Math.random() * 1e9);
    write(survey, past);
  }
  return (past[DRAW] - 1) / 1e9;
}
