//! Comments.

use prompt::Act;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit, HtmlTextAreaElement};

use crate::stage::{Card, acts, comment};

fn field(card: &Card) -> HtmlTextAreaElement {
    card.one("textarea#comment").unchecked_into()
}

#[wasm_bindgen_test]
fn a_comment_is_sent_by_its_button() {
    let card = Card::show(comment("What did we do well?", false, 3));
    assert_eq!(card.text("label[for=comment]"), "What did we do well?");
    field(&card).set_value("Fast,\nfriendly");
    card.click("[part=send]");
    assert_eq!(acts(), [Act::Comment("Fast,\nfriendly".into())]);
}

#[wasm_bindgen_test]
fn a_form_never_leaves_the_page() {
    let card = Card::show(comment("What did we do well?", false, 3));
    let init = EventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    let submit = Event::new_with_event_init_dict("submit", &init).unwrap();
    assert!(!card.one("form").dispatch_event(&submit).unwrap());
}

#[wasm_bindgen_test]
fn nothing_is_made_from_html() {
    let text = "<b>bold</b> & <img src=x onerror=alert(1)>";
    let card = Card::show(comment(text, false, 3));
    assert_eq!(card.text("[part=question]"), text);
    assert!(card.all("b, img").is_empty());
    assert_eq!(card.text("[part=send]"), "Send");
}

#[wasm_bindgen_test]
fn a_required_comment_is_not_sent_empty_and_says_so() {
    let card = Card::show(comment("What did we do well?", true, 3));
    assert_eq!(card.errors(), [""; 0]);
    assert_eq!(
        card.attribute("label", "data-required").as_deref(),
        Some("Required")
    );
    field(&card).set_value(" \n");
    card.click("[part=send]");
    assert_eq!(acts(), []);
    assert_eq!(card.errors(), ["Please write something."]);
    assert_eq!(
        card.attribute("[part=error]", "role").as_deref(),
        Some("alert")
    );
    let described = card.attribute("textarea", "aria-describedby").unwrap();
    assert_eq!(
        card.text(&format!("#{described}")),
        "Please write something."
    );
    assert_eq!(
        card.attribute("textarea", "aria-invalid").as_deref(),
        Some("true")
    );
    assert_eq!(card.all("textarea:focus").len(), 1);
    field(&card).set_value("Fast");
    card.click("[part=send]");
    assert_eq!(acts(), [Act::Comment("Fast".into())]);
    assert_eq!(card.errors(), [""; 0]);
    assert_eq!(card.attribute("textarea", "aria-invalid"), None);
}

#[wasm_bindgen_test]
fn enter_sends_a_comment_of_one_row_and_breaks_the_line_in_a_longer_one() {
    for (rows, sent) in [(1, true), (3, false)] {
        let card = Card::show(comment("Which page?", false, rows));
        assert_eq!(card.attribute("textarea", "rows"), Some(rows.to_string()));
        let field = field(&card);
        field.set_value("Prices");
        assert_eq!(card.press(&field, "Enter"), !sent);
        assert_eq!(acts().len(), usize::from(sent));
    }
}

#[wasm_bindgen_test]
fn a_key_that_composes_a_character_does_nothing_else() {
    let card = Card::show(comment("Which page?", false, 1));
    for key in ["Enter", "Escape"] {
        assert!(card.press_while(&field(&card), key, true));
    }
    assert_eq!(acts(), []);
}

#[wasm_bindgen_test]
fn what_was_written_before_stands_there() {
    use crate::stage::asking;
    use survey::run::{Input, View};
    let (rows, text) = (3, String::from("<i>Fast</i>\nfriendly"));
    let card = Card::show(View::Question(asking(
        "Why?",
        false,
        Input::Comment { rows, text },
    )));
    assert_eq!(field(&card).value(), "<i>Fast</i>\nfriendly");
}
