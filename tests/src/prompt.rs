//! The prompt, found by its public hooks: `data-afterword`, part names and `data-rating`.

use anyhow::{Result, ensure};
use fantoccini::Locator;
use fantoccini::elements::Element;
use serde_json::Value;

use crate::browser::Browser;
use crate::wait::{until, until_reads};

/// The host element.
const HOST: &str = "[data-afterword]";

/// What a prompt may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Card,
    /// What is asked.
    Question,
    /// All ratings.
    Scale,
    /// What the lowest rating means.
    Low,
    /// What the highest rating means.
    High,
    /// The field for a comment.
    Comment,
    /// The button that sends it.
    Send,
    /// The button that closes the prompt.
    Close,
    /// The end.
    Thanks,
    /// One of several to choose from.
    Option,
    /// The field for what is not among them.
    Other,
    /// A field of one's own address.
    Field,
    /// The box that agrees to its use.
    Consent,
    /// What is wrong with an answer.
    Error,
    /// The button that goes on without an answer.
    Skip,
    /// The button that goes back.
    Back,
    /// How far it is.
    Progress,
    /// The button at the edge of the window that opens the card.
    Tab,
    /// A code to take along.
    Code,
    /// The button that copies it.
    Copy,
    /// A link at the end.
    Link,
}

impl Part {
    /// As `::part()` and `[part=…]` know it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Question => "question",
            Self::Scale => "scale",
            Self::Low => "low",
            Self::High => "high",
            Self::Comment => "comment",
            Self::Send => "send",
            Self::Close => "close",
            Self::Thanks => "thanks",
            Self::Option => "option",
            Self::Other => "other",
            Self::Field => "field",
            Self::Consent => "consent",
            Self::Error => "error",
            Self::Skip => "skip",
            Self::Back => "back",
            Self::Progress => "progress",
            Self::Tab => "tab",
            Self::Code => "code",
            Self::Copy => "copy",
            Self::Link => "link",
        }
    }

    fn css(self) -> String {
        format!("[part={}]", self.name())
    }
}

/// Where something is drawn, in CSS pixels from the viewport's upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Its left side.
    pub left: f64,
    /// Its upper side.
    pub top: f64,
    /// Its right side.
    pub right: f64,
    /// Its lower side.
    pub bottom: f64,
}

impl Area {
    /// From side to side.
    #[must_use]
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    /// From top to bottom.
    #[must_use]
    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// Whether a finger can hit it: WCAG 2.2 wants 24 by 24.
    #[must_use]
    pub fn is_target(self) -> bool {
        self.width() >= 24.0 && self.height() >= 24.0
    }

    /// Whether all of it is on a screen of this size.
    #[must_use]
    pub fn is_within(self, width: u32, height: u32) -> bool {
        self.left >= 0.0
            && self.top >= 0.0
            && self.right <= f64::from(width)
            && self.bottom <= f64::from(height)
    }
}

/// The prompt on a browser's page.
pub struct Prompt<'b> {
    browser: &'b Browser,
}

impl<'b> Prompt<'b> {
    /// The prompt, once it asks.
    ///
    /// # Errors
    ///
    /// When none appears.
    pub async fn appears(browser: &'b Browser) -> Result<Self> {
        let prompt = Self::on(browser);
        if let Err(error) = prompt.part(Part::Question).await {
            return Err(error.context(browser.account().await));
        }
        Ok(prompt)
    }

    /// The prompt that stands.
    #[must_use]
    pub fn on(browser: &'b Browser) -> Self {
        Self { browser }
    }

    /// Whether there is one.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn is_on(browser: &Browser) -> Result<bool> {
        let script = "return document.querySelectorAll(arguments[0]).length";
        let count = browser.run_with(script, vec![HOST.into()]).await?;
        ensure!(count == 0 || count == 1, "{count} prompts at once");
        Ok(count == 1)
    }

    /// Waits until nothing is left of it.
    ///
    /// # Errors
    ///
    /// When it stays for too long.
    pub async fn is_gone(browser: &Browser) -> Result<()> {
        until("the prompt to go", async || {
            Ok((!Self::is_on(browser).await?).then_some(()))
        })
        .await
    }

    /// What matches inside, once it can be seen.
    ///
    /// # Errors
    ///
    /// When it cannot be seen for too long.
    pub async fn find(&self, css: &str) -> Result<Element> {
        until(&format!("{css} in the prompt"), async || {
            Ok(self.look_for(css).await)
        })
        .await
    }

    /// A part, once it can be seen.
    ///
    /// # Errors
    ///
    /// When it cannot be seen for too long.
    pub async fn part(&self, part: Part) -> Result<Element> {
        self.find(&part.css()).await
    }

    /// The prompt may be drawn anew between two steps: then there is nothing to see for a moment.
    async fn look_for(&self, css: &str) -> Option<Element> {
        let host = self.browser.find_now(HOST).await?;
        let root = host.shadow_root().await.ok()?;
        let element = root.find(Locator::Css(css)).await.ok()?;
        (element.is_displayed().await.ok()?).then_some(element)
    }

    /// What is asked.
    ///
    /// # Errors
    ///
    /// When nothing is.
    pub async fn question(&self) -> Result<String> {
        Ok(self.part(Part::Question).await?.text().await?)
    }

    /// Waits until this is asked.
    ///
    /// # Errors
    ///
    /// When something else is for too long.
    pub async fn asks(&self, expected: &str) -> Result<()> {
        until_reads("the question", expected, async || {
            Ok(match self.look_for(&Part::Question.css()).await {
                Some(question) => question.text().await.unwrap_or_default(),
                None => String::new(),
            })
        })
        .await
    }

    /// Rates with the mouse.
    ///
    /// # Errors
    ///
    /// When there is no such rating, or something lies over it.
    pub async fn rate(&self, rating: i32) -> Result<()> {
        let element = self.find(&format!("[data-rating='{rating}']")).await?;
        Ok(element.click().await?)
    }

    /// Writes a comment and sends it with the mouse.
    ///
    /// # Errors
    ///
    /// When no comment is asked for.
    pub async fn comment(&self, text: &str) -> Result<()> {
        let field = self.part(Part::Comment).await?;
        field.click().await?;
        self.browser.type_text(text).await?;
        Ok(self.part(Part::Send).await?.click().await?)
    }

    /// Chooses an option, or takes the choice back, with the mouse. The one for something else has
    /// an empty id.
    ///
    /// # Errors
    ///
    /// When there is no such option, or something lies over it.
    pub async fn choose(&self, id: &str) -> Result<()> {
        let option = self.find(&format!("[data-option='{id}']")).await?;
        Ok(option.click().await?)
    }

    /// Writes into a field.
    ///
    /// # Errors
    ///
    /// When there is no such field.
    pub async fn write(&self, css: &str, text: &str) -> Result<()> {
        let field = self.find(css).await?;
        let script = format!("root.querySelector(`{css}`).scrollIntoView({{block: 'nearest'}})");
        self.run(&script).await?;
        self.comes_to_rest().await?;
        // WebKit's driver, asked for a click, takes the inside of a field for what covers it.
        self.browser.point_and_click(field).await?;
        self.browser.type_text(text).await
    }

    /// Presses a button with the mouse.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub async fn press(&self, part: Part) -> Result<()> {
        Ok(self.part(part).await?.click().await?)
    }

    /// Whether anything inside matches, seen or not.
    ///
    /// # Errors
    ///
    /// When there is no prompt.
    pub async fn has(&self, css: &str) -> Result<bool> {
        let script = format!("return Boolean(root.querySelector(`{css}`))");
        Ok(self.run(&script).await? == true)
    }

    /// An attribute of each element that matches inside, in their order; empty where it has none.
    ///
    /// # Errors
    ///
    /// When there is no prompt.
    pub async fn attributes(&self, css: &str, name: &str) -> Result<Vec<String>> {
        let script = format!(
            "return [...root.querySelectorAll(`{css}`)] \
                 .map(element => element.getAttribute(`{name}`) ?? '')"
        );
        Ok(serde_json::from_value(self.run(&script).await?)?)
    }

    /// The computed value of a style of what matches inside.
    ///
    /// # Errors
    ///
    /// When nothing matches.
    pub async fn style(&self, css: &str, property: &str) -> Result<String> {
        let script = format!(
            "return getComputedStyle(root.querySelector(`{css}`)).getPropertyValue(`{property}`)"
        );
        Ok(serde_json::from_value(self.run(&script).await?)?)
    }

    /// What is said at the end, its lines separated by spaces.
    ///
    /// # Errors
    ///
    /// When the end does not come.
    pub async fn thanks(&self) -> Result<String> {
        self.part(Part::Thanks).await?;
        let said = "const said = root.querySelectorAll('[part=thanks] > :not([data-sent])'); \
                    return [...said].map(piece => piece.innerText).filter(text => text).join(' ')";
        let text = self.run(said).await?;
        Ok(text
            .as_str()
            .unwrap_or_default()
            .replace(['\n', '\u{a0}'], " "))
    }

    /// What is said to have become of the answers.
    ///
    /// # Errors
    ///
    /// When the end does not come.
    pub async fn fate(&self) -> Result<String> {
        Ok(self.find("[data-sent]").await?.text().await?)
    }

    /// Waits until this is said to have become of the answers.
    ///
    /// # Errors
    ///
    /// When something else is for too long.
    pub async fn fate_is(&self, expected: &str) -> Result<()> {
        until_reads("their fate", expected, async || self.fate().await).await
    }

    /// Waits until this is said at the end.
    ///
    /// # Errors
    ///
    /// When something else is for too long.
    pub async fn thanks_with(&self, expected: &str) -> Result<()> {
        until_reads("the thanks", expected, async || self.thanks().await).await
    }

    /// Closes it with the mouse.
    ///
    /// # Errors
    ///
    /// When it cannot be closed.
    pub async fn close(&self) -> Result<()> {
        Ok(self.part(Part::Close).await?.click().await?)
    }

    /// Waits until nothing in it moves.
    ///
    /// # Errors
    ///
    /// When something moves for too long.
    pub async fn comes_to_rest(&self) -> Result<()> {
        until("the prompt to come to rest", async || {
            let moving = self.run("return root.getAnimations().length").await?;
            Ok((moving == 0).then_some(()))
        })
        .await
    }

    /// Waits until this is read out to a visitor who does not see it.
    ///
    /// # Errors
    ///
    /// When something else is for too long.
    pub async fn announces(&self, expected: &str) -> Result<()> {
        until_reads("the announcement", expected, async || {
            let script = "return root.querySelector('[role=status]').textContent";
            let text = self.run(script).await?;
            Ok(text.as_str().unwrap_or_default().to_owned())
        })
        .await
    }

    /// The rating that has the focus.
    ///
    /// # Errors
    ///
    /// When there is no prompt.
    pub async fn focused_rating(&self) -> Result<Option<i32>> {
        let script = "return root.activeElement?.closest('[data-rating]')?.dataset.rating";
        let rating = self.run(script).await?;
        Ok(rating.as_str().map(str::parse).transpose()?)
    }

    /// The areas, in CSS pixels of the viewport, of all that matches inside.
    ///
    /// # Errors
    ///
    /// When there is no prompt.
    pub async fn areas(&self, css: &str) -> Result<Vec<Area>> {
        let script = format!(
            "return [...root.querySelectorAll(`{css}`)].map(element => {{ \
                 const {{left, top, right, bottom}} = element.getBoundingClientRect(); \
                 return [left, top, right, bottom]; }})"
        );
        let areas = self.run(&script).await?;
        let side = |sides: &Value, index| sides[index].as_f64().unwrap_or(f64::NAN);
        let areas = areas.as_array().into_iter().flatten();
        Ok(areas
            .map(|sides| Area {
                left: side(sides, 0),
                top: side(sides, 1),
                right: side(sides, 2),
                bottom: side(sides, 3),
            })
            .collect())
    }

    /// Runs the body of a function in the page, its shadow root at hand as `root`.
    ///
    /// # Errors
    ///
    /// When the script throws.
    pub async fn run(&self, script: &str) -> Result<Value> {
        let script = format!("const root = document.querySelector('{HOST}').shadowRoot; {script}");
        self.browser.run(&script).await
    }
}
