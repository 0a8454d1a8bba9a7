//! The rows of a schedule by person and day.

use std::collections::HashMap;

use jiff::civil::Date;

use super::Entry;

/// The numbers of the rows of each person's day, in order of first rows.
pub(super) fn person_days(entries: &[Entry]) -> Vec<Vec<usize>> {
    let mut known: HashMap<(&str, Date), usize> = HashMap::new();
    let mut days: Vec<Vec<usize>> = Vec::new();
    for (row, entry) in entries.iter().enumerate() {
        let next = days.len();
        let at = *known.entry((entry.login(), entry.date())).or_insert(next);
        match days.get_mut(at) {
            Some(day) => day.push(row),
            None => days.push(vec![row]),
        }
    }
    days
}
