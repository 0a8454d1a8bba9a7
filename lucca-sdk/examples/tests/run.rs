//! Each example runs, against the sandbox, and prints what it is about.

#![allow(clippy::unwrap_used, reason = "a test may end here")]

use assert_cmd::Command;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

fn example(name: &str) -> Command {
    let mut command = Command::cargo_bin(name).unwrap();
    for variable in ["LUCCA_HOST", "LUCCA_URL", "LUCCA_API_KEY"] {
        command.env_remove(variable);
    }
    command
}

#[test]
fn the_board_shows_people_and_how_full_it_is() {
    example("presence_board")
        .assert()
        .success()
        .stdout(contains(" of ").and(contains("#")));
}

#[test]
fn occupancy_is_csv_of_two_weeks() {
    let output = example("occupancy_csv")
        .assert()
        .success()
        .get_output()
        .stdout
        .clone();
    let mut csv = csv::Reader::from_reader(output.as_slice());
    let days: std::collections::BTreeSet<String> = csv
        .records()
        .map(|row| row.unwrap()[0].to_owned())
        .collect();
    assert!((8..=14).contains(&days.len()), "{days:?}");
}

#[test]
fn the_directory_is_read_once_and_then_kept() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("directory.sqlite");
    // The same made-up company each time: nothing has changed on the second run.
    for expected in ["60 of 60 people", "0 of 60 people"] {
        example("directory_sync")
            .arg(&path)
            .assert()
            .success()
            .stdout(contains(expected));
    }
}

#[test]
fn bookings_are_brought_to_lucca_and_taken_back() {
    example("import_bookings")
        .assert()
        .success()
        .stdout(contains("run: created or changed: 3, deleted: 0").and(contains("undo: ")));
}

#[test]
fn calls_are_counted_and_failures_among_them() {
    example("tracing_and_metrics")
        .env("RUST_LOG", "lucca_sdk=debug")
        .assert()
        .success()
        .stdout(contains("lucca_failures_total{operation=\"get-user\"} 1"))
        .stderr(contains("lucca.call"));
}

#[test]
fn a_document_of_ones_own_is_a_client() {
    example("own_document")
        .assert()
        .success()
        .stdout(contains("\n"));
}
