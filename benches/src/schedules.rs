//! Schedules read, checked, planned and encoded, beside the bare `csv` crate.

use std::hint::black_box;
use std::sync::Arc;

use lucca_sdk::office::Position;
use lucca_sdk::schedule::{
    Directory, Existing, Held, KnownUser, KnownWorkLocation, Plan, Reader, Schedule,
};

use crate::data::{self, PEOPLE};
use crate::hand::Line;
use crate::measure::{Goal, Group, Row, Unit, cost, in_turns};
use crate::report::{Report, Scale};

pub(crate) const ABOUT: &str = "\
An import file of 5,000 people: read, checked against a directory of them, planned against as many user \
locations of which every second differs, and encoded for the upload. Beside reading is the `csv` crate with \
serde's derive into a `Vec`; beside checking and planning, which have no counterpart, the same; beside \
encoding is the `csv` crate that writes cells which are text already. A row beside a row of a tenth of \
the size shows the growth: 1 is linear, 10 the square. Memory is the most that was in use at once, counted in a program of its own.";

pub(crate) const WHY: &str = "\
Encoding has more to do than its baseline, whose cells, the date among them, are text already and lie one behind the \
other. Planning finds the day of each user \
location in a table of all days; once that no longer fits into the caches, each look costs more, \
which shows between a hundred thousand and a million rows.";

/// What is done to a schedule, in this order.
const STEPS: [&str; 4] = ["read", "check", "plan", "encode"];

pub(crate) fn measure(scale: Scale, report: &mut Report) {
    let directory = directory();
    let mut previous: Option<(usize, [Vec<f64>; 4])> = None;
    for rows in scale.pick(&[2_000][..], &[10_000, 100_000, 1_000_000]) {
        let case = format!("{rows} rows");
        let turns = scale.pick(1, if *rows > 100_000 { 3 } else { 7 });
        let text = data::schedule(*rows);
        let records: Vec<csv::StringRecord> = reader(&text)
            .into_records()
            .collect::<Result<_, _>>()
            .unwrap();
        let schedule = Arc::new(read(&text));
        let mut growth = Vec::new();
        for step in STEPS {
            let ours = || match step {
                "read" => cost(|| read(&text)),
                "check" => cost(|| schedule.check_against(&directory)),
                "plan" => {
                    let findings = schedule.check_against(&directory);
                    let held: Vec<Held> = held(*rows).collect();
                    cost(|| {
                        Plan::checked(
                            Arc::clone(&schedule),
                            &findings,
                            &directory,
                            held,
                            Existing::Replace,
                        )
                    })
                }
                _ => cost(|| schedule.write_csv(&mut Vec::new()).unwrap()),
            };
            let (beside, baseline): (_, &dyn Fn() -> Vec<u8>) = if step == "encode" {
                ("`csv` writing", &|| write_by_hand(&records))
            } else {
                ("`csv` and serde reading", &|| {
                    black_box(read_by_hand(&text));
                    Vec::new()
                })
            };
            let costs = in_turns(turns, || cost(baseline), ours);
            let pairs: Vec<[f64; 2]> = costs
                .into_iter()
                .map(|pair| pair.map(|cost| cost.cpu))
                .collect();
            growth.push(
                pairs
                    .iter()
                    .map(|pair| pair[1] / *rows as f64)
                    .collect::<Vec<_>>(),
            );
            let quantity = format!("{step}, CPU");
            let row = Row::new(
                Group::Schedules,
                &case,
                quantity,
                Unit::Seconds,
                beside,
                pairs,
            );
            report.add(row.goal((step == "encode").then_some(Goal::Ratio(1.2))));
        }
        let growth: [Vec<f64>; 4] = growth.try_into().unwrap();
        if let Some((fewer, previous)) = &previous {
            for (step, (small, large)) in STEPS.iter().zip(previous.iter().zip(&growth)) {
                let quantity = format!("{step}, a row");
                let pairs = small
                    .iter()
                    .zip(large)
                    .map(|(small, large)| [*small, *large]);
                let beside = format!("{fewer} rows, a row");
                let (group, unit) = (Group::Schedules, Unit::Seconds);
                let row = Row::new(group, &case, quantity, unit, beside, pairs);
                report.add(row.goal(Goal::Ratio(1.5)));
            }
        }
        previous = Some((*rows, growth));
    }
}

pub(crate) fn read(text: &str) -> Schedule {
    Reader::new()
        .read_from(text.as_bytes(), "week.csv")
        .unwrap()
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(text.as_bytes())
}

pub(crate) fn read_by_hand(text: &str) -> Vec<Line> {
    reader(text)
        .into_deserialize()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn write_by_hand(records: &[csv::StringRecord]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer(Vec::new());
    for record in records {
        writer.write_record(record).unwrap();
    }
    writer.into_inner().unwrap()
}

pub(crate) fn directory() -> Directory {
    let office = KnownWorkLocation::new("Siège de Paris").capacity(9_000);
    (0..PEOPLE).fold(
        Directory::new()
            .work_location(office.area("Plateau B1", None))
            .work_location(KnownWorkLocation::new("Lyon")),
        |directory, person| directory.user(KnownUser::new(format!("user.number{person}"))),
    )
}

/// What Lucca holds: every second one differs from what is wanted.
pub(crate) fn held(rows: usize) -> impl Iterator<Item = Held> {
    (0..rows).map(|row| {
        let place = if row % 2 == 0 {
            "Lyon"
        } else {
            "Siège de Paris"
        };
        let login = format!("user.number{}", row % PEOPLE);
        Held::new(login, data::day(row), Position::FullDay, place).with_status("Approved")
    })
}
