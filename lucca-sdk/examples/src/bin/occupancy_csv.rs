//! How full each office is over two weeks, as CSV for a spreadsheet or a dashboard.
//!
//! ```console
//! cargo run -p lucca-examples --bin occupancy_csv > occupancy.csv
//! ```

#![allow(clippy::print_stderr, reason = "an example prints what it found")]

use std::error::Error;
use std::io;

use jiff::ToSpan;
use lucca_examples::connect;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let lucca = connect().await?;
    let days = lucca.today..=lucca.today.checked_add(13.days())?;
    let presence = lucca.client.office().presence(days).await?;

    let mut csv = csv::Writer::from_writer(io::stdout().lock());
    csv.write_record(["date", "half", "place", "people", "capacity", "share"])?;
    for row in presence.occupancy() {
        let capacity = row.capacity();
        // The share of seats taken; nothing where Lucca names no capacity.
        let share = capacity
            .filter(|capacity| *capacity > 0)
            .map(|capacity| format!("{:.2}", row.people as f64 / capacity as f64));
        csv.write_record([
            row.date.to_string(),
            row.half.to_string(),
            row.place.to_string(),
            row.people.to_string(),
            capacity
                .map(|capacity| capacity.to_string())
                .unwrap_or_default(),
            share.unwrap_or_default(),
        ])?;
    }
    csv.flush()?;
    for gap in presence.gaps() {
        eprintln!("note: {gap}");
    }
    Ok(())
}
