//! One call against one script, in virtual time.

#![allow(
    clippy::expect_used,
    reason = "tests: a refusal here is the SDK's fault"
)]

use std::fmt::Debug;
use std::time::Duration;

use lucca_sdk::{Account, ApiKey, Client, ClientBuilder, Error};

use crate::{FaultServer, Moment, Operation, VirtualTime};

/// The key that the tests sign with, and look for wherever it must not turn up.
pub const KEY: &str = "5f0a3c9e-8d1b-4c7e-9a52-3d1f6d2c7b11";

/// A client with default settings but for its time.
///
/// # Panics
/// When the SDK refuses the settings, which would be its fault.
pub fn client(base_url: &str, time: &VirtualTime) -> Client {
    client_builder(base_url, time).build().expect("a client")
}

/// The settings of [`client`], to be changed.
///
/// # Panics
/// When the SDK refuses host or key, which would be its fault.
pub fn client_builder(base_url: &str, time: &VirtualTime) -> ClientBuilder {
    let account: Account = base_url.parse().expect("a loopback account");
    Client::builder(account, ApiKey::new(KEY).expect("a key")).clock(time.clone())
}

/// Which HTTP a client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP/1.1.
    Http1,
    /// HTTP/2, as over TLS but in clear text.
    Http2,
}

impl Protocol {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Http1, Self::Http2];

    /// Settings for a client that speaks it.
    #[must_use]
    pub fn spoken_by(self, builder: ClientBuilder) -> ClientBuilder {
        match self {
            Self::Http1 => builder,
            Self::Http2 => builder.http(|http| http.http2_prior_knowledge()),
        }
    }
}

/// Lets sleeps pass as they come. Time limits strike only when the server has fallen
/// silent, once for each time that it has, or while somebody sleeps before them.
pub fn patience(server: &FaultServer) -> impl FnMut(Moment) -> Option<Duration> {
    let mut stalls_spent = server.stalls();
    move |moment| {
        if moment.sleep.is_some() {
            return moment.next();
        }
        (server.stalls() > stalls_spent).then(|| stalls_spent += 1)?;
        moment.limit
    }
}

/// Makes one call while time passes as [`patience`] lets it.
///
/// # Errors
/// What the call comes to.
pub async fn call(
    operation: Operation,
    client: &Client,
    server: &FaultServer,
    time: &VirtualTime,
) -> Result<Box<dyn Debug + Send>, Error> {
    in_time(server, time, operation.call(client)).await
}

/// Runs `future` while time passes as [`patience`] lets it.
pub async fn in_time<F: Future>(server: &FaultServer, time: &VirtualTime, future: F) -> F::Output {
    tokio::select! {
        // Time stops with the future.
        biased;
        outcome = future => outcome,
        () = time.drive(patience(server)) => unreachable!("time never ends"),
    }
}
