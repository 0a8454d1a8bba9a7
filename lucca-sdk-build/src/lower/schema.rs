//! One schema, and those inside it.
//!
//! Inner schemas are lowered before those around them; then each concept of JSON
//! Schema 2020-12 has its turn, in a file of its own. Order matters in two places:
//! `const` becomes `enum` before types are looked at, and several types are told
//! apart last, when all keywords have their 3.0 form.

use serde_json::{Map, Value, json};

use super::{
    annotations, arrays, bounds, composition, conditionals, constants, content, objects,
    references, shape, types,
};
use crate::{
    Error, Pointer,
    error::Journal,
    grammar::{Kind, each_inside, is_schema},
    references::size,
};

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

    /// Lowers a schema and everything inside.
    pub(super) fn lower(&mut self, schema: Value, at: &Pointer) -> Result<Value, Error> {
        let mut object = match schema {
            Value::Bool(accepts) => return Ok(boolean(accepts)),
            Value::Object(object) => object,
            _ => {
                return Err(self.refuse(
                    at,
                    "this is no schema",
                    "a schema is an object, `true` or `false`",
                ));
            }
        };
        let around = self.ref_alone;
        references::enter_dialect(self, &mut object, at)?;
        shape::check(self, &mut object, at)?;
        references::strip_identifiers(&mut object);
        types::fold_null(&mut object);
        arrays::modernise(&mut object);
        let widened = self.inside(&mut object, at)?;

        constants::lower(&mut object);
        bounds::lower(&mut object);
        arrays::lower(self, &mut object, at);
        objects::lower(self, &mut object, at);
        conditionals::lower(self, &mut object, at, widened.condition)?;
        content::lower(self, &mut object, at);
        annotations::lower(self, &mut object, at);
        composition::lower(self, &mut object, at, &widened);
        types::lower(self, &mut object, at)?;
        references::wrap_siblings(self, &mut object, at);
        self.ref_alone = around;
        Ok(Value::Object(object))
    }

    /// Lowers the schemas directly inside, but for `true` and `false`, which the
    /// keywords that hold them read in their own ways.
    fn inside(&mut self, object: &mut Map<String, Value>, at: &Pointer) -> Result<Widened, Error> {
        let mut widened = Widened::default();
        let mut schema = Value::Object(std::mem::take(object));
        each_inside(Kind::Schema, &mut schema, at, &mut |_, inner, inner_at| {
            let before = self.widenings();
            let notes = self.journal.notes.len();
            if !is_schema(inner) || inner.is_object() {
                *inner = self.lower(inner.take(), inner_at)?;
            }
            let wider = self.widenings() > before;
            let inside = inner_at
                .as_str()
                .strip_prefix(at.as_str())
                .unwrap_or_default();
            match inside.split('/').nth(1) {
                Some("not") if wider => {
                    // What is said inside is left out, and one note says so.
                    self.journal.notes.truncate(notes);
                    widened.not = true;
                }
                Some("if") => widened.condition = wider,
                Some("oneOf") => widened.one_of.push(wider),
                _ => {}
            }
            Ok(())
        })?;
        if let Value::Object(lowered) = schema {
            *object = lowered;
        }
        Ok(widened)
    }
}

/// What `true` and `false` are as objects.
pub(super) fn boolean(accepts: bool) -> Value {
    if accepts { json!({}) } else { nothing() }
}

/// The schema that no value is valid under.
pub(super) fn nothing() -> Value {
    json!({ "not": {} })
}

/// Does a lowered schema accept everything? Descriptions do not matter.
pub(super) fn accepts_all(schema: &Value) -> bool {
    match schema {
        Value::Bool(accepts) => *accepts,
        Value::Object(object) => object.keys().all(|key| annotations::is_annotation(key)),
        _ => false,
    }
}

/// Adds a schema that has to hold as well.
pub(super) fn and_also(object: &mut Map<String, Value>, schema: Value) {
    let all_of = object.entry("allOf").or_insert_with(|| json!([]));
    if let Some(all_of) = all_of.as_array_mut() {
        all_of.push(schema);
    }
}
