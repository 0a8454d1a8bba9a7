//! Why a command did not do what was asked, and the exit code that says so.

use std::process::ExitCode;

/// What ends a command early. Its text is one line, for a person.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The question cannot be asked like that: exit code 2.
    Usage(String),
    /// The question was asked and not answered: exit code 1.
    Runtime(String),
}

impl Failure {
    pub(crate) fn usage(message: impl ToString) -> Self {
        Self::Usage(one_line(&message.to_string()))
    }

    pub(crate) fn runtime(message: impl ToString) -> Self {
        Self::Runtime(one_line(&message.to_string()))
    }

    pub(crate) fn message(&self) -> &str {
        match self {
            Self::Usage(message) | Self::Runtime(message) => message,
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Runtime(_) => ExitCode::FAILURE,
        }
    }
}

/// Line breaks and runs of white space become one space.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
