//! JSON Schemas are true: of what servers answer, and of what this SDK writes.
//!
//! What becomes of damaged answers is judged by the same schemas in `answers_mutated`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use jsonschema::Validator;
use lucca_sandbox::Sandbox;
use lucca_sdk::generated::{office, users};
use lucca_sdk::office::Position;
use lucca_sdk::schedule::{
    Column, Entry, Existing, Fault, Held, Plan, Reader, RowSource, Schedule,
};
use lucca_sdk::schemas::schemars::{JsonSchema, Schema, SchemaGenerator};
use lucca_sdk::{ApiKey, Client, schemas};
use serde::Serialize;
use serde_json::{Value, json};

const TODAY: Date = date(2026, 3, 2);

fn validator(schema: &Schema) -> Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(schema.as_value())
        .unwrap()
}

#[track_caller]
fn assert_is_as_promised(schema: &Schema, value: &Value) {
    if let Err(error) = validator(schema).validate(value) {
        panic!(
            "{}: {error}\nin {value}\nagainst {}",
            error.instance_path(),
            schema.as_value()
        );
    }
}

/// What serde writes of a value, against the schema that is found by its type's name.
#[track_caller]
fn assert_writes_as_promised(name: &str, value: &impl Serialize) {
    let schema = schemas::of(name).unwrap_or_else(|| panic!("{name} has no schema"));
    assert_is_as_promised(&schema, &serde_json::to_value(value).unwrap());
}

fn read<T: JsonSchema>() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<T>()
}

#[tokio::test]
async fn the_sandboxs_answers_are_as_the_types_allow() {
    let sandbox = Sandbox::builder()
        .people(60)
        .today(TODAY)
        .rate_limit(None)
        .start()
        .await
        .unwrap();
    let base = sandbox.base_url();
    let answers: [(&str, Schema); 5] = [
        (
            "/api/v3/users?fields=collection.count,extendedData&paging=0,100",
            read::<users::types::UserListResponse>(),
        ),
        ("/api/v3/users/1", read::<users::types::UserResponse>()),
        (
            "/work-locations/public/api/work-locations?limit=100",
            read::<office::types::WorkLocationPage>(),
        ),
        (
            "/work-locations/public/api/user-locations?limit=100&fields.root=count",
            read::<office::types::UserLocationPage>(),
        ),
        (
            "/work-locations/public/api/user-locations?limit=0",
            read::<office::types::Problem>(),
        ),
    ];
    for trouble in ["none", "unknown words", "new properties"] {
        let desk = sandbox.trouble();
        desk.clear();
        match trouble {
            "unknown words" => drop(desk.on_all().unknown_enums().always()),
            "new properties" => drop(desk.on_all().new_properties().always()),
            _ => {}
        }
        for (path, schema) in &answers {
            let answer = reqwest::Client::new()
                .get(format!("{base}{path}"))
                .header(
                    "Authorization",
                    format!("lucca application={}", sandbox.api_key()),
                )
                .header("Api-Version", "2024-11-01")
                .send()
                .await
                .unwrap();
            let text = answer.text().await.unwrap();
            let value: Value = serde_json::from_str(&text).expect(path);
            let is_list = value["items"].is_array() || value["data"].is_object();
            assert!(is_list || path.ends_with("limit=0"), "{path}: {text}");
            assert_is_as_promised(schema, &value);
        }
    }
    // An envelope can lack, and what has no identity is no row.
    let answer = validator(&read::<users::types::UserListResponse>());
    assert!(answer.is_valid(&json!({"items": [{"id": 1}]})));
    let row = validator(&read::<users::types::User>());
    assert!(row.is_valid(&json!({"id": 1, "manager": null, "new": []})));
    assert!(!row.is_valid(&json!({"name": "Nobody"})));
    assert!(!row.is_valid(&json!({"id": 1, "manager": 7})));
}

#[test]
fn plans_and_what_they_say_are_written_as_their_schemas_promise() {
    let schedule = Schedule::new()
        .at("ada", TODAY, Position::FullDay, "Paris")
        .at("bob", TODAY, Position::FirstHalf, "Lyon")
        .remove("eve", TODAY, Position::FullDay)
        .at("bob", TODAY, Position::FirstHalf, "Paris");
    let held = [
        Held::new("ada", TODAY, Position::FullDay, "Lyon")
            .with_area("A1")
            .with_status("Confirmed"),
        Held::nowhere_known("eve", TODAY, Position::FirstHalf),
        Held::new("eve", TODAY, Position::SecondHalf, "Lyon").in_other_area(),
    ];
    for one in &held {
        assert_writes_as_promised("schedule::Held", one);
    }
    for entry in &schedule {
        assert_writes_as_promised("Entry", entry);
    }
    let plan = Plan::between(schedule, held, Existing::Replace);
    assert_writes_as_promised("schedule::plan", &plan);
    assert_writes_as_promised("schedule::Counts", plan.counts());
    assert!(plan.changes().count() > 1 && plan.losses().count() > 1);
    for change in plan.changes() {
        assert_writes_as_promised("schedule::Change", &change);
    }
    for loss in plan.losses() {
        assert_writes_as_promised("schedule::Loss", &loss);
    }
}

#[test]
fn findings_are_written_as_their_schemas_promise() {
    let csv = "login;workLocationName;date;position\n\
               ada;Paris;soon;FullDay\n ada;;2026-03-02;Half\nada;Paris\n;;;\n";
    let unread = Reader::new()
        .read_from(csv.as_bytes(), "week.csv")
        .unwrap_err();
    let findings = unread.findings();
    assert!(findings.error_count() > 2);
    assert_writes_as_promised("Findings", findings);
    for finding in findings {
        assert_writes_as_promised("schedule::Finding", finding);
    }
    let faults = [
        Fault::EmptyFile,
        Fault::CannotRead("gone".to_owned()),
        Fault::NotAFile("a folder"),
        Fault::WhichSheet(vec!["One".to_owned()]),
        Fault::RepeatedColumn(Column::Date),
        Fault::DateOutOfRange(TODAY),
        Fault::FormerEmployee { contract_end: None },
        Fault::FormerEmployee {
            contract_end: Some(TODAY),
        },
        Fault::NotYetEmployed {
            contract_start: TODAY,
        },
        Fault::FormulaLike { sign: '=' },
        Fault::Overlap {
            with: RowSource::line("week.csv", 2),
        },
        Fault::OverCapacity {
            place: "Paris".to_owned(),
            position: Position::FullDay,
            people: 3,
            capacity: 2,
        },
    ];
    for fault in &faults {
        assert_writes_as_promised("Fault", fault);
    }
}

#[tokio::test]
async fn what_is_stored_or_reported_is_written_as_its_schema_promises() {
    let sandbox = Sandbox::builder().people(20).start().await.unwrap();
    let account = sandbox.base_url().parse().unwrap();
    assert_writes_as_promised("Account", &account);
    let client = Client::builder(account, ApiKey::new(sandbox.api_key()).unwrap())
        .build()
        .unwrap();
    let login = sandbox.company().users()[0].login.clone();
    let schedule: Schedule = [Entry::at(login, TODAY, Position::FullDay, "Nowhere")]
        .into_iter()
        .collect();
    let report = client
        .office()
        .imports()
        .analyze(schedule, Existing::Keep)
        .unchecked()
        .await
        .unwrap();
    assert_eq!(report.errors.len(), 1);
    assert_writes_as_promised("office::imports::Report", &report);
    assert_writes_as_promised("SyncMark", &lucca_sdk::users::SyncMark::default());
}

#[test]
fn every_generated_type_can_be_asked_for_by_its_name() {
    let sources = [
        (
            "office",
            include_str!("../../lucca-sdk/src/generated/office.rs"),
        ),
        (
            "users",
            include_str!("../../lucca-sdk/src/generated/users.rs"),
        ),
    ];
    let names: BTreeSet<&str> = schemas::names().collect();
    assert!(schemas::names().is_sorted(), "people look for a name");
    let mut found = 0;
    for (module, source) in sources {
        let text = source.split_whitespace().collect::<Vec<_>>().join(" ");
        for kind in ["object! { ", "word! { ", "newtype! { ", "by_serde! { "] {
            for after in text.split(kind).skip(1) {
                let name = after.split([' ', '(']).next().unwrap();
                let name = format!("{module}::{name}");
                assert!(names.contains(name.as_str()), "{name} is not listed");
                found += 1;
            }
        }
    }
    assert!(found > 25, "only {found} types were found");
    for name in names {
        assert!(schemas::of(name).is_some(), "{name}");
    }
    // By the last part too, in any case, if that is one type's only.
    assert_eq!(
        schemas::of("userlocation"),
        schemas::of("office::UserLocation")
    );
    assert_eq!(schemas::of("nothing"), None);
}
