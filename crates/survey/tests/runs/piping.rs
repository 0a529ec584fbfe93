//! Texts that name what the page said, or what was answered.

use serde_json::{Value, json};
use survey::definition::ClassText;
use survey::response::{Decimal, Scalar};
use survey::run::{Input, View, Visit};

use crate::story::{Story, definition, survey};

fn text(text: &str) -> Scalar {
    Scalar::Text(text.into())
}

fn told(values: &[(&str, Scalar)]) -> Visit {
    let values = values
        .iter()
        .map(|(key, value)| ((*key).into(), value.clone()));
    Visit {
        unsent: values.collect(),
        ..Visit::default()
    }
}

/// A text as it is shown to a visitor of whom the page says something.
fn shown(ask: &str, visit: Visit) -> String {
    let definition = survey(&json!([{"id": "q", "kind": "text", "ask": ask}]));
    Story::visited(definition, visit).ask().into()
}

#[test]
fn a_value_of_the_context_stands_in_isolation() {
    let visit = || told(&[("name", text("Ada")), ("empty", text("  "))]);
    for (ask, expected) in [
        ("Hello {{name|you}}!", "Hello \u{2068}Ada\u{2069}!"),
        ("Hello {{nobody|you}}!", "Hello you!"),
        ("Hello{{nobody|}}!", "Hello!"),
        ("Hello {{empty|you}}!", "Hello you!"),
        (
            "{{name|you}}, {{name|you}}",
            "\u{2068}Ada\u{2069}, \u{2068}Ada\u{2069}",
        ),
        ("{name} {{", "{name} {{"),
    ] {
        // A parser refuses braces that lead nowhere; here they are text.
        let mut definition = survey(&json!([{"id": "q", "kind": "text", "ask": "?"}]));
        definition.questions[0].ask = ClassText::Same(ask.into());
        assert_eq!(Story::visited(definition, visit()).ask(), expected, "{ask}");
    }
}

#[test]
fn numbers_are_said_as_the_page_wrote_them() {
    let value = Scalar::Number(Decimal::of(&&json!(59.9)).unwrap());
    let visit = told(&[("value", value), ("gift", Scalar::Flag(true))]);
    let said = shown("{{value|?}} {{gift|none}}", visit);
    assert_eq!(said, "\u{2068}59.9\u{2069} none");
}

#[test]
fn a_value_cannot_turn_the_text_around_it_nor_break_its_line() {
    let hostile = "\u{202e}evil\u{2069}\u{0}\n<b>{{name|x}}</b>\u{2066}";
    let said = shown("{{name|you}}!", told(&[("name", text(hostile))]));
    assert_eq!(said, "\u{2068}evil <b>{{name|x}}</b>\u{2069}!");
}

#[test]
fn standard_wordings_name_the_brand() {
    let nps = survey(&json!([{"id": "nps", "kind": "nps"}]));
    let visitor = Story::visited(nps, told(&[("brand", text("Acme"))]));
    let asked =
        "How likely is it that you would recommend \u{2068}Acme\u{2069} to a friend or colleague?";
    assert_eq!(visitor.ask(), asked);
}

#[test]
fn a_text_that_says_nothing_gives_way_to_the_standard_one() {
    let nps = survey(&json!([{"id": "nps", "kind": "nps", "ask": "{{question|}}"}]));
    assert!(Story::of(nps.clone()).ask().starts_with("How likely"));
    let visit = told(&[("question", text("Well?"))]);
    assert_eq!(Story::visited(nps, visit).ask(), "\u{2068}Well?\u{2069}");
}

fn quoting(question: &Value, ask: &str) -> Story {
    Story::of(survey(
        &json!([question, {"id": "then", "kind": "text", "ask": ask}]),
    ))
}

#[test]
fn earlier_answers_are_quoted() {
    let nps = json!({"id": "nps", "kind": "nps"});
    let mut visitor = quoting(&nps, "Why {{nps|that}}?");
    visitor.rates(9);
    assert_eq!(visitor.ask(), "Why \u{2068}9\u{2069}?");

    let options = json!([{"id": "p", "label": "Price"}, {"id": "s", "label": "Staff"}]);
    let choices =
        json!({"id": "what", "kind": "choices", "ask": "?", "options": options, "other": true});
    let mut visitor = quoting(&choices, "More about {{what|it}}?");
    visitor.chooses(&["s", "p"], "The colour");
    assert_eq!(
        visitor.ask(),
        "More about \u{2068}Price, Staff, The colour\u{2069}?"
    );

    let comment = json!({"id": "why", "kind": "text", "ask": "?"});
    let mut visitor = quoting(&comment, "You said {{why|nothing}}.");
    visitor.comments(&"é".repeat(61));
    assert_eq!(
        visitor.ask(),
        format!("You said \u{2068}{}…\u{2069}.", "é".repeat(60))
    );
    let mut silent = quoting(&comment, "You said {{why|nothing}}.");
    silent.comments("");
    assert_eq!(silent.ask(), "You said nothing.");
}

#[test]
fn an_answer_off_the_path_is_not_quoted() {
    let mut visitor = Story::of(survey(&json!([
        {"id": "nps", "kind": "nps"},
        {"id": "wrong", "kind": "text", "when": {"question": "nps", "at_most": 6}},
        {"id": "then", "kind": "text", "ask": "{{wrong|Nothing}} was wrong?"},
    ])));
    visitor.rates(2);
    visitor.comments("The queue");
    assert_eq!(visitor.ask(), "\u{2068}The queue\u{2069} was wrong?");
    visitor.returns();
    visitor.returns();
    visitor.rates(9);
    assert_eq!(visitor.ask(), "Nothing was wrong?");
}

#[test]
fn a_later_answer_is_not_quoted_in_an_earlier_question() {
    let mut definition = survey(&json!([
        {"id": "a", "kind": "csat"}, {"id": "b", "kind": "csat"}, {"id": "c", "kind": "csat"}]));
    // A parser refuses to name what comes later.
    definition.questions[0].ask = ClassText::Same("{{b|Nothing}} so far".into());
    let mut visitor = Story::of(definition);
    visitor.rates(1);
    visitor.rates(2);
    visitor.returns();
    visitor.returns();
    assert_eq!(visitor.ask(), "Nothing so far");
}

#[test]
fn every_text_is_piped() {
    let brand = "{{brand|us}}";
    let definition = definition(&json!({"v": 1, "id": "s",
        "questions": [
            {"id": "nps", "kind": "nps", "low": brand, "high": brand},
            {"id": "what", "kind": "choice", "ask": brand,
             "options": [{"id": "a", "label": brand}, {"id": "b", "label": "B"}]},
            {"id": "call", "kind": "contact", "ask": brand, "consent": brand},
            {"id": "bye", "kind": "statement", "ask": brand},
        ],
        "thanks": {"text": brand, "code": "10-{{brand|us}}",
                   "link": {"label": brand, "href": "https://shop.example/"}}}));
    let acme = "\u{2068}Acme\u{2069}";
    let mut visitor = Story::visited(definition, told(&[("brand", text("Acme"))]));
    let Input::Rating { low, high, .. } = &visitor.asking().input else {
        panic!("no rating");
    };
    assert_eq!([&low.text, &high.text], [acme, acme]);
    visitor.rates(9);
    assert_eq!(visitor.ask(), acme);
    let Input::Choice { options, .. } = &visitor.asking().input else {
        panic!("no choice");
    };
    assert_eq!(options[0].label.text, acme);
    visitor.chooses(&["a"], "");
    let Input::Contact { consent, .. } = &visitor.asking().input else {
        panic!("no contact");
    };
    assert_eq!(consent.text, acme);
    visitor.skips();
    assert_eq!(visitor.ask(), acme);
    visitor.reads();
    for _ in 0..4 {
        visitor.kept();
    }
    let View::Thanks {
        text, code, link, ..
    } = visitor.view()
    else {
        panic!("no thanks");
    };
    assert_eq!(
        [&text.text, &link.as_ref().unwrap().label.text],
        [acme, acme]
    );
    let copied = &code.as_ref().unwrap().text;
    assert_eq!(
        copied, "10-Acme",
        "what is copied has nothing in it that is not seen"
    );
}

#[test]
fn a_text_stays_short_enough_for_the_record() {
    let agreed = "{{name|I}} ".repeat(45);
    let definition = survey(&json!([
        {"id": "call", "kind": "contact", "ask": "?", "consent": agreed.trim()}]));
    let visit = told(&[("name", text(&"\u{10ffff}".repeat(5000)))]);
    let mut visitor = Story::visited(definition, visit);
    visitor.reaches(&[("email", "ada@example.org")], true);
    assert_eq!(visitor.answers()[0]["contact"]["email"], "ada@example.org");
}
