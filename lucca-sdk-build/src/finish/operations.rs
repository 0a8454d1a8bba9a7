//! Operations: a client that is made from a transport, lists joined by commas,
//! multipart forms, and a table of all operations.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value};
use syn::{
    Expr, Fields, File, ImplItem, ImplItemFn, Item, Stmt, Token, Type,
    punctuated::Punctuated,
    visit_mut::{self, VisitMut},
};

use super::{Finish, implemented, items, module, remove_derive, structs};
use crate::{Error, Pointer, conform::extension, error::Journal};

pub(super) fn finish(
    file: &mut File,
    finish: &Finish<'_>,
    journal: &Journal<'_>,
) -> Result<(), Error> {
    client(file, finish);
    let mut plans: BTreeMap<String, Plan> = BTreeMap::new();
    for (_, operation) in crate::walk::operations(finish.document) {
        let id = operation["operationId"].as_str().unwrap_or_default();
        plans.insert(id.to_upper_camel_case(), Plan::of(operation));
    }
    if let Some(builders) = module(&mut file.items, "builder") {
        let mut added = Vec::new();
        for item in builders.iter_mut() {
            match item {
                Item::Struct(definition) => {
                    let plan = plans.get(&definition.ident.to_string());
                    // Parameters can be logins and addresses.
                    if remove_derive(&mut definition.attrs, "Debug") {
                        added.extend(items(structs::opaque_debug(definition)));
                    }
                    if plan.is_some_and(|plan| plan.multipart) {
                        for field in definition.fields.iter_mut() {
                            if field.ident.as_ref().is_some_and(|name| name == "body") {
                                let form = form(finish);
                                field.ty = syn::parse_quote!(Result<#form, String>);
                            }
                        }
                    }
                }
                Item::Impl(implementation) => {
                    let plan = implemented(implementation).and_then(|name| plans.get(&name));
                    if let Some(plan) = plan {
                        for item in std::mem::take(&mut implementation.items) {
                            let ImplItem::Fn(mut function) = item else {
                                implementation.items.push(item);
                                continue;
                            };
                            plan.apply(&mut function, finish);
                            if function.sig.ident != "send" {
                                implementation.items.push(ImplItem::Fn(function));
                                continue;
                            }
                            let divided = divide(&function, plan, finish).ok_or_else(|| {
                                journal.refuse(
                                    &plan.at,
                                    format!(
                                        "the generator's code of operation `{}` has another \
                                         form than this version knows",
                                        plan.id
                                    ),
                                    "report the document to the maintainers of lucca-sdk-build",
                                )
                            })?;
                            implementation.items.extend(divided.map(ImplItem::Fn));
                        }
                    }
                }
                _ => {}
            }
        }
        builders.retain(|item| !matches!(item, Item::Use(_)));
        let runtime = &finish.runtime;
        added.extend(items(quote! {
            #[allow(unused_imports)]
            use super::types;
            #[allow(unused_imports)]
            use #runtime::{RequestBuilderExt as _, encode_path};
        }));
        builders.extend(added);
    }
    let table = table(finish);
    file.items.extend(items(table));
    Ok(())
}

fn form(finish: &Finish<'_>) -> Type {
    let runtime = &finish.runtime;
    syn::parse_quote!(#runtime::reqwest::multipart::Form)
}

/// Clients come from a transport: it knows the account and its own HTTP client. Of the
/// generator's own client nothing is left: no hooks, no error type, no wrapping of answers.
fn client(file: &mut File, finish: &Finish<'_>) {
    let transport = &finish.transport;
    file.items.retain(|item| match item {
        // `ClientInfo`, `ClientHooks`, and the assertion that the hooks are there.
        Item::Impl(implementation) => implementation.trait_.is_none(),
        Item::Const(_) => false,
        Item::Use(_) => false,
        Item::Mod(module) => module.ident != "prelude",
        _ => true,
    });
    for item in file.items.iter_mut() {
        match item {
            Item::Struct(definition) if definition.ident == "Client" => {
                definition.fields = Fields::Named(syn::parse_quote!({ inner: #transport }));
                if finish.operations().next().is_none() {
                    // There is nothing to send.
                    definition
                        .attrs
                        .push(syn::parse_quote!(#[allow(dead_code)]));
                }
            }
            Item::Impl(implementation)
                if implemented(implementation).is_some_and(|name| name == "Client") =>
            {
                implementation.items.retain(|item| {
                    !matches!(item, ImplItem::Fn(function)
                        if function.sig.ident == "new" || function.sig.ident == "new_with_client")
                });
            }
            _ => {}
        }
    }
    file.items.retain(
        |item| !matches!(item, Item::Impl(implementation) if implementation.items.is_empty()),
    );
    file.items.extend(items(quote! {
        impl Client {
            /// A client that sends its requests with this transport, to the
            /// transport's account.
            pub fn from_transport(transport: #transport) -> Self {
                Self { inner: transport }
            }
        }
    }));
}

/// Divides the generator's `send` in two: what builds the request, and what hands it to the
/// transport, which sends, repeats and decodes.
fn divide(function: &ImplItemFn, plan: &Plan, finish: &Finish<'_>) -> Option<[ImplItemFn; 2]> {
    let runtime = &finish.runtime;
    let (answer, is_bytes) = answer_type(&function.sig.output, finish)?;
    let send = if is_bytes {
        quote!(send_bytes)
    } else {
        quote!(send)
    };
    // Everything after the request is the generator's own way of sending it.
    let mut statements = function.block.stmts.iter();
    let mut building: Vec<Stmt> = Vec::new();
    let request = loop {
        match statements.next()? {
            Stmt::Local(local) if is_local(local, "request") => {
                // `client.client.get(url)….build()?`
                match &*local.init.as_ref()?.expr {
                    Expr::Try(tried) => break (*tried.expr).clone(),
                    _ => return None,
                }
            }
            other => building.push(other.clone()),
        }
    };
    let id = &plan.id;
    let docs = &function.attrs;
    Some([
        syn::parse_quote! {
            /// The request as it will be sent, but for what the transport adds.
            #[doc(hidden)]
            #[allow(unused_mut, unused_variables)]
            pub fn into_request(
                self,
            ) -> ::std::result::Result<#runtime::reqwest::Request, #runtime::Error> {
                #(#building)*
                #request.map_err(#runtime::unbuildable)
            }
        },
        syn::parse_quote! {
            #(#docs)*
            pub async fn send(self) -> ::std::result::Result<#answer, #runtime::Error> {
                let client = self.client;
                client.inner.#send(self.into_request()?, #id).await
            }
        },
    ])
}

fn is_local(local: &syn::Local, name: &str) -> bool {
    matches!(&local.pat, syn::Pat::Ident(pattern) if pattern.ident == name)
}

/// What a success decodes to, out of `Result<ResponseValue<T>, Error<E>>`.
///
/// The second value says whether that is bytes rather than JSON.
fn answer_type(output: &syn::ReturnType, finish: &Finish<'_>) -> Option<(Type, bool)> {
    fn first_argument(kind: &Type, of: &str) -> Option<Type> {
        let Type::Path(path) = kind else { return None };
        let last = path.path.segments.last()?;
        if last.ident != of {
            return None;
        }
        let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
            return None;
        };
        match arguments.args.first()? {
            syn::GenericArgument::Type(kind) => Some(kind.clone()),
            _ => None,
        }
    }
    let syn::ReturnType::Type(_, result) = output else {
        return None;
    };
    let answer = first_argument(&first_argument(result, "Result")?, "ResponseValue")?;
    let is_bytes =
        matches!(&answer, Type::Path(path) if super::ends_with(&path.path, "ByteStream"));
    let runtime = &finish.runtime;
    let answer = if is_bytes {
        syn::parse_quote!(#runtime::Bytes)
    } else {
        answer
    };
    Some((answer, is_bytes))
}

/// What one operation needs.
#[derive(Default)]
struct Plan {
    /// Where the operation stands in the document.
    at: Pointer,
    /// The identifier as the document spells it.
    id: String,
    /// The media type of a JSON body that goes by another name.
    body_type: Option<String>,
    /// The media types of answers, where they are JSON by other names.
    accepts: Option<String>,
    /// Parameters that are lists joined by commas, by the generator's name.
    comma_joined: BTreeSet<String>,
    /// What requests call a parameter that the generator calls otherwise.
    wire_names: BTreeMap<String, String>,
    multipart: bool,
}

impl Plan {
    fn of(operation: &Map<String, Value>) -> Self {
        let mut comma_joined = BTreeSet::new();
        let mut wire_names = BTreeMap::new();
        for parameter in operation
            .get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            if let Some(wire) = parameter[extension::WIRE_NAME].as_str() {
                wire_names.insert(name.clone(), wire.to_owned());
            }
            if parameter.get(extension::COMMA_JOINED).is_some() {
                comma_joined.insert(name);
            }
        }
        let text = |key: &str| {
            operation
                .get(key)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        Self {
            at: extension::origin(operation).unwrap_or_default(),
            id: text(extension::OPERATION_ID).unwrap_or_default(),
            body_type: text(extension::BODY_TYPE),
            accepts: text(extension::ACCEPTS),
            comma_joined,
            wire_names,
            multipart: operation.contains_key(extension::MULTIPART),
        }
    }

    fn apply(&self, function: &mut syn::ImplItemFn, finish: &Finish<'_>) {
        if self.multipart && function.sig.ident == "body" {
            let form = form(finish);
            *function = syn::parse_quote! {
                /// Sets the form that is sent.
                pub fn body(mut self, value: #form) -> Self {
                    self.body = Ok(value);
                    self
                }
            };
        }
        if function.sig.ident == "send" {
            Send { plan: self, finish }.visit_impl_item_fn_mut(function);
        }
    }
}

/// Rewrites the body of `send`.
struct Send<'s> {
    plan: &'s Plan,
    finish: &'s Finish<'s>,
}

fn text_of(expression: &mut Expr) -> Option<&mut syn::LitStr> {
    match expression {
        Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text),
        _ => None,
    }
}

fn tokens_end_with(expression: &Expr, name: &str) -> bool {
    match expression {
        Expr::Path(path) => super::ends_with(&path.path, name),
        _ => false,
    }
}

impl VisitMut for Send<'_> {
    /// `format!("{}/path", client.baseurl)`: arguments of a macro are no expressions yet.
    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        let Ok(arguments) = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        else {
            return;
        };
        let arguments = arguments.into_iter().map(|mut argument| {
            self.visit_expr_mut(&mut argument);
            argument
        });
        call.tokens = quote!(#(#arguments),*);
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        // The generator announces the document's version in a header of its own
        // that no server of Lucca's asks for.
        block.stmts.retain(|statement| {
            let Stmt::Expr(Expr::MethodCall(call), _) = statement else {
                return true;
            };
            let announces = matches!(
                call.args.first(),
                Some(Expr::Call(name)) if matches!(
                    name.args.first(),
                    Some(Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }))
                        if text.value() == "api-version"
                )
            );
            !(call.method == "append" && announces)
        });
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        match expression {
            // A query parameter: `QueryParam::new("name", &value)`.
            Expr::Call(call) if tokens_end_with(&call.func, "new") && call.args.len() == 2 => {
                let Some(name) = call.args.first_mut().and_then(text_of) else {
                    return;
                };
                let written = name.value();
                if let Some(wire) = self.plan.wire_names.get(&written) {
                    *name = syn::LitStr::new(wire, name.span());
                }
                if self.plan.comma_joined.contains(&written) {
                    let runtime = &self.finish.runtime;
                    if let Some(value) = call.args.iter_mut().nth(1) {
                        *value = syn::parse_quote!(&#runtime::CommaJoined(#value));
                    }
                }
            }
            // A parameter that could not be converted: `map_err(Error::InvalidRequest)`.
            Expr::Path(path) if super::ends_with(&path.path, "InvalidRequest") => {
                let runtime = &self.finish.runtime;
                *expression = syn::parse_quote!(#runtime::refused);
            }
            // `client.client` builds requests, `client.baseurl` is where they go: the
            // transport knows both.
            Expr::Field(field) => {
                let syn::Member::Named(member) = &field.member else {
                    return;
                };
                if !tokens_end_with(&field.base, "client") {
                    return;
                }
                if member == "client" {
                    *expression = syn::parse_quote!(client.inner.http_client());
                } else if member == "baseurl" {
                    *expression = syn::parse_quote!(client.inner.base_url());
                }
            }
            // A header: `header_map.append("name", …)`.
            Expr::MethodCall(call) if call.method == "append" => {
                let Some(written) = call.args.first_mut().and_then(text_of) else {
                    return;
                };
                if let Some(wire) = self.plan.wire_names.get(&written.value()) {
                    *written = syn::LitStr::new(wire, written.span());
                }
                let name = written.clone();
                // `value.to_string().try_into()?`
                if let Some(Expr::Try(tried)) = call.args.get(1)
                    && let Expr::MethodCall(converted) = &*tried.expr
                    && converted.method == "try_into"
                {
                    let runtime = &self.finish.runtime;
                    let text = &converted.receiver;
                    let value = syn::parse_quote!(#runtime::header_value(#name, #text)?);
                    if let Some(argument) = call.args.get_mut(1) {
                        *argument = value;
                    }
                }
            }
            Expr::MethodCall(call) if call.method == "json" => {
                if let Some(media) = &self.plan.body_type {
                    let runtime = &self.finish.runtime;
                    let receiver = &call.receiver;
                    call.receiver = syn::parse_quote!(
                        #receiver.header(#runtime::reqwest::header::CONTENT_TYPE, #media)
                    );
                }
            }
            Expr::MethodCall(call) if call.method == "header" => {
                let accepts = call
                    .args
                    .first()
                    .is_some_and(|name| tokens_end_with(name, "ACCEPT"));
                if let (true, Some(media)) = (accepts, &self.plan.accepts)
                    && let Some(value) = call.args.get_mut(1)
                {
                    *value = syn::parse_quote!(#media);
                }
            }
            Expr::MethodCall(call) if self.plan.multipart && call.method == "body" => {
                let Expr::MethodCall(header) = &*call.receiver else {
                    return;
                };
                let sets_type = header.method == "header"
                    && header
                        .args
                        .first()
                        .is_some_and(|name| tokens_end_with(name, "CONTENT_TYPE"));
                if sets_type {
                    // The form sets the type itself: it knows its boundary.
                    let receiver = &header.receiver;
                    let arguments = &call.args;
                    *expression = syn::parse_quote!(#receiver.multipart(#arguments));
                }
            }
            _ => {}
        }
    }
}

/// Every operation as data, for callers that take its name from elsewhere.
fn table(finish: &Finish<'_>) -> TokenStream {
    let runtime = &finish.runtime;
    let operations = finish.operations().map(|(path, method, operation)| {
        let text = |key: &str| {
            operation
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let id = text(extension::OPERATION_ID);
        let name = text("operationId");
        let method = method.to_uppercase();
        let summary = match text("summary") {
            "" => text("description").lines().next().unwrap_or_default(),
            summary => summary,
        };
        let body = if operation.contains_key(extension::MULTIPART) {
            Some("multipart/form-data".to_owned())
        } else if let Some(media) = operation.get(extension::BODY_TYPE).and_then(Value::as_str) {
            Some(media.to_owned())
        } else {
            operation
                .get("requestBody")
                .and_then(|body| body["content"].as_object())
                .and_then(|content| content.keys().next().cloned())
        };
        let body = match body {
            Some(media) => quote!(::std::option::Option::Some(#media)),
            None => quote!(::std::option::Option::None),
        };
        let parameters = operation
            .get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|parameter| table_parameter(parameter, finish));
        quote! {
            #runtime::Operation::new(
                #id, #name, #method, #path, #summary, &[#(#parameters),*], #body,
            )
        }
    });
    quote! {
        /// Every operation of the document, in its order.
        pub const OPERATIONS: &[#runtime::Operation] = &[#(#operations),*];
    }
}

fn table_parameter(parameter: &Value, finish: &Finish<'_>) -> TokenStream {
    let runtime = &finish.runtime;
    let text = |key: &str| {
        parameter
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let name = match text(extension::WIRE_NAME) {
        "" => text("name"),
        wire => wire,
    };
    let description = text("description");
    let location = match text("in") {
        "path" => quote!(Path),
        "header" => quote!(Header),
        _ => quote!(Query),
    };
    let required = parameter.get("required") == Some(&Value::Bool(true));
    let whole = finish.document;
    let schema = crate::references::resolved(whole, &parameter["schema"]).unwrap_or(&Value::Null);
    let schema = match schema.pointer("/allOf/0") {
        Some(part) => crate::references::resolved(whole, part).unwrap_or(schema),
        None => schema,
    };
    let list = schema["type"] == "array";
    let single = if list {
        crate::references::resolved(whole, &schema["items"]).unwrap_or(&Value::Null)
    } else {
        schema
    };
    let kind = match single["type"].as_str() {
        Some("integer") => quote!(Integer),
        Some("number") => quote!(Number),
        Some("boolean") => quote!(Boolean),
        _ => quote!(Text),
    };
    let values = single["enum"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let join = match (list, parameter.get(extension::COMMA_JOINED).is_some()) {
        (false, _) => quote!(Single),
        (true, true) => quote!(CommaJoined),
        (true, false) => quote!(Repeated),
    };
    quote! {
        #runtime::Parameter::new(
            #name,
            #runtime::Location::#location,
            #required,
            #runtime::Kind::#kind,
            #runtime::Arity::#join,
            &[#(#values),*],
            #description,
        )
    }
}
