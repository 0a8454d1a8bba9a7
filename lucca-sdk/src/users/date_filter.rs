//! Conditions on a date, as Lucca's v3 API takes them.

use jiff::civil::Date;

use super::language::{date_time, end_of, four_digit_year, in_order};

/// A condition on a date, for [`contract_start`](crate::paging::List::contract_start)
/// and [`contract_end`](crate::paging::List::contract_end).
///
/// ```
/// use jiff::civil::date;
/// use lucca_sdk::users::DateFilter;
///
/// let january = DateFilter::between(date(2025, 1, 1), date(2025, 1, 31));
/// let new_year = DateFilter::on(date(2025, 1, 1));
/// let since = DateFilter::since(date(2025, 1, 1));
/// let until = DateFilter::until(date(2025, 1, 31));
/// let until_or_open = DateFilter::until_or_none(date(2025, 1, 31));
/// let open_ended = DateFilter::none();
/// let limited = DateFilter::any();
/// # let _ = (january, new_year, since, until, until_or_open, open_ended, limited);
/// ```
///
/// Both ends of a period count. Days are sent with their first and last second, since
/// servers disagree about what `until` a day means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateFilter(Condition);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Condition {
    On(Date),
    Since(Date),
    Until(Date),
    UntilOrNone(Date),
    Between(Date, Date),
    None,
    Any,
}

impl DateFilter {
    /// On this day.
    pub const fn on(day: Date) -> Self {
        Self(Condition::On(day))
    }

    /// On this day or later.
    pub const fn since(day: Date) -> Self {
        Self(Condition::Since(day))
    }

    /// On this day or earlier.
    pub const fn until(day: Date) -> Self {
        Self(Condition::Until(day))
    }

    /// On this day or earlier, or there is no date: of a contract's end, that it is over by
    /// then or has no end.
    pub const fn until_or_none(day: Date) -> Self {
        Self(Condition::UntilOrNone(day))
    }

    /// From the first day to the last, both included. A reversed period is refused
    /// when the list is read.
    pub const fn between(first: Date, last: Date) -> Self {
        Self(Condition::Between(first, last))
    }

    /// There is no date: of a contract's end, that none is known.
    pub const fn none() -> Self {
        Self(Condition::None)
    }

    /// There is a date, whichever.
    pub const fn any() -> Self {
        Self(Condition::Any)
    }

    /// The condition in the query language, or why it makes none.
    pub(super) fn encode(self) -> Result<String, String> {
        let checked = |day: Date| four_digit_year(day).map(|()| day);
        let until = |day: Date| checked(day).map(|day| date_time(end_of(day)));
        Ok(match self.0 {
            Condition::On(day) => checked(day)?.to_string(),
            Condition::Since(day) => format!("since,{}", checked(day)?),
            Condition::Until(day) => format!("until,{}", until(day)?),
            Condition::UntilOrNone(day) => format!("until,{},null", until(day)?),
            Condition::Between(first, last) => {
                in_order(first, last)?;
                format!(
                    "between,{},{}",
                    date_time(checked(first)?.into()),
                    until(last)?
                )
            }
            Condition::None => "null".to_owned(),
            Condition::Any => "notequal,null".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn conditions_are_written_in_the_query_language() {
        let (first, last) = (date(2025, 1, 1), date(2025, 1, 31));
        let cases = [
            (DateFilter::on(first), "2025-01-01"),
            (DateFilter::since(first), "since,2025-01-01"),
            (DateFilter::until(last), "until,2025-01-31T23:59:59"),
            (
                DateFilter::until_or_none(last),
                "until,2025-01-31T23:59:59,null",
            ),
            (
                DateFilter::between(first, last),
                "between,2025-01-01T00:00:00,2025-01-31T23:59:59",
            ),
            (DateFilter::none(), "null"),
            (DateFilter::any(), "notequal,null"),
        ];
        for (filter, expected) in cases {
            assert_eq!(filter.encode().unwrap(), expected);
        }
    }

    #[test]
    fn a_reversed_period_and_odd_years_are_refused() {
        let reversed = DateFilter::between(date(2025, 2, 1), date(2025, 1, 31));
        let before_christ = DateFilter::since(date(-44, 3, 15));
        for filter in [reversed, before_christ] {
            assert!(filter.encode().is_err(), "{filter:?}");
        }
    }
}
