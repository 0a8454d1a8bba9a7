//! Which path leads where.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use http::StatusCode;

use crate::account::Account;
use crate::failure::Failure;
use crate::operation::Operation;
use crate::{control, gate, imports, office, page, users};

/// Where files to download are, outside of the account's operations and of its gate.
pub(crate) const FILES: &str = "/_files";

/// The nine operations behind the gate, files to download, the control API and the page for people.
pub(crate) fn account(account: &Arc<Account>) -> Router {
    let api = Operation::ALL
        .into_iter()
        .fold(Router::new(), |router, operation| {
            router.route(operation.path(), handler(operation))
        })
        .fallback(unknown_path)
        .method_not_allowed_fallback(unknown_method)
        .layer(from_fn_with_state(Arc::clone(account), gate::pass));
    let people = Router::new()
        .route("/", get(page::show))
        .nest(control::PREFIX, control::routes())
        .route(&format!("{}/", control::PREFIX), get(control::overview))
        .layer(from_fn_with_state(Arc::clone(account), control::guard));
    let files = Router::new().route("/imports/errors/{id}", get(imports::routes::error_file));
    Router::new()
        .merge(people)
        .nest(FILES, files)
        .fallback_service(api.with_state(Arc::clone(account)))
        .with_state(Arc::clone(account))
}

fn handler(operation: Operation) -> MethodRouter<Arc<Account>> {
    match operation {
        Operation::ListWorkLocations => get(office::list_work_locations),
        Operation::ListUserLocations => get(office::list_user_locations),
        Operation::GetUserLocation => get(office::get_user_location),
        Operation::UploadUserLocations => post(imports::routes::upload),
        Operation::ImportProgress => get(imports::routes::progress),
        Operation::ImportAnalysis => get(imports::routes::analysis),
        Operation::ImportResults => get(imports::routes::results),
        Operation::ListUsers => get(users::list),
        Operation::GetUser => get(users::get),
    }
}

async fn unknown_path(_: Request) -> Failure {
    Failure::new(StatusCode::NOT_FOUND, "There is no such resource.")
}

async fn unknown_method(_: Request) -> Failure {
    Failure::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "This resource has no such method.",
    )
}
