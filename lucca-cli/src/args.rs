//! The command line: what can be said, before which command it is said to.

use std::fmt::Write as _;

use clap::{Command, CommandFactory, Parser};

use crate::commands;
use crate::global::Global;

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
