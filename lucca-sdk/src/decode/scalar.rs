//! Numbers, texts and booleans, and words out of a list.

use std::fmt;
use std::marker::PhantomData;
use std::num::{NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64};

use serde::Deserializer;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Decode, Place, Report};

/// What a JSON scalar comes to.
pub(super) enum Scalar<T> {
    /// The document's own type.
    Exact(T),
    /// Another type that says the same.
    Converted(T),
    /// Nothing: what an empty text is to a date.
    Nothing,
    /// Not of this type.
    Other,
}

/// A type that is one JSON scalar.
pub(super) trait FromScalar: Sized {
    const EXPECTED: &'static str;

    fn from_text(text: &str) -> Scalar<Self>;

    fn from_string(text: String) -> Scalar<Self> {
        Self::from_text(&text)
    }

    fn from_signed(_: i64) -> Scalar<Self> {
        Scalar::Other
    }

    fn from_unsigned(number: u64) -> Scalar<Self> {
        i64::try_from(number).map_or(Scalar::Other, Self::from_signed)
    }

    fn from_float(_: f64) -> Scalar<Self> {
        Scalar::Other
    }

    fn from_bool(_: bool) -> Scalar<Self> {
        Scalar::Other
    }
}

/// Reads one scalar, or passes over whatever else is there.
pub(super) fn decode<'de, T: FromScalar, D: Deserializer<'de>>(
    deserializer: D,
    at: &Place<'_>,
    report: &mut Report,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(ScalarVisitor {
        at,
        report,
        kind: PhantomData,
    })
}

struct ScalarVisitor<'r, T> {
    at: &'r Place<'r>,
    report: &'r mut Report,
    kind: PhantomData<T>,
}

impl<T: FromScalar> ScalarVisitor<'_, T> {
    #[inline]
    fn take<E>(self, scalar: Scalar<T>, found: &'static str) -> Result<Option<T>, E> {
        match scalar {
            Scalar::Exact(value) => Ok(Some(value)),
            Scalar::Nothing => Ok(None),
            Scalar::Converted(value) => {
                self.report.deviates(self.at, T::EXPECTED, found);
                Ok(Some(value))
            }
            Scalar::Other => {
                self.report.deviates(self.at, T::EXPECTED, found);
                Ok(None)
            }
        }
    }
}

impl<'de, T: FromScalar> Visitor<'de> for ScalarVisitor<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        self.take(T::from_text(text), "a text")
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        self.take(T::from_string(text), "a text")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        self.take(T::from_signed(number), "an integer")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        self.take(T::from_unsigned(number), "an integer")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        self.take(T::from_float(number), "a number with a fraction")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        self.take(T::from_bool(value), "a boolean")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        self.take(Scalar::Other, "null")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.take(Scalar::Other, "a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.take(Scalar::Other, "an object")
    }
}

/// A type read by [`FromScalar`].
macro_rules! scalar {
    ($($kind:ty),*) => {$(
        impl Decode for $kind {
            const EXPECTED: &'static str = <Self as FromScalar>::EXPECTED;

            #[inline]
            fn decode<'de, D: Deserializer<'de>>(
                deserializer: D,
                at: &Place<'_>,
                report: &mut Report,
            ) -> Result<Option<Self>, D::Error> {
                $crate::decode::scalar::decode(deserializer, at, report)
            }
        }
    )*};
}
pub(super) use scalar;

/// An integer out of a number without a fraction; nothing is lost up to 2^53.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[allow(clippy::cast_possible_truncation, reason = "checked before")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

macro_rules! integer {
    ($($kind:ty),*) => {$(
        impl FromScalar for $kind {
            const EXPECTED: &'static str = "an integer";

            fn from_text(text: &str) -> Scalar<Self> {
                let text = text.trim();
                let number = text
                    .parse::<Self>()
                    .ok()
                    .or_else(|| whole(text.parse().ok()?)?.try_into().ok());
                number.map_or(Scalar::Other, Scalar::Converted)
            }

            fn from_signed(number: i64) -> Scalar<Self> {
                number.try_into().map_or(Scalar::Other, Scalar::Exact)
            }

            fn from_unsigned(number: u64) -> Scalar<Self> {
                number.try_into().map_or(Scalar::Other, Scalar::Exact)
            }

            fn from_float(number: f64) -> Scalar<Self> {
                whole(number)
                    .and_then(|number| number.try_into().ok())
                    .map_or(Scalar::Other, Scalar::Converted)
            }
        }
        scalar!($kind);
    )*};
}
integer!(i8, i16, i32, i64, u8, u16, u32, u64);

macro_rules! non_zero {
    ($($kind:ty: $plain:ty),*) => {$(
        impl FromScalar for $kind {
            const EXPECTED: &'static str = "an integer other than 0";

            fn from_text(text: &str) -> Scalar<Self> {
                non_zero(<$plain>::from_text(text), Self::new)
            }

            fn from_signed(number: i64) -> Scalar<Self> {
                non_zero(<$plain>::from_signed(number), Self::new)
            }

            fn from_unsigned(number: u64) -> Scalar<Self> {
                non_zero(<$plain>::from_unsigned(number), Self::new)
            }

            fn from_float(number: f64) -> Scalar<Self> {
                non_zero(<$plain>::from_float(number), Self::new)
            }
        }
        scalar!($kind);
    )*};
}
non_zero!(
    NonZeroU8: u8, NonZeroU16: u16, NonZeroU32: u32, NonZeroU64: u64, NonZeroI64: i64
);

fn non_zero<T, N>(number: Scalar<T>, new: fn(T) -> Option<N>) -> Scalar<N> {
    match number {
        Scalar::Exact(number) => new(number).map_or(Scalar::Other, Scalar::Exact),
        Scalar::Converted(number) => new(number).map_or(Scalar::Other, Scalar::Converted),
        Scalar::Nothing | Scalar::Other => Scalar::Other,
    }
}

macro_rules! float {
    ($($kind:ty),*) => {$(
        impl FromScalar for $kind {
            const EXPECTED: &'static str = "a number";

            fn from_text(text: &str) -> Scalar<Self> {
                match text.trim().parse::<Self>() {
                    Ok(number) if number.is_finite() => Scalar::Converted(number),
                    _ => Scalar::Other,
                }
            }

            #[allow(clippy::cast_precision_loss, reason = "as JSON numbers are read")]
            fn from_signed(number: i64) -> Scalar<Self> {
                Scalar::Exact(number as Self)
            }

            #[allow(clippy::cast_precision_loss, reason = "as JSON numbers are read")]
            fn from_unsigned(number: u64) -> Scalar<Self> {
                Scalar::Exact(number as Self)
            }

            #[allow(clippy::cast_possible_truncation, reason = "the document says so")]
            fn from_float(number: f64) -> Scalar<Self> {
                Scalar::Exact(number as Self)
            }
        }
        scalar!($kind);
    )*};
}
float!(f32, f64);

impl FromScalar for bool {
    const EXPECTED: &'static str = "a boolean";

    fn from_text(text: &str) -> Scalar<Self> {
        match text.trim() {
            text if text.eq_ignore_ascii_case("true") => Scalar::Converted(true),
            text if text.eq_ignore_ascii_case("false") => Scalar::Converted(false),
            _ => Scalar::Other,
        }
    }

    fn from_bool(value: bool) -> Scalar<Self> {
        Scalar::Exact(value)
    }
}
scalar!(bool);

impl FromScalar for String {
    const EXPECTED: &'static str = "a text";

    #[inline]
    fn from_text(text: &str) -> Scalar<Self> {
        Scalar::Exact(text.to_owned())
    }

    fn from_string(text: String) -> Scalar<Self> {
        Scalar::Exact(text)
    }

    fn from_signed(number: i64) -> Scalar<Self> {
        Scalar::Converted(number.to_string())
    }

    fn from_unsigned(number: u64) -> Scalar<Self> {
        Scalar::Converted(number.to_string())
    }

    fn from_float(number: f64) -> Scalar<Self> {
        Scalar::Converted(number.to_string())
    }

    fn from_bool(value: bool) -> Scalar<Self> {
        Scalar::Converted(value.to_string())
    }
}
scalar!(String);

/// An enum that keeps words which the document does not list.
pub trait OpenEnum: for<'t> From<&'t str> {
    /// Whether the document lists it.
    fn is_listed(&self) -> bool;
}

/// Reads a word.
///
/// # Errors
/// If the text is no JSON.
pub fn decode_word<'de, T: OpenEnum, D: Deserializer<'de>>(
    deserializer: D,
    at: &Place<'_>,
    report: &mut Report,
) -> Result<Option<T>, D::Error> {
    struct Word<T>(T);

    impl<T: OpenEnum> FromScalar for Word<T> {
        const EXPECTED: &'static str = "a listed word";

        #[inline]
        fn from_text(text: &str) -> Scalar<Self> {
            let word = T::from(text);
            if word.is_listed() {
                Scalar::Exact(Self(word))
            } else {
                Scalar::Converted(Self(word))
            }
        }

        fn from_signed(number: i64) -> Scalar<Self> {
            Scalar::Converted(Self(T::from(&number.to_string())))
        }
    }

    Ok(decode::<Word<T>, D>(deserializer, at, report)?.map(|word| word.0))
}
