//! One call: wait for the rate limit, attempt, and again where that is safe and of use.

use std::borrow::Cow;
use std::pin::pin;
use std::time::{Duration, Instant};

use futures::future::{Either, select};
use http::{Method, StatusCode};
use tracing::{Instrument, Span};

use super::attempt::{Attempt, Success, since};
use super::deadline::Deadline;
use super::options::CallOptions;
use super::prepared::Prepared;
use super::rate_limit::Permit;
use super::reply::Reply;
use super::retry::{FailedAttempt, may_have_acted, may_repeat};
use super::{Shared, redact, trace};
use crate::error::{CallFacts, Error, Kind, Phase};
use crate::observer::{self, CallEnd};

pub(super) struct Call<'a> {
    shared: &'a Shared,
    options: &'a CallOptions,
    operation: Cow<'static, str>,
    method: Method,
    redacted_url: String,
    /// The caller says that repeating it does no harm, whatever its method.
    safe_to_repeat: bool,
    started: Instant,
    first_attempt: Option<Instant>,
    deadline: Deadline,
    attempts: u32,
    waited: Duration,
    may_have_been_sent: bool,
    reported: bool,
    span: Span,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        shared: &'a Shared,
        options: &'a CallOptions,
        operation: Cow<'static, str>,
        request: &reqwest::Request,
        safe_to_repeat: bool,
    ) -> Self {
        let started = shared.clock.now();
        let redacted_url = redact::redacted(request.url());
        let method = request.method().clone();
        Self {
            deadline: Deadline::new(
                started,
                options.deadline.or(shared.deadline),
                options.deadline_at,
            ),
            span: trace::call_span(&operation, &method, &redacted_url, options.page),
            shared,
            options,
            operation,
            method,
            redacted_url,
            safe_to_repeat,
            started,
            first_attempt: None,
            attempts: 0,
            waited: Duration::ZERO,
            may_have_been_sent: false,
            reported: false,
        }
    }

    pub(super) async fn run(mut self, request: reqwest::Request) -> Result<Reply, Error> {
        let span = self.span.clone();
        let outcome = self.attempts(request).instrument(span).await;
        let outcome = match outcome {
            Ok(success) => Ok(Reply {
                status: success.status,
                headers: success.headers,
                body: success.body,
                operation: self.operation.clone(),
                method: self.method.clone(),
                redacted_url: self.redacted_url.clone(),
                attempts: self.attempts,
                elapsed: since(self.shared, self.started),
            }),
            Err(error) => Err(self.with_facts(error)),
        };
        self.report(match &outcome {
            Ok(_) => CallEnd::Success,
            Err(error) => CallEnd::Error(error),
        });
        outcome
    }

    async fn attempts(&mut self, request: reqwest::Request) -> Result<Success, Error> {
        self.check(&request)?;
        let prepared = self.prepare(request).await?;
        let mut last = None;
        loop {
            let (permit, waited) = self.wait_for_place(last.take()).await?;
            let error = match self.attempt(&prepared, permit, waited).await {
                Ok(success) => {
                    self.shared.retry_budget.succeeded();
                    return Ok(success);
                }
                Err(error) => error,
            };
            self.may_have_been_sent |= may_have_acted(&error);
            let Some(delay) = self.delay_before_repeat(&error) else {
                return Err(error);
            };
            tracing::debug!(
                target: "lucca_sdk",
                delay_ms = trace::milliseconds(delay),
                %error,
                "repeating"
            );
            self.shared.observer.retrying(&observer::Retry {
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

    /// Refuses what must not be sent, and settings that make no sense.
    fn check(&self, request: &reqwest::Request) -> Result<(), Error> {
        self.options.check()?;
        if request.url().origin() != self.shared.origin {
            return Err(Error::new(Kind::ForeignHost {
                host: request.url().host_str().unwrap_or("nowhere").to_owned(),
            }));
        }
        Ok(())
    }

    async fn prepare(&self, request: reqwest::Request) -> Result<Prepared, Error> {
        let prepared = pin!(Prepared::new(request));
        let expiry = self.deadline.expiry(self.shared.clock.as_ref());
        match select(prepared, expiry).await {
            Either::Left((prepared, _)) => prepared,
            Either::Right(((), _)) => Err(Error::new(Kind::Timeout {
                during: Phase::Preparing,
                limit: self.deadline.total(),
                deadline: true,
            })),
        }
    }

    /// Waits for the rate limit; `last` is the error that made the call come back to it.
    async fn wait_for_place(
        &mut self,
        last: Option<Error>,
    ) -> Result<(Box<dyn Permit>, Duration), Error> {
        let asked = self.shared.clock.now();
        let left = self.deadline.left(asked);
        let outcome = self.shared.limiter.acquire(left).await;
        let waited = since(self.shared, asked);
        self.waited += waited;
        match outcome {
            Ok(permit) => {
                self.shared.observer.waited(&observer::RateLimitWait {
                    operation: &self.operation,
                    duration: waited,
                });
                Ok((permit, waited))
            }
            Err(too_long) => {
                let left = left.unwrap_or_default();
                Err(Error::new(Kind::WaitPastDeadline {
                    wait: too_long.wait.max(left),
                    left,
                    last,
                }))
            }
        }
    }

    async fn attempt(
        &mut self,
        prepared: &Prepared,
        permit: Box<dyn Permit>,
        waited: Duration,
    ) -> Result<Success, Error> {
        self.attempts += 1;
        let start = self.shared.clock.now();
        self.first_attempt.get_or_insert(start);
        self.shared.observer.attempting(&observer::AttemptStart {
            operation: &self.operation,
            attempt: self.attempts,
            request_bytes: prepared.body_bytes(),
        });
        let span = trace::attempt_span(
            &self.operation,
            prepared,
            &self.redacted_url,
            self.options.page,
            self.attempts,
            waited,
        );
        let attempt = Attempt {
            shared: self.shared,
            prepared,
            timeout: self.options.attempt_timeout.unwrap_or_else(|| {
                attempt_timeout(self.shared.attempt_timeout, prepared.body_bytes())
            }),
            deadline: self.deadline,
        };
        let outcome = attempt.run(permit).instrument(span.clone()).await;
        let (status, error, response_bytes) = match &outcome {
            Ok(success) => (Some(success.status), None, success.body.len()),
            Err(error) => {
                trace::record_error(&span, error);
                (error.status(), Some(error), error.kept_body_bytes())
            }
        };
        if let Some(status) = status {
            span.record("http.response.status_code", status.as_u16());
            span.record("http.response.body.size", response_bytes);
        }
        self.shared.observer.attempted(&observer::Attempt {
            operation: &self.operation,
            method: &self.method,
            attempt: self.attempts,
            status,
            error,
            duration: since(self.shared, start),
            response_bytes,
        });
        outcome
    }

    /// `None` when the call is over.
    fn delay_before_repeat(&self, error: &Error) -> Option<Duration> {
        let allowed = self.options.max_attempts.unwrap_or(u32::MAX);
        if self.attempts >= allowed || !may_repeat(&self.method, self.safe_to_repeat, error) {
            return None;
        }
        let shared = self.shared;
        let now = shared.clock.now();
        let since_first = self.first_attempt.unwrap_or(self.started);
        let delay = shared.retry_policy.delay(&FailedAttempt {
            error,
            attempt: self.attempts,
            elapsed: now.saturating_duration_since(since_first),
            retry_after: error.retry_after(),
            random: shared.jitter.draw(),
        })?;
        // A policy of the caller's may ask for longer than there is time.
        now.checked_add(delay)?;
        if self.deadline.left(now).is_some_and(|left| delay >= left) {
            return None;
        }
        // Asked last, so that nothing is taken for a repeat that will not be.
        let is_500 = error.status() == Some(StatusCode::INTERNAL_SERVER_ERROR);
        (!is_500 || shared.retry_budget.take()).then_some(delay)
    }

    fn with_facts(&self, error: Error) -> Error {
        error
            .with_operation(self.operation.clone())
            .with_call(CallFacts {
                method: self.method.clone(),
                redacted_url: self.redacted_url.clone(),
                attempts: self.attempts,
                elapsed: since(self.shared, self.started),
                may_have_been_sent: self.may_have_been_sent,
            })
    }

    fn report(&mut self, end: CallEnd<'_>) {
        self.reported = true;
        let span = &self.span;
        span.record("lucca.attempts", self.attempts);
        span.record("lucca.rate_limit.wait_ms", trace::milliseconds(self.waited));
        match &end {
            CallEnd::Success => {}
            CallEnd::Error(error) => trace::record_error(span, error),
            CallEnd::Dropped => {
                span.record("error.type", "dropped");
            }
        }
        self.shared.observer.called(&observer::Call {
            operation: &self.operation,
            end,
            attempts: self.attempts,
            duration: since(self.shared, self.started),
            waited: self.waited,
        });
    }
}

/// The client's time limit for an attempt whose body has this many bytes.
///
/// The limit is meant for answers. An import of 100 MB takes minutes on an office's uplink,
/// and must not end in doubt only because of that.
fn attempt_timeout(limit: Duration, body_bytes: usize) -> Duration {
    /// What the slowest uplink is taken to carry in a second: 1 Mbit.
    const BYTES_A_SECOND: usize = 128 * 1024;
    let upload = u64::try_from(body_bytes / BYTES_A_SECOND).unwrap_or(u64::MAX);
    limit.saturating_add(Duration::from_secs(upload))
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        if !self.reported {
            self.report(CallEnd::Dropped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_body_has_the_time_that_a_slow_uplink_takes() {
        let limit = Duration::from_secs(30);
        assert_eq!(attempt_timeout(limit, 0), limit);
        assert_eq!(attempt_timeout(limit, 100 * 1024), limit);
        assert_eq!(
            attempt_timeout(limit, 100 * 1024 * 1024),
            Duration::from_secs(830)
        );
        assert!(attempt_timeout(limit, usize::MAX) > limit);
        assert_eq!(attempt_timeout(Duration::MAX, 1 << 30), Duration::MAX);
    }
}
