//! What the pipe says when it cannot go on, and what it says when it can.

use std::fmt;

/// A JSON pointer (RFC 6901) into a document: `/paths/~1users/get`.
///
/// Displays as a URI fragment, `#/paths/~1users/get`, the way `$ref` writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The value under `key` (or, in an array, at that index).
    pub fn join(&self, key: impl fmt::Display) -> Self {
        let key = key.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{key}", self.0))
    }

    /// The pointer as RFC 6901 writes it; empty for the whole document.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The pointer that is written like this already.
    pub(crate) fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The object or list around the value; `None` for the whole document.
    pub(crate) fn outer(&self) -> Option<Self> {
        self.0
            .rsplit_once('/')
            .map(|(outer, _)| Self(outer.to_owned()))
    }

    /// The unescaped keys on the way to the value.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.0.split('/').skip(1).map(unescape)
    }
}

/// One escaped key of a pointer, as the document has it.
pub(crate) fn unescape(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// Why a document does not become a client: which document, where in it, what is
/// wrong, and what to do about it.
///
/// Every step of the pipe fails with this one type. `Debug` prints the same text
/// as `Display`, so that a build script may return it from `main`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Error {
    /// The document, as it was named: usually a path.
    pub document: String,
    /// Where in the text, counted from 1: line and column. Syntax errors have it.
    pub line_column: Option<(usize, usize)>,
    /// Where in the document, if it could be read.
    pub pointer: Option<Pointer>,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub advice: String,
}

impl Error {
    /// An error about a document as a whole.
    pub fn new(
        document: impl Into<String>,
        problem: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            document: document.into(),
            line_column: None,
            pointer: None,
            problem: problem.into(),
            advice: advice.into(),
        }
    }

    /// Says where in the document it is.
    #[must_use]
    pub fn at(mut self, pointer: &Pointer) -> Self {
        self.pointer = Some(pointer.clone());
        self
    }

    pub(crate) fn on(mut self, line: usize, column: usize) -> Self {
        self.line_column = Some((line, column));
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.document)?;
        if let Some((line, column)) = self.line_column {
            write!(f, ":{line}:{column}")?;
        }
        if let Some(pointer) = &self.pointer {
            write!(f, " at {pointer}")?;
        }
        write!(f, ": {}; {}", self.problem, self.advice)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

/// Something that the generated client says less exactly than the document does.
///
/// Nothing is dropped in silence: what OpenAPI 3.0 or the generator cannot say is
/// widened, and each widening leaves a note.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Note {
    /// Where in the document.
    pub pointer: Pointer,
    /// What was widened, and to what.
    pub what: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.what)
    }
}

/// What every step knows: the document's name, and where notes go.
pub(crate) struct Journal<'a> {
    pub(crate) document: &'a str,
    pub(crate) notes: Vec<Note>,
}

impl<'a> Journal<'a> {
    pub(crate) fn new(document: &'a str) -> Self {
        Self {
            document,
            notes: Vec::new(),
        }
    }

    pub(crate) fn note(&mut self, pointer: &Pointer, what: impl Into<String>) {
        self.notes.push(Note {
            pointer: pointer.clone(),
            what: what.into(),
        });
    }

    pub(crate) fn refuse(
        &self,
        pointer: &Pointer,
        problem: impl Into<String>,
        advice: impl Into<String>,
    ) -> Error {
        Error::new(self.document, problem, advice).at(pointer)
    }
}
