//! Files that arrive: each at a place of its own in the session's folder, whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::session::Session;
use super::sessions::{Sessions, locked};
use crate::cli::inputs;
use crate::read::attachment::{ARCHIVES, WORKBOOKS};
use crate::serve::{Body, Reply, Request, names};

/// Files of one session.
const FILES_MAX: usize = 5000;

/// The files of a session: their places, with `/` between folders, and their sizes.
pub(super) fn list(session: &Session) -> Vec<Value> {
    let root = session.uploads();
    let mut files = Vec::new();
    walk(&root, &mut files);
    let named = files.into_iter().filter_map(|(path, size)| {
        let name = path.strip_prefix(&root).ok()?.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        Some((name, size))
    });
    let mut named: Vec<(String, u64)> = named.collect();
    named.sort();
    named.into_iter().map(|(name, size)| json!({"name": name, "size": size})).collect()
}

fn walk(folder: &Path, files: &mut Vec<(PathBuf, u64)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.metadata() {
            Ok(facts) if facts.is_dir() => walk(&entry.path(), files),
            Ok(facts) => files.push((entry.path(), facts.len())),
            Err(_) => {}
        }
    }
}

/// Takes a file. Where another of its name is there, `meet` says what is to become of the two: `replace` or `both`; else
/// the page is asked to decide.
pub(super) fn take(sessions: &Sessions, session: &Session, request: &mut Request<'_>) -> Reply {
    let Some(inner) = request.asked("name").and_then(names::inside).filter(|inner| may_be_read(inner)) else {
        return Reply::refused(400, "không phải file Excel (.xlsx, .xlsm, .xls, .xlsb, .ods, .zip)", "not a workbook");
    };
    if let Err(refused) = fits(sessions, &request.body) {
        return refused;
    }
    if list(session).len() >= FILES_MAX {
        return Reply::refused(413, "quá nhiều file", "too many files");
    }
    let arriving = session.arriving();
    let taken = arrive(&arriving, &mut request.body)
        .and_then(|()| place(session, &arriving, &inner, request.asked("meet").unwrap_or("")));
    let _ = fs::remove_file(&arriving);
    match taken {
        Ok(reply) => reply,
        Err(e) => Reply::refused(
            500,
            &format!("không nhận được file: {}", e.kind()),
            &format!("cannot take it: {}", e.kind()),
        ),
    }
}

/// Workbooks, attachments, and what an office declares.
fn may_be_read(inner: &Path) -> bool {
    let ending = inner.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    WORKBOOKS.contains(&&*ending) || ARCHIVES.iter().any(|(archive, _)| *archive == ending) || ending == "toml"
}

/// The limit of the command line, before a byte is taken.
fn fits(sessions: &Sessions, body: &Body<'_>) -> Result<(), Reply> {
    let most = sessions.limits.file_mb;
    if body.length() <= most << 20 {
        return Ok(());
    }
    let (vi, en) = (format!("file lớn hơn {most} MB"), format!("larger than {most} MB"));
    Err(Reply::refused(413, &vi, &en))
}

fn arrive(path: &Path, body: &mut Body<'_>) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(path)?;
    body.copy(&mut file)
}

fn place(session: &Session, arrived: &Path, inner: &Path, meet: &str) -> io::Result<Reply> {
    let _files = locked(&session.files);
    let mut to = session.uploads().join(inner);
    let mut became = "new";
    if to.exists() {
        if same(arrived, &to)? {
            return Ok(Reply::json(&json!({"became": "same"})));
        }
        match meet {
            "replace" => became = "replaced",
            "both" => (to, became) = (free(&to), "both"),
            _ => return Ok(Reply::json(&json!({"became": "asked"}))),
        }
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::rename(arrived, &to)?;
    session.changed();
    let name = to.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(Reply::json(&json!({"became": became, "name": name})))
}

/// Do the two hold the same bytes?
fn same(a: &Path, b: &Path) -> io::Result<bool> {
    if !b.is_file() || a.metadata()?.len() != b.metadata()?.len() {
        return Ok(false);
    }
    let mut bytes = BufReader::new(File::open(b)?).bytes();
    for byte in BufReader::new(File::open(a)?).bytes() {
        if bytes.next().transpose()? != Some(byte?) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `a.xlsx` → `a (2).xlsx`, or the next number that is free.
fn free(path: &Path) -> PathBuf {
    let (stem, ending) = (path.file_stem().unwrap_or_default(), path.extension().unwrap_or_default());
    let mut names = (2..).map(|n: u32| {
        let mut name = stem.to_os_string();
        name.push(format!(" ({n})."));
        name.push(ending);
        path.with_file_name(name)
    });
    names.find(|path| !path.exists()).unwrap_or_default()
}

/// Takes a file out again.
pub(super) fn remove(session: &Session, name: &str) -> Reply {
    let _files = locked(&session.files);
    let path = names::inside(name).map(|inner| session.uploads().join(inner)).filter(|path| path.is_file());
    match path.map(fs::remove_file) {
        Some(Ok(())) => {
            session.changed();
            Reply::json(&json!({}))
        }
        _ => Reply::refused(404, "không có file này", "no such file"),
    }
}

/// Takes the list of units, if it is one.
pub(super) fn units(sessions: &Sessions, session: &Session, request: &mut Request<'_>) -> Reply {
    let Some(inner) = request.asked("name").and_then(names::inside) else {
        return Reply::refused(400, "tên file không hợp lệ", "not a file name");
    };
    if let Err(refused) = fits(sessions, &request.body) {
        return refused;
    }
    let folder = session.lists();
    let path = folder.join(inner.file_name().unwrap_or_default());
    let kept = fs::remove_dir_all(&folder)
        .or_else(|e| if e.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(e) })
        .and_then(|()| fs::create_dir(&folder))
        .and_then(|()| arrive(&path, &mut request.body));
    if let Err(e) = kept {
        return Reply::refused(500, &format!("không nhận được file: {}", e.kind()), "cannot take it");
    }
    match inputs::unit_list(&path) {
        Ok(list) => {
            session.set_units(Some(path));
            Reply::json(&json!({"units": list.units.len()}))
        }
        Err(why) => {
            session.set_units(None);
            let why = why.replace(&*path.to_string_lossy(), &inner.to_string_lossy());
            Reply::refused(400, &why, &why)
        }
    }
}
