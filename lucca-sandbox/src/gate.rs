//! What every request passes before it reaches its route, in the order of the checks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::IntoResponse;
use http::header::{DATE, HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};
use http_body_util::BodyExt;

use crate::access::{AccessKey, Authorization, identify};
use crate::account::Account;
use crate::failure::Failure;
use crate::limits::http_date;
use crate::listing::Slip;
use crate::lock::lock;
use crate::operation::{Generation, Operation};
use crate::server::SocketFate;
use crate::trouble::{Trouble, deliver};

/// How long a body that nobody wants may take to arrive.
const DRAIN_PATIENCE: Duration = Duration::from_secs(5);

/// The number of a request in the log, for handlers that have something to add.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogNumber(pub(crate) u64);

/// What a handler noticed about a request: it travels to the log as an extension of the response.
#[derive(Clone, Debug, Default)]
pub(crate) struct Odd(Vec<String>);

impl Odd {
    pub(crate) fn note(&mut self, what: impl Into<String>) {
        self.0.push(what.into());
    }

    pub(crate) fn ignored<'a>(&mut self, parameters: impl Iterator<Item = &'a str>) {
        for name in parameters.take(10) {
            let name: String = name.chars().take(60).collect();
            self.note(format!("parameter {name} ignored"));
        }
    }
}

pub(crate) async fn pass(
    State(account): State<Arc<Account>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let begun = Instant::now();
    account.settle();
    let number = lock(&account.log).begin(
        account.now(),
        request.method(),
        request.uri(),
        &account.keys,
    );
    let (mut response, mut odd) = answer(&account, number, request, next).await;
    if let Ok(date) = HeaderValue::from_str(&http_date(account.now())) {
        response.headers_mut().insert(DATE, date);
    }
    let cut = response.extensions().get::<NoAnswer>().is_some();
    if let Some(Odd(noticed)) = response.extensions_mut().remove::<Odd>() {
        odd.extend(noticed);
    }
    let entry = lock(&account.log).amend(number, |entry| {
        entry.status = (!cut).then(|| response.status().as_u16());
        entry.took = Some(begun.elapsed());
        entry.odd = odd;
    });
    if let Some(entry) = entry {
        account.events.tell("request", || entry.to_json());
    }
    response
}

/// Marks a response that nobody will see.
#[derive(Clone, Copy)]
struct NoAnswer;

async fn answer(
    account: &Account,
    number: u64,
    mut request: Request,
    next: Next,
) -> (Response<Body>, Vec<String>) {
    let operation = Operation::of(request.method(), request.uri().path());
    let shape = account.shape(Generation::of(request.uri().path()));
    let key = match admit(account, number, operation, &request) {
        Ok(key) => key,
        Err(failure) => {
            drain(request.into_body());
            let odd = vec![failure.message().to_owned()];
            return (failure.shaped(shape), odd);
        }
    };
    let struck = operation
        .map(|operation| lock(&account.trouble).strike(operation))
        .unwrap_or_default();
    let mut odd: Vec<String> = struck.words();
    if !struck.latency.is_zero() {
        tokio::time::sleep(struck.latency).await;
    }
    let fate = request
        .extensions()
        .get::<SocketFate>()
        .cloned()
        .unwrap_or_default();
    let acts = match &struck.fault {
        Some(Trouble::ResetOnArrival) => false,
        Some(Trouble::Answer(answer)) => answer.is_after_acting(),
        _ => true,
    };
    let response = if acts {
        request.extensions_mut().insert(key);
        request.extensions_mut().insert(LogNumber(number));
        request.extensions_mut().insert(Slip(struck.slip));
        let response = next.run(request).await;
        match response.extensions().get::<Failure>() {
            Some(failure) => {
                odd.push(failure.message().to_owned());
                failure.clone().shaped(shape)
            }
            None => response,
        }
    } else {
        if !matches!(struck.fault, Some(Trouble::ResetOnArrival)) {
            drain(request.into_body());
        }
        Response::new(Body::empty())
    };
    if struck.fault.is_none() && struck.changes.is_empty() {
        return (response, odd);
    }
    let delivered = deliver(response, &struck.changes, struck.fault, &fate, shape)
        .await
        .unwrap_or_else(|| {
            let mut response = Response::new(Body::empty());
            response.extensions_mut().insert(NoAnswer);
            response
        });
    (delivered, odd)
}

fn admit(
    account: &Account,
    number: u64,
    operation: Option<Operation>,
    request: &Request,
) -> Result<AccessKey, Failure> {
    let settings = &account.settings;
    if head_size(request) > settings.largest_head {
        let message = format!(
            "The headers are longer than {} bytes.",
            settings.largest_head
        );
        return Err(Failure::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            message,
        ));
    }

    // Every request to the account counts, signed or not: whether Lucca counts those without a right is unknown,
    // and this is the stricter reading.
    if let Some(limit) = settings.rate_limit {
        let now = account.now();
        let behaviour = account.behaviour();
        let admitted = lock(&account.window).admit(
            limit,
            behaviour.rate_window,
            behaviour.refused_requests,
            now,
        );
        if let Err(wait) = admitted {
            let message = format!(
                "More than {} requests in {} s.",
                limit.requests(),
                limit.window().as_secs_f32()
            );
            let failure = Failure::new(StatusCode::TOO_MANY_REQUESTS, message);
            return Err(match behaviour.retry_after.header(now, wait) {
                Some(value) => failure.with_header(RETRY_AFTER, value),
                None => failure,
            });
        }
    }

    let key = identify(&account.keys, request.headers());
    lock(&account.log).amend(number, |entry| {
        entry.authorization = key
            .as_ref()
            .map_or_else(|&refused| refused, |_| Authorization::Accepted);
    });
    let key = key.map_err(|_| {
        Failure::new(
            StatusCode::UNAUTHORIZED,
            "Not authenticated: send Authorization: lucca application=KEY.",
        )
    })?;
    if let Some(operation) = operation {
        key.check(operation)?;
    }
    if request.body().size_hint().lower() > settings.largest_body {
        return Err(too_large(account));
    }
    Ok(key.clone())
}

pub(crate) fn too_large(account: &Account) -> Failure {
    Failure::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!(
            "The body is longer than {} bytes.",
            account.settings.largest_body
        ),
    )
}

/// Request line and headers, as they stood on the wire.
fn head_size(request: &Request) -> usize {
    let line = request.method().as_str().len()
        + request
            .uri()
            .path_and_query()
            .map_or(1, |target| target.as_str().len())
        + 12;
    let headers: usize = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    line + headers
}

/// Reads and forgets a body that nobody wants, so that its sender gets to see the answer instead of a reset, and can
/// use the connection again. Bounded in time: nobody is obliged to send what they announced.
pub(crate) fn drain(mut body: Body) {
    if body.is_end_stream() {
        return;
    }
    tokio::spawn(async move {
        let reading = async { while let Some(Ok(_)) = body.frame().await {} };
        let _ = tokio::time::timeout(DRAIN_PATIENCE, reading).await;
    });
}

/// A handler's failure travels to the gate as an extension: only the gate knows the shape of its body.
impl IntoResponse for Failure {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status();
        response.extensions_mut().insert(self);
        response
    }
}
