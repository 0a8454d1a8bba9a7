//! Every operation: the nine of the documents, as the generated clients make them, and two by
//! the escape hatch.

use std::num::NonZeroU64;

use futures::future::{BoxFuture, FutureExt};
use lucca_sdk::generated::{office, users};
use lucca_sdk::http::Method;
use lucca_sdk::{Client, Error};
use serde::Deserialize;
use serde_json::Value;

use super::SENTINEL;

pub(crate) struct Operation {
    /// What errors and traces call it.
    pub(crate) name: &'static str,
    /// Whether it must never be done twice.
    pub(crate) uploads: bool,
    /// A good answer's body.
    pub(crate) good: &'static str,
    pub(crate) call: fn(Client) -> BoxFuture<'static, Result<(), Error>>,
}

const SUMMARY_ID: &str = "6f1c1c52-6f0e-4c5b-9c1d-2f8f5d7c9e10";

fn office_of(client: &Client) -> office::Client {
    office::Client::from_transport(client.transport().clone())
}

fn users_of(client: &Client) -> users::Client {
    users::Client::from_transport(client.transport().clone())
}

/// One call of a generated client.
macro_rules! generated {
    ($clients:ident, $client:ident => $call:expr) => {
        |client| {
            async move {
                let $client = $clients(&client);
                $call.send().await.map(drop)
            }
            .boxed()
        }
    };
}

/// What the two requests by the escape hatch decode into.
#[derive(Deserialize)]
struct Departments {
    #[serde(rename = "items")]
    _items: Vec<Value>,
}

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "get-office-api-work-locations",
        uploads: false,
        good: r#"{"items":[{"id":1,"name":"Paris","type":"Office","isActive":true}]}"#,
        call: generated!(office_of, office => office
            .get_office_api_work_locations()
            .page(NonZeroU64::MIN)),
    },
    Operation {
        name: "get-office-api-user-locations",
        uploads: false,
        good: r#"{"items":[{"id":1,"ownerId":2,"date":"2025-09-15","position":"FullDay"}]}"#,
        call: generated!(office_of, office => office
            .get_office_api_user_locations()
            .page(NonZeroU64::MIN)),
    },
    Operation {
        name: "get-office-api-user-locations-id",
        uploads: false,
        good: r#"{"id":1,"ownerId":2,"date":"2025-09-15","position":"FullDay"}"#,
        call: generated!(office_of, office => office
            .get_office_api_user_locations_id()
            .id(NonZeroU64::MIN)),
    },
    Operation {
        name: "post-office-api-imports-userLocations",
        uploads: true,
        good: r#"{"summaryId":"6f1c1c52-6f0e-4c5b-9c1d-2f8f5d7c9e10"}"#,
        call: generated!(office_of, office => office
            .post_office_api_imports_user_locations()
            .create(true)
            .override_user_locations(false)
            .body(reqwest::multipart::Form::new().text("office-import.csv", SENTINEL))),
    },
    Operation {
        name: "get-office-api-imports-userLocations-progress",
        uploads: false,
        good: r#"{"progress":40}"#,
        call: generated!(office_of, office => office
            .get_office_api_imports_user_locations_progress()
            .summary_id(SUMMARY_ID)),
    },
    Operation {
        name: "get-office-api-imports-userLocations-analysis",
        uploads: false,
        good: r#"{"summaryId":"6f1c1c52-6f0e-4c5b-9c1d-2f8f5d7c9e10","errorLines":[]}"#,
        call: generated!(office_of, office => office
            .get_office_api_imports_user_locations_analysis()
            .summary_id(SUMMARY_ID)),
    },
    Operation {
        name: "get-office-api-imports-userLocations-results",
        uploads: false,
        good: r#"{"summaryId":"6f1c1c52-6f0e-4c5b-9c1d-2f8f5d7c9e10","errorLines":[]}"#,
        call: generated!(office_of, office => office
            .get_office_api_imports_user_locations_results()
            .summary_id(SUMMARY_ID)),
    },
    Operation {
        name: "list-users",
        uploads: false,
        good: r#"{"data":{"items":[{"id":1,"mail":"Sentinella.Persona@example.com"}]}}"#,
        call: generated!(users_of, users => users
            .list_users()
            .mail(SENTINEL)
            .fields("id,mail")),
    },
    Operation {
        name: "get-user",
        uploads: false,
        good: r#"{"data":{"id":1,"mail":"Sentinella.Persona@example.com"}}"#,
        call: generated!(users_of, users => users.get_user().id(1)),
    },
    Operation {
        name: "raw-post",
        uploads: true,
        good: r#"{"items":[]}"#,
        call: |client| {
            async move {
                let request = client.request(Method::POST, "/api/v3/departments");
                let request = request.operation("raw-post").json(&SENTINEL);
                request.send_json::<Departments>().await.map(drop)
            }
            .boxed()
        },
    },
    Operation {
        name: "raw-get",
        uploads: false,
        good: r#"{"items":[]}"#,
        call: |client| {
            async move {
                let request = client.request(Method::GET, "/api/v3/departments");
                let request = request.operation("raw-get").query("mail", SENTINEL);
                request.send_json::<Departments>().await.map(drop)
            }
            .boxed()
        },
    },
];
