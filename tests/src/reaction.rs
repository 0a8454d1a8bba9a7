//! What a [`FaultServer`](crate::FaultServer) does with one request.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::SeenRequest;

/// What the server does with one request, from its first byte on.
#[derive(Clone, Debug)]
pub enum Reaction {
    /// Resets the connection when the first byte arrives, without reading it.
    ResetUnread,
    /// Reads the head and the body's first bytes, then resets the connection. Without a
    /// body, reads a part of the head.
    ResetInRequest,
    /// Reads the request whole, then resets the connection without a word.
    ResetAfterRequest,
    /// Reads the request whole, then closes the connection in order, without a word.
    CloseAfterRequest,
    /// Reads the request whole, then answers in another protocol than HTTP.
    Gibberish,
    /// Reads the request whole, then says nothing until the client goes away.
    Stall,
    /// Reads the head and nothing more, and says nothing until the client goes away.
    StallInRequest,
    /// Over HTTP/2: refuses the stream, which promises that it was not processed.
    RefuseStream,
    /// Over HTTP/2: goes away without an error, having processed no stream; with words that
    /// quote somebody.
    GoAway,
    /// Reads the request whole and answers.
    Answer(Answer),
    /// Reads the request whole and answers what the route makes of it.
    Route(Route),
    /// As a route, but the request takes so much virtual time to arrive.
    Late(Duration, Route),
}

impl Reaction {
    /// Reads the request whole and answers what `route` makes of it.
    pub fn route(route: impl Fn(&SeenRequest) -> Answer + Send + Sync + 'static) -> Self {
        Self::Route(Route(Arc::new(route)))
    }

    /// The same, when so much virtual time has passed since the request was sent.
    #[must_use]
    pub fn late(self, by: Duration) -> Self {
        match self {
            Self::Route(route) => Self::Late(by, route),
            other => other,
        }
    }
}

/// What makes an answer of a request.
#[derive(Clone)]
pub struct Route(Arc<dyn Fn(&SeenRequest) -> Answer + Send + Sync>);

impl Route {
    pub(crate) fn answer(&self, request: &SeenRequest) -> Answer {
        (self.0)(request)
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Route")
    }
}

/// An answer, sent byte by byte as it is written here: the server checks nothing.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(crate) status: u16,
    pub(crate) reason: &'static str,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    pub(crate) framing: Framing,
    /// What `Content-Length` says, if it is not the truth.
    pub(crate) announced: Option<u64>,
    pub(crate) delivery: Delivery,
}

/// How the end of an answer's body is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    Length,
    Chunked,
    /// By the end of the connection.
    Closed,
}

/// How an answer's body goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    Whole,
    /// So many bytes, then a reset.
    Reset(usize),
    /// So many bytes, then an orderly end that comes too early.
    Close(usize),
    /// So many bytes, then nothing until the client goes away.
    Stall(usize),
    /// One byte, then a wait in virtual time, and so on for so many bytes; then nothing
    /// until the client goes away, unless that was all.
    Drip(Duration, usize),
}

impl Answer {
    /// An answer with an empty body and no headers but its length.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            // Clients must not care for the reason phrase, so there is one for all.
            reason: "Whatever",
            headers: Vec::new(),
            body: Bytes::new(),
            framing: Framing::Length,
            announced: None,
            delivery: Delivery::Whole,
        }
    }

    /// A success with a body of JSON, or of what says it is.
    pub fn json(body: impl Into<Bytes>) -> Self {
        Self::status(200).with_body("application/json; charset=utf-8", body)
    }

    /// With one header more; names and values are sent as they are.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a body and its content type.
    #[must_use]
    pub fn with_body(self, content_type: &str, body: impl Into<Bytes>) -> Self {
        let mut answer = self.with_header("Content-Type", content_type);
        answer.body = body.into();
        answer
    }

    /// The body in chunks instead of with its length.
    #[must_use]
    pub fn chunked(mut self) -> Self {
        self.framing = Framing::Chunked;
        self
    }

    /// The body without its length: it ends with the connection.
    #[must_use]
    pub fn until_closed(mut self) -> Self {
        self.framing = Framing::Closed;
        self
    }

    /// Says other words behind the status than the usual ones, over HTTP/1.
    #[must_use]
    pub fn with_reason(mut self, reason: &'static str) -> Self {
        self.reason = reason;
        self
    }

    /// Announces a body of another length than what is sent.
    #[must_use]
    pub fn announcing(mut self, length: u64) -> Self {
        self.announced = Some(length);
        self
    }

    /// Resets the connection after half of the body.
    #[must_use]
    pub fn reset_half_way(mut self) -> Self {
        self.delivery = Delivery::Reset(self.body.len() / 2);
        self
    }

    /// Closes the connection after half of the body, as if that were all.
    #[must_use]
    pub fn cut_half_way(mut self) -> Self {
        self.delivery = Delivery::Close(self.body.len() / 2);
        self
    }

    /// Says nothing more after half of the body.
    #[must_use]
    pub fn stalled_half_way(mut self) -> Self {
        self.delivery = Delivery::Stall(self.body.len() / 2);
        self
    }

    /// One byte at a time, with so much virtual time after each. Silent after `patience`:
    /// a client that is to be still there then has waited for too long.
    #[must_use]
    pub fn dripping(mut self, pause: Duration, patience: Duration) -> Self {
        let mut bytes = 0;
        let mut next = pause;
        while next < patience {
            bytes += 1;
            next += pause;
        }
        self.delivery = Delivery::Drip(pause, bytes);
        self
    }

    /// The status line and the headers.
    pub(crate) fn head(&self) -> String {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, self.reason);
        for (name, value) in &self.headers {
            head.push_str(name);
            head.push_str(": ");
            head.push_str(value);
            head.push_str("\r\n");
        }
        match self.framing {
            Framing::Length => {
                head.push_str(&format!("Content-Length: {}\r\n", self.length()));
            }
            Framing::Closed => head.push_str("Connection: close\r\n"),
            Framing::Chunked => head.push_str("Transfer-Encoding: chunked\r\n"),
        }
        head.push_str("\r\n");
        head
    }

    /// The length that is announced.
    pub fn length(&self) -> u64 {
        self.announced.unwrap_or(self.body.len() as u64)
    }

    /// `part` of the body, as it goes over the wire.
    pub(crate) fn framed(&self, part: &[u8]) -> Vec<u8> {
        match self.framing {
            Framing::Length | Framing::Closed => part.to_vec(),
            Framing::Chunked if part.is_empty() => Vec::new(),
            Framing::Chunked => {
                let mut framed = format!("{:x}\r\n", part.len()).into_bytes();
                framed.extend_from_slice(part);
                framed.extend_from_slice(b"\r\n");
                framed
            }
        }
    }
}
