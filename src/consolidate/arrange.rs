//! The order of the list of units over a summary: every unit of the list has its row, sent or not.

use super::sections::place;
use super::{Section, Summary, SummaryRow};
use crate::exchange::UnitList;
use crate::exchange::explain::Explanation;
use crate::exchange::list::Expected;
use crate::exchange::standing::{Standing, State, subject};
use crate::locate::Subject;
use crate::normalise::counts::LineCounts;

impl Summary {
    /// Puts in who has sent, what they answered, and the order and sectors of the list.
    pub fn arrange(&mut self, status: Vec<Standing>, explanations: Vec<Explanation>, list: Option<&UnitList>) {
        self.status = status;
        self.explanations = explanations;
        let Some(list) = list else { return };
        for row in self.rows.iter_mut().chain(&mut self.superiors) {
            row.sector = list.place(&row.unit).map(|place| list.units[place].sector.clone()).unwrap_or_default();
        }
        let missing: Vec<SummaryRow> =
            heads(&self.rows).into_iter().flat_map(|(section, of)| self.missing(section, of, list)).collect();
        self.rows.extend(missing);
        self.rows.sort_by_key(|row| (row.section, place(row.subject), list.order(&row.unit)));
        for sheet in &mut self.units {
            sheet.rows.sort_by_key(|row| (row.section, list.order(&row.reporting_unit)));
        }
    }

    /// Units of the list without figures of a subject in a section that they are to send, or that everybody sends.
    fn missing(&self, section: Section, of: Subject, list: &UnitList) -> Vec<SummaryRow> {
        let own = |unit: &Expected| {
            let place = list.place(&unit.name);
            self.rows.iter().filter(move |r| r.subject == of && list.place(&r.unit) == place).map(|r| r.section)
        };
        let lacks = |unit: &&Expected| {
            // Nothing at all is here, or nothing that could be read.
            let nothing = self.status.iter().find(|s| s.unit == unit.name).is_none_or(|s| s.forms.is_empty());
            let named: Vec<Subject> = unit.forms.iter().filter_map(|form| subject(form)).collect();
            // Who sends figures of another period or stage is to send these too.
            let wanted = if named.is_empty() { nothing || own(unit).next().is_some() } else { named.contains(&of) };
            wanted && !own(unit).any(|s| s == section)
        };
        let note = |unit: &Expected| {
            let standing = self.status.iter().find(|s| s.unit == unit.name);
            let same = own(unit).filter(|s| (s.year, s.period) == (section.year, section.period)).min();
            match (same, standing.map(|s| (s.state, s.unreadable.is_empty()))) {
                (Some(other), _) => format!("Mới có số {}, chưa có quyết định", other.stage.vi()),
                (None, Some((State::NotSent, _)) | None) => "Chưa gửi".to_owned(),
                (None, Some((_, false))) => "File chưa đọc được".to_owned(),
                (None, Some(_)) if own(unit).next().is_some() => format!("Chưa có số liệu {}", section.time()),
                (None, Some(_)) => "Thiếu biểu".to_owned(),
            }
        };
        let row = |unit: &Expected| SummaryRow {
            unit: unit.name.clone(),
            sector: unit.sector.clone(),
            subject: of,
            section,
            sent: false,
            counts: LineCounts::default(),
            unstated: 0,
            unresolved: 0,
            sources: Vec::new(),
            corrected: false,
            note: note(unit),
        };
        list.units.iter().filter(lacks).map(row).collect()
    }
}

/// For each subject of a year or a part of it the section in which a unit without a row is missing: what is decided, where
/// anything is.
fn heads(rows: &[SummaryRow]) -> Vec<(Section, Subject)> {
    let mut all: Vec<(Section, Subject)> = rows.iter().map(|row| (row.section, row.subject)).collect();
    all.sort_by_key(|(section, subject)| (section.year, section.period, place(*subject), *section));
    all.dedup_by_key(|(section, subject)| (section.year, section.period, *subject));
    all
}
