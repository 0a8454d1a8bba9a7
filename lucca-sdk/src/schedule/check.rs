//! Everything that can be known to be wrong before anything is sent.

use std::collections::HashMap;

use jiff::civil::Date;

use super::day::PersonDays;
use super::directory::{Found, Similar};
use super::fault::cut;
use super::{
    Column, Directory, Entry, Fault, Finding, Findings, Half, KnownUser, KnownWorkLocation, Place,
    Position, RowSource, Schedule, Severity, Wish,
};

pub(super) fn check(schedule: &Schedule, directory: &Directory) -> Findings {
    let mut findings = schedule.noted.clone();
    if schedule.is_empty() {
        findings.push(Finding::error(RowSource::entry(1), None, Fault::NoRows));
    }
    let entries = schedule.entries();
    let collisions = collisions(entries);
    let mut room = Room::new(directory);
    for (row, entry) in entries.iter().enumerate() {
        // A person who is placed twice is one person.
        if let (Some(Wish::At(place)), None) = (entry.wish(), collisions.get(&row)) {
            for half in Half::of(entry.position()) {
                room.place(row, &place, entry.date(), *half);
            }
        }
    }
    let mut over = room.findings(entries).into_iter().peekable();
    let mut users = Users::new(directory);
    let mut places = Places::new(directory);
    for (row, entry) in entries.iter().enumerate() {
        let mut found = |severity, column, fault| {
            findings.push(Finding {
                severity,
                source: entry.source().clone(),
                entry: Some(row),
                column,
                fault,
            });
        };
        cells(entry, &mut found);
        users.check(entry, &mut found);
        places.check(entry, &mut found);
        if let Some(first) = collisions.get(&row).and_then(|first| entries.get(*first)) {
            let with = first.source().clone();
            let fault = if first == entry {
                Fault::Duplicate { of: with }
            } else {
                Fault::Overlap { with }
            };
            found(Severity::Error, None, fault);
        }
        while let Some(finding) = over.next_if(|finding| finding.entry == Some(row)) {
            findings.push(finding);
        }
    }
    for (row, first) in collisions {
        // Of two rows that contradict each other, nobody knows which one is meant.
        if entries.get(first) != entries.get(row) {
            findings.is_wrong_too(first);
        }
    }
    findings
}

/// The rows that speak of a half day of which an earlier row of the same person speaks, with that row.
fn collisions(entries: &[Entry]) -> HashMap<usize, usize> {
    let mut collisions = HashMap::new();
    for day in PersonDays::of(entries).iter().filter(|day| day.len() > 1) {
        let mut first_of: [Option<usize>; 2] = [None; 2];
        for row in day.iter().map(|row| *row as usize) {
            let position = entries.get(row).map(Entry::position);
            let mut earlier: Option<usize> = None;
            for half in position.map(Half::of).unwrap_or_default() {
                if let Some(slot) = first_of.get_mut(*half as usize) {
                    let first = *slot.get_or_insert(row);
                    if first != row {
                        earlier = Some(earlier.map_or(first, |other| other.min(first)));
                    }
                }
            }
            if let Some(earlier) = earlier {
                collisions.insert(row, earlier);
            }
        }
    }
    collisions
}

/// What can be told from the row alone.
fn cells(entry: &Entry, found: &mut impl FnMut(Severity, Option<Column>, Fault)) {
    let mut error = |column, fault| found(Severity::Error, Some(column), fault);
    if entry.login().trim().is_empty() {
        error(Column::Login, Fault::EmptyCell);
    }
    if entry.wish().is_none() {
        error(Column::WorkLocationName, Fault::EmptyCell);
    }
    if !(1..=9999).contains(&entry.date().year()) {
        error(Column::Date, Fault::DateOutOfRange(entry.date()));
    }
    if Half::of(entry.position()).is_empty() {
        error(
            Column::Position,
            Fault::BadPosition(cut(entry.position().as_str())),
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
            found(Severity::Warning, Some(column), fault);
        }
    }
}

/// The signs after which spreadsheets evaluate a cell (OWASP's list for CSV injection).
pub(super) fn formula_sign(cell: &str) -> Option<char> {
    let first = cell.chars().next()?;
    matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n').then_some(first)
}

struct Users<'d, 's> {
    directory: &'d Directory,
    /// Made for the first unknown login.
    similar: Option<Similar<'d>>,
    suggested: HashMap<&'s str, Option<&'d str>>,
}

impl<'d, 's> Users<'d, 's> {
    fn new(directory: &'d Directory) -> Self {
        Self {
            directory,
            similar: None,
            suggested: HashMap::new(),
        }
    }

    fn check(&mut self, entry: &'s Entry, found: &mut impl FnMut(Severity, Option<Column>, Fault)) {
        if entry.login().trim().is_empty() {
            return;
        }
        let fault = match self.directory.find(entry.login(), entry.date()) {
            None => None,
            Some(Found::Nobody) => Some((Severity::Error, self.unknown(entry.login()))),
            Some(Found::Several) => {
                Some((Severity::Error, Fault::AmbiguousLogin(cut(entry.login()))))
            }
            Some(Found::One(user)) => employment(user, entry),
        };
        if let Some((severity, fault)) = fault {
            found(severity, Some(Column::Login), fault);
        }
    }

    fn unknown(&mut self, login: &'s str) -> Fault {
        let mail_of = self.directory.login_of_mail(login);
        let similar = self
            .similar
            .get_or_insert_with(|| Similar::new(self.directory.logins()));
        let near = mail_of.or_else(|| {
            *self
                .suggested
                .entry(login)
                .or_insert_with(|| similar.closest(login))
        });
        Fault::UnknownLogin {
            login: cut(login),
            did_you_mean: near.map(cut),
            is_mail: mail_of.is_some(),
        }
    }
}

fn employment(user: &KnownUser, entry: &Entry) -> Option<(Severity, Fault)> {
    if user.has_left_by(entry.date()) {
        let contract_end = user.contract_end;
        // Whoever has left may still have days to be removed.
        let severity = if entry.is_removal() {
            Severity::Warning
        } else {
            Severity::Error
        };
        return Some((severity, Fault::FormerEmployee { contract_end }));
    }
    let contract_start = user.contract_start.filter(|start| *start > entry.date())?;
    // Days before the contract are odd, but people do prepare their arrival.
    Some((Severity::Warning, Fault::NotYetEmployed { contract_start }))
}

/// What work location a name stands for.
struct Places<'d, 's> {
    names: Names<'d>,
    similar: Option<Similar<'d>>,
    suggested: HashMap<&'s str, Option<&'d str>>,
    similar_areas: HashMap<usize, Similar<'d>>,
    suggested_areas: HashMap<(usize, &'s str), Option<&'d str>>,
}

impl<'d, 's> Places<'d, 's> {
    fn new(directory: &'d Directory) -> Self {
        Self {
            names: Names::of(directory),
            similar: None,
            suggested: HashMap::new(),
            similar_areas: HashMap::new(),
            suggested_areas: HashMap::new(),
        }
    }

    fn check(&mut self, entry: &'s Entry, found: &mut impl FnMut(Severity, Option<Column>, Fault)) {
        let (Some(_), Some(name)) = (self.names.list, entry.work_location()) else {
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
        let Some((index, location, ambiguous)) = self.names.find(name) else {
            found(severity, Some(Column::WorkLocationName), self.unknown(name));
            return;
        };
        let fault = if ambiguous {
            Some(Fault::AmbiguousWorkLocation(cut(name)))
        } else if !location.active {
            Some(Fault::InactiveWorkLocation(cut(name)))
        } else {
            None
        };
        if let Some(fault) = fault {
            found(severity, Some(Column::WorkLocationName), fault);
        }
        let Some(area) = entry.area() else {
            return;
        };
        if area_index(location, area).is_none() {
            let fault = self.unknown_area(index, location, area);
            found(severity, Some(Column::AreaName), fault);
        } else if location.is_ambiguous(area) {
            let fault = Fault::AmbiguousArea {
                area: cut(area),
                work_location: cut(name),
            };
            found(severity, Some(Column::AreaName), fault);
        }
    }

    fn unknown(&mut self, name: &'s str) -> Fault {
        let list = self.names.list.unwrap_or_default();
        let similar = self.similar.get_or_insert_with(|| {
            let active = list.iter().filter(|location| location.active);
            Similar::new(active.map(|location| &*location.name))
        });
        let near = *self
            .suggested
            .entry(name)
            .or_insert_with(|| similar.closest(name));
        Fault::UnknownWorkLocation {
            name: cut(name),
            did_you_mean: near.map(cut),
        }
    }

    fn unknown_area(
        &mut self,
        index: usize,
        location: &'d KnownWorkLocation,
        area: &'s str,
    ) -> Fault {
        let similar = self
            .similar_areas
            .entry(index)
            .or_insert_with(|| Similar::new(location.areas.iter().map(|area| &*area.name)));
        let near = *self
            .suggested_areas
            .entry((index, area))
            .or_insert_with(|| similar.closest(area));
        Fault::UnknownArea {
            area: cut(area),
            work_location: cut(&location.name),
            did_you_mean: near.map(cut),
        }
    }
}

/// Work locations by name: of several, the active one, and whether there is a second active one.
struct Names<'d> {
    list: Option<&'d [KnownWorkLocation]>,
    by_name: HashMap<&'d str, (usize, bool)>,
}

impl<'d> Names<'d> {
    fn of(directory: &'d Directory) -> Self {
        let list = directory.work_locations();
        let mut by_name: HashMap<&'d str, (usize, bool)> = HashMap::new();
        let all = list.unwrap_or_default();
        for (index, location) in all.iter().enumerate() {
            let known = by_name.entry(&location.name).or_insert((index, false));
            if known.0 == index || !location.active {
                continue;
            }
            match all.get(known.0) {
                Some(first) if first.active => known.1 = true,
                _ => known.0 = index,
            }
        }
        Self { list, by_name }
    }

    fn find(&self, name: &str) -> Option<(usize, &'d KnownWorkLocation, bool)> {
        let (index, ambiguous) = *self.by_name.get(name)?;
        Some((index, self.list?.get(index)?, ambiguous))
    }
}

fn area_index(location: &KnownWorkLocation, name: &str) -> Option<usize> {
    location.areas.iter().position(|area| &*area.name == name)
}

/// A work location, or one of its areas, on a half day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Slot {
    work_location: usize,
    area: Option<usize>,
    date: Date,
    half: Half,
}

#[derive(Default)]
struct Use {
    people: u32,
    /// The first row that no longer fits.
    over: Option<usize>,
}

/// Counts who is where, and tells which places do not hold them all.
pub(super) struct Room<'d> {
    names: Names<'d>,
    slots: HashMap<Slot, Use>,
}

impl<'d> Room<'d> {
    pub(super) fn new(directory: &'d Directory) -> Self {
        Self {
            names: Names::of(directory),
            slots: HashMap::new(),
        }
    }

    /// Counts people who are there already, and who are not the schedule's doing: they alone are never a finding.
    pub(super) fn stay(&mut self, place: &Place, date: Date, half: Half, people: u32) {
        self.count(place, date, half, people, None);
    }

    /// Counts somebody whom a row of the schedule places.
    pub(super) fn place(&mut self, row: usize, place: &Place, date: Date, half: Half) {
        self.count(place, date, half, 1, Some(row));
    }

    fn count(&mut self, place: &Place, date: Date, half: Half, people: u32, row: Option<usize>) {
        let Some((work_location, location, _)) = self.names.find(&place.work_location) else {
            return;
        };
        let area = place.area.as_deref();
        let area = area.and_then(|name| area_index(location, name));
        let in_area = area.and_then(|area| location.areas.get(area));
        for (area, capacity) in [
            (None, location.capacity),
            (area, in_area.and_then(|area| area.capacity)),
        ] {
            let Some(capacity) = capacity else {
                continue;
            };
            let slot = Slot {
                work_location,
                area,
                date,
                half,
            };
            let used = self.slots.entry(slot).or_default();
            used.people = used.people.saturating_add(people);
            if used.people > capacity && used.over.is_none() {
                used.over = row;
            }
        }
    }

    /// One finding for each place and half day that is over, on the first row that does not fit, in the order
    /// of the rows. A full day that is over in the same way in both halves is one finding.
    pub(super) fn findings(&self, entries: &[Entry]) -> Vec<Finding> {
        let mut over: Vec<(usize, Slot, u32)> = self
            .slots
            .iter()
            .filter_map(|(slot, used)| Some((used.over?, *slot, used.people)))
            .collect();
        over.sort_unstable();
        let mut findings: Vec<Finding> = Vec::new();
        for (row, slot, people) in over {
            let location = self
                .names
                .list
                .and_then(|list| list.get(slot.work_location));
            let (Some(location), Some(entry)) = (location, entries.get(row)) else {
                continue;
            };
            let name = super::fault::quoted(&location.name);
            let area = slot.area.and_then(|area| location.areas.get(area));
            let (column, place, capacity) = match area {
                Some(area) => (
                    Column::AreaName,
                    format!("area {} of {name}", super::fault::quoted(&area.name)),
                    area.capacity,
                ),
                None => (Column::WorkLocationName, name, location.capacity),
            };
            let finding = |position| {
                let fault = Fault::OverCapacity {
                    place: place.clone(),
                    position,
                    people,
                    capacity: capacity.unwrap_or_default(),
                };
                Finding::warning(entry.source().clone(), Some(column), fault).of(row)
            };
            // The slots of one place and day come one after the other, first half first.
            let first_half = finding(Half::First.position());
            match findings.last_mut() {
                Some(last) if slot.half == Half::Second && *last == first_half => {
                    *last = finding(Position::FullDay);
                }
                _ => findings.push(finding(slot.half.position())),
            }
        }
        findings
    }
}
