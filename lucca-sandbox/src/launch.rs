//! The server's thread: how an account comes to life, and how it ends.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::access::AccessKey;
use crate::account::{Account, Addresses};
use crate::builder::{SandboxBuilder, public_host};
use crate::error::{Error, Kind};
use crate::random::{Random, Topic};
use crate::routes::{self, FILES};
use crate::sandbox::Sandbox;
use crate::server;

impl SandboxBuilder {
    /// Starts, and returns once requests are answered.
    ///
    /// # Errors
    /// If a setting is out of its range, or the address can not be listened on.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let (starting, started) = self.spawn()?;
        match started.await {
            Ok(outcome) => outcome.map(|started| starting.finish(started)),
            Err(_) => Err(starting.died()),
        }
    }

    /// [`start`](Self::start) for programs without a runtime.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    ///
    /// # Panics
    /// When called inside of an asynchronous runtime, as every blocking call there would.
    pub fn start_blocking(self) -> Result<Sandbox, Error> {
        let (starting, started) = self.spawn()?;
        match started.blocking_recv() {
            Ok(outcome) => outcome.map(|started| starting.finish(started)),
            Err(_) => Err(starting.died()),
        }
    }

    /// Starts the thread, which tells when it serves.
    fn spawn(self) -> Result<(Starting, oneshot::Receiver<Result<Started, Error>>), Error> {
        self.check()?;
        let (stop, stopping) = watch::channel(false);
        let (tell, started) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("lucca-sandbox".to_owned())
            .spawn(move || {
                // One thread for connections; what takes long steps aside (`aside`).
                match tokio::runtime::Builder::new_multi_thread()
                    .worker_threads(1)
                    .thread_name("lucca-sandbox")
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
            Ok((started, listener)) => {
                let account = Arc::clone(&started.account);
                if tell.send(Ok(started)).is_err() {
                    return;
                }
                let gone = stopping.clone();
                tokio::select! {
                    () = server::serve(listener, routes::account(&account), stopping) => {}
                    () = dropped(gone) => {}
                }
            }
        }
    }

    async fn prepare(mut self) -> Result<(Started, TcpListener), Error> {
        let listener = listen(self.address).await?;
        let address = listener.local_addr().map_err(Kind::Thread)?;
        let clock = self.the_clock();
        let company = self.the_company(&*clock)?;
        let addresses = addresses(address, self.public_url.as_deref())?;
        let key = self
            .api_key
            .unwrap_or_else(|| Random::new(self.seed, Topic::Key).uuid());
        let keys = std::iter::once(AccessKey::new(key))
            .chain(self.more_keys)
            .collect();
        let account = Arc::new(Account::new(
            self.settings,
            self.behaviour,
            clock,
            keys,
            company,
            self.seed,
            addresses,
        ));
        Ok((Started { account, address }, listener))
    }
}

/// Where clients find the account, by what it listens on and what it is called.
fn addresses(listening: SocketAddr, public_url: Option<&str>) -> Result<Addresses, Error> {
    if let Some(url) = public_url {
        let base = url.trim_end_matches('/').to_owned();
        return Ok(Addresses {
            files: format!("{base}{FILES}"),
            public_host: Some(public_host(url)?),
            base,
        });
    }
    // Who listens everywhere is reached on loopback, too; nobody can connect to 0.0.0.0.
    let ip = match listening.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    let base = format!("http://{}", SocketAddr::new(ip, listening.port()));
    // The same port under another name is another host.
    let files = match ip.is_loopback() {
        true => format!("http://localhost:{}{FILES}", listening.port()),
        false => format!("{base}{FILES}"),
    };
    Ok(Addresses {
        base,
        files,
        public_host: None,
    })
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
struct Started {
    account: Arc<Account>,
    address: SocketAddr,
}

/// A thread that has not told yet.
struct Starting {
    stop: watch::Sender<bool>,
    thread: JoinHandle<()>,
}

impl Starting {
    fn finish(self, started: Started) -> Sandbox {
        Sandbox {
            account: started.account,
            address: started.address,
            stop: self.stop,
            thread: Some(self.thread),
        }
    }

    fn died(self) -> Error {
        Kind::Thread(std::io::Error::other("it ended while it was starting")).into()
    }
}
