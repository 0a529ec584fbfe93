//! What the page's own code says asks; the prompt and the application go on side by side.

use anyhow::{Result, ensure};
use journeys::browser::{Browser, Visitor};
use journeys::engine::{Engine, in_engines};
use journeys::house::House;
use journeys::prompt::Prompt;
use journeys::site::Served;
use journeys::snapshot::Snapshot;
use serde_json::json;

use crate::app::{App, Link};
use crate::visit::{arrives, buy, go};

const COMMENT: &str = "It reaches over the sofa.";
const THANKS: &str = "Thank you for your feedback.";

/// What brings a tag manager into a page, whose visitors' purchases it is told of.
const TAG_MANAGER: &str = "window.dataLayer ||= []";

/// Where the visitor begins while the prompt stands.
const HOME: &str = "/";

async fn site(app: App, head: &str) -> Result<Served> {
    app.site(head).await?.witnessed().serve().await
}

fn tag(house: &House) -> String {
    house.tag(r#"data-survey="post-purchase" data-metric="nps" data-lang="en""#)
}

async fn opens(browser: &Browser, site: &Served) -> Result<()> {
    browser.visit(&site.url(HOME)).await?;
    arrives(browser, HOME).await
}

pub(crate) async fn is_asked_about(app: App) -> Result<()> {
    answers(&Browser::open(Visitor::DESKTOP).await?, app).await
}

pub(crate) async fn is_asked_about_in_the_other_engines(app: App) -> Result<()> {
    in_engines(&[Engine::Firefox, Engine::WebKit], async |browser| {
        answers(browser, app).await
    })
    .await
}

/// A purchase is asked about, once it was made, and what is answered arrives.
async fn answers(browser: &Browser, app: App) -> Result<()> {
    let house = House::open()?;
    let site = site(app, &tag(&house)).await?;
    opens(browser, &site).await?;
    browser.heard("ready").await?;
    assert!(!Prompt::is_on(browser).await?, "nothing was bought yet");
    buy(browser, app).await?;
    let prompt = Prompt::appears(browser).await?;
    prompt.rate(9).await?;
    prompt.asks("What did we do well?").await?;
    prompt.comment(COMMENT).await?;
    prompt.thanks_with(THANKS).await?;

    let row = house.row_after(0).await?;
    assert_eq!(row["page"]["url"], site.url(app.bought_at));
    assert_eq!(
        row["context"],
        json!({"order": "L-1", "value": 129, "currency": "EUR"})
    );
    assert_eq!(row["answers"][0]["rating"], 9);
    assert_eq!(row["answers"][1]["text"], COMMENT);
    assert!(Prompt::is_on(browser).await?, "the thanks stand");
    assert_eq!(browser.uncaught().await?, [""; 0]);
    Ok(())
}

/// The visitor goes on to another page after the rating, and back after the comment. The application
/// goes its own way, and when the prompt is closed it is as it is without one.
pub(crate) async fn goes_on_while_the_prompt_stands(app: App) -> Result<()> {
    let house = House::open()?;
    let browser = Browser::open(Visitor::DESKTOP).await?;
    browser.before_each_page(TAG_MANAGER).await?;

    let bare = site(app, "").await?;
    opens(&browser, &bare).await?;
    buy(&browser, app).await?;
    go(&browser, app.elsewhere).await?;
    leaves_no_trace(&browser).await?;
    comes_to_rest(&browser).await?;
    let untouched = Snapshot::take(&browser).await?;
    let errors_without = browser.console_errors().await?;

    let tagged = site(app, &tag(&house)).await?;
    opens(&browser, &tagged).await?;
    buy(&browser, app).await?;
    let prompt = Prompt::appears(&browser).await?;
    prompt.rate(9).await?;
    prompt.asks("What did we do well?").await?;

    goes_its_own_way(&browser, app, app.elsewhere).await?;
    prompt.asks("What did we do well?").await?;
    prompt.comment(COMMENT).await?;
    prompt.thanks_with(THANKS).await?;
    let row = house.row_after(0).await?;
    assert_eq!(row["answers"][1]["text"], COMMENT);
    assert_eq!(row["page"]["url"], tagged.url(app.bought_at));

    prompt.close().await?;
    Prompt::is_gone(&browser).await?;
    leaves_no_trace(&browser).await?;
    comes_to_rest(&browser).await?;
    untouched.ensure_same(&Snapshot::take(&browser).await?)?;
    let mut errors = browser.console_errors().await?;
    errors.retain(|error| !errors_without.contains(error));
    assert_eq!(errors, [""; 0]);
    assert_eq!(browser.uncaught().await?, [""; 0]);
    Ok(())
}

/// What an application moves while it changes pages stands still.
async fn comes_to_rest(browser: &Browser) -> Result<()> {
    let moves = "document.getAnimations().length || document.querySelector('[class*=-enter-]')";
    browser.until(&format!("!({moves})")).await?;
    Ok(())
}

/// Another page of the application comes, and the focus is where the application puts it.
async fn goes_its_own_way(browser: &Browser, app: App, link: Link) -> Result<()> {
    go(browser, link).await?;
    if app.moves_focus {
        browser
            .until("document.activeElement.localName === 'h1'")
            .await?;
    }
    ensure!(
        app.is_of_many_pages() || Prompt::is_on(browser).await?,
        "the prompt did not stay"
    );
    Ok(())
}

/// Neither focus nor pointer says what was done last.
async fn leaves_no_trace(browser: &Browser) -> Result<()> {
    let corner = json!({"type": "mouseMoved", "x": 1, "y": 1});
    browser.devtools("Input.dispatchMouseEvent", corner).await?;
    browser.run("document.activeElement.blur()").await?;
    browser.until("!document.getAnimations().length").await?;
    Ok(())
}
