//! A hosted survey in browsers: without scripts, in three engines, for everybody.

use anyhow::Result;
use fantoccini::key::Key;
use journeys::axe;
use journeys::browser::{Browser, Visitor};
use journeys::engine;
use journeys::house::House;
use journeys::injection;
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

const CSAT: &str = "How satisfied are you with the checkout?";
const THANKS: &str = "Thank you for your feedback.";

/// Answers the survey by pointer, up to the thanks.
async fn answer(browser: &Browser, house: &House) -> Result<()> {
    browser
        .visit(&house.url("/s/post-purchase?lang=en"))
        .await?;
    browser.reads("h1", CSAT).await?;
    browser.click("[data-rating='4']").await?;
    browser.click("[part=send]").await?;
    browser.click("[data-rating='9']").await?;
    browser.click("[part=send]").await?;
    browser.click("textarea").await?;
    browser.type_text("Quick.").await?;
    browser.click("[part=send]").await?;
    browser.reads("h1", THANKS).await
}

#[tokio::test]
async fn it_is_answered_in_every_engine() -> Result<()> {
    engine::in_each_engine(async |browser| {
        let house = House::open_bare()?;
        answer(browser, &house).await?;
        assert_eq!(browser.console_errors().await?, [""; 0]);
        let [response] = &house.responses("post-purchase")?[..] else {
            panic!("one response");
        };
        assert_eq!(response["outcome"], "complete");
        assert_eq!(response["answers"][2]["text"], "Quick.");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn it_is_answered_where_no_script_runs() -> Result<()> {
    let house = House::open_bare()?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.switch_scripts_off().await?;
    browser
        .visit("data:text/html,<title>off</title><script>document.title='on'</script>")
        .await?;
    assert_eq!(browser.title().await?, "off", "scripts are off");
    answer(&browser, &house).await?;
    assert_eq!(house.responses("post-purchase")?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn it_is_answered_by_keyboard_alone() -> Result<()> {
    let house = House::open_bare()?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&house.url("/s/nps")).await?;
    // Sent without an answer, it says what is missing and leads there.
    browser.tab_to("[part=send]").await?;
    browser.press(Key::Enter).await?;
    browser.reads("#wrong", "Please choose an answer.").await?;
    assert!(browser.is_focused("[value='0']").await?);
    assert_eq!(
        browser
            .run("return document.activeElement.getAttribute('aria-describedby')")
            .await?,
        "wrong low"
    );
    // Radios of a page choose with the arrow; nothing is sent by it.
    browser.press(Key::Right).await?;
    browser.press(Key::Right).await?;
    assert_eq!(
        browser
            .run("return document.querySelector(':checked').value")
            .await?,
        "2"
    );
    browser.press(Key::Enter).await?;
    browser.reads("h1", "What went wrong?").await?;
    browser.tab_to("textarea").await?;
    browser.type_text("Slow.").await?;
    browser.press(Key::Tab).await?;
    browser.press(Key::Enter).await?;
    browser.reads("h1", THANKS).await?;
    assert_eq!(house.responses("nps")?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn going_back_and_reloading_lose_and_double_nothing() -> Result<()> {
    let house = House::open_bare()?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&house.url("/s/nps?score=9")).await?;
    browser.click("[part=send]").await?;
    browser.reads("h1", "What did we do well?").await?;
    browser.run("history.back()").await?;
    browser.click("[data-rating='3']").await?;
    browser.click("[part=send]").await?;
    browser.reads("h1", "What went wrong?").await?;
    browser.run("location.reload()").await?;
    browser.click("[part=send]").await?;
    browser.reads("h1", THANKS).await?;
    browser.run("location.reload()").await?;
    browser.reads("h1", THANKS).await?;
    let [response] = &house.responses("nps")?[..] else {
        panic!("one response");
    };
    assert_eq!(response["answers"][0]["rating"], 3);
    Ok(())
}

/// Every kind of question, with what is wrong beside it where something can be.
#[tokio::test]
async fn axe_finds_nothing_on_any_page() -> Result<()> {
    let options = json!([{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]);
    let survey = json!({"v": 1, "id": "all", "questions": [
        {"id": "hello", "kind": "statement", "ask": "Hello."},
        {"id": "nps", "kind": "nps"},
        {"id": "stars", "kind": "csat", "look": "stars"},
        {"id": "faces", "kind": "csat", "look": "faces"},
        {"id": "thumbs", "kind": "csat", "scale": [0, 1], "top": 1, "look": "thumbs"},
        {"id": "one", "kind": "choice", "ask": "Which?", "options": options, "other": true, "required": true},
        {"id": "many", "kind": "choices", "ask": "Which ones?", "options": options, "required": true},
        {"id": "why", "kind": "text", "ask": "Why?", "required": true},
        {"id": "call", "kind": "contact", "ask": "May we call?", "fields": ["name", "email"], "required": true}],
     "thanks": {"code": {"promoter": "TEN"}, "link": {"label": "Shop", "href": "https://shop.example/"}}});
    let house = House::open_asking(&[survey])?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    let forced = Visitor {
        forced_colors: true,
        ..Visitor::DESKTOP
    };
    for (visitor, language) in [
        (Visitor::DESKTOP, "en"),
        (Visitor::DESKTOP.dark(), "de"),
        (Visitor::PHONE, "ar"),
        (Visitor::PHONE.dark(), "he"),
        (forced, "ja"),
    ] {
        browser.become_visitor(visitor).await?;
        browser
            .visit(&house.url(&format!("/s/all?lang={language}")))
            .await?;
        examine(&browser).await?;
        browser.click("[part=send]").await?;
        for answer in [
            "[data-rating='9']",
            "[data-rating='4']",
            "[data-rating='4']",
            "[data-rating='1']",
            "[data-option=a]",
            "[data-option=b]",
            "textarea",
            "[name=name]",
        ] {
            browser.find(answer).await?;
            examine(&browser).await?;
            browser.click("[part=send]").await?;
            browser.find("#wrong").await?;
            examine(&browser).await?;
            browser.click(answer).await?;
            if matches!(answer, "textarea" | "[name=name]") {
                browser.type_text("Ada").await?;
            }
            if answer == "[name=name]" {
                browser.click("[name=consent]").await?;
            }
            browser.click("[part=send]").await?;
            browser.until("!document.querySelector('#wrong')").await?;
        }
        browser.find("[part=code]").await?;
        examine(&browser).await?;
        browser
            .visit(&house.url(&format!("/s/none?lang={language}")))
            .await?;
        examine(&browser).await?;
    }
    Ok(())
}

async fn examine(browser: &Browser) -> Result<()> {
    let at = browser
        .run("return location.href + document.querySelector('h1').textContent")
        .await?;
    assert_eq!(axe::examine(browser).await?, [], "{at}");
    let wide = browser
        .run("return document.documentElement.scrollWidth > innerWidth")
        .await?;
    assert_eq!(wide, false, "{at} is wider than its window");
    let small = "return [...document.querySelectorAll('label:has(input), button, a, textarea, [part=other]')] \
        .filter(one => !one.closest('.trap')) \
        .filter(one => one.getBoundingClientRect().height < 44 || one.getBoundingClientRect().width < 24) \
        .map(one => one.outerHTML)";
    assert_eq!(
        browser.run(small).await?,
        json!([]),
        "{at} has targets too small for a finger"
    );
    Ok(())
}

/// Each attack stands in a question, a label and a field, and is a text in all of them: nothing is
/// there beside what a harmless one leaves, and the policy has nothing to stop.
#[tokio::test]
async fn no_text_becomes_markup_in_a_browser() -> Result<()> {
    let survey = json!({"v": 1, "id": "s", "hidden": ["plan"], "questions": [
        {"id": "what", "kind": "choice", "ask": "Is it {{plan|it}}?", "other": true,
         "options": [{"id": "a", "label": "{{plan|it}}"}, {"id": "b", "label": "B"}]},
        {"id": "why", "kind": "text", "ask": "Why {{plan|it}}?"}]});
    let house = House::open_asking(&[survey])?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    let elements = async |text: &str| -> Result<Value> {
        let text: String = byte_serialize(text.as_bytes()).collect();
        browser
            .visit(&house.url(&format!("/s/s?plan={text}&what={text}")))
            .await?;
        let shown = "return [...document.querySelectorAll('*')].map(one => one.tagName)";
        // It fails while a dialog stands there.
        browser.run(shown).await
    };
    let harmless = elements("harmless").await?;
    for payload in injection::scripts() {
        assert_eq!(elements(&payload).await?, harmless, "{payload}");
    }
    assert_eq!(browser.console_errors().await?, [""; 0]);
    Ok(())
}
