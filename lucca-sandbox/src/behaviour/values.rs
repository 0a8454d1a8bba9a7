//! The values of the settings.

use std::borrow::Cow;
use std::sync::Arc;

use super::choice::{Choice, choice};
use crate::number::plain_number;
use crate::random::Random;
use crate::v3::property::{self, Kind};

choice! {
    /// When an import takes effect.
    ///
    /// What it does is decided when it is uploaded, whenever it takes effect: of two uploads of one file that wait
    /// side by side, both are carried out.
    ImportEffect {
        /// Whole, before the upload is answered.
        AtOnce = "at-once",
        /// Whole, once the progress has said 100, or after two minutes of the account's clock.
        Late = "late",
        /// One row after the other, as the progress grows, or over two minutes of the account's clock.
        RowByRow = "row-by-row",
        /// The first half of the lines only; the report says where it broke off.
        Partial = "partial",
    }
}
choice! {
    /// Which status imported rows get.
    ImportedStatus {
        /// `Approved`
        Approved = "approved",
        /// `Pending`
        Pending = "pending",
    }
}
choice! {
    /// Whether a line that removes has to name the place that it removes.
    Removals {
        /// It need not.
        PlaceOptional = "place-optional",
        /// Without a place, the line is an error.
        PlaceRequired = "place-required",
    }
}
choice! {
    /// How an import finds people, places and areas by name.
    NameCase {
        /// Spelled exactly so.
        Exact = "exact",
        /// In any case. Two names that then are one are an error.
        Ignored = "ignored",
    }
}
choice! {
    /// What quotes mean in an import's CSV.
    CsvQuotes {
        /// What they mean in RFC 4180: they hold separators and line breaks.
        Understood = "understood",
        /// Nothing: a quote is a letter, a separator in quotes separates.
        Literal = "literal",
    }
}
choice! {
    /// Which part of an upload the file is taken from.
    UploadPart {
        /// The documented `office-import.csv`.
        Documented = "documented",
        /// The first.
        Any = "any",
    }
}
choice! {
    /// What becomes of a file that breaks the rules as a whole (no BOM, wrong separator, wrong headers).
    FaultyFiles {
        /// The upload is refused with a 400.
        Refused = "refused",
        /// The upload is taken; the report says what is wrong in `globalErrorSummary`, and nothing was created.
        Reported = "reported",
    }
}
choice! {
    /// What `analysis` and `results` answer before the progress is 100.
    EarlyReport {
        /// 404.
        NotFound = "not-found",
        /// A report that has nothing but its id.
        Empty = "empty",
    }
}
choice! {
    /// How an upload is answered: Lucca's pages show both.
    SummaryIdForm {
        /// `{"summaryId":"…"}`
        Object = "object",
        /// `"…"`
        Bare = "bare",
    }
}
choice! {
    /// What a report's line shows of a date or a position that is none.
    ReportCells {
        /// Nothing: Lucca's document promises a date there, and one of three words.
        LeftOut = "left-out",
        /// What stood in the file.
        AsSent = "as-sent",
    }
}
choice! {
    /// What the total of a list counts.
    Totals {
        /// The rows that its pages show.
        Shown = "shown",
        /// Without deleted user locations and closed work locations, which its pages show all the same.
        Live = "live",
        /// A few more than its pages show.
        More = "more",
    }
}
choice! {
    /// The order of a list that was not asked for one: of both Office lists always.
    ListOrder {
        /// By id, so that new rows come at the end.
        ById = "by-id",
        /// User locations by their day, users by the start of their contract, so that new rows come in the middle.
        ByDate = "by-date",
        /// By id, the newest first, so that new rows shift all others.
        NewestFirst = "newest-first",
        /// Another at each request: pages repeat rows and leave rows out.
        Changing = "changing",
    }
}
choice! {
    /// What a page behind the last one holds.
    PastTheEnd {
        /// Nothing.
        Empty = "empty",
        /// What the last page holds, again.
        LastPage = "last-page",
    }
}
choice! {
    /// Whether Office pages have `prev` and `next`, as other v4 lists do.
    PageTokens {
        /// They have not.
        Absent = "absent",
        /// They have.
        Present = "present",
    }
}
choice! {
    /// Whether deleted user locations are listed.
    DeletedRows {
        /// They are.
        Listed = "listed",
        /// They are only found by id.
        LeftOut = "left-out",
    }
}
choice! {
    /// How a deleted user location says that it is.
    DeletionMark {
        /// By its status and by `deletedAt`.
        Status = "status",
        /// By `deletedAt` alone: the status stays `Approved`.
        DeletedAt = "deleted-at",
    }
}
choice! {
    /// What the keys of floors are.
    FloorKeys {
        /// Texts.
        Text = "text",
        /// Whole numbers.
        Number = "number",
    }
}
choice! {
    /// What users come wrapped in.
    UsersEnvelope {
        /// `{"data":{"items":[…]}}`, and `{"data":{…}}` for one.
        Data = "data",
        /// The same, beside a `header`.
        Header = "header",
        /// `{"items":[…]}`, and one user bare.
        Bare = "bare",
    }
}
choice! {
    /// How a user's ids of other things are spelled in answers.
    IdSpelling {
        /// `managerId`, `departmentId`, `legalEntityId`.
        Id = "Id",
        /// `managerID`, `departmentID`, `legalEntityID`.
        Upper = "ID",
    }
}
choice! {
    /// What is answered for a user who is not there.
    MissingUser {
        /// 404.
        NotFound = "not-found",
        /// 500, as an older official document has it.
        ServerError = "server-error",
    }
}
choice! {
    /// What becomes of a user's property without a value, where the document does not say that it can be null.
    MissingValues {
        /// It is left out.
        LeftOut = "left-out",
        /// It is null.
        Null = "null",
    }
}
choice! {
    /// What `until` and `between` make of a day without a time. A client should send a date-time.
    UntilDay {
        /// 00:00 of that day, as on newer servers.
        Start = "start",
        /// The last moment of that day, as on older servers.
        End = "end",
    }
}
choice! {
    /// Whether the last day of a contract is one.
    ContractEnd {
        /// It is: the person works on it.
        Inclusive = "inclusive",
        /// It is the first day without.
        Exclusive = "exclusive",
    }
}
choice! {
    /// What becomes of parameters that no document names.
    UnknownParameters {
        /// They are refused with a 400, so that nobody takes an unfiltered list for a filtered one.
        Refused = "refused",
        /// They are ignored, as on the real server.
        Ignored = "ignored",
    }
}
choice! {
    /// Whether a request over the limit counts against the limit.
    RefusedRequests {
        /// It does not.
        NotCounted = "not-counted",
        /// It does: whoever hammers is never let in again.
        Counted = "counted",
    }
}
choice! {
    /// Over which spans requests are counted.
    RateWindow {
        /// Over any.
        Sliding = "sliding",
        /// From the first request on, and then anew: around the end of a window, twice as many get through.
        Fixed = "fixed",
    }
}
choice! {
    /// How a 429 says when to come back.
    RetryAfter {
        /// In whole seconds, rounded up.
        Seconds = "seconds",
        /// By an HTTP date, rounded up to the second.
        Date = "date",
        /// Not at all.
        Absent = "absent",
    }
}

choice! {
    /// The body that comes with an error status.
    ///
    /// Lucca's generations and versions disagree, and what Office answers is not documented at all. So a run
    /// chooses: one shape for users (v3), one for Office (v4).
    ErrorShape {
        /// `{"Status":404,"Message":"…"}`, as v3 documents it. The default for users.
        StatusMessage = "status-message",
        /// What v3's framework does today: plain text under `application/json` for 4xx (so the body is *not* JSON),
        /// `{"id":5,"error":"…"}` for an id that is not there, nothing at all under `application/json` for 5xx.
        Framework = "framework",
        /// `application/problem+json` (RFC 9457) with `errors` by field. The default for Office, where it is a guess.
        Problem = "problem",
        /// Nothing at all, under `application/json`.
        Empty = "empty",
        /// An HTML page, as a gateway in between makes it.
        Html = "html",
    }
}

/// The most rows that a page holds, whatever was asked for.
///
/// Without a bound, a limit over the documented 1,000 is refused with a 400.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct PageBound(Option<u16>);

impl PageBound {
    /// No bound.
    pub const NONE: Self = Self(None);

    /// At most `rows`: from 1 to 1,000; what is outside is brought inside.
    #[must_use]
    pub fn rows(rows: u16) -> Self {
        Self(Some(rows.clamp(1, 1_000)))
    }

    pub(crate) fn get(self) -> Option<usize> {
        self.0.map(usize::from)
    }
}

impl Choice for PageBound {
    const CHOICES: &'static [&'static str] = &["none", "N"];

    fn named(name: &str) -> Option<Self> {
        if name == "none" {
            return Some(Self::NONE);
        }
        let rows = plain_number(name)?;
        let rows = u16::try_from(rows).ok()?;
        (1..=1_000).contains(&rows).then_some(Self(Some(rows)))
    }

    fn name(&self) -> Cow<'static, str> {
        self.0
            .map_or(Cow::Borrowed("none"), |rows| Cow::Owned(rows.to_string()))
    }

    fn drawn(random: &mut Random) -> Self {
        let bounds = [None, Some(10), Some(100), Some(250), Some(1_000)];
        Self(bounds.get(random.below(bounds.len())).copied().flatten())
    }
}

/// Properties of users that no key may see: they are left out, without a word.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct HiddenProperties(Arc<[String]>);

impl HiddenProperties {
    /// Hides these, whatever the case of their names; `None` if one of them is no property of a user, or is the id.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let known = |name: &str| {
            let (property, _) = property::find(Kind::User, name)?;
            let name = property.name().into_owned();
            (name != "id").then_some(name)
        };
        names
            .into_iter()
            .map(known)
            .collect::<Option<_>>()
            .map(Self)
    }

    pub(crate) fn contains(&self, property: &str) -> bool {
        self.0.iter().any(|hidden| hidden == property)
    }
}

impl Choice for HiddenProperties {
    const CHOICES: &'static [&'static str] = &["none", "NAME,NAME"];

    fn named(name: &str) -> Option<Self> {
        match name {
            "none" => Some(Self::default()),
            names => Self::of(names.split(',').map(str::trim)),
        }
    }

    fn name(&self) -> Cow<'static, str> {
        match self.0.is_empty() {
            true => Cow::Borrowed("none"),
            false => Cow::Owned(self.0.join(",")),
        }
    }

    fn drawn(random: &mut Random) -> Self {
        let hidden: [&[&str]; 4] = [
            &[],
            &["birthDate", "mail"],
            &["dtContractStart", "dtContractEnd"],
            &["login", "employeeNumber", "department"],
        ];
        hidden
            .get(random.below(hidden.len()))
            .and_then(|names| Self::of(names.iter().copied()))
            .unwrap_or_default()
    }
}
