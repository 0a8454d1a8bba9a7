//! The most memory that a program takes which reads a list and keeps nothing.

use std::process::Command;

use clap::{Args, ValueEnum};

use crate::measure::{Cost, Goal, Group, Row, Unit, cost};
use crate::report::{Report, Scale};
use crate::server::{Server, Settings, plain, runtime, sdk};
use crate::{hand, reading};

pub(crate) const ABOUT: &str = "\
The largest resident size (`VmHWM`) of a program that reads user locations, 4 requests in flight, and keeps \
none, by the SDK and by a loop of `reqwest`. Flat means: as much for a million rows as for a hundred thousand.";

/// Who reads, and what.
#[derive(Args, Clone, Debug)]
pub(crate) struct Reader {
    #[arg(long)]
    by: By,
    #[arg(long)]
    url: String,
    #[arg(long)]
    rows: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum By {
    Sdk,
    Hand,
}

pub(crate) fn measure(scale: Scale, report: &mut Report) {
    let mut smallest = None;
    for rows in scale.pick(&[10_000][..], &[100_000, 1_000_000]) {
        let server = Server::start(&Settings {
            rows: *rows,
            ..Settings::default()
        });
        let peak = |by| reading(by, &server.url, *rows).1;
        let (Some(by_hand), Some(ours)) = (peak("hand"), peak("sdk")) else {
            report.note("memory: not measured, as this machine has no /proc/self/status");
            return;
        };
        let case = format!("{rows} user locations, streamed");
        let row = |quantity, beside, pair| {
            Row::new(Group::Memory, &case, quantity, Unit::Bytes, beside, [pair])
        };
        report.add(row("peak", "a loop with 4 buffered", [by_hand, ours]));
        if let Some(smallest) = smallest {
            let grown = row("peak", "the SDK, 100000 rows", [smallest, ours]);
            report.add(grown.goal(Goal::Ratio(1.1)));
        }
        smallest = Some(ours);
    }
}

/// What a program of its own takes that reads, and the most memory of it in bytes.
pub(crate) fn reading(by: &str, url: &str, rows: u64) -> (Cost, Option<f64>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["read", "--by", by, "--url", url, "--rows"])
        .arg(rows.to_string());
    let mut output = None;
    let cost = cost(|| output = command.output().ok());
    let output = output.unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let peak = String::from_utf8(output.stdout).unwrap();
    (cost, peak.trim().parse().ok())
}

/// The largest resident size, in bytes, out of `/proc/PID/status`.
pub(crate) fn peak_of(status: &str) -> Option<f64> {
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = peak.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024.0)
}

/// Reads, and says how much memory it took.
pub(crate) fn read(reader: &Reader) {
    let runtime = runtime();
    let rows = match reader.by {
        By::Sdk => {
            let list = sdk(&reader.url).office().user_locations();
            runtime.block_on(reading::count(list.page_size(1_000).concurrency(4)))
        }
        By::Hand => {
            let plain = plain();
            let list = hand::read::<hand::UserLocation>(&plain, &reader.url, 1_000, 4);
            runtime.block_on(list).unwrap()
        }
    };
    assert_eq!(rows, reader.rows);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = peak_of(&status) {
        println!("{peak}");
    }
}
