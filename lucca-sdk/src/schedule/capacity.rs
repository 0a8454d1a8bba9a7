//! More people than a place holds.

use std::collections::HashMap;

use jiff::civil::Date;

use super::half_day::HalfDay;
use super::{Column, Entry, Fault, Finding, KnownArea, KnownWorkLocation};

/// A work location, or one of its areas, on a half day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Slot {
    work_location: usize,
    area: Option<usize>,
    date: Date,
    half: HalfDay,
}

#[derive(Default)]
struct Use {
    people: u32,
    /// The first row that no longer fits.
    over: Option<usize>,
}

/// Counts who is placed where, and tells which places do not hold them all.
pub(super) struct Capacity<'d> {
    work_locations: &'d [KnownWorkLocation],
    slots: HashMap<Slot, Use>,
}

impl<'d> Capacity<'d> {
    pub(super) fn new(work_locations: &'d [KnownWorkLocation]) -> Self {
        Self {
            work_locations,
            slots: HashMap::new(),
        }
    }

    /// Counts one row, which is at `row` in the schedule and speaks of a place in the list.
    pub(super) fn place(
        &mut self,
        row: usize,
        entry: &Entry,
        work_location: usize,
        area: Option<usize>,
    ) {
        for half in HalfDay::of(entry.position()) {
            let mut slot = Slot {
                work_location,
                area: None,
                date: entry.date(),
                half: *half,
            };
            self.count(row, slot);
            if area.is_some() {
                slot.area = area;
                self.count(row, slot);
            }
        }
    }

    /// Counts people who are there already, and who are not the schedule's doing: they alone are never a finding.
    pub(super) fn occupy(
        &mut self,
        work_location: usize,
        area: Option<usize>,
        date: Date,
        half: HalfDay,
        people: u32,
    ) {
        let mut slot = Slot {
            work_location,
            area: None,
            date,
            half,
        };
        for area in [None, area]
            .into_iter()
            .take(1 + usize::from(area.is_some()))
        {
            slot.area = area;
            if self.capacity_of(&slot).is_some() {
                self.slots.entry(slot).or_default().people += people;
            }
        }
    }

    fn count(&mut self, row: usize, slot: Slot) {
        let Some(capacity) = self.capacity_of(&slot) else {
            return;
        };
        let used = self.slots.entry(slot).or_default();
        used.people += 1;
        if used.people > capacity && used.over.is_none() {
            used.over = Some(row);
        }
    }

    fn capacity_of(&self, slot: &Slot) -> Option<u32> {
        match slot.area {
            None => self.known(slot)?.capacity,
            Some(_) => self.known_area(slot)?.capacity,
        }
    }

    fn known(&self, slot: &Slot) -> Option<&'d KnownWorkLocation> {
        self.work_locations.get(slot.work_location)
    }

    fn known_area(&self, slot: &Slot) -> Option<&'d KnownArea> {
        self.known(slot)?.areas.get(slot.area?)
    }

    /// One finding for each place and half day that is over, on the first row that does not fit, in the order
    /// of the rows. A full day that is over in the same way in both halves is one finding.
    pub(super) fn findings(&self, entries: &[Entry]) -> Vec<(usize, Finding)> {
        let mut over: Vec<(usize, Slot, u32)> = self
            .slots
            .iter()
            .filter_map(|(slot, used)| Some((used.over?, *slot, used.people)))
            .collect();
        over.sort_unstable();
        let mut findings: Vec<(usize, Finding)> = Vec::new();
        for (row, slot, people) in over {
            let (Some(capacity), Some(work_location), Some(entry)) =
                (self.capacity_of(&slot), self.known(&slot), entries.get(row))
            else {
                continue;
            };
            let (column, place) = match self.known_area(&slot) {
                Some(area) => (
                    Column::AreaName,
                    format!("area {:?} of {:?}", area.name, work_location.name),
                ),
                None => (
                    Column::WorkLocationName,
                    format!("{:?}", work_location.name),
                ),
            };
            let fault = |position| Fault::OverCapacity {
                place: place.clone(),
                position,
                people,
                capacity,
            };
            let finding = |fault| Finding::warning(entry.source().clone(), Some(column), fault);
            // The slots of one place and day come one after the other, first half first.
            let first_half = finding(fault(HalfDay::First.position()));
            match findings.last_mut() {
                Some((last_row, last))
                    if slot.half == HalfDay::Second && *last_row == row && *last == first_half =>
                {
                    *last = finding(fault(super::Position::FullDay));
                }
                _ => findings.push((row, finding(fault(slot.half.position())))),
            }
        }
        findings
    }
}
