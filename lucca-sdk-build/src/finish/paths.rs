//! Paths: a crate that includes generated code depends on `lucca-sdk` alone, so
//! every other crate is reached through its runtime module.

use proc_macro2::{Literal, TokenStream, TokenTree};
use syn::{
    Attribute, File, Meta, Path, UseTree,
    visit_mut::{self, VisitMut},
};

use super::{Finish, derives};

/// The crates that generated code names.
const CRATES: [&str; 4] = ["progenitor_client", "reqwest", "serde", "serde_json"];

pub(super) fn rewrite(file: &mut File, finish: &Finish<'_>) {
    Rewrite { finish }.visit_file_mut(file);
}

struct Rewrite<'r> {
    finish: &'r Finish<'r>,
}

impl Rewrite<'_> {
    fn path(&self, path: &mut Path) {
        let names_crate = path.segments.len() > 1
            && path
                .segments
                .first()
                .is_some_and(|first| CRATES.iter().any(|name| first.ident == name));
        if names_crate {
            let mut rewritten = self.finish.runtime.clone();
            rewritten
                .segments
                .extend(std::mem::take(&mut path.segments));
            *path = rewritten;
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

    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if let Some(mut paths) = derives(attribute) {
            paths.iter_mut().for_each(|path| self.path(path));
            *attribute = syn::parse_quote!(#[derive(#(#paths),*)]);
        } else if attribute.path().is_ident("serde")
            && let Meta::List(list) = &mut attribute.meta
        {
            list.tokens = self.texts(std::mem::take(&mut list.tokens));
        }
    }

    fn visit_item_use_mut(&mut self, item: &mut syn::ItemUse) {
        let names_crate = matches!(
            &item.tree,
            UseTree::Path(path) if CRATES.iter().any(|name| path.ident == name)
        );
        if !names_crate {
            return;
        }
        let runtime = &self.finish.runtime;
        let mut tree = item.tree.clone();
        for segment in runtime.segments.iter().rev() {
            tree = UseTree::Path(syn::UsePath {
                ident: segment.ident.clone(),
                colon2_token: Default::default(),
                tree: Box::new(tree),
            });
        }
        item.leading_colon = runtime.leading_colon;
        item.tree = tree;
    }
}
