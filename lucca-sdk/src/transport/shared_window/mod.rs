//! One budget for many machines, kept on a Redis server.
//!
//! `window.lua` decides, within the server and by its clock; `store` is the way there; this
//! file is what a worker does with the decision: it waits and looks again, tells when its
//! request is over, and follows [`WhenAway`] while the server is away.
//!
//! What has started is kept on the server until one window after its answer, as
//! [`SlidingWindow`] keeps it in memory. The worker says again and again that a request is
//! still under way; one that has fallen silent is given up after a window and `slack`.

mod store;

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::{Either, pending, select};
use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

use self::store::{Fault, Store};
use super::rate_limit::{Acquire, AcquireError, Outcome, Permit, RateLimit};
use super::sliding_window::{LUCCA_LIMIT, LUCCA_WINDOW, MAX_WINDOW, SlidingWindow};
use super::trace::milliseconds;
use crate::{Account, Error};

/// A [`RateLimit`] that all processes share which name the same Redis server and account, on
/// as many machines as they like: at most N requests start in any window of time. Redis 6 or
/// later, or Valkey.
///
/// ```no_run
/// use lucca_sdk::transport::SharedWindow;
/// use lucca_sdk::{Account, ApiKey, Client};
///
/// # async fn example(key: ApiKey) -> Result<(), lucca_sdk::Error> {
/// let account = Account::test("acme")?;
/// let limit = SharedWindow::connect("redis://:secret@redis.acme.example:6379", &account).await?;
/// let client = Client::builder(account, key).rate_limit(limit).build()?;
/// # Ok(())
/// # }
/// ```
///
/// # What it guarantees
///
/// - No window holds more than the limit, whatever clocks the workers have: a script on the
///   server decides, by the server's clock. A place is taken from the start of a request until
///   one window after its answer.
/// - First come, first served, by arrival at Redis: whoever waits has a place kept for it, and
///   looks every twentieth of a window, from 20 ms to 2 s, whether it is free. One that has not
///   looked for 2 s more than that loses its turn.
/// - After a 429 all workers wait for as long as Lucca asks, or for one window if it does not
///   say; when 429s come again although that was kept, the share of all is halved for a window,
///   as other integrations eat from the same budget.
/// - A worker that dies gives its place in the queue back within 4 s, and the places of its
///   requests within one and a half windows (one window and 2 s, if that is longer).
/// - A Redis server that was restarted, or was replaced by a replica, may have forgotten
///   requests: nobody starts for one window. This goes for a server that has just been started
///   for the first time, too.
///
/// It cannot guarantee it when the keys are deleted or evicted, when the server's clock leaps
/// forwards, or when a worker is frozen or cut off from Redis for half a window (2 s, if that
/// is longer) with a request under way. Waits pass in real time, whatever clock the client has.
///
/// # What it costs
///
/// One round trip to Redis before each request, and a message after it that nobody waits for.
/// Whoever waits looks as often as is said above. Each takes the server some 35 µs (Redis 7.0,
/// measured). Five keys per account, named by its host (`lucca-sdk:{acme.ilucca-test.net}:…`),
/// hold no key of Lucca's and no data of people, and expire by themselves. A user with limited
/// rights needs `EVALSHA`, `SCRIPT LOAD`, `INFO`, `TIME`, `DEL`, `PEXPIRE`, and the commands for
/// hashes and sorted sets, on `lucca-sdk:*`.
///
/// # When Redis is away
///
/// [`WhenAway`] says what calls do. Either way it is told through `tracing` as a warning, once
/// a minute. What does not pass by itself, such as a wrong password, ends calls at once, as
/// [`Error::is_invalid_input`].
#[derive(Clone, Debug)]
pub struct SharedWindow {
    store: Arc<Store>,
    account: Account,
    keys: Arc<[String; 5]>,
    limit: u32,
    window: Duration,
    share: f64,
    when_away: WhenAway,
    /// What this process does alone while the server is away, if it may.
    alone: Option<SlidingWindow>,
}

/// What calls do while the Redis server of a [`SharedWindow`] cannot be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum WhenAway {
    /// They wait until it is back, at most until their deadline, and then fail as
    /// [`Error::is_retryable`]. A call without a deadline waits for as long as it takes.
    #[default]
    Wait,
    /// They fail at once, as [`Error::is_retryable`].
    Refuse,
    /// Each process goes on alone with this share of the budget, more than 0 and at most 1,
    /// counting what it has started within the last window. With N processes, 1/N keeps the
    /// limit once Redis has been away for a window; until then they may exceed it together, by
    /// what others have started before, and then Lucca answers 429, which is waited out.
    Alone(f64),
}

impl SharedWindow {
    /// Lucca's documented limit, 50 requests in any 60 s, kept for `account` on a server that is
    /// asked at once, so that whatever is wrong with it is known before the first call.
    ///
    /// `url` is `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS, which
    /// needs the feature `redis-rustls`; or `valkey://` and `valkeys://`.
    ///
    /// # Errors
    /// [`Error::is_invalid_input`] for a URL that is none, for TLS that is not built in, for a
    /// password that is wrong, and for a server that is no Redis; [`Error::is_retryable`] for one
    /// that cannot be reached, or does not answer within 2 s.
    pub async fn connect(url: &str, account: &Account) -> Result<Self, Error> {
        let window = Self::new(url, account)?;
        let check = ["check".to_owned(), String::new()];
        match window.store.run(&*window.keys, &check).await {
            Ok(_) => Ok(window),
            Err(fault) => Err(fault.refusal().into_error(Duration::ZERO, None)),
        }
    }

    /// The same without asking the server before the first call: for a worker that must start
    /// while it is away.
    ///
    /// # Errors
    /// [`Error::is_invalid_input`] for a URL that is none, and for TLS that is not built in.
    pub fn new(url: &str, account: &Account) -> Result<Self, Error> {
        let base_url = account.base_url();
        let host = base_url
            .split_once("://")
            .map_or(base_url, |(_, host)| host);
        let key = |name| format!("lucca-sdk:{{{host}}}:{name}");
        Ok(Self {
            store: Arc::new(Store::new(url)?),
            account: account.clone(),
            keys: Arc::new(["state", "flying", "ended", "queue", "polls"].map(key)),
            limit: LUCCA_LIMIT,
            window: LUCCA_WINDOW,
            share: 1.0,
            when_away: WhenAway::Wait,
            alone: None,
        })
    }

    /// Another limit: at most so many requests, 1 or more, in any window of this length, from
    /// 1 ms to a day. All workers of an account must agree; the first call of one that differs
    /// fails as [`Error::is_invalid_input`] while others are at work.
    ///
    /// # Errors
    /// [`Error::is_invalid_input`], naming the setting and what is accepted.
    pub fn limit(self, limit: u32, window: Duration) -> Result<Self, Error> {
        Self {
            limit,
            window,
            ..self
        }
        .checked()
    }

    /// The share of the limit that all workers use together, more than 0 and at most 1; the rest
    /// is left to the company's other integrations. All workers of an account must agree.
    ///
    /// # Errors
    /// [`Error::is_invalid_input`] for a share outside of that.
    pub fn share(self, share: f64) -> Result<Self, Error> {
        Self { share, ..self }.checked()
    }

    /// What calls do while the server is away; by default they wait.
    ///
    /// # Errors
    /// [`Error::is_invalid_input`] for [`WhenAway::Alone`] with a share that is none.
    pub fn when_away(self, when_away: WhenAway) -> Result<Self, Error> {
        Self { when_away, ..self }.checked()
    }

    fn checked(mut self) -> Result<Self, Error> {
        let whole = SlidingWindow::new(self.limit, self.window)?.share(self.share)?;
        self.alone = match self.when_away {
            WhenAway::Wait | WhenAway::Refuse => None,
            WhenAway::Alone(share) if share > 0.0 && share <= 1.0 => {
                Some(whole.share(self.share * share)?)
            }
            WhenAway::Alone(_) => {
                return Err(Error::setting("when_away", "more than 0 and at most 1"));
            }
        };
        Ok(self)
    }

    /// By how much longer than a window a place is kept for a worker that has fallen silent.
    fn slack(&self) -> Duration {
        (self.window / 2).max(Duration::from_secs(2))
    }

    async fn run(&self, operation: &str, id: &str, rest: &[&str]) -> Result<Vec<i64>, Fault> {
        let mut args = vec![
            operation.to_owned(),
            id.to_owned(),
            SlidingWindow::places(self.limit, self.share).to_string(),
            micros(self.window).to_string(),
            micros(self.slack()).to_string(),
        ];
        args.extend(rest.iter().map(|&arg| arg.to_owned()));
        self.store.run(&*self.keys, &args).await
    }

    /// Asks for a place, with so much time left for the answer: a last look needs some.
    async fn ask(&self, left: Option<Duration>, id: &str) -> Result<Vec<i64>, Fault> {
        let left = left.map_or(Duration::MAX, |left| left.max(Duration::from_millis(50)));
        match timeout(left, self.run("acquire", id, &[])).await {
            Ok(answer) => answer,
            Err(_) => Err(self.store.no_answer()),
        }
    }

    async fn wait_for_place(
        self,
        time_left: Option<Duration>,
    ) -> Result<Box<dyn Permit>, AcquireError> {
        let asked = Instant::now();
        // A little early, so that the error says what there was to wait for.
        let left = || {
            let time_left = time_left?.mul_f64(0.98);
            Some(time_left.saturating_sub(asked.elapsed()))
        };
        let id = format!("{:032x}", fastrand::u128(..));
        let mut ticket = Ticket {
            window: self.clone(),
            id: id.clone(),
        };
        // While it is known to be away, nobody waits to learn it again: who tells it later of
        // what was started alone notices when it is back.
        let go_alone = || self.alone.as_ref().map(|window| window.acquire(left()));
        let mut alone = go_alone().filter(|_| self.store.is_away());
        let mut told = None;
        let mut pause = Duration::ZERO;
        loop {
            let answer = {
                let asking = pin!(async {
                    if !pause.is_zero() {
                        sleep(pause).await;
                    }
                    self.ask(left(), &id).await
                });
                let permit = pin!(async {
                    match &mut alone {
                        Some(permit) => permit.await,
                        None => pending().await,
                    }
                });
                match select(permit, asking).await {
                    Either::Left((permit, _)) => return Ok(ticket.started_alone(permit?)),
                    Either::Right((answer, _)) => answer,
                }
            };
            let answer = match answer {
                Ok(answer) => answer,
                Err(fault) => {
                    // Not all at once when it comes back.
                    pause = Duration::from_millis(fastrand::u64(200..400));
                    let in_time = left().is_none_or(|left| left > pause);
                    match self.when_away {
                        _ if fault.is_permanent => return Err(fault.refusal()),
                        WhenAway::Wait if in_time => {}
                        WhenAway::Alone(_) => alone = alone.or_else(go_alone),
                        _ => return Err(fault.refusal()),
                    }
                    continue;
                }
            };
            let (wait, earliest, ahead, why) = match answer[..] {
                [1, started] => return Ok(ticket.started(started)),
                [0, wait, earliest, ahead, why] => (duration(wait), duration(earliest), ahead, why),
                [3, places, window] => {
                    let message = format!(
                        "for {} the shared rate limit is {places} requests in {:?}, \
                         say the workers that use it: let all have the same limit and share",
                        self.account.host(),
                        duration(window)
                    );
                    return Err(AcquireError::Unusable(message.into()));
                }
                _ => {
                    let message = "another version of lucca-sdk keeps the shared rate limit";
                    return Err(AcquireError::Unusable(message.into()));
                }
            };
            alone = None;
            if told != Some(why) {
                told = Some(why);
                let reason = match why {
                    1 => "Lucca has answered 429, and everybody waits",
                    2 => "Redis was restarted and may have forgotten requests, for one window",
                    _ => "the budget is used up",
                };
                tracing::debug!(
                    target: "lucca_sdk",
                    reason,
                    ahead,
                    at_least_ms = milliseconds(earliest),
                    "waiting for the shared rate limit"
                );
            }
            let left = left().unwrap_or(Duration::MAX);
            let too_long = time_left.is_some_and(|all| asked.elapsed() + earliest > all);
            if too_long || left.is_zero() {
                return Err(AcquireError::TooLong(earliest));
            }
            pause = wait.min(left);
        }
    }
}

impl RateLimit for SharedWindow {
    fn acquire(&self, time_left: Option<Duration>) -> Acquire<'_> {
        Box::pin(self.clone().wait_for_place(time_left))
    }

    fn account(&self) -> Option<&Account> {
        Some(&self.account)
    }
}

/// A place in the queue. Dropped, it is given up, and with it a start of which nobody has
/// learnt yet.
struct Ticket {
    window: SharedWindow,
    /// Empty once a request has started with it.
    id: String,
}

impl Ticket {
    /// The request that starts with it, at this time of the server's.
    fn started(&mut self, at: i64) -> Box<dyn Permit> {
        let (window, id) = (self.window.clone(), self.id.clone());
        let renewal = async move {
            loop {
                sleep(window.slack() / 2).await;
                // The next one may succeed, and the last one lasts for longer.
                let _ = window.run("renew", &id, &[]).await;
            }
        };
        Box::new(Started {
            window: self.window.clone(),
            id: std::mem::take(&mut self.id),
            at,
            alone: self.window.alone.as_ref().map(SlidingWindow::start),
            _renewal: Some(AbortOnDropHandle::new(tokio::spawn(renewal))),
        })
    }

    /// The request that starts without the server.
    fn started_alone(&mut self, permit: Box<dyn Permit>) -> Box<dyn Permit> {
        Box::new(Started {
            window: self.window.clone(),
            id: std::mem::take(&mut self.id),
            at: 0,
            alone: Some(permit),
            _renewal: None,
        })
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if self.id.is_empty() {
            return;
        }
        // Without a runtime it expires.
        if let Ok(runtime) = Handle::try_current() {
            let (window, id) = (self.window.clone(), std::mem::take(&mut self.id));
            runtime.spawn(async move {
                let _ = window.run("leave", &id, &[]).await;
            });
        }
    }
}

/// A request that has started.
struct Started {
    window: SharedWindow,
    /// Empty once the server is told of its end.
    id: String,
    /// When, by the server's clock; 0 for one that has started without it.
    at: i64,
    /// The same request in the window that this process keeps for itself.
    alone: Option<Box<dyn Permit>>,
    _renewal: Option<AbortOnDropHandle<()>>,
}

impl Started {
    /// Tells the server, on a task of its own, for as long as it matters.
    fn tell(&mut self, outcome: Outcome) {
        let (word, retry_after) = match outcome {
            Outcome::NotSent => ("not_sent", Duration::ZERO),
            Outcome::Answered => ("answered", Duration::ZERO),
            Outcome::Limited { retry_after } => {
                let retry_after = retry_after.unwrap_or(self.window.window);
                ("limited", retry_after.min(MAX_WINDOW))
            }
        };
        let ended = Instant::now();
        let matters_for = self.window.window.max(retry_after);
        let (window, id, at) = (self.window.clone(), std::mem::take(&mut self.id), self.at);
        let Ok(runtime) = Handle::try_current() else {
            // It is given up when its renewals stay away.
            return;
        };
        runtime.spawn(async move {
            while ended.elapsed() < matters_for {
                let ago = micros(ended.elapsed()).to_string();
                let rest = [
                    word,
                    &at.to_string(),
                    &ago,
                    &micros(retry_after).to_string(),
                ];
                match window.run("finish", &id, &rest).await {
                    Err(fault) if !fault.is_permanent => {
                        sleep(Duration::from_millis(fastrand::u64(200..400))).await;
                    }
                    _ => return,
                }
            }
        });
    }
}

impl Permit for Started {
    fn finish(mut self: Box<Self>, outcome: Outcome) {
        if let Some(alone) = self.alone.take() {
            alone.finish(outcome);
        }
        self.tell(outcome);
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // Without a word: the request may have reached Lucca.
        if !self.id.is_empty() {
            self.tell(Outcome::Answered);
        }
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

fn duration(micros: i64) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}
