//! Objects: the visitor that reads any generated struct, and the macros by which generated
//! code says what there is to read.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{
    DeserializeSeed, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use super::{Decode, Json, Place, Reader, Report};

/// The properties of a type, by name.
pub trait Names: Copy + 'static {
    /// Every spelling that is known, with the property's own name first.
    const ALL: &'static [(&'static str, Self)];

    /// The property that is spelled exactly so.
    fn exact(spelling: &str) -> Option<Self>;

    /// The property's own name.
    fn name(self) -> &'static str;
}

/// A struct with named properties; [`object!`](crate::__lucca_object) implements it.
pub trait Object: Decode {
    /// Its properties.
    type Names: Names;
    /// The values as they come in; one that came and was unreadable or null is `Some(None)`.
    type Slots: Default;

    /// Whether properties that it does not know are kept.
    const KEEPS: bool;

    /// Reads the value of one property.
    ///
    /// # Errors
    /// If the text is no JSON.
    fn read<'de, A: MapAccess<'de>>(
        slots: &mut Self::Slots,
        property: Self::Names,
        map: &mut A,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Result<(), A::Error>;

    /// Keeps a property that it does not know.
    fn keep(slots: &mut Self::Slots, name: String, value: Value);

    /// Makes the object, save if a property that must be there is not.
    fn build(
        slots: Self::Slots,
        into: &mut Option<Self>,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Option<()>;

    /// Whether a property of this name makes the object one that came without the object
    /// that should be around it.
    fn is_bare(_name: &str) -> bool {
        false
    }

    /// Reads what is no such object: perhaps a value that came without the object around it.
    ///
    /// # Errors
    /// If the text is no JSON.
    fn from_bare<'de, L: SeqAccess<'de>, O: MapAccess<'de, Error = L::Error>>(
        bare: Json<'_, L, O>,
        _into: &mut Option<Self>,
        at: &Place<'_>,
        report: &mut Report,
    ) -> Result<(), L::Error> {
        bare.refuse::<Self>(at, report)
    }
}

/// Reads an object.
///
/// # Errors
/// If the text is no JSON.
pub fn decode_object<'de, T: Object, L: SeqAccess<'de>, O: MapAccess<'de, Error = L::Error>>(
    json: Json<'_, L, O>,
    into: &mut Option<T>,
    at: &Place<'_>,
    report: &mut Report,
) -> Result<(), L::Error> {
    let mut map = match json {
        Json::Object(map) => map,
        other => return T::from_bare(other, into, at, report),
    };
    let mut slots = T::Slots::default();
    let mut other = String::new();
    while let Some(key) = map.next_key_seed(KeySeed::new(&mut other))? {
        match key {
            Key::Known(property) => T::read(&mut slots, property, &mut map, at, report)?,
            Key::Spelled(property) => {
                let name = T::Names::name(property);
                report.deviates(&at.property(name), name, "another spelling");
                T::read(&mut slots, property, &mut map, at, report)?;
            }
            Key::Other if T::is_bare(&other) => {
                let key = Some(other);
                let bare = Json::<L, _>::Object(Prepended { key, map });
                return T::from_bare(bare, into, at, report);
            }
            Key::Other if T::KEEPS => {
                let mut value = None;
                map.next_value_seed(Reader::new(&mut value, at, report))?;
                T::keep(
                    &mut slots,
                    std::mem::take(&mut other),
                    value.unwrap_or_default(),
                );
            }
            Key::Other => {
                map.next_value::<IgnoredAny>()?;
            }
        }
    }
    let _ = T::build(slots, into, at, report);
    Ok(())
}

/// Reads the value of one property into its slot.
///
/// # Errors
/// If the text is no JSON.
#[inline]
pub fn read_property<'de, T: Decode, A: MapAccess<'de>>(
    slot: &mut Option<Option<T>>,
    nullable: bool,
    map: &mut A,
    at: &Place<'_>,
    report: &mut Report,
) -> Result<(), A::Error> {
    if let Some(value) = slot {
        report.deviates(at, "one value", "two spellings of the name");
        if value.is_some() {
            map.next_value::<IgnoredAny>()?;
            return Ok(());
        }
    }
    let into = slot.insert(None);
    let null = map.next_value_seed(Reader::new(into, at, report))?;
    if into.is_none() {
        if !null {
            report.unreadable(at);
        } else if !nullable {
            report.deviates(at, T::EXPECTED, "null");
        }
    }
    Ok(())
}

/// What a slot comes to: its value, its default, or what stands for nothing.
#[inline(always)]
pub fn finish<T: Decode>(
    slot: Option<Option<T>>,
    default: Option<fn() -> T>,
    at: &Place<'_>,
    report: &mut Report,
) -> Option<T> {
    match slot {
        Some(Some(value)) => Some(value),
        // Behind an unreadable list there were rows, or lines in error.
        Some(None) if T::IS_LIST && report.was_unreadable(at) => None,
        empty => {
            if empty.is_none() {
                report.absent(at);
                if T::IS_LIST && at.is_items() {
                    // An answer without its rows reads as one that has none.
                    report.deviates(at, T::EXPECTED, "nothing");
                }
            }
            let value = default.map(|default| default()).or_else(T::absent);
            if value.is_none() && empty.is_none() {
                report.deviates(at, T::EXPECTED, "nothing");
            }
            value
        }
    }
}

/// The name of a property in an answer.
enum Key<N> {
    /// A property, spelled as documented.
    Known(N),
    /// A property in another case.
    Spelled(N),
    /// A name that the type does not know, which is beside.
    Other,
}

/// Reads the name of a property, and keeps one that the type does not know.
struct KeySeed<'k, N> {
    other: &'k mut String,
    names: PhantomData<N>,
}

impl<'k, N> KeySeed<'k, N> {
    fn new(other: &'k mut String) -> Self {
        let names = PhantomData;
        Self { other, names }
    }
}

impl<'de, N: Names> DeserializeSeed<'de> for KeySeed<'_, N> {
    type Value = Key<N>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key<N>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<N: Names> Visitor<'_> for KeySeed<'_, N> {
    type Value = Key<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    #[inline]
    fn visit_str<E: Error>(self, spelling: &str) -> Result<Key<N>, E> {
        Ok(match N::exact(spelling) {
            Some(property) => Key::Known(property),
            None => self.in_any_case(spelling),
        })
    }
}

impl<N: Names> KeySeed<'_, N> {
    fn in_any_case(self, spelling: &str) -> Key<N> {
        let mut all = N::ALL.iter();
        match all.find(|(known, _)| known.eq_ignore_ascii_case(spelling)) {
            Some((_, property)) => Key::Spelled(*property),
            None => {
                spelling.clone_into(self.other);
                Key::Other
            }
        }
    }
}

/// The rest of an object, with a name in front that was read already.
struct Prepended<A> {
    key: Option<String>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Prepended<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.key.take() {
            Some(key) => seed.deserialize(key.into_deserializer()).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// Reads a generated struct: its fields with their types, names in JSON, whether the document
/// allows null, and defaults; what keeps unknown properties; and which field's value also
/// comes without the object around it.
#[doc(hidden)]
#[macro_export]
macro_rules! __lucca_object {
    (
        $object:ident {
            $(
                $field:ident: $kind:ty, $name:literal $(| $alias:literal)*, $nullable:literal
                $(, default $default:expr)?;
            )*
        }
        $(extra $extra:ident)?
        $(bare $bare:ident: $bare_kind:ty)?
    ) => {
        const _: () = {
            use $crate::decode;
            use $crate::generated::runtime::{serde, serde_json};

            #[allow(non_camel_case_types)]
            #[derive(Clone, Copy)]
            pub enum Names { $($field,)* }

            impl decode::Names for Names {
                const ALL: &'static [(&'static str, Self)] = &[
                    $(($name, Self::$field), $(($alias, Self::$field),)*)*
                ];

                #[inline]
                #[allow(unreachable_patterns)]
                fn exact(spelling: &str) -> ::std::option::Option<Self> {
                    ::std::option::Option::Some(match spelling {
                        $($name $(| $alias)* => Self::$field,)*
                        _ => return ::std::option::Option::None,
                    })
                }

                fn name(self) -> &'static str {
                    match self { $(Self::$field => $name,)* }
                }
            }

            pub struct Slots {
                $($field: ::std::option::Option<::std::option::Option<$kind>>,)*
                $($extra: serde_json::Map<::std::string::String, serde_json::Value>,)?
            }

            impl ::std::default::Default for Slots {
                fn default() -> Self {
                    Self {
                        $($field: ::std::option::Option::None,)*
                        $($extra: serde_json::Map::new(),)?
                    }
                }
            }

            impl decode::Object for $object {
                type Names = Names;
                type Slots = Slots;

                const KEEPS: bool = $crate::__lucca_object!(@is $($extra)?);

                #[allow(unused_variables)]
                fn read<'de, A: serde::de::MapAccess<'de>>(
                    slots: &mut Slots,
                    property: Names,
                    map: &mut A,
                    at: &decode::Place<'_>,
                    report: &mut decode::Report,
                ) -> ::std::result::Result<(), A::Error> {
                    match property {
                        $(Names::$field => decode::read_property(
                            &mut slots.$field,
                            $nullable,
                            map,
                            &at.property($name),
                            report,
                        ),)*
                    }
                }

                #[allow(unused_variables)]
                fn keep(
                    slots: &mut Slots,
                    name: ::std::string::String,
                    value: serde_json::Value,
                ) {
                    $(slots.$extra.insert(name, value);)?
                }

                #[inline]
                #[allow(unused_variables, unused_mut, unused_assignments)]
                fn build(
                    slots: Slots,
                    into: &mut ::std::option::Option<Self>,
                    at: &decode::Place<'_>,
                    report: &mut decode::Report,
                ) -> ::std::option::Option<()> {
                    if at.is_row() {
                        let mut present = 0_u128;
                        let mut bit = 1_u128;
                        $(
                            if slots.$field.is_some() {
                                present |= bit;
                            }
                            bit <<= 1;
                        )*
                        report.row_has(present);
                    }
                    let nothing = true $(&& !::std::matches!(
                        slots.$field,
                        ::std::option::Option::Some(::std::option::Option::Some(_))
                    ))*;
                    if nothing && report.is_unreadable(at) {
                        return ::std::option::Option::None;
                    }
                    *into = ::std::option::Option::Some(Self {
                        $($field: decode::finish(
                            slots.$field,
                            $crate::__lucca_object!(@default $($default)?),
                            &at.property($name),
                            report,
                        )?,)*
                        $($extra: slots.$extra,)?
                    });
                    ::std::option::Option::Some(())
                }

                $(fn is_bare(name: &str) -> bool {
                    <$bare_kind as decode::Decode>::knows(name)
                }

                fn from_bare<'de, L, O>(
                    bare: decode::Json<'_, L, O>,
                    into: &mut ::std::option::Option<Self>,
                    at: &decode::Place<'_>,
                    report: &mut decode::Report,
                ) -> ::std::result::Result<(), L::Error>
                where
                    L: serde::de::SeqAccess<'de>,
                    O: serde::de::MapAccess<'de, Error = L::Error>,
                {
                    let mut slots = Slots::default();
                    let at_bare = &at.bare(decode::Names::name(Names::$bare));
                    let slot = slots.$bare.insert(::std::option::Option::None);
                    <$bare_kind as decode::Decode>::decode(bare, slot, at_bare, report)?;
                    let _ = <Self as decode::Object>::build(slots, into, at, report);
                    ::std::result::Result::Ok(())
                })?
            }

            impl decode::Decode for $object {
                const EXPECTED: &'static str = "an object";
                const PROPERTIES: &'static [&'static str] = &[$($name),*];

                $crate::__lucca_object!(@decode |json, into, at, report| {
                    decode::decode_object(json, into, at, report)
                });
            }

            $crate::__lucca_object!(@deserialize $object);
            $crate::__lucca_example!(object $object { $($field: $kind, $name;)* } $($extra)?);
            $crate::__lucca_schema!(
                object $object {
                    $($field: $kind, $name $(| $alias)*, $nullable $(, default $default)?;)*
                }
                $(bare $bare_kind)?
            );
        };
    };
    (@decode |$json:ident, $into:ident, $at:ident, $report:ident| $body:block) => {
        fn decode<'de, L, O>(
            $json: decode::Json<'_, L, O>,
            $into: &mut ::std::option::Option<Self>,
            $at: &decode::Place<'_>,
            $report: &mut decode::Report,
        ) -> ::std::result::Result<(), L::Error>
        where
            L: serde::de::SeqAccess<'de>,
            O: serde::de::MapAccess<'de, Error = L::Error>,
        $body
    };
    (@is) => { false };
    (@is $extra:ident) => { true };
    (@default) => { ::std::option::Option::None };
    (@default $default:expr) => { ::std::option::Option::Some(|| $default) };
    (@deserialize $kind:ident) => {
        impl<'de> serde::Deserialize<'de> for $kind {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                decode::deserialize(deserializer)
            }
        }
    };
}

/// Reads a generated enum of texts.
#[doc(hidden)]
#[macro_export]
macro_rules! __lucca_word {
    ($word:ident) => {
        const _: () = {
            use $crate::decode;
            use $crate::generated::runtime::serde;

            impl decode::OpenEnum for $word {
                fn is_listed(&self) -> bool {
                    !::std::matches!(self, Self::Unknown(_))
                }
            }

            impl decode::Decode for $word {
                const EXPECTED: &'static str = "a listed word";

                $crate::__lucca_object!(@decode |json, into, at, report| {
                    decode::decode_word(json, into, at, report)
                });
            }

    $crate::__lucca_object!(@deserialize $word);
    $crate::__lucca_example!(word $word);
    $crate::__lucca_schema!(word $word);
        };
    };
}

/// Reads a generated type that wraps one value.
#[doc(hidden)]
#[macro_export]
macro_rules! __lucca_newtype {
    ($name:ident($inner:ty)) => {
        const _: () = {
            use $crate::decode;
            use $crate::generated::runtime::serde;

            impl decode::Decode for $name {
                const EXPECTED: &'static str = <$inner as decode::Decode>::EXPECTED;
                const PROPERTIES: &'static [&'static str] = <$inner as decode::Decode>::PROPERTIES;

                $crate::__lucca_object!(@decode |json, into, at, report| {
                    let mut inner = ::std::option::Option::None;
                    <$inner as decode::Decode>::decode(json, &mut inner, at, report)?;
                    *into = inner.map(Self);
                    ::std::result::Result::Ok(())
                });

                fn absent() -> ::std::option::Option<Self> {
                    <$inner as decode::Decode>::absent().map(Self)
                }
            }

    $crate::__lucca_object!(@deserialize $name);
    $crate::__lucca_example!(newtype $name($inner));
    $crate::__lucca_schema!(newtype $name($inner));
        };
    };
}

/// Reads a generated type of another form, by the `Deserialize` that it has.
#[doc(hidden)]
#[macro_export]
macro_rules! __lucca_by_serde {
    ($name:ident) => {
        const _: () = {
            use $crate::decode;
            use $crate::generated::runtime::serde;

            impl decode::Decode for $name {
                const EXPECTED: &'static str = "what the document describes";

                $crate::__lucca_object!(@decode |json, into, at, report| {
                    decode::decode_by_serde(json, into, at, report)
                });
            }

    $crate::__lucca_example!(by_serde $name);
    $crate::__lucca_schema!(by_serde $name);
        };
    };
}
