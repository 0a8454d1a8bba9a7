//! What Lucca calls an import by.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The id that Lucca gives to an upload, by which its progress and its report are asked for.
///
/// Lucca writes a UUID; it is kept as it is, and nothing hangs on its form. How long Lucca remembers it is unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct SummaryId(String);

impl SummaryId {
    /// An id that was stored as text.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as Lucca wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for SummaryId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for SummaryId {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

impl fmt::Display for SummaryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
