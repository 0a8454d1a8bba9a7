//! People, written as JSON: only what was selected, and only what the key may see.

use std::fmt::Write as _;

use jiff::civil::DateTime;

use crate::behaviour::IdSpelling;
use crate::company::Company;
use crate::v3::fields::{Selected, Selection};
use crate::v3::property::{self, Datum, Entity, Property};

/// Writes into a string, so that a page of a thousand people is one allocation and no tree.
pub(crate) struct Writer<'a> {
    company: &'a Company,
    hidden: &'a dyn Fn(&str) -> bool,
    /// Whether a property without a value is written as null even where the document does not allow it.
    nulls: bool,
    ids: IdSpelling,
    pub(crate) out: String,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(
        company: &'a Company,
        hidden: &'a dyn Fn(&str) -> bool,
        nulls: bool,
        ids: IdSpelling,
    ) -> Self {
        Self {
            company,
            hidden,
            nulls,
            ids,
            out: String::new(),
        }
    }

    pub(crate) fn entity(&mut self, entity: Entity<'_>, selection: &Selection) {
        // Extended data has no fixed properties: unselected, it is shown whole.
        if let (Entity::ExtendedData(data), true) = (entity, selection.0.is_empty()) {
            self.json(data);
            return;
        }
        self.out.push('{');
        let mut first = true;
        for Selected {
            property, inner, ..
        } in &selection.0
        {
            let mut name = property.name();
            let of_user = matches!(entity, Entity::User(_));
            if of_user && (self.hidden)(&name) {
                continue;
            }
            if let (Entity::User(user), Property::Axes) = (entity, property) {
                for &(axis, value) in &user.axis_values {
                    if !std::mem::take(&mut first) {
                        self.out.push(',');
                    }
                    self.json(&Property::Axis(axis).name());
                    self.out.push(':');
                    self.entity(Entity::AxisValue(value), inner);
                }
                continue;
            }
            let datum = property::read(self.company, entity, property);
            if of_user
                && self.ids == IdSpelling::Upper
                && matches!(datum, Datum::Number(_))
                && let Some(stem) = name.strip_suffix("Id")
            {
                name = format!("{stem}ID").into();
            }
            if of_user
                && matches!(datum, Datum::Null)
                && !self.nulls
                && !property::may_be_null(property)
            {
                continue;
            }
            if !std::mem::take(&mut first) {
                self.out.push(',');
            }
            self.json(&name);
            self.out.push(':');
            match datum {
                Datum::Null => self.out.push_str("null"),
                Datum::Number(number) => self.number(number),
                Datum::Text(text) => self.json(&text),
                Datum::Moment(moment) => self.moment(moment),
                Datum::Flag(flag) => self.out.push_str(if flag { "true" } else { "false" }),
                Datum::Entity(entity) => self.entity(entity, inner),
                Datum::Many(entities) => {
                    self.out.push('[');
                    for (index, entity) in entities.into_iter().enumerate() {
                        if index > 0 {
                            self.out.push(',');
                        }
                        self.entity(entity, inner);
                    }
                    self.out.push(']');
                }
                Datum::Json(value) => self.json(value),
            }
        }
        self.out.push('}');
    }

    pub(crate) fn number(&mut self, number: i64) {
        // Writing to a string cannot fail.
        let _ = write!(self.out, "{number}");
    }

    /// Without offset, and with as many digits as the fraction needs, up to seven: as .NET writes it.
    fn moment(&mut self, moment: DateTime) {
        let (date, time) = (moment.date(), moment.time());
        let _ = write!(
            self.out,
            "\"{date}T{:02}:{:02}:{:02}",
            time.hour(),
            time.minute(),
            time.second()
        );
        let ticks = time.subsec_nanosecond() / 100;
        if ticks > 0 {
            let digits = format!("{ticks:07}");
            self.out.push('.');
            self.out.push_str(digits.trim_end_matches('0'));
        }
        self.out.push('"');
    }

    fn json<T: serde::Serialize + ?Sized>(&mut self, value: &T) {
        // Strings and parsed JSON always serialise.
        self.out
            .push_str(&serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned()));
    }
}
