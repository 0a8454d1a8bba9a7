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
use std::future::IntoFuture as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use jiff::ToSpan as _;
use jiff::civil::date;
use lucca_sdk::office::imports::Report;
use lucca_sdk::schedule::{
    Directory, Existing, Fault, KnownUser, KnownWorkLocation, Reader, Schedule,
};
use lucca_sdk::transport::ManualClock;
use lucca_sdk::{ApiKey, Client};
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

/// Answers what an import needs, and keeps nothing of what it is sent.
struct Server {
    address: std::net::SocketAddr,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                answer(&mut connection.unwrap());
            }
        });
        Self { address }
    }

    fn import(&self, schedule: Schedule, company: Directory) -> Report {
        let client = Client::builder(
            format!("http://{}", self.address).parse().unwrap(),
            ApiKey::new("key").unwrap(),
        )
        .clock(ManualClock::leaping())
        .build()
        .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let import = client
            .office()
            .imports()
            .run(schedule, Existing::Replace)
            .check_against(company)
            .max_part_bytes(50_000_000);
        runtime.block_on(import.into_future()).unwrap()
    }
}

/// One request a connection: its head by lines, its body by pieces.
fn answer(connection: &mut TcpStream) {
    let mut reader = BufReader::new(connection.try_clone().unwrap());
    let (mut head, mut length) = (String::new(), 0);
    while reader.read_line(&mut head).unwrap() > 2 {
        let last = head.lines().last().unwrap().to_lowercase();
        if let Some(value) = last.strip_prefix("content-length: ") {
            length = value.parse().unwrap();
        }
    }
    std::io::copy(&mut reader.take(length), &mut std::io::sink()).unwrap();
    let body = if head.starts_with("POST") {
        assert!(length > 5_000_000, "the whole schedule");
        r#"{"summaryId":"one"}"#
    } else if head.contains("/progress") {
        r#"{"progress":100}"#
    } else {
        r#"{"userLocationsCreatedSummary":{"count":100000},"errorLines":[{"lineNumber":100001,"error":"no"}]}"#
    };
    let length = body.len();
    write!(
        connection,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
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

    let entry = readable.entries().first().unwrap().clone();
    drop(readable);

    // The whole way: read, checked, encoded, uploaded, reported.
    let server = Server::start();
    ALLOCATED.reset_peak_usage();
    let schedule = Schedule::read(&clean).unwrap();
    let report = server.import(schedule, company);
    assert_eq!(report.created, Some(100_000));
    assert_eq!(report.errors[0].row.as_ref().unwrap().number(), 100_001);
    let peak = ALLOCATED.peak_usage_as_mb();
    assert!(peak < LIMIT_MIB, "uploaded at a peak of {peak} MiB");

    // A million rows through the writer cost no more than one.
    ALLOCATED.reset_peak_usage();
    let before = ALLOCATED.current_usage_as_mb();
    let mut writer = lucca_sdk::schedule::Writer::new(std::io::sink()).unwrap();
    for _ in 0..1_000_000 {
        writer.write(&entry).unwrap();
    }
    writer.finish().unwrap();
    let grown = ALLOCATED.peak_usage_as_mb() - before;
    assert!(grown < 1.0, "the writer grew by {grown} MiB");
}
