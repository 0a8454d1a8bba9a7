// Its examples run against the sandbox, where that may be known: in the workspace's tests.
#![cfg_attr(not(doctest), doc = include_str!("guide.md"))]

mod calls;
mod error;
mod error_file;
mod import;
mod lists;
mod progress;
mod reconcile;
mod report;
mod request;
mod row_match;
mod run;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

pub use calls::{Mode, SummaryId};
pub use error::ImportError;
pub use import::Import;
pub use progress::Progress;
pub use reconcile::ReconcileRequest;
pub use report::{Descriptions, Outcome, Report, ReportedLine};
pub use request::{ImportRequest, PlanRequest, PlannedImport};
pub use run::{Doubt, RunState, StoredRun};

pub use crate::generated::office::types::{ImportReport, ImportedLine};

use crate::generated::office;
use crate::schedule::{Existing, Plan, Rules, Schedule};
use crate::transport::{CallOptions, Clock, Transport};
use error::Kind;

/// How far apart two equal looks at what Lucca holds have to be for that to be believed.
const LOOKS_APART: Duration = Duration::from_secs(3 * 60);

/// Imports of user locations; made by [`OfficeApi::imports`](super::OfficeApi::imports).
#[derive(Clone, Debug)]
pub struct Imports {
    transport: Transport,
}

impl super::OfficeApi {
    /// Imports of user locations: the only way to create, change or delete them. See [`imports`](self).
    pub fn imports(&self) -> Imports {
        Imports {
            transport: self.transport.clone(),
        }
    }
}

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
        let file = run.undo_file().ok_or_else(|| refused(Kind::NoUndo))?;
        let schedule = Schedule::read(file).map_err(|error| refused(Kind::Undo(error)))?;
        Ok(self.plan(schedule, Rules::from(Existing::Replace).exact_areas()))
    }

    fn office(&self) -> office::Client {
        office::Client::from_transport(self.transport.clone())
    }

    fn account(&self) -> String {
        self.transport.base_url().to_string()
    }

    fn clock(&self) -> &Arc<dyn Clock> {
        self.transport.clock()
    }

    fn wall_now(&self) -> Timestamp {
        Timestamp::try_from(self.clock().wall_now()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The same, with calls that are over by then.
    fn until(&self, deadline: Instant) -> Self {
        let own = self.transport.options().deadline;
        let deadline = own.map_or(deadline, |own| own.min(deadline));
        self.with_options(CallOptions::new().with_deadline(deadline))
    }

    fn with_options(&self, options: CallOptions) -> Self {
        Self {
            transport: self.transport.with_options(options),
        }
    }
}
