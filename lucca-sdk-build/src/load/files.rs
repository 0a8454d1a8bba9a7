//! Files: how large they may be, and where they may stand.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use serde_json::Value;
use url::Url;

use super::parse;
use crate::{Error, references::Source};

/// Files above this size are refused: the largest published OpenAPI documents are
/// smaller, and reading YAML takes many times its size in memory.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// How many files one document may be spread over.
const MAX_FILES: usize = 1000;

/// Reads one file; `name` is what errors call it.
pub(super) fn read(path: &Path, name: &str) -> Result<String, Error> {
    let unreadable = |error: std::io::Error| {
        Error::new(
            name,
            format!("the document cannot be read: {error}"),
            "check the path and the file's permissions",
        )
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(Error::new(name, "this is no file", "check the path"));
    }
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::new(
            name,
            format!("the document has more than the {MAX_BYTES} bytes that are read"),
            "split it, or take the part that is needed",
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        Error::new(
            name,
            format!("the document is not UTF-8: {error}"),
            "save it as UTF-8",
        )
    })
}

/// The one folder that a document's files stand in.
pub(super) struct Folder {
    root: PathBuf,
    files: Vec<PathBuf>,
}

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        match path.canonicalize() {
            Ok(root) => Ok(Self {
                root,
                files: Vec::new(),
            }),
            Err(error) => Err(Error::new(
                path.display().to_string(),
                format!("the folder cannot be read: {error}"),
                "check the path",
            )),
        }
    }

    /// The address of a file, that references in it are relative to.
    pub(super) fn url_of(&self, path: &Path, name: &str) -> Result<Url, Error> {
        path.canonicalize()
            .ok()
            .and_then(|path| Url::from_file_path(path).ok())
            .ok_or_else(|| Error::new(name, "the document has no path", "check the path"))
    }

    /// The files that were read, in order.
    pub(super) fn into_files(self) -> Vec<PathBuf> {
        self.files
    }
}

impl Source for Folder {
    fn name(&self, url: &Url) -> String {
        match url.to_file_path() {
            Ok(path) => path.display().to_string(),
            Err(()) => url.to_string(),
        }
    }

    fn read(&mut self, url: &Url) -> Result<Value, (String, String)> {
        let failed = |problem: String, advice: &str| (problem, advice.to_owned());
        let path = url.to_file_path().map_err(|()| {
            failed(
                format!("`{url}` is no path of a file"),
                "correct the `$ref`",
            )
        })?;
        // What a path really leads to counts, links included.
        let path = path.canonicalize().map_err(|error| {
            failed(
                format!("the file {} cannot be read: {error}", path.display()),
                "correct the `$ref`",
            )
        })?;
        if !path.starts_with(&self.root) {
            return Err(failed(
                format!(
                    "the file {} is outside the folder {}",
                    path.display(),
                    self.root.display()
                ),
                "move it into the folder, or load the document with a folder that holds both",
            ));
        }
        if self.files.len() >= MAX_FILES {
            return Err(failed(
                format!("the document is spread over more than {MAX_FILES} files"),
                "bundle some of them",
            ));
        }
        let name = path.display().to_string();
        let value = read(&path, &name)
            .and_then(|text| parse(&name, &text))
            .map_err(|error| (error.to_string(), "correct that file".to_owned()))?;
        self.files.push(path);
        Ok(value)
    }
}
