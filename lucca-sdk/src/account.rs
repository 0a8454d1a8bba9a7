//! Where a company's Lucca lives: one host per account, environment and region.
//!
//! Lucca gives every company a host of its own, in one of these forms (source:
//! the `servers` section of Lucca's published Office document):
//!
//! | form | what it is |
//! |---|---|
//! | `{account}.ilucca.net` | production |
//! | `{account}.ilucca-test.net` | the customer's test environment |
//! | `{account}.ilucca-demo.net` | demonstrations for prospects |
//! | `{account}.ilucca.ch`, `.ilucca-test.ch`, `.ilucca-demo.ch` | the same, hosted in Switzerland |
//! | `{account}-{sandbox}.sandbox.{server}.luccasoftware.com` | a sandbox; `server` is `eu1`, `eu2` or `ch1` |
//!
//! Lucca asks that nobody tests on production: use the test environment or a
//! sandbox.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use url::{Host, Url};

/// A Lucca account: the host that every request of a client goes to, and the
/// only one that its API key is ever sent to.
///
/// An account is made from its parts, or parsed from a host or URL as a person
/// would copy it:
///
/// ```
/// use lucca_sdk::{Account, Environment};
///
/// # fn main() -> Result<(), lucca_sdk::InvalidAccount> {
/// let account = Account::test("acme")?;
/// assert_eq!(account.base_url(), "https://acme.ilucca-test.net");
///
/// let swiss: Account = "https://acme.ilucca.ch/".parse()?;
/// assert_eq!(swiss.host(), "acme.ilucca.ch");
/// assert_eq!(swiss.environment(), Environment::Production);
///
/// // A server on this machine may use plain HTTP; nothing else may.
/// let local: Account = "http://127.0.0.1:8080".parse()?;
/// assert_eq!(local.environment(), Environment::Loopback);
/// assert!("http://acme.ilucca.net".parse::<Account>().is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Account {
    base_url: String,
    host: String,
    environment: Environment,
}

/// An enum whose values have a name each, by which `Display`, `FromStr` and serde know them.
macro_rules! named {
    (
        $what:literal;
        $(#[$kind_attribute:meta])*
        enum $kind:ident { $($(#[$attribute:meta])* $value:ident = $name:literal,)+ }
    ) => {
        $(#[$kind_attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $kind { $($(#[$attribute])* $value,)+ }

        impl $kind {
            const ALL: &[Self] = &[$(Self::$value),+];

            fn name(self) -> &'static str {
                match self { $(Self::$value => $name,)+ }
            }
        }

        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }

        impl FromStr for $kind {
            type Err = InvalidAccount;

            /// Reads the name that `Display` writes, in any case.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let mut all = Self::ALL.iter().copied();
                all.find(|value| value.name().eq_ignore_ascii_case(text.trim()))
                    .ok_or_else(|| {
                        let accepted = [$(concat!("`", $name, "`")),+].join(", ");
                        let (given, what) = (shown(text), $what);
                        InvalidAccount(format!(
                            "{given} is no {what} of Lucca's: accepted are {accepted}"
                        ))
                    })
            }
        }

        text_in_serde!($kind);
    };
}

/// serde by `Display` and `FromStr`.
macro_rules! text_in_serde {
    ($kind:ty) => {
        impl Serialize for $kind {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}

text_in_serde!(Account);

named! {
    "environment";
    /// Which of Lucca's environments an [`Account`] is in. Its text is the part of the host that
    /// names it: `ilucca`, `ilucca-test`, `ilucca-demo`, `sandbox`; or `loopback`.
    enum Environment {
        /// `ilucca`: the company's real data.
        Production = "ilucca",
        /// `ilucca-test`: the customer's test environment.
        Test = "ilucca-test",
        /// `ilucca-demo`: demonstrations for prospects.
        Demo = "ilucca-demo",
        /// `*.sandbox.{server}.luccasoftware.com`.
        Sandbox = "sandbox",
        /// A server on this machine, such as the one of the `lucca-sandbox` crate.
        Loopback = "loopback",
    }
}

named! {
    "region";
    /// Where Lucca hosts an account: the last label of its host, `net` or `ch`.
    #[derive(Default)]
    enum Region {
        /// `.net`: every account that is not Swiss.
        #[default]
        Net = "net",
        /// `.ch`: Swiss accounts.
        Ch = "ch",
    }
}

named! {
    "server of a sandbox";
    /// Which server a Lucca sandbox is on.
    enum SandboxServer {
        /// `eu1`
        Eu1 = "eu1",
        /// `eu2`
        Eu2 = "eu2",
        /// `ch1`
        Ch1 = "ch1",
    }
}

impl Environment {
    /// The environments that share the `{account}.{environment}.{region}` form.
    const HOSTED: [Self; 3] = [Self::Production, Self::Test, Self::Demo];
}

impl Account {
    /// The production account `name`, `https://{name}.ilucca.net`.
    ///
    /// For a Swiss account see [`Account::hosted`].
    ///
    /// # Errors
    /// When `name` is not a host label: letters, digits and inner hyphens, 1 to
    /// 63 of them.
    pub fn production(name: &str) -> Result<Self, InvalidAccount> {
        Self::hosted(name, Environment::Production, Region::Net)
    }

    /// The customer's test account `name`, `https://{name}.ilucca-test.net`.
    ///
    /// # Errors
    /// As for [`Account::production`].
    pub fn test(name: &str) -> Result<Self, InvalidAccount> {
        Self::hosted(name, Environment::Test, Region::Net)
    }

    /// The demonstration account `name`, `https://{name}.ilucca-demo.net`.
    ///
    /// # Errors
    /// As for [`Account::production`].
    pub fn demo(name: &str) -> Result<Self, InvalidAccount> {
        Self::hosted(name, Environment::Demo, Region::Net)
    }

    /// The account `name` in any hosted environment and region,
    /// `https://{name}.{environment}.{region}`.
    ///
    /// ```
    /// use lucca_sdk::{Account, Environment, Region};
    ///
    /// let account = Account::hosted("acme", Environment::Test, Region::Ch)?;
    /// assert_eq!(account.base_url(), "https://acme.ilucca-test.ch");
    /// # Ok::<(), lucca_sdk::InvalidAccount>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Account::production`]; and for [`Environment::Sandbox`] and
    /// [`Environment::Loopback`], whose hosts have another form.
    pub fn hosted(
        name: &str,
        environment: Environment,
        region: Region,
    ) -> Result<Self, InvalidAccount> {
        if !Environment::HOSTED.contains(&environment) {
            return Err(InvalidAccount(format!(
                "an account is hosted in `ilucca`, `ilucca-test` or `ilucca-demo`, not in \
                 `{environment}`; a sandbox is made by `Account::sandbox`, a loopback account is \
                 parsed"
            )));
        }
        let name = label(name)?;
        Ok(Self::https(
            format!("{name}.{environment}.{region}"),
            environment,
        ))
    }

    /// The sandbox `sandbox` of the account `name`,
    /// `https://{name}-{sandbox}.sandbox.{server}.luccasoftware.com`.
    ///
    /// ```
    /// use lucca_sdk::{Account, SandboxServer};
    ///
    /// let account = Account::sandbox("acme", "blue42", SandboxServer::Eu1)?;
    /// assert_eq!(account.host(), "acme-blue42.sandbox.eu1.luccasoftware.com");
    /// # Ok::<(), lucca_sdk::InvalidAccount>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Account::production`], for either name.
    pub fn sandbox(
        name: &str,
        sandbox: &str,
        server: SandboxServer,
    ) -> Result<Self, InvalidAccount> {
        let both = label(&format!("{}-{}", label(name)?, label(sandbox)?))?;
        Ok(Self::https(
            format!("{both}.sandbox.{server}.luccasoftware.com"),
            Environment::Sandbox,
        ))
    }

    /// What requests start with: scheme, host and, on loopback, port, without a
    /// trailing slash, such as `https://acme.ilucca.net`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The host alone, such as `acme.ilucca.net`.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Which environment the account is in.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    fn https(host: String, environment: Environment) -> Self {
        Self {
            base_url: format!("https://{host}"),
            host,
            environment,
        }
    }
}

/// The environment of a host in one of Lucca's forms. `host` is lower-case: the
/// URL parser has made it so.
fn lucca_environment(host: &str) -> Option<Environment> {
    let (name, rest) = host.split_once('.')?;
    label(name).ok()?;
    if let Some(server) = rest.strip_prefix("sandbox.") {
        let server = server.strip_suffix(".luccasoftware.com")?;
        SandboxServer::ALL.iter().find(|one| one.name() == server)?;
        return name.contains('-').then_some(Environment::Sandbox);
    }
    let (environment, region) = rest.rsplit_once('.')?;
    Region::ALL.iter().find(|one| one.name() == region)?;
    let mut hosted = Environment::HOSTED.into_iter();
    hosted.find(|one| one.name() == environment)
}

/// `name` as a host label, in lower case.
fn label(name: &str) -> Result<String, InvalidAccount> {
    let well_formed = (1..=63).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-');
    if well_formed {
        Ok(name.to_ascii_lowercase())
    } else {
        let name = shown(name);
        Err(InvalidAccount(format!(
            "{name} is no account name: letters, digits and inner hyphens, 1 to 63 of them"
        )))
    }
}

impl FromStr for Account {
    type Err = InvalidAccount;

    /// Reads a host (`acme.ilucca.net`) or a URL (`https://acme.ilucca.net/`).
    /// What follows the host of one of Lucca's URLs is ignored.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = |why: &str| InvalidAccount(format!("{} {why}; {ACCEPTED}", shown(text)));
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(InvalidAccount(format!(
                "the Lucca account is blank; {ACCEPTED}"
            )));
        }
        // A bare host, as in `LUCCA_HOST`, means HTTPS.
        let url = if trimmed.contains("://") {
            Url::parse(trimmed)
        } else {
            Url::parse(&format!("https://{trimmed}"))
        }
        .map_err(|error| invalid(&format!("is no host or URL ({error})")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(invalid("is neither https nor http"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidAccount(format!(
                "a Lucca URL holds no user name or password: the API key is given apart; {ACCEPTED}"
            )));
        }
        let loopback = match url.host() {
            Some(Host::Domain(domain)) => domain.eq_ignore_ascii_case("localhost"),
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        };
        let host = url.host_str().unwrap_or_default();
        if loopback {
            if !matches!(url.path(), "" | "/") || url.query().is_some() {
                return Err(invalid(
                    "has a path or query: give scheme, host and port only",
                ));
            }
            return Ok(Self {
                base_url: url.origin().ascii_serialization(),
                host: host.to_owned(),
                environment: Environment::Loopback,
            });
        }
        let host = host.strip_suffix('.').unwrap_or(host);
        let environment = lucca_environment(host).ok_or_else(|| {
            invalid(if host.contains('.') {
                "is not one of Lucca's hosts"
            } else {
                "names no environment, such as `.ilucca.net`, or `.ilucca-test.net` for tests"
            })
        })?;
        if url.scheme() != "https" {
            return Err(invalid("would send the API key unencrypted: use https"));
        }
        if url.port_or_known_default() != Some(443) {
            return Err(invalid("has a port that Lucca does not use"));
        }
        // What a browser's address bar adds behind the host says nothing about
        // the account.
        Ok(Self::https(host.to_owned(), environment))
    }
}

impl TryFrom<&str> for Account {
    type Error = InvalidAccount;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base_url)
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Account").field(&self.base_url).finish()
    }
}

/// A text that names no Lucca account. Its message says what is accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidAccount(String);

/// What of a refused text may stand in a message, in backquotes: no more than
/// scheme and host, because anything can be pasted where a host belongs, the
/// API key included.
fn shown(given: &str) -> String {
    const LONGEST: usize = 100;
    let (scheme, rest) = match given.trim().split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, given.trim()),
    };
    let host: String = rest
        .split(['/', '?', '#', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST)
        .collect();
    let hex_digits = host.bytes().filter(u8::is_ascii_hexdigit).count();
    if hex_digits >= 32 || host.to_ascii_lowercase().contains("application=") {
        return "(not shown: it looks like an API key)".to_owned();
    }
    if host.contains('@') {
        return "(not shown: it holds a user name or password)".to_owned();
    }
    match scheme {
        Some(scheme) if scheme.len() <= 8 => format!("`{scheme}://{host}`"),
        _ => format!("`{host}`"),
    }
}

const ACCEPTED: &str = "accepted are {account}.ilucca.net (or ilucca-test, ilucca-demo; .ch for \
     Swiss accounts), {account}-{sandbox}.sandbox.eu1.luccasoftware.com (or eu2, ch1), and \
     http://127.0.0.1:{port} for a server on this machine";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_host_form_is_accepted() {
        let cases = [
            (
                "acme.ilucca.net",
                "https://acme.ilucca.net",
                Environment::Production,
            ),
            (
                "ACME.iLucca.net",
                "https://acme.ilucca.net",
                Environment::Production,
            ),
            (
                "acme.ilucca.net.",
                "https://acme.ilucca.net",
                Environment::Production,
            ),
            (
                " acme.ilucca.net\n",
                "https://acme.ilucca.net",
                Environment::Production,
            ),
            (
                "https://acme.ilucca.net:443/home?x=1#y",
                "https://acme.ilucca.net",
                Environment::Production,
            ),
            (
                "acme.ilucca.ch",
                "https://acme.ilucca.ch",
                Environment::Production,
            ),
            (
                "acme.ilucca-test.net",
                "https://acme.ilucca-test.net",
                Environment::Test,
            ),
            (
                "acme.ilucca-demo.ch",
                "https://acme.ilucca-demo.ch",
                Environment::Demo,
            ),
            (
                "acme-blue-1.sandbox.ch1.luccasoftware.com",
                "https://acme-blue-1.sandbox.ch1.luccasoftware.com",
                Environment::Sandbox,
            ),
            (
                "http://127.0.0.1:8080/",
                "http://127.0.0.1:8080",
                Environment::Loopback,
            ),
            (
                "http://localhost:1",
                "http://localhost:1",
                Environment::Loopback,
            ),
            ("http://[::1]:9", "http://[::1]:9", Environment::Loopback),
            (
                "https://localhost",
                "https://localhost",
                Environment::Loopback,
            ),
        ];
        for (text, base_url, environment) in cases {
            let account: Account = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(account.base_url(), base_url, "{text}");
            assert_eq!(account.environment(), environment, "{text}");
            assert_eq!(base_url.parse::<Account>().unwrap(), account);
        }
    }

    #[test]
    fn what_is_not_luccas_is_refused_with_what_is_accepted() {
        let cases = [
            ("", "blank"),
            ("   ", "blank"),
            ("acme", "`acme` names no environment, such as `.ilucca.net`"),
            ("example.com", "not one of Lucca's hosts"),
            ("ilucca.net", "not one of Lucca's hosts"),
            (".ilucca.net", "accepted are"),
            ("a.b.ilucca.net", "not one of Lucca's hosts"),
            ("acme.ilucca.net.evil.com", "not one of Lucca's hosts"),
            ("evil.com/acme.ilucca.net", "not one of Lucca's hosts"),
            (
                "https://acme.ilucca.net@evil.com",
                "no user name or password",
            ),
            (
                "https://key:secret@acme.ilucca.net",
                "no user name or password",
            ),
            ("http://acme.ilucca.net", "unencrypted"),
            ("https://acme.ilucca.net:8443", "port"),
            ("ftp://acme.ilucca.net", "neither https nor http"),
            ("http://10.0.0.1:80", "not one of Lucca's hosts"),
            ("http://127.0.0.1.evil.com", "not one of Lucca's hosts"),
            ("http://127.0.0.1:80/prefix", "path or query"),
            ("https://[::", "no host or URL"),
            (
                "acme.sandbox.eu1.luccasoftware.com",
                "not one of Lucca's hosts",
            ),
            (
                "acme-x.sandbox.eu9.luccasoftware.com",
                "not one of Lucca's hosts",
            ),
        ];
        for (text, expected) in cases {
            let message = text.parse::<Account>().expect_err(text).to_string();
            assert!(message.contains(expected), "{text}: {message}");
            assert!(message.contains("accepted are"), "{text}: {message}");
            assert_eq!(message.lines().count(), 1, "{message}");
            assert!(!message.contains("secret"), "{message}");
            assert!(!message.contains("prefix"), "{message}");
        }
    }

    #[test]
    fn a_key_in_the_place_of_the_account_is_not_shown() {
        let key = "5f0a3c9e-0000-4000-8000-3d1f6d2c7b11";
        let bare = key.replace('-', "");
        let texts = [
            key.to_owned(),
            bare,
            format!("https://{key}"),
            format!("https://example.com/{key}"),
            format!("https://example.com?key={key}"),
            format!("http://acme.ilucca.net#{key}"),
            format!("{key}@example.com"),
            format!("https://[{key}"),
            format!("lucca application={key}"),
        ];
        for text in texts {
            let error = text.parse::<Account>().expect_err(&text);
            for printed in [error.to_string(), format!("{error:?}")] {
                assert!(!printed.contains("5f0a3c9e"), "{text}: {printed}");
            }
        }
    }

    #[test]
    fn names_that_are_no_host_label_are_refused() {
        for name in ["", "-a", "a-", "a.b", "a/b", "é", "a b", &"a".repeat(64)] {
            assert!(Account::production(name).is_err(), "{name}");
            assert!(
                Account::sandbox(name, "blue", SandboxServer::Eu1).is_err(),
                "{name}"
            );
        }
        let long = "a".repeat(40);
        assert!(Account::sandbox(&long, &long, SandboxServer::Eu1).is_err());
        assert!(Account::hosted("acme", Environment::Sandbox, Region::Net).is_err());
    }

    #[test]
    fn accounts_and_their_parts_are_the_same_as_texts_and_in_files() {
        for &environment in Environment::ALL {
            assert_eq!(environment.to_string().parse(), Ok(environment));
            let json = serde_json::to_string(&environment).unwrap();
            assert_eq!(json, format!("\"{environment}\""));
            assert_eq!(
                serde_json::from_str::<Environment>(&json).unwrap(),
                environment
            );
        }
        for &region in Region::ALL {
            assert_eq!(region.to_string().to_uppercase().parse(), Ok(region));
        }
        let error = "mars".parse::<Region>().unwrap_err().to_string();
        assert_eq!(
            error,
            "`mars` is no region of Lucca's: accepted are `net`, `ch`"
        );
        let account = Account::test("acme").unwrap();
        let json = serde_json::to_string(&account).unwrap();
        assert_eq!(json, "\"https://acme.ilucca-test.net\"");
        assert_eq!(serde_json::from_str::<Account>(&json).unwrap(), account);
        assert!(serde_json::from_str::<Account>("\"http://evil.com\"").is_err());
    }

    #[test]
    fn parts_and_texts_make_the_same_account() {
        let parsed: Account = "acme.ilucca-test.ch".parse().unwrap();
        let built = Account::hosted("Acme", Environment::Test, Region::Ch).unwrap();
        assert_eq!(parsed, built);
    }
}
