// Its examples run against the sandbox, where that may be known: in the workspace's tests.
#![cfg_attr(not(doctest), doc = include_str!("guide.md"))]

mod calls;
mod check;
mod doubt;
mod error;
mod error_file;
mod handle;
mod import;
mod keep;
mod lists;
mod mode;
mod pace;
mod plan_request;
mod progress;
mod reconcile;
mod report;
mod request;
mod row_match;
mod summary_id;

use std::sync::Arc;
use std::time::Instant;

pub use doubt::Doubt;
pub use error::ImportError;
pub use handle::ImportHandle;
pub use import::Import;
pub use mode::Mode;
pub use plan_request::{PlanRequest, PlannedImport, RunRequest};
pub use progress::Progress;
pub use report::{Descriptions, Report, ReportedLine};
pub use request::{ImportRequest, ResumeRequest, Undecided};
pub use summary_id::SummaryId;

pub use crate::generated::office::types::{ImportReport, ImportedLine};

use crate::generated::office;
use crate::schedule::Schedule;
use crate::transport::{CallOptions, Clock, Transport};

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
    pub fn analyze(&self, schedule: impl Into<Schedule>) -> Undecided<ImportRequest> {
        Undecided(ImportRequest::new(
            self.clone(),
            schedule.into(),
            Mode::Analysis,
        ))
    }

    /// Imports a schedule. This cannot be undone; [`plan`](Self::plan) is the way that can be put back.
    pub fn run(&self, schedule: impl Into<Schedule>) -> Undecided<ImportRequest> {
        Undecided(ImportRequest::new(self.clone(), schedule.into(), Mode::Run))
    }

    /// Compares a schedule with what Lucca holds, to import only the difference, with a way back.
    pub fn plan(&self, schedule: impl Into<Schedule>) -> Undecided<PlanRequest> {
        Undecided(PlanRequest::new(self.clone(), schedule.into()))
    }

    /// Takes up an import where it was left: after a crash, or after a deadline.
    pub fn resume(&self, handle: ImportHandle) -> ResumeRequest {
        ResumeRequest::new(self.clone(), handle)
    }

    fn office(&self) -> office::Client {
        office::Client::from_transport(self.transport.clone())
    }

    fn clock(&self) -> &Arc<dyn Clock> {
        self.transport.clock()
    }

    /// The same, with calls that are over by then.
    fn until(&self, deadline: Instant) -> Self {
        let own = self.transport.options().deadline;
        let deadline = own.map_or(deadline, |own| own.min(deadline));
        let options = CallOptions::new().with_deadline(deadline);
        Self {
            transport: self.transport.with_options(options),
        }
    }
}
