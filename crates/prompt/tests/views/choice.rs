//! Options to choose from.

use prompt::Act;
use survey::definition::{ChoiceOption, Text};
use survey::run::{Input, View};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit};

use crate::stage::{Card, acts, asking, text};

const PRICE: &str = "[data-option=price]";
const SPEED: &str = "[data-option=speed]";
const OTHER: &str = "[data-option='']";

fn choice(several: bool, required: bool, chosen: &[&str]) -> View {
    let speed = Text {
        text: "Geschwindigkeit".into(),
        language: Some("de".into()),
    };
    let options = [("price", text("<b>Price</b>")), ("speed", speed)];
    let options = options.map(|(id, label)| ChoiceOption {
        id: id.into(),
        label,
    });
    let input = Input::Choice {
        several,
        options: options.into(),
        other: Some(String::new()),
        chosen: chosen.iter().map(ToString::to_string).collect(),
    };
    View::Question(asking("What mattered?", required, input))
}

fn chose(chosen: &[&str], other: &str) -> Act {
    Act::Choose {
        chosen: chosen.iter().map(ToString::to_string).collect(),
        other: other.into(),
    }
}

/// Writes as something else, as a visitor does.
fn write(card: &Card, other: &str) {
    let field = card.input("[part=other]");
    field.set_value(other);
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict("input", &init).unwrap();
    field.dispatch_event(&event).unwrap();
}

#[wasm_bindgen_test]
fn options_are_native_radios_or_checkboxes_in_a_named_group() {
    for (several, kind, role) in [
        (false, "radio", Some("radiogroup")),
        (true, "checkbox", None),
    ] {
        let card = Card::show(choice(several, true, &[]));
        assert_eq!(
            card.text("fieldset > legend[part=question]"),
            "What mattered?"
        );
        let asked = card.attribute("legend", "data-required");
        assert_eq!(asked.as_deref(), Some("Required"));
        assert_eq!(card.attribute("fieldset", "role").as_deref(), role);
        let kinds = card.attributes("label[part=option] > input", "type");
        assert_eq!(kinds, [(); 3].map(|()| Some(kind.to_owned())));
        assert!(card.all(":checked").is_empty());
        assert_eq!(card.text(PRICE), "<b>Price</b>");
        assert_eq!(card.text(&format!("{SPEED} [lang=de]")), "Geschwindigkeit");
        let name = card.attribute("input[part=other]", "aria-labelledby");
        assert_eq!(name.as_deref(), Some("other"));
        let seen = card.text("[data-option=''] > #other");
        assert_eq!(seen, "Other, please specify");
    }
}

#[wasm_bindgen_test]
fn a_choice_is_sent_by_its_button_alone() {
    let card = Card::show(choice(false, true, &[]));
    card.click(PRICE);
    card.click(SPEED);
    assert_eq!(acts(), []);
    card.click("[part=send]");
    assert_eq!(acts(), [chose(&["speed"], "")]);
}

#[wasm_bindgen_test]
fn several_are_sent_in_the_order_that_they_stand_in() {
    let card = Card::show(choice(true, true, &[]));
    card.click(SPEED);
    card.click(PRICE);
    card.click("[part=send]");
    assert_eq!(acts(), [chose(&["price", "speed"], "")]);
}

#[wasm_bindgen_test]
fn what_was_chosen_before_is_checked() {
    let card = Card::show(choice(true, true, &["speed"]));
    card.click("[part=send]");
    assert_eq!(acts(), [chose(&["speed"], "")]);
}

#[wasm_bindgen_test]
fn writing_something_else_chooses_it() {
    let card = Card::show(choice(false, true, &["price"]));
    write(&card, " The colour ");
    card.click("[part=send]");
    assert_eq!(acts(), [chose(&[], "The colour")]);
    card.click(PRICE);
    card.click("[part=send]");
    assert_eq!(
        acts(),
        [chose(&["price"], "")],
        "another option was chosen since"
    );
}

#[wasm_bindgen_test]
fn a_required_choice_is_not_sent_empty_and_says_so() {
    // A radio cannot be wrong, its group can; a checkbox can.
    for (several, wrong) in [(false, "fieldset"), (true, "[value=price]")] {
        let card = Card::show(choice(several, true, &[]));
        card.click("[part=send]");
        assert_eq!(acts(), []);
        assert_eq!(card.errors(), ["Please choose an answer."]);
        assert_eq!(
            card.attribute(wrong, "aria-invalid").as_deref(),
            Some("true")
        );
        let described = card.attribute(wrong, "aria-describedby").unwrap();
        assert_eq!(card.text(&format!("#{described}")), card.errors()[0]);
        assert_eq!(card.focused().as_deref(), Some("price"));
        card.click(PRICE);
        card.click("[part=send]");
        assert_eq!(acts(), [chose(&["price"], "")]);
        assert_eq!(card.errors(), [""; 0]);
        assert!(card.all("[aria-invalid]").is_empty());
    }
}

#[wasm_bindgen_test]
fn something_else_has_to_be_said() {
    let card = Card::show(choice(false, true, &[]));
    card.click(OTHER);
    card.click("[part=send]");
    assert_eq!(acts(), []);
    assert_eq!(card.attribute(":focus", "part").as_deref(), Some("other"));
    let invalid = card.attribute("[part=other]", "aria-invalid");
    assert_eq!(invalid.as_deref(), Some("true"));
    write(&card, "The colour");
    card.click("[part=send]");
    assert_eq!(acts(), [chose(&[], "The colour")]);
}

#[wasm_bindgen_test]
fn one_that_need_not_be_made_may_be_empty() {
    let card = Card::show(choice(true, false, &[]));
    card.click("[part=send]");
    assert_eq!(acts(), [chose(&[], "")]);
}

#[wasm_bindgen_test]
fn arrows_move_and_enter_chooses_without_sending() {
    let card = Card::show(choice(false, true, &[]));
    let price = card.input(&format!("{PRICE} input"));
    assert!(!card.press(&price, "ArrowDown"), "natively it would choose");
    assert_eq!(card.focused().as_deref(), Some("speed"));
    assert!(card.all(":checked").is_empty());
    let other = card.input(&format!("{OTHER} input"));
    card.press(&other, "ArrowDown");
    assert_eq!(
        card.focused().as_deref(),
        Some(""),
        "beyond the end it stays"
    );
    assert!(!card.press(&price, "Enter"), "natively it would send");
    assert!(price.checked());
    assert_eq!(acts(), []);
}
