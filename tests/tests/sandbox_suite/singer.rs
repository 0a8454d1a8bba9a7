//! A client in the manner of a Singer tap: full reads by page, everything exactly once, under the strict limits.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use lucca_sandbox::{ManualClock, RateLimit};

use crate::asking::{Answer, Asking, builder, items};

#[tokio::test]
async fn everything_is_read_exactly_once() {
    let clock = Arc::new(ManualClock::starting_at(
        "2026-03-02T09:00:00Z".parse().unwrap(),
    ));
    let asking = Asking::of(
        builder()
            .people(617)
            .rate_limit(RateLimit::default())
            .clock(clock.clone()),
    )
    .await;
    let company = asking.sandbox.company();
    // Waits as long as it is told to, which takes no time here.
    let patient = async |path: String| -> Answer {
        loop {
            let answer = asking.get(&path).await;
            if answer.status != 429 {
                return answer;
            }
            clock.advance(Duration::from_secs(
                answer.header("retry-after").parse().unwrap(),
            ));
        }
    };

    let mut users = Vec::new();
    loop {
        let page = patient(format!(
            "/api/v3/users?paging={},100&fields=id,name,login,mail,department.name,manager.id,modifiedAt,collection.count&orderBy=id,asc&formerEmployees=true",
            users.len()
        ))
        .await
        .ok();
        users.extend(items(&page).iter().map(|user| user["id"].as_u64().unwrap()));
        if users.len() as u64 >= page["data"]["count"].as_u64().unwrap() {
            break;
        }
    }
    let expected: Vec<u64> = company
        .users()
        .iter()
        .map(|user| u64::from(user.id))
        .collect();
    assert_eq!(users, expected);

    let mut rows = Vec::new();
    for page in 1.. {
        let answer = patient(format!(
            "/work-locations/public/api/user-locations?page={page}&limit=250&fields.root=count"
        ))
        .await
        .ok();
        rows.extend(items(&answer).iter().map(|row| row["id"].as_u64().unwrap()));
        if rows.len() as u64 >= answer["count"].as_u64().unwrap() {
            break;
        }
    }
    assert_eq!(rows.len(), company.user_locations().len());
    assert_eq!(rows.iter().collect::<HashSet<_>>().len(), rows.len());
    assert!(
        rows.len() > 30_000,
        "enough to meet the limit: {}",
        rows.len()
    );
    assert!(
        asking
            .sandbox
            .requests()
            .iter()
            .any(|request| request.status == Some(429)),
        "and it was met"
    );
}

/// What known clients ask of users, older names and all.
#[tokio::test]
async fn what_known_clients_ask_for_is_there() {
    let asking = Asking::of(builder().people(100)).await;
    let company = asking.sandbox.company();
    let fields = "id,managerId,manager,departmentId,legalEntityId,name,firstName,lastName,mail,login,employeeNumber,civilTitle,jobTitle,dtContractStart,dtContractEnd,seniorityDate,gender,nationality,externalId,extendeddata,attributes,applicationData,culture,rolePrincipal,habilitedRoles,csp,cspId,userWorkCycles,userWorkCycles.id,userWorkCycles.startsOn,userWorkCycles.endsOn,userWorkCycles.workCycle,calendar,userAxisValues,modifiedAt,modifiedOn,quote,matricule,picture.href,address,collection.count";
    let page = asking
        .users(&format!(
            "orderBy=id,asc&formerEmployees=true&paging=0,100&fields={fields}"
        ))
        .await
        .ok();
    let rows = items(&page);
    assert_eq!(rows.len(), 100);
    for (row, user) in rows.iter().zip(company.users()) {
        assert_eq!(row["matricule"], row["employeeNumber"]);
        assert_eq!(row["modifiedOn"], row["modifiedAt"]);
        assert_eq!(
            row["nationality"]["id"],
            user.nationality_id.clone().unwrap()
        );
        assert!(row["nationality"]["name"].is_string());
        assert_eq!(row["csp"]["id"], row["cspId"]);
        let cycle = &row["userWorkCycles"][0];
        assert!(cycle["workCycle"]["name"].is_string() && cycle["startsOn"].is_string());
        assert_eq!(
            row.get("userAxisValues"),
            None,
            "each axis has a name of its own"
        );
        for (axis, value) in &user.axis_values {
            assert_eq!(row[format!("userAxisValues_{axis}")]["id"], *value);
        }
    }
    for property in ["csp", "quote", "address", "picture", "userAxisValues_2"] {
        let with = rows
            .iter()
            .filter(|row| row.get(property).is_some())
            .count();
        assert!((1..100).contains(&with), "{property}: {with}");
    }
    let href = rows
        .iter()
        .find_map(|row| row["picture"]["href"].as_str())
        .unwrap();
    assert!(href.starts_with("https://"));
    let some = rows.iter().find(|row| row["csp"].is_object()).unwrap();
    let found = asking
        .found(&format!(
            "csp.name={}",
            some["csp"]["name"].as_str().unwrap()
        ))
        .await;
    assert!(found.contains(&some["id"].as_u64().unwrap()) && found.len() < 100);
    assert!(!asking.found("userAxisValues.id=30,31,32").await.is_empty());
}
