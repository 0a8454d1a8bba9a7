//! Query strings, decoded once and strictly. Names match whatever their case, as on .NET.

use crate::failure::Failure;
use crate::number::plain_number;

/// The decoded parameters of one request, in their order.
#[derive(Debug)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn parse(raw: Option<&str>) -> Result<Self, Failure> {
        let raw = raw.unwrap_or("");
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(raw.as_bytes())
            .into_owned()
            .collect();
        let sound = |text: &String| !text.contains(['\u{fffd}', '\0']);
        if !pairs
            .iter()
            .all(|(name, value)| sound(name) && sound(value))
        {
            return Err(Failure::bad(
                "query",
                "The query string is not percent-encoded UTF-8 text.",
            ));
        }
        Ok(Self(pairs))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The one value of a parameter. Twice the same parameter is a question that has two answers: refused.
    pub(crate) fn one(&self, name: &str) -> Result<Option<&str>, Failure> {
        let mut values = self
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value);
        let first = values.next();
        if values.next().is_some() {
            return Err(Failure::bad(
                name,
                format!("The parameter {name} is given more than once."),
            ));
        }
        Ok(first)
    }

    /// The one value of a parameter that must be there.
    pub(crate) fn required(&self, name: &str) -> Result<&str, Failure> {
        self.one(name)?
            .filter(|value| !value.is_empty())
            .ok_or_else(|| Failure::bad(name, format!("The parameter {name} is required.")))
    }

    /// A parameter that must be there and be `true` or `false`.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Failure> {
        match self.required(name)? {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Failure::bad(
                name,
                format!("The parameter {name} must be true or false."),
            )),
        }
    }

    /// A whole number between two bounds, or its default.
    pub(crate) fn number(
        &self,
        name: &str,
        default: u32,
        least: u32,
        most: u32,
    ) -> Result<u32, Failure> {
        let Some(text) = self.one(name)? else {
            return Ok(default);
        };
        plain_number(text)
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| {
                Failure::bad(
                    name,
                    format!("The parameter {name} must be a whole number from {least} to {most}."),
                )
            })
    }

    /// The names of parameters that are none of `known`.
    pub(crate) fn unknown<'a>(&'a self, known: &'a [&str]) -> impl Iterator<Item = &'a str> {
        self.iter()
            .map(|(name, _)| name)
            .filter(|name| !known.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }

    /// Refuses every parameter that is not one of `known`.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Failure> {
        match self.unknown(known).next() {
            Some(name) => Err(Failure::bad(
                name,
                format!("This endpoint has no parameter named {name:?}."),
            )),
            None => Ok(()),
        }
    }
}
