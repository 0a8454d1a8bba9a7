//! Paths: a crate that includes generated code depends on `lucca-sdk` alone, so
//! every other crate is reached through its runtime module.

use proc_macro2::{Literal, TokenStream, TokenTree};
use syn::{
    Attribute, File, Meta, Path,
    visit_mut::{self, VisitMut},
};

use super::{Finish, derives};

/// The crates that generated code names.
const CRATES: [&str; 3] = ["reqwest", "serde", "serde_json"];

/// The generator's own run-time crate; the runtime module has what is left of it.
const GENERATOR: &str = "progenitor_client";

pub(super) fn rewrite(file: &mut File, finish: &Finish<'_>) {
    Rewrite { finish }.visit_file_mut(file);
}

struct Rewrite<'r> {
    finish: &'r Finish<'r>,
}

impl Rewrite<'_> {
    /// Tells whether the path was rewritten.
    fn path(&self, path: &mut Path) -> bool {
        let Some(first) = path.segments.first().filter(|_| path.segments.len() > 1) else {
            return false;
        };
        let generator = first.ident == GENERATOR;
        if !generator && !CRATES.iter().any(|name| first.ident == name) {
            return false;
        }
        let mut rewritten = self.finish.runtime.clone();
        let segments = std::mem::take(&mut path.segments);
        rewritten
            .segments
            .extend(segments.into_iter().skip(usize::from(generator)));
        *path = rewritten;
        true
    }

    /// `<T as serde::Trait>::name` counts how many segments name the trait.
    fn qualified(&self, path: &mut Path, qself: &mut Option<syn::QSelf>) {
        let before = path.segments.len();
        if let (true, Some(qself)) = (self.path(path), qself) {
            qself.position += path.segments.len() - before;
        }
    }

    /// Paths that serde attributes hold as texts.
    fn texts(&self, tokens: TokenStream) -> TokenStream {
        tokens
            .into_iter()
            .map(|token| match token {
                TokenTree::Group(group) => {
                    let inner = self.texts(group.stream());
                    TokenTree::Group(proc_macro2::Group::new(group.delimiter(), inner))
                }
                TokenTree::Literal(literal) => {
                    let text = literal.to_string();
                    let rewritten = CRATES.iter().find_map(|name| {
                        let rest = text.strip_prefix(&format!("\"::{name}::"))?;
                        let rest = rest.strip_suffix('"')?;
                        Some(format!("{}::{name}::{rest}", self.finish.runtime_text))
                    });
                    match rewritten {
                        Some(text) => TokenTree::Literal(Literal::string(&text)),
                        None => TokenTree::Literal(literal),
                    }
                }
                other => other,
            })
            .collect()
    }
}

impl VisitMut for Rewrite<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        self.path(path);
    }

    fn visit_expr_path_mut(&mut self, expression: &mut syn::ExprPath) {
        if let Some(qself) = &mut expression.qself {
            self.visit_qself_mut(qself);
        }
        visit_mut::visit_path_mut(self, &mut expression.path);
        self.qualified(&mut expression.path, &mut expression.qself);
    }

    fn visit_type_path_mut(&mut self, kind: &mut syn::TypePath) {
        if let Some(qself) = &mut kind.qself {
            self.visit_qself_mut(qself);
        }
        visit_mut::visit_path_mut(self, &mut kind.path);
        self.qualified(&mut kind.path, &mut kind.qself);
    }

    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if let Some(mut paths) = derives(attribute) {
            for path in &mut paths {
                self.path(path);
            }
            *attribute = syn::parse_quote!(#[derive(#(#paths),*)]);
        } else if attribute.path().is_ident("serde")
            && let Meta::List(list) = &mut attribute.meta
        {
            list.tokens = self.texts(std::mem::take(&mut list.tokens));
        }
    }
}
