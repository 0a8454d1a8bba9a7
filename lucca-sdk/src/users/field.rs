//! Which properties of a user are asked for.

use std::borrow::Cow;

use crate::Error;

/// Names each documented property once: as a variant, and as what is asked for.
macro_rules! fields {
    (
        $(#[$enum_attribute:meta])*
        pub enum $kind:ident { $($(#[$attribute:meta])* $field:ident = $names:literal,)+ }
        and { $($others:tt)+ }
    ) => {
        $(#[$enum_attribute])*
        pub enum $kind { $($(#[$attribute])* $field,)+ $($others)+ }

        /// What is asked for unless the caller chooses: every property that Lucca documents,
        /// save those that have to be named, [`Field::ExtendedData`] and [`Field::AxisValue`].
        pub(super) const DEFAULT: &[Field] = &[$(Field::$field),+];

        impl Field {
            fn names(&self) -> Cow<'static, str> {
                Cow::Borrowed(match self {
                    $(Self::$field => $names,)+
                    Self::ExtendedData => "extendedData",
                    Self::AxisValue(axis) => return format!("userAxisValues_{axis}").into(),
                    Self::Named(name) => return name.clone().into(),
                })
            }
        }
    };
}

fields! {
    /// A property of a user to ask for, for [`List::fields`](crate::paging::List::fields)
    /// and [`GetUser::fields`](super::GetUser::fields).
    ///
    /// Any other property can be given by its name; a name may select inside a property:
    /// `department[id,name]` or `department.name`.
    ///
    /// ```no_run
    /// use lucca_sdk::users::Field;
    ///
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let users = client
    ///     .users()
    ///     .list()
    ///     .fields([Field::Login, Field::AxisValue(2), Field::from("directLine")])
    ///     .await?;
    /// let users = client.users().list().fields(["login", "mail"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Field {
        /// `id`, which is always asked for.
        Id = "id",
        /// `name`
        Name = "name",
        /// `url`
        Url = "url",
        /// `displayName`
        DisplayName = "displayName",
        /// `modifiedAt`
        ModifiedAt = "modifiedAt",
        /// `lastName`
        LastName = "lastName",
        /// `firstName`
        FirstName = "firstName",
        /// `login`
        Login = "login",
        /// `mail`
        Mail = "mail",
        /// `dtContractStart`
        ContractStart = "dtContractStart",
        /// `dtContractEnd`
        ContractEnd = "dtContractEnd",
        /// `birthDate`
        BirthDate = "birthDate",
        /// `employeeNumber`
        EmployeeNumber = "employeeNumber",
        /// `calendarId` and `calendar`
        Calendar = "calendarId,calendar",
        /// `cultureID` and `culture`
        Culture = "cultureID,culture",
        /// `picture`
        Picture = "picture",
        /// `legalEntityId` and `legalEntity`
        LegalEntity = "legalEntityId,legalEntity",
        /// `departmentId` and `department`
        Department = "departmentId,department",
        /// `managerId` and `manager`
        Manager = "managerId,manager",
        /// `rolePrincipalId` and `rolePrincipal`
        RolePrincipal = "rolePrincipalId,rolePrincipal",
        /// `habilitedRoles`
        HabilitedRoles = "habilitedRoles",
        /// `userWorkCycles`, with all its properties: which of them come unasked is not documented.
        WorkCycles = "userWorkCycles[id,ownerID,workCycleID,startsOn,endsOn]",
        /// `allowsElectronicPayslip`
        AllowsElectronicPayslip = "allowsElectronicPayslip",
    }
    and {
        /// `extendedData`: the account's own properties.
        ExtendedData,
        /// `userAxisValues_N`: the user's value on the analysis axis of this number.
        AxisValue(u32),
        /// Any other, by its name.
        Named(String),
    }
}

impl From<&str> for Field {
    fn from(name: &str) -> Self {
        Self::Named(name.to_owned())
    }
}

impl From<String> for Field {
    fn from(name: String) -> Self {
        Self::Named(name)
    }
}

/// The value of the `fields` parameter. `id` is always in it: without it, rows that
/// come twice could not be told from others.
pub(super) fn encode<'f>(fields: impl IntoIterator<Item = &'f Field>) -> Result<String, Error> {
    let mut names = vec![Cow::Borrowed("id")];
    for field in fields {
        let name = field.names();
        if let Field::Named(name) = field
            && !is_well_formed(name)
        {
            return Err(Error::invalid_input(
                "fields",
                "a field's name has letters, digits and `_`; `.` or `[…,…]` select inside it",
            ));
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names.join(","))
}

fn is_well_formed(name: &str) -> bool {
    let mut depth = 0_usize;
    for byte in name.bytes() {
        match byte {
            b'[' => depth += 1,
            b']' if depth > 0 => depth -= 1,
            b',' if depth > 0 => {}
            b'_' | b'.' => {}
            byte if byte.is_ascii_alphanumeric() => {}
            _ => return false,
        }
    }
    depth == 0 && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_joined_with_the_id_first_and_none_twice() {
        let cases: [(&[Field], &str); 4] = [
            (&[], "id"),
            (&[Field::Mail, Field::Id, Field::Mail], "id,mail"),
            (
                &[Field::AxisValue(2), Field::Manager, Field::ExtendedData],
                "id,userAxisValues_2,managerId,manager,extendedData",
            ),
            (
                &[
                    Field::from("department[id,name]"),
                    Field::from("manager.name"),
                ],
                "id,department[id,name],manager.name",
            ),
        ];
        for (fields, expected) in cases {
            assert_eq!(encode(fields).unwrap(), expected);
        }
        assert!(encode(DEFAULT).unwrap().len() < 600);
    }

    #[test]
    fn names_that_would_ask_for_something_else_are_refused() {
        for name in ["", "a,b", "a b", "a[b", "a]b", "a&b=c", "é", "[a]", ".a"] {
            let error = encode(&[Field::from(name)]).expect_err(name);
            assert_eq!(error.parameter(), Some("fields"), "{name}");
        }
    }
}
