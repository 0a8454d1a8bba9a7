//! What of a URL and of headers may be printed: allow-lists, so that what nobody has thought
//! of is hidden rather than shown.

use std::fmt;

use http::HeaderMap;
use url::Url;

/// Query parameters whose values are the API's vocabulary, numbers or dates. Mails,
/// logins and names are not among them.
const SHOWN_PARAMETERS: [&str; 15] = [
    "create",
    "dtContractEnd",
    "dtContractStart",
    "fields",
    "fields.root",
    "formerEmployees",
    "id",
    "limit",
    "modifiedAt",
    "orderBy",
    "overrideUserLocations",
    "page",
    "paging",
    "summaryId",
    "date",
];

const REDACTED: &str = "REDACTED";

/// The URL with everything hidden that is not known to be harmless.
pub(crate) fn redacted(url: &Url) -> String {
    let mut text = url.origin().ascii_serialization();
    for segment in url.path_segments().into_iter().flatten() {
        text.push('/');
        text.push_str(if_plain(segment, "-_.~"));
    }
    for (position, (name, value)) in url.query_pairs().enumerate() {
        text.push(if position == 0 { '?' } else { '&' });
        text.push_str(if_plain(&name, "-_.[]"));
        text.push('=');
        text.push_str(if SHOWN_PARAMETERS.contains(&&*name) {
            if_plain(&value, "-_.,:[]()+")
        } else {
            REDACTED
        });
    }
    text
}

/// Headers whose values say nothing of anybody.
const SHOWN_HEADERS: [&str; 9] = [
    "accept",
    "cache-control",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "retry-after",
    "transfer-encoding",
    "user-agent",
];

/// Prints headers with everything hidden that is not known to be harmless.
pub(super) struct RedactedHeaders<'a>(pub(super) &'a HeaderMap);

impl fmt::Debug for RedactedHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.iter().map(|(name, value)| {
            let shown = SHOWN_HEADERS.contains(&name.as_str()) && !value.is_sensitive();
            let value = if shown { value.to_str().ok() } else { None };
            (name.as_str(), value.unwrap_or(REDACTED))
        });
        f.debug_map().entries(shown).finish()
    }
}

/// `text`, if it can be shown as it is: an identifier, a number, a date, a list of those. What
/// has an `@`, a space or an escape in it may be somebody's.
fn if_plain<'t>(text: &'t str, punctuation: &str) -> &'t str {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || punctuation.contains(c);
    if text.len() <= 256 && text.chars().all(is_plain) {
        text
    } else {
        REDACTED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_to_be_harmless_is_shown() {
        let cases = [
            (
                "https://acme.ilucca.net/api/v3/users?paging=0,1000&fields=id,collection.count",
                "https://acme.ilucca.net/api/v3/users?paging=0,1000&fields=id,collection.count",
            ),
            (
                "https://acme.ilucca.net/api/v3/users/42",
                "https://acme.ilucca.net/api/v3/users/42",
            ),
            (
                "https://acme.ilucca.net/api/v3/users?mail=like,jane&login=jane&id=1,2",
                "https://acme.ilucca.net/api/v3/users?mail=REDACTED&login=REDACTED&id=1,2",
            ),
            (
                "https://acme.ilucca.net/x?unheard-of=jane&jane@acme.com=1&id=jane@acme.com",
                "https://acme.ilucca.net/x?unheard-of=REDACTED&REDACTED=REDACTED&id=REDACTED",
            ),
            (
                "https://acme.ilucca.net/users/jane@acme.com/Jane%20Doe",
                "https://acme.ilucca.net/users/REDACTED/REDACTED",
            ),
            (
                "http://user:pass@127.0.0.1:8080/x#jane",
                "http://127.0.0.1:8080/x",
            ),
        ];
        for (url, expected) in cases {
            assert_eq!(redacted(&Url::parse(url).expect(url)), expected);
        }
    }

    #[test]
    fn headers_are_hidden_unless_listed() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("content-type", "application/json"),
            ("authorization", "lucca application=s3cret"),
            ("set-cookie", "s3cret"),
            ("x-whatever", "s3cret"),
        ] {
            headers.insert(name, http::HeaderValue::from_static(value));
        }
        let printed = format!("{:?}", RedactedHeaders(&headers));
        assert!(printed.contains("application/json"), "{printed}");
        assert!(printed.contains("set-cookie"), "{printed}");
        assert!(!printed.contains("s3cret"), "{printed}");
    }
}
