//! What generated types need for the feature `mock`: nothing of it is in their code.

/// An example of a generated type.
#[cfg(feature = "mock")]
#[doc(hidden)]
#[macro_export]
macro_rules! __lucca_example {
    (object $object:ident { $($field:ident: $kind:ty, $name:literal;)* } $($extra:ident)?) => {
        impl $crate::testing::Example for $object {
            #[allow(unused_variables)]
            fn example_at(at: &$crate::testing::At<'_>) -> ::std::option::Option<Self> {
                let at = at.within::<Self>()?;
                ::std::option::Option::Some(Self {
                    $($field: <$kind as $crate::testing::Example>::example_at(
                        &at.property($name),
                    )?,)*
                    $($extra: ::std::default::Default::default(),)?
                })
            }
        }
    };
    (word $word:ident) => {
        impl $crate::testing::Example for $word {
            fn example_at(_: &$crate::testing::At<'_>) -> ::std::option::Option<Self> {
                Self::VALUES.first().map(|value| Self::from(*value))
            }
        }
    };
    (newtype $name:ident($inner:ty)) => {
        impl $crate::testing::Example for $name {
            fn example_at(at: &$crate::testing::At<'_>) -> ::std::option::Option<Self> {
                <$inner as $crate::testing::Example>::example_at(at).map(Self)
            }
        }
    };
    (by_serde $name:ident) => {
        impl $crate::testing::Example for $name {
            fn example_at(at: &$crate::testing::At<'_>) -> ::std::option::Option<Self> {
                $crate::testing::by_serde(at)
            }
        }
    };
}

/// Without the feature, there is none.
#[cfg(not(feature = "mock"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __lucca_example {
    ($($what:tt)*) => {};
}

/// Whether mocks can be compiled.
#[cfg(feature = "mock")]
#[doc(hidden)]
#[macro_export]
macro_rules! __lucca_mocks_are_there {
    () => {};
}

/// Whether mocks can be compiled.
#[cfg(not(feature = "mock"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __lucca_mocks_are_there {
    () => {
        ::std::compile_error!(
            "mocks need the feature `mock` of lucca-sdk: \
             under [dev-dependencies], lucca-sdk = { version = \"0.1\", features = [\"mock\"] }"
        );
    };
}
