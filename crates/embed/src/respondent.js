// What is asked of the collector in the name of a respondent, by the token that the site's server
// signed: whether somebody was asked on another device, and to forget. Few visitors have one, and only
// they are sent this.

import { surveyOf, usualPeriod } from './past.js';

/** A collector that does not answer in this time does not keep a survey from being asked. */
const PATIENCE = 2000;

const ask = async (url, body) => {
  const request = { method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE) };
  const response = await fetch('' + url, request);
  if (!response.ok) throw Error(url + ' answered ' + response.status);
  return response.json();
};

/** Whether the respondent was asked the survey already, on whatever device; not where nobody says. */
export const wasAsked = async asked => {
  const { context, definition, endpoint, quiet } = asked;
  const within = quiet || definition?.quiet?.answered || usualPeriod(asked);
  const about = context.ticket || context.order;
  const body = {
    signed: context.signed,
    within: within == 'ever' ? undefined : within,
    // Shops number their orders.
    about: about && '' + about,
  };
  try {
    const path = '/v1/surveys/' + surveyOf(asked) + '/asked';
    return (await ask(new URL(path, new URL(endpoint, location)), body)).asked;
  } catch (error) {
    console.warn('Afterword: nobody says whether the respondent was asked: ' + error.message);
  }
};

const ours = name => name.startsWith('afterword:');

/** Removes all that this browser keeps, and with a respondent's token what its collector does. */
export const forget = async (tags, context, wake, close) => {
  await close();
  for (const area of ['localStorage', 'sessionStorage']) try {
    for (const name of Object.keys(window[area]).filter(ours)) delete window[area][name];
  } catch {}
  try {
    indexedDB.deleteDatabase('afterword');
  } catch {}
  if (!context.signed) return;
  const places = new Set(tags.map(({ endpoint }) => new URL('/v1/forget', new URL(endpoint, location)).href));
  for (const place of places) await ask(place, { signed: context.signed });
};
