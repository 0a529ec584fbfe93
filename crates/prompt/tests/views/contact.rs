//! A way to be reached.

use prompt::Act;
use survey::run::{Input, View};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Card, acts, asking, text};

fn contact(required: bool) -> View {
    let input = Input::Contact {
        fields: ["name", "email", "phone"]
            .map(|name| (name, String::new()))
            .into(),
        consent: text("You may call me."),
    };
    View::Question(asking("May we call?", required, input))
}

fn fill(card: &Card, name: &str, value: &str) {
    card.input(&format!("[name={name}]")).set_value(value);
}

#[wasm_bindgen_test]
fn fields_are_labelled_and_know_what_they_are_for() {
    let card = Card::show(contact(false));
    assert_eq!(card.text("legend[part=question]"), "May we call?");
    for (name, kind, autocomplete, label) in [
        ("name", "text", "name", "Name"),
        ("email", "email", "email", "Email"),
        ("phone", "tel", "tel", "Phone"),
    ] {
        let field = format!("label > input[part=field][name={name}]");
        assert_eq!(card.attribute(&field, "type").as_deref(), Some(kind));
        let found = card.attribute(&field, "autocomplete");
        assert_eq!(found.as_deref(), Some(autocomplete));
        assert_eq!(card.text(&format!("label:has([name={name}])")), label);
    }
    assert_eq!(card.text("label[part=consent]"), "You may call me.");
    assert!(!card.input("[part=consent] [type=checkbox]").checked());
}

#[wasm_bindgen_test]
fn what_is_filled_in_is_sent_with_consent() {
    let card = Card::show(contact(false));
    fill(&card, "name", " Ada ");
    fill(&card, "email", "ada@example.org");
    card.click("[part=consent]");
    card.click("[part=send]");
    let fields = [("name", "Ada"), ("email", "ada@example.org")];
    let fields = fields
        .map(|(name, value)| (name.into(), value.into()))
        .into();
    let consented = true;
    assert_eq!(acts(), [Act::Reach { fields, consented }]);
}

#[wasm_bindgen_test]
fn what_is_wrong_is_said_at_the_field_until_it_is_right() {
    let card = Card::show(contact(true));
    let refused = |name: &str, error: &str| {
        card.click("[part=send]");
        assert_eq!(acts(), []);
        assert_eq!(card.errors(), [error]);
        let invalid = card.attributes("[aria-invalid=true]", "name");
        assert_eq!(invalid, [Some(name.to_owned())]);
        assert_eq!(card.attributes(":focus", "name"), invalid);
        let described = card.attribute(":focus", "aria-describedby").unwrap();
        assert_eq!(card.text(&format!("#{described}")), error);
    };
    refused("name", "Please write something.");
    fill(&card, "email", "ada");
    refused("email", "This is not a complete email address.");
    fill(&card, "email", "ada@example.org");
    refused("consent", "Please agree, or empty the fields.");
    card.click("[part=consent]");
    card.click("[part=send]");
    assert_eq!(acts().len(), 1);
    assert_eq!(card.errors(), [""; 0]);
    assert!(card.all("[aria-invalid]").is_empty());
}

#[wasm_bindgen_test]
fn nothing_may_be_left_where_nothing_is_required() {
    let card = Card::show(contact(false));
    card.click("[part=send]");
    let (fields, consented) = (Vec::new(), false);
    assert_eq!(acts(), [Act::Reach { fields, consented }]);
}
