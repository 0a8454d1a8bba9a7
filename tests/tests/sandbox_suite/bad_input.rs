//! Garbage: an answer of 4xx in one of Lucca's shapes, never a hang, a panic or a 500.

use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use lucca_sandbox::{Behaviour, Bundle, ErrorShape, MissingUser, UnknownParameters};

use crate::asking::{Asking, builder};

#[tokio::test]
async fn bad_parameters_are_400s() {
    let asking = Asking::start().await;
    let users = [
        "paging=0",
        "paging=0,0",
        "paging=0,1001",
        "paging=-1,10",
        "paging=a,b",
        "paging=0,10&paging=0,10",
        "fields=",
        "fields=nope",
        "fields=id.x",
        "fields=manager[id",
        "fields=manager]",
        "fields=collection",
        "fields=collection.sum",
        "orderBy=id",
        "orderBy=id,up",
        "orderBy=nope,asc",
        "orderBy=manager,asc",
        "formerEmployees=1",
        "formerEmployees=TRUE",
        "nope=1",
        "id=",
        "id=x",
        "id=1,",
        "id=like,1",
        "id=between,1",
        "id=between,1,2,3",
        "id=greaterthan,null",
        "login=like",
        "modifiedAt=since",
        "modifiedAt=since,yesteryear",
        "modifiedAt=2026-02-30",
        "modifiedAt=2026-1-1",
        "dtContractStart=like,2020",
        "manager=1",
        "department=null",
        "extendedData.e_x=1",
        "allowsElectronicPayslip=TRUE",
        "login=%FF",
        "login=a%00b",
        "%FF=1",
        "department.=1",
        ".=1",
        "id=99999999999999999999",
        "userAxisValues_x.id=1",
        "modifiedAt=since,2026-01-01T00:00:00+01:00",
    ];
    for query in users {
        let answer = asking.users(query).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.text);
        assert_eq!(answer.json()["Status"], 400);
    }
    for query in [
        "page=0",
        "page=-1",
        "page=x",
        "page=1.0",
        "page=+1",
        "page=",
        "limit=0",
        "limit=1001",
        "limit=x",
        "fields.root=items",
        "fields.root=",
        "page=1&page=2",
        "dateFrom=2026-01-01",
        "Page=1&page=2",
    ] {
        for list in ["work-locations", "user-locations"] {
            let answer = asking.office(&format!("/{list}?{query}")).await;
            assert_eq!(answer.status, 400, "{query}: {}", answer.text);
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
    }
    for path in [
        "/user-locations/0",
        "/user-locations/x",
        "/user-locations/-1",
        "/user-locations/1.5",
        "/user-locations/%FF",
        "/user-locations/1001?fields=id",
    ] {
        assert_eq!(asking.office(path).await.status, 400, "{path}");
    }
    for path in [
        "/api/v3/users/me",
        "/api/v3/users/0",
        "/api/v3/users/1?fields=collection.count",
        "/api/v3/users/1?x=1",
        "/api/v3/users/%00",
    ] {
        assert_eq!(asking.get(path).await.status, 400, "{path}");
    }
}

#[tokio::test]
async fn unknown_parameters_pass_if_the_run_says_so() {
    let asking = Asking::of(
        builder().behaviour(|account| account.unknown_parameters = UnknownParameters::Ignored),
    )
    .await;
    assert_eq!(
        asking
            .office("/user-locations?dateFrom=2026-01-01")
            .await
            .status,
        200
    );
    assert_eq!(asking.users("nope=1").await.status, 200);
    assert_eq!(asking.get("/api/v3/users/1?nope=1").await.status, 200);
    assert_eq!(
        asking.users("id=x").await.status,
        400,
        "a known name with a value that is none stays an error"
    );
    let odd = &asking.sandbox.requests()[0].odd;
    assert_eq!(*odd, ["parameter dateFrom ignored"]);
}

/// Any of the bundles: whatever the settings, no input may make the account fail.
fn bundle() -> impl Strategy<Value = Bundle> {
    prop_oneof![
        1 => Just(Bundle::Strict),
        1 => Just(Bundle::Lenient),
        1 => Just(Bundle::Odd),
        5 => any::<u64>().prop_map(Bundle::Random),
    ]
}

#[test]
fn no_query_makes_the_account_fail() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let asking = runtime.block_on(Asking::start());
    let name = prop_oneof![
        Just("fields".to_owned()),
        Just("paging".to_owned()),
        Just("orderBy".to_owned()),
        Just("id".to_owned()),
        Just("modifiedAt".to_owned()),
        Just("mail".to_owned()),
        Just("manager.department.name".to_owned()),
        Just("page".to_owned()),
        Just("limit".to_owned()),
        "[a-zA-Z.\\[\\]_]{0,12}",
    ];
    let word = prop_oneof![
        Just("between".to_owned()),
        Just("since".to_owned()),
        Just("until".to_owned()),
        Just("null".to_owned()),
        Just("today".to_owned()),
        Just("9999-12-31".to_owned()),
        Just("0000-00-00".to_owned()),
        Just("-9999-01-01T00:00:00".to_owned()),
        Just("manager[".to_owned()),
        Just("]".to_owned()),
        "\\PC{0,8}",
        "[0-9]{1,25}",
    ];
    let value = prop::collection::vec(word, 0..5).prop_map(|words| words.join(","));
    let query = prop::collection::vec((name, value), 0..4);
    let path = prop_oneof![
        Just("/api/v3/users"),
        Just("/api/v3/users/1"),
        Just("/work-locations/public/api/user-locations"),
        Just("/work-locations/public/api/work-locations"),
        Just("/work-locations/public/api/imports/user-locations/progress"),
    ];
    TestRunner::new(Config {
        cases: 600,
        failure_persistence: None,
        ..Config::default()
    })
    .run(&(path, query, bundle()), |(path, query, bundle)| {
        asking
            .sandbox
            .behave(|account| *account = Behaviour::like(bundle));
        let behaviour = asking.sandbox.behaviour();
        let request = asking
            .signed(reqwest::Method::GET, path)
            .query(&query)
            .timeout(Duration::from_secs(5));
        let answer = runtime.block_on(asking.send(request)).unwrap();
        let asked_for = answer.status == 500 && behaviour.missing_user == MissingUser::ServerError;
        prop_assert!(
            asked_for || matches!(answer.status, 200 | 400 | 404 | 431),
            "{}: {}",
            answer.status,
            answer.text
        );
        let shape = match path.starts_with("/api/v3") {
            true => behaviour.users_errors,
            false => behaviour.office_errors,
        };
        let is_json = matches!(shape, ErrorShape::StatusMessage | ErrorShape::Problem);
        prop_assert!((answer.status != 200 && !is_json) || answer.json().is_object());
        Ok(())
    })
    .unwrap();
}

#[test]
fn no_file_makes_an_import_fail() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let asking = runtime.block_on(Asking::start());
    let cell = prop_oneof![
        Just("ybruyere".to_owned()),
        Just("Paris".to_owned()),
        Just("2026-03-04".to_owned()),
        Just("9999-12-31".to_owned()),
        Just("FullDay".to_owned()),
        Just("true".to_owned()),
        Just("\"".to_owned()),
        "\\PC{0,6}",
    ];
    let line = prop::collection::vec(cell, 0..9).prop_map(|cells| cells.join(";"));
    let header = prop_oneof![
        3 => Just("login;workLocationName;areaName;date;position;comment;isDeletion".to_owned()),
        1 => "[a-zA-Z;,\"]{0,30}",
    ];
    let file = (
        any::<bool>(),
        header,
        prop::collection::vec(line, 0..6),
        prop::collection::vec(any::<u8>(), 0..10),
    );
    TestRunner::new(Config {
        cases: 300,
        failure_persistence: None,
        ..Config::default()
    })
    .run(&(file, bundle()), |((bom, header, lines, tail), bundle)| {
        asking
            .sandbox
            .behave(|account| *account = Behaviour::like(bundle));
        let mut content = if bom {
            "\u{feff}".to_owned()
        } else {
            String::new()
        }
        .into_bytes();
        content.extend_from_slice(format!("{header}\n{}", lines.join("\n")).as_bytes());
        content.extend_from_slice(&tail);
        let answer = runtime.block_on(asking.upload(content, true, true));
        prop_assert!(
            matches!(answer.status, 200 | 400),
            "{}: {}",
            answer.status,
            answer.text
        );
        if answer.status == 200 {
            let answer = answer.json();
            let summary_id = answer.as_str().or(answer["summaryId"].as_str());
            let summary_id = summary_id.unwrap_or_default().to_owned();
            runtime.block_on(asking.report(&summary_id, true));
        }
        Ok(())
    })
    .unwrap();
}

#[tokio::test]
async fn what_is_no_http_is_answered_or_closed() {
    let asking = Asking::of(builder().body_pause(Duration::from_millis(100))).await;
    let key = asking.sandbox.api_key();
    let upload = format!(
        "POST /work-locations/public/api/imports/user-locations?create=true&overrideUserLocations=true HTTP/1.1\r\nHost: x\r\nAuthorization: lucca application={key}\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    );
    for (sent, status) in [
        ("\0\0\0\0\r\n\r\n".to_owned(), Some("400")),
        ("GET\r\n\r\n".to_owned(), Some("400")),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), Some("400")),
        (
            format!(
                "GET /api/v3/users HTTP/1.1\r\nHost: x\r\n{}\r\n",
                "A: b\r\n".repeat(200)
            ),
            Some("431"),
        ),
        (
            format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(9_000)),
            Some("431"),
        ),
        (
            format!("{upload}Content-Length: 99999999999\r\n\r\n"),
            Some("413"),
        ),
        // Announces more than it sends, and then is silent.
        (
            format!("{upload}Content-Length: 500\r\n\r\n--b"),
            Some("408"),
        ),
        (
            format!("{upload}Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
            Some("400"),
        ),
        (
            format!("{upload}Content-Length: minus one\r\n\r\n"),
            Some("400"),
        ),
    ] {
        let mut socket = TcpStream::connect(asking.sandbox.address()).await.unwrap();
        socket.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = [0; 64];
        let count = tokio::time::timeout(Duration::from_secs(5), socket.read(&mut answer))
            .await
            .expect("an answer or an end")
            .unwrap_or(0);
        let first = String::from_utf8_lossy(&answer[..count]).into_owned();
        assert_eq!(
            first.split(' ').nth(1),
            status,
            "{}: {first}",
            &sent[..sent.len().min(60)]
        );
    }
    assert_eq!(asking.users("").await.status, 200);
    assert!(asking.sandbox.imports().is_empty());
}
