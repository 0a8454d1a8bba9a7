//! Who is where today, place by place, as a board in an entrance hall shows it.
//!
//! ```console
//! cargo run -p lucca-examples --bin presence_board
//! ```

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use std::error::Error;

use lucca_examples::connect;
use lucca_sdk::office::Half;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let lucca = connect().await?;
    let day = lucca.today;
    let presence = lucca.client.office().presence(day..=day).await?;

    println!("{}", day.strftime("%A %-d %B %Y"));
    for group in presence.by_place() {
        println!("\n{}", group.place);
        for stay in group.stays {
            let when = match Half::BOTH.map(|half| stay.covers(half)) {
                [true, true] => "",
                [true, false] => " (morning)",
                _ => " (afternoon)",
            };
            println!("  {}{when}", stay.person().label());
        }
    }

    println!();
    for office in presence
        .occupancy()
        .filter(|office| office.half == Half::First)
    {
        if let Some(capacity) = office.capacity() {
            let full = "#".repeat(office.people);
            println!(
                "{:<24} {:>3} of {capacity:<3} {full}",
                office.place.to_string(),
                office.people
            );
        }
    }
    // What the board does not know belongs on the board as well.
    for gap in presence.gaps() {
        println!("note: {gap}");
    }
    Ok(())
}
