//! `lucca presence`: day by day, who is where, and how full each office is.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use comfy_table::{Cell, CellAlignment};
use jiff::civil::Date;
use lucca_sdk::Client;
use lucca_sdk::office::presence::{Day, Half, Occupancy, Person, PersonDay, Presence, Stay};
use lucca_sdk::office::{Position, UserLocationStatus};

use crate::failure::Failure;
use crate::table;

/// Asks who is where from the first to the last day, and tells it.
pub(crate) async fn show(client: &Client, from: Date, to: Date) -> Result<String, Failure> {
    let presence = client
        .office()
        .presence(from..=to)
        .await
        .map_err(Failure::runtime)?;
    Ok(tell(&presence))
}

fn tell(presence: &Presence) -> String {
    let names = Names::of(presence);
    let mut text = String::new();
    for day in presence.days() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}\n", day.date().strftime("%A %-d %B %Y"));
        if day.stays().next().is_none() {
            text.push_str("  Nobody is planned anywhere.\n\n");
            continue;
        }
        let _ = writeln!(text, "{}\n", people(&day, &names));
        if let Some(offices) = offices(&day) {
            let _ = writeln!(text, "{offices}\n");
        }
    }
    for note in notes(presence) {
        let _ = writeln!(text, "Note: {note}");
    }
    text
}

/// One row per person and place; people with no place in either half come last.
fn people(day: &Day<'_>, names: &Names) -> String {
    let mut table = table::new(["Name", "Location", "Area", "When", "Remark"]);
    let mut nowhere = Vec::new();
    for person in day.people() {
        if person.stays().next().is_none() {
            nowhere.push(names.name(person.person()));
        }
        for stay in person.stays() {
            table.add_row([
                names.name(person.person()),
                place(&stay),
                stay.place().area_name().unwrap_or_default().to_owned(),
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

/// How people are called: by name, and where several have the same one, also by
/// login.
struct Names {
    shared: HashSet<String>,
}

impl Names {
    fn of(presence: &Presence) -> Self {
        let mut seen = HashSet::new();
        let shared = presence
            .people()
            .filter_map(Person::name)
            .filter(|name| !seen.insert(*name))
            .map(str::to_owned)
            .collect();
        Self { shared }
    }

    fn name(&self, person: &Person) -> String {
        let id = format!("user {}", person.id());
        match person.name() {
            None => id,
            Some(name) if self.shared.contains(name) => {
                format!("{name} ({})", person.login().unwrap_or(&id))
            }
            Some(name) => name.to_owned(),
        }
    }
}

fn place(stay: &Stay<'_>) -> String {
    let place = stay.place();
    place.name().map_or_else(
        || format!("work location {}", place.location_id()),
        str::to_owned,
    )
}

fn when(stay: &Stay<'_>) -> String {
    match stay.position() {
        Position::FullDay => "all day".to_owned(),
        Position::FirstHalf => "morning".to_owned(),
        Position::SecondHalf => "afternoon".to_owned(),
        other => other.as_str().to_owned(),
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
    let key = |occupancy: &Occupancy<'_>| {
        (
            occupancy.location().name.clone(),
            occupancy.location().id,
            occupancy.area().map(|area| (area.name.clone(), area.id)),
        )
    };
    let mut rows: BTreeMap<_, [Option<Occupancy<'_>>; 2]> = BTreeMap::new();
    for (column, half) in Half::BOTH.into_iter().enumerate() {
        for occupancy in day.occupancy(half) {
            rows.entry(key(&occupancy)).or_default()[column] = Some(occupancy);
        }
    }
    if rows.is_empty() {
        return None;
    }
    let mut table = table::new(["Office", "Area", "Capacity", "Morning", "Afternoon"]);
    for halves in rows.values() {
        let Some(either) = halves.iter().flatten().next() else {
            continue;
        };
        // The rows of an office's areas stand under its own.
        let office = either.area().is_none().then(|| {
            let location = either.location();
            location
                .name
                .clone()
                .unwrap_or_else(|| format!("work location {}", location.id))
        });
        let area = either
            .area()
            .map(|area| area.name.clone().unwrap_or_default());
        let capacity = either
            .capacity()
            .map_or_else(|| "no limit".to_owned(), |capacity| capacity.to_string());
        let mut row = vec![
            Cell::new(office.unwrap_or_default()),
            Cell::new(area.unwrap_or_default()),
            Cell::new(capacity).set_alignment(CellAlignment::Right),
        ];
        row.extend(
            halves
                .iter()
                .map(|half| Cell::new(fullness(half.as_ref())).set_alignment(CellAlignment::Right)),
        );
        table.add_row(row);
    }
    Some(table.trim_fmt())
}

/// `12 (30 %)`, or `12` where there is no limit.
fn fullness(occupancy: Option<&Occupancy<'_>>) -> String {
    let Some(occupancy) = occupancy else {
        return "0".to_owned();
    };
    let people = occupancy.people();
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

/// What the picture could not show.
fn notes(presence: &Presence) -> Vec<String> {
    let mut notes = Vec::new();
    let unplaced = presence.unplaced().len();
    if unplaced > 0 {
        notes.push(format!(
            "{unplaced} user locations lack a date, an owner, a work location or a known \
             position, and are not shown"
        ));
    }
    if presence.drift().noticed() {
        notes.push(
            "the account changed while it was read; ask again for a settled picture".to_owned(),
        );
    }
    notes
}
