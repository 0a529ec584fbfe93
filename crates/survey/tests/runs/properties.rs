//! What holds for every survey, every visit and every order of events.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use score::{Scale, Tally};
use serde_json::{Value, json};
use survey::definition::Definition;
use survey::response::{Decimal, Outcome, Response, Scalar};
use survey::run::{Effect, Event, Run, Signal, View, Visit, step};

use crate::story::{at, id, record, survey, template, words};

fn surveys() -> impl Strategy<Value = Definition> {
    let templates = survey::templates::NAMES.map(template).to_vec();
    let question = prop_oneof![
        Just(json!({"kind": "nps"})),
        Just(json!({"kind": "csat", "scale": [0, 1]})),
        Just(json!({"kind": "ces", "direction": "lower_is_easier"})),
        Just(json!({"kind": "rating", "scale": [-3, 3]})),
        any::<bool>()
            .prop_map(|required| json!({"kind": "text", "ask": "?", "required": required})),
    ];
    let written = vec(question, 1..5).prop_map(|mut questions| {
        for (index, question) in questions.iter_mut().enumerate() {
            question["id"] = json!(format!("q{index}"));
        }
        survey(&Value::from(questions))
    });
    prop_oneof![proptest::sample::select(templates), written]
}

/// Whatever a page may say, sense or nonsense.
fn visits() -> impl Strategy<Value = Visit> {
    let anything = || {
        of(prop_oneof![
            ".{0,70}",
            "[a-z-]{0,70}",
            Just("x".repeat(4001))
        ])
    };
    let scalar = prop_oneof![
        ".{0,20}".prop_map(Scalar::Text),
        any::<i64>().prop_map(|number| Scalar::Number(Decimal::of(&&json!(number)).unwrap())),
        any::<bool>().prop_map(Scalar::Flag),
    ];
    let key = prop_oneof![".{0,10}", "[a-z]{1,10}", "[a-z]{60,70}"];
    let context = proptest::collection::btree_map(key, scalar, 0..40);
    let texts = (anything(), anything(), anything(), anything(), anything());
    (texts, context, any::<bool>()).prop_map(|(texts, context, test)| {
        let (site, respondent, signed, page, widget) = texts;
        Visit {
            site,
            context: context.into_iter().collect(),
            respondent,
            signed,
            page,
            test,
            widget,
            ..Visit::default()
        }
    })
}

fn tallies() -> impl Strategy<Value = Tally> {
    let scale = prop_oneof![Just(Scale::NPS), Just(Scale::FIVE), Just(Scale::SEVEN)];
    let count = prop_oneof![0..100_u64, any::<u64>()];
    (scale, vec((-1..=11, count), 0..6)).prop_map(|(scale, counts)| {
        let mut tally = Tally::new(scale);
        for (rating, count) in counts {
            tally.add_many(rating, count);
        }
        tally
    })
}

/// Mostly answers, so that many runs get to their end.
fn events() -> impl Strategy<Value = Vec<Event>> {
    let comment = prop_oneof![
        ".{0,20}",
        "\\s{0,3}",
        "[\\x00-\\x20]{1,5}",
        Just("é".repeat(5000))
    ];
    let event = prop_oneof![
        6 => (-4..=11).prop_map(Event::Rated),
        1 => any::<i32>().prop_map(Event::Rated),
        5 => comment.prop_map(Event::Commented),
        6 => Just(Event::Kept),
        1 => Just(Event::Unkept),
        1 => Just(Event::Dismissed),
        1 => Just(Event::Left),
        1 => tallies().prop_map(Event::Tallied),
    ];
    vec(event, 0..40)
}

/// What a shell that does what it is told has seen so far.
#[derive(Default)]
struct Witness {
    kept: Vec<Response>,
    /// How many of them have reached the outbox.
    confirmed: usize,
    answered: Option<Response>,
    shown: bool,
    closed: bool,
    saved: bool,
}

impl Witness {
    fn see(&mut self, effect: &Effect) {
        match effect {
            Effect::Show(view) => self.see_view(view),
            Effect::Keep { seq, body } => self.see_kept(*seq, body),
            Effect::Post => assert!(!self.kept.is_empty(), "nothing to post"),
            Effect::Close => {
                assert!(self.shown && !self.closed);
                self.closed = true;
            }
            Effect::FetchTally { .. } => assert!(!self.kept.is_empty(), "before a rating"),
            Effect::Tell(Signal::Answered(body)) => {
                assert_eq!(self.answered, None, "answered twice");
                let response = record(body);
                assert_eq!(self.kept.last(), Some(&response));
                self.answered = Some(response);
            }
            Effect::Tell(Signal::Saved) => {
                assert!(self.is_safe() && !self.saved);
                self.saved = true;
            }
            Effect::Tell(Signal::Rated { .. }) => assert_eq!(self.answered, None),
            Effect::Tell(Signal::Shown) => assert!(self.shown && self.kept.is_empty()),
            Effect::Tell(Signal::Dismissed) => assert!(self.closed && self.answered.is_none()),
        }
    }

    fn see_view(&mut self, view: &View) {
        assert!(!self.closed, "shown after it was closed");
        self.shown = true;
        if matches!(view, View::Thanks { .. }) {
            assert!(self.is_safe(), "thanked for what is not in the outbox");
        }
    }

    fn see_kept(&mut self, seq: i32, body: &str) {
        let response = record(body);
        assert_eq!((response.seq, response.to_json().as_str()), (seq, body));
        if let Some(last) = self.kept.last() {
            assert!(response.seq > last.seq);
            assert_eq!(response.id, last.id);
            assert_eq!(last.outcome, Outcome::Partial);
            assert!(response.answers.starts_with(&last.answers));
        }
        self.kept.push(response);
    }

    /// Whether the finished response is in the outbox.
    fn is_safe(&self) -> bool {
        self.answered.is_some() && self.confirmed == self.kept.len()
    }
}

/// Runs a survey as a shell would: `Kept` is an answer to `Keep`, though it may take its time.
fn told(definition: Definition, visit: Visit, events: Vec<Event>) -> (Run, Witness) {
    let mut witness = Witness::default();
    let (mut run, effects) = Run::start(definition, visit, words(), id(), at(0));
    effects.iter().for_each(|effect| witness.see(effect));
    for (event, seconds) in events.into_iter().zip(1..) {
        if matches!(event, Event::Kept | Event::Unkept) {
            if witness.confirmed == witness.kept.len() {
                continue;
            }
            witness.confirmed += 1;
        }
        let was_over = run.is_over();
        let (next, effects) = step(run, event, at(seconds));
        effects.iter().for_each(|effect| witness.see(effect));
        assert!(!was_over || effects.is_empty(), "{effects:?} after the end");
        run = next;
    }
    (run, witness)
}

proptest! {
    #[test]
    fn whatever_happens_nothing_is_sent_or_thanked_for_before_it_is_kept(
        (definition, visit, events) in (surveys(), visits(), events())
    ) {
        told(definition, visit, events);
    }

    #[test]
    fn whatever_happened_a_visitor_who_goes_on_gets_to_the_end(
        (definition, visit, events) in (surveys(), visits(), events())
    ) {
        let stays = events
            .into_iter()
            .filter(|event| !matches!(event, Event::Dismissed | Event::Unkept));
        let on = [Event::Rated(0), Event::Rated(1), Event::Commented("x".into()), Event::Kept];
        let events = stays.chain(on.into_iter().cycle().take(40)).collect();
        let questions = definition.questions.len();
        let (_, witness) = told(definition, visit, events);
        let answered = witness.answered.as_ref().map(|response| response.answers.len());
        prop_assert_eq!(answered, Some(questions));
        prop_assert!(witness.saved);
    }

    #[test]
    fn a_word_from_the_outbox_that_answers_nothing_changes_nothing(
        (definition, events) in (surveys(), events())
    ) {
        let (mut run, _) = Run::start(definition, Visit::default(), words(), id(), at(0));
        let mut awaited = 0_usize;
        for (event, seconds) in events.into_iter().zip(1..) {
            let answers = matches!(event, Event::Kept | Event::Unkept);
            let answers_nothing = answers && awaited == 0;
            let confirmed = usize::from(answers && awaited > 0);
            let (next, effects) = step(run.clone(), event, at(seconds));
            if answers_nothing {
                prop_assert_eq!((&next, &effects), (&run, &vec![]));
            }
            let keeps = |effect: &&Effect| matches!(effect, Effect::Keep { .. });
            awaited = awaited - confirmed + effects.iter().filter(keeps).count();
            run = next;
        }
    }
}
