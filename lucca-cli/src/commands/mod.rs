//! The commands, each in a file of its own: what can be said to it, and what it does.

mod api;
mod completions;
mod config;
mod doctor;
mod import;
mod locations;
mod man;
mod missing;
mod occupancy;
mod presence;
mod sandbox;
mod schema;
mod user_locations;
mod users;

use clap::Subcommand;
use lucca_sdk::paging::{BadRowPolicy, List, ListQuery};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Rows;
use crate::people::PAGE;
use crate::text::count;

/// What each is for is said at its arguments.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Presence(presence::Args),
    Missing(missing::Args),
    Occupancy(occupancy::Args),
    /// The people: a list, one of them, or what changed since last time
    #[command(subcommand)]
    Users(users::Command),
    Locations(locations::Args),
    /// The user locations: each person's place on each day
    #[command(subcommand)]
    UserLocations(user_locations::Command),
    Import(import::Args),
    Config(config::Args),
    Doctor(doctor::Args),
    Sandbox(sandbox::Args),
    Api(api::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    /// Whether a profile has anything to say to it.
    pub(crate) fn asks_the_account(&self) -> bool {
        !matches!(
            self,
            Self::Config(_)
                | Self::Sandbox(_)
                | Self::Schema(_)
                | Self::Completions(_)
                | Self::Man(_)
        )
    }
}

/// `line` is the whole command line, for what tells of it.
pub(crate) async fn run(
    context: &Context,
    command: Command,
    line: clap::Command,
) -> Result<(), Failure> {
    match command {
        Command::Presence(args) => presence::run(context, args).await,
        Command::Missing(args) => missing::run(context, args).await,
        Command::Occupancy(args) => occupancy::run(context, args).await,
        Command::Users(command) => users::run(context, command).await,
        Command::Locations(args) => locations::run(context, args).await,
        Command::UserLocations(command) => user_locations::run(context, command).await,
        Command::Import(args) => import::run(context, args).await,
        Command::Config(args) => config::run(context, args).await,
        Command::Doctor(args) => doctor::run(context, args).await,
        Command::Sandbox(args) => sandbox::run(context, args).await,
        Command::Api(args) => api::run(context, args).await,
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args, line),
        Command::Man(args) => man::run(context, args, line),
    }
}

/// Writes a list as its pages come, and says if it is not whole.
async fn write<Q: ListQuery>(
    context: &Context,
    what: &str,
    list: List<Q>,
    mut rows: Rows,
    mut push: impl FnMut(&mut Rows, &Q::Row) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut pages = list.on_bad_row(BadRowPolicy::Collect).pages();
    let (mut first, mut lost) = (true, 0);
    while let Some(page) = pages.try_next().await? {
        if std::mem::take(&mut first)
            && let Some(total) = page.total()
        {
            context.announce(what, total, total.div_ceil(PAGE).saturating_sub(1));
        }
        for row in page.rows() {
            push(&mut rows, row)?;
        }
        for bad in page.bad_rows() {
            lost += 1;
            context.notes.note(format!("left out: {bad}"));
        }
        rows.flush()?;
    }
    rows.finish()?;
    match lost + pages.drift().missing {
        0 => Ok(()),
        missing => Err(Failure::incomplete(format!(
            "the list is incomplete: {} not in it (the notes say why)",
            count(missing, "row")
        ))),
    }
}
