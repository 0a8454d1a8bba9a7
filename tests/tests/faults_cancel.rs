//! A call that is dropped leaves nothing behind, wherever it was.
//!
//! Each scenario is played again and again, the call being dropped after one round of the
//! runtime, after two, and so on, until it gets through: a call is a task of its own, which
//! goes one step a round, and everything runs on one thread.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use lucca_sdk::Client;
use lucca_sdk::observer::{End, Event, Observer};
use lucca_sdk::transport::SlidingWindow;
use lucca_tests::{
    Answer, FaultServer, Operation, Reaction, VirtualTime, client_builder, healthy, patience,
};

/// More rounds than any call takes.
const ENOUGH: usize = 10_000;

const LIMIT: u32 = 4;
const WINDOW: Duration = Duration::from_secs(60);

/// Lets `future` go on for so many rounds and then drops it; `None` if it was not ready by
/// then.
async fn lasting<F: Future>(future: F, rounds: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    for _ in 0..rounds {
        if let Poll::Ready(output) = futures::poll!(future.as_mut()) {
            return Some(output);
        }
        tokio::task::yield_now().await;
    }
    None
}

/// Waits until a dropped call has let go of everything.
async fn until(mut holds: impl FnMut() -> bool) {
    for _ in 0..ENOUGH {
        if holds() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("a dropped call holds on to something");
}

#[derive(Debug, Default)]
struct Counts {
    started: AtomicUsize,
    not_sent: AtomicUsize,
    succeeded: AtomicUsize,
    dropped: AtomicUsize,
}

impl Counts {
    /// How many places of the limiter are taken.
    fn places_taken(&self) -> usize {
        self.started.load(Ordering::SeqCst) - self.not_sent.load(Ordering::SeqCst)
    }
}

impl Observer for Counts {
    fn event(&self, event: &Event<'_>) {
        let count = match event {
            Event::Attempting { .. } => &self.started,
            // Nothing else that happens here is sure not to have been sent, but a 429.
            Event::Attempted {
                status: None,
                error: Some(error),
                ..
            } if !error.may_have_been_sent() => &self.not_sent,
            Event::Called {
                end: End::Success, ..
            } => &self.succeeded,
            Event::Called { .. } => &self.dropped,
            _ => return,
        };
        count.fetch_add(1, Ordering::SeqCst);
    }
}

/// A client, its server and its time.
struct Scene {
    time: VirtualTime,
    server: Arc<FaultServer>,
    client: Client,
    counts: Arc<Counts>,
    healed: Arc<AtomicBool>,
}

impl Scene {
    /// `first` is what the server does with the first request; it is healthy from then on,
    /// and from when it is healed. `None`: it refuses connections until the client sleeps.
    async fn new(first: Option<Reaction>) -> Self {
        let time = VirtualTime::new();
        let opens = first.is_some();
        let healed = Arc::new(AtomicBool::new(false));
        let is_healed = Arc::clone(&healed);
        let server = FaultServer::refusing(&time, move |before| match &first {
            Some(first) if before == 0 && !is_healed.load(Ordering::SeqCst) => first.clone(),
            _ => Reaction::route(healthy),
        })
        .unwrap();
        if opens {
            server.open().unwrap();
        }
        let counts = Arc::new(Counts::default());
        let client = client_builder(&server.base_url(), &time)
            .rate_limit(
                SlidingWindow::new(LIMIT, WINDOW)
                    .unwrap()
                    .clock(time.clone()),
            )
            .observer(Arc::clone(&counts))
            .build()
            .unwrap();
        Self {
            time,
            server: Arc::new(server),
            client,
            counts,
            healed,
        }
    }

    /// Whatever was wrong is over.
    fn heal(&self) {
        self.healed.store(true, Ordering::SeqCst);
        self.server.open().unwrap();
    }

    /// Time passes beside the calls, in a task of its own: what rounds a call is only what
    /// wakes it.
    fn start_time(&self) -> tokio::task::AbortHandle {
        let time = self.time.clone();
        let server = Arc::clone(&self.server);
        tokio::spawn(async move {
            let mut patience = patience(&server);
            time.drive(|moment| {
                if moment.sleep.is_some() {
                    server.open().unwrap();
                }
                patience(moment)
            })
            .await;
        })
        .abort_handle()
    }

    async fn call(&self, operation: Operation) {
        if let Err(error) = operation.call(&self.client).await {
            panic!("{error}");
        }
    }
}

/// Plays the scene with `operation` dropped after every possible number of rounds, and
/// hands back how many rounds it takes whole.
async fn drop_at_every_round(operation: Operation, first: Option<Reaction>) -> usize {
    for rounds in 0..ENOUGH {
        let scene = Scene::new(first.clone()).await;
        let moving = scene.start_time();
        let outcome = lasting(operation.call(&scene.client), rounds).await;
        let whole = outcome.is_some();
        if let Some(Err(error)) = outcome {
            panic!("after {rounds} rounds: {error}");
        }
        let counts = &scene.counts;
        // It may have got through in the very round in which it was dropped.
        let ended =
            || counts.dropped.load(Ordering::SeqCst) + counts.succeeded.load(Ordering::SeqCst);
        let begun = usize::from(rounds > 0);
        until(|| ended() == begun && scene.time.client_timers() == 0).await;

        // Let the server's pause, if it asked for one, go by.
        scene.heal();
        scene.time.advance(Duration::from_secs(7));

        // What is left of the budget can be used at once ...
        let left = LIMIT as usize - counts.places_taken();
        assert!(
            left >= LIMIT as usize - 2,
            "after {rounds} rounds only {left} are left"
        );
        for _ in 0..left {
            scene.call(Operation::Progress).await;
        }
        assert!(
            scene.time.elapsed() < WINDOW,
            "after {rounds} rounds a place is lost"
        );
        // ... and what is not left cannot.
        scene.call(Operation::Progress).await;
        assert!(
            scene.time.elapsed() >= WINDOW,
            "after {rounds} rounds there is one place too many"
        );
        // A window later all of it is there again, that call's place and the others'.
        let later = scene.time.elapsed();
        for _ in 1..LIMIT {
            scene.call(Operation::Progress).await;
        }
        assert!(
            scene.time.elapsed() < later + WINDOW,
            "after {rounds} rounds a place is never given back"
        );
        if operation == Operation::Upload {
            let seen = scene.server.requests();
            let uploads = seen.iter().filter(|seen| seen.method() == "POST");
            let first_is_429 = matches!(first, Some(Reaction::Answer(_)));
            let acted_on = uploads.count().saturating_sub(usize::from(first_is_429));
            assert!(
                acted_on <= 1,
                "after {rounds} rounds {acted_on} uploads are acted on"
            );
        }
        moving.abort();
        if whole {
            return rounds;
        }
    }
    panic!("it never gets through");
}

#[tokio::test]
async fn a_call_can_be_dropped_in_every_round() {
    let slow = Duration::from_millis(700);
    let drip = Duration::from_millis(10);
    let long = Duration::from_secs(600);
    let scenes: [(&str, Option<Reaction>); 9] = [
        ("refused at first", None),
        ("healthy", Some(Reaction::route(healthy))),
        ("late", Some(Reaction::route(healthy).late(slow))),
        (
            "dripping",
            Some(Reaction::route(move |request| {
                healthy(request).dripping(drip, long)
            })),
        ),
        (
            "429",
            Some(Reaction::Answer(
                Answer::status(429).with_header("Retry-After", "7"),
            )),
        ),
        (
            "503",
            Some(Reaction::Answer(
                Answer::status(503).with_header("Retry-After", "3"),
            )),
        ),
        ("reset", Some(Reaction::ResetAfterRequest)),
        ("stalled", Some(Reaction::Stall)),
        (
            "cut",
            Some(Reaction::route(|request| healthy(request).cut_half_way())),
        ),
    ];
    for (name, first) in scenes {
        let rounds = drop_at_every_round(Operation::ListUsers, first).await;
        assert!(
            rounds > 1,
            "{name} took {rounds} rounds: nothing was dropped in the middle"
        );
    }
}

#[tokio::test]
async fn an_upload_can_be_dropped_in_every_round() {
    let late = Duration::from_millis(700);
    let scenes = [
        None,
        Some(Reaction::route(healthy)),
        Some(Reaction::route(healthy).late(late)),
        Some(Reaction::Answer(
            Answer::status(429).with_header("Retry-After", "7"),
        )),
    ];
    for first in scenes {
        assert!(drop_at_every_round(Operation::Upload, first).await > 1);
    }
}

/// Who waits in the queue and leaves it makes room: the next does not wait for nobody.
#[tokio::test]
async fn a_waiter_that_is_dropped_gives_its_place_to_the_next() {
    for rounds in 0..ENOUGH {
        let scene = Scene::new(Some(Reaction::route(healthy))).await;
        for _ in 0..LIMIT {
            scene.call(Operation::Progress).await;
        }
        let moving = scene.start_time();
        let others = async {
            for _ in 0..LIMIT {
                scene.call(Operation::Results).await;
            }
            scene.time.elapsed()
        };
        let first = lasting(scene.call(Operation::ListUsers), rounds);
        let (first, others_done) = tokio::join!(first, others);
        let places_taken_by_first = scene.counts.places_taken() - 2 * LIMIT as usize;
        let expected = match places_taken_by_first {
            0 => WINDOW,
            _ => WINDOW * 2,
        };
        assert_eq!(
            others_done, expected,
            "dropped after {rounds} rounds, having taken {places_taken_by_first} places"
        );
        moving.abort();
        if first.is_some() {
            assert!(rounds > 2, "nothing was dropped in the middle");
            return;
        }
    }
    panic!("it never gets through");
}
