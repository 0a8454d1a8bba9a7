//! The Redis server that a shared window is kept on: one connection, made anew when it breaks,
//! and what its failures mean.

use std::fmt;
use std::sync::{Mutex as SyncMutex, PoisonError};
use std::time::{Duration, Instant};

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, ErrorKind, RedisError, Script, ServerErrorKind};
use tokio::sync::Mutex;

use crate::Error;
use crate::error::Cause;
use crate::transport::AcquireError;

/// How long connecting may take, and any answer. Redis takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a failure to connect counts for everybody who wants a connection, so that nobody
/// waits in line for a server that is not there.
const SAME_FAILURE: Duration = Duration::from_millis(200);

/// How often it is said again that the server is away.
const REMINDER: Duration = Duration::from_secs(60);

/// The server, and the connection to it that all clones of a window share.
pub(super) struct Store {
    client: Client,
    /// Host and port, for messages: a URL may hold a password.
    address: String,
    script: Script,
    link: Mutex<Link>,
    outage: SyncMutex<Option<Outage>>,
}

#[derive(Default)]
struct Link {
    connection: Option<MultiplexedConnection>,
    /// How many connections there have been.
    generation: u64,
    failed: Option<(Instant, Fault)>,
}

struct Outage {
    since: Instant,
    told: Instant,
}

/// Why the server could not be asked.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub(super) struct Fault {
    message: String,
    /// Nothing will change until somebody changes the settings.
    pub(super) is_permanent: bool,
    breaks_connection: bool,
}

impl Store {
    pub(super) fn new(url: &str) -> Result<Self, Error> {
        let refused = |message: String| Error::unusable_setting("redis", message);
        let client = Client::open(url).map_err(|error| {
            let scheme = url.split("://").next().unwrap_or_default();
            refused(
                if matches!(scheme, "rediss" | "valkeys") && !cfg!(feature = "redis-rustls") {
                    format!("`{scheme}://` asks for TLS, which needs the feature `redis-rustls`")
                } else {
                    // The URL itself may hold a password.
                    format!(
                        "its URL is not of the form \
                         `redis://[[user]:password@]host[:port][/database]` ({})",
                        Cause::new(&error)
                    )
                },
            )
        })?;
        #[cfg(feature = "redis-rustls")]
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Which provider to use is the program's choice; where it makes none, this crate's.
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        }
        Ok(Self {
            address: client.get_connection_info().addr().to_string(),
            client,
            script: Script::new(include_str!("window.lua")),
            link: Mutex::default(),
            outage: SyncMutex::default(),
        })
    }

    /// Runs the script. A connection that turns out to be broken is replaced once: the server
    /// closes one that has been idle, which means nothing. The script bears being run twice.
    pub(super) async fn run(&self, keys: &[String], args: &[String]) -> Result<Vec<i64>, Fault> {
        let outcome = self.run_unwatched(keys, args).await;
        self.watch(outcome.as_ref().err());
        outcome
    }

    async fn run_unwatched(&self, keys: &[String], args: &[String]) -> Result<Vec<i64>, Fault> {
        let mut replaced = false;
        loop {
            let (mut connection, generation, is_new) = self.connection().await?;
            let mut script = self.script.prepare_invoke();
            for key in keys {
                script.key(key);
            }
            for arg in args {
                script.arg(arg);
            }
            let error = match script.invoke_async(&mut connection).await {
                Ok(answer) => return Ok(answer),
                Err(error) => self.fault(&error),
            };
            if error.breaks_connection {
                let mut link = self.link.lock().await;
                if link.generation == generation {
                    link.connection = None;
                }
                if !is_new && !replaced && !error.is_permanent {
                    replaced = true;
                    continue;
                }
            }
            return Err(error);
        }
    }

    async fn connection(&self) -> Result<(MultiplexedConnection, u64, bool), Fault> {
        let mut link = self.link.lock().await;
        if let Some(connection) = &link.connection {
            return Ok((connection.clone(), link.generation, false));
        }
        if let Some((at, fault)) = &link.failed
            && at.elapsed() < SAME_FAILURE
        {
            return Err(fault.clone());
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let connecting = self
            .client
            .get_multiplexed_async_connection_with_config(&config);
        match connecting.await {
            Ok(connection) => {
                link.failed = None;
                link.generation += 1;
                link.connection = Some(connection.clone());
                Ok((connection, link.generation, true))
            }
            Err(error) => {
                let fault = self.fault(&error);
                link.failed = Some((Instant::now(), fault.clone()));
                Err(fault)
            }
        }
    }

    fn fault(&self, error: &RedisError) -> Fault {
        let address = &self.address;
        let words = Cause::new(error);
        let (message, is_permanent) = match (error.kind(), error.code()) {
            (ErrorKind::AuthenticationFailed, _) | (_, Some("WRONGPASS")) => (
                format!("Redis at {address} does not accept the user name and password: {words}"),
                true,
            ),
            (_, Some("NOAUTH")) => (format!("Redis at {address} wants a password"), true),
            (ErrorKind::Server(ServerErrorKind::NoPerm), _) => (
                format!("Redis at {address} does not let this user run the script: {words}"),
                true,
            ),
            (ErrorKind::Parse | ErrorKind::UnexpectedReturnType, _) => (
                format!("what listens at {address} is no Redis server: {words}"),
                true,
            ),
            // It is full, which passes.
            (ErrorKind::Server(ServerErrorKind::ResponseError), _)
                if !words.to_string().contains("max number of clients") =>
            {
                (format!("Redis at {address} refuses: {words}"), true)
            }
            (ErrorKind::Server(ServerErrorKind::Moved), _) => (
                format!("Redis at {address} is one node of a cluster, and not that of these keys"),
                true,
            ),
            _ if words.to_string().contains("certificate") => (
                format!("Redis at {address} shows a certificate that is not accepted: {words}"),
                true,
            ),
            _ if error.is_timeout() => (
                format!("Redis at {address} has not answered for {PATIENCE:?}"),
                false,
            ),
            _ => (
                format!("Redis at {address} cannot be reached: {words}"),
                false,
            ),
        };
        Fault {
            message,
            is_permanent,
            breaks_connection: error.is_io_error() || error.is_unrecoverable_error(),
        }
    }

    /// What there is to say when a call has no more time for an answer.
    pub(super) fn no_answer(&self) -> Fault {
        Fault {
            message: format!(
                "Redis at {} has not answered in the call's time",
                self.address
            ),
            is_permanent: false,
            breaks_connection: false,
        }
    }

    pub(super) fn is_away(&self) -> bool {
        let outage = self.outage.lock();
        outage.unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Tells when the server goes away, while it is away, and when it is back.
    fn watch(&self, fault: Option<&Fault>) {
        let mut outage = self.outage.lock().unwrap_or_else(PoisonError::into_inner);
        match (fault, &mut *outage) {
            (None, None) => {}
            (None, Some(Outage { since, .. })) => {
                tracing::info!(
                    target: "lucca_sdk",
                    redis = self.address,
                    away_for = ?since.elapsed(),
                    "the shared rate limit can be asked again"
                );
                *outage = None;
            }
            (Some(fault), Some(Outage { since, told })) => {
                if told.elapsed() >= REMINDER {
                    *told = Instant::now();
                    tracing::warn!(
                        target: "lucca_sdk",
                        redis = self.address,
                        away_for = ?since.elapsed(),
                        %fault,
                        "the shared rate limit still cannot be asked"
                    );
                }
            }
            (Some(fault), None) => {
                let now = Instant::now();
                *outage = Some(Outage {
                    since: now,
                    told: now,
                });
                tracing::warn!(
                    target: "lucca_sdk",
                    redis = self.address,
                    %fault,
                    "the shared rate limit cannot be asked"
                );
            }
        }
    }
}

impl Fault {
    pub(super) fn refusal(self) -> AcquireError {
        if self.is_permanent {
            AcquireError::Unusable(Box::new(self))
        } else {
            AcquireError::Unavailable(Box::new(self))
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_that_is_not_built_in_is_refused_with_the_feature_that_it_needs() {
        let outcome = Store::new("rediss://:hush@127.0.0.1:6379");
        if cfg!(feature = "redis-rustls") {
            assert_eq!(outcome.expect("TLS").address, "127.0.0.1:6379");
        } else {
            let error = outcome.expect_err("no TLS");
            assert!(error.is_invalid_input());
            assert!(error.to_string().contains("`redis-rustls`"), "{error}");
        }
    }
}
