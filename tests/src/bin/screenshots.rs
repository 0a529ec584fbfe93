//! Pictures for people to look at: the demo, the prompt in its states, and a contact sheet of
//! everything that it can show.
//!
//! `cargo run -p journeys --bin screenshots [FOLDER]`, by default `target/screenshots`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use journeys::browser::{Browser, Visitor};
use journeys::host::{BUY, checkout, checkout_from_right_to_left};
use journeys::house::House;
use journeys::prompt::Prompt;
use journeys::site::Site;

/// What others said before: a believable shop has more than one customer.
const OTHERS: [i32; 24] = [
    10, 9, 9, 10, 8, 9, 7, 10, 6, 9, 10, 8, 9, 10, 3, 9, 8, 10, 9, 7, 10, 9, 5, 10,
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots");
    let album = Album(folder.unwrap_or_else(usual));
    fs::create_dir_all(&album.0)?;
    album.contact_sheet().await?;
    for (name, visitor) in [("desktop", Visitor::DESKTOP), ("phone", Visitor::PHONE)] {
        for (shade, visitor) in [("light", visitor), ("dark", visitor.dark())] {
            album.demo(&format!("{name}-{shade}"), visitor, "").await?;
            let (ltr, rtl): (Page, Page) = (checkout, checkout_from_right_to_left);
            for (direction, page) in [("ltr", ltr), ("rtl", rtl)] {
                let name = format!("prompt-{name}-{shade}-{direction}");
                album.prompt(&name, visitor, page).await?;
            }
        }
    }
    album
        .demo("desktop-rtl", Visitor::DESKTOP, "?dir=rtl")
        .await?;
    let forced = Visitor {
        forced_colors: true,
        ..Visitor::DESKTOP
    };
    album
        .prompt("prompt-forced-colors", forced, checkout)
        .await?;
    let magnified = Visitor {
        width: 320,
        height: 200,
        scale: 4.0,
        ..Visitor::DESKTOP
    };
    album.prompt("prompt-magnified", magnified, checkout).await
}

type Page = fn(&str) -> Site;

/// Where the pictures go.
struct Album(PathBuf);

impl Album {
    async fn take(&self, browser: &Browser, name: &str) -> Result<()> {
        self.keep(&format!("{name}.png"), &browser.screenshot().await?)
    }

    fn keep(&self, name: &str, picture: &[u8]) -> Result<()> {
        let path = self.0.join(name);
        fs::write(&path, picture)?;
        println!("{}", path.display());
        Ok(())
    }

    /// The gallery on one sheet of paper.
    async fn contact_sheet(&self) -> Result<()> {
        let house = House::open()?;
        let browser = Browser::open(Visitor::DESKTOP).await?;
        browser.visit(&house.url("/#gallery")).await?;
        browser.find("[data-tile]").await?;
        self.keep("contact-sheet.pdf", &browser.print().await?)
    }

    /// The demo: the shop, then its prompt, then the thanks.
    async fn demo(&self, name: &str, visitor: Visitor, query: &str) -> Result<()> {
        let house = House::open()?;
        house.others_rated("demo", "post-purchase", &OTHERS)?;
        let browser = Browser::open(visitor).await?;
        browser.visit(&house.url(&format!("/{query}"))).await?;
        browser.reads("[data-test=live-n]", "24").await?;
        self.take(&browser, &format!("demo-{name}-shop")).await?;
        browser
            .click("[data-test=add-to-cart][data-product=teapot]")
            .await?;
        browser.click("[data-test=checkout]").await?;
        self.take(&browser, &format!("demo-{name}-checkout"))
            .await?;
        browser.click("[data-test=place-order]").await?;
        let prompt = Prompt::appears(&browser).await?;
        prompt.comes_to_rest().await?;
        self.take(&browser, &format!("demo-{name}-prompt")).await?;
        prompt.rate(9).await?;
        prompt.comment("It pours clean.").await?;
        prompt.find(".standing").await?;
        browser.reads("[data-test=live-n]", "25").await?;
        self.take(&browser, &format!("demo-{name}-thanks")).await
    }

    /// The prompt alone, on a plain page.
    async fn prompt(&self, name: &str, visitor: Visitor, page: Page) -> Result<()> {
        let house = House::open()?;
        house.others_rated("demo", "post-purchase", &OTHERS)?;
        let tag = house.tag(r#"data-survey="post-purchase" data-metric="nps" data-site="demo""#);
        let site = page(&tag).serve().await?;
        let browser = Browser::open(visitor).await?;
        browser.visit(&site.url("/")).await?;
        browser.click(BUY).await?;
        let prompt = Prompt::appears(&browser).await?;
        prompt.comes_to_rest().await?;
        self.take(&browser, &format!("{name}-question")).await?;
        prompt.rate(9).await?;
        prompt.find("textarea").await?;
        self.take(&browser, &format!("{name}-comment")).await?;
        prompt.comment("Quick.").await?;
        prompt.find(".standing").await?;
        self.take(&browser, &format!("{name}-thanks")).await
    }
}
