//! What came of an attempt: bodies read whole and bounded, decoded once, and judged.

use std::any::TypeId;
use std::borrow::Cow;
use std::pin::pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures::future::select;
use http::header::{self, HeaderMap};
use http::{Method, StatusCode};
use serde::de::{DeserializeOwned, IgnoredAny};
use url::{Origin, Url};

use super::Shared;
use super::options::Deadline;
use crate::Error;
use crate::error::{self, BodyFault, CallFacts, DecodeFailure, EXCERPT, Kind, Phase};

/// What the body of a success can be read as.
pub trait Answer: Sized + Send + 'static {
    /// Reads a body that has come whole.
    ///
    /// # Errors
    /// Where and why it is not what was expected.
    fn read(body: &Bytes) -> Result<Self, DecodeFailure>;
}

impl<T: DeserializeOwned + Send + 'static> Answer for T {
    fn read(body: &Bytes) -> Result<Self, DecodeFailure> {
        // An operation that promises nothing takes whatever comes.
        if TypeId::of::<T>() == TypeId::of::<()>() {
            return DecodeFailure::decode(b"null");
        }
        DecodeFailure::decode(body)
    }
}

/// A body as it came, of whatever type.
pub(super) struct Untouched;

impl Answer for Untouched {
    fn read(_: &Bytes) -> Result<Self, DecodeFailure> {
        Ok(Self)
    }
}

/// Decodes a body, and keeps what it decodes to.
pub(super) type Read<'r> = dyn FnMut(&Bytes) -> Result<(), DecodeFailure> + Send + 'r;

/// What a good attempt brings.
pub(super) struct Success {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// What a call brought, with enough about the call for an error that is found later, when
/// the body is decoded.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(super) operation: Cow<'static, str>,
    pub(super) method: Method,
    pub(super) redacted_url: String,
    pub(super) attempts: u32,
    pub(super) elapsed: Duration,
}

impl Reply {
    /// The body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        DecodeFailure::decode(&self.body).map_err(|failure| {
            let kind = fault(content_type(&self.headers), &self.body, failure);
            self.unusable(kind)
        })
    }

    /// The error of a body, or of a part of one, that did not decode.
    pub(crate) fn undecodable(&self, failure: DecodeFailure) -> Error {
        self.unusable(Kind::Decode(failure))
    }

    fn unusable(&self, kind: Kind) -> Error {
        let content_type = content_type(&self.headers).map(str::to_owned);
        Error::new(kind)
            .with_operation(self.operation.clone())
            .with_call(CallFacts {
                method: self.method.clone(),
                redacted_url: self.redacted_url.clone(),
                attempts: self.attempts,
                elapsed: self.elapsed,
                may_have_been_sent: true,
            })
            .with_answer(error::Answer::new(
                self.status,
                content_type,
                None,
                &self.body,
            ))
    }
}

// The body is people's data, and the headers are not looked through.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why an answer is no success, by its status and its origin; `None` if it is.
pub(super) fn refusal(response: &reqwest::Response, home: &Origin) -> Option<Kind> {
    // Redirects are not followed, so that this is another guard of the same promise.
    if response.url().origin() != *home {
        return Some(Kind::Redirect {
            target: host_of(response.url()),
        });
    }
    match response.status().as_u16() {
        200..=299 => None,
        301 | 302 | 303 | 307 | 308 => Some(Kind::Redirect {
            target: redirect_target(response),
        }),
        _ => Some(Kind::Status),
    }
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or("an unnamed host").to_owned()
}

/// The host that a redirect points to, which may be the account's own.
fn redirect_target(response: &reqwest::Response) -> String {
    response
        .headers()
        .get(header::LOCATION)
        .and_then(|location| location.to_str().ok())
        .and_then(|location| response.url().join(location).ok())
        .map_or_else(|| "an unnamed place".to_owned(), |target| host_of(&target))
}

pub(super) fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}

/// The words behind the status of an HTTP/1 answer: all that some faults of Lucca's v3
/// servers say. Absent if they are the usual ones.
pub(super) fn reason(response: &reqwest::Response) -> Option<String> {
    let reason = response.extensions().get::<hyper::ext::ReasonPhrase>()?;
    Some(String::from_utf8_lossy(reason.as_bytes()).into_owned())
}

/// Reads an answer's body, at most `limit` bytes of it, counted after decompression.
pub(super) async fn read_whole(
    response: &mut reqwest::Response,
    limit: usize,
) -> Result<Bytes, Kind> {
    let too_large = || Kind::Body(BodyFault::TooLarge { limit });
    let announced = response
        .content_length()
        .map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    // What a server announces is not to be trusted with memory.
    const FIRST_RESERVE: usize = 64 * 1024;
    let mut whole: Option<Bytes> = None;
    let mut several = BytesMut::new();
    loop {
        let piece = match response.chunk().await {
            Ok(Some(piece)) => piece,
            Ok(None) => break,
            Err(source) => return Err(Kind::of(source, Phase::Receiving)),
        };
        let length = whole.as_ref().map_or(several.len(), Bytes::len);
        if piece.len() > limit.saturating_sub(length) {
            return Err(too_large());
        }
        if whole.is_none() && several.is_empty() {
            whole = Some(piece);
            continue;
        }
        if let Some(first) = whole.take() {
            several.reserve(announced.unwrap_or(FIRST_RESERVE).min(FIRST_RESERVE));
            several.extend_from_slice(&first);
        }
        several.extend_from_slice(&piece);
    }
    Ok(whole.unwrap_or_else(|| several.freeze()))
}

/// How long the body of an error is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Reads the beginning of an error's body. An error whose body is cut, huge or slow is still
/// that error, so that whatever goes wrong here costs the rest of its words and nothing else.
pub(super) async fn read_excerpt(
    response: &mut reqwest::Response,
    shared: &Shared,
    deadline: Deadline,
) -> Bytes {
    let mut excerpt = BytesMut::new();
    let (end, _) = deadline.limit(shared.clock.now(), PATIENCE);
    let patience = match end {
        Some(end) => shared.clock.expire_at(end),
        None => Box::pin(std::future::pending()),
    };
    {
        let reading = pin!(async {
            while excerpt.len() < EXCERPT {
                match response.chunk().await {
                    Ok(Some(piece)) => excerpt.extend_from_slice(&piece),
                    Ok(None) | Err(_) => break,
                }
            }
        });
        let _ = select(reading, patience).await;
    }
    excerpt.truncate(EXCERPT);
    excerpt.freeze()
}

/// Why a body did not decode: it is no JSON, or it is other JSON than was expected. Looked
/// into only then, so that a good answer is parsed once.
pub(super) fn fault(content_type: Option<&str>, body: &[u8], failure: DecodeFailure) -> Kind {
    match json_fault(content_type, body) {
        Some(fault) => Kind::Body(fault),
        None => Kind::Decode(failure),
    }
}

/// Why `body` is no JSON; `None` if it is.
fn json_fault(content_type: Option<&str>, body: &[u8]) -> Option<BodyFault> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let Some(first) = body.iter().find(|byte| !byte.is_ascii_whitespace()) else {
        return Some(BodyFault::Empty);
    };
    let media_type = content_type
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase());
    if *first == b'<' || media_type.as_deref() == Some("text/html") {
        return Some(BodyFault::Html);
    }
    let error = serde_json::from_slice::<IgnoredAny>(body).err()?;
    let announced_as_json = media_type
        .is_none_or(|media_type| media_type == "application/json" || media_type.ends_with("+json"));
    Some(if !announced_as_json {
        BodyFault::ContentType
    } else if error.is_eof() {
        BodyFault::Truncated
    } else if matches!(first, b'{' | b'[' | b'"') {
        BodyFault::InvalidJson {
            line: error.line(),
            column: error.column(),
        }
    } else {
        BodyFault::Text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sort_of_body_that_is_no_json_has_its_name() {
        let json = Some("application/json; charset=utf-8");
        let cases: &[(Option<&str>, &[u8], &str)] = &[
            (json, b"{\"a\":1}", "ok"),
            (json, b" 7 ", "ok"),
            (Some("application/problem+json"), b"[]", "ok"),
            // The announcement alone is no reason to refuse what is JSON.
            (Some("text/plain"), b"{}", "ok"),
            (None, b"{}", "ok"),
            (json, b"\xef\xbb\xbf{}", "ok"),
            (json, b"", "Empty"),
            (json, b" \r\n", "Empty"),
            (json, b"\xef\xbb\xbf", "Empty"),
            (None, b"", "Empty"),
            (json, b"<!DOCTYPE html>", "Html"),
            (Some("text/html"), b"hello", "Html"),
            (json, b"The thing is broken", "Text"),
            (Some("text/plain"), b"hello", "ContentType"),
            (Some("text/csv"), b"a;b", "ContentType"),
            (json, b"{\"a\":1", "Truncated"),
            (json, b"{\"a\":1,}", "InvalidJson"),
            (json, b"{} {}", "InvalidJson"),
        ];
        for (content_type, body, expected) in cases {
            let fault = json_fault(*content_type, body);
            let name = fault.map_or("ok".to_owned(), |fault| format!("{fault:?}"));
            assert!(name.starts_with(expected), "{name}, expected {expected}");
        }
    }

    #[test]
    fn nothing_is_an_answer_only_to_what_promises_nothing() {
        for body in ["", " \r\n", "{\"a\":1}", "text"] {
            assert!(<()>::read(&Bytes::from_static(body.as_bytes())).is_ok());
        }
        assert!(<Option<u8>>::read(&Bytes::new()).is_err());
        assert!(serde_json::Value::read(&Bytes::new()).is_err());
    }
}
