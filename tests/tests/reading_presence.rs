//! Presence of a small company, against tables made by hand, and of random ones, against
//! a join made by hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "tests fail by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use jiff::civil::{Date, date};
use lucca_sdk::office::Half;
use lucca_sdk::office::UserLocationStatus;
use lucca_sdk::office::presence::{Gap, Person, Presence, Stay, TeamBy, UnplacedReason};
use lucca_sdk::transport::SlidingWindow;
use lucca_sdk::{ApiKey, Client};
use proptest::prelude::*;
use reqwest::Url;
use serde_json::{Value, json};

const MONDAY: Date = date(2025, 9, 15);
const TUESDAY: Date = date(2025, 9, 16);

const USERS: &str = r#"[
    {"id": 1, "displayName": "Ada", "legalEntity": {"id": 30, "name": "Lyre SA"}, "department": {"id": 10, "name": "Research"},
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
]"#;

const WORK_LOCATIONS: &str = r#"[
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
]"#;

const USER_LOCATIONS: &str = r#"[
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
]"#;

/// The lists of an account, as a server on loopback sends them.
#[derive(Clone, Debug, Default)]
struct Account {
    users: Vec<Value>,
    /// Those who come only when they are asked for.
    former: Vec<Value>,
    work_locations: Vec<Value>,
    user_locations: Vec<Value>,
}

impl Account {
    fn small() -> Self {
        let list = |json| serde_json::from_str(json).unwrap();
        Self {
            users: list(USERS),
            former: Vec::new(),
            work_locations: list(WORK_LOCATIONS),
            user_locations: list(USER_LOCATIONS),
        }
    }

    fn answer(&self, url: &Url) -> Value {
        let query: BTreeMap<_, _> = url.query_pairs().collect();
        let numbers = |name: &str| -> Vec<usize> {
            let numbers = query[name].split(',');
            numbers.map(|number| number.parse().unwrap()).collect()
        };
        let office = |rows: &[Value]| {
            let (page, limit) = (numbers("page")[0], numbers("limit")[0]);
            let items: Vec<_> = rows.iter().skip((page - 1) * limit).take(limit).collect();
            json!({"count": rows.len(), "items": items})
        };
        if url.path().ends_with("/work-locations") {
            return office(&self.work_locations);
        }
        if url.path().ends_with("/user-locations") {
            return office(&self.user_locations);
        }
        let mut users = self.users.clone();
        if query.contains_key("formerEmployees") {
            users.extend_from_slice(&self.former);
        }
        if query.contains_key("id") {
            let ids = numbers("id");
            users.retain(|user| ids.iter().any(|id| user["id"] == *id));
        }
        let (count, paging) = (users.len(), numbers("paging"));
        let items: Vec<_> = users.into_iter().skip(paging[0]).take(paging[1]).collect();
        json!({"data": {"count": count, "items": items}})
    }
}

/// A server on loopback, and what it was asked.
struct Server {
    client: Client,
    requests: Arc<Mutex<Vec<Url>>>,
}

impl Server {
    fn new(answer: impl Fn(&Url) -> (u16, Value) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base: Url = format!("http://{}", listener.local_addr().unwrap())
            .parse()
            .unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (answer, asked, root) = (Arc::new(answer), Arc::clone(&requests), base.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, asked, root) = (Arc::clone(&answer), Arc::clone(&asked), root.clone());
                std::thread::spawn(move || {
                    serve(stream.unwrap(), |target| {
                        let url = root.join(target).unwrap();
                        let answer = answer(&url);
                        asked.lock().unwrap().push(url);
                        answer
                    });
                });
            }
        });
        let key = ApiKey::new("key".to_owned()).unwrap();
        let client = Client::builder(base.as_str().parse().unwrap(), key)
            .rate_limit(SlidingWindow::new(1_000_000, std::time::Duration::from_secs(60)).unwrap())
            .build()
            .unwrap();
        Self { client, requests }
    }

    fn of(account: Account) -> Self {
        Self::new(move |url| (200, account.answer(url)))
    }

    async fn presence(&self) -> Presence {
        let presence = self.client.office().presence(MONDAY..=TUESDAY);
        presence.await.unwrap()
    }

    /// What was asked of users beside the list of the current ones: ids, fields.
    fn look_ups(&self) -> Vec<(BTreeSet<i64>, String)> {
        let requests = std::mem::take(&mut *self.requests.lock().unwrap());
        let former = requests
            .iter()
            .map(|url| url.query_pairs().collect::<BTreeMap<_, _>>())
            .filter(|query| query.contains_key("formerEmployees"));
        former
            .map(|query| {
                let ids = query["id"].split(',').map(|id| id.parse().unwrap());
                (ids.collect(), query["fields"].clone().into_owned())
            })
            .collect()
    }
}

fn serve(stream: TcpStream, answer: impl Fn(&str) -> (u16, Value)) {
    let mut writer = stream.try_clone().unwrap();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    while let Some(first) = lines.next() {
        let target = first.split(' ').nth(1).unwrap();
        let (status, body) = answer(target);
        let body = body.to_string();
        lines.find(String::is_empty);
        let head = format!(
            "HTTP/1.1 {status} Some Reason\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        if writer.write_all((head + &body).as_bytes()).is_err() {
            return;
        }
    }
}

fn places<'a>(stays: impl IntoIterator<Item = Stay<'a>>) -> String {
    let places: Vec<String> = stays
        .into_iter()
        .map(|stay| stay.place().to_string())
        .collect();
    match places.as_slice() {
        [] => "?".to_owned(),
        places => places.join(" & "),
    }
}

/// Who is where, one line per person and half day.
fn table(presence: &Presence) -> Vec<String> {
    let mut lines = Vec::new();
    for day in presence.days() {
        for half in Half::BOTH {
            for person in day.people() {
                let (label, places) = (person.person().label(), places(person.at(half)));
                lines.push(format!("{} {half} {label}: {places}", day.date()));
            }
        }
    }
    lines
}

fn unaccounted(presence: &Presence) -> Vec<String> {
    let mut lines = Vec::new();
    for day in presence.days() {
        for half in Half::BOTH {
            let people = day.unaccounted(half);
            lines.extend(people.map(|person| format!("{} {half} {}", day.date(), person.label())));
        }
    }
    lines
}

fn gaps(presence: &Presence) -> Vec<String> {
    presence.gaps().iter().map(Gap::to_string).collect()
}

#[tokio::test]
async fn everybody_is_where_the_table_made_by_hand_has_them() {
    let server = Server::of(Account::small());
    let presence = server.presence().await;
    assert_eq!(
        table(&presence),
        [
            "2025-09-15 morning Ada: Paris (B1)",
            "2025-09-15 morning bo: Paris (B1)",
            "2025-09-15 morning Chris: ?",
            "2025-09-15 morning Dana: Paris",
            "2025-09-15 afternoon Ada: Paris (B1)",
            "2025-09-15 afternoon bo: Home",
            "2025-09-15 afternoon Chris: ?",
            "2025-09-15 afternoon Dana: Paris",
            "2025-09-16 morning Ada: Home",
            "2025-09-16 morning bo: Home & Home",
            "2025-09-16 morning Chris: ?",
            "2025-09-16 morning Eli: Paris (area 999)",
            "2025-09-16 morning user 99: work location 77 (area 5)",
            "2025-09-16 afternoon Ada: Home & Paris (Library)",
            "2025-09-16 afternoon bo: Home",
            "2025-09-16 afternoon Chris: ?",
            "2025-09-16 afternoon Eli: ?",
            "2025-09-16 afternoon user 99: work location 77 (area 5)",
        ]
    );
    assert_eq!(
        unaccounted(&presence),
        [
            "2025-09-15 morning Chris",
            "2025-09-15 afternoon Chris",
            "2025-09-16 morning Chris",
            "2025-09-16 afternoon Chris",
            "2025-09-16 afternoon Eli",
        ]
    );

    let conflicts: Vec<String> = presence
        .conflicts()
        .map(|conflict| {
            let (half, person) = (conflict.half, conflict.person.label());
            let places = places(conflict.stays);
            format!("{} {half} {person}: {places}", conflict.date)
        })
        .collect();
    assert_eq!(
        conflicts,
        ["2025-09-16 afternoon Ada: Home & Paris (Library)"]
    );

    let unplaced: Vec<_> = presence
        .unplaced()
        .iter()
        .map(|unplaced| (unplaced.user_location.id, unplaced.reason))
        .collect();
    assert_eq!(
        unplaced,
        [
            (513, UnplacedReason::UnknownPosition),
            (514, UnplacedReason::NoOwner),
            (516, UnplacedReason::NoDate),
        ]
    );
    assert_eq!(
        gaps(&presence),
        [
            "1 user location not shown: no date",
            "1 user location not shown: no owner",
            "1 user location not shown: no known part of the day",
            "1 person known by id alone: not among the users that the key's role may see",
            "2 stays at work locations or in areas that the list of work locations does not hold",
        ]
    );
    let floor = presence.stays().next().unwrap().place().floor().unwrap();
    assert_eq!(floor.name.as_deref(), Some("Ground floor"));
}

#[tokio::test]
async fn occupancy_counts_each_person_once_against_the_capacity() {
    let presence = Server::of(Account::small()).presence().await;
    let occupancy: Vec<String> = presence
        .occupancy()
        .map(|row| {
            let capacity = row.capacity().map(|capacity| capacity.to_string());
            let capacity = capacity.unwrap_or_else(|| "-".to_owned());
            let over = if row.is_over_capacity() { " !" } else { "" };
            let (half, place, people) = (row.half, row.place, row.people);
            format!("{} {half} {place}: {people}/{capacity}{over}", row.date)
        })
        .collect();
    assert_eq!(
        occupancy,
        [
            "2025-09-15 morning Paris: 3/2 !",
            "2025-09-15 morning Paris (B1): 2/1 !",
            "2025-09-15 morning Paris (Library): 0/-",
            "2025-09-15 morning Home: 0/-",
            "2025-09-15 afternoon Paris: 2/2",
            "2025-09-15 afternoon Paris (B1): 1/1",
            "2025-09-15 afternoon Paris (Library): 0/-",
            "2025-09-15 afternoon Home: 1/-",
            "2025-09-16 morning Paris: 1/2",
            "2025-09-16 morning Paris (B1): 0/1",
            "2025-09-16 morning Paris (Library): 0/-",
            "2025-09-16 morning Home: 2/-",
            "2025-09-16 afternoon Paris: 1/2",
            "2025-09-16 afternoon Paris (B1): 0/1",
            "2025-09-16 afternoon Paris (Library): 1/-",
            "2025-09-16 afternoon Home: 2/-",
        ]
    );
}

#[tokio::test]
async fn which_statuses_count_is_a_choice() {
    let mut account = Account::small();
    account.user_locations.extend([
        json!({"id": 601, "ownerId": 4, "workLocationId": 1, "date": "2025-09-15",
               "position": "FullDay", "status": "Confirmed", "deletedAt": "2025-09-12T08:30:00Z"}),
        json!({"id": 602, "ownerId": 4, "workLocationId": 1, "date": "2025-09-15",
               "position": "FullDay"}),
    ]);
    let server = Server::of(account);
    let ids = async |statuses: &[UserLocationStatus]| {
        let presence = server.client.office().presence(MONDAY..=MONDAY);
        let presence = presence.count_statuses(statuses.to_vec()).await.unwrap();
        let stays = presence.stays();
        let ids: BTreeSet<_> = stays.map(|stay| stay.user_location().id).collect();
        (ids, gaps(&presence))
    };
    let no_status = "1 user location not shown: no status";
    let (confirmed, told) = ids(&[UserLocationStatus::Confirmed]).await;
    assert_eq!(confirmed, BTreeSet::from([502]), "601 is deleted");
    assert!(told.contains(&no_status.to_owned()), "{told:?}");
    let (deleted, _) = ids(&[UserLocationStatus::Deleted]).await;
    assert_eq!(deleted, BTreeSet::from([504, 601]));
}

#[tokio::test]
async fn a_deletion_date_deletes_whatever_the_status() {
    let mut account = Account::small();
    let statuses = (1..).zip(["Approved", "Confirmed", "Deleted", "Tentative"]);
    let rows = statuses.map(|(id, status): (i64, _)| {
        json!({"id": id, "ownerId": 1, "workLocationId": 1, "date": "2025-09-15",
               "position": "FullDay", "status": status, "deletedAt": "2025-09-12T08:30:00Z"})
    });
    account.user_locations = rows.collect();
    let presence = Server::of(account).presence().await;
    assert_eq!(presence.stays().count(), 0);
    assert!(presence.gaps().is_empty(), "{presence:?}");
}

#[tokio::test]
async fn stays_are_grouped_by_place_and_people_by_team() {
    let presence = Server::of(Account::small()).presence().await;
    let group = |group: lucca_sdk::office::presence::PlaceGroup<'_>| {
        let ids: Vec<_> = group
            .stays
            .iter()
            .map(|stay| stay.user_location().id.to_string())
            .collect();
        format!("{}: {}", group.place, ids.join(" "))
    };
    let by_place: Vec<String> = presence.by_place().map(group).collect();
    assert_eq!(
        by_place,
        [
            "Home: 503 507 512 511",
            "Paris: 506",
            "Paris (area 999): 510",
            "Paris (B1): 501 502",
            "Paris (Library): 508",
            "work location 77 (area 5): 509",
        ]
    );
    let monday = presence.day(MONDAY).unwrap();
    let by_place: Vec<String> = monday.by_place().map(group).collect();
    assert_eq!(by_place, ["Home: 503", "Paris: 506", "Paris (B1): 501 502"]);

    let teams = |by| -> Vec<String> {
        let teams = presence.by_team(by).map(|team| {
            let people: Vec<_> = team.people.iter().map(|person| person.label()).collect();
            let (id, name, stays) = (team.id, team.name, team.stays.len());
            format!("{id:?} {name:?}: {} ({stays} stays)", people.join(" "))
        });
        teams.collect()
    };
    assert_eq!(
        teams(TeamBy::Department),
        [
            r#"Some(20) Some("Board"): Chris Eli (1 stays)"#,
            r#"Some(10) Some("Research"): Ada bo (7 stays)"#,
            "None None: Dana user 99 (2 stays)",
        ]
    );
    assert_eq!(
        teams(TeamBy::Manager),
        [
            r#"Some(3) Some("Chris"): Ada bo (7 stays)"#,
            "None None: Chris Dana Eli user 99 (3 stays)",
        ]
    );
    assert_eq!(
        teams(TeamBy::LegalEntity),
        [
            r#"Some(30) Some("Lyre SA"): Ada (3 stays)"#,
            "None None: bo Chris Dana Eli user 99 (7 stays)",
        ]
    );
}

#[tokio::test]
async fn leavers_are_looked_up_by_their_ids_for_their_names_alone() {
    let mut account = Account::small();
    account.former = vec![
        json!({"id": 99, "displayName": "Gus"}),
        json!({"id": 98, "displayName": "Hal"}),
    ];
    let server = Server::of(account);
    let presence = server.presence().await;
    assert_eq!(
        server.look_ups(),
        [(
            BTreeSet::from([99]),
            "id,name,displayName,firstName,lastName,collection.count".to_owned()
        )]
    );
    let lines = table(&presence);
    let gus: Vec<_> = lines.iter().filter(|line| line.contains("Gus")).collect();
    assert_eq!(
        gus,
        [
            "2025-09-16 morning Gus: work location 77 (area 5)",
            "2025-09-16 afternoon Gus: work location 77 (area 5)",
        ],
        "nothing says that Gus works here on Monday too"
    );
    assert!(!lines.iter().any(|line| line.contains("Hal")));

    // Without anybody missing there is nothing to look up.
    let mut account = Account::small();
    account.user_locations.retain(|row| row["ownerId"] != 99);
    let server = Server::of(account);
    server.presence().await;
    assert_eq!(server.look_ups(), []);
}

#[tokio::test]
async fn a_key_that_sees_no_former_users_still_gets_its_presence() {
    let account = Account::small();
    let server = Server::new(move |url| {
        if url.query().unwrap().contains("formerEmployees") {
            (403, json!({"Status": 403, "Message": "no"}))
        } else {
            (200, account.answer(url))
        }
    });
    let presence = server.presence().await;
    assert!(presence.people().any(|person| person.label() == "user 99"));
    assert!(presence.gaps().contains(&Gap::UnknownPeople { people: 1 }));
}

#[tokio::test]
async fn without_contract_dates_it_is_said_that_they_were_taken_as_open() {
    let mut account = Account::small();
    for user in &mut account.users {
        let user = user.as_object_mut().unwrap();
        user.retain(|property, _| !property.starts_with("dtContract"));
    }
    let presence = Server::of(account).presence().await;
    let told = "6 people of 6 taken as employed: no contract dates known; the key's role may \
                not see them";
    assert!(gaps(&presence).contains(&told.to_owned()), "{presence:?}");
}

#[tokio::test]
async fn a_contract_covers_its_last_day() {
    let presence = Server::of(Account::small()).presence().await;
    let dana = |day: Date| {
        let day = presence.day(day).unwrap();
        day.people().any(|person| person.person().label() == "Dana")
    };
    assert!(dana(MONDAY) && !dana(TUESDAY));
}

#[tokio::test]
async fn odd_rows_of_any_list_end_nothing_and_are_told() {
    let mut account = Account::small();
    for list in [
        &mut account.users,
        &mut account.work_locations,
        &mut account.user_locations,
    ] {
        list.push(json!("not a row"));
    }
    account.user_locations.extend([-4, 0].map(|owner| {
        json!({"id": 700 + owner, "ownerId": owner, "workLocationId": 1, "date": "2025-09-15",
               "position": "FirstHalf", "status": "Approved"})
    }));
    let server = Server::of(account.clone());
    let presence = server.presence().await;
    for list in ["users", "work locations", "user locations"] {
        assert!(
            presence.gaps().contains(&Gap::Unreadable { list, rows: 1 }),
            "{presence:?}"
        );
    }
    assert_eq!(presence.bad_rows().len(), 3);
    assert!(presence.gaps().contains(&Gap::UnknownPeople { people: 3 }));
    let asked: Vec<_> = server.look_ups().into_iter().map(|(ids, _)| ids).collect();
    assert_eq!(asked, [BTreeSet::from([99])], "ids below 1 are nobody's");
}

/// What `tracing` writes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(text)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn each_gap_is_a_warning() {
    // For the whole process: what other tests are told comes too, with other numbers.
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let mut account = Account::small();
    let odd = account.user_locations.clone();
    for row in (1..=30).flat_map(|_| &odd) {
        let mut row = row.clone();
        row["id"] = json!(1_000 + account.user_locations.len());
        account.user_locations.push(row);
    }
    let presence = Server::of(account).presence().await;
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("31 user locations not shown: no owner"));
    assert_eq!(presence.gaps().len(), 5);
    for gap in gaps(&presence) {
        assert!(log.contains(&gap), "{gap}: {log}");
    }
    assert!(!log.contains("Ada"), "{log}");
}

#[tokio::test]
async fn many_rows_of_which_none_can_be_placed_are_an_error() {
    let rows = |rows: i64, more: Value| -> Vec<Value> {
        let row = |id| {
            let mut row = json!({"id": id, "ownerId": 1, "workLocationId": 1, "date": "2025-09-15",
                                 "position": "FullDay", "status": "Approved"});
            let row_object = row.as_object_mut().unwrap();
            for (name, value) in more.as_object().unwrap() {
                row_object.insert(name.clone(), value.clone());
            }
            row
        };
        (1..=rows).map(row).collect()
    };
    let ask = async |user_locations: Vec<Value>| {
        let account = Account {
            user_locations,
            ..Account::small()
        };
        let server = Server::of(account);
        server.client.office().presence(MONDAY..=TUESDAY).await
    };
    let ownerless = json!({"ownerId": null});
    let error = ask(rows(12, ownerless.clone())).await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert_eq!(error.operation(), Some("get-office-api-user-locations"));
    let text = error.to_string();
    assert!(
        text.contains("none of 12 user locations can be placed, 12 have no owner"),
        "{text}"
    );

    // So they are when all are of other days, or of none.
    let elsewhere = json!({"ownerId": null, "date": "2025-10-01"});
    assert!(ask(rows(12, elsewhere)).await.unwrap_err().is_decode());
    let undated = rows(12, json!({"date": null}));
    let error = ask(undated.clone()).await.unwrap_err().to_string();
    assert!(error.contains("12 have no date"), "{error}");
    let unreadable = vec![json!("not a row"); 12];
    let error = ask(unreadable).await.unwrap_err().to_string();
    assert!(error.contains("12 could not be read"), "{error}");

    // A few odd rows on a quiet day are not.
    let presence = ask(rows(9, ownerless)).await.unwrap();
    assert_eq!(presence.stays().count(), 0);
    assert_eq!(
        presence.gaps(),
        [Gap::Unplaced {
            reason: UnplacedReason::NoOwner,
            rows: 9
        }]
    );
    let mut quiet = undated;
    quiet.push(
        json!({"id": 99, "ownerId": 1, "workLocationId": 1, "date": "2025-10-01",
                      "position": "FullDay", "status": "Approved"}),
    );
    assert_eq!(ask(quiet).await.unwrap().unplaced().len(), 12);
    assert_eq!(ask(Vec::new()).await.unwrap().unplaced().len(), 0);
}

#[tokio::test]
async fn a_list_that_changed_while_it_was_read_is_named_with_its_numbers() {
    let mut account = Account::small();
    account.user_locations.retain(|row| row["ownerId"] != 99);
    for (path, list, total) in [
        ("/users", "users", 6),
        ("/work-locations", "work locations", 3),
        ("/user-locations", "user locations", 15),
    ] {
        let (before, mut after) = (account.clone(), account.clone());
        after.users.pop();
        after.work_locations.pop();
        after.user_locations.pop();
        let server = Server::new(move |url| {
            let first = url.query_pairs().any(|(name, value)| match &*name {
                "paging" => value.starts_with("0,"),
                "page" => value == "1",
                _ => false,
            });
            let changed = url.path().ends_with(path) && !first;
            (200, if changed { &after } else { &before }.answer(url))
        });
        let presence = server.client.office().presence(MONDAY..=TUESDAY);
        let presence = presence.page_size(2).await.unwrap();
        let drifts: Vec<String> = presence
            .gaps()
            .iter()
            .filter(|gap| matches!(gap, Gap::Drift { .. }))
            .map(Gap::to_string)
            .collect();
        let less = total - 1;
        assert_eq!(
            drifts,
            [format!(
                "the list of {list} went from {total} to {less} rows while it was read"
            )]
        );
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_before_anything_is_sent() {
    let server = Server::of(Account::small());
    let ask = |days| server.client.office().presence(days);
    for (request, parameter) in [
        (ask(TUESDAY..=MONDAY), "days"),
        (ask(MONDAY..=MONDAY).page_size(0), "page_size"),
        (ask(MONDAY..=MONDAY).query("limit", "7"), "limit"),
    ] {
        let error = request.await.unwrap_err();
        assert_eq!(error.parameter(), Some(parameter));
        assert_eq!(server.requests.lock().unwrap().len(), 0, "{parameter}");
    }
}

#[tokio::test]
async fn people_of_one_name_are_told_apart() {
    let account = Account {
        users: vec![
            json!({"id": 1, "displayName": "Ada", "login": "ada"}),
            json!({"id": 2, "displayName": "Ada", "login": "ada2"}),
            json!({"id": 3, "displayName": "Bo", "login": "bo"}),
            json!({"id": 4, "displayName": "Bo"}),
            json!({"id": 5, "displayName": "Bo"}),
            json!({"id": 6, "name": " ", "login": "nameless"}),
            json!({"id": 7, "lastName": "Chris\u{1b}[2J"}),
        ],
        ..Account::default()
    };
    let presence = Server::of(account).presence().await;
    let labels: Vec<&str> = presence.people().map(Person::label).collect();
    assert_eq!(
        labels,
        [
            "Ada (ada)",
            "Ada (ada2)",
            "Bo (bo)",
            "Bo (user 4)",
            "Bo (user 5)",
            "Chris[2J",
            "nameless",
        ]
    );
}

#[tokio::test]
async fn a_presence_prints_no_names() {
    let server = Server::of(Account::small());
    let request = server.client.office().presence(MONDAY..=TUESDAY);
    let request = request.query("ownerName", "Ada");
    let printed = format!("{request:?}");
    assert!(!printed.contains("Ada"), "{printed}");
    let presence = request.await.unwrap();
    let people: Vec<_> = presence.people().collect();
    let stays: Vec<_> = presence.stays().collect();
    let printed = format!("{presence:?} {people:?} {stays:?}");
    for name in ["Ada", "Chris", "Dana"] {
        assert!(!printed.contains(name), "{printed}");
    }
}

// The same by hand, over random companies: what the lists hold as plain numbers, so that
// nothing of the crate helps to join them.

#[derive(Clone, Debug)]
struct Worker {
    id: i64,
    name: Option<&'static str>,
    login: Option<String>,
    /// Days counted from 10 September; `None` is not known.
    from: Option<i8>,
    to: Option<i8>,
}

#[derive(Clone, Debug)]
struct Row {
    owner: Option<i64>,
    location: Option<i64>,
    area: Option<i64>,
    day: Option<i8>,
    position: Option<&'static str>,
    status: Option<&'static str>,
    deleted: bool,
}

#[derive(Clone, Debug)]
struct Company {
    workers: Vec<Worker>,
    leavers: Vec<Worker>,
    rows: Vec<Row>,
}

/// By the ids of work locations.
const AREAS: [(i64, &[i64]); 3] = [(1, &[11, 12]), (2, &[]), (3, &[31])];

fn day(number: i8) -> Date {
    date(2025, 9, 10 + number)
}

/// Of which days a presence is asked: a Saturday to a Monday.
const ASKED: std::ops::RangeInclusive<i8> = 3..=5;

impl Row {
    fn counts(&self) -> bool {
        !self.deleted && self.status != Some("Denied") && self.status != Some("Deleted")
    }

    fn lacks(&self) -> Option<UnplacedReason> {
        match (self.day, self.owner, self.location, self.position) {
            (None, ..) => Some(UnplacedReason::NoDate),
            (_, None, ..) => Some(UnplacedReason::NoOwner),
            (_, _, None, _) => Some(UnplacedReason::NoWorkLocation),
            (_, _, _, None | Some("Quarter")) => Some(UnplacedReason::UnknownPosition),
            _ => None,
        }
    }

    fn is_asked(&self) -> bool {
        self.day.is_some_and(|day| ASKED.contains(&day))
    }

    fn covers(&self, half: Half) -> bool {
        match half {
            Half::First => self.position != Some("SecondHalf"),
            Half::Second => self.position != Some("FirstHalf"),
        }
    }
}

impl Worker {
    fn works_on(&self, day: i8) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    fn json(&self) -> Value {
        let mut user = json!({"id": self.id});
        if let Some(name) = self.name {
            user["displayName"] = json!(name);
        }
        if let Some(login) = &self.login {
            user["login"] = json!(login);
        }
        for (property, on) in [("dtContractStart", self.from), ("dtContractEnd", self.to)] {
            if let Some(on) = on {
                user[property] = json!(format!("{}T00:00:00", day(on)));
            }
        }
        user
    }
}

impl Company {
    fn account(&self) -> Account {
        let locations = AREAS.map(|(id, areas)| {
            let areas = areas
                .iter()
                .map(|area| json!({"id": area, "name": format!("A{area}")}));
            json!({"id": id, "name": format!("L{id}"), "type": "Office", "isActive": true,
                   "office": {"capacity": 3, "areas": areas.collect::<Vec<_>>()}})
        });
        let rows = (1..).zip(&self.rows).map(|(id, row): (i64, _)| {
            json!({"id": id, "ownerId": row.owner, "workLocationId": row.location,
                   "areaId": row.area, "date": row.day.map(|number| day(number).to_string()),
                   "position": row.position, "status": row.status,
                   "deletedAt": row.deleted.then_some("2025-09-01T08:30:00Z")})
        });
        Account {
            users: self.workers.iter().map(Worker::json).collect(),
            former: self.leavers.iter().map(Worker::json).collect(),
            work_locations: locations.to_vec(),
            user_locations: rows.collect(),
        }
    }

    /// The rows that count and can be placed on an asked day.
    fn stays(&self) -> Vec<&Row> {
        let rows = self.rows.iter();
        rows.filter(|row| row.counts() && row.lacks().is_none() && row.is_asked())
            .collect()
    }

    /// How many rows of the asked days, or of none, lack what.
    fn unplaced(&self) -> BTreeMap<UnplacedReason, usize> {
        let mut unplaced = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.counts()) {
            if let Some(reason) = row.lacks().filter(|_| row.is_asked() || row.day.is_none()) {
                *unplaced.entry(reason).or_default() += 1;
            }
        }
        unplaced
    }

    /// Many rows count, and none of them can be placed, whatever the day; or none of many of
    /// the asked days.
    fn cannot_be_read(&self) -> bool {
        let counting = || self.rows.iter().filter(|row| row.counts());
        let good = counting().filter(|row| row.lacks().is_none()).count();
        let odd = counting().filter(|row| row.lacks().is_some());
        let odd = odd.filter(|row| good == 0 || row.is_asked()).count();
        self.stays().is_empty() && odd >= 10
    }

    fn everybody(&self) -> BTreeSet<i64> {
        let workers = self.workers.iter().map(|worker| worker.id);
        let owners = self.stays().into_iter().filter_map(|row| row.owner);
        workers.chain(owners).collect()
    }

    fn works(&self, id: i64, on: i8) -> bool {
        let worker = self.workers.iter().find(|worker| worker.id == id);
        worker.is_some_and(|worker| worker.works_on(on))
    }

    fn places(&self, id: i64, on: i8, half: Half) -> Vec<(i64, Option<i64>)> {
        let rows = self.stays().into_iter();
        let rows = rows.filter(|row| row.owner == Some(id) && row.day == Some(on));
        let mut places: Vec<_> = rows
            .filter(|row| row.covers(half))
            .map(|row| (row.location.unwrap(), row.area))
            .collect();
        places.sort_unstable();
        places
    }

    fn people_at(&self, on: i8, half: Half, at: impl Fn(&Row) -> bool) -> usize {
        let rows = self.stays().into_iter();
        let rows = rows.filter(|row| row.day == Some(on) && row.covers(half) && at(row));
        rows.map(|row| row.owner).collect::<BTreeSet<_>>().len()
    }
}

fn company() -> impl Strategy<Value = Company> {
    fn or_none<T: Clone + std::fmt::Debug + 'static>(
        of: impl Strategy<Value = T> + 'static,
    ) -> impl Strategy<Value = Option<T>> {
        proptest::option::weighted(0.9, of)
    }
    fn worker(id: i64) -> impl Strategy<Value = Worker> {
        let name =
            proptest::option::weighted(0.8, prop::sample::select(vec!["Ada", "bo", "Chris"]));
        let dates = (proptest::option::of(0_i8..8), proptest::option::of(0_i8..8));
        (name, any::<bool>(), dates).prop_map(move |(name, has_login, (from, to))| Worker {
            id,
            name,
            login: has_login.then(|| format!("login{id}")),
            from,
            to,
        })
    }
    let workers = (1..=6).map(worker).collect::<Vec<_>>();
    let leavers = (21..=23).map(worker).collect::<Vec<_>>();
    let owner = prop::sample::select(vec![1, 2, 3, 4, 5, 6, 21, 22, 23, 99, 0, -1]);
    let location = prop::sample::select(vec![1, 1, 2, 3, 7]);
    let area = prop::sample::select(vec![11, 12, 31, 99]);
    let positions = vec!["FullDay", "FirstHalf", "SecondHalf", "fullday", "Quarter"];
    let status = vec!["Approved", "Pending", "Denied", "Deleted", "Tentative"];
    let row = (
        or_none(owner),
        or_none(location),
        proptest::option::of(area),
        or_none(1_i8..8),
        or_none(prop::sample::select(positions)),
        or_none(prop::sample::select(status)),
        proptest::bool::weighted(0.1),
        // How often the same is said, each time by a row of its own.
        prop::sample::select(vec![1, 1, 1, 2, 3]),
    )
        .prop_map(
            |(owner, location, area, day, position, status, deleted, times)| {
                let row = Row {
                    owner,
                    location,
                    area,
                    day,
                    position,
                    status,
                    deleted,
                };
                vec![row; times]
            },
        );
    // An account in which nobody can be owned, placed or dated, now and then.
    let broken = prop::sample::select(vec!["", "", "", "", "owner", "location", "day"]);
    let rows = proptest::collection::vec(row, 0..30);
    (workers, leavers, rows, broken).prop_map(|(workers, leavers, rows, broken)| {
        let mut rows = rows.concat();
        for row in &mut rows {
            match broken {
                "owner" => row.owner = None,
                "location" => row.location = None,
                "day" => row.day = None,
                _ => {}
            }
        }
        Company {
            workers,
            leavers,
            rows,
        }
    })
}

fn compare(company: &Company, presence: &Presence) {
    let everybody = company.everybody();
    for (number, on) in ASKED.zip(presence.days()) {
        assert_eq!(on.date(), day(number));
        let listed: BTreeMap<i64, _> = on
            .people()
            .map(|person| (person.person().id(), person))
            .collect();
        assert_eq!(listed.len(), on.people().count(), "nobody is listed twice");
        let mut conflicts = BTreeSet::new();
        for &id in &everybody {
            let halves = Half::BOTH.map(|half| company.places(id, number, half));
            let works = company.works(id, number);
            let there = works || halves.iter().any(|places| !places.is_empty());
            assert_eq!(listed.contains_key(&id), there, "{id} on {number}");
            for (half, expected) in Half::BOTH.into_iter().zip(halves) {
                let mut places: Vec<_> = listed
                    .get(&id)
                    .into_iter()
                    .flat_map(|person| person.at(half))
                    .map(|stay| (stay.place().location_id(), stay.place().area_id()))
                    .collect();
                places.sort_unstable();
                assert_eq!(places, expected, "{id} on {number} in the {half}");
                let nowhere = on.unaccounted(half).any(|person| person.id() == id);
                assert_eq!(nowhere, works && expected.is_empty(), "{id} on {number}");
                if expected.iter().any(|place| *place != expected[0]) {
                    conflicts.insert((half, id));
                }
            }
        }
        assert!(listed.keys().all(|id| everybody.contains(id)));
        let found = on.conflicts().map(|it| (it.half, it.person.id()));
        assert_eq!(found.collect::<BTreeSet<_>>(), conflicts);

        for half in Half::BOTH {
            let mut rows = on.occupancy(half);
            for (location, areas) in AREAS {
                let whole = rows.next().unwrap();
                assert_eq!(whole.place.to_string(), format!("L{location}"));
                let people = company.people_at(number, half, |row| row.location == Some(location));
                assert_eq!(whole.people, people, "{location} on {number}");
                assert_eq!(whole.is_over_capacity(), people > 3);
                for &area in areas {
                    let row = rows.next().unwrap();
                    assert_eq!(row.place.to_string(), format!("L{location} (A{area})"));
                    let people = company.people_at(number, half, |row| {
                        row.location == Some(location) && row.area == Some(area)
                    });
                    assert_eq!(row.people, people, "{location} {area} on {number}");
                }
            }
            assert!(rows.next().is_none());
        }
    }

    let mut by_place: BTreeMap<_, usize> = BTreeMap::new();
    for row in company.stays() {
        *by_place
            .entry((row.location.unwrap(), row.area))
            .or_default() += 1;
    }
    let groups = presence.by_place().map(|group| {
        let place = group.place;
        ((place.location_id(), place.area_id()), group.stays.len())
    });
    assert_eq!(groups.collect::<BTreeMap<_, _>>(), by_place);

    let mut unplaced: BTreeMap<UnplacedReason, usize> = BTreeMap::new();
    for row in presence.unplaced() {
        *unplaced.entry(row.reason).or_default() += 1;
    }
    assert_eq!(unplaced, company.unplaced());
    let told: BTreeMap<_, _> = presence
        .gaps()
        .iter()
        .filter_map(|gap| match gap {
            Gap::Unplaced { reason, rows } => Some((*reason, *rows)),
            _ => None,
        })
        .collect();
    assert_eq!(told, unplaced, "each is told");

    let labels: BTreeSet<&str> = presence.people().map(Person::label).collect();
    assert_eq!(labels.len(), presence.people().count(), "{labels:?}");
    for person in presence.people() {
        let mut known = company.workers.iter().chain(&company.leavers);
        let name = known.find(|worker| worker.id == person.id());
        let name = name.and_then(|worker| worker.name);
        assert_eq!(person.name(), name);
        assert!(person.label().starts_with(name.unwrap_or_default()));
    }
    let unknown = everybody.iter().filter(|id| **id < 1 || **id == 99).count();
    let told = presence
        .gaps()
        .contains(&Gap::UnknownPeople { people: unknown });
    assert_eq!(told, unknown > 0);
}

#[test]
fn a_presence_is_the_join_made_by_hand() {
    let account = Arc::new(Mutex::new(Account::default()));
    let served = Arc::clone(&account);
    let server = Server::new(move |url| (200, served.lock().unwrap().answer(url)));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    proptest!(ProptestConfig::with_cases(256), |(company in company(), page_size in 5_u32..40)| {
        *account.lock().unwrap() = company.account();
        let days = day(*ASKED.start())..=day(*ASKED.end());
        let request = server.client.office().presence(days).page_size(page_size);
        let presence = runtime.block_on(async { request.await });
        let missing: BTreeSet<i64> = company
            .stays()
            .into_iter()
            .filter_map(|row| row.owner)
            .filter(|id| *id > 6)
            .collect();
        let asked = server.look_ups().into_iter().flat_map(|(ids, _)| ids);
        prop_assert_eq!(asked.collect::<BTreeSet<_>>(), missing);
        match presence {
            Ok(presence) => {
                prop_assert!(!company.cannot_be_read());
                compare(&company, &presence);
            }
            Err(error) => prop_assert!(error.is_decode() && company.cannot_be_read(), "{}", error),
        }
    });
}
