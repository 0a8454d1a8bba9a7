//! The commands, each in a file of its own: what can be said to it, and what it does.

mod api;
mod locations;
mod presence;

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Who is where, as a grid of the week or day by day
    Presence(presence::Args),
    /// The work locations: offices with areas and capacities, remote work, others
    Locations(locations::Args),
    /// Call any operation of Lucca's documents by its name
    Api(api::Args),
}

pub(crate) async fn run(context: &Context, command: Command) -> Result<(), Failure> {
    match command {
        Command::Presence(args) => presence::run(context, args).await,
        Command::Locations(args) => locations::run(context, args).await,
        Command::Api(args) => api::run(context, args).await,
    }
}

/// A list from which rows are missing is one not to rely on.
fn complete(drift: lucca_sdk::paging::Drift) -> Result<(), Failure> {
    match drift.missing {
        0 => Ok(()),
        missing => Err(Failure::incomplete(format!(
            "the list is incomplete: {} that Lucca counts did not come",
            crate::text::count(missing, "row")
        ))),
    }
}
