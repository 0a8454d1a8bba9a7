//! The list of users on the server.

use futures::FutureExt;
use futures::future::BoxFuture;

use super::User;
use crate::Error;
use crate::generated::users::Client;
use crate::generated::users::types::UserListResponse;
use crate::paging::{Addressing, Fetched, Source, Span, page_or_rows};
use crate::transport::Transport;

const LIST_USERS: &str = "list-users";

/// How long the query of a URL may get. Lucca's bound is not documented; servers of its
/// kind refuse 2,048 characters and more by default (inferred).
const LONGEST_QUERY: usize = 2_000;

/// What the list is asked for, in the query language.
#[derive(Clone)]
pub(super) struct Parameters {
    pub(super) contract_start: Option<String>,
    pub(super) contract_end: Option<String>,
    pub(super) modified_at: Option<String>,
    pub(super) mail: Option<String>,
    pub(super) login: Option<String>,
    pub(super) former: bool,
    pub(super) fields: String,
}

impl Parameters {
    /// Names and values as they are sent.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let optional = [
            ("dtContractStart", &self.contract_start),
            ("dtContractEnd", &self.contract_end),
            ("modifiedAt", &self.modified_at),
            ("mail", &self.mail),
            ("login", &self.login),
        ];
        let mut pairs: Vec<_> = optional
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.clone()?)))
            .collect();
        if self.former {
            pairs.push(("formerEmployees", "true".to_owned()));
        }
        pairs.push(("fields", self.fields.clone()));
        pairs
    }
}

pub(super) struct UserSource {
    transport: Transport,
    parameters: Parameters,
    /// Ascending, each once.
    ids: Option<Vec<i64>>,
    /// How many characters of the query are left for ids.
    room_for_ids: usize,
}

impl UserSource {
    pub(super) fn new(transport: Transport, parameters: Parameters, ids: Option<Vec<i64>>) -> Self {
        // What every request of the list adds.
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(parameters.pairs());
        query.append_pair("fields", ",collection.count");
        query.append_pair("orderBy", "id,asc");
        query.append_pair("paging", "0,1000");
        query.append_pair("id", "");
        let room_for_ids = LONGEST_QUERY.saturating_sub(query.finish().len());
        Self {
            transport,
            parameters,
            ids,
            room_for_ids,
        }
    }

    /// The ids that a span of them is about.
    fn ids_of(&self, span: Span) -> Option<&[i64]> {
        let ids = self.ids.as_ref()?;
        let start = usize::try_from(span.offset)
            .unwrap_or(usize::MAX)
            .min(ids.len());
        let end = usize::try_from(span.end())
            .unwrap_or(usize::MAX)
            .min(ids.len());
        ids.get(start..end)
    }

    async fn ask(&self, span: Span) -> Result<Fetched<User>, Error> {
        let Parameters {
            contract_start,
            contract_end,
            modified_at,
            mail,
            login,
            former,
            fields,
        } = self.parameters.clone();
        let options = self.transport.options().clone().with_page(span.page());
        let transport = self.transport.with_options(options);
        let client = Client::from_transport(transport.clone());
        let ids = self.ids_of(span);
        let mut request = client
            .list_users()
            .order_by("id,asc")
            // Ids select the rows already.
            .paging(match ids {
                Some(ids) => format!("0,{}", ids.len()),
                None => format!("{},{}", span.offset, span.limit),
            })
            .fields(format!("{fields},collection.count"));
        if let Some(value) = contract_start {
            request = request.dt_contract_start(value);
        }
        if let Some(value) = contract_end {
            request = request.dt_contract_end(value);
        }
        if let Some(value) = modified_at {
            request = request.modified_at(value);
        }
        if let Some(value) = mail {
            request = request.mail(value);
        }
        if let Some(value) = login {
            request = request.login(value);
        }
        if former {
            request = request.former_employees(true);
        }
        if let Some(ids) = ids {
            request = request.id(ids.to_vec());
        }
        let reply = transport
            .call(request.into_request()?, LIST_USERS.into(), false)
            .await?;
        page_or_rows(
            LIST_USERS,
            span,
            &transport,
            &reply,
            |response: UserListResponse| {
                let page = response.data.unwrap_or_default();
                (page.items.unwrap_or_default(), page.count)
            },
        )
    }
}

impl Source for UserSource {
    type Row = User;

    fn operation(&self) -> &'static str {
        LIST_USERS
    }

    fn addressing(&self) -> Addressing {
        match &self.ids {
            Some(ids) => Addressing::Ids(ids.len() as u64),
            None => Addressing::Offset,
        }
    }

    fn id(&self, user: &User) -> Option<i64> {
        Some(user.id)
    }

    fn fetch(&self, span: Span) -> BoxFuture<'_, Result<Fetched<User>, Error>> {
        async move {
            let mut fetched = self.ask(span).await?;
            if let Some(ids) = self.ids_of(span) {
                put_in_places(&mut fetched, ids);
            }
            Ok(fetched)
        }
        .boxed()
    }

    fn fitting(&self, offset: u64, limit: u32) -> u32 {
        let Some(ids) = self.ids_of(Span { offset, limit }) else {
            return limit;
        };
        let mut room = self.room_for_ids;
        let fitting = ids
            .iter()
            .take_while(|id| {
                // A comma takes three characters in a URL.
                let length = id.checked_ilog10().map_or(1, |digits| digits as usize + 1) + 3;
                let fits = room >= length;
                room = room.saturating_sub(length);
                fits
            })
            .count();
        u32::try_from(fitting).unwrap_or(limit).max(1)
    }
}

/// Orders what came by the ids that were asked for, and notes their places in them.
fn put_in_places(fetched: &mut Fetched<User>, ids: &[i64]) {
    let place = |id: i64| ids.binary_search(&id).ok();
    // What was not asked for is no answer.
    fetched.rows.retain(|user| place(user.id).is_some());
    fetched.rows.sort_by_key(|user| user.id);
    fetched.places = Some(
        fetched
            .rows
            .iter()
            .filter_map(|user| u32::try_from(place(user.id)?).ok())
            .collect(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: i64) -> User {
        serde_json::from_value(serde_json::json!({ "id": id })).unwrap()
    }

    #[test]
    fn users_asked_for_by_id_are_put_in_the_order_of_the_ids() {
        let mut fetched = Fetched {
            rows: [9, 3, 77, 5].map(user).into(),
            bad: Vec::new(),
            total: Some(4),
            places: None,
        };
        put_in_places(&mut fetched, &[3, 4, 5, 9]);
        let ids: Vec<i64> = fetched.rows.iter().map(|user| user.id).collect();
        assert_eq!(ids, [3, 5, 9]);
        assert_eq!(fetched.places, Some(vec![0, 2, 3]));
    }
}
