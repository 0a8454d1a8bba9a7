//! What the check finds before anything is sent.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test fails by panicking"
)]

use jiff::civil::{Date, date};
use lucca_sdk::office::Position;
use lucca_sdk::schedule::{
    Column, Directory, Entry, Findings, KnownUser, KnownWorkLocation, RowSource, Schedule, Severity,
};

const MONDAY: Date = date(2025, 9, 22);
const TUESDAY: Date = date(2025, 9, 23);

fn company() -> Directory {
    Directory::new()
        .user(KnownUser::new("jdupont").contract(date(2014, 9, 1), None))
        .user(KnownUser::new("mlefevre").mail("Marie.Lefevre@acme.fr"))
        .user(KnownUser::new("again").contract(date(2015, 1, 1), date(2018, 1, 1)))
        .user(KnownUser::new("again").contract(date(2024, 1, 1), None))
        .user(KnownUser::new("twins"))
        .user(KnownUser::new("twins"))
        .user(KnownUser::new("pmartin").contract(date(2020, 1, 1), TUESDAY))
        .user(KnownUser::new("gone").former())
        .user(KnownUser::new("new").contract(date(2026, 1, 1), None))
        .work_location(
            KnownWorkLocation::new("Paris")
                .capacity(2)
                .area("B1", Some(1))
                .area("B2", None)
                .area("Open space", None)
                .area("Open space", Some(3)),
        )
        .work_location(KnownWorkLocation::new("Lille").inactive())
        .work_location(KnownWorkLocation::new("Twin"))
        .work_location(KnownWorkLocation::new("Twin"))
        .work_location(KnownWorkLocation::new("Moved").inactive())
        .work_location(KnownWorkLocation::new("Moved"))
        .work_location(KnownWorkLocation::new("Remote work"))
}

fn lines(findings: &Findings) -> Vec<String> {
    findings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_sound_schedule_has_no_findings() {
    let findings = Schedule::new()
        .at("jdupont", MONDAY, Position::FirstHalf, "Paris")
        .area("B1")
        .at("jdupont", MONDAY, Position::SecondHalf, "Remote work")
        .at("mlefevre", MONDAY, Position::FullDay, "Moved")
        .at("pmartin", TUESDAY, Position::FullDay, "Paris")
        .at("again", MONDAY, Position::FullDay, "Remote work")
        .remove("mlefevre", TUESDAY, Position::FullDay)
        .check_against(&company());
    assert_eq!(findings.to_string(), "");
    assert!(findings.is_empty());
}

#[test]
fn each_kind_of_mistake_is_told_on_its_row() {
    let at = |login: &str, place: &str| Entry::at(login, MONDAY, Position::FullDay, place);
    for (entry, expected) in [
        (
            at("", "Paris"),
            "login: the cell is empty; expected a value",
        ),
        (
            at("jdupont", " "),
            "workLocationName: the cell is empty; expected a value",
        ),
        (
            at("jdupond", "Paris"),
            "login: no user has the login \"jdupond\"; did you mean \"jdupont\"?",
        ),
        (at("xxx", "Paris"), "login: no user has the login \"xxx\""),
        (
            at("marie.lefevre@ACME.fr", "Paris"),
            "login: no user has the login \"marie.lefevre@ACME.fr\"; it is the mail of the user whose login is \"mlefevre\"",
        ),
        (
            at("twins", "Paris"),
            "login: several users who are employed on this date have the login \"twins\"",
        ),
        (
            Entry::at("again", date(2020, 1, 1), Position::FullDay, "Paris"),
            "warning: login: the user's contract starts on 2024-01-01, after this date",
        ),
        (
            at("jdupont", "Paris").with_area("Open space"),
            "areaName: several areas of the work location \"Paris\" have the name \"Open space\", and Lucca matches by name; rename one",
        ),
        (
            at("JDupont", "Paris"),
            "login: no user has the login \"JDupont\"; did you mean \"jdupont\"?",
        ),
        (
            Entry::at("pmartin", date(2025, 9, 24), Position::FullDay, "Paris"),
            "login: the user's contract ended on 2025-09-23, before this date",
        ),
        (at("gone", "Paris"), "login: the user has left the company"),
        (
            at("new", "Paris"),
            "warning: login: the user's contract starts on 2026-01-01, after this date",
        ),
        (
            Entry::removal("gone", MONDAY, Position::FullDay),
            "warning: login: the user has left the company",
        ),
        (
            at("jdupont", "paris"),
            "workLocationName: no work location has the name \"paris\"; did you mean \"Paris\"?",
        ),
        (
            at("jdupont", "Remote\u{a0}work"),
            "workLocationName: no work location has the name \"Remote\\u{a0}work\"; did you mean \"Remote work\"?",
        ),
        (
            at("jdupont", "Lille"),
            "workLocationName: the work location \"Lille\" is not active; expected an active one",
        ),
        (
            at("jdupont", "Twin"),
            "workLocationName: several work locations have the name \"Twin\", and Lucca matches by name; rename one",
        ),
        (
            at("jdupont", "Paris").with_area("b2"),
            "areaName: the work location \"Paris\" has no area \"b2\"; did you mean \"B2\"?",
        ),
        (
            at("jdupont", "Remote work").with_area("B1"),
            "areaName: the work location \"Remote work\" has no area \"B1\"",
        ),
        (
            Entry::removal("jdupont", MONDAY, Position::FullDay).with_work_location("Pariss"),
            "warning: workLocationName: no work location has the name \"Pariss\"; did you mean \"Paris\"?",
        ),
        (
            Entry::at("jdupont", MONDAY, Position::from("Night"), "Paris"),
            "position: \"Night\" is not a position; expected FullDay, FirstHalf or SecondHalf (other words can be mapped with Reader::value, or Reader::french)",
        ),
        (
            Entry::at("jdupont", date(-1, 1, 1), Position::FullDay, "Remote work"),
            "date: -000001-01-01 cannot be written; expected a year from 1 to 9999",
        ),
        (
            at("jdupont", "Paris").with_comment("=HYPERLINK(\"x\")"),
            "warning: comment: the cell starts with '='; a spreadsheet would run it as a formula (it is sent as it is)",
        ),
    ] {
        let schedule: Schedule = [entry.with_source(RowSource::line("w.csv", 7))]
            .into_iter()
            .collect();
        let mut found = lines(&schedule.check_against(&company()));
        found.retain(|line| {
            !line.contains("contract starts") || expected.contains("contract starts")
        });
        assert_eq!(found, [format!("w.csv:7: {expected}")]);
    }
}

#[test]
fn rows_about_the_same_half_day_point_to_the_first_of_them() {
    let findings = Schedule::new()
        .at("jdupont", MONDAY, Position::FirstHalf, "Paris")
        .at("jdupont", MONDAY, Position::FirstHalf, "Paris")
        .at("jdupont", MONDAY, Position::SecondHalf, "Paris")
        .remove("jdupont", MONDAY, Position::FullDay)
        .at("jdupont", TUESDAY, Position::FullDay, "Paris")
        .at("mlefevre", MONDAY, Position::FullDay, "Paris")
        .check_against(&Directory::new());
    assert_eq!(
        lines(&findings),
        [
            "entry 2: the row repeats entry 1; keep one of them",
            "entry 4: the row speaks of the same person and half day as entry 1; keep one of them",
        ]
    );
}

#[test]
fn places_that_hold_fewer_people_warn_once_on_the_row_too_many() {
    let mut directory = company();
    for n in 0..4 {
        directory = directory.user(KnownUser::new(format!("user{n}")));
    }
    let findings = Schedule::new()
        .at("user0", MONDAY, Position::FullDay, "Paris")
        .area("B1")
        .at("user1", MONDAY, Position::FirstHalf, "Paris")
        .area("B1")
        .at("user2", MONDAY, Position::FullDay, "Paris")
        .at("user3", MONDAY, Position::FullDay, "Paris")
        .at("user0", TUESDAY, Position::FullDay, "Paris")
        .remove("user1", TUESDAY, Position::FullDay)
        .check_against(&directory);
    assert!(!findings.has_errors());
    assert_eq!(
        lines(&findings),
        [
            "entry 2: warning: areaName: area \"B1\" of \"Paris\" holds 1, and 2 people are placed there (FirstHalf)",
            "entry 3: warning: workLocationName: \"Paris\" holds 2, and 4 people are placed there (FirstHalf)",
            "entry 4: warning: workLocationName: \"Paris\" holds 2, and 3 people are placed there (SecondHalf)",
        ]
    );
    // Both halves over in the same way are one finding.
    let findings = (0..3).fold(Schedule::new(), |schedule, n| {
        schedule.at(format!("user{n}"), MONDAY, Position::FullDay, "Paris")
    });
    assert_eq!(
        lines(&findings.check_against(&directory)),
        [
            "entry 3: warning: workLocationName: \"Paris\" holds 2, and 3 people are placed there (FullDay)"
        ]
    );
}

#[test]
fn lists_that_are_not_given_are_not_checked_against() {
    let schedule = Schedule::new()
        .at("nobody", MONDAY, Position::FullDay, "Nowhere")
        .area("Z");
    assert!(schedule.check_against(&Directory::new()).is_empty());
    let users_only = Directory::new().user(KnownUser::new("jdupont"));
    assert_eq!(schedule.check_against(&users_only).error_count(), 1);
}

#[test]
fn an_empty_schedule_and_a_setting_without_an_entry_are_errors() {
    let findings = Schedule::new().area("B1").check_against(&Directory::new());
    assert_eq!(
        lines(&findings),
        [
            "entry 1: areaName: given before any entry; expected at(…) or remove(…) first",
            "entry 1: there is no row; expected one per person per day or half day",
        ]
    );
    assert!(
        findings
            .iter()
            .all(|finding| finding.severity == Severity::Error)
    );
}

#[test]
fn rows_are_numbered_and_tied_to_their_entries_however_a_schedule_is_built() {
    let row = |login: &str| Entry::at(login, MONDAY, Position::FullDay, "Nowhere");
    let mut schedule: Schedule = ["a", "b"].map(row).into_iter().collect();
    schedule.extend([row("c")]);
    schedule.push(row("d"));
    schedule.push(row("e").with_source(RowSource::line("bookings", 77)));
    let mut other: Schedule = [row("f")].into_iter().collect();
    other.push(row("g").with_source(RowSource::entry(12)));
    schedule.append(other);
    let findings = schedule.check_against(&company());
    let found: Vec<(String, Option<usize>)> = findings
        .iter()
        .filter(|finding| finding.column == Some(Column::Login))
        .map(|finding| (finding.source.to_string(), finding.entry))
        .collect();
    let expected = [
        "entry 1",
        "entry 2",
        "entry 3",
        "entry 4",
        "bookings:77",
        "entry 6",
        "entry 12",
    ];
    let expected: Vec<(String, Option<usize>)> = (0..)
        .zip(expected)
        .map(|(entry, source)| (source.to_owned(), Some(entry)))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn rows_that_contradict_each_other_are_both_wrong_and_spelling_is_resolved() {
    let mut schedule = Schedule::new()
        .at("jdupont", MONDAY, Position::FullDay, "Paris")
        .at("JDupont", MONDAY, Position::FirstHalf, "Moved")
        .at("MLefevre", MONDAY, Position::FullDay, "Paris")
        .at("mlefevre", MONDAY, Position::FullDay, "Paris");
    schedule.resolve(&company());
    let findings = schedule.check_against(&company());
    assert_eq!(
        lines(&findings),
        [
            "entry 2: warning: login: Lucca spells this login \"jdupont\", and is sent that",
            "entry 3: warning: login: Lucca spells this login \"mlefevre\", and is sent that",
            "entry 2: the row speaks of the same person and half day as entry 1; keep one of them",
            "entry 4: the row repeats entry 3; keep one of them",
        ]
    );
    let wrong: Vec<bool> = (0..4).map(|entry| findings.is_wrong(entry)).collect();
    assert_eq!(wrong, [true, true, false, true]);
}

#[test]
fn a_file_full_of_unknown_logins_is_checked_in_a_moment() {
    let directory = (0..20_000).fold(Directory::new(), |directory, n| {
        directory.user(KnownUser::new(format!("user{n:05}")))
    });
    let schedule: Schedule = (0..50_000)
        .map(|n| Entry::removal(format!("usre{n:05}"), MONDAY, Position::FullDay))
        .collect();
    let findings = schedule.check_against(&directory);
    assert_eq!(findings.error_count(), 50_000);
    assert_eq!(findings.errors().count(), Findings::KEPT);
}
