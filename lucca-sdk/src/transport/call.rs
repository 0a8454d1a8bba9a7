//! One call: wait for the rate limit, attempt, and again where that is safe and of use.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, StatusCode};
use tracing::{Instrument, Span};

use super::attempt::{self, Read, Reply, body_bytes};
use super::options::{CallOptions, Deadline, until};
use super::rate_limit::{AcquireError, Permit};
use super::retry::{FailedAttempt, asked_wait, is_one_resource, may_repeat};
use super::{Shared, Transport, redact, trace};
use crate::error::{CallFacts, Error, Kind, Phase};
use crate::observer::{End, Event};

pub(super) struct Call {
    pub(super) shared: Arc<Shared>,
    pub(super) options: CallOptions,
    pub(super) operation: Cow<'static, str>,
    method: Method,
    pub(super) redacted_url: String,
    /// The caller says that repeating it does no harm, whatever its method.
    safe_to_repeat: bool,
    first_attempt: Option<Instant>,
    pub(super) deadline: Deadline,
    pub(super) attempts: u32,
    /// How many attempts were repeated because the server asked to come back.
    invited: u32,
    /// How long the server has asked this call to wait, in all.
    asked: Duration,
    /// What of the time since the first attempt counts for nobody's patience.
    excused: Duration,
    has_repeated_500: bool,
    waited: Duration,
    may_have_been_sent: bool,
    reported: bool,
    span: Span,
}

impl Call {
    pub(super) fn new(
        transport: &Transport,
        operation: Cow<'static, str>,
        request: &reqwest::Request,
        safe_to_repeat: bool,
    ) -> Self {
        let shared = Arc::clone(&transport.shared);
        let options = transport.options.clone();
        let redacted_url = redact::redacted(request.url());
        let method = request.method().clone();
        Self {
            deadline: Deadline::new(
                shared.clock.now(),
                options.timeout.or(shared.timeout),
                options.deadline,
            ),
            span: trace::call_span(&operation, &method, &redacted_url, options.page),
            shared,
            options,
            operation,
            method,
            redacted_url,
            safe_to_repeat,
            first_attempt: None,
            attempts: 0,
            invited: 0,
            asked: Duration::ZERO,
            excused: Duration::ZERO,
            has_repeated_500: false,
            waited: Duration::ZERO,
            may_have_been_sent: false,
            reported: false,
        }
    }

    /// Makes the call; `read` decodes the answer, and keeps what it decodes to.
    pub(super) async fn run(
        mut self,
        request: reqwest::Request,
        read: &mut Read<'_>,
    ) -> Result<Reply, Error> {
        let span = self.span.clone();
        let outcome = self.attempts(request, read).instrument(span).await;
        let outcome = match outcome {
            Ok(http) => Ok(Reply {
                operation: self.operation.clone(),
                call: self.facts(),
                http,
            }),
            Err(error) => Err(self.with_facts(error)),
        };
        self.report(match &outcome {
            Ok(_) => End::Success,
            Err(error) => End::Error(error),
        });
        outcome
    }

    async fn attempts(
        &mut self,
        request: reqwest::Request,
        read: &mut Read<'_>,
    ) -> Result<http::Response<Bytes>, Error> {
        let request = self.prepare(request).await?;
        let mut last = None;
        loop {
            let (permit, waited) = self.wait_for_place(last.take()).await?;
            let error = match self.attempt(&request, permit, waited, read).await {
                Ok(answer) => {
                    self.shared.retry_budget.succeeded();
                    // It has, and an error that is found in the answer later says so.
                    self.may_have_been_sent = true;
                    return Ok(answer);
                }
                Err(error) => error,
            };
            self.may_have_been_sent |= error.kind().may_have_acted();
            let Some(delay) = self.delay_before_repeat(&request, &error) else {
                return Err(error);
            };
            tracing::debug!(
                target: "lucca_sdk",
                delay_ms = trace::milliseconds(delay),
                %error,
                "repeating"
            );
            self.shared.observer.event(&Event::Retrying {
                operation: &self.operation,
                attempt: self.attempts,
                error: &error,
                delay,
            });
            if !delay.is_zero() {
                let clock = &self.shared.clock;
                clock.sleep_until(clock.now() + delay).await;
            }
            last = Some(self.with_facts(error));
        }
    }

    /// Refuses what must not be sent, and settings that make no sense; reads the body.
    async fn prepare(&self, request: reqwest::Request) -> Result<reqwest::Request, Error> {
        self.options.check()?;
        if request.url().origin() != self.shared.origin {
            let host = request.url().host_str().unwrap_or("nowhere").to_owned();
            return Err(Error::new(Kind::ForeignHost(host)));
        }
        let prepared = attempt::prepare(request, &self.shared);
        let prepared = until(&*self.shared.clock, self.deadline.at, prepared).await;
        prepared.unwrap_or_else(|| Err(self.too_late(Phase::Preparing)))
    }

    fn too_late(&self, during: Phase) -> Error {
        Error::new(Kind::Timeout {
            during,
            limit: self.deadline.total(),
            deadline: true,
        })
    }

    /// Waits for the rate limit; `last` is the error that made the call come back to it.
    async fn wait_for_place(
        &mut self,
        last: Option<Error>,
    ) -> Result<(Box<dyn Permit>, Duration), Error> {
        let asked = self.shared.clock.now();
        let left = self.deadline.left(asked);
        if left.is_some_and(|left| left.is_zero()) {
            return Err(self.too_late(Phase::Waiting));
        }
        // A limiter of the caller's own may not know the time.
        let acquire = self.shared.limiter.acquire(left);
        let outcome = until(&*self.shared.clock, self.deadline.at, acquire).await;
        let waited = self.since(asked);
        self.waited += waited;
        if self.first_attempt.is_some() {
            self.excused += waited;
        }
        let permit = outcome
            .unwrap_or(Err(AcquireError::TooLong(Duration::ZERO)))
            .map_err(|error| error.into_error(left.unwrap_or_default(), last))?;
        self.shared.observer.event(&Event::Waited {
            operation: &self.operation,
            duration: waited,
        });
        Ok((permit, waited))
    }

    async fn attempt(
        &mut self,
        request: &reqwest::Request,
        permit: Box<dyn Permit>,
        waited: Duration,
        read: &mut Read<'_>,
    ) -> Result<http::Response<Bytes>, Error> {
        self.attempts += 1;
        let start = self.shared.clock.now();
        self.first_attempt.get_or_insert(start);
        self.shared.observer.event(&Event::Attempting {
            operation: &self.operation,
            attempt: self.attempts,
            request_bytes: body_bytes(request),
        });
        let span = trace::attempt_span(self, request, waited);
        let attempt = attempt::run(self, request, permit, read);
        let outcome = attempt.instrument(span.clone()).await;
        let (status, error, response_bytes) = match &outcome {
            Ok(answer) => (Some(answer.status()), None, answer.body().len()),
            Err(error) => {
                trace::record_error(&span, error);
                (error.status(), Some(error), error.kept_body_bytes())
            }
        };
        if let Some(status) = status {
            span.record("http.response.status_code", status.as_u16());
            span.record("http.response.body.size", response_bytes);
        }
        self.shared.observer.event(&Event::Attempted {
            operation: &self.operation,
            method: &self.method,
            attempt: self.attempts,
            status,
            error,
            duration: self.since(start),
            response_bytes,
        });
        outcome
    }

    /// `None` when the call is over.
    fn delay_before_repeat(
        &mut self,
        request: &reqwest::Request,
        error: &Error,
    ) -> Option<Duration> {
        let allowed = self.options.max_attempts.unwrap_or(u32::MAX);
        if self.attempts >= allowed || !may_repeat(&self.method, self.safe_to_repeat, error) {
            return None;
        }
        let is_500 = error.status() == Some(StatusCode::INTERNAL_SERVER_ERROR);
        if is_500 && self.has_repeated_500 && is_one_resource(&self.method, request.url()) {
            return None;
        }
        let shared = &self.shared;
        let now = shared.clock.now();
        let left = self.deadline.left(now);
        // A server that asks for ever is not obeyed for ever, and less and less often.
        let asked = asked_wait(error).map(|asked| {
            let grown = patience(self.invited);
            asked.max(left.map_or(grown, |left| grown.min(left / 2)))
        });
        let asked_in_all = self.asked.saturating_add(asked.unwrap_or_default());
        if asked_in_all > shared.max_retry_after {
            return None;
        }
        let since_first = now.saturating_duration_since(self.first_attempt.unwrap_or(now));
        let delay = shared.retry_policy.delay(&FailedAttempt {
            error,
            attempt: self.attempts - self.invited,
            elapsed: since_first.saturating_sub(self.excused),
            retry_after: error.retry_after(),
            random: fastrand::f64(),
        })?;
        let delay = match asked {
            Some(asked) if self.invited >= PLAIN_INVITATIONS => delay.max(asked),
            _ => delay,
        };
        // A policy of the caller's may ask for longer than there is time.
        now.checked_add(delay)?;
        if left.is_some_and(|left| delay >= left) {
            return None;
        }
        // Asked last, so that nothing is taken for a repeat that will not be.
        if is_500 && !shared.retry_budget.take() {
            return None;
        }
        self.has_repeated_500 |= is_500;
        if asked.is_some() {
            self.invited += 1;
            self.asked = asked_in_all;
            self.excused += delay;
        }
        Some(delay)
    }

    fn with_facts(&self, error: Error) -> Error {
        error
            .with_operation(self.operation.clone())
            .with_call(self.facts())
    }

    fn facts(&self) -> CallFacts {
        CallFacts {
            method: self.method.clone(),
            redacted_url: self.redacted_url.clone(),
            attempts: self.attempts,
            elapsed: self.since(self.deadline.started),
            may_have_been_sent: self.may_have_been_sent,
        }
    }

    fn report(&mut self, end: End<'_>) {
        self.reported = true;
        let span = &self.span;
        span.record("lucca.attempts", self.attempts);
        span.record("lucca.rate_limit.wait_ms", trace::milliseconds(self.waited));
        match &end {
            End::Success => {}
            End::Error(error) => trace::record_error(span, error),
            End::Dropped => {
                span.record("error.type", "dropped");
            }
        }
        self.shared.observer.event(&Event::Called {
            operation: &self.operation,
            end,
            attempts: self.attempts,
            duration: self.since(self.deadline.started),
            waited: self.waited,
        });
    }

    fn since(&self, start: Instant) -> Duration {
        self.shared.clock.now().saturating_duration_since(start)
    }
}

/// How many times a call comes back just when the server has asked it to.
const PLAIN_INVITATIONS: u32 = 3;

/// How long a call waits at least that was asked to come back so many times before: nothing
/// at first, then 2 s, and twice as long each time. Whoever says "in a second" for the tenth
/// time does not know, and would be asked three hundred times within five minutes.
fn patience(invited: u32) -> Duration {
    match invited.checked_sub(PLAIN_INVITATIONS) {
        Some(more) => Duration::from_secs(2_u64.saturating_pow(more.saturating_add(1))),
        None => Duration::ZERO,
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if !self.reported {
            self.report(End::Dropped);
        }
    }
}
