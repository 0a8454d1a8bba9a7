//! What the import commands show, in every format and at three widths, as files to be read.
//!
//! `INSTA_UPDATE=always cargo test -p lucca-cli --test golden_import` renews them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    unreachable_pub,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::fs;
use std::thread;

use common::{Run, lucca, output, screen};
use lucca_sandbox::{Operation, Sandbox};
use serde_json::json;
use tempfile::TempDir;

const WEEK: &str = "\
login;workLocationName;areaName;date;position;comment;isDeletion
jcamembert;Télétravail;;2026-11-25;FullDay;;false
jcamembert2;Nantes;;2026-11-25;FullDay;;false
jcamembert3;Paris;B0;2026-11-25;FullDay;a visit;false
sciboulette;;;2026-11-25;FullDay;;true
ydubonnet;Formation;;2026-11-25;FirstHalf;;false
";

const WRONG: &str = "\
login;workLocationName;areaName;date;position;comment;isDeletion
nobody;Nantes;;2026-11-25;FullDay;;false
jcamembert2;Nowhere;;2026-11-25;FullDay;;false
jcamembert3;Paris;Z9;2026-11-25;FullDay;;false
egenet;Ancien siège;;2026-11-25;FullDay;;false
";

const UNREADABLE: &str = "\
login;workLocationName;date;position
jcamembert;Nantes;tomorrow;FullDay
jcamembert2;Nantes;2026-11-25;All day
";

/// An account, and a directory with files in which the commands run.
struct Desk {
    sandbox: Sandbox,
    directory: TempDir,
}

impl Desk {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("week.csv", WEEK),
            ("wrong.csv", WRONG),
            ("unreadable.csv", UNREADABLE),
        ] {
            fs::write(directory.path().join(name), text).unwrap();
        }
        Self {
            sandbox: common::sandbox_of_imports(10),
            directory,
        }
    }

    fn run(&self, question: &str, environment: &[(&str, &str)]) -> Run {
        let words: Vec<&str> = ["--today", "2026-11-18", "import"]
            .into_iter()
            .chain(question.split(' '))
            .collect();
        let account = [
            ("LUCCA_URL", self.sandbox.base_url()),
            ("LUCCA_API_KEY", self.sandbox.api_key()),
        ];
        output(lucca(&words, &[&account, environment].concat()).current_dir(self.directory.path()))
    }

    /// What has to be done before the question.
    fn done(&self, question: &str) {
        let run = self.run(question, &[]);
        assert_eq!(run.code, Some(0), "{question}: {run:?}");
    }

    /// The report of an import says that two lines were refused.
    fn refuse_two_lines(&self) {
        let line = |login: &str, place: &str| {
            json!({
                "login": login, "firstname": "", "lastname": "", "worklocationName": place,
                "areaName": "", "date": "2026-11-25", "position": "FullDay", "comment": "",
                "isDeletion": false,
            })
        };
        let report = json!({
            "summaryId": "6f1c2a44-0000-4000-8000-9a1b2c3d4e5f",
            "userLocationsCreatedSummary": {"count": 1, "descriptions": []},
            "userLocationsDeletedSummary": {"count": 1},
            "globalErrorSummary": "2 of 5 lines have errors.",
            "errorLines": [
                {"line": line("jcamembert2", "Nantes"), "lineNumber": 2, "error": "No place is left"},
                {"line": line("jcamembert3", "Paris"), "lineNumber": 3, "error": "The day is closed"},
            ],
            "warningLines": [],
            "errorFileUri": null,
        });
        let answer = json!({"status": 200, "body": report.to_string()});
        self.sandbox
            .trouble()
            .on(Operation::ImportResults)
            .answer(serde_json::from_value(answer).unwrap())
            .always();
    }

    /// The answer to an upload is lost, after it was acted upon or before.
    fn in_doubt(&self, is_applied: bool) {
        let trouble = self.sandbox.trouble();
        let upload = trouble.on(Operation::UploadUserLocations);
        match is_applied {
            true => upload.reset_before_headers(),
            false => upload.reset_on_arrival(),
        }
        .times(1);
        let run = self.run("run week.csv --existing replace --yes --run-dir run", &[]);
        assert_eq!(run.code, Some(6), "{run:?}");
    }

    /// A run as if it had been made at a fixed moment in a fixed account, for what only reads it.
    fn steady(&self, run: &str) {
        let path = self.directory.path().join(run).join("run.json");
        let text = fs::read_to_string(&path).unwrap();
        let mut record: serde_json::Value = serde_json::from_str(&text).unwrap();
        record["account"] = "https://acme.ilucca.net/".into();
        record["created"] = "2026-11-18T09:30:00Z".into();
        for part in record["parts"].as_array_mut().unwrap() {
            if part["state"]["since"].is_string() {
                part["state"]["since"] = "2026-11-18T09:30:01Z".into();
            }
        }
        fs::write(&path, record.to_string()).unwrap();
    }
}

/// The same question in all formats, each to an account of its own.
fn everywhere(prepare: impl Fn(&Desk) + Sync, question: &str) -> String {
    const FORMS: [(&str, &str); 6] = [
        ("60", ""),
        ("80", ""),
        ("200", ""),
        ("", " --output json"),
        ("", " --output jsonl"),
        ("", " --output csv"),
    ];
    let ask = |(columns, format): (&str, &str)| {
        let desk = Desk::new();
        prepare(&desk);
        let question = format!("{question}{format}");
        let run = desk.run(&question, &[("COLUMNS", columns)]);
        let shown = match columns {
            "" => format!("import {question}"),
            _ => format!("import {question}   # {columns} columns"),
        };
        screen(&shown, &run)
    };
    // Most of the time is spent waiting for looks at imports.
    thread::scope(|scope| {
        let asked = FORMS.map(|form| scope.spawn(move || ask(form)));
        asked.map(|asked| asked.join().unwrap()).concat()
    })
}

macro_rules! golden {
    ($($name:ident: $prepare:expr, $question:literal,)*) => {$(
        #[test]
        fn $name() {
            let prepare: fn(&Desk) = $prepare;
            insta::assert_snapshot!(everywhere(prepare, $question));
        }
    )*};
}

golden! {
    template: |_| {}, "template --date 2026-11-25",
    check: |_| {}, "check week.csv",
    check_finds_errors: |_| {}, "check wrong.csv",
    check_cannot_read_the_file: |_| {}, "check unreadable.csv",
    check_of_nothing: |_| {}, "check nothing.csv",
    plan: |_| {}, "plan week.csv --existing replace",
    plan_keeps_what_is_held: |_| {}, "plan week.csv --existing keep",
    plan_finds_errors: |_| {}, "plan wrong.csv --existing replace",
    analyze: |_| {}, "analyze week.csv --existing replace",
    run: |_| {}, "run week.csv --existing replace --yes --run-dir run",
    run_asks_and_nobody_is_here: |_| {}, "run week.csv --existing replace --run-dir run",
    run_of_what_is_so_already: |desk| desk.done("run week.csv --existing replace --yes --run-dir run"),
        "run week.csv --existing replace --yes --run-dir again",
    run_refused_in_part: Desk::refuse_two_lines,
        "run week.csv --existing replace --yes --run-dir run",
    run_in_doubt: |desk| {
        let trouble = desk.sandbox.trouble();
        trouble.on(Operation::UploadUserLocations).reset_before_headers().times(1);
    }, "run week.csv --existing replace --yes --run-dir run",
    resume_of_a_finished_run: |desk| desk.done("run week.csv --existing replace --yes --run-dir run"),
        "resume run",
    resume_in_doubt: |desk| desk.in_doubt(true), "resume run",
    resume_after_a_lost_report: |desk| {
        desk.in_doubt(true);
        desk.done("reconcile run");
    }, "resume run",
    reconcile_of_what_was_applied: |desk| desk.in_doubt(true), "reconcile run",
    reconcile_of_a_finished_run: |desk| {
        desk.done("run week.csv --existing replace --yes --run-dir run");
        desk.done("undo run --yes --run-dir back");
    }, "reconcile run",
    reconcile_too_early: |desk| desk.in_doubt(false), "reconcile run",
    undo: |desk| desk.done("run week.csv --existing replace --yes --run-dir run"),
        "undo run --yes --run-dir back",
    undo_in_doubt: |desk| desk.in_doubt(true), "undo run --yes --run-dir back",
    status: |desk| {
        desk.done("run week.csv --existing replace --yes --run-dir run");
        desk.steady("run");
    }, "status run",
    status_in_doubt: |desk| {
        desk.in_doubt(true);
        desk.steady("run");
    }, "status run",
    status_of_nothing: |_| {}, "status run",
    list: |desk| {
        desk.done("run week.csv --existing replace --yes --run-dir lucca-runs/2026-11-18T09-30-00");
        desk.done("undo lucca-runs/2026-11-18T09-30-00 --yes --run-dir lucca-runs/back");
        desk.steady("lucca-runs/2026-11-18T09-30-00");
        desk.steady("lucca-runs/back");
    }, "list",
    list_of_nothing: |_| {}, "list",
    list_with_a_run_that_cannot_be_read: |desk| {
        desk.done("run week.csv --existing replace --yes --run-dir lucca-runs/2026-11-18T09-30-00");
        desk.steady("lucca-runs/2026-11-18T09-30-00");
        let unreadable = desk.directory.path().join("lucca-runs/2026-11-17T16-00-00");
        fs::create_dir(&unreadable).unwrap();
        fs::write(unreadable.join("run.json"), "{").unwrap();
    }, "list --quiet",
}
