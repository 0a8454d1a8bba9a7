//! How much memory a long list takes, counted by the allocator. Alone in its binary, so
//! that nothing else is counted.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    missing_docs,
    reason = "tests fail by panicking, and say what they measured"
)]

use std::alloc::System;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cap::Cap;
use lucca_sdk::{ApiKey, Client};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// A server of `total` user locations, which it makes up as it is asked: the sandbox would
/// hold them all, and be counted too.
async fn serve(listener: TcpListener, total: u64) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let mut stream = BufReader::new(stream);
            let mut line = String::new();
            loop {
                let mut target = String::new();
                loop {
                    line.clear();
                    if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                        return;
                    }
                    if target.is_empty() {
                        target = line.clone();
                    }
                    if line == "\r\n" {
                        break;
                    }
                }
                let number = |name: &str| -> u64 {
                    let (_, rest) = target.split_once(name).unwrap();
                    let digits = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap();
                    digits.parse().unwrap()
                };
                let body = page(number("page=").max(1), number("limit="), total);
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                if stream.write_all(head.as_bytes()).await.is_err()
                    || stream.write_all(body.as_bytes()).await.is_err()
                {
                    return;
                }
            }
        });
    }
}

fn page(page: u64, limit: u64, total: u64) -> String {
    let mut body = format!(r#"{{"count":{total},"items":["#);
    for id in (page - 1) * limit..(page * limit).min(total) {
        if !body.ends_with('[') {
            body.push(',');
        }
        write!(
            body,
            r#"{{"id":{},"ownerId":{},"workLocationId":3,"date":"2025-09-15","position":"FullDay","status":"Approved","areaId":null,"createdAt":"2025-09-01T08:12:03Z","deletedAt":null}}"#,
            id + 1,
            id % 977
        )
        .unwrap();
    }
    body.push_str("]}");
    body
}

/// The most bytes that were allocated at once while the list was read, over those before.
async fn peak(total: u64) -> usize {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(serve(listener, total));
    let client = Client::builder(url.parse().unwrap(), ApiKey::new("key".to_owned()).unwrap())
        .rate_limit(
            lucca_sdk::transport::SlidingWindow::new(1_000_000, std::time::Duration::from_secs(60))
                .unwrap(),
        )
        .build()
        .unwrap();

    let before = ALLOCATOR.allocated();
    let peak = Arc::new(AtomicUsize::new(0));
    let mut rows = client.office().user_locations().stream();
    let mut count = 0_u64;
    while let Some(row) = rows.next().await {
        row.unwrap();
        count += 1;
        if count.is_multiple_of(100) {
            peak.fetch_max(ALLOCATOR.allocated(), Ordering::Relaxed);
        }
    }
    assert_eq!(count, total);
    server.abort();
    peak.load(Ordering::Relaxed) - before
}

async fn ten_times_the_rows_take_no_more_memory(rows: u64) {
    // The first run pays for what is made once.
    peak(10_000).await;
    let few = peak(rows).await;
    let many = peak(10 * rows).await;
    eprintln!("{rows} rows: {few} bytes at most; {}: {many}", 10 * rows);
    assert!(many as f64 <= few as f64 * 1.1, "{few} → {many}");
}

#[tokio::test]
async fn ten_times_as_many_rows_take_as_much_memory() {
    ten_times_the_rows_take_no_more_memory(20_000).await;
}

/// The same at full length: `cargo test --release -p lucca-tests --test reading_memory --
/// --ignored --nocapture`.
#[tokio::test]
#[ignore = "takes minutes in a debug build"]
async fn a_million_rows_take_as_much_memory_as_a_hundred_thousand() {
    ten_times_the_rows_take_no_more_memory(100_000).await;
}
