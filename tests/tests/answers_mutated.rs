//! Every property of every answer, damaged in every way: all else arrives, and the damage is
//! told.
//!
//! Answers are made from the documents, not by hand: for each operation one with every
//! property, two items in each list. Then each property is made absent, null, another JSON
//! type, another case, or sent under two spellings, one at a time, over real HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use futures::future::BoxFuture;
use jsonschema::Validator;
use lucca_sdk::generated::{office, users};
use lucca_sdk::schemas::schemars::generate::{SchemaGenerator, SchemaSettings};
use lucca_sdk::schemas::schemars::{JsonSchema, Schema};
use lucca_sdk::{ApiKey, Client, Deviation, Error};
use lucca_sdk_build::{Client as Document, Settings};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// One operation: its id in the document, and a call that gives back what was read.
struct Operation {
    id: &'static str,
    call: fn(Client) -> BoxFuture<'static, Result<Written, Error>>,
}

/// What was read, written again, and the schemas of its type.
struct Written {
    value: Value,
    schema: fn(SchemaGenerator) -> Schema,
}

fn told<T: Serialize + JsonSchema>(answer: Result<T, Error>) -> Result<Written, Error> {
    answer.map(|answer| Written {
        value: serde_json::to_value(answer).unwrap(),
        schema: SchemaGenerator::into_root_schema_for::<T>,
    })
}

/// What the type of an operation's answer promises: of what is read, and of what is written.
struct Schemas {
    read: Validator,
    written: Validator,
}

impl Schemas {
    fn of(schema: fn(SchemaGenerator) -> Schema) -> Self {
        let draft = SchemaSettings::draft2020_12;
        let validator = |settings: SchemaSettings| {
            jsonschema::options()
                .should_validate_formats(true)
                .build(&schema(settings.into_generator()).to_value())
                .unwrap()
        };
        Self {
            read: validator(draft()),
            written: validator(draft().for_serialize()),
        }
    }

    /// What is wrong with an answer, and with what was read of it and written again.
    fn judge(&self, answer: &Value, told: bool, written: &Value) -> Result<(), String> {
        if let Err(error) = self.written.validate(written) {
            let at = error.instance_path();
            return Err(format!(
                "what is written is not as the schema says: {at}: {error}"
            ));
        }
        match self.read.validate(answer) {
            Err(error) if !told => Err(format!(
                "nothing is told, and the schema forbids the answer: {}: {error}",
                error.instance_path()
            )),
            _ => Ok(()),
        }
    }
}

macro_rules! operations {
    ($($id:literal: $document:ident . $method:ident $((.$setter:ident($value:expr)))*;)*) => {
        &[$(Operation {
            id: $id,
            call: |client| async move {
                let client = $document::Client::from_transport(client.transport().clone());
                told(client.$method()$(.$setter($value))*.send().await)
            }.boxed(),
        }),*]
    };
}

const OFFICE: &[Operation] = operations! {
    "get-office-api-work-locations": office.get_office_api_work_locations;
    "get-office-api-user-locations": office.get_office_api_user_locations;
    "get-office-api-user-locations-id": office.get_office_api_user_locations_id (.id(1_u64));
    "post-office-api-imports-userLocations": office.post_office_api_imports_user_locations
        (.create(false)) (.override_user_locations(false))
        (.body(reqwest::multipart::Form::new().text("a", "b")));
    "get-office-api-imports-userLocations-progress":
        office.get_office_api_imports_user_locations_progress (.summary_id("a"));
    "get-office-api-imports-userLocations-analysis":
        office.get_office_api_imports_user_locations_analysis (.summary_id("a"));
    "get-office-api-imports-userLocations-results":
        office.get_office_api_imports_user_locations_results (.summary_id("a"));
};

const USERS: &[Operation] = operations! {
    "list-users": users.list_users;
    "get-user": users.get_user (.id(1_u64));
};

/// A server that answers everything with one body at a time.
struct Server {
    url: String,
    body: Arc<Mutex<String>>,
}

fn serve() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let body = Arc::new(Mutex::new(String::new()));
    let answers = Arc::clone(&body);
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let answers = Arc::clone(&answers);
            std::thread::spawn(move || {
                let mut connection = connection.unwrap();
                let mut request = Vec::new();
                let mut buffer = [0; 16 * 1024];
                while let Ok(read @ 1..) = connection.read(&mut buffer) {
                    request.extend_from_slice(&buffer[..read]);
                    if !is_whole(&request) {
                        continue;
                    }
                    request.clear();
                    let body = answers.lock().unwrap().clone();
                    let head = format!(
                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                        body.len()
                    );
                    connection.write_all((head + &body).as_bytes()).unwrap();
                }
            });
        }
    });
    Server { url, body }
}

/// Whether a request is there with as much body as it announces.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let announced = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.trim().parse().unwrap());
    body.len() >= announced
}

/// What the document says of one property.
#[derive(Clone)]
struct Property {
    /// Keys and indices, from the answer down.
    path: Vec<Step>,
    schema: Value,
    required: bool,
}

#[derive(Clone, PartialEq, Debug)]
enum Step {
    Key(String),
    Item(usize),
}

impl Property {
    fn name(&self) -> &str {
        match self.path.last() {
            Some(Step::Key(name)) => name,
            _ => panic!("a property has a name"),
        }
    }

    /// As deviations say it: without indices.
    fn place(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            match step {
                Step::Item(_) => text.push_str("[]"),
                Step::Key(name) if text.is_empty() => text.push_str(name),
                Step::Key(name) => text = format!("{text}.{name}"),
            }
        }
        text
    }
}

/// What a schema says, its references followed and its alternatives of one opened.
fn opened<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return opened(document, document.pointer(&reference[1..]).unwrap());
    }
    match schema.pointer("/allOf/0") {
        Some(only) if schema.get("properties").is_none() => opened(document, only),
        _ => schema,
    }
}

fn is_nullable(document: &Value, schema: &Value) -> bool {
    schema["nullable"] == true
        || opened(document, schema)["nullable"] == true
        || schema.get("default").is_some()
        || opened(document, schema).get("default").is_some()
}

/// A value with everything that the schema knows, and the properties on the way to it.
fn instance(
    document: &Value,
    schema: &Value,
    path: &[Step],
    count: &mut i64,
    properties: &mut Vec<Property>,
) -> Value {
    let schema = opened(document, schema);
    match schema["type"].as_str() {
        Some("object") => {
            let mut object = Map::new();
            for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                let path = [path, &[Step::Key(name.clone())]].concat();
                let value = instance(document, property, &path, count, properties);
                object.insert(name.clone(), value);
                properties.push(Property {
                    path,
                    schema: property.clone(),
                    required: schema["required"]
                        .as_array()
                        .is_some_and(|required| required.contains(&json!(name))),
                });
            }
            Value::Object(object)
        }
        Some("array") => (0..2)
            .map(|index| {
                let path = [path, &[Step::Item(index)]].concat();
                instance(document, &schema["items"], &path, count, properties)
            })
            .collect(),
        Some("string") => match (schema["format"].as_str(), schema["enum"].get(0)) {
            (_, Some(word)) => word.clone(),
            (Some("date"), _) => json!("2025-09-15"),
            (Some("date-time"), _) => json!("2025-09-15T08:30:00Z"),
            (Some("date-time-local"), _) => json!("2025-09-15T08:30:00"),
            _ => json!("Zoe-Sentinel-7391"),
        },
        Some("integer") => {
            *count += 1;
            json!(*count)
        }
        Some("number") => json!(1.5),
        Some("boolean") => json!(true),
        _ => json!({"any": ["thing"]}),
    }
}

fn at<'v>(value: &'v mut Value, path: &[Step]) -> &'v mut Value {
    path.iter().fold(value, |value, step| match step {
        Step::Key(name) => &mut value[name],
        Step::Item(index) => &mut value[*index],
    })
}

fn parent<'v>(value: &'v mut Value, property: &Property) -> &'v mut Map<String, Value> {
    let (_, above) = property.path.split_last().unwrap();
    at(value, above).as_object_mut().unwrap()
}

const MUTATIONS: &[&str] = &[
    "absent",
    "null",
    "text",
    "empty text",
    "number",
    "fraction",
    "huge",
    "boolean",
    "list",
    "object",
    "other case",
    "both spellings",
];

fn mutated(answer: &Value, property: &Property, mutation: &str) -> Value {
    let mut answer = answer.clone();
    let name = property.name().to_owned();
    let object = parent(&mut answer, property);
    let other_case = match name.to_uppercase() {
        upper if upper == name => name.to_lowercase(),
        upper => upper,
    };
    let value = match mutation {
        "absent" => {
            object.remove(&name);
            return answer;
        }
        "other case" => {
            let value = object.remove(&name).unwrap();
            object.insert(other_case, value);
            return answer;
        }
        "both spellings" => {
            let value = object[&name].clone();
            object.insert(other_case, value);
            return answer;
        }
        "null" => Value::Null,
        "text" => json!("a word nobody lists"),
        "empty text" => json!(""),
        "number" => json!(77),
        "fraction" => json!(0.5),
        "huge" => json!(5.5e19),
        "boolean" => json!(false),
        "list" => json!([[], {"a": 1}]),
        "object" => json!({"a": [1], "b": {"c": null}}),
        other => panic!("{other}"),
    };
    object.insert(name, value);
    answer
}

/// The JSON type in words, as far as a mutation keeps it.
fn suits(document: &Value, property: &Property, mutation: &str) -> bool {
    let schema = opened(document, &property.schema);
    match schema["type"].as_str() {
        None => true,
        Some("object") => mutation == "object",
        Some("array") => {
            mutation == "list" && opened(document, &schema["items"]).get("type").is_none()
        }
        Some("string") => match mutation {
            // A date that is empty is no date.
            "empty text" => schema.get("enum").is_none(),
            "text" => schema.get("enum").is_none() && schema.get("format").is_none(),
            _ => false,
        },
        Some("integer") => mutation == "number",
        Some("number") => matches!(mutation, "number" | "fraction" | "huge"),
        Some("boolean") => mutation == "boolean",
        Some(_) => false,
    }
}

/// Whether the document lists the other case too.
fn is_alias(property: &Property) -> bool {
    let name = property.name().to_uppercase();
    property.schema["x-rust-aliases"]
        .as_array()
        .is_some_and(|aliases| aliases.contains(&json!(name)))
}

/// The property that the object of this one stands in.
fn above(property: &Property) -> Option<Property> {
    let last = property.path[..property.path.len() - 1]
        .iter()
        .rposition(|step| matches!(step, Step::Key(_)))?;
    Some(Property {
        path: property.path[..=last].to_vec(),
        ..property.clone()
    })
}

/// The answer without the property, and without what is null: it may come back as absent.
fn without(mut answer: Value, property: &Property) -> Value {
    let (last, above) = property.path.split_last().unwrap();
    let mut value = Some(&mut answer);
    for step in above {
        value = value.and_then(|value| match step {
            Step::Key(name) => value.get_mut(name),
            Step::Item(index) => value.get_mut(*index),
        });
    }
    if let (Some(Value::Object(object)), Step::Key(name)) = (value, last) {
        object.remove(name);
    }
    answer
}

#[tokio::test]
async fn whatever_becomes_of_one_property_all_else_arrives_and_it_is_told() {
    let server = serve();
    let mut tried = 0;
    let mut wrong = Vec::new();
    for (document, operations) in [(Document::office(), OFFICE), (Document::users(), USERS)] {
        let document = document.generate(&Settings::default()).unwrap().conformed;
        for operation in operations {
            let schema = answer_of(&document, operation.id);
            let mut properties = Vec::new();
            let answer = instance(&document, &schema, &[], &mut 0, &mut properties);
            let (read, deviations) = read(&server, operation, &answer).await;
            let Written { value, schema } =
                read.unwrap_or_else(|error| panic!("{}: {error}", operation.id));
            let (baseline, schemas) = (value, Schemas::of(schema));
            assert_eq!(
                schemas.judge(&answer, false, &baseline),
                Ok(()),
                "{}",
                operation.id
            );
            assert_eq!(deviations, [], "{}: nothing is wrong yet", operation.id);
            assert_eq!(baseline, answer, "{}", operation.id);
            for property in &properties {
                for mutation in MUTATIONS {
                    tried += 1;
                    let damaged = mutated(&answer, property, mutation);
                    let (read, deviations) = read_or_panic(&server, operation, &damaged).await;
                    let as_promised = read.as_ref().map_or(Ok(()), |read| {
                        schemas.judge(&damaged, !deviations.is_empty(), &read.value)
                    });
                    let read = read.map(|read| read.value);
                    let outcome =
                        judge(&document, property, mutation, &baseline, read, &deviations)
                            .and(as_promised);
                    if let Err(reason) = outcome {
                        let place = property.place();
                        wrong.push(format!("{} {place} {mutation}: {reason}", operation.id));
                    }
                }
            }
        }
    }
    assert!(tried > 1_500, "only {tried} were tried");
    assert!(
        wrong.is_empty(),
        "{} of {tried} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The schema of an operation's success.
fn answer_of(document: &Value, id: &str) -> Value {
    let operation = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|item| item.as_object().unwrap().values())
        .find(|operation| operation["x-rust-operation-id"] == id)
        .unwrap_or_else(|| panic!("{id}"));
    let responses = operation["responses"].as_object().unwrap();
    let success = responses
        .iter()
        .find(|(status, _)| status.starts_with('2'))
        .unwrap()
        .1;
    let success = opened(document, success);
    success["content"]["application/json"]["schema"].clone()
}

async fn read(
    server: &Server,
    operation: &Operation,
    answer: &Value,
) -> (Result<Written, Error>, Vec<Deviation>) {
    *server.body.lock().unwrap() = answer.to_string();
    let client = Client::builder(server.url.parse().unwrap(), ApiKey::new("a-key").unwrap())
        .build()
        .unwrap();
    let read = (operation.call)(client.clone()).await;
    let deviations = client.deviations().into_iter().map(|(told, _)| told);
    (read, deviations.collect())
}

async fn read_or_panic(
    server: &Server,
    operation: &Operation,
    answer: &Value,
) -> (Result<Written, Error>, Vec<Deviation>) {
    std::panic::AssertUnwindSafe(read(server, operation, answer))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| panic!("{} panics at {answer}", operation.id))
}

fn judge(
    document: &Value,
    property: &Property,
    mutation: &str,
    baseline: &Value,
    read: Result<Value, Error>,
    deviations: &[Deviation],
) -> Result<(), String> {
    let place = property.place();
    let names_it = |text: &str| text.contains(&format!("`{place}"));
    let nullable = is_nullable(document, &property.schema);
    let documented = match mutation {
        "absent" => !property.required,
        "null" => nullable || opened(document, &property.schema).get("type").is_none(),
        "empty text" => {
            // What a date is when there is none.
            opened(document, &property.schema)["format"].is_string()
                || suits(document, property, mutation)
        }
        "other case" => is_alias(property),
        _ => suits(document, property, mutation),
    };
    let read = match read {
        Ok(read) => read,
        // A row without its identity is none; an answer of which nothing can be read neither.
        Err(error) => {
            let printed = format!("{error} {error:?}");
            if printed.contains("Sentinel") {
                return Err(format!("the error quotes a value: {printed}"));
            }
            let outside_of_lists = !property
                .path
                .iter()
                .any(|step| matches!(step, Step::Item(_)));
            if !property.required && !outside_of_lists {
                return Err(format!("all is lost: {error}"));
            }
            return if error.is_decode() && names_it(&printed) {
                Ok(())
            } else {
                Err(format!("the error does not say where: {error}"))
            };
        }
    };
    // What lacks its identity is gone whole.
    let gone = property.required && mutation != "other case" && mutation != "both spellings";
    let compared = above(property).filter(|_| gone);
    let compared = compared.as_ref().unwrap_or(property);
    if without(read.clone(), compared) != without(baseline.clone(), compared) {
        return Err("something else has changed".to_owned());
    }
    if matches!(mutation, "other case" | "both spellings") && read != *baseline {
        return Err("the value is lost".to_owned());
    }
    let told: Vec<&Deviation> = deviations
        .iter()
        .filter(|deviation| deviation.path == place || deviation.path.starts_with(&place))
        .collect();
    if told.len() < deviations.len() {
        return Err(format!("another place is told: {deviations:?}"));
    }
    if documented || mutation == "absent" {
        return Ok(());
    }
    match told.first() {
        Some(told) if !told.expected.is_empty() && !told.found.is_empty() => Ok(()),
        _ => Err("nobody is told".to_owned()),
    }
}
