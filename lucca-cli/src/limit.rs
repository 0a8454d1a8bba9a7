//! How often the account may be asked.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// What Lucca allows a company in a window.
pub(crate) const LUCCAS_LIMIT: u32 = 50;

/// Lucca's window.
pub(crate) const WINDOW: Duration = Duration::from_secs(60);

/// How many requests may start in 60 seconds.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Limit {
    Requests(u32),
    None,
    /// Lucca's limit, kept on the Redis server of this URL for all who share it.
    Shared(String),
}

impl fmt::Debug for Limit {
    /// Prints no URL: it may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Requests(requests) => write!(f, "Requests({requests})"),
            Self::None => f.write_str("None"),
            Self::Shared(_) => f.write_str("Shared"),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Requests(requests) => write!(f, "{requests}"),
            Self::None => f.write_str("none"),
            // What stands before the host may be a password.
            Self::Shared(url) => match url.split_once("://").zip(url.rsplit_once('@')) {
                Some(((scheme, _), (_, host))) => write!(f, "{scheme}://REDACTED@{host}"),
                None => f.write_str(url),
            },
        }
    }
}

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with("redis://") || text.starts_with("rediss://") {
            return Ok(Self::Shared(text.to_owned()));
        }
        match text {
            "none" => Ok(Self::None),
            _ => match text.parse() {
                Ok(requests @ 1..) => Ok(Self::Requests(requests)),
                _ => Err(format!(
                    "expected is a number of requests in 60 seconds such as {LUCCAS_LIMIT}, `none`, or \
                     redis://HOST"
                )),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_or_none() {
        assert_eq!("30".parse(), Ok(Limit::Requests(30)));
        assert_eq!("none".parse(), Ok(Limit::None));
        for wrong in ["0", "-1", "fast", ""] {
            assert!(wrong.parse::<Limit>().is_err(), "{wrong}");
        }
        let shared: Limit = "redis://:s3cret@host".parse().unwrap();
        assert_eq!(format!("{shared:?}"), "Shared");
        assert_eq!(shared.to_string(), "redis://REDACTED@host");
    }
}
