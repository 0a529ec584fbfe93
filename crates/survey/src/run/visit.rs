//! What the shell knows of the occasion, and what of it a response can carry.

use std::mem;

use crate::read::{any_text_fault, id_fault, is_control, is_space, text_fault};
use crate::response::{Decimal, LONGEST_VALUE, MOST_VALUES, Scalar};

/// What an order or a ticket is called in the context.
const ABOUT: [&str; 2] = ["ticket", "order"];

/// What the shell knows of the occasion.
///
/// [`Run::start`](super::Run::start) leaves out what no response can carry, such as a key with a
/// space: a slip of the page must not cost its visitor's answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visit {
    /// Whose survey it is, if the tag says; then the definition's, and `default` where nobody does.
    pub site: Option<String>,
    /// What the host page said about the occasion, and what travels with every response.
    pub context: Vec<(String, Scalar)>,
    /// What else it said: texts may name it, and it travels only where the definition lists its key
    /// as hidden.
    pub unsent: Vec<(String, Scalar)>,
    /// What the page's address says, by the id of a question that it preselects an answer to, or by
    /// a hidden key.
    pub prefill: Vec<(String, String)>,
    /// Who answers, if the host page said.
    pub respondent: Option<String>,
    /// The context as the site's server signed it.
    pub signed: Option<String>,
    /// The page's address.
    pub page: Option<String>,
    /// The share of visitors who are asked, where not all of them are.
    pub sampling_rate: Option<Decimal>,
    /// Marks the response as a test.
    pub test: bool,
    /// The widget's version.
    pub widget: Option<String>,
}

impl Visit {
    /// The ticket that it is about, else the order, with what it is: an order 7 is no ticket 7.
    #[must_use]
    pub fn about(&self) -> Option<String> {
        for key in ABOUT {
            let name = match of(&self.context, key) {
                Some(Scalar::Text(name)) if !name.is_empty() => name.as_str(),
                Some(Scalar::Number(number)) => number.as_str(),
                Some(Scalar::Text(_) | Scalar::Flag(_)) | None => continue,
            };
            return Some([key, " ", name].concat());
        }
        None
    }

    /// The values that travel with every response, those that the definition hides among them. What
    /// the page said goes before what its address says.
    pub(super) fn sent(&mut self, hidden: &[String]) -> Vec<(String, Scalar)> {
        let mut values = mem::take(&mut self.context);
        for key in hidden {
            let value = match (of(&self.unsent, key), of(&self.prefill, key)) {
                _ if of(&values, key).is_some() => continue,
                (Some(said), _) => said.clone(),
                (None, Some(text)) => Scalar::Text(text.clone()),
                (None, None) => continue,
            };
            values.push((key.clone(), value));
        }
        fitting_values(values)
    }
}

/// The value of a key.
pub(super) fn of<'v, T>(values: &'v [(String, T)], key: &str) -> Option<&'v T> {
    for (of, value) in values {
        if of == key {
            return Some(value);
        }
    }
    None
}

/// Leaves out what is no id.
#[inline(never)]
pub(crate) fn fit_id(id: &mut Option<String>) {
    if id.as_deref().and_then(id_fault).is_some() {
        *id = None;
    }
}

/// Leaves out a text that says nothing, or too much.
#[inline(never)]
pub(super) fn fit(text: &mut Option<String>, max: usize) {
    if text
        .as_deref()
        .and_then(|text| text_fault(text, max))
        .is_some()
    {
        *text = None;
    }
}

fn fitting_values(values: Vec<(String, Scalar)>) -> Vec<(String, Scalar)> {
    let mut fitting = Vec::new();
    for (key, value) in values {
        let fault = match &value {
            Scalar::Text(text) => any_text_fault(text, LONGEST_VALUE),
            Scalar::Number(_) | Scalar::Flag(_) => None,
        };
        if fault.is_none() && id_fault(&key).is_none() && fitting.len() < MOST_VALUES {
            fitting.push((key, value));
        }
    }
    fitting
}

/// What a visitor wrote, without control characters, space around it, and what is beyond the longest.
#[inline(never)]
pub(super) fn fitting_text(text: &str, max: usize) -> String {
    let mut fitting = String::new();
    let (mut length, mut end) = (0, 0);
    for character in text.chars() {
        let space = is_space(character);
        if is_control(character) || (space && length == 0) {
            continue;
        }
        if length == max {
            break;
        }
        length += 1;
        fitting.push(character);
        if !space {
            end = fitting.len();
        }
    }
    fitting.truncate(end);
    fitting
}
