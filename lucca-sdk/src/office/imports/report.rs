//! What came of an import, over all its parts.

use std::fmt;

use crate::generated::office::types::{ImportReport, ImportedLine};
use crate::schedule::{Findings, RowSource, Schedule};

use super::SummaryId;
use super::row_match::RowMatch;

/// What Lucca did, or after a simulation would do, over all parts of an import; each line tied to the caller's
/// own row.
///
/// Lucca may leave anything out of a report, so that every number is an `Option`. `Debug` leaves out people.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// How many user locations were created or changed; `None` if Lucca does not say.
    pub created: Option<u64>,
    /// How many were deleted; `None` if Lucca does not say.
    pub deleted: Option<u64>,
    /// Lucca's sentence for each that was created or changed. They name people.
    pub descriptions: Descriptions,
    /// What Lucca says is wrong with the import as a whole, for each part of which it does.
    pub global_errors: Vec<String>,
    /// The lines that were not imported.
    pub errors: Vec<ReportedLine>,
    /// The lines that were imported with a reservation.
    pub warnings: Vec<ReportedLine>,
    /// Where Lucca keeps the lines in error as a file; [`Imports::error_file`](super::Imports::error_file) fetches it.
    pub error_files: Vec<String>,
    /// What the check found before the upload.
    pub findings: Findings,
    /// Lucca's ids of the imports that this is about.
    pub summary_ids: Vec<SummaryId>,
    /// Parts that were applied but whose report was lost with a crash.
    pub unreported_parts: usize,
}

/// Lucca's sentences about what it did. `Debug` tells how many there are.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Descriptions(Vec<String>);

/// A line that Lucca has something to say about.
///
/// `Debug` leaves out the message and the line, which name people.
#[derive(Clone)]
#[non_exhaustive]
pub struct ReportedLine {
    /// The caller's row, unless it cannot be told which it is, or the schedule is not at hand. It is found by what the
    /// line says; a line of which Lucca says nothing but the number is taken to be numbered like the others, or with
    /// the header as line 1.
    pub row: Option<RowSource>,
    /// The number of that row among the schedule's entries, counted from 0.
    pub entry: Option<usize>,
    /// What Lucca says; empty if it says nothing.
    pub message: String,
    /// Whether the row contradicts something else that is planned on that day.
    pub is_conflict: bool,
    /// The line as Lucca read it.
    pub line: Option<ImportedLine>,
    /// Lucca's number for the line. Whether it counts the header, and from what, is unknown.
    pub line_number: Option<i32>,
}

impl Report {
    /// Whether everything was imported: no line in error, and nothing wrong as a whole.
    pub fn is_success(&self) -> bool {
        self.errors.is_empty() && self.global_errors.is_empty()
    }

    /// The report of an import that had nothing to do.
    pub(super) fn nothing_done(findings: Findings) -> Self {
        Self {
            created: Some(0),
            deleted: Some(0),
            findings,
            ..Self::default()
        }
    }

    /// Adds what came of a later import.
    pub(super) fn append(&mut self, later: Self) {
        let sum = |known: Option<u64>, more: Option<u64>| Some(known? + more?);
        self.created = sum(self.created, later.created);
        self.deleted = sum(self.deleted, later.deleted);
        self.descriptions.0.extend(later.descriptions.0);
        self.global_errors.extend(later.global_errors);
        self.errors.extend(later.errors);
        self.warnings.extend(later.warnings);
        self.error_files.extend(later.error_files);
        self.findings.merge(&later.findings);
        self.summary_ids.extend(later.summary_ids);
        self.unreported_parts += later.unreported_parts;
    }

    /// Adds the report of one part, made of these rows of the schedule.
    pub(super) fn add(
        &mut self,
        id: &SummaryId,
        part: ImportReport,
        of: Option<(&Schedule, &[usize])>,
    ) {
        add_count(
            &mut self.created,
            part.created().and_then(|summary| summary.count),
        );
        add_count(
            &mut self.deleted,
            part.deleted().and_then(|summary| summary.count),
        );
        if let Some(created) = part.created() {
            self.descriptions
                .0
                .extend(created.descriptions.iter().cloned());
        }
        self.summary_ids.push(id.clone());
        self.global_errors.extend(
            part.global_error_summary
                .filter(|text| !text.trim().is_empty()),
        );
        self.error_files
            .extend(part.error_file_uri.filter(|uri| !uri.trim().is_empty()));

        let numbered = part
            .error_lines
            .iter()
            .map(|line| (&line.line, line.line_number));
        let warned = part
            .warning_lines
            .iter()
            .map(|line| (&line.line, line.line_number));
        let rows = of.map(|(schedule, rows)| RowMatch::new(schedule, rows, numbered.chain(warned)));
        let tie = |line: Option<ImportedLine>,
                   line_number: Option<i32>,
                   message: Option<String>,
                   conflict| {
            let entry = rows
                .as_ref()
                .and_then(|rows| rows.find(line.as_ref(), line_number));
            ReportedLine {
                row: entry
                    .and_then(|entry| of?.0.entries().get(entry))
                    .map(|entry| entry.source().clone()),
                entry,
                message: message.unwrap_or_default(),
                is_conflict: conflict,
                line,
                line_number,
            }
        };
        for error in part.error_lines.iter().cloned() {
            self.errors
                .push(tie(error.line, error.line_number, error.error, false));
        }
        for warning in part.warning_lines.iter().cloned() {
            let conflict = warning.is_conflict.unwrap_or(false);
            self.warnings.push(tie(
                warning.line,
                warning.line_number,
                warning.warning,
                conflict,
            ));
        }
    }
}

fn add_count(sum: &mut Option<u64>, count: Option<i32>) {
    if let Some(count) = count {
        *sum = Some(sum.unwrap_or(0) + u64::try_from(count).unwrap_or(0));
    }
}

impl std::ops::Deref for Descriptions {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Debug for Descriptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sentences", self.0.len())
    }
}

impl fmt::Debug for ReportedLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReportedLine")
            .field("row", &self.row)
            .field("line_number", &self.line_number)
            .field("is_conflict", &self.is_conflict)
            .finish_non_exhaustive()
    }
}

/// `file:line: what Lucca says`.
impl fmt::Display for ReportedLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.row, self.line_number) {
            (Some(row), _) => write!(f, "{row}: ")?,
            (None, Some(number)) => write!(f, "Lucca's line {number}: ")?,
            (None, None) => {}
        }
        f.write_str(&self.message)
    }
}

/// One line, with numbers only.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |count: Option<u64>| {
            count.map_or_else(|| "unknown".to_owned(), |count| count.to_string())
        };
        write!(
            f,
            "created or changed: {}, deleted: {}, errors: {}, warnings: {}",
            number(self.created),
            number(self.deleted),
            self.errors.len(),
            self.warnings.len()
        )?;
        if !self.global_errors.is_empty() {
            f.write_str(", with an error as a whole")?;
        }
        Ok(())
    }
}
