//! Random companies, and schedules for them.

use jiff::civil::Date;
use lucca_sdk::office::Position;
use lucca_sdk::schedule::{Entry, Schedule};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::small_company::{LOGINS, MONDAY, Row, TUESDAY};

const DAYS: [Date; 2] = [MONDAY, TUESDAY];

/// A work location's name and id, and an area's.
type Place = (&'static str, u32, Option<(&'static str, u32)>);

const PLACES: [Place; 3] = [
    ("Paris", 1, Some(("B1", 11))),
    ("Lyon; rive \"gauche\"", 2, None),
    ("Paris", 1, None),
];
const HALVES: [&[&str]; 5] = [
    &[],
    &["FullDay"],
    &["FirstHalf"],
    &["SecondHalf"],
    &["FirstHalf", "SecondHalf"],
];

/// What each person does on each day: the shape of the day, a place for each half, and whether each is a removal.
type Days = Vec<(usize, [usize; 2], [bool; 2])>;

fn days() -> impl Strategy<Value = Days> {
    let day = (
        0..HALVES.len(),
        [0..PLACES.len(), 0..PLACES.len()],
        [prop::bool::weighted(0.3); 2],
    );
    prop::collection::vec(day, LOGINS.len() * DAYS.len())
}

fn each<T>(
    days: &Days,
    mut row: impl FnMut(usize, Date, &'static str, usize, bool) -> T,
) -> Vec<T> {
    let mut rows = Vec::new();
    for (index, (shape, places, removals)) in days.iter().enumerate() {
        let (who, day) = (index % LOGINS.len(), DAYS[index / LOGINS.len()]);
        for (half, position) in HALVES[*shape].iter().enumerate() {
            rows.push(row(who, day, position, places[half], removals[half]));
        }
    }
    rows
}

/// What a random company holds, and a schedule for it.
pub(crate) fn random(runner: &mut TestRunner) -> (Vec<Row>, Schedule) {
    let (held, wanted) = (days(), days()).new_tree(runner).unwrap().current();
    let rows: Vec<Row> = each(&held, |who, day, position, place, _| {
        let (_, id, area) = PLACES[place];
        (who, day, position, id, area.map(|(_, id)| id))
    });
    let wanted = each(&wanted, |who, day, position, place, removal| {
        if removal {
            return Entry::removal(LOGINS[who], day, Position::from(position));
        }
        let (name, _, area) = PLACES[place];
        let entry = Entry::at(LOGINS[who], day, Position::from(position), name);
        match area {
            Some((area, _)) => entry.with_area(area),
            None => entry,
        }
    });
    (rows, wanted.into_iter().collect())
}
