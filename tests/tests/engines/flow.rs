//! Where answers lead, what is known before they are given, and how it ends.

use anyhow::Result;
use fantoccini::key::Key;
use journeys::prompt::{Part, Prompt};
use journeys::wait::until;
use serde_json::{Value, json};

use crate::shop::{Shop, close, page, record, show, survey, tag};
use crate::walk::Walk;

/// Asks on by the class of a rating and by an answer, in words that take up both.
fn branching() -> Value {
    let options = json!([{"id": "price", "label": "Price"}, {"id": "range", "label": "Range"}]);
    let why = json!({"promoter": "What was good?", "passive": "What was missing?",
                     "detractor": "What was bad?"});
    let questions = json!([
        {"id": "nps", "kind": "nps", "ask": "Would you, {{name|dear guest}}?"},
        {"id": "why", "kind": "text", "about": "nps", "ask": why, "rows": 1},
        {"id": "what", "kind": "choice", "ask": "What of it?", "options": options,
         "when": {"question": "nps", "class": "detractor"}},
        {"id": "much", "kind": "csat", "ask": "{{what|Nothing}} after {{nps|0}}, of {{city|anywhere}}: {{why|nothing}}?",
         "when": {"question": "what", "includes": "price"}},
    ]);
    survey("branching", &questions)
}

pub(crate) async fn branches(walk: &Walk<'_>) -> Result<()> {
    let shop = Shop::open(walk.browser, &[branching()]).await?;
    walk.through("branch by class", async || {
        let prompt = shop.ask("branching").await?;
        prompt.asks("Would you, dear guest?").await?;
        prompt.rate(8).await?;
        prompt.asks("What was missing?").await?;
        // Nothing else can come for a passive.
        assert_eq!(prompt.part(Part::Send).await?.text().await?, "Send");
        answer(walk, "Hm").await?;
        prompt.thanks().await?;
        close(walk.browser).await
    })
    .await?;
    walk.browser
        .run("afterword('context', {name: 'Ada'})")
        .await?;
    let prompt = shop.ask("branching").await?;
    walk.through("follow-up by class", async || {
        prompt
            .asks(&format!("Would you, {}?", isolated("Ada")))
            .await?;
        prompt.rate(9).await?;
        prompt.asks("What was good?").await?;
        prompt.press(Part::Back).await?;
        prompt.rate(3).await?;
        prompt.asks("What was bad?").await?;
        assert_eq!(prompt.part(Part::Send).await?.text().await?, "Next");
        answer(walk, "Rain").await
    })
    .await?;
    walk.through("branch by answer", async || {
        prompt.asks("What of it?").await?;
        prompt.choose("range").await?;
        prompt.press(Part::Send).await?;
        prompt.thanks().await?;
        close(walk.browser).await?;
        shop.ask("branching").await?.rate(3).await?;
        answer(walk, "Rain").await?;
        prompt.asks("What of it?").await?;
        prompt.choose("price").await?;
        prompt.press(Part::Send).await
    })
    .await?;
    walk.through("piping", async || {
        let [price, rating, rain] = ["Price", "3", "Rain"].map(isolated);
        prompt
            .asks(&format!("{price} after {rating}, of anywhere: {rain}?"))
            .await?;
        prompt.rate(2).await?;
        prompt.thanks().await?;
        Ok(())
    })
    .await?;
    close(walk.browser).await
}

/// A value within another text keeps its direction to itself.
fn isolated(value: &str) -> String {
    format!("\u{2068}{value}\u{2069}")
}

/// Writes into the field of one row, and goes on by Enter.
async fn answer(walk: &Walk<'_>, text: &str) -> Result<()> {
    Prompt::on(walk.browser).write("[rows='1']", text).await?;
    walk.browser.press(Key::Enter).await
}

pub(crate) async fn what_is_known(walk: &Walk<'_>) -> Result<()> {
    let options = json!([{"id": "price", "label": "Price"}, {"id": "range", "label": "Range"}]);
    let mut known = survey(
        "known",
        &json!([
            {"id": "nps", "kind": "nps"},
            {"id": "what", "kind": "choices", "ask": "What?", "options": options, "other": true},
            {"id": "why", "kind": "text", "ask": "Why?"},
        ]),
    );
    known["hidden"] = json!(["plan", "campaign"]);
    let shop = Shop::open(walk.browser, &[known]).await?;
    let browser = walk.browser;
    let address = "/?afterword.nps=9&afterword.what=price,range&afterword.why=So%20quick\
                   &afterword.plan=pro&afterword.secret=1&utm=1";
    browser.visit(&shop.site.url(address)).await?;
    browser.until("window.afterword").await?;
    browser
        .run("afterword('context', {department: 'Returns', campaign: 'spring', secret: 2})")
        .await?;
    let prompt = shop.ask("known").await?;
    walk.through("prefill by the address", async || {
        let checked = "return [...root.querySelectorAll(':checked')].map(({value}) => value)";
        assert_eq!(prompt.run(checked).await?, json!(["9"]));
        prompt.comes_to_rest().await?;
        assert_eq!(browser.told_names().await?, ["ready", "shown"]);
        assert_eq!(shop.site.posts(), [""; 0]);
        prompt.press(Part::Send).await?;
        prompt.asks("What?").await?;
        assert_eq!(browser.heard("rated").await?["rating"], 9);
        assert_eq!(prompt.run(checked).await?, json!(["price", "range"]));
        prompt.press(Part::Send).await?;
        prompt.asks("Why?").await?;
        let written = "return root.querySelector('textarea').value";
        assert_eq!(prompt.run(written).await?, "So quick");
        assert!(!browser.told_names().await?.contains(&"answered".to_owned()));
        prompt.press(Part::Send).await
    })
    .await?;
    walk.through("hidden fields", async || {
        let record = shop.record("known").await?;
        assert_eq!(
            record["context"],
            json!({"department": "Returns", "campaign": "spring", "plan": "pro"})
        );
        assert_eq!(
            record["page"]["url"],
            shop.site.url("/"),
            "without its query"
        );
        assert_eq!(record["answers"][2]["text"], "So quick");
        Ok(())
    })
    .await?;
    close(browser).await
}

pub(crate) async fn ends(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    let mut ends = survey("ends", &json!([{"id": "nps", "kind": "nps"}]));
    ends["thanks"] = json!({
        "text": {"detractor": "Sorry, {{name|and thank you}}.", "promoter": "Lovely."},
        "code": {"detractor": "SORRY10"},
        "link": {"label": "Your invoice", "href": "/invoice"},
    });
    let shop = Shop::open(browser, &[ends]).await?;
    walk.through("thanks by class", async || {
        for (rating, thanks, code) in [
            (10, "Lovely.", false),
            (7, "Thank you for your feedback.", false),
            (0, "Sorry, and thank you.", true),
        ] {
            let prompt = shop.ask("ends").await?;
            prompt.rate(rating).await?;
            let said = prompt.find("[part=thanks] p").await?;
            assert_eq!(said.text().await?, thanks);
            assert_eq!(prompt.has("[part=code]").await?, code, "after {rating}");
            let link = prompt.attributes("[part=link]", "href").await?;
            assert_eq!(link.concat(), "/invoice", "a link is everybody's");
            if !code {
                close(browser).await?;
            }
        }
        Ok(())
    })
    .await?;
    let prompt = Prompt::on(browser);
    walk.through("code to copy", async || {
        assert_eq!(prompt.part(Part::Code).await?.text().await?, "SORRY10");
        prompt.press(Part::Copy).await?;
        prompt.announces("Copied").await?;
        browser
            .run("document.body.append(Object.assign(document.createElement('textarea'), {id: 'notes'}))")
            .await?;
        browser.click("#notes").await?;
        browser.paste().await?;
        browser.until("notes.value == 'SORRY10'").await?;
        Ok(())
    })
    .await?;
    walk.through("link", async || {
        let link = prompt.part(Part::Link).await?;
        assert_eq!(link.text().await?, "Your invoice");
        prompt.press(Part::Link).await?;
        browser.until_windows(2).await?;
        assert!(Prompt::is_on(browser).await?, "the page stays where it is");
        until("the invoice", async || {
            let requests = shop.site.requests();
            Ok(requests.contains(&"/invoice".to_owned()).then_some(()))
        })
        .await
    })
    .await?;
    close(browser).await
}

/// The built-in surveys, by the first thing that they ask.
const TEMPLATES: [(&str, &str); 8] = [
    (
        "nps",
        "How likely is it that you would recommend us to a friend or colleague?",
    ),
    ("csat", "How satisfied are you with your experience?"),
    ("ces", "The company made it easy for me to handle my issue."),
    (
        "enps",
        "How likely is it that you would recommend us as a place to work?",
    ),
    ("post-purchase", "How satisfied are you with the checkout?"),
    ("onboarding", "It was easy for me to get started."),
    (
        "support",
        "How satisfied are you with the support you received?",
    ),
    ("drivers", "I trust this company."),
];

pub(crate) async fn templates(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    let site = page(&tag(r#"data-lang="en""#))?.serve().await?;
    browser.visit(&site.url("/")).await?;
    walk.through("templates", async || {
        for (name, ask) in TEMPLATES {
            show(browser, name).await?.asks(ask).await?;
            assert!(
                browser
                    .told()
                    .await?
                    .iter()
                    .any(|told| told.detail["survey"] == name)
            );
            close(browser).await?;
        }
        let light = |path: &String| !path.ends_with("full.js");
        assert!(site.requests().iter().all(light), "in the light bundle");
        Ok(())
    })
    .await?;
    walk.through("agent and department", async || {
        let context = "{agent: 'Kim', department: 'Returns', ticket: 'R-7'}";
        browser
            .run(&format!("afterword('context', {context})"))
            .await?;
        let prompt = show(browser, "support").await?;
        prompt.rate(5).await?;
        prompt
            .asks("It was easy for me to get the help I needed.")
            .await?;
        prompt.rate(6).await?;
        prompt.comment("Kind").await?;
        let record = record(&site, "support").await?;
        let context = json!({"agent": "Kim", "department": "Returns", "ticket": "R-7"});
        assert_eq!(record["context"], context);
        assert_eq!(record["answers"][0]["rating"], 5);
        assert_eq!(record["answers"][1]["rating"], 6);
        Ok(())
    })
    .await?;
    close(browser).await
}
