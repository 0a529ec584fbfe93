//! From one prompt to the next: nothing stays behind, and nothing that was answered is lost.

use anyhow::{Context, Result};
use journeys::browser::{Browser, Visitor};
use journeys::fixture;
use journeys::host::{BUY, checkout};
use journeys::prompt::Prompt;
use journeys::site::Served;
use serde_json::{Value, json};

/// A shop that serves Afterword itself, and takes answers.
async fn shop() -> Result<Served> {
    let tag = r#"<script async src="/afterword.js" data-survey="nps" data-endpoint="/v1/responses"></script>"#;
    checkout(tag)
        .folder(fixture::dist()?)
        .json("/v1/responses", &json!({}))
        .serve()
        .await
}

/// Notes the module's memory, and lets the test break what the module calls.
const WATCH: &str = "
    for (const name of ['instantiate', 'instantiateStreaming']) {
      const own = WebAssembly[name];
      WebAssembly[name] = async (source, imports) => {
        for (const functions of Object.values(imports))
          for (const [name, call] of Object.entries(functions))
            functions[name] = (...given) => {
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
      afterword('show');
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
    assert!(last.nodes <= first.nodes + 20.0, "{first:?} {last:?}");
    assert!(
        last.listeners <= first.listeners + 2.0,
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
             afterword('show', 'csat'); afterword('show', 'nps'); afterword('show', 'nps')",
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
    assert_eq!(
        browser.told_names().await?,
        ["ready", "shown", "dismissed", "shown", "dismissed"]
    );
    Ok(())
}

#[tokio::test]
async fn a_run_that_is_not_over_is_kept_for_a_reload() -> Result<()> {
    let site = shop().await?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.visit(&site.url("/")).await?;
    let kept = "return sessionStorage.getItem('afterword:run')";
    browser.run("afterword('show')").await?;
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
    browser.run("afterword('show')").await?;
    Prompt::appears(&browser).await?.rate(3).await?;
    prompt.asks("What went wrong?").await?;
    prompt.close().await?;
    Prompt::is_gone(&browser).await?;
    browser.heard("dismissed").await?;
    assert_eq!(browser.run(kept).await?, Value::Null, "it is over");
    browser.click(BUY).await
}
