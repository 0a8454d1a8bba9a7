//! What a presence lacks.

use std::fmt;

use crate::office::UserLocation;
use crate::paging::Drift;

/// A user location that could not be put on a day.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Unplaced {
    /// The user location as Lucca has it.
    pub user_location: UserLocation,
    /// What it lacks; the first reason, if there are several.
    pub reason: UnplacedReason,
}

/// Why a user location could not be put on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum UnplacedReason {
    /// It has no status, and only [some statuses](super::Counting::only) count.
    NoStatus,
    /// It has no date.
    NoDate,
    /// It has no owner.
    NoOwner,
    /// It has no work location.
    NoWorkLocation,
    /// It has no position, or one that this version does not know.
    UnknownPosition,
}

impl fmt::Display for UnplacedReason {
    /// What the user location has not, such as `no owner`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoStatus => "no status",
            Self::NoDate => "no date",
            Self::NoOwner => "no owner",
            Self::NoWorkLocation => "no work location",
            Self::UnknownPosition => "no known part of the day",
        })
    }
}

/// Something that a presence lacks, or had to assume. Its text names the cause and the
/// number, and no person.
///
/// ```
/// use lucca_sdk::office::presence::{Gap, UnplacedReason};
///
/// let gap = Gap::Unplaced { reason: UnplacedReason::NoOwner, rows: 3 };
/// assert_eq!(gap.to_string(), "3 user locations not shown: no owner");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gap {
    /// User locations that could not be put on a day, see
    /// [`Presence::unplaced`](super::Presence::unplaced).
    Unplaced {
        /// What they lack.
        reason: UnplacedReason,
        /// How many.
        rows: usize,
    },
    /// Rows that could not be read, see [`Presence::bad_rows`](super::Presence::bad_rows), or
    /// have no id.
    Unreadable {
        /// `users`, `work locations` or `user locations`.
        list: &'static str,
        /// How many.
        rows: usize,
    },
    /// A list that changed while it was read, or whose total is not the number of its rows.
    Drift {
        /// `users`, `work locations` or `user locations`.
        list: &'static str,
        /// What was noticed.
        drift: Drift,
    },
    /// People of whom no contract date is known, so that who is employed when is a guess:
    /// their contracts count as open. When it is everybody, the key's role may well not see
    /// contracts.
    NoContractDates {
        /// How many.
        people: usize,
        /// Of how many who may be employed.
        of: usize,
    },
    /// Owners of stays who are neither among the current nor among the former users that
    /// the key's role may see.
    UnknownPeople {
        /// How many.
        people: usize,
    },
    /// Stays at a work location, or in an area, that the list of work locations does not
    /// hold; [`Occupancy`](super::Occupancy) does not count them there.
    UnknownPlaces {
        /// How many.
        stays: usize,
    },
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unplaced { reason, rows } => {
                let rows = count(*rows as u64, "user location");
                write!(f, "{rows} not shown: {reason}")
            }
            Self::Unreadable { list, rows } => {
                let rows = count(*rows as u64, "row");
                write!(f, "{rows} of the {list} could not be read")
            }
            Self::Drift { list, drift } => write!(f, "the list of {list} {}", moved(drift)),
            Self::NoContractDates { people, of } => {
                let may_not_see = match people == of {
                    true => "; the key's role may not see them",
                    false => "",
                };
                let who = count(*people as u64, "person");
                write!(
                    f,
                    "{who} of {of} taken as employed: no contract dates known{may_not_see}"
                )
            }
            Self::UnknownPeople { people } => write!(
                f,
                "{} known by id alone: not among the users that the key's role may see",
                count(*people as u64, "person")
            ),
            Self::UnknownPlaces { stays } => write!(
                f,
                "{} at work locations or in areas that the list of work locations does not hold",
                count(*stays as u64, "stay")
            ),
        }
    }
}

fn count(number: u64, what: &str) -> String {
    match (number, what) {
        (1, _) => format!("1 {what}"),
        (_, "person") => format!("{number} people"),
        _ => format!("{number} {what}s"),
    }
}

fn moved(drift: &Drift) -> String {
    let mut signs = Vec::new();
    if let (Some(first), Some(last)) = (drift.first_total, drift.last_total)
        && first != last
    {
        signs.push(format!("went from {first} to {last} rows"));
    }
    if drift.duplicates > 0 {
        signs.push(format!("gave {} again", count(drift.duplicates, "row")));
    }
    if drift.missing > 0 {
        let missing = count(drift.missing, "row");
        signs.push(format!("counts {missing} that did not come"));
    }
    if signs.is_empty() {
        signs.push("changed".to_owned());
    }
    signs.join(", ") + " while it was read"
}
