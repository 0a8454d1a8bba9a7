//! `orderBy={property},asc,{property},desc`: which row comes first.

use std::cmp::Ordering;

use crate::company::{Company, User};
use crate::failure::Failure;
use crate::v3::property::{self, Datum, Entity, Kind, Property, Shape};

/// The keys to sort by, the first the strongest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Order(Vec<Key>);

#[derive(Clone, Debug)]
struct Key {
    property: Property,
    descending: bool,
}

impl Order {
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let refused = |message: String| Failure::bad("orderBy", message);
        let words: Vec<&str> = text.split(',').map(str::trim).collect();
        let mut keys = Vec::new();
        for pair in words.chunks(2) {
            let &[name, direction] = pair else {
                return Err(refused(
                    "Write orderBy={property},asc or {property},desc, in pairs.".to_owned(),
                ));
            };
            let descending = match direction.to_ascii_lowercase().as_str() {
                "asc" => false,
                "desc" => true,
                _ => return Err(refused("A direction is asc or desc.".to_owned())),
            };
            let name: String = name.chars().take(60).collect();
            match property::find(Kind::User, &name) {
                Some((property, Shape::Number | Shape::Text | Shape::Moment | Shape::Flag)) => keys
                    .push(Key {
                        property,
                        descending,
                    }),
                Some(_) => return Err(refused(format!("{name} has no order."))),
                None => return Err(refused(format!("There is no property named {name:?}."))),
            }
        }
        Ok(Self(keys))
    }

    /// Whether none was asked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sorts, and leaves people who are equal under the keys in the order of their ids.
    pub(crate) fn sort(&self, company: &Company, users: &mut [&User]) {
        let by_id = matches!(
            self.0.as_slice(),
            [] | [
                Key {
                    property: Property::OfUser(property::UserProperty { name: "id", .. }),
                    descending: false
                },
                ..
            ]
        );
        if !by_id {
            users.sort_by(|left, right| self.compare(company, left, right));
        }
    }

    fn compare(&self, company: &Company, left: &User, right: &User) -> Ordering {
        for key in &self.0 {
            let order = compare(
                &property::read(company, Entity::User(left), &key.property),
                &property::read(company, Entity::User(right), &key.property),
            );
            let order = if key.descending {
                order.reverse()
            } else {
                order
            };
            if order.is_ne() {
                return order;
            }
        }
        Ordering::Equal
    }
}

/// Nothing comes before something.
fn compare(left: &Datum<'_>, right: &Datum<'_>) -> Ordering {
    match (left, right) {
        (Datum::Number(left), Datum::Number(right)) => left.cmp(right),
        (Datum::Text(left), Datum::Text(right)) => left.to_lowercase().cmp(&right.to_lowercase()),
        (Datum::Moment(left), Datum::Moment(right)) => left.cmp(right),
        (Datum::Flag(left), Datum::Flag(right)) => left.cmp(right),
        (Datum::Null, Datum::Null) => Ordering::Equal,
        (Datum::Null, _) => Ordering::Less,
        (_, Datum::Null) => Ordering::Greater,
        _ => Ordering::Equal,
    }
}
