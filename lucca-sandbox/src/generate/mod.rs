//! A company out of a seed: the same seed, size and day give the same company, to the byte.

mod holidays;
mod names;
mod offices;
mod people;
mod presence;

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::company::{Calendar, Company, Named, UserLocations, WorkingPattern};
use crate::random::{Random, Topic};

/// What to make.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) people: u32,
    pub(crate) seed: u64,
    pub(crate) today: Date,
    /// How many days of user locations there are before and after `today`.
    pub(crate) days_before: u32,
    pub(crate) days_after: u32,
}

pub(crate) fn company(plan: &Plan) -> Company {
    let years = plan.today.year() - 1..=plan.today.year() + 1;
    let mut company = Company {
        today: plan.today,
        legal_entities: named(&[(1, "Tartempion SAS"), (2, "Tartempion Suisse SA")]),
        departments: named(names::DEPARTMENTS),
        roles: named(&[
            (55, "Employee"),
            (56, "Manager"),
            (59, "Staff"),
            (63, "Reports"),
            (70, "Administrator"),
        ]),
        cultures: named(&[
            (1036, "français (France)"),
            (2057, "English (United Kingdom)"),
            (4108, "français (Suisse)"),
        ]),
        csps: named(names::CSPS),
        calendars: vec![
            Calendar {
                id: 1,
                name: "Jours fériés en France".to_owned(),
                holidays: years.clone().flat_map(holidays::in_france).collect(),
            },
            Calendar {
                id: 2,
                name: "Jours fériés en Suisse".to_owned(),
                holidays: years.flat_map(holidays::in_switzerland).collect(),
            },
        ],
        working_patterns: working_patterns(),
        work_locations: Vec::new(),
        users: Vec::new(),
        user_locations: UserLocations::default(),
    };
    company.work_locations =
        offices::work_locations(plan, &mut Random::new(plan.seed, Topic::Offices));
    company.users = people::users(plan, &mut Random::new(plan.seed, Topic::People));
    presence::fill(
        plan,
        &mut company,
        &mut Random::new(plan.seed, Topic::Presence),
    );
    company
}

fn named(items: &[(u32, &str)]) -> Vec<Named> {
    items
        .iter()
        .map(|&(id, name)| Named {
            id,
            name: name.to_owned(),
        })
        .collect()
}

/// Ids of the patterns, as people's work cycles name them.
const FULL_WEEK: u32 = 6;
const NO_WEDNESDAY: u32 = 9;
const NO_FRIDAY: u32 = 14;
const MORNINGS: u32 = 15;

fn working_patterns() -> Vec<WorkingPattern> {
    const OFF: [bool; 2] = [false, false];
    const DAY: [bool; 2] = [true, true];
    const MORNING: [bool; 2] = [true, false];
    let pattern = |id, name: &str, week| WorkingPattern {
        id,
        name: name.to_owned(),
        week,
    };
    vec![
        pattern(FULL_WEEK, "5 jours", [DAY, DAY, DAY, DAY, DAY, OFF, OFF]),
        pattern(
            NO_WEDNESDAY,
            "4 jours, sans mercredi",
            [DAY, DAY, OFF, DAY, DAY, OFF, OFF],
        ),
        pattern(
            NO_FRIDAY,
            "4,5 jours, sans vendredi après-midi",
            [DAY, DAY, DAY, DAY, MORNING, OFF, OFF],
        ),
        pattern(
            MORNINGS,
            "Mi-temps, le matin",
            [MORNING, MORNING, MORNING, MORNING, MORNING, OFF, OFF],
        ),
    ]
}

/// `date` plus `days`, held inside of what the calendar can say.
fn moved(date: Date, days: i64) -> Date {
    let span: Span = days.clamp(-1_000_000, 1_000_000).days();
    date.saturating_add(span)
}
