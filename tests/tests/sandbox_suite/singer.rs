//! A client in the manner of a Singer tap: full reads by page, everything exactly once, under the strict limits.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use lucca_sandbox::{ManualClock, RateLimit};

use crate::asking::{Answer, Asking, builder, items};

#[tokio::test]
async fn everything_is_read_exactly_once() {
    let clock = Arc::new(ManualClock::starting_at(
        "2026-03-02T09:00:00Z".parse().unwrap(),
    ));
    let asking = Asking::of(
        builder()
            .people(617)
            .rate_limit(RateLimit::default())
            .clock(clock.clone()),
    )
    .await;
    let company = asking.sandbox.company();
    // Waits as long as it is told to, which takes no time here.
    let patient = async |path: String| -> Answer {
        loop {
            let answer = asking.get(&path).await;
            if answer.status != 429 {
                return answer;
            }
            clock.advance(Duration::from_secs(
                answer.header("retry-after").parse().unwrap(),
            ));
        }
    };

    let mut users = Vec::new();
    loop {
        let page = patient(format!(
            "/api/v3/users?paging={},100&fields=id,name,login,mail,department.name,manager.id,modifiedAt,collection.count&orderBy=id,asc&formerEmployees=true",
            users.len()
        ))
        .await
        .ok();
        users.extend(items(&page).iter().map(|user| user["id"].as_u64().unwrap()));
        if users.len() as u64 >= page["data"]["count"].as_u64().unwrap() {
            break;
        }
    }
    let expected: Vec<u64> = company
        .users()
        .iter()
        .map(|user| u64::from(user.id))
        .collect();
    assert_eq!(users, expected);

    let mut rows = Vec::new();
    for page in 1.. {
        let answer = patient(format!(
            "/work-locations/public/api/user-locations?page={page}&limit=250&fields.root=count"
        ))
        .await
        .ok();
        rows.extend(items(&answer).iter().map(|row| row["id"].as_u64().unwrap()));
        if rows.len() as u64 >= answer["count"].as_u64().unwrap() {
            break;
        }
    }
    assert_eq!(rows.len(), company.user_locations().len());
    assert_eq!(rows.iter().collect::<HashSet<_>>().len(), rows.len());
    assert!(
        rows.len() > 30_000,
        "enough to meet the limit: {}",
        rows.len()
    );
    assert!(
        asking
            .sandbox
            .requests()
            .iter()
            .any(|request| request.status == Some(429)),
        "and it was met"
    );
}
