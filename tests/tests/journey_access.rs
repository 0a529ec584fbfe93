//! Everybody can answer: at any width, in light and dark, in either direction of text, by keyboard
//! alone, and without seeing it.

use anyhow::Result;
use fantoccini::key::Key;
use journeys::axe;
use journeys::browser::{Browser, Visitor};
use journeys::host::{BUY, WISH, checkout, checkout_from_right_to_left};
use journeys::house::House;
use journeys::prompt::{Part, Prompt};
use journeys::site::{Served, Site};

const CSAT: &str = "How satisfied are you with the checkout?";
const NPS: &str = "How likely is it that you would recommend us to a friend or colleague?";
const THANKS: &str = "Thank you for your feedback.";

/// What is asked and said, in the language of the page.
struct Said {
    csat: &'static str,
    nps: &'static str,
    why: &'static str,
    thanks: &'static str,
}

const ENGLISH: Said = Said {
    csat: CSAT,
    nps: NPS,
    why: "What did we do well?",
    thanks: THANKS,
};

const ARABIC: Said = Said {
    csat: "ما مدى رضاك عن عملية الشراء؟",
    nps: "ما مدى احتمال أن توصي بخدمات شركتنا لصديق أو زميل؟",
    why: "ما الذي أحسنّا فعله؟",
    thanks: "شكرًا على ملاحظاتك.",
};

/// The whole template, in the page's language: a question, a second one, a comment.
fn tag(house: &House) -> String {
    house.tag(r#"data-survey="post-purchase""#)
}

/// The same with a score that everybody may see.
fn public_tag(house: &House) -> String {
    house.tag(r#"data-survey="post-purchase" data-site="demo""#)
}

#[tokio::test]
async fn axe_at_a_desk() -> Result<()> {
    examine_all(Visitor::DESKTOP, checkout, &ENGLISH).await
}

#[tokio::test]
async fn axe_at_a_desk_from_right_to_left() -> Result<()> {
    examine_all(Visitor::DESKTOP, checkout_from_right_to_left, &ARABIC).await
}

#[tokio::test]
async fn axe_on_a_phone() -> Result<()> {
    examine_all(Visitor::PHONE, checkout, &ENGLISH).await
}

#[tokio::test]
async fn axe_on_a_phone_from_right_to_left() -> Result<()> {
    examine_all(Visitor::PHONE, checkout_from_right_to_left, &ARABIC).await
}

/// Examines each state of the prompt, light and dark.
async fn examine_all(visitor: Visitor, page: fn(&str) -> Site, said: &Said) -> Result<()> {
    let house = House::open()?;
    house.others_rated("demo", "post-purchase", &[10, 8, 2])?;
    let private = page(&tag(&house)).serve().await?;
    let public = page(&public_tag(&house)).serve().await?;
    let browser = Browser::open(visitor).await?;
    for visitor in [visitor, visitor.dark()] {
        browser.become_visitor(visitor).await?;
        browser.visit(&private.url("/")).await?;
        assert_eq!(axe::examine(&browser).await?, [], "the page itself");
        let prompt = examine_questions(&browser, said).await?;
        prompt.thanks_with(said.thanks).await?;
        examine(&browser, &prompt, &[Part::Thanks]).await?;

        browser.visit(&public.url("/")).await?;
        let prompt = examine_questions(&browser, said).await?;
        prompt.find(".standing").await?;
        examine(&browser, &prompt, &[Part::Thanks]).await?;
    }
    Ok(())
}

/// Examines everything up to the thanks.
async fn examine_questions<'a>(browser: &'a Browser, said: &Said) -> Result<Prompt<'a>> {
    const SCALE: [Part; 4] = [Part::Question, Part::Scale, Part::Low, Part::High];
    const COMMENT: [Part; 3] = [Part::Question, Part::Comment, Part::Send];
    browser.forget().await?;
    browser.click(BUY).await?;
    let prompt = Prompt::appears(browser).await?;
    prompt.asks(said.csat).await?;
    examine(browser, &prompt, &SCALE).await?;
    prompt.rate(4).await?;
    prompt.asks(said.nps).await?;
    examine(browser, &prompt, &SCALE).await?;
    prompt.rate(9).await?;
    prompt.asks(said.why).await?;
    examine(browser, &prompt, &COMMENT).await?;
    prompt.comment("Quick.").await?;
    Ok(prompt)
}

/// Finds nothing wrong with a state that shows these parts, and the card with its close button.
async fn examine(browser: &Browser, prompt: &Prompt<'_>, parts: &[Part]) -> Result<()> {
    for part in [Part::Card, Part::Close].iter().chain(parts) {
        prompt.part(*part).await?;
    }
    prompt.comes_to_rest().await?;
    assert_eq!(axe::examine(browser).await?, [], "with {parts:?}");
    Ok(())
}

/// Were it blind for what is in a shadow root, all of the above would say nothing.
#[tokio::test]
async fn axe_looks_into_the_prompt() -> Result<()> {
    let (_house, _site, browser) = after_a_purchase(Visitor::DESKTOP, checkout).await?;
    let prompt = Prompt::appears(&browser).await?;
    prompt
        .run("root.querySelector('[part=close]').removeAttribute('aria-label')")
        .await?;
    prompt
        .run("root.querySelector('[part=close]').textContent = ''")
        .await?;
    prompt.comes_to_rest().await?;
    let found = axe::examine(&browser).await?;
    let [finding] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(finding.rule, "button-name");
    assert!(finding.places[0].contains("data-afterword"), "{finding:?}");
    Ok(())
}

#[tokio::test]
async fn the_prompt_is_told_and_takes_no_focus() -> Result<()> {
    let (_house, _site, browser) = after_a_purchase(Visitor::DESKTOP, checkout).await?;
    let prompt = Prompt::appears(&browser).await?;
    assert!(browser.is_focused(BUY).await?, "focus stays where it was");
    let of_three = |number, asked| format!("Question {number} of 3. {asked}");
    let first = of_three(1, CSAT);
    prompt
        .announces(&format!("{first} Press F6 to go there."))
        .await?;
    prompt.rate(2).await?;
    prompt.announces(&of_three(2, NPS)).await?;
    prompt.rate(3).await?;
    prompt.announces(&of_three(3, "What went wrong?")).await?;
    prompt.comment("Nothing works.").await?;
    prompt.announces(THANKS).await
}

#[tokio::test]
async fn arrows_move_and_never_rate() -> Result<()> {
    let (_house, _site, browser) = after_a_purchase(Visitor::DESKTOP, checkout).await?;
    let prompt = Prompt::appears(&browser).await?;
    browser.tab_to("[data-rating] input").await?;
    assert_eq!(prompt.focused_rating().await?, Some(1));
    for (key, leads_to) in [
        (Key::Left, 1),
        (Key::Right, 2),
        (Key::Down, 3),
        (Key::Right, 4),
        (Key::Up, 3),
        (Key::Right, 4),
        (Key::Right, 5),
        (Key::Right, 5),
        (Key::Left, 4),
    ] {
        browser.press(key).await?;
        assert_eq!(prompt.focused_rating().await?, Some(leads_to), "{key:?}");
    }
    assert_eq!(browser.told_names().await?, ["ready", "shown"]);
    prompt.asks(CSAT).await?;

    browser.press(Key::Enter).await?;
    assert_eq!(browser.heard("rated").await?["rating"], 4);
    prompt.asks(NPS).await?;
    assert_eq!(prompt.focused_rating().await?, Some(0), "focus follows");
    browser.press(Key::Right).await?;
    browser.press(Key::Space).await?;
    prompt.asks("What went wrong?").await?;
    let ratings: Vec<_> = browser
        .told()
        .await?
        .into_iter()
        .filter(|told| told.name == "rated")
        .map(|told| told.detail["rating"].clone())
        .collect();
    assert_eq!(ratings, [4, 1]);
    Ok(())
}

#[tokio::test]
async fn arrows_follow_the_direction_of_the_text() -> Result<()> {
    let (_house, _site, browser) =
        after_a_purchase(Visitor::DESKTOP, checkout_from_right_to_left).await?;
    let prompt = Prompt::appears(&browser).await?;
    let ratings = prompt.areas("[data-rating]").await?;
    assert!(ratings[0].left > ratings[4].left, "1 is on the right");
    browser.tab_to("[data-rating] input").await?;
    browser.press(Key::Left).await?;
    browser.press(Key::Left).await?;
    browser.press(Key::Right).await?;
    assert_eq!(prompt.focused_rating().await?, Some(2));
    Ok(())
}

#[tokio::test]
async fn escape_closes_from_inside_alone_and_gives_focus_back() -> Result<()> {
    let (_house, _site, browser) = after_a_purchase(Visitor::DESKTOP, checkout).await?;
    Prompt::appears(&browser).await?;
    browser.press(Key::Escape).await?;
    browser.press(Key::Tab).await?;
    assert!(browser.is_focused(WISH).await?);
    assert!(Prompt::is_on(&browser).await?, "Escape was the page's own");

    browser.tab_to("[part=close]").await?;
    browser.press(Key::Escape).await?;
    Prompt::is_gone(&browser).await?;
    assert!(browser.is_focused(WISH).await?, "where it came from");
    assert_eq!(browser.told_names().await?, ["ready", "shown", "dismissed"]);
    Ok(())
}

/// Tab leads through the prompt and out of it again.
#[tokio::test]
async fn the_prompt_is_no_trap() -> Result<()> {
    let (_house, _site, browser) = after_a_purchase(Visitor::DESKTOP, checkout).await?;
    Prompt::appears(&browser).await?;
    browser.tab_to("[data-rating] input").await?;
    browser.tab_to(BUY).await?;
    assert!(Prompt::is_on(&browser).await?);
    Ok(())
}

#[tokio::test]
async fn fingers_hit_every_rating_on_the_narrowest_phone() -> Result<()> {
    let phone = Visitor::PHONE;
    let (_house, _site, browser) = after_a_purchase(phone, checkout).await?;
    let prompt = Prompt::appears(&browser).await?;
    prompt.rate(4).await?;
    prompt.asks(NPS).await?;
    prompt.comes_to_rest().await?;

    let ratings = prompt.areas("[data-rating]").await?;
    assert_eq!(ratings.len(), 11);
    let one_row = ratings.iter().all(|area| area.top == ratings[0].top);
    assert!(one_row, "{ratings:?}");
    for area in ratings.iter().chain(&prompt.areas("[part=close]").await?) {
        assert!(area.is_target(), "{area:?}");
        assert!(area.is_within(phone.width, phone.height), "{area:?}");
    }
    let numbers = "return [...root.querySelectorAll('[data-rating]')] \
                       .every(element => element.textContent === element.dataset.rating)";
    assert_eq!(prompt.run(numbers).await?, true);

    prompt.rate(0).await?;
    let send = prompt.part(Part::Send).await?;
    let (_, _, width, height) = send.rectangle().await?;
    assert!(width >= 24.0 && height >= 24.0);
    assert_nothing_sticks_out(&browser, &prompt, phone).await
}

/// A desktop's browser at 200 and at 400 %.
#[tokio::test]
async fn the_card_stays_on_a_magnified_screen() -> Result<()> {
    let desk = Visitor::DESKTOP;
    for zoom in [2, 4] {
        let visitor = Visitor {
            width: desk.width / zoom,
            height: desk.height / zoom,
            scale: f64::from(zoom),
            ..desk
        };
        let (_house, _site, browser) = after_a_purchase(visitor, checkout).await?;
        let prompt = Prompt::appears(&browser).await?;
        assert_nothing_sticks_out(&browser, &prompt, visitor).await?;
        prompt.rate(4).await?;
        prompt.asks(NPS).await?;
        assert_nothing_sticks_out(&browser, &prompt, visitor).await?;
    }
    Ok(())
}

async fn assert_nothing_sticks_out(
    browser: &Browser,
    prompt: &Prompt<'_>,
    visitor: Visitor,
) -> Result<()> {
    prompt.comes_to_rest().await?;
    let card = prompt.areas("[part=card]").await?[0];
    assert!(card.is_within(visitor.width, visitor.height), "{card:?}");
    let script = "return root.querySelector('[part=card]').scrollWidth \
                      - root.querySelector('[part=card]').clientWidth";
    assert_eq!(
        prompt.run(script).await?,
        0,
        "the card needs no scrolling sideways"
    );
    let script = "return document.documentElement.scrollWidth \
                      - document.documentElement.clientWidth";
    assert_eq!(browser.run(script).await?, 0, "neither does the page");
    Ok(())
}

#[tokio::test]
async fn nothing_moves_for_those_who_want_it_still() -> Result<()> {
    let moves = "return getComputedStyle(root.querySelector('[part=card]')).animationName";
    for (still, expected) in [(false, "rise"), (true, "none")] {
        let visitor = Visitor {
            still,
            ..Visitor::DESKTOP
        };
        let (_house, _site, browser) = after_a_purchase(visitor, checkout).await?;
        let prompt = Prompt::appears(&browser).await?;
        assert_eq!(prompt.run(moves).await?, expected);
    }
    Ok(())
}

/// A visitor who has just bought by a click: the page's button has the focus.
async fn after_a_purchase(
    visitor: Visitor,
    page: fn(&str) -> Site,
) -> Result<(House, Served, Browser)> {
    let house = House::open()?;
    let site = page(&tag(&house)).serve().await?;
    let browser = Browser::open(visitor).await?;
    browser.visit(&site.url("/")).await?;
    browser.click(BUY).await?;
    Ok((house, site, browser))
}
