//! Nothing that this crate prints shows the key or anybody's data.

use std::fmt::{Debug, Write as _};
use std::io;
use std::sync::{Arc, Mutex};

use lucca_sdk::http::Method;
use lucca_sdk::observer::{Attempt, AttemptStart, Call, Observer, RateLimitWait, Retry};
use lucca_sdk::transport::{ManualClock, SlidingWindow};
use lucca_sdk::{ApiKey, Error};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

use super::fault_matrix::{faults, run};
use super::fault_server::{Act, Answer, FaultServer};
use super::operations::OPERATIONS;
use super::{KEY, SENTINEL, client_for};

/// All that was printed.
#[derive(Clone, Debug, Default)]
struct Printed(Arc<Mutex<Vec<u8>>>);

impl Printed {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }

    fn debug(&self, value: &dyn Debug) {
        writeln!(self.clone(), "{value:?} {value:#?}");
    }
}

// `writeln!` to a clone needs no `io::Result` to be looked at: memory takes everything.
impl Printed {
    fn write_fmt(self, arguments: std::fmt::Arguments<'_>) {
        let mut text = String::new();
        text.write_fmt(arguments).unwrap();
        self.0.lock().unwrap().extend_from_slice(text.as_bytes());
    }
}

impl io::Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Printed {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Prints everything that an observer is told.
#[derive(Clone, Debug, Default)]
struct Telling(Printed);

impl Observer for Telling {
    fn waited(&self, wait: &RateLimitWait<'_>) {
        self.0.debug(wait);
    }

    fn attempting(&self, attempt: &AttemptStart<'_>) {
        self.0.debug(attempt);
    }

    fn attempted(&self, attempt: &Attempt<'_>) {
        self.0.debug(attempt);
    }

    fn retrying(&self, retry: &Retry<'_>) {
        self.0.debug(retry);
    }

    fn called(&self, call: &Call<'_>) {
        self.0.debug(call);
    }
}

fn print_error(printed: &Printed, error: &Error) {
    printed.debug(error);
    printed.debug(&error.problem());
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        writeln!(printed.clone(), "{error} {error:?}");
        cause = error.source();
    }
    for text in [
        error.operation(),
        error.redacted_url(),
        error.redirect_host(),
    ] {
        writeln!(printed.clone(), "{text:?}");
    }
}

#[tokio::test]
async fn nothing_printed_shows_the_key_or_anybodys_data() {
    let printed = Printed::default();
    // For the whole process: the records of `log`, which reqwest writes, come as well.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(printed.clone())
        .try_init()
        .expect("no other test sets a subscriber");

    for operation in OPERATIONS {
        for fault in faults() {
            print_error(&printed, &run(operation, &fault).await.error);
        }
    }

    // A success, and the values on the way to it.
    let clock = ManualClock::leaping();
    let person = format!(r#"{{"mail":"{SENTINEL}","id":1}}"#);
    let answer = person.clone();
    let server = FaultServer::start(&clock, move |nth, _| {
        let answer = Answer::new(if nth == 0 { 503 } else { 200 }, answer.clone());
        Act::Answer(answer.header("x-echo", format!("{KEY} {SENTINEL}")))
    })
    .await;
    let builder = client_for(server.base_url(), &clock).observer(Telling(printed.clone()));
    printed.debug(&builder);
    let client = builder.build().unwrap();
    printed.debug(&client);
    printed.debug(client.transport());
    printed.debug(&ApiKey::new(KEY).unwrap());
    printed.debug(&SlidingWindow::builder());
    printed.debug(&SlidingWindow::builder().build().unwrap());
    let request = client
        .request(Method::POST, &format!("/api/v3/users/{SENTINEL}"))
        .query("login", SENTINEL)
        .query(SENTINEL, "1")
        .header("x-somebody", SENTINEL)
        .safe_to_repeat()
        .json(&person);
    printed.debug(&request);
    printed.debug(&request.send().await.unwrap());
    // What decodes into something else names the place and not the value.
    let error = client
        .request(Method::GET, "/api/v3/users")
        .query("mail", SENTINEL)
        .send_json::<std::collections::BTreeMap<String, u64>>()
        .await
        .expect_err("a mail is no number");
    assert_eq!(error.json_path(), Some("mail"));
    print_error(&printed, &error);
    // What is refused before it is sent.
    for request in [
        client.request(Method::GET, SENTINEL),
        client.request(Method::GET, "/").header(KEY, "\n"),
        client
            .request(Method::GET, "/")
            .header("authorization", KEY),
        client.request(Method::GET, &format!("https://{SENTINEL}/")),
    ] {
        printed.debug(&request);
        print_error(&printed, &request.send().await.expect_err("refused"));
    }

    // The test itself reads what it sent, which proves that there was something to show.
    assert!(
        server.received().iter().all(|request| {
            request.headers["authorization"] == format!("lucca application={KEY}")
        })
    );
    let text = printed.text();
    for expected in [
        "lucca.call",
        "lucca.attempt",
        "answered",
        "REDACTED",
        "url.full",
    ] {
        assert!(text.contains(expected), "nothing printed about {expected}");
    }
    for secret in [KEY, SENTINEL, "Persona", "Sentinella"] {
        if let Some(at) = text.find(secret) {
            let start = text[..at]
                .char_indices()
                .rev()
                .nth(300)
                .map_or(0, |(i, _)| i);
            let end = text[at..]
                .char_indices()
                .nth(100)
                .map_or(text.len(), |(i, _)| at + i);
            panic!("{secret} is printed: …{}…", &text[start..end]);
        }
    }
}
