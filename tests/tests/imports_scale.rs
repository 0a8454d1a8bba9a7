//! Schedules of 100,000 rows: what they cost in memory, and that no mistake gets lost in them.
//!
//! One test in a process of its own, because it measures what the process allocates.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test fails by panicking"
)]

use std::fmt::Write as _;
use std::io::Write as _;

use jiff::ToSpan as _;
use jiff::civil::date;
use lucca_sdk::schedule::{Directory, Fault, KnownUser, KnownWorkLocation, Reader, Schedule};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

const ROWS: usize = 100_000;
const PLANTED: usize = 1_000;
const LIMIT_MIB: f32 = 64.0;

/// 500 people on 200 days; every hundredth row is wrong in one of five ways when `planted`.
fn write_file(path: &std::path::Path, planted: bool) -> Vec<u64> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(
        file,
        "login;workLocationName;areaName;date;position;comment;isDeletion"
    )
    .unwrap();
    let mut wrong_lines = Vec::new();
    let mut row = String::new();
    for n in 0..ROWS {
        let day = date(2026, 1, 1)
            .checked_add(i64::try_from(n / 500).unwrap().days())
            .unwrap();
        let (mut login, mut place, mut area, mut day) = (
            format!("user.number{:03}", n % 500),
            "Siège de Paris",
            "Plateau B1",
            day.to_string(),
        );
        let mut position = "FullDay";
        if planted && n % (ROWS / PLANTED) == 7 {
            wrong_lines.push(n as u64 + 2);
            match wrong_lines.len() % 5 {
                0 => login = format!("usr.nmber{n}"),
                1 => place = "Siege de Paris",
                2 => area = "Plateau B9",
                3 => day = "31/12/2026".into(),
                _ => position = "Morning",
            }
        }
        row.clear();
        writeln!(
            row,
            "{login};{place};{area};{day};{position};comment {n};false"
        )
        .unwrap();
        file.write_all(row.as_bytes()).unwrap();
    }
    file.flush().unwrap();
    wrong_lines
}

fn company() -> Directory {
    (0..500).fold(
        Directory::new().work_location(
            KnownWorkLocation::new("Siège de Paris")
                .capacity(500)
                .area("Plateau B1", None),
        ),
        |directory, n| directory.user(KnownUser::new(format!("user.number{n:03}"))),
    )
}

#[test]
fn a_hundred_thousand_rows_stay_under_64_mib_and_no_planted_mistake_is_lost() {
    let directory = tempfile::tempdir().unwrap();
    let clean = directory.path().join("clean.csv");
    let wrong = directory.path().join("wrong.csv");
    write_file(&clean, false);
    let planted = write_file(&wrong, true);
    assert_eq!(planted.len(), PLANTED);
    let company = company();

    ALLOCATED.reset_peak_usage();
    let schedule = Schedule::read(&clean).unwrap();
    let findings = schedule.check_against(&company);
    assert_eq!(findings.to_string(), "");
    let mut encoded = Vec::new();
    schedule.write_csv(&mut encoded).unwrap();
    let peak = ALLOCATED.peak_usage_as_mb();
    assert!(
        peak < LIMIT_MIB,
        "read, checked and encoded at a peak of {peak} MiB"
    );
    assert_eq!(
        Reader::new().read_from(&*encoded, "again").unwrap(),
        schedule
    );
    drop((schedule, encoded));

    ALLOCATED.reset_peak_usage();
    let (readable, mut findings) = Schedule::read(&wrong).unwrap_err().into_readable();
    let unreadable = findings.error_count();
    assert_eq!(unreadable, PLANTED * 2 / 5, "dates and positions");
    let checked = readable.check_against(&company);
    let mut lines: Vec<u64> = findings
        .iter()
        .chain(&checked)
        .map(|finding| finding.source.number())
        .collect();
    lines.sort_unstable();
    assert_eq!(lines, planted);
    assert!(checked.iter().all(|finding| matches!(
        finding.fault,
        Fault::UnknownLogin { .. }
            | Fault::UnknownWorkLocation {
                did_you_mean: Some(_),
                ..
            }
            | Fault::UnknownArea {
                did_you_mean: Some(_),
                ..
            }
    )));
    findings = Default::default();
    drop(findings);
    let peak = ALLOCATED.peak_usage_as_mb();
    assert!(
        peak < LIMIT_MIB,
        "with {PLANTED} findings at a peak of {peak} MiB"
    );

    // A million rows through the writer cost no more than one.
    ALLOCATED.reset_peak_usage();
    let before = ALLOCATED.current_usage_as_mb();
    let mut writer = lucca_sdk::schedule::Writer::new(std::io::sink()).unwrap();
    let entry = readable.entries().first().unwrap();
    for _ in 0..1_000_000 {
        writer.write(entry).unwrap();
    }
    writer.finish().unwrap();
    let grown = ALLOCATED.peak_usage_as_mb() - before;
    assert!(grown < 1.0, "the writer grew by {grown} MiB");
}
