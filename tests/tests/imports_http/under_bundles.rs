//! Imports under every reading of what Lucca's documents leave open: one effect each, or a clear error before
//! anything is sent.

use std::time::Duration;

use lucca_sandbox::Operation;
use lucca_sandbox::{
    Behaviour, Bundle, ImportEffect, ImportedStatus, PastTheEnd, Sandbox, SandboxBuilder, Totals,
    Trouble,
};
use lucca_sdk::office::Position;
use lucca_sdk::office::imports::ImportError;
use lucca_sdk::schedule::{Existing, Rules, Schedule, Verdict};

use crate::small_company::{Account, Halves, MONDAY, Row, TUESDAY, company};

const HELD: [Row; 4] = [
    (0, MONDAY, "FullDay", 1, Some(11)),
    (1, MONDAY, "FullDay", 3, None),
    (2, MONDAY, "FullDay", 3, None),
    (2, TUESDAY, "FirstHalf", 1, Some(12)),
];

/// Longer than any import waits to take effect.
const LONG_ENOUGH: Duration = Duration::from_secs(180);

fn bundles() -> impl Iterator<Item = Bundle> {
    let named = [Bundle::Strict, Bundle::Lenient, Bundle::Odd];
    named.into_iter().chain((0..20).map(Bundle::Random))
}

fn like(bundle: Bundle) -> SandboxBuilder {
    Sandbox::builder().company(company(&HELD)).like(bundle)
}

fn wanted() -> Schedule {
    Schedule::new()
        .at("jdupont", MONDAY, Position::FullDay, "Remote work")
        .remove("mlefevre", MONDAY, Position::FullDay)
        .at("pmartin", TUESDAY, Position::FullDay, "Paris")
        .area("B1")
        .at("zoé", TUESDAY, Position::SecondHalf, "Paris")
}

fn halves(of: &[(&str, jiff::civil::Date, u8, u32, Option<u32>)]) -> Halves {
    let place = |(login, day, half, place, area): &(&str, _, _, _, _)| {
        (((*login).to_owned(), *day, *half), [(*place, *area)].into())
    };
    of.iter().map(place).collect()
}

/// What [`wanted`] makes of [`HELD`].
fn after() -> Halves {
    halves(&[
        ("jdupont", MONDAY, 1, 3, None),
        ("jdupont", MONDAY, 2, 3, None),
        ("pmartin", MONDAY, 1, 3, None),
        ("pmartin", MONDAY, 2, 3, None),
        ("pmartin", TUESDAY, 1, 1, Some(11)),
        ("pmartin", TUESDAY, 2, 1, Some(11)),
        ("zoé", TUESDAY, 2, 1, None),
    ])
}

/// Why an account may not be planned for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Unknowable {
    /// Rows come again behind an end that the total denies: rows may be lost. Unless two readings agree.
    ListsWithoutEnd,
    /// An import names people by their logins, and the key sees none.
    Logins,
}

/// The table: which settings make it unknowable what an account holds.
fn unknowable(behaviour: &Behaviour) -> Option<Unknowable> {
    let settings = behaviour.settings();
    let hides = |name: &str| {
        let hidden = settings
            .iter()
            .find(|found| found.name == "hidden-properties");
        hidden.is_some_and(|hidden| hidden.value.split(',').any(|hidden| hidden == name))
    };
    if hides("login") {
        return Some(Unknowable::Logins);
    }
    let is_endless =
        behaviour.past_the_end == PastTheEnd::LastPage && behaviour.totals != Totals::Shown;
    is_endless.then_some(Unknowable::ListsWithoutEnd)
}

fn is_told(why: Unknowable, error: &ImportError) -> bool {
    error.call_error().is_some_and(|error| match why {
        Unknowable::ListsWithoutEnd => error.is_paging_drift(),
        Unknowable::Logins => error.is_import() && error.to_string().contains("logins"),
    })
}

fn describe(bundle: Bundle, behaviour: &Behaviour) -> String {
    let strict = Behaviour::default().settings();
    let own = behaviour.settings();
    let differing = own.iter().filter(|setting| !strict.contains(setting));
    let named = differing.map(|setting| format!("{}={}", setting.name, setting.value));
    format!("{bundle}: {}", named.collect::<Vec<_>>().join(" "))
}

/// Plans a schedule and runs the plan, anew where the account breaks imports off, until nothing differs.
async fn carry_out(account: &Account, schedule: &Schedule, exact: bool) -> Result<(), String> {
    let partial = account.sandbox.behaviour().import_effect == ImportEffect::Partial;
    for _ in 0..8 {
        let rules = Rules::from(Existing::Replace);
        let rules = if exact { rules.exact_areas() } else { rules };
        let request = account.imports().plan(schedule.clone(), rules);
        let plan = request.await.map_err(|error| format!("plan: {error}"))?;
        if plan.is_empty() {
            return Ok(());
        }
        let (steps, before) = (plan.steps().len(), account.sandbox.imports().len());
        let report = plan.in_memory().await;
        let report = report.map_err(|error| format!("run: {error}"))?;
        let uploads = account.sandbox.imports().len() - before;
        if uploads != report.summary_ids.len() || uploads > steps {
            return Err(format!("{uploads} uploads for {steps} steps"));
        }
        if partial == report.is_success() {
            return Err(format!(
                "partly applied: {partial}, but: {report} {:?}",
                report.global_errors
            ));
        }
        account.sandbox.advance_clock(LONG_ENOUGH);
    }
    Err("still differs".to_owned())
}

#[tokio::test]
async fn a_plan_takes_effect_once_and_its_undo_takes_it_back() {
    let mut wrongs = Vec::new();
    for bundle in bundles() {
        let account = Account::of(like(bundle)).await;
        let before = account.halves();
        let told = plan_and_undo(&account).await;
        let told = match unknowable(&account.sandbox.behaviour()) {
            Some(Unknowable::ListsWithoutEnd) if told.is_ok() => told,
            Some(why) => refused(&account, why).await,
            None => told,
        };
        if let Err(wrong) = told {
            wrongs.push(format!(
                "{wrong} [{}]",
                describe(bundle, &account.sandbox.behaviour())
            ));
        } else if account.halves() != before {
            wrongs.push(format!("{bundle}: not as before"));
        }
    }
    assert!(wrongs.is_empty(), "{}", wrongs.join("\n"));
}

#[tokio::test]
async fn half_of_a_full_day_is_emptied_or_can_be_taken_back() {
    let mut wrongs = Vec::new();
    for bundle in bundles() {
        let account = Account::of(like(bundle)).await;
        let behaviour = account.sandbox.behaviour();
        if unknowable(&behaviour).is_none()
            && let Err(wrong) = half_a_day(&account).await
        {
            wrongs.push(format!("{wrong} [{}]", describe(bundle, &behaviour)));
        }
    }
    assert!(wrongs.is_empty(), "{}", wrongs.join("\n"));
}

/// The first step takes the whole day away, the second puts one half back.
async fn half_a_day(account: &Account) -> Result<(), String> {
    let before = account.halves();
    let half = Schedule::new().remove("pmartin", MONDAY, Position::FirstHalf);
    let request = account.imports().plan(half, Existing::Replace);
    let plan = request.await.map_err(|error| format!("plan: {error}"))?;
    let undo = plan.undo();
    let report = plan.in_memory().await;
    let report = report.map_err(|error| format!("run: {error}"))?;
    account.sandbox.advance_clock(LONG_ENOUGH);
    let mut expected = before.clone();
    expected.remove(&("pmartin".to_owned(), MONDAY, 1));
    let is_partial = account.sandbox.behaviour().import_effect == ImportEffect::Partial;
    if account.halves() != expected || report.is_success() == is_partial {
        return Err(format!("{report}: {:?}", account.halves()));
    }
    carry_out(account, &undo, true).await?;
    match account.halves() == before {
        true => Ok(()),
        false => Err("the undo does not take it back".to_owned()),
    }
}

async fn plan_and_undo(account: &Account) -> Result<(), String> {
    let plan = account.imports().plan(wanted(), Existing::Replace).await;
    let undo = plan.map_err(|error| format!("plan: {error}"))?.undo();
    carry_out(account, &wanted(), false).await?;
    if account.halves() != after() {
        return Err(format!("not as wanted: {:?}", account.halves()));
    }
    carry_out(account, &undo, true)
        .await
        .map_err(|wrong| format!("undo: {wrong}"))
}

async fn refused(account: &Account, why: Unknowable) -> Result<(), String> {
    let plan = account.imports().plan(wanted(), Existing::Replace).await;
    let uploads = account.sandbox.imports().len();
    match plan {
        Err(error) if is_told(why, &error) && uploads == 0 => Ok(()),
        Err(error) => Err(format!("{why:?} expected, {uploads} uploads: {error}")),
        Ok(plan) => Err(format!("{why:?} expected: {plan}")),
    }
}

#[tokio::test]
async fn an_upload_in_doubt_is_cleared_up_without_a_second_one() {
    let mut wrongs = Vec::new();
    for bundle in bundles() {
        let account = Account::of(like(bundle)).await;
        if let Err(wrong) = doubt(&account).await {
            wrongs.push(format!(
                "{wrong} [{}]",
                describe(bundle, &account.sandbox.behaviour())
            ));
        }
    }
    assert!(wrongs.is_empty(), "{}", wrongs.join("\n"));
}

async fn doubt(account: &Account) -> Result<(), String> {
    let behaviour = account.sandbox.behaviour();
    let schedule = Schedule::new()
        .at("jdupont", TUESDAY, Position::FullDay, "Paris")
        .at("mlefevre", TUESDAY, Position::FullDay, "Remote work")
        .at("zoé", MONDAY, Position::FirstHalf, "Paris");
    account
        .sandbox
        .trouble()
        .on(Operation::UploadUserLocations)
        .trouble(Trouble::ResetBeforeHeaders)
        .times(1);
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let run = directory.path().join("run");
    let request = account.imports().run(schedule.clone(), Existing::Replace);
    match request.unchecked().store_in(&run).await {
        Err(error) if error.doubt().is_some() => {}
        other => return Err(format!("a doubt expected: {other:?}")),
    }
    account.sandbox.advance_clock(LONG_ENOUGH);
    account.clock.advance(Duration::from_secs(15 * 60));
    let found = account.imports().reconcile(&run).await;
    let found = match (unknowable(&behaviour), found) {
        (Some(why), Err(error)) if is_told(why, &error) => return Ok(()),
        (Some(why), Err(error)) => return Err(format!("{why:?} expected: {error}")),
        (Some(Unknowable::Logins), Ok(found)) => {
            return Err(format!("hidden logins, and {:?}", found.verdict()));
        }
        (_, found) => found.map_err(|error| format!("reconcile: {error}"))?,
    };
    // Whether a request that is pending was made by the import or by the person, nothing tells.
    let is_unclear = behaviour.imported_status == ImportedStatus::Pending;
    let is_partial = behaviour.import_effect == ImportEffect::Partial;
    let verdict = match is_partial || is_unclear {
        true => Verdict::Partly,
        false => Verdict::Applied,
    };
    if found.verdict() != verdict {
        return Err(format!("{verdict:?} expected: {:?}", found.verdict()));
    }
    let resumed = account.imports().resume(&run).await;
    let report = resumed.map_err(|error| format!("resumed: {error}"))?;
    if report.unreported_parts != 1 {
        return Err(format!("{report}"));
    }
    // Only what is not there is sent, and nothing that may be.
    let uploads = account.sandbox.imports().len();
    if uploads != 1 + usize::from(is_partial) {
        return Err(format!("{uploads} uploads"));
    }
    account.sandbox.advance_clock(LONG_ENOUGH);
    // What is left to do is what a plan sends.
    carry_out(account, &schedule, false).await
}
