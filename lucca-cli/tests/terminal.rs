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

#[test]
fn an_import_is_shown_before_it_asks_and_is_not_run_without_a_yes() {
    let sandbox = common::sandbox();
    let account = [
        ("LUCCA_URL", sandbox.base_url()),
        ("LUCCA_API_KEY", sandbox.api_key()),
    ];
    let company = sandbox.company();
    // A Saturday, on which nobody is planned.
    let day = jiff::civil::date(2026, 11, 21);
    let mut people = company.users().iter();
    let person = people.find(|user| user.is_employed_on(day)).unwrap();
    let mut places = company.work_locations().iter();
    let place = places.find(|place| place.is_active).unwrap();
    let home = tempfile::tempdir().unwrap();
    let (file, run) = (home.path().join("week.csv"), home.path().join("run"));
    let text = format!(
        "login,workLocationName,date,position\n{},\"{}\",{day},FullDay\n",
        person.login, place.name
    );
    std::fs::write(&file, text).unwrap();
    let (file, directory) = (file.to_str().unwrap(), run.to_str().unwrap());
    let import = [
        "import",
        "run",
        file,
        "--existing",
        "keep",
        "--run-dir",
        directory,
    ];
    for (answer, imports) in [("", 0), ("y", 1)] {
        let mut terminal = at_a_terminal(&import, &account);
        terminal
            .exp_string(&format!("{}, {day} FullDay: nowhere", person.login))
            .unwrap();
        terminal.exp_string("Send 1 rows to 127.0.0.1").unwrap();
        terminal.exp_string("Go on? [y/N]").unwrap();
        terminal.send_line(answer).unwrap();
        terminal.exp_eof().unwrap();
        assert_eq!(sandbox.imports().len(), imports, "{answer:?}");
        assert_eq!(run.exists(), imports > 0, "nothing is kept of a no");
    }
}
