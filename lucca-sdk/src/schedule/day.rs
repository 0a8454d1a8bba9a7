//! Days, halves of days, and the places where people spend them.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Entry;

pub use crate::generated::office::types::{Position, UnknownPosition};
pub use crate::half::Half;

/// A work location, and perhaps an area in it, by the names that an import uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Place {
    /// The work location's name.
    pub work_location: Arc<str>,
    /// The area's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Arc<str>>,
}

impl Place {
    /// A work location as a whole.
    pub fn new(work_location: impl Into<Arc<str>>) -> Self {
        Self {
            work_location: work_location.into(),
            area: None,
        }
    }

    /// Names the area.
    #[must_use]
    pub fn with_area(mut self, area: impl Into<Arc<str>>) -> Self {
        self.area = Some(area.into());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.area {
            Some(area) => write!(f, "{} ({area})", self.work_location),
            None => f.write_str(&self.work_location),
        }
    }
}

/// A login as it is compared: whether Lucca tells the case of letters apart is unknown, so two spellings of one
/// login are one person.
pub(crate) fn folded(login: &str) -> String {
    login.trim().chars().flat_map(char::to_lowercase).collect()
}

/// The rows of a schedule by person and day. A million rows take some 30 MB.
#[derive(Clone, Debug, Default)]
pub(super) struct PersonDays {
    /// The rows, day by day.
    rows: Vec<u32>,
    /// Where each day begins in `rows`; days come in the order of their first rows.
    starts: Vec<u32>,
    persons: HashMap<String, u32>,
    /// The number of each person's day, in the order of persons and dates.
    days: Vec<(u32, Date, u32)>,
}

impl PersonDays {
    pub(super) fn of(entries: &[Entry]) -> Self {
        let mut spelled: HashMap<&str, u32> = HashMap::new();
        let mut persons: HashMap<String, u32> = HashMap::new();
        let mut sorted: Vec<(u32, Date, u32)> = Vec::with_capacity(entries.len());
        for (row, entry) in (0u32..).zip(entries) {
            let person = *spelled.entry(entry.login()).or_insert_with(|| {
                let next = u32::try_from(persons.len()).unwrap_or(u32::MAX);
                *persons.entry(folded(entry.login())).or_insert(next)
            });
            sorted.push((person, entry.date(), row));
        }
        drop(spelled);
        sorted.sort_unstable();
        // Each day: its first row, and where it stands in `sorted`.
        let mut firsts: Vec<(u32, u32)> = Vec::new();
        for (at, (person, date, row)) in (0u32..).zip(&sorted) {
            let same = firsts
                .last()
                .and_then(|(_, first)| sorted.get(*first as usize));
            if same.is_none_or(|(of, on, _)| (of, on) != (person, date)) {
                firsts.push((*row, at));
            }
        }
        firsts.sort_unstable();
        let mut rows = Vec::with_capacity(sorted.len());
        let mut starts = Vec::with_capacity(firsts.len());
        let mut days = Vec::with_capacity(firsts.len());
        for (day, (_, first)) in (0u32..).zip(&firsts) {
            starts.push(u32::try_from(rows.len()).unwrap_or(u32::MAX));
            let rest = sorted.get(*first as usize..).unwrap_or_default();
            if let Some((person, date, _)) = rest.first() {
                let of_day = rest
                    .iter()
                    .take_while(|(of, on, _)| (of, on) == (person, date));
                rows.extend(of_day.map(|(_, _, row)| *row));
                days.push((*person, *date, day));
            }
        }
        days.sort_unstable();
        Self {
            rows,
            starts,
            persons,
            days,
        }
    }

    /// The number of days.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The rows of one day, by their numbers, in the order of the schedule.
    pub(super) fn rows(&self, day: usize) -> &[u32] {
        slice(&self.rows, &self.starts, day)
    }

    /// All days, in the order of their first rows.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.len()).map(|day| self.rows(day))
    }

    /// The number of a person's day, if any row speaks of it.
    pub(super) fn find(&self, login: &str, date: Date) -> Option<u32> {
        let person = match self.persons.get(login) {
            Some(person) => person,
            None => self.persons.get(&folded(login))?,
        };
        let at = self
            .days
            .binary_search_by_key(&(*person, date), |(person, date, _)| (*person, *date))
            .ok()?;
        Some(self.days.get(at)?.2)
    }
}

/// The part of `all` that begins at `starts[index]` and ends where the next begins.
pub(super) fn slice<'a, T>(all: &'a [T], starts: &[u32], index: usize) -> &'a [T] {
    let end = starts.get(index + 1).map_or(all.len(), |end| *end as usize);
    let start = starts.get(index).map_or(end, |start| *start as usize);
    all.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::schedule::Schedule;

    proptest! {
        #[test]
        fn each_row_is_in_its_persons_day_and_days_come_in_the_order_of_first_rows(
            rows in prop::collection::vec((prop::sample::select(vec!["a", "A", "b", "c"]), 1i8..4), 0..40),
        ) {
            let schedule: Schedule = rows
                .iter()
                .map(|(who, day)| Entry::removal(*who, date(2025, 9, *day), Position::FullDay))
                .collect();
            let days = PersonDays::of(schedule.entries());
            let mut expected: Vec<((String, i8), Vec<u32>)> = Vec::new();
            for (row, (who, day)) in (0u32..).zip(&rows) {
                let key = (who.to_lowercase(), *day);
                match expected.iter_mut().find(|(of, _)| *of == key) {
                    Some((_, rows)) => rows.push(row),
                    None => expected.push((key, vec![row])),
                }
            }
            let found: Vec<Vec<u32>> = days.iter().map(<[u32]>::to_vec).collect();
            prop_assert_eq!(found, expected.iter().map(|(_, rows)| rows.clone()).collect::<Vec<_>>());
            for (number, ((who, day), _)) in (0u32..).zip(&expected) {
                prop_assert_eq!(days.find(&who.to_uppercase(), date(2025, 9, *day)), Some(number));
            }
            prop_assert_eq!(days.find("nobody", date(2025, 9, 1)), None);
        }
    }
}
