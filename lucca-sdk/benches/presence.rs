//! What a presence costs as a company grows: ten times the people, their places and their
//! rows should take about ten times as long. Both sizes are measured in one run, so that
//! the ratio holds on any machine. The smaller company fits into caches, so that somewhat
//! more than 10 is no surprise; what grows with the square takes 100, and beyond 30 fails.
//!
//! `cargo bench -p lucca-sdk --bench presence`
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints, and fails by panicking"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use lucca_sdk::office::presence::{Counting, Presence, TeamBy};
use lucca_sdk::office::{Position, UserLocation, UserLocationStatus, WorkLocation};
use lucca_sdk::users::User;
use serde_json::json;

const DAYS: i64 = 10;
const FIRST: Date = date(2025, 9, 1);
const ROUNDS: usize = 7;

/// Everybody is somewhere on each of the days.
#[derive(Clone)]
struct Company {
    users: Vec<User>,
    work_locations: Vec<WorkLocation>,
    user_locations: Vec<UserLocation>,
}

fn company(people: i64) -> Company {
    let offices = people / 100;
    let users = (1..=people).map(|id| {
        serde_json::from_value(json!({
            "id": id, "displayName": format!("Person {id:06}"), "login": format!("person{id}"),
            "dtContractStart": "2020-01-01T00:00:00",
            "department": {"id": id % offices, "name": format!("Department {}", id % offices)},
        }))
    });
    let work_locations = (1..=offices).map(|id| {
        let areas =
            (1..=10).map(|area| json!({"id": area, "name": format!("A{area}"), "capacity": 9}));
        serde_json::from_value(json!({
            "id": id, "name": format!("Office {id}"), "type": "Office", "isActive": true,
            "office": {"capacity": 80, "areas": areas.collect::<Vec<_>>()},
        }))
    });
    let empty: UserLocation = serde_json::from_value(json!({"id": 1})).unwrap();
    let user_locations = (0..people * DAYS).map(|number| {
        let (owner, day) = (number % people + 1, number / people);
        let mut row = empty.clone();
        row.id = number + 1;
        row.owner_id = Some(owner);
        row.work_location_id = Some((owner + day) % offices + 1);
        row.area_id = Some((owner + day) % 10 + 1);
        row.date = Some(FIRST.checked_add(day.days()).unwrap());
        row.position = Some(Position::FullDay);
        row.status = Some(UserLocationStatus::Approved);
        row
    });
    Company {
        users: users.collect::<Result<_, _>>().unwrap(),
        work_locations: work_locations.collect::<Result<_, _>>().unwrap(),
        user_locations: user_locations.collect(),
    }
}

fn join(company: Company) -> Presence {
    let last = FIRST.checked_add((DAYS - 1).days()).unwrap();
    Presence::join(
        FIRST..=last,
        company.users,
        company.work_locations,
        company.user_locations,
        &Counting::default(),
    )
    .unwrap()
}

/// The best of some rounds, of `times` runs each.
fn best<I>(times: usize, prepare: impl Fn() -> I, run: impl Fn(I)) -> Duration {
    let round = || {
        let inputs: Vec<I> = (0..times).map(|_| prepare()).collect();
        let start = Instant::now();
        inputs.into_iter().for_each(&run);
        start.elapsed()
    };
    (0..ROUNDS).map(|_| round()).min().unwrap()
}

type Question = (&'static str, fn(&Presence) -> usize);

const QUESTIONS: [Question; 5] = [
    ("people", |presence| {
        presence.days().map(|day| day.people().count()).sum()
    }),
    ("conflicts", |presence| presence.conflicts().count()),
    ("occupancy", |presence| {
        presence.occupancy().map(|row| row.people).sum()
    }),
    ("by_place", |presence| presence.by_place().count()),
    ("by_team", |presence| {
        presence.by_team(TeamBy::Department).count()
    }),
];

fn main() {
    // The small company is asked ten times, so that both take as long and are as often
    // interrupted by whatever else the machine does.
    let companies = [(10, company(2_000)), (1, company(20_000))];
    let mut table = vec![(
        "join",
        companies.each_ref().map(|(times, company)| {
            best(
                *times,
                || company.clone(),
                |company| drop(black_box(join(company))),
            )
        }),
    )];
    let presences = companies.map(|(times, company)| (times, join(company)));
    table.extend(QUESTIONS.map(|(name, ask)| {
        let time = |(times, presence): &(usize, Presence)| {
            let run = |presence| _ = black_box(ask(presence));
            best(*times, || presence, run)
        };
        (name, presences.each_ref().map(time))
    }));
    println!(
        "{:<10} {:>12} {:>12} {:>6}",
        "rows", "10 x 20,000", "200,000", "ratio"
    );
    let mut slow = Vec::new();
    for (name, [small, large]) in table {
        let ratio = 10.0 * large.as_secs_f64() / small.as_secs_f64();
        let (small, large) = (format!("{small:.2?}"), format!("{large:.2?}"));
        println!("{name:<10} {small:>12} {large:>12} {ratio:>6.1}");
        if ratio > 30.0 {
            slow.push(name);
        }
    }
    assert!(slow.is_empty(), "these take too long: {slow:?}");
}
