//! Texts that name values: `{{key|fallback}}`.

use super::Run;
use super::visit::{fitting_text, of};
use crate::definition::{Asked, Text};
use crate::read::{cut, is_bidi_control, is_space};
use crate::response::{AnswerValue, LONGEST_VALUE, Scalar};
use crate::words::digits;

/// Characters of a comment that is named in a later text.
const LONGEST_QUOTE: usize = 60;
/// Bytes of a text up to which values still find room, so that a record can carry it.
const ROOM: usize = 3000;

/// What keeps the direction of a value from changing that of the text around it.
const ISOLATE: [char; 2] = ['\u{2068}', '\u{2069}'];

impl Run {
    /// A text of the definition, or the standard one where it has none or says nothing.
    #[inline(never)]
    pub(super) fn say(&self, own: Option<&Text>, standard: &str, before: usize) -> Text {
        if let Some(own) = own {
            let text = self.pipe(&own.text, before, true);
            if !text.chars().all(is_space) {
                let language = own.language.clone();
                return Text { text, language };
            }
        }
        self.pipe(standard, before, true).as_str().into()
    }

    /// A code as it is to be copied: with nothing in it that is not seen.
    pub(super) fn code(&self, own: &Text) -> Option<Text> {
        let text = self.pipe(&own.text, self.questions.len(), false);
        let language = own.language.clone();
        (!text.is_empty()).then_some(Text { text, language })
    }

    /// A text with the values that it names in their place, as known before the question of this
    /// index.
    #[inline(never)]
    pub(super) fn pipe(&self, pattern: &str, before: usize, isolated: bool) -> String {
        let [start, end] = ISOLATE;
        let mut text = String::new();
        let mut rest = pattern;
        while let Some((plain, named)) = cut(rest, "{{") {
            let Some((name, after)) = cut(named, "}}") else {
                break;
            };
            let (key, fallback) = cut(name, "|").unwrap_or((name, ""));
            text.push_str(plain);
            let value = self.value(key, before);
            if value.is_empty() || text.len() + value.len() > ROOM {
                text.push_str(fallback);
            } else if isolated {
                text.push(start);
                text.push_str(&value);
                text.push(end);
            } else {
                text.push_str(&value);
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }

    /// The answer to an earlier question, or what the page said; empty where there is neither.
    fn value(&self, key: &str, before: usize) -> String {
        if let Some(answer) = self.answer_to(key, before) {
            return answer;
        }
        let said = of(&self.response.context, key).or_else(|| of(&self.unsent, key));
        match said {
            Some(Scalar::Text(text)) => quote(text, LONGEST_VALUE),
            Some(Scalar::Number(number)) => number.as_str().into(),
            Some(Scalar::Flag(_)) | None => String::new(),
        }
    }

    fn answer_to(&self, key: &str, before: usize) -> Option<String> {
        let mut earlier = self.questions.iter().take(before);
        let question = earlier.find(|question| question.id == key)?;
        let answers = self.answers();
        let (_, answer) = answers.iter().find(|(of, _)| *of == key)?;
        Some(match (answer, &question.kind) {
            (AnswerValue::Rating { rating, .. }, _) => digits(*rating),
            (AnswerValue::Text(comment), _) => quote(comment, LONGEST_QUOTE),
            (AnswerValue::Choices { chosen, other, .. }, Asked::Choice { options, .. }) => {
                let mut labels = String::new();
                let chosen = options.iter().filter(|option| chosen.contains(&option.id));
                // A label may name what the page said, but no answer: so nothing here can grow.
                let chosen = chosen.map(|option| self.pipe(&option.label.text, 0, false));
                for label in chosen.chain(other.clone()) {
                    if !labels.is_empty() {
                        labels.push_str(", ");
                    }
                    labels.push_str(&label);
                }
                quote(&labels, LONGEST_VALUE)
            }
            _ => return None,
        })
    }
}

/// A value as it may stand within another text: on one line, and unable to turn its direction.
#[inline(never)]
fn quote(value: &str, max: usize) -> String {
    let mut quoted = String::new();
    for character in value.chars() {
        match character {
            '\t' | '\n' | '\r' => quoted.push(' '),
            _ if is_bidi_control(character) => {}
            _ => quoted.push(character),
        }
    }
    let whole = fitting_text(&quoted, usize::MAX);
    let mut fitting = fitting_text(&whole, max);
    if fitting.len() < whole.len() {
        fitting.push('…');
    }
    fitting
}
