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
}

impl Parted {
    /// The name of the next row: `Đảng bộ A (Nữ)` where it is a part of the unit above, which then is `Đảng bộ A (Nam)`.
    pub(super) fn name(&mut self, rows: &mut [Row], label: SharedText, named: &Named, valued: bool) -> SharedText {
        let Named { own, part } = named;
        if *own && !label.is_empty() {
            let first = (rows.len(), part.clone());
            self.unit = (valued && !part.is_empty()).then_some(Unit { name: label.clone(), first });
            return label;
        }
        let Some(unit) = self.unit.as_ref().filter(|u| valued && !part.is_empty() && key(part) != key(&u.first.1))
        else {
            return label;
        };
        let of = |part: &SharedText| SharedText::from(format!("{} ({part})", &*unit.name).as_str());
        rows[unit.first.0].label = of(&unit.first.1);
        of(part)
    }
}
