//! The length that an answer announces takes no memory before a good part of its body is
//! there. Alone in its binary, as the allocator gives no more than is allowed.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests fail by panicking")]

use std::alloc::System;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use cap::Cap;
use lucca_sdk::http::Method;
use lucca_sdk::{ApiKey, CallOptions, Client};

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// Less than the client accepts of a body (64 MiB).
const ANNOUNCED: usize = 60_000_000;
const ALLOWED: usize = 8_000_000;

/// Announces a long body in each answer, sends the beginning, and hangs up.
fn serve(listener: &TcpListener) {
    for connection in listener.incoming() {
        let mut connection = BufReader::new(connection.unwrap());
        let mut line = String::new();
        while connection.read_line(&mut line).unwrap() > 2 {
            line.clear();
        }
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
        let beginning = "[1,".repeat(10_000);
        write!(
            connection.get_mut(),
            "{head} {ANNOUNCED}\r\n\r\n{beginning}"
        )
        .unwrap();
    }
}

#[tokio::test]
async fn an_announced_length_takes_no_memory() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || serve(&listener));
    let key = ApiKey::new("key".to_owned()).unwrap();
    let client = Client::builder(url.parse().unwrap(), key).build().unwrap();
    let client = client.with_options(CallOptions::new().with_max_attempts(1));

    // What asks for more ends the process.
    let limit = ALLOCATOR.allocated() + ALLOWED;
    ALLOCATOR.set_limit(limit).unwrap();
    let error = client.request(Method::GET, "/x").await.unwrap_err();
    assert!(error.may_have_been_sent(), "{error}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
}
