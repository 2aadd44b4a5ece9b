//! The cap on HTXSNV of the peer groups: integers only, under the base the documents name and the one practice takes.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::arithmetic::line_name;
use super::followed;
use super::kinds;
use super::offices::tier;
use super::peers::{self, Certain, Peers};
use super::records::{Rated, Submission, TableRecord};
use super::regimes::RuleSetting;
use super::totals::{office_key, unit_key};
use crate::config::{CapBase, Config};
use crate::finding::{CellRef, Finding, Message, Safety};
use crate::locate::{RowRole, Stage, Subject};
use crate::normalise::Level;
use crate::normalise::counts::{Counts, LineCounts, block_total};
use crate::parse::{Block, Figure};
use crate::text::key;

/// Of fewer HTTNV and above, a group that only names tell may be part of a larger one.
const POOLED_BELOW: i64 = 10;

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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
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
    /// Is it certain that they are peers? Of heads their titles alone do not tell.
    pub certain: bool,
    /// Its figures under its cap; `None` where HTXSNV or HTTNV is not stated.
    pub cap: Option<Cap>,
    /// Is it over the cap only as long as what is proven wrong stands?
    pub by_slip: bool,
}

/// The peer groups of everything that was handed in, where their regime has a cap.
pub(super) fn groups(submission: &Submission<'_>, config: &Config) -> Vec<Group> {
    let mut all = Vec::new();
    for (file, record) in submission.files.iter().enumerate() {
        for (index, table) in record.tables.iter().enumerate().filter(|(_, t)| !t.replaced && t.period.is_none()) {
            let corrected: Vec<Figures> =
                followed::as_corrected(table).map(|after| of_table(&after, record.unit.as_deref())).unwrap_or_default();
            let mut places: HashMap<(CellRef, &str), &Figures> = HashMap::new();
            corrected.iter().for_each(|figures| {
                places.entry((figures.at, &figures.name)).or_insert(figures);
            });
            for Figures { name, subject, at, cells, certain, levels } in of_table(table, record.unit.as_deref()) {
                let setting = table.setting(CODE, subject, config);
                let Some(setting) = setting.filter(|s| s.enabled && s.cap_percent.is_some()) else { continue };
                let cap = Cap::of(&levels, &setting, config.cap_base);
                let sheet = table.table.sheet.clone();
                let over = |cap: &Cap| matches!(cap.verdict(), Verdict::Over | Verdict::ByBase);
                let after = places.get(&(at, name.as_str()));
                let after = after.and_then(|f| Cap::of(&f.levels, &setting, config.cap_base));
                let by_slip = cap.as_ref().is_some_and(over) && after.as_ref().is_some_and(|cap| !over(cap));
                all.push(Group { file, table: index, sheet, name, subject, at, cells, certain, cap, by_slip });
            }
        }
    }
    all
}

/// A group before its cap is known.
struct Figures {
    name: String,
    subject: Subject,
    at: CellRef,
    cells: Vec<CellRef>,
    certain: bool,
    levels: [Option<i64>; 4],
}

fn of_table(table: &TableRecord<'_>, unit: Option<&str>) -> Vec<Figures> {
    match &table.content {
        Rated::Counts(blocks) => blocks
            .iter()
            .filter(|b| !b.block.shares_only)
            .flat_map(|b| of_block(&b.block, &b.counts, is_one_base(table, &b.block, unit)))
            .collect(),
        Rated::Roster(list) => {
            let decides = |main: &usize| list.roster.ratings[*main].stage != Some(Stage::Own);
            let Some(main) = list.main.filter(decides) else { return Vec::new() };
            let header = CellRef::new(table.table.range.start.row, list.roster.ratings[main].columns[0]);
            let of_group = |group: Peers| {
                let (levels, cells) = peers::levels(list, main, &group.rows);
                let at = if group.rows.len() == list.roster.records.len() { None } else { cells.first().copied() };
                let base: i64 = levels[..2].iter().flatten().sum();
                let certain = match group.certain {
                    Certain::ByNames => base >= POOLED_BELOW,
                    known => known == Certain::Yes,
                };
                let (name, subject) = (group.name, list.roster.subject);
                Figures { name, subject, at: at.unwrap_or(header), cells, certain, levels }
            };
            let figures = peers::groups(table, list).into_iter().map(of_group);
            // Of single groups nobody is told that nothing of them is settled.
            figures.filter(|f| f.subject == Subject::PartyBase || f.levels[0].is_some()).collect()
        }
        _ => Vec::new(),
    }
}

/// Are the rows parts of one TCCSĐ, so that it is their peer group and no row is one? So they are where a ward or commune
/// reports, which from 2025 on has TCCSĐ below it, or where all are chi bộ under a head that says no more; not where one is a
/// đảng bộ, nor under "TCCSĐ".
fn is_one_base(table: &TableRecord<'_>, block: &Block, unit: Option<&str>) -> bool {
    let head = table.table.name_column().map(|c| key(&c.header())).unwrap_or_default();
    let names: Vec<String> =
        block.lines.iter().filter(|l| l.role == RowRole::Data).map(|l| unit_key(&l.name)).collect();
    let begins = |name: &String, with: &[&str]| with.iter().any(|w| name.starts_with(&key(w)));
    let bases = ["cơ sở", "tccsđ"].iter().any(|w| head.contains(&key(w)))
        || names.iter().any(|n| begins(n, &["đảng bộ", "đảng ủy", "đb "]));
    let unit = table.unit.as_deref().or(unit);
    let ward = unit.and_then(|unit| tier(&office_key(unit))) == Some(1) && table.year.is_some_and(|year| year < 2025);
    let cells = head.contains("chi bộ") && names.iter().all(|n| begins(n, &["chi bộ", "cb "]));
    !names.is_empty() && !bases && (ward || (cells && block.subject == Subject::Member))
}

fn of_block(block: &Block, own: &Counts, one_base: bool) -> Vec<Figures> {
    // A group beside others is no peer group: where people are counted twice its share says nothing. The cap is on what is
    // decided, and so on what is proposed; what units say of themselves is not held against it.
    if own.levels.iter().all(Option::is_none) || !block.counts_all() || block.stage == Stage::Own {
        return Vec::new();
    }
    let cell = |line: usize| {
        let measure = own.measure(Level::Htxsnv).or_else(|| own.measure(Level::Httnv)).unwrap_or(0);
        block.cells[line][measure].at
    };
    let group = |name: String, line: usize, counts: LineCounts| {
        let measures = [Level::Htxsnv, Level::Httnv].into_iter().filter_map(|level| own.measure(level));
        let cells = measures.map(|m| block.cells[line][m].at).collect();
        Figures { name, subject: block.subject, at: cell(line), cells, certain: true, levels: counts.levels }
    };
    // A line of a form that nobody has filled in is no group.
    let filled = |l: usize| block.cells[l].iter().any(|c| c.figure != Figure::Blank);
    let data = |l: &usize| block.lines[*l].role == RowRole::Data && filled(*l);
    match block.subject {
        Subject::Member | Subject::PartyCell if one_base && !block.transposed => {
            let total = (0..block.lines.len()).find(|&l| block.lines[l].role == RowRole::Total);
            let at = total.or_else(|| (0..block.lines.len()).find(data));
            at.map(|l| group(block.subject.vi().to_owned(), l, block_total(block, own))).into_iter().collect()
        }
        Subject::Member | Subject::PartyCell | Subject::CivilServant | Subject::PublicEmployee if !block.transposed => {
            of_lines(block, own, data, group)
        }
        // Where the form's own lines are the groups.
        Subject::Leader | Subject::Collective if !block.transposed => {
            let named = if block.subject == Subject::Leader { kinds::names_title } else { kinds::names_kind };
            let lines = (0..block.lines.len()).filter(data).filter(|&l| named(&block.lines[l].name));
            lines.map(|l| group(line_name(block, l), l, own.line(block, l))).collect()
        }
        Subject::PartyBase => {
            let total = (0..block.lines.len())
                .find(|&l| block.lines[l].role == RowRole::Total)
                .or_else(|| (0..block.lines.len()).find(data));
            total.map(|l| group(block.subject.vi().to_owned(), l, block_total(block, own))).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Every row; of civil servants those of rows that are agencies, else all of them together: rooms of one agency are no
/// groups of their own.
fn of_lines(
    block: &Block,
    own: &Counts,
    data: impl Fn(&usize) -> bool,
    group: impl Fn(String, usize, LineCounts) -> Figures,
) -> Vec<Figures> {
    let lines: Vec<usize> = (0..block.lines.len()).filter(data).collect();
    let agencies = lines.iter().all(|&l| super::offices::is_agency(&unit_key(&block.lines[l].name)));
    if matches!(block.subject, Subject::CivilServant | Subject::PublicEmployee) && !agencies {
        let total = (0..block.lines.len()).find(|&l| block.lines[l].role == RowRole::Total);
        let at = total.or(lines.first().copied());
        return at.map(|l| group(block.subject.vi().to_owned(), l, block_total(block, own))).into_iter().collect();
    }
    lines.iter().map(|&l| group(line_name(block, l), l, own.line(block, l))).collect()
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
                let one_base = is_one_base(table, &rated.block, record.unit.as_deref());
                let verdicts = |block: &Block| -> Verdicts {
                    let verdict = |f: &Figures| {
                        let setting = table.setting(CODE, f.subject, config).filter(|s| s.enabled)?;
                        Cap::of(&f.levels, &setting, config.cap_base).map(|cap| cap.verdict())
                    };
                    of_block(block, &rated.counts, one_base)
                        .into_iter()
                        .map(|f| (f.name.clone(), verdict(&f)))
                        .collect()
                };
                note_in_block(list, &of_file, (&table.table.sheet, &rated.block), &verdicts);
            }
        }
    }
}

fn is_safe(finding: &Finding, path: &Arc<str>) -> bool {
    finding.file.as_ref() == Some(path) && finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe)
}

/// The groups of a block, each with what the cap says of it.
type Verdicts = Vec<(String, Option<Verdict>)>;

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
        if edits.is_empty() {
            return None;
        }
        let (block, before) = self.whole.get_or_insert_with(|| (self.block.clone(), (self.verdicts)(self.block)));
        let differs = |before: &Verdicts, after: Verdicts| {
            let mut both = before.iter().zip(after);
            both.find(|(old, new)| old.1 != new.1).map(|((name, _), _)| name.clone())
        };
        if before.len() > 1 {
            // Each line is a group of its own: the lines that change, by themselves.
            let lines: BTreeSet<usize> = edits.iter().map(|((line, _), _)| *line).collect();
            let mut part = few_lines(block, &lines);
            let before = (self.verdicts)(&part);
            let place = |line: usize| lines.range(..line).count();
            edits.iter().for_each(|&((l, m), to)| part.cells[place(l)][m].figure = Figure::Count(to));
            return differs(&before, (self.verdicts)(&part));
        }
        self.left = self.left.checked_sub(block.lines.len())?;
        edits.iter().for_each(|&((l, m), to)| block.cells[l][m].figure = Figure::Count(to));
        let after = (self.verdicts)(block);
        edits.iter().for_each(|&((l, m), _)| block.cells[l][m].clone_from(&self.block.cells[l][m]));
        differs(before, after)
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
