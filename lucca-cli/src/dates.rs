//! Days as people write them at a terminal, and the span of days of a question.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// The longest span of days that is shown at once: a year.
const LONGEST_SPAN_DAYS: i32 = 366;

/// A day, either written out or relative to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    On(Date),
    /// So many days after today; before, if negative.
    FromToday(i8),
}

/// Reads `2026-11-23`, `today`, `tomorrow` or `yesterday`.
pub(crate) fn parse_day(text: &str) -> Result<Day, String> {
    Ok(match text.to_ascii_lowercase().as_str() {
        "yesterday" => Day::FromToday(-1),
        "today" => Day::FromToday(0),
        "tomorrow" => Day::FromToday(1),
        _ => Day::On(parse(text)?),
    })
}

/// Reads `2026-11-23`, and nothing else: no time, no other order of the parts.
pub(crate) fn parse(text: &str) -> Result<Date, String> {
    // The parser of jiff would also take `2026-11-23T00:00`, and drop the time.
    let date_alone = text.len() == "YYYY-MM-DD".len();
    match text.parse::<Date>() {
        Ok(date) if date_alone => Ok(date),
        _ => Err("expected is a date that exists, as YYYY-MM-DD".to_owned()),
    }
}

impl Day {
    fn resolve(self, today: Date) -> Result<Date, String> {
        match self {
            Self::On(date) => Ok(date),
            Self::FromToday(days) => today
                .checked_add(i32::from(days).days())
                .map_err(|error| error.to_string()),
        }
    }
}

/// The days from the first to the last, both included: by default this week's
/// Monday to Friday.
pub(crate) fn span(
    from: Option<Day>,
    to: Option<Day>,
    today: Date,
) -> Result<(Date, Date), String> {
    let from = match from {
        Some(day) => day.resolve(today)?,
        None => day_of_week(today, Weekday::Monday)?,
    };
    let to = match to {
        Some(day) => day.resolve(today)?,
        None => day_of_week(from, Weekday::Friday)?.max(from),
    };
    if from > to {
        return Err(format!(
            "--from {from} is after --to {to}; expected is a first day that is not after the last"
        ));
    }
    let days = (to - from).get_days() + 1;
    if days > LONGEST_SPAN_DAYS {
        return Err(format!(
            "--from {from} --to {to} are {days} days; accepted are at most {LONGEST_SPAN_DAYS}"
        ));
    }
    Ok((from, to))
}

/// The given day of the week that `date` is in; weeks start on Monday.
fn day_of_week(date: Date, weekday: Weekday) -> Result<Date, String> {
    let days = weekday.to_monday_zero_offset() - date.weekday().to_monday_zero_offset();
    date.checked_add(i32::from(days).days())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// A Saturday.
    const TODAY: Date = date(2026, 11, 21);

    #[test]
    fn a_span_defaults_to_the_working_week() {
        let monday_to_friday = (date(2026, 11, 16), date(2026, 11, 20));
        assert_eq!(span(None, None, TODAY), Ok(monday_to_friday));
        let wednesday = parse_day("2026-11-18").unwrap();
        assert_eq!(
            span(Some(wednesday), None, TODAY),
            Ok((date(2026, 11, 18), date(2026, 11, 20)))
        );
        assert_eq!(
            span(None, Some(Day::FromToday(1)), TODAY),
            Ok((date(2026, 11, 16), date(2026, 11, 22)))
        );
        // From a weekend day on, the working week is over: that day alone.
        assert_eq!(
            span(Some(Day::FromToday(0)), None, TODAY),
            Ok((TODAY, TODAY))
        );
    }

    #[test]
    fn a_span_that_is_none_says_what_is_accepted() {
        let late = Some(Day::On(date(2026, 11, 30)));
        let message = span(late, Some(Day::FromToday(0)), TODAY).unwrap_err();
        assert!(
            message.contains("--from 2026-11-30 is after --to 2026-11-21"),
            "{message}"
        );
        let message = span(None, Some(Day::On(date(2028, 1, 1))), TODAY).unwrap_err();
        assert!(message.contains("at most 366"), "{message}");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "2026-02-30",
            "21/11/2026",
            "2026-11-21T00:00",
            "soon",
            "2026-1-1",
        ] {
            assert!(parse_day(text).is_err(), "{text}");
        }
        for day in [Date::MIN, Date::MAX] {
            // The ends of the calendar are dates like any other.
            let _ = span(Some(Day::On(day)), None, TODAY);
            let _ = span(Some(Day::FromToday(1)), None, day);
        }
    }
}
