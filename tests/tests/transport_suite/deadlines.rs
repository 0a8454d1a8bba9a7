//! Time limits: of an attempt, of a call, and of waiting.

use lucca_sdk::CallOptions;
use lucca_sdk::transport::{Clock, SlidingWindow};
use lucca_tests::{Answer, Reaction, VirtualTime, client_builder};

use super::{SECOND, answers, call, client, good_server, server_with};

fn one_a_minute(time: &VirtualTime) -> SlidingWindow {
    SlidingWindow::new(1, 60 * SECOND)
        .unwrap()
        .clock(time.clone())
}

#[tokio::test]
async fn a_wait_for_the_limiter_past_the_deadline_fails_at_once() {
    let time = VirtualTime::new();
    let server = good_server(&time).await;
    let client = client_builder(&server.base_url(), &time)
        .rate_limit(one_a_minute(&time))
        .build()
        .unwrap();
    call(&client, &server, &time).await.unwrap();

    // The clock stands still: had it waited, it would wait for ever.
    for options in [
        CallOptions::new().with_timeout(59 * SECOND),
        CallOptions::new().with_deadline(time.now() + 59 * SECOND),
        CallOptions::new()
            .with_timeout(100 * SECOND)
            .with_deadline(time.now() + 59 * SECOND),
    ] {
        let error = call(&client.with_options(options), &server, &time)
            .await
            .expect_err("no time");
        assert!(error.is_rate_limited() && error.is_timeout());
        assert!(!error.may_have_been_sent());
        assert_eq!(error.attempts(), 0);
        let text = error.to_string();
        assert!(text.contains("wait 60 s"), "{text}");
        assert!(text.contains("deadline is in 59 s"), "{text}");
    }
    assert_eq!(server.count(), 1);

    // With time enough it waits.
    let patient = client.with_options(CallOptions::new().with_timeout(61 * SECOND));
    call(&patient, &server, &time).await.unwrap();
    assert_eq!(time.elapsed(), 60 * SECOND);
}

#[tokio::test]
async fn a_call_whose_deadline_has_passed_is_late_and_not_rate_limited() {
    let time = VirtualTime::new();
    let server = good_server(&time).await;
    let options = CallOptions::new().with_deadline(time.now());
    let error = call(
        &client(&server, &time).with_options(options),
        &server,
        &time,
    )
    .await
    .expect_err("late");
    assert!(error.is_timeout() && !error.is_rate_limited(), "{error}");
    assert!(!error.may_have_been_sent());
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn later_options_keep_what_earlier_ones_have_set() {
    let time = VirtualTime::new();
    let server = server_with(&time, |_| Reaction::Stall).await;
    let client = client(&server, &time)
        .with_options(CallOptions::new().with_timeout(2 * SECOND))
        .with_options(CallOptions::new().with_max_attempts(1));
    let error = call(&client, &server, &time).await.expect_err("stalled");
    assert!(error.to_string().contains("deadline of 2 s"), "{error}");
}

#[tokio::test]
async fn who_waits_fails_as_soon_as_a_pause_outlasts_its_deadline() {
    let time = VirtualTime::new();
    let server = server_with(&time, |nth| match nth {
        0 => answers(Answer::status(429).with_header("retry-after", "120")),
        _ => answers(Answer::json("{}")),
    })
    .await;
    let client = client_builder(&server.base_url(), &time)
        .rate_limit(one_a_minute(&time))
        .build()
        .unwrap();
    let hurried = client.with_options(CallOptions::new().with_timeout(90 * SECOND));
    let (first, second) = futures::join!(
        call(&hurried, &server, &time),
        call(&hurried, &server, &time)
    );
    let first = first.expect_err("the pause is longer");
    assert_eq!(first.attempts(), 1);
    assert!(first.is_rate_limited() && first.is_timeout());
    // The 429 that made it wait again is there.
    let last = std::error::Error::source(&first).expect("a source");
    assert!(last.to_string().contains("429"), "{last}");
    let second = second.expect_err("the pause is longer");
    assert_eq!(second.attempts(), 0);
    assert!(second.is_rate_limited() && !second.may_have_been_sent());
}

#[tokio::test]
async fn a_stalled_call_ends_at_its_deadline_and_is_not_repeated() {
    let time = VirtualTime::new();
    let server = server_with(&time, |_| Reaction::Stall).await;
    let client = client_builder(&server.base_url(), &time)
        .attempt_timeout(30 * SECOND)
        .timeout(10 * SECOND)
        .build()
        .unwrap();
    let error = call(&client, &server, &time).await.expect_err("stalled");
    assert!(error.is_timeout());
    assert!(error.may_have_been_sent());
    assert_eq!(error.attempts(), 1);
    assert!(error.to_string().contains("deadline of 10 s"), "{error}");
    assert_eq!(error.elapsed(), 10 * SECOND);
}

#[tokio::test]
async fn a_calls_own_attempt_timeout_takes_the_place_of_the_clients() {
    let time = VirtualTime::new();
    let server = server_with(&time, |_| Reaction::Stall).await;
    let client = client(&server, &time);
    let options = CallOptions::new()
        .with_attempt_timeout(2 * SECOND)
        .with_max_attempts(2);
    let error = call(&client.with_options(options), &server, &time)
        .await
        .expect_err("stalled");
    assert!(error.is_timeout());
    assert_eq!(error.attempts(), 2);
    assert!(error.to_string().contains("timeout of 2 s"), "{error}");
}

#[tokio::test]
async fn no_delay_lasts_past_the_deadline() {
    let time = VirtualTime::new();
    let server = server_with(&time, |_| {
        answers(Answer::status(503).with_header("retry-after", "20"))
    })
    .await;
    let client = client_builder(&server.base_url(), &time)
        .timeout(10 * SECOND)
        .build()
        .unwrap();
    let error = call(&client, &server, &time).await.expect_err("no time");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert_eq!(error.retry_after(), Some(20 * SECOND));
    assert_eq!(error.attempts(), 1);
    assert!(time.elapsed().is_zero(), "given up without waiting");
}

#[tokio::test]
async fn options_that_make_no_sense_are_refused_before_anything_is_sent() {
    let time = VirtualTime::new();
    let server = good_server(&time).await;
    let client = client(&server, &time);
    for (name, options) in [
        (
            "timeout",
            CallOptions::new().with_timeout(std::time::Duration::ZERO),
        ),
        (
            "attempt_timeout",
            CallOptions::new().with_attempt_timeout(std::time::Duration::ZERO),
        ),
        ("max_attempts", CallOptions::new().with_max_attempts(0)),
    ] {
        let error = call(&client.with_options(options), &server, &time)
            .await
            .expect_err(name);
        assert!(error.is_invalid_input());
        assert_eq!(error.parameter(), Some(name));
    }
    assert_eq!(server.count(), 0);
}
