//! Scales of numbers.

use prompt::Act;
use score::{Metric, Scale};
use survey::definition::RatingLook;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Card, acts, nps, rating};

#[wasm_bindgen_test]
fn a_scale_is_a_named_group_of_native_radios() {
    let card = Card::show(nps());
    assert_eq!(card.text("fieldset > legend[part=question]"), "How likely?");
    for (name, value) in [
        ("role", "radiogroup"),
        ("aria-labelledby", "ask"),
        ("aria-required", "true"),
    ] {
        assert_eq!(card.attribute("fieldset", name).as_deref(), Some(value));
    }
    let ratings: Vec<_> = card
        .all("[part=rating]")
        .iter()
        .map(|label| label.text_content().unwrap())
        .collect();
    assert_eq!(
        ratings,
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
    );
    for label in card.all("[part=rating]") {
        assert_eq!(label.get_attribute("data-rating"), label.text_content());
    }
    let names: Vec<_> = card
        .all("input[type=radio]")
        .iter()
        .map(|radio| radio.get_attribute("name"))
        .collect();
    assert_eq!(names.len(), 11);
    assert!(names.iter().all(|name| name.is_some() && *name == names[0]));
    assert!(
        card.all("input:checked").is_empty(),
        "nothing is preselected"
    );
}

#[wasm_bindgen_test]
fn the_ends_describe_the_first_and_the_last_rating() {
    let card = Card::show(nps());
    for (rating, end, words) in [("0", "low", "Not at all"), ("10", "high", "Extremely")] {
        let describes = card
            .radio(rating)
            .get_attribute("aria-describedby")
            .unwrap();
        assert_eq!(describes, end);
        assert_eq!(card.text(&format!("#{describes}")), words);
    }
    assert_eq!(card.radio("5").get_attribute("aria-describedby"), None);
}

#[wasm_bindgen_test]
fn a_click_on_a_label_rates_once() {
    let card = Card::show(nps());
    card.click("[data-rating='9']");
    assert_eq!(acts(), [Act::Rate(9)]);
}

#[wasm_bindgen_test]
fn a_scale_below_zero_rates_below_zero() {
    let scale = Scale::new(-2, 2).unwrap();
    let metric = Metric::Rating { scale };
    let card = Card::show(rating(metric, RatingLook::Numbers, None));
    card.click("[data-rating='-2']");
    assert_eq!(acts(), [Act::Rate(-2)]);
}

#[wasm_bindgen_test]
fn arrows_move_focus_and_never_rate() {
    let card = Card::show(nps());
    for (from, key, to) in [
        ("0", "ArrowRight", "1"),
        ("1", "ArrowDown", "2"),
        ("2", "ArrowLeft", "1"),
        ("1", "ArrowUp", "0"),
        ("0", "ArrowLeft", "0"),
        ("10", "ArrowRight", "10"),
    ] {
        let native = card.press(&card.radio(from), key);
        assert!(!native, "{key} would have checked a radio");
        assert_eq!(card.focused().as_deref(), Some(to), "{key} from {from}");
    }
    assert_eq!(acts(), []);
    assert!(card.all("input:checked").is_empty());
}

#[wasm_bindgen_test]
fn from_right_to_left_the_next_rating_is_to_the_left() {
    let card = Card::show(nps());
    card.one("[part=card]").set_attribute("dir", "rtl").unwrap();
    for (from, key, to) in [
        ("0", "ArrowLeft", "1"),
        ("1", "ArrowRight", "0"),
        ("0", "ArrowDown", "1"),
    ] {
        card.press(&card.radio(from), key);
        assert_eq!(card.focused().as_deref(), Some(to), "{key} from {from}");
    }
}

#[wasm_bindgen_test]
fn enter_rates_and_space_is_left_to_the_browser() {
    let card = Card::show(nps());
    assert!(!card.press(&card.radio("7"), "Enter"));
    assert_eq!(acts(), [Act::Rate(7)]);
    assert!(
        card.press(&card.radio("8"), " "),
        "the browser turns it into a click"
    );
}

#[wasm_bindgen_test]
fn a_preselected_rating_waits_for_its_button() {
    let card = Card::show(rating(Metric::Nps, RatingLook::Numbers, Some(9)));
    assert!(card.radio("9").checked());
    assert_eq!(card.all("input:checked").len(), 1);
    assert_eq!(acts(), []);
    card.click("[part=send]");
    assert_eq!(acts(), [Act::Rate(9)]);
    card.click("[data-rating='3']");
    assert_eq!(acts(), [Act::Rate(3)]);
}

#[wasm_bindgen_test]
fn a_rating_that_is_not_preselected_needs_no_button() {
    let card = Card::show(nps());
    assert!(card.all("[part=send]").is_empty());
}
