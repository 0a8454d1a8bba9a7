//! Where a row comes from.

use std::fmt;
use std::sync::Arc;

/// Where a row of a schedule comes from, so that a fault found later, even in Lucca's own report, can
/// be told in the words of whoever wrote the row.
///
/// Rows read from a file carry its name and the line on which they begin; rows built in code are numbered
/// from 1; rows from another system can carry that system's name and number.
///
/// ```
/// use lucca_sdk::schedule::RowSource;
///
/// assert_eq!(RowSource::line("week 39.csv", 12).to_string(), "week 39.csv:12");
/// assert_eq!(RowSource::entry(3).to_string(), "entry 3");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RowSource {
    file: Option<Arc<str>>,
    line: u64,
}

impl RowSource {
    /// A line, counted from 1, of a file or of any other named origin.
    pub fn line(file: impl Into<Arc<str>>, line: u64) -> Self {
        Self {
            file: Some(file.into()),
            line,
        }
    }

    /// The n-th entry, counted from 1, of a schedule built in code.
    pub fn entry(number: u64) -> Self {
        Self {
            file: None,
            line: number,
        }
    }

    /// The file's name as it was given, or `None` for an entry built in code.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The line in the file, or the number of the entry; both count from 1.
    pub fn number(&self) -> u64 {
        self.line
    }
}

impl fmt::Display for RowSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{file}:{}", self.line),
            None => write!(f, "entry {}", self.line),
        }
    }
}
