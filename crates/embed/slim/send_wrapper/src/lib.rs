//! `SendWrapper` for a target with a single thread.
//!
//! The crate of this name remembers which thread made a value and checks it at each access.
//! Where there is one thread the check cannot fail, but it keeps thread ids, their allocation and
//! the messages of its panics in the link: 2.4 KB of a visitor's download.
//! `cargo xtask dist` puts this crate in its place; every other build uses the original.

#[cfg(not(all(target_arch = "wasm32", not(target_feature = "atomics"))))]
compile_error!("this send_wrapper is sound on wasm32 without threads only");

use std::ops::{Deref, DerefMut};

/// A value that passes for [`Send`] and [`Sync`], since no second thread can exist.
#[derive(Clone, Debug)]
pub struct SendWrapper<T>(T);

// SAFETY: without the `atomics` feature wasm32 has no threads, so the value can neither be sent
// to another one nor be shared with it.
unsafe impl<T> Send for SendWrapper<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for SendWrapper<T> {}

impl<T> SendWrapper<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Whether the current thread is the one that made the value: always.
    pub const fn valid(&self) -> bool {
        true
    }

    /// Gives the value back.
    pub fn take(self) -> T {
        self.0
    }
}

impl<T> Deref for SendWrapper<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for SendWrapper<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

#[cfg(feature = "futures")]
mod futures {
    use super::SendWrapper;
    use futures_core::Stream;
    use std::future::Future;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    impl<T> SendWrapper<T> {
        fn project(self: Pin<&mut Self>) -> Pin<&mut T> {
            // SAFETY: the only field is pinned whenever the wrapper is; nothing moves out of it
            // through a pinned reference, and the wrapper has no `Drop` of its own.
            unsafe { self.map_unchecked_mut(|wrapper| &mut wrapper.0) }
        }
    }

    impl<F: Future> Future for SendWrapper<F> {
        type Output = F::Output;

        fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
            self.project().poll(cx)
        }
    }

    impl<S: Stream> Stream for SendWrapper<S> {
        type Item = S::Item;

        fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
            self.project().poll_next(cx)
        }

        fn size_hint(&self) -> (usize, Option<usize>) {
            self.0.size_hint()
        }
    }
}
