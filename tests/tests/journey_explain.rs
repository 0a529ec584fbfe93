//! Why a survey is not asked: what `afterword('explain')` says, on a page for each thing that may keep it.

use anyhow::{Context, Result};
use journeys::browser::{Browser, Visitor};
use journeys::fixture;
use journeys::prompt::Prompt;
use journeys::site::{Served, Site};
use journeys::waiting::definition;
use serde_json::{Value, json};
use std::time::Duration;

/// Longer than any test waits.
const TOO_LATE: Duration = Duration::from_secs(60);

/// A policy that lets a page run nothing but the site's own scripts.
const STRICT: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:";

/// Writes down what is printed, from before the page's first script.
const PRINTED: &str = "window.__printed = []; \
    console.table = rows => __printed.push(rows); \
    window.__lines = []; \
    const log = console.log; \
    console.log = (...said) => { __lines.push(said.join(' ')); log(...said); };";

/// A page with tags of these attributes.
fn page(tags: &[&str]) -> Result<Site> {
    let tags: String = tags
        .iter()
        .map(|attributes| {
            format!(r#"<script async src="/afterword.js" data-endpoint="/v1/responses" {attributes}></script>"#)
        })
        .collect();
    let html = format!(
        r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
        <link rel="icon" href="data:,">{tags}</head><body><p>Here.</p></body></html>"#
    );
    let asking = html.replace("<script", r#"<script data-trigger="load""#);
    let site = Site::of(html).page("/asking", asking).shared();
    Ok(site.folder(fixture::dist()?))
}

/// A page whose tag names a definition that says this beside its one question.
fn page_of(says: &Value) -> Result<Site> {
    let mut definition = json!({
        "v": 1, "id": "lamp", "questions": [{"id": "nps", "kind": "nps"}], "ask_when": {"event": "sold"},
    });
    for (key, value) in says.as_object().into_iter().flatten() {
        definition[key] = value.clone();
    }
    Ok(page(&[r#"data-survey="/survey.json""#])?.json("/survey.json", &definition))
}

async fn visit(site: &Served) -> Result<Browser> {
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.before_each_page(PRINTED).await?;
    browser.visit(&site.url("/")).await?;
    Ok(browser)
}

/// What is said of each survey.
async fn explain(browser: &Browser) -> Result<Vec<Value>> {
    let said = browser.eventually("afterword('explain')").await?;
    said.as_array().cloned().context("no list of surveys")
}

/// What is said of the page's only survey.
async fn explain_one(browser: &Browser) -> Result<Value> {
    let said = explain(browser).await?;
    let [survey] = said.try_into().ok().context("not one survey")?;
    Ok(survey)
}

fn gate<'s>(survey: &'s Value, name: &str) -> &'s Value {
    let mut gates = survey["gates"].as_array().into_iter().flatten();
    gates
        .find(|gate| gate["gate"] == name)
        .unwrap_or(&Value::Null)
}

/// Which gates are closed, or unknown.
fn closed(survey: &Value) -> Vec<&str> {
    let gates = survey["gates"].as_array().into_iter().flatten();
    let closed = gates.filter(|gate| gate["passed"] != true);
    closed.filter_map(|gate| gate["gate"].as_str()).collect()
}

/// How many names the page's storage holds.
async fn stored(browser: &Browser) -> Result<Value> {
    browser
        .run("return localStorage.length + sessionStorage.length")
        .await
}

#[tokio::test]
async fn an_answer_while_nothing_is_here() -> Result<()> {
    let site = page(&[
        r#"data-survey="nps" data-trigger="event sold""#,
        r#"data-survey="/survey.json""#,
    ])?;
    let site = site
        .slow("/verdicts.js", TOO_LATE)
        .slow("/survey.json", TOO_LATE)
        .serve()
        .await?;
    let browser = visit(&site).await?;
    let timed = "(async () => { const start = performance.now(); \
                 const said = await afterword('explain'); \
                 return [said, performance.now() - start]; })()";
    for _ in 0..2 {
        let answer = browser.eventually(timed).await?;
        let took = answer[1].as_f64().context("no time")?;
        assert!(took < 2000.0, "{took}");
        let said = answer[0].as_array().context("no list")?;
        let [nps, own] =
            ["nps", "/survey.json"].map(|name| said.iter().find(|survey| survey["survey"] == name));
        let (nps, own) = (nps.context("no nps")?, own.context("no definition")?);
        assert_eq!(nps["due"], false);
        assert_eq!(gate(nps, "trigger")["now"], "not yet");
        assert_eq!(gate(nps, "trigger")["wants"], "the event sold");
        assert_eq!(gate(nps, "answered")["passed"], Value::Null);
        assert_eq!(gate(nps, "answered")["now"], "not here yet");
        assert_eq!(closed(nps).len(), 1 + 17);
        assert_eq!(gate(own, "definition")["now"], "not here yet");
        assert_eq!(
            gate(own, "trigger")["now"],
            "the definition is not here",
            "{own}"
        );
    }
    assert_eq!(browser.uncaught().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn what_says_it_is_gone() -> Result<()> {
    let site = page(&[r#"data-survey="nps""#])?.without("/verdicts.js");
    let site = site.serve().await?;
    let browser = visit(&site).await?;
    let survey = explain_one(&browser).await?;
    assert_eq!(gate(&survey, "trigger")["remedy"], "call afterword('show')");
    let now = gate(&survey, "sample")["now"].as_str().context("no gate")?;
    assert!(now.starts_with("nobody can say: "), "{now}");
    Ok(())
}

/// Before it nothing is fetched or kept, and who asks why changes nothing of that.
#[tokio::test]
async fn a_consent_that_is_waited_for() -> Result<()> {
    let tag = r#"data-survey="/survey.json" data-consent="required" data-trigger="event sold""#;
    let definition = json!({"v": 1, "id": "lamp", "questions": [{"id": "nps", "kind": "nps"}]});
    let site = page(&[tag])?
        .json("/survey.json", &definition)
        .serve()
        .await?;
    let browser = visit(&site).await?;
    let survey = explain_one(&browser).await?;
    assert_eq!(gate(&survey, "consent")["now"], "not given");
    assert_eq!(gate(&survey, "alone")["passed"], true);
    assert_eq!(
        gate(&survey, "definition")["now"],
        "not read before the visitor consents"
    );
    assert_eq!(gate(&survey, "answered")["passed"], Value::Null);
    assert_eq!(stored(&browser).await?, 0);
    let asked_for = site.requests();
    assert!(
        !asked_for.contains(&"/survey.json".to_owned()),
        "{asked_for:?}"
    );

    browser.run("afterword('consent', true)").await?;
    browser.until("performance.getEntriesByType('resource').some(({name}) => name.endsWith('survey.json'))").await?;
    let survey = explain_one(&browser).await?;
    assert_eq!(closed(&survey), ["trigger"]);
    assert_eq!(survey["survey"], "lamp");
    Ok(())
}

#[tokio::test]
async fn a_browser_that_sends_global_privacy_control() -> Result<()> {
    let site = page(&[r#"data-survey="nps""#])?.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser
        .before_each_page("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
        .await?;
    browser.visit(&site.url("/")).await?;
    let survey = explain_one(&browser).await?;
    assert_eq!(
        gate(&survey, "consent")["now"],
        "not given, and the browser sends Global Privacy Control"
    );
    Ok(())
}

#[tokio::test]
async fn a_page_that_is_not_included() -> Result<()> {
    let site = page_of(&json!({"pages": {"include": ["/checkout/**", {"regex": "^/p/\\d+$"}]}}))?;
    let site = site.serve().await?;
    let browser = visit(&site).await?;
    let survey = explain_one(&browser).await?;
    assert_eq!(closed(&survey), ["trigger", "page"]);
    let page = gate(&survey, "page");
    assert_eq!(page["now"], site.url("/"));
    assert_eq!(page["wants"], "/checkout/**, the expression ^/p/\\d+$");
    assert_eq!(
        page["remedy"],
        "open a page that fits, or change “include” under “pages”"
    );
    browser.run("history.pushState(0, '', '/p/7')").await?;
    assert_eq!(closed(&explain_one(&browser).await?), ["trigger"]);
    Ok(())
}

#[tokio::test]
async fn an_answer_not_long_ago() -> Result<()> {
    let site = page(&[r#"data-survey="nps" data-trigger="event sold""#])?
        .serve()
        .await?;
    let browser = visit(&site).await?;
    browser
        .run("localStorage['afterword:past:nps'] = `1 ${Date.now() - 864e5} 0 0 0 0`")
        .await?;
    browser.run("afterword('track', 'sold')").await?;
    let survey = explain_one(&browser).await?;
    assert_eq!(
        closed(&survey),
        ["answered"],
        "the trigger came, and was ruled out"
    );
    assert_eq!(gate(&survey, "trigger")["now"], "came");
    let answered = gate(&survey, "answered");
    assert_eq!(answered["wants"], "never, or at least 90d ago");
    let remedy = answered["remedy"].as_str().context("no remedy")?;
    assert!(remedy.starts_with("due from 2"), "{remedy}");
    assert_eq!(survey["due"], false);
    Ok(())
}

/// Whoever was not drawn yet is not drawn by an explanation.
#[tokio::test]
async fn a_visitor_who_is_not_among_those_that_are_asked() -> Result<()> {
    let site = page(&[r#"data-survey="nps" data-trigger="event sold" data-sample="0.25""#])?
        .serve()
        .await?;
    let browser = visit(&site).await?;
    let survey = explain_one(&browser).await?;
    assert_eq!(gate(&survey, "sample")["now"], "not drawn yet");
    assert_eq!(stored(&browser).await?, 0);
    browser
        .run("localStorage['afterword:past:nps'] = '1 0 0 0 0 500000001'")
        .await?;
    let survey = explain_one(&browser).await?;
    assert_eq!(closed(&survey), ["trigger", "sample"]);
    assert_eq!(gate(&survey, "sample")["now"], "drew 0.5");
    Ok(())
}

#[tokio::test]
async fn a_prompt_in_another_tab() -> Result<()> {
    let site = page(&[r#"data-survey="nps""#])?.serve().await?;
    let browser = visit(&site).await?;
    assert_eq!(gate(&explain_one(&browser).await?, "alone")["passed"], true);
    // One of this origin that holds what a tab does while a prompt stands in it.
    browser.run("window.__other = open('/asking')").await?;
    browser.until_windows(2).await?;
    browser
        .until("__other.document.querySelector('[data-afterword=\"\"]')?.isConnected")
        .await?;
    let survey = explain_one(&browser).await?;
    let alone = gate(&survey, "alone");
    assert_eq!(alone["now"], "a prompt stands");
    assert_eq!(alone["passed"], false);
    Ok(())
}

/// By the word of its collector, which is played here.
#[tokio::test]
async fn a_respondent_who_was_asked_on_another_device() -> Result<()> {
    let site = page(&[r#"data-survey="nps" data-trigger="event sold""#])?
        .serve()
        .await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser
        .before_each_page(
            "{ const { fetch } = window; window.__word = {asked: true}; \
             window.fetch = (url, options) => url.endsWith('/v1/surveys/nps/asked') \
                 ? __word ? Promise.resolve(Response.json(__word)) : new Promise(() => {}) \
                 : fetch(url, options) }",
        )
        .await?;
    browser.visit(&site.url("/")).await?;
    assert_eq!(
        gate(&explain_one(&browser).await?, "respondent"),
        &Value::Null
    );
    browser
        .run("afterword('context', {signed: 'v1.token'})")
        .await?;
    for (word, passed, now) in [
        ("{asked: true}", json!(false), "asked on some device"),
        ("{asked: false}", json!(true), "not asked on any device"),
        ("null", Value::Null, "not here yet"),
    ] {
        browser.run(&format!("window.__word = {word}")).await?;
        let survey = explain_one(&browser).await?;
        let respondent = gate(&survey, "respondent");
        assert_eq!(respondent["passed"], passed, "{word}");
        assert_eq!(respondent["now"], now);
    }
    Ok(())
}

#[tokio::test]
async fn triggers_of_which_some_came() -> Result<()> {
    let site = page_of(&json!({"ask_when": {"all": [
        {"event": "sold", "where": {"value": {"at_least": 50}}}, {"delay": "10m"},
    ]}}))?;
    let site = site.serve().await?;
    let browser = visit(&site).await?;
    let trigger = async || -> Result<Value> {
        let survey = explain_one(&browser).await?;
        Ok(gate(&survey, "trigger").clone())
    };
    browser.until("performance.getEntriesByType('resource').some(({name}) => name.endsWith('triggers.js'))").await?;
    let before = trigger().await?;
    assert_eq!(
        before["wants"],
        "the event sold where value is at least 50, and 10m on the page"
    );
    assert_eq!(before["now"], "not yet");
    browser
        .run("afterword('track', 'sold', {value: 60})")
        .await?;
    assert_eq!(
        trigger().await?["now"],
        "the event sold where value is at least 50: came; 10m on the page: not yet"
    );
    Ok(())
}

#[tokio::test]
async fn a_survey_that_was_asked_on_this_page() -> Result<()> {
    let site = page(&[r#"data-survey="nps" data-trigger="event sold""#])?
        .serve()
        .await?;
    let browser = visit(&site).await?;
    browser.run("afterword('track', 'sold')").await?;
    let prompt = Prompt::appears(&browser).await?;
    let survey = explain_one(&browser).await?;
    assert_eq!(closed(&survey), ["trigger", "alone", "ignored"]);
    assert_eq!(
        gate(&survey, "trigger")["now"],
        "came, and was asked on this page"
    );
    prompt.close().await?;
    let survey = explain_one(&browser).await?;
    assert_eq!(closed(&survey), ["trigger", "dismissed"]);
    Ok(())
}

#[tokio::test]
async fn a_definition_that_is_wrong() -> Result<()> {
    let site = page_of(&json!({"questions": [{"id": "nps", "kind": "npz"}]}))?
        .serve()
        .await?;
    let browser = visit(&site).await?;
    let survey = explain_one(&browser).await?;
    let definition = gate(&survey, "definition");
    assert_eq!(definition["passed"], false);
    assert_eq!(
        definition["now"],
        "at “questions[0].kind” unknown_value: no such name is known here"
    );
    let remedy = definition["remedy"].as_str().context("no remedy")?;
    assert!(
        remedy.starts_with("at “questions[0].kind” put `nps`"),
        "{remedy}"
    );
    Ok(())
}

#[tokio::test]
async fn a_definition_that_is_not_there() -> Result<()> {
    let site = page(&[
        r#"data-survey="/gone.json""#,
        r##"data-survey="#gone""##,
        r#"data-survey="nsp""#,
    ])?;
    let site = site.serve().await?;
    let browser = visit(&site).await?;
    let said = explain(&browser).await?;
    for (name, now) in [
        ("/gone.json", "could not be read: /gone.json answered 404"),
        ("#gone", "could not be read: no element #gone"),
        ("nsp", "no template is called nsp"),
    ] {
        let survey = said.iter().find(|survey| survey["survey"] == name);
        let definition = gate(survey.context(name)?, "definition");
        assert_eq!(definition["now"], now);
        assert_eq!(definition["passed"], false);
    }
    Ok(())
}

#[tokio::test]
async fn a_policy_that_refuses_webassembly() -> Result<()> {
    let site = page(&[r#"data-survey="nps" data-trigger="event sold""#])?
        .policy(STRICT)
        .serve()
        .await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    assert_eq!(closed(&explain_one(&browser).await?), ["trigger"]);
    assert_eq!(browser.violations().await?, []);
    Ok(())
}

/// The one list of surveys is still on its way.
#[tokio::test]
async fn a_list_that_comes_late() -> Result<()> {
    let list = json!([definition(&json!({"ask_when": {"event": "sold"}}))]);
    let site = page(&[r#"data-surveys="/list.json""#])?
        .json("/list.json", &list)
        .slow("/list.json", Duration::from_millis(400));
    let site = site.serve().await?;
    let browser = visit(&site).await?;
    assert_eq!(closed(&explain_one(&browser).await?), ["trigger"]);
    Ok(())
}

/// Asked for by the page's address it is printed without a call, and again when it changes.
#[tokio::test]
async fn the_address_of_the_page_asks() -> Result<()> {
    let site = page(&[r#"data-survey="nps" data-trigger="event sold""#])?
        .serve()
        .await?;
    let browser = visit(&site).await?;
    assert_eq!(browser.run("return __printed.length").await?, 0);
    browser.visit(&site.url("/?afterword.debug")).await?;
    browser.until("__printed.length == 1").await?;
    let line = browser.run("return __lines[0]").await?;
    assert_eq!(
        line,
        "Afterword: nps is not asked: trigger is “not yet”, wants “the event sold”; \
         call afterword('track', 'sold'), or push it to dataLayer; afterword('show') asks without it"
    );
    // What is ruled out tells the page nothing.
    browser
        .run("localStorage['afterword:past:nps'] = `1 ${Date.now()} 0 0 0 0`")
        .await?;
    browser.until("__printed.length == 2").await?;
    browser.run("dataLayer.push({event: 'sold'})").await?;
    browser.until("__printed.length == 3").await?;
    let line = browser.run("return __lines[2]").await?;
    let line = line.as_str().context("no line")?;
    assert!(line.contains("not asked: answered is “2"), "{line}");
    browser
        .run("delete localStorage['afterword:past:nps']")
        .await?;
    browser.until("__printed.length == 4").await?;
    assert_eq!(
        browser.run("return __lines[3]").await?,
        "Afterword: nps is due"
    );
    Ok(())
}
