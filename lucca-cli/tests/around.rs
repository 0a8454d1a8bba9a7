//! The commands around the account: config, doctor, sandbox, api, completions and man.
//!
//! `INSTA_UPDATE=always cargo test -p lucca-cli --test around` renews their screens.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    unreachable_pub,
    reason = "a test that cannot go on fails"
)]
#![cfg(unix)]

mod common;

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use common::{Run, lucca, run};
use lucca_sandbox::{AccessKey, Operation, Right, Sandbox};
use tempfile::TempDir;

const KEY: &str = "5f0a3c9e-0000-4000-8000-3d1f6d2c7b11";

/// A home with nothing in it.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    /// Runs `lucca` with its configuration in this home, and `input` on standard input.
    fn run(&self, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Run {
        let mut command = lucca(arguments, environment);
        let mut child = command
            .env("XDG_CONFIG_HOME", self.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Who does not read it has ended before.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run {
            code: output.status.code(),
            out: text(output.stdout).replace(self.path(), "~/.config"),
            err: text(output.stderr).replace(self.path(), "~/.config"),
        }
    }
}

fn screen(shown: &str, run: &Run) -> String {
    let mut text = format!("$ lucca {shown}\n{}", steady(&run.out));
    for line in run.err.lines() {
        let _ = writeln!(text, "stderr: {}", steady(line));
    }
    let _ = writeln!(text, "exit code {}\n", run.code.unwrap());
    text
}

/// Without what differs from run to run: ports, times and dates.
fn steady(text: &str) -> String {
    let mut text = text.to_owned();
    for (before, after) in [
        ("127.0.0.1:", ""),
        ("answered in ", " ms"),
        ("clock is ", " second"),
        ("date: ", " GMT"),
    ] {
        let mut done = String::new();
        while let Some(at) = text.find(before) {
            let rest = text.split_off(at + before.len());
            done.push_str(&text);
            text = match (after, rest.find(after)) {
                ("", _) => format!("N{}", rest.trim_start_matches(|c: char| c.is_ascii_digit())),
                (_, Some(end)) => format!("N{}", &rest[end..]),
                (_, None) => rest,
            };
        }
        text.insert_str(0, &done);
    }
    text
}

#[test]
fn config_keeps_profiles_and_never_shows_a_key() {
    let home = Home::new();
    let mut text = String::new();
    let steps: &[(&str, &str)] = &[
        ("config list", ""),
        ("config set key", "\n"),
        ("config set account acme", ""),
        ("config set account acme.ilucca-test.net", ""),
        ("config set key", KEY),
        ("config set key 5f0a3c9e-on-the-command-line", ""),
        ("config set rate_limit 25", ""),
        ("config set time_zone Europe/Paris", ""),
        (
            "config set account acme.ilucca.net --profile production",
            "",
        ),
        ("config set key_command false --profile production", ""),
        ("config list", ""),
        ("config list --output json", ""),
        ("config list --output jsonl", ""),
        ("config list --output csv", ""),
        ("config get account", ""),
        ("config get account --output json", ""),
        ("config get key", ""),
        ("config get time_zone --profile production", ""),
        ("config use prodction", ""),
        ("config use production", ""),
        ("users list", ""),
        ("users list --profile stagin", ""),
        ("config unset key_command", ""),
        ("config unset key_command", ""),
        ("users list", ""),
        ("config unset --all --profile production", ""),
        ("users list", ""),
        ("config list", ""),
        ("config path", ""),
    ];
    for (question, input) in steps {
        let words: Vec<&str> = question.split(' ').collect();
        let run = home.run(&words, &[("COLUMNS", "80")], input);
        assert!(!format!("{run:?}").contains(KEY), "{question}");
        text.push_str(&screen(question, &run));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_profile_names_the_account_and_the_way_to_its_key() {
    let home = Home::new();
    let sandbox = common::sandbox();
    let list = ["users", "list", "--output", "csv"];
    let set = |name: &str, value: &str| {
        let run = home.run(&["config", "set", name, value], &[], "");
        assert_eq!(run.code, Some(0), "{run:?}");
    };
    set("account", sandbox.base_url());
    // Where the profile has none, the environment's key is taken.
    let run = home.run(&list, &[("LUCCA_API_KEY", sandbox.api_key())], "");
    assert_eq!(run.code, Some(0), "{run:?}");
    set("key_command", &format!("echo {}", sandbox.api_key()));
    let run = home.run(&list, &[("LUCCA_API_KEY", "another")], "");
    assert_eq!(
        (run.code, run.out.lines().count() > 10),
        (Some(0), true),
        "{run:?}"
    );
    assert!(run.err.contains("LUCCA_API_KEY is not used"), "{run:?}");
    // What the environment names comes before the profile in use, and after --profile.
    let elsewhere = [("LUCCA_URL", "http://127.0.0.1:9"), ("LUCCA_API_KEY", KEY)];
    let quick = [&list[..], &["--timeout", "1s"]].concat();
    assert_ne!(home.run(&quick, &elsewhere, "").code, Some(0));
    let named = [&quick[..], &["--profile", "default"]].concat();
    assert_eq!(home.run(&named, &elsewhere, "").code, Some(0));
    let run = home.run(&["config", "set", "key"], &[], sandbox.api_key());
    assert_eq!(run.code, Some(0), "{run:?}");
    let run = home.run(&list, &[], "");
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run:?}");
}

fn doctor(sandbox: &Sandbox, key: &str, format: &str) -> Run {
    let account = [("LUCCA_URL", sandbox.base_url()), ("LUCCA_API_KEY", key)];
    let question = ["doctor", "--today", "2026-11-18", "--output", format];
    run(&question, &account)
}

#[test]
fn doctor_finds_out_what_works() {
    let mut text = String::new();
    let question = "--sandbox --today 2026-11-18 doctor";
    let words: Vec<&str> = question.split(' ').collect();
    for width in ["60", "80", "200"] {
        let run = run(&words, &[("COLUMNS", width)]);
        text.push_str(&screen(&format!("{question}   # {width} columns"), &run));
    }
    for format in ["json", "jsonl", "csv"] {
        let run = run(&[&words[..], &["--output", format]].concat(), &[]);
        text.push_str(&screen(&format!("{question} --output {format}"), &run));
    }
    let sandbox = Sandbox::builder()
        .people(20)
        .today(jiff::civil::date(2026, 11, 18))
        .rate_limit(None)
        .access_key(
            AccessKey::new("reader")
                .without(Right::ImportSchedule)
                .hiding(["birthDate", "gender"]),
        )
        .access_key(AccessKey::new("no-office").without(Right::ReadOffice))
        .access_key(AccessKey::new("no-users").without(Right::ReadUsers))
        .start_blocking()
        .unwrap();
    for key in ["reader", "no-office", "no-users", "nobody"] {
        let run = doctor(&sandbox, key, "csv");
        text.push_str(&screen(&format!("doctor   # with the key {key}"), &run));
    }
    let nowhere = [("LUCCA_URL", "http://127.0.0.1:9"), ("LUCCA_API_KEY", KEY)];
    let run = run(&["doctor", "--output", "csv"], &nowhere);
    assert!(!run.err.contains(KEY) && !run.out.contains(KEY), "{run:?}");
    text.push_str(&screen("doctor   # where nothing listens", &run));
    insta::assert_snapshot!(text);
}

/// A server that answers every connection with these bytes, whatever it is asked.
fn server(answer: &'static str) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = BufReader::new(stream.try_clone().unwrap()).lines();
            let head_ends =
                |line: &std::io::Result<String>| line.as_ref().map_or(true, String::is_empty);
            let _ = request.find(head_ends);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    port
}

#[test]
fn doctor_tells_apart_what_stands_between_here_and_lucca() {
    let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\
                connection: close\r\n\r\n<html></html>";
    let login = "HTTP/1.1 302 Found\r\nlocation: https://login.example.com/?k=1\r\n\
                 content-length: 0\r\nconnection: close\r\n\r\n";
    let proxy = "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let busy = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 60\r\ncontent-length: 0\r\n\
                connection: close\r\n\r\n";
    for (scheme, answer, code, expected) in [
        (
            "http",
            page,
            1,
            "something answered, but not as Lucca's API does",
        ),
        ("http", login, 1, "redirect to login.example.com"),
        ("http", proxy, 1, "502"),
        ("http", busy, 4, "request budget"),
        ("http", "", 1, "connection"),
        ("https", page, 1, "no secure connection (TLS)"),
    ] {
        let url = format!("{scheme}://localhost:{}", server(answer));
        let account = [("LUCCA_URL", url.as_str()), ("LUCCA_API_KEY", KEY)];
        let run = run(&["doctor", "--output", "csv"], &account);
        assert_eq!(run.code, Some(code), "{expected}: {run:?}");
        let connection = run
            .out
            .lines()
            .find(|line| line.starts_with("connection,failed"));
        assert!(
            connection.is_some_and(|line| line.contains(expected)),
            "{expected}: {run:?}"
        );
        assert!(!format!("{run:?}").contains(KEY), "{run:?}");
    }
}

#[test]
fn doctor_asks_few_requests() {
    let sandbox = common::sandbox();
    let run = doctor(&sandbox, sandbox.api_key(), "csv");
    let asked = sandbox.requests().len();
    assert!(asked <= 8, "{asked}");
    let told = format!("this took {asked} requests");
    assert!(run.out.contains(&told), "{told}: {run:?}");
}

#[test]
fn sandbox_serves_until_it_is_asked_to_stop() {
    let mut command = lucca(
        &[
            "sandbox", "--port", "0", "--people", "10", "--like", "lenient",
        ],
        &[],
    );
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut exported = |name: &str| {
        let line = lines.next().unwrap().unwrap();
        let value = line.strip_prefix(&format!("export {name}=")).unwrap();
        value.to_owned()
    };
    let (url, key) = (exported("LUCCA_URL"), exported("LUCCA_API_KEY"));
    let account = [("LUCCA_URL", url.as_str()), ("LUCCA_API_KEY", key.as_str())];
    let run = run(&["locations", "--output", "csv"], &account);
    assert_eq!(
        (run.code, run.out.lines().count() > 1),
        (Some(0), true),
        "{run:?}"
    );
    let pid = child.id().to_string();
    let stop = Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(stop.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let again = run_failing(&["sandbox", "--like", "real"]);
    assert!(again.err.contains("--like"), "{again:?}");
}

fn run_failing(arguments: &[&str]) -> Run {
    let run = run(arguments, &[]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
    run
}

#[test]
fn api_calls_what_the_documents_have_and_any_path() {
    let home = Home::new();
    let sandbox = common::sandbox();
    let account = [
        ("LUCCA_URL", sandbox.base_url()),
        ("LUCCA_API_KEY", sandbox.api_key()),
        ("COLUMNS", "60"),
    ];
    let mut text = String::new();
    for question in [
        "api get_user id=3 fields=id,name",
        "api get_user id=3 fields=id,name --output jsonl",
        "api get_user id=3 --output csv",
        "api GET /api/v3/users fields=id paging=0,2 --output jsonl --include",
        "api list_users fields=id paging=0,2 --query x-unheard-of=1 --output jsonl",
        "api GET /nowhere",
        "api GET nowhere",
        "api get_users",
        "api get_user id=999999",
        "api DELETE /api/v3/users/3",
    ] {
        let words: Vec<&str> = question.split(' ').collect();
        let run = home.run(&words, &account, "");
        assert!(!format!("{run:?}").contains(sandbox.api_key()), "{run:?}");
        text.push_str(&screen(question, &run));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn api_lists_operations_with_names_that_can_be_copied() {
    let run = run(&["api"], &[("COLUMNS", "20")]);
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(
        lines.contains(&"post_office_api_imports_user_locations"),
        "{run:?}"
    );
    let run = common::run(&["api", "--output", "jsonl"], &[]);
    for line in run.out.lines() {
        let operation: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(lines.contains(&operation["name"].as_str().unwrap()));
    }
}

#[test]
fn api_makes_no_import_without_a_yes() {
    let home = Home::new();
    let sandbox = common::sandbox();
    let account = [
        ("LUCCA_URL", sandbox.base_url()),
        ("LUCCA_API_KEY", sandbox.api_key()),
    ];
    let upload = [
        "api",
        "post_office_api_imports_user_locations",
        "create=false",
        "overrideUserLocations=false",
        "--body",
        "-",
    ];
    let csv = "\u{feff}login;workLocationName;date;position\n";
    let run = home.run(&upload, &account, csv);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
    assert!(run.err.contains("--yes"), "{run:?}");
    let imports = || {
        let requests = sandbox.requests();
        requests
            .iter()
            .filter(|request| request.operation == Some(Operation::UploadUserLocations))
            .count()
    };
    assert_eq!(imports(), 0);
    let run = home.run(&[&upload[..], &["--yes"]].concat(), &account, csv);
    assert_eq!((run.code, imports()), (Some(0), 1), "{run:?}");
    assert!(run.out.contains("summaryId"), "{run:?}");
}

#[test]
fn help() {
    let mut text = String::new();
    for command in [
        "config",
        "config set",
        "doctor",
        "sandbox",
        "api",
        "completions",
        "man",
    ] {
        let mut words: Vec<&str> = command.split(' ').collect();
        words.push("--help");
        let run = run(&words, &[("COLUMNS", "80")]);
        // Those of every command are in another file.
        let own = run.out.split("Options of every command").next().unwrap();
        let _ = writeln!(text, "$ lucca {command} --help\n{own}");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = run(&["completions", shell], &[]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{shell}");
        assert!(run.out.contains("user-locations"), "{shell}");
    }
    let directory = tempfile::tempdir().unwrap();
    let run = run(&["man", directory.path().to_str().unwrap()], &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    for page in [
        "lucca.1",
        "lucca-doctor.1",
        "lucca-config-set.1",
        "lucca-users-changes.1",
    ] {
        let text = std::fs::read_to_string(directory.path().join(page)).expect(page);
        assert!(text.contains(".SH NAME"), "{page}");
    }
    let main = common::run(&["man"], &[]);
    assert!(main.out.contains(".TH lucca"), "{main:?}");
}
