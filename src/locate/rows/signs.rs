//! What tells the role of a row before it is known.

use crate::locate::outline::Mark;

/// What tells the role of a row: little, for there may be a million of them.
#[derive(Default)]
pub(super) struct Signs {
    pub(super) mark: Option<Mark>,
    /// Is the mark one letter, without what closes it?
    pub(super) one_letter: bool,
    /// Does any value column hold something?
    pub(super) valued: bool,
    /// Does anything stand in the row?
    pub(super) filled: bool,
    /// Is there a word or a date of a signature block?
    pub(super) signed: bool,
    /// Is there a half of a letterhead?
    pub(super) headed: bool,
    /// Does a value column hold a number, a formula or a level's label?
    pub(super) telling: bool,
    /// Is there nothing in it but its number, or dots to be written over?
    pub(super) hollow: bool,
    /// Does it say what the header says?
    pub(super) repeats: bool,
    /// Do names or posts of those who sign stand under the figures and levels, without a number in front?
    pub(super) signers: bool,
    /// Does a cell say that the row holds shares of the row above?
    pub(super) shares: bool,
    /// Is it surely a row of the table, unless a signature block is named so: numbered and named, with something that tells?
    pub(super) listed: bool,
    /// Does it only say more of the person above, whose name is merged over it: a second post?
    pub(super) goes_on: bool,
    /// Does it say what letters stand for?
    pub(super) explains: bool,
    /// Is it the sum of a group that it names: "Cộng nông thôn"?
    pub(super) of_group: bool,
    /// Is it a part of a total: "Tổng cộng (Nữ)"?
    pub(super) sums: bool,
}

impl Signs {
    pub(super) fn of_a_legend() -> Self {
        Self { filled: true, explains: true, ..Self::default() }
    }
}

pub(super) struct Context {
    pub(super) has_ordinals: bool,
    pub(super) has_numbers: bool,
    pub(super) footer: bool,
    pub(super) blanks: u32,
    /// Does a row that is surely one of the table follow?
    pub(super) inside: bool,
    /// Have posts of those who sign been met, and no row of the table since?
    pub(super) signing: bool,
}
