//! `lucca config`: profiles, each with an account and the way to its API key.

use clap::Subcommand;

use crate::config::{self, File, Setting};
use crate::connect;
use crate::context::Context;
use crate::failure::Failure;
use crate::global::Format;
use crate::key::{self, Source};
use crate::output::{self, Cell};

const COLUMNS: [&str; 6] = [
    "profile",
    "inUse",
    "account",
    "key",
    "rateLimit",
    "timeZone",
];

/// Keep accounts and the ways to their API keys as profiles
///
/// A profile is an account and the way to its API key. Without --profile, a command asks the
/// account that LUCCA_HOST (or LUCCA_URL) and LUCCA_API_KEY name, and if they name none, that
/// of the profile in use. A profile without a key takes LUCCA_API_KEY.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Set a setting of a profile (--profile, or the one in use); the first profile is made,
    /// and used
    Set {
        #[arg(value_enum)]
        setting: Setting,
        /// What to set it to; a key is asked for, or read from standard input
        value: Option<String>,
        /// Keep the key in the keyring of the system instead of the file
        #[arg(long)]
        keyring: bool,
    },
    /// Print a setting of a profile; keys are not printed
    Get {
        #[arg(value_enum)]
        setting: Setting,
    },
    /// List the profiles, and where each has its key
    ///
    /// Columns: profile, inUse, account, key (file, command, keyring, or empty: LUCCA_API_KEY),
    /// rateLimit, timeZone.
    List,
    /// Use a profile from now on
    Use { profile: String },
    /// Take a setting out of a profile, or with --all the whole profile out of the file
    Unset {
        #[arg(value_enum, required_unless_present = "all")]
        setting: Option<Setting>,
        #[arg(long, conflicts_with = "setting")]
        all: bool,
    },
    /// Print where the configuration is kept
    Path,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    match args.action {
        Action::Set {
            setting,
            value,
            keyring,
        } => set(context, setting, value, keyring).await,
        Action::Get { setting } => get(context, setting),
        Action::List => list(context),
        Action::Use { profile } => {
            let mut file = File::load()?;
            // Refused if there is no such profile, or it makes no sense.
            file.profile(&profile)?;
            file.use_profile(&profile);
            file.save()
        }
        Action::Unset { setting, .. } => unset(context, setting).await,
        Action::Path => output::print(&format!("{}\n", config::path()?.display())),
    }
}

async fn set(
    context: &Context,
    setting: Setting,
    value: Option<String>,
    in_keyring: bool,
) -> Result<(), Failure> {
    let mut file = File::load()?;
    let profile = file.name_for_change(context.global.profile.as_deref())?;
    if in_keyring && setting != Setting::Key {
        return Err(Failure::usage("--keyring is for the key alone"));
    }
    match (setting, value) {
        (Setting::Key, Some(_)) => {
            return Err(Failure::usage(
                "a key is not taken from the command line, where others can read it",
            )
            .hint(
                "give it when you are asked, or on standard input; the shell's history may have \
                 this one now",
            ));
        }
        (Setting::Key, None) => {
            let secret = key::ask(&profile)?;
            if in_keyring {
                let of = profile.clone();
                in_the_keyring(move || key::keyring::write(&of, &secret)).await?;
                file.set_keyring(&profile);
            } else {
                file.set(&profile, setting, secret.reveal());
            }
        }
        (_, None) => {
            return Err(Failure::usage(format!(
                "lucca config set {} needs a value",
                setting.name()
            )));
        }
        (_, Some(value)) => file.set(&profile, setting, &value),
    }
    // What makes no sense is refused before it is written.
    file.profile(&profile)?;
    file.save()?;
    context.notes.note(format!(
        "{} of profile `{profile}` is set in {}",
        setting.name(),
        file.path().display()
    ));
    Ok(())
}

fn get(context: &Context, setting: Setting) -> Result<(), Failure> {
    let file = File::load()?;
    let name = file.name_for_change(context.global.profile.as_deref())?;
    let profile = file.profile(&name)?;
    let text = match setting {
        Setting::Key => {
            return Err(Failure::usage("keys are not printed")
                .hint("`lucca config list` says where each profile has its key"));
        }
        Setting::Account => profile.account.map(|account| account.base_url().to_owned()),
        Setting::KeyCommand => match profile.key {
            Some(Source::Command(command)) => Some(command),
            _ => None,
        },
        Setting::RateLimit => profile.rate_limit.map(|limit| limit.to_string()),
        Setting::TimeZone => profile.time_zone.as_ref().and_then(zone_name),
    };
    match context.format() {
        Format::Table => match text {
            Some(text) => output::print(&format!("{}\n", crate::text::harmless(&text))),
            None => Err(Failure::new(format!(
                "profile `{name}` has no {}",
                setting.name()
            ))),
        },
        _ => {
            let mut rows = context.record([setting.name()]);
            rows.push(&[text.into()])?;
            rows.finish()
        }
    }
}

fn list(context: &Context) -> Result<(), Failure> {
    let file = File::load()?;
    let current = file.current();
    let mut rows = context.rows(COLUMNS);
    for name in file.names() {
        let profile = file.profile(&name)?;
        let key = profile.key.as_ref().map(|key| match key {
            Source::Given(_) => "file",
            Source::Command(_) => "command",
            Source::Keyring => "keyring",
        });
        let in_use = current.as_deref() == Some(&name);
        rows.push(&[
            Cell::from(name),
            in_use.into(),
            profile
                .account
                .map(|account| account.base_url().to_owned())
                .into(),
            key.into(),
            profile.rate_limit.map(|limit| limit.to_string()).into(),
            profile.time_zone.as_ref().and_then(zone_name).into(),
        ])?;
    }
    rows.finish()?;
    if file.names().is_empty() {
        context
            .notes
            .note(format!("no profiles; {}", connect::HOW_TO_NAME));
    }
    Ok(())
}

async fn unset(context: &Context, setting: Option<Setting>) -> Result<(), Failure> {
    let mut file = File::load()?;
    let name = file.name_for_change(context.global.profile.as_deref())?;
    let profile = file.profile(&name)?;
    let takes_key = matches!(setting, None | Some(Setting::Key));
    if takes_key && matches!(profile.key, Some(Source::Keyring)) {
        let of = name.clone();
        // A keyring that is gone is no reason to keep the setting.
        if let Err(failure) = in_the_keyring(move || key::keyring::delete(&of)).await {
            context
                .notes
                .note(format!("the key stays: {}", failure.words()));
        }
    }
    if !file.unset(&name, setting) {
        let what = setting.map_or("settings", Setting::name);
        return Err(Failure::new(format!("profile `{name}` has no {what}")));
    }
    file.save()
}

async fn in_the_keyring(
    change: impl FnOnce() -> Result<(), String> + Send + 'static,
) -> Result<(), Failure> {
    tokio::task::spawn_blocking(change)
        .await
        .unwrap_or_else(|_| Err("it was broken off".to_owned()))
        .map_err(|error| Failure::new(format!("the keyring: {error}")))
}

fn zone_name(zone: &jiff::tz::TimeZone) -> Option<String> {
    zone.iana_name().map(str::to_owned)
}
