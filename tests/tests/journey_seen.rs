//! Elements in sight that are not as one would have them: higher than the window, or drawn anew.

use anyhow::Result;
use journeys::waiting::{SECOND, Waiting};

/// Of five windows, below one of its own.
const HIGH: &str = r#"<div style="height: 800px">Far to go.</div><div id="high" style="height: 4000px">Long.</div>"#;

#[tokio::test]
async fn what_is_higher_than_two_windows_is_seen_once_it_fills_half_of_one() -> Result<()> {
    let page = Waiting::at(HIGH, "seen #high").await?;
    let scrolled = async |y: u32| {
        page.run(&format!("scrollTo(0, {y})")).await?;
        page.browser
            .called_back("requestAnimationFrame(() => requestAnimationFrame(done))")
            .await?;
        page.pass(SECOND).await
    };
    scrolled(300).await?;
    page.pass(SECOND).await?;
    page.asks_nothing().await?;
    scrolled(500).await?;
    page.asks().await?;
    Ok(())
}

/// A page that draws an element anew, at the same address, has the new one watched.
#[tokio::test]
async fn what_replaced_an_element_is_watched_in_its_place() -> Result<()> {
    let body = r#"<div style="height: 3000px">Far to go.</div><p class="offer">Today only.</p>"#;
    let page = Waiting::at(body, "seen .offer").await?;
    page.pass(SECOND).await?;
    page.run(
        "const old = document.querySelector('.offer'); \
         old.replaceWith(old.cloneNode(true))",
    )
    .await?;
    page.pass(SECOND).await?;
    page.asks_nothing().await?;
    page.run("document.querySelector('.offer').scrollIntoView()")
        .await?;
    page.asks().await?;
    Ok(())
}

/// The same for a click.
#[tokio::test]
async fn what_replaced_an_element_is_clicked_in_its_place() -> Result<()> {
    let page = Waiting::at(
        r#"<button class="offer">Today only</button>"#,
        "click .offer",
    )
    .await?;
    page.run(
        "const old = document.querySelector('.offer'); \
         old.replaceWith(old.cloneNode(true))",
    )
    .await?;
    page.asks_nothing().await?;
    page.browser.click(".offer").await?;
    page.asks().await?;
    Ok(())
}
