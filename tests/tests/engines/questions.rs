//! Options, words and statements are asked for, drawn and answered, and the record says what was.

use anyhow::Result;
use fantoccini::key::Key;
use journeys::prompt::{Part, Prompt};
use serde_json::json;

use crate::shop::{Shop, close, survey};
use crate::walk::Walk;

const PRICE: &str = "price";
const RANGE: &str = "range";

pub(crate) async fn options(walk: &Walk<'_>) -> Result<()> {
    let few = json!([{"id": PRICE, "label": "Price"}, {"id": RANGE, "label": "Range"}]);
    let many: Vec<_> = ('a'..='h')
        .map(|id| json!({"id": id, "label": id}))
        .collect();
    let questions = json!([
        {"id": "one", "kind": "choice", "ask": "Which one?", "options": few},
        {"id": "several", "kind": "choices", "ask": "Which ones?", "options": few},
        {"id": "else", "kind": "choice", "ask": "Or else?", "options": few, "other": true},
    ]);
    let shuffled = json!([
        {"id": "ready", "kind": "statement", "ask": "Ready?"},
        {"id": "any", "kind": "choices", "ask": "In any order?", "options": many, "shuffle": true},
    ]);
    let surveys = [survey("options", &questions), survey("chance", &shuffled)];
    let shop = Shop::open(walk.browser, &surveys).await?;
    let prompt = shop.ask("options").await?;
    let chosen =
        "return [...root.querySelectorAll('[name=option]:checked')].map(({value}) => value)";
    walk.through("choice", async || {
        prompt.asks("Which one?").await?;
        assert!(prompt.has("[role=radiogroup]").await?);
        prompt.choose(PRICE).await?;
        prompt.choose(RANGE).await?;
        assert_eq!(prompt.run(chosen).await?, json!([RANGE]), "one alone");
        assert_eq!(walk.browser.told_names().await?, ["ready", "shown"]);
        prompt.press(Part::Send).await
    })
    .await?;
    walk.through("choices", async || {
        prompt.asks("Which ones?").await?;
        assert!(!prompt.has("[role=radiogroup]").await?);
        prompt.choose(PRICE).await?;
        prompt.choose(RANGE).await?;
        assert_eq!(prompt.run(chosen).await?, json!([PRICE, RANGE]));
        prompt.press(Part::Send).await
    })
    .await?;
    walk.through("other", async || {
        prompt.asks("Or else?").await?;
        prompt.choose(PRICE).await?;
        prompt.write("[part=other]", "Öl").await?;
        assert_eq!(
            prompt.run(chosen).await?,
            json!([""]),
            "to write is to choose"
        );
        prompt.press(Part::Send).await
    })
    .await?;
    assert_eq!(
        shop.record("options").await?["answers"],
        json!([
            {"question": "one", "choices": [RANGE]},
            {"question": "several", "choices": [PRICE, RANGE]},
            {"question": "else", "choices": [], "other": "Öl"},
        ])
    );
    close(walk.browser).await?;
    walk.through("shuffle", async || {
        let mut orders = Vec::new();
        // Two visitors of 40,320 see the same order; three in a row, nobody will meet.
        for _ in 0..3 {
            let prompt = shop.ask("chance").await?;
            orders.push(order(&prompt).await?);
            prompt.press(Part::Back).await?;
            assert_eq!(
                Some(&order(&prompt).await?),
                orders.last(),
                "once shuffled, it stays"
            );
            prompt.choose("c").await?;
            prompt.choose("a").await?;
            prompt.press(Part::Send).await?;
            close(walk.browser).await?;
        }
        assert!(
            orders[0] != orders[1] || orders[1] != orders[2],
            "{orders:?}"
        );
        for order in &mut orders {
            order.sort();
            assert_eq!(order.concat(), "abcdefgh", "all are there");
        }
        let answers = &shop.record("chance").await?["answers"];
        assert_eq!(
            answers[0]["choices"],
            json!(["a", "c"]),
            "as the definition has them"
        );
        Ok(())
    })
    .await
}

/// Goes on to the options that are shuffled: their order.
async fn order(prompt: &Prompt<'_>) -> Result<Vec<String>> {
    prompt.asks("Ready?").await?;
    prompt.press(Part::Send).await?;
    prompt.asks("In any order?").await?;
    prompt.attributes("[part=option]", "data-option").await
}

pub(crate) async fn words(walk: &Walk<'_>) -> Result<()> {
    let questions = json!([
        {"id": "short", "kind": "text", "rows": 1, "ask": "In a word?"},
        {"id": "news", "kind": "statement", "ask": "We have moved."},
        {"id": "long", "kind": "text", "rows": 4, "ask": "In more words?"},
        {"id": "call", "kind": "contact", "ask": "May we write to you?", "fields": ["name", "email"],
         "consent": "Write to me."},
    ]);
    let shop = Shop::open(walk.browser, &[survey("words", &questions)]).await?;
    let prompt = shop.ask("words").await?;
    let lines = "return root.querySelector('textarea').value.split('\\n').length";
    let height = async || anyhow::Ok(prompt.areas("textarea").await?[0].height());
    let mut low = 0.0;
    walk.through("short text", async || {
        prompt.asks("In a word?").await?;
        low = height().await?;
        prompt.write("textarea", "Grün").await?;
        walk.browser.press(Key::Enter).await
    })
    .await?;
    walk.through("statement", async || {
        prompt.asks("We have moved.").await?;
        assert!(
            !prompt.has("input, textarea, [part=skip]").await?,
            "it is read"
        );
        prompt.press(Part::Send).await
    })
    .await?;
    walk.through("long text", async || {
        prompt.asks("In more words?").await?;
        assert!(height().await? > 2.0 * low);
        prompt.write("textarea", "Green").await?;
        walk.browser.press(Key::Enter).await?;
        walk.browser.type_text("blue").await?;
        assert_eq!(prompt.run(lines).await?, 2);
        prompt.press(Part::Send).await
    })
    .await?;
    walk.through("contact with consent", async || {
        prompt.asks("May we write to you?").await?;
        prompt.write("[name=name]", "Ada").await?;
        prompt.write("[name=email]", "ada@").await?;
        prompt.press(Part::Send).await?;
        says_wrong(&prompt, "This is not a complete email address.").await?;
        prompt.write("[name=email]", "shop.example").await?;
        prompt.press(Part::Send).await?;
        says_wrong(&prompt, "Please agree, or empty the fields.").await?;
        prompt.press(Part::Consent).await?;
        prompt.press(Part::Send).await
    })
    .await?;
    let record = shop.record("words").await?;
    let answers = &record["answers"];
    assert_eq!(answers[0], json!({"question": "short", "text": "Grün"}));
    assert_eq!(
        answers[1],
        json!({"question": "long", "text": "Green\nblue"})
    );
    let contact = json!({"name": "Ada", "email": "ada@shop.example"});
    assert_eq!(answers[2]["contact"], contact);
    assert_eq!(answers[2]["consent"]["text"], "Write to me.");
    assert!(answers[2]["consent"]["at"].is_string(), "{record}");
    close(walk.browser).await
}

/// One sentence says what is wrong, and no other.
async fn says_wrong(prompt: &Prompt<'_>, expected: &str) -> Result<()> {
    let error = prompt.find("[part=error]:not([hidden])").await?;
    assert_eq!(error.text().await?, expected);
    let count = "return root.querySelectorAll('[part=error]:not([hidden])').length";
    assert_eq!(prompt.run(count).await?, 1);
    Ok(())
}

pub(crate) async fn ways_through(walk: &Walk<'_>) -> Result<()> {
    let questions = json!([
        {"id": "first", "kind": "csat", "required": false, "ask": "First?"},
        {"id": "second", "kind": "csat", "ask": "Second?"},
        {"id": "third", "kind": "text", "required": true, "ask": "Third?"},
        {"id": "fourth", "kind": "choice", "required": true, "ask": "Fourth?",
         "options": [{"id": PRICE, "label": "Price"}, {"id": RANGE, "label": "Range"}]},
    ]);
    let shop = Shop::open(walk.browser, &[survey("ways", &questions)]).await?;
    let prompt = shop.ask("ways").await?;
    walk.through("skip", async || {
        prompt.asks("First?").await?;
        assert!(
            !prompt.has("[part=back]").await?,
            "there is nothing before it"
        );
        prompt.press(Part::Skip).await?;
        prompt.asks("Second?").await
    })
    .await?;
    walk.through("back", async || {
        prompt.rate(5).await?;
        prompt.asks("Third?").await?;
        prompt.press(Part::Back).await?;
        prompt.asks("Second?").await?;
        let given = "return root.querySelector(':checked').value";
        assert_eq!(prompt.run(given).await?, "5", "what was given stands there");
        prompt.rate(4).await?;
        prompt.asks("Third?").await
    })
    .await?;
    walk.through("progress", async || {
        let progress = async |name| anyhow::Ok(prompt.attributes("progress", name).await?.concat());
        assert_eq!(progress("value").await?, "3");
        assert_eq!(progress("max").await?, "4");
        assert_eq!(progress("aria-label").await?, "Question 3 of 4");
        let card = prompt.areas("[part=card]").await?[0];
        let bar = prompt.areas("[part=progress]").await?[0];
        assert!(
            bar.width() > 0.9 * card.width() && bar.height() > 1.0,
            "{bar:?} on {card:?}"
        );
        Ok(())
    })
    .await?;
    walk.through("required", async || {
        assert!(!prompt.has("[part=skip]").await?);
        prompt.press(Part::Send).await?;
        says_wrong(&prompt, "Please write something.").await?;
        assert!(
            walk.browser
                .is_focused("textarea[aria-invalid=true]")
                .await?
        );
        prompt.write("textarea", "Well").await?;
        prompt.press(Part::Send).await?;
        prompt.asks("Fourth?").await?;
        prompt.press(Part::Send).await?;
        says_wrong(&prompt, "Please choose an answer.").await?;
        assert!(walk.browser.is_focused("[name=option]").await?);
        prompt.choose(RANGE).await?;
        prompt.press(Part::Send).await
    })
    .await?;
    let record = shop.record("ways").await?;
    let answers = &record["answers"];
    assert_eq!(answers[0], json!({"question": "first", "skipped": true}));
    assert_eq!(answers[1]["rating"], 4, "the later one counts");
    assert_eq!(answers[2]["text"], "Well");
    assert_eq!(answers[3]["choices"], json!([RANGE]));
    close(walk.browser).await
}
