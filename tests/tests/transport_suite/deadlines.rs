//! Time limits: of an attempt, of a call, and of waiting.

use std::time::Duration;

use lucca_sdk::http::Method;
use lucca_sdk::transport::{Clock, ManualClock};
use lucca_sdk::{CallOptions, Client, Error};

use super::client_for;
use super::fault_server::{Act, Answer, FaultServer};

const SECOND: Duration = Duration::from_secs(1);

async fn call(client: &Client) -> Result<(), Error> {
    client.request(Method::GET, "/x").send().await.map(drop)
}

async fn good_server(clock: &ManualClock) -> FaultServer {
    FaultServer::start(clock, |_, _| Act::Answer(Answer::new(200, "{}"))).await
}

#[tokio::test]
async fn a_wait_for_the_limiter_past_the_deadline_fails_at_once() {
    let clock = ManualClock::new();
    let server = good_server(&clock).await;
    let client = client_for(server.base_url(), &clock)
        .rate_limit(1, 60 * SECOND)
        .build()
        .unwrap();
    call(&client).await.unwrap();

    // The clock stands still: had it waited, it would wait for ever.
    for options in [
        CallOptions::new().with_deadline(59 * SECOND),
        CallOptions::new().with_deadline_at(clock.now() + 59 * SECOND),
        CallOptions::new()
            .with_deadline(100 * SECOND)
            .with_deadline_at(clock.now() + 59 * SECOND),
    ] {
        let error = call(&client.with_options(options))
            .await
            .expect_err("no time");
        assert!(error.is_rate_limited() && error.is_timeout() && error.is_deadline_exceeded());
        assert!(!error.may_have_been_sent());
        assert_eq!(error.attempts(), 0);
        let text = error.to_string();
        assert!(text.contains("wait 60 s"), "{text}");
        assert!(text.contains("deadline is in 59 s"), "{text}");
    }
    assert_eq!(server.received().len(), 1);

    // With time enough it waits.
    let patient = client.with_options(CallOptions::new().with_deadline(61 * SECOND));
    let mut waiting = Box::pin(call(&patient));
    assert!(futures::poll!(&mut waiting).is_pending());
    clock.advance(60 * SECOND);
    waiting.await.unwrap();
}

#[tokio::test]
async fn who_waits_fails_as_soon_as_a_pause_outlasts_its_deadline() {
    let clock = ManualClock::leaping();
    let server = FaultServer::start(&clock, |nth, _| match nth {
        0 => Act::Answer(Answer::new(429, "").header("retry-after", "120")),
        _ => Act::Answer(Answer::new(200, "{}")),
    })
    .await;
    let client = client_for(server.base_url(), &clock)
        .rate_limit(1, 60 * SECOND)
        .build()
        .unwrap();
    let hurried = client.with_options(CallOptions::new().with_deadline(90 * SECOND));
    let (first, second) = futures::join!(call(&hurried), call(&hurried));
    let first = first.expect_err("the pause is longer");
    assert_eq!(first.attempts(), 1);
    assert!(first.is_rate_limited() && first.is_deadline_exceeded());
    // The 429 that made it wait again is there.
    let last = std::error::Error::source(&first).expect("a source");
    assert!(last.to_string().contains("429"), "{last}");
    let second = second.expect_err("the pause is longer");
    assert_eq!(second.attempts(), 0);
    assert!(second.is_rate_limited() && !second.may_have_been_sent());
}

#[tokio::test]
async fn a_stalled_call_ends_at_its_deadline_and_is_not_repeated() {
    let clock = ManualClock::leaping();
    let server = FaultServer::start(&clock, |_, _| Act::Stall(10 * SECOND)).await;
    let client = client_for(server.base_url(), &clock)
        .attempt_timeout(30 * SECOND)
        .deadline(10 * SECOND)
        .build()
        .unwrap();
    let error = call(&client).await.expect_err("stalled");
    assert!(error.is_timeout() && error.is_deadline_exceeded());
    assert!(error.may_have_been_sent());
    assert_eq!(error.attempts(), 1);
    assert!(error.to_string().contains("deadline of 10 s"), "{error}");
    assert_eq!(error.elapsed(), 10 * SECOND);
}

#[tokio::test]
async fn a_calls_own_attempt_timeout_takes_the_place_of_the_clients() {
    let clock = ManualClock::leaping();
    let server = FaultServer::start(&clock, |_, _| Act::Stall(2 * SECOND)).await;
    let client = client_for(server.base_url(), &clock).build().unwrap();
    let options = CallOptions::new()
        .with_attempt_timeout(2 * SECOND)
        .with_max_attempts(2);
    let error = call(&client.with_options(options))
        .await
        .expect_err("stalled");
    assert!(error.is_timeout() && !error.is_deadline_exceeded());
    assert_eq!(error.attempts(), 2);
    assert!(error.to_string().contains("timeout of 2 s"), "{error}");
}

#[tokio::test]
async fn no_delay_lasts_past_the_deadline() {
    let clock = ManualClock::leaping();
    let server = FaultServer::start(&clock, |_, _| {
        Act::Answer(Answer::new(503, "").header("retry-after", "20"))
    })
    .await;
    let client = client_for(server.base_url(), &clock)
        .deadline(10 * SECOND)
        .build()
        .unwrap();
    let start = clock.now();
    let error = call(&client).await.expect_err("no time");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert_eq!(error.retry_after(), Some(20 * SECOND));
    assert_eq!(error.attempts(), 1);
    assert_eq!(clock.now(), start, "given up without waiting");
}

#[tokio::test]
async fn options_that_make_no_sense_are_refused_before_anything_is_sent() {
    let clock = ManualClock::leaping();
    let server = good_server(&clock).await;
    let client = client_for(server.base_url(), &clock).build().unwrap();
    for (name, options) in [
        ("deadline", CallOptions::new().with_deadline(Duration::ZERO)),
        (
            "attempt_timeout",
            CallOptions::new().with_attempt_timeout(Duration::ZERO),
        ),
        ("max_attempts", CallOptions::new().with_max_attempts(0)),
    ] {
        let error = call(&client.with_options(options)).await.expect_err(name);
        assert!(error.is_invalid_input());
        assert_eq!(error.parameter(), Some(name));
    }
    assert!(server.received().is_empty());
}
