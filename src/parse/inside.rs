//! Rows inside another row: "Trong đó: …" is at most its line, the parts of "Chia ra: 1) … 2) …" make it up. And
//! columns that hold this period against the last.

use super::{Figure, Source, share_fits};
use crate::finding::CellRef;
use crate::locate::outline::{Mark, first_item, outline_mark, split_outline};
use crate::locate::rows::plain_label;
use crate::locate::{Column, ColumnRole, Kind, Row, RowRole};
use crate::text::{Decimal, key};

/// A line and the rows inside it, with what does not fit.
#[derive(Clone, PartialEq, Debug)]
pub struct Inside {
    /// Must the parts make up the line ("Chia ra"), or only not exceed it ("Trong đó")?
    pub partition: bool,
    /// Is it a column beside levels that stand in rows, and its whole another one?
    pub column: bool,
    /// Do words say so, and not only the other lines of the table that have parts like these?
    pub said: bool,
    /// Name of the line.
    pub name: String,
    /// Columns that do not fit: the line's cell and figure, the parts' cells, what they give.
    pub broken: Vec<(CellRef, i64, Vec<CellRef>, i64)>,
}

/// A percentage of this period against the last that does not follow from its two figures.
#[derive(Clone, PartialEq, Debug)]
pub struct Compared {
    /// The percentage.
    pub at: CellRef,
    /// As it stands.
    pub shown: String,
    /// This period's figure.
    pub this: (CellRef, i64),
    /// Last period's.
    pub last: (CellRef, i64),
}

impl Source<'_> {
    /// Every line whose parts do not fit it.
    pub(super) fn inside(&self) -> Vec<Inside> {
        let rows = &self.table.rows;
        let mut found = Vec::new();
        let mut last_valued = None;
        // The last line "Trong đó: …" below that one.
        let mut within: Option<usize> = None;
        for at in 0..rows.len() {
            let valued = self.is_valued(&rows[at]);
            let label = split_outline(&rows[at].label).1;
            let opens = (self.words.row_is_of_which(&key(label)) || self.counts_some(&rows[at]))
                && matches!(rows[at].role, RowRole::OfWhich | RowRole::Group | RowRole::Data);
            // Of two lines "Trong đó: …" one below the other the second is in no part of the first.
            let share = self.words.starts_with_share(&key(label)) || self.words.is_share_word(&key(label));
            let whole = if valued && !opens && !share { last_valued.replace(at) } else { last_valued };
            let whole = whole.and_then(|whole| if opens { self.of_all(at, whole) } else { Some(whole) });
            let parts_line = within.filter(|_| opens);
            within = if opens && valued {
                Some(at)
            } else {
                within.filter(|_| opens || !valued || rows[at].role == RowRole::OfWhich)
            };
            if rows[at].label.is_empty() {
                continue;
            }
            // "6. Đơn vị sự nghiệp, gồm:" holds its own figures and opens its parts.
            let holds = !opens && self.opens_behind(&key(label)).is_some() && valued;
            let (whole, parts) = match (opens, whole) {
                (true, Some(whole)) => (whole, self.parts(at, whole)),
                _ if holds => (at, self.parts_behind(at)),
                _ => continue,
            };
            // Levels, rated and unrated have equations of their own.
            let measured = parts.iter().any(|&p| rows[p].level.is_some() || rows[p].measure.is_some());
            if parts.is_empty() || measured {
                continue;
            }
            let partition = key(label).starts_with("chia ra")
                || (holds && self.opens_behind(&key(label)).is_some_and(|words| words != "trong đó"));
            let of = |whole: usize| self.inside_of(whole, &parts, partition);
            // "Chia ra" below "Trong đó: …" may part either line.
            let nearer = parts_line.filter(|_| partition).map(of);
            let own = of(whole);
            if !partition && self.may_be_of_all(at, &own) {
                continue;
            }
            found.push(nearer.filter(|nearer| nearer.broken.len() <= own.broken.len()).unwrap_or(own));
        }
        found.extend(self.made_up());
        found.extend(self.beside_levels());
        found.retain(|i| !i.broken.is_empty());
        found
    }

    /// "Đảng viên nữ" below those not rated is of all, unless it says that it is of them.
    fn of_all(&self, at: usize, whole: usize) -> Option<usize> {
        let rows = &self.table.rows;
        let says = self.words.row_is_of_which(&key(split_outline(&rows[at].label).1));
        match rows[whole].measure {
            Some(ColumnRole::Unrated) if !says => {
                rows[..whole].iter().rposition(|row| row.measure == Some(ColumnRole::Total))
            }
            _ => Some(whole),
        }
    }

    fn inside_of(&self, whole: usize, parts: &[usize], partition: bool) -> Inside {
        let broken = self.figure_columns().filter_map(|c| self.broken(c, whole, parts, partition)).collect();
        let name = plain_label(&self.table.rows[whole].label).trim_end_matches(':').to_owned();
        Inside { partition, column: false, said: true, name, broken }
    }

    /// "Nữ", "Dân tộc thiểu số" below a unit.
    fn counts_some(&self, row: &Row) -> bool {
        let bare = row.ordinal.is_empty() && split_outline(&row.label).0.is_none();
        bare && row.role == RowRole::OfWhich && self.words.counts_some(&key(&row.label))
    }

    /// "Trong đó: Nữ" below the last unit of a table without a total may be of all of them: so it is where it is no more than
    /// they come to together.
    fn may_be_of_all(&self, at: usize, inside: &Inside) -> bool {
        let rows = &self.table.rows;
        let opens = |r: &&Row| self.words.row_is_of_which(&key(split_outline(&r.label).1)) && self.is_valued(r);
        let data = || rows[..at].iter().filter(|r| r.role == RowRole::Data && self.is_valued(r));
        let last = || rows[at + 1..].iter().all(|r| !self.is_valued(r));
        let alone = || rows.iter().all(|r| r.role != RowRole::Total) && rows.iter().filter(opens).take(2).count() == 1;
        let within = |(whole, _, _, more): &(CellRef, i64, Vec<CellRef>, i64)| {
            let column = self.figure_columns().find(|c| c.index == whole.column);
            column.is_some_and(|c| *more <= data().filter_map(|r| self.number(r, c)).sum::<i64>())
        };
        last() && alone() && data().count() > 1 && inside.broken.iter().all(within)
    }

    /// With levels in rows: columns "Trong đó: Nữ" that are somewhere more than what they stand beside.
    fn beside_levels(&self) -> Vec<Inside> {
        if self.table.kind != Kind::CountSummaryTransposed {
            return Vec::new();
        }
        let rows = || self.table.rows.iter().filter(|r| r.level.is_some() || r.measure.is_some());
        let columns: Vec<&Column> = self.figure_columns().collect();
        let opens = |c: &Column| c.path.iter().position(|p| key(p).starts_with("trong đó"));
        let of_column = |(place, column): (usize, &&Column)| {
            let over = &column.path[..opens(column)?];
            let whole = columns[..place].iter().rev().find(|c| opens(c).is_none() && c.path.starts_with(over))?;
            let pair = |r: &Row| Some((r.index, self.number(r, whole)?, self.number(r, column).filter(|n| *n > 0)?));
            let told: Vec<(u32, i64, i64)> = rows().filter_map(pair).collect();
            let at = |row: u32, column: &Column| CellRef::new(row, column.index);
            let more = told.iter().filter(|(_, whole, part)| part > whole);
            let broken: Vec<_> =
                more.map(|&(row, all, part)| (at(row, whole), all, vec![at(row, column)], part)).collect();
            // Where it is more in most lines, it is part of something else.
            let name = column.path.join(" / ");
            (2 * broken.len() <= told.len()).then_some(Inside {
                partition: false,
                column: true,
                said: true,
                name,
                broken,
            })
        };
        columns.iter().enumerate().filter_map(of_column).collect()
    }

    /// "- Chi bộ …", "a …" below units, of which nothing says what they are: where they make up most units to the last
    /// figure, they are to make up the others as well.
    fn made_up(&self) -> Vec<Inside> {
        let rows = &self.table.rows;
        let plain = |i: usize| {
            let row = &rows[i];
            let words = self.words.row_is_of_which(&key(split_outline(&row.label).1));
            row.role == RowRole::OfWhich
                && !words
                && row.level.is_none()
                && row.measure.is_none()
                && self.is_valued(row)
        };
        let heads = (0..rows.len()).filter(|&i| rows[i].role == RowRole::Data && self.is_valued(&rows[i]));
        let found: Vec<Inside> = heads
            .filter_map(|head| {
                let parts: Vec<usize> = (head + 1..rows.len()).take_while(|&i| plain(i)).collect();
                let inside = Inside { said: false, ..self.inside_of(head, &parts, true) };
                (parts.len() > 1 && self.opens_behind(&key(&rows[head].label)).is_none()).then_some(inside)
            })
            .collect();
        let made_up = found.iter().filter(|i| i.broken.is_empty()).count();
        if made_up >= 2 && made_up * 2 > found.len() { found } else { Vec::new() }
    }

    /// The parts that a row opens: its own item with those numbered after it, else the rows below it, up to the next
    /// numbered as the line is ("4" after 3, 3.1, 3.2).
    fn parts(&self, at: usize, whole: usize) -> Vec<usize> {
        let rows = &self.table.rows;
        let own = self.is_valued(&rows[at]);
        let mark = |row: &Row| outline_mark(&row.ordinal.text()).or(split_outline(&row.label).0);
        let item: Option<Mark> = first_item(&rows[at].label, self.words).map(|(mark, _)| mark);
        let follows = |row: &Row| match item {
            Some(mark) => split_outline(&row.label).0 == Some(mark),
            None => {
                let again = mark(row).is_some() && mark(row) == mark(&rows[whole]);
                row.role == RowRole::OfWhich && !again && !self.words.row_is_of_which(&key(&row.label))
            }
        };
        let below = (at + 1..rows.len()).take_while(|&i| (item.is_some() || !own) && follows(&rows[i]));
        own.then_some(at).into_iter().chain(below).collect()
    }

    /// "…, gồm:", "… trong đó:" at the end of a label: the words for it.
    fn opens_behind(&self, label: &str) -> Option<&'static str> {
        let words = ["bao gồm", "gồm", "chia ra", "trong đó"];
        words.into_iter().find(|w| label.ends_with(&format!(" {}", key(w))))
    }

    /// The rows right below that are marked alike, up to the next marked as the line is.
    fn parts_behind(&self, at: usize) -> Vec<usize> {
        let rows = &self.table.rows;
        let mark = |i: usize| outline_mark(&rows[i].ordinal.text()).or(split_outline(&rows[i].label).0);
        let below: Vec<usize> =
            (at + 1..rows.len()).take_while(|&i| rows[i].role == RowRole::OfWhich && mark(i) != mark(at)).collect();
        let first = below.first().and_then(|&i| mark(i));
        below.into_iter().filter(|&i| first.is_some() && mark(i) == first).collect()
    }

    fn figure_columns(&self) -> impl Iterator<Item = &Column> {
        use ColumnRole::{Count, Rated, Total, Unrated};
        self.table.columns.iter().filter(|c| matches!(c.role, Count | Rated | Total | Unrated))
    }

    fn number(&self, row: &Row, column: &Column) -> Option<i64> {
        let cell = self.sheet.get(CellRef::new(row.index, column.index))?;
        match super::figures::figure(cell, self.words) {
            Figure::Count(n) | Figure::Worded(n) => Some(n),
            _ => None,
        }
    }

    fn is_valued(&self, row: &Row) -> bool {
        let counted = matches!(row.role, RowRole::Data | RowRole::Subtotal | RowRole::Total | RowRole::OfWhich);
        counted && self.figure_columns().any(|c| self.number(row, c).is_some())
    }

    fn broken(
        &self,
        column: &Column,
        whole: usize,
        parts: &[usize],
        partition: bool,
    ) -> Option<(CellRef, i64, Vec<CellRef>, i64)> {
        let rows = &self.table.rows;
        let at = |i: usize| CellRef::new(rows[i].index, column.index);
        let line = self.number(&rows[whole], column)?;
        let told: Vec<(usize, i64)> = parts.iter().filter_map(|&p| Some((p, self.number(&rows[p], column)?))).collect();
        let sum: i64 = told.iter().map(|(_, n)| n).sum();
        match partition {
            true if parts.len() > 1 && !told.is_empty() && sum != line => {
                Some((at(whole), line, told.iter().map(|(p, _)| at(*p)).collect(), sum))
            }
            false => {
                let (part, more) = *told.iter().find(|(_, n)| *n > line)?;
                Some((at(whole), line, vec![at(part)], more))
            }
            true => None,
        }
    }

    /// "4 (= 2*100/3)": percentages of this period against the last that miss, where most of their column fit.
    pub(super) fn compared(&self) -> Vec<Compared> {
        let columns = &self.table.columns;
        let previous = |c: &&Column| c.role == ColumnRole::Previous;
        let says_share = |c: &Column| c.path.iter().any(|p| self.words.has_share_word(&key(p)));
        let mut ratios = columns.iter().filter(previous).filter(|c| says_share(c));
        let mut last = columns.iter().filter(previous).filter(|c| !says_share(c));
        let mut this = columns.iter().filter(|c| matches!(c.role, ColumnRole::Count | ColumnRole::Total));
        let single = (this.next(), last.next(), ratios.next());
        let (Some(this_at), Some(last_at), Some(ratio)) = single else { return Vec::new() };
        if this.next().is_some() || last.next().is_some() || ratios.next().is_some() {
            return Vec::new();
        }
        let cells = self.table.rows.iter().filter(|r| self.is_valued(r)).filter_map(|r| {
            let at = CellRef::new(r.index, ratio.index);
            let cell = self.sheet.get(at).filter(|c| c.formula().is_none())?;
            let stored = super::figures::stored_decimal(cell)?;
            let (this, last) = (self.number(r, this_at)?, self.number(r, last_at)?);
            let place = |c: &Column| CellRef::new(r.index, c.index);
            let compared = Compared {
                at,
                shown: crate::locate::tables::shown(cell),
                this: (place(this_at), this),
                last: (place(last_at), last),
            };
            Some((fits(stored, this, last), compared))
        });
        let cells: Vec<(bool, Compared)> = cells.filter(|(_, c)| c.last.1 > 0).collect();
        let right = cells.iter().filter(|(fits, _)| *fits).count();
        let wrong: Vec<Compared> = cells.into_iter().filter(|(fits, _)| !fits).map(|(_, c)| c).collect();
        // Where most miss, the column means something else.
        if right >= 2 && right > 2 * wrong.len() { wrong } else { Vec::new() }
    }
}

/// Is the number the percentage, or the ratio, at its own digits?
fn fits(stored: Decimal, this: i64, last: i64) -> bool {
    let percent = |d: Decimal| share_fits(this, last, d, d.decimals());
    percent(stored) || percent(stored.times_hundred())
}
