//! Somebody buys in the demo shop, is asked how it went, and sees the score move.

use anyhow::Result;
use fantoccini::key::Key;
use journeys::browser::{Browser, Visitor};
use journeys::house::{House, ensure_same};
use journeys::prompt::{Part, Prompt};
use score::{Metric, Score, round_half_away};

const SURVEY: &str = "post-purchase";
const SITE: &str = "demo";
/// What others said before. A 9 makes of it a score with digits after the point.
const OTHERS: [i32; 6] = [10, 9, 9, 8, 7, 3];
const COMMENT: &str = "It pours clean.";
/// What a visitor's browser may be sent, in bytes of bodies as they travel. `cargo xtask size` holds
/// the files to the same figure.
const MOST_BYTES: u64 = 36_500;

/// Puts a definition and its tag into the page.
const OWN: &str = r#"
    const block = document.createElement('script');
    block.type = 'application/json';
    block.id = 'pots';
    block.textContent = JSON.stringify({
        v: 1, id: 'nps', site: 'demo', language: 'en',
        questions: [
            {id: 'nps', kind: 'nps', ask: 'Would you tell a friend of our pots?', low: 'No', high: 'Yes'},
            {id: 'why', kind: 'text', ask: {
                promoter: 'What pleased you?', passive: 'What is missing?', detractor: 'What broke?',
            }},
        ],
        thanks: {text: 'Come again.'},
    });
    const tag = document.createElement('script');
    tag.src = '/afterword.js';
    Object.assign(tag.dataset, {survey: '#pots', trigger: 'load'});
    document.body.append(block, tag);
"#;

#[tokio::test]
async fn by_mouse() -> Result<()> {
    let house = House::open()?;
    house.others_rated(SITE, SURVEY, &OTHERS)?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&house.url("/")).await?;
    browser.reads("[data-test=live-n]", "6").await?;

    browser
        .click("[data-test=add-to-cart][data-product=teapot]")
        .await?;
    browser
        .click("[data-test=add-to-cart][data-product=bowl]")
        .await?;
    browser.click("[data-test=checkout]").await?;
    browser.click("[data-test=place-order]").await?;
    let order = browser.text("[data-test=order]").await?;

    let prompt = Prompt::appears(&browser).await?;
    prompt.rate(9).await?;
    prompt.asks("What did we do well?").await?;
    prompt.comment(COMMENT).await?;

    assert_stored_and_scored(&house, &browser, &prompt, &order, 104.5).await?;
    assert_light(&browser).await
}

/// A survey of one's own, of ratings and comments, costs a visitor no more than a built-in one.
#[tokio::test]
async fn in_the_owner_s_own_words() -> Result<()> {
    let house = House::open()?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&house.url("/")).await?;
    browser.run(OWN).await?;
    let prompt = Prompt::appears(&browser).await?;
    prompt.asks("Would you tell a friend of our pots?").await?;
    prompt.rate(9).await?;
    prompt.asks("What pleased you?").await?;
    prompt.comment(COMMENT).await?;
    assert_eq!(house.row_after(0).await?["answers"][1]["text"], COMMENT);
    let thanks = prompt.thanks().await?;
    assert!(thanks.starts_with("Come again."), "{thanks}");
    assert_light(&browser).await
}

#[tokio::test]
async fn the_workbench_says_why_as_it_changes() -> Result<()> {
    let house = House::open()?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&house.url("/")).await?;
    browser.click("[data-test=why] summary").await?;
    browser
        .reads("[data-test=why] caption b", "post-purchase")
        .await?;
    let state = |gate: &str| {
        format!("document.querySelector('[data-test=why] [data-gate={gate}]')?.dataset.state")
    };
    browser
        .until(&format!("{} == 'closed'", state("trigger")))
        .await?;
    browser
        .until(&format!("{} == 'passed'", state("answered")))
        .await?;
    browser
        .click("[data-test=add-to-cart][data-product=mug]")
        .await?;
    browser.click("[data-test=checkout]").await?;
    browser.click("[data-test=place-order]").await?;
    let prompt = Prompt::appears(&browser).await?;
    browser
        .until(&format!("{} == 'closed'", state("alone")))
        .await?;
    prompt.rate(9).await?;
    prompt.comment(COMMENT).await?;
    browser
        .until(&format!("{} == 'closed'", state("answered")))
        .await?;
    browser.click("[data-test=forget]").await?;
    browser
        .until(&format!("{} == 'passed'", state("answered")))
        .await?;
    Ok(())
}

#[tokio::test]
async fn by_keyboard() -> Result<()> {
    let house = House::open()?;
    house.others_rated(SITE, SURVEY, &OTHERS)?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&house.url("/")).await?;
    browser.reads("[data-test=live-n]", "6").await?;

    browser
        .tab_to("[data-test=add-to-cart][data-product=mug]")
        .await?;
    browser.press(Key::Enter).await?;
    while !browser.is_focused("[data-test=checkout]").await? {
        browser.tab_back().await?;
    }
    browser.press(Key::Enter).await?;
    browser.tab_to("[data-test=place-order]").await?;
    browser.press(Key::Enter).await?;
    let order = browser.text("[data-test=order]").await?;

    let prompt = Prompt::appears(&browser).await?;
    browser.tab_to("[data-rating] input").await?;
    for _ in 0..9 {
        browser.press(Key::Right).await?;
    }
    browser.press(Key::Space).await?;
    prompt.asks("What did we do well?").await?;
    assert!(browser.is_focused("[part=comment]").await?, "focus follows");
    browser.type_text(COMMENT).await?;
    browser.press(Key::Tab).await?;
    assert!(
        browser.is_focused("[part=send]").await?,
        "next is the button"
    );
    browser.press(Key::Enter).await?;

    assert_stored_and_scored(&house, &browser, &prompt, &order, 24.0).await?;
    assert!(
        browser.is_focused("[part=close]").await?,
        "focus stays inside"
    );
    Ok(())
}

/// The response is in the store, once and whole, and everybody tells the same score of it.
async fn assert_stored_and_scored(
    house: &House,
    browser: &Browser,
    prompt: &Prompt<'_>,
    order: &str,
    value: f64,
) -> Result<()> {
    let row = house.row_after(OTHERS.len()).await?;
    assert_eq!(row["survey"], SURVEY);
    assert_eq!(row["site"], SITE);
    assert_eq!(row["touchpoint"], "checkout");
    assert_eq!(row["context"]["order"], order);
    assert_eq!(row["context"]["value"].as_f64(), Some(value));
    assert_eq!(row["context"]["currency"], "EUR");
    assert_eq!(row["answers"][0]["question"], "nps");
    assert_eq!(row["answers"][0]["rating"], 9);
    assert_eq!(row["answers"][1]["text"], COMMENT);

    let recount = house.recount("nps", Metric::Nps)?;
    assert_eq!(recount.n, 7);
    ensure_same(&house.public_score(SITE, SURVEY, "nps")?, &recount)?;

    let [score, lower, upper] = whole_numbers(&recount);
    let interval = format!("{lower} to {upper}");
    let feedback = format!("You are one of 7. The score is now {score} ({interval}).");
    prompt
        .thanks_with(&format!("Thank you for your feedback. {feedback}"))
        .await?;
    prompt.part(Part::Close).await?;
    browser.reads("[data-test=live-n]", "7").await?;
    browser.reads("[data-test=live-score]", &score).await?;
    browser
        .reads("[data-test=live-interval]", &interval)
        .await?;
    assert_eq!(browser.uncaught().await?, [""; 0]);
    Ok(())
}

/// From tag to thanks, each file once: the loader, the prompt, the others' score, and the collector's answer.
async fn assert_light(browser: &Browser) -> Result<()> {
    let posted =
        "performance.getEntriesByType('resource').some(({name}) => /responses$/.test(name))";
    browser.until(posted).await?;
    let sent = browser
        .run(
            "const sent = performance.getEntriesByType('resource') \
                 .filter(({name}) => /afterword[.]js|prompt|scores[?]|responses$/.test(name)) \
                 .map(({name, encodedBodySize}) => [name, encodedBodySize]); \
             return [...new Map(sent).values()]",
        )
        .await?;
    let sizes: Vec<u64> = serde_json::from_value(sent)?;
    assert_eq!(sizes.len(), 5, "{sizes:?}");
    assert!(sizes.iter().all(|size| *size > 0), "{sizes:?}");
    let sum: u64 = sizes.iter().sum();
    assert!(sum <= MOST_BYTES, "{sum} of {MOST_BYTES}: {sizes:?}");
    Ok(())
}

/// Score, lower and upper end as people read them, with a true minus sign.
fn whole_numbers(score: &Score) -> [String; 3] {
    let interval = score.interval.unwrap();
    [score.score.unwrap(), interval.lower, interval.upper].map(|value| {
        let number = round_half_away(value).to_string();
        number.replace('-', "\u{2212}")
    })
}
