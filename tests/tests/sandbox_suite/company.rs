//! The company: the same for the same seed, and of every kind that real ones are.

use std::collections::HashMap;

use lucca_sandbox::{Company, ManualClock, Sandbox};

use crate::asking::{Asking, TODAY, builder, csv};

#[tokio::test]
async fn the_same_seed_gives_the_same_bytes() {
    let (first, second) = (Asking::start().await, Asking::start().await);
    assert_ne!(first.sandbox.base_url(), second.sandbox.base_url());
    assert_eq!(first.sandbox.api_key(), second.sandbox.api_key());
    for path in [
        "/api/v3/users?paging=0,1000&formerEmployees=true&fields=id,name,url,login,mail,modifiedAt,manager,userWorkCycles,extendedData",
        "/api/v3/users/2",
        "/work-locations/public/api/work-locations?limit=1000&fields.root=count",
        "/work-locations/public/api/user-locations?limit=1000&page=2&fields.root=count",
        "/api/v3/users/0",
    ] {
        assert_eq!(
            first.get(path).await.text,
            second.get(path).await.text,
            "{path}"
        );
    }
    assert_eq!(
        first.upload(csv(&[]), true, true).await.text,
        second.upload(csv(&[]), true, true).await.text
    );

    let other = Asking::of(builder().seed(8)).await;
    assert_ne!(other.sandbox.api_key(), first.sandbox.api_key());
    assert_ne!(*other.sandbox.company(), *first.sandbox.company());
}

/// A seed is a promise: were one drawn differently, every recorded test of every user would change.
#[test]
fn a_seed_means_the_same_company_in_every_release() {
    let company = builder().make_company().unwrap();
    let some: Vec<String> = company
        .users()
        .iter()
        .take(4)
        .map(|user| format!("{} {}", user.id, user.login))
        .collect();
    assert_eq!(
        some,
        ["1 ybruyere", "2 ugroseille", "5 gmuesli", "7 jcamembert"]
    );
    assert_eq!(company.user_locations().len(), 2_267);
}

#[test]
fn a_company_has_everybody_whom_real_ones_have() {
    for people in [10, 50, 2_000] {
        let company = Sandbox::builder()
            .people(people)
            .seed(3)
            .today(TODAY)
            .make_company()
            .unwrap();
        let users = company.users();
        assert_eq!(users.len(), people as usize);
        assert!(
            users.iter().any(|user| user.is_former_on(TODAY)),
            "a former employee among {people}"
        );
        assert!(
            users.iter().any(|user| user.dt_contract_start > TODAY),
            "a future employee among {people}"
        );
        assert!(
            users.iter().any(|user| !user.name().is_ascii()),
            "an accent among {people}"
        );
        let mut homonyms: HashMap<String, usize> = HashMap::new();
        for user in users {
            *homonyms.entry(user.name().to_lowercase()).or_default() += 1;
        }
        assert!(
            homonyms.values().any(|count| *count > 1),
            "homonyms among {people}"
        );
        let logins: std::collections::HashSet<_> = users.iter().map(|user| &user.login).collect();
        assert_eq!(logins.len(), users.len(), "a login is one person's");
        assert!(users.iter().all(|user| {
            user.login
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric())
        }));
        assert!(users.iter().all(|user| {
            user.manager_id
                .is_none_or(|id| company.user(id).is_some() && id != user.id)
        }));
        assert_eq!(
            users
                .iter()
                .filter(|user| user.manager_id.is_none())
                .count(),
            1
        );
        assert!(
            users.iter().all(|user| user.mail.ends_with(".example")),
            "no address can be delivered to"
        );
        if people >= 50 {
            assert!(
                users
                    .iter()
                    .any(|user| company.working_halves(user, TODAY) == [true, true])
            );
            assert!(
                users.iter().any(|user| user.user_work_cycles.len() > 1),
                "somebody who changed to part time"
            );
            assert!(
                users.iter().any(|user| !user.days_off.is_empty()),
                "somebody on leave"
            );
        }
    }
}

#[test]
fn nobody_declares_a_public_holiday() {
    // Easter Monday 2026 lies within the quarter.
    let company = Sandbox::builder()
        .people(200)
        .seed(5)
        .today(TODAY)
        .make_company()
        .unwrap();
    let monday = jiff::civil::date(2026, 4, 6);
    assert!(
        !company
            .user_locations()
            .iter()
            .any(|row| row.date == monday)
    );
    assert!(
        company
            .user_locations()
            .iter()
            .any(|row| row.date == monday.tomorrow().unwrap())
    );
}

#[tokio::test]
async fn several_accounts_live_in_one_process_and_end_with_their_owner() {
    let first = Asking::start().await;
    let second = Asking::of(builder().seed(9)).await;
    assert_eq!(first.users("").await.status, 200);
    assert_eq!(second.users("").await.status, 200);
    let address = first.sandbox.address();
    drop(first.sandbox);
    assert!(
        tokio::net::TcpStream::connect(address).await.is_err(),
        "nobody listens any more"
    );
    assert_eq!(second.users("").await.status, 200);
    let address = second.sandbox.address();
    second.sandbox.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[test]
fn a_program_without_a_runtime_can_start_one() {
    let sandbox = builder().start_blocking().unwrap();
    assert!(std::net::TcpStream::connect(sandbox.address()).is_ok());
}

#[tokio::test]
async fn settings_out_of_their_range_are_refused() {
    for (builder, setting) in [
        (builder().people(9), "people"),
        (builder().people(100_001), "people"),
        (builder().days(401, 0), "days"),
        (builder().today(jiff::civil::date(9999, 12, 1)), "today"),
        (builder().today(jiff::civil::date(-9, 1, 1)), "today"),
        (builder().really_wait().cost_model(None), "really_wait"),
        (builder().public_url("sandbox:8080"), "public_url"),
        (builder().public_url("http://sandbox/office"), "public_url"),
        (builder().public_url("http://me@sandbox"), "public_url"),
        (builder().api_key(""), "api_key"),
        (builder().api_key("a b"), "api_key"),
        (
            builder()
                .api_key("k")
                .access_key(lucca_sandbox::AccessKey::new("k")),
            "access_key",
        ),
        (
            builder().rate_limit(lucca_sandbox::RateLimit::new(
                0,
                std::time::Duration::from_secs(1),
            )),
            "rate_limit",
        ),
    ] {
        let error = builder.start().await.unwrap_err();
        assert!(
            error.is_bad_input() && error.to_string().starts_with(setting),
            "{error}"
        );
    }
    let late = ManualClock::starting_at(jiff::Timestamp::MAX);
    let by_its_clock = Sandbox::builder().clock(std::sync::Arc::new(late));
    let error = by_its_clock.start().await.unwrap_err();
    assert!(
        error.is_bad_input() && error.to_string().contains("9990-12-31"),
        "{error}"
    );
    let taken = Asking::start().await;
    let error = builder()
        .listen(taken.sandbox.address())
        .start()
        .await
        .unwrap_err();
    assert!(
        !error.is_bad_input() && error.to_string().contains("cannot listen on 127.0.0.1:"),
        "{error}"
    );
}

#[test]
fn a_company_can_be_saved_and_loaded() {
    let company = builder().make_company().unwrap();
    let path =
        std::env::temp_dir().join(format!("lucca-sandbox-company-{}.json", std::process::id()));
    company.save(&path).unwrap();
    let again = Company::load(&path);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(again.unwrap(), company);
    assert!(Company::load(&path).unwrap_err().is_bad_input());
}
