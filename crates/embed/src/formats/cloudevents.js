// A response as a CloudEvent 1.0, in its structured mode.

import { written } from './json.js';

export const cloudevents = (to, response, { url }) => ({
  type: 'application/cloudevents+json',
  body: written({
    specversion: '1.0',
    // With the source it names one event, and each state of a response is one.
    id: response.id + '/' + response.seq,
    // Outboxes belong to an origin, so a later visit says the same.
    source: new URL(url).origin,
    type: 'afterword.response',
    subject: response.survey,
    time: response.answered_at,
    datacontenttype: 'application/json',
    data: response,
  }),
});
