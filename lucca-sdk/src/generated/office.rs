/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    /// A part of an office.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct Area {
        /// Identifier of the area.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<i64>,
        /// Name; imports find an area by it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        /// How many people find a place in it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub capacity: ::std::option::Option<i64>,
        /// Key of the floor that it is on, a text or a number.
        #[serde(
            rename = "floorKey",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub floor_key: ::std::option::Option<::std::string::String>,
    }
    crate::generated::runtime::object! {
        Area { id : ::std::option::Option < i64 >, "id", false; name :
        ::std::option::Option < ::std::string::String >, "name", false; capacity :
        ::std::option::Option < i64 >, "capacity", true; floor_key :
        ::std::option::Option < ::std::string::String >, "floorKey", true; }
    }
    impl Area {
        /// Starts to build one.
        pub fn builder() -> builder::Area {
            Default::default()
        }
    }
    /// User locations that an import creates or changes.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct CreatedSummary {
        /// How many.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub count: ::std::option::Option<i32>,
        /// One sentence for each.
        pub descriptions: ::std::vec::Vec<::std::string::String>,
    }
    crate::generated::runtime::object! {
        CreatedSummary { count : ::std::option::Option < i32 >, "count", false;
        descriptions : ::std::vec::Vec < ::std::string::String >, "descriptions", true,
        default::std::default::Default::default(); }
    }
    /// Prints identifiers and the names of the other fields that are set, but
    /// not their values: they are somebody's personal data.
    impl ::std::fmt::Debug for CreatedSummary {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            let mut output = f.debug_struct("CreatedSummary");
            let mut set: ::std::vec::Vec<&'static str> = ::std::vec::Vec::new();
            if let ::std::option::Option::Some(value) = &self.count {
                output.field("count", value);
            }
            if !self.descriptions.is_empty() {
                set.push("descriptions");
            }
            output.field("set", &set).finish_non_exhaustive()
        }
    }
    impl CreatedSummary {
        /// Starts to build one.
        pub fn builder() -> builder::CreatedSummary {
            Default::default()
        }
    }
    /// User locations that an import deletes.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct DeletedSummary {
        /// How many.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub count: ::std::option::Option<i32>,
    }
    crate::generated::runtime::object! {
        DeletedSummary { count : ::std::option::Option < i32 >, "count", false; }
    }
    impl DeletedSummary {
        /// Starts to build one.
        pub fn builder() -> builder::DeletedSummary {
            Default::default()
        }
    }
    /// A row that is not imported, and why.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct ErrorLine {
        /// The row, cell by cell.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub line: ::std::option::Option<ImportedLine>,
        /// The row's number in the file.
        #[serde(
            rename = "lineNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub line_number: ::std::option::Option<i32>,
        /// What is wrong with the row.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub error: ::std::option::Option<::std::string::String>,
    }
    crate::generated::runtime::object! {
        ErrorLine { line : ::std::option::Option < ImportedLine >, "line", false;
        line_number : ::std::option::Option < i32 >, "lineNumber", false; error :
        ::std::option::Option < ::std::string::String >, "error", false; }
    }
    /// Prints identifiers and the names of the other fields that are set, but
    /// not their values: they are somebody's personal data.
    impl ::std::fmt::Debug for ErrorLine {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            let mut output = f.debug_struct("ErrorLine");
            let mut set: ::std::vec::Vec<&'static str> = ::std::vec::Vec::new();
            if self.line.is_some() {
                set.push("line");
            }
            if let ::std::option::Option::Some(value) = &self.line_number {
                output.field("line_number", value);
            }
            if self.error.is_some() {
                set.push("error");
            }
            output.field("set", &set).finish_non_exhaustive()
        }
    }
    impl ErrorLine {
        /// Starts to build one.
        pub fn builder() -> builder::ErrorLine {
            Default::default()
        }
    }
    /// `FieldsRoot`
    ///
    /// Open: a value that is not listed becomes `Unknown` and is kept as it
    /// is. Values are compared without regard to ASCII case.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum FieldsRoot {
        /// `count`.
        Count,
        /// A value that is not listed.
        Unknown(UnknownFieldsRoot),
    }
    /// A value of [`FieldsRoot`] that this version of the document does not list.
    ///
    /// Comes from the server, or from `FieldsRoot::from`; it cannot be made of a value that is listed.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct UnknownFieldsRoot(::std::boxed::Box<str>);
    impl UnknownFieldsRoot {
        /// The value as the server wrote it.
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
    impl ::std::fmt::Display for UnknownFieldsRoot {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str(&self.0)
        }
    }
    impl FieldsRoot {
        /// The values that the document lists.
        pub const VALUES: &'static [&'static str] = &["count"];
        /// The value as it is written in requests and answers.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Count => "count",
                Self::Unknown(value) => value.as_str(),
            }
        }
        fn listed(value: &str) -> ::std::option::Option<Self> {
            match value {
                "count" => return ::std::option::Option::Some(Self::Count),
                _ => {}
            }
            if value.eq_ignore_ascii_case("count") {
                return ::std::option::Option::Some(Self::Count);
            }
            ::std::option::Option::None
        }
    }
    impl ::std::fmt::Display for FieldsRoot {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str(self.as_str())
        }
    }
    impl ::std::convert::From<&str> for FieldsRoot {
        fn from(value: &str) -> Self {
            Self::listed(value)
                .unwrap_or_else(|| Self::Unknown(UnknownFieldsRoot(value.into())))
        }
    }
    impl ::std::convert::From<::std::string::String> for FieldsRoot {
        fn from(value: ::std::string::String) -> Self {
            Self::listed(&value)
                .unwrap_or_else(|| Self::Unknown(
                    UnknownFieldsRoot(value.into_boxed_str()),
                ))
        }
    }
    impl ::std::convert::From<FieldsRoot> for ::std::string::String {
        fn from(value: FieldsRoot) -> Self {
            match value {
                FieldsRoot::Unknown(value) => value.0.into_string(),
                listed => listed.as_str().to_owned(),
            }
        }
    }
    impl ::std::str::FromStr for FieldsRoot {
        type Err = ::std::convert::Infallible;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, ::std::convert::Infallible> {
            ::std::result::Result::Ok(Self::from(value))
        }
    }
    impl ::std::convert::AsRef<str> for FieldsRoot {
        fn as_ref(&self) -> &str {
            self.as_str()
        }
    }
    impl crate::generated::runtime::serde::Serialize for FieldsRoot {
        fn serialize<S>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error>
        where
            S: crate::generated::runtime::serde::Serializer,
        {
            serializer.serialize_str(self.as_str())
        }
    }
    crate::generated::runtime::word! {
        FieldsRoot
    }
    /// A floor of an office.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct Floor {
        /// Key by which areas name the floor, a text or a number.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub key: ::std::option::Option<::std::string::String>,
        /// Name of the floor.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        /// Its place in the order of floors.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub position: ::std::option::Option<i64>,
    }
    crate::generated::runtime::object! {
        Floor { key : ::std::option::Option < ::std::string::String >, "key", false; name
        : ::std::option::Option < ::std::string::String >, "name", false; position :
        ::std::option::Option < i64 >, "position", false; }
    }
    impl Floor {
        /// Starts to build one.
        pub fn builder() -> builder::Floor {
            Default::default()
        }
    }
    /// How far the server has come with an import.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct ImportProgress {
        /// Percentage: 0 before the server starts, 100 when the report is ready.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub progress: ::std::option::Option<i64>,
    }
    crate::generated::runtime::object! {
        ImportProgress { progress : ::std::option::Option < i64 >, "progress", false; }
    }
    impl ImportProgress {
        /// Starts to build one.
        pub fn builder() -> builder::ImportProgress {
            Default::default()
        }
    }
    /// What the server answers to an uploaded file.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct ImportReceipt {
        /// Identifier of the import.
        #[serde(
            rename = "summaryId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub summary_id: ::std::option::Option<::std::string::String>,
    }
    crate::generated::runtime::object! {
        ImportReceipt { summary_id : ::std::option::Option < ::std::string::String >,
        "summaryId", false; } bare summary_id : ::std::option::Option <
        ::std::string::String >
    }
    impl ImportReceipt {
        /// Starts to build one.
        pub fn builder() -> builder::ImportReceipt {
            Default::default()
        }
    }
    /// What an import did, or, after a simulation, would do.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct ImportReport {
        /// Identifier of the import.
        #[serde(
            rename = "summaryId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub summary_id: ::std::option::Option<::std::string::String>,
        /// The user locations that the import would create or change.
        #[serde(
            rename = "validUserLocationsToCreateSummary",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub valid_user_locations_to_create_summary: ::std::option::Option<
            CreatedSummary,
        >,
        /// The user locations that the import would delete.
        #[serde(
            rename = "userLocationsToDeleteSummary",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_locations_to_delete_summary: ::std::option::Option<DeletedSummary>,
        /// What is wrong with the file as a whole.
        #[serde(
            rename = "globalErrorSummary",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub global_error_summary: ::std::option::Option<::std::string::String>,
        /// The rows that are not imported.
        #[serde(rename = "errorLines")]
        pub error_lines: ::std::vec::Vec<ErrorLine>,
        /// The rows that are imported, with a reservation.
        #[serde(rename = "warningLines")]
        pub warning_lines: ::std::vec::Vec<WarningLine>,
        /// Where the rows in error can be downloaded as a file.
        #[serde(
            rename = "errorFileUri",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub error_file_uri: ::std::option::Option<::std::string::String>,
        /// The user locations that the import created or changed.
        #[serde(
            rename = "userLocationsCreatedSummary",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_locations_created_summary: ::std::option::Option<CreatedSummary>,
        /// The user locations that the import deleted.
        #[serde(
            rename = "userLocationsDeletedSummary",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_locations_deleted_summary: ::std::option::Option<DeletedSummary>,
    }
    crate::generated::runtime::object! {
        ImportReport { summary_id : ::std::option::Option < ::std::string::String >,
        "summaryId", false; valid_user_locations_to_create_summary :
        ::std::option::Option < CreatedSummary >, "validUserLocationsToCreateSummary",
        false; user_locations_to_delete_summary : ::std::option::Option < DeletedSummary
        >, "userLocationsToDeleteSummary", false; global_error_summary :
        ::std::option::Option < ::std::string::String >, "globalErrorSummary", true;
        error_lines : ::std::vec::Vec < ErrorLine >, "errorLines", true,
        default::std::default::Default::default(); warning_lines : ::std::vec::Vec <
        WarningLine >, "warningLines", true, default::std::default::Default::default();
        error_file_uri : ::std::option::Option < ::std::string::String >, "errorFileUri",
        true; user_locations_created_summary : ::std::option::Option < CreatedSummary >,
        "userLocationsCreatedSummary", false; user_locations_deleted_summary :
        ::std::option::Option < DeletedSummary >, "userLocationsDeletedSummary", false; }
    }
    impl ImportReport {
        /// Starts to build one.
        pub fn builder() -> builder::ImportReport {
            Default::default()
        }
    }
    /// A row of the file, as the server read it. Its property names are cased otherwise than the file's columns.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct ImportedLine {
        /// The user's login.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub login: ::std::option::Option<::std::string::String>,
        /// The user's first name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub firstname: ::std::option::Option<::std::string::String>,
        /// The user's last name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub lastname: ::std::option::Option<::std::string::String>,
        /// Name of the work location.
        #[serde(
            rename = "worklocationName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub worklocation_name: ::std::option::Option<::std::string::String>,
        /// Name of the area.
        #[serde(
            rename = "areaName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub area_name: ::std::option::Option<::std::string::String>,
        /// The day as the file has it: it may be empty, or not a date at all.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub date: ::std::option::Option<::std::string::String>,
        /// Which part of the day, as the file has it: it may be empty, or none of the known ones.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub position: ::std::option::Option<Position>,
        /// The user's comment.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub comment: ::std::option::Option<::std::string::String>,
        /// Whether the row deletes instead of creating.
        #[serde(rename = "isDeletion")]
        pub is_deletion: bool,
    }
    crate::generated::runtime::object! {
        ImportedLine { login : ::std::option::Option < ::std::string::String >, "login",
        false; firstname : ::std::option::Option < ::std::string::String >, "firstname",
        false; lastname : ::std::option::Option < ::std::string::String >, "lastname",
        false; worklocation_name : ::std::option::Option < ::std::string::String >,
        "worklocationName", false; area_name : ::std::option::Option <
        ::std::string::String >, "areaName", false; date : ::std::option::Option <
        ::std::string::String >, "date", false; position : ::std::option::Option <
        Position >, "position", false; comment : ::std::option::Option <
        ::std::string::String >, "comment", true; is_deletion : bool, "isDeletion", true,
        default::std::default::Default::default(); }
    }
    /// Prints identifiers and the names of the other fields that are set, but
    /// not their values: they are somebody's personal data.
    impl ::std::fmt::Debug for ImportedLine {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            let mut output = f.debug_struct("ImportedLine");
            let mut set: ::std::vec::Vec<&'static str> = ::std::vec::Vec::new();
            if self.login.is_some() {
                set.push("login");
            }
            if self.firstname.is_some() {
                set.push("firstname");
            }
            if self.lastname.is_some() {
                set.push("lastname");
            }
            if self.worklocation_name.is_some() {
                set.push("worklocation_name");
            }
            if self.area_name.is_some() {
                set.push("area_name");
            }
            if self.date.is_some() {
                set.push("date");
            }
            if self.position.is_some() {
                set.push("position");
            }
            if self.comment.is_some() {
                set.push("comment");
            }
            output.field("is_deletion", &self.is_deletion);
            output.field("set", &set).finish_non_exhaustive()
        }
    }
    impl ImportedLine {
        /// Starts to build one.
        pub fn builder() -> builder::ImportedLine {
            Default::default()
        }
    }
    /// What a work location of the type `Office` has besides.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct Office {
        /// How many people find a place in it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub capacity: ::std::option::Option<i64>,
        /// Whether people choose an area in it.
        #[serde(
            rename = "showAreas",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub show_areas: ::std::option::Option<bool>,
        /// Its areas.
        pub areas: ::std::vec::Vec<Area>,
        /// Its floors.
        pub floors: ::std::vec::Vec<Floor>,
    }
    crate::generated::runtime::object! {
        Office { capacity : ::std::option::Option < i64 >, "capacity", true; show_areas :
        ::std::option::Option < bool >, "showAreas", false; areas : ::std::vec::Vec <
        Area >, "areas", true, default::std::default::Default::default(); floors :
        ::std::vec::Vec < Floor >, "floors", true,
        default::std::default::Default::default(); }
    }
    impl Office {
        /// Starts to build one.
        pub fn builder() -> builder::Office {
            Default::default()
        }
    }
    /// A day, or one of its halves.
    ///
    /// Open: a value that is not listed becomes `Unknown` and is kept as it
    /// is. Values are compared without regard to ASCII case.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum Position {
        /// `FullDay`.
        FullDay,
        /// `FirstHalf`.
        FirstHalf,
        /// `SecondHalf`.
        SecondHalf,
        /// A value that is not listed.
        Unknown(UnknownPosition),
    }
    /// A value of [`Position`] that this version of the document does not list.
    ///
    /// Comes from the server, or from `Position::from`; it cannot be made of a value that is listed.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct UnknownPosition(::std::boxed::Box<str>);
    impl UnknownPosition {
        /// The value as the server wrote it.
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
    impl ::std::fmt::Display for UnknownPosition {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str(&self.0)
        }
    }
    impl Position {
        /// The values that the document lists.
        pub const VALUES: &'static [&'static str] = &[
            "FullDay",
            "FirstHalf",
            "SecondHalf",
        ];
        /// The value as it is written in requests and answers.
        pub fn as_str(&self) -> &str {
            match self {
                Self::FullDay => "FullDay",
                Self::FirstHalf => "FirstHalf",
                Self::SecondHalf => "SecondHalf",
                Self::Unknown(value) => value.as_str(),
            }
        }
        fn listed(value: &str) -> ::std::option::Option<Self> {
            match value {
                "FullDay" => return ::std::option::Option::Some(Self::FullDay),
                "FirstHalf" => return ::std::option::Option::Some(Self::FirstHalf),
                "SecondHalf" => return ::std::option::Option::Some(Self::SecondHalf),
                _ => {}
            }
            if value.eq_ignore_ascii_case("FullDay") {
                return ::std::option::Option::Some(Self::FullDay);
            }
            if value.eq_ignore_ascii_case("FirstHalf") {
                return ::std::option::Option::Some(Self::FirstHalf);
            }
            if value.eq_ignore_ascii_case("SecondHalf") {
                return ::std::option::Option::Some(Self::SecondHalf);
            }
            ::std::option::Option::None
        }
    }
    impl ::std::fmt::Display for Position {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str(self.as_str())
        }
    }
    impl ::std::convert::From<&str> for Position {
        fn from(value: &str) -> Self {
            Self::listed(value)
                .unwrap_or_else(|| Self::Unknown(UnknownPosition(value.into())))
        }
    }
    impl ::std::convert::From<::std::string::String> for Position {
        fn from(value: ::std::string::String) -> Self {
            Self::listed(&value)
                .unwrap_or_else(|| Self::Unknown(
                    UnknownPosition(value.into_boxed_str()),
                ))
        }
    }
    impl ::std::convert::From<Position> for ::std::string::String {
        fn from(value: Position) -> Self {
            match value {
                Position::Unknown(value) => value.0.into_string(),
                listed => listed.as_str().to_owned(),
            }
        }
    }
    impl ::std::str::FromStr for Position {
        type Err = ::std::convert::Infallible;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, ::std::convert::Infallible> {
            ::std::result::Result::Ok(Self::from(value))
        }
    }
    impl ::std::convert::AsRef<str> for Position {
        fn as_ref(&self) -> &str {
            self.as_str()
        }
    }
    impl crate::generated::runtime::serde::Serialize for Position {
        fn serialize<S>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error>
        where
            S: crate::generated::runtime::serde::Serializer,
        {
            serializer.serialize_str(self.as_str())
        }
    }
    crate::generated::runtime::word! {
        Position
    }
    /// Why a request failed, if the server says it in this form.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct Problem {
        /// A URI that names the kind of problem.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<::std::string::String>,
        /// The kind of problem, in words.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub title: ::std::option::Option<::std::string::String>,
        /// The HTTP status.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<i64>,
        /// What went wrong this time.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub detail: ::std::option::Option<::std::string::String>,
        /// What is wrong with each field of the request, by its name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub errors: ::std::option::Option<
            ::std::collections::HashMap<
                ::std::string::String,
                ::std::vec::Vec<::std::string::String>,
            >,
        >,
    }
    crate::generated::runtime::object! {
        Problem { type_ : ::std::option::Option < ::std::string::String >, "type", false;
        title : ::std::option::Option < ::std::string::String >, "title", false; status :
        ::std::option::Option < i64 >, "status", false; detail : ::std::option::Option <
        ::std::string::String >, "detail", false; errors : ::std::option::Option <
        ::std::collections::HashMap < ::std::string::String, ::std::vec::Vec <
        ::std::string::String > > >, "errors", true; }
    }
    impl Problem {
        /// Starts to build one.
        pub fn builder() -> builder::Problem {
            Default::default()
        }
    }
    /// Where one employee works on one day, or on half of it.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct UserLocation {
        /// Identifier of the user location.
        pub id: i64,
        /// Identifier of the user who works there.
        #[serde(
            rename = "ownerId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub owner_id: ::std::option::Option<i64>,
        /// Identifier of the work location.
        #[serde(
            rename = "workLocationId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub work_location_id: ::std::option::Option<i64>,
        /// The day.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub date: ::std::option::Option<crate::generated::runtime::jiff::civil::Date>,
        /// Which part of the day.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub position: ::std::option::Option<Position>,
        /// How far the user location has been agreed on.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<UserLocationStatus>,
        /// Identifier of the area, for an office that has areas.
        #[serde(
            rename = "areaId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub area_id: ::std::option::Option<i64>,
        /// When the user location was created.
        #[serde(
            rename = "createdAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub created_at: ::std::option::Option<
            crate::generated::runtime::jiff::Timestamp,
        >,
        /// When the user location was deleted; null unless it was.
        #[serde(
            rename = "deletedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub deleted_at: ::std::option::Option<
            crate::generated::runtime::jiff::Timestamp,
        >,
    }
    crate::generated::runtime::object! {
        UserLocation { id : i64, "id", false; owner_id : ::std::option::Option < i64 >,
        "ownerId", false; work_location_id : ::std::option::Option < i64 >,
        "workLocationId", false; date : ::std::option::Option < crate
        ::generated::runtime::jiff::civil::Date >, "date", false; position :
        ::std::option::Option < Position >, "position", false; status :
        ::std::option::Option < UserLocationStatus >, "status", false; area_id :
        ::std::option::Option < i64 >, "areaId", true; created_at : ::std::option::Option
        < crate ::generated::runtime::jiff::Timestamp >, "createdAt", false; deleted_at :
        ::std::option::Option < crate ::generated::runtime::jiff::Timestamp >,
        "deletedAt", true; }
    }
    impl UserLocation {
        /// Starts to build one.
        pub fn builder() -> builder::UserLocation {
            Default::default()
        }
    }
    /// One page of user locations.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct UserLocationPage {
        /// How many there are on all pages; only if asked for with `fields.root=count`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub count: ::std::option::Option<i64>,
        /// The user locations of this page.
        pub items: ::std::vec::Vec<UserLocation>,
    }
    crate::generated::runtime::object! {
        UserLocationPage { count : ::std::option::Option < i64 >, "count", false; items :
        ::std::vec::Vec < UserLocation >, "items", true,
        default::std::default::Default::default(); }
    }
    impl UserLocationPage {
        /// Starts to build one.
        pub fn builder() -> builder::UserLocationPage {
            Default::default()
        }
    }
    /// How far a user location has been agreed on.
    ///
    /// Open: a value that is not listed becomes `Unknown` and is kept as it
    /// is. Values are compared without regard to ASCII case.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum UserLocationStatus {
        /// `Pending`.
        Pending,
        /// `Deleted`.
        Deleted,
        /// `Approved`.
        Approved,
        /// `Denied`.
        Denied,
        /// `Confirmed`.
        Confirmed,
        /// A value that is not listed.
        Unknown(UnknownUserLocationStatus),
    }
    /// A value of [`UserLocationStatus`] that this version of the document does not list.
    ///
    /// Comes from the server, or from `UserLocationStatus::from`; it cannot be made of a value that is listed.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct UnknownUserLocationStatus(::std::boxed::Box<str>);
    impl UnknownUserLocationStatus {
        /// The value as the server wrote it.
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
    impl ::std::fmt::Display for UnknownUserLocationStatus {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str(&self.0)
        }
    }
    impl UserLocationStatus {
        /// The values that the document lists.
        pub const VALUES: &'static [&'static str] = &[
            "Pending",
            "Deleted",
            "Approved",
            "Denied",
            "Confirmed",
        ];
        /// The value as it is written in requests and answers.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Pending => "Pending",
                Self::Deleted => "Deleted",
                Self::Approved => "Approved",
                Self::Denied => "Denied",
                Self::Confirmed => "Confirmed",
                Self::Unknown(value) => value.as_str(),
            }
        }
        fn listed(value: &str) -> ::std::option::Option<Self> {
            match value {
                "Pending" => return ::std::option::Option::Some(Self::Pending),
                "Deleted" => return ::std::option::Option::Some(Self::Deleted),
                "Approved" => return ::std::option::Option::Some(Self::Approved),
                "Denied" => return ::std::option::Option::Some(Self::Denied),
                "Confirmed" => return ::std::option::Option::Some(Self::Confirmed),
                _ => {}
            }
            if value.eq_ignore_ascii_case("Pending") {
                return ::std::option::Option::Some(Self::Pending);
            }
            if value.eq_ignore_ascii_case("Deleted") {
                return ::std::option::Option::Some(Self::Deleted);
            }
            if value.eq_ignore_ascii_case("Approved") {
                return ::std::option::Option::Some(Self::Approved);
            }
            if value.eq_ignore_ascii_case("Denied") {
                return ::std::option::Option::Some(Self::Denied);
            }
            if value.eq_ignore_ascii_case("Confirmed") {
                return ::std::option::Option::Some(Self::Confirmed);
            }
            ::std::option::Option::None
        }
    }
    impl ::std::fmt::Display for UserLocationStatus {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str(self.as_str())
        }
    }
    impl ::std::convert::From<&str> for UserLocationStatus {
        fn from(value: &str) -> Self {
            Self::listed(value)
                .unwrap_or_else(|| Self::Unknown(
                    UnknownUserLocationStatus(value.into()),
                ))
        }
    }
    impl ::std::convert::From<::std::string::String> for UserLocationStatus {
        fn from(value: ::std::string::String) -> Self {
            Self::listed(&value)
                .unwrap_or_else(|| Self::Unknown(
                    UnknownUserLocationStatus(value.into_boxed_str()),
                ))
        }
    }
    impl ::std::convert::From<UserLocationStatus> for ::std::string::String {
        fn from(value: UserLocationStatus) -> Self {
            match value {
                UserLocationStatus::Unknown(value) => value.0.into_string(),
                listed => listed.as_str().to_owned(),
            }
        }
    }
    impl ::std::str::FromStr for UserLocationStatus {
        type Err = ::std::convert::Infallible;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, ::std::convert::Infallible> {
            ::std::result::Result::Ok(Self::from(value))
        }
    }
    impl ::std::convert::AsRef<str> for UserLocationStatus {
        fn as_ref(&self) -> &str {
            self.as_str()
        }
    }
    impl crate::generated::runtime::serde::Serialize for UserLocationStatus {
        fn serialize<S>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error>
        where
            S: crate::generated::runtime::serde::Serializer,
        {
            serializer.serialize_str(self.as_str())
        }
    }
    crate::generated::runtime::word! {
        UserLocationStatus
    }
    /// A row that is imported with a reservation.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct WarningLine {
        /// The property `line`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub line: ::std::option::Option<ImportedLine>,
        /// The row's number in the file.
        #[serde(
            rename = "lineNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub line_number: ::std::option::Option<i32>,
        /// The reservation.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub warning: ::std::option::Option<::std::string::String>,
        /// Whether the row contradicts something else that is planned on that day.
        #[serde(
            rename = "isConflict",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_conflict: ::std::option::Option<bool>,
    }
    crate::generated::runtime::object! {
        WarningLine { line : ::std::option::Option < ImportedLine >, "line", false;
        line_number : ::std::option::Option < i32 >, "lineNumber", false; warning :
        ::std::option::Option < ::std::string::String >, "warning", false; is_conflict :
        ::std::option::Option < bool >, "isConflict", false; }
    }
    /// Prints identifiers and the names of the other fields that are set, but
    /// not their values: they are somebody's personal data.
    impl ::std::fmt::Debug for WarningLine {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            let mut output = f.debug_struct("WarningLine");
            let mut set: ::std::vec::Vec<&'static str> = ::std::vec::Vec::new();
            if self.line.is_some() {
                set.push("line");
            }
            if let ::std::option::Option::Some(value) = &self.line_number {
                output.field("line_number", value);
            }
            if self.warning.is_some() {
                set.push("warning");
            }
            if let ::std::option::Option::Some(value) = &self.is_conflict {
                output.field("is_conflict", value);
            }
            output.field("set", &set).finish_non_exhaustive()
        }
    }
    impl WarningLine {
        /// Starts to build one.
        pub fn builder() -> builder::WarningLine {
            Default::default()
        }
    }
    /// A place where an employee can work.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct WorkLocation {
        /// Identifier of the work location.
        pub id: i64,
        /// Name; imports find a work location by it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        /// What kind of place it is.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<WorkLocationType>,
        /// Whether it can be chosen today.
        #[serde(
            rename = "isActive",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_active: ::std::option::Option<bool>,
        /// What an office has besides; only for the type `Office`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub office: ::std::option::Option<Office>,
    }
    crate::generated::runtime::object! {
        WorkLocation { id : i64, "id", false; name : ::std::option::Option <
        ::std::string::String >, "name", false; type_ : ::std::option::Option <
        WorkLocationType >, "type", false; is_active : ::std::option::Option < bool >,
        "isActive", false; office : ::std::option::Option < Office >, "office", true; }
    }
    impl WorkLocation {
        /// Starts to build one.
        pub fn builder() -> builder::WorkLocation {
            Default::default()
        }
    }
    /// One page of work locations.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct WorkLocationPage {
        /// How many there are on all pages; only if asked for with `fields.root=count`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub count: ::std::option::Option<i64>,
        /// The work locations of this page.
        pub items: ::std::vec::Vec<WorkLocation>,
    }
    crate::generated::runtime::object! {
        WorkLocationPage { count : ::std::option::Option < i64 >, "count", false; items :
        ::std::vec::Vec < WorkLocation >, "items", true,
        default::std::default::Default::default(); }
    }
    impl WorkLocationPage {
        /// Starts to build one.
        pub fn builder() -> builder::WorkLocationPage {
            Default::default()
        }
    }
    /// What kind of place a work location is.
    ///
    /// Open: a value that is not listed becomes `Unknown` and is kept as it
    /// is. Values are compared without regard to ASCII case.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum WorkLocationType {
        /// `Office`.
        Office,
        /// `RemoteWork`.
        RemoteWork,
        /// `Other`.
        Other,
        /// A value that is not listed.
        Unknown(UnknownWorkLocationType),
    }
    /// A value of [`WorkLocationType`] that this version of the document does not list.
    ///
    /// Comes from the server, or from `WorkLocationType::from`; it cannot be made of a value that is listed.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct UnknownWorkLocationType(::std::boxed::Box<str>);
    impl UnknownWorkLocationType {
        /// The value as the server wrote it.
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }
    impl ::std::fmt::Display for UnknownWorkLocationType {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str(&self.0)
        }
    }
    impl WorkLocationType {
        /// The values that the document lists.
        pub const VALUES: &'static [&'static str] = &["Office", "RemoteWork", "Other"];
        /// The value as it is written in requests and answers.
        pub fn as_str(&self) -> &str {
            match self {
                Self::Office => "Office",
                Self::RemoteWork => "RemoteWork",
                Self::Other => "Other",
                Self::Unknown(value) => value.as_str(),
            }
        }
        fn listed(value: &str) -> ::std::option::Option<Self> {
            match value {
                "Office" => return ::std::option::Option::Some(Self::Office),
                "RemoteWork" => return ::std::option::Option::Some(Self::RemoteWork),
                "Other" => return ::std::option::Option::Some(Self::Other),
                _ => {}
            }
            if value.eq_ignore_ascii_case("Office") {
                return ::std::option::Option::Some(Self::Office);
            }
            if value.eq_ignore_ascii_case("RemoteWork") {
                return ::std::option::Option::Some(Self::RemoteWork);
            }
            if value.eq_ignore_ascii_case("Other") {
                return ::std::option::Option::Some(Self::Other);
            }
            ::std::option::Option::None
        }
    }
    impl ::std::fmt::Display for WorkLocationType {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str(self.as_str())
        }
    }
    impl ::std::convert::From<&str> for WorkLocationType {
        fn from(value: &str) -> Self {
            Self::listed(value)
                .unwrap_or_else(|| Self::Unknown(UnknownWorkLocationType(value.into())))
        }
    }
    impl ::std::convert::From<::std::string::String> for WorkLocationType {
        fn from(value: ::std::string::String) -> Self {
            Self::listed(&value)
                .unwrap_or_else(|| Self::Unknown(
                    UnknownWorkLocationType(value.into_boxed_str()),
                ))
        }
    }
    impl ::std::convert::From<WorkLocationType> for ::std::string::String {
        fn from(value: WorkLocationType) -> Self {
            match value {
                WorkLocationType::Unknown(value) => value.0.into_string(),
                listed => listed.as_str().to_owned(),
            }
        }
    }
    impl ::std::str::FromStr for WorkLocationType {
        type Err = ::std::convert::Infallible;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, ::std::convert::Infallible> {
            ::std::result::Result::Ok(Self::from(value))
        }
    }
    impl ::std::convert::AsRef<str> for WorkLocationType {
        fn as_ref(&self) -> &str {
            self.as_str()
        }
    }
    impl crate::generated::runtime::serde::Serialize for WorkLocationType {
        fn serialize<S>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error>
        where
            S: crate::generated::runtime::serde::Serializer,
        {
            serializer.serialize_str(self.as_str())
        }
    }
    crate::generated::runtime::word! {
        WorkLocationType
    }
    /// Types for composing complex structures.
    pub mod builder {
        /// Builds a [`Area`](super::Area).
        #[derive(Clone, Debug)]
        pub struct Area {
            capacity: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            floor_key: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            id: ::std::result::Result<::std::option::Option<i64>, ::std::string::String>,
            name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Area {
            fn default() -> Self {
                Self {
                    capacity: Ok(Default::default()),
                    floor_key: Ok(Default::default()),
                    id: Ok(Default::default()),
                    name: Ok(Default::default()),
                }
            }
        }
        impl Area {
            /// Sets `capacity`.
            pub fn capacity<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.capacity = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for capacity: {e}")
                    });
                self
            }
            /// Sets `floor_key`.
            pub fn floor_key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.floor_key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for floor_key: {e}")
                    });
                self
            }
            /// Sets `id`.
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            /// Sets `name`.
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Area> for super::Area {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Area,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    capacity: value.capacity?,
                    floor_key: value.floor_key?,
                    id: value.id?,
                    name: value.name?,
                })
            }
        }
        impl ::std::convert::From<super::Area> for Area {
            fn from(value: super::Area) -> Self {
                Self {
                    capacity: Ok(value.capacity),
                    floor_key: Ok(value.floor_key),
                    id: Ok(value.id),
                    name: Ok(value.name),
                }
            }
        }
        /// Builds a [`CreatedSummary`](super::CreatedSummary).
        #[derive(Clone)]
        pub struct CreatedSummary {
            count: ::std::result::Result<
                ::std::option::Option<i32>,
                ::std::string::String,
            >,
            descriptions: ::std::result::Result<
                ::std::vec::Vec<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CreatedSummary {
            fn default() -> Self {
                Self {
                    count: Ok(Default::default()),
                    descriptions: Ok(Default::default()),
                }
            }
        }
        impl CreatedSummary {
            /// Sets `count`.
            pub fn count<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i32>>,
                T::Error: ::std::fmt::Display,
            {
                self.count = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for count: {e}")
                    });
                self
            }
            /// Sets `descriptions`.
            pub fn descriptions<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.descriptions = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for descriptions: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CreatedSummary> for super::CreatedSummary {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CreatedSummary,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    count: value.count?,
                    descriptions: value.descriptions?,
                })
            }
        }
        impl ::std::convert::From<super::CreatedSummary> for CreatedSummary {
            fn from(value: super::CreatedSummary) -> Self {
                Self {
                    count: Ok(value.count),
                    descriptions: Ok(value.descriptions),
                }
            }
        }
        /// Builds a [`DeletedSummary`](super::DeletedSummary).
        #[derive(Clone, Debug)]
        pub struct DeletedSummary {
            count: ::std::result::Result<
                ::std::option::Option<i32>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for DeletedSummary {
            fn default() -> Self {
                Self {
                    count: Ok(Default::default()),
                }
            }
        }
        impl DeletedSummary {
            /// Sets `count`.
            pub fn count<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i32>>,
                T::Error: ::std::fmt::Display,
            {
                self.count = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for count: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<DeletedSummary> for super::DeletedSummary {
            type Error = super::error::ConversionError;
            fn try_from(
                value: DeletedSummary,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { count: value.count? })
            }
        }
        impl ::std::convert::From<super::DeletedSummary> for DeletedSummary {
            fn from(value: super::DeletedSummary) -> Self {
                Self { count: Ok(value.count) }
            }
        }
        /// Builds a [`ErrorLine`](super::ErrorLine).
        #[derive(Clone)]
        pub struct ErrorLine {
            error: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            line: ::std::result::Result<
                ::std::option::Option<super::ImportedLine>,
                ::std::string::String,
            >,
            line_number: ::std::result::Result<
                ::std::option::Option<i32>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ErrorLine {
            fn default() -> Self {
                Self {
                    error: Ok(Default::default()),
                    line: Ok(Default::default()),
                    line_number: Ok(Default::default()),
                }
            }
        }
        impl ErrorLine {
            /// Sets `error`.
            pub fn error<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.error = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for error: {e}")
                    });
                self
            }
            /// Sets `line`.
            pub fn line<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::ImportedLine>>,
                T::Error: ::std::fmt::Display,
            {
                self.line = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for line: {e}")
                    });
                self
            }
            /// Sets `line_number`.
            pub fn line_number<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i32>>,
                T::Error: ::std::fmt::Display,
            {
                self.line_number = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for line_number: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ErrorLine> for super::ErrorLine {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ErrorLine,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    error: value.error?,
                    line: value.line?,
                    line_number: value.line_number?,
                })
            }
        }
        impl ::std::convert::From<super::ErrorLine> for ErrorLine {
            fn from(value: super::ErrorLine) -> Self {
                Self {
                    error: Ok(value.error),
                    line: Ok(value.line),
                    line_number: Ok(value.line_number),
                }
            }
        }
        /// Builds a [`Floor`](super::Floor).
        #[derive(Clone, Debug)]
        pub struct Floor {
            key: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            position: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Floor {
            fn default() -> Self {
                Self {
                    key: Ok(Default::default()),
                    name: Ok(Default::default()),
                    position: Ok(Default::default()),
                }
            }
        }
        impl Floor {
            /// Sets `key`.
            pub fn key<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.key = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for key: {e}")
                    });
                self
            }
            /// Sets `name`.
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
            /// Sets `position`.
            pub fn position<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.position = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for position: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Floor> for super::Floor {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Floor,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    key: value.key?,
                    name: value.name?,
                    position: value.position?,
                })
            }
        }
        impl ::std::convert::From<super::Floor> for Floor {
            fn from(value: super::Floor) -> Self {
                Self {
                    key: Ok(value.key),
                    name: Ok(value.name),
                    position: Ok(value.position),
                }
            }
        }
        /// Builds a [`ImportProgress`](super::ImportProgress).
        #[derive(Clone, Debug)]
        pub struct ImportProgress {
            progress: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ImportProgress {
            fn default() -> Self {
                Self {
                    progress: Ok(Default::default()),
                }
            }
        }
        impl ImportProgress {
            /// Sets `progress`.
            pub fn progress<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.progress = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for progress: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ImportProgress> for super::ImportProgress {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ImportProgress,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { progress: value.progress? })
            }
        }
        impl ::std::convert::From<super::ImportProgress> for ImportProgress {
            fn from(value: super::ImportProgress) -> Self {
                Self {
                    progress: Ok(value.progress),
                }
            }
        }
        /// Builds a [`ImportReceipt`](super::ImportReceipt).
        #[derive(Clone, Debug)]
        pub struct ImportReceipt {
            summary_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ImportReceipt {
            fn default() -> Self {
                Self {
                    summary_id: Ok(Default::default()),
                }
            }
        }
        impl ImportReceipt {
            /// Sets `summary_id`.
            pub fn summary_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.summary_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for summary_id: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ImportReceipt> for super::ImportReceipt {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ImportReceipt,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    summary_id: value.summary_id?,
                })
            }
        }
        impl ::std::convert::From<super::ImportReceipt> for ImportReceipt {
            fn from(value: super::ImportReceipt) -> Self {
                Self {
                    summary_id: Ok(value.summary_id),
                }
            }
        }
        /// Builds a [`ImportReport`](super::ImportReport).
        #[derive(Clone, Debug)]
        pub struct ImportReport {
            error_file_uri: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            error_lines: ::std::result::Result<
                ::std::vec::Vec<super::ErrorLine>,
                ::std::string::String,
            >,
            global_error_summary: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            summary_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            user_locations_created_summary: ::std::result::Result<
                ::std::option::Option<super::CreatedSummary>,
                ::std::string::String,
            >,
            user_locations_deleted_summary: ::std::result::Result<
                ::std::option::Option<super::DeletedSummary>,
                ::std::string::String,
            >,
            user_locations_to_delete_summary: ::std::result::Result<
                ::std::option::Option<super::DeletedSummary>,
                ::std::string::String,
            >,
            valid_user_locations_to_create_summary: ::std::result::Result<
                ::std::option::Option<super::CreatedSummary>,
                ::std::string::String,
            >,
            warning_lines: ::std::result::Result<
                ::std::vec::Vec<super::WarningLine>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ImportReport {
            fn default() -> Self {
                Self {
                    error_file_uri: Ok(Default::default()),
                    error_lines: Ok(Default::default()),
                    global_error_summary: Ok(Default::default()),
                    summary_id: Ok(Default::default()),
                    user_locations_created_summary: Ok(Default::default()),
                    user_locations_deleted_summary: Ok(Default::default()),
                    user_locations_to_delete_summary: Ok(Default::default()),
                    valid_user_locations_to_create_summary: Ok(Default::default()),
                    warning_lines: Ok(Default::default()),
                }
            }
        }
        impl ImportReport {
            /// Sets `error_file_uri`.
            pub fn error_file_uri<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.error_file_uri = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for error_file_uri: {e}"
                        )
                    });
                self
            }
            /// Sets `error_lines`.
            pub fn error_lines<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::ErrorLine>>,
                T::Error: ::std::fmt::Display,
            {
                self.error_lines = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for error_lines: {e}")
                    });
                self
            }
            /// Sets `global_error_summary`.
            pub fn global_error_summary<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.global_error_summary = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for global_error_summary: {e}"
                        )
                    });
                self
            }
            /// Sets `summary_id`.
            pub fn summary_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.summary_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for summary_id: {e}")
                    });
                self
            }
            /// Sets `user_locations_created_summary`.
            pub fn user_locations_created_summary<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::CreatedSummary>>,
                T::Error: ::std::fmt::Display,
            {
                self.user_locations_created_summary = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for user_locations_created_summary: {e}"
                        )
                    });
                self
            }
            /// Sets `user_locations_deleted_summary`.
            pub fn user_locations_deleted_summary<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::DeletedSummary>>,
                T::Error: ::std::fmt::Display,
            {
                self.user_locations_deleted_summary = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for user_locations_deleted_summary: {e}"
                        )
                    });
                self
            }
            /// Sets `user_locations_to_delete_summary`.
            pub fn user_locations_to_delete_summary<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::DeletedSummary>>,
                T::Error: ::std::fmt::Display,
            {
                self.user_locations_to_delete_summary = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for user_locations_to_delete_summary: {e}"
                        )
                    });
                self
            }
            /// Sets `valid_user_locations_to_create_summary`.
            pub fn valid_user_locations_to_create_summary<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::CreatedSummary>>,
                T::Error: ::std::fmt::Display,
            {
                self.valid_user_locations_to_create_summary = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for valid_user_locations_to_create_summary: {e}"
                        )
                    });
                self
            }
            /// Sets `warning_lines`.
            pub fn warning_lines<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::WarningLine>>,
                T::Error: ::std::fmt::Display,
            {
                self.warning_lines = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for warning_lines: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ImportReport> for super::ImportReport {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ImportReport,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    error_file_uri: value.error_file_uri?,
                    error_lines: value.error_lines?,
                    global_error_summary: value.global_error_summary?,
                    summary_id: value.summary_id?,
                    user_locations_created_summary: value
                        .user_locations_created_summary?,
                    user_locations_deleted_summary: value
                        .user_locations_deleted_summary?,
                    user_locations_to_delete_summary: value
                        .user_locations_to_delete_summary?,
                    valid_user_locations_to_create_summary: value
                        .valid_user_locations_to_create_summary?,
                    warning_lines: value.warning_lines?,
                })
            }
        }
        impl ::std::convert::From<super::ImportReport> for ImportReport {
            fn from(value: super::ImportReport) -> Self {
                Self {
                    error_file_uri: Ok(value.error_file_uri),
                    error_lines: Ok(value.error_lines),
                    global_error_summary: Ok(value.global_error_summary),
                    summary_id: Ok(value.summary_id),
                    user_locations_created_summary: Ok(
                        value.user_locations_created_summary,
                    ),
                    user_locations_deleted_summary: Ok(
                        value.user_locations_deleted_summary,
                    ),
                    user_locations_to_delete_summary: Ok(
                        value.user_locations_to_delete_summary,
                    ),
                    valid_user_locations_to_create_summary: Ok(
                        value.valid_user_locations_to_create_summary,
                    ),
                    warning_lines: Ok(value.warning_lines),
                }
            }
        }
        /// Builds a [`ImportedLine`](super::ImportedLine).
        #[derive(Clone)]
        pub struct ImportedLine {
            area_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            comment: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            date: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            firstname: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            is_deletion: ::std::result::Result<bool, ::std::string::String>,
            lastname: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            login: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            position: ::std::result::Result<
                ::std::option::Option<super::Position>,
                ::std::string::String,
            >,
            worklocation_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ImportedLine {
            fn default() -> Self {
                Self {
                    area_name: Ok(Default::default()),
                    comment: Ok(Default::default()),
                    date: Ok(Default::default()),
                    firstname: Ok(Default::default()),
                    is_deletion: Ok(Default::default()),
                    lastname: Ok(Default::default()),
                    login: Ok(Default::default()),
                    position: Ok(Default::default()),
                    worklocation_name: Ok(Default::default()),
                }
            }
        }
        impl ImportedLine {
            /// Sets `area_name`.
            pub fn area_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.area_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for area_name: {e}")
                    });
                self
            }
            /// Sets `comment`.
            pub fn comment<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.comment = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for comment: {e}")
                    });
                self
            }
            /// Sets `date`.
            pub fn date<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.date = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for date: {e}")
                    });
                self
            }
            /// Sets `firstname`.
            pub fn firstname<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.firstname = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for firstname: {e}")
                    });
                self
            }
            /// Sets `is_deletion`.
            pub fn is_deletion<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<bool>,
                T::Error: ::std::fmt::Display,
            {
                self.is_deletion = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for is_deletion: {e}")
                    });
                self
            }
            /// Sets `lastname`.
            pub fn lastname<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.lastname = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for lastname: {e}")
                    });
                self
            }
            /// Sets `login`.
            pub fn login<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.login = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for login: {e}")
                    });
                self
            }
            /// Sets `position`.
            pub fn position<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Position>>,
                T::Error: ::std::fmt::Display,
            {
                self.position = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for position: {e}")
                    });
                self
            }
            /// Sets `worklocation_name`.
            pub fn worklocation_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.worklocation_name = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for worklocation_name: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ImportedLine> for super::ImportedLine {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ImportedLine,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    area_name: value.area_name?,
                    comment: value.comment?,
                    date: value.date?,
                    firstname: value.firstname?,
                    is_deletion: value.is_deletion?,
                    lastname: value.lastname?,
                    login: value.login?,
                    position: value.position?,
                    worklocation_name: value.worklocation_name?,
                })
            }
        }
        impl ::std::convert::From<super::ImportedLine> for ImportedLine {
            fn from(value: super::ImportedLine) -> Self {
                Self {
                    area_name: Ok(value.area_name),
                    comment: Ok(value.comment),
                    date: Ok(value.date),
                    firstname: Ok(value.firstname),
                    is_deletion: Ok(value.is_deletion),
                    lastname: Ok(value.lastname),
                    login: Ok(value.login),
                    position: Ok(value.position),
                    worklocation_name: Ok(value.worklocation_name),
                }
            }
        }
        /// Builds a [`Office`](super::Office).
        #[derive(Clone, Debug)]
        pub struct Office {
            areas: ::std::result::Result<
                ::std::vec::Vec<super::Area>,
                ::std::string::String,
            >,
            capacity: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            floors: ::std::result::Result<
                ::std::vec::Vec<super::Floor>,
                ::std::string::String,
            >,
            show_areas: ::std::result::Result<
                ::std::option::Option<bool>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Office {
            fn default() -> Self {
                Self {
                    areas: Ok(Default::default()),
                    capacity: Ok(Default::default()),
                    floors: Ok(Default::default()),
                    show_areas: Ok(Default::default()),
                }
            }
        }
        impl Office {
            /// Sets `areas`.
            pub fn areas<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Area>>,
                T::Error: ::std::fmt::Display,
            {
                self.areas = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for areas: {e}")
                    });
                self
            }
            /// Sets `capacity`.
            pub fn capacity<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.capacity = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for capacity: {e}")
                    });
                self
            }
            /// Sets `floors`.
            pub fn floors<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::Floor>>,
                T::Error: ::std::fmt::Display,
            {
                self.floors = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for floors: {e}")
                    });
                self
            }
            /// Sets `show_areas`.
            pub fn show_areas<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<bool>>,
                T::Error: ::std::fmt::Display,
            {
                self.show_areas = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for show_areas: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Office> for super::Office {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Office,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    areas: value.areas?,
                    capacity: value.capacity?,
                    floors: value.floors?,
                    show_areas: value.show_areas?,
                })
            }
        }
        impl ::std::convert::From<super::Office> for Office {
            fn from(value: super::Office) -> Self {
                Self {
                    areas: Ok(value.areas),
                    capacity: Ok(value.capacity),
                    floors: Ok(value.floors),
                    show_areas: Ok(value.show_areas),
                }
            }
        }
        /// Builds a [`Problem`](super::Problem).
        #[derive(Clone, Debug)]
        pub struct Problem {
            detail: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            errors: ::std::result::Result<
                ::std::option::Option<
                    ::std::collections::HashMap<
                        ::std::string::String,
                        ::std::vec::Vec<::std::string::String>,
                    >,
                >,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            title: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            type_: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Problem {
            fn default() -> Self {
                Self {
                    detail: Ok(Default::default()),
                    errors: Ok(Default::default()),
                    status: Ok(Default::default()),
                    title: Ok(Default::default()),
                    type_: Ok(Default::default()),
                }
            }
        }
        impl Problem {
            /// Sets `detail`.
            pub fn detail<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.detail = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for detail: {e}")
                    });
                self
            }
            /// Sets `errors`.
            pub fn errors<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        ::std::collections::HashMap<
                            ::std::string::String,
                            ::std::vec::Vec<::std::string::String>,
                        >,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.errors = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for errors: {e}")
                    });
                self
            }
            /// Sets `status`.
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            /// Sets `title`.
            pub fn title<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.title = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for title: {e}")
                    });
                self
            }
            /// Sets `type_`.
            pub fn type_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.type_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for type_: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Problem> for super::Problem {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Problem,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    detail: value.detail?,
                    errors: value.errors?,
                    status: value.status?,
                    title: value.title?,
                    type_: value.type_?,
                })
            }
        }
        impl ::std::convert::From<super::Problem> for Problem {
            fn from(value: super::Problem) -> Self {
                Self {
                    detail: Ok(value.detail),
                    errors: Ok(value.errors),
                    status: Ok(value.status),
                    title: Ok(value.title),
                    type_: Ok(value.type_),
                }
            }
        }
        /// Builds a [`UserLocation`](super::UserLocation).
        #[derive(Clone, Debug)]
        pub struct UserLocation {
            area_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            created_at: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::jiff::Timestamp>,
                ::std::string::String,
            >,
            date: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::jiff::civil::Date>,
                ::std::string::String,
            >,
            deleted_at: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::jiff::Timestamp>,
                ::std::string::String,
            >,
            id: ::std::result::Result<i64, ::std::string::String>,
            owner_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            position: ::std::result::Result<
                ::std::option::Option<super::Position>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<super::UserLocationStatus>,
                ::std::string::String,
            >,
            work_location_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for UserLocation {
            fn default() -> Self {
                Self {
                    area_id: Ok(Default::default()),
                    created_at: Ok(Default::default()),
                    date: Ok(Default::default()),
                    deleted_at: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    owner_id: Ok(Default::default()),
                    position: Ok(Default::default()),
                    status: Ok(Default::default()),
                    work_location_id: Ok(Default::default()),
                }
            }
        }
        impl UserLocation {
            /// Sets `area_id`.
            pub fn area_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.area_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for area_id: {e}")
                    });
                self
            }
            /// Sets `created_at`.
            pub fn created_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::runtime::jiff::Timestamp>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.created_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for created_at: {e}")
                    });
                self
            }
            /// Sets `date`.
            pub fn date<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::runtime::jiff::civil::Date>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.date = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for date: {e}")
                    });
                self
            }
            /// Sets `deleted_at`.
            pub fn deleted_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::runtime::jiff::Timestamp>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.deleted_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for deleted_at: {e}")
                    });
                self
            }
            /// Sets `id`.
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            /// Sets `owner_id`.
            pub fn owner_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.owner_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for owner_id: {e}")
                    });
                self
            }
            /// Sets `position`.
            pub fn position<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Position>>,
                T::Error: ::std::fmt::Display,
            {
                self.position = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for position: {e}")
                    });
                self
            }
            /// Sets `status`.
            pub fn status<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::UserLocationStatus>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.status = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for status: {e}")
                    });
                self
            }
            /// Sets `work_location_id`.
            pub fn work_location_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.work_location_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for work_location_id: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<UserLocation> for super::UserLocation {
            type Error = super::error::ConversionError;
            fn try_from(
                value: UserLocation,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    area_id: value.area_id?,
                    created_at: value.created_at?,
                    date: value.date?,
                    deleted_at: value.deleted_at?,
                    id: value.id?,
                    owner_id: value.owner_id?,
                    position: value.position?,
                    status: value.status?,
                    work_location_id: value.work_location_id?,
                })
            }
        }
        impl ::std::convert::From<super::UserLocation> for UserLocation {
            fn from(value: super::UserLocation) -> Self {
                Self {
                    area_id: Ok(value.area_id),
                    created_at: Ok(value.created_at),
                    date: Ok(value.date),
                    deleted_at: Ok(value.deleted_at),
                    id: Ok(value.id),
                    owner_id: Ok(value.owner_id),
                    position: Ok(value.position),
                    status: Ok(value.status),
                    work_location_id: Ok(value.work_location_id),
                }
            }
        }
        /// Builds a [`UserLocationPage`](super::UserLocationPage).
        #[derive(Clone, Debug)]
        pub struct UserLocationPage {
            count: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            items: ::std::result::Result<
                ::std::vec::Vec<super::UserLocation>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for UserLocationPage {
            fn default() -> Self {
                Self {
                    count: Ok(Default::default()),
                    items: Ok(Default::default()),
                }
            }
        }
        impl UserLocationPage {
            /// Sets `count`.
            pub fn count<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.count = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for count: {e}")
                    });
                self
            }
            /// Sets `items`.
            pub fn items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::UserLocation>>,
                T::Error: ::std::fmt::Display,
            {
                self.items = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<UserLocationPage> for super::UserLocationPage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: UserLocationPage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    count: value.count?,
                    items: value.items?,
                })
            }
        }
        impl ::std::convert::From<super::UserLocationPage> for UserLocationPage {
            fn from(value: super::UserLocationPage) -> Self {
                Self {
                    count: Ok(value.count),
                    items: Ok(value.items),
                }
            }
        }
        /// Builds a [`WarningLine`](super::WarningLine).
        #[derive(Clone)]
        pub struct WarningLine {
            is_conflict: ::std::result::Result<
                ::std::option::Option<bool>,
                ::std::string::String,
            >,
            line: ::std::result::Result<
                ::std::option::Option<super::ImportedLine>,
                ::std::string::String,
            >,
            line_number: ::std::result::Result<
                ::std::option::Option<i32>,
                ::std::string::String,
            >,
            warning: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for WarningLine {
            fn default() -> Self {
                Self {
                    is_conflict: Ok(Default::default()),
                    line: Ok(Default::default()),
                    line_number: Ok(Default::default()),
                    warning: Ok(Default::default()),
                }
            }
        }
        impl WarningLine {
            /// Sets `is_conflict`.
            pub fn is_conflict<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<bool>>,
                T::Error: ::std::fmt::Display,
            {
                self.is_conflict = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for is_conflict: {e}")
                    });
                self
            }
            /// Sets `line`.
            pub fn line<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::ImportedLine>>,
                T::Error: ::std::fmt::Display,
            {
                self.line = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for line: {e}")
                    });
                self
            }
            /// Sets `line_number`.
            pub fn line_number<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i32>>,
                T::Error: ::std::fmt::Display,
            {
                self.line_number = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for line_number: {e}")
                    });
                self
            }
            /// Sets `warning`.
            pub fn warning<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.warning = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for warning: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<WarningLine> for super::WarningLine {
            type Error = super::error::ConversionError;
            fn try_from(
                value: WarningLine,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    is_conflict: value.is_conflict?,
                    line: value.line?,
                    line_number: value.line_number?,
                    warning: value.warning?,
                })
            }
        }
        impl ::std::convert::From<super::WarningLine> for WarningLine {
            fn from(value: super::WarningLine) -> Self {
                Self {
                    is_conflict: Ok(value.is_conflict),
                    line: Ok(value.line),
                    line_number: Ok(value.line_number),
                    warning: Ok(value.warning),
                }
            }
        }
        /// Builds a [`WorkLocation`](super::WorkLocation).
        #[derive(Clone, Debug)]
        pub struct WorkLocation {
            id: ::std::result::Result<i64, ::std::string::String>,
            is_active: ::std::result::Result<
                ::std::option::Option<bool>,
                ::std::string::String,
            >,
            name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            office: ::std::result::Result<
                ::std::option::Option<super::Office>,
                ::std::string::String,
            >,
            type_: ::std::result::Result<
                ::std::option::Option<super::WorkLocationType>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for WorkLocation {
            fn default() -> Self {
                Self {
                    id: Err("no value supplied for id".to_string()),
                    is_active: Ok(Default::default()),
                    name: Ok(Default::default()),
                    office: Ok(Default::default()),
                    type_: Ok(Default::default()),
                }
            }
        }
        impl WorkLocation {
            /// Sets `id`.
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i64>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            /// Sets `is_active`.
            pub fn is_active<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<bool>>,
                T::Error: ::std::fmt::Display,
            {
                self.is_active = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for is_active: {e}")
                    });
                self
            }
            /// Sets `name`.
            pub fn name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for name: {e}")
                    });
                self
            }
            /// Sets `office`.
            pub fn office<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Office>>,
                T::Error: ::std::fmt::Display,
            {
                self.office = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for office: {e}")
                    });
                self
            }
            /// Sets `type_`.
            pub fn type_<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<super::WorkLocationType>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.type_ = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for type_: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<WorkLocation> for super::WorkLocation {
            type Error = super::error::ConversionError;
            fn try_from(
                value: WorkLocation,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    id: value.id?,
                    is_active: value.is_active?,
                    name: value.name?,
                    office: value.office?,
                    type_: value.type_?,
                })
            }
        }
        impl ::std::convert::From<super::WorkLocation> for WorkLocation {
            fn from(value: super::WorkLocation) -> Self {
                Self {
                    id: Ok(value.id),
                    is_active: Ok(value.is_active),
                    name: Ok(value.name),
                    office: Ok(value.office),
                    type_: Ok(value.type_),
                }
            }
        }
        /// Builds a [`WorkLocationPage`](super::WorkLocationPage).
        #[derive(Clone, Debug)]
        pub struct WorkLocationPage {
            count: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            items: ::std::result::Result<
                ::std::vec::Vec<super::WorkLocation>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for WorkLocationPage {
            fn default() -> Self {
                Self {
                    count: Ok(Default::default()),
                    items: Ok(Default::default()),
                }
            }
        }
        impl WorkLocationPage {
            /// Sets `count`.
            pub fn count<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.count = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for count: {e}")
                    });
                self
            }
            /// Sets `items`.
            pub fn items<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::vec::Vec<super::WorkLocation>>,
                T::Error: ::std::fmt::Display,
            {
                self.items = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for items: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<WorkLocationPage> for super::WorkLocationPage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: WorkLocationPage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    count: value.count?,
                    items: value.items?,
                })
            }
        }
        impl ::std::convert::From<super::WorkLocationPage> for WorkLocationPage {
            fn from(value: super::WorkLocationPage) -> Self {
                Self {
                    count: Ok(value.count),
                    items: Ok(value.items),
                }
            }
        }
        /// Prints no values: they can be somebody's personal data.
        impl ::std::fmt::Debug for CreatedSummary {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("CreatedSummary").finish_non_exhaustive()
            }
        }
        /// Prints no values: they can be somebody's personal data.
        impl ::std::fmt::Debug for ErrorLine {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("ErrorLine").finish_non_exhaustive()
            }
        }
        /// Prints no values: they can be somebody's personal data.
        impl ::std::fmt::Debug for ImportedLine {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("ImportedLine").finish_non_exhaustive()
            }
        }
        /// Prints no values: they can be somebody's personal data.
        impl ::std::fmt::Debug for WarningLine {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("WarningLine").finish_non_exhaustive()
            }
        }
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
}
/// Client for Lucca Office
///
/// Lucca Office knows where people work on a given day: in one of the company's offices, at home, or elsewhere.
///
/// Two resources tell it. A *work location* is a place where somebody can work: an office with its areas and floors, remote work, or any other place. A *user location* says that one employee works at one work location on one day, or on half of it.
///
/// User locations are created, changed and deleted by importing a CSV file, and only so.
///
/// This API differs from Lucca's v3 APIs: properties need not be asked for, though a list may hold others than a single resource, and pages are numbered (`page` and `limit`).
///
/// Version: 1.0
#[derive(Clone, Debug)]
pub struct Client {
    inner: crate::transport::Transport,
}
impl Client {
    /// List work locations
    ///
    /// Lists the work locations of the account, page by page.
    ///
    /// Sends a `GET` request to `/work-locations/public/api/work-locations`
    ///
    /// Arguments:
    /// - `fields_root`: `count` adds to the answer how many items there are on all pages.
    /// - `limit`: How many items a page holds at most.
    /// - `page`: Number of the page to return; the first is 1.
    ///
    /// ```ignore
    /// let response = client.get_office_api_work_locations()
    ///     .fields_root(fields_root)
    ///     .limit(limit)
    ///     .page(page)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_office_api_work_locations(
        &self,
    ) -> builder::GetOfficeApiWorkLocations<'_> {
        builder::GetOfficeApiWorkLocations::new(self)
    }
    /// List user locations
    ///
    /// Lists who works where and when, page by page.
    ///
    /// Sends a `GET` request to `/work-locations/public/api/user-locations`
    ///
    /// Arguments:
    /// - `fields_root`: `count` adds to the answer how many items there are on all pages.
    /// - `limit`: How many items a page holds at most.
    /// - `page`: Number of the page to return; the first is 1.
    ///
    /// ```ignore
    /// let response = client.get_office_api_user_locations()
    ///     .fields_root(fields_root)
    ///     .limit(limit)
    ///     .page(page)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_office_api_user_locations(
        &self,
    ) -> builder::GetOfficeApiUserLocations<'_> {
        builder::GetOfficeApiUserLocations::new(self)
    }
    /// Get a user location
    ///
    /// Returns one user location.
    ///
    /// Sends a `GET` request to `/work-locations/public/api/user-locations/{id}`
    ///
    /// Arguments:
    /// - `id`: Identifier of the user location.
    ///
    /// ```ignore
    /// let response = client.get_office_api_user_locations_id()
    ///     .id(id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_office_api_user_locations_id(
        &self,
    ) -> builder::GetOfficeApiUserLocationsId<'_> {
        builder::GetOfficeApiUserLocationsId::new(self)
    }
    /// Import user locations
    ///
    /// Uploads a CSV file of user locations: one row per employee and day, or half day. The server works on it afterwards; ask for its progress with the `summaryId` that it answers. What an import has done cannot be undone.
    ///
    /// Sends a `POST` request to `/work-locations/public/api/imports/user-locations`
    ///
    /// Arguments:
    /// - `create`: `true` imports the file. `false` only simulates, and changes nothing.
    /// - `override_user_locations`: `true` replaces the user locations that are there already. `false` fills empty days only.
    /// - `body`
    ///
    /// ```ignore
    /// let response = client.post_office_api_imports_user_locations()
    ///     .create(create)
    ///     .override_user_locations(override_user_locations)
    ///     .body(body)
    ///     .send()
    ///     .await;
    /// ```
    pub fn post_office_api_imports_user_locations(
        &self,
    ) -> builder::PostOfficeApiImportsUserLocations<'_> {
        builder::PostOfficeApiImportsUserLocations::new(self)
    }
    /// Get the progress of an import
    ///
    /// Tells how far the server has come with an uploaded file.
    ///
    /// Sends a `GET` request to `/work-locations/public/api/imports/user-locations/progress`
    ///
    /// Arguments:
    /// - `summary_id`: Identifier of the import.
    ///
    /// ```ignore
    /// let response = client.get_office_api_imports_user_locations_progress()
    ///     .summary_id(summary_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_office_api_imports_user_locations_progress(
        &self,
    ) -> builder::GetOfficeApiImportsUserLocationsProgress<'_> {
        builder::GetOfficeApiImportsUserLocationsProgress::new(self)
    }
    /// Get the analysis of a simulated import
    ///
    /// Reports what an import would do: for a file that was uploaded with `create=false`.
    ///
    /// Sends a `GET` request to `/work-locations/public/api/imports/user-locations/analysis`
    ///
    /// Arguments:
    /// - `summary_id`: Identifier of the import.
    ///
    /// ```ignore
    /// let response = client.get_office_api_imports_user_locations_analysis()
    ///     .summary_id(summary_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_office_api_imports_user_locations_analysis(
        &self,
    ) -> builder::GetOfficeApiImportsUserLocationsAnalysis<'_> {
        builder::GetOfficeApiImportsUserLocationsAnalysis::new(self)
    }
    /// Get the results of an import
    ///
    /// Reports what an import has done: for a file that was uploaded with `create=true`.
    ///
    /// Sends a `GET` request to `/work-locations/public/api/imports/user-locations/results`
    ///
    /// Arguments:
    /// - `summary_id`: Identifier of the import.
    ///
    /// ```ignore
    /// let response = client.get_office_api_imports_user_locations_results()
    ///     .summary_id(summary_id)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_office_api_imports_user_locations_results(
        &self,
    ) -> builder::GetOfficeApiImportsUserLocationsResults<'_> {
        builder::GetOfficeApiImportsUserLocationsResults::new(self)
    }
}
/// Types for composing operation parameters.
#[allow(clippy::all)]
pub mod builder {
    /// Builder for [`Client::get_office_api_work_locations`]
    ///
    /// [`Client::get_office_api_work_locations`]: super::Client::get_office_api_work_locations
    #[derive(Clone)]
    pub struct GetOfficeApiWorkLocations<'a> {
        client: &'a super::Client,
        fields_root: Result<Option<types::FieldsRoot>, String>,
        limit: Result<Option<::std::num::NonZeroU64>, String>,
        page: Result<Option<::std::num::NonZeroU64>, String>,
    }
    impl<'a> GetOfficeApiWorkLocations<'a> {
        /// Starts with nothing set.
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                fields_root: Ok(None),
                limit: Ok(None),
                page: Ok(None),
            }
        }
        /// Sets `fields_root`.
        pub fn fields_root<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::FieldsRoot>,
        {
            self.fields_root = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `FieldsRoot` for fields_root failed".to_string()
                });
            self
        }
        /// Sets `limit`.
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::num::NonZeroU64>,
        {
            self.limit = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::num::NonZeroU64` for limit failed".to_string()
                });
            self
        }
        /// Sets `page`.
        pub fn page<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::num::NonZeroU64>,
        {
            self.page = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::num::NonZeroU64` for page failed".to_string()
                });
            self
        }
        /// The request as it will be sent, but for what the transport adds.
        #[allow(unused_mut, unused_variables)]
        pub fn into_request(
            self,
        ) -> ::std::result::Result<
            crate::generated::runtime::reqwest::Request,
            crate::generated::runtime::Error,
        > {
            let Self { client, fields_root, limit, page } = self;
            let fields_root = fields_root.map_err(crate::generated::runtime::refused)?;
            let limit = limit.map_err(crate::generated::runtime::refused)?;
            let page = page.map_err(crate::generated::runtime::refused)?;
            let url = format!(
                "{}/work-locations/public/api/work-locations", client.inner.base_url()
            );
            let mut header_map = crate::generated::runtime::reqwest::header::HeaderMap::with_capacity(
                1usize,
            );
            client
                .inner
                .http_client()
                .get(url)
                .header(
                    crate::generated::runtime::reqwest::header::ACCEPT,
                    crate::generated::runtime::reqwest::header::HeaderValue::from_static(
                        "application/json",
                    ),
                )
                .query(
                    &crate::generated::runtime::QueryParam::new(
                        "fields.root",
                        &fields_root,
                    ),
                )
                .query(&crate::generated::runtime::QueryParam::new("limit", &limit))
                .query(&crate::generated::runtime::QueryParam::new("page", &page))
                .headers(header_map)
                .build()
                .map_err(crate::generated::runtime::unbuildable)
        }
        /// Sends a `GET` request to `/work-locations/public/api/work-locations`
        pub async fn send(
            self,
        ) -> ::std::result::Result<
            types::WorkLocationPage,
            crate::generated::runtime::Error,
        > {
            let client = self.client;
            client
                .inner
                .send(self.into_request()?, "get-office-api-work-locations")
                .await
        }
    }
    /// Builder for [`Client::get_office_api_user_locations`]
    ///
    /// [`Client::get_office_api_user_locations`]: super::Client::get_office_api_user_locations
    #[derive(Clone)]
    pub struct GetOfficeApiUserLocations<'a> {
        client: &'a super::Client,
        fields_root: Result<Option<types::FieldsRoot>, String>,
        limit: Result<Option<::std::num::NonZeroU64>, String>,
        page: Result<Option<::std::num::NonZeroU64>, String>,
    }
    impl<'a> GetOfficeApiUserLocations<'a> {
        /// Starts with nothing set.
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                fields_root: Ok(None),
                limit: Ok(None),
                page: Ok(None),
            }
        }
        /// Sets `fields_root`.
        pub fn fields_root<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::FieldsRoot>,
        {
            self.fields_root = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `FieldsRoot` for fields_root failed".to_string()
                });
            self
        }
        /// Sets `limit`.
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::num::NonZeroU64>,
        {
            self.limit = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::num::NonZeroU64` for limit failed".to_string()
                });
            self
        }
        /// Sets `page`.
        pub fn page<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::num::NonZeroU64>,
        {
            self.page = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::num::NonZeroU64` for page failed".to_string()
                });
            self
        }
        /// The request as it will be sent, but for what the transport adds.
        #[allow(unused_mut, unused_variables)]
        pub fn into_request(
            self,
        ) -> ::std::result::Result<
            crate::generated::runtime::reqwest::Request,
            crate::generated::runtime::Error,
        > {
            let Self { client, fields_root, limit, page } = self;
            let fields_root = fields_root.map_err(crate::generated::runtime::refused)?;
            let limit = limit.map_err(crate::generated::runtime::refused)?;
            let page = page.map_err(crate::generated::runtime::refused)?;
            let url = format!(
                "{}/work-locations/public/api/user-locations", client.inner.base_url()
            );
            let mut header_map = crate::generated::runtime::reqwest::header::HeaderMap::with_capacity(
                1usize,
            );
            client
                .inner
                .http_client()
                .get(url)
                .header(
                    crate::generated::runtime::reqwest::header::ACCEPT,
                    crate::generated::runtime::reqwest::header::HeaderValue::from_static(
                        "application/json",
                    ),
                )
                .query(
                    &crate::generated::runtime::QueryParam::new(
                        "fields.root",
                        &fields_root,
                    ),
                )
                .query(&crate::generated::runtime::QueryParam::new("limit", &limit))
                .query(&crate::generated::runtime::QueryParam::new("page", &page))
                .headers(header_map)
                .build()
                .map_err(crate::generated::runtime::unbuildable)
        }
        /// Sends a `GET` request to `/work-locations/public/api/user-locations`
        pub async fn send(
            self,
        ) -> ::std::result::Result<
            types::UserLocationPage,
            crate::generated::runtime::Error,
        > {
            let client = self.client;
            client
                .inner
                .send(self.into_request()?, "get-office-api-user-locations")
                .await
        }
    }
    /// Builder for [`Client::get_office_api_user_locations_id`]
    ///
    /// [`Client::get_office_api_user_locations_id`]: super::Client::get_office_api_user_locations_id
    #[derive(Clone)]
    pub struct GetOfficeApiUserLocationsId<'a> {
        client: &'a super::Client,
        id: Result<::std::num::NonZeroU64, String>,
    }
    impl<'a> GetOfficeApiUserLocationsId<'a> {
        /// Starts with nothing set.
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
            }
        }
        /// Sets `id`.
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::num::NonZeroU64>,
        {
            self.id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `std::num::NonZeroU64` for id failed".to_string()
                });
            self
        }
        /// The request as it will be sent, but for what the transport adds.
        #[allow(unused_mut, unused_variables)]
        pub fn into_request(
            self,
        ) -> ::std::result::Result<
            crate::generated::runtime::reqwest::Request,
            crate::generated::runtime::Error,
        > {
            let Self { client, id } = self;
            let id = id.map_err(crate::generated::runtime::refused)?;
            let url = format!(
                "{}/work-locations/public/api/user-locations/{}", client.inner
                .base_url(), encode_path(& id.to_string())
            );
            let mut header_map = crate::generated::runtime::reqwest::header::HeaderMap::with_capacity(
                1usize,
            );
            client
                .inner
                .http_client()
                .get(url)
                .header(
                    crate::generated::runtime::reqwest::header::ACCEPT,
                    crate::generated::runtime::reqwest::header::HeaderValue::from_static(
                        "application/json",
                    ),
                )
                .headers(header_map)
                .build()
                .map_err(crate::generated::runtime::unbuildable)
        }
        /// Sends a `GET` request to `/work-locations/public/api/user-locations/{id}`
        pub async fn send(
            self,
        ) -> ::std::result::Result<
            types::UserLocation,
            crate::generated::runtime::Error,
        > {
            let client = self.client;
            client
                .inner
                .send(self.into_request()?, "get-office-api-user-locations-id")
                .await
        }
    }
    /// Builder for [`Client::post_office_api_imports_user_locations`]
    ///
    /// [`Client::post_office_api_imports_user_locations`]: super::Client::post_office_api_imports_user_locations
    #[derive()]
    pub struct PostOfficeApiImportsUserLocations<'a> {
        client: &'a super::Client,
        create: Result<bool, String>,
        override_user_locations: Result<bool, String>,
        body: Result<crate::generated::runtime::reqwest::multipart::Form, String>,
    }
    impl<'a> PostOfficeApiImportsUserLocations<'a> {
        /// Starts with nothing set.
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                create: Err("create was not initialized".to_string()),
                override_user_locations: Err(
                    "override_user_locations was not initialized".to_string(),
                ),
                body: Err("body was not initialized".to_string()),
            }
        }
        /// Sets `create`.
        pub fn create<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<bool>,
        {
            self.create = value
                .try_into()
                .map_err(|_| "conversion to `bool` for create failed".to_string());
            self
        }
        /// Sets `override_user_locations`.
        pub fn override_user_locations<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<bool>,
        {
            self.override_user_locations = value
                .try_into()
                .map_err(|_| {
                    "conversion to `bool` for override_user_locations failed".to_string()
                });
            self
        }
        /// Sets the form that is sent.
        pub fn body(
            mut self,
            value: crate::generated::runtime::reqwest::multipart::Form,
        ) -> Self {
            self.body = Ok(value);
            self
        }
        /// The request as it will be sent, but for what the transport adds.
        #[allow(unused_mut, unused_variables)]
        pub fn into_request(
            self,
        ) -> ::std::result::Result<
            crate::generated::runtime::reqwest::Request,
            crate::generated::runtime::Error,
        > {
            let Self { client, create, override_user_locations, body } = self;
            let create = create.map_err(crate::generated::runtime::refused)?;
            let override_user_locations = override_user_locations
                .map_err(crate::generated::runtime::refused)?;
            let body = body.map_err(crate::generated::runtime::refused)?;
            let url = format!(
                "{}/work-locations/public/api/imports/user-locations", client.inner
                .base_url()
            );
            let mut header_map = crate::generated::runtime::reqwest::header::HeaderMap::with_capacity(
                1usize,
            );
            client
                .inner
                .http_client()
                .post(url)
                .header(
                    crate::generated::runtime::reqwest::header::ACCEPT,
                    crate::generated::runtime::reqwest::header::HeaderValue::from_static(
                        "application/json",
                    ),
                )
                .multipart(body)
                .query(&crate::generated::runtime::QueryParam::new("create", &create))
                .query(
                    &crate::generated::runtime::QueryParam::new(
                        "overrideUserLocations",
                        &override_user_locations,
                    ),
                )
                .headers(header_map)
                .build()
                .map_err(crate::generated::runtime::unbuildable)
        }
        /// Sends a `POST` request to `/work-locations/public/api/imports/user-locations`
        pub async fn send(
            self,
        ) -> ::std::result::Result<
            types::ImportReceipt,
            crate::generated::runtime::Error,
        > {
            let client = self.client;
            client
                .inner
                .send(self.into_request()?, "post-office-api-imports-userLocations")
                .await
        }
    }
    /// Builder for [`Client::get_office_api_imports_user_locations_progress`]
    ///
    /// [`Client::get_office_api_imports_user_locations_progress`]: super::Client::get_office_api_imports_user_locations_progress
    #[derive(Clone)]
    pub struct GetOfficeApiImportsUserLocationsProgress<'a> {
        client: &'a super::Client,
        summary_id: Result<::std::string::String, String>,
    }
    impl<'a> GetOfficeApiImportsUserLocationsProgress<'a> {
        /// Starts with nothing set.
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                summary_id: Err("summary_id was not initialized".to_string()),
            }
        }
        /// Sets `summary_id`.
        pub fn summary_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.summary_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `std::string::String` for summary_id failed"
                        .to_string()
                });
            self
        }
        /// The request as it will be sent, but for what the transport adds.
        #[allow(unused_mut, unused_variables)]
        pub fn into_request(
            self,
        ) -> ::std::result::Result<
            crate::generated::runtime::reqwest::Request,
            crate::generated::runtime::Error,
        > {
            let Self { client, summary_id } = self;
            let summary_id = summary_id.map_err(crate::generated::runtime::refused)?;
            let url = format!(
                "{}/work-locations/public/api/imports/user-locations/progress", client
                .inner.base_url()
            );
            let mut header_map = crate::generated::runtime::reqwest::header::HeaderMap::with_capacity(
                1usize,
            );
            client
                .inner
                .http_client()
                .get(url)
                .header(
                    crate::generated::runtime::reqwest::header::ACCEPT,
                    crate::generated::runtime::reqwest::header::HeaderValue::from_static(
                        "application/json",
                    ),
                )
                .query(
                    &crate::generated::runtime::QueryParam::new("summaryId", &summary_id),
                )
                .headers(header_map)
                .build()
                .map_err(crate::generated::runtime::unbuildable)
        }
        /// Sends a `GET` request to `/work-locations/public/api/imports/user-locations/progress`
        pub async fn send(
            self,
        ) -> ::std::result::Result<
            types::ImportProgress,
            crate::generated::runtime::Error,
        > {
            let client = self.client;
            client
                .inner
                .send(
                    self.into_request()?,
                    "get-office-api-imports-userLocations-progress",
                )
                .await
        }
    }
    /// Builder for [`Client::get_office_api_imports_user_locations_analysis`]
    ///
    /// [`Client::get_office_api_imports_user_locations_analysis`]: super::Client::get_office_api_imports_user_locations_analysis
    #[derive(Clone)]
    pub struct GetOfficeApiImportsUserLocationsAnalysis<'a> {
        client: &'a super::Client,
        summary_id: Result<::std::string::String, String>,
    }
    impl<'a> GetOfficeApiImportsUserLocationsAnalysis<'a> {
        /// Starts with nothing set.
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                summary_id: Err("summary_id was not initialized".to_string()),
            }
        }
        /// Sets `summary_id`.
        pub fn summary_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.summary_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `std::string::String` for summary_id failed"
                        .to_string()
                });
            self
        }
        /// The request as it will be sent, but for what the transport adds.
        #[allow(unused_mut, unused_variables)]
        pub fn into_request(
            self,
        ) -> ::std::result::Result<
            crate::generated::runtime::reqwest::Request,
            crate::generated::runtime::Error,
        > {
            let Self { client, summary_id } = self;
            let summary_id = summary_id.map_err(crate::generated::runtime::refused)?;
            let url = format!(
                "{}/work-locations/public/api/imports/user-locations/analysis", client
                .inner.base_url()
            );
            let mut header_map = crate::generated::runtime::reqwest::header::HeaderMap::with_capacity(
                1usize,
            );
            client
                .inner
                .http_client()
                .get(url)
                .header(
                    crate::generated::runtime::reqwest::header::ACCEPT,
                    crate::generated::runtime::reqwest::header::HeaderValue::from_static(
                        "application/json",
                    ),
                )
                .query(
                    &crate::generated::runtime::QueryParam::new("summaryId", &summary_id),
                )
                .headers(header_map)
                .build()
                .map_err(crate::generated::runtime::unbuildable)
        }
        /// Sends a `GET` request to `/work-locations/public/api/imports/user-locations/analysis`
        pub async fn send(
            self,
        ) -> ::std::result::Result<
            types::ImportReport,
            crate::generated::runtime::Error,
        > {
            let client = self.client;
            client
                .inner
                .send(
                    self.into_request()?,
                    "get-office-api-imports-userLocations-analysis",
                )
                .await
        }
    }
    /// Builder for [`Client::get_office_api_imports_user_locations_results`]
    ///
    /// [`Client::get_office_api_imports_user_locations_results`]: super::Client::get_office_api_imports_user_locations_results
    #[derive(Clone)]
    pub struct GetOfficeApiImportsUserLocationsResults<'a> {
        client: &'a super::Client,
        summary_id: Result<::std::string::String, String>,
    }
    impl<'a> GetOfficeApiImportsUserLocationsResults<'a> {
        /// Starts with nothing set.
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                summary_id: Err("summary_id was not initialized".to_string()),
            }
        }
        /// Sets `summary_id`.
        pub fn summary_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.summary_id = value
                .try_into()
                .map_err(|_| {
                    "conversion to `std::string::String` for summary_id failed"
                        .to_string()
                });
            self
        }
        /// The request as it will be sent, but for what the transport adds.
        #[allow(unused_mut, unused_variables)]
        pub fn into_request(
            self,
        ) -> ::std::result::Result<
            crate::generated::runtime::reqwest::Request,
            crate::generated::runtime::Error,
        > {
            let Self { client, summary_id } = self;
            let summary_id = summary_id.map_err(crate::generated::runtime::refused)?;
            let url = format!(
                "{}/work-locations/public/api/imports/user-locations/results", client
                .inner.base_url()
            );
            let mut header_map = crate::generated::runtime::reqwest::header::HeaderMap::with_capacity(
                1usize,
            );
            client
                .inner
                .http_client()
                .get(url)
                .header(
                    crate::generated::runtime::reqwest::header::ACCEPT,
                    crate::generated::runtime::reqwest::header::HeaderValue::from_static(
                        "application/json",
                    ),
                )
                .query(
                    &crate::generated::runtime::QueryParam::new("summaryId", &summary_id),
                )
                .headers(header_map)
                .build()
                .map_err(crate::generated::runtime::unbuildable)
        }
        /// Sends a `GET` request to `/work-locations/public/api/imports/user-locations/results`
        pub async fn send(
            self,
        ) -> ::std::result::Result<
            types::ImportReport,
            crate::generated::runtime::Error,
        > {
            let client = self.client;
            client
                .inner
                .send(
                    self.into_request()?,
                    "get-office-api-imports-userLocations-results",
                )
                .await
        }
    }
    /// Prints no values: they can be somebody's personal data.
    impl ::std::fmt::Debug for GetOfficeApiWorkLocations<'_> {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("GetOfficeApiWorkLocations").finish_non_exhaustive()
        }
    }
    /// Prints no values: they can be somebody's personal data.
    impl ::std::fmt::Debug for GetOfficeApiUserLocations<'_> {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("GetOfficeApiUserLocations").finish_non_exhaustive()
        }
    }
    /// Prints no values: they can be somebody's personal data.
    impl ::std::fmt::Debug for GetOfficeApiUserLocationsId<'_> {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("GetOfficeApiUserLocationsId").finish_non_exhaustive()
        }
    }
    /// Prints no values: they can be somebody's personal data.
    impl ::std::fmt::Debug for PostOfficeApiImportsUserLocations<'_> {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("PostOfficeApiImportsUserLocations").finish_non_exhaustive()
        }
    }
    /// Prints no values: they can be somebody's personal data.
    impl ::std::fmt::Debug for GetOfficeApiImportsUserLocationsProgress<'_> {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("GetOfficeApiImportsUserLocationsProgress")
                .finish_non_exhaustive()
        }
    }
    /// Prints no values: they can be somebody's personal data.
    impl ::std::fmt::Debug for GetOfficeApiImportsUserLocationsAnalysis<'_> {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("GetOfficeApiImportsUserLocationsAnalysis")
                .finish_non_exhaustive()
        }
    }
    /// Prints no values: they can be somebody's personal data.
    impl ::std::fmt::Debug for GetOfficeApiImportsUserLocationsResults<'_> {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("GetOfficeApiImportsUserLocationsResults")
                .finish_non_exhaustive()
        }
    }
    #[allow(unused_imports)]
    use super::types;
    #[allow(unused_imports)]
    use crate::generated::runtime::{RequestBuilderExt as _, encode_path};
}
impl Client {
    /// A client that sends its requests with this transport, to the
    /// transport's account.
    pub fn from_transport(transport: crate::transport::Transport) -> Self {
        Self { inner: transport }
    }
}
/// Every operation of the document, in its order.
pub const OPERATIONS: &[crate::generated::runtime::Operation] = &[
    crate::generated::runtime::Operation::new(
        "get-office-api-work-locations",
        "get_office_api_work_locations",
        "GET",
        "/work-locations/public/api/work-locations",
        "List work locations",
        &[
            crate::generated::runtime::Parameter::new(
                "page",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Integer,
                crate::generated::runtime::Arity::Single,
                &[],
                "Number of the page to return; the first is 1.",
            ),
            crate::generated::runtime::Parameter::new(
                "limit",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Integer,
                crate::generated::runtime::Arity::Single,
                &[],
                "How many items a page holds at most.",
            ),
            crate::generated::runtime::Parameter::new(
                "fields.root",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &["count"],
                "`count` adds to the answer how many items there are on all pages.",
            ),
        ],
        ::std::option::Option::None,
    ),
    crate::generated::runtime::Operation::new(
        "get-office-api-user-locations",
        "get_office_api_user_locations",
        "GET",
        "/work-locations/public/api/user-locations",
        "List user locations",
        &[
            crate::generated::runtime::Parameter::new(
                "page",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Integer,
                crate::generated::runtime::Arity::Single,
                &[],
                "Number of the page to return; the first is 1.",
            ),
            crate::generated::runtime::Parameter::new(
                "limit",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Integer,
                crate::generated::runtime::Arity::Single,
                &[],
                "How many items a page holds at most.",
            ),
            crate::generated::runtime::Parameter::new(
                "fields.root",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &["count"],
                "`count` adds to the answer how many items there are on all pages.",
            ),
        ],
        ::std::option::Option::None,
    ),
    crate::generated::runtime::Operation::new(
        "get-office-api-user-locations-id",
        "get_office_api_user_locations_id",
        "GET",
        "/work-locations/public/api/user-locations/{id}",
        "Get a user location",
        &[
            crate::generated::runtime::Parameter::new(
                "id",
                crate::generated::runtime::Location::Path,
                true,
                crate::generated::runtime::Kind::Integer,
                crate::generated::runtime::Arity::Single,
                &[],
                "Identifier of the user location.",
            ),
        ],
        ::std::option::Option::None,
    ),
    crate::generated::runtime::Operation::new(
        "post-office-api-imports-userLocations",
        "post_office_api_imports_user_locations",
        "POST",
        "/work-locations/public/api/imports/user-locations",
        "Import user locations",
        &[
            crate::generated::runtime::Parameter::new(
                "create",
                crate::generated::runtime::Location::Query,
                true,
                crate::generated::runtime::Kind::Boolean,
                crate::generated::runtime::Arity::Single,
                &[],
                "`true` imports the file. `false` only simulates, and changes nothing.",
            ),
            crate::generated::runtime::Parameter::new(
                "overrideUserLocations",
                crate::generated::runtime::Location::Query,
                true,
                crate::generated::runtime::Kind::Boolean,
                crate::generated::runtime::Arity::Single,
                &[],
                "`true` replaces the user locations that are there already. `false` fills empty days only.",
            ),
        ],
        ::std::option::Option::Some("multipart/form-data"),
    ),
    crate::generated::runtime::Operation::new(
        "get-office-api-imports-userLocations-progress",
        "get_office_api_imports_user_locations_progress",
        "GET",
        "/work-locations/public/api/imports/user-locations/progress",
        "Get the progress of an import",
        &[
            crate::generated::runtime::Parameter::new(
                "summaryId",
                crate::generated::runtime::Location::Query,
                true,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &[],
                "Identifier of the import.",
            ),
        ],
        ::std::option::Option::None,
    ),
    crate::generated::runtime::Operation::new(
        "get-office-api-imports-userLocations-analysis",
        "get_office_api_imports_user_locations_analysis",
        "GET",
        "/work-locations/public/api/imports/user-locations/analysis",
        "Get the analysis of a simulated import",
        &[
            crate::generated::runtime::Parameter::new(
                "summaryId",
                crate::generated::runtime::Location::Query,
                true,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &[],
                "Identifier of the import.",
            ),
        ],
        ::std::option::Option::None,
    ),
    crate::generated::runtime::Operation::new(
        "get-office-api-imports-userLocations-results",
        "get_office_api_imports_user_locations_results",
        "GET",
        "/work-locations/public/api/imports/user-locations/results",
        "Get the results of an import",
        &[
            crate::generated::runtime::Parameter::new(
                "summaryId",
                crate::generated::runtime::Location::Query,
                true,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &[],
                "Identifier of the import.",
            ),
        ],
        ::std::option::Option::None,
    ),
];
