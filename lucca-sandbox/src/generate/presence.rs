//! Who is where: each person has a week of habits, and life happens.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, tz::TimeZone};

use crate::company::{
    Company, Position, Status, User, UserLocation, UserLocations, WorkLocation, WorkLocationType,
};
use crate::generate::{Plan, moved};
use crate::random::Random;

pub(super) fn fill(plan: &Plan, company: &mut Company, random: &mut Random) {
    let mut filling = Filling {
        plan,
        rows: UserLocations::default(),
        next_id: 1_001,
        random,
    };
    // Half a row more than one for each working day, so that the vector is not grown and copied at the end.
    let days = (plan.days_before + plan.days_after + 1) as usize;
    filling.rows.reserve(company.users.len() * days * 85 / 100);

    let habits: Vec<Habits> = company
        .users
        .iter()
        .map(|user| Habits::of(company, user, filling.random))
        .collect();
    // Day by day, so that ids grow with dates as they do in an account that is in use.
    for days in -i64::from(plan.days_before)..=i64::from(plan.days_after) {
        let date = moved(plan.today, days);
        for (user, habits) in company.users.iter().zip(&habits) {
            filling.day(company, user, habits, date);
        }
    }
    let mut rows = filling.rows;
    rows.shrink();
    company.user_locations = rows;
}

/// Where a person is by default on each day of the week.
struct Habits {
    declares: bool,
    home_office: (u32, Option<u32>),
    week: [Place; 5],
    elsewhere: Vec<u32>,
    remote: u32,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Office,
    Remote,
    Elsewhere,
}

impl Habits {
    fn of(company: &Company, user: &User, random: &mut Random) -> Self {
        let is = |kind: WorkLocationType| {
            move |location: &&WorkLocation| location.kind == kind && location.is_active
        };
        let offices: Vec<&WorkLocation> = company
            .work_locations
            .iter()
            .filter(is(WorkLocationType::Office))
            .collect();
        // The larger the office, the more people call it theirs; people with a Swiss calendar sit in Geneva if there is one.
        let mut index = 0;
        while index + 1 < offices.len() && random.chance(500) {
            index += 1;
        }
        let geneva = offices
            .iter()
            .find(|office| user.calendar_id == 2 && office.name == "Genève");
        let office = geneva.or_else(|| offices.get(index)).copied();
        let areas = office
            .and_then(|office| office.office.as_ref())
            .map_or(&[][..], |office| office.areas.as_slice());
        let area = areas
            .get(random.below(areas.len()))
            .filter(|_| random.chance(850))
            .map(|area| area.id);
        let mut week = [Place::Office; 5];
        for place in &mut week {
            *place = match random.below(20) {
                0..=10 => Place::Office,
                11..=18 => Place::Remote,
                _ => Place::Elsewhere,
            };
        }
        Self {
            declares: random.chance(940),
            home_office: (office.map_or(0, |office| office.id), area),
            week,
            elsewhere: company
                .work_locations
                .iter()
                .filter(is(WorkLocationType::Other))
                .map(|location| location.id)
                .collect(),
            remote: company
                .work_locations
                .iter()
                .find(is(WorkLocationType::RemoteWork))
                .map_or(0, |location| location.id),
        }
    }

    fn usual(&self, date: Date, random: &mut Random) -> Place {
        if random.chance(120) {
            return if random.chance(600) {
                Place::Remote
            } else {
                Place::Elsewhere
            };
        }
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.week.get(weekday).copied().unwrap_or(Place::Elsewhere)
    }

    fn spot(&self, place: Place, random: &mut Random) -> (u32, Option<u32>) {
        match place {
            Place::Office => self.home_office,
            Place::Remote => (self.remote, None),
            Place::Elsewhere => (
                self.elsewhere
                    .get(random.below(self.elsewhere.len()))
                    .copied()
                    .unwrap_or(self.remote),
                None,
            ),
        }
    }
}

struct Filling<'a> {
    plan: &'a Plan,
    rows: UserLocations,
    next_id: u32,
    random: &'a mut Random,
}

impl Filling<'_> {
    fn day(&mut self, company: &Company, user: &User, habits: &Habits, date: Date) {
        let halves = company.working_halves(user, date);
        if !habits.declares || halves == [false, false] || self.random.chance(30) {
            return;
        }
        let place = habits.usual(date, self.random);
        match halves {
            [true, true] if self.random.chance(110) => {
                let afternoon = if place == Place::Remote {
                    Place::Office
                } else {
                    Place::Remote
                };
                self.declare(user, habits, date, Position::FirstHalf, place);
                self.declare(user, habits, date, Position::SecondHalf, afternoon);
            }
            [true, true] => self.declare(user, habits, date, Position::FullDay, place),
            [true, false] => self.declare(user, habits, date, Position::FirstHalf, place),
            _ => self.declare(user, habits, date, Position::SecondHalf, place),
        }
    }

    /// One half day or day in the state it has reached, with the row that it took the place of, now and then.
    fn declare(
        &mut self,
        user: &User,
        habits: &Habits,
        date: Date,
        position: Position,
        place: Place,
    ) {
        let created = self.some_time_before(date);
        if self.random.chance(30) {
            let before = habits.spot(
                if place == Place::Remote {
                    Place::Office
                } else {
                    Place::Remote
                },
                self.random,
            );
            let deleted = created.saturating_add(1.hour()).unwrap_or(created);
            self.push(
                user,
                date,
                position,
                before,
                Status::Deleted,
                created,
                Some(deleted),
            );
        }
        let status = match self.random.below(100) {
            0 | 1 => Status::Denied,
            2..=9 => Status::Confirmed,
            10..=39 if date > self.plan.today => Status::Pending,
            _ => Status::Approved,
        };
        let spot = habits.spot(place, self.random);
        self.push(user, date, position, spot, status, created, None);
    }

    #[allow(clippy::too_many_arguments, reason = "the columns of one row")]
    fn push(
        &mut self,
        user: &User,
        date: Date,
        position: Position,
        (work_location_id, area_id): (u32, Option<u32>),
        status: Status,
        created_at: Timestamp,
        deleted_at: Option<Timestamp>,
    ) {
        let id = self.next_id;
        // One id in fifty went to something that is not there any more.
        self.next_id += if self.random.chance(20) { 2 } else { 1 };
        self.rows.push(&UserLocation {
            id,
            owner_id: user.id,
            work_location_id,
            date,
            position,
            status,
            area_id,
            created_at,
            deleted_at,
        });
    }

    /// Within the month before the day, and before the morning of today.
    fn some_time_before(&mut self, date: Date) -> Timestamp {
        let day = moved(date, -self.random.between(1, 28)).min(moved(self.plan.today, -1));
        let second = self.random.between(7 * 3_600, 20 * 3_600);
        day.at(0, 0, 0, 0)
            .saturating_add(second.seconds())
            .to_zoned_datetime(TimeZone::UTC)
            .map_or(Timestamp::UNIX_EPOCH, |moment| moment.timestamp())
    }
}
