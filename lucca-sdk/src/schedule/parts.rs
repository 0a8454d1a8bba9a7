//! A schedule in parts that each fit into one upload.

use std::io;

use super::person_days::person_days;
use super::{Entry, Schedule, Writer};

/// Divides the rows of a schedule, by their numbers, so that the CSV of no part is larger than `max_bytes`.
///
/// A schedule that fits stays as it is. Otherwise a person's day stays in one part, because what Lucca makes of
/// one half may depend on the other; persons and days come in the order of their first rows, and the rows of
/// a part in their order in the schedule.
///
/// # Errors
/// One person's day alone is too large; the error is its first row.
pub(crate) fn parts(schedule: &Schedule, max_bytes: usize) -> Result<Vec<Vec<usize>>, usize> {
    let entries = schedule.entries();
    let sizes = Sizes::measure(entries);
    if sizes.header + sizes.rows.iter().sum::<usize>() <= max_bytes {
        return Ok(vec![(0..entries.len()).collect()]);
    }
    let mut parts = vec![Vec::new()];
    let mut used = sizes.header;
    for day in person_days(entries) {
        let size: usize = day.iter().filter_map(|row| sizes.rows.get(*row)).sum();
        if sizes.header + size > max_bytes {
            return Err(day.first().copied().unwrap_or(0));
        }
        if used + size > max_bytes {
            parts.push(Vec::new());
            used = sizes.header;
        }
        used += size;
        if let Some(part) = parts.last_mut() {
            part.extend(day);
        }
    }
    for part in &mut parts {
        part.sort_unstable();
    }
    Ok(parts)
}

/// How many bytes of CSV there are.
struct Sizes {
    header: usize,
    rows: Vec<usize>,
}

impl Sizes {
    fn measure(entries: &[Entry]) -> Self {
        let written = std::cell::Cell::new(0);
        let mut rows = Vec::with_capacity(entries.len());
        let mut before = 0;
        let mut measure = || -> io::Result<usize> {
            let mut writer = Writer::new(Counter(&written))?;
            writer.flush()?;
            let header = written.get();
            before = header;
            for entry in entries {
                writer.write(entry)?;
                writer.flush()?;
                rows.push(written.get() - before);
                before = written.get();
            }
            Ok(header)
        };
        // Counting cannot fail.
        let header = measure().unwrap_or_default();
        Self { header, rows }
    }
}

struct Counter<'c>(&'c std::cell::Cell<usize>);

impl io::Write for Counter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::schedule::Position;

    fn csv(schedule: &Schedule, part: &[usize]) -> Vec<u8> {
        let rows = part.iter().map(|row| schedule.entries()[*row].clone());
        let mut bytes = Vec::new();
        rows.collect::<Schedule>().write_csv(&mut bytes).unwrap();
        bytes
    }

    proptest! {
        #[test]
        fn parts_fit_hold_every_row_once_and_tear_no_day_apart(
            rows in prop::collection::vec((0u8..6, 1i8..5, ".{0,20}"), 1..60),
            max_bytes in 200usize..2000,
        ) {
            let schedule: Schedule = rows
                .iter()
                .map(|(who, day, text)| {
                    Entry::at(format!("user{who}"), date(2025, 9, *day), Position::FullDay, "Paris").with_comment(text.as_str())
                })
                .collect();
            match parts(&schedule, max_bytes) {
                Err(row) => {
                    let first = &schedule.entries()[row];
                    let day: Vec<usize> = (0..schedule.len())
                        .filter(|at| {
                            let entry = &schedule.entries()[*at];
                            (entry.login(), entry.date()) == (first.login(), first.date())
                        })
                        .collect();
                    prop_assert!(csv(&schedule, &day).len() > max_bytes);
                }
                Ok(parts) => {
                    let mut all: Vec<usize> = parts.concat();
                    all.sort_unstable();
                    prop_assert_eq!(all, (0..schedule.len()).collect::<Vec<_>>());
                    let mut of_day = HashMap::new();
                    for (number, part) in parts.iter().enumerate() {
                        prop_assert!(part.is_sorted());
                        prop_assert!(csv(&schedule, part).len() <= max_bytes);
                        for row in part {
                            let entry = &schedule.entries()[*row];
                            let first = of_day.entry((entry.login(), entry.date())).or_insert(number);
                            prop_assert_eq!(*first, number);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_fits_stays_in_its_own_order() {
        let schedule = Schedule::new()
            .at("a", date(2025, 9, 1), Position::FirstHalf, "Paris")
            .at("b", date(2025, 9, 1), Position::FullDay, "Paris")
            .at("a", date(2025, 9, 1), Position::SecondHalf, "Paris");
        let whole = csv(&schedule, &[0, 1, 2]).len();
        assert_eq!(parts(&schedule, whole), Ok(vec![vec![0, 1, 2]]));
        assert_eq!(parts(&schedule, whole - 1), Ok(vec![vec![0, 2], vec![1]]));
    }
}
