//! What every request passes before it reaches its route, in the order of the checks.

use std::sync::Arc;

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::IntoResponse;
use http::header::RETRY_AFTER;
use http::{Response, StatusCode};

use crate::access::{AccessKey, Authorization, identify};
use crate::account::Account;
use crate::failure::Failure;
use crate::lock::lock;
use crate::operation::{Generation, Operation};

/// The number of a request in the log, for handlers that have something to add.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogNumber(pub(crate) u64);

pub(crate) async fn pass(
    State(account): State<Arc<Account>>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    let number = lock(&account.log).begin(
        account.now(),
        request.method(),
        request.uri(),
        &account.keys,
    );
    let generation = Generation::of(request.uri().path());
    let operation = Operation::of(request.method(), request.uri().path());

    let admitted = admit(&account, number, operation, &request);
    let response = match admitted {
        Ok(key) => {
            request.extensions_mut().insert(key);
            request.extensions_mut().insert(LogNumber(number));
            next.run(request).await
        }
        Err(failure) => {
            let response = failure.into_response();
            if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
                drain(request);
            }
            response
        }
    };
    let response = match response.extensions().get::<Failure>() {
        Some(failure) => failure.clone().shaped(account.shape(generation)),
        None => response,
    };
    if let Some(entry) = lock(&account.log).entry(number) {
        entry.status = Some(response.status().as_u16());
    }
    response
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

    // Every request to the account counts, signed or not: whether Lucca counts those that it refuses is unknown,
    // and this is the stricter reading.
    if let Some(limit) = settings.rate_limit {
        let now = account.now();
        let admitted = lock(&account.window).admit(limit, now);
        if let Err(wait) = admitted {
            let message = format!(
                "More than {} requests in {} s.",
                limit.requests(),
                limit.window().as_secs_f32()
            );
            let failure = Failure::new(StatusCode::TOO_MANY_REQUESTS, message);
            return Err(match settings.retry_after.header(now, wait) {
                Some(value) => failure.with_header(RETRY_AFTER, value),
                None => failure,
            });
        }
    }

    let key = identify(&account.keys, request.headers());
    if let Some(entry) = lock(&account.log).entry(number) {
        entry.authorization = key
            .as_ref()
            .map_or_else(|&refused| refused, |_| Authorization::Accepted);
    }
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

/// Reads and forgets a body that is too large, so that its sender gets to see the answer instead of a reset. Bounded
/// in time: nobody is obliged to send what they announced.
fn drain(request: Request) {
    tokio::spawn(async move {
        let mut body = request.into_body();
        let reading =
            async { while let Some(Ok(_)) = http_body_util::BodyExt::frame(&mut body).await {} };
        let _ = tokio::time::timeout(std::time::Duration::from_secs(5), reading).await;
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
