//! One person.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::behaviour::ContractEnd;

/// One person, as the account holds them.
///
/// The names follow Lucca's properties. What the API shows of a person depends on the key's rights and on
/// `fields`; here, everything is open.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct User {
    /// The id, unique among users: a user location's `ownerId`.
    pub id: u32,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The login, by which an import finds the person.
    pub login: String,
    /// Work e-mail. Generated ones end in `.example`, which is never delivered.
    #[serde(default)]
    pub mail: String,
    /// A string, because leading zeros matter.
    #[serde(default)]
    pub employee_number: String,
    /// Birth date.
    #[serde(default)]
    pub birth_date: Option<Date>,
    /// First day of the contract.
    pub dt_contract_start: Date,
    /// Last day of the contract, or none while it is open.
    #[serde(default)]
    pub dt_contract_end: Option<Date>,
    /// When the person's record last changed, without offset.
    pub modified_at: DateTime,
    /// The calendar of public holidays.
    pub calendar_id: u32,
    /// Language and country.
    #[serde(rename = "cultureID")]
    pub culture_id: u32,
    /// The id of the portrait, if there is one.
    #[serde(default)]
    pub picture_id: Option<String>,
    /// The legal entity that employs the person.
    pub legal_entity_id: u32,
    /// The department.
    pub department_id: u32,
    /// The manager, or none at the top.
    #[serde(default)]
    pub manager_id: Option<u32>,
    /// The main role.
    pub role_principal_id: u32,
    /// Further roles.
    #[serde(default)]
    pub habilited_role_ids: Vec<u32>,
    /// Working patterns over time, in order.
    #[serde(default)]
    pub user_work_cycles: Vec<WorkCycle>,
    /// Whether the person takes electronic payslips.
    #[serde(default)]
    pub allows_electronic_payslip: bool,
    /// Values on the company's own axes: axis id and value id, shown as `userAxisValues_N`.
    #[serde(default)]
    pub axis_values: Vec<(u32, u32)>,
    /// Job title.
    #[serde(default)]
    pub job_title: Option<String>,
    /// Gender, as the record has it.
    #[serde(default)]
    pub gender: Option<String>,
    /// Civil title.
    #[serde(default)]
    pub civil_title: Option<String>,
    /// Nationality.
    #[serde(default)]
    pub nationality_id: Option<String>,
    /// Seniority counts from here.
    #[serde(default)]
    pub seniority_date: Option<Date>,
    /// Direct line.
    #[serde(default)]
    pub direct_line: Option<String>,
    /// Private e-mail.
    #[serde(default)]
    pub personal_email: Option<String>,
    /// Work mobile.
    #[serde(default)]
    pub professional_mobile: Option<String>,
    /// Socio-professional category (`csp`).
    #[serde(default)]
    pub csp_id: Option<u32>,
    /// A motto, as some companies let people keep one.
    #[serde(default)]
    pub quote: Option<String>,
    /// Private address.
    #[serde(default)]
    pub address: Option<String>,
    /// The id in another system.
    #[serde(default)]
    pub external_id: Option<String>,
    /// The company's own properties, `e_<name>` to any JSON.
    #[serde(default)]
    pub extended_data: Map<String, Value>,
    /// Approved leave: an import on these days gets a warning.
    #[serde(default)]
    pub days_off: Vec<DayOff>,
}

impl User {
    /// First name, then last name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// Whether there is a contract on `date`.
    #[must_use]
    pub fn is_employed_on(&self, date: Date) -> bool {
        self.dt_contract_start <= date && self.dt_contract_end.is_none_or(|end| date <= end)
    }

    /// Whether the contract ended before `date`.
    #[must_use]
    pub fn is_former_on(&self, date: Date) -> bool {
        self.dt_contract_end.is_some_and(|end| end < date)
    }

    /// The last day with a contract, by either reading of its end.
    pub(crate) fn last_day(&self, contract_end: ContractEnd) -> Option<Date> {
        self.dt_contract_end.map(|end| match contract_end {
            ContractEnd::Inclusive => end,
            ContractEnd::Exclusive => end.yesterday().unwrap_or(end),
        })
    }

    /// The id of the working pattern in force on `date`.
    #[must_use]
    pub fn working_pattern_on(&self, date: Date) -> Option<u32> {
        // The cycles of the sources share their boundary day: the later one wins.
        self.user_work_cycles
            .iter()
            .rev()
            .find(|cycle| cycle.starts_on <= date && date <= cycle.ends_on)
            .map(|cycle| cycle.work_cycle_id)
    }
}

/// A person is not printed: only the id is.
impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A working pattern of one person over a span of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct WorkCycle {
    /// The id, unique among all people's work cycles.
    pub id: u32,
    /// The working pattern.
    #[serde(rename = "workCycleID")]
    pub work_cycle_id: u32,
    /// First day; 1900-01-01 means "always was".
    pub starts_on: Date,
    /// Last day; 9999-12-31 means "until further notice".
    pub ends_on: Date,
}

/// A span of approved leave, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct DayOff {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}
