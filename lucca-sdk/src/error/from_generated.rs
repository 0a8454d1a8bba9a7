//! From a generated client's error to ours.

use bytes::Bytes;
use http::StatusCode;

use super::{Answer, BodyFault, DecodeFailure, Error, Kind, Phase};
use crate::transport::carried_error;

impl Error {
    /// Turns what a generated client returned into the SDK's error.
    ///
    /// A failure of the transport travels through the generated client inside a
    /// response that is none, and is taken out again here; an answer that did not
    /// decode becomes an error with [`Error::is_decode`].
    ///
    /// Use it on every error of a [generated](crate::generated) client: what those
    /// print holds headers and bodies, and so people's data.
    pub fn from_generated<E>(
        operation_id: &'static str,
        error: progenitor_client::Error<E>,
    ) -> Self {
        use progenitor_client::Error as Generated;
        let error = match error {
            // Comes from the conversions of a request's parameters, before anything is sent.
            // Its text may quote the value.
            Generated::InvalidRequest(text) => Self::invalid_input(
                parameter_of(&text).unwrap_or_else(|| "request".to_owned()),
                "its value is missing or not of the parameter's type",
            ),
            Generated::UnexpectedResponse(mut response) => {
                carried_error(&mut response).unwrap_or_else(|| answered(response.status()))
            }
            Generated::ErrorResponse(response) => answered(response.status()),
            Generated::InvalidResponsePayload(body, error) => {
                Self::new(if body.iter().all(u8::is_ascii_whitespace) {
                    Kind::Body(BodyFault::Empty)
                } else {
                    Kind::Decode(DecodeFailure::new(&error))
                })
            }
            Generated::CommunicationError(error) | Generated::InvalidUpgrade(error)
                if error.is_builder() =>
            {
                Self::invalid_input("request", "it cannot be written as an HTTP request")
            }
            Generated::CommunicationError(error) | Generated::InvalidUpgrade(error) => {
                lost(Phase::Sending, error)
            }
            Generated::ResponseBodyError(error) => lost(Phase::Receiving, error),
            Generated::Custom(message) => Self::new(Kind::Generated(message)),
        };
        error.with_operation(operation_id)
    }
}

/// An answer that the transport took for a success and the generated client did not, or that
/// did not come through the transport at all.
fn answered(status: StatusCode) -> Error {
    let kind = if status.is_success() {
        Kind::UndeclaredSuccess
    } else {
        Kind::Status
    };
    Error::new(kind).with_answer(Answer::new(status, None, None, &Bytes::new()))
}

fn lost(during: Phase, source: reqwest::Error) -> Error {
    Error::new(Kind::Connection {
        during,
        source: source.without_url(),
    })
}

/// The parameter's name in a generated message: ``conversion to `x` for page
/// failed``, or `page was not initialized`.
fn parameter_of(text: &str) -> Option<String> {
    let name = match text.split_once(" was not initialized") {
        Some((name, _)) => name,
        None => text.strip_suffix(" failed")?.rsplit(' ').next()?,
    };
    let plain = !name.is_empty()
        && name.len() <= 64
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    plain.then(|| name.to_owned())
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
            let error = Error::from_generated(
                "list",
                progenitor_client::Error::<()>::InvalidRequest(text.to_owned()),
            );
            assert_eq!(error.parameter(), Some(parameter), "{text}");
            assert!(error.is_invalid_input());
            assert!(!format!("{error} {error:?}").contains("Sentinel"));
        }
    }
}
