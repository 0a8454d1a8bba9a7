//! What reading and checking found, row by row.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize, Serializer};

use super::{Column, Fault, Schedule};

/// Where a row of a schedule comes from, so that a fault found later, even in Lucca's own report, can
/// be told in the words of whoever wrote the row.
///
/// Rows read from a file carry its name and the line on which they begin; rows built in code are numbered
/// from 1 as they are put into a schedule; rows from another system can carry that system's name and number.
///
/// ```
/// use lucca_sdk::schedule::RowSource;
///
/// assert_eq!(RowSource::line("week 39.csv", 12).to_string(), "week 39.csv:12");
/// assert_eq!(RowSource::entry(3).to_string(), "entry 3");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RowSource {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<Arc<str>>,
    #[serde(rename = "number")]
    line: u64,
}

impl RowSource {
    /// A line, counted from 1, of a file or of any other named origin.
    pub fn line(file: impl Into<Arc<str>>, line: u64) -> Self {
        Self {
            file: Some(file.into()),
            line,
        }
    }

    /// The n-th entry, counted from 1, of a schedule built in code.
    pub fn entry(number: u64) -> Self {
        Self {
            file: None,
            line: number,
        }
    }

    /// The file's name as it was given, or `None` for an entry built in code.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The line in the file, or the number of the entry; both count from 1. 0 for an entry that is in no schedule
    /// yet.
    pub fn number(&self) -> u64 {
        self.line
    }
}

impl fmt::Display for RowSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{file}:{}", self.line),
            None => write!(f, "entry {}", self.line),
        }
    }
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Severity {
    /// Worth a look; an import is not held back.
    Warning,
    /// The row, or the file, cannot be imported as it is: nothing is uploaded.
    Error,
}

/// One fault, and the row on which it is.
///
/// `Display` is one line, `file:line: column: what is wrong; what was expected`, for the people who wrote
/// the row; it may quote a login, and so does what `Serialize` writes. `Debug` quotes no value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Whether it holds an import back.
    pub severity: Severity,
    /// The row, in the words of whoever wrote it.
    pub source: RowSource,
    /// The row's number among the schedule's entries, counted from 0; `None` where a file, its header or a row that
    /// could not be read is at fault.
    pub entry: Option<usize>,
    /// The cell, where the fault is in one.
    pub column: Option<Column>,
    /// What is wrong.
    pub fault: Fault,
}

impl Finding {
    pub(crate) fn error(source: RowSource, column: Option<Column>, fault: Fault) -> Self {
        Self {
            severity: Severity::Error,
            source,
            entry: None,
            column,
            fault,
        }
    }

    pub(super) fn warning(source: RowSource, column: Option<Column>, fault: Fault) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(source, column, fault)
        }
    }

    /// Says which entry it is about.
    pub(super) fn of(mut self, entry: usize) -> Self {
        self.entry = Some(entry);
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.source)?;
        if self.severity == Severity::Warning {
            f.write_str("warning: ")?;
        }
        if let Some(column) = self.column {
            write!(f, "{column}: ")?;
        }
        write!(f, "{}", self.fault)
    }
}

/// A finding as it is written.
#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
struct WrittenFinding<'f> {
    severity: Severity,
    source: &'f RowSource,
    entry: Option<usize>,
    /// The header of the cell's column.
    column: Option<&'static str>,
    fault: &'f Fault,
    /// The fault as a sentence.
    message: String,
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = WrittenFinding {
            severity: self.severity,
            source: &self.source,
            entry: self.entry,
            column: self.column.map(Column::header),
            fault: &self.fault,
            message: self.fault.to_string(),
        };
        written.serialize(serializer)
    }
}

/// All findings of one reading or one check, in the order of the rows.
///
/// At most [`Findings::KEPT`] errors and as many warnings are kept in full, of each kind of warning at most
/// [`Findings::KEPT_OF_A_KIND`], so that a file that is wrong from end to end does not fill the memory. The rest are
/// counted: no warning ever takes an error's place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    kept: Vec<Finding>,
    errors: usize,
    warnings: usize,
    kept_errors: usize,
    warnings_of_a_kind: HashMap<&'static str, usize>,
    wrong_entries: RoaringBitmap,
}

impl Findings {
    /// How many errors are kept in full, and how many warnings.
    pub const KEPT: usize = 10_000;
    /// How many warnings of one kind are kept in full.
    pub const KEPT_OF_A_KIND: usize = 1_000;

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.errors == 0 && self.warnings == 0
    }

    /// Whether any finding holds an import back.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// The number of errors, kept or not.
    pub fn error_count(&self) -> usize {
        self.errors
    }

    /// The number of warnings, kept or not.
    pub fn warning_count(&self) -> usize {
        self.warnings
    }

    /// How many findings were only counted.
    pub fn not_kept(&self) -> usize {
        self.errors + self.warnings - self.kept.len()
    }

    /// Whether any error is about this entry, counted from 0; those that were only counted included. Such a row is
    /// never planned.
    pub fn is_wrong(&self, entry: usize) -> bool {
        u32::try_from(entry).is_ok_and(|entry| self.wrong_entries.contains(entry))
    }

    /// The findings that were kept, in the order of the rows.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.kept.iter()
    }

    /// The findings that hold an import back.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.iter()
            .filter(|finding| finding.severity == Severity::Error)
    }

    /// The findings that do not.
    pub fn warnings(&self) -> impl Iterator<Item = &Finding> {
        self.iter()
            .filter(|finding| finding.severity == Severity::Warning)
    }

    /// Writes the findings as a CSV that a spreadsheet opens beside the file they are about: UTF-8 with a mark, `;`,
    /// the columns `file`, `line`, `severity`, `column` and `message`.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_csv(&self, to: impl io::Write) -> io::Result<()> {
        use super::write::into_io;

        let mut csv = super::write::rows(to)?;
        csv.write_record(["file", "line", "severity", "column", "message"])
            .map_err(into_io)?;
        for finding in &self.kept {
            let mut message = finding.fault.to_string();
            // What people wrote may begin such that a spreadsheet would run it.
            if super::check::formula_sign(&message).is_some() {
                message.insert(0, '\'');
            }
            csv.write_record([
                finding.source.file().unwrap_or_default(),
                &finding.source.number().to_string(),
                match finding.severity {
                    Severity::Warning => "warning",
                    Severity::Error => "error",
                },
                finding.column.map_or("", Column::header),
                &message,
            ])
            .map_err(into_io)?;
        }
        if self.not_kept() > 0 {
            let more = format!("… and {} more", self.not_kept());
            csv.write_record(["", "", "", "", &more]).map_err(into_io)?;
        }
        csv.flush()
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        let keep = match finding.severity {
            Severity::Error => {
                self.errors += 1;
                if let Some(entry) = finding.entry.and_then(|entry| u32::try_from(entry).ok()) {
                    self.wrong_entries.insert(entry);
                }
                self.kept_errors < Self::KEPT
            }
            Severity::Warning => {
                self.warnings += 1;
                let kind = finding.fault.summary();
                let of_kind = self.warnings_of_a_kind.entry(kind).or_default();
                *of_kind += 1;
                *of_kind <= Self::KEPT_OF_A_KIND && self.kept.len() - self.kept_errors < Self::KEPT
            }
        };
        if keep {
            self.kept_errors += usize::from(finding.severity == Severity::Error);
            self.kept.push(finding);
        }
    }

    /// Marks an entry as wrong whose error is told at another row.
    pub(super) fn is_wrong_too(&mut self, entry: usize) {
        if let Ok(entry) = u32::try_from(entry) {
            self.wrong_entries.insert(entry);
        }
    }

    pub(super) fn wrong_entries(&self) -> &RoaringBitmap {
        &self.wrong_entries
    }

    /// Adds the findings about the same rows of a later look.
    pub(crate) fn merge(&mut self, other: &Self) {
        let (errors, warnings) = (self.errors + other.errors, self.warnings + other.warnings);
        for finding in &other.kept {
            self.push(finding.clone());
        }
        (self.errors, self.warnings) = (errors, warnings);
        self.wrong_entries |= &other.wrong_entries;
    }

    /// The same, with other findings about capacities, which come in the order of the rows.
    pub(super) fn with_capacities(&self, over: Vec<Finding>) -> Self {
        let is_capacity = |finding: &Finding| matches!(finding.fault, Fault::OverCapacity { .. });
        let mut findings = Self::default();
        let mut over = over.into_iter().peekable();
        for finding in self.iter().filter(|finding| !is_capacity(finding)) {
            while let Some(over) = over.next_if(|over| over.entry < finding.entry) {
                findings.push(over);
            }
            findings.push(finding.clone());
        }
        let not_kept = self.not_kept();
        over.for_each(|over| findings.push(over));
        // What was only counted before is counted as what it was.
        findings.errors = self.errors;
        findings.warnings += not_kept - (self.errors - self.kept_errors);
        findings.wrong_entries.clone_from(&self.wrong_entries);
        findings
    }

    /// The same findings about rows that stand after `rows` others now.
    pub(super) fn shifted(mut self, rows: usize) -> Self {
        for finding in &mut self.kept {
            finding.entry = finding.entry.map(|entry| entry + rows);
        }
        self.wrong_entries = self
            .wrong_entries
            .iter()
            .filter_map(|entry| entry.checked_add(u32::try_from(rows).ok()?))
            .collect();
        self
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        let mut findings = Self::default();
        findings.push(finding);
        findings
    }
}

/// Findings as they are written.
#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
struct WrittenFindings<'f> {
    /// How many errors there are, kept or not.
    errors: usize,
    /// How many warnings there are, kept or not.
    warnings: usize,
    findings: &'f [Finding],
}

/// The counts, and the findings that were kept.
impl Serialize for Findings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = WrittenFindings {
            errors: self.errors,
            warnings: self.warnings,
            findings: &self.kept,
        };
        written.serialize(serializer)
    }
}

/// One line for each finding.
impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.kept.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{finding}")?;
        }
        match self.not_kept() {
            0 => Ok(()),
            more => write!(f, "\n… and {more} more"),
        }
    }
}

/// A file could not be read as a schedule: all that is wrong with it, by line.
///
/// Print [`findings`](Self::findings) for the people who wrote the file. `Display` and `Debug` tell how many
/// findings there are and name the first, without any value from the file, so that they can be logged.
///
/// The rows that could be read are not lost: [`into_readable`](Self::into_readable) hands them over, for
/// example to check them in the same run.
pub struct ReadError(Box<Unread>);

struct Unread {
    findings: Findings,
    readable: Schedule,
    cause: Option<io::Error>,
}

impl ReadError {
    pub(super) fn file(name: &str, fault: Fault) -> Self {
        Self::line(name, 1, fault)
    }

    pub(super) fn line(name: &str, line: u64, fault: Fault) -> Self {
        let finding = Finding::error(RowSource::line(name, line), None, fault);
        Self::rows(finding.into(), Schedule::new())
    }

    pub(super) fn io(name: &str, error: io::Error) -> Self {
        let mut read = Self::file(name, Fault::CannotRead(error.kind().to_string()));
        read.0.cause = Some(error);
        read
    }

    pub(super) fn rows(findings: Findings, readable: Schedule) -> Self {
        Self(Box::new(Unread {
            findings,
            readable,
            cause: None,
        }))
    }

    /// Everything that was found, errors and warnings, in the order of the lines.
    pub fn findings(&self) -> &Findings {
        &self.0.findings
    }

    /// The rows that could be read, and everything that was found.
    pub fn into_readable(self) -> (Schedule, Findings) {
        (self.0.readable, self.0.findings)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("schedule cannot be read: ")?;
        if let Some(first) = self.0.findings.errors().next() {
            write!(f, "{}: ", first.source)?;
            if let Some(column) = first.column {
                write!(f, "{column}: ")?;
            }
            f.write_str(first.fault.summary())?;
        }
        match self.0.findings.error_count().saturating_sub(1) {
            0 => Ok(()),
            1 => f.write_str(" (and one more error)"),
            more => write!(f, " (and {more} more errors)"),
        }
    }
}

impl fmt::Debug for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadError")
            .field("findings", &self.0.findings)
            .field("readable", &self.0.readable.len())
            .field("cause", &self.0.cause)
            .finish()
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.cause.as_ref().map(|cause| cause as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_kept_however_many_warnings_come_before_them() {
        let mut findings = Findings::default();
        let source = |row| RowSource::line("f.csv", row);
        for row in 0..20_000 {
            findings.push(Finding::warning(
                source(row),
                None,
                Fault::FormulaLike { sign: '-' },
            ));
        }
        findings.push(Finding::error(source(20_001), None, Fault::EmptyCell).of(7));
        assert_eq!(findings.warning_count(), 20_000);
        assert_eq!(findings.warnings().count(), Findings::KEPT_OF_A_KIND);
        assert_eq!(findings.errors().count(), 1);
        assert_eq!(findings.not_kept(), 19_000);
        for row in 0..20_000 {
            findings
                .push(Finding::error(source(row), None, Fault::EmptyCell).of(100 + row as usize));
        }
        assert_eq!(findings.errors().count(), Findings::KEPT);
        assert!(findings.is_wrong(20_099), "counted is known too");
        let merged = {
            let mut all = Findings::default();
            all.merge(&findings);
            all
        };
        assert_eq!(merged.error_count(), 20_001);
        assert!(merged.is_wrong(20_099) && merged.is_wrong(7) && !merged.is_wrong(8));
    }

    #[test]
    fn findings_open_in_a_spreadsheet_and_run_no_formula() {
        let mut findings = Findings::default();
        findings.push(Finding::error(
            RowSource::line("week; 39.csv", 2),
            Some(Column::Date),
            Fault::EmptyCell,
        ));
        let mut bytes = Vec::new();
        findings.write_csv(&mut bytes).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "\u{feff}file;line;severity;column;message\r\n\
             \"week; 39.csv\";2;error;date;the cell is empty; expected a value\r\n"
                .replace(
                    "the cell is empty; expected a value",
                    "\"the cell is empty; expected a value\""
                )
        );
        assert_eq!(
            serde_json::to_value(&findings).unwrap()["findings"][0]["fault"]["code"],
            "emptyCell"
        );
    }
}

#[cfg(feature = "schemars")]
crate::schemas::described::written_as! {
    Finding => WrittenFinding<'static>;
    Findings => WrittenFindings<'static>;
}
