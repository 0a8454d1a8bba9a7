//! What generated types need for the feature `schemars`: nothing of it is in their code.

/// The JSON Schema of a generated type.
#[cfg(feature = "schemars")]
#[doc(hidden)]
#[macro_export]
macro_rules! __lucca_schema {
    (
        object $object:ident {
            $(
                $field:ident: $kind:ty, $name:literal $(| $alias:literal)*, $nullable:literal
                $(, default $default:expr)?;
            )*
        }
        $(bare $bare_kind:ty)?
    ) => {
        $crate::__lucca_schema!(@impl $object, generator => {
            #[allow(unused_mut)]
            let mut object = $crate::schemas::ObjectSchema::new(generator);
            $(object.property::<$kind>(
                $name,
                &[$($alias),*],
                $nullable,
                $crate::__lucca_schema!(@is $($default)?),
            );)*
            $(object.bare::<$bare_kind>();)?
            object.finish()
        });
    };
    (word $word:ident) => {
        $crate::__lucca_schema!(@impl $word, _generator => {
            $crate::schemas::word(Self::VALUES)
        });
    };
    (newtype $name:ident($inner:ty)) => {
        $crate::__lucca_schema!(@impl $name, generator => {
            <$inner as $crate::schemas::Described>::schema(generator)
        });
    };
    // What the type checks, only its own code knows.
    (by_serde $name:ident) => {
        $crate::__lucca_schema!(@impl $name, _generator => {
            ::std::default::Default::default()
        });
    };
    (@is) => { false };
    (@is $default:expr) => { true };
    (@impl $name:ident, $generator:pat => $schema:block) => {
        impl $crate::schemas::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::stringify!($name).into()
            }

            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                ::std::concat!(::std::module_path!(), "::", ::std::stringify!($name)).into()
            }

            fn json_schema(
                $generator: &mut $crate::schemas::schemars::SchemaGenerator,
            ) -> $crate::schemas::schemars::Schema $schema
        }

        impl $crate::schemas::Described for $name {
            fn schema(
                generator: &mut $crate::schemas::schemars::SchemaGenerator,
            ) -> $crate::schemas::schemars::Schema {
                generator.subschema_for::<Self>()
            }
        }
    };
}

/// Without the feature, there is none.
#[cfg(not(feature = "schemars"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __lucca_schema {
    ($($what:tt)*) => {};
}
