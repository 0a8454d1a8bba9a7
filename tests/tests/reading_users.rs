//! Users: filters as they are sent and as they work, chosen fields, ids by the thousand,
//! and every spelling that Lucca is known to use.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::civil::{Date, date};
use lucca_sandbox::{Company, Sandbox};
use lucca_sdk::paging::List;
use lucca_sdk::users::{DateFilter, Field, SyncMark, User, UserQuery};
use lucca_sdk::{ApiKey, Client};
use serde_json::{Value, json};

const TODAY: Date = date(2025, 9, 17);

async fn sandbox(people: u32) -> (Sandbox, Client) {
    let sandbox = Sandbox::builder()
        .people(people)
        .seed(7)
        .today(TODAY)
        .rate_limit(None)
        .start()
        .await
        .unwrap();
    let client = Client::builder(
        sandbox.base_url().parse().unwrap(),
        ApiKey::new(sandbox.api_key().to_owned()).unwrap(),
    )
    .rate_limit(
        lucca_sdk::transport::SlidingWindow::new(1_000_000, Duration::from_secs(60)).unwrap(),
    )
    .build()
    .unwrap();
    (sandbox, client)
}

/// The last request for users, as name and value.
fn last_query(sandbox: &Sandbox) -> Vec<(String, String)> {
    let request = sandbox.requests().pop().unwrap();
    let url = format!("http://localhost/?{}", request.query.unwrap());
    reqwest::Url::parse(&url)
        .unwrap()
        .query_pairs()
        .into_owned()
        .collect()
}

fn value<'a>(query: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut values = query.iter().filter(|(found, _)| found == name);
    let first = values.next().map(|(_, value)| value.as_str());
    assert!(values.next().is_none(), "{name} twice");
    first
}

/// Which people of the sandbox a test expects.
type Passes = fn(&Company, &lucca_sandbox::User) -> bool;

#[tokio::test]
async fn every_documented_filter_is_sent_in_the_query_language_and_finds_who_it_should() {
    let (sandbox, client) = sandbox(200).await;
    let company = sandbox.company();
    let list = || client.users().list().include_former();
    let jan = (date(2024, 1, 1), date(2024, 12, 31));
    let changed = date(2025, 6, 1).at(0, 0, 0, 0);
    let one = &company.users()[10];
    let cases: Vec<(List<UserQuery>, &str, &str, Passes)> = vec![
        (
            list().contract_start(DateFilter::between(jan.0, jan.1)),
            "dtContractStart",
            "between,2024-01-01T00:00:00,2024-12-31T23:59:59",
            |_, user| user.dt_contract_start.year() == 2024,
        ),
        (
            list().contract_start(DateFilter::since(jan.0)),
            "dtContractStart",
            "since,2024-01-01",
            |_, user| user.dt_contract_start >= date(2024, 1, 1),
        ),
        (
            list().contract_start(DateFilter::on(one.dt_contract_start)),
            "dtContractStart",
            "",
            |company, user| user.dt_contract_start == company.users()[10].dt_contract_start,
        ),
        (
            list().contract_end(DateFilter::none()),
            "dtContractEnd",
            "null",
            |_, user| user.dt_contract_end.is_none(),
        ),
        (
            list().contract_end(DateFilter::any()),
            "dtContractEnd",
            "notequal,null",
            |_, user| user.dt_contract_end.is_some(),
        ),
        (
            list().contract_end(DateFilter::until(jan.1)),
            "dtContractEnd",
            "until,2024-12-31T23:59:59",
            |_, user| {
                user.dt_contract_end
                    .is_some_and(|end| end <= date(2024, 12, 31))
            },
        ),
        (
            list().contract_end(DateFilter::until_or_none(jan.1)),
            "dtContractEnd",
            "until,2024-12-31T23:59:59,null",
            |_, user| {
                user.dt_contract_end
                    .is_none_or(|end| end <= date(2024, 12, 31))
            },
        ),
        (
            list().first_name(one.first_name.clone()),
            "firstName",
            "",
            |company, user| user.first_name == company.users()[10].first_name,
        ),
        (
            list().first_name_starting("A"),
            "firstName",
            "starts,A",
            |_, user| user.first_name.starts_with('A'),
        ),
        (
            list().modified_since(changed),
            "modifiedAt",
            "since,2025-06-01T00:00:00",
            |_, user| user.modified_at >= date(2025, 6, 1).at(0, 0, 0, 0),
        ),
        (
            list().modified_between(changed, date(2025, 8, 1).at(12, 0, 0, 0)),
            "modifiedAt",
            "between,2025-06-01T00:00:00,2025-08-01T12:00:00",
            |_, user| {
                (date(2025, 6, 1).at(0, 0, 0, 0)..=date(2025, 8, 1).at(12, 0, 0, 0))
                    .contains(&user.modified_at)
            },
        ),
        (
            list().mail(one.mail.clone()),
            "mail",
            "",
            |company, user| user.mail == company.users()[10].mail,
        ),
        (list().mail_like("an"), "mail", "like,an", |_, user| {
            user.mail.contains("an")
        }),
        (
            list().login(one.login.clone()),
            "login",
            "",
            |company, user| user.login == company.users()[10].login,
        ),
        (client.users().list(), "orderBy", "id,asc", |_, user| {
            !user.is_former_on(TODAY)
        }),
    ];
    for (list, parameter, sent, passes) in cases {
        let found: Vec<_> = list.fields(["login"]).try_collect().await.unwrap();
        let query = last_query(&sandbox);
        let value = value(&query, parameter).unwrap();
        assert!(sent.is_empty() || value == sent, "{parameter}={value}");
        let expected: Vec<i64> = company
            .users()
            .iter()
            .filter(|user| passes(&company, user))
            .map(|user| i64::from(user.id))
            .collect();
        let found: Vec<i64> = found.iter().map(|user| user.id).collect();
        assert_eq!(found, expected, "{parameter}={value}");
        assert!(!expected.is_empty(), "{parameter}={value} tests nothing");
    }
}

#[tokio::test]
async fn what_the_query_language_cannot_express_is_refused_before_anything_is_sent() {
    let (sandbox, client) = sandbox(10).await;
    let list = || client.users().list();
    let (late, early) = (date(2025, 2, 1), date(2025, 1, 1));
    let cases = [
        (list().mail("a,b@example.com"), "mail"),
        (list().mail(""), "mail"),
        (list().mail_like("x,y"), "mail"),
        (list().login("Like"), "login"),
        (list().login("null"), "login"),
        (list().first_name_starting("a,b"), "firstName"),
        (list().employee_number(" "), "matricule"),
        (
            list().contract_start(DateFilter::between(late, early)),
            "dtContractStart",
        ),
        (
            list().modified_between(late.at(0, 0, 0, 0), early.at(0, 0, 0, 0)),
            "modifiedAt",
        ),
        (list().ids([0]), "ids"),
        (list().fields(["a,b"]), "fields"),
    ];
    for (list, parameter) in cases {
        let error = list.try_collect::<Vec<_>>().await.unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
        assert_eq!(error.parameter(), Some(parameter), "{error}");
    }
    assert!(sandbox.requests().is_empty(), "something was sent");
}

#[tokio::test]
async fn one_request_brings_every_documented_property() {
    let (sandbox, client) = sandbox(20).await;
    let users: Vec<_> = client
        .users()
        .list()
        .extended_data()
        .axis_value(2)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(sandbox.requests().len(), 1);
    let some = |has: fn(&User) -> bool| users.iter().any(has);
    assert!(some(|user| user.department.is_some()));
    assert!(some(|user| user.manager.is_some()));
    assert!(some(
        |user| user.legal_entity.is_some() && user.culture.is_some()
    ));
    assert!(some(
        |user| user.modified_at.is_some() && user.dt_contract_start.is_some()
    ));
    assert!(some(|user| user.work_cycle_on(TODAY).is_some()));
    assert!(some(|user| user
        .habilited_roles
        .as_ref()
        .is_some_and(|roles| !roles.is_empty())));
    assert!(some(|user| user.extended_data.is_some()));
    assert!(some(|user| user.axis_value(2).is_some()));
    assert!(some(|user| user.is_active_on(TODAY)));

    let few: Vec<_> = client
        .users()
        .list()
        .fields([Field::Login, Field::from("department.name")])
        .try_collect()
        .await
        .unwrap();
    let query = last_query(&sandbox);
    assert_eq!(
        value(&query, "fields"),
        Some("id,login,department.name,collection.count")
    );
    assert!(
        few.iter()
            .all(|user| user.login.is_some() && user.mail.is_none())
    );
}

#[tokio::test]
async fn any_number_of_ids_is_split_within_the_limits_and_merged_in_order() {
    let (sandbox, client) = sandbox(1_500).await;
    let company = sandbox.company();
    let mut wanted: Vec<i64> = company
        .users()
        .iter()
        .map(|user| i64::from(user.id))
        .collect();
    // Some that do not exist, out of order, and some twice. The last are so high that
    // reading the whole list could take longer.
    wanted.extend([9_000_001, 9_000_002]);
    wanted.extend_from_slice(&wanted.clone()[..50]);
    wanted.reverse();
    sandbox.clear_requests();
    let list = || {
        client
            .users()
            .list()
            .include_former()
            .fields(["login"])
            .ids(wanted.iter().copied())
    };
    let mut users = list().stream();
    let mut found = Vec::new();
    while let Some(user) = users.next().await {
        found.push(user.unwrap().id);
    }
    let expected: Vec<i64> = company
        .users()
        .iter()
        .map(|user| i64::from(user.id))
        .collect();
    assert_eq!(found, expected);
    assert!(!users.drift().noticed());
    let mut asked = BTreeSet::new();
    for request in sandbox.requests() {
        let query = request.query.unwrap();
        assert!(query.len() <= 2_000, "{} characters", query.len());
        let ids = query
            .split('&')
            .find_map(|part| part.strip_prefix("id="))
            .unwrap()
            .replace("%2C", ",");
        for id in ids.split(',') {
            assert!(asked.insert(id.parse::<i64>().unwrap()), "{id} twice");
        }
    }
    assert_eq!(asked, wanted.iter().copied().collect());

    // A place in such a list can be come back to as well.
    let mut first = list().stream();
    let mut found = Vec::new();
    for _ in 0..700 {
        found.push(first.next().await.unwrap().unwrap().id);
    }
    let rest: Vec<_> = list().resume(first.cursor()).try_collect().await.unwrap();
    found.extend(rest.iter().map(|user: &User| user.id));
    assert_eq!(found, expected);

    sandbox.clear_requests();
    let none: Vec<User> = client.users().list().ids([]).try_collect().await.unwrap();
    assert!(none.is_empty() && sandbox.requests().is_empty());
}

#[tokio::test]
async fn many_ids_are_read_from_the_whole_list_where_that_takes_fewer_requests() {
    let (sandbox, client) = sandbox(3_000).await;
    let everybody: Vec<i64> = sandbox
        .company()
        .users()
        .iter()
        .map(|user| i64::from(user.id))
        .collect();
    let wanted: Vec<i64> = everybody.iter().copied().step_by(2).take(1_000).collect();
    let last = *wanted.last().unwrap();
    sandbox.clear_requests();
    let list = client.users().list().include_former().fields(["login"]);
    let users = list.ids(wanted.iter().copied()).await.unwrap();
    let found: Vec<i64> = users.iter().map(|user| user.id).collect();
    assert_eq!(found, wanted);
    // Up to the last of them, and what was fetched ahead.
    let requests = sandbox.requests().len() as i64;
    assert!(requests <= last / 1_000 + 4, "{requests} for id {last}");
}

#[tokio::test]
async fn an_employee_number_and_parameters_of_the_callers_own_are_sent_as_they_are() {
    let (sandbox, client) = sandbox(10).await;
    let list = client.users().list().employee_number("00057");
    // Whatever the server makes of them.
    let _ = list.query("someFilter", "a&b=c, d").first().await;
    let query = last_query(&sandbox);
    assert_eq!(value(&query, "matricule"), Some("00057"));
    assert_eq!(value(&query, "someFilter"), Some("a&b=c, d"));
}

#[tokio::test]
async fn a_login_finds_its_user() {
    let (sandbox, client) = sandbox(50).await;
    let company = sandbox.company();
    let someone = company
        .users()
        .iter()
        .find(|user| !user.is_former_on(TODAY))
        .unwrap();
    let found = client.users().find_login(&someone.login).await.unwrap();
    assert_eq!(found.map(|user| user.id), Some(i64::from(someone.id)));
    assert!(client.users().find_login("nobody").await.unwrap().is_none());
    let refused = client.users().find_login("a,b").await.unwrap_err();
    assert_eq!(refused.parameter(), Some("login"));
}

#[tokio::test]
async fn changes_go_on_from_a_stored_mark_and_from_where_a_run_broke_off() {
    let (sandbox, client) = sandbox(120).await;
    let everybody: BTreeSet<i64> = sandbox
        .company()
        .users()
        .iter()
        .map(|user| i64::from(user.id))
        .collect();
    // A copy of nothing: everybody, former people included. It breaks off after a page.
    let list = || client.users().list().fields(["login"]).page_size(50);
    let mut changes = list().changes(SyncMark::default());
    let mut copy = BTreeSet::new();
    let page = changes.try_next().await.unwrap().unwrap();
    copy.extend(page.rows().iter().map(|user| user.id));
    let stored = serde_json::to_string(&changes.mark()).unwrap();
    drop(changes);
    assert_eq!(copy.len(), 50);

    let mark: SyncMark = serde_json::from_str(&stored).unwrap();
    let mut changes = list().changes(mark);
    while let Some(page) = changes.try_next().await.unwrap() {
        for user in page.rows() {
            assert!(copy.insert(user.id), "{} came twice", user.id);
        }
    }
    assert_eq!(copy, everybody);
    let mark = changes.mark();
    assert_ne!(mark, SyncMark::default());
    assert_eq!(mark.to_string().parse::<SyncMark>().unwrap(), mark);

    // The next reading asks for what has changed, a day further back than the mark.
    sandbox.clear_requests();
    let mut changes = client.users().changes(mark.clone());
    while changes.try_next().await.unwrap().is_some() {}
    let query = last_query(&sandbox);
    let (_, since) = value(&query, "modifiedAt")
        .unwrap()
        .split_once(',')
        .unwrap();
    assert_eq!(value(&query, "formerEmployees"), Some("true"));
    let since: jiff::civil::DateTime = since.parse().unwrap();
    let marked = mark.to_string();
    let marked = marked.split('.').nth(1).unwrap().parse().unwrap();
    let marked = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::from_second(marked).unwrap());
    assert_eq!(
        since.checked_add(jiff::Span::new().days(1)).unwrap(),
        marked
    );

    // A reading that broke off belongs to its query.
    let broken: SyncMark = serde_json::from_str(&stored).unwrap();
    let refused = client.users().changes(broken).try_next().await.unwrap_err();
    assert_eq!(refused.parameter(), Some("cursor"));
    assert!(
        "v0.1.2."
            .parse::<SyncMark>()
            .unwrap_err()
            .is_invalid_input()
    );
}

#[tokio::test]
async fn who_is_gone_is_found_by_the_ids_that_are_known() {
    let (sandbox, client) = sandbox(60).await;
    let mut known: Vec<i64> = sandbox
        .company()
        .users()
        .iter()
        .map(|user| i64::from(user.id))
        .collect();
    known.extend([800_001, 800_000]);
    let gone = client.users().gone(known.iter().copied()).await.unwrap();
    assert_eq!(gone, [800_000, 800_001]);
    assert!(client.users().gone([]).await.unwrap().is_empty());
}

#[test]
fn the_example_of_the_reference_decodes_and_survives_a_round_trip() {
    let example = json!({
        "id": 416,
        "name": "Ada Martin",
        "url": "https://acme.example/api/users/416",
        "displayName": "Martin Ada",
        "modifiedAt": "2015-09-07T10:20:06.583",
        "lastName": "MARTIN",
        "firstName": "Ada",
        "login": "amartin",
        "mail": "no-reply@example.com",
        "dtContractStart": "2014-09-01T00:00:00",
        "birthDate": "1989-12-22T00:00:00",
        "employeeNumber": "00057",
        "calendarId": 1,
        "calendar": {"id": 1, "url": "https://acme.example/c/1", "name": "Jours fériés"},
        "cultureID": 1036,
        "culture": {"id": 1036, "name": "français (France)", "url": "https://acme.example/k/1036"},
        "picture": {
            "id": "0b6c1d2e-1111-4222-8333-444455556666",
            "url": "https://acme.example/f/0b6c1d2e",
            "name": "amartin.png"
        },
        "legalEntityId": 1,
        "legalEntity": {"id": 1, "name": "Acme SAS", "url": "https://acme.example/l/1"},
        "departmentId": 13,
        "department": {"id": 13, "name": "Research", "url": "https://acme.example/d/13"},
        "managerId": 383,
        "manager": {"id": 383, "name": "Noor Petit", "url": "https://acme.example/u/383"},
        "rolePrincipalId": 55,
        "rolePrincipal": {"id": 55, "name": "Colleague", "url": "https://acme.example/r/55"},
        "habilitedRoles": [
            {"id": 59, "name": "Staff", "url": "https://acme.example/r/59"},
            {"id": 63, "name": "Reports", "url": "https://acme.example/r/63"}
        ],
        "userWorkCycles": [
            {"id": 288, "ownerID": 416, "workCycleID": 6,
             "startsOn": "1900-01-01T00:00:00", "endsOn": "2015-03-09T00:00:00"},
            {"id": 289, "ownerID": 416, "workCycleID": 9,
             "startsOn": "2015-03-10T00:00:00", "endsOn": "2015-10-13T00:00:00"},
            {"id": 317, "ownerID": 416, "workCycleID": 14,
             "startsOn": "2015-10-13T00:00:00", "endsOn": "9999-12-31T00:00:00"}
        ],
        "allowsElectronicPayslip": true,
        "userAxisValues_2": {"id": 35},
        "somethingNew": [1, "two", {"three": null}],
        "anotherThing": null
    });
    let user: User = serde_json::from_value(example.clone()).unwrap();
    assert_eq!(user.employee_number.as_deref(), Some("00057"));
    assert_eq!(user.axis_value(2), Some(35));
    assert_eq!(user.contract_start(), Some(date(2014, 9, 1)));
    assert_eq!(user.contract_end(), None);
    let cycle = |day| {
        user.work_cycle_on(day)
            .and_then(|cycle| cycle.work_cycle_id)
    };
    assert_eq!(cycle(date(1999, 1, 1)), Some(6));
    assert_eq!(cycle(date(2015, 10, 12)), Some(9));
    // Two cycles meet on this day.
    assert_eq!(cycle(date(2015, 10, 13)), Some(14));
    assert_eq!(cycle(date(2040, 1, 1)), Some(14));
    assert_eq!(serde_json::to_value(&user).unwrap(), example);
}

#[test]
fn every_known_spelling_of_a_property_is_read() {
    fn user(mut properties: Value) -> User {
        properties["id"] = json!(1);
        serde_json::from_value(properties.clone()).unwrap_or_else(|e| panic!("{properties}: {e}"))
    }
    for name in ["managerId", "managerID"] {
        assert_eq!(user(json!({ name: 7 })).manager_id, Some(7), "{name}");
    }
    for name in ["departmentId", "departmentID"] {
        assert_eq!(user(json!({ name: 7 })).department_id, Some(7), "{name}");
    }
    for name in ["legalEntityId", "legalEntityID"] {
        assert_eq!(user(json!({ name: 7 })).legal_entity_id, Some(7), "{name}");
    }
    for name in ["cultureID", "cultureId"] {
        assert_eq!(user(json!({ name: 7 })).culture_id, Some(7), "{name}");
    }
    let moment = date(2021, 9, 23).at(17, 38, 47, 924_062_800);
    for name in ["modifiedAt", "modifiedOn"] {
        for text in [
            "2021-09-23T17:38:47.9240628",
            "2021-09-23T17:38:47.9240628Z",
        ] {
            assert_eq!(
                user(json!({ name: text })).modified_at,
                Some(moment),
                "{name} {text}"
            );
        }
    }
    for name in ["url", "href"] {
        let picture = user(json!({ "picture": { name: "p.png" } }))
            .picture
            .unwrap();
        assert_eq!(picture.url.as_deref(), Some("p.png"), "{name}");
    }
    for (list, owner, cycle, start, end) in [
        (
            "userWorkCycles",
            "ownerID",
            "workCycleID",
            "startsOn",
            "endsOn",
        ),
        (
            "UserWorkCycles",
            "OwnerID",
            "WorkCycleID",
            "StartsOn",
            "EndsOn",
        ),
        (
            "userWorkCycles",
            "ownerId",
            "workCycleId",
            "startsOn",
            "endsOn",
        ),
    ] {
        let user = user(json!({ list: [{
            owner: 1, cycle: 9, start: "2015-03-10T00:00:00", end: "9999-12-31T00:00:00"
        }] }));
        let found = user.work_cycle_on(date(2020, 1, 1)).unwrap();
        assert_eq!(
            (found.owner_id, found.work_cycle_id),
            (Some(1), Some(9)),
            "{list}"
        );
        assert_eq!(found.last_day(), None);
    }
    for nothing in [
        json!({}),
        json!({ "dtContractEnd": null, "managerId": null, "habilitedRoles": null }),
    ] {
        assert!(user(nothing).is_active_on(TODAY));
    }
}

#[test]
fn open_ends_are_no_dates() {
    let user = |start: &str, end: &str| -> User {
        serde_json::from_value(json!({ "id": 1, "dtContractStart": start, "dtContractEnd": end }))
            .unwrap()
    };
    let open = user("1900-01-01T00:00:00", "9999-12-31T00:00:00");
    assert_eq!((open.contract_start(), open.contract_end()), (None, None));
    assert!(open.is_active_on(date(1950, 1, 1)) && open.is_active_on(date(2500, 1, 1)));
    let closed = user("2024-02-01T00:00:00", "2024-02-29T00:00:00");
    for (day, active) in [
        (date(2024, 1, 31), false),
        (date(2024, 2, 1), true),
        (date(2024, 2, 29), true),
        (date(2024, 3, 1), false),
    ] {
        assert_eq!(closed.is_active_on(day), active, "{day}");
    }
}

#[test]
fn extended_data_decodes_into_any_type_and_its_errors_quote_nothing() {
    let user: User = serde_json::from_value(json!({ "id": 1, "extendedData": {
        "e_bloodType": {"id": 7, "value": "0+"},
        "e_sizes": [{"id": 8, "value": 42}, {"id": 9, "value": 43}],
        "e_bare": 12.5,
        "e_null": {"id": 10, "value": null},
        "e_object": {"street": "Rue Sentinel", "number": 3}
    } }))
    .unwrap();
    assert_eq!(
        user.extended::<String>("e_bloodType").unwrap().as_deref(),
        Some("0+")
    );
    assert_eq!(
        user.extended::<Vec<i64>>("e_sizes").unwrap(),
        Some(vec![42, 43])
    );
    assert_eq!(user.extended::<f64>("e_bare").unwrap(), Some(12.5));
    assert_eq!(user.extended::<String>("e_null").unwrap(), None);
    assert_eq!(user.extended::<String>("e_absent").unwrap(), None);
    assert_eq!(
        user.extended::<Value>("e_object").unwrap().unwrap()["number"],
        3
    );
    let error = user.extended::<i64>("e_bloodType").unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.json_path(), Some("extendedData.e_bloodType"));
    assert!(!format!("{error} {error:?}").contains("0+"));
    assert!(!format!("{user:?}").contains("Sentinel"));
}
