//! An import, or a plan, before it begins.

use std::future::{Future, IntoFuture};
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::check::Check;
use super::error::Kind;
use super::keep::Keep;
use super::{Doubt, Import, ImportError, ImportHandle, Imports, Mode, Report};
use crate::schedule::{Directory, Fault, Finding, Findings, RowSource, Schedule};

/// How long an import is waited for unless the caller says otherwise.
pub(super) const DEFAULT_DEADLINE: Duration = Duration::from_secs(15 * 60);

/// How large an upload may be unless the caller says otherwise: half of the 100 MB that Lucca takes. What counts
/// towards those, and whether they are MB or MiB, is unknown.
pub(super) const DEFAULT_PART_BYTES: usize = 50_000_000;

/// An import or a plan that still has to say what becomes of existing user locations.
///
/// There is no default, because both answers surprise somebody.
#[derive(Debug)]
#[must_use = "nothing happens before it is said what becomes of existing user locations"]
pub struct Undecided<T>(pub(super) T);

/// What can be told whether to override.
pub(super) trait Overriding {
    fn set_override(&mut self, override_existing: bool);
}

#[allow(
    private_bounds,
    reason = "implemented for requests of this module only"
)]
impl<T: Overriding> Undecided<T> {
    /// Says what becomes of user locations that exist: `true` replaces what is there, `false` fills only empty days.
    pub fn override_existing(mut self, override_existing: bool) -> T {
        self.0.set_override(override_existing);
        self.0
    }
}

/// An import that has not begun. Await it for the whole way (check, upload, progress, report), or
/// [`start`](Self::start) it and watch.
#[derive(Debug)]
#[must_use = "an import does nothing until it is awaited or started"]
pub struct ImportRequest {
    imports: Imports,
    schedule: Arc<Schedule>,
    mode: Mode,
    override_existing: bool,
    check: Check,
    deadline: Duration,
    max_part_bytes: usize,
    keep: Keep,
}

impl ImportRequest {
    pub(super) fn new(imports: Imports, schedule: Schedule, mode: Mode) -> Self {
        Self {
            imports,
            schedule: Arc::new(schedule),
            mode,
            override_existing: false,
            check: Check::online(),
            deadline: DEFAULT_DEADLINE,
            max_part_bytes: DEFAULT_PART_BYTES,
            keep: Keep::default(),
        }
    }

    /// Checks against these lists, instead of reading users and work locations from Lucca.
    pub fn check_against(mut self, directory: Directory) -> Self {
        self.check = Check::against(directory);
        self
    }

    /// Goes on even if the check finds errors: Lucca then judges each line for itself. They are in
    /// [`Report::findings`].
    pub fn despite_errors(mut self) -> Self {
        self.check.goes_on = true;
        self
    }

    /// Does not check at all. An empty schedule is refused nevertheless.
    pub fn unchecked(mut self) -> Self {
        self.check = Check::none();
        self
    }

    /// How long to wait for the end, from the start: 15 minutes by default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// How large the CSV of one upload may be: 50 MB by default. A schedule that is larger is uploaded in parts, in
    /// which each person's day stays together.
    pub fn max_part_bytes(mut self, bytes: usize) -> Self {
        self.max_part_bytes = bytes;
        self
    }

    /// Has the handle stored whenever it changes: before each upload, and after it. If storing fails before an
    /// upload, nothing is uploaded.
    pub fn keep(
        mut self,
        store: impl FnMut(&ImportHandle) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.keep = Keep::with(store);
        self
    }

    /// Has the handle kept in this file, from which [`ImportHandle::read`] gets it back.
    pub fn keep_in(mut self, path: impl Into<PathBuf>) -> Self {
        self.keep = Keep::in_file(path.into());
        self
    }

    /// Checks, uploads the first part, and hands the import over to be watched.
    ///
    /// # Errors
    /// [`ImportError::findings`] if the check finds errors; [`ImportError::doubt`] if Lucca may have received the
    /// upload; otherwise the failure of a call, before anything was uploaded.
    pub async fn start(self) -> Result<Import, ImportError> {
        let findings = self.check.run(&self.imports, &self.schedule).await?;
        if self.schedule.is_empty() {
            let none = Finding::error(RowSource::entry(1), None, Fault::NoRows);
            return Err(ImportError::check(none.into()));
        }
        let handle = ImportHandle::new(
            &self.schedule,
            self.mode,
            self.override_existing,
            self.max_part_bytes,
        )
        .map_err(|row| self.too_large(row))?;
        let rows = handle.rows_of(&self.schedule).unwrap_or_default();
        let schedule = Some((self.schedule, rows));
        let mut import = Import::new(
            self.imports,
            handle,
            schedule,
            self.keep,
            findings,
            self.deadline,
        );
        import.upload().await?;
        Ok(import)
    }

    fn too_large(&self, row: usize) -> ImportError {
        let source = self
            .schedule
            .entries()
            .get(row)
            .map(|entry| entry.source().clone());
        ImportError::new(Kind::PersonDayTooLarge(
            source.unwrap_or_else(|| RowSource::entry(row as u64 + 1)),
        ))
    }
}

impl Overriding for ImportRequest {
    fn set_override(&mut self, override_existing: bool) {
        self.override_existing = override_existing;
    }
}

impl IntoFuture for ImportRequest {
    type Output = Result<Report, ImportError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.start().await?.wait().await })
    }
}

/// An import that is taken up again. Await it for the report, or [`start`](Self::start) it and watch.
#[derive(Debug)]
#[must_use = "nothing happens until it is awaited or started"]
pub struct ResumeRequest {
    imports: Imports,
    handle: ImportHandle,
    schedule: Option<Schedule>,
    deadline: Duration,
    keep: Keep,
}

impl ResumeRequest {
    pub(super) fn new(imports: Imports, handle: ImportHandle) -> Self {
        Self {
            imports,
            handle,
            schedule: None,
            deadline: DEFAULT_DEADLINE,
            keep: Keep::default(),
        }
    }

    /// Gives the schedule that the import was made of: needed to upload parts that are left, and to tie the report's
    /// lines to its rows.
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = Some(schedule);
        self
    }

    /// As [`ImportRequest::deadline`].
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// As [`ImportRequest::keep`].
    pub fn keep(
        mut self,
        store: impl FnMut(&ImportHandle) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.keep = Keep::with(store);
        self
    }

    /// As [`ImportRequest::keep_in`].
    pub fn keep_in(mut self, path: impl Into<PathBuf>) -> Self {
        self.keep = Keep::in_file(path.into());
        self
    }

    /// Uploads the part that is next, if there is one left, and hands the import over to be watched.
    ///
    /// # Errors
    /// [`ImportError::doubt`] if it is not known whether Lucca received a part;
    /// [`ImportError::is_wrong_schedule`] if parts are left to upload and the schedule is missing, or it is another
    /// one.
    pub async fn start(self) -> Result<Import, ImportError> {
        let schedule = match self.schedule {
            None => None,
            Some(schedule) => match self.handle.rows_of(&schedule) {
                Some(rows) => Some((Arc::new(schedule), rows)),
                None => return Err(ImportError::new(Kind::OtherSchedule).with_handle(&self.handle)),
            },
        };
        if let Some(doubt) = Doubt::of(&self.handle) {
            return Err(ImportError::new(Kind::Doubt(doubt, None)).with_handle(&self.handle));
        }
        let findings = Findings::default();
        let mut import = Import::new(
            self.imports,
            self.handle,
            schedule,
            self.keep,
            findings,
            self.deadline,
        );
        import.upload().await?;
        Ok(import)
    }
}

impl IntoFuture for ResumeRequest {
    type Output = Result<Report, ImportError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.start().await?.wait().await })
    }
}
