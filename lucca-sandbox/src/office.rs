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
use serde_json::Value;

use crate::account::{Account, Answer};
use crate::behaviour::{
    Behaviour, DeletedRows, DeletionMark, FloorKeys, ListOrder, PageTokens, UnknownParameters,
};
use crate::company::{Company, Status, UserLocation, WorkLocation};
use crate::failure::Failure;
use crate::gate::{LogNumber, Odd};
use crate::listing::{self, Arrangement, Slip};
use crate::number::plain_number;

/// A page of an Office list.
#[derive(Serialize)]
struct Page<T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    items: Vec<T>,
    #[serde(flatten)]
    tokens: Option<Tokens>,
}

/// Where the neighbours of a page are.
#[derive(Serialize)]
struct Tokens {
    prev: Option<String>,
    next: Option<String>,
}

/// Which page, and whether with a count.
struct PageRequest {
    page: usize,
    limit: usize,
    count: bool,
    odd: Odd,
}

const PARAMETERS: [&str; 3] = ["page", "limit", "fields.root"];

impl PageRequest {
    fn parse(
        account: &Account,
        behaviour: &Behaviour,
        query: Option<&str>,
    ) -> Result<Self, Failure> {
        let query = account.office_query(query, &PARAMETERS)?;
        let mut odd = Odd::default();
        if behaviour.unknown_parameters == UnknownParameters::Ignored {
            odd.ignored(query.unknown(&PARAMETERS));
        }
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
        let most = match behaviour.page_bound.get() {
            Some(_) => i32::MAX as u32,
            None => 1_000,
        };
        let asked = query.number("limit", 10, 1, most)? as usize;
        let limit = listing::bounded(asked, behaviour);
        if limit < asked {
            odd.note(format!("page cut down to {limit} rows"));
        }
        Ok(Self {
            page: page as usize,
            limit,
            count,
            odd,
        })
    }
}

/// One of the two lists: which rows it has, and what it makes of them.
trait List {
    type Row: Serialize;

    fn len(&self) -> usize;

    /// How many of its rows are not deleted, or closed.
    fn live(&self) -> usize;

    fn row(&self, place: usize) -> Option<Self::Row>;
}

struct WorkLocations<'a>(&'a [WorkLocation], &'a Behaviour);

/// A work location as the company holds it, or with numbers for keys.
#[derive(Serialize)]
#[serde(untagged)]
enum Place<'a> {
    AsHeld(&'a WorkLocation),
    Numbered(Value),
}

impl<'a> List for WorkLocations<'a> {
    type Row = Place<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn live(&self) -> usize {
        self.0.iter().filter(|location| location.is_active).count()
    }

    fn row(&self, place: usize) -> Option<Place<'a>> {
        let location = self.0.get(place)?;
        match self.1.floor_keys {
            FloorKeys::Text => Some(Place::AsHeld(location)),
            FloorKeys::Number => numbered(location).map(Place::Numbered),
        }
    }
}

/// A work location whose floors have their number in the building for a key.
fn numbered(location: &WorkLocation) -> Option<Value> {
    let mut row = serde_json::to_value(location).ok()?;
    let floors = location
        .office
        .iter()
        .flat_map(|office| &office.floors)
        .map(|floor| floor.key.as_str())
        .collect::<Vec<_>>();
    let number = |key: &mut Value| {
        let known = key
            .as_str()
            .and_then(|key| floors.iter().position(|floor| *floor == key));
        if let Some(index) = known {
            *key = Value::from(index + 1);
        }
    };
    for (list, name) in [("floors", "key"), ("areas", "floorKey")] {
        let parts = row
            .pointer_mut(&format!("/office/{list}"))
            .and_then(Value::as_array_mut);
        parts
            .into_iter()
            .flatten()
            .filter_map(|part| part.get_mut(name))
            .for_each(number);
    }
    Some(row)
}

struct UserLocations<'a> {
    company: &'a Company,
    order: Option<&'a [u32]>,
    behaviour: &'a Behaviour,
}

impl<'a> UserLocations<'a> {
    fn of(company: &'a Company, behaviour: &'a Behaviour) -> Self {
        let order = company.user_locations().order(
            behaviour.list_order == ListOrder::ByDate,
            behaviour.deleted_rows == DeletedRows::Listed,
        );
        Self {
            company,
            order,
            behaviour,
        }
    }
}

impl List for UserLocations<'_> {
    type Row = UserLocation;

    fn len(&self) -> usize {
        self.order
            .map_or(self.company.user_locations().len(), <[u32]>::len)
    }

    fn live(&self) -> usize {
        self.company.user_locations().not_deleted()
    }

    fn row(&self, place: usize) -> Option<UserLocation> {
        let place = match self.order {
            Some(order) => *order.get(place)? as usize,
            None => place,
        };
        let row = self.company.user_locations().at(place)?;
        Some(marked(row, self.behaviour))
    }
}

/// A row that says of its deletion what this account says of it.
fn marked(mut row: UserLocation, behaviour: &Behaviour) -> UserLocation {
    if row.deleted_at.is_some() && behaviour.deletion_mark == DeletionMark::DeletedAt {
        row.status = Status::Approved;
    }
    row
}

async fn answer<L: List>(
    account: &Account,
    behaviour: &Behaviour,
    request: PageRequest,
    list: L,
    (slip, LogNumber(number)): (Slip, LogNumber),
) -> Answer {
    let len = list.len();
    let offset = (request.page - 1).saturating_mul(request.limit);
    let span = listing::span(offset, request.limit, len, slip, behaviour);
    let arrangement = Arrangement::of(behaviour.list_order, len, number);
    let has_next = span.end < len;
    let items: Vec<_> = span
        .filter_map(|place| list.row(arrangement.row(place, len)))
        .collect();
    let tokens = (behaviour.page_tokens == PageTokens::Present).then(|| Tokens {
        prev: (request.page > 1).then(|| (request.page - 1).to_string()),
        next: has_next.then(|| (request.page + 1).to_string()),
    });
    let rows = items.len();
    let page = Page {
        count: request
            .count
            .then(|| listing::total(len, || list.live(), behaviour.totals)),
        items,
        tokens,
    };
    account.spend(|model| model.office_page(rows)).await?;
    let mut response = json(&page)?;
    response.extensions_mut().insert(request.odd);
    Ok(response)
}

pub(crate) async fn list_work_locations(
    State(account): State<Arc<Account>>,
    Extension(slip): Extension<Slip>,
    Extension(number): Extension<LogNumber>,
    RawQuery(query): RawQuery,
) -> Answer {
    let behaviour = account.behaviour();
    let request = PageRequest::parse(&account, &behaviour, query.as_deref())?;
    let company = account.company();
    let list = WorkLocations(company.work_locations(), &behaviour);
    answer(&account, &behaviour, request, list, (slip, number)).await
}

pub(crate) async fn list_user_locations(
    State(account): State<Arc<Account>>,
    Extension(slip): Extension<Slip>,
    Extension(number): Extension<LogNumber>,
    RawQuery(query): RawQuery,
) -> Answer {
    let behaviour = account.behaviour();
    let request = PageRequest::parse(&account, &behaviour, query.as_deref())?;
    let company = account.company();
    let list = UserLocations::of(&company, &behaviour);
    answer(&account, &behaviour, request, list, (slip, number)).await
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
        .and_then(|id| company.user_locations().get(id))
        .ok_or_else(|| Failure::no_such(id))?;
    json(&marked(row, &account.behaviour()))
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
