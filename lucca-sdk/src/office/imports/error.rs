//! What can keep an import from its end.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::Error;
use crate::schedule::{Findings, ReadError, RowSource};

/// Why an import, a plan or a reconciliation did not come to its end.
///
/// `Display` is one line that says what to do, and holds no personal data; the [`findings`](Self::findings) of the
/// check, which name rows and logins, are there when asked for.
///
/// ```
/// # use lucca_sdk::office::imports::ImportError;
/// # fn handle(error: ImportError) {
/// if let Some(findings) = error.findings() {
///     // Nothing was sent. Show the findings to the people who wrote the rows.
/// } else if let Some(doubt) = error.doubt() {
///     // Lucca may have received the upload: reconcile before anything else.
/// } else if let Some(directory) = error.directory() {
///     // The run is stored there: resume it later.
/// }
/// # }
/// ```
pub struct ImportError(Box<Inner>);

struct Inner {
    kind: Kind,
    directory: Option<PathBuf>,
}

pub(super) enum Kind {
    Check(Findings),
    PersonDayTooLarge(Option<RowSource>),
    Doubt(Doubt, Option<Error>),
    Call(Error),
    Deadline,
    Storage(String, io::Error),
    Damaged(String, String),
    Locked,
    NoRun,
    NotEmpty,
    OtherAccount(String),
    OtherVersion(u32),
    OtherRows,
    CheckedAlready,
    Finished(Timestamp),
    Stale,
    NoUndo,
    Undo(ReadError),
}

impl ImportError {
    pub(super) fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            kind,
            directory: None,
        }))
    }

    pub(super) fn within(mut self, directory: &Path) -> Self {
        self.0.directory = Some(directory.to_owned());
        self
    }

    pub(super) fn storage(directory: &Path, file: &str, error: io::Error) -> Self {
        Self::new(Kind::Storage(file.to_owned(), error)).within(directory)
    }

    pub(super) fn damaged(directory: &Path, file: &str, why: &str) -> Self {
        Self::new(Kind::Damaged(file.to_owned(), why.to_owned())).within(directory)
    }

    /// What the check found, if that is why nothing was sent.
    pub fn findings(&self) -> Option<&Findings> {
        match &self.0.kind {
            Kind::Check(findings) => Some(findings),
            Kind::Undo(error) => Some(error.findings()),
            _ => None,
        }
    }

    /// The upload whose end is not known, if there is one.
    pub fn doubt(&self) -> Option<&Doubt> {
        match &self.0.kind {
            Kind::Doubt(doubt, _) => Some(doubt),
            _ => None,
        }
    }

    /// Where the run is stored that this is about; `None` if it is not.
    pub fn directory(&self) -> Option<&Path> {
        self.0.directory.as_deref()
    }

    /// The call to Lucca that failed, if one did.
    pub fn call_error(&self) -> Option<&Error> {
        match &self.0.kind {
            Kind::Call(error) | Kind::Doubt(_, Some(error)) => Some(error),
            _ => None,
        }
    }

    /// Lucca has not come to an end in time. The import goes on without us: resume the run later.
    pub fn is_deadline_exceeded(&self) -> bool {
        match &self.0.kind {
            Kind::Deadline => true,
            Kind::Call(error) => error.is_deadline_exceeded(),
            _ => false,
        }
    }

    /// The directory of the run cannot be read or written, or what is in it is damaged or of another version. Unless
    /// there is a [`doubt`](Self::doubt), nothing was sent because of it.
    pub fn is_storage(&self) -> bool {
        matches!(
            self.0.kind,
            Kind::Storage(..)
                | Kind::Damaged(..)
                | Kind::NoRun
                | Kind::NotEmpty
                | Kind::OtherVersion(_)
        )
    }

    /// Another process is working on the run.
    pub fn is_locked(&self) -> bool {
        matches!(self.0.kind, Kind::Locked)
    }

    /// The directory holds the run of another account, or an unfinished one of other rows.
    pub fn is_other_run(&self) -> bool {
        matches!(self.0.kind, Kind::OtherAccount(_) | Kind::OtherRows)
    }

    /// What Lucca holds has changed since the plan was made, so that nobody has looked at what it would do.
    pub fn is_stale(&self) -> bool {
        matches!(self.0.kind, Kind::Stale)
    }

    /// The directory holds a run that is finished. [`Imports::resume`](super::Imports::resume) has its report.
    pub fn is_finished(&self) -> bool {
        matches!(self.0.kind, Kind::Finished(_))
    }
}

impl From<Error> for ImportError {
    fn from(error: Error) -> Self {
        Self::new(Kind::Call(error))
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::Check(findings) => {
                write!(
                    f,
                    "nothing was sent: the check found {} errors",
                    findings.error_count()
                )?;
                match findings.errors().next() {
                    Some(first) => write!(
                        f,
                        ", the first at {}: {}",
                        first.source,
                        first.fault.summary()
                    ),
                    None => Ok(()),
                }
            }
            Kind::PersonDayTooLarge(row) => {
                f.write_str("nothing was sent: one person's day")?;
                if let Some(row) = row {
                    write!(f, ", beginning at {row},")?;
                }
                f.write_str(" is larger than a part may be")
            }
            Kind::Doubt(doubt, _) => write!(
                f,
                "it is not known whether Lucca received the upload ({doubt}); reconcile before uploading again"
            ),
            Kind::Call(error) => write!(f, "{error}"),
            Kind::Deadline => {
                f.write_str("the import has not come to an end in time; resume it later")
            }
            Kind::Storage(file, error) => write!(f, "{}: {error}", named(file)),
            Kind::Damaged(file, why) => write!(
                f,
                "{} is damaged: {why}; nothing was sent. Plan the rows anew, into a new directory",
                named(file)
            ),
            Kind::Locked => f.write_str("another process is working on the run"),
            Kind::NoRun => f.write_str("there is no run"),
            Kind::NotEmpty => f.write_str(
                "nothing was sent: the directory holds files that are no run's; name an empty or a new one",
            ),
            Kind::OtherAccount(account) => write!(
                f,
                "nothing was sent: the run is of another account, {account}"
            ),
            Kind::OtherVersion(version) => write!(
                f,
                "nothing was sent: the run was stored by another version of this crate (format {version})"
            ),
            Kind::OtherRows => f.write_str(
                "nothing was sent: the directory holds an unfinished run of other rows; \
                 resume that first, or name another directory",
            ),
            Kind::Finished(created) => write!(
                f,
                "nothing was sent: the directory holds a run that is finished, made {created}; \
                 name another directory to import again"
            ),
            Kind::CheckedAlready => f.write_str(
                "nothing was sent: a plan is checked when it is made, and a stored run when it is stored, \
                 so that no check can be set on it afterwards",
            ),
            Kind::Stale => f.write_str(
                "nothing was sent: what Lucca holds has changed since the plan was made; plan the rows anew",
            ),
            Kind::NoUndo => f.write_str("the run has no undo schedule: it was no plan, or changed nothing that can be put back"),
            Kind::Undo(error) => write!(f, "the undo schedule cannot be read: {error}"),
        }?;
        match &self.0.directory {
            Some(directory) => write!(f, " [run: {}]", directory.display()),
            None => Ok(()),
        }
    }
}

fn named(file: &str) -> &str {
    if file.is_empty() {
        "the directory"
    } else {
        file
    }
}

impl fmt::Debug for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImportError({self})")
    }
}

impl StdError for ImportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.kind {
            Kind::Call(error) => error.source(),
            Kind::Doubt(_, Some(error)) => Some(error),
            Kind::Storage(_, error) => Some(error),
            _ => None,
        }
    }
}

/// An upload whose end is not known: Lucca may be acting on it, or never have seen it.
///
/// # What to do
/// Do not upload again. [`Imports::reconcile`](super::Imports::reconcile) looks at what Lucca holds and settles it,
/// then [`Imports::resume`](super::Imports::resume) goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Doubt {
    /// When the upload began.
    pub since: Timestamp,
    /// How many rows it had.
    pub rows: usize,
    /// SHA-256 of its CSV, in hexadecimal digits.
    pub checksum: String,
    /// Which part of the run it was, counted from 1.
    pub part: usize,
    /// How many parts there are.
    pub parts: usize,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short: String = self.checksum.chars().take(12).collect();
        write!(
            f,
            "part {} of {}, {} rows, SHA-256 {short}…, begun {}",
            self.part, self.parts, self.rows, self.since
        )
    }
}
