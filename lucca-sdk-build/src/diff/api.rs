//! The public API of a generated client, read from its syntax tree.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;
use quote::ToTokens;
use syn::{
    Expr, Fields, FnArg, GenericParam, ImplItem, Item, ItemImpl, ReturnType, Signature, Stmt,
    Visibility, WherePredicate,
};

use super::spelling::short;

/// Whose an item is: of a type (`types::User`), of an operation
/// (`builder::ListUsers`) or of the client; and the field, variant, setter or
/// method that it is about, if it is not about the whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) owner: String,
    pub(super) member: Option<String>,
}

impl Name {
    pub(super) fn of_type(name: &str) -> Self {
        Self {
            owner: format!("types::{name}"),
            member: None,
        }
    }

    pub(super) fn of_operation(name: &str) -> Self {
        Self {
            owner: format!("builder::{name}"),
            member: None,
        }
    }

    pub(super) fn member(&self, name: &str) -> Self {
        Self {
            owner: self.owner.clone(),
            member: Some(name.to_owned()),
        }
    }
}

/// One public item.
pub(super) struct Entry {
    pub(super) place: Name,
    pub(super) what: What,
}

/// What callers can tell of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Its form: another one is another item.
    Is(String),
    /// A setter that takes whatever converts to this type.
    Takes(String),
}

/// The public items of a client, by path.
#[derive(Default)]
pub(super) struct Api {
    pub(super) items: BTreeMap<String, Entry>,
    /// For each type and operation, the item that stands for the whole: the type
    /// itself, the client's method.
    heads: BTreeMap<String, String>,
    /// Fields of builders that start without a value: who builds must set them.
    pub(super) needed: BTreeSet<Name>,
    /// Bodies, and the types whose builders they start as.
    built: Vec<(Name, String)>,
    /// What types that are made from texts check.
    pub(super) checks: BTreeMap<String, Checks>,
    /// Types that a text is always turned into.
    pub(super) from_text: BTreeSet<String>,
}

/// The lengths that a text may have, and other conditions as they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Checks {
    pub(super) at_least: Option<u64>,
    pub(super) at_most: Option<u64>,
    pub(super) others: BTreeSet<String>,
}

impl Api {
    pub(super) fn of(code: &str) -> Result<Self, syn::Error> {
        let file = syn::parse_file(code)?;
        let mut api = Self::default();
        api.module(&file.items, "");
        let built = api.built.iter().filter(|(_, built)| {
            let built = Name::of_type(built).owner;
            api.needed.iter().any(|place| place.owner == built)
        });
        let needed: Vec<Name> = built.map(|(body, _)| body.clone()).collect();
        api.needed.extend(needed);
        for (key, entry) in &api.items {
            let owner = &entry.place.owner;
            let is_head = key.starts_with("Client::") || key == owner;
            if is_head && !api.heads.contains_key(owner) {
                api.heads.insert(owner.clone(), key.clone());
            }
        }
        Ok(api)
    }

    /// The item that stands for a whole type or operation: without it, nothing that
    /// belongs to it is there.
    pub(super) fn head(&self, owner: &str) -> Option<&str> {
        self.heads.get(owner).map(String::as_str)
    }

    /// Does a setter start as a builder of the value's type?
    pub(super) fn is_built(&self, setter: &Name) -> bool {
        self.built.iter().any(|(place, _)| place == setter)
    }

    /// The types that callers hand over: what setters of operations take, and what
    /// is inside.
    pub(super) fn written(&self) -> BTreeSet<String> {
        let mut inside: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let mut next = BTreeSet::new();
        for entry in self.items.values() {
            let (What::Is(text) | What::Takes(text)) = &entry.what;
            let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
            let types = words
                .map(|word| Name::of_type(word).owner)
                .filter(|owner| self.items.contains_key(owner));
            if entry.place.owner.starts_with("types::") {
                inside.entry(&entry.place.owner).or_default().extend(types);
            } else if entry.place.member.as_deref() != Some("send") {
                next.extend(types);
            }
        }
        let mut written = BTreeSet::new();
        while let Some(owner) = next.pop_first() {
            if let Some(inside) = inside.get(owner.as_str()) {
                next.extend(
                    inside
                        .iter()
                        .filter(|inner| !written.contains(*inner))
                        .cloned(),
                );
            }
            written.insert(owner);
        }
        written
    }

    /// The field or setter that a name of the document became.
    pub(super) fn member(&self, owner: &Name, name: &str) -> Name {
        let plain = |name: &str| name.trim_matches('_').trim_start_matches("r#").to_owned();
        let wanted = plain(&name.to_snake_case());
        let mut places = self.items.values().map(|entry| &entry.place);
        let found = places.find(|place| {
            place.owner == owner.owner
                && place.member.as_deref().map(plain).as_ref() == Some(&wanted)
        });
        found.cloned().unwrap_or_else(|| owner.member(&wanted))
    }

    fn module(&mut self, items: &[Item], path: &str) {
        // What variants hold belongs to their enum.
        let mut helpers: Vec<(Name, Name)> = Vec::new();
        for item in items {
            match item {
                Item::Mod(module) => {
                    if let Some((_, items)) = &module.content {
                        self.module(items, &format!("{path}{}::", module.ident));
                    }
                }
                Item::Struct(item) if is_public(&item.vis) => {
                    let name = item.ident.to_string();
                    self.derives(&item.attrs, path, &name);
                    let form = match &item.fields {
                        Fields::Named(_) => "struct",
                        Fields::Unnamed(_) => "tuple",
                        Fields::Unit => "unit",
                    };
                    self.is(path, &name, None, form.to_owned());
                    for (index, field) in item.fields.iter().enumerate() {
                        let field_name = match &field.ident {
                            Some(name) => name.to_string(),
                            None => index.to_string(),
                        };
                        let kind = text(&field.ty);
                        if is_public(&field.vis) {
                            self.is(path, &name, Some((".", &field_name)), kind);
                        } else if path == "builder::" && kind.contains("types :: builder ::") {
                            // A body starts as a builder of its own.
                            let place = place(path, &name).member(&field_name);
                            let built = short(&field.ty);
                            let built = built.strip_prefix("Result<").unwrap_or(&built);
                            let built = built.split([',', '>']).next().unwrap_or_default();
                            self.built.push((place, built.to_owned()));
                        }
                    }
                }
                Item::Enum(item) if is_public(&item.vis) => {
                    let name = item.ident.to_string();
                    self.derives(&item.attrs, path, &name);
                    // Callers match on all variants of an enum that does not warn them.
                    let mut attributes = item.attrs.iter();
                    let all = match attributes.any(|a| a.path().is_ident("non_exhaustive")) {
                        true => String::new(),
                        false => text(&item.variants),
                    };
                    self.is(path, &name, None, format!("enum {all}"));
                    for variant in &item.variants {
                        let ident = variant.ident.to_string();
                        self.is(path, &name, Some(("::", &ident)), text(&variant.fields));
                        if let Fields::Unnamed(fields) = &variant.fields {
                            let held = fields.unnamed.iter().filter_map(|f| last_ident(&f.ty));
                            helpers
                                .extend(held.map(|held| (place(path, &held), place(path, &name))));
                        }
                    }
                }
                Item::Type(item) if is_public(&item.vis) => {
                    self.is(path, &item.ident.to_string(), None, text(&item.ty));
                }
                Item::Const(item) if is_public(&item.vis) => {
                    self.is(path, &item.ident.to_string(), None, text(&item.ty));
                }
                Item::Impl(item) => self.implementation(item, path),
                _ => {}
            }
        }
        for (helper, of) in helpers {
            let owned = self.items.values_mut().map(|entry| &mut entry.place);
            for place in owned.filter(|place| place.owner == helper.owner) {
                *place = of.clone();
            }
        }
    }

    /// Notes that something is public. `member` has its separator before it.
    fn is(&mut self, path: &str, name: &str, member: Option<(&str, &str)>, form: String) {
        self.add(path, name, member, What::Is(form));
    }

    fn add(&mut self, path: &str, name: &str, member: Option<(&str, &str)>, what: What) {
        let place = place(path, name);
        let (key, place) = match member {
            None => (format!("{path}{name}"), place),
            Some((separator, member)) => (
                format!("{path}{name}{separator}{member}"),
                place.member(member),
            ),
        };
        self.items.insert(key, Entry { place, what });
    }

    fn derives(&mut self, attributes: &[syn::Attribute], path: &str, name: &str) {
        for attribute in attributes.iter().filter(|a| a.path().is_ident("derive")) {
            // Derives are written by the generator.
            let _ = attribute.parse_nested_meta(|derived| {
                if let Some(derived) = derived.path.segments.last() {
                    self.implements(path, name, &derived.ident.to_string());
                }
                Ok(())
            });
        }
    }

    fn implements(&mut self, path: &str, name: &str, implemented: &str) {
        // Every type is sent or read, in whichever way that is written.
        if implemented.starts_with("Serialize") || implemented.starts_with("Deserialize") {
            return;
        }
        let key = format!("{path}{name}: {implemented}");
        let what = What::Is(String::new());
        let place = place(path, name);
        self.items.insert(key, Entry { place, what });
    }

    fn implementation(&mut self, item: &ItemImpl, path: &str) {
        let Some(name) = last_ident(&item.self_ty) else {
            return;
        };
        if let Some((implemented, _)) = &item.trait_ {
            let implemented = short(implemented);
            let made_of = implemented.strip_prefix("From<");
            let made_of = made_of.and_then(|of| of.strip_suffix('>'));
            match made_of {
                // What another type is made from is said of the type that it is made from.
                Some(of) if is_foreign(&item.self_ty) => {
                    self.implements(path, of, &format!("Into<{}>", short(&item.self_ty)));
                }
                Some("&str") => {
                    self.from_text.insert(name.clone());
                    self.implements(path, &name, &implemented);
                }
                _ => self.implements(path, &name, &implemented),
            }
            for function in item.items.iter().filter_map(function) {
                if function.sig.ident == "from_str" && path == "types::" {
                    self.checks.insert(name.clone(), checks(&function.block));
                }
                if function.sig.ident == "default" {
                    self.starts(&function.block, path, &name);
                }
            }
            return;
        }
        for function in item.items.iter().filter_map(function) {
            let signature = &function.sig;
            let ident = signature.ident.to_string();
            if path == "builder::" && ident == "new" {
                self.starts(&function.block, path, &name);
            }
            if !is_public(&function.vis) {
                continue;
            }
            let member = Some(("::", ident.as_str()));
            match (path, taken(signature)) {
                ("builder::", Some(taken)) => self.add(path, &name, member, What::Takes(taken)),
                _ => self.is(path, &name, member, form(signature)),
            }
            // The client's method is the operation's.
            if let (true, Some(builder)) = (path.is_empty(), builder(signature)) {
                let key = format!("{name}::{ident}");
                if let Some(entry) = self.items.get_mut(&key) {
                    entry.place = Name::of_operation(&builder);
                }
            }
        }
    }

    /// What the fields of a builder start with.
    fn starts(&mut self, block: &syn::Block, path: &str, name: &str) {
        let Some(Stmt::Expr(Expr::Struct(built), _)) = block.stmts.last() else {
            return;
        };
        for field in &built.fields {
            let value = text(&field.expr);
            let member = text(&field.member);
            let place = place(path, name).member(&member);
            if value.starts_with("Err") {
                self.needed.insert(place);
            }
        }
    }
}

fn function(item: &ImplItem) -> Option<&syn::ImplItemFn> {
    match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    }
}

/// Builders of a type's values belong to the type.
fn place(path: &str, name: &str) -> Name {
    Name {
        owner: format!("{}{name}", path.replace("types::builder::", "types::")),
        member: None,
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn text(value: &impl ToTokens) -> String {
    value.to_token_stream().to_string()
}

fn last_ident(of: &syn::Type) -> Option<String> {
    match of {
        syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}

/// Is it a type of the standard library's?
fn is_foreign(of: &syn::Type) -> bool {
    match of {
        syn::Type::Path(path) => {
            let first = path.path.segments.first();
            path.path.leading_colon.is_some()
                || first
                    .is_some_and(|first| first.ident.to_string().starts_with(char::is_lowercase))
                    && path.path.segments.len() == 1
        }
        _ => true,
    }
}

/// The type that a setter's argument converts to: the `T` of `V: TryInto<T>`.
fn taken(signature: &Signature) -> Option<String> {
    let [FnArg::Receiver(_), FnArg::Typed(_)] =
        signature.inputs.iter().collect::<Vec<_>>().as_slice()
    else {
        return None;
    };
    let predicates = &signature.generics.where_clause.as_ref()?.predicates;
    let WherePredicate::Type(first) = predicates.first()? else {
        return None;
    };
    let syn::TypeParamBound::Trait(bound) = first.bounds.first()? else {
        return None;
    };
    let last = bound.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    (last.ident == "TryInto").then(|| text(&arguments.args))
}

/// A function as callers see it, whatever its arguments are called.
fn form(signature: &Signature) -> String {
    let inputs = signature.inputs.iter().map(|input| match input {
        FnArg::Receiver(receiver) => text(receiver),
        FnArg::Typed(typed) => text(&typed.ty),
    });
    let generics = signature
        .generics
        .params
        .iter()
        .filter_map(|generic| match generic {
            GenericParam::Lifetime(_) => None,
            generic => Some(text(generic)),
        });
    let output = match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, output) => text(output),
    };
    format!(
        "{}fn <{}> ({}) -> {output} {}",
        if signature.asyncness.is_some() {
            "async "
        } else {
            ""
        },
        generics.collect::<Vec<_>>().join(", "),
        inputs.collect::<Vec<_>>().join(", "),
        text(&signature.generics.where_clause),
    )
}

/// The builder that a method of the client returns.
fn builder(signature: &Signature) -> Option<String> {
    let ReturnType::Type(_, output) = &signature.output else {
        return None;
    };
    let syn::Type::Path(path) = &**output else {
        return None;
    };
    let mut segments = path.path.segments.iter().rev();
    let (last, module) = (segments.next()?, segments.next()?);
    (module.ident == "builder").then(|| last.ident.to_string())
}

/// The conditions under which a text is refused.
fn checks(block: &syn::Block) -> Checks {
    let mut checks = Checks::default();
    for statement in &block.stmts {
        let Stmt::Expr(Expr::If(refusal), _) = statement else {
            continue;
        };
        let bound = match &*refusal.cond {
            Expr::Binary(binary) => match &*binary.right {
                Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Int(number),
                    ..
                }) => number
                    .base10_parse::<u64>()
                    .ok()
                    .map(|bound| (&binary.op, bound)),
                _ => None,
            },
            _ => None,
        };
        match bound {
            Some((syn::BinOp::Lt(_), bound)) => checks.at_least = Some(bound),
            Some((syn::BinOp::Gt(_), bound)) => checks.at_most = Some(bound),
            _ => {
                checks.others.insert(text(&refusal.cond));
            }
        }
    }
    checks
}
