//! Count tables → blocks: levels in columns, or levels in rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::figures::{figure, settle_scales, settle_separators, share_beside, stored_decimal};
use super::subjects::beyond_parts;
use super::{Block, CountCell, Line, Measure, MeasureKind, PartGroup, ShareCell, ShareLine, Source, counted};
use crate::finding::CellRef;
use crate::locate::outline::name_in;
use crate::locate::parts::Part;
use crate::locate::populations::Population;
use crate::locate::rows::plain_label;
use crate::locate::sums::ColumnSum;
use crate::locate::tables::shown;
use crate::locate::vocabulary::{Mention, Vocabulary};
use crate::locate::{Column, ColumnRole, Row, RowRole, Stage, Subject};
use crate::parse::Figure;
use crate::read::shown::{day, shows_days, without_texts};
use crate::read::{Cell, Value};
use crate::text::{clean, key};

/// What one block counts: its columns are those of the table that name it.
#[derive(Clone, PartialEq, Debug, Default)]
struct Counted {
    subject: Option<Subject>,
    stage: Option<Stage>,
    population: Option<Arc<Population>>,
}

/// The group of columns that is counted by itself.
fn population_of(column: &Column) -> Option<Arc<Population>> {
    column.population.clone().filter(|population| !population.by_level)
}

/// Levels of a stage that holds nothing yet, beside those of another that does: not counted, nor asked for.
fn leave_open_stages(blocks: &mut Vec<Block>) {
    let holds = |b: &Block| {
        let data = b.lines.iter().zip(&b.cells).filter(|(line, _)| line.role == RowRole::Data);
        data.flat_map(|(_, cells)| b.levels().map(|(m, _)| &cells[m])).any(|cell| cell.figure.count().is_some())
    };
    let told: Vec<(Subject, Stage)> = blocks.iter().filter(|b| holds(b)).map(|b| (b.subject, b.stage)).collect();
    blocks.retain(|b| holds(b) || !told.iter().any(|(subject, stage)| *subject == b.subject && *stage != b.stage));
}

impl Source<'_> {
    /// Column subjects, in order of appearance; one block each when there are several.
    pub(super) fn blocks_of_columns(&self) -> Vec<Block> {
        let mut counted: Vec<Counted> = Vec::new();
        for c in self.table.columns.iter().filter(|c| c.role == ColumnRole::Count) {
            let own = Counted { subject: c.subject, stage: c.stage, population: population_of(c) };
            if !counted.contains(&own) {
                counted.push(own);
            }
        }
        if counted.is_empty() {
            // Levels of which only shares are given: nothing is counted, but they must sum to 100.
            counted.push(Counted::default());
        }
        let single = counted.len() == 1;
        let mut blocks: Vec<Block> = counted.iter().map(|counted| self.block_of_columns(counted, single)).collect();
        leave_open_stages(&mut blocks);
        let each = self.subjects_each();
        let one_line = each.is_some();
        let groups = each.unwrap_or_else(|| self.subjects_of_lines());
        // Where columns name subjects, they are nearer to the figures than what sorts the rows.
        let kinds = || self.subjects_of_kinds().filter(|_| counted.iter().all(|c| c.subject.is_none()));
        let (told, one_line) = match groups.iter().flatten().next() {
            Some(_) => (groups, one_line),
            None => match kinds() {
                Some(kinds) => (kinds, true),
                None => return blocks,
            },
        };
        let parted = |b: &Block| {
            let parts = parts_of(b, &told).into_iter().map(|part| Block { one_line, ..part });
            parts.chain(beyond_parts(b, &told)).collect::<Vec<_>>()
        };
        blocks.iter().flat_map(parted).collect()
    }

    /// Columns that count no levels: what a total row says is held against its rows, column by column.
    pub(super) fn figures_of_columns(&self) -> Vec<Block> {
        let counted_columns =
            self.table.columns.iter().filter(|c| matches!(c.role, ColumnRole::Total | ColumnRole::Count));
        let measure =
            |c: &Column| Measure { kind: MeasureKind::Figure, index: c.index, header: c.header(), reason: false };
        let measures: Vec<Measure> = counted_columns.map(measure).collect();
        let rows = self.table.rows.iter().filter(|r| counted(r));
        let cells = rows.map(|r| measures.iter().map(|m| self.count_cell(CellRef::new(r.index, m.index))).collect());
        let cells = cells.collect();
        let at = |column: &u32| measures.iter().position(|m| m.index == *column);
        let ruled =
            |sum: &ColumnSum| Some((at(&sum.whole)?, sum.parts.iter().map(at).collect::<Option<Vec<usize>>>()?));
        let sums = self.table.column_sums.iter().filter_map(ruled).collect();
        vec![Block {
            subject: self.table.subject,
            stage: Stage::Decided,
            lines: self.lines_of_rows(),
            measures,
            cells,
            shares: Vec::new(),
            transposed: false,
            has_reasons: false,
            sums,
            shares_only: false,
            levels_open: self.table.leaves_levels_open(),
            sums_only: false,
            parts: Vec::new(),
            one_line: false,
            by_level: false,
            population: None,
        }]
    }

    fn block_of_columns(&self, counted_here: &Counted, single: bool) -> Block {
        let Counted { subject, stage, ref population } = *counted_here;
        let lines = self.lines_of_rows();
        let kept: Vec<&Row> = self.table.rows.iter().filter(|r| counted(r)).collect();
        let counts_of_none = self.table.columns.iter().all(|c| c.role != ColumnRole::Count || c.subject.is_none());
        let of_subject = |c: &Column| c.subject == subject || counts_of_none;
        let of_stage =
            |c: &Column| c.stage == stage || (c.role != ColumnRole::Count && !self.is_of_other_stage(c, stage));
        let own = |c: &&Column| single || (of_subject(c) && of_stage(c) && population_of(c) == *population);
        let columns: Vec<&Column> = self.table.columns.iter().filter(own).collect();
        let shares_only = columns.iter().all(|c| c.role != ColumnRole::Count);
        let of_shares = |c: &Column| shares_only.then(|| measure_of_shares(c)).flatten();
        let reason = |m: Measure, c: &Column| Measure { reason: self.heads_reason(c), ..m };
        let mut measures: Vec<Measure> =
            columns.iter().filter_map(|c| Some(reason(measure_of_column(c).or_else(|| of_shares(c))?, c))).collect();
        let whole = self.whole_over(population.as_deref(), &mut measures);
        let closing = self.levels_again(&mut measures);
        let shared = |at: u32| {
            columns.iter().any(|c| c.index == at && c.level.as_ref().is_some_and(|l| l.share) && !shares_only)
        };
        let cell = |row: &Row, m: &Measure| {
            let at = CellRef::new(row.index, m.index);
            let uncounted = shares_only && matches!(m.kind, MeasureKind::Level(_));
            if m.kind == MeasureKind::Elsewhere {
                return self.count_elsewhere(at);
            }
            let mut cell = if uncounted { CountCell::blank(at) } else { self.count_cell(at) };
            if shared(m.index)
                && let Figure::Nested { outer, .. } = cell.figure
            {
                // Under "SL (%)" the second figure of "15 (75)" is a share.
                cell.figure = Figure::Worded(outer);
            }
            cell
        };
        let mut cells: Vec<Vec<CountCell>> =
            kept.iter().map(|r| measures.iter().map(|m| cell(r, m)).collect()).collect();
        settle_separators(&mut cells);
        let said = subject.or_else(|| columns.iter().find_map(|c| c.subject.filter(|_| c.role == ColumnRole::Total)));
        let mut block = Block {
            subject: said.unwrap_or(self.table.subject),
            stage: stage.unwrap_or(Stage::Decided),
            lines,
            measures,
            cells,
            shares: Vec::new(),
            transposed: false,
            has_reasons: self.table.columns.iter().any(|c| matches!(c.role, ColumnRole::Reason | ColumnRole::Note)),
            sums: Vec::new(),
            shares_only,
            sums_only: false,
            parts: Vec::new(),
            one_line: false,
            levels_open: self.table.leaves_levels_open(),
            by_level: columns.iter().any(|c| c.population.as_ref().is_some_and(|p| p.by_level)),
            population: population.clone(),
        };
        block.parts = self.part_groups(&block.measures);
        block.sums = made_up(&block);
        block.sums.extend(whole.into_iter().chain(closing));
        block.sums.extend(self.levels_above(&block.measures));
        let mut shares: Vec<ShareLine> = columns.iter().filter_map(|c| self.share_line(c, &block, &kept)).collect();
        settle_scales(&mut shares, &block);
        block.shares = shares;
        block.shares.extend(shares_beside(&block));
        block.shares.extend(self.shares_below(&block, &kept));
        block
    }

    /// {Tự xếp loại: Tổng số | …}{Kết quả xếp loại: Tổng số | …}: a total, those rated or not rated of another stage, where
    /// this one has its own.
    fn is_of_other_stage(&self, column: &Column, stage: Option<Stage>) -> bool {
        let whole = matches!(column.role, ColumnRole::Total | ColumnRole::Rated | ColumnRole::Unrated);
        let own = |c: &Column| c.role == column.role && c.stage == stage && c.subject == column.subject;
        whole && column.stage != stage && self.table.columns.iter().any(own)
    }

    /// Does a column hold those not rated for a reason that its head gives?
    fn heads_reason(&self, column: &Column) -> bool {
        let of_unrated = |part: &Part| self.table.columns[part.of].role == ColumnRole::Unrated;
        let unrated = column.role == ColumnRole::Unrated || column.part.as_ref().is_some_and(of_unrated);
        unrated && self.words.gives_reason(&column.path)
    }

    /// The sum of all groups of columns, which the block of the first one holds: measures for the column of the whole and
    /// for what the other groups count are added.
    fn whole_over(&self, population: Option<&Population>, measures: &mut Vec<Measure>) -> Option<(usize, Vec<usize>)> {
        population.filter(|population| population.adds)?;
        let has = |index: u32, measures: &[Measure]| measures.iter().position(|m| m.index == index);
        let first = |sum: &&ColumnSum| sum.parts.first().is_some_and(|&part| has(part, measures).is_some());
        let sum = self.table.column_sums.iter().filter(first).find(|sum| has(sum.whole, measures).is_none())?;
        let mut place = |index: u32, kind: MeasureKind| {
            has(index, measures).unwrap_or_else(|| {
                let column = self.table.columns.iter().find(|c| c.index == index);
                let header = column.map(Column::header).unwrap_or_default();
                measures.push(Measure { kind, index, header, reason: false });
                measures.len() - 1
            })
        };
        let whole = place(sum.whole, MeasureKind::Figure);
        Some((whole, sum.parts.iter().map(|&part| place(part, MeasureKind::Elsewhere)).collect()))
    }

    /// "HTTNV trở lên" beside the levels it adds up.
    fn levels_above(&self, measures: &[Measure]) -> Vec<(usize, Vec<usize>)> {
        let at = |column: u32| measures.iter().position(|m| m.index == column);
        let above = |sum: &&ColumnSum| {
            let column = self.table.columns.iter().find(|c| c.index == sum.whole);
            column.is_some_and(|c| c.role == ColumnRole::Part && c.level.is_some() && c.part.is_none())
        };
        let sums = self.table.column_sums.iter().filter(above);
        sums.filter_map(|sum| Some((at(sum.whole)?, sum.parts.iter().map(|&c| at(c)).collect::<Option<_>>()?)))
            .collect()
    }

    /// "HTXSNV | … | KHTNV | Cộng" beside those rated: a column that counts nothing for itself and adds up the levels, or is the
    /// total again, with a measure of its own.
    fn levels_again(&self, measures: &mut Vec<Measure>) -> Option<(usize, Vec<usize>)> {
        let counts = |m: &Measure| matches!(m.kind, MeasureKind::Level(_) | MeasureKind::Total);
        let own = |column: &u32| measures.iter().position(|m| m.index == *column && counts(m));
        let again = |sum: &ColumnSum| {
            let column = self.table.columns.iter().find(|c| c.index == sum.whole && c.role == ColumnRole::Ignored)?;
            Some((column, sum.parts.iter().map(own).collect::<Option<Vec<usize>>>()?))
        };
        let (column, parts) = self.table.column_sums.iter().find_map(again)?;
        measures.push(Measure {
            kind: MeasureKind::Figure,
            index: column.index,
            header: column.header(),
            reason: false,
        });
        Some((measures.len() - 1, parts))
    }

    /// A count that another block holds: what is wrong with its cell is told there.
    fn count_elsewhere(&self, at: CellRef) -> CountCell {
        let cell = self.count_cell(at);
        let figure = cell.figure.count().map_or(Figure::Blank, Figure::Count);
        CountCell { figure, as_text: false, ..cell }
    }

    /// The groups of measures that count parts of others.
    fn part_groups(&self, measures: &[Measure]) -> Vec<PartGroup> {
        let at = |column: u32| measures.iter().position(|m| m.index == column);
        let mut groups: BTreeMap<usize, PartGroup> = BTreeMap::new();
        for column in &self.table.columns {
            let Some(part) = &column.part else { continue };
            let pair = at(column.index).zip(self.table.columns.get(part.of).and_then(|whole| at(whole.index)));
            let some = part.counts_some();
            let group = groups.entry(part.group).or_insert(PartGroup { of: Vec::new(), exact: part.exact, some });
            group.of.extend(pair);
        }
        groups.into_values().filter(|group| !group.of.is_empty()).collect()
    }

    fn lines_of_rows(&self) -> Vec<Line> {
        let rows = &self.table.rows;
        let place: Vec<Option<usize>> = rows
            .iter()
            .scan(0, |next, r| {
                let at = counted(r).then_some(*next);
                *next += usize::from(counted(r));
                Some(at)
            })
            .collect();
        let name_column = self.table.name_column().map_or(self.table.range.start.column, |c| c.index);
        let mut parents = super::above::parents(self.sheet, self.table);
        let line = |r: &Row| Line {
            name: clean(name_in(&r.ordinal, &r.label)),
            name_at: CellRef::new(r.index, name_column),
            role: r.role,
            covers: r.covers.iter().filter_map(|&c| place[c]).collect(),
            group: parents.remove(&r.index).or_else(|| self.group_name(r)),
            reason: self.reason_of(r),
        };
        rows.iter().filter(|r| counted(r)).map(line).collect()
    }

    /// What the reason and note columns say of a row, in cells of its own or in cells over several rows.
    fn reason_of(&self, row: &Row) -> String {
        let said = [ColumnRole::Reason, ColumnRole::Note];
        let own = self.joined(row.index, &said);
        if !own.is_empty() || row.role != RowRole::Data {
            return own;
        }
        let columns: Vec<u32> = self.table.columns.iter().filter(|c| said.contains(&c.role)).map(|c| c.index).collect();
        let merges = self.sheet.merges.iter().flatten();
        let over = merges.filter(|m| columns.contains(&m.start.column) && m.start.column == m.end.column);
        let over = over.filter(|m| m.start.row < row.index && row.index <= m.end.row);
        let head = |at: &u32| self.table.rows.iter().any(|r| r.index == *at && r.role == RowRole::Data);
        let first = over.map(|m| m.start.row).find(head);
        first.map(|first| self.joined(first, &said)).unwrap_or_default()
    }

    pub(super) fn group_name(&self, row: &Row) -> Option<String> {
        row.group().map(|g| plain_label(&self.table.rows[g].label)).filter(|n| !n.is_empty())
    }

    fn share_line(&self, column: &Column, block: &Block, rows: &[&Row]) -> Option<ShareLine> {
        let cap = column.role == ColumnRole::CapShare;
        let measure = match column.role {
            ColumnRole::CapShare => block.levels().position(|_| true).and_then(|_| cap_measure(block, self.words)),
            ColumnRole::Share => {
                let of = column.share_of.and_then(|of| self.table.columns.get(of)).map_or(column.index, |c| c.index);
                block.measures.iter().position(|m| m.index == of)
            }
            _ => None,
        }?;
        let cells = rows
            .iter()
            .enumerate()
            .filter_map(|(line, r)| self.share_cell(CellRef::new(r.index, column.index), line, measure));
        let said = column.path.last().and_then(|leaf| self.words.share_of(&key(leaf), cap));
        Some(ShareLine { header: column.header(), cap, said, below: false, cells: cells.collect() })
    }

    fn cell(&self, at: CellRef) -> Option<&Cell> {
        self.sheet.get(at)
    }

    pub(super) fn count_cell(&self, at: CellRef) -> CountCell {
        let cell = self.cell(at);
        let read = |c: &Cell| self.day_typed(c).map_or_else(|| figure(c, self.words), Figure::Invalid);
        let figure = cell.map_or(Figure::Blank, read);
        CountCell {
            at,
            as_text: cell.is_some_and(|c| matches!(c.value(), Value::Text(_))) && figure.count().is_some(),
            figure,
            formula: cell.is_some_and(|c| c.formula().is_some()),
            shown: cell.map(shown).unwrap_or_default(),
        }
    }

    /// The day Excel made of what was typed where a count belongs ("5/12", "10-5"): it is no count, whatever number it is
    /// stored as.
    fn day_typed(&self, cell: &Cell) -> Option<String> {
        let Value::Number(number) = cell.value() else { return None };
        // Days of the years people rate in; a small count in the format of a day is that count.
        let recent = (36_526.0..60_000.0).contains(&number);
        let dated = || self.workbook.number_format(cell).is_some_and(shows_days);
        (recent && dated()).then(|| day(number)).flatten()
    }

    pub(super) fn share_cell(&self, at: CellRef, line: usize, measure: usize) -> Option<ShareCell> {
        let cell = self.cell(at)?;
        let stored = stored_decimal(cell);
        let error = matches!(cell.value(), Value::Error(_));
        if stored.is_none() && !error && cell.formula().is_none() {
            return None;
        }
        let percent_format = self.workbook.number_format(cell).is_some_and(|f| without_texts(f).contains('%'));
        Some(ShareCell {
            at,
            line,
            measure,
            stored,
            fraction: percent_format && matches!(cell.value(), Value::Number(_)),
            as_text: matches!(cell.value(), Value::Text(_)),
            formula: cell.formula().is_some(),
            shown: shown(cell),
            error,
        })
    }
}

/// Percentages that stand in the cells of the counts they belong to: "15 (75%)".
pub(super) fn shares_beside(block: &Block) -> Vec<ShareLine> {
    let cell = |line: usize, measure: usize| {
        let own =
            block.cells[line].get(measure).filter(|c| matches!(c.figure, Figure::Worded(_) | Figure::Slash { .. }))?;
        let stored = Some(share_beside(&clean(&own.shown))?);
        let (at, shown, formula) = (own.at, own.shown.clone(), own.formula);
        Some(ShareCell { at, line, measure, stored, fraction: false, as_text: true, formula, shown, error: false })
    };
    let of = |(measure, of): (usize, &Measure)| ShareLine {
        header: of.header.clone(),
        cap: false,
        said: None,
        below: false,
        cells: (0..block.lines.len()).filter_map(|line| cell(line, measure)).collect(),
    };
    block.measures.iter().enumerate().map(of).filter(|line| !line.cells.is_empty()).collect()
}

/// The lines of a block parted by whom they are about; a total over several of them belongs to none.
fn parts_of(block: &Block, subjects: &[Option<Subject>]) -> Vec<Block> {
    let mut named: Vec<Subject> = Vec::new();
    subjects.iter().flatten().for_each(|s| {
        if !named.contains(s) {
            named.push(*s)
        }
    });
    let part = |subject: Subject| {
        let kept: Vec<usize> = (0..block.lines.len()).filter(|&l| subjects[l] == Some(subject)).collect();
        let place = |line: usize| kept.iter().position(|&k| k == line);
        let mut part = block.clone();
        part.subject = subject;
        part.lines = kept.iter().map(|&l| block.lines[l].clone()).collect();
        part.lines.iter_mut().for_each(|l| l.covers = l.covers.iter().filter_map(|&c| place(c)).collect());
        part.cells = kept.iter().map(|&l| block.cells[l].clone()).collect();
        for shares in &mut part.shares {
            shares.cells.retain_mut(|c| place(c.line).map(|l| c.line = l).is_some());
        }
        part
    };
    named.into_iter().map(part).collect()
}

/// Where parts make up their whole: each measure of the whole with those of the parts.
fn made_up(block: &Block) -> Vec<(usize, Vec<usize>)> {
    let parts: Vec<&PartGroup> = block.parts.iter().filter(|g| g.exact).collect();
    // Those of levels and those of the not rated are parted for themselves.
    let family = |whole: usize| {
        let of = |g: &&&PartGroup| g.of_whole(whole).is_some();
        let wholes: Vec<usize> = parts.iter().filter(of).flat_map(|g| g.of.iter().map(|(_, of)| *of)).collect();
        parts.iter().filter(move |g| g.of.iter().any(|(_, of)| wholes.contains(of)))
    };
    let of = |whole: usize| Some((whole, family(whole).map(|g| g.of_whole(whole)).collect::<Option<Vec<usize>>>()?));
    let all = (0..block.measures.len()).filter_map(of);
    all.filter(|(_, parts)| parts.len() >= 2).collect()
}

fn measure_of_column(column: &Column) -> Option<Measure> {
    let kind = match column.role {
        ColumnRole::Part => MeasureKind::Figure,
        ColumnRole::Total => MeasureKind::Total,
        ColumnRole::Rated => MeasureKind::Rated,
        ColumnRole::Unrated => MeasureKind::Unrated,
        ColumnRole::Count => MeasureKind::Level(Mention { share: false, ..column.level.clone()? }),
        _ => return None,
    };
    Some(Measure { kind, index: column.index, header: column.header(), reason: false })
}

/// A level of which a column gives the shares and no column the counts.
fn measure_of_shares(column: &Column) -> Option<Measure> {
    let level = column.level.as_ref().filter(|_| column.role == ColumnRole::Share)?;
    let kind = MeasureKind::Level(Mention { share: false, ..level.clone() });
    Some(Measure { kind, index: column.index, header: column.header(), reason: false })
}

/// The measure a cap share is a share of: the level that is "xuất sắc".
fn cap_measure(block: &Block, words: &Vocabulary) -> Option<usize> {
    block.levels().find(|(_, m)| words.is_best_label(&m.label)).map(|(i, _)| i)
}
