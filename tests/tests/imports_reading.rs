//! Reading schedules from files, and writing them: what is accepted, what is refused and on which line, and
//! that nothing changes on the way there and back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test fails by panicking"
)]

use jiff::civil::{Date, date};
use lucca_sdk::office::Position;
use lucca_sdk::schedule::{
    Column, Dates, Delimiter, Encoding, Entry, Reader, Schedule, Wish, Writer,
};
use proptest::prelude::*;

const HEADER: &str = "login;workLocationName;areaName;date;position;comment;isDeletion\n";

fn read(text: &str) -> Result<Schedule, String> {
    read_bytes(text.as_bytes())
}

fn read_bytes(bytes: &[u8]) -> Result<Schedule, String> {
    read_by(&Reader::new(), bytes)
}

fn read_by(reader: &Reader, bytes: impl AsRef<[u8]>) -> Result<Schedule, String> {
    reader
        .read_from(bytes.as_ref(), "f.csv")
        .map_err(|error| error.findings().to_string())
}

fn written(schedule: &Schedule) -> Vec<u8> {
    let mut bytes = Vec::new();
    schedule.write_csv(&mut bytes).unwrap();
    bytes
}

/// The same two rows, as different people have them.
#[test]
fn every_usual_form_reads_as_the_same_schedule() {
    let expected = Schedule::new()
        .at("jdupont", date(2025, 9, 22), Position::FullDay, "Orléans")
        .area("B1")
        .comment("say \"hi\"\r\nto all")
        .remove("zoé", date(2025, 9, 23), Position::SecondHalf);
    let documented = "login;workLocationName;areaName;date;position;comment;isDeletion\r\n\
                      jdupont;Orléans;B1;2025-09-22;FullDay;\"say \"\"hi\"\"\r\nto all\";false\r\n\
                      zoé;;;2025-09-23;SecondHalf;;true\r\n";
    let commas = documented.replace(';', ",");
    let tabs = documented.replace(';', "\t");
    let bars = documented.replace(';', "|");
    let hinted = format!("sep=,\r\n{commas}");
    let quoted_hint = format!("\"SEP=;\"\n{documented}");
    let trailing = documented.replace(
        "\r\nzoé;;;2025-09-23;SecondHalf;;true",
        ";\r\nzoé;;;2025-09-23;SecondHalf;;oui;;",
    );
    let with_times = documented
        .replace("2025-09-22", "2025-09-22 00:00:00")
        .replace("2025-09-23", "2025-09-23T00:00:00.000Z");
    let other_order = "IsDeletion;POSITION;firstName;date;Login;lastname;WORKLOCATIONNAME;AreaName;Comment\n\
                       FAUX;fullday;Jean;2025/09/22;jdupont;Dupont;Orléans;B1;\"say \"\"hi\"\"\r\nto all\"\n\
                       \n;;;;;;;;\n\
                       vrai; SecondHalf ;;2025/9/23;zoé;;;;\n";
    let windows_1252: Vec<u8> = documented
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let utf16: Vec<u8> = format!("\u{feff}{documented}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (form, bytes) in [
        (
            "as documented",
            format!("\u{feff}{documented}").into_bytes(),
        ),
        ("without a mark", documented.into()),
        ("commas", commas.into()),
        ("tabs", tabs.into()),
        ("bars", bars.into()),
        ("a hint at the delimiter", hinted.into()),
        ("a quoted hint", quoted_hint.into()),
        ("empty cells behind the last column", trailing.into()),
        ("dates with a time of 00:00", with_times.into()),
        ("another order", other_order.into()),
        ("Windows-1252", windows_1252),
        ("UTF-16", utf16),
        ("no line end at the end", documented.trim_end().into()),
    ] {
        assert_eq!(read_bytes(&bytes), Ok(expected.clone()), "{form}");
    }
}

#[test]
fn optional_columns_may_be_absent() {
    let schedule =
        read("login;worklocationname;date;position\na;Paris;2025-01-02;FirstHalf\n").unwrap();
    assert_eq!(
        schedule,
        Schedule::new().at("a", date(2025, 1, 2), Position::FirstHalf, "Paris")
    );
}

#[test]
fn rows_keep_the_line_on_which_they_begin_whatever_the_line_ends() {
    for end in ["\n", "\r\n", "\r"] {
        let text = format!(
            "{end}login;workLocationName;date;position;comment{end}{end}\
             a;Paris;2025-01-02;FullDay;\"one{end}two{end}{end}three\"{end}\
             ;;;;{end}\
             b;Paris;2025-01-02;FullDay;{end}"
        );
        let schedule = read(&text).unwrap();
        let lines: Vec<u64> = schedule
            .iter()
            .map(|entry| entry.source().number())
            .collect();
        assert_eq!(lines, [4, 9], "{end:?}");
    }
}

#[test]
fn every_wrong_cell_is_reported_on_its_line_with_what_was_expected() {
    let rows = "\
        a;Paris;;22/09/2025;FullDay;;\n\
        b;Paris;;2025-02-30;Morning;;maybe\n\
        c;Paris;;;FirstHalf;;\n\
        d;Paris;;2025-09-22;;;\n\
        e;Paris;;2025-09-22\n\
        f;Paris;;2025-09-22;FullDay;ok;false;more\n\
        g;Paris;;2025-09-22;FullDay;true\n\
        h;Paris;;2025-09-22 08:00;FullDay;;\n\
        i;Paris;;2025-09/22;FullDay;;\n\
        j;\"Paris\" left;;2025-09-22;FullDay;;\n\
        ;Paris;;2025-09-22;FullDay;;\n\
        k; ;;2025-09-22;FullDay;;\n\
        l;Paris;;2025-09-22;FullDay;\"never closed;\n\
        m;Paris;;2025-09-22;FullDay;;\n";
    let found = read(&format!("{HEADER}{rows}")).unwrap_err();
    let expected = r#"f.csv:2: date: "22/09/2025" is not YYYY-MM-DD or YYYY/MM/DD: it looks like day, month, year; say Reader::dates(Dates::DayFirst)
f.csv:3: date: "2025-02-30" is not a date; expected YYYY-MM-DD or YYYY/MM/DD
f.csv:3: position: "Morning" is not a position; expected FullDay, FirstHalf or SecondHalf (other words can be mapped with Reader::value, or Reader::french)
f.csv:3: isDeletion: "maybe" is neither; expected true, false or nothing (other words can be mapped with Reader::value)
f.csv:4: date: the cell is empty; expected a value
f.csv:5: position: the cell is empty; expected a value
f.csv:6: the row has 4 cells; expected 7, like the header
f.csv:7: the row has 8 cells; expected 7, like the header
f.csv:8: the row has 6 cells; expected 7, like the header
f.csv:9: date: "2025-09-22 08:00" is not YYYY-MM-DD or YYYY/MM/DD: it has a time of day, and a day is meant
f.csv:10: date: "2025-09/22" is not a date; expected YYYY-MM-DD or YYYY/MM/DD
f.csv:11: text follows a closing quote; expected a separator there (is an earlier quote left open?)
f.csv:12: login: the cell is empty; expected a value
f.csv:13: workLocationName: the cell is empty; expected a value
f.csv:14: a quote opened on this row is never closed; expected a second " (and "" for a quote inside quotes)"#;
    assert_eq!(found, expected);
}

#[test]
fn rows_that_are_none_are_named_for_what_they_are() {
    let row = "a;Paris;;2025-09-22;FullDay;;\n";
    for (what, text, expected) in [
        (
            "a title above",
            format!("Planning télétravail;;;;;;\nExporté le 22/09/2025;;;;;;\n{HEADER}{row}"),
            "f.csv:1: this is a title, and the header is on line 3; remove the lines above it",
        ),
        (
            "a title without delimiters above",
            format!("Planning\n{HEADER}{row}"),
            "f.csv:1: this is a title, and the header is on line 2; remove the lines above it",
        ),
        (
            "totals below",
            format!("{HEADER}{row}Total;2;;;;;\n"),
            "f.csv:3: the row is no row of a schedule but sums others up; remove it",
        ),
        (
            "a header in the middle",
            format!("{HEADER}{row}{}{row}", HEADER.to_uppercase()),
            "f.csv:3: the row repeats the header; remove it",
        ),
        (
            "rows in quotes",
            format!(
                "{HEADER}a;Paris;;2025-09-22;FullDay;\"12 pouces;false\nb;Paris;;2025-09-22;FullDay;;\nc;Nantes;;2025-09-24;FullDay;écran 24\";false\n{row}"
            ),
            "f.csv:2: a cell holds line breaks, and its line 3 reads as a row; is a quote on this row opened by mistake?",
        ),
        (
            "one row's beginning in quotes",
            format!(
                "{HEADER}a;Paris;;2025-09-22;FullDay;\"oops;\n{}",
                "b;Paris;;22/09/2025;FullDay;fine\";\n"
            ),
            "f.csv:2: a cell holds line breaks, and its line 3 reads as a row; is a quote on this row opened by mistake?",
        ),
        (
            "a column without a name",
            "login;workLocationName;date;position;\na;Paris;2025-09-22;FullDay;true\n".into(),
            "f.csv:2: a cell holds something under a header that is empty; name the column, or empty it",
        ),
        (
            "Lucca's screen",
            "\u{feff}first_name;last_name;work_location_name;date\nJean;Dupont;Paris;22/09/2025\n"
                .into(),
            "f.csv:1: this is the list that Lucca Office exports from its screen: it has no login, by which imports find people; add the columns login and position",
        ),
        (
            "another delimiter than the hint can name",
            format!("sep=^\n{HEADER}{row}"),
            "f.csv:1: \"sep=^\" does not name a delimiter; expected one of ; , | or a tab",
        ),
    ] {
        assert_eq!(read(&text).unwrap_err(), expected, "{what}");
    }
}

#[test]
fn trailing_cells_that_a_spreadsheet_leaves_out_are_empty() {
    let schedule = read(&format!(
        "{HEADER}a;Paris;B1;2025-09-22;FirstHalf\nb;Paris;B1;2025-09-24;FirstHalf;x\n"
    ))
    .unwrap();
    assert_eq!(schedule.entries()[1].comment(), Some("x"));
    assert!(schedule.iter().all(|entry| !entry.is_removal()));
}

#[test]
fn a_removal_needs_no_place_and_a_placement_without_one_is_an_error_and_no_removal() {
    let text = format!("{HEADER}a;;;2025-09-22;FullDay;;true\na;;;2025-09-23;FullDay;;false\n");
    let error = Reader::new()
        .read_from(text.as_bytes(), "f.csv")
        .unwrap_err();
    let (readable, findings) = error.into_readable();
    assert_eq!(
        findings.to_string(),
        "f.csv:3: workLocationName: the cell is empty; expected a value"
    );
    assert_eq!(readable.len(), 1);
    assert_eq!(readable.entries()[0].wish(), Some(Wish::Nowhere));
}

#[test]
fn unknown_columns_are_errors_unless_they_are_allowed() {
    let text = |header: &str| {
        format!("login;workLocationName;date;position;{header}\na;Paris;2025-01-02;FullDay;true\n")
    };
    for (header, near) in [
        ("isDeleted", Some("isDeletion")),
        ("area", Some("areaName")),
        ("coment", Some("comment")),
        ("Deletion", Some("isDeletion")),
        ("team", None),
    ] {
        let expected = match near {
            Some(near) => format!(
                "f.csv:1: the column {header:?} is not part of the import; did you mean {near}? (rename it, map it with Reader::column, or allow it with Reader::ignore_column)"
            ),
            None => format!(
                "f.csv:1: the column {header:?} is not part of the import; map it with Reader::column, or allow it with Reader::ignore_column"
            ),
        };
        assert_eq!(read(&text(header)).unwrap_err(), expected);
        let others = read_by(&Reader::new().ignore_other_columns(), text(header));
        assert_eq!(
            others.is_ok(),
            near.is_none(),
            "{header}: what may be meant is never ignored with the rest"
        );
        let allowed = Reader::new().ignore_column(header.to_uppercase());
        assert!(read_by(&allowed, text(header)).is_ok(), "{header}");
    }
    let mapped = Reader::new().column("is deleted", Column::IsDeletion);
    assert!(read_by(&mapped, text("isDeleted")).unwrap().entries()[0].is_removal());
    // Whatever a file holds, a finding shows only the beginning.
    let long = read(&text(&"x".repeat(5000))).unwrap_err();
    assert!(long.len() < 300, "{}", long.len());
}

#[test]
fn other_headers_words_and_dates_are_read_when_said_so() {
    let french = "identifiant;lieu de travail;zone;date;Demi-journée;commentaire;suppression;Prénom\r\n\
                  jdupont;Télétravail;;22/09/2025;Journée;réunion;non;Jean\r\n\
                  mlefevre;Paris;B1;9/10/2025;après midi;;oui;\r\n";
    let expected = Schedule::new()
        .at(
            "jdupont",
            date(2025, 9, 22),
            Position::FullDay,
            "Télétravail",
        )
        .comment("réunion")
        .remove("mlefevre", date(2025, 10, 9), Position::SecondHalf);
    let reader = Reader::new().french().dates(Dates::DayFirst);
    let read = read_by(&reader, french).unwrap();
    assert_eq!(read.entries()[0], expected.entries()[0]);
    assert_eq!(read.entries()[1].wish(), expected.entries()[1].wish());
    assert_eq!(read.entries()[1].date(), date(2025, 10, 9));
    let american = read_by(&Reader::new().french().dates(Dates::MonthFirst), french);
    assert!(
        american
            .unwrap_err()
            .contains("f.csv:2: date: \"22/09/2025\"")
    );
    let found = read_bytes(french.as_bytes()).unwrap_err();
    assert!(
        found.contains("missing column login, workLocationName, position")
            && found.contains("Reader::french"),
        "{found}"
    );

    let badges = "Badge;Lieu;Jour\njdupont;Paris;45922\n";
    let reader = Reader::new()
        .column("badge", Column::Login)
        .column("Lieu", Column::WorkLocationName)
        .column("jour", Column::Date)
        .position(Position::FullDay)
        .dates(Dates::SerialNumber);
    assert_eq!(
        read_by(&reader, badges).unwrap(),
        Schedule::new().at("jdupont", date(2025, 9, 22), Position::FullDay, "Paris")
    );
    let words = format!("{HEADER}a;Paris;;2025-09-01;AM;;x\n");
    let reader = Reader::new()
        .value("am", Position::FirstHalf)
        .value("X", true);
    let entry = read_by(&reader, &words).unwrap().entries()[0].clone();
    assert!(entry.is_removal() && *entry.position() == Position::FirstHalf);
    let found = read_bytes(words.as_bytes()).unwrap_err();
    assert!(
        found.contains("\"AM\" is not a position") && found.contains("\"x\" is neither"),
        "{found}"
    );
}

/// Positions and flags as people write them: each is read right, or refused; none is read as something else.
#[test]
fn words_for_yes_and_no_and_for_parts_of_a_day_are_read_or_refused() {
    let row = |position: &str, flag: &str| {
        read(&format!("{HEADER}a;Paris;;2025-09-01;{position};;{flag}\n"))
    };
    for (word, removes) in [
        ("TRUE", Some(true)),
        ("VRAI", Some(true)),
        ("1", Some(true)),
        ("oui", Some(true)),
        ("Oui", Some(true)),
        ("O", None),
        ("yes", Some(true)),
        ("Y", None),
        ("x", None),
        ("X", None),
        ("FAUX", Some(false)),
        ("0", Some(false)),
        ("non", Some(false)),
        ("N", None),
        ("False ", Some(false)),
        ("\u{a0}true", Some(true)),
        ("wahr", None),
        ("-1", None),
        ("tr ue", None),
        ("-", None),
        ("✓", None),
        ("", Some(false)),
    ] {
        let found = row("FullDay", word)
            .ok()
            .map(|read| read.entries()[0].is_removal());
        assert_eq!(found, removes, "{word:?}");
    }
    for (word, position) in [
        ("fullday", Some(Position::FullDay)),
        ("Full Day", Some(Position::FullDay)),
        ("full_day", Some(Position::FullDay)),
        ("Journée", None),
        ("Matin", None),
        ("AM", None),
        ("1", None),
        ("FirstHalf ", Some(Position::FirstHalf)),
        ("first half", Some(Position::FirstHalf)),
        ("Secondhalf", Some(Position::SecondHalf)),
        ("FullDay\u{200b}", Some(Position::FullDay)),
        ("FullDay\u{a0}", Some(Position::FullDay)),
        ("ＦullDay", None),
    ] {
        let found = row(word, "")
            .ok()
            .map(|read| read.entries()[0].position().clone());
        assert_eq!(found, position, "{word:?}");
    }
}

#[test]
fn logins_lose_the_spaces_around_them_and_say_so() {
    let schedule = read(&format!(
        "{HEADER}a;Paris;;2025-09-01;FullDay;;\nb\u{a0} ; Paris ;;2025-09-01;FullDay;;\n"
    ))
    .unwrap();
    assert_eq!(schedule.entries()[1].login(), "b");
    assert_eq!(schedule.entries()[1].work_location(), Some(" Paris "));
    let findings = schedule.check_against(&Default::default());
    assert_eq!(
        findings.to_string(),
        "f.csv:3: warning: login: spaces around the login were left out"
    );
    assert_eq!(findings.iter().next().unwrap().entry, Some(1));
}

#[test]
fn a_forgotten_quote_never_swallows_the_rows_up_to_the_next_one() {
    let found = read(&format!(
        "{HEADER}a;Paris;;2025-09-22;FullDay;\"oops;\n\
         b;Paris;;2025-09-22;FullDay;;\n\
         c;Paris;;2025-09-22;FullDay;\"fine\";\n"
    ))
    .unwrap_err();
    assert!(
        found.starts_with("f.csv:2: text follows a closing quote"),
        "{found}"
    );
}

#[test]
fn files_that_are_no_schedule_say_what_was_expected() {
    for (content, expected) in [
        (
            "",
            "f.csv:1: the file is empty; expected a header row with login, workLocationName, date, position",
        ),
        (
            " \n\n",
            "f.csv:1: the file is empty; expected a header row with login, workLocationName, date, position",
        ),
        (
            HEADER,
            "f.csv:1: there is no row; expected one per person per day or half day",
        ),
        (
            "login;name;date\na;b;c\n",
            "f.csv:1: missing column workLocationName, position; found \"login\", \"name\", \"date\"; other headers can be mapped with Reader::column, or Reader::french",
        ),
        (
            "\n\nlogin;Login;workLocationName;date;position\n",
            "f.csv:3: login: the column login occurs twice; expected each column once",
        ),
        (
            "\"login;date\n",
            "f.csv:1: a quote opened on this row is never closed; expected a second \" (and \"\" for a quote inside quotes)",
        ),
        (
            "PK\u{3}\u{4}…",
            "f.csv:1: this is a spreadsheet or zip file; expected a CSV file (in a spreadsheet: save as \"CSV UTF-8\")",
        ),
    ] {
        assert_eq!(read(content).unwrap_err(), expected, "{content:?}");
    }
}

#[test]
fn a_directory_and_a_missing_file_are_told_apart() {
    let directory = tempfile::tempdir().unwrap();
    let error = Schedule::read(directory.path()).unwrap_err();
    assert!(
        error
            .findings()
            .to_string()
            .contains("this is a directory; expected a file")
    );
    let error = Schedule::read(directory.path().join("none.csv")).unwrap_err();
    assert!(
        error
            .findings()
            .to_string()
            .contains("cannot read the file: entity not found")
    );
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn a_file_over_the_limit_is_refused_without_being_read_to_its_end() {
    let endless = std::io::repeat(b'x');
    let error = Reader::new()
        .max_bytes(1000)
        .read_from(endless, "f.csv")
        .unwrap_err();
    assert_eq!(
        error.findings().to_string(),
        "f.csv:1: the file is larger than 1000 bytes; split it, or raise the limit"
    );
}

#[test]
fn endless_lines_rows_and_headers_are_refused_within_bounded_memory() {
    let error = Reader::new()
        .read_from(std::io::repeat(b'x'), "f.csv")
        .unwrap_err();
    assert_eq!(
        error.findings().to_string(),
        "f.csv:1: the line, in bytes, is longer than 1048576; is this a schedule?"
    );
    let lines = format!(
        "{HEADER}a;Paris;;2025-09-22;FullDay;{};\n",
        "x".repeat(2_000_000)
    );
    assert!(read(&lines).unwrap_err().starts_with("f.csv:2: the line"));
    let row = format!(
        "{HEADER}a;Paris;;2025-09-22;FullDay;\"{}\";\n",
        "x\n".repeat(600_000)
    );
    assert!(read(&row).unwrap_err().starts_with("f.csv:2: the row"));
    let header = format!("{}{HEADER}", "x;".repeat(2_000));
    assert!(
        read(&header)
            .unwrap_err()
            .starts_with("f.csv:1: the header")
    );
}

#[cfg(unix)]
#[test]
fn devices_and_pipes_are_no_files() {
    let directory = tempfile::tempdir().unwrap();
    let pipe = directory.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for path in [pipe.as_path(), std::path::Path::new("/dev/zero")] {
        let error = Schedule::read(path).unwrap_err();
        assert!(
            error
                .findings()
                .to_string()
                .contains("this is a device or a pipe")
        );
    }
}

#[test]
fn garbled_encodings_are_refused_on_their_line_and_can_be_named() {
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend("a;Orléans;;2025-09-22;FullDay;;\n".as_bytes());
    bytes.extend(b"b;Orl\xE9ans;;2025-09-22;FullDay;;\n");
    assert_eq!(
        read_bytes(&bytes).unwrap_err(),
        "f.csv:3: the line is not UTF-8, other lines are; save the file as UTF-8, or name its encoding"
    );
    let named = Reader::new()
        .encoding(Encoding::Windows1252)
        .read_from(&*bytes, "f.csv")
        .unwrap();
    assert_eq!(named.entries()[1].work_location(), Some("Orléans"));
}

#[test]
fn readable_rows_survive_unreadable_ones() {
    let text = format!("{HEADER}a;Paris;;2025-09-22;FullDay;;\nb;Paris;;never;FullDay;;\n");
    let error = Reader::new()
        .read_from(text.as_bytes(), "f.csv")
        .unwrap_err();
    let (readable, findings) = error.into_readable();
    assert_eq!(readable.len(), 1);
    assert_eq!(findings.error_count(), 1);
}

#[test]
fn neither_errors_nor_debug_output_repeat_what_is_in_the_file() {
    let text = format!(
        "{HEADER}sentinel-login;Paris;;sentinel-date;FullDay;sentinel-comment;\n\
                        sentinel-login;Paris;;2025-09-22;FullDay;sentinel-comment;\n"
    );
    let error = Reader::new()
        .read_from(text.as_bytes(), "f.csv")
        .unwrap_err();
    let shown = format!("{error} {error:?} {:?}", error.findings());
    let (schedule, _) = error.into_readable();
    let shown = format!("{shown} {schedule:?}");
    assert!(!shown.contains("sentinel"), "{shown}");
    assert!(
        shown.contains("f.csv:2: date: not a date of the form YYYY-MM-DD or YYYY/MM/DD"),
        "{shown}"
    );
}

#[test]
fn the_writer_writes_exactly_the_documented_form() {
    let schedule = Schedule::new()
        .at(
            "jdupont",
            date(2025, 9, 5),
            Position::FullDay,
            "Paris; rive gauche",
        )
        .area("B \"1\"")
        .comment("=SUM(A1)\nnext")
        .remove("émile", date(987, 1, 1), Position::SecondHalf);
    assert_eq!(
        String::from_utf8(written(&schedule)).unwrap(),
        "\u{feff}login;workLocationName;areaName;date;position;comment;isDeletion\r\n\
         jdupont;\"Paris; rive gauche\";\"B \"\"1\"\"\";2025-09-05;FullDay;\"=SUM(A1)\nnext\";false\r\n\
         émile;;;0987-01-01;SecondHalf;;true\r\n"
    );
}

#[test]
fn a_writer_that_fails_says_so() {
    let mut full = [0u8; 100];
    let mut writer = Writer::new(&mut full[..]).unwrap();
    let failed = (0..10_000).find_map(|_| {
        writer
            .write(&Entry::removal("a", date(2025, 1, 1), Position::FullDay))
            .err()
    });
    assert_eq!(failed.unwrap().kind(), std::io::ErrorKind::WriteZero);
}

/// Texts that break careless CSV code, mixed with anything else.
fn text() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        ";", ",", "\t", "\"", "\"\"", "\r\n", "\n", "\r", "=1+1", "+", "-", "@", "😀", "\u{a0}",
        "é", " ", "a", "'", "\u{feff}", "#", "\\",
    ]);
    prop_oneof![
        prop::collection::vec(nasty, 0..6).prop_map(|parts| parts.concat()),
        "[^\0]{0,12}",
    ]
}

/// A text that is not blank, and has no spaces around it.
fn name() -> impl Strategy<Value = String> {
    text()
        .prop_map(|text| {
            let trimmed = text.trim_matches(|c: char| {
                c.is_whitespace() || "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}".contains(c)
            });
            format!("{trimmed}x")
        })
        .prop_map(|name| {
            name.trim_start_matches(|c: char| c.is_whitespace())
                .to_owned()
        })
}

fn entry() -> impl Strategy<Value = Entry> {
    let day = (1i16..=9999, 1i8..=12, 1i8..=28)
        .prop_map(|(year, month, day)| Date::new(year, month, day).unwrap());
    let position = prop::sample::select(vec![
        Position::FullDay,
        Position::FirstHalf,
        Position::SecondHalf,
    ]);
    (name(), day, position, name(), text(), text(), any::<bool>()).prop_map(
        |(login, date, position, place, area, comment, removal)| {
            let entry = if removal {
                Entry::removal(login, date, position).with_work_location(place)
            } else {
                Entry::at(login, date, position, place)
            };
            entry.with_area(area).with_comment(comment)
        },
    )
}

/// As most rows are: their files are read after many a change.
fn plain_entry() -> impl Strategy<Value = Entry> {
    (0u32..1000, 1i8..=28, any::<bool>(), "[a-z ]{0,8}").prop_map(|(who, day, removal, comment)| {
        let (login, day) = (format!("user{who}"), date(2025, 9, day));
        let entry = if removal {
            Entry::removal(login, day, Position::FullDay)
        } else {
            Entry::at(login, day, Position::FirstHalf, "Paris")
        };
        entry.with_comment(comment)
    })
}

/// What happens to files on their way: bytes are lost, doubled, changed, or come from another file.
#[derive(Clone, Debug)]
enum Mutation {
    Replace(prop::sample::Index, u8),
    Insert(prop::sample::Index, &'static [u8]),
    Remove(prop::sample::Index, usize),
    Swap(prop::sample::Index, prop::sample::Index),
    Cut(prop::sample::Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let pieces: Vec<&'static [u8]> = vec![
        b"\"",
        b";",
        b",",
        b"\n",
        b"\r",
        b"\r\n",
        b"\0",
        b"\xE9",
        b"\xC3\xA9",
        b"\x8E",
        b"\xEF\xBB\xBF",
        b"true",
        b" ",
        b"2025-09-22",
        b"login",
        b"FullDay",
        b"sep=;\n",
        b"\"\n",
        b"PK\x03\x04",
    ];
    let at = || any::<prop::sample::Index>();
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Mutation::Replace(at, byte)),
        (at(), prop::sample::select(pieces)).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        (at(), 1usize..12).prop_map(|(at, count)| Mutation::Remove(at, count)),
        (at(), at()).prop_map(|(one, other)| Mutation::Swap(one, other)),
        at().prop_map(Mutation::Cut),
    ]
}

impl Mutation {
    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        match self {
            Self::Replace(at, byte) => bytes[at.index(length)] = *byte,
            Self::Insert(at, piece) => {
                let at = at.index(length);
                bytes.splice(at..at, piece.iter().copied());
            }
            Self::Remove(at, count) => {
                let at = at.index(length);
                bytes.drain(at..(at + count).min(length));
            }
            Self::Swap(one, other) => bytes.swap(one.index(length), other.index(length)),
            Self::Cut(at) => bytes.truncate(at.index(length)),
        }
    }
}

proptest! {
    #[test]
    fn any_schedule_survives_being_written_and_read(entries in prop::collection::vec(entry(), 1..20)) {
        let schedule: Schedule = entries.into_iter().collect();
        prop_assert_eq!(read_bytes(&written(&schedule)), Ok(schedule));
    }

    #[test]
    fn another_csv_reader_sees_the_same_cells(entries in prop::collection::vec(entry(), 1..20)) {
        let schedule: Schedule = entries.into_iter().collect();
        let bytes = written(&schedule);
        let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').unwrap();
        let rows = rfc_4180(text);
        let header: Vec<&str> = Column::WRITTEN.iter().map(|column| column.header()).collect();
        prop_assert_eq!(&rows[0], &header);
        prop_assert_eq!(rows.len(), schedule.len() + 1);
        for (row, entry) in rows[1..].iter().zip(&schedule) {
            let date = entry.date().strftime("%Y-%m-%d").to_string();
            prop_assert_eq!(row, &[
                entry.login(),
                entry.work_location().unwrap_or(""),
                entry.area().unwrap_or(""),
                &date,
                entry.position().as_str(),
                entry.comment().unwrap_or(""),
                if entry.is_removal() { "true" } else { "false" },
            ]);
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_bytes(&bytes);
        let mut behind_a_header = HEADER.as_bytes().to_vec();
        behind_a_header.extend(bytes);
        let _ = read_bytes(&behind_a_header);
        for delimiter in [Delimiter::Semicolon, Delimiter::Comma, Delimiter::Tab] {
            let _ = Reader::new().delimiter(delimiter).read_from(&*behind_a_header, "f.csv");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// A file that was changed on its way is refused on a line of its own, or read as an independent reader reads it.
    #[test]
    fn a_mutated_file_is_read_right_or_refused_with_a_line(
        entries in prop::collection::vec(prop_oneof![1 => entry(), 12 => plain_entry()], 1..12),
        mutations in prop::collection::vec(mutation(), 1..3),
    ) {
        let mut bytes = written(&entries.into_iter().collect());
        for mutation in &mutations {
            mutation.apply(&mut bytes);
        }
        let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64 + 1;
        match Reader::new().read_from(&*bytes, "f.csv") {
            Err(error) => {
                prop_assert!(error.findings().has_errors());
                for finding in error.findings() {
                    let line = finding.source.number();
                    prop_assert!((1..=lines).contains(&line), "{}", finding);
                    prop_assert!(!finding.fault.to_string().is_empty());
                }
            }
            Ok(schedule) => {
                let text = String::from_utf8(bytes.clone());
                let text = text.unwrap_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect());
                let rows = lenient_rows(text.trim_start_matches('\u{feff}'));
                // Signs within a header do not count.
                let plain = |cell: &String| cell.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect::<String>();
                let header: Vec<String> = rows[0].iter().map(plain).collect();
                let of = |row: &[String], column: Column| {
                    let at = header.iter().position(|cell| *cell == column.header().to_lowercase());
                    at.and_then(|at| row.get(at)).cloned().unwrap_or_default()
                };
                // Letters outside ASCII depend on the encoding, which is another test's matter.
                let ascii = |text: &str| text.chars().filter(char::is_ascii).collect::<String>();
                prop_assert_eq!(schedule.len(), rows.len() - 1, "no row is lost or repeated");
                for (entry, row) in schedule.iter().zip(&rows[1..]) {
                    prop_assert_eq!(ascii(entry.login()).trim().to_owned(), ascii(&of(row, Column::Login)).trim().to_owned());
                    prop_assert_eq!(ascii(entry.work_location().unwrap_or("")), ascii(&of(row, Column::WorkLocationName)));
                    prop_assert_eq!(ascii(entry.comment().unwrap_or("")), ascii(&of(row, Column::Comment)));
                    let flag = of(row, Column::IsDeletion).replace('\u{feff}', "").trim().to_lowercase();
                    prop_assert_eq!(entry.is_removal(), ["true", "1"].contains(&flag.as_str()));
                    let position = of(row, Column::Position).replace(|c: char| !c.is_ascii_alphabetic(), "");
                    prop_assert!(entry.position().as_str().eq_ignore_ascii_case(&position));
                }
            }
        }
    }
}

/// RFC 4180 with `;`, straight from its grammar, sharing nothing with the crate that the SDK uses.
fn rfc_4180(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        let cell = row.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ';' if !quoted => row.push(String::new()),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'), "a row ends with CR LF");
                rows.push(vec![String::new()]);
            }
            c => cell.push(c),
        }
    }
    assert!(!quoted, "every quote is closed");
    assert_eq!(
        rows.pop(),
        Some(vec![String::new()]),
        "the last row is ended like the others"
    );
    rows
}

/// Rows of any width and with any line ends, without those that are blank; shares nothing with the SDK.
fn lenient_rows(text: &str) -> Vec<Vec<String>> {
    let text = match text.split_once('\n') {
        Some((first, rest)) if first.trim_end().eq_ignore_ascii_case("sep=;") => rest,
        _ => text,
    };
    let header = text.lines().find(|line| line.contains("login"));
    let delimiter = if header.is_none_or(|header| header.contains(';')) {
        ';'
    } else {
        ','
    };
    let mut rows = vec![vec![String::new()]];
    let mut chars = text.chars().peekable();
    let (mut quoted, mut at_start) = (false, true);
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                row.last_mut().unwrap().push('"');
            }
            '"' if quoted => quoted = false,
            '"' if at_start => quoted = true,
            '\r' | '\n' if !quoted => rows.push(vec![String::new()]),
            c if c == delimiter && !quoted => {
                row.push(String::new());
                at_start = true;
                continue;
            }
            c => row.last_mut().unwrap().push(c),
        }
        at_start = matches!(c, '\r' | '\n') && !quoted;
    }
    let blank = |cell: &String| cell.chars().all(|c| c.is_whitespace() || c == '\u{feff}');
    rows.retain(|row| !row.iter().all(blank));
    rows
}
