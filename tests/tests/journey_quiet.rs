//! How long a survey is quiet: after each thing that may come of it a clock of its own; how often it is
//! shown, about what never again, and how long after another survey. No test sleeps.

use anyhow::Result;
use journeys::guest::{BY_DEFINITION, Guest, LAMP, answer, dismiss, survey};
use journeys::site::Site;
use serde_json::{Value, json};

/// Half a minute, in days: what passes while a test goes on is less.
const MOMENT: f64 = 0.5 / 24.0 / 60.0;

#[tokio::test]
async fn after_an_answer() -> Result<()> {
    let guest = Guest::arrives().await?;
    let quiet = json!({"quiet": {"answered": "10d", "dismissed": "1d", "ignored": "1d"}});
    let shop = guest.shop(&quiet).await?;
    answer(&guest, &shop.asks_again().await?).await?;
    shop.rules_out_again().await?;
    shop.days_pass(10.0 - MOMENT).await?;
    shop.rules_out_again().await?;
    shop.days_pass(MOMENT).await?;
    shop.asks_again().await?;
    Ok(())
}

#[tokio::test]
async fn after_a_dismissal() -> Result<()> {
    let guest = Guest::arrives().await?;
    let quiet = json!({"quiet": {"answered": "90d", "dismissed": "10d", "ignored": "1d"}});
    let shop = guest.shop(&quiet).await?;
    dismiss(&guest, &shop.asks_again().await?).await?;
    shop.days_pass(10.0 - MOMENT).await?;
    shop.rules_out_again().await?;
    shop.days_pass(MOMENT).await?;
    shop.asks_again().await?;
    Ok(())
}

/// Shown, and the page was left.
#[tokio::test]
async fn after_it_was_ignored() -> Result<()> {
    let guest = Guest::arrives().await?;
    let quiet = json!({"quiet": {"answered": "90d", "dismissed": "90d", "ignored": "2h"}});
    let shop = guest.shop(&quiet).await?;
    shop.asks_again().await?;
    shop.days_pass(1.0 / 12.0 - MOMENT).await?;
    shop.rules_out_again().await?;
    shop.days_pass(MOMENT).await?;
    shop.asks_again().await?;
    Ok(())
}

/// The later of two ends counts, whichever began first.
#[tokio::test]
async fn each_with_a_clock_of_its_own() -> Result<()> {
    let guest = Guest::arrives().await?;
    let quiet = json!({"quiet": {"answered": "20d", "dismissed": "5d"}});
    let shop = guest.shop(&quiet).await?;
    answer(&guest, &shop.asks_again().await?).await?;
    shop.days_pass(20.0).await?;
    dismiss(&guest, &shop.asks_again().await?).await?;
    let [_, answered, dismissed, ignored, displays, _] = shop.remembers(LAMP).await?[..] else {
        panic!("six numbers");
    };
    assert!(dismissed - answered >= 20 * 86_400_000);
    assert_eq!((ignored, displays), (0, 1));
    shop.days_pass(5.0 - MOMENT).await?;
    shop.rules_out_again().await?;
    shop.days_pass(MOMENT).await?;
    shop.asks_again().await?;
    Ok(())
}

#[tokio::test]
async fn never_again() -> Result<()> {
    let guest = Guest::arrives().await?;
    for (came, quiet) in [("answered", "ever"), ("dismissed", "ever")] {
        let shop = guest.shop(&json!({"quiet": {came: quiet}})).await?;
        let prompt = shop.asks_again().await?;
        if came == "answered" {
            answer(&guest, &prompt).await?;
        } else {
            dismiss(&guest, &prompt).await?;
        }
        shop.days_pass(30_000.0).await?;
        shop.rules_out_again().await?;
    }
    Ok(())
}

/// Whoever answered in part has answered, also where the rest was closed.
#[tokio::test]
async fn after_a_part_of_an_answer() -> Result<()> {
    let guest = Guest::arrives().await?;
    let questions = json!([{"id": "nps", "kind": "nps"}, {"id": "why", "kind": "text"}]);
    let quiet = json!({"quiet": {"answered": "10d", "dismissed": "1d"}, "questions": questions});
    let shop = guest.shop(&quiet).await?;
    let prompt = shop.asks_again().await?;
    prompt.rate(9).await?;
    guest.browser.heard("rated").await?;
    dismiss(&guest, &prompt).await?;
    assert_eq!(shop.remembers(LAMP).await?[2], 0, "no dismissal");
    shop.days_pass(9.0).await?;
    shop.rules_out_again().await?;
    shop.days_pass(1.0).await?;
    shop.asks_again().await?;
    Ok(())
}

/// What nobody says: 90 days of a relationship, 7 of a transaction.
#[tokio::test]
async fn as_usual_for_the_templates() -> Result<()> {
    let guest = Guest::arrives().await?;
    for (template, days) in [("nps", 90.0), ("csat", 7.0), ("enps", 90.0)] {
        let tag = format!(r#"data-survey="{template}" data-trigger="event go""#);
        let shop = guest.shop_with(&tag, &json!({})).await?;
        let prompt = shop.asks_again().await?;
        prompt.rate(1).await?;
        guest.browser.heard("rated").await?;
        dismiss(&guest, &prompt).await?;
        shop.days_pass(days - MOMENT).await?;
        shop.enter_and_go().await?;
        shop.rules_out().await?;
        shop.days_pass(MOMENT).await?;
        shop.asks_again().await?;
    }
    Ok(())
}

/// The tag's one period goes before the definition's, after whatever came of it.
#[tokio::test]
async fn as_the_tag_says() -> Result<()> {
    let guest = Guest::arrives().await?;
    let tag = format!(r#"{BY_DEFINITION} data-quiet="3d""#);
    let quiet = json!({"quiet": {"answered": "ever", "dismissed": "1d", "ignored": "0s"}});
    let shop = guest.shop_with(&tag, &quiet).await?;
    answer(&guest, &shop.asks_again().await?).await?;
    shop.days_pass(3.0 - MOMENT).await?;
    shop.rules_out_again().await?;
    shop.days_pass(MOMENT).await?;
    dismiss(&guest, &shop.asks_again().await?).await?;
    shop.days_pass(3.0 - MOMENT).await?;
    shop.rules_out_again().await?;
    shop.days_pass(MOMENT).await?;
    shop.asks_again().await?;
    Ok(())
}

/// Twice in vain, and no more; an answer begins the count anew.
#[tokio::test]
async fn so_often_until_it_is_answered() -> Result<()> {
    let guest = Guest::arrives().await?;
    let quiet =
        json!({"quiet": {"displays": 2, "ignored": "0s", "answered": "0s", "dismissed": "0s"}});
    let shop = guest.shop(&quiet).await?;
    shop.asks_again().await?;
    answer(&guest, &shop.asks_again().await?).await?;
    assert_eq!(shop.remembers(LAMP).await?[4], 0);
    shop.asks_again().await?;
    dismiss(&guest, &shop.asks_again().await?).await?;
    assert_eq!(shop.remembers(LAMP).await?[4], 2);
    shop.days_pass(30_000.0).await?;
    shop.rules_out_again().await?;
    Ok(())
}

/// The visitor's clock goes wrong, and is put right.
#[tokio::test]
async fn under_a_clock_that_is_set() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shop = guest.shop(&json!({"quiet": {"dismissed": "10d"}})).await?;
    shop.enter("/").await?;
    shop.days_pass(5000.0).await?;
    shop.go().await?;
    dismiss(&guest, &shop.asks().await?).await?;
    // Back: the period begins now. The loader leaves that to the module, which writes it down.
    shop.days_pass(-5000.0).await?;
    shop.enter_and_go().await?;
    shop.turns_down().await?;
    shop.days_pass(10.0 - MOMENT).await?;
    shop.rules_out_again().await?;
    shop.days_pass(MOMENT).await?;
    shop.asks_again().await?;
    Ok(())
}

/// About one order it is never asked twice, however long ago; about another one, it is.
#[tokio::test]
async fn about_an_order_or_a_ticket_never_twice() -> Result<()> {
    let guest = Guest::arrives().await?;
    let quiet = json!({"quiet": {"answered": "0s", "dismissed": "0s"}});
    let shop = guest.shop(&quiet).await?;
    let comes_with = async |context: &str| {
        shop.enter("/").await?;
        shop.run(&format!("afterword('context', {context})"))
            .await?;
        shop.go().await
    };
    comes_with("{order: 'A-1'}").await?;
    answer(&guest, &shop.asks().await?).await?;
    shop.days_pass(30_000.0).await?;
    comes_with("{order: 'A-1'}").await?;
    shop.turns_down().await?;
    comes_with("{order: 'A-1', ticket: ''}").await?;
    shop.turns_down().await?;
    comes_with("{order: 'A-2'}").await?;
    // While it stands, the page goes on to another order: it is not about that.
    let prompt = shop.asks().await?;
    shop.run("afterword('context', {order: 'A-3'})").await?;
    dismiss(&guest, &prompt).await?;
    comes_with("{order: 'A-2'}").await?;
    shop.turns_down().await?;
    comes_with("{order: 'A-3', ticket: 7}").await?;
    dismiss(&guest, &shop.asks().await?).await?;
    comes_with("{order: 'A-4', ticket: '7'}").await?;
    shop.turns_down().await?;
    comes_with("{order: 7}").await?;
    shop.asks().await?;
    let kept = shop
        .run("return localStorage['afterword:past:lamp']")
        .await?;
    assert!(!kept.as_str().unwrap_or_default().contains("A-"), "{kept}");
    Ok(())
}

/// A while after any other survey, whatever came of that.
#[tokio::test]
async fn after_another_survey() -> Result<()> {
    let guest = Guest::arrives().await?;
    let shade = survey("shade", &json!({"ask_when": {"event": "other"}}));
    let lamp = survey(LAMP, &json!({"quiet": {"others": "2d"}}));
    let site = Site::new()
        .json("/lamp.json", &lamp)
        .json("/shade.json", &shade);
    let tags = "data-survey=\"/lamp.json\"\ndata-survey=\"/shade.json\"";
    let shop = guest.shop_of(tags, site).await?;
    shop.enter("/").await?;
    shop.run("afterword('track', 'other')").await?;
    dismiss(&guest, &shop.asks().await?).await?;
    shop.go().await?;
    shop.turns_down().await?;
    shop.days_pass(2.0 - MOMENT).await?;
    shop.enter_and_go().await?;
    shop.turns_down().await?;
    shop.days_pass(MOMENT).await?;
    let prompt = shop.asks_again().await?;
    dismiss(&guest, &prompt).await?;
    // The other one has no such period.
    shop.run("localStorage.removeItem('afterword:past:shade')")
        .await?;
    shop.run("afterword('track', 'other')").await?;
    shop.asks().await?;
    Ok(())
}

/// The page's own call obeys, unless it is forced; and either is remembered.
#[tokio::test]
async fn for_calls_of_the_page_as_well() -> Result<()> {
    let guest = Guest::arrives().await?;
    let quiet = json!({"quiet": {"answered": "10d"}, "ask_when": {"manual": true}});
    let shop = guest.shop(&quiet).await?;
    shop.enter("/").await?;
    shop.run("afterword('show')").await?;
    answer(&guest, &shop.asks().await?).await?;
    shop.enter("/").await?;
    shop.run("afterword('show')").await?;
    shop.rules_out().await?;
    shop.run("afterword('show', '/lamp.json', {force: true})")
        .await?;
    dismiss(&guest, &shop.asks().await?).await?;
    assert_ne!(shop.remembers(LAMP).await?[2], 0, "a dismissal");
    Ok(())
}

/// A test is always asked, remembers nothing and says that it is one.
#[tokio::test]
async fn not_for_a_test() -> Result<()> {
    let guest = Guest::arrives().await?;
    let tag = format!("{BY_DEFINITION} data-test");
    let says =
        json!({"quiet": {"answered": "ever", "dismissed": "ever", "displays": 1}, "sample": 1e-9});
    let shop = guest.shop_with(&tag, &says).await?;
    dismiss(&guest, &shop.asks_again().await?).await?;
    let prompt = shop.asks_again().await?;
    answer(&guest, &prompt).await?;
    shop.asks_again().await?;
    assert_eq!(shop.remembers(LAMP).await?, [0; 0]);
    let row = guest.house.row_after(0).await?;
    assert_eq!(row["test"], true);
    Ok(())
}

/// A visitor is drawn once; what is kept is the number, so that a greater share asks some more.
#[tokio::test]
async fn drawn_once() -> Result<()> {
    let guest = Guest::arrives().await?;
    let draws = |chance: f64| format!("Math.random = () => {chance}");
    guest.browser.before_each_page(&draws(0.4)).await?;
    let shop = guest.shop(&json!({"sample": 0.25})).await?;
    shop.enter_watched("/").await?;
    shop.go().await?;
    shop.rules_out().await?;
    assert_eq!(shop.remembers(LAMP).await?, [1, 0, 0, 0, 0, 400_000_001]);
    guest.browser.before_each_page(&draws(0.1)).await?;
    shop.enter_watched("/").await?;
    shop.go().await?;
    shop.rules_out().await?;

    let tag = format!(r#"{BY_DEFINITION} data-sample="0.5""#);
    let wider = guest.shop_with(&tag, &json!({"sample": 0.25})).await?;
    wider.enter("/").await?;
    wider
        .run("localStorage['afterword:past:lamp'] = '1 0 0 0 0 400000001'")
        .await?;
    wider.enter_watched("/").await?;
    wider.go().await?;
    answer(&guest, &wider.asks().await?).await?;
    let row = guest.house.row_after(0).await?;
    assert_eq!(row["sampling"], json!({"rate": 0.5}));
    assert_eq!(wider.remembers(LAMP).await?[5], 400_000_001);
    Ok(())
}

/// Likewise where only the tag says so, and a template is asked.
#[tokio::test]
async fn drawn_for_a_template() -> Result<()> {
    let guest = Guest::arrives().await?;
    let tag = r#"data-survey="csat" data-trigger="event go" data-sample="0.5""#;
    guest
        .browser
        .before_each_page("Math.random = () => 0.3")
        .await?;
    let shop = guest.shop_with(tag, &Value::Null).await?;
    shop.enter_watched("/").await?;
    shop.go().await?;
    let prompt = shop.asks().await?;
    prompt.rate(4).await?;
    prompt.comment("Bright.").await?;
    let row = guest.house.row_after(0).await?;
    assert_eq!(row["sampling"], json!({"rate": 0.5}));
    Ok(())
}
