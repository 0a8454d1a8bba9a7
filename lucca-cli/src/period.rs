//! Days as people write them at a terminal, and the days of a question.

use std::ops::RangeInclusive;
use std::time::Duration;

use clap::Args;
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::TimeZone;

use crate::failure::Failure;

/// The longest span of days that is shown at once: a year.
const LONGEST_SPAN_DAYS: i32 = 366;

/// The days of a question.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Which days")]
pub(crate) struct Period {
    /// One day: YYYY-MM-DD, `today`, `tomorrow` or `yesterday`
    #[arg(long, value_name = "DATE", value_parser = parse_day, conflicts_with_all = ["from", "to", "week"])]
    pub(crate) date: Option<Day>,

    /// First day
    #[arg(long, value_name = "DATE", value_parser = parse_day, conflicts_with = "week")]
    pub(crate) from: Option<Day>,

    /// Last day [default: the Friday of the first day's week, or the first day if it is later]
    #[arg(long, value_name = "DATE", value_parser = parse_day, conflicts_with = "week")]
    pub(crate) to: Option<Day>,

    /// Monday to Friday of a week: `this`, `next`, `last`, 2026-W47, or a day in it
    #[arg(long, value_name = "WEEK", value_parser = parse_week, num_args = 0..=1, default_missing_value = "this")]
    pub(crate) week: Option<Week>,
}

/// A day, either written out or relative to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    On(Date),
    /// So many days after today; before, if negative.
    FromToday(i8),
}

/// A week, either by a day in it or relative to that of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Week {
    Of(Date),
    FromThis(i8),
}

/// Reads `2026-11-23`, `today`, `tomorrow` or `yesterday`.
fn parse_day(text: &str) -> Result<Day, String> {
    Ok(match text.to_ascii_lowercase().as_str() {
        "yesterday" => Day::FromToday(-1),
        "today" => Day::FromToday(0),
        "tomorrow" => Day::FromToday(1),
        _ => Day::On(parse_date(text).map_err(|_| {
            "expected is a date that exists, as YYYY-MM-DD, or `today`, `tomorrow`, `yesterday`"
        })?),
    })
}

/// Reads `this`, `next`, `last`, `2026-W47` or a day.
fn parse_week(text: &str) -> Result<Week, String> {
    let accepted = "expected is `this`, `next`, `last`, a week as 2026-W47, or a day in it";
    let text = text.to_ascii_lowercase();
    Ok(match text.as_str() {
        "last" => Week::FromThis(-1),
        "this" => Week::FromThis(0),
        "next" => Week::FromThis(1),
        _ => match text.split_once("-w") {
            Some((year, week)) => {
                let date = year
                    .parse()
                    .ok()
                    .zip(week.parse().ok())
                    .and_then(|(year, week)| ISOWeekDate::new(year, week, Weekday::Monday).ok());
                Week::Of(date.ok_or(accepted)?.date())
            }
            None => Week::Of(parse_date(&text).map_err(|_| accepted)?),
        },
    })
}

/// Reads `2026-11-23`, and nothing else: no time, no other order of the parts.
pub(crate) fn parse_date(text: &str) -> Result<Date, String> {
    // The parser of jiff would also take `2026-11-23T00:00`, and drop the time.
    let date_alone = text.len() == "YYYY-MM-DD".len();
    match text.parse::<Date>() {
        Ok(date) if date_alone => Ok(date),
        _ => Err("expected is a date that exists, as YYYY-MM-DD".to_owned()),
    }
}

/// Reads the name of a time zone, such as `Europe/Paris`.
pub(crate) fn parse_zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text)
        .map_err(|_| "expected is the name of a time zone, such as Europe/Paris or UTC".to_owned())
}

/// Reads `90s`, `5m` or `1h 30m`.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, String> {
    let duration = text.parse::<jiff::SignedDuration>().ok();
    duration
        .and_then(|duration| Duration::try_from(duration).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "expected is a time such as 90s, 5m or 1h".to_owned())
}

impl Day {
    fn resolve(self, today: Date) -> Result<Date, Failure> {
        match self {
            Self::On(date) => Ok(date),
            Self::FromToday(days) => today
                .checked_add(i32::from(days).days())
                .map_err(Failure::usage),
        }
    }
}

impl Period {
    /// Whether days were named at all.
    pub(crate) fn is_named(&self) -> bool {
        self.date.is_some() || self.from.is_some() || self.to.is_some() || self.week.is_some()
    }

    /// The days from the first to the last, both included: by default this week's Monday to
    /// Friday.
    pub(crate) fn days(&self, today: Date) -> Result<RangeInclusive<Date>, Failure> {
        if let Some(day) = self.date {
            let day = day.resolve(today)?;
            return Ok(day..=day);
        }
        if let Some(week) = self.week {
            let day = match week {
                Week::Of(day) => day,
                Week::FromThis(weeks) => today
                    .checked_add(i32::from(weeks).weeks())
                    .map_err(Failure::usage)?,
            };
            return Ok(day_of_week(day, Weekday::Monday)?..=day_of_week(day, Weekday::Friday)?);
        }
        let from = match self.from {
            Some(day) => day.resolve(today)?,
            None => day_of_week(today, Weekday::Monday)?,
        };
        let to = match self.to {
            Some(day) => day.resolve(today)?,
            None => day_of_week(from, Weekday::Friday)?.max(from),
        };
        if from > to {
            return Err(Failure::usage(format!(
                "--from {from} is after --to {to}; expected is a first day that is not after the last"
            )));
        }
        let days = (to - from).get_days() + 1;
        if days > LONGEST_SPAN_DAYS {
            return Err(Failure::usage(format!(
                "--from {from} --to {to} are {days} days; accepted are at most {LONGEST_SPAN_DAYS}"
            )));
        }
        Ok(from..=to)
    }
}

/// The given day of the week that `date` is in; weeks start on Monday.
pub(crate) fn day_of_week(date: Date, weekday: Weekday) -> Result<Date, Failure> {
    let days = weekday.to_monday_zero_offset() - date.weekday().to_monday_zero_offset();
    date.checked_add(i32::from(days).days())
        .map_err(Failure::usage)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// A Saturday.
    const TODAY: Date = date(2026, 11, 21);

    #[test]
    fn a_period_defaults_to_the_working_week() {
        let on = |day| parse_day(day).unwrap();
        let whole = date(2026, 11, 16)..=date(2026, 11, 20);
        let period = Period::default();
        assert_eq!(period.days(TODAY).unwrap(), whole);
        let cases = [
            (
                Some("2026-11-18"),
                None,
                date(2026, 11, 18),
                date(2026, 11, 20),
            ),
            (
                None,
                Some("tomorrow"),
                date(2026, 11, 16),
                date(2026, 11, 22),
            ),
            // From a weekend day on, the working week is over: that day alone.
            (Some("today"), None, TODAY, TODAY),
        ];
        for (from, to, first, last) in cases {
            let (from, to) = (from.map(on), to.map(on));
            let period = Period {
                from,
                to,
                ..Period::default()
            };
            assert_eq!(period.days(TODAY).unwrap(), first..=last);
        }
        for week in ["this", "2026-W47", "2026-11-22"] {
            let week = Some(parse_week(week).unwrap());
            let period = Period {
                week,
                ..Period::default()
            };
            assert_eq!(period.days(TODAY).unwrap(), whole);
        }
    }

    #[test]
    fn a_span_that_is_none_says_what_is_accepted() {
        let span = |from, to| {
            let (from, to) = (Some(Day::On(from)), Some(Day::On(to)));
            Period {
                from,
                to,
                ..Period::default()
            }
            .days(TODAY)
        };
        let reversed = span(date(2026, 11, 30), TODAY).unwrap_err();
        assert!(
            reversed
                .message()
                .contains("--from 2026-11-30 is after --to 2026-11-21")
        );
        let long = span(TODAY, date(2028, 1, 1)).unwrap_err();
        assert!(long.message().contains("at most 366"));
    }

    #[test]
    fn what_is_no_date_or_week_is_refused() {
        for text in [
            "",
            "2026-02-30",
            "21/11/2026",
            "2026-11-21T00:00",
            "soon",
            "2026-1-1",
        ] {
            assert!(parse_day(text).is_err(), "{text}");
            assert!(parse_week(text).is_err(), "{text}");
        }
        for text in ["2026-W54", "2026-W", "W47", "2026-w0"] {
            assert!(parse_week(text).is_err(), "{text}");
        }
        for day in [Date::MIN, Date::MAX] {
            // The ends of the calendar are dates like any other.
            let date = Some(Day::FromToday(1));
            let _ = Period {
                date,
                ..Period::default()
            }
            .days(day);
            let week = Some(Week::FromThis(1));
            let _ = Period {
                week,
                ..Period::default()
            }
            .days(day);
        }
    }

    #[test]
    fn a_time_has_a_unit() {
        assert_eq!(parse_duration("90s"), Ok(Duration::from_secs(90)));
        for text in ["", "0s", "-5s", "fast"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
        assert!(parse_zone("Europe/Paris").is_ok());
        assert!(parse_zone("Mars/Olympus").is_err());
    }
}
