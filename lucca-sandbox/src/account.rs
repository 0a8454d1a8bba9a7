//! One account: everything that its routes share.

use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use axum::body::Body;
use http::{Response, StatusCode};
use jiff::Timestamp;

use crate::access::AccessKey;
use crate::behaviour::{Behaviour, ErrorShape, UnknownParameters};
use crate::clock::{Clock, later};
use crate::company::Company;
use crate::events::Events;
use crate::failure::Failure;
use crate::imports::{ImportSettings, Imports};
use crate::limits::{CostModel, RateLimit, Window};
use crate::lock::{lock, read, write};
use crate::operation::Generation;
use crate::query::Query;
use crate::request_log::RequestLog;
use crate::trouble::TroubleBook;
use crate::v3::filter::Moment;

/// What a run has chosen; nothing of it changes while the server runs.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) cost_model: Option<CostModel>,
    pub(crate) really_wait: bool,
    pub(crate) largest_body: u64,
    pub(crate) largest_head: usize,
    pub(crate) body_pause: Duration,
    pub(crate) imports: ImportSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rate_limit: Some(RateLimit::default()),
            cost_model: Some(CostModel::default()),
            really_wait: false,
            largest_body: 100_000_000,
            largest_head: 8 * 1024,
            body_pause: Duration::from_secs(30),
            imports: ImportSettings::default(),
        }
    }
}

/// Where clients find the account, without slashes at the end.
pub(crate) struct Addresses {
    pub(crate) base: String,
    /// Another host than the account's, where there is one: Lucca's files may lie on one, and a key does not
    /// belong there.
    pub(crate) files: String,
    /// The host of a public address: what the control API may be called beside IP addresses and `localhost`.
    pub(crate) public_host: Option<String>,
}

pub(crate) struct Account {
    pub(crate) settings: Settings,
    behaviour: RwLock<Behaviour>,
    clock: Arc<dyn Clock>,
    pub(crate) keys: Vec<AccessKey>,
    /// Shared with whoever took a snapshot; an import copies it only then.
    company: RwLock<Arc<Company>>,
    pub(crate) window: Mutex<Window>,
    pub(crate) log: Mutex<RequestLog>,
    pub(crate) imports: Mutex<Imports>,
    /// Held while an import is judged and carried out: one after the other.
    pub(crate) importing: Mutex<()>,
    pub(crate) trouble: Mutex<TroubleBook>,
    /// How far the account's clock has been moved on by hand.
    moved_on: Mutex<Duration>,
    pub(crate) events: Events,
    pub(crate) addresses: Addresses,
}

impl Account {
    pub(crate) fn new(
        settings: Settings,
        behaviour: Behaviour,
        clock: Arc<dyn Clock>,
        keys: Vec<AccessKey>,
        company: Company,
        seed: u64,
        addresses: Addresses,
    ) -> Self {
        Self {
            settings,
            behaviour: RwLock::new(behaviour),
            clock,
            keys,
            company: RwLock::new(Arc::new(company)),
            window: Mutex::default(),
            log: Mutex::default(),
            imports: Mutex::new(Imports::new(seed)),
            importing: Mutex::default(),
            trouble: Mutex::new(TroubleBook::new(seed)),
            moved_on: Mutex::default(),
            events: Events::default(),
            addresses,
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

    pub(crate) fn behaviour(&self) -> Behaviour {
        read(&self.behaviour).clone()
    }

    pub(crate) fn behave(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut write(&self.behaviour));
    }

    pub(crate) fn moment(&self) -> Moment {
        Moment {
            now: self.now(),
            until_day: read(&self.behaviour).until_day,
        }
    }

    /// The company as it is now. It does not change under the caller.
    pub(crate) fn company(&self) -> Arc<Company> {
        Arc::clone(&read(&self.company))
    }

    /// Changes the company. Large changes are made to a copy, so that nobody waits for them.
    pub(crate) fn change(&self, is_large: bool, change: impl FnOnce(&mut Company)) {
        if is_large {
            let mut next = Company::clone(&self.company());
            change(&mut next);
            *write(&self.company) = Arc::new(next);
        } else {
            change(Arc::make_mut(&mut write(&self.company)));
        }
    }

    pub(crate) fn shape(&self, generation: Generation) -> ErrorShape {
        let behaviour = read(&self.behaviour);
        match generation {
            Generation::V3 => behaviour.users_errors,
            Generation::V4 => behaviour.office_errors,
        }
    }

    /// The parameters of an Office request, which are refused if it does not know one of them.
    pub(crate) fn office_query(&self, raw: Option<&str>, known: &[&str]) -> Result<Query, Failure> {
        let query = Query::parse(raw)?;
        if read(&self.behaviour).unknown_parameters == UnknownParameters::Refused {
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
