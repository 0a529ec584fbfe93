//! What every view is made of: Leptos' elements, all of one type.
//!
//! Nested by `view!`, each view is a type of its own, with code of its own to build, mount and drop
//! it. Nothing in these views changes by itself, so each element is built at once, and the page
//! holds it: no state is kept, no owner has to be disposed of, and there is no signal and no
//! executor to pay for, as there would be with `leptos::mount`.

use leptos::html::custom;
use leptos::prelude::*;
use survey::definition::Text;
use web_sys::Element;

/// An element with what stands in it. It goes with the place that it is drawn into.
pub(crate) struct Piece(Element);

/// What an element always says of itself, by name.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Piece {
    #[inline(never)]
    pub(crate) fn new(tag: &'static str, attributes: Attributes<'_>) -> Self {
        // Without an array, no children would be said by a comment in the page.
        let piece = Piece(custom(tag).child([(); 0]).build().clone());
        attributes
            .iter()
            .fold(piece, |piece, (name, value)| piece.with(name, value))
    }

    /// One attribute more.
    #[inline(never)]
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// One more where it has a value.
    pub(crate) fn with_any(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// One piece more at the end.
    #[inline(never)]
    pub(crate) fn hold(self, piece: Self) -> Self {
        piece.draw(&self.0);
        self
    }

    /// One more, if there is one.
    #[cfg(feature = "everything")]
    pub(crate) fn hold_any(self, piece: Option<Self>) -> Self {
        match piece {
            Some(piece) => self.hold(piece),
            None => self,
        }
    }

    /// A text of the prompt's.
    #[inline(never)]
    pub(crate) fn say(self, text: &str) -> Self {
        text.build().mount(&self.0, None);
        self
    }

    /// A text of the survey's own. It says its language where that is not the card's, and keeps its
    /// full stop at its own end where it runs against the card.
    #[inline(never)]
    pub(crate) fn own(self, text: &Text) -> Self {
        let own = Piece::new("bdi", &[("dir", "auto")]);
        self.hold(
            own.with_any("lang", text.language.as_deref())
                .say(&text.text),
        )
    }

    /// Any other view of Leptos'.
    #[cfg(feature = "everything")]
    pub(crate) fn view(self, view: impl Render) -> Self {
        view.build().mount(&self.0, None);
        self
    }

    /// Puts it at the end of a place.
    pub(crate) fn draw(mut self, place: &Element) {
        self.0.mount(place, None);
    }

    pub(crate) fn element(&self) -> &Element {
        &self.0
    }
}

/// A button; its part says what it does.
#[inline(never)]
pub(crate) fn button(part: &str, kind: &str, label: &str) -> Piece {
    Piece::new("button", &[("part", part), ("type", kind)]).say(label)
}
