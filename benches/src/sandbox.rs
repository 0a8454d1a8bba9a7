//! How many requests the sandbox answers.

use std::net::SocketAddr;
use std::time::Instant;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use futures::{StreamExt, TryStreamExt};
use lucca_sandbox::Sandbox;
use tokio::runtime::Runtime;

use crate::measure::{Cost, Group, Row, Unit, in_turns};
use crate::report::{Report, Scale};
use crate::server::{plain, runtime};

pub(crate) const ABOUT: &str = "\
Requests a second of a sandbox of 1,000 people, without limit and costs, beside an axum server that answers \
with the same bytes and thinks of nothing; 4 requests in flight from the same process. More is better: the \
ratio is the share of the bare server's throughput.";

pub(crate) fn measure(scale: Scale, report: &mut Report) {
    let runtime = runtime();
    let client = plain();
    let builder = Sandbox::builder().people(1_000).seed(7);
    let builder = builder.today(jiff::civil::date(2026, 3, 2));
    let builder = builder.rate_limit(None).cost_model(None);
    let sandbox = runtime.block_on(builder.start()).unwrap();
    for (case, target) in [
        ("a page of 100 users", "/api/v3/users?paging=0,100"),
        (
            "a page of 1,000 user locations",
            "/work-locations/public/api/user-locations?page=3&limit=1000",
        ),
    ] {
        let load = Load {
            client: &client,
            runtime: &runtime,
            key: sandbox.api_key(),
            requests: scale.pick(20, 500),
        };
        let ours = format!("{}{target}", sandbox.base_url());
        let body = runtime.block_on(load.fetch(&ours)).unwrap();
        let bare = format!("http://{}{target}", bare_server(body));
        let pairs = in_turns(scale.pick(1, 5), || load.run(&bare), || load.run(&ours));
        let pairs = pairs
            .iter()
            .map(|pair| pair.map(|cost| load.requests as f64 / cost.wall));
        let (quantity, beside) = ("requests", "a bare axum server");
        report.add(Row::new(
            Group::Sandbox,
            case,
            quantity,
            Unit::PerSecond,
            beside,
            pairs,
        ));
    }
}

/// A server on a thread of its own, as a sandbox has one.
fn bare_server(body: axum::body::Bytes) -> SocketAddr {
    let answer = move || {
        let body = body.clone();
        async move { ([(CONTENT_TYPE, "application/json")], body) }
    };
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, Router::new().fallback(answer))
                .await
                .unwrap();
        });
    });
    address
}

struct Load<'a> {
    client: &'a reqwest::Client,
    runtime: &'a Runtime,
    key: &'a str,
    requests: u32,
}

impl Load<'_> {
    async fn fetch(&self, url: &str) -> Result<axum::body::Bytes, reqwest::Error> {
        let key = format!("lucca application={}", self.key);
        let request = self.client.get(url).header("Authorization", key);
        request.send().await?.error_for_status()?.bytes().await
    }

    fn run(&self, url: &str) -> Cost {
        let start = Instant::now();
        let answers = futures::stream::iter(0..self.requests).map(|_| self.fetch(url));
        let answers = answers.buffer_unordered(4);
        let all = answers.try_for_each(|_| async { Ok(()) });
        self.runtime.block_on(all).unwrap();
        Cost {
            wall: start.elapsed().as_secs_f64(),
            cpu: f64::NAN,
        }
    }
}
