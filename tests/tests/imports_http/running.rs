//! Check, upload, progress, report.

use std::time::Duration;

use futures::TryStreamExt as _;
use lucca_sandbox::{ImportProgress, ImportSettings, Operation, SummaryIdForm};
use lucca_sdk::office::Position;
use lucca_sdk::office::imports::{Mode, Outcome, Progress};
use lucca_sdk::schedule::{Directory, Existing, KnownUser, Schedule};

use crate::small_company::{Account, MONDAY, TUESDAY, company};

fn schedule() -> Schedule {
    Schedule::new()
        .at("jdupont", MONDAY, Position::FullDay, "Paris")
        .area("B1")
        .comment("=1+1; \"quoted\"\r\nand on")
        .at("zoé", MONDAY, Position::FirstHalf, "Lyon; rive \"gauche\"")
        .remove("mlefevre", MONDAY, Position::FullDay)
}

#[tokio::test]
async fn a_run_changes_what_the_schedule_says_and_reports_it() {
    let account = Account::holding(&[
        (1, MONDAY, "FullDay", 1, None),
        (0, MONDAY, "FullDay", 3, None),
        (0, TUESDAY, "FullDay", 3, None),
    ])
    .await;
    let report = account
        .imports()
        .run(schedule(), Existing::Replace)
        .await
        .unwrap();
    assert!(report.is_success());
    assert_eq!((report.created, report.deleted), (Some(2), Some(1)));
    assert_eq!(report.descriptions.len(), 2);
    assert_eq!(
        format!("{report:?}"),
        format!("Report({report})"),
        "Lucca's sentences name people"
    );
    assert_eq!(
        report.findings.warning_count(),
        1,
        "the cell that looks like a formula"
    );
    assert_eq!(
        report.to_string(),
        "created or changed: 2, deleted: 1, errors: 0, warnings: 0"
    );
    let expected = [
        (("jdupont".to_owned(), MONDAY, 1), [(1, Some(11))].into()),
        (("jdupont".to_owned(), MONDAY, 2), [(1, Some(11))].into()),
        (("jdupont".to_owned(), TUESDAY, 1), [(3, None)].into()),
        (("jdupont".to_owned(), TUESDAY, 2), [(3, None)].into()),
        (("zoé".to_owned(), MONDAY, 1), [(2, None)].into()),
    ];
    assert_eq!(account.halves(), expected.into());
    assert_eq!(account.requests(Operation::UploadUserLocations), 1);
    let record = account.sandbox.imports().remove(0);
    assert!(record.create && record.override_user_locations);
}

#[tokio::test]
async fn an_analysis_reports_the_same_and_changes_nothing() {
    let account = Account::holding(&[(1, MONDAY, "FullDay", 1, None)]).await;
    let before = account.halves();
    let report = account
        .imports()
        .analyze(schedule(), Existing::Keep)
        .await
        .unwrap();
    assert_eq!((report.created, report.deleted), (Some(2), Some(1)));
    assert_eq!(account.halves(), before);
    let record = account.sandbox.imports().remove(0);
    assert!(!record.create && !record.override_user_locations);
}

#[tokio::test]
async fn nothing_is_uploaded_if_the_check_finds_errors() {
    let account = Account::holding(&[]).await;
    let wrong = Schedule::new()
        .at("jdupond", MONDAY, Position::FullDay, "Paris")
        .at("jdupont", MONDAY, Position::FullDay, "Lille")
        .at("mlefevre", MONDAY, Position::FullDay, "Paris")
        .area("B3");
    let error = account
        .imports()
        .run(wrong.clone(), Existing::Replace)
        .await
        .unwrap_err();
    assert_eq!(
        error.findings().unwrap().to_string(),
        "entry 1: login: no user has the login \"jdupond\"; did you mean \"jdupont\"?\n\
         entry 2: workLocationName: the work location \"Lille\" is not active; expected an active one\n\
         entry 3: areaName: the work location \"Paris\" has no area \"B3\""
    );
    assert_eq!(
        error.to_string(),
        "nothing was sent: the check found 3 errors, the first at entry 1: unknown login"
    );
    let lists = Directory::new().user(KnownUser::new("somebody else"));
    let offline = account
        .imports()
        .run(wrong.clone(), Existing::Replace)
        .check_against(lists);
    assert_eq!(
        offline.await.unwrap_err().findings().unwrap().error_count(),
        3
    );
    let empty = account
        .imports()
        .run(Schedule::new(), Existing::Replace)
        .unchecked();
    assert!(empty.await.unwrap_err().findings().is_some());
    assert_eq!(account.requests(Operation::UploadUserLocations), 0);

    // Unless the caller says so: then Lucca judges.
    let report = account
        .imports()
        .run(wrong.clone(), Existing::Replace)
        .despite_errors()
        .await
        .unwrap();
    assert_eq!((report.errors.len(), report.findings.error_count()), (3, 3));
    let report = account
        .imports()
        .run(wrong, Existing::Replace)
        .unchecked()
        .await
        .unwrap();
    assert_eq!((report.errors.len(), report.findings.error_count()), (3, 0));
}

#[tokio::test]
async fn whatever_progress_a_server_tells_the_import_ends_with_its_report() {
    for (told, shown) in [
        (vec![100], vec![100]),
        (
            vec![0, 0, 0, 60, 60, 60, 60, 100],
            vec![0, 0, 0, 60, 60, 60, 60, 100],
        ),
        (vec![10, 80, 20, 5, 90, 100], vec![10, 80, 80, 80, 90, 100]),
        (vec![-7, 50, 250], vec![0, 50, 100]),
    ] {
        let settings = ImportSettings::default().progress(ImportProgress::Polls(told.clone()));
        let account = Account::with(company(&[]), settings).await;
        let schedule = Schedule::new().at("jdupont", MONDAY, Position::FullDay, "Paris");
        let mut import = account
            .imports()
            .run(schedule, Existing::Replace)
            .start()
            .await
            .unwrap();
        assert!(import.report().is_none());
        let id = import.summary_ids().next().unwrap().clone();
        let seen: Vec<Progress> = import.progress().try_collect().await.unwrap();
        assert_eq!(
            seen.iter()
                .map(|progress| progress.percent)
                .collect::<Vec<_>>(),
            shown
        );
        assert_eq!(
            seen.iter()
                .filter_map(|progress| progress.said)
                .collect::<Vec<_>>(),
            told
        );
        assert!(
            seen.iter()
                .all(|progress| progress.summary_id == id && progress.parts == 1)
        );
        assert_eq!(import.wait().await.unwrap().created, Some(1));
        assert_eq!(import.report().unwrap().created, Some(1));
        assert_eq!(
            account.requests(Operation::ImportResults),
            1,
            "the report is read once"
        );
    }
}

#[tokio::test]
async fn an_import_that_never_ends_is_given_up_at_the_deadline() {
    let settings = ImportSettings::default().progress(ImportProgress::Polls(vec![0, 99]));
    let account = Account::with(company(&[]), settings).await;
    let schedule = Schedule::new().at("jdupont", MONDAY, Position::FullDay, "Paris");
    let start = lucca_sdk::transport::Clock::now(&account.clock);
    let error = account
        .imports()
        .run(schedule, Existing::Replace)
        .deadline(Duration::from_secs(600))
        .await
        .unwrap_err();
    assert!(error.is_deadline_exceeded(), "{error}");
    let waited = lucca_sdk::transport::Clock::now(&account.clock) - start;
    assert!((595..=600).contains(&waited.as_secs()), "{waited:?}");
    let looks = account.requests(Operation::ImportProgress);
    assert!((30..=50).contains(&looks), "{looks} looks in ten minutes");
}

#[tokio::test]
async fn a_wait_can_be_extended() {
    let settings =
        ImportSettings::default().progress(ImportProgress::Polls(vec![1, 2, 3, 4, 5, 100]));
    let account = Account::with(company(&[]), settings).await;
    let schedule = Schedule::new().at("jdupont", MONDAY, Position::FullDay, "Paris");
    let request = account.imports().run(schedule, Existing::Replace);
    let mut import = request
        .deadline(Duration::from_secs(4))
        .start()
        .await
        .unwrap();
    assert!(import.wait().await.unwrap_err().is_deadline_exceeded());
    import.extend(Duration::MAX);
    assert!(import.wait().await.unwrap().is_success());
    assert_eq!(account.sandbox.imports().len(), 1);
}

#[tokio::test]
async fn a_bare_summary_id_and_a_report_of_nulls_are_understood() {
    let settings = ImportSettings::default().null_reports();
    let account = Account::with(company(&[]), settings).await;
    account
        .sandbox
        .behave(|account| account.summary_id = SummaryIdForm::Bare);
    let schedule = Schedule::new().at("jdupont", MONDAY, Position::FullDay, "Paris");
    let report = account
        .imports()
        .run(schedule, Existing::Replace)
        .await
        .unwrap();
    assert_eq!((report.created, report.deleted), (None, None));
    assert_eq!(report.outcome(), Outcome::Unknown);
    assert_eq!(
        report.summary_ids[0].as_str(),
        account.sandbox.imports()[0].summary_id
    );
    assert_eq!(
        report.to_string(),
        "created or changed: unknown, deleted: unknown, errors: 0, warnings: 0; \
         of 1 parts it is not known what came of them"
    );
}

#[tokio::test]
async fn the_four_calls_can_be_made_one_by_one() {
    let account = Account::holding(&[]).await;
    let imports = account.imports();
    let mut csv = Vec::new();
    schedule().write_csv(&mut csv).unwrap();
    let analysis = imports
        .upload(csv.clone(), Mode::Analysis, Existing::Replace)
        .await
        .unwrap();
    while imports.progress(&analysis).await.unwrap() < Some(100) {}
    let report = imports.analysis(&analysis).await.unwrap();
    assert_eq!(report.created().unwrap().count, Some(2));
    assert!(imports.results(&analysis).await.unwrap_err().is_not_found());

    let run = imports
        .upload(csv, Mode::Run, Existing::Keep)
        .await
        .unwrap();
    while imports.progress(&run).await.unwrap() < Some(100) {}
    assert_eq!(
        imports
            .results(&run)
            .await
            .unwrap()
            .created()
            .unwrap()
            .count,
        Some(2)
    );
}

#[tokio::test]
async fn a_hundred_rows_go_up_in_parts_that_keep_days_together() {
    let account = Account::holding(&[]).await;
    let mut schedule = Schedule::new();
    for position in [Position::FirstHalf, Position::SecondHalf] {
        for day in 1..=25 {
            for login in ["jdupont", "zoé"] {
                schedule = schedule.at(
                    login,
                    jiff::civil::date(2025, 8, day),
                    position.clone(),
                    "Remote work",
                );
            }
        }
    }
    let whole = Account::holding(&[]).await;
    let expected = whole
        .imports()
        .run(schedule.clone(), Existing::Replace)
        .await
        .unwrap();

    let mut import = account
        .imports()
        .run(schedule, Existing::Replace)
        .max_part_bytes(1500)
        .start()
        .await
        .unwrap();
    let seen: Vec<Progress> = import.progress().try_collect().await.unwrap();
    let parts = import.summary_ids().count();
    assert!(parts > 2, "{parts} parts");
    assert!(seen.iter().map(|progress| progress.percent).is_sorted());
    assert_eq!(seen.last().unwrap().percent, 100);
    assert_eq!(seen.last().unwrap().part, parts);
    let report = import.wait().await.unwrap();
    assert_eq!(report.created, expected.created);
    assert_eq!(report.descriptions.len(), expected.descriptions.len());
    assert_eq!(report.warnings.len(), expected.warnings.len());
    assert_eq!(account.sandbox.imports().len(), parts);
    assert_eq!(account.halves(), whole.halves());
}
