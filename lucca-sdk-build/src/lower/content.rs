//! Bytes inside texts: `contentEncoding`, `contentMediaType`, `contentSchema`.

use serde_json::{Map, Value, json};

use super::context::Lowering;
use crate::Pointer;

/// 3.0 says by `format` that a text is bytes: `byte` in base64, `binary` as they are.
pub(super) fn lower(
    lowering: &mut Lowering<'_, '_>,
    object: &mut Map<String, Value>,
    at: &Pointer,
) {
    let take = |object: &mut Map<String, Value>, keyword: &str| {
        object
            .shift_remove(keyword)
            .and_then(|value| value.as_str().map(str::to_ascii_lowercase))
    };
    let encoding = take(object, "contentEncoding");
    let media = take(object, "contentMediaType");
    if object.shift_remove("contentSchema").is_some() {
        lowering.lose(
            &at.join("contentSchema"),
            "left out: 3.0 does not describe what a text contains",
        );
    }
    let format = match (encoding.as_deref(), media.as_deref()) {
        (Some("base64"), _) => Some("byte"),
        (None, Some(media)) if !is_text(media) => Some("binary"),
        _ => None,
    };
    let said = match (format, object.get("format")) {
        (Some(format), None) => {
            object.insert("format".into(), json!(format));
            true
        }
        (Some(format), Some(other)) => other == format,
        (None, _) => false,
    };
    if let Some(encoding) = encoding
        && !said
    {
        lowering.lose(
            &at.join("contentEncoding"),
            format!("left out: 3.0 has no format for `{encoding}`"),
        );
    }
    if let Some(media) = media
        && !(said && media == "application/octet-stream")
    {
        lowering.lose(
            &at.join("contentMediaType"),
            format!("left out: 3.0 does not say that a text is `{media}`"),
        );
    }
}

/// Can values of this media type stand in a text as they are?
pub(super) fn is_text(media: &str) -> bool {
    let media = media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    media.starts_with("text/")
        || media.starts_with("multipart/")
        || media.ends_with("+json")
        || media.ends_with("+xml")
        || media.ends_with("/*")
        || [
            "application/json",
            "application/xml",
            "application/x-ndjson",
            "application/jsonl",
            "application/yaml",
            "application/javascript",
            "application/x-www-form-urlencoded",
        ]
        .contains(&media.as_str())
}
