//! Several processes on one budget: the busiest day of each week of a quarter, found by
//! four workers that share one rate limit over Redis.
//!
//! With a Redis or Valkey server on this machine:
//!
//! ```console
//! cargo run -p lucca-examples --bin several_workers
//! ```
//!
//! `REDIS_URL` names another server. With `LUCCA_URL` and `LUCCA_API_KEY` the workers read that
//! account, under Lucca's 50 requests in 60 s; otherwise a made-up one, under 50 in 5 s.

#![allow(clippy::print_stdout, reason = "an example for a terminal")]

use std::env;
use std::error::Error;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};
use lucca_sandbox::{RateLimit, Sandbox};
use lucca_sdk::office::Half;
use lucca_sdk::transport::SharedWindow;
use lucca_sdk::{Account, ApiKey, Client};

const WORKERS: i64 = 4;
const WEEKS: i64 = 12;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    match env::args().nth(1) {
        None => start_workers().await,
        Some(number) => work(number.parse()?).await,
    }
}

/// Starts this program once for each worker, and waits for all.
async fn start_workers() -> Result<(), Box<dyn Error>> {
    let sandbox = if env::var_os("LUCCA_URL").is_none() {
        let limit = RateLimit::new(50, Duration::from_secs(5));
        Some(Sandbox::builder().rate_limit(limit).start().await?)
    } else {
        None
    };
    let started = Instant::now();
    let worker = |number: i64| {
        let mut command = Command::new(env::current_exe()?);
        command.arg(number.to_string());
        if let Some(sandbox) = &sandbox {
            command
                .env("LUCCA_URL", sandbox.base_url())
                .env("LUCCA_API_KEY", sandbox.api_key())
                .env("WINDOW_SECONDS", "5");
        }
        command.spawn()
    };
    let workers: Vec<Child> = (0..WORKERS).map(worker).collect::<Result<_, _>>()?;
    for mut worker in workers {
        if !worker.wait()?.success() {
            return Err("a worker has failed".into());
        }
    }
    println!("{WEEKS} weeks in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// One worker: every fourth week.
async fn work(number: i64) -> Result<(), Box<dyn Error>> {
    let account: Account = env::var("LUCCA_URL")?.parse()?;
    let redis = env::var("REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1:6379".to_owned());
    let mut limit = SharedWindow::connect(&redis, &account).await?;
    if let Ok(seconds) = env::var("WINDOW_SECONDS") {
        limit = limit.limit(50, Duration::from_secs(seconds.parse()?))?;
    }
    let client = Client::builder(account, ApiKey::new(env::var("LUCCA_API_KEY")?)?)
        .rate_limit(limit)
        .build()?;
    let this_week = monday(jiff::tz::Offset::UTC.to_datetime(Timestamp::now()).date());
    for week in (0..WEEKS).filter(|week| week % WORKERS == number) {
        let monday = this_week.checked_add((week - WEEKS / 2).weeks())?;
        let friday = monday.checked_add(4.days())?;
        let presence = client.office().presence(monday..=friday).await?;
        let present = presence.days().map(|day| {
            let in_the_morning = day
                .people()
                .filter(|person| person.at(Half::First).next().is_some());
            (in_the_morning.count(), day.date())
        });
        if let Some((people, date)) = present.max() {
            println!(
                "worker {number}: {date} is the busiest day of its week, with {people} people"
            );
        }
    }
    Ok(())
}

fn monday(date: Date) -> Date {
    let back = date.weekday().since(Weekday::Monday);
    date.checked_sub(i64::from(back).days()).unwrap_or(date)
}
