//! The command as a person or a script runs it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test stops where something is not as it must be"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_lucca-sandbox"))
}

fn run(arguments: &[&str]) -> Output {
    command().args(arguments).output().unwrap()
}

#[track_caller]
fn refused(arguments: &[&str], says: &str) {
    let output = run(arguments);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
    assert!(error.contains(says), "{arguments:?}: {error}");
}

/// A file in the system's folder for such, gone at the end.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new(name: &str, content: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("lucca-sandbox-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Starts the server and reads its address and key from what it prints.
fn serve(arguments: &[&str]) -> (Child, String, String) {
    let mut child = command()
        .args(["--port", "0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap())
        .lines()
        .map_while(Result::ok);
    let mut value = |name: &str| {
        lines
            .find_map(|line| line.strip_prefix(name).map(str::to_owned))
            .unwrap()
    };
    let (url, key) = (value("LUCCA_URL="), value("LUCCA_API_KEY="));
    (child, url.trim_start_matches("http://").to_owned(), key)
}

fn get(address: &str, key: &str, path: &str) -> String {
    let mut socket = TcpStream::connect(address).unwrap();
    write!(socket, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: lucca application={key}\r\n\r\n").unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn help_says_what_this_is_and_how_to_begin() {
    let output = run(&["--help"]);
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for word in [
        "A Lucca account on your own machine",
        "--people",
        "--seed",
        "--rate-limit",
        "--like",
        "--import-effect",
        "at-once|late|row-by-row|partial",
        "Examples:",
        "Ctrl-C",
    ] {
        assert!(help.contains(word), "{word} is not in {help}");
    }
}

#[test]
fn bad_arguments_are_refused_with_what_is_accepted() {
    refused(&["--people", "9"], "10 and 100,000");
    refused(&["--today", "2026-02-30"], "--today");
    refused(&["--rate-limit", "50"], "50/60");
    refused(&["--rate-limit", "0/60"], "at least one request");
    refused(
        &["--users-errors", "haiku"],
        "users-errors can not be \"haiku\"; it is one of: status-message, framework, problem, empty, html",
    );
    refused(&["--page-bound", "0"], "page-bound");
    refused(&["--hidden-properties", "shoeSize"], "hidden-properties");
    refused(&["--like", "random:x"], "strict, lenient, odd, random:SEED");
    refused(&["--public-url", "sandbox"], "http://sandbox:8080");
    refused(&["--today", "9999-12-01"], "9990-12-31");
    refused(&["--today", "1969-12-31"], "1970-01-01");
    refused(&["--import-polls", "0"], "--import-polls");
    refused(&["--api-key", "a b"], "visible ASCII");
    refused(&["--seed", "/no/such/file.json"], "/no/such/file.json");
}

#[test]
fn settings_that_contradict_each_other_are_refused_by_name() {
    refused(
        &["--rate-limit", "none", "--rate-window", "fixed"],
        "--rate-window",
    );
    refused(&["--really-wait", "--no-slow-pages"], "really_wait");
    refused(&["--totals", "live", "--totals", "more"], "--totals");
    refused(&["--like", "odd", "--like", "strict"], "--like");
    refused(&["--people", "20", "--seed", "company.json"], "--people");
}

#[cfg(unix)]
#[test]
fn a_bundle_and_single_settings_are_flags() {
    let (mut child, address, key) = serve(&[
        "--people",
        "12",
        "--today",
        "2026-03-02",
        "--like",
        "odd",
        "--users-envelope",
        "header",
    ]);
    let settings = get(&address, &key, "/_sandbox/settings");
    assert!(settings.contains("\"value\": \"row-by-row\""), "{settings}");
    let user = get(&address, &key, "/api/v3/users/1?fields=id");
    assert!(user.contains("{\"header\":"), "{user}");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[cfg(unix)]
#[test]
fn who_listens_everywhere_can_be_reached_by_what_it_prints() {
    for (arguments, url) in [
        (&["--host", "0.0.0.0"][..], None),
        (
            &[
                "--host",
                "0.0.0.0",
                "--public-url",
                "http://sandbox.example:8080/",
            ],
            Some("sandbox.example:8080"),
        ),
    ] {
        let arguments = [arguments, &["--people", "12", "--reader-key", "r"]].concat();
        let (mut child, address, _) = serve(&arguments);
        match url {
            None => assert!(get(&address, "r", "/api/v3/users/1").contains("200 OK")),
            Some(url) => assert_eq!(address, url),
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn a_bad_company_file_is_refused_with_its_line() {
    let file = Scratch::new(
        "bad.json",
        "{\n\"today\": \"2026-03-02\",\n\"departments\": [\n{\"id\": \"ten\", \"name\": \"x\"}]}",
    );
    refused(
        &["--seed", file.path()],
        &format!("{}, line 4: ", file.path()),
    );
}

#[cfg(unix)]
#[test]
fn it_serves_what_it_prints_and_stops_when_it_is_told_to() {
    let (mut child, address, key) = serve(&[
        "--people",
        "20",
        "--seed",
        "7",
        "--today",
        "2026-03-02",
        "--reader-key",
        "reader",
    ]);
    assert!(
        get(&address, &key, "/api/v3/users?fields=collection.count")
            .contains("{\"data\":{\"count\":")
    );
    assert!(
        get(&address, "reader", "/api/v3/users/1?fields=birthDate")
            .ends_with("{\"data\":{\"id\":1}}")
    );
    let told = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(told.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(TcpStream::connect(address).is_err());
}

#[cfg(unix)]
#[test]
fn a_saved_company_is_served_again() {
    let file = Scratch::new("saved.json", "");
    assert!(
        run(&[
            "--people",
            "12",
            "--seed",
            "3",
            "--today",
            "2026-03-02",
            "--save",
            file.path()
        ])
        .status
        .success()
    );
    let (mut child, address, key) = serve(&["--seed", file.path(), "--api-key", "mine"]);
    assert_eq!(key, "mine");
    assert!(get(&address, "mine", "/_sandbox").contains("\"users\": 12"));
    child.kill().unwrap();
    child.wait().unwrap();
}
