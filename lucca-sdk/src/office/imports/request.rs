//! An import, or a plan, before it begins.

use std::future::{Future, IntoFuture};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::calls::{Imports, Mode};
use super::error::{ImportError, Kind};
use super::import::Import;
use super::report::Report;
use super::run::{Asked, Run, RunState, StoredRun, is_run};
use crate::CallOptions;
use crate::schedule::{
    Directory, Existing, Fault, Finding, Findings, Plan, RowSource, Rules, Schedule,
};

/// How long an import is waited for unless the caller says otherwise.
const DEFAULT_DEADLINE: Duration = Duration::from_secs(15 * 60);

/// How large an upload may be unless the caller says otherwise. Lucca takes 100 MB, but gives any request 5 s (both
/// documented): this much it has to take in and acknowledge in that time.
const DEFAULT_PART_BYTES: usize = 1_500_000;

impl Imports {
    /// Simulates an import: Lucca reports what it would do, and does nothing.
    pub fn analyze(&self, schedule: impl Into<Schedule>, existing: Existing) -> ImportRequest {
        ImportRequest::schedule(self.clone(), schedule.into(), Mode::Analysis, existing)
    }

    /// Imports a schedule. This cannot be undone; [`plan`](Self::plan) is the way that can be put back.
    pub fn run(&self, schedule: impl Into<Schedule>, existing: Existing) -> ImportRequest {
        ImportRequest::schedule(self.clone(), schedule.into(), Mode::Run, existing)
    }

    /// Compares a schedule with what Lucca holds, to import only the difference, with a way back. What becomes of
    /// days on which something is held already has no default: say [`Existing::Keep`] or [`Existing::Replace`], or
    /// [`Rules`] made of it.
    pub fn plan(&self, schedule: impl Into<Schedule>, rules: impl Into<Rules>) -> PlanRequest {
        PlanRequest::new(self.clone(), schedule.into(), rules.into())
    }

    /// A plan that was made before, such as one that somebody has looked at ([`Plan::read`]). When it is run, Lucca is
    /// read again first: a plan that is stale by then is refused.
    pub fn planned(&self, plan: Plan) -> PlannedImport {
        PlannedImport::of(self.clone(), plan)
    }

    /// Takes up a stored run where it was left: after a crash, or after a deadline. It needs nothing but the
    /// directory. Of a run that is finished it has the report again, and sends nothing.
    pub fn resume(&self, directory: impl AsRef<Path>) -> ImportRequest {
        ImportRequest::stored(self.clone(), directory.as_ref())
    }

    /// Plans to put back what a stored run of a plan has changed: look at it, then run it, into a directory of its
    /// own. What it cannot bring back, the plan's [`losses`](Plan::losses) have said.
    ///
    /// # Errors
    /// [`ImportError::doubt`] if it is not known what the run has done; [`ImportError::is_storage`] if the run, or its
    /// undo schedule, cannot be read; or it has none.
    pub fn undo(&self, directory: impl AsRef<Path>) -> Result<PlanRequest, ImportError> {
        let directory = directory.as_ref();
        let run = StoredRun::read(directory)?;
        let refused = |kind| ImportError::new(kind).within(directory);
        if run.account() != self.account() {
            return Err(refused(Kind::OtherAccount(run.account().to_owned())));
        }
        if let RunState::InDoubt(doubt) = run.state() {
            return Err(refused(Kind::Doubt(doubt, None)));
        }
        let schedule =
            Schedule::read(run.undo_file()?).map_err(|error| refused(Kind::Undo(error)))?;
        Ok(self.plan(schedule, Rules::from(Existing::Replace).exact_areas()))
    }
}

/// An import that has not begun. Await it for the whole way (check, upload, progress, report), or
/// [`start`](Self::start) it and watch.
#[derive(Debug)]
#[must_use = "an import does nothing until it is awaited or started"]
pub struct ImportRequest {
    imports: Imports,
    what: What,
    /// Whether a check was set on what has been checked already.
    checks_again: bool,
    deadline: Duration,
    max_part_bytes: usize,
    directory: Option<PathBuf>,
}

#[derive(Debug)]
enum What {
    Schedule {
        schedule: Schedule,
        mode: Mode,
        existing: Existing,
        check: Check,
    },
    Plan {
        planned: PlannedImport,
        mode: Mode,
    },
    /// The run in the directory.
    Stored,
}

/// Against what a schedule is checked, and whether errors hold it back.
#[derive(Debug)]
struct Check {
    against: Against,
    goes_on: bool,
}

#[derive(Debug)]
enum Against {
    Lucca,
    Lists(Directory),
    Nothing,
}

impl ImportRequest {
    pub(super) fn schedule(
        imports: Imports,
        schedule: Schedule,
        mode: Mode,
        existing: Existing,
    ) -> Self {
        let check = Check {
            against: Against::Lucca,
            goes_on: false,
        };
        Self::new(
            imports,
            What::Schedule {
                schedule,
                mode,
                existing,
                check,
            },
        )
    }

    pub(super) fn stored(imports: Imports, directory: &Path) -> Self {
        Self::new(imports, What::Stored).store_in(directory)
    }

    fn new(imports: Imports, what: What) -> Self {
        Self {
            imports,
            what,
            checks_again: false,
            deadline: DEFAULT_DEADLINE,
            max_part_bytes: DEFAULT_PART_BYTES,
            directory: None,
        }
    }

    /// Keeps the run in this directory, which is made if it is not there: whatever dies, the run can be taken up from
    /// it. One directory holds one run.
    ///
    /// A directory that holds the same rows, unfinished, is taken up; any other run in it is refused, and so is one
    /// that is finished. It holds logins: it is as personal as the schedule itself.
    ///
    /// Without a directory the run is kept in memory. If the process dies then, nobody knows how far it came, or what
    /// a plan had still to put back.
    pub fn store_in(mut self, directory: impl Into<PathBuf>) -> Self {
        self.directory = Some(directory.into());
        self
    }

    /// Checks against these lists, instead of reading users and work locations from Lucca.
    ///
    /// This and the two that follow say how a schedule is checked. A plan was checked when it was made, and a stored
    /// run when it was stored: with a check set, these are refused at their start.
    pub fn check_against(self, directory: Directory) -> Self {
        self.with_check(|check| check.against = Against::Lists(directory))
    }

    /// Goes on even if the check finds errors: Lucca then judges each line for itself. They are in
    /// [`Report::findings`].
    pub fn despite_errors(self) -> Self {
        self.with_check(|check| check.goes_on = true)
    }

    /// Does not check at all. An empty schedule is refused nevertheless.
    pub fn unchecked(self) -> Self {
        self.with_check(|check| check.against = Against::Nothing)
    }

    /// How long to wait for the end, from the start: 15 minutes by default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// How large the CSV of one upload may be: 1.5 MB by default. A schedule that is larger is uploaded in parts, in
    /// which each person's day stays together. A stored run is cut already.
    pub fn max_part_bytes(mut self, bytes: usize) -> Self {
        self.max_part_bytes = bytes;
        self
    }

    /// Checks, stores the run, uploads the first part that is left, and hands the import over to be watched.
    ///
    /// # Errors
    /// [`ImportError::findings`] if the check finds errors; [`ImportError::doubt`] if Lucca may have received an
    /// upload; [`ImportError::is_storage`] and its neighbours if the run cannot be stored or taken up; otherwise the
    /// failure of a call, before anything was uploaded.
    pub async fn start(self) -> Result<Import, ImportError> {
        let Self {
            imports,
            what,
            checks_again,
            deadline,
            max_part_bytes,
            directory,
        } = self;
        if checks_again {
            return Err(ImportError::new(Kind::CheckedAlready));
        }
        let account = imports.account();
        let (mode, existing, steps, undo_of, findings) = match what {
            What::Stored => {
                let run = Run::open(directory.as_deref().unwrap_or(Path::new("")), &account)?;
                return begin(imports, run, Findings::default(), deadline).await;
            }
            What::Schedule {
                mut schedule,
                mode,
                existing,
                check,
            } => {
                let findings = check.run(&imports, &mut schedule).await?;
                if schedule.is_empty() {
                    let none = Finding::error(RowSource::entry(1), None, Fault::NoRows);
                    return Err(ImportError::new(Kind::Check(none.into())));
                }
                (mode, existing, vec![schedule], None, findings)
            }
            What::Plan { planned, mode } => {
                // A run that has begun has changed what its plan was made of.
                if !directory.as_deref().is_some_and(is_run) {
                    planned.refuse_stale().await?;
                }
                let (plan, findings) = (planned.plan, planned.findings);
                (mode, plan.existing(), plan.steps(), Some(plan), findings)
            }
        };
        let asked = Asked {
            account,
            mode,
            existing,
            created: imports.wall_now(),
            steps,
            undo_of,
            max_part_bytes,
        };
        let run = match &directory {
            Some(directory) => Run::in_directory(directory, asked),
            None => Run::in_memory(asked),
        }?;
        begin(imports, run, findings, deadline).await
    }

    fn with_check(mut self, change: impl FnOnce(&mut Check)) -> Self {
        match &mut self.what {
            What::Schedule { check, .. } => change(check),
            What::Plan { .. } | What::Stored => self.checks_again = true,
        }
        self
    }
}

async fn begin(
    imports: Imports,
    run: Run,
    findings: Findings,
    deadline: Duration,
) -> Result<Import, ImportError> {
    let mut import = Import::new(imports, run, findings, deadline);
    import.upload().await?;
    Ok(import)
}

impl IntoFuture for ImportRequest {
    type Output = Result<Report, ImportError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.start().await?.wait().await })
    }
}

impl Check {
    /// What was found; an error if it holds the import back. Logins are spelled as Lucca does where that is beyond
    /// doubt.
    async fn run(
        &self,
        imports: &Imports,
        schedule: &mut Schedule,
    ) -> Result<Findings, ImportError> {
        let read;
        let directory = match &self.against {
            Against::Nothing => return Ok(Findings::default()),
            Against::Lists(directory) => directory,
            Against::Lucca => {
                // Nobody needs to be asked about an empty schedule.
                read = match schedule.is_empty() {
                    true => Directory::new(),
                    false => imports.directory().await?,
                };
                &read
            }
        };
        schedule.resolve(directory);
        self.judge(schedule, directory)
    }

    fn judge(&self, schedule: &Schedule, directory: &Directory) -> Result<Findings, ImportError> {
        let findings = schedule.check_against(directory);
        if findings.has_errors() && !self.goes_on {
            return Err(ImportError::new(Kind::Check(findings)));
        }
        Ok(findings)
    }
}

/// A plan that has not been made. Await it: it reads users, work locations and user locations, and changes nothing.
#[derive(Debug)]
#[must_use = "a plan is not made until it is awaited"]
pub struct PlanRequest {
    imports: Imports,
    schedule: Schedule,
    rules: Rules,
    goes_on: bool,
}

impl PlanRequest {
    pub(super) fn new(imports: Imports, schedule: Schedule, rules: Rules) -> Self {
        Self {
            imports,
            schedule,
            rules,
            goes_on: false,
        }
    }

    /// Plans the rows that can be planned even if the check finds errors. Rows with an error are left out.
    pub fn despite_errors(mut self) -> Self {
        self.goes_on = true;
        self
    }

    /// Settings of the calls that read, such as a deadline.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.imports = self.imports.with_options(options);
        self
    }

    async fn make(mut self) -> Result<PlannedImport, ImportError> {
        let directory = self.imports.directory().await?;
        self.schedule.resolve(&directory);
        let check = Check {
            against: Against::Nothing,
            goes_on: self.goes_on,
        };
        // Before the user locations are read, of which there may be many.
        let checked = check.judge(&self.schedule, &directory)?;
        let held = self.imports.held(&self.schedule, &directory).await?;
        let plan = Plan::over(self.schedule.into(), &checked, &directory, held, self.rules);
        Ok(PlannedImport {
            findings: plan.findings(&checked, &directory),
            plan: plan.into(),
            imports: self.imports,
            may_be_stale: false,
        })
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
/// Look at it, then run it: [stored](Self::store_in) with its way back, or expressly [in memory](Self::in_memory).
#[derive(Clone, Debug)]
pub struct PlannedImport {
    imports: Imports,
    plan: Arc<Plan>,
    findings: Findings,
    /// Whether Lucca was not read when the plan came here.
    may_be_stale: bool,
}

impl PlannedImport {
    pub(super) fn of(imports: Imports, plan: Plan) -> Self {
        Self {
            imports,
            plan: plan.into(),
            findings: Findings::default(),
            may_be_stale: true,
        }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What the check found: warnings, and errors if the caller went on in spite of them. Capacities are compared
    /// with all who would be there, those included who are there already.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// Has Lucca simulate the difference: what it would do, and which rows it would refuse.
    ///
    /// Rows that place the rest of a day build upon others that empty it first: simulated, nothing was emptied, so
    /// Lucca may say of these that the day is not empty.
    pub fn analyze(&self) -> ImportRequest {
        self.request(Mode::Analysis)
    }

    /// Makes the plan ready to run, and keeps the run in this directory, with the undo schedule: see
    /// [`ImportRequest::store_in`]. [`Imports::undo`] takes it back from there.
    pub fn store_in(&self, directory: impl Into<PathBuf>) -> ImportRequest {
        self.request(Mode::Run).store_in(directory)
    }

    /// Makes the plan ready to run in memory, without a way back. If the process dies between the two steps of a
    /// plan, halves of days that should stay are lost.
    pub fn in_memory(&self) -> ImportRequest {
        self.request(Mode::Run)
    }

    /// The same plan over what Lucca holds now. If it differs from this one, this one is stale.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use lucca_sdk::schedule::Plan;
    ///
    /// // Saved when it was made, and approved by somebody since.
    /// let approved = client.office().imports().planned(Plan::read("plan-39.json")?);
    /// let now = approved.refresh().await?;
    /// if now.plan() != approved.plan() {
    ///     println!("the schedule has changed since, so that it would be refused; it is now: {now}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The failure of a call.
    pub async fn refresh(&self) -> Result<Self, ImportError> {
        let directory = self.imports.directory().await?;
        let held = self.imports.held(self.plan.schedule(), &directory).await?;
        let plan = self.plan.over_now(held);
        Ok(Self {
            imports: self.imports.clone(),
            plan: plan.into(),
            findings: self.findings.clone(),
            may_be_stale: false,
        })
    }

    async fn refuse_stale(&self) -> Result<(), ImportError> {
        if self.may_be_stale && self.refresh().await?.plan != self.plan {
            return Err(ImportError::new(Kind::Stale));
        }
        Ok(())
    }

    fn request(&self, mode: Mode) -> ImportRequest {
        let planned = self.clone();
        ImportRequest::new(self.imports.clone(), What::Plan { planned, mode })
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
