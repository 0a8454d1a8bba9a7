//! Callers of all documents: what they send, as a server sees it, and what they read.
#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use lucca_sdk::generated::runtime::{jiff, serde_json};
use lucca_sdk::{ApiKey, Client};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What a server was asked.
struct Asked {
    head: String,
    body: String,
}

impl Asked {
    /// Method and address, as the first line has them.
    fn line(&self) -> &str {
        self.head
            .lines()
            .next()
            .unwrap()
            .trim_end_matches(" HTTP/1.1")
    }

    /// All values of a header.
    fn header(&self, name: &str) -> Vec<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .filter(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A server on loopback that answers one request, and hands over what it was asked.
async fn answering(body: &Value) -> (Client, JoinHandle<Asked>) {
    answering_as("200 OK", body).await
}

/// The same with another status.
async fn answering_as(status: &str, body: &Value) -> (Client, JoinHandle<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let body = body.to_string();
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let asked = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let text = String::from_utf8_lossy(&request).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let asked = Asked {
                    head: head.to_owned(),
                    body: body.to_owned(),
                };
                let announced: usize = asked
                    .header("content-length")
                    .first()
                    .map_or(0, |length| length.parse().unwrap());
                if body.len() >= announced {
                    connection.write_all(answer.as_bytes()).await.unwrap();
                    return asked;
                }
            }
            let read = connection.read(&mut buffer).await.unwrap();
            assert!(read > 0, "the request was cut");
            request.extend_from_slice(&buffer[..read]);
        }
    });
    let client = Client::builder(url.parse().unwrap(), ApiKey::new("a-key").unwrap())
        .build()
        .unwrap();
    (client, asked)
}

/// What a call sends; `$calls` makes it of a client.
macro_rules! sent {
    ($document:ident, $answer:tt, |$client:ident| $call:expr) => {{
        let (client, asked) = answering(&json!($answer)).await;
        let $client = documents::$document::Client::from_transport(client.transport().clone());
        $call.send().await.unwrap();
        asked.await.unwrap()
    }};
}

/// What a call reads.
macro_rules! read {
    ($document:ident, $answer:tt, |$client:ident| $call:expr) => {{
        let (client, _asked) = answering(&json!($answer)).await;
        let $client = documents::$document::Client::from_transport(client.transport().clone());
        $call.send().await.unwrap()
    }};
}

fn moment(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

fn day(text: &str) -> jiff::civil::Date {
    text.parse().unwrap()
}

/// Whatever is deprecated can still be used, by those who are told.
#[tokio::test]
#[expect(deprecated, reason = "a method, two setters of parameters, eight of properties")]
async fn what_is_deprecated_still_works() {
    use documents::deprecated::types::{Inline, Other, Word};
    let asked = sent!(deprecated, null, |client| client.old());
    assert_eq!(asked.line(), "GET /old");
    let other: Other = Other::builder().a("a".to_owned()).try_into().unwrap();
    let inline: Inline = Inline::builder().try_into().unwrap();
    let asked = sent!(deprecated, {"id": 1, "listed": []}, |client| client
        .change_thing()
        .type_("t")
        .x_old("o")
        .body_map(|body| body
            .id(1)
            .listed(vec![])
            .text(None)
            .other(other)
            .inline(inline)
            .word(Word::B)
            .type_("t".to_owned())));
    assert_eq!(asked.line(), "PATCH /things?type=t");
    assert_eq!(
        asked.json(),
        json!({
            "id": 1, "listed": [], "text": null, "other": {"a": "a"}, "inline": {}, "word": "b",
            "type": "t",
        })
    );
}

// --- What is sent is what was said -------------------------------------------------

#[tokio::test]
async fn what_is_not_set_is_not_sent() {
    let asked = sent!(request_optional_list, null, |client| client
        .a()
        .body_map(|body| body.name("x".to_owned())));
    assert_eq!(asked.json(), json!({"name": "x"}));
    assert_eq!(asked.header("content-type"), ["application/json"]);
    let asked = sent!(request_optional_list, null, |client| client
        .a()
        .body_map(|body| body.tags(vec![]).flag(false).n(0)));
    assert_eq!(asked.json(), json!({"tags": [], "flag": false, "n": 0}));
}

#[tokio::test]
async fn null_is_sent_where_it_is_said_and_only_there() {
    let asked = sent!(null_cannot_be_sent, null, |client| client
        .a()
        .body_map(|body| body.note(None)));
    assert_eq!(asked.json(), json!({"note": null}));
    let asked = sent!(null_cannot_be_sent, null, |client| client
        .a()
        .body_map(|body| body.note("x".to_owned())));
    assert_eq!(asked.json(), json!({"note": "x"}));
    let asked = sent!(null_cannot_be_sent, null, |client| client
        .a()
        .body_map(|body| body.name("x".to_owned())));
    assert_eq!(asked.json(), json!({"name": "x"}));
}

#[tokio::test]
async fn every_kind_of_property_can_be_left_out_and_be_null() {
    let id = json!({"must": null});
    let asked = sent!(null_in_every_place, {"must": "x"}, |client| client
        .change_thing()
        .id(1)
        .body_map(|body| body.must(None)));
    assert_eq!(asked.json(), id);
    assert_eq!(asked.line(), "PATCH /things/1");
    let asked = sent!(null_in_every_place, {"must": "x"}, |client| client
        .change_thing()
        .id(1)
        .body_map(|body| body
            .must(None)
            .text(None)
            .number(None)
            .flag(None)
            .date(None)
            .list(None)
            .map(None)
            .colour(None)
            .inner(None)
            .inline(None)
            .alias(None)
            .any_null(json!(null))
            .self_(None)));
    assert_eq!(
        asked.json(),
        json!({
            "must": null, "text": null, "number": null, "flag": null, "date": null,
            "list": null, "map": null, "colour": null, "inner": null, "inline": null,
            "any_null": null, "alias": null, "self": null,
        })
    );
}

#[tokio::test]
async fn headers_that_could_be_null_are_texts_that_can_be_left_out() {
    let asked = sent!(params_nullable_header, null, |client| client.a());
    assert!(asked.header("x-token").is_empty());
    let asked = sent!(params_nullable_header, null, |client| client
        .a()
        .x_token("t"));
    assert_eq!(asked.header("x-token"), ["t"]);
    let asked = sent!(params_nullable_path, null, |client| client.a().index(7));
    assert_eq!(asked.line(), "GET /a/7");
    use documents::null_in_every_place::types::{State, XTwo};
    let asked = sent!(null_in_every_place, {"must": "x"}, |client| client
        .change_thing()
        .id(1)
        .x_one("one".to_owned())
        .x_two(XTwo::B)
        .q(vec!["a".to_owned(), "b".to_owned()])
        .state(State::Shut)
        .body_map(|body| body.must(None)));
    assert_eq!(asked.header("x-one"), ["one"]);
    assert_eq!(asked.header("x-two"), ["b"]);
    assert_eq!(asked.line(), "PATCH /things/1?q=a&q=b&state=shut");
}

#[tokio::test]
async fn json_keeps_the_name_that_the_document_gives_it() {
    use documents::body_media_types_json::types;
    let patch = types::JsonPatchBody::builder()
        .op(types::Op::Add)
        .path("/a".to_owned());
    let patch: types::JsonPatchBody = patch.try_into().unwrap();
    let asked = sent!(body_media_types_json, null, |client| client
        .json_patch()
        .body(vec![patch]));
    assert_eq!(
        asked.header("content-type"),
        ["application/json-patch+json"]
    );
    assert_eq!(asked.json(), json!([{"op": "add", "path": "/a"}]));
    let asked = sent!(body_media_types_json, null, |client| client
        .merge_patch()
        .body_map(|body| body.a(None)));
    assert_eq!(
        asked.header("content-type"),
        ["application/merge-patch+json"]
    );
    assert_eq!(asked.json(), json!({"a": null}));
    let asked = sent!(body_media_types_json, {"data": {"type": "x"}}, |client| client
        .json_api()
        .body_map(|body| body));
    assert_eq!(asked.header("content-type"), ["application/vnd.api+json"]);
    assert_eq!(asked.header("accept"), ["application/vnd.api+json"]);
}

#[tokio::test]
async fn forms_hold_lists_and_only_what_is_set() {
    use documents::body_form::types;
    let asked = sent!(body_form, null, |client| client
        .form()
        .body_map(|body| body.name("x".to_owned())));
    assert_eq!(asked.body, "name=x");
    let asked = sent!(body_form, null, |client| client.form().body_map(|body| {
        body.name("x y".to_owned())
            .tags(vec!["a".to_owned(), "b".to_owned()])
            .on(day("2025-09-15"))
            .state(types::State::B)
            .n(3)
    }));
    assert_eq!(
        asked.body,
        "n=3&name=x+y&on=2025-09-15&state=b&tags=a&tags=b"
    );
}

#[tokio::test]
async fn operations_with_any_name_can_be_called() {
    let asked = sent!(op_named_new, "x", |client| client.new_2());
    assert_eq!(asked.line(), "GET /new");
    let asked = sent!(op_named_error, "x", |client| client.error_2().q("1"));
    assert_eq!(asked.line(), "GET /x?q=1");
    let asked = sent!(names_everywhere, null, |client| client.clone_2());
    assert_eq!(asked.line(), "PATCH /b");
    let names: Vec<&str> = documents::names_everywhere::OPERATIONS
        .iter()
        .map(|operation| operation.id)
        .collect();
    assert_eq!(names.len(), 27, "{names:?}");
}

#[tokio::test]
async fn parameters_with_any_name_are_sent_under_it_and_once() {
    let asked = sent!(param_duplicate, null, |client| client.find().q("1"));
    assert_eq!(asked.line(), "GET /x?q=1");
    let asked = sent!(param_named_header_map, null, |client| client
        .a()
        .header_map_query("1"));
    assert_eq!(asked.line(), "GET /x?header_map=1");
    let asked = sent!(names_everywhere, {}, |client| client
        .result_2()
        .new_path("n")
        .client_path(2)
        .body_path("b")
        .send_query("s")
        .clone_query("c")
        .filter_name("f")
        .top(1));
    assert_eq!(
        asked.line(),
        "GET /a/n/2/b?%24top=1&clone=c&filter%5Bname%5D=f&send=s"
    );
    let asked = sent!(path_catch_all, null, |client| client
        .file()
        .file_path("a b"));
    assert_eq!(asked.line(), "GET /files/a%20b");
    let asked = sent!(path_catch_all, null, |client| client.by_id().id(3));
    assert_eq!(asked.line(), "GET /by/3");
}

#[tokio::test]
async fn parameters_keep_their_types_however_they_are_said() {
    use documents::params_enum_through_allof::types::Level;
    let asked = sent!(params_enum_through_allof, null, |client| client
        .a()
        .level(Level::Low)
        .other(Level::High)
        .maybe(Level::Low)
        .many(vec![Level::Low, Level::High])
        .plain(Level::High)
        .number(1)
        .list(vec![1, 2])
        .id(documents::params_enum_through_allof::types::Id(7)));
    for part in [
        "level=low",
        "other=high",
        "maybe=low",
        "many=low&many=high",
        "number=1",
        "list=1&list=2",
        "id=7",
    ] {
        assert!(asked.line().contains(part), "{part}: {}", asked.line());
    }
    let asked = sent!(dotnet10_numbers, null, |client| client
        .by_id()
        .id(1)
        .limit(2));
    assert_eq!(asked.line(), "GET /by/1?limit=2");
    let asked = sent!(date_with_maxlength, null, |client| client
        .a()
        .q(moment("2025-09-15T00:00:00Z"))
        .body_map(|body| body.r(day("2025-09-15"))));
    assert_eq!(asked.json(), json!({"r": "2025-09-15"}));
    let asked = sent!(dates_in_containers, {"a": {}, "b": [], "c": {}, "d": [], "e": "2025-01-01"}, |client| client
        .read_thing()
        .days(vec![day("2025-09-15"), day("2025-09-16")]));
    assert_eq!(asked.line(), "GET /things?days=2025-09-15%2C2025-09-16");
}

#[tokio::test]
async fn what_only_the_server_writes_need_not_be_sent() {
    let asked = sent!(read_write_only, null, |client| client
        .write_thing()
        .body_map(|body| body.name("x".to_owned()).secret("s".to_owned())));
    assert_eq!(asked.json(), json!({"name": "x", "secret": "s"}));
}

// --- What comes is read ------------------------------------------------------------

#[tokio::test]
async fn nothing_of_what_alternatives_and_subtypes_have_is_lost() {
    let thing = read!(inheritance_base_discriminator, {"pets": [{"kind": "cat", "lives": 9}, {"kind": "dog", "good": true}]},
        |client| client.read_thing());
    let pets = thing.pets.unwrap();
    assert_eq!(pets[0].lives, Some(9));
    assert_eq!(pets[1].good, Some(true));

    let dog = json!({"kind": "dog", "good": true});
    let thing = read!(union_default_leak, {"pet": {"kind": "dog", "good": true}}, |client| client.read_thing());
    assert_eq!(serde_json::to_value(&thing).unwrap(), json!({"pet": dog}));

    let whole = json!({
        "animal": {"kind": "cat", "lives": 9},
        "thing": {"kind": "dog", "good": true, "toys": ["bone"], "leaves": 1},
        "vehicle": {"type": "car", "doors": 4, "sails": 1},
        "car": {"type": "car", "doors": 4},
        "status": "c",
        "house": {"owner": {"id": 1, "name": "Ada", "age": 3}, "rooms": [{"name": "a", "size": 2}]},
    });
    let (client, _asked) = answering(&whole).await;
    let zoo =
        documents::inheritance_in_every_form::Client::from_transport(client.transport().clone())
            .read_zoo()
            .send()
            .await
            .unwrap();
    assert_eq!(serde_json::to_value(&zoo).unwrap(), whole);

    let meta = json!({"meta": {"a": "1", "a2": "2", "b": "3"}, "status": "c", "tags": ["x"], "extra_": "e"});
    let (client, _asked) = answering(&meta).await;
    let thing =
        documents::allof_nested_property::Client::from_transport(client.transport().clone())
            .read_thing()
            .send()
            .await
            .unwrap();
    assert_eq!(serde_json::to_value(&thing).unwrap(), meta);
}

#[tokio::test]
async fn types_that_contain_themselves_are_read_and_absent_stays_absent() {
    let whole = json!({"all": [{"field": "x"}, {"all": [{"all": [{"field": "y"}]}]}]});
    let (client, _asked) = answering(&whole).await;
    let thing =
        documents::recursive_anyof_objects::Client::from_transport(client.transport().clone())
            .read_thing()
            .send()
            .await
            .unwrap();
    assert_eq!(serde_json::to_value(&thing).unwrap(), whole);

    use documents::recursive_two_cycles::types::Thing;
    assert_eq!(serde_json::to_value(Thing::default()).unwrap(), json!({}));
    let thing = read!(recursive_two_cycles, {"parent": {"inline": {"up": {}}}}, |client| client
        .a()
        .body_map(|body| body));
    assert!(thing.parent.unwrap().inline.unwrap().up.is_some());
}

#[tokio::test]
async fn what_can_be_null_can_also_be_absent() {
    read!(null_alternatives_nullable_inline, {"a": null, "b": null, "c": null, "d": null, "e": null, "f": null},
        |client| client.read_thing());
    let thing = read!(null_required_absent, {}, |client| client.read_thing());
    assert!(thing.a.is_none() && thing.g.is_none());
    read!(null_required_absent, {"a": null, "b": null, "c": null, "d": null, "e": null, "f": null, "g": null},
        |client| client.read_thing());
    let thing = read!(null_ref_sibling_30, {"addr": null, "colour": null, "list": [null, {"s": "x"}]},
        |client| client.read_thing());
    assert!(thing.addr.is_none() && thing.colour.is_none());
    let thing = read!(null_in_every_place, {"must": null, "alias": null, "self": {"must": null}}, |client| client
        .change_thing()
        .id(1)
        .body_map(|body| body.must(None)));
    assert!(thing.must.is_none());
    let thing = read!(read_write_only, {"id": "1", "name": "x", "nested": {"at": "2025-09-15T00:00:00Z"}},
        |client| client.read_thing());
    assert_eq!(thing.secret, None);
}

#[tokio::test]
async fn a_success_is_read_whichever_it_is() {
    for status in ["200 OK", "201 Created", "206 Partial Content"] {
        let (client, _asked) = answering_as(status, &json!({"p": 3})).await;
        let thing =
            documents::untyped_format_int32_30::Client::from_transport(client.transport().clone())
                .read_thing()
                .send()
                .await
                .unwrap();
        assert_eq!(thing.p, Some(3), "{status}");
    }
}

#[tokio::test]
async fn numbers_are_numbers() {
    let thing = read!(dotnet10_numbers, {"temperatureC": 3, "id": 4, "price": 1.5, "maybe": null, "many": [1], "odd": [2], "ratio": 0.5},
        |client| client.read_thing());
    assert_eq!((thing.temperature_c, thing.id), (3, 4));
    assert_eq!(thing.many, Some(vec![1]));
    assert_eq!(thing.odd, Some(vec![2]));
    let thing = read!(untyped_format_int32_30, {"p": 3, "l": [1, 2]}, |client| client.read_thing());
    assert_eq!(thing.p, Some(3));
    let thing = read!(large_integers, {"c": 18446744073709551615_u64, "d": 18446744073709551615_u64},
        |client| client.read_thing());
    assert_eq!(thing.d, Some(u64::MAX));
    let thing = read!(num_int32_default_too_large_ans, {"r": 1}, |client| client.read_thing());
    assert_eq!((thing.r, thing.p), (1, None));
}

#[tokio::test]
async fn dates_are_dates_wherever_they_stand() {
    let thing = read!(dates_component, {"at": "2025-09-15T08:00:00Z", "maybe": null, "many": ["2025-09-15T08:00:00"], "plain": "2025-09-15T08:00:00", "day": "2025-09-15"},
        |client| client.read_thing());
    assert_eq!(thing.many.unwrap(), [moment("2025-09-15T08:00:00Z")]);
    assert_eq!(thing.day, Some(day("2025-09-15")));
}

#[tokio::test]
async fn dates_are_read_in_every_container() {
    let whole = json!({
        "a": {"x": "2025-09-15"},
        "b": [["2025-09-15"], []],
        "c": {"x": ["2025-09-15T08:00:00Z", null]},
        "d": ["2025-09-15", null],
        "e": "2025-09-15",
        "f": {"x": "2025-09-15T08:00:00Z"},
        "g": [{"x": "2025-09-15"}],
        "h": "2025-09-15T08:00:00Z",
        "i": ["2025-09-15"],
        "j": "2025-09-15",
    });
    let (client, _asked) = answering(&whole).await;
    let thing = documents::dates_in_containers::Client::from_transport(client.transport().clone())
        .read_thing()
        .send()
        .await
        .unwrap();
    assert_eq!(serde_json::to_value(&thing).unwrap(), whole);
    let thing = read!(dates_untyped_map_of_lists, {"m": {"x": "2025-09-15T08:00:00"}}, |client| client
        .read_thing());
    assert_eq!(thing.m.unwrap()["x"], moment("2025-09-15T08:00:00Z"));
}

#[tokio::test]
async fn the_last_moment_of_dotnet_is_read_as_the_last_one_that_there_is() {
    for end in [
        "9999-12-31T23:59:59.9999999Z",
        "9999-12-31T23:59:59.9999999",
        "9999-12-31T00:00:00",
    ] {
        let (client, _asked) = answering(&json!({"at": end, "day": end, "list": [end]})).await;
        let thing = documents::dates_extremes::Client::from_transport(client.transport().clone())
            .read_thing()
            .send()
            .await
            .unwrap();
        assert!(thing.at > moment("9990-01-01T00:00:00Z"), "{end}");
        assert_eq!(thing.day, Some(day("9999-12-31")), "{end}");
        assert_eq!(thing.list.unwrap().len(), 1, "{end}");
    }
}

#[tokio::test]
async fn numbers_that_come_as_texts_are_numbers() {
    let thing = read!(dotnet10_numbers, {"temperatureC": "3", "id": "4", "price": "1.5", "maybe": "5", "many": ["1", 2], "odd": ["2"]},
        |client| client.read_thing());
    assert_eq!(
        (thing.temperature_c, thing.id, thing.price, thing.maybe),
        (3, 4, Some(1.5), Some(Some(5)))
    );
    assert_eq!((thing.many, thing.odd), (Some(vec![1, 2]), Some(vec![2])));
}

#[tokio::test]
async fn a_number_too_large_for_its_type_costs_no_row_and_is_told() {
    let (client, _asked) =
        answering(&json!({"a": 18446744073709551615_u64, "c": 1, "e": 55000000000000000000.0}))
            .await;
    let thing = documents::large_integers::Client::from_transport(client.transport().clone())
        .read_thing()
        .send()
        .await
        .unwrap();
    assert_eq!((thing.a, thing.c, thing.e), (None, Some(1), Some(5.5e19)));
    assert_eq!(client.deviations().len(), 1, "{:?}", client.deviations());
}

// --- The table of outcomes ---------------------------------------------------------

#[tokio::test]
async fn parameters_go_out_as_the_table_says() {
    let asked = sent!(outcomes, null, |client| client
        .get_api_v2_parameters_list_undeclared()
        .list("1,2")
        .undeclared("u")
        .x_list("a,b")
        .content("{}")
        .several("true")
        .joined(vec![1, 2])
        .repeated(vec!["a".to_owned(), "b".to_owned()])
        .same("q")
        .same_header("h")
        .type_("t"));
    assert_eq!(
        asked.line(),
        "GET /api/v2/parameters/1,2/u?content=%7B%7D&joined=1%2C2&repeated=a&repeated=b&same=q&several=true&type=t"
    );
    assert_eq!(asked.header("x-list"), ["a,b"]);
    assert_eq!(asked.header("same"), ["h"]);
    assert_eq!(asked.header("authorization"), ["lucca application=a-key"]);
    let names: Vec<(&str, &str)> = documents::outcomes::OPERATIONS
        .iter()
        .map(|operation| (operation.id, operation.name))
        .collect();
    for named in [
        ("get-thing", "get_thing"),
        ("getThing", "get_thing_2"),
        ("match", "match_operation"),
        ("post", "post_2"),
    ] {
        assert!(names.contains(&named), "{named:?}: {names:?}");
    }
}

#[tokio::test]
async fn bodies_go_out_as_the_table_says() {
    let asked = sent!(outcomes, null, |client| client.text().body("plain"));
    assert_eq!(
        (asked.body.as_str(), asked.header("content-type")),
        ("plain", vec!["text/plain"])
    );
    let asked = sent!(outcomes, null, |client| client.bytes().body("a;b"));
    assert_eq!(
        (asked.body.as_str(), asked.header("content-type")),
        ("a;b", vec!["application/octet-stream"])
    );
    let form = lucca_sdk::generated::runtime::reqwest::multipart::Form::new().text("a", "b");
    let asked = sent!(outcomes, null, |client| client.upload().body(form));
    assert!(asked.header("content-type")[0].starts_with("multipart/form-data; boundary="));
    use documents::outcomes::types;
    let asked = sent!(outcomes, null, |client| client
        .several()
        .body_map(|body| body
            .a("abc".parse::<types::A>().unwrap())
            .b(std::num::NonZeroU64::MIN)));
    assert_eq!(asked.json(), json!({"a": "abc", "b": 1}));
    assert!("a".parse::<types::A>().is_err() && "abcdef".parse::<types::A>().is_err());
}

#[tokio::test]
async fn answers_come_in_as_the_table_says() {
    let thing = json!({
        "id": 1, "title": "a name that is too long", "when": "2025-09-15T08:00:00", "local": "2025-09-15T08:00:00.1234567",
        "uuid": "no uuid", "same": "s", "Same": 2, "numbers": 3, "mixed": [1], "list": null,
        "empty_list": null, "yes": null, "bounded": 99, "entries": [{"x": "y", "z": 1}],
        "closed": {"y": "y", "more": 1}, "open": {"y": "y", "more": 1}, "map": {"a": 1},
        "anything": [null], "no": "text", "elsewhere": 0, "wrapped": "bare",
        "described": {"o": "C"}, "self": {"id": 2}, "unknown": true,
    });
    let read = read!(outcomes, {"id": 1}, |client| client.maybe()).unwrap();
    assert_eq!((read.id, read.name, read.when), (1, None, None));
    assert_eq!(
        (read.empty_list.len(), read.yes, read.five, read.bounded),
        (0, true, 5, None)
    );
    let (client, _asked) = answering(&thing).await;
    let read = documents::outcomes::Client::from_transport(client.transport().clone())
        .default_alone()
        .send()
        .await
        .unwrap();
    assert_eq!(read.name.as_deref(), Some("a name that is too long"));
    assert_eq!(read.when, Some(moment("2025-09-15T08:00:00Z")));
    assert_eq!(read.local.unwrap().subsec_nanosecond(), 123_456_700);
    assert_eq!(
        (read.same.as_deref(), read.same_2, read.numbers),
        (Some("s"), Some(2), Some(3))
    );
    assert_eq!(
        (read.list, read.empty_list.len(), read.yes, read.bounded),
        (None, 0, true, Some(99))
    );
    assert_eq!(read.open.unwrap().extra["more"], 1);
    assert_eq!(read.map.unwrap()["a"], 1);
    assert_eq!(read.wrapped.unwrap().value.as_deref(), Some("bare"));
    assert_eq!(read.described.unwrap().o.unwrap().as_str(), "C");
    assert_eq!(read.self_.unwrap().id, 2);
    let read = read!(outcomes, {"o": "a"}, |client| client.any());
    assert_eq!(read, json!({"o": "a"}));
    let read = read!(outcomes, {"o": "a"}, |client| client.mixed());
    assert_eq!(&read[..], br#"{"o":"a"}"#);
    let read = read!(outcomes, "a;b", |client| client.csv());
    assert_eq!(&read[..], br#""a;b""#);
    let read = read!(outcomes, {"b": "b"}, |client| client.named());
    assert_eq!((read.a, read.b.as_deref()), (None, Some("b")));
    let printed = format!(
        "{:?}",
        read!(outcomes, {"id": 77, "name": "Sentinel"}, |client| client.maybe())
    );
    assert!(
        printed.contains("77") && !printed.contains("Sentinel"),
        "{printed}"
    );
}

// --- Any subset --------------------------------------------------------------------

/// What is done with an optional property.
#[derive(Clone, Copy, Debug)]
enum Said {
    Nothing,
    Null,
    Value,
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn exactly_what_is_set_is_sent(
        said in proptest::collection::vec(
            proptest::sample::select(vec![Said::Nothing, Said::Null, Said::Value]), 12,
        )
    ) {
        use documents::null_in_every_place::types;
        let mut expected = serde_json::Map::from_iter([("must".to_owned(), json!("m"))]);
        let mut body = types::Thing::builder().must("m".to_owned());
        let mut each = said.iter();
        /// Sets one property in its builder, and in what is expected.
        macro_rules! say {
            ($setter:ident, $name:expr, $value:expr, $json:expr) => {
                match each.next().unwrap() {
                    Said::Nothing => {}
                    Said::Null => {
                        expected.insert($name.into(), Value::Null);
                        body = body.$setter(None);
                    }
                    Said::Value => {
                        expected.insert($name.into(), $json);
                        body = body.$setter($value);
                    }
                }
            };
        }
        say!(text, "text", "t".to_owned(), json!("t"));
        say!(number, "number", 0, json!(0));
        say!(flag, "flag", false, json!(false));
        say!(date, "date", moment("2025-09-15T08:00:00Z"), json!("2025-09-15T08:00:00Z"));
        say!(list, "list", vec![], json!([]));
        say!(map, "map", std::collections::HashMap::new(), json!({}));
        say!(colour, "colour", types::Colour::Red, json!("red"));
        let inner: types::Inner = types::Inner::builder().a(None).try_into().unwrap();
        say!(inner, "inner", inner, json!({"a": null}));
        let inline: types::Inline = types::Inline::builder().try_into().unwrap();
        say!(inline, "inline", inline, json!({}));
        let alias: types::MaybeInner = types::MaybeInner::builder().b("b".to_owned()).try_into().unwrap();
        say!(alias, "alias", types::AliasOfMaybe(alias), json!({"b": "b"}));
        let again: types::Thing = types::Thing::builder().must(None).try_into().unwrap();
        say!(self_, "self", Box::new(again), json!({"must": null}));
        match each.next().unwrap() {
            Said::Value => {
                expected.insert("plain_list".into(), json!(["x"]));
                body = body.plain_list(vec!["x".to_owned()]);
            }
            Said::Nothing | Said::Null => {}
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let asked = runtime.block_on(async move {
            sent!(null_in_every_place, {"must": "x"}, |client| client.change_thing().id(1).body(body))
        });
        assert_eq!(asked.json(), Value::Object(expected));
    }
}
