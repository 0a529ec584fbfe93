// A response by names: its answers by their questions, each rating with its class. These are the
// names that templates and flat formats know.

/** What a template may begin with. */
export const NAMES = [
  'v',
  'id',
  'seq',
  'site',
  'survey',
  'revision',
  'outcome',
  'answers',
  'shown_at',
  'answered_at',
  'language',
  'touchpoint',
  'stage',
  'context',
  'respondent',
  'signed',
  'page',
  'sampling',
  'test',
  'widget',
  'sent_at',
];

/** As `score` divides the ratings of each metric; one table of cases holds the two together. */
export const classOf = ({ metric, rating, scale, top, direction }) => {
  if (rating == null) return;
  if (metric == 'nps') return rating > 8 ? 'promoter' : rating > 6 ? 'passive' : 'detractor';
  const [least, most] = scale ?? [];
  if (metric == 'csat') {
    top ??= most - least < 3 ? 1 : 2;
    return most - rating < top ? 'satisfied' : rating - least < top ? 'dissatisfied' : 'neutral';
  }
  if (metric == 'ces') {
    const beyond = (2 * rating - least - most) * (direction == 'lower_is_easier' ? -1 : 1);
    return beyond > 0 ? 'easy' : beyond < 0 ? 'hard' : 'neutral';
  }
};

export const view = (response, now) => ({
  ...response,
  answers: Object.fromEntries(
    response.answers.map(({ question, ...answer }) => [question, { ...answer, class: classOf(answer) }]),
  ),
  sent_at: new Date(now).toISOString(),
});

/** What stands under a path such as `answers.nps.rating`. Names may have dots of their own. */
export const at = (value, path) => {
  if (typeof value != 'object') return;
  for (const [name, member] of Object.entries(value ?? {})) {
    if (name == path) return member;
    const found = path.startsWith(name + '.') ? at(member, path.slice(name.length + 1)) : undefined;
    if (found !== undefined) return found;
  }
};

/** The members that have a value. */
export const known = object => Object.fromEntries(Object.entries(object).filter(([, value]) => value != null));

/** A value as one text; of an object, what it says. */
export const text = value => {
  if (Array.isArray(value)) return value.map(text).join(', ');
  if (!value || typeof value != 'object') return '' + (value ?? '');
  const said = Object.entries(value).map(([name, member]) => [name, text(member)]);
  return said
    .filter(([, words]) => words)
    .map(([name, words]) => name + ': ' + words)
    .join(', ');
};

/** All that stands in a view or a filled template, by path. */
export const flat = (value, path = '') => {
  if (value == null) return [];
  if (Array.isArray(value) || typeof value != 'object') return [[path, value]];
  return Object.entries(value).flatMap(([name, member]) => flat(member, path ? path + '.' + name : name));
};
