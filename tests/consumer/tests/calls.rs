//! Generated clients of one's own, called over real HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

use lucca_sdk::{ApiKey, Client};
use lucca_tests_consumer::{fragment, grown_office, timesheets};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A server on loopback that answers one request, and hands over what it was asked.
async fn answering(status: &str, body: &str) -> (Client, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let asked = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        while !is_whole(&request) {
            let read = connection.read(&mut buffer).await.unwrap();
            assert!(read > 0, "the request was cut");
            request.extend_from_slice(&buffer[..read]);
        }
        connection.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8_lossy(&request).into_owned()
    });
    let account = url.parse().unwrap();
    let client = Client::builder(account, ApiKey::new("a-key").unwrap())
        .build()
        .unwrap();
    (client, asked)
}

/// Is the request there whole, with as much body as it announces?
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let announced = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.trim().parse().unwrap());
    body.len() >= announced
}

#[tokio::test]
async fn a_list_of_values_goes_as_one_parameter_and_the_request_is_signed() {
    let (client, asked) = answering("200 OK", r#"{"items":[{"id":1,"status":"paid"}]}"#).await;
    let page = timesheets::Client::from_transport(client.transport().clone())
        .list_timesheets()
        .owner_id(vec![416, 383])
        .status("in-review")
        .since("2025-09-15".parse::<jiff::civil::Date>().unwrap())
        .send()
        .await
        .unwrap();
    let status = page.items[0].status.clone().unwrap();
    assert_eq!(status.as_str(), "paid");
    assert!(matches!(
        status,
        timesheets::types::TimesheetStatus::Unknown(_)
    ));
    let asked = asked.await.unwrap();
    let line = asked.lines().next().unwrap();
    assert!(
        line.starts_with("GET /timesheets/example/api/timesheets?"),
        "{line}"
    );
    assert!(line.contains("ownerId=416%2C383"), "{line}");
    assert!(line.contains("status=in-review"), "{line}");
    assert!(line.contains("since=2025-09-15"), "{line}");
    let asked = asked.to_lowercase();
    assert!(asked.contains("authorization: lucca application=a-key"));
    assert!(!asked.contains("api-version"));
}

#[tokio::test]
async fn a_json_body_is_built_from_its_type() {
    let (client, asked) = answering("201 Created", r#"{"id":7}"#).await;
    let body = timesheets::types::NewTimesheet::builder()
        .owner_id(416)
        .starts_on("2025-09-15".parse::<jiff::civil::Date>().unwrap());
    let created = timesheets::Client::from_transport(client.transport().clone())
        .create_timesheet()
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(created.id, Some(7));
    let asked = asked.await.unwrap();
    assert!(
        asked.ends_with(r#"{"ownerId":416,"startsOn":"2025-09-15"}"#),
        "{asked}"
    );
}

#[tokio::test]
async fn an_answer_without_a_body_is_a_success() {
    let (client, asked) = answering("204 No Content", "").await;
    timesheets::Client::from_transport(client.transport().clone())
        .delete_timesheet()
        .id(7)
        .if_match("v3")
        .send()
        .await
        .unwrap();
    let asked = asked.await.unwrap();
    assert!(
        asked.starts_with("DELETE /timesheets/example/api/timesheets/7 "),
        "{asked}"
    );
    assert!(asked.to_lowercase().contains("if-match: v3"), "{asked}");
}

#[tokio::test]
async fn a_failure_is_the_sdks_error() {
    let (client, asked) = answering("404 Not Found", r#"{"title":"none"}"#).await;
    let error = timesheets::Client::from_transport(client.transport().clone())
        .delete_timesheet()
        .id(7)
        .send()
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error}");
    asked.await.unwrap();
}

#[tokio::test]
async fn what_a_document_gains_can_be_called_without_an_edit_to_rust_code() {
    let (client, asked) = answering(
        "200 OK",
        r#"{"items":[{"changedAt":"2025-09-15T08:00:00Z","position":"FullDay"}]}"#,
    )
    .await;
    let office = grown_office::Client::from_transport(client.transport().clone());
    let history = office
        .get_office_api_user_locations_id_history()
        .id(501)
        .send()
        .await
        .unwrap();
    let items = history.items.as_ref().unwrap();
    assert_eq!(
        items[0].position,
        Some(grown_office::types::Position::FullDay)
    );
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("GET /work-locations/public/api/user-locations/501/history "));

    let (client, asked) = answering("200 OK", r#"{"items":[{"id":1,"deskName":"B1-4"}]}"#).await;
    let office = grown_office::Client::from_transport(client.transport().clone());
    let page = office
        .get_office_api_user_locations()
        .owner_id(vec![1, 2])
        .send()
        .await
        .unwrap();
    assert_eq!(page.items[0].desk_name.as_deref(), Some("B1-4"));
    assert!(asked.await.unwrap().contains("ownerId=1%2C2"));

    let kind = grown_office::types::WorkLocationType::from("ClientSite");
    assert_eq!(kind, grown_office::types::WorkLocationType::ClientSite);
    let ids = grown_office::OPERATIONS
        .iter()
        .map(|operation| operation.id);
    assert!(ids.into_iter().any(|id| id.ends_with("-history")));
}

#[tokio::test]
async fn the_published_fragment_answers_as_it_says() {
    let document = lucca_sdk_build::load(
        concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../lucca-sdk-build/tests/fixtures/published-fragment.yaml"
        )
        .as_ref(),
    )
    .unwrap();
    let example = &document["components"]["responses"]["ResultsResponse"]["content"]["application/json"]
        ["examples"]["AnalysisResponse"]["value"];
    let (client, asked) = answering("200 OK", &example.to_string()).await;
    let report = fragment::Client::from_transport(client.transport().clone())
        .get_office_api_imports_user_locations_results()
        .summary_id("3fa85f64")
        .send()
        .await
        .unwrap();
    assert_eq!(&serde_json::to_value(&report).unwrap(), example);
    assert!(asked.await.unwrap().contains("results?summaryId=3fa85f64 "));
}

#[test]
fn an_item_with_a_comma_is_refused_instead_of_asking_something_else() {
    let joined = lucca_sdk::generated::runtime::CommaJoined(&vec!["a,b"]);
    assert!(serde_json::to_value(joined).is_err());
    let joined = lucca_sdk::generated::runtime::CommaJoined(&vec![1, 2]);
    assert_eq!(serde_json::to_value(joined).unwrap(), "1,2");
    let joined = lucca_sdk::generated::runtime::CommaJoined(&None::<Vec<i64>>);
    assert!(serde_json::to_value(joined).unwrap().is_null());
}
