//! Every answer against the documents: what the sandbox says must be what `openapi/` promises.
//!
//! The documents are read as they stand, with their overlays of corrections, and each answer is validated as JSON
//! Schema, formats included.

use std::path::Path;

use jsonschema::Validator;
use lucca_sandbox::AccessKey;
use reqwest::Method;
use serde_json::{Value, json};

use crate::asking::{Answer, Asking, builder, csv, items};

/// The two documents, ready to judge.
struct Contract {
    office: Value,
    users: Value,
}

impl Contract {
    fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi");
        let read = |name: &str| {
            let mut document = lucca_sdk_build::load(&folder.join(name)).unwrap();
            let overlay = folder.join("overlays").join(name);
            if overlay.exists() {
                lucca_sdk_build::overlay(&mut document, &overlay).unwrap();
            }
            nullable(&mut document);
            close(&mut document);
            document
        };
        Self {
            office: read("timmi-office.yaml"),
            users: read("users.yaml"),
        }
    }

    /// The schema of one answer: by path template, method, and status or class of statuses.
    fn validator(&self, template: &str, method: &str, status: u16) -> Validator {
        let document = if template.starts_with("/api/v3") {
            &self.users
        } else {
            &self.office
        };
        let responses = &document["paths"][template][method]["responses"];
        let class = format!("{}XX", status / 100);
        let response = responses
            .get(status.to_string())
            .or(responses.get(&class))
            .unwrap_or(&Value::Null);
        let response = match response["$ref"].as_str() {
            Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
            None => response,
        };
        let content = response["content"]
            .as_object()
            .unwrap_or_else(|| panic!("{method} {template} has no answer {status}"));
        let mut schema = content.values().next().unwrap()["schema"].clone();
        schema
            .as_object_mut()
            .unwrap()
            .insert("components".to_owned(), document["components"].clone());
        jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap()
    }

    #[track_caller]
    fn check(&self, template: &str, method: &str, asked: &str, answer: &Answer) {
        let validator = self.validator(template, method, answer.status);
        let body = answer.json();
        let errors: Vec<String> = validator
            .iter_errors(&body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .take(3)
            .collect();
        assert!(errors.is_empty(), "{method} {asked}: {errors:#?}");
    }
}

/// Lucca writes `type: string, format: nullable` where 3.1 writes `type: [string, 'null']`.
fn nullable(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object
                .get("format")
                .is_some_and(|format| format == "nullable")
            {
                object.remove("format");
                let kind = object["type"].clone();
                object.insert("type".to_owned(), json!([kind, "null"]));
            }
            object.values_mut().for_each(nullable);
        }
        Value::Array(items) => items.iter_mut().for_each(nullable),
        _ => {}
    }
}

/// What an object may go without: totals that nobody asked for, what the server says about an answer
/// itself, rows where only their number was asked for, and in a report what was no date or position in the file.
const OPTIONAL: [&str; 5] = ["count", "header", "items", "date", "position"];

/// Closes every object but a user, whose properties depend on the question, and problem details, which RFC 9457 leaves
/// open: no other property than those of the
/// document, and each of them. The documents leave both open, so that `{}` and a misspelt property would pass.
fn close(value: &mut Value) {
    let Some(object) = value.as_object_mut() else {
        if let Some(items) = value.as_array_mut() {
            items.iter_mut().for_each(close);
        }
        return;
    };
    if let Some(properties) = object.get("properties").and_then(Value::as_object) {
        let required: Vec<String> = properties
            .keys()
            .filter(|name| !OPTIONAL.contains(&name.as_str()))
            .cloned()
            .collect();
        object.insert("additionalProperties".to_owned(), json!(false));
        object.insert("required".to_owned(), json!(required));
    }
    for (name, value) in object.iter_mut() {
        if !["User", "Problem", "Failure", "example", "examples"].contains(&name.as_str()) {
            close(value);
        }
    }
}

#[tokio::test]
async fn lists_and_single_things_are_what_the_documents_promise() {
    let contract = Contract::read();
    let asking = Asking::of(builder().people(300).cost_model(None)).await;
    let office = "/work-locations/public/api";

    for (template, query) in [
        ("/work-locations", "limit=1000"),
        ("/work-locations", "fields.root=count"),
        ("/user-locations", "limit=1000&page=1"),
        ("/user-locations", "limit=1000&page=7&fields.root=count"),
        ("/user-locations", "limit=0"),
        ("/work-locations", "nope=1"),
    ] {
        let answer = asking.office(&format!("{template}?{query}")).await;
        contract.check(&format!("{office}{template}"), "get", query, &answer);
    }
    for id in ["1001", "1002", "999999", "x"] {
        let answer = asking.office(&format!("/user-locations/{id}")).await;
        contract.check(
            &format!("{office}/user-locations/{{id}}"),
            "get",
            id,
            &answer,
        );
    }

    let everything = "id,name,url,displayName,modifiedAt,lastName,firstName,login,mail,dtContractStart,dtContractEnd,birthDate,employeeNumber,calendarId,calendar,cultureID,culture,picture,legalEntityId,legalEntity,departmentId,department,managerId,manager,rolePrincipalId,rolePrincipal,habilitedRoles,userWorkCycles,allowsElectronicPayslip,userAxisValues_2,jobTitle,gender,civilTitle,nationalityId,seniorityDate,directLine,personalEmail,professionalMobile,externalId,attributes,applicationData,extendedData,collection.count";
    for query in [
        "",
        "paging=0,1000",
        "fields=collection.count",
        &format!("paging=0,1000&formerEmployees=true&fields={everything}"),
        "paging=x",
        "nope=1",
    ] {
        contract.check("/api/v3/users", "get", query, &asking.users(query).await);
    }
    for user in asking.sandbox.company().users().iter().take(40) {
        let answer = asking.get(&format!("/api/v3/users/{}", user.id)).await;
        contract.check("/api/v3/users/{id}", "get", &user.id.to_string(), &answer);
    }
    for path in ["/api/v3/users/999999", "/api/v3/users/x"] {
        contract.check("/api/v3/users/{id}", "get", path, &asking.get(path).await);
    }
}

#[tokio::test]
async fn imports_are_what_the_documents_promise() {
    let contract = Contract::read();
    let asking = Asking::start().await;
    let imports = "/work-locations/public/api/imports/user-locations";
    let login = asking.sandbox.company().users()[1].login.clone();
    let lines = [
        format!("{login};Paris;A0;2026-03-08;FullDay;a comment;"),
        format!("{login};Paris;;never;FullDay;;"),
        format!("{login};Paris;;2026-03-09;Sometimes;;"),
        "nobody;;;2026/03/09;FullDay;;true".to_owned(),
    ];
    for (create, report) in [(false, "analysis"), (true, "results")] {
        let upload = asking.upload(csv(&lines), create, true).await;
        contract.check(imports, "post", "upload", &upload);
        let summary_id = upload.json()["summaryId"].as_str().unwrap().to_owned();
        for _ in 0..4 {
            let progress = asking
                .get(&format!("{imports}/progress?summaryId={summary_id}"))
                .await;
            contract.check(&format!("{imports}/progress"), "get", "progress", &progress);
        }
        let answer = asking
            .get(&format!("{imports}/{report}?summaryId={summary_id}"))
            .await;
        assert_eq!(answer.json()["errorLines"].as_array().unwrap().len(), 3);
        assert!(!answer.json()["warningLines"].as_array().unwrap().is_empty());
        contract.check(&format!("{imports}/{report}"), "get", report, &answer);
        contract.check(
            &format!("{imports}/{report}"),
            "get",
            report,
            &asking.get(&format!("{imports}/{report}?summaryId=x")).await,
        );
    }
    let refused = asking.upload("no bom", true, true).await;
    assert_eq!(refused.status, 400);
    contract.check(imports, "post", "no bom", &refused);
}

#[tokio::test]
async fn refusals_are_what_the_documents_promise() {
    let contract = Contract::read();
    let asking = Asking::of(
        builder().access_key(
            AccessKey::new("k")
                .without(lucca_sandbox::Right::ReadUsers)
                .without(lucca_sandbox::Right::ReadOffice),
        ),
    )
    .await;
    for (template, path) in [
        ("/api/v3/users", "/api/v3/users"),
        (
            "/work-locations/public/api/user-locations",
            "/work-locations/public/api/user-locations",
        ),
    ] {
        let unsigned = asking
            .send(asking.http.get(asking.url(path)))
            .await
            .unwrap();
        let without_right = asking
            .send(
                asking
                    .http
                    .get(asking.url(path))
                    .header("Authorization", "lucca application=k"),
            )
            .await
            .unwrap();
        let long = asking
            .send(
                asking
                    .signed(Method::GET, path)
                    .header("X-Long", "x".repeat(9_000)),
            )
            .await
            .unwrap();
        assert_eq!(
            [unsigned.status, without_right.status, long.status],
            [401, 403, 431]
        );
        for answer in [unsigned, without_right, long] {
            contract.check(template, "get", path, &answer);
        }
    }
    // The judge can say no: a page of users is no page of user locations.
    let users = asking.users("").await;
    assert!(!items(&users.json()).is_empty());
    let validator = contract.validator("/work-locations/public/api/work-locations", "get", 200);
    let place =
        json!({ "id": 1, "name": "Paris", "type": "Office", "isActive": true, "office": null });
    let with = |change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
        let mut place = place.clone();
        change(place.as_object_mut().unwrap());
        validator.is_valid(&json!({ "items": [place] }))
    };
    assert!(with(&|_| ()));
    assert!(!with(&|place| drop(
        place.insert("id".to_owned(), json!("one"))
    )));
    assert!(!with(&|place| drop(place.remove("isActive"))));
    assert!(!with(&|place| drop(
        place.insert("isactive".to_owned(), json!(true))
    )));
    assert!(!validator.is_valid(&json!({ "itmes": [] })));
}
