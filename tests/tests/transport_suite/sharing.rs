//! One budget, however many clients and tasks: against a server that counts strictly.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use lucca_sdk::Client;
use lucca_sdk::http::Method;
use lucca_sdk::observer::{Attempt, AttemptStart, Observer, RateLimitWait};
use lucca_sdk::transport::{Clock, ManualClock, SlidingWindow};
use tokio::task::JoinSet;

use super::client_for;
use super::fault_server::{Act, Answer, FaultServer};

const LIMIT: usize = 50;
const WINDOW: Duration = Duration::from_secs(60);
/// How long the server takes for an answer.
const LATENCY: Duration = Duration::from_millis(120);

/// Answers 429 to whatever is more than the limit in any window, as it arrives.
async fn strict_server(clock: &ManualClock) -> (FaultServer, Arc<AtomicUsize>) {
    let refused = Arc::new(AtomicUsize::new(0));
    let arrivals: Mutex<VecDeque<Instant>> = Mutex::default();
    let (counted, now) = (Arc::clone(&refused), clock.clone());
    let server = FaultServer::start(clock, move |_, _| {
        let now = now.now();
        let mut arrivals = arrivals.lock().unwrap();
        arrivals.retain(|arrival| *arrival + WINDOW > now);
        if arrivals.len() >= LIMIT {
            counted.fetch_add(1, Ordering::SeqCst);
            return Act::Answer(Answer::new(429, "").header("retry-after", "60"));
        }
        arrivals.push_back(now);
        Act::AnswerAfter(LATENCY, Answer::new(200, "{}"))
    })
    .await;
    (server, refused)
}

#[derive(Clone, Debug, Default)]
struct Counts {
    under_way: Arc<AtomicUsize>,
    waits: Arc<AtomicUsize>,
}

impl Observer for Counts {
    fn waited(&self, wait: &RateLimitWait<'_>) {
        if !wait.duration.is_zero() {
            self.waits.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn attempting(&self, _: &AttemptStart<'_>) {
        self.under_way.fetch_add(1, Ordering::SeqCst);
    }

    fn attempted(&self, _: &Attempt<'_>) {
        self.under_way.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Moves the clock on when nothing else can happen: every request under way has reached the
/// server and waits there.
async fn drive(clock: ManualClock, counts: Counts, at_server: Arc<AtomicUsize>) {
    loop {
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
        let all_there = counts.under_way.load(Ordering::SeqCst) == at_server.load(Ordering::SeqCst);
        if let (true, Some(next)) = (all_there, clock.next_sleep()) {
            clock.advance_to(next);
        }
    }
}

/// The total of `calls` requests spread over `clients`, all started at once.
async fn total(clients: Vec<Client>, calls: usize, clock: &ManualClock) -> Duration {
    let start = clock.now();
    let mut tasks = JoinSet::new();
    for nth in 0..calls {
        let client = clients[nth % clients.len()].clone();
        tasks.spawn(async move { client.request(Method::GET, "/api/v3/users").send().await });
    }
    while let Some(outcome) = tasks.join_next().await {
        outcome.unwrap().unwrap();
    }
    clock.now() - start
}

/// What even a client that sees the server's counter could not beat.
fn least(calls: usize) -> Duration {
    let windows = u32::try_from((calls - 1) / LIMIT).unwrap();
    WINDOW * windows + LATENCY
}

fn assert_close(total: Duration, least: Duration) {
    assert!(
        total >= least && total <= least.mul_f64(1.02),
        "took {total:?}; the least is {least:?}"
    );
}

#[tokio::test]
async fn a_hundred_tasks_on_one_client_never_meet_a_429() {
    for calls in [100, 320] {
        let clock = ManualClock::new();
        let (server, refused) = strict_server(&clock).await;
        let counts = Counts::default();
        let client = client_for(server.base_url(), &clock)
            .observer(counts.clone())
            .build()
            .unwrap();
        let driver = tokio::spawn(drive(clock.clone(), counts, Arc::clone(&server.sleeping)));
        let total = total(vec![client], calls, &clock).await;
        driver.abort();
        assert_eq!(refused.load(Ordering::SeqCst), 0, "429s");
        assert_eq!(server.received().len(), calls);
        assert_close(total, least(calls));
    }
}

#[tokio::test]
async fn two_clients_that_share_a_limiter_share_one_budget() {
    let clock = ManualClock::new();
    let (server, refused) = strict_server(&clock).await;
    let counts = Counts::default();
    let limiter = SlidingWindow::builder()
        .clock(clock.clone())
        .build()
        .unwrap();
    let clients = (0..2)
        .map(|_| {
            client_for(server.base_url(), &clock)
                .rate_limiter(limiter.clone())
                .observer(counts.clone())
                .build()
                .unwrap()
        })
        .collect();
    let driver = tokio::spawn(drive(clock.clone(), counts, Arc::clone(&server.sleeping)));
    let total = total(clients, 170, &clock).await;
    driver.abort();
    assert_eq!(refused.load(Ordering::SeqCst), 0, "429s");
    assert_close(total, least(170));
}

#[tokio::test]
async fn two_clients_apart_do_meet_429s() {
    // The counter-test: the server is as strict as the others take it to be.
    let clock = ManualClock::new();
    let (server, refused) = strict_server(&clock).await;
    let counts = Counts::default();
    let clients = (0..2)
        .map(|_| {
            client_for(server.base_url(), &clock)
                .observer(counts.clone())
                .build()
                .unwrap()
        })
        .collect();
    let driver = tokio::spawn(drive(clock.clone(), counts, Arc::clone(&server.sleeping)));
    total(clients, 100, &clock).await;
    driver.abort();
    assert!(refused.load(Ordering::SeqCst) > 0);
}

#[tokio::test]
async fn half_a_share_takes_twice_as_long() {
    let clock = ManualClock::leaping();
    let server = FaultServer::start(&clock, |_, _| Act::Answer(Answer::new(200, "{}"))).await;
    let client = client_for(server.base_url(), &clock)
        .rate_limit_share(0.5)
        .build()
        .unwrap();
    let start = clock.now();
    for _ in 0..101 {
        client.request(Method::GET, "/").send().await.unwrap();
    }
    assert_eq!(clock.now() - start, 4 * WINDOW);
}

#[tokio::test]
async fn a_hundred_and_twenty_requests_take_exactly_two_waits() {
    let clock = ManualClock::leaping();
    let server = FaultServer::start(&clock, |_, _| Act::Answer(Answer::new(200, "{}"))).await;
    let counts = Counts::default();
    let client = client_for(server.base_url(), &clock)
        .observer(counts.clone())
        .build()
        .unwrap();
    let start = clock.now();
    for _ in 0..120 {
        client.request(Method::GET, "/").send().await.unwrap();
    }
    assert_eq!(counts.waits.load(Ordering::SeqCst), 2);
    assert_eq!(clock.now() - start, 2 * WINDOW);
}
