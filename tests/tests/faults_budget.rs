//! Many calls at once against a server that counts strictly: nobody is turned away,
//! and no time is lost.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use lucca_sandbox::Sandbox;
use lucca_sdk::observer::{Event, Observer};
use lucca_sdk::transport::SlidingWindow;
use lucca_sdk::{CallOptions, Client};
use lucca_tests::{
    Answer, FaultServer, KEY, Operation, Reaction, VirtualTime, client, client_builder, healthy,
};
use tokio::task::JoinSet;

const LIMIT: usize = 50;
const WINDOW: Duration = Duration::from_secs(60);

const TASKS: usize = 100;
const CALLS_PER_TASK: usize = 3;

/// A server that answers 429 to whatever is the 51st in any 60 s, and to nothing else.
/// Each request takes as long to arrive as `latency` says of its number.
async fn strict_server(
    time: &VirtualTime,
    latency: impl Fn(usize) -> Duration + Send + 'static,
) -> FaultServer {
    let admitted: Arc<Mutex<VecDeque<Duration>>> = Arc::default();
    let clock = time.clone();
    FaultServer::start_with(time, move |before| {
        let admitted = Arc::clone(&admitted);
        let clock = clock.clone();
        let route = Reaction::route(move |request| {
            let now = clock.elapsed();
            let mut admitted = admitted.lock().unwrap();
            while admitted.front().is_some_and(|at| *at + WINDOW <= now) {
                admitted.pop_front();
            }
            if admitted.len() >= LIMIT {
                return Answer::status(429);
            }
            admitted.push_back(now);
            healthy(request)
        });
        match latency(before) {
            Duration::ZERO => route,
            latency => route.late(latency),
        }
    })
    .await
    .unwrap()
}

/// Counts the requests that are on their way, so that time stands while any is.
#[derive(Debug)]
struct InFlight {
    count: AtomicUsize,
    time: VirtualTime,
}

impl InFlight {
    fn new(time: &VirtualTime) -> Arc<Self> {
        Arc::new(Self {
            count: AtomicUsize::new(0),
            time: time.clone(),
        })
    }
}

impl Observer for InFlight {
    fn event(&self, event: &Event<'_>) {
        match event {
            Event::Attempting { .. } => {
                self.count.fetch_add(1, Ordering::SeqCst);
            }
            Event::Attempted { .. } => {
                self.count.fetch_sub(1, Ordering::SeqCst);
                self.time.touch();
            }
            _ => {}
        }
    }
}

/// A hundred tasks with three calls each, shared out among `clients`; they run to their end
/// while time passes whenever nothing else can happen: everybody waits for the limiter, or
/// for requests that are `late`.
async fn run(
    clients: &[Client],
    operations: &'static [Operation],
    (time, busy): (&VirtualTime, &InFlight),
    late: impl Fn() -> usize,
) {
    let mut tasks = JoinSet::new();
    for (task, client) in (0..TASKS).zip(clients.iter().cycle().cloned()) {
        tasks.spawn(async move {
            for call in 0..CALLS_PER_TASK {
                let operation = operations[(task + call) % operations.len()];
                operation.call(&client).await.unwrap();
            }
        });
    }
    let all = async {
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
    };
    tokio::select! {
        () = all => {}
        () = time.drive(|moment| {
            let waits_only_for_time = busy.count.load(Ordering::SeqCst) == late();
            waits_only_for_time.then_some(moment.sleep?)
        }) => unreachable!("time never ends"),
    }
}

/// Nobody was turned away, the server's own record shows no window with too many, and the
/// whole took at most 2 % longer than it must.
fn assert_no_429_and_no_time_lost(mut arrivals: Vec<Duration>, time: &VirtualTime) {
    arrivals.sort_unstable();
    let total = TASKS * CALLS_PER_TASK;
    assert_eq!(arrivals.len(), total, "a 429 would have been repeated");
    for (first, after) in arrivals.iter().zip(arrivals.iter().skip(LIMIT)) {
        assert!(
            *after - *first >= WINDOW,
            "more than {LIMIT} between {first:?} and {after:?}"
        );
    }
    let windows = u32::try_from(total.div_ceil(LIMIT) - 1).unwrap();
    let least = (WINDOW * windows).as_secs_f64();
    let took = time.elapsed().as_secs_f64();
    assert!(
        (least..=least * 1.02).contains(&took),
        "took {took} s, where {least} s is the least"
    );
}

fn arrivals(server: &FaultServer) -> Vec<Duration> {
    server.requests().iter().map(|request| request.at).collect()
}

fn watched_client(base_url: &str, time: &VirtualTime, busy: &Arc<InFlight>) -> Client {
    client_builder(base_url, time)
        .observer(Arc::clone(busy))
        .build()
        .unwrap()
}

/// Two clients, and one limiter for both.
fn clients_with_one_limiter(
    base_url: &str,
    time: &VirtualTime,
    busy: &Arc<InFlight>,
) -> [Client; 2] {
    let limiter = SlidingWindow::default().clock(time.clone());
    [(); 2].map(|()| {
        client_builder(base_url, time)
            .rate_limit(limiter.clone())
            .observer(Arc::clone(busy))
            .build()
            .unwrap()
    })
}

#[tokio::test]
async fn a_hundred_tasks_on_one_client_use_the_whole_budget_and_no_more() {
    let time = VirtualTime::new();
    let server = strict_server(&time, |_| Duration::ZERO).await;
    let busy = InFlight::new(&time);
    let client = watched_client(&server.base_url(), &time, &busy);
    run(&[client], &Operation::ALL, (&time, &busy), || 0).await;
    assert_no_429_and_no_time_lost(arrivals(&server), &time);
}

#[tokio::test]
async fn two_clients_with_one_limiter_share_one_budget() {
    let time = VirtualTime::new();
    let server = strict_server(&time, |_| Duration::ZERO).await;
    let busy = InFlight::new(&time);
    let clients = clients_with_one_limiter(&server.base_url(), &time, &busy);
    run(&clients, &Operation::ALL, (&time, &busy), || 0).await;
    assert_no_429_and_no_time_lost(arrivals(&server), &time);
}

/// What counts is when a request arrives, not when it is sent: one that is held up on its
/// way falls into a later window, together with those that were quicker.
#[tokio::test]
async fn requests_that_arrive_late_bring_no_429_either() {
    let time = VirtualTime::new();
    // From 0 to 199 ms, in no order.
    let latency = |number: usize| Duration::from_millis((number as u64 * 7919) % 200);
    let server = strict_server(&time, latency).await;
    let busy = InFlight::new(&time);
    let client = watched_client(&server.base_url(), &time, &busy);
    run(&[client], &Operation::ALL, (&time, &busy), || server.late()).await;
    assert_no_429_and_no_time_lost(arrivals(&server), &time);
}

/// The sandbox lives in the same virtual time.
#[derive(Clone)]
struct SandboxClock(VirtualTime);

impl SandboxClock {
    const DAWN: Timestamp = Timestamp::UNIX_EPOCH;

    fn since_dawn(at: Timestamp) -> Duration {
        at.duration_since(Self::DAWN).try_into().unwrap()
    }
}

impl lucca_sandbox::Clock for SandboxClock {
    fn now(&self) -> Timestamp {
        Self::DAWN.checked_add(self.0.elapsed()).unwrap()
    }
}

/// The sandbox keeps to Lucca's limit unless told otherwise, and knows nothing of the SDK.
async fn sandbox(time: &VirtualTime) -> Sandbox {
    Sandbox::builder()
        .people(20)
        .seed(7)
        .clock(Arc::new(SandboxClock(time.clone())))
        .api_key(KEY)
        .start()
        .await
        .unwrap()
}

fn sandbox_arrivals(sandbox: &Sandbox) -> Vec<Duration> {
    let requests = sandbox.requests();
    for request in &requests {
        assert_eq!(request.status, Some(200), "{request:?}");
    }
    let arrivals = requests.iter();
    arrivals
        .map(|request| SandboxClock::since_dawn(request.at))
        .collect()
}

/// What the sandbox's company can answer, whatever is in it.
const LISTS: &[Operation] = &[Operation::ListWorkLocations, Operation::ListUsers];

#[tokio::test]
async fn a_hundred_tasks_on_one_client_pass_the_strict_sandbox() {
    let time = VirtualTime::new();
    let sandbox = sandbox(&time).await;
    let busy = InFlight::new(&time);
    let client = watched_client(sandbox.base_url(), &time, &busy);
    run(&[client], LISTS, (&time, &busy), || 0).await;
    assert_no_429_and_no_time_lost(sandbox_arrivals(&sandbox), &time);
}

#[tokio::test]
async fn two_clients_with_one_limiter_pass_the_strict_sandbox() {
    let time = VirtualTime::new();
    let sandbox = sandbox(&time).await;
    let busy = InFlight::new(&time);
    let clients = clients_with_one_limiter(sandbox.base_url(), &time, &busy);
    run(&clients, LISTS, (&time, &busy), || 0).await;
    assert_no_429_and_no_time_lost(sandbox_arrivals(&sandbox), &time);
}

/// The servers would have noticed: two clients that know nothing of each other are over the
/// limit at once.
#[tokio::test]
async fn both_strict_servers_do_turn_away_who_is_over_the_limit() {
    let time = VirtualTime::new();
    let server = strict_server(&time, |_| Duration::ZERO).await;
    let sandbox = sandbox(&time).await;
    for base_url in [server.base_url(), sandbox.base_url().to_owned()] {
        let options = CallOptions::new().with_max_attempts(1);
        let clients = [(); 2].map(|()| client(&base_url, &time).with_options(options.clone()));
        let mut passed = 0;
        let turned_away = loop {
            match Operation::ListUsers.call(&clients[passed % 2]).await {
                Ok(_) => passed += 1,
                Err(error) => break error,
            }
        };
        assert!(turned_away.is_rate_limited(), "{turned_away}");
        assert_eq!(passed, LIMIT, "{base_url}");
    }
}
