//! One session: the files it was given, what came out of checking them, and what was decided about the corrections.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::sessions::locked;
use crate::cli::check::{self, Checked};
use crate::cli::{Options, inputs};
use crate::correct::single;

/// What somebody decided about the correction of a finding.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// Is it to be made?
    pub(super) accepted: bool,
    /// Why.
    pub(super) reason: String,
}

/// A session.
pub(super) struct Session {
    folder: PathBuf,
    /// Held while files come and go, so that two of one name do not meet.
    pub(super) files: Mutex<()>,
    state: Mutex<State>,
}

struct State {
    options: Options,
    /// Counts the changes: what a check of earlier files finds is dropped.
    round: u64,
    progress: Option<Arc<Progress>>,
    done: Option<Arc<Checked>>,
    trouble: Option<String>,
    choices: BTreeMap<String, Choice>,
}

/// How far a check is.
#[derive(Default)]
struct Progress {
    /// All files, in order.
    all: Mutex<Vec<String>>,
    opened: Mutex<BTreeSet<String>>,
}

impl Session {
    pub(super) fn new(folder: &Path, options: Options) -> io::Result<Self> {
        fs::create_dir(folder)?;
        fs::create_dir(folder.join("files"))?;
        let state = State { options, round: 0, progress: None, done: None, trouble: None, choices: BTreeMap::new() };
        Ok(Self { folder: folder.to_path_buf(), files: Mutex::default(), state: Mutex::new(state) })
    }

    /// Where its files are.
    pub(super) fn uploads(&self) -> PathBuf {
        self.folder.join("files")
    }

    /// What the names of its files on disk begin with.
    fn within(&self) -> String {
        format!("{}{}", self.uploads().display(), std::path::MAIN_SEPARATOR)
    }

    /// Where a file is while it arrives.
    pub(super) fn arriving(&self) -> PathBuf {
        self.folder.join(format!("arriving-{}", crate::serve::secret()))
    }

    /// Where the list of units is kept.
    pub(super) fn lists(&self) -> PathBuf {
        self.folder.join("lists")
    }

    /// The files are others now: what was found is no longer true.
    pub(super) fn changed(&self) {
        let mut state = locked(&self.state);
        state.round += 1;
        (state.progress, state.done, state.trouble) = (None, None, None);
    }

    /// The list of units from now on.
    pub(super) fn set_units(&self, units: Option<PathBuf>) {
        locked(&self.state).options.units = units;
        self.changed();
    }

    pub(super) fn options(&self) -> Options {
        locked(&self.state).options.clone()
    }

    /// What was found, if it is known.
    pub(super) fn done(&self) -> Option<Arc<Checked>> {
        locked(&self.state).done.clone()
    }

    pub(super) fn choices(&self) -> BTreeMap<String, Choice> {
        locked(&self.state).choices.clone()
    }

    /// Keeps a decision, or forgets it; `false` where no such correction is offered.
    pub(super) fn choose(&self, id: &str, choice: Option<Choice>) -> bool {
        let mut state = locked(&self.state);
        let offered =
            state.done.as_ref().is_some_and(|done| done.findings.iter().any(|f| single(f).is_some() && f.id() == id));
        if offered {
            match choice {
                Some(choice) => state.choices.insert(id.to_owned(), choice),
                None => state.choices.remove(id),
            };
        }
        offered
    }

    /// Everything goes.
    pub(super) fn forget(&self) {
        self.changed();
        let _files = locked(&self.files);
        let _ = fs::remove_dir_all(&self.folder);
    }

    /// Starts checking what is there, anew; the year and the password are those given with it.
    pub(super) fn start(self: &Arc<Self>, year: Option<u16>, password: Option<String>) {
        let progress = Arc::<Progress>::default();
        let (round, options) = {
            let mut state = locked(&self.state);
            state.round += 1;
            (state.options.year, state.options.password) = (year, password);
            (state.progress, state.done, state.trouble) = (Some(progress.clone()), None, None);
            (state.round, state.options.clone())
        };
        let session = self.clone();
        std::thread::spawn(move || {
            let guarded = std::panic::AssertUnwindSafe(|| checked(&session.uploads(), options, &progress));
            let result = std::panic::catch_unwind(guarded)
                .unwrap_or_else(|_| Err("lỗi trong chương trình / an error in the program".into()));
            let mut state = locked(&session.state);
            if state.round != round {
                return;
            }
            state.progress = None;
            match result {
                Ok(done) => state.done = Some(Arc::new(done)),
                // Files are called as they were sent, not by where they lie.
                Err(trouble) => state.trouble = Some(trouble.replace(&session.within(), "")),
            }
        });
    }

    /// How far it is.
    pub(super) fn standing(&self) -> Value {
        let state = locked(&self.state);
        let lines = |lock: &Mutex<Vec<String>>| locked(lock).clone();
        json!({
            "working": state.progress.is_some(),
            "all": state.progress.as_ref().map(|p| lines(&p.all)),
            "opened": state.progress.as_ref().map(|p| locked(&p.opened).iter().cloned().collect::<Vec<_>>()),
            "done": state.done.is_some(),
            "trouble": state.trouble,
            "units": state.options.units.as_ref().and_then(|u| u.file_name()).map(|name| name.to_string_lossy()),
        })
    }
}

/// Reads and checks everything in the folder.
fn checked(folder: &Path, mut options: Options, progress: &Progress) -> Result<Checked, String> {
    if options.config.is_none() {
        options.config = declaration(folder);
    }
    let declared = inputs::declared(&[], &options)?;
    let entries = inputs::find_under(folder, &inputs::reading(&declared.config, &options))?;
    if entries.is_empty() {
        return Err("chưa có file Excel nào / no workbook yet".into());
    }
    *locked(&progress.all) = entries.iter().map(|entry| entry.name.to_string()).collect();
    check::checked_files(entries, declared, &options, true, |entry| {
        locked(&progress.opened).insert(entry.name.to_string());
    })
}

/// The declaration that came with the files: in the folder that was given, or the only folder in it.
fn declaration(folder: &Path) -> Option<PathBuf> {
    let here = folder.join("xeploai.toml");
    if here.is_file() {
        return Some(here);
    }
    let folders = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).filter(|path| path.is_dir());
    let mut found = folders.map(|path| path.join("xeploai.toml")).filter(|path| path.is_file());
    found.next().filter(|_| found.next().is_none())
}
