//! Operations: a client that is made from a transport, lists joined by commas,
//! multipart forms, and a table of all operations.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value};
use syn::{
    Expr, File, ImplItem, Item, Stmt, Type,
    visit_mut::{self, VisitMut},
};

use super::{Finish, implemented, items, module, remove_derive, structs};
use crate::conform::extension;

pub(super) fn finish(file: &mut File, finish: &Finish<'_>) {
    client(file, finish);
    let mut plans: BTreeMap<String, Plan> = BTreeMap::new();
    for (_, _, operation) in finish.operations() {
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
                        for item in implementation.items.iter_mut() {
                            if let ImplItem::Fn(function) = item {
                                plan.apply(function, finish);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        // A client without types has nothing to take from there.
        if let Some(Item::Use(first)) = builders.first_mut() {
            first
                .attrs
                .push(syn::parse_quote!(#[allow(unused_imports)]));
        }
        builders.extend(added);
    }
    let table = table(finish);
    file.items.extend(items(table));
}

fn form(finish: &Finish<'_>) -> Type {
    let runtime = &finish.runtime;
    syn::parse_quote!(#runtime::reqwest::multipart::Form)
}

/// Clients come from a transport: it knows the account and its own HTTP client.
fn client(file: &mut File, finish: &Finish<'_>) {
    let transport = &finish.transport;
    let runtime = &finish.runtime;
    let mut made = false;
    for item in file.items.iter_mut() {
        let Item::Impl(implementation) = item else {
            continue;
        };
        let is_client = implementation.trait_.is_none()
            && implemented(implementation).is_some_and(|name| name == "Client");
        if !is_client {
            continue;
        }
        implementation.items.retain(|item| {
            !matches!(item, ImplItem::Fn(function)
                if function.sig.ident == "new" || function.sig.ident == "new_with_client")
        });
        // Without operations there is another block that is empty.
        if implementation.items.is_empty() && !std::mem::replace(&mut made, true) {
            let made: ImplItem = syn::parse_quote! {
                /// A client that sends its requests with this transport, to the
                /// transport's account.
                pub fn from_transport(transport: #transport) -> Self {
                    Self {
                        baseurl: transport.base_url().to_string(),
                        client: transport.http_client().clone(),
                        inner: transport,
                    }
                }
            };
            implementation.items.push(made);
        }
    }
    let maybe_empty: BTreeSet<&str> = finish
        .operations()
        .filter(|(_, _, operation)| operation.contains_key(extension::MAYBE_EMPTY))
        .filter_map(|(_, _, operation)| operation[extension::OPERATION_ID].as_str())
        .collect();
    let answer = if maybe_empty.is_empty() {
        quote!(self.inner.execute(request, info.operation_id).await)
    } else {
        let arms = maybe_empty.iter();
        quote! {
            let response = self.inner.execute(request, info.operation_id).await?;
            match info.operation_id {
                #(#arms)|* => #runtime::null_for_nothing(response).await,
                _ => ::std::result::Result::Ok(response),
            }
        }
    };
    file.items.extend(items(quote! {
        impl ClientHooks<#transport> for Client {
            async fn exec(
                &self,
                request: #runtime::reqwest::Request,
                info: &OperationInfo,
            ) -> #runtime::reqwest::Result<#runtime::reqwest::Response> {
                #answer
            }
        }
    }));
}

/// What one operation needs.
#[derive(Default)]
struct Plan {
    /// The identifier as the document spells it.
    id: String,
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
        let id = operation
            .get(extension::OPERATION_ID)
            .and_then(Value::as_str);
        Self {
            id: id.unwrap_or_default().to_owned(),
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
        for statement in block.stmts.iter_mut() {
            let Stmt::Local(local) = statement else {
                continue;
            };
            let is_map = matches!(
                &local.pat,
                syn::Pat::Ident(name) if name.ident == "header_map"
            );
            if is_map {
                local.attrs.push(syn::parse_quote!(#[allow(unused_mut)]));
            }
        }
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
            // The generator tells hooks the name of the Rust method; errors and traces
            // are to name the operation as the document does.
            Expr::Struct(info)
                if super::ends_with(&info.path, "OperationInfo") && !self.plan.id.is_empty() =>
            {
                for field in info.fields.iter_mut() {
                    let is_id = matches!(
                        &field.member,
                        syn::Member::Named(name) if name == "operation_id"
                    );
                    if is_id {
                        let id = &self.plan.id;
                        field.expr = syn::parse_quote!(#id);
                    }
                }
            }
            // A header: `header_map.append("name", …)`.
            Expr::MethodCall(call) if call.method == "append" => {
                if let Some(name) = call.args.first_mut().and_then(text_of)
                    && let Some(wire) = self.plan.wire_names.get(&name.value())
                {
                    *name = syn::LitStr::new(wire, name.span());
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
    let schema = crate::conform::resolved(whole, &parameter["schema"]).unwrap_or(&Value::Null);
    let schema = match schema.pointer("/allOf/0") {
        Some(part) => crate::conform::resolved(whole, part).unwrap_or(schema),
        None => schema,
    };
    let list = schema["type"] == "array";
    let single = if list {
        crate::conform::resolved(whole, &schema["items"]).unwrap_or(&Value::Null)
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
