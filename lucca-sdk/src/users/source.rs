//! The list of users on the server.

use std::sync::{Arc, OnceLock};

use futures::FutureExt;
use futures::future::BoxFuture;
use http::header::DATE;
use jiff::Timestamp;

use super::User;
use crate::Error;
use crate::decode::{Decode as _, Present};
use crate::generated::users::Client;
use crate::generated::users::types::UserListResponse;
use crate::observer::Event;
use crate::paging::{Addressing, Fetched, Filter, Source, Span, fetch_page};
use crate::transport::{Reply, Transport};

const LIST_USERS: &str = "list-users";

/// How long the query of a URL may get. Lucca's bound is not documented; servers of its
/// kind refuse 2,048 characters and more by default (inferred).
const LONGEST_QUERY: usize = 2_000;

/// The largest page.
const PAGE: u64 = 1_000;

pub(super) struct UserSource {
    pub(super) transport: Transport,
    pub(super) fields: String,
    pub(super) ids: Option<Ids>,
    /// Where to note when the server answered first.
    pub(super) answered_at: Option<Arc<OnceLock<Timestamp>>>,
}

/// Users that are asked for by their ids.
pub(super) struct Ids {
    /// Ascending, each once.
    ids: Arc<[i64]>,
    /// How many characters of the query are left for ids.
    room: usize,
    /// The whole list is read, and all others left out.
    reads_all: bool,
}

impl Ids {
    /// `length` is that of what the query holds besides the ids, `fields` and what the
    /// reader sets.
    pub(super) fn new(ids: Vec<i64>, length: usize, fields: &str) -> Result<Self, Error> {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("fields", &format!("{fields},collection.count"));
        query.append_pair("orderBy", "id,asc");
        query.append_pair("paging", "0,1000");
        query.append_pair("id", "");
        let room = LONGEST_QUERY.saturating_sub(query.finish().len() + 1 + length);
        let mut ids = Self {
            ids: ids.into(),
            room,
            reads_all: false,
        };
        let (mut asked, mut requests) = (0, 0_u64);
        while asked < ids.ids.len() {
            let fitting = ids.fitting(asked, usize::MAX);
            if fitting == 0 {
                return Err(Error::invalid_input(
                    "fields",
                    format!(
                        "with so many fields and filters, no id fits into a URL of \
                         {LONGEST_QUERY} characters; ask for fewer"
                    ),
                ));
            }
            asked += fitting;
            requests += 1;
        }
        // So many users have this id or a smaller one, at most.
        let last = ids.ids.last().copied().unwrap_or_default().unsigned_abs();
        ids.reads_all = last.div_ceil(PAGE) < requests;
        if ids.reads_all {
            tracing::info!(
                operation = LIST_USERS,
                ids = ids.ids.len(),
                requests_by_id = requests,
                "reading the whole list, as that takes fewer requests than asking by id"
            );
        }
        Ok(ids)
    }

    pub(super) fn filter(&self) -> Option<Filter<User>> {
        let ids = Arc::clone(&self.ids);
        self.reads_all
            .then(|| Arc::new(move |user: &User| ids.binary_search(&user.id).is_ok()) as _)
    }

    /// How many ids from the `start`th on fit into one URL.
    fn fitting(&self, start: usize, most: usize) -> usize {
        let mut room = self.room;
        let ids = self.ids.iter().skip(start).take(most.min(1_000));
        ids.take_while(|id| {
            // A comma takes three characters in a URL.
            let length = id.checked_ilog10().map_or(1, |digits| digits as usize + 1) + 3;
            let fits = room >= length;
            room = room.saturating_sub(length);
            fits
        })
        .count()
    }

    fn of(&self, span: Span) -> &[i64] {
        let index = |at: u64| {
            usize::try_from(at)
                .unwrap_or(usize::MAX)
                .min(self.ids.len())
        };
        self.ids
            .get(index(span.offset)..index(span.end()))
            .unwrap_or_default()
    }
}

impl UserSource {
    /// The ids, if users are asked for by them.
    fn asked_ids(&self) -> Option<&Ids> {
        self.ids.as_ref().filter(|ids| !ids.reads_all)
    }

    async fn ask(&self, span: Span) -> Result<Fetched<User>, Error> {
        let client = Client::from_transport(self.transport.clone());
        let ids = self.asked_ids().map(|ids| ids.of(span));
        let mut request = client
            .list_users()
            .order_by("id,asc")
            // Ids select the rows already.
            .paging(match ids {
                Some(ids) => format!("0,{}", ids.len()),
                None => format!("{},{}", span.offset, span.limit),
            })
            .fields(format!("{},collection.count", self.fields));
        if let Some(ids) = ids {
            request = request.id(ids.to_vec());
        }
        let page = fetch_page(
            &self.transport,
            request.into_request()?,
            LIST_USERS,
            span,
            |response: UserListResponse| {
                let page = response.data.unwrap_or_default();
                (page.items.unwrap_or_default(), page.count)
            },
        );
        let (mut fetched, reply) = page.await?;
        if let Some(answered_at) = &self.answered_at {
            // Whole seconds, as marks are stored.
            let at = date_of(&reply).unwrap_or_else(Timestamp::now).as_second();
            let _ = answered_at.set(Timestamp::from_second(at).unwrap_or_default());
        }
        if let Some(ids) = ids {
            put_in_places(&mut fetched, ids);
        }
        Ok(fetched)
    }
}

/// When the server answered, by its own clock.
fn date_of(reply: &Reply) -> Option<Timestamp> {
    let date = reply.http.headers().get(DATE)?.to_str().ok()?;
    httpdate::parse_http_date(date).ok()?.try_into().ok()
}

impl Source for UserSource {
    type Row = User;

    fn operation(&self) -> &'static str {
        LIST_USERS
    }

    fn addressing(&self) -> Addressing {
        match self.asked_ids() {
            Some(ids) => Addressing::Ids(ids.ids.len() as u64),
            None => Addressing::Offset,
        }
    }

    fn id(&self, user: &User) -> Option<i64> {
        Some(user.id)
    }

    fn fetch(self: Arc<Self>, span: Span) -> BoxFuture<'static, Result<Fetched<User>, Error>> {
        async move { self.ask(span).await }.boxed()
    }

    fn fitting(&self, offset: u64, limit: u32) -> u32 {
        let Some(ids) = self.asked_ids() else {
            return limit;
        };
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let fitting = ids.fitting(start, limit as usize);
        u32::try_from(fitting).unwrap_or(limit).max(1)
    }

    fn is_behind_all(&self, id: i64) -> bool {
        let all = self.ids.as_ref().filter(|ids| ids.reads_all);
        all.is_some_and(|ids| ids.ids.last().is_some_and(|last| id >= *last))
    }

    fn notice(&self, event: &Event<'_>) {
        self.transport.observer().event(event);
    }

    fn read_whole(&self, present: Present) {
        // The server leaves out what was not asked for, and without a word what the key may
        // not see.
        let asked: Vec<&str> = self
            .fields
            .split(',')
            .filter_map(|field| field.split(['.', '[']).next())
            .collect();
        let lacking = present.lacking(User::PROPERTIES);
        for property in lacking.filter(|name| asked.iter().any(|f| f.eq_ignore_ascii_case(name))) {
            let path = format!("data.items[].{property}");
            self.transport.lacked(LIST_USERS, &path);
        }
    }
}

/// Orders what came by the ids that were asked for, and notes their places in them. Rows that
/// could not be read come last.
fn put_in_places(fetched: &mut Fetched<User>, ids: &[i64]) {
    let place = |id: i64| u32::try_from(ids.binary_search(&id).ok()?).ok();
    let last = u32::try_from(ids.len().saturating_sub(1)).unwrap_or(u32::MAX);
    // What was not asked for is no answer.
    fetched.rows.retain(|user| place(user.id).is_some());
    fetched.rows.sort_by_key(|user| user.id);
    let places = fetched.rows.iter().filter_map(|user| place(user.id));
    fetched.places = Some((places.collect(), vec![last; fetched.bad.len()]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paging::BadRow;

    fn user(id: i64) -> User {
        serde_json::from_value(serde_json::json!({ "id": id })).unwrap()
    }

    #[test]
    fn users_asked_for_by_id_are_put_in_the_order_of_the_ids_and_bad_rows_last() {
        let span = Span {
            offset: 0,
            limit: 4,
        };
        let mut fetched = Fetched {
            rows: [9, 3, 77].map(user).into(),
            bad: vec![BadRow::for_test(LIST_USERS, span, 1)],
            total: Some(4),
            present: Present::default(),
            places: None,
        };
        put_in_places(&mut fetched, &[3, 4, 5, 9]);
        let ids: Vec<i64> = fetched.rows.iter().map(|user| user.id).collect();
        assert_eq!(ids, [3, 9]);
        assert_eq!(fetched.places, Some((vec![0, 3], vec![3])));
    }

    #[test]
    fn the_whole_list_is_read_where_that_takes_fewer_requests() {
        let reads_all = |ids: Vec<i64>, fields: &str| Ids::new(ids, 0, fields).unwrap().reads_all;
        assert!(!reads_all(vec![416, 383], "id"));
        assert!(!reads_all((1..=100).collect(), "id"));
        assert!(reads_all((1..=10_000).collect(), "id"));
        // Few of many.
        assert!(!reads_all((1..=100).map(|n| n * 1_000).collect(), "id"));
        let refused = Ids::new(vec![1], 0, &"f".repeat(2_000)).err().unwrap();
        assert_eq!(refused.parameter(), Some("fields"));
    }
}
