//! The four import operations, and the download of the error file.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawPathParams, RawQuery, Request, State};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::rules::Outcome;
use super::{EarlyReport, FaultyFiles, SummaryIdForm, file, report, rules, upload};
use crate::account::{Account, Answer};
use crate::failure::Failure;
use crate::lock::lock;
use crate::office::json;

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

    let settings = &account.settings.imports;
    let outcome = match (&settings.failure, file::read(&content?)) {
        (Some(why), _) => Outcome::failed(why.clone()),
        (None, Ok(lines)) => decide(&account, lines, create, override_user_locations),
        (None, Err(why)) if settings.faulty_files == FaultyFiles::Reported => Outcome::failed(why),
        (None, Err(why)) => return Err(Failure::bad("office-import.csv", why)),
    };
    let summary_id =
        lock(&account.imports).add(account.now(), create, override_user_locations, outcome);
    match settings.summary_id {
        SummaryIdForm::Object => json(&json!({ "summaryId": summary_id })),
        SummaryIdForm::Bare => json(&summary_id),
    }
}

/// Judges the lines and, unless this is a simulation, makes the changes: in one step, so that two uploads at once
/// do not both find the same day empty.
fn decide(
    account: &Account,
    lines: Vec<file::Line>,
    create: bool,
    override_user_locations: bool,
) -> Outcome {
    let now = account.now();
    if !create {
        let mut outcome = rules::judge(&account.company(), lines, override_user_locations);
        outcome.changes.clear();
        return outcome;
    }
    account.change(|company| {
        let mut outcome = rules::judge(company, lines, override_user_locations);
        rules::apply(company, std::mem::take(&mut outcome.changes), now);
        outcome
    })
}

pub(crate) async fn progress(
    State(account): State<Arc<Account>>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = account.office_query(query.as_deref(), &["summaryId"])?;
    let summary_id = query.required("summaryId")?;
    let now = account.now();
    let mut imports = lock(&account.imports);
    let settings = &account.settings.imports;
    let job = imports.job(summary_id, settings, now).ok_or_else(unknown)?;
    let progress = job.poll(settings, now);
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
    let mut imports = lock(&account.imports);
    let job = imports
        .job(summary_id, settings, now)
        .filter(|job| job.record.create == create)
        .ok_or_else(unknown)?;
    let body: Value = match settings.early {
        _ if settings.null_reports => report::of_nulls(&job.record),
        _ if job.is_done(settings, now) => {
            let id = &job.record.summary_id;
            let file = (!job.outcome.errors.is_empty())
                .then(|| format!("{}/imports/errors/{id}", account.files_url));
            report::report(job, file, settings.echo_cells)
        }
        EarlyReport::NotFound => return Err(unknown()),
        EarlyReport::Empty => report::early(&job.record),
    };
    json(&body)
}

/// The error file. It lies on another host than the account, as Lucca's may, and that host refuses whoever shows it
/// a key: the address is the only ticket.
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
    let now = account.now();
    let mut imports = lock(&account.imports);
    let job = imports
        .job(id, &account.settings.imports, now)
        .filter(|job| !job.outcome.errors.is_empty());
    let Some(job) = job else {
        return plain(StatusCode::NOT_FOUND, "There is no such file.");
    };
    let mut response = Response::new(Body::from(report::error_file(&job.outcome)));
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
