//! What happens in the account, told to whoever watches: the page, or a program that follows a run.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use http::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use serde::Serialize;
use tokio::sync::broadcast::{self, error::RecvError};

/// How many events a slow watcher may be behind before it is told to look anew.
const BACKLOG: usize = 256;

/// A sign of life now and then, so that neither end takes a quiet account for a dead one.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Tells events to everybody who watches. Without watchers, nothing is even written.
pub(crate) struct Events(broadcast::Sender<Bytes>);

impl Default for Events {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Events {
    pub(crate) fn tell(&self, kind: &str, what: impl FnOnce() -> serde_json::Value) {
        if self.0.receiver_count() > 0 {
            // Nobody may have stayed to hear it.
            let _ = self.0.send(written(kind, &what()));
        }
    }

    /// The events from now on, as `text/event-stream`.
    pub(crate) fn watch(&self) -> Response<Body> {
        let events = stream::unfold(self.0.subscribe(), |mut events| async move {
            let piece = match tokio::time::timeout(HEARTBEAT, events.recv()).await {
                Ok(Ok(event)) => event,
                Ok(Err(RecvError::Lagged(_))) => written("missed", &serde_json::Value::Null),
                Ok(Err(RecvError::Closed)) => return None,
                Err(_) => Bytes::from_static(b": still here\n\n"),
            };
            Some((Ok::<_, Infallible>(piece), events))
        });
        let hello = stream::iter([Ok(Bytes::from_static(b": watching\n\n"))]);
        let mut response =
            Response::new(Body::from_stream(futures::StreamExt::chain(hello, events)));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

fn written(kind: &str, what: &impl Serialize) -> Bytes {
    // Plain data always serialises, and JSON has no line breaks of its own.
    let data = serde_json::to_string(what).unwrap_or_default();
    Bytes::from(format!("event: {kind}\ndata: {data}\n\n"))
}
