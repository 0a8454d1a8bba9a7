//! Decoding that takes what servers send.
//!
//! Lucca promises nothing about the shape of these answers: properties are renamed,
//! re-cased, made null or sent as another JSON type. A generated type is therefore read by
//! [`Decode`] rather than by serde's derive, in one pass over the text:
//!
//! - a property is found under its name in any case, and under the spellings that the
//!   overlay lists; of two spellings in one object the first counts;
//! - a scalar of another type is converted where nothing is lost (`"12"` and `12`, `12.0` and
//!   `12`, `"true"` and `true`);
//! - any other value leaves its property empty, and a list without that item;
//! - an object is unreadable only without a property that must be there: for a row of a list
//!   that is its `id`.
//!
//! Whatever differs from the document is a [`Deviation`], counted by path in the
//! [`Report`] of the answer. An answer without one costs nothing for it.
//!
//! | file | what |
//! |---|---|
//! | `report` | where in an answer, what deviated, which rows were unreadable |
//! | `deviations` | what has deviated in all answers of a client |
//! | `scalar` | numbers, texts, booleans, listed words |
//! | `date` | dates and times |
//! | `container` | options, lists, maps, any JSON |
//! | `object` | the macro that reads a generated struct |

mod container;
mod date;
mod deviations;
mod object;
mod report;
mod scalar;

use serde::Deserializer;
use serde::de::Error as _;

pub use container::decode_by_serde;
pub use deviations::Deviation;
pub(crate) use deviations::Deviations;
pub use object::{Names, Object, decode_object, finish, read_property};
pub(crate) use report::{BadItem, Present};
pub use report::{Place, Report};
pub use scalar::{OpenEnum, decode_word};

use crate::error::DecodeFailure;

/// A type that is read from an answer, whatever the answer makes of it.
pub trait Decode: Sized {
    /// What the document promises, for people: `an integer`.
    const EXPECTED: &'static str;

    /// The names of its properties, for an object.
    const PROPERTIES: &'static [&'static str] = &[];

    /// Whether it is a list, whose place an empty one must not take unseen.
    const IS_LIST: bool = false;

    /// Reads one JSON value, all of it. `None` if it is none of this type's, which the report
    /// then knows.
    ///
    /// # Errors
    /// If the text is no JSON, or more of it than the report allows.
    fn decode<'de, D: Deserializer<'de>>(
        deserializer: D,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Result<Option<Self>, D::Error>;

    /// What stands for a value that is absent or null, if anything does.
    fn absent() -> Option<Self> {
        None
    }

    /// Whether a property of this name in any case belongs to the type.
    fn knows(name: &str) -> bool {
        Self::PROPERTIES
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// What an answer held.
#[derive(Debug)]
pub(crate) struct Decoded<T> {
    pub(crate) value: T,
    pub(crate) report: Report,
}

/// Reads an answer. At most `max_rows` rows are taken from its outermost list; unreadable
/// ones among them are in the report.
pub(crate) fn from_slice<T: Decode>(
    json: &[u8],
    max_rows: usize,
) -> Result<Decoded<T>, DecodeFailure> {
    let mut report = Report::new(max_rows);
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let value = T::decode(&mut deserializer, &Place::ROOT, &mut report)
        .and_then(|value| deserializer.end().map(|()| value));
    match value {
        Ok(Some(value)) => Ok(Decoded { value, report }),
        Ok(None) => Err(report.failure()),
        Err(error) => Err(match report.too_much() {
            Some(failure) => failure,
            None => DecodeFailure::new(&error),
        }),
    }
}

/// Reads a value for whoever uses serde: as tolerantly, but nobody hears of deviations.
///
/// # Errors
/// If the value is none of the type's.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut report = Report::new(usize::MAX);
    let value = T::decode(deserializer, &Place::ROOT, &mut report)?;
    match (value, report.bad_rows().first()) {
        (Some(value), None) => Ok(value),
        (Some(_), Some(bad)) => Err(D::Error::custom(&bad.failure)),
        (None, _) => Err(D::Error::custom(report.failure())),
    }
}
