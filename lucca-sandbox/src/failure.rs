//! Everything but success, in the shapes that Lucca's servers use.

use std::collections::BTreeMap;

use axum::body::Body;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde::Serialize;

use crate::behaviour::ErrorShape;

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

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    fn body(&self, shape: ErrorShape) -> (&'static str, String) {
        const JSON: &str = "application/json; charset=utf-8";
        match shape {
            ErrorShape::StatusMessage => (
                JSON,
                text(&StatusMessage {
                    status: self.status.as_u16(),
                    message: &self.message,
                }),
            ),
            ErrorShape::Framework => match self.id {
                Some(id) => (
                    JSON,
                    text(&NoSuchId {
                        id,
                        error: &self.message,
                    }),
                ),
                None if self.status.is_server_error() => (JSON, String::new()),
                None => (JSON, self.message.clone()),
            },
            ErrorShape::Problem => ("application/problem+json", text(&self.problem())),
            ErrorShape::Empty => (JSON, String::new()),
            ErrorShape::Html => ("text/html; charset=utf-8", html_page(self.status)),
        }
    }

    fn problem(&self) -> Problem<'_> {
        Problem {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.message,
            errors: self
                .field
                .iter()
                .map(|field| (field.as_str(), [self.message.as_str()]))
                .collect(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct StatusMessage<'a> {
    status: u16,
    message: &'a str,
}

#[derive(Serialize)]
struct NoSuchId<'a> {
    id: u64,
    error: &'a str,
}

#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    errors: BTreeMap<&'a str, [&'a str; 1]>,
}

fn text(body: &impl Serialize) -> String {
    // Plain data always serialises.
    serde_json::to_string(body).unwrap_or_default()
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
