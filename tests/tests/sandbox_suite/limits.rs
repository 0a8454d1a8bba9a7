//! 408, 413, 429 and 431.

use std::sync::Arc;
use std::time::Duration;

use lucca_sandbox::{AccessKey, CostModel, ManualClock, RateLimit, RetryAfter};
use reqwest::Method;

use crate::asking::{Asking, OFFICE, builder, csv, items};

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::starting_at(
        "2026-03-02T09:00:00Z".parse().unwrap(),
    ))
}

#[tokio::test]
async fn fifty_requests_pass_in_any_minute_over_all_keys() {
    let clock = clock();
    let asking = Asking::of(
        builder()
            .rate_limit(RateLimit::default())
            .clock(clock.clone())
            .access_key(AccessKey::new("second")),
    )
    .await;
    let ask = async |key: &str| {
        let request = asking
            .http
            .get(asking.url(&format!("{OFFICE}/work-locations")))
            .header("Authorization", format!("lucca application={key}"));
        asking.send(request).await.unwrap()
    };
    for request in 0..50 {
        let key = if request % 2 == 0 {
            "second"
        } else {
            asking.sandbox.api_key()
        };
        assert_eq!(ask(key).await.status, 200, "request {request}");
        clock.advance(Duration::from_secs(1));
    }
    // 50 s have passed: the first request leaves the window in 10 s.
    let refused = ask("second").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "10"));
    assert_eq!(refused.header("content-type"), "application/problem+json");
    clock.advance(Duration::from_millis(9_999));
    assert_eq!(
        ask("second").await.header("retry-after"),
        "1",
        "rounded up, never down"
    );
    clock.advance(Duration::from_millis(1));
    assert_eq!(ask("second").await.status, 200);
    assert_eq!(
        ask("second").await.status,
        429,
        "only one has left the window"
    );
}

#[tokio::test]
async fn retry_after_takes_the_form_that_the_run_has_chosen() {
    for (form, expected) in [
        (RetryAfter::Seconds, "60"),
        (RetryAfter::Date, "Mon, 02 Mar 2026 09:01:00 GMT"),
        (RetryAfter::Absent, ""),
    ] {
        let limit = RateLimit::new(1, Duration::from_secs(60));
        let asking = Asking::of(
            builder()
                .rate_limit(limit)
                .behaviour(|account| account.retry_after = form)
                .clock(clock()),
        )
        .await;
        assert_eq!(asking.users("").await.status, 200);
        let refused = asking.users("").await;
        assert_eq!(
            (refused.status, refused.header("retry-after")),
            (429, expected)
        );
        assert_eq!(refused.header("date"), "Mon, 02 Mar 2026 09:00:00 GMT");
    }
}

#[tokio::test]
async fn a_test_need_not_wait_for_the_window() {
    let asking = Asking::of(builder().rate_limit(RateLimit::new(1, Duration::from_secs(60)))).await;
    assert_eq!(asking.users("").await.status, 200);
    assert_eq!(asking.users("").await.status, 429);
    asking.sandbox.advance_clock(Duration::from_secs(60));
    assert_eq!(asking.users("").await.status, 200);
    asking.sandbox.reset_rate_limit();
    assert_eq!(asking.users("").await.status, 200);
}

#[tokio::test]
async fn what_would_take_more_than_five_seconds_is_a_408() {
    let asking = Asking::of(builder().people(1_200)).await;
    let fields = "id,name,displayName,modifiedAt,lastName,firstName,login,mail,dtContractStart,dtContractEnd,birthDate,employeeNumber,calendar,culture,picture,legalEntity,department,manager,rolePrincipal,habilitedRoles,userWorkCycles";
    let large = asking
        .users(&format!("paging=0,1000&fields={fields}"))
        .await;
    assert_eq!((large.status, large.header("retry-after")), (408, ""));
    assert_eq!(
        asking
            .users(&format!("paging=0,100&fields={fields}"))
            .await
            .status,
        200,
        "a smaller page passes"
    );
    assert_eq!(
        asking
            .users("paging=0,1000&fields=id,name,login")
            .await
            .status,
        200,
        "so do fewer fields"
    );
    assert_eq!(
        asking.office("/user-locations?limit=1000").await.status,
        200
    );

    let mut slow = CostModel::default();
    slow.office_row = Duration::from_millis(30);
    let slow = Asking::of(builder().cost_model(slow)).await;
    assert_eq!(slow.office("/user-locations?limit=1000").await.status, 408);
    assert_eq!(
        items(&slow.office("/user-locations?limit=100").await.ok()).len(),
        100
    );

    let free = Asking::of(builder().people(1_200).cost_model(None)).await;
    assert_eq!(
        free.users(&format!("paging=0,1000&fields={fields}"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_body_over_the_limit_is_a_413_announced_or_not() {
    let asking = Asking::of(builder().largest_body(20_000)).await;
    let path = format!("{OFFICE}/imports/user-locations?create=true&overrideUserLocations=true");
    let announced = asking.upload(vec![b'x'; 20_000], true, true).await;
    assert_eq!(announced.status, 413);

    let pieces = futures::stream::iter((0..40).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 1_000])));
    let chunked = asking
        .signed(Method::POST, &path)
        .header("Content-Type", "multipart/form-data; boundary=b")
        .body(reqwest::Body::wrap_stream(pieces));
    assert_eq!(asking.send(chunked).await.unwrap().status, 413);
    assert_eq!(
        asking.upload(csv(&[]), true, true).await.status,
        200,
        "a small one passes"
    );
    assert_eq!(asking.sandbox.imports().len(), 1);
}

#[tokio::test]
async fn headers_over_eight_kilobytes_are_a_431() {
    let asking = Asking::start().await;
    let with = |bytes: usize| {
        asking
            .signed(Method::GET, "/api/v3/users")
            .header("X-Padding", "x".repeat(bytes))
    };
    assert_eq!(asking.send(with(7_500)).await.unwrap().status, 200);
    let answer = asking.send(with(8_200)).await.unwrap();
    assert_eq!(
        (answer.status, answer.json()["Status"].as_u64()),
        (431, Some(431))
    );
    let ids = (1..2_000)
        .map(|id| id.to_string())
        .collect::<Vec<_>>()
        .join(",");
    assert_eq!(
        asking.users(&format!("id={ids}")).await.status,
        431,
        "a long address counts too"
    );
}

#[tokio::test]
async fn at_most_a_thousand_values_are_compared() {
    let asking = Asking::of(builder().largest_head(100_000)).await;
    let values = |count: usize| vec!["1"; count].join(",");
    assert_eq!(
        asking.users(&format!("id={}", values(1_000))).await.status,
        200
    );
    assert_eq!(
        asking.users(&format!("id={}", values(1_001))).await.status,
        400
    );
}
