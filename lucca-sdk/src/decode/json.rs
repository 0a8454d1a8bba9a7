//! A value of JSON before anything is made of it, and the one visitor that meets it.

use std::fmt;
use std::iter::Empty;

use serde::Deserializer;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Decode, Place, Report};

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
    pub(super) fn found(&self) -> &'static str {
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
    pub(super) fn skip(self) -> Result<(), L::Error> {
        match self {
            Self::Null | Self::Scalar(_) => {}
            Self::List(mut list) => while list.next_element::<IgnoredAny>()?.is_some() {},
            Self::Object(mut map) => while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {},
        }
        Ok(())
    }

    /// Passes over what is none of `T`'s, and notes that.
    pub(super) fn refuse<T: Decode>(
        self,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Result<(), L::Error> {
        report.deviates(at, T::EXPECTED, self.found());
        self.skip()
    }
}

/// The list of a value that is none, and the object.
type NoList<E> = SeqDeserializer<Empty<()>, E>;
type NoObject<'de, E> = MapDeserializer<'de, Empty<((), ())>, E>;

/// Reads one value into a place that is empty: written there once, rather than handed up
/// through all that called for it. Says whether it was null, which is left to the caller.
pub(super) struct Reader<'r, T> {
    into: &'r mut Option<T>,
    at: &'r Place<'r>,
    report: &'r mut Report,
}

/// Whether a value was null.
type IsNull = bool;

impl<'r, T: Decode> Reader<'r, T> {
    pub(super) fn new(into: &'r mut Option<T>, at: &'r Place<'r>, report: &'r mut Report) -> Self {
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
pub(super) fn null<T: Decode, E: Error>(
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
pub(super) fn read<'de, T: Decode, D: Deserializer<'de>>(
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
