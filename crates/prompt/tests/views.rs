//! The views in a real browser, without the shell: what they draw, and what they tell.
#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;

use prompt::{Act, Setting, frame, question};
use score::{Direction, Metric, Scale};
use survey::definition::{RatingLook, Text};
use survey::run::{Asking, Estimate, Input, Standing, View};
use survey::words::{Numerals, Words};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, EventInit, HtmlElement, HtmlTextAreaElement, KeyboardEvent};
use web_sys::{KeyboardEventInit, ShadowRoot, ShadowRootInit, ShadowRootMode};

wasm_bindgen_test_configure!(run_in_browser);

thread_local! {
    static ACTS: RefCell<Vec<Act>> = RefCell::default();
}

fn act(act: Act) {
    ACTS.with_borrow_mut(|acts| acts.push(act));
}

fn acts() -> Vec<Act> {
    ACTS.take()
}

/// A card in a shadow root of its own, taken down at the end of the test.
struct Card {
    host: HtmlElement,
    root: ShadowRoot,
}

impl Card {
    fn show(view: View) -> Self {
        Self::show_in(view, "ltr")
    }

    fn show_in(view: View, direction: &'static str) -> Self {
        acts();
        let document = web_sys::window().unwrap().document().unwrap();
        let host: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        document.body().unwrap().append_child(&host).unwrap();
        let root = host
            .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
            .unwrap();
        let place: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        root.append_child(&place).unwrap();
        let setting = Setting {
            position: "bottom-right",
            theme: "dark",
            preset: "classic",
        };
        let words = Words::english(Numerals::ascii());
        frame(&place, setting, &words, act);
        let card = Card { host, root };
        card.one("[part=card]")
            .set_attribute("dir", direction)
            .unwrap();
        question(&card.one(".question").unchecked_into(), view, &words);
        card
    }

    fn one(&self, selector: &str) -> Element {
        let found = self.root.query_selector(selector).unwrap();
        found.unwrap_or_else(|| panic!("nothing is {selector}"))
    }

    fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).unwrap();
        let nodes = (0..found.length()).filter_map(|index| found.item(index));
        nodes.map(JsCast::unchecked_into).collect()
    }

    fn text(&self, selector: &str) -> String {
        self.one(selector).text_content().unwrap_or_default()
    }

    fn radio(&self, rating: &str) -> HtmlElement {
        self.one(&format!("[data-rating='{rating}'] input"))
            .unchecked_into()
    }

    fn press(&self, element: &HtmlElement, key: &str) -> bool {
        element.focus().unwrap();
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        element.dispatch_event(&event).unwrap()
    }

    fn focused_rating(&self) -> Option<String> {
        let radio = self.root.active_element()?;
        radio.get_attribute("value")
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        self.host.remove();
    }
}

fn text(text: &str) -> Text {
    let (text, language) = (text.into(), None);
    Text { text, language }
}

fn asking(ask: &str, required: bool, input: Input) -> View {
    View::Question(Asking {
        ask: text(ask),
        required,
        back: false,
        last: true,
        progress: None,
        input,
    })
}

fn nps() -> View {
    rating(Metric::Nps)
}

fn rating(metric: Metric) -> View {
    asking(
        "How likely?",
        true,
        Input::Rating {
            metric,
            look: RatingLook::Numbers,
            low: text("Not at all"),
            high: text("Extremely"),
            rating: None,
        },
    )
}

fn comment(required: bool) -> View {
    comment_on("What did we do well?", required)
}

fn comment_on(ask: &str, required: bool) -> View {
    let (rows, text) = (3, String::new());
    asking(ask, required, Input::Comment { rows, text })
}

#[wasm_bindgen_test]
fn a_scale_is_a_named_group_of_native_radios() {
    let card = Card::show(nps());
    assert_eq!(card.text("fieldset > legend[part=question]"), "How likely?");
    let ratings: Vec<_> = card
        .all("[part=rating]")
        .iter()
        .map(|label| label.text_content().unwrap())
        .collect();
    assert_eq!(
        ratings,
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
    );
    for label in card.all("[part=rating]") {
        assert_eq!(label.get_attribute("data-rating"), label.text_content());
    }
    let names: Vec<_> = card
        .all("input[type=radio]")
        .iter()
        .map(|radio| radio.get_attribute("name"))
        .collect();
    assert_eq!(names.len(), 11);
    assert!(names.iter().all(|name| name.is_some() && *name == names[0]));
    assert!(
        card.all("input:checked").is_empty(),
        "nothing is preselected"
    );
}

#[wasm_bindgen_test]
fn the_ends_describe_the_first_and_the_last_rating() {
    let card = Card::show(nps());
    for (rating, end, words) in [("0", "low", "Not at all"), ("10", "high", "Extremely")] {
        let describes = card
            .radio(rating)
            .get_attribute("aria-describedby")
            .unwrap();
        assert_eq!(describes, end);
        assert_eq!(card.text(&format!("#{describes}")), words);
    }
    assert_eq!(card.radio("5").get_attribute("aria-describedby"), None);
}

#[wasm_bindgen_test]
fn a_click_on_a_label_rates_once() {
    let card = Card::show(nps());
    card.one("[data-rating='9']")
        .unchecked_into::<HtmlElement>()
        .click();
    assert_eq!(acts(), [Act::Rate(9)]);
}

#[wasm_bindgen_test]
fn a_scale_below_zero_rates_below_zero() {
    let card = Card::show(rating(Metric::Rating {
        scale: Scale::new(-2, 2).unwrap(),
    }));
    card.one("[data-rating='-2']")
        .unchecked_into::<HtmlElement>()
        .click();
    assert_eq!(acts(), [Act::Rate(-2)]);
}

#[wasm_bindgen_test]
fn arrows_move_focus_and_never_rate() {
    let card = Card::show(nps());
    for (from, key, to) in [
        ("0", "ArrowRight", "1"),
        ("1", "ArrowDown", "2"),
        ("2", "ArrowLeft", "1"),
        ("1", "ArrowUp", "0"),
        ("0", "ArrowLeft", "0"),
        ("10", "ArrowRight", "10"),
    ] {
        let native = card.press(&card.radio(from), key);
        assert!(!native, "{key} would have checked a radio");
        assert_eq!(
            card.focused_rating().as_deref(),
            Some(to),
            "{key} from {from}"
        );
    }
    assert_eq!(acts(), []);
    assert!(card.all("input:checked").is_empty());
}

#[wasm_bindgen_test]
fn from_right_to_left_the_next_rating_is_to_the_left() {
    let card = Card::show_in(nps(), "rtl");
    for (from, key, to) in [
        ("0", "ArrowLeft", "1"),
        ("1", "ArrowRight", "0"),
        ("0", "ArrowDown", "1"),
    ] {
        card.press(&card.radio(from), key);
        assert_eq!(
            card.focused_rating().as_deref(),
            Some(to),
            "{key} from {from}"
        );
    }
}

#[wasm_bindgen_test]
fn enter_rates_and_space_is_left_to_the_browser() {
    let card = Card::show(nps());
    assert!(!card.press(&card.radio("7"), "Enter"));
    assert_eq!(acts(), [Act::Rate(7)]);
    assert!(
        card.press(&card.radio("8"), " "),
        "the browser turns it into a click"
    );
}

#[wasm_bindgen_test]
fn escape_and_the_button_close() {
    let card = Card::show(nps());
    card.press(&card.radio("3"), "Escape");
    card.one("[part=close]")
        .unchecked_into::<HtmlElement>()
        .click();
    assert_eq!(acts(), [Act::Close, Act::Close]);
    assert_eq!(
        card.one("[part=close]")
            .get_attribute("aria-label")
            .as_deref(),
        Some("Close")
    );
}

#[wasm_bindgen_test]
fn a_comment_is_sent_by_its_button() {
    let card = Card::show(comment(false));
    assert_eq!(card.text("label[for=comment]"), "What did we do well?");
    let field: HtmlTextAreaElement = card.one("textarea#comment").unchecked_into();
    field.set_value("Fast,\nfriendly");
    card.one("[part=send]")
        .unchecked_into::<HtmlElement>()
        .click();
    assert_eq!(acts(), [Act::Comment("Fast,\nfriendly".into())]);
}

#[wasm_bindgen_test]
fn a_required_comment_is_not_sent_empty() {
    let card = Card::show(comment(true));
    card.one("[part=send]")
        .unchecked_into::<HtmlElement>()
        .click();
    assert_eq!(acts(), []);
}

#[wasm_bindgen_test]
fn a_form_never_leaves_the_page() {
    let card = Card::show(comment(false));
    let init = EventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    let submit = Event::new_with_event_init_dict("submit", &init).unwrap();
    assert!(!card.one("form").dispatch_event(&submit).unwrap());
}

#[wasm_bindgen_test]
fn thanks_say_where_the_score_stands_if_it_is_known() {
    let thanks = |standing| {
        Card::show(View::Thanks {
            text: text("Thank you."),
            code: None,
            link: None,
            standing,
        })
    };
    let standing = Standing {
        metric: Metric::Nps,
        n: 128,
        estimate: Some(Estimate {
            score: 54,
            lower: 47,
            upper: 59,
        }),
    };
    let words = "You are one of 128. The score is now 54 (47 to 59).";
    assert_eq!(
        thanks(Some(standing)).text("[part=thanks]"),
        format!("Thank you.{words}")
    );
    assert_eq!(thanks(None).text("[part=thanks]"), "Thank you.");
}

#[wasm_bindgen_test]
fn the_card_is_a_landmark_with_a_status() {
    let card = Card::show(rating(Metric::Ces {
        scale: Scale::SEVEN,
        direction: Direction::HigherIsEasier,
    }));
    let section = card.one("section[part=card]");
    for (name, value) in [
        ("aria-label", "Feedback"),
        ("data-theme", "dark"),
        ("dir", "ltr"),
        ("lang", "en"),
        ("class", "bottom-right"),
    ] {
        assert_eq!(section.get_attribute(name).as_deref(), Some(value));
    }
    assert_eq!(
        card.text("[role=status]"),
        "",
        "a status speaks when it changes"
    );
    assert_eq!(card.all("[part=rating]").len(), 7);
}

#[wasm_bindgen_test]
fn nothing_is_made_from_html() {
    let text = "<b>bold</b> & <img src=x onerror=alert(1)>";
    let card = Card::show(comment_on(text, false));
    assert_eq!(card.text("[part=question]"), text);
    assert!(card.all("b, img").is_empty());
    assert_eq!(card.text("[part=send]"), "Send");
}
