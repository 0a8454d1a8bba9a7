//! `lucca doctor`: whether the account can be reached, and what its key can do there.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use lucca_sdk::http::{HeaderMap, Method};
use lucca_sdk::office::imports::SummaryId;
use lucca_sdk::paging::{BadRowPolicy, Pages};
use lucca_sdk::{CallOptions, Client, Environment, Error};
use serde::de::IgnoredAny;

use crate::connect;
use crate::context::Context;
use crate::failure::{Code, Failure};
use crate::notes::{ABSENT, deviation_text};
use crate::output::Rows;
use crate::text::{count, thousands};

const COLUMNS: [&str; 3] = ["check", "result", "detail"];

/// How many pages of each list are looked at.
const PAGES: u64 = 2;

/// What takes longer is told rather than waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// From where on a clock is said to be wrong: changes are asked for by the server's time, and
/// signatures of connections by this machine's.
const SKEW: Duration = Duration::from_secs(30);

/// Find out what works: the account, the key and its rights, the answers
///
/// Asks the account some 10 requests at most, and repeats none. Columns: check, result (ok,
/// warning, failed, skipped), detail.
///
/// Exit code 0 if nothing failed, whatever the warnings; 3 if the key or a right to read is
/// missing, 4 if the limit or the time ran out, 1 for any other failure. A key that may not
/// import is a warning.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) async fn run(context: &Context, Args {}: Args) -> Result<(), Failure> {
    let connection = connect::open(context).await?;
    let options = CallOptions::new()
        .with_max_attempts(1)
        .with_timeout(context.global.timeout.unwrap_or(PATIENCE));
    let client = connection.client.with_options(options);
    let mut checks = Checks {
        rows: context.rows(COLUMNS),
        lists: 0,
        failures: 0,
        code: None,
    };
    checks.account(&client, &connection.origin)?;
    if checks.reach(&client, context.global.sandbox).await? {
        checks.modules(&client, context).await?;
        checks.documents(&client)?;
    }
    // They are in the rows.
    context.notes.forget_deviations();
    checks.limit(context)?;
    checks.finish()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Good,
    Warning,
    Failed,
    Skipped,
}

struct Checks {
    rows: Rows,
    /// How many lists were read, at least in part.
    lists: u64,
    failures: u64,
    /// Of the first failure.
    code: Option<Code>,
}

impl Checks {
    fn tell(
        &mut self,
        check: &str,
        outcome: Outcome,
        detail: impl Into<String>,
    ) -> Result<(), Failure> {
        let result = match outcome {
            Outcome::Good => "ok",
            Outcome::Warning => "warning",
            Outcome::Failed => "failed",
            Outcome::Skipped => "skipped",
        };
        self.rows
            .push(&[check.into(), result.into(), detail.into().into()])
    }

    fn fail(&mut self, check: &str, why: &str, error: Error) -> Result<(), Failure> {
        let forbidden = error.is_forbidden();
        let failure = Failure::from(error);
        self.failures += 1;
        self.code.get_or_insert(failure.code());
        let words = match failure.said() {
            // Which right it is stands in `why`.
            Some(said) if forbidden => format!("the server said: {said}"),
            _ => failure.words(),
        };
        let detail = match why.is_empty() {
            true => words,
            false => format!("{why}: {words}"),
        };
        self.tell(check, Outcome::Failed, detail)
    }

    fn account(&mut self, client: &Client, origin: &str) -> Result<(), Failure> {
        let account = client.account();
        let environment = match account.environment() {
            Environment::Production => "production: people's real data",
            Environment::Test => "a test environment",
            Environment::Demo => "a demonstration",
            Environment::Sandbox => "a sandbox of Lucca's",
            _ => "a server on this machine",
        };
        let detail = format!("{}, {environment}; from {origin}", account.base_url());
        self.tell("account", Outcome::Good, detail)
    }

    /// One request, which tells apart what stands between here and an answer. Whether there is
    /// more to ask.
    async fn reach(&mut self, client: &Client, sandbox: bool) -> Result<bool, Failure> {
        let begun = Instant::now();
        let answer = client
            .request(Method::GET, "/api/v3/users")
            .operation("list-users")
            .query("fields", "id")
            .query("paging", "0,1")
            .send()
            .await
            // A login page is an answer, too.
            .and_then(|answer| answer.json::<IgnoredAny>().map(|_| answer));
        let took = begun.elapsed().as_millis();
        let answered = format!("answered in {} ms", thousands(took as u64));
        match answer {
            Ok(answer) => {
                self.tell("connection", Outcome::Good, answered)?;
                self.tell("key", Outcome::Good, "Lucca knows it")?;
                match sandbox {
                    true => {
                        let detail = "a sandbox has a clock of its own";
                        self.tell("clock", Outcome::Skipped, detail)?;
                    }
                    false => self.clock(answer.headers(), Timestamp::now())?,
                }
                Ok(true)
            }
            Err(error) if error.is_unauthenticated() => {
                self.tell("connection", Outcome::Good, answered)?;
                self.fail("key", "", error)?;
                Ok(false)
            }
            // The key is known; what it lacks is told of module by module.
            Err(error) if error.is_forbidden() || error.is_not_found() => {
                self.tell("connection", Outcome::Good, answered)?;
                self.tell("key", Outcome::Good, "Lucca knows it")?;
                Ok(true)
            }
            Err(error) => {
                let why = match error.status().is_some() || error.is_unusable_body() {
                    true => "something answered, but not as Lucca's API does",
                    false => "",
                };
                self.fail("connection", why, error)?;
                Ok(false)
            }
        }
    }

    fn clock(&mut self, headers: &HeaderMap, now: Timestamp) -> Result<(), Failure> {
        let date = headers.get("date").and_then(|date| date.to_str().ok());
        let theirs = date.and_then(|date| rfc2822::parse(date).ok());
        let Some(theirs) = theirs else {
            return self.tell("clock", Outcome::Skipped, "the answer has no date");
        };
        let skew = now.duration_since(theirs.timestamp());
        let (seconds, which) = (
            skew.as_secs().unsigned_abs(),
            match skew.is_negative() {
                true => "behind",
                false => "ahead of",
            },
        );
        match seconds > SKEW.as_secs() {
            true => self.tell(
                "clock",
                Outcome::Warning,
                format!(
                    "this machine's clock is {} {which} Lucca's: set it",
                    count(seconds, "second")
                ),
            ),
            false => self.tell("clock", Outcome::Good, "as Lucca's"),
        }
    }

    async fn modules(&mut self, client: &Client, context: &Context) -> Result<(), Failure> {
        let users = client.users().list().include_former();
        self.list(
            "users",
            "the key's role may not read users",
            users.on_bad_row(BadRowPolicy::Collect).pages(),
        )
        .await?;
        let office = "the key's role has no access to Office, or the account no such module";
        let locations = client
            .office()
            .work_locations()
            .on_bad_row(BadRowPolicy::Collect);
        self.list("locations", office, locations.pages()).await?;
        let today = context.today;
        let stays = client.office().user_locations().dates(today..=today);
        self.list(
            "user-locations",
            office,
            stays.on_bad_row(BadRowPolicy::Collect).pages(),
        )
        .await?;
        self.imports(client).await
    }

    /// Looks at the first pages of a list.
    async fn list<T: Send + 'static>(
        &mut self,
        check: &str,
        right: &str,
        mut pages: Pages<T>,
    ) -> Result<(), Failure> {
        let (mut rows, mut unreadable, mut read, mut whole) = (0, 0, 0, false);
        while read < PAGES {
            match pages.try_next().await {
                Ok(Some(page)) => {
                    rows += page.rows().len() as u64;
                    unreadable += page.bad_rows().len() as u64;
                    read += 1;
                    // The end of a list is told without another request.
                    whole = page.total().is_some_and(|total| rows + unreadable >= total);
                    if whole {
                        let _ = pages.try_next().await;
                        break;
                    }
                }
                Ok(None) => {
                    whole = true;
                    break;
                }
                Err(error) if error.is_forbidden() => return self.fail(check, right, error),
                Err(error) => return self.fail(check, "", error),
            }
        }
        self.lists += 1;
        let seen = match whole {
            true => count(rows, "row"),
            false => format!("the first {}", count(rows, "row")),
        };
        match unreadable {
            0 => self.tell(check, Outcome::Good, seen),
            _ => {
                let detail = format!("{seen}, and {} that could not be read", unreadable);
                self.tell(check, Outcome::Warning, detail)
            }
        }
    }

    /// Asks for an import that does not exist: who may not import is told so, and others that
    /// it is not known.
    async fn imports(&mut self, client: &Client) -> Result<(), Failure> {
        let nobodys = SummaryId::from("00000000-0000-0000-0000-000000000000");
        match client.office().imports().progress(&nobodys).await {
            Err(error) if error.is_forbidden() => {
                let said = error.server_message().unwrap_or_default();
                let detail =
                    format!("the key's role may not import schedules: the server said: {said}");
                self.tell("imports", Outcome::Warning, detail)
            }
            Err(error)
                if error
                    .status()
                    .is_none_or(|status| !status.is_client_error()) =>
            {
                self.fail("imports", "", error)
            }
            Err(error) if error.is_unauthenticated() || error.is_rate_limited() => {
                self.fail("imports", "", error)
            }
            _ => self.tell("imports", Outcome::Good, "they answer; none was made"),
        }
    }

    /// How far the answers were from what Lucca's documents say.
    fn documents(&mut self, client: &Client) -> Result<(), Failure> {
        if self.lists == 0 {
            return self.tell("documents", Outcome::Skipped, "no list could be read");
        }
        let (absent, differing): (Vec<_>, Vec<_>) = client
            .deviations()
            .into_iter()
            .partition(|(deviation, _)| deviation.found == ABSENT);
        if absent.is_empty() {
            let detail = "every property came with some row of the lists that were read whole";
            self.tell("fields", Outcome::Good, detail)?;
        }
        for (deviation, _) in absent {
            let detail = deviation_text(&deviation);
            self.tell("fields", Outcome::Warning, detail)?;
        }
        if differing.is_empty() {
            self.tell("documents", Outcome::Good, "answers are as they say")?;
        }
        for (deviation, times) in differing {
            let detail = format!("{deviation} ({})", count(times, "time"));
            self.tell("documents", Outcome::Warning, detail)?;
        }
        Ok(())
    }

    fn limit(&mut self, context: &Context) -> Result<(), Failure> {
        let limit = match context.global.limit() {
            Some(limit) => format!("{} in 60 s", count(limit.into(), "request")),
            None => "none".to_owned(),
        };
        let asked = count(context.notes.attempts(), "request");
        self.tell(
            "rate limit",
            Outcome::Good,
            format!("{limit}; this took {asked}"),
        )
    }

    fn finish(self) -> Result<(), Failure> {
        self.rows.finish()?;
        match self.code {
            None => Ok(()),
            Some(code) => Err(Failure::with_code(
                code,
                format!("{} failed", count(self.failures, "check")),
            )),
        }
    }
}
