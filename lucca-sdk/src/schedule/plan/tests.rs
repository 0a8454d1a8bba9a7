//! Plans against model servers that read Lucca's documentation in different ways.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{Action, Existing, Held, Lost, Plan, Position, Rules};
use crate::schedule::{
    Directory, Entry, Half, KnownUser, KnownWorkLocation, Place, Reconciliation, RowState,
    Schedule, Verdict, Wish,
};

const MONDAY: Date = date(2025, 9, 22);
const POSITIONS: [Position; 3] = [Position::FullDay, Position::FirstHalf, Position::SecondHalf];

/// What a server may do when a half day meets a full day.
#[derive(Clone, Copy, Debug)]
enum Overlap {
    /// The whole row goes.
    Replaced,
    /// The other half stays.
    Split,
}

/// What a server may delete when it is told a position.
#[derive(Clone, Copy, Debug)]
enum Deletion {
    /// Only rows of that very position.
    Exact,
    /// Rows that lie within it.
    Within,
    /// All rows that have a half in common with it.
    Overlapping,
}

fn servers() -> impl Strategy<Value = (Overlap, Deletion)> {
    (
        prop::sample::select(vec![Overlap::Replaced, Overlap::Split]),
        prop::sample::select(vec![
            Deletion::Exact,
            Deletion::Within,
            Deletion::Overlapping,
        ]),
    )
}

/// A user location as a model server keeps it.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    login: String,
    date: Date,
    position: Position,
    /// `None` is a place that no import can name.
    place: Option<Place>,
    pending: bool,
}

impl Row {
    fn held(&self) -> Held {
        let held = match &self.place {
            None => Held::nowhere_known(self.login.as_str(), self.date, self.position.clone()),
            Some(place) => {
                let work_location = place.work_location.clone();
                let held = Held::new(
                    self.login.as_str(),
                    self.date,
                    self.position.clone(),
                    work_location,
                );
                match &place.area {
                    Some(area) => held.with_area(area.clone()),
                    None => held,
                }
            }
        };
        held.with_status(if self.pending { "Pending" } else { "Approved" })
    }
}

fn held(state: &[Row]) -> Vec<Held> {
    state.iter().map(Row::held).collect()
}

/// Removals have to name the place that they remove, as the strictest server may ask.
fn import(
    state: &mut Vec<Row>,
    file: &Schedule,
    existing: Existing,
    (overlap, deletion): (Overlap, Deletion),
) {
    for row in file {
        let rows_halves = Half::of(row.position());
        let same_day = |held: &Row| held.login == row.login() && held.date == row.date();
        let overlaps = |held: &Row| {
            Half::of(&held.position)
                .iter()
                .any(|half| rows_halves.contains(half))
        };
        let Some(Wish::At(place)) = row.wish() else {
            let named = |held: &Row| match &held.place {
                Some(place) => row.work_location() == Some(&place.work_location),
                None => true,
            };
            state.retain(|held| {
                !same_day(held)
                    || !named(held)
                    || match deletion {
                        Deletion::Exact => held.position != *row.position(),
                        Deletion::Within => !Half::of(&held.position)
                            .iter()
                            .all(|half| rows_halves.contains(half)),
                        Deletion::Overlapping => !overlaps(held),
                    }
            });
            continue;
        };
        if existing == Existing::Keep && state.iter().any(same_day) {
            continue;
        }
        let hit: Vec<Row> = state
            .iter()
            .filter(|held| same_day(held) && overlaps(held))
            .cloned()
            .collect();
        state.retain(|held| !(same_day(held) && overlaps(held)));
        if let Overlap::Split = overlap {
            for held in hit {
                for half in Half::of(&held.position) {
                    if !rows_halves.contains(half) {
                        state.push(Row {
                            position: half.position(),
                            ..held.clone()
                        });
                    }
                }
            }
        }
        state.push(Row {
            login: row.login().to_owned(),
            date: row.date(),
            position: row.position().clone(),
            place: Some(place),
            pending: false,
        });
    }
}

fn run(state: &mut Vec<Row>, plan: &Plan, server: (Overlap, Deletion)) {
    for step in plan.steps() {
        import(state, &step, plan.existing(), server);
    }
}

type Halves = BTreeMap<(String, Date, Half), BTreeSet<String>>;

/// Who is where on each half day.
fn halves(state: &[Row]) -> Halves {
    let mut halves = Halves::new();
    for row in state {
        for half in Half::of(&row.position) {
            let place = row
                .place
                .as_ref()
                .map_or_else(|| "?".to_owned(), ToString::to_string);
            halves
                .entry((row.login.clone(), row.date, *half))
                .or_default()
                .insert(place);
        }
    }
    halves
}

/// The half days that some row speaks of.
fn spoken_of(schedule: &Schedule) -> BTreeSet<(String, Date, Half)> {
    schedule
        .iter()
        .flat_map(|entry| {
            Half::of(entry.position())
                .iter()
                .map(|half| (entry.login().to_owned(), entry.date(), *half))
        })
        .collect()
}

/// One or two rows for each person and day, never two for one half day.
fn days<T: Clone + std::fmt::Debug>(
    row: impl Fn(String, Date, Position, String, Option<String>, bool) -> T + Clone,
) -> impl Strategy<Value = Vec<T>> {
    let place = || {
        (
            prop::sample::select(vec!["Paris", "Lyon"]),
            prop::option::of(Just("B1")),
            prop::bool::weighted(0.3),
        )
    };
    let shape = prop::sample::select(vec![vec![], vec![0], vec![1], vec![2], vec![1, 2]]);
    prop::collection::vec((shape, place(), place()), 9).prop_map(move |days| {
        let mut rows = Vec::new();
        for (number, (shape, first, second)) in days.into_iter().enumerate() {
            let login = format!("user{}", number % 3);
            let day = date(2025, 9, i8::try_from(number / 3).unwrap() + 1);
            for (position, (place, area, removal)) in shape.into_iter().zip([first, second]) {
                let area = area.map(str::to_owned);
                rows.push(row(
                    login.clone(),
                    day,
                    POSITIONS[position].clone(),
                    place.to_owned(),
                    area,
                    removal,
                ));
            }
        }
        rows
    })
}

fn states() -> impl Strategy<Value = Vec<Row>> {
    let rows = days(|login, date, position, place, area, pending| Row {
        login,
        date,
        position,
        place: Some(match area {
            Some(area) => Place::new(place).with_area(area),
            None => Place::new(place),
        }),
        pending,
    });
    // One in six is at a place that no import can name.
    (rows, prop::collection::vec(0u8..6, 32)).prop_map(|(mut rows, dice)| {
        for (row, dice) in rows.iter_mut().zip(dice) {
            if dice == 0 {
                row.place = None;
            }
        }
        rows
    })
}

fn schedules() -> impl Strategy<Value = Schedule> {
    days(|login, day, position, place, area, removal| {
        if removal {
            return Entry::removal(login, day, position);
        }
        let entry = Entry::at(login, day, position, place).with_comment("why");
        match area {
            Some(area) => entry.with_area(area),
            None => entry,
        }
    })
    .prop_map(|entries| entries.into_iter().collect())
}

/// What an undo takes.
fn back(plan: &Plan, state: &[Row]) -> Plan {
    let rules = Rules::from(Existing::Replace).exact_areas().send_pending();
    Plan::between(plan.undo(), held(state), rules)
}

/// The half days of losses that an undo leaves otherwise than they were.
fn lost(plan: &Plan) -> BTreeSet<(String, Date, Half)> {
    plan.losses()
        .filter(|loss| !matches!(loss.what, Lost::CommentAndStatus { .. }))
        .flat_map(|loss| {
            Half::of(&loss.position)
                .iter()
                .map(move |half| (loss.login.to_string(), loss.date, *half))
        })
        .collect()
}

fn without(mut halves: Halves, keys: &BTreeSet<(String, Date, Half)>) -> Halves {
    halves.retain(|key, _| !keys.contains(key));
    halves
}

/// The half days on which a plan does nothing, whatever is wanted of them.
fn spared(plan: &Plan) -> BTreeSet<(String, Date, Half)> {
    plan.changes()
        .filter(|change| {
            matches!(
                change.action,
                Action::CannotKeep | Action::AlreadyAsked | Action::DayNotEmpty
            )
        })
        .flat_map(|change| {
            Half::of(&change.position)
                .iter()
                .map(move |half| (change.login.to_string(), change.date, *half))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn running_a_plan_makes_the_schedule_true_and_its_undo_restores_the_state(
        before in states(), wanted in schedules(), server in servers(), gives_up in any::<bool>(),
    ) {
        let mut rules = Rules::from(Existing::Replace);
        if gives_up {
            rules = rules.give_up_unnameable();
        }
        let plan = Plan::between(wanted.clone(), held(&before), rules.clone());
        let mut state = before.clone();
        run(&mut state, &plan, server);

        // Every row is so now, or the plan says why not.
        let spared = spared(&plan);
        let after = halves(&state);
        for entry in &wanted {
            for half in Half::of(entry.position()) {
                let key = (entry.login().to_owned(), entry.date(), *half);
                if spared.contains(&key) {
                    continue;
                }
                let there = after.get(&key);
                match entry.wish().unwrap() {
                    Wish::Nowhere => prop_assert_eq!(there, None),
                    Wish::At(place) => prop_assert!(there.is_some_and(|there| there.len() == 1 && {
                        let there = there.first().unwrap();
                        *there == place.to_string() || (place.area.is_none() && there.starts_with(&place.to_string()))
                    }), "{:?} {:?}", entry, there),
                }
            }
        }
        let again = Plan::between(wanted.clone(), held(&state), rules);
        prop_assert!(again.is_empty(), "running it again changes nothing: {}", again);
        prop_assert_eq!(again == plan.refreshed(held(&state)), true);
        prop_assert_eq!(plan.is_empty() || plan.refreshed(held(&state)) != plan, true, "stale");

        // Nothing else moves, but for what is told as lost.
        let told: BTreeSet<_> = spoken_of(&wanted).difference(&spared).cloned().chain(lost(&plan)).collect();
        prop_assert_eq!(without(halves(&state), &told), without(halves(&before), &told), "nothing else moves");

        let counts = plan.counts();
        let sent: usize = plan.steps().iter().map(Schedule::len).sum();
        prop_assert_eq!(sent, counts.rows_placing + counts.rows_removing);
        let told = counts.created + counts.replaced + counts.deleted + counts.already_so + counts.already_asked + counts.cannot_keep;
        prop_assert_eq!(told, spoken_of(&wanted).len(), "each half day once");

        let back = back(&plan, &state);
        run(&mut state, &back, server);
        let lost = lost(&plan);
        prop_assert_eq!(without(halves(&state), &lost), without(halves(&before), &lost));
    }

    #[test]
    fn a_plan_that_keeps_existing_days_fills_empty_days_only(
        before in states(), wanted in schedules(), server in servers(),
    ) {
        let plan = Plan::between(wanted.clone(), held(&before), Existing::Keep);
        let mut state = before.clone();
        run(&mut state, &plan, server);
        prop_assert_eq!(plan.counts().replaced, 0);
        let after = halves(&state);
        for (key, place) in halves(&before) {
            let removed = wanted.iter().any(|entry| {
                entry.is_removal() && entry.login() == key.0 && entry.date() == key.1
                    && Half::of(entry.position()).contains(&key.2)
            });
            if !removed {
                prop_assert_eq!(after.get(&key), Some(&place));
            }
        }
        let found = Reconciliation::between(&wanted, held(&state), Existing::Keep);
        let counts = plan.counts();
        let untold = found.count(RowState::Otherwise);
        prop_assert!(untold <= counts.uncertain + counts.cannot_keep + counts.day_not_empty, "{} {}", untold, plan);
        let missing = plan
            .changes()
            .filter(|change| change.action == Action::Create)
            .flat_map(|change| Half::of(&change.position).iter().map(move |half| (change.login.to_string(), change.date, *half)))
            .filter(|key| !after.contains_key(key));
        prop_assert!(missing.count() <= counts.uncertain, "{}", plan);
        let back = back(&plan, &state);
        run(&mut state, &back, server);
        let lost = lost(&plan);
        prop_assert_eq!(without(halves(&state), &lost), without(halves(&before), &lost));
    }

    #[test]
    fn a_plan_of_the_current_state_is_empty(state in states()) {
        let nameable: Vec<Row> = state.into_iter().filter(|row| row.place.is_some()).collect();
        let wanted: Schedule = nameable
            .iter()
            .map(|row| {
                let place = row.place.clone().unwrap();
                let entry = Entry::at(row.login.as_str(), row.date, row.position.clone(), place.work_location);
                match place.area {
                    Some(area) => entry.with_area(area),
                    None => entry,
                }
            })
            .collect();
        let plan = Plan::between(wanted.clone(), held(&nameable), Rules::from(Existing::Replace).exact_areas());
        prop_assert!(plan.is_empty());
        prop_assert!(plan.undo().is_empty());
        prop_assert_eq!(plan.counts().already_so + plan.counts().already_asked, spoken_of(&wanted).len());
    }

    #[test]
    fn a_plan_that_was_saved_is_read_as_the_same(
        before in states(), wanted in schedules(), keeps in any::<bool>(),
    ) {
        let existing = if keeps { Existing::Keep } else { Existing::Replace };
        let plan = Plan::between(wanted, held(&before), Rules::from(existing).send_pending());
        let json = serde_json::to_string(&plan).unwrap();
        let read: Plan = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read, &plan);
        prop_assert_eq!(read.steps(), plan.steps());
        prop_assert_eq!(read.undo(), plan.undo());
        prop_assert_eq!(read.counts(), plan.counts());
        let told = |plan: &Plan| plan.changes().map(|change| change.to_string()).collect::<Vec<_>>();
        prop_assert_eq!(told(&read), told(&plan));
        if !plan.is_empty() {
            let changed = json.replacen("Paris", "Nice", 1).replacen("Lyon", "Nice", 1);
            let changed = serde_json::from_str::<Plan>(&changed);
            prop_assert!(changed.is_err() || changed.unwrap().steps() == plan.steps());
        }
    }

    #[test]
    fn odd_states_never_break_a_plan(
        before in prop::collection::vec((0usize..2, 0usize..4, prop::option::of(0usize..2)), 0..6), wanted in schedules(),
    ) {
        let before: Vec<Row> = before
            .into_iter()
            .map(|(who, position, place)| Row {
                login: format!("user{who}"),
                date: date(2025, 9, 1),
                position: POSITIONS.get(position).cloned().unwrap_or_else(|| Position::from("Night")),
                place: place.map(|place| Place::new(["Paris", "Lyon"][place])),
                pending: false,
            })
            .collect();
        let plan = Plan::between(wanted.clone(), held(&before), Existing::Replace);
        let mut state = before.clone();
        run(&mut state, &plan, (Overlap::Replaced, Deletion::Exact));
        let night = |state: &[Row]| state.iter().filter(|row| Half::of(&row.position).is_empty()).count();
        prop_assert_eq!(night(&state), night(&before), "what cannot be named is left alone");
        if night(&state) == 0 && plan.counts().cannot_keep == 0 {
            let verdict = Reconciliation::between(&wanted, held(&state), Existing::Replace).verdict();
            prop_assert!(matches!(verdict, Verdict::Applied | Verdict::NothingSent), "{:?}", verdict);
        }
    }
}

fn rows(schedule: &Schedule) -> Vec<String> {
    schedule
        .iter()
        .map(|entry| match entry.wish() {
            Some(Wish::At(place)) => format!("{} {place}", entry.position()),
            _ => {
                let named = entry.work_location().unwrap_or_default();
                format!("{} not {named}", entry.position())
            }
        })
        .collect()
}

#[test]
fn each_case_of_a_day_takes_the_rows_that_mean_the_same_under_any_reading() {
    let full = |place| Held::new("a", MONDAY, Position::FullDay, place);
    let first = |place| Held::new("a", MONDAY, Position::FirstHalf, place);
    let second = |place| Held::new("a", MONDAY, Position::SecondHalf, place);
    let at = |position, place: &str| Schedule::new().at("a", MONDAY, position, place);
    let gone = |position| Schedule::new().remove("a", MONDAY, position);
    type Case<'c> = (
        &'c str,
        Vec<Held>,
        Schedule,
        &'c [&'c [&'c str]],
        &'c [&'c str],
    );
    let cases: [Case<'_>; 9] = [
        (
            "an empty day is filled",
            vec![],
            at(Position::FullDay, "Paris"),
            &[&["FullDay Paris"]],
            &["FullDay not Paris"],
        ),
        (
            "a full day is replaced",
            vec![full("Lyon")],
            at(Position::FullDay, "Paris"),
            &[&["FullDay Paris"]],
            &["FullDay Lyon"],
        ),
        (
            "a half of a full day changes: both halves are written",
            vec![full("Lyon")],
            at(Position::FirstHalf, "Paris"),
            &[&["FirstHalf Paris", "SecondHalf Lyon"]],
            &["FullDay Lyon"],
        ),
        (
            "a half of a full day is removed: the rest is placed in a second import",
            vec![full("Lyon")],
            gone(Position::FirstHalf),
            &[&["FullDay not Lyon"], &["SecondHalf Lyon"]],
            &["FullDay Lyon"],
        ),
        (
            "a missing half is filled",
            vec![first("Paris")],
            at(Position::FullDay, "Paris"),
            &[&["SecondHalf Paris"]],
            &["SecondHalf not Paris"],
        ),
        (
            "two halves are removed one by one",
            vec![first("Paris"), second("Lyon")],
            gone(Position::FullDay),
            &[&["FirstHalf not Paris", "SecondHalf not Lyon"]],
            &["FirstHalf Paris", "SecondHalf Lyon"],
        ),
        (
            "one half is removed, the other moved",
            vec![first("Paris"), second("Lyon")],
            gone(Position::FirstHalf).at("a", MONDAY, Position::SecondHalf, "Nice"),
            &[&["FirstHalf not Paris", "SecondHalf Nice"]],
            &["FirstHalf Paris", "SecondHalf Lyon"],
        ),
        (
            "two halves of one place are a full day",
            vec![first("Paris"), second("Paris")],
            at(Position::FullDay, "Paris"),
            &[],
            &[],
        ),
        (
            "nothing is there to remove",
            vec![first("Paris")],
            gone(Position::SecondHalf),
            &[],
            &[],
        ),
    ];
    for (case, before, wanted, steps, undo) in cases {
        let plan = Plan::between(wanted, before, Existing::Replace);
        let planned: Vec<Vec<String>> = plan.steps().iter().map(rows).collect();
        assert_eq!(planned, steps, "{case}");
        assert_eq!(rows(&plan.undo()), undo, "{case}");
    }
}

#[test]
fn a_plan_says_what_it_does_about_each_row_and_what_an_undo_loses() {
    let wanted = Schedule::new()
        .at("a", MONDAY, Position::FullDay, "Paris")
        .at("b", MONDAY, Position::FullDay, "Paris")
        .at("c", MONDAY, Position::FullDay, "Paris")
        .remove("d", MONDAY, Position::FullDay)
        .remove("e", MONDAY, Position::FullDay)
        .at("f", MONDAY, Position::FullDay, "Paris")
        .at("g", MONDAY, Position::FullDay, "Paris")
        .at("h", MONDAY, Position::FirstHalf, "Paris")
        .at("i", MONDAY, Position::FullDay, "")
        .at("j", MONDAY, Position::FullDay, "Lyon")
        .remove("j", MONDAY, Position::FirstHalf)
        .remove("k", MONDAY, Position::SecondHalf);
    let held = vec![
        Held::new("b", MONDAY, Position::FirstHalf, "Paris").with_area("B1"),
        Held::new("b", MONDAY, Position::SecondHalf, "Lyon").with_status("Pending"),
        Held::new("c", MONDAY, Position::FullDay, "Paris"),
        Held::new("c", MONDAY, Position::FullDay, "Paris"),
        Held::new("d", MONDAY, Position::FullDay, "Paris").in_other_area(),
        Held::nowhere_known("f", MONDAY, Position::FullDay),
        Held::new("G", MONDAY, Position::FullDay, "Paris").with_status("pending"),
        Held::nowhere_known("h", MONDAY, Position::FullDay),
        Held::new("i", MONDAY, Position::FullDay, "Lyon"),
        Held::new("j", MONDAY, Position::FullDay, "Nice"),
        Held::new("k", MONDAY, Position::from("Night"), "Nice"),
        Held::new("unconcerned", MONDAY, Position::FullDay, "Paris"),
    ];
    let plan = Plan::between(wanted.clone(), held.clone(), Existing::Replace);
    let changes: Vec<String> = plan.changes().map(|change| change.to_string()).collect();
    assert_eq!(
        changes,
        [
            "entry 1: a, 2025-09-22 FullDay: nowhere → Paris",
            "entry 2: b, 2025-09-22 FirstHalf: Paris, as it is",
            "entry 2: b, 2025-09-22 SecondHalf: Lyon → Paris",
            "entry 3: c, 2025-09-22 FullDay: Paris, as it is",
            "entry 4: d, 2025-09-22 FullDay: a place that no import can name → nowhere",
            "entry 5: e, 2025-09-22 FullDay: nowhere, as it is",
            "entry 6: f, 2025-09-22 FullDay: a place that no import can name → Paris",
            "entry 7: g, 2025-09-22 FullDay: Paris, as is asked for already",
            "entry 8: h, 2025-09-22 FirstHalf: not Paris: part of the day is at a place that no import can name, and would be lost",
            "entry 9: i, 2025-09-22 FullDay: left out, because the check found an error",
            "entry 10: j, 2025-09-22 FullDay: left out, because the check found an error",
            "entry 11: j, 2025-09-22 FirstHalf: left out, because the check found an error",
            "entry 12: k, 2025-09-22 SecondHalf: not nowhere: part of the day is at a place that no import can name, and would be lost",
        ]
    );
    assert_eq!(
        plan.to_string(),
        "3 rows place, 1 row removes, 3 rows left out; half days: 2 created, 3 replaced, 2 deleted, 5 already so, \
         2 already asked for, 2 left alone, because their other half cannot be named; 2 cannot be put back"
    );
    let losses: Vec<String> = plan.losses().map(|loss| loss.to_string()).collect();
    assert_eq!(
        losses,
        [
            "entry 2: b, 2025-09-22 SecondHalf at Lyon: the comment, if there was one, and the status Pending",
            "entry 4: d, 2025-09-22 FullDay at Paris: the place: no import can name it",
            "entry 6: f, 2025-09-22 FullDay: the place: no import can name it",
        ]
    );
    assert_eq!(
        serde_json::to_value(plan.changes().nth(2).unwrap()).unwrap(),
        serde_json::json!({
            "source": { "number": 2 }, "entry": 1, "login": "b", "date": "2025-09-22", "position": "SecondHalf",
            "action": "replace", "from": [{ "workLocation": "Lyon" }], "to": { "workLocation": "Paris" },
        })
    );

    let rules = Rules::from(Existing::Replace)
        .give_up_unnameable()
        .send_pending();
    let plan = Plan::between(wanted, held, rules);
    let actions: Vec<(usize, Action)> = plan
        .changes()
        .filter(|change| [6, 7, 11].contains(&change.entry))
        .map(|change| (change.entry, change.action))
        .collect();
    assert_eq!(
        actions,
        [
            (6, Action::Replace),
            (7, Action::Replace),
            (11, Action::Delete)
        ]
    );
    let lost = plan.losses().filter(|loss| [7, 11].contains(&loss.entry));
    let lost: Vec<Lost> = lost.map(|loss| loss.what).collect();
    assert_eq!(lost, [Lost::Place, Lost::Position]);
}

#[test]
fn a_forgotten_cell_never_becomes_a_deletion() {
    let wanted = Schedule::new().at("a", MONDAY, Position::FullDay, "").at(
        "a",
        MONDAY,
        Position::SecondHalf,
        " ",
    );
    let held = [Held::new("a", MONDAY, Position::FullDay, "Lyon")];
    let rules = Rules::from(Existing::Replace)
        .give_up_unnameable()
        .send_pending();
    let plan = Plan::between(wanted.clone(), held.clone(), rules);
    assert!(plan.is_empty(), "{plan}");
    assert_eq!(plan.counts().rows_left_out, 2);
    let found = Reconciliation::between(&wanted, [], Existing::Replace);
    assert_eq!(found.count(RowState::AsWanted), 0);
    assert_eq!(found.verdict(), Verdict::Partly, "it tells nothing");
}

#[test]
fn what_was_asked_for_before_or_sent_as_nothing_is_no_proof_of_an_import() {
    let sent = Schedule::new().at("a", MONDAY, Position::FullDay, "Lyon");
    let pending = [Held::new("A", MONDAY, Position::FullDay, "Lyon").with_status("Pending")];
    let verdict = |sent: &Schedule, held: &[Held]| {
        Reconciliation::between(sent, held.to_vec(), Existing::Replace).verdict()
    };
    assert_eq!(verdict(&sent, &pending), Verdict::Partly);
    assert_eq!(verdict(&sent, &[]), Verdict::NotApplied);
    assert_eq!(verdict(&Schedule::new(), &pending), Verdict::NothingSent);
    // Logins are compared as Lucca may fold them, and an area that Lucca chose is the one wanted.
    let chosen = [Held::new("A", MONDAY, Position::FullDay, "Lyon").with_area("B1")];
    assert_eq!(verdict(&sent, &chosen), Verdict::Applied);
    let gone = Schedule::new().remove("A", MONDAY, Position::FullDay);
    assert_eq!(
        verdict(&gone, &[Held::new("a", MONDAY, Position::FullDay, "Lyon")]),
        Verdict::NotApplied
    );
}

#[test]
fn two_rows_of_an_empty_day_are_one_where_they_can_be_and_uncertain_where_not() {
    let day = |second: &str| {
        Schedule::new()
            .at("a", MONDAY, Position::FirstHalf, "Paris")
            .at("a", MONDAY, Position::SecondHalf, second)
    };
    let plan = Plan::between(day("Paris"), [], Existing::Keep);
    assert_eq!(rows(&plan.steps()[0]), ["FullDay Paris"]);
    assert_eq!(plan.counts().uncertain, 0);
    let plan = Plan::between(day("Lyon"), [], Existing::Keep);
    assert_eq!(plan.rows(), 2);
    assert_eq!(plan.counts().uncertain, 1);
    // Where Lucca filled the first half only, that is seen.
    let first = [Held::new("a", MONDAY, Position::FirstHalf, "Paris")];
    let found = Reconciliation::between(&day("Lyon"), first, Existing::Keep);
    assert_eq!(found.verdict(), Verdict::Partly);
}

#[test]
fn a_plan_knows_who_has_left_and_counts_who_is_there() {
    let directory = Directory::new()
        .user(KnownUser::new("gone").contract(date(2020, 1, 1), date(2025, 8, 31)))
        .user(KnownUser::new("a"))
        .user(KnownUser::new("b"))
        .work_location(KnownWorkLocation::new("Paris").capacity(1))
        .work_location(KnownWorkLocation::new("Lyon"));
    let wanted = Schedule::new()
        .remove("gone", MONDAY, Position::FullDay)
        .at("a", MONDAY, Position::FullDay, "Paris");
    let findings = wanted.check_against(&directory);
    assert!(!findings.has_errors(), "{findings}");
    let held = [
        Held::new("gone", MONDAY, Position::FullDay, "Lyon"),
        Held::new("a", MONDAY, Position::FullDay, "Lyon"),
        Held::new("b", MONDAY, Position::FirstHalf, "Paris"),
    ];
    let plan = |existing| {
        Plan::checked(
            wanted.clone(),
            &findings,
            &directory,
            held.clone(),
            existing,
        )
    };
    let replacing = plan(Existing::Replace);
    let lost: Vec<Lost> = replacing.losses().map(|loss| loss.what).collect();
    assert_eq!(lost.first(), Some(&Lost::AfterContract));
    assert!(
        !replacing.undo().check_against(&directory).has_errors(),
        "an undo can be run"
    );
    let told = replacing.findings(&findings, &directory).to_string();
    assert!(
        told.contains("\"Paris\" holds 1, and 2 people are placed there (FirstHalf)"),
        "{told}"
    );
    // Whoever stays where they are is not counted where they do not go.
    let told = plan(Existing::Keep)
        .findings(&findings, &directory)
        .to_string();
    assert!(!told.contains("holds"), "{told}");
}

#[test]
fn an_undo_file_and_a_plan_are_never_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("undo.csv");
    let held = [Held::new("a", MONDAY, Position::FullDay, "Lyon")];
    let wanted = Schedule::new().at("a", MONDAY, Position::FullDay, "Paris");
    let plan = Plan::between(wanted.clone(), held.clone(), Existing::Replace);
    plan.write_undo(&path).unwrap();
    assert_eq!(Schedule::read(&path).unwrap(), plan.undo());
    let exists = Some(std::io::ErrorKind::AlreadyExists);
    assert_eq!(
        plan.write_undo(&path).err().map(|error| error.kind()),
        exists
    );
    assert_eq!(plan.save(&path).err().map(|error| error.kind()), exists);
    assert_eq!(
        std::fs::read_dir(directory.path()).unwrap().count(),
        1,
        "nothing is left behind"
    );

    let saved = directory.path().join("plan.json");
    plan.save(&saved).unwrap();
    assert_eq!(Plan::read(&saved).unwrap(), plan);
    let text = std::fs::read_to_string(&saved).unwrap();
    for (what, changed) in [
        (
            "another version",
            text.replace("\"version\":1", "\"version\":2"),
        ),
        ("rows", text.replace("Paris", "Nice")),
        ("what is held", text.replace("Lyon", "Nice")),
        ("no plan", "[]".to_owned()),
    ] {
        let path = directory.path().join(what);
        std::fs::write(&path, changed).unwrap();
        let error = Plan::read(&path).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidData, "{what}");
    }
    assert!(Plan::read(directory.path()).is_err());

    // Nothing can be put back: no file, and not one that cannot be read.
    let nameless = [Held::nowhere_known("a", MONDAY, Position::FullDay)];
    let none = directory.path().join("none.csv");
    Plan::between(wanted, nameless, Existing::Replace)
        .write_undo(&none)
        .unwrap();
    assert!(!none.exists());
}
