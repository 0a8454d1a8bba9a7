//! What the schemas of types are made of: those of their properties.

use std::collections::{BTreeMap, HashMap};
use std::num::{NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

/// A type that a property can have: one with a schema, or one of another crate's without.
#[doc(hidden)]
pub trait Described {
    /// Whether nothing is written of it where there is nothing.
    const IS_OPTION: bool = false;

    /// Its schema, or where it is.
    fn schema(generator: &mut SchemaGenerator) -> Schema;
}

macro_rules! described {
    ($([$($generics:tt)*] $kind:ty, $generator:pat => $schema:expr;)*) => {$(
        impl<$($generics)*> Described for $kind {
            fn schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

macro_rules! described_by_schemars {
    ($($kind:ty)*) => {
        described! { $([] $kind, generator => generator.subschema_for::<Self>();)* }
    };
}

described_by_schemars! {
    i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 bool String
    NonZeroU8 NonZeroU16 NonZeroU32 NonZeroU64 NonZeroI64
    Value Map<String, Value>
}

described! {
    [] (), _ => json_schema!({ "type": "null" });
    [] Date, generator => text(generator, "date");
    [] Timestamp, generator => text(generator, "date-time");
    [] DateTime, _ => json_schema!({ "type": "string" });
    [T: Described] Box<T>, generator => T::schema(generator);
    [T: Described] Vec<T>, generator => json_schema!({
        "type": "array",
        "items": T::schema(generator),
    });
    [K, T: Described] HashMap<K, T>, generator => map(T::schema(generator));
    [K, T: Described] BTreeMap<K, T>, generator => map(T::schema(generator));
}

impl<T: Described> Described for Option<T> {
    const IS_OPTION: bool = true;

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        or_null(T::schema(generator))
    }
}

fn map(values: Schema) -> Schema {
    json_schema!({ "type": "object", "additionalProperties": values })
}

/// A day or a moment: on the wire also without an offset, or with a time.
fn text(generator: &SchemaGenerator, format: &str) -> Schema {
    match generator.contract().is_serialize() {
        true => json_schema!({ "type": "string", "format": format }),
        false => json_schema!({ "type": "string" }),
    }
}

/// A day as hand-written types have it.
#[cfg(feature = "imports")]
pub(crate) fn day(generator: &mut SchemaGenerator) -> Schema {
    Date::schema(generator)
}

/// A day, or null.
#[cfg(feature = "imports")]
pub(crate) fn day_or_null(generator: &mut SchemaGenerator) -> Schema {
    Option::<Date>::schema(generator)
}

fn or_null(mut schema: Schema) -> Schema {
    let any = schema.as_bool() == Some(true) || schema.as_object().is_some_and(Map::is_empty);
    match schema.get_mut("type") {
        _ if any => schema,
        Some(Value::String(kind)) if kind != "null" => {
            let kinds = Value::from(vec![kind.clone(), "null".to_owned()]);
            schema.insert("type".to_owned(), kinds);
            schema
        }
        Some(Value::Array(kinds)) if kinds.contains(&"null".into()) => schema,
        _ => json_schema!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

/// A text, of which the document lists these. Servers write them in any case, and others.
#[doc(hidden)]
pub fn word(values: &[&str]) -> Schema {
    json_schema!({ "anyOf": [{ "enum": values }, { "type": "string" }] })
}

/// The schema of a generated struct, in the making.
#[doc(hidden)]
#[derive(Debug)]
pub struct ObjectSchema<'g> {
    generator: &'g mut SchemaGenerator,
    properties: Map<String, Value>,
    required: Vec<&'static str>,
    bare: Option<Schema>,
}

impl<'g> ObjectSchema<'g> {
    pub fn new(generator: &'g mut SchemaGenerator) -> Self {
        Self {
            generator,
            properties: Map::new(),
            required: Vec::new(),
            bare: None,
        }
    }

    /// One property: its other spellings, and whether null stands for it.
    pub fn property<T: Described>(
        &mut self,
        name: &'static str,
        aliases: &[&str],
        nullable: bool,
        has_default: bool,
    ) {
        let reads = self.generator.contract().is_deserialize();
        let mut schema = T::schema(self.generator);
        if reads && (nullable || has_default) {
            schema = or_null(schema);
        }
        self.properties.insert(name.to_owned(), schema.to_value());
        let may_lack = T::IS_OPTION || (reads && (has_default || !aliases.is_empty()));
        if !may_lack {
            self.required.push(name);
        }
    }

    /// What also comes without the object around it.
    pub fn bare<T: Described>(&mut self) {
        if self.generator.contract().is_deserialize() {
            self.bare = Some(T::schema(self.generator));
        }
    }

    pub fn finish(self) -> Schema {
        let mut schema = json_schema!({ "type": "object", "properties": self.properties });
        if !self.required.is_empty() {
            schema.insert("required".to_owned(), self.required.into());
        }
        match self.bare {
            Some(bare) => json_schema!({ "anyOf": [schema, bare] }),
            None => schema,
        }
    }
}

/// The schema of a type that is written as another one.
macro_rules! written_as {
    ($($kind:ident => $written:ty;)*) => {$(
        impl schemars::JsonSchema for $kind {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($kind).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <$written as schemars::JsonSchema>::json_schema(generator)
            }
        }
    )*};
}
pub(crate) use written_as;
