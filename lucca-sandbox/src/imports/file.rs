//! The import CSV: UTF-8 with BOM, semicolons, exact headers.

use csv::{ReaderBuilder, StringRecord, StringRecordsIntoIter};

use crate::behaviour::CsvQuotes;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The columns that an import may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Login,
    WorkLocationName,
    AreaName,
    Date,
    Position,
    Comment,
    IsDeletion,
    FirstName,
    LastName,
}

const COLUMNS: [(&str, Column); 9] = [
    ("login", Column::Login),
    ("workLocationName", Column::WorkLocationName),
    ("areaName", Column::AreaName),
    ("date", Column::Date),
    ("position", Column::Position),
    ("comment", Column::Comment),
    ("isDeletion", Column::IsDeletion),
    ("firstName", Column::FirstName),
    ("lastName", Column::LastName),
];

const REQUIRED: [Column; 4] = [
    Column::Login,
    Column::WorkLocationName,
    Column::Date,
    Column::Position,
];

/// One line, its cells by column, as they stand in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number: the header is line 1, and a line with a line break in one of its cells still counts once.
    pub(super) number: usize,
    /// Whether it has as many cells as the header.
    pub(super) is_ragged: bool,
    pub(super) login: String,
    pub(super) work_location_name: String,
    pub(super) area_name: String,
    pub(super) date: String,
    pub(super) position: String,
    pub(super) comment: String,
    pub(super) is_deletion: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
}

impl Line {
    /// What its cells hold, in bytes.
    pub(super) fn size(&self) -> usize {
        let cells = [
            &self.login,
            &self.work_location_name,
            &self.area_name,
            &self.date,
            &self.position,
            &self.comment,
            &self.is_deletion,
            &self.first_name,
            &self.last_name,
        ];
        cells.map(String::len).iter().sum()
    }
}

/// The lines of a file, one after the other: no more of them are in memory than are looked at.
pub(super) struct Lines<'a> {
    records: StringRecordsIntoIter<&'a [u8]>,
    columns: Vec<Column>,
    number: usize,
}

/// Reads a file's header, or says why it is none.
pub(super) fn read(bytes: &[u8], quotes: CsvQuotes) -> Result<Lines<'_>, String> {
    if bytes.is_empty() {
        return Err("The file is empty.".to_owned());
    }
    let text = bytes
        .strip_prefix(BOM)
        .ok_or("The file must be UTF-8 with a byte order mark (BOM).")?;
    let text = std::str::from_utf8(text).map_err(|error| {
        format!(
            "The file is not UTF-8 at byte {}.",
            error.valid_up_to() + BOM.len()
        )
    })?;
    let mut records = ReaderBuilder::new()
        .delimiter(b';')
        .quoting(quotes == CsvQuotes::Understood)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .into_records();

    let header = records
        .next()
        .ok_or("The file has no header line.")?
        .map_err(|error| error.to_string())?;
    Ok(Lines {
        records,
        columns: columns(&header)?,
        number: 1,
    })
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        // Text in memory, of any number of cells: no record of it can fail.
        let record = self.records.next()?.ok()?;
        self.number += 1;
        Some(line(self.number, &self.columns, &record))
    }
}

fn columns(header: &StringRecord) -> Result<Vec<Column>, String> {
    if header.len() == 1 && header.get(0).is_some_and(|cell| cell.contains([',', '\t'])) {
        return Err("The separator must be a semicolon.".to_owned());
    }
    let mut columns = Vec::new();
    for name in header {
        let column = COLUMNS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|&(_, column)| column)
            .ok_or_else(|| {
                format!(
                    "Unknown header {:?}. Headers are: {}.",
                    name.chars().take(60).collect::<String>(),
                    names(|_| true)
                )
            })?;
        if columns.contains(&column) {
            return Err(format!("The header {name:?} is there twice."));
        }
        columns.push(column);
    }
    if REQUIRED.iter().any(|required| !columns.contains(required)) {
        return Err(format!(
            "A header is missing: {}.",
            names(|column| REQUIRED.contains(&column) && !columns.contains(&column))
        ));
    }
    Ok(columns)
}

fn names(which: impl Fn(Column) -> bool) -> String {
    let names: Vec<_> = COLUMNS
        .iter()
        .filter(|&&(_, column)| which(column))
        .map(|(name, _)| *name)
        .collect();
    names.join(", ")
}

fn line(number: usize, columns: &[Column], record: &StringRecord) -> Line {
    let mut line = Line {
        number,
        is_ragged: record.len() != columns.len(),
        ..Line::default()
    };
    for (column, cell) in columns.iter().zip(record) {
        let place = match column {
            Column::Login => &mut line.login,
            Column::WorkLocationName => &mut line.work_location_name,
            Column::AreaName => &mut line.area_name,
            Column::Date => &mut line.date,
            Column::Position => &mut line.position,
            Column::Comment => &mut line.comment,
            Column::IsDeletion => &mut line.is_deletion,
            Column::FirstName => &mut line.first_name,
            Column::LastName => &mut line.last_name,
        };
        cell.clone_into(place);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_bom(text: &str) -> Vec<u8> {
        [BOM, text.as_bytes()].concat()
    }

    #[test]
    fn a_documented_file_is_read() {
        let text = "login;workLocationName;areaName;date;position;comment;isDeletion\r\njdupont;Paris;B1;2025-09-15;FullDay;\"a; b\nc\";\r\nmlef;Paris;;2025/09/16;FirstHalf;;true\r\n";
        let file = with_bom(text);
        let lines: Vec<Line> = read(&file, CsvQuotes::Understood).unwrap().collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            (
                lines[0].number,
                lines[0].comment.as_str(),
                lines[0].is_ragged
            ),
            (2, "a; b\nc", false)
        );
        assert_eq!(
            (
                lines[1].number,
                lines[1].date.as_str(),
                lines[1].is_deletion.as_str()
            ),
            (3, "2025/09/16", "true")
        );
    }

    #[test]
    fn quotes_can_mean_nothing() {
        let file = with_bom(
            "login;workLocationName;date;position;comment\na;b;c;d;\"e\"\na;b;c;d;\"e;f\"\n",
        );
        let lines: Vec<Line> = read(&file, CsvQuotes::Literal).unwrap().collect();
        assert_eq!(
            (lines[0].comment.as_str(), lines[0].is_ragged),
            ("\"e\"", false)
        );
        assert!(
            lines[1].is_ragged,
            "the second comment has become two cells"
        );
    }

    #[test]
    fn a_file_that_breaks_the_rules_is_refused_with_the_reason() {
        let table: [(Vec<u8>, &str); 9] = [
            (Vec::new(), "empty"),
            (b"login;workLocationName;date;position\n".to_vec(), "BOM"),
            (BOM.to_vec(), "no header"),
            (
                [BOM, b"login;workLocationName;date;position\n\xff"].concat(),
                "not UTF-8 at byte 40",
            ),
            (
                with_bom("login,workLocationName,date,position\n"),
                "semicolon",
            ),
            (
                with_bom("Login;workLocationName;date;position\n"),
                "Unknown header \"Login\"",
            ),
            (
                with_bom("login;workLocationName;date;position;desk\n"),
                "Unknown header \"desk\"",
            ),
            (
                with_bom("login;workLocationName;date;date;position\n"),
                "twice",
            ),
            (
                with_bom("login;date\n"),
                "missing: workLocationName, position",
            ),
        ];
        for (bytes, reason) in table {
            let error = read(&bytes, CsvQuotes::Understood).err().unwrap();
            assert!(error.contains(reason), "{error} should say {reason}");
        }
    }
}
