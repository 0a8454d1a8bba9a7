//! `lucca import`: from a template to an import, and back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    unreachable_pub,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{Run, ask, lucca};
use lucca_sandbox::{Operation, Sandbox};
use tempfile::TempDir;

/// An account, and a directory to work in.
struct Desk {
    sandbox: Sandbox,
    directory: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            sandbox: common::sandbox_of_imports(20),
            directory: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        ask(&self.sandbox, &[&["import"], arguments].concat())
    }

    /// A file that moves the first planned person elsewhere, and what it says.
    fn file(&self) -> PathBuf {
        let run = self.run(&["template", "--date", "2026-11-25"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let mut lines = run.out.lines();
        let header = lines.next().unwrap();
        assert!(
            header.ends_with("login;workLocationName;areaName;date;position;comment;isDeletion")
        );
        let company = self.sandbox.company();
        let place = |row: &str| row.split(';').nth(1).unwrap().to_owned();
        let planned = lines.find(|line| line.contains(";FullDay;") && !place(line).is_empty());
        let planned = planned.unwrap();
        let other = company
            .work_locations()
            .iter()
            .find(|location| location.is_active && location.name != place(planned));
        let login = planned.split(';').next().unwrap();
        let row = format!("{login};{};;2026-11-25;FullDay;;false", other.unwrap().name);
        let path = self.path("week.csv");
        fs::write(&path, format!("{header}\r\n{row}\r\n")).unwrap();
        path
    }

    /// Who is where on the day, as the account has it.
    fn held(&self) -> Vec<(u32, u32, Option<u32>, String)> {
        let company = self.sandbox.company();
        let day = jiff::civil::date(2026, 11, 25);
        let rows = company.user_locations().iter();
        let mut held: Vec<_> = rows
            .filter(|row| row.date == day && row.status.is_live())
            .map(|row| {
                let position = row.position.as_str().to_owned();
                (row.owner_id, row.work_location_id, row.area_id, position)
            })
            .collect();
        held.sort();
        held
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_template_is_checked_planned_run_and_taken_back() {
    let desk = Desk::new();
    let (file, plan, run_dir) = (desk.file(), desk.path("plan.json"), desk.path("run"));
    let before = desk.held();

    let run = desk.run(&["check", text(&file), "--output", "json"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "[]\n"), "{run:?}");

    let planned = [
        "plan",
        text(&file),
        "--existing",
        "replace",
        "--output",
        "json",
    ];
    let run = desk.run(&[&planned[..], &["--save", text(&plan)]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    let rows: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(rows[0]["action"], "replace", "{run:?}");
    assert_eq!(desk.held(), before, "a plan changes nothing");

    let simulated = desk.run(&["analyze", text(&file), "--existing", "replace"]);
    assert_eq!(simulated.code, Some(0), "{simulated:?}");
    assert_eq!(desk.held(), before, "nor does a simulation");

    // Nobody is here to be asked.
    let quiet = ["run", "--plan", text(&plan), "--run-dir", text(&run_dir)];
    let run = desk.run(&quiet);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("--yes"), "{run:?}");
    assert!(!run_dir.exists());

    let run = desk.run(&[&quiet[..], &["--yes", "--output", "json"]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        (&report["outcome"], &report["created"]),
        (&"success".into(), &1.into())
    );
    assert_ne!(desk.held(), before);

    // One directory holds one run, and its report is told again.
    let again = desk.run(&["resume", text(&run_dir), "--output", "json"]);
    assert_eq!(again.out, run.out);
    let list = desk.run(&["list", text(desk.directory.path()), "--output", "csv"]);
    assert!(list.out.contains(",finished,run,"), "{list:?}");

    // A sandbox of its own never is the account of a run.
    let elsewhere = ["--sandbox", "import", "undo", text(&run_dir), "--yes"];
    let refused = common::run(&elsewhere, &[]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.err.contains("`lucca sandbox`"), "{refused:?}");

    let undo = ["undo", text(&run_dir), "--yes", "--run-dir"];
    let undone = desk.run(&[&undo[..], &[text(&desk.path("undo"))]].concat());
    assert_eq!(undone.code, Some(0), "{undone:?}");
    assert_eq!(desk.held(), before);

    // The plan is stale by now, or rather would do again what it did: a look says which.
    let run = desk.run(&["status", text(&desk.path("nothing"))]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.err.contains("there is no run"), "{run:?}");
}

#[test]
fn findings_are_data_and_end_with_code_5() {
    let desk = Desk::new();
    let file = desk.path("wrong.csv");
    fs::write(
        &file,
        "Identifiant;Lieu;Date;Position\nnobody;Nowhere;25/11/2026;Journée\n",
    )
    .unwrap();
    let run = desk.run(&["check", text(&file), "--output", "csv"]);
    assert_eq!(run.code, Some(5), "{run:?}");
    let run = desk.run(&["check", text(&file), "--french", "--output", "csv"]);
    assert_eq!(run.code, Some(5), "{run:?}");
    assert!(
        run.out.starts_with("severity,file,line,column,message\n"),
        "{run:?}"
    );
    assert!(run.out.contains("wrong.csv,2,login,"), "{run:?}");
    // The same with words of one's own.
    let mapping = desk.path("mapping.json");
    fs::write(
        &mapping,
        r#"{"columns": {"Identifiant": "login", "Lieu": "workLocationName"},
            "values": {"Journée": "FullDay"}, "dates": "dayFirst"}"#,
    )
    .unwrap();
    let mapped = desk.run(&[
        "check",
        text(&file),
        "--mapping",
        text(&mapping),
        "--output",
        "csv",
    ]);
    assert_eq!(mapped.out, run.out, "{mapped:?}");
    fs::write(&mapping, r#"{"columns": {"Lieu": "place"}}"#).unwrap();
    let refused = desk.run(&["check", text(&file), "--mapping", text(&mapping)]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.err.contains("workLocationName"), "{refused:?}");
    for existing in ["run", "plan", "analyze"] {
        let run = desk.run(&[existing, text(&file), "--french", "--existing", "keep"]);
        assert_eq!(run.code, Some(5), "{run:?}");
    }
    assert!(desk.sandbox.imports().is_empty());
}

#[test]
fn a_doubt_ends_with_code_6_and_the_command_that_settles_it() {
    let desk = Desk::new();
    let (file, run_dir) = (desk.file(), desk.path("run"));
    desk.sandbox
        .trouble()
        .on(Operation::UploadUserLocations)
        .reset_before_headers()
        .times(1);
    let existing = [
        "--existing",
        "replace",
        "--yes",
        "--run-dir",
        text(&run_dir),
    ];
    let run = desk.run(&[&["run", text(&file)], &existing[..]].concat());
    assert_eq!(run.code, Some(6), "{run:?}");
    let advice = format!("lucca import reconcile {}", run_dir.display());
    assert!(run.err.contains(&advice), "{run:?}");
    for command in ["status", "resume", "undo"] {
        let run = desk.run(&[command, text(&run_dir)]);
        assert_eq!(run.code, Some(6), "{run:?}");
    }
    let run = desk.run(&["reconcile", text(&run_dir)]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.err.contains("applied"), "{run:?}");
    assert!(!run.err.contains("resume"), "nothing is left: {run:?}");
    // The report is lost, so that a look has to say what is true.
    let run = desk.run(&["resume", text(&run_dir)]);
    assert_eq!(run.code, Some(6), "{run:?}");
    assert!(run.err.contains(&advice), "{run:?}");
    let run = desk.run(&["reconcile", text(&run_dir)]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(desk.sandbox.imports().len(), 1, "one import, whatever died");
    // Unless it is true no more.
    let undo = desk.path("undo");
    let back = ["undo", text(&run_dir), "--yes", "--run-dir", text(&undo)];
    let run = desk.run(&back);
    assert_eq!(run.code, Some(0), "{run:?}");
    let run = desk.run(&["reconcile", text(&run_dir)]);
    assert_eq!(run.code, Some(5), "{run:?}");
    assert!(run.err.contains("lucca import plan"), "{run:?}");
}

#[test]
fn a_report_that_says_nothing_is_a_doubt() {
    let desk = Desk::new();
    let (file, run_dir) = (desk.file(), desk.path("run"));
    desk.sandbox
        .trouble()
        .on(Operation::ImportResults)
        .nulls()
        .always();
    desk.sandbox
        .trouble()
        .on(Operation::ImportAnalysis)
        .nulls()
        .always();
    let existing = ["--existing", "replace"];
    let stored = ["--yes", "--run-dir", text(&run_dir)];
    let run = desk.run(&[&["run", text(&file)], &existing[..], &stored].concat());
    assert_eq!(run.code, Some(6), "{run:?}");
    let advice = format!("lucca import reconcile {}", run_dir.display());
    assert!(run.err.contains(&advice), "{run:?}");
    let settled = desk.run(&["reconcile", text(&run_dir)]);
    assert_eq!(settled.code, Some(0), "{settled:?}");
    // A simulation leaves nothing in doubt: it has only not answered.
    let undo = desk.path("undo");
    let run = desk.run(&["undo", text(&run_dir), "--yes", "--run-dir", text(&undo)]);
    assert_eq!(run.code, Some(6), "{run:?}");
    let run = desk.run(&[&["analyze", text(&file)], &existing[..]].concat());
    assert_eq!(run.code, Some(7), "{run:?}");
}

#[test]
fn a_run_that_cannot_be_read_hides_no_other() {
    let desk = Desk::new();
    let file = desk.file();
    for name in ["first", "third"] {
        desk.sandbox
            .trouble()
            .on(Operation::UploadUserLocations)
            .reset_on_arrival()
            .times(1);
        let run_dir = desk.path(name);
        let run = ["run", text(&file), "--existing", "replace", "--yes"];
        let run = desk.run(&[&run[..], &["--run-dir", text(&run_dir)]].concat());
        assert_eq!(run.code, Some(6), "{run:?}");
    }
    for name in ["fourth", "second"] {
        fs::create_dir(desk.path(name)).unwrap();
        fs::write(desk.path(name).join("run.json"), "{").unwrap();
    }
    let list = ["list", text(desk.directory.path()), "--output", "csv"];
    let run = desk.run(&[&list[..], &["--quiet"]].concat());
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(run.out.matches(",in doubt,").count(), 2, "{run:?}");
    for name in ["fourth", "second"] {
        assert!(run.err.contains(text(&desk.path(name))), "{run:?}");
    }
}

#[cfg(unix)]
#[test]
fn told_to_stop_it_says_how_to_go_on() {
    for signal in ["-INT", "-TERM"] {
        for (operation, code, advice) in [
            (Operation::ListUsers, 1, "nothing was sent"),
            (Operation::UploadUserLocations, 6, "lucca import reconcile"),
            (Operation::ImportProgress, 1, "lucca import resume"),
        ] {
            let desk = Desk::new();
            let (file, plan, run_dir) = (desk.file(), desk.path("plan"), desk.path("run"));
            let planned = ["plan", text(&file), "--existing", "replace", "--save"];
            let run = desk.run(&[&planned[..], &[text(&plan)]].concat());
            assert_eq!(run.code, Some(0), "{run:?}");
            let stalled = desk.sandbox.trouble().on(operation).stall().always();
            let arguments = [
                "--timeout",
                "30s",
                "import",
                "run",
                "--plan",
                text(&plan),
                "--yes",
            ];
            let account = [
                ("LUCCA_URL", desk.sandbox.base_url()),
                ("LUCCA_API_KEY", desk.sandbox.api_key()),
            ];
            let kept = ["--run-dir", text(&run_dir)];
            let mut child = lucca(&[&arguments[..], &kept].concat(), &account)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            while desk.sandbox.trouble().hits(stalled) == 0 {
                assert!(child.try_wait().unwrap().is_none(), "it waits");
                std::thread::yield_now();
            }
            let pid = child.id().to_string();
            let told = Command::new("kill").args([signal, &pid]).status().unwrap();
            assert!(told.success());
            let output = child.wait_with_output().unwrap();
            let err = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(code), "{signal}: {err}");
            assert!(err.contains(advice), "{signal}: {err}");
        }
    }
}

/// Killed wherever it is, the command leaves a run that can be taken up: one import in the end.
/// `KILLS=100` for the long proof.
#[test]
fn killed_anywhere_it_ends_in_one_import() {
    let kills: u32 = std::env::var("KILLS").map_or(4, |kills| kills.parse().unwrap());
    for kill in 0..kills {
        let desk = Desk::new();
        let (file, run_dir) = (desk.file(), desk.path("run"));
        let arguments = [
            "--today",
            "2026-11-18",
            "import",
            "run",
            text(&file),
            "--existing",
            "replace",
            "--yes",
            "--run-dir",
            text(&run_dir),
        ];
        let account = [
            ("LUCCA_URL", desk.sandbox.base_url()),
            ("LUCCA_API_KEY", desk.sandbox.api_key()),
        ];
        let mut child = lucca(&arguments, &account)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // After so many requests, or files, in turn: from before the first to behind the last.
        let requests = desk.sandbox.requests().len();
        let step = (kill / 2) as usize % 10;
        let reached = || match kill % 2 {
            0 => desk.sandbox.requests().len() >= requests + step,
            _ => fs::read_dir(&run_dir).map_or(0, Iterator::count) >= step.min(5),
        };
        while !reached() && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        let _ = child.kill();
        child.wait().unwrap();

        let mut ends = Vec::new();
        for _ in 0..6 {
            let next = match run_dir.join("run.json").exists() {
                false => desk.run(&[
                    "run",
                    text(&file),
                    "--existing",
                    "replace",
                    "--yes",
                    "--run-dir",
                    text(&run_dir),
                ]),
                true => desk.run(&["resume", text(&run_dir)]),
            };
            ends.push(next.code);
            match next.code {
                Some(0) => break,
                Some(6) => {
                    // What has arrived is seen at once; what has not is believed later, which a
                    // test does not wait for.
                    let found = desk.run(&["reconcile", text(&run_dir)]);
                    ends.push(found.code);
                    if found.code == Some(6) {
                        break;
                    }
                }
                _ => panic!("kill {kill}: {next:?}"),
            }
        }
        let imports = desk.sandbox.imports().len();
        match ends.last().unwrap() {
            Some(0) => assert_eq!(imports, 1, "kill {kill}: {ends:?}"),
            _ => assert_eq!(imports, 0, "kill {kill}: {ends:?}"),
        }
    }
}
