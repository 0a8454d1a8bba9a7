//! Settings of lists: their order, their pages, their totals, what of them is shown.

use std::collections::BTreeSet;

use lucca_sandbox::Status;
use serde_json::{Value, json};

use super::{all, with};
use crate::asking::{TODAY, csv, ids, items, names};
use crate::imports::a_full_day;

#[tokio::test]
async fn totals_count_what_is_shown_what_is_live_or_more() {
    for value in ["shown", "live", "more"] {
        let asking = with("totals", value).await;
        for list in ["user-locations", "work-locations"] {
            let rows = all(&asking, list).await;
            let live = rows
                .iter()
                .filter(|row| row["status"] != "Deleted" && row["isActive"] != false)
                .count();
            assert!(live < rows.len());
            let page = asking
                .office(&format!("/{list}?fields.root=count"))
                .await
                .ok();
            let total = page["count"].as_u64().unwrap() as usize;
            match value {
                "shown" => assert_eq!(total, rows.len()),
                "live" => assert_eq!(total, live),
                _ => assert!(total > rows.len()),
            }
        }
        let users = asking.users("fields=id,collection.count").await.ok();
        let (total, shown) = (
            users["data"]["count"].as_u64().unwrap(),
            items(&users).len() as u64,
        );
        assert_eq!(total > shown, value == "more");
    }
}

#[tokio::test]
async fn lists_come_in_the_order_of_the_run() {
    for value in ["by-id", "by-date", "newest-first", "changing"] {
        let asking = with("list-order", value).await;
        let expected = asking.sandbox.company().user_locations().len();
        let rows = all(&asking, "user-locations").await;
        let id = |row: &Value| row["id"].as_u64().unwrap();
        let day = |row: &Value| row["date"].as_str().unwrap().to_owned();
        assert_eq!(
            rows.len(),
            expected,
            "as many rows as there are, whichever they be"
        );
        let unique: BTreeSet<u64> = rows.iter().map(id).collect();
        match value {
            "by-id" => assert!(rows.is_sorted_by_key(id)),
            "by-date" => assert!(rows.is_sorted_by_key(day) && unique.len() == expected),
            "newest-first" => assert!(rows.iter().rev().is_sorted_by_key(id)),
            _ => {
                assert!(
                    unique.len() < expected,
                    "pages repeat rows and leave rows out"
                );
                let whole = asking.office("/work-locations?limit=1000").await.ok();
                let places = asking.sandbox.company().work_locations().len();
                assert_eq!(ids(&whole).len(), places, "one page is whole");
            }
        }
        let users = asking
            .users("paging=0,1000&fields=id,dtContractStart")
            .await
            .ok();
        let ids: Vec<u64> = items(&users).iter().map(id).collect();
        assert_eq!(ids.is_sorted(), value == "by-id", "{value}");
        let asked = asking.users("paging=0,1000&orderBy=id,asc").await.ok();
        assert!(
            items(&asked).is_sorted_by_key(id),
            "what was asked for is kept to"
        );
    }
    // A new row comes where the order wants it.
    let asking = with("list-order", "by-date").await;
    let before = all(&asking, "user-locations").await.len();
    let company = asking.sandbox.company();
    let free = |user: &&lucca_sandbox::User| {
        user.is_employed_on(TODAY)
            && company
                .user_locations()
                .live(user.id, TODAY)
                .next()
                .is_none()
    };
    let user = company.users().iter().find(free).unwrap();
    let line = format!("{};Paris;;{TODAY};FullDay;;", user.login);
    asking.import(csv(&[line]), true, false).await;
    let rows = all(&asking, "user-locations").await;
    let new = rows
        .iter()
        .position(|row| row["ownerId"] == user.id && row["date"] == TODAY.to_string())
        .unwrap();
    assert!(new < before && rows.len() == before + 1);
}

#[tokio::test]
async fn large_pages_are_refused_or_cut_down() {
    let asking = with("page-bound", "none").await;
    assert_eq!(
        asking.office("/user-locations?limit=1001").await.status,
        400
    );
    assert_eq!(asking.users("paging=0,1001").await.status, 400);
    let asking = with("page-bound", "7").await;
    for limit in [5, 7, 1_000, 5_000] {
        let second = asking
            .office(&format!("/user-locations?limit={limit}&page=2"))
            .await
            .ok();
        assert_eq!(items(&second).len(), limit.min(7));
        let company = asking.sandbox.company();
        let first = company.user_locations().iter().nth(limit.min(7)).unwrap();
        assert_eq!(items(&second)[0]["id"], first.id, "pages follow each other");
        let users = asking.users(&format!("paging=0,{limit}")).await.ok();
        assert_eq!(items(&users).len(), limit.min(7));
    }
    assert_eq!(
        asking.sandbox.requests().last().unwrap().odd,
        ["page cut down to 7 rows"]
    );
}

#[tokio::test]
async fn behind_the_last_page_is_nothing_or_the_last_page_again() {
    for value in ["empty", "last-page"] {
        let asking = with("past-the-end", value).await;
        let total = asking.sandbox.company().user_locations().len();
        let last = total.div_ceil(1_000);
        for page in [last, last + 1, last + 50] {
            let rows = asking
                .office(&format!("/user-locations?limit=1000&page={page}"))
                .await
                .ok();
            let expected = if page == last || value == "last-page" {
                total % 1_000
            } else {
                0
            };
            assert_eq!(items(&rows).len(), expected, "{value} {page}");
        }
        let users = asking.users("paging=5000,10").await.ok();
        assert_eq!(items(&users).is_empty(), value == "empty");
    }
}

#[tokio::test]
async fn pages_have_tokens_or_none() {
    let asking = with("page-tokens", "absent").await;
    assert_eq!(
        names(&asking.office("/work-locations").await.ok()),
        ["items"]
    );
    let asking = with("page-tokens", "present").await;
    let total = asking.sandbox.company().work_locations().len();
    for (page, prev, next) in [
        (1, Value::Null, json!("2")),
        (total, json!((total - 1).to_string()), Value::Null),
    ] {
        let page = asking
            .office(&format!("/work-locations?limit=1&page={page}"))
            .await
            .ok();
        assert_eq!((&page["prev"], &page["next"]), (&prev, &next));
    }
}

#[tokio::test]
async fn deleted_rows_are_listed_or_left_out() {
    for (value, listed) in [("listed", true), ("left-out", false)] {
        let asking = with("deleted-rows", value).await;
        let company = asking.sandbox.company();
        let deleted = company
            .user_locations()
            .iter()
            .find(|row| row.status == Status::Deleted)
            .unwrap();
        let rows = all(&asking, "user-locations").await;
        assert_eq!(rows.iter().any(|row| row["id"] == deleted.id), listed);
        let by_id = asking
            .office(&format!("/user-locations/{}", deleted.id))
            .await
            .ok();
        assert_eq!(by_id["status"], "Deleted");
    }
    // A row that is deleted now is left out from now on.
    let asking = with("deleted-rows", "left-out").await;
    let before = all(&asking, "user-locations").await.len();
    let company = asking.sandbox.company();
    let row = a_full_day(&company);
    let login = &company.user(row.owner_id).unwrap().login;
    asking
        .import(
            csv(&[format!("{login};;;{};FullDay;;true", row.date)]),
            true,
            false,
        )
        .await;
    assert_eq!(all(&asking, "user-locations").await.len(), before - 1);
}

#[tokio::test]
async fn a_deletion_shows_in_the_status_or_in_deleted_at_alone() {
    for (value, status) in [("status", "Deleted"), ("deleted-at", "Approved")] {
        let asking = with("deletion-mark", value).await;
        let company = asking.sandbox.company();
        let deleted = company
            .user_locations()
            .iter()
            .find(|row| row.deleted_at.is_some())
            .unwrap();
        let by_id = asking
            .office(&format!("/user-locations/{}", deleted.id))
            .await
            .ok();
        assert_eq!(by_id["status"], status);
        assert!(by_id["deletedAt"].is_string());
        let rows = all(&asking, "user-locations").await;
        assert!(rows.contains(&by_id));
    }
}

#[tokio::test]
async fn keys_of_floors_are_texts_or_numbers() {
    for (value, is_text) in [("text", true), ("number", false)] {
        let asking = with("floor-keys", value).await;
        let list = asking.office("/work-locations?limit=1000").await.ok();
        let office = items(&list)
            .iter()
            .find(|place| place["office"]["showAreas"] == true);
        let office = &office.unwrap()["office"];
        let keys: Vec<&Value> = office["floors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|floor| &floor["key"])
            .collect();
        assert!(
            !keys.is_empty()
                && keys
                    .iter()
                    .all(|key| key.is_string() == is_text && key.is_u64() != is_text)
        );
        for area in office["areas"].as_array().unwrap() {
            assert!(area["floorKey"].is_null() || keys.contains(&&area["floorKey"]));
        }
    }
}
