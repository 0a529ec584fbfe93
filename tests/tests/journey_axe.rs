//! Each kind of question as axe-core sees it: light, dark and in forced colours, in both directions of
//! text, on a desk and on the narrowest phone.

use anyhow::Result;
use journeys::axe::{self, Case};
use journeys::browser::{Browser, Visitor};
use journeys::prompt::Part;
use serde_json::{Value, json};

const SCALE: [Part; 4] = [Part::Question, Part::Scale, Part::Low, Part::High];
const COMMENT: [Part; 3] = [Part::Question, Part::Comment, Part::Send];

#[tokio::test]
async fn ratings() -> Result<()> {
    let pictured = [Part::Question, Part::Scale];
    examine([
        case(&json!({"id": "nps", "kind": "nps"}), &SCALE),
        case(&json!({"id": "csat", "kind": "csat"}), &SCALE),
        case(
            &json!({"id": "stars", "kind": "csat", "look": "stars"}),
            &pictured,
        ),
        case(
            &json!({"id": "faces", "kind": "csat", "look": "faces"}),
            &pictured,
        ),
        case(
            &json!({"id": "thumbs", "kind": "csat", "look": "thumbs"}),
            &pictured,
        ),
        case(
            &json!({"id": "ces", "kind": "ces", "scale": [1, 7]}),
            &SCALE,
        ),
        case(&json!({"id": "rating", "kind": "rating"}), &SCALE),
    ])
    .await
}

#[tokio::test]
async fn words_and_choices() -> Result<()> {
    let options = json!([{"id": "price", "label": "Price"}, {"id": "range", "label": "Range"}]);
    let choice = json!({"id": "choice", "kind": "choice", "ask": "Which?", "options": options});
    let choices = json!({
        "id": "choices", "kind": "choices", "ask": "Which?", "options": options,
        "other": true, "required": false,
    });
    let contact = json!({"id": "call", "kind": "contact", "ask": "May we call you?"});
    examine([
        case(
            &json!({"id": "why", "kind": "text", "ask": "Why?"}),
            &COMMENT,
        ),
        case(
            &json!({"id": "row", "kind": "text", "ask": "Why?", "rows": 1}),
            &COMMENT,
        ),
        case(&choice, &[Part::Question, Part::Option, Part::Send]),
        case(
            &choices,
            &[Part::Question, Part::Option, Part::Other, Part::Skip],
        ),
        case(
            &contact,
            &[Part::Question, Part::Field, Part::Consent, Part::Skip],
        ),
        case(
            &json!({"id": "news", "kind": "statement", "ask": "We have moved."}),
            &[Part::Question, Part::Send],
        ),
        Case {
            definition: json!({
                "v": 1, "id": "thanks", "questions": [{"id": "csat", "kind": "csat"}],
                "thanks": {"code": "THANKS5", "link": {"label": "Your invoice", "href": "/invoice"}},
            }),
            rating: Some(5),
            parts: vec![Part::Thanks, Part::Code, Part::Copy, Part::Link],
        },
    ])
    .await
}

async fn examine<const N: usize>(cases: [Case; N]) -> Result<()> {
    let browser = Browser::open(Visitor::DESKTOP).await?;
    assert_eq!(axe::examine_each(&browser, &cases).await?, [""; 0]);
    Ok(())
}

/// A survey of this question alone.
fn case(question: &Value, parts: &[Part]) -> Case {
    Case {
        definition: json!({"v": 1, "id": question["id"], "questions": [question]}),
        rating: None,
        parts: parts.to_vec(),
    }
}
