//! From a kind of change to its verdicts: the one place where they are decided.
//!
//! On the wire, the question is what a document promises: to a reader that some
//! values occur and others do not, to a writer that some are accepted. For Rust
//! callers it is what the generator makes of both documents.

use super::{
    change::Kind,
    record::Facts,
    verdict::{Rust, Wire},
};

/// The verdicts on one change. The wire's is that of somebody who both reads and
/// writes what changed.
pub(super) struct Judgement {
    pub(super) wire: Wire,
    pub(super) rust: Rust,
    pub(super) why: String,
}

/// Decides what a change means.
pub(super) fn judge(kind: &Kind, facts: &Facts) -> Judgement {
    let (wire, wire_why) = on_the_wire(kind, facts);
    let (rust, rust_why) = match facts.hidden {
        true => (
            Rust::Same,
            "The client's transport sends this header.".to_owned(),
        ),
        false => in_rust(kind, facts),
    };
    let why = match rust_why.is_empty() {
        true => wire_why.to_owned(),
        false => format!("{wire_why} {rust_why}"),
    };
    Judgement { wire, rust, why }
}

fn on_the_wire(kind: &Kind, facts: &Facts) -> (Wire, &'static str) {
    match kind {
        Kind::OperationAdded => (Wire::SAFE, "Nobody calls it yet."),
        Kind::OperationRemoved => (Wire::BOTH, "A call is refused."),
        Kind::OperationMoved { .. } => (Wire::BOTH, "A call to the old place is refused."),
        Kind::OperationRenamed { .. } => (Wire::SAFE, "The identifier is not sent."),
        Kind::OperationDeprecated => (Wire::SAFE, "It still works, and may go."),
        Kind::SecurityChanged { .. } => (Wire::WRITER, "A call may no longer be let in."),
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
            if facts.writes {
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
        Kind::SchemaUseChanged { .. } => (Wire::SAFE, "The schema itself is as before."),
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

fn in_rust(kind: &Kind, facts: &Facts) -> (Rust, String) {
    let same = || (Rust::Same, String::new());
    match kind {
        Kind::OperationAdded => says(Rust::Compiles, "The client gets a method."),
        Kind::OperationRemoved => says(Rust::Breaks, "The client loses a method."),
        Kind::OperationRenamed { .. } => retyped(facts, "The method is called"),
        Kind::ParameterRenamed { .. } => retyped(facts, "The setter is called"),
        Kind::OperationMoved { .. }
        | Kind::OperationDeprecated
        | Kind::SecurityChanged { .. }
        | Kind::ServersChanged { .. }
        | Kind::ParameterMoved { .. }
        | Kind::ParameterOptional
        | Kind::HeaderAdded { .. }
        | Kind::HeaderRemoved { .. }
        | Kind::BodyRequired
        | Kind::BodyOptional
        | Kind::SchemaChanged
        | Kind::DescriptionChanged => same(),
        Kind::ParameterStyleChanged { .. } => same(),

        Kind::ParameterAdded { required: false } => {
            says(Rust::Compiles, "The builder gets a setter.")
        }
        Kind::ParameterAdded { required: true } | Kind::ParameterRequired => says(
            Rust::FailsAtRunTime,
            "A builder without it compiles, but refuses to send.",
        ),
        Kind::ParameterRemoved => says(Rust::Breaks, "The builder loses a setter."),

        Kind::BodyAdded { .. } if facts.can_be_empty => says(
            Rust::Compiles,
            "A builder without a body sends an empty object.",
        ),
        Kind::BodyAdded { .. } => says(
            Rust::FailsAtRunTime,
            "A builder without a body compiles, but refuses to send.",
        ),
        Kind::BodyRemoved => says(Rust::Breaks, "The builder loses `body`."),
        Kind::MediaTypeAdded { .. } | Kind::MediaTypeRemoved { .. } => {
            retyped(facts, "The body's type goes")
        }
        Kind::ResponseAdded { .. } | Kind::ResponseRemoved { .. } => {
            retyped(facts, "The answer's type goes")
        }

        Kind::PropertyAdded { .. } | Kind::PropertyRemoved if facts.same_member => {
            match retyped(facts, "The field keeps its name, but goes") {
                (Rust::Same, _) => says(Rust::Same, "The field keeps its name and type."),
                breaks => breaks,
            }
        }
        Kind::PropertyAdded { .. } if facts.retyped() => retyped(facts, "The type goes"),
        Kind::PropertyAdded { .. } | Kind::PropertyRequired if facts.loses_default => says(
            Rust::Breaks,
            "The struct loses its `Default`: something must now be set.",
        ),
        Kind::PropertyAdded { required: true } if facts.writes => says(
            Rust::FailsAtRunTime,
            "A builder without it compiles, but the struct is not built.",
        ),
        Kind::PropertyAdded { .. } => says(
            Rust::Compiles,
            "The struct gets a field; it is non-exhaustive, so callers build it with its builder.",
        ),
        Kind::PropertyRemoved => says(Rust::Breaks, "The struct loses a field."),
        Kind::PropertyRequired if facts.writes && !facts.retyped() && facts.types.is_some() => {
            says(
                Rust::FailsAtRunTime,
                "A builder without it compiles, but the struct is not built.",
            )
        }
        Kind::AdditionalPropertiesChanged { .. } => match facts.keeps_rest {
            (false, true) if facts.loses_default => says(
                Rust::Breaks,
                "The struct loses its `Default`: what is not named must now be set.",
            ),
            (false, true) if facts.writes => says(
                Rust::FailsAtRunTime,
                "A builder without what is not named compiles, but the struct is not built.",
            ),
            (false, true) => says(
                Rust::Compiles,
                "The struct gets a field for properties that it does not name.",
            ),
            (true, false) => says(
                Rust::Breaks,
                "The struct loses its field for properties that it does not name.",
            ),
            (true, true) => says(
                Rust::Breaks,
                "The field for properties that are not named gets another type.",
            ),
            (false, false) => retyped(facts, "The type goes"),
        },

        Kind::EnumValueAdded { .. } if facts.text_enum => says(
            Rust::Compiles,
            "The enum gets a variant; it is non-exhaustive, and old clients read the value as `Unknown`.",
        ),
        Kind::EnumValueRemoved { .. } if facts.text_enum => {
            says(Rust::Breaks, "The enum loses a variant.")
        }
        Kind::EnumClosed if facts.parameter && facts.retyped() => says(
            Rust::Compiles,
            "The setter takes the values' type now, which is made of any text.",
        ),
        Kind::VariantAdded { .. } | Kind::VariantRemoved { .. } => says(
            Rust::Breaks,
            "One type holds the properties of all alternatives: it can lose some, or they can get other types.",
        ),
        Kind::SchemaUseChanged { .. } if facts.loses_items => says(
            Rust::Breaks,
            "Fields get other types: what answers hold is not checked, and its lists may be `null`.",
        ),
        Kind::SchemaUseChanged { .. } => says(
            Rust::Compiles,
            "The struct keeps what it does not name: what answers hold is not lost.",
        ),
        Kind::SchemaAdded => says(Rust::Compiles, "There is a new type."),
        Kind::SchemaRemoved => says(Rust::Breaks, "A type is gone."),
        Kind::SchemaRenamed { .. } => retyped(facts, "The type goes"),

        Kind::FormatChanged { .. }
        | Kind::ConstraintTightened { .. }
        | Kind::ConstraintLoosened { .. }
        | Kind::ConstraintChanged { .. }
            if facts.parameter && facts.retyped() =>
        {
            converted(facts)
        }
        Kind::ConstraintTightened { keyword, .. } | Kind::ConstraintChanged { keyword, .. }
            if facts.writes
                && !facts.retyped()
                && facts
                    .types
                    .as_ref()
                    .is_some_and(|(_, new)| new == "checked String")
                && matches!(keyword.as_str(), "minLength" | "maxLength" | "pattern") =>
        {
            says(
                Rust::FailsAtRunTime,
                "The type checks its value: some that could be built no longer can.",
            )
        }
        _ => retyped(facts, "The type goes"),
    }
}

fn says(rust: Rust, why: &str) -> (Rust, String) {
    (rust, why.to_owned())
}

/// Callers notice if the Rust type (or name) is another.
fn retyped(facts: &Facts, what: &str) -> (Rust, String) {
    match &facts.types {
        Some((old, new)) if old != new => {
            (Rust::Breaks, format!("{what} from `{old}` to `{new}`."))
        }
        _ => (Rust::Same, String::new()),
    }
}

/// A setter takes whatever converts to the parameter's type.
fn converted(facts: &Facts) -> (Rust, String) {
    let Some((old, new)) = &facts.types else {
        return (Rust::Same, String::new());
    };
    match (integer(old), integer(new)) {
        (Some(held), Some(holds)) if holds.0 <= held.0 && held.1 <= holds.1 => {
            let why = format!("The setter takes any integer that fits `{new}`.");
            return (Rust::Compiles, why);
        }
        (Some(_), Some(_)) => {
            let why = format!("The setter refuses what does not fit `{new}`.");
            return (Rust::FailsAtRunTime, why);
        }
        _ => {}
    }
    if old == "String" && new == "checked String" {
        let why = "The setter takes any text, and checks it: some that were sent are refused.";
        return (Rust::FailsAtRunTime, why.to_owned());
    }
    retyped(facts, "The setter's type goes")
}

/// The least and the greatest value of an integer type. All of them convert to
/// each other, or fail to, when the value is known.
fn integer(name: &str) -> Option<(i128, i128)> {
    Some(match name {
        "i8" => (i8::MIN.into(), i8::MAX.into()),
        "u8" => (u8::MIN.into(), u8::MAX.into()),
        "i16" => (i16::MIN.into(), i16::MAX.into()),
        "u16" => (u16::MIN.into(), u16::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        "u32" => (u32::MIN.into(), u32::MAX.into()),
        "i64" => (i64::MIN.into(), i64::MAX.into()),
        "u64" => (u64::MIN.into(), u64::MAX.into()),
        _ => return None,
    })
}
