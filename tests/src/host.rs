//! The host page of most journeys: a checkout with two buttons of its own.

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
