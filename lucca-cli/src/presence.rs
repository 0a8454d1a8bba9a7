//! `lucca presence`: day by day, who is where, and how full each office is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use comfy_table::{Cell, CellAlignment};
use jiff::civil::Date;
use lucca_sdk::Client;
use lucca_sdk::office::UserLocationStatus;
use lucca_sdk::office::presence::{Day, Half, Occupancy, PersonDay, Presence, Stay};

use crate::failure::Failure;
use crate::table;

/// Asks who is where from the first to the last day, and tells it; what could not be
/// told is noted on standard error.
pub(crate) async fn show(client: &Client, from: Date, to: Date) -> Result<String, Failure> {
    let presence = client
        .office()
        .presence(from..=to)
        .await
        .map_err(Failure::runtime)?;
    for gap in presence.gaps() {
        // An answer without its notes is still the answer.
        let _ = writeln!(std::io::stderr(), "note: {gap}");
    }
    Ok(tell(&presence))
}

fn tell(presence: &Presence) -> String {
    let mut text = String::new();
    for day in presence.days() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}\n", day.date().strftime("%A %-d %B %Y"));
        if day.stays().next().is_none() {
            text.push_str("  Nobody is planned anywhere.\n\n");
            continue;
        }
        let _ = writeln!(text, "{}\n", people(&day));
        if let Some(offices) = offices(&day) {
            let _ = writeln!(text, "{offices}\n");
        }
    }
    text
}

/// One row per person and place; people with no place in either half come last.
fn people(day: &Day<'_>) -> String {
    let mut table = table::new(["Name", "Location", "When", "Remark"]);
    let mut nowhere = Vec::new();
    for person in day.people() {
        if person.stays().next().is_none() {
            nowhere.push(person.person().label());
        }
        for stay in person.stays() {
            table.add_row([
                person.person().label().to_owned(),
                stay.place().to_string(),
                when(&stay),
                remark(&person, &stay),
            ]);
        }
    }
    let mut text = table.trim_fmt();
    if !nowhere.is_empty() {
        let _ = write!(
            text,
            "\n  Unaccounted for ({}): {}",
            nowhere.len(),
            nowhere.join(", ")
        );
    }
    text
}

fn when(stay: &Stay<'_>) -> String {
    match Half::BOTH.map(|half| stay.covers(half)) {
        [true, false] => Half::First.to_string(),
        [false, true] => Half::Second.to_string(),
        _ => "all day".to_owned(),
    }
}

/// What a reader should know before relying on a row: that it is not settled, or
/// that the person is planned elsewhere at the same time.
fn remark(person: &PersonDay<'_>, stay: &Stay<'_>) -> String {
    let mut remarks = Vec::new();
    match stay.status() {
        Some(UserLocationStatus::Approved | UserLocationStatus::Confirmed) => {}
        Some(status) => remarks.push(status.as_str().to_lowercase()),
        None => remarks.push("no status".to_owned()),
    }
    let two_at_once = Half::BOTH.into_iter().any(|half| {
        stay.covers(half) && person.at(half).any(|other| other.place() != stay.place())
    });
    if two_at_once {
        remarks.push("two places at once".to_owned());
    }
    remarks.join(", ")
}

/// Each office and its areas, with how many people are there in each half;
/// `None` if the account has no offices.
fn offices(day: &Day<'_>) -> Option<String> {
    let mut rows: BTreeMap<_, [Option<Occupancy<'_>>; 2]> = BTreeMap::new();
    for (column, half) in Half::BOTH.into_iter().enumerate() {
        for occupancy in day.occupancy(half) {
            let place = occupancy.place;
            if place.location().is_some_and(|it| it.office.is_some()) {
                let area = place.area().map(|area| (area.name.clone(), area.id));
                let key = (place.name(), place.location_id(), area);
                rows.entry(key).or_default()[column] = Some(occupancy);
            }
        }
    }
    if rows.is_empty() {
        return None;
    }
    let mut table = table::new(["Office", "Capacity", "Morning", "Afternoon"]);
    for halves in rows.values() {
        let Some(either) = halves.iter().flatten().next() else {
            continue;
        };
        let capacity = either
            .capacity()
            .map_or_else(|| "no limit".to_owned(), |capacity| capacity.to_string());
        let [morning, afternoon] = halves.each_ref().map(|half| fullness(half.as_ref()));
        let numbers = [capacity, morning, afternoon]
            .map(|number| Cell::new(number).set_alignment(CellAlignment::Right));
        let mut row = vec![Cell::new(either.place)];
        row.extend(numbers);
        table.add_row(row);
    }
    Some(table.trim_fmt())
}

/// `12 (30 %)`, or `12` where there is no limit.
fn fullness(occupancy: Option<&Occupancy<'_>>) -> String {
    let Some(occupancy) = occupancy else {
        return "0".to_owned();
    };
    let people = occupancy.people;
    match occupancy.capacity() {
        Some(capacity) if capacity > 0 => {
            let capacity = u128::from(capacity.unsigned_abs());
            let percent = people as u128 * 100 / capacity;
            match occupancy.is_over_capacity() {
                true => format!("{people} ({percent} %, too many)"),
                false => format!("{people} ({percent} %)"),
            }
        }
        _ => people.to_string(),
    }
}
