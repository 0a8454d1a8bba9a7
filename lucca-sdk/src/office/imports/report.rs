//! What came of an import, over all its parts.

use std::fmt;

use serde::Serialize;

use super::calls::SummaryId;
use super::row_match::RowMatch;
use super::run::{PartRows, PartState, Run};
use crate::generated::office::types::{ImportReport, ImportedLine};
use crate::schedule::{Entry, Findings, RowSource};

/// What Lucca did, or after a simulation would do, over all parts of an import; each line tied to the caller's
/// own row.
///
/// Lucca may leave anything out of a report, so that every number is an `Option`. It can be written as JSON, with the
/// people in it; `Debug` tells numbers only.
#[derive(Clone, Default, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Report {
    /// How many user locations were created or changed; `None` if Lucca does not say.
    pub created: Option<u64>,
    /// How many were deleted; `None` if Lucca does not say.
    pub deleted: Option<u64>,
    /// Lucca's sentence for each that was created or changed. They name people.
    pub descriptions: Vec<String>,
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
    /// Uploads that took effect but whose report was lost with a crash.
    pub unreported_parts: usize,
    /// Parts of whose report Lucca left everything out.
    pub silent_parts: usize,
    /// Rows that were not sent, because what they build upon did not happen: the halves of days that should stay
    /// where Lucca refused, or did not carry out, the change of the day. These people are where they were.
    pub not_run: Vec<Entry>,
}

/// Whether everything was imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// Every part was reported on, without an error.
    Success,
    /// Some line, or a part as a whole, was refused, or rows were not run.
    Failure,
    /// Nothing is known to be wrong, but a report was lost, or says nothing. [`Imports::compare`](super::Imports::compare)
    /// shows what is true.
    Unknown,
}

/// A line that Lucca has something to say about.
///
/// `Debug` leaves out the message and the line, which name people.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReportedLine {
    /// The caller's row, unless it cannot be told which it is, or the schedule is not at hand. It is found by what the
    /// line says; a line of which Lucca says nothing but the number is taken to be numbered like the others, or with
    /// the header as line 1.
    pub row: Option<RowSource>,
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
    /// Whether everything was imported.
    pub fn outcome(&self) -> Outcome {
        if !(self.errors.is_empty() && self.global_errors.is_empty() && self.not_run.is_empty()) {
            return Outcome::Failure;
        }
        match self.unreported_parts + self.silent_parts {
            0 => Outcome::Success,
            _ => Outcome::Unknown,
        }
    }

    /// Whether everything is known to have been imported.
    pub fn is_success(&self) -> bool {
        self.outcome() == Outcome::Success
    }

    /// All that the parts of a run have said so far.
    pub(super) fn of(run: &Run, findings: Findings) -> Self {
        let mut report = Self {
            created: Some(0),
            deleted: Some(0),
            findings,
            unreported_parts: run.record.unreported,
            not_run: run.record.not_run.clone(),
            ..Self::default()
        };
        for part in &run.record.parts {
            match (&part.state, &part.report) {
                (PartState::Reported { summary_id, .. }, Some(said)) => {
                    report.add(summary_id, said, &part.entries);
                }
                (PartState::Applied { .. }, _) => report.unreported_parts += 1,
                _ => {}
            }
        }
        if report.unreported_parts > 0 {
            (report.created, report.deleted) = (None, None);
        }
        report
    }

    fn add(&mut self, id: &SummaryId, said: &ImportReport, rows: &PartRows) {
        let sum =
            |so_far: Option<u64>, count: Option<i32>| Some(so_far? + u64::try_from(count?).ok()?);
        self.created = sum(
            self.created,
            said.created().and_then(|summary| summary.count),
        );
        self.deleted = sum(
            self.deleted,
            said.deleted().and_then(|summary| summary.count),
        );
        if let Some(created) = said.created() {
            self.descriptions
                .extend(created.descriptions.iter().cloned());
        }
        self.summary_ids.push(id.clone());
        self.global_errors.extend(said.global_error().cloned());
        self.error_files.extend(said.error_file_uri.clone());
        self.silent_parts += usize::from(!said.tells());

        let found = RowMatch::of(said, rows);
        let tie =
            |line: &Option<ImportedLine>, line_number, message: &Option<String>, is_conflict| {
                let place = found.find(line.as_ref(), line_number);
                ReportedLine {
                    row: place
                        .and_then(|place| rows.get(place))
                        .map(|entry| entry.source().clone()),
                    message: message.clone().unwrap_or_default(),
                    is_conflict,
                    line: line.clone(),
                    line_number,
                }
            };
        for error in &said.error_lines {
            self.errors
                .push(tie(&error.line, error.line_number, &error.error, false));
        }
        for warning in &said.warning_lines {
            let is_conflict = warning.is_conflict.unwrap_or(false);
            let line = tie(
                &warning.line,
                warning.line_number,
                &warning.warning,
                is_conflict,
            );
            self.warnings.push(line);
        }
    }
}

impl ImportReport {
    /// What is wrong as a whole.
    pub(super) fn global_error(&self) -> Option<&String> {
        let error = self.global_error_summary.as_ref();
        error.filter(|text| !text.trim().is_empty())
    }

    /// Whether it says anything of what came of the import.
    pub(super) fn tells(&self) -> bool {
        self.created().and_then(|summary| summary.count).is_some()
            || self.deleted().and_then(|summary| summary.count).is_some()
            || !self.error_lines.is_empty()
            || self.global_error().is_some()
    }
}

/// The places in a part of the rows that a report refuses; `None` for a line that cannot be told.
pub(super) fn ties(said: &ImportReport, rows: &PartRows) -> Vec<Option<usize>> {
    let found = RowMatch::of(said, rows);
    let place = |error: &crate::generated::office::types::ErrorLine| {
        found.find(error.line.as_ref(), error.line_number)
    };
    said.error_lines.iter().map(place).collect()
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
        match self.not_run.len() {
            0 => {}
            rows => write!(f, ", rows not run: {rows}")?,
        }
        match self.unreported_parts + self.silent_parts {
            0 => Ok(()),
            parts => write!(f, "; of {parts} parts it is not known what came of them"),
        }
    }
}

/// The same line.
impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Report({self})")
    }
}
