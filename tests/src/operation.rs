//! The nine operations of the two documents, each as a call that a test can make.

use std::fmt::Debug;

use http::Method;
use lucca_sdk::generated::{office, users};
use lucca_sdk::{Client, Error};

use crate::SENTINEL;

/// One of the nine operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `GET /work-locations/public/api/work-locations`
    ListWorkLocations,
    /// `GET /work-locations/public/api/user-locations`
    ListUserLocations,
    /// `GET /work-locations/public/api/user-locations/{id}`
    GetUserLocation,
    /// `POST /work-locations/public/api/imports/user-locations`
    Upload,
    /// `GET /work-locations/public/api/imports/user-locations/progress`
    Progress,
    /// `GET /work-locations/public/api/imports/user-locations/analysis`
    Analysis,
    /// `GET /work-locations/public/api/imports/user-locations/results`
    Results,
    /// `GET /api/v3/users`
    ListUsers,
    /// `GET /api/v3/users/{id}`
    GetUser,
}

impl Operation {
    /// All nine.
    pub const ALL: [Self; 9] = [
        Self::ListWorkLocations,
        Self::ListUserLocations,
        Self::GetUserLocation,
        Self::Upload,
        Self::Progress,
        Self::Analysis,
        Self::Results,
        Self::ListUsers,
        Self::GetUser,
    ];

    /// The operation id of the document.
    pub fn id(self) -> &'static str {
        match self {
            Self::ListWorkLocations => "get-office-api-work-locations",
            Self::ListUserLocations => "get-office-api-user-locations",
            Self::GetUserLocation => "get-office-api-user-locations-id",
            Self::Upload => "post-office-api-imports-userLocations",
            Self::Progress => "get-office-api-imports-userLocations-progress",
            Self::Analysis => "get-office-api-imports-userLocations-analysis",
            Self::Results => "get-office-api-imports-userLocations-results",
            Self::ListUsers => "list-users",
            Self::GetUser => "get-user",
        }
    }

    /// The HTTP method.
    pub fn method(self) -> Method {
        match self {
            Self::Upload => Method::POST,
            _ => Method::GET,
        }
    }

    /// Makes the call once, as a program would, by the client that is generated from the
    /// document; hands back what came, to be printed.
    ///
    /// # Errors
    /// What the SDK says.
    pub async fn call(self, client: &Client) -> Result<Box<dyn Debug + Send>, Error> {
        let office = office::Client::from_transport(client.transport().clone());
        let users = users::Client::from_transport(client.transport().clone());
        let import = uuid::Uuid::nil();
        match self {
            Self::ListWorkLocations => {
                let call = office.get_office_api_work_locations().limit(1000_u64);
                outcome(call.send().await)
            }
            Self::ListUserLocations => {
                let call = office.get_office_api_user_locations().page(2_u64);
                outcome(call.send().await)
            }
            Self::GetUserLocation => {
                let call = office.get_office_api_user_locations_id().id(7_u64);
                outcome(call.send().await)
            }
            Self::Upload => {
                let call = office
                    .post_office_api_imports_user_locations()
                    .create(true)
                    .override_user_locations(false)
                    .body(form());
                outcome(call.send().await)
            }
            Self::Progress => {
                let call = office.get_office_api_imports_user_locations_progress();
                outcome(call.summary_id(import).send().await)
            }
            Self::Analysis => {
                let call = office.get_office_api_imports_user_locations_analysis();
                outcome(call.summary_id(import).send().await)
            }
            Self::Results => {
                let call = office.get_office_api_imports_user_locations_results();
                outcome(call.summary_id(import).send().await)
            }
            Self::ListUsers => {
                let call = users
                    .list_users()
                    .paging("0,1000")
                    .mail(format!("like,{SENTINEL}@example.com"))
                    .login(SENTINEL);
                outcome(call.send().await)
            }
            Self::GetUser => outcome(users.get_user().id(416_u64).send().await),
        }
    }
}

fn outcome<T: Debug + Send + 'static>(
    sent: Result<T, Error>,
) -> Result<Box<dyn Debug + Send>, Error> {
    Ok(Box::new(sent?))
}

/// A schedule of a few thousand rows, in the form that Lucca documents: large enough
/// not to go out in one piece.
fn form() -> reqwest::multipart::Form {
    let mut csv = "\u{feff}login;workLocationName;date;position\r\n".to_owned();
    for day in 1..=28 {
        for person in 0..200 {
            csv.push_str(&format!(
                "{SENTINEL}.{person};Paris;2026-03-{day:02};FullDay\r\n"
            ));
        }
    }
    let part = reqwest::multipart::Part::text(csv).file_name("office-import.csv");
    reqwest::multipart::Form::new().part("office-import.csv", part)
}
