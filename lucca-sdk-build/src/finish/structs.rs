//! Structs: fields that accept what servers send and write back what they read,
//! and a `Debug` that keeps people's data to itself.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::{Map, Value};
use syn::{Attribute, Field, Fields, Item, ItemStruct, Meta, Type};

use super::{Finish, derives_trait, is_doc, items, module, remove_derive};
use crate::conform::extension;

pub(super) fn finish(types: &mut Vec<Item>, finish: &Finish<'_>) {
    let mut personal = BTreeSet::new();
    let mut result = Vec::new();
    for item in std::mem::take(types) {
        match item {
            Item::Struct(mut definition) => {
                let name = definition.ident.to_string();
                let schema = finish.schema(&name).cloned().unwrap_or_default();
                let mut added = finish_struct(&mut definition, &schema, finish);
                if schema.get(extension::PERSONAL) == Some(&Value::Bool(true)) {
                    personal.insert(name);
                    remove_derive(&mut definition.attrs, "Debug");
                    added.extend(items(redacting_debug(&definition, &schema, finish)));
                }
                result.push(Item::Struct(definition));
                result.extend(added);
            }
            Item::Enum(mut definition) => {
                if derives_trait(&definition.attrs, "Deserialize") {
                    result.extend(by_serde(&definition.ident, finish));
                }
                point_serde(&mut definition.attrs, finish);
                result.push(Item::Enum(definition));
            }
            // What checks the value that it is made of.
            Item::Impl(implementation)
                if implementation
                    .trait_
                    .as_ref()
                    .is_some_and(|(path, _)| super::ends_with(path, "Deserialize")) =>
            {
                if let Type::Path(path) = &*implementation.self_ty
                    && let Some(name) = path.path.get_ident()
                {
                    result.extend(by_serde(name, finish));
                }
                result.push(Item::Impl(implementation));
            }
            other => result.push(other),
        }
    }
    *types = result;
    // Builders hold the same values.
    if let Some(builders) = module(types, "builder") {
        let mut added = Vec::new();
        for item in builders.iter_mut() {
            if let Item::Struct(definition) = item
                && personal.contains(&definition.ident.to_string())
            {
                remove_derive(&mut definition.attrs, "Debug");
                added.extend(items(opaque_debug(definition)));
            }
        }
        builders.extend(added);
    }
}

/// The derived code finds serde in the runtime module.
fn point_serde(attributes: &mut Vec<Attribute>, finish: &Finish<'_>) {
    if derives_trait(attributes, "Serialize") || derives_trait(attributes, "Deserialize") {
        let path = format!("{}::serde", finish.runtime_text);
        attributes.push(syn::parse_quote!(#[serde(crate = #path)]));
    }
}

fn finish_struct(
    definition: &mut ItemStruct,
    schema: &Map<String, Value>,
    finish: &Finish<'_>,
) -> Vec<Item> {
    let derived = remove_derive(&mut definition.attrs, "Deserialize");
    point_serde(&mut definition.attrs, finish);
    let runtime = &finish.runtime;
    let name = &definition.ident;
    let Fields::Named(fields) = &mut definition.fields else {
        let Some(inner) = definition.fields.iter().next().filter(|_| derived) else {
            return Vec::new();
        };
        let inner = &inner.ty;
        return items(quote!(#runtime::newtype! { #name(#inner) }));
    };
    let properties = properties(schema, finish);
    let mut ordered: Vec<(usize, Field)> = Vec::new();
    let mut read = Vec::new();
    let mut extra = None;
    for mut field in std::mem::take(&mut fields.named) {
        let wire = wire_name(&field);
        // The generator sorts fields by name; the document's order says more.
        let place = properties.keys().position(|name| *name == wire);
        let property = properties.get(&wire);
        match finish_field(&mut field, property, finish) {
            Some(reading) => read.push((place.unwrap_or(usize::MAX), reading)),
            None => extra = field.ident.clone(),
        }
        ordered.push((place.unwrap_or(usize::MAX), field));
    }
    ordered.sort_by_key(|(place, _)| *place);
    read.sort_by_key(|(place, _)| *place);
    fields
        .named
        .extend(ordered.into_iter().map(|(_, field)| field));
    definition.attrs.push(syn::parse_quote!(#[non_exhaustive]));
    let extra = extra.map(|extra| quote!(extra #extra));
    let bare = schema
        .get(extension::UNWRAPPED)
        .and_then(Value::as_str)
        .and_then(|wrapped| {
            let field = definition
                .fields
                .iter()
                .find(|field| wire_name(field) == wrapped)?;
            let (ident, kind) = (field.ident.as_ref()?, &field.ty);
            Some(quote!(bare #ident: #kind))
        });
    let read = read.iter().map(|(_, reading)| reading);
    items(quote! {
        #runtime::object! { #name { #(#read)* } #extra #bare }
    })
}

/// A type of another form is read by the `Deserialize` that it has.
fn by_serde(name: &syn::Ident, finish: &Finish<'_>) -> Vec<Item> {
    let runtime = &finish.runtime;
    items(quote!(#runtime::by_serde! { #name }))
}

/// The properties of a schema, with those of the schemas it is made of.
pub(super) fn properties(schema: &Map<String, Value>, finish: &Finish<'_>) -> Map<String, Value> {
    fn collect(
        schema: &Map<String, Value>,
        finish: &Finish<'_>,
        depth: usize,
        into: &mut Map<String, Value>,
    ) {
        for part in schema
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let referred = part
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| reference.rsplit('/').next())
                .and_then(|name| finish.schema(name));
            if let (Some(part), true) = (referred.or(part.as_object()), depth < 32) {
                collect(part, finish, depth + 1, into);
            }
        }
        if let Some(Value::Object(own)) = schema.get("properties") {
            for (name, property) in own {
                into.insert(name.clone(), property.clone());
            }
        }
    }
    let mut all = Map::new();
    collect(schema, finish, 0, &mut all);
    all
}

/// The arguments of a field's `#[serde(…)]`, one by one.
pub(super) fn serde_arguments(field: &Field) -> Vec<Meta> {
    field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
        .filter_map(|attribute| {
            attribute
                .parse_args_with(
                    syn::punctuated::Punctuated::<Meta, syn::Token![,]>::parse_terminated,
                )
                .ok()
        })
        .flatten()
        .collect()
}

fn argument_text(argument: &Meta, name: &str) -> Option<String> {
    match argument {
        Meta::NameValue(value) if value.path.is_ident(name) => match &value.value {
            syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// What the field is called in JSON.
pub(super) fn wire_name(field: &Field) -> String {
    serde_arguments(field)
        .iter()
        .find_map(|argument| argument_text(argument, "rename"))
        .unwrap_or_else(|| {
            field
                .ident
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default()
        })
}

fn last_segment(kind: &Type) -> Option<&syn::PathSegment> {
    match kind {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

pub(super) fn is_named(kind: &Type, name: &str) -> bool {
    last_segment(kind).is_some_and(|segment| segment.ident == name)
}

/// Returns how the field is read; `None` for the one that keeps what no field is for.
fn finish_field(
    field: &mut Field,
    property: Option<&Value>,
    finish: &Finish<'_>,
) -> Option<TokenStream> {
    let mut arguments = serde_arguments(field);
    if arguments
        .iter()
        .any(|argument| argument.path().is_ident("flatten"))
    {
        field.attrs.retain(|attribute| !is_doc(attribute));
        field
            .attrs
            .push(syn::parse_quote!(#[doc = "Whatever else the server sends, by name."]));
        return None;
    }
    if let Some(wire) = property
        .and_then(|property| property.get(extension::WIRE_NAME))
        .and_then(Value::as_str)
    {
        arguments.retain(|argument| !argument.path().is_ident("rename"));
        arguments.push(syn::parse_quote!(rename = #wire));
    }
    let aliases = property
        .and_then(|property| property.get(extension::ALIASES))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let option = is_named(&field.ty, "Option");
    let default = arguments
        .iter()
        .find(|argument| argument.path().is_ident("default") && !option)
        .map(|argument| match argument_text(argument, "default") {
            Some(path) => syn::parse_str::<syn::Path>(&path).map(|path| quote!(#path())),
            None => Ok(quote!(::std::default::Default::default())),
        });
    let nullable = default.is_some() || property.is_none_or(|property| nullable(property, finish));
    let default = default.map(|default| {
        let default = default.unwrap_or_else(|_| quote!(::std::default::Default::default()));
        quote!(, default #default)
    });
    // What is left is for writing.
    arguments.retain(|argument| {
        argument.path().is_ident("rename")
            // Read as empty, written as empty; read as absent, absent: an optional list
            // without a default is an `Option`.
            || (option && argument.path().is_ident("skip_serializing_if"))
    });
    field
        .attrs
        .retain(|attribute| !attribute.path().is_ident("serde"));
    if !arguments.is_empty() {
        field
            .attrs
            .push(syn::parse_quote!(#[serde(#(#arguments),*)]));
    }
    let (ident, kind, wire) = (&field.ident, &field.ty, wire_name(field));
    Some(quote!(#ident: #kind, #wire #(| #aliases)*, #nullable #default;))
}

/// Whether the document allows null.
fn nullable(property: &Value, finish: &Finish<'_>) -> bool {
    let schema = crate::references::resolved(finish.document, property).unwrap_or(property);
    let says = |schema: &Value| schema.get("nullable") == Some(&Value::Bool(true));
    let untyped = ["type", "$ref", "allOf", "oneOf", "anyOf", "enum"]
        .iter()
        .all(|key| schema.get(key).is_none());
    let part = schema
        .pointer("/allOf/0")
        .filter(|_| !says(schema))
        .is_some_and(|part| nullable(part, finish));
    says(property) || says(schema) || untyped || part
}

/// Prints identifiers, and the names of the other fields that are set.
fn redacting_debug(
    definition: &ItemStruct,
    schema: &Map<String, Value>,
    finish: &Finish<'_>,
) -> TokenStream {
    let name = &definition.ident;
    let text = name.to_string();
    let properties = properties(schema, finish);
    let fields = definition.fields.iter().filter_map(|field| {
        let ident = field.ident.as_ref()?;
        let label = ident.to_string();
        let printed = properties
            .get(&wire_name(field))
            .is_some_and(|property| property.get(extension::PERSONAL) == Some(&Value::Bool(false)));
        let set = match last_segment(&field.ty).map(|segment| segment.ident.to_string()) {
            Some(kind) if kind == "Option" => quote!(self.#ident.is_some()),
            Some(kind) if kind == "Vec" || kind == "HashMap" || kind == "Map" => {
                quote!(!self.#ident.is_empty())
            }
            _ => quote!(true),
        };
        Some(match (printed, is_named(&field.ty, "Option")) {
            (true, true) => quote! {
                if let ::std::option::Option::Some(value) = &self.#ident {
                    output.field(#label, value);
                }
            },
            (true, false) => quote! {
                output.field(#label, &self.#ident);
            },
            (false, _) => quote! {
                if #set {
                    set.push(#label);
                }
            },
        })
    });
    quote! {
        /// Prints identifiers and the names of the other fields that are set, but
        /// not their values: they are somebody's personal data.
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut output = f.debug_struct(#text);
                let mut set: ::std::vec::Vec<&'static str> = ::std::vec::Vec::new();
                #(#fields)*
                output.field("set", &set).finish_non_exhaustive()
            }
        }
    }
}

/// Prints the type's name only.
pub(super) fn opaque_debug(definition: &ItemStruct) -> TokenStream {
    let name = &definition.ident;
    let text = format_ident!("{name}").to_string();
    let generics = if definition.generics.params.is_empty() {
        quote!()
    } else {
        quote!(<'_>)
    };
    quote! {
        /// Prints no values: they can be somebody's personal data.
        impl ::std::fmt::Debug for #name #generics {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(#text).finish_non_exhaustive()
            }
        }
    }
}
