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
    tokio::select! {
        outcome = operation.call(client) => outcome,
        () = time.drive(patience(server)) => unreachable!("time never ends"),
    }
}
