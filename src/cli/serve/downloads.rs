//! What a session gives back: corrected copies, the consolidated workbook, review sheets, the report.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::session::{Choice, Session};
use crate::cli::check::Checked;
use crate::cli::{Options, consolidate, fix, output, per_unit, report, results};
use crate::correct::{Correction, Corrections, Wanted, corrections, offered, single};
use crate::package::packed;
use crate::serve::{Kind, Reply};
use crate::write;

/// What is asked for by its name.
pub(super) fn get(session: &Session, what: &str, file: Option<&str>) -> Reply {
    let Some(done) = session.done() else {
        return Reply::refused(409, "chưa kiểm tra xong", "not checked yet");
    };
    let options = session.options();
    let made = match (what, file) {
        ("copy", Some(file)) => copy(session, &done, file),
        ("copies", None) => copies(session, &done),
        ("list", None) => list(session, &done),
        ("consolidated", None) => consolidated(session, &done, &options),
        ("reviews", None) => reviews(&done, &options),
        ("report", None) => Ok(page(&done, &options)),
        _ => return Reply::refused(404, "không có nội dung này", "no such thing"),
    };
    made.unwrap_or_else(|why| Reply::refused(409, &why, &why))
}

/// The decisions that still concern something: ids accepted, and ids declined.
pub(super) struct Decided {
    accepted: Vec<String>,
    declined: Vec<String>,
    choices: BTreeMap<String, Choice>,
}

impl Decided {
    pub(super) fn of(session: &Session, done: &Checked) -> Self {
        let mut choices = session.choices();
        let offered: BTreeSet<String> = done.findings.iter().filter(|f| single(f).is_some()).map(|f| f.id()).collect();
        choices.retain(|id, _| offered.contains(id));
        let ids = |accepted| choices.iter().filter(move |(_, c)| c.accepted == accepted).map(|(id, _)| id.clone());
        Self { accepted: ids(true).collect(), declined: ids(false).collect(), choices }
    }

    /// What they come to.
    pub(super) fn corrections(&self, done: &Checked) -> Result<Corrections, String> {
        corrections(&done.findings, self.wanted())
    }

    fn wanted(&self) -> Wanted<'_> {
        Wanted { suggested: false, accepted: &self.accepted, declined: &self.declined }
    }

    fn made(&self, done: &Checked) -> Result<fix::Made, String> {
        fix::made(done, self.wanted(), false)
    }

    /// The corrections with what was said of them.
    fn told(&self, list: &[Correction], label: &str) -> Vec<Correction> {
        let said = |line: &Correction| {
            let reason = self.choices.get(&*line.finding).map(|choice| choice.reason.trim_end_matches('.'));
            let mut line = line.clone();
            if let Some(reason) = reason.filter(|reason| !reason.is_empty()) {
                let why = Arc::make_mut(&mut line.reason);
                why.vi = format!("{}. {label}: {reason}.", why.vi.trim_end_matches('.'));
            }
            line
        };
        list.iter().map(said).collect()
    }

    /// The list of corrections, with those that were declined.
    fn listed(&self, done: &Checked, chosen: &Corrections) -> Result<Vec<u8>, String> {
        let made = Corrections { list: self.told(&chosen.list, "Xác nhận"), conflicts: Vec::new() };
        let declined = self.told(&offered(&done.findings, &self.declined), "Lý do không áp dụng");
        fix::listed(&made, &declined, &done.entries)
    }
}

/// The corrected copy of one file.
fn copy(session: &Session, done: &Checked, file: &str) -> Result<Reply, String> {
    let made = Decided::of(session, done).made(done)?;
    if let Some((_, error)) = made.failed.iter().find(|(name, _)| **name == *file) {
        return Err(output::both(error));
    }
    let copy = made.copies.into_iter().find(|copy| *copy.about.source == *file);
    let copy = copy.ok_or("file này không có nội dung chỉnh sửa / nothing is corrected in this file")?;
    let name = results::corrected(&copy.inner, &mut HashSet::new());
    Ok(Reply::file(Kind::Workbook, &named(&name), copy.bytes))
}

/// A place as it is called in an archive.
fn named(inner: &Path) -> String {
    inner.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// All corrected copies with the list of what was corrected.
fn copies(session: &Session, done: &Checked) -> Result<Reply, String> {
    let decided = Decided::of(session, done);
    let made = decided.made(done)?;
    if let Some((name, error)) = made.failed.first() {
        return Err(format!("{name}: {}", output::both(error)));
    }
    let list = decided.listed(done, &made.chosen)?;
    let mut taken = HashSet::new();
    let copies = made.copies.into_iter().map(|copy| (named(&results::corrected(&copy.inner, &mut taken)), copy.bytes));
    let files: Vec<(String, Vec<u8>)> = copies.chain([(write::corrections::NAME.to_owned(), list)]).collect();
    zip("Bản đã chỉnh sửa.zip", &files)
}

/// The list of what is corrected, alone.
fn list(session: &Session, done: &Checked) -> Result<Reply, String> {
    let decided = Decided::of(session, done);
    let made = decided.made(done)?;
    let list = decided.listed(done, &made.chosen)?;
    Ok(Reply::file(Kind::Workbook, write::corrections::NAME, list))
}

fn consolidated(session: &Session, done: &Checked, options: &Options) -> Result<Reply, String> {
    if !consolidate::recognised(done) {
        return Err("không có biểu nào để tổng hợp / there is no table to consolidate".into());
    }
    let decided = Decided::of(session, done);
    let mut chosen = decided.corrections(done)?;
    let after = match chosen.list.is_empty() {
        true => None,
        false => Some(consolidate::corrected(options, done, &mut chosen)?),
    };
    chosen.list = decided.told(&chosen.list, "Xác nhận");
    let summary = consolidate::summary(done, after.as_ref(), chosen, done.findings.clone());
    let bytes = write::consolidated::workbook(&summary).map_err(|e| output::both(&e))?;
    Ok(Reply::file(Kind::Workbook, results::CONSOLIDATED, bytes))
}

fn reviews(done: &Checked, options: &Options) -> Result<Reply, String> {
    let (sheets, _) = per_unit::sheets(done, options)?;
    if sheets.is_empty() {
        return Err("không đơn vị nào có nội dung cần rà soát / no unit has anything to look at".into());
    }
    zip("Phiếu đề nghị rà soát.zip", &sheets)
}

fn page(done: &Checked, options: &Options) -> Reply {
    Reply::file(Kind::Html, results::PAGE, report::page(&done.report("check", options), &done.entries))
}

fn zip(name: &str, files: &[(String, Vec<u8>)]) -> Result<Reply, String> {
    Ok(Reply::file(Kind::Zip, name, packed(files).map_err(|e| output::both(&e))?))
}
