//! The questions that a caller asks of an error.

use http::StatusCode;

use super::{BodyFault, Error, Kind};

impl Error {
    /// The company's request budget is used up: Lucca answered 429, or the client's
    /// own limiter would have kept the call waiting past its deadline.
    ///
    /// # What to do
    /// Come back later; [`Error::retry_after`] says when, if Lucca did. The budget of
    /// 50 requests a minute is shared by every integration of the company: if others
    /// need a part of it, lower this client's share
    /// ([`ClientBuilder::rate_limit_share`](crate::ClientBuilder::rate_limit_share)).
    /// Ask for full pages, and for a list instead of one thing at a time.
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(StatusCode::TOO_MANY_REQUESTS)
            || matches!(self.kind(), Kind::WaitPastDeadline { .. })
    }

    /// Lucca answered 404.
    ///
    /// # What to do
    /// It does not exist, or the role of the API key has no access to it: Lucca does
    /// not tell the two apart. If it exists for a person, look at the key's role.
    pub fn is_not_found(&self) -> bool {
        self.has_status(StatusCode::NOT_FOUND)
    }

    /// Lucca answered 401: it does not know the API key.
    ///
    /// # What to do
    /// Check that the key is that of this account (a production key is unknown to the
    /// test environment), and that it has not been revoked.
    pub fn is_unauthenticated(&self) -> bool {
        self.has_status(StatusCode::UNAUTHORIZED)
    }

    /// Lucca answered 403: the key is known, but may not do this.
    ///
    /// # What to do
    /// Have the right added to the role of the key: reading schedules needs the Office
    /// module, importing them the permission `Import schedule`.
    pub fn is_forbidden(&self) -> bool {
        self.has_status(StatusCode::FORBIDDEN)
    }

    /// Lucca answered 400: it did not accept the request as it was put.
    ///
    /// # What to do
    /// Read what it said in [`Error::problem`] and change the request.
    pub fn is_bad_request(&self) -> bool {
        self.has_status(StatusCode::BAD_REQUEST)
    }

    /// Time ran out: an attempt's, the call's, or Lucca's own (it answers 408 or 504).
    ///
    /// # What to do
    /// Ask for less at once, or give the call more time. If
    /// [`Error::may_have_been_sent`], look before sending anything twice.
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Timeout { .. } | Kind::WaitPastDeadline { .. }
        ) || self.has_status(StatusCode::REQUEST_TIMEOUT)
            || self.has_status(StatusCode::GATEWAY_TIMEOUT)
            || matches!(self.kind(), Kind::Connect(source) if source.is_timeout())
    }

    /// The call's own deadline passed, or would have passed in waiting.
    ///
    /// # What to do
    /// Give the call a longer deadline, or make fewer calls a minute.
    pub fn is_deadline_exceeded(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Timeout { deadline: true, .. } | Kind::WaitPastDeadline { .. }
        )
    }

    /// Lucca answered 408: it took longer than the 5 s that it gives any request.
    /// The client does not repeat such a request, as the answer would be the same.
    ///
    /// # What to do
    /// Put a simpler question: a smaller page, fewer fields.
    pub fn is_page_too_slow(&self) -> bool {
        self.has_status(StatusCode::REQUEST_TIMEOUT)
    }

    /// No connection could be made: a refused port, an unknown host, a failed TLS
    /// handshake. Nothing was sent.
    ///
    /// # What to do
    /// Check the account's host, the network, and the proxy settings of the
    /// environment. Trying again is safe.
    pub fn is_connect(&self) -> bool {
        matches!(self.kind(), Kind::Connect(_))
    }

    /// The connection broke once it stood, or the answer was cut short.
    ///
    /// # What to do
    /// Reads have been repeated already, so something keeps breaking connections;
    /// for anything else see [`Error::may_have_been_sent`].
    pub fn is_connection_lost(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Connection { .. } | Kind::Body(BodyFault::Truncated)
        )
    }

    /// Something is too large: the answer's body for this client, or the request for
    /// Lucca (413: over 100 MB; 431: headers or URL over 8 KB).
    ///
    /// # What to do
    /// Ask for smaller pages, or send in parts. The client's own bound is
    /// [`ClientBuilder::max_body_bytes`](crate::ClientBuilder::max_body_bytes).
    pub fn is_too_large(&self) -> bool {
        matches!(self.kind(), Kind::Body(BodyFault::TooLarge { .. }))
            || self.has_status(StatusCode::PAYLOAD_TOO_LARGE)
            || self.has_status(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)
    }

    /// The answer is JSON, but not what the API's document promises.
    ///
    /// # What to do
    /// [`Error::json_path`] says where, [`Error::page`] and [`Error::index`] in which
    /// row. Report it; until it is mended, the raw answer can be had through
    /// [`Client::request`](crate::Client::request).
    pub fn is_decode(&self) -> bool {
        matches!(self.kind(), Kind::Decode(_))
    }

    /// A success came whose body cannot be used: cut, damaged, too large, empty, a web
    /// page, a text, or not valid JSON. The message says which.
    ///
    /// # What to do
    /// A web page means that something other than Lucca's API answered: check the
    /// host and the proxy. The others are worth one more try later.
    pub fn is_unusable_body(&self) -> bool {
        matches!(self.kind(), Kind::Body(_))
    }

    /// The answer is a web page where JSON is expected.
    ///
    /// # What to do
    /// A proxy or a login page answered: check the account's host and the network.
    pub fn is_html(&self) -> bool {
        matches!(self.kind(), Kind::Body(BodyFault::Html))
    }

    /// A success came without a body, where the operation promises one.
    ///
    /// # What to do
    /// Lucca's v3 servers answer so to faults of their own: come back later, and if it stays,
    /// tell Lucca's support the operation and the time.
    pub fn is_empty_body(&self) -> bool {
        matches!(self.kind(), Kind::Body(BodyFault::Empty))
    }

    /// A success came whose body is no JSON: a web page, a text, something announced as
    /// another type, or JSON that is not well-formed. The message says which.
    ///
    /// # What to do
    /// Look at [`Error::body_excerpt`]: whoever wrote it is not Lucca's API.
    pub fn is_not_json(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Body(
                BodyFault::Html
                    | BodyFault::ContentType
                    | BodyFault::Text
                    | BodyFault::InvalidJson { .. }
            )
        )
    }

    /// Lucca's side failed: a status from 500 to 599.
    ///
    /// # What to do
    /// Come back later. If it stays, tell Lucca's support the operation and the time.
    pub fn is_server_error(&self) -> bool {
        matches!(self.kind(), Kind::Status)
            && self.status().is_some_and(|status| status.is_server_error())
    }

    /// The server pointed to another place. Redirects are not followed, as the API
    /// key must not travel; [`Error::redirect_host`] names the target.
    ///
    /// # What to do
    /// Check the account's host: accounts move, and mistyped names lead to Lucca's
    /// web site.
    pub fn is_redirect(&self) -> bool {
        matches!(self.kind(), Kind::Redirect { .. })
    }

    /// The call was refused before anything was sent; [`Error::parameter`] says why.
    ///
    /// # What to do
    /// Change the input: the message says what is accepted.
    pub fn is_invalid_input(&self) -> bool {
        matches!(
            self.kind(),
            Kind::InvalidInput { .. } | Kind::ForeignHost { .. } | Kind::RequestBody(_)
        )
    }

    /// A setting of the client makes no sense; [`Error::parameter`] names it.
    ///
    /// # What to do
    /// Change the setting: the message gives the accepted range.
    pub fn is_invalid_setting(&self) -> bool {
        matches!(self.kind(), Kind::Setting { .. })
    }

    /// The list changed while its pages were read, so that rows may be missing or
    /// repeated.
    ///
    /// # What to do
    /// Read the list again from its beginning.
    pub fn is_paging_drift(&self) -> bool {
        matches!(self.kind(), Kind::Paging(_))
    }

    /// An import did not come to its end.
    ///
    /// # What to do
    /// With [`Error::summary_id`] the import can be asked for later; do not upload
    /// the same schedule again before its results are known.
    pub fn is_import(&self) -> bool {
        matches!(self.kind(), Kind::Import { .. })
    }

    /// The server may have received the request, and may have acted on it, although
    /// no success came back. `false` is a promise: it has not.
    ///
    /// # What to do
    /// After a read this does not matter. After an import, look at the schedule, or
    /// at the import's progress, before uploading again: an import cannot be undone.
    pub fn may_have_been_sent(&self) -> bool {
        match &self.0.call {
            Some(call) => call.may_have_been_sent,
            // A generated client has lost what was known of the call, but there was an answer.
            None => matches!(
                self.kind(),
                Kind::Decode(_) | Kind::Body(_) | Kind::Status | Kind::Connection { .. }
            ),
        }
    }

    /// The same call may succeed later, unchanged, and repeating it is harmless: either
    /// it only reads, or it has never reached the server.
    ///
    /// # What to do
    /// The client has tried several times already, so wait for minutes rather than
    /// seconds, and at least for [`Error::retry_after`].
    pub fn is_retryable(&self) -> bool {
        let harmless = !self.may_have_been_sent()
            || self.method().is_some_and(http::Method::is_safe)
            || self.has_status(StatusCode::TOO_MANY_REQUESTS);
        let passing = match self.kind() {
            Kind::Connect(_)
            | Kind::Connection { .. }
            | Kind::Timeout { .. }
            | Kind::WaitPastDeadline { .. }
            | Kind::Body(BodyFault::Truncated | BodyFault::Corrupt(_)) => true,
            Kind::Status => self
                .status()
                .is_some_and(|status| matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504)),
            _ => false,
        };
        harmless && passing
    }

    fn has_status(&self, status: StatusCode) -> bool {
        matches!(self.kind(), Kind::Status) && self.status() == Some(status)
    }
}
