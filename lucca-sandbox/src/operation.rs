//! The nine operations of the contract.

use std::fmt;
use std::str::FromStr;

use http::Method;

/// One of the nine operations that the account answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Operation {
    /// `GET /work-locations/public/api/work-locations`
    ListWorkLocations,
    /// `GET /work-locations/public/api/user-locations`
    ListUserLocations,
    /// `GET /work-locations/public/api/user-locations/{id}`
    GetUserLocation,
    /// `POST /work-locations/public/api/imports/user-locations`
    UploadUserLocations,
    /// `GET /work-locations/public/api/imports/user-locations/progress`
    ImportProgress,
    /// `GET /work-locations/public/api/imports/user-locations/analysis`
    ImportAnalysis,
    /// `GET /work-locations/public/api/imports/user-locations/results`
    ImportResults,
    /// `GET /api/v3/users`
    ListUsers,
    /// `GET /api/v3/users/{id}`
    GetUser,
}

/// Which of Lucca's API generations an answer belongs to: they differ in errors and envelopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Generation {
    V3,
    V4,
}

impl Generation {
    pub(crate) fn of(path: &str) -> Self {
        let v4 = path
            .get(..16)
            .is_some_and(|start| start.eq_ignore_ascii_case("/work-locations/"));
        if v4 { Generation::V4 } else { Generation::V3 }
    }
}

impl Operation {
    /// All nine, in the order of the documents.
    pub const ALL: [Operation; 9] = [
        Operation::ListWorkLocations,
        Operation::ListUserLocations,
        Operation::GetUserLocation,
        Operation::UploadUserLocations,
        Operation::ImportProgress,
        Operation::ImportAnalysis,
        Operation::ImportResults,
        Operation::ListUsers,
        Operation::GetUser,
    ];

    /// The name that the control API and the request log use, e.g. `list-users`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Operation::ListWorkLocations => "list-work-locations",
            Operation::ListUserLocations => "list-user-locations",
            Operation::GetUserLocation => "get-user-location",
            Operation::UploadUserLocations => "upload-user-locations",
            Operation::ImportProgress => "import-progress",
            Operation::ImportAnalysis => "import-analysis",
            Operation::ImportResults => "import-results",
            Operation::ListUsers => "list-users",
            Operation::GetUser => "get-user",
        }
    }

    /// The method.
    #[must_use]
    pub fn method(self) -> Method {
        match self {
            Operation::UploadUserLocations => Method::POST,
            _ => Method::GET,
        }
    }

    /// The path, with `{id}` where an id stands.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Operation::ListWorkLocations => "/work-locations/public/api/work-locations",
            Operation::ListUserLocations => "/work-locations/public/api/user-locations",
            Operation::GetUserLocation => "/work-locations/public/api/user-locations/{id}",
            Operation::UploadUserLocations => "/work-locations/public/api/imports/user-locations",
            Operation::ImportProgress => {
                "/work-locations/public/api/imports/user-locations/progress"
            }
            Operation::ImportAnalysis => {
                "/work-locations/public/api/imports/user-locations/analysis"
            }
            Operation::ImportResults => "/work-locations/public/api/imports/user-locations/results",
            Operation::ListUsers => "/api/v3/users",
            Operation::GetUser => "/api/v3/users/{id}",
        }
    }

    /// The operation that this request means, if any. `HEAD` means what `GET` means.
    pub(crate) fn of(method: &Method, path: &str) -> Option<Self> {
        let method = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        Self::ALL
            .into_iter()
            .find(|operation| operation.method() == *method && fits(operation.path(), path))
    }
}

fn fits(template: &str, path: &str) -> bool {
    match template.strip_suffix("{id}") {
        Some(stem) => path
            .strip_prefix(stem)
            .is_some_and(|id| !id.is_empty() && !id.contains('/')),
        None => template == path,
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Operation {
    type Err = UnknownOperation;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|operation| operation.name() == name)
            .ok_or_else(|| UnknownOperation(name.chars().take(60).collect()))
    }
}

/// A name that none of the nine operations has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no operation is called {0:?}; there are: {names}", names = Operation::ALL.map(Operation::name).join(", "))]
pub struct UnknownOperation(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_found_by_its_own_path_and_by_no_other() {
        for operation in Operation::ALL {
            let path = operation.path().replace("{id}", "17");
            assert_eq!(Operation::of(&operation.method(), &path), Some(operation));
            assert_eq!(Operation::of(&Method::DELETE, &path), None);
            assert_eq!(
                Operation::of(&operation.method(), &format!("{path}/x/y")),
                None
            );
            assert_eq!(operation.name().parse(), Ok(operation));
        }
        assert_eq!(Operation::of(&Method::GET, "/api/v3/users/"), None);
    }
}
