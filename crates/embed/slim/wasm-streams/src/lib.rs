//! The names of `wasm-streams` that Leptos' server functions refer to, without the streams.
//!
//! The original exports three JavaScript classes, and what a module exports no linker may drop:
//! 5.5 KB of a visitor's download for server functions that the prompt does not have.
//! `cargo xtask dist` puts this crate in its place; every other build uses the original.

use futures_util::stream::{Pending, Stream};
use wasm_bindgen::JsValue;
use web_sys::ReadableStream as RawStream;

/// A browser's stream of chunks. No value of it exists: asking for one panics.
#[derive(Debug)]
pub enum ReadableStream {}

impl ReadableStream {
    /// Takes hold of a browser's stream.
    ///
    /// # Panics
    /// Always: this build opens no streams.
    pub fn from_raw(_raw: RawStream) -> Self {
        no_streams()
    }

    /// Makes a browser's stream of a Rust one.
    ///
    /// # Panics
    /// Always: this build opens no streams.
    pub fn from_stream<S>(_stream: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        no_streams()
    }

    /// The browser's stream.
    pub fn into_raw(self) -> RawStream {
        match self {}
    }

    /// The chunks, one after the other.
    pub fn into_stream(self) -> Pending<Result<JsValue, JsValue>> {
        match self {}
    }
}

fn no_streams() -> ! {
    panic!("the size-optimised build has no streams; build without the wasm-streams override")
}
