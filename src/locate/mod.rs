//! A sheet → tables: shape, header paths, the role of every column and row, each with its evidence.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::finding::{CellRange, CellRef, Message};
use crate::read::{Tab, Workbook};
use crate::text::key;
use crate::text::shared::SharedText;
use declared::Declared;
pub use observation::Observation;
pub use ordinal::Ordinal;
use vocabulary::Vocabulary;

mod above;
mod abreast;
mod alongside;
mod apart;
mod asides;
mod bare_heads;
mod below;
pub mod by_subject;
mod captions;
mod carried;
mod cited;
pub mod columns;
pub mod composed;
mod content;
pub mod continued;
mod cover;
pub mod covers;
pub mod declared;
mod everybody;
mod exchanged;
mod headers;
mod kinds;
pub mod legend;
mod lettered;
mod levels_below;
mod long_form;
mod loose;
mod mentions;
pub mod names;
mod names_below;
mod nobody;
mod numbers;
mod observation;
pub mod onward;
mod ordinal;
mod others;
pub mod outline;
mod outside;
mod own_total;
mod parted;
pub mod parts;
pub mod period;
mod phrases;
pub mod populations;
pub mod preamble;
mod profile;
mod readings;
mod remarks;
mod roles;
mod row_names;
mod row_starts;
pub mod rows;
pub mod sections;
mod sector_heads;
pub mod sentence;
mod settled;
mod shares;
mod short_heads;
pub(crate) mod some;
mod stages;
mod state_bodies;
mod strangers;
mod subjects;
pub mod sums;
pub mod tables;
mod ticks;
mod timed;
mod two_ratings;
mod unclear;
mod unheaded;
pub mod unrated;
mod untitled;
pub mod vocabulary;
mod within;

/// What is rated (đối tượng).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// Tổ chức cơ sở đảng (TCCSĐ).
    PartyBase,
    /// Chi bộ trực thuộc đảng bộ cơ sở.
    PartyCell,
    /// Đảng viên.
    Member,
    /// Tập thể lãnh đạo, quản lý.
    Collective,
    /// Cá nhân lãnh đạo, quản lý (người đứng đầu).
    Leader,
    /// Cán bộ, công chức.
    CivilServant,
    /// Viên chức.
    PublicEmployee,
    /// Cơ quan, đơn vị.
    Unit,
    /// Not told by anything on the sheet.
    Unknown,
}

impl Subject {
    /// All subjects, in the order of our tables.
    pub const ALL: [Self; 9] = [
        Self::PartyBase,
        Self::PartyCell,
        Self::Member,
        Self::Collective,
        Self::Leader,
        Self::CivilServant,
        Self::PublicEmployee,
        Self::Unit,
        Self::Unknown,
    ];

    /// As reports name it: `party-base`.
    pub fn id(self) -> &'static str {
        match self {
            Self::PartyBase => "party-base",
            Self::PartyCell => "party-cell",
            Self::Member => "member",
            Self::Collective => "collective",
            Self::Leader => "leader",
            Self::CivilServant => "civil-servant",
            Self::PublicEmployee => "public-employee",
            Self::Unit => "unit",
            Self::Unknown => "unknown",
        }
    }

    /// As our tables name it.
    pub fn vi(self) -> &'static str {
        match self {
            Self::PartyBase => "TCCSĐ",
            Self::PartyCell => "Chi bộ trực thuộc",
            Self::Member => "Đảng viên",
            Self::Collective => "Tập thể LĐ, QL",
            Self::Leader => "Cá nhân LĐ, QL",
            Self::CivilServant => "CB, CC",
            Self::PublicEmployee => "Viên chức",
            Self::Unit => "Cơ quan, đơn vị",
            Self::Unknown => "Chưa rõ đối tượng",
        }
    }

    /// Is it an organisation of the party?
    pub fn is_organisation(self) -> bool {
        matches!(self, Self::PartyBase | Self::PartyCell)
    }

    /// Is it people, one by one?
    pub fn is_people(self) -> bool {
        matches!(self, Self::Member | Self::Leader | Self::CivilServant | Self::PublicEmployee)
    }

    /// Is it rated by the party's regimes (R0–R4)? Otherwise by the state's (N0–N4).
    pub fn is_party(self) -> bool {
        !matches!(self, Self::CivilServant | Self::PublicEmployee | Self::Unit)
    }
}
/// The shape and kind of a table, as reports name it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Levels in columns, counts in cells.
    CountSummary,
    /// Levels in rows, counts in cells.
    CountSummaryTransposed,
    /// One row an organisation, its level as a word or a mark.
    UnitRoster,
    /// One row a person.
    PersonRoster,
    /// Proposals for awards.
    AwardList,
    /// Looks like a rating and is none (criteria, index).
    Decoy,
    /// A table of something else.
    Other,
}

impl Kind {
    /// Does it hold ratings, or counts of them?
    pub fn rates(self) -> bool {
        matches!(self, Self::CountSummary | Self::CountSummaryTransposed | Self::UnitRoster | Self::PersonRoster)
    }
}
/// In what stage the ratings are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Tự xếp loại.
    #[serde(rename = "self")]
    Own,
    /// Đề nghị, thẩm định.
    Proposed,
    /// Quyết định.
    Decided,
}

impl Stage {
    /// As our tables name it.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Own => "tự xếp loại",
            Self::Proposed => "đề nghị",
            Self::Decided => "quyết định",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Own => "self-rated",
            Self::Proposed => "proposed",
            Self::Decided => "decided",
        }
    }
}
/// How HTXSNV is counted beside HTTNV.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nesting {
    /// Levels are disjoint.
    Separate,
    /// HTXSNV stands inside HTTNV ("trong đó").
    Nested,
    /// "HTTNV trở lên", with HTXSNV beside it.
    Cumulative,
    /// Rows differ.
    Mixed,
    /// Cannot be told.
    Unclear,
    /// Nothing is counted.
    None,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the closed list of the report's column roles; each name is the report's own")]
pub enum ColumnRole {
    Ordinal,
    Unit,
    Parent,
    Person,
    Birth,
    Post,
    Total,
    Rated,
    Unrated,
    Count,
    /// A count of part of what another column counts; reports name what it would be by itself.
    #[serde(skip)]
    Part,
    Share,
    CapShare,
    Rating,
    Mark,
    Score,
    Opinion,
    Discipline,
    Reason,
    Note,
    Previous,
    Ignored,
    Unknown,
}

impl ColumnRole {
    /// Do its figures add up, row by row?
    pub(crate) fn adds_up(self) -> bool {
        matches!(self, Self::Count | Self::Total | Self::Rated | Self::Unrated)
    }
}

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the closed list of the report's row roles; each name is the report's own")]
pub enum RowRole {
    Header,
    Numbers,
    Group,
    Data,
    Subtotal,
    Total,
    OfWhich,
    Note,
    Footer,
    Blank,
}

/// A column of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    /// Column, from 0.
    pub index: u32,
    /// What it holds.
    pub role: ColumnRole,
    /// Header texts from top to bottom, cleaned, each once.
    pub path: Vec<String>,
    /// The level its header names.
    pub level: Option<vocabulary::Mention>,
    /// The subject its own header names.
    pub subject: Option<Subject>,
    /// The stage its own header names, else the title.
    pub stage: Option<Stage>,
    /// For a share: the column it is a share of (index into the table's columns).
    pub share_of: Option<usize>,
    /// For a count of a part: what it is part of.
    pub part: Option<parts::Part>,
    /// Of several groups of columns over the same levels, the one it is in.
    pub population: Option<Arc<populations::Population>>,
    /// Why the role was given.
    pub evidence: Message,
}

impl Column {
    /// The header path as people read it: `Kết quả xếp loại / HTXSNV / SL`.
    pub fn header(&self) -> String {
        self.path.join(" / ")
    }

    /// What reports say that it holds.
    pub fn told_role(&self) -> ColumnRole {
        match (&self.part, self.role) {
            (Some(part), _) => part.role,
            // "HTTNV trở lên" beside the levels it adds up.
            (None, ColumnRole::Part) if self.level.is_some() => ColumnRole::Count,
            // How many there are, beside those who must be rated.
            (None, ColumnRole::Part) => ColumnRole::Total,
            (None, role) => role,
        }
    }
}

/// A row of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Row, from 0.
    pub index: u32,
    /// What it is.
    pub role: RowRole,
    /// What stands in the ordinal column.
    pub ordinal: Ordinal,
    /// The name or label of the row, cleaned; outline marks included.
    pub label: SharedText,
    /// Outline depth: 0 for the outermost.
    pub depth: u8,
    /// For levels in rows: the level the label names.
    pub level: Option<Box<vocabulary::Mention>>,
    /// For levels in rows: total, rated, unrated.
    pub measure: Option<ColumnRole>,
    /// The subject its label names.
    pub subject: Option<Subject>,
    /// The group row it stands under (index into the table's rows).
    group: Option<u32>,
    /// For totals and subtotals: the rows it adds up (indices into the table's rows).
    pub covers: covers::Covers,
}

impl Row {
    /// A row with nothing but its role.
    fn bare(index: u32, role: RowRole) -> Self {
        Self {
            index,
            role,
            ordinal: Ordinal::None,
            label: SharedText::default(),
            depth: 0,
            level: None,
            measure: None,
            subject: None,
            group: None,
            covers: covers::Covers::default(),
        }
    }

    /// The group row it stands under (index into the table's rows).
    pub fn group(&self) -> Option<usize> {
        self.group.map(|row| row as usize)
    }

    /// Puts it under a group row.
    fn set_group(&mut self, row: Option<usize>) {
        // A sheet has no more rows than that.
        self.group = row.and_then(|row| u32::try_from(row).ok());
    }
}

/// A table that was found, with everything that was understood of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// Place of the sheet among the tabs.
    pub tab: usize,
    /// Sheet name.
    pub sheet: Arc<str>,
    /// Header to last row.
    pub range: CellRange,
    /// Shape and kind.
    pub kind: Kind,
    /// Title lines above the table, cleaned.
    pub titles: Vec<String>,
    /// Subject of the title (or of the unit column where the title names none).
    pub subject: Subject,
    /// Does the title name one subject, and not several or none?
    pub subject_by_title: bool,
    /// All subjects the title names.
    pub subjects_of_title: Vec<Subject>,
    /// Columns, left to right.
    pub columns: Vec<Column>,
    /// Columns that are printed to be the sum of others, and are.
    pub column_sums: Vec<sums::ColumnSum>,
    /// All rows of the range and the notes and footer below it, in order.
    pub rows: Vec<Row>,
    /// Does it go on with the rows of the sheet before?
    pub continues: bool,
    /// The month or quarter its columns are about, where others stand beside it.
    pub period: Option<period::Period>,
    /// The stage its title names, for what no header names one of.
    pub stage: Option<Stage>,
    /// What was noticed.
    pub observations: Vec<Observation>,
    /// Why the shape was chosen.
    pub evidence: Message,
}

impl Table {
    /// The first column with a role.
    pub fn column(&self, role: ColumnRole) -> Option<&Column> {
        self.columns.iter().find(|c| c.role == role)
    }

    /// The column that names a row: the person, else the unit.
    pub fn name_column(&self) -> Option<&Column> {
        self.column(ColumnRole::Person).or_else(|| self.column(ColumnRole::Unit))
    }

    /// The row of an index.
    pub fn row(&self, index: u32) -> Option<&Row> {
        self.rows.binary_search_by_key(&index, |r| r.index).ok().map(|place| &self.rows[place])
    }

    /// Does a column or a row name a level?
    pub fn names_levels(&self) -> bool {
        self.columns.iter().any(|c| c.level.is_some()) || self.rows.iter().any(|r| r.level.is_some())
    }

    /// May a column that is not understood, or of which several readings were told, hold a level?
    pub fn leaves_levels_open(&self) -> bool {
        let open = |o: &Observation| matches!(o, Observation::UnclearLayout { readings, .. } if !readings.is_empty());
        self.observations.iter().any(open)
    }

    /// The titles as one key.
    pub fn title_key(&self) -> String {
        key(&self.titles.join(" "))
    }
}

/// What was understood of one sheet.
#[derive(Clone, PartialEq, Debug)]
pub struct Located {
    /// Place of the sheet among the tabs.
    pub tab: usize,
    /// Tables in reading order.
    pub tables: Vec<Table>,
    /// The lines above the first table (all where there is none), cleaned, with their cells, counted from the report's letterhead.
    pub preamble: Vec<(CellRef, String)>,
    /// Does the sheet hold anything that looks like content to be recognised?
    pub has_content: bool,
}

/// Looks for the tables of a sheet; where some are declared for it, these are its tables.
pub fn locate(workbook: &Workbook, tab: usize, vocabulary: &Vocabulary, declared: &[Declared]) -> Located {
    match workbook.tabs.get(tab) {
        Some(Tab::Sheet(sheet)) if !sheet.is_own_list() => {
            let own: Vec<&Declared> = declared.iter().filter(|d| d.is_for(&sheet.name)).collect();
            tables::find(sheet, tab, vocabulary, &own)
        }
        _ => Located { tab, tables: Vec::new(), preamble: Vec::new(), has_content: false },
    }
}
