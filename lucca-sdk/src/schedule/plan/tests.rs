//! Plans against model servers that read Lucca's documentation in different ways.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::half_day::HalfDay;
use super::{Action, Entry, Held, Lost, Plan, Position, Reconciliation, Schedule, Verdict};

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

fn import(
    state: &mut Vec<Held>,
    file: &Schedule,
    override_existing: bool,
    (overlap, deletion): (Overlap, Deletion),
) {
    for row in file {
        let rows_halves = HalfDay::of(row.position());
        let same_day = |held: &Held| &*held.login == row.login() && held.date == row.date();
        let overlaps = |held: &Held| {
            HalfDay::of(&held.position)
                .iter()
                .any(|half| rows_halves.contains(half))
        };
        if row.is_removal() {
            state.retain(|held| {
                !same_day(held)
                    || match deletion {
                        Deletion::Exact => held.position != *row.position(),
                        Deletion::Within => !HalfDay::of(&held.position)
                            .iter()
                            .all(|half| rows_halves.contains(half)),
                        Deletion::Overlapping => !overlaps(held),
                    }
            });
            continue;
        }
        if !override_existing && state.iter().any(same_day) {
            continue;
        }
        let hit: Vec<Held> = state
            .iter()
            .filter(|held| same_day(held) && overlaps(held))
            .cloned()
            .collect();
        state.retain(|held| !(same_day(held) && overlaps(held)));
        if let Overlap::Split = overlap {
            for held in hit {
                for half in HalfDay::of(&held.position) {
                    if !rows_halves.contains(half) {
                        state.push(Held {
                            position: half.position(),
                            ..held.clone()
                        });
                    }
                }
            }
        }
        state.push(Held {
            place: row.place(),
            ..Held::nowhere_known(row.login(), row.date(), row.position().clone())
        });
    }
}

fn run(state: &mut Vec<Held>, plan: &Plan, server: (Overlap, Deletion)) {
    for step in plan.steps() {
        import(state, step, plan.overrides_existing(), server);
    }
}

/// Who is where on each half day.
fn halves(state: &[Held]) -> BTreeMap<(String, Date, HalfDay), BTreeSet<String>> {
    let mut halves: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for held in state {
        for half in HalfDay::of(&held.position) {
            let place = held
                .place
                .as_ref()
                .map_or_else(|| "?".to_owned(), ToString::to_string);
            halves
                .entry((held.login.to_string(), held.date, *half))
                .or_default()
                .insert(place);
        }
    }
    halves
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

fn states() -> impl Strategy<Value = Vec<Held>> {
    days(|login, day, position, place, area, _| {
        let held = Held::new(login, day, position, place);
        match area {
            Some(area) => held.with_area(area),
            None => held,
        }
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn running_a_plan_makes_the_schedule_true_and_its_undo_restores_the_state(
        before in states(), wanted in schedules(), server in servers(),
    ) {
        let plan = Plan::between(&wanted, before.clone(), true);
        let mut state = before.clone();
        run(&mut state, &plan, server);

        prop_assert_eq!(Reconciliation::between(&wanted, state.clone(), true).verdict(), Verdict::Applied);
        prop_assert!(Plan::between(&wanted, state.clone(), true).is_empty(), "running it again changes nothing");
        let touched: BTreeSet<(String, Date, HalfDay)> = wanted
            .iter()
            .flat_map(|entry| HalfDay::of(entry.position()).iter().map(|half| (entry.login().to_owned(), entry.date(), *half)))
            .collect();
        let untouched = |state: &[Held]| {
            let mut all = halves(state);
            all.retain(|key, _| !touched.contains(key));
            all
        };
        prop_assert_eq!(untouched(&state), untouched(&before), "nothing else moves");

        let back = Plan::between(plan.undo(), state.clone(), true);
        run(&mut state, &back, server);
        prop_assert_eq!(halves(&state), halves(&before));
    }

    #[test]
    fn a_plan_that_overrides_nothing_fills_empty_days_only(
        before in states(), wanted in schedules(), server in servers(),
    ) {
        let plan = Plan::between(&wanted, before.clone(), false);
        let mut state = before.clone();
        run(&mut state, &plan, server);
        prop_assert_eq!(plan.replaced(), 0);
        let after = halves(&state);
        for (key, place) in halves(&before) {
            let removed = wanted.iter().any(|entry| {
                entry.is_removal() && entry.login() == key.0 && entry.date() == key.1
                    && HalfDay::of(entry.position()).contains(&key.2)
            });
            if !removed {
                prop_assert_eq!(after.get(&key), Some(&place));
            }
        }
        prop_assert_eq!(Reconciliation::between(&wanted, state.clone(), false).verdict(), Verdict::Applied);
        let back = Plan::between(plan.undo(), state.clone(), true);
        run(&mut state, &back, server);
        prop_assert_eq!(halves(&state), halves(&before));
    }

    #[test]
    fn a_plan_of_the_current_state_is_empty(state in states()) {
        let wanted: Schedule = state
            .iter()
            .map(|held| {
                let place = held.place.clone().unwrap();
                let entry = Entry::at(held.login.clone(), held.date, held.position.clone(), place.work_location);
                match place.area {
                    Some(area) => entry.with_area(area),
                    None => entry,
                }
            })
            .collect();
        let plan = Plan::between(&wanted, state, true);
        prop_assert!(plan.is_empty());
        prop_assert!(plan.undo().is_empty());
        prop_assert_eq!(plan.left_alone(), wanted.len());
    }

    #[test]
    fn odd_states_never_break_a_plan(
        before in prop::collection::vec((0usize..2, 0usize..3, prop::option::of(0usize..2)), 0..6), wanted in schedules(),
    ) {
        let before: Vec<Held> = before
            .into_iter()
            .map(|(who, position, place)| match place {
                Some(place) => Held::new(format!("user{who}"), date(2025, 9, 1), POSITIONS[position].clone(), ["Paris", "Lyon"][place]),
                None => Held::nowhere_known(format!("user{who}"), date(2025, 9, 1), POSITIONS[position].clone()),
            })
            .collect();
        let plan = Plan::between(&wanted, before.clone(), true);
        let mut state = before;
        run(&mut state, &plan, (Overlap::Replaced, Deletion::Exact));
        prop_assert_eq!(Reconciliation::between(&wanted, state, true).verdict(), Verdict::Applied);
    }
}

fn rows(schedule: &Schedule) -> Vec<String> {
    schedule
        .iter()
        .map(|entry| match entry.place() {
            Some(place) => format!("{} {place}", entry.position()),
            None => format!("{} removed", entry.position()),
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
            &["FullDay removed"],
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
            &[&["FullDay removed"], &["SecondHalf Lyon"]],
            &["FullDay Lyon"],
        ),
        (
            "a missing half is filled",
            vec![first("Paris")],
            at(Position::FullDay, "Paris"),
            &[&["SecondHalf Paris"]],
            &["SecondHalf removed"],
        ),
        (
            "two halves are removed one by one",
            vec![first("Paris"), second("Lyon")],
            gone(Position::FullDay),
            &[&["FirstHalf removed", "SecondHalf removed"]],
            &["FirstHalf Paris", "SecondHalf Lyon"],
        ),
        (
            "one half is removed, the other moved",
            vec![first("Paris"), second("Lyon")],
            gone(Position::FirstHalf).at("a", MONDAY, Position::SecondHalf, "Nice"),
            &[&["FirstHalf removed", "SecondHalf Nice"]],
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
        let plan = Plan::between(&wanted, before, true);
        let planned: Vec<Vec<String>> = plan.steps().iter().map(rows).collect();
        assert_eq!(planned, steps, "{case}");
        assert_eq!(rows(plan.undo()), undo, "{case}");
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
        .at("f", MONDAY, Position::FullDay, "Paris");
    let held = vec![
        Held::new("b", MONDAY, Position::FirstHalf, "Paris"),
        Held::new("b", MONDAY, Position::SecondHalf, "Lyon").with_status("Pending"),
        Held::new("c", MONDAY, Position::FullDay, "Paris"),
        Held::new("d", MONDAY, Position::FullDay, "Paris"),
        Held::nowhere_known("f", MONDAY, Position::FullDay),
        Held::new("unconcerned", MONDAY, Position::FullDay, "Paris"),
    ];
    let plan = Plan::between(&wanted, held, true);
    let changes: Vec<(String, Position, Action)> = plan
        .changes()
        .iter()
        .map(|change| {
            (
                change.source.to_string(),
                change.position.clone(),
                change.action,
            )
        })
        .collect();
    let entry = |number: u8| format!("entry {number}");
    assert_eq!(
        changes,
        [
            (entry(1), Position::FullDay, Action::Create),
            (entry(2), Position::FirstHalf, Action::AlreadySo),
            (entry(2), Position::SecondHalf, Action::Replace),
            (entry(3), Position::FullDay, Action::AlreadySo),
            (entry(4), Position::FullDay, Action::Delete),
            (entry(5), Position::FullDay, Action::AlreadySo),
            (entry(6), Position::FullDay, Action::Replace),
        ]
    );
    assert_eq!(
        plan.to_string(),
        "1 to create, 2 to replace, 1 to delete, 3 left alone"
    );
    let losses: Vec<String> = plan
        .losses()
        .iter()
        .map(|loss| format!("{}: {}", loss.source, loss.what))
        .collect();
    assert_eq!(
        losses,
        [
            "entry 2: the comment, if there was one, and the status Pending",
            "entry 4: the comment, if there was one, and the status",
            "entry 6: the place: no import can name it",
        ]
    );
    assert!(plan.losses().iter().any(|loss| loss.what == Lost::Place));
}

#[test]
fn an_undo_file_is_never_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("undo.csv");
    let held = [Held::new("a", MONDAY, Position::FullDay, "Lyon")];
    let plan = Plan::between(
        &Schedule::new().at("a", MONDAY, Position::FullDay, "Paris"),
        held,
        true,
    );
    plan.write_undo(&path).unwrap();
    assert_eq!(&Schedule::read(&path).unwrap(), plan.undo());
    assert_eq!(
        plan.write_undo(&path).unwrap_err().kind(),
        std::io::ErrorKind::AlreadyExists
    );
}
