//! Every shape that an error body can have, for both generations.

use lucca_sandbox::ErrorShape;

use crate::asking::{Asking, OFFICE, builder};

const JSON: &str = "application/json; charset=utf-8";
const PROBLEM: &str = "application/problem+json";
const HTML: &str = "text/html; charset=utf-8";

#[tokio::test]
async fn errors_have_the_shape_that_the_run_has_chosen() {
    for shape in ErrorShape::ALL.iter().copied() {
        let asking = Asking::of(builder().behaviour(|account| {
            account.users_errors = shape;
            account.office_errors = shape;
        }))
        .await;
        for stem in [
            "/api/v3/users".to_owned(),
            format!("{OFFICE}/user-locations"),
        ] {
            let missing = asking.get(&format!("{stem}/999999")).await;
            let bad = asking.get(&format!("{stem}?no such=parameter")).await;
            assert_eq!((missing.status, bad.status), (404, 400), "{shape:?} {stem}");
            let content_type = match shape {
                ErrorShape::Problem => PROBLEM,
                ErrorShape::Html => HTML,
                _ => JSON,
            };
            assert_eq!(
                (missing.header("content-type"), bad.header("content-type")),
                (content_type, content_type)
            );
            match shape {
                ErrorShape::StatusMessage => {
                    assert_eq!(
                        missing.text,
                        r#"{"Status":404,"Message":"Resource 999999 not found"}"#
                    );
                    assert_eq!(bad.json()["Status"], 400);
                }
                ErrorShape::Framework => {
                    assert_eq!(
                        missing.text,
                        r#"{"id":999999,"error":"Resource 999999 not found"}"#
                    );
                    assert!(
                        bad.text.contains("no such")
                            && serde_json::from_str::<serde_json::Value>(&bad.text).is_err()
                    );
                }
                ErrorShape::Problem => {
                    assert_eq!(
                        (
                            missing.json()["status"].as_u64(),
                            missing.json()["title"].as_str()
                        ),
                        (Some(404), Some("Not Found"))
                    );
                    assert!(bad.json()["errors"]["no such"].is_array());
                }
                ErrorShape::Empty => {
                    assert_eq!((missing.text.as_str(), bad.text.as_str()), ("", ""))
                }
                ErrorShape::Html => assert!(missing.text.contains("<h1>404 Not Found</h1>")),
                _ => panic!("a shape that this table does not know"),
            }
        }
    }
}

#[tokio::test]
async fn the_two_generations_differ_by_default() {
    let asking = Asking::start().await;
    assert_eq!(
        asking.get("/api/v3/nowhere").await.text,
        r#"{"Status":404,"Message":"There is no such resource."}"#
    );
    assert_eq!(
        asking.office("/nowhere").await.header("content-type"),
        PROBLEM
    );
    let wrong_method = asking
        .send(asking.signed(reqwest::Method::DELETE, "/api/v3/users"))
        .await
        .unwrap();
    assert_eq!(
        (wrong_method.status, wrong_method.json()["Status"].as_u64()),
        (405, Some(405))
    );
}
