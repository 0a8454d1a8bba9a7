//! Where in an answer, what deviated there, and which rows were unreadable.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::Error;

use crate::error::DecodeFailure;

/// A place in an answer, without the indices of lists: `data.items[].managerId`.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: Step,
    /// Whether something above is an item of a list.
    in_list: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Root,
    Property(&'static str),
    /// The property whose value came without the object around it.
    Bare(&'static str),
    Item,
    /// A key of a map can be anything, a person's name included.
    Key,
}

impl Place<'static> {
    /// The answer itself.
    pub const ROOT: Self = Place {
        parent: None,
        step: Step::Root,
        in_list: false,
    };
}

impl<'p> Place<'p> {
    /// A property of what is here.
    #[inline]
    pub fn property(&'p self, name: &'static str) -> Self {
        self.step(Step::Property(name))
    }

    /// The property whose value is here without the object around it.
    pub fn bare(&'p self, name: &'static str) -> Self {
        self.step(Step::Bare(name))
    }

    pub(super) fn item(&'p self) -> Self {
        self.step(Step::Item)
    }

    pub(super) fn key(&'p self) -> Self {
        self.step(Step::Key)
    }

    #[inline]
    fn step(&'p self, step: Step) -> Self {
        Place {
            parent: Some(self),
            step,
            in_list: self.in_list || self.step == Step::Item,
        }
    }

    /// Whether this is a row: an item of the answer itself, of one of its own lists, or of the
    /// `items` in its envelope.
    pub fn is_row(&self) -> bool {
        let Some(list) = self.parent.filter(|_| self.step == Step::Item) else {
            return false;
        };
        let above = |place: &Place<'_>| match place.parent {
            None => true,
            Some(above) => above.step == Step::Root,
        };
        match list.step {
            Step::Root => true,
            Step::Property("items") => list.parent.is_some_and(above),
            Step::Property(_) | Step::Bare(_) => above(list),
            Step::Item | Step::Key => false,
        }
    }

    /// Whether this is the list of a page, in an envelope or not.
    pub(super) fn is_items(&self) -> bool {
        self.step == Step::Property("items") && self.item().is_row()
    }

    /// The property's name, if this is one and in no list.
    fn outside_of_lists(&self) -> Option<&'static str> {
        match self.step {
            Step::Property(name) if !self.in_list => Some(name),
            _ => None,
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = match self.parent {
            None => return Ok(()),
            Some(parent) => {
                parent.fmt(f)?;
                parent.step == Step::Root
            }
        };
        match self.step {
            Step::Root => Ok(()),
            Step::Property(name) | Step::Bare(name) if first => f.write_str(name),
            Step::Property(name) | Step::Bare(name) => write!(f, ".{name}"),
            Step::Item => f.write_str("[]"),
            Step::Key if first => f.write_str("?"),
            Step::Key => f.write_str(".?"),
        }
    }
}

/// A row of the outermost list that could not be read.
#[derive(Clone, Debug)]
pub(crate) struct BadItem {
    pub(crate) index: usize,
    pub(crate) failure: DecodeFailure,
}

/// Which properties the rows of an answer had, in the order of
/// [`Decode::PROPERTIES`](super::Decode::PROPERTIES). From the 129th on they are not watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Present(u128);

impl Present {
    /// These as well.
    pub(crate) fn add(&mut self, more: Self) {
        self.0 |= more.0;
    }

    /// Those of the properties that no row had.
    pub(crate) fn lacking(
        self,
        properties: &'static [&'static str],
    ) -> impl Iterator<Item = &'static str> {
        let watched = properties.iter().take(128).enumerate();
        watched.filter_map(move |(bit, name)| (self.0 >> bit & 1 == 0).then_some(*name))
    }
}

/// How many list items and untyped values one answer may hold beside its rows: a few bytes
/// of text each, a hundred times that in memory.
const MOST_VALUES: usize = 1_000_000;

/// What one answer was like.
#[derive(Debug, Default)]
pub struct Report {
    /// By path, what was expected and what was found there.
    deviations: BTreeMap<(String, &'static str, &'static str), u64>,
    /// The newest one; why an object is unreadable, if it is.
    last: Option<(String, &'static str, &'static str)>,
    bad_rows: Vec<BadItem>,
    present: Present,
    /// Properties outside of any list that did not come, or came and were unreadable: of a
    /// page that may be the list of rows.
    absent: Vec<&'static str>,
    unreadable: Vec<&'static str>,
    /// How many rows may come, unreadable ones among them; `None` if every row must be
    /// readable, as nobody would be told of those that are not.
    max_rows: Option<usize>,
    values: usize,
    /// Why reading was given up.
    given_up: Option<DecodeFailure>,
}

impl Report {
    pub(super) fn new(max_rows: Option<usize>) -> Self {
        Self {
            max_rows,
            ..Self::default()
        }
    }

    /// Notes that something else was there than the document promises.
    #[cold]
    pub fn deviates(&mut self, at: &Place<'_>, expected: &'static str, found: &'static str) {
        let what = (at.to_string(), expected, found);
        *self.deviations.entry(what.clone()).or_default() += 1;
        self.last = Some(what);
    }

    /// Notes which properties a row had.
    pub fn row_has(&mut self, properties: u128) {
        self.present.0 |= properties;
    }

    #[inline]
    pub(super) fn absent(&mut self, at: &Place<'_>) {
        self.absent.extend(at.outside_of_lists());
    }

    pub(super) fn unreadable(&mut self, at: &Place<'_>) {
        self.unreadable.extend(at.outside_of_lists());
    }

    /// Whether a property of the answer itself came and was unreadable.
    pub(super) fn was_unreadable(&self, at: &Place<'_>) -> bool {
        at.parent.is_some_and(|parent| parent.step == Step::Root)
            && at
                .outside_of_lists()
                .is_some_and(|name| self.unreadable.contains(&name))
    }

    /// Whether an answer of which nothing could be read had something that should have been.
    pub fn is_unreadable(&self, at: &Place<'_>) -> bool {
        matches!(at.step, Step::Root | Step::Bare(_)) && !self.unreadable.is_empty()
    }

    /// Whether a property outside of any list did not come, or was unreadable; one that came
    /// as null did come.
    pub(crate) fn lacks(&self, name: &str) -> bool {
        self.absent.contains(&name) || self.unreadable.contains(&name)
    }

    /// Keeps an unreadable row, or gives the answer up for it.
    pub(super) fn bad_row<E: Error>(&mut self, index: usize) -> Result<(), E> {
        let failure = self.failure().in_row(index);
        if self.max_rows.is_none() {
            return Err(self.give_up(failure));
        }
        self.bad_rows.push(BadItem { index, failure });
        Ok(())
    }

    /// Counts one more row.
    pub(super) fn admit_row<E: Error>(&mut self, count: usize) -> Result<(), E> {
        match self.max_rows {
            None => self.admit_value(),
            Some(max) if count < max => Ok(()),
            Some(max) => Err(self.give_up(DecodeFailure::because(format!(
                "the answer has more than {max} rows, which is more than were asked for"
            )))),
        }
    }

    /// How many more rows to make room for at once: all that may still come, once a good part
    /// of them is there.
    pub(super) fn rows_left(&self, count: usize) -> usize {
        let most = self.max_rows.unwrap_or_default();
        let left = most.saturating_sub(count);
        if count >= most / 16 { left } else { 0 }
    }

    /// Counts one more value of those whose number nothing else bounds.
    pub(super) fn admit_value<E: Error>(&mut self) -> Result<(), E> {
        self.values += 1;
        if self.values <= MOST_VALUES {
            return Ok(());
        }
        Err(self.give_up(DecodeFailure::because(format!(
            "the answer holds more than {MOST_VALUES} values"
        ))))
    }

    fn give_up<E: Error>(&mut self, failure: DecodeFailure) -> E {
        let error = E::custom(&failure);
        self.given_up = Some(failure);
        error
    }

    pub(super) fn given_up(&mut self) -> Option<DecodeFailure> {
        self.given_up.take()
    }

    /// Why what was read last is unreadable.
    pub(super) fn failure(&self) -> DecodeFailure {
        match &self.last {
            Some((path, expected, found)) => {
                DecodeFailure::because(format!("{found} where {expected} is expected"))
                    .at(path.clone())
            }
            None => DecodeFailure::because("not what the document promises".to_owned()),
        }
    }

    pub(crate) fn take_bad_rows(&mut self) -> Vec<BadItem> {
        std::mem::take(&mut self.bad_rows)
    }

    pub(crate) fn present(&self) -> Present {
        self.present
    }

    /// What deviated: path, what was expected, what was found, and how often.
    pub(super) fn deviations(
        &self,
    ) -> impl Iterator<Item = (&str, &'static str, &'static str, u64)> {
        self.deviations
            .iter()
            .map(|((path, expected, found), count)| (path.as_str(), *expected, *found, *count))
    }
}
