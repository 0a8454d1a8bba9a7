//! Examples of the types of the API.

use std::any::type_name;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::iter::successors;
use std::num::{NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// A type of the API of which an example can be made: every generated type, the SDK's own
/// documents' and those of any other document.
///
/// An example is what a server could have sent for something that is as it should be, with
/// as much in it as that allows:
///
/// | property | value |
/// |---|---|
/// | an identifier, and whatever refers to one | 42, so that examples belong together |
/// | a number of things | 1; a capacity 12; a progress 100 |
/// | a day, a time | 2026-01-15, 2026-01-15T09:30:00Z; of a birth in 1990, of a start in 2020 |
/// | a person | Ada Martin, `ada.martin`, `ada.martin@example.com` |
/// | a text of another kind | `example`, and the property's name |
/// | one of several words | the first that the document lists |
/// | a list, a map | one item, which is an example |
/// | any JSON | an empty object |
/// | the end of a contract or a cycle, a deletion, an error, a warning, the next page | nothing |
/// | the type itself, further inside | nothing |
///
/// All of it is invented. The fields are public: change what your test is about.
///
/// ```
/// use lucca_sdk::generated::{office::types::UserLocation, users::types::User};
/// use lucca_sdk::testing::Example as _;
///
/// let user = User::example();
/// let mut monday = UserLocation::example();
/// assert_eq!(monday.owner_id, Some(user.id));
///
/// monday.date = Some("2026-03-02".parse()?);
/// # Ok::<(), lucca_sdk::jiff::Error>(())
/// ```
pub trait Example: Sized {
    /// The example.
    ///
    /// # Panics
    /// If the type's document asks for what cannot be: a text that must be longer than 4096
    /// letters, for example.
    fn example() -> Self {
        Self::example_at(&At::default())
            .unwrap_or_else(|| panic!("there is no example of {}", type_name::<Self>()))
    }

    /// The example, as the value of a property; `None` if nothing is more plausible.
    #[doc(hidden)]
    fn example_at(at: &At<'_>) -> Option<Self>;
}

/// Where in an example a value stands.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default)]
pub struct At<'a> {
    object: &'static str,
    property: &'static str,
    above: Option<&'a At<'a>>,
}

impl<'a> At<'a> {
    /// One step into an object of the type `T`; `None` if such an object is around it already.
    pub fn within<T>(&'a self) -> Option<At<'a>> {
        let object = type_name::<T>();
        if successors(Some(self), |at| at.above).any(|at| at.object == object) {
            return None;
        }
        Some(At {
            object,
            property: "",
            above: Some(self),
        })
    }

    /// The property of this name.
    #[must_use]
    pub fn property(self, property: &'static str) -> Self {
        Self { property, ..self }
    }

    /// The name of the type around it, without its path.
    fn kind(&self) -> &'static str {
        self.object.rsplit("::").next().unwrap_or_default()
    }

    /// What tells of an end, of trouble or of more to come is not there.
    fn is_better_empty(&self) -> bool {
        let troubles = ["error", "warning", "failure", "problem"];
        let tells = |text: &str| {
            let text = text.to_ascii_lowercase();
            troubles.iter().any(|trouble| text.contains(trouble))
        };
        let name = self.property.to_ascii_lowercase();
        name.starts_with("deleted")
            || name.ends_with("contractend")
            || name.starts_with("ends")
            || ["next", "prev", "previous"].contains(&name.as_str())
            || (tells(&name) && !tells(self.kind()))
    }

    fn number(&self) -> u8 {
        match self.property.to_ascii_lowercase().as_str() {
            name if name.ends_with("id") => 42,
            "progress" => 100,
            "capacity" => 12,
            _ => 1,
        }
    }

    fn day(&self) -> Date {
        match self.property.to_ascii_lowercase().as_str() {
            name if name.contains("birth") => date(1990, 5, 17),
            name if name.contains("start") || name.contains("seniority") => date(2020, 9, 1),
            _ => date(2026, 1, 15),
        }
    }

    fn text(&self) -> String {
        let name = self.property.to_ascii_lowercase();
        let is_person = self.kind().starts_with("User");
        match name.as_str() {
            "" => "example".to_owned(),
            "login" => "ada.martin".to_owned(),
            "firstname" => "Ada".to_owned(),
            "lastname" => "Martin".to_owned(),
            "displayname" => "Ada Martin".to_owned(),
            "name" if is_person => "Ada Martin".to_owned(),
            // A reference is named by what it refers to: the property that it is.
            "name" if self.kind().ends_with("Reference") => match self.above {
                Some(above) if !above.property.is_empty() => words(above.property),
                _ => words(self.kind()),
            },
            "name" => words(self.kind()),
            "date" => self.day().to_string(),
            _ if name.ends_with("mail") => "ada.martin@example.com".to_owned(),
            _ if name.ends_with("url") || name.ends_with("uri") => {
                format!("https://example.com/{name}")
            }
            // Numbers that are never given to anybody.
            _ if name.ends_with("line") || name.ends_with("mobile") => {
                "+33 1 99 00 12 34".to_owned()
            }
            _ if name.ends_with("id") || name.ends_with("key") || name.ends_with("number") => {
                "42".to_owned()
            }
            _ => words(self.property.trim_end_matches("Name")),
        }
    }
}

/// `example work location` out of `WorkLocation`.
fn words(name: &str) -> String {
    let mut words = "example".to_owned();
    for (index, letter) in name.char_indices() {
        if index == 0 || letter.is_uppercase() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

macro_rules! example {
    ($([$($generics:tt)*] $kind:ty, $at:ident => $example:expr;)*) => {$(
        impl<$($generics)*> Example for $kind {
            fn example_at($at: &At<'_>) -> Option<Self> {
                $example
            }
        }
    )*};
}

macro_rules! numbers {
    ($($kind:ty)*) => {
        example! { $([] $kind, at => Self::try_from(at.number()).ok();)* }
    };
}

numbers!(i8 i16 i32 i64 u8 u16 u32 u64);

example! {
    [] f32, _at => Some(1.5);
    [] f64, _at => Some(1.5);
    [] NonZeroU8, at => Self::new(at.number());
    [] NonZeroU16, at => Self::new(at.number().into());
    [] NonZeroU32, at => Self::new(at.number().into());
    [] NonZeroU64, at => Self::new(at.number().into());
    [] NonZeroI64, at => Self::new(at.number().into());
    [] bool, at => Some(!at.property.to_ascii_lowercase().contains("delet"));
    [] String, at => Some(at.text());
    [] Date, at => Some(at.day());
    [] DateTime, at => Some(at.day().at(9, 30, 0, 0));
    [] Timestamp, at => TimeZone::UTC.to_timestamp(at.day().at(9, 30, 0, 0)).ok();
    [] Value, _at => Some(json!({}));
    [] Map<String, Value>, _at => Some(Self::new());
    [] (), _at => Some(());
    [T: Example] Option<T>, at => Some(
        if at.is_better_empty() { None } else { T::example_at(at) }
    );
    [T: Example] Box<T>, at => T::example_at(at).map(Self::new);
    [T: Example] Vec<T>, at => Some(
        if at.is_better_empty() { None } else { T::example_at(at) }.into_iter().collect()
    );
    [K: From<String> + Eq + Hash, T: Example] HashMap<K, T>, at => Some(
        T::example_at(at).map(|item| ("example".to_owned().into(), item)).into_iter().collect()
    );
    [K: From<String> + Ord, T: Example] BTreeMap<K, T>, at => Some(
        T::example_at(at).map(|item| ("example".to_owned().into(), item)).into_iter().collect()
    );
}

/// The first value that a type takes which checks what it is made of.
#[doc(hidden)]
pub fn by_serde<T: DeserializeOwned>(at: &At<'_>) -> Option<T> {
    let texts = std::iter::once(at.text()).chain((0..=4096).map(|length| "e".repeat(length)));
    texts
        .map(Value::from)
        .chain([
            json!(at.number()),
            json!(0),
            json!(true),
            json!([]),
            json!({}),
            Value::Null,
        ])
        .find_map(|value| serde_json::from_value(value).ok())
}
