//! A company small enough to reckon with by hand, and a client of it whose clock takes no time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::civil::{Date, date};
use lucca_sandbox::{Company, ImportSettings, Operation, Sandbox, SandboxBuilder};
use lucca_sdk::office::imports::Imports;
use lucca_sdk::transport::{ManualClock, SlidingWindow};
use lucca_sdk::{ApiKey, Client};
use serde_json::{Value, json};

pub(crate) const MONDAY: Date = date(2025, 9, 22);
pub(crate) const TUESDAY: Date = date(2025, 9, 23);

pub(crate) const LOGINS: [&str; 4] = ["jdupont", "mlefevre", "pmartin", "zoé"];

/// Who is where on each half day: by login, day and half, places as the ids of work location and area.
pub(crate) type Halves = BTreeMap<(String, Date, u8), BTreeSet<(u32, Option<u32>)>>;

/// A user location: who (by index), day, position, work location's id, area's id.
pub(crate) type Row = (usize, Date, &'static str, u32, Option<u32>);

pub(crate) fn company(rows: &[Row]) -> Company {
    let user = |(index, login): (usize, &&str)| {
        json!({
            "id": index + 1, "firstName": "First", "lastName": "Last", "login": login,
            "dtContractStart": "2014-09-01", "modifiedAt": "2025-01-01T00:00:00", "calendarId": 1,
            "cultureID": 1036, "legalEntityId": 1, "departmentId": 1, "rolePrincipalId": 1,
            "userWorkCycles": [{ "id": index + 1, "workCycleID": 1, "startsOn": "1900-01-01", "endsOn": "9999-12-31" }],
        })
    };
    let row = |(index, (who, date, position, place, area)): (usize, &Row)| {
        json!({
            "id": index + 1, "ownerId": who + 1, "workLocationId": place, "date": date, "position": position,
            "status": "Approved", "areaId": area, "createdAt": "2025-09-01T08:00:00Z",
        })
    };
    let company = json!({
        "today": "2025-09-22",
        "legalEntities": [{ "id": 1, "name": "Acme" }],
        "departments": [{ "id": 1, "name": "All" }],
        "roles": [{ "id": 1, "name": "Employee" }],
        "cultures": [{ "id": 1036, "name": "français" }],
        "calendars": [{ "id": 1, "name": "France", "holidays": [] }],
        "workingPatterns": [{ "id": 1, "name": "Week", "week": [[true, true], [true, true], [true, true], [true, true], [true, true], [false, false], [false, false]] }],
        "workLocations": [
            { "id": 1, "name": "Paris", "type": "Office", "office": { "capacity": 40, "showAreas": true, "areas": [
                { "id": 11, "name": "B1", "capacity": 10 }, { "id": 12, "name": "B2" } ], "floors": [] } },
            { "id": 2, "name": "Lyon; rive \"gauche\"", "type": "Office" },
            { "id": 3, "name": "Remote work", "type": "RemoteWork" },
            { "id": 4, "name": "Lille", "type": "Office", "isActive": false },
        ],
        "users": LOGINS.iter().enumerate().map(user).collect::<Vec<Value>>(),
        "userLocations": rows.iter().enumerate().map(row).collect::<Vec<Value>>(),
    });
    Company::from_json(&company.to_string(), "small company").unwrap()
}

pub(crate) struct Account {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    pub(crate) clock: ManualClock,
}

impl Account {
    pub(crate) async fn with(company: Company, settings: ImportSettings) -> Self {
        Self::of(Sandbox::builder().company(company).imports(settings)).await
    }

    pub(crate) async fn of(builder: SandboxBuilder) -> Self {
        let sandbox = builder.rate_limit(None).start().await.unwrap();
        let clock = ManualClock::leaping();
        let client = Client::builder(
            sandbox.base_url().parse().unwrap(),
            ApiKey::new(sandbox.api_key()).unwrap(),
        )
        .clock(clock.clone())
        .rate_limit(
            SlidingWindow::new(100_000, Duration::from_secs(60))
                .unwrap()
                .clock(clock.clone()),
        )
        .build()
        .unwrap();
        Self {
            sandbox,
            client,
            clock,
        }
    }

    pub(crate) async fn holding(rows: &[Row]) -> Self {
        Self::with(company(rows), ImportSettings::default()).await
    }

    pub(crate) fn imports(&self) -> Imports {
        self.client.office().imports()
    }

    /// How many requests of this operation arrived.
    pub(crate) fn requests(&self, operation: Operation) -> usize {
        let of = |request: &&lucca_sandbox::LoggedRequest| request.operation == Some(operation);
        self.sandbox.requests().iter().filter(of).count()
    }

    /// Who is where, as the sandbox has it.
    pub(crate) fn halves(&self) -> Halves {
        halves_of(&self.sandbox)
    }
}

pub(crate) fn halves_of(sandbox: &Sandbox) -> Halves {
    let company = sandbox.company();
    let mut halves = Halves::new();
    for row in company
        .user_locations()
        .iter()
        .filter(|row| row.status.is_live())
    {
        let login = company.user(row.owner_id).unwrap().login.clone();
        let of: &[u8] = match row.position.as_str() {
            "FullDay" => &[1, 2],
            "FirstHalf" => &[1],
            _ => &[2],
        };
        for half in of {
            halves
                .entry((login.clone(), row.date, *half))
                .or_default()
                .insert((row.work_location_id, row.area_id));
        }
    }
    halves
}
