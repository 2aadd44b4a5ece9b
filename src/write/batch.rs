//! Outputs of one run → files, all of them or none: each is written under a temporary name first, and only when all are
//! there do they get their names.

use std::collections::BTreeSet;
use std::fs::{DirEntry, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::Error;

/// How long a temporary file of another run stays: longer than any run takes.
const LEFT_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// A file to be written: its path and its content.
pub type Output<'o> = (&'o Path, &'o [u8]);

/// A file too large to be in memory: its path, and what writes it.
pub type Streamed<'o> = (&'o Path, &'o mut dyn FnMut(&mut File) -> Result<(), Error>);

/// Writes all files, making the folders they need. On [`Error::CannotWrite`] nothing was changed; on
/// [`Error::PartlyWritten`] the files it names were replaced and could not be put back.
pub fn write_all(files: &[Output<'_>]) -> Result<(), Error> {
    write_all_and(files, None)
}

/// The same with a file that is written piece by piece.
pub fn write_all_and(files: &[Output<'_>], streamed: Option<Streamed<'_>>) -> Result<(), Error> {
    let mut staged = Staged::default();
    let staging = files.iter().try_for_each(|file| staged.stage(file));
    let staging = staging.and_then(|()| streamed.map_or(Ok(()), |file| staged.stream(file)));
    let done = staging.and_then(|()| staged.name_all(|from, to| std::fs::rename(from, to)));
    match done {
        Ok(()) => staged
            .files
            .iter()
            .filter_map(|file| file.path.parent())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .for_each(sweep),
        Err(_) => staged.undo(),
    }
    done
}

/// Removes what a run that was ended left in a folder long ago.
fn sweep(folder: &Path) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let old = |entry: &DirEntry| {
        let facts = entry.metadata().ok().filter(Metadata::is_file);
        let age = facts.and_then(|facts| facts.modified().ok()?.elapsed().ok());
        age.is_some_and(|age| age > LEFT_FOR)
    };
    let left = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in left.filter(|entry| is_temporary(&entry.file_name().to_string_lossy()) && old(entry)) {
        // Whoever may not remove it may still write beside it.
        let _ = std::fs::remove_file(entry.path());
    }
}

/// Is it a name that [`Staged::open`] gives?
fn is_temporary(name: &str) -> bool {
    let numbers = name.strip_prefix(".xeploai-").and_then(|name| name.strip_suffix(".tmp")?.split_once('-'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    numbers.is_some_and(|(process, number)| is_number(process) && is_number(number))
}

/// A file under its temporary name.
struct Temporary {
    temporary: PathBuf,
    path: PathBuf,
    /// Was there a file of that name before?
    replaces: bool,
}

/// What is on disk and would have to go.
#[derive(Default)]
struct Staged {
    files: Vec<Temporary>,
    /// Folders that were not there, outermost first.
    folders: Vec<PathBuf>,
}

impl Staged {
    fn stage(&mut self, (path, content): &Output<'_>) -> Result<(), Error> {
        let mut file = self.open(path)?;
        file.write_all(content).and_then(|()| file.sync_all()).map_err(|e| cannot(path, &e))
    }

    fn stream(&mut self, (path, write): Streamed<'_>) -> Result<(), Error> {
        let mut file = self.open(path)?;
        write(&mut file)?;
        file.sync_all().map_err(|e| cannot(path, &e))
    }

    /// A new file under a temporary name.
    fn open(&mut self, path: &Path) -> Result<File, Error> {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        self.make(folder).map_err(|e| cannot(folder, &e))?;
        let replaces = replaces(path).map_err(|e| cannot(path, &e))?;
        // Not made of the file's name, which may be as long as a name can be.
        let mut names = (0..).map(|n| folder.join(format!(".xeploai-{}-{n}.tmp", std::process::id())));
        let temporary = names.find(|name| name.symlink_metadata().is_err()).unwrap_or_default();
        let created = File::options().write(true).create_new(true).open(&temporary);
        let file = created.map_err(|e| cannot(path, &e))?;
        self.files.push(Temporary { temporary, path: path.to_path_buf(), replaces });
        Ok(file)
    }

    fn make(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|f| !f.as_os_str().is_empty() && f.symlink_metadata().is_err()).collect();
        for folder in missing.into_iter().rev() {
            std::fs::create_dir(folder)?;
            self.folders.push(folder.to_path_buf());
        }
        match folder.is_dir() {
            true => Ok(()),
            false => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    /// Gives every file its name. When one cannot get it, those that replaced nothing go again.
    fn name_all(&mut self, mut rename: impl FnMut(&Path, &Path) -> io::Result<()>) -> Result<(), Error> {
        for index in 0..self.files.len() {
            let Temporary { temporary, path, .. } = &self.files[index];
            let Err(error) = rename(temporary, path) else { continue };
            let named = &self.files[..index];
            let stays = |file: &&Temporary| file.replaces || std::fs::remove_file(&file.path).is_err();
            let replaced: Vec<PathBuf> = named.iter().filter(stays).map(|file| file.path.clone()).collect();
            return Err(match replaced.is_empty() {
                true => cannot(path, &error),
                false => Error::PartlyWritten { path: path.clone(), reason: reason(&error), replaced },
            });
        }
        Ok(())
    }

    /// Nothing half-written stays behind, and no folder that is empty because of it.
    fn undo(&self) {
        for file in &self.files {
            let _ = std::fs::remove_file(&file.temporary);
        }
        for folder in self.folders.iter().rev() {
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// Is a file of that name there? `Err` when it could not be replaced: a folder, open in Excel, read-only, a name that
/// cannot be.
fn replaces(path: &Path) -> io::Result<bool> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
        Ok(facts) if facts.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        // A link or a pipe is replaced itself; opening a pipe would wait for whoever reads it.
        Ok(facts) if !facts.is_file() => Ok(true),
        // Opened and closed again, unchanged: Windows refuses it for a file that is open in Excel.
        Ok(_) => File::options().write(true).open(path).map(|_| true),
    }
}

fn cannot(path: &Path, error: &io::Error) -> Error {
    Error::CannotWrite { path: path.into(), reason: reason(error) }
}

/// What the system said, in words that [`Error::vi`] knows where it can.
fn reason(error: &io::Error) -> String {
    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION, for which the standard library has no name.
    if cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)) {
        return "the file is open in another program".into();
    }
    error.kind().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let list = std::fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> =
            list.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_an_ended_run_left_goes_after_a_day() {
        let folder = tempfile::tempdir().expect("a folder");
        let others = ["báo cáo.xlsx", ".xeploai-1-a.tmp", ".xeploai-1.tmp", "xeploai-1-0.tmp"];
        for name in others.into_iter().chain([".xeploai-1-0.tmp", ".xeploai-2-0.tmp"]) {
            let file = File::create(folder.path().join(name)).expect("a file");
            let age = if name.contains("-2-") { LEFT_FOR / 2 } else { LEFT_FOR * 2 };
            file.set_modified(std::time::SystemTime::now() - age).expect("ours");
        }
        let out = folder.path().join("ra.xlsx");
        write_all(&[(&out, b"1")]).expect("written");
        let mut left = others.into_iter().chain([".xeploai-2-0.tmp", "ra.xlsx"]).map(str::to_owned).collect::<Vec<_>>();
        left.sort();
        assert_eq!(names(folder.path()), left);
    }

    #[test]
    fn a_name_that_is_refused_leaves_only_what_was_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("a"), "old").expect("written");
        let paths = [at("a"), at("b"), at("quan/c"), at("d")];
        let mut staged = Staged::default();
        for path in &paths {
            staged.stage(&(path, b"new")).expect("staged");
        }
        let refusing = |from: &Path, to: &Path| match to.ends_with("c") {
            true => Err(io::ErrorKind::PermissionDenied.into()),
            false => std::fs::rename(from, to),
        };
        let error = staged.name_all(refusing).expect_err("refused");
        staged.undo();
        assert_eq!(names(folder.path()), ["a"]);
        assert_eq!(std::fs::read(at("a")).expect("there"), b"new");
        let expected =
            Error::PartlyWritten { path: at("quan/c"), reason: "permission denied".into(), replaced: vec![at("a")] };
        assert_eq!(error, expected);
    }

    #[test]
    fn nothing_is_written_when_one_cannot_be() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("a"), "old").expect("written");
        std::fs::create_dir(at("folder")).expect("made");
        let long = "x".repeat(300);
        for bad in ["folder", "a/b", long.as_str()] {
            let (first, bad) = (at("new/1"), at(bad));
            let error = write_all(&[(&at("a"), b"new"), (&first, b"1"), (&bad, b"2")]).expect_err("refused");
            assert!(matches!(error, Error::CannotWrite { .. }), "{error:?}");
            assert_eq!(names(folder.path()), ["a", "folder"]);
            assert_eq!(std::fs::read(at("a")).expect("there"), b"old");
        }
        let refused = || Error::CannotWrite { path: at("c"), reason: "full".into() };
        let halfway: Streamed<'_> =
            (&at("c"), &mut |file| file.write_all(b"x").map_err(|_| refused()).and(Err(refused())));
        assert_eq!(write_all_and(&[(&at("b"), b"1")], Some(halfway)), Err(refused()));
        assert_eq!(names(folder.path()), ["a", "folder"]);
        write_all(&[(&at("a"), b"new"), (&at("new/1"), b"1")]).expect("written");
        assert_eq!(
            (names(folder.path()), names(&at("new"))),
            (vec!["a".into(), "folder".into(), "new".into()], vec!["1".into()])
        );
    }
}
