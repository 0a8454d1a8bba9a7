//! A running account: where it is, what is in it, what was asked of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use crate::account::Account;
use crate::behaviour::Behaviour;
use crate::builder::SandboxBuilder;
use crate::company::Company;
use crate::imports::ImportRecord;
use crate::lock::lock;
use crate::request_log::LoggedRequest;
use crate::trouble::TroubleDesk;

/// A running account. It stops when it is dropped.
///
/// The server has a thread of its own, so it answers whatever the test's runtime does: current-thread runtimes,
/// blocking clients and paused clocks included.
pub struct Sandbox {
    pub(crate) account: Arc<Account>,
    pub(crate) address: SocketAddr,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// What to start. Without a word: 50 people out of seed 1 around the machine's today, on a free port, as strict as
    /// Lucca.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// Where clients find it, `http://127.0.0.1:PORT` or the public address, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.account.addresses.base
    }

    /// The key that may do everything. It follows from the seed.
    #[must_use]
    pub fn api_key(&self) -> &str {
        self.account.keys.first().map_or("", |key| key.key.as_str())
    }

    /// The address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The company as it is now. What imports do later does not change this value.
    #[must_use]
    pub fn company(&self) -> Arc<Company> {
        self.account.settle();
        self.account.company()
    }

    /// The requests so far, the oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<LoggedRequest> {
        lock(&self.account.log).entries()
    }

    /// Forgets the requests so far. Their numbers are not used again.
    pub fn clear_requests(&self) {
        lock(&self.account.log).clear();
    }

    /// The uploads that the account has acted on, simulations included, the oldest first.
    #[must_use]
    pub fn imports(&self) -> Vec<ImportRecord> {
        lock(&self.account.imports).records()
    }

    /// Forgets the requests of the running rate limit window: the next 50 are free again.
    pub fn reset_rate_limit(&self) {
        lock(&self.account.window).clear();
    }

    /// What it does where Lucca's documents are silent.
    #[must_use]
    pub fn behaviour(&self) -> Behaviour {
        self.account.behaviour()
    }

    /// Changes what it does where Lucca's documents are silent, from the next request on. An import that is waiting to
    /// take effect does so as it would have.
    pub fn behave(&self, change: impl FnOnce(&mut Behaviour)) {
        self.account.behave(change);
    }

    /// Where trouble is asked for: cut connections, wrong answers, lost rows.
    #[must_use]
    pub fn trouble(&self) -> TroubleDesk<'_> {
        TroubleDesk {
            book: &self.account.trouble,
        }
    }

    /// What time it is in the account.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.account.now()
    }

    /// Moves the account's clock on, on top of what its own clock does: a test need not wait for a rate limit
    /// window to pass.
    pub fn advance_clock(&self, by: Duration) {
        self.account.move_on(by);
    }

    /// Stops listening, lets running requests end (for up to five seconds), and returns when the port is free.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Without a receiver's patience: the thread sees the sender go and drops everything.
        let (gone, _) = watch::channel(false);
        drop(std::mem::replace(&mut self.stop, gone));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}
