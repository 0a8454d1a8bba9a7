//! First step: text in, document out.
//!
//! A document may be spread over several files: what its references point at in
//! other files is brought in, so that every later step sees one document. Files
//! are read from one folder and those in it, and nothing is ever fetched from a
//! network.

mod files;
mod text;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Error, references};

pub(crate) use text::MAX_DEPTH;
pub use text::parse;

/// Reads a YAML or JSON document from a file, and what it refers to from the files
/// in the same folder and those below.
///
/// # Errors
/// If a file cannot be read, is larger than 32 MiB, or is neither YAML nor JSON; if
/// a reference leads to nothing, out of the folder or into the network.
pub fn load(path: &Path) -> Result<Value, Error> {
    load_files(path).map(|(document, _)| document)
}

/// Reads a document as [`load`] does, where its parts may stand anywhere in
/// `folder`.
///
/// # Errors
/// As for [`load`].
pub fn load_within(path: &Path, folder: &Path) -> Result<Value, Error> {
    files_within(path, folder).map(|(document, _)| document)
}

/// The document, and all files that it was read from.
pub(crate) fn load_files(path: &Path) -> Result<(Value, Vec<PathBuf>), Error> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    files_within(path, folder)
}

fn files_within(path: &Path, folder: &Path) -> Result<(Value, Vec<PathBuf>), Error> {
    let name = path.display().to_string();
    let mut document = files::read(path, &name)?;
    if !references::leave_the_file(&mut document) {
        return Ok((document, vec![path.to_path_buf()]));
    }
    let mut folder = files::Folder::open(folder)?;
    let url = folder.url_of(path, &name)?;
    let document = references::bundle(&name, document, url, &mut folder)?;
    let mut read = folder.into_files();
    read.insert(0, path.to_path_buf());
    Ok((document, read))
}
