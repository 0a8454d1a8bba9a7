//! What a newcomer pastes, in crates outside of this workspace: the README's first program and
//! first test against the sandbox, and all that the SDK's front page and its page on tests
//! show, with the dependencies that they give; and what they are told who leave features out.
//!
//! Ignored because they compile crates: `cargo test -p lucca-tests --test newcomer -- --ignored`.

#![allow(clippy::expect_used, reason = "a test may end here")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lucca_sandbox::Sandbox;

fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("a workspace").to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(workspace().join(path)).expect(path)
}

/// What a module says of itself, as Markdown.
fn page(path: &str) -> String {
    read(path)
        .lines()
        .filter_map(|line| line.strip_prefix("//!"))
        .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
        .collect()
}

/// The blocks of this language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fences = page.split("\n```").skip(1).step_by(2);
    fences
        .filter_map(|block| block.strip_prefix(language)?.split_once('\n'))
        .map(|(_, text)| text)
        .collect()
}

/// A crate of this manifest and these files, in a directory of its own.
fn a_crate(manifest: &str, files: &[(&str, &str)]) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a directory");
    let manifest =
        format!("[package]\nname = \"newcomer\"\nedition = \"2024\"\n\n{manifest}\n[workspace]\n");
    let manifest = ("Cargo.toml", manifest.as_str());
    // The versions that everything else here is tested with.
    let lock = read("Cargo.lock");
    for (path, text) in [manifest, ("Cargo.lock", &lock)].iter().chain(files) {
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("created");
        fs::write(path, text).expect("written");
    }
    home
}

/// What `cargo` prints there: data and complaints.
fn run(
    home: &tempfile::TempDir,
    arguments: &[&str],
    account: &[(&str, &str)],
) -> (bool, String, String) {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(arguments)
        .current_dir(home)
        .env("CARGO_TARGET_DIR", workspace().join("target"))
        .env_remove("LUCCA_HOST")
        .env_remove("LUCCA_URL")
        .envs(account.iter().copied());
    let output = command.output().expect("cargo runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.success(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// What `cargo` prints there, which goes well.
fn cargo(home: &tempfile::TempDir, arguments: &[&str], account: &[(&str, &str)]) -> String {
    let (is_well, said, complained) = run(home, arguments, account);
    assert!(is_well, "{said}\n{complained}");
    said
}

#[test]
#[ignore = "compiles a crate"]
fn the_readmes_first_program_and_first_test_run_in_a_crate_of_its_own() {
    let readme = read("README.md");
    let manifest = blocks(&readme, "toml").join("\n");
    // As if this repository were beside the newcomer's.
    let here = format!("path = \"{}/", workspace().display());
    assert_eq!(
        manifest.matches("path = \"../lucca-sdk/").count(),
        3,
        "{manifest}"
    );
    let manifest = manifest.replace("path = \"../lucca-sdk/", &here);
    let programs = blocks(&readme, "rust");
    let the_test = programs
        .iter()
        .find(|program| program.contains("#[tokio::test]"));
    let newcomer = a_crate(
        &manifest,
        &[
            ("src/main.rs", programs[0]),
            ("tests/first.rs", the_test.expect("a test")),
        ],
    );

    let sandbox = Sandbox::builder()
        .people(20)
        .start_blocking()
        .expect("a sandbox");
    let account = [
        ("LUCCA_URL", sandbox.base_url()),
        ("LUCCA_API_KEY", sandbox.api_key()),
    ];
    let said = cargo(&newcomer, &["run", "--quiet"], &account);
    assert_eq!(
        said.matches("people are somewhere in the morning").count(),
        7,
        "{said}"
    );
    // Weekends are empty; a week is not.
    assert!(
        said.contains(": 0 people are") && said.matches(": 0 people are").count() < 7,
        "{said}"
    );
    let users = sandbox.company().users().len();
    assert!((7..=7 + users).contains(&said.lines().count()), "{said}");

    let said = cargo(&newcomer, &["test", "--quiet", "--test", "first"], &[]);
    assert!(said.contains("1 passed"), "{said}");
}

#[test]
#[ignore = "compiles a crate"]
fn what_the_front_page_and_the_page_on_tests_show_runs_in_a_crate_of_its_own() {
    let front = page("lucca-sdk/src/lib.rs");
    let testing = page("lucca-sdk/src/testing/mod.rs");
    let mut manifest = [blocks(&front, "toml"), blocks(&testing, "toml")]
        .concat()
        .join("\n");
    // They name versions of a registry that has none yet.
    manifest.push_str("\n[patch.crates-io]\n");
    for name in ["lucca-sandbox", "lucca-sdk", "lucca-sdk-build"] {
        let path = workspace().join(name);
        manifest.push_str(&format!("{name} = {{ path = \"{}\" }}\n", path.display()));
    }
    let newcomer = a_crate(
        &manifest,
        &[
            (
                "src/lib.rs",
                "#[doc = include_str!(\"front.md\")]\npub mod front {}\n\
                 #[doc = include_str!(\"testing.md\")]\npub mod testing {}\n",
            ),
            ("src/front.md", &front),
            ("src/testing.md", &testing),
        ],
    );
    let said = cargo(&newcomer, &["test", "--doc"], &[]);
    for page in ["front", "testing"] {
        let ran = format!("src/{page}.md");
        assert!(said.matches(&ran).count() > 3, "{said}");
    }
}

/// A crate with the SDK and these features of it alone.
fn with_features(features: &[&str], main: &str) -> tempfile::TempDir {
    let manifest = format!(
        "[dependencies]\nlucca-sdk = {{ path = {:?}, default-features = false, features = {features:?} }}\n",
        workspace().join("lucca-sdk")
    );
    a_crate(&manifest, &[("src/main.rs", main)])
}

#[test]
#[ignore = "compiles a crate"]
fn who_leaves_features_out_is_told_which() {
    let uses = "use lucca_sdk::{schedule::Schedule, testing::Example, transport::SharedWindow};\n\
                fn main() {}\n";
    let (is_well, _, complained) = run(&with_features(&[], uses), &["check", "--quiet"], &[]);
    assert!(!is_well, "{complained}");
    for feature in ["imports", "mock", "redis"] {
        let words = format!("gated behind the `{feature}` feature");
        assert!(complained.contains(&words), "{complained}");
    }

    let connects = "fn main() -> Result<(), lucca_sdk::Error> {\n\
                    lucca_sdk::Client::from_env().map(drop)\n}\n";
    let account = [
        ("LUCCA_HOST", "acme.ilucca-test.net"),
        ("LUCCA_API_KEY", "a-key"),
    ];
    for (features, words) in [
        (&[][..], "needs the feature `rustls`"),
        (&["rustls-no-provider"], "no provider of cryptography"),
    ] {
        let newcomer = with_features(features, connects);
        let (is_well, _, complained) = run(&newcomer, &["run", "--quiet"], &account);
        assert!(!is_well && complained.contains(words), "{complained}");
        assert!(!complained.contains("panicked"), "{complained}");
    }
}
