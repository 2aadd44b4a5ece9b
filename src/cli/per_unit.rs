//! `--per-unit DIR`: for each unit with something open, one workbook it can fill in and send back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::check::Checked;
use super::{Options, output};
use crate::exchange::answers::{self, SHEET};
use crate::exchange::ask::asked;
use crate::finding::Finding;
use crate::read;
use crate::report::{Language, nameless_sentence, sentence};
use crate::text::is_unseen;
use crate::write::batch::write_all;
use crate::write::review;

/// Writes the sheets; says how many there are, and what is in none of them.
pub(super) fn write(done: &Checked, dir: &Path, options: &Options) -> Result<String, String> {
    if dir.exists() && !dir.is_dir() {
        return Err(format!("{} không phải là thư mục / not a folder", dir.display()));
    }
    let (sheets, of_several) = sheets(done, options)?;
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for (name, bytes) in sheets {
        let path = dir.join(name);
        may_replace(&path, done, options.force)?;
        files.push((path, bytes));
    }
    let outputs: Vec<_> = files.iter().map(|(path, bytes)| (path.as_path(), bytes.as_slice())).collect();
    write_all(&outputs).map_err(|e| output::both(&e))?;
    let mut said = format!("Đã ghi {:02} phiếu đề nghị rà soát vào {}\n", files.len(), dir.display());
    if of_several > 0 {
        said.push_str(&format!(
            "Không đưa vào phiếu: {of_several:02} nội dung nói đến số liệu của nhiều đơn vị; cơ quan tổng hợp trao đổi trực tiếp.\n"
        ));
    }
    Ok(said)
}

/// A sheet, named as a file.
type Named = (String, Vec<u8>);

/// The sheets of all units with something open, and how many findings are in none of them.
pub(super) fn sheets(done: &Checked, options: &Options) -> Result<(Vec<Named>, usize), String> {
    let list = done.declared.units.as_ref();
    let (all, of_several) = asked(&done.submission, &done.findings, &done.explanations, list);
    // The law has a column of its own.
    let say = |finding: &Finding| {
        let bare = Finding { source: None, ..finding.clone() };
        if options.anonymous { nameless_sentence(&bare, Language::Vi) } else { sentence(&bare, Language::Vi) }
    };
    let mut names = BTreeSet::new();
    let mut sheets = Vec::new();
    for unit in &all {
        let bytes = review::workbook(unit, &done.findings, say).map_err(|e| output::both(&e))?;
        sheets.push((file_name(&unit.unit, &mut names), bytes));
    }
    Ok((sheets, of_several))
}

/// `Phiếu đề nghị rà soát - Phường An Phú.xlsx`, each name once.
fn file_name(unit: &str, taken: &mut BTreeSet<String>) -> String {
    let kept = unit.chars().map(|c| if is_unseen(c) || "\\/:*?\"<>|".contains(c) { '-' } else { c });
    let kept: String = kept.take(80).collect();
    let kept = kept.trim_matches(['.', ' ']);
    let mut numbers = (1..).map(|n: u32| match n {
        1 => format!("{SHEET} - {kept}.xlsx"),
        n => format!("{SHEET} - {kept} ({n}).xlsx"),
    });
    numbers.find(|name| taken.insert(name.to_lowercase())).unwrap_or_default()
}

/// Refuses to replace what is not ours, what is an input, and a sheet that somebody has filled in.
fn may_replace(path: &Path, done: &Checked, force: bool) -> Result<(), String> {
    if !path.exists() {
        return Ok(());
    }
    let shown = path.display();
    let real = |p: &Path| p.canonicalize().unwrap_or_else(|_| p.to_path_buf());
    let workbook = read::open(path).ok().filter(|workbook| workbook.own_output);
    let is_input = done.entries.iter().any(|e| real(&e.path) == real(path));
    let Some(workbook) = workbook else {
        if is_input {
            return Err(format!("{shown} là file đầu vào, không thể ghi đè / the output is one of the inputs"));
        }
        let asked = "thêm --force để ghi đè / exists and is not our own output, --force replaces it";
        return if force {
            Ok(())
        } else {
            Err(format!("{shown} đã có và không phải do xeploai tạo; {asked}"))
        };
    };
    let reviews = answers::reviews(&workbook, &std::sync::Arc::from(""));
    if reviews.iter().any(answers::Review::is_answered) {
        let input = if is_input { " (đã được đọc)" } else { "" };
        return Err(format!(
            "{shown} đã có ý kiến của đơn vị{input}; chọn thư mục khác / holds a unit's answers, choose another folder"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_names_of_files() {
        let mut taken = BTreeSet::new();
        assert_eq!(file_name("Phường 1/2: A?", &mut taken), "Phiếu đề nghị rà soát - Phường 1-2- A-.xlsx");
        assert_eq!(file_name("A\u{202e}xslx", &mut taken), "Phiếu đề nghị rà soát - A-xslx.xlsx");
        assert_eq!(file_name("phường 1-2- a-", &mut taken), "Phiếu đề nghị rà soát - phường 1-2- a- (2).xlsx");
    }
}
