//! Which of the caller's rows a line of a report is about.

use std::collections::HashMap;

use jiff::civil::Date;

use super::run::PartRows;
use crate::generated::office::types::{ImportReport, ImportedLine};
use crate::office::Position;
use crate::schedule::{Entry, folded};

/// Finds the row of a reported line by what the line says, and by its number only where that is not enough: how
/// Lucca numbers lines (with the header or without it, from 0 or from 1) is unknown, so the numbering is taken
/// from the lines that what they say ties to a row beyond doubt.
pub(super) struct RowMatch<'s> {
    /// The rows of the part, in the order of its file.
    rows: &'s PartRows,
    by_content: HashMap<Key, Vec<usize>>,
    /// What to take from a line's number to get the place in `rows`.
    offset: i64,
}

/// What a line and a row are compared by: the spelling of a login's case is the server's.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    login: String,
    date: Date,
    position: Position,
}

/// The header is line 1, so the first row is line 2: what a person sees in an editor.
const WITH_HEADER_FROM_1: i64 = 2;
const OFFSETS: [i64; 3] = [WITH_HEADER_FROM_1, 1, 0];

impl<'s> RowMatch<'s> {
    pub(super) fn of(said: &ImportReport, rows: &'s PartRows) -> Self {
        let errors = said.error_lines.iter();
        let warnings = said.warning_lines.iter();
        let lines = errors
            .map(|error| (&error.line, error.line_number))
            .chain(warnings.map(|warning| (&warning.line, warning.line_number)));
        let lines: Vec<(&ImportedLine, Option<i32>)> = lines
            .filter_map(|(line, number)| Some((line.as_ref()?, number)))
            .collect();
        // Only what the lines ask for goes into the table: a report has few lines, a schedule may have many.
        let mut by_content: HashMap<Key, Vec<usize>> = lines
            .iter()
            .filter_map(|(line, _)| Some((Key::of_line(line)?, Vec::new())))
            .collect();
        if !by_content.is_empty() {
            for (place, entry) in rows.iter().enumerate() {
                if let Some(places) = by_content.get_mut(&Key::of_entry(entry)) {
                    places.push(place);
                }
            }
        }
        let mut rows_of = Self {
            rows,
            by_content,
            offset: WITH_HEADER_FROM_1,
        };
        rows_of.learn_numbering(&lines);
        rows_of
    }

    /// The place of the row in its part.
    pub(super) fn find(&self, line: Option<&ImportedLine>, number: Option<i32>) -> Option<usize> {
        let by_number = number.and_then(|number| self.place_of(number, self.offset));
        match line.and_then(|line| self.candidates(line)) {
            Some([only]) => Some(*only),
            // Rows that say the same: the one whose number it is, if it is one of them.
            Some(several) if !several.is_empty() => {
                let numbered = by_number.filter(|place| several.contains(place));
                numbered.or_else(|| several.first().copied())
            }
            // A line that says something that no row says was changed on the way; its number is all there is.
            _ => by_number,
        }
    }

    fn candidates(&self, line: &ImportedLine) -> Option<&[usize]> {
        let places = self.by_content.get(&Key::of_line(line)?)?;
        Some(places.as_slice())
    }

    fn place_of(&self, number: i32, offset: i64) -> Option<usize> {
        let place = usize::try_from(i64::from(number) - offset).ok()?;
        (place < self.rows.len()).then_some(place)
    }

    fn learn_numbering(&mut self, lines: &[(&ImportedLine, Option<i32>)]) {
        let agreeing = |offset: i64| {
            lines
                .iter()
                .filter(|(line, number)| {
                    let [only] = self.candidates(line).unwrap_or_default() else {
                        return false;
                    };
                    number.and_then(|number| self.place_of(number, offset)) == Some(*only)
                })
                .count()
        };
        let mut best = (WITH_HEADER_FROM_1, 0);
        for offset in OFFSETS {
            let count = agreeing(offset);
            if count > best.1 {
                best = (offset, count);
            }
        }
        self.offset = best.0;
    }
}

impl Key {
    fn of_entry(entry: &Entry) -> Self {
        Self {
            login: folded(entry.login()),
            date: entry.date(),
            position: entry.position().clone(),
        }
    }

    fn of_line(line: &ImportedLine) -> Option<Self> {
        // A date, with or without a time behind it, with either separator.
        let date = line.date.as_deref()?.trim().get(..10)?.replace('/', "-");
        Some(Self {
            login: folded(line.login.as_deref()?),
            date: date.parse().ok()?,
            position: line.position.clone()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::generated::office::types::ErrorLine;
    use crate::schedule::Schedule;

    fn part() -> PartRows {
        PartRows::all(
            Schedule::new()
                .at("b", date(2025, 9, 22), Position::FullDay, "Paris")
                .at("b", date(2025, 9, 22), Position::FullDay, "Lyon")
                .at("c", date(2025, 9, 22), Position::FirstHalf, "Paris"),
        )
    }

    fn line(json: &str) -> ImportedLine {
        serde_json::from_str(json).unwrap()
    }

    fn found(lines: &[(Option<ImportedLine>, Option<i32>)]) -> Vec<Option<usize>> {
        let rows = part();
        let said = ImportReport {
            error_lines: lines
                .iter()
                .map(|(line, line_number)| ErrorLine {
                    line: line.clone(),
                    line_number: *line_number,
                    ..ErrorLine::default()
                })
                .collect(),
            ..ImportReport::default()
        };
        let rows = RowMatch::of(&said, &rows);
        lines
            .iter()
            .map(|(line, number)| rows.find(line.as_ref(), *number))
            .collect()
    }

    #[test]
    fn what_a_line_says_ties_it_whatever_its_number() {
        let c = line(r#"{"login":" C","date":"2025/09/22","position":"firsthalf"}"#);
        for number in [None, Some(-1), Some(1), Some(99)] {
            assert_eq!(found(&[(Some(c.clone()), number)]), [Some(2)]);
        }
    }

    #[test]
    fn the_numbering_is_learnt_from_lines_that_are_beyond_doubt() {
        let c = line(r#"{"login":"c","date":"2025-09-22T00:00:00","position":"FirstHalf"}"#);
        let b = line(r#"{"login":"b","date":"2025-09-22","position":"FullDay"}"#);
        for (numbering, number_of_c) in [("with header", 4), ("from 1", 3), ("from 0", 2)] {
            let lines = [
                (Some(c.clone()), Some(number_of_c)),
                (Some(b.clone()), Some(number_of_c - 1)),
                (None, Some(number_of_c - 2)),
                (None, Some(number_of_c + 1)),
                (None, None),
            ];
            assert_eq!(
                found(&lines),
                [Some(2), Some(1), Some(0), None, None],
                "{numbering}"
            );
        }
    }

    #[test]
    fn lines_that_no_row_says_go_by_number_and_twins_without_one_to_the_first() {
        let changed = line(r#"{"login":"nobody","date":"not a date","position":null}"#);
        let b = line(r#"{"login":"b","date":"2025-09-22","position":"FullDay"}"#);
        assert_eq!(
            found(&[
                (Some(changed.clone()), Some(2)),
                (Some(changed), None),
                (Some(b), None)
            ]),
            [Some(0), None, Some(0)]
        );
    }
}
