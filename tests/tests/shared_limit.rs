//! One budget for many processes, on a real Redis or Valkey server, against a server that notes
//! when each request arrives.
//!
//! Time is the Redis server's own, so windows are short and pass for real. Without
//! `redis-server` or `valkey-server` on the path these tests say so and pass, unless `CI` or
//! `REQUIRE_REDIS` is set.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test stops where something is not as it must be"
)]

use std::env;
use std::io::Write;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::FutureExt;
use lucca_sdk::transport::{AcquireError, Outcome, Permit, RateLimit, SharedWindow, WhenAway};
use lucca_sdk::{Account, ApiKey, CallOptions, Client, Error};
use lucca_tests::{Answer, FaultServer, Reaction, Redis, VirtualTime};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tokio::sync::{RwLock, watch};

const SECOND: Duration = Duration::from_secs(1);

/// One test measures time, and has the machine for itself.
static MACHINE: RwLock<()> = RwLock::const_new(());

/// A server that notes when each request arrives.
struct Counting {
    server: FaultServer,
    arrivals: Arc<Mutex<Vec<Instant>>>,
    count: watch::Receiver<usize>,
}

impl Counting {
    async fn start(reaction: impl Fn(usize) -> Reaction + Send + 'static) -> Self {
        let arrivals = Arc::new(Mutex::new(Vec::new()));
        let (counted, count) = watch::channel(0);
        let log = Arc::clone(&arrivals);
        // No reaction takes any time.
        let time = VirtualTime::new();
        let server = FaultServer::start_with(&time, move |before| {
            log.lock().unwrap().push(Instant::now());
            counted.send_replace(before + 1);
            reaction(before)
        });
        Self {
            server: server.await.unwrap(),
            arrivals,
            count,
        }
    }

    fn account(&self) -> Account {
        self.server.base_url().parse().unwrap()
    }

    /// A key of the shared window.
    fn key(&self, name: &str) -> String {
        let host = self.server.base_url().replace("http://", "");
        format!("lucca-sdk:{{{host}}}:{name}")
    }

    async fn until(&self, arrived: usize) {
        let mut count = self.count.clone();
        count.wait_for(|count| *count >= arrived).await.unwrap();
    }

    fn arrivals(&self) -> Vec<Instant> {
        self.arrivals.lock().unwrap().clone()
    }

    /// How long the first of `limit` + 1 arrivals was before the last, at least.
    fn closest(&self, limit: usize) -> Duration {
        let arrivals = self.arrivals();
        let spans = arrivals.iter().zip(&arrivals[limit..]);
        spans.map(|(first, last)| *last - *first).min().unwrap()
    }
}

fn good() -> Reaction {
    Reaction::Answer(Answer::json("{}"))
}

/// A process with a share in the budget of `limit` calls in `window`.
fn worker(redis: &Redis, server: &Counting, calls: u32, limit: u32, window: Duration) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shared-limit-worker"));
    command
        .env("REDIS_URL", redis.url())
        .env("LUCCA_URL", server.server.base_url())
        .env("CALLS", calls.to_string())
        .env("LIMIT", limit.to_string())
        .env("WINDOW_MS", window.as_millis().to_string())
        .env("CLOCK_AHEAD", "0")
        .stdout(Stdio::piped());
    command
}

/// What a worker says when it has ended: how many of its calls succeeded.
async fn output(worker: Child) -> String {
    let output = tokio::task::spawn_blocking(|| worker.wait_with_output().unwrap());
    let output = output.await.unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

async fn shared(redis: &Redis, server: &Counting, limit: u32, window: Duration) -> SharedWindow {
    SharedWindow::connect(&redis.url(), &server.account())
        .await
        .unwrap()
        .limit(limit, window)
        .unwrap()
}

async fn permit(window: &SharedWindow) -> Box<dyn Permit> {
    window.acquire(None).await.unwrap()
}

fn limited(milliseconds: u64) -> Outcome {
    Outcome::Limited {
        retry_after: Some(Duration::from_millis(milliseconds)),
    }
}

#[tokio::test]
async fn eight_processes_keep_one_limit_and_lose_no_time_whatever_their_clocks_say() {
    const WORKERS: u64 = 8;
    const CALLS: u32 = 40;
    const LIMIT: u32 = 50;
    let window = Duration::from_millis(1500);
    let Some(redis) = Redis::shared() else { return };
    let _alone = MACHINE.write().await;
    // 320 are seven rounds, and so six windows between the first and the last.
    let least = window * 6;
    // A busy machine adds to the time, and so it may try again; the limit holds each time.
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let server = Counting::start(|_| good()).await;
        let workers: Vec<Child> = (0..WORKERS)
            .map(|number| {
                worker(&redis, &server, CALLS, LIMIT, window)
                    .env("CLOCK_AHEAD", (number * 180).to_string())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for worker in workers {
            assert_eq!(output(worker).await, CALLS.to_string());
        }
        let arrivals = server.arrivals();
        assert_eq!(arrivals.len(), 320);
        let closest = server.closest(LIMIT as usize);
        assert!(closest >= window, "51 requests within {closest:?}");
        best = best.min(arrivals[319] - arrivals[0]);
        eprintln!(
            "8 processes x 40 calls, 50 per {window:?}: 51 take {closest:?} at least, \
             all take {:.1} % more than the minimum",
            (best.as_secs_f64() / least.as_secs_f64() - 1.0) * 100.0
        );
        if best <= least.mul_f64(1.05) {
            return;
        }
    }
    panic!("{best:?} instead of {least:?}");
}

#[tokio::test]
async fn a_server_that_is_killed_and_forgets_everything_lets_no_window_overflow() {
    let Some(mut redis) = Redis::start() else {
        return;
    };
    let _shared = MACHINE.read().await;
    let server = Counting::start(|_| good()).await;
    let workers: Vec<Child> = (0..4)
        .map(|_| worker(&redis, &server, 15, 20, SECOND).spawn().unwrap())
        .collect();
    // In the middle of a window, with requests under way.
    server.until(30).await;
    redis.restart();
    for worker in workers {
        assert_eq!(output(worker).await, "15");
    }
    assert_eq!(server.arrivals().len(), 60);
    let closest = server.closest(20);
    assert!(closest >= SECOND, "21 requests within {closest:?}");
}

#[tokio::test]
async fn the_places_of_a_worker_that_is_killed_are_kept_for_a_window_and_then_free() {
    let Some(redis) = Redis::shared() else { return };
    let _shared = MACHINE.read().await;
    // The first five are never answered.
    let server = Counting::start(|before| if before < 5 { Reaction::Stall } else { good() }).await;
    let mut holder = worker(&redis, &server, 5, 5, SECOND).spawn().unwrap();
    server.until(5).await;
    let heir = worker(&redis, &server, 5, 5, SECOND).spawn().unwrap();
    let queue = format!("ZCARD {}", server.key("queue"));
    redis.until(&queue, ":5").await;
    holder.kill().unwrap();
    holder.wait().unwrap();
    let killed = Instant::now();
    assert_eq!(output(heir).await, "5");
    let arrivals = server.arrivals();
    let waits: Vec<_> = arrivals[5..].iter().map(|at| *at - killed).collect();
    assert!(waits[0] >= SECOND, "{waits:?}");
    assert!(waits[4] <= 4 * SECOND, "{waits:?}");
}

#[tokio::test]
async fn a_worker_that_is_killed_while_it_waits_is_passed_over() {
    let Some(redis) = Redis::shared() else { return };
    let _shared = MACHINE.read().await;
    let server = Counting::start(|_| good()).await;
    let window = shared(&redis, &server, 2, SECOND).await;
    let permits = [permit(&window).await, permit(&window).await];
    let mut waiter = worker(&redis, &server, 20, 2, SECOND).spawn().unwrap();
    let queue = format!("ZCARD {}", server.key("queue"));
    redis.until(&queue, ":20").await;
    waiter.kill().unwrap();
    waiter.wait().unwrap();
    let killed = Instant::now();
    for permit in permits {
        permit.finish(Outcome::NotSent);
    }
    let heir = tokio::time::timeout(20 * SECOND, permit(&window)).await;
    heir.expect("in time").finish(Outcome::Answered);
    assert!(killed.elapsed() <= 4 * SECOND, "{:?}", killed.elapsed());
    assert_eq!(server.arrivals().len(), 0);
}

#[tokio::test]
async fn a_server_that_takes_over_from_another_is_not_believed_for_a_window() {
    let Some(redis) = Redis::shared() else { return };
    let _shared = MACHINE.read().await;
    let server = Counting::start(|_| good()).await;
    let window = shared(&redis, &server, 2, SECOND).await;
    permit(&window).await.finish(Outcome::NotSent);
    // What a replica would say that has taken over, or a server whose clock was set back.
    let later = "9".repeat(16);
    for (field, value) in [("run", "another"), ("last", &later)] {
        redis.ask(&format!("HSET {} {field} {value}", server.key("state")));
        let started = Instant::now();
        permit(&window).await.finish(Outcome::NotSent);
        let waited = started.elapsed();
        assert!(
            (SECOND..=2 * SECOND).contains(&waited),
            "{field}: {waited:?}"
        );
    }
}

#[tokio::test]
async fn whoever_gives_up_leaves_nothing_behind() {
    let Some(redis) = Redis::shared() else { return };
    let _shared = MACHINE.read().await;
    let server = Counting::start(|_| good()).await;
    let window = shared(&redis, &server, 2, SECOND).await;
    let permits = [permit(&window).await, permit(&window).await];
    // Before anything is sent, on the way, and while it waits.
    for polls in 0..40 {
        let mut waiting = window.acquire(None);
        for _ in 0..polls {
            assert!((&mut waiting).now_or_never().is_none());
            tokio::task::yield_now().await;
        }
    }
    let given_up = Instant::now();
    let queue = format!("ZCARD {}", server.key("queue"));
    redis.until(&queue, ":0").await;
    // By itself a ticket expires after 2 s.
    assert!(given_up.elapsed() < SECOND, "{:?}", given_up.elapsed());
    for permit in permits {
        permit.finish(Outcome::NotSent);
    }
    // The same with places that are free, so that some are let through in vain.
    redis
        .until(&format!("ZCARD {}", server.key("flying")), ":0")
        .await;
    for polls in 0..40 {
        let mut waiting = window.acquire(None);
        for _ in 0..polls {
            if (&mut waiting).now_or_never().is_some() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(waiting);
    }
    for name in ["queue", "polls", "flying"] {
        let command = format!("ZCARD {}", server.key(name));
        redis.until(&command, ":0").await;
    }
    let started = Instant::now();
    for _ in 0..2 {
        permit(&window).await.finish(Outcome::NotSent);
    }
    assert!(started.elapsed() < SECOND + SECOND / 2);
    // And everything expires.
    for name in ["state", "ended"] {
        let left = redis.ask(&format!("TTL {}", server.key(name)));
        let seconds: i64 = left.trim_start_matches(':').parse().unwrap();
        assert!(seconds <= 10 && seconds != -1, "{name}: {left}");
    }
}

/// Somebody in a random story: arrives, waits for so long at most, holds its place, and ends.
#[derive(Clone, Copy, Debug)]
struct Somebody {
    arrives: u64,
    patience: Option<u64>,
    holds: u64,
    end: Option<Outcome>,
}

fn somebody() -> impl Strategy<Value = Somebody> {
    let end = prop_oneof![
        6 => Just(Some(Outcome::Answered)),
        2 => Just(Some(Outcome::NotSent)),
        1 => Just(None),
        1 => (0_u64..100).prop_map(|pause| Some(limited(pause))),
    ];
    let patience = prop::option::weighted(0.3, 0_u64..600);
    (0_u64..1500, patience, 0_u64..80, end).prop_map(|(arrives, patience, holds, end)| Somebody {
        arrives,
        patience,
        holds,
        end,
    })
}

#[tokio::test]
async fn random_arrivals_ends_and_changes_of_mind_keep_the_limit_and_all_end() {
    const LIMIT: usize = 7;
    let length = Duration::from_millis(200);
    let Some(redis) = Redis::shared() else { return };
    let _shared = MACHINE.read().await;
    let server = Counting::start(|_| good()).await;
    let people = prop::collection::vec(somebody(), 100)
        .new_tree(&mut TestRunner::default())
        .unwrap()
        .current();
    let mut windows = Vec::new();
    for _ in 0..4 {
        windows.push(shared(&redis, &server, 7, length).await);
    }
    let started = tokio::time::Instant::now();
    let tasks = people.iter().zip(windows.iter().cycle());
    let tasks = tasks.map(|(&somebody, window)| async move {
        let milliseconds = Duration::from_millis;
        tokio::time::sleep_until(started + milliseconds(somebody.arrives)).await;
        let patience = somebody.patience.map_or(30 * SECOND, milliseconds);
        let permit = match tokio::time::timeout(patience, window.acquire(None)).await {
            Ok(permit) => permit.unwrap(),
            Err(_) => {
                assert!(somebody.patience.is_some(), "starves");
                return None;
            }
        };
        let start = Instant::now();
        tokio::time::sleep(milliseconds(somebody.holds)).await;
        let end = Instant::now();
        let free = match somebody.end {
            Some(Outcome::NotSent) => end,
            _ => end + length,
        };
        match somebody.end {
            Some(outcome) => permit.finish(outcome),
            None => drop(permit),
        }
        Some((start, free))
    });
    let places: Vec<(Instant, Instant)> = futures::future::join_all(tasks)
        .await
        .into_iter()
        .flatten()
        .collect();
    assert!(places.len() > 30, "{} of {people:?}", places.len());
    for (now, _) in &places {
        let taken = places
            .iter()
            .filter(|(start, free)| start <= now && free > now);
        assert!(taken.count() <= LIMIT, "too many at once: {people:?}");
    }
}

#[tokio::test]
async fn first_come_first_served() {
    let Some(redis) = Redis::shared() else { return };
    let _shared = MACHINE.read().await;
    let server = Counting::start(|_| good()).await;
    let window = shared(&redis, &server, 1, SECOND).await;
    let first = permit(&window).await;
    let served = Arc::new(Mutex::new(Vec::new()));
    let mut waiting = Vec::new();
    for number in 1..=12 {
        // Each on a connection of its own, as in a process of its own.
        let window = shared(&redis, &server, 1, SECOND).await;
        let served = Arc::clone(&served);
        waiting.push(tokio::spawn(async move {
            let permit = permit(&window).await;
            served.lock().unwrap().push(number);
            permit.finish(Outcome::NotSent);
        }));
        let command = format!("ZCARD {}", server.key("queue"));
        redis.until(&command, &format!(":{number}")).await;
    }
    first.finish(Outcome::NotSent);
    for waiting in waiting {
        waiting.await.unwrap();
    }
    assert_eq!(*served.lock().unwrap(), Vec::from_iter(1..=12));
}

#[tokio::test]
async fn everybody_pauses_after_a_429_and_all_use_less_when_it_comes_again() {
    let Some(redis) = Redis::shared() else { return };
    let _shared = MACHINE.read().await;
    let server = Counting::start(|_| good()).await;
    let window = SECOND;
    let one = shared(&redis, &server, 4, window).await;
    let other = shared(&redis, &server, 4, window).await;
    let share = format!("HGET {} share", server.key("state"));
    permit(&one).await.finish(limited(300));
    redis
        .until(&format!("HGET {} reason", server.key("state")), "$1\r\n1")
        .await;
    let in_vain = other.acquire(Some(Duration::from_millis(20))).await;
    assert!(matches!(in_vain, Err(AcquireError::TooLong(_))));
    let waited = Instant::now();
    let again = permit(&other).await;
    assert!(waited.elapsed() >= Duration::from_millis(200));
    assert_eq!(redis.ask(&share), "$1\r\n4", "once may be an accident");
    again.finish(limited(1));
    redis.until(&share, "$1\r\n2").await;
    // Two places of four are left, and both are taken within this window.
    let too_many = one.acquire(Some(Duration::from_millis(300))).await;
    assert!(matches!(too_many, Err(AcquireError::TooLong(_))));
    // A window without any restores it.
    let waited = Instant::now();
    for _ in 0..4 {
        permit(&one).await.finish(Outcome::Answered);
    }
    assert!(waited.elapsed() <= 2 * window, "{:?}", waited.elapsed());
    assert_eq!(redis.ask(&share), "$1\r\n4");
}

/// Where a log is written to.
struct Tape(Arc<Mutex<Vec<u8>>>);

impl Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A port of this machine where nobody listens.
fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("redis://{}", listener.local_addr().unwrap())
}

fn client(server: &Counting, limit: SharedWindow) -> Client {
    let key = ApiKey::new("a-key-of-no-one").unwrap();
    let builder = Client::builder(server.account(), key).rate_limit(limit);
    builder.build().unwrap()
}

async fn call(client: &Client, timeout: Duration) -> Result<(), Error> {
    client
        .with_options(CallOptions::new().with_timeout(timeout))
        .request(lucca_sdk::http::Method::GET, "/x")
        .send()
        .await
        .map(drop)
}

#[tokio::test]
async fn while_redis_is_away_calls_do_what_they_were_told() {
    let _shared = MACHINE.read().await;
    let server = Counting::start(|_| good()).await;
    let nowhere = closed_port();
    let away = SharedWindow::new(&nowhere, &server.account()).unwrap();

    // Whoever waits for long can see why. For the whole process, as calls are tasks.
    let log = Arc::new(Mutex::new(Vec::new()));
    let writer = Arc::clone(&log);
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || Tape(Arc::clone(&writer)))
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let waiting = client(&server, away.clone());
    let started = Instant::now();
    let error = call(&waiting, SECOND).await.expect_err("Redis is away");
    assert!(started.elapsed() >= SECOND / 2, "{:?}", started.elapsed());
    assert!(started.elapsed() <= 2 * SECOND, "{:?}", started.elapsed());
    assert!(
        error.is_retryable() && !error.may_have_been_sent(),
        "{error}"
    );
    assert!(
        format!("{error:?}").contains("cannot be reached"),
        "{error:?}"
    );

    let refusing = client(&server, away.clone().when_away(WhenAway::Refuse).unwrap());
    let started = Instant::now();
    let error = call(&refusing, 60 * SECOND).await.expect_err("refused");
    assert!(started.elapsed() < SECOND);
    assert!(error.is_retryable(), "{error}");
    assert_eq!(server.arrivals().len(), 0);

    let alone = client(
        &server,
        away.clone().when_away(WhenAway::Alone(0.1)).unwrap(),
    );
    for _ in 0..5 {
        call(&alone, 20 * SECOND).await.unwrap();
    }
    let error = call(&alone, 20 * SECOND)
        .await
        .expect_err("its share is used up");
    assert!(error.is_rate_limited(), "{error}");
    assert_eq!(server.arrivals().len(), 5);
    let told = String::from_utf8(log.lock().unwrap().clone()).unwrap();
    let address = nowhere.trim_start_matches("redis://");
    let warnings = told
        .lines()
        .filter(|line| line.contains("WARN") && line.contains(address));
    assert_eq!(warnings.count(), 1, "{told}");

    for share in [0.0, 1.1, f64::NAN] {
        let error = away.clone().when_away(WhenAway::Alone(share));
        assert_eq!(error.unwrap_err().parameter(), Some("when_away"));
    }
}

#[tokio::test]
async fn a_server_that_falls_silent_holds_no_call_past_its_deadline() {
    let Some(redis) = Redis::start() else { return };
    let _shared = MACHINE.read().await;
    let server = Counting::start(|_| good()).await;
    let window = shared(&redis, &server, 5, SECOND / 4).await;
    let alone = window.clone().when_away(WhenAway::Alone(0.5)).unwrap();
    let [waiting, alone] = [window, alone].map(|window| client(&server, window));
    call(&waiting, 20 * SECOND).await.unwrap();
    redis.signal("-STOP");
    let started = Instant::now();
    let error = call(&waiting, SECOND).await.expect_err("no answer");
    assert!(started.elapsed() <= 2 * SECOND, "{:?}", started.elapsed());
    assert!(error.is_retryable() && !error.is_rate_limited(), "{error}");
    assert!(format!("{error:?}").contains("not answered"), "{error:?}");
    // One that may go on alone does, and the next one at once.
    call(&alone, 20 * SECOND).await.unwrap();
    let started = Instant::now();
    call(&alone, 20 * SECOND).await.unwrap();
    assert!(started.elapsed() <= SECOND, "{:?}", started.elapsed());
    redis.signal("-CONT");
    call(&waiting, 20 * SECOND).await.unwrap();
    let flying = format!("ZCARD {}", server.key("flying"));
    redis.until(&flying, ":0").await;
    assert_eq!(server.arrivals().len(), 4);
}

#[tokio::test]
async fn what_was_started_alone_is_told_when_redis_is_back() {
    let Some(mut redis) = Redis::start() else {
        return;
    };
    let _shared = MACHINE.read().await;
    let server = Counting::start(|_| good()).await;
    let window = shared(&redis, &server, 4, 10 * SECOND).await;
    let window = window.when_away(WhenAway::Alone(0.5)).unwrap();
    redis.kill();
    for _ in 0..2 {
        permit(&window).await.finish(Outcome::Answered);
    }
    redis.restart();
    redis
        .until(&format!("ZCARD {}", server.key("ended")), ":2")
        .await;
}

#[tokio::test]
async fn a_server_that_is_none_or_refuses_is_told_by_name_at_once() {
    let _shared = MACHINE.read().await;
    let account = Account::test("acme").unwrap();
    for url in [
        "",
        "nonsense",
        "redis://",
        "http://127.0.0.1:6379",
        "redis://:hush@127.0.0.1/x",
        "redis://:hush@host:99999",
    ] {
        let error = SharedWindow::connect(url, &account).await.expect_err(url);
        assert!(error.is_invalid_input(), "{url}: {error}");
        assert_eq!(error.parameter(), Some("redis"), "{url}");
        assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
    }

    let web = lucca_sandbox::Sandbox::builder().start().await.unwrap();
    let url = web.base_url().replace("http", "redis");
    let error = SharedWindow::connect(&url, &account)
        .await
        .expect_err("HTTP");
    assert!(error.is_invalid_input(), "{error:?}");
    assert!(error.to_string().contains("no Redis server"), "{error}");

    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://:hush@{}", silent.local_addr().unwrap());
    let started = Instant::now();
    let error = SharedWindow::connect(&url, &account)
        .await
        .expect_err("silence");
    assert!(started.elapsed() < 5 * SECOND);
    assert!(error.is_retryable(), "{error}");
    assert!(!format!("{error:?}").contains("hush"), "{error:?}");

    let error = SharedWindow::connect(&closed_port(), &account).await;
    let error = error.expect_err("a closed door");
    assert!(error.is_retryable() && !error.is_invalid_input(), "{error}");
}

#[tokio::test]
async fn a_password_that_is_wrong_is_told_by_name_and_not_shown() {
    let Some(redis) = Redis::start_with(Some("0pen-sesame")) else {
        return;
    };
    let _shared = MACHINE.read().await;
    let server = Counting::start(|_| good()).await;
    let url = |password: &str| redis.url().replacen("://", &format!("://{password}"), 1);
    for password in [":hush@", "somebody:hush@", ""] {
        let url = url(password);
        let error = SharedWindow::connect(&url, &server.account()).await;
        let error = error.expect_err("refused");
        assert!(error.is_invalid_input(), "{error}");
        assert!(error.to_string().contains("password"), "{error}");
        assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
        // The same at the first call, whose deadline is far away.
        let late = SharedWindow::new(&url, &server.account()).unwrap();
        assert!(!format!("{late:?}").contains("hush"), "{late:?}");
        let error = call(&client(&server, late), 60 * SECOND).await;
        let error = error.expect_err("refused");
        assert!(error.is_invalid_input() && !error.is_retryable(), "{error}");
        assert_eq!(error.parameter(), Some("rate_limit"));
    }
    // A user with too few rights, of which the script tells at once.
    let enough = "+evalsha +script|load +info +time +del +pexpire +@hash +@sortedset";
    for (name, rights) in [("able", enough), ("weak", "+@all -info")] {
        let user = format!("{name} on >hush ~lucca-sdk:* {rights}");
        redis.ask(&format!("AUTH 0pen-sesame\r\nACL SETUSER {user}"));
    }
    let able = SharedWindow::connect(&url("able:hush@"), &server.account()).await;
    let able = able.unwrap().limit(1, SECOND).unwrap();
    permit(&able).await.finish(Outcome::Answered);
    let weak = SharedWindow::connect(&url("weak:hush@"), &server.account()).await;
    assert!(weak.expect_err("refused").is_invalid_input());
    let right = SharedWindow::connect(&url(":0pen-sesame@"), &server.account()).await;
    assert!(!format!("{:?}", right.unwrap()).contains("0pen-sesame"));
}

#[tokio::test]
async fn workers_that_disagree_and_clients_of_other_accounts_are_refused_by_name() {
    let Some(redis) = Redis::shared() else { return };
    let _shared = MACHINE.read().await;
    let server = Counting::start(|_| good()).await;
    let window = shared(&redis, &server, 5, SECOND).await;
    permit(&window).await.finish(Outcome::Answered);
    let half = client(&server, window.clone().share(0.5).unwrap());
    let error = call(&half, 60 * SECOND).await.expect_err("2 are not 5");
    assert!(error.is_invalid_input(), "{error}");
    assert!(error.to_string().contains("5 requests in 1s"), "{error}");

    let key = ApiKey::new("a-key-of-no-one").unwrap();
    let stranger = Client::builder(Account::test("acme").unwrap(), key);
    let error = stranger.rate_limit(window).build().expect_err("a stranger");
    assert_eq!(error.parameter(), Some("rate_limit"));
    assert!(
        error.to_string().contains("acme.ilucca-test.net"),
        "{error}"
    );
}
