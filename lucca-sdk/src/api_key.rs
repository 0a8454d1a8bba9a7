//! The secret that a client signs its requests with.

use std::fmt;
use std::str::FromStr;

use http::HeaderValue;

/// An API key of a Lucca account.
///
/// Lucca's administrators create it in the settings, with a role whose rights
/// bound what the key can read and do. Keys look like GUIDs, but nothing says
/// that they must: any text that fits into a header is taken as it is.
///
/// It is held as the header that it is sent in, marked as sensitive, and never printed:
///
/// ```
/// use lucca_sdk::ApiKey;
///
/// let key = ApiKey::new("5f0a3c9e-0000-4000-8000-3d1f6d2c7b11")?;
/// assert_eq!(format!("{key:?}"), "ApiKey([redacted])");
/// assert!(ApiKey::new("  ").is_err());
/// # Ok::<(), lucca_sdk::InvalidApiKey>(())
/// ```
#[derive(Clone)]
pub struct ApiKey(HeaderValue);

impl ApiKey {
    /// Takes a key as Lucca shows it. White space around it, which copying
    /// tends to add, is dropped.
    ///
    /// # Errors
    /// When the key is blank, or holds what no HTTP header may hold: control
    /// characters, line breaks, anything but ASCII; or when it is the whole
    /// header (`lucca application=…`) rather than the key in it.
    pub fn new(key: impl Into<String>) -> Result<Self, InvalidApiKey> {
        let given: String = key.into();
        let key = given.trim();
        if key.is_empty() {
            return Err(InvalidApiKey::Blank);
        }
        if key.to_ascii_lowercase().contains("application=") {
            return Err(InvalidApiKey::WholeHeader);
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidApiKey::NotPrintable);
        }
        let mut header = HeaderValue::from_str(&format!("lucca application={key}"))
            .map_err(|_| InvalidApiKey::NotPrintable)?;
        // Neither `Debug` nor the compression of HTTP/2 headers keeps it.
        header.set_sensitive(true);
        Ok(Self(header))
    }

    /// The `Authorization` header that Lucca expects.
    pub(crate) fn authorization(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey([redacted])")
    }
}

impl FromStr for ApiKey {
    type Err = InvalidApiKey;

    fn from_str(key: &str) -> Result<Self, Self::Err> {
        Self::new(key)
    }
}

/// Why a text cannot be an API key. The text itself is never in the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidApiKey {
    /// There is nothing but white space.
    #[error("the API key is blank; expected is the key that Lucca shows to administrators")]
    Blank,
    /// It is the header, not the key.
    #[error(
        "the API key holds `application=`; expected is the key alone, without \
         `lucca application=` before it"
    )]
    WholeHeader,
    /// It holds white space, control characters or characters beyond ASCII.
    #[error("the API key holds white space or characters that no header can carry")]
    NotPrintable,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_has_luccas_form_and_is_sensitive() {
        let value = ApiKey::new(" 1234-abcd \n").unwrap().authorization();
        assert_eq!(value.to_str().unwrap(), "lucca application=1234-abcd");
        assert!(value.is_sensitive());
    }

    #[test]
    fn what_is_no_key_is_refused_without_showing_it() {
        let cases = [
            ("", InvalidApiKey::Blank),
            (" \t\n", InvalidApiKey::Blank),
            ("lucca application=s3cret", InvalidApiKey::WholeHeader),
            ("Lucca Application=s3cret", InvalidApiKey::WholeHeader),
            ("s3cret key", InvalidApiKey::NotPrintable),
            ("s3cret\r\nHost: evil", InvalidApiKey::NotPrintable),
            ("s3crét", InvalidApiKey::NotPrintable),
        ];
        for (key, expected) in cases {
            let error = ApiKey::new(key).expect_err(key);
            assert_eq!(error, expected, "{key:?}");
            assert!(!error.to_string().contains("s3cr"), "{error}");
        }
    }
}
