//! Settings of users: their envelope, their properties, their days.

use super::{set, with};
use crate::asking::{Asking, TODAY, builder, csv, ids, items, names};

#[tokio::test]
async fn users_come_in_the_envelope_of_the_run() {
    for value in ["data", "header", "bare"] {
        let asking = with("users-envelope", value).await;
        let list = asking.users("fields=id,collection.count").await.ok();
        let one = asking.get("/api/v3/users/2?fields=id").await.ok();
        let count = asking.users("fields=collection.count").await.ok();
        match value {
            "data" => {
                assert_eq!((names(&list), names(&one)), (vec!["data"], vec!["data"]));
                assert_eq!(names(&count["data"]), ["count"]);
            }
            "header" => {
                assert_eq!(
                    (names(&list), names(&one)),
                    (vec!["header", "data"], vec!["header", "data"])
                );
                assert_eq!(names(&list["data"]), ["items", "count"]);
            }
            _ => {
                assert_eq!(
                    (names(&list), names(&one)),
                    (vec!["items", "count"], vec!["id"])
                );
                assert_eq!(names(&count), ["count"]);
            }
        }
    }
}

#[tokio::test]
async fn ids_of_other_things_end_in_id_or_in_upper_case() {
    for (value, expected) in [
        ("Id", ["id", "managerId", "departmentId", "externalId"]),
        ("ID", ["id", "managerID", "departmentID", "externalId"]),
    ] {
        let asking = with("id-spelling", value).await;
        let users = asking
            .users("paging=0,1000&fields=managerId,departmentId,externalId")
            .await
            .ok();
        let whole = items(&users)
            .iter()
            .find(|user| names(user).len() == 4 && user[expected[1]].is_u64());
        assert_eq!(names(whole.unwrap()), expected);
    }
}

#[tokio::test]
async fn a_missing_user_is_a_404_or_a_500() {
    for (value, status) in [("not-found", 404), ("server-error", 500)] {
        let asking = with("missing-user", value).await;
        let answer = asking.get("/api/v3/users/999999").await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.json()["Message"] == "User Not Found", status == 500);
        assert_eq!(asking.office("/user-locations/999999").await.status, 404);
    }
}

#[tokio::test]
async fn a_property_without_a_value_is_absent_or_null() {
    for (value, is_there) in [("left-out", false), ("null", true)] {
        let asking = with("missing-values", value).await;
        let company = asking.sandbox.company();
        let without = company
            .users()
            .iter()
            .find(|user| user.external_id.is_none())
            .unwrap();
        let user = asking
            .get(&format!("/api/v3/users/{}?fields=externalId", without.id))
            .await
            .ok();
        assert_eq!(user["data"].get("externalId").is_some(), is_there);
    }
}

#[tokio::test]
async fn properties_are_hidden_from_every_key_or_from_none() {
    for (value, shown) in [
        ("none", vec!["id", "birthDate", "login", "manager"]),
        ("birthDate,login", vec!["id", "manager"]),
    ] {
        let asking = with("hidden-properties", value).await;
        let user = asking
            .get("/api/v3/users/2?fields=birthDate,login,manager.login")
            .await
            .ok();
        assert_eq!(names(&user["data"]), shown);
        assert_eq!(
            user["data"]["manager"].get("login").is_some(),
            value == "none"
        );
        let found = asking.users("login=ugroseille").await.ok();
        assert_eq!(
            items(&found).is_empty(),
            value != "none",
            "asking does not tell either"
        );
    }
}

#[tokio::test]
async fn until_a_day_includes_it_or_not() {
    for (value, included) in [("start", false), ("end", true)] {
        let asking = with("until-day", value).await;
        let company = asking.sandbox.company();
        let user = company
            .users()
            .iter()
            .find(|user| user.modified_at.hour() > 0)
            .unwrap();
        let day = user.modified_at.date();
        let found = asking
            .found(&format!("id={}&modifiedAt=until,{day}", user.id))
            .await;
        assert_eq!(!found.is_empty(), included);
    }
}

#[tokio::test]
async fn the_last_day_of_a_contract_is_one_or_not() {
    for (value, is_employed) in [("inclusive", true), ("exclusive", false)] {
        let mut company = builder().make_company().unwrap();
        let path = std::env::temp_dir().join(format!(
            "lucca-sandbox-end-{}-{value}.json",
            std::process::id()
        ));
        company.save(&path).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let user = company
            .users()
            .iter()
            .find(|user| user.dt_contract_end.is_none() && user.dt_contract_start < TODAY)
            .unwrap()
            .clone();
        let old = format!("\"id\":{},", user.id);
        let line = text
            .lines()
            .find(|line| line.starts_with(&format!("{{{old}")) && line.contains("\"login\""))
            .unwrap();
        let ends = line.replace(
            "\"dtContractEnd\":null",
            &format!("\"dtContractEnd\":\"{TODAY}\""),
        );
        company =
            lucca_sandbox::Company::from_json(&text.replace(line, &ends), "ends today").unwrap();
        let asking = Asking::of(builder().company(company)).await;
        set(&asking, "contract-end", value).await;
        let listed = ids(&asking.users("paging=0,1000").await.ok());
        assert_eq!(listed.contains(&u64::from(user.id)), is_employed);
        let line = format!("{};Paris;;{TODAY};FullDay;;", user.login);
        let report = asking.import(csv(&[line]), false, true).await;
        assert_eq!(
            report["errorLines"].as_array().unwrap().is_empty(),
            is_employed
        );
    }
}
