//! What each command shows, in every format and at three widths, as files to be read.
//!
//! `INSTA_UPDATE=always cargo test -p lucca-cli --test golden` renews them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    unreachable_pub,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::fmt::Write as _;

use common::{lucca, run, screen};

/// The same question in all formats.
fn everywhere(question: &str) -> String {
    let mut text = String::new();
    let words: Vec<&str> = question.split(' ').collect();
    for width in ["60", "80", "200"] {
        let run = run(&words, &[("COLUMNS", width)]);
        text.push_str(&screen(&format!("{question}   # {width} columns"), &run));
    }
    for format in ["json", "jsonl", "csv"] {
        let words = [words.as_slice(), &["--output", format]].concat();
        text.push_str(&screen(
            &format!("{question} --output {format}"),
            &run(&words, &[]),
        ));
    }
    text
}

macro_rules! golden {
    ($($name:ident: $question:literal,)*) => {$(
        #[test]
        fn $name() {
            let question = concat!("--sandbox --people 10 --today 2026-11-18 ", $question);
            insta::assert_snapshot!(everywhere(question));
        }
    )*};
}

golden! {
    presence_of_a_week: "presence",
    presence_of_a_day: "presence --date today",
    presence_at_an_office: "presence --week next --office nantes",
    presence_of_a_team: "presence --team ventes --list --from yesterday --to today",
    missing: "missing --week 2026-W47",
    occupancy: "occupancy --from 2026-11-17 --to 2026-11-18",
    occupancy_of_an_office: "occupancy --date tomorrow --office paris",
    users_list: "users list",
    users_list_of_fields: "users list --former --fields id,lastName,dtContractStart,department[id,name],birthDate",
    users_get: "users get 3",
    locations: "locations --all",
    user_locations_list: "user-locations list --date today --status Approved,Pending",
    user_locations_get: "user-locations get 1002",
    nobody_is_called_like_that: "presence --team zorglub",
}

#[test]
fn failures() {
    let key = ("LUCCA_API_KEY", "s3cret-key");
    let here = ("LUCCA_URL", "http://127.0.0.1:9");
    let sandbox = common::sandbox();
    let url = ("LUCCA_URL", sandbox.base_url());
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)]);
    let cases: &[Case<'_>] = &[
        ("presence", &[]),
        ("presence", &[here]),
        ("presence", &[("LUCCA_HOST", "acme"), key]),
        ("presence", &[("LUCCA_URL", "https://example.com"), key]),
        ("users list", &[url, key]),
        ("users list", &[here, key]),
        ("--sandbox presence --from soon", &[]),
        ("--sandbox presence --week never", &[]),
        ("--sandbox presence --from 2026-11-20 --to 2026-11-16", &[]),
        ("--sandbox presence --date today --week", &[]),
        ("--sandbox presenc", &[]),
        ("--sandbox users list --filter departmentId", &[]),
        ("--sandbox users list --mail a,b", &[]),
        ("--sandbox users get 999999", &[]),
        ("--sandbox users get nobody", &[]),
        ("--sandbox user-locations list --status Aproved", &[]),
        ("--sandbox user-locations get 1", &[]),
        ("--sandbox --rate-limit 1 --timeout 5s presence", &[]),
        (
            "--sandbox --rate-limit redis://:s3cret-key@127.0.0.1:9 presence",
            &[],
        ),
        ("--sandbox --time-zone Mars presence", &[]),
        ("--sandbox --people 3 presence", &[]),
        ("--sandbox api get_user", &[]),
    ];
    let mut text = String::new();
    for (question, environment) in cases {
        let words: Vec<&str> = question.split(' ').collect();
        let run = run(&words, environment);
        assert_ne!(run.code, Some(0), "{question}");
        assert_eq!(
            run.out, "",
            "{question}: nothing but data is on standard output"
        );
        assert!(!run.err.contains("s3cret"), "{question}");
        text.push_str(&screen(question, &run));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn help() {
    let mut text = String::new();
    for question in [
        "--help",
        "presence --help",
        "missing --help",
        "occupancy --help",
        "users --help",
        "users list --help",
        "users changes --help",
        "locations --help",
        "user-locations list --help",
        "import --help",
        "import run --help",
        "schema --help",
    ] {
        let words: Vec<&str> = question.split(' ').collect();
        text.push_str(&screen(question, &run(&words, &[("COLUMNS", "80")])));
    }
    insta::assert_snapshot!(text);
}

/// The screens of the README are those of the command.
#[test]
fn the_readme_shows_what_the_command_shows() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let mut fresh = String::new();
    let mut rest = readme.as_str();
    // A screen is a block that begins with the command that makes it.
    while let Some((before, after)) = rest.split_once("```console\n$ lucca ") {
        let (block, behind) = after.split_once("\n```").unwrap();
        let question = block.lines().next().unwrap();
        let words: Vec<&str> = question.split(' ').collect();
        let output = lucca(&words, &[("COLUMNS", "78")]).output().unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        let _ = write!(
            fresh,
            "{before}```console\n$ lucca {question}\n{}\n```",
            shown.trim_end()
        );
        rest = behind;
    }
    fresh.push_str(rest);
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(path, &fresh).unwrap();
    } else {
        assert!(
            fresh == readme,
            "renew it: UPDATE_README=1 cargo test -p lucca-cli --test golden readme"
        );
    }
}
