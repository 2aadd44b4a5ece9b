//! The order of the list of units over a summary: every unit of the list has its row, sent or not.

use super::{Summary, SummaryRow};
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
        let missing: Vec<SummaryRow> = subjects(&self.rows).into_iter().flat_map(|s| self.missing(s, list)).collect();
        self.rows.extend(missing);
        let subject = |row: &SummaryRow| Subject::ALL.iter().position(|s| *s == row.subject);
        self.rows.sort_by_key(|row| (subject(row), list.order(&row.unit)));
        for sheet in &mut self.units {
            sheet.rows.sort_by_key(|row| list.order(&row.reporting_unit));
        }
    }

    /// Units of the list without figures of a subject that they are to send, or that everybody sends.
    fn missing(&self, of: Subject, list: &UnitList) -> Vec<SummaryRow> {
        let lacks = |unit: &&Expected| {
            let here = self.rows.iter().any(|r| r.subject == of && list.place(&r.unit) == list.place(&unit.name));
            // Nothing at all is here, or nothing that could be read.
            let nothing = self.status.iter().find(|s| s.unit == unit.name).is_none_or(|s| s.forms.is_empty());
            let named: Vec<Subject> = unit.forms.iter().filter_map(|form| subject(form)).collect();
            let wanted = if named.is_empty() { nothing } else { named.contains(&of) };
            !here && wanted
        };
        let note = |unit: &Expected| {
            let standing = self.status.iter().find(|s| s.unit == unit.name);
            match standing.map(|s| (s.state, s.unreadable.is_empty())) {
                Some((State::NotSent, _)) | None => "Chưa gửi".to_owned(),
                Some((_, false)) => "File chưa đọc được".to_owned(),
                Some(_) => "Thiếu biểu".to_owned(),
            }
        };
        let row = |unit: &Expected| SummaryRow {
            unit: unit.name.clone(),
            sector: unit.sector.clone(),
            subject: of,
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

/// The subjects of the rows, each once.
fn subjects(rows: &[SummaryRow]) -> Vec<Subject> {
    Subject::ALL.into_iter().filter(|s| rows.iter().any(|r| r.subject == *s)).collect()
}
