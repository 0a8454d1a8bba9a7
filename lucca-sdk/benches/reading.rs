//! What reading costs: the paging engine over the generated client, a bad row, and what
//! fetching ahead gains.
//!
//! `cargo bench -p lucca-sdk --bench reading`
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark fails by panicking"
)]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use lucca_sdk::generated::users::types::UserListResponse;
use lucca_sdk::paging::BadRowPolicy;
use lucca_sdk::{ApiKey, Client};

fn main() {
    divan::main();
}

/// A server on loopback: pages of users, after a delay.
fn serve(total: u64, bad: Option<u64>, delay: Duration) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            std::thread::spawn(move || answer(stream, total, bad, delay));
        }
    });
    Client::builder(url.parse().unwrap(), ApiKey::new("key".to_owned()).unwrap())
        .rate_limit(100_000_000, Duration::from_secs(60))
        .build()
        .unwrap()
}

fn answer(stream: TcpStream, total: u64, bad: Option<u64>, delay: Duration) {
    let mut writer = stream.try_clone().unwrap();
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    loop {
        let mut target = String::new();
        loop {
            line.clear();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if target.is_empty() {
                target.clone_from(&line);
            }
            if line == "\r\n" {
                break;
            }
        }
        let (_, paging) = target.split_once("paging=").unwrap();
        let mut numbers = paging
            .split(|c: char| !c.is_ascii_digit())
            .filter(|digits| !digits.is_empty())
            .map(|digits| digits.parse::<u64>().unwrap());
        let offset = numbers.next().unwrap();
        // `,` is written as `%2C`.
        let limit = numbers.next().unwrap();
        let limit = if limit == 2 { 1_000 } else { limit };
        let body = page(offset, limit, total, bad);
        std::thread::sleep(delay);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        if writer.write_all(head.as_bytes()).is_err() || writer.write_all(body.as_bytes()).is_err()
        {
            return;
        }
    }
}

fn page(offset: u64, limit: u64, total: u64, bad: Option<u64>) -> String {
    let mut body = format!(r#"{{"data":{{"count":{total},"items":["#);
    for id in offset + 1..=(offset + limit).min(total) {
        if !body.ends_with('[') {
            body.push(',');
        }
        let manager = if bad == Some(id) { r#""nobody""# } else { "7" };
        write!(
            body,
            r#"{{"id":{id},"name":"Ada Martin","displayName":"Martin Ada","firstName":"Ada","lastName":"Martin","login":"amartin{id}","mail":"a{id}@example.com","modifiedAt":"2021-09-23T17:38:47.9240628","dtContractStart":"2014-09-01T00:00:00","dtContractEnd":null,"employeeNumber":"00057","departmentId":13,"department":{{"id":13,"name":"Research","url":"https://example.com/13"}},"managerId":{manager}}}"#
        )
        .unwrap();
    }
    body.push_str("]}}");
    body
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

/// Decoding alone, as the generated client does it.
#[divan::bench]
fn decode_a_page_of_1000(bencher: divan::Bencher<'_, '_>) {
    let body = page(0, 1_000, 1_000, None);
    bencher.bench(|| serde_json::from_slice::<UserListResponse>(body.as_bytes()).unwrap());
}

/// One page through the generated client, without the paging engine.
#[divan::bench]
fn page_of_1000_generated_client(bencher: divan::Bencher<'_, '_>) {
    let (runtime, client) = (runtime(), serve(1_000, None, Duration::ZERO));
    let generated = lucca_sdk::generated::users::Client::from_transport(client.transport().clone());
    bencher.bench(|| {
        runtime.block_on(async {
            let page = generated
                .list_users()
                .paging("0,1000")
                .send()
                .await
                .unwrap();
            page.data.unwrap().items.unwrap().len()
        })
    });
}

/// The same page through the engine: no bad row, so nothing is decoded twice.
#[divan::bench]
fn page_of_1000_clean(bencher: divan::Bencher<'_, '_>) {
    let (runtime, client) = (runtime(), serve(1_000, None, Duration::ZERO));
    bencher.bench(|| {
        runtime.block_on(async {
            let users: Vec<_> = client.users().list().try_collect().await.unwrap();
            assert_eq!(users.len(), 1_000);
        });
    });
}

/// One bad row: the page is decoded again, row by row.
#[divan::bench]
fn page_of_1000_with_a_bad_row(bencher: divan::Bencher<'_, '_>) {
    let (runtime, client) = (runtime(), serve(1_000, Some(618), Duration::ZERO));
    bencher.bench(|| {
        runtime.block_on(async {
            let users: Vec<_> = client
                .users()
                .list()
                .on_bad_row(BadRowPolicy::Collect)
                .try_collect()
                .await
                .unwrap();
            assert_eq!(users.len(), 999);
        });
    });
}

/// 32 pages from a server that takes 30 ms for each, as a near one does.
#[divan::bench(args = [1, 4, 16], sample_count = 5, sample_size = 1)]
fn read_32_pages_of_250_from_30_ms_away(bencher: divan::Bencher<'_, '_>, concurrency: usize) {
    let (runtime, client) = (runtime(), serve(8_000, None, Duration::from_millis(30)));
    bencher.bench(|| {
        runtime.block_on(async {
            let list = client
                .users()
                .list()
                .page_size(250)
                .concurrency(concurrency);
            let users: Vec<_> = list.try_collect().await.unwrap();
            assert_eq!(users.len(), 8_000);
        });
    });
}
