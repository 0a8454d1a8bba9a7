//! What a change means on the wire: the one place where it is decided.
//!
//! The question is what a document promises: to a reader that some values occur
//! and others do not, to a writer that some are accepted.

use serde_json::Value;

use super::{change::Kind, record::Use, verdict::Wire};

/// What a change means on the wire, and why.
pub(super) fn judge(kind: &Kind, used: Use) -> (Wire, &'static str) {
    let (wire, why) = for_both(kind, used);
    let concerned = wire.only(used.reads, used.writes);
    let why = match (wire.is_breaking() && !concerned.is_breaking(), used) {
        (false, _) => why,
        (true, Use::RESPONSE) => "Only who writes it would notice, and it is only read.",
        (true, Use::REQUEST) => "Only who reads it would notice, and it is only written.",
        (true, _) => "No operation uses it.",
    };
    (concerned, why)
}

/// The verdict on somebody who both reads and writes what changed.
fn for_both(kind: &Kind, used: Use) -> (Wire, &'static str) {
    match kind {
        Kind::OperationAdded => (Wire::SAFE, "Nobody calls it yet."),
        Kind::OperationRemoved => (Wire::BOTH, "A call is refused."),
        Kind::OperationMoved { .. } => (Wire::BOTH, "A call to the old place is refused."),
        Kind::OperationRenamed { .. } => (Wire::SAFE, "The identifier is not sent."),
        Kind::OperationDeprecated => (Wire::SAFE, "It still works, and may go."),
        Kind::SecurityChanged { from, to } => match lets_in(from, to) {
            true => (Wire::SAFE, "What let a call in still does."),
            false => (Wire::WRITER, "A call may no longer be let in."),
        },
        Kind::ServersChanged { from, to } => match path_of_server(from) == path_of_server(to) {
            true => (Wire::SAFE, "Clients are told their account's address."),
            false => (Wire::BOTH, "The paths below the server begin elsewhere."),
        },

        Kind::ParameterAdded { required: false } => (Wire::SAFE, "It can be left out."),
        Kind::ParameterAdded { required: true } => (Wire::WRITER, "A call without it is refused."),
        Kind::ParameterRemoved => (Wire::WRITER, "It is ignored or refused."),
        Kind::ParameterRequired => (Wire::WRITER, "A call without it is refused."),
        Kind::ParameterOptional => (Wire::SAFE, "It is still accepted."),
        Kind::ParameterRenamed { .. } => (Wire::SAFE, "Only the value is sent."),
        Kind::ParameterMoved { .. } => (Wire::WRITER, "It is no longer found where it was."),
        Kind::ParameterStyleChanged { .. } => {
            (Wire::WRITER, "The old way to write it is not understood.")
        }

        Kind::BodyAdded { required: false } => (Wire::SAFE, "It can be left out."),
        Kind::BodyAdded { required: true } => (Wire::WRITER, "A call without it is refused."),
        Kind::BodyRemoved => (Wire::WRITER, "It is ignored or refused."),
        Kind::BodyRequired => (Wire::WRITER, "A call without it is refused."),
        Kind::BodyOptional => (Wire::SAFE, "It is still accepted."),
        Kind::MediaTypeAdded { .. } => (Wire::SAFE, "The others remain."),
        Kind::MediaTypeRemoved { .. } => (
            Wire::BOTH,
            if used.writes {
                "Bodies of this type are refused."
            } else {
                "Answers no longer come in this type."
            },
        ),

        Kind::ResponseAdded { status } if is_success(status) => (
            Wire::READER,
            "A call can succeed in a way that was not foreseen.",
        ),
        Kind::ResponseAdded { .. } => (Wire::SAFE, "Any call can fail."),
        Kind::ResponseRemoved { .. } => (Wire::SAFE, "It just does not occur."),
        Kind::HeaderAdded { .. } => (Wire::SAFE, "Nobody reads it yet."),
        Kind::HeaderRemoved { .. } => (Wire::READER, "What was read from it is missing."),

        Kind::PropertyAdded { required: false } => (
            Wire::SAFE,
            "It can be left out, and readers ignore what they do not know.",
        ),
        Kind::PropertyAdded { required: true } => (
            Wire::WRITER,
            "A body without it is refused; readers ignore what they do not know.",
        ),
        Kind::PropertyRemoved => (
            Wire::BOTH,
            "What was read from it is missing; what is written to it is ignored or refused.",
        ),
        Kind::PropertyRequired => (Wire::WRITER, "A body without it is refused."),
        Kind::PropertyOptional => (Wire::READER, "It may be missing."),
        Kind::AccessChanged { from, to } => access(from, to),
        Kind::AdditionalPropertiesChanged { from, to } => additional(from, to),

        Kind::TypeChanged { from, to } => match (from.as_str(), to.as_str()) {
            ("integer", "number") => (Wire::READER, "Fractions occur."),
            ("number", "integer") => (Wire::WRITER, "Fractions are refused."),
            (_, "any") => (Wire::READER, "Values of other types occur."),
            ("any", _) => (Wire::WRITER, "Values of other types are refused."),
            _ => (Wire::BOTH, "Values have another form."),
        },
        Kind::FormatChanged { from, to } => format(from, to),
        Kind::BecameNullable => (Wire::READER, "`null` occurs."),
        Kind::NoLongerNullable => (Wire::WRITER, "`null` is refused."),
        Kind::EnumValueAdded { .. } => (Wire::READER, "A value occurs that was not foreseen."),
        Kind::EnumValueRemoved { .. } => (Wire::WRITER, "The value is refused."),
        Kind::EnumClosed => (Wire::WRITER, "Values that are not listed are refused."),
        Kind::EnumOpened => (Wire::READER, "Values occur that were not foreseen."),
        Kind::ConstraintTightened { .. } => {
            (Wire::WRITER, "Values that were accepted are refused.")
        }
        Kind::ConstraintLoosened { .. } => (Wire::READER, "Values occur that the bound excluded."),
        Kind::ConstraintChanged { .. } => (Wire::BOTH, "Other values are accepted and occur."),
        Kind::DefaultChanged { from, .. } if from == "none" => {
            (Wire::WRITER, "Leaving it out may mean something else.")
        }
        Kind::DefaultChanged { .. } => (Wire::BOTH, "Leaving it out means something else."),
        Kind::VariantAdded { .. } => (Wire::READER, "A form occurs that was not foreseen."),
        Kind::VariantRemoved { .. } => (Wire::WRITER, "This form is refused."),
        Kind::SchemaChanged => (Wire::BOTH, "Too deeply nested to tell more."),

        Kind::SchemaAdded | Kind::SchemaRemoved | Kind::SchemaRenamed { .. } => {
            (Wire::SAFE, "Names of schemas are not sent.")
        }
        Kind::CodeChanged => (Wire::SAFE, "Names in Rust are not sent."),
        Kind::DescriptionChanged => (Wire::SAFE, "Only words."),
    }
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// What stands after the host in each of several URLs.
fn path_of_server(urls: &str) -> Vec<&str> {
    let path = |url: &'_ str| -> usize {
        let host = url.find("://").map_or(0, |scheme| scheme + 3);
        url.get(host..)
            .and_then(|rest| rest.find('/'))
            .map_or(url.len(), |slash| host + slash)
    };
    urls.split(", ")
        .map(|url| {
            url.get(path(url)..)
                .unwrap_or_default()
                .trim_end_matches('/')
        })
        .collect()
}

fn access(from: &str, to: &str) -> (Wire, &'static str) {
    let reads = |access: &str| matches!(access, "read and write" | "read only");
    let writes = |access: &str| matches!(access, "read and write" | "write only");
    match (reads(from) && !reads(to), writes(from) && !writes(to)) {
        (true, true) => (Wire::BOTH, "It no longer comes, and is no longer accepted."),
        (true, false) => (Wire::READER, "It no longer comes."),
        (false, true) => (Wire::WRITER, "It is ignored or refused."),
        (false, false) => (Wire::SAFE, "It comes and goes as before."),
    }
}

fn additional(from: &str, to: &str) -> (Wire, &'static str) {
    match (from, to) {
        (_, "forbidden") => (Wire::WRITER, "Properties that are not named are refused."),
        ("ignored" | "forbidden", _) | (_, "ignored") => {
            (Wire::SAFE, "Readers ignore properties that are not named.")
        }
        (_, "anything") => (Wire::READER, "Values of other types occur."),
        _ => (Wire::WRITER, "Values of other types are refused."),
    }
}

/// Integers have formats that hold each other; other formats are just different.
fn format(from: &str, to: &str) -> (Wire, &'static str) {
    let width = |format: &str| match format {
        "int8" => Some(8),
        "int16" => Some(16),
        "int32" => Some(32),
        "int64" => Some(64),
        "float" => Some(1032),
        "double" => Some(1064),
        _ => None,
    };
    match (width(from), width(to)) {
        (Some(old), Some(new)) if old < new => (Wire::READER, "Values occur that do not fit."),
        (Some(old), Some(new)) if old > new => {
            (Wire::WRITER, "Values that do not fit are refused.")
        }
        _ if from == "none" => (Wire::WRITER, "Values of another form are refused."),
        _ if to == "none" => (Wire::READER, "Values of any form occur."),
        _ => (Wire::BOTH, "Values have another form."),
    }
}

/// Is whoever was let in by one of the old ways let in by a new one, which may ask
/// for less? A way is schemes that must all be met, each with its scopes.
fn lets_in(from: &str, to: &str) -> bool {
    let ways = |text: &str| -> Vec<Value> {
        match serde_json::from_str(text) {
            Ok(Value::Array(ways)) => ways,
            // No security at all lets everybody in.
            _ => vec![Value::Object(serde_json::Map::new())],
        }
    };
    let news = ways(to);
    let asks_no_more = |old: &Value, new: &Value| {
        let mut schemes = new.as_object().into_iter().flatten();
        schemes.all(|(scheme, scopes)| {
            let held = old.get(scheme).map(|held| scopes_of(held));
            held.is_some_and(|held| scopes_of(scopes).iter().all(|scope| held.contains(scope)))
        })
    };
    ways(from)
        .iter()
        .all(|old| news.iter().any(|new| asks_no_more(old, new)))
}

fn scopes_of(scopes: &Value) -> Vec<&str> {
    let scopes = scopes.as_array().into_iter().flatten();
    scopes.filter_map(Value::as_str).collect()
}
