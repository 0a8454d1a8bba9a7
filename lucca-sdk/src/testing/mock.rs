//! Mocks: what the generated ones are made of.

use std::fmt::Display;
use std::marker::PhantomData;

use httpmock::{MockServer, When};
use serde::Serialize;
use serde_json::json;

use crate::generated::office::types as office;
use crate::generated::runtime::{Bytes, QueryParam, encode_path};
use crate::generated::users::types as users;
use crate::{Account, ApiKey, Client, ClientBuilder};

/// Starts to build a client of the mock server, with a key that it does not look at.
///
/// All settings are as usual, so that failures are repeated as usual: where a test is about
/// what becomes of one, `.max_attempts(1)` asks once.
///
/// # Panics
/// If the mock server is on another machine.
pub fn client_of(server: &MockServer) -> ClientBuilder {
    let parts = server
        .base_url()
        .parse::<Account>()
        .ok()
        .zip(ApiKey::new("a-key-for-mocks").ok());
    match parts {
        Some((account, key)) => Client::builder(account, key),
        None => panic!("{} is not on this machine", server.base_url()),
    }
}

/// What a mock answers: to an operation whose success is a `T`.
pub struct Then<T> {
    inner: httpmock::Then,
    success: PhantomData<T>,
}

impl<T> From<httpmock::Then> for Then<T> {
    fn from(inner: httpmock::Then) -> Self {
        Self {
            inner,
            success: PhantomData,
        }
    }
}

impl<T> Then<T> {
    /// Answers 200 with this JSON: a recorded answer, for example.
    pub fn json(self, text: impl AsRef<str>) -> Self {
        self.and(|then| {
            then.status(200)
                .header("Content-Type", "application/json")
                .body(text.as_ref())
        })
    }

    /// Answers with this status and a problem document that says no more than that.
    pub fn error(self, status: u16) -> Self {
        self.and(|then| {
            then.status(status)
                .header("Content-Type", "application/problem+json")
                .body(json!({ "status": status }).to_string())
        })
    }

    /// Answers as `httpmock` is told besides: with a header, or late.
    pub fn and(self, also: impl FnOnce(httpmock::Then) -> httpmock::Then) -> Self {
        also(self.inner).into()
    }
}

impl<T: Serialize> Then<T> {
    /// Answers 200 with this value.
    ///
    /// # Panics
    /// If JSON cannot say it.
    pub fn ok(self, value: &T) -> Self {
        match serde_json::to_string(value) {
            Ok(text) => self.json(text),
            Err(error) => panic!("the answer cannot be written: {error}"),
        }
    }
}

impl Then<users::UserListResponse> {
    /// Answers 200 with these users as the whole list: one page, and a total that counts them.
    pub fn rows(self, rows: impl Into<Vec<users::User>>) -> Self {
        let mut page = users::UserPage::default();
        let rows = rows.into();
        page.count = i64::try_from(rows.len()).ok();
        page.items = Some(rows);
        self.ok(&users::UserListResponse {
            data: Some(page),
            ..Default::default()
        })
    }
}

impl Then<office::WorkLocationPage> {
    /// Answers 200 with these work locations as the whole list: one page, and a total that
    /// counts them.
    pub fn rows(self, rows: impl Into<Vec<office::WorkLocation>>) -> Self {
        let mut page = office::WorkLocationPage::default();
        page.items = rows.into();
        page.count = i64::try_from(page.items.len()).ok();
        self.ok(&page)
    }
}

impl Then<office::UserLocationPage> {
    /// Answers 200 with these user locations as the whole list: one page, and a total that
    /// counts them.
    pub fn rows(self, rows: impl Into<Vec<office::UserLocation>>) -> Self {
        let mut page = office::UserLocationPage::default();
        page.items = rows.into();
        page.count = i64::try_from(page.items.len()).ok();
        self.ok(&page)
    }
}

impl Then<Bytes> {
    /// Answers 200 with these bytes.
    pub fn bytes(self, bytes: impl AsRef<[u8]>) -> Self {
        self.and(|then| then.status(200).body(bytes))
    }
}

/// A value as the client's own method takes it.
#[doc(hidden)]
pub fn given<T, V: TryInto<T>>(name: &str, value: V) -> T {
    value
        .try_into()
        .unwrap_or_else(|_| panic!("the mock's `{name}` is no value of that parameter"))
}

/// A request of this method, to a path of this form.
#[doc(hidden)]
pub fn request(when: When, method: &str, path: &str) -> When {
    let when = when.method(method);
    match path.contains('{') {
        true => when.path_matches(pattern(path, None)),
        false => when.path(path),
    }
}

/// One parameter of the path.
#[doc(hidden)]
pub fn path(when: When, path: &str, name: &str, value: &impl Display) -> When {
    when.path_matches(pattern(path, Some((name, encode_path(&value.to_string())))))
}

/// A regular expression for a path; its parameters can be anything but the one that is known.
fn pattern(path: &str, known: Option<(&str, String)>) -> String {
    let mut pieces = path.split('{');
    let mut pattern = format!("^{}", escaped(pieces.next().unwrap_or_default()));
    for (name, after) in pieces.filter_map(|piece| piece.split_once('}')) {
        match &known {
            Some((known, value)) if *known == name => pattern.push_str(&escaped(value)),
            _ => pattern.push_str("[^/]+"),
        }
        pattern.push_str(&escaped(after));
    }
    pattern.push('$');
    pattern
}

/// A text as a regular expression says it.
fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|letter| {
            let special = letter.is_ascii_punctuation();
            special.then_some('\\').into_iter().chain([letter])
        })
        .collect()
}

/// One parameter of the query, as the client writes it.
#[doc(hidden)]
pub fn query(when: When, name: &str, value: &impl Serialize) -> When {
    // The client's own way, so that both say the same.
    let request = reqwest::Client::new()
        .get("http://localhost/")
        .query(&QueryParam::new(name, value))
        .build();
    let Ok(request) = request else {
        panic!("the mock's `{name}` cannot be written as a parameter");
    };
    request
        .url()
        .query_pairs()
        .fold(when, |when, (name, value)| when.query_param(name, value))
}

/// One header.
#[doc(hidden)]
pub fn header(when: When, name: &str, value: &impl Display) -> When {
    when.header(name, value.to_string())
}

/// The body, as JSON.
#[doc(hidden)]
pub fn body(when: When, value: &impl Serialize) -> When {
    match serde_json::to_value(value) {
        Ok(value) => when.json_body(value),
        Err(error) => panic!("the mock's body cannot be written: {error}"),
    }
}
