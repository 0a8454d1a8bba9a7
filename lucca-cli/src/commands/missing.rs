//! `lucca missing`: who has not said where they will be.

use std::fmt::Write as _;

use jiff::civil::Weekday;
use lucca_sdk::office::presence::{Day, TeamBy};

use super::presence::{nowhere, short};
use crate::connect;
use crate::context::Context;
use crate::failure::Failure;
use crate::global::Format;
use crate::output::{self, Cell};
use crate::people::{self, Whom};
use crate::period::Period;
use crate::text::{count, harmless};

const COLUMNS: [&str; 8] = [
    "managerId",
    "manager",
    "userId",
    "name",
    "login",
    "mail",
    "date",
    "position",
];

/// Who has not said where they will be, by manager
///
/// Whoever has a contract on a day and no place in Lucca Office is missing: absences are
/// kept elsewhere, so that people on leave are among them. Saturdays and Sundays are left out
/// unless asked for. Columns: managerId, manager, userId, name, login, mail, date, position
/// (FullDay, FirstHalf, SecondHalf: the part that lacks a place).
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    period: Period,

    #[command(flatten)]
    whom: Whom,

    /// Saturdays and Sundays, too
    #[arg(long)]
    weekends: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let days = args.period.days(context.today)?;
    let connection = connect::open(context).await?;
    let presence = people::presence(context, &connection.client, days).await?;
    let whom = args.whom.select(&presence)?;
    let works = |day: &Day<'_>| {
        args.weekends || !matches!(day.date().weekday(), Weekday::Saturday | Weekday::Sunday)
    };
    // Every day's people once, by id: a person is looked up in each day.
    let mut gaps = std::collections::HashMap::<i64, Vec<_>>::new();
    for day in presence.days().filter(works) {
        for person in day.people() {
            if let Some(position) = nowhere(&person) {
                let gap = (day.date(), position);
                gaps.entry(person.person().id()).or_default().push(gap);
            }
        }
    }
    if let Some(whom) = whom {
        gaps.retain(|id, _| whom.contains(id));
    }
    let table = context.format() == Format::Table;
    let mut rows = (!table).then(|| context.rows(COLUMNS));
    let mut text = String::new();
    for team in presence.by_team(TeamBy::Manager) {
        let missing = team
            .people
            .iter()
            .filter(|person| gaps.contains_key(&person.id()));
        let missing: Vec<_> = missing.collect();
        if missing.is_empty() {
            continue;
        }
        let name = team.name.map_or("Without a manager".into(), harmless);
        let title = format!("{name}: {}", count(missing.len() as u64, "person"));
        let _ = writeln!(text, "{}", context.screen.bold(&title));
        for person in missing {
            let own = gaps
                .get(&person.id())
                .map(Vec::as_slice)
                .unwrap_or_default();
            // A date is not broken.
            let whole = |(date, part): &(_, &str)| shown(*date, part).replace(' ', "\u{a0}");
            let days: Vec<String> = own.iter().map(whole).collect();
            let label = harmless(person.label());
            let line = format!("{label}: {}", days.join(", "));
            let width = context.screen.width.unwrap_or(usize::MAX);
            let folded = textwrap::Options::new(width)
                .initial_indent("  ")
                .subsequent_indent("    ");
            let line = textwrap::fill(&line, folded).replace('\u{a0}', " ");
            let _ = writeln!(text, "{line}");
            if let Some(rows) = &mut rows {
                let user = person.user();
                for (date, position) in own {
                    rows.push(&[
                        team.id.into(),
                        team.name.into(),
                        person.id().into(),
                        person.name().into(),
                        user.and_then(|user| user.login.as_deref()).into(),
                        user.and_then(|user| user.mail.as_deref()).into(),
                        date.to_string().into(),
                        Cell::from(*position),
                    ])?;
                }
            }
        }
        text.push('\n');
    }
    match rows {
        Some(rows) => rows.finish()?,
        None if text.is_empty() => output::print("Everybody has said where they will be.\n")?,
        None => output::print(text.strip_suffix('\n').unwrap_or(&text))?,
    }
    people::complete(&presence)
}

/// `Mon 16 Nov`, `Mon 16 Nov morning`
fn shown(date: jiff::civil::Date, position: &str) -> String {
    match position {
        "FirstHalf" => format!("{} morning", short(date)),
        "SecondHalf" => format!("{} afternoon", short(date)),
        _ => short(date),
    }
}
