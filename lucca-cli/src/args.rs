//! The command line: what can be said, before which command it is said to.

use std::fmt::Write as _;

use clap::{Args, Command, CommandFactory, Parser, ValueEnum};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::commands;
use crate::connect::Limit;
use crate::period;

/// The jobs that commands are for. A command that is in none is listed under "More".
const JOBS: [(&str, &[&str]); 4] = [
    ("Who is where", &["presence", "missing", "occupancy"]),
    ("Lists", &["users", "locations", "user-locations"]),
    ("Plan where people will be", &["import"]),
    (
        "Around it",
        &[
            "config",
            "doctor",
            "sandbox",
            "api",
            "schema",
            "completions",
            "man",
        ],
    ),
];

const EXAMPLES: &str = "\
Try it, with nothing to set up:
  lucca --sandbox presence
  lucca --sandbox occupancy --html week.html
  lucca --sandbox users list --output csv

The account comes from LUCCA_HOST (or LUCCA_URL) and LUCCA_API_KEY, or from
a profile (`lucca config`).
`lucca COMMAND --help` says more of a command.

Exit codes: 0 done, 1 failure, 2 usage, 3 key or right, 4 limit or time,
5 findings or import errors, 6 in doubt, 7 data incomplete.";

/// Who works where on which day, from a Lucca account.
#[derive(Debug, Parser)]
#[command(name = "lucca", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,

    #[command(subcommand)]
    pub(crate) command: commands::Command,
}

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

/// The command line as it is parsed, with the commands listed by job.
pub(crate) fn command() -> Command {
    let command = Arguments::command();
    let jobs = jobs(&command);
    command.help_template(format!(
        "{{about}}\n\n{{usage-heading}} {{usage}}\n\n{jobs}Options of every command:\n{{options}}{{after-help}}\n"
    ))
}

fn jobs(command: &Command) -> String {
    let listed = |name: &str| JOBS.iter().any(|(_, names)| names.contains(&name));
    let others: Vec<&str> = command
        .get_subcommands()
        .map(Command::get_name)
        .filter(|name| !listed(name))
        .collect();
    let mut text = String::new();
    for (job, names) in JOBS.into_iter().chain([("More", others.as_slice())]) {
        let known = names
            .iter()
            .filter_map(|name| command.find_subcommand(name));
        let lines: String = known.fold(String::new(), |mut lines, command| {
            let about = command.get_about().map(ToString::to_string);
            let _ = writeln!(
                lines,
                "  {:<15} {}",
                command.get_name(),
                about.unwrap_or_default()
            );
            lines
        });
        if !lines.is_empty() {
            let _ = write!(text, "{job}:\n{lines}\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_definition_is_consistent() {
        super::command().debug_assert();
    }
}
