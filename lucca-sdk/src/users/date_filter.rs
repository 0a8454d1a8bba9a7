//! Conditions on a date, as Lucca's v3 API takes them.

use jiff::civil::Date;

use super::language::{date_time, end_of, four_digit_year};
use crate::Error;

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
/// let open_ended = DateFilter::none();
/// let limited = DateFilter::any();
/// # let _ = (january, new_year, since, until, open_ended, limited);
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
    Between(Date, Date),
    None,
    Any,
}

impl DateFilter {
    /// On this day.
    ///
    /// ```
    /// use lucca_sdk::users::DateFilter;
    ///
    /// let filter = DateFilter::on(jiff::civil::date(2025, 9, 1));
    /// ```
    pub const fn on(day: Date) -> Self {
        Self(Condition::On(day))
    }

    /// On this day or later.
    ///
    /// ```
    /// use lucca_sdk::users::DateFilter;
    ///
    /// let filter = DateFilter::since(jiff::civil::date(2025, 9, 1));
    /// ```
    pub const fn since(day: Date) -> Self {
        Self(Condition::Since(day))
    }

    /// On this day or earlier.
    ///
    /// ```
    /// use lucca_sdk::users::DateFilter;
    ///
    /// let filter = DateFilter::until(jiff::civil::date(2025, 9, 30));
    /// ```
    pub const fn until(day: Date) -> Self {
        Self(Condition::Until(day))
    }

    /// From the first day to the last, both included. A reversed period is refused
    /// when the list is read.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use lucca_sdk::users::DateFilter;
    ///
    /// let september = DateFilter::between(date(2025, 9, 1), date(2025, 9, 30));
    /// ```
    pub const fn between(first: Date, last: Date) -> Self {
        Self(Condition::Between(first, last))
    }

    /// There is no date: of a contract's end, that none is known.
    ///
    /// ```
    /// use lucca_sdk::users::DateFilter;
    ///
    /// let filter = DateFilter::none();
    /// ```
    pub const fn none() -> Self {
        Self(Condition::None)
    }

    /// There is a date, whichever.
    ///
    /// ```
    /// use lucca_sdk::users::DateFilter;
    ///
    /// let filter = DateFilter::any();
    /// ```
    pub const fn any() -> Self {
        Self(Condition::Any)
    }

    /// The condition in the query language.
    pub(super) fn encode(self, parameter: &'static str) -> Result<String, Error> {
        let checked = |day: Date| four_digit_year(parameter, day).map(|()| day);
        Ok(match self.0 {
            Condition::On(day) => checked(day)?.to_string(),
            Condition::Since(day) => format!("since,{}", checked(day)?),
            Condition::Until(day) => format!("until,{}", date_time(end_of(checked(day)?))),
            Condition::Between(first, last) => {
                if first > last {
                    return Err(Error::invalid_input(
                        parameter,
                        format!("the period is reversed: {first} is after {last}"),
                    ));
                }
                format!(
                    "between,{},{}",
                    date_time(checked(first)?.into()),
                    date_time(end_of(checked(last)?))
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
                DateFilter::between(first, last),
                "between,2025-01-01T00:00:00,2025-01-31T23:59:59",
            ),
            (DateFilter::none(), "null"),
            (DateFilter::any(), "notequal,null"),
        ];
        for (filter, expected) in cases {
            assert_eq!(filter.encode("dtContractEnd").unwrap(), expected);
        }
    }

    #[test]
    fn a_reversed_period_and_odd_years_are_refused() {
        let reversed = DateFilter::between(date(2025, 2, 1), date(2025, 1, 31));
        let before_christ = DateFilter::since(date(-44, 3, 15));
        for filter in [reversed, before_christ] {
            let error = filter.encode("dtContractStart").expect_err("refused");
            assert!(error.is_invalid_input());
            assert_eq!(error.parameter(), Some("dtContractStart"));
        }
    }
}
