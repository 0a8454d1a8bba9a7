//! Every operation against every fault, over real sockets: what comes out, after how many
//! attempts, and what the error says of itself.

use std::time::Duration;

use lucca_sdk::transport::{Clock, ManualClock};
use lucca_sdk::{Client, Error};

use super::fault_server::{Act, Answer, FaultServer, refusing_url};
use super::operations::{OPERATIONS, Operation};
use super::{KEY, client_for};

const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
/// What the client makes of a fault that may be repeated.
const ALL: u32 = 4;

/// One row of the matrix.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    kind: FaultKind,
    /// Attempts of a read, and of the upload.
    attempts: (u32, u32),
    /// The predicate that holds of the error.
    predicate: (&'static str, fn(&Error) -> bool),
    /// What `may_have_been_sent` says of a read and of the upload.
    in_doubt: bool,
    /// How much time the waits for repeats of a read take at least, in seconds.
    waits: u64,
}

enum FaultKind {
    Refused,
    /// Made from what a good answer to the operation would be.
    Act(fn(Answer) -> Act),
}

macro_rules! predicate {
    ($name:ident) => {
        (stringify!($name), Error::$name)
    };
}

fn row(
    name: &'static str,
    act: fn(Answer) -> Act,
    attempts: (u32, u32),
    predicate: (&'static str, fn(&Error) -> bool),
    in_doubt: bool,
) -> Fault {
    Fault {
        name,
        kind: FaultKind::Act(act),
        attempts,
        predicate,
        in_doubt,
        waits: 0,
    }
}

impl Fault {
    fn waiting(mut self, seconds: u64) -> Self {
        self.waits = seconds;
        self
    }
}

/// An error body that quotes somebody, in the shape that Lucca's v3 documents.
fn refusal(status: u16) -> Act {
    Act::Answer(Answer::new(
        status,
        format!(
            r#"{{"Status":{status},"Message":"{} and {KEY}"}}"#,
            super::SENTINEL
        ),
    ))
}

/// JSON that is none of the answers, and quotes somebody.
fn wrongly_typed() -> String {
    let wrong = super::SENTINEL;
    let names = ["items", "data", "id", "progress", "errorLines"];
    let texts = names.map(|name| format!(r#""{name}":"{wrong}""#));
    format!(
        r#"{{{},"summaryId":{{"{wrong}":"{wrong}"}}}}"#,
        texts.join(",")
    )
}

fn limited(retry_after: Option<&str>) -> Act {
    let answer = Answer::new(429, "");
    Act::Answer(match retry_after {
        Some(value) => answer.header("retry-after", value),
        None => answer,
    })
}

pub(crate) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "refused",
            kind: FaultKind::Refused,
            attempts: (ALL, ALL),
            predicate: predicate!(is_connect),
            in_doubt: false,
            waits: 0,
        },
        row(
            "reset before headers",
            |_| Act::Reset,
            (ALL, 1),
            predicate!(is_connection_lost),
            true,
        ),
        row(
            "closed before headers",
            |_| Act::Close,
            (ALL, 1),
            predicate!(is_connection_lost),
            true,
        ),
        row(
            "reset in mid-body",
            Act::ResetInBody,
            (ALL, 1),
            predicate!(is_connection_lost),
            true,
        ),
        row(
            "truncated body",
            Act::Truncate,
            (ALL, 1),
            predicate!(is_connection_lost),
            true,
        ),
        row(
            "stall",
            |_| Act::Stall(ATTEMPT_TIMEOUT),
            (ALL, 1),
            predicate!(is_timeout),
            true,
        )
        .waiting(120),
        row(
            "stall in mid-body",
            |answer| Act::StallInBody(ATTEMPT_TIMEOUT, answer),
            (ALL, 1),
            predicate!(is_timeout),
            true,
        )
        .waiting(120),
        row(
            "slow drip",
            |answer| Act::Drip(ATTEMPT_TIMEOUT / 2, answer),
            (ALL, 1),
            predicate!(is_timeout),
            true,
        )
        .waiting(120),
        row(
            "400",
            |_| refusal(400),
            (1, 1),
            predicate!(is_bad_request),
            true,
        ),
        row(
            "401",
            |_| refusal(401),
            (1, 1),
            predicate!(is_unauthenticated),
            false,
        ),
        row(
            "403",
            |_| refusal(403),
            (1, 1),
            predicate!(is_forbidden),
            false,
        ),
        row(
            "404",
            |_| refusal(404),
            (1, 1),
            predicate!(is_not_found),
            false,
        ),
        row(
            "408",
            |_| refusal(408),
            (1, 1),
            predicate!(is_page_too_slow),
            true,
        ),
        row(
            "413",
            |_| refusal(413),
            (1, 1),
            predicate!(is_too_large),
            false,
        ),
        row(
            "429 with seconds",
            |_| limited(Some("7")),
            (ALL, ALL),
            predicate!(is_rate_limited),
            false,
        )
        .waiting(21),
        row(
            "429 with a date",
            // The clock starts at 13:37:04.
            |_| limited(Some("Sat, 10 Jan 2004 13:37:24 GMT")),
            (ALL, ALL),
            predicate!(is_rate_limited),
            false,
        )
        .waiting(20),
        row(
            "429 with nothing",
            |_| limited(None),
            (ALL, ALL),
            predicate!(is_rate_limited),
            false,
        )
        .waiting(180),
        row(
            "429 with nonsense",
            |_| limited(Some("soon")),
            (ALL, ALL),
            predicate!(is_rate_limited),
            false,
        )
        .waiting(180),
        row(
            "431",
            |_| refusal(431),
            (1, 1),
            predicate!(is_too_large),
            false,
        ),
        row(
            "500",
            |_| refusal(500),
            (ALL, 1),
            predicate!(is_server_error),
            true,
        ),
        row(
            "502",
            |_| refusal(502),
            (ALL, 1),
            predicate!(is_server_error),
            true,
        ),
        row(
            "503",
            |_| refusal(503),
            (ALL, 1),
            predicate!(is_server_error),
            true,
        ),
        row(
            "503 with seconds",
            |_| Act::Answer(Answer::new(503, "").header("retry-after", "9")),
            (ALL, 1),
            predicate!(is_server_error),
            true,
        )
        .waiting(27),
        row(
            "504",
            |_| refusal(504),
            (ALL, 1),
            predicate!(is_timeout),
            true,
        ),
        row(
            "empty 200",
            |_| Act::Answer(Answer::new(200, "")),
            (1, 1),
            predicate!(is_empty_body),
            true,
        ),
        row(
            "HTML 200",
            |_| {
                Act::Answer(
                    Answer::new(
                        200,
                        format!("<html><title>{}</title></html>", super::SENTINEL),
                    )
                    .header("content-type", "text/html"),
                )
            },
            (1, 1),
            predicate!(is_html),
            true,
        ),
        row(
            "text under JSON",
            |_| Act::Answer(Answer::new(200, format!("Hello {}", super::SENTINEL))),
            (1, 1),
            predicate!(is_not_json),
            true,
        ),
        row(
            "another content type",
            |_| Act::Answer(Answer::new(200, "a;b").header("content-type", "text/csv")),
            (1, 1),
            predicate!(is_not_json),
            true,
        ),
        row(
            "invalid JSON",
            |_| {
                Act::Answer(Answer::new(
                    200,
                    format!("{{\"items\":[{}]}}", super::SENTINEL),
                ))
            },
            (1, 1),
            predicate!(is_not_json),
            true,
        ),
        row(
            "wrong type",
            |_| Act::Answer(Answer::new(200, wrongly_typed())),
            (1, 1),
            predicate!(is_decode),
            true,
        ),
        row(
            "larger than the client accepts",
            |_| Act::Answer(Answer::new(200, "{}").header("content-length", "99999999")),
            (1, 1),
            predicate!(is_too_large),
            true,
        ),
        row(
            "damaged compression",
            |_| Act::Answer(Answer::new(200, "not gzip").header("content-encoding", "gzip")),
            (ALL, 1),
            predicate!(is_unusable_body),
            true,
        ),
        row(
            "redirect to another host",
            |_| {
                let to = "https://user@evil.example.com/login?next=x";
                Act::Answer(Answer::new(302, "").header("location", to))
            },
            (1, 1),
            predicate!(is_redirect),
            true,
        ),
    ]
}

/// What a fault came to.
pub(crate) struct Outcome {
    pub(crate) error: Error,
    elapsed: Duration,
    requests: usize,
    bodies: usize,
}

/// Runs one operation against one fault that does not go away.
pub(crate) async fn run(operation: &Operation, fault: &Fault) -> Outcome {
    let clock = ManualClock::leaping();
    let start = clock.now();
    let server = match &fault.kind {
        FaultKind::Refused => None,
        FaultKind::Act(act) => {
            let (act, good) = (*act, Answer::new(200, operation.good));
            Some(FaultServer::start(&clock, move |_, _| act(good.clone())).await)
        }
    };
    let base_url = match &server {
        Some(server) => server.base_url().to_owned(),
        None => refusing_url().await,
    };
    let client: Client = client_for(&base_url, &clock)
        .attempt_timeout(ATTEMPT_TIMEOUT)
        .max_body_bytes(1_000_000)
        .build()
        .unwrap();
    let error = (operation.call)(client).await.expect_err(fault.name);
    let received = server.map_or(Vec::new(), |server| server.received());
    Outcome {
        error,
        elapsed: clock.now() - start,
        requests: received.len(),
        bodies: received
            .iter()
            .filter(|request| !request.body.is_empty())
            .count(),
    }
}

#[tokio::test]
async fn each_operation_meets_each_fault_as_the_table_says() {
    for operation in OPERATIONS {
        for fault in faults() {
            let case = format!("{} × {}", operation.name, fault.name);
            let Outcome {
                error,
                elapsed,
                requests,
                bodies,
            } = run(operation, &fault).await;
            let attempts = if operation.uploads {
                fault.attempts.1
            } else {
                fault.attempts.0
            };
            let (name, predicate) = fault.predicate;
            assert!(predicate(&error), "{case}: not {name}: {error:?}");
            // A generated client drops all but the bytes of what it cannot decode.
            if !error.is_decode() {
                assert_eq!(error.attempts(), attempts, "{case}: {error:?}");
                assert!(error.redacted_url().is_some(), "{case}: {error:?}");
            }
            assert_eq!(
                error.may_have_been_sent(),
                fault.in_doubt,
                "{case}: {error:?}"
            );
            assert_eq!(error.operation(), Some(operation.name), "{case}");
            if !matches!(fault.kind, FaultKind::Refused) {
                assert_eq!(
                    requests, attempts as usize,
                    "{case}: requests at the server"
                );
            }
            if operation.uploads && fault.in_doubt {
                assert_eq!(bodies, 1, "{case}: the server may have acted on each");
            }
            if !operation.uploads {
                let least = Duration::from_secs(fault.waits);
                assert!(elapsed >= least, "{case}: waited {elapsed:?}");
            }
            assert_eq!(error.to_string().lines().count(), 1, "{case}: {error}");
        }
    }
}

#[tokio::test]
async fn a_read_gets_through_once_the_fault_is_gone() {
    for operation in OPERATIONS.iter().filter(|operation| !operation.uploads) {
        for fault in faults().iter().filter(|fault| fault.attempts.0 == ALL) {
            let FaultKind::Act(act) = fault.kind else {
                continue;
            };
            let clock = ManualClock::leaping();
            let good = Answer::new(200, operation.good);
            let server = FaultServer::start(&clock, move |nth, _| match nth {
                0 | 1 => act(good.clone()),
                _ => Act::Answer(good.clone()),
            })
            .await;
            let client = client_for(server.base_url(), &clock)
                .attempt_timeout(ATTEMPT_TIMEOUT)
                .build()
                .unwrap();
            let outcome = (operation.call)(client).await;
            let case = format!("{} × {}", operation.name, fault.name);
            assert!(outcome.is_ok(), "{case}: {outcome:?}");
            assert_eq!(server.received().len(), 3, "{case}");
        }
    }
}

#[tokio::test]
async fn a_slow_answer_within_its_time_is_no_fault() {
    for operation in OPERATIONS {
        let clock = ManualClock::leaping();
        let good = Answer::new(200, operation.good);
        let a_little = ATTEMPT_TIMEOUT / 1000;
        let server =
            FaultServer::start(&clock, move |_, _| Act::Drip(a_little, good.clone())).await;
        let client = client_for(server.base_url(), &clock)
            .attempt_timeout(ATTEMPT_TIMEOUT)
            .build()
            .unwrap();
        (operation.call)(client).await.expect(operation.name);
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn each_unusable_body_has_words_of_its_own() {
    let operation = OPERATIONS.last().unwrap();
    let mut seen: Vec<(String, &str)> = Vec::new();
    for fault in faults() {
        let error = run(operation, &fault).await.error;
        if !error.is_unusable_body() {
            continue;
        }
        let text = error.to_string();
        let words = text.split('[').next().unwrap().to_owned();
        let same = seen.iter().find(|(other, _)| *other == words);
        assert!(
            same.is_none(),
            "{} reads like {:?}: {words}",
            fault.name,
            same
        );
        seen.push((words, fault.name));
    }
    assert_eq!(seen.len(), 8, "{seen:?}");
}
