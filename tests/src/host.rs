//! The host page of most journeys: a checkout with two buttons of its own.

use anyhow::Result;

use crate::browser::Browser;
use crate::site::Site;

const PAGE: &str = include_str!("../pages/checkout/index.html");
const STYLE: &str = include_str!("../pages/checkout/checkout.css");
const SCRIPT: &str = include_str!("../pages/checkout/checkout.js");

/// The button that buys: the page then tells `dataLayer` of a purchase of 59.90 EUR, the first
/// one of which is the order `T-1`.
pub const BUY: &str = "#buy";
/// The other button.
pub const WISH: &str = "#wish";
/// How often the other button was clicked, as far as the page knows.
pub const WISHES: &str = "#wishes";

/// A tag on a site that serves Afterword itself.
pub const OWN: &str = r#"<script async src="/afterword.js" data-survey="post-purchase"
    data-metric="nps" data-endpoint="/v1/responses"></script>"#;

/// The page with this at the end of its head.
#[must_use]
pub fn checkout(head: &str) -> Site {
    Site::of(PAGE.replace("<!-- tag -->", head))
        .style("/checkout.css", STYLE)
        .script("/checkout.js", SCRIPT)
}

/// The same page in a language that runs from right to left.
#[must_use]
pub fn checkout_from_right_to_left(head: &str) -> Site {
    let page = PAGE.replace(r#"<html lang="en">"#, r#"<html lang="ar" dir="rtl">"#);
    checkout("").page("/", page.replace("<!-- tag -->", head))
}

/// The page's own buttons work, and nobody met an error.
///
/// # Errors
///
/// When the browser is gone, or a button does nothing.
///
/// # Panics
///
/// When somebody met an error.
pub async fn assert_page_works(browser: &Browser) -> Result<()> {
    browser.click(WISH).await?;
    browser.reads(WISHES, "1").await?;
    assert_eq!(browser.uncaught().await?, [""; 0]);
    Ok(())
}
