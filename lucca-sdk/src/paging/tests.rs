//! The reader on lists in memory, which change, tire and lie as a server may.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use futures::future::BoxFuture;
use http::StatusCode;
use proptest::prelude::*;
use proptest::sample::Index;

use super::cursor::Fingerprint;
use super::source::{AnySource, Reading, Settings};
use super::*;
use crate::Error;
use crate::decode::Present;
use crate::error::{Answer, Kind};
use crate::observer::Event;

const OPERATION: &str = "list-things";

#[derive(Clone, Debug, PartialEq)]
struct Row(i64);

/// A list in memory.
struct Memory {
    addressing: Addressing,
    server: Mutex<Server>,
}

/// What a server may do to a list. A new one is honest.
#[derive(Debug)]
struct Server {
    rows: Vec<i64>,
    next_id: i64,
    /// What answers say of how many rows there are.
    counts: Counts,
    /// Pages of more rows are answered 408.
    slow_above: u32,
    /// Pages hold no more rows, whatever is asked for.
    bound: u32,
    paging: Paging,
    /// Rows that have a position and are counted, and never shown.
    hidden: BTreeSet<i64>,
    /// Rows that cannot be decoded.
    bad: BTreeSet<i64>,
    /// For each answer, whether a row is dropped from it.
    drops: Vec<Option<Index>>,
    /// For each answer, whether it is that of the request before.
    repeats: Vec<bool>,
    /// Each answer shows the list in an order of its own.
    shuffle: Option<u64>,
    /// What happens before each answer; used up one by one.
    changes: Vec<Change>,
    /// How often each request gives way to others before it is answered.
    delays: Vec<u8>,
    asked: Vec<Span>,
    under_way: usize,
    most_under_way: usize,
    changed_after_first_answer: bool,
    answers: usize,
    last_answer: Vec<i64>,
    told: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Counts {
    Right,
    Not,
    /// So many more or fewer than there are.
    Off(i64),
    /// Always so many.
    Fixed(u64),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Paging {
    Honest,
    /// What page is asked for does not matter: the answer is the first, or all there is.
    AlwaysTheFirstPage,
    AlwaysEverything,
    /// Behind the end comes the last page, again.
    LastPageBehindTheEnd,
    /// Pages behind the first are empty.
    NothingBehindTheFirstPage,
    /// Each page is one new row.
    OneRow,
}

#[derive(Clone, Debug)]
struct Change {
    /// Where rows are added, and how many.
    added: Option<(Index, u8)>,
    deleted: Option<(Index, u8)>,
}

impl Server {
    fn of(total: usize) -> Self {
        Self {
            // Identifiers in an order of their own: nothing may rely on it.
            rows: (1..=total as i64).map(|n| (n * 7919) % 100_003).collect(),
            next_id: 200_000,
            counts: Counts::Right,
            slow_above: u32::MAX,
            bound: u32::MAX,
            paging: Paging::Honest,
            hidden: BTreeSet::new(),
            bad: BTreeSet::new(),
            drops: Vec::new(),
            repeats: Vec::new(),
            shuffle: None,
            changes: Vec::new(),
            delays: Vec::new(),
            asked: Vec::new(),
            under_way: 0,
            most_under_way: 0,
            changed_after_first_answer: false,
            answers: 0,
            last_answer: Vec::new(),
            told: 0,
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

    /// The identifiers that the answer to `span` holds.
    fn answer(&mut self, span: Span) -> Vec<i64> {
        if let Some(change) = self.changes.pop() {
            self.apply(&change);
        }
        self.answers += 1;
        let mut order = self.rows.clone();
        if let Some(seed) = &mut self.shuffle {
            for left in (1..order.len()).rev() {
                *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                order.swap(left, (*seed >> 33) as usize % (left + 1));
            }
        }
        let limit = span.limit.min(self.bound) as usize;
        let start = usize::try_from(span.offset).unwrap().min(order.len());
        let end = (start + limit).min(order.len());
        let mut page = match self.paging {
            Paging::Honest => order[start..end].to_vec(),
            Paging::LastPageBehindTheEnd if start == order.len() && limit > 0 => {
                order[(order.len().saturating_sub(1) / limit * limit)..].to_vec()
            }
            Paging::LastPageBehindTheEnd => order[start..end].to_vec(),
            Paging::AlwaysTheFirstPage => order[..limit.min(order.len())].to_vec(),
            Paging::AlwaysEverything => order,
            Paging::NothingBehindTheFirstPage if span.offset > 0 => Vec::new(),
            Paging::NothingBehindTheFirstPage => order[..end].to_vec(),
            Paging::OneRow => vec![span.offset as i64 + 1],
        };
        page.retain(|id| !self.hidden.contains(id));
        if let Some(Some(dropped)) = self.drops.pop()
            && !page.is_empty()
        {
            page.remove(dropped.index(page.len()));
        }
        if self.repeats.pop().unwrap_or(false) && self.answers > 1 {
            page.clone_from(&self.last_answer);
        }
        self.last_answer.clone_from(&page);
        page
    }

    fn total(&self) -> Option<u64> {
        match self.counts {
            Counts::Right => Some(self.rows.len() as u64),
            Counts::Not => None,
            Counts::Off(by) => Some((self.rows.len() as i64 + by).max(0) as u64),
            Counts::Fixed(total) => Some(total),
        }
    }

    /// The rows that an honest reading of the list would give, good or bad.
    fn visible(&self) -> BTreeSet<i64> {
        let rows = self.rows.iter().copied();
        rows.filter(|id| !self.hidden.contains(id)).collect()
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

    fn fetch(self: Arc<Self>, span: Span) -> BoxFuture<'static, Result<Fetched<Row>, Error>> {
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
            assert!((1..=1_000).contains(&span.limit), "{span:?}");
            if self.addressing == Addressing::PageNumber {
                assert_eq!(span.offset % u64::from(span.limit), 0, "{span:?}");
            }
            if span.limit > server.slow_above {
                return Err(status(StatusCode::REQUEST_TIMEOUT));
            }
            let mut rows = Vec::new();
            let mut bad = Vec::new();
            for (index, id) in server.answer(span).into_iter().enumerate() {
                if server.bad.contains(&id) {
                    bad.push(BadRow::for_test(OPERATION, span, index));
                } else {
                    rows.push(Row(id));
                }
            }
            Ok(Fetched {
                rows,
                bad,
                total: server.total(),
                places: None,
                present: Present::default(),
            })
        }
        .boxed()
    }

    fn notice(&self, _event: &Event<'_>) {
        self.server.lock().unwrap().told += 1;
    }
}

fn status(status: StatusCode) -> Error {
    Error::new(Kind::Status(status))
        .with_answer(Answer {
            status,
            ..Answer::default()
        })
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

/// What a list gave until its end: rows, how many bad rows, the error at which it ended,
/// what was noticed.
struct Outcome {
    got: Vec<i64>,
    bad: usize,
    error: Option<Error>,
    drift: Drift,
}

fn read(memory: &Arc<Memory>, settings: &Settings, cursor: Option<Cursor>) -> Outcome {
    run(async {
        let mut rows = Rows::new(Ok(reading(memory, settings, cursor)));
        let mut outcome = Outcome {
            got: Vec::new(),
            bad: 0,
            error: None,
            drift: Drift::default(),
        };
        while let Some(row) = rows.next().await {
            match row {
                Ok(row) => outcome.got.push(row.0),
                Err(error) if error.is_decode() => outcome.bad += 1,
                Err(error) => {
                    assert!(outcome.error.is_none(), "two ends");
                    outcome.error = Some(error);
                }
            }
        }
        outcome.drift = rows.drift();
        outcome
    })
}

fn pages_of(page_size: u32) -> Settings {
    Settings {
        page_size,
        ..Settings::default()
    }
}

fn asked(memory: &Memory) -> usize {
    memory.server.lock().unwrap().asked.len()
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
        (any::<Index>(), 1_u8..6, any::<bool>())
            .prop_map(move |(at, count, happens)| (wanted && happens).then_some((at, count)))
    };
    (part(add), part(delete)).prop_map(|(added, deleted)| Change { added, deleted })
}

/// Changes of one list. If rows both came and went between two answers, the total might
/// stay as it was, and nothing could be noticed, as the documentation says.
fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop_oneof![
        prop::collection::vec(change(true, false), 0..12),
        prop::collection::vec(change(false, true), 0..12),
    ]
}

fn delays() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(0_u8..6, 0..60)
}

/// A server with any number of faults at once, and whether it changes and counts right.
fn faulty() -> impl Strategy<Value = Server> {
    let faults = (
        prop_oneof![
            4 => Just(Counts::Right),
            1 => Just(Counts::Not),
            2 => (-40_i64..40).prop_map(Counts::Off),
        ],
        prop_oneof![2 => Just(u32::MAX), 1 => 10_u32..50],
        prop_oneof![2 => Just(None), 1 => any::<u64>().prop_map(Some)],
        prop_oneof![
            2 => Just(Vec::new()),
            1 => prop::collection::vec(prop::option::weighted(0.3, any::<Index>()), 30),
        ],
        prop_oneof![
            2 => Just(Vec::new()),
            1 => prop::collection::vec(prop::bool::weighted(0.3), 30),
        ],
        prop_oneof![2 => Just(Vec::new()), 1 => changes()],
        prop::collection::vec(any::<Index>(), 0..20),
    );
    (0_usize..300, faults, delays()).prop_map(|(total, faults, delays)| {
        let (counts, bound, shuffle, drops, repeats, changes, hidden) = faults;
        let mut server = Server::of(total);
        server.counts = counts;
        server.bound = bound;
        server.shuffle = shuffle;
        server.drops = drops;
        server.repeats = repeats;
        server.changes = changes;
        server.delays = delays;
        // Without a total, a page that is empty for such a reason is the end, and nothing
        // tells that a row was deleted. If rows are missing from the total and as many
        // from a page, they make up for each other: the last page is what the total says.
        let counts_too_few = matches!(counts, Counts::Off(by) if by < 0);
        if counts_too_few || counts == Counts::Not {
            server.drops.clear();
            // A page that is sent thrice where the list may end cannot be told from its last
            // one, which some servers send to whoever asks behind it.
            let mut before = false;
            for repeat in &mut server.repeats {
                *repeat &= !before;
                before = *repeat;
            }
        }
        if counts_too_few {
            server.bound = u32::MAX;
        }
        if counts == Counts::Not {
            server.changes.clear();
        } else if counts_too_few {
            server.hidden.clear();
        } else if total > 0 {
            let hidden = hidden.iter().map(|at| at.index(total));
            server.hidden = hidden.map(|index| server.rows[index]).collect();
        }
        server
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    /// The promise of the module, against servers that repeat, shuffle, bound, drop,
    /// hide, count wrongly, and change.
    #[test]
    fn a_list_that_ends_well_is_whole_or_says_that_it_is_not(
        addressing in addressing(),
        server in faulty(),
        settings in settings(DriftPolicy::Deduplicate),
    ) {
        let before = server.visible();
        let repeats_behind_end = server.repeats.contains(&true);
        let memory = memory(addressing, server);
        let outcome = read(&memory, &settings, None);
        let server = memory.server.lock().unwrap();
        let got: BTreeSet<i64> = outcome.got.iter().copied().collect();
        prop_assert_eq!(got.len(), outcome.got.len(), "a row came twice");
        // An end is found, in not many more requests than there can be pages.
        prop_assert!(server.asked.len() < 900, "{}", server.asked.len());
        let drift = &outcome.drift;
        prop_assert_eq!(server.told, usize::from(drift.noticed()));
        if let Some(error) = outcome.error {
            prop_assert!(error.is_paging_drift(), "{}", error);
            return Ok(());
        }
        let throughout: Vec<i64> = before.intersection(&server.visible()).copied().collect();
        let missing = throughout.iter().filter(|id| !got.contains(id)).count();
        prop_assert!(missing == 0 || drift.noticed(), "{} missing in silence", missing);
        // No row that came again stands in the place of another.
        if !server.changed_after_first_answer && !repeats_behind_end {
            prop_assert!(missing == 0 || drift.duplicates == 0, "{:?}", drift);
        }
        if drift.duplicates > 0 && !repeats_behind_end {
            let least = drift.smallest_total.unwrap_or(0);
            prop_assert!(got.len() as u64 >= least, "{:?}", drift);
        }
        // Every difference is told.
        if let Some(last) = drift.last_total {
            prop_assert_eq!(drift.missing, last.saturating_sub(got.len() as u64));
            let most = drift.largest_total.unwrap();
            prop_assert_eq!(drift.uncounted, (got.len() as u64).saturating_sub(most));
        }
        if server.changed_after_first_answer && drift.last_total.is_some() {
            prop_assert!(drift.noticed());
        }
        if !drift.noticed() && drift.last_total.is_some() {
            prop_assert_eq!(got, server.visible());
        }
    }
}

proptest! {
    #[test]
    fn a_list_that_stays_as_it_is_comes_whole_and_in_order(
        addressing in addressing(),
        total in 0_usize..400,
        settings in settings(DriftPolicy::Deduplicate),
        counts: bool,
        delays in delays(),
        bad in prop::collection::btree_set(0_usize..400, 0..6),
    ) {
        let mut server = Server::of(total);
        server.counts = if counts { Counts::Right } else { Counts::Not };
        server.delays = delays;
        server.bad = bad.iter().filter_map(|n| server.rows.get(*n).copied()).collect();
        let expected = server.rows.clone();
        let bad = server.bad.clone();
        let memory = memory(addressing, server);
        let outcome = read(&memory, &settings, None);
        prop_assert!(outcome.error.is_none());
        let good: Vec<i64> = expected.iter().filter(|id| !bad.contains(id)).copied().collect();
        prop_assert_eq!(outcome.got, good);
        prop_assert_eq!(outcome.bad, bad.len());
        prop_assert!(!outcome.drift.noticed(), "{:?}", outcome.drift);
        let server = memory.server.lock().unwrap();
        prop_assert!(server.most_under_way <= settings.concurrency);
        let page_size = settings.page_size as usize;
        if counts {
            // One more behind a last page that is full.
            prop_assert_eq!(server.asked.len(), total / page_size + 1);
        } else {
            // Two more behind a page that is short: whether it was cut, and whether there
            // are others.
            prop_assert!(server.asked.len() <= total.div_ceil(page_size) + 2);
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
        delays in delays(),
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
        // What is too slow is met by no more requests than were under way when it was
        // found out, and then by one for each time that the double is tried: after 4, 8,
        // 16 pages and so on. In either of the two readers.
        let server = memory.server.lock().unwrap();
        let slow = server.asked.iter().filter(|span| span.limit > slow_above).count();
        prop_assert!(slow <= 2 * (4 + concurrency + 6), "{} of {}", slow, server.asked.len());
    }

    #[test]
    fn a_server_that_returns_fewer_rows_than_asked_for_is_followed(
        addressing in addressing(),
        total in 0_usize..300,
        bound in 10_u32..100,
        page_size in 1_u32..=1000,
        concurrency in 1_usize..=8,
        counts: bool,
    ) {
        let mut server = Server::of(total);
        server.bound = bound;
        server.counts = if counts { Counts::Right } else { Counts::Not };
        let expected = server.rows.clone();
        let memory = memory(addressing, server);
        let settings = Settings { page_size, concurrency, ..Settings::default() };
        let outcome = read(&memory, &settings, None);
        prop_assert!(outcome.error.is_none());
        prop_assert_eq!(outcome.got, expected);
        prop_assert!(!outcome.drift.noticed(), "{:?}", outcome.drift);
        let pages = total.div_ceil(bound.min(page_size) as usize);
        prop_assert!(asked(&memory) <= pages + 4, "{} for {pages}", asked(&memory));
    }

    #[test]
    fn under_again_a_list_is_one_picture_or_an_error(
        addressing in addressing(),
        changes in changes(),
        total in 0_usize..300,
        settings in settings(DriftPolicy::Again(3)),
        delays in delays(),
        hidden in prop::collection::vec(any::<Index>(), 0..3),
    ) {
        let mut server = Server::of(total);
        server.changes = changes;
        server.delays = delays;
        if total > 0 {
            server.hidden = hidden.iter().map(|at| server.rows[at.index(total)]).collect();
        }
        let memory = memory(addressing, server);
        let outcome = read(&memory, &settings, None);
        let server = memory.server.lock().unwrap();
        match outcome.error {
            None => {
                // Rows that were added or deleted behind the place are no drift.
                let got: BTreeSet<i64> = outcome.got.iter().copied().collect();
                prop_assert_eq!(got.len(), outcome.got.len());
                prop_assert_eq!(got, server.visible());
                prop_assert!(!outcome.drift.changed());
            }
            Some(error) => {
                prop_assert!(error.is_paging_drift(), "{}", error);
                prop_assert!(server.changed_after_first_answer || !server.hidden.is_empty());
                prop_assert_eq!(outcome.got.len(), 0, "rows of a picture that is none");
            }
        }
    }

    #[test]
    fn under_fail_a_list_that_changes_is_an_error(
        addressing in addressing(),
        changes in changes(),
        total in 0_usize..300,
        settings in settings(DriftPolicy::Fail),
        delays in delays(),
    ) {
        let mut server = Server::of(total);
        server.changes = changes;
        server.delays = delays;
        let before = server.visible();
        let memory = memory(addressing, server);
        let outcome = read(&memory, &settings, None);
        let server = memory.server.lock().unwrap();
        match outcome.error {
            None => {
                let got: BTreeSet<i64> = outcome.got.into_iter().collect();
                let mut stayed = before.intersection(&server.rows.iter().copied().collect())
                    .copied()
                    .collect::<Vec<_>>();
                stayed.retain(|id| !got.contains(id));
                prop_assert!(stayed.is_empty());
            }
            Some(error) => {
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
        cuts in prop::collection::vec(0_usize..120, 4),
        bad in prop::collection::btree_set(0_usize..300, 0..4),
        delays in delays(),
    ) {
        let mut server = Server::of(total);
        server.delays = delays;
        server.bad = bad.iter().filter_map(|n| server.rows.get(*n).copied()).collect();
        let bad = server.bad.clone();
        let expected: Vec<i64> =
            server.rows.iter().filter(|id| !bad.contains(id)).copied().collect();
        let memory = memory(addressing, server);
        let mut cursor: Option<Cursor> = None;
        let mut got = Vec::new();
        for (settings, cut) in settings.iter().zip(cuts) {
            run(async {
                let mut rows = Rows::new(Ok(reading(&memory, settings, cursor.take())));
                for _ in 0..cut {
                    match rows.next().await {
                        Some(Ok(row)) => got.push(row.0),
                        Some(Err(error)) => assert!(error.is_decode(), "{error}"),
                        None => break,
                    }
                }
                cursor = Some(rows.cursor().to_string().parse().unwrap());
                assert!(!rows.drift().noticed(), "{}", rows.drift());
            });
        }
        let rest = read(&memory, &Settings::default(), cursor);
        prop_assert!(rest.error.is_none() && !rest.drift.noticed(), "{}", rest.drift);
        got.extend(rest.got);
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn a_list_that_changed_between_two_processes_is_told(
        addressing in addressing(),
        total in 20_usize..300,
        cut in 1_usize..200,
        change in prop_oneof![change(true, false), change(false, true)],
        page_size in 2_u32..60,
    ) {
        let memory = memory(addressing, Server::of(total));
        let settings = pages_of(page_size);
        let cursor = run(async {
            let mut rows = rows(&memory, &settings);
            for _ in 0..cut {
                let _ = rows.next().await;
            }
            rows.cursor()
        });
        let before = memory.server.lock().unwrap().rows.clone();
        memory.server.lock().unwrap().apply(&change);
        let changed = before != memory.server.lock().unwrap().rows;
        let rest = read(&memory, &settings, Some(cursor));
        prop_assert_eq!(rest.drift.noticed(), changed, "{:?}", rest.drift);
    }
}

#[test]
fn the_same_page_again_is_an_error_that_says_so() {
    for counts in [
        Counts::Fixed(5_000),
        Counts::Not,
        Counts::Fixed(1_000_000_000_000),
    ] {
        for addressing in [Addressing::PageNumber, Addressing::Offset] {
            let mut server = Server::of(1_000);
            server.paging = Paging::AlwaysTheFirstPage;
            server.counts = counts;
            let memory = memory(addressing, server);
            let outcome = read(&memory, &Settings::default(), None);
            assert_eq!(outcome.got.len(), 1_000);
            let error = outcome.error.expect("an error");
            assert!(error.is_paging_drift());
            assert!(error.to_string().contains("same page"), "{error}");
            assert!(asked(&memory) <= 8, "{} requests", asked(&memory));
        }
    }
}

#[test]
fn shuffled_pages_are_an_error_at_the_end_that_names_both_numbers() {
    for addressing in [Addressing::PageNumber, Addressing::Offset] {
        let mut server = Server::of(3_000);
        server.shuffle = Some(7);
        let memory = memory(addressing, server);
        let outcome = read(&memory, &Settings::default(), None);
        let error = outcome.error.expect("an error").to_string();
        assert!(outcome.got.len() > 1_000, "what could be read comes first");
        assert!(error.contains(&outcome.got.len().to_string()), "{error}");
        assert!(error.contains("3000"), "{error}");
    }
}

#[test]
fn rows_without_a_usable_identity_are_bad_rows_and_not_repetitions() {
    for id in [0, -1] {
        let mut server = Server::of(0);
        server.rows = vec![id; 5];
        let memory = memory(Addressing::Offset, server);
        let outcome = read(&memory, &Settings::default(), None);
        assert_eq!((outcome.got.len(), outcome.bad), (0, 5));
        assert!(outcome.error.is_none() && !outcome.drift.noticed());
    }
    let mut server = Server::of(30);
    server.rows[12] = 0;
    let memory = memory(Addressing::PageNumber, server);
    let outcome = read(&memory, &pages_of(10), None);
    assert_eq!((outcome.got.len(), outcome.bad), (29, 1));
    assert!(!outcome.drift.noticed(), "{}", outcome.drift);
}

#[test]
fn a_total_beyond_all_bounds_ends_soon_whatever_the_pages_hold() {
    for paging in [
        Paging::AlwaysTheFirstPage,
        Paging::NothingBehindTheFirstPage,
        Paging::OneRow,
    ] {
        for (rows, addressing) in [
            (0, Addressing::PageNumber),
            (1, Addressing::Offset),
            (1_000, Addressing::PageNumber),
        ] {
            let mut server = Server::of(rows);
            server.paging = paging;
            server.counts = Counts::Fixed(1_000_000_000_000);
            let memory = memory(addressing, server);
            let outcome = read(&memory, &Settings::default(), None);
            let error = outcome.error.expect("an error");
            assert!(error.is_paging_drift(), "{error}");
            assert!(asked(&memory) <= 12, "{} requests: {error}", asked(&memory));
        }
    }
}

#[test]
fn a_page_of_many_more_rows_than_asked_for_is_an_error() {
    let mut server = Server::of(35);
    server.paging = Paging::AlwaysEverything;
    let memory = memory(Addressing::Offset, server);
    let error = read(&memory, &pages_of(10), None).error.expect("an error");
    assert!(error.is_paging_drift(), "{error}");
    assert!(
        error.to_string().contains("35 rows to a page of 10"),
        "{error}"
    );
    assert_eq!(asked(&memory), 1);
}

#[test]
fn a_few_more_rows_than_asked_for_are_no_harm() {
    for counts in [Counts::Right, Counts::Not] {
        let mut server = Server::of(12);
        server.paging = Paging::AlwaysEverything;
        server.counts = counts;
        let expected = server.rows.clone();
        let memory = memory(Addressing::Offset, server);
        let outcome = read(&memory, &pages_of(10), None);
        if counts == Counts::Right {
            assert_eq!(outcome.got, expected);
            assert!(outcome.error.is_none());
        } else {
            assert!(outcome.error.expect("an error").is_paging_drift());
        }
    }
}

#[test]
fn a_total_that_counts_too_little_hides_nothing() {
    for (shown, counted) in [(2_500_usize, 2_000_u64), (2_500, 2_100), (2_000, 1_000)] {
        let mut server = Server::of(shown);
        server.counts = Counts::Fixed(counted);
        let memory = memory(Addressing::PageNumber, server);
        let outcome = read(&memory, &Settings::default(), None);
        assert!(outcome.error.is_none());
        assert_eq!(outcome.got.len(), shown);
        assert_eq!(outcome.drift.uncounted, shown as u64 - counted);
    }
}

#[test]
fn rows_that_are_counted_and_not_shown_are_told_and_no_error() {
    for addressing in [Addressing::PageNumber, Addressing::Offset] {
        let mut server = Server::of(3_000);
        server.hidden = server.rows.iter().step_by(7).copied().collect();
        let (hidden, visible) = (server.hidden.len(), server.visible());
        let memory = memory(addressing, server);
        let outcome = read(&memory, &Settings::default(), None);
        assert!(outcome.error.is_none());
        assert_eq!(outcome.got.into_iter().collect::<BTreeSet<_>>(), visible);
        let drift = outcome.drift;
        assert_eq!((drift.missing, drift.duplicates), (hidden as u64, 0));
        // One request finds out why the first page came short.
        assert_eq!(asked(&memory), 4);
    }
}

#[test]
fn a_place_far_behind_the_end_of_a_list_that_has_shrunk_costs_a_few_requests() {
    for addressing in [Addressing::PageNumber, Addressing::Offset] {
        for counts in [Counts::Right, Counts::Not] {
            let mut server = Server::of(1_000);
            server.counts = counts;
            let memory = memory(addressing, server);
            let cursor = Cursor {
                query: reading(&memory, &Settings::default(), None).query,
                offset: 1_000_000,
                total: Some(1_000_500),
                last: Some(77),
            };
            let outcome = read(&memory, &Settings::default(), Some(cursor));
            assert!(outcome.error.is_none() && outcome.got.is_empty());
            assert!(asked(&memory) <= 3, "{}", asked(&memory));
            assert!(counts == Counts::Not || outcome.drift.noticed());
        }
    }
}

#[test]
fn a_list_that_repeats_itself_once_is_read_again() {
    let mut server = Server::of(3_000);
    // Answers are taken from the end: the second is the first again.
    server.repeats = vec![true, false];
    let expected = server.rows.clone();
    let memory = memory(Addressing::Offset, server);
    let settings = Settings {
        on_drift: DriftPolicy::Again(1),
        concurrency: 1,
        ..Settings::default()
    };
    let outcome = read(&memory, &settings, None);
    assert!(outcome.error.is_none());
    assert_eq!(outcome.got, expected);
    assert_eq!(outcome.drift.read_again, 1);
}

#[test]
fn nothing_is_asked_for_before_it_is_read_nor_after_the_stream_is_dropped() {
    let settings = Settings {
        page_size: 10,
        concurrency: 3,
        ..Settings::default()
    };
    let memory = memory(Addressing::PageNumber, Server::of(100));
    run(async {
        let mut rows = rows(&memory, &settings);
        tokio::task::yield_now().await;
        assert_eq!(asked(&memory), 0, "made, not read");
        let _ = rows.next().await;
        // The first page, and two ahead of it.
        assert_eq!(asked(&memory), 3);
        drop(rows);
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        assert_eq!(asked(&memory), 3);
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
        assert_eq!(asked(&memory), 2);
    });
}

#[test]
fn the_total_is_known_as_soon_as_the_first_page_is_in() {
    let memory = memory(Addressing::Offset, Server::of(95));
    run(async {
        let mut rows = rows(&memory, &pages_of(10));
        assert_eq!(rows.total(), None);
        let _ = rows.next().await;
        assert_eq!(rows.total(), Some(95));
        assert_eq!(futures::Stream::size_hint(&rows), (9, None));
    });
}

#[test]
fn a_halved_page_grows_back_and_a_try_that_fails_is_made_less_often() {
    let of = |slow_above| {
        let mut server = Server::of(100_000);
        server.slow_above = slow_above;
        let memory = memory(Addressing::PageNumber, server);
        let settings = Settings {
            concurrency: 1,
            ..Settings::default()
        };
        run(async {
            let mut rows = rows(&memory, &settings);
            let mut came = 0;
            while let Some(row) = rows.next().await {
                row.unwrap();
                came += 1;
                // The server is slow while the first rows are read.
                if came == 1 && slow_above == 31 {
                    memory.server.lock().unwrap().slow_above = u32::MAX;
                }
            }
            assert_eq!(came, 100_000);
        });
        asked(&memory)
    };
    let healed = of(31);
    assert!(
        healed <= 100 + 5 + 5 * 5,
        "{healed} requests after a slow start"
    );
    // 400 pages of 250, two halvings, and a try after 4, 8, 16, 32, 64, 64 … pages.
    let slow = of(250);
    assert!(
        slow <= 400 + 2 + 12,
        "{slow} requests where 250 rows are the most"
    );
}

#[test]
fn a_1000_row_page_halves_into_aligned_pages() {
    let mut server = Server::of(3000);
    server.slow_above = 250;
    let memory = memory(Addressing::PageNumber, server);
    let settings = Settings {
        concurrency: 1,
        ..Settings::default()
    };
    let got: Vec<Row> = run(rows(&memory, &settings).try_collect()).unwrap();
    assert_eq!(got.len(), 3000);
    let server = memory.server.lock().unwrap();
    let asked: Vec<(u64, u32)> = server
        .asked
        .iter()
        .map(|span| (span.offset, span.limit))
        .collect();
    assert_eq!(asked[..4], [(0, 1000), (0, 500), (0, 250), (250, 250)]);
}

#[test]
fn a_page_that_is_too_slow_at_the_floor_is_an_error() {
    let mut server = Server::of(100);
    server.slow_above = 10;
    let memory = memory(Addressing::PageNumber, server);
    let error = run(rows(&memory, &Settings::default()).try_collect::<Vec<Row>>()).unwrap_err();
    assert!(error.is_page_too_slow());
    let server = memory.server.lock().unwrap();
    let limits: Vec<u32> = server.asked.iter().map(|span| span.limit).collect();
    assert_eq!(limits, [1000, 500, 250, 125, 62, 31]);
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_sent() {
    let memory = memory(Addressing::PageNumber, Server::of(10));
    let cursor = |query| Cursor {
        offset: 3,
        ..Cursor::start(query)
    };
    let other = cursor(Fingerprint::new().with("operation", "another"));
    let same = cursor(reading(&memory, &Settings::default(), None).query);
    let again = |times| Settings {
        on_drift: DriftPolicy::Again(times),
        ..Settings::default()
    };
    let alone = Settings {
        concurrency: 0,
        ..Settings::default()
    };
    let cases = [
        (pages_of(0), None, "page_size"),
        (pages_of(1001), None, "page_size"),
        (alone, None, "concurrency"),
        (again(0), None, "on_drift"),
        (again(1), Some(same), "on_drift"),
        (pages_of(10), Some(other), "cursor"),
        (
            pages_of(10),
            Some(Cursor::start(Fingerprint::new())),
            "cursor",
        ),
    ];
    for (settings, cursor, parameter) in cases {
        let rows = Rows::new(Ok(reading(&memory, &settings, cursor)));
        let error = run(rows.try_collect::<Vec<Row>>()).unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
        assert_eq!(error.parameter(), Some(parameter));
    }
    assert_eq!(asked(&memory), 0);
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

#[test]
fn a_list_that_counts_too_few_is_read_whole_where_a_short_last_page_comes_again() {
    for len in [1, 2, 8, 9, 11, 25, 63] {
        for off in [-1, -2, -5] {
            for page_size in [5, 10, 20, 1_000] {
                for on_drift in [DriftPolicy::Deduplicate, DriftPolicy::Again(2)] {
                    let case = format!("{len} rows, {off}, pages of {page_size}, {on_drift:?}");
                    let last_page = len % page_size as usize;
                    let mut server = Server::of(len);
                    server.counts = Counts::Off(off);
                    server.paging = Paging::LastPageBehindTheEnd;
                    let memory = memory(Addressing::PageNumber, server);
                    let settings = Settings {
                        on_drift,
                        ..pages_of(page_size)
                    };
                    let outcome = read(&memory, &settings, None);
                    // The only page, and one that is full, may be that of a server that
                    // always sends the same.
                    if last_page == 0 || (last_page == len && len >= 10) {
                        let error = outcome.error.expect(&case);
                        assert!(error.is_paging_drift(), "{case}: {error}");
                        continue;
                    }
                    assert!(outcome.error.is_none(), "{case}: {:?}", outcome.error);
                    assert_eq!(outcome.got.len(), len, "{case}");
                    assert!(outcome.drift.uncounted > 0, "{case}");
                    assert_eq!(memory.server.lock().unwrap().told, 1, "{case}");
                }
            }
        }
    }
}

#[test]
fn a_bounded_list_whose_end_lies_between_the_sizes_is_read_whole() {
    for (total, bound, page_size) in [(15, 12, 15), (37, 36, 37), (100, 99, 102)] {
        for addressing in [Addressing::PageNumber, Addressing::Offset] {
            for counts in [Counts::Right, Counts::Not] {
                let mut server = Server::of(total);
                server.bound = bound;
                server.counts = counts;
                let expected = server.rows.clone();
                let memory = memory(addressing, server);
                let outcome = read(&memory, &pages_of(page_size), None);
                assert!(outcome.error.is_none(), "{:?}", outcome.error);
                assert_eq!(outcome.got, expected);
                assert!(!outcome.drift.noticed(), "{:?}", outcome.drift);
            }
        }
    }
}

#[test]
fn a_page_sent_again_where_the_total_ends_too_early_is_not_taken_for_the_end() {
    for (total, counted, page_size) in [(119, 87, 29), (61, 36, 12), (45, 43, 43)] {
        for addressing in [Addressing::PageNumber, Addressing::Offset] {
            let mut server = Server::of(total);
            server.counts = Counts::Fixed(counted);
            let pages = usize::try_from(counted).unwrap() / page_size;
            server.repeats = vec![false; pages + 1];
            server.repeats[0] = true;
            let memory = memory(addressing, server);
            let outcome = read(&memory, &pages_of(page_size as u32), None);
            assert!(outcome.error.is_none(), "{:?}", outcome.error);
            assert_eq!(outcome.got.len(), total);
            assert_eq!(outcome.drift.uncounted, total as u64 - counted);
        }
    }
}

#[test]
fn who_resumes_behind_a_last_page_that_is_sent_again_gets_what_was_added() {
    for addressing in [Addressing::PageNumber, Addressing::Offset] {
        for concurrency in [1, 4] {
            let mut server = Server::of(87);
            server.paging = Paging::LastPageBehindTheEnd;
            let memory = memory(addressing, server);
            let cursor = run(async {
                let settings = Settings {
                    concurrency,
                    ..pages_of(29)
                };
                let mut rows = rows(&memory, &settings);
                let mut count = 0;
                while rows.try_next().await.unwrap().is_some() {
                    count += 1;
                }
                assert_eq!(count, 87);
                rows.cursor()
            });
            memory.server.lock().unwrap().rows.extend(300_000..300_010);
            let rest = read(&memory, &pages_of(29), Some(cursor));
            assert_eq!(rest.got, Vec::from_iter(300_000..300_010));
        }
    }
}
