//! The body of an upload: one file in a multipart wrapping.

use axum::extract::Request;
use bytes::{Bytes, BytesMut};
use futures::stream;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt;

use crate::account::Account;
use crate::failure::Failure;
use crate::gate::{LogNumber, drain, too_large};
use crate::lock::lock;

/// The documented name of the part, and of the file in it.
const PART: &str = "office-import.csv";

/// Reads the whole body and takes the file out of it.
pub(super) async fn file(account: &Account, request: Request) -> Result<Bytes, Failure> {
    let content_type = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_owned();
    let number = request.extensions().get::<LogNumber>().copied();
    let body = whole(account, request).await?;
    if let Some(LogNumber(number)) = number
        && let Some(entry) = lock(&account.log).entry(number)
    {
        entry.body_received = true;
    }
    let boundary = multer::parse_boundary(&content_type).map_err(|_| {
        Failure::bad(
            "Content-Type",
            "Send the file as multipart/form-data with a boundary.",
        )
    })?;

    let once = stream::iter([Ok::<Bytes, std::convert::Infallible>(body)]);
    let mut multipart = multer::Multipart::new(once, boundary);
    let broken = |_| {
        Failure::bad(
            "body",
            "The body is no multipart/form-data as its Content-Type announces.",
        )
    };
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        let documented = field.name() == Some(PART) && field.file_name() == Some(PART);
        let file = documented || account.settings.imports.any_part;
        let content = field.bytes().await.map_err(broken)?;
        if file {
            return Ok(content);
        }
    }
    Err(Failure::bad(
        PART,
        format!("The part named {PART:?} with that file name is missing."),
    ))
}

/// The whole body, bounded in size and in the time between two pieces of it.
async fn whole(account: &Account, request: Request) -> Result<Bytes, Failure> {
    let mut body = request.into_body();
    let mut bytes = BytesMut::new();
    loop {
        let frame = tokio::time::timeout(account.settings.body_pause, body.frame())
            .await
            .map_err(|_| Failure::new(StatusCode::REQUEST_TIMEOUT, "The body stopped coming."))?;
        match frame {
            None => return Ok(bytes.freeze()),
            Some(Err(_)) => {
                return Err(Failure::bad("body", "The body ended before it was whole."));
            }
            Some(Ok(frame)) => {
                let data = frame.into_data().unwrap_or_default();
                if (bytes.len() + data.len()) as u64 > account.settings.largest_body {
                    drain(body);
                    return Err(too_large(account));
                }
                bytes.extend_from_slice(&data);
            }
        }
    }
}
