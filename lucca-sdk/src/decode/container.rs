//! Options, lists, maps, boxes, and any JSON.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    DeserializeSeed, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Number, Value};

use super::{Decode, NoBody, Place, Report};

/// A value that may be null.
pub(super) struct NullOr<'r, T> {
    pub(super) at: &'r Place<'r>,
    pub(super) report: &'r mut Report,
    pub(super) kind: PhantomData<T>,
}

macro_rules! passed_on {
    ($($method:ident($kind:ty))*) => {$(
        fn $method<E: Error>(self, value: $kind) -> Result<Self::Value, E> {
            self.visit_some(value.into_deserializer())
        }
    )*};
}

/// What was there.
pub(super) enum Found<T> {
    Null,
    Value(Option<T>),
}

impl<'de, T: Decode> DeserializeSeed<'de> for NullOr<'_, T> {
    type Value = Found<T>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, T: Decode> Visitor<'de> for NullOr<'_, T> {
    type Value = Found<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Found::Null)
    }

    // What was read from text already is no option to serde.
    passed_on! {
        visit_str(&str) visit_i64(i64) visit_u64(u64) visit_f64(f64) visit_bool(bool)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        self.visit_some(SeqAccessDeserializer::new(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        self.visit_some(MapAccessDeserializer::new(map))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Found::Null)
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        T::decode_some(deserializer, self.at, self.report).map(Found::Value)
    }
}

impl<T: Decode> Decode for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    const NO_BODY: NoBody = NoBody::Allowed;
    const PROPERTIES: &'static [&'static str] = T::PROPERTIES;

    #[inline]
    fn decode<'de, D: Deserializer<'de>>(
        deserializer: D,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Result<Option<Self>, D::Error> {
        let found = deserializer.deserialize_option(NullOr {
            at,
            report,
            kind: PhantomData::<T>,
        })?;
        Ok(match found {
            Found::Null => Some(None),
            Found::Value(value) => value.map(Some),
        })
    }

    #[inline]
    fn decode_some<'de, D: Deserializer<'de>>(
        deserializer: D,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Result<Option<Self>, D::Error> {
        Ok(T::decode_some(deserializer, at, report)?.map(Some))
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Decode> Decode for Box<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    const PROPERTIES: &'static [&'static str] = T::PROPERTIES;

    fn decode<'de, D: Deserializer<'de>>(
        deserializer: D,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Result<Option<Self>, D::Error> {
        Ok(T::decode(deserializer, at, report)?.map(Self::new))
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }
}

/// No body at all.
impl Decode for () {
    const EXPECTED: &'static str = "nothing";
    const NO_BODY: NoBody = NoBody::Promised;

    fn decode<'de, D: Deserializer<'de>>(
        deserializer: D,
        _: &Place<'_>,
        _: &mut Report,
    ) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_ignored_any(IgnoredAny)?;
        Ok(Some(()))
    }

    fn absent() -> Option<Self> {
        Some(())
    }
}

/// Passes over what is no list or no map.
macro_rules! others {
    ($($method:ident($($kind:ty)?) $found:literal;)*) => {$(
        fn $method<E: Error>(self $(, _: $kind)?) -> Result<Self::Value, E> {
            self.report.deviates(self.at, Self::EXPECTED, $found);
            Ok(None)
        }
    )*};
}

/// An item of a list.
struct Item<'r, T> {
    at: &'r Place<'r>,
    report: &'r mut Report,
    kind: PhantomData<T>,
}

impl<'de, T: Decode> DeserializeSeed<'de> for Item<'_, T> {
    type Value = Option<T>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        T::decode(deserializer, self.at, self.report)
    }
}

struct ListVisitor<'r, T> {
    at: &'r Place<'r>,
    report: &'r mut Report,
    kind: PhantomData<T>,
}

impl<T> ListVisitor<'_, T> {
    const EXPECTED: &'static str = "a list";
}

impl<'de, T: Decode> Visitor<'de> for ListVisitor<'_, T> {
    type Value = Option<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::EXPECTED)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let Self { at, report, .. } = self;
        let at = at.item();
        let rows = at.is_row();
        // Nothing is reserved before rows came: what a server announces is not to be trusted.
        let mut items = Vec::new();
        let mut index = 0;
        loop {
            let seed = Item {
                at: &at,
                report: &mut *report,
                kind: PhantomData::<T>,
            };
            let Some(item) = list.next_element_seed(seed)? else {
                return Ok(Some(items));
            };
            if rows {
                report.admit_row(index)?;
            } else {
                report.admit_value()?;
            }
            match item {
                Some(item) => {
                    if rows && items.len() == items.capacity() {
                        items.reserve(report.rows_left(index));
                    }
                    items.push(item);
                }
                None if rows => report.bad_row(index)?,
                None => {}
            }
            index += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.report.deviates(self.at, Self::EXPECTED, "an object");
        Ok(None)
    }

    others! {
        visit_str(&str) "a text";
        visit_i64(i64) "a number";
        visit_u64(u64) "a number";
        visit_f64(f64) "a number";
        visit_bool(bool) "a boolean";
    }

    // No list is an empty list.
    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Some(Vec::new()))
    }
}

impl<T: Decode> Decode for Vec<T> {
    const EXPECTED: &'static str = "a list";
    const IS_LIST: bool = true;

    fn decode<'de, D: Deserializer<'de>>(
        deserializer: D,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(ListVisitor {
            at,
            report,
            kind: PhantomData,
        })
    }
}

struct MapVisitor<'r, M, T> {
    at: &'r Place<'r>,
    report: &'r mut Report,
    kind: PhantomData<(M, T)>,
}

impl<M, T> MapVisitor<'_, M, T> {
    const EXPECTED: &'static str = "an object";
}

impl<'de, M, K, T> Visitor<'de> for MapVisitor<'_, M, (K, T)>
where
    M: Default + Extend<(K, T)>,
    K: From<String>,
    T: Decode,
{
    type Value = Option<M>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Self { at, report, .. } = self;
        let at = at.key();
        let mut entries = M::default();
        while let Some(key) = map.next_key::<String>()? {
            report.admit_value()?;
            let seed = NullOr {
                at: &at,
                report: &mut *report,
                kind: PhantomData::<T>,
            };
            let value = match map.next_value_seed(seed)? {
                Found::Value(value) => value,
                Found::Null => T::absent(),
            };
            entries.extend(value.map(|value| (K::from(key), value)));
        }
        Ok(Some(entries))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.report.deviates(self.at, Self::EXPECTED, "a list");
        Ok(None)
    }

    others! {
        visit_str(&str) "a text";
        visit_i64(i64) "a number";
        visit_u64(u64) "a number";
        visit_f64(f64) "a number";
        visit_bool(bool) "a boolean";
        visit_unit() "null";
    }
}

macro_rules! map {
    ($([$($generics:tt)*] $kind:ty, $key:ty, $value:ty;)*) => {$(
        impl<$($generics)*> Decode for $kind {
            const EXPECTED: &'static str = "an object";

            fn decode<'de, D: Deserializer<'de>>(
                deserializer: D,
                at: &Place<'_>,
                report: &mut Report,
            ) -> Result<Option<Self>, D::Error> {
                deserializer.deserialize_any(MapVisitor {
                    at,
                    report,
                    kind: PhantomData::<(Self, ($key, $value))>,
                })
            }
        }
    )*};
}
map! {
    [K: From<String> + Eq + Hash, T: Decode] HashMap<K, T>, K, T;
    [K: From<String> + Ord, T: Decode] BTreeMap<K, T>, K, T;
    [] Map<String, Value>, String, Value;
}

/// Reads any JSON, counting what it holds.
pub(super) struct ValueVisitor<'r>(pub(super) &'r mut Report);

impl<'de> DeserializeSeed<'de> for ValueVisitor<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueVisitor<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(ValueVisitor(&mut *self.0))? {
            self.0.admit_value()?;
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            self.0.admit_value()?;
            let value = map.next_value_seed(ValueVisitor(&mut *self.0))?;
            entries.insert(key, value);
        }
        Ok(Value::Object(entries))
    }
}

impl Decode for Value {
    const EXPECTED: &'static str = "any JSON";

    fn decode<'de, D: Deserializer<'de>>(
        deserializer: D,
        _: &Place<'_>,
        report: &mut Report,
    ) -> Result<Option<Self>, D::Error> {
        ValueVisitor(report).deserialize(deserializer).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(Value::Null)
    }
}

/// Reads what serde alone knows how to read.
///
/// # Errors
/// If the text is no JSON.
pub fn decode_by_serde<'de, T, D>(
    deserializer: D,
    expected: &'static str,
    at: &Place<'_>,
    report: &mut Report,
) -> Result<Option<T>, D::Error>
where
    T: serde::de::DeserializeOwned,
    D: Deserializer<'de>,
{
    let value = ValueVisitor(report).deserialize(deserializer)?;
    let found = match &value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let read = T::deserialize(value.into_deserializer());
    if read.is_err() {
        report.deviates(at, expected, found);
    }
    Ok(read.ok())
}
