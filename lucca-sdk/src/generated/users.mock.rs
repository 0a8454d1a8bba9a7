crate::generated::runtime::mocks_are_there! {}
#[allow(unused_imports)]
use super::types;
#[allow(unused_imports)]
use crate::generated::runtime::testing;
/// Mocks of the client's operations, on a mock server.
pub trait MockServerExt {
    /// Mocks [`list_users`](super::Client::list_users).
    fn list_users<F>(&self, mock: F) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(when::ListUsers, testing::Then<types::UserListResponse>);
    /// Mocks [`get_user`](super::Client::get_user).
    fn get_user<F>(&self, mock: F) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(when::GetUser, testing::Then<types::UserResponse>);
}
impl MockServerExt for testing::httpmock::MockServer {
    fn list_users<F>(&self, mock: F) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(when::ListUsers, testing::Then<types::UserListResponse>),
    {
        self.mock(|when, then| {
            mock(
                when::ListUsers(testing::request(when, "GET", "/api/v3/users")),
                then.into(),
            )
        })
    }
    fn get_user<F>(&self, mock: F) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(when::GetUser, testing::Then<types::UserResponse>),
    {
        self.mock(|when, then| {
            mock(
                when::GetUser(testing::request(when, "GET", "/api/v3/users/{id}")),
                then.into(),
            )
        })
    }
}
/// Which requests of an operation a mock is for: all of them, as long as nothing
/// else is said.
pub mod when {
    #[allow(unused_imports)]
    use super::super::types;
    #[allow(unused_imports)]
    use crate::generated::runtime::testing;
    /// Which requests of [`list_users`](super::super::Client::list_users).
    pub struct ListUsers(pub(super) testing::httpmock::When);
    impl ListUsers {
        /// Only requests whose parameter `id` is this.
        pub fn id<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::vec::Vec<i64>>,
        {
            let value: ::std::vec::Vec<i64> = testing::given("id", value);
            Self(
                testing::query(
                    self.0,
                    "id",
                    &crate::generated::runtime::CommaJoined(&value),
                ),
            )
        }
        /// Only requests whose parameter `dtContractStart` is this.
        pub fn dt_contract_start<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
        {
            let value: ::std::string::String = testing::given("dtContractStart", value);
            Self(testing::query(self.0, "dtContractStart", &value))
        }
        /// Only requests whose parameter `dtContractEnd` is this.
        pub fn dt_contract_end<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
        {
            let value: ::std::string::String = testing::given("dtContractEnd", value);
            Self(testing::query(self.0, "dtContractEnd", &value))
        }
        /// Only requests whose parameter `modifiedAt` is this.
        pub fn modified_at<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
        {
            let value: ::std::string::String = testing::given("modifiedAt", value);
            Self(testing::query(self.0, "modifiedAt", &value))
        }
        /// Only requests whose parameter `paging` is this.
        pub fn paging<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
        {
            let value: ::std::string::String = testing::given("paging", value);
            Self(testing::query(self.0, "paging", &value))
        }
        /// Only requests whose parameter `fields` is this.
        pub fn fields<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
        {
            let value: ::std::string::String = testing::given("fields", value);
            Self(testing::query(self.0, "fields", &value))
        }
        /// Only requests whose parameter `mail` is this.
        pub fn mail<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
        {
            let value: ::std::string::String = testing::given("mail", value);
            Self(testing::query(self.0, "mail", &value))
        }
        /// Only requests whose parameter `login` is this.
        pub fn login<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
        {
            let value: ::std::string::String = testing::given("login", value);
            Self(testing::query(self.0, "login", &value))
        }
        /// Only requests whose parameter `formerEmployees` is this.
        pub fn former_employees<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<bool>,
        {
            let value: bool = testing::given("formerEmployees", value);
            Self(testing::query(self.0, "formerEmployees", &value))
        }
        /// Only requests whose parameter `orderBy` is this.
        pub fn order_by<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
        {
            let value: ::std::string::String = testing::given("orderBy", value);
            Self(testing::query(self.0, "orderBy", &value))
        }
        /// Only requests that are also as `httpmock` is told.
        pub fn and<F>(self, also: F) -> Self
        where
            F: ::std::ops::FnOnce(testing::httpmock::When) -> testing::httpmock::When,
        {
            Self(also(self.0))
        }
    }
    /// Which requests of [`get_user`](super::super::Client::get_user).
    pub struct GetUser(pub(super) testing::httpmock::When);
    impl GetUser {
        /// Only requests whose parameter `id` is this.
        pub fn id<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::num::NonZeroU64>,
        {
            let value: ::std::num::NonZeroU64 = testing::given("id", value);
            Self(testing::path(self.0, "/api/v3/users/{id}", "id", &value))
        }
        /// Only requests whose parameter `fields` is this.
        pub fn fields<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
        {
            let value: ::std::string::String = testing::given("fields", value);
            Self(testing::query(self.0, "fields", &value))
        }
        /// Only requests that are also as `httpmock` is told.
        pub fn and<F>(self, also: F) -> Self
        where
            F: ::std::ops::FnOnce(testing::httpmock::When) -> testing::httpmock::When,
        {
            Self(also(self.0))
        }
    }
}
