//! The plan of one person's day.

use std::sync::Arc;

use super::{Action, Change, Existing, Loss, Lost, Rules};
use crate::schedule::held::{OnDay, is_pending, is_so, on_half};
use crate::schedule::{Entry, Half, Place, Position, Wish};

/// What is wanted of one person's day, beside what is held of it.
pub(super) struct Day<'p> {
    /// All rows of the day, by their numbers.
    pub(super) entries: Vec<(usize, &'p Entry)>,
    /// Whether a row has an error, so that nothing is done about it.
    pub(super) is_wrong: &'p dyn Fn(usize) -> bool,
    pub(super) held: Vec<OnDay<'p>>,
    pub(super) rules: &'p Rules,
    /// Whether the person's contract has ended before the day.
    pub(super) has_left: bool,
}

/// What is done about a day.
#[derive(Default)]
pub(super) struct DayPlan {
    pub(super) changes: Vec<Change>,
    /// The rows of the first import, and of the second.
    pub(super) steps: [Vec<Entry>; 2],
    pub(super) undo: Vec<Entry>,
    pub(super) losses: Vec<Loss>,
    /// Half days of which it is unknown whether Lucca fills them.
    pub(super) uncertain: usize,
    /// By half, where each person is afterwards, and the row that places them, if one does.
    pub(super) outcome: Vec<(Half, Place, Option<usize>)>,
}

#[derive(Clone)]
struct Wanted<'p> {
    row: usize,
    entry: &'p Entry,
    wish: Wish,
}

/// A half that is written: the row that causes it, and the place afterwards.
struct Written<'p> {
    half: Half,
    cause: Wanted<'p>,
    place: Option<Place>,
}

impl<'p> Day<'p> {
    pub(super) fn plan(&self) -> DayPlan {
        let mut plan = DayPlan::default();
        let wanted = Half::BOTH.map(|half| self.wanted(half));
        let mut actions = Half::BOTH.map(|half| {
            let wanted = wanted.get(half as usize)?.as_ref()?;
            Some(self.action(wanted, half))
        });
        self.spare_what_cannot_be_kept(&mut actions);
        let differing: Vec<Half> = Half::BOTH
            .into_iter()
            .zip(actions)
            .filter(|(_, action)| action.is_some_and(Action::changes_something))
            .map(|(half, _)| half)
            .collect();
        self.tell(&wanted, actions, &mut plan);
        let written = self.written(&wanted, &differing);
        if !written.is_empty() {
            self.write(&written, &mut plan);
            self.put_back(&written, &mut plan);
        }
        self.count(&written, &differing, &mut plan);
        plan
    }

    fn wanted(&self, half: Half) -> Option<Wanted<'p>> {
        self.entries.iter().find_map(|(row, entry)| {
            let speaks = Half::of(entry.position()).contains(&half) && !(self.is_wrong)(*row);
            speaks.then_some(())?;
            Some(Wanted {
                row: *row,
                entry,
                wish: entry.wish()?,
            })
        })
    }

    fn action(&self, wanted: &Wanted<'_>, half: Half) -> Action {
        if is_so(&self.held, half, &wanted.wish, self.rules.exact_areas) {
            if !is_pending(&self.held, half) {
                return Action::AlreadySo;
            }
            if !self.rules.send_pending {
                return Action::AlreadyAsked;
            }
        }
        match wanted.wish {
            Wish::Nowhere => Action::Delete,
            Wish::At(_) if self.rules.existing == Existing::Keep && self.stays_filled() => {
                Action::DayNotEmpty
            }
            Wish::At(_) if on_half(&self.held, half).next().is_some() => Action::Replace,
            Wish::At(_) => Action::Create,
        }
    }

    /// Whether anything is left on the day once the rows have removed what they remove.
    fn stays_filled(&self) -> bool {
        Half::BOTH.into_iter().any(|half| {
            let removed = self
                .wanted(half)
                .is_some_and(|wanted| wanted.wish == Wish::Nowhere);
            !removed && on_half(&self.held, half).next().is_some()
        })
    }

    /// Leaves a day alone if half of what is held on it is to stay and no import could bring that half about.
    fn spare_what_cannot_be_kept(&self, actions: &mut [Option<Action>; 2]) {
        if self.rules.give_up_unnameable {
            return;
        }
        let [first, second] = actions.map(|action| action.is_some_and(Action::changes_something));
        let lost = |held: &OnDay<'_>| {
            let torn = held.halves().len() == 2 && first != second && held.nameable().is_none();
            (first || second) && (torn || !held.is_clear())
        };
        if self.held.iter().any(lost) {
            for action in actions.iter_mut().flatten() {
                if action.changes_something() {
                    *action = Action::CannotKeep;
                }
            }
        }
    }

    /// Both halves in one line where one row has one answer for both.
    fn tell(
        &self,
        wanted: &[Option<Wanted<'p>>; 2],
        actions: [Option<Action>; 2],
        plan: &mut DayPlan,
    ) {
        let from = |half| -> Vec<Option<Place>> {
            let mut from: Vec<Option<Place>> = Vec::new();
            for held in on_half(&self.held, half) {
                let place = held.nameable().cloned();
                if !from.contains(&place) {
                    from.push(place);
                }
            }
            from
        };
        for (half, (wanted, action)) in Half::BOTH.into_iter().zip(wanted.iter().zip(actions)) {
            if let (Some(wanted), Some(action)) = (wanted, action) {
                let change = change(
                    wanted.row,
                    wanted.entry,
                    half.position(),
                    action,
                    from(half),
                );
                match plan.changes.last_mut() {
                    Some(last)
                        if last.entry == wanted.row
                            && last.action == action
                            && last.from == change.from =>
                    {
                        last.position = Position::FullDay;
                    }
                    _ => plan.changes.push(change),
                }
            }
        }
        for (row, entry) in &self.entries {
            if (self.is_wrong)(*row) {
                let position = entry.position().clone();
                plan.changes
                    .push(change(*row, entry, position, Action::LeftOut, Vec::new()));
            }
        }
        plan.changes.sort_by_key(|change| change.entry);
    }

    /// The halves to write. Whatever is held across a half that changes is written anew as a whole.
    fn written(&self, wanted: &[Option<Wanted<'p>>; 2], differing: &[Half]) -> Vec<Written<'p>> {
        let across = self.held.iter().any(|held| {
            held.halves().len() == 2 && differing.iter().any(|half| held.halves().contains(half))
        });
        let of = |half: Half| wanted.get(half as usize).cloned().flatten();
        let Some(cause) = differing.first().and_then(|half| of(*half)) else {
            return Vec::new();
        };
        Half::BOTH
            .into_iter()
            .filter(|half| across || differing.contains(half))
            .map(|half| {
                let wanted = of(half);
                let place = match &wanted {
                    Some(wanted) if differing.contains(&half) => match &wanted.wish {
                        Wish::At(place) => Some(place.clone()),
                        Wish::Nowhere => None,
                    },
                    _ => on_half(&self.held, half).find_map(OnDay::nameable).cloned(),
                };
                Written {
                    half,
                    cause: wanted.unwrap_or_else(|| cause.clone()),
                    place,
                }
            })
            .collect()
    }

    /// The rows that make the halves what they should be.
    fn write(&self, written: &[Written<'p>], plan: &mut DayPlan) {
        let placed: Vec<(&Written<'p>, &Place)> = written
            .iter()
            .filter_map(|half| Some((half, half.place.as_ref()?)))
            .collect();
        let emptied = placed.len() < written.len();
        let across = self.held.iter().any(|held| held.halves().len() == 2);
        let keeps = self.rules.existing == Existing::Keep;
        // A full day shrinks to a half, or an import that fills only empty days has to empty one first: in one
        // import, the outcome would depend on how Lucca reads rows that speak of one day.
        let in_two_steps = emptied && !placed.is_empty() && (across || keeps);
        let [first_step, last_step] = &mut plan.steps;
        let cause = written.first().map(|half| half.cause.entry);
        if let Some(cause) = cause.filter(|_| emptied) {
            for (position, place) in self.held_within(written) {
                let half_stays = !in_two_steps
                    && Half::of(&position)
                        .iter()
                        .any(|half| placed.iter().any(|(placed, _)| placed.half == *half));
                if !half_stays {
                    first_step.push(removal(cause, position, place));
                }
            }
        }
        let step = if in_two_steps { last_step } else { first_step };
        match placed.as_slice() {
            // One row where the caller wrote one; two where there were two, or where only one half was kept. Lucca may
            // fill an empty day only once, so what can be one row is.
            [(first, at), (second, also_at)]
                if at == also_at
                    && (std::ptr::eq(first.cause.entry, second.cause.entry)
                        || (keeps
                            && first.cause.entry.comment() == second.cause.entry.comment())) =>
            {
                step.push(placement(&first.cause, Position::FullDay, at));
            }
            placed => {
                for (half, place) in placed {
                    step.push(placement(&half.cause, half.half.position(), place));
                }
                plan.uncertain = if keeps {
                    placed.len().saturating_sub(1)
                } else {
                    0
                };
            }
        }
    }

    /// The positions and places held within the halves that are written, each once: by mistake, there can be several
    /// of one position.
    fn held_within(&self, written: &[Written<'_>]) -> Vec<(Position, Option<&'p Place>)> {
        let mut positions: Vec<(Position, Option<&Place>)> = Vec::new();
        for held in &self.held {
            let within = held
                .halves()
                .iter()
                .all(|half| written.iter().any(|written| written.half == *half));
            // What part of the day an unknown position is, only Lucca knows; the whole day holds it.
            let position = if held.is_clear() {
                held.position.clone()
            } else {
                Position::FullDay
            };
            let removed = (position, held.place());
            if within && !positions.contains(&removed) {
                positions.push(removed);
            }
        }
        positions
    }

    /// The rows that bring the written halves back, and what they cannot bring back.
    fn put_back(&self, written: &[Written<'p>], plan: &mut DayPlan) {
        let Some(cause) = written.first().map(|half| &half.cause) else {
            return;
        };
        let mut back: Vec<Half> = written.iter().map(|half| half.half).collect();
        for held in &self.held {
            let halves = held.halves();
            if !halves
                .iter()
                .any(|half| written.iter().any(|written| written.half == *half))
            {
                continue;
            }
            let what = match held.nameable() {
                None if held.is_clear() => Lost::Place,
                None => Lost::Position,
                Some(_) if !halves.iter().all(|half| back.contains(half)) => Lost::SecondPlace,
                Some(_) if self.has_left => Lost::AfterContract,
                Some(place) => {
                    back.retain(|half| !halves.contains(half));
                    plan.undo
                        .push(bare(cause.entry, held.position.clone(), place));
                    Lost::CommentAndStatus {
                        status: held.status.cloned(),
                    }
                }
            };
            plan.losses.push(Loss {
                source: cause.entry.source().clone(),
                entry: cause.row,
                login: Arc::clone(&cause.entry.login),
                date: cause.entry.date(),
                position: held.position.clone(),
                place: held.place().cloned(),
                what,
            });
        }
        // Half days whose place no import can name are better left as the plan made them than emptied.
        back.retain(|half| on_half(&self.held, *half).next().is_none());
        let made: Vec<(Half, Option<&Place>)> = written
            .iter()
            .filter(|written| back.contains(&written.half))
            .map(|written| (written.half, written.place.as_ref()))
            .collect();
        match made.as_slice() {
            [(_, place), (_, same)] if place == same => {
                plan.undo
                    .push(removal(cause.entry, Position::FullDay, *place));
            }
            made => {
                for (half, place) in made {
                    plan.undo
                        .push(removal(cause.entry, half.position(), *place));
                }
            }
        }
    }

    /// Where the person is afterwards.
    fn count(&self, written: &[Written<'_>], differing: &[Half], plan: &mut DayPlan) {
        for half in Half::BOTH {
            match written.iter().find(|written| written.half == half) {
                Some(written) => {
                    let row = differing.contains(&half).then_some(written.cause.row);
                    if let Some(place) = &written.place {
                        plan.outcome.push((half, place.clone(), row));
                    }
                }
                None => {
                    let there = on_half(&self.held, half).filter_map(OnDay::place);
                    plan.outcome
                        .extend(there.map(|place| (half, place.clone(), None)));
                }
            }
        }
    }
}

fn change(
    row: usize,
    entry: &Entry,
    position: Position,
    action: Action,
    from: Vec<Option<Place>>,
) -> Change {
    let to = match entry.wish() {
        Some(Wish::At(place)) => Some(place),
        _ => None,
    };
    Change {
        source: entry.source().clone(),
        entry: row,
        login: Arc::clone(&entry.login),
        date: entry.date(),
        position,
        action,
        from,
        to,
    }
}

/// A removal that names what it removes: Lucca's reference calls the name required, and its example leaves it out.
fn removal(cause: &Entry, position: Position, place: Option<&Place>) -> Entry {
    let entry = Entry::removal(Arc::clone(&cause.login), cause.date(), position)
        .with_source(cause.source().clone());
    let own = cause.place().filter(|_| cause.is_removal());
    match place.cloned().or(own) {
        Some(place) => named(entry, &place),
        None => entry,
    }
}

/// A row for a place, without a comment.
fn bare(cause: &Entry, position: Position, place: &Place) -> Entry {
    let entry = Entry::at(Arc::clone(&cause.login), cause.date(), position, "")
        .with_source(cause.source().clone());
    named(entry, place)
}

fn named(entry: Entry, place: &Place) -> Entry {
    let entry = entry.with_work_location(Arc::clone(&place.work_location));
    match &place.area {
        Some(area) => entry.with_area(Arc::clone(area)),
        None => entry,
    }
}

/// A row for a place, with the cause's comment if it is the cause's place.
fn placement(cause: &Wanted<'_>, position: Position, place: &Place) -> Entry {
    let row = bare(cause.entry, position, place);
    match cause.entry.comment.clone() {
        Some(comment) if cause.wish == Wish::At(place.clone()) => row.with_comment(comment),
        _ => row,
    }
}
