//! What reading 100,000 users costs in CPU beside a loop written by hand, in one run and turn
//! by turn: `reqwest`, `serde`, and as many requests in flight.
//!
//! `cargo bench -p lucca-sdk --bench reading_cpu`; the goal is a ratio of 1.15. The server
//! replays pages from a process of its own, so that only the client is counted. Linux only:
//! the figures are those of `/proc/self/stat`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    dead_code,
    reason = "a benchmark prints, fails by panicking, and looks at no field"
)]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use jiff::civil::DateTime;
use lucca_sdk::transport::SlidingWindow;
use lucca_sdk::{ApiKey, Client};
use serde::Deserialize;
use serde_json::{Map, Value};

const ROWS: u64 = 100_000;
const PAGE: u64 = 1_000;
const IN_FLIGHT: usize = 4;
const TURNS: usize = 7;

fn main() {
    if std::env::args().any(|argument| argument == "--serve") {
        serve();
    }
    if !cfg!(target_os = "linux") {
        println!("not measured: this machine has no /proc/self/stat");
        return;
    }
    let mut server = Command::new(std::env::current_exe().unwrap())
        .arg("--serve")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut url)
        .unwrap();
    let url = url.trim();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let client = Client::builder(url.parse().unwrap(), ApiKey::new("key").unwrap())
        .rate_limit(SlidingWindow::new(100_000_000, Duration::from_secs(60)).unwrap())
        .build()
        .unwrap();
    let plain = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut ratios = Vec::new();
    for turn in 0..=TURNS {
        let hand = cpu_of(|| runtime.block_on(by_hand(&plain, url)));
        let sdk = cpu_of(|| runtime.block_on(by_sdk(&client)));
        // The first turn warms up.
        if turn > 0 {
            println!(
                "by hand {hand:.2} s, lucca-sdk {sdk:.2} s, ratio {:.2}",
                sdk / hand
            );
            ratios.push(sdk / hand);
        }
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "{ROWS} users, {IN_FLIGHT} in flight, CPU by hand = 1: {:.2} (median of {TURNS}; {:.2} to {:.2})",
        ratios[TURNS / 2],
        ratios[0],
        ratios[TURNS - 1]
    );
    let _ = server.kill();
    let _ = server.wait();
}

/// Seconds of CPU, of all threads, user and system.
fn cpu_of(work: impl FnOnce()) -> f64 {
    fn ticks() -> f64 {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        let (_, after_name) = stat.rsplit_once(')').unwrap();
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        // A tick is 10 ms on every Linux that Rust runs on.
        (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
    }
    let before = ticks();
    work();
    ticks() - before
}

async fn by_sdk(client: &Client) {
    let mut users = client.users().list().concurrency(IN_FLIGHT).stream();
    let mut count = 0;
    while let Some(user) = users.try_next().await.unwrap() {
        std::hint::black_box(user);
        count += 1;
    }
    assert_eq!(count, ROWS);
}

#[derive(Deserialize)]
struct Envelope {
    data: Page,
}

#[derive(Deserialize)]
struct Page {
    count: u64,
    items: Vec<User>,
}

#[derive(Deserialize)]
struct Reference {
    id: Option<i64>,
    name: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    id: i64,
    name: Option<String>,
    display_name: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    login: Option<String>,
    mail: Option<String>,
    modified_at: Option<DateTime>,
    dt_contract_start: Option<DateTime>,
    dt_contract_end: Option<DateTime>,
    employee_number: Option<String>,
    department_id: Option<i64>,
    department: Option<Reference>,
    manager_id: Option<i64>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

async fn by_hand(client: &reqwest::Client, url: &str) {
    let pages = futures::stream::iter(0..ROWS / PAGE).map(|page| {
        let request = client
            .get(format!("{url}/api/v3/users"))
            .query(&[("paging", format!("{},{PAGE}", page * PAGE))])
            .header("Authorization", "lucca application=key");
        async move {
            let body = request.send().await?.error_for_status()?.bytes().await?;
            Ok::<_, reqwest::Error>(
                serde_json::from_slice::<Envelope>(&body)
                    .unwrap()
                    .data
                    .items,
            )
        }
    });
    let mut count = 0;
    let mut pages = pages.buffered(IN_FLIGHT);
    while let Some(page) = pages.try_next().await.unwrap() {
        for user in page {
            std::hint::black_box(user);
            count += 1;
        }
    }
    assert_eq!(count, ROWS);
}

/// Answers every request with the page that it asks for, made once.
fn serve() -> ! {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let pages: Vec<String> = (0..ROWS / PAGE).map(page).collect();
    let pages: &'static [String] = pages.leak();
    println!("http://{}", listener.local_addr().unwrap());
    for connection in listener.incoming() {
        let mut connection = connection.unwrap();
        std::thread::spawn(move || {
            let mut reader = BufReader::new(connection.try_clone().unwrap());
            loop {
                let (mut target, mut line) = (String::new(), String::new());
                while line != "\r\n" {
                    line.clear();
                    if reader.read_line(&mut line).unwrap_or(0) == 0 {
                        return;
                    }
                    if target.is_empty() {
                        target.clone_from(&line);
                    }
                }
                let (_, paging) = target.split_once("paging=").unwrap();
                let offset: String = paging.chars().take_while(char::is_ascii_digit).collect();
                let number = offset.parse::<usize>().unwrap() / 1_000;
                let empty = String::from(r#"{"data":{"count":100000,"items":[]}}"#);
                let body = pages.get(number).unwrap_or(&empty);
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                if connection.write_all(head.as_bytes()).is_err()
                    || connection.write_all(body.as_bytes()).is_err()
                {
                    return;
                }
            }
        });
    }
    std::process::exit(0)
}

fn page(number: u64) -> String {
    let mut body = format!(r#"{{"data":{{"count":{ROWS},"items":["#);
    for id in number * PAGE + 1..=(number + 1) * PAGE {
        let comma = if body.ends_with('[') { "" } else { "," };
        write!(
            body,
            r#"{comma}{{"id":{id},"name":"Ada Martin","displayName":"Martin Ada","firstName":"Ada","lastName":"Martin","login":"amartin{id}","mail":"a{id}@example.com","modifiedAt":"2021-09-23T17:38:47.9240628","dtContractStart":"2014-09-01T00:00:00","dtContractEnd":null,"employeeNumber":"00057","departmentId":13,"department":{{"id":13,"name":"Research","url":"https://example.com/13"}},"managerId":7}}"#
        )
        .unwrap();
    }
    body + "]}}"
}
