//! Answers that are not what the documents promise, whole lists of them: every row comes, and
//! what differed is told.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

use std::io::{Read, Write};
use std::net::TcpListener;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::civil::{Date, date};
use lucca_sandbox::{JsonType, Operation, Sandbox, TroublePlan};
use lucca_sdk::generated::users;
use lucca_sdk::office::presence::Presence;
use lucca_sdk::{ApiKey, Client, Error};
use peak_alloc::PeakAlloc;

#[global_allocator]
static PEAK: PeakAlloc = PeakAlloc;

const DAY: Date = date(2025, 9, 17);

async fn company() -> Sandbox {
    Sandbox::builder()
        .people(60)
        .seed(7)
        .today(DAY)
        .rate_limit(None)
        .start()
        .await
        .unwrap()
}

fn client(sandbox: &Sandbox) -> Client {
    let account = sandbox.base_url().parse().unwrap();
    Client::builder(account, ApiKey::new(sandbox.api_key()).unwrap())
        .build()
        .unwrap()
}

/// The stays of a day, in words: who, where, and which part of the day.
fn board(presence: &Presence) -> Vec<String> {
    let mut stays: Vec<String> = presence
        .stays()
        .map(|stay| {
            let half = stay.position();
            format!("{} {} {half}", stay.person().label(), stay.place())
        })
        .collect();
    stays.sort();
    stays
}

type Trouble = fn(&Sandbox, Operation) -> bool;

/// Each makes a list odd, if it concerns it.
const TROUBLES: &[(&str, Trouble)] = &[
    ("recase", |sandbox, operation| {
        always(sandbox.trouble().on(operation).recase())
    }),
    ("uppercase", |sandbox, operation| {
        always(sandbox.trouble().on(operation).uppercase())
    }),
    ("owner in another case", |sandbox, operation| {
        operation == Operation::ListUserLocations
            && always(sandbox.trouble().on(operation).rename("ownerId", "ownerID"))
    }),
    ("numbers as texts", |sandbox, operation| {
        let property = match operation {
            Operation::ListUsers => "managerId",
            Operation::ListUserLocations => "workLocationId",
            _ => "office.capacity",
        };
        always(
            sandbox
                .trouble()
                .on(operation)
                .retype(property, JsonType::Text),
        )
    }),
    ("a floor key that is a number", |sandbox, operation| {
        operation == Operation::ListWorkLocations
            && always(
                sandbox
                    .trouble()
                    .on(operation)
                    .retype("office.areas.floorKey", JsonType::Number),
            )
    }),
    ("one odd moment", |sandbox, operation| {
        operation == Operation::ListUserLocations
            && always(
                sandbox
                    .trouble()
                    .on(operation)
                    .retype("createdAt", JsonType::Flag),
            )
    }),
];

fn always(plan: TroublePlan<'_>) -> bool {
    plan.always();
    true
}

#[tokio::test]
async fn a_presence_is_the_same_whatever_the_spelling_and_the_types_and_it_is_told() {
    let sandbox = company().await;
    let day = DAY;
    let good = client(&sandbox);
    let expected = board(&good.office().presence(day..=day).await.unwrap());
    assert!(expected.len() > 20, "{expected:?}");
    for (name, trouble) in TROUBLES {
        for operation in [
            Operation::ListUsers,
            Operation::ListWorkLocations,
            Operation::ListUserLocations,
        ] {
            sandbox.trouble().clear();
            if !trouble(&sandbox, operation) {
                continue;
            }
            let client = client(&sandbox);
            let presence = client.office().presence(day..=day).await;
            let presence =
                presence.unwrap_or_else(|error| panic!("{name}, {operation:?}: {error}"));
            assert_eq!(board(&presence), expected, "{name}, {operation:?}");
            assert!(
                !client.deviations().is_empty(),
                "{name}, {operation:?}: nobody is told"
            );
        }
    }
}

#[tokio::test]
async fn a_property_that_no_row_of_a_list_has_is_told() {
    let sandbox = company().await;
    sandbox
        .trouble()
        .on(Operation::ListUsers)
        .drop_property("mail")
        .always();
    let client = client(&sandbox);
    let users: Vec<_> = client.users().list().try_collect().await.unwrap();
    assert!(users.iter().all(|user| user.mail.is_none()));
    let told: Vec<String> = client
        .deviations()
        .into_iter()
        .map(|(deviation, _)| deviation.path)
        .collect();
    assert!(told.contains(&"data.items[].mail".to_owned()), "{told:?}");
}

/// A server that answers everything with one body, compressed.
fn compressed(body: &[u8]) -> String {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    let body = encoder.finish().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut request = [0; 16 * 1024];
            let _ = connection.read(&mut request).unwrap();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let _ = connection.write_all(head.as_bytes());
            let _ = connection.write_all(&body);
        }
    });
    url
}

/// What becomes of a body, read by the list and by the generated call beneath it.
async fn errors_of(body: &str) -> [Error; 2] {
    let url = compressed(body.as_bytes());
    let client = Client::builder(url.parse().unwrap(), ApiKey::new("a-key").unwrap())
        .build()
        .unwrap();
    let list = client.users().list().try_collect::<Vec<_>>().await;
    let call = users::Client::from_transport(client.transport().clone())
        .list_users()
        .send()
        .await;
    [list.unwrap_err(), call.unwrap_err()]
}

#[tokio::test]
async fn a_page_of_millions_of_rows_is_refused_before_it_is_held() {
    let millions = "{},".repeat(3_000_000);
    let rows = format!(r#"{{"data":{{"count":1,"items":[{millions}{{}}]}}}}"#);
    let [list, call] = errors_of(&rows).await;
    assert!(
        list.is_decode() && list.to_string().contains("more than"),
        "{list}"
    );
    assert!(
        call.is_decode() && call.to_string().contains("row 0"),
        "{call}"
    );

    let roles = format!(r#"{{"data":{{"items":[{{"id":1,"habilitedRoles":[{millions}{{}}]}}]}}}}"#);
    for error in errors_of(&roles).await {
        assert!(
            error.is_decode() && error.to_string().contains("values"),
            "{error}"
        );
    }
    let peak = PEAK.peak_usage_as_mb();
    assert!(peak < 250.0, "{peak} MB were held at once");
}
