//! Against the sandbox, which counts as strictly as Lucca says that it does, on one clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use lucca_sandbox::Sandbox;
use lucca_sdk::http::Method;
use lucca_sdk::observer::{Attempt, AttemptStart, Observer};
use lucca_sdk::transport::{Clock, ManualClock};
use lucca_sdk::{ApiKey, Client};
use tokio::task::JoinSet;

/// The client's clock, for the sandbox to look at.
struct SameTime(ManualClock);

impl lucca_sandbox::Clock for SameTime {
    fn now(&self) -> Timestamp {
        Timestamp::try_from(self.0.wall_now()).unwrap()
    }
}

#[derive(Clone, Debug, Default)]
struct UnderWay(Arc<AtomicUsize>, Arc<AtomicUsize>);

impl Observer for UnderWay {
    fn attempting(&self, _: &AttemptStart<'_>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn attempted(&self, attempt: &Attempt<'_>) {
        self.0.fetch_sub(1, Ordering::SeqCst);
        if attempt.status.is_some_and(|status| status == 429) {
            self.1.fetch_add(1, Ordering::SeqCst);
        }
    }
}

#[tokio::test]
async fn a_hundred_tasks_meet_no_429_and_lose_no_time() {
    let clock = ManualClock::new();
    let sandbox = Sandbox::builder()
        .people(20)
        .clock(Arc::new(SameTime(clock.clone())))
        .start()
        .await
        .unwrap();
    let under_way = UnderWay::default();
    let client = Client::builder(
        sandbox.base_url().parse().unwrap(),
        ApiKey::new(sandbox.api_key()).unwrap(),
    )
    .clock(clock.clone())
    .observer(under_way.clone())
    .build()
    .unwrap();

    let start = clock.now();
    let mut tasks = JoinSet::new();
    for _ in 0..100 {
        let client = client.clone();
        tasks.spawn(async move {
            let request = client.request(Method::GET, "/work-locations/public/api/work-locations");
            request.query("page", 1).send().await
        });
    }
    let (time, busy) = (clock.clone(), under_way.clone());
    let driver = tokio::spawn(async move {
        loop {
            for _ in 0..200 {
                tokio::task::yield_now().await;
            }
            let idle = busy.0.load(Ordering::SeqCst) == 0;
            if let (true, Some(next)) = (idle, time.next_sleep()) {
                time.advance_to(next);
            }
        }
    });
    while let Some(outcome) = tasks.join_next().await {
        outcome.unwrap().unwrap();
    }
    driver.abort();
    assert_eq!(under_way.1.load(Ordering::SeqCst), 0, "429s");
    let total = clock.now() - start;
    let least = Duration::from_secs(60);
    assert!(total >= least && total <= least.mul_f64(1.02), "{total:?}");
}
