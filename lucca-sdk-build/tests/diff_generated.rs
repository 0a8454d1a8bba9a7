//! What changes between documents mean for Rust callers, held against the
//! generated code of many documents: what the verdict says must be what happens
//! to the public items.
#![cfg(feature = "diff")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test that fails may panic"
)]

#[path = "diff/case.rs"]
mod case;
#[path = "diff/document.rs"]
#[allow(dead_code, reason = "each test uses a part")]
mod document;

use std::collections::{BTreeMap, BTreeSet};

use lucca_sdk_build::{
    Settings,
    diff::{Rust, diff},
    generate,
};
use proptest::prelude::*;
use quote::ToTokens;
use serde_json::Value;
use syn::{Fields, ImplItem, Item, Visibility};

/// Public items by path, with what callers can tell of them.
type Api = BTreeMap<String, String>;

fn api(document: &Value) -> Api {
    let code = generate("document", document.clone(), &Settings::default())
        .unwrap()
        .code;
    let mut api = Api::new();
    collect(&syn::parse_file(&code).unwrap().items, "", &mut api);
    api
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn tokens(value: &impl ToTokens) -> String {
    value.to_token_stream().to_string()
}

fn derives_default(attributes: &[syn::Attribute]) -> bool {
    let mut derives = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"));
    derives.any(|derive| tokens(derive).contains("Default"))
}

fn collect(items: &[Item], path: &str, api: &mut Api) {
    for item in items {
        match item {
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    collect(items, &format!("{path}{}::", module.ident), api);
                }
            }
            Item::Struct(item) if is_public(&item.vis) => {
                let name = format!("{path}{}", item.ident);
                if derives_default(&item.attrs) {
                    api.insert(format!("{name}: Default"), String::new());
                }
                let form = match &item.fields {
                    Fields::Named(_) => "named",
                    Fields::Unnamed(_) => "tuple",
                    Fields::Unit => "unit",
                };
                api.insert(name.clone(), form.to_owned());
                for (index, field) in item.fields.iter().enumerate() {
                    let field_name = match &field.ident {
                        Some(name) => name.to_string(),
                        None => index.to_string(),
                    };
                    if is_public(&field.vis) {
                        api.insert(format!("{name}.{field_name}"), tokens(&field.ty));
                    }
                }
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let name = format!("{path}{}", item.ident);
                // Callers match on all variants of an enum that does not warn them.
                let mut attributes = item.attrs.iter();
                let all = match attributes.any(|a| a.path().is_ident("non_exhaustive")) {
                    true => String::new(),
                    false => tokens(&item.variants),
                };
                api.insert(name.clone(), format!("enum {all}"));
                for variant in &item.variants {
                    api.insert(
                        format!("{name}::{}", variant.ident),
                        tokens(&variant.fields),
                    );
                }
            }
            Item::Type(item) if is_public(&item.vis) => {
                api.insert(format!("{path}{}", item.ident), tokens(&item.ty));
            }
            Item::Impl(item) => collect_impl(item, path, api),
            _ => {}
        }
    }
}

fn collect_impl(item: &syn::ItemImpl, path: &str, api: &mut Api) {
    let name = format!("{path}{}", tokens(&item.self_ty));
    if let Some((implemented, _)) = &item.trait_ {
        if tokens(implemented).ends_with("Default") {
            api.insert(format!("{name}: Default"), String::new());
        }
        return;
    }
    for function in &item.items {
        let ImplItem::Fn(function) = function else {
            continue;
        };
        if is_public(&function.vis) {
            let signature = &function.sig;
            let mut text = tokens(&signature.output) + &tokens(&signature.generics.where_clause);
            // A setter of an operation takes whatever converts.
            if path == "builder::" && signature.ident != "send" {
                text = convertible(&text);
            }
            api.insert(format!("{name}::{}", signature.ident), text);
        }
    }
}

/// Integers convert to each other.
fn convertible(text: &str) -> String {
    ["i32", "i64", "u64"]
        .iter()
        .fold(text.to_owned(), |text, integer| {
            text.replace(integer, "integer")
        })
}

/// The first item that is gone, or another.
fn broken(old: &Api, new: &Api) -> Option<String> {
    old.iter()
        .find(|(name, what)| new.get(*name) != Some(what))
        .map(|(name, what)| format!("{name}: {what} became {:?}", new.get(name)))
}

/// A setter that took a text and takes a type made of texts still takes the text.
fn without_narrowed_texts(old: &Api, new: &Api) -> Api {
    let mut old = old.clone();
    for (name, what) in &mut old {
        let found = new.get(name).map(String::as_str).unwrap_or_default();
        let text = what.contains(":: std :: string :: String >");
        if name.starts_with("builder::") && text && found.contains("TryInto < types ::") {
            *what = found.to_owned();
        }
    }
    old
}

fn assert_verdict(old: &Value, new: &Value) -> Result<(), String> {
    let found = diff(old, new);
    let (old_api, new_api) = (api(old), api(new));
    let broken = broken(&without_narrowed_texts(&old_api, &new_api), &new_api);
    match (found.rust(), broken) {
        (Rust::Breaks, None) => Err(format!("nothing breaks, but we say:\n{found}")),
        (Rust::Breaks, Some(_)) | (_, None) => Ok(()),
        (_, Some(item)) => Err(format!("{item}, but we say:\n{found}")),
    }
}

/// What must be set before a builder builds: fields that start as an error.
fn must_be_set(document: &Value) -> BTreeSet<String> {
    struct Starts<'s>(&'s mut BTreeSet<String>, String);

    impl syn::visit_mut::VisitMut for Starts<'_> {
        fn visit_item_impl_mut(&mut self, item: &mut syn::ItemImpl) {
            // Without its lifetimes.
            let name = tokens(&item.self_ty);
            self.1 = name.split(' ').next().unwrap_or_default().to_owned();
            syn::visit_mut::visit_item_impl_mut(self, item);
        }

        fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
            if tokens(&field.expr).starts_with("Err (") {
                self.0
                    .insert(format!("{}.{}", self.1, tokens(&field.member)));
            }
        }
    }

    let code = generate("document", document.clone(), &Settings::default())
        .unwrap()
        .code;
    let mut found = BTreeSet::new();
    let mut file = syn::parse_file(&code).unwrap();
    syn::visit_mut::VisitMut::visit_file_mut(&mut Starts(&mut found, String::new()), &mut file);
    found
}

#[test]
fn callers_that_fail_at_run_time_lack_something_or_hand_over_what_is_refused() {
    let elsewhere = [
        // What callers hand over is converted, to a type that refuses more.
        "parameter-bound-added",
        "parameter-integer-narrowed",
        "request-bound-tightened",
        // What is lacking belongs to the new body's type.
        "body-added-with-required-property",
    ];
    for case in case::cases() {
        let found = diff(&case.old, &case.new);
        let (old, new) = (must_be_set(&case.old), must_be_set(&case.new));
        // A new operation has no callers.
        let builder = |field: &str| field.split('.').next().unwrap_or_default().to_owned();
        let known = api(&case.old);
        let known = |field: &str| known.keys().any(|item| item.ends_with(&builder(field)));
        let lacks = new.difference(&old).any(|field| known(field));
        let name = case.name.as_str();
        match found.rust() {
            Rust::FailsAtRunTime => assert_eq!(lacks, !elsewhere.contains(&name), "{name}"),
            Rust::Same => assert!(!lacks, "{name}"),
            // Callers build answers in tests only.
            Rust::Compiles => assert!(!lacks || name.contains("answer"), "{name}"),
            _ => {}
        }
    }
}

#[test]
fn verdicts_fit_the_generated_code_of_each_pair() {
    let wrong: Vec<String> = case::cases()
        .iter()
        .filter_map(|case| {
            let wrong = assert_verdict(&case.old, &case.new).err()?;
            Some(format!("{}: {wrong}", case.name))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

proptest! {
    // Each pair is six runs of the generator; `PROPTEST_CASES` asks for more.
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12)
    ))]

    #[test]
    fn verdicts_fit_the_generated_code_of_any_pair(
        old in document::document(),
        new in document::document(),
    ) {
        prop_assert_eq!(assert_verdict(&old, &new), Ok(()));
        // Most random pairs break somewhere; pairs that differ in a part of them
        // tell more.
        let mut near = old.clone();
        near["paths"] = new["paths"].clone();
        prop_assert_eq!(assert_verdict(&old, &near), Ok(()));
        let mut near = old.clone();
        near["components"]["schemas"]["Team"] = new["components"]["schemas"]["Team"].clone();
        prop_assert_eq!(assert_verdict(&old, &near), Ok(()));
    }
}
