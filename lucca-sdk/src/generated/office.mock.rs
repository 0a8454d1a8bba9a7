crate::generated::runtime::mocks_are_there! {}
#[allow(unused_imports)]
use super::types;
#[allow(unused_imports)]
use crate::generated::runtime::testing;
/// Mocks of the client's operations, on a mock server.
pub trait MockServerExt {
    /// Mocks [`get_office_api_work_locations`](super::Client::get_office_api_work_locations).
    fn get_office_api_work_locations<F>(&self, mock: F) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::GetOfficeApiWorkLocations,
            testing::Then<types::WorkLocationPage>,
        );
    /// Mocks [`get_office_api_user_locations`](super::Client::get_office_api_user_locations).
    fn get_office_api_user_locations<F>(&self, mock: F) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::GetOfficeApiUserLocations,
            testing::Then<types::UserLocationPage>,
        );
    /// Mocks [`get_office_api_user_locations_id`](super::Client::get_office_api_user_locations_id).
    fn get_office_api_user_locations_id<F>(&self, mock: F) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::GetOfficeApiUserLocationsId,
            testing::Then<types::UserLocation>,
        );
    /// Mocks [`post_office_api_imports_user_locations`](super::Client::post_office_api_imports_user_locations).
    fn post_office_api_imports_user_locations<F>(
        &self,
        mock: F,
    ) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::PostOfficeApiImportsUserLocations,
            testing::Then<types::ImportReceipt>,
        );
    /// Mocks [`get_office_api_imports_user_locations_progress`](super::Client::get_office_api_imports_user_locations_progress).
    fn get_office_api_imports_user_locations_progress<F>(
        &self,
        mock: F,
    ) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::GetOfficeApiImportsUserLocationsProgress,
            testing::Then<types::ImportProgress>,
        );
    /// Mocks [`get_office_api_imports_user_locations_analysis`](super::Client::get_office_api_imports_user_locations_analysis).
    fn get_office_api_imports_user_locations_analysis<F>(
        &self,
        mock: F,
    ) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::GetOfficeApiImportsUserLocationsAnalysis,
            testing::Then<types::ImportReport>,
        );
    /// Mocks [`get_office_api_imports_user_locations_results`](super::Client::get_office_api_imports_user_locations_results).
    fn get_office_api_imports_user_locations_results<F>(
        &self,
        mock: F,
    ) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::GetOfficeApiImportsUserLocationsResults,
            testing::Then<types::ImportReport>,
        );
}
impl MockServerExt for testing::httpmock::MockServer {
    fn get_office_api_work_locations<F>(&self, mock: F) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::GetOfficeApiWorkLocations,
            testing::Then<types::WorkLocationPage>,
        ),
    {
        self.mock(|when, then| {
            mock(
                when::GetOfficeApiWorkLocations(
                    testing::request(
                        when,
                        "GET",
                        "/work-locations/public/api/work-locations",
                    ),
                ),
                then.into(),
            )
        })
    }
    fn get_office_api_user_locations<F>(&self, mock: F) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::GetOfficeApiUserLocations,
            testing::Then<types::UserLocationPage>,
        ),
    {
        self.mock(|when, then| {
            mock(
                when::GetOfficeApiUserLocations(
                    testing::request(
                        when,
                        "GET",
                        "/work-locations/public/api/user-locations",
                    ),
                ),
                then.into(),
            )
        })
    }
    fn get_office_api_user_locations_id<F>(&self, mock: F) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::GetOfficeApiUserLocationsId,
            testing::Then<types::UserLocation>,
        ),
    {
        self.mock(|when, then| {
            mock(
                when::GetOfficeApiUserLocationsId(
                    testing::request(
                        when,
                        "GET",
                        "/work-locations/public/api/user-locations/{id}",
                    ),
                ),
                then.into(),
            )
        })
    }
    fn post_office_api_imports_user_locations<F>(
        &self,
        mock: F,
    ) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::PostOfficeApiImportsUserLocations,
            testing::Then<types::ImportReceipt>,
        ),
    {
        self.mock(|when, then| {
            mock(
                when::PostOfficeApiImportsUserLocations(
                    testing::request(
                        when,
                        "POST",
                        "/work-locations/public/api/imports/user-locations",
                    ),
                ),
                then.into(),
            )
        })
    }
    fn get_office_api_imports_user_locations_progress<F>(
        &self,
        mock: F,
    ) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::GetOfficeApiImportsUserLocationsProgress,
            testing::Then<types::ImportProgress>,
        ),
    {
        self.mock(|when, then| {
            mock(
                when::GetOfficeApiImportsUserLocationsProgress(
                    testing::request(
                        when,
                        "GET",
                        "/work-locations/public/api/imports/user-locations/progress",
                    ),
                ),
                then.into(),
            )
        })
    }
    fn get_office_api_imports_user_locations_analysis<F>(
        &self,
        mock: F,
    ) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::GetOfficeApiImportsUserLocationsAnalysis,
            testing::Then<types::ImportReport>,
        ),
    {
        self.mock(|when, then| {
            mock(
                when::GetOfficeApiImportsUserLocationsAnalysis(
                    testing::request(
                        when,
                        "GET",
                        "/work-locations/public/api/imports/user-locations/analysis",
                    ),
                ),
                then.into(),
            )
        })
    }
    fn get_office_api_imports_user_locations_results<F>(
        &self,
        mock: F,
    ) -> testing::httpmock::Mock<'_>
    where
        F: ::std::ops::FnOnce(
            when::GetOfficeApiImportsUserLocationsResults,
            testing::Then<types::ImportReport>,
        ),
    {
        self.mock(|when, then| {
            mock(
                when::GetOfficeApiImportsUserLocationsResults(
                    testing::request(
                        when,
                        "GET",
                        "/work-locations/public/api/imports/user-locations/results",
                    ),
                ),
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
    /// Which requests of [`get_office_api_work_locations`](super::super::Client::get_office_api_work_locations).
    pub struct GetOfficeApiWorkLocations(pub(super) testing::httpmock::When);
    impl GetOfficeApiWorkLocations {
        /// Only requests whose parameter `page` is this.
        pub fn page<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::num::NonZeroU64>,
        {
            let value: ::std::num::NonZeroU64 = testing::given("page", value);
            Self(testing::query(self.0, "page", &value))
        }
        /// Only requests whose parameter `limit` is this.
        pub fn limit<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::num::NonZeroU64>,
        {
            let value: ::std::num::NonZeroU64 = testing::given("limit", value);
            Self(testing::query(self.0, "limit", &value))
        }
        /// Only requests whose parameter `fields.root` is this.
        pub fn fields_root<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::FieldsRoot>,
        {
            let value: types::FieldsRoot = testing::given("fields.root", value);
            Self(testing::query(self.0, "fields.root", &value))
        }
        /// Only requests that are also as `httpmock` is told.
        pub fn and<F>(self, also: F) -> Self
        where
            F: ::std::ops::FnOnce(testing::httpmock::When) -> testing::httpmock::When,
        {
            Self(also(self.0))
        }
    }
    /// Which requests of [`get_office_api_user_locations`](super::super::Client::get_office_api_user_locations).
    pub struct GetOfficeApiUserLocations(pub(super) testing::httpmock::When);
    impl GetOfficeApiUserLocations {
        /// Only requests whose parameter `page` is this.
        pub fn page<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::num::NonZeroU64>,
        {
            let value: ::std::num::NonZeroU64 = testing::given("page", value);
            Self(testing::query(self.0, "page", &value))
        }
        /// Only requests whose parameter `limit` is this.
        pub fn limit<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::num::NonZeroU64>,
        {
            let value: ::std::num::NonZeroU64 = testing::given("limit", value);
            Self(testing::query(self.0, "limit", &value))
        }
        /// Only requests whose parameter `fields.root` is this.
        pub fn fields_root<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::FieldsRoot>,
        {
            let value: types::FieldsRoot = testing::given("fields.root", value);
            Self(testing::query(self.0, "fields.root", &value))
        }
        /// Only requests that are also as `httpmock` is told.
        pub fn and<F>(self, also: F) -> Self
        where
            F: ::std::ops::FnOnce(testing::httpmock::When) -> testing::httpmock::When,
        {
            Self(also(self.0))
        }
    }
    /// Which requests of [`get_office_api_user_locations_id`](super::super::Client::get_office_api_user_locations_id).
    pub struct GetOfficeApiUserLocationsId(pub(super) testing::httpmock::When);
    impl GetOfficeApiUserLocationsId {
        /// Only requests whose parameter `id` is this.
        pub fn id<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::num::NonZeroU64>,
        {
            let value: ::std::num::NonZeroU64 = testing::given("id", value);
            Self(
                testing::path(
                    self.0,
                    "/work-locations/public/api/user-locations/{id}",
                    "id",
                    &value,
                ),
            )
        }
        /// Only requests that are also as `httpmock` is told.
        pub fn and<F>(self, also: F) -> Self
        where
            F: ::std::ops::FnOnce(testing::httpmock::When) -> testing::httpmock::When,
        {
            Self(also(self.0))
        }
    }
    /// Which requests of [`post_office_api_imports_user_locations`](super::super::Client::post_office_api_imports_user_locations).
    pub struct PostOfficeApiImportsUserLocations(pub(super) testing::httpmock::When);
    impl PostOfficeApiImportsUserLocations {
        /// Only requests whose parameter `create` is this.
        pub fn create<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<bool>,
        {
            let value: bool = testing::given("create", value);
            Self(testing::query(self.0, "create", &value))
        }
        /// Only requests whose parameter `overrideUserLocations` is this.
        pub fn override_user_locations<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<bool>,
        {
            let value: bool = testing::given("overrideUserLocations", value);
            Self(testing::query(self.0, "overrideUserLocations", &value))
        }
        /// Only requests that are also as `httpmock` is told.
        pub fn and<F>(self, also: F) -> Self
        where
            F: ::std::ops::FnOnce(testing::httpmock::When) -> testing::httpmock::When,
        {
            Self(also(self.0))
        }
    }
    /// Which requests of [`get_office_api_imports_user_locations_progress`](super::super::Client::get_office_api_imports_user_locations_progress).
    pub struct GetOfficeApiImportsUserLocationsProgress(
        pub(super) testing::httpmock::When,
    );
    impl GetOfficeApiImportsUserLocationsProgress {
        /// Only requests whose parameter `summaryId` is this.
        pub fn summary_id<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
        {
            let value: ::std::string::String = testing::given("summaryId", value);
            Self(testing::query(self.0, "summaryId", &value))
        }
        /// Only requests that are also as `httpmock` is told.
        pub fn and<F>(self, also: F) -> Self
        where
            F: ::std::ops::FnOnce(testing::httpmock::When) -> testing::httpmock::When,
        {
            Self(also(self.0))
        }
    }
    /// Which requests of [`get_office_api_imports_user_locations_analysis`](super::super::Client::get_office_api_imports_user_locations_analysis).
    pub struct GetOfficeApiImportsUserLocationsAnalysis(
        pub(super) testing::httpmock::When,
    );
    impl GetOfficeApiImportsUserLocationsAnalysis {
        /// Only requests whose parameter `summaryId` is this.
        pub fn summary_id<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
        {
            let value: ::std::string::String = testing::given("summaryId", value);
            Self(testing::query(self.0, "summaryId", &value))
        }
        /// Only requests that are also as `httpmock` is told.
        pub fn and<F>(self, also: F) -> Self
        where
            F: ::std::ops::FnOnce(testing::httpmock::When) -> testing::httpmock::When,
        {
            Self(also(self.0))
        }
    }
    /// Which requests of [`get_office_api_imports_user_locations_results`](super::super::Client::get_office_api_imports_user_locations_results).
    pub struct GetOfficeApiImportsUserLocationsResults(
        pub(super) testing::httpmock::When,
    );
    impl GetOfficeApiImportsUserLocationsResults {
        /// Only requests whose parameter `summaryId` is this.
        pub fn summary_id<V>(self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
        {
            let value: ::std::string::String = testing::given("summaryId", value);
            Self(testing::query(self.0, "summaryId", &value))
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
