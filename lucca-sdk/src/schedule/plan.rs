//! The difference between what should be true and what Lucca holds.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::day_plan::DayPlan;
use super::held::HeldDays;
use super::person_days::person_days;
use super::{Entry, Held, Position, RowSource, Schedule};

/// What an import of a schedule would change, and the rows that bring just that about.
///
/// A plan compares half day by half day. What is already as wanted is left alone, so that a plan of the
/// current state is empty, and running a plan twice changes nothing the second time. Comments cannot be
/// read back from Lucca: an entry that differs in its comment only counts as already so.
///
/// Where Lucca's reference leaves open what an import does, the plan takes rows that come to the same under
/// any reading (all inferred):
/// - a full day of which one half changes is written anew as two halves, because it is unknown whether a half
///   replaces a full day wholly or splits it;
/// - a full day of which one half is to become empty takes two imports, one after the other: the first removes it,
///   the second places the half that stays ([`steps`](Self::steps));
/// - removals name the very position that is held.
///
/// ```
/// use jiff::civil::date;
/// use lucca_sdk::schedule::{Held, Plan, Position, Schedule};
///
/// let monday = date(2025, 9, 22);
/// let wanted = Schedule::new()
///     .at("jdupont", monday, Position::FullDay, "Paris")
///     .at("mlefevre", monday, Position::FullDay, "Lyon");
/// let held = [Held::new("jdupont", monday, Position::FullDay, "Paris")];
/// let plan = Plan::between(&wanted, held, true);
/// assert_eq!((plan.created(), plan.left_alone()), (1, 1));
/// assert_eq!(plan.rows(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct Plan {
    changes: Vec<Change>,
    steps: Vec<Schedule>,
    undo: Schedule,
    losses: Vec<Loss>,
    override_existing: bool,
}

/// What a plan does about one entry, or about one half of it where the halves differ.
///
/// `Debug` leaves out the login.
#[derive(Clone)]
#[non_exhaustive]
pub struct Change {
    /// The row that asks for it.
    pub source: RowSource,
    /// The person's login.
    pub login: Arc<str>,
    /// The day.
    pub date: Date,
    /// Which part of the day.
    pub position: Position,
    /// What is done.
    pub action: Action,
}

/// What a plan does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Action {
    /// Places a person who is nowhere yet.
    Create,
    /// Places a person who is elsewhere now.
    Replace,
    /// Removes what is there.
    Delete,
    /// Nothing: it is already as wanted.
    AlreadySo,
    /// Nothing: something is held on that day, and existing days are not to be overridden.
    DayNotEmpty,
}

/// Something that an undo cannot bring back.
///
/// `Debug` leaves out the login.
#[derive(Clone)]
#[non_exhaustive]
pub struct Loss {
    /// The row that causes it.
    pub source: RowSource,
    /// The person's login.
    pub login: Arc<str>,
    /// The day.
    pub date: Date,
    /// Which part of the day.
    pub position: Position,
    /// What is lost.
    pub what: Lost,
}

/// What an undo cannot bring back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lost {
    /// The comment, if there was one: Lucca takes comments but does not give them back. The status too: an
    /// imported user location gets whatever status Lucca gives to imports.
    CommentAndStatus {
        /// The status before.
        status: Option<Arc<str>>,
    },
    /// The place itself: no import can name it.
    Place,
    /// One of several user locations on the same half day: an import can place a person only once.
    SecondPlace,
}

impl Plan {
    /// Compares a schedule with what is held. `held` may hold more than the schedule speaks of, in any order.
    ///
    /// Entries should have passed the check; of rows that speak of the same half day, the last counts.
    pub fn between(
        wanted: &Schedule,
        held: impl IntoIterator<Item = Held>,
        override_existing: bool,
    ) -> Self {
        Self::over(
            wanted,
            &HeldDays::of(wanted.entries(), held),
            override_existing,
        )
    }

    pub(crate) fn over(wanted: &Schedule, held: &HeldDays, override_existing: bool) -> Self {
        let mut plan = Self {
            changes: Vec::new(),
            steps: vec![Schedule::new(), Schedule::new()],
            undo: Schedule::new(),
            losses: Vec::new(),
            override_existing,
        };
        for rows in person_days(wanted.entries()) {
            let entries: Vec<&Entry> = rows
                .iter()
                .filter_map(|row| wanted.entries().get(*row))
                .collect();
            if let Some(first) = entries.first() {
                let held = held.on(first.login(), first.date());
                DayPlan::new(&entries, held, override_existing).add_to(&mut plan);
            }
        }
        plan.steps.retain(|step| !step.is_empty());
        plan
    }

    /// What is done about each entry, in the order of persons and days in the schedule.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The imports to run, one after the other: none if nothing differs, one as a rule, two where full days
    /// become half days.
    pub fn steps(&self) -> &[Schedule] {
        &self.steps
    }

    /// The number of rows in all steps.
    pub fn rows(&self) -> usize {
        self.steps.iter().map(Schedule::len).sum()
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// How many changes place a person who was nowhere.
    pub fn created(&self) -> usize {
        self.count(Action::Create)
    }

    /// How many changes place a person who was elsewhere.
    pub fn replaced(&self) -> usize {
        self.count(Action::Replace)
    }

    /// How many changes remove what was there.
    pub fn deleted(&self) -> usize {
        self.count(Action::Delete)
    }

    /// How many entries, or halves of them, need nothing or get nothing.
    pub fn left_alone(&self) -> usize {
        self.count(Action::AlreadySo) + self.count(Action::DayNotEmpty)
    }

    /// The schedule that puts everything back: the state of every half day that the plan touches. Run it as a
    /// plan of its own, overriding.
    pub fn undo(&self) -> &Schedule {
        &self.undo
    }

    /// What [`undo`](Self::undo) cannot bring back.
    pub fn losses(&self) -> &[Loss] {
        &self.losses
    }

    /// Whether existing days are overridden.
    pub fn overrides_existing(&self) -> bool {
        self.override_existing
    }

    /// Writes the undo schedule to a new file and waits until the disk has it.
    ///
    /// # Errors
    /// The file exists already: the undo of an earlier run must not be lost to a later one. Otherwise those of
    /// the file system.
    pub fn write_undo(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let mut file = std::fs::File::create_new(path)?;
        self.undo.write_csv(io::BufWriter::new(&mut file))?;
        file.sync_all()
    }

    fn count(&self, action: Action) -> usize {
        self.changes
            .iter()
            .filter(|change| change.action == action)
            .count()
    }

    pub(super) fn change(&mut self, entry: &Entry, position: Position, action: Action) {
        self.changes.push(Change {
            source: entry.source().clone(),
            login: entry.login().into(),
            date: entry.date(),
            position,
            action,
        });
    }

    pub(super) fn first_step(&mut self, entry: Entry) {
        if let Some(step) = self.steps.first_mut() {
            step.push(entry);
        }
    }

    pub(super) fn last_step(&mut self, entry: Entry) {
        if let Some(step) = self.steps.last_mut() {
            step.push(entry);
        }
    }

    pub(super) fn put_back(&mut self, entry: Entry) {
        self.undo.push(entry);
    }

    pub(super) fn lose(&mut self, source: &RowSource, held: &Held, what: Lost) {
        self.losses.push(Loss {
            source: source.clone(),
            login: held.login.clone(),
            date: held.date,
            position: held.position.clone(),
            what,
        });
    }
}

/// One line, for whoever decides whether to run the plan.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} to create, {} to replace, {} to delete, {} left alone",
            self.created(),
            self.replaced(),
            self.deleted(),
            self.left_alone()
        )
    }
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("source", &self.source)
            .field("date", &self.date)
            .field("position", &self.position)
            .field("action", &self.action)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loss")
            .field("source", &self.source)
            .field("date", &self.date)
            .field("position", &self.position)
            .field("what", &self.what)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommentAndStatus {
                status: Some(status),
            } => {
                write!(f, "the comment, if there was one, and the status {status}")
            }
            Self::CommentAndStatus { status: None } => {
                f.write_str("the comment, if there was one, and the status")
            }
            Self::Place => f.write_str("the place: no import can name it"),
            Self::SecondPlace => f.write_str("the second of two places on the same half day"),
        }
    }
}
