//! Reading a request's body within bounds of size and time.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::App;
use super::error::ApiError;

/// Bytes of one response. It is also what a browser sends at most while its page goes away.
pub(crate) const MAX_ONE: usize = 64 << 10;

/// Bytes of an array of responses.
pub(crate) const MAX_ARRAY: usize = 1 << 20;

/// Bytes of all bodies that may be read and not yet be with the store. What comes beyond is told
/// to come later, before it costs memory.
pub(super) const MAX_READING: usize = 16 << 20;

/// Seconds that a refused body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of a refused body that are read and thrown away, so that its sender reads the answer
/// instead of a broken connection.
const MAX_DISCARDED: usize = 32 << 20;

/// Reads a body. An array may be longer than a single response.
///
/// # Errors
///
/// 413 as soon as the body is known to be too long, 408 when it does not arrive in time, 400
/// when it breaks off, 503 when too much is being read already.
pub(crate) async fn read(app: &App, request: Request<Body>) -> Result<Received, ApiError> {
    let answer_first = request.headers().contains_key(header::EXPECT);
    let mut body = request.into_body();
    let read = timeout(app.body_patience, gather(&mut body, &app.bodies)).await;
    match read {
        Err(_) => Err(too_slow(app.body_patience)),
        Ok(Err(Stopped::Full)) => Err(ApiError::busy("full", "too much is being read already")),
        Ok(Err(Stopped::Broken)) => Err(broken()),
        Ok(Err(Stopped::TooLong(limit))) => {
            // Whoever announced to wait for an answer does not send before it.
            if !answer_first {
                tokio::spawn(timeout(PATIENCE, discard(body)));
            }
            Err(too_long(limit))
        }
        Ok(Ok(received)) => Ok(received),
    }
}

/// A body, with its share of what may be read at one time.
pub(crate) struct Received {
    bytes: Vec<u8>,
    room: Option<OwnedSemaphorePermit>,
}

impl Received {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Makes room for a part before it is kept.
    fn push(&mut self, part: &[u8], room: &Arc<Semaphore>) -> Result<(), Stopped> {
        let more = u32::try_from(part.len()).map_err(|_| Stopped::Full)?;
        let more = Arc::clone(room).try_acquire_many_owned(more);
        let more = more.map_err(|_| Stopped::Full)?;
        match &mut self.room {
            Some(room) => room.merge(more),
            none => *none = Some(more),
        }
        self.bytes.extend_from_slice(part);
        Ok(())
    }
}

enum Stopped {
    TooLong(usize),
    Broken,
    Full,
}

async fn gather(body: &mut Body, room: &Arc<Semaphore>) -> Result<Received, Stopped> {
    if body.size_hint().lower() > MAX_ARRAY as u64 {
        return Err(Stopped::TooLong(MAX_ARRAY));
    }
    let mut received = Received {
        bytes: Vec::new(),
        room: None,
    };
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Stopped::Broken)?;
        received.push(frame.data_ref().unwrap_or(&Bytes::new()), room)?;
        let limit = limit(&received.bytes);
        if received.bytes.len() > limit {
            return Err(Stopped::TooLong(limit));
        }
    }
    Ok(received)
}

fn limit(bytes: &[u8]) -> usize {
    match bytes.trim_ascii_start().first() {
        Some(b'[') => MAX_ARRAY,
        _ => MAX_ONE,
    }
}

async fn discard(mut body: Body) {
    let mut discarded = 0;
    while let Some(Ok(frame)) = body.frame().await {
        discarded += frame.data_ref().map_or(0, Bytes::len);
        if discarded > MAX_DISCARDED {
            return;
        }
    }
}

fn too_long(limit: usize) -> ApiError {
    ApiError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body",
        "too_large",
        format!("this body has more than {limit} bytes"),
        format!("at most {MAX_ONE} bytes for one response, {MAX_ARRAY} for an array"),
    )
}

fn too_slow(patience: Duration) -> ApiError {
    ApiError::new(
        StatusCode::REQUEST_TIMEOUT,
        "body",
        "too_slow",
        format!("the body did not arrive within {} s", patience.as_secs()),
        "the whole body at once",
    )
}

fn broken() -> ApiError {
    ApiError::new(
        StatusCode::BAD_REQUEST,
        "body",
        "broken_off",
        "the body broke off before its end",
        "as many bytes as were announced",
    )
}
