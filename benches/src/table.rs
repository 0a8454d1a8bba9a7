//! BENCHMARKS.md, from the rows.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use crate::measure::{Goal, Group, Row};
use crate::report::Report;

/// What stands before the table of a group, and why it misses what it misses.
pub(crate) struct Chapter {
    pub(crate) group: Group,
    pub(crate) title: &'static str,
    pub(crate) about: &'static str,
    /// What a profile says about the goals that are missed; empty where none is.
    pub(crate) why: &'static str,
}

pub(crate) fn markdown(chapters: &[Chapter], report: &Report) -> String {
    let mut text = String::from(INTRODUCTION);
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "{}\n", machine());
    goals(&mut text, chapters, &report.rows);
    for chapter in chapters {
        let rows = report.rows.iter().filter(|row| row.group == chapter.group);
        let _ = writeln!(text, "## {}\n\n{}\n", chapter.title, chapter.about);
        table(&mut text, &rows.collect::<Vec<_>>());
        if !chapter.why.is_empty() {
            let _ = writeln!(text, "{}\n", chapter.why);
        }
    }
    for note in &report.notes {
        let _ = writeln!(text, "Not in the tables: {note}.\n");
    }
    text.trim_end().to_owned() + "\n"
}

const INTRODUCTION: &str = "\
# Benchmarks

What the SDK costs beside what one would write without it. Made by one command, which measures everything \
and writes this file:

```console
benches/run
```

The numbers are kept in `benches/rows.jsonl`, one row a line, in seconds and bytes. `benches/run --only \
reading,limit` measures these chapters and keeps the others as they are; `benches/run --quick` runs each measurement \
once and small, to see that it works, and writes nothing.

**Ratios are what counts**: each row stands beside a baseline of the same run on the same machine, ours and \
the baseline measured by turns, each going first in every second turn. A ratio is the median of those of the turns; \
behind it, in brackets, are the smallest and the largest. The first turn warms up and does not count. What \
is counted once, such as memory, has no brackets. Absolute times are medians, and are this machine's.

";

fn goals(text: &mut String, chapters: &[Chapter], rows: &[Row]) {
    let _ = writeln!(
        text,
        "## Goals\n\n| | what | goal | measured | |\n|---|---|--:|--:|---|"
    );
    for row in rows {
        let (Some(goal), Some(met)) = (row.goal, row.met()) else {
            continue;
        };
        let chapter = chapters.iter().find(|chapter| chapter.group == row.group);
        let (goal, measured) = match goal {
            Goal::Ratio(most) => (format!("{most:.2}"), format!("{:.2}", row.ratio)),
            Goal::Value(most) => (row.unit.show(most), row.unit.show(row.ours)),
        };
        let _ = writeln!(
            text,
            "| {} | {}, {} | {goal} | {measured} | {} |",
            chapter.map_or("", |chapter| chapter.title),
            row.case,
            row.quantity,
            if met { "met" } else { "**missed**" },
        );
    }
    text.push('\n');
}

fn table(text: &mut String, rows: &[&Row]) {
    let _ = writeln!(
        text,
        "| what | measure | beside | baseline | lucca-sdk | ratio |\n|---|---|---|--:|--:|--:|"
    );
    for row in rows {
        let spread = match row.lowest < row.highest {
            true => format!(" ({:.2}–{:.2})", row.lowest, row.highest),
            false => String::new(),
        };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {:.2}{spread} |",
            row.case,
            row.quantity,
            row.beside,
            row.unit.show(row.baseline),
            row.unit.show(row.ours),
            row.ratio,
        );
    }
    text.push('\n');
}

/// What all this was measured on.
fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name"));
    let cpu = cpu.map_or("an unknown CPU", |name| {
        name.trim_start_matches(['\t', ' ', ':'])
    });
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let system = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let system = system
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let system = system.unwrap_or(std::env::consts::OS).trim_matches('"');
    let rust = Command::new("rustc").arg("--version").output();
    let rust = rust.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"));
    let memory = memory.and_then(|size| size.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    let memory = memory.map_or_else(String::new, |size| format!(", {} GB", size / 1_000_000));
    let sdk = env!("CARGO_PKG_VERSION");
    format!(
        "Measured on {}: {cpu}, {cores} cores{memory}, {system}, {}, lucca-sdk {sdk}; optimised builds with \
         Cargo's default profile.",
        &jiff::Timestamp::now().to_string()[..10],
        rust.unwrap_or_else(|_| "an unknown Rust".to_owned()),
    )
}
