//! One day of a presence.

use jiff::civil::Date;

use super::join::StayRecord;
use super::occupancy::{Occupancy, occupancy};
use super::person::Person;
use super::place::Place;
use super::{Half, Presence};
use crate::office::{Position, UserLocation, UserLocationStatus};

/// One day of a presence.
///
/// ```no_run
/// use lucca_sdk::office::presence::{Day, Half};
///
/// # fn example(day: Day<'_>) {
/// println!("{}: {} stays", day.date(), day.stays().count());
/// println!("{} people, of whom", day.people().count());
/// println!("{} are nowhere in the afternoon", day.unaccounted(Half::Second).count());
/// println!("{} are at two places at once", day.conflicts().count());
/// println!("{} offices and areas", day.occupancy(Half::First).count());
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Day<'a> {
    presence: &'a Presence,
    date: Date,
    /// Those of the day, by person.
    stays: &'a [StayRecord],
}

impl<'a> Day<'a> {
    pub(super) fn new(presence: &'a Presence, date: Date) -> Self {
        let all = &presence.stays;
        let start = all.partition_point(|stay| stay.date < date);
        let end = all.partition_point(|stay| stay.date <= date);
        Self {
            presence,
            date,
            stays: all.get(start..end).unwrap_or_default(),
        }
    }

    /// The date.
    ///
    /// ```no_run
    /// # fn example(day: lucca_sdk::office::presence::Day<'_>) {
    /// let date = day.date();
    /// # }
    /// ```
    pub fn date(&self) -> Date {
        self.date
    }

    /// The stays of the day, by person; of one person, the morning first.
    ///
    /// ```no_run
    /// # fn example(day: lucca_sdk::office::presence::Day<'_>) {
    /// for stay in day.stays() {
    ///     println!("{:?}: {}", stay.place().name(), stay.person().id());
    /// }
    /// # }
    /// ```
    pub fn stays(&self) -> impl Iterator<Item = Stay<'a>> + use<'a> {
        let presence = self.presence;
        self.stays
            .iter()
            .map(move |record| Stay::new(presence, record))
    }

    /// Everybody who has a contract on this day or a stay, by name.
    ///
    /// ```no_run
    /// use lucca_sdk::office::presence::Half;
    ///
    /// # fn example(day: lucca_sdk::office::presence::Day<'_>) {
    /// for person in day.people() {
    ///     for stay in person.at(Half::First) {
    ///         println!("{:?} at {:?}", person.person().name(), stay.place().name());
    ///     }
    /// }
    /// # }
    /// ```
    pub fn people(&self) -> impl Iterator<Item = PersonDay<'a>> + use<'a> {
        let Self {
            presence,
            date,
            stays,
        } = *self;
        presence
            .people
            .iter()
            .enumerate()
            .map(move |(number, person)| {
                let start = stays.partition_point(|stay| stay.person < number);
                let end = stays.partition_point(|stay| stay.person <= number);
                PersonDay {
                    presence,
                    date,
                    person,
                    stays: stays.get(start..end).unwrap_or_default(),
                }
            })
            .filter(|person| !person.stays.is_empty() || person.is_employed())
    }

    /// Everybody who has a contract on this day and no place for this half of it.
    ///
    /// ```no_run
    /// use lucca_sdk::office::presence::Half;
    ///
    /// # fn example(day: lucca_sdk::office::presence::Day<'_>) {
    /// for person in day.unaccounted(Half::First) {
    ///     println!("where is {:?}?", person.name());
    /// }
    /// # }
    /// ```
    pub fn unaccounted(&self, half: Half) -> impl Iterator<Item = &'a Person> + use<'a> {
        self.people()
            .filter(move |person| person.is_unaccounted(half))
            .map(|person| person.person())
    }

    /// Everybody who is at two places at once, by half and name.
    ///
    /// ```no_run
    /// # fn example(day: lucca_sdk::office::presence::Day<'_>) {
    /// for conflict in day.conflicts() {
    ///     println!("{} is at two places at once", conflict.person().id());
    /// }
    /// # }
    /// ```
    pub fn conflicts(&self) -> impl Iterator<Item = Conflict<'a>> + use<'a> {
        let day = *self;
        Half::BOTH
            .into_iter()
            .flat_map(move |half| day.people().map(move |person| (half, person)))
            .filter_map(|(half, person)| {
                let stays: Vec<Stay<'a>> = person.at(half).collect();
                let first = stays.first()?.place();
                stays
                    .iter()
                    .any(|stay| stay.place() != first)
                    .then_some(Conflict {
                        date: person.date,
                        half,
                        person: person.person,
                        stays,
                    })
            })
    }

    /// How full each office is in this half of the day: the office as a whole, and then
    /// each of its areas. Offices that are closed (not active) and empty are left out.
    ///
    /// ```no_run
    /// use lucca_sdk::office::presence::Half;
    ///
    /// # fn example(day: lucca_sdk::office::presence::Day<'_>) {
    /// for office in day.occupancy(Half::Second).filter(|office| office.is_over_capacity()) {
    ///     println!("{:?} is too full", office.location().name);
    /// }
    /// # }
    /// ```
    pub fn occupancy(&self, half: Half) -> impl Iterator<Item = Occupancy<'a>> + use<'a> {
        occupancy(self.presence, self.date, half, self.stays).into_iter()
    }
}

/// One person's day.
///
/// ```no_run
/// use lucca_sdk::office::presence::{Half, PersonDay};
///
/// # fn example(day: PersonDay<'_>) {
/// println!("{:?} on {}: {} stays", day.person().name(), day.date(), day.stays().count());
/// if day.is_unaccounted(Half::First) {
///     println!("nowhere in the morning");
/// }
/// for stay in day.at(Half::Second) {
///     println!("{:?} in the afternoon", stay.place().name());
/// }
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct PersonDay<'a> {
    presence: &'a Presence,
    date: Date,
    person: &'a Person,
    stays: &'a [StayRecord],
}

impl<'a> PersonDay<'a> {
    /// The person.
    ///
    /// ```no_run
    /// # fn example(person_day: lucca_sdk::office::presence::PersonDay<'_>) {
    /// let person = person_day.person();
    /// # }
    /// ```
    pub fn person(&self) -> &'a Person {
        self.person
    }

    /// The date.
    ///
    /// ```no_run
    /// # fn example(person_day: lucca_sdk::office::presence::PersonDay<'_>) {
    /// let date = person_day.date();
    /// # }
    /// ```
    pub fn date(&self) -> Date {
        self.date
    }

    /// Where the person is that day, the morning first.
    ///
    /// ```no_run
    /// # fn example(person_day: lucca_sdk::office::presence::PersonDay<'_>) {
    /// let places = person_day.stays().map(|stay| stay.place().location_id()).collect::<Vec<_>>();
    /// # }
    /// ```
    pub fn stays(&self) -> impl Iterator<Item = Stay<'a>> + use<'a> {
        let presence = self.presence;
        self.stays
            .iter()
            .map(move |record| Stay::new(presence, record))
    }

    /// Where the person is in this half of the day. Several stays are a conflict, unless
    /// all are at one place.
    ///
    /// ```no_run
    /// # fn example(person_day: lucca_sdk::office::presence::PersonDay<'_>) {
    /// use lucca_sdk::office::presence::Half;
    ///
    /// let there_in_the_morning = person_day.at(Half::First).next().is_some();
    /// # }
    /// ```
    pub fn at(&self, half: Half) -> impl Iterator<Item = Stay<'a>> + use<'a> {
        self.stays().filter(move |stay| stay.covers(half))
    }

    /// Whether the person has a contract on this day, and no place in this half of it.
    ///
    /// ```no_run
    /// # fn example(person_day: lucca_sdk::office::presence::PersonDay<'_>) {
    /// use lucca_sdk::office::presence::Half;
    ///
    /// if person_day.is_unaccounted(Half::Second) {
    ///     println!("where is {} in the afternoon?", person_day.person().id());
    /// }
    /// # }
    /// ```
    pub fn is_unaccounted(&self, half: Half) -> bool {
        self.is_employed() && self.at(half).next().is_none()
    }

    fn is_employed(&self) -> bool {
        self.person
            .user()
            .is_some_and(|user| user.is_active_on(self.date))
    }
}

/// One person at one place, on one day or on half of it.
///
/// ```no_run
/// use lucca_sdk::office::presence::{Half, Stay};
///
/// # fn example(stay: Stay<'_>) {
/// println!("{} {}: {:?}", stay.date(), stay.position(), stay.person().name());
/// println!("{:?}, {:?}", stay.place().name(), stay.status());
/// if stay.covers(Half::First) {
///     println!("in the morning, by user location {:?}", stay.user_location().id);
/// }
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Stay<'a> {
    presence: &'a Presence,
    record: &'a StayRecord,
    person: &'a Person,
    row: &'a UserLocation,
}

impl<'a> Stay<'a> {
    pub(super) fn new(presence: &'a Presence, record: &'a StayRecord) -> Self {
        // The join has made the indices, and nothing changes what they point into.
        #[allow(clippy::indexing_slicing, reason = "indices of the join")]
        let (person, row) = (&presence.people[record.person], &presence.rows[record.row]);
        Self {
            presence,
            record,
            person,
            row,
        }
    }

    /// The date.
    ///
    /// ```no_run
    /// # fn example(stay: lucca_sdk::office::presence::Stay<'_>) {
    /// let date = stay.date();
    /// # }
    /// ```
    pub fn date(&self) -> Date {
        self.record.date
    }

    /// The person.
    ///
    /// ```no_run
    /// # fn example(stay: lucca_sdk::office::presence::Stay<'_>) {
    /// let person = stay.person();
    /// # }
    /// ```
    pub fn person(&self) -> &'a Person {
        self.person
    }

    /// The place.
    ///
    /// ```no_run
    /// # fn example(stay: lucca_sdk::office::presence::Stay<'_>) {
    /// let place = stay.place();
    /// # }
    /// ```
    pub fn place(&self) -> Place<'a> {
        self.presence
            .locations
            .place(self.record.location_id, self.record.area_id)
    }

    /// Which part of the day: never an unknown one.
    ///
    /// ```no_run
    /// # fn example(stay: lucca_sdk::office::presence::Stay<'_>) {
    /// let position = stay.position();
    /// # }
    /// ```
    pub fn position(&self) -> Position {
        match (self.record.from, self.record.to) {
            (Half::First, Half::Second) => Position::FullDay,
            (Half::First, Half::First) => Position::FirstHalf,
            (Half::Second, _) => Position::SecondHalf,
        }
    }

    /// Whether it covers this half of the day.
    ///
    /// ```no_run
    /// # fn example(stay: lucca_sdk::office::presence::Stay<'_>) {
    /// use lucca_sdk::office::presence::Half;
    ///
    /// let in_the_morning = stay.covers(Half::First);
    /// # }
    /// ```
    pub fn covers(&self, half: Half) -> bool {
        (self.record.from..=self.record.to).contains(&half)
    }

    /// How far it has been agreed on.
    ///
    /// ```no_run
    /// # fn example(stay: lucca_sdk::office::presence::Stay<'_>) {
    /// let status = stay.status();
    /// # }
    /// ```
    pub fn status(&self) -> Option<&'a UserLocationStatus> {
        self.row.status.as_ref()
    }

    /// The user location as Lucca has it.
    ///
    /// ```no_run
    /// # fn example(stay: lucca_sdk::office::presence::Stay<'_>) {
    /// let user_location = stay.user_location();
    /// # }
    /// ```
    pub fn user_location(&self) -> &'a UserLocation {
        self.row
    }
}

impl std::fmt::Debug for Stay<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stay")
            .field("date", &self.record.date)
            .field("person", &self.person.id())
            .field("position", &self.position())
            .field("location_id", &self.record.location_id)
            .field("area_id", &self.record.area_id)
            .finish_non_exhaustive()
    }
}

/// One person at two places, or more, at once.
///
/// ```no_run
/// use lucca_sdk::office::presence::Conflict;
///
/// # fn example(conflict: Conflict<'_>) {
/// println!("{} {:?} {:?}", conflict.date(), conflict.half(), conflict.person().name());
/// for stay in conflict.stays() {
///     println!("  at {:?}", stay.place().name());
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Conflict<'a> {
    date: Date,
    half: Half,
    person: &'a Person,
    stays: Vec<Stay<'a>>,
}

impl<'a> Conflict<'a> {
    /// The date.
    ///
    /// ```no_run
    /// # fn example(conflict: &lucca_sdk::office::presence::Conflict<'_>) {
    /// let date = conflict.date();
    /// # }
    /// ```
    pub fn date(&self) -> Date {
        self.date
    }

    /// The half of the day.
    ///
    /// ```no_run
    /// # fn example(conflict: &lucca_sdk::office::presence::Conflict<'_>) {
    /// let half = conflict.half();
    /// # }
    /// ```
    pub fn half(&self) -> Half {
        self.half
    }

    /// The person.
    ///
    /// ```no_run
    /// # fn example(conflict: &lucca_sdk::office::presence::Conflict<'_>) {
    /// let person = conflict.person();
    /// # }
    /// ```
    pub fn person(&self) -> &'a Person {
        self.person
    }

    /// The stays that contradict each other.
    ///
    /// ```no_run
    /// # fn example(conflict: &lucca_sdk::office::presence::Conflict<'_>) {
    /// let stays = conflict.stays();
    /// # }
    /// ```
    pub fn stays(&self) -> &[Stay<'a>] {
        &self.stays
    }
}
