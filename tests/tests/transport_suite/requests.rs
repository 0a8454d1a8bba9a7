//! What goes over the wire, and where to.

use std::time::Duration;

use lucca_sdk::http::Method;
use lucca_sdk::transport::{Clock, FailedAttempt, ManualClock, RetryPolicy};
use serde_json::{Value, json};

use super::fault_server::{Act, Answer, FaultServer};
use super::{KEY, client_for};

async fn good_server(clock: &ManualClock) -> FaultServer {
    FaultServer::start(clock, |_, _| {
        Act::Answer(Answer::new(200, r#"{"ok":true}"#))
    })
    .await
}

#[tokio::test]
async fn a_raw_request_is_signed_encoded_and_decoded() {
    let clock = ManualClock::leaping();
    let server = good_server(&clock).await;
    let client = client_for(server.base_url(), &clock)
        .user_agent("acme-planner/2.1")
        .build()
        .unwrap();
    let answer: Value = client
        .request(Method::PUT, "/api/v3/departments/7?a=b")
        .query("name", "R&D, été")
        .query("page", 2)
        .header("x-trace", "1")
        .json(&json!({"name": "R&D"}))
        .send_json()
        .await
        .unwrap();
    assert_eq!(answer, json!({"ok": true}));

    let received = server.received().remove(0);
    assert_eq!(received.method, "PUT");
    assert_eq!(
        received.target,
        "/api/v3/departments/7?a=b&name=R%26D%2C+%C3%A9t%C3%A9&page=2"
    );
    assert_eq!(received.body, br#"{"name":"R&D"}"#);
    let header = |name: &str| received.headers.get(name).map(String::as_str);
    assert_eq!(
        header("authorization"),
        Some(&*format!("lucca application={KEY}"))
    );
    assert_eq!(header("content-type"), Some("application/json"));
    assert_eq!(header("accept"), Some("application/json"));
    assert_eq!(header("x-trace"), Some("1"));
    let agent = header("user-agent").unwrap();
    assert!(agent.starts_with("acme-planner/2.1 lucca-sdk/"), "{agent}");
    let encodings = header("accept-encoding").unwrap();
    for encoding in ["gzip", "br", "zstd"] {
        assert!(encodings.contains(encoding), "{encodings}");
    }
}

#[tokio::test]
async fn raw_bytes_come_as_they_are() {
    let clock = ManualClock::leaping();
    let server = FaultServer::start(&clock, |_, _| {
        Act::Answer(
            Answer::new(200, b"\xff\x00pdf".as_slice()).header("content-type", "application/pdf"),
        )
    })
    .await;
    let client = client_for(server.base_url(), &clock).build().unwrap();
    let response = client
        .request(Method::POST, "/files")
        .header("content-type", "text/plain")
        .body("hello")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/pdf");
    assert_eq!(response.into_body(), b"\xff\x00pdf");
    assert_eq!(server.received()[0].body, b"hello");
}

#[tokio::test]
async fn what_the_client_sets_itself_is_not_for_callers_to_set() {
    let clock = ManualClock::leaping();
    let server = good_server(&clock).await;
    let client = client_for(server.base_url(), &clock).build().unwrap();
    let get = |path| client.request(Method::GET, path);
    let refused = [
        (get("/").header("Authorization", "mine"), "header"),
        (get("/").header("host", "evil.com"), "header"),
        (get("/").header("x", "a\r\nauthorization: b"), "header"),
        (get("/").header("x y", "z"), "header"),
        (get("no-slash"), "path"),
        (get("https://evil.com/"), "path"),
    ];
    for (request, parameter) in refused {
        let error = request.send().await.expect_err(parameter);
        assert!(error.is_invalid_input(), "{error}");
        assert_eq!(error.parameter(), Some(parameter), "{error}");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn the_key_does_not_leave_the_accounts_host() {
    let clock = ManualClock::leaping();
    let server = good_server(&clock).await;
    let other = good_server(&clock).await;
    let client = client_for(server.base_url(), &clock).build().unwrap();
    // Another port is another origin; so is another spelling of the host.
    let port = server.base_url().rsplit(':').next().unwrap();
    for foreign in [
        format!("{}/x", other.base_url()),
        format!("http://localhost:{port}/x"),
        format!("https://127.0.0.1:{port}/x"),
        "https://evil.example.com/x".to_owned(),
    ] {
        let request = client
            .transport()
            .http_client()
            .get(&foreign)
            .build()
            .unwrap();
        let outcome = client
            .transport()
            .send::<serde_json::Value>(request, "foreign")
            .await;
        assert_eq!(outcome.unwrap_err().attempts(), 0, "{foreign}");
    }
    assert!(server.received().is_empty() && other.received().is_empty());
}

#[tokio::test]
async fn a_redirect_is_refused_by_the_name_of_its_target() {
    let clock = ManualClock::leaping();
    for (status, location, host) in [
        (301, "https://evil.example.com/x", "evil.example.com"),
        (302, "//evil.example.com", "evil.example.com"),
        (307, "/elsewhere", "127.0.0.1"),
        (308, "", "127.0.0.1"),
        (303, "http://[broken", "an unnamed place"),
    ] {
        let server = FaultServer::start(&clock, move |_, _| {
            Act::Answer(Answer::new(status, "").header("location", location))
        })
        .await;
        let client = client_for(server.base_url(), &clock).build().unwrap();
        let outcome = client.request(Method::GET, "/x").send().await;
        let error = outcome.expect_err("not followed");
        assert!(error.is_redirect(), "{error}");
        assert_eq!(error.redirect_host(), Some(host), "{location}");
        assert!(error.to_string().contains(host), "{error}");
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn a_client_brought_along_that_follows_redirects_takes_no_key_to_another_host() {
    let clock = ManualClock::leaping();
    let elsewhere = good_server(&clock).await;
    let target = elsewhere.base_url().replace("127.0.0.1", "localhost");
    let server = FaultServer::start(&clock, move |_, _| {
        Act::Answer(Answer::new(302, "").header("location", format!("{target}/x")))
    })
    .await;
    let client = client_for(server.base_url(), &clock)
        .http_client(reqwest::Client::builder().no_proxy().build().unwrap())
        .build()
        .unwrap();
    let error = client
        .request(Method::GET, "/x")
        .send()
        .await
        .expect_err("it is another host's answer");
    assert!(error.is_redirect(), "{error}");
    assert_eq!(error.redirect_host(), Some("localhost"));
    for received in elsewhere.received() {
        assert!(!received.headers.contains_key("authorization"));
    }
}

#[tokio::test]
async fn a_callers_own_headers_are_kept_but_for_the_signature() {
    let clock = ManualClock::leaping();
    let server = good_server(&clock).await;
    let client = client_for(server.base_url(), &clock).build().unwrap();
    let transport = client.transport();
    let request = transport
        .http_client()
        .get(format!("{}/x", transport.base_url()))
        .header("api-version", "2024-11-01")
        .header("authorization", "somebody else")
        .build()
        .unwrap();
    transport
        .send::<serde_json::Value>(request, "generated")
        .await
        .unwrap();
    let headers = &server.received()[0].headers;
    assert_eq!(headers["api-version"], "2024-11-01");
    assert_eq!(headers["authorization"], format!("lucca application={KEY}"));
}

/// Repeats everything that it is asked about, at once.
#[derive(Debug)]
struct Stubborn;

impl RetryPolicy for Stubborn {
    fn delay(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (failed.attempt < 9).then_some(Duration::ZERO)
    }
}

#[tokio::test]
async fn no_policy_makes_an_unsafe_request_be_repeated() {
    let clock = ManualClock::leaping();
    for (method, expected) in [(Method::GET, 9), (Method::POST, 1), (Method::DELETE, 1)] {
        let server = FaultServer::start(&clock, |_, _| Act::Answer(Answer::new(503, ""))).await;
        let client = client_for(server.base_url(), &clock)
            .retry_policy(Stubborn)
            .build()
            .unwrap();
        let error = client
            .request(method, "/x")
            .send()
            .await
            .expect_err("503 for ever");
        assert_eq!(error.attempts(), expected);
        assert_eq!(server.received().len(), expected as usize);
    }
}

#[tokio::test]
async fn a_write_that_its_caller_knows_to_be_harmless_is_repeated() {
    let clock = ManualClock::leaping();
    let server = FaultServer::start(&clock, |nth, _| match nth {
        0 => Act::Reset,
        _ => Act::Answer(Answer::new(200, "{}")),
    })
    .await;
    let client = client_for(server.base_url(), &clock).build().unwrap();
    let request = client
        .request(Method::POST, "/search")
        .json(&json!({"a": 1}));
    request.safe_to_repeat().send().await.unwrap();
    let bodies: Vec<_> = server.received().into_iter().map(|r| r.body).collect();
    assert_eq!(bodies, [br#"{"a":1}"#, br#"{"a":1}"#]);
}

#[tokio::test]
async fn repeats_after_500_end_with_the_clients_budget() {
    let clock = ManualClock::leaping();
    let server = FaultServer::start(&clock, |_, _| Act::Answer(Answer::new(500, ""))).await;
    let client = client_for(server.base_url(), &clock)
        .retry_budget(4)
        .build()
        .unwrap();
    let mut attempts = Vec::new();
    for _ in 0..4 {
        let outcome = client.clone().request(Method::GET, "/x").send().await;
        attempts.push(outcome.expect_err("500 for ever").attempts());
    }
    assert_eq!(attempts, [4, 2, 1, 1], "three repeats, then one, then none");
}

#[tokio::test]
async fn a_retry_after_beyond_reason_is_cut() {
    let clock = ManualClock::leaping();
    let server = FaultServer::start(&clock, |nth, _| match nth {
        0 => Act::Answer(Answer::new(503, "").header("retry-after", "31536000")),
        _ => Act::Answer(Answer::new(200, "{}")),
    })
    .await;
    let client = client_for(server.base_url(), &clock)
        .max_retry_after(Duration::from_secs(40))
        .build()
        .unwrap();
    let start = clock.now();
    client.request(Method::GET, "/x").send().await.unwrap();
    assert_eq!(clock.now() - start, Duration::from_secs(40));
}
