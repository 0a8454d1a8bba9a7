//! `{property}={comparator},{values}`: which rows.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan, tz::TimeZone};

use crate::behaviour::UntilDay;
use crate::company::{Company, User};
use crate::failure::Failure;
use crate::v3::property::{self, Datum, Entity, Kind, Property, Shape};

/// How many values one filter may list.
const MOST_VALUES: usize = 1_000;

/// What the literals of the language mean in this request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) now: Timestamp,
    pub(crate) until_day: UntilDay,
}

impl Moment {
    fn local(self) -> DateTime {
        self.now.to_zoned_datetime(TimeZone::UTC).datetime()
    }
}

/// One parsed filter.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    path: Vec<Property>,
    comparator: Comparator,
    values: Vec<Wanted>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparator {
    Equals,
    NotEqual,
    Like,
    Starts,
    Since,
    Until,
    Between,
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
}

const COMPARATORS: &[(&str, Comparator)] = &[
    ("equals", Comparator::Equals),
    ("notequal", Comparator::NotEqual),
    ("like", Comparator::Like),
    ("starts", Comparator::Starts),
    ("since", Comparator::Since),
    ("until", Comparator::Until),
    ("between", Comparator::Between),
    ("greaterthan", Comparator::GreaterThan),
    ("greaterthanorequal", Comparator::GreaterThanOrEqual),
    ("lessthan", Comparator::LessThan),
    ("lessthanorequal", Comparator::LessThanOrEqual),
];

#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    Null,
    Number(i64),
    Text(String),
    Moment(DateTime),
    Flag(bool),
}

impl Filter {
    /// Reads one parameter. An unknown property is refused, as are values that its type cannot hold.
    pub(crate) fn parse(name: &str, text: &str, moment: Moment) -> Result<Self, Failure> {
        let (path, shape) = resolve(name)?;
        let refused = |message: String| Failure::bad(name, message);
        let mut words: Vec<&str> = text.split(',').map(str::trim).collect();
        // A first value that happens to be a comparator's name is read as one, as by the real server.
        let comparator = words
            .first()
            .and_then(|first| {
                COMPARATORS
                    .iter()
                    .find(|(known, _)| known.eq_ignore_ascii_case(first))
            })
            .map(|&(_, comparator)| comparator);
        if comparator.is_some() {
            words.remove(0);
        }
        let comparator = comparator.unwrap_or(Comparator::Equals);
        if words.is_empty() || words.contains(&"") {
            return Err(refused(format!("A value is missing in {name}.")));
        }
        if words.len() > MOST_VALUES {
            return Err(refused(format!(
                "{name} lists {} values; at most {MOST_VALUES} may be listed.",
                words.len()
            )));
        }
        if comparator == Comparator::Between && words.len() != 2 {
            return Err(refused(format!(
                "between takes two values, {name} has {}.",
                words.len()
            )));
        }
        if !comparator.fits(shape) {
            return Err(refused(format!(
                "This comparator does not apply to {name}."
            )));
        }
        let wanted = |(index, word): (usize, &&str)| {
            let upper = matches!(comparator, Comparator::Until)
                || (comparator == Comparator::Between && index == 1);
            let wanted = Wanted::parse(word, shape, upper, moment).ok_or_else(|| {
                refused(format!(
                    "{:?} is no value for {name}.",
                    word.chars().take(60).collect::<String>()
                ))
            })?;
            match wanted {
                Wanted::Null
                    if !matches!(
                        comparator,
                        Comparator::Equals
                            | Comparator::NotEqual
                            | Comparator::Since
                            | Comparator::Until
                    ) =>
                {
                    Err(refused(format!(
                        "null can not be compared this way in {name}."
                    )))
                }
                wanted => Ok(wanted),
            }
        };
        let values = words
            .iter()
            .enumerate()
            .map(wanted)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            path,
            comparator,
            values,
        })
    }

    /// Whether the filter asks about a property that this key may not see.
    pub(crate) fn touches(&self, hidden: &dyn Fn(&str) -> bool) -> bool {
        self.path.iter().any(|property| hidden(&property.name()))
    }

    /// Whether this person passes. Behind a list (`habilitedRoles.id`), one that passes is enough.
    pub(crate) fn passes(&self, company: &Company, user: &User) -> bool {
        self.any(company, Entity::User(user), &self.path)
    }

    /// Whether somebody of whom nothing is known would pass.
    pub(crate) fn passes_unknown(&self) -> bool {
        self.matches(&Datum::Null)
    }

    fn any(&self, company: &Company, entity: Entity<'_>, path: &[Property]) -> bool {
        let Some((first, rest)) = path.split_first() else {
            return false;
        };
        match property::read(company, entity, first) {
            Datum::Entity(inner) => self.any(company, inner, rest),
            Datum::Many(inner) => inner
                .into_iter()
                .any(|inner| self.any(company, inner, rest)),
            datum => self.matches(&datum),
        }
    }

    fn matches(&self, datum: &Datum<'_>) -> bool {
        let mut values = self.values.iter();
        match self.comparator {
            Comparator::Equals => values.any(|wanted| wanted.is(datum)),
            Comparator::NotEqual => !values.any(|wanted| wanted.is(datum)),
            Comparator::Like => {
                values.any(|wanted| wanted.in_text(datum, |text, wanted| text.contains(wanted)))
            }
            Comparator::Starts => {
                values.any(|wanted| wanted.in_text(datum, |text, wanted| text.starts_with(wanted)))
            }
            // `until,2025-01-31,null`: by then, or never.
            Comparator::Since => values.any(|wanted| {
                wanted.is_null(datum) || wanted.order(datum).is_some_and(|order| order.is_ge())
            }),
            Comparator::Until => values.any(|wanted| {
                wanted.is_null(datum) || wanted.order(datum).is_some_and(|order| order.is_le())
            }),
            Comparator::GreaterThan => {
                values.any(|wanted| wanted.order(datum).is_some_and(|order| order.is_gt()))
            }
            Comparator::GreaterThanOrEqual => {
                values.any(|wanted| wanted.order(datum).is_some_and(|order| order.is_ge()))
            }
            Comparator::LessThan => {
                values.any(|wanted| wanted.order(datum).is_some_and(|order| order.is_lt()))
            }
            Comparator::LessThanOrEqual => {
                values.any(|wanted| wanted.order(datum).is_some_and(|order| order.is_le()))
            }
            Comparator::Between => match self.values.as_slice() {
                [low, high] => {
                    low.order(datum).is_some_and(|order| order.is_ge())
                        && high.order(datum).is_some_and(|order| order.is_le())
                }
                _ => false,
            },
        }
    }
}

impl Comparator {
    fn fits(self, shape: Shape) -> bool {
        match self {
            Comparator::Equals | Comparator::NotEqual => true,
            Comparator::Like | Comparator::Starts => shape == Shape::Text,
            Comparator::Since | Comparator::Until => shape == Shape::Moment,
            Comparator::Between
            | Comparator::GreaterThan
            | Comparator::GreaterThanOrEqual
            | Comparator::LessThan
            | Comparator::LessThanOrEqual => matches!(shape, Shape::Moment | Shape::Number),
        }
    }
}

impl Wanted {
    fn parse(word: &str, shape: Shape, upper: bool, moment: Moment) -> Option<Self> {
        if word.eq_ignore_ascii_case("null") {
            return Some(Wanted::Null);
        }
        match shape {
            Shape::Number => word.parse().ok().map(Wanted::Number),
            Shape::Text => Some(Wanted::Text(word.to_lowercase())),
            Shape::Flag => match word {
                "true" => Some(Wanted::Flag(true)),
                "false" => Some(Wanted::Flag(false)),
                _ => None,
            },
            Shape::Moment => instant(word, upper, moment).map(Wanted::Moment),
            Shape::Entity(_) | Shape::Json => None,
        }
    }

    fn is(&self, datum: &Datum<'_>) -> bool {
        match (self, datum) {
            (Wanted::Null, Datum::Null) => true,
            (Wanted::Number(wanted), Datum::Number(number)) => wanted == number,
            (Wanted::Text(wanted), Datum::Text(text)) => *wanted == text.to_lowercase(),
            (Wanted::Moment(wanted), Datum::Moment(moment)) => wanted == moment,
            (Wanted::Flag(wanted), Datum::Flag(flag)) => wanted == flag,
            _ => false,
        }
    }

    fn is_null(&self, datum: &Datum<'_>) -> bool {
        matches!((self, datum), (Wanted::Null, Datum::Null))
    }

    fn in_text(&self, datum: &Datum<'_>, test: fn(&str, &str) -> bool) -> bool {
        match (self, datum) {
            (Wanted::Text(wanted), Datum::Text(text)) => test(&text.to_lowercase(), wanted),
            _ => false,
        }
    }

    /// How the row's value stands to the wanted one.
    fn order(&self, datum: &Datum<'_>) -> Option<std::cmp::Ordering> {
        match (self, datum) {
            (Wanted::Number(wanted), Datum::Number(number)) => Some(number.cmp(wanted)),
            (Wanted::Moment(wanted), Datum::Moment(moment)) => Some(moment.cmp(wanted)),
            _ => None,
        }
    }
}

/// A day, a date-time with or without a `Z`, or one of the literals.
fn instant(word: &str, upper: bool, moment: Moment) -> Option<DateTime> {
    let today = moment.local().date();
    let day = match word.to_ascii_lowercase().as_str() {
        "now" => return Some(moment.local()),
        "today" => Some(today),
        "tomorrow" => Some(today.saturating_add(1.day())),
        "yesterday" => Some(today.saturating_sub(1.day())),
        _ if word.len() <= 10 => Some(plain_date(word)?),
        _ => None,
    };
    match day {
        Some(day) if upper && moment.until_day == UntilDay::End => {
            Some(day.at(23, 59, 59, 999_999_999))
        }
        Some(day) => Some(day.at(0, 0, 0, 0)),
        None if word.ends_with(['Z', 'z']) => Some(
            word.parse::<Timestamp>()
                .ok()?
                .to_zoned_datetime(TimeZone::UTC)
                .datetime(),
        ),
        None if word.contains(['+', '[']) => None,
        None => word.parse().ok(),
    }
}

/// `YYYY-MM-DD` and nothing shorter, longer or signed.
fn plain_date(word: &str) -> Option<Date> {
    let shaped = word.len() == 10
        && word.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if shaped { word.parse().ok() } else { None }
}

/// Whether a name leads to something of a user, plain value or not.
pub(crate) fn is_property(name: &str) -> bool {
    let mut shape = Shape::Entity(Kind::User);
    name.split('.').take(10).all(|step| {
        let Shape::Entity(kind) = shape else {
            return false;
        };
        property::find(kind, step).is_some_and(|(_, next)| {
            shape = next;
            true
        })
    })
}

/// A dotted name, as a path to a plain value.
fn resolve(name: &str) -> Result<(Vec<Property>, Shape), Failure> {
    let unknown = || {
        Failure::bad(
            name,
            format!(
                "There is no property named {:?}.",
                name.chars().take(60).collect::<String>()
            ),
        )
    };
    let mut path = Vec::new();
    let mut shape = Shape::Entity(Kind::User);
    for step in name.split('.') {
        let Shape::Entity(kind) = shape else {
            return Err(unknown());
        };
        let (property, next) = property::find(kind, step).ok_or_else(unknown)?;
        if path.len() == 10 {
            return Err(unknown());
        }
        path.push(property);
        shape = next;
    }
    match shape {
        Shape::Entity(_) | Shape::Json => Err(Failure::bad(
            name,
            format!("{name} is not a plain value; filter on one of its properties."),
        )),
        shape => Ok((path, shape)),
    }
}
