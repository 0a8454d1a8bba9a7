//! Starting and stopping: [`Sandbox`] and its builder.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::access::AccessKey;
use crate::account::{Account, Settings};
use crate::clock::{Clock, RunningClock, day};
use crate::company::Company;
use crate::error::{Error, Kind};
use crate::failure::ErrorShape;
use crate::generate::{self, Plan};
use crate::imports::{ImportRecord, ImportSettings};
use crate::limits::{CostModel, RateLimit, RetryAfter};
use crate::lock::lock;
use crate::random::{Random, Topic};
use crate::request_log::LoggedRequest;
use crate::trouble::TroubleDesk;
use crate::v3::filter::UntilDay;
use crate::{routes, server};

/// A running account. It stops when it is dropped.
///
/// The server has a thread of its own, so it answers whatever the test's runtime does: current-thread runtimes,
/// blocking clients and paused clocks included.
pub struct Sandbox {
    account: Arc<Account>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// What to start. Without a word: 50 people out of seed 1 around the machine's today, on a free port, as strict as
    /// Lucca.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder {
            people: 50,
            seed: 1,
            today: None,
            days_before: 45,
            days_after: 45,
            company: None,
            clock: None,
            api_key: None,
            more_keys: Vec::new(),
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            settings: Settings::default(),
        }
    }

    /// Where it listens, `http://127.0.0.1:PORT`, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.account.base_url
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

/// What to start; see [`Sandbox::builder`].
#[must_use = "a builder does nothing until it is started"]
pub struct SandboxBuilder {
    people: u32,
    seed: u64,
    today: Option<Date>,
    days_before: u32,
    days_after: u32,
    company: Option<Company>,
    clock: Option<Arc<dyn Clock>>,
    api_key: Option<String>,
    more_keys: Vec<AccessKey>,
    address: SocketAddr,
    settings: Settings,
}

impl SandboxBuilder {
    /// How many people the company has, former and future ones included: 10 to 100,000. Default: 50.
    pub fn people(mut self, people: u32) -> Self {
        self.people = people;
        self
    }

    /// What the company is drawn from. The same seed, size and day give the same company. Default: 1.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The day that the company is made around; without a [`clock`](Self::clock), the account's clock starts at that
    /// day's noon (UTC) and runs. Default: the clock's day.
    pub fn today(mut self, today: Date) -> Self {
        self.today = Some(today);
        self
    }

    /// How many days of user locations there are before and after today. Default: 45 and 45, a quarter. At most 400
    /// each.
    pub fn days(mut self, before: u32, after: u32) -> Self {
        self.days_before = before;
        self.days_after = after;
        self
    }

    /// Serves this company instead of a generated one.
    pub fn company(mut self, company: Company) -> Self {
        self.company = Some(company);
        self
    }

    /// What time it is in the account. Default: the machine's clock, or one that starts at `today`.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// The key that may do everything. Default: one that follows from the seed.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// A further key, with the rights that it has.
    pub fn access_key(mut self, key: AccessKey) -> Self {
        self.more_keys.push(key);
        self
    }

    /// How many requests pass, all keys together; `None` for no limit. Default: 50 in any 60 seconds.
    pub fn rate_limit(mut self, limit: impl Into<Option<RateLimit>>) -> Self {
        self.settings.rate_limit = limit.into();
        self
    }

    /// How a 429 says when to come back. Default: in seconds.
    pub fn retry_after(mut self, form: RetryAfter) -> Self {
        self.settings.retry_after = form;
        self
    }

    /// What answers cost; `None` if they cost nothing, and no page is ever too large. Default: a model under which 1,000
    /// users with all their properties take more than 5 seconds.
    pub fn cost_model(mut self, model: impl Into<Option<CostModel>>) -> Self {
        self.settings.cost_model = model.into();
        self
    }

    /// Makes answers really take the time that they cost. Default: they do not.
    pub fn really_wait(mut self) -> Self {
        self.settings.really_wait = true;
        self
    }

    /// The largest body, in bytes; 413 beyond. Default: 100,000,000.
    pub fn largest_body(mut self, bytes: u64) -> Self {
        self.settings.largest_body = bytes;
        self
    }

    /// The largest head (request line and headers), in bytes; 431 beyond. Default: 8,192.
    pub fn largest_head(mut self, bytes: usize) -> Self {
        self.settings.largest_head = bytes;
        self
    }

    /// How long a body may pause in real time before it is given up with a 408. Default: 30 seconds.
    pub fn body_pause(mut self, pause: Duration) -> Self {
        self.settings.body_pause = pause;
        self
    }

    /// The body of errors of the users API (v3). Default: [`ErrorShape::StatusMessage`].
    pub fn users_errors(mut self, shape: ErrorShape) -> Self {
        self.settings.users_errors = shape;
        self
    }

    /// The body of errors of the Office API (v4). Default: [`ErrorShape::Problem`].
    pub fn office_errors(mut self, shape: ErrorShape) -> Self {
        self.settings.office_errors = shape;
        self
    }

    /// Lets Office take parameters that it does not document, and ignore them. Default: they are refused with a 400, so
    /// that nobody takes an unfiltered list for a filtered one.
    pub fn ignore_unknown_parameters(mut self) -> Self {
        self.settings.unknown_parameters = true;
        self
    }

    /// What `until` makes of a day without a time. Default: its first moment, as on newer servers.
    pub fn until_day(mut self, until_day: UntilDay) -> Self {
        self.settings.until_day = until_day;
        self
    }

    /// Writes a user's properties without a value as null. Default: they are left out, except for those of which the
    /// document says that they can be null.
    pub fn write_nulls(mut self) -> Self {
        self.settings.write_nulls = true;
        self
    }

    /// How imports behave.
    pub fn imports(mut self, settings: ImportSettings) -> Self {
        self.settings.imports = settings;
        self
    }

    /// Where to listen. Default: a free port of 127.0.0.1. Anything else than loopback shows the sandbox, its key and
    /// its control API to the network.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Starts, and returns once requests are answered.
    ///
    /// # Errors
    /// If a setting is out of its range, or the address can not be listened on.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let (starting, started) = self.spawn()?;
        match started.await {
            Ok(outcome) => outcome.map(|started| starting.finish(started)),
            Err(_) => Err(starting.died()),
        }
    }

    /// [`start`](Self::start) for programs without a runtime.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    ///
    /// # Panics
    /// When called inside of an asynchronous runtime, as every blocking call there would.
    pub fn start_blocking(self) -> Result<Sandbox, Error> {
        let (starting, started) = self.spawn()?;
        match started.blocking_recv() {
            Ok(outcome) => outcome.map(|started| starting.finish(started)),
            Err(_) => Err(starting.died()),
        }
    }

    /// The company that would be served, without serving it.
    ///
    /// # Errors
    /// If a setting is out of its range.
    pub fn make_company(mut self) -> Result<Company, Error> {
        self.check()?;
        let clock = self.the_clock();
        Ok(self.the_company(&*clock))
    }

    fn spawn(self) -> Result<(Starting, oneshot::Receiver<Result<Started, Error>>), Error> {
        self.check()?;
        let (stop, stopping) = watch::channel(false);
        let (tell, started) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("lucca-sandbox".to_owned())
            .spawn(move || {
                match tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                {
                    Ok(runtime) => runtime.block_on(self.run(tell, stopping)),
                    Err(error) => drop(tell.send(Err(Kind::Thread(error).into()))),
                }
            })
            .map_err(Kind::Thread)?;
        Ok((Starting { stop, thread }, started))
    }

    fn check(&self) -> Result<(), Error> {
        if self.company.is_none() && !(10..=100_000).contains(&self.people) {
            return Err(Error::setting(
                "people",
                format!("{} is not between 10 and 100,000", self.people),
            ));
        }
        if self.days_before > 400 || self.days_after > 400 {
            return Err(Error::setting(
                "days",
                "at most 400 days before and after today",
            ));
        }
        if let Some(limit) = self.settings.rate_limit
            && (limit.requests() == 0 || limit.window().is_zero())
        {
            return Err(Error::setting(
                "rate_limit",
                "at least one request, in a window longer than nothing",
            ));
        }
        let mut keys: Vec<&str> = self
            .more_keys
            .iter()
            .map(|key| key.key.as_str())
            .chain(self.api_key.as_deref())
            .collect();
        if keys
            .iter()
            .any(|key| key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()))
        {
            return Err(Error::setting(
                "api_key",
                "a key is one or more visible ASCII characters",
            ));
        }
        keys.sort_unstable();
        let many = keys.len();
        keys.dedup();
        if keys.len() < many {
            return Err(Error::setting("access_key", "two keys are the same"));
        }
        Ok(())
    }

    /// The server's thread, from its first to its last moment.
    async fn run(
        self,
        tell: oneshot::Sender<Result<Started, Error>>,
        stopping: watch::Receiver<bool>,
    ) {
        match self.prepare().await {
            Err(error) => drop(tell.send(Err(error))),
            Ok((started, listener, files)) => {
                let account = Arc::clone(&started.account);
                if tell.send(Ok(started)).is_err() {
                    return;
                }
                let gone = stopping.clone();
                tokio::select! {
                    () = async {
                        tokio::join!(
                            server::serve(listener, routes::account(&account), stopping.clone()),
                            server::serve(files, routes::files(&account), stopping),
                        );
                    } => {}
                    () = dropped(gone) => {}
                }
            }
        }
    }

    fn the_clock(&self) -> Arc<dyn Clock> {
        match (
            &self.clock,
            self.today.or(self.company.as_ref().map(Company::today)),
        ) {
            (Some(clock), _) => Arc::clone(clock),
            // A company from a file lives around its own day.
            (None, Some(today)) => Arc::new(RunningClock::at_noon(today)),
            (None, None) => Arc::new(RunningClock::of_the_machine()),
        }
    }

    fn the_company(&mut self, clock: &dyn Clock) -> Company {
        self.company.take().unwrap_or_else(|| {
            let today = self.today.unwrap_or_else(|| day(clock.now()));
            let Self {
                people,
                seed,
                days_before,
                days_after,
                ..
            } = *self;
            generate::company(&Plan {
                people,
                seed,
                today,
                days_before,
                days_after,
            })
        })
    }

    async fn prepare(mut self) -> Result<(Started, TcpListener, TcpListener), Error> {
        let listener = listen(self.address).await?;
        let files = listen(SocketAddr::new(self.address.ip(), 0)).await?;
        let local = |listener: &TcpListener| listener.local_addr().map_err(Kind::Thread);
        let (address, files_address) = (local(&listener)?, local(&files)?);

        let clock = self.the_clock();
        let company = self.the_company(&*clock);
        let key = self
            .api_key
            .unwrap_or_else(|| Random::new(self.seed, Topic::Key).uuid());
        let keys = std::iter::once(AccessKey::new(key))
            .chain(self.more_keys)
            .collect();
        let account = Arc::new(Account::new(
            self.settings,
            clock,
            keys,
            company,
            self.seed,
            format!("http://{address}"),
            format!("http://{files_address}"),
        ));
        Ok((Started { account, address }, listener, files))
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|source| {
        Kind::Listen {
            address: address.to_string(),
            source,
        }
        .into()
    })
}

/// Resolves when the sandbox was dropped instead of stopped.
async fn dropped(mut stopping: watch::Receiver<bool>) {
    while stopping.changed().await.is_ok() {}
}

struct Started {
    account: Arc<Account>,
    address: SocketAddr,
}

struct Starting {
    stop: watch::Sender<bool>,
    thread: JoinHandle<()>,
}

impl Starting {
    fn finish(self, started: Started) -> Sandbox {
        Sandbox {
            account: started.account,
            address: started.address,
            stop: self.stop,
            thread: Some(self.thread),
        }
    }

    fn died(self) -> Error {
        Kind::Thread(std::io::Error::other("it ended while it was starting")).into()
    }
}
