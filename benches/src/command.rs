//! How long the command takes to start, and to write a long list.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::measure::{Cost, Goal, Group, Row, Unit, cost, in_turns};
use crate::memory;
use crate::report::{Report, Scale};
use crate::server::{Server, Settings};

pub(crate) const ABOUT: &str = "\
`lucca --version` from the start of the process to its end, beside `true`, the least that a process takes. \
`lucca user-locations list` without a rate limit, its lines read from a pipe and counted, beside a program that \
reads the same rows by the SDK and writes none; both from the start of the process to its end. The most memory is \
the largest resident size (`VmHWM`), as the last hundred lines are still to come.";

pub(crate) fn measure(scale: Scale, report: &mut Report) {
    let lucca = std::env::current_exe().unwrap().with_file_name("lucca");
    if !lucca.is_file() {
        report.note("command: not measured, as `lucca` is not built; `benches/run` builds it");
        return;
    }
    let pairs = in_turns(
        scale.pick(1, 100),
        || run(Path::new("true"), &[]),
        || run(&lucca, &["--version"]),
    );
    let pairs = pairs.iter().map(|pair| pair.map(|cost| cost.wall));
    let case = "`lucca --version`";
    let row = Row::new(Group::Command, case, "time", Unit::Seconds, "`true`", pairs);
    report.add(row.goal(Goal::Value(0.010)));

    let mut smallest = None;
    for rows in scale.pick(&[2_000][..], &[100_000, 1_000_000]) {
        let server = Server::start(&Settings {
            rows: *rows,
            ..Settings::default()
        });
        for format in ["jsonl", "csv"] {
            let case = format!("{rows} user locations as {format}");
            let mut peak = None;
            let pairs = in_turns(
                scale.pick(1, 5),
                || memory::reading("sdk", &server.url, *rows).0,
                || cost(|| peak = list(&lucca, &server.url, *rows, format)),
            );
            let pairs = pairs.iter().map(|pair| pair.map(|cost| cost.wall));
            let row = Row::new(
                Group::Command,
                &case,
                "time",
                Unit::Seconds,
                "the SDK alone",
                pairs,
            );
            report.add(row.goal(Goal::Ratio(2.0)));
            let (Some(peak), "jsonl") = (peak, format) else {
                continue;
            };
            if let Some(smallest) = smallest {
                let beside = "100000 user locations";
                let pair = [[smallest, peak]];
                let row = Row::new(Group::Command, case, "peak", Unit::Bytes, beside, pair);
                report.add(row.goal(Goal::Ratio(1.1)));
            }
            smallest = Some(peak);
        }
    }
}

/// Lets the command write a list, and says how much memory it took, in bytes.
fn list(lucca: &Path, url: &str, rows: u64, format: &str) -> Option<f64> {
    let mut process = Command::new(lucca)
        .args(["user-locations", "list", "--rate-limit", "none", "--quiet"])
        .args(["--output", format])
        .envs([("LUCCA_URL", url), ("LUCCA_API_KEY", "key")])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", process.id());
    let head = u64::from(format == "csv");
    let mut lines = BufReader::new(process.stdout.take().unwrap()).split(b'\n');
    let before = lines.by_ref().take((rows - 100) as usize).count() as u64;
    let peak = std::fs::read_to_string(status).ok();
    let count = before + lines.count() as u64;
    assert_eq!(count, rows + head);
    assert!(process.wait().unwrap().success());
    memory::peak_of(&peak?)
}

fn run(program: &Path, arguments: &[&str]) -> Cost {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null());
    cost(|| assert!(command.status().unwrap().success()))
}
