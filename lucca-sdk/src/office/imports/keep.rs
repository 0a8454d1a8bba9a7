//! Where the handle of an import is kept.

use std::io;
use std::path::PathBuf;

use super::ImportHandle;

type Store = Box<dyn FnMut(&ImportHandle) -> io::Result<()> + Send + Sync>;

/// Told of every change of a handle; does nothing unless the caller wants it to.
#[derive(Default)]
pub(super) struct Keep(Option<Store>);

impl Keep {
    pub(super) fn with(
        store: impl FnMut(&ImportHandle) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Box::new(store)))
    }

    pub(super) fn in_file(path: PathBuf) -> Self {
        Self::with(move |handle| handle.write(&path))
    }

    pub(super) fn keep(&mut self, handle: &ImportHandle) -> io::Result<()> {
        match &mut self.0 {
            Some(store) => store(handle),
            None => Ok(()),
        }
    }
}

impl std::fmt::Debug for Keep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() {
            "Keep(..)"
        } else {
            "Keep(nowhere)"
        })
    }
}
