//! An import as it is stored: what is sent, in which order, and how far it is.
//!
//! A run is a directory, written and on the disk before the first byte is sent:
//!
//! | file | what |
//! |---|---|
//! | `run.json` | the account, how the import was asked for, its parts in order, the state of each |
//! | `part-0001.csv` | a part, byte by byte as it is uploaded |
//! | `part-0001.rows.json` | the same rows, with where each comes from |
//! | `part-0001.report.json` | what Lucca reported of it |
//! | `undo.csv` | for a plan: the rows that put everything back |
//! | `lock` | locked by the process that works on it |
//!
//! Each file is written whole or not at all. Without a directory the same is kept in memory.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::calls::{Mode, SummaryId};
use super::error::{Doubt, ImportError, Kind};
use crate::generated::office::types::ImportReport;
use crate::schedule::{Csv, Entry, Existing, Overwrite, Plan, Schedule, folded, write_file};

const FORMAT: &str = "lucca import run";
/// Changed whenever runs are stored in another way.
const VERSION: u32 = 1;
const RECORD: &str = "run.json";
const UNDO: &str = "undo.csv";
const LOCK: &str = "lock";
/// More than the record of ten million rows.
const MAX_RECORD_BYTES: u64 = 64 * 1024 * 1024;

/// What is stored of a run.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record {
    format: String,
    version: u32,
    /// The base URL of the account.
    pub(super) account: String,
    pub(super) mode: Mode,
    pub(super) existing: Existing,
    /// Whether a row without an area asks for none, instead of for any.
    pub(super) exact_areas: bool,
    pub(super) created: Timestamp,
    /// SHA-256 of what was asked for, by which the same rows are known again.
    rows: String,
    /// SHA-256 of the undo schedule, if there is one.
    undo: Option<String>,
    pub(super) parts: Vec<Part>,
    next_part: u32,
    /// Uploads that took effect, if only in part, and whose report was lost.
    pub(super) unreported: usize,
    /// Rows that are not sent, because what they build upon did not happen.
    pub(super) not_run: Vec<Entry>,
}

/// One upload.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Part {
    name: String,
    /// 0, or 1 where it builds upon what the parts of step 0 remove.
    pub(super) step: usize,
    pub(super) rows: usize,
    /// SHA-256 of the CSV, in hexadecimal digits.
    pub(super) checksum: String,
    /// The same of the file of rows, by which a part in doubt is judged.
    rows_checksum: String,
    pub(super) state: PartState,
    /// Lucca answered an upload of it with 408: too large.
    #[serde(default)]
    pub(super) too_slow: bool,
    /// What was seen of its effect while it is in doubt.
    #[serde(default)]
    pub(super) look: Option<Look>,
    /// Its rows. They have a file of their own, and are here once a run is opened to work on it.
    #[serde(skip)]
    pub(super) entries: PartRows,
    /// What Lucca has reported of it, likewise.
    #[serde(skip)]
    pub(super) report: Option<ImportReport>,
}

/// How far a part is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub(super) enum PartState {
    /// Not uploaded.
    Waiting,
    /// Its upload was begun, and nothing is known of its end.
    Sending { since: Timestamp },
    /// Lucca has it.
    #[serde(rename_all = "camelCase")]
    Uploaded {
        since: Timestamp,
        summary_id: SummaryId,
    },
    /// Lucca has reported on it, and the report is here.
    #[serde(rename_all = "camelCase")]
    Reported {
        since: Timestamp,
        summary_id: SummaryId,
    },
    /// Lucca has acted on it, and its report is lost.
    Applied { since: Timestamp },
}

/// What was seen at a moment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Look {
    pub(super) at: Timestamp,
    /// The state of each row, hashed.
    pub(super) seen: String,
}

/// The rows of a part, among those of a schedule.
#[derive(Clone, Default)]
pub(super) struct PartRows {
    of: Arc<Schedule>,
    rows: Vec<usize>,
}

impl PartRows {
    pub(super) fn all(of: Schedule) -> Self {
        Self {
            rows: (0..of.len()).collect(),
            of: Arc::new(of),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.rows
            .iter()
            .filter_map(|row| self.of.entries().get(*row))
    }

    pub(super) fn get(&self, place: usize) -> Option<&Entry> {
        self.of.entries().get(*self.rows.get(place)?)
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn to_schedule(&self) -> Schedule {
        self.iter().cloned().collect()
    }

    fn csv(&self) -> Vec<u8> {
        Csv::of(self.iter()).into_bytes()
    }
}

/// A run that is worked on.
pub(super) struct Run {
    pub(super) record: Record,
    store: Option<Store>,
}

/// A directory, locked for as long as this lives.
struct Store {
    path: PathBuf,
    _lock: File,
}

/// What is asked of a run.
pub(super) struct Asked {
    pub(super) account: String,
    pub(super) mode: Mode,
    pub(super) existing: Existing,
    pub(super) created: Timestamp,
    pub(super) steps: Vec<Schedule>,
    pub(super) undo_of: Option<Arc<Plan>>,
    pub(super) max_part_bytes: usize,
}

impl Run {
    /// A run in memory.
    pub(super) fn in_memory(asked: Asked) -> Result<Self, ImportError> {
        // Nobody will ask whether it has the same rows.
        Self::new(asked, String::new(), None)
    }

    /// A run in a directory: a new one, or one that is there already with the same rows and has not ended.
    pub(super) fn in_directory(path: &Path, asked: Asked) -> Result<Self, ImportError> {
        let store = Store::lock(path)?;
        let rows = asked.checksum();
        if !store.is_new()? {
            let run = Self::read(store)?;
            run.belongs_to(&asked.account)?;
            if run.record.is_over() {
                return Err(run.refused(Kind::Finished(run.record.created)));
            }
            if run.record.rows != rows {
                return Err(run.refused(Kind::OtherRows));
            }
            return Ok(run);
        }
        Self::new(asked, rows, Some(store))
    }

    /// A run that is there.
    pub(super) fn open(path: &Path, account: &str) -> Result<Self, ImportError> {
        // A lock would make a directory that is not there.
        if !is_run(path) {
            return Err(ImportError::new(Kind::NoRun).within(path));
        }
        let run = Self::read(Store::lock(path)?)?;
        run.belongs_to(account)?;
        Ok(run)
    }

    fn new(asked: Asked, rows: String, store: Option<Store>) -> Result<Self, ImportError> {
        let mut run = Self {
            record: Record {
                format: FORMAT.to_owned(),
                version: VERSION,
                account: asked.account,
                mode: asked.mode,
                existing: asked.existing,
                exact_areas: asked
                    .undo_of
                    .as_ref()
                    .is_some_and(|plan| plan.rules().has_exact_areas()),
                created: asked.created,
                rows,
                undo: None,
                parts: Vec::new(),
                next_part: 1,
                unreported: 0,
                not_run: Vec::new(),
            },
            store,
        };
        for (step, schedule) in asked.steps.into_iter().enumerate() {
            let csv = Csv::of(&schedule);
            let of = Arc::new(schedule);
            let parts = csv.cut(of.entries(), asked.max_part_bytes).map_err(|row| {
                let source = of.entries().get(row).map(|entry| entry.source().clone());
                ImportError::new(Kind::PersonDayTooLarge(source))
            })?;
            for rows in parts {
                let bytes = csv.part(&rows);
                let at = run.record.parts.len();
                run.insert(
                    at,
                    step,
                    PartRows {
                        of: Arc::clone(&of),
                        rows,
                    },
                    &bytes,
                )?;
            }
        }
        if let (Some(store), Some(plan)) = (&run.store, &asked.undo_of) {
            let path = store.path.join(UNDO);
            // A leftover of a process that died before it had sent anything.
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(store.failed(UNDO, error));
                }
                _ => {}
            }
            plan.write_undo(&path)
                .map_err(|error| store.failed(UNDO, error))?;
            if path.is_file() {
                let written = fs::read(&path).map_err(|error| store.failed(UNDO, error))?;
                run.record.undo = Some(checksum(&written));
            }
        }
        run.save()?;
        Ok(run)
    }

    fn read(store: Store) -> Result<Self, ImportError> {
        let mut record = Record::read(&store.path)?;
        for part in &mut record.parts {
            let name = part.rows_file();
            let entries: Vec<Entry> =
                serde_json::from_slice(&read_checked(&store.path, &name, &part.rows_checksum)?)
                    .map_err(|error| store.damaged(&name, &error.to_string()))?;
            if entries.len() != part.rows {
                return Err(store.damaged(&name, "it does not hold the rows of its part"));
            }
            part.entries = PartRows::all(entries.into_iter().collect());
            if matches!(part.state, PartState::Reported { .. }) {
                part.report = Some(store.json(&part.report_file())?);
            }
        }
        let run = Self {
            record,
            store: Some(store),
        };
        // Before anything is done with it: what was damaged is not sent in part.
        for part in &run.record.parts {
            if part.state == PartState::Waiting {
                run.csv(part)?;
            }
        }
        Ok(run)
    }

    fn belongs_to(&self, account: &str) -> Result<(), ImportError> {
        match self.record.account == account {
            true => Ok(()),
            false => Err(self.refused(Kind::OtherAccount(self.record.account.clone()))),
        }
    }

    /// Adds a part, its files first.
    fn insert(
        &mut self,
        at: usize,
        step: usize,
        rows: PartRows,
        csv: &[u8],
    ) -> Result<(), ImportError> {
        let mut part = Part {
            name: format!("part-{:04}", self.record.next_part),
            step,
            rows: rows.len(),
            checksum: checksum(csv),
            rows_checksum: String::new(),
            state: PartState::Waiting,
            too_slow: false,
            look: None,
            entries: rows,
            report: None,
        };
        self.record.next_part += 1;
        if let Some(store) = &self.store {
            store.put(&part.csv_file(), |file| file.write_all(csv))?;
            let mut list = serde_json::Serializer::new(Vec::new());
            let listed = serde::Serializer::collect_seq(&mut list, part.entries.iter());
            listed.map_err(|error| store.failed(&part.rows_file(), error.into()))?;
            let list = list.into_inner();
            part.rows_checksum = checksum(&list);
            store.put(&part.rows_file(), |file| file.write_all(&list))?;
        }
        self.record.parts.insert(at, part);
        Ok(())
    }

    pub(super) fn part(&self, index: usize) -> Option<&Part> {
        self.record.parts.get(index)
    }

    pub(super) fn path(&self) -> Option<&Path> {
        self.store.as_ref().map(|store| store.path.as_path())
    }

    /// What is uploaded of a part, as it was stored.
    pub(super) fn csv(&self, part: &Part) -> Result<Vec<u8>, ImportError> {
        let Some(store) = &self.store else {
            return Ok(part.entries.csv());
        };
        read_checked(&store.path, &part.csv_file(), &part.checksum)
    }

    /// Sets the state of a part, on the disk too. If that fails, the part is as before.
    pub(super) fn set(&mut self, index: usize, state: PartState) -> Result<(), ImportError> {
        let Some(part) = self.record.parts.get_mut(index) else {
            return Ok(());
        };
        let before = std::mem::replace(&mut part.state, state);
        let saved = self.save();
        if let (Err(_), Some(part)) = (&saved, self.record.parts.get_mut(index)) {
            part.state = before;
        }
        saved
    }

    /// The same where what has happened has happened, whether it can be stored or not.
    pub(super) fn has_become(&mut self, index: usize, state: PartState) -> Result<(), ImportError> {
        if let Some(part) = self.record.parts.get_mut(index) {
            part.state = state;
        }
        self.save()
    }

    /// Keeps what Lucca reported of a part.
    pub(super) fn reported(
        &mut self,
        index: usize,
        state: PartState,
        report: ImportReport,
    ) -> Result<(), ImportError> {
        let Some(part) = self.record.parts.get_mut(index) else {
            return Ok(());
        };
        if let Some(store) = &self.store {
            store.put(&part.report_file(), |file| {
                Ok(serde_json::to_writer(file, &report)?)
            })?;
        }
        part.report = Some(report);
        self.has_become(index, state)
    }

    pub(super) fn looked(&mut self, index: usize, look: Look) -> Result<(), ImportError> {
        if let Some(part) = self.record.parts.get_mut(index) {
            part.look = Some(look);
        }
        self.save()
    }

    pub(super) fn was_too_slow(&mut self, index: usize) {
        if let Some(part) = self.record.parts.get_mut(index) {
            part.too_slow = true;
        }
    }

    /// Puts those rows of a part in its place that are left to do, in smaller parts if it was too slow.
    pub(super) fn recut(
        &mut self,
        index: usize,
        is_left: impl Fn(usize) -> bool,
    ) -> Result<(), ImportError> {
        if index >= self.record.parts.len() {
            return Ok(());
        }
        let before = self.record.clone();
        let part = self.record.parts.remove(index);
        let left = part
            .entries
            .iter()
            .enumerate()
            .filter(|(place, _)| is_left(*place))
            .map(|(_, entry)| entry.clone());
        let of: Arc<Schedule> = Arc::new(left.collect());
        let csv = Csv::of(of.iter());
        let whole: Vec<usize> = (0..of.len()).collect();
        let parts = match part.too_slow {
            true => csv
                .cut(of.entries(), csv.part(&whole).len() / 2 + csv.header())
                .unwrap_or_else(|_| vec![whole]),
            false => vec![whole],
        };
        let put = || {
            for (at, rows) in (index..).zip(parts.into_iter().filter(|rows| !rows.is_empty())) {
                let bytes = csv.part(&rows);
                self.insert(
                    at,
                    part.step,
                    PartRows {
                        of: Arc::clone(&of),
                        rows,
                    },
                    &bytes,
                )?;
            }
            self.save()
        };
        let put = put();
        if put.is_err() {
            self.record = before;
        }
        put
    }

    /// Leaves out what a waiting part would do on these days, and says so in the report.
    pub(super) fn leave_out(
        &mut self,
        index: usize,
        days: &HashSet<PersonDay>,
    ) -> Result<(), ImportError> {
        let Some(rows) = self.part(index).map(|part| &part.entries) else {
            return Ok(());
        };
        let out: Vec<bool> = rows
            .iter()
            .map(|entry| days.contains(&PersonDay::of(entry)))
            .collect();
        let is_out = |place: usize| out.get(place).copied().unwrap_or(false);
        let left_out: Vec<Entry> = rows
            .iter()
            .enumerate()
            .filter(|(place, _)| is_out(*place))
            .map(|(_, entry)| entry.clone())
            .collect();
        if left_out.is_empty() {
            return Ok(());
        }
        let before = self.record.not_run.len();
        self.record.not_run.extend(left_out);
        let recut = self.recut(index, |place| !is_out(place));
        if recut.is_err() {
            self.record.not_run.truncate(before);
        }
        recut
    }

    fn save(&self) -> Result<(), ImportError> {
        let Some(store) = &self.store else {
            return Ok(());
        };
        store.put(RECORD, |file| {
            serde_json::to_writer_pretty(&mut *file, &self.record)?;
            file.write_all(b"\n")
        })
    }

    pub(super) fn refused(&self, kind: Kind) -> ImportError {
        let error = ImportError::new(kind);
        match self.path() {
            Some(path) => error.within(path),
            None => error,
        }
    }
}

/// Whether a directory holds a run.
pub(super) fn is_run(directory: &Path) -> bool {
    directory.join(RECORD).is_file()
}

/// One person's day: what Lucca's rows stand or fall by.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct PersonDay(String, Date);

impl PersonDay {
    pub(super) fn of(entry: &Entry) -> Self {
        Self(folded(entry.login()), entry.date())
    }
}

impl Asked {
    /// SHA-256 of all that makes a run the same: the rows in order, and what becomes of existing days.
    fn checksum(&self) -> String {
        let mut all = Sha256::new();
        let mut text = |text: &str| {
            all.update(text.len().to_le_bytes());
            all.update(text);
        };
        text(&format!("{} {:?}", self.mode, self.existing));
        for step in &self.steps {
            text("step");
            for entry in step {
                text(entry.login());
                text(entry.work_location().unwrap_or_default());
                text(entry.area().unwrap_or_default());
                text(&entry.date().to_string());
                text(entry.position().as_str());
                text(entry.comment().unwrap_or_default());
                text(if entry.is_removal() { "-" } else { "+" });
            }
        }
        hexadecimal(&all.finalize())
    }
}

impl Part {
    /// Whether it is still to be sent, in this step.
    pub(super) fn waits_in(&self, step: usize) -> bool {
        self.step == step && self.state == PartState::Waiting
    }

    fn csv_file(&self) -> String {
        format!("{}.csv", self.name)
    }

    fn rows_file(&self) -> String {
        format!("{}.rows.json", self.name)
    }

    fn report_file(&self) -> String {
        format!("{}.report.json", self.name)
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(
            self.state,
            PartState::Reported { .. } | PartState::Applied { .. }
        )
    }
}

impl Record {
    fn read(directory: &Path) -> Result<Self, ImportError> {
        if !is_run(directory) {
            return Err(ImportError::new(Kind::NoRun).within(directory));
        }
        let failed = |error| ImportError::storage(directory, RECORD, error);
        let damaged = |why: &str| ImportError::damaged(directory, RECORD, why);
        let file = File::open(directory.join(RECORD)).map_err(failed)?;
        let mut text = String::new();
        BufReader::new(file)
            .take(MAX_RECORD_BYTES)
            .read_to_string(&mut text)
            .map_err(failed)?;
        #[derive(Deserialize)]
        struct Version {
            format: String,
            version: u32,
        }
        let version: Version =
            serde_json::from_str(&text).map_err(|_| damaged("it is no record of a run"))?;
        if version.format != FORMAT {
            return Err(damaged("it is no record of a run"));
        }
        if version.version != VERSION {
            return Err(ImportError::new(Kind::OtherVersion(version.version)).within(directory));
        }
        let record: Self =
            serde_json::from_str(&text).map_err(|error| damaged(&format!("{error}")))?;
        let plain = |part: &Part| {
            let digits = part.name.strip_prefix("part-");
            digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
        };
        match record.parts.iter().all(plain) {
            true => Ok(record),
            false => Err(damaged("it names files that are no parts of a run")),
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.parts.iter().all(Part::is_over)
    }

    /// The upload whose end is not known.
    pub(super) fn doubt(&self) -> Option<Doubt> {
        let (index, part, since) = self.doubtful()?;
        Some(Doubt {
            since,
            rows: part.rows,
            checksum: part.checksum.clone(),
            part: index + 1,
            parts: self.parts.len(),
        })
    }

    /// The part that is in doubt, where it stands, and since when. A simulation never is.
    pub(super) fn doubtful(&self) -> Option<(usize, &Part, Timestamp)> {
        (self.mode == Mode::Run).then_some(())?;
        let mut parts = self.parts.iter().enumerate();
        parts.find_map(|(index, part)| match part.state {
            PartState::Sending { since } => Some((index, part, since)),
            _ => None,
        })
    }
}

impl Store {
    /// Takes a directory for this process alone; makes it if it is not there.
    fn lock(path: &Path) -> Result<Self, ImportError> {
        let failed = |error| ImportError::storage(path, LOCK, error);
        fs::create_dir_all(path).map_err(failed)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join(LOCK))
            .map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(ImportError::new(Kind::Locked).within(path)),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Whether there is no run yet. What a process has left that died before it had a record was never sent; files of
    /// anybody else are not written between.
    fn is_new(&self) -> Result<bool, ImportError> {
        if self
            .path
            .join(RECORD)
            .try_exists()
            .map_err(|error| self.failed(RECORD, error))?
        {
            return Ok(false);
        }
        let ours = |name: &str| {
            name == LOCK || name == UNDO || name.starts_with("part-") || name.starts_with(".tmp")
        };
        for file in fs::read_dir(&self.path).map_err(|error| self.failed("", error))? {
            let name = file.map_err(|error| self.failed("", error))?.file_name();
            if !name.to_str().is_some_and(ours) {
                return Err(ImportError::new(Kind::NotEmpty).within(&self.path));
            }
        }
        Ok(true)
    }

    fn put(
        &self,
        name: &str,
        write: impl FnOnce(&mut io::BufWriter<&mut File>) -> io::Result<()>,
    ) -> Result<(), ImportError> {
        write_file(&self.path.join(name), Overwrite::Always, write)
            .map_err(|error| self.failed(name, error))
    }

    fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, ImportError> {
        let file = File::open(self.path.join(name)).map_err(|error| self.failed(name, error))?;
        serde_json::from_reader(BufReader::new(file)).map_err(|error| match error.io_error_kind() {
            Some(kind) => self.failed(name, kind.into()),
            None => self.damaged(name, &format!("{error}")),
        })
    }

    fn failed(&self, name: &str, error: io::Error) -> ImportError {
        ImportError::storage(&self.path, name, error)
    }

    fn damaged(&self, name: &str, why: &str) -> ImportError {
        ImportError::damaged(&self.path, name, why)
    }
}

/// A file that is what its checksum says.
fn read_checked(directory: &Path, name: &str, expected: &str) -> Result<Vec<u8>, ImportError> {
    let bytes = fs::read(directory.join(name))
        .map_err(|error| ImportError::storage(directory, name, error))?;
    match checksum(&bytes) == expected {
        true => Ok(bytes),
        false => Err(ImportError::damaged(
            directory,
            name,
            "it is not what its checksum says",
        )),
    }
}

fn checksum(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A stored run, looked at without asking anybody: what a directory says of itself.
///
/// ```no_run
/// use lucca_sdk::office::imports::{RunState, StoredRun};
///
/// for entry in std::fs::read_dir("runs")? {
///     let run = StoredRun::read(entry?.path())?;
///     println!("{}: {run}", run.directory().display());
///     if let RunState::InDoubt(doubt) = run.state() {
///         println!("  reconcile before anything else: {doubt}");
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct StoredRun {
    directory: PathBuf,
    record: Record,
}

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunState {
    /// Nothing was sent yet.
    Waiting,
    /// Some of it was sent, and none of that is in doubt: [`resume`](super::Imports::resume) it.
    Begun,
    /// It is not known whether Lucca received a part: [`reconcile`](super::Imports::reconcile) it.
    InDoubt(Doubt),
    /// All of it is done.
    Finished,
}

impl StoredRun {
    /// Reads what is stored of a run. It takes no lock: another process may be working on the run.
    ///
    /// # Errors
    /// [`ImportError::is_storage`] if there is none, or it is damaged or of another version.
    pub fn read(directory: impl AsRef<Path>) -> Result<Self, ImportError> {
        let directory = directory.as_ref();
        Ok(Self {
            record: Record::read(directory)?,
            directory: directory.to_owned(),
        })
    }

    /// Where it is.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The base URL of its account.
    pub fn account(&self) -> &str {
        &self.record.account
    }

    /// Whether it simulates.
    pub fn mode(&self) -> Mode {
        self.record.mode
    }

    /// When it was made.
    pub fn created(&self) -> Timestamp {
        self.record.created
    }

    /// How many rows it has, and has had left to do when it was last cut.
    pub fn rows(&self) -> usize {
        self.record.parts.iter().map(|part| part.rows).sum()
    }

    /// How many uploads it takes, and how many of them are over.
    pub fn parts(&self) -> (usize, usize) {
        let over = self.record.parts.iter().filter(|part| part.is_over());
        (self.record.parts.len(), over.count())
    }

    /// Rows that were not sent, because what they build upon did not happen.
    pub fn not_run(&self) -> &[Entry] {
        &self.record.not_run
    }

    /// Whether [`Imports::undo`](super::Imports::undo) can take it back.
    pub fn has_undo(&self) -> bool {
        self.record.undo.is_some()
    }

    /// How far it is.
    pub fn state(&self) -> RunState {
        if let Some(doubt) = self.record.doubt() {
            return RunState::InDoubt(doubt);
        }
        let waiting = |part: &Part| part.state == PartState::Waiting;
        match self.record.is_over() {
            true => RunState::Finished,
            false if self.record.parts.iter().all(waiting) => RunState::Waiting,
            false => RunState::Begun,
        }
    }

    /// Where its undo schedule is, as it was written.
    pub(super) fn undo_file(&self) -> Result<PathBuf, ImportError> {
        let refused = |kind| ImportError::new(kind).within(&self.directory);
        let expected = self
            .record
            .undo
            .as_ref()
            .ok_or_else(|| refused(Kind::NoUndo))?;
        read_checked(&self.directory, UNDO, expected)?;
        Ok(self.directory.join(UNDO))
    }
}

/// One line: what it is, and how far.
impl fmt::Display for StoredRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, over) = self.parts();
        let state = match self.state() {
            RunState::Waiting => "not begun",
            RunState::Begun => "begun",
            RunState::InDoubt(_) => "in doubt",
            RunState::Finished => "finished",
        };
        write!(
            f,
            "{} of {} rows on {}, {state}, {over} of {parts} parts done",
            self.mode(),
            self.rows(),
            self.account()
        )
    }
}

impl fmt::Debug for StoredRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredRun({self})")
    }
}
