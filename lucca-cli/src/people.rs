//! Whom and which places a question is about, and the presence that answers it.

use std::collections::{BTreeSet, HashSet};
use std::ops::RangeInclusive;

use clap::Args;
use jiff::civil::Date;
use lucca_sdk::Client;
use lucca_sdk::office::WorkLocation;
use lucca_sdk::office::presence::{Gap, Person, Presence};
use lucca_sdk::users::User;

use crate::context::Context;
use crate::failure::Failure;
use crate::text::{count, line};

/// Rows that one request for a list brings at most.
pub(crate) const PAGE: u64 = 1_000;

/// How many names a message offers instead of one that is not known.
const OFFERED: usize = 8;

/// Whom a question is about.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Whom")]
pub(crate) struct Whom {
    /// Only a team: the name of a department, a legal entity or a manager
    #[arg(long, value_name = "NAME")]
    pub(crate) team: Option<String>,

    /// Only one person: a name, a login or an id
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

impl Whom {
    /// The ids of the people meant; `None` for everybody.
    ///
    /// A name is compared without regard to case; if nobody has it, all who have it as a part
    /// of theirs are meant.
    pub(crate) fn select(&self, presence: &Presence) -> Result<Option<HashSet<i64>>, Failure> {
        let team = self.team.as_ref().map(|team| {
            matching("team", team, presence.people(), |person| {
                teams(person).collect()
            })
        });
        let person = self
            .person
            .as_ref()
            .map(|name| matching("person", name, presence.people(), names));
        let ids = |people: Vec<&Person>| people.into_iter().map(Person::id).collect();
        let team: Option<HashSet<i64>> = team.transpose()?.map(ids);
        let person: Option<HashSet<i64>> = person.transpose()?.map(ids);
        Ok(match (team, person) {
            (Some(team), Some(person)) => Some(team.intersection(&person).copied().collect()),
            (one, other) => one.or(other),
        })
    }
}

/// The ids of the work locations of this name, found as [`Whom::select`] finds people.
pub(crate) fn places<'a>(
    name: &str,
    locations: impl Iterator<Item = &'a WorkLocation>,
) -> Result<BTreeSet<i64>, Failure> {
    let found = matching("office", name, locations, |location| {
        location.name.clone().into_iter().collect()
    })?;
    Ok(found.into_iter().map(|location| location.id).collect())
}

/// What a person can be asked for by.
fn names(person: &Person) -> Vec<String> {
    let login = person.user().and_then(|user| user.login.clone());
    let other = person.user().and_then(|user| user.name.clone());
    let names = [Some(person.label().to_owned()), other, login];
    let id = person.id().to_string();
    names.into_iter().flatten().chain([id]).collect()
}

fn teams(person: &Person) -> impl Iterator<Item = String> {
    let user = person.user();
    let name = |of: fn(&User) -> Option<&String>| user.and_then(of).cloned();
    [
        name(|user| user.department.as_ref()?.name.as_ref()),
        name(|user| user.legal_entity.as_ref()?.name.as_ref()),
        name(|user| user.manager.as_ref()?.name.as_ref()),
    ]
    .into_iter()
    .flatten()
}

fn matching<'a, T>(
    what: &str,
    wanted: &str,
    all: impl Iterator<Item = &'a T>,
    names: impl Fn(&T) -> Vec<String>,
) -> Result<Vec<&'a T>, Failure> {
    let wanted = wanted.trim().to_lowercase();
    let all: Vec<(&T, Vec<String>)> = all.map(|one| (one, names(one))).collect();
    let found = |fits: &dyn Fn(&str) -> bool| -> Vec<&'a T> {
        let having = all
            .iter()
            .filter(|(_, names)| names.iter().any(|name| fits(&name.trim().to_lowercase())));
        having.map(|(one, _)| *one).collect()
    };
    let mut chosen = found(&|name| name == wanted);
    if chosen.is_empty() && !wanted.is_empty() {
        chosen = found(&|name| name.contains(&wanted));
    }
    if !chosen.is_empty() {
        return Ok(chosen);
    }
    let known: BTreeSet<&String> = all.iter().flat_map(|(_, names)| names).collect();
    let mut close: Vec<&String> = known.into_iter().collect();
    close.sort_by_cached_key(|name| strsim::damerau_levenshtein(&name.to_lowercase(), &wanted));
    let close: Vec<String> = close
        .into_iter()
        .take(OFFERED)
        .map(|name| line(name))
        .collect();
    Err(Failure::usage(format!("no {what} is called \"{wanted}\""))
        .hint(format!("the closest names are {}", close.join(", "))))
}

/// Asks who is where on these days, with notes on what the answer lacks.
pub(crate) async fn presence(
    context: &Context,
    client: &Client,
    days: RangeInclusive<Date>,
) -> Result<Presence, Failure> {
    // Lucca documents no filter by date: all user locations are read, whatever the days.
    let one = client.office().user_locations().page_size(1).concurrency(1);
    let mut one = one.pages();
    one.try_next().await?;
    if let Some(rows) = one.total() {
        context.announce("user locations", rows, rows.div_ceil(PAGE) + 2);
    }
    drop(one);
    let presence = client.office().presence(days).await?;
    for gap in presence.gaps() {
        // Drift was told of while it happened.
        if !matches!(gap, Gap::Drift { .. }) {
            context.notes.note(gap);
        }
    }
    Ok(presence)
}

/// An answer from which rows are missing is one not to rely on.
pub(crate) fn complete(presence: &Presence) -> Result<(), Failure> {
    let lost: u64 = presence
        .gaps()
        .iter()
        .map(|gap| match gap {
            Gap::Unplaced { rows, .. } | Gap::Unreadable { rows, .. } => *rows as u64,
            Gap::Drift { drift, .. } => drift.missing,
            _ => 0,
        })
        .sum();
    match lost {
        0 => Ok(()),
        lost => Err(Failure::incomplete(format!(
            "the answer is incomplete: {} not in it (the notes say why)",
            count(lost, "row")
        ))),
    }
}
