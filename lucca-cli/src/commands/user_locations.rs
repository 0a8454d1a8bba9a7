//! `lucca user-locations`: each person's place on each day, as Lucca has it.

use clap::ValueEnum;
use lucca_sdk::office::{Position, UserLocation, UserLocationStatus};

use crate::connect;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Cell;
use crate::period::Period;

const COLUMNS: [&str; 9] = [
    "id",
    "ownerId",
    "workLocationId",
    "areaId",
    "date",
    "position",
    "status",
    "createdAt",
    "deletedAt",
];

/// `lucca user-locations`
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// All of them, or those that pass the filters
    ///
    /// Lucca documents no filter of this list, so that all rows are read, 1,000 a request,
    /// whatever the filters. Columns: id, ownerId (a user's id), workLocationId, areaId, date,
    /// position (FullDay, FirstHalf, SecondHalf), status, createdAt, deletedAt.
    List(List),
    /// One of them, by its id
    Get {
        /// The user location's id
        id: i64,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    #[command(flatten)]
    period: Period,

    /// Only those of these users, by id
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    owner: Vec<i64>,

    /// Only those at these work locations, by id
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    location: Vec<i64>,

    /// Only those in these statuses
    #[arg(long, value_name = "STATUS", value_delimiter = ',', ignore_case = true)]
    status: Vec<Status>,

    /// Only those of these parts of the day
    #[arg(
        long,
        value_name = "POSITION",
        value_delimiter = ',',
        ignore_case = true
    )]
    position: Vec<Part>,
}

/// As Lucca spells them.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "PascalCase")]
enum Status {
    Pending,
    Deleted,
    Approved,
    Denied,
    Confirmed,
}

/// As Lucca spells them.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "PascalCase")]
enum Part {
    FullDay,
    FirstHalf,
    SecondHalf,
}

pub(crate) async fn run(context: &Context, command: Command) -> Result<(), Failure> {
    match command {
        Command::List(args) => list(context, args).await,
        Command::Get { id } => {
            let connection = connect::open(context).await?;
            let row = connection.client.office().user_location(id).await?;
            let mut record = context.record(COLUMNS);
            record.push(&cells(&row))?;
            record.finish()
        }
    }
}

async fn list(context: &Context, args: List) -> Result<(), Failure> {
    let days = match args.period.is_named() {
        true => Some(args.period.days(context.today)?),
        false => None,
    };
    let connection = connect::open(context).await?;
    let mut list = connection.client.office().user_locations();
    if let Some(days) = days {
        list = list.dates(days);
    }
    if !args.owner.is_empty() {
        list = list.owners(args.owner);
    }
    if !args.location.is_empty() {
        list = list.at_work_locations(args.location);
    }
    if !args.status.is_empty() {
        list = list.statuses(args.status.into_iter().map(|status| match status {
            Status::Pending => UserLocationStatus::Pending,
            Status::Deleted => UserLocationStatus::Deleted,
            Status::Approved => UserLocationStatus::Approved,
            Status::Denied => UserLocationStatus::Denied,
            Status::Confirmed => UserLocationStatus::Confirmed,
        }));
    }
    if !args.position.is_empty() {
        list = list.positions(args.position.into_iter().map(|part| match part {
            Part::FullDay => Position::FullDay,
            Part::FirstHalf => Position::FirstHalf,
            Part::SecondHalf => Position::SecondHalf,
        }));
    }
    let rows = context.rows(COLUMNS);
    super::write(context, "user locations", list, rows, |rows, row| {
        rows.push(&cells(row))
    })
    .await
}

fn cells(row: &UserLocation) -> [Cell<'_>; 9] {
    [
        row.id.into(),
        row.owner_id.into(),
        row.work_location_id.into(),
        row.area_id.into(),
        row.date.map(|date| date.to_string()).into(),
        row.position
            .as_ref()
            .map(|position| position.as_str())
            .into(),
        row.status.as_ref().map(|status| status.as_str()).into(),
        row.created_at.map(|moment| moment.to_string()).into(),
        row.deleted_at.map(|moment| moment.to_string()).into(),
    ]
}
