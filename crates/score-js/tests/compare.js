// What the package computes against what the command line does, to the last digit. The same in
// Node, in a page and in a worker.

/** Where two values differ; nothing where they are the same to the last digit. */
export const difference = (ours, theirs, at = '') => {
  if (Object.is(ours, theirs)) return [];
  const both = [ours, theirs];
  if (both.some(value => typeof value != 'object' || value === null)) {
    return [`${at}: ${JSON.stringify(ours)} is not ${JSON.stringify(theirs)}`];
  }
  const names = new Set(both.flatMap(Object.keys));
  return [...names].flatMap(name => difference(ours[name], theirs[name], at ? `${at}.${name}` : name));
};

/** What a call gives, in the form of an answer of the command line. */
export const answer = call => {
  try {
    return { result: call() };
  } catch ({ at, code, message, expected }) {
    return { error: { at, code, message, expected } };
  }
};

/** Every difference between the statistics and the answers to the same cases. */
export const differences = (cases, answers, calc) => cases.flatMap(({ id, kind, input }, index) => {
  const { result, error } = answers[index];
  return difference(answer(() => calc(kind, input)), result ? { result } : { error }, id);
});

/** How the core says what the cases of a kind ask. */
const inCore = {
  nps_score: (core, { promoters, passives, detractors, histogram, responses }) => {
    const given = responses ?? (histogram ? { counts: histogram } : { promoters, passives, detractors });
    const { n, score, rounded, classes, invalid, missing } = core.nps(given);
    return { n, nps: score, nps_rounded: rounded, ...classes, invalid, missing };
  },
  nps_ci: (core, { conf, method, pseudo, ...classes }) => {
    const { score, lower, upper } = core.nps(classes, { confidence: conf, method, pseudo });
    return { nps: score, lower, upper };
  },
  prop_ci: (core, { count, n, method, conf }) => {
    const { proportion, lower, upper } = core.proportion(count, n, { confidence: conf, method });
    return { p: proportion, lower, upper };
  },
  box: (core, { counts, scale_min, scale_max, top_k }) => {
    // The core wants a top box that somebody can be in, and somebody out of.
    if (top_k < 1 || top_k >= counts.length) return {};
    const { n, score, mean, classes } = core.csat({ counts }, { scale: [scale_min, scale_max], top: top_k });
    return { n, top_pct: score, mean, top_count: classes.satisfied };
  },
  ces: (core, { counts, scale_min, scale_max, direction, easy_k, hard_k }) => {
    // The core cuts at the midpoint and nowhere else.
    if (easy_k || hard_k) return {};
    const { n, score, mean } = core.ces({ counts }, { scale: [scale_min, scale_max], direction });
    return { n, easy_pct: score, mean };
  },
  mean_ci: (core, { values, counts, scale_min, conf }) => {
    if (values) {
      const { n, mean, sd, se, lower, upper } = core.mean(values, { confidence: conf });
      return { n, mean, sd, se, lower, upper };
    }
    const scale = [scale_min, scale_min + counts.length - 1];
    const { n, mean, lower, upper } = core.rating({ counts }, { scale, confidence: conf });
    return { n, mean, lower, upper };
  },
};

/** Every difference between the core and the answers to those cases that it can say. */
export const coreDifferences = (cases, answers, core) => cases.flatMap(({ id, kind, input }, index) => {
  const { result } = answers[index];
  if (!result || !inCore[kind]) return [];
  const ours = inCore[kind](core, input);
  return Object.keys(ours).flatMap(name => difference(ours[name], result[name], `${id}.${name}`));
});
