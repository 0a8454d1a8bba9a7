//! The operations of the matrix.

use futures::future::{BoxFuture, FutureExt};
use lucca_sdk::http::Method;
use lucca_sdk::{Client, Error};
use serde_json::{Map, Value};

pub(crate) struct Operation {
    pub(crate) name: &'static str,
    /// Whether it must never be done twice.
    pub(crate) uploads: bool,
    /// A good answer's body.
    pub(crate) good: &'static str,
    pub(crate) call: fn(Client) -> BoxFuture<'static, Result<(), Error>>,
}

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "raw-get",
        uploads: false,
        good: r#"{"items":[]}"#,
        call: |client| {
            async move {
                client
                    .request(Method::GET, "/api/v3/departments")
                    .operation("raw-get")
                    .query("mail", super::SENTINEL)
                    .send_json::<Map<String, Value>>()
                    .await
                    .map(drop)
            }
            .boxed()
        },
    },
    Operation {
        name: "raw-post",
        uploads: true,
        good: "{}",
        call: |client| {
            async move {
                client
                    .request(Method::POST, "/api/v3/departments")
                    .operation("raw-post")
                    .json(&super::SENTINEL)
                    .send_json::<Map<String, Value>>()
                    .await
                    .map(drop)
            }
            .boxed()
        },
    },
];
