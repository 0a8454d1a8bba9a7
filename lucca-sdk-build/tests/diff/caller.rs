//! Code that uses everything public of a generated client, made from its syntax tree.

use quote::ToTokens;
use syn::{Fields, FnArg, ImplItem, Item, ReturnType, Visibility, WherePredicate};

/// Items that call all that `code` offers; `api` is the client.
pub(crate) fn caller(code: &str) -> String {
    let mut caller = Caller::default();
    caller.module(&syn::parse_file(code).unwrap().items, "");
    format!(
        "pub mod of_types {{\nuse super::api;\nuse api::types::*;\n\
         struct Is<T>(std::marker::PhantomData<T>);\n\
         fn is<T>(_: &T) -> Is<T> {{ loop {{}} }}\n{}}}\n\
         pub mod of_operations {{\nuse super::api;\nuse api::*;\nuse api::types;\n{}}}\n",
        caller.types, caller.operations
    )
}

#[derive(Default)]
struct Caller {
    types: String,
    operations: String,
    count: usize,
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn text(value: &impl ToTokens) -> String {
    value.to_token_stream().to_string()
}

impl Caller {
    /// A function of its own for each use, so that all are tried.
    fn of_type(&mut self, arguments: &str, body: &str) {
        self.count += 1;
        let arguments = arguments.replace("super ::", "");
        let body = body.replace("super ::", "");
        self.types += &format!("fn f{}({arguments}) {{ {body} }}\n", self.count);
    }

    fn of_operation(&mut self, arguments: &str, body: &str) {
        self.count += 1;
        self.operations += &format!("async fn f{}({arguments}) {{ {body} }}\n", self.count);
    }

    fn module(&mut self, items: &[Item], path: &str) {
        for item in items {
            match item {
                Item::Mod(module) => {
                    if let Some((_, items)) = &module.content {
                        self.module(items, &format!("{path}{}::", module.ident));
                    }
                }
                Item::Struct(item) if path == "types::" => {
                    let name = &item.ident;
                    self.of_type(&format!("v: &{name}"), "");
                    self.derived(&item.attrs, &name.to_string());
                    for (index, field) in item.fields.iter().enumerate() {
                        if is_public(&field.vis) {
                            let field_name = match &field.ident {
                                Some(name) => name.to_string(),
                                None => index.to_string(),
                            };
                            // In two steps, as one would let a reference to a new type become one to
                            // what it derefs to.
                            let body = format!(
                                "let field = is(&v.{field_name}); let _: Is<{}> = field;",
                                text(&field.ty)
                            );
                            self.of_type(&format!("v: &{name}"), &body);
                        }
                    }
                }
                Item::Enum(item) if path == "types::" => {
                    let name = &item.ident;
                    self.derived(&item.attrs, &name.to_string());
                    for variant in &item.variants {
                        let pattern = match &variant.fields {
                            Fields::Unit => "",
                            _ => "(_)",
                        };
                        let body = format!("if let {name}::{}{pattern} = v {{}}", variant.ident);
                        self.of_type(&format!("v: &{name}"), &body);
                    }
                }
                Item::Impl(item) => self.implementation(item, path),
                _ => {}
            }
        }
    }

    fn derived(&mut self, attributes: &[syn::Attribute], name: &str) {
        let derives = attributes.iter().filter(|a| a.path().is_ident("derive"));
        for derive in derives.map(text) {
            for known in [
                "Default",
                "PartialEq",
                "Eq",
                "PartialOrd",
                "Ord",
                "Clone",
                "Debug",
            ] {
                let words = derive.split(|c: char| !c.is_alphanumeric());
                if words.into_iter().any(|word| word == known) {
                    let module = if known == "Debug" { "fmt" } else { "" };
                    let bound = match (known, module) {
                        ("Default", _) => "Default".to_owned(),
                        (known, "fmt") => format!("std::fmt::{known}"),
                        (known, _) => {
                            format!("std::cmp::{known}").replace("cmp::Clone", "clone::Clone")
                        }
                    };
                    self.of_type("", &format!("fn is<T: {bound}>() {{}} is::<{name}>();"));
                }
            }
        }
    }

    fn implementation(&mut self, item: &syn::ItemImpl, path: &str) {
        let name = text(&item.self_ty);
        if let Some((implemented, _)) = &item.trait_ {
            let implemented = text(implemented);
            let conversion = [
                ":: std :: convert :: From <",
                ":: std :: convert :: TryFrom <",
            ]
            .iter()
            .any(|begin| implemented.starts_with(begin));
            if path == "types::" && conversion {
                let implemented = implemented.replace("& str", "&'static str");
                let body = format!("fn is<T: {implemented}>() {{}} is::<{name}>();");
                self.of_type("", &body);
            }
            return;
        }
        for function in &item.items {
            let ImplItem::Fn(function) = function else {
                continue;
            };
            if !is_public(&function.vis) {
                continue;
            }
            let signature = &function.sig;
            let ident = &signature.ident;
            let name = name.split(' ').next().unwrap();
            let taken = taken(signature);
            let output = match &signature.output {
                ReturnType::Default => "()".to_owned(),
                ReturnType::Type(_, output) => text(output),
            };
            match path {
                "types::" if signature.inputs.is_empty() => {
                    self.of_type("", &format!("let _ = {name}::{ident}();"));
                }
                "types::" => {
                    self.of_type(
                        &format!("v: &{name}"),
                        &format!("let _: {output} = v.{ident}();"),
                    );
                }
                "types::builder::" => {
                    let argument = format!("v: {}", taken.unwrap());
                    self.of_type(&argument, &format!("let _ = {name}::builder().{ident}(v);"));
                }
                "" if output.starts_with("builder ::") => {
                    let body = format!("let _: {} = c.{ident}();", output);
                    self.of_operation("c: Client", &body);
                }
                "builder::" if ident == "send" => {
                    let arguments = format!("b: builder::{name}<'_>");
                    self.of_operation(&arguments, &format!("let _: {output} = b.send().await;"));
                }
                "builder::" if ident == "body_map" => {
                    let arguments = format!("b: builder::{name}<'_>");
                    self.of_operation(&arguments, "let _ = b.body_map(|body| body);");
                }
                "builder::" if ident != "new" => {
                    let given = match (&taken, signature.inputs.last()) {
                        (Some(taken), _) => taken.clone(),
                        (None, Some(FnArg::Typed(argument))) => text(&argument.ty),
                        _ => continue,
                    };
                    let arguments = format!("b: builder::{name}<'_>, v: {given}");
                    self.of_operation(&arguments, &format!("let _ = b.{ident}(v);"));
                }
                _ => {}
            }
        }
    }
}

/// The type that a setter's argument converts to.
fn taken(signature: &syn::Signature) -> Option<String> {
    let predicates = &signature.generics.where_clause.as_ref()?.predicates;
    let WherePredicate::Type(first) = predicates.first()? else {
        return None;
    };
    let syn::TypeParamBound::Trait(bound) = first.bounds.first()? else {
        return None;
    };
    let last = bound.path.segments.last()?;
    match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) if last.ident == "TryInto" => {
            Some(text(&arguments.args))
        }
        _ => None,
    }
}
