//! The control API and the page, as programs in other languages and people use them.

use std::time::Duration;

use lucca_sandbox::{Company, RateLimit};
use reqwest::Method;

use crate::asking::{Answer, Asking, builder, csv};

async fn control(asking: &Asking, method: Method, path: &str, body: &str) -> Answer {
    // No key: the controls need none.
    asking
        .send(
            asking
                .http
                .request(method, asking.url(&format!("/_sandbox{path}")))
                .header("Content-Type", "application/json")
                .body(body.to_owned()),
        )
        .await
        .unwrap()
}

#[tokio::test]
async fn trouble_is_made_and_ended_in_json() {
    let asking = Asking::start().await;
    let wish = r#"{"on":"list-users","trouble":{"kind":"answer","status":503,"headers":[["Retry-After","7"]]},"when":{"times":1}}"#;
    let id = control(&asking, Method::POST, "/trouble", wish).await.ok()["id"]
        .as_u64()
        .unwrap();
    let refused = asking.users("").await;
    assert_eq!((refused.status, refused.header("retry-after")), (503, "7"));
    assert_eq!(asking.users("").await.status, 200);
    let rules = control(&asking, Method::GET, "/trouble", "").await.ok();
    assert_eq!(
        (rules[0]["hits"].as_u64(), rules[0]["on"].as_str()),
        (Some(1), Some("list-users"))
    );
    assert_eq!(
        control(&asking, Method::DELETE, &format!("/trouble/{id}"), "")
            .await
            .status,
        204
    );
    assert_eq!(
        control(&asking, Method::DELETE, &format!("/trouble/{id}"), "")
            .await
            .status,
        404
    );
    for wish in [
        r#"{"trouble":{"kind":"reset-mid-body"},"when":"always"}"#,
        r#"{"trouble":{"kind":"drip","bytes":10,"millis":1},"when":{"rate":0.5},"after":3}"#,
        r#"{"trouble":{"kind":"rename","from":"a","to":"b"},"when":{"script":[true,false]}}"#,
    ] {
        assert_eq!(
            control(&asking, Method::POST, "/trouble", wish)
                .await
                .status,
            200,
            "{wish}"
        );
    }
    assert_eq!(
        control(&asking, Method::DELETE, "/trouble", "")
            .await
            .status,
        204
    );
    assert!(
        control(&asking, Method::GET, "/trouble", "")
            .await
            .ok()
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn nonsense_is_refused_with_a_reason() {
    let asking = Asking::start().await;
    for (method, path, body, status, reason) in [
        (Method::POST, "/trouble", "", 400, "EOF"),
        (Method::POST, "/trouble", "{}", 400, "trouble"),
        (
            Method::POST,
            "/trouble",
            r#"{"trouble":{"kind":"earthquake"},"when":"always"}"#,
            400,
            "earthquake",
        ),
        (
            Method::POST,
            "/trouble",
            r#"{"trouble":{"kind":"answer","status":99},"when":"always"}"#,
            400,
            "99",
        ),
        (
            Method::POST,
            "/trouble",
            r#"{"on":"nothing","trouble":{"kind":"stall"},"when":"always"}"#,
            400,
            "list-users",
        ),
        (
            Method::POST,
            "/clock",
            r#"{"advanceSeconds":-1}"#,
            400,
            "from 0",
        ),
        (
            Method::POST,
            "/clock",
            r#"{"advanceSeconds":1e300}"#,
            400,
            "from 0",
        ),
        (Method::GET, "/nothing", "", 404, "no such control"),
        (Method::PUT, "/company", "", 405, "no such method"),
    ] {
        let answer = control(&asking, method, path, body).await;
        assert_eq!(answer.status, status, "{path} {body}");
        assert!(
            answer.json()["error"].as_str().unwrap().contains(reason),
            "{}",
            answer.text
        );
    }
}

#[tokio::test]
async fn the_log_and_the_imports_can_be_read_from_outside() {
    let asking = Asking::start().await;
    asking.users("paging=0,1").await.ok();
    asking.upload(csv(&[]), true, false).await.ok();
    let log = control(&asking, Method::GET, "/requests", "").await;
    assert!(!log.text.contains(asking.sandbox.api_key()));
    let log = log.ok();
    assert_eq!(
        (
            log[0]["operation"].as_str(),
            log[0]["query"].as_str(),
            log[0]["status"].as_u64()
        ),
        (Some("list-users"), Some("paging=0,1"), Some(200))
    );
    assert_eq!(
        (
            log[1]["method"].as_str(),
            log[1]["bodyReceived"].as_bool(),
            log.as_array().unwrap().len()
        ),
        (Some("POST"), Some(true), 2)
    );
    let imports = control(&asking, Method::GET, "/imports", "").await.ok();
    assert_eq!(
        (
            imports[0]["create"].as_bool(),
            imports[0]["overrideUserLocations"].as_bool()
        ),
        (Some(true), Some(false))
    );
    assert_eq!(
        control(&asking, Method::DELETE, "/requests", "")
            .await
            .status,
        204
    );
    assert!(asking.sandbox.requests().is_empty());
}

#[tokio::test]
async fn time_passes_on_demand() {
    let asking = Asking::of(builder().rate_limit(RateLimit::new(1, Duration::from_secs(60)))).await;
    assert_eq!(
        (asking.users("").await.status, asking.users("").await.status),
        (200, 429)
    );
    let now = asking.sandbox.now();
    control(&asking, Method::POST, "/clock", r#"{"advanceSeconds":60}"#)
        .await
        .ok();
    assert!(asking.sandbox.now() >= now.checked_add(jiff::Span::new().seconds(60)).unwrap());
    assert_eq!(asking.users("").await.status, 200);
    assert_eq!(
        control(&asking, Method::DELETE, "/rate-limit", "")
            .await
            .status,
        204
    );
    assert_eq!(asking.users("").await.status, 200);
}

#[tokio::test]
async fn a_saved_company_is_the_same_company() {
    let asking = Asking::start().await;
    let saved = control(&asking, Method::GET, "/company", "").await;
    let again = Company::from_json(&saved.text, "saved").unwrap();
    assert_eq!(again, *asking.sandbox.company());
    let second = Asking::of(builder().company(again)).await;
    for path in [
        "/api/v3/users?paging=0,1000&fields=id,manager,extendedData",
        "/api/v3/users/2",
        "/work-locations/public/api/user-locations?limit=1000",
    ] {
        assert_eq!(
            asking.get(path).await.text,
            second.get(path).await.text,
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_page_says_what_this_is_and_how_to_use_it() {
    let asking = Asking::start().await;
    let page = asking.send(asking.http.get(asking.url("/"))).await.unwrap();
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    for word in [
        "<h1>",
        "nobody in it is real",
        asking.sandbox.base_url(),
        asking.sandbox.api_key(),
        "/api/v3/users",
        "/_sandbox",
        "no rate limit",
    ] {
        assert!(page.text.contains(word), "{word}");
    }
    let overview = control(&asking, Method::GET, "", "").await.ok();
    assert_eq!(
        (overview["users"].as_u64(), overview["today"].as_str()),
        (Some(40), Some("2026-03-02"))
    );
    assert!(
        asking.sandbox.requests().is_empty(),
        "neither is a request to the account"
    );
}

#[tokio::test]
async fn pages_of_strangers_can_not_steer_the_account() {
    let asking = Asking::of(builder().public_url("http://sandbox.example:8080")).await;
    assert_eq!(asking.sandbox.base_url(), "http://sandbox.example:8080");
    let address = format!("http://{}", asking.sandbox.address());
    let post = |path: &str| asking.http.post(format!("{address}{path}"));
    let wish = r#"{"advanceSeconds":60}"#;
    let json = "application/json";
    for (kind, header, value, status) in [
        (json, "X-Nothing", "", 200),
        (json, "Host", "sandbox.example:8080", 200),
        (json, "Host", "localhost:1", 200),
        (json, "Origin", address.as_str(), 200),
        ("application/json; charset=utf-8", "X-Nothing", "", 200),
        (json, "Host", "rebound.example", 403),
        (json, "Origin", "http://page.example", 403),
        (json, "Origin", "null", 403),
        ("text/plain", "X-Nothing", "", 415),
        ("application/x-www-form-urlencoded", "X-Nothing", "", 415),
    ] {
        let request = post("/_sandbox/clock")
            .header("Content-Type", kind)
            .header(header, value)
            .body(wish);
        let answer = asking.send(request).await.unwrap();
        assert_eq!(answer.status, status, "{kind} {header}: {value}");
    }
    for path in [
        "/",
        "/_sandbox",
        "/_sandbox/",
        "/_sandbox/company",
        "/_sandbox/nothing",
    ] {
        let request = asking
            .http
            .get(format!("{address}{path}"))
            .header("Host", "rebound.example");
        let answer = asking.send(request).await.unwrap();
        assert_eq!(answer.status, 403, "{path}");
        assert!(!answer.text.contains(asking.sandbox.api_key()));
    }
    let bare = asking
        .http
        .post(format!("{address}/_sandbox/clock"))
        .body(wish);
    assert_eq!(asking.send(bare).await.unwrap().status, 415);
}

#[tokio::test]
async fn who_watches_is_told_what_happens() {
    let asking = Asking::start().await;
    let mut events = asking
        .http
        .get(asking.url("/_sandbox/events"))
        .send()
        .await
        .unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    let mut seen = String::new();
    let mut until = async |word: &str| {
        while !seen.contains(word) {
            let piece = tokio::time::timeout(Duration::from_secs(5), events.chunk()).await;
            seen.push_str(std::str::from_utf8(&piece.unwrap().unwrap().unwrap()).unwrap());
        }
        std::mem::take(&mut seen)
    };
    until("watching").await;
    asking.users("fields=nope").await;
    let told = until("\n\n").await;
    assert!(told.starts_with("event: request\ndata: {"), "{told}");
    let data = told.lines().nth(1).unwrap().trim_start_matches("data: ");
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(
        (data["status"].as_u64(), data["operation"].as_str()),
        (Some(400), Some("list-users"))
    );
    assert!(data["odd"][0].as_str().unwrap().contains("nope") && data["milliseconds"].is_number());

    control(
        &asking,
        Method::POST,
        "/settings",
        r#"{"set":{"totals":"live"}}"#,
    )
    .await
    .ok();
    assert!(
        until("\n\n")
            .await
            .contains("event: changed\ndata: \"settings\"")
    );
    asking.upload(csv(&[]), true, true).await.ok();
    assert!(until("event: import").await.contains("\"progress\":0"));
}

#[tokio::test]
async fn imports_places_and_the_window_can_be_looked_at() {
    let asking = Asking::of(builder().rate_limit(RateLimit::new(9, Duration::from_secs(60)))).await;
    let company = asking.sandbox.company();
    let line = "nobody;Paris;;2026-03-04;FullDay;;".to_owned();
    asking.upload(csv(&[line]), true, true).await.ok();
    let imports = control(&asking, Method::GET, "/imports", "").await.ok();
    assert_eq!(
        (
            imports[0]["progress"].as_u64(),
            imports[0]["errors"].as_u64()
        ),
        (Some(0), Some(1))
    );
    let id = imports[0]["summaryId"].as_str().unwrap();
    let report = control(&asking, Method::GET, &format!("/imports/{id}"), "")
        .await
        .ok();
    assert_eq!(report["errorLines"][0]["error"], "User doesn't exist");
    assert_eq!(
        control(&asking, Method::GET, "/imports/x", "").await.status,
        404
    );

    let presence = control(&asking, Method::GET, "/presence", "").await.ok();
    assert_eq!(presence["date"], "2026-03-02");
    let expected = company
        .user_locations()
        .iter()
        .filter(|row| row.date == company.today() && row.status.is_live())
        .count() as u64;
    let places = presence["places"].as_array().unwrap();
    let sum: u64 = places
        .iter()
        .map(|place| place["userLocations"].as_u64().unwrap())
        .sum();
    assert_eq!(sum, expected);
    assert!(places[0]["people"][0]["name"].is_string());
    let sunday = control(&asking, Method::GET, "/presence?date=2026-03-01", "")
        .await
        .ok();
    assert!(sunday["places"].as_array().unwrap().is_empty());
    assert_eq!(
        control(&asking, Method::GET, "/presence?date=soon", "")
            .await
            .status,
        400
    );
    assert_eq!(
        control(&asking, Method::GET, "/presence?day=1", "")
            .await
            .status,
        400
    );

    let window = control(&asking, Method::GET, "/rate-limit", "").await.ok();
    assert_eq!(
        (window["taken"].as_u64(), window["requests"].as_u64()),
        (Some(1), Some(9))
    );
    for _ in 0..3 {
        asking.users("paging=0,1").await.ok();
    }
    let newest = control(&asking, Method::GET, "/requests?newest=2", "")
        .await
        .ok();
    let numbers: Vec<u64> = newest
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["number"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, [3, 4]);
}
