//! The control API under `/_sandbox`: what Rust tests do through [`Sandbox`](crate::Sandbox), for any language.
//!
//! It needs no key, does not count against the limit and is not in the log.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::routing::{delete, get};
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::account::Account;
use crate::lock::lock;
use crate::operation::Operation;
use crate::trouble::{Trouble, TroubleId, TroubleRule, When};

/// Nothing that is sent here is long.
const LARGEST_BODY: usize = 1 << 20;

pub(crate) const PREFIX: &str = "/_sandbox";

pub(crate) fn routes(account: &Arc<Account>) -> Router<Arc<Account>> {
    Router::new()
        .route("/", get(overview))
        .route("/requests", get(requests).delete(forget_requests))
        .route("/imports", get(imports))
        .route(
            "/trouble",
            get(trouble).post(make_trouble).delete(end_trouble),
        )
        .route("/trouble/{id}", delete(end_one_trouble))
        .route("/company", get(company))
        .route("/clock", get(clock).post(move_clock))
        .route("/rate-limit", delete(forget_window))
        .fallback(async || {
            refuse(
                StatusCode::NOT_FOUND,
                format!("there is no such control; see {PREFIX}"),
            )
        })
        .method_not_allowed_fallback(async || {
            refuse(
                StatusCode::METHOD_NOT_ALLOWED,
                format!("this control has no such method; see {PREFIX}"),
            )
        })
        .with_state(Arc::clone(account))
}

type Controlled = Result<Response<Body>, Response<Body>>;

async fn overview(State(account): State<Arc<Account>>) -> Response<Body> {
    let company = account.company();
    say(json!({
        "baseUrl": account.base_url,
        "now": account.now().to_string(),
        "today": company.today().to_string(),
        "users": company.users().len(),
        "workLocations": company.work_locations().len(),
        "userLocations": company.user_locations().len(),
        "operations": Operation::ALL.map(Operation::name),
        "controls": [
            format!("GET {PREFIX}/requests: the log; DELETE forgets it"),
            format!("GET {PREFIX}/imports: the uploads that were acted on"),
            format!("GET {PREFIX}/trouble: the rules; DELETE ends all, DELETE {PREFIX}/trouble/ID one"),
            format!("POST {PREFIX}/trouble: {}", r#"{"on":"list-users","trouble":{"kind":"reset-mid-body"},"when":{"times":2},"after":0}"#),
            format!("GET {PREFIX}/company: all of it as JSON, to be served again with --seed FILE"),
            format!("POST {PREFIX}/clock: {}", r#"{"advanceSeconds":60}"#),
            format!("DELETE {PREFIX}/rate-limit: the running window is forgotten"),
        ],
    }))
}

async fn requests(State(account): State<Arc<Account>>) -> Response<Body> {
    let entries = lock(&account.log).entries();
    let entry = |entry: crate::LoggedRequest| {
        json!({
            "number": entry.number,
            "at": entry.at.to_string(),
            "method": entry.method.as_str(),
            "path": entry.path,
            "query": entry.query,
            "operation": entry.operation.map(Operation::name),
            "authorization": entry.authorization.as_str(),
            "bodyReceived": entry.body_received,
            "status": entry.status,
        })
    };
    say(entries.into_iter().map(entry).collect())
}

async fn forget_requests(State(account): State<Arc<Account>>) -> Response<Body> {
    lock(&account.log).clear();
    done()
}

async fn imports(State(account): State<Arc<Account>>) -> Response<Body> {
    let records = lock(&account.imports).records();
    let record = |record: crate::ImportRecord| {
        json!({
            "summaryId": record.summary_id,
            "at": record.at.to_string(),
            "create": record.create,
            "overrideUserLocations": record.override_user_locations,
            "lines": record.lines,
            "created": record.created,
            "deleted": record.deleted,
            "errors": record.errors,
            "warnings": record.warnings,
        })
    };
    say(records.into_iter().map(record).collect())
}

async fn trouble(State(account): State<Arc<Account>>) -> Response<Body> {
    let rules = lock(&account.trouble).rules().to_vec();
    let rule = |rule: TroubleRule| {
        json!({
            "id": rule.id,
            "on": rule.operation.map(Operation::name),
            "trouble": rule.trouble,
            "when": rule.when,
            "after": rule.after,
            "hits": rule.hits,
        })
    };
    say(rules.into_iter().map(rule).collect())
}

/// A wish for trouble, as sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    /// An operation's name; none for all.
    #[serde(default)]
    on: Option<String>,
    trouble: Trouble,
    when: When,
    #[serde(default)]
    after: u64,
}

async fn make_trouble(State(account): State<Arc<Account>>, request: Request) -> Controlled {
    let wish: Wish = told(request).await?;
    let operation = wish.on.map(|name| name.parse::<Operation>()).transpose();
    let operation =
        operation.map_err(|error| refuse(StatusCode::BAD_REQUEST, error.to_string()))?;
    let id = lock(&account.trouble).add(operation, wish.trouble, wish.when, wish.after);
    Ok(say(json!({ "id": id })))
}

async fn end_trouble(State(account): State<Arc<Account>>) -> Response<Body> {
    lock(&account.trouble).clear();
    done()
}

async fn end_one_trouble(
    State(account): State<Arc<Account>>,
    Path(id): Path<String>,
) -> Response<Body> {
    let ended = id
        .parse()
        .is_ok_and(|id| lock(&account.trouble).remove(TroubleId(id)));
    if ended {
        done()
    } else {
        refuse(StatusCode::NOT_FOUND, "there is no such rule".to_owned())
    }
}

async fn company(State(account): State<Arc<Account>>) -> Controlled {
    let mut body = Vec::new();
    account
        .company()
        .write(&mut body)
        .map_err(|error| refuse(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    Ok(with_json(StatusCode::OK, Body::from(body)))
}

async fn clock(State(account): State<Arc<Account>>) -> Response<Body> {
    say(json!({ "now": account.now().to_string() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Advance {
    advance_seconds: f64,
}

async fn move_clock(State(account): State<Arc<Account>>, request: Request) -> Controlled {
    let Advance { advance_seconds } = told(request).await?;
    let by = Duration::try_from_secs_f64(advance_seconds).map_err(|_| {
        refuse(
            StatusCode::BAD_REQUEST,
            "advanceSeconds is a number from 0".to_owned(),
        )
    })?;
    account.move_on(by);
    Ok(say(json!({ "now": account.now().to_string() })))
}

async fn forget_window(State(account): State<Arc<Account>>) -> Response<Body> {
    lock(&account.window).clear();
    done()
}

/// Reads what was sent as JSON.
async fn told<T: DeserializeOwned>(request: Request) -> Result<T, Response<Body>> {
    let reading = Limited::new(request.into_body(), LARGEST_BODY).collect();
    let body = match tokio::time::timeout(Duration::from_secs(10), reading).await {
        Ok(Ok(body)) => body.to_bytes(),
        _ => {
            return Err(refuse(
                StatusCode::BAD_REQUEST,
                "the body is too long, or did not arrive".to_owned(),
            ));
        }
    };
    serde_json::from_slice(&body)
        .map_err(|error| refuse(StatusCode::BAD_REQUEST, error.to_string()))
}

fn say(value: Value) -> Response<Body> {
    with_json(StatusCode::OK, Body::from(format!("{value:#}\n")))
}

fn refuse(status: StatusCode, message: String) -> Response<Body> {
    with_json(
        status,
        Body::from(format!("{:#}\n", json!({ "error": message }))),
    )
}

fn with_json(status: StatusCode, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn done() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}
