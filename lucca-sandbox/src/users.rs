//! Users: `GET /api/v3/users` and `GET /api/v3/users/{id}`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawPathParams, RawQuery, State};
use http::StatusCode;

use crate::access::{AccessKey, Right};
use crate::account::{Account, Answer};
use crate::behaviour::{
    Behaviour, ListOrder, MissingUser, MissingValues, UnknownParameters, UsersEnvelope,
};
use crate::clock::day;
use crate::company::{Company, User};
use crate::failure::Failure;
use crate::gate::{LogNumber, Odd};
use crate::listing::{self, Arrangement, Slip};
use crate::office::{json_text, path_id};
use crate::query::Query;
use crate::server::aside;
use crate::v3::fields::{Fields, Selection};
use crate::v3::paging;
use crate::v3::property::{Entity, whole_user};
use crate::v3::request::{ListRequest, fields_of_one};
use crate::v3::write::Writer;

/// From how many people on looking through all of them is work.
const MANY: usize = 5_000;

pub(crate) async fn list(
    State(account): State<Arc<Account>>,
    Extension(key): Extension<AccessKey>,
    Extension(slip): Extension<Slip>,
    Extension(LogNumber(number)): Extension<LogNumber>,
    RawQuery(query): RawQuery,
) -> Answer {
    let behaviour = account.behaviour();
    let lenient = behaviour.unknown_parameters == UnknownParameters::Ignored;
    let largest = behaviour.page_bound.get().map(|_| u64::MAX);
    let mut request = ListRequest::parse(
        &Query::parse(query.as_deref())?,
        account.moment(),
        largest.unwrap_or(paging::LARGEST),
        lenient,
    )?;
    let mut odd = Odd::default();
    odd.ignored(request.ignored.iter().map(String::as_str));
    let limit = listing::bounded(request.paging.limit, &behaviour);
    if limit < std::mem::replace(&mut request.paging.limit, limit) {
        odd.note(format!("page cut down to {limit} rows"));
    }
    let company = account.company();
    let reader = Reader {
        company: &company,
        behaviour: &behaviour,
        key: &key,
        today: day(account.now()),
    };
    // A thousand values looked for among a hundred thousand people take their time: others need not wait for it.
    let is_long = company.users().len() > MANY;
    let (body, rows) = aside(is_long, || reader.page(&request, slip, number));
    account
        .spend(|model| model.users_page(rows, request.fields.selection.weight()))
        .await?;
    let mut response = json_text(body);
    response.extensions_mut().insert(odd);
    Ok(response)
}

/// A former employee is found by id without being asked for: only lists leave them out.
pub(crate) async fn get(
    State(account): State<Arc<Account>>,
    Extension(key): Extension<AccessKey>,
    parameters: RawPathParams,
    RawQuery(query): RawQuery,
) -> Answer {
    let behaviour = account.behaviour();
    let lenient = behaviour.unknown_parameters == UnknownParameters::Ignored;
    let fields = fields_of_one(&Query::parse(query.as_deref())?, lenient)?;
    let company = account.company();
    let reader = Reader {
        company: &company,
        behaviour: &behaviour,
        key: &key,
        today: day(account.now()),
    };
    let (body, properties) = reader.one(path_id(&parameters)?, fields)?;
    account
        .spend(|model| model.users_page(1, properties))
        .await?;
    Ok(json_text(body))
}

/// Who reads, and what they see of whom.
struct Reader<'a> {
    company: &'a Company,
    behaviour: &'a Behaviour,
    key: &'a AccessKey,
    today: jiff::civil::Date,
}

impl<'a> Reader<'a> {
    fn hides(&self, property: &str) -> bool {
        self.key.hides(property) || self.behaviour.hidden_properties.contains(property)
    }

    fn is_former(&self, user: &User) -> bool {
        user.last_day(self.behaviour.contract_end)
            .is_some_and(|last| last < self.today)
    }

    fn writer<'b>(&'b self, hidden: &'b dyn Fn(&str) -> bool) -> Writer<'b> {
        Writer::new(
            self.company,
            hidden,
            self.behaviour.missing_values == MissingValues::Null,
            self.behaviour.id_spelling,
        )
    }

    /// Everybody whom a request asks for, in its order.
    fn found(&self, request: &ListRequest, number: u64) -> Vec<&'a User> {
        let former = request.former_employees && self.key.has(Right::ReadFormerEmployees);
        let hidden = |property: &str| self.hides(property);
        let passes = |user: &&User| {
            self.key.sees(user)
                && (former || !self.is_former(user))
                && request
                    .filters
                    .iter()
                    .all(|filter| match filter.touches(&hidden) {
                        // Whoever may not see a property can not find out about it by asking either.
                        true => filter.passes_unknown(),
                        false => filter.passes(self.company, user),
                    })
        };
        let mut found: Vec<&User> = self.company.users().iter().filter(passes).collect();
        if !request.order.is_empty() {
            request.order.sort(self.company, &mut found);
            return found;
        }
        let order = self.behaviour.list_order;
        if order == ListOrder::ByDate {
            found.sort_by_key(|user| (user.dt_contract_start, user.id));
        }
        let len = found.len();
        let arrangement = Arrangement::of(order, len, number);
        (0..len)
            .filter_map(|place| found.get(arrangement.row(place, len)).copied())
            .collect()
    }

    /// The page in its envelope, and how many people are on it.
    fn page(&self, request: &ListRequest, slip: Slip, number: u64) -> (String, usize) {
        let found = self.found(request, number);
        let paging = request.paging;
        let span = listing::span(
            paging.offset,
            paging.limit,
            found.len(),
            slip,
            self.behaviour,
        );
        let shown = found.get(span).unwrap_or_default();

        let hidden = |property: &str| self.hides(property);
        let mut writer = self.writer(&hidden);
        let end = self.open(&mut writer);
        writer.out.push('{');
        if !request.fields.count_only() {
            writer.out.push_str("\"items\":[");
            for (index, user) in shown.iter().enumerate() {
                if index > 0 {
                    writer.out.push(',');
                }
                writer.entity(Entity::User(user), &request.fields.selection);
            }
            writer.out.push(']');
        }
        if request.fields.count {
            writer.out.push_str(if request.fields.count_only() {
                "\"count\":"
            } else {
                ",\"count\":"
            });
            let total = listing::total(found.len(), || found.len(), self.behaviour.totals);
            writer.number(i64::try_from(total).unwrap_or(i64::MAX));
        }
        writer.out.push('}');
        writer.out.push_str(end);
        let rows = if request.fields.count_only() {
            0
        } else {
            shown.len()
        };
        (writer.out, rows)
    }

    /// The person in their envelope, and how many properties are in it.
    fn one(&self, id: u64, fields: Option<Fields>) -> Result<(String, usize), Failure> {
        let user = u32::try_from(id)
            .ok()
            .and_then(|id| self.company.user(id))
            .filter(|user| {
                self.key.sees(user)
                    && (self.key.has(Right::ReadFormerEmployees) || !self.is_former(user))
            })
            .ok_or_else(|| match self.behaviour.missing_user {
                MissingUser::NotFound => Failure::no_such(id),
                MissingUser::ServerError => {
                    Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "User Not Found")
                }
            })?;
        let selection = fields.map_or_else(
            || Selection::of(whole_user(user)),
            |fields| fields.selection,
        );
        let hidden = |property: &str| self.hides(property);
        let mut writer = self.writer(&hidden);
        let end = self.open(&mut writer);
        writer.entity(Entity::User(user), &selection);
        writer.out.push_str(end);
        Ok((writer.out, selection.weight()))
    }

    /// Begins the envelope, and gives what ends it.
    fn open(&self, writer: &mut Writer<'_>) -> &'static str {
        let (start, end) = match self.behaviour.users_envelope {
            UsersEnvelope::Data => ("{\"data\":", "}"),
            UsersEnvelope::Header => (
                "{\"header\":{\"generator\":\"lucca-sandbox\"},\"data\":",
                "}",
            ),
            UsersEnvelope::Bare => ("", ""),
        };
        writer.out.push_str(start);
        end
    }
}
