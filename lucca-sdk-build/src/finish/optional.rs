//! What is not there, and what is `null`.
//!
//! To the generator, a property that can be left out and one that can be `null` are
//! the same `Option`. Where a request can say either, the field becomes an `Option` of
//! an `Option`: nothing to leave it out, `Some(None)` to send `null`. Its setter takes
//! what it took before, so that `None` means `null`, and not calling it means nothing.
//! And where a type contains itself, the box goes inside the `Option`, so that what is
//! absent stays absent.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use syn::{
    Field, GenericArgument, ImplItem, Item, PathArguments, Type,
    visit_mut::{self, VisitMut},
};

use super::{Finish, implemented, module, structs};
use crate::{Error, Pointer, conform::extension, error::Journal};

/// The fields that can also be sent as `null`, by their struct.
type Fields = BTreeMap<String, BTreeSet<String>>;

pub(super) fn finish(
    types: &mut [Item],
    finish: &Finish<'_>,
    journal: &Journal<'_>,
) -> Result<(), Error> {
    for item in types.iter_mut() {
        BoxInside.visit_item_mut(item);
    }
    let mut nullable = Fields::new();
    for item in types.iter_mut() {
        let Item::Struct(definition) = item else {
            continue;
        };
        let name = definition.ident.to_string();
        let properties = finish
            .schema(&name)
            .map(|schema| structs::properties(schema, finish))
            .unwrap_or_default();
        for field in definition.fields.iter_mut() {
            skip_if_none(field);
            let property = properties.get(&structs::wire_name(field));
            let can_be_sent = property
                .and_then(|property| property.get(extension::NULL_CAN_BE_SENT))
                .is_some_and(|flag| *flag == Value::Bool(true));
            // Any JSON can be `null` by itself.
            let is_json = structs::is_named(&field.ty, "Value");
            if let (true, Some(ident)) = (can_be_sent && !is_json, &field.ident) {
                nullable
                    .entry(name.clone())
                    .or_default()
                    .insert(ident.to_string());
                wrap(&mut field.ty, &name, journal)?;
            }
        }
    }
    let Some(builders) = module(types, "builder") else {
        return Ok(());
    };
    let mut setters = 0;
    for item in builders {
        match item {
            Item::Struct(definition) => {
                let name = definition.ident.to_string();
                for field in definition.fields.iter_mut() {
                    let is_one = field
                        .ident
                        .as_ref()
                        .is_some_and(|ident| holds(&nullable, &name, &ident.to_string()));
                    // `Result<Option<T>, String>`
                    if is_one && let Some(held) = argument(&mut field.ty, "Result") {
                        wrap(held, &name, journal)?;
                    }
                }
            }
            Item::Impl(implementation) if implementation.trait_.is_none() => {
                let name = implemented(implementation).unwrap_or_default();
                for item in &mut implementation.items {
                    if let ImplItem::Fn(setter) = item
                        && holds(&nullable, &name, &setter.sig.ident.to_string())
                    {
                        setters += 1;
                        MapToSome.visit_impl_item_fn_mut(setter);
                    }
                }
            }
            _ => {}
        }
    }
    if setters != nullable.values().map(BTreeSet::len).sum::<usize>() {
        return Err(another_form("a setter", journal));
    }
    Ok(())
}

fn holds(fields: &Fields, name: &str, field: &str) -> bool {
    fields
        .get(name)
        .is_some_and(|fields| fields.contains(field))
}

fn another_form(what: &str, journal: &Journal<'_>) -> Error {
    journal.refuse(
        &Pointer::root(),
        format!("the generator's code of {what} has another form than this version knows"),
        "report the document to the maintainers of lucca-sdk-build",
    )
}

/// `T` of `Name<T>`.
fn argument<'t>(kind: &'t mut Type, name: &str) -> Option<&'t mut Type> {
    let Type::Path(path) = kind else {
        return None;
    };
    let last = path
        .path
        .segments
        .last_mut()
        .filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &mut last.arguments else {
        return None;
    };
    match arguments.args.first_mut()? {
        GenericArgument::Type(kind) => Some(kind),
        _ => None,
    }
}

/// Makes an `Option` of the `Option`.
fn wrap(kind: &mut Type, of: &str, journal: &Journal<'_>) -> Result<(), Error> {
    if argument(kind, "Option").is_none() {
        return Err(another_form(&format!("a field of `{of}`"), journal));
    }
    *kind = syn::parse_quote!(::std::option::Option<#kind>);
    Ok(())
}

/// What is absent is not written.
fn skip_if_none(field: &mut Field) {
    let says = structs::serde_arguments(field)
        .iter()
        .any(|argument| argument.path().is_ident("skip_serializing_if"));
    let optional = structs::serde_arguments(field)
        .iter()
        .any(|argument| argument.path().is_ident("default"));
    if optional && !says && argument(&mut field.ty, "Option").is_some() {
        field.attrs.push(
            syn::parse_quote!(#[serde(skip_serializing_if = "::std::option::Option::is_none")]),
        );
    }
}

/// `Box<Option<T>>` becomes `Option<Box<T>>`.
struct BoxInside;

impl VisitMut for BoxInside {
    fn visit_type_mut(&mut self, kind: &mut Type) {
        visit_mut::visit_type_mut(self, kind);
        let boxed = argument(kind, "Box")
            .and_then(|inner| argument(inner, "Option"))
            .map(|inner| inner.clone());
        if let Some(boxed) = boxed {
            *kind = syn::parse_quote!(::std::option::Option<::std::boxed::Box<#boxed>>);
        }
    }
}

/// `value.try_into().map_err(…)`: what is given is what is sent.
struct MapToSome;

impl VisitMut for MapToSome {
    fn visit_expr_mut(&mut self, expression: &mut syn::Expr) {
        if let syn::Expr::MethodCall(call) = expression
            && call.method == "map_err"
        {
            let converted = &call.receiver;
            *call.receiver = syn::parse_quote!(#converted.map(::std::option::Option::Some));
            return;
        }
        visit_mut::visit_expr_mut(self, expression);
    }
}
