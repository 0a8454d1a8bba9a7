//! How long the command takes to start.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::measure::{Cost, Goal, Group, Row, Unit, cost, in_turns};
use crate::report::{Report, Scale};

pub(crate) const ABOUT: &str = "\
`lucca --version` from the start of the process to its end, beside `true`, the least that a process takes.";

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
}

fn run(program: &Path, arguments: &[&str]) -> Cost {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null());
    cost(|| assert!(command.status().unwrap().success()))
}
