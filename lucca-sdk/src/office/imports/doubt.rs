//! An upload of which nobody knows whether it arrived.

use std::fmt;

use jiff::Timestamp;

use super::ImportHandle;
use super::handle::PartState;

/// An upload whose end is not known: Lucca may be acting on it, or never have seen it. What is needed to find out.
///
/// # What to do
/// Do not upload again. Ask [`Imports::reconcile`](super::Imports::reconcile) what Lucca holds, then
/// [`ImportHandle::settle`] and [`Imports::resume`](super::Imports::resume).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Doubt {
    /// When the upload began.
    pub since: Timestamp,
    /// How many rows it had.
    pub rows: usize,
    /// SHA-256 of its CSV, in hexadecimal digits.
    pub checksum: String,
    /// Which part of the import it was, counted from 1.
    pub part: usize,
    /// How many parts there are.
    pub parts: usize,
}

impl Doubt {
    pub(super) fn of(handle: &ImportHandle) -> Option<Self> {
        let index = handle.doubtful_part()?;
        let part = handle.part(index)?;
        let PartState::Sending { since } = part.state else {
            return None;
        };
        Some(Self {
            since,
            rows: part.rows,
            checksum: part.checksum.clone(),
            part: index + 1,
            parts: handle.parts(),
        })
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short: String = self.checksum.chars().take(12).collect();
        write!(
            f,
            "part {} of {}, {} rows, SHA-256 {short}…, begun {}",
            self.part, self.parts, self.rows, self.since
        )
    }
}
