//! Office: `GET /work-locations`, `GET /user-locations` and `GET /user-locations/{id}`.
//!
//! The v4 generation: no envelope, pages by number, the count only on request.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{RawPathParams, RawQuery, State};
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde::Serialize;

use crate::account::{Account, Answer};
use crate::failure::Failure;
use crate::gate::Slip;
use crate::query::plain_number;

/// A page of an Office list.
#[derive(Serialize)]
struct Page<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    items: Vec<T>,
}

/// Which page, and whether with a count.
struct PageRequest {
    page: usize,
    limit: usize,
    count: bool,
}

impl PageRequest {
    fn parse(account: &Account, query: Option<&str>) -> Result<Self, Failure> {
        let query = account.office_query(query, &["page", "limit", "fields.root"])?;
        let count = match query.one("fields.root")? {
            None => false,
            Some("count") => true,
            Some(_) => {
                return Err(Failure::bad(
                    "fields.root",
                    "fields.root takes one value: count.",
                ));
            }
        };
        let page = query.number("page", 1, 1, i32::MAX as u32)?;
        let limit = query.number("limit", 10, 1, 1_000)?;
        Ok(Self {
            page: page as usize,
            limit: limit as usize,
            count,
        })
    }

    fn offset(&self) -> usize {
        (self.page - 1).saturating_mul(self.limit)
    }
}

pub(crate) async fn list_work_locations(
    State(account): State<Arc<Account>>,
    Extension(slip): Extension<Slip>,
    RawQuery(query): RawQuery,
) -> Answer {
    let request = PageRequest::parse(&account, query.as_deref())?;
    let company = account.company();
    let all = company.work_locations();
    let items: Vec<_> = all
        .iter()
        .skip(slip.apply(request.offset()))
        .take(request.limit)
        .collect();
    account
        .spend(|model| model.office_page(items.len()))
        .await?;
    json(&Page {
        count: request.count.then_some(all.len()),
        items,
    })
}

pub(crate) async fn list_user_locations(
    State(account): State<Arc<Account>>,
    Extension(slip): Extension<Slip>,
    RawQuery(query): RawQuery,
) -> Answer {
    let request = PageRequest::parse(&account, query.as_deref())?;
    let company = account.company();
    let all = company.user_locations();
    let items: Vec<_> = all
        .page(slip.apply(request.offset()), request.limit)
        .collect();
    account
        .spend(|model| model.office_page(items.len()))
        .await?;
    json(&Page {
        count: request.count.then_some(all.len()),
        items,
    })
}

pub(crate) async fn get_user_location(
    State(account): State<Arc<Account>>,
    parameters: RawPathParams,
    RawQuery(query): RawQuery,
) -> Answer {
    account.office_query(query.as_deref(), &[])?;
    let id = path_id(&parameters)?;
    let company = account.company();
    let row = u32::try_from(id)
        .ok()
        .and_then(|id| company.user_locations().get(id));
    json(&row.ok_or_else(|| Failure::no_such(id))?)
}

/// The `{id}` of a path: digits, from 1.
pub(crate) fn path_id(parameters: &RawPathParams) -> Result<u64, Failure> {
    let text = parameters
        .iter()
        .find(|(name, _)| *name == "id")
        .map_or("", |(_, value)| value);
    plain_number(text)
        .filter(|&id| id >= 1)
        .ok_or_else(|| Failure::bad("id", "An id is a whole number from 1."))
}

/// A JSON answer, status 200.
pub(crate) fn json<T: Serialize>(value: &T) -> Answer {
    // Plain data always serialises; if it ever did not, a 500 is what a server would answer.
    match serde_json::to_string(value) {
        Ok(body) => Ok(json_text(body)),
        Err(_) => Err(Failure::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The answer could not be written.",
        )),
    }
}

/// Text that is JSON already, status 200.
pub(crate) fn json_text(body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    response
}
