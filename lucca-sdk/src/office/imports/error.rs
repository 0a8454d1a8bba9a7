//! What can keep an import from its end.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use super::{Doubt, ImportHandle};
use crate::Error;
use crate::schedule::{Findings, RowSource};

/// Why an import, a plan or a reconciliation did not come to its end.
///
/// `Display` is one line and holds no personal data; the [`findings`](Self::findings) of the check, which name
/// rows and logins, are there when asked for.
///
/// ```
/// # use lucca_sdk::office::imports::ImportError;
/// # fn handle(error: ImportError) {
/// if let Some(findings) = error.findings() {
///     // Nothing was sent. Show the findings to the people who wrote the rows.
/// } else if let Some(doubt) = error.doubt() {
///     // Lucca may have received the upload: reconcile before anything else.
/// } else if let Some(handle) = error.handle() {
///     // Store it, and resume later.
/// }
/// # }
/// ```
pub struct ImportError(Box<Inner>);

struct Inner {
    kind: Kind,
    handle: Option<ImportHandle>,
}

pub(super) enum Kind {
    Check(Findings),
    PersonDayTooLarge(RowSource),
    Doubt(Doubt, Option<Error>),
    Call(Error),
    Deadline,
    Keep(io::Error),
    ScheduleNeeded,
    OtherSchedule,
    Undo(io::Error),
}

impl ImportError {
    pub(super) fn new(kind: Kind) -> Self {
        Self(Box::new(Inner { kind, handle: None }))
    }

    pub(super) fn with_handle(mut self, handle: &ImportHandle) -> Self {
        self.0.handle = Some(handle.clone());
        self
    }

    pub(super) fn check(findings: Findings) -> Self {
        Self::new(Kind::Check(findings))
    }

    pub(super) fn call(error: Error) -> Self {
        Self::new(Kind::Call(error))
    }

    /// What the check found, if that is why nothing was sent.
    pub fn findings(&self) -> Option<&Findings> {
        match &self.0.kind {
            Kind::Check(findings) => Some(findings),
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

    /// How far the import had come, to store and to resume from; `None` if it had not begun.
    pub fn handle(&self) -> Option<&ImportHandle> {
        self.0.handle.as_ref()
    }

    /// The call to Lucca that failed, if one did.
    pub fn call_error(&self) -> Option<&Error> {
        match &self.0.kind {
            Kind::Call(error) | Kind::Doubt(_, Some(error)) => Some(error),
            _ => None,
        }
    }

    /// Lucca has not come to an end in time. The import goes on without us: resume it later with the
    /// [`handle`](Self::handle).
    pub fn is_deadline_exceeded(&self) -> bool {
        match &self.0.kind {
            Kind::Deadline => true,
            Kind::Call(error) => error.is_deadline_exceeded(),
            _ => false,
        }
    }

    /// The handle, or the undo schedule, could not be stored where the caller wanted it.
    pub fn is_storage(&self) -> bool {
        matches!(self.0.kind, Kind::Keep(_) | Kind::Undo(_))
    }

    /// The schedule given to resume or reconcile an import is missing or is not the one it was made of.
    pub fn is_wrong_schedule(&self) -> bool {
        matches!(self.0.kind, Kind::ScheduleNeeded | Kind::OtherSchedule)
    }
}

impl From<Error> for ImportError {
    fn from(error: Error) -> Self {
        Self::call(error)
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
            Kind::PersonDayTooLarge(row) => write!(
                f,
                "nothing was sent: one person's day, beginning at {row}, is larger than a part may be"
            ),
            Kind::Doubt(doubt, _) => write!(
                f,
                "it is not known whether Lucca received the upload ({doubt}); reconcile before uploading again"
            ),
            Kind::Call(error) => write!(f, "{error}"),
            Kind::Deadline => {
                f.write_str("the import has not come to an end in time; resume it later")
            }
            Kind::Keep(error) => write!(
                f,
                "the import's handle could not be stored: {}",
                error.kind()
            ),
            Kind::ScheduleNeeded => {
                f.write_str("parts are left to upload; resume with the schedule")
            }
            Kind::OtherSchedule => {
                f.write_str("the schedule is not the one that the import was made of")
            }
            Kind::Undo(error) => write!(
                f,
                "nothing was sent: the undo schedule could not be written: {}",
                error.kind()
            ),
        }?;
        match &self.0.handle {
            Some(handle) => write!(f, " [{handle}]"),
            None => Ok(()),
        }
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
            Kind::Keep(error) | Kind::Undo(error) => Some(error),
            _ => None,
        }
    }
}
