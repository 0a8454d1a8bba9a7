//! Who is where on which day: a million rows in little memory.
//!
//! A row takes 32 bytes, in a vector ordered by id: a page is a slice, an id a binary search. What few rows have
//! (a time of deletion) lives beside it. A second index, four bytes a row, leads from a person to their rows: an
//! import asks that for each of its lines.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU32;
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Which part of the day a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Position {
    /// The whole day.
    FullDay,
    /// The first half.
    FirstHalf,
    /// The second half.
    SecondHalf,
}

impl Position {
    /// Every position.
    pub const ALL: [Position; 3] = [Position::FullDay, Position::FirstHalf, Position::SecondHalf];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Position::FullDay => "FullDay",
            Position::FirstHalf => "FirstHalf",
            Position::SecondHalf => "SecondHalf",
        }
    }

    /// Whether the two share a half of the day.
    #[must_use]
    pub fn overlaps(self, other: Position) -> bool {
        self == other || self == Position::FullDay || other == Position::FullDay
    }

    /// Whether `self` lies inside `other`.
    #[must_use]
    pub fn is_within(self, other: Position) -> bool {
        self == other || other == Position::FullDay
    }
}

/// What has become of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Status {
    /// Waits for somebody's approval.
    Pending,
    /// Taken back; the row keeps its id.
    Deleted,
    /// Approved.
    Approved,
    /// Refused.
    Denied,
    /// Confirmed.
    Confirmed,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 5] = [
        Status::Pending,
        Status::Deleted,
        Status::Approved,
        Status::Denied,
        Status::Confirmed,
    ];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Pending => "Pending",
            Status::Deleted => "Deleted",
            Status::Approved => "Approved",
            Status::Denied => "Denied",
            Status::Confirmed => "Confirmed",
        }
    }

    /// Whether the row says where the person is: neither deleted nor refused.
    #[must_use]
    pub fn is_live(self) -> bool {
        !matches!(self, Status::Deleted | Status::Denied)
    }
}

/// One person, one day or half day, one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct UserLocation {
    /// The id, unique among user locations and never used twice.
    pub id: u32,
    /// Whose it is: a user's id.
    pub owner_id: u32,
    /// Where: a work location's id.
    pub work_location_id: u32,
    /// On which day.
    pub date: Date,
    /// Which part of that day.
    pub position: Position,
    /// What has become of it.
    pub status: Status,
    /// The area inside the office, if one was chosen.
    #[serde(default)]
    pub area_id: Option<u32>,
    /// When the row was made.
    pub created_at: Timestamp,
    /// When it was deleted; none for rows that are not.
    #[serde(default)]
    pub deleted_at: Option<Timestamp>,
}

#[derive(Clone, Copy, PartialEq)]
struct Row {
    created_at: i64,
    id: u32,
    owner_id: u32,
    work_location_id: u32,
    area_id: Option<NonZeroU32>,
    date: Date,
    position: Position,
    status: Status,
}

/// All user locations of a company, in the order of their ids.
#[derive(Clone, Default)]
pub struct UserLocations {
    rows: Vec<Row>,
    deleted_at: BTreeMap<u32, i64>,
    of_owner: HashMap<u32, Vec<u32>>,
    orders: Orders,
}

/// Other orders than by id, and lists without what is deleted: sorted when they are first asked for, forgotten when a
/// row changes.
#[derive(Clone, Default)]
struct Orders {
    by_id_listed: OnceLock<Box<[u32]>>,
    by_date: OnceLock<Box<[u32]>>,
    by_date_listed: OnceLock<Box<[u32]>>,
}

impl UserLocations {
    /// How many rows there are, deleted ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Every row, by id.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = UserLocation> + '_ {
        self.rows.iter().map(|row| self.open(row))
    }

    /// The rows from `offset` on, at most `limit`.
    pub fn page(
        &self,
        offset: usize,
        limit: usize,
    ) -> impl ExactSizeIterator<Item = UserLocation> + '_ {
        let start = offset.min(self.rows.len());
        let end = start.saturating_add(limit).min(self.rows.len());
        self.rows
            .get(start..end)
            .unwrap_or_default()
            .iter()
            .map(|row| self.open(row))
    }

    /// The places of rows in another order than by id, or without the deleted ones.
    pub(crate) fn order(&self, by_date: bool, with_deleted: bool) -> Option<&[u32]> {
        let order = match (by_date, with_deleted) {
            (false, true) => return None,
            (false, false) => &self.orders.by_id_listed,
            (true, true) => &self.orders.by_date,
            (true, false) => &self.orders.by_date_listed,
        };
        Some(order.get_or_init(|| {
            let mut listed: Vec<(Date, u32)> = (0..)
                .zip(&self.rows)
                .filter(|(_, row)| with_deleted || row.status != Status::Deleted)
                .map(|(place, row)| (row.date, place))
                .collect();
            if by_date {
                listed.sort_unstable();
            }
            listed.into_iter().map(|(_, place)| place).collect()
        }))
    }

    /// The row at a place of the order by id.
    pub(crate) fn at(&self, place: usize) -> Option<UserLocation> {
        self.rows.get(place).map(|row| self.open(row))
    }

    /// How many rows are not deleted.
    pub(crate) fn not_deleted(&self) -> usize {
        let stands = |row: &&Row| row.status != Status::Deleted;
        self.rows.iter().filter(stands).count()
    }

    /// One row.
    #[must_use]
    pub fn get(&self, id: u32) -> Option<UserLocation> {
        self.index_of(id)
            .and_then(|index| self.rows.get(index))
            .map(|row| self.open(row))
    }

    /// The rows of one person, by id.
    pub fn of(&self, owner_id: u32) -> impl Iterator<Item = UserLocation> + '_ {
        let rows = self
            .of_owner
            .get(&owner_id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        rows.iter()
            .filter_map(|&index| self.rows.get(index as usize))
            .map(|row| self.open(row))
    }

    /// The rows of one person and day that say where they are.
    pub fn live(&self, owner_id: u32, date: Date) -> impl Iterator<Item = UserLocation> + '_ {
        let rows = self
            .of_owner
            .get(&owner_id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        rows.iter()
            .filter_map(|&index| self.rows.get(index as usize))
            .filter(move |row| row.date == date && row.status.is_live())
            .map(|row| self.open(row))
    }

    /// The id that the next row gets.
    pub(crate) fn next_id(&self) -> u32 {
        self.rows.last().map_or(1, |row| row.id.saturating_add(1))
    }

    /// Adds a row whose id is above every other's. Returns false, and adds nothing, if it is not.
    pub(crate) fn push(&mut self, row: &UserLocation) -> bool {
        if row.id < self.next_id() {
            return false;
        }
        self.orders = Orders::default();
        let index = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.of_owner.entry(row.owner_id).or_default().push(index);
        if let Some(deleted_at) = row.deleted_at {
            self.deleted_at.insert(row.id, deleted_at.as_second());
        }
        self.rows.push(Row {
            created_at: row.created_at.as_second(),
            id: row.id,
            owner_id: row.owner_id,
            work_location_id: row.work_location_id,
            area_id: row.area_id.and_then(NonZeroU32::new),
            date: row.date,
            position: row.position,
            status: row.status,
        });
        true
    }

    pub(crate) fn reserve(&mut self, rows: usize) {
        self.rows.reserve_exact(rows);
    }

    /// Gives back the memory that growing has left over.
    pub(crate) fn shrink(&mut self) {
        self.rows.shrink_to_fit();
        for rows in self.of_owner.values_mut() {
            rows.shrink_to_fit();
        }
    }

    /// Marks a row as deleted; it keeps its id and its place.
    pub(crate) fn delete(&mut self, id: u32, now: Timestamp) {
        self.orders = Orders::default();
        if let Some(row) = self.standing(id) {
            row.status = Status::Deleted;
            self.deleted_at.insert(id, now.as_second());
        }
    }

    /// Sends a row's person to another place; the row keeps its id.
    pub(crate) fn move_to(
        &mut self,
        id: u32,
        work_location_id: u32,
        area_id: Option<u32>,
        status: Status,
    ) {
        self.orders = Orders::default();
        if let Some(row) = self.standing(id) {
            row.work_location_id = work_location_id;
            row.area_id = area_id.and_then(NonZeroU32::new);
            row.status = status;
        }
    }

    /// The row of this id, unless it is deleted.
    fn standing(&mut self, id: u32) -> Option<&mut Row> {
        let index = self.index_of(id)?;
        let row = self.rows.get_mut(index)?;
        (row.status != Status::Deleted).then_some(row)
    }

    fn index_of(&self, id: u32) -> Option<usize> {
        self.rows.binary_search_by_key(&id, |row| row.id).ok()
    }

    fn open(&self, row: &Row) -> UserLocation {
        let second = |at: i64| Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH);
        let deleted_at = match row.status {
            Status::Deleted => self.deleted_at.get(&row.id).copied().map(second),
            _ => None,
        };
        UserLocation {
            id: row.id,
            owner_id: row.owner_id,
            work_location_id: row.work_location_id,
            date: row.date,
            position: row.position,
            status: row.status,
            area_id: row.area_id.map(NonZeroU32::get),
            created_at: second(row.created_at),
            deleted_at,
        }
    }
}

/// The rows say it all; the index follows from them.
impl PartialEq for UserLocations {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows && self.deleted_at == other.deleted_at
    }
}

impl std::fmt::Debug for UserLocations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserLocations")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}
