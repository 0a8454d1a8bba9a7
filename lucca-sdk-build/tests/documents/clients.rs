//! Crates of generated clients, each with random values that they have to read.

use std::{
    fmt::{self, Write as _},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use heck::ToUpperCamelCase;
use lucca_sdk_build::Generated;
use quote::ToTokens;
use serde_json::{Map, Value};
use syn::{ImplItem, Item};

use crate::{
    instances,
    random::{Random, Way},
};

/// How many values are made for each answer and each body; `VALUES` asks for others.
const VALUES: usize = 12;

/// A generated client, and what it has to read.
pub(crate) struct Client {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) operations: usize,
    pub(crate) values: Values,
    /// The test that reads them.
    test: String,
}

/// Random values, by operation.
#[derive(Default)]
pub(crate) struct Values {
    by_operation: Map<String, Value>,
    pub(crate) count: usize,
    /// Answers and bodies that no value was found for.
    pub(crate) without: usize,
}

impl fmt::Display for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} values", self.count)?;
        match self.without {
            0 => Ok(()),
            without => write!(f, ", none for {without} schemas"),
        }
    }
}

impl Client {
    pub(crate) fn new(name: &str, generated: Generated) -> Self {
        let module = module(name);
        let mut client = Self {
            name: name.to_owned(),
            operations: generated.operations,
            values: Values::default(),
            test: format!(
                "#[tokio::test]\n#[allow(unused_imports, unused_mut)]\nasync fn {module}() {{\n    \
                 use documents::{module}::types;\n    \
                 let mut run = reading::Run::of(\"{module}\").await;\n"
            ),
            code: String::new(),
        };
        let builders = builders(&generated.code);
        let [sent, received] = [Way::Sent, Way::Received].map(|way| {
            let mut document = generated.lowered.clone();
            way.relax(&mut document);
            document
        });
        for operation in operations(&generated.conformed) {
            let id = operation["operationId"].as_str().unwrap();
            let builder = id.to_upper_camel_case();
            let (_, answer, body) = builders
                .iter()
                .find(|(name, ..)| *name == builder)
                .unwrap_or_else(|| panic!("{name} has no {builder}"));
            let origin = operation["x-rust-origin"].as_str().unwrap();
            let original = generated
                .lowered
                .pointer(origin.trim_start_matches('#'))
                .unwrap();
            let mut values = Map::new();
            if let Some(answer) = answer {
                let schemas = answers(&generated.lowered, original);
                let found = client.values.of(&received, &schemas, Way::Received);
                writeln!(client.test, "    run.answers::<{answer}>(\"{id}\").await;").unwrap();
                values.insert("answers".into(), found);
            }
            let is_json = operation
                .get("requestBody")
                .is_some_and(|body| body["content"].get("application/json").is_some());
            if let Some(body) = body.as_ref().filter(|_| is_json) {
                let request = resolved(&generated.lowered, &original["requestBody"]);
                let schemas: Vec<&Value> = in_json(request).into_iter().collect();
                let found = client.values.of(&sent, &schemas, Way::Sent);
                writeln!(client.test, "    run.bodies::<{body}>(\"{id}\").await;").unwrap();
                values.insert("bodies".into(), found);
            }
            client
                .values
                .by_operation
                .insert(id.to_owned(), values.into());
        }
        client.test += "    run.done();\n}\n";
        client.code = generated.code;
        client
    }
}

impl Values {
    fn of(&mut self, document: &Value, schemas: &[&Value], way: Way) -> Value {
        let wanted = std::env::var("VALUES")
            .ok()
            .and_then(|text| text.parse().ok());
        let wanted = wanted.unwrap_or(VALUES);
        let mut values = Vec::new();
        for schema in schemas {
            let mut schema = (*schema).clone();
            way.relax(&mut schema);
            let Ok(validator) = instances::of_3_0_schema(document, &schema) else {
                self.without += 1;
                continue;
            };
            let mut random = Random::new(document, way, 12);
            let found = (0..wanted * 8)
                .filter_map(|_| random.value(&schema, 0))
                .filter(|value| validator.is_valid(value))
                // A body is given.
                .filter(|value| way == Way::Received || !value.is_null())
                .take(wanted);
            let before = values.len();
            values.extend(found);
            if values.len() == before {
                self.without += 1;
            }
        }
        self.count += values.len();
        values.into()
    }
}

fn module(name: &str) -> String {
    let name = name
        .replace(|c: char| !c.is_ascii_alphanumeric(), "_")
        .to_lowercase();
    match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("_{name}"),
        false => name,
    }
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let items = document["paths"].as_object().into_iter().flatten();
    items
        .filter_map(|(_, item)| item.as_object())
        .flatten()
        .map(|(_, operation)| operation)
        .filter(|operation| operation.get("operationId").is_some())
}

fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

/// The schema of the JSON in a request or an answer.
fn in_json(body: &Value) -> Option<&Value> {
    let content = body["content"].as_object()?;
    let named = content.get("application/json");
    let json = named.or_else(|| {
        let mut others = content.iter();
        let found = others.find(|(media, _)| media.contains("json") || media.contains("*/*"));
        found.map(|(_, media)| media)
    });
    json?.get("schema")
}

/// The schemas of the JSON that the operation succeeds with.
fn answers<'d>(document: &'d Value, operation: &'d Value) -> Vec<&'d Value> {
    let responses = operation["responses"].as_object();
    let all: Vec<(&String, &Value)> = responses.into_iter().flatten().collect();
    let good = all.iter().filter(|(status, _)| status.starts_with('2'));
    let mut good: Vec<&Value> = good.map(|(_, response)| *response).collect();
    if good.is_empty() {
        good.extend(
            all.iter()
                .filter(|(status, _)| *status == "default")
                .map(|(_, one)| *one),
        );
    }
    good.into_iter()
        .filter_map(|response| in_json(resolved(document, response)))
        .collect()
}

/// The operations' builders: the name, the type of the answer if it is JSON, and the type of the
/// body.
fn builders(code: &str) -> Vec<(String, Option<String>, Option<String>)> {
    let file = syn::parse_file(code).unwrap();
    let builder = file.items.into_iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content,
        _ => None,
    });
    let mut found = Vec::new();
    for item in builder.map(|(_, items)| items).unwrap_or_default() {
        let Item::Impl(implementation) = item else {
            continue;
        };
        let syn::Type::Path(name) = &*implementation.self_ty else {
            continue;
        };
        let name = name.path.segments.last().unwrap().ident.to_string();
        let (mut answer, mut body) = (None, None);
        for function in &implementation.items {
            let ImplItem::Fn(function) = function else {
                continue;
            };
            let text = function.to_token_stream().to_string();
            if function.sig.ident == "send" && text.contains("inner . send (") {
                answer = returned(&function.sig.output);
            } else if function.sig.ident == "body" {
                body = taken(&function.sig);
            }
        }
        found.push((name, answer, body));
    }
    found
}

/// The `T` of `-> Result<T, E>`.
fn returned(output: &syn::ReturnType) -> Option<String> {
    match output {
        syn::ReturnType::Type(_, output) => match &**output {
            syn::Type::Path(output) => argument(&output.path),
            _ => None,
        },
        syn::ReturnType::Default => None,
    }
}

/// The `T` of `where V: TryInto<T>`.
fn taken(signature: &syn::Signature) -> Option<String> {
    match signature
        .generics
        .where_clause
        .as_ref()?
        .predicates
        .first()?
    {
        syn::WherePredicate::Type(first) => match first.bounds.first()? {
            syn::TypeParamBound::Trait(bound) => argument(&bound.path),
            _ => None,
        },
        _ => None,
    }
}

fn argument(path: &syn::Path) -> Option<String> {
    match &path.segments.last()?.arguments {
        syn::PathArguments::AngleBracketed(all) => {
            Some(all.args.first()?.to_token_stream().to_string())
        }
        _ => None,
    }
}

/// A crate of clients, beside `lucca-sdk` and compiled into the folder that cargo compiles
/// this test into, so that nothing is compiled twice.
pub(crate) struct Project {
    folder: PathBuf,
    target: PathBuf,
}

impl Project {
    pub(crate) fn new(package: &str, clients: &[Client], callers: Option<String>) -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        // target/debug/deps/documents-…
        let executable = std::env::current_exe().unwrap();
        let target = executable.ancestors().nth(3).unwrap().to_owned();
        let folder = target.join(package);
        let mut lib = String::from("#![forbid(unsafe_code)]\n#![deny(warnings)]\n");
        let mut tests = String::from("mod reading;\n");
        for client in clients {
            let module = module(&client.name);
            write(&folder.join(format!("src/{module}.rs")), &client.code);
            writeln!(lib, "pub mod {module};").unwrap();
            tests += &client.test;
            let values = Value::Object(client.values.by_operation.clone()).to_string();
            write(&folder.join(format!("values/{module}.json")), &values);
        }
        write(&folder.join("src/lib.rs"), &lib);
        write(&folder.join("tests/values.rs"), &tests);
        write(
            &folder.join("tests/reading/mod.rs"),
            include_str!("reading.rs"),
        );
        if let Some(callers) = callers {
            write(&folder.join("tests/callers.rs"), &callers);
        }
        write(
            &folder.join("Cargo.toml"),
            &format!(
                "[workspace]\nresolver = \"3\"\n\n[package]\nname = \"{package}\"\nversion = \"0.0.0\"\n\
                 edition = \"2024\"\npublish = false\n\n[lib]\nname = \"documents\"\ntest = false\ndoctest = false\n\n[dependencies]\nlucca-sdk = {{ path = {:?} }}\n\
                 \n[dev-dependencies]\nproptest = {{ version = \"1\", default-features = false, features = [\"std\"] }}\ntokio = {{ version = \"1\", features = [\"rt\", \"macros\", \"net\", \"io-util\", \"time\"] }}\n\n\
                 [profile.dev]\ndebug = \"line-tables-only\"\n",
                workspace.join("lucca-sdk")
            ),
        );
        // The same versions as in the workspace, so that nothing is compiled twice.
        let lock = fs::read_to_string(workspace.join("Cargo.lock")).unwrap();
        write(&folder.join("Cargo.lock"), &lock);
        Self { folder, target }
    }

    /// Runs cargo in the crate.
    pub(crate) fn run(&self, step: &str) -> Result<(), String> {
        let output = Command::new(env!("CARGO"))
            .args([step, "--quiet"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            // Compiled once each, they need nothing to be compiled again with.
            .env("CARGO_INCREMENTAL", "0")
            .output()
            .unwrap();
        match output.status.success() {
            true => Ok(()),
            false => Err(format!(
                "{}\n{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            )),
        }
    }
}

/// Writes a file if it is not what it should be: what is unchanged is not compiled
/// again.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|found| found == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
