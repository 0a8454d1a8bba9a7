//! One attempt: a request signed and sent, its answer read whole and decoded, within a time
//! limit.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures::future::{Either, select};
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use url::Url;

use super::Shared;
use super::answer::{self, Read, Success};
use super::options::Deadline;
use super::rate_limit::{Outcome, Permit};
use super::redact::RedactedHeaders;
use super::retry::retry_after;
use crate::ApiKey;
use crate::error::{Answer, Cause, Error, Kind, Phase};

/// A request as it is sent, any number of times.
pub(super) struct Prepared {
    pub(super) method: Method,
    pub(super) url: Url,
    headers: HeaderMap,
    body: Option<Bytes>,
}

/// Lucca refuses bodies over 100 MB with a 413; whether that means mega- or mebibytes
/// is not said, so the larger is let through.
const MAX_REQUEST_BODY: usize = 100 * 1024 * 1024;

impl Prepared {
    /// Takes a request apart and reads its body whole, so that an attempt can be repeated
    /// where that is safe: a form of several parts comes as a stream, which can be sent once
    /// only.
    pub(super) async fn new(mut request: reqwest::Request) -> Result<Self, Error> {
        let body = match request.body_mut().take() {
            Some(body) => Some(buffered(body).await?),
            None => None,
        };
        Ok(Self {
            method: request.method().clone(),
            url: request.url().clone(),
            headers: std::mem::take(request.headers_mut()),
            body,
        })
    }

    /// The request for one attempt, signed.
    fn signed(&self, key: &ApiKey, user_agent: &HeaderValue) -> reqwest::Request {
        let mut request = reqwest::Request::new(self.method.clone(), self.url.clone());
        let headers = request.headers_mut();
        headers.clone_from(&self.headers);
        headers.insert(header::USER_AGENT, user_agent.clone());
        headers.insert(header::AUTHORIZATION, key.authorization());
        *request.body_mut() = self.body.clone().map(Into::into);
        request
    }

    pub(super) fn body_bytes(&self) -> usize {
        self.body.as_ref().map_or(0, Bytes::len)
    }
}

async fn buffered(body: reqwest::Body) -> Result<Bytes, Error> {
    let too_large = || {
        Error::invalid_input(
            "body",
            "it is over 100 MB, which is the most that Lucca accepts: send it in parts",
        )
    };
    match body.as_bytes() {
        // No copy: collecting a body of one piece hands the piece over.
        Some(bytes) if bytes.len() > MAX_REQUEST_BODY => Err(too_large()),
        _ => match Limited::new(body, MAX_REQUEST_BODY).collect().await {
            Ok(collected) => Ok(collected.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
            Err(error) => Err(Error::new(Kind::RequestBody(Cause::new(&*error)))),
        },
    }
}

pub(super) struct Attempt<'a> {
    pub(super) shared: &'a Shared,
    pub(super) prepared: &'a Prepared,
    pub(super) timeout: Duration,
    pub(super) deadline: Deadline,
    pub(super) max_body_bytes: usize,
}

impl Attempt<'_> {
    /// Sends, reads and decodes, until the attempt's time or the call's is over. Dropping the
    /// attempt closes its connection.
    pub(super) async fn run(
        self,
        permit: Box<dyn Permit>,
        read: &mut Read<'_>,
    ) -> Result<Success, Error> {
        let clock = &self.shared.clock;
        let (end, is_deadline) = self.deadline.limit(clock.now(), self.timeout);
        let receiving = AtomicBool::new(false);
        let expiry = match end {
            Some(end) => clock.expire_at(end),
            None => Box::pin(std::future::pending()),
        };
        let exchange = pin!(self.exchange(permit, read, &receiving));
        match select(exchange, expiry).await {
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
                    Some(self.timeout)
                },
                deadline: is_deadline,
            })),
        }
    }

    async fn exchange(
        &self,
        permit: Box<dyn Permit>,
        read: &mut Read<'_>,
        receiving: &AtomicBool,
    ) -> Result<Success, Error> {
        let shared = self.shared;
        let request = self.prepared.signed(&shared.key, &shared.user_agent);
        let mut response = match shared.http.execute(request).await {
            Ok(response) => response,
            Err(source) => {
                let kind = Kind::of(source, Phase::Sending);
                if matches!(kind, Kind::Connect { .. }) {
                    permit.finish(Outcome::NotSent);
                }
                return Err(Error::new(kind));
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
        let (kind, body) = match answer::refusal(&response, &shared.origin) {
            Some(kind) => {
                let body = answer::read_excerpt(&mut response, shared, self.deadline).await;
                (kind, body)
            }
            None => match answer::read_whole(&mut response, self.max_body_bytes).await {
                Err(kind) => (kind, Bytes::new()),
                Ok(body) => match read(&body) {
                    Ok(()) => {
                        return Ok(Success {
                            status,
                            headers: std::mem::take(response.headers_mut()),
                            body,
                        });
                    }
                    Err(failure) => {
                        let content_type = answer::content_type(response.headers());
                        (answer::fault(content_type, &body, failure), body)
                    }
                },
            },
        };
        let content_type = answer::content_type(response.headers()).map(str::to_owned);
        let mut kept = Answer::new(status, content_type, retry_after, &body);
        kept.reason = answer::reason(&response);
        Err(Error::new(kind).with_answer(kept))
    }
}
