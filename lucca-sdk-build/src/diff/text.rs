//! The report for people: first the sum, then what breaks, then the rest.

use std::fmt;

use super::{Change, Diff, Kind, Step, Verdict};

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("No change.\n");
        }
        sum(self, f)?;
        let is_breaking = |change: &&Change| change.wire.is_breaking() || change.rust.is_breaking();
        let is_prose = |change: &&Change| change.kind == Kind::DescriptionChanged;
        let breaking: Vec<&Change> = self.changes.iter().filter(is_breaking).collect();
        let rest = || self.changes.iter().filter(|change| !is_breaking(change));
        let safe: Vec<&Change> = rest().filter(|change| !is_prose(change)).collect();
        if !breaking.is_empty() {
            f.write_str("\nBreaking\n")?;
        }
        for change in breaking {
            write!(f, "{change}")?;
        }
        if !safe.is_empty() {
            f.write_str("\nNot breaking\n")?;
        }
        for change in safe {
            write!(f, "{change}")?;
        }
        match rest().filter(is_prose).count() {
            0 => Ok(()),
            1 => f.write_str("\nOne description changed.\n"),
            count => writeln!(f, "\n{count} descriptions changed."),
        }
    }
}

fn sum(diff: &Diff, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let count =
        |what: &dyn Fn(&Change) -> bool| diff.changes.iter().filter(|change| what(change)).count();
    let wire = count(&|change| change.wire.is_breaking());
    let rust = count(&|change| change.rust.is_breaking());
    let all = diff.changes.len();
    let changes = if all == 1 { "change" } else { "changes" };
    write!(
        f,
        "{all} {changes}; breaking on the wire: {wire}, for Rust callers: {rust}."
    )?;
    let below_1 = match diff.step() {
        Step::Major => " (below 1.0: the middle number, 0.3.1 to 0.4.0)",
        Step::Minor => " (below 1.0: the last number, 0.3.1 to 0.3.2)",
        Step::None | Step::Patch => "",
    };
    writeln!(f, " Version step: {}{below_1}.", diff.step())
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, subject, .. } = self;
        writeln!(f, "  {} {subject}: {kind}", mark(kind))?;
        let wire = match (self.wire.reader, self.wire.writer) {
            (Verdict::Safe, Verdict::Safe) => "safe",
            (Verdict::Breaking, Verdict::Safe) => "breaks readers",
            (Verdict::Safe, Verdict::Breaking) => "breaks writers",
            (Verdict::Breaking, Verdict::Breaking) => "breaks readers and writers",
        };
        writeln!(
            f,
            "      wire: {wire}; Rust callers: {}; step: {}",
            self.rust, self.step
        )?;
        writeln!(f, "      {}", self.why)?;
        if let Some(hint) = &self.hint {
            writeln!(f, "      Hint: {hint}.")?;
        }
        let others: Vec<&str> = self
            .operations
            .iter()
            .map(String::as_str)
            .filter(|operation| !subject.starts_with(operation))
            .collect();
        match others.as_slice() {
            [] => {}
            [first, second, _, _, ..] => {
                writeln!(
                    f,
                    "      used by {first}, {second} and {} more",
                    others.len() - 2
                )?;
            }
            few => writeln!(f, "      used by {}", few.join(", "))?,
        }
        match self.new.as_ref().or(self.old.as_ref()) {
            Some(at) => writeln!(f, "      at {at}"),
            None => Ok(()),
        }
    }
}

fn mark(kind: &Kind) -> char {
    match kind {
        Kind::OperationAdded
        | Kind::ParameterAdded { .. }
        | Kind::BodyAdded { .. }
        | Kind::MediaTypeAdded { .. }
        | Kind::ResponseAdded { .. }
        | Kind::HeaderAdded { .. }
        | Kind::PropertyAdded { .. }
        | Kind::EnumValueAdded { .. }
        | Kind::VariantAdded { .. }
        | Kind::SchemaAdded => '+',
        Kind::OperationRemoved
        | Kind::ParameterRemoved
        | Kind::BodyRemoved
        | Kind::MediaTypeRemoved { .. }
        | Kind::ResponseRemoved { .. }
        | Kind::HeaderRemoved { .. }
        | Kind::PropertyRemoved
        | Kind::EnumValueRemoved { .. }
        | Kind::VariantRemoved { .. }
        | Kind::SchemaRemoved => '-',
        _ => '~',
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OperationAdded => write!(f, "new operation"),
            Self::OperationRemoved => write!(f, "operation is gone"),
            Self::OperationMoved { from, to } => write!(f, "moved from {from} to {to}"),
            Self::OperationRenamed { from, to } => {
                write!(f, "operationId `{from}` became `{to}`")
            }
            Self::OperationDeprecated => write!(f, "deprecated"),
            Self::SecurityChanged { from, to } => write!(f, "security {from} became {to}"),
            Self::ServersChanged { from, to } => write!(f, "`{from}` became `{to}`"),
            Self::ParameterAdded { required: true } => write!(f, "new, required"),
            Self::ParameterAdded { required: false } => write!(f, "new, optional"),
            Self::ParameterRemoved => write!(f, "parameter is gone"),
            Self::ParameterRequired | Self::BodyRequired | Self::PropertyRequired => {
                write!(f, "became required")
            }
            Self::ParameterOptional | Self::BodyOptional | Self::PropertyOptional => {
                write!(f, "became optional")
            }
            Self::ParameterRenamed { from, to } => write!(f, "`{from}` is called `{to}` now"),
            Self::ParameterMoved { from, to } => write!(f, "moved from {from} to {to}"),
            Self::ParameterStyleChanged { from, to } => {
                write!(f, "written as {to} instead of {from}")
            }
            Self::BodyAdded { required: true } => write!(f, "new body, required"),
            Self::BodyAdded { required: false } => write!(f, "new body, optional"),
            Self::BodyRemoved => write!(f, "body is gone"),
            Self::MediaTypeAdded { media } => write!(f, "new media type {media}"),
            Self::MediaTypeRemoved { media } => write!(f, "media type {media} is gone"),
            Self::ResponseAdded { .. } => write!(f, "new response"),
            Self::ResponseRemoved { .. } => write!(f, "response is gone"),
            Self::HeaderAdded { header } => write!(f, "new header {header}"),
            Self::HeaderRemoved { header } => write!(f, "header {header} is gone"),
            Self::PropertyAdded { required: true } => write!(f, "new property, required"),
            Self::PropertyAdded { required: false } => write!(f, "new property, optional"),
            Self::PropertyRemoved => write!(f, "property is gone"),
            Self::AccessChanged { from, to } => write!(f, "{from} became {to}"),
            Self::AdditionalPropertiesChanged { from, to } => {
                write!(f, "properties that are not named: {from} became {to}")
            }
            Self::TypeChanged { from, to } => write!(f, "type {from} became {to}"),
            Self::FormatChanged { from, to } => write!(f, "format {from} became {to}"),
            Self::BecameNullable => write!(f, "can be null now"),
            Self::NoLongerNullable => write!(f, "can no longer be null"),
            Self::EnumValueAdded { value } => write!(f, "new value {value}"),
            Self::EnumValueRemoved { value } => write!(f, "value {value} is gone"),
            Self::EnumClosed => write!(f, "limited to listed values"),
            Self::EnumOpened => write!(f, "no longer limited to listed values"),
            Self::ConstraintTightened { keyword, from, to } => {
                write!(f, "{keyword} {from} became {to}, which allows less")
            }
            Self::ConstraintLoosened { keyword, from, to } => {
                write!(f, "{keyword} {from} became {to}, which allows more")
            }
            Self::ConstraintChanged { keyword, from, to } => {
                write!(f, "{keyword} {from} became {to}")
            }
            Self::DefaultChanged { from, to } => write!(f, "default {from} became {to}"),
            Self::VariantAdded { variant } => write!(f, "new alternative {variant}"),
            Self::VariantRemoved { variant } => write!(f, "alternative {variant} is gone"),
            Self::SchemaChanged => write!(f, "changed, too deeply nested to say how"),
            Self::SchemaAdded => write!(f, "new schema"),
            Self::SchemaRemoved => write!(f, "schema is gone"),
            Self::SchemaRenamed { from, to } => write!(f, "schema {from} is called {to} now"),
            Self::DescriptionChanged => write!(f, "other words"),
            Self::CodeChanged => write!(f, "the generated code differs"),
        }
    }
}
