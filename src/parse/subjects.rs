//! Lines of a count table → whom each is about, and which of them are parts that may overlap.

use std::collections::BTreeSet;

use super::{CountCell, Line, Source, counted};
use crate::locate::outline::{Mark, outline_mark, split_outline};
use crate::locate::rows::plain_label;
use crate::locate::{Row, RowRole, Subject};
use crate::text::key;

impl Source<'_> {
    /// Who each line is about where rows or their groups say which of several ("I. Tập thể …", "II. Cá nhân …"): those the title
    /// speaks of, or any where they name nothing else ("I. CHI BỘ TRỰC THUỘC"); nothing where a row says nothing.
    pub(super) fn subjects_of_lines(&self) -> Vec<Option<Subject>> {
        let rows = &self.table.rows;
        let titled = self.words.subjects(&self.table.title_key());
        let says = |row: &Row| {
            let above = std::iter::successors(Some(row), |r| r.group().map(|g| &rows[g]));
            let subject = |r: &Row| {
                let label = plain_label(&r.label);
                let alone = self.words.names_only_subject(&unexplained(&label));
                let named =
                    self.words.row_subject(&key(&label)).or_else(|| self.words.row_subject(&unexplained(&label)));
                named.map(|subject| (subject, alone))
            };
            let mark = |r: &Row| outline_mark(&r.ordinal.text()).or(split_outline(&r.label).0);
            // The outermost says it; of heads marked alike, and of those not marked, the nearest.
            type Said = ((Subject, bool), Option<Option<Mark>>);
            let mut found: Option<Said> = None;
            for r in above {
                let of_head = (!std::ptr::eq(r, row)).then(|| mark(r));
                if let Some(said) = subject(r).filter(|_| found.is_none_or(|(_, of)| of.is_none() || of != of_head)) {
                    found = Some((said, of_head));
                }
            }
            // Of heads that are not marked the last one above counts, wherever its rows were put.
            let unmarked = |r: &&Row| matches!(r.role, RowRole::Group | RowRole::Subtotal) && mark(r).is_none();
            let last = || {
                let above = rows.iter().take_while(|r| r.index < row.index).filter(unmarked);
                above.filter_map(subject).last()
            };
            match found {
                Some((said, Some(None))) => last().or(Some(said)),
                found => found.map(|(said, _)| said),
            }
        };
        let of = |row: &Row| says(row).map(|(subject, _)| subject);
        let data = || rows.iter().filter(|r| r.role == RowRole::Data).map(of);
        let named: BTreeSet<Subject> = data().flatten().collect();
        let data_rows = || rows.iter().filter(|r| r.role == RowRole::Data);
        let alone = || data_rows().all(|r| says(r).is_some_and(|(_, alone)| alone));
        let known = || named.iter().all(|s| titled.contains(s)) || alone();
        let told = named.len() >= 2 && data().all(|s| s.is_some()) && known();
        match told {
            true => rows.iter().filter(|r| counted(r)).map(of).collect(),
            false => Vec::new(),
        }
    }

    /// "Chi bộ trực thuộc | Đảng viên | Công chức": rows that are each about another subject by their own names say so
    /// whatever the title and their groups name.
    pub(super) fn subjects_each(&self) -> Option<Vec<Option<Subject>>> {
        let own = |row: &Row| {
            let label = plain_label(&row.label);
            // "Tổ chức đảng (chi bộ trực thuộc)": what is meant stands in brackets.
            let meant = label.split_once('(').map(|(_, rest)| rest.trim_end_matches([')', ' ']));
            let meant = meant.and_then(|meant| self.words.row_subject(&key(meant)));
            meant
                .or_else(|| self.words.row_subject(&key(&label)))
                .or_else(|| self.words.row_subject(&unexplained(&label)))
        };
        let rows = &self.table.rows;
        let data: Option<Vec<Subject>> = rows.iter().filter(|r| r.role == RowRole::Data).map(own).collect();
        // Two rows are too few to be told by words among others.
        let alone = |row: &Row| self.words.names_only_subject(&unexplained(&plain_label(&row.label)));
        let told = rows.iter().filter(|r| r.role == RowRole::Data).all(alone);
        let data = data.filter(|all| all.len() >= if told { 2 } else { 3 })?;
        let named: BTreeSet<Subject> = data.iter().copied().collect();
        let totals = rows.iter().any(|r| matches!(r.role, RowRole::Total | RowRole::Subtotal));
        let all = || rows.iter().filter(|r| counted(r)).map(own).collect();
        (named.len() == data.len() && !totals).then(all)
    }
}

/// The key of a label without what stands in brackets behind it: "Tổ chức cơ sở đảng (đảng bộ, chi bộ cơ sở)".
fn unexplained(label: &str) -> String {
    key(label.split('(').next().unwrap_or(label))
}

/// "Tổng số | Trong đó: Nữ | Dân tộc thiểu số": columns that do not make up the total in most rows are parts of it that
/// may overlap.
pub(super) fn set_apart(lines: &mut [Line], cells: &[Vec<CountCell>], inside: &[bool]) {
    let Some(total) = lines.iter().position(|l| l.role == RowRole::Total) else { return };
    if !lines[total].covers.iter().any(|&l| inside[l]) {
        return;
    }
    let told = |&m: &usize| {
        let whole = cells[total][m].figure.count()?;
        let parts: Vec<i64> = lines[total].covers.iter().filter_map(|&l| cells[l][m].figure.count()).collect();
        (!parts.is_empty() && whole > 0).then(|| parts.iter().sum::<i64>() == whole)
    };
    let fits: Vec<bool> = (0..cells[total].len()).filter_map(|m| told(&m)).collect();
    if 2 * fits.iter().filter(|fits| **fits).count() <= fits.len() {
        let covers = std::mem::take(&mut lines[total].covers);
        covers.into_iter().filter(|&l| inside[l]).for_each(|l| lines[l].role = RowRole::OfWhich);
    }
}
