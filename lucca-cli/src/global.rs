//! What can be said to every command.

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::limit::{LUCCAS_LIMIT, Limit};
use crate::period;

/// What can be said to every command.
#[derive(Args, Debug)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// How data is written
    #[arg(
        short,
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        default_value = "table"
    )]
    pub(crate) output: Format,

    /// Colours: on a terminal, unless NO_COLOR or CLICOLOR=0 is set
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto"
    )]
    pub(crate) color: Color,

    /// No notes and no progress; failures are still told
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,

    /// Tell of every request, and all that differs from Lucca's documents (RUST_LOG for more)
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,

    /// The profile to use (`lucca config list` lists them) [default: the environment's account,
    /// or else the profile in use]
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "sandbox")]
    pub(crate) profile: Option<String>,

    /// The company's budget of requests in 60 seconds: a number, `none`, or
    /// redis://HOST to share it
    /// [default: 50; with --sandbox, none]
    #[arg(long, global = true, value_name = "LIMIT")]
    pub(crate) rate_limit: Option<Limit>,

    /// How long one call may take, waits and repeats included, such as `90s` or `5m`
    #[arg(long, global = true, value_name = "TIME", value_parser = period::parse_duration)]
    pub(crate) timeout: Option<std::time::Duration>,

    /// The zone whose date is today, such as Europe/Paris [default: the system's]
    #[arg(long, global = true, value_name = "ZONE", value_parser = period::parse_zone)]
    pub(crate) time_zone: Option<TimeZone>,

    /// The day to take for today [default: the date in the time zone]
    #[arg(long, global = true, value_name = "DATE", value_parser = period::parse_date)]
    pub(crate) today: Option<Date>,

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

    /// What the sandbox's company grows from: the same seed, the same company
    #[arg(long, global = true, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
}

impl Global {
    /// How many requests may start in a window; `None` for no limit.
    pub(crate) fn limit(&self) -> Option<u32> {
        match self.rate_limit {
            Some(Limit::Requests(requests)) => Some(requests),
            Some(Limit::Shared(_)) => Some(LUCCAS_LIMIT),
            Some(Limit::None) => None,
            None => (!self.sandbox).then_some(LUCCAS_LIMIT),
        }
    }
}

/// How data is written: for people, as one array of objects, as one object a line, or with a
/// head of the columns' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Jsonl,
    Csv,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}
