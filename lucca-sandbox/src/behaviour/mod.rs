//! What Lucca's documents leave open, and which answer this account gives.
//!
//! One table: from it follow the fields of [`Behaviour`], the flags of the command, the control API's
//! `/_sandbox/settings` and the switches on the page. A client that is right about Lucca passes under every value;
//! one that only passes under some has guessed.

mod choice;
mod values;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use self::choice::Choice;
pub use self::values::*;
use crate::number::plain_number;
use crate::random::{Random, Topic};

/// The table: name, question, and which value the bundles take.
macro_rules! settings {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $name:literal, $question:literal, strict $strict:literal, lenient $lenient:literal, odd $odd:literal;)+) => {
        /// Which answer the account gives to each question that Lucca's documents leave open.
        ///
        /// The default is [`Bundle::Strict`]. It is set before the
        /// start with [`SandboxBuilder::behaviour`](crate::SandboxBuilder::behaviour) and later with
        /// [`Sandbox::behave`](crate::Sandbox::behave).
        ///
        /// ```
        /// use lucca_sandbox::{Bundle, Sandbox, Totals};
        ///
        /// let odd_but = Sandbox::builder().like(Bundle::Odd).behaviour(|account| account.totals = Totals::Shown);
        /// # let _ = odd_but;
        /// ```
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Behaviour {
            $($(#[$doc])* pub $field: $type,)+
        }

        impl Behaviour {
            /// What a bundle stands for.
            #[must_use]
            pub fn like(bundle: Bundle) -> Self {
                match bundle {
                    Bundle::Strict => Self { $($field: Choice::named($strict).unwrap_or_default(),)+ },
                    Bundle::Lenient => Self { $($field: Choice::named($lenient).unwrap_or_default(),)+ },
                    Bundle::Odd => Self { $($field: Choice::named($odd).unwrap_or_default(),)+ },
                    // A stream of draws for each setting, so that a new one changes no other.
                    Bundle::Random(seed) => Self {
                        $($field: Choice::drawn(&mut Random::new(seed ^ name_hash($name), Topic::Behaviour)),)+
                    },
                }
            }

            /// Every setting, with the value that it has.
            #[must_use]
            pub fn settings(&self) -> Vec<Setting> {
                vec![$(Setting {
                    name: $name,
                    question: $question,
                    choices: <$type as Choice>::CHOICES,
                    value: self.$field.name(),
                },)+]
            }

            /// Gives a setting the value of this name.
            ///
            /// # Errors
            /// If there is no such setting, or it has no such value: the message names those that there are.
            pub fn set(&mut self, name: &str, value: &str) -> Result<(), UnknownSetting> {
                match name {
                    $($name => self.$field = Choice::named(value).ok_or(UnknownSetting::Value {
                        name: $name,
                        value: shortened(value),
                        choices: <$type as Choice>::CHOICES,
                    })?,)+
                    _ => return Err(UnknownSetting::Name(shortened(name), vec![$($name),+])),
                }
                Ok(())
            }
        }
    };
}

settings! {
    /// When an import takes effect.
    import_effect: ImportEffect = "import-effect", "When does an import take effect?", strict "at-once", lenient "at-once", odd "row-by-row";
    /// Which status imported rows get.
    imported_status: ImportedStatus = "imported-status", "Which status do imported rows get?", strict "approved", lenient "approved", odd "pending";
    /// Whether a removal has to name its place.
    removals: Removals = "removals", "Does a removal need its place?", strict "place-optional", lenient "place-optional", odd "place-required";
    /// How imports compare names.
    name_case: NameCase = "name-case", "Does the case of names matter in an import?", strict "exact", lenient "ignored", odd "ignored";
    /// What quotes mean in an import.
    csv_quotes: CsvQuotes = "csv-quotes", "Are quotes understood in an import's CSV?", strict "understood", lenient "understood", odd "literal";
    /// Which part of an upload is its file.
    upload_part: UploadPart = "upload-part", "Which part of an upload is its file?", strict "documented", lenient "any", odd "any";
    /// What becomes of files that are wrong as a whole.
    faulty_files: FaultyFiles = "faulty-files", "What becomes of a file that is wrong as a whole?", strict "refused", lenient "reported", odd "reported";
    /// What an early question for a report gets.
    early_report: EarlyReport = "early-report", "What does a report say before the import is done?", strict "not-found", lenient "empty", odd "empty";
    /// The form of an upload's answer.
    summary_id: SummaryIdForm = "summary-id", "How is an upload answered?", strict "object", lenient "object", odd "bare";
    /// What a report shows of cells that are wrong.
    report_cells: ReportCells = "report-cells", "What does a report show of dates and positions that are none?", strict "left-out", lenient "left-out", odd "as-sent";
    /// What totals count.
    totals: Totals = "totals", "What does the total of a list count?", strict "shown", lenient "shown", odd "more";
    /// The order of lists.
    list_order: ListOrder = "list-order", "In which order are lists?", strict "by-id", lenient "by-id", odd "newest-first";
    /// The most rows of a page.
    page_bound: PageBound = "page-bound", "Are large pages cut down, instead of refused?", strict "none", lenient "1000", odd "100";
    /// What is behind the last page.
    past_the_end: PastTheEnd = "past-the-end", "What is behind the last page?", strict "empty", lenient "empty", odd "last-page";
    /// Whether pages have tokens.
    page_tokens: PageTokens = "page-tokens", "Do Office pages have prev and next?", strict "absent", lenient "absent", odd "present";
    /// Whether deleted user locations are listed.
    deleted_rows: DeletedRows = "deleted-rows", "Are deleted user locations listed?", strict "listed", lenient "listed", odd "left-out";
    /// How a deleted user location says so.
    deletion_mark: DeletionMark = "deletion-mark", "How does a user location say that it is deleted?", strict "status", lenient "status", odd "deleted-at";
    /// What the keys of floors are.
    floor_keys: FloorKeys = "floor-keys", "What are the keys of floors?", strict "text", lenient "text", odd "number";
    /// What users come wrapped in.
    users_envelope: UsersEnvelope = "users-envelope", "What do users come wrapped in?", strict "data", lenient "data", odd "bare";
    /// How ids of other things are spelled.
    id_spelling: IdSpelling = "id-spelling", "Is it managerId or managerID?", strict "Id", lenient "Id", odd "ID";
    /// What is answered for a user who is not there.
    missing_user: MissingUser = "missing-user", "What is answered for a user who is not there?", strict "not-found", lenient "not-found", odd "server-error";
    /// What becomes of properties without a value.
    missing_values: MissingValues = "missing-values", "Is a property without a value null, or absent?", strict "left-out", lenient "null", odd "null";
    /// What no key may see of users.
    hidden_properties: HiddenProperties = "hidden-properties", "Which properties of users does no key see?", strict "none", lenient "none", odd "birthDate,mail";
    /// What `until` a day means.
    until_day: UntilDay = "until-day", "What does until make of a day without a time?", strict "start", lenient "end", odd "end";
    /// Whether the last day of a contract is one.
    contract_end: ContractEnd = "contract-end", "Is the last day of a contract one of its days?", strict "inclusive", lenient "inclusive", odd "exclusive";
    /// What becomes of unknown parameters.
    unknown_parameters: UnknownParameters = "unknown-parameters", "What becomes of parameters that no document names?", strict "refused", lenient "ignored", odd "ignored";
    /// Whether requests over the limit count.
    refused_requests: RefusedRequests = "refused-requests", "Do requests over the limit count?", strict "not-counted", lenient "not-counted", odd "counted";
    /// Over which spans requests are counted.
    rate_window: RateWindow = "rate-window", "Does the window of the rate limit slide?", strict "sliding", lenient "fixed", odd "fixed";
    /// How a 429 says when to come back.
    retry_after: RetryAfter = "retry-after", "How does a 429 say when to come back?", strict "seconds", lenient "seconds", odd "date";
    /// The body of errors of the users API.
    users_errors: ErrorShape = "users-errors", "What do errors of the users API look like?", strict "status-message", lenient "status-message", odd "framework";
    /// The body of errors of the Office API.
    office_errors: ErrorShape = "office-errors", "What do errors of Office look like?", strict "problem", lenient "problem", odd "empty";
}

impl Default for Behaviour {
    fn default() -> Self {
        Self::like(Bundle::Strict)
    }
}

/// One setting, for whoever shows or lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// Its name outside of Rust, e.g. `import-effect`.
    pub name: &'static str,
    /// The question that it answers.
    pub question: &'static str,
    /// The names of its values; a word in capitals stands for what it names.
    pub choices: &'static [&'static str],
    /// The name of the value that it has.
    pub value: Cow<'static, str>,
}

/// A choice for every setting at once, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Bundle {
    /// The stricter reading of each question.
    #[default]
    Strict,
    /// The reading of each question that lets the most pass.
    Lenient,
    /// The less expected answer to each question.
    Odd,
    /// Any value for each setting, drawn from a seed; the same seed, the same values.
    Random(u64),
}

impl fmt::Display for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bundle::Strict => f.write_str("strict"),
            Bundle::Lenient => f.write_str("lenient"),
            Bundle::Odd => f.write_str("odd"),
            Bundle::Random(seed) => write!(f, "random:{seed}"),
        }
    }
}

impl FromStr for Bundle {
    type Err = UnknownBundle;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "strict" => Ok(Bundle::Strict),
            "lenient" => Ok(Bundle::Lenient),
            "odd" => Ok(Bundle::Odd),
            _ => name
                .strip_prefix("random:")
                .and_then(plain_number)
                .map(Bundle::Random)
                .ok_or(UnknownBundle),
        }
    }
}

/// A name that no [`Bundle`] has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("bundles are: strict, lenient, odd, random:SEED")]
pub struct UnknownBundle;

/// A setting or a value that is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnknownSetting {
    /// No setting has this name.
    #[error("no setting is called {0:?}; there are: {names}", names = .1.join(", "))]
    Name(String, Vec<&'static str>),
    /// The setting has no value of this name.
    #[error("{name} can not be {value:?}; it is one of: {choices}", choices = .choices.join(", "))]
    Value {
        /// The setting.
        name: &'static str,
        /// What it was to be.
        value: String,
        /// What it can be.
        choices: &'static [&'static str],
    },
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// FNV-1a: the same on every machine and in every release.
fn name_hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_found_by_its_names_and_by_no_other() {
        for setting in Behaviour::default().settings() {
            for choice in setting.choices {
                let value = match *choice {
                    "N" => "7",
                    "NAME,NAME" => "birthDate,mail",
                    choice => choice,
                };
                let mut behaviour = Behaviour::default();
                behaviour.set(setting.name, value).unwrap();
                let set = behaviour.settings();
                let same = set.iter().find(|same| same.name == setting.name).unwrap();
                assert_eq!(same.value, value);
                assert_eq!(
                    set.iter()
                        .filter(|now| now.value != same_name(now.name))
                        .count(),
                    usize::from(value != setting.value),
                    "{} changes nothing else",
                    setting.name
                );
            }
            let error = Behaviour::default()
                .set(setting.name, "sometimes")
                .unwrap_err();
            assert!(error.to_string().contains(setting.choices[0]), "{error}");
        }
        let error = Behaviour::default().set("mood", "good").unwrap_err();
        assert!(error.to_string().contains("import-effect"), "{error}");
        for wrong in ["0", "1001", "-1", ""] {
            assert!(
                Behaviour::default().set("page-bound", wrong).is_err(),
                "{wrong}"
            );
        }
        for wrong in ["id", "birthDate,shoeSize", ""] {
            assert!(
                Behaviour::default()
                    .set("hidden-properties", wrong)
                    .is_err(),
                "{wrong}"
            );
        }
    }

    /// The value that a setting has by default.
    fn same_name(name: &str) -> String {
        let settings = Behaviour::default().settings();
        let found = settings.iter().find(|setting| setting.name == name);
        found.map(|setting| setting.value.to_string()).unwrap()
    }

    #[test]
    fn bundles_differ_as_their_names_say() {
        let strict = Behaviour::like(Bundle::Strict);
        assert_eq!(strict, Behaviour::default());
        let odd = Behaviour::like(Bundle::Odd).settings();
        let same: Vec<_> = strict
            .settings()
            .iter()
            .zip(&odd)
            .filter(|(strict, odd)| strict.value == odd.value)
            .map(|(strict, _)| strict.name)
            .collect();
        assert!(same.is_empty(), "odd gives the expected answer to {same:?}");
        assert_ne!(Behaviour::like(Bundle::Lenient), strict);
        assert_eq!(
            Behaviour::like(Bundle::Random(5)),
            Behaviour::like(Bundle::Random(5))
        );
        for name in [
            "strict",
            "lenient",
            "odd",
            "random:0",
            "random:18446744073709551615",
        ] {
            assert_eq!(name.parse::<Bundle>().unwrap().to_string(), name);
        }
        for name in ["", "Strict", "random", "random:", "random:x", "random:-1"] {
            assert_eq!(name.parse::<Bundle>(), Err(UnknownBundle), "{name}");
        }
    }

    #[test]
    fn a_few_seeds_meet_every_value_of_every_setting() {
        for setting in Behaviour::default()
            .settings()
            .iter()
            .map(|setting| setting.name)
        {
            let met: std::collections::BTreeSet<String> = (0..200)
                .flat_map(|seed| Behaviour::like(Bundle::Random(seed)).settings())
                .filter(|drawn| drawn.name == setting)
                .map(|drawn| drawn.value.to_string())
                .collect();
            let choices = Behaviour::default();
            let choices = choices.settings();
            let choices = choices
                .iter()
                .find(|known| known.name == setting)
                .unwrap()
                .choices;
            assert!(met.len() >= choices.len(), "{setting}: {met:?}");
        }
    }
}
