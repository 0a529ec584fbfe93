// A response as other makers' surveys write theirs. What they call the survey and its questions may
// be said; without it they have the same ids as here.

import { written } from './json.js';
import { known, text } from './view.js';

const JSON_TYPE = 'application/json';

const questionIn = ({ questions }, { question }) => questions?.[question] ?? question;

const answered = response => response.answers.filter(answer => !answer.skipped);

/** What others call hidden fields. */
const occasionOf = ({ context, respondent }) => known({ ...context, respondent });

/** Choices are their ids; what was written beside them is one more. */
const chosen = ({ choices, other }) => (other == null ? choices : [...choices, other]);

// A contact there is a list: first name, last name, address, telephone, company.
const formbricksValue = answer => {
  const { contact } = answer;
  if (contact) return [contact.name ?? '', '', contact.email ?? '', contact.phone ?? '', ''];
  return answer.rating ?? answer.text ?? chosen(answer);
};

/** The input of Formbricks' client API for a new response. */
export const formbricks = (to, response) => {
  const hidden = Object.entries(occasionOf(response));
  const answers = answered(response).map(answer => [questionIn(to, answer), formbricksValue(answer)]);
  return {
    type: JSON_TYPE,
    body: written({
      surveyId: to.survey ?? response.survey,
      // Unique in a survey: a second copy is refused there.
      singleUseId: response.id,
      finished: response.outcome == 'complete',
      language: response.language,
      createdAt: response.shown_at ?? response.answered_at,
      updatedAt: response.answered_at,
      data: Object.fromEntries([
        ...hidden.map(([name, value]) => [name, typeof value == 'number' ? value : text(value)]),
        ...answers,
      ]),
      meta: { url: response.page?.url },
    }),
  };
};

/** PostHog counts the latest event of a submission, so a later state has a later time. */
const posthogTime = ({ answered_at: time, seq }) => new Date(Date.parse(time) + seq).toISOString();

const posthogValue = answer =>
  answer.rating ?? answer.text ?? (answer.contact ? text(answer.contact) : chosen(answer));

/** The event of PostHog's surveys. Its parts are put together by the id of their submission. */
export const posthog = (to, response) => {
  const answers = answered(response);
  const values = answers.map(answer => ['$survey_response_' + questionIn(to, answer), posthogValue(answer)]);
  return {
    body: written({
      api_key: to.key,
      event: 'survey sent',
      distinct_id: response.respondent ?? response.id,
      timestamp: posthogTime(response),
      properties: {
        ...response.context,
        $survey_id: to.survey ?? response.survey,
        $survey_submission_id: response.id,
        $survey_completed: response.outcome == 'complete',
        $survey_questions: answers.map(answer => ({ id: questionIn(to, answer), question: answer.question })),
        $survey_language: response.language,
        $current_url: response.page?.url,
        // Nobody is made a person of whom nothing is known.
        $process_person_profile: response.respondent != null,
        ...Object.fromEntries(values),
      },
    }),
  };
};

const CONTACT = { email: ['email', 'email'], phone: ['phone_number', 'phone_number'] };

/** The answers to one question: a contact is several there. Each its field's id and type, its own type, its value. */
const typeformAnswers = (id, answer) => {
  const { contact, metric, rating } = answer;
  if (contact)
    return Object.entries(contact).map(([name, value]) => {
      const [field, type] = CONTACT[name] ?? ['short_text', 'text'];
      return [id + '.' + name, field, type, value];
    });
  if (rating != null) return [[id, metric == 'nps' ? 'nps' : 'opinion_scale', 'number', rating]];
  if (answer.text != null) return [[id, 'long_text', 'text', answer.text]];
  const { choices, other } = answer;
  return [[id, 'multiple_choice', 'choices', { ids: choices, labels: choices, other }]];
};

/** What Typeform's webhook sends of a finished form. */
export const typeform = (to, response) => {
  const form = to.survey ?? response.survey;
  const answers = answered(response).flatMap(answer => typeformAnswers(questionIn(to, answer), answer));
  const hidden = Object.entries(occasionOf(response)).map(([name, value]) => [name, text(value)]);
  return {
    type: JSON_TYPE,
    body: written({
      event_id: response.id,
      event_type: 'form_response',
      form_response: {
        form_id: form,
        token: response.id,
        landed_at: response.shown_at ?? response.answered_at,
        submitted_at: response.answered_at,
        hidden: Object.fromEntries(hidden),
        definition: {
          id: form,
          title: response.survey,
          fields: answers.map(([id, type]) => ({ id, ref: id, type, title: id })),
        },
        answers: answers.map(([id, field, type, value]) => ({
          type,
          [type]: value,
          field: { id, ref: id, type: field },
        })),
      },
    }),
  };
};
