//! Open enums: a value that the document does not list is kept, not refused.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::Item;

use super::{Finish, implemented, items};
use crate::naming::{self, Reserved};

/// Puts an open enum in the place of every enum of texts.
pub(super) fn open(types: &mut Vec<Item>, finish: &Finish<'_>) {
    let is_open = |name: &str| values(finish, name).is_some();
    let mut helpers = BTreeSet::new();
    let mut result = Vec::new();
    for item in std::mem::take(types) {
        match &item {
            Item::Struct(definition) if is_open(&definition.ident.to_string()) => {
                let name = definition.ident.to_string();
                let values = values(finish, &name).unwrap_or_default();
                let docs = definition
                    .attrs
                    .iter()
                    .filter(|attribute| super::is_doc(attribute));
                let unknown = naming::free(&format!("Unknown{name}"), "", |name| {
                    finish.schema(name).is_some() || helpers.contains(name)
                });
                let tokens = open_enum(&name, &unknown, &values, quote!(#(#docs)*), finish);
                helpers.insert(unknown);
                result.extend(items(tokens));
            }
            // The generator's implementations are for a closed enum.
            Item::Impl(implementation)
                if implemented(implementation).is_some_and(|name| is_open(&name))
                    || converted(implementation).is_some_and(|name| is_open(&name)) => {}
            _ => result.push(item),
        }
    }
    *types = result;
}

/// The `T` of an `impl From<T> for …`.
fn converted(implementation: &syn::ItemImpl) -> Option<String> {
    let (path, _) = implementation.trait_.as_ref()?;
    let last = path.segments.last().filter(|last| last.ident == "From")?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Type(syn::Type::Path(kind)) => {
            Some(kind.path.segments.last()?.ident.to_string())
        }
        _ => None,
    }
}

/// The values of the enum `name`, if it is an enum of texts.
fn values(finish: &Finish<'_>, name: &str) -> Option<Vec<String>> {
    let schema = finish.schema(name)?;
    if schema.get("type")? != "string" {
        return None;
    }
    let values: Vec<String> = schema
        .get("enum")?
        .as_array()?
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    (!values.is_empty()).then_some(values)
}

/// One variant's name per value, all of them different.
fn variants(values: &[String]) -> Vec<syn::Ident> {
    let mut taken: BTreeSet<String> = Reserved::Values.names().map(str::to_owned).collect();
    values
        .iter()
        .map(|value| {
            let mut words = String::new();
            for (index, c) in value.char_indices() {
                match c {
                    '+' => words.push_str(" Plus "),
                    '-' if index == 0 => words.push_str(" Minus "),
                    c => words.push(c),
                }
            }
            let camel = naming::plain(&words).to_upper_camel_case();
            let wanted = match camel.chars().next() {
                None => "Empty".to_owned(),
                Some(first) if first.is_ascii_digit() => format!("N{camel}"),
                Some(_) if Reserved::Values.names().any(|name| name == camel) => {
                    format!("{camel}Value")
                }
                Some(_) => camel,
            };
            let name = naming::free(&wanted, "", |name| taken.contains(name));
            taken.insert(name.clone());
            format_ident!("{name}")
        })
        .collect()
}

fn open_enum(
    name: &str,
    unknown: &str,
    values: &[String],
    docs: TokenStream,
    finish: &Finish<'_>,
) -> TokenStream {
    let runtime = &finish.runtime;
    let name = format_ident!("{name}");
    let unknown = format_ident!("{unknown}");
    let variants = variants(values);
    let variant_docs = values.iter().map(|value| format!("`{value}`."));
    let unknown_doc =
        format!("A value of [`{name}`] that this version of the document does not list.");
    let unknown_note = format!(
        "Comes from the server, or from `{name}::from`; it cannot be made of a value that is listed."
    );
    quote! {
        #docs
        ///
        /// Open: a value that is not listed becomes `Unknown` and is kept as it
        /// is. Values are compared without regard to ASCII case.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum #name {
            #(
                #[doc = #variant_docs]
                #variants,
            )*
            /// A value that is not listed.
            Unknown(#unknown),
        }

        #[doc = #unknown_doc]
        ///
        #[doc = #unknown_note]
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct #unknown(::std::boxed::Box<str>);

        impl #unknown {
            /// The value as the server wrote it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for #unknown {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl #name {
            /// The values that the document lists.
            pub const VALUES: &'static [&'static str] = &[#(#values),*];

            /// The value as it is written in requests and answers.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }

            fn listed(value: &str) -> ::std::option::Option<Self> {
                match value {
                    #(#values => return ::std::option::Option::Some(Self::#variants),)*
                    _ => {}
                }
                #(
                    if value.eq_ignore_ascii_case(#values) {
                        return ::std::option::Option::Some(Self::#variants);
                    }
                )*
                ::std::option::Option::None
            }
        }

        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::convert::From<&str> for #name {
            fn from(value: &str) -> Self {
                Self::listed(value)
                    .unwrap_or_else(|| Self::Unknown(#unknown(value.into())))
            }
        }

        impl ::std::convert::From<::std::string::String> for #name {
            fn from(value: ::std::string::String) -> Self {
                Self::listed(&value)
                    .unwrap_or_else(|| Self::Unknown(#unknown(value.into_boxed_str())))
            }
        }

        impl ::std::convert::From<#name> for ::std::string::String {
            fn from(value: #name) -> Self {
                match value {
                    #name::Unknown(value) => value.0.into_string(),
                    listed => listed.as_str().to_owned(),
                }
            }
        }

        impl ::std::str::FromStr for #name {
            type Err = ::std::convert::Infallible;

            fn from_str(
                value: &str,
            ) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(Self::from(value))
            }
        }

        impl ::std::convert::AsRef<str> for #name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl #runtime::serde::Serialize for #name {
            fn serialize<S>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error>
            where
                S: #runtime::serde::Serializer,
            {
                serializer.serialize_str(self.as_str())
            }
        }

        #runtime::word! { #name }
    }
}
