//! What reading and checking found, row by row.

use std::fmt;

use super::{Column, Fault, RowSource};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
/// the row; it may quote a login. `Debug` quotes no value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Whether it holds an import back.
    pub severity: Severity,
    /// The row.
    pub source: RowSource,
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
            column,
            fault,
        }
    }

    pub(crate) fn warning(source: RowSource, column: Option<Column>, fault: Fault) -> Self {
        Self {
            severity: Severity::Warning,
            source,
            column,
            fault,
        }
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

/// All findings of one reading or one check, in the order of the rows.
///
/// At most [`Findings::KEPT`] are kept in full, so that a file that is wrong from end to end does not fill
/// the memory; the rest are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    kept: Vec<Finding>,
    errors: usize,
    warnings: usize,
}

impl Findings {
    /// How many findings are kept in full.
    pub const KEPT: usize = 10_000;

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

    /// The findings, in the order of the rows.
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

    pub(crate) fn push(&mut self, finding: Finding) {
        match finding.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
        if self.kept.len() < Self::KEPT {
            self.kept.push(finding);
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        let room = Self::KEPT.saturating_sub(self.kept.len());
        self.kept.extend(other.kept.iter().take(room).cloned());
        self.errors += other.errors;
        self.warnings += other.warnings;
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
