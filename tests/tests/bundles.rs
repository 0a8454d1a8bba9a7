//! What is read of an account, under every reading of what Lucca's documents leave open.
//!
//! Each story is told once per bundle: `strict`, `lenient`, `odd`, and 20 that are drawn from a seed. It is either
//! true, or ends as the table in [`expected`] has it, where a setting makes the truth unknowable. Requests are
//! limited on both sides, by one clock that nobody waits for.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test stops where something is not as it must be"
)]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _};
use lucca_sandbox::{
    Behaviour, Bundle, DeletedRows, ListOrder, MissingUser, PageBound, PastTheEnd, Position,
    Sandbox, Totals,
};
use lucca_sdk::office::Half;
use lucca_sdk::office::presence::{Gap, Presence};
use lucca_sdk::paging::{Drift, List, ListQuery};
use lucca_sdk::transport::{Clock as _, ManualClock, SlidingWindow};
use lucca_sdk::{ApiKey, Client, Error};

const TODAY: Date = date(2025, 9, 17);

fn bundles() -> impl Iterator<Item = Bundle> {
    let named = [Bundle::Strict, Bundle::Lenient, Bundle::Odd];
    named.into_iter().chain((0..20).map(Bundle::Random))
}

struct Account {
    sandbox: Sandbox,
    client: Client,
    behaviour: Behaviour,
}

impl Account {
    async fn like(bundle: Bundle) -> Self {
        let clock = ManualClock::leaping();
        let noon: Timestamp = "2025-09-17T12:00:00Z".parse().unwrap();
        let since = Duration::from_secs(u64::try_from(noon.as_second()).unwrap());
        clock.set_wall(SystemTime::UNIX_EPOCH + since);
        let shared = clock.clone();
        let sandbox = Sandbox::builder()
            .people(40)
            .seed(7)
            .today(TODAY)
            .like(bundle)
            .clock(Arc::new(move || shared.wall_now()))
            .start()
            .await
            .unwrap();
        let limit = SlidingWindow::new(50, Duration::from_secs(60)).unwrap();
        let client = Client::builder(
            sandbox.base_url().parse().unwrap(),
            ApiKey::new(sandbox.api_key()).unwrap(),
        )
        .clock(clock.clone())
        .rate_limit(limit.clock(clock.clone()))
        .build()
        .unwrap();
        let behaviour = sandbox.behaviour();
        Self {
            sandbox,
            client,
            behaviour,
        }
    }

    /// What differs from `strict`, to say with a failure.
    fn settings(&self) -> String {
        let strict = Behaviour::default().settings();
        let own = self.behaviour.settings();
        let differing = own.iter().filter(|setting| !strict.contains(setting));
        let named = differing.map(|setting| format!("{}={}", setting.name, setting.value));
        named.collect::<Vec<_>>().join(" ")
    }
}

/// How the reading of a list has to end.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// Every row once, and nothing to tell.
    Whole,
    /// Every row once; a page that came again may be told, and nothing else.
    WholePageAgain,
    /// Every row once, and the drift says that the total counts others.
    Told,
    /// As told; or every row once, and then an error that calls the list a changing one.
    ToldOrRefused,
    /// Every row once, or an error that calls the list a changing one.
    WholeOrBroken,
}

/// A list as the account shows it.
struct Shown {
    ids: BTreeSet<i64>,
    /// How many of them a total of live rows counts.
    live: usize,
    /// Whether the client says in which order it wants them.
    ordered: bool,
}

/// The table: which settings make it unknowable whether a list is whole, and what is then to be said.
fn expected(shown: &Shown, behaviour: &Behaviour) -> End {
    let counts_all = match behaviour.totals {
        Totals::More => false,
        Totals::Live => shown.live == shown.ids.len(),
        _ => true,
    };
    match (
        behaviour.list_order,
        behaviour.past_the_end,
        behaviour.totals,
    ) {
        // Pages of different orders: no client can know which rows fell between them.
        (ListOrder::Changing, ..) if !shown.ordered => End::WholeOrBroken,
        (_, PastTheEnd::Empty, _) if counts_all => End::Whole,
        // A full last page may not be the last, so that one more is asked for.
        (_, PastTheEnd::LastPage, _) if counts_all => End::WholePageAgain,
        // Pages that bring nothing, one after the other, are not asked for without end.
        (_, _, Totals::More) if is_cut_small(behaviour) => End::ToldOrRefused,
        // Rows that are counted and do not come may be hidden, or lost …
        (_, PastTheEnd::Empty, Totals::More) => End::Told,
        // … and where other rows come in their stead, they may have to be taken for lost.
        (_, _, Totals::More) => End::ToldOrRefused,
        // Rows that come and are not counted: the list has changed, or the total counts something else.
        (_, PastTheEnd::Empty, _) => End::Told,
        // The page behind the total is a page that was there, so that a short list may as well go on for ever.
        _ => End::ToldOrRefused,
    }
}

/// Whether pages are so small that the rows that are counted and do not come fill several.
fn is_cut_small(behaviour: &Behaviour) -> bool {
    behaviour.page_bound == PageBound::rows(10)
}

/// Whether any list may end as an error.
fn may_be_refused(behaviour: &Behaviour) -> bool {
    behaviour.list_order == ListOrder::Changing
        || (behaviour.past_the_end == PastTheEnd::LastPage && behaviour.totals != Totals::Shown)
        || (behaviour.totals == Totals::More && is_cut_small(behaviour))
}

/// What is wrong with how a list was read, if anything.
async fn read<Q: ListQuery>(
    list: List<Q>,
    id: fn(&Q::Row) -> i64,
    shown: &Shown,
    behaviour: &Behaviour,
) -> Result<(), String> {
    let end = expected(shown, behaviour);
    let mut rows = list.stream();
    let mut ids = BTreeSet::new();
    let error: Option<Error> = loop {
        match rows.next().await {
            Some(Ok(row)) if ids.insert(id(&row)) => {}
            Some(Ok(row)) => return Err(format!("row {} came twice", id(&row))),
            Some(Err(error)) => break Some(error),
            None => break None,
        }
    };
    let drift: Drift = rows.drift();
    let is_whole = ids == shown.ids;
    let counts_others = drift.missing + drift.uncounted > 0;
    let only_again = drift.missing + drift.uncounted + drift.total_changes + drift.shifts == 0;
    let right = match (&error, end) {
        (Some(error), End::WholeOrBroken) => error.is_paging_drift(),
        (Some(error), End::ToldOrRefused) => is_whole && error.is_paging_drift(),
        (Some(_), _) => false,
        (None, End::Whole) => is_whole && !drift.noticed(),
        (None, End::WholePageAgain) => is_whole && only_again,
        (None, End::Told | End::ToldOrRefused) => is_whole && counts_others,
        (None, End::WholeOrBroken) => is_whole,
    };
    if right {
        return Ok(());
    }
    Err(format!(
        "{end:?} expected of {} rows; {} came, {} of them right; {drift}; {error:?}",
        shown.ids.len(),
        ids.len(),
        ids.intersection(&shown.ids).count(),
    ))
}

/// Collects what is wrong under which bundle, so that one failure shows all.
#[derive(Default)]
struct Wrongs(Vec<String>);

impl Wrongs {
    fn note(&mut self, bundle: Bundle, account: &Account, story: &str, told: Result<(), String>) {
        if let Err(wrong) = told {
            let settings = account.settings();
            self.0
                .push(format!("{bundle}: {story}: {wrong} [{settings}]"));
        }
    }

    fn settle(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

#[tokio::test]
async fn every_list_comes_whole_or_says_what_it_lacks() {
    let mut wrongs = Wrongs::default();
    for bundle in bundles() {
        let account = Account::like(bundle).await;
        let behaviour = &account.behaviour;
        let company = account.sandbox.company();
        let users: BTreeSet<i64> = company.users().iter().map(|user| user.id.into()).collect();
        let shown = Shown {
            live: users.len(),
            ids: users,
            ordered: true,
        };
        let list = account.client.users().list().include_former();
        let told = read(list, |user| user.id, &shown, behaviour).await;
        wrongs.note(bundle, &account, "users", told);

        let places = company.work_locations();
        let shown = Shown {
            live: places.iter().filter(|place| place.is_active).count(),
            ids: places.iter().map(|place| place.id.into()).collect(),
            ordered: false,
        };
        let list = account.client.office().work_locations();
        let told = read(list, |place| place.id, &shown, behaviour).await;
        wrongs.note(bundle, &account, "work locations", told);

        let rows = company.user_locations();
        let hides = behaviour.deleted_rows == DeletedRows::LeftOut;
        let shown = Shown {
            live: rows.iter().filter(|row| row.deleted_at.is_none()).count(),
            ids: rows
                .iter()
                .filter(|row| !hides || row.deleted_at.is_none())
                .map(|row| row.id.into())
                .collect(),
            ordered: false,
        };
        let list = account.client.office().user_locations();
        let told = read(list, |row| row.id, &shown, behaviour).await;
        wrongs.note(bundle, &account, "user locations", told);
    }
    wrongs.settle();
}

#[tokio::test]
async fn one_user_is_found_and_one_who_is_not_there_is_an_error() {
    let mut wrongs = Wrongs::default();
    for bundle in bundles() {
        let account = Account::like(bundle).await;
        for user in account.sandbox.company().users().iter().take(5) {
            let found = account.client.users().get(user.id.into()).await;
            let told = match found {
                Ok(found) if found.id == i64::from(user.id) => Ok(()),
                other => Err(format!("user {}: {other:?}", user.id)),
            };
            wrongs.note(bundle, &account, "one user", told);
        }
        // A 500 says nothing of the user; it is an error all the same, and not "not found".
        let is_404 = account.behaviour.missing_user == MissingUser::NotFound;
        let told = match account.client.users().get(999_999).await {
            Err(error) if error.is_not_found() == is_404 => Ok(()),
            other => Err(format!("{other:?}")),
        };
        wrongs.note(bundle, &account, "a missing user", told);
    }
    wrongs.settle();
}

/// Who is where on a half day: owner, day, afternoon, work location, area.
type Spots = BTreeSet<(i64, Date, bool, i64, Option<i64>)>;
/// Who has a contract on a half day and is nowhere.
type Unaccounted = BTreeSet<(i64, Date, bool)>;

/// The days after today: who has a contract on them is no former employee today, by either reading of its last day.
fn days() -> std::ops::RangeInclusive<Date> {
    TODAY.saturating_add(1.day())..=TODAY.saturating_add(7.days())
}

/// The join made by hand, from what the account holds.
fn joined(account: &Account) -> (Spots, Unaccounted) {
    let company = account.sandbox.company();
    let mut spots = Spots::new();
    for row in company.user_locations().iter() {
        let counts = row.status.is_live() && row.deleted_at.is_none();
        if !counts || !days().contains(&row.date) {
            continue;
        }
        for afternoon in [false, true] {
            let other = match afternoon {
                true => Position::FirstHalf,
                false => Position::SecondHalf,
            };
            if row.position != other {
                spots.insert((
                    row.owner_id.into(),
                    row.date,
                    afternoon,
                    row.work_location_id.into(),
                    row.area_id.map(i64::from),
                ));
            }
        }
    }
    let placed: Unaccounted = spots
        .iter()
        .map(|(who, day, half, ..)| (*who, *day, *half))
        .collect();
    let mut nowhere = Unaccounted::new();
    let every_day = days().start().series(1.day());
    for day in every_day.take_while(|day| day <= days().end()) {
        for user in company
            .users()
            .iter()
            .filter(|user| user.is_employed_on(day))
        {
            nowhere.extend([false, true].map(|half| (i64::from(user.id), day, half)));
        }
    }
    (spots, nowhere.difference(&placed).copied().collect())
}

fn pictured(presence: &Presence) -> (Spots, Unaccounted) {
    let (mut spots, mut nowhere) = (Spots::new(), Unaccounted::new());
    for day in presence.days() {
        for half in Half::BOTH {
            let afternoon = half == Half::Second;
            for stay in day.stays().filter(|stay| stay.covers(half)) {
                let (who, place) = (stay.person().id(), stay.place());
                spots.insert((
                    who,
                    day.date(),
                    afternoon,
                    place.location_id(),
                    place.area_id(),
                ));
            }
            let people = day.unaccounted(half);
            nowhere.extend(people.map(|person| (person.id(), day.date(), afternoon)));
        }
    }
    (spots, nowhere)
}

#[tokio::test]
async fn one_user_location_is_found_by_its_id_even_if_it_is_deleted() {
    let mut wrongs = Wrongs::default();
    for bundle in bundles() {
        let account = Account::like(bundle).await;
        let company = account.sandbox.company();
        let is_deleted = |row: &lucca_sandbox::UserLocation| row.deleted_at.is_some();
        let deleted = company.user_locations().iter().find(is_deleted).unwrap();
        let live = company
            .user_locations()
            .iter()
            .find(|row| !is_deleted(row))
            .unwrap();
        for row in [live, deleted] {
            let found = account.client.office().user_location(row.id.into()).await;
            let told = match found {
                Ok(found)
                    if found.id == i64::from(row.id)
                        && found.deleted_at.is_some() == row.deleted_at.is_some() =>
                {
                    Ok(())
                }
                other => Err(format!("user location {}: {other:?}", row.id)),
            };
            wrongs.note(bundle, &account, "one user location", told);
        }
        let told = match account.client.office().user_location(999_999_999).await {
            Err(error) if error.is_not_found() => Ok(()),
            other => Err(format!("{other:?}")),
        };
        wrongs.note(bundle, &account, "a missing user location", told);
    }
    wrongs.settle();
}

#[tokio::test]
async fn presence_is_the_join_made_by_hand_or_says_what_it_lacks() {
    let mut wrongs = Wrongs::default();
    for bundle in bundles() {
        let account = Account::like(bundle).await;
        let told = match account.client.office().presence(days()).await {
            Ok(presence) => compare(&account, &presence),
            // The lists that it is made of cannot be read as wholes.
            Err(error) if may_be_refused(&account.behaviour) && error.is_paging_drift() => Ok(()),
            Err(error) => Err(format!("{error:?}")),
        };
        wrongs.note(bundle, &account, "presence", told);
    }
    wrongs.settle();
}

fn compare(account: &Account, presence: &Presence) -> Result<(), String> {
    let settings = account.behaviour.settings();
    let hides_contracts = settings
        .iter()
        .any(|setting| setting.value.contains("dtContract"));
    let (spots, nowhere) = joined(account);
    let (pictured_spots, pictured_nowhere) = pictured(presence);
    if spots != pictured_spots {
        let missing = spots.difference(&pictured_spots).count();
        let extra = pictured_spots.difference(&spots).count();
        return Err(format!("{missing} stays are missing, {extra} are too many"));
    }
    // Without contract dates, everybody on the list may be employed.
    if !hides_contracts && nowhere != pictured_nowhere {
        let missing = nowhere.difference(&pictured_nowhere).count();
        let extra = pictured_nowhere.difference(&nowhere).count();
        return Err(format!(
            "{missing} half days without a stay are missing, {extra} are too many"
        ));
    }
    let whole = account.behaviour.totals == Totals::Shown
        && account.behaviour.past_the_end == PastTheEnd::Empty
        && account.behaviour.list_order != ListOrder::Changing;
    let wrong_total = account.behaviour.totals == Totals::More;
    let (mut drifts, mut no_dates) = (false, false);
    for gap in presence.gaps() {
        match gap {
            Gap::Drift { .. } => drifts = true,
            Gap::NoContractDates { people, of } => no_dates = people == of,
            gap => return Err(format!("a gap that is none: {gap}")),
        }
    }
    match () {
        () if no_dates != hides_contracts => Err(format!("contract dates: {:?}", presence.gaps())),
        () if wrong_total && !drifts => Err("a total that counts too much is not told".to_owned()),
        () if whole && drifts => Err(format!("a drift that is none: {:?}", presence.gaps())),
        () => Ok(()),
    }
}
