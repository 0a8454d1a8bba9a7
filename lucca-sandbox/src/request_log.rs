//! What was asked, for a test to look at afterwards. Never with a key in it.

use std::collections::VecDeque;
use std::time::Duration;

use http::{Method, Uri};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::access::{AccessKey, Authorization};
use crate::operation::Operation;

/// How many requests are remembered, and how many bytes of what they asked; then the oldest are forgotten.
const CAPACITY: usize = 100_000;
const MOST_BYTES: usize = 16_000_000;

/// How much of a path, and how much of a query, is remembered: more is refused anyway.
const LONGEST_TEXT: usize = 8 * 1024;

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
    /// The path, its first 8,192 bytes. A key in it is blotted out.
    pub path: String,
    /// The query string as sent, without the question mark, its first 8,192 bytes. A key in it is blotted out.
    pub query: Option<String>,
    /// The operation, if it was one.
    pub operation: Option<Operation>,
    /// How it identified itself.
    pub authorization: Authorization,
    /// Whether the whole body arrived. Requests without a body have it at once.
    pub body_received: bool,
    /// The status of the answer; none while there is none, or if the connection was cut before one was sent.
    pub status: Option<u16>,
    /// How long the answer took, in real time; none while there is none.
    pub took: Option<Duration>,
    /// What was out of the ordinary: why it was refused, which trouble struck, what was cut down or ignored.
    pub odd: Vec<String>,
}

impl LoggedRequest {
    /// As the control API tells it.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "number": self.number,
            "at": self.at.to_string(),
            "method": self.method.as_str(),
            "path": self.path,
            "query": self.query,
            "operation": self.operation.map(Operation::name),
            "authorization": self.authorization.as_str(),
            "bodyReceived": self.body_received,
            "status": self.status,
            "milliseconds": self.took.map(|took| (took.as_secs_f64() * 1e5).round() / 100.0),
            "odd": self.odd,
        })
    }

    /// About what it holds, in bytes.
    fn size(&self) -> usize {
        let odd: usize = self.odd.iter().map(|odd| odd.len() + 24).sum();
        self.path.len() + self.query.as_ref().map_or(0, String::len) + odd
    }
}

#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    entries: VecDeque<LoggedRequest>,
    bytes: usize,
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
        self.last += 1;
        let entry = LoggedRequest {
            number: self.last,
            at,
            method: method.clone(),
            path: blotted(uri.path(), keys),
            query: uri.query().map(|query| blotted(query, keys)),
            operation: Operation::of(method, uri.path()),
            authorization: Authorization::Absent,
            body_received: *method != Method::POST,
            status: None,
            took: None,
            odd: Vec::new(),
        };
        self.bytes += entry.size();
        self.entries.push_back(entry);
        self.forget_the_oldest();
        self.last
    }

    /// Changes an entry, if it is still there, and gives it as it is then.
    pub(crate) fn amend(
        &mut self,
        number: u64,
        change: impl FnOnce(&mut LoggedRequest),
    ) -> Option<LoggedRequest> {
        let first = self.entries.front()?.number;
        let index = usize::try_from(number.checked_sub(first)?).ok()?;
        let entry = self.entries.get_mut(index)?;
        let before = entry.size();
        change(entry);
        let changed = entry.clone();
        self.bytes = (self.bytes + changed.size()).saturating_sub(before);
        self.forget_the_oldest();
        Some(changed)
    }

    fn forget_the_oldest(&mut self) {
        while self.entries.len() > CAPACITY || self.bytes > MOST_BYTES {
            let Some(oldest) = self.entries.pop_front() else {
                break;
            };
            self.bytes = self.bytes.saturating_sub(oldest.size());
        }
    }

    pub(crate) fn entries(&self) -> Vec<LoggedRequest> {
        self.entries.iter().cloned().collect()
    }

    /// The newest entries, the oldest of them first.
    pub(crate) fn newest(&self, most: usize) -> Vec<LoggedRequest> {
        let skipped = self.entries.len().saturating_sub(most);
        self.entries.iter().skip(skipped).cloned().collect()
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.bytes = 0;
    }
}

fn blotted(text: &str, keys: &[AccessKey]) -> String {
    let mut blotted = keys
        .iter()
        .filter(|key| !key.key.is_empty())
        .fold(text.to_owned(), |text, key| text.replace(&key.key, "[key]"));
    let is_boundary = |end: &usize| blotted.is_char_boundary(*end);
    if let Some(end) = (0..=LONGEST_TEXT.min(blotted.len()))
        .rev()
        .find(is_boundary)
    {
        blotted.truncate(end);
        blotted.shrink_to_fit();
    }
    blotted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_addresses_push_out_old_entries_instead_of_filling_memory() {
        let mut log = RequestLog::default();
        let uri: Uri = format!("/{}", "x".repeat(60_000)).parse().unwrap();
        for _ in 0..10_000 {
            log.begin(Timestamp::UNIX_EPOCH, &Method::GET, &uri, &[]);
        }
        let held: usize = log.entries.iter().map(LoggedRequest::size).sum();
        assert_eq!(held, log.bytes);
        assert!(held <= MOST_BYTES && held > MOST_BYTES / 2, "{held}");
        assert_eq!(log.entries().last().unwrap().number, 10_000);
        assert!(log.amend(1, |_| ()).is_none() && log.amend(10_000, |_| ()).is_some());
    }
}
