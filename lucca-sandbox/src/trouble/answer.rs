//! An answer made up by whoever asked for trouble.

use axum::body::Body;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Response, StatusCode};
use serde::{Deserialize, Serialize};

use crate::behaviour::ErrorShape;
use crate::failure::Failure;

/// An answer made up by whoever asked for trouble.
///
/// ```
/// use http::header::{HeaderValue, LOCATION, RETRY_AFTER};
/// use http::StatusCode;
/// use lucca_sandbox::TroubleAnswer;
///
/// let throttled = TroubleAnswer::new(StatusCode::TOO_MANY_REQUESTS).header(RETRY_AFTER, HeaderValue::from_static("soon"));
/// let away = TroubleAnswer::new(StatusCode::FOUND).header(LOCATION, HeaderValue::from_static("https://elsewhere.example/"));
/// # let _ = (throttled, away);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct TroubleAnswer {
    status: StatusCode,
    headers: HeaderMap,
    body: Option<String>,
    acted: bool,
}

impl TroubleAnswer {
    /// An answer of this status, with a body in the run's shape of errors. The account does not act on the request.
    #[must_use]
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: None,
            acted: false,
        }
    }

    /// Sets a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Sets the body. Unless a header says otherwise, it goes out as `application/json`.
    #[must_use]
    pub fn body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Lets the account act on the request all the same.
    #[must_use]
    pub fn after_acting(mut self) -> Self {
        self.acted = true;
        self
    }

    pub(crate) fn is_after_acting(&self) -> bool {
        self.acted
    }

    pub(crate) fn response(&self, shape: ErrorShape) -> Response<Body> {
        let mut response = match &self.body {
            Some(body) => {
                let mut response = Response::new(Body::from(body.clone()));
                let json = HeaderValue::from_static("application/json; charset=utf-8");
                response.headers_mut().insert(CONTENT_TYPE, json);
                response
            }
            None => Failure::new(self.status, "Trouble on demand.").shaped(shape),
        };
        *response.status_mut() = self.status;
        for (name, value) in &self.headers {
            response.headers_mut().insert(name.clone(), value.clone());
        }
        response
    }
}

/// The same in JSON.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wire {
    status: u16,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    acted: bool,
}

impl TryFrom<Wire> for TroubleAnswer {
    type Error = String;

    fn try_from(wire: Wire) -> Result<Self, String> {
        let status = StatusCode::from_u16(wire.status)
            .ok()
            .filter(|status| !status.is_informational())
            .ok_or_else(|| format!("{} is no status that ends a request", wire.status))?;
        let mut answer = Self {
            status,
            headers: HeaderMap::new(),
            body: wire.body,
            acted: wire.acted,
        };
        for (name, value) in wire.headers {
            let header = HeaderName::try_from(&name)
                .map_err(|_| format!("{name:?} is no name of a header"))?;
            let value = HeaderValue::try_from(value)
                .map_err(|_| format!("the value of {name} is none of a header"))?;
            answer.headers.insert(header, value);
        }
        Ok(answer)
    }
}

impl From<TroubleAnswer> for Wire {
    fn from(answer: TroubleAnswer) -> Self {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        Self {
            status: answer.status.as_u16(),
            headers: answer
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), text(value)))
                .collect(),
            body: answer.body,
            acted: answer.acted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_http_can_not_carry_is_refused() {
        for wire in [
            r#"{"status":99}"#,
            r#"{"status":100}"#,
            r#"{"status":200,"headers":[["a b","c"]]}"#,
            r#"{"status":200,"headers":[["a","c\r\nd: e"]]}"#,
            r#"{"status":200,"what":1}"#,
        ] {
            assert!(
                serde_json::from_str::<TroubleAnswer>(wire).is_err(),
                "{wire}"
            );
        }
        let wire = r#"{"status":429,"headers":[["retry-after","soon"]],"body":null,"acted":false}"#;
        let answer: TroubleAnswer = serde_json::from_str(wire).unwrap();
        assert_eq!(serde_json::to_string(&answer).unwrap(), wire);
    }
}
