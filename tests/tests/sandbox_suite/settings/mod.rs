//! Every setting, each of its values: what a client sees of it. They are switched through the control API, so that
//! what Rust can do, any language can.

mod imports;
mod lists;
mod users;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use lucca_sandbox::{Behaviour, Bundle, ManualClock, Position, RateLimit};
use serde_json::{Value, json};

use crate::asking::{Asking, OFFICE, builder, csv, ids, items, names};
use crate::imports::{count, live, somebody_free};

async fn set(asking: &Asking, name: &str, value: &str) {
    let request = asking
        .http
        .post(asking.url("/_sandbox/settings"))
        .json(&json!({ "set": { name: value } }));
    let settings = asking.send(request).await.unwrap().ok();
    let setting = settings
        .as_array()
        .unwrap()
        .iter()
        .find(|setting| setting["name"] == name);
    assert_eq!(setting.unwrap()["value"], value);
}

async fn with(name: &str, value: &str) -> Asking {
    let asking = Asking::start().await;
    set(&asking, name, value).await;
    asking
}

/// All of a list that its pages show, in their order, read to the first page that is not full.
async fn all(asking: &Asking, list: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    for page in 1.. {
        let answer = asking
            .office(&format!("/{list}?page={page}&limit=1000"))
            .await
            .ok();
        rows.extend_from_slice(items(&answer));
        if items(&answer).len() < 1_000 {
            break;
        }
    }
    rows
}

/// One line that sends somebody somewhere on a day that is empty.
fn a_line(asking: &Asking) -> (u32, jiff::civil::Date, String) {
    let company = asking.sandbox.company();
    let (user, day) = somebody_free(&company);
    (
        user.id,
        day,
        format!("{};Paris;;{day};FullDay;;", user.login),
    )
}

/// Every setting has a test here: a new one without fails this.
#[test]
fn every_setting_has_a_test() {
    let tested = [
        include_str!("mod.rs"),
        include_str!("imports.rs"),
        include_str!("lists.rs"),
        include_str!("users.rs"),
    ]
    .concat();
    for setting in Behaviour::default().settings() {
        assert!(
            tested.contains(&format!("\"{}\"", setting.name)),
            "{}",
            setting.name
        );
    }
}

#[tokio::test]
async fn unknown_parameters_are_refused_or_ignored() {
    for (value, status) in [("refused", 400), ("ignored", 200)] {
        let asking = with("unknown-parameters", value).await;
        for path in [
            format!("{OFFICE}/user-locations?date=2026-03-02"),
            format!("{OFFICE}/user-locations/1001?fields=id"),
            "/api/v3/users?shoeSize=42".to_owned(),
            "/api/v3/users/2?shoeSize=42".to_owned(),
        ] {
            assert_eq!(asking.get(&path).await.status, status, "{value} {path}");
        }
    }
}

#[tokio::test]
async fn parameters_match_whatever_their_case() {
    let asking = Asking::start().await;
    let page = asking
        .office("/user-locations?PAGE=2&Limit=5&Fields.Root=count")
        .await
        .ok();
    assert_eq!(
        (items(&page).len(), names(&page)),
        (5, vec!["count", "items"])
    );
    assert_eq!(
        asking.office("/user-locations?page=2&PAGE=2").await.status,
        400
    );
}

/// An account that lets two requests a minute through, and its clock.
async fn limited(name: &str, value: &str) -> (Asking, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::starting_at(
        "2026-03-02T09:00:00Z".parse().unwrap(),
    ));
    let limit = RateLimit::new(2, Duration::from_secs(60));
    let asking = Asking::of(builder().rate_limit(limit).clock(clock.clone())).await;
    set(&asking, name, value).await;
    (asking, clock)
}

#[tokio::test]
async fn requests_over_the_limit_count_or_not() {
    for (value, after_a_minute) in [("not-counted", 200), ("counted", 429)] {
        let (asking, clock) = limited("refused-requests", value).await;
        for expected in [200, 200, 429] {
            assert_eq!(asking.users("").await.status, expected);
        }
        clock.advance(Duration::from_secs(40));
        for _ in 0..2 {
            assert_eq!(asking.users("").await.status, 429);
        }
        clock.advance(Duration::from_secs(20));
        assert_eq!(asking.users("").await.status, after_a_minute, "{value}");
    }
}

#[tokio::test]
async fn the_window_slides_or_stands() {
    for (value, third) in [("sliding", 429), ("fixed", 200)] {
        let (asking, clock) = limited("rate-window", value).await;
        assert_eq!(asking.users("").await.status, 200);
        clock.advance(Duration::from_secs(59));
        assert_eq!(asking.users("").await.status, 200);
        clock.advance(Duration::from_secs(1));
        assert_eq!(asking.users("").await.status, 200);
        assert_eq!(asking.users("").await.status, third, "{value}");
    }
}

#[tokio::test]
async fn a_429_says_when_to_come_back_in_the_form_of_the_run() {
    for (value, header) in [
        ("seconds", "60"),
        ("date", "Mon, 02 Mar 2026 09:01:00 GMT"),
        ("absent", ""),
    ] {
        let (asking, _) = limited("retry-after", value).await;
        asking.users("").await.ok();
        asking.users("").await.ok();
        assert_eq!(asking.users("").await.header("retry-after"), header);
    }
}

#[tokio::test]
async fn errors_have_the_shape_of_the_run() {
    for value in ["status-message", "framework", "problem", "empty", "html"] {
        for (name, path) in [
            ("users-errors", "/api/v3/users?fields=nope".to_owned()),
            ("office-errors", format!("{OFFICE}/user-locations?limit=0")),
        ] {
            let asking = with(name, value).await;
            let answer = asking.get(&path).await;
            assert_eq!(answer.status, 400);
            let is_shaped = match value {
                "status-message" => answer.json()["Status"] == 400,
                "framework" => {
                    let json = serde_json::from_str::<Value>(&answer.text);
                    json.is_err() && !answer.text.is_empty()
                }
                "problem" => answer.header("content-type") == "application/problem+json",
                "empty" => answer.text.is_empty(),
                _ => answer.text.contains("<html>"),
            };
            assert!(is_shaped, "{name} {value}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn what_is_no_setting_is_refused_by_name_and_changes_nothing() {
    let asking = Asking::start().await;
    for (body, says) in [
        (json!({ "set": { "mood": "good" } }), "mood"),
        (json!({ "set": { "totals": "many" } }), "shown, live, more"),
        (
            json!({ "set": { "totals": "live", "page-bound": "0" } }),
            "page-bound",
        ),
        (json!({ "like": "strange" }), "random:SEED"),
        (json!({ "set": { "totals": 7 } }), "string"),
        (json!({ "settings": {} }), "settings"),
    ] {
        let request = asking
            .http
            .post(asking.url("/_sandbox/settings"))
            .json(&body);
        let answer = asking.send(request).await.unwrap();
        assert_eq!(answer.status, 400, "{body}");
        assert!(
            answer.json()["error"].as_str().unwrap().contains(says),
            "{}",
            answer.text
        );
    }
    assert_eq!(asking.sandbox.behaviour(), Behaviour::default());
    let request = asking
        .http
        .post(asking.url("/_sandbox/settings"))
        .json(&json!({ "like": "odd", "set": { "totals": "shown" } }));
    asking.send(request).await.unwrap().ok();
    let mut expected = Behaviour::like(Bundle::Odd);
    expected.set("totals", "shown").unwrap();
    assert_eq!(asking.sandbox.behaviour(), expected);
}

/// Under any settings: an answer to every question, rows that are there, and no failure that was not asked for.
#[tokio::test]
async fn no_bundle_makes_the_account_fail_or_invent() {
    let bundles = [Bundle::Strict, Bundle::Lenient, Bundle::Odd];
    for bundle in bundles.into_iter().chain((0..20).map(Bundle::Random)) {
        let asking = Asking::of(builder().people(20).like(bundle)).await;
        assert_eq!(asking.sandbox.behaviour(), Behaviour::like(bundle));
        let company = asking.sandbox.company();
        for page in 1..4 {
            for list in ["work-locations", "user-locations"] {
                let rows = asking
                    .office(&format!("/{list}?page={page}&limit=100&fields.root=count"))
                    .await
                    .ok();
                assert!(
                    items(&rows).len() <= 100 && rows["count"].is_u64(),
                    "{bundle}"
                );
            }
        }
        let users = asking
            .users("paging=0,100&fields=id,name,collection.count")
            .await
            .ok();
        let known: BTreeSet<u64> = company
            .users()
            .iter()
            .map(|user| u64::from(user.id))
            .collect();
        assert!(
            !ids(&users).is_empty() && ids(&users).is_subset(&known),
            "{bundle}"
        );
        assert_eq!(asking.get("/api/v3/users/2").await.status, 200);
        assert!(matches!(
            asking.get("/api/v3/users/999999").await.status,
            404 | 500
        ));

        let (user, day, line) = a_line(&asking);
        let place = if asking.sandbox.behaviour().csv_quotes == lucca_sandbox::CsvQuotes::Literal {
            "Paris"
        } else {
            "\"Paris\""
        };
        let uploaded = asking
            .upload(csv(&[line.replace("Paris", place)]), true, false)
            .await
            .ok();
        let summary_id = uploaded
            .as_str()
            .or(uploaded["summaryId"].as_str())
            .unwrap();
        let report = asking.report(summary_id, true).await;
        assert_eq!(
            count(&report, "userLocationsCreatedSummary"),
            1,
            "{bundle}: {report:#}"
        );
        let rows = live(&asking.sandbox.company(), user, day);
        assert_eq!(rows.len(), 1, "{bundle}");
        assert_eq!(rows[0].0, Position::FullDay);
    }
}
