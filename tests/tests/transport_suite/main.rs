//! The transport, from the outside: over real sockets, in virtual time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

mod bodies;
mod deadlines;
mod queue;
mod rate_limit_property;
mod requests;
mod retries;
mod traces;

use std::time::Duration;

use lucca_sdk::http::Method;
use lucca_sdk::{Client, Error};
use lucca_tests::{Answer, FaultServer, Reaction, VirtualTime, client_builder};

const SECOND: Duration = Duration::from_secs(1);

fn answers(answer: Answer) -> Reaction {
    Reaction::Answer(answer)
}

async fn good_server(time: &VirtualTime) -> FaultServer {
    FaultServer::start(time, [answers(Answer::json(r#"{"ok":true}"#))])
        .await
        .unwrap()
}

async fn server_with(
    time: &VirtualTime,
    script: impl FnMut(usize) -> Reaction + Send + 'static,
) -> FaultServer {
    FaultServer::start_with(time, script).await.unwrap()
}

fn client(server: &FaultServer, time: &VirtualTime) -> Client {
    client_builder(&server.base_url(), time).build().unwrap()
}

/// One call of a made-up operation, in its time.
async fn call(client: &Client, server: &FaultServer, time: &VirtualTime) -> Result<(), Error> {
    let request = client.request(Method::GET, "/x");
    lucca_tests::in_time(server, time, request.send())
        .await
        .map(drop)
}
