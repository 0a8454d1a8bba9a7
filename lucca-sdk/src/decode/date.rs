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
use serde::Deserializer;

use super::scalar::{FromScalar, Scalar, scalar};
use super::{Decode, Place, Report};

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

fn exact<T>(parsed: Option<T>, text: &str) -> Scalar<T> {
    match parsed {
        Some(value) => Scalar::Exact(value),
        None if text.trim().is_empty() => Scalar::Nothing,
        None => Scalar::Other,
    }
}

impl FromScalar for Date {
    const EXPECTED: &'static str = "a date";

    fn from_text(text: &str) -> Scalar<Self> {
        if let Ok(date) = text.parse::<Self>()
            && text.len() <= 10
        {
            return Scalar::Exact(date);
        }
        match without_offset(text).parse::<DateTime>() {
            Ok(moment) if moment.time() == Time::midnight() => Scalar::Exact(moment.date()),
            // A time that is dropped is told.
            Ok(moment) => Scalar::Converted(moment.date()),
            Err(_) => exact(without_offset(text).parse().ok(), text),
        }
    }
}

impl FromScalar for DateTime {
    const EXPECTED: &'static str = "a date with a time";

    fn from_text(text: &str) -> Scalar<Self> {
        exact(without_offset(text).parse().ok(), text)
    }
}

impl FromScalar for Timestamp {
    const EXPECTED: &'static str = "a moment";

    fn from_text(text: &str) -> Scalar<Self> {
        let trimmed = text.trim();
        let parsed = trimmed
            .parse()
            .ok()
            .or_else(|| format!("{trimmed}Z").parse().ok())
            .or_else(|| {
                let local: DateTime = without_offset(trimmed).parse().ok()?;
                (local.year() == 9999).then_some(Self::MAX)
            });
        exact(parsed, text)
    }
}

scalar!(Date, DateTime, Timestamp);
