//! The body of an upload: one file in a multipart wrapping.

use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use futures::stream;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt;

use crate::account::Account;
use crate::behaviour::UploadPart;
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
    let mut source = Source {
        account,
        body: request.into_body(),
        read: 0,
        failure: None,
    };
    let file = match multer::parse_boundary(&content_type) {
        Ok(boundary) => part(&mut source, boundary).await,
        Err(_) => Err(Failure::bad(
            "Content-Type",
            "Send the file as multipart/form-data with a boundary.",
        )),
    };
    // The rest is read as well: what is told of a body that is not whole would be a guess.
    while source.failure.is_none() && source.next().await.is_some() {}
    if let Some(failure) = source.failure {
        drain(source.body);
        return Err(failure);
    }
    if let Some(LogNumber(number)) = number {
        lock(&account.log).amend(number, |entry| entry.body_received = true);
    }
    file
}

/// The file out of its part. Of a body that fails, the source knows why.
async fn part(source: &mut Source<'_>, boundary: String) -> Result<Bytes, Failure> {
    let any = source.account.behaviour().upload_part == UploadPart::Any;
    let pieces = stream::unfold(source, |source| async move {
        source.next().await.map(|piece| (piece, source))
    });
    let mut multipart = multer::Multipart::new(pieces, boundary);
    let broken = |_| {
        Failure::bad(
            "body",
            "The body is no multipart/form-data as its Content-Type announces.",
        )
    };
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        let documented = field.name() == Some(PART) && field.file_name() == Some(PART);
        if documented || any {
            return field.bytes().await.map_err(broken);
        }
    }
    Err(Failure::bad(
        PART,
        format!("The part named {PART:?} with that file name is missing."),
    ))
}

/// A body as it arrives, bounded in size and in the time between two pieces of it.
struct Source<'a> {
    account: &'a Account,
    body: Body,
    read: u64,
    failure: Option<Failure>,
}

impl Source<'_> {
    async fn next(&mut self) -> Option<Result<Bytes, std::io::Error>> {
        match self.piece().await {
            Ok(piece) => piece.map(Ok),
            Err(failure) => {
                self.failure = Some(failure);
                Some(Err(std::io::ErrorKind::UnexpectedEof.into()))
            }
        }
    }

    async fn piece(&mut self) -> Result<Option<Bytes>, Failure> {
        let settings = &self.account.settings;
        let frame = tokio::time::timeout(settings.body_pause, self.body.frame())
            .await
            .map_err(|_| Failure::new(StatusCode::REQUEST_TIMEOUT, "The body stopped coming."))?;
        let Some(frame) = frame else {
            return Ok(None);
        };
        let frame =
            frame.map_err(|_| Failure::bad("body", "The body ended before it was whole."))?;
        let data = frame.into_data().unwrap_or_default();
        self.read = self.read.saturating_add(data.len() as u64);
        if self.read > settings.largest_body {
            return Err(too_large(self.account));
        }
        Ok(Some(data))
    }
}
