//! What can go wrong on the way to Lucca and back, and what the SDK must make of it.

use std::time::Duration;

use lucca_sdk::Error;

use crate::{Answer, Operation, Reaction, SENTINEL, healthy};

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
        ("not_found", error.is_not_found()),
        ("unauthenticated", error.is_unauthenticated()),
        ("forbidden", error.is_forbidden()),
        ("bad_request", error.is_bad_request()),
        ("timeout", error.is_timeout()),
        ("deadline_exceeded", error.is_deadline_exceeded()),
        ("page_too_slow", error.is_page_too_slow()),
        ("connect", error.is_connect()),
        ("connection_lost", error.is_connection_lost()),
        ("too_large", error.is_too_large()),
        ("decode", error.is_decode()),
        ("unusable_body", error.is_unusable_body()),
        ("empty_body", error.is_empty_body()),
        ("not_json", error.is_not_json()),
        ("html", error.is_html()),
        ("server_error", error.is_server_error()),
        ("redirect", error.is_redirect()),
        ("invalid_input", error.is_invalid_input()),
        ("invalid_setting", error.is_invalid_setting()),
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
    pub fn verdict(&self, operation: Operation) -> Verdict {
        match operation {
            Operation::Upload => self.upload,
            _ => self.read,
        }
    }

    /// Every fault; `elsewhere` is the base URL of another host, to be redirected to.
    pub fn all(elsewhere: &str) -> Vec<Self> {
        let mut faults = vec![Self {
            reaction: None,
            ..Self::new("refused", Reaction::ResetUnread)
                .read(ATTEMPTS, &["connect", "retryable"])
                .upload(ATTEMPTS, &["connect", "retryable"])
                .never_acts()
        }];
        faults.extend(broken_connections());
        faults.extend(silence());
        faults.extend(refusals());
        faults.extend(rate_limits());
        faults.extend(server_errors());
        faults.extend(bodies());
        faults.extend(redirects(elsewhere));
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
const ATTEMPTS: u32 = 4;

/// How long an attempt may take by default.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

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
            .read(
                ATTEMPTS,
                &["connection_lost", "may_have_been_sent", "retryable"],
            )
            .upload(1, &["connection_lost", "may_have_been_sent"])
    };
    let cut = |name, reaction| {
        Fault::new(name, reaction)
            .read(
                ATTEMPTS,
                &[
                    "connection_lost",
                    "unusable_body",
                    "may_have_been_sent",
                    "retryable",
                ],
            )
            .upload(
                1,
                &["connection_lost", "unusable_body", "may_have_been_sent"],
            )
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
            .read(ATTEMPTS, &["timeout", "may_have_been_sent", "retryable"])
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
        Fault::new("400", Reaction::Answer(says(400)))
            .always(1, &["bad_request", "may_have_been_sent"]),
        refused("401", 401).always(1, &["unauthenticated"]),
        refused("403", 403).always(1, &["forbidden"]),
        refused("404", 404).always(1, &["not_found"]),
        Fault::new("408", Reaction::Answer(says(408)))
            .always(1, &["timeout", "page_too_slow", "may_have_been_sent"]),
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
        refused("413", 413).always(1, &["too_large"]),
        refused("431", 431).always(1, &["too_large"]),
    ]
}

fn rate_limits() -> Vec<Fault> {
    let limited = |name, retry_after: Option<&str>| {
        let mut answer = says(429);
        if let Some(value) = retry_after {
            answer = answer.with_header("Retry-After", value);
        }
        Fault::new(name, Reaction::Answer(answer))
            .always(ATTEMPTS, &["rate_limited", "retryable"])
            .never_acts()
    };
    vec![
        limited("429 with seconds", Some("7")).waiting(7),
        // 30 s after the dawn of virtual time.
        limited("429 with a date", Some("Sun, 06 Nov 1994 08:50:07 GMT")).waiting(30),
        limited(
            "429 with a date that has passed",
            Some("Sun, 06 Nov 1994 08:49:07 GMT"),
        ),
        limited("429 with nothing", None).waiting(60),
        limited("429 with nonsense", Some("soon")).waiting(60),
    ]
}

fn server_errors() -> Vec<Fault> {
    let failed = |name, answer| {
        Fault::new(name, Reaction::Answer(answer))
            .read(
                ATTEMPTS,
                &["server_error", "may_have_been_sent", "retryable"],
            )
            .upload(1, &["server_error", "may_have_been_sent"])
    };
    vec![
        failed("500", says(500)),
        failed("500 with an empty body", Answer::status(500)),
        failed("502", says(502)),
        failed(
            "502 with a web page",
            Answer::status(502).with_body("text/html", "<html><title>Bad Gateway</title></html>"),
        ),
        failed("503", says(503)),
        failed(
            "503 with seconds",
            says(503).with_header("Retry-After", "11"),
        )
        .waiting(11),
        Fault::new("504", Reaction::Answer(says(504)))
            .read(
                ATTEMPTS,
                &["timeout", "server_error", "may_have_been_sent", "retryable"],
            )
            .upload(1, &["timeout", "server_error", "may_have_been_sent"]),
    ]
}

fn bodies() -> Vec<Fault> {
    const PAGE: &str = "<!DOCTYPE html><html><title>Zoe-Sentinel-7391</title></html>";
    let success = |name, answer| Fault::new(name, Reaction::Answer(answer));
    let empty = |name, answer| {
        success(name, answer).always(1, &["unusable_body", "empty_body", "may_have_been_sent"])
    };
    let not_json = |name, answer| {
        success(name, answer).always(1, &["unusable_body", "not_json", "may_have_been_sent"])
    };
    let page = |name, answer| {
        success(name, answer).always(
            1,
            &["unusable_body", "html", "not_json", "may_have_been_sent"],
        )
    };
    vec![
        empty("empty 200", Answer::json("")),
        empty("blank 200", Answer::json(" \r\n")),
        empty("204", Answer::status(204)),
        page("HTML 200", Answer::status(200).with_body("text/html", PAGE)),
        page("HTML 200 under JSON", Answer::json(PAGE)),
        not_json(
            "text under JSON",
            Answer::json("Zoe-Sentinel-7391 was here"),
        ),
        not_json(
            "invalid JSON",
            Answer::json(r#"{"items":[{"name":"Zoe-Sentinel-7391",}]}"#),
        ),
        not_json(
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
