//! The end.

use prompt::{Act, announcement};
use score::Metric;
use survey::definition::{Link, Text};
use survey::run::{Estimate, Standing, View};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Card, acts, english, text};

fn thanks(standing: Option<Standing>) -> View {
    View::Thanks {
        text: text("Thank you."),
        code: None,
        link: None,
        standing,
    }
}

/// Thanks with a code, and a link in German.
fn voucher() -> View {
    let language = Some("de".into());
    let text_of_link = String::from("Ihre Rechnung");
    View::Thanks {
        text: text("Thank you."),
        code: Some(text("SORRY10")),
        link: Some(Link {
            label: Text {
                text: text_of_link,
                language,
            },
            href: "https://shop.example/invoice".into(),
        }),
        standing: None,
    }
}

#[wasm_bindgen_test]
fn thanks_say_where_the_score_stands_if_it_is_known() {
    let standing = Standing {
        metric: Metric::Nps,
        n: 128,
        estimate: Some(Estimate {
            score: 54,
            lower: 47,
            upper: 59,
        }),
    };
    let words = "You are one of 128. The score is now 54 (47\u{a0}to\u{a0}59).";
    assert_eq!(
        Card::show(thanks(Some(standing))).text("[part=thanks]"),
        format!("Thank you.{words}")
    );
    assert_eq!(Card::show(thanks(None)).text("[part=thanks]"), "Thank you.");
}

#[wasm_bindgen_test]
fn a_code_is_copied_by_its_button() {
    let card = Card::show(voucher());
    assert_eq!(card.text("[part=code]"), "SORRY10");
    assert_eq!(card.text("[part=copy]"), "Copy");
    card.click("[part=copy]");
    assert_eq!(acts(), [Act::Copy("SORRY10".into())]);
    let said = announcement(&voucher(), false, &english());
    assert_eq!(
        said.text_content().unwrap(),
        "Thank you. Your code: SORRY10"
    );
}

#[wasm_bindgen_test]
fn a_link_opens_beside_the_page_and_says_its_language() {
    let card = Card::show(voucher());
    for (name, value) in [
        ("href", "https://shop.example/invoice"),
        ("target", "_blank"),
        ("rel", "noopener"),
    ] {
        assert_eq!(card.attribute("a[part=link]", name).as_deref(), Some(value));
    }
    assert_eq!(card.text("a > [lang=de][dir=auto]"), "Ihre Rechnung");
    card.one("a").remove_attribute("href").unwrap();
    card.click("a");
    assert_eq!(acts(), [], "following it is no answer");
}

#[wasm_bindgen_test]
fn what_can_be_used_is_not_hidden_from_readers() {
    let card = Card::show(voucher());
    assert!(card.all("[aria-hidden] :is(a, button)").is_empty());
    assert_eq!(
        card.all("[part=thanks] > [aria-hidden]").len(),
        2,
        "the status says these"
    );
}
