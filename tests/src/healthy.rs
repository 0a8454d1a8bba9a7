//! What a server in good health answers to each operation.
//!
//! Every field that holds a person's data holds [`SENTINEL`], so that a test can look
//! for it wherever it must not turn up.

use crate::{Answer, SeenRequest};

/// Stands for a person's data.
pub const SENTINEL: &str = "Zoe-Sentinel-7391";

/// The answer to a request by its path; 404 for one that the API does not have.
pub fn healthy(request: &SeenRequest) -> Answer {
    match body(request.path()) {
        Some(body) => Answer::json(body),
        None => Answer::status(404).with_body(
            "application/json",
            r#"{"Status":404,"Message":"No such path"}"#,
        ),
    }
}

fn body(path: &str) -> Option<String> {
    const OFFICE: &str = "/work-locations/public/api/";
    let body = match path.strip_prefix(OFFICE) {
        Some("work-locations") => WORK_LOCATIONS.to_owned(),
        Some("user-locations") => format!(r#"{{"count":1,"items":[{USER_LOCATION}]}}"#),
        Some("imports/user-locations") => format!(r#"{{"summaryId":"{SUMMARY_ID}"}}"#),
        Some("imports/user-locations/progress") => r#"{"progress":100}"#.to_owned(),
        Some("imports/user-locations/analysis") => report(
            "validUserLocationsToCreateSummary",
            "userLocationsToDeleteSummary",
        ),
        Some("imports/user-locations/results") => {
            report("userLocationsCreatedSummary", "userLocationsDeletedSummary")
        }
        Some(other) if other.starts_with("user-locations/") => USER_LOCATION.to_owned(),
        Some(_) => return None,
        None if path == "/api/v3/departments" => r#"{"items":[1,2]}"#.to_owned(),
        None => match path.strip_prefix("/api/v3/users")? {
            "" => format!(r#"{{"data":{{"count":1,"items":[{}]}}}}"#, user()),
            _ => format!(r#"{{"data":{}}}"#, user()),
        },
    };
    Some(body)
}

const SUMMARY_ID: &str = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

const WORK_LOCATIONS: &str = r#"{"count":1,"items":[{"id":1,"name":"Paris","type":"Office",
"isActive":true,"office":{"capacity":20,"showAreas":true,
"areas":[{"id":3,"name":"North","capacity":null,"floorKey":"f1"}],
"floors":[{"key":"f1","name":"First","position":1}]}}]}"#;

const USER_LOCATION: &str = r#"{"id":7,"ownerId":416,"workLocationId":1,"date":"2026-03-02",
"position":"FullDay","status":"Approved","areaId":null,"createdAt":"2023-11-07T05:31:56Z",
"deletedAt":null}"#;

fn report(created: &str, deleted: &str) -> String {
    let line = format!(
        r#"{{"login":"{SENTINEL}","firstname":"{SENTINEL}","lastname":"{SENTINEL}",
        "worklocationName":"Paris","areaName":"","date":"2026-03-02","position":"FullDay",
        "comment":"{SENTINEL}","isDeletion":false}}"#
    );
    format!(
        r#"{{"summaryId":"{SUMMARY_ID}",
        "{created}":{{"count":1,"descriptions":["Created for {SENTINEL}"]}},
        "{deleted}":{{"count":0}},
        "globalErrorSummary":null,
        "errorLines":[{{"line":{line},"lineNumber":3,"error":"{SENTINEL} is unknown"}}],
        "warningLines":[{{"line":{line},"lineNumber":4,"warning":"{SENTINEL} is away","isConflict":true}}],
        "errorFileUri":null}}"#
    )
}

fn user() -> String {
    format!(
        r#"{{"id":416,"name":"{SENTINEL}","url":"http://example.ilucca.net/api/v3/users/416",
        "displayName":"{SENTINEL}","modifiedAt":"2015-09-07T10:20:06.583","lastName":"{SENTINEL}",
        "firstName":"{SENTINEL}","login":"{SENTINEL}","mail":"{SENTINEL}@example.com",
        "dtContractStart":"2014-09-01T00:00:00","dtContractEnd":null,
        "birthDate":"1989-12-22T00:00:00","employeeNumber":"00057",
        "jobTitle":"{SENTINEL}","personalEmail":"{SENTINEL}@example.com",
        "manager":{{"id":383,"name":"{SENTINEL}","url":"http://example.ilucca.net/api/v3/users/383"}},
        "managerId":383,"extendedData":{{"e_note":{{"id":1,"value":"{SENTINEL}"}}}}}}"#
    )
}
