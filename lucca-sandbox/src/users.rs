//! Users: `GET /api/v3/users` and `GET /api/v3/users/{id}`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawPathParams, RawQuery, State};

use crate::access::{AccessKey, Right};
use crate::account::{Account, Answer};
use crate::clock::day;
use crate::company::User;
use crate::failure::Failure;
use crate::gate::Slip;
use crate::office::{json_text, path_id};
use crate::query::Query;
use crate::v3::fields::{Fields, Selection};
use crate::v3::property::{Entity, whole_user};
use crate::v3::request::{ListRequest, fields_of_one};
use crate::v3::write::Writer;

pub(crate) async fn list(
    State(account): State<Arc<Account>>,
    Extension(key): Extension<AccessKey>,
    Extension(slip): Extension<Slip>,
    RawQuery(query): RawQuery,
) -> Answer {
    let request = ListRequest::parse(&Query::parse(query.as_deref())?, account.moment())?;
    let (body, rows) = page(&account, &key, &request, slip);
    account
        .spend(|model| model.users_page(rows, request.fields.selection.weight()))
        .await?;
    Ok(json_text(body))
}

/// The page's envelope, and how many people are in it.
fn page(account: &Account, key: &AccessKey, request: &ListRequest, slip: Slip) -> (String, usize) {
    let company = account.company();
    let today = day(account.now());
    let former = request.former_employees && key.has(Right::ReadFormerEmployees);
    let hidden = |property: &str| key.hides(property);

    let passes = |user: &User| {
        key.sees(user)
            && (former || !user.is_former_on(today))
            && request
                .filters
                .iter()
                .all(|filter| match filter.touches(&hidden) {
                    // Whoever may not see a property can not find out about it by asking either.
                    true => filter.passes_unknown(),
                    false => filter.passes(&company, user),
                })
    };
    let mut found: Vec<&User> = company.users().iter().filter(|user| passes(user)).collect();
    request.order.sort(&company, &mut found);

    let mut writer = Writer::new(&company, &hidden, account.settings.write_nulls);
    let mut rows = 0;
    writer.out.push_str("{\"data\":{");
    if !request.fields.count_only() {
        writer.out.push_str("\"items\":[");
        for user in found
            .iter()
            .skip(slip.apply(request.paging.offset))
            .take(request.paging.limit)
        {
            if rows > 0 {
                writer.out.push(',');
            }
            writer.entity(Entity::User(user), &request.fields.selection);
            rows += 1;
        }
        writer.out.push(']');
    }
    if request.fields.count {
        writer.out.push_str(if request.fields.count_only() {
            "\"count\":"
        } else {
            ",\"count\":"
        });
        writer.number(i64::try_from(found.len()).unwrap_or(i64::MAX));
    }
    writer.out.push_str("}}");
    (writer.out, rows)
}

/// A former employee is found by id without being asked for: only lists leave them out.
pub(crate) async fn get(
    State(account): State<Arc<Account>>,
    Extension(key): Extension<AccessKey>,
    parameters: RawPathParams,
    RawQuery(query): RawQuery,
) -> Answer {
    let fields = fields_of_one(&Query::parse(query.as_deref())?)?;
    let (body, properties) = one(&account, &key, path_id(&parameters)?, fields)?;
    account
        .spend(|model| model.users_page(1, properties))
        .await?;
    Ok(json_text(body))
}

/// The person's envelope, and how many properties are in it.
fn one(
    account: &Account,
    key: &AccessKey,
    id: u64,
    fields: Option<Fields>,
) -> Result<(String, usize), Failure> {
    let company = account.company();
    let today = day(account.now());
    let user = u32::try_from(id)
        .ok()
        .and_then(|id| company.user(id))
        .filter(|user| {
            key.sees(user) && (key.has(Right::ReadFormerEmployees) || !user.is_former_on(today))
        })
        .ok_or_else(|| Failure::no_such(id))?;
    let selection = fields.map_or_else(
        || Selection::of(whole_user(user)),
        |fields| fields.selection,
    );
    let hidden = |property: &str| key.hides(property);
    let mut writer = Writer::new(&company, &hidden, account.settings.write_nulls);
    writer.out.push_str("{\"data\":");
    writer.entity(Entity::User(user), &selection);
    writer.out.push('}');
    Ok((writer.out, selection.weight()))
}
