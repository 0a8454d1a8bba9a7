//! Why a sandbox did not start.

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Kind);

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    #[error("{setting}: {message}")]
    Setting {
        setting: &'static str,
        message: String,
    },
    #[error("cannot listen on {address}: {source}")]
    Listen {
        address: String,
        source: std::io::Error,
    },
    #[error("cannot start the server's thread: {0}")]
    Thread(std::io::Error),
    #[error("{file}: {source}")]
    File {
        file: String,
        source: std::io::Error,
    },
    #[error("{file}, line {line}: {message}")]
    Company {
        file: String,
        line: usize,
        message: String,
    },
}

impl Error {
    /// Whether a setting, a command line argument or a company file was wrong: nothing a second try would mend.
    #[must_use]
    pub fn is_bad_input(&self) -> bool {
        matches!(
            self.0,
            Kind::Setting { .. } | Kind::Company { .. } | Kind::File { .. }
        )
    }

    pub(crate) fn setting(setting: &'static str, message: impl Into<String>) -> Self {
        Self(Kind::Setting {
            setting,
            message: message.into(),
        })
    }
}
