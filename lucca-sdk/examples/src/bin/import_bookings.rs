//! The export of a desk-booking tool brought to Lucca: read with its own headers and words,
//! planned, run, and taken back.
//!
//! ```console
//! cargo run -p lucca-examples --bin import_bookings -- bookings.csv
//! ```
//!
//! Without a file, one is made up for the sandbox. On a real account this changes schedules.

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use std::error::Error;
use std::path::{Path, PathBuf};

use jiff::civil::Weekday;
use lucca_examples::{Connection, connect};
use lucca_sdk::office::Position;
use lucca_sdk::schedule::{Column, Existing, Reader};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let lucca = connect().await?;
    let work = tempfile::tempdir()?;
    let file = match std::env::args().nth(1) {
        Some(file) => PathBuf::from(file),
        None => made_up(&lucca, work.path())?,
    };

    // What the tool calls things, and what that means.
    let bookings = Reader::new()
        .column("booked by", Column::Login)
        .column("day", Column::Date)
        .column("part", Column::Position)
        .column("site", Column::WorkLocationName)
        .value("all", Position::FullDay)
        .value("am", Position::FirstHalf)
        .value("pm", Position::SecondHalf)
        .read(&file)?;

    let imports = lucca.client.office().imports();
    let plan = imports.plan(bookings, Existing::Replace).await?;
    println!("{plan}");
    for change in plan.changes() {
        println!("  {change}");
    }

    // Everything that is needed to go on, or back, is in this directory.
    let run = work.path().join("run");
    println!("run: {}", plan.store_in(&run).await?);

    let back = imports.undo(&run)?.await?;
    println!("undo: {}", back.store_in(work.path().join("undo")).await?);
    Ok(())
}

/// Three people who book the first office for next Saturday, when nobody is anywhere yet.
fn made_up(lucca: &Connection, directory: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let sandbox = lucca.sandbox.as_ref().ok_or("name a file of bookings")?;
    let company = sandbox.company();
    let day = lucca.today.nth_weekday(1, Weekday::Saturday)?;
    let mut places = company.work_locations().iter();
    let site = places.find(|place| place.is_active).ok_or("no office")?;
    let mut text = "booked by;day;part;site\n".to_owned();
    let people = company.users().iter();
    let staying = people.filter(|user| user.is_employed_on(day));
    for (user, part) in staying.zip(["all", "am", "pm"]) {
        text.push_str(&format!("{};{day};{part};{}\n", user.login, site.name));
    }
    let path = directory.join("bookings.csv");
    std::fs::write(&path, text)?;
    Ok(path)
}
