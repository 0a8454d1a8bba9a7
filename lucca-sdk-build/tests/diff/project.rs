//! A project of clients and their callers, compiled as one: two crates hold all
//! clients, `old` and `new`; two more hold the callers.
//!
//! All callers must compile against the old clients. Against the new ones those must
//! compile that should, and each that should not is a program by itself, so that one
//! failure cannot stand for another.
//!
//! One `cargo check` does it all. It uses the target folder of this test run, so
//! that `lucca-sdk` and what it depends on are compiled once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Two clients, and code that calls the old one.
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) old: String,
    pub(crate) new: String,
    /// Items; `api` is the client.
    pub(crate) caller: String,
    /// Is it expected not to compile against the new one?
    pub(crate) breaks: bool,
}

/// Compiles all callers; returns the codes of the compiler's errors, by pair. A pair
/// without errors is not in it.
///
/// Packages bear the project's name: to cargo, those of one name in one target folder
/// are the same.
pub(crate) fn compile(name: &str, pairs: &[Pair]) -> BTreeMap<String, BTreeSet<String>> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    assert!(
        workspace.join("lucca-sdk/Cargo.toml").exists(),
        "this test needs lucca-sdk beside lucca-sdk-build"
    );
    let target = target_folder();
    let project = target.join(name);
    write_project(&project, name, workspace, pairs);
    check(&project, name, &target)
}

/// The folder that cargo compiles this test into.
fn target_folder() -> PathBuf {
    // target/debug/deps/diff_callers-…
    let executable = std::env::current_exe().unwrap();
    executable.ancestors().nth(3).unwrap().to_owned()
}

fn write_project(project: &Path, project_name: &str, workspace: &Path, pairs: &[Pair]) {
    let members = r#"["old", "new", "old-callers", "new-callers"]"#;
    write(
        &project.join("Cargo.toml"),
        // The workspace's profile and versions, so that nothing is compiled twice.
        &format!(
            "[workspace]\nresolver = \"3\"\nmembers = {members}\n\n\
             [profile.dev]\ndebug = \"line-tables-only\"\n"
        ),
    );
    let lock = fs::read_to_string(workspace.join("Cargo.lock")).unwrap();
    write(&project.join("Cargo.lock"), &lock);
    let sdk = format!(
        "lucca-sdk = {{ path = {:?} }}\n",
        workspace.join("lucca-sdk")
    );
    for side in ["old", "new"] {
        // Only errors are compared: a warning is none, whatever `RUSTFLAGS` says.
        let mut clients = String::from("#![allow(warnings)]\n");
        let mut callers = String::new();
        let mut programs = String::new();
        for pair in pairs {
            let name = &pair.name;
            let module = name.replace('-', "_");
            let client = if side == "old" { &pair.old } else { &pair.new };
            write(&project.join(format!("{side}/src/{module}.rs")), client);
            writeln!(clients, "pub mod {module};").unwrap();
            let module = format!("#[path = \"../../callers/{name}.rs\"]\nmod {module};\n");
            if side == "new" && pair.breaks {
                let program = format!("{side}-callers/src/bin/{name}.rs");
                let module = module.replace("../../", "../../../");
                write(&project.join(program), &format!("{module}fn main() {{}}\n"));
                writeln!(programs, "[[bin]]\nname = \"{name}\"").unwrap();
            } else {
                callers += &module;
            }
        }
        write(&project.join(format!("{side}/src/lib.rs")), &clients);
        write(
            &project.join(format!("{side}/Cargo.toml")),
            &manifest(&format!("{project_name}-{side}"), &sdk),
        );
        let api =
            format!("{sdk}api = {{ package = \"{project_name}-{side}\", path = \"../{side}\" }}\n");
        let name = format!("{side}-callers");
        write(&project.join(format!("{name}/src/lib.rs")), &callers);
        write(
            &project.join(format!("{name}/Cargo.toml")),
            // Programs of cases that are no more are not found by themselves.
            &(manifest(&format!("{project_name}-{name}"), &api)
                .replace("publish", "autobins = false\npublish")
                + &programs),
        );
    }
    for pair in pairs {
        write(
            &project.join(format!("callers/{}.rs", pair.name)),
            &caller(pair),
        );
    }
}

fn manifest(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\n{dependencies}\n"
    )
}

fn caller(pair: &Pair) -> String {
    let module = pair.name.replace('-', "_");
    format!(
        "#![allow(warnings)]\nuse api::{module} as api;\n{}",
        pair.caller
    )
}

/// Writes a file if it is not what it should be: what is unchanged is not compiled
/// again.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|found| found == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The codes of the compiler's errors, by case. A case without errors is not in it.
fn check(project: &Path, project_name: &str, target: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--workspace", "--keep-going", "--quiet"])
        .args(["--message-format", "json"])
        .current_dir(project)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    let mut errors: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut compiled = BTreeSet::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        let (content, name) = (&message["message"], &message["target"]["name"]);
        match message["reason"].as_str() {
            Some("compiler-artifact") => {
                compiled.insert(name.as_str().unwrap().to_owned());
            }
            Some("compiler-message") if content["level"] == "error" => {
                // The last error only counts the others, and is nowhere.
                let spans = content["spans"].as_array().unwrap();
                let Some(at) = spans.iter().find(|span| span["is_primary"] == true) else {
                    continue;
                };
                // A program is its pair's alone, wherever its error shows.
                let file = Path::new(at["file_name"].as_str().unwrap());
                let case = match message["target"]["kind"][0] == "bin" {
                    true => name.as_str().unwrap().into(),
                    false => file.file_stem().unwrap().to_string_lossy(),
                };
                let code = content["code"]["code"].as_str().unwrap_or("no code");
                errors
                    .entry(case.into_owned())
                    .or_default()
                    .insert(code.to_owned());
            }
            _ => {}
        }
    }
    for needed in ["old", "new", "old_callers", "new_callers"] {
        let package = format!("{project_name}-{needed}").replace('-', "_");
        assert!(
            compiled.contains(&package),
            "{needed} does not compile: {errors:#?}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    errors
}
