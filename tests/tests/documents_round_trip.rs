//! Every example in the documents decodes into the generated types and comes back
//! as it was.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

use lucca_sdk::generated::{office, users};
use lucca_sdk_build::{Client, Settings};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

type RoundTrip = fn(Value) -> Result<Value, serde_json::Error>;

fn round_trip<T: DeserializeOwned + Serialize>(value: Value) -> Result<Value, serde_json::Error> {
    serde_json::to_value(serde_json::from_value::<T>(value)?)
}

/// The generated types that answers have, by name.
fn round_trip_of(name: &str) -> RoundTrip {
    match name {
        "WorkLocationPage" => round_trip::<office::types::WorkLocationPage>,
        "UserLocationPage" => round_trip::<office::types::UserLocationPage>,
        "UserLocation" => round_trip::<office::types::UserLocation>,
        "ImportReceipt" => round_trip::<office::types::ImportReceipt>,
        "ImportProgress" => round_trip::<office::types::ImportProgress>,
        "ImportReport" => round_trip::<office::types::ImportReport>,
        "Problem" => round_trip::<office::types::Problem>,
        "UserListResponse" => round_trip::<users::types::UserListResponse>,
        "UserResponse" => round_trip::<users::types::UserResponse>,
        "Failure" => round_trip::<users::types::Failure>,
        other => panic!("an answer has the type {other}, which this test does not know"),
    }
}

/// The value without the properties that are null: they may come back as absent.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(object) => object
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// What `$ref` points at.
fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document
            .pointer(reference.trim_start_matches('#'))
            .expect("the reference leads somewhere"),
        None => value,
    }
}

/// Every example of an answer: the type of the answer, a name, the value.
fn examples(client: &Client) -> Vec<(String, String, Value)> {
    let document = client.load().unwrap();
    let generated = client.generate(&Settings::default()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["get", "post"] {
            let responses = item[method]["responses"].as_object();
            for (status, response) in responses.into_iter().flatten() {
                let response = resolved(&document, response);
                // Whichever success it is, it is read the same.
                let range = if status.starts_with('2') {
                    "2XX"
                } else {
                    status
                };
                let conformed = &generated.conformed["paths"][path][method]["responses"][range];
                let named = |response: &Value| {
                    response["content"]["application/json"]["schema"]["$ref"].clone()
                };
                // Errors are read in one way for all operations, and are as their document has them.
                let kind = match named(conformed) {
                    Value::Null => named(response),
                    kind => kind,
                };
                let kind = kind.as_str().unwrap().rsplit('/').next().unwrap();
                let examples = response["content"]["application/json"]["examples"].as_object();
                for (name, example) in examples.into_iter().flatten() {
                    let label = format!("{method} {path} {status} {name}");
                    found.push((kind.to_owned(), label, example["value"].clone()));
                }
            }
        }
    }
    found
}

#[test]
fn every_example_comes_back_as_it_was() {
    let mut count = 0;
    for client in Client::bundled() {
        for (kind, label, value) in examples(&client) {
            let back = round_trip_of(&kind)(value.clone())
                .unwrap_or_else(|error| panic!("{label}: {error}"));
            assert_eq!(without_nulls(back), without_nulls(value), "{label}");
            count += 1;
        }
    }
    // All seven operations of Office and both of users show at least one.
    assert!(count >= 12, "only {count} examples were found");
}

#[test]
fn the_published_example_comes_back_as_it_was() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../lucca-sdk-build/tests/fixtures/published-fragment.yaml"
    );
    let document = lucca_sdk_build::load(path.as_ref()).unwrap();
    let example = &document["components"]["responses"]["ResultsResponse"]["content"]["application/json"]
        ["examples"]["AnalysisResponse"]["value"];
    assert_eq!(
        &round_trip::<office::types::ImportReport>(example.clone()).unwrap(),
        example
    );
}

#[test]
fn answers_decode_whatever_lucca_may_send() {
    let accepted: &[(&str, Value)] = &[
        // Absent, null, empty.
        ("WorkLocationPage", json!({})),
        ("WorkLocationPage", json!({"count": null, "items": null})),
        ("UserLocationPage", json!({"items": null})),
        ("UserLocation", json!({"id": 1})),
        ("ImportReport", json!({})),
        (
            "ImportReport",
            json!({
                "summaryId": null, "userLocationsCreatedSummary": null,
                "validUserLocationsToCreateSummary": {"count": null, "descriptions": null},
                "userLocationsDeletedSummary": null, "userLocationsToDeleteSummary": null,
                "globalErrorSummary": null, "errorLines": null, "warningLines": null,
                "errorFileUri": null
            }),
        ),
        // A report repeats what a bad file says.
        (
            "ImportReport",
            json!({"errorLines": [{"line": {
                "login": "", "date": "", "position": "", "isDeletion": null, "comment": null
            }, "lineNumber": 2, "error": "x"}]}),
        ),
        (
            "ImportReport",
            json!({"errorLines": [{"line": {"date": "31/12/2025", "position": "allday"}}],
                "warningLines": [{"line": null, "isConflict": null}]}),
        ),
        // A receipt in its two renderings.
        ("ImportReceipt", json!({"summaryId": "3fa85f64"})),
        ("ImportReceipt", json!("3fa85f64")),
        ("ImportReceipt", json!({})),
        ("ImportReceipt", json!(null)),
        ("ImportProgress", json!({"progress": null})),
        // Values and properties that no document lists.
        (
            "UserLocation",
            json!({"id": 1, "position": "ThirdHalf", "status": "Archived", "new": {"a": 1}}),
        ),
        (
            "UserLocation",
            json!({"id": 1, "position": null, "status": null}),
        ),
        (
            "UserLocation",
            json!({"id": 1, "date": "2025-09-15T00:00:00"}),
        ),
        (
            "UserLocation",
            json!({"id": 1, "date": "2025-09-15T00:00:00Z"}),
        ),
        (
            "UserLocation",
            json!({"id": 1, "createdAt": "2023-11-07T05:31:56.123", "deletedAt": ""}),
        ),
        (
            "WorkLocationPage",
            json!({"items": [{"id": 1, "office": {"areas": null, "floors": null, "capacity": null}}]}),
        ),
        // Envelopes and bare objects.
        ("UserResponse", json!({"data": {"id": 1}})),
        ("UserResponse", json!({"header": null, "data": {"id": 1}})),
        ("UserResponse", json!({"id": 1, "name": "x"})),
        ("UserListResponse", json!({"data": {"count": 3}})),
        ("UserListResponse", json!({"data": {"items": null}})),
        (
            "UserListResponse",
            json!({"header": {"x": 1}, "data": {"items": []}}),
        ),
        (
            "UserListResponse",
            json!({"data": {"items": [{
                "id": 1, "managerID": 2, "departmentID": 3, "legalEntityID": 4, "cultureId": 5,
                "modifiedOn": "2021-09-23T17:38:47.9240628Z", "picture": {"href": "x"},
                "userWorkCycles": [{"Id": 1, "OwnerID": 2, "WorkCycleID": 3,
                    "StartsOn": "1900-01-01T00:00:00", "EndsOn": null}],
                "dtContractStart": "", "habilitedRoles": null, "calendar": null,
                "extendedData": [1, {"e_a": null}]
            }]}}),
        ),
        ("Failure", json!({"Status": 404, "Message": "x", "More": 1})),
    ];
    for (kind, value) in accepted {
        if let Err(error) = round_trip_of(kind)(value.clone()) {
            panic!("{kind} does not accept {value}: {error}");
        }
    }
}

#[test]
fn other_spellings_are_read_as_the_same_property() {
    let user: users::types::User = serde_json::from_value(json!({
        "id": 1, "managerID": 2, "departmentID": 3, "legalEntityID": 4, "cultureId": 5,
        "modifiedOn": "2021-09-23T17:38:47.9240628Z", "picture": {"href": "x"},
    }))
    .unwrap();
    assert_eq!(user.manager_id, Some(2));
    assert_eq!(user.department_id, Some(3));
    assert_eq!(user.legal_entity_id, Some(4));
    assert_eq!(user.culture_id, Some(5));
    let modified_at = user.modified_at.unwrap().to_string();
    assert_eq!(modified_at, "2021-09-23T17:38:47.9240628");
    assert_eq!(user.picture.unwrap().url.as_deref(), Some("x"));
    assert!(user.extra.is_empty(), "{:?}", user.extra.keys());
}

#[test]
fn an_unlisted_value_is_kept_and_a_listed_one_is_known_in_any_case() {
    use office::types::Position;

    let read = |text: &str| serde_json::from_value::<Position>(json!(text)).unwrap();
    assert_eq!(read("FullDay"), Position::FullDay);
    assert_eq!(read("fullday"), Position::FullDay);
    assert_eq!(read("FIRSTHALF"), Position::FirstHalf);
    let unknown = read("Evening");
    assert_eq!(unknown.as_str(), "Evening");
    assert!(matches!(unknown, Position::Unknown(_)));
    assert_eq!(serde_json::to_value(&unknown).unwrap(), json!("Evening"));
    assert_eq!("SecondHalf".parse(), Ok(Position::SecondHalf));
}

#[test]
fn unknown_properties_of_a_user_survive() {
    let value = json!({"id": 1, "userAxisValues_12": {"id": 3}, "new": [null, {"a": 1.5}]});
    let user: users::types::User = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(user.extra["userAxisValues_12"], json!({"id": 3}));
    assert_eq!(serde_json::to_value(&user).unwrap(), value);
}

#[test]
fn what_describes_people_prints_no_personal_values() {
    let secret = "Ada Lovelace";
    let user: users::types::User = serde_json::from_value(json!({
        "id": 416, "name": secret, "mail": secret, "birthDate": "1989-12-22T00:00:00",
        "manager": {"id": 383, "name": secret}, "userAxisValues_2": secret,
        "extendedData": {"e_x": secret}, "departmentId": 13,
    }))
    .unwrap();
    let report: office::types::ImportReport = serde_json::from_value(json!({
        "userLocationsCreatedSummary": {"count": 1, "descriptions": [secret]},
        "errorLines": [{"line": {"login": secret, "date": secret}, "lineNumber": 4, "error": secret}],
        "warningLines": [{"line": {"firstname": secret, "comment": secret}, "warning": secret}],
    }))
    .unwrap();
    let printed = format!(
        "{user:?} {user:#?} {:?} {report:?}",
        users::types::builder::User::from(user.clone())
    );
    assert!(
        !printed.contains("Ada") && !printed.contains("1989"),
        "{printed}"
    );
    assert!(
        printed.contains("416") && printed.contains("13"),
        "{printed}"
    );
    assert!(printed.contains("\"birth_date\""), "{printed}");
    assert!(printed.contains("line_number: 4"), "{printed}");
}

#[test]
fn a_report_speaks_in_one_voice_of_simulations_and_imports() {
    let analysis: office::types::ImportReport = serde_json::from_value(json!({
        "validUserLocationsToCreateSummary": {"count": 2}, "userLocationsToDeleteSummary": {"count": 1}
    }))
    .unwrap();
    let results: office::types::ImportReport = serde_json::from_value(json!({
        "userLocationsCreatedSummary": {"count": 2}, "userLocationsDeletedSummary": {"count": 1}
    }))
    .unwrap();
    for report in [analysis, results] {
        assert_eq!(report.created().and_then(|created| created.count), Some(2));
        assert_eq!(report.deleted().and_then(|deleted| deleted.count), Some(1));
    }
}

#[test]
fn the_table_of_operations_tells_what_there_is_to_call() {
    let ids: Vec<&str> = office::OPERATIONS
        .iter()
        .map(|operation| operation.id)
        .collect();
    assert_eq!(ids.len(), 7);
    assert!(ids.contains(&"get-office-api-imports-userLocations-results"));
    let upload = office::OPERATIONS
        .iter()
        .find(|operation| operation.method == "POST")
        .unwrap();
    assert_eq!(
        upload.path,
        "/work-locations/public/api/imports/user-locations"
    );
    assert_eq!(upload.body, Some("multipart/form-data"));
    let required: Vec<&str> = upload
        .parameters
        .iter()
        .filter(|parameter| parameter.required)
        .map(|parameter| parameter.name)
        .collect();
    assert_eq!(required, ["create", "overrideUserLocations"]);
    let list = &users::OPERATIONS[0];
    assert_eq!((list.name, list.path), ("list_users", "/api/v3/users"));
    // The key is the transport's business.
    for operation in office::OPERATIONS.iter().chain(users::OPERATIONS) {
        let names = operation.parameters.iter().map(|parameter| parameter.name);
        assert!(
            !names
                .into_iter()
                .any(|name| name.eq_ignore_ascii_case("authorization"))
        );
    }
}
