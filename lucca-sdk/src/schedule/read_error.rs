//! A file that could not be read as a schedule.

use std::error::Error;
use std::fmt;
use std::io;

use super::{Finding, Findings, RowSource, Schedule};

/// A file could not be read as a schedule: all that is wrong with it, by line.
///
/// Print [`findings`](Self::findings) for the people who wrote the file. `Display` and `Debug` tell how many
/// findings there are and name the first, without any value from the file, so that they can be logged.
///
/// The rows that could be read are not lost: [`into_readable`](Self::into_readable) hands them over, for
/// example to check them in the same run.
pub struct ReadError {
    inner: Box<Inner>,
}

struct Inner {
    findings: Findings,
    readable: Schedule,
    cause: Option<io::Error>,
}

impl ReadError {
    pub(super) fn file(name: &str, fault: super::Fault, cause: Option<io::Error>) -> Self {
        Self::at(Finding::error(RowSource::line(name, 1), None, fault), cause)
    }

    pub(super) fn at(finding: Finding, cause: Option<io::Error>) -> Self {
        Self {
            inner: Box::new(Inner {
                findings: finding.into(),
                readable: Schedule::new(),
                cause,
            }),
        }
    }

    pub(super) fn rows(findings: Findings, readable: Schedule) -> Self {
        Self {
            inner: Box::new(Inner {
                findings,
                readable,
                cause: None,
            }),
        }
    }

    /// Everything that was found, errors and warnings, in the order of the lines.
    pub fn findings(&self) -> &Findings {
        &self.inner.findings
    }

    /// The rows that could be read, and everything that was found.
    pub fn into_readable(self) -> (Schedule, Findings) {
        (self.inner.readable, self.inner.findings)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let findings = &self.inner.findings;
        f.write_str("schedule cannot be read: ")?;
        if let Some(first) = findings.errors().next() {
            write!(f, "{}: ", first.source)?;
            if let Some(column) = first.column {
                write!(f, "{column}: ")?;
            }
            f.write_str(first.fault.summary())?;
        }
        match findings.error_count().saturating_sub(1) {
            0 => Ok(()),
            1 => f.write_str(" (and one more error)"),
            more => write!(f, " (and {more} more errors)"),
        }
    }
}

impl fmt::Debug for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadError")
            .field("findings", &self.inner.findings)
            .field("readable", &self.inner.readable.len())
            .field("cause", &self.inner.cause)
            .finish()
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.inner.cause.as_ref().map(|cause| cause as _)
    }
}
