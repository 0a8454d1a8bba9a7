//! The difference between what should be true and what Lucca holds.

mod day;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use self::day::{Day, DayPlan};
use super::check::Room;
use super::directory::Found;
use super::write::{Overwrite, write_file};
use super::{
    Directory, Entry, Findings, Half, Held, HeldDays, Place, Position, RowSource, Schedule, Writer,
};

/// What becomes of days on which Lucca holds something already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Existing {
    /// They stay as they are: only empty days are filled.
    Keep,
    /// What is held on them is replaced.
    Replace,
}

impl Existing {
    /// In the words of Lucca's parameter `overrideUserLocations`.
    pub(crate) fn overrides(self) -> bool {
        self == Self::Replace
    }
}

/// How a plan treats what is held. Made of [`Existing`], which everybody has to decide on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Rules {
    existing: Existing,
    send_pending: bool,
    give_up_unnameable: bool,
    exact_areas: bool,
}

impl Rules {
    /// Sends rows for which a request is pending at the very place, too. Otherwise the request is left to whoever
    /// decides on it.
    #[must_use]
    pub fn send_pending(mut self) -> Self {
        self.send_pending = true;
        self
    }

    /// Changes half of a full day even if the other half is at a place that no import can name, and then is lost; and
    /// days on which something is held of which this version does not know the part of the day.
    #[must_use]
    pub fn give_up_unnameable(mut self) -> Self {
        self.give_up_unnameable = true;
        self
    }

    /// Takes a row without an area to ask for no area, instead of for any: what an undo has to do.
    #[must_use]
    pub fn exact_areas(mut self) -> Self {
        self.exact_areas = true;
        self
    }

    pub(crate) fn has_exact_areas(&self) -> bool {
        self.exact_areas
    }
}

impl From<Existing> for Rules {
    fn from(existing: Existing) -> Self {
        Self {
            existing,
            send_pending: false,
            give_up_unnameable: false,
            exact_areas: false,
        }
    }
}

/// What an import of a schedule would change, and the rows that bring just that about.
///
/// A plan compares half day by half day. What is already as wanted is left alone, so that a plan of the
/// current state is empty, and running a plan twice changes nothing the second time. A row without an area is content
/// with any. Comments cannot be read back from Lucca: an entry that differs in its comment only counts as already so.
/// Rows in which the check found an error are left out.
///
/// Where Lucca's reference leaves open what an import does, the plan takes rows that come to the same under
/// any reading (all inferred):
/// - a full day of which one half changes is written anew as two halves, because it is unknown whether a half
///   replaces a full day wholly or splits it;
/// - a full day of which one half is to become empty takes two imports, one after the other: the first removes it,
///   the second places the half that stays ([`steps`](Self::steps));
/// - removals name the very position that is held, and the place.
///
/// ```
/// use jiff::civil::date;
/// use lucca_sdk::office::Position;
/// use lucca_sdk::schedule::{Existing, Held, Plan, Schedule};
///
/// let monday = date(2025, 9, 22);
/// let wanted = Schedule::new()
///     .at("jdupont", monday, Position::FullDay, "Paris")
///     .at("mlefevre", monday, Position::FirstHalf, "Lyon");
/// let held = [Held::new("jdupont", monday, Position::FullDay, "Nice")];
/// let plan = Plan::between(wanted, held, Existing::Replace);
/// assert_eq!(plan.to_string(), "2 rows place; half days: 1 created, 2 replaced");
/// let changes: Vec<String> = plan.changes().map(|change| change.to_string()).collect();
/// assert_eq!(
///     changes,
///     [
///         "entry 1: jdupont, 2025-09-22 FullDay: Nice → Paris",
///         "entry 2: mlefevre, 2025-09-22 FirstHalf: nowhere → Lyon",
///     ]
/// );
/// ```
///
/// A plan is data: [`save`](Self::save) it for a person to look at, and [`read`](Self::read) it to run what they saw.
/// It shares the schedule; a million rows compared with a million user locations take some 60 MB more.
#[derive(Clone)]
pub struct Plan {
    wanted: Arc<Schedule>,
    rules: Rules,
    wrong: RoaringBitmap,
    held: HeldDays,
    /// The days of people whose contract has ended before.
    has_left: RoaringBitmap,
    counts: Counts,
}

/// How much a plan does. Rows are those of the import; half days are what they bring about, so that a full day counts
/// as two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Counts {
    /// Rows of the import that place somebody: what Lucca's report calls created.
    pub rows_placing: usize,
    /// Rows of the import that remove: what Lucca's report calls deleted, unless it counts what it replaces too.
    pub rows_removing: usize,
    /// Half days that are filled.
    pub created: usize,
    /// Half days that change their place.
    pub replaced: usize,
    /// Half days that are emptied.
    pub deleted: usize,
    /// Half days that are as wanted already.
    pub already_so: usize,
    /// Half days for which just that is asked for already, and which are left to whoever decides.
    pub already_asked: usize,
    /// Half days that stay as they are because the day is not empty.
    pub day_not_empty: usize,
    /// Half days that stay as they are because the other half could not be kept.
    pub cannot_keep: usize,
    /// Rows that are left out because they are wrong.
    pub rows_left_out: usize,
    /// Half days, among those that are created, that Lucca may leave empty: second rows of a day, where only empty
    /// days are filled, and Lucca may take the first row to have filled the day.
    pub uncertain: usize,
    /// User locations that an undo cannot bring back, not counting comments and statuses.
    pub lost: usize,
}

/// What a plan does about one entry, or about one half of it where the halves differ.
///
/// `Display` is one line for people and names the person; `Debug` leaves out the login.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Change {
    /// The row that asks for it.
    pub source: RowSource,
    /// Its number among the schedule's entries, counted from 0.
    pub entry: usize,
    /// The person's login.
    pub login: Arc<str>,
    /// The day.
    #[cfg_attr(
        feature = "schemars",
        schemars(schema_with = "crate::schemas::described::day")
    )]
    pub date: Date,
    /// Which part of the day.
    pub position: Position,
    /// What is done.
    pub action: Action,
    /// Where the person is now: nowhere, at one place, or by mistake at several. `None` in it is a place that no import
    /// can name.
    pub from: Vec<Option<Place>>,
    /// Where the person should be; `None` for nowhere.
    pub to: Option<Place>,
}

/// What a plan does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
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
    /// Nothing: just that is asked for already, and somebody has to decide on it ([`Rules::send_pending`]).
    AlreadyAsked,
    /// Nothing: something is held on that day, and existing days are to be kept.
    DayNotEmpty,
    /// Nothing: what is to stay on that day could not be kept, because no import can name it
    /// ([`Rules::give_up_unnameable`]).
    CannotKeep,
    /// Nothing: the check found an error in the row, or in one that contradicts it.
    LeftOut,
}

impl Action {
    fn changes_something(self) -> bool {
        matches!(self, Self::Create | Self::Replace | Self::Delete)
    }
}

/// Something that an undo cannot bring back.
///
/// `Display` is one line for people and names the person; `Debug` leaves out the login.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Loss {
    /// The row that causes it.
    pub source: RowSource,
    /// Its number among the schedule's entries, counted from 0.
    pub entry: usize,
    /// The person's login.
    pub login: Arc<str>,
    /// The day.
    #[cfg_attr(
        feature = "schemars",
        schemars(schema_with = "crate::schemas::described::day")
    )]
    pub date: Date,
    /// Which part of the day.
    pub position: Position,
    /// Where the person is now, as far as that can be told.
    pub place: Option<Place>,
    /// What is lost.
    pub what: Lost,
}

/// What an undo cannot bring back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", tag = "lost")]
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
    /// The part of the day: this version does not know it.
    Position,
    /// One of several user locations on the same half day: an import can place a person only once.
    SecondPlace,
    /// The day is after the end of the person's contract, and the check lets nobody be placed then.
    AfterContract,
}

impl Plan {
    /// Compares a schedule with what is held. `held` may hold more than the schedule speaks of, in any order.
    ///
    /// The rows are checked for what can be told without a directory; rows that are wrong, and rows that contradict
    /// each other, are left out. See [`checked`](Self::checked) for a plan that knows the company.
    pub fn between(
        wanted: impl Into<Arc<Schedule>>,
        held: impl IntoIterator<Item = Held>,
        rules: impl Into<Rules>,
    ) -> Self {
        let wanted = wanted.into();
        let directory = Directory::new();
        let findings = wanted.check_against(&directory);
        Self::checked(wanted, &findings, &directory, held, rules)
    }

    /// The same for a schedule that was checked against a directory: rows with an error are left out.
    pub fn checked(
        wanted: impl Into<Arc<Schedule>>,
        findings: &Findings,
        directory: &Directory,
        held: impl IntoIterator<Item = Held>,
        rules: impl Into<Rules>,
    ) -> Self {
        let wanted = wanted.into();
        let held = HeldDays::of(wanted.entries(), held);
        Self::over(wanted, findings, directory, held, rules.into())
    }

    pub(crate) fn over(
        wanted: Arc<Schedule>,
        findings: &Findings,
        directory: &Directory,
        held: HeldDays,
        rules: Rules,
    ) -> Self {
        let left = |row: &u32| {
            let entry = wanted.entries().get(*row as usize)?;
            match directory.find(entry.login(), entry.date())? {
                Found::One(user) => Some(user.has_left_by(entry.date())),
                _ => None,
            }
        };
        let days = (0u32..).zip(held.days().iter());
        let has_left = days
            .filter(|(_, rows)| rows.first().and_then(left) == Some(true))
            .map(|(day, _)| day)
            .collect();
        let wrong = findings.wrong_entries().clone();
        Self::new(wanted, rules, wrong, held, has_left)
    }

    fn new(
        wanted: Arc<Schedule>,
        rules: Rules,
        wrong: RoaringBitmap,
        mut held: HeldDays,
        has_left: RoaringBitmap,
    ) -> Self {
        held.sort();
        let mut plan = Self {
            wanted,
            rules,
            wrong,
            held,
            has_left,
            counts: Counts::default(),
        };
        let mut counts = Counts::default();
        plan.days().for_each(|day| counts.add(&day));
        plan.counts = counts;
        plan
    }

    fn days(&self) -> impl Iterator<Item = DayPlan> {
        (0..self.held.days().len()).map(|day| self.day(day))
    }

    fn day(&self, day: usize) -> DayPlan {
        let rows = self.held.days().rows(day).iter();
        let is_wrong = |row| u32::try_from(row).is_ok_and(|row| self.wrong.contains(row));
        Day {
            entries: rows
                .filter_map(|row| Some((*row as usize, self.wanted.entries().get(*row as usize)?)))
                .collect(),
            is_wrong: &is_wrong,
            held: self.held.on(day),
            rules: &self.rules,
            has_left: u32::try_from(day).is_ok_and(|day| self.has_left.contains(day)),
        }
        .plan()
    }

    /// What is done about each entry, in the order of persons and days in the schedule.
    pub fn changes(&self) -> impl Iterator<Item = Change> {
        self.days().flat_map(|day| day.changes)
    }

    /// The imports to run, one after the other: none if nothing differs, one as a rule, two where full days
    /// become half days.
    pub fn steps(&self) -> Vec<Schedule> {
        let mut steps = [Schedule::new(), Schedule::new()];
        for day in self.days() {
            for (step, rows) in steps.iter_mut().zip(day.steps) {
                step.extend(rows);
            }
        }
        steps.into_iter().filter(|step| !step.is_empty()).collect()
    }

    /// How much it does.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The number of rows in all steps.
    pub fn rows(&self) -> usize {
        self.counts.rows_placing + self.counts.rows_removing
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.rows() == 0
    }

    /// The schedule that puts everything back: the state of every half day that the plan touches. Run it as a
    /// plan of its own, with `Rules::from(Existing::Replace).exact_areas()`.
    pub fn undo(&self) -> Schedule {
        self.days().flat_map(|day| day.undo).collect()
    }

    /// What [`undo`](Self::undo) cannot bring back.
    pub fn losses(&self) -> impl Iterator<Item = Loss> {
        self.days().flat_map(|day| day.losses)
    }

    /// How it treats what is held.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Whether existing days are kept or replaced.
    pub fn existing(&self) -> Existing {
        self.rules.existing
    }

    /// The schedule that it was made of.
    pub fn schedule(&self) -> &Arc<Schedule> {
        &self.wanted
    }

    /// The same plan over what is held now. It differs from this one if this one is stale.
    #[must_use]
    pub fn refreshed(&self, held: impl IntoIterator<Item = Held>) -> Self {
        self.over_now(HeldDays::of(self.wanted.entries(), held))
    }

    pub(crate) fn over_now(&self, held: HeldDays) -> Self {
        Self::new(
            Arc::clone(&self.wanted),
            self.rules.clone(),
            self.wrong.clone(),
            held,
            self.has_left.clone(),
        )
    }

    /// The findings of the check, with capacities compared with all who would be there.
    pub(crate) fn findings(&self, checked: &Findings, directory: &Directory) -> Findings {
        let mut room = Room::new(directory);
        self.held.count_others(&mut room);
        let mut placed = Vec::new();
        for (rows, day) in self.held.days().iter().zip(self.days()) {
            let date = rows
                .first()
                .and_then(|row| self.wanted.entries().get(*row as usize))
                .map(Entry::date);
            let Some(date) = date else {
                continue;
            };
            for (half, place, row) in day.outcome {
                match row {
                    Some(row) => placed.push((row, place, date, half)),
                    None => room.stay(&place, date, half, 1),
                }
            }
        }
        // The row that is too many is the last one, whatever its person's day comes before.
        placed.sort_by_key(|(row, ..)| *row);
        for (row, place, date, half) in placed {
            room.place(row, &place, date, half);
        }
        checked.with_capacities(room.findings(self.wanted.entries()))
    }

    /// Writes the undo schedule to a new file and waits until the disk has it. Where nothing can be put back there is
    /// nothing to write, and no file.
    ///
    /// # Errors
    /// The file exists already: the undo of an earlier run must not be lost to a later one. Otherwise those of
    /// the file system; then there is no file.
    pub fn write_undo(&self, path: impl AsRef<Path>) -> io::Result<()> {
        if self.days().all(|day| day.undo.is_empty()) {
            return Ok(());
        }
        write_file(path.as_ref(), Overwrite::Never, |file| {
            let mut writer = Writer::new(file)?;
            for entry in self.days().flat_map(|day| day.undo) {
                writer.write(&entry)?;
            }
            writer.finish().map(drop)
        })
    }

    /// Writes the plan to a new file, as JSON: the schedule, what was held, and the rules. It holds logins.
    ///
    /// # Errors
    /// The file exists already. Otherwise those of the file system; then there is no file.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        write_file(path.as_ref(), Overwrite::Never, |file| {
            serde_json::to_writer(&mut *file, self)?;
            file.write_all(b"\n")
        })
    }

    /// Reads a plan that [`save`](Self::save) wrote: the very same, which sends the very same rows.
    ///
    /// ```
    /// # use jiff::civil::date;
    /// # use lucca_sdk::office::Position;
    /// # use lucca_sdk::schedule::{Existing, Plan, Schedule};
    /// # let directory = tempfile::tempdir()?;
    /// # let path = directory.path().join("plan.json");
    /// let wanted = Schedule::new().at("jdupont", date(2025, 9, 22), Position::FullDay, "Paris");
    /// let plan = Plan::between(wanted, [], Existing::Keep);
    /// plan.save(&path)?;
    /// assert_eq!(Plan::read(&path)?, plan);
    /// # std::io::Result::Ok(())
    /// ```
    ///
    /// # Errors
    /// Those of the file system; `InvalidData` if the file is no plan, was changed, or was written by a version that
    /// plans otherwise.
    pub fn read(path: impl AsRef<Path>) -> io::Result<Self> {
        let file = File::open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "this is no file",
            ));
        }
        let mut plan = BufReader::new(file).take(MAX_PLAN_BYTES);
        Ok(serde_json::from_reader(&mut plan)?)
    }

    /// SHA-256 of all rows that it sends and of its undo.
    fn checksum(&self) -> io::Result<String> {
        let mut all = Sha256::new();
        for part in 0..3 {
            let mut writer = Writer::new(Hashing(&mut all))?;
            for day in self.days() {
                let [first, second] = day.steps;
                let rows = [first, second, day.undo].into_iter().nth(part);
                for entry in rows.into_iter().flatten() {
                    writer.write(&entry)?;
                }
            }
            writer.finish()?;
        }
        let digest = all.finalize();
        Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl Counts {
    fn add(&mut self, day: &DayPlan) {
        for entry in day.steps.iter().flatten() {
            if entry.is_removal() {
                self.rows_removing += 1;
            } else {
                self.rows_placing += 1;
            }
        }
        for change in &day.changes {
            let halves = Half::of(&change.position).len();
            match change.action {
                Action::Create => self.created += halves,
                Action::Replace => self.replaced += halves,
                Action::Delete => self.deleted += halves,
                Action::AlreadySo => self.already_so += halves,
                Action::AlreadyAsked => self.already_asked += halves,
                Action::DayNotEmpty => self.day_not_empty += halves,
                Action::CannotKeep => self.cannot_keep += halves,
                Action::LeftOut => self.rows_left_out += 1,
            }
        }
        self.uncertain += day.uncertain;
        let lost = |loss: &&Loss| !matches!(loss.what, Lost::CommentAndStatus { .. });
        self.lost += day.losses.iter().filter(lost).count();
    }
}

/// More than a plan of ten million rows.
const MAX_PLAN_BYTES: u64 = 4 * 1024 * 1024 * 1024;
const FORMAT: &str = "lucca plan";
/// Changed whenever plans are stored, or made of what is stored, in another way.
const VERSION: u32 = 1;

/// A plan as it is stored: what it was made of, and what proves that the same comes of it again.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct Stored<Entries> {
    format: String,
    version: u32,
    rules: Rules,
    entries: Entries,
    wrong: Vec<u32>,
    held: Vec<Held>,
    has_left: Vec<u32>,
    checksum: String,
}

#[cfg(feature = "schemars")]
crate::schemas::described::written_as! { Plan => Stored<Vec<Entry>>; }

impl Serialize for Plan {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = Stored {
            format: FORMAT.to_owned(),
            version: VERSION,
            rules: self.rules.clone(),
            entries: self.wanted.entries(),
            wrong: self.wrong.iter().collect(),
            held: self.held.to_vec(self.wanted.entries()),
            has_left: self.has_left.iter().collect(),
            checksum: self.checksum().map_err(serde::ser::Error::custom)?,
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Plan {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;

        let stored: Stored<Vec<Entry>> = Stored::deserialize(deserializer)?;
        if stored.format != FORMAT || stored.version != VERSION {
            return Err(D::Error::custom(
                "this is no plan, or one of another version; make it anew",
            ));
        }
        let mut texts = HashSet::new();
        let wanted: Schedule = stored
            .entries
            .into_iter()
            .map(|mut entry| {
                entry.share(&mut texts);
                entry
            })
            .collect();
        let held = HeldDays::of(wanted.entries(), stored.held);
        let plan = Self::new(
            wanted.into(),
            stored.rules,
            stored.wrong.into_iter().collect(),
            held,
            stored.has_left.into_iter().collect(),
        );
        let checksum = plan.checksum().map_err(D::Error::custom)?;
        if checksum != stored.checksum {
            return Err(D::Error::custom(
                "the plan was changed, or comes of another version; make it anew",
            ));
        }
        Ok(plan)
    }
}

struct Hashing<'h>(&'h mut Sha256);

impl io::Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Two plans are equal when they are of the same rows, over the same that is held, under the same rules.
impl PartialEq for Plan {
    fn eq(&self, other: &Self) -> bool {
        let days = self.held.days().len();
        self.rules == other.rules
            && self.wrong == other.wrong
            && self.has_left == other.has_left
            && self.wanted == other.wanted
            && days == other.held.days().len()
            && (0..days).all(|day| self.held.on(day) == other.held.on(day))
    }
}

/// One line, for whoever decides whether to run the plan.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = &self.counts;
        let list = |parts: &[(usize, &str)]| {
            let parts: Vec<String> = parts
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, what)| format!("{count} {what}"))
                .collect();
            parts.join(", ")
        };
        let rows = |count: usize, one, several| (count, if count == 1 { one } else { several });
        let rows = list(&[
            rows(counts.rows_placing, "row places", "rows place"),
            rows(counts.rows_removing, "row removes", "rows remove"),
            rows(counts.rows_left_out, "row left out", "rows left out"),
        ]);
        let half_days = list(&[
            (counts.created, "created"),
            (counts.replaced, "replaced"),
            (counts.deleted, "deleted"),
            (counts.already_so, "already so"),
            (counts.already_asked, "already asked for"),
            (counts.day_not_empty, "kept"),
            (
                counts.cannot_keep,
                "left alone, because their other half cannot be named",
            ),
            (counts.uncertain, "of those created uncertain"),
        ]);
        f.write_str(if rows.is_empty() {
            "nothing to do"
        } else {
            &rows
        })?;
        if !half_days.is_empty() {
            write!(f, "; half days: {half_days}")?;
        }
        match counts.lost {
            0 => Ok(()),
            lost => write!(f, "; {lost} cannot be put back"),
        }
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan")
            .field("rules", &self.rules)
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}

/// `row: person, day: from → to`, and why nothing is done where nothing is.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = |place: &Option<Place>| match place {
            Some(place) => place.to_string(),
            None => "a place that no import can name".to_owned(),
        };
        let from: Vec<String> = self.from.iter().map(place).collect();
        let from = match from.as_slice() {
            [] => "nowhere".to_owned(),
            from => from.join(" and "),
        };
        let to = self
            .to
            .as_ref()
            .map_or("nowhere".to_owned(), Place::to_string);
        write!(
            f,
            "{}: {}, {} {}: ",
            self.source, self.login, self.date, self.position
        )?;
        match self.action {
            Action::Create | Action::Replace | Action::Delete => write!(f, "{from} → {to}"),
            Action::AlreadySo => write!(f, "{to}, as it is"),
            Action::AlreadyAsked => write!(f, "{to}, as is asked for already"),
            Action::DayNotEmpty => write!(f, "not {to}: the day is not empty"),
            Action::CannotKeep => write!(
                f,
                "not {to}: part of the day is at a place that no import can name, and would be lost"
            ),
            Action::LeftOut => f.write_str("left out, because the check found an error"),
        }
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

/// `row: person, day at place: what is lost`.
impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}, {} {}",
            self.source, self.login, self.date, self.position
        )?;
        if let Some(place) = &self.place {
            write!(f, " at {place}")?;
        }
        write!(f, ": {}", self.what)
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
            Self::Position => f.write_str("the part of the day: no import can name it"),
            Self::SecondPlace => f.write_str("the second of two places on the same half day"),
            Self::AfterContract => {
                f.write_str("the place: the contract has ended, and nobody can be placed then")
            }
        }
    }
}
