//! `lucca locations`: where people can be.

use lucca_sdk::office::{Area, WorkLocation};
use serde_json::json;

use crate::connect;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Cell;

const COLUMNS: [&str; 7] = [
    "id", "name", "type", "isActive", "capacity", "areas", "floors",
];

/// The work locations: offices with areas and capacities, remote work, others
///
/// Columns: id, name, type (Office, RemoteWork or Other), isActive, capacity (empty: no
/// limit), areas and floors (arrays in JSON).
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Those that are closed, too
    #[arg(long)]
    all: bool,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let connection = connect::open(context).await?;
    let list = connection.client.office().work_locations();
    let rows = context.rows(COLUMNS);
    super::write(
        context,
        "work locations",
        list,
        rows,
        |rows, location| match args.all || location.is_active != Some(false) {
            true => rows.push(&cells(location)),
            false => Ok(()),
        },
    )
    .await
}

fn cells(location: &WorkLocation) -> [Cell<'_>; 7] {
    let office = location.office.as_ref();
    let areas = office.map(|office| {
        let shown: Vec<String> = office.areas.iter().map(area).collect();
        Cell::Structure(json!(office.areas), shown.join(", "))
    });
    let floors = office.map(|office| {
        let names = office.floors.iter().filter_map(|floor| floor.name.clone());
        let shown: Vec<String> = names.collect();
        Cell::Structure(json!(office.floors), shown.join(", "))
    });
    [
        location.id.into(),
        location.name.as_deref().into(),
        location.type_.as_ref().map(|kind| kind.as_str()).into(),
        location.is_active.into(),
        office.and_then(|office| office.capacity).into(),
        areas.unwrap_or(Cell::Empty),
        floors.unwrap_or(Cell::Empty),
    ]
}

/// `A0 (3)`, with the capacity.
fn area(area: &Area) -> String {
    let name = area.name.as_deref().unwrap_or("?");
    match area.capacity {
        Some(capacity) => format!("{name} ({capacity})"),
        None => name.to_owned(),
    }
}
