//! One attempt: a request sent, its answer read whole, within a time limit.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::future::{Either, select};
use http::{HeaderMap, StatusCode};

use super::deadline::Deadline;
use super::prepared::Prepared;
use super::rate_limit::{Outcome, Permit};
use super::redact::RedactedHeaders;
use super::retry_after::retry_after;
use super::{Shared, body, classify};
use crate::error::{Answer, EXCERPT, Error, Kind, Phase};

/// What a good attempt brings.
pub(super) struct Success {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

pub(super) struct Attempt<'a> {
    pub(super) shared: &'a Shared,
    pub(super) prepared: &'a Prepared,
    pub(super) timeout: Duration,
    pub(super) deadline: Deadline,
}

impl Attempt<'_> {
    /// Sends and reads, until the attempt's time or the call's is over. Dropping the attempt
    /// closes its connection.
    pub(super) async fn run(self, permit: Box<dyn Permit>) -> Result<Success, Error> {
        let now = self.shared.clock.now();
        let (end, is_deadline) = self.deadline.limit(now, self.timeout);
        let receiving = AtomicBool::new(false);
        let exchange = pin!(self.exchange(permit, &receiving));
        let Some(end) = end else {
            return exchange.await;
        };
        match select(exchange, self.shared.clock.expire_at(end)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(((), _)) => Err(Error::new(Kind::Timeout {
                during: if receiving.load(Ordering::Relaxed) {
                    Phase::Receiving
                } else {
                    Phase::Sending
                },
                limit: if is_deadline {
                    self.deadline.total()
                } else {
                    self.timeout
                },
                deadline: is_deadline,
            })),
        }
    }

    async fn exchange(
        &self,
        permit: Box<dyn Permit>,
        receiving: &AtomicBool,
    ) -> Result<Success, Error> {
        let shared = self.shared;
        let request = self.prepared.signed(&shared.key, &shared.user_agent);
        let mut response = match shared.http.execute(request).await {
            Ok(response) => response,
            Err(source) => {
                let error = classify::send_error(source);
                if error.is_connect() {
                    permit.finish(Outcome::NotSent);
                }
                return Err(error);
            }
        };
        receiving.store(true, Ordering::Relaxed);
        let status = response.status();
        let retry_after = retry_after(
            response.headers(),
            shared.clock.wall_now(),
            shared.max_retry_after,
        );
        // Told before the body is read: the server has counted the request by now.
        permit.finish(if status == StatusCode::TOO_MANY_REQUESTS {
            Outcome::Limited { retry_after }
        } else {
            Outcome::Answered
        });
        tracing::trace!(
            target: "lucca_sdk",
            status = status.as_u16(),
            headers = ?RedactedHeaders(response.headers()),
            "answered"
        );
        let body = if status.is_success() {
            let body = body::read_answer_body(&mut response, shared.max_body_bytes).await;
            if self.prepared.expects_json {
                body.map(classify::without_mark)
            } else {
                body
            }
        } else {
            Ok(body::read_excerpt(&mut response, EXCERPT).await)
        };
        let fault = classify::fault(&response, &shared.origin, &body, self.prepared.expects_json);
        let (kind, body) = match (fault, body) {
            (None, Ok(body)) => {
                return Ok(Success {
                    status,
                    headers: std::mem::take(response.headers_mut()),
                    body,
                });
            }
            (Some(kind), body) => (kind, body.unwrap_or_default()),
            (None, Err(kind)) => (kind, Bytes::new()),
        };
        let content_type = classify::content_type(response.headers()).map(str::to_owned);
        Err(Error::new(kind).with_answer(Answer::new(status, content_type, retry_after, &body)))
    }
}

/// How long something took, for an observer.
pub(super) fn since(shared: &Shared, start: Instant) -> Duration {
    shared.clock.now().saturating_duration_since(start)
}
