//! The built `lucca`, run as a person runs it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

use std::process::Command;

use jiff::civil::date;
use lucca_sandbox::{Operation, Sandbox};

/// What a run of `lucca` came to.
#[derive(Debug)]
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Arguments, environment, and what the one line on standard error holds.
type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], &'a str);

fn lucca(arguments: &[&str], environment: &[(&str, &str)]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lucca"));
    command
        .args(arguments)
        .env_remove("LUCCA_HOST")
        .env_remove("LUCCA_URL")
        .env_remove("LUCCA_API_KEY")
        .envs(environment.iter().copied());
    let output = command.output().expect("lucca runs");
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A company of which every test sees the same: Wednesday 18 November 2026 is
/// its today.
fn sandbox() -> Sandbox {
    Sandbox::builder()
        .people(20)
        .seed(1)
        .today(date(2026, 11, 18))
        .start_blocking()
        .unwrap()
}

#[test]
fn presence_tells_day_by_day_who_is_where_and_how_full_offices_are() {
    let run = lucca(
        &[
            "--sandbox",
            "--today",
            "2026-11-18",
            "presence",
            "--from",
            "2026-11-17",
            "--to",
            "tomorrow",
        ],
        &[],
    );
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.err, "");
    let days = [
        "Tuesday 17 November 2026",
        "Wednesday 18 November 2026",
        "Thursday 19 November 2026",
    ];
    let mut rest = run.out.as_str();
    for day in days {
        let (_, after) = rest
            .split_once(day)
            .unwrap_or_else(|| panic!("{}", run.out));
        rest = after;
    }
    for heading in ["Name", "Location", "When", "Office", "Capacity"] {
        assert!(rest.contains(heading), "{heading}: {}", run.out);
    }

    // Every office is there by name, and so is every area of it.
    let sandbox = sandbox();
    let company = sandbox.company();
    for location in company.work_locations() {
        if let Some(office) = location.office.as_ref().filter(|_| location.is_active) {
            assert!(run.out.contains(&location.name), "{}", location.name);
            for area in &office.areas {
                let area = format!("{} ({})", location.name, area.name);
                assert!(run.out.contains(&area), "{area}: {}", run.out);
            }
        }
    }
}

#[test]
fn what_a_presence_lacks_is_noted_on_standard_error_and_an_empty_board_is_a_failure() {
    let ask = |trouble: fn(&Sandbox)| {
        let sandbox = sandbox();
        trouble(&sandbox);
        let account = [
            ("LUCCA_URL", sandbox.base_url()),
            ("LUCCA_API_KEY", sandbox.api_key()),
        ];
        let days = ["presence", "--from", "2026-11-18", "--to", "2026-11-18"];
        lucca(&days, &account)
    };
    let run = ask(|sandbox| {
        for date in ["dtContractStart", "dtContractEnd"] {
            let users = sandbox.trouble().on(Operation::ListUsers);
            users.drop_property(date).always();
        }
    });
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.err.starts_with("note: "), "{run:?}");
    assert!(run.err.contains("no contract dates known"), "{run:?}");
    assert!(!run.out.contains("note:"), "{run:?}");

    let run = ask(|sandbox| {
        let rows = sandbox.trouble().on(Operation::ListUserLocations);
        rows.drop_property("ownerId").always();
    });
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.err.contains("have no owner"), "{run:?}");
    assert_eq!(run.out, "");
}

#[test]
fn the_same_question_has_the_same_answer_from_a_server_on_this_machine() {
    let days = ["presence", "--from", "2026-11-18", "--to", "2026-11-18"];
    let embedded = lucca(
        &[&["--sandbox", "--today", "2026-11-18"], days.as_slice()].concat(),
        &[],
    );
    let sandbox = sandbox();
    let served = lucca(
        &days,
        &[
            ("LUCCA_URL", sandbox.base_url()),
            ("LUCCA_API_KEY", sandbox.api_key()),
        ],
    );
    assert_eq!(served.code, Some(0), "{served:?}");
    assert_eq!(served.out, embedded.out);

    // The host's variable takes a URL as well.
    let by_host = lucca(
        &days,
        &[
            ("LUCCA_HOST", sandbox.base_url()),
            ("LUCCA_API_KEY", sandbox.api_key()),
        ],
    );
    assert_eq!(by_host.out, embedded.out);
}

#[test]
fn a_question_that_cannot_be_asked_is_one_line_and_exit_code_2() {
    let key = ("LUCCA_API_KEY", "s3cret-key");
    let here = ("LUCCA_URL", "http://127.0.0.1:9");
    let cases: &[Case<'_>] = &[
        (&["presence"], &[], "LUCCA_HOST"),
        (&["presence"], &[here], "LUCCA_API_KEY"),
        (
            &["presence"],
            &[here, ("LUCCA_API_KEY", "  ")],
            "LUCCA_API_KEY",
        ),
        (
            &["presence"],
            &[("LUCCA_URL", "https://example.com"), key],
            "ilucca.net",
        ),
        (
            &["presence"],
            &[("LUCCA_HOST", "acme"), key],
            ".ilucca-test.net",
        ),
        (
            &["presence"],
            &[("LUCCA_URL", "http://acme.ilucca.net"), key],
            "https",
        ),
        (
            &["--sandbox", "presence", "--from", "soon"],
            &[],
            "YYYY-MM-DD",
        ),
        (
            &["--sandbox", "presence", "--from", "2026-02-30"],
            &[],
            "YYYY-MM-DD",
        ),
        (
            &[
                "--sandbox",
                "presence",
                "--from",
                "2026-11-20",
                "--to",
                "2026-11-16",
            ],
            &[],
            "2026-11-20 is after --to 2026-11-16",
        ),
        (&["--sandbox", "--people", "3", "presence"], &[], "10"),
        (&["--sandbox", "presences"], &[], "presence"),
        (&["--sandbox", "api", "get_nothing"], &[], "lucca api"),
        (&["--sandbox", "api", "get_user"], &[], "`id` is missing"),
        (&["--sandbox", "api", "get_user", "416"], &[], "NAME=VALUE"),
    ];
    for (arguments, environment, expected) in cases {
        let run = lucca(arguments, environment);
        assert_eq!(run.code, Some(2), "{arguments:?}: {run:?}");
        assert_eq!(run.out, "", "{arguments:?}: {run:?}");
        assert_eq!(
            run.err.trim_end().lines().count(),
            1,
            "{arguments:?}: {run:?}"
        );
        assert!(run.err.contains(expected), "{arguments:?}: {run:?}");
        assert!(!run.err.contains("s3cret"), "{arguments:?}: {run:?}");
    }
}

#[test]
fn a_key_that_the_account_does_not_know_is_exit_code_1() {
    let sandbox = sandbox();
    let run = lucca(
        &["presence", "--from", "2026-11-18"],
        &[
            ("LUCCA_URL", sandbox.base_url()),
            ("LUCCA_API_KEY", "s3cret-but-wrong"),
        ],
    );
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.err.contains("401"), "{run:?}");
    assert!(!run.err.contains("s3cret"), "{run:?}");
    assert_eq!(run.err.trim_end().lines().count(), 1, "{run:?}");
}

#[test]
fn api_lists_the_operations_and_calls_any_of_them() {
    let list = lucca(&["api"], &[]);
    assert_eq!(list.code, Some(0), "{list:?}");
    assert!(
        list.out.contains("get_office_api_work_locations"),
        "{list:?}"
    );
    assert!(list.out.contains("list_users"), "{list:?}");

    let page = lucca(
        &[
            "--sandbox",
            "--today",
            "2026-11-18",
            "api",
            "get-office-api-work-locations",
            "limit=2",
            "fields.root=count",
        ],
        &[],
    );
    assert_eq!(page.code, Some(0), "{page:?}");
    let page: serde_json::Value = serde_json::from_str(&page.out).unwrap();
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
    assert!(page["count"].as_u64().unwrap() > 2);

    let missing = lucca(&["--sandbox", "api", "get_user", "id=999999"], &[]);
    assert_eq!(missing.code, Some(1), "{missing:?}");
    assert!(missing.err.contains("404"), "{missing:?}");
}

#[test]
fn help_tells_a_newcomer_what_to_do_first() {
    for arguments in [&["--help"][..], &["presence", "--help"], &["api", "--help"]] {
        let run = lucca(arguments, &[]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(run.out.contains("--sandbox"), "{run:?}");
    }
    assert!(lucca(&["--help"], &[]).out.contains("LUCCA_API_KEY"));
    assert_eq!(
        lucca(&["--version"], &[]).out.trim(),
        concat!("lucca ", env!("CARGO_PKG_VERSION"))
    );
}
