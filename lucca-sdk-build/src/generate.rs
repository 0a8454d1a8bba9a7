//! Fifth step: from a conformed document to Rust.

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypeImpl};
use schemars::schema::{InstanceType, SchemaObject};
use serde_json::{Map, Value};

use crate::{Error, Pointer, Settings, error::Journal};

/// Generates the syntax tree of a client; the finishing pass comes after it.
pub(crate) fn generate(
    document: &Value,
    settings: &Settings,
    journal: &Journal<'_>,
) -> Result<syn::File, Error> {
    let root = Pointer::root();
    let mut plain = document.clone();
    strip_extensions(&mut plain);
    close_no_enum(&mut plain);
    let document: openapiv3::OpenAPI = serde_json::from_value(plain).map_err(|error| {
        journal.refuse(
            &root,
            format!("not a valid OpenAPI document: {error}"),
            "compare it with the specification, or correct it in an overlay",
        )
    })?;
    let path = |text: &str, what: &str| {
        text.parse::<proc_macro2::TokenStream>().map_err(|error| {
            journal.refuse(
                &root,
                format!("the {what} path `{text}` is no Rust path: {error}"),
                "correct the build script",
            )
        })
    };
    let transport = path(settings.transport_path(), "transport")?;
    path(settings.runtime_path(), "runtime")?;
    let mut generation = GenerationSettings::new();
    generation
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(transport);
    for (format, kind) in [
        ("date", "civil::Date"),
        ("date-time", "Timestamp"),
        ("date-time-local", "civil::DateTime"),
    ] {
        generation.with_conversion(
            SchemaObject {
                instance_type: Some(InstanceType::String.into()),
                format: Some(format.to_owned()),
                ..SchemaObject::default()
            },
            format!("{}::jiff::{kind}", settings.runtime_path()),
            [TypeImpl::Display, TypeImpl::FromStr].into_iter(),
        );
    }
    // The generator panics at what it has no form for. The steps before keep such
    // documents from it as far as they are known.
    let generated = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        Generator::new(&generation).generate_tokens(&document)
    }))
    .map_err(|panic| {
        let said = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no reason");
        journal.refuse(
            &root,
            format!("the generator gives up on the document: {said}"),
            "take what it names out in an overlay, and report the document",
        )
    })?;
    let tokens = generated.map_err(|error| {
        journal.refuse(
            &root,
            format!("the generator refuses the document: {error}"),
            "correct what it names in an overlay",
        )
    })?;
    syn::parse2(tokens).map_err(|error| {
        journal.refuse(
            &root,
            format!("the generated code is no valid Rust: {error}"),
            "report this document to the maintainers of lucca-sdk-build",
        )
    })
}

/// The finishing pass writes the enums: to the generator they are texts, so that it
/// need not find names for their values.
fn close_no_enum(document: &mut Value) {
    for schema in document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut)
    {
        if schema.get("type").is_some_and(|kind| kind == "string") {
            schema.remove("enum");
        }
    }
}

/// Extensions change which Rust type the generator picks, so it sees none.
fn strip_extensions(value: &mut Value) {
    strip(value, false);
}

/// `named` says that the keys of `value` are names, not keywords: a property or a
/// schema may be called `x-something`.
fn strip(value: &mut Value, named: bool) {
    match value {
        Value::Object(object) => {
            if !named {
                let kept: Map<String, Value> = std::mem::take(object)
                    .into_iter()
                    .filter(|(key, _)| !key.starts_with("x-"))
                    .collect();
                *object = kept;
            }
            for (key, value) in object.iter_mut() {
                let names = !named && matches!(key.as_str(), "properties" | "schemas" | "paths");
                if named || !matches!(key.as_str(), "default" | "enum" | "example") {
                    strip(value, names);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|value| strip(value, false)),
        _ => {}
    }
}
