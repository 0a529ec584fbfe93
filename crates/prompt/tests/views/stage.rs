//! A card to look at, questions to draw in it, and what it tells.

use std::cell::RefCell;

use prompt::{Act, RARE_STYLE, STYLE, Setting, frame, question};
use score::Metric;
use survey::definition::{RatingLook, Text};
use survey::run::{Asking, Input, View};
use survey::words::{Numerals, Words};
use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, CssStyleSheet, Element, HtmlElement, HtmlInputElement};
use web_sys::{KeyboardEvent, KeyboardEventInit, ShadowRoot, ShadowRootInit, ShadowRootMode};

thread_local! {
    static ACTS: RefCell<Vec<Act>> = RefCell::default();
}

pub(crate) fn act(act: Act) {
    ACTS.with_borrow_mut(|acts| acts.push(act));
}

/// What was done since this was last asked.
pub(crate) fn acts() -> Vec<Act> {
    ACTS.take()
}

pub(crate) fn english() -> Words {
    Words::english(Numerals::ascii())
}

/// A card in a shadow root of its own, taken down at the end of the test.
pub(crate) struct Card {
    host: HtmlElement,
    root: ShadowRoot,
}

impl Card {
    /// An empty place.
    pub(crate) fn place() -> (Self, HtmlElement) {
        acts();
        let document = web_sys::window().unwrap().document().unwrap();
        let host: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        document.body().unwrap().append_child(&host).unwrap();
        let root = host
            .attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))
            .unwrap();
        let style = CssStyleSheet::new().unwrap();
        let still = "[part=card]{animation:none}";
        let styles = [RARE_STYLE, STYLE, still].concat();
        style.replace_sync(&styles).unwrap();
        root.set_adopted_style_sheets(&js_sys::Array::of1(&style));
        let place: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        root.append_child(&place).unwrap();
        (Card { host, root }, place)
    }

    pub(crate) fn show(view: View) -> Self {
        Self::show_in(view, setting())
    }

    pub(crate) fn show_in(view: View, setting: Setting) -> Self {
        let (card, place) = Self::place();
        frame(&place, setting, &english(), act);
        card.ask(view);
        card
    }

    /// Draws another question.
    #[expect(clippy::needless_pass_by_value, reason = "tests write it in its place")]
    pub(crate) fn ask(&self, view: View) {
        let place = self.one(".question");
        place.set_text_content(None);
        question(&place, &view, &english());
    }

    pub(crate) fn one(&self, selector: &str) -> Element {
        let found = self.root.query_selector(selector).unwrap();
        found.unwrap_or_else(|| panic!("nothing is {selector}"))
    }

    pub(crate) fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).unwrap();
        let nodes = (0..found.length()).filter_map(|index| found.item(index));
        nodes.map(JsCast::unchecked_into).collect()
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        self.one(selector).text_content().unwrap_or_default()
    }

    pub(crate) fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.one(selector).get_attribute(name)
    }

    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<Option<String>> {
        let elements = self.all(selector);
        let attributes = elements.iter().map(|element| element.get_attribute(name));
        attributes.collect()
    }

    pub(crate) fn input(&self, selector: &str) -> HtmlInputElement {
        self.one(selector).unchecked_into()
    }

    pub(crate) fn radio(&self, rating: &str) -> HtmlInputElement {
        self.input(&format!("[data-rating='{rating}'] input"))
    }

    pub(crate) fn style(&self, selector: &str) -> CssStyleDeclaration {
        let window = web_sys::window().unwrap();
        let style = window.get_computed_style(&self.one(selector)).unwrap();
        style.unwrap()
    }

    pub(crate) fn click(&self, selector: &str) {
        self.one(selector).unchecked_into::<HtmlElement>().click();
    }

    /// Presses a key on an element; whether the browser may do its part as well.
    pub(crate) fn press(&self, element: &HtmlElement, key: &str) -> bool {
        self.press_while(element, key, false)
    }

    pub(crate) fn press_while(&self, element: &HtmlElement, key: &str, composing: bool) -> bool {
        element.focus().unwrap();
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_cancelable(true);
        init.set_is_composing(composing);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        element.dispatch_event(&event).unwrap()
    }

    /// The value of the radio, checkbox or field that has focus.
    pub(crate) fn focused(&self) -> Option<String> {
        let focused = self.root.active_element()?;
        focused.get_attribute("value")
    }

    /// The sentences that are seen to be wrong with the answer.
    pub(crate) fn errors(&self) -> Vec<String> {
        let errors = self.all("[part=error]:not([hidden])");
        let texts = errors.iter().map(|error| error.text_content().unwrap());
        texts.collect()
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        self.host.remove();
    }
}

pub(crate) fn setting() -> Setting {
    Setting {
        position: "bottom-right",
        theme: "dark",
        preset: "classic",
    }
}

pub(crate) fn text(text: &str) -> Text {
    text.into()
}

/// A question as the only one of its survey.
pub(crate) fn asking(ask: &str, required: bool, input: Input) -> Asking {
    Asking {
        ask: text(ask),
        required,
        back: false,
        last: true,
        progress: None,
        input,
    }
}

pub(crate) fn rating(metric: Metric, look: RatingLook, rating: Option<i32>) -> View {
    let input = Input::Rating {
        metric,
        look,
        low: text("Not at all"),
        high: text("Extremely"),
        rating,
    };
    View::Question(asking("How likely?", true, input))
}

pub(crate) fn nps() -> View {
    rating(Metric::Nps, RatingLook::Numbers, None)
}

pub(crate) fn comment(ask: &str, required: bool, rows: i32) -> View {
    let text = String::new();
    View::Question(asking(ask, required, Input::Comment { rows, text }))
}
