//! Mocks of one's own client: each operation, by each of its parameters.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

use jiff::civil::date;
use lucca_sdk::testing::{Example as _, client_of, httpmock::MockServer};
use lucca_tests_consumer::timesheets;
use timesheets::mock::MockServerExt as _;
use timesheets::types::{ListTimesheetsResponse, NewTimesheet, Timesheet};

fn client_on(server: &MockServer) -> timesheets::Client {
    let client = client_of(server).build().unwrap();
    timesheets::Client::from_transport(client.transport().clone())
}

#[tokio::test]
async fn a_mock_is_for_the_requests_whose_parameters_it_names() {
    let server = MockServer::start_async().await;
    let answer = ListTimesheetsResponse::example();
    let named = server.list_timesheets(|when, then| {
        when.owner_id(vec![416, 383])
            .status("in-review")
            .since(date(2025, 9, 15))
            .limit(5);
        then.ok(&answer);
    });
    let client = client_on(&server);
    let asked = || {
        client
            .list_timesheets()
            .owner_id(vec![416, 383])
            .status("in-review")
            .since(date(2025, 9, 15))
    };
    let page = asked().limit(5).send().await.unwrap();
    assert_eq!(page.items.len(), 1);
    named.assert();
    // Any parameter of another value is another request.
    for other in [
        asked().limit(6),
        asked().limit(5).owner_id(vec![416]),
        asked().limit(5).status("approved"),
        asked().limit(5).since(date(2025, 9, 16)),
    ] {
        let error = other.send().await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
    }
    named.assert_calls(1);
}

#[tokio::test]
async fn a_body_a_header_and_a_place_in_the_path_are_told_apart() {
    let server = MockServer::start_async().await;
    let sent = NewTimesheet::example();
    let created = server.create_timesheet(|when, then| {
        when.body(sent.clone());
        then.ok(&Timesheet::example()).and(|then| then.status(201));
    });
    let deleted = server.delete_timesheet(|when, then| {
        when.id(42).if_match("a*b");
        then.and(|then| then.status(204));
    });
    let client = client_on(&server);

    let timesheet = client.create_timesheet().body(sent).send().await.unwrap();
    assert_eq!(
        serde_json::to_value(timesheet).unwrap(),
        serde_json::to_value(Timesheet::example()).unwrap()
    );
    created.assert();

    let delete = |id, version: &str| client.delete_timesheet().id(id).if_match(version).send();
    delete(42, "a*b").await.unwrap();
    assert!(delete(4, "a*b").await.unwrap_err().is_not_found());
    assert!(delete(421, "a*b").await.unwrap_err().is_not_found());
    assert!(delete(42, "ab").await.unwrap_err().is_not_found());
    deleted.assert();
}

#[test]
#[should_panic(expected = "the mock's `status` is no value of that parameter")]
fn a_value_that_the_client_would_refuse_is_refused() {
    /// What cannot be a status.
    struct Nothing;
    impl TryFrom<Nothing> for timesheets::types::TimesheetStatus {
        type Error = ();
        fn try_from(_: Nothing) -> Result<Self, ()> {
            Err(())
        }
    }
    let server = MockServer::start();
    server.list_timesheets(|when, _then| {
        let _ = when.status(Nothing);
    });
}
