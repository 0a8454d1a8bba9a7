/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    /// Why a request failed, if the server says it in this form.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct Failure {
        /// The HTTP status.
        #[serde(
            rename = "Status",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub status: ::std::option::Option<i64>,
        /// What went wrong.
        #[serde(
            rename = "Message",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub message: ::std::option::Option<::std::string::String>,
        /// The identifier that was asked for, where there is no such user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<i64>,
        /// What went wrong, where there is no such user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub error: ::std::option::Option<::std::string::String>,
    }
    crate::generated::runtime::object! {
        Failure { status : ::std::option::Option < i64 >, "Status", false; message :
        ::std::option::Option < ::std::string::String >, "Message", false; id :
        ::std::option::Option < i64 >, "id", false; error : ::std::option::Option <
        ::std::string::String >, "error", false; }
    }
    impl Failure {
        /// Starts to build one.
        pub fn builder() -> builder::Failure {
            Default::default()
        }
    }
    /// A user's picture.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct Picture {
        /// Identifier of the picture.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<::std::string::String>,
        /// File name of the picture.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        /// URL of the picture.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub url: ::std::option::Option<::std::string::String>,
    }
    crate::generated::runtime::object! {
        Picture { id : ::std::option::Option < ::std::string::String >, "id", false; name
        : ::std::option::Option < ::std::string::String >, "name", false; url :
        ::std::option::Option < ::std::string::String >, "url" | "href", false; }
    }
    /// Prints identifiers and the names of the other fields that are set, but
    /// not their values: they are somebody's personal data.
    impl ::std::fmt::Debug for Picture {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            let mut output = f.debug_struct("Picture");
            let mut set: ::std::vec::Vec<&'static str> = ::std::vec::Vec::new();
            if let ::std::option::Option::Some(value) = &self.id {
                output.field("id", value);
            }
            if self.name.is_some() {
                set.push("name");
            }
            if self.url.is_some() {
                set.push("url");
            }
            output.field("set", &set).finish_non_exhaustive()
        }
    }
    impl Picture {
        /// Starts to build one.
        pub fn builder() -> builder::Picture {
            Default::default()
        }
    }
    /// Another resource, by its identifier, name and URL.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct Reference {
        /// Identifier of the resource.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<i64>,
        /// Name of the resource.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        /// URL of the resource.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub url: ::std::option::Option<::std::string::String>,
    }
    crate::generated::runtime::object! {
        Reference { id : ::std::option::Option < i64 >, "id", false; name :
        ::std::option::Option < ::std::string::String >, "name", false; url :
        ::std::option::Option < ::std::string::String >, "url", false; }
    }
    impl Reference {
        /// Starts to build one.
        pub fn builder() -> builder::Reference {
            Default::default()
        }
    }
    /// A person of the account. Only `id` is certain: what else comes depends on `fields`, on the rights of the API key, and on the modules of the account. What is not listed here is kept as well, for example `userAxisValues_2`, whose number is that of an analysis axis.
    #[derive(crate::generated::runtime::serde::Serialize, Clone)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct User {
        /// Identifier of the user.
        pub id: i64,
        /// First and last name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        /// URL of the user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub url: ::std::option::Option<::std::string::String>,
        /// Name, in the order in which the account displays it.
        #[serde(
            rename = "displayName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub display_name: ::std::option::Option<::std::string::String>,
        /// When the user was last modified.
        #[serde(
            rename = "modifiedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub modified_at: ::std::option::Option<
            crate::generated::runtime::jiff::civil::DateTime,
        >,
        /// Last name.
        #[serde(
            rename = "lastName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub last_name: ::std::option::Option<::std::string::String>,
        /// First name.
        #[serde(
            rename = "firstName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub first_name: ::std::option::Option<::std::string::String>,
        /// Login; imports find a user by it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub login: ::std::option::Option<::std::string::String>,
        /// Address for mail at work.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub mail: ::std::option::Option<::std::string::String>,
        /// When the contract starts.
        #[serde(
            rename = "dtContractStart",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub dt_contract_start: ::std::option::Option<
            crate::generated::runtime::jiff::civil::DateTime,
        >,
        /// When the contract ends, if that is known.
        #[serde(
            rename = "dtContractEnd",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub dt_contract_end: ::std::option::Option<
            crate::generated::runtime::jiff::civil::DateTime,
        >,
        /// Date of birth.
        #[serde(
            rename = "birthDate",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub birth_date: ::std::option::Option<
            crate::generated::runtime::jiff::civil::DateTime,
        >,
        /// The company's own number for the user; zeros at its start matter.
        #[serde(
            rename = "employeeNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub employee_number: ::std::option::Option<::std::string::String>,
        /// Identifier of the calendar of public holidays.
        #[serde(
            rename = "calendarId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub calendar_id: ::std::option::Option<i64>,
        /// The calendar of public holidays.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub calendar: ::std::option::Option<Reference>,
        /// Identifier of the language.
        #[serde(
            rename = "cultureID",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub culture_id: ::std::option::Option<i64>,
        /// The language.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub culture: ::std::option::Option<Reference>,
        /// The picture.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub picture: ::std::option::Option<Picture>,
        /// Identifier of the legal entity.
        #[serde(
            rename = "legalEntityId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub legal_entity_id: ::std::option::Option<i64>,
        /// The legal entity.
        #[serde(
            rename = "legalEntity",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub legal_entity: ::std::option::Option<Reference>,
        /// Identifier of the department.
        #[serde(
            rename = "departmentId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub department_id: ::std::option::Option<i64>,
        /// The department.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub department: ::std::option::Option<Reference>,
        /// Identifier of the manager.
        #[serde(
            rename = "managerId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub manager_id: ::std::option::Option<i64>,
        /// The manager.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub manager: ::std::option::Option<UserReference>,
        /// Identifier of the main role.
        #[serde(
            rename = "rolePrincipalId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub role_principal_id: ::std::option::Option<i64>,
        /// The main role.
        #[serde(
            rename = "rolePrincipal",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub role_principal: ::std::option::Option<Reference>,
        /// All roles that the user can take.
        #[serde(
            rename = "habilitedRoles",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub habilited_roles: ::std::option::Option<::std::vec::Vec<Reference>>,
        /// The rhythms in which the user works, one after the other.
        #[serde(
            rename = "userWorkCycles",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_work_cycles: ::std::option::Option<::std::vec::Vec<WorkCycle>>,
        /// Whether the user agreed to electronic payslips.
        #[serde(
            rename = "allowsElectronicPayslip",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub allows_electronic_payslip: ::std::option::Option<bool>,
        /// Job title.
        #[serde(
            rename = "jobTitle",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub job_title: ::std::option::Option<::std::string::String>,
        /// Gender, in whatever form the account has it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub gender: ::std::option::Option<crate::generated::runtime::serde_json::Value>,
        /// Form of address, in whatever form the account has it.
        #[serde(
            rename = "civilTitle",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub civil_title: ::std::option::Option<
            crate::generated::runtime::serde_json::Value,
        >,
        /// Identifier of the nationality.
        #[serde(
            rename = "nationalityId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub nationality_id: ::std::option::Option<
            crate::generated::runtime::serde_json::Value,
        >,
        /// From when on the seniority counts.
        #[serde(
            rename = "seniorityDate",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub seniority_date: ::std::option::Option<
            crate::generated::runtime::jiff::civil::DateTime,
        >,
        /// Direct phone number.
        #[serde(
            rename = "directLine",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub direct_line: ::std::option::Option<::std::string::String>,
        /// Private address for mail.
        #[serde(
            rename = "personalEmail",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub personal_email: ::std::option::Option<::std::string::String>,
        /// Mobile phone number at work.
        #[serde(
            rename = "professionalMobile",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub professional_mobile: ::std::option::Option<::std::string::String>,
        /// Identifier of the user in another system.
        #[serde(
            rename = "externalId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub external_id: ::std::option::Option<
            crate::generated::runtime::serde_json::Value,
        >,
        /// Whatever the server sends under this name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub attributes: ::std::option::Option<
            crate::generated::runtime::serde_json::Value,
        >,
        /// Whatever the server sends under this name.
        #[serde(
            rename = "applicationData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub application_data: ::std::option::Option<
            crate::generated::runtime::serde_json::Value,
        >,
        /// The account's own properties, by names that start with `e_`. A value is an object with `id` and `value`, a list of such objects, or a bare value.
        #[serde(
            rename = "extendedData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub extended_data: ::std::option::Option<
            crate::generated::runtime::serde_json::Value,
        >,
        /// Whatever else the server sends, by name.
        #[serde(flatten)]
        pub extra: crate::generated::runtime::serde_json::Map<
            ::std::string::String,
            crate::generated::runtime::serde_json::Value,
        >,
    }
    crate::generated::runtime::object! {
        User { id : i64, "id", false; name : ::std::option::Option <
        ::std::string::String >, "name", false; url : ::std::option::Option <
        ::std::string::String >, "url", false; display_name : ::std::option::Option <
        ::std::string::String >, "displayName", false; modified_at :
        ::std::option::Option < crate ::generated::runtime::jiff::civil::DateTime >,
        "modifiedAt" | "modifiedOn", false; last_name : ::std::option::Option <
        ::std::string::String >, "lastName", false; first_name : ::std::option::Option <
        ::std::string::String >, "firstName", false; login : ::std::option::Option <
        ::std::string::String >, "login", false; mail : ::std::option::Option <
        ::std::string::String >, "mail", false; dt_contract_start : ::std::option::Option
        < crate ::generated::runtime::jiff::civil::DateTime >, "dtContractStart", false;
        dt_contract_end : ::std::option::Option < crate
        ::generated::runtime::jiff::civil::DateTime >, "dtContractEnd", true; birth_date
        : ::std::option::Option < crate ::generated::runtime::jiff::civil::DateTime >,
        "birthDate", false; employee_number : ::std::option::Option <
        ::std::string::String >, "employeeNumber", false; calendar_id :
        ::std::option::Option < i64 >, "calendarId", false; calendar :
        ::std::option::Option < Reference >, "calendar", false; culture_id :
        ::std::option::Option < i64 >, "cultureID" | "cultureId", false; culture :
        ::std::option::Option < Reference >, "culture", false; picture :
        ::std::option::Option < Picture >, "picture", false; legal_entity_id :
        ::std::option::Option < i64 >, "legalEntityId" | "legalEntityID", false;
        legal_entity : ::std::option::Option < Reference >, "legalEntity", false;
        department_id : ::std::option::Option < i64 >, "departmentId" | "departmentID",
        false; department : ::std::option::Option < Reference >, "department", false;
        manager_id : ::std::option::Option < i64 >, "managerId" | "managerID", true;
        manager : ::std::option::Option < UserReference >, "manager", false;
        role_principal_id : ::std::option::Option < i64 >, "rolePrincipalId", false;
        role_principal : ::std::option::Option < Reference >, "rolePrincipal", false;
        habilited_roles : ::std::option::Option < ::std::vec::Vec < Reference > >,
        "habilitedRoles", true; user_work_cycles : ::std::option::Option <
        ::std::vec::Vec < WorkCycle > >, "userWorkCycles" | "UserWorkCycles", true;
        allows_electronic_payslip : ::std::option::Option < bool >,
        "allowsElectronicPayslip", false; job_title : ::std::option::Option <
        ::std::string::String >, "jobTitle", false; gender : ::std::option::Option <
        crate ::generated::runtime::serde_json::Value >, "gender", true; civil_title :
        ::std::option::Option < crate ::generated::runtime::serde_json::Value >,
        "civilTitle", true; nationality_id : ::std::option::Option < crate
        ::generated::runtime::serde_json::Value >, "nationalityId", true; seniority_date
        : ::std::option::Option < crate ::generated::runtime::jiff::civil::DateTime >,
        "seniorityDate", false; direct_line : ::std::option::Option <
        ::std::string::String >, "directLine", false; personal_email :
        ::std::option::Option < ::std::string::String >, "personalEmail", false;
        professional_mobile : ::std::option::Option < ::std::string::String >,
        "professionalMobile", false; external_id : ::std::option::Option < crate
        ::generated::runtime::serde_json::Value >, "externalId", true; attributes :
        ::std::option::Option < crate ::generated::runtime::serde_json::Value >,
        "attributes", true; application_data : ::std::option::Option < crate
        ::generated::runtime::serde_json::Value >, "applicationData", true; extended_data
        : ::std::option::Option < crate ::generated::runtime::serde_json::Value >,
        "extendedData", true; } extra extra
    }
    /// Prints identifiers and the names of the other fields that are set, but
    /// not their values: they are somebody's personal data.
    impl ::std::fmt::Debug for User {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            let mut output = f.debug_struct("User");
            let mut set: ::std::vec::Vec<&'static str> = ::std::vec::Vec::new();
            output.field("id", &self.id);
            if self.name.is_some() {
                set.push("name");
            }
            if self.url.is_some() {
                set.push("url");
            }
            if self.display_name.is_some() {
                set.push("display_name");
            }
            if let ::std::option::Option::Some(value) = &self.modified_at {
                output.field("modified_at", value);
            }
            if self.last_name.is_some() {
                set.push("last_name");
            }
            if self.first_name.is_some() {
                set.push("first_name");
            }
            if self.login.is_some() {
                set.push("login");
            }
            if self.mail.is_some() {
                set.push("mail");
            }
            if self.dt_contract_start.is_some() {
                set.push("dt_contract_start");
            }
            if self.dt_contract_end.is_some() {
                set.push("dt_contract_end");
            }
            if self.birth_date.is_some() {
                set.push("birth_date");
            }
            if self.employee_number.is_some() {
                set.push("employee_number");
            }
            if let ::std::option::Option::Some(value) = &self.calendar_id {
                output.field("calendar_id", value);
            }
            if self.calendar.is_some() {
                set.push("calendar");
            }
            if let ::std::option::Option::Some(value) = &self.culture_id {
                output.field("culture_id", value);
            }
            if self.culture.is_some() {
                set.push("culture");
            }
            if self.picture.is_some() {
                set.push("picture");
            }
            if let ::std::option::Option::Some(value) = &self.legal_entity_id {
                output.field("legal_entity_id", value);
            }
            if self.legal_entity.is_some() {
                set.push("legal_entity");
            }
            if let ::std::option::Option::Some(value) = &self.department_id {
                output.field("department_id", value);
            }
            if self.department.is_some() {
                set.push("department");
            }
            if let ::std::option::Option::Some(value) = &self.manager_id {
                output.field("manager_id", value);
            }
            if self.manager.is_some() {
                set.push("manager");
            }
            if let ::std::option::Option::Some(value) = &self.role_principal_id {
                output.field("role_principal_id", value);
            }
            if self.role_principal.is_some() {
                set.push("role_principal");
            }
            if self.habilited_roles.is_some() {
                set.push("habilited_roles");
            }
            if self.user_work_cycles.is_some() {
                set.push("user_work_cycles");
            }
            if self.allows_electronic_payslip.is_some() {
                set.push("allows_electronic_payslip");
            }
            if self.job_title.is_some() {
                set.push("job_title");
            }
            if self.gender.is_some() {
                set.push("gender");
            }
            if self.civil_title.is_some() {
                set.push("civil_title");
            }
            if self.nationality_id.is_some() {
                set.push("nationality_id");
            }
            if self.seniority_date.is_some() {
                set.push("seniority_date");
            }
            if self.direct_line.is_some() {
                set.push("direct_line");
            }
            if self.personal_email.is_some() {
                set.push("personal_email");
            }
            if self.professional_mobile.is_some() {
                set.push("professional_mobile");
            }
            if self.external_id.is_some() {
                set.push("external_id");
            }
            if self.attributes.is_some() {
                set.push("attributes");
            }
            if self.application_data.is_some() {
                set.push("application_data");
            }
            if self.extended_data.is_some() {
                set.push("extended_data");
            }
            if !self.extra.is_empty() {
                set.push("extra");
            }
            output.field("set", &set).finish_non_exhaustive()
        }
    }
    impl User {
        /// Starts to build one.
        pub fn builder() -> builder::User {
            Default::default()
        }
    }
    /// The envelope of a page of users; older servers answer the bare page.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct UserListResponse {
        /// What the server says about the answer itself; usually null.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub header: ::std::option::Option<crate::generated::runtime::serde_json::Value>,
        /// The page.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub data: ::std::option::Option<UserPage>,
    }
    crate::generated::runtime::object! {
        UserListResponse { header : ::std::option::Option < crate
        ::generated::runtime::serde_json::Value >, "header", true; data :
        ::std::option::Option < UserPage >, "data", false; } bare data :
        ::std::option::Option < UserPage >
    }
    impl UserListResponse {
        /// Starts to build one.
        pub fn builder() -> builder::UserListResponse {
            Default::default()
        }
    }
    /// One page of users.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct UserPage {
        /// How many there are on all pages; only if asked for with `collection.count`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub count: ::std::option::Option<i64>,
        /// The users of this page; absent if only the count was asked for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub items: ::std::option::Option<::std::vec::Vec<User>>,
    }
    crate::generated::runtime::object! {
        UserPage { count : ::std::option::Option < i64 >, "count", false; items :
        ::std::option::Option < ::std::vec::Vec < User > >, "items", true; }
    }
    impl UserPage {
        /// Starts to build one.
        pub fn builder() -> builder::UserPage {
            Default::default()
        }
    }
    /// Another user, by identifier, name and URL.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct UserReference {
        /// Identifier of the user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<i64>,
        /// Name of the user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        /// URL of the user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub url: ::std::option::Option<::std::string::String>,
    }
    crate::generated::runtime::object! {
        UserReference { id : ::std::option::Option < i64 >, "id", false; name :
        ::std::option::Option < ::std::string::String >, "name", false; url :
        ::std::option::Option < ::std::string::String >, "url", false; }
    }
    /// Prints identifiers and the names of the other fields that are set, but
    /// not their values: they are somebody's personal data.
    impl ::std::fmt::Debug for UserReference {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            let mut output = f.debug_struct("UserReference");
            let mut set: ::std::vec::Vec<&'static str> = ::std::vec::Vec::new();
            if let ::std::option::Option::Some(value) = &self.id {
                output.field("id", value);
            }
            if self.name.is_some() {
                set.push("name");
            }
            if self.url.is_some() {
                set.push("url");
            }
            output.field("set", &set).finish_non_exhaustive()
        }
    }
    impl UserReference {
        /// Starts to build one.
        pub fn builder() -> builder::UserReference {
            Default::default()
        }
    }
    /// The envelope of a user; older servers answer the bare user.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct UserResponse {
        /// What the server says about the answer itself; usually null.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub header: ::std::option::Option<crate::generated::runtime::serde_json::Value>,
        /// The user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub data: ::std::option::Option<User>,
    }
    crate::generated::runtime::object! {
        UserResponse { header : ::std::option::Option < crate
        ::generated::runtime::serde_json::Value >, "header", true; data :
        ::std::option::Option < User >, "data", false; } bare data :
        ::std::option::Option < User >
    }
    impl UserResponse {
        /// Starts to build one.
        pub fn builder() -> builder::UserResponse {
            Default::default()
        }
    }
    /// A period in which a user works in one rhythm.
    #[derive(crate::generated::runtime::serde::Serialize, Clone, Debug, Default)]
    #[serde(crate = "crate::generated::runtime::serde")]
    #[non_exhaustive]
    pub struct WorkCycle {
        /// Identifier of the period.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<i64>,
        /// Identifier of the user.
        #[serde(
            rename = "ownerID",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub owner_id: ::std::option::Option<i64>,
        /// Identifier of the rhythm.
        #[serde(
            rename = "workCycleID",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub work_cycle_id: ::std::option::Option<i64>,
        /// When it starts; `1900-01-01T00:00:00` says that no start is known.
        #[serde(
            rename = "startsOn",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub starts_on: ::std::option::Option<
            crate::generated::runtime::jiff::civil::DateTime,
        >,
        /// When it ends; `9999-12-31T00:00:00` says that no end is known.
        #[serde(
            rename = "endsOn",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub ends_on: ::std::option::Option<
            crate::generated::runtime::jiff::civil::DateTime,
        >,
    }
    crate::generated::runtime::object! {
        WorkCycle { id : ::std::option::Option < i64 >, "id" | "Id" | "ID", false;
        owner_id : ::std::option::Option < i64 >, "ownerID" | "ownerId" | "OwnerID" |
        "OwnerId", false; work_cycle_id : ::std::option::Option < i64 >, "workCycleID" |
        "workCycleId" | "WorkCycleID" | "WorkCycleId", false; starts_on :
        ::std::option::Option < crate ::generated::runtime::jiff::civil::DateTime >,
        "startsOn" | "StartsOn", false; ends_on : ::std::option::Option < crate
        ::generated::runtime::jiff::civil::DateTime >, "endsOn" | "EndsOn", false; }
    }
    impl WorkCycle {
        /// Starts to build one.
        pub fn builder() -> builder::WorkCycle {
            Default::default()
        }
    }
    /// Types for composing complex structures.
    pub mod builder {
        /// Builds a [`Failure`](super::Failure).
        #[derive(Clone, Debug)]
        pub struct Failure {
            error: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            id: ::std::result::Result<::std::option::Option<i64>, ::std::string::String>,
            message: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            status: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Failure {
            fn default() -> Self {
                Self {
                    error: Ok(Default::default()),
                    id: Ok(Default::default()),
                    message: Ok(Default::default()),
                    status: Ok(Default::default()),
                }
            }
        }
        impl Failure {
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
            /// Sets `message`.
            pub fn message<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.message = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for message: {e}")
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
        }
        impl ::std::convert::TryFrom<Failure> for super::Failure {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Failure,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    error: value.error?,
                    id: value.id?,
                    message: value.message?,
                    status: value.status?,
                })
            }
        }
        impl ::std::convert::From<super::Failure> for Failure {
            fn from(value: super::Failure) -> Self {
                Self {
                    error: Ok(value.error),
                    id: Ok(value.id),
                    message: Ok(value.message),
                    status: Ok(value.status),
                }
            }
        }
        /// Builds a [`Picture`](super::Picture).
        #[derive(Clone)]
        pub struct Picture {
            id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            url: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Picture {
            fn default() -> Self {
                Self {
                    id: Ok(Default::default()),
                    name: Ok(Default::default()),
                    url: Ok(Default::default()),
                }
            }
        }
        impl Picture {
            /// Sets `id`.
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
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
            /// Sets `url`.
            pub fn url<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.url = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for url: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Picture> for super::Picture {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Picture,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    id: value.id?,
                    name: value.name?,
                    url: value.url?,
                })
            }
        }
        impl ::std::convert::From<super::Picture> for Picture {
            fn from(value: super::Picture) -> Self {
                Self {
                    id: Ok(value.id),
                    name: Ok(value.name),
                    url: Ok(value.url),
                }
            }
        }
        /// Builds a [`Reference`](super::Reference).
        #[derive(Clone, Debug)]
        pub struct Reference {
            id: ::std::result::Result<::std::option::Option<i64>, ::std::string::String>,
            name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            url: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Reference {
            fn default() -> Self {
                Self {
                    id: Ok(Default::default()),
                    name: Ok(Default::default()),
                    url: Ok(Default::default()),
                }
            }
        }
        impl Reference {
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
            /// Sets `url`.
            pub fn url<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.url = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for url: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Reference> for super::Reference {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Reference,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    id: value.id?,
                    name: value.name?,
                    url: value.url?,
                })
            }
        }
        impl ::std::convert::From<super::Reference> for Reference {
            fn from(value: super::Reference) -> Self {
                Self {
                    id: Ok(value.id),
                    name: Ok(value.name),
                    url: Ok(value.url),
                }
            }
        }
        /// Builds a [`User`](super::User).
        #[derive(Clone)]
        pub struct User {
            allows_electronic_payslip: ::std::result::Result<
                ::std::option::Option<bool>,
                ::std::string::String,
            >,
            application_data: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                ::std::string::String,
            >,
            attributes: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                ::std::string::String,
            >,
            birth_date: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::jiff::civil::DateTime>,
                ::std::string::String,
            >,
            calendar: ::std::result::Result<
                ::std::option::Option<super::Reference>,
                ::std::string::String,
            >,
            calendar_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            civil_title: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                ::std::string::String,
            >,
            culture: ::std::result::Result<
                ::std::option::Option<super::Reference>,
                ::std::string::String,
            >,
            culture_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            department: ::std::result::Result<
                ::std::option::Option<super::Reference>,
                ::std::string::String,
            >,
            department_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            direct_line: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            display_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            dt_contract_end: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::jiff::civil::DateTime>,
                ::std::string::String,
            >,
            dt_contract_start: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::jiff::civil::DateTime>,
                ::std::string::String,
            >,
            employee_number: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            extended_data: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                ::std::string::String,
            >,
            external_id: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                ::std::string::String,
            >,
            first_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            gender: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                ::std::string::String,
            >,
            habilited_roles: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<super::Reference>>,
                ::std::string::String,
            >,
            id: ::std::result::Result<i64, ::std::string::String>,
            job_title: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            last_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            legal_entity: ::std::result::Result<
                ::std::option::Option<super::Reference>,
                ::std::string::String,
            >,
            legal_entity_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            login: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            mail: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            manager: ::std::result::Result<
                ::std::option::Option<super::UserReference>,
                ::std::string::String,
            >,
            manager_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            modified_at: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::jiff::civil::DateTime>,
                ::std::string::String,
            >,
            name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            nationality_id: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                ::std::string::String,
            >,
            personal_email: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            picture: ::std::result::Result<
                ::std::option::Option<super::Picture>,
                ::std::string::String,
            >,
            professional_mobile: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            role_principal: ::std::result::Result<
                ::std::option::Option<super::Reference>,
                ::std::string::String,
            >,
            role_principal_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            seniority_date: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::jiff::civil::DateTime>,
                ::std::string::String,
            >,
            url: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            user_work_cycles: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<super::WorkCycle>>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                crate::generated::runtime::serde_json::Map<
                    ::std::string::String,
                    crate::generated::runtime::serde_json::Value,
                >,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for User {
            fn default() -> Self {
                Self {
                    allows_electronic_payslip: Ok(Default::default()),
                    application_data: Ok(Default::default()),
                    attributes: Ok(Default::default()),
                    birth_date: Ok(Default::default()),
                    calendar: Ok(Default::default()),
                    calendar_id: Ok(Default::default()),
                    civil_title: Ok(Default::default()),
                    culture: Ok(Default::default()),
                    culture_id: Ok(Default::default()),
                    department: Ok(Default::default()),
                    department_id: Ok(Default::default()),
                    direct_line: Ok(Default::default()),
                    display_name: Ok(Default::default()),
                    dt_contract_end: Ok(Default::default()),
                    dt_contract_start: Ok(Default::default()),
                    employee_number: Ok(Default::default()),
                    extended_data: Ok(Default::default()),
                    external_id: Ok(Default::default()),
                    first_name: Ok(Default::default()),
                    gender: Ok(Default::default()),
                    habilited_roles: Ok(Default::default()),
                    id: Err("no value supplied for id".to_string()),
                    job_title: Ok(Default::default()),
                    last_name: Ok(Default::default()),
                    legal_entity: Ok(Default::default()),
                    legal_entity_id: Ok(Default::default()),
                    login: Ok(Default::default()),
                    mail: Ok(Default::default()),
                    manager: Ok(Default::default()),
                    manager_id: Ok(Default::default()),
                    modified_at: Ok(Default::default()),
                    name: Ok(Default::default()),
                    nationality_id: Ok(Default::default()),
                    personal_email: Ok(Default::default()),
                    picture: Ok(Default::default()),
                    professional_mobile: Ok(Default::default()),
                    role_principal: Ok(Default::default()),
                    role_principal_id: Ok(Default::default()),
                    seniority_date: Ok(Default::default()),
                    url: Ok(Default::default()),
                    user_work_cycles: Ok(Default::default()),
                    extra: Err("no value supplied for extra".to_string()),
                }
            }
        }
        impl User {
            /// Sets `allows_electronic_payslip`.
            pub fn allows_electronic_payslip<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<bool>>,
                T::Error: ::std::fmt::Display,
            {
                self.allows_electronic_payslip = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for allows_electronic_payslip: {e}"
                        )
                    });
                self
            }
            /// Sets `application_data`.
            pub fn application_data<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.application_data = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for application_data: {e}"
                        )
                    });
                self
            }
            /// Sets `attributes`.
            pub fn attributes<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.attributes = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for attributes: {e}")
                    });
                self
            }
            /// Sets `birth_date`.
            pub fn birth_date<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::generated::runtime::jiff::civil::DateTime,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.birth_date = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for birth_date: {e}")
                    });
                self
            }
            /// Sets `calendar`.
            pub fn calendar<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Reference>>,
                T::Error: ::std::fmt::Display,
            {
                self.calendar = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for calendar: {e}")
                    });
                self
            }
            /// Sets `calendar_id`.
            pub fn calendar_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.calendar_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for calendar_id: {e}")
                    });
                self
            }
            /// Sets `civil_title`.
            pub fn civil_title<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.civil_title = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for civil_title: {e}")
                    });
                self
            }
            /// Sets `culture`.
            pub fn culture<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Reference>>,
                T::Error: ::std::fmt::Display,
            {
                self.culture = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for culture: {e}")
                    });
                self
            }
            /// Sets `culture_id`.
            pub fn culture_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.culture_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for culture_id: {e}")
                    });
                self
            }
            /// Sets `department`.
            pub fn department<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Reference>>,
                T::Error: ::std::fmt::Display,
            {
                self.department = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for department: {e}")
                    });
                self
            }
            /// Sets `department_id`.
            pub fn department_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.department_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for department_id: {e}")
                    });
                self
            }
            /// Sets `direct_line`.
            pub fn direct_line<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.direct_line = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for direct_line: {e}")
                    });
                self
            }
            /// Sets `display_name`.
            pub fn display_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.display_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for display_name: {e}")
                    });
                self
            }
            /// Sets `dt_contract_end`.
            pub fn dt_contract_end<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::generated::runtime::jiff::civil::DateTime,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.dt_contract_end = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for dt_contract_end: {e}"
                        )
                    });
                self
            }
            /// Sets `dt_contract_start`.
            pub fn dt_contract_start<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::generated::runtime::jiff::civil::DateTime,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.dt_contract_start = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for dt_contract_start: {e}"
                        )
                    });
                self
            }
            /// Sets `employee_number`.
            pub fn employee_number<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.employee_number = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for employee_number: {e}"
                        )
                    });
                self
            }
            /// Sets `extended_data`.
            pub fn extended_data<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extended_data = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extended_data: {e}")
                    });
                self
            }
            /// Sets `external_id`.
            pub fn external_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.external_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for external_id: {e}")
                    });
                self
            }
            /// Sets `first_name`.
            pub fn first_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.first_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for first_name: {e}")
                    });
                self
            }
            /// Sets `gender`.
            pub fn gender<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.gender = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for gender: {e}")
                    });
                self
            }
            /// Sets `habilited_roles`.
            pub fn habilited_roles<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::std::vec::Vec<super::Reference>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.habilited_roles = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for habilited_roles: {e}"
                        )
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
            /// Sets `job_title`.
            pub fn job_title<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.job_title = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for job_title: {e}")
                    });
                self
            }
            /// Sets `last_name`.
            pub fn last_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.last_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for last_name: {e}")
                    });
                self
            }
            /// Sets `legal_entity`.
            pub fn legal_entity<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Reference>>,
                T::Error: ::std::fmt::Display,
            {
                self.legal_entity = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for legal_entity: {e}")
                    });
                self
            }
            /// Sets `legal_entity_id`.
            pub fn legal_entity_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.legal_entity_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for legal_entity_id: {e}"
                        )
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
            /// Sets `mail`.
            pub fn mail<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.mail = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for mail: {e}")
                    });
                self
            }
            /// Sets `manager`.
            pub fn manager<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::UserReference>>,
                T::Error: ::std::fmt::Display,
            {
                self.manager = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for manager: {e}")
                    });
                self
            }
            /// Sets `manager_id`.
            pub fn manager_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.manager_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for manager_id: {e}")
                    });
                self
            }
            /// Sets `modified_at`.
            pub fn modified_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::generated::runtime::jiff::civil::DateTime,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.modified_at = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for modified_at: {e}")
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
            /// Sets `nationality_id`.
            pub fn nationality_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.nationality_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for nationality_id: {e}"
                        )
                    });
                self
            }
            /// Sets `personal_email`.
            pub fn personal_email<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.personal_email = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for personal_email: {e}"
                        )
                    });
                self
            }
            /// Sets `picture`.
            pub fn picture<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Picture>>,
                T::Error: ::std::fmt::Display,
            {
                self.picture = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for picture: {e}")
                    });
                self
            }
            /// Sets `professional_mobile`.
            pub fn professional_mobile<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.professional_mobile = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for professional_mobile: {e}"
                        )
                    });
                self
            }
            /// Sets `role_principal`.
            pub fn role_principal<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Reference>>,
                T::Error: ::std::fmt::Display,
            {
                self.role_principal = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for role_principal: {e}"
                        )
                    });
                self
            }
            /// Sets `role_principal_id`.
            pub fn role_principal_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.role_principal_id = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for role_principal_id: {e}"
                        )
                    });
                self
            }
            /// Sets `seniority_date`.
            pub fn seniority_date<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::generated::runtime::jiff::civil::DateTime,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.seniority_date = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for seniority_date: {e}"
                        )
                    });
                self
            }
            /// Sets `url`.
            pub fn url<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.url = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for url: {e}")
                    });
                self
            }
            /// Sets `user_work_cycles`.
            pub fn user_work_cycles<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::std::vec::Vec<super::WorkCycle>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.user_work_cycles = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for user_work_cycles: {e}"
                        )
                    });
                self
            }
            /// Sets `extra`.
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    crate::generated::runtime::serde_json::Map<
                        ::std::string::String,
                        crate::generated::runtime::serde_json::Value,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<User> for super::User {
            type Error = super::error::ConversionError;
            fn try_from(
                value: User,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    allows_electronic_payslip: value.allows_electronic_payslip?,
                    application_data: value.application_data?,
                    attributes: value.attributes?,
                    birth_date: value.birth_date?,
                    calendar: value.calendar?,
                    calendar_id: value.calendar_id?,
                    civil_title: value.civil_title?,
                    culture: value.culture?,
                    culture_id: value.culture_id?,
                    department: value.department?,
                    department_id: value.department_id?,
                    direct_line: value.direct_line?,
                    display_name: value.display_name?,
                    dt_contract_end: value.dt_contract_end?,
                    dt_contract_start: value.dt_contract_start?,
                    employee_number: value.employee_number?,
                    extended_data: value.extended_data?,
                    external_id: value.external_id?,
                    first_name: value.first_name?,
                    gender: value.gender?,
                    habilited_roles: value.habilited_roles?,
                    id: value.id?,
                    job_title: value.job_title?,
                    last_name: value.last_name?,
                    legal_entity: value.legal_entity?,
                    legal_entity_id: value.legal_entity_id?,
                    login: value.login?,
                    mail: value.mail?,
                    manager: value.manager?,
                    manager_id: value.manager_id?,
                    modified_at: value.modified_at?,
                    name: value.name?,
                    nationality_id: value.nationality_id?,
                    personal_email: value.personal_email?,
                    picture: value.picture?,
                    professional_mobile: value.professional_mobile?,
                    role_principal: value.role_principal?,
                    role_principal_id: value.role_principal_id?,
                    seniority_date: value.seniority_date?,
                    url: value.url?,
                    user_work_cycles: value.user_work_cycles?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::User> for User {
            fn from(value: super::User) -> Self {
                Self {
                    allows_electronic_payslip: Ok(value.allows_electronic_payslip),
                    application_data: Ok(value.application_data),
                    attributes: Ok(value.attributes),
                    birth_date: Ok(value.birth_date),
                    calendar: Ok(value.calendar),
                    calendar_id: Ok(value.calendar_id),
                    civil_title: Ok(value.civil_title),
                    culture: Ok(value.culture),
                    culture_id: Ok(value.culture_id),
                    department: Ok(value.department),
                    department_id: Ok(value.department_id),
                    direct_line: Ok(value.direct_line),
                    display_name: Ok(value.display_name),
                    dt_contract_end: Ok(value.dt_contract_end),
                    dt_contract_start: Ok(value.dt_contract_start),
                    employee_number: Ok(value.employee_number),
                    extended_data: Ok(value.extended_data),
                    external_id: Ok(value.external_id),
                    first_name: Ok(value.first_name),
                    gender: Ok(value.gender),
                    habilited_roles: Ok(value.habilited_roles),
                    id: Ok(value.id),
                    job_title: Ok(value.job_title),
                    last_name: Ok(value.last_name),
                    legal_entity: Ok(value.legal_entity),
                    legal_entity_id: Ok(value.legal_entity_id),
                    login: Ok(value.login),
                    mail: Ok(value.mail),
                    manager: Ok(value.manager),
                    manager_id: Ok(value.manager_id),
                    modified_at: Ok(value.modified_at),
                    name: Ok(value.name),
                    nationality_id: Ok(value.nationality_id),
                    personal_email: Ok(value.personal_email),
                    picture: Ok(value.picture),
                    professional_mobile: Ok(value.professional_mobile),
                    role_principal: Ok(value.role_principal),
                    role_principal_id: Ok(value.role_principal_id),
                    seniority_date: Ok(value.seniority_date),
                    url: Ok(value.url),
                    user_work_cycles: Ok(value.user_work_cycles),
                    extra: Ok(value.extra),
                }
            }
        }
        /// Builds a [`UserListResponse`](super::UserListResponse).
        #[derive(Clone, Debug)]
        pub struct UserListResponse {
            data: ::std::result::Result<
                ::std::option::Option<super::UserPage>,
                ::std::string::String,
            >,
            header: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for UserListResponse {
            fn default() -> Self {
                Self {
                    data: Ok(Default::default()),
                    header: Ok(Default::default()),
                }
            }
        }
        impl UserListResponse {
            /// Sets `data`.
            pub fn data<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::UserPage>>,
                T::Error: ::std::fmt::Display,
            {
                self.data = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for data: {e}")
                    });
                self
            }
            /// Sets `header`.
            pub fn header<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.header = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for header: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<UserListResponse> for super::UserListResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: UserListResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    data: value.data?,
                    header: value.header?,
                })
            }
        }
        impl ::std::convert::From<super::UserListResponse> for UserListResponse {
            fn from(value: super::UserListResponse) -> Self {
                Self {
                    data: Ok(value.data),
                    header: Ok(value.header),
                }
            }
        }
        /// Builds a [`UserPage`](super::UserPage).
        #[derive(Clone, Debug)]
        pub struct UserPage {
            count: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            items: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<super::User>>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for UserPage {
            fn default() -> Self {
                Self {
                    count: Ok(Default::default()),
                    items: Ok(Default::default()),
                }
            }
        }
        impl UserPage {
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
                T: ::std::convert::TryInto<
                    ::std::option::Option<::std::vec::Vec<super::User>>,
                >,
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
        impl ::std::convert::TryFrom<UserPage> for super::UserPage {
            type Error = super::error::ConversionError;
            fn try_from(
                value: UserPage,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    count: value.count?,
                    items: value.items?,
                })
            }
        }
        impl ::std::convert::From<super::UserPage> for UserPage {
            fn from(value: super::UserPage) -> Self {
                Self {
                    count: Ok(value.count),
                    items: Ok(value.items),
                }
            }
        }
        /// Builds a [`UserReference`](super::UserReference).
        #[derive(Clone)]
        pub struct UserReference {
            id: ::std::result::Result<::std::option::Option<i64>, ::std::string::String>,
            name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            url: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for UserReference {
            fn default() -> Self {
                Self {
                    id: Ok(Default::default()),
                    name: Ok(Default::default()),
                    url: Ok(Default::default()),
                }
            }
        }
        impl UserReference {
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
            /// Sets `url`.
            pub fn url<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.url = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for url: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<UserReference> for super::UserReference {
            type Error = super::error::ConversionError;
            fn try_from(
                value: UserReference,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    id: value.id?,
                    name: value.name?,
                    url: value.url?,
                })
            }
        }
        impl ::std::convert::From<super::UserReference> for UserReference {
            fn from(value: super::UserReference) -> Self {
                Self {
                    id: Ok(value.id),
                    name: Ok(value.name),
                    url: Ok(value.url),
                }
            }
        }
        /// Builds a [`UserResponse`](super::UserResponse).
        #[derive(Clone, Debug)]
        pub struct UserResponse {
            data: ::std::result::Result<
                ::std::option::Option<super::User>,
                ::std::string::String,
            >,
            header: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for UserResponse {
            fn default() -> Self {
                Self {
                    data: Ok(Default::default()),
                    header: Ok(Default::default()),
                }
            }
        }
        impl UserResponse {
            /// Sets `data`.
            pub fn data<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::User>>,
                T::Error: ::std::fmt::Display,
            {
                self.data = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for data: {e}")
                    });
                self
            }
            /// Sets `header`.
            pub fn header<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<crate::generated::runtime::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.header = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for header: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<UserResponse> for super::UserResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: UserResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    data: value.data?,
                    header: value.header?,
                })
            }
        }
        impl ::std::convert::From<super::UserResponse> for UserResponse {
            fn from(value: super::UserResponse) -> Self {
                Self {
                    data: Ok(value.data),
                    header: Ok(value.header),
                }
            }
        }
        /// Builds a [`WorkCycle`](super::WorkCycle).
        #[derive(Clone, Debug)]
        pub struct WorkCycle {
            ends_on: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::jiff::civil::DateTime>,
                ::std::string::String,
            >,
            id: ::std::result::Result<::std::option::Option<i64>, ::std::string::String>,
            owner_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            starts_on: ::std::result::Result<
                ::std::option::Option<crate::generated::runtime::jiff::civil::DateTime>,
                ::std::string::String,
            >,
            work_cycle_id: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for WorkCycle {
            fn default() -> Self {
                Self {
                    ends_on: Ok(Default::default()),
                    id: Ok(Default::default()),
                    owner_id: Ok(Default::default()),
                    starts_on: Ok(Default::default()),
                    work_cycle_id: Ok(Default::default()),
                }
            }
        }
        impl WorkCycle {
            /// Sets `ends_on`.
            pub fn ends_on<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::generated::runtime::jiff::civil::DateTime,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.ends_on = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for ends_on: {e}")
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
            /// Sets `starts_on`.
            pub fn starts_on<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<
                        crate::generated::runtime::jiff::civil::DateTime,
                    >,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.starts_on = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for starts_on: {e}")
                    });
                self
            }
            /// Sets `work_cycle_id`.
            pub fn work_cycle_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.work_cycle_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for work_cycle_id: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<WorkCycle> for super::WorkCycle {
            type Error = super::error::ConversionError;
            fn try_from(
                value: WorkCycle,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    ends_on: value.ends_on?,
                    id: value.id?,
                    owner_id: value.owner_id?,
                    starts_on: value.starts_on?,
                    work_cycle_id: value.work_cycle_id?,
                })
            }
        }
        impl ::std::convert::From<super::WorkCycle> for WorkCycle {
            fn from(value: super::WorkCycle) -> Self {
                Self {
                    ends_on: Ok(value.ends_on),
                    id: Ok(value.id),
                    owner_id: Ok(value.owner_id),
                    starts_on: Ok(value.starts_on),
                    work_cycle_id: Ok(value.work_cycle_id),
                }
            }
        }
        /// Prints no values: they can be somebody's personal data.
        impl ::std::fmt::Debug for Picture {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("Picture").finish_non_exhaustive()
            }
        }
        /// Prints no values: they can be somebody's personal data.
        impl ::std::fmt::Debug for User {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("User").finish_non_exhaustive()
            }
        }
        /// Prints no values: they can be somebody's personal data.
        impl ::std::fmt::Debug for UserReference {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("UserReference").finish_non_exhaustive()
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
/// Client for Lucca users
///
/// The people of a Lucca account: who they are, whom they report to, and when they work there.
///
/// Version: 3
#[derive(Clone, Debug)]
pub struct Client {
    inner: crate::transport::Transport,
}
impl Client {
    /// List users
    ///
    /// Lists users, page by page. Without `fields`, each user comes with `id`, `name` and `url` only. Those who have left are left out unless `formerEmployees` is `true`.
    ///
    /// Sends a `GET` request to `/api/v3/users`
    ///
    /// Arguments:
    /// - `dt_contract_end`: Only users whose contract ends then: like `dtContractStart`, and also `null` (no end is known) or `notequal,null`.
    /// - `dt_contract_start`: Only users whose contract starts then: a date, or a comparator, a comma, and a date or two.
    /// - `fields`: The properties to return, separated by commas; `a.b` or `a[b,c]` for properties of a property. `collection.count` adds the number of users on all pages; alone, it makes the server leave the users out. The account's own properties come with `extendedData`.
    /// - `former_employees`: Whether those who have left are listed too. A key without the right to see them gets none of them all the same.
    /// - `id`: Only these users.
    /// - `login`: Only the user with this login.
    /// - `mail`: Only the user with this address, or, after `like,`, those whose address is like it.
    /// - `modified_at`: Only users modified then: a comparator, a comma, and a date with a time.
    /// - `order_by`: `{property},asc` or `{property},desc`. Not in the reference, but in use: `id,asc` keeps pages stable.
    /// - `paging`: `{offset},{limit}`: how many users to pass over, and how many to return at most, up to 1000. Always send it: documents disagree about its default.
    ///
    /// ```ignore
    /// let response = client.list_users()
    ///     .dt_contract_end(dt_contract_end)
    ///     .dt_contract_start(dt_contract_start)
    ///     .fields(fields)
    ///     .former_employees(former_employees)
    ///     .id(id)
    ///     .login(login)
    ///     .mail(mail)
    ///     .modified_at(modified_at)
    ///     .order_by(order_by)
    ///     .paging(paging)
    ///     .send()
    ///     .await;
    /// ```
    pub fn list_users(&self) -> builder::ListUsers<'_> {
        builder::ListUsers::new(self)
    }
    /// Get a user
    ///
    /// Returns one user.
    ///
    /// Sends a `GET` request to `/api/v3/users/{id}`
    ///
    /// Arguments:
    /// - `id`: Identifier of the user.
    /// - `fields`: The properties to return, separated by commas; `a.b` or `a[b,c]` for properties of a property.
    ///
    /// ```ignore
    /// let response = client.get_user()
    ///     .id(id)
    ///     .fields(fields)
    ///     .send()
    ///     .await;
    /// ```
    pub fn get_user(&self) -> builder::GetUser<'_> {
        builder::GetUser::new(self)
    }
}
/// Types for composing operation parameters.
#[allow(clippy::all)]
pub mod builder {
    /// Builder for [`Client::list_users`]
    ///
    /// [`Client::list_users`]: super::Client::list_users
    #[derive(Clone)]
    pub struct ListUsers<'a> {
        client: &'a super::Client,
        dt_contract_end: Result<Option<::std::string::String>, String>,
        dt_contract_start: Result<Option<::std::string::String>, String>,
        fields: Result<Option<::std::string::String>, String>,
        former_employees: Result<Option<bool>, String>,
        id: Result<Option<::std::vec::Vec<i64>>, String>,
        login: Result<Option<::std::string::String>, String>,
        mail: Result<Option<::std::string::String>, String>,
        modified_at: Result<Option<::std::string::String>, String>,
        order_by: Result<Option<::std::string::String>, String>,
        paging: Result<Option<::std::string::String>, String>,
    }
    impl<'a> ListUsers<'a> {
        /// Starts with nothing set.
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                dt_contract_end: Ok(None),
                dt_contract_start: Ok(None),
                fields: Ok(None),
                former_employees: Ok(None),
                id: Ok(None),
                login: Ok(None),
                mail: Ok(None),
                modified_at: Ok(None),
                order_by: Ok(None),
                paging: Ok(None),
            }
        }
        /// Sets `dt_contract_end`.
        pub fn dt_contract_end<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.dt_contract_end = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::string::String` for dt_contract_end failed"
                        .to_string()
                });
            self
        }
        /// Sets `dt_contract_start`.
        pub fn dt_contract_start<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.dt_contract_start = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::string::String` for dt_contract_start failed"
                        .to_string()
                });
            self
        }
        /// Sets `fields`.
        pub fn fields<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.fields = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::string::String` for fields failed".to_string()
                });
            self
        }
        /// Sets `former_employees`.
        pub fn former_employees<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<bool>,
        {
            self.former_employees = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `bool` for former_employees failed".to_string()
                });
            self
        }
        /// Sets `id`.
        pub fn id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::vec::Vec<i64>>,
        {
            self.id = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::vec::Vec<i64>` for id failed".to_string()
                });
            self
        }
        /// Sets `login`.
        pub fn login<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.login = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::string::String` for login failed".to_string()
                });
            self
        }
        /// Sets `mail`.
        pub fn mail<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.mail = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::string::String` for mail failed".to_string()
                });
            self
        }
        /// Sets `modified_at`.
        pub fn modified_at<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.modified_at = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::string::String` for modified_at failed"
                        .to_string()
                });
            self
        }
        /// Sets `order_by`.
        pub fn order_by<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.order_by = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::string::String` for order_by failed".to_string()
                });
            self
        }
        /// Sets `paging`.
        pub fn paging<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.paging = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::string::String` for paging failed".to_string()
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
            let Self {
                client,
                dt_contract_end,
                dt_contract_start,
                fields,
                former_employees,
                id,
                login,
                mail,
                modified_at,
                order_by,
                paging,
            } = self;
            let dt_contract_end = dt_contract_end
                .map_err(crate::generated::runtime::refused)?;
            let dt_contract_start = dt_contract_start
                .map_err(crate::generated::runtime::refused)?;
            let fields = fields.map_err(crate::generated::runtime::refused)?;
            let former_employees = former_employees
                .map_err(crate::generated::runtime::refused)?;
            let id = id.map_err(crate::generated::runtime::refused)?;
            let login = login.map_err(crate::generated::runtime::refused)?;
            let mail = mail.map_err(crate::generated::runtime::refused)?;
            let modified_at = modified_at.map_err(crate::generated::runtime::refused)?;
            let order_by = order_by.map_err(crate::generated::runtime::refused)?;
            let paging = paging.map_err(crate::generated::runtime::refused)?;
            let url = format!("{}/api/v3/users", client.inner.base_url());
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
                        "dtContractEnd",
                        &dt_contract_end,
                    ),
                )
                .query(
                    &crate::generated::runtime::QueryParam::new(
                        "dtContractStart",
                        &dt_contract_start,
                    ),
                )
                .query(&crate::generated::runtime::QueryParam::new("fields", &fields))
                .query(
                    &crate::generated::runtime::QueryParam::new(
                        "formerEmployees",
                        &former_employees,
                    ),
                )
                .query(
                    &crate::generated::runtime::QueryParam::new(
                        "id",
                        &crate::generated::runtime::CommaJoined(&id),
                    ),
                )
                .query(&crate::generated::runtime::QueryParam::new("login", &login))
                .query(&crate::generated::runtime::QueryParam::new("mail", &mail))
                .query(
                    &crate::generated::runtime::QueryParam::new(
                        "modifiedAt",
                        &modified_at,
                    ),
                )
                .query(&crate::generated::runtime::QueryParam::new("orderBy", &order_by))
                .query(&crate::generated::runtime::QueryParam::new("paging", &paging))
                .headers(header_map)
                .build()
                .map_err(crate::generated::runtime::unbuildable)
        }
        /// Sends a `GET` request to `/api/v3/users`
        pub async fn send(
            self,
        ) -> ::std::result::Result<
            types::UserListResponse,
            crate::generated::runtime::Error,
        > {
            let client = self.client;
            client.inner.send(self.into_request()?, "list-users").await
        }
    }
    /// Builder for [`Client::get_user`]
    ///
    /// [`Client::get_user`]: super::Client::get_user
    #[derive(Clone)]
    pub struct GetUser<'a> {
        client: &'a super::Client,
        id: Result<::std::num::NonZeroU64, String>,
        fields: Result<Option<::std::string::String>, String>,
    }
    impl<'a> GetUser<'a> {
        /// Starts with nothing set.
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                id: Err("id was not initialized".to_string()),
                fields: Ok(None),
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
        /// Sets `fields`.
        pub fn fields<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
        {
            self.fields = value
                .try_into()
                .map(Some)
                .map_err(|_| {
                    "conversion to `std::string::String` for fields failed".to_string()
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
            let Self { client, id, fields } = self;
            let id = id.map_err(crate::generated::runtime::refused)?;
            let fields = fields.map_err(crate::generated::runtime::refused)?;
            let url = format!(
                "{}/api/v3/users/{}", client.inner.base_url(), encode_path(& id
                .to_string())
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
                .query(&crate::generated::runtime::QueryParam::new("fields", &fields))
                .headers(header_map)
                .build()
                .map_err(crate::generated::runtime::unbuildable)
        }
        /// Sends a `GET` request to `/api/v3/users/{id}`
        pub async fn send(
            self,
        ) -> ::std::result::Result<
            types::UserResponse,
            crate::generated::runtime::Error,
        > {
            let client = self.client;
            client.inner.send(self.into_request()?, "get-user").await
        }
    }
    /// Prints no values: they can be somebody's personal data.
    impl ::std::fmt::Debug for ListUsers<'_> {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("ListUsers").finish_non_exhaustive()
        }
    }
    /// Prints no values: they can be somebody's personal data.
    impl ::std::fmt::Debug for GetUser<'_> {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.debug_struct("GetUser").finish_non_exhaustive()
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
        "list-users",
        "list_users",
        "GET",
        "/api/v3/users",
        "List users",
        &[
            crate::generated::runtime::Parameter::new(
                "id",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Integer,
                crate::generated::runtime::Arity::CommaJoined,
                &[],
                "Only these users.",
            ),
            crate::generated::runtime::Parameter::new(
                "dtContractStart",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &[],
                "Only users whose contract starts then: a date, or a comparator, a comma, and a date or two.",
            ),
            crate::generated::runtime::Parameter::new(
                "dtContractEnd",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &[],
                "Only users whose contract ends then: like `dtContractStart`, and also `null` (no end is known) or `notequal,null`.",
            ),
            crate::generated::runtime::Parameter::new(
                "modifiedAt",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &[],
                "Only users modified then: a comparator, a comma, and a date with a time.",
            ),
            crate::generated::runtime::Parameter::new(
                "paging",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &[],
                "`{offset},{limit}`: how many users to pass over, and how many to return at most, up to 1000. Always send it: documents disagree about its default.",
            ),
            crate::generated::runtime::Parameter::new(
                "fields",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &[],
                "The properties to return, separated by commas; `a.b` or `a[b,c]` for properties of a property. `collection.count` adds the number of users on all pages; alone, it makes the server leave the users out. The account's own properties come with `extendedData`.",
            ),
            crate::generated::runtime::Parameter::new(
                "mail",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &[],
                "Only the user with this address, or, after `like,`, those whose address is like it.",
            ),
            crate::generated::runtime::Parameter::new(
                "login",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &[],
                "Only the user with this login.",
            ),
            crate::generated::runtime::Parameter::new(
                "formerEmployees",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Boolean,
                crate::generated::runtime::Arity::Single,
                &[],
                "Whether those who have left are listed too. A key without the right to see them gets none of them all the same.",
            ),
            crate::generated::runtime::Parameter::new(
                "orderBy",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &[],
                "`{property},asc` or `{property},desc`. Not in the reference, but in use: `id,asc` keeps pages stable.",
            ),
        ],
        ::std::option::Option::None,
    ),
    crate::generated::runtime::Operation::new(
        "get-user",
        "get_user",
        "GET",
        "/api/v3/users/{id}",
        "Get a user",
        &[
            crate::generated::runtime::Parameter::new(
                "id",
                crate::generated::runtime::Location::Path,
                true,
                crate::generated::runtime::Kind::Integer,
                crate::generated::runtime::Arity::Single,
                &[],
                "Identifier of the user.",
            ),
            crate::generated::runtime::Parameter::new(
                "fields",
                crate::generated::runtime::Location::Query,
                false,
                crate::generated::runtime::Kind::Text,
                crate::generated::runtime::Arity::Single,
                &[],
                "The properties to return, separated by commas; `a.b` or `a[b,c]` for properties of a property.",
            ),
        ],
        ::std::option::Option::None,
    ),
];
