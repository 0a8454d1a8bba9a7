//! `lucca occupancy`: how full offices, floors and areas are.

mod page;
mod site;

use std::path::PathBuf;

use jiff::civil::Weekday;
use lucca_sdk::office::Half;

use self::site::{Counted, Scope, Site};
use super::presence::short;
use crate::connect;
use crate::context::Context;
use crate::failure::Failure;
use crate::global::Format;
use crate::output::{self, Cell};
use crate::people;
use crate::period::Period;
use crate::text::{harmless, thousands};

const COLUMNS: [&str; 12] = [
    "date",
    "half",
    "scope",
    "locationId",
    "location",
    "type",
    "floor",
    "areaId",
    "area",
    "people",
    "capacity",
    "percent",
];

/// How wide a bar is at most, and at least.
const BARS: std::ops::RangeInclusive<usize> = 6..=30;

/// What a line of bars needs beside them: the date, and twice a number and a percentage.
const BESIDE_BARS: usize = 10 + 2 * 15;

/// How full offices, floors and areas are against their capacity
///
/// A person counts once at each place and half day. A location counts all who are there,
/// whatever the area; remote work and other places have no capacity. As data, a row is a
/// place and half day. Columns: date, half (morning, afternoon), scope (location, floor, area,
/// or `unaccounted`: those who are nowhere), locationId, location, type, floor, areaId, area,
/// people, capacity (empty: no limit), percent (rounded).
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    period: Period,

    /// Only a work location, by its name
    #[arg(long, value_name = "NAME")]
    office: Option<String>,

    /// Write a page with charts to this file instead
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let days = args.period.days(context.today)?;
    let connection = connect::open(context).await?;
    let presence = people::presence(context, &connection.client, days).await?;
    let office = args.office.as_ref();
    let office = office.map(|name| people::places(name, presence.locations()));
    let office = office.transpose()?;
    let mut sites = site::count(&presence);
    if let Some(office) = &office {
        sites.retain(|site| site.id.is_some_and(|id| office.contains(&id)));
    }
    match (&args.html, context.format()) {
        (Some(file), _) => {
            let account = connection.client.account().host();
            let account = match context.global.sandbox {
                true => "sandbox",
                false => account,
            };
            let page = page::page(&presence, &sites, account);
            output::write_file(file, page.as_bytes()).map_err(|error| {
                Failure::new(format!("{} cannot be written: {error}", file.display()))
            })?;
            context
                .notes
                .note(format!("the page is in {}", file.display()));
        }
        (None, Format::Table) => {
            for site in &sites {
                draw(context, site)?;
            }
            weekdays(context, &sites)?;
        }
        (None, _) => data(context, &sites)?,
    }
    people::complete(&presence)
}

fn data(context: &Context, sites: &[Site]) -> Result<(), Failure> {
    let mut rows = context.rows(COLUMNS);
    for site in sites {
        for scope in site.scopes() {
            for counted in &scope.counted {
                for (half, people) in Half::BOTH.into_iter().zip(counted.people) {
                    rows.push(&[
                        counted.date.to_string().into(),
                        half.to_string().into(),
                        Cell::from(scope.kind),
                        site.id.into(),
                        site.id.map(|_| site.name.as_str()).into(),
                        site.kind.as_deref().into(),
                        scope.floor.as_deref().into(),
                        scope.area_id.into(),
                        scope.area.as_deref().into(),
                        people.into(),
                        scope.capacity.into(),
                        percent(people, scope.capacity).into(),
                    ])?;
                }
            }
        }
    }
    rows.finish()
}

/// Bars of a site and of what it has floors and areas.
fn draw(context: &Context, site: &Site) -> Result<(), Failure> {
    let screen = &context.screen;
    let width = screen.width.unwrap_or(80).saturating_sub(BESIDE_BARS) / 2;
    let width = width.clamp(*BARS.start(), *BARS.end());
    let mut text = String::new();
    for scope in site.scopes().filter(|scope| scope.has_something_to_show()) {
        // Remote work has as long bars as the day that has most of it.
        let full = scope
            .capacity
            .and_then(|capacity| usize::try_from(capacity).ok());
        let full = full
            .unwrap_or(0)
            .max(if full.is_some() { 0 } else { scope.peak() });
        let room = scope.capacity.map_or_else(String::new, |capacity| {
            format!(", room for {}", thousands(capacity.unsigned_abs()))
        });
        let title = format!("{}{room}", harmless(&site.title(scope)));
        text.push_str(&screen.bold(&title));
        text.push('\n');
        for counted in scope.counted.iter().filter(|counted| is_shown(counted)) {
            let [morning, afternoon] = counted.people.map(|people| {
                let bar = bar(people, full, width);
                let (style, mark) = match scope.capacity {
                    Some(capacity) if people as i64 > capacity => ("31", "!"),
                    _ => ("36", ""),
                };
                let percent = percent(people, scope.capacity);
                let percent =
                    percent.map_or_else(String::new, |percent| format!(" {percent} %{mark}"));
                let space = " ".repeat(width - bar.chars().count());
                let bar = screen.styled(style, &bar);
                (
                    format!("{bar}{space} {people}{percent}"),
                    1 + people.to_string().len() + percent.len(),
                )
            });
            let space = " ".repeat(13_usize.saturating_sub(morning.1));
            let line = format!(
                "  {:<10} {}{space} {}",
                short(counted.date),
                morning.0,
                afternoon.0
            );
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push('\n');
    }
    output::print(&text)
}

/// Days off on which nobody came say nothing.
fn is_shown(counted: &Counted) -> bool {
    let weekend = matches!(counted.date.weekday(), Weekday::Saturday | Weekday::Sunday);
    !weekend || counted.people != [0, 0]
}

fn bar(people: usize, full: usize, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if full == 0 {
        return "█".repeat(width.min(people));
    }
    let eighths = (people * width * 8).div_ceil(full).min(width * 8);
    let rest = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
    "█".repeat(eighths / 8) + rest
}

/// Mean and peak of each weekday.
fn weekdays(context: &Context, sites: &[Site]) -> Result<(), Failure> {
    let mut days: Vec<Weekday> = Vec::new();
    for counted in sites.iter().flat_map(|site| &site.whole.counted) {
        if is_shown(counted) && !days.contains(&counted.date.weekday()) {
            days.push(counted.date.weekday());
        }
    }
    days.sort_by_key(|day| day.to_monday_zero_offset());
    let names = days.iter().map(|day| site::name(*day).to_owned());
    let heads = ["Mean (peak)".to_owned(), "Room".to_owned()];
    let mut rows = context.rows(heads.into_iter().chain(names));
    for site in sites {
        for scope in site.scopes() {
            let mut row: Vec<Cell<'_>> = vec![site.title(scope).into(), scope.capacity.into()];
            row.extend(days.iter().map(|day| {
                Cell::from(
                    scope
                        .on(*day)
                        .map(|(mean, peak)| format!("{mean:.1} ({peak})")),
                )
            }));
            rows.push(&row)?;
        }
    }
    rows.finish()
}

/// Rounded; of no room, nothing can be said.
fn percent(people: usize, capacity: Option<i64>) -> Option<i64> {
    let capacity = capacity.filter(|capacity| *capacity > 0)?;
    let people = i64::try_from(people).ok()?;
    Some(((i128::from(people) * 200 + i128::from(capacity)) / (2 * i128::from(capacity))) as i64)
}

impl Scope {
    /// Where there is no limit and nobody was, bars say nothing.
    fn has_something_to_show(&self) -> bool {
        self.capacity.is_some() || self.peak() > 0
    }

    /// The most people at once.
    fn peak(&self) -> usize {
        let people = self.counted.iter().flat_map(|counted| counted.people);
        people.max().unwrap_or(0)
    }

    /// How many people are there on a weekday: in the mean of the half days, and at most.
    fn on(&self, weekday: Weekday) -> Option<(f64, usize)> {
        let days = self
            .counted
            .iter()
            .filter(|counted| counted.date.weekday() == weekday);
        let people: Vec<usize> = days.flat_map(|counted| counted.people).collect();
        let peak = people.iter().max()?;
        Some((
            people.iter().sum::<usize>() as f64 / people.len() as f64,
            *peak,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_rounded_and_need_room() {
        let cases = [
            (3, Some(7), Some(43)),
            (1, Some(3), Some(33)),
            (2, Some(3), Some(67)),
            (8, Some(7), Some(114)),
            (3, Some(0), None),
            (3, Some(-1), None),
            (3, None, None),
        ];
        for (people, capacity, expected) in cases {
            assert_eq!(
                percent(people, capacity),
                expected,
                "{people} of {capacity:?}"
            );
        }
    }

    #[test]
    fn a_bar_fits_its_space() {
        for (people, full) in [(0, 0), (3, 0), (0, 7), (7, 7), (90, 7), (1, 1_000_000)] {
            assert!(bar(people, full, 12).chars().count() <= 12);
        }
        assert!(!bar(1, 1_000_000, 12).is_empty());
    }
}
