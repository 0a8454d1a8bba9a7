//! Places: offices of every completeness, home, elsewhere, and one that is closed.

use crate::company::{Area, Floor, Office, WorkLocation, WorkLocationType};
use crate::generate::{Plan, names};
use crate::random::Random;

pub(super) fn work_locations(plan: &Plan, random: &mut Random) -> Vec<WorkLocation> {
    let people = plan.people;
    let offices = (2 + people / 300).min(u32::try_from(names::CITIES.len()).unwrap_or(2));
    let mut places = Places {
        locations: Vec::new(),
        next_area: 1,
    };

    let mut unplaced = people;
    for (index, city) in names::CITIES.iter().take(offices as usize).enumerate() {
        // The first office takes half of those who are left, the next half of the rest: a headquarters and branches.
        let staff = (unplaced / 2).max(4);
        unplaced -= staff.min(unplaced);
        // Desks for seven in ten: most days fit, some do not.
        let capacity = (staff * 7 / 10).max(3);
        let office = match index {
            // Nobody has counted the desks of the second office, nor drawn its areas.
            1 => Office {
                capacity: None,
                show_areas: false,
                areas: Vec::new(),
                floors: Vec::new(),
            },
            _ => places.building(capacity, random),
        };
        places.add(city, WorkLocationType::Office, true, Some(office));
    }
    places.add("Télétravail", WorkLocationType::RemoteWork, true, None);
    places.add(
        "Télétravail à l'étranger",
        WorkLocationType::RemoteWork,
        true,
        None,
    );
    places.add("Chez un client", WorkLocationType::Other, true, None);
    places.add("Formation", WorkLocationType::Other, true, None);
    let closed = Office {
        capacity: Some(12),
        show_areas: false,
        areas: Vec::new(),
        floors: Vec::new(),
    };
    places.add(
        "Ancien siège",
        WorkLocationType::Office,
        false,
        Some(closed),
    );
    places.locations
}

struct Places {
    locations: Vec<WorkLocation>,
    next_area: u32,
}

impl Places {
    fn add(&mut self, name: &str, kind: WorkLocationType, is_active: bool, office: Option<Office>) {
        // Ids with gaps, as places come and go.
        let id = self
            .locations
            .last()
            .map_or(1, |last: &WorkLocation| last.id + 3);
        self.locations.push(WorkLocation {
            id,
            name: name.to_owned(),
            kind,
            is_active,
            office,
        });
    }

    /// A building with a floor for every sixty desks and areas of about twenty.
    fn building(&mut self, capacity: u32, random: &mut Random) -> Office {
        let floors: Vec<Floor> = (0..=(capacity / 60).min(8))
            .map(|level| Floor {
                key: format!("floor-{level}"),
                name: if level == 0 {
                    "Rez-de-chaussée".to_owned()
                } else {
                    format!("Étage {level}")
                },
                position: i32::try_from(level).unwrap_or(0),
            })
            .collect();
        let count = (capacity / 20).clamp(2, 26);
        let areas = (0..count)
            .map(|index| {
                let floor = floors.get((index as usize * floors.len()) / count as usize);
                let letter = char::from(b'A' + u8::try_from(index).unwrap_or(0));
                let number = floor.map_or(0, |floor| floor.position);
                let id = self.next_area;
                self.next_area += 1 + u32::try_from(random.below(3)).unwrap_or(0);
                Area {
                    id,
                    name: format!("{letter}{number}"),
                    // The last area is a lounge: no seats counted, no floor.
                    capacity: (index + 1 < count).then_some((capacity / count).max(1)),
                    floor_key: if index + 1 < count {
                        floor.map(|floor| floor.key.clone())
                    } else {
                        None
                    },
                }
            })
            .collect();
        Office {
            capacity: Some(capacity),
            show_areas: true,
            areas,
            floors,
        }
    }
}
