//! Paths → the files to look at: folders walked, attachments taken apart, each file once, in the order of their names.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::{Entry, Place};
use crate::cli::results;
use crate::error::Error;
use crate::finding::Message;
use crate::read;
use crate::read::attachment::{self, ARCHIVES, WORKBOOKS};

/// Every file under the paths, each once, sorted by the NFC of its name.
pub(in crate::cli) fn find(paths: &[PathBuf], reading: &Arc<read::Options>) -> Result<Vec<Entry>, String> {
    let mut found = Vec::new();
    for path in paths {
        let shown = shown(path);
        if path.is_dir() {
            walk(path, (shown.trim_end_matches('/'), Path::new("")), &mut found, 0, reading)?;
        } else {
            let inner = path.file_name().map(PathBuf::from).unwrap_or_default();
            found.push(Entry::new(path.clone(), &shown, inner, reading));
        }
    }
    Ok(settled(found))
}

/// Every file under a folder that is nobody's name for anything: each is called by its place in it.
pub(in crate::cli) fn find_under(folder: &Path, reading: &Arc<read::Options>) -> Result<Vec<Entry>, String> {
    let mut found = Vec::new();
    walk(folder, ("", Path::new("")), &mut found, 0, reading)?;
    Ok(settled(found))
}

/// Each file once, attachments taken apart, in the order of the NFC of their names.
fn settled(mut found: Vec<Entry>) -> Vec<Entry> {
    let in_order = |found: &mut Vec<Entry>| {
        found.sort_by_cached_key(|e| (e.name.nfc().collect::<String>(), e.name.clone()));
    };
    in_order(&mut found);
    let mut seen: HashSet<PathBuf> = HashSet::new();
    found.retain(|e| seen.insert(e.path.canonicalize().unwrap_or_else(|_| e.path.clone())));
    found = found.into_iter().flat_map(unpacked).collect();
    in_order(&mut found);
    found
}

/// The workbooks in an attachment; a file that is none stays as it is.
fn unpacked(entry: Entry) -> Vec<Entry> {
    if ending(&entry.path) != "zip" || entry.skip.is_some() {
        return vec![entry];
    }
    let bytes = read::file_bytes(&entry.path, &entry.reading.limits);
    match bytes.and_then(|bytes| attachment::pieces(&bytes, &entry.reading.limits)) {
        Ok(Some(pieces)) if !pieces.is_empty() => pieces.into_iter().map(|piece| entry.packed(piece)).collect(),
        // Reading it says what it is.
        _ => vec![entry],
    }
}

fn ending(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// How many folders may stand in each other.
const DEEPEST: u8 = 32;

/// Everything in a folder; `name` is how the report calls it, `under` its place under the folder that was given. A folder
/// inside it that cannot be looked into is named in the report as a file is; the rest goes on.
fn walk(
    folder: &Path,
    (name, under): (&str, &Path),
    found: &mut Vec<Entry>,
    depth: u8,
    reading: &Arc<read::Options>,
) -> Result<(), String> {
    let closed = |why: Error| Entry {
        place: Place::Refused(why),
        skip: None,
        ..Entry::new(folder.to_path_buf(), name, under.to_path_buf(), reading)
    };
    if depth > DEEPEST {
        found.push(closed(Error::TooDeep(DEEPEST.into())));
        return Ok(());
    }
    let list = match std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
        Ok(list) => list,
        Err(e) if depth == 0 => return Err(format!("không mở được thư mục {name}: {e} / cannot open the folder")),
        Err(e) => {
            found.push(closed(Error::CannotList(e.kind().to_string())));
            return Ok(());
        }
    };
    for entry in list {
        let path = entry.path();
        let inner = under.join(entry.file_name());
        let slash = if name.is_empty() { "" } else { "/" };
        let name = format!("{name}{slash}{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            let from = found.len();
            walk(&path, (&name, &inner), found, depth + 1, reading)?;
            let set_aside = if hidden(&path) {
                Some(Message::new("trong thư mục ẩn", "in a hidden folder"))
            } else {
                // What this program made of a report is no report.
                let made = || Message::new("kết quả của lần kiểm tra trước", "results of an earlier check");
                results::is_folder(&path).then(made)
            };
            for (entry, why) in found[from..].iter_mut().zip(set_aside.iter().cycle()) {
                entry.skip.get_or_insert_with(|| why.clone());
            }
        } else if path.is_dir() {
            let link = Message::new("đường tắt đến một thư mục, không đi theo", "a link to a folder, not followed");
            found.push(Entry { skip: Some(link), ..Entry::new(path, &name, inner, reading) });
        } else if WORKBOOKS.contains(&&*ending(&path)) || ARCHIVES.iter().any(|(archive, _)| *archive == ending(&path))
        {
            found.push(Entry::new(path, &name, inner, reading));
        }
    }
    Ok(())
}

fn hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'))
}

pub(super) fn lock_file(path: &Path) -> Option<Message> {
    let name = path.file_name()?.to_string_lossy();
    if name.starts_with("~$") {
        return Some(Message::new("file khóa của Excel khi đang mở một file khác", "a lock file of Excel"));
    }
    hidden(path).then(|| Message::new("file ẩn", "a hidden file"))
}
