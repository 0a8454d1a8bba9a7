//! Why a command did not do what was asked, and the exit code that says so.

use std::error::Error as _;
use std::io::Write as _;
use std::process::ExitCode;

use crate::text;

/// How a command can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// Done, or nobody reads the answer any more.
    Done = 0,
    /// Lucca, the network or this machine failed.
    Failure = 1,
    /// It cannot be asked like that.
    Usage = 2,
    /// The key is not known, or lacks a right.
    Access = 3,
    /// The rate limit or the time ran out.
    Limit = 4,
    /// Whether it was done is not known.
    InDoubt = 6,
    /// The answer was given, and rows are missing from it.
    Incomplete = 7,
}

/// What ends a command early, or makes its answer one not to rely on.
#[derive(Debug)]
pub(crate) struct Failure {
    code: Code,
    message: String,
    /// The server's own words.
    said: Option<String>,
    hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl ToString) -> Self {
        Self::with_code(Code::Failure, message)
    }

    /// It cannot be asked like that.
    pub(crate) fn usage(message: impl ToString) -> Self {
        Self::with_code(Code::Usage, message)
    }

    /// The answer was given, and rows are missing from it.
    pub(crate) fn incomplete(message: impl ToString) -> Self {
        Self::with_code(Code::Incomplete, message)
    }

    pub(crate) fn with_code(code: Code, message: impl ToString) -> Self {
        Self {
            code,
            message: message.to_string(),
            said: None,
            hint: None,
        }
    }

    /// What to do about it.
    pub(crate) fn hint(mut self, hint: impl ToString) -> Self {
        self.hint = Some(hint.to_string());
        self
    }

    /// A failure to write data. A reader that stops early, such as `head`, ends the command
    /// without a word.
    pub(crate) fn writing(error: impl Into<std::io::Error>) -> Self {
        let error = error.into();
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::with_code(Code::Done, ""),
            _ => Self::new(format!("cannot write the answer: {error}")),
        }
    }

    /// The same, ending with another code.
    pub(crate) fn coded(mut self, code: Code) -> Self {
        self.code = code;
        self
    }

    pub(crate) fn code(&self) -> Code {
        self.code
    }

    #[cfg(test)]
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The server's own words.
    pub(crate) fn said(&self) -> Option<&str> {
        self.said.as_deref()
    }

    /// All that is known of it, in one line.
    pub(crate) fn words(&self) -> String {
        let said = self
            .said
            .as_ref()
            .map(|said| format!("the server said: {said}"));
        let parts = [Some(self.message.clone()), said, self.hint.clone()];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join("; ")
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code as u8)
    }

    /// Tells it on standard error.
    pub(crate) fn report(&self) {
        if self.code == Code::Done {
            return;
        }
        // Nobody is left to be told that this cannot be told.
        let mut out = std::io::stderr().lock();
        let _ = writeln!(out, "lucca: {}", text::line(&self.message));
        if let Some(said) = &self.said {
            let _ = writeln!(out, "  the server said: {}", text::line(said));
        }
        if let Some(hint) = &self.hint {
            let _ = writeln!(out, "  hint: {}", text::line(hint));
        }
    }
}

impl From<lucca_sdk::Error> for Failure {
    fn from(error: lucca_sdk::Error) -> Self {
        let code = if error.is_invalid_input() {
            Code::Usage
        } else if error.is_unauthenticated() || error.is_forbidden() {
            Code::Access
        } else if error.is_rate_limited() || error.is_timeout() {
            Code::Limit
        } else if error.is_paging_drift() {
            Code::Incomplete
        } else {
            Code::Failure
        };
        Self {
            code,
            said: error.server_message(),
            hint: hint(&error),
            message: error.to_string(),
        }
    }
}

/// What the error's own text does not say: which right is missing, which of the ways to fail a
/// connection took, or else the cause.
fn hint(error: &lucca_sdk::Error) -> Option<String> {
    if error.is_forbidden() {
        return right(error.operation()?).map(str::to_owned);
    }
    let cause = error.source()?.to_string();
    if !error.is_connection() && !error.is_timeout() {
        return Some(cause);
    }
    let lower = cause.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let what = if has(&["dns", "lookup", "resolve"]) {
        "the host's name is not known (DNS): check the account's name"
    } else if has(&[
        "certificate",
        "tls",
        "handshake",
        "ssl",
        // What rustls says of a server that speaks something else.
        "corrupt message",
        "fatal alert",
    ]) {
        "no secure connection (TLS): check the clock, the system's certificates, and proxies"
    } else if has(&["refused"]) {
        "the connection was refused: nothing listens there"
    } else if has(&["timed out", "timeout"]) {
        "nobody answered in time: check the network and the proxy"
    } else {
        return Some(cause);
    };
    Some(format!("{what} ({cause})"))
}

/// The right that an operation needs, as far as Lucca documents it.
fn right(operation: &str) -> Option<&'static str> {
    let operation = operation.to_ascii_lowercase();
    if operation.contains("imports") {
        Some("importing needs the permission \"Import schedule\" in the role of the key")
    } else if operation.contains("office") {
        Some("reading places needs the Office module, and the right to it in the role of the key")
    } else if operation.contains("user") {
        Some("reading people needs the right to users in the role of the key")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_stops_early_is_no_failure() {
        let closed = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        assert_eq!(Failure::writing(closed).code(), Code::Done);
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(Failure::writing(full).code(), Code::Failure);
    }
}
