//! What can be named: the properties of a user and of what hangs on a user.
//!
//! Names match whatever their case, which also makes `managerId` and `managerID` one thing.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};
use serde_json::{Map, Value};

use crate::company::{Company, User, WorkCycle, name_of};

/// A value that was read.
#[derive(Debug)]
pub(crate) enum Datum<'a> {
    Null,
    Number(i64),
    Text(Cow<'a, str>),
    Moment(DateTime),
    Flag(bool),
    Entity(Entity<'a>),
    Many(Vec<Entity<'a>>),
    Json(&'a Value),
}

/// Something with properties.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entity<'a> {
    User(&'a User),
    Reference(Reference<'a>),
    Picture(&'a User, &'a str),
    WorkCycle(&'a User, &'a WorkCycle),
    AxisValue(u32),
    Nationality(&'a str),
    ExtendedData(&'a Map<String, Value>),
}

/// An id and a name, and where it would be found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reference<'a> {
    collection: &'static str,
    id: u32,
    name: &'a str,
}

/// What a property holds, known before any row is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Number,
    Text,
    Moment,
    Flag,
    Entity(Kind),
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    User,
    Reference,
    Picture,
    WorkCycle,
    AxisValue,
    Nationality,
    ExtendedData,
}

/// One step of a path like `manager.department.name`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Property {
    OfUser(&'static UserProperty),
    /// A property of anything else, by its canonical name.
    Part(&'static str),
    Axis(u32),
    /// Every axis, each under its own name.
    Axes,
    Extended(String),
}

impl Property {
    /// The name as the answer spells it.
    pub(crate) fn name(&self) -> Cow<'static, str> {
        match self {
            Property::OfUser(property) => Cow::Borrowed(property.name),
            Property::Part(name) => Cow::Borrowed(name),
            Property::Axis(axis) => Cow::Owned(format!("{AXES}_{axis}")),
            Property::Axes => Cow::Borrowed(AXES),
            Property::Extended(name) => Cow::Owned(name.clone()),
        }
    }
}

/// One row of the table of a user's properties.
pub(crate) struct UserProperty {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    /// Whether it is part of a user read by id without `fields`.
    pub(crate) usual: bool,
    read: for<'a> fn(&'a Company, &'a User) -> Datum<'a>,
}

impl PartialEq for UserProperty {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl std::fmt::Debug for UserProperty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Whether a user's property may be null by the document. The others are left out where they have no value.
pub(crate) fn may_be_null(property: &Property) -> bool {
    match property {
        Property::OfUser(property) => {
            property.shape == Shape::Json || matches!(property.name, "dtContractEnd" | "managerId")
        }
        _ => false,
    }
}

/// Finds a property of this kind of thing, whatever the case.
pub(crate) fn find(kind: Kind, name: &str) -> Option<(Property, Shape)> {
    let part = |names: &[(&'static str, Shape)]| {
        names
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|&(known, shape)| (Property::Part(known), shape))
    };
    match kind {
        Kind::User => USER
            .iter()
            .find(|property| property.name.eq_ignore_ascii_case(name))
            .map(|property| (Property::OfUser(property), property.shape))
            .or_else(|| Some((axis(name)?, Shape::Entity(Kind::AxisValue)))),
        Kind::Reference => part(REFERENCE),
        Kind::Picture => part(PICTURE),
        Kind::WorkCycle => part(WORK_CYCLE),
        Kind::AxisValue => part(AXIS_VALUE),
        Kind::Nationality => part(NATIONALITY),
        Kind::ExtendedData => {
            let starts = name
                .get(..2)
                .is_some_and(|start| start.eq_ignore_ascii_case("e_"));
            starts.then(|| (Property::Extended(name.to_owned()), Shape::Json))
        }
    }
}

/// What is shown of a thing that is named without saying which of its properties.
pub(crate) fn defaults(kind: Kind) -> Vec<(Property, Shape)> {
    let names: &[&str] = match kind {
        Kind::User | Kind::Reference | Kind::Picture | Kind::Nationality => &["id", "name", "url"],
        Kind::WorkCycle => &["id", "ownerID", "workCycleID", "startsOn", "endsOn"],
        Kind::AxisValue => &["id"],
        Kind::ExtendedData => &[],
    };
    names.iter().filter_map(|name| find(kind, name)).collect()
}

/// What is shown of a user who is read by id without `fields`.
pub(crate) fn whole_user(user: &User) -> Vec<(Property, Shape)> {
    let fixed = USER
        .iter()
        .filter(|property| property.usual)
        .map(|property| (Property::OfUser(property), property.shape));
    let axes = user
        .axis_values
        .iter()
        .map(|&(axis, _)| (Property::Axis(axis), Shape::Entity(Kind::AxisValue)));
    fixed.chain(axes).collect()
}

pub(crate) fn read<'a>(company: &'a Company, entity: Entity<'a>, property: &Property) -> Datum<'a> {
    match (entity, property) {
        (Entity::User(user), Property::OfUser(property)) => (property.read)(company, user),
        (Entity::User(user), Property::Axis(axis)) => user
            .axis_values
            .iter()
            .find(|(known, _)| known == axis)
            .map_or(Datum::Null, |&(_, value)| {
                Datum::Entity(Entity::AxisValue(value))
            }),
        (Entity::User(user), Property::Axes) => Datum::Many(
            user.axis_values
                .iter()
                .map(|&(_, value)| Entity::AxisValue(value))
                .collect(),
        ),
        (Entity::Reference(reference), Property::Part(name)) => match *name {
            "id" => number(reference.id),
            "name" => text(reference.name),
            _ => Datum::Text(Cow::Owned(url(reference.collection, reference.id))),
        },
        (Entity::Picture(user, id), Property::Part(name)) => match *name {
            "id" => text(id),
            "name" => Datum::Text(Cow::Owned(format!("{}.png", user.login))),
            _ => Datum::Text(Cow::Owned(url("files", id))),
        },
        (Entity::WorkCycle(user, cycle), Property::Part(name)) => match *name {
            "id" => number(cycle.id),
            "ownerID" => number(user.id),
            "workCycleID" => number(cycle.work_cycle_id),
            "workCycle" => {
                let pattern = company
                    .working_patterns
                    .iter()
                    .find(|pattern| pattern.id == cycle.work_cycle_id);
                reference(
                    "workCycles",
                    cycle.work_cycle_id,
                    pattern.map(|pattern| pattern.name.as_str()),
                )
            }
            "startsOn" => day(cycle.starts_on),
            _ => day(cycle.ends_on),
        },
        (Entity::AxisValue(value), Property::Part(_)) => number(value),
        (Entity::Nationality(code), Property::Part(name)) => match *name {
            "id" => text(code),
            "name" => text(match code {
                "FR" => "France",
                "CH" => "Suisse",
                code => code,
            }),
            _ => Datum::Text(Cow::Owned(url("countries", code))),
        },
        (Entity::ExtendedData(data), Property::Extended(name)) => data
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map_or(Datum::Null, |(_, value)| Datum::Json(value)),
        _ => Datum::Null,
    }
}

/// Addresses lead to a host that cannot exist: following one never sends a key anywhere.
fn url(collection: &str, id: impl std::fmt::Display) -> String {
    format!("https://lucca-sandbox.example/api/v3/{collection}/{id}")
}

const AXES: &str = "userAxisValues";

/// `userAxisValues_N`, or all of them.
fn axis(name: &str) -> Option<Property> {
    let (start, rest) = name.split_at_checked(AXES.len())?;
    if !start.eq_ignore_ascii_case(AXES) {
        return None;
    }
    match rest.strip_prefix('_') {
        Some(number) if !number.starts_with('+') => number.parse().ok().map(Property::Axis),
        None if rest.is_empty() => Some(Property::Axes),
        _ => None,
    }
}

fn number<'a>(number: u32) -> Datum<'a> {
    Datum::Number(i64::from(number))
}

fn text(text: &str) -> Datum<'_> {
    Datum::Text(Cow::Borrowed(text))
}

fn day<'a>(date: Date) -> Datum<'a> {
    Datum::Moment(date.at(0, 0, 0, 0))
}

fn maybe_text(value: Option<&String>) -> Datum<'_> {
    value.map_or(Datum::Null, |value| text(value))
}

fn maybe_day<'a>(date: Option<Date>) -> Datum<'a> {
    date.map_or(Datum::Null, day)
}

fn reference<'a>(collection: &'static str, id: u32, name: Option<&'a str>) -> Datum<'a> {
    name.map_or(Datum::Null, |name| {
        Datum::Entity(Entity::Reference(Reference {
            collection,
            id,
            name,
        }))
    })
}

const REFERENCE: &[(&str, Shape)] = &[
    ("id", Shape::Number),
    ("name", Shape::Text),
    ("url", Shape::Text),
];
const PICTURE: &[(&str, Shape)] = &[
    ("id", Shape::Text),
    ("name", Shape::Text),
    ("url", Shape::Text),
    ("href", Shape::Text),
];
const NATIONALITY: &[(&str, Shape)] = &[
    ("id", Shape::Text),
    ("name", Shape::Text),
    ("url", Shape::Text),
];
const AXIS_VALUE: &[(&str, Shape)] = &[("id", Shape::Number)];
const WORK_CYCLE: &[(&str, Shape)] = &[
    ("id", Shape::Number),
    ("ownerID", Shape::Number),
    ("workCycleID", Shape::Number),
    ("workCycle", REFERENCE_SHAPE),
    ("startsOn", Shape::Moment),
    ("endsOn", Shape::Moment),
];

const REFERENCE_SHAPE: Shape = Shape::Entity(Kind::Reference);

const fn usual(
    name: &'static str,
    shape: Shape,
    read: for<'a> fn(&'a Company, &'a User) -> Datum<'a>,
) -> UserProperty {
    UserProperty {
        name,
        shape,
        usual: true,
        read,
    }
}

const fn rare(
    name: &'static str,
    shape: Shape,
    read: for<'a> fn(&'a Company, &'a User) -> Datum<'a>,
) -> UserProperty {
    UserProperty {
        name,
        shape,
        usual: false,
        read,
    }
}

/// Every property of a user, in the order of Lucca's own example.
static USER: &[UserProperty] = &[
    usual("id", Shape::Number, |_, user| number(user.id)),
    usual("name", Shape::Text, |_, user| {
        Datum::Text(Cow::Owned(user.name()))
    }),
    usual("url", Shape::Text, |_, user| {
        Datum::Text(Cow::Owned(url("users", user.id)))
    }),
    usual("displayName", Shape::Text, |_, user| {
        Datum::Text(Cow::Owned(format!(
            "{} {}",
            user.last_name, user.first_name
        )))
    }),
    usual("modifiedAt", Shape::Moment, |_, user| {
        Datum::Moment(user.modified_at)
    }),
    usual("lastName", Shape::Text, |_, user| text(&user.last_name)),
    usual("firstName", Shape::Text, |_, user| text(&user.first_name)),
    usual("login", Shape::Text, |_, user| text(&user.login)),
    usual("mail", Shape::Text, |_, user| text(&user.mail)),
    usual("dtContractStart", Shape::Moment, |_, user| {
        day(user.dt_contract_start)
    }),
    usual("dtContractEnd", Shape::Moment, |_, user| {
        maybe_day(user.dt_contract_end)
    }),
    usual("birthDate", Shape::Moment, |_, user| {
        maybe_day(user.birth_date)
    }),
    usual("employeeNumber", Shape::Text, |_, user| {
        text(&user.employee_number)
    }),
    usual("calendarId", Shape::Number, |_, user| {
        number(user.calendar_id)
    }),
    usual("calendar", REFERENCE_SHAPE, |company, user| {
        let calendar = company
            .calendars
            .iter()
            .find(|calendar| calendar.id == user.calendar_id);
        reference(
            "publicHolidayCalendars",
            user.calendar_id,
            calendar.map(|calendar| calendar.name.as_str()),
        )
    }),
    usual("cultureID", Shape::Number, |_, user| {
        number(user.culture_id)
    }),
    usual("culture", REFERENCE_SHAPE, |company, user| {
        reference(
            "cultures",
            user.culture_id,
            name_of(&company.cultures, user.culture_id),
        )
    }),
    usual("picture", Shape::Entity(Kind::Picture), |_, user| {
        user.picture_id
            .as_ref()
            .map_or(Datum::Null, |id| Datum::Entity(Entity::Picture(user, id)))
    }),
    usual("legalEntityId", Shape::Number, |_, user| {
        number(user.legal_entity_id)
    }),
    usual("legalEntity", REFERENCE_SHAPE, |company, user| {
        reference(
            "legalEntities",
            user.legal_entity_id,
            name_of(&company.legal_entities, user.legal_entity_id),
        )
    }),
    usual("departmentId", Shape::Number, |_, user| {
        number(user.department_id)
    }),
    usual("department", REFERENCE_SHAPE, |company, user| {
        reference(
            "departments",
            user.department_id,
            name_of(&company.departments, user.department_id),
        )
    }),
    usual("managerId", Shape::Number, |_, user| {
        user.manager_id.map_or(Datum::Null, number)
    }),
    usual("manager", Shape::Entity(Kind::User), |company, user| {
        let manager = user.manager_id.and_then(|id| company.user(id));
        manager.map_or(Datum::Null, |manager| Datum::Entity(Entity::User(manager)))
    }),
    usual("rolePrincipalId", Shape::Number, |_, user| {
        number(user.role_principal_id)
    }),
    usual("rolePrincipal", REFERENCE_SHAPE, |company, user| {
        reference(
            "roles",
            user.role_principal_id,
            name_of(&company.roles, user.role_principal_id),
        )
    }),
    usual("habilitedRoles", REFERENCE_SHAPE, |company, user| {
        let role = |&id: &u32| {
            let name = name_of(&company.roles, id)?;
            Some(Entity::Reference(Reference {
                collection: "roles",
                id,
                name,
            }))
        };
        Datum::Many(user.habilited_role_ids.iter().filter_map(role).collect())
    }),
    usual(
        "userWorkCycles",
        Shape::Entity(Kind::WorkCycle),
        |_, user| {
            Datum::Many(
                user.user_work_cycles
                    .iter()
                    .map(|cycle| Entity::WorkCycle(user, cycle))
                    .collect(),
            )
        },
    ),
    usual("allowsElectronicPayslip", Shape::Flag, |_, user| {
        Datum::Flag(user.allows_electronic_payslip)
    }),
    rare("jobTitle", Shape::Text, |_, user| {
        maybe_text(user.job_title.as_ref())
    }),
    rare("gender", Shape::Text, |_, user| {
        maybe_text(user.gender.as_ref())
    }),
    rare("civilTitle", Shape::Text, |_, user| {
        maybe_text(user.civil_title.as_ref())
    }),
    rare("nationalityId", Shape::Text, |_, user| {
        maybe_text(user.nationality_id.as_ref())
    }),
    rare(
        "nationality",
        Shape::Entity(Kind::Nationality),
        |_, user| {
            user.nationality_id
                .as_ref()
                .map_or(Datum::Null, |code| Datum::Entity(Entity::Nationality(code)))
        },
    ),
    rare("cspId", Shape::Number, |_, user| {
        user.csp_id.map_or(Datum::Null, number)
    }),
    rare("csp", REFERENCE_SHAPE, |company, user| {
        user.csp_id.map_or(Datum::Null, |id| {
            reference("csps", id, name_of(&company.csps, id))
        })
    }),
    rare("quote", Shape::Text, |_, user| {
        maybe_text(user.quote.as_ref())
    }),
    rare("address", Shape::Text, |_, user| {
        maybe_text(user.address.as_ref())
    }),
    // Older names of the same.
    rare("matricule", Shape::Text, |_, user| {
        text(&user.employee_number)
    }),
    rare("modifiedOn", Shape::Moment, |_, user| {
        Datum::Moment(user.modified_at)
    }),
    rare("seniorityDate", Shape::Moment, |_, user| {
        maybe_day(user.seniority_date)
    }),
    rare("directLine", Shape::Text, |_, user| {
        maybe_text(user.direct_line.as_ref())
    }),
    rare("personalEmail", Shape::Text, |_, user| {
        maybe_text(user.personal_email.as_ref())
    }),
    rare("professionalMobile", Shape::Text, |_, user| {
        maybe_text(user.professional_mobile.as_ref())
    }),
    rare("externalId", Shape::Text, |_, user| {
        maybe_text(user.external_id.as_ref())
    }),
    // Met in the wild, but nobody has written down what is in them.
    rare("attributes", Shape::Json, |_, _| Datum::Null),
    rare("applicationData", Shape::Json, |_, _| Datum::Null),
    rare(
        "extendedData",
        Shape::Entity(Kind::ExtendedData),
        |_, user| Datum::Entity(Entity::ExtendedData(&user.extended_data)),
    ),
];
