//! What generated code builds requests with.

use http::HeaderValue;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use serde::ser::{Error as _, SerializeSeq, Serializer};
use serde_json::Value;

use crate::Error;

/// What must not stand in one segment of a path as it is (RFC 3986, `pchar`).
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A value as one segment of a path.
pub fn encode_path(value: &str) -> String {
    utf8_percent_encode(value, SEGMENT).to_string()
}

/// One query parameter: nothing if it is not set, several of one name if it is a list.
#[derive(Debug)]
pub struct QueryParam<'a, T> {
    name: &'a str,
    value: &'a T,
}

impl<'a, T> QueryParam<'a, T> {
    /// The parameter `name`.
    pub fn new(name: &'a str, value: &'a T) -> Self {
        Self { name, value }
    }
}

impl<T: Serialize> Serialize for QueryParam<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = serde_json::to_value(self.value).map_err(S::Error::custom)?;
        let items = match value {
            Value::Null => Vec::new(),
            Value::Array(items) => items,
            single => vec![single],
        };
        let mut pairs = serializer.serialize_seq(Some(items.len()))?;
        for item in &items {
            pairs.serialize_element(&(self.name, text_of(item).map_err(S::Error::custom)?))?;
        }
        pairs.end()
    }
}

/// A list as one query parameter, its items separated by commas.
#[derive(Clone, Copy, Debug)]
pub struct CommaJoined<'v, T>(pub &'v T);

impl<T: Serialize> Serialize for CommaJoined<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = serde_json::to_value(self.0).map_err(S::Error::custom)?;
        let items = match value {
            Value::Null => return serializer.serialize_none(),
            Value::Array(items) => items,
            single => vec![single],
        };
        let mut joined = String::new();
        for item in &items {
            let text = text_of(item).map_err(S::Error::custom)?;
            // A comma inside an item cannot be escaped: the server would be asked
            // another question.
            if text.contains(',') {
                return Err(S::Error::custom(
                    "an item of a comma-separated list contains a comma",
                ));
            }
            if !joined.is_empty() {
                joined.push(',');
            }
            joined.push_str(&text);
        }
        serializer.serialize_str(&joined)
    }
}

/// A scalar as requests write it.
fn text_of(value: &Value) -> Result<String, &'static str> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        Value::Null => Ok(String::new()),
        Value::Array(_) | Value::Object(_) => Err("a parameter holds a list or an object"),
    }
}

/// What generated code does to a request that `reqwest` has no method for.
pub trait RequestBuilderExt: Sized {
    /// Sets a body of form fields.
    ///
    /// # Errors
    /// If the body cannot be written as a form.
    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<Self, Error>;
}

impl RequestBuilderExt for reqwest::RequestBuilder {
    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<Self, Error> {
        let Ok(Value::Object(fields)) = serde_json::to_value(body) else {
            return Err(Error::invalid_input(
                "body",
                "it cannot be written as a form",
            ));
        };
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &fields {
            let items = match value {
                Value::Null => continue,
                Value::Array(items) => items.as_slice(),
                single => std::slice::from_ref(single),
            };
            for item in items {
                let text = text_of(item).map_err(|reason| {
                    Error::invalid_input(name.clone(), format!("a form cannot hold it: {reason}"))
                })?;
                form.append_pair(name, &text);
            }
        }
        Ok(self
            .header(
                http::header::CONTENT_TYPE,
                "application/x-www-form-urlencoded",
            )
            .body(form.finish()))
    }
}

/// A parameter whose value could not be converted. The generator's text may quote the
/// value, so that only the parameter's name is taken from it.
pub fn refused(text: String) -> Error {
    let name = match text.split_once(" was not initialized") {
        Some((name, _)) => Some(name),
        None => text
            .strip_suffix(" failed")
            .and_then(|text| text.rsplit(' ').next()),
    };
    let name = name.filter(|name| {
        !name.is_empty()
            && name.len() <= 64
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    Error::invalid_input(
        name.unwrap_or("request").to_owned(),
        "its value is missing or not of the parameter's type",
    )
}

/// The value of a header.
///
/// # Errors
/// If it holds what no header can, such as a line break.
pub fn header_value(name: &'static str, text: String) -> Result<HeaderValue, Error> {
    HeaderValue::try_from(text)
        .map_err(|_| Error::invalid_input(name, "accepted is visible ASCII on one line"))
}

/// A request that is none: a header with a line break in it, for example.
pub fn unbuildable(_: reqwest::Error) -> Error {
    Error::invalid_input("request", "it cannot be written as an HTTP request")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_parameter_is_named_and_its_value_is_not() {
        let cases = [
            ("conversion to `NonZeroU64` for page failed", "page"),
            ("limit was not initialized", "limit"),
            (
                "conversion to `T` for login failed: Jane Sentinel",
                "request",
            ),
            ("anything else", "request"),
        ];
        for (text, parameter) in cases {
            let error = refused(text.to_owned());
            assert_eq!(error.parameter(), Some(parameter), "{text}");
            assert!(error.is_invalid_input());
            assert!(!format!("{error} {error:?}").contains("Sentinel"));
        }
    }

    #[test]
    fn what_is_not_set_is_not_sent_and_lists_are_repeated_or_joined() {
        fn query<T: Serialize>(value: &T) -> Option<String> {
            let request = reqwest::Client::new()
                .get("http://localhost/")
                .query(value)
                .build()
                .ok()?;
            Some(request.url().query().unwrap_or_default().to_owned())
        }
        assert_eq!(
            query(&QueryParam::new("a", &None::<u8>)).as_deref(),
            Some("")
        );
        assert_eq!(
            query(&QueryParam::new("a", &[1, 2])).as_deref(),
            Some("a=1&a=2")
        );
        let joined = CommaJoined(&["x", "y"]);
        assert_eq!(
            query(&QueryParam::new("a", &joined)).as_deref(),
            Some("a=x%2Cy")
        );
        let unset = CommaJoined(&None::<Vec<u8>>);
        assert_eq!(query(&QueryParam::new("a", &unset)).as_deref(), Some(""));
        assert_eq!(query(&QueryParam::new("a", &CommaJoined(&["x,y"]))), None);
        assert_eq!(encode_path("a/b c"), "a%2Fb%20c");
    }
}
