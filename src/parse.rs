//! A table → count blocks and rosters as written: every figure and rating with its cell, nothing interpreted yet.
//!
//! A block is the same thing whether levels stand in columns or in rows: *lines* (units, or types of organisation)
//! by *measures* (total, rated, unrated, each level), with the shares that belong to them.

use std::sync::LazyLock;

use regex::Regex;

use crate::finding::CellRef;
use crate::locate::rows::plain_label;
use crate::locate::tables::shown;
use crate::locate::vocabulary::{Mention, Vocabulary};
use crate::locate::{Column, ColumnRole, Kind, Row, RowRole, Stage, Subject, Table};
use crate::read::{Cell, Sheet, Value, Workbook};
use crate::text::{Decimal, Typed, clean, typed_number};

/// What stands in a cell where a count belongs.
#[derive(Clone, PartialEq, Debug)]
pub enum Figure {
    /// Nothing.
    Blank,
    /// A whole number, 0 or more; "-" and "không có" are 0.
    Count(i64),
    /// `27 (5)`: the second is inside the first.
    Nested {
        /// The whole.
        outer: i64,
        /// The part in brackets.
        inner: i64,
    },
    /// `26/28`: rated of must be rated.
    Slash {
        /// Before the slash.
        rated: i64,
        /// After it.
        of: i64,
    },
    /// `X`: not applicable.
    NotApplicable,
    /// A formula whose result is not stored and could not be computed.
    Unknown,
    /// An error value such as `#REF!`.
    Error(String),
    /// "gần 120": never exact.
    Approximate(String),
    /// Negative, fractional or words.
    Invalid(String),
}

impl Figure {
    /// The count, when it is an exact one: the whole of `27 (5)`, the rated of `26/28`.
    pub fn count(&self) -> Option<i64> {
        match self {
            Self::Count(n) | Self::Nested { outer: n, .. } | Self::Slash { rated: n, .. } => Some(*n),
            _ => None,
        }
    }
}

/// A cell where a count belongs.
#[derive(Clone, PartialEq, Debug)]
pub struct CountCell {
    /// Where.
    pub at: CellRef,
    /// What stands there.
    pub figure: Figure,
    /// Is the number stored as text?
    pub as_text: bool,
    /// Is it a formula's result?
    pub formula: bool,
    /// The text as it stands, for messages.
    pub shown: String,
}

/// A cell where a percentage belongs.
#[derive(Clone, PartialEq, Debug)]
pub struct ShareCell {
    /// Where.
    pub at: CellRef,
    /// The line it belongs to.
    pub line: usize,
    /// The measure it is a share of.
    pub measure: usize,
    /// The number as stored: `93.33`, `0.9333`; `None` when no number stands there.
    pub stored: Option<Decimal>,
    /// Is it a fraction of 1 (`0.9333`) rather than of 100?
    pub fraction: bool,
    /// Is it stored as text?
    pub as_text: bool,
    /// Is it a formula's result?
    pub formula: bool,
    /// The text as it stands.
    pub shown: String,
    /// An error value stands there.
    pub error: bool,
}

impl ShareCell {
    /// The percentage on the scale of 100.
    pub fn percent(&self) -> Option<Decimal> {
        self.stored.map(|s| if self.fraction { s.times_hundred() } else { s })
    }
}

/// A row of shares of one kind: a column in most forms.
#[derive(Clone, PartialEq, Debug)]
pub struct ShareLine {
    /// Header.
    pub header: String,
    /// Is it the share the cap is about: HTXSNV in HTTNV and above?
    pub cap: bool,
    /// Its cells.
    pub cells: Vec<ShareCell>,
}

/// What a measure counts.
#[derive(Clone, PartialEq, Debug)]
pub enum MeasureKind {
    /// All that must be rated.
    Total,
    /// Those rated.
    Rated,
    /// Those not rated, or one kind of them.
    Unrated,
    /// Those of one level, as the form names it.
    Level(Mention),
}

/// A column (or row) of counts.
#[derive(Clone, PartialEq, Debug)]
pub struct Measure {
    /// What it counts.
    pub kind: MeasureKind,
    /// Column index, or row index where levels stand in rows.
    pub index: u32,
    /// Header path, or row label.
    pub header: String,
}

/// A unit, a type of organisation, a subtotal or a total.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// Name, without its outline mark.
    pub name: String,
    /// Where the name stands.
    pub name_at: CellRef,
    /// Data, subtotal, total or of-which.
    pub role: RowRole,
    /// Lines it adds up.
    pub covers: Vec<usize>,
    /// The group it stands under.
    pub group: Option<String>,
    /// Everything written in its reason and note columns.
    pub reason: String,
}

/// Counts of one subject in one table.
#[derive(Clone, PartialEq, Debug)]
pub struct Block {
    /// What is counted.
    pub subject: Subject,
    /// In what stage.
    pub stage: Stage,
    /// Units and totals.
    pub lines: Vec<Line>,
    /// Total, rated, unrated, levels.
    pub measures: Vec<Measure>,
    /// `cells[line][measure]`.
    pub cells: Vec<Vec<CountCell>>,
    /// Percentages.
    pub shares: Vec<ShareLine>,
    /// Do levels stand in rows?
    pub transposed: bool,
    /// Is there a column for reasons or notes?
    pub has_reasons: bool,
}

impl Block {
    /// The first measure of a kind.
    pub fn measure(&self, wanted: &MeasureKind) -> Option<usize> {
        self.measures.iter().position(|m| std::mem::discriminant(&m.kind) == std::mem::discriminant(wanted))
    }

    /// The measures that count levels.
    pub fn levels(&self) -> impl Iterator<Item = (usize, &Mention)> {
        self.measures.iter().enumerate().filter_map(|(i, m)| match &m.kind {
            MeasureKind::Level(mention) => Some((i, mention)),
            _ => None,
        })
    }
}

/// A column (or several mark columns) of ratings.
#[derive(Clone, PartialEq, Debug)]
pub struct RatingColumn {
    /// Columns, from 0: one, or one a level where marks are used.
    pub columns: Vec<u32>,
    /// Header.
    pub header: String,
    /// What is rated.
    pub subject: Subject,
    /// In what stage; `None` when the header does not say.
    pub stage: Option<Stage>,
    /// Marks instead of words?
    pub marks: bool,
}

/// A rating as written: a word, or the label over a mark.
#[derive(Clone, PartialEq, Debug)]
pub struct Written {
    /// Where.
    pub at: CellRef,
    /// The word, or the label of the marked column.
    pub text: String,
}

/// A row of a roster.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// Row, from 0.
    pub row: u32,
    /// Name.
    pub name: String,
    /// Where the name stands.
    pub name_at: CellRef,
    /// The organisation the row belongs to: its parent column, else its group.
    pub parent: Option<String>,
    /// Where the parent stands, when it has a column.
    pub parent_at: Option<CellRef>,
    /// The group row it stands under.
    pub group: Option<String>,
    /// Birth date or another second identifier, as written.
    pub birth: Option<String>,
    /// Post.
    pub post: Option<String>,
    /// What is written per rating column; several entries when several marks are set.
    pub ratings: Vec<Vec<Written>>,
    /// Everything written in reason, note and unrated columns.
    pub reason: String,
    /// Score as written.
    pub score: Option<(CellRef, String)>,
    /// Discipline as written.
    pub discipline: Option<(CellRef, String)>,
}

/// One row a subject.
#[derive(Clone, PartialEq, Debug)]
pub struct Roster {
    /// The subject the list is about.
    pub subject: Subject,
    /// Are rows persons?
    pub persons: bool,
    /// Rating columns.
    pub ratings: Vec<RatingColumn>,
    /// Rows.
    pub records: Vec<Record>,
}

/// What a table holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Content {
    /// Counts, one block a subject.
    Counts(Vec<Block>),
    /// A list.
    Roster(Roster),
    /// Nothing that counts.
    Nothing,
}

/// Reads a table's figures or ratings.
pub fn parse(workbook: &Workbook, sheet: &Sheet, table: &Table, words: &Vocabulary) -> Content {
    let source = Source { workbook, sheet, table, words };
    match table.kind {
        Kind::CountSummary => Content::Counts(source.blocks_of_columns()),
        Kind::CountSummaryTransposed => Content::Counts(source.blocks_of_rows()),
        Kind::UnitRoster | Kind::PersonRoster => Content::Roster(source.roster()),
        _ => Content::Nothing,
    }
}

struct Source<'s> {
    workbook: &'s Workbook,
    sheet: &'s Sheet,
    table: &'s Table,
    words: &'s Vocabulary,
}

fn counted(row: &Row) -> bool {
    matches!(row.role, RowRole::Data | RowRole::Subtotal | RowRole::Total | RowRole::OfWhich)
}

impl Source<'_> {
    fn text(&self, at: CellRef) -> String {
        self.sheet.get(at).map(shown).unwrap_or_default()
    }

    fn joined(&self, row: u32, roles: &[ColumnRole]) -> String {
        let texts = self
            .table
            .columns
            .iter()
            .filter(|c| roles.contains(&c.role))
            .map(|c| self.text(CellRef::new(row, c.index)));
        texts.filter(|t| !t.is_empty()).collect::<Vec<_>>().join("; ")
    }

    /// Column subjects, in order of appearance; one block each when there are several.
    fn blocks_of_columns(&self) -> Vec<Block> {
        let mut subjects: Vec<(Option<Subject>, Option<Stage>)> = Vec::new();
        for c in self.table.columns.iter().filter(|c| c.role == ColumnRole::Count) {
            if !subjects.contains(&(c.subject, c.stage)) {
                subjects.push((c.subject, c.stage));
            }
        }
        let single = subjects.len() == 1;
        subjects.into_iter().map(|(subject, stage)| self.block_of_columns(subject, stage, single)).collect()
    }

    fn block_of_columns(&self, subject: Option<Subject>, stage: Option<Stage>, single: bool) -> Block {
        let lines = self.lines_of_rows();
        let kept: Vec<&Row> = self.table.rows.iter().filter(|r| counted(r)).collect();
        let own = |c: &&Column| single || (c.subject == subject && (c.stage == stage || c.role != ColumnRole::Count));
        let columns: Vec<&Column> = self.table.columns.iter().filter(own).collect();
        let measures: Vec<Measure> = columns.iter().filter_map(|c| measure_of_column(c)).collect();
        let cells = kept
            .iter()
            .map(|r| measures.iter().map(|m| self.count_cell(CellRef::new(r.index, m.index))).collect())
            .collect();
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
        };
        block.shares = columns.iter().filter_map(|c| self.share_line(c, &block, &kept)).collect();
        block
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

    fn group_name(&self, row: &Row) -> Option<String> {
        row.group.map(|g| plain_label(&self.table.rows[g].label)).filter(|n| !n.is_empty())
    }

    fn share_line(&self, column: &Column, block: &Block, rows: &[&Row]) -> Option<ShareLine> {
        let cap = column.role == ColumnRole::CapShare;
        let measure = match column.role {
            ColumnRole::CapShare => block.levels().position(|_| true).and_then(|_| cap_measure(block, self.words)),
            ColumnRole::Share => {
                let of = self.table.columns.get(column.share_of?)?.index;
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
        let percent_format = self.workbook.number_format(cell).is_some_and(|f| f.contains('%'));
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
    fn blocks_of_rows(&self) -> Vec<Block> {
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
            .filter(|(_, measures)| measures.iter().any(|(m, _)| matches!(m.kind, MeasureKind::Level(_))))
            .map(|(subject, measures)| self.block_of_rows(subject, measures))
            .collect()
    }

    fn block_of_rows(&self, subject: Subject, measures: Vec<(Measure, usize)>) -> Block {
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
            measures.iter().any(|(m, _)| self.count_cell(CellRef::new(m.index, c.index)).figure.count().is_some())
        };
        let columns: Vec<&Column> = columns.iter().filter(numeric).copied().collect();
        let lines = self.lines_of_columns(&columns);
        let cells = columns
            .iter()
            .map(|c| measures.iter().map(|(m, _)| self.count_cell(CellRef::new(m.index, c.index))).collect())
            .collect();
        let mut block = Block {
            subject,
            stage: Stage::Decided,
            lines,
            measures: measures.into_iter().map(|(m, _)| m).collect(),
            cells,
            shares: Vec::new(),
            transposed: true,
            has_reasons: self.table.columns.iter().any(|c| matches!(c.role, ColumnRole::Reason | ColumnRole::Note)),
        };
        block.shares = self.shares_of_rows(&block, &columns);
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

    fn shares_of_rows(&self, block: &Block, columns: &[&Column]) -> Vec<ShareLine> {
        let mut lines = Vec::new();
        for share in self.table.columns.iter().filter(|c| c.role == ColumnRole::Share) {
            // A share column belongs to the figures nearest to its left.
            let Some(line) =
                columns.iter().rposition(|c| c.index < share.index).or(Some(0).filter(|_| !columns.is_empty()))
            else {
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

    fn roster(&self) -> Roster {
        let ratings = self.rating_columns();
        let records =
            self.table.rows.iter().filter(|r| r.role == RowRole::Data).map(|r| self.record(r, &ratings)).collect();
        Roster { subject: self.table.subject, persons: self.table.kind == Kind::PersonRoster, ratings, records }
    }

    fn rating_columns(&self) -> Vec<RatingColumn> {
        let mut found: Vec<RatingColumn> = Vec::new();
        for c in self.table.columns.iter().filter(|c| matches!(c.role, ColumnRole::Rating | ColumnRole::Mark)) {
            let marks = c.role == ColumnRole::Mark;
            let subject = c.subject.unwrap_or(self.table.subject);
            let beside = found.iter_mut().find(|f| f.marks && marks && f.subject == subject && f.stage == c.stage);
            match beside {
                Some(group) => group.columns.push(c.index),
                None => found.push(RatingColumn {
                    columns: vec![c.index],
                    header: if marks { c.path.first().cloned().unwrap_or_default() } else { c.header() },
                    subject,
                    stage: c.stage,
                    marks,
                }),
            }
        }
        found
    }

    fn record(&self, row: &Row, ratings: &[RatingColumn]) -> Record {
        let at = |c: &Column| CellRef::new(row.index, c.index);
        let name_column = self.table.name_column();
        let with = |role: ColumnRole| {
            self.table.column(role).map(at).map(|a| (a, self.text(a))).filter(|(_, t)| !t.is_empty())
        };
        let parent = with(ColumnRole::Parent);
        let group = self.group_name(row);
        Record {
            row: row.index,
            name: if name_column.is_some() {
                self.text(name_column.map_or(self.table.range.start, at))
            } else {
                plain_label(&row.label)
            },
            name_at: name_column.map_or(CellRef::new(row.index, self.table.range.start.column), at),
            parent_at: parent.as_ref().map(|p| p.0),
            parent: parent.map(|p| p.1).or_else(|| group.clone()),
            group,
            birth: with(ColumnRole::Birth).map(|b| b.1),
            post: with(ColumnRole::Post).map(|p| p.1),
            ratings: ratings.iter().map(|r| self.written(row, r)).collect(),
            reason: self.joined(row.index, &[ColumnRole::Reason, ColumnRole::Note, ColumnRole::Unrated]),
            score: with(ColumnRole::Score),
            discipline: with(ColumnRole::Discipline),
        }
    }

    fn written(&self, row: &Row, rating: &RatingColumn) -> Vec<Written> {
        let cells = rating.columns.iter().map(|&c| CellRef::new(row.index, c));
        cells
            .filter_map(|at| {
                let text = self.text(at);
                if text.is_empty() || (rating.marks && self.words.is_none_mark(&text)) {
                    return None;
                }
                let label = |c: &Column| {
                    c.level.as_ref().and_then(|l| {
                        c.path
                            .iter()
                            .rev()
                            .find(|p| {
                                self.words.mention_beside(&crate::text::key(p)).is_some_and(|m| m.label == l.label)
                            })
                            .cloned()
                    })
                };
                let text = match rating.marks {
                    true => self.table.columns.iter().find(|c| c.index == at.column).and_then(label)?,
                    false => text,
                };
                Some(Written { at, text })
            })
            .collect()
    }
}

fn measure_of_column(column: &Column) -> Option<Measure> {
    let kind = match column.role {
        ColumnRole::Total => MeasureKind::Total,
        ColumnRole::Rated => MeasureKind::Rated,
        ColumnRole::Unrated => MeasureKind::Unrated,
        ColumnRole::Count => MeasureKind::Level(column.level.clone()?),
        _ => return None,
    };
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
        (Some(level), _) => Some(MeasureKind::Level(level.clone())),
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

/// The number a cell stores.
fn stored_decimal(cell: &Cell) -> Option<Decimal> {
    match &cell.value {
        Value::Number(n) => Decimal::shown(*n),
        Value::Text(t) => match typed_number(t) {
            Typed::Number(d) | Typed::Either { decimal: d, .. } => Some(d),
            Typed::None => None,
        },
        _ => None,
    }
}

static NESTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(\d{1,7})\s*[\(\[]\s*(?:trong đó|gồm|có)?[:\s]*(\d{1,7})\s*(?:htxs\w*|xuất sắc|xs)?\s*[\)\]]$")
        .expect("a fixed pattern")
});
static SLASH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(\d{1,7})\s*/\s*(\d{1,7})$").expect("a fixed pattern"));
static ABOUT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^(gần|hơn|khoảng|trên|dưới|độ|xấp xỉ|~)\s*\d").expect("a fixed pattern"));

fn figure(cell: &Cell, words: &Vocabulary) -> Figure {
    match &cell.value {
        Value::Empty if cell.formula.is_some() => Figure::Unknown,
        Value::Empty => Figure::Blank,
        Value::Error(e) => Figure::Error(e.to_string()),
        Value::Bool(b) => Figure::Invalid(b.to_string().to_uppercase()),
        Value::Number(n) => match stored_decimal(cell) {
            Some(d) if !d.is_negative() => d.to_integer().map_or_else(|| Figure::Invalid(n.to_string()), Figure::Count),
            _ => Figure::Invalid(n.to_string()),
        },
        Value::Text(t) => figure_of_text(&clean(t), words),
    }
}

fn figure_of_text(text: &str, words: &Vocabulary) -> Figure {
    let number = |m: Option<regex::Match<'_>>| m.and_then(|m| m.as_str().parse::<i64>().ok());
    if text.is_empty() {
        return Figure::Blank;
    }
    if words.is_none_mark(text) {
        return Figure::Count(0);
    }
    if words.marks_not_applicable(text) {
        return Figure::NotApplicable;
    }
    if let Some(c) = NESTED.captures(text)
        && let (Some(outer), Some(inner)) = (number(c.get(1)), number(c.get(2)))
    {
        return Figure::Nested { outer, inner };
    }
    if let Some(c) = SLASH.captures(text)
        && let (Some(rated), Some(of)) = (number(c.get(1)), number(c.get(2)))
    {
        return Figure::Slash { rated, of };
    }
    if ABOUT.is_match(text) {
        return Figure::Approximate(text.to_owned());
    }
    match typed_number(text) {
        // A count has no decimals: only the grouped reading is a count.
        Typed::Number(d) | Typed::Either { grouped: d, .. } if !text.ends_with('%') && !d.is_negative() => {
            d.to_integer().map_or_else(|| Figure::Invalid(text.to_owned()), Figure::Count)
        }
        _ => Figure::Invalid(text.to_owned()),
    }
}

/// Fractions or percentages? The formats say, else the arithmetic: the scale more cells fit.
fn settle_scale(line: &mut ShareLine, block: &Block) {
    let numbers = |c: &&mut ShareCell| !c.as_text && c.stored.is_some();
    let told = line.cells.iter().any(|c| c.fraction);
    if told {
        return;
    }
    let mut votes = [0usize; 2];
    for cell in line.cells.iter().filter(|c| !c.as_text) {
        let (Some(stored), Some(count)) = (cell.stored, block.cells[cell.line][cell.measure].figure.count()) else {
            continue;
        };
        for (i, percent) in [stored, stored.times_hundred()].into_iter().enumerate() {
            let fits = block.cells[cell.line]
                .iter()
                .filter_map(|c| c.figure.count())
                .any(|base| share_fits(count, base, percent, percent.decimals().min(4)));
            votes[i] += usize::from(fits && count > 0);
        }
    }
    let fraction = match votes {
        [percent, fraction] if percent != fraction => fraction > percent,
        _ => {
            line.cells.iter().filter(|c| !c.as_text).filter_map(|c| c.stored).all(|s| s <= Decimal::from(1))
                && line.cells.iter().any(|c| c.stored.is_some_and(|s| s.to_integer().is_none()))
        }
    };
    line.cells.iter_mut().filter(numbers).for_each(|c| c.fraction = fraction);
}

/// Is `percent`, rounded or cut at `decimals` digits, `count` of `base`? `|100 count − percent base| ≤ h base`,
/// with `h` half a unit of the last digit.
pub fn share_fits(count: i64, base: i64, percent: Decimal, decimals: u8) -> bool {
    if base <= 0 {
        return base == 0 && count == 0 && percent == Decimal::from(0);
    }
    let decimals = decimals.min(10);
    let (units, scale) = percent.rounded(percent.decimals().min(12)).ratio();
    let ten = 10i128.pow(u32::from(decimals));
    let (count, base) = (i128::from(count), i128::from(base));
    // All sides times 2 × scale × 10^decimals.
    let off = (100 * count * scale - units * base).abs() * 2 * ten;
    off <= base * scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_written() {
        let words = Vocabulary::new(std::iter::empty(), std::iter::empty());
        let read = |t: &str| figure_of_text(&clean(t), &words);
        assert_eq!(read("26/26"), Figure::Slash { rated: 26, of: 26 });
        assert_eq!(read("27 (5)"), Figure::Nested { outer: 27, inner: 5 });
        assert_eq!(read("27 (trong đó: 5 HTXSNV)"), Figure::Nested { outer: 27, inner: 5 });
        assert_eq!(read("không có"), Figure::Count(0));
        assert_eq!(read("-"), Figure::Count(0));
        assert_eq!(read("03"), Figure::Count(3));
        assert_eq!(read("1.234"), Figure::Count(1234));
        assert_eq!(read("X"), Figure::NotApplicable);
        assert_eq!(read("gần 120"), Figure::Approximate("gần 120".into()));
        assert_eq!(read("12,5"), Figure::Invalid("12,5".into()));
        assert_eq!(read("-4"), Figure::Invalid("-4".into()));
    }

    #[test]
    fn shares_fit_at_half_a_unit_of_the_last_digit() {
        let p = |t: &str| Decimal::parse(t).expect("a number");
        assert!(share_fits(14, 15, p("93.33"), 2));
        assert!(!share_fits(14, 15, p("97.33"), 2));
        // 1/16 is 6.25: both 6.2 and 6.3 are within half a unit.
        assert!(share_fits(1, 16, p("6.2"), 1) && share_fits(1, 16, p("6.3"), 1));
        assert!(!share_fits(1, 16, p("6.1"), 1));
        assert!(share_fits(0, 0, p("0"), 1) && !share_fits(1, 0, p("100"), 1));
    }
}
