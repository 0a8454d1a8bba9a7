//! Reading under the limit, beside the shortest time that the limit allows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use futures::{StreamExt, TryStreamExt};
use lucca_sdk::observer::{Event, Observer};
use lucca_sdk::transport::SlidingWindow;
use lucca_sdk::{ApiKey, Client};

use crate::hand::{Listed, Page, UserLocation};
use crate::measure::{Goal, Group, Row, Unit};
use crate::reading;
use crate::report::{Report, Scale};
use crate::server::{Server, Settings, plain, runtime};

pub(crate) const ABOUT: &str = "\
190 pages under a limit of 50 requests in any window, from a server that counts as they arrive and answers \
429 beyond, with the time to wait in `Retry-After`. A minute lasts 3 s here, so that the table is made in \
seconds. The shortest time is that of the windows alone: the first 50 requests at once, and 50 more after \
each of three windows. Beside the SDK (16 in flight) are a loop that waits a fiftieth of a window after each \
request, which is the 1.2 s of a real minute, and one with 4 in flight that sends until it is refused and \
then waits as told. Refused requests bring nothing; whether Lucca counts them against the limit is not known, \
here they are not. The SDK sends one request more than there are pages: it looks behind the last row that the \
server counts, as a total may count less than the list shows. Of 200 pages that request would be the first of \
a fifth window, and cost a window.";

const LIMIT: u64 = 50;

/// Reads so many pages from this URL under a window of this length; returns how many requests
/// it has sent.
type Way = fn(&str, u64, Duration) -> u64;

pub(crate) fn measure(scale: Scale, report: &mut Report) {
    let window = Duration::from_millis(scale.pick(200, 3_000));
    let pages: u64 = scale.pick(60, 190);
    let settings = Settings {
        rows: pages * 10,
        page: 10,
        limit: 50,
        window: u64::try_from(window.as_millis()).unwrap(),
        ..Settings::default()
    };
    let least = window.as_secs_f64() * (pages.div_ceil(LIMIT) - 1) as f64;
    let run = |way: Way| {
        let settings = settings.clone();
        move || {
            let server = Server::start(&settings);
            let start = Instant::now();
            let sent = way(&server.url, pages, window);
            (start.elapsed().as_secs_f64(), sent as f64)
        }
    };
    let ways: [(&str, Way); 3] = [
        ("lucca-sdk", sdk),
        ("a fixed delay", delay),
        ("waiting when refused", refused),
    ];
    // They sleep nearly all the time, so that they do not disturb each other.
    let outcomes = thread::scope(|scope| {
        ways.map(|(name, way)| (name, scope.spawn(run(way))))
            .map(|(name, run)| (name, run.join().unwrap()))
    });
    for (name, (time, sent)) in outcomes {
        let case = format!("{pages} pages, {name}");
        let row = |quantity, unit, beside, pair| {
            Row::new(Group::Limit, &case, quantity, unit, beside, [pair])
        };
        let goal = (name == "lucca-sdk").then_some(Goal::Ratio(1.02));
        report.add(row("time", Unit::Seconds, "the windows alone", [least, time]).goal(goal));
        let needed = [pages as f64, sent];
        report.add(row("requests", Unit::Count, "as many as pages", needed));
    }
}

fn sdk(url: &str, pages: u64, window: Duration) -> u64 {
    let limit = SlidingWindow::new(50, window).unwrap();
    let sent = Arc::new(Attempts::default());
    let client = Client::builder(url.parse().unwrap(), ApiKey::new("key").unwrap())
        .rate_limit(limit)
        .observer(Arc::clone(&sent))
        .build()
        .unwrap();
    let list = client
        .office()
        .user_locations()
        .page_size(10)
        .concurrency(16);
    assert_eq!(runtime().block_on(reading::count(list)), pages * 10);
    sent.0.load(Ordering::Relaxed)
}

#[derive(Debug, Default)]
struct Attempts(AtomicU64);

impl Observer for Attempts {
    fn event(&self, event: &Event<'_>) {
        if let Event::Attempting { .. } = event {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn delay(url: &str, pages: u64, window: Duration) -> u64 {
    let plain = plain();
    let every = window / u32::try_from(LIMIT).unwrap();
    runtime().block_on(async {
        let mut sent = 0;
        for page in 0..pages {
            while let Err(_wait) = fetch(&plain, url, page, &mut sent).await {
                tokio::time::sleep(every).await;
            }
            tokio::time::sleep(every).await;
        }
        sent
    })
}

fn refused(url: &str, pages: u64, window: Duration) -> u64 {
    let plain = plain();
    let sent = AtomicU64::new(0);
    let fetched = futures::stream::iter(0..pages).map(|page| {
        let (plain, sent) = (&plain, &sent);
        async move {
            let mut tries = 0;
            while let Err(wait) = fetch(plain, url, page, &mut tries).await {
                tokio::time::sleep(wait.min(window)).await;
            }
            sent.fetch_add(tries, Ordering::Relaxed);
            Ok::<_, reqwest::Error>(())
        }
    });
    runtime()
        .block_on(fetched.buffered(4).try_collect::<Vec<()>>())
        .unwrap();
    sent.into_inner()
}

/// Fails with the time that a refused request has to wait.
async fn fetch(
    client: &reqwest::Client,
    url: &str,
    page: u64,
    sent: &mut u64,
) -> Result<Page<UserLocation>, Duration> {
    *sent += 1;
    let request = client.get(format!("{url}{}", UserLocation::target(page, 10)));
    let answer = request.send().await.unwrap();
    if answer.status() == reqwest::StatusCode::TOO_MANY_REQUESTS {
        let wait = answer.headers()["retry-after"].to_str().unwrap();
        return Err(Duration::from_secs(wait.parse().unwrap()));
    }
    let body = answer.error_for_status().unwrap().bytes().await.unwrap();
    Ok(UserLocation::open(&body).unwrap())
}
