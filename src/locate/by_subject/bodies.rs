//! What the names in a list of bodies say: that people stand among them, or who leads the others.

use super::Reading;
use crate::locate::outline::name_in;
use crate::locate::phrases::strip_start;
use crate::locate::row_names::Named;
use crate::locate::{Row, RowRole};
use crate::text::key;

impl Reading<'_> {
    /// In a list of bodies without sections: does any row name a party organisation, or people beside bodies where the title
    /// speaks of both?
    pub(super) fn speaks(&self) -> bool {
        let data = (0..self.table.rows.len()).filter(|&i| self.table.rows[i].role == RowRole::Data);
        let mut own = data.map(|i| self.own(i));
        let both = || own.clone().any(Named::is_body) && own.clone().any(|own| own == Named::Person);
        self.names_people() && both() || own.any(Named::is_party)
    }

    /// "Chi ủy Chi bộ Thôn 1" beside "Chi bộ Thôn 1", or under a title that speaks of such: a collective. In a list of nothing
    /// else it is a way to call the chi bộ.
    pub(super) fn is_committee(&self, row: usize) -> bool {
        let own = |row: &Row| key(name_in(&row.ordinal, &row.label));
        let name = own(&self.table.rows[row]);
        let Some(led) = strip_start(&name, &self.words.names.committees) else { return false };
        let names = || self.table.rows.iter().filter(|r| r.role == RowRole::Data).map(own).collect();
        self.title.committees || self.names.get_or_init(names).contains(led)
    }
}
