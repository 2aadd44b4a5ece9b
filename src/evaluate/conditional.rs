//! COUNTIF, SUMIF and their kin: which places of a range fit criteria, and what they add up to.

use super::criteria::Criterion;
use super::functions::{MAX_POSITIONS, Run};
use super::syntax::{Area, Expr};
use super::tally::Tally;
use super::value::{Halt, Outcome, VALUE, error, unknown};
use crate::finding::{CellRange, CellRef};
use crate::read::Value;

impl Run<'_, '_> {
    pub(super) fn count_blank(&self, area: Area) -> Outcome {
        let mut filled = 0;
        self.visit(area, |_, value| {
            let blank = matches!(value, Value::Text(t) if t.is_empty()) || *value == Value::Empty;
            filled += u64::from(!blank);
            Ok(())
        })?;
        Ok(Value::Number((area.range.size() - filled) as f64))
    }

    pub(super) fn count_ifs(&self, pairs: &[Expr]) -> Outcome {
        let mask = self.mask(&pairs.iter().collect::<Vec<_>>())?;
        let within = mask.fits.iter().filter(|f| **f).count() as u64;
        let beyond = if mask.blank_fits { mask.beyond } else { 0 };
        Ok(Value::Number((within + beyond) as f64))
    }

    /// SUMIF moves its sum range to the size of the other; we take it only where it has that size.
    pub(super) fn sum_if(&self, range: &Expr, criterion: &Expr, sum: &Expr) -> Outcome {
        match (range, sum) {
            (Expr::Cells(a), Expr::Cells(b)) if a.shape() != b.shape() => {
                unknown("SUMIF over ranges of different sizes")
            }
            _ => self.sum_ifs(sum, &[range, criterion]),
        }
    }

    pub(super) fn sum_ifs(&self, sum: &Expr, pairs: &[&Expr]) -> Outcome {
        let (Expr::Cells(area), Some(Expr::Cells(first))) = (sum, pairs.first()) else {
            return unknown("a criterion over something other than cells");
        };
        if area.shape() != first.shape() {
            return error(VALUE);
        }
        let mask = self.mask(pairs)?;
        let mut tally = Tally::default();
        self.visit(*area, |cell, value| {
            if mask.fits_at(*area, cell.at()) {
                tally.add_cell(value);
            }
            Ok(())
        })?;
        tally.result("SUM")
    }

    /// Which places fit all criteria: pairs of range and criterion, all ranges of one shape.
    fn mask(&self, pairs: &[&Expr]) -> Outcome<Mask> {
        let Some(Expr::Cells(first)) = pairs.first() else {
            return unknown("a criterion over something other than cells");
        };
        let mut mask = Mask::new(*first, self.used_rows(pairs, *first))?;
        for pair in pairs.chunks(2) {
            let [Expr::Cells(area), criterion] = pair else {
                return unknown("a criterion over something other than cells");
            };
            if area.shape() != first.shape() {
                return error(VALUE);
            }
            let criterion = match criterion {
                Expr::Missing => return unknown("an argument left out"),
                // As a criterion, an error is something to look for.
                criterion => match self.value(criterion) {
                    Err(Halt::Error(_)) => return unknown("an error as a criterion"),
                    value => Criterion::new(&value?)?,
                },
            };
            self.narrow(&mut mask, *area, &criterion)?;
        }
        Ok(mask)
    }

    /// The rows from the top of the ranges to the last one used on any of their sheets.
    fn used_rows(&self, pairs: &[&Expr], first: Area) -> u32 {
        let used = pairs.iter().step_by(2).filter_map(|range| {
            let Expr::Cells(area) = range else {
                return None;
            };
            let last = self.evaluator.pages.get(area.tab)?.as_ref()?.last_row();
            Some((last + 1).saturating_sub(area.range.start.row))
        });
        used.max().unwrap_or(0).min(first.shape().0)
    }

    fn narrow(&self, mask: &mut Mask, area: Area, criterion: &Criterion) -> Outcome<()> {
        let blank = criterion.fits(&Value::Empty)?;
        let mut seen = vec![blank; mask.fits.len()];
        if let Some(places) = self.with_text(area, criterion)? {
            for place in places.into_iter().filter_map(|at| mask.place(area, at)) {
                seen[place] = mask.fits[place];
            }
            mask.fits = seen;
            mask.blank_fits = false;
            return Ok(());
        }
        self.visit(area, |cell, value| {
            if let Some(place) = mask.place(area, cell.at()) {
                seen[place] = mask.fits[place] && criterion.fits(value)?;
            }
            Ok(())
        })?;
        for (fits, seen) in mask.fits.iter_mut().zip(seen) {
            *fits &= seen;
        }
        mask.blank_fits &= blank;
        Ok(())
    }

    /// The cells of an area that hold the text of a criterion, where its columns are known by their texts.
    fn with_text(&self, area: Area, criterion: &Criterion) -> Outcome<Option<Vec<CellRef>>> {
        let Some(text) = criterion.text() else { return Ok(None) };
        let page = self.page(area.tab, area.range)?;
        let CellRange { start, end } = area.range;
        let mut found = Vec::new();
        for column in start.column..=end.column {
            let Some(texts) = page.texts(column) else { return Ok(None) };
            found.extend(texts.rows(text, start.row, end.row).map(|row| CellRef::new(row, column)));
        }
        Ok(Some(found))
    }
}

/// Which places of a rectangle fit all criteria so far.
struct Mask {
    rows: u32,
    columns: u32,
    fits: Vec<bool>,
    /// Does a blank fit all criteria?
    blank_fits: bool,
    /// Places below the last used row, all blank.
    beyond: u64,
}

impl Mask {
    fn new(area: Area, rows: u32) -> Outcome<Self> {
        let columns = area.shape().1;
        let size = u64::from(rows) * u64::from(columns);
        if size > MAX_POSITIONS {
            return unknown("a criterion over a very large range");
        }
        Ok(Self { rows, columns, fits: vec![true; size as usize], blank_fits: true, beyond: area.range.size() - size })
    }

    fn place(&self, area: Area, at: CellRef) -> Option<usize> {
        let row = at.row - area.range.start.row;
        let column = at.column - area.range.start.column;
        (row < self.rows).then_some(row as usize * self.columns as usize + column as usize)
    }

    fn fits_at(&self, area: Area, at: CellRef) -> bool {
        self.place(area, at).map_or(self.blank_fits, |place| self.fits[place])
    }
}
