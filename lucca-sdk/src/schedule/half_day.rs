//! The two halves of a day, the grain at which rows can collide.

use super::Position;

/// The morning or the afternoon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum HalfDay {
    First,
    Second,
}

impl HalfDay {
    pub(crate) const BOTH: [Self; 2] = [Self::First, Self::Second];

    /// The halves that a position covers; none for a position that this version does not know.
    pub(crate) fn of(position: &Position) -> &'static [Self] {
        match position {
            Position::FullDay => &Self::BOTH,
            Position::FirstHalf => &[Self::First],
            Position::SecondHalf => &[Self::Second],
            _ => &[],
        }
    }

    pub(crate) fn position(self) -> Position {
        match self {
            Self::First => Position::FirstHalf,
            Self::Second => Position::SecondHalf,
        }
    }
}
