//! Bodies in every wrapping: compressed, unannounced, too large.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use lucca_sdk::Error;
use lucca_sdk::http::Method;
use lucca_tests::{Answer, FaultServer, Reaction, VirtualTime, client_builder, in_time};
use serde_json::{Value, json};

const LIMIT: usize = 100_000;

fn gzipped(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

async fn get(answer: Answer) -> Result<Value, Error> {
    let time = VirtualTime::new();
    let server = FaultServer::start(&time, [Reaction::Answer(answer)])
        .await
        .unwrap();
    let client = client_builder(&server.base_url(), &time)
        .max_body_bytes(LIMIT)
        .build()
        .unwrap();
    let request = client.request(Method::GET, "/x").send_json();
    in_time(&server, &time, request).await
}

fn until_closed(body: impl Into<Vec<u8>>) -> Answer {
    Answer::json(body.into()).until_closed()
}

#[tokio::test]
async fn a_compressed_body_is_decompressed() {
    let body = gzipped(br#"{"items":[1,2,3]}"#);
    let answer = Answer::json(body).with_header("content-encoding", "gzip");
    let value = get(answer).await.unwrap();
    assert_eq!(value, json!({"items": [1, 2, 3]}));
}

#[tokio::test]
async fn a_small_body_that_unpacks_to_a_huge_one_is_refused() {
    let huge = vec![b' '; 50 * LIMIT];
    let body = gzipped(&huge);
    assert!(body.len() < LIMIT);
    let answer = Answer::json(body).with_header("content-encoding", "gzip");
    let error = get(answer).await.expect_err("too large");
    assert!(error.is_too_large(), "{error:?}");
    assert_eq!(error.attempts(), 1);
    assert!(error.to_string().contains("100000 bytes"), "{error}");
}

#[tokio::test]
async fn a_compressed_body_that_is_cut_is_a_lost_connection() {
    let mut body = gzipped(format!("{{\"items\":{:?}}}", [7; 500]).as_bytes());
    body.truncate(body.len() / 2);
    let answer = Answer::json(body).with_header("content-encoding", "gzip");
    let error = get(answer).await.expect_err("cut");
    assert!(error.is_connection(), "{error:?}");
    assert_eq!(error.attempts(), 10);
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
    assert!(error.is_connection(), "{error:?}");
    assert_eq!(error.attempts(), 10);
}

#[tokio::test]
async fn a_byte_order_mark_before_json_is_no_fault() {
    let answer = Answer::json("\u{feff}{\"a\":1}");
    assert_eq!(get(answer).await.unwrap(), json!({"a": 1}));
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
        let answer = Answer::status(404).with_body(content_type, body);
        let error = get(answer).await.expect_err("404");
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
    let answer = Answer::status(400).with_body("text/plain", vec![b'x'; 5 * LIMIT]);
    let error = get(answer).await.expect_err("400");
    assert!(error.status().is_some_and(|status| status == 400));
    assert_eq!(error.body_excerpt().map(|text| text.len()), Some(8 * 1024));
}

#[tokio::test]
async fn a_hand_written_request_judges_answers_as_typed_calls_do() {
    for (answer, words) in [
        (Answer::json(""), "empty"),
        (Answer::status(204), "empty"),
        (Answer::json("\u{feff}"), "empty"),
        (Answer::json("<html>"), "web page"),
        (Answer::json("Hello"), "plain text"),
        (
            Answer::status(200).with_body("text/csv", "a;b"),
            "not announced",
        ),
        (Answer::json("{\"a\":}"), "not valid JSON"),
    ] {
        let error = get(answer.clone()).await.expect_err(words);
        assert!(error.is_unusable_body(), "{error}");
        assert!(error.to_string().contains(words), "{error}");
        // The same for an answer that is decoded later.
        let time = VirtualTime::new();
        let server = FaultServer::start(&time, [Reaction::Answer(answer)])
            .await
            .unwrap();
        let client = client_builder(&server.base_url(), &time).build().unwrap();
        let response = client.request(Method::GET, "/x").await.unwrap();
        let error = response.json::<Value>().expect_err(words);
        assert!(error.is_unusable_body(), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_body_that_is_json_is_read_whatever_it_is_announced_as() {
    for content_type in ["text/html", "text/plain", "application/octet-stream"] {
        let answer = Answer::status(200).with_body(content_type, "{\"a\":1}");
        assert_eq!(get(answer).await.unwrap(), json!({"a": 1}));
    }
}

#[tokio::test]
async fn what_the_server_says_is_one_harmless_line_in_its_own_words() {
    for (answer, words) in [
        (
            Answer::status(400).with_body("application/json", "No\u{1b}[2J\r\n such user"),
            Some("No [2J such user"),
        ),
        (
            Answer::status(502)
                .with_body("text/html", "<html><body><h1>Bad</h1>Gateway</body></html>"),
            Some("Bad Gateway"),
        ),
        (
            Answer::status(404).with_reason("User Not Found"),
            Some("User Not Found"),
        ),
        (Answer::status(404).with_reason("Not Found"), None),
    ] {
        let error = get(answer).await.expect_err("refused");
        assert_eq!(error.server_message().as_deref(), words);
        let printed = format!("{error} {error:?} {error:#?}");
        assert!(
            !printed.contains("User") && !printed.contains("Gateway</"),
            "{printed}"
        );
    }
}
