//! The sliding window under thousands of random arrivals, cancellations, answers and clock
//! jumps, checked by an oracle that knows nothing of how it works: it keeps a list of what
//! happened and counts.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use lucca_sdk::transport::{
    Acquire, AcquireError, Clock, ManualClock, Outcome, Permit, RateLimit, SlidingWindow,
};
use proptest::prelude::*;

/// What happens next in a random story.
#[derive(Clone, Debug)]
enum Step {
    /// Somebody asks, with so many milliseconds left.
    Arrive { left: Option<u64> },
    /// The clock moves on.
    Advance(u64),
    /// One of those who wait gives up.
    Cancel(usize),
    /// One of the requests under way ends.
    Finish(usize, End),
}

#[derive(Clone, Copy, Debug)]
enum End {
    Answered,
    NotSent,
    Limited(Option<u64>),
    /// The permit is dropped without a word.
    Dropped,
}

fn step(with_429s: bool) -> impl Strategy<Value = Step> {
    let end = prop_oneof![
        6 => Just(End::Answered),
        1 => Just(End::NotSent),
        1 => Just(End::Dropped),
        u32::from(with_429s) => prop::option::of(0_u64..300).prop_map(End::Limited),
    ];
    prop_oneof![
        8 => prop::option::weighted(0.3, 0_u64..400).prop_map(|left| Step::Arrive { left }),
        4 => (0_u64..60).prop_map(Step::Advance),
        // A jump: the machine slept.
        1 => (500_u64..100_000_000).prop_map(Step::Advance),
        2 => any::<prop::sample::Index>().prop_map(|index| Step::Cancel(index.index(1 << 16))),
        6 => (any::<prop::sample::Index>(), end)
            .prop_map(|(index, end)| Step::Finish(index.index(1 << 16), end)),
    ]
}

#[derive(Default)]
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Somebody who waits. Polled only when woken, so that a forgotten wake-up is a place lost.
struct Waiting<'a> {
    arrival: usize,
    future: Acquire<'a>,
    woken: Arc<Flag>,
    deadline: Option<Instant>,
}

/// A request under way.
struct UnderWay {
    record: usize,
    permit: Box<dyn Permit>,
}

/// What the oracle knows of a request: when it started, and when it ended if it has.
#[derive(Clone, Copy)]
struct Record {
    start: Instant,
    end: Option<Instant>,
    sent: bool,
}

struct Story<'a> {
    limiter: &'a SlidingWindow,
    clock: ManualClock,
    limit: usize,
    window: Duration,
    waiting: Vec<Waiting<'a>>,
    under_way: Vec<UnderWay>,
    records: Vec<Record>,
    arrivals: usize,
    last_started: Option<usize>,
    paused_until: Option<Instant>,
    limited_ever: bool,
}

impl<'a> Story<'a> {
    fn new(limiter: &'a SlidingWindow, clock: ManualClock, limit: usize, window: Duration) -> Self {
        Self {
            limiter,
            clock,
            limit,
            window,
            waiting: Vec::new(),
            under_way: Vec::new(),
            records: Vec::new(),
            arrivals: 0,
            last_started: None,
            paused_until: None,
            limited_ever: false,
        }
    }

    fn take(&mut self, step: Step) -> Result<(), TestCaseError> {
        match step {
            Step::Arrive { left } => {
                let left = left.map(Duration::from_millis);
                let woken = Arc::new(Flag(AtomicBool::new(true)));
                self.waiting.push(Waiting {
                    arrival: self.arrivals,
                    future: self.limiter.acquire(left),
                    woken,
                    deadline: left.map(|left| self.clock.now() + left),
                });
                self.arrivals += 1;
            }
            Step::Advance(milliseconds) => self.clock.advance(Duration::from_millis(milliseconds)),
            Step::Cancel(index) => {
                if !self.waiting.is_empty() {
                    let index = index % self.waiting.len();
                    drop(self.waiting.remove(index));
                }
            }
            Step::Finish(index, end) => {
                if !self.under_way.is_empty() {
                    let index = index % self.under_way.len();
                    let ended = self.under_way.remove(index);
                    self.finish(ended, end);
                }
            }
        }
        self.settle()
    }

    fn finish(&mut self, ended: UnderWay, end: End) {
        let now = self.clock.now();
        let record = &mut self.records[ended.record];
        record.end = Some(now);
        match end {
            End::Answered => ended.permit.finish(Outcome::Answered),
            End::Dropped => drop(ended.permit),
            End::NotSent => {
                record.sent = false;
                ended.permit.finish(Outcome::NotSent);
            }
            End::Limited(after) => {
                self.limited_ever = true;
                let retry_after = after.map(Duration::from_millis);
                let until = now + retry_after.unwrap_or(self.window);
                self.paused_until = self.paused_until.max(Some(until));
                ended.permit.finish(Outcome::Limited { retry_after });
            }
        }
    }

    /// Polls whoever has been woken, until nobody is, then looks at the whole.
    fn settle(&mut self) -> Result<(), TestCaseError> {
        while let Some(index) = self
            .waiting
            .iter()
            .position(|waiting| waiting.woken.0.swap(false, Ordering::SeqCst))
        {
            let waiting = &mut self.waiting[index];
            let waker = Waker::from(Arc::clone(&waiting.woken));
            let mut context = Context::from_waker(&waker);
            match Pin::new(&mut waiting.future).poll(&mut context) {
                Poll::Pending => {}
                Poll::Ready(outcome) => {
                    let waiting = self.waiting.remove(index);
                    match outcome {
                        Ok(permit) => self.started(&waiting, permit)?,
                        Err(AcquireError::TooLong(wait)) => {
                            self.gave_up(&waiting, index, wait)?;
                        }
                        Err(other) => panic!("{other}"),
                    }
                }
            }
        }
        self.no_place_is_lost()
    }

    fn started(
        &mut self,
        waiting: &Waiting<'_>,
        permit: Box<dyn Permit>,
    ) -> Result<(), TestCaseError> {
        let now = self.clock.now();
        prop_assert!(
            self.last_started.is_none_or(|last| last < waiting.arrival),
            "served out of order"
        );
        prop_assert!(
            self.waiting
                .iter()
                .all(|other| other.arrival > waiting.arrival),
            "overtook somebody who waits"
        );
        prop_assert!(
            waiting.deadline.is_none_or(|deadline| now <= deadline),
            "started after its deadline"
        );
        prop_assert!(
            self.paused_until.is_none_or(|until| now >= until),
            "started in a pause"
        );
        self.last_started = Some(waiting.arrival);
        self.under_way.push(UnderWay {
            record: self.records.len(),
            permit,
        });
        self.records.push(Record {
            start: now,
            end: None,
            sent: true,
        });
        prop_assert!(self.occupied(now) <= self.limit, "over the limit");
        Ok(())
    }

    /// Requests that the server may have counted within a window that ends now: all but those
    /// that never left, and those that ended a window ago or more.
    fn occupied(&self, now: Instant) -> usize {
        let counts =
            |record: &&Record| record.sent && record.end.is_none_or(|end| end + self.window > now);
        self.records.iter().filter(counts).count()
    }

    /// Whoever gives up at once must have had no chance: even if every request under way ended
    /// now, and nobody before it gave up.
    fn gave_up(
        &self,
        waiting: &Waiting<'_>,
        ahead: usize,
        wait: Duration,
    ) -> Result<(), TestCaseError> {
        let now = self.clock.now();
        let deadline = waiting.deadline.expect("nobody else gives up");
        if now >= deadline {
            return Ok(());
        }
        let mut freed: Vec<Instant> = self
            .records
            .iter()
            .filter(|record| record.sent)
            .map(|record| record.end.unwrap_or(now) + self.window)
            .collect();
        let pause = self.paused_until.unwrap_or(now);
        // One by one, each starts when it may; the last of them is the one that gave up.
        let mut start = now;
        for _ in 0..=ahead {
            let mut at = start.max(pause);
            while freed.iter().filter(|freed| **freed > at).count() >= self.limit {
                at = freed
                    .iter()
                    .copied()
                    .filter(|freed| *freed > at)
                    .min()
                    .unwrap();
            }
            start = at;
            freed.push(start + self.window);
        }
        prop_assert!(start > deadline, "gave up although there was time");
        prop_assert!(
            now + wait <= start,
            "claims to know of a longer wait than there is"
        );
        Ok(())
    }

    /// Nobody waits while there is room. With 429s the limiter may hold back more than the
    /// limit asks for, so this says nothing then.
    fn no_place_is_lost(&self) -> Result<(), TestCaseError> {
        if self.limited_ever || self.waiting.is_empty() {
            return Ok(());
        }
        let occupied = self.occupied(self.clock.now());
        prop_assert!(
            occupied >= self.limit,
            "a place is lost: {occupied} of {}",
            self.limit
        );
        Ok(())
    }

    /// Everybody who still waits gets through, in bounded time.
    fn end(mut self) -> Result<(), TestCaseError> {
        if let Some(until) = self.paused_until {
            self.clock.advance_to(until);
            self.settle()?;
        }
        let rounds = if self.limited_ever {
            // At worst one place a window is left.
            2 * self.waiting.len() + 8
        } else {
            self.waiting.len().div_ceil(self.limit) + 1
        };
        for _ in 0..rounds {
            for ended in std::mem::take(&mut self.under_way) {
                self.finish(ended, End::Answered);
            }
            self.settle()?;
            self.clock.advance(self.window);
            self.settle()?;
        }
        prop_assert!(self.waiting.is_empty(), "{} starve", self.waiting.len());
        self.every_window_holds()
    }

    /// The promise itself, counted once more over the whole story and by starts alone.
    fn every_window_holds(&self) -> Result<(), TestCaseError> {
        let starts: Vec<Instant> = self
            .records
            .iter()
            .filter(|record| record.sent)
            .map(|record| record.start)
            .collect();
        for first in &starts {
            let within = |start: &&Instant| **start >= *first && **start < *first + self.window;
            prop_assert!(starts.iter().filter(within).count() <= self.limit);
        }
        Ok(())
    }
}

fn play(steps: Vec<Step>, limit: u32, window: u64) -> Result<(), TestCaseError> {
    let clock = ManualClock::new();
    let window = Duration::from_millis(window);
    let limiter = SlidingWindow::new(limit, window)
        .expect("settings in range")
        .clock(clock.clone());
    let mut story = Story::new(&limiter, clock.clone(), limit as usize, window);
    for step in steps {
        story.take(step)?;
    }
    story.end()?;
    prop_assert_eq!(clock.sleeps(), 0, "a timer outlives its wait");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_window_holds_more_than_the_limit_and_no_place_is_lost(
        steps in prop::collection::vec(step(false), 1..100),
        limit in 1_u32..7,
        window in 1_u64..200,
    ) {
        play(steps, limit, window)?;
    }

    #[test]
    fn pauses_after_429_hold_for_everybody_and_end(
        steps in prop::collection::vec(step(true), 1..100),
        limit in 1_u32..7,
        window in 1_u64..200,
    ) {
        play(steps, limit, window)?;
    }
}
