//! The whole pipe, for a build script.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{Error, Generated, Settings, apply, generate, load, load_files, parse};

/// A client to generate: a name, a document, and the overlays that correct it.
#[derive(Clone, Debug)]
pub struct Client {
    name: String,
    document: Source,
    overlays: Vec<Source>,
}

/// Where a document or an overlay comes from.
#[derive(Clone, Debug)]
enum Source {
    File(PathBuf),
    /// A text that this crate brings along, and the name of its file.
    Bundled(&'static str, &'static str),
}

impl Source {
    /// What errors call it.
    fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Bundled(name, _) => (*name).to_owned(),
        }
    }

    /// The files that it is read from.
    fn files(&self) -> Vec<PathBuf> {
        match self {
            Self::Bundled(..) => Vec::new(),
            Self::File(path) => match load_files(path) {
                Ok(loaded) => loaded.files,
                // Running says what is wrong with it.
                Err(_) => vec![path.clone()],
            },
        }
    }

    fn load(&self) -> Result<Value, Error> {
        match self {
            Self::File(path) => load(path),
            Self::Bundled(name, text) => parse(name, text),
        }
    }
}

impl Client {
    /// A client generated from the document in this file. Paths are relative to the
    /// crate whose build script runs; `name` is the name of the generated file.
    pub fn new(name: impl Into<String>, document: impl Into<PathBuf>) -> Self {
        Self {
            name: name.into(),
            document: Source::File(document.into()),
            overlays: Vec::new(),
        }
    }

    /// Adds an overlay; overlays are applied in the order in which they are added.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.overlays.push(Source::File(path.into()));
        self
    }

    /// Gives the generated file another name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Lucca Office, from the document that this crate brings along.
    pub fn office() -> Self {
        Self {
            name: "office".to_owned(),
            document: Source::Bundled(
                "timmi-office.yaml",
                include_str!("../openapi/timmi-office.yaml"),
            ),
            overlays: vec![Source::Bundled(
                "overlays/timmi-office.yaml",
                include_str!("../openapi/overlays/timmi-office.yaml"),
            )],
        }
    }

    /// Users, from the document that this crate brings along.
    pub fn users() -> Self {
        Self {
            name: "users".to_owned(),
            document: Source::Bundled("users.yaml", include_str!("../openapi/users.yaml")),
            overlays: Vec::new(),
        }
    }

    /// The clients of the documents that this crate brings along.
    pub fn bundled() -> Vec<Self> {
        vec![Self::office(), Self::users()]
    }

    /// The name of the generated file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the document, as it was before its overlays.
    ///
    /// # Errors
    /// As for [`load`](crate::load()).
    pub fn load(&self) -> Result<Value, Error> {
        self.document.load()
    }

    /// Runs the pipe, without writing anything.
    ///
    /// # Errors
    /// If a step refuses the document, or an action of an overlay matches nothing.
    pub fn generate(&self, settings: &Settings) -> Result<Generated, Error> {
        let mut document = self.document.load()?;
        let name = self.document.name();
        for overlay in &self.overlays {
            for applied in apply(&mut document, &overlay.name(), overlay.load()?)? {
                if let Some(error) = applied.matched_nothing(&name) {
                    return Err(error);
                }
            }
        }
        generate(&name, document, settings)
    }
}

/// What a build script does: it generates clients into cargo's `OUT_DIR`.
///
/// For a client `office` it writes `office.rs`, to be included in a module;
/// `office.mock.rs`, typed mocks of its operations, to be included in a module within
/// that one where tests want them, with `lucca-sdk`'s feature `mock`;
/// `office.openapi.json`, the document as the generator saw it (conformed, which is
/// what the code can be compared with; `show` prints the lowered one); and
/// `office.notes.txt`, what was widened on the way. A file that would stay as it is
/// is not written. Cargo is told to run the script again when a document changes,
/// and not otherwise.
#[derive(Clone, Debug, Default)]
pub struct Build {
    settings: Settings,
    clients: Vec<Client>,
    out_dir: Option<PathBuf>,
}

impl Build {
    /// Starts without clients, with the settings of a crate that depends on
    /// `lucca-sdk`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces the settings.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Adds a client.
    #[must_use]
    pub fn client(mut self, client: Client) -> Self {
        self.clients.push(client);
        self
    }

    /// Writes into this folder instead of cargo's `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(path.into());
        self
    }

    /// Generates the clients; returns the Rust files that hold them.
    ///
    /// # Errors
    /// If a document is refused, or a file cannot be written.
    pub fn run(&self) -> Result<Vec<PathBuf>, Error> {
        let out_dir = match &self.out_dir {
            Some(path) => path.clone(),
            None => std::env::var_os("OUT_DIR")
                .map(|path: OsString| PathBuf::from(path))
                .ok_or_else(|| {
                    Error::new(
                        "build script",
                        "there is no OUT_DIR in the environment",
                        "run this in a build script, or name a folder with `out_dir`",
                    )
                })?,
        };
        let mut names = BTreeSet::new();
        let mut files = Vec::new();
        for client in &self.clients {
            if !names.insert(client.name()) {
                return Err(Error::new(
                    client.document.name(),
                    format!("two clients are named `{}`", client.name),
                    "give each client a name of its own",
                ));
            }
            let generated = client.generate(&self.settings)?;
            let mut notes = String::new();
            for note in &generated.notes {
                // Writing to a text cannot fail.
                let _ = writeln!(notes, "{note}");
            }
            let file = out_dir.join(format!("{}.rs", client.name));
            write(&file, &generated.code)?;
            write(
                &out_dir.join(format!("{}.mock.rs", client.name)),
                &generated.mocks,
            )?;
            let json = format!("{:#}\n", generated.conformed);
            write(
                &out_dir.join(format!("{}.openapi.json", client.name)),
                &json,
            )?;
            write(&out_dir.join(format!("{}.notes.txt", client.name)), &notes)?;
            files.push(file);
        }
        Ok(files)
    }

    /// Generates the clients, and tells cargo which files it depends on. On an error
    /// it prints what is wrong and ends the build script.
    #[allow(
        clippy::print_stdout,
        reason = "this is how build scripts talk to cargo"
    )]
    pub fn run_or_exit(&self) {
        // Without any such line, cargo looks at every file of the crate.
        println!("cargo::rerun-if-changed=build.rs");
        for client in &self.clients {
            for source in std::iter::once(&client.document).chain(&client.overlays) {
                for path in source.files() {
                    println!("cargo::rerun-if-changed={}", path.display());
                }
            }
        }
        if let Err(error) = self.run() {
            let text = error.to_string().replace('\n', " ");
            println!("cargo::error={text}");
            std::process::exit(1);
        }
    }
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    if std::fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes()) {
        return Ok(());
    }
    std::fs::write(path, text).map_err(|error| {
        Error::new(
            path.display().to_string(),
            format!("the generated file cannot be written: {error}"),
            "check the folder",
        )
    })
}
