//! The typed calls over real HTTP, against the sandbox.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "tests fail by panicking"
)]

use jiff::civil::date;
use lucca_sandbox::Sandbox;
use lucca_sdk::office::Half;
use lucca_sdk::{ApiKey, Client};

async fn sandbox() -> (Sandbox, Client) {
    let sandbox = Sandbox::builder()
        .people(50)
        .seed(7)
        .today(date(2025, 9, 17))
        .rate_limit(None)
        .start()
        .await
        .unwrap();
    let client = client(&sandbox);
    (sandbox, client)
}

fn client(sandbox: &Sandbox) -> Client {
    Client::builder(
        sandbox.base_url().parse().unwrap(),
        ApiKey::new(sandbox.api_key().to_owned()).unwrap(),
    )
    .build()
    .unwrap()
}

#[tokio::test]
async fn every_list_comes_whole() {
    let (sandbox, client) = sandbox().await;
    let company = sandbox.company();

    let places: Vec<_> = client
        .office()
        .work_locations()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(places.len(), company.work_locations().len());

    let mut rows = client.office().user_locations().stream();
    let mut count = 0;
    while let Some(row) = rows.next().await {
        row.unwrap();
        count += 1;
    }
    assert_eq!(count, company.user_locations().len());
    assert!(!rows.drift().noticed(), "{:?}", rows.drift());

    let users: Vec<_> = client
        .users()
        .list()
        .include_former()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(users.len(), company.users().len());
    assert!(users.iter().all(|user| user.login.is_some()));
}

#[tokio::test]
async fn one_of_each_comes_by_its_id() {
    let (_sandbox, client) = sandbox().await;
    let mut users = client.users().list().stream();
    let first = users.next().await.unwrap().unwrap();
    let user = client.users().get(first.id).await.unwrap();
    assert_eq!(user.id, first.id);
    assert_eq!(user.login, first.login);

    let mut rows = client.office().user_locations().stream();
    let first = rows.next().await.unwrap().unwrap();
    let row = client.office().user_location(first.id).await.unwrap();
    assert_eq!(
        (row.id, row.owner_id, row.date),
        (first.id, first.owner_id, first.date)
    );

    assert!(
        client
            .users()
            .get(999_999_999)
            .await
            .unwrap_err()
            .is_not_found()
    );
    assert!(client.users().get(0).await.unwrap_err().is_invalid_input());
    assert!(
        client
            .office()
            .user_location(-1)
            .await
            .unwrap_err()
            .is_invalid_input()
    );
}

#[tokio::test]
async fn a_week_of_presence_has_people_places_and_occupancy() {
    let (_sandbox, client) = sandbox().await;
    let (monday, friday) = (date(2025, 9, 15), date(2025, 9, 19));
    let week = client.office().presence(monday..=friday).await.unwrap();
    assert_eq!(week.days().count(), 5);
    assert!(week.people().count() >= 40);
    assert!(week.stays().count() > 50);
    assert!(
        week.stays()
            .all(|stay| (monday..=friday).contains(&stay.date()))
    );
    assert!(
        week.days()
            .flat_map(|day| day.occupancy(Half::First))
            .any(|office| office.people > 0 && office.capacity().is_some())
    );
}
