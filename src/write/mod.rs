//! Summaries and corrections → workbooks. The only room that names rust_xlsxwriter. Inputs are never opened for writing.

pub mod apply;
pub mod consolidated;
mod correction_list;
pub mod corrections;
mod look;
pub mod patch;
pub mod rebuild;

use std::io::Write;
use std::path::Path;

use crate::error::Error;

/// Writes a file whole or not at all: under a temporary name beside it, then renamed.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |e: std::io::Error| Error::CannotWrite { path: path.into(), reason: e.to_string() };
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = std::fs::File::create(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let done = written.and_then(|()| std::fs::rename(&temporary, path));
    if done.is_err() {
        // Nothing half-written stays behind.
        let _ = std::fs::remove_file(&temporary);
    }
    done.map_err(failed)
}
