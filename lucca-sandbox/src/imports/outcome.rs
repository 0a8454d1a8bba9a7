//! What came of an import: counts, sentences and remarks, for its report.

use std::collections::VecDeque;

use jiff::civil::Date;

use super::file::Line;
use crate::company::{Company, Position, Status, User};

/// What came of an import.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    pub(super) lines: usize,
    /// Each row created or moved.
    pub(super) described: Vec<Described>,
    pub(super) deleted: usize,
    pub(super) errors: Vec<Remark>,
    pub(super) warnings: Vec<Remark>,
    /// What is wrong with the import as a whole.
    pub(super) global_error: Option<String>,
    /// What it does to the company, in order.
    pub(super) changes: VecDeque<Change>,
}

/// One change of one row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Change {
    Create {
        owner_id: u32,
        spot: Spot,
        date: Date,
        position: Position,
        status: Status,
    },
    Move {
        id: u32,
        spot: Spot,
        status: Status,
    },
    Delete {
        id: u32,
    },
}

/// A place, and the area in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) work_location_id: u32,
    pub(super) area_id: Option<u32>,
}

/// What a sentence of the report is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Described {
    pub(super) owner_id: u32,
    pub(super) date: Date,
    pub(super) moved: bool,
}

impl Described {
    pub(super) fn sentence(&self, company: &Company) -> String {
        let verb = if self.moved { "Updated" } else { "Created" };
        let name = company.user(self.owner_id).map(User::name);
        let date = self.date.strftime("%Y/%m/%d");
        format!(
            "{verb} user location for {} on {date}",
            name.unwrap_or_default()
        )
    }
}

impl Outcome {
    /// An import of which nothing came.
    pub(super) fn failed(why: String) -> Self {
        Self {
            global_error: Some(why),
            ..Self::default()
        }
    }

    /// About what it holds once its changes are made, in bytes.
    pub(super) fn size(&self) -> usize {
        let remarks: usize = self
            .errors
            .iter()
            .chain(&self.warnings)
            .map(Remark::size)
            .sum();
        remarks + self.described.len() * size_of::<Described>()
    }
}

/// Something to say about a line.
#[derive(Clone, Debug)]
pub(super) struct Remark {
    pub(super) line: Line,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) text: String,
    pub(super) is_conflict: bool,
}

impl Remark {
    fn size(&self) -> usize {
        let texts = [&self.first_name, &self.last_name, &self.text];
        size_of::<Self>() + self.line.size() + texts.map(String::len).iter().sum::<usize>()
    }
}
