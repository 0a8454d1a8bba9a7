//! What one writes without the SDK: structs with serde's derive, and loops over `reqwest`.
#![allow(dead_code, reason = "looks at no field")]

use futures::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

#[derive(Deserialize)]
pub(crate) struct Page<T> {
    pub(crate) count: u64,
    pub(crate) items: Vec<T>,
}

#[derive(Deserialize)]
pub(crate) struct Envelope<T> {
    pub(crate) header: Option<Value>,
    pub(crate) data: Page<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserLocation {
    pub(crate) id: i64,
    pub(crate) owner_id: Option<i64>,
    pub(crate) work_location_id: Option<i64>,
    pub(crate) date: Option<Date>,
    pub(crate) position: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) area_id: Option<i64>,
    pub(crate) created_at: Option<Timestamp>,
    pub(crate) deleted_at: Option<Timestamp>,
}

#[derive(Deserialize)]
pub(crate) struct Reference {
    id: Option<i64>,
    name: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    id: i64,
    name: Option<String>,
    url: Option<String>,
    display_name: Option<String>,
    modified_at: Option<DateTime>,
    last_name: Option<String>,
    first_name: Option<String>,
    login: Option<String>,
    mail: Option<String>,
    dt_contract_start: Option<DateTime>,
    dt_contract_end: Option<DateTime>,
    birth_date: Option<DateTime>,
    employee_number: Option<String>,
    calendar_id: Option<i64>,
    calendar: Option<Reference>,
    #[serde(rename = "cultureID")]
    culture_id: Option<i64>,
    culture: Option<Reference>,
    legal_entity_id: Option<i64>,
    legal_entity: Option<Reference>,
    department_id: Option<i64>,
    department: Option<Reference>,
    manager_id: Option<i64>,
    manager: Option<Reference>,
    role_principal_id: Option<i64>,
    role_principal: Option<Reference>,
    habilited_roles: Option<Vec<Reference>>,
    allows_electronic_payslip: Option<bool>,
    job_title: Option<String>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

/// A line of an import file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Line {
    login: String,
    work_location_name: String,
    area_name: String,
    date: Date,
    position: String,
    comment: String,
    is_deletion: bool,
}

/// A list of the API.
pub(crate) trait Listed: DeserializeOwned {
    /// The path and query of a page, counted from 0.
    fn target(page: u64, size: u64) -> String;
    fn open(body: &[u8]) -> serde_json::Result<Page<Self>>;
}

impl Listed for UserLocation {
    fn target(page: u64, size: u64) -> String {
        let page = page + 1;
        format!(
            "/work-locations/public/api/user-locations?page={page}&limit={size}&fields.root=count"
        )
    }

    fn open(body: &[u8]) -> serde_json::Result<Page<Self>> {
        serde_json::from_slice(body)
    }
}

impl Listed for User {
    fn target(page: u64, size: u64) -> String {
        let first = page * size;
        format!("/api/v3/users?paging={first},{size}&fields=collection.count")
    }

    fn open(body: &[u8]) -> serde_json::Result<Page<Self>> {
        Ok(serde_json::from_slice::<Envelope<Self>>(body)?.data)
    }
}

async fn page<T: Listed>(
    client: &reqwest::Client,
    url: &str,
    page: u64,
    size: u64,
) -> Result<Page<T>, reqwest::Error> {
    let request = client
        .get(format!("{url}{}", T::target(page, size)))
        .header("Authorization", "lucca application=key");
    let body = request.send().await?.error_for_status()?.bytes().await?;
    Ok(T::open(&body).unwrap())
}

/// Reads a list whole, and hands each row over: the first page for the number of rows, then
/// the others with so many requests in flight. Returns how many there were.
pub(crate) async fn read<T: Listed>(
    client: &reqwest::Client,
    url: &str,
    size: u64,
    in_flight: usize,
) -> Result<u64, reqwest::Error> {
    let first = page::<T>(client, url, 0, size).await?;
    let pages = first.count.div_ceil(size);
    let mut rows = hand_over(first.items);
    let mut others = futures::stream::iter(1..pages)
        .map(|number| page::<T>(client, url, number, size))
        .buffered(in_flight);
    while let Some(page) = others.try_next().await? {
        rows += hand_over(page.items);
    }
    Ok(rows)
}

fn hand_over<T>(rows: Vec<T>) -> u64 {
    rows.into_iter().fold(0, |count, row| {
        std::hint::black_box(row);
        count + 1
    })
}
