//! The command line.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Arg, ArgMatches, CommandFactory, FromArgMatches, Parser};
use jiff::civil::Date;
use lucca_sandbox::{
    AccessKey, Behaviour, Bundle, Company, Error, ImportProgress, ImportSettings, RateLimit, Right,
    Sandbox, UnknownSetting,
};

/// A Lucca account on your own machine, as strict as the real one.
///
/// Serves Lucca's Office and users APIs from a company that it makes up, so that an integration can be tried
/// without touching anybody's data. Point a client at the printed address with the printed key.
#[derive(Debug, Parser)]
#[command(name = "lucca-sandbox", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// How many people the company has, former and future employees included: 10 to 100,000 [default: 50]
    #[arg(long, value_name = "N")]
    people: Option<u32>,

    /// What the company is drawn from: a number (the same number, size and day give the same company), or a
    /// JSON file that holds one, as --save writes it
    #[arg(long, default_value = "1", value_name = "NUMBER|FILE")]
    seed: String,

    /// The day that the company is made around, and that the account's clock starts on [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,

    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,

    /// The address to listen on. Beyond loopback, everybody who reaches it has the key: `/` shows it
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    host: IpAddr,

    /// What clients call the account, where that is not the address it listens on: http://sandbox:8080 in a network of
    /// containers. The control API answers to this host, to IP addresses and to localhost
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,

    /// The key that clients sign with [default: one that follows from the seed]
    #[arg(long, value_name = "KEY")]
    api_key: Option<String>,

    /// A second key, of a role that may read but not import, sees nobody who has left, and no private data of people
    #[arg(long, value_name = "KEY")]
    reader_key: Option<String>,

    /// How many requests pass in how many seconds, or "none" [default: 50/60, as Lucca]
    #[arg(long, value_name = "N/SECONDS", value_parser = rate_limit, default_value = "50/60", hide_default_value = true)]
    rate_limit: RateLimitSetting,

    /// What the account does where Lucca's documents are silent, all at once: strict, lenient, odd (the less expected
    /// answer to each question) or random:SEED. The flags at the end change single answers
    #[arg(long, value_name = "BUNDLE", default_value = "strict")]
    like: Bundle,

    /// Lets pages of any size pass: without it, what would take Lucca more than 5 seconds is a 408
    #[arg(long)]
    no_slow_pages: bool,

    /// Makes answers take the time that they would cost, instead of only counting it
    #[arg(long)]
    really_wait: bool,

    /// How many polls an import takes; the progress in between is even
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    import_polls: u16,

    /// Writes the company to a file and stops, without serving it
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  lucca-sandbox                                     50 people on http://127.0.0.1:8080
  lucca-sandbox --people 500 --port 0               more people, any free port
  lucca-sandbox --seed 7 --today 2026-03-02         the same company on every run
  lucca-sandbox --rate-limit none                   no 429, for load tests
  lucca-sandbox --like odd --totals shown           the unexpected, but for the totals of lists
  lucca-sandbox --host 0.0.0.0 --public-url http://sandbox:8080     in a container
  lucca-sandbox --people 20 --save company.json     a company to edit by hand ...
  lucca-sandbox --seed company.json                 ... and to serve

Open the address in a browser to watch and to steer it. Ctrl-C stops it; imports are forgotten.";

/// `Option` would mean an optional argument to clap.
#[derive(Clone, Copy, Debug)]
struct RateLimitSetting(Option<RateLimit>);

fn rate_limit(text: &str) -> Result<RateLimitSetting, String> {
    if text == "none" {
        return Ok(RateLimitSetting(None));
    }
    let limit = text.split_once('/').and_then(|(requests, seconds)| {
        let window = Duration::try_from_secs_f64(seconds.parse().ok()?).ok()?;
        Some(RateLimit::new(requests.parse().ok()?, window))
    });
    limit
        .map(|limit| RateLimitSetting(Some(limit)))
        .ok_or_else(|| "write N/SECONDS, e.g. 50/60, or none".to_owned())
}

/// The flags of the table of settings: one for each.
fn setting_flags() -> Vec<Arg> {
    let flag = |setting: lucca_sandbox::Setting| {
        let choices = setting.choices.join("|");
        Arg::new(setting.name)
            .long(setting.name)
            .help(format!("{} {choices}", setting.question))
            .value_name("CHOICE")
            .hide_possible_values(true)
            .help_heading("Where Lucca's documents are silent (see --like)")
    };
    Behaviour::default()
        .settings()
        .into_iter()
        .map(flag)
        .collect()
}

/// Reads the command line and does what it says.
pub(crate) fn run() -> Result<(), Failed> {
    let matches = Arguments::command().args(setting_flags()).get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    arguments.run(&matches)
}

impl Arguments {
    fn behaviour(&self, matches: &ArgMatches) -> Result<Behaviour, Failed> {
        let mut behaviour = Behaviour::like(self.like);
        for setting in Behaviour::default().settings() {
            let Some(value) = matches.get_one::<String>(setting.name) else {
                continue;
            };
            behaviour.set(setting.name, value)?;
            let of_the_limit = ["rate-window", "refused-requests", "retry-after"];
            if self.rate_limit.0.is_none() && of_the_limit.contains(&setting.name) {
                return Err(Failed::Contradiction(format!(
                    "--{} says how a limit behaves, and --rate-limit none has none",
                    setting.name
                )));
            }
        }
        Ok(behaviour)
    }

    fn run(self, matches: &ArgMatches) -> Result<(), Failed> {
        let behaviour = self.behaviour(matches)?;
        let mut builder = Sandbox::builder()
            .listen(SocketAddr::new(self.host, self.port))
            .rate_limit(self.rate_limit.0)
            .behaviour(|default| *default = behaviour)
            .imports(ImportSettings::default().progress(even_progress(self.import_polls)));
        builder = match self.seed.parse() {
            Ok(seed) => builder.seed(seed).people(self.people.unwrap_or(50)),
            Err(_) if self.people.is_some() => {
                return Err(Failed::Contradiction(format!(
                    "--people says how many to make up, and the company of {} is made already",
                    self.seed
                )));
            }
            Err(_) => builder.company(Company::load(&self.seed)?),
        };
        if let Some(url) = self.public_url {
            builder = builder.public_url(url);
        }
        if let Some(today) = self.today {
            builder = builder.today(today);
        }
        if let Some(key) = self.api_key {
            builder = builder.api_key(key);
        }
        if let Some(key) = self.reader_key {
            builder = builder.access_key(
                AccessKey::new(key)
                    .without(Right::ImportSchedule)
                    .without(Right::ReadFormerEmployees)
                    .hiding([
                        "birthDate",
                        "personalEmail",
                        "professionalMobile",
                        "nationalityId",
                        "gender",
                    ]),
            );
        }
        if self.no_slow_pages {
            builder = builder.cost_model(None);
        }
        if self.really_wait {
            builder = builder.really_wait();
        }
        if let Some(path) = self.save {
            return Ok(builder.make_company()?.save(path)?);
        }
        let sandbox = builder.start_blocking()?;
        greet(&sandbox);
        wait_for_the_end(sandbox).map_err(Failed::Runtime)
    }
}

/// Why the command ends with an error.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error(transparent)]
    Sandbox(#[from] Error),
    #[error("--{0}")]
    Setting(#[from] UnknownSetting),
    #[error("{0}")]
    Contradiction(String),
    #[error("cannot wait for signals: {0}")]
    Runtime(std::io::Error),
}

impl Failed {
    /// 2 for what the caller can mend by another command line, 1 for the rest.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failed::Sandbox(error) if !error.is_bad_input() => 1,
            Failed::Runtime(_) => 1,
            _ => 2,
        }
    }
}

/// From 0 to 100 in this many polls.
fn even_progress(polls: u16) -> ImportProgress {
    let last = i64::from(polls - 1).max(1);
    let values = (0..polls).map(|poll| {
        if polls == 1 {
            100
        } else {
            i64::from(poll) * 100 / last
        }
    });
    ImportProgress::Polls(values.collect())
}

fn greet(sandbox: &Sandbox) {
    let company = sandbox.company();
    // A closed pipe is no reason to stop serving.
    let _ = writeln!(
        std::io::stdout(),
        "A company of {} people around {}, with {} user locations.\n\nLUCCA_URL={}\nLUCCA_API_KEY={}\n\nCtrl-C stops it.",
        company.users().len(),
        company.today(),
        company.user_locations().len(),
        sandbox.base_url(),
        sandbox.api_key(),
    );
}

fn wait_for_the_end(sandbox: Sandbox) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        asked_to_stop().await;
        sandbox.stop().await;
    });
    Ok(())
}

/// Ctrl-C, or what a process supervisor sends.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
