//! What the gallery shows: surveys, and how far a visitor got in each.

use std::collections::VecDeque;

use score::Tally;
use serde_json::{Value, json};
use survey::definition::Definition;
use survey::id::ResponseId;
use survey::response::Scalar;
use survey::run::{Effect, Event, Run, View, Visit, step};
use survey::templates;
use survey::time::Timestamp;
use survey::words::Words;

use super::Shows;

/// One state of one survey.
pub(super) struct Pose {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    definition: Value,
    visit: Visit,
    events: Vec<Event>,
    others: bool,
    done: Done,
}

/// What a visitor did last.
enum Done {
    /// What the events say.
    Answered,
    /// Sent the form as it stood.
    Sent,
    /// Nothing yet: there is only the tab.
    Nothing,
}

/// How often others gave each rating of a scale, lowest first, where a score is told.
const OTHERS: [u64; 11] = [1, 0, 1, 2, 0, 3, 4, 9, 21, 48, 39];

/// Every pose, kind by kind.
pub(super) fn all() -> Vec<Pose> {
    let mut all = ratings();
    all.extend(choices());
    all.extend(texts());
    all.extend(ends());
    all
}

fn ratings() -> Vec<Pose> {
    let csat = |look| one(json!({"id": "csat", "kind": "csat", "look": look}));
    vec![
        pose("nps", "NPS", template("nps")),
        pose("nps-preselected", "NPS, preselected", template("nps")).preselects("nps", "8"),
        pose("csat", "CSAT, numbers", template("csat")),
        pose("csat-stars", "CSAT, stars", csat("stars")),
        pose(
            "csat-stars-preselected",
            "CSAT, stars, preselected",
            csat("stars"),
        )
        .preselects("csat", "4"),
        pose("csat-faces", "CSAT, faces", csat("faces")),
        pose(
            "csat-faces-preselected",
            "CSAT, faces, preselected",
            csat("faces"),
        )
        .preselects("csat", "4"),
        pose("csat-thumbs", "CSAT, thumbs", csat("thumbs")),
        pose(
            "ces-5",
            "CES, 1 to 5",
            one(json!({"id": "ces", "kind": "ces", "scale": [1, 5]})),
        ),
        pose("ces-7", "CES, 1 to 7", template("ces")),
        pose(
            "ces-progress",
            "CES, with Back and progress",
            template("support"),
        )
        .after([Event::Rated(4)]),
        pose(
            "rating",
            "Rating, 1 to 10, can be skipped",
            one(
                json!({"id": "finish", "kind": "rating", "scale": [1, 10], "required": false,
                "ask": "How do you like the glaze?", "low": "Not for me", "high": "I love it"}),
            ),
        ),
    ]
}

fn choices() -> Vec<Pose> {
    let options = json!([
        {"id": "price", "label": "The price"},
        {"id": "look", "label": "How it looks"},
        {"id": "feel", "label": "How it lies in the hand"},
    ]);
    let choice = |kind: &str, ask: &str, more: Value| {
        let mut question = json!({"id": "why", "kind": kind, "ask": ask, "options": options});
        if let (Value::Object(question), Value::Object(more)) = (&mut question, more) {
            question.extend(more);
        }
        one(question)
    };
    let best = "What mattered most?";
    let all = "What mattered to you?";
    vec![
        pose("choice", "Choice", choice("choice", best, json!({}))),
        pose(
            "choice-refused",
            "Choice, sent without one",
            choice("choice", best, json!({})),
        )
        .refused(),
        pose(
            "choices",
            "Choices with another one, preselected",
            choice("choices", all, json!({"other": true, "required": false})),
        )
        .preselects("why", "price,feel"),
    ]
}

fn texts() -> Vec<Pose> {
    let short = json!({"id": "city", "kind": "text", "rows": 1, "required": true,
        "ask": "Which city do you live in?"});
    let contact = json!({"id": "reach", "kind": "contact", "fields": ["name", "email", "phone"],
        "ask": "May we write to you about it?"});
    let goodbye = json!({"id": "goodbye", "kind": "statement", "ask": "You will hear from us."});
    let filled_in = Event::Reached {
        fields: vec![
            ("name".to_owned(), "Mina".to_owned()),
            ("email".to_owned(), "mina@example.org".to_owned()),
        ],
        consented: true,
    };
    let rated = |rating| [Event::Rated(rating)];
    vec![
        pose("follow-up", "Text after a promoter", template("nps")).after(rated(9)),
        pose("follow-up-passive", "Text after a passive", template("nps")).after(rated(7)),
        pose("follow-up-detractor", "Text after a detractor", template("nps")).after(rated(2)),
        pose("text-short", "Short text", one(short.clone())),
        pose("text-refused", "Short text, sent without one", one(short)).refused(),
        pose("contact", "Contact", one(contact.clone())),
        pose(
            "contact-refused",
            "Contact, sent without consent",
            one_of(&[contact, goodbye]),
        )
        .after([filled_in, Event::Returned])
        .refused(),
        pose(
            "statement",
            "Statement that says a name",
            one_of(&[json!({"id": "hello", "kind": "statement",
                 "ask": "Thank you for buying, {{name|dear visitor}}. One short question follows."}), json!({"id": "nps", "kind": "nps"})]),
        )
        .named("Mina"),
    ]
}

fn ends() -> Vec<Pose> {
    let ending = |thanks: Value| {
        let mut definition = one(json!({"id": "nps", "kind": "nps"}));
        definition["thanks"] = thanks;
        definition
    };
    let by_class = json!({
        "text": {"promoter": "Thank you! It is good to hear that.",
                 "detractor": "Sorry. Someone will read this today."},
        "code": {"detractor": "SORRY10"},
    });
    let rated = |rating| [Event::Rated(rating)];
    let alone = one(json!({"id": "csat", "kind": "csat"}));
    vec![
        pose("thanks", "Thanks", alone).after(rated(5)),
        pose(
            "thanks-standing",
            "Thanks with the score",
            one(json!({"id": "nps", "kind": "nps"})),
        )
        .after(rated(9))
        .among_others(),
        pose(
            "thanks-class",
            "Thanks to a promoter",
            ending(by_class.clone()),
        )
        .after(rated(10)),
        pose("thanks-code", "Thanks with a code", ending(by_class)).after(rated(3)),
        pose(
            "thanks-link",
            "Thanks with a link",
            ending(
                json!({"link": {"label": "Your invoice", "href": "https://shop.example/invoice"}}),
            ),
        )
        .after(rated(8)),
        pose("tab", "The tab that opens it", template("nps")).closed(),
    ]
}

fn pose(name: &'static str, title: &'static str, definition: Value) -> Pose {
    Pose {
        name,
        title,
        definition,
        visit: Visit::default(),
        events: Vec::new(),
        others: false,
        done: Done::Answered,
    }
}

/// A survey that is known by name.
fn template(name: &str) -> Value {
    let json = templates::json(name).expect("a template is called so");
    serde_json::from_str(json).expect("templates are JSON")
}

/// A survey of one question.
fn one(question: Value) -> Value {
    one_of(&[question])
}

fn one_of(questions: &[Value]) -> Value {
    json!({"v": 1, "id": "gallery", "language": "en", "questions": questions})
}

impl Pose {
    /// As the page's address preselects it.
    fn preselects(mut self, question: &str, answer: &str) -> Self {
        self.visit
            .prefill
            .push((question.to_owned(), answer.to_owned()));
        self
    }

    /// For a visitor whose name the page knows.
    fn named(mut self, name: &str) -> Self {
        let name = Scalar::Text(name.to_owned());
        self.visit.unsent.push(("name".to_owned(), name));
        self
    }

    /// After this happened.
    fn after(mut self, events: impl IntoIterator<Item = Event>) -> Self {
        self.events.extend(events);
        self
    }

    /// With the score that many others gave.
    fn among_others(self) -> Self {
        Self {
            others: true,
            ..self
        }
    }

    /// After its form was sent as it stands.
    fn refused(self) -> Self {
        Self {
            done: Done::Sent,
            ..self
        }
    }

    /// Before it was opened.
    fn closed(self) -> Self {
        Self {
            done: Done::Nothing,
            ..self
        }
    }

    /// What a visitor sees who is asked in this language.
    pub(super) fn shown(&self, words: &Words) -> Shows {
        match self.done {
            Done::Answered => Shows::View(self.view(words)),
            Done::Sent => Shows::Refused(self.view(words)),
            Done::Nothing => Shows::Tab,
        }
    }

    /// Runs the survey as a prompt does: what it wants kept is kept at once.
    fn view(&self, words: &Words) -> View {
        let definition = Definition::parse_in(&&self.definition, Some(words.language()));
        let definition =
            definition.unwrap_or_else(|problems| panic!("{}: {problems:?}", self.name));
        let now = Timestamp::from_millis(0);
        let id = ResponseId::mint(now, [0; 10]);
        let mut happens = VecDeque::from(self.events.clone());
        let (mut run, mut effects) =
            Run::start(definition, self.visit.clone(), words.clone(), id, now);
        let mut shown = None;
        loop {
            for effect in effects {
                match effect {
                    Effect::Show(view) => shown = Some(view),
                    Effect::Keep { .. } => happens.push_front(Event::Kept),
                    Effect::FetchTally { metric, .. } if self.others => {
                        let mut tally = Tally::new(metric.scale());
                        for (rating, times) in metric.scale().ratings().zip(OTHERS) {
                            tally.add_many(rating, times);
                        }
                        happens.push_back(Event::Tallied(tally));
                    }
                    _ => {}
                }
            }
            let Some(event) = happens.pop_front() else {
                break;
            };
            (run, effects) = step(run, event, now);
        }
        shown.expect("a run that starts shows something")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use survey::definition::{KINDS, RatingLook};
    use survey::run::{Asking, Input};
    use survey::words::Numerals;

    use super::*;

    fn english() -> Words {
        Words::english(Numerals::ascii())
    }

    fn shown(name: &str) -> Shows {
        let poses = all();
        let pose = poses.iter().find(|pose| pose.name == name);
        pose.unwrap_or_else(|| panic!("no pose {name}"))
            .shown(&english())
    }

    fn asking(name: &str) -> Asking {
        match shown(name) {
            Shows::View(View::Question(asking)) | Shows::Refused(View::Question(asking)) => asking,
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn every_kind_and_every_look_has_a_pose() {
        let (mut kinds, mut looks) = (BTreeSet::new(), BTreeSet::from(["numbers"]));
        for pose in all() {
            for question in pose.definition["questions"].as_array().unwrap() {
                kinds.extend(question["kind"].as_str().map(str::to_owned));
                looks.extend(
                    RatingLook::NAMES
                        .iter()
                        .filter(|name| question["look"] == **name),
                );
            }
        }
        assert!(KINDS.iter().all(|kind| kinds.contains(*kind)), "{kinds:?}");
        assert_eq!(looks, RatingLook::NAMES.iter().copied().collect());
    }

    #[test]
    fn what_is_preselected_stands_there() {
        let rating = |name| match asking(name).input {
            Input::Rating { rating, .. } => rating,
            other => panic!("{other:?}"),
        };
        assert_eq!(rating("nps"), None);
        assert_eq!(rating("nps-preselected"), Some(8));
        assert_eq!(rating("csat-stars-preselected"), Some(4));
        let Input::Choice { chosen, other, .. } = asking("choices").input else {
            panic!("choices are no choice");
        };
        assert_eq!((chosen.len(), other.as_deref()), (2, Some("")));
    }

    #[test]
    fn a_survey_of_several_questions_shows_the_way() {
        let asking = asking("ces-progress");
        assert!(asking.back);
        assert_eq!(asking.progress.map(|progress| progress.number), Some(2));
    }

    #[test]
    fn what_was_filled_in_is_sent_without_consent() {
        let Input::Contact { fields, .. } = asking("contact-refused").input else {
            panic!("it is no contact");
        };
        assert!(fields.iter().any(|(_, text)| text == "Mina"), "{fields:?}");
    }

    #[test]
    fn a_name_is_said() {
        let ask = asking("statement").ask.text;
        assert!(ask.contains("Mina") && !ask.contains("{{"), "{ask}");
    }

    #[test]
    fn thanks_come_plain_by_class_with_a_code_with_a_link_and_with_the_score() {
        let ends = |name| match shown(name) {
            Shows::View(View::Thanks {
                code,
                link,
                standing,
                ..
            }) => (code.is_some(), link.is_some(), standing.is_some()),
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(ends("thanks"), (false, false, false));
        assert_eq!(ends("thanks-class"), (false, false, false));
        assert_eq!(ends("thanks-code"), (true, false, false));
        assert_eq!(ends("thanks-link"), (false, true, false));
        assert_eq!(ends("thanks-standing"), (false, false, true));
    }
}
