//! Options, lists, maps, boxes, and any JSON.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use serde::de::{MapAccess, SeqAccess};
use serde_json::{Map, Number, Value};

use super::{Decode, Json, NoBody, Place, Reader, Report, Scalar};

impl<T: Decode> Decode for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    const NO_BODY: NoBody = NoBody::Allowed;
    const PROPERTIES: &'static [&'static str] = T::PROPERTIES;

    #[inline]
    fn decode<'de, L: SeqAccess<'de>, O: MapAccess<'de, Error = L::Error>>(
        json: Json<'_, L, O>,
        into: &mut Option<Self>,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Result<(), L::Error> {
        let value = into.insert(None);
        if !matches!(json, Json::Null) {
            T::decode(json, value, at, report)?;
            if value.is_none() {
                *into = None;
            }
        }
        Ok(())
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Decode> Decode for Box<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    const PROPERTIES: &'static [&'static str] = T::PROPERTIES;

    fn decode<'de, L: SeqAccess<'de>, O: MapAccess<'de, Error = L::Error>>(
        json: Json<'_, L, O>,
        into: &mut Option<Self>,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Result<(), L::Error> {
        let mut value = None;
        T::decode(json, &mut value, at, report)?;
        *into = value.map(Self::new);
        Ok(())
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }
}

/// No body at all.
impl Decode for () {
    const EXPECTED: &'static str = "nothing";
    const NO_BODY: NoBody = NoBody::Promised;

    fn decode<'de, L: SeqAccess<'de>, O: MapAccess<'de, Error = L::Error>>(
        json: Json<'_, L, O>,
        into: &mut Option<Self>,
        _: &Place<'_>,
        _: &mut Report,
    ) -> Result<(), L::Error> {
        *into = Some(());
        json.skip()
    }

    fn absent() -> Option<Self> {
        Some(())
    }
}

impl<T: Decode> Decode for Vec<T> {
    const EXPECTED: &'static str = "a list";
    const IS_LIST: bool = true;

    fn decode<'de, L: SeqAccess<'de>, O: MapAccess<'de, Error = L::Error>>(
        json: Json<'_, L, O>,
        into: &mut Option<Self>,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Result<(), L::Error> {
        let mut list = match json {
            Json::List(list) => list,
            // No list is an empty list.
            Json::Null => {
                *into = Some(Vec::new());
                return Ok(());
            }
            other => return other.refuse::<Self>(at, report),
        };
        let at = &at.item();
        let rows = at.is_row();
        // Nothing is reserved before rows came: what a server announces is not to be trusted.
        let items = into.insert(Vec::new());
        for index in 0.. {
            let mut item = None;
            let reader = Reader::new(&mut item, at, report);
            let Some(is_null) = list.next_element_seed(reader)? else {
                break;
            };
            if is_null {
                super::null(&mut item, at, report)?;
            }
            if rows {
                report.admit_row(index)?;
            } else {
                report.admit_value()?;
            }
            if rows && items.len() == items.capacity() {
                items.reserve(report.rows_left(index));
            }
            if let Some(item) = item {
                items.push(item);
            } else if rows {
                report.bad_row(index)?;
            }
        }
        Ok(())
    }
}

/// Reads an object whose keys can be anything.
fn read_map<'de, T: Decode, A: MapAccess<'de>>(
    mut map: A,
    at: &Place<'_>,
    report: &mut Report,
    mut insert: impl FnMut(String, T),
) -> Result<(), A::Error> {
    let at = &at.key();
    while let Some(key) = map.next_key()? {
        report.admit_value()?;
        let mut value = None;
        if map.next_value_seed(Reader::new(&mut value, at, report))? {
            value = T::absent();
        }
        if let Some(value) = value {
            insert(key, value);
        }
    }
    Ok(())
}

macro_rules! map {
    ($([$($generics:tt)*] $kind:ty;)*) => {$(
        impl<$($generics)*> Decode for $kind {
            const EXPECTED: &'static str = "an object";

            fn decode<'de, L: SeqAccess<'de>, O: MapAccess<'de, Error = L::Error>>(
                json: Json<'_, L, O>,
                into: &mut Option<Self>,
                at: &Place<'_>,
                report: &mut Report,
            ) -> Result<(), L::Error> {
                let Json::Object(map) = json else {
                    return json.refuse::<Self>(at, report);
                };
                let entries = into.insert(Self::new());
                read_map(map, at, report, |key, value| {
                    entries.insert(key.into(), value);
                })
            }
        }
    )*};
}
map! {
    [K: From<String> + Eq + Hash, T: Decode] HashMap<K, T>;
    [K: From<String> + Ord, T: Decode] BTreeMap<K, T>;
    [] Map<String, Value>;
}

/// Any JSON, whose values are counted.
impl Decode for Value {
    const EXPECTED: &'static str = "any JSON";

    fn decode<'de, L: SeqAccess<'de>, O: MapAccess<'de, Error = L::Error>>(
        json: Json<'_, L, O>,
        into: &mut Option<Self>,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Result<(), L::Error> {
        *into = Some(match json {
            Json::Null => Self::Null,
            Json::Scalar(Scalar::Text(text)) => Self::String(text.to_owned()),
            Json::Scalar(Scalar::Signed(number)) => Self::Number(number.into()),
            Json::Scalar(Scalar::Unsigned(number)) => Self::Number(number.into()),
            Json::Scalar(Scalar::Float(number)) => {
                Number::from_f64(number).map_or(Self::Null, Self::Number)
            }
            Json::Scalar(Scalar::Bool(value)) => Self::Bool(value),
            Json::List(mut list) => {
                let mut items = Vec::new();
                let mut item = None;
                while list
                    .next_element_seed(Reader::new(&mut item, at, report))?
                    .is_some()
                {
                    report.admit_value()?;
                    items.push(item.take().unwrap_or_default());
                }
                Self::Array(items)
            }
            Json::Object(map) => {
                let mut entries = Map::new();
                read_map(map, at, report, |key, value| {
                    entries.insert(key, value);
                })?;
                Self::Object(entries)
            }
        });
        Ok(())
    }

    fn absent() -> Option<Self> {
        Some(Self::Null)
    }
}

/// Reads what serde alone knows how to read.
///
/// # Errors
/// If the text is no JSON.
pub fn decode_by_serde<'de, T, L, O>(
    json: Json<'_, L, O>,
    into: &mut Option<T>,
    at: &Place<'_>,
    report: &mut Report,
) -> Result<(), L::Error>
where
    T: Decode + serde::de::DeserializeOwned,
    L: SeqAccess<'de>,
    O: MapAccess<'de, Error = L::Error>,
{
    let found = json.found();
    let mut value = None;
    Value::decode(json, &mut value, at, report)?;
    *into = value.and_then(|value| T::deserialize(value).ok());
    if into.is_none() {
        report.deviates(at, T::EXPECTED, found);
    }
    Ok(())
}
