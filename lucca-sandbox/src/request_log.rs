//! What was asked, for a test to look at afterwards. Never with a key in it.

use std::collections::VecDeque;

use http::{Method, Uri};
use jiff::Timestamp;

use crate::access::{AccessKey, Authorization};
use crate::operation::Operation;

/// How many requests are remembered; then the oldest are forgotten.
const CAPACITY: usize = 100_000;

/// One request as the account saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// Its number, from 1, in the order of arrival.
    pub number: u64,
    /// When it arrived, by the sandbox's clock.
    pub at: Timestamp,
    /// The method.
    pub method: Method,
    /// The path. A key in it is blotted out.
    pub path: String,
    /// The query string as sent, without the question mark. A key in it is blotted out.
    pub query: Option<String>,
    /// The operation, if it was one.
    pub operation: Option<Operation>,
    /// How it identified itself.
    pub authorization: Authorization,
    /// Whether the whole body arrived. Requests without a body have it at once.
    pub body_received: bool,
    /// The status of the answer; none while there is none, or if the connection was cut before one was sent.
    pub status: Option<u16>,
}

#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    entries: VecDeque<LoggedRequest>,
    last: u64,
}

impl RequestLog {
    pub(crate) fn begin(
        &mut self,
        at: Timestamp,
        method: &Method,
        uri: &Uri,
        keys: &[AccessKey],
    ) -> u64 {
        if self.entries.len() == CAPACITY {
            self.entries.pop_front();
        }
        self.last += 1;
        self.entries.push_back(LoggedRequest {
            number: self.last,
            at,
            method: method.clone(),
            path: blotted(uri.path(), keys),
            query: uri.query().map(|query| blotted(query, keys)),
            operation: Operation::of(method, uri.path()),
            authorization: Authorization::Absent,
            body_received: *method != Method::POST,
            status: None,
        });
        self.last
    }

    pub(crate) fn entry(&mut self, number: u64) -> Option<&mut LoggedRequest> {
        let first = self.entries.front()?.number;
        self.entries
            .get_mut(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    pub(crate) fn entries(&self) -> Vec<LoggedRequest> {
        self.entries.iter().cloned().collect()
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}

fn blotted(text: &str, keys: &[AccessKey]) -> String {
    keys.iter()
        .filter(|key| !key.key.is_empty())
        .fold(text.to_owned(), |text, key| text.replace(&key.key, "[key]"))
}
