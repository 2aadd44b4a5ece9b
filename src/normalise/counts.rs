//! Counts as written → disjoint counts of the four levels, whatever the nesting in the source. Never fills in.

use std::collections::HashMap;

use super::Level;
use crate::locate::vocabulary::Mention;
use crate::locate::{Nesting, RowRole};
use crate::parse::{Block, Figure, MeasureKind};
use crate::text::Decimal;

/// How the level measures of a block are to be read.
#[derive(Clone, PartialEq, Debug)]
pub struct Counts {
    /// The level of each measure of the block; `None` for totals and for labels that could not be settled.
    pub levels: Vec<Option<Level>>,
    /// How HTXSNV stands to HTTNV in this block.
    pub nesting: Nesting,
    /// Why.
    pub by: NestedBy,
    /// Does the office leave zeros blank? Told by lines that close without their blank levels, in a block without any
    /// written zero.
    pub blank_is_zero: bool,
    /// Lines in which separate and nested cannot be told apart: what each reading leaves over.
    pub open: Vec<OpenLine>,
    /// Further measures of a level that stand beside the first and are no part of it, as the lines show: civil servants and
    /// public employees had two wordings of HTNV; each level may be parted ("Chính thức | Dự bị").
    pub beside: Vec<usize>,
}

/// What the nesting was told by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NestedBy {
    /// The header says so.
    Header,
    /// The sums say so.
    Sums,
    /// Columns of their own, and nothing against it.
    Layout,
}

/// A line with two readings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpenLine {
    /// The line.
    pub line: usize,
    /// Left over when HTXSNV is beside HTTNV.
    pub separate: i64,
    /// Left over when it is inside.
    pub nested: i64,
}

/// One line on the common scale.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LineCounts {
    /// Must be rated.
    pub total: Option<i64>,
    /// Rated.
    pub rated: Option<i64>,
    /// Not rated.
    pub unrated: Option<i64>,
    /// HTXSNV, HTTNV, HTNV, KHTNV, disjoint; `None` where nobody stated it.
    pub levels: [Option<i64>; 4],
    /// Of which of these, in this order, a line could not be read: what they add up to is not known.
    pub unread: [bool; 7],
}

impl LineCounts {
    /// Without the sums that nobody knows.
    fn only_known(self) -> Self {
        let [total, rated, unrated, levels @ ..] = self.unread;
        let known = |figure: Option<i64>, unread: bool| figure.filter(|_| !unread);
        Self {
            total: known(self.total, total),
            rated: known(self.rated, rated),
            unrated: known(self.unrated, unrated),
            levels: std::array::from_fn(|i| known(self.levels[i], levels[i])),
            unread: self.unread,
        }
    }

    /// Rated but of no stated level; 0 when the levels add up, or to more.
    pub fn unstated(&self) -> i64 {
        self.rated.map_or(0, |rated| (rated - self.levels.iter().flatten().sum::<i64>()).max(0))
    }
}

/// What one line holds, as printed.
struct Printed {
    best: Option<i64>,
    good: Option<i64>,
    others: i64,
    rated: Option<i64>,
    complete: bool,
    /// Is there a level it says nothing of?
    silent: bool,
    nested_cell: bool,
}

/// The printed shares by line and measure; the first one where there are several.
type Percents = HashMap<(usize, usize), Option<Decimal>>;

fn percents(block: &Block) -> Percents {
    let mut found = Percents::new();
    for cell in block.shares.iter().filter(|s| !s.cap).flat_map(|s| &s.cells) {
        found.entry((cell.line, cell.measure)).or_insert_with(|| cell.percent());
    }
    found
}

impl Counts {
    /// Reads a block whose measures have these levels.
    pub fn of(block: &Block, levels: Vec<Option<Level>>) -> Self {
        let mut counts = Self {
            levels,
            nesting: Nesting::Separate,
            by: NestedBy::Layout,
            blank_is_zero: false,
            open: Vec::new(),
            beside: Vec::new(),
        };
        counts.blank_is_zero = counts.leaves_zeros_blank(block);
        counts.beside = counts.further_of_levels(block);
        let mention = |level: Level| {
            counts.measure(level).and_then(|m| block.levels().find(|(i, _)| *i == m)).map(|(_, m)| m.clone())
        };
        let (best, good) = (mention(Level::Htxsnv), mention(Level::Httnv));
        let in_cells = || (0..block.lines.len()).any(|line| counts.printed(block, line).nested_cell);
        let cumulative =
            good.as_ref().is_some_and(|g| g.and_above || (g.holds_better && best.is_none() && !in_cells()));
        let inside = best.as_ref().is_some_and(|b| b.of_which) && !good.as_ref().is_some_and(|g| g.of_which);
        let printed: Vec<Printed> = (0..block.lines.len()).map(|l| counts.printed(block, l)).collect();
        let telling = || {
            printed.iter().filter(|p| p.best.is_some_and(|b| b > 0) && p.good.is_some() && p.complete && !p.nested_cell)
        };
        let left = |p: &Printed, nested: bool| {
            p.rated.map(|r| r - p.others - p.good.unwrap_or(0) - if nested { 0 } else { p.best.unwrap_or(0) })
        };
        // Shares of few digits close either way beside a small HTXSNV, which tells nothing.
        let percents = percents(block);
        let closes: Vec<[bool; 2]> = (0..block.lines.len())
            .map(|line| [false, true].map(|nested| counts.shares_close(&percents, line, nested)))
            .collect();
        let shares =
            |nested: bool| closes.iter().filter(|c| c[usize::from(nested)] && !c[usize::from(!nested)]).count();
        let flat = telling().filter(|p| left(p, false) == Some(0)).count().max(shares(false));
        let nested = telling().filter(|p| left(p, true) == Some(0)).count().max(shares(true));
        let cells = printed.iter().filter(|p| p.nested_cell).count();
        (counts.nesting, counts.by) = match () {
            () if cumulative => (Nesting::Cumulative, NestedBy::Header),
            () if inside && !(flat >= 2 && nested == 0) => (Nesting::Nested, NestedBy::Header),
            () if cells > 0 && best.is_none() => (Nesting::Nested, NestedBy::Header),
            () if flat > 0 && nested > 0 && nested >= 2 => (Nesting::Mixed, NestedBy::Sums),
            () if nested > flat => (Nesting::Nested, NestedBy::Sums),
            () if flat > 0 => (Nesting::Separate, NestedBy::Sums),
            () if best.is_none() && good.is_none() && counts.levels.iter().flatten().count() == 0 => {
                (Nesting::None, NestedBy::Layout)
            }
            () => (Nesting::Separate, NestedBy::Layout),
        };
        if counts.by == NestedBy::Layout {
            let forced = printed.iter().any(|p| !p.nested_cell && left(p, false).is_some_and(|l| l < 0))
                && printed.iter().all(|p| left(p, true).is_none_or(|l| l >= 0))
                && !counts.prints_all_levels();
            if forced {
                (counts.nesting, counts.by) = (Nesting::Nested, NestedBy::Sums);
            } else {
                counts.open = open_lines(&printed, left);
            }
        }
        counts
    }

    /// Is there a measure for every level?
    pub fn prints_all_levels(&self) -> bool {
        Level::ALL.iter().all(|&l| self.measure(l).is_some())
    }

    fn leaves_zeros_blank(&self, block: &Block) -> bool {
        let levels: Vec<usize> = Level::ALL.iter().filter_map(|&l| self.measure(l)).collect();
        let figures = || block.cells.iter().flat_map(|line| levels.iter().map(move |&m| &line[m]));
        let typed_zero = |c: &crate::parse::CountCell| c.figure == Figure::Count(0) && !c.formula;
        // A total of nothing but blanks is a zero that somebody counted; it says nothing about how rows are written.
        let rows = block.cells.iter().zip(&block.lines).filter(|(_, line)| line.role == RowRole::Data);
        if rows.flat_map(|(cells, _)| levels.iter().map(move |&m| &cells[m])).any(typed_zero)
            || !figures().any(|c| c.figure == Figure::Blank)
        {
            return false;
        }
        // Nothing is left for the blanks of a line whose other levels add up to its rated count.
        let best = self.measure(Level::Htxsnv);
        let closes = |line: usize| {
            let cells = levels.iter().map(|&m| (m, &block.cells[line][m].figure));
            let with = |nested: bool| {
                cells.clone().filter(|(m, _)| !(nested && Some(*m) == best)).filter_map(|(_, f)| f.count()).sum::<i64>()
            };
            let blank = cells.clone().any(|(_, f)| *f == Figure::Blank);
            blank && rated(block, line).is_some_and(|r| r > 0 && (r == with(false) || r == with(true)))
        };
        (0..block.lines.len()).any(closes)
    }

    /// Do the printed shares of a line make 100 with HTXSNV beside HTTNV, or inside it?
    fn shares_close(&self, percents: &Percents, line: usize, nested: bool) -> bool {
        let share = |level: Level| *percents.get(&(line, self.measure(level)?))?;
        let shares: Option<Vec<Decimal>> = Level::ALL.into_iter().map(share).collect();
        let Some(shares) = shares.filter(|s| s[0] != Decimal::from(0)) else { return false };
        let digits = shares.iter().map(|s| s.decimals()).max().unwrap_or(0).min(6);
        let sum: i128 = shares[usize::from(nested)..].iter().map(|s| s.rounded_units(digits)).sum();
        (sum - 100 * 10i128.pow(u32::from(digits))).abs() <= 2
    }

    /// Does a measure hold, or stand inside, what other levels of the block hold? "Trong đó …", "HTNV trở lên" beside HTTNV.
    pub fn repeats_levels(&self, measure: usize, mention: &Mention) -> bool {
        let beside = || [Level::Htxsnv, Level::Httnv].iter().any(|&level| self.measure(level).is_some());
        self.levels[measure].is_none() && (mention.of_which || mention.and_above && beside())
    }

    /// The first measure of a level.
    pub fn measure(&self, level: Level) -> Option<usize> {
        self.levels.iter().position(|l| *l == Some(level))
    }

    /// Is a blank in this line and measure a zero that the office leaves out?
    pub fn means_zero(&self, block: &Block, line: usize, measure: usize) -> bool {
        let of_level = matches!(block.measures[measure].kind, MeasureKind::Level(_) | MeasureKind::Unrated);
        self.blank_is_zero && of_level && rated(block, line).is_some()
    }

    /// The further measures of levels.
    fn further_of_levels(&self, block: &Block) -> Vec<usize> {
        if !block.by_level {
            return self.second_of_level(block).into_iter().collect();
        }
        let first = |m: &usize| self.levels[*m].is_none_or(|level| self.measure(level) == Some(*m));
        (0..self.levels.len()).filter(|m| !first(m)).collect()
    }

    /// The second measure of HTNV, where more lines close with it than without.
    fn second_of_level(&self, block: &Block) -> Option<usize> {
        let plain = |m: &usize| !block.levels().any(|(i, mention)| i == *m && mention.of_which);
        let mut own = (0..self.levels.len()).filter(|&m| self.levels[m] == Some(Level::Htnv)).filter(plain);
        let (_, second, None) = (own.next()?, own.next()?, own.next()) else { return None };
        let closing = |with: bool| {
            let line = |&l: &usize| {
                let p = self.printed(block, l);
                let more = if with { self.count(block, l, Some(second)).unwrap_or(0) } else { 0 };
                let sum = p.best.unwrap_or(0) + p.good.unwrap_or(0) + p.others + more;
                p.rated.is_some_and(|rated| rated > 0 && rated == sum)
            };
            (0..block.lines.len()).filter(line).count()
        };
        (closing(true) > closing(false)).then_some(second)
    }

    /// All measures of a level that has several.
    fn of_level(&self, block: &Block, line: usize, level: Level) -> Option<i64> {
        let further = self.beside.iter().copied().filter(|&m| self.levels[m] == Some(level));
        let all = self.measure(level).into_iter().chain(further);
        all.filter_map(|m| self.count(block, line, Some(m))).reduce(|a, b| a + b)
    }

    fn count(&self, block: &Block, line: usize, measure: Option<usize>) -> Option<i64> {
        let measure = measure?;
        let figure = &block.cells[line][measure].figure;
        let blank = *figure == Figure::Blank && self.means_zero(block, line, measure);
        figure.count().or_else(|| blank.then_some(0))
    }

    fn printed(&self, block: &Block, line: usize) -> Printed {
        let count = |level| self.of_level(block, line, level);
        let good_figure = self.measure(Level::Httnv).map(|m| &block.cells[line][m].figure);
        let printed = |level: Level| self.measure(level).is_some();
        let nested_cell = matches!(good_figure, Some(Figure::Nested { .. }));
        let (best, good) = match good_figure {
            Some(Figure::Nested { outer, inner }) => (Some(*inner), Some(*outer)),
            _ => (count(Level::Htxsnv), count(Level::Httnv)),
        };
        let others = [Level::Htnv, Level::Khtnv];
        Printed {
            best,
            good,
            others: others.iter().filter_map(|&l| count(l)).sum(),
            rated: rated(block, line),
            complete: others.iter().all(|&l| !printed(l) || count(l).is_some()),
            silent: others.iter().any(|&l| count(l).is_none()),
            nested_cell,
        }
    }

    /// Is HTXSNV inside the printed HTTNV in this line?
    pub fn inside(&self, block: &Block, line: usize) -> bool {
        match self.nesting {
            Nesting::Nested | Nesting::Cumulative => true,
            Nesting::Mixed => {
                let p = self.printed(block, line);
                let sum = p.good.unwrap_or(0) + p.others;
                p.nested_cell || p.rated == Some(sum)
            }
            _ => self.printed(block, line).nested_cell,
        }
    }

    /// One line on the common scale.
    pub fn line(&self, block: &Block, line: usize) -> LineCounts {
        let p = self.printed(block, line);
        let inside = self.inside(block, line);
        let others = |level| self.of_level(block, line, level);
        let good = match (inside, p.good, p.best) {
            (true, Some(good), Some(best)) => Some(good - best),
            // "HTTNV trở lên" alone: neither level is stated by itself.
            (true, Some(_), None) => None,
            (_, good, _) => good,
        };
        LineCounts {
            total: total(block, line),
            rated: p.rated,
            unrated: unrated(block, line),
            levels: [p.best, good, others(Level::Htnv), others(Level::Khtnv)],
            unread: self.unread(block, line),
        }
    }

    /// What a line would say if all its figures could be read, in the order of [`LineCounts`].
    fn unread(&self, block: &Block, line: usize) -> [bool; 7] {
        let mut unread = [false; 7];
        let has = |kind: &MeasureKind| block.measure(kind).is_some();
        let (rated, total) = (has(&MeasureKind::Rated), has(&MeasureKind::Total));
        let cells = block.cells[line].iter().enumerate();
        for (measure, _) in cells.filter(|(_, cell)| !cell.figure.is_read()) {
            let level = self.levels[measure].and_then(|level| Level::ALL.iter().position(|l| *l == level));
            match (&block.measures[measure].kind, level) {
                (MeasureKind::Total, _) => (unread[0], unread[1]) = (true, unread[1] || !rated),
                (MeasureKind::Rated, _) => (unread[0], unread[1]) = (unread[0] || !total, true),
                (MeasureKind::Unrated, _) => (unread[1], unread[2]) = (unread[1] || !rated, true),
                (MeasureKind::Level(_), Some(level)) => unread[3 + level] = true,
                _ => {}
            }
        }
        // One inside the other: neither is known alone.
        if self.measure(Level::Htxsnv).is_none() {
            unread[3] |= unread[4];
        } else if self.nesting != Nesting::Separate {
            unread[4] |= unread[3];
        }
        unread
    }
}

/// Lines in which a level is left unsaid and both readings leave something over.
fn open_lines(printed: &[Printed], left: impl Fn(&Printed, bool) -> Option<i64>) -> Vec<OpenLine> {
    let both = |(line, p): (usize, &Printed)| {
        let (separate, nested) = (left(p, false)?, left(p, true)?);
        let open = p.silent && p.best? > 0 && p.good.is_some() && separate > 0 && nested > 0 && !p.nested_cell;
        open.then_some(OpenLine { line, separate, nested })
    };
    printed.iter().enumerate().filter_map(both).collect()
}

fn figures(block: &Block, line: usize, kind: MeasureKind) -> impl Iterator<Item = &Figure> {
    block
        .measures
        .iter()
        .enumerate()
        .filter(move |(_, m)| std::mem::discriminant(&m.kind) == std::mem::discriminant(&kind))
        .map(move |(i, _)| &block.cells[line][i].figure)
}

/// Must be rated: the total, or the second number of `26/28`.
pub fn total(block: &Block, line: usize) -> Option<i64> {
    let own = figures(block, line, MeasureKind::Total).next().and_then(|f| match f {
        Figure::Slash { of, .. } => Some(*of),
        figure => figure.count(),
    });
    own.or_else(|| {
        figures(block, line, MeasureKind::Rated).find_map(|f| match f {
            Figure::Slash { of, .. } => Some(*of),
            _ => None,
        })
    })
    .or_else(|| {
        let rated = figures(block, line, MeasureKind::Rated).next()?.count()?;
        // A blank beside others that say how many are not rated is none; where all could say it and none does, nobody knows.
        let column = || (0..block.lines.len().min(400)).any(|l| unrated(block, l).is_some());
        let blank = || figures(block, line, MeasureKind::Unrated).all(|f| *f == Figure::Blank) && column();
        Some(rated + unrated(block, line).or_else(|| blank().then_some(0))?)
    })
}

/// Not rated: everything in columns for those not rated; `None` when there is none or all are blank.
pub fn unrated(block: &Block, line: usize) -> Option<i64> {
    let counts: Vec<i64> = figures(block, line, MeasureKind::Unrated).filter_map(Figure::count).collect();
    if !counts.is_empty() {
        return Some(counts.iter().sum());
    }
    None
}

/// Rated: its own column, else the total less those not rated.
pub fn rated(block: &Block, line: usize) -> Option<i64> {
    let own = figures(block, line, MeasureKind::Rated).next();
    if let Some(figure) = own {
        return figure.count();
    }
    let whole = figures(block, line, MeasureKind::Total).next()?;
    match whole {
        Figure::Slash { rated, .. } => Some(*rated),
        figure => Some(figure.count()? - unrated(block, line).unwrap_or(0)),
    }
}

/// Sums lines of one subject: a level is stated when any line states it.
pub fn add(a: LineCounts, b: LineCounts) -> LineCounts {
    let plus = |x: Option<i64>, y: Option<i64>| match (x, y) {
        (Some(x), Some(y)) => Some(x + y),
        (x, y) => x.or(y),
    };
    let sum = LineCounts {
        total: plus(a.total, b.total),
        rated: plus(a.rated, b.rated),
        unrated: plus(a.unrated, b.unrated),
        levels: std::array::from_fn(|i| plus(a.levels[i], b.levels[i])),
        unread: std::array::from_fn(|i| a.unread[i] || b.unread[i]),
    };
    sum.only_known()
}

/// A total line without the results of formulas over cells that cannot be read: they leave these out.
fn without_blind_sums(block: &Block, line: usize) -> Option<Block> {
    let data = || block.lines.iter().zip(&block.cells).filter(|(line, _)| line.role == RowRole::Data);
    let unread = |m: usize| data().any(|(_, cells)| !cells[m].figure.is_read());
    let blind = |m: &usize| block.cells[line][*m].formula && unread(*m);
    let blind: Vec<usize> = (0..block.measures.len()).filter(blind).collect();
    (!blind.is_empty()).then(|| {
        let mut block = block.clone();
        blind.iter().for_each(|&m| block.cells[line][m].figure = Figure::Unknown);
        block
    })
}

/// The counts of a block: its data lines summed; for a measure no data line states, its total line's figure. Where a line
/// cannot be read, the word is the total line's as well; without it nobody knows the sum.
pub fn block_total(block: &Block, counts: &Counts) -> LineCounts {
    let of = |role: RowRole| (0..block.lines.len()).filter(move |&l| block.lines[l].role == role);
    let data = of(RowRole::Data).map(|l| counts.line(block, l)).reduce(add).map(LineCounts::only_known);
    let top = of(RowRole::Total).next().map(|l| match without_blind_sums(block, l) {
        Some(block) => counts.line(&block, l),
        None => counts.line(block, l),
    });
    let complete = |i: usize| of(RowRole::Data).all(|l| counts.line(block, l).levels[i].is_some());
    match (data, top) {
        (Some(data), Some(top)) => {
            let said = LineCounts {
                total: data.total.or(top.total),
                rated: data.rated.or(top.rated),
                unrated: data.unrated.or(top.unrated),
                // Where a row leaves a level blank, the word is the total's.
                levels: std::array::from_fn(|i| {
                    if complete(i) { data.levels[i] } else { top.levels[i].or(data.levels[i]) }
                }),
                ..LineCounts::default()
            };
            let [x, g, h, k] = said.levels;
            let known = [said.total, said.rated, said.unrated, x, g, h, k].map(|figure| figure.is_some());
            LineCounts { unread: std::array::from_fn(|i| data.unread[i] && !known[i]), ..said }
        }
        (data, top) => data.or(top).unwrap_or_default(),
    }
}
