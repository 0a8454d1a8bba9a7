//! The server's thread: how an account comes to life, and how it ends.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::access::AccessKey;
use crate::account::Account;
use crate::builder::SandboxBuilder;
use crate::error::{Error, Kind};
use crate::random::{Random, Topic};
use crate::sandbox::Sandbox;
use crate::{routes, server};

impl SandboxBuilder {
    /// Starts the thread, which tells when it serves.
    pub(crate) fn spawn(
        self,
    ) -> Result<(Starting, oneshot::Receiver<Result<Started, Error>>), Error> {
        self.check()?;
        let (stop, stopping) = watch::channel(false);
        let (tell, started) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("lucca-sandbox".to_owned())
            .spawn(move || {
                match tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                {
                    Ok(runtime) => runtime.block_on(self.run(tell, stopping)),
                    Err(error) => drop(tell.send(Err(Kind::Thread(error).into()))),
                }
            })
            .map_err(Kind::Thread)?;
        Ok((Starting { stop, thread }, started))
    }

    /// The server's thread, from its first to its last moment.
    async fn run(
        self,
        tell: oneshot::Sender<Result<Started, Error>>,
        stopping: watch::Receiver<bool>,
    ) {
        match self.prepare().await {
            Err(error) => drop(tell.send(Err(error))),
            Ok((started, listener, files)) => {
                let account = Arc::clone(&started.account);
                if tell.send(Ok(started)).is_err() {
                    return;
                }
                let gone = stopping.clone();
                tokio::select! {
                    () = async {
                        tokio::join!(
                            server::serve(listener, routes::account(&account), stopping.clone()),
                            server::serve(files, routes::files(&account), stopping),
                        );
                    } => {}
                    () = dropped(gone) => {}
                }
            }
        }
    }

    async fn prepare(mut self) -> Result<(Started, TcpListener, TcpListener), Error> {
        let listener = listen(self.address).await?;
        let files = listen(SocketAddr::new(self.address.ip(), 0)).await?;
        let local = |listener: &TcpListener| listener.local_addr().map_err(Kind::Thread);
        let (address, files_address) = (local(&listener)?, local(&files)?);

        let clock = self.the_clock();
        let company = self.the_company(&*clock);
        let key = self
            .api_key
            .unwrap_or_else(|| Random::new(self.seed, Topic::Key).uuid());
        let keys = std::iter::once(AccessKey::new(key))
            .chain(self.more_keys)
            .collect();
        let account = Arc::new(Account::new(
            self.settings,
            clock,
            keys,
            company,
            self.seed,
            format!("http://{address}"),
            format!("http://{files_address}"),
        ));
        Ok((Started { account, address }, listener, files))
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|source| {
        Kind::Listen {
            address: address.to_string(),
            source,
        }
        .into()
    })
}

/// Resolves when the sandbox was dropped instead of stopped.
async fn dropped(mut stopping: watch::Receiver<bool>) {
    while stopping.changed().await.is_ok() {}
}

/// What the thread tells once it serves.
pub(crate) struct Started {
    account: Arc<Account>,
    address: SocketAddr,
}

/// A thread that has not told yet.
pub(crate) struct Starting {
    stop: watch::Sender<bool>,
    thread: JoinHandle<()>,
}

impl Starting {
    pub(crate) fn finish(self, started: Started) -> Sandbox {
        Sandbox {
            account: started.account,
            address: started.address,
            stop: self.stop,
            thread: Some(self.thread),
        }
    }

    pub(crate) fn died(self) -> Error {
        Kind::Thread(std::io::Error::other("it ended while it was starting")).into()
    }
}
