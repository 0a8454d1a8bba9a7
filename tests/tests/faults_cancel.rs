//! A call that is dropped leaves nothing behind, wherever it was.
//!
//! Each scenario is played again and again, the call being dropped after its first
//! poll, its second, and so on, until it gets through.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use lucca_sdk::observer::{Attempt, AttemptStart, Call, CallEnd, Observer};
use lucca_sdk::{Client, Error};
use lucca_tests::{
    Answer, FaultServer, Operation, Reaction, VirtualTime, client_builder, healthy, patience,
};

/// More polls than any call takes.
const ENOUGH: usize = 10_000;

const LIMIT: u32 = 4;
const WINDOW: Duration = Duration::from_secs(60);

/// Polls `future` so many times and then drops it; `None` if it was not ready by then.
async fn polled<F: Future>(future: F, polls: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            // The last poll: it is not waited for what comes of it.
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
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
    fn attempting(&self, _: &AttemptStart<'_>) {
        self.started.fetch_add(1, Ordering::SeqCst);
    }

    fn attempted(&self, attempt: &Attempt<'_>) {
        if attempt.error.is_some_and(Error::is_connect) {
            self.not_sent.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn called(&self, call: &Call<'_>) {
        match call.end {
            CallEnd::Success => &self.succeeded,
            _ => &self.dropped,
        }
        .fetch_add(1, Ordering::SeqCst);
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
            .rate_limit(LIMIT, WINDOW)
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

    /// Time passes beside the calls, in a task of its own: what polls a call is only what
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

/// Plays the scene with `operation` dropped after every possible number of polls, and
/// hands back how many polls it takes whole.
async fn drop_at_every_poll(operation: Operation, first: Option<Reaction>) -> usize {
    for polls in 0..ENOUGH {
        let scene = Scene::new(first.clone()).await;
        let moving = scene.start_time();
        let outcome = polled(operation.call(&scene.client), polls).await;
        let whole = outcome.is_some();
        if let Some(Err(error)) = outcome {
            panic!("after {polls} polls: {error}");
        }
        let counts = &scene.counts;
        assert_eq!(
            counts.dropped.load(Ordering::SeqCst),
            usize::from(polls > 0 && !whole),
            "the observer is told of a dropped call, once"
        );
        assert_eq!(scene.time.client_timers(), 0, "a timer outlives its call");

        // Let the server's pause, if it asked for one, go by.
        scene.heal();
        scene.time.advance(Duration::from_secs(7));

        // What is left of the budget can be used at once ...
        let left = LIMIT as usize - counts.places_taken();
        assert!(
            left >= LIMIT as usize - 2,
            "after {polls} polls only {left} are left"
        );
        for _ in 0..left {
            scene.call(Operation::Progress).await;
        }
        assert!(
            scene.time.elapsed() < WINDOW,
            "after {polls} polls a place is lost"
        );
        // ... and what is not left cannot.
        scene.call(Operation::Progress).await;
        assert!(
            scene.time.elapsed() >= WINDOW,
            "after {polls} polls there is one place too many"
        );
        // A window later all of it is there again, that call's place and the others'.
        let later = scene.time.elapsed();
        for _ in 1..LIMIT {
            scene.call(Operation::Progress).await;
        }
        assert!(
            scene.time.elapsed() < later + WINDOW,
            "after {polls} polls a place is never given back"
        );
        if operation == Operation::Upload {
            let seen = scene.server.requests();
            let uploads = seen.iter().filter(|seen| seen.method() == "POST");
            let first_is_429 = matches!(first, Some(Reaction::Answer(_)));
            let acted_on = uploads.count().saturating_sub(usize::from(first_is_429));
            assert!(
                acted_on <= 1,
                "after {polls} polls {acted_on} uploads are acted on"
            );
        }
        moving.abort();
        if whole {
            return polls;
        }
    }
    panic!("it never gets through");
}

#[tokio::test]
async fn a_call_can_be_dropped_at_every_poll() {
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
        let polls = drop_at_every_poll(Operation::ListUsers, first).await;
        assert!(
            polls > 1,
            "{name} took {polls} polls: nothing was dropped in the middle"
        );
    }
}

#[tokio::test]
async fn an_upload_can_be_dropped_at_every_poll() {
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
        assert!(drop_at_every_poll(Operation::Upload, first).await > 1);
    }
}

/// Who waits in the queue and leaves it makes room: the next does not wait for nobody.
#[tokio::test]
async fn a_waiter_that_is_dropped_gives_its_place_to_the_next() {
    for polls in 0..ENOUGH {
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
        let first = polled(scene.call(Operation::ListUsers), polls);
        let (first, others_done) = tokio::join!(first, others);
        let places_taken_by_first = scene.counts.places_taken() - 2 * LIMIT as usize;
        let expected = match places_taken_by_first {
            0 => WINDOW,
            _ => WINDOW * 2,
        };
        assert_eq!(
            others_done, expected,
            "dropped after {polls} polls, having taken {places_taken_by_first} places"
        );
        moving.abort();
        if first.is_some() {
            assert!(polls > 2, "nothing was dropped in the middle");
            return;
        }
    }
    panic!("it never gets through");
}
