//! Settings of imports: when they take effect, what they understand, what they tell.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use lucca_sandbox::{ImportEffect, ManualClock, Status};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use super::{a_line, all, set, with};
use crate::asking::{Asking, TODAY, builder, csv};
use crate::imports::{IMPORTS, a_full_day, count, live};

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
