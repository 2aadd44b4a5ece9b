//! A unit whose name stands once over several rows of figures, "Nam" and "Nữ" beside it → a row a part, each by a name of
//! its own.

use super::Row;
use crate::text::key;
use crate::text::shared::SharedText;

/// What tells the parts of one unit from each other.
pub(super) struct Named {
    /// Does a name stand in this very row?
    pub(super) own: bool,
    /// What stands between name and figures.
    pub(super) part: SharedText,
}

/// The unit that the rows below may be parts of.
#[derive(Default)]
pub(super) struct Parted {
    unit: Option<Unit>,
}

struct Unit {
    name: SharedText,
    /// Its first row and what part that is.
    first: (usize, SharedText),
    /// Is it the total, whose rows are sums?
    sums: bool,
}

/// What a row is called, and the rows that are sums for it.
pub(super) struct Called {
    pub(super) name: SharedText,
    /// The row itself and the first one, where both are parts of a total: "Tổng cộng | Nam", "| Nữ".
    pub(super) sums: Option<usize>,
}

impl Parted {
    /// The name of the next row: `Đảng bộ A (Nữ)` where it is a part of the unit above, which then is `Đảng bộ A (Nam)`.
    /// `sums` says whether a name is that of a total.
    pub(super) fn name(
        &mut self,
        rows: &mut [Row],
        label: SharedText,
        named: &Named,
        valued: bool,
        sums: &dyn Fn(&str) -> bool,
    ) -> Called {
        let Named { own, part } = named;
        let plain = |name: SharedText| Called { name, sums: None };
        let again = self.unit.as_ref().is_some_and(|u| u.sums && key(&u.name) == key(&label) && !part.is_empty());
        if *own && !label.is_empty() && !again {
            let unit = Unit { name: label.clone(), first: (rows.len(), part.clone()), sums: sums(&label) };
            self.unit = (valued && !part.is_empty()).then_some(unit);
            return plain(label);
        }
        let Some(unit) = self.unit.as_ref().filter(|u| valued && !part.is_empty() && key(part) != key(&u.first.1))
        else {
            return plain(label);
        };
        let of = |part: &SharedText| SharedText::from(format!("{} ({part})", &*unit.name).as_str());
        rows[unit.first.0].label = of(&unit.first.1);
        Called { name: of(part), sums: unit.sums.then_some(unit.first.0) }
    }
}
