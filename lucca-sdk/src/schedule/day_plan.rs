//! The plan of one person's day.

use super::half_day::HalfDay;
use super::held::{Place, is_so, on_half};
use super::plan::{Action, Lost, Plan};
use super::{Entry, Held, Position};

/// What is wanted of one person's day, beside what is held of it.
pub(super) struct DayPlan<'s> {
    /// The entry that decides on each half, if any.
    wanted: [Option<&'s Entry>; 2],
    held: &'s [Held],
    override_existing: bool,
}

/// The halves that are written, and what is true of each afterwards.
struct Touched<'s> {
    halves: Vec<HalfDay>,
    /// By half: the entry that says what becomes of it, and the place.
    after: [Option<(&'s Entry, Option<Place>)>; 2],
}

impl<'s> DayPlan<'s> {
    /// `entries` are all of one person and day.
    pub(super) fn new(entries: &[&'s Entry], held: &'s [Held], override_existing: bool) -> Self {
        let mut wanted = [None; 2];
        for entry in entries {
            for half in HalfDay::of(entry.position()) {
                if let Some(slot) = wanted.get_mut(*half as usize) {
                    *slot = Some(*entry);
                }
            }
        }
        Self {
            wanted,
            held,
            override_existing,
        }
    }

    pub(super) fn add_to(&self, plan: &mut Plan) {
        let actions = HalfDay::BOTH.map(|half| {
            self.wanted(half)
                .map(|entry| (entry, self.action(entry, half)))
        });
        report(actions, plan);
        let differing: Vec<HalfDay> = HalfDay::BOTH
            .into_iter()
            .zip(actions)
            .filter(|(_, action)| {
                matches!(
                    action,
                    Some((_, Action::Create | Action::Replace | Action::Delete))
                )
            })
            .map(|(half, _)| half)
            .collect();
        if let Some(cause) = differing.first().and_then(|half| self.wanted(*half)) {
            let touched = self.touched(differing, cause);
            self.write(&touched, cause, plan);
            self.put_back(&touched, cause, plan);
        }
    }

    fn wanted(&self, half: HalfDay) -> Option<&'s Entry> {
        self.wanted.get(half as usize).copied().flatten()
    }

    fn action(&self, entry: &Entry, half: HalfDay) -> Action {
        let place = entry.place();
        if is_so(self.held, half, place.as_ref()) {
            return Action::AlreadySo;
        }
        if place.is_none() {
            return Action::Delete;
        }
        if !self.override_existing && self.stays_filled() {
            return Action::DayNotEmpty;
        }
        match on_half(self.held, half).next() {
            Some(_) => Action::Replace,
            None => Action::Create,
        }
    }

    /// Whether anything is left on the day once the entries have removed what they remove.
    fn stays_filled(&self) -> bool {
        HalfDay::BOTH.into_iter().any(|half| {
            let removed = self
                .wanted(half)
                .is_some_and(|entry| entry.place().is_none());
            !removed && on_half(self.held, half).next().is_some()
        })
    }

    /// Whatever is held across a half that changes is written anew as a whole.
    fn touched(&self, differing: Vec<HalfDay>, cause: &'s Entry) -> Touched<'s> {
        let across = self.held.iter().any(|held| {
            let halves = HalfDay::of(&held.position);
            halves.len() == 2 && differing.iter().any(|half| halves.contains(half))
        });
        let halves = if across {
            HalfDay::BOTH.to_vec()
        } else {
            differing.clone()
        };
        let after = HalfDay::BOTH.map(|half| {
            if !halves.contains(&half) {
                return None;
            }
            if differing.contains(&half)
                && let Some(entry) = self.wanted(half)
            {
                return Some((entry, entry.place()));
            }
            let kept = on_half(self.held, half).find_map(|held| held.place.clone());
            Some((self.wanted(half).unwrap_or(cause), kept))
        });
        Touched { halves, after }
    }

    /// The rows that make the touched halves what they should be.
    fn write(&self, touched: &Touched<'_>, cause: &Entry, plan: &mut Plan) {
        let places: Vec<(HalfDay, &Entry, &Place)> = touched
            .halves
            .iter()
            .filter_map(|half| {
                let (entry, place) = touched.after.get(*half as usize)?.as_ref()?;
                Some((*half, *entry, place.as_ref()?))
            })
            .collect();
        let emptied = places.len() < touched.halves.len();
        let across = self
            .held
            .iter()
            .any(|held| HalfDay::of(&held.position).len() == 2);
        // A full day shrinks to a half, or an import that fills only empty days has to empty one first: in one
        // import, the outcome would depend on how Lucca reads rows that speak of one day.
        let in_two_steps = emptied && !places.is_empty() && (across || !self.override_existing);

        if emptied {
            for position in self.held_positions(&touched.halves) {
                let half_stays = !in_two_steps
                    && HalfDay::of(&position)
                        .iter()
                        .any(|half| places.iter().any(|(placed, _, _)| placed == half));
                if !half_stays {
                    plan.first_step(removal(cause, position));
                }
            }
        }
        let mut place = |entry: Entry| {
            if in_two_steps {
                plan.last_step(entry);
            } else {
                plan.first_step(entry);
            }
        };
        match places.as_slice() {
            // One row where the caller wrote one; two where there were two, or where one half only was kept.
            [(_, first, place_first), (_, second, place_second)]
                if place_first == place_second && std::ptr::eq(*first, *second) =>
            {
                place(placement(first, Position::FullDay, place_first));
            }
            places => {
                for (half, entry, there) in places {
                    place(placement(entry, half.position(), there));
                }
            }
        }
    }

    /// The positions held within these halves, each once.
    fn held_positions(&self, halves: &[HalfDay]) -> Vec<Position> {
        let mut positions: Vec<Position> = Vec::new();
        for held in self.held {
            let of = HalfDay::of(&held.position);
            let within = !of.is_empty() && of.iter().all(|half| halves.contains(half));
            if within && !positions.contains(&held.position) {
                positions.push(held.position.clone());
            }
        }
        positions
    }

    /// The rows that bring the touched halves back, and what they cannot bring back.
    fn put_back(&self, touched: &Touched<'_>, cause: &Entry, plan: &mut Plan) {
        let mut back = touched.halves.clone();
        for held in self.held {
            let of = HalfDay::of(&held.position);
            if !of.iter().any(|half| touched.halves.contains(half)) {
                continue;
            }
            let status = held.status.clone();
            match &held.place {
                None => plan.lose(cause.source(), held, Lost::Place),
                Some(_) if !of.iter().all(|half| back.contains(half)) => {
                    plan.lose(cause.source(), held, Lost::SecondPlace);
                }
                Some(place) => {
                    back.retain(|half| !of.contains(half));
                    plan.put_back(bare(cause, held.position.clone(), place));
                    plan.lose(cause.source(), held, Lost::CommentAndStatus { status });
                }
            }
        }
        // Half days whose place no import can name are better left as the plan made them than emptied.
        back.retain(|half| on_half(self.held, *half).next().is_none());
        match back.as_slice() {
            [_, _] => plan.put_back(removal(cause, Position::FullDay)),
            halves => {
                for half in halves {
                    plan.put_back(removal(cause, half.position()));
                }
            }
        }
    }
}

/// Both halves in one line where one entry has one answer for both.
fn report(actions: [Option<(&Entry, Action)>; 2], plan: &mut Plan) {
    match actions {
        [Some((first, action)), Some((second, other))]
            if std::ptr::eq(first, second) && action == other =>
        {
            plan.change(first, first.position().clone(), action);
        }
        actions => {
            for (half, action) in HalfDay::BOTH.into_iter().zip(actions) {
                if let Some((entry, action)) = action {
                    plan.change(entry, half.position(), action);
                }
            }
        }
    }
}

fn removal(cause: &Entry, position: Position) -> Entry {
    Entry::removal(cause.login(), cause.date(), position).with_source(cause.source().clone())
}

/// A row for a place, without a comment.
fn bare(cause: &Entry, position: Position, place: &Place) -> Entry {
    let entry = Entry::at(
        cause.login(),
        cause.date(),
        position,
        place.work_location.clone(),
    )
    .with_source(cause.source().clone());
    match &place.area {
        Some(area) => entry.with_area(area.clone()),
        None => entry,
    }
}

/// A row for a place, with the entry's comment if it is the entry's place.
fn placement(entry: &Entry, position: Position, place: &Place) -> Entry {
    let row = bare(entry, position, place);
    match entry.comment() {
        Some(comment) if entry.place().as_ref() == Some(place) => row.with_comment(comment),
        _ => row,
    }
}
