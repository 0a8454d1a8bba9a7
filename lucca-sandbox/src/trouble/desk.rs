//! Where a test asks for trouble.

use std::sync::Mutex;
use std::time::Duration;

use http::StatusCode;

use super::{JsonType, Trouble, TroubleAnswer, TroubleBook, TroubleId, TroubleRule, When};
use crate::lock::lock;
use crate::operation::Operation;

/// Where trouble is asked for; see [`Sandbox::trouble`](crate::Sandbox::trouble).
///
/// ```
/// use lucca_sandbox::{Operation, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), lucca_sandbox::Error> {
/// let sandbox = Sandbox::builder().start().await?;
///
/// // The first list of users breaks off, the second is refused, the third is well.
/// sandbox.trouble().on(Operation::ListUsers).reset_mid_body().times(1);
/// sandbox.trouble().on(Operation::ListUsers).status(http::StatusCode::SERVICE_UNAVAILABLE).times(1);
///
/// // And from then on, one request in ten is slow, whatever it asks.
/// let slow = sandbox.trouble().on_all().latency(std::time::Duration::from_millis(1)).after(2).rate(0.1);
/// assert_eq!(sandbox.trouble().hits(slow), 0);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct TroubleDesk<'a> {
    pub(crate) book: &'a Mutex<TroubleBook>,
}

impl<'a> TroubleDesk<'a> {
    /// Trouble for one operation.
    pub fn on(&self, operation: Operation) -> TroubleTarget<'a> {
        TroubleTarget {
            book: self.book,
            operation: Some(operation),
        }
    }

    /// Trouble for all operations.
    pub fn on_all(&self) -> TroubleTarget<'a> {
        TroubleTarget {
            book: self.book,
            operation: None,
        }
    }

    /// Takes all rules back.
    pub fn clear(&self) {
        lock(self.book).clear();
    }

    /// Takes one rule back. Returns whether it was there.
    pub fn remove(&self, id: TroubleId) -> bool {
        lock(self.book).remove(id)
    }

    /// How many requests a rule has struck; 0 if it is not there any more.
    #[must_use]
    pub fn hits(&self, id: TroubleId) -> u64 {
        lock(self.book)
            .rules()
            .iter()
            .find(|rule| rule.id == id)
            .map_or(0, |rule| rule.hits)
    }

    /// The rules, the oldest first.
    #[must_use]
    pub fn rules(&self) -> Vec<TroubleRule> {
        lock(self.book).rules().to_vec()
    }
}

/// Which trouble? One method for each [`Trouble`].
#[derive(Debug)]
#[must_use = "say which trouble"]
pub struct TroubleTarget<'a> {
    book: &'a Mutex<TroubleBook>,
    operation: Option<Operation>,
}

impl<'a> TroubleTarget<'a> {
    /// Any [`Trouble`].
    pub fn trouble(self, trouble: Trouble) -> TroublePlan<'a> {
        TroublePlan {
            book: self.book,
            operation: self.operation,
            trouble,
            after: 0,
        }
    }

    /// [`Trouble::Latency`]
    pub fn latency(self, latency: Duration) -> TroublePlan<'a> {
        self.trouble(Trouble::Latency {
            millis: millis(latency),
        })
    }

    /// [`Trouble::ResetOnArrival`]
    pub fn reset_on_arrival(self) -> TroublePlan<'a> {
        self.trouble(Trouble::ResetOnArrival)
    }

    /// [`Trouble::ResetBeforeHeaders`]
    pub fn reset_before_headers(self) -> TroublePlan<'a> {
        self.trouble(Trouble::ResetBeforeHeaders)
    }

    /// [`Trouble::ResetMidBody`]
    pub fn reset_mid_body(self) -> TroublePlan<'a> {
        self.trouble(Trouble::ResetMidBody)
    }

    /// [`Trouble::Truncate`]
    pub fn truncate(self) -> TroublePlan<'a> {
        self.trouble(Trouble::Truncate)
    }

    /// [`Trouble::Stall`]
    pub fn stall(self) -> TroublePlan<'a> {
        self.trouble(Trouble::Stall)
    }

    /// [`Trouble::StallMidBody`]
    pub fn stall_mid_body(self) -> TroublePlan<'a> {
        self.trouble(Trouble::StallMidBody)
    }

    /// [`Trouble::Drip`]
    pub fn drip(self, bytes: usize, pause: Duration) -> TroublePlan<'a> {
        self.trouble(Trouble::Drip {
            bytes,
            millis: millis(pause),
        })
    }

    /// [`Trouble::Answer`] of this status, in the run's shape of errors, without acting on the request.
    pub fn status(self, status: StatusCode) -> TroublePlan<'a> {
        self.answer(TroubleAnswer::new(status))
    }

    /// [`Trouble::Answer`]
    pub fn answer(self, answer: TroubleAnswer) -> TroublePlan<'a> {
        self.trouble(Trouble::Answer(answer))
    }

    /// [`Trouble::HtmlPage`]
    pub fn html_page(self) -> TroublePlan<'a> {
        self.trouble(Trouble::HtmlPage)
    }

    /// [`Trouble::MalformedBody`]
    pub fn malformed_body(self) -> TroublePlan<'a> {
        self.trouble(Trouble::MalformedBody)
    }

    /// [`Trouble::EmptyBody`]
    pub fn empty_body(self) -> TroublePlan<'a> {
        self.trouble(Trouble::EmptyBody)
    }

    /// [`Trouble::Nulls`]
    pub fn nulls(self) -> TroublePlan<'a> {
        self.trouble(Trouble::Nulls)
    }

    /// [`Trouble::UnknownEnums`]
    pub fn unknown_enums(self) -> TroublePlan<'a> {
        self.trouble(Trouble::UnknownEnums)
    }

    /// [`Trouble::Retype`]
    pub fn retype(self, property: impl Into<String>, to: JsonType) -> TroublePlan<'a> {
        self.trouble(Trouble::Retype {
            property: property.into(),
            to,
        })
    }

    /// [`Trouble::SpellTwice`]
    pub fn spell_twice(
        self,
        property: impl Into<String>,
        also: impl Into<String>,
    ) -> TroublePlan<'a> {
        self.trouble(Trouble::SpellTwice {
            property: property.into(),
            also: also.into(),
        })
    }

    /// [`Trouble::Uppercase`]
    pub fn uppercase(self) -> TroublePlan<'a> {
        self.trouble(Trouble::Uppercase)
    }

    /// [`Trouble::Rename`]
    pub fn rename(self, from: impl Into<String>, to: impl Into<String>) -> TroublePlan<'a> {
        self.trouble(Trouble::Rename {
            from: from.into(),
            to: to.into(),
        })
    }

    /// [`Trouble::Recase`]
    pub fn recase(self) -> TroublePlan<'a> {
        self.trouble(Trouble::Recase)
    }

    /// [`Trouble::NewProperties`]
    pub fn new_properties(self) -> TroublePlan<'a> {
        self.trouble(Trouble::NewProperties)
    }

    /// [`Trouble::Drop`]
    pub fn drop_property(self, property: impl Into<String>) -> TroublePlan<'a> {
        self.trouble(Trouble::Drop {
            property: property.into(),
        })
    }

    /// [`Trouble::DuplicateRow`]
    pub fn duplicate_row(self) -> TroublePlan<'a> {
        self.trouble(Trouble::DuplicateRow)
    }

    /// [`Trouble::MissingRow`]
    pub fn missing_row(self) -> TroublePlan<'a> {
        self.trouble(Trouble::MissingRow)
    }
}

/// When? The methods that say so put the rule in force.
#[derive(Debug)]
#[must_use = "nothing happens until a rule is told when to strike: times, always, rate or script"]
pub struct TroublePlan<'a> {
    book: &'a Mutex<TroubleBook>,
    operation: Option<Operation>,
    trouble: Trouble,
    after: u64,
}

impl TroublePlan<'_> {
    /// Lets this many requests pass first.
    pub fn after(mut self, requests: u64) -> Self {
        self.after = requests;
        self
    }

    /// On this many requests.
    pub fn times(self, times: u64) -> TroubleId {
        self.when(When::Times(times))
    }

    /// On every request.
    pub fn always(self) -> TroubleId {
        self.when(When::Always)
    }

    /// On this share of requests, from 0 (none) to 1 (all), drawn from the sandbox's seed.
    pub fn rate(self, rate: f64) -> TroubleId {
        self.when(When::Rate(rate))
    }

    /// On those requests for which the script says true.
    pub fn script(self, script: impl Into<Vec<bool>>) -> TroubleId {
        self.when(When::Script(script.into()))
    }

    /// At any [`When`].
    pub fn when(self, when: When) -> TroubleId {
        lock(self.book).add(self.operation, self.trouble, when, self.after)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
