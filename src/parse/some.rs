//! With levels in rows, columns that count some of those beside them: "Tổng số | Nữ | Dân tộc", "Chính thức | Dự bị | Tổng".
//!
//! What makes up the total in most lines is counted; what does not, and by its head counts some of them, is a part of the
//! whole, and is never counted beside it.

use super::{CountCell, Line};
use crate::locate::RowRole;

/// Fewer figures that add up are a chance.
const TELLING: usize = 4;

/// What the heads of columns say.
pub(super) struct Parts {
    /// What stands over each, where the heads below it do not together name everybody.
    pub(super) under: Vec<Option<String>>,
    /// "Tổng số".
    pub(super) total: Vec<bool>,
    /// "Trong đó …".
    pub(super) inside: Vec<bool>,
    /// "Nữ", "Dự bị".
    pub(super) some: Vec<bool>,
    /// Do they together name everybody: "Nam | Nữ"?
    pub(super) everybody: bool,
    /// Do two of them?
    pub(super) paired: bool,
    /// Are they of one subject and stage, as far as they say?
    pub(super) plain: bool,
}

impl Parts {
    /// Settles which columns are counted, which hold the sum of those and which count some of them.
    pub(super) fn set_apart(&self, lines: &mut [Line], cells: &[Vec<CountCell>]) {
        self.under_heads(lines, cells);
        match lines.iter().position(|l| l.role == RowRole::Total) {
            Some(total) => self.under_total(total, lines, cells),
            None => self.without_total(lines, cells),
        }
    }

    fn is_part(&self, line: usize) -> bool {
        self.inside[line] || self.some[line]
    }

    /// "Xã: Số lượng | Nữ", "Phường: Số lượng | Nữ": under each of several heads one column and some of those it counts.
    fn under_heads(&self, lines: &mut [Line], cells: &[Vec<CountCell>]) {
        let mut heads: Vec<&String> = self.under.iter().flatten().collect();
        heads.dedup();
        let of_head = |head: &&String| {
            let own: Vec<usize> = (0..lines.len()).filter(|&l| self.under[l].as_ref() == Some(*head)).collect();
            let titled = own.iter().any(|&l| self.total[l]);
            let is_part = |l: &usize| if titled { !self.total[*l] } else { self.is_part(*l) };
            let (parts, wholes): (Vec<usize>, Vec<usize>) = own.into_iter().partition(is_part);
            if let ([whole], false) = (&wholes[..], parts.is_empty()) { Some((parts, *whole)) } else { None }
        };
        let found: Vec<(Vec<usize>, usize)> = heads.iter().filter_map(of_head).collect();
        let pairs = found.iter().flat_map(|(parts, whole)| parts.iter().map(move |&part| (part, *whole)));
        let told: Vec<bool> = pairs.flat_map(|(part, whole)| told_within(cells, part, whole)).collect();
        let larger = told.iter().filter(|within| !**within).count();
        if found.len() < 2 || 3 * larger > told.len() {
            return;
        }
        let parts: Vec<usize> = found.into_iter().flat_map(|(parts, _)| parts).collect();
        parts.iter().for_each(|&part| lines[part].role = RowRole::OfWhich);
        lines.iter_mut().for_each(|line| line.covers.retain(|l| !parts.contains(l)));
    }

    /// "Tổng số | Nữ | Dân tộc thiểu số": columns that do not make up the total in most rows are parts of it that may
    /// overlap.
    fn under_total(&self, total: usize, lines: &mut [Line], cells: &[Vec<CountCell>]) {
        let all = lines[total].covers.clone();
        if mostly(&fits(cells, total, &all)) {
            return;
        }
        let (parts, mut rest): (Vec<usize>, Vec<usize>) = all.iter().copied().partition(|&l| self.is_part(l));
        // Under heads that say nothing, what is nowhere more than the total and does not make it up is told where tables
        // are looked for.
        if self.plain && !rest.is_empty() && !mostly(&fits(cells, total, &rest)) && within(cells, total, &rest) {
            rest.clear();
        } else if parts.is_empty() {
            return;
        }
        // Behind "Trong đó" stands what is inside as well.
        let opened = parts.iter().copied().find(|&l| self.inside[l]);
        if opened.is_some_and(|first| rest.iter().all(|&l| l > first)) && !mostly(&fits(cells, total, &rest)) {
            rest.clear();
        }
        all.iter().filter(|l| !rest.contains(l)).for_each(|&l| lines[l].role = RowRole::OfWhich);
        if rest.is_empty() {
            lines[total].role = RowRole::Data;
        }
        lines[total].covers = rest;
    }

    /// "Đảng viên | Nam | Nữ", "Đảng viên | Nữ | Dân tộc": one that the others make up is the total; one that is nowhere less
    /// than those that count some is their whole.
    fn without_total(&self, lines: &mut [Line], cells: &[Vec<CountCell>]) {
        let data: Vec<usize> = (0..lines.len()).filter(|&l| lines[l].role == RowRole::Data).collect();
        let others = |whole: usize| data.iter().copied().filter(|&l| l != whole).collect::<Vec<_>>();
        let made_up = |&whole: &usize| {
            let fits = fits(cells, whole, &others(whole));
            data.len() >= 3 && fits.len() >= TELLING && fits.iter().all(|fits| *fits)
        };
        if let Some(whole) = data.iter().copied().find(made_up) {
            lines[whole].role = RowRole::Total;
            lines[whole].covers = others(whole);
            return;
        }
        let (parts, wholes): (Vec<usize>, Vec<usize>) = data.iter().copied().partition(|&l| self.is_part(l));
        match (wholes.as_slice(), self.everybody) {
            ([whole], false) => {
                let inside = parts.into_iter().filter(|&part| stays_within(cells, part, *whole));
                inside.for_each(|part| lines[part].role = RowRole::OfWhich);
            }
            // "Khối xã | Khối cơ quan | Nữ": some of all of them.
            ([_, _, ..], false) if !self.paired => {
                let inside = parts.into_iter().filter(|&part| within_all(cells, part, &wholes));
                inside.for_each(|part| lines[part].role = RowRole::OfWhich);
            }
            _ => {}
        }
    }
}

/// Is a part nowhere more than its whole, or only in few of many measures?
fn stays_within(cells: &[Vec<CountCell>], part: usize, whole: usize) -> bool {
    let told: Vec<bool> = told_within(cells, part, whole).collect();
    told.iter().all(|within| *within) || told.iter().filter(|within| **within).count() >= TELLING
}

/// Is a part nowhere more than several wholes together?
fn within_all(cells: &[Vec<CountCell>], part: usize, wholes: &[usize]) -> bool {
    let told = |m: usize| {
        let own = cells[part][m].figure.count().filter(|n| *n > 0)?;
        Some(own <= wholes.iter().filter_map(|&l| cells[l][m].figure.count()).sum())
    };
    let told: Vec<bool> = (0..cells[part].len()).filter_map(told).collect();
    !told.is_empty() && told.iter().all(|within| *within)
}

/// For each measure that says it: is a part no more than its whole?
fn told_within(cells: &[Vec<CountCell>], part: usize, whole: usize) -> impl Iterator<Item = bool> {
    let both = cells[part].iter().zip(&cells[whole]);
    both.filter_map(|(p, w)| Some(p.figure.count().filter(|p| *p > 0)? <= w.figure.count()?))
}

/// For each measure that says it: do the lines add up to the whole?
fn fits(cells: &[Vec<CountCell>], whole: usize, lines: &[usize]) -> Vec<bool> {
    let told = |m: usize| {
        let own = cells[whole][m].figure.count().filter(|n| *n > 0)?;
        let parts: Vec<i64> = lines.iter().filter_map(|&l| cells[l][m].figure.count()).collect();
        (!parts.is_empty()).then(|| parts.iter().sum::<i64>() == own)
    };
    (0..cells[whole].len()).filter_map(told).collect()
}

/// Is none of the lines anywhere more than the whole, in measures that tell?
fn within(cells: &[Vec<CountCell>], whole: usize, lines: &[usize]) -> bool {
    let told = |line: usize| {
        let both = cells[line].iter().zip(&cells[whole]);
        both.filter_map(|(part, whole)| Some(part.figure.count()? <= whole.figure.count().filter(|n| *n > 0)?))
    };
    lines.iter().all(|&l| told(l).count() >= TELLING && told(l).all(|within| within))
}

fn mostly(fits: &[bool]) -> bool {
    2 * fits.iter().filter(|fits| **fits).count() > fits.len()
}
