//! Everything but success, in the shapes that Lucca's servers use.

use std::str::FromStr;

use axum::body::Body;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde_json::{Map, Value, json};

/// The body that comes with an error status.
///
/// Lucca's generations and versions disagree, and what Office answers is not documented at all. So a run
/// chooses: one shape for users (v3), one for Office (v4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorShape {
    /// `{"Status":404,"Message":"…"}`, as v3 documents it. The default for users.
    StatusMessage,
    /// What v3's framework does today: plain text under `application/json` for 4xx (so the body is *not* JSON),
    /// `{"id":5,"error":"…"}` for an id that is not there, nothing at all under `application/json` for 5xx.
    Framework,
    /// `application/problem+json` (RFC 9457) with `errors` by field. The default for Office, where it is a guess.
    Problem,
    /// Nothing at all, under `application/json`.
    Empty,
    /// An HTML page, as a gateway in between makes it.
    Html,
}

impl ErrorShape {
    /// All shapes.
    pub const ALL: [ErrorShape; 5] = [
        ErrorShape::StatusMessage,
        ErrorShape::Framework,
        ErrorShape::Problem,
        ErrorShape::Empty,
        ErrorShape::Html,
    ];

    /// The name on the command line and in the control API, e.g. `status-message`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ErrorShape::StatusMessage => "status-message",
            ErrorShape::Framework => "framework",
            ErrorShape::Problem => "problem",
            ErrorShape::Empty => "empty",
            ErrorShape::Html => "html",
        }
    }
}

impl FromStr for ErrorShape {
    type Err = UnknownShape;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|shape| shape.name() == name)
            .ok_or(UnknownShape)
    }
}

/// A name that no shape of errors has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("shapes are: {names}", names = ErrorShape::ALL.map(ErrorShape::name).join(", "))]
pub struct UnknownShape;

/// A request that is refused, or that fails.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    status: StatusCode,
    message: String,
    /// The parameter, part or header that is to blame.
    field: Option<String>,
    /// The id that is not there.
    id: Option<u64>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Failure {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            field: None,
            id: None,
            headers: Vec::new(),
        }
    }

    /// 400, with the parameter that is to blame.
    pub(crate) fn bad(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut failure = Self::new(StatusCode::BAD_REQUEST, message);
        failure.field = Some(field.into());
        failure
    }

    /// 404 for an id.
    pub(crate) fn no_such(id: u64) -> Self {
        let mut failure = Self::new(StatusCode::NOT_FOUND, format!("Resource {id} not found"));
        failure.id = Some(id);
        failure
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn shaped(self, shape: ErrorShape) -> Response<Body> {
        let (content_type, body) = self.body(shape);
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }

    fn body(&self, shape: ErrorShape) -> (&'static str, String) {
        const JSON: &str = "application/json; charset=utf-8";
        let status = self.status.as_u16();
        match shape {
            ErrorShape::StatusMessage => (
                JSON,
                json!({ "Status": status, "Message": self.message }).to_string(),
            ),
            ErrorShape::Framework => match self.id {
                Some(id) => (JSON, json!({ "id": id, "error": self.message }).to_string()),
                None if self.status.is_server_error() => (JSON, String::new()),
                None => (JSON, self.message.clone()),
            },
            ErrorShape::Problem => ("application/problem+json", self.problem().to_string()),
            ErrorShape::Empty => (JSON, String::new()),
            ErrorShape::Html => ("text/html; charset=utf-8", html_page(self.status)),
        }
    }

    fn problem(&self) -> Value {
        let mut problem = Map::new();
        problem.insert("type".to_owned(), Value::from("about:blank"));
        problem.insert(
            "title".to_owned(),
            Value::from(self.status.canonical_reason().unwrap_or("Error")),
        );
        problem.insert("status".to_owned(), Value::from(self.status.as_u16()));
        problem.insert("detail".to_owned(), Value::from(self.message.clone()));
        if let Some(field) = &self.field {
            problem.insert("errors".to_owned(), json!({ field: [self.message] }));
        }
        Value::Object(problem)
    }
}

/// What a gateway shows to a browser.
pub(crate) fn html_page(status: StatusCode) -> String {
    let title = format!(
        "{} {}",
        status.as_u16(),
        status.canonical_reason().unwrap_or("Error")
    );
    format!(
        "<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center><hr></body></html>\n"
    )
}
