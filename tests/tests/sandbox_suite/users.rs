//! Users: the v3 envelope, `fields`, filters, order, pages.

use std::collections::BTreeSet;

use jiff::civil::Date;
use lucca_sandbox::{Company, ManualClock, MissingValues, UntilDay, User};

use crate::asking::{Asking, TODAY, builder, ids, items, names};

#[tokio::test]
async fn a_list_without_fields_shows_id_name_and_url_only() {
    let asking = Asking::start().await;
    let list = asking.users("paging=0,3").await.ok();
    assert_eq!(names(&list), ["data"]);
    assert_eq!(names(&list["data"]), ["items"]);
    assert_eq!(items(&list).len(), 3);
    for user in items(&list) {
        assert_eq!(names(user), ["id", "name", "url"]);
    }
}

#[tokio::test]
async fn fields_choose_what_is_shown() {
    let asking = Asking::start().await;
    for (fields, shown) in [
        ("id", r#"["id"]"#),
        ("id,LASTNAME,firstname", r#"["id","lastName","firstName"]"#),
        ("lastName", r#"["id","lastName"]"#),
        ("id,managerID", r#"["id","managerId"]"#),
        (
            "id,department",
            r#"["id",{"department":["id","name","url"]}]"#,
        ),
        (
            "id,department.name,legalEntity[id]",
            r#"["id",{"department":["name"]},{"legalEntity":["id"]}]"#,
        ),
        (
            "id,manager[mail,department.id]",
            r#"["id",{"manager":["mail",{"department":["id"]}]}]"#,
        ),
        (
            "id,userWorkCycles",
            r#"["id",{"userWorkCycles":["id","ownerID","workCycleID","startsOn","endsOn"]}]"#,
        ),
    ] {
        let user = asking
            .get(&format!("/api/v3/users/2?fields={fields}"))
            .await
            .ok();
        assert_eq!(shape(&user["data"]).to_string(), shown, "{fields}");
        let list = asking.users(&format!("id=2&fields={fields}")).await.ok();
        assert_eq!(items(&list), [user["data"].clone()], "{fields}");
    }
}

/// The names of an object's properties, nested.
fn shape(value: &serde_json::Value) -> serde_json::Value {
    let one = |(name, value): (&String, &serde_json::Value)| match value {
        serde_json::Value::Object(_) => serde_json::json!({ name: shape(value) }),
        serde_json::Value::Array(items) => serde_json::json!({ name: shape(&items[0]) }),
        _ => serde_json::Value::from(name.clone()),
    };
    value.as_object().unwrap().iter().map(one).collect()
}

#[tokio::test]
async fn the_count_comes_on_request_and_alone_without_rows() {
    let asking = Asking::start().await;
    let company = asking.sandbox.company();
    let present = company
        .users()
        .iter()
        .filter(|user| !user.is_former_on(TODAY))
        .count() as u64;
    assert!(present < company.users().len() as u64);

    let alone = asking.users("fields=collection.count").await.ok();
    assert_eq!(alone, serde_json::json!({ "data": { "count": present } }));
    let with_rows = asking
        .users("fields=id,collection.count&paging=5,2")
        .await
        .ok();
    assert_eq!(
        (with_rows["data"]["count"].as_u64(), items(&with_rows).len()),
        (Some(present), 2)
    );
    let everybody = asking
        .users("fields=collection.count&formerEmployees=true")
        .await
        .ok();
    assert_eq!(everybody["data"]["count"], company.users().len());
    assert_eq!(
        asking.users("fields=id").await.ok()["data"].get("count"),
        None
    );
}

#[tokio::test]
async fn a_user_by_id_is_whole() {
    let asking = Asking::start().await;
    let user = asking.get("/api/v3/users/2").await.ok();
    let names = names(&user["data"]);
    for name in [
        "id",
        "displayName",
        "modifiedAt",
        "employeeNumber",
        "calendar",
        "cultureID",
        "manager",
        "habilitedRoles",
        "userWorkCycles",
        "userAxisValues_2",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert!(
        !names.contains(&"extendedData"),
        "extended data has to be asked for"
    );
    let extended = asking
        .users("fields=id,extendedData&paging=0,1000")
        .await
        .ok();
    let values: Vec<_> = items(&extended)
        .iter()
        .flat_map(|user| user["extendedData"].as_object().unwrap().values())
        .collect();
    assert!(
        values.iter().any(|value| value.is_object())
            && values.iter().any(|value| value.is_array())
            && values.iter().any(|value| value.is_boolean())
    );
}

#[tokio::test]
async fn dates_have_no_offset_and_as_many_digits_as_they_need() {
    let asking = Asking::of(builder().people(200)).await;
    let list = asking
        .users("fields=id,dtContractStart,modifiedAt,userWorkCycles&paging=0,1000")
        .await
        .ok();
    let mut digits = BTreeSet::new();
    for user in items(&list) {
        let start = user["dtContractStart"].as_str().unwrap();
        assert!(start.ends_with("T00:00:00"), "{start}");
        let modified = user["modifiedAt"].as_str().unwrap();
        modified.parse::<jiff::civil::DateTime>().unwrap();
        digits.insert(modified.len());
        assert_eq!(
            user["userWorkCycles"].as_array().unwrap().last().unwrap()["endsOn"],
            "9999-12-31T00:00:00"
        );
    }
    assert!(
        digits.contains(&19) && digits.contains(&27),
        "no fraction to seven digits: {digits:?}"
    );
}

#[tokio::test]
async fn pages_and_order_are_kept() {
    let asking = Asking::start().await;
    let company = asking.sandbox.company();
    let mut by_name: Vec<&User> = company.users().iter().collect();
    by_name.sort_by(|a, b| {
        b.last_name
            .to_lowercase()
            .cmp(&a.last_name.to_lowercase())
            .then(a.id.cmp(&b.id))
    });
    let mut read = Vec::new();
    for offset in (0..40).step_by(9) {
        let page = asking
            .users(&format!(
                "paging={offset},9&orderBy=lastName,desc,id,asc&formerEmployees=true"
            ))
            .await
            .ok();
        read.extend(items(&page).iter().map(|user| user["id"].as_u64().unwrap()));
    }
    assert_eq!(
        read,
        by_name
            .iter()
            .map(|user| u64::from(user.id))
            .collect::<Vec<_>>()
    );
    assert!(items(&asking.users("paging=4000,10").await.ok()).is_empty());
}

/// One filter, and who passes it.
type Case = (&'static str, fn(&User, &Company) -> bool);

const NEW_YEAR: Date = jiff::civil::date(2020, 1, 1);
const LATER: Date = jiff::civil::date(2024, 6, 30);

#[tokio::test]
async fn every_comparator_finds_whom_it_should() {
    let asking = Asking::of(builder().people(300)).await;
    let company = asking.sandbox.company();
    let cases: &[Case] = &[
        ("id=1,2,5", |user, _| [1, 2, 5].contains(&user.id)),
        ("ID=equals,1", |user, _| user.id == 1),
        ("id=notequal,1,2", |user, _| ![1, 2].contains(&user.id)),
        ("id=greaterthan,300", |user, _| user.id > 300),
        ("id=GreaterThanOrEqual,300", |user, _| user.id >= 300),
        ("id=lessthan,30", |user, _| user.id < 30),
        ("id=lessthanorequal,30", |user, _| user.id <= 30),
        ("id=between,20,40", |user, _| (20..=40).contains(&user.id)),
        ("mail=like,camembert", |user, _| {
            user.mail.contains("camembert")
        }),
        ("mail=LIKE,CAMEMBERT", |user, _| {
            user.mail.contains("camembert")
        }),
        ("firstName=starts,je", |user, _| {
            user.first_name.to_lowercase().starts_with("je")
        }),
        ("lastName=camembert", |user, _| {
            user.last_name.to_lowercase() == "camembert"
        }),
        ("login=jcamembert", |user, _| user.login == "jcamembert"),
        ("dtContractStart=since,2020-01-01", |user, _| {
            user.dt_contract_start >= NEW_YEAR
        }),
        ("dtContractStart=until,2020-01-01T00:00:00", |user, _| {
            user.dt_contract_start <= NEW_YEAR
        }),
        (
            "dtContractStart=between,2020-01-01,2024-06-30",
            |user, _| user.dt_contract_start >= NEW_YEAR && user.dt_contract_start <= LATER,
        ),
        ("dtContractEnd=null", |user, _| {
            user.dt_contract_end.is_none()
        }),
        ("dtContractEnd=notequal,null", |user, _| {
            user.dt_contract_end.is_some()
        }),
        ("dtContractEnd=until,today", |user, _| {
            user.dt_contract_end.is_some_and(|end| end <= TODAY)
        }),
        ("dtContractEnd=since,tomorrow,null", |user, _| {
            user.dt_contract_end.is_none_or(|end| end > TODAY)
        }),
        ("dtContractEnd=lessthan,yesterday", |user, _| {
            user.dt_contract_end
                .is_some_and(|end| end < TODAY.yesterday().unwrap())
        }),
        ("modifiedAt=since,2025-06-01T08:45:23", |user, _| {
            user.modified_at >= jiff::civil::date(2025, 6, 1).at(8, 45, 23, 0)
        }),
        ("modifiedAt=between,2025-06-01,now", |user, _| {
            user.modified_at.date() >= jiff::civil::date(2025, 6, 1)
        }),
        ("department.name=R%26D", |user, _| user.department_id == 13),
        ("departmentID=13", |user, _| user.department_id == 13),
        ("managerId=null", |user, _| user.manager_id.is_none()),
        ("manager.department.id=10", |user, company| {
            user.manager_id
                .is_some_and(|id| company.user(id).unwrap().department_id == 10)
        }),
        ("habilitedRoles.id=63", |user, _| {
            user.habilited_role_ids.contains(&63)
        }),
        ("allowsElectronicPayslip=false", |user, _| {
            !user.allows_electronic_payslip
        }),
        ("userAxisValues_2.id=31", |user, _| {
            user.axis_values.contains(&(2, 31))
        }),
        ("lastName=like,m&id=lessthan,90", |user, _| {
            user.last_name.to_lowercase().contains('m') && user.id < 90
        }),
    ];
    for (query, passes) in cases {
        let expected: BTreeSet<u64> = company
            .users()
            .iter()
            .filter(|user| passes(user, &company))
            .map(|user| u64::from(user.id))
            .collect();
        assert_eq!(asking.found(query).await, expected, "{query}");
        assert!(
            expected.len() < company.users().len(),
            "{query} should leave somebody out"
        );
    }
}

#[tokio::test]
async fn a_day_without_a_time_ends_as_the_run_has_chosen() {
    for (until_day, included) in [(UntilDay::Start, false), (UntilDay::End, true)] {
        let asking = Asking::of(builder().behaviour(|account| account.until_day = until_day)).await;
        let company = asking.sandbox.company();
        let user = company
            .users()
            .iter()
            .find(|user| user.modified_at.time().hour() > 0)
            .unwrap();
        let day = user.modified_at.date();
        let found = asking.found(&format!("modifiedAt=until,{day}")).await;
        assert_eq!(
            found.contains(&u64::from(user.id)),
            included,
            "{until_day:?}"
        );
        assert!(
            asking
                .found(&format!("modifiedAt=until,{day}T23:59:59.9999999"))
                .await
                .contains(&u64::from(user.id))
        );
    }
}

#[tokio::test]
async fn who_has_left_is_left_out_by_the_day_of_the_clock() {
    let clock = std::sync::Arc::new(ManualClock::starting_at(
        "2026-03-02T23:59:00Z".parse().unwrap(),
    ));
    let asking = Asking::of(builder().people(300).clock(clock.clone())).await;
    let company = asking.sandbox.company();
    let leaver = company
        .users()
        .iter()
        .find(|user| user.dt_contract_end.is_some_and(|end| end > TODAY))
        .unwrap();
    let id = u64::from(leaver.id);
    let present = async || ids(&asking.users("paging=0,1000").await.ok()).contains(&id);
    assert!(present().await);
    let end = leaver.dt_contract_end.unwrap();
    clock.set(format!("{end}T23:59:59Z").parse().unwrap());
    assert!(present().await, "the last day is a day of the contract");
    clock.advance(std::time::Duration::from_secs(1));
    assert!(!present().await);
    assert_eq!(
        asking
            .get(&format!("/api/v3/users/{id}?fields=id"))
            .await
            .status,
        200,
        "by id, former employees are found"
    );
}

#[tokio::test]
async fn a_repeated_parameter_is_a_list() {
    let asking = Asking::start().await;
    assert_eq!(asking.found("id=1&id=2").await, BTreeSet::from([1, 2]));
    assert_eq!(
        asking.found("id=1%2C2").await,
        BTreeSet::from([1, 2]),
        "an escaped comma is a comma"
    );
}

#[tokio::test]
async fn what_has_no_value_is_left_out_or_null_as_the_run_has_chosen() {
    let absent = Asking::start()
        .await
        .get("/api/v3/users/1?fields=id,manager,managerId,dtContractEnd")
        .await
        .ok();
    assert_eq!(
        absent["data"].to_string(),
        r#"{"id":1,"managerId":null,"dtContractEnd":null}"#
    );
    let null =
        Asking::of(builder().behaviour(|account| account.missing_values = MissingValues::Null))
            .await
            .get("/api/v3/users/1?fields=id,manager")
            .await
            .ok();
    assert_eq!(null["data"].to_string(), r#"{"id":1,"manager":null}"#);
}
