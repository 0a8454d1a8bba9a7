//! The query language of Lucca's v3 API, as far as it can say what is meant.
//!
//! A parameter's value is a list of texts between commas. The first may be a
//! comparator (`since,2025-01-01`). There is no way to escape a comma, and a first
//! value that looks like a comparator is read as one, so some questions cannot be put:
//! they are refused, rather than sent as other questions.

use jiff::civil::{Date, DateTime, Time};

/// Comparators, which the server recognises in any case, and literals that stand for
/// something else than their letters.
const WORDS: [&str; 16] = [
    "equals",
    "notequal",
    "like",
    "starts",
    "since",
    "until",
    "between",
    "greaterthan",
    "greaterthanorequal",
    "lessthan",
    "lessthanorequal",
    "null",
    "today",
    "now",
    "tomorrow",
    "yesterday",
];

/// `text` as a value to compare with, if the language can express it; else why not, in
/// words that do not quote it.
pub(super) fn value(text: &str) -> Result<String, String> {
    let refuse = |why: &str| Err(why.to_owned());
    let text = text.trim();
    if text.is_empty() {
        return refuse("it is blank; leave the filter out to get everybody");
    }
    if text.contains(',') {
        return refuse(
            "Lucca's query language separates values by commas and cannot escape one; \
             filter the users as they come instead",
        );
    }
    if text.contains(char::is_control) {
        return refuse("it holds control characters");
    }
    if WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return refuse(
            "Lucca's query language would read this word as one of its own (a comparator, no \
             value, a day); filter the users as they come instead",
        );
    }
    Ok(text.to_owned())
}

/// A date and time as the language takes it: without an offset, with at most seven
/// fractional digits. More digits are cut, which is to say a little earlier.
pub(super) fn date_time(at: DateTime) -> String {
    let fraction = at.subsec_nanosecond() / 100;
    let seconds = at.strftime("%Y-%m-%dT%H:%M:%S");
    if fraction == 0 {
        seconds.to_string()
    } else {
        let digits = format!("{fraction:07}");
        format!("{seconds}.{}", digits.trim_end_matches('0'))
    }
}

/// The last second of a day. `until` and a date alone means the end of that day to
/// some servers and its beginning to others, so it is always sent with a time.
fn end_of(day: Date) -> DateTime {
    day.to_datetime(Time::constant(23, 59, 59, 0))
}

/// Refuses years that are not written with four digits.
pub(super) fn four_digit_year(day: Date) -> Result<(), String> {
    if (1..=9999).contains(&day.year()) {
        Ok(())
    } else {
        Err("accepted are dates of the years 1 to 9999".to_owned())
    }
}

/// Refuses a period whose end is before its start.
pub(super) fn in_order<T: PartialOrd + std::fmt::Display>(first: T, last: T) -> Result<(), String> {
    if first > last {
        return Err(format!("the period is reversed: {first} is after {last}"));
    }
    Ok(())
}

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
                let first = date_time(checked(first)?.into());
                format!("between,{first},{}", until(last)?)
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
    use proptest::prelude::*;

    #[test]
    fn what_the_language_would_read_otherwise_is_refused() {
        for text in [
            "",
            "  ",
            "a,b",
            "like",
            "LIKE",
            " Since ",
            "null",
            "Today",
            "greaterThanOrEqual",
            "a\nb",
        ] {
            let why = value(text).expect_err(text);
            assert!(!why.contains("null"), "{why}");
        }
        for text in [
            "jdoe",
            "jane.doe@acme.test",
            "likely",
            "O'Neill",
            "José",
            "a b",
        ] {
            assert_eq!(value(text).unwrap(), text);
        }
    }

    #[test]
    fn times_have_no_offset_and_seven_digits_at_most() {
        let day = date(2025, 1, 1);
        let cases = [
            (day.at(8, 45, 23, 0), "2025-01-01T08:45:23"),
            (day.at(8, 45, 23, 583_000_000), "2025-01-01T08:45:23.583"),
            (
                day.at(8, 45, 23, 924_062_899),
                "2025-01-01T08:45:23.9240628",
            ),
            (end_of(day), "2025-01-01T23:59:59"),
        ];
        for (at, expected) in cases {
            assert_eq!(date_time(at), expected);
        }
    }

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

    proptest! {
        #[test]
        fn a_value_that_is_accepted_is_one_value_and_no_word(text in "\\PC{0,40}") {
            if let Ok(value) = value(&text) {
                prop_assert_eq!(value.split(',').count(), 1);
                prop_assert!(!WORDS.contains(&value.to_ascii_lowercase().as_str()));
                prop_assert_eq!(value, text.trim());
            }
        }
    }
}
