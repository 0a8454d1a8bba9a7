//! What can go wrong, in one type.
//!
//! [`Error`] is a struct with a private kind, asked by predicates: new kinds can
//! then be added without breaking anybody. Each predicate's documentation says
//! what to do when it holds.
//!
//! # What is printed
//! `Display` is one line for whoever is on call: which operation, what happened,
//! how often it was tried, what to do next. `Debug`, which is what a failing `main` prints, is
//! the same with the causes behind it. Neither shows the API key, nor anything that a server
//! wrote: an error body may quote a person's data. What the server said is there when asked
//! for, by [`Error::server_message`], [`Error::problem`] and [`Error::body_excerpt`].

mod connection;
mod decode;
mod kind;
mod predicates;
mod problem;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};
use hyper::ext::ReasonPhrase;

pub(crate) use connection::Cause;
pub(crate) use decode::DecodeFailure;
pub(crate) use kind::{BodyFault, Kind, Phase};
pub use problem::Problem;

use crate::{InvalidAccount, InvalidApiKey};

/// Why a call did not succeed.
///
/// ```
/// # fn handle(error: lucca_sdk::Error) {
/// if error.is_not_found() {
///     // Gone, or out of reach of this key's role.
/// } else if error.is_rate_limited() {
///     // The company's budget is used up: come back later.
/// } else if error.may_have_been_sent() {
///     // Look before doing it again.
/// } else {
///     eprintln!("{error}");
///     if let Some(said) = error.server_message() {
///         // May quote people's data: show it to whoever may see that.
///         let _ = said;
///     }
/// }
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    operation: Option<Cow<'static, str>>,
    /// Boxed apart: an error that was met before any request has none.
    call: Option<CallFacts>,
    answer: Option<Answer>,
}

/// What is known of the call that failed.
#[derive(Clone)]
pub(crate) struct CallFacts {
    pub(crate) method: Method,
    /// Passed through the allow-list of query parameters already.
    pub(crate) redacted_url: String,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
    /// Whether any attempt may have reached the server.
    pub(crate) may_have_been_sent: bool,
}

/// What the server answered, if it did.
#[derive(Default)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) content_type: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    /// The words behind the status of an HTTP/1 answer, where they are not the usual ones: all
    /// that some faults of Lucca's v3 servers say.
    pub(crate) reason: Option<String>,
    /// The beginning of the body, at most [`EXCERPT`] bytes.
    pub(crate) body: Bytes,
}

/// How much of an error body is kept.
pub(crate) const EXCERPT: usize = 8 * 1024;

impl Answer {
    pub(crate) fn new(answer: &http::Response<Bytes>, retry_after: Option<Duration>) -> Self {
        let content_type = answer.headers().get(CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok());
        let reason = answer.extensions().get::<ReasonPhrase>();
        let body = answer.body();
        Self {
            status: answer.status(),
            content_type: content_type.map(str::to_owned),
            retry_after,
            reason: reason.map(|words| String::from_utf8_lossy(words.as_bytes()).into_owned()),
            // A copy: a slice would keep the whole body alive.
            body: Bytes::copy_from_slice(body.get(..EXCERPT).unwrap_or(body)),
        }
    }
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            call: None,
            answer: None,
        }))
    }

    /// Input that is refused before anything is sent. `message` says what is
    /// accepted; it must not quote the value, which may be a person's data.
    pub(crate) fn invalid_input(
        parameter: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Kind::InvalidInput {
            parameter: parameter.into(),
            message: message.into(),
        })
    }

    /// A setting of a builder that makes no sense. `accepted` is the range.
    pub(crate) fn setting(name: &'static str, accepted: impl fmt::Display) -> Self {
        Self::unusable_setting(name, format_args!("accepted is {accepted}"))
    }

    /// A setting that cannot be used. `message` says why, or what is accepted.
    pub(crate) fn unusable_setting(name: &'static str, message: impl fmt::Display) -> Self {
        let message = message.to_string();
        Self::new(Kind::Setting { name, message })
    }

    /// An answer, or a part of one, that is not what the contract says.
    pub(crate) fn decode(operation: impl Into<Cow<'static, str>>, failure: DecodeFailure) -> Self {
        Self::new(Kind::Decode(failure)).with_operation(operation)
    }

    /// Pages that do not fit together: a row missing, repeated, or a cursor that
    /// stands still. `message` is what was seen and what to do.
    pub(crate) fn paging(
        operation: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Kind::Paging(message.into())).with_operation(operation)
    }

    /// An import that did not come to its end. With a summary id the caller can
    /// resume; `message` is what happened and what to do.
    #[cfg_attr(not(feature = "imports"), allow(dead_code, reason = "made by imports"))]
    pub(crate) fn import(
        operation: impl Into<Cow<'static, str>>,
        summary_id: Option<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Kind::Import {
            summary_id,
            message: message.into(),
        })
        .with_operation(operation)
    }

    /// Names the operation, unless it is named already.
    pub(crate) fn with_operation(mut self, operation: impl Into<Cow<'static, str>>) -> Self {
        self.0.operation.get_or_insert_with(|| operation.into());
        self
    }

    pub(crate) fn with_call(mut self, call: CallFacts) -> Self {
        self.0.call = Some(call);
        self
    }

    pub(crate) fn with_answer(mut self, answer: Answer) -> Self {
        self.0.answer = Some(answer);
        self
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// The operation that failed: an operation id of the API's document, such as
    /// `get-users`, or what the caller named a request of its own. `None` for an
    /// error that belongs to no operation, such as a refused setting.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The HTTP method of the request, once there was one.
    pub fn method(&self) -> Option<&Method> {
        self.0.call.as_ref().map(|call| &call.method)
    }

    /// The request's URL, fit for a log: values of query parameters that may hold
    /// people's data, such as `mail` and `login`, are replaced by `REDACTED`, and
    /// so is the value of every parameter that is not known to be harmless.
    pub fn redacted_url(&self) -> Option<&str> {
        self.0.call.as_ref().map(|call| call.redacted_url.as_str())
    }

    /// The status that the server answered last; `None` if it did not answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.answer().map(|answer| answer.status)
    }

    /// How many attempts were started. Zero when the call failed before the first, or when
    /// the error belongs to no call.
    pub fn attempts(&self) -> u32 {
        self.0.call.as_ref().map_or(0, |call| call.attempts)
    }

    /// How long the call took, waits included; zero if there was none.
    pub fn elapsed(&self) -> Duration {
        self.0
            .call
            .as_ref()
            .map_or(Duration::ZERO, |call| call.elapsed)
    }

    /// How long to wait before coming back: what the server asked for in the `Retry-After`
    /// header of its last answer, or how long the rate limit would have made the call wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.0.kind {
            Kind::WaitPastDeadline { wait, .. } => Some(*wait),
            _ => self.answer()?.retry_after,
        }
    }

    /// What the server said, in its own words and on one line of at most 500 characters:
    /// the message of whichever of Lucca's error shapes it used, a plain text, the title or
    /// the text of a web page, or the words behind the status when the body is empty. `None`
    /// when it said nothing. Control characters are replaced by spaces.
    ///
    /// It may quote people's data, so it is not in `Display`.
    pub fn server_message(&self) -> Option<String> {
        let answer = self.answer()?;
        problem::message(&answer.body)
            .or_else(|| answer.reason.clone())
            .map(|said| problem::harmless(&said, 500))
            .filter(|said| !said.is_empty())
    }

    /// What the server said, read leniently from whichever of Lucca's error
    /// shapes it used. `None` when it said nothing.
    ///
    /// A server's message may quote people's data, so it is not in `Display`.
    pub fn problem(&self) -> Option<Problem> {
        Problem::read(&self.answer()?.body)
    }

    /// The beginning of the body that the server answered, at most 8 KiB, as it
    /// came; what is not UTF-8 is replaced. It may hold people's data.
    pub fn body_excerpt(&self) -> Option<Cow<'_, str>> {
        let answer = self.answer()?;
        (!answer.body.is_empty()).then(|| String::from_utf8_lossy(&answer.body))
    }

    /// The `Content-Type` of the server's answer.
    pub fn content_type(&self) -> Option<&str> {
        self.answer()?.content_type.as_deref()
    }

    /// The server's last answer; of a call that was to wait too long for another attempt, the
    /// one that made it wait.
    fn answer(&self) -> Option<&Answer> {
        match &self.0.kind {
            Kind::WaitPastDeadline {
                last: Some(last), ..
            } => last.answer(),
            _ => self.0.answer.as_ref(),
        }
    }

    /// The host that the server pointed to, when [`Error::is_redirect`].
    pub fn redirect_host(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Redirect(host) => Some(host),
            _ => None,
        }
    }

    /// The parameter or the setting that was refused, when [`Error::is_invalid_input`].
    pub fn parameter(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::InvalidInput { parameter, .. } => Some(parameter),
            Kind::Setting { name, .. } => Some(name),
            _ => None,
        }
    }

    /// Which page could not be read, counted from 1, when [`Error::is_decode`]
    /// and the page is known.
    pub fn page(&self) -> Option<u64> {
        self.decode_failure().and_then(|failure| failure.page)
    }

    /// Which row of the page could not be read, counted from 0, when
    /// [`Error::is_decode`] and the error is that of one row.
    pub fn index(&self) -> Option<usize> {
        self.decode_failure().and_then(|failure| failure.index)
    }

    /// Where in the JSON the error is, such as `items[3].date`, when
    /// [`Error::is_decode`] and the place is known.
    pub fn json_path(&self) -> Option<&str> {
        self.decode_failure()
            .map(|failure| failure.path.as_str())
            .filter(|path| !path.is_empty())
    }

    /// The import that the error is about, by which it can be resumed.
    pub fn summary_id(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Import { summary_id, .. } => summary_id.as_deref(),
            _ => None,
        }
    }

    /// How much of the answer's body is kept, for observers.
    pub(crate) fn kept_body_bytes(&self) -> usize {
        self.0.answer.as_ref().map_or(0, |answer| answer.body.len())
    }

    fn decode_failure(&self) -> Option<&DecodeFailure> {
        match &self.0.kind {
            Kind::Decode(failure) => Some(failure),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = &self.0.operation {
            write!(f, "{operation}: ")?;
        }
        write!(f, "{}", self.0.kind)?;
        if let Some(call) = &self.0.call {
            let attempts = match call.attempts {
                0 => "before any attempt".to_owned(),
                1 => "1 attempt".to_owned(),
                n => format!("{n} attempts"),
            };
            write!(
                f,
                " [{} {}, {attempts}, {:.1} s]",
                call.method,
                call.redacted_url,
                call.elapsed.as_secs_f64()
            )?;
        }
        if let Some(advice) = self.0.kind.advice() {
            write!(f, "; {advice}")?;
        }
        Ok(())
    }
}

/// The line of `Display`, then the causes: what a failing `main` prints.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            write!(f, "; caused by: {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl From<InvalidAccount> for Error {
    fn from(error: InvalidAccount) -> Self {
        Self::unusable_setting("account", error)
    }
}

impl From<InvalidApiKey> for Error {
    fn from(error: InvalidApiKey) -> Self {
        Self::unusable_setting("api_key", error)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_pointer_and_crosses_threads() {
        fn crosses<T: Send + Sync + 'static>() {}
        crosses::<Error>();
        assert!(size_of::<Error>() <= 24);
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }

    #[test]
    fn what_a_failing_main_prints_is_one_line_with_operation_call_advice_and_cause() {
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        let error = Error::new(Kind::Connect {
            cause: Cause::new(&refused),
            timed_out: false,
        })
        .with_operation("list-users")
        .with_call(CallFacts {
            method: Method::GET,
            redacted_url: "https://acme.ilucca.net/api/v3/users?mail=REDACTED".to_owned(),
            attempts: 10,
            elapsed: Duration::from_millis(31_400),
            may_have_been_sent: false,
        });
        assert_eq!(
            format!("{error:?}"),
            "list-users: no connection to Lucca could be made \
             [GET https://acme.ilucca.net/api/v3/users?mail=REDACTED, 10 attempts, 31.4 s]; \
             nothing was sent; check the network, the proxy and the host; \
             caused by: connection refused"
        );
    }

    #[test]
    fn a_call_that_waits_too_long_tells_what_made_it_wait() {
        let limited = Error::new(Kind::Status(StatusCode::TOO_MANY_REQUESTS)).with_answer(Answer {
            status: StatusCode::TOO_MANY_REQUESTS,
            retry_after: Some(Duration::from_secs(60)),
            body: Bytes::from_static(b"slowly"),
            ..Answer::default()
        });
        let error = Error::new(Kind::WaitPastDeadline {
            wait: Duration::from_secs(59),
            left: Duration::from_secs(20),
            last: Some(limited),
        });
        assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
        assert_eq!(error.retry_after(), Some(Duration::from_secs(59)));
        assert_eq!(error.server_message().as_deref(), Some("slowly"));
        assert!(error.is_rate_limited() && error.is_timeout());
    }

    #[test]
    fn without_a_call_only_what_cannot_have_left_was_never_sent() {
        let timeout = |during| {
            Error::new(Kind::Timeout {
                during,
                limit: None,
                deadline: false,
            })
        };
        let redirect = Error::new(Kind::Redirect("elsewhere".to_owned()));
        for (error, sent) in [
            (timeout(Phase::Preparing), false),
            (timeout(Phase::Waiting), false),
            (timeout(Phase::Sending), true),
            (timeout(Phase::Receiving), true),
            (redirect, true),
            (Error::invalid_input("a", "b"), false),
            (Error::new(Kind::Runtime), false),
        ] {
            assert_eq!(error.may_have_been_sent(), sent, "{error}");
        }
    }

    #[test]
    fn what_a_server_names_an_import_reaches_no_line_with_control_characters() {
        let error = Error::import("op", Some("a\u{1b}[2J\r\nb".to_owned()), "lost");
        assert_eq!(error.to_string(), "op: lost (summary id a [2J b)");
    }

    #[test]
    fn neither_display_nor_debug_shows_what_the_server_said() {
        let body = Bytes::from_static(br#"{"Status":404,"Message":"no Jane Sentinel here"}"#);
        let error = Error::new(Kind::Status(StatusCode::NOT_FOUND)).with_answer(Answer {
            status: StatusCode::NOT_FOUND,
            content_type: Some("application/json".to_owned()),
            body,
            ..Answer::default()
        });
        let printed = format!("{error} {error:?} {error:#?} {:?}", error.problem());
        assert!(!printed.contains("Sentinel"), "{printed}");
        assert_eq!(
            error.problem().and_then(|p| p.message().map(str::to_owned)),
            Some("no Jane Sentinel here".to_owned())
        );
    }
}
