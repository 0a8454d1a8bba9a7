//! What tells one query from another in a cursor.

use std::fmt;
use std::str::FromStr;

/// A hash of a query: its account, operation and everything that decides which
/// rows come in which order. Stable over processes and platforms, as cursors are
/// stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The start of a fingerprint: 64-bit FNV-1a, which is enough to tell queries
    /// apart and defends against nobody.
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds one named part.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        // The separators cannot be part of UTF-8, so that no two sequences of
        // parts are written alike.
        self.bytes(name.as_bytes())
            .bytes(&[0xfe])
            .bytes(value.as_bytes())
            .bytes(&[0xff])
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }

    #[cfg(test)]
    pub(crate) fn from_raw(raw: u64) -> Self {
        Self(raw)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Fingerprint {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let plain = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        match u64::from_str_radix(text, 16) {
            Ok(raw) if plain => Ok(Self(raw)),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_stays_what_it_was_when_it_was_stored() {
        let fingerprint = Fingerprint::new().with("operation", "list-users");
        assert_eq!(fingerprint.to_string(), "b342b9954610746e");
        assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let start = Fingerprint::new();
        assert_ne!(start.with("a", "bc"), start.with("ab", "c"));
        assert_ne!(
            start.with("a", "b").with("c", "d"),
            start.with("c", "d").with("a", "b")
        );
    }
}
