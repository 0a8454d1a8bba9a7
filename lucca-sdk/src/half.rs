//! Half a day, the grain of presence and of schedules.

use std::fmt;

use crate::generated::office::types::Position;

/// Half a day, the resolution of Lucca Office.
///
/// ```
/// use lucca_sdk::office::{Half, Position};
///
/// assert_eq!(Half::of(&Position::FullDay), Half::BOTH);
/// assert_eq!(Half::of(&Position::SecondHalf), [Half::Second]);
/// assert_eq!(Half::Second.to_string(), "afternoon");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Half {
    /// The first half, `FirstHalf` to Lucca.
    First,
    /// The second half, `SecondHalf` to Lucca.
    Second,
}

impl Half {
    /// Both, in order.
    pub const BOTH: [Self; 2] = [Self::First, Self::Second];

    /// The halves that a position covers; none for a position that this version does not
    /// know.
    pub fn of(position: &Position) -> &'static [Self] {
        match position {
            Position::FullDay => &Self::BOTH,
            Position::FirstHalf => &[Self::First],
            Position::SecondHalf => &[Self::Second],
            _ => &[],
        }
    }

    /// The position that covers just this half.
    pub fn position(self) -> Position {
        match self {
            Self::First => Position::FirstHalf,
            Self::Second => Position::SecondHalf,
        }
    }
}

impl fmt::Display for Half {
    /// `morning` or `afternoon`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "morning",
            Self::Second => "afternoon",
        })
    }
}
