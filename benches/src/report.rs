//! What has been measured so far.

use crate::measure::Row;

/// How much is done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Scale {
    /// Everything once and small: that the measurements work.
    Quick,
    Full,
}

impl Scale {
    pub(crate) fn pick<T>(self, quick: T, full: T) -> T {
        match self {
            Self::Quick => quick,
            Self::Full => full,
        }
    }
}

pub(crate) struct Report {
    /// Those of this run and, of chapters that it leaves out, those of the last one.
    pub(crate) rows: Vec<Row>,
    /// What could not be measured, and why.
    pub(crate) notes: Vec<String>,
}

impl Report {
    pub(crate) fn new(rows: Vec<Row>) -> Self {
        let notes = Vec::new();
        Self { rows, notes }
    }

    pub(crate) fn add(&mut self, row: Row) {
        eprintln!("{row}");
        self.rows.push(row);
    }

    pub(crate) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        eprintln!("{note}");
        self.notes.push(note);
    }
}
