//! Random values that a schema of OpenAPI 3.0 describes, made without the crate's help.
//!
//! A validator that knows neither OpenAPI nor this crate has the last word on each.

use serde_json::{Map, Value, json};

/// Deeper than this, only what must be there is made.
const DEEP: usize = 4;
/// Deeper than this, nothing is.
const TOO_DEEP: usize = 24;

/// Which way a value goes: read-only properties are not sent, write-only ones do not come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Sent,
    Received,
}

impl Way {
    /// The word that says a property does not go this way.
    fn hides(self) -> &'static str {
        match self {
            Self::Sent => "readOnly",
            Self::Received => "writeOnly",
        }
    }

    /// Takes what does not go this way out of what must be there, and puts in what a row is
    /// known by.
    pub(crate) fn relax(self, value: &mut Value) {
        let hidden: Vec<String> = value["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, property)| property.get(self.hides()) == Some(&json!(true)))
            .map(|(name, _)| name.clone())
            .collect();
        match value {
            Value::Object(object) => {
                if let Some(Value::Array(required)) = object.get_mut("required") {
                    required.retain(|name| !hidden.iter().any(|hidden| name == hidden));
                }
                // A row without it is none.
                if let Some(identity) = object.get("x-rust-identity").cloned() {
                    let required = object.entry("required").or_insert_with(|| json!([]));
                    required.as_array_mut().unwrap().push(identity);
                }
                object.retain(|key, required| key != "required" || *required != json!([]));
                object.values_mut().for_each(|value| self.relax(value));
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.relax(value)),
            _ => {}
        }
    }
}

pub(crate) struct Random<'d> {
    document: &'d Value,
    way: Way,
    state: u64,
}

impl<'d> Random<'d> {
    pub(crate) fn new(document: &'d Value, way: Way, seed: u64) -> Self {
        Self {
            document,
            way,
            state: seed,
        }
    }

    /// The next number below `end` (SplitMix64).
    fn below(&mut self, end: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end.max(1)
    }

    fn pick<'v, T>(&mut self, from: &'v [T]) -> Option<&'v T> {
        let count = u64::try_from(from.len()).unwrap();
        from.get(usize::try_from(self.below(count)).unwrap())
    }

    /// A value that the schema describes, or nothing where none is found.
    pub(crate) fn value(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        if depth > TOO_DEEP {
            return None;
        }
        let flat = self.flat(schema, 0)?;
        if flat.get("nullable") == Some(&json!(true)) && (depth > DEEP || self.below(5) == 0) {
            return Some(Value::Null);
        }
        if let Some(Value::Array(values)) = flat.get("enum") {
            return self.pick(values).cloned();
        }
        let format = flat.get("format").and_then(Value::as_str);
        let kind = match flat.get("type").and_then(Value::as_str) {
            Some(kind) => kind,
            None if flat.contains_key("properties") => "object",
            None if flat.contains_key("items") => "array",
            None if flat.contains_key("pattern") => "string",
            // What .NET means by a format without a type.
            None if format.is_some_and(|format| format.starts_with("int")) => "integer",
            None if matches!(format, Some("float" | "double" | "decimal")) => "number",
            None if matches!(format, Some("date" | "date-time" | "uuid")) => "string",
            None if flat.contains_key("minimum") => "number",
            None => return Some(self.anything()),
        };
        match kind {
            "object" => self.object(&flat, depth),
            "array" => self.array(&flat, depth),
            "string" => self.text(&flat),
            "boolean" => Some(json!(self.below(2) == 0)),
            kind => self.number(&flat, kind == "integer"),
        }
    }

    fn anything(&mut self) -> Value {
        let values = [
            json!(null),
            json!(true),
            json!(0),
            json!(-1.5),
            json!("text"),
            json!([1, "a", null]),
            json!({"a": {"b": []}}),
        ];
        self.pick(&values).cloned().unwrap_or_default()
    }

    /// One schema without references and alternatives: everything of `allOf`, one of the
    /// others, chosen.
    fn flat(&mut self, schema: &Value, depth: usize) -> Option<Map<String, Value>> {
        if depth > TOO_DEEP {
            return None;
        }
        let schema = schema.as_object()?;
        // Beside a reference nothing counts in 3.0.
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let pointer = reference.strip_prefix('#')?;
            let pointer = percent_encoding::percent_decode_str(pointer)
                .decode_utf8()
                .ok()?;
            let target = self.document.pointer(&pointer)?;
            return self.flat(target, depth + 1);
        }
        let mut flat = schema.clone();
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let Some(Value::Array(parts)) = flat.remove(keyword) else {
                continue;
            };
            let parts = match keyword {
                "allOf" => parts,
                _ => vec![self.pick(&parts)?.clone()],
            };
            for part in parts {
                let part = self.flat(&part, depth + 1)?;
                unite(&mut flat, part);
            }
        }
        Some(flat)
    }

    fn object(&mut self, schema: &Map<String, Value>, depth: usize) -> Option<Value> {
        let mut object = Map::new();
        let required = schema.get("required").and_then(Value::as_array);
        let required = |name: &str| required.is_some_and(|all| all.iter().any(|one| one == name));
        let none = Map::new();
        let properties = match schema.get("properties") {
            Some(Value::Object(properties)) => properties,
            _ => &none,
        };
        let hidden = self.way.hides();
        for (name, property) in properties {
            // Whatever says it may stand behind a reference.
            let is_hidden = self
                .flat(property, 0)
                .is_some_and(|flat| flat.get(hidden) == Some(&json!(true)));
            if is_hidden || property.get(hidden) == Some(&json!(true)) {
                continue;
            }
            if required(name) {
                let value = self.value(property, depth + 1)?;
                object.insert(name.clone(), value);
            } else if depth < DEEP
                && self.below(5) < 3
                && let Some(value) = self.value(property, depth + 1)
            {
                object.insert(name.clone(), value);
            }
        }
        for name in schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let name = name.as_str()?;
            if !properties.contains_key(name) {
                object.insert(name.to_owned(), self.anything());
            }
        }
        let more = match schema.get("additionalProperties") {
            Some(Value::Bool(true)) => Some(json!({})),
            Some(more @ Value::Object(_)) => Some(more.clone()),
            _ => None,
        };
        if let Some(more) = more.filter(|_| depth < DEEP) {
            for name in ["more", "Größe 1"] {
                if self.below(2) == 0
                    && let Some(value) = self.value(&more, depth + 1)
                {
                    object.insert(name.to_owned(), value);
                }
            }
        }
        Some(Value::Object(object))
    }

    fn array(&mut self, schema: &Map<String, Value>, depth: usize) -> Option<Value> {
        let bound = |name: &str| schema.get(name).and_then(Value::as_u64);
        let least = bound("minItems").unwrap_or(0);
        let most = bound("maxItems").unwrap_or(least + 3);
        let wanted = match depth > DEEP {
            true => least,
            false => least + self.below(most.saturating_sub(least).min(3) + 1),
        };
        let any = json!({});
        let items = schema.get("items").unwrap_or(&any);
        let mut values = Vec::new();
        for _ in 0..wanted {
            match self.value(items, depth + 1) {
                Some(value) => values.push(value),
                None if least == 0 => break,
                None => return None,
            }
        }
        if schema.get("uniqueItems") == Some(&json!(true)) {
            let mut seen: Vec<Value> = Vec::new();
            values.retain(|value| {
                !seen.contains(value) && {
                    seen.push(value.clone());
                    true
                }
            });
        }
        Some(Value::Array(values))
    }

    fn text(&mut self, schema: &Map<String, Value>) -> Option<Value> {
        if let Some(Value::String(pattern)) = schema.get("pattern") {
            return self.matching(pattern).map(Value::from);
        }
        let chosen = match schema.get("format").and_then(Value::as_str) {
            Some("date") => &["2024-02-29", "0001-01-01", "9999-12-31"][..],
            Some("date-time") => &["2024-02-29T23:59:59Z", "1970-01-01T00:00:00.123456789Z"],
            Some("date-time-local") => &["2024-02-29T23:59:59"],
            Some("uuid") => &["3fa85f64-5717-4562-b3fc-2c963f66afa6"],
            Some("email") => &["ada@example.org"],
            Some("uri" | "url") => &["https://example.org/a?b=c#d"],
            Some("byte") => &["", "YQ=="],
            _ => &[
                "",
                "a",
                "true",
                "12",
                "null",
                "Ünï cödé 😀",
                "a,b \"c\"\n\\",
                "2024-02-29",
            ],
        };
        let text = (*self.pick(chosen)?).to_owned();
        let bound = |name: &str| schema.get(name).and_then(Value::as_u64);
        let least = usize::try_from(bound("minLength").unwrap_or(0).min(10_000)).ok()?;
        let most = usize::try_from(bound("maxLength").unwrap_or(10_000).min(10_000)).ok()?;
        let filled = text.chars().chain(std::iter::repeat('x'));
        let length = text.chars().count().clamp(least, most.max(least));
        Some(Value::from(filled.take(length).collect::<String>()))
    }

    /// A text that matches a pattern, if it is one that Rust knows too.
    fn matching(&mut self, pattern: &str) -> Option<String> {
        use proptest::strategy::{Strategy, ValueTree};
        use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
        let mut seed = [0; 32];
        seed[0] = u8::try_from(self.below(256)).ok()?;
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let inner = pattern.trim_start_matches('^').trim_end_matches('$');
        let strategy = proptest::string::string_regex(inner).ok()?;
        Some(strategy.new_tree(&mut runner).ok()?.current())
    }

    fn number(&mut self, schema: &Map<String, Value>, whole: bool) -> Option<Value> {
        let format = schema.get("format").and_then(Value::as_str);
        let (low, high) = match format {
            Some("int8") => (-128.0, 127.0),
            Some("int16") => (f64::from(i16::MIN), f64::from(i16::MAX)),
            Some("uint8") => (0.0, 255.0),
            Some("uint16") => (0.0, f64::from(u16::MAX)),
            Some("int32") => (f64::from(i32::MIN), f64::from(i32::MAX)),
            Some("uint32") => (0.0, f64::from(u32::MAX)),
            Some("uint64") => (0.0, 9e15),
            // What a `f32` holds exactly.
            Some("float") => (-8e6, 8e6),
            _ => (-9e15, 9e15),
        };
        let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
        let excluded = |name: &str| schema.get(name) == Some(&json!(true));
        let step = bound("multipleOf").unwrap_or(if whole { 1.0 } else { 0.25 });
        let mut low = bound("minimum").map_or(low, |least| least.max(low));
        let mut high = bound("maximum").map_or(high, |most| most.min(high));
        if excluded("exclusiveMinimum") {
            low += step;
        }
        if excluded("exclusiveMaximum") {
            high -= step;
        }
        let small = [0.0, 1.0, -1.0, 2.0, 7.0, 100.0].map(|number: f64| number * step);
        let mut fitting: Vec<f64> = small
            .into_iter()
            .filter(|n| (low..=high).contains(n))
            .collect();
        fitting.extend([(low / step).ceil() * step, (high / step).floor() * step]);
        let chosen = *self.pick(&fitting)?;
        #[allow(clippy::cast_possible_truncation, reason = "within ±9e15")]
        Some(match whole || chosen.fract() == 0.0 && self.below(2) == 0 {
            true => json!(chosen as i64),
            false => json!(chosen),
        })
    }
}

/// What both schemas say, in one.
fn unite(flat: &mut Map<String, Value>, part: Map<String, Value>) {
    for (keyword, value) in part {
        let Some(own) = flat.get_mut(&keyword) else {
            flat.insert(keyword, value);
            continue;
        };
        match (keyword.as_str(), own, value) {
            ("properties", Value::Object(own), Value::Object(more)) => {
                for (name, schema) in more {
                    let both = match own.get(&name) {
                        Some(first) => json!({ "allOf": [first, schema] }),
                        None => schema,
                    };
                    own.insert(name, both);
                }
            }
            ("required", Value::Array(own), Value::Array(more)) => own.extend(more),
            ("enum", Value::Array(own), Value::Array(more)) => own.retain(|v| more.contains(v)),
            // Null is one of the values only if all say so.
            ("nullable", own, value) => *own = json!(*own == true && value == true),
            ("minimum" | "minLength" | "minItems", own, value) if value.as_f64() > own.as_f64() => {
                *own = value;
            }
            ("maximum" | "maxLength" | "maxItems", own, value) if value.as_f64() < own.as_f64() => {
                *own = value;
            }
            _ => {}
        }
    }
}
