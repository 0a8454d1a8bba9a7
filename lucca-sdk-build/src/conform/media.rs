//! Media types: which of them are JSON.

/// A media type without its parameters.
pub(crate) fn essence(media: &str) -> String {
    media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase()
}

/// Is the body JSON under this media type? `*/*` is, for want of a better guess.
pub(crate) fn is_json(media: &str) -> bool {
    let essence = essence(media);
    matches!(
        essence.as_str(),
        "application/json" | "text/json" | "application/*" | "*/*"
    ) || essence.ends_with("+json")
}
