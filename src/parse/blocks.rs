//! Count tables → blocks: levels in columns, or levels in rows.

use std::collections::BTreeMap;

use super::figures::{figure, settle_scale, settle_separators, share_beside, stored_decimal};
use super::{Block, CountCell, Line, Measure, MeasureKind, PartGroup, ShareCell, ShareLine, Source, counted};
use crate::finding::CellRef;
use crate::locate::rows::plain_label;
use crate::locate::sums::ColumnSum;
use crate::locate::tables::shown;
use crate::locate::vocabulary::{Mention, Vocabulary};
use crate::locate::{Column, ColumnRole, Row, RowRole, Stage, Subject};
use crate::parse::Figure;
use crate::read::shown::without_texts;
use crate::read::{Cell, Value};
use crate::text::{clean, key};

impl Source<'_> {
    /// Column subjects, in order of appearance; one block each when there are several.
    pub(super) fn blocks_of_columns(&self) -> Vec<Block> {
        let mut subjects: Vec<(Option<Subject>, Option<Stage>)> = Vec::new();
        for c in self.table.columns.iter().filter(|c| c.role == ColumnRole::Count) {
            if !subjects.contains(&(c.subject, c.stage)) {
                subjects.push((c.subject, c.stage));
            }
        }
        if subjects.is_empty() {
            // Levels of which only shares are given: nothing is counted, but they must sum to 100.
            subjects.push((None, None));
        }
        let single = subjects.len() == 1;
        let blocks = subjects.into_iter().map(|(subject, stage)| self.block_of_columns(subject, stage, single));
        let groups = self.subjects_of_lines();
        match groups.iter().flatten().next() {
            Some(_) => blocks.flat_map(|b| parts_of(&b, &groups)).collect(),
            None => blocks.collect(),
        }
    }

    /// Who each line is about where the title speaks of several and rows or their groups say which ("I. Tập thể …",
    /// "II. Cá nhân …"); nothing where a row says nothing.
    fn subjects_of_lines(&self) -> Vec<Option<Subject>> {
        let rows = &self.table.rows;
        let titled = self.words.subjects(&self.table.title_key());
        let of = |row: &Row| {
            let above = std::iter::successors(Some(row), |r| r.group.map(|g| &rows[g]));
            above.filter_map(|r| self.words.row_subject(&key(&plain_label(&r.label)))).last()
        };
        let data = || rows.iter().filter(|r| r.role == RowRole::Data).map(of);
        let named: std::collections::BTreeSet<Subject> = data().flatten().collect();
        let told = named.len() >= 2 && data().all(|s| s.is_some()) && named.iter().all(|s| titled.contains(s));
        match told {
            true => rows.iter().filter(|r| counted(r)).map(of).collect(),
            false => Vec::new(),
        }
    }

    /// Columns that count no levels: what a total row says is held against its rows, column by column.
    pub(super) fn figures_of_columns(&self) -> Vec<Block> {
        let counted_columns =
            self.table.columns.iter().filter(|c| matches!(c.role, ColumnRole::Total | ColumnRole::Count));
        let measure = |c: &Column| Measure { kind: MeasureKind::Figure, index: c.index, header: c.header() };
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
            parts: Vec::new(),
        }]
    }

    fn block_of_columns(&self, subject: Option<Subject>, stage: Option<Stage>, single: bool) -> Block {
        let lines = self.lines_of_rows();
        let kept: Vec<&Row> = self.table.rows.iter().filter(|r| counted(r)).collect();
        let counts_of_none = self.table.columns.iter().all(|c| c.role != ColumnRole::Count || c.subject.is_none());
        let of_subject = |c: &Column| c.subject == subject || counts_of_none;
        let own = |c: &&Column| single || (of_subject(c) && (c.stage == stage || c.role != ColumnRole::Count));
        let columns: Vec<&Column> = self.table.columns.iter().filter(own).collect();
        let shares_only = columns.iter().all(|c| c.role != ColumnRole::Count);
        let of_shares = |c: &Column| shares_only.then(|| measure_of_shares(c)).flatten();
        let measures: Vec<Measure> =
            columns.iter().filter_map(|c| measure_of_column(c).or_else(|| of_shares(c))).collect();
        let shared = |at: u32| {
            columns.iter().any(|c| c.index == at && c.level.as_ref().is_some_and(|l| l.share) && !shares_only)
        };
        let cell = |row: &Row, m: &Measure| {
            let at = CellRef::new(row.index, m.index);
            let uncounted = shares_only && matches!(m.kind, MeasureKind::Level(_));
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
            parts: Vec::new(),
        };
        block.parts = self.part_groups(&block.measures);
        block.sums = made_up(&block);
        block.shares = columns.iter().filter_map(|c| self.share_line(c, &block, &kept)).collect();
        block.shares.extend(shares_beside(&block));
        block
    }

    /// The groups of measures that count parts of others.
    fn part_groups(&self, measures: &[Measure]) -> Vec<PartGroup> {
        let at = |column: u32| measures.iter().position(|m| m.index == column);
        let mut groups: BTreeMap<usize, PartGroup> = BTreeMap::new();
        for column in &self.table.columns {
            let Some(part) = &column.part else { continue };
            let pair = at(column.index).zip(self.table.columns.get(part.of).and_then(|whole| at(whole.index)));
            let group = groups.entry(part.group).or_insert(PartGroup { of: Vec::new(), exact: part.exact });
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
        let line = |r: &Row| Line {
            name: plain_label(&r.label),
            name_at: CellRef::new(r.index, name_column),
            role: r.role,
            covers: r.covers.iter().filter_map(|&c| place[c]).collect(),
            group: self.group_name(r),
            reason: self.joined(r.index, &[ColumnRole::Reason, ColumnRole::Note]),
        };
        rows.iter().filter(|r| counted(r)).map(line).collect()
    }

    pub(super) fn group_name(&self, row: &Row) -> Option<String> {
        row.group.map(|g| plain_label(&self.table.rows[g].label)).filter(|n| !n.is_empty())
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
        let mut line = ShareLine { header: column.header(), cap, cells: cells.collect() };
        settle_scale(&mut line, block);
        Some(line)
    }

    fn cell(&self, at: CellRef) -> Option<&Cell> {
        self.sheet.get(at)
    }

    fn count_cell(&self, at: CellRef) -> CountCell {
        let cell = self.cell(at);
        let figure = cell.map_or(Figure::Blank, |c| figure(c, self.words));
        CountCell {
            at,
            as_text: cell.is_some_and(|c| matches!(c.value, Value::Text(_))) && figure.count().is_some(),
            figure,
            formula: cell.is_some_and(|c| c.formula.is_some()),
            shown: cell.map(shown).unwrap_or_default(),
        }
    }

    fn share_cell(&self, at: CellRef, line: usize, measure: usize) -> Option<ShareCell> {
        let cell = self.cell(at)?;
        let stored = stored_decimal(cell);
        let error = matches!(cell.value, Value::Error(_));
        if stored.is_none() && !error && cell.formula.is_none() {
            return None;
        }
        let percent_format = self.workbook.number_format(cell).is_some_and(|f| without_texts(f).contains('%'));
        Some(ShareCell {
            at,
            line,
            measure,
            stored,
            fraction: percent_format && matches!(cell.value, Value::Number(_)),
            as_text: matches!(cell.value, Value::Text(_)),
            formula: cell.formula.is_some(),
            shown: shown(cell),
            error,
        })
    }

    /// Levels in rows: a block begins at a total or rated row, or where a level comes again.
    pub(super) fn blocks_of_rows(&self) -> Vec<Block> {
        let levels = self.table.names_levels();
        let mut blocks: Vec<(Subject, Vec<(Measure, usize)>)> = Vec::new();
        let mut subject = self.table.subject;
        for (i, row) in self.table.rows.iter().enumerate() {
            let Some(kind) = measure_of_row(row) else {
                subject = row.subject.filter(|_| row.role == RowRole::Group).unwrap_or(subject);
                continue;
            };
            subject = row.subject.filter(|_| !matches!(kind, MeasureKind::Level(_))).unwrap_or(subject);
            let again =
                blocks.last().is_none_or(|(s, b)| *s != subject || b.iter().any(|(m, _)| same_measure(&m.kind, &kind)));
            if again {
                blocks.push((subject, Vec::new()));
            }
            let measure = Measure { kind, index: row.index, header: plain_label(&row.label) };
            if let Some((_, block)) = blocks.last_mut() {
                block.push((measure, i));
            }
        }
        blocks
            .into_iter()
            .filter(|(_, measures)| !levels || measures.iter().any(|(m, _)| matches!(m.kind, MeasureKind::Level(_))))
            .flat_map(|(subject, measures)| {
                let measures: Vec<Measure> = measures.into_iter().map(|(m, _)| m).collect();
                let columns = self.figures_beside(&measures);
                let of_subject =
                    |(subject, own): (Subject, Vec<&Column>)| self.block_of_rows(subject, &measures, &own, &columns);
                subjects_of_columns(subject, &columns).into_iter().map(of_subject).collect::<Vec<_>>()
            })
            .collect()
    }

    /// The columns that hold figures for the measures that stand in rows.
    fn figures_beside(&self, measures: &[Measure]) -> Vec<&Column> {
        let figures = |c: &&Column| {
            matches!(
                c.role,
                ColumnRole::Total
                    | ColumnRole::Count
                    | ColumnRole::Unknown
                    | ColumnRole::Unit
                    | ColumnRole::Rated
                    | ColumnRole::Unrated
                    | ColumnRole::Parent
            )
        };
        let name_column = self.table.name_column().map(|c| c.index);
        let columns: Vec<&Column> =
            self.table.columns.iter().filter(figures).filter(|c| Some(c.index) != name_column).collect();
        let numeric = |c: &&&Column| {
            measures.iter().any(|m| self.count_cell(CellRef::new(m.index, c.index)).figure.count().is_some())
        };
        columns.iter().filter(numeric).copied().collect()
    }

    /// The block of one subject: its own columns out of all that hold figures.
    fn block_of_rows(&self, subject: Subject, measures: &[Measure], columns: &[&Column], all: &[&Column]) -> Block {
        let lines = self.lines_of_columns(columns);
        let mut cells: Vec<Vec<CountCell>> = columns
            .iter()
            .map(|c| measures.iter().map(|m| self.count_cell(CellRef::new(m.index, c.index))).collect())
            .collect();
        settle_separators(&mut cells);
        let mut block = Block {
            subject,
            stage: Stage::Decided,
            lines,
            measures: measures.to_vec(),
            cells,
            shares: Vec::new(),
            transposed: true,
            has_reasons: self.table.columns.iter().any(|c| matches!(c.role, ColumnRole::Reason | ColumnRole::Note)),
            sums: Vec::new(),
            shares_only: false,
            parts: Vec::new(),
        };
        block.shares = self.shares_of_rows(&block, columns, all);
        block.shares.extend(shares_beside(&block));
        block
    }

    fn lines_of_columns(&self, columns: &[&Column]) -> Vec<Line> {
        let total = columns.iter().position(|c| matches!(c.role, ColumnRole::Total));
        let of_which = |c: &Column| {
            c.path.iter().any(|p| self.words.mention(&crate::text::key(p)).is_some_and(|m| m.of_which))
                || crate::text::key(c.path.last().map_or("", |p| p)).starts_with("trong đó")
        };
        let parts: Vec<usize> = (0..columns.len()).filter(|&i| Some(i) != total && !of_which(columns[i])).collect();
        let line = |(i, c): (usize, &&Column)| Line {
            name: c.path.last().cloned().unwrap_or_default(),
            name_at: CellRef::new(self.table.range.start.row, c.index),
            role: match () {
                () if Some(i) == total && !parts.is_empty() => RowRole::Total,
                () if of_which(c) => RowRole::OfWhich,
                () => RowRole::Data,
            },
            covers: if Some(i) == total { parts.clone() } else { Vec::new() },
            group: None,
            reason: self.reasons_of_block(),
        };
        columns.iter().enumerate().map(line).collect()
    }

    /// With levels in rows a reason stands in the note column of any row of the table.
    fn reasons_of_block(&self) -> String {
        let rows = self.table.rows.iter().filter(|r| r.measure == Some(ColumnRole::Unrated));
        rows.map(|r| self.joined(r.index, &[ColumnRole::Reason, ColumnRole::Note]))
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("; ")
    }

    fn shares_of_rows(&self, block: &Block, columns: &[&Column], all: &[&Column]) -> Vec<ShareLine> {
        let mut lines = Vec::new();
        for share in self.table.columns.iter().filter(|c| c.role == ColumnRole::Share) {
            // A share column belongs to the figures nearest to its left.
            let owner = all.iter().rfind(|c| c.index < share.index).or(all.first());
            let Some(line) = owner.and_then(|o| columns.iter().position(|c| c.index == o.index)) else {
                continue;
            };
            let cells = block
                .measures
                .iter()
                .enumerate()
                .filter_map(|(m, measure)| self.share_cell(CellRef::new(measure.index, share.index), line, m));
            let mut shares = ShareLine { header: share.header(), cap: false, cells: cells.collect() };
            settle_scale(&mut shares, block);
            lines.push(shares);
        }
        lines
    }
}

/// Percentages that stand in the cells of the counts they belong to: "15 (75%)".
fn shares_beside(block: &Block) -> Vec<ShareLine> {
    let cell = |line: usize, measure: usize| {
        let own = block.cells[line].get(measure).filter(|c| matches!(c.figure, Figure::Worded(_)))?;
        let stored = Some(share_beside(&clean(&own.shown))?);
        let (at, shown, formula) = (own.at, own.shown.clone(), own.formula);
        Some(ShareCell { at, line, measure, stored, fraction: false, as_text: true, formula, shown, error: false })
    };
    let of = |(measure, of): (usize, &Measure)| ShareLine {
        header: of.header.clone(),
        cap: false,
        cells: (0..block.lines.len()).filter_map(|line| cell(line, measure)).collect(),
    };
    block.measures.iter().enumerate().map(of).filter(|line| !line.cells.is_empty()).collect()
}

/// With levels in rows, columns that each name whom they count ("Chi bộ trực thuộc | Đảng viên") are a block each; types
/// of one subject ("Phường | Cơ quan hành chính", with or without their total) stay together.
fn subjects_of_columns<'c>(subject: Subject, columns: &[&'c Column]) -> Vec<(Subject, Vec<&'c Column>)> {
    let mut blocks: Vec<(Subject, Vec<&Column>)> = Vec::new();
    for column in columns {
        match column.subject.filter(|s| *s != Subject::Unit) {
            None => return vec![(subject, columns.to_vec())],
            Some(own) => match blocks.iter_mut().find(|(s, _)| *s == own) {
                Some((_, block)) => block.push(column),
                None => blocks.push((own, vec![column])),
            },
        }
    }
    match blocks.as_slice() {
        [] | [_] => vec![(blocks.first().map_or(subject, |(s, _)| *s), columns.to_vec())],
        _ => blocks,
    }
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
    let of = |whole: usize| Some((whole, parts.iter().map(|g| g.of_whole(whole)).collect::<Option<Vec<usize>>>()?));
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
    Some(Measure { kind, index: column.index, header: column.header() })
}

/// A level of which a column gives the shares and no column the counts.
fn measure_of_shares(column: &Column) -> Option<Measure> {
    let level = column.level.as_ref().filter(|_| column.role == ColumnRole::Share)?;
    let kind = MeasureKind::Level(Mention { share: false, ..level.clone() });
    Some(Measure { kind, index: column.index, header: column.header() })
}

fn measure_of_row(row: &Row) -> Option<MeasureKind> {
    if matches!(
        row.role,
        RowRole::Group | RowRole::Note | RowRole::Footer | RowRole::Blank | RowRole::Header | RowRole::Numbers
    ) {
        return None;
    }
    match (&row.level, row.measure) {
        (Some(level), _) => Some(MeasureKind::Level((**level).clone())),
        (None, _) if row.role == RowRole::OfWhich => None,
        (None, Some(ColumnRole::Total)) => Some(MeasureKind::Total),
        (None, Some(ColumnRole::Rated)) => Some(MeasureKind::Rated),
        (None, Some(ColumnRole::Unrated)) => Some(MeasureKind::Unrated),
        _ => None,
    }
}

fn same_measure(a: &MeasureKind, b: &MeasureKind) -> bool {
    match (a, b) {
        (MeasureKind::Level(x), MeasureKind::Level(y)) => x.label == y.label,
        (MeasureKind::Unrated, MeasureKind::Unrated) => false,
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// The measure a cap share is a share of: the level that is "xuất sắc".
fn cap_measure(block: &Block, words: &Vocabulary) -> Option<usize> {
    block.levels().find(|(_, m)| words.is_best_label(&m.label)).map(|(i, _)| i)
}
