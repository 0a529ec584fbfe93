// What others answered, where it is public.

import { TALLIED, report } from './stage.js';

/** The question whose tally was asked for last: going back may make the survey be about another. */
let tallied;

/**
 * The answers of others to one question, by rating: asked of the collector that the answers go to.
 * Reports only when there are some: the score is a courtesy.
 */
export async function tally({ endpoint }, id, survey, site, question, metric) {
  tallied = question;
  try {
    const [, collector] = /(\S*\/v1\/)responses/.exec(endpoint);
    const response = await fetch(`${collector}surveys/${survey}/scores?public=true&site=${site}&question=${question}`);
    const { questions } = await response.json();
    const { counts } = questions.find(entry => entry.metric == metric);
    if (tallied == question) report(TALLIED, { id, counts });
  } catch {}
}
