//! What is to be stored of an import, to go on with it after a crash.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Write as _};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Mode, SummaryId};
use crate::schedule::{Csv, Reconciliation, Schedule, Verdict};

/// An import as it can be stored: how it was asked for, its parts, and how far each is.
///
/// It holds no row of the schedule and no personal data. With it, [`Imports::resume`](super::Imports::resume) goes
/// on where the last process stopped; the schedule is needed again only while a part has not been uploaded, or
/// to tie the lines of the report to its rows.
///
/// Stored before and after each upload ([`keep`](super::ImportRequest::keep)), it makes sure that no rows are
/// ever uploaded twice: a part of which it is not known whether Lucca received it is not sent again
/// ([`in_doubt`](Self::in_doubt)) until [`settle`](Self::settle) says that it did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ImportHandle {
    mode: Mode,
    override_existing: bool,
    rows: usize,
    max_part_bytes: usize,
    parts: Vec<Part>,
}

/// A part of an import: one upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub(super) struct Part {
    pub(super) rows: usize,
    /// SHA-256 of the CSV, in hexadecimal digits.
    pub(super) checksum: String,
    pub(super) state: PartState,
}

/// How far a part is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", tag = "state")]
pub(super) enum PartState {
    /// Not uploaded.
    Waiting,
    /// Its upload was begun, and nothing is known of its end.
    #[serde(rename_all = "camelCase")]
    Sending {
        #[cfg_attr(feature = "schemars", schemars(schema_with = "crate::schemas::moment"))]
        since: Timestamp,
    },
    /// Lucca has it.
    #[serde(rename_all = "camelCase")]
    Uploaded {
        #[cfg_attr(feature = "schemars", schemars(schema_with = "crate::schemas::moment"))]
        since: Timestamp,
        summary_id: SummaryId,
    },
    /// Lucca has acted on it, and its report is lost.
    #[serde(rename_all = "camelCase")]
    Applied {
        #[cfg_attr(feature = "schemars", schemars(schema_with = "crate::schemas::moment"))]
        since: Timestamp,
    },
}

impl ImportHandle {
    /// Plans the uploads of a schedule. The error is the row of a person's day that is too large for one.
    pub(super) fn new(
        schedule: &Schedule,
        mode: Mode,
        override_existing: bool,
        max_part_bytes: usize,
    ) -> Result<Self, usize> {
        let csv = Csv::of(schedule);
        let parts = csv
            .cut(schedule.entries(), max_part_bytes)?
            .iter()
            .map(|rows| Part {
                rows: rows.len(),
                checksum: checksum(&csv.part(rows)),
                state: PartState::Waiting,
            })
            .collect();
        Ok(Self {
            mode,
            override_existing,
            rows: schedule.len(),
            max_part_bytes,
            parts,
        })
    }

    /// An import of which only Lucca's id is known.
    pub fn of_summary_id(id: impl Into<SummaryId>, mode: Mode) -> Self {
        Self {
            mode,
            override_existing: false,
            rows: 0,
            max_part_bytes: 0,
            parts: vec![Part {
                rows: 0,
                checksum: String::new(),
                state: PartState::Uploaded {
                    since: Timestamp::UNIX_EPOCH,
                    summary_id: id.into(),
                },
            }],
        }
    }

    /// Whether it simulates.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Whether existing user locations are overridden.
    pub fn overrides_existing(&self) -> bool {
        self.override_existing
    }

    /// The number of rows in all parts; 0 if only Lucca's id was known.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of uploads that the schedule takes.
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// The number of uploads that Lucca has received.
    pub fn uploaded(&self) -> usize {
        (0..self.parts.len())
            .filter(|index| self.is_uploaded(*index))
            .count()
    }

    /// Lucca's ids of the parts that it has received.
    pub fn summary_ids(&self) -> impl Iterator<Item = &SummaryId> {
        self.parts.iter().filter_map(|part| match &part.state {
            PartState::Uploaded { summary_id, .. } => Some(summary_id),
            _ => None,
        })
    }

    /// Lucca's id of the only part, or of the first; `None` before it is uploaded.
    pub fn summary_id(&self) -> Option<&SummaryId> {
        self.summary_ids().next()
    }

    /// Whether Lucca may have received a part without a trace of it here. A simulation is never in doubt: repeating
    /// it changes nothing.
    pub fn in_doubt(&self) -> bool {
        self.doubtful_part().is_some()
    }

    pub(super) fn doubtful_part(&self) -> Option<usize> {
        let sending = |part: &Part| matches!(part.state, PartState::Sending { .. });
        let index = self.parts.iter().position(sending)?;
        (self.mode == Mode::Run).then_some(index)
    }

    /// Clears up the doubt with what [`Imports::reconcile`](super::Imports::reconcile) found: a part that was applied
    /// is not uploaded again, one that was not is. `Partly` changes nothing: Lucca may still be working, so look
    /// again later. If it stays so, leave this handle, and [`plan`](super::Imports::plan) the schedule: a plan sends what
    /// is left to do.
    pub fn settle(&mut self, found: &Reconciliation) {
        let Some(part) = self
            .doubtful_part()
            .and_then(|index| self.parts.get_mut(index))
        else {
            return;
        };
        let PartState::Sending { since } = part.state else {
            return;
        };
        match found.verdict() {
            Verdict::Applied => part.state = PartState::Applied { since },
            Verdict::NotApplied => part.state = PartState::Waiting,
            Verdict::Partly | Verdict::NothingSent => {}
        }
    }

    /// Writes the handle to a file, whole or not at all: to a neighbour first, which then takes its place.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn write(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        let mut neighbour = path.as_os_str().to_owned();
        neighbour.push(".new");
        let mut file = File::create(&neighbour)?;
        serde_json::to_writer_pretty(&mut file, self)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        std::fs::rename(&neighbour, path)
    }

    /// Reads a handle that [`write`](Self::write) wrote.
    ///
    /// # Errors
    /// Those of the file system; `InvalidData` if the file holds something else.
    pub fn read(path: impl AsRef<Path>) -> io::Result<Self> {
        Ok(serde_json::from_reader(BufReader::new(File::open(path)?))?)
    }

    pub(super) fn is_uploaded(&self, index: usize) -> bool {
        let state = self.part(index).map(|part| &part.state);
        matches!(
            state,
            Some(PartState::Uploaded { .. } | PartState::Applied { .. })
        )
    }

    pub(super) fn part(&self, index: usize) -> Option<&Part> {
        self.parts.get(index)
    }

    pub(super) fn set_state(&mut self, index: usize, state: PartState) {
        if let Some(part) = self.parts.get_mut(index) {
            part.state = state;
        }
    }

    /// The rows of each part, if this is the schedule that the import was made of.
    pub(super) fn rows_of(&self, schedule: &Schedule) -> Option<Vec<Vec<usize>>> {
        if self.max_part_bytes == 0 {
            // Only Lucca's id is known, and the caller vouches for the schedule.
            return Some(vec![(0..schedule.len()).collect()]);
        }
        let csv = Csv::of(schedule);
        let rows = csv.cut(schedule.entries(), self.max_part_bytes).ok()?;
        let same = rows.len() == self.parts.len()
            && rows
                .iter()
                .zip(&self.parts)
                .all(|(rows, part)| checksum(&csv.part(rows)) == part.checksum);
        same.then_some(rows)
    }
}

impl fmt::Display for ImportHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} rows", self.mode, self.rows)?;
        if self.parts.len() > 1 {
            write!(
                f,
                ", {} of {} parts uploaded",
                self.uploaded(),
                self.parts.len()
            )?;
        }
        for id in self.summary_ids() {
            write!(f, ", {id}")?;
        }
        Ok(())
    }
}

/// The CSV of one part.
pub(super) fn encode(schedule: &Schedule, rows: &[usize]) -> Vec<u8> {
    let entries = rows.iter().filter_map(|row| schedule.entries().get(*row));
    Csv::of(entries).into_bytes()
}

fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
