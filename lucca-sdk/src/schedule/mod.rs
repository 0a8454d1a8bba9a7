//! Schedules: what should be true, before anything is sent.
//!
//! Lucca takes changes of user locations only as CSV imports. They are matched by name, and they cannot be
//! undone. So the work is done here, offline, where mistakes cost nothing:
//!
//! - build a [`Schedule`] in code, or read one from the files that people have ([`Schedule::read`],
//!   [`Reader`]); every row keeps its [`RowSource`], and every fault later points to it;
//! - check it against what is known of the company ([`Schedule::check_against`], [`Directory`]);
//! - compare it with what Lucca holds ([`Plan::between`]), to send no more than the difference and to be able to
//!   put everything back ([`Plan::undo`]);
//! - write the import CSV ([`Schedule::write_csv`], [`Writer`]).

mod capacity;
mod check;
mod column;
mod day_plan;
mod directory;
mod encoding;
mod entry;
mod fault;
mod finding;
mod half_day;
mod held;
mod known;
mod occupancy;
mod parts;
mod person_days;
mod plan;
#[cfg(test)]
mod plan_tests;
mod read_error;
mod reader;
mod reconciliation;
mod row_source;
mod rows;
#[allow(
    clippy::module_inception,
    reason = "the concept that the others are about"
)]
mod schedule;
mod similar;
mod writer;

pub use crate::generated::office::types::{Position, UnknownPosition};
pub use column::Column;
pub use directory::{Directory, KnownArea, KnownUser, KnownWorkLocation};
pub use encoding::Encoding;
pub use entry::Entry;
pub use fault::Fault;
pub use finding::{Finding, Findings, Severity};
pub use held::Held;
pub use plan::{Action, Change, Loss, Lost, Plan};
pub use read_error::ReadError;
pub use reader::{Delimiter, Reader};
pub use reconciliation::{Reconciliation, RowState, Verdict};
pub use row_source::RowSource;
pub use schedule::Schedule;
pub use writer::Writer;

pub(crate) use held::HeldDays;
pub(crate) use parts::parts;
pub(crate) use writer::csv;
