//! Where a prompt stands: its host element, shadow root, focus and listeners.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use leptos::mount::mount_to;
use leptos::prelude::{Set as _, WriteSignal, signal};
use prompt::{Act, STYLE, Setting, card};
use survey::run::View;
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleSheet, Element, EventTarget, FocusEvent, HtmlElement, ShadowRoot};
use web_sys::{ShadowRootInit, ShadowRootMode};

use crate::js;

/// A prompt on its page. Dropping it leaves the page as it was, focus included.
pub(crate) struct Stage {
    host: HtmlElement,
    root: ShadowRoot,
    view: WriteSignal<View>,
    announced: WriteSignal<bool>,
    /// What had focus when focus came in.
    before: Rc<RefCell<Option<HtmlElement>>>,
    _leaving: [Listener; 2],
    _entering: Listener,
    /// Leptos' handle; dropping it unmounts.
    _card: Box<dyn Any>,
}

impl Stage {
    /// Puts up a card at the end of the body.
    ///
    /// # Errors
    /// What the browser threw, where it lacks shadow roots or constructable style sheets.
    pub(crate) fn raise(
        setting: Setting,
        view: View,
        act: fn(Act),
        leave: fn(),
    ) -> Result<Self, JsValue> {
        let document = js::document();
        let host: HtmlElement = document.create_element("div")?.unchecked_into();
        host.set_attribute("data-afterword", "")?;
        let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))?;
        let sheet = CssStyleSheet::new()?;
        sheet.replace_sync(STYLE)?;
        root.set_adopted_style_sheets(&Array::of1(&sheet));
        let inside: HtmlElement = document.create_element("div")?.unchecked_into();
        root.append_child(&inside)?;

        let writers = Rc::new(Cell::new(None));
        let card = mount_to(inside, {
            let writers = Rc::clone(&writers);
            move || {
                let (view, set_view) = signal(view);
                let (announced, set_announced) = signal(false);
                writers.set(Some((set_view, set_announced)));
                card(setting, view, announced, act)
            }
        });
        let (view, announced) = writers.take().ok_or(JsValue::NULL)?;

        let before = Rc::new(RefCell::new(None));
        let entering = Listener::new(host.clone().into(), "focusin", {
            let before = Rc::clone(&before);
            move |event| {
                let from = event.unchecked_ref::<FocusEvent>().related_target();
                *before.borrow_mut() = from.and_then(|from| from.dyn_into().ok());
            }
        });
        let leaving = [
            Listener::new(js::window().into(), "pagehide", move |_| leave()),
            Listener::new(document.clone().into(), "visibilitychange", move |_| {
                leave();
            }),
        ];
        document.body().ok_or(JsValue::NULL)?.append_child(&host)?;
        Ok(Stage {
            host,
            root,
            view,
            announced,
            before,
            _leaving: leaving,
            _entering: entering,
            _card: Box::new(card),
        })
    }

    /// Draws what comes next. Focus follows the visitor who is inside, and nobody else.
    pub(crate) fn draw(&self, view: View) {
        let keyboard = matches!(self.root.query_selector(":focus-visible"), Ok(Some(_)));
        // A finger that just rated did not ask for a keyboard on its screen.
        let writes = matches!(view, View::Comment { .. }) && self.focused().is_some() && hovers();
        self.view.set(view);
        if keyboard || writes {
            let root = self.root.clone();
            // After the task that Leptos has just queued.
            wasm_bindgen_futures::spawn_local(async move { focus_first(&root) });
        }
    }

    /// Reads out what stands there.
    pub(crate) fn announce(&self) {
        self.announced.set(true);
    }

    /// Whether the visitor's pointer or focus is on the card.
    pub(crate) fn is_attended(&self) -> bool {
        self.host.matches(":hover,:focus-within").unwrap_or(false)
    }

    fn focused(&self) -> Option<Element> {
        self.root.active_element()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if self.focused().is_some()
            && let Some(before) = self.before.take()
        {
            let _ = before.focus();
        }
        self.host.remove();
    }
}

/// Whether the visitor's main pointer can hover, as a finger can't.
fn hovers() -> bool {
    let query = js::window().match_media("(hover:hover)");
    query.is_ok_and(|query| query.is_some_and(|query| query.matches()))
}

/// The field or the first rating; where there is none, the button that closes.
fn focus_first(root: &ShadowRoot) {
    for selector in ["textarea,input", "[part=close]"] {
        if let Ok(Some(element)) = root.query_selector(selector) {
            let _ = element.unchecked_into::<HtmlElement>().focus();
            return;
        }
    }
}

/// A listener that is taken off when dropped.
struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn Fn(web_sys::Event)>,
}

impl Listener {
    fn new(
        target: EventTarget,
        name: &'static str,
        call: impl Fn(web_sys::Event) + 'static,
    ) -> Self {
        let closure = Closure::<dyn Fn(web_sys::Event)>::new(call);
        let function = closure.as_ref().unchecked_ref();
        let _ = target.add_event_listener_with_callback(name, function);
        Listener {
            target,
            name,
            closure,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback(self.name, function);
    }
}
