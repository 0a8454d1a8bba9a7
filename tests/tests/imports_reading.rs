//! Reading schedules from files, and writing them: what is accepted, what is refused and on which line, and
//! that nothing changes on the way there and back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test fails by panicking"
)]

use jiff::civil::{Date, date};
use lucca_sdk::schedule::{Column, Delimiter, Encoding, Entry, Position, Reader, Schedule, Writer};
use proptest::prelude::*;

const HEADER: &str = "login;workLocationName;areaName;date;position;comment;isDeletion\n";

fn read(text: &str) -> Result<Schedule, String> {
    read_bytes(text.as_bytes())
}

fn read_bytes(bytes: &[u8]) -> Result<Schedule, String> {
    Reader::new()
        .read_from(bytes, "f.csv")
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
        e;Paris;;2025-09-22;FullDay\n\
        f;Paris;;2025-09-22;FullDay;ok;false;\n\
        g;Paris;;2025-09-22;FullDay;ok;\n\
        h;Paris;;2025-09-22 08:00;FullDay;;\n\
        i;Paris;;2025-09/22;FullDay;;\n\
        j;\"Paris\" left;;2025-09-22;FullDay;;\n\
        k;Paris;;2025-09-22;FullDay;\"never closed;\n\
        l;Paris;;2025-09-22;FullDay;;\n";
    let found = read(&format!("{HEADER}{rows}")).unwrap_err();
    let expected = r#"f.csv:2: date: "22/09/2025" is not a date; expected YYYY-MM-DD or YYYY/MM/DD
f.csv:3: date: "2025-02-30" is not a date; expected YYYY-MM-DD or YYYY/MM/DD
f.csv:3: position: "Morning" is not a position; expected FullDay, FirstHalf or SecondHalf
f.csv:3: isDeletion: "maybe" is neither; expected true, false or nothing
f.csv:4: date: the cell is empty; expected a value
f.csv:5: position: the cell is empty; expected a value
f.csv:6: the row has 5 cells; expected 7, like the header
f.csv:7: the row has 8 cells; expected 7, like the header
f.csv:9: date: "2025-09-22 08:00" is not a date; expected YYYY-MM-DD or YYYY/MM/DD
f.csv:10: date: "2025-09/22" is not a date; expected YYYY-MM-DD or YYYY/MM/DD
f.csv:11: text follows a closing quote; expected a separator there (is an earlier quote left open?)
f.csv:12: a quote opened on this row is never closed; expected a second " (and "" for a quote inside quotes)"#;
    assert_eq!(found, expected);
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
            "f.csv:1: missing column workLocationName, position; found \"login\", \"name\", \"date\"",
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
            .ends_with("this is a directory; expected a CSV file")
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
fn columns_that_are_ignored_are_told_with_what_they_might_mean() {
    let schedule = read("login;workLocationName;date;position;area;coment;team\na;Paris;2025-01-02;FullDay;B1;x;y\n").unwrap();
    let told = schedule.check_against(&Default::default()).to_string();
    assert_eq!(
        told,
        "f.csv:1: warning: the column \"area\" is not part of the import and is ignored; did you mean areaName?\n\
         f.csv:1: warning: the column \"coment\" is not part of the import and is ignored; did you mean comment?\n\
         f.csv:1: warning: the column \"team\" is not part of the import and is ignored"
    );
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

fn entry() -> impl Strategy<Value = Entry> {
    let day = (1i16..=9999, 1i8..=12, 1i8..=28)
        .prop_map(|(year, month, day)| Date::new(year, month, day).unwrap());
    let position = prop::sample::select(vec![
        Position::FullDay,
        Position::FirstHalf,
        Position::SecondHalf,
    ]);
    (text(), day, position, text(), text(), text(), any::<bool>()).prop_map(
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
