// A response for the page's own analytics: ratings, their classes and ids. Comments, contacts and what
// the page says of its customer never go there; the rules of these services forbid it.

import { classOf, known } from './view.js';

const EVENT = 'afterword_response';

/** GA4 cuts or drops what is longer, or more. */
const LONGEST_NAME = 40;
const MOST_PARAMETERS = 25;

const rated = response => response.answers.filter(({ rating }) => rating != null);

const chosen = response => response.answers.filter(({ choices }) => choices?.length);

/** What a tag manager's variables find under `afterword`. */
export const dataLayer = (to, response) => {
  const { id, site, survey, revision, outcome, touchpoint, stage, test } = response;
  const ratings = rated(response).map(answer => [
    answer.question,
    known({ rating: answer.rating, class: classOf(answer) }),
  ]);
  const choices = chosen(response).map(({ question, choices }) => [question, { choices }]);
  const answers = Object.fromEntries([...ratings, ...choices]);
  return {
    layer: {
      event: EVENT,
      afterword: known({ id, site, survey, revision, outcome, touchpoint, stage, test, answers }),
    },
  };
};

const parameter = (kind, question) => (kind + '_' + question).replace(/\W/g, '_').slice(0, LONGEST_NAME);

/** An event of GA4, whose parameters have no members: `rating_nps`, `class_nps`. */
export const ga4 = (to, response) => {
  const { id, survey, revision, outcome, touchpoint, stage, test } = response;
  const ratings = rated(response).flatMap(answer => [
    [parameter('rating', answer.question), answer.rating],
    [parameter('class', answer.question), classOf(answer)],
  ]);
  const occasion = { survey_id: survey, response_id: id, revision, outcome, touchpoint, stage, test };
  const parameters = Object.entries(known({ ...occasion, ...Object.fromEntries(ratings) }));
  return { gtag: ['event', EVENT, Object.fromEntries(parameters.slice(0, MOST_PARAMETERS))] };
};
