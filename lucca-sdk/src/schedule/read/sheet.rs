//! A sheet of an XLSX workbook, written out as the CSV that it could have been saved as.

use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use zip::ZipArchive;

use super::{Fault, MAX_COLUMNS, cut};

/// The rows of a sheet that hold anything.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Separated by `;`.
    pub(super) csv: String,
    /// Their numbers in the sheet, counted from 1.
    pub(super) rows: Vec<u32>,
}

/// Reads the sheet of this name, or the only one.
pub(super) fn read(bytes: Vec<u8>, name: Option<&str>, max_bytes: u64) -> Result<Sheet, Fault> {
    unpack(&bytes, max_bytes)?;
    // The parser is given what anybody may have made; what it does not expect must not end the process.
    let read = catch_unwind(AssertUnwindSafe(|| sheet(bytes, name, max_bytes)));
    read.unwrap_or_else(|_| Err(bad("it is damaged")))
}

fn bad(why: impl std::fmt::Display) -> Fault {
    Fault::BadWorkbook(cut(&why.to_string()))
}

/// Unpacks the whole file into nothing: how large its parts are, and how many texts they say they hold, is only
/// announced in it, and the parser believes it.
fn unpack(bytes: &[u8], max_bytes: u64) -> Result<(), Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(bad)?;
    let mut left = max_bytes;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(bad)?;
        let mut counted = Announced::default();
        let unpacked = io::copy(&mut part.take(left.saturating_add(1)), &mut counted);
        let unpacked = unpacked.map_err(|error| bad(error.kind()))?;
        if counted.most > unpacked {
            return Err(bad("it announces more texts than it holds"));
        }
        left = left
            .checked_sub(unpacked)
            .ok_or(Fault::TooLarge { limit: max_bytes })?;
    }
    Ok(())
}

/// Looks for the largest number of texts that a part announces.
#[derive(Default)]
struct Announced {
    matched: usize,
    number: Option<u64>,
    most: u64,
}

impl io::Write for Announced {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        const NAME: &[u8] = b"uniqueCount";
        // In UTF-16, every other byte is a zero.
        for byte in bytes.iter().copied().filter(|byte| *byte != 0) {
            if let Some(number) = &mut self.number {
                match byte {
                    b'0'..=b'9' => {
                        *number = number
                            .saturating_mul(10)
                            .saturating_add(u64::from(byte - b'0'));
                        self.most = self.most.max(*number);
                        continue;
                    }
                    b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n' | b'+' if *number == 0 => {
                        continue;
                    }
                    _ => self.number = None,
                }
            }
            self.matched = match NAME.get(self.matched) {
                Some(next) if *next == byte => self.matched + 1,
                _ => usize::from(NAME.first() == Some(&byte)),
            };
            if self.matched == NAME.len() {
                self.matched = 0;
                self.number = Some(0);
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn sheet(bytes: Vec<u8>, name: Option<&str>, max_bytes: u64) -> Result<Sheet, Fault> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => bad("it is protected by a password"),
        error => bad(error),
    })?;
    let visible: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .filter(|sheet| name.is_some() || sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let chosen = match (name, visible.as_slice()) {
        (None, [only]) => Some(only),
        (None, _) => None,
        (Some(name), all) => all.iter().find(|sheet| *sheet == name),
    };
    let Some(chosen) = chosen else {
        let names = visible.iter().take(20).map(|name| cut(name)).collect();
        return Err(Fault::WhichSheet(names));
    };
    let mut cells = workbook.worksheet_cells_reader(chosen).map_err(bad)?;
    let mut out = Out {
        csv: csv::WriterBuilder::new()
            .delimiter(b';')
            .flexible(true)
            .from_writer(Vec::new()),
        rows: Vec::new(),
        row: Vec::new(),
        number: 0,
    };
    while let Some(cell) = cells.next_cell().map_err(bad)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value())?;
        if text.is_empty() {
            continue;
        }
        let column = column as usize;
        if column >= MAX_COLUMNS {
            return Err(Fault::TooLong {
                what: "the row, in cells,",
                limit: MAX_COLUMNS,
            });
        }
        let number = row.saturating_add(1);
        if number < out.number {
            return Err(bad("its rows are not in order"));
        }
        if number > out.number {
            out.end_row()?;
            out.number = number;
        }
        if out.row.len() <= column {
            out.row.resize(column + 1, String::new());
        }
        if let Some(cell) = out.row.get_mut(column) {
            *cell = text;
        }
        // A text that is stored once can be used by all cells.
        if out.csv.get_ref().len() as u64 > max_bytes {
            return Err(Fault::TooLarge { limit: max_bytes });
        }
    }
    out.end_row()?;
    let csv = out.csv.into_inner().map_err(|error| bad(error.error()))?;
    Ok(Sheet {
        csv: String::from_utf8(csv).map_err(bad)?,
        rows: out.rows,
    })
}

struct Out {
    csv: csv::Writer<Vec<u8>>,
    rows: Vec<u32>,
    row: Vec<String>,
    number: u32,
}

impl Out {
    fn end_row(&mut self) -> Result<(), Fault> {
        if !self.row.is_empty() {
            self.csv.write_record(&self.row).map_err(bad)?;
            self.rows.push(self.number);
            self.row.clear();
        }
        Ok(())
    }
}

/// A cell as a CSV would have it.
fn text(value: &DataRef<'_>) -> Result<String, Fault> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        DataRef::DateTime(moment) => moment.as_f64().to_string(),
        DataRef::Error(error) => format!("#{error}"),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use jiff::civil::date;

    use crate::schedule::{Position, Reader, Schedule};

    const HEADER: [&str; 5] = [
        "login",
        "workLocationName",
        "date",
        "position",
        "isDeletion",
    ];

    /// A workbook with these sheets, of which each is the XML of its rows.
    fn workbook(sheets: &[(&str, &str)], shared: &str) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        let mut part = |name: &str, text: &str| {
            archive.start_file(name, options).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        };
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
        let of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        part(
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{relations}\"><Relationship Id=\"r\" Type=\"{of}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        );
        let (mut list, mut targets) = (String::new(), String::new());
        for (number, (name, _)) in sheets.iter().enumerate() {
            list += &format!(
                "<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"r{n}\"/>",
                n = number + 1
            );
            targets += &format!(
                "<Relationship Id=\"r{n}\" Type=\"{of}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>",
                n = number + 1
            );
        }
        part(
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{of}\"><sheets>{list}</sheets></workbook>"
            ),
        );
        part(
            "xl/_rels/workbook.xml.rels",
            &format!("<Relationships xmlns=\"{relations}\">{targets}</Relationships>"),
        );
        part(
            "xl/styles.xml",
            &format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        );
        part("xl/sharedStrings.xml", shared);
        for (number, (_, rows)) in sheets.iter().enumerate() {
            part(
                &format!("xl/worksheets/sheet{}.xml", number + 1),
                &format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
            );
        }
        archive.finish().unwrap().into_inner()
    }

    fn row(number: u32, cells: &[&str]) -> String {
        let cells: String = (b'A'..)
            .zip(cells)
            .map(|(column, cell)| match cell.strip_prefix('#') {
                // A date, as a spreadsheet stores it.
                Some(days) => format!(
                    "<c r=\"{}{number}\" s=\"1\"><v>{days}</v></c>",
                    char::from(column)
                ),
                None => format!(
                    "<c r=\"{}{number}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>",
                    char::from(column)
                ),
            })
            .collect();
        format!("<row r=\"{number}\">{cells}</row>")
    }

    fn read(reader: &Reader, bytes: &[u8]) -> Result<Schedule, String> {
        reader
            .read_from(bytes, "week.xlsx")
            .map_err(|error| error.findings().to_string())
    }

    const NO_TEXTS: &str = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"0\"></sst>";

    #[test]
    fn a_sheet_reads_like_the_csv_that_it_could_be() {
        let rows = row(2, &HEADER)
            + &row(4, &["jdupont", "Paris; rive gauche", "#45922", "FullDay"])
            + &row(5, &["zoé", "", "#45923", "SecondHalf", "true"]);
        let bytes = workbook(&[("Week 39", &rows)], NO_TEXTS);
        let schedule = read(&Reader::new(), &bytes).unwrap();
        let expected = Schedule::new()
            .at(
                "jdupont",
                date(2025, 9, 22),
                Position::FullDay,
                "Paris; rive gauche",
            )
            .remove("zoé", date(2025, 9, 23), Position::SecondHalf);
        assert_eq!(schedule, expected);
        assert_eq!(schedule.entries()[1].source().to_string(), "week.xlsx:5");

        let wrong = row(1, &HEADER) + &row(7, &["jdupont", "Paris", "#45922.5", "Matin"]);
        let bytes = workbook(&[("Week 39", &wrong)], NO_TEXTS);
        let found = read(&Reader::new(), &bytes).unwrap_err();
        assert!(
            found.contains("week.xlsx:7: date: \"2025-09-22 12:00:00\""),
            "{found}"
        );
        assert!(
            found.contains("week.xlsx:7: position: \"Matin\""),
            "{found}"
        );
    }

    #[test]
    fn of_several_sheets_one_has_to_be_named() {
        let rows = row(1, &HEADER) + &row(2, &["a", "Paris", "#45922", "FullDay"]);
        let bytes = workbook(&[("Notes", ""), ("Plan", &rows)], NO_TEXTS);
        assert_eq!(
            read(&Reader::new(), &bytes).unwrap_err(),
            "week.xlsx:1: the workbook has the sheets \"Notes\", \"Plan\"; say which with Reader::sheet"
        );
        assert_eq!(read(&Reader::new().sheet("Plan"), &bytes).unwrap().len(), 1);
        assert!(read(&Reader::new().sheet("plan"), &bytes).is_err());
        assert!(
            read(&Reader::new().sheet("Notes"), &bytes)
                .unwrap_err()
                .contains("the file is empty")
        );
    }

    #[test]
    fn what_a_workbook_only_announces_takes_no_memory() {
        let rows = row(1, &HEADER) + &row(2, &["a", "Paris", "#45922", "FullDay"]);
        let sheets = [("Plan", rows.as_str())];
        for count in ["999999999999999999", "100000000"] {
            let announced = NO_TEXTS.replace("\"0\"", &format!("\"{count}\""));
            let found = read(&Reader::new(), &workbook(&sheets, &announced)).unwrap_err();
            assert!(
                found.contains("announces more texts than it holds"),
                "{found}"
            );
        }
        // A cell at the far end is no table of all cells before it.
        let far = rows.clone() + "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
        let found = read(&Reader::new(), &workbook(&[("Plan", &far)], NO_TEXTS)).unwrap_err();
        assert!(
            found.contains("the row, in cells, is longer than 1000"),
            "{found}"
        );
        // What unpacks to more than a file may have is refused.
        let bomb = workbook(&[("Plan", &" ".repeat(1_000_000))], NO_TEXTS);
        assert!(bomb.len() < 20_000);
        let found = read(&Reader::new().max_bytes(100_000), &bomb).unwrap_err();
        assert!(found.contains("larger than 100000 bytes"), "{found}");
    }

    #[test]
    fn a_damaged_workbook_is_refused() {
        let rows = row(1, &HEADER) + &row(2, &["a", "Paris", "#45922", "FullDay"]);
        let bytes = workbook(&[("Plan", &rows)], NO_TEXTS);
        let whole = read(&Reader::new(), &bytes).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            if let Ok(read) = read(&Reader::new(), &damaged) {
                assert_eq!(read, whole, "byte {at}");
            }
            let _ = self::read(&Reader::new(), &bytes[..at]);
        }
    }
}
