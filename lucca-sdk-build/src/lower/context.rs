//! What lowering knows on its way: where notes go, what was widened, and how much was
//! written twice.

use serde_json::Value;

use crate::{Error, Pointer, error::Journal, references::size};

/// How many values of conditions are written twice in all.
const MAX_REPEATED: usize = 1_000_000;

/// Lowers schemas, and remembers what it could not say exactly.
pub(super) struct Lowering<'l, 'd> {
    pub(super) journal: &'l mut Journal<'d>,
    widenings: usize,
    repeated: usize,
    /// Is this a draft before 2019-09, where nothing counts beside `$ref`?
    pub(super) ref_alone: bool,
}

/// Which inner schemas accept more than they did.
#[derive(Default)]
pub(super) struct Widened {
    pub(super) not: bool,
    pub(super) condition: bool,
    /// By index.
    pub(super) one_of: Vec<bool>,
}

impl<'l, 'd> Lowering<'l, 'd> {
    pub(super) fn new(journal: &'l mut Journal<'d>, ref_alone: bool) -> Self {
        Self {
            journal,
            widenings: 0,
            repeated: 0,
            ref_alone,
        }
    }

    /// Notes that the lowered schema accepts more than the schema did.
    pub(super) fn widen(&mut self, at: &Pointer, what: impl Into<String>) {
        self.widenings += 1;
        self.journal.note(at, what);
    }

    /// Notes that something is lost which no value depends on.
    pub(super) fn lose(&mut self, at: &Pointer, what: impl Into<String>) {
        self.journal.note(at, what);
    }

    /// How often something was widened until now.
    pub(super) fn widenings(&self) -> usize {
        self.widenings
    }

    pub(super) fn refuse(
        &self,
        at: &Pointer,
        problem: impl Into<String>,
        advice: impl Into<String>,
    ) -> Error {
        self.journal.refuse(at, problem, advice)
    }

    /// A second copy of a schema, of which there may be only so many.
    pub(super) fn repeat(&mut self, schema: &Value, at: &Pointer) -> Result<Value, Error> {
        self.repeated += size(schema);
        if self.repeated > MAX_REPEATED {
            return Err(self.refuse(
                at,
                "conditions inside conditions make the document too large",
                "move inner conditions into schemas under `components`",
            ));
        }
        Ok(schema.clone())
    }
}
