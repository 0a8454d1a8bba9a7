//! The four import operations, and the download of the error file.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawPathParams, RawQuery, Request, State};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde_json::json;

use super::outcome::Outcome;
use super::report::{self, Report};
use super::rules;
use super::{ImportRecord, file, upload};
use crate::account::{Account, Answer};
use crate::behaviour::{EarlyReport, FaultyFiles, ImportEffect, SummaryIdForm};
use crate::failure::Failure;
use crate::lock::lock;
use crate::office::json;
use crate::server::aside;

/// From how many lines or changes on an import is work.
const LARGE: usize = 10_000;

pub(crate) async fn upload(
    State(account): State<Arc<Account>>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Answer {
    let query = account.office_query(query.as_deref(), &["create", "overrideUserLocations"]);
    let flags =
        query.and_then(|query| Ok((query.flag("create")?, query.flag("overrideUserLocations")?)));
    // The file is read before anything is refused, as a client sends it before it listens.
    let content = upload::file(&account, request).await;
    let (create, override_user_locations) = flags?;
    let content = content?;

    // A million lines take seconds: nobody else need wait for them.
    let is_long = content.len() > 100_000;
    let summary_id = aside(is_long, || {
        carry_out(&account, &content, create, override_user_locations)
    })?;
    match account.behaviour().summary_id {
        SummaryIdForm::Object => json(&json!({ "summaryId": summary_id })),
        SummaryIdForm::Bare => json(&summary_id),
    }
}

/// Judges the lines and, unless this is a simulation, makes the changes: one import after the other, so that two
/// uploads at once do not both find the same day empty.
fn carry_out(
    account: &Account,
    content: &[u8],
    create: bool,
    override_user_locations: bool,
) -> Result<String, Failure> {
    let _turn = lock(&account.importing);
    account.settle_in_turn();
    let behaviour = account.behaviour();
    let company = account.company();
    let judged = file::read(content, behaviour.csv_quotes).map(|lines| {
        if let Some(why) = &account.settings.imports.failure {
            return Outcome::failed(why.clone());
        }
        if !create || behaviour.import_effect != ImportEffect::Partial {
            return rules::judge(&company, lines, override_user_locations, &behaviour);
        }
        let half = file::read(content, behaviour.csv_quotes)
            .map_or(0, Iterator::count)
            .div_ceil(2);
        let lines = lines.take(half);
        let mut outcome = rules::judge(&company, lines, override_user_locations, &behaviour);
        outcome.global_error = Some(format!("The import broke off after line {}.", half + 1));
        outcome
    });
    drop(company);
    let mut outcome = match judged {
        Ok(outcome) => outcome,
        Err(why) if behaviour.faulty_files == FaultyFiles::Reported => Outcome::failed(why),
        Err(why) => return Err(Failure::bad("office-import.csv", why)),
    };

    let now = account.now();
    let mut changes = std::mem::take(&mut outcome.changes);
    if !create {
        changes.clear();
    }
    if matches!(
        behaviour.import_effect,
        ImportEffect::AtOnce | ImportEffect::Partial
    ) {
        let changes = std::mem::take(&mut changes);
        if !changes.is_empty() {
            account.change(changes.len() > LARGE, |company| {
                rules::apply(company, changes, now);
            });
        }
    }
    let mut imports = lock(&account.imports);
    let record = imports.add(
        now,
        (create, override_user_locations),
        outcome,
        changes,
        behaviour.import_effect,
    );
    account.events.tell("import", || record.to_json());
    Ok(record.summary_id)
}

impl Account {
    /// Lets imports take effect as far as their time has come. While one is being carried out, that waits.
    pub(crate) fn settle(&self) {
        if lock(&self.imports).is_settled() {
            return;
        }
        if let Ok(_turn) = self.importing.try_lock() {
            self.settle_in_turn();
        }
    }

    fn settle_in_turn(&self) {
        let now = self.now();
        let due = lock(&self.imports).due(&self.settings.imports, now);
        if due.is_empty() {
            return;
        }
        self.change(due.len() > LARGE, |company| {
            rules::apply(company, due, now);
        });
        self.events.tell("changed", || json!("imports"));
    }
}

pub(crate) async fn progress(
    State(account): State<Arc<Account>>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = account.office_query(query.as_deref(), &["summaryId"])?;
    let summary_id = query.required("summaryId")?;
    let now = account.now();
    let settings = &account.settings.imports;
    let (progress, record) = {
        let mut imports = lock(&account.imports);
        let job = imports.job(summary_id, settings, now).ok_or_else(unknown)?;
        (job.poll(settings, now), job.record())
    };
    // Who is told 100 finds the rows there.
    account.settle();
    account.events.tell("import", || record.to_json());
    json(&json!({ "progress": progress }))
}

pub(crate) async fn analysis(
    State(account): State<Arc<Account>>,
    RawQuery(query): RawQuery,
) -> Answer {
    report(&account, query.as_deref(), false)
}

pub(crate) async fn results(
    State(account): State<Arc<Account>>,
    RawQuery(query): RawQuery,
) -> Answer {
    report(&account, query.as_deref(), true)
}

fn report(account: &Account, query: Option<&str>, create: bool) -> Answer {
    let query = account.office_query(query, &["summaryId"])?;
    let summary_id = query.required("summaryId")?;
    let now = account.now();
    let settings = &account.settings.imports;
    let behaviour = account.behaviour();
    let (record, outcome, is_done) = {
        let mut imports = lock(&account.imports);
        let job = imports
            .job(summary_id, settings, now)
            .filter(|job| job.record.create == create)
            .ok_or_else(unknown)?;
        let outcome = job.outcome.clone().ok_or_else(unknown)?;
        (job.record(), outcome, job.is_done(settings, now))
    };
    if settings.null_reports {
        return json(&Report::of_nulls(&record));
    }
    if !is_done {
        return match behaviour.early_report {
            EarlyReport::NotFound => Err(unknown()),
            EarlyReport::Empty => json(&report::EarlyReport {
                summary_id: &record.summary_id,
            }),
        };
    }
    whole_report(account, &record, &outcome)
}

fn whole_report(account: &Account, record: &ImportRecord, outcome: &Outcome) -> Answer {
    let file = (!outcome.errors.is_empty()).then(|| {
        format!(
            "{}/imports/errors/{}",
            account.addresses.files, record.summary_id
        )
    });
    aside(outcome.lines > LARGE, || {
        let company = account.company();
        let cells = account.behaviour().report_cells;
        json(&Report::of(record, outcome, &company, file, cells))
    })
}

/// The report of an import for whoever watches the account: at any time, whatever its progress has said.
pub(crate) fn report_of(account: &Account, summary_id: &str) -> Option<Response<Body>> {
    let (record, outcome) = {
        let mut imports = lock(&account.imports);
        let job = imports.job(summary_id, &account.settings.imports, account.now())?;
        (job.record(), job.outcome.clone()?)
    };
    whole_report(account, &record, &outcome).ok()
}

/// The error file. It lies on another host than the account where there is one, as Lucca's may, and refuses whoever
/// shows it a key: the address is the only ticket.
pub(crate) async fn error_file(
    State(account): State<Arc<Account>>,
    parameters: RawPathParams,
    request: Request,
) -> Response<Body> {
    let plain = |status: StatusCode, text: &'static str| {
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = status;
        response
    };
    if request.headers().contains_key(AUTHORIZATION) {
        return plain(
            StatusCode::BAD_REQUEST,
            "This host takes no Authorization header: a key does not belong here.",
        );
    }
    let id = parameters
        .iter()
        .find(|(name, _)| *name == "id")
        .map_or("", |(_, id)| id);
    let outcome = lock(&account.imports)
        .job(id, &account.settings.imports, account.now())
        .and_then(|job| job.outcome.clone())
        .filter(|outcome| !outcome.errors.is_empty());
    let Some(outcome) = outcome else {
        return plain(StatusCode::NOT_FOUND, "There is no such file.");
    };
    let file = aside(outcome.lines > LARGE, || report::error_file(&outcome));
    let mut response = Response::new(Body::from(file));
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    response
}

fn unknown() -> Failure {
    Failure::new(
        StatusCode::NOT_FOUND,
        "There is no such import, or its report is not ready.",
    )
}
