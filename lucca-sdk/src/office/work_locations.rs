//! The list of work locations on the server.

use std::num::NonZeroU64;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;

use super::WorkLocation;
use crate::Error;
use crate::generated::office::Client;
use crate::generated::office::types::{FieldsRoot, WorkLocationPage};
use crate::paging::{
    Addressing, Fetched, Fingerprint, Prepared, Source, Span, page_or_rows, sealed,
};
use crate::transport::Transport;

const LIST: &str = "get-office-api-work-locations";

/// What is wanted of the list of work locations; made by
/// [`OfficeApi::work_locations`](super::OfficeApi::work_locations).
///
/// ```no_run
/// use lucca_sdk::office::{WorkLocation, WorkLocationQuery};
/// use lucca_sdk::paging::List;
///
/// async fn offices(list: List<WorkLocationQuery>) -> Result<usize, lucca_sdk::Error> {
///     let all: Vec<WorkLocation> = list.try_collect().await?;
///     Ok(all.iter().filter(|location| location.office.is_some()).count())
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct WorkLocationQuery {}

struct WorkLocationSource {
    transport: Transport,
}

impl sealed::Query for WorkLocationQuery {
    type Row = WorkLocation;

    fn prepare(
        self,
        transport: Transport,
        start: Fingerprint,
    ) -> Result<Prepared<WorkLocation>, Error> {
        Ok(Prepared {
            source: Arc::new(WorkLocationSource { transport }),
            filter: None,
            query: start,
        })
    }
}

impl Source for WorkLocationSource {
    type Row = WorkLocation;

    fn operation(&self) -> &'static str {
        LIST
    }

    fn addressing(&self) -> Addressing {
        Addressing::PageNumber
    }

    fn id(&self, row: &WorkLocation) -> Option<i64> {
        Some(row.id)
    }

    fn fetch(&self, span: Span) -> BoxFuture<'_, Result<Fetched<WorkLocation>, Error>> {
        async move {
            let options = self.transport.options().clone().with_page(span.page());
            let transport = self.transport.with_options(options);
            let request = Client::from_transport(transport.clone())
                .get_office_api_work_locations()
                .page(number(span.page()))
                .limit(number(span.limit.into()))
                .fields_root(FieldsRoot::Count)
                .into_request()?;
            let reply = transport.call(request, LIST.into(), false).await?;
            page_or_rows(LIST, span, &transport, &reply, |page: WorkLocationPage| {
                (page.items, page.count)
            })
        }
        .boxed()
    }
}

/// Pages and limits are counted from 1.
pub(super) fn number(number: u64) -> NonZeroU64 {
    NonZeroU64::new(number).unwrap_or(NonZeroU64::MIN)
}
