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
