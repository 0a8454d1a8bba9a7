//! The command line: what can be asked, and how each word is read.

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;

use crate::dates;

/// Who works where on which day, from a Lucca account.
///
/// The account comes from LUCCA_URL (or LUCCA_HOST) and LUCCA_API_KEY; with
/// --sandbox it is a made-up company on this machine, with nothing to set up.
#[derive(Debug, Parser)]
#[command(name = "lucca", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) source: Source,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where the answers come from.
#[derive(Args, Debug)]
#[command(next_help_heading = "Where the answers come from")]
pub(crate) struct Source {
    /// Ask a made-up company on this machine instead of a Lucca account
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,

    /// How many people the sandbox's company has
    #[arg(
        long,
        global = true,
        value_name = "COUNT",
        default_value_t = 20,
        value_parser = clap::value_parser!(u32).range(10..=100_000)
    )]
    pub(crate) people: u32,

    /// The seed that the sandbox's company grows from: the same seed, the same
    /// company
    #[arg(long, global = true, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,

    /// The day to take for today [default: the system's date]
    #[arg(long, global = true, value_name = "DATE", value_parser = dates::parse)]
    pub(crate) today: Option<Date>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show day by day who is where, and how full each office is
    Presence(Presence),
    /// Call any operation of Lucca's documents by its name
    Api(Api),
}

/// `lucca presence`
#[derive(Args, Debug)]
pub(crate) struct Presence {
    /// First day, as YYYY-MM-DD, `today` or `tomorrow` [default: this week's Monday]
    #[arg(long, value_name = "DATE", value_parser = dates::parse_day)]
    pub(crate) from: Option<dates::Day>,

    /// Last day [default: the Friday of the first day's week, or the first day
    /// if it is later]
    #[arg(long, value_name = "DATE", value_parser = dates::parse_day)]
    pub(crate) to: Option<dates::Day>,
}

/// `lucca api`
#[derive(Args, Debug)]
pub(crate) struct Api {
    /// The operation's id; without it, the operations are listed
    #[arg(value_name = "OPERATION")]
    pub(crate) operation: Option<String>,

    /// A parameter of the operation; may be given several times
    #[arg(value_name = "NAME=VALUE", requires = "operation", value_parser = parameter)]
    pub(crate) parameters: Vec<(String, String)>,

    /// A file with the JSON body that the operation takes; `-` for standard input
    #[arg(long, value_name = "FILE", requires = "operation")]
    pub(crate) body: Option<String>,
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected is NAME=VALUE, for example limit=100".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_consistent() {
        super::Arguments::command().debug_assert();
    }
}
