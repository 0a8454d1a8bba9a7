//! The report of an import, as `analysis` and `results` give it.

use serde_json::{Map, Value, json};

use super::file::Line;
use super::rules::{self, Outcome, Remark};
use super::{ImportRecord, Job};
use crate::company::Position;

/// The whole report. The two reports differ in the names of their first two blocks.
pub(super) fn report(job: &Job, error_file: Option<String>, echo_cells: bool) -> Value {
    let Job {
        record, outcome, ..
    } = job;
    let (created, deleted) = names(record);
    let errors: Vec<Value> = outcome
        .errors
        .iter()
        .map(|remark| line_with(remark, "error", None, echo_cells))
        .collect();
    let warnings: Vec<Value> = outcome
        .warnings
        .iter()
        .map(|remark| line_with(remark, "warning", Some(remark.is_conflict), echo_cells))
        .collect();
    let mut report = Map::new();
    report.insert(
        "summaryId".to_owned(),
        Value::from(record.summary_id.clone()),
    );
    report.insert(
        created.to_owned(),
        json!({ "count": outcome.descriptions.len(), "descriptions": outcome.descriptions }),
    );
    report.insert(deleted.to_owned(), json!({ "count": outcome.deleted }));
    report.insert(
        "globalErrorSummary".to_owned(),
        Value::from(outcome.global_error.clone()),
    );
    report.insert("errorLines".to_owned(), Value::Array(errors));
    report.insert("warningLines".to_owned(), Value::Array(warnings));
    report.insert("errorFileUri".to_owned(), Value::from(error_file));
    Value::Object(report)
}

/// The report of an import that is still running: nothing but its id.
pub(super) fn early(record: &ImportRecord) -> Value {
    json!({ "summaryId": record.summary_id })
}

/// A report in which everything is null.
pub(super) fn of_nulls(record: &ImportRecord) -> Value {
    let (created, deleted) = names(record);
    let names = [
        "summaryId",
        created,
        deleted,
        "globalErrorSummary",
        "errorLines",
        "warningLines",
        "errorFileUri",
    ];
    Value::Object(
        names
            .into_iter()
            .map(|name| (name.to_owned(), Value::Null))
            .collect(),
    )
}

fn names(record: &ImportRecord) -> (&'static str, &'static str) {
    if record.create {
        ("userLocationsCreatedSummary", "userLocationsDeletedSummary")
    } else {
        (
            "validUserLocationsToCreateSummary",
            "userLocationsToDeleteSummary",
        )
    }
}

fn line_with(remark: &Remark, name: &str, is_conflict: Option<bool>, echo_cells: bool) -> Value {
    let mut entry = Map::new();
    entry.insert("line".to_owned(), imported_line(remark, echo_cells));
    entry.insert("lineNumber".to_owned(), Value::from(remark.line.number));
    entry.insert(name.to_owned(), Value::from(remark.text.clone()));
    if let Some(is_conflict) = is_conflict {
        entry.insert("isConflict".to_owned(), Value::Bool(is_conflict));
    }
    Value::Object(entry)
}

/// The line in the report's own spelling. A date or a position that is none is left out, unless the run wants cells
/// as they stood: the document promises a date there, and one of three words.
fn imported_line(remark: &Remark, echo_cells: bool) -> Value {
    let line = &remark.line;
    let mut shown = Map::new();
    let mut show = |name: &str, value: Value| shown.insert(name.to_owned(), value);
    show("login", Value::from(line.login.clone()));
    show("firstname", Value::from(remark.first_name.clone()));
    show("lastname", Value::from(remark.last_name.clone()));
    show(
        "worklocationName",
        Value::from(line.work_location_name.clone()),
    );
    show("areaName", Value::from(line.area_name.clone()));
    match rules::date(&line.date) {
        Some(date) if !echo_cells => show("date", Value::from(date.to_string())),
        None if !echo_cells => None,
        _ => show("date", Value::from(line.date.clone())),
    };
    if echo_cells
        || Position::ALL
            .iter()
            .any(|position| position.as_str() == line.position)
    {
        show("position", Value::from(line.position.clone()));
    }
    show("comment", Value::from(line.comment.clone()));
    show("isDeletion", Value::Bool(line.is_deletion == "true"));
    Value::Object(shown)
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
