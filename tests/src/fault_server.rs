//! A server on loopback that does to a client what networks and gateways do.
//!
//! It speaks raw TCP, so that it can break every rule of HTTP on purpose: reset a
//! connection at a chosen byte, announce more than it sends, fall silent. It keeps a
//! record of every request, and whether its body came whole, so that a test can say
//! what the *server* has seen, not only what the client believes.
//!
//! It speaks HTTP/2 to whoever begins with its preface.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

use crate::reaction::{Delivery, Framing, Route};
use crate::{Answer, Reaction, VirtualTime, http2};

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub struct SeenRequest {
    /// Which connection it came on, counted from 0.
    pub connection: usize,
    /// When it came.
    pub at: Duration,
    /// The request line and the headers, as they were sent; empty if they were not read.
    pub head: String,
    /// As much of the body as was read.
    pub body: Bytes,
    /// Whether head and body came whole.
    pub complete: bool,
}

impl SeenRequest {
    /// The method.
    pub fn method(&self) -> &str {
        self.head.split(' ').next().unwrap_or_default()
    }

    /// Path and query.
    pub fn target(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    /// The path.
    pub fn path(&self) -> &str {
        self.target().split('?').next().unwrap_or_default()
    }

    /// Every value of a header, in the order they came.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        self.head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'))
            .filter(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .collect()
    }

    fn content_length(&self) -> usize {
        self.headers("content-length")
            .first()
            .and_then(|length| length.parse().ok())
            .unwrap_or(0)
    }
}

/// What the server does, asked anew for each request at its first byte, with the number
/// of requests that came before.
type Script = Box<dyn FnMut(usize) -> Reaction + Send>;

/// A server that fails on purpose. It stops when it is dropped.
pub struct FaultServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    /// Bound, so that nobody else gets the port, but not listening.
    closed_door: Mutex<Option<TcpSocket>>,
    accepting: Mutex<Option<AbortHandle>>,
}

pub(crate) struct Shared {
    pub(crate) time: VirtualTime,
    script: Mutex<Script>,
    requests: Mutex<Vec<SeenRequest>>,
    answered: AtomicUsize,
    stalls: AtomicUsize,
    late: AtomicUsize,
}

impl Shared {
    /// A request has begun; its number, and what to do with it.
    pub(crate) fn begin(&self, connection: usize) -> (usize, Reaction) {
        let number = {
            let mut requests = lock(&self.requests);
            requests.push(SeenRequest {
                connection,
                at: self.time.elapsed(),
                head: String::new(),
                body: Bytes::new(),
                complete: false,
            });
            requests.len() - 1
        };
        (number, (lock(&self.script))(number))
    }

    pub(crate) fn record(&self, number: usize, change: impl FnOnce(&mut SeenRequest)) {
        if let Some(request) = lock(&self.requests).get_mut(number) {
            change(request);
        }
    }

    /// The answer of a reaction that answers, in its time.
    pub(crate) async fn answer(&self, number: usize, reaction: Reaction) -> Option<Answer> {
        Some(match reaction {
            Reaction::Answer(answer) => answer,
            Reaction::Route(route) => self.route(number, &route),
            Reaction::Late(by, route) => {
                self.late.fetch_add(1, Ordering::SeqCst);
                self.time.sleep(by).await;
                self.late.fetch_sub(1, Ordering::SeqCst);
                let now = self.time.elapsed();
                self.record(number, |request| request.at = now);
                self.route(number, &route)
            }
            _ => return None,
        })
    }

    pub(crate) fn answered(&self) {
        self.answered.fetch_add(1, Ordering::SeqCst);
        self.time.touch();
    }

    pub(crate) fn stalled(&self) {
        self.stalls.fetch_add(1, Ordering::SeqCst);
        self.time.touch();
    }

    fn route(&self, number: usize, route: &Route) -> Answer {
        let request = lock(&self.requests).get(number).cloned();
        request.map_or(Answer::status(500), |request| route.answer(&request))
    }
}

impl FaultServer {
    /// Serves `script`: one reaction a request, the last one for all that follow.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(
        time: &VirtualTime,
        script: impl IntoIterator<Item = Reaction>,
    ) -> io::Result<Self> {
        let reactions: Vec<Reaction> = script.into_iter().collect();
        Self::start_with(time, move |before| {
            reactions
                .get(before)
                .or(reactions.last())
                .cloned()
                .unwrap_or(Reaction::ResetUnread)
        })
        .await
    }

    /// Serves what `script` says for each request, given how many came before it.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start_with(
        time: &VirtualTime,
        script: impl FnMut(usize) -> Reaction + Send + 'static,
    ) -> io::Result<Self> {
        let server = Self::refusing(time, script)?;
        server.open()?;
        Ok(server)
    }

    /// Refuses connections until [`FaultServer::open`]; then serves `script`.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn refusing(
        time: &VirtualTime,
        script: impl FnMut(usize) -> Reaction + Send + 'static,
    ) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        Ok(Self {
            address: socket.local_addr()?,
            shared: Arc::new(Shared {
                time: time.clone(),
                script: Mutex::new(Box::new(script)),
                requests: Mutex::default(),
                answered: AtomicUsize::new(0),
                stalls: AtomicUsize::new(0),
                late: AtomicUsize::new(0),
            }),
            closed_door: Mutex::new(Some(socket)),
            accepting: Mutex::new(None),
        })
    }

    /// Begins to accept connections, if it does not yet.
    ///
    /// # Errors
    /// When the system does not let it listen.
    pub fn open(&self) -> io::Result<()> {
        let Some(socket) = lock(&self.closed_door).take() else {
            return Ok(());
        };
        let listener = socket.listen(1024)?;
        let accepting = tokio::spawn(accept(listener, Arc::clone(&self.shared)));
        *lock(&self.accepting) = Some(accepting.abort_handle());
        Ok(())
    }

    /// `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far, in the order of their first bytes.
    pub fn requests(&self) -> Vec<SeenRequest> {
        lock(&self.shared.requests).clone()
    }

    /// How many requests came so far, whole or not.
    pub fn count(&self) -> usize {
        lock(&self.shared.requests).len()
    }

    /// How many requests came whole, head and body.
    pub fn complete(&self) -> usize {
        lock(&self.shared.requests)
            .iter()
            .filter(|request| request.complete)
            .count()
    }

    /// How many requests have been answered to the last byte.
    pub fn answered(&self) -> usize {
        self.shared.answered.load(Ordering::SeqCst)
    }

    /// How many requests are on their way, in virtual time.
    pub fn late(&self) -> usize {
        self.shared.late.load(Ordering::SeqCst)
    }

    /// How many times the server has fallen silent, leaving it to the client to give up.
    pub fn stalls(&self) -> usize {
        self.shared.stalls.load(Ordering::SeqCst)
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        if let Some(accepting) = lock(&self.accepting).take() {
            accepting.abort();
        }
    }
}

impl fmt::Debug for FaultServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultServer")
            .field("address", &self.address)
            .field("requests", &self.count())
            .finish_non_exhaustive()
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task, and all connections with it.
    let mut connections = JoinSet::new();
    let mut number = 0;
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        connections.spawn(async move {
            // A connection that breaks is what this server is for.
            let _ = serve(stream, number, shared).await;
        });
        number += 1;
        while connections.try_join_next().is_some() {}
    }
}

/// Whether the connection can take another request.
#[derive(PartialEq, Eq)]
enum After {
    KeepAlive,
    Closed,
}

async fn serve(mut stream: TcpStream, connection: usize, shared: Arc<Shared>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    loop {
        let mut first = [0; 3];
        let peeked = stream.peek(&mut first).await?;
        if peeked == 0 {
            return Ok(());
        }
        // The beginning of HTTP/2's preface, and of no method.
        if first == *b"PRI" {
            return http2::serve(stream, connection, shared).await;
        }
        let (number, reaction) = shared.begin(connection);
        if react(&mut stream, number, reaction, &shared).await? == After::Closed {
            return Ok(());
        }
    }
}

async fn react(
    stream: &mut TcpStream,
    number: usize,
    reaction: Reaction,
    shared: &Shared,
) -> io::Result<After> {
    let upto = match reaction {
        Reaction::ResetUnread => {
            stream.set_zero_linger()?;
            return Ok(After::Closed);
        }
        Reaction::ResetInRequest => Upto::BodyBegins,
        Reaction::StallInRequest => Upto::Head,
        _ => Upto::End,
    };
    read_request(stream, number, upto, shared).await?;
    let answer = match reaction {
        Reaction::ResetUnread | Reaction::ResetInRequest | Reaction::ResetAfterRequest => {
            stream.set_zero_linger()?;
            return Ok(After::Closed);
        }
        Reaction::CloseAfterRequest => return Ok(After::Closed),
        Reaction::Gibberish => {
            stream
                .write_all(b"220 mail.example.com ESMTP\r\n\r\n")
                .await?;
            return Ok(After::Closed);
        }
        Reaction::RefuseStream | Reaction::GoAway => {
            return Err(io::Error::other("HTTP/1 has no word for it"));
        }
        Reaction::Stall | Reaction::StallInRequest => return stall(stream, shared).await,
        reaction => match shared.answer(number, reaction).await {
            Some(answer) => answer,
            None => return Ok(After::Closed),
        },
    };
    send(stream, &answer, shared).await
}

/// How much of a request is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Upto {
    Head,
    BodyBegins,
    End,
}

async fn read_request(
    stream: &mut TcpStream,
    number: usize,
    upto: Upto,
    shared: &Shared,
) -> io::Result<()> {
    // Byte by byte: what follows the head must stay where it is.
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut length = 0;
    shared.record(number, |request| {
        request.head.clone_from(&head);
        length = request.content_length();
    });
    let wanted = match upto {
        Upto::Head => 0,
        Upto::BodyBegins => length.min(16),
        Upto::End => length,
    };
    let mut body = vec![0; wanted];
    stream.read_exact(&mut body).await?;
    let body = Bytes::from(body);
    shared.record(number, |request| {
        request.body = body;
        request.complete = upto == Upto::End;
    });
    Ok(())
}

async fn send(stream: &mut TcpStream, answer: &Answer, shared: &Shared) -> io::Result<After> {
    stream.write_all(answer.head().as_bytes()).await?;
    let part = |length: usize| answer.body.get(..length).unwrap_or(&answer.body);
    match answer.delivery {
        Delivery::Whole => stream.write_all(&answer.framed(&answer.body)).await?,
        Delivery::Drip(pause, bytes) => {
            let_the_client_look().await;
            for byte in part(bytes) {
                stream.write_all(&answer.framed(&[*byte])).await?;
                shared.time.sleep(pause).await;
            }
            if bytes < answer.body.len() {
                return stall(stream, shared).await;
            }
        }
        Delivery::Reset(length) => {
            stream.write_all(&answer.framed(part(length))).await?;
            stream.set_zero_linger()?;
            return Ok(After::Closed);
        }
        Delivery::Close(length) => {
            stream.write_all(&answer.framed(part(length))).await?;
            return Ok(After::Closed);
        }
        Delivery::Stall(length) => {
            stream.write_all(&answer.framed(part(length))).await?;
            return stall(stream, shared).await;
        }
    }
    if answer.framing == Framing::Chunked {
        stream.write_all(b"0\r\n\r\n").await?;
    }
    shared.answered();
    Ok(if answer.framing == Framing::Closed {
        After::Closed
    } else {
        After::KeepAlive
    })
}

/// Lets the client read what has been sent before time passes. All tasks of a test share one
/// thread, so that each yield is a round of them all and a look at the sockets.
pub(crate) async fn let_the_client_look() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

/// Says nothing more; ends when the client goes away.
async fn stall(stream: &mut TcpStream, shared: &Shared) -> io::Result<After> {
    let_the_client_look().await;
    let mut ignored = [0; 1024];
    loop {
        match stream.try_read(&mut ignored) {
            // It has gone away already, and gives nothing up.
            Ok(0) => return Ok(After::Closed),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) => return Err(error),
        }
    }
    shared.stalled();
    while stream.read(&mut ignored).await? > 0 {}
    Ok(After::Closed)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}
