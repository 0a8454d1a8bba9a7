//! One account: everything that its routes share.

use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use axum::body::Body;
use http::{Response, StatusCode};
use jiff::Timestamp;

use crate::access::AccessKey;
use crate::clock::{Clock, later};
use crate::company::Company;
use crate::failure::{ErrorShape, Failure};
use crate::imports::{ImportSettings, Imports};
use crate::limits::{CostModel, RateLimit, RetryAfter, Window};
use crate::lock::{lock, read, write};
use crate::operation::Generation;
use crate::query::Query;
use crate::request_log::RequestLog;
use crate::trouble::TroubleBook;
use crate::v3::filter::{Moment, UntilDay};

/// What a run has chosen; nothing of it changes while the server runs.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) retry_after: RetryAfter,
    pub(crate) cost_model: Option<CostModel>,
    pub(crate) really_wait: bool,
    pub(crate) largest_body: u64,
    pub(crate) largest_head: usize,
    pub(crate) body_pause: Duration,
    pub(crate) users_errors: ErrorShape,
    pub(crate) office_errors: ErrorShape,
    pub(crate) ignore_unknown_parameters: bool,
    pub(crate) until_day: UntilDay,
    pub(crate) write_nulls: bool,
    pub(crate) imports: ImportSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rate_limit: Some(RateLimit::default()),
            retry_after: RetryAfter::default(),
            cost_model: Some(CostModel::default()),
            really_wait: false,
            largest_body: 100_000_000,
            largest_head: 8 * 1024,
            body_pause: Duration::from_secs(30),
            users_errors: ErrorShape::StatusMessage,
            office_errors: ErrorShape::Problem,
            ignore_unknown_parameters: false,
            until_day: UntilDay::default(),
            write_nulls: false,
            imports: ImportSettings::default(),
        }
    }
}

pub(crate) struct Account {
    pub(crate) settings: Settings,
    clock: Arc<dyn Clock>,
    pub(crate) keys: Vec<AccessKey>,
    /// Shared with whoever took a snapshot; an import copies it only then.
    company: RwLock<Arc<Company>>,
    pub(crate) window: Mutex<Window>,
    pub(crate) log: Mutex<RequestLog>,
    pub(crate) imports: Mutex<Imports>,
    pub(crate) trouble: Mutex<TroubleBook>,
    /// How far the account's clock has been moved on by hand.
    moved_on: Mutex<Duration>,
    /// Where the account is, without a slash at the end.
    pub(crate) base_url: String,
    /// Where files to download are, without a slash at the end.
    pub(crate) files_url: String,
}

impl Account {
    pub(crate) fn new(
        settings: Settings,
        clock: Arc<dyn Clock>,
        keys: Vec<AccessKey>,
        company: Company,
        seed: u64,
        base_url: String,
        files_url: String,
    ) -> Self {
        Self {
            settings,
            clock,
            keys,
            company: RwLock::new(Arc::new(company)),
            window: Mutex::default(),
            log: Mutex::default(),
            imports: Mutex::new(Imports::new(seed)),
            trouble: Mutex::new(TroubleBook::new(seed)),
            moved_on: Mutex::default(),
            base_url,
            files_url,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        later(self.clock.now(), *lock(&self.moved_on))
    }

    /// Moves the account's clock on, on top of what its own clock does.
    pub(crate) fn move_on(&self, by: Duration) {
        let mut moved_on = lock(&self.moved_on);
        *moved_on = moved_on.saturating_add(by);
    }

    pub(crate) fn moment(&self) -> Moment {
        Moment {
            now: self.now(),
            until_day: self.settings.until_day,
        }
    }

    /// The company as it is now. It does not change under the caller.
    pub(crate) fn company(&self) -> Arc<Company> {
        Arc::clone(&read(&self.company))
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Company) -> T) -> T {
        change(Arc::make_mut(&mut write(&self.company)))
    }

    pub(crate) fn shape(&self, generation: Generation) -> ErrorShape {
        match generation {
            Generation::V3 => self.settings.users_errors,
            Generation::V4 => self.settings.office_errors,
        }
    }

    /// The parameters of an Office request, which are refused if it does not know one of them.
    pub(crate) fn office_query(&self, raw: Option<&str>, known: &[&str]) -> Result<Query, Failure> {
        let query = Query::parse(raw)?;
        if !self.settings.ignore_unknown_parameters {
            query.only(known)?;
        }
        Ok(query)
    }

    /// Lets an answer take its time: 408 if that is too long.
    pub(crate) async fn spend(
        &self,
        cost: impl FnOnce(&CostModel) -> Duration,
    ) -> Result<(), Failure> {
        let Some(model) = &self.settings.cost_model else {
            return Ok(());
        };
        let cost = cost(model);
        if self.settings.really_wait {
            tokio::time::sleep(cost.min(model.cutoff)).await;
        }
        if cost > model.cutoff {
            let message = format!(
                "The request took longer than {} s. Ask for less: a smaller page, fewer fields.",
                model.cutoff.as_secs_f32()
            );
            return Err(Failure::new(StatusCode::REQUEST_TIMEOUT, message));
        }
        Ok(())
    }
}

/// What a handler gives back.
pub(crate) type Answer = Result<Response<Body>, Failure>;
