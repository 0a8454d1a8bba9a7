//! What only a terminal sees: progress, waits and questions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    unreachable_pub,
    reason = "a test that cannot go on fails"
)]
#![cfg(unix)]

mod common;

use common::lucca;
use rexpect::process::WaitStatus;
use rexpect::session::{PtySession, spawn_command};

/// How long is waited for what must come, in milliseconds.
const PATIENCE: u64 = 60_000;

fn at_a_terminal(arguments: &[&str], environment: &[(&str, &str)]) -> PtySession {
    let given = lucca(arguments, environment);
    // With the terminal for all three streams, instead of what other tests have.
    let mut command = std::process::Command::new(given.get_program());
    command.args(given.get_args()).env("TERM", "xterm");
    for (name, value) in given.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    spawn_command(command, Some(PATIENCE)).unwrap()
}

#[test]
fn progress_and_the_wait_for_the_limit_are_seen() {
    let mut terminal = at_a_terminal(
        &[
            "--sandbox",
            "--people",
            "200",
            "--rate-limit",
            "2",
            "--output",
            "jsonl",
            "user-locations",
            "list",
        ],
        &[],
    );
    terminal.exp_string("note: reading").unwrap();
    terminal
        .exp_string("under the limit of 2 requests")
        .unwrap();
    // The bar with the number of requests that are done and expected.
    terminal
        .exp_regex("\\[=*>? *\\] 2/[0-9]+ requests")
        .unwrap();
    terminal.exp_regex("waiting [^\n]*[0-9]+ s").unwrap();
    terminal.send_control('c').unwrap();
    let end = terminal.process().wait().unwrap();
    assert!(
        matches!(end, WaitStatus::Signaled(..) | WaitStatus::Exited(..)),
        "{end:?}"
    );
}

#[test]
fn what_may_change_data_asks_and_no_is_the_answer_by_default() {
    let sandbox = common::sandbox();
    let account = [
        ("LUCCA_URL", sandbox.base_url()),
        ("LUCCA_API_KEY", sandbox.api_key()),
    ];
    for (answer, requests) in [("", 0), ("n", 0), ("y", 1)] {
        let before = sandbox.requests().len();
        let mut terminal = at_a_terminal(&["api", "DELETE", "/api/v3/users/3"], &account);
        terminal.exp_string("Go on? [y/N]").unwrap();
        terminal.send_line(answer).unwrap();
        terminal.exp_eof().unwrap();
        assert_eq!(sandbox.requests().len() - before, requests, "{answer:?}");
    }
}

#[test]
fn a_key_is_typed_without_an_echo() {
    let home = tempfile::tempdir().unwrap();
    let config = [("XDG_CONFIG_HOME", home.path().to_str().unwrap())];
    let mut terminal = at_a_terminal(&["config", "set", "key"], &config);
    terminal.exp_string("(not shown):").unwrap();
    terminal.send_line("s3cret-key").unwrap();
    let rest = terminal.exp_eof().unwrap();
    assert!(!rest.contains("s3cret"), "{rest}");
    let file = std::fs::read_to_string(home.path().join("lucca/config.toml")).unwrap();
    assert!(file.contains("s3cret-key"));
}
