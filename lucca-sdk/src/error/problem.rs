//! What a server says when it refuses, in any of the shapes that Lucca uses.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// What the server said about an error.
///
/// Lucca's APIs use several shapes (sources: Lucca's public reference and its
/// open-source server framework): `{"Status", "Message"}`, a plain text under
/// `application/json`, `{"id", "error"}`, RFC 9457 problem details, and pages of
/// proxies. All are read into this one type; what a shape lacks is `None`.
///
/// The texts may quote people's data, so `Debug` prints none of them.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    message: Option<String>,
    title: Option<String>,
    detail: Option<String>,
    problem_type: Option<String>,
    status: Option<u16>,
    errors: BTreeMap<String, Vec<String>>,
}

impl Problem {
    /// The most telling text: the message, else the detail, else the title.
    pub fn message(&self) -> Option<&str> {
        self.message
            .as_deref()
            .or(self.detail.as_deref())
            .or(self.title.as_deref())
    }

    /// The `title` of problem details, or of the web page that came instead.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The `detail` of problem details.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// The `type` of problem details: a URI that names the kind of problem.
    pub fn problem_type(&self) -> Option<&str> {
        self.problem_type.as_deref()
    }

    /// The status as the body states it. The real one is
    /// [`Error::status`](crate::Error::status).
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Messages by field, of a refused request.
    pub fn errors(&self) -> &BTreeMap<String, Vec<String>> {
        &self.errors
    }

    /// Reads any shape; `None` when there is nothing to read.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        let text = text_of(body);
        if text.is_empty() {
            return None;
        }
        if text.starts_with('<') {
            return Some(Self {
                title: html_title(&text),
                ..Self::default()
            });
        }
        Some(match serde_json::from_str(&text) {
            Ok(Value::Object(object)) => Self::from_object(object),
            Ok(Value::String(message)) => Self::from_text(message),
            // Not JSON, or JSON that is no error shape: the text is all there is.
            Ok(_) | Err(_) => Self::from_text(text),
        })
    }

    fn from_text(text: String) -> Self {
        Self {
            message: Some(text),
            ..Self::default()
        }
    }

    fn from_object(object: serde_json::Map<String, Value>) -> Self {
        let mut problem = Self::default();
        for (name, value) in object {
            // The same property comes in PascalCase and in camelCase.
            match (name.to_ascii_lowercase().as_str(), value) {
                ("message" | "error", Value::String(text)) => {
                    problem.message.get_or_insert(text);
                }
                ("title", Value::String(text)) => problem.title = Some(text),
                ("detail", Value::String(text)) => problem.detail = Some(text),
                ("type", Value::String(text)) => problem.problem_type = Some(text),
                ("status", Value::Number(status)) => {
                    problem.status = status.as_u64().and_then(|n| u16::try_from(n).ok());
                }
                ("status", Value::String(status)) => problem.status = status.parse().ok(),
                ("errors", Value::Object(errors)) => {
                    problem.errors = errors
                        .into_iter()
                        .map(|(field, messages)| (field, texts(messages)))
                        .collect();
                }
                _ => {}
            }
        }
        problem
    }
}

/// What a body says, in one text: the message of an error shape, else whatever can be read.
pub(super) fn message(body: &[u8]) -> Option<String> {
    let problem = Problem::read(body)?;
    if let Some(message) = problem.message() {
        return Some(message.to_owned());
    }
    let text = text_of(body);
    Some(match text.starts_with('<') {
        true => text_of_page(&text),
        false => text,
    })
}

/// A body as text, without a byte-order mark or white space around it.
fn text_of(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    text.trim_start_matches('\u{feff}').trim().to_owned()
}

/// What stands between the tags of a web page.
fn text_of_page(page: &str) -> String {
    let after_tags = page.split('<').filter_map(|tag| tag.split_once('>'));
    let texts: Vec<&str> = after_tags.map(|(_, text)| text).collect();
    texts.join(" ")
}

/// Somebody else's text on one line, fit for a terminal: runs of white space and of
/// characters that move a cursor or reorder text become one space, and what is longer than
/// `longest` characters is cut.
pub(crate) fn harmless(text: &str, longest: usize) -> String {
    let steers = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let words = text.split(steers).filter(|word| !word.is_empty());
    let mut line = words.collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(longest) {
        line.truncate(end);
        line.push('…');
    }
    line
}

fn texts(value: Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.into_iter().flat_map(texts).collect(),
        Value::String(text) => vec![text],
        Value::Null => Vec::new(),
        other => vec![other.to_string()],
    }
}

/// The title of a web page: all that is worth reading in a proxy's page.
fn html_title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let opening = lower.find("<title")?;
    let start = opening + lower.get(opening..)?.find('>')? + 1;
    let end = start + lower.get(start..)?.find("</title")?;
    let title = page.get(start..end)?.trim();
    (!title.is_empty()).then(|| title.to_owned())
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = |text: &Option<String>| text.as_deref().map(|text| text.chars().count());
        f.debug_struct("Problem")
            .field("status", &self.status)
            .field("message_chars", &length(&self.message))
            .field("title_chars", &length(&self.title))
            .field("detail_chars", &length(&self.detail))
            .field("fields_in_error", &self.errors.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_shape_is_read() {
        let cases = [
            (
                r#"{"Status":404,"Message":"Not here"}"#,
                Some("Not here"),
                Some(404),
            ),
            (
                "The parameter is wrong",
                Some("The parameter is wrong"),
                None,
            ),
            (
                r#"{"id":5,"error":"Resource 5 not found"}"#,
                Some("Resource 5 not found"),
                None,
            ),
            (
                r#"{"type":"about:blank","title":"Bad","status":400,"detail":"Why","errors":{"Date":["must be a date"]}}"#,
                Some("Why"),
                Some(400),
            ),
            (
                "<!DOCTYPE html><html><head><TITLE>502 Bad Gateway</TITLE></head></html>",
                Some("502 Bad Gateway"),
                None,
            ),
            ("<html></html>", None, None),
            ("\u{feff}\"quoted\"", Some("quoted"), None),
            ("[1,2]", Some("[1,2]"), None),
            (r#"{"Message":null,"Status":"503"}"#, None, Some(503)),
        ];
        for (body, message, status) in cases {
            let problem = Problem::read(body.as_bytes()).expect(body);
            assert_eq!(problem.message(), message, "{body}");
            assert_eq!(problem.status(), status, "{body}");
        }
    }

    #[test]
    fn field_errors_are_kept_by_field() {
        let body = r#"{"errors":{"Date":["a","b"],"Position":"c","Other":[{"x":1}]}}"#;
        let problem = Problem::read(body.as_bytes()).expect("a problem");
        assert_eq!(problem.errors()["Date"], ["a", "b"]);
        assert_eq!(problem.errors()["Position"], ["c"]);
        assert_eq!(problem.errors()["Other"], [r#"{"x":1}"#]);
    }

    #[test]
    fn nothing_said_is_no_problem() {
        for body in ["", "  \r\n", "\u{feff}"] {
            assert_eq!(Problem::read(body.as_bytes()), None);
        }
    }

    #[test]
    fn what_a_server_says_is_one_harmless_line() {
        let cases = [
            (r#"{"Message":"a\u001b[31m\r\nb"}"#, "a [31m b"),
            ("plain\ttext", "plain text"),
            (
                "<html><head></head><body><h1>No</h1> way</body></html>",
                "No way",
            ),
            ("<title>502</title>", "502"),
            (r#"{"unheard":"of"}"#, r#"{"unheard":"of"}"#),
        ];
        for (body, expected) in cases {
            let said = message(body.as_bytes()).expect(body);
            assert_eq!(harmless(&said, 500), expected, "{body}");
        }
        assert_eq!(message(b""), None);
        let long = harmless(&"é".repeat(1000), 500);
        assert_eq!(long.chars().count(), 501);
    }

    #[test]
    fn titles_are_found_whatever_the_page_holds() {
        for page in [
            "<title",
            "<title>",
            "<title>é",
            "<TITLE>\u{130}</title>",
            "<",
        ] {
            let _ = Problem::read(page.as_bytes());
        }
    }
}
