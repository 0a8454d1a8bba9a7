//! One day of a presence.

use jiff::civil::Date;

use super::occupancy::{self, Occupancy, PlaceGroup};
use super::people::Person;
use super::stay::{Stay, StayRecord};
use super::{Half, Presence};

/// One day of a presence.
///
/// ```no_run
/// use lucca_sdk::office::Half;
/// use lucca_sdk::office::presence::Day;
///
/// # fn example(day: Day<'_>) {
/// for group in day.by_place() {
///     println!("{}: {} stays", group.place, group.stays.len());
/// }
/// for person in day.unaccounted(Half::First) {
///     println!("where is {} in the morning?", person.label());
/// }
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
    pub fn date(&self) -> Date {
        self.date
    }

    /// The stays of the day, by person; of one person, the morning first.
    pub fn stays(&self) -> impl Iterator<Item = Stay<'a>> + use<'a> {
        let (presence, stays) = (self.presence, self.stays);
        stays.iter().map(|record| Stay::new(presence, record))
    }

    /// The stays of the day by place, in the order of the places' names; those without a
    /// name last.
    pub fn by_place(&self) -> impl Iterator<Item = PlaceGroup<'a>> + use<'a> {
        occupancy::groups(self.stays())
    }

    /// Everybody who has a contract on this day or a stay, by name.
    ///
    /// ```no_run
    /// use lucca_sdk::office::Half;
    ///
    /// # fn example(day: lucca_sdk::office::presence::Day<'_>) {
    /// for person in day.people() {
    ///     let morning: Vec<_> = person.at(Half::First).map(|stay| stay.place().to_string()).collect();
    ///     println!("{}: {}", person.person().label(), morning.join(" and "));
    /// }
    /// # }
    /// ```
    pub fn people(&self) -> impl Iterator<Item = PersonDay<'a>> + use<'a> {
        let Self {
            presence,
            date,
            stays: mut rest,
        } = *self;
        let people = presence.people.iter().enumerate();
        // Stays are in the order of people, so both are walked side by side.
        let days = people.map(move |(number, person)| {
            let own = rest.iter().take_while(|stay| stay.person == number);
            let (stays, others) = rest.split_at(own.count());
            rest = others;
            PersonDay {
                presence,
                date,
                person,
                stays,
            }
        });
        days.filter(move |day| !day.stays.is_empty() || day.person.is_employed_in(date..=date))
    }

    /// Everybody who has a contract on this day and no place for this half of it.
    ///
    /// A contract's last day counts as worked, and a contract of which no dates are known
    /// as open. Whoever has left by now is not among them, whatever the day.
    pub fn unaccounted(&self, half: Half) -> impl Iterator<Item = &'a Person> + use<'a> {
        self.people()
            .filter(move |person| person.is_unaccounted(half))
            .map(|person| person.person())
    }

    /// Everybody who is at two places at once, by half and name.
    pub fn conflicts(&self) -> impl Iterator<Item = Conflict<'a>> + use<'a> {
        let day = *self;
        let halves = Half::BOTH
            .into_iter()
            .flat_map(move |half| day.people().map(move |person| (half, person)));
        halves.filter_map(|(half, person)| {
            let stays: Vec<Stay<'a>> = person.at(half).collect();
            let first = stays.first()?.ids();
            stays
                .iter()
                .any(|stay| stay.ids() != first)
                .then_some(Conflict {
                    date: person.date,
                    half,
                    person: person.person,
                    stays,
                })
        })
    }

    /// How full each work location is in this half of the day: the work location as a
    /// whole, and then each of its areas. Those that are closed (not active) and empty are
    /// left out.
    ///
    /// ```no_run
    /// use lucca_sdk::office::Half;
    ///
    /// # fn example(day: lucca_sdk::office::presence::Day<'_>) {
    /// for row in day.occupancy(Half::Second).filter(|row| row.is_over_capacity()) {
    ///     println!("{}: {} people for {:?} seats", row.place, row.people, row.capacity());
    /// }
    /// # }
    /// ```
    pub fn occupancy(&self, half: Half) -> impl Iterator<Item = Occupancy<'a>> + use<'a> {
        let locations = &self.presence.locations;
        occupancy::occupancy(self.date, half, self.stays(), locations).into_iter()
    }
}

/// One person's day.
///
/// ```no_run
/// use lucca_sdk::office::Half;
/// use lucca_sdk::office::presence::PersonDay;
///
/// # fn example(day: PersonDay<'_>) {
/// for half in Half::BOTH {
///     if day.is_unaccounted(half) {
///         println!("{} is nowhere in the {half} of {}", day.person().label(), day.date());
///     }
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
    pub fn person(&self) -> &'a Person {
        self.person
    }

    /// The date.
    pub fn date(&self) -> Date {
        self.date
    }

    /// Where the person is that day, the morning first.
    pub fn stays(&self) -> impl Iterator<Item = Stay<'a>> + use<'a> {
        let (presence, stays) = (self.presence, self.stays);
        stays.iter().map(|record| Stay::new(presence, record))
    }

    /// Where the person is in this half of the day. Several stays are a conflict, unless
    /// all are at one place.
    pub fn at(&self, half: Half) -> impl Iterator<Item = Stay<'a>> + use<'a> {
        self.stays().filter(move |stay| stay.covers(half))
    }

    /// Whether the person has a contract on this day, and no place in this half of it.
    pub fn is_unaccounted(&self, half: Half) -> bool {
        self.person.is_employed_in(self.date..=self.date) && self.at(half).next().is_none()
    }
}

/// One person at two places, or more, at once.
///
/// ```no_run
/// # fn example(presence: lucca_sdk::office::presence::Presence) {
/// for conflict in presence.conflicts() {
///     println!("{} on {}, {}:", conflict.person.label(), conflict.date, conflict.half);
///     for stay in conflict.stays {
///         println!("  {} (user location {:?})", stay.place(), stay.user_location().id);
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Conflict<'a> {
    /// The date.
    pub date: Date,
    /// The half of the day.
    pub half: Half,
    /// The person.
    pub person: &'a Person,
    /// The stays that contradict each other.
    pub stays: Vec<Stay<'a>>,
}
