//! Counts allocations, for `lucca-benches`, as rows of JSON. They are the same in every run,
//! so each is counted once.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints, fails by panicking, and shares its parts with another"
)]

mod data;
mod decoding;
mod hand;
mod measure;
mod report;
mod schedules;

use std::hint::black_box;
use std::sync::Arc;

use allocation_counter::{AllocationInfo, measure};
use lucca_sdk::generated::{office, users};
use lucca_sdk::schedule::{Existing, Plan};
use serde_json::Value;

use crate::measure::{Group, Row, Unit};
use crate::report::Scale;

fn main() {
    let scale = match std::env::args().any(|argument| argument == "--quick") {
        true => Scale::Quick,
        false => Scale::Full,
    };
    decoding();
    for rows in scale.pick(&[2_000][..], &[10_000, 100_000, 1_000_000]) {
        schedule(*rows);
    }
}

fn tell(row: Row) {
    println!("{}", serde_json::to_string(&row).unwrap());
}

fn decoding() {
    type Locations = office::types::UserLocationPage;
    type ByHand = hand::Page<hand::UserLocation>;
    let body = data::user_locations(0, decoding::ROWS, decoding::ROWS);
    let counts = [
        count::<ByHand>(&body),
        count::<Value>(&body),
        count::<Locations>(&body),
    ];
    compare("1,000 user locations", counts);
    type Users = users::types::UserListResponse;
    let body = data::users(0, decoding::ROWS, decoding::ROWS);
    let by_hand = count::<hand::Envelope<hand::User>>(&body);
    compare(
        "1,000 users",
        [by_hand, count::<Value>(&body), count::<Users>(&body)],
    );
}

fn count<T: serde::de::DeserializeOwned>(body: &str) -> AllocationInfo {
    measure(|| {
        black_box(serde_json::from_slice::<T>(body.as_bytes()).unwrap());
    })
}

fn compare(case: &str, [by_hand, value, ours]: [AllocationInfo; 3]) {
    let counted = |info: AllocationInfo| [info.count_total, info.bytes_max].map(|n| n as f64);
    let [count, most] = counted(ours);
    for (beside, other) in [("structs by hand", by_hand), ("`serde_json::Value`", value)] {
        let [other_count, other_most] = counted(other);
        let row =
            |quantity, unit, pair| Row::new(Group::Decoding, case, quantity, unit, beside, [pair]);
        tell(row("allocations", Unit::Count, [other_count, count]));
        tell(row("most in use", Unit::Bytes, [other_most, most]));
    }
}

fn schedule(rows: usize) {
    let text = data::schedule(rows);
    let by_hand = measure(|| _ = black_box(schedules::read_by_hand(&text)));
    let mut schedule = None;
    let read = measure(|| schedule = Some(schedules::read(&text)));
    let schedule = Arc::new(schedule.unwrap());
    let directory = schedules::directory();
    let mut findings = None;
    let check = measure(|| findings = Some(schedule.check_against(&directory)));
    let findings = findings.unwrap();
    let plan = measure(|| {
        let held = schedules::held(rows);
        let schedule = Arc::clone(&schedule);
        black_box(Plan::checked(
            schedule,
            &findings,
            &directory,
            held,
            Existing::Replace,
        ));
    });
    let encode = measure(|| schedule.write_csv(std::io::sink()).unwrap());
    for (step, info) in [
        ("read", read),
        ("check", check),
        ("plan", plan),
        ("encode", encode),
    ] {
        let pair = [by_hand, info].map(|info| info.bytes_max as f64 / rows as f64);
        let (case, quantity) = (format!("{rows} rows"), format!("{step}, most in use"));
        let beside = "`csv` and serde reading";
        let group = Group::Schedules;
        tell(Row::new(
            group,
            case,
            quantity,
            Unit::BytesPerRow,
            beside,
            [pair],
        ));
    }
}
