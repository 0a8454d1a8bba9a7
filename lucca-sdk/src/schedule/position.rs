//! Stand-in for the generated `Position` until the generated clients exist.
use std::fmt;
use std::str::FromStr;

/// Which part of a day a row speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Position {
    /// Morning and afternoon.
    FullDay,
    /// The morning.
    FirstHalf,
    /// The afternoon.
    SecondHalf,
    /// A value that this version does not know.
    Unknown(UnknownPosition),
}

/// The text of a position that this version does not know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownPosition(String);

impl Position {
    /// The value as it is written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::FullDay => "FullDay",
            Self::FirstHalf => "FirstHalf",
            Self::SecondHalf => "SecondHalf",
            Self::Unknown(value) => &value.0,
        }
    }
}

impl From<&str> for Position {
    fn from(value: &str) -> Self {
        match value {
            "FullDay" => Self::FullDay,
            "FirstHalf" => Self::FirstHalf,
            "SecondHalf" => Self::SecondHalf,
            other => Self::Unknown(UnknownPosition(other.to_owned())),
        }
    }
}

impl FromStr for Position {
    type Err = std::convert::Infallible;
    fn from_str(value: &str) -> Result<Self, Self::Err> {
        Ok(value.into())
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
