//! Presence of a small company, against a table made by hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "tests fail by panicking"
)]

use http::StatusCode;
use jiff::civil::{Date, date};
use lucca_sandbox::{Operation, Sandbox, TroubleAnswer};
use lucca_sdk::office::UserLocationStatus;
use lucca_sdk::office::presence::{Half, Person, Place, Presence, Stay, TeamBy, UnplacedReason};
use lucca_sdk::{ApiKey, Client};

const MONDAY: Date = date(2025, 9, 15);
const TUESDAY: Date = date(2025, 9, 16);

const USERS: &str = r#"{"data": {"count": 6, "items": [
    {"id": 1, "displayName": "Ada", "department": {"id": 10, "name": "Research"},
     "manager": {"id": 3, "name": "Chris"}, "dtContractStart": "2020-01-01T00:00:00"},
    {"id": 2, "displayName": "bo", "departmentId": 10, "department": {"id": 10, "name": "Research"},
     "managerId": 3, "dtContractStart": "2020-01-01T00:00:00", "dtContractEnd": "9999-12-31T00:00:00"},
    {"id": 3, "displayName": "Chris", "department": {"id": 20, "name": "Board"},
     "dtContractStart": "2020-01-01T00:00:00"},
    {"id": 4, "displayName": "Dana", "dtContractStart": "2020-01-01T00:00:00",
     "dtContractEnd": "2025-09-15T00:00:00"},
    {"id": 5, "displayName": "Eli", "department": {"id": 20, "name": "Board"},
     "dtContractStart": "2025-09-16T00:00:00"},
    {"id": 6, "displayName": "Fay", "dtContractEnd": "2025-06-30T00:00:00"}
]}}"#;

const WORK_LOCATIONS: &str = r#"{"count": 3, "items": [
    {"id": 1, "name": "Paris", "type": "Office", "isActive": true, "office": {
        "capacity": 2, "showAreas": true,
        "areas": [
            {"id": 11, "name": "B1", "capacity": 1, "floorKey": "g"},
            {"id": 12, "name": "Library", "capacity": null, "floorKey": null}
        ],
        "floors": [{"key": "g", "name": "Ground floor", "position": 0}]
    }},
    {"id": 2, "name": "Home", "type": "RemoteWork", "isActive": true, "office": null},
    {"id": 3, "name": "Nantes", "type": "Office", "isActive": false,
     "office": {"capacity": null, "showAreas": false, "areas": [], "floors": []}}
]}"#;

const USER_LOCATIONS: &str = r#"{"count": 16, "items": [
    {"id": 501, "ownerId": 1, "workLocationId": 1, "areaId": 11, "date": "2025-09-15", "position": "FullDay", "status": "Approved"},
    {"id": 502, "ownerId": 2, "workLocationId": 1, "areaId": 11, "date": "2025-09-15", "position": "FirstHalf", "status": "Confirmed"},
    {"id": 503, "ownerId": 2, "workLocationId": 2, "date": "2025-09-15", "position": "SecondHalf", "status": "Pending"},
    {"id": 504, "ownerId": 3, "workLocationId": 1, "areaId": 12, "date": "2025-09-15", "position": "FullDay", "status": "Deleted"},
    {"id": 505, "ownerId": 3, "workLocationId": 1, "date": "2025-09-15", "position": "FirstHalf", "status": "Denied"},
    {"id": 506, "ownerId": 4, "workLocationId": 1, "areaId": null, "date": "2025-09-15", "position": "FullDay", "status": "Approved"},
    {"id": 507, "ownerId": 1, "workLocationId": 2, "date": "2025-09-16", "position": "FullDay", "status": "Approved"},
    {"id": 508, "ownerId": 1, "workLocationId": 1, "areaId": 12, "date": "2025-09-16", "position": "SecondHalf", "status": "Pending"},
    {"id": 509, "ownerId": 99, "workLocationId": 77, "areaId": 5, "date": "2025-09-16", "position": "FullDay", "status": "Approved"},
    {"id": 510, "ownerId": 5, "workLocationId": 1, "areaId": 999, "date": "2025-09-16", "position": "FirstHalf", "status": "Tentative"},
    {"id": 511, "ownerId": 2, "workLocationId": 2, "date": "2025-09-16", "position": "FullDay", "status": "Approved"},
    {"id": 512, "ownerId": 2, "workLocationId": 2, "date": "2025-09-16", "position": "FirstHalf", "status": "Approved"},
    {"id": 513, "ownerId": 3, "workLocationId": 1, "date": "2025-09-16", "position": "Quarter", "status": "Approved"},
    {"id": 514, "workLocationId": 1, "date": "2025-09-16", "position": "FullDay", "status": "Approved"},
    {"id": 515, "ownerId": 1, "workLocationId": 1, "date": "2025-09-17", "position": "FullDay", "status": "Approved"},
    {"id": 516, "ownerId": 3, "workLocationId": 1, "date": null, "position": "FullDay", "status": "Approved"}
]}"#;

async fn account() -> (Sandbox, Client) {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    for (operation, body) in [
        (Operation::ListUsers, USERS),
        (Operation::ListWorkLocations, WORK_LOCATIONS),
        (Operation::ListUserLocations, USER_LOCATIONS),
    ] {
        let answer = TroubleAnswer::new(StatusCode::OK).body(body);
        sandbox.trouble().on(operation).answer(answer).always();
    }
    let client = Client::builder(
        sandbox.base_url().parse().unwrap(),
        ApiKey::new(sandbox.api_key().to_owned()).unwrap(),
    )
    .build()
    .unwrap();
    (sandbox, client)
}

fn name(person: &Person) -> String {
    person
        .name()
        .map_or_else(|| format!("#{}", person.id()), str::to_owned)
}

fn place(place: Place<'_>) -> String {
    let location = place
        .name()
        .map_or_else(|| format!("#{}", place.location_id()), str::to_owned);
    let area = match (place.area_name(), place.area_id()) {
        (Some(name), _) => format!("/{name}"),
        (None, Some(id)) => format!("/#{id}"),
        (None, None) => String::new(),
    };
    let floor = place
        .floor()
        .and_then(|floor| floor.name.as_deref())
        .map_or_else(String::new, |floor| format!(" ({floor})"));
    format!("{location}{area}{floor}")
}

fn half(half: Half) -> &'static str {
    match half {
        Half::First => "am",
        Half::Second => "pm",
    }
}

fn places<'a>(stays: impl Iterator<Item = Stay<'a>>) -> String {
    let places: Vec<String> = stays.map(|stay| place(stay.place())).collect();
    if places.is_empty() {
        "?".to_owned()
    } else {
        places.join(" & ")
    }
}

/// Who is where, one line per person and half day.
fn table(presence: &Presence) -> Vec<String> {
    presence
        .days()
        .flat_map(|day| {
            Half::BOTH.into_iter().flat_map(move |half_day| {
                day.people().map(move |person| {
                    format!(
                        "{} {} {}: {}",
                        day.date(),
                        half(half_day),
                        name(person.person()),
                        places(person.at(half_day))
                    )
                })
            })
        })
        .collect()
}

#[tokio::test]
async fn everybody_is_where_the_table_made_by_hand_has_them() {
    let (sandbox, client) = account().await;
    let presence = client.office().presence(MONDAY..=TUESDAY).await.unwrap();
    assert_eq!(sandbox.requests().len(), 3, "one request for each list");

    assert_eq!(
        table(&presence),
        [
            "2025-09-15 am Ada: Paris/B1 (Ground floor)",
            "2025-09-15 am bo: Paris/B1 (Ground floor)",
            "2025-09-15 am Chris: ?",
            "2025-09-15 am Dana: Paris",
            "2025-09-15 pm Ada: Paris/B1 (Ground floor)",
            "2025-09-15 pm bo: Home",
            "2025-09-15 pm Chris: ?",
            "2025-09-15 pm Dana: Paris",
            "2025-09-16 am Ada: Home",
            "2025-09-16 am bo: Home & Home",
            "2025-09-16 am Chris: ?",
            "2025-09-16 am Eli: Paris/#999",
            "2025-09-16 am #99: #77/#5",
            "2025-09-16 pm Ada: Home & Paris/Library",
            "2025-09-16 pm bo: Home",
            "2025-09-16 pm Chris: ?",
            "2025-09-16 pm Eli: ?",
            "2025-09-16 pm #99: #77/#5",
        ]
    );

    let unaccounted: Vec<String> = presence
        .days()
        .flat_map(|day| {
            Half::BOTH.into_iter().flat_map(move |half_day| {
                day.unaccounted(half_day).map(move |person| {
                    format!("{} {} {}", day.date(), half(half_day), name(person))
                })
            })
        })
        .collect();
    assert_eq!(
        unaccounted,
        [
            "2025-09-15 am Chris",
            "2025-09-15 pm Chris",
            "2025-09-16 am Chris",
            "2025-09-16 pm Chris",
            "2025-09-16 pm Eli",
        ]
    );

    let conflicts: Vec<String> = presence
        .conflicts()
        .map(|conflict| {
            format!(
                "{} {} {}: {}",
                conflict.date(),
                half(conflict.half()),
                name(conflict.person()),
                places(conflict.stays().iter().copied())
            )
        })
        .collect();
    assert_eq!(conflicts, ["2025-09-16 pm Ada: Home & Paris/Library"]);

    let unplaced: Vec<_> = presence
        .unplaced()
        .iter()
        .map(|unplaced| (unplaced.user_location().id, unplaced.reason()))
        .collect();
    assert_eq!(
        unplaced,
        [
            (513, UnplacedReason::UnknownPosition),
            (514, UnplacedReason::NoOwner),
            (516, UnplacedReason::NoDate),
        ]
    );
}

#[tokio::test]
async fn occupancy_counts_each_person_once_against_the_capacity() {
    let (_sandbox, client) = account().await;
    let presence = client.office().presence(MONDAY..=TUESDAY).await.unwrap();
    let occupancy: Vec<String> = presence
        .days()
        .flat_map(|day| {
            Half::BOTH.into_iter().flat_map(move |half_day| {
                day.occupancy(half_day).map(move |office| {
                    let area = office.area().and_then(|area| area.name.clone());
                    format!(
                        "{} {} {}{}: {}/{}{}",
                        office.date(),
                        half(office.half()),
                        office.location().name.as_deref().unwrap(),
                        area.map_or_else(String::new, |area| format!("/{area}")),
                        office.people(),
                        office
                            .capacity()
                            .map_or_else(|| "-".to_owned(), |n| n.to_string()),
                        if office.is_over_capacity() { " !" } else { "" }
                    )
                })
            })
        })
        .collect();
    assert_eq!(
        occupancy,
        [
            "2025-09-15 am Paris: 3/2 !",
            "2025-09-15 am Paris/B1: 2/1 !",
            "2025-09-15 am Paris/Library: 0/-",
            "2025-09-15 pm Paris: 2/2",
            "2025-09-15 pm Paris/B1: 1/1",
            "2025-09-15 pm Paris/Library: 0/-",
            "2025-09-16 am Paris: 1/2",
            "2025-09-16 am Paris/B1: 0/1",
            "2025-09-16 am Paris/Library: 0/-",
            "2025-09-16 pm Paris: 1/2",
            "2025-09-16 pm Paris/B1: 0/1",
            "2025-09-16 pm Paris/Library: 1/-",
        ]
    );
}

#[tokio::test]
async fn which_statuses_count_is_a_choice() {
    let (_sandbox, client) = account().await;
    let presence = client
        .office()
        .presence(MONDAY..=MONDAY)
        .count_statuses([UserLocationStatus::Deleted, UserLocationStatus::Confirmed])
        .await
        .unwrap();
    let ids: Vec<_> = presence
        .stays()
        .map(|stay| stay.user_location().id)
        .collect();
    assert_eq!(ids, [502, 504]);
}

#[tokio::test]
async fn stays_are_grouped_by_place_and_people_by_team() {
    let (_sandbox, client) = account().await;
    let presence = client.office().presence(MONDAY..=TUESDAY).await.unwrap();
    let by_place: Vec<String> = presence
        .by_place()
        .map(|group| {
            let ids: Vec<_> = group
                .stays()
                .iter()
                .map(|stay| stay.user_location().id.to_string())
                .collect();
            format!("{}: {}", place(group.place()), ids.join(" "))
        })
        .collect();
    assert_eq!(
        by_place,
        [
            "Home: 503 507 512 511",
            "Paris: 506",
            "Paris/#999: 510",
            "Paris/B1 (Ground floor): 501 502",
            "Paris/Library: 508",
            "#77/#5: 509",
        ]
    );

    let teams = |by| -> Vec<String> {
        presence
            .by_team(by)
            .map(|team| {
                let people: Vec<_> = team.people().iter().map(|person| name(person)).collect();
                format!(
                    "{:?} {:?}: {} ({} stays)",
                    team.id(),
                    team.name(),
                    people.join(" "),
                    team.stays().len()
                )
            })
            .collect()
    };
    assert_eq!(
        teams(TeamBy::Department),
        [
            r#"Some(20) Some("Board"): Chris Eli (1 stays)"#,
            r#"Some(10) Some("Research"): Ada bo (7 stays)"#,
            "None None: Dana #99 (2 stays)",
        ]
    );
    assert_eq!(
        teams(TeamBy::Manager),
        [
            r#"Some(3) Some("Chris"): Ada bo (7 stays)"#,
            "None None: Chris Dana Eli #99 (3 stays)",
        ]
    );
}

#[tokio::test]
async fn a_presence_prints_no_names() {
    let (_sandbox, client) = account().await;
    let presence = client.office().presence(MONDAY..=TUESDAY).await.unwrap();
    let people: Vec<_> = presence.people().collect();
    let stays: Vec<_> = presence.stays().collect();
    let printed = format!("{presence:?} {people:?} {stays:?}");
    for name in ["Ada", "Chris", "Dana"] {
        assert!(!printed.contains(name), "{printed}");
    }
}
