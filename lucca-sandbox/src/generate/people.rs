//! People: a tree of managers, homonyms, newcomers and leavers.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};
use serde_json::{Map, Value, json};

use crate::company::{DayOff, User, WorkCycle};
use crate::generate::{FULL_WEEK, MORNINGS, NO_FRIDAY, NO_WEDNESDAY, Plan, moved, names};
use crate::random::{Random, Topic};

/// "Always was" and "until further notice", as Lucca's own example writes them.
const OPEN_START: Date = date(1900, 1, 1);
const OPEN_END: Date = date(9999, 12, 31);

/// How many people one manager has.
const TEAM: u32 = 8;

pub(super) fn users(plan: &Plan, random: &mut Random) -> Vec<User> {
    let mut hiring = Hiring {
        plan,
        random,
        records: Random::new(plan.seed, Topic::Records),
        logins: HashMap::new(),
        next_id: 1,
        next_cycle: 288,
        ids: Vec::new(),
    };
    (0..plan.people).map(|index| hiring.hire(index)).collect()
}

struct Hiring<'a> {
    plan: &'a Plan,
    random: &'a mut Random,
    /// Draws for what records hold besides: a stream of its own, so that they rename nobody.
    records: Random,
    logins: HashMap<String, u32>,
    next_id: u32,
    next_cycle: u32,
    ids: Vec<u32>,
}

impl Hiring<'_> {
    fn hire(&mut self, index: u32) -> User {
        let today = self.plan.today;
        let id = self.next_id;
        self.next_id += 1 + u32::try_from(self.random.below(3)).unwrap_or(0);
        self.ids.push(id);

        // One in forty has the name of somebody who is there already: Jean Camembert is always hired twice.
        let (first, gender, last) = if index == 3 || index == 7 || self.random.chance(25) {
            ("Jean", "Male", "Camembert")
        } else {
            let (first, gender) = names::FIRST
                .get(self.random.below(names::FIRST.len()))
                .copied()
                .unwrap_or(("Léa", "Female"));
            let last = names::LAST
                .get(self.random.below(names::LAST.len()))
                .copied()
                .unwrap_or("Myrtille");
            (first, gender, last)
        };
        let login = self.login(first, last);

        let boss = if index == 0 {
            None
        } else {
            self.ids.get(((index - 1) / TEAM) as usize).copied()
        };
        let leads = index * TEAM + 1 < self.plan.people;
        let swiss = index > 0 && self.random.chance(120);
        let department_id = match index {
            0 => 10,
            _ if swiss => 17,
            _ => names::DEPARTMENTS
                .get(1 + self.random.below(names::DEPARTMENTS.len() - 1))
                .map_or(13, |department| department.0),
        };

        let (start, end) = self.contract(index, leads);
        let birth = moved(today, -365 * 22 - self.random.between(0, 365 * 42));
        let modified = self.modified_at(start.min(moved(today, -1)));
        let jobs = names::JOBS
            .iter()
            .find(|job| job.0 == department_id)
            .map_or(&[][..], |job| job.1);
        let mail = format!("{login}@tartempion.example");
        // Numbers that French and British regulators keep for fiction.
        let (direct_line, mobile) = (
            format!("+33199{:06}", self.random.below(1_000_000)),
            format!("+336399{:05}", 80_000 + self.random.below(10_000)),
        );
        let picture_id = self.random.chance(700).then(|| self.random.uuid());
        let job_title = self.random.pick(jobs).map(str::to_owned);
        let user_work_cycles = self.work_cycles(start);

        User {
            id,
            first_name: first.to_owned(),
            // Some records came from a payroll that shouts.
            last_name: if self.random.chance(200) {
                last.to_uppercase()
            } else {
                last.to_owned()
            },
            mail,
            employee_number: format!("{:05}", index + 1),
            birth_date: self.random.chance(980).then_some(birth),
            dt_contract_start: start,
            dt_contract_end: end,
            modified_at: modified,
            calendar_id: if swiss { 2 } else { 1 },
            culture_id: if swiss {
                4108
            } else if self.random.chance(100) {
                2057
            } else {
                1036
            },
            picture_id,
            legal_entity_id: if swiss { 2 } else { 1 },
            department_id,
            manager_id: boss,
            role_principal_id: if index == 0 {
                70
            } else if leads {
                56
            } else {
                55
            },
            habilited_role_ids: match self.random.below(10) {
                0 => vec![59, 63],
                1 | 2 => vec![59],
                _ => Vec::new(),
            },
            user_work_cycles,
            allows_electronic_payslip: self.random.chance(850),
            axis_values: if self.random.chance(900) {
                vec![(2, 30 + u32::try_from(self.random.below(9)).unwrap_or(0))]
            } else {
                Vec::new()
            },
            job_title,
            gender: Some(gender.to_owned()),
            civil_title: Some(if gender == "Female" { "Mrs" } else { "Mr" }.to_owned()),
            nationality_id: Some(if swiss { "CH" } else { "FR" }.to_owned()),
            seniority_date: Some(start),
            direct_line: self.random.chance(400).then_some(direct_line),
            personal_email: self
                .random
                .chance(500)
                .then(|| format!("{login}@maison.example")),
            professional_mobile: self.random.chance(600).then_some(mobile),
            csp_id: self.records.chance(950).then_some(match (index, leads) {
                (0, _) | (_, true) => 3,
                (index, _) if index % 3 == 0 => 4,
                _ => 5,
            }),
            quote: self
                .records
                .chance(200)
                .then(|| self.records.pick(names::QUOTES).map(str::to_owned))
                .flatten(),
            address: self.records.chance(800).then(|| {
                let number = self.records.between(1, 99);
                let street = self.records.pick(names::STREETS).unwrap_or_default();
                format!("{number} {street}, 99{:03} Sainte-Fiction", number)
            }),
            external_id: self.random.chance(300).then(|| format!("EXT-{id:06}")),
            extended_data: self.extended_data(id),
            days_off: self.days_off(),
            login,
        }
    }

    /// The first letter and the last name; the second of the same kind gets a number.
    fn login(&mut self, first: &str, last: &str) -> String {
        let initial: String = names::plain(first).chars().take(1).collect();
        let stem = format!("{initial}{}", names::plain(last));
        let seen = self.logins.entry(stem.clone()).or_insert(0);
        *seen += 1;
        if *seen == 1 {
            stem
        } else {
            format!("{stem}{seen}")
        }
    }

    /// Most people are here and stay; some have left, some have not begun, some will leave within the quarter.
    fn contract(&mut self, index: u32, leads: bool) -> (Date, Option<Date>) {
        let today = self.plan.today;
        let start = moved(today, -self.random.between(30, 365 * 15));
        if leads {
            return (start.min(moved(today, -400)), None);
        }
        // A small company has one of each, too.
        match self.plan.people - index {
            1 => return (start.min(moved(today, -90)), Some(moved(today, -20))),
            2 => return (moved(today, 14), None),
            _ => {}
        }
        match self.random.below(100) {
            0..=6 => {
                let end = moved(today, -self.random.between(1, 700));
                (moved(end, -self.random.between(60, 2_000)), Some(end))
            }
            7..=9 => (moved(today, self.random.between(1, 60)), None),
            10..=13 => (start, Some(moved(today, self.random.between(0, 300)))),
            _ => (start, None),
        }
    }

    /// Time stamps with anything between no fraction at all and seven digits.
    fn modified_at(&mut self, start: Date) -> DateTime {
        let days = self.random.between(1, 900);
        let day = moved(self.plan.today, -days).max(start);
        let ticks = match self.random.below(4) {
            0 => 0,
            1 => self.random.between(0, 999) * 10_000,
            _ => self.random.between(0, 9_999_999),
        };
        let second = self.random.between(0, 86_399);
        day.at(0, 0, 0, 0)
            .saturating_add(second.seconds().nanoseconds(ticks * 100))
    }

    fn work_cycles(&mut self, start: Date) -> Vec<WorkCycle> {
        let latest = match self.random.below(20) {
            0..=14 => FULL_WEEK,
            15 | 16 => NO_WEDNESDAY,
            17 | 18 => NO_FRIDAY,
            _ => MORNINGS,
        };
        if latest == FULL_WEEK || self.random.chance(500) {
            return vec![self.work_cycle(latest, OPEN_START, OPEN_END)];
        }
        let change = moved(start, self.random.between(30, 600)).min(moved(self.plan.today, -1));
        vec![
            self.work_cycle(FULL_WEEK, OPEN_START, moved(change, -1)),
            self.work_cycle(latest, change, OPEN_END),
        ]
    }

    fn work_cycle(&mut self, pattern: u32, starts_on: Date, ends_on: Date) -> WorkCycle {
        let id = self.next_cycle;
        self.next_cycle += 1;
        WorkCycle {
            id,
            work_cycle_id: pattern,
            starts_on,
            ends_on,
        }
    }

    /// The three kinds of value that are met: an entry, a list of entries, a bare value.
    fn extended_data(&mut self, id: u32) -> Map<String, Value> {
        let mut data = Map::new();
        if self.random.chance(800) {
            data.insert("e_badge".to_owned(), json!({ "id": id * 10 + 1, "value": format!("B{:06}", self.random.below(1_000_000)) }));
        }
        if self.random.chance(300) {
            data.insert("e_languages".to_owned(), json!([{ "id": id * 10 + 2, "value": "français" }, { "id": id * 10 + 3, "value": "English" }]));
        }
        if self.random.chance(300) {
            data.insert(
                "e_firstAider".to_owned(),
                Value::Bool(self.random.chance(500)),
            );
        }
        data
    }

    /// One person in three takes a week off within the quarter.
    fn days_off(&mut self) -> Vec<DayOff> {
        if !self.random.chance(330) {
            return Vec::new();
        }
        let from = moved(self.plan.today, self.random.between(-40, 40));
        vec![DayOff {
            from,
            to: moved(from, self.random.between(0, 9)),
        }]
    }
}
