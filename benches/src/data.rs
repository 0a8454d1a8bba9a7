//! What a server answers: rows and pages of nobody.

use std::fmt::Write as _;

/// One user location, as Lucca's reference shows it.
fn user_location(body: &mut String, id: u64) {
    let area = if id.is_multiple_of(3) { "null" } else { "12" };
    // Writing to a string cannot fail, here and below.
    let _ = write!(
        body,
        r#"{{"id":{id},"ownerId":{},"workLocationId":{},"date":"2025-09-{:02}","position":"FullDay","status":"Approved","areaId":{area},"createdAt":"2023-11-07T05:31:56Z","deletedAt":null}}"#,
        id % 97,
        id % 7,
        id % 28 + 1,
    );
}

/// One user with most of its properties, and one property of the company's own.
fn user(body: &mut String, id: u64) {
    let reference = r#"{"id":13,"name":"Research","url":"https://example.com/13"}"#;
    let _ = write!(
        body,
        r#"{{"id":{id},"name":"Ada Martin","url":"https://example.com/u/{id}","displayName":"Martin Ada","modifiedAt":"2021-09-23T17:38:47.9240628","lastName":"Martin","firstName":"Ada","login":"amartin{id}","mail":"a{id}@example.com","dtContractStart":"2014-09-01T00:00:00","dtContractEnd":null,"birthDate":"1984-02-11T00:00:00","employeeNumber":"00057","calendarId":1,"calendar":{reference},"cultureID":1036,"culture":{reference},"legalEntityId":3,"legalEntity":{reference},"departmentId":13,"department":{reference},"managerId":7,"manager":{reference},"rolePrincipalId":2,"rolePrincipal":{reference},"habilitedRoles":[{reference},{reference}],"allowsElectronicPayslip":true,"jobTitle":"Engineer","userAxisValues_7":{{"id":3}}}}"#,
    );
}

fn rows(body: &mut String, row: fn(&mut String, u64), ids: std::ops::Range<u64>) {
    for (number, id) in ids.enumerate() {
        if number > 0 {
            body.push(',');
        }
        row(body, id);
    }
}

/// Page `number`, counted from 0, of `total` user locations.
pub(crate) fn user_locations(number: u64, size: u64, total: u64) -> String {
    let first = number * size + 1;
    let mut body = format!(r#"{{"count":{total},"items":["#);
    rows(
        &mut body,
        user_location,
        first..(first + size).min(total + 1),
    );
    body + "]}"
}

/// The same of users, in the envelope of version 3.
pub(crate) fn users(number: u64, size: u64, total: u64) -> String {
    let first = number * size + 1;
    let mut body = format!(r#"{{"header":null,"data":{{"count":{total},"items":["#);
    rows(&mut body, user, first..(first + size).min(total + 1));
    body + "]}}"
}

/// The lines of a schedule, as an import file has them: 5,000 people, day after day.
pub(crate) fn schedule(rows: usize) -> String {
    let mut csv =
        String::from("login;workLocationName;areaName;date;position;comment;isDeletion\n");
    for row in 0..rows {
        let _ = writeln!(
            csv,
            "user.number{};Siège de Paris;Plateau B1;{};FullDay;;false",
            row % PEOPLE,
            day(row)
        );
    }
    csv
}

pub(crate) const PEOPLE: usize = 5_000;

/// The day of a row of [`schedule`].
pub(crate) fn day(row: usize) -> jiff::civil::Date {
    let first = jiff::civil::date(2026, 1, 1);
    let days = i64::try_from(row / PEOPLE).unwrap_or(0);
    first.saturating_add(jiff::Span::new().days(days))
}
