//! A server that misbehaves on command: raw TCP, so that it can do what no HTTP library lets
//! a server do.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lucca_sdk::transport::ManualClock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does once it has read a request whole.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Answers as one should.
    Answer(Answer),
    /// Answers without saying how long the body is: it ends with the connection.
    AnswerUntilClosed(Answer),
    /// Resets the connection.
    Reset,
    /// Closes the connection in good order.
    Close,
    /// Sends the head and half of the body, then resets the connection.
    ResetInBody(Answer),
    /// Sends the head and half of the body, then closes the connection.
    Truncate(Answer),
    /// Says nothing for so long on the clock.
    Stall(Duration),
    /// Sends the head and half of the body, then says nothing for so long.
    StallInBody(Duration, Answer),
    /// Sends the body byte by byte, each after so much time on the clock.
    Drip(Duration, Answer),
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.into(),
        }
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    fn head(&self) -> String {
        let mut head = self.head_without_length();
        if !self
            .headers
            .iter()
            .any(|(name, _)| name == "content-length")
        {
            head += &format!("content-length: {}\r\n", self.body.len());
        }
        head + "\r\n"
    }

    fn head_without_length(&self) -> String {
        let mut head = format!("HTTP/1.1 {} Whatever\r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// By lower-case name.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

pub(crate) struct FaultServer {
    base_url: String,
    received: Arc<Mutex<Vec<Received>>>,
    accepting: JoinHandle<()>,
}

/// Decides what to do with the n-th request, counted from 0.
type Script = Arc<dyn Fn(usize, &Received) -> Act + Send + Sync>;

impl FaultServer {
    pub(crate) async fn start(
        clock: &ManualClock,
        script: impl Fn(usize, &Received) -> Act + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let script: Script = Arc::new(script);
        let connection = Connection {
            clock: clock.clone(),
            received: Arc::clone(&received),
            script,
        };
        let accepting = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let connection = connection.clone();
                connections.spawn(async move {
                    // A client that goes away is what half of the tests are about.
                    let _ = connection.serve(stream).await;
                });
            }
        });
        Self {
            base_url,
            received,
            accepting,
        }
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// An address where nobody listens.
pub(crate) async fn refusing_url() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[derive(Clone)]
struct Connection {
    clock: ManualClock,
    received: Arc<Mutex<Vec<Received>>>,
    script: Script,
}

impl Connection {
    async fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut buffer = Vec::new();
        while let Some(request) = read_request(&mut stream, &mut buffer).await? {
            let act = {
                let mut received = self.received.lock().unwrap();
                received.push(request);
                let nth = received.len() - 1;
                (self.script)(nth, &received[nth])
            };
            if !self.act(&mut stream, act).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether the connection can go on.
    async fn act(&self, stream: &mut TcpStream, act: Act) -> std::io::Result<bool> {
        match act {
            Act::Answer(answer) => {
                stream.write_all(answer.head().as_bytes()).await?;
                stream.write_all(&answer.body).await?;
                Ok(true)
            }
            Act::AnswerUntilClosed(answer) => {
                let head = answer.head_without_length() + "connection: close\r\n\r\n";
                stream.write_all(head.as_bytes()).await?;
                stream.write_all(&answer.body).await?;
                stream.shutdown().await?;
                Ok(false)
            }
            Act::Reset => {
                stream.set_zero_linger()?;
                Ok(false)
            }
            Act::Close => {
                stream.shutdown().await?;
                Ok(false)
            }
            Act::ResetInBody(answer) => {
                write_half(stream, &answer).await?;
                stream.set_zero_linger()?;
                Ok(false)
            }
            Act::Truncate(answer) => {
                write_half(stream, &answer).await?;
                stream.shutdown().await?;
                Ok(false)
            }
            Act::Stall(duration) => {
                self.clock.advance(duration);
                wait_until_closed(stream).await
            }
            Act::StallInBody(duration, answer) => {
                write_half(stream, &answer).await?;
                // Let the client read what there is before its time is over.
                yield_often().await;
                self.clock.advance(duration);
                wait_until_closed(stream).await
            }
            Act::Drip(duration, answer) => {
                stream.write_all(answer.head().as_bytes()).await?;
                for byte in &answer.body {
                    self.clock.advance(duration);
                    yield_often().await;
                    stream.write_all(&[*byte]).await?;
                    stream.flush().await?;
                }
                Ok(true)
            }
        }
    }
}

async fn write_half(stream: &mut TcpStream, answer: &Answer) -> std::io::Result<()> {
    stream.write_all(answer.head().as_bytes()).await?;
    stream
        .write_all(&answer.body[..answer.body.len() / 2])
        .await?;
    stream.flush().await
}

async fn wait_until_closed(stream: &mut TcpStream) -> std::io::Result<bool> {
    let mut rest = [0; 64];
    while stream.read(&mut rest).await? > 0 {}
    Ok(false)
}

async fn yield_often() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

/// `None` when the client has closed the connection.
async fn read_request(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
) -> std::io::Result<Option<Received>> {
    let head_length = loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&buffer[..head_length]).into_owned();
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().split(' ');
    let method = first.next().unwrap_or_default().to_owned();
    let target = first.next().unwrap_or_default().to_owned();
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    assert!(
        !headers.contains_key("transfer-encoding"),
        "bodies are sent whole, with their length"
    );
    let length: usize = headers
        .get("content-length")
        .map_or(0, |length| length.parse().unwrap());
    while buffer.len() < head_length + length {
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
    let body = buffer[head_length..head_length + length].to_vec();
    buffer.drain(..head_length + length);
    Ok(Some(Received {
        method,
        target,
        headers,
        body,
    }))
}
