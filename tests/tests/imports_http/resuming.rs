//! Crashes and doubt: one import in the end, never two.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::StreamExt as _;
use lucca_sandbox::{ImportEffect, ImportedStatus, Operation, Sandbox, Trouble, TroubleAnswer};
use lucca_sdk::http::StatusCode;
use lucca_sdk::office::Position;
use lucca_sdk::office::imports::{ImportRequest, Mode, Outcome, Report, RunState, StoredRun};
use lucca_sdk::schedule::{Existing, Plan, RowState, Schedule, Verdict};
use tempfile::TempDir;

use crate::small_company::{Account, Halves, MONDAY, Row, TUESDAY, company};

const HELD_IN_AREA: [Row; 1] = [(0, MONDAY, "FullDay", 1, Some(11))];
const HELD: [Row; 1] = [(1, MONDAY, "FullDay", 1, None)];
const QUARTER_OF_AN_HOUR: Duration = Duration::from_secs(15 * 60);

fn schedule() -> Schedule {
    sound().at("nobody", MONDAY, Position::FirstHalf, "Paris")
}

fn sound() -> Schedule {
    Schedule::new()
        .at("jdupont", MONDAY, Position::FullDay, "Paris")
        .at("jdupont", TUESDAY, Position::FullDay, "Remote work")
        .remove("mlefevre", MONDAY, Position::FullDay)
        .at("zoé", MONDAY, Position::FirstHalf, "Paris")
}

/// A place for runs, and the path of one.
fn run() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    (directory, run)
}

fn request(account: &Account, run: &Path) -> ImportRequest {
    let request = account.imports().run(schedule(), Existing::Replace);
    request.unchecked().store_in(run)
}

/// All that a report says, but for Lucca's ids and what the check found.
fn told(report: &Report) -> String {
    let lines = |lines: &[lucca_sdk::office::imports::ReportedLine]| {
        let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        lines.join("; ")
    };
    format!(
        "{report} {:?} {} {}",
        report.descriptions.to_vec(),
        lines(&report.errors),
        lines(&report.warnings)
    )
}

#[tokio::test]
async fn dropped_between_any_two_steps_an_import_ends_once_with_the_same_report() {
    for max_part_bytes in [usize::MAX, 150] {
        let whole = Account::holding(&HELD).await;
        let (_directory, path) = run();
        let import = request(&whole, &path).max_part_bytes(max_part_bytes);
        let expected = import.await.unwrap();
        let uploads = whole.sandbox.imports().len();
        let looks = whole.requests(Operation::ImportProgress);
        assert_eq!(uploads > 1, max_part_bytes == 150);

        // After the first upload, and after each look.
        for steps in 0..=looks {
            let account = Account::holding(&HELD).await;
            let (_directory, path) = run();
            let import = request(&account, &path).max_part_bytes(max_part_bytes);
            let mut import = import.start().await.unwrap();
            {
                let mut progress = import.progress();
                for _ in 0..steps {
                    progress.next().await.unwrap().unwrap();
                }
            }
            drop(import);

            let report = account.imports().resume(&path).await.unwrap();
            assert_eq!(
                told(&report),
                told(&expected),
                "dropped after {steps} looks"
            );
            assert_eq!(account.sandbox.imports().len(), uploads, "{steps} looks");
            assert_eq!(account.halves(), whole.halves());
            // Once more, after its end: nothing happens, and the report is the same.
            let requests = account.sandbox.requests().len();
            let again = account.imports().resume(&path).await.unwrap();
            assert_eq!(told(&again), told(&expected));
            assert_eq!(account.sandbox.requests().len(), requests);
            assert_eq!(StoredRun::read(&path).unwrap().state(), RunState::Finished);
        }
    }
}

/// Ways in which an upload's answer gets lost, and whether Lucca has acted.
fn losses() -> Vec<(&'static str, Trouble, bool)> {
    let answer = |status| TroubleAnswer::new(StatusCode::from_u16(status).unwrap());
    vec![
        ("reset on arrival", Trouble::ResetOnArrival, false),
        ("reset before the answer", Trouble::ResetBeforeHeaders, true),
        ("reset in the answer", Trouble::ResetMidBody, true),
        ("answer cut off", Trouble::Truncate, true),
        ("no answer body", Trouble::EmptyBody, true),
        ("a web page", Trouble::HtmlPage, true),
        ("half of the JSON", Trouble::MalformedBody, true),
        (
            "an answer without an id",
            Trouble::Drop {
                property: "summaryId".to_owned(),
            },
            true,
        ),
        (
            "502 after acting",
            Trouble::Answer(answer(502).after_acting()),
            true,
        ),
        ("502 before acting", Trouble::Answer(answer(502)), false),
        ("500", Trouble::Answer(answer(500)), false),
        ("408", Trouble::Answer(answer(408)), false),
        (
            "408 after acting",
            Trouble::Answer(answer(408).after_acting()),
            true,
        ),
    ]
}

#[tokio::test]
async fn an_upload_in_doubt_is_never_repeated_before_it_is_cleared_up() {
    for (how, trouble, acted) in losses() {
        let account = Account::holding(&HELD).await;
        account
            .sandbox
            .trouble()
            .on(Operation::UploadUserLocations)
            .trouble(trouble)
            .times(1);
        let (_directory, path) = run();
        let request = account.imports().run(sound(), Existing::Replace);
        let error = request.store_in(&path).await.unwrap_err();
        let doubt = error.doubt().unwrap_or_else(|| panic!("{how}: {error}"));
        assert_eq!((doubt.rows, doubt.part, doubt.parts), (4, 1, 1), "{how}");
        assert_eq!(doubt.checksum.len(), 64);
        assert_eq!(error.directory(), Some(path.as_path()));
        assert_eq!(account.sandbox.imports().len(), usize::from(acted), "{how}");

        // Neither taken up, nor begun again, nor undone.
        assert!(matches!(
            StoredRun::read(&path).unwrap().state(),
            RunState::InDoubt(_)
        ));
        let imports = account.imports();
        let resumed = imports.resume(&path).await;
        assert!(resumed.unwrap_err().doubt().is_some(), "{how}");
        let again = imports.run(sound(), Existing::Replace).store_in(&path);
        assert!(again.await.unwrap_err().doubt().is_some(), "{how}");
        assert!(imports.undo(&path).unwrap_err().doubt().is_some(), "{how}");
        assert_eq!(
            account.requests(Operation::UploadUserLocations),
            1,
            "{how}: nothing was sent again"
        );

        let found = imports.reconcile(&path).await.unwrap();
        let (at_once, later) = match acted {
            true => (Verdict::Applied, None),
            false => (Verdict::TooEarly, Some(Verdict::NotApplied)),
        };
        assert_eq!(found.verdict(), at_once, "{how}");
        if let Some(later) = later {
            assert!(imports.resume(&path).await.unwrap_err().doubt().is_some());
            account.clock.advance(QUARTER_OF_AN_HOUR);
            let found = imports.reconcile(&path).await.unwrap();
            assert_eq!(found.verdict(), later, "{how}");
        }
        let report = imports.resume(&path).await.unwrap();
        // What was too slow goes up in two halves.
        let uploads = if how == "408" { 2 } else { 1 };
        assert_eq!(account.sandbox.imports().len(), uploads, "{how}");
        assert_eq!(report.unreported_parts, usize::from(acted), "{how}");
        let outcome = match acted {
            true => Outcome::Unknown,
            false => Outcome::Success,
        };
        assert_eq!(report.outcome(), outcome, "{how}");
        let found = imports.compare(&sound(), Existing::Replace).await.unwrap();
        assert_eq!(found.verdict(), Verdict::Applied, "{how}");
    }
}

#[tokio::test]
async fn two_equal_looks_some_minutes_apart_settle_a_doubt() {
    let account = Account::holding(&HELD).await;
    let trouble = account.sandbox.trouble();
    trouble
        .on(Operation::UploadUserLocations)
        .trouble(Trouble::ResetOnArrival)
        .times(1);
    let (_directory, path) = run();
    request(&account, &path).await.unwrap_err();
    let verdict = async || account.imports().reconcile(&path).await.unwrap().verdict();
    assert_eq!(verdict().await, Verdict::TooEarly);
    account.clock.advance(Duration::from_secs(60));
    assert_eq!(verdict().await, Verdict::TooEarly);
    // Something moves: the looks begin anew.
    let one = Schedule::new().at("jdupont", MONDAY, Position::FullDay, "Paris");
    account.imports().run(one, Existing::Replace).await.unwrap();
    account.clock.advance(Duration::from_secs(120));
    assert_eq!(verdict().await, Verdict::TooEarly);
    account.clock.advance(Duration::from_secs(180));
    assert_eq!(verdict().await, Verdict::Partly);
    // Only what is not there yet is sent.
    account.imports().resume(&path).await.unwrap();
    assert_eq!(account.sandbox.imports().last().unwrap().lines, 4);
}

#[tokio::test]
async fn an_upload_that_was_refused_is_no_doubt_and_can_be_resumed() {
    for status in [401, 403, 404, 413] {
        let account = Account::holding(&HELD).await;
        let status = StatusCode::from_u16(status).unwrap();
        account
            .sandbox
            .trouble()
            .on(Operation::UploadUserLocations)
            .status(status)
            .times(1);
        let (_directory, path) = run();
        let error = request(&account, &path).await.unwrap_err();
        assert!(error.doubt().is_none(), "{error}");
        assert_eq!(error.call_error().unwrap().status(), Some(status));
        account.imports().resume(&path).await.unwrap();
        assert_eq!(account.sandbox.imports().len(), 1);
    }
}

#[tokio::test]
async fn a_simulation_is_never_in_doubt_and_is_cut_smaller_where_it_was_too_slow() {
    let account = Account::holding(&HELD).await;
    let trouble = |trouble| {
        let desk = account.sandbox.trouble();
        desk.on(Operation::UploadUserLocations)
            .trouble(trouble)
            .times(1);
    };
    trouble(Trouble::ResetBeforeHeaders);
    let (_directory, path) = run();
    let request = account.imports().analyze(schedule(), Existing::Replace);
    let error = request.unchecked().store_in(&path).await.unwrap_err();
    assert!(error.doubt().is_none(), "{error}");
    trouble(Trouble::Answer(TroubleAnswer::new(
        StatusCode::REQUEST_TIMEOUT,
    )));
    let report = account.imports().resume(&path).await.unwrap();
    assert_eq!(report.errors.len(), 1);
    assert_eq!(report.summary_ids.len(), 2);
    assert_eq!(StoredRun::read(&path).unwrap().mode(), Mode::Analysis);
}

#[tokio::test]
async fn the_process_that_dies_during_the_upload_leaves_a_doubt_behind() {
    let account = Account::holding(&HELD).await;
    account
        .sandbox
        .trouble()
        .on(Operation::UploadUserLocations)
        .stall()
        .times(1);
    let (_directory, path) = run();
    let upload = tokio::spawn(request(&account, &path).start());
    while account.sandbox.imports().is_empty() {
        tokio::task::yield_now().await;
    }
    // While it lives, nobody else works on the run.
    let other = account.imports().resume(&path).await.unwrap_err();
    assert!(other.is_locked(), "{other}");
    upload.abort();
    assert!(upload.await.unwrap_err().is_cancelled());
    let resumed = account.imports().resume(&path).await;
    assert!(resumed.unwrap_err().doubt().is_some());
    assert_eq!(account.sandbox.imports().len(), 1);
}

#[tokio::test]
async fn what_was_partly_applied_is_told_row_by_row() {
    let account = Account::holding(&HELD).await;
    let first: Schedule = sound().iter().take(1).cloned().collect();
    let imports = account.imports();
    imports.run(first, Existing::Replace).await.unwrap();
    let found = imports.compare(&sound(), Existing::Replace).await.unwrap();
    assert_eq!(found.verdict(), Verdict::Partly);
    let states: Vec<RowState> = found.rows().map(|(_, state)| state).collect();
    let otherwise = RowState::Otherwise;
    assert_eq!(
        states,
        [RowState::AsWanted, otherwise, otherwise, otherwise]
    );
    // Rows on days that are filled tell nothing of an import that fills only empty days.
    let other = Schedule::new().at("jdupont", MONDAY, Position::FullDay, "Remote work");
    let found = imports.compare(&other, Existing::Keep).await.unwrap();
    assert_eq!(found.rows().next().unwrap().1, RowState::DayNotEmpty);
    assert_eq!(account.requests(Operation::UploadUserLocations), 1);
}

#[tokio::test]
async fn a_directory_holds_one_run_of_one_account() {
    let account = Account::holding(&HELD).await;
    let (_directory, path) = run();
    let import = request(&account, &path).max_part_bytes(150);
    drop(import.start().await.unwrap());
    let other = schedule().at("zoé", TUESDAY, Position::FullDay, "Paris");
    let request_of = |schedule: Schedule, existing| {
        let request = account.imports().run(schedule, existing);
        request.unchecked().store_in(&path)
    };
    for request in [
        request_of(other, Existing::Replace),
        request_of(schedule(), Existing::Keep),
    ] {
        let error = request.await.unwrap_err();
        assert!(error.is_other_run(), "{error}");
    }
    let stranger = Account::holding(&HELD).await;
    for error in [
        stranger.imports().resume(&path).await.unwrap_err(),
        stranger.imports().reconcile(&path).await.unwrap_err(),
        request(&stranger, &path).await.unwrap_err(),
        stranger.imports().undo(&path).unwrap_err(),
    ] {
        assert!(error.is_other_run(), "{error}");
        assert!(error.to_string().contains(account.sandbox.base_url()));
    }
    assert!(stranger.sandbox.imports().is_empty());
    // The same rows are taken up, and the end is the end.
    let report = request_of(schedule(), Existing::Replace).await.unwrap();
    let uploads = account.sandbox.imports().len();
    assert_eq!(report.summary_ids.len(), uploads);
    let error = request_of(schedule(), Existing::Replace).await.unwrap_err();
    assert!(error.is_finished(), "{error}");
    assert_eq!(account.sandbox.imports().len(), uploads);
}

#[tokio::test]
async fn what_is_damaged_or_of_another_version_is_refused_before_anything_is_sent() {
    type Damage = (&'static str, fn(&Path));
    let damages: [Damage; 8] = [
        ("a cell that changed", |run| {
            let csv = fs::read_to_string(run.join("part-0002.csv")).unwrap();
            fs::write(run.join("part-0002.csv"), csv.replace("false", "true")).unwrap();
        }),
        ("a part that is gone", |run| {
            fs::remove_file(run.join("part-0002.csv")).unwrap();
        }),
        ("rows that are gone", |run| {
            fs::write(run.join("part-0003.rows.json"), "[]").unwrap();
        }),
        ("a row that changed where it is compared", |run| {
            let rows = fs::read_to_string(run.join("part-0002.rows.json")).unwrap();
            let other = rows.replace("2025-09-2", "2025-10-2");
            assert_ne!(rows, other);
            fs::write(run.join("part-0002.rows.json"), other).unwrap();
        }),
        ("half of the record", |run| {
            let record = fs::read(run.join("run.json")).unwrap();
            fs::write(run.join("run.json"), &record[..record.len() / 2]).unwrap();
        }),
        ("a record that is none", |run| {
            fs::write(run.join("run.json"), "{}").unwrap();
        }),
        ("a record of tomorrow", |run| {
            let record = fs::read_to_string(run.join("run.json")).unwrap();
            let later = record.replace("\"version\": 1", "\"version\": 2");
            fs::write(run.join("run.json"), later).unwrap();
        }),
        ("a record that reaches outside", |run| {
            let record = fs::read_to_string(run.join("run.json")).unwrap();
            let out = record.replace("\"part-0002\"", "\"../part-0002\"");
            fs::write(run.join("run.json"), out).unwrap();
        }),
    ];
    for (how, damage) in damages {
        let account = Account::holding(&HELD).await;
        let (_directory, path) = run();
        drop(
            request(&account, &path)
                .max_part_bytes(150)
                .start()
                .await
                .unwrap(),
        );
        damage(&path);
        for error in [
            account.imports().resume(&path).await.unwrap_err(),
            request(&account, &path).await.unwrap_err(),
        ] {
            assert!(error.is_storage(), "{how}: {error}");
            assert!(error.doubt().is_none(), "{how}: {error}");
        }
        assert_eq!(account.sandbox.imports().len(), 1, "{how}");
    }
}

#[tokio::test]
async fn a_directory_that_cannot_be_used_keeps_the_upload_back() {
    let account = Account::holding(&HELD).await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let documents = directory.path().join("documents");
    fs::create_dir(&documents).unwrap();
    fs::write(documents.join("letter.txt"), "").unwrap();
    for path in [file.clone(), file.join("run"), documents] {
        let error = request(&account, &path).await.unwrap_err();
        assert!(error.is_storage(), "{error}");
    }
    let error = account
        .imports()
        .resume(directory.path().join("none"))
        .await
        .unwrap_err();
    assert!(error.is_storage(), "{error}");
    assert!(!directory.path().join("none").exists());
    assert_eq!(account.requests(Operation::UploadUserLocations), 0);
}

#[tokio::test]
async fn half_a_day_is_put_back_by_whoever_resumes_between_the_two_steps() {
    let held: [Row; 2] = [
        (0, MONDAY, "FullDay", 1, Some(11)),
        (1, MONDAY, "FullDay", 3, None),
    ];
    let account = Account::holding(&held).await;
    let before = account.halves();
    let wanted = Schedule::new()
        .remove("jdupont", MONDAY, Position::FirstHalf)
        .remove("mlefevre", MONDAY, Position::SecondHalf);
    let (_directory, path) = run();
    let plan = account.imports().plan(wanted, Existing::Replace);
    let plan = plan.await.unwrap();
    let mut import = plan.store_in(&path).start().await.unwrap();
    // The first step is done, and the process dies before the second.
    while account.requests(Operation::ImportResults) == 0 {
        import.progress().next().await.unwrap().unwrap();
        if account.requests(Operation::ImportProgress) == 4 {
            break;
        }
    }
    drop(import);
    assert!(account.halves().is_empty());
    let report = account.imports().resume(&path).await.unwrap();
    assert!(report.is_success(), "{report}");
    assert_eq!(report.summary_ids.len(), 2);
    let mut expected = before.clone();
    expected.remove(&("jdupont".to_owned(), MONDAY, 1));
    expected.remove(&("mlefevre".to_owned(), MONDAY, 2));
    assert_eq!(account.halves(), expected);
    let undo = account.imports().undo(&path).unwrap().await.unwrap();
    undo.in_memory().await.unwrap();
    assert_eq!(account.halves(), before);
    // A way back that was changed is none.
    let way_back = fs::read_to_string(path.join("undo.csv")).unwrap();
    fs::write(path.join("undo.csv"), way_back.replace("Paris", "Lyon")).unwrap();
    let error = account.imports().undo(&path).unwrap_err();
    assert!(error.is_storage(), "{error}");
}

#[tokio::test]
async fn who_was_refused_in_the_first_step_stays_and_everybody_else_is_put_back() {
    let held: [Row; 2] = [
        (0, MONDAY, "FullDay", 1, Some(11)),
        (1, MONDAY, "FullDay", 3, None),
    ];
    // The line is refused and says whose it is, or only its number, or nothing.
    for drops in [&[][..], &["line"], &["line", "lineNumber"]] {
        let account = Account::holding(&held).await;
        let wanted = Schedule::new()
            .remove("jdupont", MONDAY, Position::FirstHalf)
            .remove("mlefevre", MONDAY, Position::SecondHalf);
        let plan = account.imports().plan(wanted, Existing::Replace);
        let plan = plan.await.unwrap();
        // Somebody else has taken one of them away since: there is nothing to remove.
        let other = Schedule::new().remove("jdupont", MONDAY, Position::FullDay);
        let run_other = account.imports().run(other, Existing::Replace);
        run_other.await.unwrap();
        for property in drops {
            let trouble = Trouble::Drop {
                property: (*property).to_owned(),
            };
            let desk = account.sandbox.trouble();
            desk.on(Operation::ImportResults).trouble(trouble).always();
        }
        let (_directory, path) = run();
        let report = plan.store_in(&path).await.unwrap();
        assert_eq!(report.outcome(), Outcome::Failure, "{drops:?}: {report}");
        // Where nobody can say whose line it is, the day itself is looked at: it is empty, as the step wants it.
        let is_tied = drops.len() < 2;
        let not_run: Vec<&str> = report.not_run.iter().map(|row| row.login()).collect();
        let mut halves: Halves = [(("mlefevre".to_owned(), MONDAY, 1), [(3, None)].into())].into();
        match is_tied {
            true => assert_eq!(not_run, ["jdupont"], "{drops:?}: {report}"),
            false => {
                assert!(not_run.is_empty(), "{drops:?}: {report}");
                halves = Halves::from_iter(
                    halves
                        .into_iter()
                        .chain([(("jdupont".to_owned(), MONDAY, 2), [(1, Some(11))].into())]),
                );
            }
        }
        assert_eq!(account.halves(), halves, "{drops:?}");
        // Told again, whoever asks.
        let again = account.imports().resume(&path).await.unwrap();
        assert_eq!(again.not_run.len(), not_run.len());
        let stored = StoredRun::read(&path).unwrap();
        assert_eq!(stored.not_run().len(), not_run.len());
    }
}

/// Loses the next upload on its way, and goes on a quarter of an hour later.
async fn lose_the_upload_and_go_on(account: &Account, request: ImportRequest, path: &Path) {
    let trouble = account.sandbox.trouble();
    trouble
        .on(Operation::UploadUserLocations)
        .trouble(Trouble::ResetOnArrival)
        .times(1);
    let error = request.store_in(path).await.unwrap_err();
    assert!(error.doubt().is_some(), "{error}");
    account.clock.advance(QUARTER_OF_AN_HOUR);
    let imports = account.imports();
    imports.reconcile(path).await.unwrap();
    imports.resume(path).await.unwrap();
}

#[tokio::test]
async fn the_half_that_stays_is_sent_again_with_the_half_that_moves() {
    let account = Account::holding(&HELD_IN_AREA).await;
    // The first half is as wanted already, but moving the second takes the full day away.
    let wanted = Schedule::new()
        .at("jdupont", MONDAY, Position::SecondHalf, "Remote work")
        .at("zoé", MONDAY, Position::FullDay, "Paris");
    let (_directory, path) = run();
    let plan = account.imports().plan(wanted, Existing::Replace);
    let request = plan.await.unwrap().in_memory();
    lose_the_upload_and_go_on(&account, request, &path).await;
    let halves: Halves = [
        (("jdupont".to_owned(), MONDAY, 1), [(1, Some(11))].into()),
        (("jdupont".to_owned(), MONDAY, 2), [(3, None)].into()),
        (("zoé".to_owned(), MONDAY, 1), [(1, None)].into()),
        (("zoé".to_owned(), MONDAY, 2), [(1, None)].into()),
    ]
    .into();
    assert_eq!(account.halves(), halves);
}

#[tokio::test]
async fn an_undo_in_doubt_takes_no_other_area_for_the_one_that_was() {
    let account = Account::holding(&[(0, MONDAY, "FullDay", 1, None)]).await;
    let before = account.halves();
    let wanted = Schedule::new()
        .at("jdupont", MONDAY, Position::FullDay, "Paris")
        .area("B1");
    let (_directory, path) = run();
    let plan = account.imports().plan(wanted, Existing::Replace);
    plan.await.unwrap().store_in(&path).await.unwrap();
    assert_ne!(account.halves(), before);
    let (_directory, undo) = run();
    let back = account.imports().undo(&path).unwrap().await.unwrap();
    lose_the_upload_and_go_on(&account, back.in_memory(), &undo).await;
    assert_eq!(account.halves(), before);
}

#[tokio::test]
async fn a_plan_that_is_stale_when_it_is_run_is_refused() {
    let account = Account::holding(&HELD).await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("plan.json");
    let plan = account.imports().plan(sound(), Existing::Replace);
    plan.await.unwrap().save(&file).unwrap();

    let approved = account.imports().planned(Plan::read(&file).unwrap());
    let report = approved.analyze().await.unwrap();
    assert_eq!(report.created, Some(3));
    let moved = Schedule::new().at("jdupont", MONDAY, Position::FullDay, "Remote work");
    account
        .imports()
        .run(moved, Existing::Replace)
        .await
        .unwrap();
    let uploads = account.sandbox.imports().len();
    let error = approved.store_in(directory.path().join("run")).await;
    let error = error.unwrap_err();
    assert!(error.is_stale(), "{error}");
    assert_eq!(account.sandbox.imports().len(), uploads);

    let now = approved.refresh().await.unwrap();
    assert_ne!(now.plan(), approved.plan());
    let report = now.store_in(directory.path().join("run")).await.unwrap();
    assert!(report.is_success());
}

#[tokio::test]
async fn an_import_that_left_pending_rows_is_never_said_not_to_have_been_applied() {
    let builder = Sandbox::builder().company(company(&[]));
    let builder = builder.behaviour(|account| {
        account.import_effect = ImportEffect::Partial;
        account.imported_status = ImportedStatus::Pending;
    });
    let account = Account::of(builder).await;
    let both = Schedule::new()
        .at("jdupont", MONDAY, Position::FullDay, "Paris")
        .at("zoé", MONDAY, Position::FullDay, "Paris");
    let imports = account.imports();
    imports.run(both.clone(), Existing::Replace).await.unwrap();
    let found = imports.compare(&both, Existing::Replace).await.unwrap();
    let states: Vec<RowState> = found.rows().map(|(_, state)| state).collect();
    assert_eq!(states, [RowState::Unclear, RowState::Otherwise]);
    assert_eq!(found.verdict(), Verdict::Partly);
}
