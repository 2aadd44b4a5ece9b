//! Figures of earlier years: what a reporting unit counted then, from its reports or from our own consolidated workbooks.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::crosswalk::{Crosswalk, Earlier, Office, plain};
use super::records::{FileRecord, Rated, RatedBlock, Submission};
use super::totals::{totals, unit_key};
use super::units::own_lines;
use crate::finding::CellRef;
use crate::locate::preamble::years;
use crate::locate::{Stage, Subject};
use crate::normalise::Level;
use crate::normalise::counts::LineCounts;
use crate::read::{Sheet, Value};

/// How the line over the rows of a whole year begins, in our consolidated workbooks that hold other figures besides.
pub const OF_YEAR: &str = "Kết quả xếp loại";

/// The year of the rows below a line over rows in our consolidated workbooks; `None` where they are of no whole year, or
/// not decided.
pub(super) fn year_of_section(line: &str, year: u16) -> Option<u16> {
    let rest = line.strip_prefix(OF_YEAR)?.trim_start();
    let whole = rest.is_empty() || rest.starts_with("năm ");
    whole.then(|| years(rest).first().copied().unwrap_or(year))
}

/// What a unit counted in one year.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    /// The counts.
    pub counts: LineCounts,
    /// The files they are from.
    pub files: Vec<Arc<str>>,
}

/// What is known of a unit's year.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Counted {
    /// Its figures; of several units that became one, their sum.
    Known(Figures),
    /// Several reports say different things.
    Unsettled,
    /// It is a part of a unit that was divided since.
    Divided,
    /// Nothing, or not of every unit that became this one.
    Missing,
}

/// The figures of units in earlier years; `None` where two reports differ.
#[derive(Debug, Default)]
pub(super) struct Before {
    /// Of reporting units.
    rows: BTreeMap<(String, Subject, u16), Option<Figures>>,
    /// Of units that were a row of the report of the office above, by that office.
    below: BTreeMap<(String, Subject, u16), BTreeMap<String, Option<Figures>>>,
}

impl Before {
    /// What the reports of earlier years come to.
    pub(super) fn of(submission: &Submission<'_>) -> Self {
        let mut before = Self::default();
        for own in totals(submission).units {
            let (Some(unit), Some(year)) = (&own.unit, own.year) else { continue };
            if own.period.is_none() && own.stage == Stage::Decided {
                let mut files: Vec<Arc<str>> = own.sources.iter().map(|source| source.file.clone()).collect();
                files.dedup();
                before.add(unit, own.subject, year, Figures { counts: own.counts, files });
            }
        }
        submission.files.iter().for_each(|file| before.take_rows(file));
        before
    }

    /// The units that are rows of a report: those directly under the office that sends it.
    fn take_rows(&mut self, file: &FileRecord<'_>) {
        for table in file.tables.iter().filter(|t| !t.replaced && t.period.is_none()) {
            let above = table.unit.as_deref().or(file.unit.as_deref());
            let (Some(above), Some(year), Rated::Counts(blocks)) = (above, table.year, &table.content) else {
                continue;
            };
            let above = plain(&unit_key(above)).to_owned();
            let decided = |b: &&RatedBlock<'_>| b.block.counts_all() && b.block.stage == Stage::Decided;
            for rated in blocks.iter().filter(|b| !b.block.transposed).filter(decided) {
                for line in own_lines(&rated.block) {
                    let name = &rated.block.lines[line].name;
                    let thing = (plain(&unit_key(name)).to_owned(), rated.block.subject, year);
                    let figures =
                        Figures { counts: rated.counts.line(&rated.block, line), files: vec![file.path.clone()] };
                    let known = self.below.entry(thing).or_default().entry(above.clone());
                    let known = known.or_insert_with(|| Some(figures.clone()));
                    if known.as_ref().is_some_and(|known| known.counts != figures.counts) {
                        *known = None;
                    }
                }
            }
        }
    }

    /// Is nothing known?
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Is anything known of this year?
    pub(super) fn knows(&self, year: u16) -> bool {
        self.rows.keys().any(|(_, _, of)| *of == year)
    }

    fn add(&mut self, unit: &str, subject: Subject, year: u16, figures: Figures) {
        let thing = (plain(&unit_key(unit)).to_owned(), subject, year);
        let known = self.rows.entry(thing).or_insert_with(|| Some(figures.clone()));
        if known.as_ref().is_some_and(|known| known.counts != figures.counts) {
            *known = None;
        }
    }

    /// Takes over the sheet `Tổng hợp` of a consolidated workbook of ours, whose headers stand in row `head`.
    pub(super) fn take_summary(&mut self, path: &Arc<str>, sheet: &Sheet, head: u32, year: u16) {
        let text = |at: CellRef| match sheet.get(at).map(|cell| cell.value()) {
            Some(Value::Text(text)) => text.to_string(),
            _ => String::new(),
        };
        let heads: Vec<(u32, String)> =
            sheet.row(head).iter().map(|cell| (cell.at().column, text(cell.at()))).collect();
        let column = |name: &str| heads.iter().find(|(_, head)| head == name).map(|(column, _)| *column);
        let (Some(unit), Some(subject)) = (column("Tên đơn vị"), column("Đối tượng")) else { return };
        let figure = |row: u32, name: &str| match sheet.get(CellRef::new(row, column(name)?)).map(|cell| cell.value()) {
            // Counts, as we wrote them.
            Some(Value::Number(number)) => Some(number as i64),
            _ => None,
        };
        let ordinal = column("TT");
        let mut of_rows = Some(year);
        for row in head + 1..=sheet.cells.iter().map(|cell| cell.at().row).max().unwrap_or(0) {
            let line = ordinal.map(|column| text(CellRef::new(row, column))).unwrap_or_default();
            if !line.is_empty() {
                of_rows = year_of_section(&line, year);
            }
            let Some(year) = of_rows else { continue };
            let subject = text(CellRef::new(row, subject));
            let subject = Subject::ALL.into_iter().find(|s| s.vi() == subject);
            let name = text(CellRef::new(row, unit));
            // Rows of units are numbered; sums and reports of the level above are not.
            let (Some(subject), Some(_)) = (subject, figure(row, "TT")) else { continue };
            let levels = Level::ALL.map(|level| figure(row, &format!("{}\nSố lượng", level.vi())));
            let counts = LineCounts {
                total: figure(row, "Tổng số phải đánh giá"),
                rated: figure(row, "Số đã đánh giá"),
                unrated: None,
                levels,
                ..LineCounts::default()
            };
            // A unit that had not sent has no figures.
            if counts != LineCounts::default() {
                let name = name.trim_end_matches(" (*)");
                self.add(name, subject, year, Figures { counts, files: vec![path.clone()] });
            }
        }
    }

    /// What a report of the office above counted of a unit; where the crosswalk does not say whose unit it was and two
    /// offices had one of that name, nobody knows.
    fn row(&self, office: &Office, subject: Subject, year: u16) -> Counted {
        let Some(rows) = self.below.get(&(office.name.clone(), subject, year)) else { return Counted::Missing };
        let wanted = |above: &&String| office.above.as_deref().is_none_or(|a| plain(a) == above.as_str());
        let mut rows = rows.iter().filter(|(above, _)| wanted(above)).map(|(_, figures)| figures);
        match (rows.next(), rows.next()) {
            (Some(Some(figures)), None) => Counted::Known(figures.clone()),
            (None, _) => Counted::Missing,
            _ => Counted::Unsettled,
        }
    }

    /// What a unit counted in an earlier year: under the names of then where a reorganisation is known.
    pub(super) fn counted(&self, walk: &Crosswalk, unit: &str, subject: Subject, now: u16, then: u16) -> Counted {
        let there = |name: &str| match self.rows.get(&(plain(name).to_owned(), subject, then)) {
            Some(Some(figures)) => Counted::Known(figures.clone()),
            Some(None) => Counted::Unsettled,
            None => Counted::Missing,
        };
        let own = unit_key(unit);
        match walk.earlier(&own, &[], Some(now), then) {
            Earlier::Same => there(&own),
            Earlier::Divided => Counted::Divided,
            Earlier::Nowhere => Counted::Missing,
            Earlier::From(offices, dated) => {
                let part = |office: &Office| match there(&office.name) {
                    Counted::Missing => self.row(office, subject, then),
                    counted => counted,
                };
                let parts: Vec<Counted> = offices.iter().map(part).collect();
                match together(&parts) {
                    // Nobody says since when: where the old names say nothing, the own one does.
                    Counted::Missing if !dated => there(&own),
                    counted => counted,
                }
            }
        }
    }
}

/// The sum of all parts, where each of them is known.
fn together(parts: &[Counted]) -> Counted {
    let mut sum: Option<Figures> = None;
    for part in parts {
        let Counted::Known(part) = part else { return part.clone() };
        sum = Some(match sum {
            None => part.clone(),
            Some(sum) => {
                let others = part.files.iter().filter(|file| !sum.files.contains(file)).cloned();
                let files = sum.files.iter().cloned().chain(others.collect::<Vec<_>>()).collect();
                Figures { counts: added(&sum.counts, &part.counts), files }
            }
        });
    }
    sum.map_or(Counted::Missing, Counted::Known)
}

/// A sum is known where both are.
fn added(a: &LineCounts, b: &LineCounts) -> LineCounts {
    let plus = |a: Option<i64>, b: Option<i64>| Some(a? + b?);
    LineCounts {
        total: plus(a.total, b.total),
        rated: plus(a.rated, b.rated),
        unrated: plus(a.unrated, b.unrated),
        levels: std::array::from_fn(|level| plus(a.levels[level], b.levels[level])),
        ..LineCounts::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(rated: i64, levels: [Option<i64>; 4]) -> Figures {
        let counts =
            LineCounts { total: Some(rated), rated: Some(rated), unrated: None, levels, ..LineCounts::default() };
        Figures { counts, files: vec!["a.xlsx".into()] }
    }

    #[test]
    fn of_units_that_became_one_the_sum_is_known_where_each_is() {
        let mut before = Before::default();
        before.add("Phường Một", Subject::PartyBase, 2024, figures(10, [Some(2), Some(8), Some(0), None]));
        before.add("Đảng bộ phường Hai", Subject::PartyBase, 2024, figures(5, [Some(1), Some(3), Some(1), Some(0)]));
        let mut walk = Crosswalk::default();
        for old in ["Phường Một", "Phường Hai"] {
            walk.add((old, None), ("Phường Mới", None), Some(2025));
        }
        walk.add(("Phường Hai", None), ("Phường Nửa", None), Some(2026));
        let counted = |unit: &str, now| before.counted(&walk, unit, Subject::PartyBase, now, 2024);
        let Counted::Known(sum) = counted("Phường Mới", 2025) else { panic!("not known") };
        assert_eq!((sum.counts.rated, sum.counts.levels), (Some(15), [Some(3), Some(11), Some(1), None]));
        assert_eq!(counted("Phường Ba", 2025), Counted::Missing);
        walk.add(("Phường Bốn", None), ("Phường Mới", None), Some(2025));
        let counted = |unit: &str| before.counted(&walk, unit, Subject::PartyBase, 2025, 2024);
        assert_eq!(counted("Phường Mới"), Counted::Missing, "of one part nothing is known");
        walk.add(("Phường Hai", None), ("Phường Khác", None), Some(2025));
        let counted = |unit: &str| before.counted(&walk, unit, Subject::PartyBase, 2025, 2024);
        assert_eq!(counted("Phường Khác"), Counted::Divided);
    }

    #[test]
    fn lines_over_rows_say_whose_they_are() {
        assert_eq!(year_of_section("Kết quả xếp loại năm 2024", 2025), Some(2024));
        assert_eq!(year_of_section("Kết quả xếp loại", 2025), Some(2025));
        assert_eq!(year_of_section("Kết quả xếp loại quý I năm 2025 (không cộng với số liệu kỳ khác)", 2025), None);
        assert_eq!(year_of_section("Số đề nghị xếp loại năm 2025", 2025), None);
    }

    #[test]
    fn two_reports_that_differ_settle_nothing() {
        let mut before = Before::default();
        let walk = Crosswalk::default();
        for rated in [10, 10, 11] {
            before.add("Phường Một", Subject::Member, 2024, figures(rated, [None; 4]));
            let told = before.counted(&walk, "Phường Một", Subject::Member, 2025, 2024);
            assert_eq!(matches!(told, Counted::Known(_)), rated == 10);
        }
    }
}
