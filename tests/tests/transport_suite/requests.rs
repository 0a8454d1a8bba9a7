//! What goes over the wire, and where to.

use std::collections::BTreeMap;

use lucca_sdk::http::Method;
use lucca_tests::{Answer, FaultServer, KEY, SeenRequest, VirtualTime, client_builder};
use serde_json::{Value, json};

use super::{answers, client, good_server};

/// By lower-case name.
fn headers(request: &SeenRequest) -> BTreeMap<String, String> {
    let lines = request.head.lines().skip(1);
    lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect()
}

#[tokio::test]
async fn a_raw_request_is_signed_encoded_and_decoded() {
    let time = VirtualTime::new();
    let server = good_server(&time).await;
    let client = client_builder(&server.base_url(), &time)
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

    let received = server.requests().remove(0);
    let sent = headers(&received);
    assert_eq!(received.method(), "PUT");
    assert_eq!(
        received.target(),
        "/api/v3/departments/7?a=b&name=R%26D%2C+%C3%A9t%C3%A9&page=2"
    );
    assert_eq!(received.body, r#"{"name":"R&D"}"#);
    let header = |name: &str| sent.get(name).map(String::as_str);
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
    assert!(encodings.contains("gzip"), "{encodings}");
}

#[tokio::test]
async fn raw_bytes_come_as_they_are() {
    let time = VirtualTime::new();
    let pdf = Answer::status(200).with_body("application/pdf", b"\xff\x00pdf".as_slice());
    let server = FaultServer::start(&time, [answers(pdf)]).await.unwrap();
    let client = client(&server, &time);
    let response = client
        .request(Method::POST, "/files")
        .header("content-type", "text/plain")
        .body("hello")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/pdf");
    assert_eq!(response.into_body(), b"\xff\x00pdf".as_slice());
    assert_eq!(server.requests()[0].body, "hello");
}

#[tokio::test]
async fn what_the_client_sets_itself_is_not_for_callers_to_set() {
    let time = VirtualTime::new();
    let server = good_server(&time).await;
    let client = client(&server, &time);
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
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn the_key_does_not_leave_the_accounts_host() {
    let time = VirtualTime::new();
    let server = good_server(&time).await;
    let other = good_server(&time).await;
    let client = client(&server, &time);
    // Another port is another origin; so is another spelling of the host.
    let base_url = server.base_url();
    let port = base_url.rsplit(':').next().unwrap();
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
    assert_eq!(server.count() + other.count(), 0);
}

#[tokio::test]
async fn a_redirect_is_refused_by_the_name_of_its_target() {
    let time = VirtualTime::new();
    for (status, location, host) in [
        (301, "https://evil.example.com/x", "evil.example.com"),
        (302, "//evil.example.com", "evil.example.com"),
        (307, "/elsewhere", "127.0.0.1"),
        (308, "", "127.0.0.1"),
        (303, "http://[broken", "an unnamed place"),
    ] {
        let redirect = Answer::status(status).with_header("location", location);
        let server = FaultServer::start(&time, [answers(redirect)])
            .await
            .unwrap();
        let client = client(&server, &time);
        let outcome = client.request(Method::GET, "/x").send().await;
        let error = outcome.expect_err("not followed");
        assert!(error.is_redirect(), "{error}");
        assert_eq!(error.redirect_host(), Some(host), "{location}");
        assert!(error.to_string().contains(host), "{error}");
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn what_keeps_the_key_safe_cannot_be_undone_by_adjusting_the_http_client() {
    let time = VirtualTime::new();
    let elsewhere = good_server(&time).await;
    let target = elsewhere.base_url().replace("127.0.0.1", "localhost");
    let redirect = Answer::status(307).with_header("location", &format!("{target}/x"));
    let server = FaultServer::start(&time, [answers(redirect)])
        .await
        .unwrap();
    let client = client_builder(&server.base_url(), &time)
        .http(|http| {
            http.redirect(reqwest::redirect::Policy::limited(5))
                .referer(true)
                .retry(reqwest::retry::for_host("127.0.0.1").max_retries_per_request(5))
        })
        .build()
        .unwrap();
    let request = client.request(Method::POST, "/x").body("a schedule");
    let error = request.send().await.expect_err("not followed");
    assert!(error.is_redirect(), "{error}");
    assert_eq!(error.redirect_host(), Some("localhost"));
    assert_eq!((server.count(), elsewhere.count()), (1, 0));
}

#[tokio::test]
async fn the_http_clients_own_time_limits_are_timeouts() {
    for (answer, sent) in [
        (lucca_tests::Reaction::Stall, "before the answer's headers"),
        (
            answers(Answer::json("[1,2]").stalled_half_way()),
            "in the middle of the answer's body",
        ),
    ] {
        let time = VirtualTime::new();
        let server = FaultServer::start(&time, [answer]).await.unwrap();
        let client = client_builder(&server.base_url(), &time)
            .http(|http| http.read_timeout(std::time::Duration::from_millis(50)))
            .build()
            .unwrap();
        let error = client
            .with_options(lucca_sdk::CallOptions::new().with_max_attempts(1))
            .request(Method::GET, "/x")
            .send()
            .await
            .expect_err("silent");
        assert!(error.is_timeout() && error.is_retryable(), "{error:?}");
        assert!(error.to_string().contains(sent), "{error}");
    }
}

#[tokio::test]
async fn outside_of_a_runtime_a_call_is_an_error() {
    let time = VirtualTime::new();
    let server = good_server(&time).await;
    let client = client(&server, &time);
    let thread = std::thread::spawn(move || {
        futures::FutureExt::now_or_never(client.request(Method::GET, "/x").send()).unwrap()
    });
    let error = thread.join().unwrap().expect_err("no runtime");
    assert!(error.to_string().contains("tokio runtime"), "{error}");
    assert!(!error.may_have_been_sent());
}

#[tokio::test]
async fn a_callers_own_headers_are_kept_but_for_the_signature() {
    let time = VirtualTime::new();
    let server = good_server(&time).await;
    let client = client(&server, &time);
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
    let headers = headers(&server.requests()[0]);
    assert_eq!(headers["api-version"], "2024-11-01");
    assert_eq!(headers["authorization"], format!("lucca application={KEY}"));
}
