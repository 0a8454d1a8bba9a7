//! What a user's properties mean.

use jiff::civil::{Date, DateTime};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{User, WorkCycle};
use crate::Error;
use crate::error::DecodeFailure;

/// Reading a user. None of these methods asks the server: what was not among the
/// requested fields, or is hidden from the key's role, is absent.
impl User {
    /// The identifier of the user's value on the analysis axis `axis`, from the property
    /// `userAxisValues_{axis}`; asked for with
    /// [`List::axis_value`](crate::paging::List::axis_value).
    ///
    /// ```
    /// let user: lucca_sdk::users::User =
    ///     serde_json::from_str(r#"{"id": 416, "userAxisValues_2": {"id": 35}}"#)?;
    /// assert_eq!(user.axis_value(2), Some(35));
    /// assert_eq!(user.axis_value(3), None);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn axis_value(&self, axis: u32) -> Option<i64> {
        let value = self.extra.get(&format!("userAxisValues_{axis}"))?;
        value.get("id").unwrap_or(value).as_i64()
    }

    /// One of the account's own properties, from `extendedData`, decoded; asked for with
    /// [`List::extended_data`](crate::paging::List::extended_data).
    ///
    /// Lucca sends such a property as `{id, value}`, as a list of those, or as a bare
    /// value: the `value` is what is decoded, or the list of values.
    ///
    /// ```
    /// let user: lucca_sdk::users::User = serde_json::from_str(
    ///     r#"{"id": 416, "extendedData": {
    ///         "e_bloodType": {"id": 7, "value": "0+"},
    ///         "e_languages": [{"id": 8, "value": "fr"}, {"id": 9, "value": "en"}],
    ///         "e_locker": 42
    ///     }}"#,
    /// )?;
    /// assert_eq!(user.extended("e_bloodType")?, Some("0+".to_owned()));
    /// assert_eq!(user.extended("e_locker")?, Some(42));
    /// let languages: Option<Vec<String>> = user.extended("e_languages")?;
    /// assert_eq!(languages.unwrap_or_default(), ["fr", "en"]);
    /// assert_eq!(user.extended::<String>("e_other")?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_decode`] when the property is not what `T` takes; the error does not
    /// quote it.
    pub fn extended<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Error> {
        let Some(property) = self.extended_data.as_ref().and_then(|data| data.get(name)) else {
            return Ok(None);
        };
        let value = match property {
            Value::Array(items) => Value::Array(items.iter().map(value_of).collect()),
            property => value_of(property),
        };
        if value.is_null() {
            return Ok(None);
        }
        serde_json::from_value(value).map(Some).map_err(|error| {
            let failure = DecodeFailure::new(&error).at(format!("extendedData.{name}"));
            Error::new(crate::error::Kind::Decode(failure))
        })
    }

    /// The day on which the contract starts. `None` if it is unknown, or
    /// 1900-01-01, by which Lucca says "always".
    ///
    /// ```
    /// let user: lucca_sdk::users::User =
    ///     serde_json::from_str(r#"{"id": 416, "dtContractStart": "2014-09-01T00:00:00"}"#)?;
    /// assert_eq!(user.contract_start(), Some(jiff::civil::date(2014, 9, 1)));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn contract_start(&self) -> Option<Date> {
        start(self.dt_contract_start)
    }

    /// The last day of the contract. `None` if no end is known, or 9999-12-31, by which
    /// Lucca says "never".
    ///
    /// ```
    /// let user: lucca_sdk::users::User =
    ///     serde_json::from_str(r#"{"id": 416, "dtContractEnd": "9999-12-31T00:00:00"}"#)?;
    /// assert_eq!(user.contract_end(), None);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn contract_end(&self) -> Option<Date> {
        end(self.dt_contract_end)
    }

    /// Whether the contract covers this day. An end that is not known, or was not asked
    /// for, counts as open. Whether somebody still works on the date of the end is not
    /// documented: here that day counts as covered.
    ///
    /// ```
    /// let user: lucca_sdk::users::User = serde_json::from_str(
    ///     r#"{"id": 416, "dtContractStart": "2014-09-01T00:00:00", "dtContractEnd": null}"#,
    /// )?;
    /// assert!(user.is_active_on(jiff::civil::date(2025, 9, 15)));
    /// assert!(!user.is_active_on(jiff::civil::date(2014, 8, 31)));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn is_active_on(&self, day: Date) -> bool {
        covers(self.contract_start(), self.contract_end(), day)
    }

    /// The work cycle that applies on this day. Where two meet on one day, as Lucca's own
    /// example has it, the later one.
    ///
    /// ```
    /// let user: lucca_sdk::users::User = serde_json::from_str(
    ///     r#"{"id": 416, "userWorkCycles": [
    ///         {"workCycleID": 6, "startsOn": "1900-01-01T00:00:00", "endsOn": "2015-03-09T00:00:00"},
    ///         {"workCycleID": 9, "startsOn": "2015-03-10T00:00:00", "endsOn": "9999-12-31T00:00:00"}
    ///     ]}"#,
    /// )?;
    /// let cycle = user.work_cycle_on(jiff::civil::date(2025, 9, 15));
    /// assert_eq!(cycle.and_then(|cycle| cycle.work_cycle_id), Some(9));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn work_cycle_on(&self, day: Date) -> Option<&WorkCycle> {
        self.user_work_cycles
            .iter()
            .flatten()
            .filter(|cycle| covers(cycle.first_day(), cycle.last_day(), day))
            .max_by_key(|cycle| cycle.first_day())
    }
}

/// When a work cycle applies.
impl WorkCycle {
    /// The first day, `None` if it has always applied.
    ///
    /// ```
    /// let cycle: lucca_sdk::users::WorkCycle =
    ///     serde_json::from_str(r#"{"startsOn": "1900-01-01T00:00:00"}"#)?;
    /// assert_eq!(cycle.first_day(), None);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn first_day(&self) -> Option<Date> {
        start(self.starts_on)
    }

    /// The last day, `None` if no end is known.
    ///
    /// ```
    /// let cycle: lucca_sdk::users::WorkCycle =
    ///     serde_json::from_str(r#"{"endsOn": "2015-03-09T00:00:00"}"#)?;
    /// assert_eq!(cycle.last_day(), Some(jiff::civil::date(2015, 3, 9)));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn last_day(&self) -> Option<Date> {
        end(self.ends_on)
    }
}

/// Lucca writes an open start as 1900-01-01.
fn start(at: Option<DateTime>) -> Option<Date> {
    at.map(DateTime::date)
        .filter(|day| *day > Date::constant(1900, 1, 1))
}

/// Lucca writes an open end as 9999-12-31.
fn end(at: Option<DateTime>) -> Option<Date> {
    at.map(DateTime::date)
        .filter(|day| *day < Date::constant(9999, 12, 31))
}

fn covers(first: Option<Date>, last: Option<Date>, day: Date) -> bool {
    first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last)
}

/// The `value` of `{id, value}`; anything else as it is.
fn value_of(property: &Value) -> Value {
    property.get("value").unwrap_or(property).clone()
}
