// A response as a message that people read, in Slack and in Teams. What visitors wrote stands only
// where neither looks for markup; so nobody is mentioned by a comment.

import { written } from './json.js';
import { FORM } from './plain.js';
import { classOf, text } from './view.js';

const title = ({ survey, test }) => survey + (test ? ' (test)' : '');

/** What was answered, in words; a comment is quoted. */
const said = answer => {
  if (answer.skipped) return { words: 'skipped' };
  if (answer.text != null) return { quote: answer.text };
  if (answer.contact) return { words: text(answer.contact) };
  if (answer.choices) return { words: text(answer.choices), quote: answer.other };
  const type = classOf(answer);
  return { words: `${answer.rating} on ${answer.scale.join('–')}` + (type ? ', ' + type : '') };
};

const lines = response =>
  response.answers.map(answer => {
    const { words, quote } = said(answer);
    return { name: answer.question + (words ? ': ' + words : ''), quote };
  });

/** What is known of the occasion, on one line. */
const footer = ({ context, respondent, page, id }) =>
  text({ ...context, respondent, page: page?.url, response: id });

// Where the pieces of a message's text are literal, Slack's own escapes are not read; elsewhere they are all it takes.
const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = text => text.replace(/[&<>]/g, char => ESCAPES[char]);

const literal = (text, style) => ({ type: 'text', text, style });

/** Lines of one section follow each other; a quote stands between two. */
const slackElements = response => {
  const elements = [];
  let section = [literal(title(response), { bold: true })];
  const end = () => {
    if (section.length) elements.push({ type: 'rich_text_section', elements: section });
    section = [];
  };
  const line = (words, style) => section.push(literal((section.length ? '\n' : '') + words, style));
  for (const { name, quote } of lines(response)) {
    line(name);
    if (quote == null) continue;
    end();
    elements.push({ type: 'rich_text_quote', elements: [literal(quote)] });
  }
  line(footer(response), { italic: true });
  end();
  return elements;
};

/** A message for an incoming webhook, as a form's field: then no browser asks for leave first. */
export const slack = (to, response) => {
  const notice = [title(response), ...lines(response).map(({ name }) => name)].join('\n');
  const message = { text: escaped(notice), blocks: [{ type: 'rich_text', elements: slackElements(response) }] };
  return { type: FORM, body: '' + new URLSearchParams({ payload: written(message) }) };
};

// A run of text is the one element of a card that never reads Markdown.
const run = (text, style) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...style }] });

/** An adaptive card, for the workflow that posts what a webhook brings. */
export const teams = (to, response) => ({
  type: 'application/json',
  body: written({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            run(title(response), { weight: 'Bolder', size: 'Medium' }),
            ...lines(response).flatMap(({ name, quote }) => [
              run(name),
              ...(quote == null ? [] : [run('“' + quote + '”', { italic: true })]),
            ]),
            run(footer(response), { isSubtle: true, size: 'Small' }),
          ],
        },
      },
    ],
  }),
});
