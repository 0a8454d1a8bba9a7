//! A worker that shares a budget with others: makes a number of calls at once, prints how many
//! succeeded, and ends. What it is to do comes from its environment.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test's process: a refusal here fails the test"
)]

use std::env;
use std::str::FromStr;
use std::time::{Duration, Instant, SystemTime};

use lucca_sdk::transport::{Clock, SharedWindow, Sleep};
use lucca_sdk::{Account, ApiKey, Client};
use tokio::task::JoinSet;

/// A clock that is wrong by so much, as those of other machines are.
#[derive(Clone, Copy, Debug)]
struct WrongClock {
    ahead: Duration,
}

impl Clock for WrongClock {
    fn now(&self) -> Instant {
        Instant::now() + self.ahead
    }

    fn wall_now(&self) -> SystemTime {
        SystemTime::now() + self.ahead
    }

    fn sleep_until(&self, instant: Instant) -> Sleep {
        let instant = instant - self.ahead;
        Box::pin(tokio::time::sleep_until(instant.into()))
    }
}

fn setting<T: FromStr>(name: &str) -> T {
    let text = env::var(name).unwrap_or_default();
    text.parse().ok().expect(name)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lucca_sdk::Error> {
    let account: Account = setting("LUCCA_URL");
    let limit = SharedWindow::connect(&setting::<String>("REDIS_URL"), &account)
        .await?
        .limit(
            setting("LIMIT"),
            Duration::from_millis(setting("WINDOW_MS")),
        )?;
    let client = Client::builder(account, ApiKey::new("a-key-of-no-one")?)
        .rate_limit(limit)
        .clock(WrongClock {
            ahead: Duration::from_secs(setting("CLOCK_AHEAD")),
        })
        .build()?;
    let mut calls = JoinSet::new();
    for _ in 0..setting("CALLS") {
        let request = client.request(lucca_sdk::http::Method::GET, "/api/v3/departments");
        calls.spawn(request.send());
    }
    let mut done = 0;
    while let Some(call) = calls.join_next().await {
        call.expect("no panic")?;
        done += 1;
    }
    println!("{done}");
    Ok(())
}
