//! What holds for the path of every survey with branches, whatever the visitor does.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use score::{Class, Metric, Scale};
use survey::definition::{
    Asked, ChoiceOption, ClassText, Condition, Definition, Own, Question, Test, Text,
};
use survey::response::{Answer, AnswerValue, Outcome, Response};
use survey::run::{Asking, Effect, Event, Input, Run, View, Visit, step};
use survey::time::Timestamp;

use crate::story::{at, id, record, template, words};

const OWN: Own = Own::here().unwrap();

const OPTIONS: [&str; 3] = ["a", "b", "c"];

fn kinds() -> impl Strategy<Value = Asked> {
    let rating = |metric| Question::rating(metric).kind;
    let option = |id: &str| ChoiceOption {
        id: id.into(),
        label: "{{q0|}} {{brand|}}".into(),
    };
    let choice = move |(several, other, shuffle)| Asked::Choice {
        several,
        options: OPTIONS.map(option).into(),
        other,
        shuffle,
        own: OWN,
    };
    prop_oneof![
        Just(rating(Metric::Nps)),
        Just(rating(Metric::csat(Scale::FIVE))),
        Just(rating(Metric::Rating {
            scale: Scale::SEVEN
        })),
        Just(Asked::Text { rows: 3 }),
        any::<(bool, bool, bool)>().prop_map(choice),
        Just(Asked::Contact {
            fields: vec!["name", "email"],
            consent: Some("{{q0|}}".into()),
            own: OWN,
        }),
        Just(Asked::Statement(OWN)),
    ]
}

/// A condition on questions before this one.
fn conditions(index: usize) -> impl Strategy<Value = Condition> {
    let test = prop_oneof![
        select(&Class::ALL[..]).prop_map(Test::Class),
        (0..=10).prop_map(Test::Is),
        (0..=10).prop_map(Test::AtLeast),
        (0..=10).prop_map(Test::AtMost),
        select(&OPTIONS[..]).prop_map(|id| Test::Includes(id.into())),
        any::<bool>().prop_map(Test::Answered),
    ];
    let leaf = (0..index, test).prop_map(|(index, test)| Condition::Of(index, test));
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..3).prop_map(Condition::Any),
            vec(inner.clone(), 1..3).prop_map(Condition::All),
            inner.prop_map(|condition| Condition::Not(Box::new(condition))),
        ]
    })
}

fn questions(index: usize) -> impl Strategy<Value = Question> {
    let when = if index == 0 {
        Just(None).boxed()
    } else {
        proptest::option::of(conditions(index)).boxed()
    };
    (kinds(), when, any::<bool>()).prop_map(move |(kind, when, required)| Question {
        id: format!("q{index}"),
        ask: ClassText::Same(Text::from(format!("q{index} {{{{q0|}}}}").as_str())),
        about: None,
        when: when.zip(Own::here()),
        required: required && kind != Asked::Statement(OWN),
        kind,
    })
}

fn definitions() -> impl Strategy<Value = Definition> {
    let questions =
        (1..7_usize).prop_flat_map(|count| (0..count).map(questions).collect::<Vec<_>>());
    questions.prop_map(|questions| Definition {
        questions,
        ..template("nps")
    })
}

/// What a visitor always answers to a question, by its number and what they are like.
fn answer(asking: &Asking, nature: u64) -> Event {
    let number = asking
        .ask
        .text
        .as_bytes()
        .get(1)
        .copied()
        .map_or(0, u64::from);
    let chance = number
        .wrapping_add(nature)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        >> 32;
    if !asking.required && chance.is_multiple_of(5) && asking.input != Input::Statement {
        return Event::Skipped;
    }
    match &asking.input {
        Input::Rating { metric, .. } => {
            let scale = metric.scale();
            let ratings: Vec<i32> = scale.ratings().collect();
            Event::Rated(ratings[chance as usize % ratings.len()])
        }
        Input::Comment { .. } => Event::Commented("said".into()),
        Input::Choice { .. } => Event::Chose {
            chosen: vec![OPTIONS[chance as usize % 3].into()],
            other: "else".into(),
        },
        Input::Contact { .. } => Event::Reached {
            fields: vec![("email".into(), "ada@example.org".into())],
            consented: true,
        },
        Input::Statement => Event::Read,
    }
}

/// A visitor who answers by their nature, and their latest record.
struct Visitor {
    definition: Definition,
    nature: u64,
    run: Run,
    view: Option<View>,
    record: Option<Response>,
}

impl Visitor {
    fn new(definition: Definition, nature: u64, visit: Visit) -> Self {
        let (run, effects) = Run::start(definition.clone(), visit, words(), id(), at(0));
        let mut visitor = Visitor {
            definition,
            nature,
            run,
            view: None,
            record: None,
        };
        visitor.see(effects);
        visitor
    }

    fn see(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Show(view) => self.view = Some(view),
                Effect::Keep { seq, body } => {
                    let record = record(&body);
                    assert_eq!(record.seq, seq);
                    if let Some(earlier) = &self.record {
                        assert!(earlier.seq < seq, "{} then {seq}", earlier.seq);
                        assert_eq!(earlier.outcome, Outcome::Partial);
                    }
                    self.check(&record);
                    self.record = Some(record);
                }
                _ => {}
            }
        }
    }

    /// The answers are those of the questions on the path, in order; when complete, of all of them.
    fn check(&self, record: &Response) {
        let given = |index: usize| {
            let id = &self.definition.questions[index].id;
            let mut answers = record.answers.iter();
            answers
                .find(|answer| answer.question == *id)
                .map(|answer| &answer.value)
        };
        let asked = |question: &Question| {
            question
                .when
                .as_ref()
                .is_none_or(|(when, _)| holds(when, &given))
        };
        let questions = self.definition.questions.iter();
        let path: Vec<&str> = questions
            .filter(|question| asked(question) && question.kind != Asked::Statement(OWN))
            .map(|question| question.id.as_str())
            .collect();
        let answered: Vec<&str> = record
            .answers
            .iter()
            .map(|answer| answer.question.as_str())
            .collect();
        let on_path = path.iter().copied().filter(|id| answered.contains(id));
        assert_eq!(on_path.collect::<Vec<_>>(), answered);
        if record.outcome == Outcome::Complete {
            assert_eq!(path, answered);
        }
    }

    fn on(&mut self, event: Event) {
        let (run, effects) = step(self.run.clone(), event, at(1));
        self.run = run;
        self.see(effects);
    }

    /// The question that is shown, if one is waiting for its answer.
    fn asking(&self) -> Option<Asking> {
        let over = self
            .record
            .as_ref()
            .is_some_and(|record| record.outcome == Outcome::Complete);
        match &self.view {
            Some(View::Question(asking)) if !over => Some(asking.clone()),
            _ => None,
        }
    }

    /// Answers; whether there was something to answer.
    fn answers(&mut self) -> bool {
        let Some(asking) = self.asking() else {
            return false;
        };
        self.on(answer(&asking, self.nature));
        true
    }

    /// Answers to the end; what is recorded then, times apart.
    fn ends(mut self) -> Vec<Answer> {
        let mut steps = 0;
        while self.answers() {
            steps += 1;
            assert!(steps < 20, "the survey does not end");
        }
        let record = self.record.map_or_else(Vec::new, |record| record.answers);
        record.into_iter().map(timeless).collect()
    }

    fn reload(&mut self) {
        let Some(record) = &self.record else { return };
        let saved = serde_json::from_str::<serde_json::Value>(&record.to_json()).unwrap();
        let definition = self.definition.clone();
        let resumed = Run::resume(definition, Visit::default(), words(), &&saved, at(1));
        if record.outcome == Outcome::Complete {
            assert_eq!(resumed, None);
            return;
        }
        let (run, effects) = resumed.expect("an answer to go on from");
        self.run = run;
        self.see(effects);
    }
}

fn timeless(mut answer: Answer) -> Answer {
    if let AnswerValue::Contact { at, .. } = &mut answer.value {
        *at = Timestamp::default();
    }
    answer
}

/// Conditions once more, over a record: it holds the answers on the path and no others.
fn holds<'r>(condition: &Condition, given: &impl Fn(usize) -> Option<&'r AnswerValue>) -> bool {
    match condition {
        Condition::Any(conditions) => conditions.iter().any(|one| holds(one, given)),
        Condition::All(conditions) => conditions.iter().all(|one| holds(one, given)),
        Condition::Not(condition) => !holds(condition, given),
        Condition::Of(index, test) => match (test, given(*index)) {
            (Test::Answered(wanted), value) => {
                *wanted != matches!(value, None | Some(AnswerValue::Skipped))
            }
            (Test::Includes(id), Some(AnswerValue::Choices { chosen, .. })) => chosen.contains(id),
            (Test::Class(class), Some(AnswerValue::Rating { metric, rating })) => {
                metric.class(*rating) == Some(*class)
            }
            (Test::Is(number), Some(AnswerValue::Rating { rating, .. })) => rating == number,
            (Test::AtLeast(least), Some(AnswerValue::Rating { rating, .. })) => rating >= least,
            (Test::AtMost(most), Some(AnswerValue::Rating { rating, .. })) => rating <= most,
            _ => false,
        },
    }
}

/// Any act, of whatever view.
fn acts() -> impl Strategy<Value = Event> {
    let text = || prop_oneof![".{0,8}", Just("x".repeat(5000))];
    let fields = vec((select(&["name", "email", "fax", ""][..]), text()), 0..4);
    prop_oneof![
        3 => (-1..=11).prop_map(Event::Rated),
        2 => text().prop_map(Event::Commented),
        3 => (vec(select(&["a", "b", "c", "d"][..]), 0..4), text()).prop_map(|(chosen, other)| {
            let chosen = chosen.into_iter().map(str::to_owned).collect();
            Event::Chose { chosen, other }
        }),
        2 => (fields, any::<bool>()).prop_map(|(fields, consented)| {
            let fields = fields.into_iter().map(|(key, value)| (key.into(), value));
            Event::Reached { fields: fields.collect(), consented }
        }),
        3 => Just(Event::Read),
        2 => Just(Event::Skipped),
        2 => Just(Event::Returned),
        2 => Just(Event::Kept),
        1 => Just(Event::Unkept),
        1 => Just(Event::Left),
    ]
}

proptest! {
    #[test]
    fn whatever_the_visitor_does_the_record_is_that_of_the_path(
        (definition, events) in (definitions(), vec(acts(), 0..40))
    ) {
        let mut visitor = Visitor::new(definition, 0, Visit::default());
        for event in events {
            visitor.on(event);
        }
    }

    #[test]
    fn going_back_and_answering_the_same_changes_nothing(
        (definition, nature, answered, back) in (definitions(), any::<u64>(), 0..6_usize, 1..6_usize)
    ) {
        let straight = Visitor::new(definition.clone(), nature, Visit::default()).ends();
        let mut visitor = Visitor::new(definition, nature, Visit::default());
        for _ in 0..answered {
            visitor.answers();
        }
        for _ in 0..back {
            visitor.on(Event::Returned);
        }
        prop_assert_eq!(visitor.ends(), straight);
    }

    #[test]
    fn a_reload_anywhere_leads_to_the_same_record(
        (definition, nature, moves) in (definitions(), any::<u64>(), vec(0..4, 0..12))
    ) {
        let straight = Visitor::new(definition.clone(), nature, Visit::default()).ends();
        let mut visitor = Visitor::new(definition, nature, Visit::default());
        for choice in moves {
            match choice {
                0 => visitor.on(Event::Returned),
                1 => visitor.reload(),
                _ => {
                    visitor.answers();
                }
            }
        }
        prop_assert_eq!(visitor.ends(), straight);
    }

    #[test]
    fn what_is_said_to_be_last_is_last_and_progress_reaches_no_further(
        (definition, nature) in (definitions(), any::<u64>())
    ) {
        let mut visitor = Visitor::new(definition, nature, Visit::default());
        let mut most = usize::MAX;
        while let Some(asking) = visitor.asking() {
            if let Some(progress) = asking.progress {
                prop_assert!(progress.number <= progress.of && progress.of <= most);
                most = progress.of;
            }
            visitor.answers();
            prop_assert!(!asking.last || visitor.asking().is_none(), "another one after the last");
        }
    }

    #[test]
    fn no_answer_is_kept_from_the_address_alone(
        (definition, text, events) in (
            definitions(),
            prop_oneof!["[0-9]{1,2}", "[abc](,[abc]){0,2}", ".{0,9}"],
            vec(select(&[Event::Read, Event::Skipped, Event::Returned, Event::Left][..]), 0..20),
        )
    ) {
        let ids = definition.questions.iter().map(|question| question.id.clone());
        let prefill = ids.map(|id| (id, text.clone())).collect();
        let mut visitor = Visitor::new(definition, 0, Visit { prefill, ..Visit::default() });
        for event in events {
            visitor.on(event);
        }
        let answers = visitor.record.map_or_else(Vec::new, |record| record.answers);
        prop_assert!(answers.iter().all(|answer| answer.value == AnswerValue::Skipped));
    }
}
