//! To simulate, or to do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Whether an import changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Mode {
    /// A simulation (`create=false`): Lucca reports what it would do.
    Analysis,
    /// The real thing (`create=true`), which cannot be undone.
    Run,
}

impl Mode {
    pub(super) fn creates(self) -> bool {
        matches!(self, Self::Run)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Analysis => "analysis",
            Self::Run => "run",
        })
    }
}
