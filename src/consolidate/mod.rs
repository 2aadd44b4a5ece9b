//! All tables of all files → one summary in which every number can be followed to its file, sheet and cells.
//! Never fills a remainder, never apportions.

mod arrange;
mod compared;
mod mappings;
mod names;
mod persons;
mod received;
mod reconcile;
mod sections;
mod streaks;
mod withheld;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use self::compared::{Compared, ComparedRow};
pub use self::mappings::mapping_name;
pub use self::names::FileNames;
pub use self::persons::{PersonList, PersonRow, persons};
pub use self::sections::Section;
pub use self::streaks::{StreakRow, Streaks};

use self::sections::Sections;
use crate::check::caps::{self, Cap};
use crate::check::probation::{self, Practice};
use crate::check::records::{FileRecord, Rated, Submission};
use crate::check::totals::{Source, Totals, UnitTotal, totals};
use crate::config::{CapBase, Config};
use crate::correct::Correction;
use crate::exchange::explain::Explanation;
use crate::exchange::resent::Resent;
pub use crate::exchange::standing::kind_name;
use crate::exchange::standing::{Standing, standings};
use crate::finding::Finding;
use crate::locate::populations::Population;
use crate::locate::{RowRole, Stage, Subject};
use crate::normalise::Level;
use crate::normalise::counts::LineCounts;

/// Everything the consolidated workbook shows.
#[derive(Debug)]
pub struct Summary {
    /// Rating year, when all files agree.
    pub year: Option<u16>,
    /// One row a reporting unit and subject; units in the order of the files.
    pub rows: Vec<SummaryRow>,
    /// Reports of the level above: shown beside the sums, never added to them.
    pub superiors: Vec<SummaryRow>,
    /// Who has sent what.
    pub status: Vec<Standing>,
    /// What units answered, with what became of it.
    pub explanations: Vec<Explanation>,
    /// Reports that take the place of earlier ones, held against them.
    pub resent: Vec<Resent>,
    /// How labels were brought to the common scale.
    pub mappings: Vec<MappingRow>,
    /// Findings.
    pub findings: Vec<Finding>,
    /// Corrections that were applied before everything was counted; `None` when consolidated as submitted.
    pub applied: Option<Vec<Correction>>,
    /// As reported, recomputed, difference.
    pub reconciliation: Vec<ReconciliationRow>,
    /// Every file, sheet and table.
    pub received: Vec<ReceivedRow>,
    /// Rows of units, per subject.
    pub units: Vec<UnitSheet>,
    /// Five years side by side, where earlier years were given.
    pub streaks: Option<Streaks>,
    /// Figures of this year and the one before, where earlier years were given.
    pub compared: Option<Compared>,
    /// The base the cap is held against.
    pub cap_base: Option<CapBase>,
    /// The caps that were held, in percent; empty where the regimes have none.
    pub cap_percents: Vec<i64>,
}

/// One row of `Tổng hợp`.
#[derive(Clone, Debug)]
pub struct SummaryRow {
    /// Reporting unit.
    pub unit: String,
    /// Its sector in the list of units; empty without one.
    pub sector: String,
    /// Subject.
    pub subject: Subject,
    /// What its figures are of.
    pub section: Section,
    /// Has it sent the figures? A row without them is blank, never 0.
    pub sent: bool,
    /// Counts.
    pub counts: LineCounts,
    /// Rated, of no stated level.
    pub unstated: i64,
    /// Not settled.
    pub unresolved: i64,
    /// Where from.
    pub sources: Vec<Source>,
    /// Did a correction change a figure of it?
    pub corrected: bool,
    /// What to know of it.
    pub note: String,
}

/// One row of `Quy đổi mức xếp loại`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MappingRow {
    /// File.
    pub file: Arc<str>,
    /// Sheet.
    pub sheet: Arc<str>,
    /// Subject.
    pub subject: Subject,
    /// As written.
    pub label: String,
    /// How often.
    pub count: usize,
    /// On the common scale; `None` when not settled.
    pub level: Option<Level>,
    /// Framework.
    pub framework: String,
    /// Official, customary …
    pub basis: &'static str,
}

/// One row of `Đối chiếu số liệu`.
#[derive(Clone, Debug)]
pub struct ReconciliationRow {
    /// Reporting unit.
    pub unit: String,
    /// Where the reported figure stands.
    pub source: Source,
    /// Subject.
    pub subject: Subject,
    /// What is counted.
    pub item: &'static str,
    /// The unit's own total.
    pub reported: Option<i64>,
    /// Its rows added up again.
    pub recomputed: Option<i64>,
}

/// One row of `Hồ sơ tiếp nhận`.
#[derive(Clone, Debug)]
pub struct ReceivedRow {
    /// File.
    pub file: Arc<str>,
    /// Sheet.
    pub sheet: String,
    /// Table.
    pub range: String,
    /// What it is.
    pub what: String,
    /// Read?
    pub read: bool,
    /// Which sending it is, where its name or title says so.
    pub version: String,
    /// Why not, or how it was used.
    pub reason: String,
}

/// The unit rows of one subject.
#[derive(Clone, Debug)]
pub struct UnitSheet {
    /// Subject.
    pub subject: Subject,
    /// Rows: reporting unit, name, counts, where.
    pub rows: Vec<UnitRow>,
}

/// One unit: its counts, or its rating as counts of one.
#[derive(Clone, Debug)]
pub struct UnitRow {
    /// Reporting unit.
    pub reporting_unit: String,
    /// Name.
    pub name: String,
    /// Counts.
    pub counts: LineCounts,
    /// The level, where the row is a list's.
    pub level: Option<Level>,
    /// Reason and notes.
    pub note: String,
    /// What it is of.
    pub section: Section,
    /// Where from.
    pub source: Source,
}

/// What was corrected before the figures were counted.
pub struct Corrected<'s> {
    /// The corrections.
    pub list: Vec<Correction>,
    /// Everything as submitted.
    pub submitted: &'s Submission<'s>,
    /// What was counted in it.
    pub counted: &'s Totals,
}

/// Folds everything into a summary. `findings` are those of the files as submitted.
pub fn consolidate(
    submission: &Submission<'_>,
    findings: Vec<Finding>,
    config: &Config,
    corrected: Option<Corrected<'_>>,
) -> Summary {
    let totals = totals(submission);
    let mut years: Vec<u16> = submission.files.iter().filter_map(|f| f.year).collect();
    years.sort_unstable();
    years.dedup();
    let sections = Sections::new(&years);
    let mut rows = rows(submission, &totals, sections, config);
    let reported = corrected.as_ref().map_or(submission, |c| c.submitted);
    let before = corrected.as_ref().map_or(&totals, |c| c.counted);
    if corrected.is_some() {
        reconcile::mark_corrected(&mut rows, before, sections, reported);
    }
    let caps: BTreeSet<i64> = submission.caps.iter().filter_map(|group| Some(group.cap?.percent)).collect();
    let year = if let [year] = years[..] { Some(year) } else { None };
    Summary {
        year,
        streaks: streaks::streaks(submission, year),
        compared: compared::compared(submission, &totals, year),
        rows,
        superiors: totals
            .superiors
            .iter()
            .map(|u| summary_row(submission, u, (sections, false, config), &[]))
            .collect(),
        status: standings(submission, &findings, &[], None),
        explanations: Vec::new(),
        resent: Vec::new(),
        mappings: mappings::mappings(submission),
        // The figures as submitted stand here, whatever was corrected.
        reconciliation: reconcile::reconciliation(reported, before, &totals),
        applied: corrected.map(|c| c.list),
        received: received::received(submission, &totals, sections),
        units: unit_sheets(submission, &totals, sections),
        findings,
        cap_base: config.cap_base,
        cap_percents: caps.into_iter().collect(),
    }
}

impl Summary {
    /// What the figures are of, in order.
    pub fn sections(&self) -> Vec<Section> {
        sections::distinct(self.rows.iter().chain(&self.superiors).map(|row| row.section))
    }
}

impl UnitSheet {
    /// What its rows are of, in order.
    pub fn sections(&self) -> Vec<Section> {
        sections::distinct(self.rows.iter().map(|row| row.section))
    }
}

/// The name of a file's reporting unit, or the file's own name where it says none.
pub fn unit_name(file: &FileRecord<'_>) -> String {
    file.unit.clone().unwrap_or_else(|| file.path.rsplit('/').next().unwrap_or("").to_owned())
}

fn rows(submission: &Submission<'_>, totals: &Totals, sections: Sections, config: &Config) -> Vec<SummaryRow> {
    let practices = probation::units(submission);
    let row = |unit: &UnitTotal| {
        let undecided = sections::is_undecided(totals, unit);
        summary_row(submission, unit, (sections, undecided, config), &practices)
    };
    let mut rows: Vec<SummaryRow> = totals.units.iter().map(row).collect();
    rows.sort_by_key(|r| (r.section, sections::place(r.subject)));
    rows
}

fn summary_row(
    submission: &Submission<'_>,
    unit: &UnitTotal,
    (sections, undecided, config): (Sections, bool, &Config),
    practices: &[Practice],
) -> SummaryRow {
    let section = sections.of(unit);
    let open = if undecided { ", chưa có quyết định" } else { "" };
    let mut notes: Vec<String> = section.remark().map(|of| format!("{}{open}", capital(&of))).into_iter().collect();
    if unit.unstated > 0 {
        let silent: Vec<&str> =
            Level::ALL.iter().zip(unit.counts.levels).filter(|(_, n)| n.is_none()).map(|(l, _)| l.code()).collect();
        let of = if silent.is_empty() { String::new() } else { format!(" (không nêu {})", silent.join(", ")) };
        notes.push(format!("Còn {:02} chưa nêu mức{of}", unit.unstated));
    }
    if unit.unresolved > 0 {
        notes.push(format!("Còn {:02} chưa rõ mức", unit.unresolved));
    }
    if unit.titled.is_some()
        && let Some(source) = unit.sources.first()
    {
        notes.push(format!("Chưa rõ đối tượng: biểu ở sheet “{}”", source.sheet));
    }
    if !unit.apart.is_empty() {
        let groups = unit.apart.join("; ");
        notes.push(format!("Chưa tính: {:02} nhóm cột ({groups}) chưa rõ có cộng với nhau không", unit.apart.len()));
    }
    notes.extend(probationary(submission, unit, practices));
    let file = &submission.files[unit.file];
    // The cap of other subjects is mostly held in each of their rows, and so is that of the TCCSĐ of several districts.
    let by_row = |g: &caps::Group| g.file == unit.file && g.subject == unit.subject && g.of_row;
    let capped = unit.subject == Subject::PartyBase && unit.period.is_none() && unit.stage != Stage::Own;
    let capped = capped && !submission.caps.iter().any(by_row);
    let setting = file.setting(caps::CODE, unit.subject, config).filter(|_| capped);
    let cap = setting.and_then(|s| Cap::of(&unit.counts.levels, &s, config.cap_base));
    notes.extend(cap.or_else(|| of_whole(submission, unit)).and_then(|c| c.remark()));
    SummaryRow {
        unit: unit.unit.clone().unwrap_or_else(|| unit_name(&submission.files[unit.file])),
        sector: String::new(),
        subject: unit.subject,
        section,
        sent: true,
        counts: unit.counts,
        unstated: unit.unstated,
        unresolved: unit.unresolved,
        sources: unit.sources.clone(),
        corrected: false,
        note: notes.join(". "),
    }
}

/// The cap of what a unit reports, where all of it is one peer group with just these figures.
fn of_whole(submission: &Submission<'_>, unit: &UnitTotal) -> Option<Cap> {
    let of_year = unit.period.is_none() && unit.stage != Stage::Own && unit.subject != Subject::PartyBase;
    let own = |g: &&caps::Group| g.file == unit.file && g.subject == unit.subject;
    let mut groups = submission.caps.iter().filter(|g| of_year && own(g));
    let one = groups.next().filter(|g| groups.next().is_none() && g.is_whole() && g.certain)?;
    one.cap.filter(|cap| unit.counts.levels[..2] == [Some(cap.best), Some(cap.good)])
}

/// With a capital letter first.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whether the lists of a unit rate its probationary members; `None` where they name none.
fn probationary(submission: &Submission<'_>, unit: &UnitTotal, practices: &[Practice]) -> Option<String> {
    if unit.subject != Subject::Member || unit.period.is_some() {
        return None;
    }
    let of = |p: &&Practice| unit.sources.iter().any(|s| s.file == submission.files[p.file].path);
    let own: Vec<&Practice> = practices.iter().filter(of).collect();
    let (rated, left_out) = own.iter().fold((0, 0), |sum, p| (sum.0 + p.rated, sum.1 + p.left_out));
    match (rated, left_out) {
        (0, 0) => None,
        (_, 0) => Some(format!("Có {rated:02} đảng viên dự bị được xếp loại")),
        (0, _) => Some(format!("Có {left_out:02} đảng viên dự bị không xếp loại")),
        _ => Some(format!("Có {rated:02} đảng viên dự bị được xếp loại, {left_out:02} không xếp loại")),
    }
}

/// A note, unless it names somebody.
fn without_names(note: &str) -> String {
    if withheld::names_a_person(note) { withheld::NAMES_A_PERSON.to_owned() } else { note.to_owned() }
}

/// What is said of rows that another table counts, or of which nobody knows whether they count.
const NOT_ADDED: &str = "Không cộng ở biểu này, xem “Hồ sơ tiếp nhận”";

/// Unit rows of organisations; rows about persons stay out.
fn unit_sheets(submission: &Submission<'_>, totals: &Totals, sections: Sections) -> Vec<UnitSheet> {
    let mut sheets: Vec<UnitSheet> = Vec::new();
    let mut put = |subject: Subject, row: UnitRow| match sheets.iter_mut().find(|s| s.subject == subject) {
        Some(sheet) => sheet.rows.push(row),
        None => sheets.push(UnitSheet { subject, rows: vec![row] }),
    };
    for (index, file) in submission.files.iter().enumerate().filter(|(_, f)| !f.superior) {
        // The head-room of each row that is a peer group of its own.
        let of_row = |g: &&caps::Group| !g.is_whole() && (g.of_row || g.subject != Subject::PartyBase);
        let rows = submission.caps.iter().filter(|g| g.file == index).filter(of_row);
        let rooms: BTreeMap<(&Arc<str>, u32), String> =
            rows.filter_map(|g| Some(((&g.sheet, g.at.row), g.cap?.remark()?))).collect();
        for table in file.tables.iter().filter(|t| !t.replaced && !t.superior) {
            let source = |range| Source { file: file.path.clone(), sheet: table.table.sheet.clone(), range };
            match &table.content {
                Rated::Counts(blocks) => {
                    let elsewhere = !received::is_counted(table, file, totals);
                    for rated in blocks {
                        for line in (0..rated.block.lines.len()).filter(|&l| rated.block.lines[l].role == RowRole::Data)
                        {
                            let of = &rated.block.lines[line];
                            let room = rooms.get(&(&table.table.sheet, of.name_at.row)).cloned();
                            let group = rated.block.population.as_deref();
                            let open = group.is_some_and(|group| !group.adds);
                            let said =
                                |p: &Population| if open { format!("{}: chưa tính", p.name) } else { p.name.clone() };
                            let reason = Some(without_names(&of.reason)).filter(|r| !r.is_empty());
                            let once = elsewhere.then(|| NOT_ADDED.to_owned());
                            let note = group.map(said).into_iter().chain(once).chain(reason).chain(room);
                            let counts = rated.counts.line(&rated.block, line);
                            let row = UnitRow {
                                reporting_unit: unit_name(file),
                                name: of.name.clone(),
                                counts: if open || elsewhere { LineCounts::default() } else { counts },
                                level: None,
                                note: note.collect::<Vec<_>>().join(". "),
                                section: sections.at(table.year, table.period, rated.block.stage),
                                source: source(of.name_at.into()),
                            };
                            put(rated.block.subject, row);
                        }
                    }
                }
                Rated::Roster(list) if !list.roster.persons => {
                    let Some(main) = list.main else { continue };
                    let units = !matches!(list.roster.ratings[main].subject, Subject::Unknown | Subject::Member);
                    for (i, record) in list.roster.records.iter().enumerate() {
                        let level = list.level(i, main);
                        let person = withheld::is_person(&record.name, units);
                        let row = UnitRow {
                            reporting_unit: unit_name(file),
                            name: if person { withheld::A_PERSON.to_owned() } else { record.name.to_string() },
                            counts: LineCounts::default(),
                            level,
                            note: without_names(&record.reason),
                            section: sections.at(table.year, table.period, table.stage()),
                            source: source(record.name_at().into()),
                        };
                        put(list.roster.ratings[main].subject, row);
                    }
                }
                _ => {}
            }
        }
    }
    sheets.sort_by_key(|s| sections::place(s.subject));
    sheets.iter_mut().for_each(|s| s.rows.sort_by_key(|row| row.section));
    sheets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{inputs, submission};

    /// The remarks on a summary of members: those on the row of the office, and those on its unit rows.
    fn remarks(sender: &str, head: &str, names: [&str; 2]) -> (String, Vec<String>) {
        let sheet = format!(
            "1 | {sender}
            2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            4 | TT | {head} | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            5 | 1 | {} | 20 | 2 | 17 | 1 | 0
            6 | 2 | {} | 30 | 4 | 25 | 1 | 0",
            names[0], names[1]
        );
        let config = Config::default();
        let summary = consolidate(&submission(inputs(&sheet), &config), Vec::new(), &config, None);
        let of_rows = summary.units.iter().flat_map(|sheet| &sheet.rows).map(|row| row.note.clone());
        (summary.rows[0].note.clone(), of_rows.collect())
    }

    #[test]
    fn head_room_stands_where_its_peer_group_does() {
        let (office, rows) = remarks("ĐẢNG ỦY PHƯỜNG TÂN AN", "Chi bộ", ["Chi bộ A", "Chi bộ B"]);
        assert_eq!(
            office,
            "Đối chiếu mức tối đa 20% trên số HTTNV trở lên: còn có thể đề nghị tối đa 03 trường hợp HTXSNV"
        );
        assert_eq!(rows, ["", ""]);
        let (office, rows) =
            remarks("QUẬN ỦY TÂN AN", "Tên tổ chức cơ sở đảng", ["Đảng bộ phường A", "Đảng bộ phường B"]);
        assert_eq!(office, "");
        assert!(rows.iter().all(|note| note.ends_with("còn có thể đề nghị tối đa 01 trường hợp HTXSNV")), "{rows:?}");
    }
}
