//! Numbers as texts have them.

/// Digits only: no sign, no spaces, nothing that two servers would read in two ways.
pub(crate) fn plain_number(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}
