//! The cap on HTXSNV of the peer groups: integers only, under the base the documents name and the one practice takes.

mod figures;
mod offices;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use self::figures::{Figures, Rows, of_block, of_table};
use self::offices::Offices;
use super::followed;
use super::records::{Rated, RatedBlock, Submission, TableRecord};
use super::regimes::RuleSetting;
use crate::config::{CapBase, Config};
use crate::finding::{CellRef, Finding, Message, Related, Safety};
use crate::locate::Subject;
use crate::locate::vocabulary::has_words;
use crate::parse::{Block, Figure};
use crate::solve::Repair;
use crate::text::key;

/// The code of the rule that holds the cap.
pub const CODE: &str = "C401";

/// HTXSNV and HTTNV of a peer group, with the cap that holds for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cap {
    /// HTXSNV.
    pub best: i64,
    /// HTTNV without HTXSNV.
    pub good: i64,
    /// At most so many percent.
    pub percent: i64,
    /// The base, where the office declared it.
    pub base: Option<CapBase>,
}

/// How a group stands to its cap.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// Within it under every base that may be meant.
    Within,
    /// Over it of those rated HTTNV, within it of HTTNV and above.
    ByBase,
    /// Over it, in a group too small for one to be allowed.
    Small,
    /// Over it.
    Over,
}

impl Verdict {
    /// As reports for programs name it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::ByBase => "depends-on-base",
            Self::Small => "group-too-small",
            Self::Over => "over",
        }
    }
}

impl Cap {
    /// The cap of a group under a regime; `None` where it has none or a count is not stated.
    pub fn of(levels: &[Option<i64>; 4], setting: &RuleSetting<'_>, base: Option<CapBase>) -> Option<Self> {
        let percent = i64::from(setting.cap_percent.filter(|_| setting.enabled)?);
        Some(Self { best: levels[0]?, good: levels[1]?, percent, base })
    }

    /// What the share is of: HTTNV and above unless the office declared HTTNV alone.
    pub fn whole(&self) -> i64 {
        match self.base {
            Some(CapBase::Good) => self.good,
            _ => self.best + self.good,
        }
    }

    /// The name of that, in Vietnamese and English.
    pub fn whole_named(&self) -> (&'static str, &'static str) {
        match self.base {
            Some(CapBase::Good) => ("số HTTNV", "those rated HTTNV"),
            _ => ("số HTTNV trở lên", "those rated HTTNV and above"),
        }
    }

    /// As many may be HTXSNV: "không vượt quá" means no rounding up.
    pub fn most(&self) -> i64 {
        self.whole() * self.percent / 100
    }

    /// As many more may be proposed; negative when over.
    ///
    /// With the base HTTNV and above, who moves up from HTTNV leaves the base as it is.
    pub fn room(&self) -> i64 {
        match self.base {
            // Each one who moves up leaves the base: 100 (x + n) ≤ p (g − n).
            Some(CapBase::Good) if self.best * 100 <= self.percent * self.good => {
                (self.percent * self.good - 100 * self.best) / (100 + self.percent)
            }
            _ => self.most() - self.best,
        }
    }

    /// `x ≤ p % of base ⇔ 100 x ≤ p base`.
    pub fn verdict(&self) -> Verdict {
        let above = self.best + self.good;
        let over_good = 100 * self.best > self.percent * self.good;
        let over_above = 100 * self.best > self.percent * above;
        let over = match self.base {
            Some(CapBase::Good) => over_good,
            Some(CapBase::GoodAndAbove) => over_above,
            None if over_good && !over_above => return Verdict::ByBase,
            None => over_above,
        };
        // Too few for one to be allowed: under either base, or under the one the office declared.
        let few = match self.base {
            Some(CapBase::Good) => self.percent * self.good < 100,
            _ => self.percent * above < 100,
        };
        match (over, few) {
            (false, _) => Verdict::Within,
            (true, true) => Verdict::Small,
            (true, false) => Verdict::Over,
        }
    }

    /// How many more may be proposed, as a remark; `None` for a group without anyone who counts.
    pub fn remark(&self) -> Option<String> {
        if self.best + self.good == 0 {
            return None;
        }
        let (percent, name, most) = (self.percent, self.whole_named().0, self.most());
        let said = match self.room() {
            room @ 1.. => format!("còn có thể đề nghị tối đa {room:02} trường hợp HTXSNV"),
            0 if self.best == most => format!("đúng bằng mức tối đa {most:02} trường hợp"),
            0 => "chưa thể đề nghị thêm trường hợp HTXSNV từ số HTTNV".to_owned(),
            over => format!("vượt {:02} trường hợp", -over),
        };
        Some(format!("Đối chiếu mức tối đa {percent}% trên {name}: {said}"))
    }
}

/// A peer group in which the cap is held.
#[derive(Clone, Debug)]
pub struct Group {
    /// Place of its file.
    pub file: usize,
    /// Place of its table in the file.
    pub table: usize,
    /// Its sheet.
    pub sheet: Arc<str>,
    /// As written, or what is counted.
    pub name: String,
    /// What is counted.
    pub subject: Subject,
    /// Where its HTXSNV stand.
    pub at: CellRef,
    /// The cells its HTXSNV and HTTNV come from.
    pub cells: Vec<CellRef>,
    /// Those of other lists of the same office.
    pub elsewhere: Vec<Related>,
    /// Is it certain that they are peers? Of heads their titles alone do not tell, nor of members a list that may be a part.
    pub certain: bool,
    /// Is it a row of a table in which other rows are groups too?
    pub of_row: bool,
    /// Its figures under its cap; `None` where HTXSNV or HTTNV is not stated.
    pub cap: Option<Cap>,
    /// Does its table name others besides, whom the clause is not about?
    pub besides: bool,
    /// Is it over the cap, or as far over it, only as long as what is proven wrong, or not settled, stands?
    pub by_slip: bool,
}

impl Group {
    /// Are all of its subject that a table counts one group, and no row of it one by itself?
    pub fn is_whole(&self) -> bool {
        self.name == self.subject.vi()
    }
}

/// The peer groups of everything that was handed in, where their regime has a cap.
pub(super) fn groups(submission: &Submission<'_>, config: &Config) -> Vec<Group> {
    let mut all = Vec::new();
    let mut offices = Offices::default();
    for (file, record) in submission.files.iter().enumerate() {
        for (index, table) in record.tables.iter().enumerate().filter(|(_, t)| !t.replaced && t.period.is_none()) {
            let corrected: Vec<Figures> =
                followed::as_corrected(table).map(|after| of_table(&after, record.unit.as_deref())).unwrap_or_default();
            let mut places: HashMap<(CellRef, &str), &Figures> = HashMap::new();
            corrected.iter().for_each(|figures| {
                places.entry((figures.at, &figures.name)).or_insert(figures);
            });
            let mut less_open = None;
            for figures in of_table(table, record.unit.as_deref()) {
                let setting = table.setting(CODE, figures.subject, config);
                let Some(setting) = setting.filter(|s| s.enabled && s.cap_percent.is_some()) else { continue };
                let cap = Cap::of(&figures.levels, &setting, config.cap_base);
                let over = |cap: &Cap| matches!(cap.verdict(), Verdict::Over | Verdict::ByBase);
                let after = places.get(&(figures.at, figures.name.as_str()));
                let after = after.and_then(|f| Cap::of(&f.levels, &setting, config.cap_base));
                // Whose level is not settled may be HTTNV.
                let settled = cap.map(|cap| Cap { good: cap.good + figures.open, ..cap });
                let less =
                    |other: &Option<Cap>| other.zip(cap).is_some_and(|(other, cap)| other.verdict() < cap.verdict());
                let mut by_sums = || {
                    let open = less_open.get_or_insert_with(|| left_open(table, record.unit.as_deref(), config));
                    open.contains(&(figures.at, figures.name.clone()))
                };
                let by_slip = cap.as_ref().is_some_and(over) && (less(&after) || less(&settled) || by_sums());
                let of_office = figures.of_office;
                let besides = names_others(table, setting.besides);
                let Figures { name, subject, at, cells, certain, of_row, .. } = figures;
                let (table, sheet, elsewhere) = (index, table.table.sheet.clone(), Vec::new());
                let group = Group {
                    file,
                    table,
                    sheet,
                    name,
                    subject,
                    at,
                    cells,
                    elsewhere,
                    certain,
                    of_row,
                    cap,
                    besides,
                    by_slip,
                };
                offices.note(all.len(), &group, of_office, submission);
                all.push(group);
            }
        }
    }
    offices.put_together(&mut all, submission);
    all
}

/// Does the title name others with the subject?
fn names_others(table: &TableRecord<'_>, others: &[String]) -> bool {
    let title = table.table.title_key();
    others.iter().any(|other| has_words(&title, &key(other)))
}

/// Says with the safe corrections of a table's counts where they change what the cap says of a group: they stay safe, and
/// who applies them knows.
pub(super) fn note_changes(list: &mut [Finding], submission: &Submission<'_>, config: &Config) {
    for record in &submission.files {
        let of_file: Vec<usize> = (0..list.len()).filter(|&i| is_safe(&list[i], &record.path)).collect();
        if of_file.is_empty() {
            continue;
        }
        for table in record.tables.iter().filter(|t| !t.replaced && t.period.is_none()) {
            let Rated::Counts(blocks) = &table.content else { continue };
            for rated in blocks.iter().filter(|b| !b.block.shares_only) {
                let rows = Rows::of(table, &rated.block, record.unit.as_deref());
                let verdicts = |block: &Block| verdicts(table, rated, block, rows, config);
                note_in_block(list, &of_file, (&table.table.sheet, &rated.block), &verdicts);
            }
        }
    }
}

fn is_safe(finding: &Finding, path: &Arc<str>) -> bool {
    finding.file.as_ref() == Some(path) && finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe)
}

/// The groups of a block, each with where its HTXSNV stand and what the cap says of it.
type Verdicts = Vec<(CellRef, String, Option<Verdict>)>;

/// Those of a block of a table, with its own figures or others.
fn verdicts(table: &TableRecord<'_>, rated: &RatedBlock<'_>, block: &Block, rows: Rows, config: &Config) -> Verdicts {
    let verdict = |f: &Figures| {
        let setting = table.setting(CODE, f.subject, config).filter(|s| s.enabled)?;
        Cap::of(&f.levels, &setting, config.cap_base).map(|cap| cap.verdict())
    };
    of_block(block, &rated.counts, rows).into_iter().map(|f| (f.at, f.name.clone(), verdict(&f))).collect()
}

/// Diagnoses of a table that are looked at for what they leave open of the cap.
const DIAGNOSES_MAX: usize = 100;

/// The groups of a table of which the cap says less with one of the corrections that the sums leave open.
fn left_open(table: &TableRecord<'_>, unit: Option<&str>, config: &Config) -> BTreeSet<(CellRef, String)> {
    let Rated::Counts(blocks) = &table.content else { return BTreeSet::new() };
    let mut less = BTreeSet::new();
    for rated in blocks.iter().filter(|b| !b.block.shares_only) {
        let rows = Rows::of(table, &rated.block, unit);
        let verdicts = |block: &Block| verdicts(table, rated, block, rows, config);
        let mut trial = Trial { block: &rated.block, verdicts: &verdicts, whole: None, left: LINES_MAX };
        let width = rated.block.measures.len();
        let change = |repair: &Repair| match *repair {
            Repair::Count { quantity, to: Some(to) } if quantity < width * rated.block.lines.len() => {
                let place = (quantity / width, quantity % width);
                let counted = matches!(rated.block.cells[place.0][place.1].figure, Figure::Count(_));
                counted.then_some((place, to))
            }
            _ => None,
        };
        for set in rated.diagnoses.iter().filter(|d| !d.proven).take(DIAGNOSES_MAX).flat_map(|d| &d.repairs) {
            let Some(edits) = set.iter().map(change).collect::<Option<Vec<Change>>>() else { continue };
            let groups = trial.with(&edits).into_iter().filter(|(_, _, before, after)| after < before);
            less.extend(groups.map(|(at, name, ..)| (at, name)));
        }
    }
    less
}

/// The same for some findings and one block: its verdicts before and with each of the corrections.
fn note_in_block(
    list: &mut [Finding],
    findings: &[usize],
    (sheet, block): (&Arc<str>, &Block),
    verdicts: &dyn Fn(&Block) -> Verdicts,
) {
    let counts = block.cells.iter().enumerate().flat_map(|(l, line)| line.iter().enumerate().map(move |c| (l, c)));
    let counts = counts.filter(|(_, (_, cell))| matches!(cell.figure, Figure::Count(_)));
    let places: HashMap<CellRef, (usize, usize)> = counts.map(|(l, (m, cell))| (cell.at, (l, m))).collect();
    let mut trial = Trial { block, verdicts, whole: None, left: LINES_MAX };
    for &finding in findings {
        let Some(fix) = list[finding].fix.as_mut() else { continue };
        let own = fix.edits.iter().filter(|e| e.sheet == *sheet);
        let edits: Vec<Change> =
            own.filter_map(|edit| Some((*places.get(&edit.cell)?, edit.to.parse().ok()?))).collect();
        let Some(name) = trial.group_changed(&edits) else { continue };
        fix.reason = Message::new(
            format!("{}; số liệu sau khi sửa làm thay đổi kết quả đối chiếu tỷ lệ HTXSNV của {name}", fix.reason.vi),
            format!("{}; it changes what the cap on HTXSNV says of {name}", fix.reason.en),
        );
    }
}

/// Another count in the place of that of a line and measure.
type Change = ((usize, usize), i64);

/// Lines that are counted in all to tell what corrections do to a group of many lines: some seconds. In a long table with
/// many corrections the first are told.
const LINES_MAX: usize = 20_000_000;

/// A block whose counts are changed to see what becomes of its groups.
struct Trial<'b> {
    block: &'b Block,
    verdicts: &'b dyn Fn(&Block) -> Verdicts,
    /// The block to change, and what the cap says before.
    whole: Option<(Block, Verdicts)>,
    /// Lines that may still be counted.
    left: usize,
}

impl Trial<'_> {
    /// The name of the first group of which the cap says something else then.
    fn group_changed(&mut self, edits: &[Change]) -> Option<String> {
        self.with(edits).into_iter().find(|(_, _, before, after)| before != after).map(|(_, name, ..)| name)
    }

    /// The groups that the changes may touch, each with what the cap says of it before and then.
    fn with(&mut self, edits: &[Change]) -> Vec<(CellRef, String, Option<Verdict>, Option<Verdict>)> {
        if edits.is_empty() {
            return Vec::new();
        }
        let (block, before) = self.whole.get_or_insert_with(|| (self.block.clone(), (self.verdicts)(self.block)));
        let both = |before: &Verdicts, after: Verdicts| {
            let both = before.iter().zip(after);
            both.map(|((at, name, old), (.., new))| (*at, name.clone(), *old, new)).collect()
        };
        if before.len() > 1 {
            // Each line is a group of its own: the lines that change, by themselves.
            let lines: BTreeSet<usize> = edits.iter().map(|((line, _), _)| *line).collect();
            let mut part = few_lines(block, &lines);
            let before = (self.verdicts)(&part);
            let place = |line: usize| lines.range(..line).count();
            edits.iter().for_each(|&((l, m), to)| part.cells[place(l)][m].figure = Figure::Count(to));
            return both(&before, (self.verdicts)(&part));
        }
        let Some(left) = self.left.checked_sub(block.lines.len()) else { return Vec::new() };
        self.left = left;
        edits.iter().for_each(|&((l, m), to)| block.cells[l][m].figure = Figure::Count(to));
        let after = (self.verdicts)(block);
        edits.iter().for_each(|&((l, m), _)| block.cells[l][m].clone_from(&self.block.cells[l][m]));
        both(before, after)
    }
}

/// Some lines of a block, without their shares.
fn few_lines(block: &Block, lines: &BTreeSet<usize>) -> Block {
    Block {
        lines: lines.iter().map(|&line| block.lines[line].clone()).collect(),
        cells: lines.iter().map(|&line| block.cells[line].clone()).collect(),
        measures: block.measures.clone(),
        sums: block.sums.clone(),
        parts: block.parts.clone(),
        population: block.population.clone(),
        shares: Vec::new(),
        ..*block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cap(best: i64, good: i64, base: Option<CapBase>) -> Cap {
        Cap { best, good, percent: 20, base }
    }

    #[test]
    fn three_zones() {
        use Verdict::{ByBase, Over, Small, Within};
        for (best, good, verdict) in
            [(4, 20, Within), (5, 20, ByBase), (6, 20, Over), (1, 3, Small), (1, 4, ByBase), (0, 0, Within)]
        {
            assert_eq!(cap(best, good, None).verdict(), verdict, "{best} {good}");
        }
        assert_eq!(cap(5, 20, Some(CapBase::Good)).verdict(), Over);
        // g ≤ 4 allows nobody under the base HTTNV, whatever G is.
        for (best, good, verdict) in [(1, 4, Small), (2, 4, Small), (1, 5, Within), (2, 5, Over)] {
            assert_eq!(cap(best, good, Some(CapBase::Good)).verdict(), verdict, "{best} {good}");
        }
        assert_eq!(cap(5, 20, Some(CapBase::GoodAndAbove)).verdict(), Within);
    }

    #[test]
    fn as_many_more_as_the_room_says_are_within_and_one_more_is_over() {
        for base in [Some(CapBase::Good), Some(CapBase::GoodAndAbove)] {
            for best in 0..6 {
                for good in 0..80 {
                    let now = cap(best, good, base);
                    if now.verdict() != Verdict::Within {
                        continue;
                    }
                    let moved = |n: i64| cap(best + n, good - n, base).verdict();
                    let room = now.room();
                    assert!(room >= 0 && moved(room) == Verdict::Within, "{best} {good} {room}");
                    assert_ne!(moved(room + 1), Verdict::Within, "{best} {good} {room}");
                }
            }
        }
    }
}
