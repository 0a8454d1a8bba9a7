//! A whole v3 request, parsed.

use crate::failure::Failure;
use crate::query::Query;
use crate::v3::fields::Fields;
use crate::v3::filter::{Filter, Moment, is_property};
use crate::v3::order::Order;
use crate::v3::paging::Paging;

/// What a request for a list asks for.
#[derive(Debug)]
pub(crate) struct ListRequest {
    pub(crate) fields: Fields,
    pub(crate) paging: Paging,
    pub(crate) order: Order,
    pub(crate) filters: Vec<Filter>,
    pub(crate) former_employees: bool,
    /// Parameters that name nothing, where those are ignored.
    pub(crate) ignored: Vec<String>,
}

impl ListRequest {
    /// `largest` bounds the page; `lenient` ignores parameters that name no property.
    pub(crate) fn parse(
        query: &Query,
        moment: Moment,
        largest: u64,
        lenient: bool,
    ) -> Result<Self, Failure> {
        let mut request = Self {
            fields: Fields::of_a_list(),
            paging: Paging::default(),
            order: Order::default(),
            filters: Vec::new(),
            former_employees: false,
            ignored: Vec::new(),
        };
        for (name, value) in joined(query) {
            match name.to_ascii_lowercase().as_str() {
                "fields" => request.fields = Fields::parse(&value)?,
                "paging" => request.paging = Paging::parse(&value, largest)?,
                "orderby" => request.order = Order::parse(&value)?,
                "formeremployees" => {
                    request.former_employees = match value.as_str() {
                        "true" => true,
                        "false" => false,
                        _ => {
                            return Err(Failure::bad(
                                "formerEmployees",
                                "formerEmployees is true or false.",
                            ));
                        }
                    }
                }
                _ if lenient && !is_property(&name) => request.ignored.push(name),
                _ => request.filters.push(Filter::parse(&name, &value, moment)?),
            }
        }
        Ok(request)
    }
}

/// What a request for one user asks for: `fields`, or everything that is usual.
pub(crate) fn fields_of_one(query: &Query, lenient: bool) -> Result<Option<Fields>, Failure> {
    let mut fields = None;
    for (name, value) in joined(query) {
        if !name.eq_ignore_ascii_case("fields") {
            if lenient {
                continue;
            }
            return Err(Failure::bad(
                name.clone(),
                format!("This endpoint has no parameter named {name:?}."),
            ));
        }
        let parsed = Fields::parse(&value)?;
        if parsed.count {
            return Err(Failure::bad(
                "fields",
                "A single user has no collection to count.",
            ));
        }
        fields = Some(parsed);
    }
    Ok(fields)
}

/// The parameters, a repeated one joined by commas: that is how the server's own framework reads them.
fn joined(query: &Query) -> Vec<(String, String)> {
    let mut parameters: Vec<(String, String)> = Vec::new();
    for (name, value) in query.iter() {
        match parameters
            .iter_mut()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            Some((_, joined)) => {
                joined.push(',');
                joined.push_str(value);
            }
            None => parameters.push((name.to_owned(), value.to_owned())),
        }
    }
    parameters
}
