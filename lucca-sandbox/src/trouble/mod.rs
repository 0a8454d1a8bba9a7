//! Trouble on demand: what can go wrong between a client and a server, when it is asked for.
//!
//! A rule says what ([`Trouble`]), for which operation, and when. Of the faults (those that replace or cut an
//! answer), the oldest rule that applies strikes, so that rules made one after the other are a script; waits and
//! changes of the answer add up.
//!
//! [`change`] alters answers, [`delivery`] cuts, stalls and drips them.

mod answer;
mod change;
mod delivery;
mod desk;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::answer::TroubleAnswer;
pub(crate) use self::delivery::deliver;
pub use self::desk::{TroubleDesk, TroublePlan, TroubleTarget};
use crate::operation::Operation;
use crate::random::{Random, Topic};

/// One thing that goes wrong.
///
/// In the control API it is written as JSON, with the `kind` in kebab case: `{"kind":"latency","millis":200}`,
/// `{"kind":"reset-mid-body"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
#[non_exhaustive]
pub enum Trouble {
    /// The answer takes this much longer, in real time.
    Latency {
        /// How long, in milliseconds.
        millis: u64,
    },
    /// The connection is reset once the headers have arrived. The account has not acted, and has read no body.
    ResetOnArrival,
    /// The connection is reset instead of an answer. The account *has* acted.
    ResetBeforeHeaders,
    /// The connection is reset after the first half of the answer's body. The account has acted.
    ResetMidBody,
    /// The connection is closed in good order after the first half of the body that `Content-Length` announced. The
    /// account has acted.
    Truncate,
    /// No answer ever comes, and the connection stays open. The account has acted.
    Stall,
    /// Nothing more comes after the first half of the answer's body. The account has acted.
    StallMidBody,
    /// The body comes in small pieces with pauses between them.
    Drip {
        /// Bytes per piece; 0 counts as 1.
        bytes: usize,
        /// The pause before each piece, in milliseconds of real time.
        millis: u64,
    },
    /// Another answer than the true one.
    Answer(TroubleAnswer),
    /// The answer says 200 and has an HTML page, as from a gateway or a captive portal. The account has acted.
    HtmlPage,
    /// The answer is JSON cut off in the middle, by a server that thinks it is whole. The account has acted.
    MalformedBody,
    /// The answer has no body. The account has acted.
    EmptyBody,
    /// Every property of every row is null, its id aside.
    Nulls,
    /// Every position, status and type has a value that no document names.
    UnknownEnums,
    /// A property has another JSON type, wherever it occurs.
    Retype {
        /// Its name, or the end of its path, e.g. `office.capacity`; `*` for every property of every row.
        property: String,
        /// What it is instead.
        to: JsonType,
    },
    /// A property has another name, wherever it occurs.
    Rename {
        /// The name in the document, or the end of its path, e.g. `manager.name`.
        from: String,
        /// The name in the answer.
        to: String,
    },
    /// A property is there twice, under two spellings and with one value, wherever it occurs.
    SpellTwice {
        /// The name in the document, or the end of its path.
        property: String,
        /// The other spelling.
        also: String,
    },
    /// All properties of rows begin with an upper-case letter.
    Recase,
    /// All properties of rows are in upper case.
    Uppercase,
    /// Every row has properties that no document names.
    NewProperties,
    /// A property is not there, wherever it would be.
    Drop {
        /// Its name, or the end of its path.
        property: String,
    },
    /// A page after the first begins with the last row of the page before, as when a row was added in the meantime.
    DuplicateRow,
    /// A page after the first leaves out its first row, as when a row was deleted in the meantime.
    MissingRow,
}

/// Whether a trouble stands for the whole answer, or adds to it.
fn is_fault(trouble: &Trouble) -> bool {
    !matches!(
        trouble,
        Trouble::Latency { .. }
            | Trouble::Nulls
            | Trouble::UnknownEnums
            | Trouble::Retype { .. }
            | Trouble::Rename { .. }
            | Trouble::SpellTwice { .. }
            | Trouble::Recase
            | Trouble::Uppercase
            | Trouble::NewProperties
            | Trouble::Drop { .. }
            | Trouble::DuplicateRow
            | Trouble::MissingRow
    )
}

/// What JSON can hold, for [`Trouble::Retype`].
///
/// A value that says the same in the other type keeps what it says (`12` and `"12"`, `true` and `"true"`); any other
/// becomes what a careless server would make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum JsonType {
    /// A text: of lists and objects, their JSON.
    Text,
    /// A whole number; 0 for what is none.
    Number,
    /// A number with a fraction, if only `.0`.
    Fraction,
    /// `true` or `false`.
    Flag,
    /// A list of the one value.
    List,
    /// An object whose `value` it is.
    Object,
    /// Null.
    Null,
}

/// When a rule strikes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum When {
    /// On every request.
    Always,
    /// On this many requests.
    Times(u64),
    /// On this share of requests, from 0 (none) to 1 (all), drawn from the sandbox's seed.
    Rate(f64),
    /// On the requests for which the list says true; after its end, no more.
    Script(Vec<bool>),
}

/// Names a rule, to ask about it or to take it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TroubleId(pub(crate) u64);

/// A rule and what it has done.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TroubleRule {
    /// Its name.
    pub id: TroubleId,
    /// The operation that it is for; none for all.
    pub operation: Option<Operation>,
    /// What goes wrong.
    pub trouble: Trouble,
    /// When it does.
    pub when: When,
    /// How many requests it lets pass first.
    pub after: u64,
    /// How many requests it has struck.
    pub hits: u64,
    offers: u64,
}

/// The rules of an account.
#[derive(Debug)]
pub(crate) struct TroubleBook {
    rules: Vec<TroubleRule>,
    last: u64,
    random: Random,
}

/// What goes wrong with one request.
#[derive(Debug, Default)]
pub(crate) struct Struck {
    pub(crate) latency: Duration,
    pub(crate) fault: Option<Trouble>,
    pub(crate) changes: Vec<Trouble>,
    /// By how many rows the page slips, forward or back.
    pub(crate) slip: isize,
}

impl Struck {
    /// What it is called in the log.
    pub(crate) fn words(&self) -> Vec<String> {
        let latency = (!self.latency.is_zero()).then(|| "latency".to_owned());
        let slip = match self.slip {
            0 => None,
            ..0 => Some("duplicate-row".to_owned()),
            _ => Some("missing-row".to_owned()),
        };
        let named = self.changes.iter().chain(&self.fault).map(Trouble::kind);
        latency.into_iter().chain(slip).chain(named).collect()
    }
}

impl Trouble {
    /// Its `kind` in the control API.
    fn kind(&self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|trouble| Some(trouble.get("kind")?.as_str()?.to_owned()))
            .unwrap_or_default()
    }
}

impl TroubleBook {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            rules: Vec::new(),
            last: 0,
            random: Random::new(seed, Topic::Trouble),
        }
    }

    pub(crate) fn add(
        &mut self,
        operation: Option<Operation>,
        trouble: Trouble,
        when: When,
        after: u64,
    ) -> TroubleId {
        self.last += 1;
        let id = TroubleId(self.last);
        self.rules.push(TroubleRule {
            id,
            operation,
            trouble,
            when,
            after,
            hits: 0,
            offers: 0,
        });
        id
    }

    pub(crate) fn rules(&self) -> &[TroubleRule] {
        &self.rules
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    pub(crate) fn remove(&mut self, id: TroubleId) -> bool {
        let before = self.rules.len();
        self.rules.retain(|rule| rule.id != id);
        self.rules.len() < before
    }

    /// What goes wrong with the next request of this operation.
    pub(crate) fn strike(&mut self, operation: Operation) -> Struck {
        let mut struck = Struck::default();
        for rule in self
            .rules
            .iter_mut()
            .filter(|rule| rule.operation.is_none_or(|only| only == operation))
        {
            let fault = is_fault(&rule.trouble);
            // A fault that stands behind another one waits for its turn.
            if (fault && struck.fault.is_some()) || !rule.strikes(&mut self.random) {
                continue;
            }
            match &rule.trouble {
                Trouble::Latency { millis } => struck.latency += Duration::from_millis(*millis),
                Trouble::DuplicateRow => struck.slip -= 1,
                Trouble::MissingRow => struck.slip += 1,
                trouble if fault => struck.fault = Some(trouble.clone()),
                trouble => struck.changes.push(trouble.clone()),
            }
        }
        struck
    }
}

impl TroubleRule {
    fn strikes(&mut self, random: &mut Random) -> bool {
        let offer = self.offers;
        self.offers += 1;
        let Some(turn) = offer.checked_sub(self.after) else {
            return false;
        };
        let strikes = match &self.when {
            When::Always => true,
            When::Times(times) => self.hits < *times,
            When::Rate(rate) => (random.below(1_000_000) as f64) < rate * 1_000_000.0,
            When::Script(script) => usize::try_from(turn)
                .ok()
                .and_then(|turn| script.get(turn))
                .copied()
                .unwrap_or(false),
        };
        self.hits += u64::from(strikes);
        strikes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(book: &mut TroubleBook) -> Option<Trouble> {
        book.strike(Operation::ListUsers).fault
    }

    #[test]
    fn faults_strike_one_after_the_other_in_the_order_of_their_rules() {
        let mut book = TroubleBook::new(1);
        book.add(
            Some(Operation::ListUsers),
            Trouble::Truncate,
            When::Times(2),
            0,
        );
        book.add(None, Trouble::Stall, When::Times(1), 0);
        assert_eq!(fault(&mut book), Some(Trouble::Truncate));
        assert_eq!(fault(&mut book), Some(Trouble::Truncate));
        assert_eq!(fault(&mut book), Some(Trouble::Stall));
        assert_eq!(fault(&mut book), None);
    }

    #[test]
    fn a_rule_is_for_its_operation_only_and_may_begin_later() {
        let mut book = TroubleBook::new(1);
        let id = book.add(
            Some(Operation::ListUsers),
            Trouble::Stall,
            When::Script(vec![true, false, true]),
            1,
        );
        assert_eq!(book.strike(Operation::GetUser).fault, None);
        let struck: Vec<bool> = (0..6).map(|_| fault(&mut book).is_some()).collect();
        assert_eq!(struck, [false, true, false, true, false, false]);
        assert_eq!(book.rules()[0].hits, 2);
        assert!(book.remove(id) && !book.remove(id));
    }

    #[test]
    fn waits_and_changes_add_up() {
        let mut book = TroubleBook::new(1);
        for trouble in [
            Trouble::Latency { millis: 5 },
            Trouble::Latency { millis: 7 },
            Trouble::Nulls,
            Trouble::Recase,
            Trouble::MissingRow,
        ] {
            book.add(None, trouble, When::Always, 0);
        }
        let struck = book.strike(Operation::ListUsers);
        assert_eq!(
            (struck.latency, struck.slip, struck.changes.len()),
            (Duration::from_millis(12), 1, 2)
        );
    }

    #[test]
    fn a_rate_is_kept_and_follows_from_the_seed() {
        let strikes = |seed| {
            let mut book = TroubleBook::new(seed);
            book.add(None, Trouble::Stall, When::Rate(0.3), 0);
            (0..1_000)
                .map(|_| fault(&mut book).is_some())
                .collect::<Vec<bool>>()
        };
        assert_eq!(strikes(4), strikes(4));
        assert_ne!(strikes(4), strikes(5));
        let share = strikes(4).into_iter().filter(|struck| *struck).count();
        assert!((250..350).contains(&share), "{share}");
    }
}
