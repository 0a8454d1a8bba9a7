//! Two commands at once on one budget, kept on a real Redis or Valkey server.
//!
//! Without `redis-server` or `valkey-server` on the path the test says so and passes, unless `CI`
//! or `REQUIRE_REDIS` is set.
#![cfg(feature = "redis")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a test stops where something is not as it must be"
)]

mod common;

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use common::{ask, lucca, sandbox};

/// What Lucca allows in a minute, and so does the shared window.
const LIMIT: usize = 50;

/// A Redis server on a port of its own. It is killed when it is dropped.
struct Redis {
    port: u16,
    process: Child,
}

impl Redis {
    fn start() -> Option<Self> {
        let path = env::var_os("PATH").unwrap_or_default();
        let Some(program) = env::split_paths(&path)
            .flat_map(|folder| [folder.join("redis-server"), folder.join("valkey-server")])
            .find(|program| program.is_file())
        else {
            let required = ["CI", "REQUIRE_REDIS"].map(|name| env::var_os(name).is_some());
            assert_eq!(required, [false; 2], "no redis-server or valkey-server");
            eprintln!("SKIPPED: no redis-server or valkey-server, so no shared limit is tested");
            return None;
        };
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let mut process = Command::new(program)
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap()).lines();
        assert!(output.any(|line| line.unwrap().contains("Ready to accept")));
        // It must never wait for a reader.
        std::thread::spawn(move || output.for_each(drop));
        Some(Self { port, process })
    }

    fn say(&self, commands: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "{commands}\r\nQUIT\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// As if so many requests had been answered just now. The server counts as one that has been
    /// there all along: of a new one, a window is waited for.
    fn used(&self, host: &str, requests: usize) {
        let run = self.say("INFO server");
        let run = run.lines().find_map(|line| line.strip_prefix("run_id:"));
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap();
        let free = (now + Duration::from_secs(60)).as_micros();
        let key = |name| format!("lucca-sdk:{{{host}}}:{name}");
        let (state, run, now) = (key("state"), run.unwrap().trim(), now.as_micros());
        let ended: String = (0..requests)
            .map(|id| format!(" {free} used-{id}"))
            .collect();
        let answer = self.say(&format!(
            "HSET {state} places {LIMIT} window 60000000 run {run} last {now} paused 0 reason 0 \
             share {LIMIT} pause_ends 0 halved 0\r\nZADD {}{ended}",
            key("ended")
        ));
        assert!(answer.contains(&format!(":{requests}\r\n")), "{answer}");
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
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
    redis.used(
        sandbox.base_url().trim_start_matches("http://"),
        LIMIT - left,
    );
    let limit = format!("redis://127.0.0.1:{}", redis.port);
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
