//! Trouble on demand, as a client meets it on a real socket.

use std::time::Duration;

use http::StatusCode;
use http::header::{HeaderValue, LOCATION, RETRY_AFTER};
use lucca_sandbox::{ErrorShape, Operation, Trouble, TroubleAnswer, When};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::asking::{Asking, OFFICE, builder, csv, ids, items, names};

/// What a raw socket sees of an answer, and how the connection ended.
async fn raw(asking: &Asking, path: &str) -> (String, Result<(), std::io::ErrorKind>) {
    let mut socket = TcpStream::connect(asking.sandbox.address()).await.unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: lucca application={}\r\n\r\n",
        asking.sandbox.api_key()
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut seen = Vec::new();
    let end = loop {
        let mut piece = [0; 4_096];
        match socket.read(&mut piece).await {
            Ok(0) => break Ok(()),
            Ok(count) => seen.extend_from_slice(&piece[..count]),
            Err(error) => break Err(error.kind()),
        }
    };
    (String::from_utf8(seen).unwrap(), end)
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

#[tokio::test]
async fn a_cut_connection_is_cut_the_way_that_was_asked_for() {
    let asking = Asking::start().await;
    let path = "/api/v3/users?paging=0,20";
    let (whole, end) = raw(&asking, path).await;
    assert_eq!(end, Ok(()));
    let length = body(&whole).len();
    assert!(whole.contains(&format!("content-length: {length}\r\n")));

    for (trouble, seen, end) in [
        (
            Trouble::ResetOnArrival,
            0,
            Err(std::io::ErrorKind::ConnectionReset),
        ),
        (
            Trouble::ResetBeforeHeaders,
            0,
            Err(std::io::ErrorKind::ConnectionReset),
        ),
        (
            Trouble::ResetMidBody,
            length / 2,
            Err(std::io::ErrorKind::ConnectionReset),
        ),
        (Trouble::Truncate, length / 2, Ok(())),
    ] {
        asking
            .sandbox
            .trouble()
            .on(Operation::ListUsers)
            .trouble(trouble.clone())
            .times(1);
        let (answer, ended) = raw(&asking, path).await;
        assert_eq!(
            (body(&answer).len(), ended),
            (seen, end),
            "{trouble:?}: {answer}"
        );
        assert_eq!(answer.is_empty(), seen == 0);
        assert_eq!(
            answer.contains(&format!("content-length: {length}\r\n")),
            seen > 0,
            "the whole was promised"
        );
        assert_eq!(
            asking.sandbox.requests().last().unwrap().status,
            (seen > 0).then_some(200)
        );
    }
    assert_eq!(raw(&asking, path).await.1, Ok(()), "all is well afterwards");
}

#[tokio::test]
async fn a_client_library_meets_each_cut_as_an_error() {
    let asking = Asking::start().await;
    for trouble in [
        Trouble::ResetOnArrival,
        Trouble::ResetBeforeHeaders,
        Trouble::ResetMidBody,
        Trouble::Truncate,
    ] {
        asking
            .sandbox
            .trouble()
            .on(Operation::ListUsers)
            .trouble(trouble.clone())
            .times(2);
        for _ in 0..2 {
            assert!(
                asking
                    .send(asking.signed(reqwest::Method::GET, "/api/v3/users?paging=0,20"))
                    .await
                    .is_err(),
                "{trouble:?}"
            );
        }
        assert_eq!(asking.users("").await.status, 200);
    }
}

#[tokio::test]
async fn a_stalled_answer_never_comes_and_hinders_nobody_else() {
    let asking = Asking::start().await;
    asking
        .sandbox
        .trouble()
        .on(Operation::ListUsers)
        .stall()
        .times(1);
    asking
        .sandbox
        .trouble()
        .on(Operation::ListUsers)
        .stall_mid_body()
        .times(1);
    for _ in 0..2 {
        let stalled = asking
            .signed(reqwest::Method::GET, "/api/v3/users")
            .timeout(Duration::from_millis(200));
        assert!(asking.send(stalled).await.err().unwrap().is_timeout());
        assert_eq!(asking.office("/work-locations").await.status, 200);
    }
}

#[tokio::test]
async fn a_dripping_answer_arrives_whole() {
    let asking = Asking::start().await;
    let whole = asking.users("paging=0,2").await.text;
    asking
        .sandbox
        .trouble()
        .on(Operation::ListUsers)
        .drip(16, Duration::from_millis(1))
        .times(1);
    assert_eq!(asking.users("paging=0,2").await.text, whole);
    asking
        .sandbox
        .trouble()
        .on(Operation::ListUsers)
        .latency(Duration::from_millis(30))
        .times(1);
    let begun = std::time::Instant::now();
    asking.users("").await.ok();
    assert!(begun.elapsed() >= Duration::from_millis(30));
}

#[tokio::test]
async fn made_up_answers_are_given_as_they_were_made_up() {
    let asking =
        Asking::of(builder().behaviour(|account| account.office_errors = ErrorShape::Html)).await;
    let trouble = asking.sandbox.trouble();
    let throttled = TroubleAnswer::new(StatusCode::TOO_MANY_REQUESTS)
        .header(RETRY_AFTER, HeaderValue::from_static("soon"));
    trouble
        .on(Operation::ListWorkLocations)
        .answer(throttled)
        .times(1);
    let away = TroubleAnswer::new(StatusCode::FOUND).header(
        LOCATION,
        HeaderValue::from_static("https://elsewhere.example/"),
    );
    trouble
        .on(Operation::ListWorkLocations)
        .answer(away.body(""))
        .times(1);
    trouble
        .on(Operation::ListWorkLocations)
        .answer(TroubleAnswer::new(StatusCode::OK).body(r#"{"items":"no list"}"#))
        .times(1);
    trouble
        .on(Operation::ListWorkLocations)
        .status(StatusCode::SERVICE_UNAVAILABLE)
        .times(1);
    trouble
        .on(Operation::ListWorkLocations)
        .html_page()
        .times(1);
    trouble
        .on(Operation::ListWorkLocations)
        .malformed_body()
        .times(1);
    trouble
        .on(Operation::ListWorkLocations)
        .empty_body()
        .times(1);
    let ask = async || asking.office("/work-locations").await;

    let throttled = ask().await;
    assert_eq!(
        (throttled.status, throttled.header("retry-after")),
        (429, "soon")
    );
    let away = ask().await;
    assert_eq!(
        (away.status, away.header("location")),
        (302, "https://elsewhere.example/")
    );
    assert_eq!(ask().await.ok()["items"], "no list");
    let unavailable = ask().await;
    assert!(unavailable.status == 503 && unavailable.text.contains("503 Service Unavailable"));
    let html = ask().await;
    assert_eq!(
        (html.status, html.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    let malformed = ask().await;
    assert!(
        malformed.status == 200
            && serde_json::from_str::<serde_json::Value>(&malformed.text).is_err()
            && !malformed.text.is_empty()
    );
    let empty = ask().await;
    assert_eq!((empty.status, empty.text.as_str()), (200, ""));
    assert_eq!(ask().await.status, 200);
}

#[tokio::test]
async fn the_test_can_tell_whether_an_upload_was_acted_on() {
    let asking = Asking::start().await;
    let upload = async || {
        asking
            .send(asking.upload_request(csv(&[]), "create=true&overrideUserLocations=true"))
            .await
    };
    let on = || asking.sandbox.trouble().on(Operation::UploadUserLocations);
    let acted = || asking.sandbox.imports().len();

    on().reset_on_arrival().times(1);
    assert!(upload().await.is_err());
    assert_eq!(acted(), 0);
    on().status(StatusCode::SERVICE_UNAVAILABLE).times(1);
    assert_eq!(upload().await.unwrap().status, 503);
    assert_eq!(acted(), 0);
    assert!(
        asking
            .sandbox
            .requests()
            .iter()
            .all(|request| !request.body_received)
    );

    on().reset_before_headers().times(1);
    assert!(upload().await.is_err());
    assert_eq!(acted(), 1, "it happened, although nobody said so");
    on().answer(TroubleAnswer::new(StatusCode::GATEWAY_TIMEOUT).after_acting())
        .times(1);
    assert_eq!(upload().await.unwrap().status, 504);
    on().reset_mid_body().times(1);
    assert!(upload().await.is_err());
    assert_eq!(acted(), 3);
    assert_eq!(
        asking
            .sandbox
            .requests()
            .iter()
            .filter(|request| request.body_received)
            .count(),
        3
    );
}

#[tokio::test]
async fn answers_can_be_other_than_documented() {
    let asking = Asking::start().await;
    let trouble = asking.sandbox.trouble();
    let row = |list: &serde_json::Value| items(list)[0].clone();

    trouble.on(Operation::ListUserLocations).nulls().times(1);
    let nulls = row(&asking.office("/user-locations").await.ok());
    assert!(
        nulls["id"].is_u64()
            && nulls
                .as_object()
                .unwrap()
                .iter()
                .all(|(name, value)| name == "id" || value.is_null())
    );
    trouble
        .on(Operation::ListUserLocations)
        .unknown_enums()
        .times(1);
    let unknown = row(&asking.office("/user-locations").await.ok());
    assert_eq!(
        (unknown["position"].as_str(), unknown["status"].as_str()),
        (Some("NeverHeardOf"), Some("NeverHeardOf"))
    );
    trouble
        .on(Operation::GetUser)
        .rename("managerId", "managerID")
        .times(1);
    trouble.on(Operation::GetUser).new_properties().times(1);
    trouble
        .on(Operation::GetUser)
        .drop_property("login")
        .times(1);
    let user = asking.get("/api/v3/users/2").await.ok()["data"].clone();
    let known = names(&user);
    assert!(
        known.contains(&"managerID")
            && known.contains(&"addedLater")
            && !known.contains(&"managerId")
            && !known.contains(&"login")
    );
    trouble.on(Operation::ListUsers).recase().times(1);
    let recased = row(&asking.users("").await.ok());
    assert_eq!(names(&recased), ["Id", "Name", "Url"]);
    assert_eq!(
        names(&row(&asking.users("").await.ok())),
        ["id", "name", "url"]
    );
}

#[tokio::test]
async fn rows_slip_between_pages() {
    let asking = Asking::start().await;
    let pages = async || {
        let first = ids(&asking.users("paging=0,5").await.ok());
        let second = ids(&asking.users("paging=5,5").await.ok());
        (
            first.intersection(&second).count(),
            first.union(&second).count(),
        )
    };
    assert_eq!(pages().await, (0, 10));
    asking
        .sandbox
        .trouble()
        .on(Operation::ListUsers)
        .duplicate_row()
        .times(2);
    assert_eq!(pages().await, (1, 9));
    asking
        .sandbox
        .trouble()
        .on(Operation::ListUsers)
        .missing_row()
        .times(2);
    let everybody: Vec<u64> = ids(&asking.users("paging=0,20").await.ok())
        .into_iter()
        .collect();
    let second: Vec<u64> = ids(&asking.users("paging=5,5").await.ok())
        .into_iter()
        .collect();
    assert_eq!(second, everybody[6..11]);
    assert_eq!(asking.office("/user-locations").await.status, 200);
    assert!(asking.url(OFFICE).starts_with("http://127.0.0.1:"));
}

#[tokio::test]
async fn trouble_can_be_timed_counted_and_ended() {
    let asking = Asking::start().await;
    let trouble = asking.sandbox.trouble();
    let statuses = async |count: usize| {
        let mut statuses = Vec::new();
        for _ in 0..count {
            statuses.push(asking.users("").await.status);
        }
        statuses
    };
    let scripted = trouble
        .on(Operation::ListUsers)
        .status(StatusCode::BAD_GATEWAY)
        .after(1)
        .script([true, false, true]);
    assert_eq!(statuses(5).await, [200, 502, 200, 502, 200]);
    assert_eq!(trouble.hits(scripted), 2);
    let always = trouble.on_all().status(StatusCode::BAD_GATEWAY).always();
    assert_eq!(statuses(2).await, [502, 502]);
    assert_eq!(trouble.rules().len(), 2);
    assert!(trouble.remove(always) && !trouble.remove(always));
    assert_eq!(statuses(1).await, [200]);
    trouble
        .on_all()
        .status(StatusCode::BAD_GATEWAY)
        .when(When::Rate(0.5));
    let half = statuses(200)
        .await
        .into_iter()
        .filter(|status| *status == 502)
        .count();
    assert!((60..140).contains(&half), "{half}");
    trouble.clear();
    assert_eq!(statuses(1).await, [200]);
}

/// Trouble by the control API, as a client in another language asks for it.
async fn make(asking: &Asking, on: &str, trouble: serde_json::Value) {
    let wish = serde_json::json!({ "on": on, "trouble": trouble, "when": { "times": 1 } });
    let request = asking
        .http
        .post(asking.url("/_sandbox/trouble"))
        .json(&wish);
    assert_eq!(asking.send(request).await.unwrap().status, 200);
}

#[tokio::test]
async fn properties_can_have_any_type_and_any_spelling() {
    use serde_json::json;
    let asking = Asking::start().await;
    let company = asking.sandbox.company();
    let first = company.user_locations().iter().next().unwrap();
    let list = "/user-locations?limit=1&fields.root=count";
    for (to, id) in [
        ("text", json!(first.id.to_string())),
        ("number", json!(first.id)),
        ("fraction", json!(f64::from(first.id))),
        ("flag", json!(true)),
        ("list", json!([first.id])),
        ("object", json!({ "value": first.id })),
        ("null", json!(null)),
    ] {
        let retype = json!({ "kind": "retype", "property": "id", "to": to });
        make(&asking, "list-user-locations", retype).await;
        let page = asking.office(list).await.ok();
        assert_eq!(page["items"][0]["id"], id, "{to}");
        assert!(page["count"].is_u64());
        assert_eq!(asking.sandbox.requests().last().unwrap().odd, ["retype"]);
    }
    for (trouble, names_then) in [
        (
            json!({ "kind": "spell-twice", "property": "ownerId", "also": "ownerID" }),
            vec!["ownerId", "ownerID"],
        ),
        (
            json!({ "kind": "rename", "from": "ownerId", "to": "owner" }),
            vec!["owner"],
        ),
        (json!({ "kind": "recase" }), vec!["OwnerId"]),
        (json!({ "kind": "uppercase" }), vec!["OWNERID"]),
        (
            json!({ "kind": "drop", "property": "items.ownerId" }),
            vec![],
        ),
    ] {
        make(&asking, "list-user-locations", trouble).await;
        let page = asking.office(list).await.ok();
        let row = &items(&page)[0];
        let owner = |name: &&str| name.to_lowercase().starts_with("owner");
        let mut found: Vec<&str> = names(row).into_iter().filter(owner).collect();
        found.sort_by_key(|name| !name.ends_with('d'));
        assert_eq!(found, names_then);
        assert!(found.iter().all(|name| row[*name] == first.owner_id));
    }
    let count = json!({ "kind": "retype", "property": "count", "to": "text" });
    make(&asking, "list-users", count).await;
    let users = asking
        .users("fields=id,collection.count&paging=0,2")
        .await
        .ok();
    assert!(users["data"]["count"].is_string());
    let all = json!({ "kind": "retype", "property": "*", "to": "text" });
    make(&asking, "get-user", all).await;
    let user = asking.get("/api/v3/users/2").await.ok();
    assert!(user["data"]["id"].is_string() && user["data"]["calendar"]["id"].is_string());
    make(
        &asking,
        "import-progress",
        json!({ "kind": "retype", "property": "progress", "to": "text" }),
    )
    .await;
    let summary_id = asking.upload(csv(&[]), true, true).await.ok()["summaryId"].clone();
    let path = format!(
        "{OFFICE}/imports/user-locations/progress?summaryId={}",
        summary_id.as_str().unwrap()
    );
    assert_eq!(asking.get(&path).await.ok(), json!({ "progress": "0" }));
}
