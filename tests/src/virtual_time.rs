//! Time that passes only when everybody waits for it.
//!
//! The client under test sleeps on it, and so do servers that drip. A test runs
//! [`VirtualTime::drive`] beside its calls: whenever its policy finds that nothing
//! can happen before the next sleeper wakes, time jumps there. No test sleeps for
//! real, and none depends on how fast the machine is.
//!
//! It is a clock of its own, not the SDK's: that the SDK takes any clock is a part of
//! what is tested, and so is that it sleeps on nothing else.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant, SystemTime};

use lucca_sdk::transport::{Clock, Sleep};
use tokio::sync::watch;

/// A clock that stands still unless it is moved. Clones are the same clock.
#[derive(Clone)]
pub struct VirtualTime {
    origin: Instant,
    state: Arc<Mutex<State>>,
    /// Counts whatever may let time move: sleepers that come or go, and what others
    /// report by [`VirtualTime::touch`].
    changes: Arc<watch::Sender<u64>>,
}

struct State {
    now: Duration,
    next_id: u64,
    sleepers: BTreeMap<(Duration, u64), Sleeper>,
}

struct Sleeper {
    waker: Waker,
    kind: Wait,
}

/// Why somebody waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    /// For time to pass.
    Sleep,
    /// For something else, but not for ever.
    Limit,
    /// For time to pass, on the server's side.
    Server,
}

/// What a policy sees when it decides whether time may move.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The time since the clock's beginning.
    pub now: Duration,
    /// When the next sleep ends, if any is going on; later than `now`.
    pub sleep: Option<Duration>,
    /// When the next time limit strikes, if any is running; later than `now`.
    pub limit: Option<Duration>,
}

impl Moment {
    /// When the next sleep ends or the next limit strikes.
    pub fn next(self) -> Option<Duration> {
        self.sleep.into_iter().chain(self.limit).min()
    }
}

impl Default for VirtualTime {
    fn default() -> Self {
        Self::new()
    }
}

impl VirtualTime {
    /// The time of day at the clock's beginning: 6 November 1994, 08:49:37 UTC.
    pub const DAWN: Duration = Duration::from_secs(784_111_777);

    /// A clock at its beginning.
    pub fn new() -> Self {
        Self {
            origin: Instant::now(),
            state: Arc::new(Mutex::new(State {
                now: Duration::ZERO,
                next_id: 0,
                sleepers: BTreeMap::new(),
            })),
            changes: Arc::new(watch::Sender::new(0)),
        }
    }

    /// The time since the clock's beginning.
    pub fn elapsed(&self) -> Duration {
        self.lock().now
    }

    /// Waits for `duration`; for servers.
    pub fn sleep(&self, duration: Duration) -> Sleep {
        let wake = self.elapsed().saturating_add(duration);
        self.timer(wake, Wait::Server)
    }

    /// How many timers of the client's are running, those of servers not counted.
    pub fn client_timers(&self) -> usize {
        let state = self.lock();
        let kinds = state.sleepers.values().map(|sleeper| sleeper.kind);
        kinds.filter(|kind| *kind != Wait::Server).count()
    }

    /// Moves the clock forward, waking whoever slept until then.
    pub fn advance(&self, duration: Duration) {
        let to = self.elapsed().saturating_add(duration);
        self.advance_to(to);
    }

    /// Asks every policy again: something else than a sleeper has changed.
    pub fn touch(&self) {
        self.changes.send_modify(|changes| *changes += 1);
    }

    /// Moves time, whenever `policy` says so, to where it says. Never returns: run it
    /// beside what is tested.
    ///
    /// Time does not move while somebody who has been woken has not yet looked.
    pub async fn drive(&self, mut policy: impl FnMut(Moment) -> Option<Duration>) {
        let mut changes = self.changes.subscribe();
        loop {
            changes.mark_unchanged();
            if let Some(to) = self.moment().and_then(&mut policy) {
                self.advance_to(to);
            }
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// `None` while somebody has been woken and has not yet looked.
    fn moment(&self) -> Option<Moment> {
        let state = self.lock();
        let next = |is_limit: bool| {
            let mut waits = state.sleepers.iter();
            let found = waits.find(|(_, sleeper)| (sleeper.kind == Wait::Limit) == is_limit);
            found.map(|((wake, _), _)| *wake)
        };
        let moment = Moment {
            now: state.now,
            sleep: next(false),
            limit: next(true),
        };
        moment
            .next()
            .is_none_or(|wake| wake > state.now)
            .then_some(moment)
    }

    fn advance_to(&self, to: Duration) {
        let woken: Vec<Waker> = {
            let mut state = self.lock();
            state.now = state.now.max(to);
            let now = state.now;
            // They stay in the list until they look, so that time stands meanwhile.
            let due = state.sleepers.range(..=(now, u64::MAX));
            due.map(|(_, sleeper)| sleeper.waker.clone()).collect()
        };
        for waker in woken {
            waker.wake();
        }
        self.touch();
    }

    fn timer(&self, wake: Duration, kind: Wait) -> Sleep {
        Box::pin(Timer {
            time: self.clone(),
            wake,
            kind,
            id: None,
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for VirtualTime {
    fn now(&self) -> Instant {
        self.origin + self.elapsed()
    }

    fn wall_now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Self::DAWN + self.elapsed()
    }

    fn sleep_until(&self, instant: Instant) -> Sleep {
        self.timer(instant.saturating_duration_since(self.origin), Wait::Sleep)
    }

    fn expire_at(&self, instant: Instant) -> Sleep {
        self.timer(instant.saturating_duration_since(self.origin), Wait::Limit)
    }
}

impl fmt::Debug for VirtualTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        let sleepers = state.sleepers.iter();
        f.debug_struct("VirtualTime")
            .field("now", &state.now)
            .field(
                "sleepers",
                &Vec::from_iter(sleepers.map(|((wake, _), sleeper)| (wake, sleeper.kind))),
            )
            .finish()
    }
}

struct Timer {
    time: VirtualTime,
    wake: Duration,
    kind: Wait,
    /// Which entry in the list of sleepers is this one's, once it has been polled.
    id: Option<u64>,
}

impl Timer {
    fn leave(&mut self) {
        if let Some(id) = self.id.take() {
            self.time.lock().sleepers.remove(&(self.wake, id));
            self.time.touch();
        }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let mut state = this.time.lock();
        if this.wake <= state.now {
            drop(state);
            this.leave();
            return Poll::Ready(());
        }
        let id = *this.id.get_or_insert_with(|| {
            state.next_id += 1;
            state.next_id
        });
        let sleeper = Sleeper {
            waker: context.waker().clone(),
            kind: this.kind,
        };
        let is_new = state.sleepers.insert((this.wake, id), sleeper).is_none();
        drop(state);
        if is_new {
            this.time.touch();
        }
        Poll::Pending
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.leave();
    }
}
