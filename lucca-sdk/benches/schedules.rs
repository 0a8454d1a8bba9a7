//! A schedule read, checked, planned against as many user locations, and encoded: time and memory by the number of
//! rows, beside the bare CSV reader on the same file.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark is for whoever runs it"
)]

use std::fmt::Write as _;
use std::time::Instant;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use lucca_sdk::schedule::{
    Directory, Existing, Held, KnownUser, KnownWorkLocation, Plan, Position, Reader,
};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

const PEOPLE: usize = 5_000;

fn day(row: usize) -> Date {
    let days = i64::try_from(row / PEOPLE).unwrap();
    date(2026, 1, 1).checked_add(days.days()).unwrap()
}

fn file(rows: usize) -> String {
    let mut csv =
        String::from("login;workLocationName;areaName;date;position;comment;isDeletion\n");
    for row in 0..rows {
        let person = row % PEOPLE;
        writeln!(
            csv,
            "user.number{person};Siège de Paris;Plateau B1;{};FullDay;;false",
            day(row)
        )
        .unwrap();
    }
    csv
}

/// Every second one differs from what is wanted.
fn held(rows: usize) -> impl Iterator<Item = Held> {
    (0..rows).map(|row| {
        let place = if row % 2 == 0 {
            "Lyon"
        } else {
            "Siège de Paris"
        };
        let login = format!("user.number{}", row % PEOPLE);
        Held::new(login, day(row), Position::FullDay, place).with_status("Approved")
    })
}

/// Prints how long it took and how much more memory was in use at most than before, for each row.
fn measure<T>(what: &str, rows: usize, work: impl FnOnce() -> T) -> T {
    ALLOCATED.reset_peak_usage();
    let before = ALLOCATED.current_usage();
    let start = Instant::now();
    let made = work();
    let time = start.elapsed();
    let peak = ALLOCATED.peak_usage().saturating_sub(before) / rows;
    let kept = ALLOCATED.current_usage().saturating_sub(before) / rows;
    println!("{rows:>9} rows  {what:<22} {time:>9.2?}  peak {peak:>4} B/row  kept {kept:>4} B/row");
    made
}

fn main() {
    let directory = (0..PEOPLE).fold(
        Directory::new()
            .work_location(
                KnownWorkLocation::new("Siège de Paris")
                    .capacity(9_000)
                    .area("Plateau B1", None),
            )
            .work_location(KnownWorkLocation::new("Lyon")),
        |directory, person| directory.user(KnownUser::new(format!("user.number{person}"))),
    );
    for rows in [10_000, 100_000, 1_000_000] {
        let text = file(rows);
        measure("the bare csv crate", rows, || {
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(b';')
                .from_reader(text.as_bytes());
            let mut record = csv::StringRecord::new();
            while reader.read_record(&mut record).unwrap() {}
        });
        let schedule = measure("read", rows, || {
            Reader::new()
                .read_from(text.as_bytes(), "week.csv")
                .unwrap()
        });
        drop(text);
        let findings = measure("check", rows, || schedule.check_against(&directory));
        assert!(!findings.has_errors(), "{findings}");
        let schedule = std::sync::Arc::new(schedule);
        measure("plan and encode", rows, || {
            let plan = Plan::checked(
                schedule.clone(),
                &findings,
                &directory,
                held(rows),
                Existing::Replace,
            );
            assert_eq!(plan.rows(), rows);
            for step in plan.steps() {
                let mut bytes = Vec::new();
                step.write_csv(&mut bytes).unwrap();
            }
            plan
        });
    }
}
