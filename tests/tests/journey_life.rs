//! From one prompt to the next: nothing stays behind, and nothing that was answered is lost.

use anyhow::{Context, Result};
use journeys::browser::{Browser, Visitor};
use journeys::fixture;
use journeys::host::{BUY, checkout};
use journeys::prompt::{Part, Prompt};
use journeys::site::{Served, Site};
use journeys::wait::until;
use serde_json::{Value, json};

/// A shop that serves Afterword itself, and takes answers.
async fn shop() -> Result<Served> {
    shop_with("nps", "")?.serve().await
}

/// A shop that asks this survey, with more in its head.
fn shop_with(survey: &str, head: &str) -> Result<Site> {
    let tag = format!(
        r#"<script async src="/afterword.js" data-survey="{survey}" data-endpoint="/v1/responses"></script>"#
    );
    Ok(checkout(&[head, &tag].concat())
        .folder(fixture::dist()?)
        .shared())
}

/// Notes the module's memory, counts what the module calls, and lets the test break it.
const WATCH: &str = "
    window.__calls = 0;
    for (const name of ['instantiate', 'instantiateStreaming']) {
      const own = WebAssembly[name];
      WebAssembly[name] = async (source, imports) => {
        for (const functions of Object.values(imports))
          for (const [name, call] of Object.entries(functions))
            functions[name] = (...given) => {
              window.__calls++;
              if (window.__trap) throw new WebAssembly.RuntimeError('unreachable');
              return call(...given);
            };
        const made = await own.call(WebAssembly, source, imports);
        for (const value of Object.values(made.instance.exports))
          if (value instanceof WebAssembly.Memory) window.__memory = value;
        return made;
      };
    }";

/// Opens, answers and closes prompts, one after the other.
const ROUNDS: &str = "(async count => {
    const part = css => document.querySelector('[data-afterword]')?.shadowRoot.querySelector(css);
    const until = async look => {
      for (let found; ; await new Promise(resolve => setTimeout(resolve))) if (found = look()) return found;
    };
    for (; count; count--) {
      afterword('show', {force: true});
      (await until(() => part('[data-rating=\"9\"]'))).click();
      const comment = await until(() => part('textarea'));
      comment.value = 'Quick.';
      part('[part=send]').click();
      await until(() => part('[part=thanks]'));
      part('[part=close]').click();
      await until(() => !document.querySelector('[data-afterword]'));
    }
    return true;
  })";

/// What the page holds.
#[derive(Debug)]
struct Held {
    nodes: f64,
    listeners: f64,
    memory: f64,
}

/// Counts what is left when all that nobody needs is gone.
async fn held(browser: &Browser) -> Result<Held> {
    // What has to wait for the collector frees more, which the next round of it finds.
    for _ in 0..3 {
        browser
            .devtools("HeapProfiler.collectGarbage", json!({}))
            .await?;
        browser
            .eventually("new Promise(resolve => setTimeout(resolve, 50))")
            .await?;
    }
    let metrics = browser
        .devtools("Performance.getMetrics", json!({}))
        .await?;
    let metric = |name: &str| {
        let metrics = metrics["metrics"].as_array().into_iter().flatten();
        let mut named = metrics.filter(|metric| metric["name"] == name);
        named
            .next()
            .and_then(|metric| metric["value"].as_f64())
            .context("no metric")
    };
    let memory = browser.run("return __memory.buffer.byteLength").await?;
    Ok(Held {
        nodes: metric("Nodes")?,
        listeners: metric("JSEventListeners")?,
        memory: memory.as_f64().context("no memory")?,
    })
}

async fn rounds(browser: &Browser, count: u32) -> Result<Held> {
    // In portions that end within the time that a script has.
    for _ in 0..count / 50 {
        browser.eventually(&format!("{ROUNDS}(50)")).await?;
        browser
            .devtools("HeapProfiler.collectGarbage", json!({}))
            .await?;
    }
    held(browser).await
}

#[tokio::test]
async fn a_thousand_prompts_leave_nothing_behind() -> Result<()> {
    let site = shop().await?;
    let browser = Browser::open(Visitor {
        still: true,
        ..Visitor::DESKTOP
    })
    .await?;
    browser.before_each_page(WATCH).await?;
    browser.devtools("Performance.enable", json!({})).await?;
    browser.visit(&site.url("/")).await?;
    let first = rounds(&browser, 100).await?;
    let last = rounds(&browser, 1000).await?;
    // Less than a tenth of a node a round: the collector may not have come to the last few cards,
    // which is no leak.
    assert!(last.nodes <= first.nodes + 100.0, "{first:?} {last:?}");
    assert!(
        last.listeners <= first.listeners + 50.0,
        "{first:?} {last:?}"
    );
    assert!(last.memory <= first.memory, "{first:?} {last:?}");
    assert_eq!(browser.uncaught().await?, [""; 0]);
    let kept = browser
        .run("return [sessionStorage.length, localStorage.length]")
        .await?;
    assert_eq!(kept[0], 0, "{kept}");
    Ok(())
}

#[tokio::test]
async fn two_prompts_never_stand_at_once() -> Result<()> {
    let site = shop().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    // Of another copy of the module, say.
    browser
        .run(
            "const other = document.body.appendChild(document.createElement('div')); \
             other.id = 'other'; other.dataset.afterword = ''; \
             for (const survey of ['csat', 'nps', 'nps']) afterword('show', survey, {force: true})",
        )
        .await?;
    browser
        .until("performance.getEntriesByType('resource').some(entry => /wasm$/.test(entry.name))")
        .await?;
    assert_eq!(browser.told_names().await?, ["ready"]);
    browser
        .run("document.getElementById('other').remove()")
        .await?;
    let prompt = Prompt::appears(&browser).await?;
    let survey = |told: &Value| told["survey"].clone();
    assert_eq!(survey(&browser.heard("shown").await?), "csat");
    prompt.close().await?;
    prompt
        .asks("How likely is it that you would recommend us to a friend or colleague?")
        .await?;
    prompt.close().await?;
    Prompt::is_gone(&browser).await?;
    // What is told is read by the browser's own parser first, which takes its time.
    let told = until("the end of the second", async || {
        let told = browser.told_names().await?;
        Ok((told.len() >= 5).then_some(told))
    })
    .await?;
    assert_eq!(told, ["ready", "shown", "dismissed", "shown", "dismissed"]);
    Ok(())
}

#[tokio::test]
async fn a_run_that_is_not_over_is_kept_for_a_reload() -> Result<()> {
    let site = shop().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    let kept = "return sessionStorage.getItem('afterword:run')";
    browser.run("afterword('show', {force: true})").await?;
    let prompt = Prompt::appears(&browser).await?;
    assert_eq!(browser.run(kept).await?, Value::Null, "nothing is answered");
    prompt.rate(9).await?;
    prompt.asks("What did we do well?").await?;
    let run = browser.run(kept).await?;
    let run: Value = serde_json::from_str(run.as_str().context("nothing is kept")?)?;
    assert_eq!(run["survey"], "nps");
    let record: Value = serde_json::from_str(run["body"].as_str().context("no record")?)?;
    assert_eq!(record["answers"][0]["rating"], 9);
    assert_eq!(record["outcome"], "partial");
    prompt.comment("Quick.").await?;
    prompt.thanks_with("Thank you for your feedback.").await?;
    assert_eq!(browser.run(kept).await?, Value::Null, "it is over");

    browser.visit(&site.url("/")).await?;
    browser.run("afterword('show', {force: true})").await?;
    Prompt::appears(&browser).await?.rate(3).await?;
    prompt.asks("What went wrong?").await?;
    prompt.close().await?;
    Prompt::is_gone(&browser).await?;
    browser.heard("dismissed").await?;
    assert_eq!(browser.run(kept).await?, Value::Null, "it is over");
    browser.click(BUY).await
}

/// The draft of a comment included, and without being asked again.
#[tokio::test]
async fn a_reload_goes_on_where_the_visitor_was() -> Result<()> {
    let site = shop().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    browser.run("afterword('show', {force: true})").await?;
    let prompt = Prompt::appears(&browser).await?;
    prompt.rate(9).await?;
    prompt.part(Part::Comment).await?.click().await?;
    browser.type_text("Quick, ").await?;

    browser.visit(&site.url("/")).await?;
    let prompt = Prompt::appears(&browser).await?;
    prompt.asks("What did we do well?").await?;
    let draft = "return root.querySelector('textarea').value";
    assert_eq!(prompt.run(draft).await?, "Quick, ");
    prompt.comment("and kind.").await?;
    prompt.thanks_with("Thank you for your feedback.").await?;

    let complete = until("the complete answer", async || {
        let posts = site.posts();
        Ok(posts.into_iter().find(|post| post.contains("complete")))
    });
    let complete: Value = serde_json::from_str(&complete.await?)?;
    assert_eq!(complete["answers"][0]["rating"], 9);
    assert_eq!(complete["answers"][1]["text"], "Quick, and kind.");
    for post in site.posts() {
        let post: Value = serde_json::from_str(&post)?;
        assert_eq!(post["id"], complete["id"], "one response, before and after");
    }
    Ok(())
}

/// What the address says is chosen already; to send it is the visitor's.
#[tokio::test]
async fn an_address_answers_and_does_not_send() -> Result<()> {
    let site = shop().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    let address = "/?afterword.nps=9&afterword.why=So%20quick";
    browser.visit(&site.url(address)).await?;
    browser.run("afterword('show', {force: true})").await?;
    let prompt = Prompt::appears(&browser).await?;
    let chosen = "return root.querySelector(':checked')?.value";
    assert_eq!(prompt.run(chosen).await?, "9");
    prompt.comes_to_rest().await?;
    assert_eq!(browser.told_names().await?, ["ready", "shown"]);
    assert_eq!(site.posts(), [""; 0]);

    prompt.part(Part::Send).await?.click().await?;
    prompt.asks("What did we do well?").await?;
    assert_eq!(browser.heard("rated").await?["rating"], 9);
    let written = "return root.querySelector('textarea').value";
    assert_eq!(prompt.run(written).await?, "So quick");
    Ok(())
}

#[tokio::test]
async fn a_code_is_copied_and_that_is_announced() -> Result<()> {
    let definition = json!({
        "v": 1, "id": "lamp", "questions": [{"id": "nps", "kind": "nps"}],
        "thanks": {"code": "LAMP5"},
    });
    let block = format!(r#"<script type="application/json" id="lamp">{definition}</script>"#);
    let site = shop_with("#lamp", &block)?.serve().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    let may = json!({
        "origin": site.origin(),
        "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"],
    });
    browser.devtools("Browser.grantPermissions", may).await?;
    browser.visit(&site.url("/")).await?;
    browser.run("afterword('show', {force: true})").await?;
    let prompt = Prompt::appears(&browser).await?;
    prompt.rate(9).await?;
    prompt.part(Part::Copy).await?.click().await?;
    prompt.announces("Copied").await?;
    let copied = browser.eventually("navigator.clipboard.readText()").await?;
    assert_eq!(copied, "LAMP5");
    Ok(())
}

/// Holds back the first answer to a question for scores, until the test lets it go.
const FIRST_SCORES_COME_LAST: &str = "
    const own = window.fetch;
    window.fetch = (url, ...more) => {
      const answer = own(url, ...more);
      if (window.__late || !String(url).includes('/scores')) return answer;
      return new Promise(resolve => { window.__late = () => resolve(answer); });
    };";

#[tokio::test]
async fn the_score_of_what_the_survey_was_about_before_is_not_told() -> Result<()> {
    let definition = json!({"v": 1, "id": "lamp", "questions": [
        {"id": "sat", "kind": "csat", "required": false}, {"id": "nps", "kind": "nps"},
        {"id": "why", "kind": "text"},
    ]});
    let scores = json!({"questions": [
        {"question": "sat", "metric": "csat", "counts": {"5": 30}},
        {"question": "nps", "metric": "nps", "counts": {"9": 70}},
    ]});
    let block = format!(r#"<script type="application/json" id="lamp">{definition}</script>"#);
    let site = shop_with("#lamp", &block)?
        .json("/v1/surveys/lamp/scores", &scores)
        .json("/v1/responses", &json!({}))
        .serve()
        .await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.before_each_page(FIRST_SCORES_COME_LAST).await?;
    browser.visit(&site.url("/")).await?;
    browser.run("afterword('show', {force: true})").await?;
    let prompt = Prompt::appears(&browser).await?;
    prompt.find("[part=skip]").await?.click().await?;
    // Without a rating before it, the survey is about this one.
    prompt.rate(9).await?;
    for _ in ["the comment", "the rating"] {
        prompt.find("[part=back]").await?.click().await?;
    }
    prompt.rate(5).await?;
    prompt.rate(9).await?;
    prompt.comment("Warm light.").await?;
    let thanks =
        "Thank you for your feedback. You are one of 31. The score is now 100% (89 to 100).";
    prompt.thanks_with(thanks).await?;
    browser.run("window.__late()").await?;
    let a_while = "new Promise(resolve => setTimeout(() => resolve(true), 500))";
    browser.eventually(a_while).await?;
    assert_eq!(prompt.thanks().await?, thanks);
    Ok(())
}

/// Its prompt goes, it is never entered again, and the page hears of it once.
#[tokio::test]
async fn a_module_that_breaks_is_left_alone() -> Result<()> {
    let site = shop().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.before_each_page(WATCH).await?;
    browser.visit(&site.url("/")).await?;
    browser.run("afterword('show', {force: true})").await?;
    let prompt = Prompt::appears(&browser).await?;
    browser.run("window.__trap = true").await?;
    prompt.rate(9).await?;
    Prompt::is_gone(&browser).await?;
    let failed = browser.heard("failed").await?;
    assert_eq!(failed["reason"], "wasm", "{failed}");
    assert_eq!(failed["survey"], "nps", "{failed}");

    // Whoever is remembered is asked by another module.
    browser.forget().await?;
    browser
        .run(
            "window.__trap = false; window.__calls = 0; \
             afterword('show', {force: true}); afterword('close'); afterword('flush')",
        )
        .await?;
    // What waits to be sent needs no module.
    assert_eq!(
        browser.eventually("afterword('status')").await?,
        json!({"pending": 0, "parked": 0, "delivered": 0})
    );
    assert_eq!(browser.run("return __calls").await?, 0);
    assert!(!Prompt::is_on(&browser).await?);
    assert_eq!(browser.told_names().await?, ["ready", "shown", "failed"]);
    assert_eq!(browser.uncaught().await?, [""; 0]);
    browser.click(BUY).await
}
