//! What Lucca holds now, and whether it is what a schedule asks for.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::check::Room;
use super::day::{PersonDays, slice};
use super::{Entry, Existing, Half, Place, Position, RowSource, Schedule, Wish};

/// A user location that Lucca holds: a person's place on a day or half day, in the words of an import.
///
/// What is gone or refused (statuses `Deleted` and `Denied`) is nobody's place and does not belong here.
/// `Debug` leaves out the login.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Held {
    login: Arc<str>,
    #[cfg_attr(
        feature = "schemars",
        schemars(schema_with = "crate::schemas::described::day")
    )]
    date: Date,
    position: Position,
    #[serde(flatten)]
    spot: Spot,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<Arc<str>>,
}

/// A place as far as an import can name it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
struct Spot {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    /// In an area that an import cannot name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    other_area: bool,
}

impl Held {
    /// A user location at a work location of this name.
    pub fn new(
        login: impl Into<Arc<str>>,
        date: Date,
        position: Position,
        work_location: impl Into<Arc<str>>,
    ) -> Self {
        Self {
            spot: Spot {
                place: Some(Place::new(work_location)),
                other_area: false,
            },
            ..Self::nowhere_known(login, date, position)
        }
    }

    /// A user location at a place that no import can name: a work location that is not visible, or whose name
    /// means another one.
    pub fn nowhere_known(login: impl Into<Arc<str>>, date: Date, position: Position) -> Self {
        Self {
            login: login.into(),
            date,
            position,
            spot: Spot {
                place: None,
                other_area: false,
            },
            status: None,
        }
    }

    /// Names the area.
    #[must_use]
    pub fn with_area(mut self, area: impl Into<Arc<str>>) -> Self {
        if let Some(place) = &mut self.spot.place {
            place.area = Some(area.into());
        }
        self
    }

    /// Says that it is in an area that no import can name: one that is not visible, or that shares its name with
    /// another of the work location.
    #[must_use]
    pub fn in_other_area(mut self) -> Self {
        self.spot.other_area = true;
        self
    }

    /// Gives the status, such as `Approved`. What is `Pending` is a request that may still be denied.
    #[must_use]
    pub fn with_status(mut self, status: impl Into<Arc<str>>) -> Self {
        self.status = Some(status.into());
        self
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held")
            .field("date", &self.date)
            .field("position", &self.position)
            .field("spot", &self.spot)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Everything held of the days that a schedule speaks of, and how many others are where.
///
/// Places, positions and statuses are few, so that a million user locations take some 20 MB.
#[derive(Clone, Default)]
pub(crate) struct HeldDays {
    days: PersonDays,
    rows: Vec<HeldRow>,
    /// Where each day begins in `rows`, once all rows are there.
    starts: Vec<u32>,
    spots: Table<Spot>,
    positions: Table<Position>,
    statuses: Table<Option<Arc<str>>>,
    others: HashMap<(u32, Date, Half), u32>,
}

#[derive(Clone, Copy, PartialEq)]
struct HeldRow {
    day: u32,
    spot: u32,
    position: u32,
    status: u32,
}

/// Values that recur, by number.
#[derive(Clone)]
struct Table<T> {
    values: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Table<T> {
    fn number(&mut self, value: &T) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push(value.clone());
        self.numbers.insert(value.clone(), number);
        number
    }

    fn get(&self, number: u32) -> Option<&T> {
        self.values.get(number as usize)
    }
}

/// One user location of a day that a schedule speaks of.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct OnDay<'h> {
    pub(super) position: &'h Position,
    pub(super) status: Option<&'h Arc<str>>,
    spot: &'h Spot,
}

impl HeldDays {
    /// Keeps what falls on a person and day that the entries speak of, and counts the rest.
    pub(super) fn of(entries: &[Entry], held: impl IntoIterator<Item = Held>) -> Self {
        let mut days = Self::awaiting(entries);
        for held in held {
            days.add(held);
        }
        days
    }

    /// The days that the entries speak of, still empty.
    pub(crate) fn awaiting(entries: &[Entry]) -> Self {
        Self {
            days: PersonDays::of(entries),
            ..Self::default()
        }
    }

    pub(crate) fn add(&mut self, held: Held) {
        let spot = self.spots.number(&held.spot);
        match self.days.find(&held.login, held.date) {
            Some(day) => self.rows.push(HeldRow {
                day,
                spot,
                position: self.positions.number(&held.position),
                status: self.statuses.number(&held.status),
            }),
            None => {
                for half in Half::of(&held.position) {
                    *self.others.entry((spot, held.date, *half)).or_default() += 1;
                }
            }
        }
    }

    /// Puts the rows in the order of days, once all are there.
    pub(super) fn sort(&mut self) {
        self.rows.sort_by_key(|row| row.day);
        self.starts = Vec::with_capacity(self.days.len());
        let mut at = 0;
        for day in 0..self.days.len() {
            self.starts.push(u32::try_from(at).unwrap_or(u32::MAX));
            while self.rows.get(at).is_some_and(|row| row.day as usize == day) {
                at += 1;
            }
        }
    }

    pub(super) fn days(&self) -> &PersonDays {
        &self.days
    }

    /// What is held on one day, in the order in which it was added.
    pub(super) fn on(&self, day: usize) -> Vec<OnDay<'_>> {
        let rows = slice(&self.rows, &self.starts, day).iter();
        rows.filter_map(|row| {
            Some(OnDay {
                position: self.positions.get(row.position)?,
                status: self.statuses.get(row.status)?.as_ref(),
                spot: self.spots.get(row.spot)?,
            })
        })
        .collect()
    }

    /// All of it, as it was added, for days of these entries.
    pub(super) fn to_vec(&self, entries: &[Entry]) -> Vec<Held> {
        let mut held = Vec::with_capacity(self.rows.len());
        for (day, rows) in self.days.iter().enumerate() {
            let Some(entry) = rows.first().and_then(|row| entries.get(*row as usize)) else {
                continue;
            };
            held.extend(self.on(day).into_iter().map(|on| Held {
                login: Arc::clone(&entry.login),
                date: entry.date(),
                position: on.position.clone(),
                spot: on.spot.clone(),
                status: on.status.cloned(),
            }));
        }
        held
    }

    /// Counts everybody of whom no entry speaks.
    pub(super) fn count_others(&self, room: &mut Room<'_>) {
        for ((spot, date, half), people) in &self.others {
            if let Some(place) = self.spots.get(*spot).and_then(|spot| spot.place.as_ref()) {
                room.stay(place, *date, *half, *people);
            }
        }
    }
}

impl<'h> OnDay<'h> {
    /// The halves that it covers; for a position that this version does not know, it may be any.
    pub(super) fn halves(&self) -> &'static [Half] {
        match Half::of(self.position) {
            [] => &Half::BOTH,
            halves => halves,
        }
    }

    /// Whether it is known which part of the day it covers.
    pub(super) fn is_clear(&self) -> bool {
        !Half::of(self.position).is_empty()
    }

    /// Whether it is only asked for.
    pub(super) fn is_pending(&self) -> bool {
        self.status
            .is_some_and(|status| status.eq_ignore_ascii_case("Pending"))
    }

    /// The place, as far as it can be told.
    pub(super) fn place(&self) -> Option<&'h Place> {
        self.spot.place.as_ref()
    }

    /// The place, if an import can bring it about as it is.
    pub(super) fn nameable(&self) -> Option<&'h Place> {
        let place = self.spot.place.as_ref();
        place.filter(|_| self.is_clear() && !self.spot.other_area)
    }

    /// Whether it is what is wanted. A place without an area is any area of the work location, unless areas are
    /// `exact`.
    fn meets(&self, wanted: &Place, exact: bool) -> bool {
        let Some(place) = self.place().filter(|_| self.is_clear()) else {
            return false;
        };
        let area_met = match &wanted.area {
            None if !exact => true,
            area => place.area == *area && !self.spot.other_area,
        };
        place.work_location == wanted.work_location && area_met
    }
}

/// What is held on one half of a day.
pub(super) fn on_half<'h, 'd>(
    day: &'d [OnDay<'h>],
    half: Half,
) -> impl Iterator<Item = &'d OnDay<'h>> {
    day.iter().filter(move |held| held.halves().contains(&half))
}

/// Whether a half day is as wanted: at this place only, however often, or empty.
pub(super) fn is_so(day: &[OnDay<'_>], half: Half, wish: &Wish, exact: bool) -> bool {
    let mut there = on_half(day, half).peekable();
    match wish {
        Wish::Nowhere => there.peek().is_none(),
        Wish::At(place) => there.peek().is_some() && there.all(|held| held.meets(place, exact)),
    }
}

/// Whether what is held on a half day is only asked for.
pub(super) fn is_pending(day: &[OnDay<'_>], half: Half) -> bool {
    let mut there = on_half(day, half).peekable();
    there.peek().is_some() && there.all(OnDay::is_pending)
}

/// What Lucca holds, set against a schedule of which it is not known whether it was applied.
///
/// It tells what is true, not what made it true: a row that was as wanted before the import counts as applied.
/// The rows of a [`Plan`](super::Plan) all differed when the plan was made, but for halves that keep their place when
/// the full day around them is replaced: these look as wanted before and after.
/// Lucca works on an import after it has taken it: while that lasts, an import looks not applied, or partly.
///
/// Logins are compared without regard to case, because Lucca may, and a row without an area is met by any area,
/// because Lucca may choose one.
///
/// ```
/// use jiff::civil::date;
/// use lucca_sdk::office::Position;
/// use lucca_sdk::schedule::{Existing, Held, Reconciliation, Schedule, Verdict};
///
/// let monday = date(2025, 9, 22);
/// let sent = Schedule::new()
///     .at("jdupont", monday, Position::FullDay, "Paris")
///     .remove("pmartin", monday, Position::FullDay);
/// let held = [Held::new("pmartin", monday, Position::FullDay, "Lyon")];
/// let found = Reconciliation::between(&sent, held, Existing::Replace);
/// assert_eq!(found.verdict(), Verdict::NotApplied);
/// ```
#[derive(Clone, Debug)]
pub struct Reconciliation {
    rows: Vec<(RowSource, RowState)>,
    too_early: bool,
}

/// Whether an import was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Verdict {
    /// Every row that tells something is as the schedule asks.
    Applied,
    /// No row is, and none may be.
    NotApplied,
    /// Some rows are, or may be.
    Partly,
    /// Not all rows are, and Lucca may still be working on the import.
    TooEarly,
    /// There is no row to look at.
    NothingSent,
}

/// What is true of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum RowState {
    /// As the row asks.
    AsWanted,
    /// Not as the row asks.
    Otherwise,
    /// Not as the row asks, but something is held on that day that is none of the schedule's doing, which an import
    /// that keeps existing days leaves as it is: the row tells nothing.
    DayNotEmpty,
    /// The row tells nothing: just that is asked for and may have been before, or the row asks for nothing that Lucca
    /// could do.
    Unclear,
}

impl Reconciliation {
    /// Compares a schedule with what is held, which may be more than the schedule speaks of.
    pub fn between(
        sent: &Schedule,
        held: impl IntoIterator<Item = Held>,
        existing: Existing,
    ) -> Self {
        Self::over(sent, HeldDays::of(sent.entries(), held), existing, false)
    }

    pub(crate) fn over(
        sent: &Schedule,
        mut held: HeldDays,
        existing: Existing,
        exact_areas: bool,
    ) -> Self {
        held.sort();
        let mut states = vec![RowState::Unclear; sent.len()];
        for (day, rows) in held.days.iter().enumerate() {
            let on_day = held.on(day);
            let entries: Vec<&Entry> = rows
                .iter()
                .filter_map(|row| sent.entries().get(*row as usize))
                .collect();
            // What none of the rows would have made was there before.
            let ours = |held: &OnDay<'_>| {
                entries.iter().any(|entry| {
                    let at = match entry.wish() {
                        Some(Wish::At(place)) => held.meets(&place, false),
                        _ => false,
                    };
                    at && entry.position() == held.position
                })
            };
            let others = !on_day.iter().all(ours);
            for (row, entry) in rows.iter().zip(&entries) {
                if let Some(state) = states.get_mut(*row as usize) {
                    *state = state_of(
                        entry,
                        &on_day,
                        existing == Existing::Keep && others,
                        exact_areas,
                    );
                }
            }
        }
        let rows = sent.iter().map(|entry| entry.source().clone());
        Self {
            rows: rows.zip(states).collect(),
            too_early: false,
        }
    }

    /// The same, of an import on which Lucca may still be working.
    pub(crate) fn too_early(mut self) -> Self {
        self.too_early = true;
        self
    }

    /// The verdict over all rows that tell something; `Applied` if there was nothing to do because all days were
    /// taken.
    pub fn verdict(&self) -> Verdict {
        match (
            self.count(RowState::AsWanted),
            self.count(RowState::Otherwise),
            self.count(RowState::Unclear),
        ) {
            _ if self.rows.is_empty() => Verdict::NothingSent,
            (_, 0, 0) => Verdict::Applied,
            _ if self.too_early => Verdict::TooEarly,
            // A request that is pending at the very place may be what the import has made of the row: to say that
            // nothing was applied would have it uploaded again.
            (0, _, 1..) => Verdict::Partly,
            (_, 0, _) => Verdict::Applied,
            (0, _, _) => Verdict::NotApplied,
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

fn state_of(entry: &Entry, on_day: &[OnDay<'_>], day_taken: bool, exact_areas: bool) -> RowState {
    let halves = Half::of(entry.position());
    let Some(wish) = entry.wish().filter(|_| !halves.is_empty()) else {
        return RowState::Unclear;
    };
    if halves
        .iter()
        .all(|half| is_so(on_day, *half, &wish, exact_areas))
    {
        if halves.iter().any(|half| is_pending(on_day, *half)) {
            return RowState::Unclear;
        }
        return RowState::AsWanted;
    }
    match wish {
        Wish::At(_) if day_taken => RowState::DayNotEmpty,
        _ => RowState::Otherwise,
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Applied => "applied",
            Self::NotApplied => "not applied",
            Self::Partly => "partly applied",
            Self::TooEarly => "not applied, or not yet",
            Self::NothingSent => "nothing was sent",
        })
    }
}
