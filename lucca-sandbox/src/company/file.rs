//! A company as a JSON file: made by hand, or saved from a sandbox.
//!
//! One section for each kind of thing, one line for each thing, so that two versions compare well. Each item is
//! read on its own, so that an error can name its line.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::io::Write;
use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{
    Calendar, Company, Named, User, UserLocation, UserLocations, WorkLocation, WorkingPattern,
};
use crate::error::{Error, Kind};

/// The sections of a file, items unread.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Sections<'a> {
    today: Date,
    #[serde(borrow, default)]
    legal_entities: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    departments: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    roles: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    cultures: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    csps: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    calendars: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    working_patterns: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    work_locations: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    users: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    user_locations: Vec<&'a RawValue>,
}

impl Company {
    /// Reads a company from a file that [`save`](Self::save) has written, or a person.
    ///
    /// # Errors
    /// If the file can not be read, or is no company: the message names the file and the line.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::from_json(&text, &name),
            Err(source) => Err(Kind::File { file: name, source }.into()),
        }
    }

    /// Reads a company from text; `name` is what errors call it.
    ///
    /// ```
    /// use lucca_sandbox::Company;
    ///
    /// let company = Company::from_json(
    ///     r#"{
    ///         "today": "2026-03-02",
    ///         "workLocations": [{ "id": 1, "name": "Paris", "type": "Office" }],
    ///         "users": []
    ///     }"#,
    ///     "tiny",
    /// )?;
    /// assert_eq!(company.work_locations().len(), 1);
    /// # Ok::<(), lucca_sandbox::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the text is no company: syntax, an unknown property, an id that is there twice or leads nowhere.
    pub fn from_json(text: &str, name: &str) -> Result<Self, Error> {
        let reading = Reading { text, name };
        let text = text.trim_start_matches('\u{feff}');
        let sections: Sections<'_> = serde_json::from_str(text)
            .map_err(|error| reading.wrong_at(error.line(), without_place(&error)))?;
        let named = |items: &[&RawValue], what| reading.items(items, what, |item: &Named| item.id);
        let mut company = Company {
            today: sections.today,
            legal_entities: named(&sections.legal_entities, "legal entity")?,
            departments: named(&sections.departments, "department")?,
            roles: named(&sections.roles, "role")?,
            cultures: named(&sections.cultures, "culture")?,
            csps: named(&sections.csps, "csp")?,
            calendars: reading.items(&sections.calendars, "calendar", |item: &Calendar| item.id)?,
            working_patterns: reading.items(
                &sections.working_patterns,
                "working pattern",
                |item: &WorkingPattern| item.id,
            )?,
            work_locations: reading.items(
                &sections.work_locations,
                "work location",
                |item: &WorkLocation| item.id,
            )?,
            users: reading.items(&sections.users, "user", |item: &User| item.id)?,
            user_locations: UserLocations::default(),
        };
        for calendar in &mut company.calendars {
            calendar.holidays.sort_unstable();
        }
        reading.check_users(&company, &sections.users)?;
        company.user_locations = reading.user_locations(&company, &sections.user_locations)?;
        Ok(company)
    }

    /// Writes the company to a file that [`load`](Self::load) reads.
    ///
    /// # Errors
    /// If the file can not be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let failed = |source| Kind::File {
            file: path.display().to_string(),
            source,
        };
        let mut file = std::io::BufWriter::new(std::fs::File::create(path).map_err(failed)?);
        self.write(&mut file)
            .and_then(|()| file.flush())
            .map_err(failed)?;
        Ok(())
    }

    pub(crate) fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        write!(out, "{{\n\"today\": \"{}\"", self.today)?;
        section(out, "legalEntities", self.legal_entities.iter())?;
        section(out, "departments", self.departments.iter())?;
        section(out, "roles", self.roles.iter())?;
        section(out, "cultures", self.cultures.iter())?;
        section(out, "csps", self.csps.iter())?;
        section(out, "calendars", self.calendars.iter())?;
        section(out, "workingPatterns", self.working_patterns.iter())?;
        section(out, "workLocations", self.work_locations.iter())?;
        section(out, "users", self.users.iter())?;
        section(out, "userLocations", self.user_locations.iter())?;
        out.write_all(b"\n}\n")
    }
}

fn section<T: Serialize>(
    out: &mut impl Write,
    name: &str,
    items: impl Iterator<Item = T>,
) -> std::io::Result<()> {
    write!(out, ",\n\"{name}\": [")?;
    for (index, item) in items.enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &item)?;
    }
    out.write_all(b"\n]")
}

struct Reading<'a> {
    text: &'a str,
    name: &'a str,
}

impl Reading<'_> {
    /// Reads the items of a section into the order of their ids.
    fn items<T: DeserializeOwned>(
        &self,
        raw: &[&RawValue],
        what: &str,
        id: impl Fn(&T) -> u32,
    ) -> Result<Vec<T>, Error> {
        let mut items = Vec::with_capacity(raw.len());
        let mut ids = HashSet::new();
        for raw in raw {
            let item: T = self.item(raw)?;
            self.check_id(raw, what, id(&item), &mut ids)?;
            items.push(item);
        }
        items.sort_by_key(&id);
        Ok(items)
    }

    fn item<T: DeserializeOwned>(&self, raw: &RawValue) -> Result<T, Error> {
        serde_json::from_str(raw.get()).map_err(|error| {
            self.wrong_at(
                self.line_of(raw) + error.line().saturating_sub(1),
                without_place(&error),
            )
        })
    }

    fn check_id(
        &self,
        raw: &RawValue,
        what: &str,
        id: u32,
        ids: &mut HashSet<u32>,
    ) -> Result<(), Error> {
        if id == 0 || id > i32::MAX as u32 {
            return Err(self.wrong(
                raw,
                format!("the id of a {what} is between 1 and {}, not {id}", i32::MAX),
            ));
        }
        if ids.insert(id) {
            Ok(())
        } else {
            Err(self.wrong(raw, format!("there is a {what} {id} already")))
        }
    }

    fn check_users(&self, company: &Company, raw: &[&RawValue]) -> Result<(), Error> {
        // The items were sorted after they were read: find each one's line again only when it is at fault.
        let line_of = |user: &User| {
            raw.iter()
                .find(|raw| self.item::<User>(raw).is_ok_and(|read| read.id == user.id))
        };
        let wrong = |user: &User, message: String| match line_of(user) {
            Some(raw) => self.wrong(raw, message),
            None => self.wrong_at(1, message),
        };
        let has =
            |items: &[Named], id: u32| items.binary_search_by_key(&id, |item| item.id).is_ok();
        let mut logins = HashSet::new();
        for user in company.users() {
            let missing = if !has(&company.legal_entities, user.legal_entity_id) {
                Some(("legal entity", user.legal_entity_id))
            } else if !has(&company.departments, user.department_id) {
                Some(("department", user.department_id))
            } else if !has(&company.cultures, user.culture_id) {
                Some(("culture", user.culture_id))
            } else if !company
                .calendars
                .iter()
                .any(|calendar| calendar.id == user.calendar_id)
            {
                Some(("calendar", user.calendar_id))
            } else if let Some(&role) = std::iter::once(&user.role_principal_id)
                .chain(&user.habilited_role_ids)
                .find(|&&role| !has(&company.roles, role))
            {
                Some(("role", role))
            } else if let Some(csp) = user.csp_id.filter(|&csp| !has(&company.csps, csp)) {
                Some(("csp", csp))
            } else {
                user.manager_id
                    .filter(|&manager| company.user(manager).is_none())
                    .map(|manager| ("user", manager))
            };
            if let Some((what, id)) = missing {
                return Err(wrong(
                    user,
                    format!(
                        "user {} points to a {what} {id}, which is not there",
                        user.id
                    ),
                ));
            }
            if !logins.insert(user.login.as_str()) {
                return Err(wrong(
                    user,
                    format!("two users have the login of user {}", user.id),
                ));
            }
        }
        Ok(())
    }

    fn user_locations(&self, company: &Company, raw: &[&RawValue]) -> Result<UserLocations, Error> {
        let areas: HashMap<u32, u32> = company
            .work_locations()
            .iter()
            .flat_map(|location| {
                location
                    .office
                    .iter()
                    .flat_map(|office| &office.areas)
                    .map(|area| (area.id, location.id))
            })
            .collect();
        let mut rows = Vec::with_capacity(raw.len());
        let mut ids = HashSet::new();
        for raw in raw {
            let row: UserLocation = self.item(raw)?;
            self.check_id(raw, "user location", row.id, &mut ids)?;
            let missing = if company.user(row.owner_id).is_none() {
                Some(("user", row.owner_id))
            } else if company.work_location(row.work_location_id).is_none() {
                Some(("work location", row.work_location_id))
            } else {
                row.area_id
                    .filter(|area| areas.get(area) != Some(&row.work_location_id))
                    .map(|area| ("area of its work location", area))
            };
            if let Some((what, id)) = missing {
                return Err(self.wrong(
                    raw,
                    format!(
                        "user location {} points to a {what} {id}, which is not there",
                        row.id
                    ),
                ));
            }
            rows.push(row);
        }
        drop(ids);
        rows.sort_by_key(|row| row.id);
        let mut user_locations = UserLocations::default();
        user_locations.reserve(rows.len());
        for row in &rows {
            user_locations.push(row);
        }
        user_locations.shrink();
        Ok(user_locations)
    }

    fn wrong(&self, raw: &RawValue, message: impl Display) -> Error {
        self.wrong_at(self.line_of(raw), message)
    }

    fn wrong_at(&self, line: usize, message: impl Display) -> Error {
        Kind::Company {
            file: self.name.to_owned(),
            line,
            message: message.to_string(),
        }
        .into()
    }

    /// An unread item is a slice of the file's text: its address tells its line.
    fn line_of(&self, raw: &RawValue) -> usize {
        let offset = (raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        1 + before.iter().filter(|&&byte| byte == b'\n').count()
    }
}

/// serde_json ends its messages with a place of its own, which for one item is not the file's.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message
        .rsplit_once(" at line ")
        .map_or_else(|| message.clone(), |(message, _)| message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_file_names_its_line() {
        let user = r#"{"id":7,"firstName":"A","lastName":"B","login":"ab","dtContractStart":"2020-01-01","modifiedAt":"2020-01-01T00:00:00","calendarId":1,"cultureID":1,"legalEntityId":1,"departmentId":1,"rolePrincipalId":1}"#;
        let lists = r#""legalEntities":[{"id":1,"name":"E"}],"departments":[{"id":1,"name":"D"}],"roles":[{"id":1,"name":"R"}],"cultures":[{"id":1,"name":"C"}],"calendars":[{"id":1,"name":"H"}]"#;
        let table = [
            ("{\n\"today\": \"2026-03-02\",\n\"users\": [}".to_owned(), 3, "expected value"),
            ("{\n\"today\": \"soon\"}".to_owned(), 2, "year"),
            ("{\"today\": \"2026-03-02\",\n\"planets\": []}".to_owned(), 2, "planets"),
            ("{\"today\": \"2026-03-02\",\n\"roles\": [\n{\"id\":1,\n\"nom\":\"x\"}]}".to_owned(), 4, "nom"),
            ("{\"today\": \"2026-03-02\",\n\"roles\": [{\"id\":1,\"name\":\"x\"},\n{\"id\":1,\"name\":\"y\"}]}".to_owned(), 3, "already"),
            ("{\"today\": \"2026-03-02\",\n\"roles\": [\n{\"id\":0,\"name\":\"x\"}]}".to_owned(), 3, "between 1 and"),
            (format!("{{\"today\": \"2026-03-02\",\n\"users\": [\n{user}]}}"), 3, "legal entity 1"),
            (format!("{{\"today\": \"2026-03-02\",{lists},\n\"users\": [\n{user},\n{}]}}", user.replace(":7", ":8")), 4, "login"),
            (format!("{{\"today\": \"2026-03-02\",{lists},\n\"users\": [{user}],\n\"userLocations\":[\n{{\"id\":1,\"ownerId\":7,\"workLocationId\":3,\"date\":\"2026-03-02\",\"position\":\"FullDay\",\"status\":\"Approved\",\"createdAt\":\"2026-03-01T00:00:00Z\"}}]}}"), 4, "work location 3"),
        ];
        for (text, line, reason) in table {
            let error = Company::from_json(&text, "company.json")
                .unwrap_err()
                .to_string();
            assert!(
                error.starts_with(&format!("company.json, line {line}: "))
                    && error.contains(reason),
                "{error} should be at {line} and say {reason}"
            );
        }
    }
}
