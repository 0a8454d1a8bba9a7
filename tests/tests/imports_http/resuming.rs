//! Crashes and doubt: one import in the end, never two.

use std::sync::{Arc, Mutex};

use futures::StreamExt as _;
use lucca_sandbox::{ImportEffect, ImportedStatus, Operation, Sandbox, Trouble, TroubleAnswer};
use lucca_sdk::http::StatusCode;
use lucca_sdk::office::imports::{ImportHandle, Mode, Report};
use lucca_sdk::schedule::{Position, RowState, Schedule, Verdict};

use crate::small_company::{Account, MONDAY, Row, TUESDAY, company};

const HELD: [Row; 1] = [(1, MONDAY, "FullDay", 1, None)];

fn schedule() -> Schedule {
    Schedule::new()
        .at("jdupont", MONDAY, Position::FullDay, "Paris")
        .at("jdupont", TUESDAY, Position::FullDay, "Remote work")
        .remove("mlefevre", MONDAY, Position::FullDay)
        .at("zoé", MONDAY, Position::FirstHalf, "Paris")
        .at("nobody", MONDAY, Position::FirstHalf, "Paris")
}

/// What is stored of a handle, as a process that is killed leaves it behind.
type Disk = Arc<Mutex<Option<String>>>;

fn storing(
    disk: &Disk,
) -> impl FnMut(&ImportHandle) -> std::io::Result<()> + Send + Sync + 'static {
    let disk = Arc::clone(disk);
    move |handle| {
        *disk.lock().unwrap() = Some(serde_json::to_string(handle)?);
        Ok(())
    }
}

fn stored(disk: &Disk) -> ImportHandle {
    serde_json::from_str(disk.lock().unwrap().as_deref().unwrap()).unwrap()
}

/// All that a report says, but for Lucca's ids.
fn told(report: &Report) -> String {
    format!(
        "{report} {:?} {:?} {:?}",
        report.descriptions.to_vec(),
        report
            .errors
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        report
            .warnings
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
    )
}

#[tokio::test]
async fn killed_between_any_two_steps_an_import_ends_once_with_the_same_report() {
    for max_part_bytes in [usize::MAX, 150] {
        let whole = Account::holding(&HELD).await;
        let request = whole
            .imports()
            .run(schedule())
            .override_existing(true)
            .unchecked();
        let mut import = request
            .max_part_bytes(max_part_bytes)
            .start()
            .await
            .unwrap();
        let expected = import.wait().await.unwrap();
        let uploads = whole.sandbox.imports().len();
        let looks = whole.requests(Operation::ImportProgress);
        assert_eq!(uploads > 1, max_part_bytes == 150);

        // Killed after the first upload, and after each look.
        for steps in 0..=looks {
            let account = Account::holding(&HELD).await;
            let disk = Disk::default();
            let request = account
                .imports()
                .run(schedule())
                .override_existing(true)
                .unchecked();
            let request = request.max_part_bytes(max_part_bytes).keep(storing(&disk));
            let mut import = request.start().await.unwrap();
            {
                let mut progress = import.progress();
                for _ in 0..steps {
                    progress.next().await.unwrap().unwrap();
                }
            }
            drop(import);

            let resumed = account
                .imports()
                .resume(stored(&disk))
                .schedule(schedule())
                .keep(storing(&disk));
            let report = resumed.await.unwrap();
            assert_eq!(told(&report), told(&expected), "killed after {steps} looks");
            assert_eq!(
                account.sandbox.imports().len(),
                uploads,
                "killed after {steps} looks"
            );
            assert_eq!(account.halves(), whole.halves());
            // Once more, after its end: nothing happens, and the report is the same.
            let again = account
                .imports()
                .resume(stored(&disk))
                .schedule(schedule())
                .await
                .unwrap();
            assert_eq!(told(&again), told(&expected));
            assert_eq!(account.sandbox.imports().len(), uploads);
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
    ]
}

#[tokio::test]
async fn an_upload_in_doubt_is_never_repeated_before_it_is_cleared_up() {
    for (how, trouble, acted) in losses() {
        let account = Account::holding(&HELD).await;
        let sound: Schedule = schedule().into_iter().take(4).collect();
        account
            .sandbox
            .trouble()
            .on(Operation::UploadUserLocations)
            .trouble(trouble)
            .times(1);
        let disk = Disk::default();
        let request = account
            .imports()
            .run(sound.clone())
            .override_existing(true)
            .keep(storing(&disk));
        let error = request.await.unwrap_err();
        let doubt = error.doubt().unwrap_or_else(|| panic!("{how}: {error}"));
        assert_eq!((doubt.rows, doubt.part, doubt.parts), (4, 1, 1), "{how}");
        assert_eq!(doubt.checksum.len(), 64);
        assert_eq!(account.sandbox.imports().len(), usize::from(acted), "{how}");

        let mut handle = stored(&disk);
        assert!(handle.in_doubt());
        let refused = account
            .imports()
            .resume(handle.clone())
            .schedule(sound.clone())
            .await;
        assert!(refused.unwrap_err().doubt().is_some(), "{how}");
        assert_eq!(
            account.requests(Operation::UploadUserLocations),
            1,
            "{how}: nothing was sent again"
        );

        let found = account.imports().reconcile(&sound, &handle).await.unwrap();
        let expected = if acted {
            Verdict::Applied
        } else {
            Verdict::NotApplied
        };
        assert_eq!(found.verdict(), expected, "{how}");
        handle.settle(&found);
        let report = account
            .imports()
            .resume(handle)
            .schedule(sound.clone())
            .await
            .unwrap();
        assert_eq!(account.sandbox.imports().len(), 1, "{how}");
        assert_eq!(report.unreported_parts, usize::from(acted), "{how}");
        let found = account
            .imports()
            .reconcile_rows(&sound, true)
            .await
            .unwrap();
        assert_eq!(found.verdict(), Verdict::Applied, "{how}");
    }
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
        let request = account
            .imports()
            .run(schedule())
            .override_existing(true)
            .unchecked();
        let error = request.await.unwrap_err();
        assert!(error.doubt().is_none(), "{error}");
        assert_eq!(error.call_error().unwrap().status(), Some(status));
        let handle = error.handle().unwrap().clone();
        account
            .imports()
            .resume(handle)
            .schedule(schedule())
            .await
            .unwrap();
        assert_eq!(account.sandbox.imports().len(), 1);
    }
}

#[tokio::test]
async fn a_simulation_is_never_in_doubt() {
    let account = Account::holding(&HELD).await;
    account
        .sandbox
        .trouble()
        .on(Operation::UploadUserLocations)
        .reset_before_headers()
        .times(1);
    let request = account
        .imports()
        .analyze(schedule())
        .override_existing(true)
        .unchecked();
    let error = request.await.unwrap_err();
    assert!(error.doubt().is_none(), "{error}");
    let report = account
        .imports()
        .resume(error.handle().unwrap().clone())
        .schedule(schedule())
        .await
        .unwrap();
    assert_eq!(report.errors.len(), 1);
}

#[tokio::test]
async fn the_process_that_dies_during_the_upload_leaves_a_doubt_behind() {
    let account = Account::holding(&HELD).await;
    let disk = Disk::default();
    account
        .sandbox
        .trouble()
        .on(Operation::UploadUserLocations)
        .stall()
        .times(1);
    let request = account
        .imports()
        .run(schedule())
        .override_existing(true)
        .unchecked()
        .keep(storing(&disk));
    let upload = tokio::spawn(request.start());
    while account.sandbox.imports().is_empty() {
        tokio::task::yield_now().await;
    }
    upload.abort();
    assert!(upload.await.unwrap_err().is_cancelled());
    let handle = stored(&disk);
    assert!(handle.in_doubt());
    assert_eq!(handle.mode(), Mode::Run);
    let resumed = account.imports().resume(handle).schedule(schedule()).await;
    assert!(resumed.unwrap_err().doubt().is_some());
    assert_eq!(account.sandbox.imports().len(), 1);
}

#[tokio::test]
async fn what_was_partly_applied_is_told_row_by_row() {
    let account = Account::holding(&HELD).await;
    let sound: Schedule = schedule().into_iter().take(4).collect();
    let first: Schedule = sound.iter().take(1).cloned().collect();
    account
        .imports()
        .run(first)
        .override_existing(true)
        .await
        .unwrap();
    let found = account
        .imports()
        .reconcile_rows(&sound, true)
        .await
        .unwrap();
    assert_eq!(found.verdict(), Verdict::Partly);
    let states: Vec<RowState> = found.rows().map(|(_, state)| state).collect();
    assert_eq!(
        states,
        [
            RowState::AsWanted,
            RowState::Otherwise,
            RowState::Otherwise,
            RowState::Otherwise
        ]
    );
    // Rows on days that are filled tell nothing of an import that fills only empty days.
    let other = Schedule::new().at("jdupont", MONDAY, Position::FullDay, "Remote work");
    let found = account
        .imports()
        .reconcile_rows(&other, false)
        .await
        .unwrap();
    assert_eq!(found.rows().next().unwrap().1, RowState::DayNotEmpty);
    assert_eq!(account.requests(Operation::UploadUserLocations), 1);
}

#[tokio::test]
async fn an_import_goes_on_with_its_own_schedule_only() {
    let account = Account::holding(&HELD).await;
    let request = account
        .imports()
        .run(schedule())
        .override_existing(true)
        .unchecked();
    let import = request.max_part_bytes(150).start().await.unwrap();
    let handle = import.handle().clone();
    let other = schedule().at("zoé", TUESDAY, Position::FullDay, "Paris");
    let error = account
        .imports()
        .resume(handle.clone())
        .schedule(other.clone())
        .await
        .unwrap_err();
    assert!(error.is_wrong_schedule(), "{error}");
    let error = account
        .imports()
        .reconcile(&other, &handle)
        .await
        .unwrap_err();
    assert!(error.is_wrong_schedule(), "{error}");
    let error = account.imports().resume(handle.clone()).await.unwrap_err();
    assert!(error.is_wrong_schedule(), "{error}");
    assert_eq!(error.handle(), Some(&handle));
    assert_eq!(account.sandbox.imports().len(), 1);
}

#[tokio::test]
async fn a_handle_that_cannot_be_stored_keeps_the_upload_back() {
    let account = Account::holding(&HELD).await;
    let full_disk = |_: &ImportHandle| Err(std::io::Error::from(std::io::ErrorKind::StorageFull));
    let request = account
        .imports()
        .run(schedule())
        .override_existing(true)
        .unchecked();
    let error = request.keep(full_disk).await.unwrap_err();
    assert!(error.is_storage(), "{error}");
    assert_eq!(account.requests(Operation::UploadUserLocations), 0);
}

#[tokio::test]
async fn a_handle_survives_its_file() {
    let account = Account::holding(&HELD).await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("import.json");
    let request = account
        .imports()
        .run(schedule())
        .override_existing(true)
        .unchecked();
    let import = request.keep_in(&path).start().await.unwrap();
    assert_eq!(&ImportHandle::read(&path).unwrap(), import.handle());
    std::fs::write(&path, "{}").unwrap();
    assert_eq!(
        ImportHandle::read(&path).unwrap_err().kind(),
        std::io::ErrorKind::InvalidData
    );
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
    let request = account.imports().run(both.clone()).override_existing(true);
    request.await.unwrap();
    let found = account.imports().reconcile_rows(&both, true).await.unwrap();
    let states: Vec<RowState> = found.rows().map(|(_, state)| state).collect();
    assert_eq!(states, [RowState::Unclear, RowState::Otherwise]);
    assert_eq!(found.verdict(), Verdict::Partly);
}
