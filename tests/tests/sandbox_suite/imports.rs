//! Imports: the file's rules, what a line does, progress, reports.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use lucca_sandbox::{
    Company, EarlyReport, FaultyFiles, ImportProgress, ImportSettings, ManualClock, Position,
    ReportCells, Status, SummaryIdForm, UploadPart, User, UserLocation, WorkLocationType,
};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::asking::{Asking, OFFICE, builder, csv, names};

pub(crate) const IMPORTS: &str = "/work-locations/public/api/imports/user-locations";

/// Somebody who works the whole of some day that is still empty for them, and that day.
pub(crate) fn somebody_free(company: &Company) -> (&User, Date) {
    let day = |user: &User| {
        (0..200)
            .map(|days| {
                company
                    .today()
                    .checked_add(jiff::Span::new().days(days))
                    .unwrap()
            })
            .find(|&day| {
                company.working_halves(user, day) == [true, true]
                    && company.user_locations().live(user.id, day).next().is_none()
            })
    };
    company
        .users()
        .iter()
        .find_map(|user| Some((user, day(user)?)))
        .unwrap()
}

/// A row of a whole day that says where somebody is.
pub(crate) fn a_full_day(company: &Company) -> UserLocation {
    company
        .user_locations()
        .iter()
        .find(|row| {
            row.position == Position::FullDay
                && row.status == Status::Approved
                && row.date > company.today()
        })
        .unwrap()
}

pub(crate) fn live(
    company: &Company,
    user: u32,
    day: Date,
) -> Vec<(Position, String, Option<u32>)> {
    let place = |row: &UserLocation| {
        company
            .work_location(row.work_location_id)
            .unwrap()
            .name
            .clone()
    };
    company
        .user_locations()
        .live(user, day)
        .map(|row| (row.position, place(&row), row.area_id))
        .collect()
}

pub(crate) fn count(report: &Value, block: &str) -> u64 {
    report[block]["count"].as_u64().unwrap()
}

#[tokio::test]
async fn a_simulation_says_what_would_be_and_changes_nothing() {
    let asking = Asking::start().await;
    let before = asking.sandbox.company();
    let (user, day) = somebody_free(&before);
    let report = asking
        .import(
            csv(&[format!("{};Paris;A0;{day};FullDay;;", user.login)]),
            false,
            false,
        )
        .await;
    assert_eq!(
        names(&report),
        [
            "summaryId",
            "validUserLocationsToCreateSummary",
            "userLocationsToDeleteSummary",
            "globalErrorSummary",
            "errorLines",
            "warningLines",
            "errorFileUri"
        ]
    );
    assert_eq!(count(&report, "validUserLocationsToCreateSummary"), 1);
    assert_eq!(count(&report, "userLocationsToDeleteSummary"), 0);
    assert!(report["globalErrorSummary"].is_null() && report["errorFileUri"].is_null());
    let description = report["validUserLocationsToCreateSummary"]["descriptions"][0]
        .as_str()
        .unwrap();
    assert_eq!(
        description,
        format!(
            "Created user location for {} on {}",
            user.name(),
            day.strftime("%Y/%m/%d")
        )
    );
    assert_eq!(*asking.sandbox.company(), *before);
    assert!(!asking.sandbox.imports()[0].create);
}

#[tokio::test]
async fn an_import_is_seen_in_the_list_and_cannot_be_repeated_on_filled_days() {
    let asking = Asking::start().await;
    let before = asking.sandbox.company();
    let (user, day) = somebody_free(&before);
    let file = csv(&[format!(
        "{};Paris;A0;{day};FullDay;with a comment;false",
        user.login
    )]);
    let report = asking.import(file.clone(), true, false).await;
    assert_eq!(count(&report, "userLocationsCreatedSummary"), 1);

    let after = asking.sandbox.company();
    let area = after.work_locations()[0].area("A0").unwrap().id;
    assert_eq!(
        live(&after, user.id, day),
        [(Position::FullDay, "Paris".to_owned(), Some(area))]
    );
    let total = after.user_locations().len();
    assert_eq!(total, before.user_locations().len() + 1);
    let last = asking
        .office(&format!("/user-locations?page={total}&limit=1"))
        .await
        .ok();
    let row = &last["items"][0];
    assert_eq!(
        (row["ownerId"].as_u64(), row["date"].as_str()),
        (Some(u64::from(user.id)), Some(day.to_string().as_str()))
    );
    assert!(
        row["id"].as_u64()
            > before
                .user_locations()
                .iter()
                .last()
                .map(|row| u64::from(row.id))
    );

    // Again without override: the day is not empty any more.
    let again = asking.import(file, true, false).await;
    assert_eq!(count(&again, "userLocationsCreatedSummary"), 0);
    assert_eq!(again["warningLines"][0]["isConflict"], false);
    assert_eq!(asking.sandbox.company().user_locations().len(), total);
    assert_eq!(
        asking
            .sandbox
            .imports()
            .iter()
            .map(|import| import.created)
            .collect::<Vec<_>>(),
        [1, 0]
    );
}

#[tokio::test]
async fn override_replaces_what_is_there() {
    let asking = Asking::start().await;
    let before = asking.sandbox.company();
    let row = a_full_day(&before);
    let (login, day) = (&before.user(row.owner_id).unwrap().login, row.date);

    // The same position: the row moves and keeps its id.
    asking
        .import(
            csv(&[format!("{login};Formation;;{day};FullDay;;")]),
            true,
            true,
        )
        .await;
    let moved = asking.sandbox.company();
    assert_eq!(
        live(&moved, row.owner_id, day),
        [(Position::FullDay, "Formation".to_owned(), None)]
    );
    assert_eq!(moved.user_locations().len(), before.user_locations().len());

    // Another position: the row is deleted, with its id and its place in the list, and another one is made.
    let report = asking
        .import(
            csv(&[format!("{login};Nantes;;{day};SecondHalf;;")]),
            true,
            true,
        )
        .await;
    assert_eq!(
        (
            count(&report, "userLocationsCreatedSummary"),
            count(&report, "userLocationsDeletedSummary")
        ),
        (1, 1)
    );
    let halved = asking.sandbox.company();
    assert_eq!(
        live(&halved, row.owner_id, day),
        [(Position::SecondHalf, "Nantes".to_owned(), None)]
    );
    let old = asking
        .office(&format!("/user-locations/{}", row.id))
        .await
        .ok();
    assert_eq!(
        (old["status"].as_str(), old["deletedAt"].is_string()),
        (Some("Deleted"), true)
    );
    assert_eq!(
        halved
            .user_locations()
            .iter()
            .position(|known| known.id == row.id),
        before
            .user_locations()
            .iter()
            .position(|known| known.id == row.id)
    );

    // Two halves become a day.
    asking
        .import(
            csv(&[format!("{login};Paris;;{day};FirstHalf;;")]),
            true,
            true,
        )
        .await;
    asking
        .import(
            csv(&[format!("{login};Paris;;{day};FullDay;;")]),
            true,
            true,
        )
        .await;
    assert_eq!(
        live(&asking.sandbox.company(), row.owner_id, day),
        [(Position::FullDay, "Paris".to_owned(), None)]
    );
}

#[tokio::test]
async fn a_deletion_deletes_what_lies_within_its_position() {
    let asking = Asking::start().await;
    let before = asking.sandbox.company();
    let row = a_full_day(&before);
    let (login, day) = (&before.user(row.owner_id).unwrap().login, row.date);
    let half = asking
        .import(
            csv(&[format!("{login};;;{day};FirstHalf;;true")]),
            true,
            false,
        )
        .await;
    assert_eq!(
        half["errorLines"][0]["error"], "There is no user location to delete",
        "a day is not within its half"
    );
    let whole = asking
        .import(
            csv(&[format!("{login};;;{day};FullDay;;true")]),
            true,
            false,
        )
        .await;
    assert_eq!(
        (
            count(&whole, "userLocationsDeletedSummary"),
            count(&whole, "userLocationsCreatedSummary")
        ),
        (1, 0)
    );
    let after = asking.sandbox.company();
    assert!(live(&after, row.owner_id, day).is_empty());
    let deleted = after.user_locations().get(row.id).unwrap();
    assert_eq!(
        (deleted.status, deleted.deleted_at.is_some()),
        (Status::Deleted, true)
    );
    assert_eq!(after.user_locations().len(), before.user_locations().len());

    // A whole day can become a half in one file.
    let row = a_full_day(&after);
    let (login, day) = (&after.user(row.owner_id).unwrap().login, row.date);
    let report = asking
        .import(
            csv(&[
                format!("{login};;;{day};FullDay;;true"),
                format!("{login};Lyon;;{day};FirstHalf;;"),
            ]),
            true,
            false,
        )
        .await;
    assert_eq!(
        report["errorLines"].as_array().unwrap().len(),
        1,
        "there is no office in Lyon"
    );
    let report = asking
        .import(
            csv(&[format!("{login};Paris;;{day};FirstHalf;;")]),
            true,
            false,
        )
        .await;
    assert_eq!(count(&report, "userLocationsCreatedSummary"), 1);
}

#[tokio::test]
async fn each_wrong_line_is_reported_and_the_others_are_imported() {
    let asking = Asking::start().await;
    let company = asking.sandbox.company();
    let (user, day) = somebody_free(&company);
    let login = &user.login;
    let former = &company
        .users()
        .iter()
        .find(|user| user.is_former_on(company.today()))
        .unwrap()
        .login;
    let closed = company
        .work_locations()
        .iter()
        .find(|place| !place.is_active)
        .unwrap();
    assert_eq!(closed.kind, WorkLocationType::Office);
    let lines = [
        format!("{login};Paris;;{day};FirstHalf;;"),
        format!("nobody;Paris;;{day};FullDay;;"),
        format!("{login};Atlantis;;{day};FullDay;;"),
        format!("{login};{};;{day};FullDay;;", closed.name),
        format!("{login};Paris;Z9;{day};FullDay;;"),
        format!("{login};Télétravail;A0;{day};FullDay;;"),
        format!("{login};Paris;;{};FullDay;;", day.strftime("%d/%m/%Y")),
        format!("{login};Paris;;2026-02-30;FullDay;;"),
        format!("{login};Paris;;{day};fullday;;"),
        format!("{login};Paris;;{day};FullDay;;yes"),
        format!("{login};Paris;;{day};FirstHalf;;"),
        format!("{login};Paris;;{day};FullDay;;"),
        format!("{former};Paris;;{day};FullDay;;"),
        format!("{login};Paris;;{day}"),
        format!(
            "{login};Paris;;{};SecondHalf;\"two\r\nlines\";",
            day.strftime("%Y/%m/%d")
        ),
    ];
    let report = asking.import(csv(&lines), true, false).await;
    assert_eq!(
        count(&report, "userLocationsCreatedSummary"),
        2,
        "{report:#}"
    );
    let errors: Vec<(u64, &str)> = report["errorLines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            (
                line["lineNumber"].as_u64().unwrap(),
                line["error"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        errors,
        [
            (3, "User doesn't exist"),
            (4, "User location doesn't exist"),
            (5, "User location doesn't exist"),
            (6, "Area doesn't exist in this work location"),
            (7, "Area doesn't exist in this work location"),
            (8, "The date must be YYYY-MM-DD or YYYY/MM/DD"),
            (9, "The date must be YYYY-MM-DD or YYYY/MM/DD"),
            (10, "The position must be FullDay, FirstHalf or SecondHalf"),
            (11, "isDeletion must be true or false"),
            (12, "Duplicate of line 2"),
            (13, "Duplicate of line 2"),
            (14, "The user has no contract on this date"),
            (15, "The line has more or fewer cells than the header"),
        ]
    );
    let line = &report["errorLines"][1]["line"];
    assert_eq!(
        names(line),
        [
            "login",
            "firstname",
            "lastname",
            "worklocationName",
            "areaName",
            "date",
            "position",
            "comment",
            "isDeletion"
        ]
    );
    assert_eq!(
        (line["firstname"].as_str(), line["areaName"].as_str()),
        (Some(user.first_name.as_str()), Some(""))
    );
    assert!(
        report["globalErrorSummary"]
            .as_str()
            .unwrap()
            .contains("13")
    );
    let after = asking.sandbox.company();
    assert_eq!(live(&after, user.id, day).len(), 2);
}

#[tokio::test]
async fn a_conflict_with_a_day_off_is_a_warning() {
    let asking = Asking::of(builder().people(100)).await;
    let company = asking.sandbox.company();
    let user = company
        .users()
        .iter()
        .find(|user| user.is_employed_on(company.today()))
        .unwrap();
    let on_leave = company
        .users()
        .iter()
        .find(|user| {
            user.days_off
                .iter()
                .any(|off| user.is_employed_on(off.from))
        })
        .unwrap();
    let leave = on_leave.days_off[0].from;
    let lines = [
        format!("{};Paris;;2026-03-08;FullDay;;", user.login),
        format!("{};Paris;;{leave};FullDay;;", on_leave.login),
    ];
    let report = asking.import(csv(&lines), true, true).await;
    let warnings = report["warningLines"].as_array().unwrap();
    assert_eq!(warnings.len(), 2, "a Sunday and a leave: {report:#}");
    for (warning, number) in warnings.iter().zip([2, 3]) {
        assert_eq!(
            (
                warning["lineNumber"].as_u64(),
                warning["isConflict"].as_bool()
            ),
            (Some(number), Some(true))
        );
    }
    assert_eq!(
        count(&report, "userLocationsCreatedSummary"),
        2,
        "warned lines are imported"
    );
}

#[tokio::test]
async fn the_file_has_rules() {
    let asking = Asking::start().await;
    let header = "login;workLocationName;date;position\r\n";
    let bom = "\u{feff}";
    for (file, says) in [
        (Vec::new(), "empty"),
        (header.as_bytes().to_vec(), "BOM"),
        (
            format!("{bom}{}", header.replace(';', ",")).into_bytes(),
            "semicolon",
        ),
        (
            format!("{bom}{}", header.replace("login", "Login")).into_bytes(),
            "Login",
        ),
        (
            format!("{bom}login;date;position\r\n").into_bytes(),
            "workLocationName",
        ),
        (
            format!("{bom}{}", header.replace("position", "position;login")).into_bytes(),
            "twice",
        ),
        (
            [
                bom.as_bytes(),
                header.as_bytes(),
                b"\xe9;Paris;2026-03-04;FullDay",
            ]
            .concat(),
            "UTF-8",
        ),
    ] {
        let answer = asking.upload(file.clone(), true, true).await;
        assert_eq!(answer.status, 400, "{says}");
        assert!(
            answer.json()["errors"]["office-import.csv"][0]
                .as_str()
                .unwrap()
                .contains(says),
            "{}",
            answer.text
        );
    }
    assert!(asking.sandbox.imports().is_empty());
    let tolerated = format!("{bom}firstName;lastName;position;date;workLocationName;login\r\n");
    assert_eq!(
        asking.upload(tolerated, true, true).await.status,
        200,
        "any order, and names are tolerated"
    );

    let reporting =
        Asking::of(builder().behaviour(|account| account.faulty_files = FaultyFiles::Reported))
            .await;
    let report = reporting.import(header, true, true).await;
    assert!(
        report["globalErrorSummary"]
            .as_str()
            .unwrap()
            .contains("BOM")
    );
    assert_eq!(count(&report, "userLocationsCreatedSummary"), 0);
}

#[tokio::test]
async fn an_upload_must_be_what_the_guide_says() {
    let asking = Asking::start().await;
    for query in [
        "",
        "create=true",
        "overrideUserLocations=true",
        "create=1&overrideUserLocations=true",
        "create=True&overrideUserLocations=true",
        "create=true&create=false&overrideUserLocations=true",
        "create=&overrideUserLocations=true",
    ] {
        assert_eq!(
            asking
                .send(asking.upload_request(csv(&[]), query))
                .await
                .unwrap()
                .status,
            400,
            "{query}"
        );
    }
    let path = format!("{IMPORTS}?create=true&overrideUserLocations=true");
    let plain = asking
        .signed(Method::POST, &path)
        .header("Content-Type", "text/csv")
        .body(csv(&[]));
    assert_eq!(asking.send(plain).await.unwrap().status, 400);
    let other = Form::new().part("file", Part::bytes(csv(&[])).file_name("file.csv"));
    assert_eq!(
        asking
            .send(asking.signed(Method::POST, &path).multipart(other))
            .await
            .unwrap()
            .status,
        400
    );
    let garbage = asking
        .signed(Method::POST, &path)
        .header("Content-Type", "multipart/form-data; boundary=b")
        .body("--c\r\nnothing");
    assert_eq!(asking.send(garbage).await.unwrap().status, 400);
    assert!(asking.sandbox.imports().is_empty());

    let lenient =
        Asking::of(builder().behaviour(|account| account.upload_part = UploadPart::Any)).await;
    let other = Form::new().part("file", Part::bytes(csv(&[])).file_name("file.csv"));
    assert_eq!(
        lenient
            .send(lenient.signed(Method::POST, &path).multipart(other))
            .await
            .unwrap()
            .status,
        200
    );
}

#[tokio::test]
async fn progress_follows_its_script_and_the_report_waits_for_its_end() {
    for (settings, told) in [
        (ImportSettings::default(), vec![0, 35, 80, 100, 100]),
        (
            ImportSettings::default().progress(ImportProgress::Polls(vec![10, 60, 30, 120])),
            vec![10, 60, 30, 120, 120],
        ),
        (
            ImportSettings::default().progress(ImportProgress::Polls(vec![100])),
            vec![100],
        ),
    ] {
        let asking = Asking::of(builder().imports(settings)).await;
        let summary_id = asking.upload(csv(&[]), true, true).await.ok()["summaryId"]
            .as_str()
            .unwrap()
            .to_owned();
        for told in told {
            let progress = asking
                .get(&format!("{IMPORTS}/progress?summaryId={summary_id}"))
                .await
                .ok();
            assert_eq!(progress, serde_json::json!({ "progress": told }));
            let expected = if told >= 100 { 200 } else { 404 };
            assert_eq!(
                asking
                    .get(&format!("{IMPORTS}/results?summaryId={summary_id}"))
                    .await
                    .status,
                expected
            );
        }
        assert_eq!(
            asking
                .get(&format!("{IMPORTS}/analysis?summaryId={summary_id}"))
                .await
                .status,
            404,
            "the other kind of report"
        );
        assert_eq!(
            asking
                .get(&format!("{IMPORTS}/progress?summaryId=unknown"))
                .await
                .status,
            404
        );
        assert_eq!(asking.get(&format!("{IMPORTS}/progress")).await.status, 400);
    }
    let stuck = Asking::of(
        builder()
            .imports(ImportSettings::default().progress(ImportProgress::Polls(vec![42])))
            .behaviour(|account| account.early_report = EarlyReport::Empty),
    )
    .await;
    let summary_id = stuck.upload(csv(&[]), true, true).await.ok()["summaryId"].clone();
    let early = stuck
        .get(&format!(
            "{IMPORTS}/results?summaryId={}",
            summary_id.as_str().unwrap()
        ))
        .await
        .ok();
    assert_eq!(early, serde_json::json!({ "summaryId": summary_id }));
}

#[tokio::test]
async fn progress_can_follow_the_clock_and_imports_can_be_forgotten() {
    let clock = Arc::new(ManualClock::starting_at(
        "2026-03-02T09:00:00Z".parse().unwrap(),
    ));
    let settings = ImportSettings::default()
        .progress(ImportProgress::Clock(Duration::from_secs(40)))
        .lifetime(Duration::from_secs(3_600));
    let asking = Asking::of(builder().clock(clock.clone()).imports(settings)).await;
    let summary_id = asking.upload(csv(&[]), true, true).await.ok()["summaryId"]
        .as_str()
        .unwrap()
        .to_owned();
    for (seconds, told) in [(0, 0), (10, 25), (29, 97), (1, 100)] {
        clock.advance(Duration::from_secs(seconds));
        assert_eq!(
            asking
                .get(&format!("{IMPORTS}/progress?summaryId={summary_id}"))
                .await
                .ok()["progress"],
            told
        );
    }
    assert_eq!(
        asking
            .get(&format!("{IMPORTS}/results?summaryId={summary_id}"))
            .await
            .status,
        200
    );
    clock.advance(Duration::from_secs(3_560));
    assert_eq!(
        asking
            .get(&format!("{IMPORTS}/results?summaryId={summary_id}"))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn answers_take_the_forms_that_the_run_has_chosen() {
    let bare = Asking::of(
        builder()
            .imports(ImportSettings::default().null_reports())
            .behaviour(|account| account.summary_id = SummaryIdForm::Bare),
    )
    .await;
    let summary_id = bare.upload(csv(&[]), true, true).await.ok();
    let report = bare.report(summary_id.as_str().unwrap(), true).await;
    assert!(
        report.as_object().unwrap().len() == 7
            && report.as_object().unwrap().values().all(Value::is_null)
    );

    let failing =
        Asking::of(builder().imports(ImportSettings::default().failing("the moon was in the way")))
            .await;
    let before = failing.sandbox.company();
    let (user, day) = somebody_free(&before);
    let report = failing
        .import(
            csv(&[format!("{};Paris;;{day};FullDay;;", user.login)]),
            true,
            true,
        )
        .await;
    assert_eq!(report["globalErrorSummary"], "the moon was in the way");
    assert_eq!(*failing.sandbox.company(), *before);

    let echoing =
        Asking::of(builder().behaviour(|account| account.report_cells = ReportCells::AsSent)).await;
    let report = echoing
        .import(
            csv(&["nobody;Paris;;soon;sometime;;".to_owned()]),
            true,
            true,
        )
        .await;
    let line = &report["errorLines"][0]["line"];
    assert_eq!(
        (line["date"].as_str(), line["position"].as_str()),
        (Some("soon"), Some("sometime"))
    );
}

#[tokio::test]
async fn the_error_file_is_on_another_host_that_takes_no_key() {
    let asking = Asking::start().await;
    let report = asking
        .import(
            csv(&["nobody;Paris;;2026-03-04;FullDay;a \"word\";".to_owned()]),
            true,
            true,
        )
        .await;
    let address = report["errorFileUri"].as_str().unwrap();
    assert!(!address.starts_with(asking.sandbox.base_url()));
    let file = asking.send(asking.http.get(address)).await.unwrap();
    assert_eq!(file.status, 200);
    assert!(file.text.starts_with("\u{feff}login;"), "{}", file.text);
    assert!(
        file.text.contains("nobody;Paris;;2026-03-04;FullDay;")
            && file.text.contains(";2;User doesn't exist"),
        "{}",
        file.text
    );
    let with_key = asking.http.get(address).header(
        "Authorization",
        format!("lucca application={}", asking.sandbox.api_key()),
    );
    assert_eq!(asking.send(with_key).await.unwrap().status, 400);
    let unknown = address.rsplit_once('/').unwrap().0;
    assert_eq!(
        asking
            .send(asking.http.get(format!("{unknown}/nothing")))
            .await
            .unwrap()
            .status,
        404
    );
    assert_eq!(OFFICE, "/work-locations/public/api");
}

#[tokio::test]
async fn ten_thousand_lines_are_judged_one_by_one() {
    let asking = Asking::of(builder().people(500)).await;
    let company = asking.sandbox.company();
    let mut lines = Vec::new();
    let mut day = company.today();
    'full: loop {
        for user in company
            .users()
            .iter()
            .filter(|user| user.is_employed_on(day))
        {
            if lines.len() == 10_000 {
                break 'full;
            }
            let login = if lines.len() % 100 == 17 {
                "nobody"
            } else {
                &user.login
            };
            lines.push(format!("{login};Paris;;{day};FullDay;;"));
        }
        day = day.tomorrow().unwrap();
    }
    let report = asking.import(csv(&lines), true, true).await;
    let errors: Vec<u64> = report["errorLines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["lineNumber"].as_u64().unwrap())
        .collect();
    assert_eq!(
        errors,
        (0..100)
            .map(|index| index * 100 + 17 + 2)
            .collect::<Vec<u64>>()
    );
    assert_eq!(count(&report, "userLocationsCreatedSummary"), 9_900);
}

/// Twenty megabytes of separators are ten million lines without a person: the account gives up early, and says so.
#[tokio::test]
async fn a_file_of_separators_is_given_up_and_reported() {
    let asking = Asking::start().await;
    let mut file = csv(&[]);
    file.extend(std::iter::repeat_n(*b";\n", 10_000_000).flatten());
    let report = asking.import(file, true, true).await;
    let summary = report["globalErrorSummary"].as_str().unwrap();
    assert!(summary.contains("Nothing was imported"), "{summary}");
    let lines = report["errorLines"].as_array().unwrap().len();
    assert!(
        lines > 1_000 && asking.sandbox.imports()[0].lines < 1_000_000,
        "{lines}"
    );
}
