//! The questions that a caller asks of an error.

use http::StatusCode;

use super::{BodyFault, Error, Kind};

impl Error {
    /// The company's request budget is used up: Lucca answered 429, or the client's
    /// own limiter would have kept the call waiting past its deadline.
    ///
    /// # What to do
    /// Come back later; [`Error::retry_after`] says when. The budget of 50 requests a minute
    /// is shared by every integration of the company: if others need a part of it, lower this
    /// client's share ([`SlidingWindow::share`](crate::transport::SlidingWindow::share)).
    /// Ask for full pages, and for a list instead of one thing at a time.
    pub fn is_rate_limited(&self) -> bool {
        self.has_status(StatusCode::TOO_MANY_REQUESTS)
            || matches!(self.kind(), Kind::WaitPastDeadline { .. })
    }

    /// Time ran out: an attempt's, the call's, or Lucca's own (it answers 408 after 5 s, or
    /// 504); or it would have, in waiting for the rate limit.
    ///
    /// # What to do
    /// Ask for less at once, or give the call more time. If
    /// [`Error::may_have_been_sent`], look before sending anything twice. A 408 is not
    /// repeated, as the answer would be the same: ask for a smaller page or fewer fields.
    pub fn is_timeout(&self) -> bool {
        match self.kind() {
            Kind::Timeout { .. } | Kind::WaitPastDeadline { .. } => true,
            Kind::Connect { timed_out, .. } => *timed_out,
            _ => {
                self.has_status(StatusCode::REQUEST_TIMEOUT)
                    || self.has_status(StatusCode::GATEWAY_TIMEOUT)
            }
        }
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

    /// No connection could be made (a refused port, an unknown host, a failed TLS
    /// handshake), or it broke, or the answer was cut short.
    ///
    /// # What to do
    /// Check the account's host, the network, and the proxy settings of the environment. What
    /// is safe to repeat has been repeated already, so something keeps breaking connections;
    /// for anything else see [`Error::may_have_been_sent`].
    pub fn is_connection(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Connect { .. }
                | Kind::Unprocessed(_)
                | Kind::Connection { .. }
                | Kind::Body(BodyFault::Truncated)
        )
    }

    /// Something is too large: the answer's body or headers for this client, or the request
    /// for Lucca (413: over 100 MB; 431: headers or URL over 8 KB).
    ///
    /// # What to do
    /// Ask for smaller pages, or send in parts. The client's own bound is
    /// [`ClientBuilder::max_body_bytes`](crate::ClientBuilder::max_body_bytes).
    pub fn is_too_large(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Body(BodyFault::TooLarge { .. }) | Kind::Headers(_)
        ) || self.has_status(StatusCode::PAYLOAD_TOO_LARGE)
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
    /// host and the proxy. Lucca's v3 servers answer an empty body to faults of their own.
    /// [`Error::server_message`] has what was said.
    pub fn is_unusable_body(&self) -> bool {
        matches!(self.kind(), Kind::Body(_))
    }

    /// Lucca's side failed: a status from 500 to 599.
    ///
    /// # What to do
    /// Come back later. If it stays, tell Lucca's support the operation and the time. Of one
    /// user by id, an older reference lists a 500 that means "not found": see
    /// [`Error::server_message`].
    pub fn is_server_error(&self) -> bool {
        matches!(self.kind(), Kind::Status(status) if status.is_server_error())
    }

    /// The server pointed to another place. Redirects are not followed, as the API
    /// key must not travel; [`Error::redirect_host`] names the target.
    ///
    /// # What to do
    /// Check the account's host: accounts move, and mistyped names lead to Lucca's
    /// web site.
    pub fn is_redirect(&self) -> bool {
        matches!(self.kind(), Kind::Redirect(_))
    }

    /// Something that the caller gave was refused before anything was sent: an argument, a
    /// setting, an account or a key. [`Error::parameter`] names it where it has a name.
    ///
    /// # What to do
    /// Change it: the message says what is accepted.
    pub fn is_invalid_input(&self) -> bool {
        matches!(
            self.kind(),
            Kind::InvalidInput { .. }
                | Kind::Setting { .. }
                | Kind::ForeignHost(_)
                | Kind::RequestBody(_)
        )
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
            None => self.kind().may_have_acted(),
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
        harmless && self.may_pass()
    }

    /// What went wrong may be over when the same is tried again.
    pub(crate) fn may_pass(&self) -> bool {
        match self.kind() {
            Kind::Connect { .. }
            | Kind::Unprocessed(_)
            | Kind::Connection { .. }
            | Kind::Timeout { .. }
            | Kind::WaitPastDeadline { .. }
            | Kind::LimiterUnavailable(_)
            | Kind::Body(BodyFault::Truncated | BodyFault::Corrupt(_)) => true,
            Kind::Status(status) => matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504),
            _ => false,
        }
    }

    /// Lucca answered 408: it took longer than the 5 s that it gives any request.
    pub(crate) fn is_page_too_slow(&self) -> bool {
        self.has_status(StatusCode::REQUEST_TIMEOUT)
    }

    /// The call's own deadline passed, or would have passed in waiting.
    pub(crate) fn is_deadline_exceeded(&self) -> bool {
        matches!(
            self.kind(),
            Kind::Timeout { deadline: true, .. } | Kind::WaitPastDeadline { .. }
        )
    }

    fn has_status(&self, status: StatusCode) -> bool {
        matches!(self.kind(), Kind::Status(answered) if *answered == status)
    }
}
