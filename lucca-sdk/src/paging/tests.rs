//! The engine on lists in memory, which change, tire and lie as a server may.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::FutureExt;
use futures::Stream;
use futures::future::BoxFuture;
use http::StatusCode;
use proptest::prelude::*;

use super::reader::Reading;
use super::settings::Settings;
use super::source::AnySource;
use super::*;
use crate::Error;
use crate::error::{Answer, Kind};

const OPERATION: &str = "list-things";

#[derive(Clone, Debug, PartialEq)]
struct Row(i64);

/// A list in memory.
struct Memory {
    addressing: Addressing,
    server: Mutex<Server>,
}

struct Server {
    rows: Vec<i64>,
    next_id: i64,
    /// Whether answers hold a total.
    counts: bool,
    /// Pages of more rows are answered 408.
    slow_above: u32,
    /// Pages hold no more rows, whatever is asked for.
    bound: u32,
    /// What page is asked for does not matter: the answer is the first, or all there is.
    pages: Paging,
    /// Rows that cannot be decoded.
    bad: BTreeSet<i64>,
    /// What happens before each request; used up one by one.
    changes: Vec<Change>,
    /// How often each request gives way to others before it is answered.
    delays: Vec<u8>,
    asked: Vec<Span>,
    under_way: usize,
    most_under_way: usize,
    changed_after_first_answer: bool,
    answers: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Paging {
    Honest,
    AlwaysTheFirstPage,
    AlwaysEverything,
}

#[derive(Clone, Debug)]
struct Change {
    /// Where rows are added, and how many.
    added: Option<(prop::sample::Index, u8)>,
    deleted: Option<(prop::sample::Index, u8)>,
}

impl Server {
    fn of(total: usize) -> Self {
        Self {
            // Identifiers in an order of their own: nothing may rely on it.
            rows: (0..total as i64).map(|n| (n * 7919) % 100_003).collect(),
            next_id: 200_000,
            counts: true,
            slow_above: u32::MAX,
            bound: u32::MAX,
            pages: Paging::Honest,
            bad: BTreeSet::new(),
            changes: Vec::new(),
            delays: Vec::new(),
            asked: Vec::new(),
            under_way: 0,
            most_under_way: 0,
            changed_after_first_answer: false,
            answers: 0,
        }
    }

    fn apply(&mut self, change: &Change) {
        let before = self.rows.clone();
        if let Some((at, count)) = &change.deleted
            && !self.rows.is_empty()
        {
            let at = at.index(self.rows.len());
            let end = (at + usize::from(*count)).min(self.rows.len());
            self.rows.drain(at..end);
        }
        if let Some((at, count)) = &change.added {
            let at = at.index(self.rows.len() + 1);
            for _ in 0..*count {
                self.rows.insert(at, self.next_id);
                self.next_id += 1;
            }
        }
        if self.answers > 0 && before != self.rows {
            self.changed_after_first_answer = true;
        }
    }
}

impl Source for Memory {
    type Row = Row;

    fn operation(&self) -> &'static str {
        OPERATION
    }

    fn addressing(&self) -> Addressing {
        self.addressing
    }

    fn id(&self, row: &Row) -> Option<i64> {
        Some(row.0)
    }

    fn fetch(&self, span: Span) -> BoxFuture<'_, Result<Fetched<Row>, Error>> {
        async move {
            let delay = {
                let mut server = self.server.lock().unwrap();
                server.asked.push(span);
                server.under_way += 1;
                server.most_under_way = server.most_under_way.max(server.under_way);
                server.delays.pop().unwrap_or(0)
            };
            for _ in 0..delay {
                tokio::task::yield_now().await;
            }
            let mut server = self.server.lock().unwrap();
            server.under_way -= 1;
            assert!((1..=MAX_PAGE_SIZE).contains(&span.limit), "{span:?}");
            if self.addressing == Addressing::PageNumber {
                assert_eq!(span.offset % u64::from(span.limit), 0, "{span:?}");
            }
            if span.limit > server.slow_above {
                return Err(status(StatusCode::REQUEST_TIMEOUT));
            }
            if let Some(change) = server.changes.pop() {
                server.apply(&change);
            }
            server.answers += 1;
            let limit = span.limit.min(server.bound) as usize;
            let all = server.rows.len();
            let start = (span.offset as usize).min(all);
            let (start, end) = match server.pages {
                Paging::Honest => (start, (start + limit).min(all)),
                Paging::AlwaysTheFirstPage => (0, limit.min(all)),
                Paging::AlwaysEverything => (0, all),
            };
            let mut rows = Vec::new();
            let mut bad = Vec::new();
            for (index, id) in server.rows[start..end].iter().enumerate() {
                if server.bad.contains(id) {
                    bad.push(BadRow::for_test(OPERATION, span, index, *id));
                } else {
                    rows.push(Row(*id));
                }
            }
            Ok(Fetched {
                rows,
                bad,
                total: server.counts.then_some(server.rows.len() as u64),
                places: None,
            })
        }
        .boxed()
    }
}

fn status(status: StatusCode) -> Error {
    Error::new(Kind::Status)
        .with_answer(Answer::new(status, None, None, &Bytes::new()))
        .with_operation(OPERATION)
}

fn memory(addressing: Addressing, server: Server) -> Arc<Memory> {
    Arc::new(Memory {
        addressing,
        server: Mutex::new(server),
    })
}

fn reading(memory: &Arc<Memory>, settings: &Settings, cursor: Option<Cursor>) -> Reading<Row> {
    Reading {
        source: Arc::clone(memory) as AnySource<Row>,
        settings: settings.clone(),
        query: Fingerprint::new().with("operation", OPERATION),
        filter: None,
        cursor,
    }
}

fn rows(memory: &Arc<Memory>, settings: &Settings) -> Rows<Row> {
    Rows::new(Ok(reading(memory, settings, None)))
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

fn ids(rows: Vec<Row>) -> Vec<i64> {
    rows.into_iter().map(|row| row.0).collect()
}

fn addressing() -> impl Strategy<Value = Addressing> {
    prop_oneof![Just(Addressing::PageNumber), Just(Addressing::Offset)]
}

fn settings(on_drift: DriftPolicy) -> impl Strategy<Value = Settings> {
    (1_u32..=60, 1_usize..=8).prop_map(move |(page_size, concurrency)| Settings {
        page_size,
        concurrency,
        on_drift,
        on_bad_row: BadRowPolicy::Fail,
    })
}

fn change(add: bool, delete: bool) -> impl Strategy<Value = Change> {
    let part = |wanted: bool| {
        (any::<prop::sample::Index>(), 1_u8..6, any::<bool>())
            .prop_map(move |(at, count, happens)| (wanted && happens).then_some((at, count)))
    };
    (part(add), part(delete)).prop_map(|(added, deleted)| Change { added, deleted })
}

/// Changes of one list: where pages are counted, only such as a total shows.
fn changes() -> impl Strategy<Value = (Addressing, Vec<Change>)> {
    let of = |addressing, add, delete| {
        (
            Just(addressing),
            prop::collection::vec(change(add, delete), 0..12),
        )
    };
    prop_oneof![
        of(Addressing::Offset, true, true),
        of(Addressing::PageNumber, true, false),
        of(Addressing::PageNumber, false, true),
    ]
}

proptest! {
    #[test]
    fn a_list_that_stays_as_it_is_comes_whole_and_in_order(
        addressing in addressing(),
        total in 0_usize..400,
        settings in settings(DriftPolicy::Deduplicate),
        counts: bool,
        delays in prop::collection::vec(0_u8..6, 0..60),
        bad in prop::collection::btree_set(0_usize..400, 0..6),
    ) {
        let mut server = Server::of(total);
        server.counts = counts;
        server.delays = delays;
        server.bad = bad.iter().filter_map(|n| server.rows.get(*n).copied()).collect();
        let expected = server.rows.clone();
        let bad = server.bad.clone();
        let memory = memory(addressing, server);
        let (got, failed, drift) = run(async {
            let mut rows = rows(&memory, &settings);
            let (mut got, mut failed) = (Vec::new(), 0);
            while let Some(row) = rows.next().await {
                match row {
                    Ok(row) => got.push(row.0),
                    Err(error) => {
                        assert!(error.is_decode());
                        failed += 1;
                    }
                }
            }
            assert_eq!(rows.size_hint(), (0, if counts { Some(0) } else { rows.size_hint().1 }));
            (got, failed, rows.drift())
        });
        let good: Vec<i64> = expected.iter().filter(|id| !bad.contains(id)).copied().collect();
        prop_assert_eq!(got, good);
        prop_assert_eq!(failed, bad.len());
        prop_assert!(!drift.noticed(), "{:?}", drift);
        let server = memory.server.lock().unwrap();
        prop_assert!(server.most_under_way <= settings.concurrency);
        if counts {
            prop_assert_eq!(
                server.asked.len(),
                total.div_ceil(settings.page_size as usize).max(1)
            );
        } else {
            prop_assert!(server.asked.len() <= total.div_ceil(settings.page_size as usize) + 1);
            prop_assert_eq!(server.most_under_way, 1);
        }
    }

    #[test]
    fn pages_that_are_too_slow_are_halved_and_lose_nothing(
        addressing in addressing(),
        total in 0_usize..900,
        page_size in 50_u32..=400,
        concurrency in 1_usize..=8,
        slow_above in 49_u32..400,
        delays in prop::collection::vec(0_u8..6, 0..60),
        cut in 0_usize..900,
    ) {
        let mut server = Server::of(total);
        server.slow_above = slow_above;
        server.delays = delays;
        let expected = server.rows.clone();
        let memory = memory(addressing, server);
        let settings = Settings { page_size, concurrency, ..Settings::default() };
        let (mut got, rest) = run(async {
            let mut first = rows(&memory, &settings);
            let mut got = Vec::new();
            while got.len() < cut.min(total) {
                got.push(first.next().await.unwrap().unwrap().0);
            }
            let cursor = first.cursor().to_string().parse().unwrap();
            drop(first);
            let rest: Vec<Row> = Rows::new(Ok(reading(&memory, &settings, Some(cursor))))
                .try_collect()
                .await
                .unwrap();
            (got, ids(rest))
        });
        got.extend(rest);
        prop_assert_eq!(got, expected);
        // Each page size that is too slow is met by no more requests than were under
        // way when it was found out, in either of the two readers.
        let server = memory.server.lock().unwrap();
        let mut slow: BTreeMap<u32, usize> = BTreeMap::new();
        for span in &server.asked {
            if span.limit > slow_above {
                *slow.entry(span.limit).or_default() += 1;
            }
        }
        prop_assert!(slow.values().sum::<usize>() <= 2 * 4 * concurrency, "{:?}", slow);
    }

    #[test]
    fn a_server_that_returns_fewer_rows_than_asked_for_is_followed(
        addressing in addressing(),
        total in 0_usize..300,
        bound in prop::sample::select(vec![10_u32, 20, 25, 50, 100]),
        page_size in 1_u32..=1000,
        concurrency in 1_usize..=8,
        counts: bool,
    ) {
        let mut server = Server::of(total);
        server.bound = bound;
        server.counts = counts;
        let expected = server.rows.clone();
        let memory = memory(addressing, server);
        let settings = Settings { page_size, concurrency, ..Settings::default() };
        let (got, drift) = run(async {
            let mut rows = rows(&memory, &settings);
            let mut got = Vec::new();
            while let Some(row) = rows.next().await {
                got.push(row.unwrap().0);
            }
            (got, rows.drift())
        });
        prop_assert_eq!(got, expected);
        prop_assert!(!drift.noticed(), "{:?}", drift);
    }

    #[test]
    fn under_re_read_every_row_that_stays_comes_exactly_once(
        (addressing, changes) in changes(),
        total in 0_usize..300,
        settings in settings(DriftPolicy::ReRead),
        delays in prop::collection::vec(0_u8..6, 0..60),
    ) {
        let mut server = Server::of(total);
        server.changes = changes;
        server.delays = delays;
        let before = server.rows.clone();
        let memory = memory(addressing, server);
        let (got, drift) = run(async {
            let mut rows = rows(&memory, &settings);
            let mut got = Vec::new();
            while let Some(row) = rows.next().await {
                got.push(row.unwrap().0);
            }
            (got, rows.drift())
        });
        let server = memory.server.lock().unwrap();
        let stayed: Vec<i64> =
            before.iter().filter(|id| server.rows.contains(id)).copied().collect();
        let unique: BTreeSet<i64> = got.iter().copied().collect();
        prop_assert_eq!(unique.len(), got.len(), "a row came twice");
        let came: Vec<i64> = got.iter().filter(|id| stayed.contains(id)).copied().collect();
        prop_assert_eq!(came, stayed);
        if !server.changed_after_first_answer {
            prop_assert!(!drift.noticed(), "{:?}", drift);
        }
    }

    #[test]
    fn by_default_no_row_comes_twice_and_a_lost_one_is_told(
        (addressing, changes) in changes(),
        total in 0_usize..300,
        settings in settings(DriftPolicy::Deduplicate),
        delays in prop::collection::vec(0_u8..6, 0..60),
    ) {
        // Without overlapping pages, a change that leaves the total as it was cannot
        // be seen: such are left out here, as the documentation says.
        let one_way = changes.iter().all(|change| change.added.is_none())
            || changes.iter().all(|change| change.deleted.is_none());
        prop_assume!(one_way);
        let mut server = Server::of(total);
        server.changes = changes;
        server.delays = delays;
        let before = server.rows.clone();
        let memory = memory(addressing, server);
        let (got, drift) = run(async {
            let mut rows = rows(&memory, &settings);
            let mut got = Vec::new();
            while let Some(row) = rows.next().await {
                got.push(row.unwrap().0);
            }
            (got, rows.drift())
        });
        let server = memory.server.lock().unwrap();
        let unique: BTreeSet<i64> = got.iter().copied().collect();
        prop_assert_eq!(unique.len(), got.len(), "a row came twice");
        // Every change between two answers is told.
        prop_assert_eq!(drift.noticed(), server.changed_after_first_answer, "{:?}", drift);
        let lost = before
            .iter()
            .any(|id| server.rows.contains(id) && !unique.contains(id));
        prop_assert!(!lost || drift.noticed());
    }

    #[test]
    fn under_fail_a_list_that_changes_is_an_error(
        (addressing, changes) in changes(),
        total in 0_usize..300,
        settings in settings(DriftPolicy::Fail),
        delays in prop::collection::vec(0_u8..6, 0..60),
    ) {
        let mut server = Server::of(total);
        server.changes = changes;
        server.delays = delays;
        let before = server.rows.clone();
        let memory = memory(addressing, server);
        let outcome = run(rows(&memory, &settings).try_collect::<Vec<Row>>());
        let server = memory.server.lock().unwrap();
        match outcome {
            Ok(got) => {
                let got: BTreeSet<i64> = ids(got).into_iter().collect();
                prop_assert!(
                    before.iter().all(|id| got.contains(id) || !server.rows.contains(id))
                );
            }
            Err(error) => {
                prop_assert!(error.is_paging_drift(), "{}", error);
                prop_assert!(server.changed_after_first_answer);
            }
        }
    }

    #[test]
    fn cutting_and_resuming_anywhere_gives_exactly_the_remaining_rows(
        addressing in addressing(),
        total in 1_usize..300,
        settings in prop::collection::vec(settings(DriftPolicy::Deduplicate), 1..5),
        cuts in prop::collection::vec(0_usize..120, 0..4),
        between in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>(), 1_u8..4), 0..4),
        bad in prop::collection::btree_set(0_usize..300, 0..4),
    ) {
        let mut server = Server::of(total);
        server.bad = bad.iter().filter_map(|n| server.rows.get(*n).copied()).collect();
        let before = server.rows.clone();
        let bad = server.bad.clone();
        let memory = memory(addressing, server);
        let got = run(async {
            let mut got = Vec::new();
            let mut cursor: Option<Cursor> = None;
            for (part, settings) in settings.iter().enumerate() {
                let mut rows = Rows::new(Ok(reading(&memory, settings, cursor.take())));
                let cut = cuts.get(part).copied().unwrap_or(usize::MAX);
                let mut taken = 0;
                while taken < cut {
                    match rows.next().await {
                        Some(Ok(row)) => got.push(row.0),
                        Some(Err(error)) => assert!(error.is_decode(), "{error}"),
                        None => break,
                    }
                    taken += 1;
                }
                cursor = Some(rows.cursor().to_string().parse().unwrap());
                drop(rows);
                // Between two processes, rows are added or deleted.
                if let Some((add, at, count)) = between.get(part) {
                    let change = Change {
                        added: add.then_some((*at, *count)),
                        deleted: (!add).then_some((*at, *count)),
                    };
                    memory.server.lock().unwrap().apply(&change);
                }
            }
            let end = Settings::default();
            let rest: Vec<Row> = {
                let mut rows = Rows::new(Ok(reading(&memory, &end, cursor)));
                let mut rest = Vec::new();
                while let Some(row) = rows.next().await {
                    match row {
                        Ok(row) => rest.push(row),
                        Err(error) => assert!(error.is_decode(), "{error}"),
                    }
                }
                rest
            };
            got.extend(ids(rest));
            got
        });
        let server = memory.server.lock().unwrap();
        let unique: BTreeSet<i64> = got.iter().copied().collect();
        prop_assert_eq!(unique.len(), got.len(), "a row came twice: {:?}", got);
        let stayed: Vec<i64> = before
            .iter()
            .filter(|id| server.rows.contains(id) && !bad.contains(id))
            .copied()
            .collect();
        let came: Vec<i64> = got.iter().filter(|id| stayed.contains(id)).copied().collect();
        prop_assert_eq!(came, stayed);
    }
}

proptest! {
    #[test]
    fn changes_408s_cuts_and_resumptions_together_lose_and_repeat_nothing(
        total in 0_usize..400,
        page_size in 50_u32..=120,
        concurrency in 1_usize..=8,
        slow_above in 49_u32..150,
        // Fewer rows deleted than a cursor remembers: if all of those were gone, a new
        // process could not know its place.
        changes in prop::collection::vec(change(true, true), 0..=3),
        delays in prop::collection::vec(0_u8..6, 0..60),
        cuts in prop::collection::vec(0_usize..150, 0..4),
    ) {
        let mut server = Server::of(total);
        server.changes = changes;
        server.delays = delays;
        server.slow_above = slow_above;
        let before = server.rows.clone();
        let memory = memory(Addressing::Offset, server);
        let settings = Settings {
            page_size,
            concurrency,
            on_drift: DriftPolicy::ReRead,
            ..Settings::default()
        };
        let (got, noticed) = run(async {
            let (mut got, mut noticed) = (Vec::new(), false);
            let mut cursor: Option<Cursor> = None;
            for cut in cuts.into_iter().chain([usize::MAX]) {
                let mut rows = Rows::new(Ok(reading(&memory, &settings, cursor.take())));
                for _ in 0..cut {
                    match rows.next().await {
                        Some(row) => got.push(row.unwrap().0),
                        None => break,
                    }
                }
                noticed |= rows.drift().noticed();
                cursor = Some(rows.cursor().to_string().parse().unwrap());
            }
            (got, noticed)
        });
        let server = memory.server.lock().unwrap();
        let unique: BTreeSet<i64> = got.iter().copied().collect();
        prop_assert_eq!(unique.len(), got.len(), "a row came twice");
        let stayed: Vec<i64> =
            before.iter().filter(|id| server.rows.contains(id)).copied().collect();
        let came: Vec<i64> = got.iter().filter(|id| stayed.contains(id)).copied().collect();
        prop_assert_eq!(came, stayed);
        prop_assert!(server.changed_after_first_answer || !noticed);
    }
}

#[test]
fn nothing_is_asked_for_before_it_is_read_nor_after_the_stream_is_dropped() {
    let settings = Settings {
        page_size: 10,
        concurrency: 3,
        ..Settings::default()
    };
    let memory = memory(Addressing::PageNumber, Server::of(100));
    let asked = || memory.server.lock().unwrap().asked.len();
    run(async {
        let mut rows = rows(&memory, &settings);
        tokio::task::yield_now().await;
        assert_eq!(asked(), 0, "made, not read");
        let _ = rows.next().await;
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        // The first page, and two ahead of it.
        assert_eq!(asked(), 3);
        drop(rows);
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        assert_eq!(asked(), 3);
    });
}

#[test]
fn with_a_concurrency_of_one_a_page_is_asked_for_when_the_one_before_is_used_up() {
    let settings = Settings {
        page_size: 10,
        concurrency: 1,
        ..Settings::default()
    };
    let memory = memory(Addressing::Offset, Server::of(100));
    run(async {
        let mut rows = rows(&memory, &settings);
        for _ in 0..20 {
            rows.next().await.unwrap().unwrap();
        }
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        assert_eq!(memory.server.lock().unwrap().asked.len(), 2);
    });
}

#[test]
fn the_total_is_known_as_soon_as_the_first_page_is_in() {
    let settings = Settings {
        page_size: 10,
        ..Settings::default()
    };
    let memory = memory(Addressing::Offset, Server::of(95));
    run(async {
        let mut rows = rows(&memory, &settings);
        assert_eq!(rows.total(), None);
        assert_eq!(rows.size_hint(), (0, None));
        let _ = rows.next().await;
        assert_eq!(rows.total(), Some(95));
        assert_eq!(rows.size_hint(), (9, Some(94)));
    });
}

#[test]
fn a_1000_row_page_halves_into_aligned_pages_and_later_pages_start_small() {
    let mut server = Server::of(3000);
    server.slow_above = 250;
    let memory = memory(Addressing::PageNumber, server);
    let settings = Settings {
        concurrency: 1,
        ..Settings::default()
    };
    let got: Vec<Row> = run(rows(&memory, &settings).try_collect()).unwrap();
    assert_eq!(got.len(), 3000);
    let asked: Vec<(u64, u32)> = memory
        .server
        .lock()
        .unwrap()
        .asked
        .iter()
        .map(|span| (span.offset, span.limit))
        .collect();
    assert_eq!(asked[..4], [(0, 1000), (0, 500), (0, 250), (250, 250)]);
    assert_eq!(asked.len(), 2 + 12);
}

#[test]
fn a_page_that_is_too_slow_at_the_floor_is_an_error_after_the_rows_before_it() {
    let mut server = Server::of(100);
    server.slow_above = 10;
    let memory = memory(Addressing::PageNumber, server);
    let error = run(rows(&memory, &Settings::default()).try_collect::<Vec<Row>>()).unwrap_err();
    assert!(error.is_page_too_slow());
    let limits: Vec<u32> = memory
        .server
        .lock()
        .unwrap()
        .asked
        .iter()
        .map(|span| span.limit)
        .collect();
    assert_eq!(limits, [1000, 500, 250, 125, 62, 31]);
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_sent() {
    let memory = memory(Addressing::PageNumber, Server::of(10));
    let other = Cursor {
        query: Fingerprint::new().with("operation", "another"),
        offset: 3,
        page_size: 10,
        total: None,
        anchors: Vec::new(),
    };
    let with = |page_size, concurrency| Settings {
        page_size,
        concurrency,
        ..Settings::default()
    };
    let cases = [
        (with(0, 4), None, "page_size"),
        (with(1001, 4), None, "page_size"),
        (with(1000, 0), None, "concurrency"),
        (with(1000, 4), Some(other), "cursor"),
        (with(1000, 4), Some(Cursor::nowhere()), "cursor"),
    ];
    for (settings, cursor, parameter) in cases {
        let rows = Rows::new(Ok(reading(&memory, &settings, cursor)));
        let error = run(rows.try_collect::<Vec<Row>>()).unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
        assert_eq!(error.parameter(), Some(parameter));
    }
    assert!(memory.server.lock().unwrap().asked.is_empty());
}

#[test]
fn a_bad_row_is_an_error_in_its_place_or_left_out_or_kept_apart() {
    let run_with = |on_bad_row| {
        let mut server = Server::of(30);
        server.bad.extend([server.rows[12], server.rows[29]]);
        let memory = memory(Addressing::Offset, server);
        let settings = Settings {
            page_size: 10,
            on_bad_row,
            ..Settings::default()
        };
        run(async {
            let mut rows = rows(&memory, &settings);
            let mut errors = Vec::new();
            let mut position = 0;
            while let Some(row) = rows.next().await {
                if let Err(error) = row {
                    errors.push((position, error));
                }
                position += 1;
            }
            (position, errors, rows.bad_rows().to_vec())
        })
    };
    let (count, errors, kept) = run_with(BadRowPolicy::Fail);
    assert_eq!((count, kept.len()), (30, 0));
    assert_eq!(
        errors.iter().map(|(at, _)| *at).collect::<Vec<_>>(),
        [12, 29]
    );
    assert_eq!(
        (errors[0].1.page(), errors[0].1.index()),
        (Some(2), Some(2))
    );

    let (count, errors, kept) = run_with(BadRowPolicy::Skip);
    assert_eq!((count, errors.len(), kept.len()), (28, 0, 0));

    let (count, errors, kept) = run_with(BadRowPolicy::Collect);
    assert_eq!((count, errors.len()), (28, 0));
    assert_eq!(
        kept.iter().map(BadRow::offset).collect::<Vec<_>>(),
        [12, 29]
    );
}

#[test]
fn a_server_that_does_not_page_ends_all_the_same_and_loses_nothing() {
    let settings = Settings {
        page_size: 10,
        ..Settings::default()
    };
    for counts in [true, false] {
        let mut server = Server::of(35);
        server.pages = Paging::AlwaysEverything;
        server.counts = counts;
        let expected = server.rows.clone();
        let memory = memory(Addressing::Offset, server);
        run(async {
            let mut rows = rows(&memory, &settings);
            let mut got = Vec::new();
            let mut failed = false;
            while let Some(row) = rows.next().await {
                match row {
                    Ok(row) => got.push(row.0),
                    Err(error) => failed = error.is_paging_drift(),
                }
            }
            assert_eq!(got, expected);
            assert!(failed || rows.drift().duplicates > 0);
        });
    }

    let mut server = Server::of(35);
    server.pages = Paging::AlwaysTheFirstPage;
    server.counts = false;
    let memory = memory(Addressing::Offset, server);
    let error = run(rows(&memory, &settings).try_collect::<Vec<Row>>()).unwrap_err();
    assert!(error.is_paging_drift(), "{error}");
}

#[test]
fn a_page_whose_bad_rows_came_first_is_not_behind_the_cursor() {
    let mut server = Server::of(30);
    server.bad.insert(server.rows[12]);
    let memory = memory(Addressing::PageNumber, server);
    let settings = Settings {
        page_size: 10,
        ..Settings::default()
    };
    run(async {
        let mut pages = Pages::new(Ok(reading(&memory, &settings, None)));
        assert_eq!(pages.next().await.unwrap().unwrap().rows().len(), 10);
        assert!(pages.next().await.unwrap().is_err());
        assert_eq!(pages.cursor().offset(), 10);
        assert_eq!(pages.next().await.unwrap().unwrap().rows().len(), 9);
        assert_eq!(pages.cursor().offset(), 20);
    });
}

#[test]
fn a_failure_ends_the_stream_and_its_cursor_leads_back() {
    let mut server = Server::of(200);
    server.slow_above = 60;
    let expected = server.rows.clone();
    let memory = memory(Addressing::Offset, server);
    let settings = Settings {
        page_size: 49,
        ..Settings::default()
    };
    run(async {
        let mut rows = rows(&memory, &settings);
        let mut got = Vec::new();
        for _ in 0..49 {
            got.push(rows.next().await.unwrap().unwrap().0);
        }
        // From now on even the smallest page is too slow; what was fetched ahead may
        // still come.
        memory.server.lock().unwrap().slow_above = 0;
        let error = loop {
            match rows.next().await {
                Some(Ok(row)) => got.push(row.0),
                Some(Err(error)) => break error,
                None => panic!("the end, without the failure"),
            }
        };
        assert!(error.is_page_too_slow());
        assert!(rows.next().await.is_none());
        let cursor = rows.cursor();
        memory.server.lock().unwrap().slow_above = u32::MAX;
        let rest = Rows::new(Ok(reading(&memory, &settings, Some(cursor))));
        got.extend(ids(rest.try_collect().await.unwrap()));
        assert_eq!(got, expected);
    });
}

#[test]
fn filters_apply_as_pages_arrive_and_leave_cursors_alone() {
    let memory = memory(Addressing::PageNumber, Server::of(100));
    let settings = Settings {
        page_size: 10,
        ..Settings::default()
    };
    let even = |cursor| {
        let mut reading = reading(&memory, &settings, cursor);
        reading.filter = Some(Arc::new(|row: &Row| row.0 % 2 == 0));
        Rows::new(Ok(reading))
    };
    run(async {
        let all = ids(even(None).try_collect().await.unwrap());
        assert!(all.iter().all(|id| id % 2 == 0) && all.len() > 30);
        for cut in 0..all.len() {
            let mut rows = even(None);
            let mut got = Vec::new();
            for _ in 0..cut {
                got.push(rows.next().await.unwrap().unwrap().0);
            }
            got.extend(ids(even(Some(rows.cursor())).try_collect().await.unwrap()));
            assert_eq!(got, all);
        }
    });
}

#[test]
fn pages_know_their_place_and_their_cursor() {
    let memory = memory(Addressing::PageNumber, Server::of(25));
    let settings = Settings {
        page_size: 10,
        ..Settings::default()
    };
    run(async {
        let mut pages = Pages::new(Ok(reading(&memory, &settings, None)));
        let mut seen = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.unwrap();
            seen.push((page.offset(), page.rows().len(), page.cursor().offset()));
            assert_eq!(page.total(), Some(25));
            assert_eq!(page.cursor(), pages.cursor());
        }
        assert_eq!(seen, [(0, 10, 10), (10, 10, 20), (20, 5, 25)]);
    });
}
