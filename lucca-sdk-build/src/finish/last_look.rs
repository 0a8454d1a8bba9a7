//! The last look: is everything there, and nothing twice?
//!
//! Names come from the document, from this crate and from the generator. Should two
//! of them meet after all, or an operation have got lost, then a refusal that names
//! the place is better than code that does not compile.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use syn::{File, ImplItem, Item, UseTree};

use super::{Finish, implemented};
use crate::{Error, Pointer, conform::extension, error::Journal};

pub(super) fn check(file: &File, finish: &Finish<'_>, journal: &Journal<'_>) -> Result<(), Error> {
    let mut found = Found::default();
    found.module(&file.items, "");
    if let Some((module, name)) = found.twice {
        let at = finish
            .origin(&name)
            .or_else(|| finish.operation_of(&name))
            .unwrap_or_else(Pointer::root);
        return Err(journal.refuse(
            &at,
            format!("the generated code would define `{name}` twice{module}"),
            format!(
                "call what stands here otherwise in an overlay, a schema by `{}`",
                extension::NAME
            ),
        ));
    }
    for (_, operation) in crate::walk::operations(finish.document) {
        let name = operation["operationId"].as_str().unwrap_or_default();
        let builder = heck::ToUpperCamelCase::to_upper_camel_case(name);
        let method = found
            .functions
            .contains(&("Client".to_owned(), name.to_owned()));
        let sends = found.functions.contains(&(builder, "send".to_owned()));
        if !method || !sends {
            return Err(journal.refuse(
                &extension::origin(operation).unwrap_or_default(),
                format!("the generated client would have no method `{name}` for the operation"),
                "give it another operationId in an overlay",
            ));
        }
    }
    Ok(())
}

#[derive(Default)]
struct Found {
    /// Functions by the type that they belong to, of the client and its builders.
    functions: BTreeSet<(String, String)>,
    /// The first name that is defined twice, and in which module.
    twice: Option<(String, String)>,
}

impl Found {
    fn module(&mut self, items: &[Item], path: &str) {
        let place = match path {
            "" => String::new(),
            path => format!(" in `{path}`"),
        };
        let mut types = BTreeSet::new();
        let mut values = BTreeSet::new();
        let mut functions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for item in items {
            let (of_types, of_values) = defined(item);
            for name in of_types {
                self.once(types.insert(name.clone()), &place, name);
            }
            for name in of_values {
                self.once(values.insert(name.clone()), &place, name);
            }
            match item {
                Item::Mod(module) => {
                    let inner = match path {
                        "" => module.ident.to_string(),
                        path => format!("{path}::{}", module.ident),
                    };
                    if let Some((_, items)) = &module.content {
                        self.module(items, &inner);
                    }
                }
                Item::Struct(definition) => {
                    let mut fields = BTreeSet::new();
                    for name in definition
                        .fields
                        .iter()
                        .filter_map(|field| field.ident.as_ref())
                    {
                        let new = fields.insert(name.to_string());
                        let owner = definition.ident.to_string();
                        self.once(new, &format!(": the field `{name}`"), owner);
                    }
                }
                Item::Enum(definition) => {
                    let mut variants = BTreeSet::new();
                    for variant in &definition.variants {
                        let new = variants.insert(variant.ident.to_string());
                        let owner = definition.ident.to_string();
                        self.once(new, &format!(": the variant `{}`", variant.ident), owner);
                    }
                }
                Item::Impl(implementation) if implementation.trait_.is_none() => {
                    let Some(owner) = implemented(implementation) else {
                        continue;
                    };
                    for item in &implementation.items {
                        let ImplItem::Fn(function) = item else {
                            continue;
                        };
                        let name = function.sig.ident.to_string();
                        let own = functions.entry(owner.clone()).or_default();
                        let new = own.insert(name.clone());
                        self.once(new, &format!(": the function `{name}`"), owner.clone());
                        if matches!(path, "" | "builder") {
                            self.functions.insert((owner.clone(), name));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn once(&mut self, new: bool, place: &str, name: String) {
        if !new && self.twice.is_none() {
            self.twice = Some((place.to_owned(), name));
        }
    }
}

/// The names that an item defines, those of types and those of values.
fn defined(item: &Item) -> (Vec<String>, Vec<String>) {
    let types = |name: &syn::Ident| (vec![name.to_string()], Vec::new());
    match item {
        Item::Enum(item) => types(&item.ident),
        Item::Struct(item) => types(&item.ident),
        Item::Type(item) => types(&item.ident),
        Item::Trait(item) => types(&item.ident),
        Item::Mod(item) => types(&item.ident),
        Item::Fn(item) => (Vec::new(), vec![item.sig.ident.to_string()]),
        Item::Const(item) if item.ident != "_" => (Vec::new(), vec![item.ident.to_string()]),
        Item::Use(item) => {
            let mut names = Vec::new();
            imported(&item.tree, &mut names);
            // Whether it is a type or a function, only the compiler knows.
            names
                .into_iter()
                .partition(|name| name.starts_with(char::is_uppercase))
        }
        _ => (Vec::new(), Vec::new()),
    }
}

fn imported(tree: &UseTree, names: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) => imported(&path.tree, names),
        UseTree::Name(name) => names.push(name.ident.to_string()),
        UseTree::Rename(rename) => names.push(rename.rename.to_string()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| imported(tree, names)),
        UseTree::Glob(_) => {}
    }
}

impl Finish<'_> {
    /// Where in the document the schema of a type comes from.
    fn origin(&self, name: &str) -> Option<Pointer> {
        extension::origin(self.schema(name)?)
    }

    /// Where the operation stands that a method or its builder is named after.
    fn operation_of(&self, name: &str) -> Option<Pointer> {
        let camel = |name: &str| heck::ToUpperCamelCase::to_upper_camel_case(name);
        crate::walk::operations(self.document)
            .find(|(_, operation)| {
                let id = operation.get("operationId").and_then(Value::as_str);
                id.is_some_and(|id| camel(id) == camel(name))
            })
            .and_then(|(_, operation)| extension::origin(operation))
    }
}
