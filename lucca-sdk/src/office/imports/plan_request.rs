//! Only the difference, with the way back.

use std::future::{Future, IntoFuture};
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

use super::check::Check;
use super::error::Kind;
use super::request::{DEFAULT_DEADLINE, DEFAULT_PART_BYTES, Overriding};
use super::{ImportError, ImportHandle, ImportRequest, Imports, Mode, Report};
use crate::schedule::{Existing, Findings, Plan, Rules, Schedule};

/// A plan that has not been made. Await it: it reads users, work locations and user locations, and changes nothing.
#[derive(Debug)]
#[must_use = "a plan is not made until it is awaited"]
pub struct PlanRequest {
    imports: Imports,
    schedule: Schedule,
    rules: Rules,
    check: Check,
}

impl PlanRequest {
    pub(super) fn new(imports: Imports, schedule: Schedule) -> Self {
        Self {
            imports,
            schedule,
            rules: Existing::Keep.into(),
            check: Check::online(),
        }
    }

    /// Plans the rows that can be planned even if the check finds errors. Rows with an error are left out.
    pub fn despite_errors(mut self) -> Self {
        self.check.goes_on = true;
        self
    }

    /// Changes how the plan treats what is held, beyond whether it is overridden.
    pub fn rules(mut self, change: impl FnOnce(Rules) -> Rules) -> Self {
        self.rules = change(self.rules);
        self
    }

    async fn make(mut self) -> Result<PlannedImport, ImportError> {
        let directory = self.imports.directory().await?;
        self.schedule.resolve(&directory);
        // Before the user locations are read, of which there may be many.
        let checked = self.check.judge(&self.schedule, &directory)?;
        let held = self.imports.held(&self.schedule, &directory).await?;
        let plan = Plan::over(self.schedule.into(), &checked, &directory, held, self.rules);
        Ok(PlannedImport {
            findings: plan.findings(&checked, &directory),
            plan,
            imports: self.imports,
        })
    }
}

impl Overriding for PlanRequest {
    fn set_override(&mut self, override_existing: bool) {
        self.rules = Existing::of(override_existing).into();
    }
}

impl IntoFuture for PlanRequest {
    type Output = Result<PlannedImport, ImportError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.make())
    }
}

/// A plan, compared with what Lucca held when it was made. Reads as a [`Plan`].
///
/// Look at it, then run it: with an undo schedule written first ([`undo_to`](Self::undo_to)), or expressly without
/// one.
#[derive(Debug)]
pub struct PlannedImport {
    imports: Imports,
    plan: Plan,
    findings: Findings,
}

impl PlannedImport {
    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What the check found: warnings, and errors if the caller went on in spite of them. Capacities are compared
    /// with all who would be there, those included who are there already.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// Writes the undo schedule to a new file, and makes the plan ready to run. A plan that changes nothing writes
    /// nothing.
    ///
    /// To put things back, [`Schedule::read`] the file and plan it, overriding.
    ///
    /// # Errors
    /// [`ImportError::is_storage`] if the file exists already, or cannot be written.
    pub fn undo_to(self, path: impl AsRef<Path>) -> Result<RunRequest, ImportError> {
        if !self.plan.is_empty() {
            self.plan
                .write_undo(path)
                .map_err(|error| ImportError::new(Kind::Undo(error)))?;
        }
        Ok(self.without_undo())
    }

    /// Makes the plan ready to run without a way back.
    pub fn without_undo(self) -> RunRequest {
        RunRequest {
            imports: self.imports,
            plan: self.plan,
            findings: self.findings,
            deadline: DEFAULT_DEADLINE,
            max_part_bytes: DEFAULT_PART_BYTES,
            keep: None,
        }
    }
}

impl std::ops::Deref for PlannedImport {
    type Target = Plan;

    fn deref(&self) -> &Plan {
        &self.plan
    }
}

/// As the plan's: one line.
impl std::fmt::Display for PlannedImport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.plan.fmt(f)
    }
}

type SharedStore =
    std::sync::Arc<std::sync::Mutex<dyn FnMut(&ImportHandle) -> io::Result<()> + Send>>;

/// A plan ready to run. Await it for the report. If nothing differs, nothing is sent.
///
/// If it breaks off, plan the same schedule again: what was done differs no more, so that the new plan is the rest.
/// But for one thing: of a full day of which half was to go, the first step removes the whole, and only the second puts
/// back the half that stays. Between the two, that half is in the undo schedule alone ([`PlannedImport::undo_to`]).
#[must_use = "a plan does nothing until it is awaited"]
pub struct RunRequest {
    imports: Imports,
    plan: Plan,
    findings: Findings,
    deadline: Duration,
    max_part_bytes: usize,
    keep: Option<SharedStore>,
}

impl RunRequest {
    /// The plan that is run.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// As [`ImportRequest::deadline`], for each step of the plan.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// As [`ImportRequest::max_part_bytes`].
    pub fn max_part_bytes(mut self, bytes: usize) -> Self {
        self.max_part_bytes = bytes;
        self
    }

    /// As [`ImportRequest::keep`], for the step that is under way. Its schedule is one of
    /// [`Plan::steps`].
    pub fn keep(
        mut self,
        store: impl FnMut(&ImportHandle) -> io::Result<()> + Send + 'static,
    ) -> Self {
        self.keep = Some(std::sync::Arc::new(std::sync::Mutex::new(store)));
        self
    }

    /// As [`ImportRequest::keep_in`], for the step that is under way.
    pub fn keep_in(self, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        self.keep(move |handle| handle.write(&path))
    }

    async fn run(self) -> Result<Report, ImportError> {
        let mut whole = Report::nothing_done(self.findings);
        for step in self.plan.steps() {
            // The rows were checked before they were planned.
            let mut request = ImportRequest::new(self.imports.clone(), step, Mode::Run)
                .unchecked()
                .deadline(self.deadline)
                .max_part_bytes(self.max_part_bytes);
            request.set_override(self.plan.existing() == Existing::Replace);
            if let Some(store) = self.keep.clone() {
                request = request.keep(move |handle| match store.lock() {
                    Ok(mut store) => store(handle),
                    Err(_) => Err(io::Error::other("storing a handle panicked before")),
                });
            }
            let report = request.await?;
            let failed = !report.is_success();
            whole.append(report);
            if failed {
                // The second step places people on days that the first was to empty.
                break;
            }
        }
        Ok(whole)
    }
}

impl IntoFuture for RunRequest {
    type Output = Result<Report, ImportError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl std::fmt::Debug for RunRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RunRequest")
            .field("plan", &self.plan)
            .finish_non_exhaustive()
    }
}
