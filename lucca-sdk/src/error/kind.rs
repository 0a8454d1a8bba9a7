//! The kinds of error, and what each says to a person.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::{Answer, DecodeFailure, Error};

/// What happened. Private to the crate: callers ask by predicates.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Refused before anything was sent.
    InvalidInput {
        parameter: Cow<'static, str>,
        message: String,
    },
    /// A setting of a builder that makes no sense.
    Setting { name: &'static str, message: String },
    /// The body that the caller handed over as a stream broke before anything was sent.
    RequestBody(reqwest::Error),
    /// The request would have left the account's host, key and all.
    ForeignHost { host: String },
    /// No connection could be made: nothing was sent.
    Connect(reqwest::Error),
    /// The connection failed once it stood.
    Connection {
        during: Phase,
        source: reqwest::Error,
    },
    /// An attempt took longer than it may, or the call's deadline came during it.
    Timeout {
        during: Phase,
        limit: Duration,
        deadline: bool,
    },
    /// The rate limit would have kept the call waiting past its deadline.
    WaitPastDeadline {
        /// How long the wait would have been, at least.
        wait: Duration,
        left: Duration,
        /// What made the call wait again, if it had been tried before.
        last: Option<Error>,
    },
    /// The server answered a status that is no success.
    Status,
    /// The server pointed somewhere else.
    Redirect { target: String },
    /// A success whose body is none.
    Body(BodyFault),
    /// A body that is JSON, but not the JSON that the contract promises.
    Decode(DecodeFailure),
    /// Pages that do not fit together.
    Paging(String),
    /// An import that did not come to its end.
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
    /// Up to the answer's headers.
    Sending,
    /// While the answer's body came.
    Receiving,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Preparing => "while the request body was read",
            Self::Sending => "before the answer's headers",
            Self::Receiving => "in the middle of the answer's body",
        })
    }
}

/// Why the body of a success cannot be used.
#[derive(Debug)]
pub(crate) enum BodyFault {
    /// It ended before its time.
    Truncated,
    /// Its compression is damaged.
    Corrupt(reqwest::Error),
    /// It is larger than the client accepts.
    TooLarge { limit: usize },
    /// There is none, where the operation promises one.
    Empty,
    /// It is a web page: a proxy or a login form answered.
    Html,
    /// It is announced as something else than JSON.
    ContentType,
    /// It is text, although announced as JSON.
    Text,
    /// It is announced as JSON, and nearly is.
    InvalidJson { line: usize, column: usize },
}

impl Kind {
    /// One clause: what happened.
    pub(super) fn describe(
        &self,
        answer: Option<&Answer>,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        match self {
            Self::InvalidInput { parameter, message } => {
                write!(f, "`{parameter}` is not acceptable: {message}")
            }
            Self::Setting { name, message } => {
                write!(f, "setting `{name}` cannot be used: {message}")
            }
            Self::ForeignHost { host } => write!(
                f,
                "the request would go to {host}, which is not the account's host"
            ),
            Self::RequestBody(_) => f.write_str("the request's own body could not be read"),
            Self::Connect(_) => f.write_str("no connection to Lucca could be made"),
            Self::Connection { during, .. } => {
                write!(f, "the connection to Lucca broke {during}")
            }
            Self::Timeout {
                during,
                limit,
                deadline,
            } => {
                let which = if *deadline {
                    "the call's deadline"
                } else {
                    "the attempt timeout"
                };
                write!(f, "{which} of {} s passed {during}", seconds(*limit))
            }
            Self::WaitPastDeadline { wait, left, .. } => write!(
                f,
                "the rate limit would make the call wait {} s or more, but its deadline is in {} s",
                seconds(*wait),
                seconds(*left)
            ),
            Self::Status => match answer {
                Some(answer) => write!(f, "Lucca answered {}", answer.status),
                None => f.write_str("Lucca answered with an error"),
            },
            Self::Redirect { target } => write!(
                f,
                "Lucca answered a redirect to {target}, which is not followed"
            ),
            Self::Body(fault) => match fault {
                BodyFault::Truncated => f.write_str("the answer's body was cut short"),
                BodyFault::Corrupt(_) => f.write_str("the answer's body could not be decompressed"),
                BodyFault::TooLarge { limit } => write!(
                    f,
                    "the answer's body is larger than the {limit} bytes that this client accepts"
                ),
                BodyFault::Empty => f.write_str("the answer's body is empty instead of JSON"),
                BodyFault::Html => f.write_str("the answer is a web page instead of JSON"),
                BodyFault::ContentType => f.write_str("the answer is not announced as JSON"),
                BodyFault::Text => f.write_str("the answer is announced as JSON but is plain text"),
                BodyFault::InvalidJson { line, column } => write!(
                    f,
                    "the answer is not valid JSON (line {line}, column {column})"
                ),
            },
            Self::Decode(failure) => write!(f, "{failure}"),
            Self::Paging(message) => f.write_str(message),
            Self::Import {
                summary_id,
                message,
            } => {
                f.write_str(message)?;
                match summary_id {
                    Some(id) => write!(f, " (summary id {id})"),
                    None => Ok(()),
                }
            }
        }
    }

    /// One clause: what to do next.
    pub(super) fn advice(&self, answer: Option<&Answer>) -> Option<&'static str> {
        match self {
            Self::ForeignHost { .. } => {
                Some("the API key is only ever sent to the account's own host")
            }
            Self::RequestBody(_) => Some("nothing was sent; look at what the body is read from"),
            Self::Connect(_) => Some("nothing was sent; check the network, the proxy and the host"),
            Self::Connection { .. } => Some("check the network between here and Lucca"),
            Self::Timeout { .. } => Some("ask for less at once, or give the call more time"),
            Self::WaitPastDeadline { .. } => {
                Some("give the call a longer deadline, or make fewer calls a minute")
            }
            Self::Status => answer.and_then(|answer| status_advice(answer.status)),
            Self::Redirect { .. } => Some("check the account's host"),
            Self::Body(fault) => match fault {
                BodyFault::TooLarge { .. } => {
                    Some("ask for smaller pages or fewer fields, or raise `max_body_bytes`")
                }
                BodyFault::Html | BodyFault::ContentType => {
                    Some("a proxy or a login page may have answered: check the account's host")
                }
                BodyFault::Truncated
                | BodyFault::Corrupt(_)
                | BodyFault::Empty
                | BodyFault::Text
                | BodyFault::InvalidJson { .. } => {
                    Some("if it happens again, something between here and Lucca alters answers")
                }
            },
            Self::Decode(_) => {
                Some("Lucca's API has moved on, or its documentation is wrong: please report it")
            }
            Self::InvalidInput { .. }
            | Self::Setting { .. }
            | Self::Paging(_)
            | Self::Import { .. } => None,
        }
    }

    pub(super) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::RequestBody(source) | Self::Connect(source) | Self::Connection { source, .. } => {
                Some(source)
            }
            Self::Body(BodyFault::Corrupt(source)) => Some(source),
            Self::WaitPastDeadline {
                last: Some(last), ..
            } => Some(last),
            _ => None,
        }
    }
}

/// What Lucca's reference says each status means.
fn status_advice(status: StatusCode) -> Option<&'static str> {
    Some(match status.as_u16() {
        400 => "Lucca did not accept the request as it was put; what it said is in `problem()`",
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
