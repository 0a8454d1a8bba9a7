//! `lucca schema`: the JSON Schema of a type of the SDK.

use lucca_sdk::schemas;

use crate::failure::Failure;
use crate::output;

/// Print the JSON Schema of a data type, such as User; without a name, the types
///
/// It describes what the SDK writes of the type, draft 2020-12. Properties that are not in it
/// are allowed, as are other words where words are listed: Lucca may add any.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The type's name, in any case
    #[arg(value_name = "TYPE")]
    name: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let Some(name) = &args.name else {
        let names: Vec<&str> = schemas::names().collect();
        return output::print(&format!("{}\n", names.join("\n")));
    };
    let schema = schemas::of(name).ok_or_else(|| {
        let near = schemas::names()
            .map(|known| {
                let own = known.rsplit("::").next().unwrap_or(known);
                (
                    strsim::jaro_winkler(&own.to_lowercase(), &name.to_lowercase()),
                    known,
                )
            })
            .max_by(|(left, _), (right, _)| left.total_cmp(right));
        let failure = Failure::usage(format!("there is no type {name:?}"));
        match near {
            Some((likeness, known)) if likeness > 0.8 => {
                failure.hint(format!("did you mean {known}?"))
            }
            _ => failure.hint("lucca schema lists the types"),
        }
    })?;
    let text = serde_json::to_string_pretty(&schema).map_err(Failure::new)?;
    output::print(&format!("{text}\n"))
}
