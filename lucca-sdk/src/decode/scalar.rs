//! Numbers, texts and booleans, and words out of a list.

use std::num::{NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64};

use serde::de::{MapAccess, SeqAccess};

use super::{Decode, Json, Place, Report, Scalar};

/// What a scalar of JSON comes to.
pub(super) enum Conversion<T> {
    /// The document's own type.
    Exact(T),
    /// Another type that says the same.
    Converted(T),
    /// Nothing: what an empty text is to a date.
    Nothing,
    /// Not of this type.
    Other,
}
use Conversion::{Converted, Exact, Nothing, Other};

impl<T> Conversion<T> {
    fn converted(value: Option<T>) -> Self {
        value.map_or(Other, Converted)
    }

    fn and_then<N>(self, new: impl FnOnce(T) -> Option<N>) -> Conversion<N> {
        match self {
            Exact(value) => new(value).map_or(Other, Exact),
            Converted(value) => Conversion::converted(new(value)),
            Nothing => Nothing,
            Other => Other,
        }
    }
}

/// A type that is one scalar of JSON.
pub(super) trait FromScalar: Sized {
    fn from_scalar(scalar: Scalar<'_>) -> Conversion<Self>;
}

/// Reads one scalar, or passes over whatever else is there.
#[inline]
pub(super) fn decode<'de, T, L, O>(
    json: Json<'_, L, O>,
    into: &mut Option<T>,
    at: &Place<'_>,
    report: &mut Report,
) -> Result<(), L::Error>
where
    T: Decode + FromScalar,
    L: SeqAccess<'de>,
    O: MapAccess<'de, Error = L::Error>,
{
    let Json::Scalar(scalar) = json else {
        return json.refuse::<T>(at, report);
    };
    let told = match T::from_scalar(scalar) {
        Exact(value) => {
            *into = Some(value);
            false
        }
        Converted(value) => {
            *into = Some(value);
            true
        }
        Nothing => false,
        Other => true,
    };
    if told {
        report.deviates(at, T::EXPECTED, json.found());
    }
    Ok(())
}

/// Types that are read by [`FromScalar`].
macro_rules! scalar {
    ($expected:literal: $($kind:ty),*) => {$(
        impl Decode for $kind {
            const EXPECTED: &'static str = $expected;

            #[inline]
            fn decode<'de, L: SeqAccess<'de>, O: MapAccess<'de, Error = L::Error>>(
                json: Json<'_, L, O>,
                into: &mut Option<Self>,
                at: &Place<'_>,
                report: &mut Report,
            ) -> Result<(), L::Error> {
                $crate::decode::scalar::decode(json, into, at, report)
            }
        }
    )*};
}
pub(super) use scalar;

scalar!("an integer": i8, i16, i32, i64, u8, u16, u32, u64);
scalar!("an integer other than 0": NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroI64);
scalar!("a number": f32, f64);
scalar!("a boolean": bool);
scalar!("a text": String);

/// An integer out of a number without a fraction; nothing is lost up to 2^53.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[allow(clippy::cast_possible_truncation, reason = "checked before")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

macro_rules! integer {
    ($($kind:ty $(, $non_zero:ty)?;)*) => {$(
        impl FromScalar for $kind {
            #[inline]
            fn from_scalar(scalar: Scalar<'_>) -> Conversion<Self> {
                let whole = |number| whole(number)?.try_into().ok();
                match scalar {
                    Scalar::Signed(number) => number.try_into().map_or(Other, Exact),
                    Scalar::Unsigned(number) => number.try_into().map_or(Other, Exact),
                    Scalar::Float(number) => Conversion::converted(whole(number)),
                    Scalar::Text(text) => {
                        let text = text.trim();
                        let number = text.parse().ok();
                        Conversion::converted(number.or_else(|| whole(text.parse().ok()?)))
                    }
                    Scalar::Bool(_) => Other,
                }
            }
        }

        $(impl FromScalar for $non_zero {
            fn from_scalar(scalar: Scalar<'_>) -> Conversion<Self> {
                <$kind>::from_scalar(scalar).and_then(Self::new)
            }
        })?
    )*};
}
integer! {
    i8;
    i16;
    i32;
    i64, NonZeroI64;
    u8, NonZeroU8;
    u16, NonZeroU16;
    u32, NonZeroU32;
    u64, NonZeroU64;
}

macro_rules! float {
    ($($kind:ty),*) => {$(
        impl FromScalar for $kind {
            #[allow(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                reason = "as JSON numbers are read, and the document says so"
            )]
            fn from_scalar(scalar: Scalar<'_>) -> Conversion<Self> {
                match scalar {
                    Scalar::Signed(number) => Exact(number as Self),
                    Scalar::Unsigned(number) => Exact(number as Self),
                    Scalar::Float(number) => Exact(number as Self),
                    Scalar::Text(text) => {
                        let number: Option<Self> = text.trim().parse().ok();
                        Conversion::converted(number.filter(|number| number.is_finite()))
                    }
                    Scalar::Bool(_) => Other,
                }
            }
        }
    )*};
}
float!(f32, f64);

impl FromScalar for bool {
    fn from_scalar(scalar: Scalar<'_>) -> Conversion<Self> {
        match scalar {
            Scalar::Bool(value) => Exact(value),
            Scalar::Text(text) => {
                Conversion::converted(text.trim().to_ascii_lowercase().parse().ok())
            }
            _ => Other,
        }
    }
}

impl FromScalar for String {
    #[inline]
    fn from_scalar(scalar: Scalar<'_>) -> Conversion<Self> {
        match scalar {
            Scalar::Text(text) => Exact(text.to_owned()),
            Scalar::Signed(number) => Converted(number.to_string()),
            Scalar::Unsigned(number) => Converted(number.to_string()),
            Scalar::Float(number) => Converted(number.to_string()),
            Scalar::Bool(value) => Converted(value.to_string()),
        }
    }
}

/// An enum that keeps words which the document does not list.
pub trait OpenEnum: for<'t> From<&'t str> {
    /// Whether the document lists it.
    fn is_listed(&self) -> bool;
}

impl<T: OpenEnum> FromScalar for T {
    #[inline]
    fn from_scalar(scalar: Scalar<'_>) -> Conversion<Self> {
        match scalar {
            Scalar::Text(text) => {
                let word = T::from(text);
                if word.is_listed() {
                    Exact(word)
                } else {
                    Converted(word)
                }
            }
            Scalar::Signed(number) => Converted(T::from(&number.to_string())),
            _ => Other,
        }
    }
}

/// Reads a word.
///
/// # Errors
/// If the text is no JSON.
pub fn decode_word<'de, T, L, O>(
    json: Json<'_, L, O>,
    into: &mut Option<T>,
    at: &Place<'_>,
    report: &mut Report,
) -> Result<(), L::Error>
where
    T: Decode + OpenEnum,
    L: SeqAccess<'de>,
    O: MapAccess<'de, Error = L::Error>,
{
    decode(json, into, at, report)
}
