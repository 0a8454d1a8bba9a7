//! Plans and undos over HTTP.

use lucca_sandbox::{DeletionMark, Operation, Sandbox};
use lucca_sdk::office::Position;
use lucca_sdk::office::imports::StoredRun;
use lucca_sdk::schedule::{Directory, Existing, Rules, Schedule};
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::random_company::random;
use crate::small_company::{Account, MONDAY, Row, TUESDAY, company};

#[tokio::test]
async fn a_plan_uploads_only_the_difference_and_writes_the_way_back_first() {
    let account = Account::holding(&[
        (0, MONDAY, "FullDay", 1, Some(11)),
        (1, MONDAY, "FullDay", 2, None),
        (2, MONDAY, "FullDay", 3, None),
    ])
    .await;
    let before = account.halves();
    let wanted = Schedule::new()
        .at("jdupont", MONDAY, Position::FullDay, "Paris")
        .area("B1")
        .at("mlefevre", MONDAY, Position::FullDay, "Remote work")
        .remove("pmartin", MONDAY, Position::FullDay)
        .at("zoé", TUESDAY, Position::FirstHalf, "Paris");
    let plan = account
        .imports()
        .plan(wanted.clone(), Existing::Replace)
        .await
        .unwrap();
    assert_eq!(
        plan.to_string(),
        "2 rows place, 1 row removes; half days: 1 created, 2 replaced, 2 deleted, 2 already so"
    );
    assert_eq!(plan.losses().count(), 2);
    assert_eq!(account.requests(Operation::UploadUserLocations), 0);

    let directory = tempfile::tempdir().unwrap();
    let (run, empty) = (directory.path().join("run"), directory.path().join("empty"));
    let report = plan.store_in(&run).await.unwrap();
    assert!(report.is_success());
    assert_eq!(account.sandbox.imports()[0].lines, 3, "only the difference");

    // The same again: nothing differs, nothing is sent.
    let again = account
        .imports()
        .plan(wanted.clone(), Existing::Replace)
        .await
        .unwrap();
    assert!(again.is_empty());
    let report = again.store_in(&empty).await.unwrap();
    assert_eq!((report.created, report.deleted), (Some(0), Some(0)));
    assert!(!StoredRun::read(&empty).unwrap().has_undo());
    assert_eq!(account.requests(Operation::UploadUserLocations), 1);

    // A directory holds one run, and a way back that is not overwritten.
    let plan = account.imports().undo(&run).unwrap().await.unwrap();
    let error = plan.store_in(&run).await.unwrap_err();
    assert!(error.is_finished(), "{error}");
    assert_eq!(account.requests(Operation::UploadUserLocations), 1);
    plan.in_memory().await.unwrap();
    assert_eq!(account.halves(), before);
}

#[tokio::test]
async fn a_full_day_shrinks_to_a_half_in_two_imports() {
    let account = Account::holding(&[(0, MONDAY, "FullDay", 1, Some(11))]).await;
    let wanted = Schedule::new().remove("jdupont", MONDAY, Position::FirstHalf);
    let plan = account
        .imports()
        .plan(wanted, Existing::Replace)
        .await
        .unwrap();
    assert_eq!(plan.steps().len(), 2);
    let report = plan.in_memory().await.unwrap();
    assert_eq!((report.created, report.deleted), (Some(1), Some(1)));
    assert_eq!(report.summary_ids.len(), 2);
    assert_eq!(
        account.halves(),
        [(("jdupont".to_owned(), MONDAY, 2), [(1, Some(11))].into())].into()
    );
}

#[tokio::test]
async fn a_plan_is_held_back_by_the_check_unless_the_caller_says_so() {
    let account = Account::holding(&[]).await;
    let wanted = Schedule::new()
        .at("nobody", MONDAY, Position::FullDay, "Paris")
        .at("jdupont", MONDAY, Position::FullDay, "Paris");
    let error = account
        .imports()
        .plan(wanted.clone(), Existing::Replace)
        .await
        .unwrap_err();
    assert_eq!(error.findings().unwrap().error_count(), 1);
    let request = account.imports().plan(wanted, Existing::Replace);
    let plan = request.despite_errors().await.unwrap();
    assert_eq!(
        (plan.counts().created, plan.findings().error_count()),
        (2, 1)
    );
    assert_eq!(plan.rows(), 1, "the unknown login is left out");
}

#[tokio::test]
async fn a_check_that_would_have_no_effect_is_refused() {
    let account = Account::holding(&[]).await;
    let wanted = Schedule::new().at("jdupont", MONDAY, Position::FullDay, "Paris");
    let imports = account.imports();
    let plan = imports.plan(wanted, Existing::Replace).await.unwrap();
    let requests = [
        plan.in_memory().unchecked(),
        plan.analyze().despite_errors(),
        imports.resume("nowhere").check_against(Directory::new()),
    ];
    for request in requests {
        let error = request.await.unwrap_err();
        assert!(error.to_string().contains("no check can be set"), "{error}");
    }
    assert_eq!(account.requests(Operation::UploadUserLocations), 0);
}

#[tokio::test]
async fn a_plan_counts_those_who_are_there_already_against_the_capacity() {
    // Area B1 holds 10, work location Paris 40; the company is small, so the area is made smaller by those who stay.
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..9 {
        rows.push((1, MONDAY, "FirstHalf", 1, Some(11)));
    }
    rows.push((2, MONDAY, "FullDay", 1, Some(11)));
    let account = Account::holding(&rows).await;
    let wanted = Schedule::new()
        .at("jdupont", MONDAY, Position::FullDay, "Paris")
        .area("B1")
        .remove("zoé", MONDAY, Position::FullDay);
    let alone = wanted.check(&account.client).await.unwrap();
    assert!(alone.is_empty(), "{alone}");
    let plan = account
        .imports()
        .plan(wanted, Existing::Replace)
        .await
        .unwrap();
    assert_eq!(
        plan.findings().to_string(),
        "entry 1: warning: areaName: area \"B1\" of \"Paris\" holds 10, and 11 people are placed there (FirstHalf)"
    );
}

/// state → run the plan → run its undo = the state; the plan run twice changes nothing the second time.
#[tokio::test]
async fn for_random_companies_and_schedules_a_plan_makes_it_true_and_its_undo_takes_it_back() {
    let config = Config {
        rng_seed: RngSeed::Fixed(6),
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    for case in 0..40 {
        let (rows, wanted) = random(&mut runner);
        let account = Account::holding(&rows).await;
        let before = account.halves();
        let imports = account.imports();
        let describe = || format!("case {case}: {rows:?} {wanted:?}");

        let plan = imports
            .plan(wanted.clone(), Existing::Replace)
            .despite_errors()
            .await
            .unwrap();
        let undo = plan.undo().clone();
        let report = plan.in_memory().await.unwrap();
        assert!(
            report.is_success(),
            "{:?} {}",
            report
                .errors
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
            describe()
        );
        let after = account.halves();

        let again = imports
            .plan(wanted.clone(), Existing::Replace)
            .despite_errors()
            .await
            .unwrap();
        assert!(again.is_empty(), "{}", describe());
        again.in_memory().await.unwrap();
        assert_eq!(account.halves(), after, "{}", describe());

        let back = imports
            .plan(undo, Rules::from(Existing::Replace).exact_areas())
            .despite_errors()
            .await
            .unwrap();
        assert!(
            back.in_memory().await.unwrap().is_success(),
            "{}",
            describe()
        );
        assert_eq!(account.halves(), before, "{}", describe());
    }
}

#[tokio::test]
async fn a_row_that_is_deleted_by_its_date_alone_holds_nothing() {
    let builder = Sandbox::builder().company(company(&[(0, MONDAY, "FullDay", 1, None)]));
    let builder = builder.behaviour(|account| account.deletion_mark = DeletionMark::DeletedAt);
    let account = Account::of(builder).await;
    let plan = async |schedule| {
        let plan = account.imports().plan(schedule, Existing::Replace);
        plan.await.unwrap()
    };
    let removal = Schedule::new().remove("jdupont", MONDAY, Position::FullDay);
    plan(removal.clone()).await.in_memory().await.unwrap();
    assert!(plan(removal).await.is_empty());
    let again = Schedule::new().at("jdupont", MONDAY, Position::FullDay, "Paris");
    assert_eq!(plan(again).await.counts().created, 2);
}
