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

pub use calls::{Imports, Mode, SummaryId};
pub use error::{Doubt, ImportError};
pub use import::Import;
pub use progress::Progress;
pub use reconcile::ReconcileRequest;
pub use report::{Outcome, Report, ReportedLine};
pub use request::{ImportRequest, PlanRequest, PlannedImport};
pub use run::{RunState, StoredRun};

#[doc(inline)]
pub use crate::generated::office::types::{ImportReport, ImportedLine};
