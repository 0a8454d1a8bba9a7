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

use std::fmt;
use std::iter::Empty;

use serde::Deserializer;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

pub use container::decode_by_serde;
pub use deviations::Deviation;
pub(crate) use deviations::Deviations;
pub use object::{Names, Object, decode_object, finish, read_property};
pub(crate) use report::Present;
pub use report::{Place, Report};
pub use scalar::{OpenEnum, decode_word};

use crate::error::DecodeFailure;

/// A type that is read from an answer, whatever the answer makes of it.
pub trait Decode: Sized {
    /// What the document promises, for people: `an integer`.
    const EXPECTED: &'static str;

    /// The names of its properties, for an object.
    const PROPERTIES: &'static [&'static str] = &[];

    /// What a body without a byte in it is.
    const NO_BODY: NoBody = NoBody::Missing;

    /// Whether it is a list, whose place an empty one must not take unseen.
    const IS_LIST: bool = false;

    /// Reads one JSON value, all of it, into a place that is empty, and stays so if it is none
    /// of this type's, which the report then knows.
    ///
    /// # Errors
    /// If the text is no JSON, or more of it than the report allows.
    fn decode<'de, L: SeqAccess<'de>, O: MapAccess<'de, Error = L::Error>>(
        json: Json<'_, L, O>,
        into: &mut Option<Self>,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Result<(), L::Error>;

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

/// What a body without a byte in it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoBody {
    /// An error: the document promises one.
    Missing,
    /// One of two answers that the document promises.
    Allowed,
    /// All that is promised: whatever comes is passed over.
    Promised,
}

/// A value of JSON of which lists and objects are still to be read.
pub enum Json<'t, L, O> {
    /// `null`
    Null,
    /// A text, a number or a boolean.
    Scalar(Scalar<'t>),
    /// A list.
    List(L),
    /// An object.
    Object(O),
}

/// A text, a number or a boolean.
#[derive(Clone, Copy)]
pub enum Scalar<'t> {
    /// A text.
    Text(&'t str),
    /// An integer.
    Signed(i64),
    /// An integer that no `i64` may hold.
    Unsigned(u64),
    /// Any other number.
    Float(f64),
    /// A boolean.
    Bool(bool),
}

impl<'de, L: SeqAccess<'de>, O: MapAccess<'de, Error = L::Error>> Json<'_, L, O> {
    /// What it is, for people.
    fn found(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Scalar(Scalar::Text(_)) => "a text",
            Self::Scalar(Scalar::Signed(_) | Scalar::Unsigned(_)) => "an integer",
            Self::Scalar(Scalar::Float(_)) => "a number with a fraction",
            Self::Scalar(Scalar::Bool(_)) => "a boolean",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// Passes over it.
    fn skip(self) -> Result<(), L::Error> {
        match self {
            Self::Null | Self::Scalar(_) => {}
            Self::List(mut list) => while list.next_element::<IgnoredAny>()?.is_some() {},
            Self::Object(mut map) => while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {},
        }
        Ok(())
    }

    /// Passes over what is none of `T`'s, and notes that.
    fn refuse<T: Decode>(self, at: &Place<'_>, report: &mut Report) -> Result<(), L::Error> {
        report.deviates(at, T::EXPECTED, self.found());
        self.skip()
    }
}

/// The list of a value that is none, and the object.
type NoList<E> = SeqDeserializer<Empty<()>, E>;
type NoObject<'de, E> = MapDeserializer<'de, Empty<((), ())>, E>;

/// Reads one value into a place that is empty: written there once, rather than handed up
/// through all that called for it. Says whether it was null, which is left to the caller.
struct Reader<'r, T> {
    into: &'r mut Option<T>,
    at: &'r Place<'r>,
    report: &'r mut Report,
}

/// Whether a value was null.
type IsNull = bool;

impl<'r, T: Decode> Reader<'r, T> {
    fn new(into: &'r mut Option<T>, at: &'r Place<'r>, report: &'r mut Report) -> Self {
        Self { into, at, report }
    }

    #[inline]
    fn scalar<E: Error>(self, scalar: Scalar<'_>) -> Result<IsNull, E> {
        let json = Json::<NoList<E>, NoObject<'_, E>>::Scalar(scalar);
        T::decode(json, self.into, self.at, self.report).map(|()| false)
    }
}

impl<'de, T: Decode> DeserializeSeed<'de> for Reader<'_, T> {
    type Value = IsNull;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<IsNull, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Decode> Visitor<'de> for Reader<'_, T> {
    type Value = IsNull;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_unit<E: Error>(self) -> Result<IsNull, E> {
        Ok(true)
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<IsNull, E> {
        self.scalar(Scalar::Text(text))
    }

    #[inline]
    fn visit_i64<E: Error>(self, number: i64) -> Result<IsNull, E> {
        self.scalar(Scalar::Signed(number))
    }

    #[inline]
    fn visit_u64<E: Error>(self, number: u64) -> Result<IsNull, E> {
        self.scalar(i64::try_from(number).map_or(Scalar::Unsigned(number), Scalar::Signed))
    }

    #[inline]
    fn visit_f64<E: Error>(self, number: f64) -> Result<IsNull, E> {
        self.scalar(Scalar::Float(number))
    }

    #[inline]
    fn visit_bool<E: Error>(self, value: bool) -> Result<IsNull, E> {
        self.scalar(Scalar::Bool(value))
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<IsNull, A::Error> {
        let json = Json::<A, NoObject<'_, A::Error>>::List(list);
        T::decode(json, self.into, self.at, self.report).map(|()| false)
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<IsNull, A::Error> {
        let json = Json::<NoList<A::Error>, A>::Object(map);
        T::decode(json, self.into, self.at, self.report).map(|()| false)
    }
}

/// Takes a null for what the type takes it for.
fn null<T: Decode, E: Error>(
    into: &mut Option<T>,
    at: &Place<'_>,
    report: &mut Report,
) -> Result<(), E> {
    T::decode(Json::<NoList<E>, NoObject<'_, E>>::Null, into, at, report)
}

/// Reads one value, all of it. `None` if it is none of the type's, which the report then knows.
///
/// # Errors
/// If the text is no JSON, or more of it than the report allows.
fn read<'de, T: Decode, D: Deserializer<'de>>(
    deserializer: D,
    at: &Place<'_>,
    report: &mut Report,
) -> Result<Option<T>, D::Error> {
    let mut value = None;
    let is_null = deserializer.deserialize_any(Reader::new(&mut value, at, report))?;
    if is_null {
        null(&mut value, at, report)?;
    }
    Ok(value)
}

/// What an answer held.
#[derive(Debug)]
pub(crate) struct Decoded<T> {
    pub(crate) value: T,
    pub(crate) report: Report,
}

/// Reads an answer. At most `max_rows` rows are taken from its outermost list, and unreadable
/// ones among them are in the report; without a bound an unreadable row is an error.
pub(crate) fn from_slice<T: Decode>(
    json: &[u8],
    max_rows: Option<usize>,
) -> Result<Decoded<T>, DecodeFailure> {
    let mut report = Report::new(max_rows);
    // Some servers put a byte-order mark before JSON.
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let no_body = match T::NO_BODY {
        NoBody::Missing => false,
        NoBody::Allowed => json.iter().all(u8::is_ascii_whitespace),
        NoBody::Promised => true,
    };
    if let Some(value) = T::absent().filter(|_| no_body) {
        return Ok(Decoded { value, report });
    }
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let value = read(&mut deserializer, &Place::ROOT, &mut report)
        .and_then(|value| deserializer.end().map(|()| value));
    match value {
        Ok(Some(value)) => Ok(Decoded { value, report }),
        Ok(None) => Err(report.failure()),
        Err(error) => Err(report
            .given_up()
            .unwrap_or_else(|| DecodeFailure::new(&error))),
    }
}

/// Reads a value for whoever uses serde: as tolerantly, but nobody hears of deviations.
///
/// # Errors
/// If the value is none of the type's.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut report = Report::new(None);
    let value: Option<T> = read(deserializer, &Place::ROOT, &mut report)?;
    value.ok_or_else(|| D::Error::custom(report.failure()))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::{Date, DateTime};

    use super::*;

    /// What a text of JSON comes to, and whether anybody is told.
    fn read<T: Decode + std::fmt::Debug>(json: &str) -> (Option<String>, bool) {
        let mut report = Report::new(Some(10));
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let value: Option<T> =
            super::read(&mut deserializer, &Place::ROOT, &mut report).expect(json);
        let told = report.deviations().next().is_some();
        (value.map(|value| format!("{value:?}")), told)
    }

    #[test]
    fn what_says_the_same_is_converted_and_told_and_what_does_not_is_nothing() {
        let some = |text: &str| Some(text.to_owned());
        let cases = [
            (read::<i64>("12"), some("12"), false),
            (read::<i64>(r#"" 12 ""#), some("12"), true),
            (read::<i64>("12.0"), some("12"), true),
            (read::<i64>("12.5"), None, true),
            (read::<i64>("5.5e19"), None, true),
            (
                read::<u64>("18446744073709551615"),
                some("18446744073709551615"),
                false,
            ),
            (read::<i64>("true"), None, true),
            (read::<i64>("[1]"), None, true),
            (read::<f64>("2"), some("2.0"), false),
            (read::<f64>(r#""2.5""#), some("2.5"), true),
            (read::<f64>(r#""NaN""#), None, true),
            (read::<bool>(r#""True""#), some("true"), true),
            (read::<bool>("1"), None, true),
            (read::<String>("12"), some(r#""12""#), true),
            (read::<String>("false"), some(r#""false""#), true),
            (read::<String>(r#"{"a":1}"#), None, true),
            (read::<Option<i64>>("null"), some("None"), false),
            (read::<Option<i64>>(r#""x""#), None, true),
            (
                read::<Vec<i64>>(r#"[1,"2",null,3]"#),
                some("[1, 2, 3]"),
                true,
            ),
            (read::<Vec<i64>>(r#"{"a":1}"#), None, true),
        ];
        for (number, (read, value, told)) in cases.into_iter().enumerate() {
            assert_eq!(read, (value, told), "case {number}");
        }
    }

    #[test]
    fn a_page_without_its_list_is_no_empty_page_in_silence() {
        type Page = crate::generated::office::types::WorkLocationPage;
        for (json, told) in [
            (r#"{"count":3}"#, vec![("items", "a list", "nothing", 1)]),
            (r#"{"count":0,"items":[]}"#, vec![]),
            // In a row, a list that is not there is none.
            (
                r#"{"count":1,"items":[{"id":2,"office":{"capacity":4}}]}"#,
                vec![],
            ),
        ] {
            let page = from_slice::<Page>(json.as_bytes(), None).expect(json);
            assert!(page.report.deviations().eq(told), "{json}");
        }
    }

    #[test]
    fn dates_and_times_are_read_with_and_without_offset_time_and_end() {
        let read_all = |text: &str| {
            let json = format!("{text:?}");
            [
                read::<Date>(&json),
                read::<DateTime>(&json),
                read::<Timestamp>(&json),
            ]
            .map(|(value, told)| value.map(|value| (value, told)))
        };
        let some = |text: &str, told| Some((text.to_owned(), told));
        assert_eq!(
            read_all("2014-09-01T00:00:00"),
            [
                some("2014-09-01", false),
                some("2014-09-01T00:00:00", false),
                some("2014-09-01T00:00:00Z", false),
            ]
        );
        // A time that a date has no place for is dropped aloud.
        assert_eq!(
            read_all("2014-09-01T08:30:00+02:00")[0],
            some("2014-09-01", true)
        );
        for end in [
            "9999-12-31T23:59:59.9999999",
            "9999-12-31T23:59:59.9999999Z",
        ] {
            let [_, local, moment] = read_all(end);
            assert_eq!(local, some("9999-12-31T23:59:59.9999999", false));
            assert_eq!(moment, some(&format!("{:?}", Timestamp::MAX), false));
        }
        assert_eq!(read_all(""), [None, None, None]);
        assert_eq!(read_all("soon"), [None, None, None]);
    }
}
