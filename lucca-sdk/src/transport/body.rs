//! Bodies, whole and bounded, in both directions.

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::Error;
use crate::error::{BodyFault, Kind, Phase};

/// Lucca refuses bodies over 100 MB with a 413; whether that means mega- or mebibytes
/// is not said, so the larger is let through.
const MAX_REQUEST_BODY: usize = 100 * 1024 * 1024;

/// Reads a request's body whole, so that an attempt can be repeated where that is
/// safe: a form of several parts comes as a stream, which can be sent once only.
pub(super) async fn buffer_request_body(
    request: &mut reqwest::Request,
) -> Result<Option<Bytes>, Error> {
    let Some(body) = request.body_mut().take() else {
        return Ok(None);
    };
    let too_large = || {
        Error::invalid_input(
            "body",
            "it is over 100 MB, which is the most that Lucca accepts: send it in parts",
        )
    };
    let bytes = match body.as_bytes() {
        // No copy: collecting a body of one piece hands the piece over.
        Some(bytes) if bytes.len() > MAX_REQUEST_BODY => return Err(too_large()),
        _ => match Limited::new(body, MAX_REQUEST_BODY).collect().await {
            Ok(collected) => collected.to_bytes(),
            Err(error) if error.is::<LengthLimitError>() => return Err(too_large()),
            Err(error) => match error.downcast::<reqwest::Error>() {
                Ok(source) => {
                    return Err(Error::new(Kind::RequestBody(source.without_url())));
                }
                Err(_) => return Err(Error::invalid_input("body", "it could not be read")),
            },
        },
    };
    Ok(Some(bytes))
}

/// Reads an answer's body, at most `limit` bytes of it, counted after decompression.
pub(super) async fn read_answer_body(
    response: &mut reqwest::Response,
    limit: usize,
) -> Result<Bytes, Kind> {
    let too_large = || Kind::Body(BodyFault::TooLarge { limit });
    let announced = response
        .content_length()
        .map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    // What a server announces is not to be trusted with memory.
    const FIRST_RESERVE: usize = 64 * 1024;
    let mut whole: Option<Bytes> = None;
    let mut several = BytesMut::new();
    loop {
        let piece = match response.chunk().await {
            Ok(Some(piece)) => piece,
            Ok(None) => break,
            Err(source) => return Err(broken_body(source)),
        };
        let length = whole.as_ref().map_or(several.len(), Bytes::len);
        if piece.len() > limit.saturating_sub(length) {
            return Err(too_large());
        }
        if whole.is_none() && several.is_empty() {
            whole = Some(piece);
            continue;
        }
        if let Some(first) = whole.take() {
            several.reserve(announced.unwrap_or(FIRST_RESERVE).min(FIRST_RESERVE));
            several.extend_from_slice(&first);
        }
        several.extend_from_slice(&piece);
    }
    Ok(whole.unwrap_or_else(|| several.freeze()))
}

/// Reads the beginning of an error's body. An error whose body is cut or huge is still that
/// error, so whatever goes wrong here is not worth telling.
pub(super) async fn read_excerpt(response: &mut reqwest::Response, length: usize) -> Bytes {
    let mut excerpt = BytesMut::new();
    while excerpt.len() < length {
        match response.chunk().await {
            Ok(Some(piece)) => excerpt.extend_from_slice(&piece),
            Ok(None) | Err(_) => break,
        }
    }
    excerpt.truncate(length);
    excerpt.freeze()
}

/// Tells a cut connection from damaged compression: both come as the same error.
fn broken_body(source: reqwest::Error) -> Kind {
    let source = source.without_url();
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&source);
    let mut cut = false;
    let mut reset = false;
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            use std::io::ErrorKind;
            match io.kind() {
                ErrorKind::UnexpectedEof => cut = true,
                ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe
                | ErrorKind::TimedOut => reset = true,
                _ => {}
            }
        }
        // hyper says "end of file before message length reached"; its error type is
        // not one of our dependencies, so its own words are all there is.
        let words = error.to_string();
        cut |= words.contains("end of file before message length");
        reset |= words.contains("connection closed") || words.contains("connection reset");
        cause = error.source();
    }
    if reset {
        Kind::Connection {
            during: Phase::Receiving,
            source,
        }
    } else if cut {
        Kind::Body(BodyFault::Truncated)
    } else {
        Kind::Body(BodyFault::Corrupt(source))
    }
}
