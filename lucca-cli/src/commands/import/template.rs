//! `lucca import template`: a file to fill in.

use std::io;

use jiff::ToSpan as _;
use jiff::civil::Weekday;
use lucca_sdk::office::Position;
use lucca_sdk::office::presence::PersonDay;
use lucca_sdk::schedule::{Entry, Writer};

use crate::connect;
use crate::context::Context;
use crate::failure::Failure;
use crate::people::{self, Whom};
use crate::period::Period;
use crate::text::count;

/// Write a CSV to fill in: a row for each person and day
///
/// Monday to Friday of next week, unless said otherwise. Places are those where people are
/// planned already; rows of others have an empty place, to be filled in or taken out. The file
/// is what `check`, `plan` and `run` read, and what Lucca's own page imports.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    period: Period,

    #[command(flatten)]
    whom: Whom,
}

pub(super) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let days = match args.period.is_named() {
        true => args.period.days(context.today)?,
        false => next_week(context.today)?,
    };
    let connection = connect::open(context).await?;
    let presence = people::presence(context, &connection.client, days).await?;
    let whom = args.whom.select(&presence)?;
    let out = io::BufWriter::new(io::stdout().lock());
    let mut csv = Writer::new(out).map_err(Failure::writing)?;
    let mut without_login = std::collections::BTreeSet::new();
    for day in presence.days() {
        if matches!(day.date().weekday(), Weekday::Saturday | Weekday::Sunday) {
            continue;
        }
        for person in day.people() {
            let id = person.person().id();
            if whom.as_ref().is_some_and(|whom| !whom.contains(&id)) {
                continue;
            }
            let login = person
                .person()
                .user()
                .and_then(|user| user.login.as_deref());
            let Some(login) = login.filter(|login| !login.is_empty()) else {
                without_login.insert(id);
                continue;
            };
            for entry in entries(login, &person) {
                csv.write(&entry).map_err(Failure::writing)?;
            }
        }
    }
    csv.finish().map_err(Failure::writing)?;
    if !without_login.is_empty() {
        context.notes.note(format!(
            "left out: {} without a login that the key can see",
            count(without_login.len() as u64, "person")
        ));
    }
    people::complete(&presence)
}

fn next_week(
    today: jiff::civil::Date,
) -> Result<std::ops::RangeInclusive<jiff::civil::Date>, Failure> {
    let days = || {
        let monday = today.nth_weekday(1, Weekday::Monday)?;
        Ok(monday..=monday.checked_add(4.days())?)
    };
    days().map_err(|error: jiff::Error| Failure::usage(error))
}

/// The day as it is planned, or one row to fill in.
fn entries(login: &str, person: &PersonDay<'_>) -> Vec<Entry> {
    let date = person.date();
    let planned: Vec<Entry> = person
        .stays()
        .filter_map(|stay| {
            let place = stay.place();
            let entry = Entry::at(login, date, stay.position(), place.name()?);
            Some(match place.area_name() {
                Some(area) => entry.with_area(area),
                None => entry,
            })
        })
        .collect();
    match planned.is_empty() {
        true => vec![Entry::at(login, date, Position::FullDay, "")],
        false => planned,
    }
}
