//! Answers that are JSON, but not the JSON that the contract promises.

use std::fmt;

use serde::Deserialize;
use serde_json::error::Category;

/// Where and why decoding failed, in words that quote no value: the value may be
/// a person's name or mail, and serde's own messages quote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DecodeFailure {
    /// Counted from 1.
    pub(crate) page: Option<u64>,
    /// The row in the page, counted from 0.
    pub(crate) index: Option<usize>,
    /// Such as `items[3].date`; empty if unknown.
    pub(crate) path: String,
    reason: String,
}

impl DecodeFailure {
    pub(crate) fn new(error: &serde_json::Error) -> Self {
        Self::because(reason(error))
    }

    /// An answer without a property that it cannot do without.
    pub(crate) fn missing(property: &str) -> Self {
        Self::because(format!("missing field `{property}`"))
    }

    /// `reason` must not quote the value, which may be a person's data.
    pub(crate) fn because(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            ..Self::default()
        }
    }

    /// Decodes `json`, and if that fails finds out where.
    ///
    /// Keeping track of the path costs half as much again, so it is done in a
    /// second pass, which only a failure pays for.
    ///
    /// A byte-order mark, which some servers put before JSON, is no part of it.
    pub(crate) fn decode<'de, T: Deserialize<'de>>(json: &'de [u8]) -> Result<T, Self> {
        let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
        let error = match serde_json::from_slice(json) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let failure = Self::new(&error);
        Err(
            match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
                Ok(_) => failure,
                Err(tracked) => failure.at(place(tracked.path())),
            },
        )
    }

    pub(crate) fn at(mut self, path: String) -> Self {
        self.path = path;
        self
    }

    pub(crate) fn in_page(mut self, page: u64) -> Self {
        self.page = Some(page);
        self
    }

    pub(crate) fn in_row(mut self, index: usize) -> Self {
        self.index = Some(index);
        self
    }
}

impl fmt::Display for DecodeFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer is not what the API's document promises: ")?;
        if let Some(page) = self.page {
            write!(f, "page {page}, ")?;
        }
        if let Some(index) = self.index {
            write!(f, "row {index}, ")?;
        }
        if !self.path.is_empty() {
            write!(f, "at `{}`, ", self.path)?;
        }
        f.write_str(&self.reason)
    }
}

/// `items[3].date`; empty for the root. The names of properties are the contract's, but the
/// keys of a map are data, and somebody's mail may be among them.
fn place(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut text = String::new();
    for segment in path {
        if let Segment::Seq { index } = segment {
            text += &format!("[{index}]");
            continue;
        }
        if !text.is_empty() {
            text.push('.');
        }
        text += match segment {
            Segment::Map { key } | Segment::Enum { variant: key } if is_name(key) => key,
            _ => "?",
        };
    }
    text
}

fn is_name(key: &str) -> bool {
    !key.is_empty()
        && key.len() <= 64
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// serde's message without the values in it.
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    if error.classify() != Category::Data {
        // It is about the syntax alone.
        return message;
    }
    let place = format!("line {}, column {}", error.line(), error.column());
    let (words, _) = message.rsplit_once(" at line ").unwrap_or((&message, ""));
    if let Some(rest) = words.strip_prefix("invalid type: ")
        && let Some((found, expected)) = rest.rsplit_once(", expected ")
    {
        return format!("{} where {expected} is expected ({place})", type_of(found));
    }
    // Names of properties are the contract's, not people's data.
    if words.starts_with("missing field `") || words.starts_with("duplicate field `") {
        return format!("{words} ({place})");
    }
    format!("a value that the type does not accept ({place})")
}

/// `string` out of `string "Jane"`, `integer` out of ``integer `5` ``.
fn type_of(found: &str) -> &'static str {
    const TYPES: [&str; 8] = [
        "string",
        "integer",
        "floating point",
        "boolean",
        "map",
        "sequence",
        "null",
        "character",
    ];
    TYPES
        .into_iter()
        .find(|name| found.starts_with(name))
        .unwrap_or("a value of another type")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Debug)]
    #[allow(dead_code, reason = "only decoded")]
    struct Page {
        items: Vec<Row>,
    }

    #[derive(Deserialize, Debug)]
    #[allow(dead_code, reason = "only decoded")]
    struct Row {
        id: i64,
        position: Position,
    }

    #[derive(Deserialize, Debug)]
    enum Position {
        FullDay,
    }

    #[test]
    fn a_failure_says_where_without_quoting_values() {
        let cases = [
            (
                r#"{"items":[{"id":"Jane Sentinel, expected x","position":"FullDay"}]}"#,
                "items[0].id",
                "string where i64 is expected",
            ),
            (
                r#"{"items":[{"id":1,"position":"Sentinel"}]}"#,
                "items[0].position",
                "a value that the type does not accept",
            ),
            (
                r#"{"items":[{"id":1}]}"#,
                "items[0]",
                "missing field `position`",
            ),
            (
                r#"{"items":{"Sentinel":1}}"#,
                "items",
                "map where a sequence",
            ),
            (r#"{"items":"#, "", "EOF"),
        ];
        for (json, path, expected) in cases {
            let failure = DecodeFailure::decode::<Page>(json.as_bytes()).expect_err(json);
            let printed = format!("{failure} {failure:?}");
            assert!(printed.contains(expected), "{printed}");
            assert!(!printed.contains("Sentinel"), "{printed}");
            assert!(failure.path.starts_with(path), "{printed}");
        }
    }

    #[test]
    fn a_key_that_is_no_name_is_hidden() {
        type Ages = std::collections::BTreeMap<String, Vec<u8>>;
        for (json, path) in [
            (r#"{"jane@sentinel.com":[1,"x"]}"#, "?[1]"),
            (r#"{"e_age":[1,2,"x"]}"#, "e_age[2]"),
            ("7", ""),
        ] {
            let failure = DecodeFailure::decode::<Ages>(json.as_bytes()).expect_err(json);
            assert_eq!(failure.path, path);
            assert!(!failure.to_string().contains("sentinel"));
        }
    }

    #[test]
    fn page_and_row_are_named() {
        let failure = DecodeFailure::decode::<i64>(b"true")
            .expect_err("no integer")
            .in_page(2)
            .in_row(7)
            .at("date".to_owned());
        assert!(failure.to_string().contains("page 2, row 7, at `date`"));
    }
}
