//! What is told to `tracing`.
//!
//! A span for each call and, in it, one for each attempt. Names are those of OpenTelemetry's
//! conventions for HTTP clients where it has one; the rest begins with `lucca.`. Times are in
//! milliseconds. What is not known yet is recorded when it is.

use std::time::Duration;

use tracing::{Span, field};

use super::attempt::body_bytes;
use super::call::Call;
use crate::error::Error;

pub(super) fn call_span(
    operation: &str,
    method: &http::Method,
    redacted_url: &str,
    page: Option<u64>,
) -> Span {
    tracing::info_span!(
        target: "lucca_sdk",
        "lucca.call",
        otel.name = %format_args!("{method} {operation}"),
        otel.kind = "internal",
        otel.status_code = field::Empty,
        http.request.method = %method,
        url.full = %redacted_url,
        error.r#type = field::Empty,
        lucca.operation = %operation,
        lucca.page = page,
        lucca.attempts = field::Empty,
        lucca.rate_limit.wait_ms = field::Empty,
    )
}

pub(super) fn attempt_span(call: &Call, request: &reqwest::Request, waited: Duration) -> Span {
    let url = request.url();
    tracing::debug_span!(
        target: "lucca_sdk",
        "lucca.attempt",
        otel.name = %request.method(),
        otel.kind = "client",
        otel.status_code = field::Empty,
        http.request.method = %request.method(),
        http.request.resend_count = (call.attempts > 1).then_some(call.attempts - 1),
        http.request.body.size = body_bytes(request),
        http.response.status_code = field::Empty,
        http.response.body.size = field::Empty,
        server.address = url.host_str(),
        server.port = url.port_or_known_default(),
        url.scheme = url.scheme(),
        url.full = %call.redacted_url,
        error.r#type = field::Empty,
        lucca.operation = %call.operation,
        lucca.page = call.options.page,
        lucca.attempt = call.attempts,
        lucca.rate_limit.wait_ms = milliseconds(waited),
    )
}

/// Records on `span` why its call or attempt failed.
pub(super) fn record_error(span: &Span, error: &Error) {
    span.record("otel.status_code", "ERROR");
    // OpenTelemetry wants the status where there is one, else a name of low cardinality.
    match error.status() {
        Some(status) if !status.is_success() => {
            span.record("error.type", field::display(status.as_u16()));
        }
        _ => {
            span.record("error.type", error_type(error));
        }
    }
}

fn error_type(error: &Error) -> &'static str {
    let names = [
        (error.is_rate_limited(), "rate_limited"),
        (error.is_timeout(), "timeout"),
        (error.is_connection(), "connection"),
        (error.is_redirect(), "redirect"),
        (error.is_too_large(), "too_large"),
        (error.is_unusable_body(), "unusable_body"),
        (error.is_decode(), "decode"),
        (error.is_invalid_input(), "invalid_input"),
    ];
    names
        .into_iter()
        .find_map(|(holds, name)| holds.then_some(name))
        .unwrap_or("other")
}

pub(super) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
