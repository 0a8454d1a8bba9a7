//! Documentation: what descriptions become in rustdoc.
//!
//! Every public item gets at least a line. Code in a description is never Rust:
//! without care rustdoc would run it as a test.

use syn::{
    Attribute, Expr, ExprLit, File, Lit, Meta, Visibility,
    visit_mut::{self, VisitMut},
};

use super::{is_doc, markdown};

pub(super) fn finish(file: &mut File) {
    Docs { within: Vec::new() }.visit_file_mut(file);
}

struct Docs {
    within: Vec<String>,
}

/// The text of a documentation attribute.
fn text(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(value) if is_doc(attribute) => match &value.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Rewrites the documentation as one attribute a line; `otherwise` is said if
/// there is none.
fn rewrite(attributes: &mut Vec<Attribute>, otherwise: impl FnOnce() -> String) {
    let texts: Vec<String> = attributes.iter().filter_map(text).collect();
    let mut lines = markdown::lines(&texts.join("\n"));
    if lines.is_empty() {
        lines = vec![otherwise()];
    }
    attributes.retain(|attribute| !is_doc(attribute));
    let docs = lines.into_iter().map(|line| -> Attribute {
        let line = if line.is_empty() {
            line
        } else {
            format!(" {line}")
        };
        syn::parse_quote!(#[doc = #line])
    });
    attributes.splice(0..0, docs);
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

impl VisitMut for Docs {
    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        let name = module.ident.to_string();
        rewrite(&mut module.attrs, || format!("Generated `{name}`."));
        self.within.push(name);
        visit_mut::visit_item_mod_mut(self, module);
        self.within.pop();
    }

    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        if is_public(&item.vis) {
            let name = item.ident.to_string();
            // Types have builders of the same name in an inner module.
            let builder = self.within.ends_with(&["types".into(), "builder".into()]);
            rewrite(&mut item.attrs, || match builder {
                true => format!("Builds a [`{name}`](super::{name})."),
                false => format!("`{name}`."),
            });
        }
        visit_mut::visit_item_struct_mut(self, item);
    }

    fn visit_item_enum_mut(&mut self, item: &mut syn::ItemEnum) {
        let name = item.ident.to_string();
        rewrite(&mut item.attrs, || format!("`{name}`."));
        visit_mut::visit_item_enum_mut(self, item);
    }

    fn visit_item_type_mut(&mut self, item: &mut syn::ItemType) {
        let name = item.ident.to_string();
        rewrite(&mut item.attrs, || format!("`{name}`."));
    }

    fn visit_variant_mut(&mut self, variant: &mut syn::Variant) {
        let name = variant.ident.to_string();
        rewrite(&mut variant.attrs, || format!("`{name}`."));
        visit_mut::visit_variant_mut(self, variant);
    }

    fn visit_field_mut(&mut self, field: &mut syn::Field) {
        if let (Some(name), true) = (&field.ident, is_public(&field.vis)) {
            let name = name.to_string();
            rewrite(&mut field.attrs, || format!("The property `{name}`."));
        }
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut syn::ImplItemFn) {
        if is_public(&function.vis) {
            let name = function.sig.ident.to_string();
            let takes_self = function.sig.receiver().is_some();
            rewrite(&mut function.attrs, || match (name.as_str(), takes_self) {
                ("new", _) => "Starts with nothing set.".to_owned(),
                ("builder", _) => "Starts to build one.".to_owned(),
                (_, true) => format!("Sets `{name}`."),
                _ => format!("`{name}`."),
            });
        }
        visit_mut::visit_impl_item_fn_mut(self, function);
    }

    fn visit_item_const_mut(&mut self, item: &mut syn::ItemConst) {
        if is_public(&item.vis) {
            let name = item.ident.to_string();
            rewrite(&mut item.attrs, || format!("`{name}`."));
        }
    }

    fn visit_lit_str_mut(&mut self, text: &mut syn::LitStr) {
        // The generator prints types as token lists in its messages.
        let value = text.value();
        if value.starts_with("conversion to `") && value.contains(" :: ") {
            let value = value
                .replace("`:: ", "`")
                .replace(" :: ", "::")
                .replace(" < ", "<")
                .replace(" >", ">");
            *text = syn::LitStr::new(&value, text.span());
        }
    }
}
