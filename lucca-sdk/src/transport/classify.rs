//! What an attempt came to.

use bytes::Bytes;
use http::header::{self, HeaderMap};
use serde::de::IgnoredAny;
use url::{Origin, Url};

use crate::Error;
use crate::error::{BodyFault, Kind, Phase};

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

/// Why an answer is no success, or no usable one; `None` if it is.
///
/// `body` is what came of it: of an error at least the beginning.
pub(super) fn fault(
    response: &reqwest::Response,
    home: &Origin,
    body: &Result<Bytes, Kind>,
    expects_json: bool,
) -> Option<Kind> {
    // Only a client that the caller brought along can have followed a redirect.
    if response.url().origin() != *home {
        return Some(Kind::Redirect {
            target: host_of(response.url()),
        });
    }
    let status = response.status();
    if status.is_redirection() {
        return Some(Kind::Redirect {
            target: redirect_target(response),
        });
    }
    if !status.is_success() {
        return Some(Kind::Status);
    }
    match body {
        Ok(body) if expects_json => {
            json_fault(content_type(response.headers()), body).map(Kind::Body)
        }
        _ => None,
    }
}

/// The body without the byte order mark that some servers put before JSON, and that no JSON
/// reader takes.
pub(super) fn without_mark(body: Bytes) -> Bytes {
    if body.starts_with(b"\xef\xbb\xbf") {
        body.slice(3..)
    } else {
        body
    }
}

pub(super) fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
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

/// Why `body` is no JSON; `None` if it is.
fn json_fault(content_type: Option<&str>, body: &[u8]) -> Option<BodyFault> {
    let Some(first) = body.iter().find(|byte| !byte.is_ascii_whitespace()) else {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_being_no_json_has_its_name() {
        let json = Some("application/json; charset=utf-8");
        let cases: [(Option<&str>, &[u8], &str); 17] = [
            (json, b"{\"a\":1}", "ok"),
            (json, b"[]", "ok"),
            (json, b"\"6f\"", "ok"),
            (Some("application/problem+json"), b"{}", "ok"),
            // The announcement alone is no reason to refuse what is JSON.
            (Some("text/plain"), b"{}", "ok"),
            (None, b"{}", "ok"),
            (json, b"", "Empty"),
            (json, b" \r\n", "Empty"),
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
            let fault = json_fault(content_type, body);
            let name = fault.map_or("ok".to_owned(), |fault| format!("{fault:?}"));
            assert!(name.starts_with(expected), "{name}, expected {expected}");
        }
    }
}
