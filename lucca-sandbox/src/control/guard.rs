//! Who may use the control API and the page: whoever calls them by their own name.
//!
//! A web page that a person looks at can send requests to an address on this machine, and with a domain of its own that
//! leads here it could even read the answers. Both show in the headers that browsers set.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::IntoResponse;
use http::header::{HOST, HeaderMap, ORIGIN};
use http::uri::Authority;
use http::{Response, StatusCode};

use super::refuse;
use crate::account::Account;

pub(crate) async fn guard(
    State(account): State<Arc<Account>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let public_host = account.addresses.public_host.as_deref();
    match stranger(request.headers(), public_host) {
        Some(why) => refuse(StatusCode::FORBIDDEN, why).into_response(),
        None => next.run(request).await,
    }
}

/// Why a request comes from a page that is not the sandbox's own, if it does.
fn stranger(headers: &HeaderMap, public_host: Option<&str>) -> Option<&'static str> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    let host = text(HOST).unwrap_or("");
    let is_own = host
        .parse::<Authority>()
        .is_ok_and(|authority| is_own(authority.host(), public_host));
    if !is_own {
        return Some(
            "call the sandbox by its IP address, as localhost, or by the host of its --public-url",
        );
    }
    let origin = text(ORIGIN)?;
    let from = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    match from {
        Some(from) if from.eq_ignore_ascii_case(host) => None,
        _ => Some("requests from pages of other origins are refused"),
    }
}

/// A name that nobody can point here by a domain of theirs.
fn is_own(host: &str, public_host: Option<&str>) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().is_ok()
        || host.eq_ignore_ascii_case("localhost")
        || public_host.is_some_and(|public| public.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn only_the_sandboxs_own_names_and_pages_are_let_in() {
        for (host, origin, own) in [
            ("127.0.0.1:8080", None, true),
            ("127.0.0.1", None, true),
            ("[::1]:8080", None, true),
            ("192.168.7.7:8080", None, true),
            ("LOCALHOST:8080", None, true),
            ("sandbox:8080", None, true),
            ("127.0.0.1:8080", Some("http://127.0.0.1:8080"), true),
            ("sandbox", Some("https://sandbox"), true),
            ("", None, false),
            ("evil.example:8080", None, false),
            ("localhost.evil.example", None, false),
            ("127.0.0.1.evil.example", None, false),
            ("127.0.0.1:8080", Some("http://evil.example"), false),
            ("127.0.0.1:8080", Some("http://127.0.0.1:9090"), false),
            ("127.0.0.1:8080", Some("null"), false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static(host));
            if let Some(origin) = origin {
                headers.insert(ORIGIN, HeaderValue::from_static(origin));
            }
            assert_eq!(
                stranger(&headers, Some("sandbox")).is_none(),
                own,
                "{host} {origin:?}"
            );
        }
        assert!(stranger(&HeaderMap::new(), None).is_some());
    }
}
