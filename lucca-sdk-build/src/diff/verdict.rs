//! What a change means: on the wire, for Rust callers, for the version.

use std::fmt;

use serde::Serialize;

/// What a change means for programs that were written for the old document, when
/// the server follows the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Wire {
    /// For a program that reads answers.
    pub reader: Verdict,
    /// For a program that writes requests.
    pub writer: Verdict,
}

impl Wire {
    pub(super) const SAFE: Self = Self {
        reader: Verdict::Safe,
        writer: Verdict::Safe,
    };
    pub(super) const READER: Self = Self {
        reader: Verdict::Breaking,
        writer: Verdict::Safe,
    };
    pub(super) const WRITER: Self = Self {
        reader: Verdict::Safe,
        writer: Verdict::Breaking,
    };
    pub(super) const BOTH: Self = Self {
        reader: Verdict::Breaking,
        writer: Verdict::Breaking,
    };

    /// Does anybody have to change a program?
    pub fn is_breaking(self) -> bool {
        self != Self::SAFE
    }

    /// Nobody who does not read (or write) the changed data is concerned.
    pub(super) fn only(self, reads: bool, writes: bool) -> Self {
        let keep = |verdict, concerned| if concerned { verdict } else { Verdict::Safe };
        Self {
            reader: keep(self.reader, reads),
            writer: keep(self.writer, writes),
        }
    }
}

/// Does a program that follows the old document go on working?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verdict {
    /// It does.
    Safe,
    /// It may not: the document no longer promises what the program relies on.
    Breaking,
}

/// What a change means for code that calls the generated client.
///
/// Judged for code outside the crate that holds the client, as Cargo's rules of
/// semantic versioning do, and for callers who use whatever is public: fields,
/// names of types, setters of builders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rust {
    /// The generated code offers the same as before.
    Same,
    /// There is something new; what compiled, compiles.
    Compiles,
    /// What compiled, compiles, but a call that used to be sent fails before it
    /// is: a builder lacks something that is now required.
    FailsAtRunTime,
    /// Some callers no longer compile.
    Breaks,
}

impl Rust {
    /// Must a caller change something?
    pub fn is_breaking(self) -> bool {
        self >= Self::FailsAtRunTime
    }
}

/// The step that a version must take, in the order of their size.
///
/// It is about a crate whose public API holds the generated client: what breaks
/// callers is major, what offers more is minor, everything else is a patch. A
/// change that breaks the wire alone demands a patch: the server has moved
/// already, and the release follows it.
///
/// Below 1.0 Cargo reads versions one place to the left: see
/// [`after`](Self::after).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Step {
    /// Nothing changed: no release is needed.
    None,
    /// The last number.
    Patch,
    /// The middle number; before 1.0 the last.
    Minor,
    /// The first number; before 1.0 the middle one, before 0.1 the last.
    Major,
}

impl Step {
    pub(super) fn demanded_by(rust: Rust) -> Self {
        match rust {
            Rust::Same => Self::Patch,
            Rust::Compiles => Self::Minor,
            Rust::FailsAtRunTime | Rust::Breaks => Self::Major,
        }
    }

    /// The version that follows `version` by this step, or `None` if `version`
    /// is not three numbers.
    ///
    /// Cargo takes the leftmost number that is not zero for the major one:
    /// `0.3.1` is followed by `0.4.0` where something breaks, and by `0.3.2`
    /// where something is added. A pre-release or build suffix is no number.
    pub fn after(self, version: &str) -> Option<String> {
        let mut numbers = version.split('.').map(|part| part.parse::<u64>().ok());
        let (major, minor, patch) = (numbers.next()??, numbers.next()??, numbers.next()??);
        if numbers.next().is_some() {
            return None;
        }
        let next = |number: u64| number.checked_add(1);
        let (major, minor, patch) = match (self, major, minor) {
            (Self::None, ..) => (major, minor, patch),
            (Self::Major, 0, 0) => (0, 0, next(patch)?),
            (Self::Major, 0, minor) => (0, next(minor)?, 0),
            (Self::Major, major, _) => (next(major)?, 0, 0),
            (Self::Minor, 1.., minor) => (major, next(minor)?, 0),
            (Self::Minor | Self::Patch, ..) => (major, minor, next(patch)?),
        };
        Some(format!("{major}.{minor}.{patch}"))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Safe => "safe",
            Self::Breaking => "breaking",
        })
    }
}

impl fmt::Display for Rust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Same => "unaffected",
            Self::Compiles => "compiles",
            Self::FailsAtRunTime => "compiles, then fails at run time",
            Self::Breaks => "does not compile",
        })
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}
