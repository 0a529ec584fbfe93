// What holds for each format, apart from how it is written. Both who reads a page's destinations and
// who writes to them go by this.
//
// `whole`: only what is finished is wanted. `opaque`: nothing of the answer can be read, so that
// nobody knows whether it arrived. `typed`: is not understood as `text/plain`, which is all that an
// opaque request can say of JSON. `keyed`: the key is written into the body, not into a header.
// `inPage`: goes to a script of the page instead of a URL. `takes`, `needs`: keys of its own.

export const FORMATS = {
  json: { takes: ['key', 'template'] },
  form: { takes: ['key', 'template'], whole: true },
  query: { takes: ['key', 'template'], whole: true },
  formbricks: { takes: ['survey', 'questions'], whole: true, typed: true },
  posthog: { takes: ['key', 'survey', 'questions'], needs: ['key'], keyed: true },
  typeform: { takes: ['key', 'survey', 'questions'], whole: true },
  cloudevents: { takes: ['key'], typed: true },
  slack: { whole: true, opaque: true },
  teams: { whole: true, typed: true },
  sheet: { takes: ['key'], whole: true, keyed: true },
  ga4: { whole: true, inPage: true },
  dataLayer: { whole: true, inPage: true },
};
