//! One clock for the SDK and the sandbox, which know nothing of each other: a test moves it, and both follow.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test stops where something is not as it must be"
)]

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lucca_sandbox::{RateLimit, Sandbox};
use lucca_sdk::transport::{Clock, ManualClock};

#[tokio::test]
async fn the_sdks_clock_is_the_sandboxs() {
    let clock = ManualClock::new();
    let morning: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
    let since = Duration::from_secs(u64::try_from(morning.as_second()).unwrap());
    clock.set_wall(SystemTime::UNIX_EPOCH + since);
    let shared = clock.clone();
    let sandbox = Sandbox::builder()
        .people(10)
        .rate_limit(RateLimit::new(1, Duration::from_secs(60)))
        .clock(Arc::new(move || shared.wall_now()))
        .start()
        .await
        .unwrap();
    assert_eq!(
        sandbox.company().today(),
        jiff::civil::date(2026, 3, 2),
        "the company is made around the clock's day"
    );
    let ask = async || {
        let request = reqwest::Client::new()
            .get(format!("{}/api/v3/users", sandbox.base_url()))
            .header(
                "Authorization",
                format!("lucca application={}", sandbox.api_key()),
            );
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!((ask().await, ask().await), (200, 429));
    clock.advance(Duration::from_secs(60));
    assert_eq!(sandbox.now(), "2026-03-02T09:01:00Z".parse().unwrap());
    assert_eq!(ask().await, 200);
}
