//! Files that are exchanged whole: nobody ever reads half of one.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use lucca_sdk_build::Error;

/// The new text of a file, written beside it and safe on the disk, but not in its
/// place yet. Dropped without being put there, it leaves nothing behind.
pub(crate) struct Exchange {
    place: PathBuf,
    beside: PathBuf,
}

impl Exchange {
    /// Writes the text beside the file that it will replace.
    pub(crate) fn prepare(place: &Path, text: &str) -> Result<Self, Error> {
        let failed = |error: std::io::Error| unwritable(place, &error);
        // What a link leads to is replaced, not the link.
        let place = place.canonicalize().map_err(failed)?;
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let beside = place.with_file_name(format!(".{name}.{}", std::process::id()));
        let exchange = Self { place, beside };
        exchange.write(text).map_err(failed)?;
        Ok(exchange)
    }

    fn write(&self, text: &str) -> std::io::Result<()> {
        let mut file = fs::File::create_new(&self.beside)?;
        file.write_all(text.as_bytes())?;
        file.set_permissions(fs::metadata(&self.place)?.permissions())?;
        file.sync_all()
    }

    /// Puts the text in the place of the file, in one step.
    pub(crate) fn commit(self) -> Result<(), Error> {
        let failed = |error: std::io::Error| unwritable(&self.place, &error);
        fs::rename(&self.beside, &self.place).map_err(failed)?;
        // The name is safe once its folder is. Not every system can do that, and the
        // exchange is made all the same.
        if let Some(folder) = self.place.parent()
            && let Ok(folder) = fs::File::open(folder)
        {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        // Nothing is there after a commit.
        let _ = fs::remove_file(&self.beside);
    }
}

fn unwritable(place: &Path, error: &std::io::Error) -> Error {
    Error::new(
        place.display().to_string(),
        format!("it cannot be replaced: {error}"),
        "check the path and its permissions, and run the command again",
    )
}
