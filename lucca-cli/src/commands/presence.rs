//! `lucca presence`: who is where.

use std::collections::HashMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use lucca_sdk::office::presence::{Day, PersonDay, Presence, Stay};
use lucca_sdk::office::{Half, UserLocationStatus};

use crate::connect;
use crate::context::Context;
use crate::failure::Failure;
use crate::global::Format;
use crate::output::{self, Cell, Rows};
use crate::people::{self, Whom};
use crate::period::Period;
use crate::text::harmless;

const COLUMNS: [&str; 13] = [
    "date",
    "userId",
    "name",
    "login",
    "position",
    "locationId",
    "location",
    "areaId",
    "area",
    "floor",
    "type",
    "status",
    "remark",
];

/// How many days stand side by side in a grid.
const GRID_DAYS: usize = 7;

/// Who is where, as a grid of the week or day by day
///
/// One day is shown as a list, more as a grid of people and days. As data, a row is a person
/// at a place on a day; who is nowhere has a row without a place. Columns: date, userId,
/// name, login, position (FullDay, FirstHalf, SecondHalf), locationId, location, areaId,
/// area, floor, type, status, remark.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    period: Period,

    #[command(flatten)]
    whom: Whom,

    /// Only who is at a work location, by its name
    #[arg(long, value_name = "NAME", help_heading = "Whom")]
    office: Option<String>,

    /// Day by day instead of a grid
    #[arg(long)]
    list: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let days = args.period.days(context.today)?;
    let connection = connect::open(context).await?;
    let presence = people::presence(context, &connection.client, days.clone()).await?;
    let whom = args.whom.select(&presence)?;
    let office = args.office.as_ref();
    let office = office.map(|name| people::places(name, presence.locations()));
    let office = office.transpose()?;
    let board = Board {
        presence: &presence,
        is_meant: &|person| {
            whom.as_ref()
                .is_none_or(|whom| whom.contains(&person.person().id()))
                && office.as_ref().is_none_or(|office| {
                    person
                        .stays()
                        .any(|stay| office.contains(&stay.place().location_id()))
                })
        },
        is_shown: &|stay| {
            let office = office.as_ref();
            office.is_none_or(|office| office.contains(&stay.place().location_id()))
        },
        with_nowhere: office.is_none(),
    };
    if context.format() != Format::Table {
        let mut rows = context.rows(COLUMNS);
        for day in presence.days() {
            board.rows(&day, &mut rows)?;
        }
        rows.finish()?;
    } else if args.list || days.start() == days.end() {
        for day in presence.days() {
            board.list(context, &day)?;
        }
    } else {
        board.grids(context)?;
    }
    people::complete(&presence)
}

/// A presence, and who and what of it is shown.
struct Board<'a> {
    presence: &'a Presence,
    is_meant: &'a dyn Fn(&PersonDay<'a>) -> bool,
    is_shown: &'a dyn Fn(&Stay<'a>) -> bool,
    /// Whether people who are nowhere are shown.
    with_nowhere: bool,
}

impl<'a> Board<'a> {
    fn people(&self, day: &Day<'a>) -> Vec<PersonDay<'a>> {
        day.people()
            .filter(|person| (self.is_meant)(person))
            .collect()
    }

    fn stays(&self, person: &PersonDay<'a>) -> Vec<Stay<'a>> {
        person
            .stays()
            .filter(|stay| (self.is_shown)(stay))
            .collect()
    }

    fn rows(&self, day: &Day<'a>, rows: &mut Rows) -> Result<(), Failure> {
        for person in self.people(day) {
            let user = person.person().user();
            let row = |position: &str, stay: Option<&Stay<'a>>, remark: String, rows: &mut Rows| {
                let place = stay.map(Stay::place);
                let location = place.and_then(|place| place.location());
                rows.push(&[
                    day.date().to_string().into(),
                    person.person().id().into(),
                    person.person().name().into(),
                    user.and_then(|user| user.login.as_deref()).into(),
                    Cell::Text(position.to_owned().into()),
                    place.map(|place| place.location_id()).into(),
                    place.and_then(|place| place.name()).into(),
                    place.and_then(|place| place.area_id()).into(),
                    place.and_then(|place| place.area_name()).into(),
                    place
                        .and_then(|place| place.floor()?.name.as_deref())
                        .into(),
                    location
                        .and_then(|location| location.type_.as_ref())
                        .map(|kind| kind.as_str())
                        .into(),
                    stay.and_then(Stay::status)
                        .map(|status| status.as_str())
                        .into(),
                    Some(remark).filter(|remark| !remark.is_empty()).into(),
                ])
            };
            for stay in self.stays(&person) {
                row(
                    stay.position().as_str(),
                    Some(&stay),
                    remark(&person, &stay),
                    rows,
                )?;
            }
            if let (true, Some(position)) = (self.with_nowhere, nowhere(&person)) {
                row(position, None, "unaccounted for".to_owned(), rows)?;
            }
        }
        rows.flush()
    }

    fn list(&self, context: &Context, day: &Day<'a>) -> Result<(), Failure> {
        let title = day.date().strftime("%A %-d %B %Y").to_string();
        output::print(&format!("{}\n\n", context.screen.bold(&title)))?;
        let people = self.people(day);
        let mut rows = context.rows(["Name", "Location", "When", "Remark"]);
        let mut absent = Vec::new();
        let mut shown = 0;
        for person in &people {
            if self.with_nowhere && person.stays().next().is_none() {
                absent.push(harmless(person.person().label()).into_owned());
            }
            for stay in self.stays(person) {
                shown += 1;
                rows.push(&[
                    person.person().label().into(),
                    stay.place().to_string().into(),
                    when(&stay).into(),
                    remark(person, &stay).into(),
                ])?;
            }
        }
        let mut text = String::new();
        match shown {
            0 => text.push_str("Nobody is planned anywhere.\n"),
            _ => rows.finish()?,
        }
        if !absent.is_empty() {
            let count = absent.len();
            let _ = writeln!(text, "\nUnaccounted for ({count}): {}", absent.join(", "));
        }
        output::print(&format!("{text}\n"))
    }

    /// People and days, a week at a time.
    fn grids(&self, context: &Context) -> Result<(), Failure> {
        let days: Vec<Day<'a>> = self.presence.days().collect();
        for (number, week) in weeks(&days).into_iter().enumerate() {
            if number > 0 {
                output::print("\n")?;
            }
            self.grid(context, week)?;
        }
        Ok(())
    }

    fn grid(&self, context: &Context, week: &[Day<'a>]) -> Result<(), Failure> {
        let heads = week.iter().map(|day| short(day.date()));
        let mut rows = context.rows(std::iter::once("Name".to_owned()).chain(heads));
        let mut cells: HashMap<i64, Vec<String>> = HashMap::new();
        for (number, day) in week.iter().enumerate() {
            for person in self.people(day) {
                let own = cells.entry(person.person().id());
                let own = own.or_insert_with(|| vec![String::new(); week.len()]);
                if let Some(cell) = own.get_mut(number) {
                    *cell = self.cell(&person);
                }
            }
        }
        if cells.is_empty() {
            return output::print("Nobody is planned anywhere.\n");
        }
        for person in self.presence.people() {
            if let Some(own) = cells.remove(&person.id()) {
                let own = own.into_iter().map(Cell::from);
                let row: Vec<_> = std::iter::once(person.label().into()).chain(own).collect();
                rows.push(&row)?;
            }
        }
        rows.finish()
    }

    /// `Paris (A0)`, `Paris / Nantes` for the halves, `?` where a person is unaccounted for.
    fn cell(&self, person: &PersonDay<'a>) -> String {
        let halves = Half::BOTH.map(|half| {
            let places = person.at(half).filter(|stay| (self.is_shown)(stay));
            let mut places: Vec<String> = places.map(|stay| stay.place().to_string()).collect();
            places.dedup();
            match places.as_slice() {
                [] if self.with_nowhere && person.is_unaccounted(half) => "?".to_owned(),
                [] => "-".to_owned(),
                places => places.join(" + "),
            }
        });
        match halves {
            [morning, afternoon] if morning == afternoon => morning,
            [morning, afternoon] => format!("{morning} / {afternoon}"),
        }
    }
}

/// Cuts days where a week begins.
fn weeks<'d, 'a>(days: &'d [Day<'a>]) -> Vec<&'d [Day<'a>]> {
    days.chunk_by(|_, next| next.date().weekday() != jiff::civil::Weekday::Monday)
        .flat_map(|week| week.chunks(GRID_DAYS))
        .collect()
}

/// The part of the day in which a person should be somewhere and is not.
pub(super) fn nowhere(person: &PersonDay<'_>) -> Option<&'static str> {
    match Half::BOTH.map(|half| person.is_unaccounted(half)) {
        [true, true] => Some("FullDay"),
        [true, false] => Some("FirstHalf"),
        [false, true] => Some("SecondHalf"),
        [false, false] => None,
    }
}

/// `Mon 16 Nov`
pub(super) fn short(date: Date) -> String {
    date.strftime("%a %-d %b").to_string()
}

fn when(stay: &Stay<'_>) -> String {
    match Half::BOTH.map(|half| stay.covers(half)) {
        [true, false] => Half::First.to_string(),
        [false, true] => Half::Second.to_string(),
        _ => "all day".to_owned(),
    }
}

/// What a reader should know before relying on a row: that it is not settled, or that the
/// person is planned elsewhere at the same time.
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
