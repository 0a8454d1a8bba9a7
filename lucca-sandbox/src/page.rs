//! The page at `/`, for a person who opens the sandbox in a browser.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;

use crate::account::Account;
use crate::operation::Operation;

pub(crate) async fn show(State(account): State<Arc<Account>>) -> Html<String> {
    let company = account.company();
    let operations: String = Operation::ALL
        .iter()
        .map(|operation| {
            format!(
                "<tr><td>{}</td><td><code>{}</code></td></tr>\n",
                operation.method(),
                operation.path()
            )
        })
        .collect();
    let limit = account.settings.rate_limit.map_or_else(
        || "no rate limit".to_owned(),
        |limit| {
            format!(
                "{} requests in any {} s",
                limit.requests(),
                limit.window().as_secs_f32()
            )
        },
    );
    Html(format!(
        include_str!("page.html"),
        key = escaped(account.keys.first().map_or("", |key| key.key.as_str())),
        base = account.addresses.base,
        people = company.users().len(),
        places = company.work_locations().len(),
        rows = company.user_locations().len(),
        today = company.today(),
        limit = limit,
        operations = operations,
    ))
}

/// A key may hold any visible character.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
