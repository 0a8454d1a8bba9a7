//! Answers that arrive badly: cut, stalled, dripping.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::time::Sleep;

use super::Trouble;
use super::change::change;
use crate::behaviour::ErrorShape;
use crate::failure::html_page;
use crate::server::SocketFate;

/// Gives an answer the way trouble wants it. `None`: there is no answer, the connection ends.
pub(crate) async fn deliver(
    response: Response<Body>,
    changes: &[Trouble],
    fault: Option<Trouble>,
    fate: &SocketFate,
    shape: ErrorShape,
) -> Option<Response<Body>> {
    let (mut parts, body) = response.into_parts();
    // Every body of the sandbox is in memory: collecting it neither waits nor fails.
    let mut bytes = body
        .collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default();
    if !changes.is_empty() && parts.status.is_success() {
        bytes = change(&bytes, changes).map_or(bytes, Bytes::from);
    }
    parts.headers.remove(CONTENT_LENGTH);
    let body = match fault {
        None => Body::from(bytes),
        Some(Trouble::ResetBeforeHeaders | Trouble::ResetOnArrival) => {
            fate.reset();
            fate.cut();
            return None;
        }
        Some(Trouble::Stall) => std::future::pending().await,
        Some(Trouble::ResetMidBody) => {
            // Only the end of the connection looks at this, and that is the cut.
            fate.reset();
            Body::new(Half::of(bytes, Ending::Cut))
        }
        Some(Trouble::Truncate) => Body::new(Half::of(bytes, Ending::Cut)),
        Some(Trouble::StallMidBody) => Body::new(Half::of(bytes, Ending::Silence)),
        Some(Trouble::Drip {
            bytes: piece,
            millis,
        }) => Body::new(Drip::of(bytes, piece, Duration::from_millis(millis))),
        Some(Trouble::HtmlPage) => {
            parts.status = StatusCode::OK;
            parts.headers.insert(
                CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            );
            Body::from(html_page(StatusCode::OK))
        }
        Some(Trouble::MalformedBody) => Body::from(bytes.slice(..bytes.len() / 2)),
        Some(Trouble::EmptyBody) => Body::empty(),
        Some(Trouble::Answer(answer)) => return Some(answer.response(shape)),
        // The rest are no faults.
        Some(_) => Body::from(bytes),
    };
    Some(Response::from_parts(parts, body))
}

/// How a body ends that is not whole.
#[derive(Clone, Copy, PartialEq)]
enum Ending {
    Cut,
    Silence,
}

/// The first half of a body that promises to be whole.
struct Half {
    whole: u64,
    half: Option<Bytes>,
    flushed: bool,
    ending: Ending,
}

impl Half {
    fn of(bytes: Bytes, ending: Ending) -> Self {
        // At least one byte stays unsent: an empty body can not be cut.
        let whole = (bytes.len() as u64).max(1);
        Self {
            whole,
            half: Some(bytes.slice(..bytes.len() / 2)),
            flushed: false,
            ending,
        }
    }
}

impl HttpBody for Half {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(half) = self.half.take().filter(|half| !half.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(half))));
        }
        if self.ending == Ending::Silence {
            return Poll::Pending;
        }
        if !self.flushed {
            // One round without data, in which the first half is flushed to the socket; then the end.
            self.flushed = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionAborted.into())))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.whole)
    }
}

/// A body in small pieces.
struct Drip {
    rest: Bytes,
    piece: usize,
    pause: Duration,
    sleep: Pin<Box<Sleep>>,
}

impl Drip {
    fn of(rest: Bytes, piece: usize, pause: Duration) -> Self {
        Self {
            rest,
            piece: piece.max(1),
            pause,
            sleep: Box::pin(tokio::time::sleep(pause)),
        }
    }
}

impl HttpBody for Drip {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        std::task::ready!(self.sleep.as_mut().poll(cx));
        let next = tokio::time::Instant::now() + self.pause;
        self.sleep.as_mut().reset(next);
        let piece = self.piece.min(self.rest.len());
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(piece)))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
