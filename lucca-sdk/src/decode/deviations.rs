//! What has deviated from the documents in all answers of a client.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::Report;

/// Something in answers that differs from the API's document.
///
/// Where it was, what the document promises and what came; never a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Deviation {
    /// The operation's id in the document.
    pub operation: String,
    /// Where in the answer, without the indices of lists: `data.items[].managerId`.
    pub path: String,
    /// What the document promises.
    pub expected: String,
    /// What came instead.
    pub found: String,
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} where {} is expected, at `{}`",
            self.operation, self.found, self.expected, self.path
        )
    }
}

/// How many different ones are kept: enough for every property of both documents in a few
/// forms.
const MOST: usize = 1_000;

/// The deviations that the answers of a client had, and how often.
#[derive(Debug, Default)]
pub(crate) struct Deviations(Mutex<BTreeMap<Deviation, u64>>);

impl Deviations {
    /// Counts what an answer had. Whatever is new is told.
    pub(crate) fn note(&self, operation: &str, report: &Report) {
        for (path, expected, found, count) in report.deviations() {
            self.count(operation, path, expected, found, count);
        }
    }

    /// Counts a property that no row of a whole list has had.
    pub(crate) fn count(
        &self,
        operation: &str,
        path: &str,
        expected: &str,
        found: &str,
        count: u64,
    ) {
        let deviation = Deviation {
            operation: operation.to_owned(),
            path: path.to_owned(),
            expected: expected.to_owned(),
            found: found.to_owned(),
        };
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(counted) = counts.get_mut(&deviation) {
            *counted = counted.saturating_add(count);
        } else if counts.len() < MOST {
            tracing::warn!(
                target: "lucca_sdk",
                operation,
                path,
                expected,
                found,
                "the answer differs from the API's document"
            );
            counts.insert(deviation, count);
        }
    }

    pub(crate) fn counted(&self) -> Vec<(Deviation, u64)> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts
            .iter()
            .map(|(deviation, count)| (deviation.clone(), *count))
            .collect()
    }
}
