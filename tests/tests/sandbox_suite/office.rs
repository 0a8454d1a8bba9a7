//! Work locations and user locations: no envelope, pages by number, the count only on request.

use lucca_sandbox::{Position, Status, WorkLocationType};

use crate::asking::{Asking, builder, items, names};

#[tokio::test]
async fn a_list_is_a_bare_page_and_counts_only_on_request() {
    let asking = Asking::start().await;
    let company = asking.sandbox.company();
    for (path, total) in [
        ("/work-locations", company.work_locations().len()),
        ("/user-locations", company.user_locations().len()),
    ] {
        let page = asking.office(path).await.ok();
        assert_eq!(names(&page), ["items"]);
        assert_eq!(items(&page).len(), total.min(10));
        let counted = asking
            .office(&format!("{path}?fields.root=count&limit=3"))
            .await
            .ok();
        assert_eq!(names(&counted), ["count", "items"]);
        assert_eq!(
            (counted["count"].as_u64(), items(&counted).len()),
            (Some(total as u64), 3)
        );
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap_and_end() {
    let asking = Asking::start().await;
    let company = asking.sandbox.company();
    for limit in [7, 250, 1_000] {
        let mut read = Vec::new();
        for page in 1.. {
            let answer = asking
                .office(&format!("/user-locations?page={page}&limit={limit}"))
                .await
                .ok();
            if items(&answer).is_empty() {
                break;
            }
            read.extend(items(&answer).iter().map(|row| row["id"].as_u64().unwrap()));
            if limit == 7 && page == 20 {
                break;
            }
        }
        let expected: Vec<u64> = company
            .user_locations()
            .iter()
            .map(|row| u64::from(row.id))
            .collect();
        assert_eq!(read, expected[..read.len()]);
        assert_eq!(read.len(), if limit == 7 { 140 } else { expected.len() });
    }
    let beyond = asking
        .office("/user-locations?page=2147483647&limit=1000")
        .await
        .ok();
    assert!(items(&beyond).is_empty());
}

#[tokio::test]
async fn a_user_location_is_the_same_in_the_list_and_by_id() {
    let asking = Asking::start().await;
    let list = asking.office("/user-locations?limit=1000").await.ok();
    let deleted = items(&list)
        .iter()
        .find(|row| row["status"] == "Deleted")
        .unwrap();
    for row in items(&list).iter().take(5).chain([deleted]) {
        assert_eq!(
            names(row),
            [
                "id",
                "ownerId",
                "workLocationId",
                "date",
                "position",
                "status",
                "areaId",
                "createdAt",
                "deletedAt"
            ]
        );
        assert_eq!(
            &asking
                .office(&format!("/user-locations/{}", row["id"]))
                .await
                .ok(),
            row
        );
        assert_eq!(row["deletedAt"].is_null(), row["status"] != "Deleted");
    }
    assert_eq!(asking.office("/user-locations/999999").await.status, 404);
    assert_eq!(
        asking.office("/user-locations/99999999999").await.status,
        404
    );
    assert_eq!(asking.office("/work-locations/1").await.status, 404);
}

#[tokio::test]
async fn offices_have_what_only_offices_have() {
    let asking = Asking::of(builder().people(800)).await;
    let list = asking.office("/work-locations?limit=1000").await.ok();
    let (mut with_capacity, mut without) = (0, 0);
    for place in items(&list) {
        assert_eq!(names(place), ["id", "name", "type", "isActive", "office"]);
        assert_eq!(place["office"].is_null(), place["type"] != "Office");
        if let Some(office) = place["office"].as_object() {
            with_capacity += usize::from(office["capacity"].is_u64());
            without += usize::from(office["capacity"].is_null());
            for area in office["areas"].as_array().unwrap() {
                let floor = &area["floorKey"];
                assert!(
                    floor.is_null()
                        || office["floors"]
                            .as_array()
                            .unwrap()
                            .iter()
                            .any(|known| known["key"] == *floor)
                );
            }
        }
    }
    assert!(
        with_capacity > 1 && without > 0,
        "some capacities are known, some are not"
    );
    assert!(items(&list).iter().any(|place| place["isActive"] == false));
    for kind in ["Office", "RemoteWork", "Other"] {
        assert!(
            items(&list).iter().any(|place| place["type"] == kind),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn a_quarter_has_every_status_and_position() {
    let asking = Asking::start().await;
    let company = asking.sandbox.company();
    for status in Status::ALL {
        assert!(
            company
                .user_locations()
                .iter()
                .any(|row| row.status == status),
            "{status:?}"
        );
    }
    for position in Position::ALL {
        assert!(
            company
                .user_locations()
                .iter()
                .any(|row| row.position == position),
            "{position:?}"
        );
    }
    for row in company.user_locations().iter() {
        assert!(company.user(row.owner_id).is_some());
        let place = company.work_location(row.work_location_id).unwrap();
        assert!(row.area_id.is_none() || place.kind == WorkLocationType::Office);
        assert!((company.today() - row.date).get_days().abs() <= 45);
    }
    // Nobody is in two places at once.
    for user in company.users() {
        let live: Vec<_> = company
            .user_locations()
            .of(user.id)
            .filter(|row| row.status.is_live())
            .collect();
        for (index, row) in live.iter().enumerate() {
            assert!(
                !live[..index]
                    .iter()
                    .any(|other| other.date == row.date && other.position.overlaps(row.position))
            );
        }
    }
}
