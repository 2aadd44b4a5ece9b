//! What figures are of: a year or a part of it, in one stage. Figures of two sections stand apart and are never added.

use crate::check::before::OF_YEAR;
use crate::check::totals::{Totals, UnitTotal};
use crate::locate::period::Period;
use crate::locate::{Stage, Subject};

/// A year, its whole or a part of it, and the stage of the ratings. In the order of our tables: what is decided of the
/// whole year first, then what is proposed, then what units say of themselves; then its quarters and months.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Section {
    /// Rating year.
    pub year: Option<u16>,
    /// The month or quarter of it; `None` for the whole year.
    pub period: Option<Period>,
    /// Stage.
    pub stage: Stage,
}

impl PartialOrd for Section {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Section {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let place = |s: &Self| (s.year, s.period, std::cmp::Reverse(s.stage));
        place(self).cmp(&place(other))
    }
}

impl Section {
    /// Is it what was decided of the whole year?
    pub fn is_of_year(&self) -> bool {
        self.period.is_none() && self.stage == Stage::Decided
    }

    /// `quý I năm 2025`, `năm 2025`; empty where nothing is known.
    pub fn time(&self) -> String {
        let period = self.period.map(Period::vi);
        period.into_iter().chain(self.year.map(|year| format!("năm {year}"))).collect::<Vec<_>>().join(" ")
    }

    /// The line over its rows: `Kết quả xếp loại năm 2025`, `Kết quả xếp loại quý I năm 2025 (không cộng với số liệu kỳ
    /// khác)`.
    pub fn title(&self) -> String {
        let time = self.time();
        let (said, why) = match (self.stage, self.period) {
            (Stage::Decided, None) => (OF_YEAR, ""),
            (Stage::Decided, Some(_)) => ("Kết quả xếp loại", " (không cộng với số liệu kỳ khác)"),
            (Stage::Proposed, _) => ("Số đề nghị xếp loại", " (chưa phải kết quả đã quyết định, không cộng)"),
            (Stage::Own, _) => ("Số tự xếp loại", " (chưa phải kết quả đã quyết định, không cộng)"),
        };
        format!("{said} {time}{why}").replace("  ", " ").trim_end().to_owned()
    }

    /// In a remark: `quý I năm 2025`, `số đề nghị`; `None` for what was decided of the whole year.
    pub fn remark(&self) -> Option<String> {
        let stage = match self.stage {
            Stage::Own => Some("số tự xếp loại"),
            Stage::Proposed => Some("số đề nghị"),
            Stage::Decided => None,
        };
        let period = self.period.map(|_| self.time());
        let said: Vec<String> = stage.map(str::to_owned).into_iter().chain(period).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }
}

/// The sections of a submission. A report whose year nothing says is of the one year there is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sections {
    only_year: Option<u16>,
}

impl Sections {
    pub(super) fn new(years: &[u16]) -> Self {
        Self { only_year: if let [year] = years { Some(*year) } else { None } }
    }

    /// The section of a total.
    pub(super) fn of(self, unit: &UnitTotal) -> Section {
        self.at(unit.year, unit.period, unit.stage)
    }

    pub(super) fn at(self, year: Option<u16>, period: Option<Period>, stage: Stage) -> Section {
        Section { year: year.or(self.only_year), period, stage }
    }
}

/// Is nothing decided of what a total is about?
pub(super) fn is_undecided(totals: &Totals, unit: &UnitTotal) -> bool {
    let thing = |u: &UnitTotal| (u.unit.clone().ok_or(u.file), u.subject, u.year, u.period);
    unit.stage != Stage::Decided && !totals.units.iter().any(|u| u.stage == Stage::Decided && thing(u) == thing(unit))
}

/// The sections of several rows, each once, in order.
pub(super) fn distinct(sections: impl Iterator<Item = Section>) -> Vec<Section> {
    let mut all: Vec<Section> = sections.collect();
    all.sort();
    all.dedup();
    all
}

/// The place of a subject in our tables.
pub(super) fn place(subject: Subject) -> Option<usize> {
    Subject::ALL.iter().position(|s| *s == subject)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(period: Option<Period>, stage: Stage) -> Section {
        Section { year: Some(2025), period, stage }
    }

    #[test]
    fn sections_say_what_they_are() {
        let year = section(None, Stage::Decided);
        assert_eq!((year.title().as_str(), year.remark()), ("Kết quả xếp loại năm 2025", None));
        let quarter = section(Some(Period::Quarter(1)), Stage::Decided);
        assert_eq!(quarter.title(), "Kết quả xếp loại quý I năm 2025 (không cộng với số liệu kỳ khác)");
        assert_eq!(quarter.remark().as_deref(), Some("quý I năm 2025"));
        let own = section(Some(Period::Quarter(1)), Stage::Own);
        assert_eq!(own.remark().as_deref(), Some("số tự xếp loại quý I năm 2025"));
        let unknown = Section { year: None, period: None, stage: Stage::Decided };
        assert_eq!(unknown.title(), "Kết quả xếp loại");
    }

    #[test]
    fn what_is_decided_of_the_year_stands_first() {
        let all = [
            section(Some(Period::Quarter(2)), Stage::Decided),
            section(None, Stage::Own),
            section(Some(Period::Quarter(1)), Stage::Decided),
            section(None, Stage::Decided),
            section(None, Stage::Proposed),
        ];
        let sorted = distinct(all.into_iter());
        assert_eq!(sorted, [all[3], all[4], all[1], all[2], all[0]]);
    }
}
