//! A copy of the company's directory in SQLite, kept up to date by a stored mark.
//!
//! ```console
//! cargo run -p lucca-examples --bin directory_sync -- directory.sqlite
//! ```
//!
//! The first run reads everybody, each later one what was changed since. A run that is
//! killed in the middle goes on where it was: each page is stored with its mark, in one
//! transaction.

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use std::error::Error;

use lucca_examples::connect;
use lucca_sdk::users::{Field, SyncMark, User};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args()
        .nth(1)
        .unwrap_or("directory.sqlite".to_owned());
    let lucca = connect().await?;
    let mut copy = open(&path)?;

    let mark = match stored_mark(&copy)? {
        Some(mark) => mark.parse()?,
        None => SyncMark::default(),
    };
    let fields = [
        Field::FirstName,
        Field::LastName,
        Field::Mail,
        Field::ContractEnd,
    ];
    let mut changes = lucca.client.users().list().fields(fields).changes(mark);
    let mut changed = 0;
    while let Some(page) = changes.try_next().await? {
        let transaction = copy.transaction()?;
        for user in page.rows() {
            changed += usize::from(store(&transaction, user)?);
        }
        store_mark(&transaction, &changes.mark())?;
        transaction.commit()?;
    }
    let transaction = copy.transaction()?;
    store_mark(&transaction, &changes.mark())?;
    transaction.commit()?;

    let people: u32 = copy.query_row("SELECT count(*) FROM people", [], |row| row.get(0))?;
    println!("{changed} of {people} people changed in {path}");
    Ok(())
}

fn open(path: &str) -> rusqlite::Result<Connection> {
    let copy = Connection::open(path)?;
    copy.execute_batch(
        "CREATE TABLE IF NOT EXISTS people (
             id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, mail TEXT, leaves_on TEXT
         ) STRICT;
         CREATE TABLE IF NOT EXISTS sync (only INTEGER PRIMARY KEY CHECK (only = 1), mark TEXT) STRICT;",
    )?;
    Ok(copy)
}

/// Stores a user, and says whether anything of them is new: the list reaches back behind
/// the mark, so that some come who have not changed.
fn store(copy: &Transaction<'_>, user: &User) -> rusqlite::Result<bool> {
    let leaves_on = user.dt_contract_end.as_ref().map(ToString::to_string);
    let rows = copy.execute(
        "INSERT INTO people VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET
             first_name = excluded.first_name, last_name = excluded.last_name,
             mail = excluded.mail, leaves_on = excluded.leaves_on
         WHERE (first_name, last_name, mail, leaves_on) IS NOT
             (excluded.first_name, excluded.last_name, excluded.mail, excluded.leaves_on)",
        params![
            user.id,
            user.first_name,
            user.last_name,
            user.mail,
            leaves_on
        ],
    )?;
    Ok(rows == 1)
}

fn stored_mark(copy: &Connection) -> rusqlite::Result<Option<String>> {
    copy.query_row("SELECT mark FROM sync", [], |row| row.get(0))
        .optional()
}

fn store_mark(copy: &Transaction<'_>, mark: &SyncMark) -> rusqlite::Result<()> {
    copy.execute(
        "INSERT OR REPLACE INTO sync VALUES (1, ?1)",
        [mark.to_string()],
    )?;
    Ok(())
}
