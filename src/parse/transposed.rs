//! Count tables whose levels stand in rows → blocks: figures in columns, one measure a row.

use super::blocks::shares_beside;
use super::figures::{settle_scales, settle_separators};
use super::some::Parts;
use super::{Block, CountCell, Line, Measure, MeasureKind, ShareLine, Source};
use crate::finding::CellRef;
use crate::locate::outline::{Mark, split_outline};
use crate::locate::rows::plain_label;
use crate::locate::{Column, ColumnRole, Row, RowRole, Stage, Subject};
use crate::text::key;

impl Source<'_> {
    /// Levels in rows: a block begins at a total or rated row, or where a level comes again.
    pub(super) fn blocks_of_rows(&self) -> Vec<Block> {
        let levels = self.table.names_levels();
        let mut blocks: Vec<(Subject, Vec<(Measure, usize)>)> = Vec::new();
        let mut subject = self.table.subject;
        let mut section: Option<&Row> = None;
        for (i, row) in self.table.rows.iter().enumerate() {
            let Some(mut kind) = measure_of_row(row) else {
                if row.role == RowRole::Group && row.subject.is_some() {
                    (subject, section) = (row.subject.unwrap_or(subject), Some(row));
                }
                continue;
            };
            if kind == MeasureKind::Rated
                && blocks.last().is_some_and(|(s, block)| *s == subject && self.says_rated_again(block, row))
            {
                kind = MeasureKind::Figure;
            }
            if self.is_made_of_levels(i) || self.says_why_not_rated(i) {
                kind = MeasureKind::Figure;
            }
            subject =
                self.subject_named(row, section).filter(|_| !matches!(kind, MeasureKind::Level(_))).unwrap_or(subject);
            let again =
                blocks.last().is_none_or(|(s, b)| *s != subject || b.iter().any(|(m, _)| same_measure(&m.kind, &kind)));
            if again {
                blocks.push((subject, Vec::new()));
            }
            let measure = Measure { kind, index: row.index, header: plain_label(&row.label), reason: false };
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
                let of_stage = |(subject, stage, own): (Subject, Option<Stage>, Vec<&Column>)| {
                    let stage = stage.or(self.table.stage).unwrap_or(Stage::Decided);
                    self.block_of_rows((subject, stage), &measures, &own, &columns)
                };
                let by_subject = subjects_of_columns(subject, &columns).into_iter();
                by_subject.flat_map(stages_of_columns).map(of_stage).collect::<Vec<_>>()
            })
            .collect()
    }

    /// "Hoàn thành tốt nhiệm vụ trở lên" above or below the levels it is made of: a sum of theirs, and no level.
    fn is_made_of_levels(&self, at: usize) -> bool {
        let rows = &self.table.rows;
        let Some(own) = rows[at].level.as_deref().filter(|level| level.and_above) else { return false };
        let opens = |row: &Row| matches!(row.measure, Some(ColumnRole::Total | ColumnRole::Rated));
        let ends = |row: &&Row| row.role == RowRole::Group || (row.level.is_none() && opens(row));
        let same = |row: &Row| {
            let plain = row.level.as_deref().filter(|level| !level.and_above && !level.of_which);
            plain.is_some_and(|level| self.words.same_grade(&level.label, &own.label) == Some(true))
        };
        let below = rows[at + 1..].iter().take_while(|row| !ends(row));
        rows[..at].iter().rev().take_while(|row| !ends(row)).chain(below).any(same)
    }

    /// "Miễn sinh hoạt" right below "Số chưa đánh giá, xếp loại": some of those, and no others. It says so, or those below
    /// make it up, or the total leaves no room for them.
    fn says_why_not_rated(&self, at: usize) -> bool {
        let rows = &self.table.rows;
        let unrated = |row: &&Row| row.measure == Some(ColumnRole::Unrated);
        let head = at - rows[..at].iter().rev().take_while(unrated).count();
        if head == at || rows[at].measure != Some(ColumnRole::Unrated) {
            return false;
        }
        let below: Vec<&Row> = rows[head + 1..].iter().take_while(unrated).collect();
        let label = split_outline(&below[0].label);
        let says = label.0 == Some(Mark::Dash) || self.words.row_is_of_which(&key(label.1));
        let figure = |row: &Row, column: &Column| self.count_cell(CellRef::new(row.index, column.index)).figure.count();
        let above = |measure| rows[..head].iter().rev().find(move |row| row.measure == Some(measure));
        let whole = above(ColumnRole::Total).zip(above(ColumnRole::Rated));
        let columns = || self.table.columns.iter().filter(|c| c.role.adds_up());
        let told: Vec<(i64, i64, bool)> = columns()
            .filter_map(|column| {
                let own = figure(&rows[head], column)?;
                let sum = below.iter().filter_map(|row| figure(row, column)).sum();
                let full =
                    whole.and_then(|(total, rated)| Some(figure(total, column)? == figure(rated, column)? + own));
                Some((own, sum, full == Some(true)))
            })
            .collect();
        let all = |fits: fn(&(i64, i64, bool)) -> bool| told.iter().all(fits);
        let inside = all(|(own, sum, _)| sum <= own) && !told.is_empty();
        inside && (says || all(|(own, sum, _)| sum == own) || all(|(_, _, full)| *full))
    }

    /// Whom a row counts: where its words are part of those of the section it stands in ("Tổng số cán bộ" under "CÁN BỘ LÃNH
    /// ĐẠO, QUẢN LÝ"), it is about those of the section.
    fn subject_named(&self, row: &Row, section: Option<&Row>) -> Option<Subject> {
        let own = row.subject?;
        let meant = section.and_then(|section| {
            let in_short = self.words.names_in_short(own, &key(&row.label), &key(&section.label));
            section.subject.filter(|_| in_short)
        });
        Some(meant.unwrap_or(own))
    }

    /// "Phân tích số đảng viên đã được đánh giá" above the levels: those rated once more, as what the levels are a share of.
    fn says_rated_again(&self, block: &[(Measure, usize)], row: &Row) -> bool {
        let rated = block.iter().find(|(m, _)| m.kind == MeasureKind::Rated);
        let levels = block.iter().any(|(m, _)| matches!(m.kind, MeasureKind::Level(_)));
        let Some((rated, _)) = rated.filter(|_| !levels) else { return false };
        let figure = |row: u32, column: &Column| self.count_cell(CellRef::new(row, column.index)).figure.count();
        let pairs: Vec<(i64, i64)> = self
            .table
            .columns
            .iter()
            .filter(|c| !matches!(c.role, ColumnRole::Share | ColumnRole::CapShare))
            .filter_map(|c| figure(rated.index, c).zip(figure(row.index, c)))
            .collect();
        let equal = pairs.iter().filter(|(a, b)| a == b).count();
        let said = crate::text::key(&plain_label(&row.label)).starts_with("phân tích");
        !pairs.is_empty() && (said || equal * 2 >= pairs.len())
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
    fn block_of_rows(
        &self,
        (subject, stage): (Subject, Stage),
        measures: &[Measure],
        columns: &[&Column],
        all: &[&Column],
    ) -> Block {
        let mut lines = self.lines_of_columns(columns);
        let mut cells: Vec<Vec<CountCell>> = columns
            .iter()
            .map(|c| measures.iter().map(|m| self.count_cell(CellRef::new(m.index, c.index))).collect())
            .collect();
        settle_separators(&mut cells);
        let inside = |c: &&Column| c.path.iter().any(|p| key(p).starts_with("trong đó"));
        let some = |c: &&Column| c.path.iter().any(|p| self.words.counts_some(&key(p)));
        let heads: Vec<String> = columns.iter().filter_map(|c| self.named_by(c)).collect();
        let parts = Parts {
            under: columns.iter().map(|c| upper_head(c).filter(|head| !self.name_everybody(columns, head))).collect(),
            total: columns.iter().map(|c| c.role == ColumnRole::Total).collect(),
            inside: columns.iter().map(inside).collect(),
            some: columns.iter().map(some).collect(),
            everybody: self.words.name_everybody(&heads),
            paired: heads.iter().enumerate().any(|(i, own)| {
                heads[i + 1..].iter().any(|other| self.words.name_everybody(&[own.clone(), other.clone()]))
            }),
            plain: crate::locate::some::are_plain(columns.iter().copied()),
        };
        parts.set_apart(&mut lines, &cells);
        let mut block = Block {
            subject,
            stage,
            lines,
            measures: measures.to_vec(),
            cells,
            shares: Vec::new(),
            transposed: true,
            has_reasons: self.table.columns.iter().any(|c| matches!(c.role, ColumnRole::Reason | ColumnRole::Note)),
            sums: Vec::new(),
            shares_only: false,
            levels_open: self.table.leaves_levels_open(),
            sums_only: false,
            parts: Vec::new(),
            one_line: false,
            by_level: false,
            population: None,
        };
        let other = |row: &Row| row.level.is_some() || row.measure == Some(ColumnRole::Unrated);
        let above = |m: &Measure| self.table.row(m.index).is_some_and(other);
        let again = block.measures.iter().position(|m| m.kind == MeasureKind::Figure && !above(m));
        let rated = block.measures.iter().position(|m| m.kind == MeasureKind::Rated);
        block.sums.extend(again.zip(rated).map(|(again, rated)| (again, vec![rated])));
        block.shares = self.shares_of_rows(&block, columns, all);
        block.shares.extend(shares_beside(&block));
        block
    }

    /// "Xã: Nam | Nữ": do the columns under a head name everybody?
    fn name_everybody(&self, columns: &[&Column], head: &String) -> bool {
        let own = columns.iter().filter(|c| upper_head(c).as_ref() == Some(head));
        self.words.name_everybody(&own.filter_map(|c| c.path.last().cloned()).collect::<Vec<_>>())
    }

    /// The last head of a column that says more than that it counts: "Dự bị" over "SL".
    fn named_by(&self, column: &Column) -> Option<String> {
        let counts = |head: &&String| self.words.is_count_word(&key(head));
        column.path.iter().rev().find(|head| !counts(head)).or(column.path.last()).cloned()
    }

    fn lines_of_columns(&self, columns: &[&Column]) -> Vec<Line> {
        let total = total_of(columns);
        let of_which = |c: &Column| {
            c.path.iter().any(|p| self.words.mention(&crate::text::key(p)).is_some_and(|m| m.of_which))
                || crate::text::key(c.path.last().map_or("", |p| p)).starts_with("trong đó")
        };
        let parts: Vec<usize> = (0..columns.len()).filter(|&i| Some(i) != total && !of_which(columns[i])).collect();
        // "Xã: Tổng số | Nữ", "Phường: Tổng số | Nữ": the total of some is called by whom it is of.
        let heads_others =
            |c: &Column| c.role == ColumnRole::Total && total.is_none_or(|t| columns[t].index != c.index);
        let line = |(i, c): (usize, &&Column)| Line {
            name: self.named_by(c).filter(|_| !heads_others(c)).or_else(|| upper_head(c)).unwrap_or_default(),
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
            // A share column belongs to the figures nearest to its left; of another year they are counted nowhere.
            let owner = all.iter().rfind(|c| c.index < share.index).or(all.first());
            let at = owner.map(|o| o.index).filter(|&at| at < share.index);
            if self.holds_figures_between(block, at, share.index) {
                continue;
            }
            let Some(line) = owner.and_then(|o| columns.iter().position(|c| c.index == o.index)) else {
                continue;
            };
            let shares = self.table.columns.iter().filter(|c| c.role == ColumnRole::Share).count();
            let Some(line) = self.shared_line(block, line, (share.index, shares == 1)) else { continue };
            let cells = block
                .measures
                .iter()
                .enumerate()
                .filter_map(|(m, measure)| self.share_cell(CellRef::new(measure.index, share.index), line, m));
            lines.push(ShareLine {
                header: share.header(),
                cap: false,
                said: None,
                below: false,
                cells: cells.collect(),
            });
        }
        settle_scales(&mut lines, block);
        lines
    }
}

impl Source<'_> {
    /// Does a column that is counted nowhere hold figures between two others?
    fn holds_figures_between(&self, block: &Block, from: Option<u32>, to: u32) -> bool {
        let aside = |c: &&Column| {
            let role = matches!(c.role, ColumnRole::Previous | ColumnRole::Ignored | ColumnRole::Opinion);
            role && from.is_none_or(|from| from < c.index) && c.index < to
        };
        let figure = |c: &Column, m: &Measure| self.count_cell(CellRef::new(m.index, c.index)).figure.count();
        let holds = |c: &Column| block.measures.iter().filter(|m| figure(c, m).is_some()).count() >= 2;
        self.table.columns.iter().filter(aside).any(holds)
    }

    /// Behind a column that counts some, a share may be theirs or that of all: the line most of its cells are a share of,
    /// and no line where few are one of either. The only share of all columns may be that of any.
    fn shared_line(&self, block: &Block, line: usize, (column, only): (u32, bool)) -> Option<usize> {
        let fits = |line: usize| self.fitting_shares(block, line, column);
        if block.lines[line].role != RowRole::OfWhich {
            let others = (0..line).rev().filter(|_| only);
            let best = std::iter::once(line).chain(others).rev().max_by_key(|&l| fits(l));
            return Some(best.filter(|&best| fits(best) >= 2).unwrap_or(line));
        }
        let whole = (0..line).rev().find(|&l| block.lines[l].role != RowRole::OfWhich);
        let best = std::iter::once(line).chain(whole).max_by_key(|&l| fits(l))?;
        (fits(best) >= 2).then_some(best)
    }

    /// How many cells of a column are the shares of a line's levels, of those rated or of the total?
    fn fitting_shares(&self, block: &Block, line: usize, column: u32) -> usize {
        let fits = |(measure, _): &(usize, &crate::locate::vocabulary::Mention)| {
            let cell = self.share_cell(CellRef::new(block.measures[*measure].index, column), line, *measure);
            cell.and_then(|cell| block.fits_share(&cell)).unwrap_or(false)
        };
        block.levels().filter(fits).count()
    }
}

/// What stands over the last head of a column.
fn upper_head(column: &Column) -> Option<String> {
    let over = column.path.split_last().map(|(_, over)| over.join(" / "));
    over.filter(|over| !over.is_empty())
}

/// The column of the total: of several under different heads the one that stands under none.
fn total_of(columns: &[&Column]) -> Option<usize> {
    let totals: Vec<usize> = (0..columns.len()).filter(|&i| columns[i].role == ColumnRole::Total).collect();
    let heads: Vec<Option<String>> = totals.iter().map(|&i| upper_head(columns[i])).collect();
    match heads.iter().any(|head| *head != heads[0]) {
        true => totals.iter().zip(&heads).find(|(_, head)| head.is_none()).map(|(&i, _)| i),
        false => totals.first().copied(),
    }
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

/// "Tự xếp loại | Đảng ủy quyết định": columns of several stages are a block each, and are never added.
fn stages_of_columns(
    (subject, columns): (Subject, Vec<&Column>),
) -> impl Iterator<Item = (Subject, Option<Stage>, Vec<&Column>)> {
    let mut stages: Vec<(Subject, Option<Stage>, Vec<&Column>)> = Vec::new();
    for column in columns {
        match stages.iter_mut().find(|(_, stage, _)| *stage == column.stage) {
            Some((.., own)) => own.push(column),
            None => stages.push((subject, column.stage, vec![column])),
        }
    }
    stages.into_iter()
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
        (MeasureKind::Unrated, MeasureKind::Unrated) | (MeasureKind::Figure, MeasureKind::Figure) => false,
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}
