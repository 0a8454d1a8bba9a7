//! Who may do what: API keys and their rights.

use std::collections::BTreeSet;

use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};

use crate::company::User;
use crate::failure::Failure;
use crate::operation::Operation;

/// What a key's role allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Right {
    /// Reading users.
    ReadUsers,
    /// Reading users who have left. Without it, `formerEmployees=true` adds nobody, and says nothing.
    ReadFormerEmployees,
    /// Reading Office: work locations and user locations.
    ReadOffice,
    /// Importing user locations: Lucca's permission "Import schedule".
    ImportSchedule,
}

/// An API key with the rights of its role.
///
/// ```
/// use lucca_sandbox::{AccessKey, Right};
///
/// let reader = AccessKey::new("a-reader").without(Right::ImportSchedule).hiding(["birthDate", "personalEmail"]);
/// # let _ = reader;
/// ```
#[derive(Clone)]
pub struct AccessKey {
    pub(crate) key: String,
    rights: BTreeSet<Right>,
    hidden: BTreeSet<String>,
    departments: Option<BTreeSet<u32>>,
}

impl AccessKey {
    /// A key with every right.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        let rights = [
            Right::ReadUsers,
            Right::ReadFormerEmployees,
            Right::ReadOffice,
            Right::ImportSchedule,
        ];
        Self {
            key: key.into(),
            rights: rights.into(),
            hidden: BTreeSet::new(),
            departments: None,
        }
    }

    /// Takes a right away.
    #[must_use]
    pub fn without(mut self, right: Right) -> Self {
        self.rights.remove(&right);
        self
    }

    /// Hides properties of users, whatever the case of their names. Lucca leaves them out without a word.
    #[must_use]
    pub fn hiding<I, S>(mut self, properties: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        self.hidden.extend(
            properties
                .into_iter()
                .map(|property| property.as_ref().to_ascii_lowercase()),
        );
        self
    }

    /// Shows only the people of these departments. The others are not in lists, and 404 by id.
    #[must_use]
    pub fn seeing_departments(mut self, departments: impl IntoIterator<Item = u32>) -> Self {
        self.departments = Some(departments.into_iter().collect());
        self
    }

    /// Refuses an operation that the role has no right to.
    pub(crate) fn check(&self, operation: Operation) -> Result<(), Failure> {
        let right = match operation {
            Operation::ListUsers | Operation::GetUser => Right::ReadUsers,
            Operation::ListWorkLocations
            | Operation::ListUserLocations
            | Operation::GetUserLocation => Right::ReadOffice,
            Operation::UploadUserLocations
            | Operation::ImportProgress
            | Operation::ImportAnalysis
            | Operation::ImportResults => Right::ImportSchedule,
        };
        if self.has(right) {
            return Ok(());
        }
        let missing = match right {
            Right::ImportSchedule => "the permission \"Import schedule\"",
            Right::ReadOffice => "access to Office",
            _ => "access to users",
        };
        Err(Failure::new(
            StatusCode::FORBIDDEN,
            format!("The role of this key lacks {missing}."),
        ))
    }

    pub(crate) fn has(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    pub(crate) fn hides(&self, property: &str) -> bool {
        !self.hidden.is_empty() && self.hidden.contains(&property.to_ascii_lowercase())
    }

    pub(crate) fn sees(&self, user: &User) -> bool {
        self.departments
            .as_ref()
            .is_none_or(|departments| departments.contains(&user.department_id))
    }
}

/// The key is not printed.
impl std::fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessKey")
            .field("rights", &self.rights)
            .field("hidden", &self.hidden)
            .field("departments", &self.departments)
            .finish_non_exhaustive()
    }
}

/// How a request identified itself, as far as the log may tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Authorization {
    /// There was no `Authorization` header.
    Absent,
    /// There was one, and it named no key of this account.
    Refused,
    /// It named a key of this account.
    Accepted,
}

impl Authorization {
    /// The word in the control API's log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Authorization::Absent => "absent",
            Authorization::Refused => "refused",
            Authorization::Accepted => "accepted",
        }
    }
}

/// Finds the key that a request was signed with: `Authorization: lucca application={key}`.
pub(crate) fn identify<'a>(
    keys: &'a [AccessKey],
    headers: &HeaderMap,
) -> Result<&'a AccessKey, Authorization> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Err(Authorization::Absent);
    };
    let presented = value
        .to_str()
        .ok()
        .and_then(application)
        .filter(|_| values.next().is_none());
    let Some(presented) = presented else {
        return Err(Authorization::Refused);
    };
    keys.iter()
        .find(|known| known.key == presented)
        .ok_or(Authorization::Refused)
}

/// The key inside of the header's value. Scheme and parameter name match whatever their case: both spellings
/// of the scheme are in Lucca's own documentation.
fn application(value: &str) -> Option<&str> {
    let (scheme, rest) = value.trim().split_once(' ')?;
    let (name, key) = rest.trim_start().split_once('=')?;
    (scheme.eq_ignore_ascii_case("lucca") && name.eq_ignore_ascii_case("application"))
        .then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_found_behind_either_spelling_and_nothing_else() {
        for (value, found) in [
            ("lucca application=abc", Some("abc")),
            ("Lucca application=abc", Some("abc")),
            ("lucca application={abc}", Some("{abc}")),
            ("Bearer abc", None),
            ("lucca abc", None),
            ("lucca user=abc", None),
            ("", None),
        ] {
            assert_eq!(application(value), found, "{value}");
        }
    }

    #[test]
    fn a_key_is_not_printed() {
        assert!(!format!("{:?}", AccessKey::new("sesame")).contains("sesame"));
    }
}
