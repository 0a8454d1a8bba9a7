//! Keys and rights: 401, 403, 404, and what is hidden without a word.

use lucca_sandbox::{AccessKey, Authorization, Operation, Right};

use crate::asking::{Asking, OFFICE, builder, ids, items, names};

const PATHS: [(&str, Operation); 8] = [
    (
        "/work-locations/public/api/work-locations",
        Operation::ListWorkLocations,
    ),
    (
        "/work-locations/public/api/user-locations",
        Operation::ListUserLocations,
    ),
    (
        "/work-locations/public/api/user-locations/1001",
        Operation::GetUserLocation,
    ),
    (
        "/work-locations/public/api/imports/user-locations/progress?summaryId=x",
        Operation::ImportProgress,
    ),
    (
        "/work-locations/public/api/imports/user-locations/analysis?summaryId=x",
        Operation::ImportAnalysis,
    ),
    (
        "/work-locations/public/api/imports/user-locations/results?summaryId=x",
        Operation::ImportResults,
    ),
    ("/api/v3/users", Operation::ListUsers),
    ("/api/v3/users/1", Operation::GetUser),
];

#[tokio::test]
async fn nothing_is_told_to_who_shows_no_key_of_the_account() {
    let asking = Asking::start().await;
    let key = asking.sandbox.api_key().to_owned();
    let wrong = [
        None,
        Some(String::new()),
        Some("lucca application=wrong".to_owned()),
        Some(format!("lucca application={{{key}}}")),
        Some(format!("Bearer {key}")),
        Some(format!("lucca {key}")),
        Some(key.clone()),
    ];
    for (path, operation) in PATHS {
        for authorization in &wrong {
            let mut request = asking.http.get(asking.url(path));
            if let Some(authorization) = authorization {
                request = request.header("Authorization", authorization);
            }
            let answer = asking.send(request).await.unwrap();
            assert_eq!(answer.status, 401, "{path} {authorization:?}");
            assert!(!answer.text.contains(&key));
        }
        assert_eq!(
            asking.sandbox.requests().last().unwrap().operation,
            Some(operation)
        );
    }
    let upload = asking.http.post(asking.url(&format!(
        "{OFFICE}/imports/user-locations?create=true&overrideUserLocations=true"
    )));
    assert_eq!(asking.send(upload).await.unwrap().status, 401);
    assert!(asking.sandbox.imports().is_empty());
}

#[tokio::test]
async fn both_spellings_of_the_scheme_are_understood() {
    let asking = Asking::start().await;
    for scheme in ["lucca", "Lucca", "LUCCA"] {
        let request = asking.http.get(asking.url("/api/v3/users")).header(
            "Authorization",
            format!("{scheme} application={}", asking.sandbox.api_key()),
        );
        assert_eq!(asking.send(request).await.unwrap().status, 200, "{scheme}");
    }
}

#[tokio::test]
async fn a_key_without_the_right_gets_a_403() {
    let asking = Asking::of(
        builder()
            .access_key(AccessKey::new("no-users").without(Right::ReadUsers))
            .access_key(AccessKey::new("no-office").without(Right::ReadOffice))
            .access_key(AccessKey::new("no-imports").without(Right::ImportSchedule)),
    )
    .await;
    for (path, operation) in PATHS {
        for key in ["no-users", "no-office", "no-imports"] {
            let refused = match operation {
                Operation::ListUsers | Operation::GetUser => key == "no-users",
                Operation::ImportProgress
                | Operation::ImportAnalysis
                | Operation::ImportResults => key == "no-imports",
                _ => key == "no-office",
            };
            let request = asking
                .http
                .get(asking.url(path))
                .header("Authorization", format!("lucca application={key}"));
            let status = asking.send(request).await.unwrap().status;
            assert_eq!(status == 403, refused, "{key} {path}: {status}");
        }
    }
}

#[tokio::test]
async fn what_a_key_may_not_see_is_not_there() {
    let asking = Asking::of(
        builder()
            .access_key(AccessKey::new("shy").hiding(["birthdate", "Manager"]))
            .access_key(AccessKey::new("narrow").seeing_departments([13]))
            .access_key(AccessKey::new("present").without(Right::ReadFormerEmployees)),
    )
    .await;
    let company = asking.sandbox.company();
    let ask = async |key: &str, path: &str| {
        let request = asking
            .http
            .get(asking.url(path))
            .header("Authorization", format!("lucca application={key}"));
        asking.send(request).await.unwrap()
    };

    // Properties are left out, and can not be found out by filters either.
    let user = ask(
        "shy",
        "/api/v3/users/2?fields=id,birthDate,manager.id,login",
    )
    .await
    .ok();
    assert_eq!(names(&user["data"]), ["id", "login"]);
    let everybody = ask("shy", "/api/v3/users?birthDate=until,9999-01-01T00:00:00")
        .await
        .ok();
    assert!(items(&everybody).is_empty());

    // People of other departments are neither in lists nor behind their ids.
    let seen = ask("narrow", "/api/v3/users?formerEmployees=true")
        .await
        .ok();
    let expected = company
        .users()
        .iter()
        .filter(|user| user.department_id == 13)
        .map(|user| u64::from(user.id))
        .collect();
    assert_eq!(ids(&seen), expected);
    let other = company
        .users()
        .iter()
        .find(|user| user.department_id != 13)
        .unwrap()
        .id;
    assert_eq!(
        ask("narrow", &format!("/api/v3/users/{other}"))
            .await
            .status,
        404
    );

    // `formerEmployees=true` adds nobody, without a word.
    let former = company
        .users()
        .iter()
        .find(|user| user.is_former_on(company.today()))
        .unwrap()
        .id;
    assert!(
        !ids(&ask("present", "/api/v3/users?formerEmployees=true")
            .await
            .ok())
        .contains(&u64::from(former))
    );
    assert_eq!(
        ask("present", &format!("/api/v3/users/{former}"))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn the_log_knows_how_a_request_was_signed_and_never_the_key() {
    let asking = Asking::of(builder().access_key(AccessKey::new("second-key-9431"))).await;
    let key = asking.sandbox.api_key().to_owned();
    let plain = asking.http.get(asking.url("/api/v3/users"));
    asking.send(plain).await.unwrap();
    let wrong = asking
        .http
        .get(asking.url(&format!("/api/v3/users?login={key}")))
        .header("Authorization", "lucca application=sesame");
    asking.send(wrong).await.unwrap();
    asking.get("/api/v3/users/second-key-9431?x=1").await;
    asking.get("/nowhere").await;

    let log = asking.sandbox.requests();
    let seen: Vec<_> = log
        .iter()
        .map(|entry| {
            (
                entry.number,
                entry.authorization,
                entry.operation,
                entry.status,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (
                1,
                Authorization::Absent,
                Some(Operation::ListUsers),
                Some(401)
            ),
            (
                2,
                Authorization::Refused,
                Some(Operation::ListUsers),
                Some(401)
            ),
            (
                3,
                Authorization::Accepted,
                Some(Operation::GetUser),
                Some(400)
            ),
            (4, Authorization::Accepted, None, Some(404)),
        ]
    );
    let printed = format!("{log:?} {:?}", asking.sandbox);
    assert!(
        !printed.contains(&key)
            && !printed.contains("sesame")
            && !printed.contains("second-key-9431")
    );
    assert_eq!(log[1].query.as_deref(), Some("login=[key]"));
    asking.sandbox.clear_requests();
    assert!(asking.sandbox.requests().is_empty());
}
