//! Every setting, each of its values: what a client sees of it. They are switched through the control API, so that
//! what Rust can do, any language can.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use lucca_sandbox::{Behaviour, Bundle, ImportEffect, ManualClock, Position, RateLimit, Status};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::asking::{Asking, OFFICE, TODAY, builder, csv, ids, items, names};
use crate::imports::{IMPORTS, a_full_day, count, live, somebody_free};

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
fn every_setting_is_in_this_file() {
    let tested = include_str!("settings.rs");
    for setting in Behaviour::default().settings() {
        assert!(
            tested.contains(&format!("\"{}\"", setting.name)),
            "{}",
            setting.name
        );
    }
}

#[tokio::test]
async fn an_import_takes_effect_at_once_late_or_row_by_row() {
    for effect in ["at-once", "late", "row-by-row"] {
        let asking = with("import-effect", effect).await;
        let company = asking.sandbox.company();
        let employed = company
            .users()
            .iter()
            .filter(|user| user.is_employed_on(TODAY));
        let day = jiff::civil::date(2026, 6, 1);
        let lines: Vec<String> = employed
            .take(20)
            .map(|user| format!("{};Paris;;{day};FullDay;;", user.login))
            .collect();
        let there = async || {
            let rows = all(&asking, "user-locations").await;
            rows.iter()
                .filter(|row| row["date"] == day.to_string())
                .count()
        };
        let summary_id = asking.upload(csv(&lines), true, false).await.ok()["summaryId"].clone();
        let mut seen = vec![there().await];
        for _ in 0..4 {
            let path = format!(
                "{IMPORTS}/progress?summaryId={}",
                summary_id.as_str().unwrap()
            );
            asking.get(&path).await.ok();
            seen.push(there().await);
        }
        let expected = match effect {
            "at-once" => [20, 20, 20, 20, 20],
            "late" => [0, 0, 0, 0, 20],
            // The progress says 0, 35, 80, 100.
            _ => [0, 0, 7, 16, 20],
        };
        assert_eq!(seen, expected, "{effect}");
        let report = asking.report(summary_id.as_str().unwrap(), true).await;
        assert_eq!(count(&report, "userLocationsCreatedSummary"), 20);
        assert_eq!(asking.sandbox.imports()[0].waiting, 0);
    }
}

#[tokio::test]
async fn an_import_that_nobody_watches_takes_effect_as_the_clock_moves() {
    for (effect, half_way) in [("late", 0), ("row-by-row", 1)] {
        let clock = Arc::new(ManualClock::starting_at(
            "2026-03-02T09:00:00Z".parse().unwrap(),
        ));
        let asking = Asking::of(builder().clock(clock.clone())).await;
        set(&asking, "import-effect", effect).await;
        let (user, day, line) = a_line(&asking);
        let company = asking.sandbox.company();
        let other = company
            .users()
            .iter()
            .find(|other| other.id != user && other.is_employed_on(day));
        let second = format!("{};Formation;;{day};FirstHalf;;", other.unwrap().login);
        let report = asking.upload(csv(&[line, second]), true, true).await;
        assert_eq!(report.status, 200);
        let waiting = || asking.sandbox.imports()[0].waiting;
        let all_of_it = waiting();
        clock.advance(Duration::from_secs(60));
        asking.office("/work-locations").await.ok();
        assert_eq!(all_of_it - waiting(), half_way, "{effect}");
        clock.advance(Duration::from_secs(60));
        assert_eq!(
            live(&asking.sandbox.company(), user, day).len(),
            1,
            "{effect}"
        );
        assert_eq!(waiting(), 0);
    }
}

#[tokio::test]
async fn an_upload_that_is_repeated_while_the_first_waits_is_carried_out_twice() {
    let asking = with("import-effect", "late").await;
    let (user, day, line) = a_line(&asking);
    for _ in 0..2 {
        asking
            .upload(csv(std::slice::from_ref(&line)), true, false)
            .await
            .ok();
    }
    assert!(live(&asking.sandbox.company(), user, day).is_empty());
    asking.sandbox.advance_clock(Duration::from_secs(120));
    let rows = live(&asking.sandbox.company(), user, day);
    assert_eq!(rows.len(), 2, "who imports twice sees it");
}

/// What may happen to an account while imports are on their way.
#[derive(Clone, Debug)]
enum Step {
    Upload(ImportEffect),
    Poll(usize),
    Advance(u64),
}

/// However uploads, polls and time follow each other: what has taken effect stays, no row comes twice, and in the end
/// each is there.
#[test]
fn no_import_is_lost_or_doubled_on_its_way() {
    let step = prop_oneof![
        2 => prop::sample::select(&[ImportEffect::AtOnce, ImportEffect::Late, ImportEffect::RowByRow][..])
            .prop_map(Step::Upload),
        3 => (0_usize..4).prop_map(Step::Poll),
        2 => (0_u64..90).prop_map(Step::Advance),
    ];
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let company = builder().make_company().unwrap();
    TestRunner::new(Config {
        cases: 40,
        failure_persistence: None,
        ..Config::default()
    })
    .run(&prop::collection::vec(step, 1..14), |steps| {
        let clock = Arc::new(ManualClock::starting_at(
            "2026-03-02T09:00:00Z".parse().unwrap(),
        ));
        let asking = runtime.block_on(Asking::of(
            builder().company(company.clone()).clock(clock.clone()),
        ));
        let (mut uploads, mut seen) = (Vec::new(), 0);
        for step in steps {
            match step {
                Step::Upload(effect) => {
                    asking
                        .sandbox
                        .behave(|account| account.import_effect = effect);
                    let day = TODAY.checked_add(jiff::Span::new().days(90 + uploads.len() as i64));
                    let day = day.unwrap();
                    let lines: Vec<String> = company
                        .users()
                        .iter()
                        .filter(|user| user.is_employed_on(day))
                        .map(|user| format!("{};Paris;;{day};FullDay;;", user.login))
                        .collect();
                    let answer = runtime
                        .block_on(asking.upload(csv(&lines), true, false))
                        .ok();
                    let id = answer["summaryId"].as_str().unwrap().to_owned();
                    uploads.push((id, day, lines.len()));
                }
                Step::Poll(which) => {
                    if let Some((id, _, _)) = uploads.get(which) {
                        let path = format!("{IMPORTS}/progress?summaryId={id}");
                        runtime.block_on(asking.get(&path)).ok();
                    }
                }
                Step::Advance(seconds) => clock.advance(Duration::from_secs(seconds)),
            }
            let now = asking.sandbox.company();
            let rows = now.user_locations().len() - company.user_locations().len();
            let waiting: usize = asking
                .sandbox
                .imports()
                .iter()
                .map(|import| import.waiting)
                .sum();
            let uploaded: usize = uploads.iter().map(|(_, _, lines)| lines).sum();
            prop_assert!(rows >= seen, "a row has gone");
            prop_assert_eq!(rows + waiting, uploaded);
            seen = rows;
        }
        clock.advance(Duration::from_secs(120));
        let end = asking.sandbox.company();
        for (_, day, lines) in &uploads {
            let people: Vec<u32> = end
                .user_locations()
                .iter()
                .filter(|row| row.date == *day)
                .map(|row| row.owner_id)
                .collect();
            let unique: BTreeSet<&u32> = people.iter().collect();
            prop_assert_eq!((people.len(), unique.len()), (*lines, *lines));
        }
        Ok(())
    })
    .unwrap();
}

#[tokio::test]
async fn a_partial_import_says_where_it_broke_off() {
    let asking = with("import-effect", "partial").await;
    let (user, day, line) = a_line(&asking);
    let lines = [line, "nobody;Paris;;2026-03-04;FullDay;;".to_owned()];
    let report = asking.import(csv(&lines), true, false).await;
    assert_eq!(
        report["globalErrorSummary"],
        "The import broke off after line 2."
    );
    assert_eq!(count(&report, "userLocationsCreatedSummary"), 1);
    assert!(report["errorLines"].as_array().unwrap().is_empty());
    assert_eq!(live(&asking.sandbox.company(), user, day).len(), 1);
    let simulated = asking.import(csv(&lines), false, false).await;
    assert_eq!(simulated["errorLines"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn imported_rows_are_approved_or_pending() {
    for (value, status) in [("approved", Status::Approved), ("pending", Status::Pending)] {
        let asking = with("imported-status", value).await;
        let (user, day, line) = a_line(&asking);
        asking.import(csv(&[line]), true, false).await;
        let company = asking.sandbox.company();
        let row = company.user_locations().live(user, day).next().unwrap();
        assert_eq!(row.status, status);
    }
}

#[tokio::test]
async fn a_removal_needs_its_place_or_not() {
    for (value, errors) in [("place-optional", 0), ("place-required", 1)] {
        let asking = with("removals", value).await;
        let company = asking.sandbox.company();
        let row = a_full_day(&company);
        let login = &company.user(row.owner_id).unwrap().login;
        let place = &company.work_location(row.work_location_id).unwrap().name;
        for (place, errors) in [("", errors), (place.as_str(), 0)] {
            let line = format!("{login};{place};;{};FullDay;;true", row.date);
            let report = asking.import(csv(&[line]), false, false).await;
            assert_eq!(
                report["errorLines"].as_array().unwrap().len(),
                errors,
                "{value} {place:?}"
            );
        }
    }
}

#[tokio::test]
async fn names_are_compared_with_their_case_or_without() {
    for (value, errors) in [("exact", 3), ("ignored", 0)] {
        let asking = with("name-case", value).await;
        let company = asking.sandbox.company();
        let day = jiff::civil::date(2026, 6, 1);
        let logins: Vec<&str> = company
            .users()
            .iter()
            .filter(|user| user.is_employed_on(day))
            .map(|user| user.login.as_str())
            .collect();
        let lines = [
            format!("{};Paris;;{day};FullDay;;", logins[0].to_uppercase()),
            format!("{};PARIS;;{day};FullDay;;", logins[1]),
            format!("{};Paris;a0;{day};FullDay;;", logins[2]),
        ];
        let report = asking.import(csv(&lines), false, false).await;
        assert_eq!(
            report["errorLines"].as_array().unwrap().len(),
            errors,
            "{value}: {report:#}"
        );
    }
    let twins = r#"{"today":"2026-03-02","workLocations":[{"id":1,"name":"Paris","type":"Other"},{"id":2,"name":"PARIS","type":"Other"}],
        "legalEntities":[{"id":1,"name":"E"}],"departments":[{"id":1,"name":"D"}],"roles":[{"id":1,"name":"R"}],"cultures":[{"id":1,"name":"C"}],"calendars":[{"id":1,"name":"H"}],
        "users":[{"id":7,"firstName":"A","lastName":"B","login":"ab","dtContractStart":"2020-01-01","modifiedAt":"2020-01-01T00:00:00","calendarId":1,"cultureID":1,"legalEntityId":1,"departmentId":1,"rolePrincipalId":1}]}"#;
    let twins = lucca_sandbox::Company::from_json(twins, "twins").unwrap();
    let asking = Asking::of(builder().company(twins)).await;
    set(&asking, "name-case", "ignored").await;
    let line = "ab;Paris;;2026-03-04;FullDay;;".to_owned();
    let report = asking.import(csv(&[line]), false, false).await;
    assert_eq!(
        report["errorLines"][0]["error"],
        "Several work locations have this name"
    );
}

#[tokio::test]
async fn quotes_hold_a_separator_or_are_letters() {
    for (value, errors) in [("understood", 0), ("literal", 1)] {
        let asking = with("csv-quotes", value).await;
        let (_, day, line) = a_line(&asking);
        let line = line.replace(
            &format!("{day};FullDay;;"),
            &format!("{day};FullDay;\"a; b\";"),
        );
        let report = asking.import(csv(&[line]), false, false).await;
        assert_eq!(
            report["errorLines"].as_array().unwrap().len(),
            errors,
            "{value}"
        );
    }
}

#[tokio::test]
async fn the_file_is_taken_from_its_part_or_from_any() {
    for (value, status) in [("documented", 400), ("any", 200)] {
        let asking = with("upload-part", value).await;
        let other = Form::new().part("file", Part::bytes(csv(&[])).file_name("file.csv"));
        let path = format!("{IMPORTS}?create=true&overrideUserLocations=true");
        let request = asking.signed(Method::POST, &path).multipart(other);
        assert_eq!(
            asking.send(request).await.unwrap().status,
            status,
            "{value}"
        );
    }
}

#[tokio::test]
async fn a_faulty_file_is_refused_or_reported() {
    for (value, status) in [("refused", 400), ("reported", 200)] {
        let asking = with("faulty-files", value).await;
        assert_eq!(asking.upload("no bom", true, true).await.status, status);
    }
}

#[tokio::test]
async fn an_early_report_is_missing_or_empty() {
    for (value, status) in [("not-found", 404), ("empty", 200)] {
        let asking = with("early-report", value).await;
        let summary_id = asking.upload(csv(&[]), true, true).await.ok()["summaryId"].clone();
        let path = format!(
            "{IMPORTS}/results?summaryId={}",
            summary_id.as_str().unwrap()
        );
        assert_eq!(asking.get(&path).await.status, status);
    }
}

#[tokio::test]
async fn an_upload_is_answered_with_an_object_or_a_text() {
    for (value, is_object) in [("object", true), ("bare", false)] {
        let asking = with("summary-id", value).await;
        let answer = asking.upload(csv(&[]), true, true).await.ok();
        assert_eq!(
            (answer.is_object(), answer.is_string()),
            (is_object, !is_object)
        );
    }
}

#[tokio::test]
async fn a_report_leaves_wrong_cells_out_or_repeats_them() {
    for (value, date) in [("left-out", None), ("as-sent", Some("soon"))] {
        let asking = with("report-cells", value).await;
        let lines = ["nobody;Paris;;soon;sometime;;".to_owned()];
        let report = asking.import(csv(&lines), true, true).await;
        let line = &report["errorLines"][0]["line"];
        assert_eq!(line.get("date").and_then(Value::as_str), date);
        assert_eq!(line.get("position").is_some(), date.is_some());
    }
}

#[tokio::test]
async fn totals_count_what_is_shown_what_is_live_or_more() {
    for value in ["shown", "live", "more"] {
        let asking = with("totals", value).await;
        for list in ["user-locations", "work-locations"] {
            let rows = all(&asking, list).await;
            let live = rows
                .iter()
                .filter(|row| row["status"] != "Deleted" && row["isActive"] != false)
                .count();
            assert!(live < rows.len());
            let page = asking
                .office(&format!("/{list}?fields.root=count"))
                .await
                .ok();
            let total = page["count"].as_u64().unwrap() as usize;
            match value {
                "shown" => assert_eq!(total, rows.len()),
                "live" => assert_eq!(total, live),
                _ => assert!(total > rows.len()),
            }
        }
        let users = asking.users("fields=id,collection.count").await.ok();
        let (total, shown) = (
            users["data"]["count"].as_u64().unwrap(),
            items(&users).len() as u64,
        );
        assert_eq!(total > shown, value == "more");
    }
}

#[tokio::test]
async fn lists_come_in_the_order_of_the_run() {
    for value in ["by-id", "by-date", "newest-first", "changing"] {
        let asking = with("list-order", value).await;
        let expected = asking.sandbox.company().user_locations().len();
        let rows = all(&asking, "user-locations").await;
        let id = |row: &Value| row["id"].as_u64().unwrap();
        let day = |row: &Value| row["date"].as_str().unwrap().to_owned();
        assert_eq!(
            rows.len(),
            expected,
            "as many rows as there are, whichever they be"
        );
        let unique: BTreeSet<u64> = rows.iter().map(id).collect();
        match value {
            "by-id" => assert!(rows.is_sorted_by_key(id)),
            "by-date" => assert!(rows.is_sorted_by_key(day) && unique.len() == expected),
            "newest-first" => assert!(rows.iter().rev().is_sorted_by_key(id)),
            _ => {
                assert!(
                    unique.len() < expected,
                    "pages repeat rows and leave rows out"
                );
                let whole = asking.office("/work-locations?limit=1000").await.ok();
                let places = asking.sandbox.company().work_locations().len();
                assert_eq!(ids(&whole).len(), places, "one page is whole");
            }
        }
        let users = asking
            .users("paging=0,1000&fields=id,dtContractStart")
            .await
            .ok();
        let ids: Vec<u64> = items(&users).iter().map(id).collect();
        assert_eq!(ids.is_sorted(), value == "by-id", "{value}");
        let asked = asking.users("paging=0,1000&orderBy=id,asc").await.ok();
        assert!(
            items(&asked).is_sorted_by_key(id),
            "what was asked for is kept to"
        );
    }
    // A new row comes where the order wants it.
    let asking = with("list-order", "by-date").await;
    let before = all(&asking, "user-locations").await.len();
    let company = asking.sandbox.company();
    let free = |user: &&lucca_sandbox::User| {
        user.is_employed_on(TODAY)
            && company
                .user_locations()
                .live(user.id, TODAY)
                .next()
                .is_none()
    };
    let user = company.users().iter().find(free).unwrap();
    let line = format!("{};Paris;;{TODAY};FullDay;;", user.login);
    asking.import(csv(&[line]), true, false).await;
    let rows = all(&asking, "user-locations").await;
    let new = rows
        .iter()
        .position(|row| row["ownerId"] == user.id && row["date"] == TODAY.to_string())
        .unwrap();
    assert!(new < before && rows.len() == before + 1);
}

#[tokio::test]
async fn large_pages_are_refused_or_cut_down() {
    let asking = with("page-bound", "none").await;
    assert_eq!(
        asking.office("/user-locations?limit=1001").await.status,
        400
    );
    assert_eq!(asking.users("paging=0,1001").await.status, 400);
    let asking = with("page-bound", "7").await;
    for limit in [5, 7, 1_000, 5_000] {
        let second = asking
            .office(&format!("/user-locations?limit={limit}&page=2"))
            .await
            .ok();
        assert_eq!(items(&second).len(), limit.min(7));
        let company = asking.sandbox.company();
        let first = company.user_locations().iter().nth(limit.min(7)).unwrap();
        assert_eq!(items(&second)[0]["id"], first.id, "pages follow each other");
        let users = asking.users(&format!("paging=0,{limit}")).await.ok();
        assert_eq!(items(&users).len(), limit.min(7));
    }
    assert_eq!(
        asking.sandbox.requests().last().unwrap().odd,
        ["page cut down to 7 rows"]
    );
}

#[tokio::test]
async fn behind_the_last_page_is_nothing_or_the_last_page_again() {
    for value in ["empty", "last-page"] {
        let asking = with("past-the-end", value).await;
        let total = asking.sandbox.company().user_locations().len();
        let last = total.div_ceil(1_000);
        for page in [last, last + 1, last + 50] {
            let rows = asking
                .office(&format!("/user-locations?limit=1000&page={page}"))
                .await
                .ok();
            let expected = if page == last || value == "last-page" {
                total % 1_000
            } else {
                0
            };
            assert_eq!(items(&rows).len(), expected, "{value} {page}");
        }
        let users = asking.users("paging=5000,10").await.ok();
        assert_eq!(items(&users).is_empty(), value == "empty");
    }
}

#[tokio::test]
async fn pages_have_tokens_or_none() {
    let asking = with("page-tokens", "absent").await;
    assert_eq!(
        names(&asking.office("/work-locations").await.ok()),
        ["items"]
    );
    let asking = with("page-tokens", "present").await;
    let total = asking.sandbox.company().work_locations().len();
    for (page, prev, next) in [
        (1, Value::Null, json!("2")),
        (total, json!((total - 1).to_string()), Value::Null),
    ] {
        let page = asking
            .office(&format!("/work-locations?limit=1&page={page}"))
            .await
            .ok();
        assert_eq!((&page["prev"], &page["next"]), (&prev, &next));
    }
}

#[tokio::test]
async fn deleted_rows_are_listed_or_left_out() {
    for (value, listed) in [("listed", true), ("left-out", false)] {
        let asking = with("deleted-rows", value).await;
        let company = asking.sandbox.company();
        let deleted = company
            .user_locations()
            .iter()
            .find(|row| row.status == Status::Deleted)
            .unwrap();
        let rows = all(&asking, "user-locations").await;
        assert_eq!(rows.iter().any(|row| row["id"] == deleted.id), listed);
        let by_id = asking
            .office(&format!("/user-locations/{}", deleted.id))
            .await
            .ok();
        assert_eq!(by_id["status"], "Deleted");
    }
    // A row that is deleted now is left out from now on.
    let asking = with("deleted-rows", "left-out").await;
    let before = all(&asking, "user-locations").await.len();
    let company = asking.sandbox.company();
    let row = a_full_day(&company);
    let login = &company.user(row.owner_id).unwrap().login;
    asking
        .import(
            csv(&[format!("{login};;;{};FullDay;;true", row.date)]),
            true,
            false,
        )
        .await;
    assert_eq!(all(&asking, "user-locations").await.len(), before - 1);
}

#[tokio::test]
async fn a_deletion_shows_in_the_status_or_in_deleted_at_alone() {
    for (value, status) in [("status", "Deleted"), ("deleted-at", "Approved")] {
        let asking = with("deletion-mark", value).await;
        let company = asking.sandbox.company();
        let deleted = company
            .user_locations()
            .iter()
            .find(|row| row.deleted_at.is_some())
            .unwrap();
        let by_id = asking
            .office(&format!("/user-locations/{}", deleted.id))
            .await
            .ok();
        assert_eq!(by_id["status"], status);
        assert!(by_id["deletedAt"].is_string());
        let rows = all(&asking, "user-locations").await;
        assert!(rows.contains(&by_id));
    }
}

#[tokio::test]
async fn keys_of_floors_are_texts_or_numbers() {
    for (value, is_text) in [("text", true), ("number", false)] {
        let asking = with("floor-keys", value).await;
        let list = asking.office("/work-locations?limit=1000").await.ok();
        let office = items(&list)
            .iter()
            .find(|place| place["office"]["showAreas"] == true);
        let office = &office.unwrap()["office"];
        let keys: Vec<&Value> = office["floors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|floor| &floor["key"])
            .collect();
        assert!(
            !keys.is_empty()
                && keys
                    .iter()
                    .all(|key| key.is_string() == is_text && key.is_u64() != is_text)
        );
        for area in office["areas"].as_array().unwrap() {
            assert!(area["floorKey"].is_null() || keys.contains(&&area["floorKey"]));
        }
    }
}

#[tokio::test]
async fn users_come_in_the_envelope_of_the_run() {
    for value in ["data", "header", "bare"] {
        let asking = with("users-envelope", value).await;
        let list = asking.users("fields=id,collection.count").await.ok();
        let one = asking.get("/api/v3/users/2?fields=id").await.ok();
        let count = asking.users("fields=collection.count").await.ok();
        match value {
            "data" => {
                assert_eq!((names(&list), names(&one)), (vec!["data"], vec!["data"]));
                assert_eq!(names(&count["data"]), ["count"]);
            }
            "header" => {
                assert_eq!(
                    (names(&list), names(&one)),
                    (vec!["header", "data"], vec!["header", "data"])
                );
                assert_eq!(names(&list["data"]), ["items", "count"]);
            }
            _ => {
                assert_eq!(
                    (names(&list), names(&one)),
                    (vec!["items", "count"], vec!["id"])
                );
                assert_eq!(names(&count), ["count"]);
            }
        }
    }
}

#[tokio::test]
async fn ids_of_other_things_end_in_id_or_in_upper_case() {
    for (value, expected) in [
        ("Id", ["id", "managerId", "departmentId", "externalId"]),
        ("ID", ["id", "managerID", "departmentID", "externalId"]),
    ] {
        let asking = with("id-spelling", value).await;
        let users = asking
            .users("paging=0,1000&fields=managerId,departmentId,externalId")
            .await
            .ok();
        let whole = items(&users)
            .iter()
            .find(|user| names(user).len() == 4 && user[expected[1]].is_u64());
        assert_eq!(names(whole.unwrap()), expected);
    }
}

#[tokio::test]
async fn a_missing_user_is_a_404_or_a_500() {
    for (value, status) in [("not-found", 404), ("server-error", 500)] {
        let asking = with("missing-user", value).await;
        let answer = asking.get("/api/v3/users/999999").await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.json()["Message"] == "User Not Found", status == 500);
        assert_eq!(asking.office("/user-locations/999999").await.status, 404);
    }
}

#[tokio::test]
async fn a_property_without_a_value_is_absent_or_null() {
    for (value, is_there) in [("left-out", false), ("null", true)] {
        let asking = with("missing-values", value).await;
        let company = asking.sandbox.company();
        let without = company
            .users()
            .iter()
            .find(|user| user.external_id.is_none())
            .unwrap();
        let user = asking
            .get(&format!("/api/v3/users/{}?fields=externalId", without.id))
            .await
            .ok();
        assert_eq!(user["data"].get("externalId").is_some(), is_there);
    }
}

#[tokio::test]
async fn properties_are_hidden_from_every_key_or_from_none() {
    for (value, shown) in [
        ("none", vec!["id", "birthDate", "login", "manager"]),
        ("birthDate,login", vec!["id", "manager"]),
    ] {
        let asking = with("hidden-properties", value).await;
        let user = asking
            .get("/api/v3/users/2?fields=birthDate,login,manager.login")
            .await
            .ok();
        assert_eq!(names(&user["data"]), shown);
        assert_eq!(
            user["data"]["manager"].get("login").is_some(),
            value == "none"
        );
        let found = asking.users("login=ugroseille").await.ok();
        assert_eq!(
            items(&found).is_empty(),
            value != "none",
            "asking does not tell either"
        );
    }
}

#[tokio::test]
async fn until_a_day_includes_it_or_not() {
    for (value, included) in [("start", false), ("end", true)] {
        let asking = with("until-day", value).await;
        let company = asking.sandbox.company();
        let user = company
            .users()
            .iter()
            .find(|user| user.modified_at.hour() > 0)
            .unwrap();
        let day = user.modified_at.date();
        let found = asking
            .found(&format!("id={}&modifiedAt=until,{day}", user.id))
            .await;
        assert_eq!(!found.is_empty(), included);
    }
}

#[tokio::test]
async fn the_last_day_of_a_contract_is_one_or_not() {
    for (value, is_employed) in [("inclusive", true), ("exclusive", false)] {
        let mut company = builder().make_company().unwrap();
        let path = std::env::temp_dir().join(format!(
            "lucca-sandbox-end-{}-{value}.json",
            std::process::id()
        ));
        company.save(&path).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let user = company
            .users()
            .iter()
            .find(|user| user.dt_contract_end.is_none() && user.dt_contract_start < TODAY)
            .unwrap()
            .clone();
        let old = format!("\"id\":{},", user.id);
        let line = text
            .lines()
            .find(|line| line.starts_with(&format!("{{{old}")) && line.contains("\"login\""))
            .unwrap();
        let ends = line.replace(
            "\"dtContractEnd\":null",
            &format!("\"dtContractEnd\":\"{TODAY}\""),
        );
        company =
            lucca_sandbox::Company::from_json(&text.replace(line, &ends), "ends today").unwrap();
        let asking = Asking::of(builder().company(company)).await;
        set(&asking, "contract-end", value).await;
        let listed = ids(&asking.users("paging=0,1000").await.ok());
        assert_eq!(listed.contains(&u64::from(user.id)), is_employed);
        let line = format!("{};Paris;;{TODAY};FullDay;;", user.login);
        let report = asking.import(csv(&[line]), false, true).await;
        assert_eq!(
            report["errorLines"].as_array().unwrap().is_empty(),
            is_employed
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
