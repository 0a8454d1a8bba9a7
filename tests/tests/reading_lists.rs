//! Lists over real HTTP: how many requests, which rows, whatever happens meanwhile.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "tests fail by panicking"
)]

use std::time::Duration;

use http::StatusCode;
use jiff::civil::date;
use lucca_sandbox::{Operation, Sandbox, SandboxBuilder, TroubleAnswer, UnknownParameters};
use lucca_sdk::office::{Position, UserLocationStatus};
use lucca_sdk::paging::{BadRowPolicy, Cursor, DriftPolicy};
use lucca_sdk::{ApiKey, Client};

const USER_LOCATIONS: Operation = Operation::ListUserLocations;
const USERS: Operation = Operation::ListUsers;

fn small() -> SandboxBuilder {
    Sandbox::builder()
        .people(50)
        .seed(7)
        .today(date(2025, 9, 17))
        .rate_limit(None)
}

fn client(sandbox: &Sandbox) -> Client {
    Client::builder(
        sandbox.base_url().parse().unwrap(),
        ApiKey::new(sandbox.api_key().to_owned()).unwrap(),
    )
    .rate_limit(
        lucca_sdk::transport::SlidingWindow::new(1_000_000, Duration::from_secs(60)).unwrap(),
    )
    .build()
    .unwrap()
}

fn queries(sandbox: &Sandbox, operation: Operation) -> Vec<String> {
    sandbox
        .requests()
        .into_iter()
        .filter(|request| request.operation == Some(operation))
        .filter_map(|request| request.query)
        .collect()
}

/// The ids of all user locations, as the sandbox has them.
fn expected(sandbox: &Sandbox) -> Vec<i64> {
    let company = sandbox.company();
    company
        .user_locations()
        .iter()
        .map(|row| i64::from(row.id))
        .collect()
}

#[tokio::test]
async fn a_hundred_thousand_rows_take_a_request_per_thousand_whatever_the_concurrency() {
    let sandbox = Sandbox::builder()
        .people(1_500)
        .seed(3)
        .today(date(2025, 9, 17))
        .days(60, 60)
        .rate_limit(None)
        .start()
        .await
        .unwrap();
    let expected = expected(&sandbox);
    assert!(expected.len() >= 100_000, "{}", expected.len());
    let client = client(&sandbox);
    for concurrency in [1, 4, 16] {
        sandbox.clear_requests();
        let mut rows = client
            .office()
            .user_locations()
            .concurrency(concurrency)
            .stream();
        let mut ids = Vec::with_capacity(expected.len());
        while let Some(row) = rows.next().await {
            ids.push(row.unwrap().id);
        }
        assert!(ids == expected, "other rows with concurrency {concurrency}");
        assert_eq!(rows.total(), Some(expected.len() as u64));
        assert!(!rows.drift().noticed());
        assert_eq!(
            queries(&sandbox, USER_LOCATIONS).len(),
            expected.len().div_ceil(1_000)
        );
    }
}

#[tokio::test]
async fn a_page_that_takes_too_long_is_asked_for_in_halves() {
    let sandbox = small().start().await.unwrap();
    let expected = expected(&sandbox);
    assert!(expected.len() > 2_000);
    sandbox
        .trouble()
        .on(USER_LOCATIONS)
        .status(StatusCode::REQUEST_TIMEOUT)
        .times(2);
    let rows: Vec<_> = client(&sandbox)
        .office()
        .user_locations()
        .concurrency(1)
        .try_collect()
        .await
        .unwrap();
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    assert!(ids == expected);
    let queries = queries(&sandbox, USER_LOCATIONS);
    let limits: Vec<&str> = queries
        .iter()
        .map(|query| {
            query
                .split('&')
                .find(|part| part.starts_with("limit="))
                .unwrap()
        })
        .collect();
    assert_eq!(limits[..3], ["limit=1000", "limit=500", "limit=250"]);
    // Pages that come in time grow again.
    assert_eq!(limits[3..6], ["limit=250"; 3]);
    assert_eq!(limits[6], "limit=500");
}

#[tokio::test]
async fn the_servers_own_patience_is_respected_without_losing_a_user() {
    // With all documented properties, a page of 1,000 users is too much for it.
    let sandbox = small().people(1_200).start().await.unwrap();
    let users: Vec<_> = client(&sandbox)
        .users()
        .list()
        .include_former()
        .try_collect()
        .await
        .unwrap();
    let ids: Vec<i64> = users.iter().map(|user| user.id).collect();
    let everybody: Vec<i64> = sandbox
        .company()
        .users()
        .iter()
        .map(|user| i64::from(user.id))
        .collect();
    assert_eq!(ids, everybody);
    assert!(
        sandbox
            .requests()
            .iter()
            .any(|request| request.status == Some(408)),
        "the sandbox was never too slow: this test tests nothing"
    );
}

#[tokio::test]
async fn reading_can_stop_anywhere_and_go_on_in_another_process() {
    let sandbox = small().start().await.unwrap();
    let expected = expected(&sandbox);
    for cut in [0, 1, 999, 1_000, 1_001, 1_750, expected.len()] {
        let mut first = client(&sandbox).office().user_locations().stream();
        let mut ids = Vec::new();
        while ids.len() < cut {
            ids.push(first.next().await.unwrap().unwrap().id);
        }
        let stored = serde_json::to_string(&first.cursor()).unwrap();
        drop(first);

        let cursor: Cursor = serde_json::from_str(&stored).unwrap();
        let mut rest = client(&sandbox)
            .office()
            .user_locations()
            .page_size(300)
            .resume(cursor)
            .stream();
        while let Some(row) = rest.next().await {
            ids.push(row.unwrap().id);
        }
        assert!(ids == expected, "cut at {cut}");
        assert!(!rest.drift().noticed());
    }
}

#[tokio::test]
async fn a_cursor_is_refused_by_another_query() {
    let sandbox = small().start().await.unwrap();
    let client = client(&sandbox);
    let mut rows = client.office().user_locations().stream();
    rows.next().await.unwrap().unwrap();
    let cursor = rows.cursor();
    drop(rows);
    sandbox.clear_requests();

    let filtered = client.office().user_locations().owners([1]);
    let extended = client.office().user_locations().query("a", "b");
    for list in [filtered, extended] {
        let mut rows = list.resume(cursor.clone()).stream();
        let error = rows.next().await.unwrap().unwrap_err();
        assert!(error.is_invalid_input());
        assert_eq!(error.parameter(), Some("cursor"));
        assert!(rows.next().await.is_none());
    }
    let error = client
        .users()
        .list()
        .resume(cursor)
        .try_collect::<Vec<_>>()
        .await
        .unwrap_err();
    assert_eq!(error.parameter(), Some("cursor"));
    assert!(sandbox.requests().is_empty(), "something was sent");
}

#[tokio::test]
async fn nonsense_is_refused_before_anything_is_sent() {
    let sandbox = small().start().await.unwrap();
    let office = client(&sandbox).office();
    let (monday, sunday) = (date(2025, 9, 15), date(2025, 9, 14));
    let cases = [
        (office.user_locations().page_size(0), "page_size"),
        (office.user_locations().page_size(1_001), "page_size"),
        (office.user_locations().concurrency(0), "concurrency"),
        (office.user_locations().dates(monday..=sunday), "dates"),
        (office.user_locations().query("page", "2"), "page"),
        (office.user_locations().query("Limit", "2"), "Limit"),
        (
            office.user_locations().query("FIELDS.ROOT", "x"),
            "FIELDS.ROOT",
        ),
        (office.user_locations().query("", "2"), "query"),
        (
            office.user_locations().on_drift(DriftPolicy::Again(0)),
            "on_drift",
        ),
    ];
    for (list, parameter) in cases {
        let error = list.try_collect::<Vec<_>>().await.unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
        assert_eq!(error.parameter(), Some(parameter));
    }
    let users = || client(&sandbox).users().list();
    let cases = [
        (users().query("PAGING", "0,10"), "PAGING"),
        (users().query("orderby", "name"), "orderby"),
        (users().query("Fields", "id"), "Fields"),
        (users().login("jdoe").query("Login", "jane"), "Login"),
        (users().ids([1]).query("ID", "2"), "ID"),
    ];
    for (list, parameter) in cases {
        let error = list.await.unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
        assert_eq!(error.parameter(), Some(parameter));
    }
    let error = office
        .work_locations()
        .query("page", "2")
        .await
        .unwrap_err();
    assert_eq!(error.parameter(), Some("page"));
    let error = office.presence(monday..=sunday).await.unwrap_err();
    assert_eq!(error.parameter(), Some("days"));
    assert!(
        "v9.nonsense"
            .parse::<Cursor>()
            .unwrap_err()
            .is_invalid_input()
    );
    assert!(sandbox.requests().is_empty(), "something was sent");
}

#[tokio::test]
async fn client_side_filters_add_up_and_added_parameters_are_sent_as_they_are() {
    let sandbox = small()
        .behaviour(|account| account.unknown_parameters = UnknownParameters::Ignored)
        .start()
        .await
        .unwrap();
    let company = sandbox.company();
    let some = company.user_locations().iter().next().unwrap();
    let (monday, friday) = (date(2025, 9, 15), date(2025, 9, 19));
    let rows: Vec<_> = client(&sandbox)
        .office()
        .user_locations()
        .dates(monday..=friday)
        .at_work_locations([i64::from(some.work_location_id)])
        .statuses([UserLocationStatus::Approved, UserLocationStatus::Confirmed])
        .positions([Position::FullDay])
        .query("some filter", "a&b=c, d")
        .try_collect()
        .await
        .unwrap();
    let by_hand: Vec<i64> = company
        .user_locations()
        .iter()
        .filter(|row| {
            (monday..=friday).contains(&row.date)
                && row.work_location_id == some.work_location_id
                && matches!(row.status.as_str(), "Approved" | "Confirmed")
                && row.position.as_str() == "FullDay"
        })
        .map(|row| i64::from(row.id))
        .collect();
    assert!(!by_hand.is_empty());
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), by_hand);
    for query in queries(&sandbox, USER_LOCATIONS) {
        assert!(query.contains("some+filter=a%26b%3Dc%2C+d"), "{query}");
        assert!(query.contains("fields.root=count"), "{query}");
    }
    let owner = i64::from(some.owner_id);
    let theirs: Vec<_> = client(&sandbox)
        .office()
        .user_locations()
        .owners([owner])
        .try_collect()
        .await
        .unwrap();
    assert!(!theirs.is_empty() && theirs.iter().all(|row| row.owner_id == Some(owner)));
}

#[tokio::test]
async fn rows_that_move_between_pages_are_told_refused_or_read_again() {
    for duplicate in [true, false] {
        let sandbox = small().start().await.unwrap();
        let client = client(&sandbox);
        let disturb = || {
            sandbox.trouble().clear();
            let target = sandbox.trouble().on(USERS);
            // The second page slips by a row, either way.
            let plan = if duplicate {
                target.duplicate_row()
            } else {
                target.missing_row()
            };
            plan.after(1).times(1);
        };
        let list = || {
            client
                .users()
                .list()
                .include_former()
                .fields(["login"])
                .page_size(20)
                .concurrency(1)
        };
        let everybody: Vec<i64> = sandbox
            .company()
            .users()
            .iter()
            .map(|user| i64::from(user.id))
            .collect();

        disturb();
        let mut rows = list().stream();
        let (mut ids, mut end) = (Vec::new(), None);
        while let Some(user) = rows.next().await {
            match user {
                Ok(user) => ids.push(user.id),
                Err(error) => end = Some(error),
            }
        }
        let drift = rows.drift();
        assert!(drift.noticed());
        // Either way a row came again in the place of another: who never asks is told too.
        assert_eq!((drift.duplicates, drift.missing), (1, 1), "{drift:?}");
        assert_eq!(ids.len(), everybody.len() - 1);
        let error = end.unwrap();
        assert!(error.is_paging_drift(), "{error}");
        assert!(error.to_string().contains(&everybody.len().to_string()));

        disturb();
        let error = list().on_drift(DriftPolicy::Fail).await.unwrap_err();
        assert!(error.is_paging_drift(), "{error}");

        disturb();
        let mut rows = list().on_drift(DriftPolicy::Again(1)).stream();
        let mut ids = Vec::new();
        while let Some(user) = rows.next().await {
            ids.push(user.unwrap().id);
        }
        assert_eq!(ids, everybody);
        assert_eq!(rows.drift().read_again, 1);
    }
}

#[tokio::test]
async fn lists_are_awaited_counted_and_looked_into() {
    let sandbox = small().start().await.unwrap();
    let client = client(&sandbox);
    let expected = expected(&sandbox);
    let list = client.office().user_locations();

    let rows = list.clone().await.unwrap();
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    assert!(ids == expected);

    sandbox.clear_requests();
    assert_eq!(list.clone().count().await.unwrap(), expected.len() as u64);
    let first = list.clone().first().await.unwrap().unwrap();
    assert_eq!(first.id, expected[0]);
    assert_eq!(sandbox.requests().len(), 2);

    let owner = rows[0].owner_id.unwrap();
    let theirs = rows.iter().filter(|row| row.owner_id == Some(owner));
    let filtered = list.clone().owners([owner]);
    assert_eq!(filtered.count().await.unwrap(), theirs.count() as u64);
    assert!(list.owners([]).first().await.unwrap().is_none());

    let count = client
        .users()
        .list()
        .include_former()
        .count()
        .await
        .unwrap();
    assert_eq!(count, sandbox.company().users().len() as u64);
}

#[tokio::test]
async fn a_server_that_sends_one_page_again_and_again_is_found_out() {
    let sandbox = small().start().await.unwrap();
    let rows: Vec<String> = (1..=1_000)
        .map(|id| {
            format!(
                r#"{{"id":{id},"ownerId":1,"workLocationId":1,"date":"2025-09-15","position":"FullDay"}}"#
            )
        })
        .collect();
    let body = format!(r#"{{"count":5000,"items":[{}]}}"#, rows.join(","));
    sandbox
        .trouble()
        .on(USER_LOCATIONS)
        .answer(TroubleAnswer::new(StatusCode::OK).body(body))
        .always();
    let error = client(&sandbox)
        .office()
        .user_locations()
        .await
        .unwrap_err();
    assert!(error.is_paging_drift(), "{error}");
    assert!(error.to_string().contains("same page"), "{error}");
    assert!(queries(&sandbox, USER_LOCATIONS).len() <= 5);
}

#[tokio::test]
async fn one_bad_row_in_a_thousand_is_one_precise_error() {
    let sandbox = small().start().await.unwrap();
    let page = |count: usize| {
        let rows: Vec<String> = (1..=count)
            .map(|id| {
                if id == 618 {
                    // A name where the identifier belongs.
                    format!(r#"{{"id":"Jane Sentinel","managerId":7,"login":"u{id}"}}"#)
                } else {
                    format!(r#"{{"id":{id},"managerId":7,"login":"u{id}"}}"#)
                }
            })
            .collect();
        format!(
            r#"{{"data":{{"count":{count},"items":[{}]}}}}"#,
            rows.join(",")
        )
    };
    let answer = || TroubleAnswer::new(StatusCode::OK).body(page(1_000));
    let list = || client(&sandbox).users().list();

    sandbox.trouble().on(USERS).answer(answer()).always();
    let mut users = list().stream();
    let (mut good, mut errors) = (0, Vec::new());
    while let Some(user) = users.next().await {
        match user {
            Ok(_) => good += 1,
            Err(error) => errors.push(error),
        }
    }
    assert_eq!((good, errors.len()), (999, 1));
    let error = &errors[0];
    assert!(error.is_decode());
    assert_eq!((error.page(), error.index()), (Some(1), Some(617)));
    assert_eq!(error.json_path(), Some("data.items[].id"));
    assert_eq!(error.operation(), Some("list-users"));
    let printed = format!("{error} {error:?}");
    assert!(printed.contains("a text where"), "{printed}");
    assert!(!printed.contains("Sentinel"), "{printed}");

    let error = list().try_collect::<Vec<_>>().await.unwrap_err();
    assert!(error.is_decode(), "fail is the default: {error}");

    let skipped: Vec<_> = list()
        .on_bad_row(BadRowPolicy::Skip)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(skipped.len(), 999);

    let mut users = list().on_bad_row(BadRowPolicy::Collect).stream();
    let mut good = 0;
    while let Some(user) = users.next().await {
        user.unwrap();
        good += 1;
    }
    assert_eq!(good, 999);
    let [bad] = users.bad_rows() else {
        panic!("{:?}", users.bad_rows())
    };
    assert_eq!((bad.index(), bad.json_path()), (617, "data.items[].id"));
    assert!(!format!("{bad} {bad:?}").contains("Sentinel"));
}

#[tokio::test]
async fn an_answer_without_its_list_is_an_error_and_not_an_empty_list() {
    let sandbox = small().start().await.unwrap();
    for body in ["{}", r#"{"header":null}"#, r#"{"data":{"count":5}}"#] {
        sandbox.trouble().clear();
        sandbox
            .trouble()
            .on_all()
            .answer(TroubleAnswer::new(StatusCode::OK).body(body))
            .always();
        let client = client(&sandbox);
        let users = client.users().list().try_collect::<Vec<_>>().await;
        let rows = client
            .office()
            .user_locations()
            .try_collect::<Vec<_>>()
            .await;
        assert!(users.unwrap_err().is_decode(), "{body}");
        assert!(rows.unwrap_err().is_decode(), "{body}");
    }
}
