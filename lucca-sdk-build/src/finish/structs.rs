//! Structs: fields that accept what servers send and write back what they read,
//! and a `Debug` that keeps people's data to itself.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
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
                point_serde(&mut definition.attrs, finish);
                result.push(Item::Enum(definition));
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
    point_serde(&mut definition.attrs, finish);
    let Fields::Named(fields) = &mut definition.fields else {
        return Vec::new();
    };
    let properties = properties(schema, finish);
    let mut added = Vec::new();
    let mut ordered: Vec<(usize, Field)> = Vec::new();
    for mut field in std::mem::take(&mut fields.named) {
        let wire = wire_name(&field);
        // The generator sorts fields by name; the document's order says more.
        let place = properties.keys().position(|name| *name == wire);
        let property = properties.get(&wire);
        added.extend(finish_field(
            &mut field,
            &definition.ident,
            property,
            finish,
        ));
        ordered.push((place.unwrap_or(usize::MAX), field));
    }
    ordered.sort_by_key(|(place, _)| *place);
    fields
        .named
        .extend(ordered.into_iter().map(|(_, field)| field));
    definition.attrs.push(syn::parse_quote!(#[non_exhaustive]));
    if let Some(wrapped) = schema.get(extension::UNWRAPPED).and_then(Value::as_str) {
        added.extend(unwrapped(definition, wrapped, finish));
    }
    added
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

/// Returns what the field needs beside it.
fn finish_field(
    field: &mut Field,
    of: &syn::Ident,
    property: Option<&Value>,
    finish: &Finish<'_>,
) -> Vec<Item> {
    let mut added = Vec::new();
    let mut arguments = serde_arguments(field);
    if arguments
        .iter()
        .any(|argument| argument.path().is_ident("flatten"))
    {
        field.attrs.retain(|attribute| !is_doc(attribute));
        field
            .attrs
            .push(syn::parse_quote!(#[doc = "Whatever else the server sends, by name."]));
        return added;
    }
    if let Some(wire) = property
        .and_then(|property| property.get(extension::WIRE_NAME))
        .and_then(Value::as_str)
    {
        arguments.retain(|argument| !argument.path().is_ident("rename"));
        arguments.push(syn::parse_quote!(rename = #wire));
    }
    for alias in property
        .and_then(|property| property.get(extension::ALIASES))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        arguments.push(syn::parse_quote!(alias = #alias));
    }
    let kind = field.ty.to_token_stream().to_string();
    let dated = kind.contains(":: jiff ::");
    let option = is_named(&field.ty, "Option");
    let decode = |function: &str| format!("{}::decode::{function}", finish.runtime_text);
    let default = arguments
        .iter()
        .position(|argument| argument.path().is_ident("default"));
    let function = match default {
        // An own default stands for null as well as for absence.
        Some(index) if !option => match argument_text(&arguments[index], "default") {
            None => Some(decode(if dated { "lenient" } else { "null_as_default" })),
            Some(own) => {
                let name = format!(
                    "null_as_default_of_{}_{}",
                    of.to_string().to_snake_case(),
                    field
                        .ident
                        .as_ref()
                        .map(ToString::to_string)
                        .unwrap_or_default()
                );
                added.extend(null_as_own_default(&name, &own, &field.ty, finish));
                Some(name)
            }
        },
        _ if dated => Some(decode("lenient")),
        // A list that must be there can still be null.
        _ if is_named(&field.ty, "Vec") => Some(decode("null_as_default")),
        _ => None,
    };
    if let Some(function) = function {
        // The generator has one of its own where null is allowed and absence is not.
        arguments.retain(|argument| !argument.path().is_ident("deserialize_with"));
        if default.is_none() && option {
            arguments.push(syn::parse_quote!(default));
        }
        arguments.push(syn::parse_quote!(deserialize_with = #function));
    }
    if !option {
        // Read as empty, written as empty; read as absent, absent: an optional
        // list without a default is an `Option`.
        arguments.retain(|argument| !argument.path().is_ident("skip_serializing_if"));
    }
    field
        .attrs
        .retain(|attribute| !attribute.path().is_ident("serde"));
    if !arguments.is_empty() {
        field
            .attrs
            .push(syn::parse_quote!(#[serde(#(#arguments),*)]));
    }
    added
}

/// Reads null as the default that the document gives.
fn null_as_own_default(name: &str, own: &str, kind: &Type, finish: &Finish<'_>) -> Vec<Item> {
    let runtime = &finish.runtime;
    let name = format_ident!("{name}");
    let Ok(own) = syn::parse_str::<syn::Expr>(own) else {
        return Vec::new();
    };
    items(quote! {
        fn #name<'de, D>(deserializer: D) -> ::std::result::Result<#kind, D::Error>
        where
            D: #runtime::serde::Deserializer<'de>,
        {
            let value: ::std::option::Option<#kind> =
                #runtime::serde::Deserialize::deserialize(deserializer)?;
            ::std::result::Result::Ok(value.unwrap_or_else(#own))
        }
    })
}

/// A type whose one property can also come bare, without the object around it.
fn unwrapped(definition: &mut ItemStruct, wrapped: &str, finish: &Finish<'_>) -> Vec<Item> {
    let runtime = &finish.runtime;
    remove_derive(&mut definition.attrs, "Deserialize");
    let name = &definition.ident;
    let (fields, idents, wires): (Vec<Field>, Vec<_>, Vec<String>) = definition
        .fields
        .iter()
        .map(|field| {
            let mut private = field.clone();
            private.vis = syn::Visibility::Inherited;
            private.attrs.retain(|attribute| !is_doc(attribute));
            (private, field.ident.clone(), wire_name(field))
        })
        .collect();
    let crate_path = format!("{}::serde", finish.runtime_text);
    // `skip_serializing_if` on a type that only derives `Deserialize` is allowed.
    items(quote! {
        const _: () = {
            #[derive(#runtime::serde::Deserialize)]
            #[serde(crate = #crate_path)]
            struct Wrapped {
                #(#fields,)*
            }

            impl<'de> #runtime::serde::Deserialize<'de> for #name {
                fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
                where
                    D: #runtime::serde::Deserializer<'de>,
                {
                    let Wrapped { #(#idents),* } =
                        #runtime::decode::unwrapped(deserializer, #wrapped, &[#(#wires),*])?;
                    ::std::result::Result::Ok(Self { #(#idents),* })
                }
            }
        };
    })
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
