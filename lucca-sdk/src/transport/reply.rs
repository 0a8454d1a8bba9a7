//! A success, its body read whole.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde::de::DeserializeOwned;

use crate::Error;
use crate::decode::{self, Decode, Decoded, Report};
use crate::error::{Answer, CallFacts, DecodeFailure};

/// What a call brought, with enough about the call for an error that is found later, when
/// the body is decoded.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(super) operation: Cow<'static, str>,
    pub(super) method: Method,
    pub(super) redacted_url: String,
    pub(super) attempts: u32,
    pub(super) elapsed: Duration,
}

impl Reply {
    /// The body as JSON, for whoever uses serde.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        DecodeFailure::decode(&self.body).map_err(|failure| self.undecodable(failure))
    }

    /// The body as a type of the document; no body at all is read as what stands for nothing.
    pub(crate) fn decode<T: Decode>(&self, max_rows: usize) -> Result<Decoded<T>, Error> {
        if self.body.iter().all(u8::is_ascii_whitespace)
            && let Some(value) = T::absent()
        {
            return Ok(Decoded {
                value,
                report: Report::default(),
            });
        }
        decode::from_slice(&self.body, max_rows).map_err(|failure| self.undecodable(failure))
    }

    /// The error of a body, or of a part of one, that did not decode.
    pub(crate) fn undecodable(&self, failure: DecodeFailure) -> Error {
        let content_type = self
            .headers
            .get(http::header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        Error::decode(self.operation.clone(), failure)
            .with_call(CallFacts {
                method: self.method.clone(),
                redacted_url: self.redacted_url.clone(),
                attempts: self.attempts,
                elapsed: self.elapsed,
                may_have_been_sent: true,
            })
            .with_answer(Answer::new(self.status, content_type, None, &self.body))
    }
}

// The body is people's data, and the headers are not looked through.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
