//! Measures what the SDK costs beside what one would write by hand, and writes
//! BENCHMARKS.md. Started by `benches/run`, which builds what is measured.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints, and fails by panicking"
)]

mod building;
mod command;
mod data;
mod decoding;
mod hand;
mod limit;
mod measure;
mod memory;
mod presence;
mod reading;
mod report;
mod sandbox;
mod schedules;
mod server;
mod table;

use std::fs;
use std::path::Path;
use std::process::Command;

use clap::{Parser, Subcommand};

use crate::measure::{Group, Row};
use crate::report::{Report, Scale};
use crate::table::Chapter;

#[derive(Parser)]
#[command(
    name = "benches/run",
    about = "Measures everything and writes BENCHMARKS.md"
)]
struct Arguments {
    /// Run each measurement once and small, and write nothing
    #[arg(long)]
    quick: bool,
    /// Measure these chapters only, and keep the others as they are
    #[arg(long, value_name = "CHAPTER", value_delimiter = ',')]
    only: Vec<Group>,
    #[command(subcommand)]
    part: Option<Part>,
}

/// What measurements start beside themselves.
#[derive(Subcommand)]
#[command(disable_help_subcommand = true)]
enum Part {
    /// Serve pages
    #[command(hide = true)]
    Serve(server::Settings),
    /// Read a list, and say how much memory that took
    #[command(hide = true)]
    Read(memory::Reader),
}

const CHAPTERS: [Chapter; 9] = [
    Chapter {
        group: Group::Reading,
        title: "Reading",
        about: reading::ABOUT,
        why: reading::WHY,
    },
    Chapter {
        group: Group::Limit,
        title: "Under the limit",
        about: limit::ABOUT,
        why: "",
    },
    Chapter {
        group: Group::Decoding,
        title: "Decoding",
        about: decoding::ABOUT,
        why: "",
    },
    Chapter {
        group: Group::Presence,
        title: "Presence",
        about: presence::ABOUT,
        why: "",
    },
    Chapter {
        group: Group::Schedules,
        title: "Schedules",
        about: schedules::ABOUT,
        why: schedules::WHY,
    },
    Chapter {
        group: Group::Memory,
        title: "Memory",
        about: memory::ABOUT,
        why: "",
    },
    Chapter {
        group: Group::Command,
        title: "The command",
        about: command::ABOUT,
        why: "",
    },
    Chapter {
        group: Group::Sandbox,
        title: "The sandbox",
        about: sandbox::ABOUT,
        why: "",
    },
    Chapter {
        group: Group::Building,
        title: "Building",
        about: building::ABOUT,
        why: building::WHY,
    },
];

fn main() {
    let arguments = Arguments::parse();
    match arguments.part {
        Some(Part::Serve(settings)) => return server::serve(settings),
        Some(Part::Read(reader)) => return memory::read(&reader),
        None => {}
    }
    let scale = match arguments.quick {
        true => Scale::Quick,
        false => Scale::Full,
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let kept = root.join("benches/rows.jsonl");
    let last = fs::read_to_string(&kept).unwrap_or_default();
    let mut report = Report::new(last.lines().map(row).collect());
    for chapter in &CHAPTERS {
        if arguments.only.is_empty() || arguments.only.contains(&chapter.group) {
            report.rows.retain(|row| row.group != chapter.group);
            measure(chapter.group, scale, root, &mut report);
            if scale == Scale::Full {
                let lines = report
                    .rows
                    .iter()
                    .map(|row| serde_json::to_string(row).unwrap() + "\n");
                fs::write(&kept, lines.collect::<String>()).unwrap();
            }
        }
    }
    if scale == Scale::Full {
        let text = table::markdown(&CHAPTERS, &report);
        fs::write(root.join("BENCHMARKS.md"), text).unwrap();
    }
}

fn row(line: &str) -> Row {
    serde_json::from_str(line).unwrap()
}

fn measure(group: Group, scale: Scale, root: &Path, report: &mut Report) {
    match group {
        Group::Reading => reading::measure(scale, report),
        Group::Limit => limit::measure(scale, report),
        Group::Decoding => decoding::measure(scale, report),
        Group::Presence => presence::measure(scale, report),
        Group::Schedules => schedules::measure(scale, report),
        Group::Memory => memory::measure(scale, report),
        Group::Command => command::measure(scale, report),
        Group::Sandbox => sandbox::measure(scale, report),
        Group::Building => building::measure(scale, root, report),
    }
    if matches!(group, Group::Decoding | Group::Schedules) {
        for row in allocations(scale)
            .into_iter()
            .filter(|row| row.group == group)
        {
            report.add(row);
        }
    }
}

/// Counted in a program of its own, whose allocator slows it down.
fn allocations(scale: Scale) -> Vec<Row> {
    let program = std::env::current_exe()
        .unwrap()
        .with_file_name("lucca-benches-allocations");
    let mut command = Command::new(program);
    command.args(scale.pick(&["--quick"][..], &[]));
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(row).collect()
}
