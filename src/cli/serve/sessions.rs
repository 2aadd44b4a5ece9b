//! All sessions of a run: a tab opens one, and finds it again when it is loaded anew.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::session::Session;
use crate::cli::Options;
use crate::config::Limits;
use crate::serve::secret;

/// Sessions of one run; the page says when there are more.
const SESSIONS_MAX: usize = 100;

/// The sessions of a run.
pub(super) struct Sessions {
    folder: PathBuf,
    /// What every session starts with.
    pub(super) options: Options,
    /// How large a file may be.
    pub(super) limits: Limits,
    open: Mutex<HashMap<String, Arc<Session>>>,
}

impl Sessions {
    pub(super) fn new(folder: &Path, options: Options, limits: Limits) -> Self {
        Self { folder: folder.to_path_buf(), options, limits, open: Mutex::default() }
    }

    /// A new session, with its name.
    pub(super) fn start(&self) -> Result<(String, Arc<Session>), String> {
        if locked(&self.open).len() >= SESSIONS_MAX {
            return Err("đang mở quá nhiều trang / too many pages are open".into());
        }
        let name = secret();
        let session = Session::new(&self.folder.join(&name), self.options.clone());
        let session = Arc::new(session.map_err(|e| format!("không ghi được thư mục tạm: {e} / cannot write"))?);
        locked(&self.open).insert(name.clone(), session.clone());
        Ok((name, session))
    }

    pub(super) fn get(&self, name: &str) -> Option<Arc<Session>> {
        locked(&self.open).get(name).cloned()
    }

    /// Forgets a session and everything it was given.
    pub(super) fn end(&self, name: &str) {
        let session = locked(&self.open).remove(name);
        if let Some(session) = session {
            session.forget();
        }
    }
}

/// What is behind the lock; who failed while holding it has changed nothing by halves.
pub(super) fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
