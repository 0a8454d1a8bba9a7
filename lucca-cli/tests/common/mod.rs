//! Runs the built `lucca` as a person does.
#![allow(dead_code, reason = "each test crate uses a part of this")]

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use jiff::civil::date;
use lucca_sandbox::{ImportProgress, ImportSettings, Sandbox};

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// The command with nothing of the tester's own environment.
pub fn lucca(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lucca"));
    for own in [
        "LUCCA_HOST",
        "LUCCA_URL",
        "LUCCA_API_KEY",
        "COLUMNS",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "RUST_LOG",
    ] {
        command.env_remove(own);
    }
    command
        .args(arguments)
        .env("TZ", "UTC")
        // Nobody's profiles.
        .env(
            "XDG_CONFIG_HOME",
            concat!(env!("CARGO_TARGET_TMPDIR"), "/nobody"),
        )
        .envs(environment.iter().copied())
        .stdin(Stdio::null());
    command
}

pub fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Run {
    output(&mut lucca(arguments, environment))
}

pub fn output(command: &mut Command) -> Run {
    let output = command.output().expect("lucca runs");
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A run as it looks at a terminal, with what differs from run to run taken out.
pub fn screen(shown: &str, run: &Run) -> String {
    let mut text = format!("$ lucca {shown}\n{}", run.out);
    for line in run.err.lines() {
        let _ = writeln!(text, "stderr: {}", steady(line));
    }
    let _ = writeln!(text, "exit code {}\n", run.code.unwrap());
    text
}

/// Without ports, moments and times.
fn steady(line: &str) -> String {
    let mut steady = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("127.0.0.1:") {
        let (before, after) = rest.split_at(at + "127.0.0.1:".len());
        steady.push_str(before);
        steady.push_str("PORT");
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    steady.push_str(rest);
    if let Some((before, moment)) = steady.split_once(", begun ") {
        let rest = moment.trim_start_matches(|c: char| c.is_ascii_digit() || "-:.TZ".contains(c));
        steady = format!("{before}, begun MOMENT{rest}");
    }
    match steady
        .find(" s]")
        .map(|end| (steady[..end].rfind(' '), end))
    {
        Some((Some(begin), end)) => format!("{} T{}", &steady[..begin], &steady[end..]),
        _ => steady,
    }
}

/// Wednesday 18 November 2026 is the today of every test.
pub fn sandbox() -> Sandbox {
    Sandbox::builder()
        .people(20)
        .seed(1)
        .today(date(2026, 11, 18))
        .rate_limit(None)
        .start_blocking()
        .unwrap()
}

/// One whose imports are done at the first look, which is a second of real time.
pub fn sandbox_of_imports(people: u32) -> Sandbox {
    Sandbox::builder()
        .people(people)
        .today(date(2026, 11, 18))
        .rate_limit(None)
        .imports(ImportSettings::default().progress(ImportProgress::Polls(vec![100])))
        .start_blocking()
        .unwrap()
}

/// The same question to a server that the test holds.
pub fn ask(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    let account = [
        ("LUCCA_URL", sandbox.base_url()),
        ("LUCCA_API_KEY", sandbox.api_key()),
    ];
    run(&[&["--today", "2026-11-18"], arguments].concat(), &account)
}
