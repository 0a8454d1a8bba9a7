//! One attempt: a request signed and sent, and its answer, read whole and bounded, decoded
//! once, and judged; all within a time limit.

use std::borrow::Cow;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http::header::{self, HeaderMap};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::{DeserializeOwned, IgnoredAny};
use url::{Origin, Url};

use super::Shared;
use super::call::Call;
use super::options::until;
use super::rate_limit::{Outcome, Permit};
use super::redact::RedactedHeaders;
use super::retry::retry_after;
use crate::error::{
    Answer, BodyFault, CallFacts, Cause, DecodeFailure, EXCERPT, Error, Kind, Phase,
};

/// Decodes a body, and keeps what it decodes to.
pub(super) type Read<'r> = dyn FnMut(&Bytes) -> Result<(), DecodeFailure> + Send + 'r;

/// Lucca refuses bodies over 100 MB with a 413; whether that means mega- or mebibytes
/// is not said, so the larger is let through.
const MAX_REQUEST_BODY: usize = 100 * 1024 * 1024;

/// Signs a request and reads its body whole, so that an attempt can be repeated where that is
/// safe: a form of several parts comes as a stream, which can be sent once only.
pub(super) async fn prepare(
    mut request: reqwest::Request,
    shared: &Shared,
) -> Result<reqwest::Request, Error> {
    if let Some(body) = request.body_mut().take() {
        // No copy is made of a body that is in one piece already.
        let body = Limited::new(body, MAX_REQUEST_BODY).collect().await;
        let body = body.map_err(|error| match error.is::<LengthLimitError>() {
            true => Error::invalid_input(
                "body",
                "it is over 100 MB, which is the most that Lucca accepts: send it in parts",
            ),
            false => Error::new(Kind::RequestBody(Cause::new(&*error))),
        })?;
        *request.body_mut() = Some(body.to_bytes().into());
    }
    // How long an attempt may take is the call's to say.
    *request.timeout_mut() = None;
    let headers = request.headers_mut();
    headers.insert(header::USER_AGENT, shared.user_agent.clone());
    headers.insert(header::AUTHORIZATION, shared.key.authorization());
    Ok(request)
}

/// How large the body of a request is that was [prepared](prepare).
pub(super) fn body_bytes(request: &reqwest::Request) -> usize {
    let body = request.body().and_then(reqwest::Body::as_bytes);
    body.map_or(0, <[u8]>::len)
}

/// Sends, reads and decodes, until the attempt's time or the call's is over. Dropping the
/// future closes its connection.
pub(super) async fn run(
    call: &Call,
    request: &reqwest::Request,
    permit: Box<dyn Permit>,
    read: &mut Read<'_>,
) -> Result<http::Response<Bytes>, Error> {
    let clock = &*call.shared.clock;
    let timeout = call
        .options
        .attempt_timeout
        .unwrap_or_else(|| with_upload(call.shared.attempt_timeout, body_bytes(request)));
    let (end, is_deadline) = call.deadline.limit(clock.now(), timeout);
    let mut phase = Phase::Sending;
    let exchange = exchange(call, request, permit, read, &mut phase);
    until(clock, end, exchange).await.unwrap_or_else(|| {
        Err(Error::new(Kind::Timeout {
            during: phase,
            limit: if is_deadline {
                call.deadline.total()
            } else {
                Some(timeout)
            },
            deadline: is_deadline,
        }))
    })
}

/// The client's time limit for an attempt whose body has this many bytes.
///
/// The limit is meant for answers. An import of 100 MB takes minutes on an office's uplink,
/// and must not end in doubt only because of that.
fn with_upload(limit: Duration, body_bytes: usize) -> Duration {
    /// What the slowest uplink is taken to carry in a second: 1 Mbit.
    const BYTES_A_SECOND: usize = 128 * 1024;
    let upload = u64::try_from(body_bytes / BYTES_A_SECOND).unwrap_or(u64::MAX);
    limit.saturating_add(Duration::from_secs(upload))
}

async fn exchange(
    call: &Call,
    request: &reqwest::Request,
    permit: Box<dyn Permit>,
    read: &mut Read<'_>,
    phase: &mut Phase,
) -> Result<http::Response<Bytes>, Error> {
    let shared = &*call.shared;
    // Its body has been read whole, so that there is a copy for each attempt.
    let request = request.try_clone();
    let request =
        request.ok_or_else(|| Error::invalid_input("body", "it can be sent once only"))?;
    let mut response = match shared.http.execute(request).await {
        Ok(response) => response,
        Err(source) => {
            let kind = Kind::of(source, Phase::Sending);
            if matches!(kind, Kind::Connect { .. }) {
                permit.finish(Outcome::NotSent);
            }
            return Err(Error::new(kind));
        }
    };
    *phase = Phase::Receiving;
    let status = response.status();
    let retry_after = retry_after(
        response.headers(),
        shared.clock.wall_now(),
        shared.max_retry_after,
    );
    // Told before the body is read: the server has counted the request by now.
    permit.finish(if status == StatusCode::TOO_MANY_REQUESTS {
        Outcome::Limited { retry_after }
    } else {
        Outcome::Answered
    });
    tracing::trace!(
        target: "lucca_sdk",
        status = status.as_u16(),
        headers = ?RedactedHeaders(response.headers()),
        "answered"
    );
    let max_body_bytes = call.options.max_body_bytes.unwrap_or(shared.max_body_bytes);
    let (kind, body) = match refusal(&response, &shared.origin) {
        Some(kind) => (kind, read_excerpt(&mut response, call).await),
        None => match read_whole(&mut response, max_body_bytes).await {
            Err(kind) => (kind, Bytes::new()),
            Ok(body) => match read(&body) {
                Ok(()) => return Ok(http::Response::from(response).map(|_| body)),
                Err(failure) => (fault(response.headers(), &body, failure), body),
            },
        },
    };
    let answer = http::Response::from(response).map(|_| body);
    Err(Error::new(kind).with_answer(Answer::new(&answer, retry_after)))
}

/// What a call brought, with enough about the call for an error that is found later, when
/// the body is decoded.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(super) operation: Cow<'static, str>,
    pub(super) call: CallFacts,
    pub(crate) http: http::Response<Bytes>,
}

impl Reply {
    /// The body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let body = self.http.body();
        DecodeFailure::decode(body).map_err(|failure| {
            Error::new(fault(self.http.headers(), body, failure))
                .with_operation(self.operation.clone())
                .with_call(self.call.clone())
                .with_answer(Answer::new(&self.http, None))
        })
    }
}

/// Why an answer is no success, by its status and its origin; `None` if it is.
fn refusal(response: &reqwest::Response, home: &Origin) -> Option<Kind> {
    // Redirects are not followed, so that this is another guard of the same promise.
    if response.url().origin() != *home {
        return Some(Kind::Redirect(host_of(response.url())));
    }
    match response.status().as_u16() {
        200..=299 => None,
        301 | 302 | 303 | 307 | 308 => Some(Kind::Redirect(redirect_target(response))),
        _ => Some(Kind::Status(response.status())),
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

/// Reads an answer's body, at most `limit` bytes of it, counted after decompression.
async fn read_whole(response: &mut reqwest::Response, limit: usize) -> Result<Bytes, Kind> {
    let too_large = || Kind::Body(BodyFault::TooLarge { limit });
    let announced = response
        .content_length()
        .map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    loop {
        let piece = match response.chunk().await {
            Ok(Some(piece)) => piece,
            Ok(None) => return Ok(body.freeze()),
            Err(source) => return Err(Kind::of(source, Phase::Receiving)),
        };
        if piece.len() > limit.saturating_sub(body.len()) {
            return Err(too_large());
        }
        // What a server announces is trusted with memory once a good part of it has come.
        let left = announced.map_or(0, |all| all.saturating_sub(body.len()));
        if left / 16 <= body.len() {
            body.reserve(left);
        }
        body.extend_from_slice(&piece);
    }
}

/// How long the body of an error is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Reads the beginning of an error's body. An error whose body is cut, huge or slow is still
/// that error, so that whatever goes wrong here costs the rest of its words and nothing else.
async fn read_excerpt(response: &mut reqwest::Response, call: &Call) -> Bytes {
    let mut excerpt = BytesMut::new();
    let clock = &*call.shared.clock;
    let (end, _) = call.deadline.limit(clock.now(), PATIENCE);
    let reading = async {
        while excerpt.len() < EXCERPT {
            match response.chunk().await {
                Ok(Some(piece)) => excerpt.extend_from_slice(&piece),
                Ok(None) | Err(_) => break,
            }
        }
    };
    let _ = until(clock, end, reading).await;
    excerpt.truncate(EXCERPT);
    excerpt.freeze()
}

/// Why a body did not decode: it is no JSON, or it is other JSON than was expected. Looked
/// into only then, so that a good answer is parsed once.
fn fault(headers: &HeaderMap, body: &[u8], failure: DecodeFailure) -> Kind {
    let content_type = headers.get(header::CONTENT_TYPE);
    match json_fault(content_type.and_then(|value| value.to_str().ok()), body) {
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
    fn a_large_body_has_the_time_that_a_slow_uplink_takes() {
        let limit = Duration::from_secs(30);
        assert_eq!(with_upload(limit, 0), limit);
        assert_eq!(with_upload(limit, 100 * 1024), limit);
        assert_eq!(
            with_upload(limit, 100 * 1024 * 1024),
            Duration::from_secs(830)
        );
        assert!(with_upload(limit, usize::MAX) > limit);
        assert_eq!(with_upload(Duration::MAX, 1 << 30), Duration::MAX);
    }
}
