//! Decoding alone, beside structs with serde's derive and beside `serde_json::Value`.

use std::hint::black_box;

use lucca_sdk::generated::{office, users};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::data;
use crate::hand;
use crate::measure::{Cost, Goal, Group, Row, Unit, cost, in_turns};
use crate::report::{Report, Scale};

pub(crate) const ABOUT: &str = "\
A page of 1,000 rows, from bytes to the generated types, beside the same by structs with serde's derive and \
by `serde_json::Value`. The generated types read properties in any case and of another JSON type, and say \
what differed from the documents; users keep the properties that no document knows, by both. Allocations \
are counted in a program of its own.";

pub(crate) const ROWS: u64 = 1_000;

pub(crate) fn measure(scale: Scale, report: &mut Report) {
    let body = data::user_locations(0, ROWS, ROWS);
    let goal = Goal::Ratio(1.10);
    type Locations = office::types::UserLocationPage;
    let by_hand = decode::<hand::Page<hand::UserLocation>>;
    compare(
        "1,000 user locations",
        &body,
        by_hand,
        decode::<Locations>,
        goal,
        scale,
        report,
    );
    let body = data::users(0, ROWS, ROWS);
    let goal = Goal::Ratio(1.25);
    type Users = users::types::UserListResponse;
    let by_hand = decode::<hand::Envelope<hand::User>>;
    compare(
        "1,000 users",
        &body,
        by_hand,
        decode::<Users>,
        goal,
        scale,
        report,
    );
}

fn decode<T: DeserializeOwned>(body: &str) {
    black_box(serde_json::from_slice::<T>(body.as_bytes()).unwrap());
}

fn compare(
    case: &str,
    body: &str,
    by_hand: fn(&str),
    generated: fn(&str),
    goal: Goal,
    scale: Scale,
    report: &mut Report,
) {
    let (turns, pages) = (scale.pick(1, 21), scale.pick(1, 20));
    let run = |decode: fn(&str)| {
        move || {
            let all = cost(|| (0..pages).for_each(|_| decode(body)));
            Cost {
                wall: all.wall / f64::from(pages),
                cpu: all.cpu / f64::from(pages),
            }
        }
    };
    for (beside, other, goal) in [
        ("structs by hand", by_hand, Some(goal)),
        ("`serde_json::Value`", decode::<Value> as fn(&str), None),
    ] {
        let pairs = in_turns(turns, run(other), run(generated));
        let pairs = pairs.iter().map(|pair| pair.map(|cost| cost.cpu));
        let row = Row::new(Group::Decoding, case, "CPU", Unit::Seconds, beside, pairs);
        report.add(row.goal(goal));
    }
}
