//! First step: text in, document out.
//!
//! A document is YAML or JSON, or the one fenced block of a Markdown page that holds
//! it, as reference pages do.
//!
//! A document may be spread over several files: what its references point at in
//! other files is brought in, so that every later step sees one document. Files
//! are read from one folder and those in it, and nothing is ever fetched from a
//! network.

mod files;
mod page;
mod text;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Error, references};

pub(crate) use text::MAX_DEPTH;
pub use text::parse;

/// A document, and what it was read from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Loaded {
    /// The document, with what it refers to in other files.
    pub document: Value,
    /// The text of the file that was named. Of a page only the document is left, at
    /// the lines where it stands.
    pub text: String,
    /// Every file that was read, the one that was named first.
    pub files: Vec<PathBuf>,
    /// Was the file a Markdown page, which shows a part of a larger document?
    pub is_page: bool,
}

/// Reads a YAML or JSON document from a file, and what it refers to from the files
/// in the same folder and those below. The file may be a Markdown page that holds the
/// document in a fenced block.
///
/// # Errors
/// If a file cannot be read, is larger than 32 MiB, or is neither YAML nor JSON; if
/// a reference leads to nothing, out of the folder or into the network.
pub fn load(path: &Path) -> Result<Value, Error> {
    load_files(path).map(|loaded| loaded.document)
}

/// Reads a document as [`load`] does, where its parts may stand anywhere in
/// `folder`.
///
/// # Errors
/// As for [`load`].
pub fn load_within(path: &Path, folder: &Path) -> Result<Value, Error> {
    files_within(path, folder).map(|loaded| loaded.document)
}

/// Reads a document as [`load`] does, and tells what it was read from.
///
/// # Errors
/// As for [`load`].
pub fn load_files(path: &Path) -> Result<Loaded, Error> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    files_within(path, folder)
}

fn files_within(path: &Path, folder: &Path) -> Result<Loaded, Error> {
    let name = path.display().to_string();
    let text = files::read(path, &name)?;
    let page = page::document_in(&name, &text)?;
    let mut loaded = Loaded {
        is_page: page.is_some(),
        text: page.unwrap_or(text),
        document: Value::Null,
        files: vec![path.to_path_buf()],
    };
    loaded.document = parse(&name, &loaded.text)?;
    if references::leave_the_file(&mut loaded.document) {
        let mut folder = files::Folder::open(folder)?;
        let url = folder.url_of(path, &name)?;
        loaded.document = references::bundle(&name, loaded.document, url, &mut folder)?;
        loaded.files.extend(folder.into_files());
    }
    Ok(loaded)
}
