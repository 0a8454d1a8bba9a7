//! `lucca users`: the people of the account.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use lucca_sdk::users::{DateFilter, Field, SyncMark, User};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::connect;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{self, Cell, Rows};
use crate::period;

/// What is shown of a user unless fields are named.
const FIELDS: [&str; 6] = [
    "id",
    "displayName",
    "login",
    "mail",
    "department.name",
    "manager.name",
];

/// The version of the file that `changes` keeps.
const STATE_FORMAT: u32 = 1;

/// `lucca users`
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// All of them, or those that pass the filters
    ///
    /// The columns are the fields, by Lucca's names; those that the key's role may not see are
    /// empty.
    List(List),
    /// One of them, by id or login
    Get {
        /// The user's id, or the login
        user: String,

        #[command(flatten)]
        fields: Fields,
    },
    /// Those that are new or changed since the last time
    ///
    /// The first time, everybody comes. The file keeps how far the answers are up to date; it
    /// is written, in one step, when all rows are out: a run that dies is repeated whole. Each
    /// run reaches back by a day, as Lucca's times have no zone, so that some come again.
    /// People who have left are included; who was deleted is in no answer of Lucca's.
    Changes {
        /// The file that keeps the mark; made if it is not there
        #[arg(long, value_name = "FILE")]
        since_file: PathBuf,

        #[command(flatten)]
        fields: Fields,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Fields {
    /// The properties to show, by Lucca's names: id,login,department.name,directLine
    #[arg(long, value_name = "FIELDS")]
    fields: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    #[command(flatten)]
    fields: Fields,

    /// People who have left, too, as far as the key may see them
    #[arg(long)]
    former: bool,

    /// Only these, by id
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    id: Vec<i64>,

    /// Only the one with this login
    #[arg(long)]
    login: Option<String>,

    /// Only the one with exactly this address
    #[arg(long, value_name = "ADDRESS", conflicts_with = "mail_like")]
    mail: Option<String>,

    /// Only those whose address is like this text
    #[arg(long, value_name = "TEXT")]
    mail_like: Option<String>,

    /// Only the one with this employee number; leading zeros count
    #[arg(long, value_name = "NUMBER")]
    employee_number: Option<String>,

    /// Only those whose contract starts on this day or later
    #[arg(long, value_name = "DATE", value_parser = period::parse_date)]
    started_since: Option<Date>,

    /// Only those whose contract ends on this day or later
    #[arg(long, value_name = "DATE", value_parser = period::parse_date)]
    ends_since: Option<Date>,

    /// Only those modified on this day or later
    #[arg(long, value_name = "DATE", value_parser = period::parse_date)]
    modified_since: Option<Date>,

    /// A filter as Lucca has it, such as departmentId=13; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = filter)]
    filter: Vec<(String, String)>,
}

fn filter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected is NAME=VALUE, for example departmentId=13".to_owned()),
    }
}

impl Fields {
    /// Each once, in the order in which they were named.
    fn names(&self) -> Vec<String> {
        let Some(fields) = &self.fields else {
            return FIELDS.map(str::to_owned).to_vec();
        };
        let mut names = Vec::new();
        // A comma within brackets belongs to the field.
        let mut depth = 0_i32;
        let parts = fields.split(|c| {
            depth += i32::from(c == '[') - i32::from(c == ']');
            c == ',' && depth <= 0
        });
        for name in parts.map(|part| part.trim().to_owned()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

pub(crate) async fn run(context: &Context, command: Command) -> Result<(), Failure> {
    match command {
        Command::List(args) => list(context, args).await,
        Command::Get { user, fields } => get(context, &user, &fields.names()).await,
        Command::Changes { since_file, fields } => {
            changes(context, &since_file, &fields.names()).await
        }
    }
}

async fn list(context: &Context, args: List) -> Result<(), Failure> {
    let names = args.fields.names();
    let connection = connect::open(context).await?;
    let mut list = connection.client.users().list().fields(asked(&names));
    if args.former {
        list = list.include_former();
    }
    if !args.id.is_empty() {
        list = list.ids(args.id);
    }
    if let Some(login) = args.login {
        list = list.login(login);
    }
    if let Some(address) = args.mail {
        list = list.mail(address);
    }
    if let Some(text) = args.mail_like {
        list = list.mail_like(text);
    }
    if let Some(number) = args.employee_number {
        list = list.employee_number(number);
    }
    if let Some(day) = args.started_since {
        list = list.contract_start(DateFilter::since(day));
    }
    if let Some(day) = args.ends_since {
        list = list.contract_end(DateFilter::since(day));
    }
    if let Some(day) = args.modified_since {
        list = list.modified_since(day.at(0, 0, 0, 0));
    }
    for (name, value) in args.filter {
        list = list.query(name, value);
    }
    let rows = context.rows(&names);
    super::write(context, "users", list, rows, |rows, user| {
        push(rows, &names, user)
    })
    .await
}

async fn get(context: &Context, user: &str, names: &[String]) -> Result<(), Failure> {
    let connection = connect::open(context).await?;
    let users = connection.client.users();
    let id = match user.parse() {
        Ok(id) => id,
        Err(_) => match users.find_login(user).await? {
            Some(user) => user.id,
            None => {
                return Err(Failure::new("nobody has this login")
                    .hint("people who have left are found by their id only"));
            }
        },
    };
    let user = users.get(id).fields(asked(names)).await?;
    let mut record = context.record(names);
    push(&mut record, names, &user)?;
    record.finish()
}

async fn changes(context: &Context, file: &Path, names: &[String]) -> Result<(), Failure> {
    let connection = connect::open(context).await?;
    let account = connection.client.account().host().to_owned();
    let mark = match State::read(file)? {
        Some(state) if state.account != account => {
            return Err(Failure::usage(format!(
                "{} is of the account {}, not of {account}",
                file.display(),
                state.account
            ))
            .hint("use a file for each account"));
        }
        Some(state) => state.mark,
        None => SyncMark::default(),
    };
    let list = connection.client.users().list().fields(asked(names));
    let mut changes = list.changes(mark);
    let mut rows = context.rows(names);
    while let Some(page) = changes.try_next().await? {
        for user in page.rows() {
            push(&mut rows, names, user)?;
        }
        rows.flush()?;
    }
    rows.finish()?;
    match changes.drift().missing {
        0 => State {
            format: STATE_FORMAT,
            account,
            mark: changes.mark(),
        }
        .write(file),
        _ => Err(Failure::incomplete(
            "the answer is incomplete, and the file was left as it was: the next run reads it again",
        )),
    }
}

/// What is asked for: `id` comes in any case.
fn asked(names: &[String]) -> impl Iterator<Item = Field> {
    names.iter().map(|name| Field::from(name.as_str()))
}

fn push(rows: &mut Rows, names: &[String], user: &User) -> Result<(), Failure> {
    let user = serde_json::to_value(user)
        .map_err(|error| Failure::new(format!("a user cannot be written: {error}")))?;
    let cells: Vec<Cell<'_>> = names
        .iter()
        .map(|name| Cell::of(value(&user, name)))
        .collect();
    rows.push(&cells)
}

/// What `department.name`, or `manager[id,name]`, leads to. Lucca spells a property in more
/// than one way, so that the case of a name does not matter.
fn value(user: &Value, name: &str) -> Value {
    let path = name.split('[').next().unwrap_or_default();
    let mut value = user;
    for step in path.split('.') {
        let found = value.as_object().and_then(|object| {
            object.get(step).or_else(|| {
                let mut pairs = object.iter();
                pairs
                    .find(|(key, _)| key.eq_ignore_ascii_case(step))
                    .map(|(_, value)| value)
            })
        });
        match found {
            Some(found) => value = found,
            None => return Value::Null,
        }
    }
    value.clone()
}

/// What `changes` keeps from run to run.
#[derive(Debug, Deserialize, Serialize)]
struct State {
    format: u32,
    account: String,
    mark: SyncMark,
}

impl State {
    fn read(file: &Path) -> Result<Option<Self>, Failure> {
        let unusable = |why: String| {
            Failure::usage(format!("{} cannot be used: {why}", file.display()))
                .hint("without the file everybody comes again")
        };
        let text = match std::fs::read(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(error.to_string())),
        };
        let state: Self =
            serde_json::from_slice(&text).map_err(|error| unusable(error.to_string()))?;
        match state.format {
            STATE_FORMAT => Ok(Some(state)),
            other => Err(unusable(format!(
                "its format is {other}, known is {STATE_FORMAT}"
            ))),
        }
    }

    fn write(&self, file: &Path) -> Result<(), Failure> {
        let failed = |error: &dyn std::fmt::Display| {
            Failure::new(format!("{} cannot be written: {error}", file.display()))
                .hint("the rows above come again with the next run")
        };
        let text = serde_json::to_string(self).map_err(|error| failed(&error))?;
        output::write_file(file, text.as_bytes()).map_err(|error| failed(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_once_and_commas_in_brackets_are_theirs() {
        let fields = Some("id, manager[id,name],login,id".to_owned());
        assert_eq!(
            Fields { fields }.names(),
            ["id", "manager[id,name]", "login"]
        );
        assert_eq!(Fields { fields: None }.names(), FIELDS);
    }

    #[test]
    fn a_field_may_lead_into_a_property() {
        let user = serde_json::json!({
            "id": 3, "department": { "id": 7, "name": "Ventes" }, "managerId": 9
        });
        let cases = [
            ("id", serde_json::json!(3)),
            ("department.name", serde_json::json!("Ventes")),
            (
                "department[id,name]",
                serde_json::json!({ "id": 7, "name": "Ventes" }),
            ),
            ("managerID", serde_json::json!(9)),
            ("nothing.at.all", Value::Null),
        ];
        for (name, expected) in cases {
            assert_eq!(value(&user, name), expected, "{name}");
        }
    }
}
