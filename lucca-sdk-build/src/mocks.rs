//! Beside the client: typed mocks of its operations, for tests.
//!
//! The generator writes such mocks itself, but they know the client as it leaves it, not
//! as the finishing pass does: other types of answers, no lists in parameters, no
//! multipart forms. These are made from the finished client: a mock takes what the method
//! of the same name takes, and answers what it returns.

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::{Map, Value};
use syn::{File, GenericArgument, ImplItem, ImplItemFn, Item, PathArguments, Type};

use crate::{Error, Settings, conform::extension, error::Journal, walk};

/// The mocks of the client in `tree`, for a module within the client's own.
pub(crate) fn mocks(
    tree: &File,
    document: &Value,
    settings: &Settings,
    journal: &Journal<'_>,
) -> Result<File, Error> {
    let another_form = |operation: &Map<String, Value>| {
        journal.refuse(
            &extension::origin(operation).unwrap_or_default(),
            "the generated client's code of the operation has another form than this version knows",
            "report the document to the maintainers of lucca-sdk-build",
        )
    };
    let runtime: TokenStream = settings.runtime_path().parse().unwrap_or_default();
    let mut declared = Vec::new();
    let mut implemented = Vec::new();
    let mut whens = Vec::new();
    for (at, operation) in walk::operations(document) {
        let keys: Vec<String> = at.keys().collect();
        let (Ok([_, path, method]), Some(name)) = (
            <[String; 3]>::try_from(keys),
            operation.get("operationId").and_then(Value::as_str),
        ) else {
            return Err(another_form(operation));
        };
        let functions = functions_of(tree, &name.to_upper_camel_case());
        let (Some(answer), Some(setters)) = (
            functions.iter().find_map(|function| answer(function)),
            setters(operation, &functions, &path, &runtime),
        ) else {
            return Err(another_form(operation));
        };
        let (function, when) = (
            format_ident!("{name}"),
            format_ident!("{}", name.to_upper_camel_case()),
        );
        let method = method.to_uppercase();
        let doc = format!(" Mocks [`{name}`](super::Client::{name}).");
        let signature = quote! {
            fn #function<F>(&self, mock: F) -> testing::httpmock::Mock<'_>
            where
                F: ::std::ops::FnOnce(when::#when, testing::Then<#answer>)
        };
        declared.push(quote!(#[doc = #doc] #signature;));
        implemented.push(quote! {
            #signature {
                self.mock(|when, then| {
                    mock(when::#when(testing::request(when, #method, #path)), then.into())
                })
            }
        });
        let doc = format!(" Which requests of [`{name}`](super::super::Client::{name}).");
        whens.push(quote! {
            #[doc = #doc]
            pub struct #when(pub(super) testing::httpmock::When);

            impl #when {
                #(#setters)*

                /// Only requests that are also as `httpmock` is told.
                pub fn and<F>(self, also: F) -> Self
                where
                    F: ::std::ops::FnOnce(testing::httpmock::When) -> testing::httpmock::When,
                {
                    Self(also(self.0))
                }
            }
        });
    }
    let imports = |parent: TokenStream| {
        quote! {
            #[allow(unused_imports)]
            use #parent::types;
            #[allow(unused_imports)]
            use #runtime::testing;
        }
    };
    let (outer, inner) = (imports(quote!(super)), imports(quote!(super::super)));
    let tokens = quote! {
        // Says in words if the feature is missing.
        #runtime::mocks_are_there! {}

        #outer

        /// Mocks of the client's operations, on a mock server.
        pub trait MockServerExt {
            #(#declared)*
        }

        impl MockServerExt for testing::httpmock::MockServer {
            #(#implemented)*
        }

        /// Which requests of an operation a mock is for: all of them, as long as nothing
        /// else is said.
        pub mod when {
            #inner

            #(#whens)*
        }
    };
    syn::parse2(tokens).map_err(|error| {
        journal.refuse(
            &crate::Pointer::root(),
            format!("the mocks would be no valid Rust: {error}"),
            "report the document to the maintainers of lucca-sdk-build",
        )
    })
}

/// The functions of an operation's builder.
fn functions_of<'t>(tree: &'t File, builder: &str) -> Vec<&'t ImplItemFn> {
    let builders = tree.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content.as_ref(),
        _ => None,
    });
    builders
        .into_iter()
        .flat_map(|(_, items)| items)
        .filter_map(|item| match item {
            Item::Impl(implementation) if implementation.trait_.is_none() => Some(implementation),
            _ => None,
        })
        .filter(|implementation| is_named(&implementation.self_ty, builder))
        .flat_map(|implementation| &implementation.items)
        .filter_map(|item| match item {
            ImplItem::Fn(function) => Some(function),
            _ => None,
        })
        .collect()
}

fn is_named(kind: &Type, name: &str) -> bool {
    matches!(kind, Type::Path(path)
        if path.path.segments.last().is_some_and(|last| last.ident == name))
}

/// The first `T` of `Name<T, …>`.
fn argument(segment: &syn::PathSegment) -> Option<&Type> {
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(kind) => Some(kind),
            _ => None,
        },
        _ => None,
    }
}

/// What the operation's `send` returns.
fn answer(function: &ImplItemFn) -> Option<&Type> {
    if function.sig.ident != "send" {
        return None;
    }
    match &function.sig.output {
        syn::ReturnType::Type(_, result) => match &**result {
            Type::Path(path) => argument(path.path.segments.last()?),
            _ => None,
        },
        syn::ReturnType::Default => None,
    }
}

/// The `T` of a setter's `where V: TryInto<T>`.
fn taken(function: &ImplItemFn) -> Option<&Type> {
    let clause = function.sig.generics.where_clause.as_ref()?;
    clause.predicates.iter().find_map(|predicate| {
        let syn::WherePredicate::Type(predicate) = predicate else {
            return None;
        };
        predicate.bounds.iter().find_map(|bound| match bound {
            syn::TypeParamBound::Trait(bound) => {
                let last = bound.path.segments.last()?;
                (last.ident == "TryInto").then(|| argument(last))?
            }
            _ => None,
        })
    })
}

/// What can be said of the operation's requests: each parameter, and a JSON body.
fn setters(
    operation: &Map<String, Value>,
    functions: &[&ImplItemFn],
    path: &str,
    runtime: &TokenStream,
) -> Option<Vec<TokenStream>> {
    // The generator makes an identifier of a name by leaving out what cannot stand in one.
    let letters = |name: &str| -> String {
        let letters = name.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let setter = |name: &str| {
        functions
            .iter()
            .filter(|function| taken(function).is_some())
            .find(|function| letters(&function.sig.ident.to_string()) == letters(name))
            .copied()
    };
    let mut setters = Vec::new();
    for parameter in operation
        .get("parameters")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let name = parameter["name"].as_str()?;
        let wire = parameter[extension::WIRE_NAME].as_str().unwrap_or(name);
        // Without a setter of the usual form there is nothing to say it with but `and`.
        let Some(function) = setter(name) else {
            continue;
        };
        let kind = taken(function)?;
        let condition = match parameter["in"].as_str()? {
            "path" => quote!(testing::path(self.0, #path, #name, &value)),
            "header" => quote!(testing::header(self.0, #wire, &value)),
            _ if parameter.get(extension::COMMA_JOINED).is_some() => {
                quote!(testing::query(self.0, #wire, &#runtime::CommaJoined(&value)))
            }
            _ => quote!(testing::query(self.0, #wire, &value)),
        };
        let doc = format!(" Only requests whose parameter `{wire}` is this.");
        setters.push(one(&function.sig.ident, wire, kind, &doc, &condition));
    }
    let is_json = operation
        .get("requestBody")
        .is_some_and(|body| body["content"].get("application/json").is_some());
    if is_json {
        let function = setter("body")?;
        let doc = " Only requests with this body.";
        let condition = quote!(testing::body(self.0, &value));
        let kind = taken(function)?;
        setters.push(one(&function.sig.ident, "body", kind, doc, &condition));
    }
    Some(setters)
}

fn one(
    name: &syn::Ident,
    wire: &str,
    kind: &Type,
    doc: &str,
    condition: &TokenStream,
) -> TokenStream {
    // `and` is for all that has no method.
    let name = match name == "and" {
        true => format_ident!("and_"),
        false => name.clone(),
    };
    quote! {
        #[doc = #doc]
        pub fn #name<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<#kind>,
        {
            let value: #kind = testing::given(#wire, value);
            Self(#condition)
        }
    }
}
