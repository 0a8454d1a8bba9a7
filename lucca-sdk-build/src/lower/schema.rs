//! One schema, and those inside it.
//!
//! Inner schemas are lowered before those around them; then each concept of JSON
//! Schema 2020-12 has its turn, in a file of its own. Order matters in two places:
//! `const` becomes `enum` before types are looked at, and several types are told
//! apart last, when all keywords have their 3.0 form.
//!
//! No other file comes back here.

use serde_json::{Map, Value};

use super::{
    annotations, arrays, bounds, composition, conditionals, constants, content,
    context::{Lowering, Widened},
    objects, references, shape, types,
    words::boolean,
};
use crate::{
    Error, Pointer,
    grammar::{Kind, each_inside, is_schema},
};

impl Lowering<'_, '_> {
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
        shape::check(&mut object, at, self.journal)?;
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
