//! What decoding costs beside structs written by hand, in one run: the tolerant reader of the
//! generated types against serde's derive.
//!
//! `cargo bench -p lucca-sdk --bench decoding`; goals are 1.10 for user locations and 1.25 for
//! users, whose unknown properties are kept.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    dead_code,
    reason = "a benchmark fails by panicking, and looks at no field"
)]

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use lucca_sdk::generated::{office, users};
use serde::Deserialize;
use serde_json::{Map, Value};

fn main() {
    divan::main();
}

mod hand {
    use super::*;

    #[derive(Deserialize)]
    pub struct Page<T> {
        pub count: Option<i64>,
        pub items: Vec<T>,
    }

    #[derive(Deserialize)]
    pub struct Envelope<T> {
        pub header: Option<Value>,
        pub data: Option<T>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct UserLocation {
        id: i64,
        owner_id: Option<i64>,
        work_location_id: Option<i64>,
        date: Option<Date>,
        position: Option<String>,
        status: Option<String>,
        area_id: Option<i64>,
        created_at: Option<Timestamp>,
        deleted_at: Option<Timestamp>,
    }

    #[derive(Deserialize)]
    pub struct Reference {
        id: Option<i64>,
        name: Option<String>,
        url: Option<String>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    pub struct User {
        id: i64,
        name: Option<String>,
        url: Option<String>,
        display_name: Option<String>,
        modified_at: Option<DateTime>,
        last_name: Option<String>,
        first_name: Option<String>,
        login: Option<String>,
        mail: Option<String>,
        dt_contract_start: Option<DateTime>,
        dt_contract_end: Option<DateTime>,
        birth_date: Option<DateTime>,
        employee_number: Option<String>,
        calendar_id: Option<i64>,
        calendar: Option<Reference>,
        #[serde(rename = "cultureID")]
        culture_id: Option<i64>,
        culture: Option<Reference>,
        legal_entity_id: Option<i64>,
        legal_entity: Option<Reference>,
        department_id: Option<i64>,
        department: Option<Reference>,
        manager_id: Option<i64>,
        manager: Option<Reference>,
        role_principal_id: Option<i64>,
        role_principal: Option<Reference>,
        habilited_roles: Option<Vec<Reference>>,
        allows_electronic_payslip: Option<bool>,
        job_title: Option<String>,
        #[serde(flatten)]
        extra: Map<String, Value>,
    }
}

fn user_locations() -> String {
    let mut body = r#"{"count":1000,"items":["#.to_owned();
    for id in 1..=1_000 {
        let comma = if id == 1 { "" } else { "," };
        write!(
            body,
            r#"{comma}{{"id":{id},"ownerId":{},"workLocationId":{},"date":"2025-09-{:02}","position":"FullDay","status":"Approved","areaId":{},"createdAt":"2023-11-07T05:31:56Z","deletedAt":null}}"#,
            id % 97,
            id % 7,
            id % 28 + 1,
            if id % 3 == 0 { "null" } else { "12" },
        )
        .unwrap();
    }
    body + "]}"
}

fn users_page() -> String {
    let mut body = r#"{"header":null,"data":{"count":1000,"items":["#.to_owned();
    for id in 1..=1_000 {
        let comma = if id == 1 { "" } else { "," };
        let reference = |id: i32| {
            format!(r#"{{"id":{id},"name":"Research","url":"https://example.com/{id}"}}"#)
        };
        write!(
            body,
            r#"{comma}{{"id":{id},"name":"Ada Martin","url":"https://example.com/u/{id}","displayName":"Martin Ada","modifiedAt":"2021-09-23T17:38:47.9240628","lastName":"Martin","firstName":"Ada","login":"amartin{id}","mail":"a{id}@example.com","dtContractStart":"2014-09-01T00:00:00","dtContractEnd":null,"birthDate":"1984-02-11T00:00:00","employeeNumber":"00057","calendarId":1,"calendar":{0},"cultureID":1036,"culture":{0},"legalEntityId":3,"legalEntity":{0},"departmentId":13,"department":{0},"managerId":7,"manager":{0},"rolePrincipalId":2,"rolePrincipal":{0},"habilitedRoles":[{0},{0}],"allowsElectronicPayslip":true,"jobTitle":"Engineer","userAxisValues_7":{{"id":3}}}}"#,
            reference(13)
        )
        .unwrap();
    }
    body + "]}}"
}

#[divan::bench_group]
mod a_page_of_1000_user_locations {
    use super::*;

    #[divan::bench]
    fn by_hand(bencher: divan::Bencher<'_, '_>) {
        let body = user_locations();
        bencher.bench(|| {
            serde_json::from_slice::<hand::Page<hand::UserLocation>>(body.as_bytes()).unwrap()
        });
    }

    #[divan::bench]
    fn generated(bencher: divan::Bencher<'_, '_>) {
        let body = user_locations();
        bencher.bench(|| {
            serde_json::from_slice::<office::types::UserLocationPage>(body.as_bytes()).unwrap()
        });
    }
}

#[divan::bench_group]
mod a_page_of_1000_users {
    use super::*;

    #[divan::bench]
    fn by_hand(bencher: divan::Bencher<'_, '_>) {
        let body = users_page();
        bencher.bench(|| {
            serde_json::from_slice::<hand::Envelope<hand::Page<hand::User>>>(body.as_bytes())
                .unwrap()
        });
    }

    #[divan::bench]
    fn generated(bencher: divan::Bencher<'_, '_>) {
        let body = users_page();
        bencher.bench(|| {
            serde_json::from_slice::<users::types::UserListResponse>(body.as_bytes()).unwrap()
        });
    }
}
