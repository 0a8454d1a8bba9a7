//! The way to the account: whose it is, and how often it may be asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lucca_sandbox::Sandbox;
use lucca_sdk::transport::{
    Acquire, ExponentialBackoff, FailedAttempt, Outcome, Permit, RateLimit, RetryPolicy,
    SlidingWindow,
};
use lucca_sdk::{Account, ApiKey, Client, ClientBuilder};
use tokio::time::Instant;

use crate::config;
use crate::context::Context;
use crate::failure::Failure;
use crate::limit::{Limit, WINDOW};
use crate::notes::Notes;

const KEY_VARIABLE: &str = "LUCCA_API_KEY";

/// How often a connection is tried.
const CONNECTION_ATTEMPTS: u32 = 3;

/// How long a wait lasts before it is told of.
const PATIENCE: Duration = Duration::from_secs(1);

/// A client and, with `--sandbox`, the server that it talks to.
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// What named the account and had the key.
    pub(crate) origin: String,
    /// Held, because the server stops when it is dropped.
    _sandbox: Option<Sandbox>,
}

pub(crate) async fn open(context: &Context) -> Result<Connection, Failure> {
    let global = &context.global;
    let limit = global.limit();
    if !global.sandbox {
        let (builder, origin) = account(context).await?;
        let client = finish(builder, context, limit).await?;
        return Ok(Connection {
            client,
            origin,
            _sandbox: None,
        });
    }
    let sandbox = Sandbox::builder()
        .people(global.people)
        .seed(global.seed)
        .today(context.today)
        .rate_limit(limit.map(|limit| lucca_sandbox::RateLimit::new(limit, WINDOW)))
        .start()
        .await
        .map_err(|error| Failure::new(format!("the sandbox did not start: {error}")))?;
    let account: Account = sandbox.base_url().parse().map_err(Failure::new)?;
    let key = ApiKey::new(sandbox.api_key()).map_err(Failure::new)?;
    let client = finish(Client::builder(account, key), context, limit).await?;
    Ok(Connection {
        client,
        origin: "--sandbox".to_owned(),
        _sandbox: Some(sandbox),
    })
}

/// All the places that an account and its key can be named in.
pub(crate) const HOW_TO_NAME: &str = "set LUCCA_HOST (or LUCCA_URL) and LUCCA_API_KEY, or keep a \
     profile: `lucca config set account acme.ilucca-test.net`, then `lucca config set key` (in the \
     file; with --keyring in the keyring) or `lucca config set key_command \"pass show lucca\"`; \
     --sandbox asks a made-up company on this machine";

/// The account and its key: those of the profile, or those of the environment.
async fn account(context: &Context) -> Result<(ClientBuilder, String), Failure> {
    let Some((name, profile)) = &context.profile else {
        let builder =
            ClientBuilder::from_env().map_err(|error| Failure::usage(error).hint(HOW_TO_NAME))?;
        return Ok((builder, "the environment".to_owned()));
    };
    let Some(account) = profile.account.clone() else {
        return Err(Failure::usage(format!("profile `{name}` names no account")).hint(HOW_TO_NAME));
    };
    let in_environment = config::in_environment(KEY_VARIABLE);
    let (key, from) = match &profile.key {
        Some(source) => {
            if in_environment {
                context.notes.note(format!(
                    "{KEY_VARIABLE} is not used: profile `{name}` has a key of its own"
                ));
            }
            (source.read(name, &context.notes).await?, source.to_string())
        }
        None if in_environment => {
            let key = std::env::var(KEY_VARIABLE).unwrap_or_default();
            let key = ApiKey::new(key)
                .map_err(|error| Failure::usage(format!("{KEY_VARIABLE}: {error}")))?;
            (key, KEY_VARIABLE.to_owned())
        }
        None => {
            return Err(Failure::usage(format!(
                "there is no API key for {}: profile `{name}` has none, and {KEY_VARIABLE} is not \
                 set",
                account.host()
            ))
            .hint(HOW_TO_NAME));
        }
    };
    let origin = format!("profile `{name}`, with the key from {from}");
    Ok((Client::builder(account, key), origin))
}

async fn finish(
    builder: ClientBuilder,
    context: &Context,
    limit: Option<u32>,
) -> Result<Client, Failure> {
    let window: Arc<dyn RateLimit> = match (&context.global.rate_limit, limit) {
        (Some(Limit::Shared(url)), _) => shared(url, builder.account()).await?,
        (_, Some(limit)) => Arc::new(SlidingWindow::new(limit, WINDOW)?),
        // Still something that keeps a pause after a 429.
        (_, None) => Arc::new(SlidingWindow::new(u32::MAX, Duration::from_millis(1))?),
    };
    let mut builder = builder
        .rate_limit(Told {
            window,
            limit,
            started: Mutex::default(),
            notes: context.notes.clone(),
        })
        .retry(Impatient(ExponentialBackoff::new()))
        .observer(context.notes.clone());
    if let Some(timeout) = context.global.timeout {
        builder = builder.timeout(timeout);
    }
    Ok(builder.build()?)
}

#[cfg(feature = "redis")]
async fn shared(url: &str, account: &Account) -> Result<Arc<dyn RateLimit>, Failure> {
    let window = lucca_sdk::transport::SharedWindow::connect(url, account).await?;
    Ok(Arc::new(window))
}

#[cfg(not(feature = "redis"))]
async fn shared(_: &str, _: &Account) -> Result<Arc<dyn RateLimit>, Failure> {
    Err(
        Failure::usage("a limit shared over Redis is not built into this `lucca`")
            .hint("build it with the feature `redis`"),
    )
}

/// Repeats as the SDK does, but soon gives up a connection that cannot be made at all: at a
/// terminal that is a wrong name more often than a passing fault.
#[derive(Debug)]
struct Impatient(ExponentialBackoff);

impl RetryPolicy for Impatient {
    fn delay(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        let unreachable = failed.error.is_connection() && !failed.error.may_have_been_sent();
        match unreachable && failed.attempt >= CONNECTION_ATTEMPTS {
            true => None,
            false => self.0.delay(failed),
        }
    }
}

/// A rate limit whose waits are told of while they last.
#[derive(Debug)]
struct Told {
    window: Arc<dyn RateLimit>,
    limit: Option<u32>,
    /// When the last requests started, as many as fit the window.
    started: Mutex<VecDeque<Instant>>,
    notes: Notes,
}

impl Told {
    fn start(&self) {
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        started.push_back(Instant::now());
        while started.len() > self.limit.unwrap_or(0) as usize {
            started.pop_front();
        }
    }

    /// How long until the window has room again, about.
    fn rest(&self) -> Option<Duration> {
        let started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        let first = started.front()?;
        Some(WINDOW.saturating_sub(first.elapsed()))
    }
}

impl RateLimit for Told {
    fn acquire(&self, time_left: Option<Duration>) -> Acquire<'_> {
        Box::pin(async move {
            let mut turn = self.window.acquire(time_left);
            let permit = match tokio::time::timeout(PATIENCE, &mut turn).await {
                Ok(permit) => permit?,
                Err(_) => {
                    let _waiting = self.notes.waiting(self.limit, self.rest());
                    turn.await?
                }
            };
            self.start();
            Ok(Box::new(ToldPermit {
                permit,
                notes: self.notes.clone(),
            }) as Box<dyn Permit>)
        })
    }

    fn account(&self) -> Option<&Account> {
        self.window.account()
    }
}

struct ToldPermit {
    permit: Box<dyn Permit>,
    notes: Notes,
}

impl Permit for ToldPermit {
    fn finish(self: Box<Self>, outcome: Outcome) {
        if let Outcome::Limited { retry_after } = outcome {
            self.notes.limited(retry_after);
        }
        self.permit.finish(outcome);
    }
}
