//! Who is where on a day, as the page shows it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use http::StatusCode;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Controlled, parameter, refuse, say};
use crate::account::Account;
use crate::clock::day;
use crate::company::{Company, Status};
use crate::server::aside;

/// How many people are named at one place; the others are counted.
const NAMED: usize = 100;

pub(crate) async fn show(
    State(account): State<Arc<Account>>,
    RawQuery(query): RawQuery,
) -> Controlled {
    account.settle();
    let date = match parameter(query.as_deref(), "date")? {
        None => day(account.now()),
        Some(text) => text
            .parse()
            .map_err(|_| refuse(StatusCode::BAD_REQUEST, "write date as YYYY-MM-DD"))?,
    };
    let company = account.company();
    let is_long = company.user_locations().len() > 50_000;
    Ok(say(aside(is_long, || presence(&company, date))))
}

fn presence(company: &Company, date: Date) -> Value {
    let mut places: BTreeMap<u32, (usize, Vec<Value>)> = BTreeMap::new();
    let mut declared = std::collections::BTreeSet::new();
    let rows = company.user_locations().iter();
    for row in rows.filter(|row| row.date == date && row.status.is_live()) {
        declared.insert(row.owner_id);
        let (people, named) = places.entry(row.work_location_id).or_default();
        *people += 1;
        if named.len() < NAMED {
            named.push(json!({
                "name": company.user(row.owner_id).map(crate::User::name),
                "position": row.position,
                "pending": row.status == Status::Pending,
            }));
        }
    }
    let employed = company
        .users()
        .iter()
        .filter(|user| user.is_employed_on(date));
    let undeclared = employed.filter(|user| !declared.contains(&user.id)).count();
    let places: Vec<Value> = places
        .into_iter()
        .map(|(id, (people, named))| {
            let location = company.work_location(id);
            let office = location.and_then(|location| location.office.as_ref());
            json!({
                "id": id,
                "name": location.map(|location| &location.name),
                "type": location.map(|location| location.kind),
                "capacity": office.and_then(|office| office.capacity),
                "userLocations": people,
                "people": named,
            })
        })
        .collect();
    json!({ "date": date.to_string(), "places": places, "undeclared": undeclared })
}
