//! What can go wrong on the way to Lucca and back, and what the SDK must make of it.

use std::time::Duration;

use lucca_sdk::Error;

use crate::{Answer, Operation, Protocol, Reaction, SENTINEL, healthy};

/// One way to fail, and what a call that meets it at every attempt comes to.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What it is, for messages.
    pub name: &'static str,
    /// What the server does; `None`: there is none.
    pub reaction: Option<Reaction>,
    /// What the server does on the wire is no answer to this fault, but its status is.
    pub status: Option<u16>,
    /// What operations that only read come to.
    pub read: Verdict,
    /// How many attempts are made for one resource by its id, where that is another number.
    pub by_id: Option<u32>,
    /// What is different over HTTP/2: which predicates hold for a read and for an upload.
    pub over_http2: Option<[&'static [&'static str]; 2]>,
    /// What the upload of an import comes to.
    pub upload: Verdict,
    /// Whether a server that did this to a whole upload may have acted on it.
    pub acts: bool,
    /// How long the client waits between this and the next attempt: from, to.
    pub wait: (Duration, Duration),
}

/// What a call comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How many attempts are made when the fault stays.
    pub attempts: u32,
    /// Which predicates of the error hold; all others do not.
    pub holds: &'static [&'static str],
}

/// What the predicates of `error` say, by their names without `is_`.
pub fn predicates_that_hold(error: &Error) -> Vec<&'static str> {
    let all = [
        ("rate_limited", error.is_rate_limited()),
        ("timeout", error.is_timeout()),
        ("not_found", error.is_not_found()),
        ("unauthenticated", error.is_unauthenticated()),
        ("forbidden", error.is_forbidden()),
        ("connection", error.is_connection()),
        ("too_large", error.is_too_large()),
        ("decode", error.is_decode()),
        ("unusable_body", error.is_unusable_body()),
        ("server_error", error.is_server_error()),
        ("redirect", error.is_redirect()),
        ("invalid_input", error.is_invalid_input()),
        ("paging_drift", error.is_paging_drift()),
        ("import", error.is_import()),
        ("may_have_been_sent", error.may_have_been_sent()),
        ("retryable", error.is_retryable()),
    ];
    let held = all.into_iter().filter(|(_, holds)| *holds);
    held.map(|(name, _)| name).collect()
}

impl Fault {
    /// What `operation` comes to when it meets this fault at every attempt.
    pub fn verdict(&self, operation: Operation, protocol: Protocol) -> Verdict {
        let uploads = operation.uploads();
        let mut verdict = if uploads { self.upload } else { self.read };
        if operation.is_by_id() {
            verdict.attempts = self.by_id.unwrap_or(verdict.attempts);
        }
        if let (Protocol::Http2, Some(holds)) = (protocol, self.over_http2) {
            verdict.holds = holds[usize::from(uploads)];
        }
        verdict
    }

    /// Every fault of a protocol; `elsewhere` is the base URL of another host, to be
    /// redirected to.
    pub fn all(elsewhere: &str, protocol: Protocol) -> Vec<Self> {
        let mut faults = vec![Self {
            reaction: None,
            ..Self::new("refused", Reaction::ResetUnread)
                .always(ATTEMPTS, &["connection", "retryable"])
                .never_acts()
        }];
        faults.extend(broken_connections());
        faults.extend(silence());
        faults.extend(refusals());
        faults.extend(rate_limits());
        faults.extend(server_errors());
        faults.extend(bodies());
        faults.extend(redirects(elsewhere));
        if protocol == Protocol::Http2 {
            faults.extend(unprocessed());
        }
        faults
    }

    fn new(name: &'static str, reaction: Reaction) -> Self {
        let nothing = Verdict {
            attempts: 0,
            holds: &[],
        };
        Self {
            name,
            status: match &reaction {
                Reaction::Answer(answer) => Some(answer.status),
                _ => None,
            },
            reaction: Some(reaction),
            read: nothing,
            by_id: None,
            over_http2: None,
            upload: nothing,
            acts: true,
            wait: (Duration::ZERO, FIRST_DELAY),
        }
    }

    fn read(mut self, attempts: u32, holds: &'static [&'static str]) -> Self {
        self.read = Verdict { attempts, holds };
        self
    }

    fn upload(mut self, attempts: u32, holds: &'static [&'static str]) -> Self {
        self.upload = Verdict { attempts, holds };
        self
    }

    /// The same for reads and for the upload.
    fn always(self, attempts: u32, holds: &'static [&'static str]) -> Self {
        self.read(attempts, holds).upload(attempts, holds)
    }

    fn by_id(mut self, attempts: u32) -> Self {
        self.by_id = Some(attempts);
        self
    }

    fn over_http2(
        mut self,
        read: &'static [&'static str],
        upload: &'static [&'static str],
    ) -> Self {
        self.over_http2 = Some([read, upload]);
        self
    }

    fn never_acts(mut self) -> Self {
        self.acts = false;
        self
    }

    fn waiting(mut self, seconds: u64) -> Self {
        let wait = Duration::from_secs(seconds);
        self.wait = (wait, wait + FIRST_DELAY);
        self
    }
}

/// How often a client with default settings tries.
const ATTEMPTS: u32 = 10;

/// How long an attempt may take by default.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// How many attempts of that length begin within the 3 min that a call is retried.
const SLOW_ATTEMPTS: u32 = 6;

/// How long the server may make one call wait in all, by default, in seconds.
const ASKED_FOR: u32 = 5 * 60;

/// How long the body of an error is waited for, in seconds.
const EXCERPT_PATIENCE: u64 = 2;

/// Often enough to keep a connection alive, and too seldom to end in time.
const DRIP: Duration = Duration::from_secs(9);

/// The longest delay before the second attempt, by default.
const FIRST_DELAY: Duration = Duration::from_millis(250);

/// An error body that quotes somebody, and the sentinel.
fn says(status: u16) -> Answer {
    Answer::status(status).with_body(
        "application/json",
        format!(r#"{{"Status":{status},"Message":"{SENTINEL} cannot do this"}}"#),
    )
}

fn broken_connections() -> Vec<Fault> {
    let lost = |name, reaction| {
        Fault::new(name, reaction)
            .read(ATTEMPTS, &["connection", "may_have_been_sent", "retryable"])
            .upload(1, &["connection", "may_have_been_sent"])
    };
    let cut = |name, reaction| {
        Fault::new(name, reaction)
            .read(
                ATTEMPTS,
                &[
                    "connection",
                    "unusable_body",
                    "may_have_been_sent",
                    "retryable",
                ],
            )
            .upload(1, &["connection", "unusable_body", "may_have_been_sent"])
    };
    vec![
        lost("reset before the request is read", Reaction::ResetUnread),
        lost(
            "reset in the middle of the request",
            Reaction::ResetInRequest,
        ),
        lost("reset before headers", Reaction::ResetAfterRequest),
        lost("closed before headers", Reaction::CloseAfterRequest),
        lost("another protocol", Reaction::Gibberish),
        lost(
            "reset in the middle of the body",
            Reaction::route(|request| healthy(request).reset_half_way()),
        ),
        cut(
            "truncated body",
            Reaction::route(|request| healthy(request).cut_half_way()),
        )
        // HTTP/2 notices that the length is not the announced one.
        .over_http2(
            &["connection", "may_have_been_sent", "retryable"],
            &["connection", "may_have_been_sent"],
        ),
        cut(
            "truncated body in chunks",
            Reaction::route(|request| healthy(request).chunked().cut_half_way()),
        ),
    ]
}

fn silence() -> Vec<Fault> {
    let silent = |name, reaction| {
        Fault::new(name, reaction)
            .read(
                SLOW_ATTEMPTS,
                &["timeout", "may_have_been_sent", "retryable"],
            )
            .upload(1, &["timeout", "may_have_been_sent"])
    };
    let mut faults = vec![
        silent("stall before headers", Reaction::Stall),
        silent(
            "stall in the middle of the request",
            Reaction::StallInRequest,
        ),
        silent(
            "stall in the middle of the body",
            Reaction::route(|request| healthy(request).stalled_half_way()),
        ),
        silent(
            "slow drip",
            Reaction::route(|request| healthy(request).dripping(DRIP, ATTEMPT_TIMEOUT)),
        ),
        silent(
            "slow drip in chunks",
            Reaction::route(|request| healthy(request).chunked().dripping(DRIP, ATTEMPT_TIMEOUT)),
        ),
    ];
    for fault in &mut faults {
        // The attempt itself takes 30 s before it is given up.
        *fault = fault.clone().waiting(30);
    }
    faults
}

fn refusals() -> Vec<Fault> {
    let refused = |name, status| Fault::new(name, Reaction::Answer(says(status))).never_acts();
    vec![
        Fault::new("400", Reaction::Answer(says(400))).always(1, &["may_have_been_sent"]),
        Fault::new("304", Reaction::Answer(Answer::status(304))).always(1, &["may_have_been_sent"]),
        refused("401", 401).always(1, &["unauthenticated"]),
        refused("403", 403).always(1, &["forbidden"]),
        refused("404", 404).always(1, &["not_found"]),
        Fault::new("408", Reaction::Answer(says(408)))
            .always(1, &["timeout", "may_have_been_sent"]),
        // What the status says holds, whatever becomes of the rest.
        Fault::new(
            "404 whose body is cut",
            Reaction::Answer(says(404).cut_half_way()),
        )
        .never_acts()
        .always(1, &["not_found"]),
        Fault::new(
            "403 whose body is reset",
            Reaction::Answer(says(403).reset_half_way()),
        )
        .never_acts()
        .always(1, &["forbidden"]),
        Fault::new(
            "404 whose body drips",
            Reaction::Answer(says(404).dripping(DRIP, ATTEMPT_TIMEOUT)),
        )
        .never_acts()
        .waiting(EXCERPT_PATIENCE)
        .always(1, &["not_found"]),
        Fault::new(
            "401 whose body stalls",
            Reaction::Answer(says(401).stalled_half_way()),
        )
        .never_acts()
        .waiting(EXCERPT_PATIENCE)
        .always(1, &["unauthenticated"]),
        Fault::new(
            "too many and too large headers",
            Reaction::route(|request| {
                let long = SENTINEL.repeat(10);
                (0..300).fold(healthy(request), |answer, number| {
                    answer.with_header(&format!("X-Header-{number}"), &long)
                })
            }),
        )
        .always(1, &["too_large", "may_have_been_sent"]),
        refused("413", 413).always(1, &["too_large"]),
        refused("431", 431).always(1, &["too_large"]),
    ]
}

fn rate_limits() -> Vec<Fault> {
    let limited = |name, attempts, retry_after: Option<&str>| {
        let mut answer = says(429);
        if let Some(value) = retry_after {
            answer = answer.with_header("Retry-After", value);
        }
        Fault::new(name, Reaction::Answer(answer))
            .always(attempts, &["rate_limited", "retryable"])
            .never_acts()
    };
    let for_a_window = 1 + ASKED_FOR / 60;
    vec![
        // From the fourth wait on, each is twice as long as the one before.
        limited("429 with seconds", 11, Some("7")).waiting(7),
        // 30 s after the dawn of virtual time, which is a wait once only.
        limited(
            "429 with a date",
            1 + ATTEMPTS,
            Some("Sun, 06 Nov 1994 08:50:07 GMT"),
        )
        .waiting(30),
        limited(
            "429 with a date that has passed",
            ATTEMPTS,
            Some("Sun, 06 Nov 1994 08:49:07 GMT"),
        ),
        limited("429 with nothing", for_a_window, None).waiting(60),
        limited("429 with nonsense", for_a_window, Some("soon")).waiting(60),
    ]
}

fn server_errors() -> Vec<Fault> {
    let failed = |name, attempts, answer| {
        Fault::new(name, Reaction::Answer(answer))
            .read(
                attempts,
                &["server_error", "may_have_been_sent", "retryable"],
            )
            .upload(1, &["server_error", "may_have_been_sent"])
    };
    vec![
        failed("500", ATTEMPTS, says(500)).by_id(2),
        failed("500 with an empty body", ATTEMPTS, Answer::status(500)).by_id(2),
        failed("502", ATTEMPTS, says(502)),
        failed(
            "502 with a web page",
            ATTEMPTS,
            Answer::status(502).with_body("text/html", "<html><title>Bad Gateway</title></html>"),
        ),
        failed("503", ATTEMPTS, says(503)),
        failed(
            "503 with seconds",
            10,
            says(503).with_header("Retry-After", "11"),
        )
        .waiting(11),
        failed(
            "503 with minutes",
            2,
            says(503).with_header("Retry-After", "300"),
        )
        .waiting(300),
        Fault::new("504", Reaction::Answer(says(504)))
            .read(
                ATTEMPTS,
                &["timeout", "server_error", "may_have_been_sent", "retryable"],
            )
            .upload(1, &["timeout", "server_error", "may_have_been_sent"]),
    ]
}

/// What an HTTP/2 server says of a request that it has not processed (RFC 9113, 8.7).
fn unprocessed() -> Vec<Fault> {
    [
        ("refused stream", Reaction::RefuseStream),
        ("going away", Reaction::GoAway),
    ]
    .into_iter()
    .map(|(name, reaction)| {
        Fault::new(name, reaction)
            .always(ATTEMPTS, &["connection", "retryable"])
            .never_acts()
    })
    .collect()
}

fn bodies() -> Vec<Fault> {
    const PAGE: &str = "<!DOCTYPE html><html><title>Zoe-Sentinel-7391</title></html>";
    let success = |name, answer| Fault::new(name, Reaction::Answer(answer));
    let unusable =
        |name, answer| success(name, answer).always(1, &["unusable_body", "may_have_been_sent"]);
    vec![
        unusable("empty 200", Answer::json("")),
        unusable("blank 200", Answer::json(" \r\n")),
        unusable("204", Answer::status(204)),
        unusable("HTML 200", Answer::status(200).with_body("text/html", PAGE)),
        unusable("HTML 200 under JSON", Answer::json(PAGE)),
        unusable(
            "text under JSON",
            Answer::json("Zoe-Sentinel-7391 was here"),
        ),
        unusable(
            "invalid JSON",
            Answer::json(r#"{"items":[{"name":"Zoe-Sentinel-7391",}]}"#),
        ),
        unusable(
            "another content type",
            Answer::status(200).with_body("text/csv", "Zoe-Sentinel-7391;Paris"),
        ),
        success(
            "wrong type",
            Answer::json(
                r#"{"items":"Zoe-Sentinel-7391","data":"Zoe-Sentinel-7391","id":"Zoe-Sentinel-7391",
                "summaryId":["Zoe-Sentinel-7391"],"progress":"Zoe-Sentinel-7391",
                "errorLines":"Zoe-Sentinel-7391"}"#,
            ),
        )
        .always(1, &["decode", "may_have_been_sent"]),
        success(
            "too large a body",
            Answer::json("{").announcing(64 * 1024 * 1024 + 1),
        )
        .always(1, &["too_large", "unusable_body", "may_have_been_sent"]),
        success(
            "broken compression",
            Answer::json("this is no gzip").with_header("Content-Encoding", "gzip"),
        )
        .read(
            ATTEMPTS,
            &["unusable_body", "may_have_been_sent", "retryable"],
        )
        .upload(1, &["unusable_body", "may_have_been_sent"]),
    ]
}

fn redirects(elsewhere: &str) -> Vec<Fault> {
    [
        ("301 to another host", 301),
        ("302 to another host", 302),
        ("303 to another host", 303),
        ("307 to another host", 307),
        ("308 to another host", 308),
    ]
    .into_iter()
    .map(|(name, status)| {
        let target = format!("{elsewhere}/login?user={SENTINEL}");
        Fault::new(
            name,
            Reaction::Answer(Answer::status(status).with_header("Location", &target)),
        )
        .always(1, &["redirect", "may_have_been_sent"])
    })
    .collect()
}
