//! The kinds of error, what each says to a person, and what to do about it.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::problem::harmless;
use super::{Cause, DecodeFailure, Error};

/// What happened, in one clause. Private to the crate: callers ask by predicates.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    /// Refused before anything was sent.
    #[error("`{parameter}` is not acceptable: {message}")]
    InvalidInput {
        parameter: Cow<'static, str>,
        message: String,
    },
    /// A setting of a builder that makes no sense.
    #[error("setting `{name}` cannot be used: {message}")]
    Setting { name: &'static str, message: String },
    /// The body that the caller handed over as a stream broke before anything was sent.
    #[error("the request's own body could not be read")]
    RequestBody(#[source] Cause),
    /// The request would have left the account's host, key and all.
    #[error("the request would go to {0}, which is not the account's host")]
    ForeignHost(String),
    /// There is no tokio runtime to run the call, or it is shutting down.
    #[error("there is no running tokio runtime to make the call on")]
    Runtime,
    /// No connection could be made: nothing was sent.
    #[error("no connection to Lucca could be made")]
    Connect {
        #[source]
        cause: Cause,
        timed_out: bool,
    },
    /// The connection ended, and the request was certainly not processed.
    #[error("the connection to Lucca ended before the request was processed")]
    Unprocessed(#[source] Cause),
    /// The connection failed once it stood.
    #[error("the connection to Lucca broke {during}")]
    Connection {
        during: Phase,
        #[source]
        cause: Cause,
    },
    /// An attempt took longer than it may, or the call's deadline came during it.
    #[error("{} passed {during}", name_of_limit(*deadline, *limit))]
    Timeout {
        during: Phase,
        /// `None` for a limit that the caller's HTTP settings brought along.
        limit: Option<Duration>,
        deadline: bool,
    },
    /// The rate limit would have kept the call waiting past its deadline.
    #[error(
        "the rate limit would make the call wait {} s or more, but its deadline is in {} s",
        seconds(*wait),
        seconds(*left)
    )]
    WaitPastDeadline {
        /// How long the wait would have been, at least.
        wait: Duration,
        left: Duration,
        /// What made the call wait again, if it had been tried before.
        #[source]
        last: Option<Error>,
    },
    /// A rate limit of the caller's own cannot say whether the request may start.
    #[error("the rate limit could not be asked")]
    LimiterUnavailable(#[source] Cause),
    /// The server answered a status that is no success.
    #[error("Lucca answered {0}")]
    Status(StatusCode),
    /// The server pointed somewhere else.
    #[error("Lucca answered a redirect to {0}, which is not followed")]
    Redirect(String),
    /// The headers of the answer are more, or larger, than the HTTP library takes.
    #[error("the answer has more headers, or larger ones, than are accepted")]
    Headers(#[source] Cause),
    /// A success whose body is none.
    #[error(transparent)]
    Body(BodyFault),
    /// A body that is JSON, but not the JSON that the contract promises.
    #[error("{0}")]
    Decode(DecodeFailure),
    /// Pages that do not fit together.
    #[error("{0}")]
    Paging(String),
    /// An import that did not come to its end.
    #[cfg_attr(not(feature = "imports"), allow(dead_code, reason = "made by imports"))]
    #[error("{message}{}", in_brackets(summary_id.as_deref()))]
    Import {
        summary_id: Option<String>,
        message: String,
    },
}

/// Where in an attempt something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Reading a streamed request body, before anything was sent.
    Preparing,
    /// In the queue of the rate limit.
    Waiting,
    /// Up to the answer's headers.
    Sending,
    /// While the answer's body came.
    Receiving,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Preparing => "while the request body was read",
            Self::Waiting => "while the call waited for the rate limit",
            Self::Sending => "before the answer's headers",
            Self::Receiving => "in the middle of the answer's body",
        })
    }
}

/// Why the body of a success cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyFault {
    /// It ended before its time.
    #[error("the answer's body was cut short")]
    Truncated,
    /// Its compression is damaged.
    #[error("the answer's body could not be decompressed")]
    Corrupt(#[source] Cause),
    /// It is larger than the client accepts.
    #[error("the answer's body is larger than the {limit} bytes that this client accepts")]
    TooLarge { limit: usize },
    /// There is none, where the operation promises one.
    #[error("the answer's body is empty instead of JSON")]
    Empty,
    /// It is a web page: a proxy or a login form answered.
    #[error("the answer is a web page instead of JSON")]
    Html,
    /// It is announced as something else than JSON.
    #[error("the answer is not announced as JSON")]
    ContentType,
    /// It is text, although announced as JSON.
    #[error("the answer is announced as JSON but is plain text")]
    Text,
    /// It is announced as JSON, and nearly is.
    #[error("the answer is not valid JSON (line {line}, column {column})")]
    InvalidJson { line: usize, column: usize },
}

impl Kind {
    /// One clause: what to do next.
    pub(super) fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::ForeignHost(_) => "the API key is only ever sent to the account's own host",
            Self::RequestBody(_) => "nothing was sent; look at what the body is read from",
            Self::Runtime => "nothing was sent; make calls inside of a tokio runtime",
            Self::Connect { .. } => "nothing was sent; check the network, the proxy and the host",
            Self::Unprocessed(_) => "it can be sent again without harm",
            Self::Connection { .. } => "check the network between here and Lucca",
            Self::Timeout { .. } => "ask for less at once, or give the call more time",
            Self::WaitPastDeadline { .. } => {
                "give the call a longer deadline, or make fewer calls a minute"
            }
            Self::LimiterUnavailable(_) => "nothing was sent; look at what the limit is kept in",
            Self::Status(status) => return status_advice(*status),
            Self::Redirect(_) => "check the account's host",
            Self::Headers(_) => "something between here and Lucca adds headers: look at proxies",
            Self::Body(BodyFault::TooLarge { .. }) => {
                "ask for smaller pages or fewer fields, or raise `max_body_bytes`"
            }
            Self::Body(BodyFault::Html | BodyFault::ContentType) => {
                "a proxy or a login page may have answered: check the account's host"
            }
            Self::Body(_) => "if it happens again, something between here and Lucca alters answers",
            Self::Decode(_) => {
                "Lucca's API has moved on, or its documentation is wrong: please report it"
            }
            Self::InvalidInput { .. }
            | Self::Setting { .. }
            | Self::Paging(_)
            | Self::Import { .. } => return None,
        })
    }

    /// Whether the server may have acted on the request, whatever call it belongs to.
    ///
    /// Answers by which a server refuses before it does anything say that it has not. A 400 is
    /// no such answer: Lucca's v3 framework gives it to faults in mid-work as well.
    pub(crate) fn may_have_acted(&self) -> bool {
        match self {
            Self::InvalidInput { .. }
            | Self::Setting { .. }
            | Self::RequestBody(_)
            | Self::ForeignHost(_)
            | Self::Runtime
            | Self::Connect { .. }
            | Self::Unprocessed(_)
            | Self::LimiterUnavailable(_)
            | Self::Timeout {
                during: Phase::Preparing | Phase::Waiting,
                ..
            } => false,
            Self::WaitPastDeadline { last, .. } => {
                last.as_ref().is_some_and(Error::may_have_been_sent)
            }
            Self::Status(status) => {
                !matches!(status.as_u16(), 401 | 403..=405 | 413 | 415 | 429 | 431)
            }
            _ => true,
        }
    }
}

/// Which limit it was that passed.
fn name_of_limit(is_deadline: bool, limit: Option<Duration>) -> String {
    let name = match (is_deadline, limit) {
        (true, _) => "the call's deadline",
        (false, Some(_)) => "the attempt timeout",
        (false, None) => "a time limit of the HTTP client",
    };
    let length = limit.map(|limit| format!(" of {} s", seconds(limit)));
    name.to_owned() + &length.unwrap_or_default()
}

/// The server has made the id up.
fn in_brackets(summary_id: Option<&str>) -> String {
    summary_id.map_or_else(String::new, |id| {
        format!(" (summary id {})", harmless(id, 100))
    })
}

/// What Lucca's reference says each status means.
fn status_advice(status: StatusCode) -> Option<&'static str> {
    Some(match status.as_u16() {
        400 => {
            "Lucca did not accept the request as it was put; its words are in `server_message()`"
        }
        401 => "Lucca does not know the API key: check it, and that it belongs to this account",
        403 => "the role of the API key lacks a right, or the account lacks the module",
        404 => "it does not exist, or the role of the API key has no access to it",
        408 => "Lucca gives up after 5 s: ask for less at once, such as a smaller page",
        413 => "Lucca accepts at most 100 MB: send it in parts",
        429 => {
            "the company's request budget, which all its integrations share, is used up: \
             come back later"
        }
        431 => "the URL is too long: ask for fewer ids or fields at once",
        500..=599 => "the fault is on Lucca's side: come back later",
        _ => return None,
    })
}

fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds.fract() == 0.0 || seconds >= 100.0 {
        format!("{seconds:.0}")
    } else {
        format!("{seconds:.1}")
    }
}
