//! What is repeated, how often, and when.

use std::time::Duration;

use futures::StreamExt;
use lucca_sdk::http::Method;
use lucca_sdk::transport::{
    Acquire, AcquireError, ExponentialBackoff, FailedAttempt, RateLimit, RetryPolicy,
};
use lucca_sdk::{CallOptions, Error};
use lucca_tests::{Answer, Reaction, VirtualTime, client_builder, healthy, in_time};

use super::{SECOND, answers, call, client, good_server, server_with};

/// Repeats everything that it is asked about, at once.
#[derive(Debug)]
struct Stubborn;

impl RetryPolicy for Stubborn {
    fn delay(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (failed.attempt < 9).then_some(Duration::ZERO)
    }
}

#[tokio::test]
async fn no_policy_makes_an_unsafe_request_be_repeated() {
    let time = VirtualTime::new();
    for (method, expected) in [(Method::GET, 9), (Method::POST, 1), (Method::DELETE, 1)] {
        let server = server_with(&time, |_| answers(Answer::status(503))).await;
        let client = client_builder(&server.base_url(), &time)
            .retry(Stubborn)
            .build()
            .unwrap();
        let request = client.request(method, "/x").send();
        let outcome = in_time(&server, &time, request).await;
        assert_eq!(outcome.expect_err("503 for ever").attempts(), expected);
        assert_eq!(server.count(), expected as usize);
    }
}

#[tokio::test]
async fn a_write_that_its_caller_knows_to_be_harmless_is_repeated() {
    let time = VirtualTime::new();
    let server = server_with(&time, |nth| match nth {
        0 => Reaction::ResetAfterRequest,
        _ => answers(Answer::json("{}")),
    })
    .await;
    let client = client(&server, &time);
    let request = client.request(Method::POST, "/search").body("{}");
    in_time(&server, &time, request.safe_to_repeat().send())
        .await
        .unwrap();
    let bodies: Vec<_> = server.requests().into_iter().map(|r| r.body).collect();
    assert_eq!(bodies, ["{}", "{}"]);
}

#[tokio::test]
async fn a_reset_and_four_429s_in_a_row_are_outlived() {
    let time = VirtualTime::new();
    let server = server_with(&time, |nth| match nth {
        0 => Reaction::ResetAfterRequest,
        1..=4 => answers(Answer::status(429).with_header("Retry-After", "1")),
        _ => answers(Answer::json("{}")),
    })
    .await;
    call(&client(&server, &time), &server, &time).await.unwrap();
    assert_eq!(server.count(), 6);
}

#[tokio::test]
async fn repeats_after_500_end_with_the_clients_budget() {
    let time = VirtualTime::new();
    let server = server_with(&time, |_| answers(Answer::status(500))).await;
    let client = client_builder(&server.base_url(), &time)
        .retry(ExponentialBackoff::new().max_attempts(4).unwrap())
        .retry_budget(4)
        .build()
        .unwrap();
    let mut attempts = Vec::new();
    for _ in 0..4 {
        let outcome = call(&client, &server, &time).await;
        attempts.push(outcome.expect_err("500 for ever").attempts());
    }
    assert_eq!(attempts, [4, 2, 1, 1], "three repeats, then one, then none");
}

#[tokio::test]
async fn a_500_for_one_resource_is_repeated_once_and_its_words_are_told() {
    let time = VirtualTime::new();
    let server = server_with(&time, |_| {
        answers(Answer::status(500).with_reason("User Not Found"))
    })
    .await;
    let client = client(&server, &time);
    let outcome = in_time(&server, &time, client.users().get(7).into_future()).await;
    let error = outcome.expect_err("not found");
    assert_eq!(error.attempts(), 2);
    assert_eq!(error.server_message().as_deref(), Some("User Not Found"));
}

#[tokio::test]
async fn a_retry_after_beyond_reason_is_cut_and_one_of_minutes_is_kept() {
    for (asked, longest, waited) in [("31536000", 40, 40), ("300", 300, 300), ("360", 600, 360)] {
        let time = VirtualTime::new();
        let server = server_with(&time, move |nth| match nth {
            0 => answers(Answer::status(503).with_header("retry-after", asked)),
            _ => answers(Answer::json("{}")),
        })
        .await;
        let client = client_builder(&server.base_url(), &time)
            .max_retry_after(longest * SECOND)
            .build()
            .unwrap();
        call(&client, &server, &time).await.unwrap();
        assert_eq!(time.elapsed(), waited * SECOND);
    }
}

#[tokio::test]
async fn a_retry_after_date_is_measured_by_the_servers_clock() {
    let time = VirtualTime::new();
    let server = server_with(&time, |nth| match nth {
        // A server whose clock is hours behind.
        0 => answers(
            Answer::status(503)
                .with_header("Date", "Sun, 06 Nov 1994 02:00:00 GMT")
                .with_header("Retry-After", "Sun, 06 Nov 1994 02:00:30 GMT"),
        ),
        _ => answers(Answer::json("{}")),
    })
    .await;
    call(&client(&server, &time), &server, &time).await.unwrap();
    assert_eq!(time.elapsed(), 30 * SECOND);
}

#[tokio::test]
async fn a_429_on_every_sixth_request_costs_its_pauses_and_at_most_a_window() {
    let time = VirtualTime::new();
    let server = server_with(&time, |nth| match nth % 6 {
        5 => answers(Answer::status(429).with_header("Retry-After", "1")),
        _ => Reaction::route(healthy),
    })
    .await;
    let client = client(&server, &time);
    let pages = async {
        let pages = (0..25).map(|_| client.users().get(1).into_future());
        let pages: Vec<_> = futures::stream::iter(pages).buffered(4).collect().await;
        for page in pages {
            page.unwrap();
        }
    };
    in_time(&server, &time, pages).await;
    let most = 5 * SECOND + 60 * SECOND;
    assert!(time.elapsed() <= most, "took {:?}", time.elapsed());
}

#[tokio::test]
async fn a_server_that_asks_to_come_back_for_ever_is_asked_ever_less_often() {
    for asked in ["1", "7"] {
        let time = VirtualTime::new();
        let server = server_with(&time, move |_| {
            answers(Answer::status(429).with_header("Retry-After", asked))
        })
        .await;
        let error = call(&client(&server, &time), &server, &time)
            .await
            .expect_err("never let in");
        assert!(error.is_rate_limited(), "{error}");
        assert!(server.count() <= 11, "asked {} times", server.count());
        // As long as the bound of all such waits allows for: the next would end behind it.
        let spent = time.elapsed();
        assert!((128 * SECOND..=400 * SECOND).contains(&spent), "{spent:?}");
    }
}

#[tokio::test]
async fn how_long_to_wait_is_told_when_it_is_known() {
    let time = VirtualTime::new();
    let server = server_with(&time, |_| {
        answers(
            Answer::status(429)
                .with_header("Retry-After", "60")
                .with_body("application/json", r#"{"Message":"slowly"}"#),
        )
    })
    .await;
    let hurried = client(&server, &time).with_options(CallOptions::new().with_timeout(20 * SECOND));
    let error = call(&hurried, &server, &time).await.expect_err("no time");
    assert!(error.is_rate_limited(), "{error}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(429));
    // Less what has passed since, in delays of its own.
    let wait = error.retry_after().expect("known");
    assert!((59 * SECOND..=60 * SECOND).contains(&wait), "{wait:?}");
    assert_eq!(error.server_message().as_deref(), Some("slowly"));
    assert!(!error.may_have_been_sent());
}

/// A limiter that is kept elsewhere: it hangs, or it is down.
#[derive(Debug)]
struct Elsewhere {
    down: bool,
}

impl RateLimit for Elsewhere {
    fn acquire(&self, _: Option<Duration>) -> Acquire<'_> {
        let down = self.down;
        Box::pin(async move {
            if down {
                return Err(AcquireError::Unavailable("the store is down\r\n".into()));
            }
            std::future::pending().await
        })
    }
}

#[tokio::test]
async fn a_limiter_that_hangs_or_is_down_ends_the_call_and_says_so() {
    let time = VirtualTime::new();
    let server = good_server(&time).await;
    let error = |down| {
        let client = client_builder(&server.base_url(), &time)
            .rate_limit(Elsewhere { down })
            .timeout(5 * SECOND)
            .build()
            .unwrap();
        let (server, time) = (&server, time.clone());
        async move {
            let request = client.request(Method::GET, "/x").send();
            let outcome: Result<_, Error> = tokio::select! {
                outcome = request => outcome,
                // The limiter is not of this time, so the limit is let pass.
                () = time.drive(|moment| moment.limit) => unreachable!("time never ends"),
            };
            assert_eq!(server.count(), 0);
            outcome.expect_err("no permit")
        }
    };
    let down = error(true).await;
    assert!(!down.is_rate_limited() && !down.is_timeout(), "{down}");
    assert!(down.is_retryable() && !down.may_have_been_sent());
    assert!(
        format!("{down:?}").contains("the store is down"),
        "{down:?}"
    );
    let hangs = error(false).await;
    assert!(hangs.is_timeout() && !hangs.may_have_been_sent(), "{hangs}");
    assert_eq!(time.elapsed(), 5 * SECOND);
}
