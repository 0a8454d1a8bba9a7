//! A real Redis or Valkey server, for tests of the limit that many share.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test stops where something is not as it must be"
)]

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A Redis server on a port of its own. It is killed when it is dropped.
#[derive(Debug)]
pub struct Redis {
    program: PathBuf,
    port: u16,
    password: Option<&'static str>,
    directory: TempDir,
    process: Child,
}

impl Redis {
    /// The one of the tests that are running now, as a new one is not believed for a window.
    pub fn shared() -> Option<Arc<Self>> {
        static RUNNING: Mutex<Weak<Redis>> = Mutex::new(Weak::new());
        let mut running = RUNNING.lock().unwrap();
        if let Some(redis) = running.upgrade() {
            return Some(redis);
        }
        let redis = Arc::new(Self::start()?);
        *running = Arc::downgrade(&redis);
        Some(redis)
    }

    /// `None` where none is installed, said loudly.
    pub fn start() -> Option<Self> {
        Self::start_with(None)
    }

    /// The same, for those who know the password only.
    pub fn start_with(password: Option<&'static str>) -> Option<Self> {
        let path = env::var_os("PATH").unwrap_or_default();
        let program = env::split_paths(&path)
            .flat_map(|folder| [folder.join("redis-server"), folder.join("valkey-server")])
            .find(|program| program.is_file());
        let Some(program) = program else {
            let required = ["CI", "REQUIRE_REDIS"].map(|name| env::var_os(name).is_some());
            assert_eq!(required, [false; 2], "no redis-server or valkey-server");
            eprintln!("SKIPPED: no redis-server or valkey-server, so no shared limit is tested");
            return None;
        };
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let directory = tempfile::tempdir().unwrap();
        let process = Self::run(&program, port, password, &directory);
        Some(Self {
            program,
            port,
            password,
            directory,
            process,
        })
    }

    /// Runs until it is ready.
    fn run(program: &PathBuf, port: u16, password: Option<&str>, directory: &TempDir) -> Child {
        let mut command = Command::new(program);
        command
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no", "--dir"])
            .arg(directory.path())
            .stdout(Stdio::piped());
        if let Some(password) = password {
            command.args(["--requirepass", password]);
        }
        let mut process = command.spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap()).lines();
        output
            .find(|line| line.as_ref().unwrap().contains("Ready to accept"))
            .expect("it says that it is ready")
            .unwrap();
        // It must never wait for a reader.
        std::thread::spawn(move || output.for_each(drop));
        process
    }

    /// Ends it as a crash does.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Ends it so, and starts another in its place that knows nothing.
    pub fn restart(&mut self) {
        self.kill();
        self.process = Self::run(&self.program, self.port, self.password, &self.directory);
    }

    /// Sends it a signal, such as `-STOP`.
    pub fn signal(&self, signal: &str) {
        let pid = self.process.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// Where it is, without the password.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// What the server answers to a command, by another way than the one that is tested.
    pub fn ask(&self, command: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "{command}\r\nQUIT\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.trim_end_matches("+OK\r\n").trim_end().to_owned()
    }

    /// Until the server answers so.
    pub async fn until(&self, command: &str, answer: &str) {
        let start = Instant::now();
        while self.ask(command) != answer {
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "`{command}` answers {} and never {answer}",
                self.ask(command)
            );
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
