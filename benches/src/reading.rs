//! Lists read whole, beside a loop over `reqwest` with as many requests in flight.

use lucca_sdk::office::UserLocationQuery;
use lucca_sdk::paging::{List, ListQuery};
use tokio::runtime::{self, Runtime};

use crate::hand::{self, Listed};
use crate::measure::{Cost, Goal, Group, Row, Unit, cost, in_turns};
use crate::report::{Report, Scale};
use crate::server::{self, Server, Settings, plain};

pub(crate) const ABOUT: &str = "\
Lists read from the first row to the last, beside a loop of `reqwest` and serde's derive that reads the \
first page for the number of rows and then the others, as many at once: with 1 in flight it is the plain \
sequential loop. Pages of 1,000 rows; the server is a process of its own on loopback and answers after the \
latency. Every row is handed over to the caller. Time is that of the clock and, as CPU, that of all threads \
of the client.";

pub(crate) const WHY: &str = "\
On one thread the SDK costs about a tenth more than the loop: decoding as much as by hand (below), and beside it the \
moves of rows through a stream of single ones, their ids, which are remembered so that none is told twice, and the call \
as a task. On several threads each page is decoded on the thread of its call, where the loop decodes all of them on the \
caller's: less time where there are two cores, and more CPU, nearly all of it the \
allocator's, whose memory is freed on another thread than it came from (`perf`: a third more in `malloc` and `free`, and \
pages that are given back to the system and fetched again).";

const PAGE: u32 = 1_000;

pub(crate) fn measure(scale: Scale, report: &mut Report) {
    let runtime = server::runtime();
    let rows = scale.pick(2_000, 50_000);
    for latency in scale.pick(&[0][..], &[0, 20, 80]) {
        let server = Server::start(&Settings {
            rows,
            latency: *latency,
            ..Settings::default()
        });
        for in_flight in scale.pick(&[4][..], &[1, 4, 16]) {
            let turns = scale.pick(1, if *latency == 0 { 7 } else { 3 });
            let beside = match in_flight {
                1 => "a sequential loop".to_owned(),
                _ => format!("a loop with {in_flight} buffered"),
            };
            let case = format!("{rows} user locations, {latency} ms away, {in_flight} in flight");
            let client = server.sdk();
            let pairs = beside_by_hand::<hand::UserLocation, UserLocationQuery>(
                &runtime,
                &server.url,
                *in_flight,
                rows,
                turns,
                || client.office().user_locations(),
            );
            let near = (*latency, *in_flight) == (80, 16);
            let wall = near.then_some(Goal::Value(0.5));
            // What two threads that decode cost is known without a wait between them.
            let cpu = (*latency == 0).then_some(Goal::Ratio(1.15));
            report.add(time(&case, &beside, &pairs, |cost| cost.wall, "time").goal(wall));
            report.add(time(&case, &beside, &pairs, |cost| cost.cpu, "CPU").goal(cpu));
        }
    }
    let server = Server::start(&Settings {
        rows,
        ..Settings::default()
    });
    let client = server.sdk();
    let beside = "a loop with 4 buffered";
    let turns = scale.pick(1, 11);
    let on_one_thread = runtime::Builder::new_current_thread().enable_all().build();
    let on_one_thread = on_one_thread.unwrap();
    let near = format!("{rows} user locations, 0 ms away, 4 in flight, one thread");
    let list = || client.office().user_locations();
    let pairs = beside_by_hand::<hand::UserLocation, UserLocationQuery>(
        &on_one_thread,
        &server.url,
        4,
        rows,
        turns,
        list,
    );
    add(report, &near, beside, &pairs);
    for (runtime, threads) in [(runtime, ""), (on_one_thread, ", one thread")] {
        let case = format!("{rows} users, 0 ms away, 4 in flight{threads}");
        let list = || client.users().list();
        let pairs = beside_by_hand::<hand::User, _>(&runtime, &server.url, 4, rows, turns, list);
        add(report, &case, beside, &pairs);
    }
}

fn add(report: &mut Report, case: &str, beside: &str, pairs: &[[Cost; 2]]) {
    report.add(time(case, beside, pairs, |cost| cost.wall, "time"));
    let cpu = time(case, beside, pairs, |cost| cost.cpu, "CPU");
    report.add(cpu.goal(Goal::Ratio(1.15)));
}

fn time(
    case: &str,
    beside: &str,
    pairs: &[[Cost; 2]],
    of: fn(&Cost) -> f64,
    quantity: &str,
) -> Row {
    let pairs = pairs.iter().map(|pair| pair.each_ref().map(of));
    Row::new(Group::Reading, case, quantity, Unit::Seconds, beside, pairs)
}

fn beside_by_hand<T: Listed, Q: ListQuery>(
    runtime: &Runtime,
    url: &str,
    in_flight: usize,
    rows: u64,
    turns: usize,
    list: impl Fn() -> List<Q>,
) -> Vec<[Cost; 2]> {
    let plain = plain();
    in_turns(
        turns,
        || {
            cost(|| {
                let loop_by_hand = hand::read::<T>(&plain, url, PAGE.into(), in_flight);
                assert_eq!(runtime.block_on(loop_by_hand).unwrap(), rows);
            })
        },
        || {
            cost(|| {
                let list = list().page_size(PAGE).concurrency(in_flight);
                assert_eq!(runtime.block_on(count(list)), rows);
            })
        },
    )
}

pub(crate) async fn count<Q: ListQuery>(list: List<Q>) -> u64 {
    let mut rows = list.stream();
    let mut count = 0;
    while let Some(row) = rows.try_next().await.unwrap() {
        std::hint::black_box(row);
        count += 1;
    }
    count
}
