//! Why a connection failed, judged by the error types of the HTTP libraries.

use std::error::Error as StdError;
use std::io;
use std::iter::successors;

use super::problem::harmless;
use super::{BodyFault, Kind, Phase};

/// What the HTTP libraries say of a failure, as text.
///
/// Their errors are not handed on as they are: some quote the server, such as the debug data
/// of an HTTP/2 GOAWAY, and their types would tie callers to the libraries' versions.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Cause(String);

impl Cause {
    pub(crate) fn new(error: &(dyn StdError + 'static)) -> Self {
        let mut text = String::new();
        for error in chain(error) {
            let words = match error.downcast_ref::<h2::Error>() {
                Some(error) => words_of_http2(error),
                None => error.to_string(),
            };
            // Many a library repeats its source's words in its own.
            if text.contains(&words) {
                continue;
            }
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&words);
            if error.is::<h2::Error>() {
                break;
            }
        }
        Self(harmless(&text, 300))
    }
}

fn words_of_http2(error: &h2::Error) -> String {
    let who = if error.is_remote() {
        "the server ended"
    } else {
        "this side ended"
    };
    let what = if error.is_go_away() {
        "the HTTP/2 connection"
    } else {
        "the HTTP/2 stream"
    };
    match (error.reason(), error.get_io()) {
        (Some(reason), _) => format!("{who} {what}: {}", reason.description()),
        (None, Some(io)) => io.kind().to_string(),
        (None, None) => "an HTTP/2 error".to_owned(),
    }
}

/// An error and what caused it. An `io::Error` hides from `source` what it was made of, so
/// that this looks inside.
fn chain<'e>(
    error: &'e (dyn StdError + 'static),
) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    successors(Some(error), |error| caused_by(*error))
}

fn caused_by<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>().map(io::Error::get_ref) {
        Some(Some(inner)) => Some(inner),
        _ => error.source(),
    }
}

impl Kind {
    /// What a failure of the HTTP client amounts to.
    pub(crate) fn of(source: reqwest::Error, during: Phase) -> Self {
        let source = source.without_url();
        let cause = Cause::new(&source);
        if source.is_connect() {
            return Self::Connect {
                timed_out: source.is_timeout(),
                cause,
            };
        }
        // A time limit of the HTTP client's own, which the caller has set.
        if source.is_timeout() {
            return Self::Timeout {
                during,
                limit: None,
                deadline: false,
            };
        }
        let receiving = during == Phase::Receiving;
        let mut lost = false;
        let mut cut = false;
        for error in chain(&source) {
            if let Some(error) = error.downcast_ref::<hyper::Error>() {
                // hyper cancels only what it has not begun to send.
                if !receiving && error.is_canceled() {
                    return Self::Unprocessed(cause);
                }
                if error.is_parse_too_large() {
                    return Self::Headers(cause);
                }
                cut |= error.is_incomplete_message();
                lost |= error.is_closed();
            } else if let Some(error) = error.downcast_ref::<h2::Error>() {
                let refused = error.reason() == Some(h2::Reason::REFUSED_STREAM);
                // How h2 refuses headers that are larger than it has announced, and how it
                // ends a connection on which they are far larger or in too many pieces.
                let too_much = match error.reason() {
                    Some(h2::Reason::REFUSED_STREAM) => error.is_reset(),
                    Some(h2::Reason::COMPRESSION_ERROR | h2::Reason::ENHANCE_YOUR_CALM) => {
                        error.is_go_away()
                    }
                    _ => false,
                };
                if !receiving && error.is_library() && too_much {
                    return Self::Headers(cause);
                }
                // Both promise that the request was not processed (RFC 9113, section 8.7).
                let retired = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
                if !receiving && error.is_remote() && (retired || refused && error.is_reset()) {
                    return Self::Unprocessed(cause);
                }
                lost = true;
            } else if let Some(error) = error.downcast_ref::<io::Error>() {
                match error.kind() {
                    io::ErrorKind::UnexpectedEof => cut = true,
                    io::ErrorKind::ConnectionReset
                    | io::ErrorKind::ConnectionAborted
                    | io::ErrorKind::NotConnected
                    | io::ErrorKind::BrokenPipe => lost = true,
                    _ => {}
                }
            }
        }
        if receiving && !lost {
            if cut {
                return Self::Body(BodyFault::Truncated);
            }
            if source.is_decode() {
                return Self::Body(BodyFault::Corrupt(cause));
            }
        }
        Self::Connection { during, cause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_io_error_is_made_of_is_found() {
        let inner = io::Error::other(io::Error::from(io::ErrorKind::UnexpectedEof));
        let found = chain(&inner).any(|error| {
            error
                .downcast_ref::<io::Error>()
                .is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof)
        });
        assert!(found);
    }

    #[test]
    fn a_cause_is_one_line_without_repetitions() {
        let error = io::Error::other("a\r\nb\u{202e}c");
        assert_eq!(Cause::new(&error).to_string(), "a b c");
    }
}
