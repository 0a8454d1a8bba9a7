//! The `Retry-After` header: when the server wants to be asked again.

use std::time::{Duration, SystemTime};

use http::header::{self, HeaderMap};

/// Reads seconds or an HTTP date, both of which are legal; clients of Lucca have met
/// seconds. A date that has passed means now. Nonsense is as good as nothing. What is longer
/// than `longest` is cut to it: a mistyped date must not stop a client for a year.
pub(super) fn retry_after(
    headers: &HeaderMap,
    wall_now: SystemTime,
    longest: Duration,
) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        // More digits than a number holds mean very long, not nothing.
        Duration::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        let date = httpdate::parse_http_date(text).ok()?;
        date.duration_since(wall_now).unwrap_or(Duration::ZERO)
    };
    Some(wait.min(longest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn seconds_dates_and_nonsense() {
        // 1994-11-06 08:49:37 UTC
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let longest = Duration::from_secs(300);
        let cases = [
            ("0", Some(0)),
            (" 17 ", Some(17)),
            ("300", Some(300)),
            ("301", Some(300)),
            ("99999999999999999999999999", Some(300)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:50:07 GMT", Some(30)),
            ("Sunday, 06-Nov-94 08:50:07 GMT", Some(30)),
            ("Sun Nov  6 08:50:07 1994", Some(30)),
            ("Sun, 06 Nov 1994 00:00:00 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(300)),
            ("", None),
            ("soon", None),
            ("-1", None),
            ("1.5", None),
            ("+3", None),
            ("3s", None),
            ("Sun, 99 Nov 1994 08:49:37 GMT", None),
        ];
        for (text, seconds) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(
                header::RETRY_AFTER,
                HeaderValue::from_str(text).expect("a header value"),
            );
            assert_eq!(
                retry_after(&headers, now, longest),
                seconds.map(Duration::from_secs),
                "{text:?}"
            );
        }
        assert_eq!(retry_after(&HeaderMap::new(), now, longest), None);
    }

    #[test]
    fn what_is_not_text_is_nothing() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::RETRY_AFTER,
            HeaderValue::from_bytes(b"\xff1").expect("a header value"),
        );
        let now = SystemTime::UNIX_EPOCH;
        assert_eq!(retry_after(&headers, now, Duration::from_secs(9)), None);
    }
}
