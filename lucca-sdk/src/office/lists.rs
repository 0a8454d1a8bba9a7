//! The two lists of Office on the server, which are asked for alike.

use std::num::NonZeroU64;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;

use super::{UserLocation, WorkLocation};
use crate::Error;
use crate::decode::{Decode, Present};
use crate::generated::office::Client;
use crate::generated::office::types::{FieldsRoot, UserLocationPage, WorkLocationPage};
use crate::observer::Event;
use crate::paging::{
    Addressing, Fetched, ListQuery, Prepared, Request, Source, Span, fetch_page, sealed,
};
use crate::transport::Transport;

/// What the reader sets itself in the query of these lists.
pub(super) const OWNED: [&str; 3] = ["page", "limit", "fields.root"];

/// What is wanted of the list of work locations; made by
/// [`OfficeApi::work_locations`](super::OfficeApi::work_locations).
///
/// ```no_run
/// use lucca_sdk::office::WorkLocationQuery;
/// use lucca_sdk::paging::List;
///
/// async fn offices(list: List<WorkLocationQuery>) -> Result<usize, lucca_sdk::Error> {
///     let all = list.await?;
///     Ok(all.iter().filter(|location| location.office.is_some()).count())
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct WorkLocationQuery {}

impl sealed::Query for WorkLocationQuery {}

impl ListQuery for WorkLocationQuery {
    type Row = WorkLocation;

    fn prepare(self, request: Request) -> Result<Prepared<WorkLocation>, Error> {
        let (transport, query) = request.with_pairs(Vec::new(), &OWNED)?;
        Ok(Prepared {
            source: Arc::new(OfficeList::<WorkLocation>::new(transport)),
            filter: None,
            query,
        })
    }
}

/// A row of one of the lists of Office: how its list is asked for, and what answers.
pub(super) trait Listed: Decode + Send + 'static {
    const OPERATION: &'static str;
    type Page: Decode + Send + 'static;

    fn request(client: &Client, page: u64, limit: u64) -> Result<reqwest::Request, Error>;
    fn open(page: Self::Page) -> (Vec<Self>, Option<i64>);
    fn id(&self) -> i64;
}

impl Listed for WorkLocation {
    const OPERATION: &'static str = "get-office-api-work-locations";
    type Page = WorkLocationPage;

    fn request(client: &Client, page: u64, limit: u64) -> Result<reqwest::Request, Error> {
        client
            .get_office_api_work_locations()
            .page(number(page))
            .limit(number(limit))
            .fields_root(FieldsRoot::Count)
            .into_request()
    }

    fn open(page: WorkLocationPage) -> (Vec<Self>, Option<i64>) {
        (page.items, page.count)
    }

    fn id(&self) -> i64 {
        self.id
    }
}

impl Listed for UserLocation {
    const OPERATION: &'static str = "get-office-api-user-locations";
    type Page = UserLocationPage;

    fn request(client: &Client, page: u64, limit: u64) -> Result<reqwest::Request, Error> {
        client
            .get_office_api_user_locations()
            .page(number(page))
            .limit(number(limit))
            .fields_root(FieldsRoot::Count)
            .into_request()
    }

    fn open(page: UserLocationPage) -> (Vec<Self>, Option<i64>) {
        (page.items, page.count)
    }

    fn id(&self) -> i64 {
        self.id
    }
}

/// Pages, limits and ids are counted from 1.
pub(super) fn number(number: u64) -> NonZeroU64 {
    NonZeroU64::new(number).unwrap_or(NonZeroU64::MIN)
}

pub(super) struct OfficeList<R> {
    transport: Transport,
    row: std::marker::PhantomData<fn() -> R>,
}

impl<R> OfficeList<R> {
    pub(super) fn new(transport: Transport) -> Self {
        Self {
            transport,
            row: std::marker::PhantomData,
        }
    }
}

impl<R: Listed> Source for OfficeList<R> {
    type Row = R;

    fn operation(&self) -> &'static str {
        R::OPERATION
    }

    fn addressing(&self) -> Addressing {
        Addressing::PageNumber
    }

    fn id(&self, row: &R) -> Option<i64> {
        Some(row.id())
    }

    fn fetch(self: Arc<Self>, span: Span) -> BoxFuture<'static, Result<Fetched<R>, Error>> {
        async move {
            let client = Client::from_transport(self.transport.clone());
            let request = R::request(&client, span.page(), span.limit.into())?;
            let page = fetch_page(&self.transport, request, R::OPERATION, span, R::open);
            Ok(page.await?.0)
        }
        .boxed()
    }

    fn notice(&self, event: &Event<'_>) {
        self.transport.observer().event(event);
    }

    fn read_whole(&self, present: Present) {
        for property in present.lacking(R::PROPERTIES) {
            let path = format!("items[].{property}");
            self.transport.lacked(R::OPERATION, &path);
        }
    }
}
