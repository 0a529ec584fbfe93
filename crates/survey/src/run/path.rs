//! Which questions are asked: a pure function of the answers.
//!
//! A condition looks only at earlier questions, so one pass decides them all. The same pass looks
//! ahead: of answers that are not given yet, everything is possible.

use super::Run;
use crate::definition::{Asked, Condition, Question, Test};
use crate::response::AnswerValue;

/// Whether something is so, as far as the answers say.
#[derive(Clone, Copy)]
struct Truth {
    /// It may be so.
    may: bool,
    /// It may be otherwise.
    may_not: bool,
}

impl Truth {
    const OPEN: Self = Self {
        may: true,
        may_not: true,
    };

    fn known(may: bool) -> Self {
        let may_not = !may;
        Self { may, may_not }
    }

    fn not(self) -> Self {
        Self {
            may: self.may_not,
            may_not: self.may,
        }
    }
}

/// What is known of the answers.
#[derive(Clone, Copy)]
struct Known<'r> {
    given: &'r [Option<AnswerValue>],
    /// The answers from this question on are open,
    open: usize,
    /// but for this one.
    supposed: Option<(usize, &'r AnswerValue)>,
}

impl Known<'_> {
    /// Whether each question is asked.
    #[inline(never)]
    fn path(self, questions: &[Question]) -> Vec<Truth> {
        let mut path = Vec::with_capacity(questions.len());
        for question in questions {
            // Matched in its place, so that the compiler sees where there can be none.
            let asked = match &question.when {
                Some((when, _)) => self.holds(when, &path),
                None => Truth::known(true),
            };
            path.push(asked);
        }
        path
    }

    fn holds(self, condition: &Condition, path: &[Truth]) -> Truth {
        match condition {
            Condition::All(conditions) => self.all(conditions, path, false),
            // One of them holds unless all of them do not.
            Condition::Any(conditions) => self.all(conditions, path, true).not(),
            Condition::Not(condition) => self.holds(condition, path).not(),
            Condition::Of(index, test) => self.passes(*index, test, path),
        }
    }

    /// Whether all conditions hold, or where they are `negated`, whether all do not.
    fn all(self, conditions: &[Condition], path: &[Truth], negated: bool) -> Truth {
        let mut all = Truth::known(true);
        for condition in conditions {
            let holds = self.holds(condition, path);
            let holds = if negated { holds.not() } else { holds };
            all.may &= holds.may;
            all.may_not |= holds.may_not;
        }
        all
    }

    fn passes(self, index: usize, test: &Test, path: &[Truth]) -> Truth {
        let unasked = Truth::known(passes(test, None));
        let asked = path.get(index).copied().unwrap_or(Truth::known(false));
        let answered = match self.supposed {
            Some((supposed, value)) if supposed == index => Truth::known(passes(test, Some(value))),
            _ if index >= self.open => Truth::OPEN,
            _ => {
                let given = self.given.get(index);
                Truth::known(passes(test, given.and_then(Option::as_ref)))
            }
        };
        Truth {
            may: asked.may && answered.may || asked.may_not && unasked.may,
            may_not: asked.may && answered.may_not || asked.may_not && unasked.may_not,
        }
    }
}

fn passes(test: &Test, answer: Option<&AnswerValue>) -> bool {
    let answer = answer.filter(|answer| !matches!(answer, AnswerValue::Skipped));
    match (test, answer) {
        (Test::Answered(wanted), _) => answer.is_some() == *wanted,
        (Test::Includes(id), Some(AnswerValue::Choices { chosen, .. })) => chosen.contains(id),
        (_, Some(AnswerValue::Rating { metric, rating })) => match test {
            Test::Class(class) => metric.class(*rating) == Some(*class),
            Test::Is(wanted) => rating == wanted,
            Test::AtLeast(least) => rating >= least,
            Test::AtMost(most) => rating <= most,
            Test::Includes(_) | Test::Answered(_) => false,
        },
        _ => false,
    }
}

/// Every answer that a question's followers may tell apart, if they are few; no answer otherwise.
fn possible(question: &Question) -> Vec<AnswerValue> {
    let mut possible: Vec<AnswerValue> = match &question.kind {
        Asked::Rating { metric, .. } => {
            let metric = *metric;
            let ratings = metric.scale().ratings();
            ratings
                .map(|rating| AnswerValue::Rating { metric, rating })
                .collect()
        }
        Asked::Choice {
            several: false,
            options,
            own,
            ..
        } => {
            let chosen = options.iter().map(|option| vec![option.id.clone()]);
            // No option: something else was written.
            chosen
                .chain([Vec::new()])
                .map(|chosen| AnswerValue::Choices {
                    chosen,
                    other: None,
                    own: *own,
                })
                .collect()
        }
        _ => return Vec::new(),
    };
    if !question.required {
        possible.push(AnswerValue::Skipped);
    }
    possible
}

impl Run {
    fn known(&self, open: usize) -> Known<'_> {
        Known {
            given: &self.given,
            open,
            supposed: None,
        }
    }

    /// The questions that are asked, given all answers.
    #[inline(never)]
    pub(super) fn path(&self) -> Vec<usize> {
        let mut path = Vec::new();
        let known = self.known(usize::MAX).path(&self.questions);
        for (index, asked) in known.iter().enumerate() {
            if asked.may {
                path.push(index);
            }
        }
        path
    }

    /// The question after this one.
    pub(super) fn next(&self, index: usize) -> Option<usize> {
        self.path().into_iter().find(|next| *next > index)
    }

    /// The question before this one.
    pub(super) fn previous(&self, index: usize) -> Option<usize> {
        self.path().into_iter().rfind(|previous| *previous < index)
    }

    /// How many questions are counted on the path, up to the one of this index.
    #[inline(never)]
    pub(super) fn number(&self, index: usize, counts: fn(&Question) -> bool) -> usize {
        let mut number = 0;
        for asked in self.path() {
            if asked <= index && self.questions.get(asked).is_some_and(counts) {
                number += 1;
            }
        }
        number
    }

    /// How many questions are counted at most, of all that are asked when the answers from `open` on
    /// are not known yet.
    ///
    /// Questions may exclude each other by an answer that is open: each such answer is supposed in
    /// turn, and the most that any of them leads to is enough.
    #[inline(never)]
    pub(super) fn most(&self, open: usize, counts: fn(&Question) -> bool) -> usize {
        let known = self.known(open);
        let mut most = self.count(known, counts);
        // Matched in its place, so that the compiler sees where there can be none.
        let always = |question: &Question| match question.when {
            None => true,
            Some((_, _)) => false,
        };
        if self.questions.iter().all(always) {
            return most;
        }
        for (index, question) in self.questions.iter().enumerate().skip(open) {
            let mut led = None;
            for value in possible(question) {
                let supposed = Some((index, &value));
                led = led.max(Some(self.count(Known { supposed, ..known }, counts)));
            }
            most = most.min(led.unwrap_or(most));
        }
        most
    }

    /// How many questions are counted of those that may be asked.
    #[inline(never)]
    fn count(&self, known: Known<'_>, counts: fn(&Question) -> bool) -> usize {
        let mut count = 0;
        for (asked, question) in known.path(&self.questions).iter().zip(&self.questions) {
            if asked.may && counts(question) {
                count += 1;
            }
        }
        count
    }
}
