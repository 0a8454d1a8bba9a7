//! Whether what a schedule asks for is true.

use std::fmt;

use super::half_day::HalfDay;
use super::held::{HeldDays, is_so};
use super::{Held, RowSource, Schedule};

/// What Lucca holds, set against a schedule of which it is not known whether it was applied.
///
/// It tells what is true, not what made it true: a row that was as wanted before the import counts as applied.
/// The rows of a [`Plan`](super::Plan) all differed when the plan was made, so for them the verdict is exact.
/// Lucca works on an import after it has taken it: while that lasts, an import looks not applied, or partly.
///
/// ```
/// use jiff::civil::date;
/// use lucca_sdk::schedule::{Held, Position, Reconciliation, Schedule, Verdict};
///
/// let monday = date(2025, 9, 22);
/// let sent = Schedule::new()
///     .at("jdupont", monday, Position::FullDay, "Paris")
///     .remove("pmartin", monday, Position::FullDay);
/// let held = [Held::new("pmartin", monday, Position::FullDay, "Lyon")];
/// assert_eq!(Reconciliation::between(&sent, held, true).verdict(), Verdict::NotApplied);
/// ```
#[derive(Clone, Debug)]
pub struct Reconciliation {
    rows: Vec<(RowSource, RowState)>,
}

/// Whether an import was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// Every row is as the schedule asks.
    Applied,
    /// No row is.
    NotApplied,
    /// Some rows are.
    Partly,
}

/// What is true of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RowState {
    /// As the row asks.
    AsWanted,
    /// Not as the row asks.
    Otherwise,
    /// Not as the row asks, but something else is held on that day, which an import that overrides nothing leaves
    /// as it is: the row tells nothing.
    DayNotEmpty,
}

impl Reconciliation {
    /// Compares a schedule with what is held, which may be more than the schedule speaks of.
    pub fn between(
        sent: &Schedule,
        held: impl IntoIterator<Item = Held>,
        override_existing: bool,
    ) -> Self {
        Self::over(sent, &HeldDays::of(sent.entries(), held), override_existing)
    }

    pub(crate) fn over(sent: &Schedule, held: &HeldDays, override_existing: bool) -> Self {
        let rows = sent.iter().map(|entry| {
            let day = held.on(entry.login(), entry.date());
            let place = entry.place();
            let as_wanted = HalfDay::of(entry.position())
                .iter()
                .all(|half| is_so(day, *half, place.as_ref()));
            let state = if as_wanted {
                RowState::AsWanted
            } else if !override_existing && place.is_some() && !day.is_empty() {
                RowState::DayNotEmpty
            } else {
                RowState::Otherwise
            };
            (entry.source().clone(), state)
        });
        Self {
            rows: rows.collect(),
        }
    }

    /// The verdict over all rows that tell something; `Applied` if none does, because then there was nothing to do.
    pub fn verdict(&self) -> Verdict {
        match (
            self.count(RowState::AsWanted),
            self.count(RowState::Otherwise),
        ) {
            (_, 0) => Verdict::Applied,
            (0, _) => Verdict::NotApplied,
            _ => Verdict::Partly,
        }
    }

    /// The rows, in the order of the schedule.
    pub fn rows(&self) -> impl Iterator<Item = (&RowSource, RowState)> {
        self.rows.iter().map(|(source, state)| (source, *state))
    }

    /// How many rows are in this state.
    pub fn count(&self, state: RowState) -> usize {
        self.rows.iter().filter(|(_, of)| *of == state).count()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Applied => "applied",
            Self::NotApplied => "not applied",
            Self::Partly => "partly applied",
        })
    }
}
