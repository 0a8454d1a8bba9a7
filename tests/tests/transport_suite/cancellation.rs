//! A call that is dropped, at whatever point, leaves the client as if it had never been.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use lucca_sdk::http::Method;
use lucca_sdk::observer::{Call, CallEnd, Observer};
use lucca_sdk::transport::{Clock, ManualClock};
use lucca_sdk::{Client, Error};

use super::client_for;
use super::fault_server::{Act, Answer, FaultServer};

/// Polls a future so many times, then gives up on it.
struct CancelAfter<F> {
    future: F,
    polls_left: usize,
}

impl<F: Future + Unpin> Future for CancelAfter<F> {
    /// `None` when it was given up.
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls_left == 0 {
            return Poll::Ready(None);
        }
        self.polls_left -= 1;
        let outcome = Pin::new(&mut self.future).poll(context);
        if outcome.is_pending() && self.polls_left == 0 {
            return Poll::Ready(None);
        }
        outcome.map(Some)
    }
}

#[derive(Clone, Debug, Default)]
struct Ends(Arc<Mutex<Vec<&'static str>>>);

impl Observer for Ends {
    fn called(&self, call: &Call<'_>) {
        self.0.lock().unwrap().push(match call.end {
            CallEnd::Success => "success",
            CallEnd::Dropped => "dropped",
            _ => "error",
        });
    }
}

async fn call(client: &Client) -> Result<serde_json::Value, Error> {
    client
        .request(Method::GET, "/api/v3/departments")
        .send_json()
        .await
}

/// Moves the clock to whatever the client waits for, so that a wait is a point at which a call
/// can be dropped, and ends by itself.
async fn drive(clock: ManualClock) {
    loop {
        tokio::task::yield_now().await;
        if let Some(next) = clock.next_sleep() {
            // Not before whoever waits has been polled again, and perhaps dropped.
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            clock.advance_to(next);
        }
    }
}

#[tokio::test]
async fn a_call_dropped_at_any_point_leaves_the_client_usable() {
    let clock = ManualClock::new();
    let driver = tokio::spawn(drive(clock.clone()));
    // Each call meets the limiter, a 429, a 503, a cut body and at last an answer.
    let server = FaultServer::start(&clock, |nth, _| {
        let good = Answer::new(200, r#"{"items":[1,2,3]}"#);
        match nth % 4 {
            0 => Act::Answer(Answer::new(429, "").header("retry-after", "3")),
            1 => Act::Answer(Answer::new(503, "")),
            2 => Act::Truncate(good),
            _ => Act::Answer(good),
        }
    })
    .await;
    let ends = Ends::default();
    let client = client_for(server.base_url(), &clock)
        .rate_limit(2, Duration::from_secs(60))
        .observer(ends.clone())
        .build()
        .unwrap();

    let mut dropped = 0;
    for polls in 0.. {
        let one = CancelAfter {
            future: Box::pin(call(&client)),
            polls_left: polls,
        };
        let outcome = one.await;
        let before = ends.0.lock().unwrap().len();
        let whole = call(&client).await;
        assert!(whole.is_ok(), "after {polls} polls: {whole:?}");
        let ends = ends.0.lock().unwrap();
        assert_eq!(ends.len(), before + 1, "after {polls} polls");
        match outcome {
            None => dropped += 1,
            Some(outcome) => {
                assert!(outcome.is_ok(), "{outcome:?}");
                break;
            }
        }
    }
    assert!(dropped > 8, "only {dropped} points at which a call waits");
    let ends = ends.0.lock().unwrap();
    // The first was never polled, so it never began.
    let told = ends.iter().filter(|end| **end == "dropped").count();
    assert_eq!(told, dropped - 1, "every dropped call is told of");
    driver.abort();
}

#[tokio::test]
async fn a_dropped_waiter_gives_its_place_to_the_next() {
    let clock = ManualClock::new();
    let server = FaultServer::start(&clock, |_, _| Act::Answer(Answer::new(200, "{}"))).await;
    let client = client_for(server.base_url(), &clock)
        .rate_limit(1, Duration::from_secs(60))
        .build()
        .unwrap();
    call(&client).await.unwrap();

    let mut first = Box::pin(call(&client));
    let mut second = Box::pin(call(&client));
    assert!(futures::poll!(&mut first).is_pending());
    assert!(futures::poll!(&mut second).is_pending());
    drop(first);
    let start = clock.now();
    clock.advance(Duration::from_secs(60));
    second.await.unwrap();
    assert_eq!(clock.now() - start, Duration::from_secs(60));
}
