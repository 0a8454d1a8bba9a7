//! Last step: what the generator leaves to be desired, put right in its output.
//!
//! The generator's syntax tree goes through passes that know the conformed
//! document: open enums ([`enums`]), what is absent and what is null ([`optional`]), tolerant and faithful fields ([`structs`]),
//! operations that join lists and send forms ([`operations`]), what is
//! [`deprecated`], documentation
//! ([`docs`], [`markdown`]), and paths that need no dependency but the SDK
//! ([`paths`]). A [last look](last_look) makes sure that it can compile.

mod deprecated;
mod docs;
mod enums;
mod last_look;
mod markdown;
mod operations;
mod optional;
mod paths;
mod structs;

use proc_macro2::TokenStream;
use serde_json::{Map, Value};
use syn::{Attribute, File, Item, Path, Token, punctuated::Punctuated};

use crate::{Error, Pointer, Settings, error::Journal};

/// What the passes know besides the tree.
pub(crate) struct Finish<'f> {
    document: &'f Value,
    runtime: Path,
    runtime_text: String,
    transport: syn::Type,
}

pub(crate) fn finish(
    mut file: File,
    document: &Value,
    settings: &Settings,
    journal: &Journal<'_>,
) -> Result<File, Error> {
    let parse = |text: &str| {
        journal.refuse(
            &Pointer::root(),
            format!("`{text}` is no Rust path"),
            "correct the build script",
        )
    };
    let finish = Finish {
        document,
        runtime: syn::parse_str(settings.runtime_path())
            .map_err(|_| parse(settings.runtime_path()))?,
        runtime_text: settings.runtime_path().to_owned(),
        transport: syn::parse_str(settings.transport_path())
            .map_err(|_| parse(settings.transport_path()))?,
    };
    // First: what later passes put into macros is out of reach.
    paths::rewrite(&mut file, &finish);
    if let Some(types) = module(&mut file.items, "types") {
        enums::open(types, &finish);
        optional::finish(types, &finish, journal)?;
        structs::finish(types, &finish);
    }
    operations::finish(&mut file, &finish, journal)?;
    deprecated::finish(&mut file, &finish);
    docs::finish(&mut file);
    last_look::check(&file, &finish, journal)?;
    Ok(file)
}

impl Finish<'_> {
    /// The schema of the type `name`.
    fn schema(&self, name: &str) -> Option<&Map<String, Value>> {
        self.document
            .get("components")?
            .get("schemas")?
            .get(name)?
            .as_object()
    }

    /// Every operation of the document, with its path and method, in order.
    fn operations(&self) -> impl Iterator<Item = (String, String, &Map<String, Value>)> {
        crate::walk::operations(self.document).filter_map(|(at, operation)| {
            let keys: Vec<String> = at.keys().collect();
            let [_, path, method] = <[String; 3]>::try_from(keys).ok()?;
            Some((path, method, operation))
        })
    }
}

/// The items of an inner module.
fn module<'i>(items: &'i mut [Item], name: &str) -> Option<&'i mut Vec<Item>> {
    items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => {
            module.content.as_mut().map(|(_, items)| items)
        }
        _ => None,
    })
}

/// The paths in `#[derive(…)]`, if this is one.
fn derives(attribute: &Attribute) -> Option<Vec<Path>> {
    if !attribute.path().is_ident("derive") {
        return None;
    }
    attribute
        .parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
        .ok()
        .map(|paths| paths.into_iter().collect())
}

fn ends_with(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}

/// Does any of the attributes derive a trait of this name?
fn derives_trait(attributes: &[Attribute], name: &str) -> bool {
    attributes
        .iter()
        .filter_map(derives)
        .flatten()
        .any(|path| ends_with(&path, name))
}

/// Takes a trait out of the `#[derive(…)]`s; tells whether it was there.
fn remove_derive(attributes: &mut [Attribute], name: &str) -> bool {
    let mut removed = false;
    for attribute in attributes.iter_mut() {
        if let Some(paths) = derives(attribute) {
            let kept: Vec<&Path> = paths.iter().filter(|path| !ends_with(path, name)).collect();
            removed |= kept.len() < paths.len();
            *attribute = syn::parse_quote!(#[derive(#(#kept),*)]);
        }
    }
    removed
}

fn is_doc(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
}

/// The name of the type that an `impl` is for.
fn implemented(item: &syn::ItemImpl) -> Option<String> {
    match &*item.self_ty {
        syn::Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// Items out of tokens that this crate writes itself.
fn items(tokens: TokenStream) -> Vec<Item> {
    // Written here and covered by tests: if it were no Rust, the generated file
    // would show it as well.
    syn::parse2::<File>(tokens.clone())
        .map(|file| file.items)
        .unwrap_or_else(|_| vec![Item::Verbatim(tokens)])
}
