//! A sheet → tables: shape, header paths, the role of every column and row, each with its evidence.

use serde::{Deserialize, Serialize};

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

    /// Is it rated by the party's regimes (R0–R4)? Otherwise by the state's (N0–N4).
    pub fn is_party(self) -> bool {
        !matches!(self, Self::CivilServant | Self::PublicEmployee | Self::Unit)
    }
}
