//! Bodies in every wrapping: compressed, unannounced, too large.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use lucca_sdk::http::Method;
use lucca_sdk::transport::ManualClock;
use lucca_sdk::{Client, Error};
use serde_json::{Value, json};

use super::client_for;
use super::fault_server::{Act, Answer, FaultServer};

const LIMIT: usize = 100_000;

fn gzipped(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

async fn get(act: Act) -> Result<Value, Error> {
    let clock = ManualClock::leaping();
    let server = FaultServer::start(&clock, move |_, _| act.clone()).await;
    let client: Client = client_for(server.base_url(), &clock)
        .max_body_bytes(LIMIT)
        .build()
        .unwrap();
    client.request(Method::GET, "/x").send_json().await
}

fn until_closed(body: impl Into<Vec<u8>>) -> Act {
    Act::AnswerUntilClosed(Answer::new(200, body))
}

#[tokio::test]
async fn a_compressed_body_is_decompressed() {
    let body = gzipped(br#"{"items":[1,2,3]}"#);
    let answer = Answer::new(200, body).header("content-encoding", "gzip");
    let value = get(Act::Answer(answer)).await.unwrap();
    assert_eq!(value, json!({"items": [1, 2, 3]}));
}

#[tokio::test]
async fn a_small_body_that_unpacks_to_a_huge_one_is_refused() {
    let huge = vec![b' '; 50 * LIMIT];
    let body = gzipped(&huge);
    assert!(body.len() < LIMIT);
    let answer = Answer::new(200, body).header("content-encoding", "gzip");
    let error = get(Act::Answer(answer)).await.expect_err("too large");
    assert!(error.is_too_large(), "{error:?}");
    assert_eq!(error.attempts(), 1);
    assert!(error.to_string().contains("100000 bytes"), "{error}");
}

#[tokio::test]
async fn a_compressed_body_that_is_cut_is_a_lost_connection() {
    let mut body = gzipped(format!("{{\"items\":{:?}}}", [7; 500]).as_bytes());
    body.truncate(body.len() / 2);
    let answer = Answer::new(200, body).header("content-encoding", "gzip");
    let error = get(Act::Answer(answer)).await.expect_err("cut");
    assert!(error.is_connection_lost(), "{error:?}");
    assert_eq!(error.attempts(), 4);
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_accepted_and_one_byte_more_is_not() {
    for (surplus, accepted) in [(0, true), (1, false)] {
        let mut body = b"[]".to_vec();
        body.resize(LIMIT + surplus, b' ');
        let outcome = get(until_closed(body)).await;
        assert_eq!(outcome.is_ok(), accepted, "{outcome:?}");
        if let Err(error) = outcome {
            assert!(error.is_too_large(), "{error:?}");
        }
    }
}

#[tokio::test]
async fn json_that_ends_too_early_without_an_announced_length_is_taken_for_a_cut_body() {
    let error = get(until_closed(r#"{"items":[1,"#)).await.expect_err("cut");
    assert!(error.is_connection_lost(), "{error:?}");
    assert_eq!(error.attempts(), 4);
}

#[tokio::test]
async fn a_byte_order_mark_before_json_is_no_fault() {
    let answer = Answer::new(200, "\u{feff}{\"a\":1}");
    assert_eq!(get(Act::Answer(answer)).await.unwrap(), json!({"a": 1}));
}

#[tokio::test]
async fn every_error_shape_is_read_off_the_wire() {
    let html = "<html><head><title>503 Busy</title></head></html>";
    for (content_type, body, message) in [
        (
            "application/json",
            r#"{"Status":404,"Message":"Gone"}"#,
            Some("Gone"),
        ),
        (
            "application/json",
            "Gone, in plain text",
            Some("Gone, in plain text"),
        ),
        (
            "application/json",
            r#"{"id":5,"error":"Resource 5 not found"}"#,
            Some("Resource 5 not found"),
        ),
        (
            "application/problem+json",
            r#"{"title":"T","detail":"D","status":404}"#,
            Some("D"),
        ),
        ("text/html", html, Some("503 Busy")),
        ("application/json", "", None),
    ] {
        let answer = Answer::new(404, body).header("content-type", content_type);
        let error = get(Act::Answer(answer)).await.expect_err("404");
        let problem = error.problem();
        assert_eq!(
            problem.as_ref().and_then(|p| p.message()),
            message,
            "{body}"
        );
        assert_eq!(error.content_type(), Some(content_type));
        assert_eq!(error.body_excerpt().as_deref().unwrap_or(""), body);
    }
}

#[tokio::test]
async fn of_a_huge_error_body_the_beginning_is_kept() {
    let answer = Answer::new(400, vec![b'x'; 5 * LIMIT]);
    let error = get(Act::Answer(answer)).await.expect_err("400");
    assert!(error.is_bad_request());
    assert_eq!(error.body_excerpt().map(|text| text.len()), Some(8 * 1024));
}
