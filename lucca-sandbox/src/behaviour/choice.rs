//! A setting's values, and their names outside of Rust.

use std::borrow::Cow;

use crate::random::Random;

/// The values that one setting can have.
pub(crate) trait Choice: Clone + Default {
    /// The names of the values, or what stands for them.
    const CHOICES: &'static [&'static str];

    fn named(name: &str) -> Option<Self>;

    fn name(&self) -> Cow<'static, str>;

    fn drawn(random: &mut Random) -> Self;
}

/// An enum whose values have names outside of Rust too; the first is the default.
macro_rules! choice {
    (
        $(#[$doc:meta])* $name:ident {
            $(#[$first_doc:meta])* $first:ident = $first_name:literal,
            $($(#[$value_doc:meta])* $value:ident = $value_name:literal),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
        #[non_exhaustive]
        pub enum $name {
            $(#[$first_doc])* #[default] $first,
            $($(#[$value_doc])* $value),+
        }

        impl $name {
            /// Every value, the default first.
            pub const ALL: &'static [Self] = &[Self::$first, $(Self::$value),+];
        }

        impl $crate::behaviour::choice::Choice for $name {
            const CHOICES: &'static [&'static str] = &[$first_name, $($value_name),+];

            fn named(name: &str) -> Option<Self> {
                match name {
                    $first_name => Some(Self::$first),
                    $($value_name => Some(Self::$value),)+
                    _ => None,
                }
            }

            fn name(&self) -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed(match self {
                    Self::$first => $first_name,
                    $(Self::$value => $value_name),+
                })
            }

            fn drawn(random: &mut $crate::random::Random) -> Self {
                Self::ALL.get(random.below(Self::ALL.len())).copied().unwrap_or_default()
            }
        }
    };
}
pub(crate) use choice;
