//! What it costs to build a program that uses the SDK.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::measure::{Cost, Goal, Group, Row, Unit};
use crate::report::{Report, Scale};

pub(crate) const ABOUT: &str = "\
A program that reads users and user locations, by the SDK with its default features, by the SDK without \
`generate` (the kept copy of the generated code is compiled), and by hand: `reqwest` with the same features, \
serde, `jiff` and a struct for each row. Each is built from nothing, by Cargo alone on this machine and with \
nothing downloaded; then again after a line of it has changed; then, with `generate`, after a property was \
added to the document of users, which by hand is a changed line as well. CPU is that of Cargo and \
all that it starts.";

pub(crate) const WHY: &str = "\
Of the 305 s that the crates of the program with `generate` take in the dev profile, each counted by itself \
(`cargo build --timings`, two at a time), 57 s are the generator: 38 crates, of which `progenitor` brings most; without \
`generate` they are gone. Of 34 s more than by hand that are left, 15 s are the SDK itself, most of it the generated \
code, and the others 35 small crates: those of CSV files and their checksums (`imports`), of multipart uploads, \
`thiserror`, `roaring`. By far the largest, `aws-lc-sys` with 51 s, is the cryptography of TLS, and by hand as well. What a \
changed document costs is the SDK, compiled again.";

const BY_HAND: &str = r#"#![allow(dead_code)]

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

#[derive(Deserialize)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Deserialize)]
struct Envelope<T> {
    data: Page<T>,
}

#[derive(Debug, Deserialize)]
struct User {
    id: i64,
    name: Option<String>,
    mail: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserLocation {
    id: i64,
    owner_id: Option<i64>,
    work_location_id: Option<i64>,
    date: Option<Date>,
    position: Option<String>,
    created_at: Option<Timestamp>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (host, key) = (std::env::var("LUCCA_HOST")?, std::env::var("LUCCA_API_KEY")?);
    let client = reqwest::Client::new();
    let key = format!("lucca application={key}");
    for first in (0..).step_by(1_000) {
        let request = client
            .get(format!("https://{host}/api/v3/users"))
            .query(&[("paging", format!("{first},1000"))])
            .header("Authorization", &key);
        let answer = request.send().await?.error_for_status()?;
        let users = answer.json::<Envelope<User>>().await?.data.items;
        if users.is_empty() {
            break;
        }
        println!("{users:?}");
    }
    for page in 1.. {
        let request = client
            .get(format!("https://{host}/work-locations/public/api/user-locations"))
            .query(&[("page", page), ("limit", 1_000)])
            .header("Authorization", &key);
        let answer = request.send().await?.error_for_status()?;
        let rows = answer.json::<Page<UserLocation>>().await?.items;
        if rows.is_empty() {
            break;
        }
        println!("{rows:?}");
    }
    println!("changed 0 times");
    Ok(())
}
"#;

const BY_SDK: &str = r#"#[tokio::main]
async fn main() -> Result<(), lucca_sdk::Error> {
    let client = lucca_sdk::Client::from_env()?;
    let mut users = client.users().list().stream();
    while let Some(user) = users.try_next().await? {
        println!("{user:?}");
    }
    let mut rows = client.office().user_locations().stream();
    while let Some(row) = rows.try_next().await? {
        println!("{row:?}");
    }
    println!("changed 0 times");
    Ok(())
}
"#;

const REQWEST: &str = r#"jiff = { version = "1", default-features = false, features = ["std", "serde"] }
reqwest = { version = "0.13", default-features = false, features = ["gzip", "http2", "json", "query", "rustls"] }
serde = { version = "1", features = ["derive"] }
"#;

pub(crate) fn measure(scale: Scale, root: &Path, report: &mut Report) {
    let place = root.join("target/benchmarks/building");
    let _ = fs::remove_dir_all(&place);
    copy_sdk(root, &place);
    let sdk = "lucca-sdk = { path = \"../sdk/lucca-sdk\"";
    let without = r#"default-features = false, features = ["gzip", "imports", "rustls"]"#;
    let by_hand = Consumer::new(&place, "by-hand", REQWEST, BY_HAND);
    let ours = [
        (
            "with `generate`",
            1.6,
            Consumer::new(&place, "generating", &format!("{sdk} }}\n"), BY_SDK),
        ),
        (
            "without `generate`",
            1.25,
            Consumer::new(&place, "kept", &format!("{sdk}, {without} }}\n"), BY_SDK),
        ),
    ];
    let row = |case: &str, quantity: &str, unit, pairs: &[[f64; 2]]| {
        let pairs = pairs.iter().copied();
        Row::new(Group::Building, case, quantity, unit, "by hand", pairs)
    };
    let crates = by_hand.crates();
    for (case, _, consumer) in &ours {
        report.add(row(
            case,
            "crates",
            Unit::Count,
            &[[crates, consumer.crates()]],
        ));
    }
    if scale == Scale::Quick {
        report.note("building: only the crates were counted, as --quick was asked for");
        return;
    }
    for profile in ["dev", "release"] {
        let baseline = by_hand.build(profile);
        let changed = [1, 2, 3].map(|time| by_hand.build_changed(profile, time));
        let size = by_hand.size();
        for (case, goal, consumer) in &ours {
            let add = |report: &mut Report, after: &str, costs: Vec<[Cost; 2]>, goal| {
                let quantity = |what| format!("{after}, {profile}, {what}");
                let of = |what: fn(&Cost) -> f64| {
                    costs
                        .iter()
                        .map(|pair| pair.each_ref().map(what))
                        .collect::<Vec<_>>()
                };
                let time = row(
                    case,
                    &quantity("time"),
                    Unit::Seconds,
                    &of(|cost| cost.wall),
                );
                report.add(time.goal(goal));
                let cpu = of(|cost| cost.cpu);
                report.add(row(case, &quantity("CPU"), Unit::Seconds, &cpu));
            };
            let goal = Some(Goal::Ratio(*goal));
            add(
                report,
                "from nothing",
                vec![[baseline, consumer.build(profile)]],
                goal,
            );
            let pairs =
                |ours: [Cost; 3]| changed.into_iter().zip(ours).map(|(a, b)| [a, b]).collect();
            let again = [1, 2, 3].map(|time| consumer.build_changed(profile, time));
            add(report, "a changed line", pairs(again), None);
            if profile == "release" {
                report.add(row(
                    case,
                    "program",
                    Unit::Bytes,
                    &[[size, consumer.size()]],
                ));
            }
            if *case == "with `generate`" {
                let again = [1, 2, 3].map(|time| {
                    add_property(&place, profile, time);
                    consumer.build(profile)
                });
                add(report, "a changed document", pairs(again), None);
            }
        }
    }
    let _ = fs::remove_dir_all(&place);
}

/// The sources of the SDK, where a document may be changed.
fn copy_sdk(root: &Path, place: &Path) {
    let sdk = place.join("sdk");
    fs::create_dir_all(&sdk).unwrap();
    let copied = Command::new("cp")
        .arg("-a")
        .args(["lucca-sdk", "lucca-sdk-build", "openapi"].map(|name| root.join(name)))
        .args([root.join("README.md"), sdk.clone()])
        .status();
    assert!(copied.unwrap().success());
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let lines = manifest
        .lines()
        .map(|line| match line.starts_with("members = ") {
            true => r#"members = ["lucca-sdk", "lucca-sdk-build"]"#,
            false => line,
        });
    fs::write(sdk.join("Cargo.toml"), lines.collect::<Vec<_>>().join("\n")).unwrap();
    fs::copy(root.join("Cargo.lock"), place.join("Cargo.lock")).unwrap();
}

/// Adds a property of users to their document.
fn add_property(place: &Path, profile: &str, time: u32) {
    let path = place.join("sdk/openapi/users.yaml");
    let document = fs::read_to_string(&path).unwrap();
    let known = document
        .lines()
        .find(|line| line.trim() == "jobTitle:")
        .unwrap();
    let indent = &known[..known.len() - known.trim_start().len()];
    let added = format!("{indent}{profile}Property{time}:\n{indent}  type: string\n{known}\n");
    let changed = document.replacen(&format!("{known}\n"), &added, 1);
    assert_ne!(changed, document);
    fs::write(path, changed).unwrap();
}

/// A crate that reads users and user locations.
struct Consumer {
    folder: PathBuf,
}

impl Consumer {
    fn new(place: &Path, name: &str, dependencies: &str, main: &str) -> Self {
        let folder = place.join(name);
        fs::create_dir_all(folder.join("src")).unwrap();
        let manifest = format!(
            "[package]\nname = \"consumer\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\n{dependencies}\
             tokio = {{ version = \"1\", default-features = false, features = [\"macros\", \"rt-multi-thread\"] }}\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::write(folder.join("src/main.rs"), main).unwrap();
        fs::copy(place.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Self { folder }
    }

    /// As on any machine: whatever a person or a pipeline has set for this workspace does
    /// not count.
    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new("cargo");
        cargo
            .current_dir(&self.folder)
            .args(arguments)
            .arg("--offline");
        for (name, _) in std::env::vars() {
            let kept = ["CARGO_HOME", "CARGO_TERM_COLOR"].contains(&name.as_str());
            if name.starts_with("RUSTFLAGS") || (name.starts_with("CARGO_") && !kept) {
                cargo.env_remove(name);
            }
        }
        cargo
    }

    fn build(&self, profile: &str) -> Cost {
        let mut cargo = self.cargo(&["build", "--quiet", "--profile", profile]);
        let (start, cpu) = (Instant::now(), cpu_of_children());
        assert!(
            cargo.status().unwrap().success(),
            "{} is not built",
            self.folder.display()
        );
        Cost {
            wall: start.elapsed().as_secs_f64(),
            cpu: cpu_of_children() - cpu,
        }
    }

    fn build_changed(&self, profile: &str, time: u32) -> Cost {
        let main = self.folder.join("src/main.rs");
        let source = fs::read_to_string(&main).unwrap();
        let (before, after) = source.split_once("changed ").unwrap();
        let (_, after) = after.split_once(' ').unwrap();
        fs::write(&main, format!("{before}changed {profile}-{time} {after}")).unwrap();
        self.build(profile)
    }

    /// Of the program, in bytes.
    fn size(&self) -> f64 {
        let program = self.folder.join("target/release/consumer");
        fs::metadata(program).map_or(f64::NAN, |program| program.len() as f64)
    }

    /// How many crates are compiled for it, its own not counted.
    fn crates(&self) -> f64 {
        let arguments = [
            "tree",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ];
        let output = self.cargo(&arguments).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let listed = String::from_utf8(output.stdout).unwrap();
        let crates: BTreeSet<&str> = listed
            .lines()
            .map(|line| line.trim_end_matches(" (*)"))
            .collect();
        (crates.len() - 1) as f64
    }
}

/// Seconds of CPU of the processes that this one has started and that have ended, and of those
/// that they had; not a number where nobody says.
fn cpu_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |number: usize| {
        fields
            .get(number)
            .and_then(|field| field.parse::<f64>().ok())
    };
    // A tick is 10 ms on every Linux that Rust runs on.
    ticks(13)
        .zip(ticks(14))
        .map_or(f64::NAN, |(user, system)| (user + system) / 100.0)
}
