//! Everything that can be known to be wrong before anything is sent.

use std::collections::HashMap;

use jiff::civil::Date;

use super::capacity::Capacity;
use super::half_day::HalfDay;
use super::occupancy::Occupancy;
use super::similar::Similar;
use super::{
    Column, Directory, Entry, Fault, Finding, Findings, KnownUser, KnownWorkLocation, Position,
    RowSource, Schedule, Severity,
};

/// `staying` are the people who are there already, where that is known.
pub(super) fn check(
    schedule: &Schedule,
    directory: &Directory,
    staying: Option<&Occupancy>,
) -> Findings {
    let mut findings = schedule.noted().clone();
    if schedule.is_empty() {
        findings.push(Finding::error(RowSource::entry(1), None, Fault::NoRows));
    }
    let entries = schedule.entries();
    let users = directory.users().map(|users| UserCheck {
        users,
        similar: None,
        suggested: HashMap::new(),
    });
    let places = directory.work_locations().map(PlaceCheck::new);
    let mut check = Check { users, places };

    // A first pass without any text, so that findings about capacity, known only at the end, can be given on
    // their rows in the second.
    let over = check.over_capacity(entries, staying);
    let mut over = over.into_iter().peekable();
    let mut taken = Taken::default();
    for (row, entry) in entries.iter().enumerate() {
        cells(entry, &mut findings);
        check.user(entry, &mut findings);
        check.place(entry, &mut findings);
        if let Some(earlier) = taken.take(row, entry) {
            collision(entry, earlier, entries, &mut findings);
        }
        while let Some((_, finding)) = over.next_if(|(at, _)| *at == row) {
            findings.push(finding);
        }
    }
    findings
}

/// What can be told from the row alone.
fn cells(entry: &Entry, findings: &mut Findings) {
    let mut error =
        |column, fault| findings.push(Finding::error(entry.source().clone(), Some(column), fault));
    if entry.login().trim().is_empty() {
        error(Column::Login, Fault::EmptyCell);
    }
    let no_place = entry
        .work_location()
        .is_none_or(|name| name.trim().is_empty());
    if no_place && !entry.is_removal() {
        error(Column::WorkLocationName, Fault::EmptyCell);
    }
    if !(1..=9999).contains(&entry.date().year()) {
        error(Column::Date, Fault::DateOutOfRange(entry.date()));
    }
    if matches!(entry.position(), Position::Unknown(_)) {
        error(
            Column::Position,
            Fault::BadPosition(entry.position().as_str().to_owned()),
        );
    }
    for (column, cell) in [
        (Column::Login, Some(entry.login())),
        (Column::WorkLocationName, entry.work_location()),
        (Column::AreaName, entry.area()),
        (Column::Comment, entry.comment()),
    ] {
        if let Some(sign) = cell.and_then(formula_sign) {
            let fault = Fault::FormulaLike { sign };
            findings.push(Finding::warning(
                entry.source().clone(),
                Some(column),
                fault,
            ));
        }
    }
}

/// The signs after which spreadsheets evaluate a cell (OWASP's list for CSV injection).
fn formula_sign(cell: &str) -> Option<char> {
    let first = cell.chars().next()?;
    matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n').then_some(first)
}

/// Which row speaks of a person's half day first.
#[derive(Default)]
struct Taken<'s> {
    days: HashMap<(&'s str, Date), [Option<usize>; 2]>,
}

impl<'s> Taken<'s> {
    /// Takes the halves of a row, and tells the earliest row that had one of them.
    fn take(&mut self, row: usize, entry: &'s Entry) -> Option<usize> {
        let day = self.days.entry((entry.login(), entry.date())).or_default();
        let mut earlier = None;
        for half in HalfDay::of(entry.position()) {
            let Some(slot) = day.get_mut(*half as usize) else {
                continue;
            };
            match *slot {
                Some(first) => {
                    earlier = Some(earlier.map_or(first, |other: usize| other.min(first)))
                }
                None => *slot = Some(row),
            }
        }
        earlier
    }
}

fn collision(entry: &Entry, earlier: usize, entries: &[Entry], findings: &mut Findings) {
    let Some(first) = entries.get(earlier) else {
        return;
    };
    let with = first.source().clone();
    let fault = if first == entry {
        Fault::Duplicate { of: with }
    } else {
        Fault::Overlap { with }
    };
    findings.push(Finding::error(entry.source().clone(), None, fault));
}

struct Check<'d, 's> {
    users: Option<UserCheck<'d, 's>>,
    places: Option<PlaceCheck<'d, 's>>,
}

impl<'s> Check<'_, 's> {
    fn over_capacity(
        &self,
        entries: &'s [Entry],
        staying: Option<&Occupancy>,
    ) -> Vec<(usize, Finding)> {
        let Some(places) = &self.places else {
            return Vec::new();
        };
        let mut capacity = Capacity::new(places.list);
        for (place, date, half, people) in staying.into_iter().flat_map(Occupancy::iter) {
            if let Some((index, location)) = places.find(&place.work_location) {
                let area = place
                    .area
                    .as_deref()
                    .and_then(|name| area_index(location, name));
                capacity.occupy(index, area, date, half, people);
            }
        }
        let mut taken = Taken::default();
        for (row, entry) in entries.iter().enumerate() {
            // A person who is placed twice is one person.
            if taken.take(row, entry).is_some() || entry.is_removal() {
                continue;
            }
            if let Some((index, location)) =
                entry.work_location().and_then(|name| places.find(name))
            {
                let area = entry.area().and_then(|name| area_index(location, name));
                capacity.place(row, entry, index, area);
            }
        }
        capacity.findings(entries)
    }

    fn user(&mut self, entry: &'s Entry, findings: &mut Findings) {
        let Some(users) = &mut self.users else {
            return;
        };
        if entry.login().trim().is_empty() {
            return;
        }
        let fault = match users.users.get(entry.login()) {
            None => Some((Severity::Error, users.unknown(entry.login()))),
            Some(user) => employment(user, entry.date()),
        };
        if let Some((severity, fault)) = fault {
            findings.push(Finding {
                // Whoever has left may still have days to be removed.
                severity: match fault {
                    Fault::FormerEmployee { .. } if entry.is_removal() => Severity::Warning,
                    _ => severity,
                },
                source: entry.source().clone(),
                column: Some(Column::Login),
                fault,
            });
        }
    }

    fn place(&mut self, entry: &'s Entry, findings: &mut Findings) {
        let (Some(places), Some(name)) = (&mut self.places, entry.work_location()) else {
            return;
        };
        if name.trim().is_empty() {
            return;
        }
        // What a removal says of the place is not needed to carry it out.
        let severity = if entry.is_removal() {
            Severity::Warning
        } else {
            Severity::Error
        };
        let mut found = |column, fault| {
            findings.push(Finding {
                severity,
                source: entry.source().clone(),
                column: Some(column),
                fault,
            });
        };
        let Some((index, location)) = places.find(name) else {
            found(Column::WorkLocationName, places.unknown(name));
            return;
        };
        if places.is_ambiguous(name) {
            found(
                Column::WorkLocationName,
                Fault::AmbiguousWorkLocation(name.to_owned()),
            );
        } else if !location.active {
            found(
                Column::WorkLocationName,
                Fault::InactiveWorkLocation(name.to_owned()),
            );
        }
        if let Some(area) = entry.area()
            && area_index(location, area).is_none()
        {
            let fault = places.unknown_area(index, location, area);
            found(Column::AreaName, fault);
        }
    }
}

fn employment(user: &KnownUser, date: Date) -> Option<(Severity, Fault)> {
    if user.contract_end.is_some_and(|end| end < date)
        || (user.former && user.contract_end.is_none())
    {
        let fault = Fault::FormerEmployee {
            contract_end: user.contract_end,
        };
        return Some((Severity::Error, fault));
    }
    let contract_start = user.contract_start.filter(|start| *start > date)?;
    // Days before the contract are odd, but people do prepare their arrival.
    Some((Severity::Warning, Fault::NotYetEmployed { contract_start }))
}

struct UserCheck<'d, 's> {
    users: &'d HashMap<std::sync::Arc<str>, KnownUser>,
    /// Made for the first unknown login.
    similar: Option<Similar<'d>>,
    suggested: HashMap<&'s str, Option<&'d str>>,
}

impl<'s> UserCheck<'_, 's> {
    fn unknown(&mut self, login: &'s str) -> Fault {
        let similar = self
            .similar
            .get_or_insert_with(|| Similar::new(self.users.keys().map(|login| &**login)));
        let near = *self
            .suggested
            .entry(login)
            .or_insert_with(|| similar.closest(login));
        Fault::UnknownLogin {
            login: login.to_owned(),
            did_you_mean: near.map(str::to_owned),
        }
    }
}

struct PlaceCheck<'d, 's> {
    list: &'d [KnownWorkLocation],
    /// By name: the active one, and whether there is a second active one.
    by_name: HashMap<&'d str, (usize, bool)>,
    similar: Option<Similar<'d>>,
    suggested: HashMap<&'s str, Option<&'d str>>,
    suggested_areas: HashMap<(usize, &'s str), Option<&'d str>>,
}

impl<'d, 's> PlaceCheck<'d, 's> {
    fn new(list: &'d [KnownWorkLocation]) -> Self {
        let mut by_name: HashMap<&'d str, (usize, bool)> = HashMap::new();
        for (index, location) in list.iter().enumerate() {
            let known = by_name.entry(&location.name).or_insert((index, false));
            if known.0 == index || !location.active {
                continue;
            }
            match list.get(known.0) {
                Some(first) if first.active => known.1 = true,
                _ => known.0 = index,
            }
        }
        Self {
            list,
            by_name,
            similar: None,
            suggested: HashMap::new(),
            suggested_areas: HashMap::new(),
        }
    }

    fn find(&self, name: &str) -> Option<(usize, &'d KnownWorkLocation)> {
        let (index, _) = self.by_name.get(name)?;
        Some((*index, self.list.get(*index)?))
    }

    fn is_ambiguous(&self, name: &str) -> bool {
        self.by_name
            .get(name)
            .is_some_and(|(_, ambiguous)| *ambiguous)
    }

    fn unknown(&mut self, name: &'s str) -> Fault {
        let similar = self.similar.get_or_insert_with(|| {
            let active = self.list.iter().filter(|location| location.active);
            Similar::new(active.map(|location| &*location.name))
        });
        let near = *self
            .suggested
            .entry(name)
            .or_insert_with(|| similar.closest(name));
        Fault::UnknownWorkLocation {
            name: name.to_owned(),
            did_you_mean: near.map(str::to_owned),
        }
    }

    fn unknown_area(
        &mut self,
        index: usize,
        location: &'d KnownWorkLocation,
        area: &'s str,
    ) -> Fault {
        let near = *self
            .suggested_areas
            .entry((index, area))
            .or_insert_with(|| {
                Similar::new(location.areas.iter().map(|area| &*area.name)).closest(area)
            });
        Fault::UnknownArea {
            area: area.to_owned(),
            work_location: location.name.to_string(),
            did_you_mean: near.map(str::to_owned),
        }
    }
}

fn area_index(location: &KnownWorkLocation, name: &str) -> Option<usize> {
    location.areas.iter().position(|area| &*area.name == name)
}
