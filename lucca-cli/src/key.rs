//! Where an API key comes from. It is never shown, and never taken from the command line,
//! which others on the machine can read.

use std::fmt;
use std::io::{IsTerminal as _, Read as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use lucca_sdk::ApiKey;

use crate::failure::Failure;
use crate::notes::Notes;

/// No key is longer.
const LONGEST_KEY_BYTES: u64 = 4 * 1024;

/// How long a command or a keyring works before that is told of.
const PATIENCE: Duration = Duration::from_secs(1);

/// A text that is not printed.
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, to be kept or sent.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

/// Where a profile has its key.
#[derive(Debug)]
pub(crate) enum Source {
    /// In the file.
    Given(Secret),
    /// A command of the shell prints it.
    Command(String),
    Keyring,
}

/// Said of a source that is read with a command or a program of the system.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Given(_) => "the configuration file",
            Self::Command(_) => "its key_command",
            Self::Keyring => "the keyring",
        })
    }
}

impl Source {
    /// The key of a profile.
    pub(crate) async fn read(&self, profile: &str, notes: &Notes) -> Result<ApiKey, Failure> {
        let whose = format!("the API key of profile `{profile}`, from {self}");
        let text = match self {
            Self::Given(secret) => Ok(Secret::new(secret.reveal().to_owned())),
            Self::Command(command) => {
                let command = command.clone();
                patiently(&whose, notes, move || output_of(&command)).await
            }
            Self::Keyring => {
                let profile = profile.to_owned();
                patiently(&whose, notes, move || keyring::read(&profile)).await
            }
        };
        let text = text.map_err(|error| Failure::usage(format!("{whose}: {error}")))?;
        ApiKey::new(text.reveal()).map_err(|error| Failure::usage(format!("{whose}: {error}")))
    }
}

/// Does what may ask a person for a password, and says after a while what is waited for.
async fn patiently(
    whose: &str,
    notes: &Notes,
    read: impl FnOnce() -> Result<Secret, String> + Send + 'static,
) -> Result<Secret, String> {
    let mut reading = tokio::task::spawn_blocking(read);
    let outcome = match tokio::time::timeout(PATIENCE, &mut reading).await {
        Ok(outcome) => outcome,
        Err(_) => {
            notes.note(format!("waiting for {whose}"));
            reading.await
        }
    };
    outcome.unwrap_or_else(|_| Err("reading it was broken off".to_owned()))
}

/// What the command prints. Nothing of it is in an error: it may be the key.
fn output_of(command: &str) -> Result<Secret, String> {
    let (shell, flag) = if cfg!(windows) {
        ("cmd", "/C")
    } else {
        ("sh", "-c")
    };
    let input = match std::io::stdin().is_terminal() {
        true => Stdio::inherit(),
        // What is piped in is for this command, such as a request's body.
        false => Stdio::null(),
    };
    let mut child = Command::new(shell)
        .args([flag, command])
        .stdin(input)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("`{shell}` does not start: {error}"))?;
    let mut text = String::new();
    let read = match child.stdout.take() {
        Some(output) => output.take(LONGEST_KEY_BYTES + 1).read_to_string(&mut text),
        None => Ok(0),
    };
    let status = child
        .wait()
        .map_err(|error| format!("the command was lost: {error}"))?;
    // One that is cut off in the middle of more fails of that.
    if !status.success() && text.len() as u64 <= LONGEST_KEY_BYTES {
        return Err(format!("the command failed ({status})"));
    }
    read.map_err(|_| "the command printed what is no text".to_owned())?;
    one_line(text)
}

/// Asks for a key at the terminal without showing it, or reads it from standard input.
pub(crate) fn ask(profile: &str) -> Result<Secret, Failure> {
    let refused = |error: String| Failure::usage(format!("the API key cannot be used: {error}"));
    let text = if std::io::stdin().is_terminal() {
        rpassword::prompt_password(format!("API key of profile `{profile}` (not shown): "))
            .map_err(|error| refused(error.to_string()))?
    } else {
        let mut text = String::new();
        std::io::stdin()
            .take(LONGEST_KEY_BYTES + 1)
            .read_to_string(&mut text)
            .map_err(|error| refused(format!("standard input cannot be read: {error}")))?;
        text
    };
    let secret = one_line(text).map_err(refused)?;
    ApiKey::new(secret.reveal()).map_err(|error| refused(error.to_string()))?;
    Ok(secret)
}

fn one_line(text: String) -> Result<Secret, String> {
    let line = text.trim();
    if text.len() as u64 > LONGEST_KEY_BYTES || line.lines().count() > 1 {
        return Err("expected is the key on a line of its own, and nothing else".to_owned());
    }
    Ok(Secret(line.to_owned()))
}

/// The keyring of the system, with an entry for each profile.
#[cfg(feature = "keyring")]
pub(crate) mod keyring {
    use keyring::{Entry, Error};

    use super::Secret;

    const SERVICE: &str = "lucca-cli";

    fn entry(profile: &str) -> Result<Entry, String> {
        Entry::new(SERVICE, profile).map_err(|error| unusable(&error))
    }

    fn unusable(error: &Error) -> String {
        match error {
            Error::NoEntry => "it has no key for it; `lucca config set key --keyring` keeps one",
            Error::NoDefaultStore => "this system has none that answers",
            Error::BadEncoding(_) | Error::BadDataFormat(..) => "what it has is no text",
            // These two quote what they were given by the system, and nothing of the entry.
            Error::PlatformFailure(_) | Error::NoStorageAccess(_) => {
                return format!("it cannot be used: {error}");
            }
            _ => "it cannot be used",
        }
        .to_owned()
    }

    pub(crate) fn read(profile: &str) -> Result<Secret, String> {
        let password = entry(profile)?.get_password();
        password.map(Secret::new).map_err(|error| unusable(&error))
    }

    pub(crate) fn write(profile: &str, key: &Secret) -> Result<(), String> {
        let written = entry(profile)?.set_password(key.reveal());
        written.map_err(|error| unusable(&error))
    }

    pub(crate) fn delete(profile: &str) -> Result<(), String> {
        match entry(profile)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(unusable(&error)),
        }
    }
}

/// Says that there is none in this build.
#[cfg(not(feature = "keyring"))]
pub(crate) mod keyring {
    use super::Secret;

    const ABSENT: &str = "this `lucca` was built without the feature `keyring`; key_command does \
                          with a program such as secret-tool or security what it would do";

    pub(crate) fn read(_: &str) -> Result<Secret, String> {
        Err(ABSENT.to_owned())
    }

    pub(crate) fn write(_: &str, _: &Secret) -> Result<(), String> {
        Err(ABSENT.to_owned())
    }

    pub(crate) fn delete(_: &str) -> Result<(), String> {
        Err(ABSENT.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_command_prints_the_key_or_says_nothing_of_it() {
        assert_eq!(output_of("echo ' s3cret '").unwrap().reveal(), "s3cret");
        let cases = [
            ("echo s3cret; exit 3", "exit status: 3"),
            ("printf 's3cret\\nmore\\n'", "on a line of its own"),
            ("printf '\\377'", "no text"),
            ("yes s3cret | head -c 100000", "on a line of its own"),
        ];
        for (command, expected) in cases {
            let error = output_of(command).unwrap_err();
            assert!(error.contains(expected), "{command}: {error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
        assert_eq!(
            format!("{:?}", Secret::new("s3cret".into())),
            "Secret([redacted])"
        );
    }
}
