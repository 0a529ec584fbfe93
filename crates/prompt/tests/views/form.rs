//! What stands around every question: progress, back, skip, and the button that goes on.

use prompt::{Act, announcement};
use survey::definition::Text;
use survey::run::{Asking, Input, Progress, View};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Card, acts, asking, english, text};

fn second_of_three() -> Asking {
    let comment = Input::Comment {
        rows: 3,
        text: String::new(),
    };
    Asking {
        back: true,
        last: false,
        progress: Some(Progress { number: 2, of: 3 }),
        ..asking("Why?", false, comment)
    }
}

#[wasm_bindgen_test]
fn progress_is_seen_and_said() {
    let card = Card::show(View::Question(second_of_three()));
    for (name, value) in [
        ("value", "2"),
        ("max", "3"),
        ("aria-label", "Question 2 of 3"),
    ] {
        let found = card.attribute("progress[part=progress]", name);
        assert_eq!(found.as_deref(), Some(value));
    }
    let said = announcement(&View::Question(second_of_three()), false, &english());
    assert_eq!(said.text_content().unwrap(), "Question 2 of 3. Why?");
}

#[wasm_bindgen_test]
fn what_is_read_out_says_its_language_and_at_first_the_key_that_leads_there() {
    let mut asking = second_of_three();
    asking.ask.text = "Warum?".into();
    asking.ask.language = Some("de".into());
    let said = announcement(&View::Question(asking), true, &english());
    assert_eq!(
        said.text_content().unwrap(),
        "Question 2 of 3. Warum? Press F6 to go there."
    );
    let german = said.query_selector("[lang]").unwrap().unwrap();
    assert_eq!(german.get_attribute("lang").as_deref(), Some("de"));
    assert_eq!(german.text_content().unwrap(), "Warum?");
}

#[wasm_bindgen_test]
fn back_and_skip_are_buttons_that_send_nothing() {
    let card = Card::show(View::Question(second_of_three()));
    assert_eq!(card.text("[part=back]"), "Back");
    assert_eq!(card.text("[part=skip]"), "Skip");
    card.click("[part=back]");
    card.click("[part=skip]");
    assert_eq!(acts(), [Act::Back, Act::Skip]);
}

#[wasm_bindgen_test]
fn the_button_says_whether_anything_follows() {
    let card = Card::show(View::Question(second_of_three()));
    assert_eq!(card.text("[part=send]"), "Next");
    card.ask(View::Question(Asking {
        last: true,
        ..second_of_three()
    }));
    assert_eq!(card.text("[part=send]"), "Send");
}

#[wasm_bindgen_test]
fn what_must_be_answered_cannot_be_skipped_and_what_is_first_has_no_way_back() {
    let card = Card::show(View::Question(Asking {
        required: true,
        back: false,
        progress: None,
        ..second_of_three()
    }));
    for part in ["skip", "back", "progress"] {
        assert!(card.all(&format!("[part={part}]")).is_empty(), "{part}");
    }
}

#[wasm_bindgen_test]
fn a_text_in_another_language_says_so() {
    let ask = Text {
        text: "Pourquoi ?".into(),
        language: Some("fr".into()),
    };
    let card = Card::show(View::Question(Asking {
        ask,
        ..second_of_three()
    }));
    assert_eq!(
        card.text("[part=question] [lang=fr][dir=auto]"),
        "Pourquoi ?"
    );
    card.ask(View::Question(second_of_three()));
    assert!(card.all("[part=question] [lang]").is_empty());
}

#[wasm_bindgen_test]
fn a_statement_is_read_and_not_skipped() {
    let card = Card::show(View::Question(Asking {
        ask: text("Two more questions."),
        last: false,
        ..asking("", true, Input::Statement)
    }));
    assert_eq!(card.text("p[part=question]"), "Two more questions.");
    assert!(card.all("[part=skip]").is_empty());
    card.click("[part=send]");
    assert_eq!(acts(), [Act::Read]);
}
