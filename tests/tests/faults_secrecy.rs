//! Nothing that is printed holds the API key or anybody's data: no log at any level, no
//! `Debug`, no `Display`.
//!
//! One test, since it listens to the whole process: to `tracing` and to `log`, which
//! `reqwest` writes to, both at their most talkative.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt::Debug;
use std::io;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use lucca_sdk::generated::users;
use lucca_sdk::http::Method;
use lucca_sdk::observer::{Event, Observer};
use lucca_sdk::transport::{ExponentialBackoff, FailedAttempt, RetryPolicy, SlidingWindow};
use lucca_sdk::{Account, ApiKey, CallOptions, Client, Error};
use lucca_tests::{
    Answer, Fault, FaultServer, KEY, Operation, Protocol, Reaction, SENTINEL, SeenRequest,
    VirtualTime, client_builder, healthy, in_time,
};
use tracing_subscriber::fmt::format::FmtSpan;

/// Everything that was printed.
#[derive(Clone, Default)]
struct Tape(Arc<Mutex<Vec<u8>>>);

impl Tape {
    /// One for the process, as there is one logger.
    fn global() -> &'static Self {
        static TAPE: OnceLock<Tape> = OnceLock::new();
        TAPE.get_or_init(Self::default)
    }

    fn print(&self, text: &str) {
        let mut tape = self.0.lock().unwrap();
        tape.extend_from_slice(text.as_bytes());
        tape.push(b'\n');
    }

    /// Prints a value in both ways of `Debug`.
    fn debug(&self, what: &str, value: &impl Debug) {
        self.print(&format!("{what}: {value:?} {value:#?}"));
    }

    /// Prints all that an error shows by itself; what the server said, which it shows when
    /// asked for, is another matter.
    fn error(&self, error: &Error) {
        self.print(&format!("{error} {error:#}"));
        self.debug("error", error);
        self.debug("problem", &error.problem());
        self.debug("url", &error.redacted_url());
        self.debug("redirect", &error.redirect_host());
        let mut source = error.source();
        while let Some(error) = source {
            self.print(&format!("{error} {error:#}"));
            self.debug("source", &error);
            source = error.source();
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let (target, message) = (record.target(), record.args());
        Tape::global().print(&format!("log {target}: {message}"));
    }

    fn flush(&self) {}
}

/// Prints whatever the client tells it.
#[derive(Debug)]
struct Talkative;

impl Observer for Talkative {
    fn event(&self, event: &Event<'_>) {
        Tape::global().debug("event", event);
    }
}

/// The default policy, printing what it is asked about.
#[derive(Debug)]
struct TalkativePolicy(ExponentialBackoff);

impl RetryPolicy for TalkativePolicy {
    fn delay(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        Tape::global().debug("failed", failed);
        self.0.delay(failed)
    }
}

/// What a badly set up gateway does: it sends back whatever it was sent, everywhere.
fn echo(status: u16) -> Reaction {
    Reaction::route(move |request: &SeenRequest| {
        let key = request.headers("authorization").join(",");
        Answer::status(status)
            .with_header("X-Echo", &key)
            .with_header("Set-Cookie", &format!("who={SENTINEL}; key={key}"))
            .with_header("WWW-Authenticate", &key)
            .with_header("Retry-After", "soon")
            .with_header("Location", &format!("/{SENTINEL}?{key}#{key}"))
            .with_body("application/json", format!("{}\n{SENTINEL}", request.head))
    })
}

fn client(server: &FaultServer, time: &VirtualTime, protocol: Protocol) -> Client {
    protocol
        .spoken_by(client_builder(&server.base_url(), time))
        .retry(TalkativePolicy(ExponentialBackoff::new()))
        .observer(Talkative)
        .build()
        .unwrap()
}

async fn play(operation: Operation, protocol: Protocol, reaction: Option<Reaction>) {
    let time = VirtualTime::new();
    let opens = reaction.is_some();
    let server = FaultServer::refusing(&time, move |_| {
        reaction.clone().unwrap_or(Reaction::ResetUnread)
    })
    .unwrap();
    if opens {
        server.open().unwrap();
    }
    let client = client(&server, &time, protocol);
    match lucca_tests::call(operation, &client, &server, &time).await {
        Ok(answer) => Tape::global().debug("answer", &answer),
        Err(error) => Tape::global().error(&error),
    }
}

/// The escape hatch, with somebody's data wherever a caller can put it.
async fn play_escape_hatch(reaction: Reaction) {
    let tape = Tape::global();
    let time = VirtualTime::new();
    let server = FaultServer::start(&time, [reaction]).await.unwrap();
    let client = client(&server, &time, Protocol::Http1);
    let request = || {
        client
            .request(Method::POST, "/api/v3/anything")
            .query("mail", format!("like,{SENTINEL}"))
            .query("unheard-of", SENTINEL)
            .query(&format!("{SENTINEL}@example.com"), KEY)
            .header("X-Person", SENTINEL)
            .header("Cookie", KEY)
            .json(&serde_json::json!({ "lastName": SENTINEL, "key": KEY }))
            .safe_to_repeat()
    };
    tape.debug("request", &request());
    let calls = async {
        match request().send().await {
            Ok(response) => tape.debug("response", &response),
            Err(error) => tape.error(&error),
        }
        match request().send_json::<Vec<u8>>().await {
            Ok(_) => unreachable!("no server here answers a list of numbers"),
            Err(error) => tape.error(&error),
        }
    };
    in_time(&server, &time, calls).await;
    for refused in [
        client.request(
            Method::GET,
            &format!("https://{SENTINEL}.example.com/{KEY}"),
        ),
        client.request(Method::GET, &format!("{KEY}/{SENTINEL}")),
        client
            .request(Method::GET, "/x")
            .header("Authorization", &format!("lucca application={KEY}")),
        client
            .request(Method::GET, "/x")
            .header("X-Person", &format!("{SENTINEL}\r\nX-Key: {KEY}")),
        client
            .request(Method::GET, "/x")
            .header(&format!("{SENTINEL} "), KEY),
    ] {
        tape.debug("refused request", &refused);
        tape.error(&refused.send().await.expect_err("refused"));
    }
}

/// What is public and holds the key or an account.
fn print_public_types(time: &VirtualTime) {
    let tape = Tape::global();
    let account: Account = "acme.ilucca-test.net".parse().unwrap();
    let builder = client_builder("http://127.0.0.1:9", time)
        .user_agent("acme-planner/2.1")
        .observer(Talkative);
    tape.debug("builder", &builder);
    let client = builder.build().unwrap();
    tape.debug("client", &client);
    tape.debug("transport", client.transport());
    tape.debug("http client", client.transport().http_client());
    let users = users::Client::from_transport(client.transport().clone());
    tape.debug("generated client", &users);
    tape.debug(
        "generated request",
        &users.list_users().login(SENTINEL).mail(SENTINEL),
    );
    tape.debug("account", &account);
    tape.debug("key", &ApiKey::new(KEY).unwrap());
    tape.debug("limiter", &SlidingWindow::default());
    tape.debug(
        "options",
        &CallOptions::new().with_timeout(Duration::from_secs(1)),
    );

    for key in [
        format!("{KEY} {SENTINEL}"),
        format!("lucca application={KEY}"),
        format!("{KEY}\r\nX: {SENTINEL}"),
        format!("{KEY}é"),
    ] {
        let error = ApiKey::new(key).expect_err("no key");
        tape.print(&error.to_string());
        tape.debug("invalid key", &error);
    }
    // A key that was pasted where the host belongs.
    for host in [
        KEY.to_owned(),
        format!("https://{SENTINEL}:{KEY}@acme.ilucca.net"),
        format!("https://acme.ilucca.net/?key={KEY}"),
        format!("http://acme.ilucca.net/{KEY}"),
    ] {
        if let Err(error) = host.parse::<Account>() {
            tape.print(&error.to_string());
            tape.debug("invalid account", &error);
        }
    }
    let error = client_builder("http://127.0.0.1:9", time)
        .user_agent(format!("{KEY}\r\n{SENTINEL}"))
        .build()
        .expect_err("a line break in a header");
    tape.error(&error);
}

#[test]
fn neither_the_key_nor_anybodys_data_is_ever_printed() {
    let tape = Tape::global();
    log::set_logger(&Logger).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(|| Tape::global().clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        for protocol in Protocol::ALL {
            for fault in Fault::all("http://elsewhere.example", protocol) {
                // What a server says in going away, the HTTP/2 library traces by itself.
                if matches!(fault.reaction, Some(Reaction::GoAway)) {
                    continue;
                }
                let operations: &[Operation] = match protocol {
                    Protocol::Http1 => &Operation::ALL,
                    Protocol::Http2 => &[Operation::ListUsers, Operation::Upload],
                };
                for operation in operations.iter().copied() {
                    play(operation, protocol, fault.reaction.clone()).await;
                }
            }
        }
        for operation in Operation::ALL {
            for status in [200, 302, 400, 401, 404, 429, 500] {
                play(operation, Protocol::Http1, Some(echo(status))).await;
            }
            play(operation, Protocol::Http1, Some(Reaction::route(healthy))).await;
        }
        for status in [200, 302, 400, 401, 404, 429, 500] {
            play_escape_hatch(echo(status)).await;
        }
        print_public_types(&VirtualTime::new());
    });

    let printed = tape.text();
    // Somebody was talking: spans, errors, the observer, and the HTTP client's own log.
    for heard in [
        "lucca.call",
        "lucca.attempt",
        "event: Attempted",
        "error: ",
        "log reqwest",
    ] {
        assert!(printed.contains(heard), "nothing was heard of {heard:?}");
    }
    let shown = [KEY, SENTINEL].map(|secret| contexts(&printed, secret));
    assert!(shown.concat().is_empty(), "{:#?}", shown.concat());
}

/// Where `secret` is printed, with what is around it; one of each sort.
fn contexts(printed: &str, secret: &str) -> Vec<String> {
    let mut sorts = BTreeMap::new();
    for (at, _) in printed.match_indices(secret) {
        let end = printed.len().min(at + 100);
        let around = &printed.as_bytes()[at.saturating_sub(150)..end];
        let context = String::from_utf8_lossy(around);
        // Ports and times apart, what stands before the secret tells one sort from another.
        let before = context.get(110..150).unwrap_or_default();
        sorts.insert(
            before.replace(|c: char| c.is_ascii_digit(), "#"),
            context.into_owned(),
        );
    }
    sorts.into_values().collect()
}
