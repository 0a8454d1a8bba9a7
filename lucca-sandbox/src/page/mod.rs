//! The page at `/`: a workbench for a person who keeps it open while they build.
//!
//! It is one answer, without a request to anywhere but the control API: the policy that it comes with forbids others.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use http::Response;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};

use crate::account::Account;
use crate::operation::Operation;

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(crate) async fn show(State(account): State<Arc<Account>>) -> Response<Body> {
    let company = account.company();
    let key = account.keys.first().map_or("", |key| key.key.as_str());
    let limit = account.settings.rate_limit.map_or_else(
        || "no rate limit".to_owned(),
        |limit| {
            format!(
                "{} requests in {} s",
                limit.requests(),
                limit.window().as_secs_f32()
            )
        },
    );
    let operations: String = Operation::ALL
        .iter()
        .map(|operation| {
            format!(
                "<li><b>{}</b> <code>{}</code></li>\n",
                operation.method(),
                operation.path()
            )
        })
        .collect();
    let mut page = include_str!("page.html").to_owned();
    for (name, value) in [
        ("{{style}}", include_str!("style.css")),
        ("{{script}}", include_str!("script.js")),
        ("{{operations}}", &operations),
        ("{{people}}", &company.users().len().to_string()),
        ("{{places}}", &company.work_locations().len().to_string()),
        ("{{rows}}", &company.user_locations().len().to_string()),
        ("{{today}}", &company.today().to_string()),
        ("{{limit}}", &limit),
        ("{{base}}", &escaped(&account.addresses.base)),
        // Last, because a key may hold anything.
        ("{{key}}", &escaped(&key.replace('\'', r"'\''"))),
    ] {
        page = page.replace(name, value);
    }
    let mut response = Response::new(Body::from(page));
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A key may hold any visible character.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
