//! People counted by work location, floor and area.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::{Date, Weekday};
use lucca_sdk::office::presence::Presence;
use lucca_sdk::office::{Half, WorkLocation};

/// A work location, or all that have none, and who is there.
pub(super) struct Site {
    /// `None` for those who are nowhere.
    pub(super) id: Option<i64>,
    pub(super) name: String,
    pub(super) kind: Option<String>,
    pub(super) whole: Scope,
    pub(super) parts: Vec<Scope>,
}

/// A place that people are counted in.
pub(super) struct Scope {
    /// `location`, `floor`, `area` or `unaccounted`.
    pub(super) kind: &'static str,
    pub(super) floor: Option<String>,
    pub(super) area_id: Option<i64>,
    pub(super) area: Option<String>,
    pub(super) capacity: Option<i64>,
    pub(super) counted: Vec<Counted>,
}

/// The people of a day: in the morning and in the afternoon.
pub(super) struct Counted {
    pub(super) date: Date,
    pub(super) people: [usize; 2],
}

impl Site {
    pub(super) fn scopes(&self) -> impl Iterator<Item = &Scope> {
        std::iter::once(&self.whole).chain(&self.parts)
    }

    pub(super) fn title(&self, scope: &Scope) -> String {
        match (scope.kind, &scope.floor, &scope.area) {
            ("floor", Some(floor), _) => format!("{}, {floor}", self.name),
            ("area", _, Some(area)) => format!("{} ({area})", self.name),
            _ => self.name.clone(),
        }
    }
}

/// Which of a location's people belong to a scope.
#[derive(PartialEq, Eq, Hash)]
enum Part {
    Whole,
    Floor(String),
    Area(i64),
}

/// The ids of a place's people, by day and half.
type Days = HashMap<Date, [HashSet<i64>; 2]>;

/// Counts everybody: at offices first, then elsewhere, then nowhere.
pub(super) fn count(presence: &Presence) -> Vec<Site> {
    // By location, floor or area, and day: each person once.
    let mut there: HashMap<(i64, Part), Days> = HashMap::new();
    let mut unknown: BTreeMap<i64, String> = BTreeMap::new();
    for stay in presence.stays() {
        let place = stay.place();
        let id = place.location_id();
        if place.location().is_none() {
            unknown.insert(id, format!("work location {id}"));
        }
        let floor = place.area().and_then(|area| area.floor_key.clone());
        let parts = [
            Some(Part::Whole),
            floor.map(Part::Floor),
            place.area_id().map(Part::Area),
        ];
        for part in parts.into_iter().flatten() {
            let day = there.entry((id, part)).or_default();
            let day = day.entry(stay.date()).or_default();
            for (half, people) in Half::BOTH.into_iter().zip(day) {
                if stay.covers(half) {
                    people.insert(stay.person().id());
                }
            }
        }
    }
    let counted = |id: i64, part: Part| -> Vec<Counted> {
        let days = there.get(&(id, part));
        let people = |date: Date| days.and_then(|days| days.get(&date));
        let each = presence.days().map(|day| Counted {
            date: day.date(),
            people: people(day.date()).map_or([0, 0], |halves| halves.each_ref().map(HashSet::len)),
        });
        each.collect()
    };
    let is_empty = |scope: &Scope| scope.counted.iter().all(|day| day.people == [0, 0]);
    let mut sites: Vec<Site> = presence
        .locations()
        .map(|location| site(location, &counted))
        .collect();
    let closed: HashSet<i64> = presence
        .locations()
        .filter(|location| location.is_active == Some(false))
        .map(|location| location.id)
        .collect();
    sites.retain(|site| !(site.id.is_some_and(|id| closed.contains(&id)) && is_empty(&site.whole)));
    sites.extend(unknown.into_iter().map(|(id, name)| Site {
        id: Some(id),
        name,
        kind: None,
        whole: scope("location", None, counted(id, Part::Whole)),
        parts: Vec::new(),
    }));
    sites.sort_by_cached_key(|site| {
        let rank = match site.kind.as_deref() {
            Some("Office") => 0,
            Some("RemoteWork") => 1,
            _ => 2,
        };
        (rank, site.name.clone(), site.id)
    });
    let nowhere = presence.days().map(|day| Counted {
        date: day.date(),
        people: Half::BOTH.map(|half| day.unaccounted(half).count()),
    });
    sites.push(Site {
        id: None,
        name: "Unaccounted for".to_owned(),
        kind: None,
        whole: scope("unaccounted", None, nowhere.collect()),
        parts: Vec::new(),
    });
    sites
}

fn site(location: &WorkLocation, counted: &impl Fn(i64, Part) -> Vec<Counted>) -> Site {
    let id = location.id;
    let office = location.office.as_ref();
    let mut parts = Vec::new();
    for floor in office.iter().flat_map(|office| &office.floors) {
        let Some(key) = &floor.key else { continue };
        let areas = office.iter().flat_map(|office| &office.areas);
        let areas = areas.filter(|area| area.floor_key.as_ref() == Some(key));
        // A floor has as much room as its areas, if all of them say.
        let capacities: Option<Vec<i64>> = areas.map(|area| area.capacity).collect();
        let capacity = capacities.filter(|all| !all.is_empty());
        let capacity = capacity.map(|all| all.into_iter().fold(0, i64::saturating_add));
        parts.push(Scope {
            floor: Some(floor.name.clone().unwrap_or_else(|| format!("floor {key}"))),
            ..scope("floor", capacity, counted(id, Part::Floor(key.clone())))
        });
    }
    for area in office.iter().flat_map(|office| &office.areas) {
        let floors = office.iter().flat_map(|office| &office.floors);
        let floor = floors
            .filter(|floor| floor.key.is_some())
            .find(|floor| floor.key == area.floor_key);
        let days = area.id.map(|area| counted(id, Part::Area(area)));
        parts.push(Scope {
            floor: floor.and_then(|floor| floor.name.clone()),
            area_id: area.id,
            area: area.name.clone().or(area.id.map(|id| format!("area {id}"))),
            ..scope("area", area.capacity, days.unwrap_or_default())
        });
    }
    let name = location.name.clone();
    Site {
        id: Some(id),
        name: name.unwrap_or_else(|| format!("work location {id}")),
        kind: location.type_.as_ref().map(|kind| kind.as_str().to_owned()),
        whole: scope(
            "location",
            office.and_then(|office| office.capacity),
            counted(id, Part::Whole),
        ),
        parts,
    }
}

fn scope(kind: &'static str, capacity: Option<i64>, counted: Vec<Counted>) -> Scope {
    Scope {
        kind,
        floor: None,
        area_id: None,
        area: None,
        capacity,
        counted,
    }
}

pub(super) fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
