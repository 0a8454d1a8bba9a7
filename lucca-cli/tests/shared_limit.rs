//! Two commands at once on one budget, kept on a real Redis or Valkey server.
//!
//! Without `redis-server` or `valkey-server` on the path the test says so and passes, unless `CI`
//! or `REQUIRE_REDIS` is set.
#![cfg(feature = "redis")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    unreachable_pub,
    reason = "a test stops where something is not as it must be"
)]

mod common;

use std::process::Stdio;
use std::time::{Duration, SystemTime};

use common::{ask, lucca, sandbox};
use lucca_tests::Redis;

/// What Lucca allows in a minute, and so does the shared window.
const LIMIT: usize = 50;

/// As if so many requests had been answered just now. The server counts as one that has been
/// there all along: of a new one, a window is waited for.
fn use_up(redis: &Redis, host: &str, requests: usize) {
    let server = redis.ask("INFO server");
    let run = server.lines().find_map(|line| line.strip_prefix("run_id:"));
    let (run, now) = (
        run.unwrap().trim(),
        SystemTime::UNIX_EPOCH.elapsed().unwrap(),
    );
    let free = (now + Duration::from_secs(60)).as_micros();
    let key = |name| format!("lucca-sdk:{{{host}}}:{name}");
    let known = format!("HSET {} run {run} last {}", key("state"), now.as_micros());
    assert_eq!(redis.ask(&known), ":2");
    let ended: String = (0..requests)
        .map(|id| format!(" {free} used-{id}"))
        .collect();
    let answer = redis.ask(&format!("ZADD {}{ended}", key("ended")));
    assert_eq!(answer, format!(":{requests}"));
}

#[test]
fn two_commands_at_once_share_one_budget() {
    let Some(redis) = Redis::start() else {
        return;
    };
    let sandbox = sandbox();
    let alone = ask(&sandbox, &["presence"]);
    assert_eq!(alone.code, Some(0), "{}", alone.err);
    let needed = sandbox.requests().len();
    assert!((1..LIMIT / 2).contains(&needed), "{needed} requests");
    sandbox.clear_requests();

    // One place less than both need.
    let left = 2 * needed - 1;
    let host = sandbox.base_url().trim_start_matches("http://");
    use_up(&redis, host, LIMIT - left);
    let limit = redis.url();
    let arguments = [
        "--today",
        "2026-11-18",
        "--rate-limit",
        &limit,
        "--timeout",
        "30s",
        "presence",
    ];
    let account = [
        ("LUCCA_URL", sandbox.base_url()),
        ("LUCCA_API_KEY", sandbox.api_key()),
    ];
    let both = [(); 2].map(|()| {
        let mut command = lucca(&arguments, &account);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    });
    let mut both = both.map(|process| process.wait_with_output().unwrap());
    both.sort_by_key(|output| output.status.code());
    let [whole, refused] = both;

    assert_eq!(sandbox.requests().len(), left);
    assert_eq!(whole.status.code(), Some(0), "{whole:?}");
    assert_eq!(String::from_utf8(whole.stdout).unwrap(), alone.out);
    assert_eq!(refused.status.code(), Some(4), "{refused:?}");
    let words = String::from_utf8(refused.stderr).unwrap();
    assert!(words.contains("rate limit"), "{words}");
}
