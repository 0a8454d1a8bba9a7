//! The control API under `/_sandbox`: what Rust tests do through [`Sandbox`](crate::Sandbox), for any language.
//!
//! It needs no key, does not count against the limit and is not in the log. So that no web page that a person looks
//! at can use it, it takes JSON only, and only under a name that is the sandbox's own.

mod guard;
mod presence;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, Request, State};
use axum::response::IntoResponse;
use axum::routing::{delete, get};
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub(crate) use self::guard::guard;
use crate::account::Account;
use crate::behaviour::{Behaviour, Bundle};
use crate::imports::{self, ImportRecord};
use crate::lock::lock;
use crate::operation::Operation;
use crate::query::Query;
use crate::request_log::LoggedRequest;
use crate::server::aside;
use crate::trouble::{Trouble, TroubleId, TroubleRule, When};

/// Nothing that is sent here is long.
const LARGEST_BODY: usize = 1 << 20;

/// How many rules of trouble may be in force at a time.
const MOST_RULES: usize = 1_000;

pub(crate) const PREFIX: &str = "/_sandbox";

pub(crate) fn routes() -> Router<Arc<Account>> {
    Router::new()
        .route("/", get(overview))
        .route("/events", get(events))
        .route("/requests", get(requests).delete(forget_requests))
        .route("/imports", get(imports))
        .route("/imports/{id}", get(import))
        .route("/presence", get(presence::show))
        .route("/settings", get(settings).post(change_settings))
        .route(
            "/trouble",
            get(trouble).post(make_trouble).delete(end_trouble),
        )
        .route("/trouble/{id}", delete(end_one_trouble))
        .route("/company", get(company))
        .route("/clock", get(clock).post(move_clock))
        .route("/rate-limit", get(window).delete(forget_window))
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
}

type Controlled = Result<Response<Body>, Refusal>;

/// Why a control did nothing.
struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        let Self(status, message) = self;
        let body = format!("{:#}\n", json!({ "error": message }));
        with_json(status, Body::from(body))
    }
}

pub(crate) async fn overview(State(account): State<Arc<Account>>) -> Response<Body> {
    let company = account.company();
    say(json!({
        "baseUrl": account.addresses.base,
        "now": account.now().to_string(),
        "today": company.today().to_string(),
        "users": company.users().len(),
        "workLocations": company.work_locations().len(),
        "userLocations": company.user_locations().len(),
        "operations": Operation::ALL.map(Operation::name),
        "controls": [
            format!("GET {PREFIX}/requests: the log, or with ?newest=N its end; DELETE forgets it"),
            format!("GET {PREFIX}/events: requests, imports and changes as they happen, as server-sent events"),
            format!("GET {PREFIX}/imports: the uploads that were acted on; {PREFIX}/imports/ID: the report of one"),
            format!("GET {PREFIX}/presence: who is where today, or with ?date=YYYY-MM-DD on a day"),
            format!("GET {PREFIX}/settings: what the account does where Lucca is silent"),
            format!("POST {PREFIX}/settings: {}", r#"{"like":"odd","set":{"import-effect":"late"}}"#),
            format!("GET {PREFIX}/trouble: the rules; DELETE ends all, DELETE {PREFIX}/trouble/ID one"),
            format!("POST {PREFIX}/trouble: {}", r#"{"on":"list-users","trouble":{"kind":"reset-mid-body"},"when":{"times":2},"after":0}"#),
            format!("GET {PREFIX}/company: all of it as JSON, to be served again with --seed FILE"),
            format!("POST {PREFIX}/clock: {}", r#"{"advanceSeconds":60}"#),
            format!("GET {PREFIX}/rate-limit: the running window; DELETE forgets it"),
        ],
    }))
}

async fn events(State(account): State<Arc<Account>>) -> Response<Body> {
    account.events.watch()
}

async fn requests(State(account): State<Arc<Account>>, RawQuery(query): RawQuery) -> Controlled {
    let newest = parameter(query.as_deref(), "newest")?;
    let newest = newest.map(|newest| {
        newest
            .parse::<usize>()
            .map_err(|_| refuse(StatusCode::BAD_REQUEST, "newest is a number"))
    });
    let entries = match newest.transpose()? {
        Some(newest) => lock(&account.log).newest(newest),
        None => lock(&account.log).entries(),
    };
    Ok(aside(entries.len() > 1_000, || {
        say(entries.iter().map(LoggedRequest::to_json).collect())
    }))
}

async fn forget_requests(State(account): State<Arc<Account>>) -> Response<Body> {
    lock(&account.log).clear();
    changed(&account, "requests")
}

async fn imports(State(account): State<Arc<Account>>) -> Response<Body> {
    account.settle();
    let records = lock(&account.imports).records();
    say(records.iter().map(ImportRecord::to_json).collect())
}

async fn import(State(account): State<Arc<Account>>, Path(id): Path<String>) -> Controlled {
    imports::routes::report_of(&account, &id).ok_or_else(|| {
        refuse(
            StatusCode::NOT_FOUND,
            "there is no such import, or it is forgotten",
        )
    })
}

async fn settings(State(account): State<Arc<Account>>) -> Response<Body> {
    let settings = account.behaviour().settings();
    let setting = |setting: &crate::Setting| {
        json!({
            "name": setting.name,
            "question": setting.question,
            "choices": setting.choices,
            "value": setting.value,
        })
    };
    say(settings.iter().map(setting).collect())
}

/// What shall be different, as sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
    /// A bundle's name.
    #[serde(default)]
    like: Option<String>,
    /// Values by the names of settings; they are set after the bundle.
    #[serde(default)]
    set: BTreeMap<String, String>,
}

async fn change_settings(State(account): State<Arc<Account>>, request: Request) -> Controlled {
    let Changes { like, set } = told(request).await?;
    let wrong = |error: String| refuse(StatusCode::BAD_REQUEST, error);
    let mut behaviour = match like {
        None => account.behaviour(),
        Some(name) => Behaviour::like(
            name.parse::<Bundle>()
                .map_err(|error| wrong(error.to_string()))?,
        ),
    };
    for (name, value) in &set {
        behaviour
            .set(name, value)
            .map_err(|error| wrong(error.to_string()))?;
    }
    account.behave(|now| *now = behaviour);
    changed(&account, "settings");
    Ok(settings(State(account)).await)
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
    let id = {
        let mut book = lock(&account.trouble);
        if book.rules().len() >= MOST_RULES {
            return Err(refuse(
                StatusCode::BAD_REQUEST,
                format!("there are {MOST_RULES} rules already; end some"),
            ));
        }
        book.add(operation, wish.trouble, wish.when, wish.after)
    };
    changed(&account, "trouble");
    Ok(say(json!({ "id": id })))
}

async fn end_trouble(State(account): State<Arc<Account>>) -> Response<Body> {
    lock(&account.trouble).clear();
    changed(&account, "trouble")
}

async fn end_one_trouble(
    State(account): State<Arc<Account>>,
    Path(id): Path<String>,
) -> Controlled {
    let ended = id
        .parse()
        .is_ok_and(|id| lock(&account.trouble).remove(TroubleId(id)));
    if ended {
        Ok(changed(&account, "trouble"))
    } else {
        Err(refuse(StatusCode::NOT_FOUND, "there is no such rule"))
    }
}

async fn company(State(account): State<Arc<Account>>) -> Controlled {
    let mut body = Vec::new();
    let company = account.company();
    aside(true, || company.write(&mut body))
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
    let by = Duration::try_from_secs_f64(advance_seconds)
        .map_err(|_| refuse(StatusCode::BAD_REQUEST, "advanceSeconds is a number from 0"))?;
    account.move_on(by);
    account.settle();
    changed(&account, "clock");
    Ok(say(json!({ "now": account.now().to_string() })))
}

async fn window(State(account): State<Arc<Account>>) -> Response<Body> {
    let Some(limit) = account.settings.rate_limit else {
        return say(Value::Null);
    };
    let kind = account.behaviour().rate_window;
    let (taken, next) = lock(&account.window).taken(limit, kind, account.now());
    say(json!({
        "requests": limit.requests(),
        "seconds": limit.window().as_secs_f64(),
        "taken": taken,
        "nextFreeInSeconds": next.as_secs_f64(),
    }))
}

async fn forget_window(State(account): State<Arc<Account>>) -> Response<Body> {
    lock(&account.window).clear();
    changed(&account, "rate-limit")
}

/// One parameter of a control.
fn parameter(query: Option<&str>, name: &str) -> Result<Option<String>, Refusal> {
    let query = Query::parse(query).and_then(|query| {
        query.only(&[name])?;
        Ok(query.one(name)?.map(str::to_owned))
    });
    query.map_err(|failure| refuse(StatusCode::BAD_REQUEST, failure.message().to_owned()))
}

/// Reads what was sent as JSON, and sent as JSON: a form or a text is what any web page can send anywhere.
async fn told<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let essence = kind.split(';').next().unwrap_or("").trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send JSON, with Content-Type: application/json",
        ));
    }
    let reading = Limited::new(request.into_body(), LARGEST_BODY).collect();
    let body = match tokio::time::timeout(Duration::from_secs(10), reading).await {
        Ok(Ok(body)) => body.to_bytes(),
        _ => {
            return Err(refuse(
                StatusCode::BAD_REQUEST,
                "the body is too long, or did not arrive",
            ));
        }
    };
    serde_json::from_slice(&body)
        .map_err(|error| refuse(StatusCode::BAD_REQUEST, error.to_string()))
}

fn say(value: Value) -> Response<Body> {
    with_json(StatusCode::OK, Body::from(format!("{value:#}\n")))
}

fn refuse(status: StatusCode, message: impl Into<String>) -> Refusal {
    Refusal(status, message.into())
}

fn with_json(status: StatusCode, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Done, and told to whoever watches.
fn changed(account: &Account, what: &str) -> Response<Body> {
    account.events.tell("changed", || json!(what));
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}
