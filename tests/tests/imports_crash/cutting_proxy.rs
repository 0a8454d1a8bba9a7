//! Stands between a worker and the sandbox, and cuts the connection, or kills the worker, at a chosen byte.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::thread;

/// How far a request and its answer come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing of the request arrives.
    BeforeHead,
    InHead,
    InMultipartPreamble,
    InCsv,
    /// The request arrives whole, and nothing comes back of the answer.
    BeforeAnswer,
    InAnswerHead,
    InAnswerBody,
}

impl Place {
    pub(crate) const ALL: [Self; 7] = [
        Self::BeforeHead,
        Self::InHead,
        Self::InMultipartPreamble,
        Self::InCsv,
        Self::BeforeAnswer,
        Self::InAnswerHead,
        Self::InAnswerBody,
    ];

    /// Whether a request without a body has it.
    pub(crate) fn is_of_reading(self) -> bool {
        !matches!(self, Self::InMultipartPreamble | Self::InCsv)
    }
}

/// Where a worker is stopped, once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trap {
    /// Among the requests of the worker, counted from 0.
    pub(crate) request: usize,
    pub(crate) place: Place,
    /// Whether the worker dies, or only its connection.
    pub(crate) kills: bool,
    /// How much of that stretch of bytes passes, in 255ths.
    pub(crate) share: u8,
}

#[derive(Default)]
struct State {
    trap: Option<Trap>,
    worker: Option<Child>,
    /// The requests of the worker: whether each is an upload.
    requests: Vec<bool>,
    /// The bodies of the uploads that the sandbox took.
    taken: Vec<Vec<u8>>,
}

pub(crate) struct CuttingProxy {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl CuttingProxy {
    pub(crate) fn before(sandbox: &str) -> Self {
        let upstream: SocketAddr = sandbox.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::downgrade(&state);
        thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let Some(state) = shared.upgrade() else {
                    return;
                };
                // A connection that breaks is what this is for.
                thread::spawn(move || serve(client, upstream, &state));
            }
        });
        Self { address, state }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Begins a worker's time, with the trap that it runs into.
    pub(crate) fn worker(&self, trap: Option<Trap>, start: impl FnOnce() -> Child) {
        let mut state = self.state.lock().unwrap();
        state.trap = trap;
        state.requests.clear();
        state.worker = Some(start());
    }

    /// The worker whose output has ended, and what it has asked for: whether each request was an upload.
    pub(crate) fn ended(&self) -> (Child, Vec<bool>) {
        let mut state = self.state.lock().unwrap();
        state.trap = None;
        let requests = std::mem::take(&mut state.requests);
        (state.worker.take().unwrap(), requests)
    }

    /// The CSV rows of each upload that the sandbox took.
    pub(crate) fn taken(&self) -> Vec<Vec<String>> {
        let state = self.state.lock().unwrap();
        let rows = |body: &Vec<u8>| {
            let csv = &body[csv_of(body)];
            let text = std::str::from_utf8(csv).unwrap();
            text.lines().skip(1).map(str::to_owned).collect()
        };
        state.taken.iter().map(rows).collect()
    }
}

impl Drop for CuttingProxy {
    fn drop(&mut self) {
        // Wakes the thread that accepts, which then finds nobody left.
        let state = std::mem::replace(&mut self.state, Arc::new(Mutex::default()));
        drop(state);
        let _ = TcpStream::connect(self.address);
    }
}

/// Where the CSV is in a multipart body of one file.
fn csv_of(body: &[u8]) -> std::ops::Range<usize> {
    let find = |what: &[u8], from: usize| {
        let found = body[from..].windows(what.len()).position(|at| at == what);
        from + found.unwrap()
    };
    let boundary = &body[..find(b"\r\n", 0)];
    let begin = find(b"\r\n\r\n", 0) + 4;
    begin..find(&[b"\r\n", boundary].concat(), begin)
}

fn serve(mut client: TcpStream, upstream: SocketAddr, state: &Mutex<State>) -> io::Result<()> {
    client.set_nodelay(true)?;
    loop {
        let head = read_head(&mut client)?;
        let is_upload = head.starts_with(b"POST ");
        let trap = {
            let mut state = state.lock().unwrap();
            let number = state.requests.len();
            state.requests.push(is_upload);
            state.trap.take_if(|trap| trap.request == number)
        };
        let springs = |place: Place| {
            let has_it = is_upload || place.is_of_reading();
            has_it && trap.is_some_and(|trap| trap.place == place)
        };
        let share = |bytes: usize| bytes * usize::from(trap.map_or(0, |trap| trap.share)) / 255;
        // Stops everything: first the worker, so that it sees nothing of the rest.
        let spring = |server: Option<&TcpStream>| {
            if trap.is_some_and(|trap| trap.kills)
                && let Some(worker) = &mut state.lock().unwrap().worker
            {
                worker.kill().unwrap();
                worker.wait().unwrap();
            }
            if let Some(server) = server {
                server.shutdown(Shutdown::Both)?;
            }
            client.shutdown(Shutdown::Both)
        };
        if springs(Place::BeforeHead) {
            return spring(None);
        }
        let mut server = TcpStream::connect(upstream)?;
        server.set_nodelay(true)?;
        if springs(Place::InHead) {
            server.write_all(&head[..share(head.len() - 1)])?;
            return spring(Some(&server));
        }
        let body = read_body(&mut (&client), &head)?;
        server.write_all(&head)?;
        if springs(Place::InMultipartPreamble) {
            server.write_all(&body[..share(csv_of(&body).start)])?;
            return spring(Some(&server));
        }
        if springs(Place::InCsv) {
            let csv = csv_of(&body);
            server.write_all(&body[..csv.start + share(csv.len())])?;
            return spring(Some(&server));
        }
        server.write_all(&body)?;
        let answer_head = read_head(&mut server)?;
        let answer = read_body(&mut (&server), &answer_head)?;
        if is_upload && answer_head.starts_with(b"HTTP/1.1 200 ") {
            state.lock().unwrap().taken.push(body);
        }
        if springs(Place::BeforeAnswer) {
            return spring(Some(&server));
        }
        if springs(Place::InAnswerHead) {
            (&client).write_all(&answer_head[..share(answer_head.len() - 1)])?;
            return spring(Some(&server));
        }
        (&client).write_all(&answer_head)?;
        if springs(Place::InAnswerBody) {
            (&client).write_all(&answer[..share(answer.len() - 1)])?;
            return spring(Some(&server));
        }
        (&client).write_all(&answer)?;
    }
}

/// Byte by byte: what follows the head must stay where it is.
fn read_head(from: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        from.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    Ok(head)
}

/// The body as it comes over the wire.
fn read_body(from: &mut impl Read, head: &[u8]) -> io::Result<Vec<u8>> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let header = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.trim())
    };
    if let Some(length) = header("content-length:") {
        let mut body = vec![0; length.parse().unwrap()];
        from.read_exact(&mut body)?;
        return Ok(body);
    }
    let mut body = Vec::new();
    let mut byte = [0];
    while header("transfer-encoding:").is_some() && !body.ends_with(b"\r\n0\r\n\r\n") {
        from.read_exact(&mut byte)?;
        body.push(byte[0]);
    }
    Ok(body)
}
