//! Dates and times as Lucca writes them.
//!
//! - A date may have a time behind it: `2025-09-15T00:00:00`.
//! - A date with a time has no offset in the v3 API and up to seven fractional digits; an
//!   offset, or a `Z`, is accepted and ignored: the time is the one that the text shows.
//! - A moment has an offset; without one it is taken as UTC. The last moments of the year
//!   9999, which .NET writes for an open end, are the last one that can be held.
//! - An empty text is nothing.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use serde::de::{MapAccess, SeqAccess};

use super::scalar::{Conversion, FromScalar, scalar};
use super::{Decode, Json, Place, Report, Scalar};

scalar!("a date": Date);
scalar!("a date with a time": DateTime);
scalar!("a moment": Timestamp);

/// The text without an offset at its end.
fn without_offset(text: &str) -> &str {
    let text = text.trim();
    if let Some(local) = text.strip_suffix(['Z', 'z']) {
        return local;
    }
    match text.find(['T', 't']) {
        Some(time) => match text[time..].find(['+', '-']) {
            Some(offset) => &text[..time + offset],
            None => text,
        },
        None => text,
    }
}

/// What a text comes to; an empty one is nothing.
fn from_text<T>(scalar: Scalar<'_>, read: impl FnOnce(&str) -> Option<T>) -> Conversion<T> {
    match scalar {
        Scalar::Text(text) => match read(text) {
            Some(value) => Conversion::Exact(value),
            None if text.trim().is_empty() => Conversion::Nothing,
            None => Conversion::Other,
        },
        _ => Conversion::Other,
    }
}

fn local(text: &str) -> Option<DateTime> {
    text.parse().or_else(|_| without_offset(text).parse()).ok()
}

impl FromScalar for Date {
    fn from_scalar(scalar: Scalar<'_>) -> Conversion<Self> {
        if let Scalar::Text(text) = scalar
            && text.len() > 10
            && let Some(moment) = local(text)
            && moment.time() != Time::midnight()
        {
            // A time that is dropped is told.
            return Conversion::Converted(moment.date());
        }
        from_text(scalar, |text| {
            text.parse().or_else(|_| without_offset(text).parse()).ok()
        })
    }
}

impl FromScalar for DateTime {
    fn from_scalar(scalar: Scalar<'_>) -> Conversion<Self> {
        from_text(scalar, local)
    }
}

impl FromScalar for Timestamp {
    fn from_scalar(scalar: Scalar<'_>) -> Conversion<Self> {
        from_text(scalar, |text| {
            let text = text.trim();
            text.parse()
                .or_else(|_| format!("{text}Z").parse())
                .ok()
                .or_else(|| (local(text)?.year() == 9999).then_some(Self::MAX))
        })
    }
}
