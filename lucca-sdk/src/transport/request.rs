//! The escape hatch: any path of the account, with everything that typed calls have.

use std::borrow::Cow;
use std::fmt;
use std::future::IntoFuture;

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use reqwest::Request;
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::redact::redacted;
use super::{CallOptions, Reply, Transport};
use crate::Error;
use crate::error::DecodeFailure;

/// A request to a path that this crate has no typed call for; see
/// [`Client::request`](crate::Client::request). Signed, limited, repeated and traced like
/// any other, with the same errors.
#[must_use = "a request does nothing until it is sent"]
pub struct RawRequest {
    transport: Transport,
    operation: Cow<'static, str>,
    safe_to_repeat: bool,
    /// Or what was wrong first, told when it is sent.
    request: Result<Request, Error>,
}

/// Set by the transport, so not for a caller to set.
const RESERVED: [HeaderName; 5] = [
    header::AUTHORIZATION,
    header::HOST,
    header::USER_AGENT,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
];

const JSON: HeaderValue = HeaderValue::from_static("application/json");

impl RawRequest {
    pub(crate) fn new(transport: Transport, method: Method, path: &str) -> Self {
        let url = url_of(transport.base_url(), path);
        Self {
            transport,
            operation: Cow::Borrowed("request"),
            safe_to_repeat: false,
            request: url.map(|url| Request::new(method, url)),
        }
    }

    /// What errors and traces call the request; `request` by default.
    pub fn operation(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.operation = name.into();
        self
    }

    /// Settings for this request, over those of the client.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.transport = self.transport.with_options(options);
        self
    }

    /// Adds a query parameter; it is encoded as it needs to be.
    pub fn query(self, name: &str, value: impl fmt::Display) -> Self {
        self.with(|request| {
            let mut query = request.url_mut().query_pairs_mut();
            query.append_pair(name, &value.to_string());
            Ok(())
        })
    }

    /// Sets a header. Those that the transport sets itself, such as `Authorization`, are
    /// refused when the request is sent, as is a value that no header can carry.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|request| {
            let name = HeaderName::from_bytes(name.as_bytes());
            let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) else {
                return Err(Error::invalid_input(
                    "header",
                    "accepted are a name of letters, digits and hyphens, and a value of visible \
                     ASCII on one line",
                ));
            };
            if RESERVED.contains(&name) {
                let message = format!("`{name}` is set by the client, accepted are others");
                return Err(Error::invalid_input("header", message));
            }
            request.headers_mut().insert(name, value);
            Ok(())
        })
    }

    /// Sends `body` as JSON.
    pub fn json(self, body: &impl Serialize) -> Self {
        self.with(|request| {
            let json = serde_json::to_vec(body)
                .map_err(|_| Error::invalid_input("body", "it cannot be written as JSON"))?;
            request.headers_mut().insert(header::CONTENT_TYPE, JSON);
            *request.body_mut() = Some(json.into());
            Ok(())
        })
    }

    /// Sends `body` as it is. Its `Content-Type` is a [`header`](Self::header).
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        self.with(|request| {
            *request.body_mut() = Some(body.into().into());
            Ok(())
        })
    }

    /// Says that repeating the request does no harm, whatever its method: it is then
    /// repeated like a read.
    pub fn safe_to_repeat(mut self) -> Self {
        self.safe_to_repeat = true;
        self
    }

    /// Sends the request and hands back the answer as it is, as `.await` alone does.
    ///
    /// # Errors
    /// Whatever is no success; see [`Error`].
    pub async fn send(self) -> Result<RawResponse, Error> {
        let ((), reply) = self.run(|_: &Bytes| Ok(())).await?;
        Ok(RawResponse(reply))
    }

    /// Sends the request and decodes the answer as JSON.
    ///
    /// # Errors
    /// As for [`send`](Self::send); [`Error::is_unusable_body`] for an answer that is no JSON,
    /// and [`Error::is_decode`] for one that is not the JSON of a `T`.
    pub async fn send_json<T: DeserializeOwned + Send + 'static>(mut self) -> Result<T, Error> {
        if let Ok(request) = &mut self.request {
            request.headers_mut().entry(header::ACCEPT).or_insert(JSON);
        }
        let (answer, _) = self.run(|body: &Bytes| DecodeFailure::decode(body)).await?;
        Ok(answer)
    }

    async fn run<T: Send + 'static>(
        self,
        read: impl Fn(&Bytes) -> Result<T, DecodeFailure> + Send + Sync + 'static,
    ) -> Result<(T, Reply), Error> {
        match self.request {
            Ok(request) => {
                self.transport
                    .run(request, self.operation, self.safe_to_repeat, read)
                    .await
            }
            Err(error) => Err(error.with_operation(self.operation)),
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Request) -> Result<(), Error>) -> Self {
        if let Ok(request) = &mut self.request
            && let Err(error) = change(request)
        {
            self.request = Err(error);
        }
        self
    }
}

/// `path` behind the account's base URL: what begins with `/` cannot change the host, to which
/// the call holds besides.
fn url_of(base_url: &str, path: &str) -> Result<Url, Error> {
    let is_path = path.starts_with('/') && !path.contains('#');
    match Url::parse(&format!("{base_url}{path}")) {
        Ok(url) if is_path => Ok(url),
        _ => Err(Error::invalid_input(
            "path",
            "accepted is a path on the account's host, beginning with `/`, such as \
             `/api/v3/departments`",
        )),
    }
}

impl IntoFuture for RawRequest {
    type Output = Result<RawResponse, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send().boxed()
    }
}

// Headers and body may hold anything.
impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest")
            .field("operation", &self.operation)
            .field("method", &self.request.as_ref().map(Request::method))
            .field(
                "url",
                &self.request.as_ref().map(|request| redacted(request.url())),
            )
            .field("safe_to_repeat", &self.safe_to_repeat)
            .finish_non_exhaustive()
    }
}

/// The answer to a [`RawRequest`]: a success, its body read whole.
#[derive(Clone)]
pub struct RawResponse(Reply);

impl RawResponse {
    /// The status, from 200 to 299.
    pub fn status(&self) -> StatusCode {
        self.0.http.status()
    }

    /// The headers as the server sent them.
    pub fn headers(&self) -> &HeaderMap {
        self.0.http.headers()
    }

    /// The body, decompressed.
    pub fn body(&self) -> &Bytes {
        self.0.http.body()
    }

    /// The body, decompressed.
    pub fn into_body(self) -> Bytes {
        self.0.http.into_body()
    }

    /// The body as JSON, a byte-order mark before it skipped.
    ///
    /// # Errors
    /// As for [`RawRequest::send_json`].
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.0.json()
    }
}

// The body may hold people's data.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status())
            .field("body_bytes", &self.body().len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_on_the_accounts_host() {
        let base = "https://acme.ilucca.net";
        for path in [
            "/api/v3/departments",
            "/",
            "//evil.com/x",
            "/\\evil.com/x",
            "/@evil.com",
            "/a/../../b?x=1",
            "/:8080",
        ] {
            let url = url_of(base, path).expect(path);
            assert_eq!(url.host_str(), Some("acme.ilucca.net"), "{path}");
            assert_eq!(url.port_or_known_default(), Some(443), "{path}");
        }
        for path in [
            "",
            "api/v3/users",
            "https://evil.com/",
            "@evil.com/",
            ".evil.com/",
            ":8080/",
            "/x#y",
        ] {
            let error = url_of(base, path).expect_err(path);
            assert_eq!(error.parameter(), Some("path"), "{path}");
        }
    }
}
