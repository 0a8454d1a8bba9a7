//! Types: several at once, and `null` among them.
//!
//! In 3.0 a schema has one type, and `nullable` beside it; without a type, `nullable`
//! says nothing. The one value `null` is an `enum` of it.

use serde_json::{Map, Value, json};

use super::{
    context::Lowering,
    words::{and_also, is_annotation, nothing},
};
use crate::{Error, Pointer};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
}

impl Type {
    fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "string" => Type::String,
            "integer" => Type::Integer,
            "number" => Type::Number,
            "boolean" => Type::Boolean,
            "array" => Type::Array,
            "object" => Type::Object,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Type::String => "string",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::Boolean => "boolean",
            Type::Array => "array",
            Type::Object => "object",
        }
    }

    /// The narrowest type of a value; `null` has none.
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => return None,
            Value::Bool(_) => Type::Boolean,
            Value::String(_) => Type::String,
            Value::Array(_) => Type::Array,
            Value::Object(_) => Type::Object,
            Value::Number(number) => {
                let whole = number.as_f64().is_some_and(|number| number.fract() == 0.0);
                if whole { Type::Integer } else { Type::Number }
            }
        })
    }

    fn accepts(self, value: &Value) -> bool {
        Type::of(value).is_some_and(|narrowest| {
            narrowest == self || self == Type::Number && narrowest == Type::Integer
        })
    }

    /// The keywords that say something about values of this type only.
    fn keywords(self) -> &'static [&'static str] {
        match self {
            Type::String => &["minLength", "maxLength", "pattern"],
            Type::Integer | Type::Number => &[
                "multipleOf",
                "minimum",
                "exclusiveMinimum",
                "maximum",
                "exclusiveMaximum",
            ],
            Type::Boolean => &[],
            Type::Array => &["items", "minItems", "maxItems", "uniqueItems"],
            Type::Object => &[
                "properties",
                "required",
                "additionalProperties",
                "minProperties",
                "maxProperties",
            ],
        }
    }

    /// Formats belong to numbers or to texts.
    fn has_format(self, format: &str) -> bool {
        let of_numbers = [
            "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
        ]
        .contains(&format)
            || ["float", "double", "decimal"].contains(&format);
        match self {
            Type::Integer | Type::Number => of_numbers,
            Type::String => !of_numbers,
            _ => false,
        }
    }
}

/// All types but `null`, `integer` being among the numbers.
const ALL: [Type; 5] = [
    Type::String,
    Type::Number,
    Type::Boolean,
    Type::Array,
    Type::Object,
];

/// The one value `null`.
fn only_null() -> Value {
    json!({ "enum": [null] })
}

/// `anyOf` a typed schema and `null` is that type and `null`. (3.1 to 3.1, so that
/// what follows has one form less to know.)
pub(super) fn fold_null(object: &mut Map<String, Value>) {
    for keyword in ["anyOf", "oneOf"] {
        let Some(Value::Array(branches)) = object.get(keyword) else {
            continue;
        };
        let (nulls, others): (Vec<&Value>, Vec<&Value>) =
            branches.iter().partition(|branch| is_only_null(branch));
        let ([null], [Value::Object(other)]) = (nulls.as_slice(), others.as_slice()) else {
            continue;
        };
        // Nothing else may have a say in it, and no description may get lost.
        let alone = object
            .keys()
            .all(|key| key == keyword || is_annotation(key));
        let silent = null
            .as_object()
            .is_some_and(|null| null.keys().all(|key| !is_annotation(key)));
        let clash = other
            .keys()
            .any(|key| object.contains_key(key) && key != keyword);
        if !alone || !silent || clash {
            continue;
        }
        if let Some(nullable) = with_null(other) {
            object.shift_remove(keyword);
            object.extend(nullable);
        }
    }
}

/// A schema that accepts `null` and nothing else.
fn is_only_null(schema: &Value) -> bool {
    let Some(object) = schema.as_object() else {
        return false;
    };
    let mut says_null = false;
    for (key, value) in object {
        match key.as_str() {
            "type" if *value == json!("null") || *value == json!(["null"]) => says_null = true,
            "const" if value.is_null() => says_null = true,
            "enum" if *value == json!([null]) => says_null = true,
            "$comment" => {}
            key if is_annotation(key) => {}
            _ => return false,
        }
    }
    says_null
}

/// The same schema, which accepts `null` as well; `None` if it is not plain to see
/// how, or it does already.
fn with_null(schema: &Map<String, Value>) -> Option<Map<String, Value>> {
    let other_rules = [
        "$ref",
        "$dynamicRef",
        "$id",
        "$anchor",
        "$dynamicAnchor",
        "$schema",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "nullable",
    ];
    if other_rules.iter().any(|key| schema.contains_key(*key)) {
        return None;
    }
    let mut schema = schema.clone();
    let mut decided = false;
    let types = match schema.get("type") {
        Some(Value::String(name)) => Some(vec![json!(name)]),
        Some(Value::Array(names)) => Some(names.clone()),
        Some(_) => return None,
        None => None,
    };
    if let Some(mut types) = types {
        if types.contains(&json!("null")) {
            return None;
        }
        types.push(json!("null"));
        schema.insert("type".into(), types.into());
        decided = true;
    }
    if let Some(value) = schema.shift_remove("const") {
        if schema.contains_key("enum") || value.is_null() {
            return None;
        }
        schema.insert("enum".into(), json!([value]));
    }
    if let Some(values) = schema.get_mut("enum") {
        let values = values.as_array_mut()?;
        if values.contains(&Value::Null) {
            return None;
        }
        values.push(Value::Null);
        decided = true;
    }
    decided.then_some(schema)
}

/// One type, and `nullable`; several become one schema each.
pub(super) fn lower(
    lowering: &mut Lowering<'_, '_>,
    object: &mut Map<String, Value>,
    at: &Pointer,
) -> Result<(), Error> {
    // 3.1 does not know it; whoever writes it there means what 3.0 means by it.
    let flagged = object.shift_remove("nullable") == Some(json!(true));
    let Some((mut types, mut null)) = types_of(lowering, object, at)? else {
        if flagged {
            allow_null(lowering, object, at);
        }
        return Ok(());
    };
    if flagged && !null {
        null = true;
        if let Some(Value::Array(values)) = object.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
        note_flag(lowering, at);
    }
    object.shift_remove("type");
    if let Some(Value::Array(values)) = object.get_mut("enum") {
        null &= values.contains(&Value::Null);
        values.retain(|value| match value {
            Value::Null => null,
            value => types.iter().any(|kind| kind.accepts(value)),
        });
        let values = values.clone();
        types.retain(|kind| values.iter().any(|value| kind.accepts(value)));
    }
    match (types.as_slice(), null) {
        ([], true) => {
            strip(object, &ALL);
            object.insert("enum".into(), json!([null]));
        }
        ([], false) => {
            object.shift_remove("enum");
            and_also(object, nothing());
        }
        ([one], null) => {
            object.insert("type".into(), json!(one.name()));
            if null {
                object.insert("nullable".into(), json!(true));
            }
            complete(object, *one);
        }
        (several, true) if several.len() == ALL.len() && !object.contains_key("enum") => {}
        (several, null) => tell_apart(object, several, null),
    }
    Ok(())
}

/// The types that a schema names, or that its `enum` shows, and whether `null` is
/// one of them.
fn types_of(
    lowering: &Lowering<'_, '_>,
    object: &Map<String, Value>,
    at: &Pointer,
) -> Result<Option<(Vec<Type>, bool)>, Error> {
    let names: Vec<&str> = match object.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(types_shown(object)),
    };
    let mut types = Vec::new();
    let mut null = false;
    for name in &names {
        match Type::of_name(name) {
            Some(kind) if types.contains(&kind) => {}
            Some(kind) => types.push(kind),
            None if *name == "null" => null = true,
            None => {
                return Err(lowering.refuse(
                    &at.join("type"),
                    format!("`{name}` is no type"),
                    "the types are string, integer, number, boolean, array, object and null",
                ));
            }
        }
    }
    if names.is_empty() {
        return Err(lowering.refuse(&at.join("type"), "no type is named", "name one, or none"));
    }
    if types.contains(&Type::Number) {
        types.retain(|kind| *kind != Type::Integer);
    }
    Ok(Some((types, null)))
}

/// A generator knows what to do with texts, less so with values of no type.
fn types_shown(object: &Map<String, Value>) -> Option<(Vec<Type>, bool)> {
    let values = object.get("enum")?.as_array()?;
    let mut types = Vec::new();
    for kind in values.iter().filter_map(Type::of) {
        if !types.contains(&kind) {
            types.push(kind);
        }
    }
    if types.contains(&Type::Number) {
        types.retain(|kind| *kind != Type::Integer);
    }
    let plain = !types.contains(&Type::Array) && !types.contains(&Type::Object);
    (types.len() <= 1 && plain).then(|| (types, values.contains(&Value::Null)))
}

fn note_flag(lowering: &mut Lowering<'_, '_>, at: &Pointer) {
    lowering.widen(
        &at.join("nullable"),
        "`null` is accepted: 3.1 has no such keyword, and 3.0's meaning is taken",
    );
}

/// `nullable` beside no type: the schema, or `null`.
fn allow_null(lowering: &mut Lowering<'_, '_>, object: &mut Map<String, Value>, at: &Pointer) {
    let mut rules = Map::new();
    let keys: Vec<String> = object
        .keys()
        .filter(|key| !is_annotation(key))
        .cloned()
        .collect();
    if keys.is_empty() {
        return;
    }
    for key in keys {
        if let Some(value) = object.shift_remove(&key) {
            rules.insert(key, value);
        }
    }
    super::references::wrap_siblings(lowering, &mut rules, at);
    object.insert("anyOf".into(), json!([rules, only_null()]));
    note_flag(lowering, at);
}

/// Takes away what says something about these types only.
fn strip(object: &mut Map<String, Value>, types: &[Type]) {
    for keyword in types.iter().flat_map(|kind| kind.keywords()) {
        object.shift_remove(*keyword);
    }
}

/// 3.0 wants every list to say what its items are.
fn complete(object: &mut Map<String, Value>, kind: Type) {
    if kind == Type::Array && !object.contains_key("items") {
        object.insert("items".into(), json!({}));
    }
}

/// One schema for each type, with the keywords that belong to it.
fn tell_apart(object: &mut Map<String, Value>, types: &[Type], null: bool) {
    let values = match object.shift_remove("enum") {
        Some(Value::Array(values)) => Some(values),
        _ => None,
    };
    let format = object.shift_remove("format");
    let mut branches = Vec::new();
    for kind in types {
        let mut branch = Map::new();
        branch.insert("type".into(), json!(kind.name()));
        for keyword in kind.keywords() {
            if let Some(value) = object.shift_remove(*keyword) {
                branch.insert((*keyword).into(), value);
            }
        }
        if let Some(Value::String(format)) = &format
            && kind.has_format(format)
        {
            branch.insert("format".into(), json!(format));
        }
        if let Some(values) = &values {
            let own: Vec<&Value> = values.iter().filter(|value| kind.accepts(value)).collect();
            branch.insert("enum".into(), json!(own));
        }
        complete(&mut branch, *kind);
        branches.push(Value::Object(branch));
    }
    if null {
        branches.push(only_null());
    }
    // Keywords of other types say nothing here.
    strip(object, &ALL);
    // No value has two types, so "one of" and "any of" are the same.
    for keyword in ["oneOf", "anyOf"] {
        if !object.contains_key(keyword) {
            object.insert(keyword.into(), branches.into());
            return;
        }
    }
    and_also(object, json!({ "oneOf": branches }));
}
