//! How an error of ours passes through a generated client.
//!
//! A generated client lets its hook return a response or a `reqwest::Error`, and
//! nobody can make one of those. So a failure travels as a response with a status
//! that no document declares, which the client hands back as unexpected, and the
//! error itself is in the response's extensions.

use std::sync::{Arc, Mutex};

use http::StatusCode;

use crate::Error;

/// No server sends it, and no document can declare it.
const CARRIER: u16 = 999;

/// Extensions must be `Clone`; the error is not, and is taken out once.
#[derive(Clone)]
struct Carried(Arc<Mutex<Option<Error>>>);

/// A response that stands for `error`.
pub(super) fn carry(error: Error) -> reqwest::Response {
    let mut response = http::Response::new(bytes::Bytes::new());
    *response.status_mut() =
        StatusCode::from_u16(CARRIER).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
        .extensions_mut()
        .insert(Carried(Arc::new(Mutex::new(Some(error)))));
    response.into()
}

/// The error that `response` stands for, if it stands for one.
pub(crate) fn carried_error(response: &mut reqwest::Response) -> Option<Error> {
    let carried: Carried = response.extensions_mut().remove()?;
    let mut slot = carried
        .0
        .lock()
        .unwrap_or_else(|broken| broken.into_inner());
    slot.take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_comes_out_as_it_went_in() {
        let mut response = carry(Error::invalid_input("page", "1 or more"));
        assert_eq!(response.status().as_u16(), 999);
        let error = carried_error(&mut response).expect("the error");
        assert_eq!(error.parameter(), Some("page"));
        assert!(carried_error(&mut response).is_none());
    }
}
