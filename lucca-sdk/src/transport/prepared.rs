//! A request as it will be sent, any number of times.

use bytes::Bytes;
use http::Method;
use http::header::{self, HeaderMap, HeaderValue};
use url::Url;

use super::body;
use crate::{ApiKey, Error};

#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) method: Method,
    pub(super) url: Url,
    headers: HeaderMap,
    body: Option<Bytes>,
    /// Whether the caller will decode the answer as JSON.
    pub(super) expects_json: bool,
}

impl Prepared {
    /// Takes a request apart, its body read whole.
    pub(super) async fn new(mut request: reqwest::Request) -> Result<Self, Error> {
        let body = body::buffer_request_body(&mut request).await?;
        let headers = std::mem::take(request.headers_mut());
        Ok(Self {
            method: request.method().clone(),
            url: request.url().clone(),
            expects_json: expects_json(&headers),
            headers,
            body,
        })
    }

    /// The request for one attempt, signed.
    pub(super) fn signed(&self, key: &ApiKey, user_agent: &HeaderValue) -> reqwest::Request {
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

/// Generated clients say in `Accept` which operations promise JSON.
fn expects_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("json"))
}
