//! Every operation can be mocked, and answers the example of what it returns.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

use lucca_sdk::generated::office::mock::MockServerExt as _;
use lucca_sdk::generated::users::mock::MockServerExt as _;
use lucca_sdk::generated::{office, users};
use lucca_sdk::testing::httpmock::MockServer;
use lucca_sdk::testing::{Example, Then, client_of};
use serde::Serialize;

/// An example that can be compared: nothing but what is written counts.
fn written(value: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap()
}

/// Answers the example; helps to find its type.
fn example<T: Example + Serialize>(then: Then<T>) {
    then.ok(&T::example());
}

fn is_example<T: Example + Serialize>(answer: &T) -> bool {
    written(answer) == written(&T::example())
}

macro_rules! assert_mocked {
    ($($document:ident . $method:ident $((.$parameter:ident($value:expr)))* $(, body $body:expr)?;)*) => {
        let mut operations = 0;
        $(
            let server = MockServer::start_async().await;
            let mock = server.$method(|when, then| {
                #[allow(unused_variables)]
                let when = when$(.$parameter($value))*;
                example(then);
            });
            let client = client_of(&server).build().unwrap();
            let answer = $document::Client::from_transport(client.transport().clone())
                .$method()$(.$parameter($value))*$(.body($body))?
                .send()
                .await
                .unwrap();
            mock.assert();
            assert!(is_example(&answer), "{}: {}", stringify!($method), written(&answer));
            assert_eq!(client.deviations(), [], stringify!($method));
            operations += 1;
        )*
        assert_eq!(operations, office::OPERATIONS.len() + users::OPERATIONS.len());
    };
}

#[tokio::test]
async fn each_operation_is_mocked_by_all_its_parameters_and_reads_its_example() {
    let form = || reqwest::multipart::Form::new().text("file", "login");
    assert_mocked! {
        office.get_office_api_work_locations (.limit(10_u64)) (.fields_root(office::types::FieldsRoot::Count));
        office.get_office_api_user_locations (.limit(1_u64));
        office.get_office_api_user_locations_id (.id(42_u64));
        office.post_office_api_imports_user_locations
            (.create(false)) (.override_user_locations(true)), body form();
        office.get_office_api_imports_user_locations_progress (.summary_id("a b/c"));
        office.get_office_api_imports_user_locations_analysis (.summary_id("a,b"));
        office.get_office_api_imports_user_locations_results (.summary_id("é+&"));
        users.list_users (.id(vec![1, 2])) (.paging("0,100")) (.former_employees(true))
            (.fields("id,name,collection.count")) (.modified_at("since,2026-01-15T09:30:00"));
        users.get_user (.id(42_u64)) (.fields("id"));
    }
}

#[test]
fn examples_belong_together_and_tell_of_nothing_bad() {
    let user = users::types::User::example();
    let mine = office::types::UserLocation::example();
    let place = office::types::WorkLocation::example();
    assert_eq!(mine.owner_id, Some(user.id));
    assert_eq!(mine.work_location_id, Some(place.id));
    assert_eq!((mine.deleted_at, user.dt_contract_end), (None, None));
    assert!(user.mail.unwrap().ends_with("@example.com"));
    let report = office::types::ImportReport::example();
    assert!(report.error_lines.is_empty() && report.global_error_summary.is_none());
    // What is about an error says one.
    assert!(office::types::ErrorLine::example().error.is_some());
    assert!(users::types::Failure::example().error.is_some());
}
