//! Facts noticed while tables were looked for; rules turn them into findings.

use crate::finding::{CellRange, CellRef, Message};

/// A fact noticed while tables were looked for; rules turn it into findings.
#[derive(Clone, PartialEq, Debug)]
pub enum Observation {
    /// A needed column has two candidates, or none.
    UnclearLayout {
        /// Where.
        range: CellRange,
        /// What is unclear, with what was seen.
        what: Message,
        /// The candidates.
        readings: Vec<String>,
    },
    /// Several groups of columns count the same levels, and nothing says how they stand to each other.
    UnclearWhole {
        /// Where.
        range: CellRange,
        /// What is unclear, with what was seen.
        what: Message,
        /// How they may stand to each other.
        readings: Vec<String>,
    },
    /// Rows may add up others, or stand for themselves.
    UnclearRows {
        /// The first of them.
        at: CellRef,
        /// The rows they may add up, and the others of their kind.
        related: CellRange,
        /// What is unclear.
        what: Message,
        /// The candidates.
        readings: Vec<String>,
    },
    /// Rows that stand beside the total and are not in it, and do not say what they are.
    OutsideTotal {
        /// The name of the total.
        total: CellRef,
        /// Their names.
        cells: Vec<CellRef>,
        /// What is unclear.
        what: Message,
    },
    /// Nothing says whom some rows are about.
    UnclearSubject {
        /// Where their names stand.
        cells: Vec<CellRef>,
        /// What is unclear.
        what: Message,
    },
    /// Party organisations above TCCSĐ, which are added to none.
    AboveBases {
        /// Where their names stand, or where the table begins.
        cells: Vec<CellRef>,
        /// What they are.
        what: Message,
    },
    /// It may be about a part of the year, and is counted as of all of it.
    UnclearPeriod {
        /// Where the table begins.
        at: CellRef,
        /// What says so.
        what: Message,
    },
    /// Its title speaks of what is aimed at, and of no result.
    NoResult {
        /// Where the table begins.
        at: CellRef,
        /// Do results of the same subject stand in the file?
        beside: bool,
        /// What the title speaks of.
        what: Message,
    },
}

impl Observation {
    /// What was noticed.
    pub fn what(&self) -> &Message {
        match self {
            Self::UnclearLayout { what, .. }
            | Self::UnclearWhole { what, .. }
            | Self::UnclearRows { what, .. }
            | Self::OutsideTotal { what, .. }
            | Self::UnclearSubject { what, .. }
            | Self::AboveBases { what, .. }
            | Self::UnclearPeriod { what, .. }
            | Self::NoResult { what, .. } => what,
        }
    }
}
