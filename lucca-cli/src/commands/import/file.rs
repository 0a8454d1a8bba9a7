//! The file of an import, and how it is to be read.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use lucca_sdk::office::Position;
use lucca_sdk::schedule::{Column, Dates, ReadError, Reader, Schedule};
use serde::Deserialize;

use crate::failure::{Code, Failure};

/// The file, and how it is to be read
#[derive(Debug, clap::Args)]
pub(super) struct File {
    /// A CSV file, or `-` for standard input
    #[arg(value_name = "FILE")]
    path: PathBuf,

    /// Headers and words are French, and days come before months
    #[arg(long, help_heading = "How the file is read")]
    french: bool,

    /// Columns that are none of an import's are left out
    #[arg(long, help_heading = "How the file is read")]
    ignore_other_columns: bool,

    /// A JSON file that says what headers and words mean:
    /// {"columns": {"Lieu": "workLocationName"}, "values": {"matin": "FirstHalf"},
    /// "position": "FullDay", "dates": "dayFirst"}
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "How the file is read",
        verbatim_doc_comment
    )]
    mapping: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
struct Mapping {
    columns: BTreeMap<String, String>,
    values: BTreeMap<String, String>,
    position: Option<String>,
    dates: Option<Order>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Order {
    YearFirst,
    DayFirst,
    MonthFirst,
    SerialNumber,
}

impl File {
    pub(super) fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// The rows; the failure has everything that is wrong with the file.
    pub(super) fn read(&self) -> Result<Schedule, ReadFailure> {
        let reader = self.reader().map_err(ReadFailure::Asked)?;
        match self.path.as_os_str() == "-" {
            true => reader.read_from(io::stdin().lock(), "stdin"),
            false => reader.read(&self.path),
        }
        .map_err(ReadFailure::File)
    }

    /// The same where what is wrong ends the command.
    pub(super) fn schedule(&self) -> Result<Schedule, Failure> {
        self.read().map_err(|failure| match failure {
            ReadFailure::Asked(failure) => failure,
            ReadFailure::File(error) => Failure::with_code(Code::Findings, &error)
                .hint(format!("lucca import check {} lists them", self.name())),
        })
    }

    fn reader(&self) -> Result<Reader, Failure> {
        let mut reader = Reader::new();
        if self.french {
            reader = reader.french().dates(Dates::DayFirst);
        }
        if self.ignore_other_columns {
            reader = reader.ignore_other_columns();
        }
        let Some(path) = &self.mapping else {
            return Ok(reader);
        };
        let wrong = |why: String| Failure::usage(format!("--mapping {}: {why}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let mapping: Mapping =
            serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        for (header, means) in &mapping.columns {
            let known = Column::WRITTEN;
            let column = known
                .into_iter()
                .find(|column| column.header().eq_ignore_ascii_case(means));
            let column = column.ok_or_else(|| {
                let known = known.map(Column::header).join(", ");
                wrong(format!("{means:?} is no column of an import: {known}"))
            })?;
            reader = reader.column(header, column);
        }
        for (word, means) in &mapping.values {
            reader = match means.to_ascii_lowercase().as_str() {
                "true" => reader.value(word, true),
                "false" => reader.value(word, false),
                _ => reader.value(word, position(means).map_err(wrong)?),
            };
        }
        if let Some(text) = &mapping.position {
            reader = reader.position(position(text).map_err(wrong)?);
        }
        Ok(match mapping.dates {
            None | Some(Order::YearFirst) => reader,
            Some(Order::DayFirst) => reader.dates(Dates::DayFirst),
            Some(Order::MonthFirst) => reader.dates(Dates::MonthFirst),
            Some(Order::SerialNumber) => reader.dates(Dates::SerialNumber),
        })
    }
}

/// Why a file cannot be read: it was asked for in a wrong way, or something in it is wrong.
pub(super) enum ReadFailure {
    Asked(Failure),
    File(ReadError),
}

fn position(text: &str) -> Result<Position, String> {
    let known = [Position::FullDay, Position::FirstHalf, Position::SecondHalf];
    let found = known
        .into_iter()
        .find(|position| position.as_str().eq_ignore_ascii_case(text));
    found.ok_or_else(|| {
        format!("{text:?} is no part of a day: FullDay, FirstHalf, SecondHalf (or true, false)")
    })
}
