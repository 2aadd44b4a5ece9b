//! A table → count blocks and rosters as written: every figure and rating with its cell, nothing interpreted yet.
//!
//! A block is the same thing whether levels stand in columns or in rows: *lines* (units, or types of organisation)
//! by *measures* (total, rated, unrated, each level), with the shares that belong to them.

mod above;
mod agreed;
mod awards;
mod blocks;
mod excused;
mod figures;
mod inside;
mod kept;
mod marks;
mod rating_columns;
mod record;
mod roster;
mod same;
mod scores;
mod share_heads;
mod share_rows;
mod some;
mod subjects;
mod ticked;
mod transposed;
mod written;

pub use awards::{Award, awards};
pub use excused::{FORMS, tells_absence};
pub use figures::share_fits;
pub use inside::{Compared, Inside};
pub use record::{Marks, Record};
pub use ticked::{TickCount, TickFormula, TickLine, TickShare, Ticks};
pub use written::{Entries, Written};

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::evaluate::bad_cells;
use crate::finding::CellRef;
use crate::locate::period::Period;
use crate::locate::populations::Population;
use crate::locate::sentence::Sentence;
use crate::locate::tables::shown;
use crate::locate::vocabulary::{Mention, Vocabulary};
use crate::locate::{ColumnRole, Kind, Row, RowRole, Stage, Subject, Table};
use crate::read::shown::day;
use crate::read::{Cell, Sheet, Tab, Value, Workbook};
use crate::text::Decimal;
use crate::text::shared::SharedText;

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
    /// `20 đ/c`, `2 (20%)`: a count among words, which a correction would lose.
    Worded(i64),
    /// `X`: not applicable.
    NotApplicable,
    /// A formula whose result is not stored and could not be computed.
    Unknown,
    /// An error value such as `#REF!`.
    Error(SharedText),
    /// "gần 120": never exact.
    Approximate(String),
    /// Negative, fractional or words.
    Invalid(String),
    /// `2.000` alone in its column: two thousand, or two with three decimals.
    TwoReadings {
        /// As thousands.
        grouped: i64,
        /// As decimals.
        decimal: i64,
        /// As written.
        text: String,
    },
}

impl Figure {
    /// Is it known what the cell says? Nothing is an answer as well.
    pub fn is_read(&self) -> bool {
        !matches!(
            self,
            Self::Unknown | Self::Error(_) | Self::Approximate(_) | Self::Invalid(_) | Self::TwoReadings { .. }
        )
    }

    /// The count, when it is an exact one: the whole of `27 (5)`, the rated of `26/28`.
    pub fn count(&self) -> Option<i64> {
        match self {
            Self::Count(n) | Self::Worded(n) | Self::Nested { outer: n, .. } | Self::Slash { rated: n, .. } => Some(*n),
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

impl CountCell {
    /// Where no count stands.
    pub(crate) fn blank(at: CellRef) -> Self {
        Self { at, figure: Figure::Blank, as_text: false, formula: false, shown: String::new() }
    }
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

/// What the head of a share says that it is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShareOf {
    /// HTTNV and above.
    GoodAndAbove,
    /// The total, or those rated.
    Whole,
}

/// A row of shares of one kind: a column in most forms.
#[derive(Clone, PartialEq, Debug)]
pub struct ShareLine {
    /// Header.
    pub header: String,
    /// Is it the share the cap is about: HTXSNV in HTTNV and above?
    pub cap: bool,
    /// What its head says that it is of.
    pub said: Option<ShareOf>,
    /// Does it stand in a row under the counts ("Tỷ lệ %" below the total)? Otherwise in a column beside them.
    pub below: bool,
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
    /// Something else that is counted: organisations of a kind, members.
    Figure,
    /// What another block of the table counts; here only a term of a sum.
    Elsewhere,
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
    /// Does its head give a reason for not being rated?
    pub reason: bool,
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
    /// Measures that are printed to be the sum of others: the measure, and those it adds up.
    pub sums: Vec<(usize, Vec<usize>)>,
    /// Are only shares given of its levels, and no counts?
    pub shares_only: bool,
    /// May columns that are not understood hold levels too?
    pub levels_open: bool,
    /// Does it hold only what totals over several subjects add up, and count nobody?
    pub sums_only: bool,
    /// Groups of measures that count part of what others count.
    pub parts: Vec<PartGroup>,
    /// Is it one line that stands for the whole subject ("Đảng viên" below "Chi bộ trực thuộc")?
    pub one_line: bool,
    /// Are its levels parted ("HTXSNV / Chính thức | Dự bị"), so that all measures of a level together are that level?
    pub by_level: bool,
    /// Of several groups of columns over the same levels, the one it counts.
    pub population: Option<Arc<Population>>,
}

/// Measures that count part of what other measures of their block count, as those under "Trong đó: nữ" do.
#[derive(Clone, PartialEq, Debug)]
pub struct PartGroup {
    /// Each measure of the part with the measure of the whole.
    pub of: Vec<(usize, usize)>,
    /// Do the parts of the block make up the whole?
    pub exact: bool,
    /// Is it one column that counts some of those beside it: "Trong đó: nữ"?
    pub some: bool,
}

impl PartGroup {
    /// The measure of the part that counts what a measure of the whole counts.
    pub fn of_whole(&self, whole: usize) -> Option<usize> {
        self.of.iter().find(|(_, of)| *of == whole).map(|(part, _)| *part)
    }
}

impl Block {
    /// Is it about all that its table rates, and not about one of several groups?
    pub fn counts_all(&self) -> bool {
        self.population.is_none()
    }

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
    /// The month or quarter it is about; `None` for the year.
    pub period: Option<Period>,
    /// The body that is rated beside the party organisation of each row.
    pub beside: Option<String>,
}

impl RatingColumn {
    /// Does it rate what the rows name, as this subject?
    pub fn rates(&self, subject: Subject) -> bool {
        self.subject == subject && self.beside.is_none()
    }
}

impl Roster {
    /// Is there somebody in a row whom a rating column is about? Who is no member has no rating as a member.
    pub fn is_about(&self, record: usize, column: usize) -> bool {
        !self.records[record].no_member || self.ratings[column].subject != Subject::Member
    }
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
    /// Counts typed in one sentence under the list, or beside the level at the head of a section.
    pub stated: Vec<(CellRef, Sentence)>,
}

/// What a table holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Content {
    /// Counts, one block a subject.
    Counts(Vec<Block>),
    /// Counts of organisations, members or reviews, none of a level: added up, never among the ratings.
    Figures(Vec<Block>),
    /// A list.
    Roster(Roster),
    /// Nothing that counts.
    Nothing,
}

/// Reads a table's figures or ratings.
pub fn parse(workbook: &Workbook, sheet: &Sheet, table: &Table, words: &Vocabulary) -> Content {
    let source = Source { workbook, sheet, table, words };
    let mut content = match table.kind {
        Kind::CountSummary if !table.names_levels() => Content::Figures(source.figures_of_columns()),
        Kind::CountSummaryTransposed if !table.names_levels() => Content::Figures(source.blocks_of_rows()),
        Kind::CountSummary => Content::Counts(source.blocks_of_columns()),
        Kind::CountSummaryTransposed => Content::Counts(source.blocks_of_rows()),
        Kind::UnitRoster | Kind::PersonRoster => Content::Roster(source.roster()),
        _ => Content::Nothing,
    };
    content.leave_open(&bad_cells(sheet));
    content
}

impl Content {
    /// What a formula gives whose cell could not be read is no blank.
    fn leave_open(&mut self, bad: &BTreeSet<CellRef>) {
        let (Self::Counts(blocks) | Self::Figures(blocks), false) = (self, bad.is_empty()) else { return };
        let cells = blocks.iter_mut().flat_map(|block| &mut block.cells).flatten();
        let open = |cell: &&mut CountCell| cell.formula && cell.figure == Figure::Blank && bad.contains(&cell.at);
        cells.filter(open).for_each(|cell| cell.figure = Figure::Unknown);
    }
}

/// The same of a table whose sheet is needed for nothing after it: the cells of a list are dropped as its rows are read.
pub fn parse_last(workbook: &mut Workbook, table: &Table, words: &Vocabulary) -> Content {
    let list = matches!(table.kind, Kind::UnitRoster | Kind::PersonRoster);
    let roster = if list { roster::roster_in_place_of_cells(workbook, table, words) } else { None };
    if let Some(roster) = roster {
        return Content::Roster(roster);
    }
    match workbook.tabs.get(table.tab) {
        Some(Tab::Sheet(sheet)) => parse(workbook, sheet, table, words),
        _ => Content::Nothing,
    }
}

/// The lines of a list of marks that count them.
pub fn ticks(workbook: &Workbook, sheet: &Sheet, table: &Table, words: &Vocabulary) -> Ticks {
    match table.kind {
        Kind::UnitRoster | Kind::PersonRoster => Source { workbook, sheet, table, words }.ticks(),
        _ => Ticks::default(),
    }
}

/// Lines whose parts do not fit them.
pub fn inside(workbook: &Workbook, sheet: &Sheet, table: &Table, words: &Vocabulary) -> Vec<Inside> {
    Source { workbook, sheet, table, words }.inside()
}

/// Percentages of this period against the last that miss.
pub fn compared(workbook: &Workbook, sheet: &Sheet, table: &Table, words: &Vocabulary) -> Vec<Compared> {
    Source { workbook, sheet, table, words }.compared()
}

/// The cell of a row in a column.
fn cell_in(row: &[Cell], column: u32) -> Option<&Cell> {
    // Nearly all rows have a cell in every column.
    let guess = column.checked_sub(row.first()?.at().column).and_then(|place| row.get(place as usize));
    guess.filter(|cell| cell.at().column == column).or_else(|| {
        let place = row.binary_search_by_key(&column, |cell| cell.at().column).ok()?;
        Some(&row[place])
    })
}

/// What the cell of a row shows in a column.
fn text_in(row: &[Cell], column: u32) -> String {
    cell_in(row, column).map(shown).unwrap_or_default()
}

/// The same in a column of days: what is stored as a number is written as a day.
fn day_in(row: &[Cell], column: u32) -> String {
    let day = match cell_in(row, column).map(Cell::value) {
        Some(Value::Number(number)) => day(number),
        _ => None,
    };
    day.unwrap_or_else(|| text_in(row, column))
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
        let cells = self.sheet.row(row);
        let columns = self.table.columns.iter().filter(|c| roles.contains(&c.role));
        let texts = columns.map(|c| text_in(cells, c.index));
        texts.filter(|t| !t.is_empty() && !self.says_none(t)).collect::<Vec<_>>().join("; ")
    }

    /// "Không", "0", "-" where a reason or a note would stand: there is none.
    fn says_none(&self, text: &str) -> bool {
        text.len() <= 16 && self.words.is_none_mark(text)
    }
}
