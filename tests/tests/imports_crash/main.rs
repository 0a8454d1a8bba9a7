//! Imports by processes that are killed, and whose connections are cut, everywhere: each takes effect once.
//!
//! A story is a company, a schedule, when imports take effect, and what stops one worker after the other. After each
//! stop the next worker does what the stored run says: begin again if there is none, resume, or reconcile.
//!
//! In a program of its own: while a process starts another, that one has its open files for a moment, and with them the
//! locks of runs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod cutting_proxy;
#[path = "../imports_http/random_company.rs"]
mod random_company;
#[allow(dead_code, reason = "the other suite needs more of it")]
#[path = "../imports_http/small_company.rs"]
mod small_company;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use lucca_sandbox::{ImportEffect, Sandbox};
use lucca_sdk::office::Position;
use lucca_sdk::office::imports::{RunState, StoredRun};
use lucca_sdk::schedule::{Entry, Schedule};
use proptest::prelude::Rng as _;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::cutting_proxy::{CuttingProxy, Place, Trap};
use crate::random_company::random;
use crate::small_company::{Halves, LOGINS, MONDAY, Row, TUESDAY, company, halves_of};

/// When the stories begin, in seconds since 1970: 2025-09-22 at noon.
const NOON: u64 = 1_758_542_400;
const EFFECTS: [ImportEffect; 4] = [
    ImportEffect::AtOnce,
    ImportEffect::Late,
    ImportEffect::RowByRow,
    ImportEffect::Partial,
];

/// What stops a worker.
#[derive(Clone, Copy, Debug)]
enum Stop {
    /// It dies between two steps of writing its files, at the one of this number.
    AtStep(usize),
    OnTheWire(Trap),
}

#[derive(Clone)]
struct Story {
    what: &'static str,
    held: Vec<Row>,
    schedule: Schedule,
    part_bytes: usize,
    effect: ImportEffect,
    /// How much later each worker begins than the one before ended, one after the other and around.
    pauses: Vec<u64>,
    stops: Vec<Stop>,
}

impl fmt::Debug for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut csv = Vec::new();
        self.schedule.write_csv(&mut csv).unwrap();
        let (what, bytes, effect) = (self.what, self.part_bytes, self.effect);
        writeln!(f, "{what} in parts of {bytes} bytes, {effect:?}")?;
        writeln!(f, "pauses {:?}", self.pauses)?;
        for stop in &self.stops {
            writeln!(f, "{stop:?}")?;
        }
        writeln!(f, "{:?}", self.held)?;
        f.write_str(&String::from_utf8(csv).unwrap())
    }
}

/// What a worker came to.
struct Ended {
    /// By itself, not by a signal.
    lived: bool,
    succeeded: bool,
    output: String,
    error: String,
    requests: Vec<bool>,
}

/// What a whole import came to.
#[derive(Debug)]
struct Came {
    /// The last report's outcome, rows that were not run, errors, and parts without a report.
    told: String,
    /// What the first worker asked for: whether each request was an upload.
    requests: Vec<bool>,
    /// Whether the first stop was reached.
    stopped: bool,
    /// Workers that were needed.
    workers: usize,
}

struct Stage {
    sandbox: Sandbox,
    proxy: CuttingProxy,
    directory: tempfile::TempDir,
    now: u64,
}

impl Stage {
    fn of(story: &Story) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let sandbox = Sandbox::builder()
            .company(company(&story.held))
            .clock(std::sync::Arc::new(
                lucca_sandbox::ManualClock::starting_at(
                    jiff::Timestamp::from_second(i64::try_from(NOON).unwrap()).unwrap(),
                ),
            ))
            .behaviour(|account| account.import_effect = story.effect)
            .rate_limit(None);
        let sandbox = runtime.block_on(sandbox.start()).unwrap();
        let directory = tempfile::tempdir().unwrap();
        let schedule = fs::File::create(directory.path().join("schedule.csv")).unwrap();
        story.schedule.write_csv(schedule).unwrap();
        Self {
            proxy: CuttingProxy::before(sandbox.base_url()),
            sandbox,
            directory,
            now: NOON,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn pass(&mut self, seconds: u64) {
        self.now += seconds;
        self.sandbox.advance_clock(Duration::from_secs(seconds));
    }

    fn work(&self, run: &Path, what: &[&str], stop: Option<Stop>) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_import-worker"));
        command
            .args([
                &self.proxy.url(),
                self.sandbox.api_key(),
                &self.now.to_string(),
            ])
            .arg(run)
            .args(what)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut trap = None;
        match stop {
            Some(Stop::AtStep(step)) => {
                command.env("LUCCA_TEST_DIES_AT_STEP", step.to_string());
            }
            Some(Stop::OnTheWire(on_the_wire)) => trap = Some(on_the_wire),
            None => {}
        }
        let (mut output, mut error) = (None, None);
        self.proxy.worker(trap, || {
            let mut worker = command.spawn().unwrap();
            (output, error) = (worker.stdout.take(), worker.stderr.take());
            worker
        });
        let mut ended = Ended {
            lived: false,
            succeeded: false,
            output: String::new(),
            error: String::new(),
            requests: Vec::new(),
        };
        output.unwrap().read_to_string(&mut ended.output).unwrap();
        error.unwrap().read_to_string(&mut ended.error).unwrap();
        let (mut worker, requests) = self.proxy.ended();
        let status = worker.wait().unwrap();
        ended.requests = requests;
        ended.lived = status.code().is_some();
        ended.succeeded = status.success();
        ended
    }

    /// Begins an import, and does what its run says until it is finished.
    fn finish(&mut self, run: &Path, begin: &[&str], story: &Story, stops: &[Stop]) -> Came {
        let mut stops: VecDeque<Stop> = stops.iter().copied().collect();
        let mut came = Came {
            told: String::new(),
            requests: Vec::new(),
            stopped: false,
            workers: 0,
        };
        loop {
            assert!(came.workers < 40, "no end: {} {story:?}", came.told);
            let state = run.join("run.json").exists().then(|| {
                let run = StoredRun::read(run).unwrap();
                run.state()
            });
            let what = match &state {
                None => begin,
                Some(RunState::InDoubt(_)) => &["reconcile"],
                Some(_) => &["resume"],
            };
            let stop = stops.pop_front();
            let ended = self.work(run, what, stop);
            if came.workers == 0 {
                came.requests.clone_from(&ended.requests);
                came.stopped = !ended.lived || !ended.succeeded;
            }
            came.workers += 1;
            let is_cut = matches!(stop, Some(Stop::OnTheWire(trap)) if !trap.kills);
            if ended.lived && !ended.succeeded {
                // A cut is the only thing that is an error, and what is to be done is said.
                assert!(is_cut, "{what:?}: {} {story:?}", ended.error);
                let stored = StoredRun::read(run).map(|run| run.state());
                if let Ok(RunState::InDoubt(_)) = stored {
                    assert!(ended.error.contains("reconcile"), "{}", ended.error);
                }
            }
            assert!(ended.lived || stop.is_some(), "{what:?} died: {story:?}");
            if ended.succeeded && what != ["reconcile"] {
                came.told = ended.output;
                let state = StoredRun::read(run).unwrap().state();
                assert_eq!(state, RunState::Finished, "{story:?}");
                return came;
            }
            let pause = story.pauses[came.workers % story.pauses.len()];
            // Whoever was told that it is too early waits.
            let pause = match ended.output.trim() {
                "TooEarly" => pause.max(180),
                _ => pause,
            };
            self.pass(pause);
        }
    }

    fn halves(&self) -> Halves {
        halves_of(&self.sandbox)
    }

    /// How often each row took effect.
    fn effects(&self, effect: ImportEffect) -> BTreeMap<String, usize> {
        let mut effects = BTreeMap::new();
        for rows in self.proxy.taken() {
            let acted = match effect {
                ImportEffect::Partial => rows.len().div_ceil(2),
                _ => rows.len(),
            };
            for row in rows.into_iter().take(acted) {
                *effects.entry(row).or_default() += 1;
            }
        }
        effects
    }
}

/// What an import without any trouble comes to.
struct Reference {
    after: Halves,
    effects: BTreeMap<String, usize>,
    requests: Vec<bool>,
}

impl Reference {
    fn of(story: &Story) -> Self {
        let calm = Story {
            effect: ImportEffect::AtOnce,
            ..story.clone()
        };
        let mut stage = Stage::of(&calm);
        let came = stage.import(&calm, &[]);
        assert_eq!(came.workers, 1);
        Self {
            after: stage.halves(),
            effects: stage.effects(ImportEffect::AtOnce),
            requests: came.requests,
        }
    }
}

impl Stage {
    fn import(&mut self, story: &Story, stops: &[Stop]) -> Came {
        let (schedule, part_bytes) = (self.path("schedule.csv"), story.part_bytes.to_string());
        let begin = [story.what, schedule.to_str().unwrap(), &part_bytes];
        self.finish(&self.path("run"), &begin, story, stops)
    }
}

/// Tells a story, and checks its end. Whether its first stop was reached.
fn tell(story: &Story, calm: &Reference) -> bool {
    let mut stage = Stage::of(story);
    let before = stage.halves();
    let came = stage.import(story, &story.stops);
    let effects = stage.effects(story.effect);
    let describe = || format!("{came:?} {story:?}");
    assert_eq!(
        stage.sandbox.imports().len(),
        stage.proxy.taken().len(),
        "{}",
        describe()
    );
    for (row, times) in &effects {
        assert!(calm.effects.contains_key(row), "{row} {}", describe());
        // Of a day that was replaced by half, the half that was as wanted is sent again with the other.
        let may_repeat = story.effect == ImportEffect::Partial && row.ends_with(";false");
        assert!(
            *times == 1 || may_repeat,
            "{row} took effect twice: {}",
            describe()
        );
    }
    let after = stage.halves();
    let missing: BTreeSet<&String> = calm
        .effects
        .keys()
        .filter(|row| !effects.contains_key(*row))
        .collect();
    if story.effect == ImportEffect::Partial {
        if after != calm.after {
            // It broke off, and that is told.
            assert!(!came.told.starts_with("Success"), "{}", describe());
        }
        let touched = |(login, day, _): &(String, jiff::civil::Date, u8)| {
            let (who, when) = (format!("{login};"), format!(";{day};"));
            let mut rows = calm.effects.keys();
            rows.any(|row| row.starts_with(&who) && row.contains(&when))
        };
        for half in before.keys().chain(after.keys()) {
            let (now, then) = (after.get(half), before.get(half));
            let is_wanted = now == calm.after.get(half) || now == then || now.is_none();
            assert!(is_wanted, "{half:?} {}", describe());
            assert!(now == then || touched(half), "{half:?} {}", describe());
        }
    } else {
        assert_eq!(after, calm.after, "{}", describe());
        let unreported = !came.told.ends_with(" 0 0 0\n");
        assert!(
            missing.is_empty() || unreported,
            "{missing:?} {}",
            describe()
        );
        if story.what == "plan" {
            assert!(missing.is_empty(), "{missing:?} {}", describe());
        }
    }
    // And back, under the same trouble.
    let run = StoredRun::read(stage.path("run")).unwrap();
    if run.has_undo() {
        stage.sandbox.behave(|account| {
            account.import_effect = match story.effect {
                ImportEffect::Partial => ImportEffect::AtOnce,
                other => other,
            }
        });
        let (path, part_bytes) = (stage.path("run"), story.part_bytes.to_string());
        let begin = ["undo", path.to_str().unwrap(), &part_bytes];
        stage.finish(&stage.path("undo"), &begin, story, &story.stops);
        assert_eq!(stage.halves(), before, "undone: {}", describe());
    }
    came.stopped
}

/// A full day that becomes a half one (two steps), people who move, arrive and leave; in one part or several.
fn first_story() -> Story {
    Story {
        what: "plan",
        held: vec![
            (0, MONDAY, "FullDay", 1, Some(11)),
            (1, MONDAY, "FullDay", 2, None),
            (2, MONDAY, "FirstHalf", 3, None),
            (3, TUESDAY, "FullDay", 1, None),
        ],
        schedule: Schedule::new()
            .remove(LOGINS[0], MONDAY, Position::FirstHalf)
            .at(LOGINS[1], MONDAY, Position::FullDay, "Remote work")
            .remove(LOGINS[2], MONDAY, Position::FirstHalf)
            .at(LOGINS[2], TUESDAY, Position::SecondHalf, "Paris"),
        part_bytes: 1_000_000,
        effect: ImportEffect::AtOnce,
        pauses: vec![0],
        stops: Vec::new(),
    }
}

/// Every place on the wire of each request of a worker.
fn traps(requests: &[bool]) -> Vec<Trap> {
    let mut traps = Vec::new();
    for (request, is_upload) in requests.iter().enumerate() {
        for place in Place::ALL {
            if *is_upload || place.is_of_reading() {
                for kills in [false, true] {
                    traps.push(Trap {
                        request,
                        place,
                        kills,
                        share: 100,
                    });
                }
            }
        }
    }
    traps
}

/// One import, stopped once, at each step on the disk and each place on the wire.
fn everywhere(of: &Story, each: usize) -> usize {
    let calm = Reference::of(of);
    let mut told = 0;
    let story = |stop| Story {
        stops: vec![stop],
        ..of.clone()
    };
    for step in (1..).step_by(each) {
        told += 1;
        if !tell(&story(Stop::AtStep(step)), &calm) {
            break;
        }
    }
    for trap in traps(&calm.requests).into_iter().step_by(each) {
        told += 1;
        tell(&story(Stop::OnTheWire(trap)), &calm);
    }
    told
}

/// Random companies and schedules, each with several workers that are stopped anywhere.
fn anywhere(seed: u64, stories: usize) -> usize {
    let config = Config {
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    for _ in 0..stories {
        let (held, schedule) = random(&mut runner);
        let mut rng = runner.new_rng();
        let mut below = |end: usize| usize::try_from(rng.next_u64()).unwrap() % end;
        let what = ["plan", "plan", "run"][below(3)];
        let placing = |entry: &&Entry| what == "plan" || !entry.is_removal();
        let mut story = Story {
            what,
            held,
            schedule: schedule.iter().filter(placing).cloned().collect(),
            part_bytes: [1_000_000, 400, 250][below(3)],
            effect: EFFECTS[below(4)],
            pauses: (0..3).map(|_| [0, 30, 200, 1000][below(4)]).collect(),
            stops: Vec::new(),
        };
        if story.schedule.is_empty() {
            continue;
        }
        let calm = Reference::of(&story);
        let traps = traps(&calm.requests);
        for _ in 0..=below(4) {
            story.stops.push(match below(3) {
                0 => Stop::AtStep(1 + below(40)),
                _ => Stop::OnTheWire(Trap {
                    share: u8::try_from(below(256)).unwrap(),
                    ..traps[below(traps.len())]
                }),
            });
        }
        tell(&story, &calm);
    }
    stories
}

#[test]
fn killed_or_cut_off_an_import_takes_effect_once_and_can_be_undone() {
    let told = everywhere(&first_story(), 9) + anywhere(7, 20);
    assert!(told >= 35, "{told} stories");
}

/// `cargo test -p lucca-tests --test imports_crash -- --ignored --nocapture`
#[test]
#[ignore = "takes minutes"]
fn killed_or_cut_off_everywhere_an_import_takes_effect_once_and_can_be_undone() {
    let told = AtomicUsize::new(0);
    let tell = |what: &str, stories: usize| {
        let all = told.fetch_add(stories, Ordering::Relaxed) + stories;
        println!("{what}: {stories} stories, {all} in all");
    };
    let tell = &tell;
    std::thread::scope(|scope| {
        for effect in EFFECTS {
            scope.spawn(move || {
                // In parts there are so many places that one in five is looked at.
                for (part_bytes, each) in [(1_000_000, 1), (150, 5)] {
                    let story = Story {
                        effect,
                        part_bytes,
                        pauses: vec![0, 50],
                        ..first_story()
                    };
                    let what = format!("{effect:?}, parts of at most {part_bytes} bytes");
                    tell(&what, everywhere(&story, each));
                }
            });
        }
        for seed in 8..10 {
            scope.spawn(move || tell("anywhere", anywhere(seed, 100)));
        }
    });
    let told = told.into_inner();
    assert!(told >= 500, "{told} stories");
}
