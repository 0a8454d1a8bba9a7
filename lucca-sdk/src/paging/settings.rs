//! How a list is read.

use super::{BadRowPolicy, DriftPolicy};
use crate::Error;

/// The largest page that Lucca returns, in either dialect.
pub(crate) const MAX_PAGE_SIZE: u32 = 1000;

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) page_size: u32,
    pub(crate) concurrency: usize,
    pub(crate) on_drift: DriftPolicy,
    pub(crate) on_bad_row: BadRowPolicy,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            page_size: MAX_PAGE_SIZE,
            concurrency: 4,
            on_drift: DriftPolicy::default(),
            on_bad_row: BadRowPolicy::default(),
        }
    }
}

impl Settings {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if !(1..=MAX_PAGE_SIZE).contains(&self.page_size) {
            return Err(Error::invalid_input(
                "page_size",
                format!("accepted is 1 to {MAX_PAGE_SIZE} rows"),
            ));
        }
        if self.concurrency == 0 {
            return Err(Error::invalid_input(
                "concurrency",
                "accepted is 1 (page by page) or more",
            ));
        }
        Ok(())
    }
}
