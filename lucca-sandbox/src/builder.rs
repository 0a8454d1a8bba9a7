//! What a sandbox shall be like.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::{Date, date};
use url::Url;

use crate::access::AccessKey;
use crate::account::Settings;
use crate::behaviour::{Behaviour, Bundle};
use crate::clock::{Clock, RunningClock, day};
use crate::company::Company;
use crate::error::Error;
use crate::generate::{self, Plan};
use crate::imports::ImportSettings;
use crate::limits::{CostModel, RateLimit};

/// The days that a company can be made around: what lies beyond has contracts, holidays or clocks that no calendar
/// can say.
const DAYS: std::ops::RangeInclusive<Date> = date(1970, 1, 1)..=date(9990, 12, 31);

/// What to start; see [`Sandbox::builder`](crate::Sandbox::builder).
#[must_use = "a builder does nothing until it is started"]
pub struct SandboxBuilder {
    people: u32,
    pub(crate) seed: u64,
    today: Option<Date>,
    days_before: u32,
    days_after: u32,
    pub(crate) company: Option<Company>,
    pub(crate) clock: Option<Arc<dyn Clock>>,
    pub(crate) api_key: Option<String>,
    pub(crate) more_keys: Vec<AccessKey>,
    pub(crate) address: SocketAddr,
    pub(crate) public_url: Option<String>,
    pub(crate) behaviour: Behaviour,
    pub(crate) settings: Settings,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
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
            public_url: None,
            behaviour: Behaviour::default(),
            settings: Settings::default(),
        }
    }
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

    /// What the account does where Lucca's documents are silent: every setting at once, by the name of a bundle.
    /// Default: [`Bundle::Strict`]. What was set before is set anew.
    pub fn like(mut self, bundle: Bundle) -> Self {
        self.behaviour = Behaviour::like(bundle);
        self
    }

    /// What the account does where Lucca's documents are silent: changes single settings.
    ///
    /// ```
    /// use lucca_sandbox::{ImportEffect, Sandbox};
    ///
    /// let late = Sandbox::builder().behaviour(|account| account.import_effect = ImportEffect::Late);
    /// # let _ = late;
    /// ```
    pub fn behaviour(mut self, change: impl FnOnce(&mut Behaviour)) -> Self {
        change(&mut self.behaviour);
        self
    }

    /// How many requests pass, all keys together; `None` for no limit. Default: 50 in 60 seconds.
    pub fn rate_limit(mut self, limit: impl Into<Option<RateLimit>>) -> Self {
        self.settings.rate_limit = limit.into();
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

    /// How fast imports seem, and how they fail.
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

    /// What clients call this account, e.g. `http://sandbox:8080` inside of a network of containers: what answers
    /// name, and what the control API may be called beside an IP address or `localhost`. Default: the address that
    /// is listened on.
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.public_url = Some(url.into());
        self
    }

    /// The company that would be served, without serving it.
    ///
    /// # Errors
    /// If a setting is out of its range.
    pub fn make_company(mut self) -> Result<Company, Error> {
        self.check()?;
        let clock = self.the_clock();
        self.the_company(&*clock)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
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
        if self.settings.really_wait && self.settings.cost_model.is_none() {
            return Err(Error::setting(
                "really_wait",
                "without a cost model there is nothing to wait for",
            ));
        }
        if let Some(url) = &self.public_url {
            public_host(url)?;
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

    pub(crate) fn the_clock(&self) -> Arc<dyn Clock> {
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

    pub(crate) fn the_company(&mut self, clock: &dyn Clock) -> Result<Company, Error> {
        if let Some(company) = self.company.take() {
            return Ok(company);
        }
        let today = self.today.unwrap_or_else(|| day(clock.now()));
        if !DAYS.contains(&today) {
            let (first, last) = (DAYS.start(), DAYS.end());
            return Err(Error::setting(
                "today",
                format!("{today} is not between {first} and {last}"),
            ));
        }
        Ok(generate::company(&Plan {
            people: self.people,
            seed: self.seed,
            today,
            days_before: self.days_before,
            days_after: self.days_after,
        }))
    }
}

/// The host of a public address, as browsers write it; an error if it is no address of an account.
pub(crate) fn public_host(url: &str) -> Result<String, Error> {
    let refused = || {
        Error::setting(
            "public_url",
            format!("{url:?} is no address like http://sandbox:8080"),
        )
    };
    let parsed = Url::parse(url).map_err(|_| refused())?;
    let is_plain = matches!(parsed.scheme(), "http" | "https")
        && parsed.path() == "/"
        && parsed.query().is_none()
        && parsed.fragment().is_none()
        && parsed.username().is_empty()
        && parsed.password().is_none();
    match parsed.host_str() {
        Some(host) if is_plain => Ok(host.to_owned()),
        _ => Err(refused()),
    }
}
