//! What an attempt came to.

use bytes::Bytes;
use http::header::{self, HeaderMap};
use serde::de::IgnoredAny;

use super::Reply;
use crate::Error;
use crate::error::{Answer, BodyFault, Kind, Phase};

/// Whether the caller decodes the answer as JSON: generated clients say so in the
/// `Accept` header of operations that promise it.
pub(super) fn expects_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("json"))
}

/// A request that brought no answer.
pub(super) fn send_error(source: reqwest::Error) -> Error {
    let source = source.without_url();
    Error::new(if source.is_connect() {
        Kind::Connect(source)
    } else {
        Kind::Connection {
            during: Phase::Sending,
            source,
        }
    })
}

/// A request that was answered, whether or not the body came whole.
pub(super) fn answer(
    response: &reqwest::Response,
    body: Result<Bytes, Kind>,
    expects_json: bool,
) -> Result<Reply, Error> {
    let status = response.status();
    let content_type = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let failure = |kind: Kind, body: &Bytes| {
        Error::new(kind).with_answer(Answer::new(status, content_type.clone(), None, body))
    };
    if status.is_redirection() {
        return Err(failure(
            Kind::Redirect {
                target: redirect_target(response),
            },
            &Bytes::new(),
        ));
    }
    if !status.is_success() {
        // An error whose body is cut or huge is still that error.
        return Err(failure(Kind::Status, &body.unwrap_or_default()));
    }
    let body = match body {
        Ok(body) => body,
        Err(kind) => return Err(failure(kind, &Bytes::new())),
    };
    if expects_json && let Some(fault) = json_fault(content_type.as_deref(), &body) {
        return Err(failure(Kind::Body(fault), &body));
    }
    Ok(Reply {
        status,
        headers: response.headers().clone(),
        body,
    })
}

/// The host that a redirect points to, which may be the account's own.
fn redirect_target(response: &reqwest::Response) -> String {
    response
        .headers()
        .get(header::LOCATION)
        .and_then(|location| location.to_str().ok())
        .and_then(|location| response.url().join(location).ok())
        .and_then(|target| target.host_str().map(str::to_owned))
        .unwrap_or_else(|| "an unnamed place".to_owned())
}

/// Why `body` is no JSON; `None` if it is.
fn json_fault(content_type: Option<&str>, body: &[u8]) -> Option<BodyFault> {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let Some(first) = text.iter().find(|byte| !byte.is_ascii_whitespace()) else {
        return Some(BodyFault::Empty);
    };
    let media_type = content_type
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase());
    if *first == b'<' || media_type.as_deref() == Some("text/html") {
        return Some(BodyFault::Html);
    }
    // One pass more over the body, at a small part of what decoding costs, and the
    // error knows status, attempts and the rest, which decoding has lost.
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
