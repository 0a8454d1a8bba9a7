//! Everything between a generated call and the wire.

mod body;
mod carry;
mod classify;
mod options;
mod redact;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{self, HeaderName};
use url::Url;

pub(crate) use carry::carried_error;
pub use options::CallOptions;

use crate::error::{CallFacts, Kind, Phase};
use crate::{Account, ApiKey, Error};

/// The way to the wire that all clients of an account share: it signs, limits,
/// repeats and traces. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Transport {
    shared: Arc<Shared>,
    options: CallOptions,
}

pub(crate) struct Shared {
    pub(crate) account: Account,
    pub(crate) key: ApiKey,
    pub(crate) http: reqwest::Client,
    pub(crate) attempt_timeout: Duration,
    pub(crate) max_body_bytes: usize,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

/// A success, its body read whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: http::StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
}

impl Transport {
    pub(crate) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
            options: CallOptions::default(),
        }
    }

    /// What requests start with: the account's scheme and host, without a trailing
    /// slash.
    pub fn base_url(&self) -> &str {
        self.shared.account.base_url()
    }

    /// The connection pool, for generated clients to build requests with. What is
    /// sent by it directly is neither signed nor limited.
    pub fn http_client(&self) -> &reqwest::Client {
        &self.shared.http
    }

    /// The same transport with other settings for the calls made through it.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            options,
        }
    }

    /// The settings of the calls made through this transport.
    pub fn options(&self) -> &CallOptions {
        &self.options
    }

    /// Sends what a generated client has built.
    ///
    /// Hands back successes only, their bodies read whole. Every failure comes as a
    /// response that stands for it, out of which
    /// [`Error::from_generated`] takes the error.
    ///
    /// # Errors
    /// None in practice: the signature is that of the generated clients' hook.
    pub async fn execute(
        &self,
        request: reqwest::Request,
        operation_id: &'static str,
    ) -> reqwest::Result<reqwest::Response> {
        Ok(match self.call(request, operation_id).await {
            Ok(reply) => {
                let mut response = http::Response::new(reply.body);
                *response.status_mut() = reply.status;
                *response.headers_mut() = reply.headers;
                response.into()
            }
            Err(error) => carry::carry(error),
        })
    }

    /// One call: as many attempts as it takes and is safe.
    pub(crate) async fn call(
        &self,
        mut request: reqwest::Request,
        operation: &'static str,
    ) -> Result<Reply, Error> {
        let started = Instant::now();
        let facts = CallFacts {
            method: request.method().clone(),
            redacted_url: redact::redacted(request.url()),
            attempts: 0,
            elapsed: Duration::ZERO,
            may_have_been_sent: false,
        };
        let outcome = async {
            self.refuse_other_hosts(request.url())?;
            let body = body::buffer_request_body(&mut request).await?;
            self.sign(&mut request);
            *request.body_mut() = body.map(Into::into);
            let timeout = self
                .options
                .attempt_timeout
                .unwrap_or(self.shared.attempt_timeout);
            match tokio::time::timeout(timeout, self.attempt(request)).await {
                Ok(outcome) => outcome,
                Err(_) => Err(Error::new(Kind::Timeout {
                    during: Phase::Sending,
                    limit: timeout,
                    deadline: false,
                })),
            }
        };
        outcome.await.map_err(|error: Error| {
            let attempts = u32::from(!error.is_invalid_input());
            let may_have_been_sent = attempts > 0 && !error.is_connect();
            error.with_operation(operation).with_call(CallFacts {
                attempts,
                elapsed: started.elapsed(),
                may_have_been_sent,
                ..facts
            })
        })
    }

    async fn attempt(&self, request: reqwest::Request) -> Result<Reply, Error> {
        let expects_json = classify::expects_json(request.headers());
        let mut response = self
            .shared
            .http
            .execute(request)
            .await
            .map_err(classify::send_error)?;
        let body = body::read_answer_body(&mut response, self.shared.max_body_bytes).await;
        classify::answer(&response, body, expects_json)
    }

    /// The key goes to the account's own origin or nowhere.
    fn refuse_other_hosts(&self, url: &Url) -> Result<(), Error> {
        let same = Url::parse(self.base_url()).is_ok_and(|base| base.origin() == url.origin());
        if same {
            return Ok(());
        }
        Err(Error::new(Kind::ForeignHost {
            host: url.host_str().unwrap_or("nowhere").to_owned(),
        }))
    }

    fn sign(&self, request: &mut reqwest::Request) {
        /// Generated clients add it to every request; Lucca does not know it.
        const API_VERSION: HeaderName = HeaderName::from_static("api-version");
        let headers = request.headers_mut();
        headers.remove(API_VERSION);
        headers.insert(header::AUTHORIZATION, self.shared.key.authorization());
    }
}
