//! A superior's report, held against the reports of its units: row by row, and its total.
//!
//! What a proven slip explains is told at the slip only; a total that differs by what its rows differ is told at the rows.

mod difference;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::difference::{Apart, Difference};
use crate::check::followed::as_corrected;
use crate::check::namesakes::{Namesakes, Offices, Under};
use crate::check::offices::{rates, tier};
use crate::check::records::{Rated, RatedBlock, Submission, TableRecord};
use crate::check::rules::SUMMARY_DIFFERS;
use crate::check::totals::{Totals, UnitTotal, office_key, totals};
use crate::check::units::own_lines;
use crate::check::{Findings, Rule};
use crate::finding::{CellRef, Related};
use crate::locate::{RowRole, Stage};
use crate::normalise::Level;
use crate::normalise::counts::{LineCounts, add};
use crate::parse::MeasureKind;

/// Holds every block of every superior's report against the units.
pub(super) fn superiors(rule: &'static Rule, submission: &Submission<'_>, found: &Totals, findings: &mut Findings<'_>) {
    if !submission.files.iter().flat_map(|f| &f.tables).any(|t| t.superior) {
        return;
    }
    let namesakes = &Namesakes::of(&submission.files);
    let corrected = all_corrected(submission);
    let after = corrected.as_ref().map(|submission| (submission, totals(submission)));
    for (place, superior) in submission.files.iter().enumerate() {
        findings.enter_file(superior);
        for (number, table) in superior.tables.iter().enumerate().filter(|(_, t)| t.superior) {
            let Rated::Counts(blocks) = &table.content else { continue };
            findings.enter_sheet(Some(&table.table.sheet));
            for (of_table, rated) in blocks.iter().enumerate().filter(|(_, rated)| rated.block.counts_all()) {
                let told = Above { place, table, rated, found, submission, namesakes }.differences();
                let once_corrected = after.as_ref().and_then(|(submission, found)| {
                    let table = &submission.files[place].tables[number];
                    let Rated::Counts(blocks) = &table.content else { return None };
                    Some(
                        Above { place, table, rated: blocks.get(of_table)?, found, submission, namesakes }
                            .differences(),
                    )
                });
                tell(rule, rated, told, once_corrected.as_deref(), findings);
            }
        }
    }
}

/// All tables with what is proven in them corrected; `None` where that is nothing.
fn all_corrected<'c>(submission: &Submission<'c>) -> Option<Submission<'c>> {
    let changed = |rated: &RatedBlock<'_>| rated.figured.is_some() || rated.diagnoses.iter().any(|d| d.proven);
    let any = |table: &TableRecord<'_>| matches!(&table.content, Rated::Counts(blocks) if blocks.iter().any(changed));
    if !submission.files.iter().flat_map(|f| &f.tables).any(any) {
        return None;
    }
    let mut files = submission.files.clone();
    for table in files.iter_mut().flat_map(|f| &mut f.tables) {
        if let Some(after) = as_corrected(table) {
            *table = after;
        }
    }
    Some(Submission { files, caps: Vec::new(), history: Arc::clone(&submission.history) })
}

/// Says what differs, but for what follows from something said elsewhere.
fn tell(
    rule: &'static Rule,
    rated: &RatedBlock<'_>,
    told: Vec<Difference>,
    once_corrected: Option<&[Difference]>,
    findings: &mut Findings<'_>,
) {
    let left = |d: Difference| match once_corrected {
        None => Some(d),
        Some(after) => {
            let left = after.iter().find(|a| a.line == d.line)?;
            Some(if left.figures.is_empty() { left.clone() } else { d })
        }
    };
    let (rows, mut totals): (Vec<Difference>, Vec<Difference>) =
        told.into_iter().filter_map(left).partition(|d| rated.block.lines[d.line].role != RowRole::Total);
    totals.retain(|total| !total.follows_from(&rows));
    let mut all: Vec<Difference> = totals.into_iter().chain(rows).collect();
    // One slip is one statement: that of the recount of a list, or of the sums, where they name the cell, else that of the reports.
    let recounted = findings.told_by(SUMMARY_DIFFERS);
    for difference in all.iter_mut().filter(|d| !d.figures.is_empty()) {
        difference.figures.retain(|f| !recounted.iter().any(|range| range.contains(f.at)));
        difference.by_sums |= difference.figures.is_empty();
    }
    for difference in all.iter_mut().filter(|d| d.is_certain()) {
        let corrected = findings.corrected_by_sums(&difference.given(), &difference.related);
        difference.figures.retain(|f| !corrected.contains(&f.at));
        difference.by_sums |= !corrected.is_empty() && difference.figures.is_empty();
    }
    all.retain(|d| !d.by_sums);
    let given: Vec<(CellRef, i64)> = all.iter().filter(|d| d.is_certain()).flat_map(Difference::given).collect();
    let settled = findings.take_settled(rated, &given);
    if let Some(first) = all.iter_mut().find(|d| d.is_certain() && !d.figures.is_empty()) {
        first.related.extend(settled);
    }
    for difference in all {
        difference.say(rule, rated, findings);
    }
}

/// A block of a superior's report, and what the units themselves say.
struct Above<'a> {
    /// Place of its file.
    place: usize,
    table: &'a TableRecord<'a>,
    rated: &'a RatedBlock<'a>,
    found: &'a Totals,
    submission: &'a Submission<'a>,
    namesakes: &'a Namesakes,
}

impl<'a> Above<'a> {
    /// Holds every row, and the total, against the units: of the same stage, else of the nearest one.
    fn differences(&self) -> Vec<Difference> {
        let block = &self.rated.block;
        let mut named: Vec<&UnitTotal> = Vec::new();
        let mut all_named = true;
        let mut all = Vec::new();
        let own = own_lines(block);
        for &line in &own {
            let meant = self.namesakes.meant(office_key(&block.lines[line].name), || self.offices(line));
            let unit = meant.and_then(|key| self.unit(|u| u.unit.as_deref().map(office_key).as_ref() == Some(&key)));
            match unit {
                Some(unit) => {
                    named.push(unit);
                    let told = self.difference(line, self.stated(line), unit.counts, &[unit]);
                    let by_sums = told.is_some() && self.is_printed(line, unit);
                    all.extend(told.map(|difference| Difference { by_sums, ..difference }));
                }
                None => match self.under_office(line) {
                    units if units.is_empty() => all_named = false,
                    units => {
                        let sum = units.iter().map(|u| u.counts).reduce(add).unwrap_or_default();
                        all.extend(self.sum_of(line, self.stated(line), sum, &units));
                        named.extend(units);
                    }
                },
            }
        }
        let total = (0..block.lines.len()).find(|&l| block.lines[l].role == RowRole::Total);
        if named.is_empty() {
            all.extend(self.as_a_sum(total, &own));
            return all;
        }
        let Some(line) = total.filter(|_| all_named) else { return all };
        let left_out = self.left_out(&named);
        let perhaps = if left_out.is_empty() { self.perhaps_left_out(&named) } else { Vec::new() };
        let certain = !left_out.is_empty();
        let left_out = if certain { left_out } else { perhaps };
        let Some(sum) = named.iter().chain(&left_out).map(|u| u.counts).reduce(add) else { return all };
        // A total that is not the sum of its own rows is told by the sums.
        let rows = own.iter().map(|&l| self.stated(l)).reduce(add).unwrap_or_default();
        let mut of_total = self.difference(line, self.agreeing(line, &rows), sum, &named);
        if let Some(difference) = of_total.as_mut().filter(|_| !left_out.is_empty()) {
            let names = left_out.iter().filter_map(|u| u.unit.as_deref()).collect::<Vec<_>>().join(", ");
            difference.explained = Some((
                format!("không có {names}, là đơn vị đã gửi báo cáo"),
                format!("without {names}, whose report was sent"),
            ));
            difference.certain = certain;
        }
        all.extend(of_total);
        all
    }

    /// A report none of whose rows names a unit, against all units that name its office above themselves. Where they have
    /// less together, others may not have sent.
    fn as_a_sum(&self, total: Option<usize>, own: &[usize]) -> Option<Difference> {
        let units = self.below(|_| true);
        let sum = units.iter().map(|u| u.counts).reduce(add)?;
        let rows = own.iter().map(|&l| self.stated(l)).reduce(add);
        let (line, stated) = match (total, own) {
            (Some(total), _) => (total, self.agreeing(total, &rows.unwrap_or_default())),
            (None, [first, ..]) => (*first, rows?),
            (None, []) => return None,
        };
        self.sum_of(line, stated, sum, &units)
    }

    /// What a line says otherwise than units together of which others may not have sent.
    fn sum_of(&self, line: usize, stated: LineCounts, sum: LineCounts, units: &[&UnitTotal]) -> Option<Difference> {
        let mut difference = self.difference(line, stated, sum, units)?;
        let more = stated.total.or(stated.rated).zip(sum.total.or(sum.rated)).is_some_and(|(own, sum)| own > sum);
        if more && difference.explained.is_none() {
            let count = units.len();
            difference.explained = Some((
                format!("có {count:02} đơn vị đã gửi, có thể còn đơn vị chưa gửi"),
                format!("{count} units have sent, others may not have"),
            ));
        }
        Some(difference)
    }

    /// The units whose heads name the office of a row right above them, where that sent nothing itself.
    fn under_office(&self, line: usize) -> Vec<&'a UnitTotal> {
        let name = &self.rated.block.lines[line].name;
        let Some(office) = self.namesakes.meant(office_key(name), || self.offices(line)) else { return Vec::new() };
        let right_below = |u: &&UnitTotal| {
            let file = &self.submission.files[u.file];
            file.unit == u.unit && file.under.nearest() == Some(office.as_str())
        };
        let stage = self.rated.block.stage;
        self.found.units.iter().filter(|u| self.is_about(u) && u.stage == stage && right_below(u)).collect()
    }

    /// Does the unit's own total line say what this line says of it? Then it is the rows of the unit that differ from that,
    /// and told there (S202, V503).
    fn is_printed(&self, line: usize, unit: &UnitTotal) -> bool {
        let [source] = unit.sources.as_slice() else { return false };
        let file = &self.submission.files[unit.file];
        let Some(table) = file.tables.iter().find(|t| source.stands_in(t, file)) else { return false };
        let Rated::Counts(blocks) = &table.content else { return false };
        let mut of_unit = blocks.iter().filter(|b| b.block.subject == unit.subject && b.block.counts_all());
        let (Some(own), None) = (of_unit.next(), of_unit.next()) else { return false };
        let total = own.block.lines.iter().position(|l| l.role == RowRole::Total && !l.covers.is_empty());
        let printed = total.map(|total| own.counts.line(&own.block, total)).unwrap_or_default();
        let stated = self.stated(line);
        let pairs = stated.levels.into_iter().zip(printed.levels).chain([(stated.total, printed.total)]);
        // What the unit does not state differs from what is stated here.
        let told: Vec<bool> = pairs.filter_map(|(here, there)| Some(Some(here?) == there)).collect();
        told.len() >= 3 && told.iter().all(|same| *same)
    }

    /// What a line states.
    fn stated(&self, line: usize) -> LineCounts {
        self.rated.counts.line(&self.rated.block, line)
    }

    /// What a total states, but for figures that are known to be another sum than that of its rows.
    fn agreeing(&self, line: usize, rows: &LineCounts) -> LineCounts {
        let stated = self.stated(line);
        let agrees = |own: Option<i64>, rows: Option<i64>| own.filter(|own| rows.is_none_or(|rows| rows == *own));
        LineCounts {
            total: agrees(stated.total, rows.total),
            rated: agrees(stated.rated, rows.rated),
            levels: std::array::from_fn(|level| agrees(stated.levels[level], rows.levels[level])),
            ..stated
        }
    }

    /// The units' own figures of what this report is about, those of other superiors too.
    fn reported(&self) -> impl Iterator<Item = &'a UnitTotal> {
        self.found.units.iter().chain(&self.found.superiors).filter(|u| self.is_about(u))
    }

    /// Does a unit report what this report is about?
    fn is_about(&self, unit: &UnitTotal) -> bool {
        let (table, rated) = (self.table, self.rated);
        (unit.subject, unit.year, unit.period) == (rated.block.subject, table.year, table.period)
    }

    /// The first unit that fits, of the same stage where there is one.
    fn unit(&self, fits: impl Fn(&UnitTotal) -> bool) -> Option<&'a UnitTotal> {
        let mut fitting = self.reported().filter(|u| fits(u)).peekable();
        let first = fitting.peek().copied();
        fitting.find(|u| u.stage == self.rated.block.stage).or(first)
    }

    /// The office this report is of, and who stands above it.
    fn office(&self) -> (Option<&'a str>, &'a Under) {
        let file = &self.submission.files[self.place];
        match &self.table.unit {
            Some(unit) => (Some(unit), &self.table.under),
            None => (file.unit.as_deref(), &file.under),
        }
    }

    /// The offices that a line stands under.
    fn offices(&self, line: usize) -> Offices {
        let (unit, under) = self.office();
        Offices::of(unit, under).and(self.rated.block.lines[line].group.as_deref())
    }

    /// The units of other files, and of sheets of this one, that name this office above themselves, each once.
    fn below(&self, fits: impl Fn(&UnitTotal) -> bool) -> Vec<&'a UnitTotal> {
        let (unit, under) = self.office();
        let Some(own) = unit.map(office_key) else { return Vec::new() };
        let plain = under.plain.as_deref().map_or_else(|| own.clone(), office_key);
        let named = |u: &&UnitTotal| {
            let file = &self.submission.files[u.file];
            let of_unit = |t: &&TableRecord<'_>| t.unit.is_some() && t.unit == u.unit;
            if u.file == self.place && file.tables.iter().any(|t| of_unit(&t) && t.under.stands_under(&plain)) {
                return true;
            }
            file.above.contains(&plain) && under.may_be_above(&file.under)
        };
        let mut found: BTreeMap<String, &UnitTotal> = BTreeMap::new();
        for unit in self.reported().filter(|u| named(u) && fits(u)) {
            let Some(key) = unit.unit.as_deref().map(office_key).filter(|key| *key != own) else { continue };
            let known = found.entry(key).or_insert(unit);
            if known.stage != self.rated.block.stage && unit.stage == self.rated.block.stage {
                *known = unit;
            }
        }
        // Those of a unit below one of them are in its figures.
        let highest = found.keys().filter_map(|key| tier(key)).max();
        found.retain(|key, _| tier(key).is_none_or(|tier| Some(tier) == highest));
        found.into_values().collect()
    }

    /// The units of the same kind as those a row names that no row names.
    fn left_out(&self, named: &[&UnitTotal]) -> Vec<&'a UnitTotal> {
        self.below(|u| self.may_lack(named, u))
    }

    /// The same of units whose heads name nobody above them, where this is the one report over such units.
    fn perhaps_left_out(&self, named: &[&UnitTotal]) -> Vec<&'a UnitTotal> {
        let over = |t: &&TableRecord<'_>| t.superior && t.unit == self.table.unit;
        let others = self.submission.files.iter().enumerate().filter(|(place, _)| *place != self.place);
        if others.flat_map(|(_, f)| &f.tables).filter(over).any(|t| rates(t, self.rated.block.subject)) {
            return Vec::new();
        }
        let (unit, _) = self.office();
        let above = unit.map(office_key).and_then(|own| tier(&own));
        let bare = |u: &&UnitTotal| {
            let file = &self.submission.files[u.file];
            let own = u.unit.as_deref().map(office_key).and_then(|own| tier(&own));
            file.unit == u.unit && file.above.is_empty() && file.under.nearest().is_none() && own < above
        };
        let stage = self.rated.block.stage;
        self.reported().filter(|u| u.stage == stage && self.may_lack(named, u)).filter(bare).collect()
    }

    /// Is a unit of the same kind as those that rows name, and not one of them?
    fn may_lack(&self, named: &[&UnitTotal], unit: &UnitTotal) -> bool {
        let key = |u: &UnitTotal| u.unit.as_deref().map(office_key).unwrap_or_default();
        let own = key(unit);
        let alike = tier(&own).is_some_and(|own| named.iter().any(|n| tier(&key(n)) == Some(own)));
        alike && named.iter().all(|n| key(n) != own)
    }

    fn difference(
        &self,
        line: usize,
        superior: LineCounts,
        units: LineCounts,
        from: &[&UnitTotal],
    ) -> Option<Difference> {
        let rated = self.rated;
        let kind = |k: MeasureKind| rated.block.measure(&k);
        // A report that knows no unrated may mean by its total those that were rated.
        let means_rated = kind(MeasureKind::Rated).is_none() && units.rated.is_some() && superior.total == units.rated;
        let of_total = kind(MeasureKind::Total);
        let counts = [
            ("tổng số", superior.total, units.total, of_total.filter(|_| !means_rated)),
            ("đã đánh giá", superior.rated, units.rated, kind(MeasureKind::Rated)),
        ];
        let levels = Level::ALL
            .into_iter()
            .enumerate()
            .map(|(i, level)| (level.code(), superior.levels[i], units.levels[i], rated.counts.measure(level)));
        let figures: Vec<Apart> = counts
            .into_iter()
            .map(|figure| (false, figure))
            .chain(levels.map(|figure| (true, figure)))
            .filter_map(|(level, (what, above, below, measure))| {
                let (above, below) = (above?, below.unwrap_or(0));
                let at = rated.block.cells[line][measure?].at;
                (above != below).then_some(Apart { what, at, above, below, level })
            })
            .collect();
        let rated_only = superior.total.zip(units.total).filter(|(rated, all)| means_rated && all != rated);
        if figures.is_empty() && (rated_only.is_none() || of_total.is_none()) {
            return None;
        }
        let sources = from.iter().flat_map(|u| u.sources.iter());
        Some(Difference {
            line,
            figures,
            unstated: from.iter().map(|u| u.unstated + u.unresolved).sum(),
            explained: self.explained(from),
            certain: false,
            rated_only,
            related: sources
                .map(|s| Related { file: Some(s.file.clone()), sheet: Some(s.sheet.clone()), range: s.range })
                .collect(),
            by_sums: false,
        })
    }

    /// What may explain that figures differ: another stage, another day up to which was counted. In both languages.
    fn explained(&self, units: &[&UnitTotal]) -> Option<(String, String)> {
        let stage = self.rated.block.stage;
        if let Some(other) = units.iter().find(|u| u.stage != stage) {
            let name = |stage: Stage| (stage.vi(), stage.en());
            let ((here, here_en), (there, there_en)) = (name(stage), name(other.stage));
            return Some((
                format!("báo cáo này là số {here}, của đơn vị là số {there}"),
                format!("this report is of what is {here_en}, the unit's of what is {there_en}"),
            ));
        }
        let own = self.table.counted_to.clone()?;
        let of_unit = |u: &&UnitTotal| {
            let tables = self.submission.files[u.file].tables.iter();
            let here = |t: &&TableRecord<'_>| u.sources.iter().any(|s| s.sheet == t.table.sheet);
            tables.filter(here).find_map(|t| t.counted_to.clone())
        };
        let other = units.iter().filter_map(of_unit).find(|day| *day != own)?;
        Some((
            format!("báo cáo này tính đến ngày {own}, của đơn vị đến ngày {other}"),
            format!("this report counts up to {own}, the unit's up to {other}"),
        ))
    }
}
