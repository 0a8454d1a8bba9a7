//! What the examples share: where their answers come from.
//!
//! Each example in `src/bin` is a whole program. It asks the account that the
//! environment names (`LUCCA_HOST`, `LUCCA_API_KEY`) or, without these, a made-up company
//! that it starts on this machine.

use std::error::Error;

use jiff::civil::Date;
use lucca_sandbox::Sandbox;
use lucca_sdk::{ApiKey, Client};

/// A client, and what it talks to.
pub struct Connection {
    /// The client.
    pub client: Client,
    /// The day that the example is about: today, as the account has it.
    pub today: Date,
    /// Held, because the server stops when it is dropped.
    pub sandbox: Option<Sandbox>,
}

/// Connects to the account that the environment names, else to a sandbox.
///
/// # Errors
/// A host or key that is none, or a sandbox that does not start.
pub async fn connect() -> Result<Connection, Box<dyn Error>> {
    if std::env::var_os("LUCCA_API_KEY").is_some() {
        return Ok(Connection {
            client: Client::from_env()?,
            today: jiff::ZonedDateTime::now().date(),
            sandbox: None,
        });
    }
    let sandbox = Sandbox::builder().people(60).start().await?;
    let key = ApiKey::new(sandbox.api_key())?;
    Ok(Connection {
        client: Client::builder(sandbox.base_url().parse()?, key).build()?,
        today: sandbox.company().today(),
        sandbox: Some(sandbox),
    })
}
