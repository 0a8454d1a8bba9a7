//! A million user locations: how long they take to make, how much memory they hold, how fast a page is.
//!
//! ```console
//! $ cargo run --release -p lucca-sandbox --example million
//! ```

#![allow(clippy::print_stdout, reason = "its figures are what it is for")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use lucca_sandbox::Sandbox;

const PAGE: usize = 1_000;
const ASKED: usize = 400;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let sandbox = Sandbox::builder()
        .people(17_200)
        .today(jiff::civil::date(2026, 3, 2))
        .rate_limit(None)
        .start_blocking()?;
    println!(
        "started in {:.2?} with {} user locations",
        begun.elapsed(),
        sandbox.company().user_locations().len()
    );
    println!("memory: {}", memory()?);

    let pages = sandbox.company().user_locations().len() / PAGE;
    let socket = TcpStream::connect(sandbox.address())?;
    socket.set_nodelay(true)?;
    let mut client = BufReader::with_capacity(1 << 20, socket);
    for path in [
        "/work-locations/public/api/user-locations?limit=1000&page=",
        "/api/v3/users?fields=id,name,login,department.name&paging=",
    ] {
        let mut times = Vec::with_capacity(ASKED);
        let mut bytes = 0;
        for asked in 0..ASKED {
            let turn = match path.ends_with("page=") {
                true => format!("{}", 1 + (asked * 7_919) % pages),
                false => format!("{},{PAGE}", (asked * 7_919) % 16_000),
            };
            let begun = Instant::now();
            bytes = ask(&mut client, &format!("{path}{turn}"), sandbox.api_key())?;
            times.push(begun.elapsed());
        }
        times.sort_unstable();
        let at = |share: usize| {
            times
                .get(times.len() * share / 100)
                .copied()
                .unwrap_or(Duration::ZERO)
        };
        println!(
            "{path}: {bytes} bytes, median {:.2?}, 99 % under {:.2?}",
            at(50),
            at(99)
        );
    }
    println!("memory: {}", memory()?);
    Ok(())
}

/// Asks over one connection and reads the whole answer; gives the length of its body.
fn ask(
    client: &mut BufReader<TcpStream>,
    path: &str,
    key: &str,
) -> Result<usize, Box<dyn std::error::Error>> {
    write!(
        client.get_mut(),
        "GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: lucca application={key}\r\n\r\n"
    )?;
    let mut length = 0;
    let mut line = String::new();
    client.read_line(&mut line)?;
    if !line.contains(" 200 ") {
        return Err(format!("{path}: {line}").into());
    }
    while line != "\r\n" {
        line.clear();
        client.read_line(&mut line)?;
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    client.read_exact(&mut body)?;
    Ok(length)
}

/// The most memory that the process has held, as Linux tells it.
fn memory() -> std::io::Result<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let lines = status
        .lines()
        .filter(|line| line.starts_with("VmHWM") || line.starts_with("VmRSS"));
    Ok(lines.collect::<Vec<_>>().join(", ").replace('\t', " "))
}
