//! YAML or JSON in, a value out.
//!
//! The value is built while the text is read, so that a hostile document is met
//! where it starts to hurt: keys that occur twice, nesting without end, aliases
//! that grow a small text into a huge document.

use std::{
    cell::{Cell, RefCell},
    fmt,
};

use serde::de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::{Error, Pointer};

/// Objects and lists inside each other. The parsers stop a little later by
/// themselves, with a message that says less.
pub(crate) const MAX_DEPTH: usize = 120;

/// Brackets inside each other, above which a text is not even handed to the YAML
/// parser, whose time grows with their square. Far more than [`MAX_DEPTH`], as
/// brackets in prose are counted too.
const MAX_FLOW_DEPTH: usize = 2_000;

/// How much larger than its text a document may get by aliases, in nodes and
/// bytes of text.
const MAX_GROWTH: usize = 10;

/// What every document may have: small texts may repeat themselves more often.
const FREE_SIZE: usize = 1024 * 1024;

/// Reads a YAML or JSON document from text; `name` is what errors call it.
///
/// # Errors
/// If the text is neither YAML nor JSON, holds what JSON has no form for or the same
/// key twice in one object, is nested too deeply, or grows too large by aliases.
pub fn parse(name: &str, text: &str) -> Result<Value, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !is_json(text) && flow_depth(text) > MAX_FLOW_DEPTH {
        return Err(Error::new(
            name,
            format!("the document is nested more than {MAX_DEPTH} levels deep"),
            "split it by `$ref`",
        ));
    }
    let reading = Reading::new(text);
    let seed = Node {
        reading: &reading,
        place: Place::Root,
        depth: 0,
    };
    let (outcome, place) = if is_json(text) {
        let mut json = serde_json::Deserializer::from_str(text);
        let outcome = seed
            .deserialize(&mut json)
            .and_then(|value| json.end().map(|()| value));
        let place = outcome
            .as_ref()
            .err()
            .map(|error| (error.line(), error.column()));
        (outcome.map_err(|error| error.to_string()), place)
    } else {
        let outcome = seed.deserialize(yaml_serde::Deserializer::from_str(text));
        let place = outcome.as_ref().err().and_then(|error| error.location());
        let place = place.map(|place| (place.line(), place.column()));
        (outcome.map_err(|error| error.to_string()), place)
    };
    outcome.map_err(|problem| {
        let refusal = reading.refusal.take().unwrap_or_else(|| {
            // The parser has a limit of its own for aliases of aliases.
            if problem.contains("repetition limit") {
                Refusal {
                    pointer: None,
                    problem: too_large(),
                    advice: "write shared parts under `components`, and refer to them by `$ref`"
                        .to_owned(),
                }
            } else {
                Refusal {
                    pointer: None,
                    problem: format!("not valid YAML or JSON: {problem}"),
                    advice: "correct the syntax there".to_owned(),
                }
            }
        });
        refusal.name(name, place)
    })
}

fn too_large() -> String {
    format!("aliases make the document more than {MAX_GROWTH} times as large as its text")
}

/// Every JSON text is YAML too, but most mistakes in JSON are YAML for something
/// else, and the JSON parser knows them for mistakes.
fn is_json(text: &str) -> bool {
    let text = text.trim_start();
    text.strip_prefix('{')
        .is_some_and(|inside| inside.trim_start().starts_with(['"', '}']))
}

/// How deep brackets stand in each other, roughly: exact inside of brackets, where
/// quotes and comments are told apart; outside, prose may hold brackets too.
fn flow_depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut before = b' ';
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let starts = b" \t\r\n[{,:".contains(&before);
        before = byte;
        match byte {
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' | b'\'' if depth > 0 && starts => {
                // A quote that is doubled starts and ends two texts, which is the same.
                while let Some(inside) = bytes.next() {
                    if inside == b'\\' && byte == b'"' {
                        bytes.next();
                    } else if inside == byte {
                        break;
                    }
                }
            }
            b'#' if depth > 0 && starts => while bytes.next_if(|next| *next != b'\n').is_some() {},
            _ => {}
        }
    }
    deepest
}

/// A refusal of ours, kept aside while the parser carries its own error out.
struct Refusal {
    pointer: Option<Pointer>,
    problem: String,
    advice: String,
}

impl Refusal {
    fn name(self, name: &str, place: Option<(usize, usize)>) -> Error {
        let mut error = Error::new(name, self.problem, self.advice);
        if let Some((line, column)) = place {
            error = error.on(line, column);
        }
        match &self.pointer {
            Some(pointer) => error.at(pointer),
            None => error,
        }
    }
}

struct Reading {
    refusal: RefCell<Option<Refusal>>,
    /// Nodes and bytes that the document may still have.
    left: Cell<usize>,
    /// Is the key `<<` one that merges? In JSON it is a key like others.
    merges: bool,
}

impl Reading {
    fn new(text: &str) -> Self {
        Self {
            refusal: RefCell::new(None),
            left: Cell::new(Self::allowance(text)),
            merges: !is_json(text),
        }
    }

    fn allowance(text: &str) -> usize {
        text.len()
            .saturating_mul(MAX_GROWTH)
            .saturating_add(FREE_SIZE)
    }
}

/// Where a node stands: a list from the inside out, on the stack, so that a pointer
/// costs nothing unless something is wrong there.
#[derive(Clone, Copy)]
enum Place<'p> {
    Root,
    Key(&'p Place<'p>, &'p str),
    Index(&'p Place<'p>, usize),
}

impl Place<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Place::Root => Pointer::root(),
            Place::Key(outer, key) => outer.pointer().join(key),
            Place::Index(outer, index) => outer.pointer().join(index),
        }
    }
}

#[derive(Clone, Copy)]
struct Node<'p> {
    reading: &'p Reading,
    place: Place<'p>,
    depth: usize,
}

impl Node<'_> {
    fn refuse<E: serde::de::Error>(&self, problem: impl Into<String>, advice: &str) -> E {
        let problem = problem.into();
        let error = E::custom(&problem);
        *self.reading.refusal.borrow_mut() = Some(Refusal {
            pointer: Some(self.place.pointer()),
            problem,
            advice: advice.to_owned(),
        });
        error
    }

    fn spend<E: serde::de::Error>(&self, size: usize) -> Result<(), E> {
        match self.reading.left.get().checked_sub(size) {
            Some(rest) => {
                self.reading.left.set(rest);
                Ok(())
            }
            None => Err(self.refuse(
                too_large(),
                "write shared parts under `components`, and refer to them by `$ref`",
            )),
        }
    }

    fn inside<'i>(&'i self, place: Place<'i>) -> Node<'i> {
        Node {
            reading: self.reading,
            place,
            depth: self.depth + 1,
        }
    }

    fn enter<E: serde::de::Error>(&self) -> Result<(), E> {
        if self.depth < MAX_DEPTH {
            return Ok(());
        }
        Err(self.refuse(
            format!("the document is nested more than {MAX_DEPTH} levels deep"),
            "split it by `$ref`",
        ))
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can write")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        self.spend(1)?;
        Ok(Value::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Value, E> {
        self.spend(1)?;
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        self.spend(1)?;
        Ok(Value::from(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        self.spend(1)?;
        Ok(Value::from(value))
    }

    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        self.spend(1)?;
        match Number::from_f64(value) {
            Some(number) => Ok(Value::Number(number)),
            None => Err(self.refuse(
                format!("{value} is no number that JSON can write"),
                "write a finite number, or quote it",
            )),
        }
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.spend(1 + value.len())?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        self.spend(1 + value.len())?;
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.enter()?;
        self.spend(1)?;
        let mut list = Vec::new();
        loop {
            let place = Place::Index(&self.place, list.len());
            match items.next_element_seed(self.inside(place))? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.enter()?;
        self.spend(1)?;
        let mut object = Map::new();
        let mut merged = Vec::new();
        loop {
            let seed = Key {
                node: self,
                taken: &object,
            };
            let Some(key) = entries.next_key_seed(seed)? else {
                break;
            };
            self.spend(1 + key.len())?;
            let place = Place::Key(&self.place, &key);
            let value = entries.next_value_seed(self.inside(place))?;
            if key == "<<" && self.reading.merges {
                merged.push(value);
            } else {
                object.insert(key, value);
            }
        }
        for value in merged {
            self.merge(&mut object, value)?;
        }
        Ok(Value::Object(object))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Value, A::Error> {
        Err(self.refuse(
            "a YAML tag is used",
            "OpenAPI documents have no tags: write the plain value",
        ))
    }
}

impl Node<'_> {
    /// The merge key `<<: *other`: entries of another object, unless they are here.
    fn merge<E: serde::de::Error>(
        &self,
        object: &mut Map<String, Value>,
        value: Value,
    ) -> Result<(), E> {
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    object.entry(key).or_insert(value);
                }
                Ok(())
            }
            Value::Array(items) => {
                for item in items {
                    if item.is_array() {
                        return self.merge(object, Value::Null);
                    }
                    self.merge(object, item)?;
                }
                Ok(())
            }
            _ => Err(self.inside(Place::Key(&self.place, "<<")).refuse(
                "`<<` merges something that is no object",
                "merge an object, or a list of objects",
            )),
        }
    }
}

/// A key: a text, or what means a text. Keys that are numbers are common in OpenAPI
/// (`200:`).
struct Key<'p> {
    node: Node<'p>,
    /// The keys until now. They are looked at while the key is read, so that the
    /// parser knows its line.
    taken: &'p Map<String, Value>,
}

impl Key<'_> {
    fn key<E: serde::de::Error>(self, key: String) -> Result<String, E> {
        if self.taken.contains_key(&key) {
            let place = Place::Key(&self.node.place, &key);
            return Err(self.node.inside(place).refuse(
                format!("the key `{key}` occurs twice in one object"),
                "keep one of the two",
            ));
        }
        Ok(key)
    }
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = String;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text as a key")
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<String, E> {
        self.key(value.to_owned())
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<String, E> {
        self.key(value.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<String, E> {
        self.key(value.to_string())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<String, E> {
        self.key(value.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<String, E> {
        self.key(value.to_string())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<String, E> {
        self.key("null".to_owned())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Err(self
            .node
            .refuse("a list is used as a key", "keys are texts in OpenAPI"))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Err(self
            .node
            .refuse("an object is used as a key", "keys are texts in OpenAPI"))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Err(self
            .node
            .refuse("a YAML tag is used in a key", "keys are texts in OpenAPI"))
    }
}
