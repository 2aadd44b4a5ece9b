//! Numbered rows without figures over rows that a dash or a letter marks, or over a header of their own: heads of groups,
//! and their rows.

use super::RowRole;
use super::outline::Mark;

/// "1 Khối thôn" without figures over "- Chi bộ …", "+ Chi bộ …" with figures: these are in no row that counts them.
#[derive(Default)]
pub(super) struct BareHeads {
    /// The numbered row without figures right above.
    open: Option<usize>,
    /// The line without figures right above, which may say whose the table below it is.
    caption: Option<usize>,
    /// Those that were found.
    pub(super) found: Vec<usize>,
}

impl BareHeads {
    /// "2. ĐẢNG BỘ XÃ AN LỄ" over a header that stands once more is no unit: it is the head of the rows below.
    pub(super) fn caption(&mut self, index: usize, role: RowRole, named_only: bool) {
        match role {
            RowRole::Blank => {}
            RowRole::Header => self.found.extend(self.caption.take()),
            _ => self.caption = (role == RowRole::Data && named_only).then_some(index),
        }
    }

    /// The role of the next row; does it name a subject and no more ("Đảng viên" under "1 Đảng bộ xã A")?
    pub(super) fn settle(
        &mut self,
        index: usize,
        role: RowRole,
        (mark, names_subject): (Option<Mark>, bool),
        valued: bool,
    ) -> RowRole {
        let numbered = matches!(mark, Some(Mark::Number | Mark::Decimal));
        match (role, self.open) {
            (RowRole::OfWhich, Some(head)) if matches!(mark, Some(Mark::Dash | Mark::Lower)) => {
                if self.found.last() != Some(&head) {
                    self.found.push(head);
                }
                RowRole::Data
            }
            (RowRole::Data, Some(head)) if mark.is_none() && names_subject && valued => {
                if self.found.last() != Some(&head) {
                    self.found.push(head);
                }
                role
            }
            (RowRole::Blank, _) => role,
            _ => {
                self.open = (role == RowRole::Data && numbered && !valued).then_some(index);
                role
            }
        }
    }
}
