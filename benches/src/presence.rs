//! Presence, beside grouping the same rows by hand, and how it grows.

use std::collections::{HashMap, HashSet};
use std::hint::black_box;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use lucca_sdk::office::presence::{Counting, Presence, TeamBy};
use lucca_sdk::office::{Position, UserLocation, UserLocationStatus, WorkLocation};
use lucca_sdk::users::User;
use serde_json::json;

use crate::measure::{Cost, Goal, Group, Row, Unit, cost, in_turns};
use crate::report::{Report, Scale};

pub(crate) const ABOUT: &str = "\
What comes after reading, in CPU (one thread): everybody is at one of many offices on each day. `join` makes \
the presence from the three lists; the baseline puts the same rows into a `HashMap` by day and person, and the \
people into another by id, which answers one question. `all tables` is each person's day, occupancy, the rows \
by place and by team, and the conflicts, each walked to its end; its baseline counts the people of each place \
and day with a `HashSet` each. A quarter has 13 times the rows of a week: a row of it beside a row of the \
week shows how both grow, 1 being linear and 13 the square.";

const FIRST: Date = date(2025, 9, 1);

/// Everybody is somewhere on each of the days.
struct Company {
    days: i64,
    users: Vec<User>,
    work_locations: Vec<WorkLocation>,
    user_locations: Vec<UserLocation>,
}

impl Company {
    fn new(people: i64, days: i64) -> Self {
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
        let user_locations = (0..people * days).map(|number| {
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
        Self {
            days,
            users: users.collect::<Result<_, _>>().unwrap(),
            work_locations: work_locations.collect::<Result<_, _>>().unwrap(),
            user_locations: user_locations.collect(),
        }
    }

    fn join(&mut self) -> Presence {
        let last = FIRST.checked_add((self.days - 1).days()).unwrap();
        Presence::join(
            FIRST..=last,
            std::mem::take(&mut self.users),
            std::mem::take(&mut self.work_locations),
            std::mem::take(&mut self.user_locations),
            &Counting::default(),
        )
        .unwrap()
    }

    fn group_by_hand(&mut self) -> usize {
        let users: HashMap<i64, User> = self.users.drain(..).map(|user| (user.id, user)).collect();
        let mut rows: HashMap<(Date, i64), Vec<UserLocation>> = HashMap::new();
        for row in self.user_locations.drain(..) {
            if let (Some(date), Some(owner)) = (row.date, row.owner_id)
                && users.contains_key(&owner)
            {
                rows.entry((date, owner)).or_default().push(row);
            }
        }
        rows.len()
    }

    fn count_by_hand(&self) -> usize {
        let mut people: HashMap<(Date, i64), HashSet<i64>> = HashMap::new();
        for row in &self.user_locations {
            if let (Some(date), Some(place), Some(owner)) =
                (row.date, row.work_location_id, row.owner_id)
            {
                people.entry((date, place)).or_default().insert(owner);
            }
        }
        people.len()
    }
}

fn tables(presence: &Presence) {
    let people: usize = presence.days().map(|day| day.people().count()).sum();
    let occupancy: usize = presence.occupancy().map(|row| row.people).sum();
    black_box((people, occupancy));
    black_box((presence.by_place().count(), presence.conflicts().count()));
    black_box(presence.by_team(TeamBy::Department).count());
}

pub(crate) fn measure(scale: Scale, report: &mut Report) {
    for people in scale.pick(&[500][..], &[500, 20_000]) {
        let mut week: Option<[Pairs; 2]> = None;
        for (span, days) in [("a week", 7), ("a quarter", 90)] {
            let case = format!("{people} people, {span}");
            let turns = scale.pick(1, if *people == 500 { 15 } else { 5 });
            let joins = join(*people, days, turns);
            let tables = tables_of(*people, days, turns);
            let row = |quantity: &str, beside: &str, pairs: &[[f64; 2]]| {
                let pairs = pairs.iter().copied();
                let (group, unit) = (Group::Presence, Unit::Seconds);
                Row::new(group, &case, quantity, unit, beside, pairs)
            };
            report.add(row("join", "two maps", &joins));
            report.add(row("all tables", "one set a place and day", &tables));
            let all = joins.iter().zip(&tables);
            let all: Pairs = all
                .map(|(join, tables)| [join[0], join[1] + tables[1]])
                .collect();
            let rows = people * days;
            let goal = (rows > 1_000_000).then_some(Goal::Value(2.0));
            report.add(row("join and all tables", "two maps", &all).goal(goal));
            let by_row = [joins, tables].map(|mut pairs| {
                pairs
                    .as_flattened_mut()
                    .iter_mut()
                    .for_each(|time| *time /= rows as f64);
                pairs
            });
            let Some(week) = &week else {
                week = Some(by_row);
                continue;
            };
            for (what, (week, quarter)) in
                ["join", "all tables"].iter().zip(week.iter().zip(&by_row))
            {
                let pairs: Pairs = week
                    .iter()
                    .zip(quarter)
                    .map(|(week, quarter)| [week[1], quarter[1]])
                    .collect();
                let goal = (*people > 500).then_some(Goal::Ratio(1.5));
                report.add(row(&format!("{what}, a row"), "a week, a row", &pairs).goal(goal));
            }
        }
    }
}

type Pairs = Vec<[f64; 2]>;

fn cpu(costs: Vec<[Cost; 2]>) -> Pairs {
    let pairs = costs.into_iter();
    pairs.map(|pair| pair.map(|cost| cost.cpu)).collect()
}

fn join(people: i64, days: i64, turns: usize) -> Pairs {
    cpu(in_turns(
        turns,
        || {
            let mut company = Company::new(people, days);
            cost(|| black_box(company.group_by_hand()))
        },
        || {
            let mut company = Company::new(people, days);
            cost(|| std::mem::forget(black_box(company.join())))
        },
    ))
}

fn tables_of(people: i64, days: i64, turns: usize) -> Pairs {
    let company = Company::new(people, days);
    let presence = Company::new(people, days).join();
    cpu(in_turns(
        turns,
        || cost(|| black_box(company.count_by_hand())),
        || cost(|| tables(&presence)),
    ))
}
