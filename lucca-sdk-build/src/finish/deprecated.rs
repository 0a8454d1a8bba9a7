//! What the document calls deprecated: `#[deprecated]` on methods, setters and fields, so
//! that the compiler tells whoever still uses it.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde_json::Value;
use syn::{Attribute, Fields, File, Ident, ImplItem, Item};

use super::{Finish, implemented, module, structs};

pub(super) fn finish(file: &mut File, finish: &Finish<'_>) {
    // It can be said of the place, and of the schema that stands there.
    let says = |value: &Value| {
        let schema = crate::references::resolved(finish.document, value);
        [Some(value), schema]
            .into_iter()
            .flatten()
            .any(|value| value.get("deprecated") == Some(&Value::Bool(true)))
    };
    for (_, operation) in crate::walk::operations(finish.document) {
        let id = operation["operationId"].as_str().unwrap_or_default();
        if operation.get("deprecated") == Some(&Value::Bool(true)) {
            mark_methods(&mut file.items, "Client", |name| name == id);
        }
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let setters: BTreeSet<String> = parameters
            .into_iter()
            .flatten()
            .filter(|parameter| says(parameter))
            .filter_map(|parameter| Some(parameter["name"].as_str()?.to_snake_case()))
            .collect();
        if let Some(builders) = module(&mut file.items, "builder") {
            // A setter that would be a word of Rust's ends with `_`.
            mark_methods(builders, &id.to_upper_camel_case(), |name| {
                setters.contains(name.trim_end_matches('_'))
            });
        }
    }
    let Some(types) = module(&mut file.items, "types") else {
        return;
    };
    let mut marked = Vec::new();
    for item in types.iter_mut() {
        let Item::Struct(definition) = item else {
            continue;
        };
        let name = definition.ident.to_string();
        let Some(schema) = finish.schema(&name) else {
            continue;
        };
        let properties = structs::properties(schema, finish);
        let Fields::Named(fields) = &mut definition.fields else {
            continue;
        };
        let mut setters: BTreeSet<Ident> = BTreeSet::new();
        for field in &mut fields.named {
            if properties
                .get(&structs::wire_name(field))
                .is_some_and(&says)
            {
                field.attrs.push(attribute());
                setters.extend(field.ident.clone());
            }
        }
        if !setters.is_empty() {
            marked.push((name, setters));
        }
    }
    if marked.is_empty() {
        return;
    }
    if let Some(builders) = module(types, "builder") {
        for (name, setters) in &marked {
            mark_methods(builders, name, |setter| {
                setters.iter().any(|ident| ident == setter)
            });
        }
    }
    // The types themselves write and copy all their fields.
    for item in &mut file.items {
        if let Item::Mod(types) = item
            && types.ident == "types"
        {
            types.attrs.push(syn::parse_quote!(#[allow(deprecated)]));
        }
    }
}

fn attribute() -> Attribute {
    syn::parse_quote!(#[deprecated = "the API's document calls it deprecated"])
}

/// Marks the public methods of a type that have such a name.
fn mark_methods(items: &mut [Item], of: &str, named: impl Fn(&str) -> bool) {
    let implementations = items.iter_mut().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => Some(item),
        _ => None,
    });
    for item in implementations.filter(|item| implemented(item).is_some_and(|name| name == of)) {
        for function in &mut item.items {
            if let ImplItem::Fn(function) = function
                && function.sig.receiver().is_some()
                && named(&function.sig.ident.to_string())
            {
                function.attrs.push(attribute());
            }
        }
    }
}
