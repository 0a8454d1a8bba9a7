//! Decoding that takes what servers send: a reader does not reject what it can
//! understand.
//!
//! Generated code calls these functions; which field is decoded how, the document
//! and its overlay say.

use std::fmt;
use std::marker::PhantomData;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use serde_json::{Map, Value};

/// Reads `null` as what the type has by default: no list is an empty list.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a text as an open enum.
pub fn text<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: for<'t> From<&'t str> + From<String>,
{
    struct Text<T>(PhantomData<T>);

    impl<T> Visitor<'_> for Text<T>
    where
        T: for<'t> From<&'t str> + From<String>,
    {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            Ok(T::from(text))
        }

        fn visit_string<E: de::Error>(self, text: String) -> Result<T, E> {
            Ok(T::from(text))
        }
    }

    deserializer.deserialize_str(Text(PhantomData))
}

/// Reads dates and times as Lucca writes them, see [`Lenient`].
pub fn lenient<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Lenient,
{
    T::from_json(Value::deserialize(deserializer)?).map_err(de::Error::custom)
}

/// Types that hold a date or a time.
///
/// - A date may have a time behind it: `2025-09-15T00:00:00`.
/// - A date with a time has no offset in the v3 API and up to seven fractional
///   digits; an offset, or a `Z`, is accepted and ignored: the time is the one
///   that the text shows.
/// - A moment has an offset; without one it is taken as UTC.
/// - Where nothing is allowed, an empty text is nothing.
pub trait Lenient: Sized {
    /// Reads a JSON value.
    ///
    /// # Errors
    /// What is wrong with the value; the value itself is not repeated, since it
    /// can be personal data.
    fn from_json(value: Value) -> Result<Self, String>;
}

fn as_text(value: &Value) -> Result<&str, String> {
    value
        .as_str()
        .ok_or_else(|| "expected a text that holds a date or a time".to_owned())
}

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

impl Lenient for Date {
    fn from_json(value: Value) -> Result<Self, String> {
        without_offset(as_text(&value)?)
            .parse()
            .map_err(|_| "expected a date such as 2025-09-15".to_owned())
    }
}

impl Lenient for DateTime {
    fn from_json(value: Value) -> Result<Self, String> {
        without_offset(as_text(&value)?)
            .parse()
            .map_err(|_| "expected a date with a time such as 2025-09-15T08:30:00".to_owned())
    }
}

impl Lenient for Timestamp {
    fn from_json(value: Value) -> Result<Self, String> {
        let text = as_text(&value)?.trim();
        text.parse()
            .or_else(|_| format!("{text}Z").parse())
            .map_err(|_| "expected a moment such as 2025-09-15T08:30:00Z".to_owned())
    }
}

impl<T: Lenient> Lenient for Option<T> {
    fn from_json(value: Value) -> Result<Self, String> {
        match &value {
            Value::Null => Ok(None),
            Value::String(text) if text.trim().is_empty() => Ok(None),
            _ => T::from_json(value).map(Some),
        }
    }
}

impl<T: Lenient> Lenient for std::collections::HashMap<String, T> {
    fn from_json(value: Value) -> Result<Self, String> {
        match value {
            Value::Null => Ok(Self::new()),
            Value::Object(items) => items
                .into_iter()
                .map(|(name, item)| Ok((name, T::from_json(item)?)))
                .collect(),
            _ => Err("expected an object".to_owned()),
        }
    }
}

impl<T: Lenient> Lenient for Vec<T> {
    fn from_json(value: Value) -> Result<Self, String> {
        match value {
            Value::Null => Ok(Self::new()),
            Value::Array(items) => items.into_iter().map(T::from_json).collect(),
            _ => Err("expected a list".to_owned()),
        }
    }
}

/// Reads an object that servers also send without the object around it: then the
/// value is that of its property `wrapped`.
///
/// It is bare if it is no object, or an object that has neither that property nor
/// only properties that the wrapper knows.
pub fn unwrapped<'de, D, T>(deserializer: D, wrapped: &str, known: &[&str]) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value = Value::deserialize(deserializer)?;
    let is_wrapped = value.as_object().is_some_and(|object| {
        object.contains_key(wrapped) || object.keys().all(|key| known.contains(&key.as_str()))
    });
    let value = if is_wrapped {
        value
    } else {
        Value::Object(Map::from_iter([(wrapped.to_owned(), value)]))
    };
    serde_json::from_value(value).map_err(de::Error::custom)
}
