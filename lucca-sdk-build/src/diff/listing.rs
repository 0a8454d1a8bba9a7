//! The operations of a document, with all their parameters.

use std::collections::BTreeMap;

use serde_json::Value;

use super::shape::Node;
use crate::walk::METHODS;

/// Two operations are the same if their method is, and their path but for the
/// names in its braces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    path: String,
    method: &'static str,
}

/// A method on a path.
pub(super) struct Operation<'d> {
    /// `GET /users/{id}`.
    pub(super) label: String,
    pub(super) path: &'d str,
    pub(super) node: Node<'d>,
    /// Own parameters and those of the path.
    pub(super) parameters: BTreeMap<ParameterKey, Node<'d>>,
}

/// Where a parameter is, and what it is called. In a path only the position
/// counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ParameterKey {
    location: String,
    name: String,
}

fn parameter_key(path: &str, parameter: &Node<'_>) -> ParameterKey {
    let name = parameter.text("name").unwrap_or_default();
    let location = parameter.text("in").unwrap_or_default();
    let name = match location {
        "path" => {
            let mut names = path.split('{').skip(1);
            let position = names.position(|rest| rest.split('}').next() == Some(name));
            position.map_or_else(|| name.to_owned(), |position| position.to_string())
        }
        "header" => name.to_ascii_lowercase(),
        _ => name.to_owned(),
    };
    ParameterKey {
        location: location.to_owned(),
        name,
    }
}

/// Every operation of a document.
pub(super) fn operations<'d>(document: &'d Value) -> BTreeMap<Key, Operation<'d>> {
    let mut found = BTreeMap::new();
    let root = Node::root(document);
    for (path, item) in root.get("paths").iter().flat_map(Node::members) {
        let item = item.resolved(document);
        for method in METHODS {
            let Some(node) = item.get(method).filter(|node| node.value.is_object()) else {
                continue;
            };
            let mut parameters = BTreeMap::new();
            for owner in [&item, &node] {
                for parameter in owner.get("parameters").iter().flat_map(Node::items) {
                    let parameter = parameter.resolved(document);
                    parameters.insert(parameter_key(path, &parameter), parameter);
                }
            }
            let mut key = Key {
                path: without_names(path),
                method,
            };
            // Two templates that differ in names only are against the rules,
            // but no reason to lose one of them.
            if found.contains_key(&key) {
                key.path = path.to_owned();
            }
            let operation = Operation {
                label: format!("{} {path}", method.to_uppercase()),
                path,
                node,
                parameters,
            };
            found.insert(key, operation);
        }
    }
    found
}

/// `/users/{id}` as `/users/{}`.
fn without_names(path: &str) -> String {
    let mut result = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                inside = true;
                result.push(c);
            }
            '}' => {
                inside = false;
                result.push(c);
            }
            _ if inside => {}
            _ => result.push(c),
        }
    }
    result
}
