//! When a survey asks, what the page hears of it, and that nothing is left of it afterwards.

use anyhow::Result;
use journeys::browser::{Browser, Visitor};
use journeys::host::{BUY, WISH, checkout};
use journeys::house::House;
use journeys::prompt::Prompt;
use journeys::site::Served;
use serde_json::{Value, json};

const NPS: &str = "How likely is it that you would recommend us to a friend or colleague?";
const CSAT: &str = "How satisfied are you with your experience?";

/// What a page says that calls before the script is there.
const QUEUE: &str = "window.afterword ||= (...a) => (afterword.q ||= []).push(a);";

/// A visit to a page with something of ours in its head.
struct Visit {
    house: House,
    site: Served,
    browser: Browser,
}

impl Visit {
    /// To a page with one tag.
    async fn with_tag(attributes: &str) -> Result<Self> {
        Self::with(|house| house.tag(attributes), None).await
    }

    /// To a page with this in its head, on a site with this definition at `/survey.json`.
    async fn with(head: impl Fn(&House) -> String, definition: Option<Value>) -> Result<Self> {
        let visit = Self::not_yet_with(head, definition).await?;
        visit.browser.visit(&visit.site.url("/")).await?;
        visit.browser.heard("ready").await?;
        Ok(visit)
    }

    /// The same before the page is opened.
    async fn not_yet_with(
        head: impl Fn(&House) -> String,
        definition: Option<Value>,
    ) -> Result<Self> {
        let house = House::open()?;
        let mut site = checkout(&head(&house));
        if let Some(definition) = definition {
            site = site.json("/survey.json", &definition);
        }
        Ok(Self {
            site: site.serve().await?,
            browser: Browser::open(Visitor::DESKTOP).await?,
            house,
        })
    }

    async fn asks(&self, question: &str) -> Result<Prompt<'_>> {
        let prompt = Prompt::appears(&self.browser).await?;
        prompt.asks(question).await?;
        Ok(prompt)
    }

    async fn asks_nothing(&self) -> Result<()> {
        assert!(!Prompt::is_on(&self.browser).await?);
        assert_eq!(self.browser.told_names().await?, ["ready"]);
        Ok(())
    }

    async fn call(&self, call: &str) -> Result<()> {
        self.browser.run(&format!("afterword({call})")).await?;
        Ok(())
    }
}

#[tokio::test]
async fn on_load() -> Result<()> {
    let visit = Visit::with_tag(r#"data-survey="nps" data-trigger="load""#).await?;
    visit.asks(NPS).await?;
    Ok(())
}

#[tokio::test]
async fn after_a_delay() -> Result<()> {
    let visit = Visit::with_tag(r#"data-survey="nps" data-trigger="delay 1s""#).await?;
    visit.asks(NPS).await?;
    let told = visit.browser.told().await?;
    let [ready, shown] = &told[..] else {
        panic!("{told:?}");
    };
    assert!(shown.at - ready.at >= 1000.0, "{told:?}");
    Ok(())
}

#[tokio::test]
async fn on_an_event_of_the_page() -> Result<()> {
    let tag = r#"data-survey="csat" data-trigger="event ticket-closed; event left-chat""#;
    let visit = Visit::with_tag(tag).await?;
    visit.call("'track', 'ticket-opened'").await?;
    visit.asks_nothing().await?;
    visit.call("'track', 'left-chat'").await?;
    visit.asks(CSAT).await?;
    Ok(())
}

#[tokio::test]
async fn on_call_alone() -> Result<()> {
    let visit = Visit::with_tag(r#"data-survey="csat" data-trigger="manual""#).await?;
    visit.call("'track', 'purchase'").await?;
    visit.asks_nothing().await?;
    visit.call("'show', {force: true}").await?;
    visit.asks(CSAT).await?;
    Ok(())
}

#[tokio::test]
async fn by_calls_from_before_the_script() -> Result<()> {
    let tag = |house: &House| house.tag(r#"data-survey="nps" data-trigger="event paid""#);
    let visit = Visit::not_yet_with(tag, None).await?;
    let calls = "afterword('track', 'paid'); \
                 afterword('on', 'rated', detail => window.heard = detail.rating); \
                 afterword('context', {order: 'Q-1', value: 12.5, agent: 'Ada', name: 'Zoe'});";
    visit
        .browser
        .before_each_page(&format!("{QUEUE} {calls}"))
        .await?;
    visit.browser.visit(&visit.site.url("/")).await?;

    let prompt = visit.asks(NPS).await?;
    prompt.rate(7).await?;
    visit.browser.until("window.heard === 7").await?;
    prompt.comment("Fine.").await?;
    let row = visit.house.row_after(0).await?;
    let sent = json!({"order": "Q-1", "value": 12.5, "agent": "Ada"});
    assert_eq!(row["context"], sent, "a name stays in the page");
    Ok(())
}

#[tokio::test]
async fn as_a_definition_at_an_address_says() -> Result<()> {
    let definition = json!({
        "v": 1, "id": "chat", "revision": 4, "touchpoint": "chat", "stage": "support",
        "questions": [{"id": "sat", "kind": "csat", "ask": "How was our chat?", "scale": [1, 3]}],
        "thanks": {"text": {"dissatisfied": "We are sorry."}},
        "ask_when": {"any": [{"event": "left-chat"}, {"event": "ticket-closed"}]},
    });
    let tag = |house: &House| house.tag(r#"data-survey="/survey.json""#);
    let visit = Visit::with(tag, Some(definition)).await?;
    visit.call("'track', 'ticket-closed'").await?;
    let prompt = visit.asks("How was our chat?").await?;
    prompt.rate(1).await?;
    prompt.thanks_with("We are sorry.").await?;

    let row = visit.house.row_after(0).await?;
    assert_eq!(row["survey"], "chat");
    assert_eq!(row["revision"], 4);
    assert_eq!(row["touchpoint"], "chat");
    assert_eq!(row["answers"][0]["rating"], 1);
    assert_eq!(row["answers"][0]["scale"], json!([1, 3]));
    Ok(())
}

#[tokio::test]
async fn as_a_definition_in_the_page_says() -> Result<()> {
    let head = |house: &House| {
        // The tag comes first: the block is not there yet when the script may run.
        let tag = house.tag(r##"data-survey="#lamp" data-lang="en""##);
        let definition = json!({
            "v": 1, "id": "lamp", "ask_when": {"load": true},
            "questions": [{"id": "ease", "kind": "ces", "ask": "It was easy to pay."}],
        });
        format!(r#"{tag}<script type="application/json" id="lamp">{definition}</script>"#)
    };
    let visit = Visit::with(head, None).await?;
    let prompt = visit.asks("It was easy to pay.").await?;
    prompt.rate(7).await?;
    let row = visit.house.row_after(0).await?;
    assert_eq!(row["survey"], "lamp");
    assert_eq!(row["answers"][0]["direction"], "higher_is_easier");
    Ok(())
}

#[tokio::test]
async fn two_surveys_ask_one_after_the_other() -> Result<()> {
    let head = |house: &House| {
        let purchase = house.tag(r#"data-survey="nps" data-trigger="event purchase""#);
        let wish = house.tag(r#"data-survey="csat" data-trigger="event wish""#);
        format!("{purchase}{wish}")
    };
    let visit = Visit::with(head, None).await?;
    visit.browser.click(BUY).await?;
    let first = visit.asks(NPS).await?;
    visit.call("'track', 'wish'").await?;
    // Asked for again while it stands: it is not to come a second time.
    visit.browser.click(BUY).await?;
    first.asks(NPS).await?;
    first.close().await?;
    let second = visit.asks(CSAT).await?;
    second.rate(5).await?;
    second.comment("").await?;
    second.thanks_with("Thank you for your feedback.").await?;
    second.close().await?;
    Prompt::is_gone(&visit.browser).await?;

    let row = visit.house.row_after(0).await?;
    assert_eq!(row["survey"], "csat");
    assert_eq!(
        row["answers"][1],
        json!({"question": "why", "skipped": true})
    );
    let shown = visit.browser.told_names().await?;
    assert_eq!(shown.iter().filter(|name| *name == "shown").count(), 2);
    Ok(())
}

#[tokio::test]
async fn a_tag_that_stands_twice_asks_once() -> Result<()> {
    let head = |house: &House| {
        house
            .tag(r#"data-survey="nps" data-trigger="event purchase""#)
            .repeat(2)
    };
    let visit = Visit::with(head, None).await?;
    visit.browser.click(BUY).await?;
    let prompt = visit.asks(NPS).await?;
    prompt.close().await?;
    Prompt::is_gone(&visit.browser).await?;
    let told = visit.browser.told_names().await?;
    assert_eq!(told, ["ready", "shown", "dismissed"]);
    let shown = visit.browser.heard("shown").await?;
    assert_eq!(
        visit.browser.heard("dismissed").await?,
        shown,
        "whose it was"
    );
    Ok(())
}

#[tokio::test]
async fn close_leaves_nothing_behind() -> Result<()> {
    let visit = Visit::with_tag(r#"data-survey="nps""#).await?;
    let browser = &visit.browser;
    let before = left_by_us(browser).await?;
    for _ in 0..3 {
        visit.call("'show', {force: true}").await?;
        visit.asks(NPS).await?;
        visit.call("'close'").await?;
        Prompt::is_gone(browser).await?;
    }
    assert_eq!(left_by_us(browser).await?, before);
    let told = browser.told_names().await?;
    assert_eq!(told.iter().filter(|name| *name == "dismissed").count(), 3);
    assert_eq!(visit.house.rows()?, [json!(null); 0], "nothing was said");
    Ok(())
}

/// Listeners on window, document and body, how many elements stand in the body, and what `window`
/// has beyond what browsers and their driver give it.
async fn left_by_us(browser: &Browser) -> Result<[Value; 5]> {
    let globals = "const frame = document.createElement('iframe'); \
                   document.body.append(frame); \
                   const plain = new Set(Object.getOwnPropertyNames(frame.contentWindow)); \
                   frame.remove(); \
                   return Object.getOwnPropertyNames(window).sort() \
                       .filter(name => !plain.has(name) && !/^(ret_nodes|cdc_|se_)/.test(name))";
    let globals = browser.run(globals).await?;
    assert_eq!(
        globals,
        json!(["afterword", "dataLayer"]),
        "the latter is the page's"
    );
    Ok([
        browser.listeners("window").await?.into(),
        browser.listeners("document").await?.into(),
        browser.listeners("document.body").await?.into(),
        browser
            .run("return document.body.childElementCount")
            .await?,
        globals,
    ])
}

/// The page hears all of it, in order, and always of the same response.
#[tokio::test]
async fn the_page_hears_everything() -> Result<()> {
    let visit = Visit::with_tag(r#"data-survey="nps""#).await?;
    visit.call("'show', {force: true}").await?;
    let prompt = visit.asks(NPS).await?;
    prompt.rate(9).await?;
    prompt.comment("Bright.").await?;
    visit.browser.heard("delivered").await?;

    let told = visit.browser.told().await?;
    let mut names: Vec<_> = told.iter().map(|told| told.name.as_str()).collect();
    // Writing and sending go on side by side with the run.
    names[4..].sort_unstable();
    assert_eq!(
        names,
        ["ready", "shown", "rated", "answered", "delivered", "saved"]
    );
    let id = &told[1].detail["id"];
    assert_eq!(id.as_str().map(str::len), Some(36));
    for told in &told[1..] {
        assert_eq!(told.detail["id"], *id, "{told:?}");
        assert_eq!(told.detail["survey"], "nps", "{told:?}");
    }
    let rated = json!({
        "survey": "nps", "id": id, "question": "nps", "metric": "nps", "rating": 9,
        "class": "promoter",
    });
    assert_eq!(told[2].detail, rated);
    let row = visit.house.row_after(0).await?;
    assert_eq!(told[3].detail["answers"], row["answers"]);
    assert_eq!(row["id"], *id);
    Ok(())
}

#[tokio::test]
async fn who_listens_late_for_ready_is_told_at_once() -> Result<()> {
    let visit = Visit::with_tag(r#"data-survey="nps""#).await?;
    visit
        .call("'on', 'ready', () => window.late = 'told'")
        .await?;
    assert_eq!(visit.browser.run("return window.late").await?, "told");
    Ok(())
}

#[tokio::test]
async fn a_listener_can_be_taken_off() -> Result<()> {
    let visit = Visit::with_tag(r#"data-survey="nps""#).await?;
    let listener =
        "window.shown = 0; window.count = () => window.shown++; afterword('on', 'shown', count);";
    visit.browser.run(listener).await?;
    for expected in [1, 1] {
        visit.call("'show', {force: true}").await?;
        visit.asks(NPS).await?;
        assert_eq!(visit.browser.run("return window.shown").await?, expected);
        visit.call("'close'").await?;
        Prompt::is_gone(&visit.browser).await?;
        visit.call("'off', 'shown', window.count").await?;
    }
    Ok(())
}

/// Not before it can be read, and not under the visitor's pointer.
#[tokio::test]
async fn thanks_leave_by_themselves() -> Result<()> {
    let visit = Visit::with_tag(r#"data-survey="nps""#).await?;
    visit.call("'show', {force: true}").await?;
    let prompt = visit.asks(NPS).await?;
    prompt.rate(9).await?;
    prompt.comment("Bright.").await?;
    prompt.thanks_with("Thank you for your feedback.").await?;
    visit
        .browser
        .run("window.thanked = performance.now()")
        .await?;
    visit.browser.click(WISH).await?;
    Prompt::is_gone(&visit.browser).await?;
    let stood = visit
        .browser
        .run("return performance.now() - window.thanked")
        .await?;
    assert!(stood.as_f64() > Some(5000.0), "{stood}");
    let told = visit.browser.told_names().await?;
    assert!(!told.contains(&"dismissed".to_owned()), "it was answered");
    Ok(())
}
