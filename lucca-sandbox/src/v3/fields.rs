//! `fields`: which properties an answer holds.
//!
//! `fields=id,manager.name,department[id,name],collection.count`

use crate::failure::Failure;
use crate::v3::property::{self, Kind, Property, Shape};

/// Deeper than any real question, and shallow enough to recurse on.
const DEEPEST: usize = 10;

/// The properties to show of one thing, in the order in which they were first named.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection(pub(crate) Vec<Selected>);

#[derive(Clone, Debug)]
pub(crate) struct Selected {
    pub(crate) property: Property,
    pub(crate) shape: Shape,
    /// What to show of the thing that the property leads to; empty for plain values.
    pub(crate) inner: Selection,
}

/// A parsed `fields` parameter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields {
    pub(crate) selection: Selection,
    pub(crate) count: bool,
}

impl Fields {
    /// `collection.count` and nothing else makes the server leave out the rows.
    pub(crate) fn count_only(&self) -> bool {
        self.count && self.selection.0.is_empty()
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let nodes = Parser { rest: text }.list(0)?;
        let mut fields = Self::default();
        for node in &nodes {
            if node.name.eq_ignore_ascii_case("collection") {
                for inner in &node.inner {
                    if !inner.name.eq_ignore_ascii_case("count") || !inner.inner.is_empty() {
                        return Err(refuse(format!(
                            "The collection has no property named {:?}; it has count.",
                            inner.name
                        )));
                    }
                }
                if node.inner.is_empty() {
                    return Err(refuse(
                        "Name a property of the collection: collection.count.".to_owned(),
                    ));
                }
                fields.count = true;
            } else {
                fields.selection.add(Kind::User, node)?;
            }
        }
        fields.selection.begin_with_the_id();
        fields.selection.fill_in();
        Ok(fields)
    }

    /// What a list shows when it is not told: id, name and url, which surprises everybody once.
    pub(crate) fn of_a_list() -> Self {
        Self {
            selection: Selection::of(property::defaults(Kind::User)),
            count: false,
        }
    }
}

impl Selection {
    pub(crate) fn of(properties: Vec<(Property, Shape)>) -> Self {
        let selected = |(property, shape)| Selected {
            property,
            shape,
            inner: Selection::default(),
        };
        let mut selection = Self(properties.into_iter().map(selected).collect());
        selection.fill_in();
        selection
    }

    /// How many values one row shows: what it costs.
    pub(crate) fn weight(&self) -> usize {
        self.0
            .iter()
            .map(|selected| 1 + selected.inner.weight())
            .sum()
    }

    fn add(&mut self, kind: Kind, node: &Node<'_>) -> Result<(), Failure> {
        let (property, shape) = property::find(kind, node.name).ok_or_else(|| {
            refuse(format!(
                "There is no property named {:?}.",
                shortened(node.name)
            ))
        })?;
        let index = match self
            .0
            .iter()
            .position(|selected| selected.property == property)
        {
            Some(index) => index,
            None => {
                self.0.push(Selected {
                    property,
                    shape,
                    inner: Selection::default(),
                });
                self.0.len() - 1
            }
        };
        let Some(selected) = self.0.get_mut(index) else {
            return Ok(());
        };
        match shape {
            Shape::Entity(kind) => node
                .inner
                .iter()
                .try_for_each(|inner| selected.inner.add(kind, inner)),
            _ if node.inner.is_empty() => Ok(()),
            _ => Err(refuse(format!(
                "{:?} is a plain value: it has no properties.",
                shortened(node.name)
            ))),
        }
    }

    /// A user has an id in every answer, asked for or not.
    fn begin_with_the_id(&mut self) {
        let Some((property, shape)) = property::find(Kind::User, "id") else {
            return;
        };
        if !self.0.is_empty() && self.0.iter().all(|selected| selected.property != property) {
            self.0.insert(
                0,
                Selected {
                    property,
                    shape,
                    inner: Selection::default(),
                },
            );
        }
    }

    /// Gives every thing that was named as a whole what is usually shown of it.
    fn fill_in(&mut self) {
        for selected in &mut self.0 {
            if let Shape::Entity(kind) = selected.shape {
                if selected.inner.0.is_empty() {
                    selected.inner = Selection(
                        property::defaults(kind)
                            .into_iter()
                            .map(|(property, shape)| Selected {
                                property,
                                shape,
                                inner: Selection::default(),
                            })
                            .collect(),
                    );
                } else {
                    selected.inner.fill_in();
                }
            }
        }
    }
}

fn refuse(message: String) -> Failure {
    Failure::bad("fields", message)
}

fn shortened(name: &str) -> String {
    name.chars().take(60).collect()
}

struct Node<'a> {
    name: &'a str,
    inner: Vec<Node<'a>>,
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    /// A whole list, to the end of the text.
    fn list(mut self, depth: usize) -> Result<Vec<Node<'a>>, Failure> {
        let nodes = self.items(depth)?;
        if self.rest.is_empty() {
            Ok(nodes)
        } else {
            Err(refuse("A ] without its [.".to_owned()))
        }
    }

    /// Items up to a `]` or the end.
    fn items(&mut self, depth: usize) -> Result<Vec<Node<'a>>, Failure> {
        if depth > DEEPEST {
            return Err(refuse(format!("Nested more than {DEEPEST} deep.")));
        }
        let mut nodes = vec![self.item(depth)?];
        while let Some(rest) = self.rest.strip_prefix(',') {
            self.rest = rest;
            nodes.push(self.item(depth)?);
        }
        Ok(nodes)
    }

    /// `name`, `name.inner` or `name[list]`.
    fn item(&mut self, depth: usize) -> Result<Node<'a>, Failure> {
        if depth > DEEPEST {
            return Err(refuse(format!("Nested more than {DEEPEST} deep.")));
        }
        let end = self
            .rest
            .find(['.', ',', '[', ']'])
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        let name = name.trim();
        if name.is_empty() {
            return Err(refuse(
                "A name is missing: write names separated by commas.".to_owned(),
            ));
        }
        let inner = if let Some(rest) = self.rest.strip_prefix('.') {
            self.rest = rest;
            vec![self.item(depth + 1)?]
        } else if let Some(rest) = self.rest.strip_prefix('[') {
            self.rest = rest;
            let inner = self.items(depth + 1)?;
            self.rest = self
                .rest
                .strip_prefix(']')
                .ok_or_else(|| refuse("A [ without its ].".to_owned()))?;
            inner
        } else {
            Vec::new()
        };
        Ok(Node { name, inner })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(selection: &Selection) -> String {
        let one = |selected: &Selected| match selected.inner.0.is_empty() {
            true => selected.property.name().into_owned(),
            false => format!("{}[{}]", selected.property.name(), shown(&selected.inner)),
        };
        selection.0.iter().map(one).collect::<Vec<_>>().join(",")
    }

    #[test]
    fn fields_are_understood() {
        for (text, selection, count) in [
            ("id", "id", false),
            ("ID,LASTNAME", "id,lastName", false),
            ("managerID,cultureId", "id,managerId,cultureID", false),
            ("manager", "id,manager[id,name,url]", false),
            (
                "manager.mail,manager.department.id,id",
                "manager[mail,department[id]],id",
                false,
            ),
            (
                "manager[mail,department[id,name]]",
                "id,manager[mail,department[id,name]]",
                false,
            ),
            (
                "userWorkCycles[startsOn],userAxisValues_2",
                "id,userWorkCycles[startsOn],userAxisValues_2[id]",
                false,
            ),
            ("collection.count", "", true),
            ("id,collection[count]", "id", true),
            ("extendedData", "id,extendedData", false),
            ("extendedData.e_badge", "id,extendedData[e_badge]", false),
        ] {
            let fields = Fields::parse(text).unwrap();
            assert_eq!(
                (shown(&fields.selection).as_str(), fields.count),
                (selection, count),
                "{text}"
            );
        }
    }

    #[test]
    fn what_means_nothing_is_refused() {
        let deep = "manager.".repeat(40) + "id";
        for text in [
            "",
            ",",
            "id,",
            "nope",
            "id.x",
            "manager[id",
            "manager]",
            "[id]",
            "manager[]",
            "collection",
            "collection.sum",
            &deep,
        ] {
            assert!(Fields::parse(text).is_err(), "{text}");
        }
    }
}
