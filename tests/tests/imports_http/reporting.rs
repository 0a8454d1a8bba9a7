//! Each line of a report is tied to the caller's own row.

use lucca_sandbox::{Operation, Trouble};
use lucca_sdk::schedule::{Existing, Reader, Schedule};

use crate::small_company::Account;

/// The rows begin on lines 2, 4, 5 and 8 of the file; two are wrong in Lucca's eyes, one is a warning.
const FILE: &str = "login,workLocationName,date,position,comment\n\
    jdupont,Paris,2025-09-22,FullDay,\"a\nb\"\n\
    nobody,Paris,2025-09-22,FullDay,\n\
    pmartin,Remote work,2025-09-27,FullDay,\"x\n\n\
    y\"\n\
    zoé,Nowhere,2025-09-22,FullDay,\n";

fn schedule() -> Schedule {
    Reader::new()
        .read_from(FILE.as_bytes(), "week.csv")
        .unwrap()
}

#[tokio::test]
async fn errors_and_warnings_name_the_callers_file_and_line() {
    let account = Account::holding(&[]).await;
    for parts in [usize::MAX, 140] {
        let report = account
            .imports()
            .analyze(schedule(), Existing::Replace)
            .unchecked()
            .max_part_bytes(parts)
            .await
            .unwrap();
        assert!(!report.is_success());
        let told: Vec<String> = report.errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "week.csv:4: User doesn't exist",
                "week.csv:8: User location doesn't exist"
            ]
        );
        assert_eq!(report.warnings.len(), 1);
        assert!(report.warnings[0].is_conflict);
        assert!(report.warnings[0].to_string().starts_with("week.csv:5: "));
    }
}

#[tokio::test]
async fn lines_without_any_content_are_tied_by_their_number() {
    let account = Account::holding(&[]).await;
    account
        .sandbox
        .trouble()
        .on(Operation::ImportAnalysis)
        .trouble(Trouble::Drop {
            property: "line".to_owned(),
        })
        .always();
    let report = account
        .imports()
        .analyze(schedule(), Existing::Replace)
        .unchecked()
        .await
        .unwrap();
    let rows: Vec<String> = report
        .errors
        .iter()
        .map(|line| line.row.as_ref().unwrap().to_string())
        .collect();
    assert_eq!(rows, ["week.csv:4", "week.csv:8"]);
}

#[tokio::test]
async fn the_error_file_is_fetched_from_another_host_without_the_key() {
    let account = Account::holding(&[]).await;
    let report = account
        .imports()
        .analyze(schedule(), Existing::Replace)
        .unchecked()
        .await
        .unwrap();
    let uri = &report.error_files[0];
    assert!(!uri.starts_with(account.sandbox.base_url()), "{uri}");
    // The sandbox's file host answers 400 to whoever shows it a key.
    let file = account.imports().error_file(uri).await.unwrap();
    let file = String::from_utf8(file).unwrap();
    assert!(
        file.contains("nobody") && file.contains("Nowhere"),
        "{file}"
    );

    let missing = account
        .imports()
        .error_file(&format!("{uri}0"))
        .await
        .unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    for refused in [
        "ftp://example.com/x",
        "http://example.com/x",
        "file:///etc/passwd",
        "https://169.254.169.254/latest",
        "",
        "#errors",
        "/errors.csv",
    ] {
        let error = account.imports().error_file(refused).await.unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
    }
}

#[tokio::test]
async fn an_error_file_on_the_accounts_own_host_is_asked_for_with_the_key() {
    let account = Account::holding(&[]).await;
    // Any path of the account serves: without the key it would be a 401.
    let file = account
        .imports()
        .error_file(&format!(
            "{}/work-locations/public/api/work-locations",
            account.sandbox.base_url()
        ))
        .await
        .unwrap();
    assert!(String::from_utf8(file).unwrap().contains("Paris"));
}

#[tokio::test]
async fn nothing_that_is_printed_for_logs_names_people() {
    let account = Account::holding(&[]).await;
    let request = account.imports().analyze(schedule(), Existing::Replace);
    let held_back = format!("{request:?}");
    let error = request.await.unwrap_err();
    let request = account
        .imports()
        .analyze(schedule(), Existing::Replace)
        .unchecked();
    let mut import = request.start().await.unwrap();
    let report = import.wait().await.unwrap();
    let printed = format!("{held_back} {error} {error:?} {import:?} {report} {report:?}");
    for personal in [
        "jdupont",
        "nobody",
        "pmartin",
        "zoé",
        "First",
        "Last",
        account.sandbox.api_key(),
    ] {
        assert!(!printed.contains(personal), "{personal} in {printed}");
    }
    // Whoever asks for the report as data gets the people.
    assert!(serde_json::to_string(&report).unwrap().contains("nobody"));
}
