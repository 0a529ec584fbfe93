//! What a definition may say, what it may not, and what is made of it.

mod table;

use score::{Class, Direction, Metric, Scale};
use serde_json::{Value, json};
use survey::definition::{
    Asked, ClassText, Definition, HostEvent, KINDS, Look, Question, RatingLook, Thanks, Trigger,
    Triggers, usual_metric,
};
use survey::eligibility::{
    Device, Hours, PageRule, Pages, People, Period, Property, PropertyTest, Quiet, Rules, Span,
};
use survey::problem::Problem;
use survey::time::Timestamp;
use survey::words::{Numerals, Topic, Words};
use survey::{schema, templates};

fn parse(json: &Value) -> Result<Definition, Vec<Problem>> {
    Definition::parse(&json)
}

fn checked(json: &Value) -> Result<(), Vec<Problem>> {
    parse(json).map(drop)
}

fn template(name: &str) -> Definition {
    let json: Value = serde_json::from_str(templates::json(name).unwrap()).unwrap();
    assert!(table::validator(schema::DEFINITION).is_valid(&json));
    parse(&json).unwrap()
}

fn follow_up(about: usize) -> Question {
    Question {
        id: "why".into(),
        ask: ClassText::Standard,
        about: Some(about),
        when: None,
        required: false,
        kind: Asked::Text { rows: 3 },
    }
}

const NPS: Metric = Metric::Nps;
const CSAT: Metric = Metric::csat(Scale::FIVE);
const CES: Metric = Metric::Ces {
    scale: Scale::SEVEN,
    direction: Direction::HigherIsEasier,
};

#[test]
fn every_cause_is_named_by_its_path_and_code() {
    let cases = include_str!("cases/definitions.json");
    table::check(cases, schema::DEFINITION, checked);
}

#[test]
fn the_schema_s_examples_are_definitions() {
    table::check_examples(schema::DEFINITION, checked);
}

#[test]
fn more_than_fifty_problems_are_not_told() {
    let questions = vec![json!({"id": "", "kind": "", "x": 1}); 50];
    let problems = parse(&json!({"v": 1, "id": "s", "questions": questions})).unwrap_err();
    assert_eq!(problems.len(), 50);
}

#[test]
fn templates_of_one_metric_ask_for_it_and_why() {
    for (name, metric) in [("nps", NPS), ("csat", CSAT), ("ces", CES)] {
        assert_eq!(
            template(name),
            Definition {
                id: name.into(),
                revision: 1,
                site: None,
                touchpoint: None,
                stage: None,
                language: None,
                questions: vec![Question::rating(metric), follow_up(0)],
                thanks: Thanks::default(),
                hidden: Vec::new(),
                look: Look::default(),
            }
        );
    }
}

/// A rating of a topic in its standard words.
fn topical(id: &str, metric: Metric, topic: Topic) -> Question {
    let mut question = Question::rating(metric);
    if let Asked::Rating { topic: of, .. } = &mut question.kind {
        *of = Some(topic);
    }
    let id = id.into();
    Question { id, ..question }
}

#[test]
fn templates_of_several_questions_ask_about_their_topics() {
    let seven = Metric::Rating {
        scale: Scale::SEVEN,
    };
    let mut reason = follow_up(0);
    reason.about = None;
    for (name, questions) in [
        (
            "enps",
            vec![topical("enps", NPS, Topic::Work), follow_up(0)],
        ),
        (
            "post-purchase",
            vec![
                topical("csat", CSAT, Topic::Checkout),
                Question::rating(NPS),
                follow_up(1),
            ],
        ),
        (
            "onboarding",
            vec![
                topical("ces", CES, Topic::Onboarding),
                topical("csat", CSAT, Topic::Onboarding),
                follow_up(1),
            ],
        ),
        (
            "support",
            vec![
                topical("csat", CSAT, Topic::Support),
                topical("ces", CES, Topic::Support),
                follow_up(0),
            ],
        ),
        (
            "drivers",
            vec![
                topical("trust", seven, Topic::Trust),
                topical("knowing", seven, Topic::Knowing),
                topical("ease", seven, Topic::Ease),
                reason,
            ],
        ),
    ] {
        assert_eq!(template(name).questions, questions, "{name}");
    }
}

#[test]
fn templates_know_where_and_when_they_are_asked() {
    for (name, touchpoint, stage) in [
        ("enps", Some("work"), None),
        ("post-purchase", Some("checkout"), Some("purchase")),
        ("onboarding", Some("onboarding"), Some("onboarding")),
        ("support", Some("support"), Some("support")),
        ("drivers", None, Some("use")),
    ] {
        let definition = template(name);
        assert_eq!(definition.touchpoint.as_deref(), touchpoint, "{name}");
        assert_eq!(definition.stage.as_deref(), stage, "{name}");
        let purchase = vec![Trigger::event("purchase")];
        let ask_when = if name == "post-purchase" {
            purchase
        } else {
            vec![]
        };
        assert_eq!(templates::triggers(name).ask_when, ask_when, "{name}");
    }
    assert_eq!(template("support").hidden, ["agent", "department"]);
}

#[test]
fn templates_of_a_transaction_ask_sooner_again_than_those_of_the_relationship() {
    for name in templates::NAMES {
        let quiet = if ["nps", "enps", "drivers"].contains(&name) {
            Quiet::RELATIONSHIP
        } else {
            Quiet::TRANSACTIONAL
        };
        let usual = Rules::default();
        let expected = Rules { quiet, ..usual };
        assert_eq!(templates::rules(name), expected, "{name}");
        let json: Value = serde_json::from_str(templates::json(name).unwrap()).unwrap();
        assert_eq!(Rules::of(&&json), expected, "{name} as JSON");
    }
    let days = |days| Period::parse(days).unwrap();
    let relationship = Quiet::RELATIONSHIP;
    let transactional = Quiet::TRANSACTIONAL;
    assert_eq!(relationship.answered, days("90d"));
    assert_eq!(relationship.dismissed, days("30d"));
    assert_eq!(transactional.answered, days("7d"));
    assert_eq!(transactional.dismissed, days("7d"));
}

#[test]
fn rules_are_read_over_what_is_usual() {
    let json = json!({"v": 1, "id": "s", "questions": [{"id": "nps", "kind": "nps"}],
        "pages": {"include": ["/a/*", {"exact": "/b"}], "exclude": [{"prefix": "/c"}, {"regex": "^/d"}]},
        "people": {"referrer": ["r.example"], "campaign": ["c"], "device": ["tablet"],
            "language": ["de"], "dates": {"from": "1970-01-02", "until": "1970-01-03T00:00:00.001Z"},
            "hours": {"from": "22:30", "until": "06:00"},
            "context": {"plan": {"is": "team"}, "value": {"at_least": 5, "at_most": 9.5}}},
        "quiet": {"answered": "ever", "others": "2h", "displays": 1}, "sample": 0.25, "priority": -3});
    let Rules {
        quiet,
        sample,
        priority,
        audience,
    } = Rules::of(&&json);
    parse(&json).unwrap();
    let expected = Quiet {
        answered: Period::Ever,
        others: Period::parse("2h").unwrap(),
        displays: 1,
        ..Quiet::RELATIONSHIP
    };
    assert_eq!((quiet, sample, priority), (expected, 0.25, -3));
    let pages = Pages {
        include: vec![PageRule::Glob("/a/*".into()), PageRule::Exact("/b".into())],
        exclude: vec![PageRule::Prefix("/c".into()), PageRule::Regex("^/d".into())],
    };
    assert_eq!(audience.pages, pages);
    let people = People {
        referrer: vec!["r.example".into()],
        campaign: vec!["c".into()],
        device: vec![Device::Tablet],
        language: vec!["de".into()],
        dates: Span {
            from: Some(Timestamp::from_millis(86_400_000)),
            until: Some(Timestamp::from_millis(172_800_001)),
        },
        hours: Hours::new(22 * 60 + 30, 360),
        context: vec![
            (
                "plan".into(),
                PropertyTest::Is(Property::Text("team".into())),
            ),
            ("value".into(), PropertyTest::AtLeast(5.0)),
            ("value".into(), PropertyTest::AtMost(9.5)),
        ],
    };
    assert_eq!(audience.people, people);
    let without = json!({"v": 1, "id": "s", "questions": [{"id": "nps", "kind": "nps"}]});
    assert_eq!(Rules::of(&&without), Rules::default());
}

#[test]
fn a_rating_left_in_standard_words_is_asked_in_those_of_its_metric() {
    for kind in KINDS {
        let Some(metric) = usual_metric(kind) else {
            continue;
        };
        let json = json!({"v": 1, "id": "s", "questions": [{"id": kind, "kind": kind}]});
        assert_eq!(parse(&json).unwrap().questions, [Question::rating(metric)]);
    }
}

#[test]
fn an_effort_is_asked_for_in_the_direction_in_which_it_is_read() {
    let words = |direction| {
        let json = json!({"v": 1, "id": "s", "questions": [
            {"id": "ease", "kind": "ces", "direction": direction}
        ]});
        let metric = parse(&json).unwrap().questions[0].metric().unwrap();
        let words = Words::english(Numerals::ascii());
        let wording = words.wording(metric, None);
        [wording.ask, wording.low, wording.high].map(str::to_owned)
    };
    let [ask, low, high] = words("higher_is_easier");
    assert!(ask.contains("easy"), "{ask}");
    assert_eq!([low, high], ["Strongly disagree", "Strongly agree"]);
    let [ask, low, high] = words("lower_is_easier");
    assert!(ask.contains("effort"), "{ask}");
    assert_eq!([low, high], ["Very low effort", "Very high effort"]);
}

#[test]
fn own_words_and_scales_are_kept() {
    let json = json!({"v": 1, "id": "s", "questions": [
        {"id": "a", "kind": "csat", "ask": "Well?", "low": "No", "high": "Yes", "scale": [0, 3], "top": 1},
        {"id": "b", "kind": "text", "ask": "And?", "required": true},
    ]});
    let metric = Metric::Csat {
        scale: Scale::new(0, 3).unwrap(),
        top: 1,
    };
    let rating = Asked::Rating {
        metric,
        topic: None,
        look: RatingLook::Numbers,
        low: Some("No".into()),
        high: Some("Yes".into()),
    };
    let comment = Question {
        id: "b".into(),
        ask: ClassText::Same("And?".into()),
        about: Some(0),
        when: None,
        required: true,
        kind: Asked::Text { rows: 3 },
    };
    let questions = parse(&json).unwrap().questions;
    assert_eq!(questions[0].kind, rating);
    assert_eq!(questions[0].metric(), Some(metric));
    assert_eq!(questions[1], comment);
    assert_eq!(questions[1].metric(), None);
}

#[test]
fn a_comment_is_about_the_nearest_rating_with_classes_unless_it_says() {
    let about = |comment: Value| {
        let json = json!({"v": 1, "id": "s", "questions": [
            {"id": "nps", "kind": "nps"},
            {"id": "ease", "kind": "ces"},
            {"id": "stars", "kind": "rating"},
            comment,
        ]});
        parse(&json).unwrap().questions[3].about
    };
    assert_eq!(about(json!({"id": "why", "kind": "text"})), Some(1));
    assert_eq!(
        about(json!({"id": "why", "kind": "text", "about": "nps"})),
        Some(0)
    );
}

#[test]
fn triggers_and_look_are_read() {
    let json = json!({"v": 1, "id": "s", "questions": [{"id": "nps", "kind": "nps"}],
        "ask_when": {"any": [
            {"load": true}, {"delay": "2h"}, {"event": "done"}, {"manual": true}, {"exit": true},
            {"idle": "2h"}, {"seen": "#a"}, {"click": "#b"}, {"visits": 2},
            {"all": [{"scroll": "60%"}, {"on_site": "2h"}, {"pages": 3}]},
        ]},
        "cancel_on": ["refund"],
        "look": {"position": "center", "theme": "light"}});
    let definition = parse(&json).unwrap();
    let triggers = Triggers::of(&&json);
    let long = survey::duration::Duration::parse("2h").unwrap();
    assert_eq!(
        triggers.ask_when,
        [
            Trigger::Load,
            Trigger::Delay(long),
            Trigger::event("done"),
            Trigger::Manual,
            Trigger::Exit,
            Trigger::Idle(long),
            Trigger::Seen("#a".into()),
            Trigger::Click("#b".into()),
            Trigger::Visits(2),
            Trigger::All(vec![
                Trigger::Scroll(60),
                Trigger::OnSite(long),
                Trigger::Pages(3),
            ]),
        ]
    );
    assert_eq!(triggers.cancel_on, ["refund"]);
    let look = Look {
        position: Some("center"),
        theme: Some("light"),
        ..Look::default()
    };
    assert_eq!(definition.look, look);
}

#[test]
fn an_event_is_read_with_what_is_asked_of_it() {
    let json = json!({"v": 1, "id": "s", "questions": [{"id": "nps", "kind": "nps"}], "ask_when": {
        "event": "purchase", "after": "3d",
        "where": {"value": {"at_least": 50, "at_most": 99.5}, "currency": {"is": "EUR"}, "coupon": {"given": false}},
    }});
    parse(&json).unwrap();
    let mut event = match &Triggers::of(&&json).ask_when[..] {
        [Trigger::Event(event)] => event.clone(),
        other => panic!("{other:?}"),
    };
    event.properties.sort_by(|(a, _), (b, _)| a.cmp(b));
    let test = |name: &str, test| (name.to_owned(), test);
    let expected = HostEvent {
        name: "purchase".into(),
        properties: vec![
            test("coupon", PropertyTest::Given(false)),
            test("currency", PropertyTest::Is(Property::Text("EUR".into()))),
            test("value", PropertyTest::AtLeast(50.0)),
            test("value", PropertyTest::AtMost(99.5)),
        ],
        after: survey::duration::Duration::parse("3d"),
    };
    assert_eq!(event, expected);
}

#[test]
fn a_text_by_class_is_silent_on_the_others() {
    let each = ClassText::Each(vec![(Class::Detractor, "Sorry.".into())]);
    assert_eq!(each.of(Some(Class::Detractor)), Some(&"Sorry.".into()));
    assert_eq!(each.of(Some(Class::Promoter)), None);
    assert_eq!(each.of(None), None);
    let same = ClassText::Same("Thanks.".into());
    assert_eq!(same.of(None), Some(&"Thanks.".into()));
    assert_eq!(ClassText::Standard.of(Some(Class::Easy)), None);
}

#[test]
fn asking_only_for_one_metric_replaces_the_questions_and_nothing_else() {
    let mut definition = template("post-purchase");
    definition.ask_only(CES);
    let expected = Definition {
        questions: vec![Question::rating(CES), follow_up(0)],
        ..template("post-purchase")
    };
    assert_eq!(definition, expected);
}

#[test]
fn rewording_changes_the_first_rating_alone() {
    let json = json!({"v": 1, "id": "s", "questions": [
        {"id": "hello", "kind": "text", "ask": "What brought you here?"},
        {"id": "nps", "kind": "nps"},
        {"id": "sat", "kind": "csat"},
    ]});
    let before = parse(&json).unwrap();
    let mut after = before.clone();
    after.reword("Would you?".into());
    assert_eq!(after.questions[0], before.questions[0]);
    assert_eq!(after.questions[2], before.questions[2]);
    let reworded = Question {
        ask: ClassText::Same("Would you?".into()),
        ..before.questions[1].clone()
    };
    assert_eq!(after.questions[1], reworded);
}
