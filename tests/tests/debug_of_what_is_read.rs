//! Nobody is named by the `Debug` of what is read from Lucca, or of what is about
//! to be imported: it ends up in logs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "tests fail by panicking"
)]

use std::fmt::Write as _;

use jiff::civil::date;
use lucca_sandbox::Sandbox;
use lucca_sdk::office::Position;
use lucca_sdk::office::presence::TeamBy;
use lucca_sdk::schedule::{Existing, Schedule};
use lucca_sdk::users::User;
use lucca_sdk::{ApiKey, Client};

#[tokio::test]
async fn debug_of_people_and_their_days_names_nobody() {
    let today = date(2025, 9, 17);
    let sandbox = Sandbox::builder()
        .people(50)
        .seed(7)
        .today(today)
        .rate_limit(None)
        .start()
        .await
        .unwrap();
    let key = ApiKey::new(sandbox.api_key().to_owned()).unwrap();
    let client = Client::builder(sandbox.base_url().parse().unwrap(), key)
        .build()
        .unwrap();

    let mut printed = String::new();

    let list = client.users().list();
    write!(printed, "{list:?}").unwrap();
    let users: Vec<User> = list.try_collect().await.unwrap();
    write!(printed, "{users:#?}").unwrap();

    let presence = client
        .office()
        .presence(today.yesterday().unwrap()..=today.tomorrow().unwrap())
        .await
        .unwrap();
    write!(printed, "{presence:#?}").unwrap();
    for day in presence.days() {
        write!(printed, "{:#?}", day.stays().collect::<Vec<_>>()).unwrap();
        for person in day.people() {
            write!(printed, "{:#?}", person.person()).unwrap();
        }
    }
    write!(printed, "{:#?}", presence.conflicts().collect::<Vec<_>>()).unwrap();
    write!(printed, "{:#?}", presence.by_place().collect::<Vec<_>>()).unwrap();
    for team in [TeamBy::Department, TeamBy::LegalEntity, TeamBy::Manager] {
        write!(printed, "{:#?}", presence.by_team(team).collect::<Vec<_>>()).unwrap();
    }

    let mut schedule = Schedule::new();
    for user in &users {
        let login = user.login.clone().unwrap();
        schedule = schedule
            .at(login, today, Position::FullDay, "nowhere at all")
            .comment("a word about somebody");
    }
    let findings = schedule.check(&client).await.unwrap();
    assert!(!findings.is_empty());
    write!(printed, "{schedule:#?}{findings:#?}").unwrap();
    let imports = client.office().imports();
    let refused = imports.run(schedule, Existing::Keep);
    write!(printed, "{refused:#?}").unwrap();
    let error = refused.await.unwrap_err();
    write!(printed, "{error:#?}").unwrap();

    assert!(printed.len() > 10_000, "{}", printed.len());
    assert!(!printed.contains("a word about somebody"));
    assert!(!printed.contains(sandbox.api_key()));
    let company = sandbox.company();
    for user in company.users() {
        for personal in [&user.login, &user.mail, &user.last_name] {
            if let Some(at) = printed.find(personal.as_str()) {
                let around: String = printed[..at].chars().rev().take(200).collect();
                let around: String = around.chars().rev().collect();
                panic!("{personal} is printed after: {around}");
            }
        }
    }
}
