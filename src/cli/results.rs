//! Where the results of dropped files go: one folder beside the first of them, `NAME - kết quả kiểm tra`, whose files have
//! fixed names. Nothing in it is replaced that is not an earlier result.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::{fix, inputs, report};

/// What the name of the folder ends with.
const FOLDER: &str = " - kết quả kiểm tra";
/// What the name of a corrected copy ends with, before its extension.
const CORRECTED: &str = " (đã chỉnh sửa)";
/// The page.
pub(super) const PAGE: &str = "Báo cáo kết quả kiểm tra.html";
/// The consolidated workbook.
pub(super) const CONSOLIDATED: &str = "Tổng hợp.xlsx";
/// Bytes a name may have on the file systems in use; the narrowest count bytes.
const NAME_MAX: usize = 255;
/// Letters of a path that Excel opens.
const EXCEL_PATH_MAX: usize = 218;
/// Folders of one name that are tried.
const FOLDERS_MAX: u32 = 99;

/// A file to be written.
pub(super) struct File {
    /// Its place under the folder.
    pub(super) inner: PathBuf,
    pub(super) bytes: Vec<u8>,
}

impl File {
    pub(super) fn new(name: &str, bytes: Vec<u8>) -> Self {
        Self { inner: name.into(), bytes }
    }
}

/// The folder the files go to: a new one, or that of an earlier run in which every file is replaced by one of these.
pub(super) fn folder(paths: &[PathBuf], files: &[File], entries: &[inputs::Entry]) -> Result<PathBuf, String> {
    let (place, name) = beside(paths.first().map_or(Path::new("."), PathBuf::as_path));
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let inputs: Vec<PathBuf> = entries.iter().map(|entry| real(&entry.on_disk)).collect();
    let fits = |folder: &PathBuf| {
        let folder_real = real(folder);
        folder.symlink_metadata().is_err()
            || (!folder.is_symlink()
                && !inputs.iter().any(|input| input.starts_with(&folder_real))
                && all_replaced(folder, folder, files))
    };
    let mut folders = (1..=FOLDERS_MAX).map(|number| place.join(numbered(&name, FOLDER, number, "")));
    folders.find(fits).ok_or_else(|| {
        let first = place.join(numbered(&name, FOLDER, 1, ""));
        format!("đã có quá nhiều thư mục {} / too many folders of that name", first.display())
    })
}

/// The folder an input stands in, and what its results are named after: a folder by its name, a file without extension.
fn beside(input: &Path) -> (PathBuf, String) {
    let named = |path: &Path| {
        let name = if path.is_dir() { path.file_name() } else { path.file_stem() };
        Some((path.parent()?.to_path_buf(), name?.to_string_lossy().into_owned()))
    };
    // `.` and `..` have no name of their own. Windows resolves them by itself, and would write a canonical path as `\\?\C:\…`.
    let whole = || if cfg!(windows) { std::path::absolute(input) } else { input.canonicalize() };
    let absolute = || whole().ok().as_deref().and_then(named);
    // A whole drive has none at all.
    named(input).or_else(absolute).unwrap_or_else(|| (input.to_path_buf(), "Xếp loại".to_owned()))
}

/// `NAME` with an ending, `NAME ENDING (2)` and so on, cut so that it can be a name.
fn numbered(name: &str, ending: &str, number: u32, extension: &str) -> String {
    let number = if number > 1 { format!(" ({number})") } else { String::new() };
    let room = NAME_MAX.saturating_sub(ending.len() + number.len() + extension.len());
    let mut end = name.len().min(room);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}{number}{extension}", name[..end].trim_end())
}

/// The place of a corrected copy: `quan/a.xlsm` becomes `quan/a (đã chỉnh sửa).xlsm`. Each place is given once.
pub(super) fn corrected(inner: &Path, taken: &mut HashSet<String>) -> PathBuf {
    let text = |part: Option<&OsStr>| part.map(|part| part.to_string_lossy().into_owned()).unwrap_or_default();
    let (stem, extension) = (text(inner.file_stem()), text(inner.extension()));
    let extension = format!(".{extension}");
    let places = (1..).map(|number| inner.with_file_name(numbered(&stem, CORRECTED, number, &extension)));
    let key = |path: &Path| path.to_string_lossy().nfc().flat_map(char::to_lowercase).collect::<String>();
    let mut free = places.filter(|path| taken.insert(key(path)));
    free.next().unwrap_or_default()
}

/// Is everything in a folder an earlier result that one of the files takes the place of? A corrected copy says nowhere that
/// it is one: it counts only when it is the very same.
fn all_replaced(folder: &Path, root: &Path, files: &[File]) -> bool {
    let Ok(list) = std::fs::read_dir(folder) else { return false };
    list.into_iter().all(|entry| {
        let Ok(entry) = entry else { return false };
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => all_replaced(&path, root, files),
            Ok(kind) if kind.is_file() => is_litter(&entry.file_name()) || is_replaced(&path, root, files),
            _ => false,
        }
    })
}

fn is_replaced(path: &Path, root: &Path, files: &[File]) -> bool {
    let inner = path.strip_prefix(root).unwrap_or(path);
    let Some(file) = files.iter().find(|file| file.inner == inner) else { return false };
    if report::is_own(path) || fix::is_own(path) {
        return true;
    }
    let same_length = path.metadata().is_ok_and(|facts| facts.len() == file.bytes.len() as u64);
    same_length && std::fs::read(path).is_ok_and(|bytes| bytes == file.bytes)
}

/// What desktops leave in every folder they show.
fn is_litter(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    matches!(name.as_str(), "desktop.ini" | "thumbs.db" | ".ds_store")
}

/// Is it the folder of an earlier run? Its name says so, and a page of ours stands in it.
pub(super) fn is_folder(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().nfc().collect::<String>()).unwrap_or_default();
    is_folder_name(&name) && report::is_own(&path.join(PAGE))
}

fn is_folder_name(name: &str) -> bool {
    let number = |text: &str| text.strip_prefix(" (").and_then(|t| t.strip_suffix(')')).is_some_and(is_number);
    name.rsplit_once(FOLDER).is_some_and(|(_, rest)| rest.is_empty() || number(rest))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Has somebody the file open? Excel then keeps a file `~$NAME` beside it.
pub(super) fn is_open_in_excel(path: &Path) -> bool {
    let Some(name) = path.file_name() else { return false };
    let mut owner = std::ffi::OsString::from("~$");
    owner.push(name);
    path.with_file_name(owner).is_file()
}

/// Is a path too long for Excel, which opens fewer letters than the system?
pub(super) fn is_long(path: &Path) -> bool {
    let whole = std::path::absolute(path);
    cfg!(windows) && whole.is_ok_and(|path| path.to_string_lossy().encode_utf16().count() > EXCEL_PATH_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_too_long() {
        assert_eq!(numbered("Quận 1", FOLDER, 1, ""), "Quận 1 - kết quả kiểm tra");
        assert_eq!(numbered("Quận 1", FOLDER, 3, ""), "Quận 1 - kết quả kiểm tra (3)");
        let long = "ế".repeat(85);
        for number in [1, 2, 99] {
            let cut = numbered(&long, CORRECTED, number, ".xlsx");
            assert!(cut.len() <= NAME_MAX && cut.len() > NAME_MAX - 4, "{cut}");
            assert!(cut.starts_with("ếế") && cut.contains("(đã chỉnh sửa)") && cut.ends_with(".xlsx"), "{cut}");
        }
    }

    #[test]
    fn a_copy_is_named_after_its_original_once() {
        let mut taken = HashSet::new();
        let mut name = |inner: &str| corrected(Path::new(inner), &mut taken).to_string_lossy().replace('\\', "/");
        assert_eq!(name("quan/a.xlsm"), "quan/a (đã chỉnh sửa).xlsm");
        assert_eq!(name("quan/A.xlsm"), "quan/A (đã chỉnh sửa) (2).xlsm");
        assert_eq!(name("a.b (giá trị).xlsx"), "a.b (giá trị) (đã chỉnh sửa).xlsx");
    }

    #[test]
    fn results_are_known_by_name_and_number() {
        for name in ["a - kết quả kiểm tra", "a - kết quả kiểm tra (12)"] {
            assert!(is_folder_name(name), "{name}");
        }
        for name in ["a", "a - kết quả kiểm tra cũ", "a - kết quả kiểm tra ()", "a - kết quả kiểm tra (x)"]
        {
            assert!(!is_folder_name(name), "{name}");
        }
    }

    #[test]
    fn results_stand_beside_what_was_dropped() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("Quận 1.2021")).expect("made");
        let place = |name: &str| beside(&at(name));
        assert_eq!(place("Quận 1.2021"), (folder.path().into(), "Quận 1.2021".into()));
        assert_eq!(place("bao.cao.xlsx"), (folder.path().into(), "bao.cao".into()));
        let (real, _) = (folder.path().canonicalize().expect("there"), ());
        assert_eq!(place("Quận 1.2021/.."), beside(&real), "a folder is named even where the path does not");
        assert_eq!(beside(Path::new("a.xlsx")), (PathBuf::new(), "a".into()));
    }
}
