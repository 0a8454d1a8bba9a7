//! Places where people can be.

use serde::{Deserialize, Serialize};

/// A place where people can be: an office, at home, anywhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct WorkLocation {
    /// The id, unique among work locations.
    pub id: u32,
    /// The name, by which an import finds it.
    pub name: String,
    /// What kind of place it is.
    #[serde(rename = "type")]
    pub kind: WorkLocationType,
    /// False once nobody can be sent there any more.
    #[serde(default = "yes")]
    pub is_active: bool,
    /// The building, for places of type [`WorkLocationType::Office`] only.
    #[serde(default)]
    pub office: Option<Office>,
}

fn yes() -> bool {
    true
}

impl WorkLocation {
    /// The area of this name.
    #[must_use]
    pub fn area(&self, name: &str) -> Option<&Area> {
        self.office
            .as_ref()?
            .areas
            .iter()
            .find(|area| area.name == name)
    }
}

/// The kinds of work location that Lucca documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum WorkLocationType {
    /// A building of the company.
    Office,
    /// At home, or wherever else people choose.
    RemoteWork,
    /// Travel, a client's site, training.
    Other,
}

/// What is known of an office building.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Office {
    /// How many people it holds, if somebody has said so.
    #[serde(default)]
    pub capacity: Option<u32>,
    /// Whether people choose an area in it.
    #[serde(default)]
    pub show_areas: bool,
    /// Its areas.
    #[serde(default)]
    pub areas: Vec<Area>,
    /// Its floors.
    #[serde(default)]
    pub floors: Vec<Floor>,
}

/// A part of an office: a room, an open space, a team's corner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Area {
    /// The id, unique among the areas of all offices.
    pub id: u32,
    /// The name, by which an import finds it.
    pub name: String,
    /// How many people it holds, if somebody has said so.
    #[serde(default)]
    pub capacity: Option<u32>,
    /// The key of its floor, if it has one.
    #[serde(default)]
    pub floor_key: Option<String>,
}

/// A floor of an office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Floor {
    /// What areas point to.
    pub key: String,
    /// The name that people see.
    pub name: String,
    /// Its place in the building, from the bottom.
    pub position: i32,
}
