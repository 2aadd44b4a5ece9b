//! The temporary folder of a run: gone when the run ends, however it ends.
//!
//! The folder goes with the value that stands for it. A run that is killed cannot do that, so a second process of this
//! program waits beside it and removes the folder when the first is gone. Where even that one was stopped (the power
//! failed), the next run removes it: the folder's name tells the port of its run, and nobody listens there any more.

use std::fs::DirBuilder;
use std::io::{self, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::secret;

/// What every such folder is called, before the port and a word of its own.
const NAME: &str = "xeploai-";

/// A folder that is removed when this is dropped.
pub struct Folder {
    path: PathBuf,
    watcher: Option<Child>,
}

impl Folder {
    /// A new folder for the run that listens on `port`, which only this user can look into.
    pub fn make(port: u16) -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("{NAME}{port}-{}", secret()));
        let builder = DirBuilder::new();
        #[cfg(unix)]
        let builder = {
            let mut private = builder;
            std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
            private
        };
        builder.create(&path)?;
        Ok(Self { path, watcher: None })
    }

    /// Has it watched by `program`, which is this program, started with `word` and the folder.
    pub fn watched(&mut self, program: &Path, word: &str) {
        let mut command = Command::new(program);
        command.arg(word).arg(&self.path).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        apart(&mut command);
        // Without it everything works; only a run that is killed leaves its folder to the next one.
        self.watcher = command.spawn().ok();
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
        if let Some(mut watcher) = self.watcher.take() {
            drop(watcher.stdin.take());
            let _ = watcher.wait();
        }
    }
}

/// Ctrl+C ends the run and not the one that is to outlive it.
#[cfg(unix)]
fn apart(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

/// Closing the console ends the run and not the one that is to outlive it.
#[cfg(windows)]
fn apart(command: &mut Command) {
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0200;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    std::os::windows::process::CommandExt::creation_flags(command, CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
}

#[cfg(not(any(unix, windows)))]
fn apart(_: &mut Command) {}

/// Waits until `run` is closed, which is when the other process is gone, and removes its folder.
pub fn watch(path: &Path, run: &mut impl Read) {
    if port_of(path).is_none() || path.parent() != Some(&std::env::temp_dir()) {
        return;
    }
    let _ = io::copy(run, &mut io::sink());
    // What is still open elsewhere cannot go at once everywhere.
    for _ in 0..20 {
        if std::fs::remove_dir_all(path).is_ok() || !path.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(250));
    }
}

/// Removes the folders of runs that are no more.
pub fn sweep() {
    for entry in std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let path = entry.path();
        let Some(port) = port_of(&path).filter(|_| entry.file_type().is_ok_and(|kind| kind.is_dir())) else { continue };
        // Whoever is there keeps the port.
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            let _ = std::fs::remove_dir_all(&path);
        }
    }
}

/// The port in the name of a folder of ours.
fn port_of(path: &Path) -> Option<u16> {
    let (port, word) = path.file_name()?.to_str()?.strip_prefix(NAME)?.split_once('-')?;
    let own = word.len() == 32 && word.bytes().all(|b| b.is_ascii_hexdigit());
    port.parse().ok().filter(|_| own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_of_ours_are_swept() {
        let word = "0123456789abcdef0123456789abcdef";
        assert_eq!(port_of(Path::new(&format!("/tmp/xeploai-4711-{word}"))), Some(4711));
        for other in ["xeploai-4711", "xeploai-x-", "xeploai-4711-short", "other-4711-0123456789abcdef0123456789abcdef"]
        {
            assert_eq!(port_of(&Path::new("/tmp").join(other)), None, "{other}");
        }
    }

    #[test]
    fn a_folder_goes_with_its_run() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let gone = Folder::make(port).expect("a folder");
        let path = gone.path().to_owned();
        std::fs::write(path.join("a"), "x").expect("written");
        drop(gone);
        assert!(!path.exists());
        // Killed, and its watcher with it: the next run finds that nobody listens.
        let kept = Folder::make(port).expect("a folder");
        sweep();
        assert!(kept.path().exists(), "its run is there");
        drop(listener);
        sweep();
        assert!(!kept.path().exists(), "its run is gone");
    }

    #[test]
    fn a_watcher_removes_what_it_watches_and_nothing_else() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let watched = Folder::make(port).expect("a folder");
        watch(watched.path(), &mut io::empty());
        assert!(!watched.path().exists());
        let other = tempfile::tempdir().expect("a folder");
        watch(other.path(), &mut io::empty());
        assert!(other.path().exists());
    }
}
