//! What a person should know beside the data: on standard error, while it happens.

use std::io::{IsTerminal, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use lucca_sdk::Deviation;
use lucca_sdk::observer::{End, Event, Observer};

use crate::global::Global;
use crate::text::{self, count, thousands};

/// How long a command works before its progress is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the SDK finds in place of a property that no row of a whole list has.
pub(crate) const ABSENT: &str = "nothing in any";

/// How many deviations from the documents are told of one by one without `--verbose`.
const SHOWN_DEVIATIONS: usize = 5;

/// From how many requests on it is said beforehand what a reading takes.
const LONG_READ_REQUESTS: u64 = 10;

/// Tells on standard error: notes, progress, waits. It is the client's observer too.
#[derive(Clone, Debug)]
pub(crate) struct Notes(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    quiet: bool,
    verbose: bool,
    terminal: bool,
    begun: Instant,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    bar: Option<ProgressBar>,
    /// Requests that ended well, and how many are expected, if that is known.
    done: u64,
    expected: Option<u64>,
    /// Requests that were sent, repeats included.
    attempts: u64,
    /// How many requests wait for the rate limit.
    waiting: usize,
    deviations: Vec<Deviation>,
}

impl Notes {
    pub(crate) fn new(global: &Global) -> Self {
        if std::env::var_os("RUST_LOG").is_some() {
            // There is none before: this is called once.
            let _ = tracing_subscriber::fmt()
                .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
                .with_writer(std::io::stderr)
                .with_ansi(false)
                .try_init();
        }
        Self(Arc::new(Inner {
            quiet: global.quiet,
            verbose: global.verbose,
            terminal: std::io::stderr().is_terminal(),
            begun: Instant::now(),
            state: Mutex::default(),
        }))
    }

    /// One line for a person.
    pub(crate) fn note(&self, text: impl std::fmt::Display) {
        if !self.0.quiet {
            self.say(
                &self.state(),
                &format!("note: {}", text::line(&text.to_string())),
            );
        }
    }

    /// Tells what a reading will take, if that is long, and counts towards it from now on.
    /// `limit` is a number of requests and the time in which they may start.
    pub(crate) fn announce(
        &self,
        what: &str,
        rows: u64,
        requests: u64,
        limit: Option<(u32, Duration)>,
    ) {
        {
            let mut state = self.state();
            state.expected = Some(state.done + requests);
        }
        if requests < LONG_READ_REQUESTS {
            return;
        }
        let time = limit.map_or_else(String::new, |(limit, window)| {
            let windows = requests.saturating_sub(1) / u64::from(limit);
            let minutes = (windows * window.as_secs()).div_ceil(60);
            let minutes = match minutes {
                0 => "less than a minute".to_owned(),
                minutes => format!("about {}", count(minutes, "minute")),
            };
            format!(
                ", {minutes} under the limit of {limit} requests in {} s",
                window.as_secs()
            )
        });
        self.note(format!(
            "reading {} {what}: {}{time}",
            thousands(rows),
            count(requests, "request")
        ));
    }

    /// A request waits for the rate limit, as long as the value lives.
    pub(crate) fn waiting(&self, limit: Option<u32>, rest: Option<Duration>) -> Waiting {
        let mut state = self.state();
        state.waiting += 1;
        if state.waiting == 1 && !self.0.quiet {
            let rest = rest.filter(|rest| !rest.is_zero());
            let how_long = rest.map_or_else(String::new, |rest| {
                format!("about {} s ", rest.as_secs_f64().ceil())
            });
            let why = match limit {
                Some(limit) => format!("(rate limit: {limit} requests in 60 s)"),
                None => "(Lucca has asked to)".to_owned(),
            };
            let text = format!("waiting {how_long}{why}");
            match self.bar(&mut state) {
                Some(bar) => bar.set_message(text),
                None => self.say(&state, &format!("note: {text}")),
            }
        }
        Waiting(self.clone())
    }

    /// Lucca has answered that there were too many requests.
    pub(crate) fn limited(&self, retry_after: Option<Duration>) {
        let when = retry_after.map_or_else(String::new, |after| {
            format!(": all wait {} s", after.as_secs())
        });
        self.note(format!(
            "Lucca answers that the company's limit of requests is used up{when}"
        ));
    }

    /// How many requests were sent so far, repeats included.
    pub(crate) fn attempts(&self) -> u64 {
        self.state().attempts
    }

    /// Does not tell of the deviations so far: they were shown in another way.
    pub(crate) fn forget_deviations(&self) {
        self.state().deviations.clear();
    }

    /// Takes the progress away and tells the rest.
    pub(crate) fn finish(&self) {
        let (bar, deviations) = {
            let mut state = self.state();
            (state.bar.take(), std::mem::take(&mut state.deviations))
        };
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
        let shown = match self.0.verbose {
            true => deviations.len(),
            false => SHOWN_DEVIATIONS,
        };
        for deviation in deviations.iter().take(shown) {
            self.note(deviation_text(deviation));
        }
        if let Some(more @ 1..) = deviations.len().checked_sub(shown) {
            self.note(format!(
                "answers differ from Lucca's documents in {} (--verbose lists them)",
                count(more as u64, "further way")
            ));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn say(&self, state: &State, line: &str) {
        let say = || {
            // Nobody is left to be told that this cannot be told.
            let _ = writeln!(std::io::stderr(), "{line}");
        };
        match &state.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    /// The progress, once the command has worked for a while and a person is there to see.
    fn bar<'a>(&self, state: &'a mut State) -> Option<&'a ProgressBar> {
        if !self.0.terminal || self.0.quiet || self.0.begun.elapsed() < PATIENCE {
            return None;
        }
        let State {
            bar,
            done,
            expected,
            ..
        } = state;
        let bar = bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        let template = match expected {
            Some(_) => "{spinner} [{bar:10}] {pos}/{len} requests, {elapsed} {wide_msg}",
            None => "{spinner} {pos} requests, {elapsed} {wide_msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        if let Some(expected) = expected {
            bar.set_length((*expected).max(*done));
        }
        bar.set_position(*done);
        Some(bar)
    }

    fn verbose(&self, text: impl FnOnce() -> String) {
        if self.0.verbose {
            self.say(&self.state(), &text::line(&text()));
        }
    }
}

pub(crate) fn deviation_text(deviation: &Deviation) -> String {
    match deviation.found.as_str() {
        ABSENT => format!(
            "{}: `{}` came with no row; the key's role may not see it",
            deviation.operation, deviation.path
        ),
        _ => deviation.to_string(),
    }
}

impl Observer for Notes {
    fn event(&self, event: &Event<'_>) {
        match event {
            Event::Attempting { .. } => self.state().attempts += 1,
            Event::Attempted {
                operation,
                method,
                attempt,
                status,
                duration,
                response_bytes,
                ..
            } => self.verbose(|| {
                let status = status.map_or("no answer".to_owned(), |status| status.to_string());
                format!(
                    "{method} {operation}: {status}, attempt {attempt}, {:.2} s, {} bytes",
                    duration.as_secs_f64(),
                    thousands(*response_bytes as u64)
                )
            }),
            Event::Retrying {
                operation,
                attempt,
                delay,
                error,
                ..
            } => {
                let again = format!(
                    "{operation}: attempt {attempt} failed, the next is in {:.1} s: {error}",
                    delay.as_secs_f64()
                );
                if *delay >= PATIENCE {
                    self.note(again);
                } else {
                    self.verbose(|| again);
                }
            }
            Event::Called {
                end: End::Success, ..
            } => {
                let mut state = self.state();
                state.done += 1;
                self.bar(&mut state);
            }
            Event::Drifted {
                operation,
                duplicates,
                missing,
                uncounted,
                ..
            } => {
                let told = [
                    (*duplicates, "came again and is left out"),
                    (*missing, "counted by Lucca did not come"),
                    (*uncounted, "came that Lucca does not count"),
                ];
                let told: Vec<String> = told
                    .into_iter()
                    .filter(|(rows, _)| *rows > 0)
                    .map(|(rows, what)| format!("{} {what}", count(rows, "row")))
                    .collect();
                let told = match told.is_empty() {
                    true => String::new(),
                    false => format!(": {}", told.join(", ")),
                };
                self.note(format!(
                    "{operation}: the list changed while it was read{told}"
                ));
            }
            Event::Deviated { deviation, .. } => {
                let mut state = self.state();
                state.deviations.push((*deviation).clone());
            }
            _ => {}
        }
    }
}

/// A request that waits for the rate limit.
#[must_use]
pub(crate) struct Waiting(Notes);

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.waiting = state.waiting.saturating_sub(1);
        if let (0, Some(bar)) = (state.waiting, &state.bar) {
            bar.set_message("");
        }
    }
}
