//! A client of a few lines: what every test asks with.

use std::collections::BTreeSet;

use lucca_sandbox::{Sandbox, SandboxBuilder};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

pub(crate) const OFFICE: &str = "/work-locations/public/api";
pub(crate) const TODAY: jiff::civil::Date = jiff::civil::date(2026, 3, 2);

/// A sandbox of forty people without a rate limit, for tests that are not about it.
pub(crate) fn builder() -> SandboxBuilder {
    Sandbox::builder()
        .people(40)
        .seed(7)
        .today(TODAY)
        .rate_limit(None)
}

pub(crate) struct Asking {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: Client,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text))
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    }
}

impl Asking {
    pub(crate) async fn start() -> Self {
        Self::of(builder()).await
    }

    pub(crate) async fn of(builder: SandboxBuilder) -> Self {
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            sandbox: builder.start().await.unwrap(),
            http,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.base_url())
    }

    pub(crate) fn signed(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path)).header(
            "Authorization",
            format!("lucca application={}", self.sandbox.api_key()),
        )
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.signed(Method::GET, path)).await.unwrap()
    }

    pub(crate) async fn users(&self, query: &str) -> Answer {
        self.get(&format!("/api/v3/users?{query}")).await
    }

    pub(crate) async fn office(&self, path: &str) -> Answer {
        self.get(&format!("{OFFICE}{path}")).await
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Answer, reqwest::Error> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer {
            status,
            headers,
            text: response.text().await?,
        })
    }

    /// The ids of the users that a query finds.
    #[track_caller]
    pub(crate) fn found(&self, query: &str) -> impl Future<Output = BTreeSet<u64>> + '_ {
        let path = format!("/api/v3/users?paging=0,1000&fields=id&formerEmployees=true&{query}");
        async move { ids(&self.get(&path).await.ok()) }
    }

    pub(crate) async fn upload(
        &self,
        content: impl Into<Vec<u8>>,
        create: bool,
        override_user_locations: bool,
    ) -> Answer {
        let query = format!("create={create}&overrideUserLocations={override_user_locations}");
        self.send(self.upload_request(content, &query))
            .await
            .unwrap()
    }

    pub(crate) fn upload_request(
        &self,
        content: impl Into<Vec<u8>>,
        query: &str,
    ) -> RequestBuilder {
        let part = Part::bytes(content.into()).file_name("office-import.csv");
        self.signed(
            Method::POST,
            &format!("{OFFICE}/imports/user-locations?{query}"),
        )
        .multipart(Form::new().part("office-import.csv", part))
    }

    /// Uploads, polls to the end and reads the report.
    pub(crate) async fn import(
        &self,
        content: impl Into<Vec<u8>>,
        create: bool,
        override_user_locations: bool,
    ) -> Value {
        let summary_id = self
            .upload(content, create, override_user_locations)
            .await
            .ok()["summaryId"]
            .as_str()
            .unwrap()
            .to_owned();
        self.report(&summary_id, create).await
    }

    pub(crate) async fn report(&self, summary_id: &str, create: bool) -> Value {
        let imports = format!("{OFFICE}/imports/user-locations");
        for _ in 0..100 {
            let progress = self
                .get(&format!("{imports}/progress?summaryId={summary_id}"))
                .await
                .ok();
            if progress["progress"] == 100 {
                let report = if create { "results" } else { "analysis" };
                return self
                    .get(&format!("{imports}/{report}?summaryId={summary_id}"))
                    .await
                    .ok();
            }
        }
        panic!("the import does not end");
    }
}

/// The ids of the items of a list, either envelope.
pub(crate) fn ids(list: &Value) -> BTreeSet<u64> {
    items(list)
        .iter()
        .map(|item| item["id"].as_u64().unwrap())
        .collect()
}

pub(crate) fn items(list: &Value) -> &[Value] {
    let list = list.get("data").unwrap_or(list);
    list["items"].as_array().unwrap()
}

/// The names of an object's properties, in their order.
pub(crate) fn names(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// A file as the guide wants it.
pub(crate) fn csv(lines: &[String]) -> Vec<u8> {
    let mut text = String::from(
        "\u{feff}login;workLocationName;areaName;date;position;comment;isDeletion\r\n",
    );
    for line in lines {
        text.push_str(line);
        text.push_str("\r\n");
    }
    text.into_bytes()
}
