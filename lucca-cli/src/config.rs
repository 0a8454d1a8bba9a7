//! The configuration file: profiles, each with an account and the way to its API key.
//!
//! ```toml
//! profile = "acme"
//!
//! [profiles.acme]
//! account = "acme.ilucca-test.net"
//! key_command = "pass show lucca/acme"
//! time_zone = "Europe/Paris"
//! ```

use std::io::Read as _;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use lucca_sdk::Account;
use toml_edit::{DocumentMut, Item, Table, value};

use crate::failure::Failure;
use crate::global::Global;
use crate::key::{Secret, Source};
use crate::limit::Limit;
use crate::period;

/// The name of the first profile, if it is given none.
const FIRST_PROFILE: &str = "default";

/// More than this is no configuration.
const LARGEST_FILE_BYTES: u64 = 1024 * 1024;

/// What a profile says, by the names that the file has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum Setting {
    /// The account, as a host (acme.ilucca-test.net) or a URL
    Account,
    /// The API key, read from the terminal or standard input
    Key,
    /// A command that prints the API key, such as `pass show lucca`
    KeyCommand,
    /// How many requests in 60 seconds are this profile's, `none`, or redis://HOST
    RateLimit,
    /// The zone whose date is today, such as Europe/Paris
    TimeZone,
}

impl Setting {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Key => "key",
            Self::KeyCommand => "key_command",
            Self::RateLimit => "rate_limit",
            Self::TimeZone => "time_zone",
        }
    }
}

/// The name under which a profile says that its key is in the keyring.
const KEYRING: &str = "keyring";

/// The ways to a key, of which a profile has one at most.
const KEY_SOURCES: [&str; 3] = ["key", "key_command", KEYRING];

/// What a profile says, read and checked.
#[derive(Debug, Default)]
pub(crate) struct Profile {
    pub(crate) account: Option<Account>,
    pub(crate) key: Option<Source>,
    pub(crate) rate_limit: Option<Limit>,
    pub(crate) time_zone: Option<jiff::tz::TimeZone>,
}

/// The file, with its comments and its order.
#[derive(Debug)]
pub(crate) struct File {
    path: PathBuf,
    document: Document,
}

/// Its `Debug` shows nothing, as keys may be in it.
struct Document(DocumentMut);

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Document([redacted])")
    }
}

/// Where the file is, whether it exists or not: `lucca/config.toml` where programs of this
/// system keep their configuration.
pub(crate) fn path() -> Result<PathBuf, Failure> {
    let base = etcetera::choose_base_strategy().map_err(|_| {
        Failure::new("there is no home directory, in which the configuration would be")
    })?;
    Ok(base.config_dir().join("lucca").join("config.toml"))
}

/// The profile that a command uses, with its name: the one that was asked for, or else the
/// file's own, unless the environment names an account.
pub(crate) fn in_use(global: &Global) -> Result<Option<(String, Profile)>, Failure> {
    if global.sandbox || (global.profile.is_none() && account_in_environment()) {
        return Ok(None);
    }
    let file = File::load()?;
    let Some(name) = global.profile.clone().or_else(|| file.current()) else {
        return Ok(None);
    };
    let profile = file.profile(&name)?;
    Ok(Some((name, profile)))
}

pub(crate) fn account_in_environment() -> bool {
    ["LUCCA_HOST", "LUCCA_URL"].into_iter().any(in_environment)
}

pub(crate) fn in_environment(name: &str) -> bool {
    std::env::var(name).is_ok_and(|text| !text.trim().is_empty())
}

impl File {
    /// Reads the file; one that does not exist is empty.
    pub(crate) fn load() -> Result<Self, Failure> {
        Self::load_from(path()?)
    }

    fn load_from(path: PathBuf) -> Result<Self, Failure> {
        let broken =
            |what: String| Failure::usage(format!("the configuration {}: {what}", path.display()));
        let mut text = String::new();
        let file = match std::fs::File::open(&path) {
            Ok(file) => Some(file),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(broken(format!("it cannot be read: {error}"))),
        };
        if let Some(file) = &file {
            file.take(LARGEST_FILE_BYTES + 1)
                .read_to_string(&mut text)
                .map_err(|error| broken(format!("it cannot be read: {error}")))?;
            if text.len() as u64 > LARGEST_FILE_BYTES {
                return Err(broken("it is larger than 1 MB".to_owned()));
            }
        }
        let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
            // The error's own text quotes the line, in which the key may be.
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.unwrap_or_default().matches('\n').count() + 1;
            broken(format!("line {line} is no TOML"))
        })?;
        let config = Self {
            path: path.clone(),
            document: Document(document),
        };
        if let Some(file) = &file {
            config.check_access(file)?;
        }
        config.check_shape().map_err(broken)?;
        Ok(config)
    }

    /// Refuses a file whose key others can read, or whose account and command others can
    /// change.
    #[cfg(unix)]
    fn check_access(&self, file: &std::fs::File) -> Result<(), Failure> {
        use std::os::unix::fs::PermissionsExt as _;
        let Ok(metadata) = file.metadata() else {
            return Ok(());
        };
        let mode = metadata.permissions().mode();
        let names = self.names();
        let holds_secret = names
            .iter()
            .filter_map(|name| self.table(name))
            .any(|table| {
                let limit = table.get("rate_limit").and_then(Item::as_str);
                // The URL of a Redis server may have a password.
                table.contains_key("key") || limit.is_some_and(|limit| limit.contains('@'))
            });
        let path = self.path.display();
        let what = match (mode & 0o022, mode & 0o044) {
            (1.., _) => "others can change it, and with it where the key is sent",
            (_, 1..) if holds_secret => "others can read it, and the key or password in it",
            _ => return Ok(()),
        };
        Err(
            Failure::usage(format!("the configuration {path} is not used: {what}"))
                .hint(format!("chmod 600 {path}")),
        )
    }

    #[cfg(not(unix))]
    fn check_access(&self, _: &std::fs::File) -> Result<(), Failure> {
        Ok(())
    }

    /// Says what is not a setting, so that a slip of the pen does not go unnoticed.
    fn check_shape(&self) -> Result<(), String> {
        for (name, item) in self.document.0.iter() {
            match name {
                "profile" if item.is_str() => {}
                "profile" => return Err("`profile` is the name of a profile, as a text".to_owned()),
                "profiles" if item.is_table_like() => {}
                _ => {
                    return Err(format!(
                        "`{name}` is not known; accepted are `profile` and [profiles.NAME]"
                    ));
                }
            }
        }
        for name in self.names() {
            let Some(table) = self.table(&name) else {
                return Err(format!("`profiles.{name}` is no table"));
            };
            for (setting, _) in table.iter() {
                let known = <Setting as clap::ValueEnum>::value_variants();
                if setting != KEYRING && !known.iter().any(|known| known.name() == setting) {
                    return Err(format!(
                        "`profiles.{name}.{setting}` is not known; accepted are account, key, \
                         key_command, keyring, rate_limit and time_zone"
                    ));
                }
            }
        }
        Ok(())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The profile that is used without `--profile`.
    pub(crate) fn current(&self) -> Option<String> {
        self.document.0.get("profile")?.as_str().map(str::to_owned)
    }

    /// The profiles, in the file's order.
    pub(crate) fn names(&self) -> Vec<String> {
        let profiles = self
            .document
            .0
            .get("profiles")
            .and_then(Item::as_table_like);
        profiles.map_or_else(Vec::new, |profiles| {
            profiles.iter().map(|(name, _)| name.to_owned()).collect()
        })
    }

    fn table(&self, name: &str) -> Option<&dyn toml_edit::TableLike> {
        let profiles = self.document.0.get("profiles")?.as_table_like()?;
        profiles.get(name)?.as_table_like()
    }

    /// The profile's settings.
    pub(crate) fn profile(&self, name: &str) -> Result<Profile, Failure> {
        let Some(table) = self.table(name) else {
            let names = self.names();
            let near = names
                .iter()
                .filter(|known| strsim::jaro_winkler(known, name) > 0.8)
                .map(|known| format!("did you mean `{known}`? "))
                .next();
            return Err(
                Failure::usage(format!("there is no profile `{name}`")).hint(format!(
                    "{}{}",
                    near.unwrap_or_default(),
                    match names.is_empty() {
                        true =>
                            "make one: lucca config set account acme.ilucca-test.net".to_owned(),
                        false => format!("there are: {}", names.join(", ")),
                    }
                )),
            );
        };
        let refused = |setting: &str, expected: &str| {
            let path = self.path.display();
            Failure::usage(format!(
                "the configuration {path}: `profiles.{name}.{setting}` cannot be used: {expected}"
            ))
        };
        let text = |setting: &'static str| match table.get(setting) {
            None => Ok(None),
            Some(item) => match item.as_str() {
                Some(text) => Ok(Some(text.to_owned())),
                None => Err(refused(setting, "expected is a text")),
            },
        };
        let account = text("account")?
            .map(|text| text.parse::<Account>())
            .transpose()
            .map_err(|error| refused("account", &error.to_string()))?;
        let rate_limit = match table
            .get("rate_limit")
            .map(|item| (item, item.as_integer()))
        {
            None => None,
            Some((_, Some(number))) => Some(number.to_string()),
            Some((item, None)) => Some(item.as_str().unwrap_or_default().to_owned()),
        };
        let rate_limit = rate_limit
            .map(|text| text.parse::<Limit>())
            .transpose()
            .map_err(|error| refused("rate_limit", &error))?;
        let time_zone = text("time_zone")?
            .map(|text| period::parse_zone(&text))
            .transpose()
            .map_err(|error| refused("time_zone", &error))?;
        let said: Vec<&str> = KEY_SOURCES
            .into_iter()
            .filter(|source| table.contains_key(source))
            .collect();
        if said.len() > 1 {
            let said = said.join(" and ");
            return Err(refused(
                "key",
                &format!("there are {said}; keep one of them"),
            ));
        }
        let key = match said.first() {
            None => None,
            Some(&"key") => text("key")?.map(|key| Source::Given(Secret::new(key))),
            Some(&"key_command") => text("key_command")?.map(Source::Command),
            Some(_) => match table.get(KEYRING).and_then(Item::as_bool) {
                Some(true) => Some(Source::Keyring),
                Some(false) => None,
                None => return Err(refused(KEYRING, "expected is true or false")),
            },
        };
        Ok(Profile {
            account,
            key,
            rate_limit,
            time_zone,
        })
    }

    /// The name of the profile that a change is made to: the one that was asked for, the one
    /// in use, or the first.
    pub(crate) fn name_for_change(&self, asked: Option<&str>) -> Result<String, Failure> {
        let name = asked.map(str::to_owned).or_else(|| self.current());
        let name = name.unwrap_or_else(|| FIRST_PROFILE.to_owned());
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        match (1..=64).contains(&name.len()) && name.chars().all(plain) {
            true => Ok(name),
            false => Err(Failure::usage(
                "a profile's name is 1 to 64 letters, digits, hyphens and underscores",
            )),
        }
    }

    /// Sets a text of a profile, which is made if there is none of the name, and used if it is
    /// the first. One way to the key takes the place of another.
    pub(crate) fn set(&mut self, profile: &str, setting: Setting, text: &str) {
        let value = match text.parse::<i64>() {
            Ok(number) if setting == Setting::RateLimit => value(number),
            _ => value(text),
        };
        self.put(profile, setting.name(), value);
    }

    /// Says that the key of the profile is in the keyring.
    pub(crate) fn set_keyring(&mut self, profile: &str) {
        self.put(profile, KEYRING, value(true));
    }

    fn put(&mut self, profile: &str, setting: &str, value: Item) {
        let document = &mut self.document.0;
        if !document.contains_key("profile") {
            document.insert("profile", toml_edit::value(profile));
        }
        let profiles = document.entry("profiles").or_insert_with(|| {
            let mut profiles = Table::new();
            profiles.set_implicit(true);
            Item::Table(profiles)
        });
        let Some(profiles) = profiles.as_table_like_mut() else {
            return;
        };
        let table = profiles
            .entry(profile)
            .or_insert_with(|| Item::Table(Table::new()));
        let Some(table) = table.as_table_like_mut() else {
            return;
        };
        if KEY_SOURCES.contains(&setting) {
            for other in KEY_SOURCES.into_iter().filter(|other| *other != setting) {
                table.remove(other);
            }
        }
        table.insert(setting, value);
    }

    /// Takes a setting out of a profile, or the profile out of the file. Whether it was there.
    pub(crate) fn unset(&mut self, profile: &str, setting: Option<Setting>) -> bool {
        let document = &mut self.document.0;
        let profiles = document
            .get_mut("profiles")
            .and_then(Item::as_table_like_mut);
        let Some(profiles) = profiles else {
            return false;
        };
        match setting {
            None => {
                let was_there = profiles.remove(profile).is_some();
                if was_there && document.get("profile").and_then(Item::as_str) == Some(profile) {
                    document.remove("profile");
                }
                was_there
            }
            Some(setting) => {
                let table = profiles.get_mut(profile).and_then(Item::as_table_like_mut);
                table.is_some_and(|table| {
                    let keyring = setting == Setting::Key && table.remove(KEYRING).is_some();
                    table.remove(setting.name()).is_some() || keyring
                })
            }
        }
    }

    pub(crate) fn use_profile(&mut self, profile: &str) {
        self.document.0.insert("profile", value(profile));
    }

    /// Writes the file whole or not at all, for the user's eyes only.
    pub(crate) fn save(&self) -> Result<(), Failure> {
        self.try_save().map_err(|error| {
            Failure::new(format!(
                "the configuration {} cannot be written: {error}",
                self.path.display()
            ))
        })
    }

    fn try_save(&self) -> std::io::Result<()> {
        // A link to the file of somebody's collection stays one.
        let path = std::fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let directory = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(directory)?;
        crate::output::write_file(&path, self.document.0.to_string().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn load(text: &str) -> Result<File, Failure> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("config.toml");
        // Of this user alone, whatever the umask.
        let mut file = tempfile::NamedTempFile::new_in(directory.path()).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.persist(&path).unwrap();
        File::load_from(path)
    }

    #[test]
    fn what_is_set_is_read_back_and_comments_stay() {
        let mut file = load("# mine\nprofile = \"acme\"\n\n[profiles.acme] # test\n").unwrap();
        file.set("acme", Setting::Account, "acme.ilucca-test.net");
        file.set("acme", Setting::RateLimit, "25");
        file.set("acme", Setting::TimeZone, "Europe/Paris");
        file.set("acme", Setting::Key, "5f0a3c9e");
        file.set("acme", Setting::KeyCommand, "pass show lucca");
        let text = file.document.0.to_string();
        assert!(text.contains("# mine") && text.contains("# test"), "{text}");
        assert!(!text.contains("5f0a3c9e"), "{text}");
        let profile = load(&text).unwrap().profile("acme").unwrap();
        assert_eq!(profile.account.unwrap().host(), "acme.ilucca-test.net");
        assert_eq!(profile.rate_limit, Some(Limit::Requests(25)));
        assert!(profile.time_zone.is_some());
        assert!(
            matches!(profile.key, Some(Source::Command(command)) if command == "pass show lucca")
        );
    }

    #[test]
    fn the_first_profile_is_the_one_in_use() {
        let mut file = load("").unwrap();
        let name = file.name_for_change(None).unwrap();
        file.set(&name, Setting::Account, "acme.ilucca-test.net");
        file.set("other", Setting::Account, "other.ilucca-test.net");
        let file = load(&file.document.0.to_string()).unwrap();
        assert_eq!(file.current().as_deref(), Some("default"));
        assert_eq!(file.names(), ["default", "other"]);
    }

    #[test]
    fn a_file_that_is_none_is_refused_without_showing_the_key() {
        let cases = [
            ("[profiles.a]\nkey = \"5f0a3c9e\" x\n", "line 2"),
            ("[profiles.a]\nkey = 123456\n", "expected is a text"),
            (
                "[profiles.a]\nkeys = \"5f0a3c9e\"\n",
                "`profiles.a.keys` is not known",
            ),
            (
                "[profiles.a]\nkey = \"5f0a3c9e\"\nkeyring = true\n",
                "key and keyring",
            ),
            ("[profiles.a]\naccount = \"example.com\"\n", "accepted are"),
            ("[profiles.a]\nrate_limit = 0\n", "number of requests"),
            ("[profiles.a]\ntime_zone = \"Mars\"\n", "time zone"),
            ("profile = 1\n", "name of a profile"),
            ("account = \"acme.ilucca.net\"\n", "[profiles.NAME]"),
        ];
        for (text, expected) in cases {
            let failure = load(text)
                .and_then(|file| file.profile("a").map(|_| ()))
                .expect_err(text);
            let printed = format!("{failure:?}");
            assert!(printed.contains(expected), "{text}: {printed}");
            assert!(
                !printed.contains("5f0a3c9e") && !printed.contains("123456"),
                "{printed}"
            );
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_key_that_others_can_read_is_refused_with_what_to_do() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("config.toml");
        let account = "[profiles.a]\naccount = \"acme.ilucca-test.net\"\n";
        let key = "[profiles.a]\nkey = \"5f0a3c9e\"\n";
        let limit = "[profiles.a]\nrate_limit = \"redis://:s3cret@host\"\n";
        for (text, mode, refused) in [
            (key, 0o600, false),
            (key, 0o640, true),
            (key, 0o604, true),
            (account, 0o644, false),
            (limit, 0o644, true),
            (account, 0o666, true),
        ] {
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            match (File::load_from(path.clone()), refused) {
                (Ok(_), false) => {}
                (Err(failure), true) => {
                    let printed = format!("{failure:?}");
                    assert!(printed.contains("chmod 600"), "{printed}");
                }
                (outcome, _) => panic!("{mode:o}: {outcome:?}"),
            }
        }
    }
}
