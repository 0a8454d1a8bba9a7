//! The columns of the import CSV.

use std::fmt;

/// A column of the import CSV, with the exact header that Lucca documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Column {
    /// `login`: the user's login. Required.
    Login,
    /// `workLocationName`: a work location's name. Required, except on a removal.
    WorkLocationName,
    /// `areaName`: the name of an area of that work location.
    AreaName,
    /// `date`: `YYYY-MM-DD` or `YYYY/MM/DD`. Required.
    Date,
    /// `position`: `FullDay`, `FirstHalf` or `SecondHalf`. Required.
    Position,
    /// `comment`: free text.
    Comment,
    /// `isDeletion`: `true` or `false`; `false` when empty.
    IsDeletion,
    /// `firstName`: tolerated in files, read by nobody, not written.
    FirstName,
    /// `lastName`: tolerated in files, read by nobody, not written.
    LastName,
}

impl Column {
    /// The columns that are written, in the documented order.
    pub const WRITTEN: [Self; 7] = [
        Self::Login,
        Self::WorkLocationName,
        Self::AreaName,
        Self::Date,
        Self::Position,
        Self::Comment,
        Self::IsDeletion,
    ];

    /// The columns that a file must have.
    pub const REQUIRED: [Self; 4] = [
        Self::Login,
        Self::WorkLocationName,
        Self::Date,
        Self::Position,
    ];

    pub(super) const ALL: [Self; 9] = [
        Self::Login,
        Self::WorkLocationName,
        Self::AreaName,
        Self::Date,
        Self::Position,
        Self::Comment,
        Self::IsDeletion,
        Self::FirstName,
        Self::LastName,
    ];

    /// The header as Lucca documents it.
    pub fn header(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::WorkLocationName => "workLocationName",
            Self::AreaName => "areaName",
            Self::Date => "date",
            Self::Position => "position",
            Self::Comment => "comment",
            Self::IsDeletion => "isDeletion",
            Self::FirstName => "firstName",
            Self::LastName => "lastName",
        }
    }

    /// The column that a file's header means: case, surrounding space, and the signs that people put
    /// between words do not count.
    pub(super) fn from_header(text: &str) -> Option<Self> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'))
            .flat_map(char::to_lowercase)
            .collect();
        Self::ALL
            .into_iter()
            .find(|column| column.header().to_lowercase() == plain)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.header())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_case_spaces_and_separators_do_not_matter() {
        for text in [
            "workLocationName",
            "WORKLOCATIONNAME",
            " worklocationName ",
            "work_location_name",
            "Work Location Name",
        ] {
            assert_eq!(
                Column::from_header(text),
                Some(Column::WorkLocationName),
                "{text}"
            );
        }
        assert_eq!(Column::from_header("area"), None);
    }
}
