//! Where the answers come from: a Lucca account, or a company on this machine.

use jiff::civil::Date;
use lucca_sandbox::Sandbox;
use lucca_sdk::{Account, ApiKey, Client};

use crate::args::Source;
use crate::failure::Failure;

/// A client and, with `--sandbox`, the server that it talks to.
pub(crate) struct Connection {
    client: Client,
    /// Held, because the server stops when it is dropped.
    _sandbox: Option<Sandbox>,
}

impl Connection {
    /// Connects to the sandbox if it was asked for, else to the account that
    /// the environment names.
    pub(crate) async fn open(source: &Source, today: Date) -> Result<Self, Failure> {
        if !source.sandbox {
            let client = Client::from_env().map_err(|error| {
                Failure::usage(format!(
                    "{error}; or add --sandbox to ask a made-up company on this machine"
                ))
            })?;
            return Ok(Self {
                client,
                _sandbox: None,
            });
        }
        let sandbox = Sandbox::builder()
            .people(source.people)
            .seed(source.seed)
            .today(today)
            .start()
            .await
            .map_err(|error| Failure::runtime(format!("the sandbox did not start: {error}")))?;
        let account: Account = sandbox.base_url().parse().map_err(Failure::runtime)?;
        let key = ApiKey::new(sandbox.api_key()).map_err(Failure::runtime)?;
        let client = Client::builder(account, key)
            .build()
            .map_err(Failure::runtime)?;
        Ok(Self {
            client,
            _sandbox: Some(sandbox),
        })
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }
}
