//! The report of an import, as `analysis` and `results` give it.

use serde::Serialize;

use super::ImportRecord;
use super::file::Line;
use super::outcome::{Outcome, Remark};
use super::rules;
use crate::behaviour::ReportCells;
use crate::company::{Company, Position};

/// The whole report. The two kinds of it differ in the names of their first two blocks.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report<'a> {
    summary_id: Option<&'a str>,
    #[serde(flatten)]
    blocks: Blocks,
    global_error_summary: Option<&'a str>,
    error_lines: Option<Vec<ErrorLine<'a>>>,
    warning_lines: Option<Vec<WarningLine<'a>>>,
    error_file_uri: Option<String>,
}

#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum Blocks {
    Real {
        user_locations_created_summary: Option<Created>,
        user_locations_deleted_summary: Option<Deleted>,
    },
    Simulated {
        valid_user_locations_to_create_summary: Option<Created>,
        user_locations_to_delete_summary: Option<Deleted>,
    },
}

impl Blocks {
    fn of(is_real: bool, created: Option<Created>, deleted: Option<Deleted>) -> Self {
        if is_real {
            Blocks::Real {
                user_locations_created_summary: created,
                user_locations_deleted_summary: deleted,
            }
        } else {
            Blocks::Simulated {
                valid_user_locations_to_create_summary: created,
                user_locations_to_delete_summary: deleted,
            }
        }
    }
}

#[derive(Serialize)]
struct Created {
    count: usize,
    descriptions: Vec<String>,
}

#[derive(Serialize)]
struct Deleted {
    count: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorLine<'a> {
    line: ImportedLine<'a>,
    line_number: usize,
    error: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WarningLine<'a> {
    line: ImportedLine<'a>,
    line_number: usize,
    warning: &'a str,
    is_conflict: bool,
}

/// A line in the report's own spelling.
#[derive(Serialize)]
struct ImportedLine<'a> {
    login: &'a str,
    firstname: &'a str,
    lastname: &'a str,
    #[serde(rename = "worklocationName")]
    work_location_name: &'a str,
    #[serde(rename = "areaName")]
    area_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<&'a str>,
    comment: &'a str,
    #[serde(rename = "isDeletion")]
    is_deletion: bool,
}

impl<'a> Report<'a> {
    pub(super) fn of(
        record: &'a ImportRecord,
        outcome: &'a Outcome,
        company: &Company,
        error_file_uri: Option<String>,
        cells: ReportCells,
    ) -> Self {
        let created = Created {
            count: outcome.described.len(),
            descriptions: outcome
                .described
                .iter()
                .map(|described| described.sentence(company))
                .collect(),
        };
        let deleted = Deleted {
            count: outcome.deleted,
        };
        let error = |remark: &'a Remark| ErrorLine {
            line: imported_line(remark, cells),
            line_number: remark.line.number,
            error: &remark.text,
        };
        let warning = |remark: &'a Remark| WarningLine {
            line: imported_line(remark, cells),
            line_number: remark.line.number,
            warning: &remark.text,
            is_conflict: remark.is_conflict,
        };
        Self {
            summary_id: Some(&record.summary_id),
            blocks: Blocks::of(record.create, Some(created), Some(deleted)),
            global_error_summary: outcome.global_error.as_deref(),
            error_lines: Some(outcome.errors.iter().map(error).collect()),
            warning_lines: Some(outcome.warnings.iter().map(warning).collect()),
            error_file_uri,
        }
    }

    /// A report in which everything is null.
    pub(super) fn of_nulls(record: &ImportRecord) -> Self {
        Self {
            summary_id: None,
            blocks: Blocks::of(record.create, None, None),
            global_error_summary: None,
            error_lines: None,
            warning_lines: None,
            error_file_uri: None,
        }
    }
}

/// The report of an import that is still running: nothing but its id.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EarlyReport<'a> {
    pub(super) summary_id: &'a str,
}

fn imported_line(remark: &Remark, cells: ReportCells) -> ImportedLine<'_> {
    let line = &remark.line;
    let as_sent = cells == ReportCells::AsSent;
    let date = match rules::date(&line.date) {
        _ if as_sent => Some(line.date.clone()),
        date => date.map(|date| date.to_string()),
    };
    let is_position = |name: &&str| Position::ALL.iter().any(|known| known.as_str() == *name);
    ImportedLine {
        login: &line.login,
        firstname: &remark.first_name,
        lastname: &remark.last_name,
        work_location_name: &line.work_location_name,
        area_name: &line.area_name,
        date,
        position: Some(line.position.as_str()).filter(|name| as_sent || is_position(name)),
        comment: &line.comment,
        is_deletion: line.is_deletion == "true",
    }
}

/// The file behind `errorFileUri`: the faulty lines as they came, each with its number and its error.
pub(super) fn error_file(outcome: &Outcome) -> String {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer(Vec::from("\u{feff}"));
    let header = [
        "login",
        "workLocationName",
        "areaName",
        "date",
        "position",
        "comment",
        "isDeletion",
        "lineNumber",
        "error",
    ];
    let mut written = writer.write_record(header);
    for Remark { line, text, .. } in &outcome.errors {
        let Line {
            login,
            work_location_name,
            area_name,
            date,
            position,
            comment,
            is_deletion,
            ..
        } = line;
        let number = line.number.to_string();
        written = written.and_then(|()| {
            writer.write_record([
                login,
                work_location_name,
                area_name,
                date,
                position,
                comment,
                is_deletion,
                &number,
                text,
            ])
        });
    }
    // Writing to memory cannot fail, and every cell is text.
    written
        .ok()
        .and_then(|()| writer.into_inner().ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}
