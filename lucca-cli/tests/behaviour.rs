//! What the command does beside showing: it ends, keeps, writes and never obeys.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    unreachable_pub,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use common::{ask, lucca, run, sandbox};
use lucca_sandbox::{AccessKey, Operation, Right, Sandbox, TroubleAnswer};

const SANDBOX: [&str; 3] = ["--sandbox", "--today", "2026-11-18"];

#[test]
fn a_reader_that_stops_early_ends_the_command_quietly() {
    for format in ["jsonl", "csv", "json", "table"] {
        let question = [
            "--people",
            "300",
            "user-locations",
            "list",
            "--output",
            format,
        ];
        let mut child = lucca(&[&SANDBOX[..], &question].concat(), &[])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        drop(out);
        assert!(!line.is_empty());
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{format}: {said}");
        assert!(!said.contains("lucca:"), "{format}: {said}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_failure() {
    for format in ["jsonl", "csv", "json", "table"] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let question = ["locations", "--output", format];
        let output = lucca(&[&SANDBOX[..], &question].concat(), &[])
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{format}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("cannot write the answer"), "{format}: {said}");
    }
}

/// ANSI, OSC 8 and 52, carriage returns, C1, marks of direction, and length.
const HOSTILE: &str = "\u{1b}[2JA\u{1b}]8;;http://evil\u{7}B\u{1b}]52;c;aGk=\u{7}\r\nC\u{9b}31mD\u{202e}E\u{2066}F\u{200f}G\u{7f}";

fn hostile_sandbox() -> Sandbox {
    let sandbox = sandbox();
    let name = format!("{HOSTILE}{}", "x".repeat(5_000));
    let locations = serde_json::json!({ "count": 1, "items": [
        { "id": 1, "name": name, "type": HOSTILE, "isActive": true, "office": {
            "capacity": 2, "showAreas": true,
            "areas": [{ "id": 1, "name": HOSTILE, "capacity": 1, "floorKey": "f" }],
            "floors": [{ "key": "f", "name": HOSTILE, "position": 0 }] } }
    ] });
    let people = serde_json::json!({ "data": { "count": 1, "items": [
        { "id": 1, "name": name, "displayName": name, "login": HOSTILE, "mail": HOSTILE,
          "dtContractStart": "2020-01-01T00:00:00", "dtContractEnd": null,
          "manager": { "id": 1, "name": HOSTILE }, "managerId": 1,
          "department": { "id": 1, "name": HOSTILE }, "departmentId": 1 }
    ] } });
    for (operation, body) in [
        (Operation::ListWorkLocations, locations),
        (Operation::ListUsers, people),
    ] {
        let answer = TroubleAnswer::new(lucca_sdk::http::StatusCode::OK)
            .header(
                lucca_sdk::http::header::CONTENT_TYPE,
                lucca_sdk::http::HeaderValue::from_static("application/json"),
            )
            .body(body.to_string());
        sandbox.trouble().on(operation).answer(answer).always();
    }
    sandbox
}

#[test]
fn nothing_that_the_server_says_is_obeyed() {
    let sandbox = hostile_sandbox();
    let page = tempfile::NamedTempFile::new().unwrap();
    let file = page.path().display().to_string();
    let questions: [&[&str]; 9] = [
        &["presence"],
        &["presence", "--date", "today"],
        &["missing"],
        &["occupancy"],
        &["occupancy", "--html", &file],
        &["users", "list"],
        &[
            "users",
            "list",
            "--fields",
            "displayName,manager,department",
        ],
        &["locations"],
        &["presence", "--team", "nobody"],
    ];
    for question in questions {
        for format in ["table", "json", "jsonl", "csv"] {
            let run = ask(&sandbox, &[question, &["--output", format]].concat());
            for text in [&run.out, &run.err] {
                let obeyed: Vec<char> = text
                    .chars()
                    .filter(|c| {
                        c.is_control() && *c != '\n'
                            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200f}')
                    })
                    .collect();
                assert!(
                    obeyed.is_empty(),
                    "{question:?} {format}: {obeyed:?}\n{text}"
                );
            }
        }
    }
    // As data it is what the server said.
    let run = ask(&sandbox, &["users", "list", "--output", "jsonl"]);
    let user: serde_json::Value = serde_json::from_str(run.out.trim()).unwrap();
    assert_eq!(user["login"], HOSTILE);
    let page = std::fs::read_to_string(page.path()).unwrap();
    assert!(!page.contains(|c: char| c.is_control() && c != '\n'));
}

#[test]
fn a_key_without_a_right_is_told_so_in_the_servers_words() {
    let sandbox = Sandbox::builder()
        .access_key(AccessKey::new("no-office").without(Right::ReadOffice))
        .start_blocking()
        .unwrap();
    let account = [
        ("LUCCA_URL", sandbox.base_url()),
        ("LUCCA_API_KEY", "no-office"),
    ];
    let run = run(&["presence"], &account);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.err.contains("403"), "{run:?}");
    assert!(run.err.contains("the server said: "), "{run:?}");
    assert!(run.err.contains("Office module"), "{run:?}");
}

#[test]
fn an_answer_from_which_rows_are_missing_says_so_and_is_exit_code_7() {
    let sandbox = sandbox();
    let rows = sandbox.trouble().on(Operation::ListUserLocations);
    rows.missing_row().always();
    let run = ask(&sandbox, &["user-locations", "list", "--output", "jsonl"]);
    assert_eq!(run.code, Some(7), "{}", run.err);
    assert!(run.err.contains("note: "), "{}", run.err);
    assert!(run.out.lines().count() > 100, "what came is shown");
}

#[test]
fn what_never_came_and_what_is_assumed_is_noted_unless_quiet() {
    let sandbox = sandbox();
    for date in ["dtContractStart", "dtContractEnd"] {
        let users = sandbox.trouble().on(Operation::ListUsers);
        users.drop_property(date).always();
    }
    let question = ["presence", "--date", "today"];
    let told = ask(&sandbox, &question);
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(told.err.contains("no contract dates known"), "{told:?}");
    assert!(told.err.contains("dtContractStart"), "{told:?}");
    let quiet = ask(&sandbox, &[&question[..], &["--quiet"]].concat());
    assert_eq!(quiet.err, "");
    assert_eq!(quiet.out, told.out);
}

#[test]
fn changes_come_once_and_the_file_belongs_to_one_account() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json").display().to_string();
    let sandbox = sandbox();
    let question = [
        "users",
        "changes",
        "--since-file",
        &file,
        "--output",
        "jsonl",
    ];
    let first = ask(&sandbox, &question);
    assert_eq!(first.code, Some(0), "{first:?}");
    let everybody = first.out.lines().count();
    assert!(everybody > 10);
    let second = ask(&sandbox, &question);
    assert_eq!(second.code, Some(0), "{second:?}");
    assert!(second.out.lines().count() < everybody, "{}", second.out);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

    let kept = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, kept.replace("127.0.0.1", "acme.ilucca.net")).unwrap();
    let other = ask(&sandbox, &question);
    assert_eq!((other.code, other.out.as_str()), (Some(2), ""), "{other:?}");
    assert!(other.err.contains("acme.ilucca.net"), "{other:?}");
    for damaged in [
        "",
        "{}",
        r#"{"format":9,"account":"127.0.0.1","mark":"v1..."}"#,
    ] {
        std::fs::write(&file, damaged).unwrap();
        let run = ask(&sandbox, &question);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
    }
}

#[test]
fn a_long_reading_is_announced_with_requests_and_minutes() {
    let question = [
        "--people",
        "300",
        "--rate-limit",
        "50",
        "user-locations",
        "list",
    ];
    let asked = [&SANDBOX[..], &question, &["--output", "csv"]].concat();
    let announced = run(&asked, &[]);
    assert_eq!(announced.code, Some(0), "{}", announced.err);
    assert!(
        announced.err.contains("user locations: 1"),
        "{}",
        announced.err
    );
    assert!(
        announced
            .err
            .contains("less than a minute under the limit of 50")
    );
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let shown = |arguments: &[&str], environment: &[(&str, &str)]| {
        run(
            &[&SANDBOX[..], &["locations"], arguments].concat(),
            environment,
        )
        .out
        .contains('\u{1b}')
    };
    assert!(!shown(&[], &[]));
    assert!(shown(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(shown(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!shown(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!shown(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn api_lists_the_operations_and_calls_any_of_them() {
    let list = run(&["api"], &[]);
    assert_eq!(list.code, Some(0), "{list:?}");
    assert!(
        list.out.contains("get_office_api_work_locations"),
        "{list:?}"
    );
    let question = [
        "api",
        "get-office-api-work-locations",
        "limit=2",
        "fields.root=count",
    ];
    let page = run(&[&SANDBOX[..], &question].concat(), &[]);
    assert_eq!(page.code, Some(0), "{page:?}");
    let page: serde_json::Value = serde_json::from_str(&page.out).unwrap();
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
}

/// The memory at the peak, in KiB, of a list of so many people's user locations.
#[cfg(target_os = "linux")]
fn peak(sandbox: &Sandbox, format: &str) -> (u64, usize) {
    let account = [
        ("LUCCA_URL", sandbox.base_url()),
        ("LUCCA_API_KEY", sandbox.api_key()),
    ];
    let question = [
        "--rate-limit",
        "none",
        "-q",
        "user-locations",
        "list",
        "-o",
        format,
    ];
    let mut child = lucca(&question, &account)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let (mut peak, mut rows, mut line) = (0, 0, String::new());
    while out.read_line(&mut line).unwrap() > 0 {
        line.clear();
        rows += 1;
        if rows % 5_000 == 0
            && let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id()))
            && let Some(high) = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))
        {
            let high = high.trim().trim_end_matches(" kB").parse().unwrap();
            peak = u64::max(peak, high);
        }
    }
    assert!(child.wait().unwrap().success());
    (peak, rows)
}

#[test]
#[ignore = "reads hundreds of thousands of rows"]
#[cfg(target_os = "linux")]
fn rows_stream_in_constant_memory() {
    let company = |people| {
        Sandbox::builder()
            .people(people)
            .rate_limit(None)
            .cost_model(None)
            .start_blocking()
            .unwrap()
    };
    let (small, large) = (company(500), company(10_000));
    for format in ["jsonl", "csv", "json", "table"] {
        let (few, few_rows) = peak(&small, format);
        let (many, many_rows) = peak(&large, format);
        eprintln!("{format}: {few_rows} rows {few} KiB, {many_rows} rows {many} KiB");
        assert!(many_rows > 15 * few_rows);
        assert!(
            many < few + 16 * 1024,
            "{format}: {few} KiB, then {many} KiB"
        );
    }
}
