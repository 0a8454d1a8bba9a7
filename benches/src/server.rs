//! A server in a process of its own, so that only clients are measured: pages made
//! beforehand, sent after a delay, and refused beyond a limit.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use clap::Args;
use lucca_sdk::transport::SlidingWindow;
use lucca_sdk::{ApiKey, Client};

use crate::data;

/// What to serve.
#[derive(Args, Clone, Debug)]
pub(crate) struct Settings {
    /// How many rows each list has
    #[arg(long, default_value_t = 1_000)]
    pub(crate) rows: u64,
    /// How many rows a page has; others are refused
    #[arg(long, default_value_t = 1_000)]
    pub(crate) page: u64,
    /// How long each answer takes, in milliseconds
    #[arg(long, default_value_t = 0)]
    pub(crate) latency: u64,
    /// How many requests pass in a window; 0 for all
    #[arg(long, default_value_t = 0)]
    pub(crate) limit: usize,
    /// The length of the window, in milliseconds
    #[arg(long, default_value_t = 60_000)]
    pub(crate) window: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rows: 1_000,
            page: 1_000,
            latency: 0,
            limit: 0,
            window: 60_000,
        }
    }
}

/// A running server, which ends when it is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start(settings: &Settings) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .arg("serve")
            .args(["--rows", &settings.rows.to_string()])
            .args(["--page", &settings.page.to_string()])
            .args(["--latency", &settings.latency.to_string()])
            .args(["--limit", &settings.limit.to_string()])
            .args(["--window", &settings.window.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.as_mut().unwrap())
            .read_line(&mut url)
            .unwrap();
        let url = url.trim().to_owned();
        Self { process, url }
    }

    /// The SDK, under a limit that it does not reach.
    pub(crate) fn sdk(&self) -> Client {
        sdk(&self.url)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The SDK, under a limit that it does not reach.
pub(crate) fn sdk(url: &str) -> Client {
    let unlimited = SlidingWindow::new(100_000_000, Duration::from_secs(60)).unwrap();
    Client::builder(url.parse().unwrap(), ApiKey::new("key").unwrap())
        .rate_limit(unlimited)
        .build()
        .unwrap()
}

/// The client of what is written by hand.
pub(crate) fn plain() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

struct Pages {
    settings: Settings,
    user_locations: Vec<String>,
    users: Vec<String>,
    /// When the requests of the last window came.
    passed: Mutex<VecDeque<Instant>>,
}

/// Serves until the process that started it is gone.
pub(crate) fn serve(settings: Settings) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let Settings { rows, page, .. } = settings;
    let pages = rows.div_ceil(page);
    // Users are wide: nobody has a million of them.
    let users = pages.min(100);
    let pages: &'static Pages = Box::leak(Box::new(Pages {
        // One more, which is empty: a client may look whether there is more.
        user_locations: (0..=pages)
            .map(|number| data::user_locations(number, page, rows))
            .collect(),
        users: (0..=users)
            .map(|number| data::users(number, page, rows))
            .collect(),
        settings,
        passed: Mutex::default(),
    }));
    let mut out = std::io::stdout();
    let _ = writeln!(out, "http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let connection = connection.unwrap();
            std::thread::spawn(move || pages.answer(&connection));
        }
    });
    let _ = std::io::stdin().read(&mut [0]);
}

impl Pages {
    /// `None` when the connection is at its end.
    fn answer(&self, mut connection: &TcpStream) -> Option<()> {
        connection.set_nodelay(true).ok()?;
        let mut reader = BufReader::new(connection);
        loop {
            let (mut target, mut line) = (String::new(), String::new());
            while line != "\r\n" {
                line.clear();
                if reader.read_line(&mut line).ok()? == 0 {
                    return None;
                }
                if target.is_empty() {
                    target.clone_from(&line);
                }
            }
            let wait = self.wait();
            std::thread::sleep(Duration::from_millis(self.settings.latency));
            let (head, body) = match (wait, self.page(&target)) {
                (Some(wait), _) => {
                    let wait = format!("retry-after: {}\r\n", wait.as_secs_f64().ceil());
                    (format!("429 Too Many Requests\r\n{wait}"), "")
                }
                (None, Some(page)) => ("200 OK\r\n".to_owned(), page),
                (None, None) => ("400 Bad Request\r\n".to_owned(), ""),
            };
            let head = format!(
                "HTTP/1.1 {head}content-type: application/json\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            connection.write_all(head.as_bytes()).ok()?;
            connection.write_all(body.as_bytes()).ok()?;
        }
    }

    /// How long to wait until a request passes; `None` if this one does.
    fn wait(&self) -> Option<Duration> {
        let Settings { limit, window, .. } = self.settings;
        if limit == 0 {
            return None;
        }
        let window = Duration::from_millis(window);
        let now = Instant::now();
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        while passed.front().is_some_and(|then| now - *then >= window) {
            passed.pop_front();
        }
        if passed.len() < limit {
            passed.push_back(now);
            return None;
        }
        Some(window - (now - passed[0]))
    }

    fn page(&self, target: &str) -> Option<&str> {
        let query = target.split_once('?')?.1.split(' ').next()?;
        let query = query.replace("%2C", ",");
        let value = |name| query.split('&').find_map(|pair| pair.strip_prefix(name));
        let number = |text: &str| text.parse::<u64>().ok();
        let size = self.settings.page;
        let (pages, page, limit) = if let Some(paging) = value("paging=") {
            let (offset, limit) = paging.split_once(',')?;
            (&self.users, number(offset)? / size, number(limit)?)
        } else {
            let page = number(value("page=")?)?.checked_sub(1)?;
            (&self.user_locations, page, number(value("limit=")?)?)
        };
        let page = usize::try_from(page).ok()?.min(pages.len() - 1);
        (limit == size).then_some(&pages[page])
    }
}
