//! Rows of lists and summaries → units with their identity: name, parent and reporting unit, across sheets and files.
//!
//! "Chi bộ 1" exists under every đảng bộ: what stands under different parents is never taken for one unit.

mod beside;
mod near;
mod reports;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

pub use self::near::wide;
use self::reports::Reports;
pub(super) use self::reports::is_cell;
use super::headings::titled_year;
use super::namesakes::Under;
use super::offices::{is_organisation, tier};
use super::records::{FileRecord, Rated, RatedRoster, Submission, TableRecord};
use super::totals::{counts_whole_subject, is_place_alone, office_key, unit_key};
use crate::finding::{CellRange, CellRef, Related};
use crate::locate::period::Period;
use crate::locate::vocabulary::has_words;
use crate::locate::{RowRole, Stage, Subject};
use crate::normalise::counts::{LineCounts, block_total};
use crate::normalise::{Level, Resolution};
use crate::parse::{Block, Line};
use crate::text::key;

/// Who a unit is. Equal means the same unit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Identity {
    /// Name, levelled.
    pub name: String,
    /// The office it stands under, by its key; empty where it stands directly under the reporting unit.
    pub parent: String,
    /// The reporting unit; of a file that names none, the file itself.
    root: String,
    /// The year, and the part of it.
    when: (Option<u16>, Option<Period>),
}

/// Who reports in a table, and who stands above: the unit that its sheet names, else that of the file.
fn sender<'f>(file: &'f FileRecord<'_>, table: &'f TableRecord<'_>) -> (Option<&'f String>, &'f Under) {
    match &table.unit {
        Some(unit) => (Some(unit), &table.under),
        None => (file.unit.as_ref(), &file.under),
    }
}

/// Who sends a table, by the key.
fn sender_key(file: &FileRecord<'_>, table: &TableRecord<'_>) -> Arc<str> {
    let named = sender(file, table).0.map(String::as_str).or(table.sent_by.as_deref());
    Arc::from(named.map(unit_key).unwrap_or_default())
}

/// The year a table is of: where its title names another than it is counted for (F011), that one.
fn year_of(table: &TableRecord<'_>) -> Option<u16> {
    let contradicted = matches!(table.regimes, (None, None));
    contradicted.then(|| titled_year(&table.table)).flatten().or(table.year)
}

impl Identity {
    /// The unit of this name under this parent, as a table names them; of a chi bộ without one, under the office that the
    /// title names.
    pub fn new(file: &FileRecord<'_>, table: &TableRecord<'_>, parent: Option<&str>, name: &str) -> Self {
        let (unit, under) = sender(file, table);
        let root = unit.map_or_else(|| format!("? {}", file.path), |unit| unit_key(unit));
        let own = office_key(under.plain.as_deref().unwrap_or(&root));
        let parent = parent.map(unit_key).filter(|p| is_organisation(p)).map(|p| office_key(&p));
        let name = unit_key(name);
        let cells = || table.table.subject == Subject::PartyCell || reports::is_cell(&name);
        let titled = table.within.as_deref().map(office_key).filter(|office| *office != office_key(&name));
        let parent = parent.or_else(|| titled.filter(|_| cells())).filter(|p| *p != own).unwrap_or_default();
        Self { name, parent, root, when: (year_of(table), table.period) }
    }

    /// Who stands directly under it: their parent and reporting unit, with another name.
    pub fn below(&self, name: &str) -> Self {
        Self { name: unit_key(name), parent: office_key(&self.name), ..self.clone() }
    }

    /// The same organisation by its other name: a committee for what it leads, and the reverse. "Đảng ủy phường A" stands for
    /// "Đảng bộ phường A", "Chi ủy Trường A" for "Chi bộ Trường A".
    pub fn counterpart(&self) -> Option<Self> {
        static PAIRS: LazyLock<[[String; 2]; 2]> =
            LazyLock::new(|| [["đảng ủy", "đảng bộ"], ["chi ủy", "chi bộ"]].map(|pair| pair.map(unit_key)));
        let other = |from: &String, to: &String| {
            let rest = self.name.strip_prefix(from.as_str())?.strip_prefix(' ')?;
            Some(self.beside(&format!("{to} {rest}")))
        };
        PAIRS.iter().find_map(|[committee, base]| other(committee, base).or_else(|| other(base, committee)))
    }

    /// The place whose organisation of the Party it is, by its key.
    pub fn place(&self) -> Option<String> {
        Some(office_key(&self.name)).filter(|place| *place != self.name || tier(place).is_some())
    }

    /// The organisation of the Party at a place by the names a summary may give it: "Xã A" and "Đảng ủy xã A" for "Đảng bộ xã A".
    fn by_other_names(&self) -> impl Iterator<Item = Self> {
        let place = office_key(&self.name);
        let bare = (place != self.name && tier(&place).is_some()).then(|| self.beside(&place));
        bare.into_iter().chain(self.counterpart())
    }

    /// An organisation of the Party by the one name for all its usual ones: "Đảng ủy xã A", "Xã A", "Đảng bộ xã A".
    pub fn of_party(&self) -> Self {
        let office = office_key(&self.name);
        let [committee, cell] = ["chi ủy", "chi bộ"].map(unit_key);
        let name = match office.strip_prefix(&committee).filter(|rest| rest.starts_with(' ')) {
            Some(rest) => format!("{cell}{rest}"),
            None if reports::is_cell(&office) => office,
            None => format!("{} {office}", unit_key("đảng bộ")),
        };
        Self { name, ..self.clone() }
    }

    /// Another unit under the same parent.
    pub fn beside(&self, name: &str) -> Self {
        Self { name: unit_key(name), ..self.clone() }
    }
}

/// The lines of a summary that are units by themselves: a head that is an organisation and carries the sums of what stands
/// below it is one, what stands below it is not.
pub(super) fn own_lines(block: &Block) -> Vec<usize> {
    let heads: BTreeSet<String> =
        block.lines.iter().filter(|l| is_head(l)).map(|l| unit_key(&l.name)).collect::<BTreeSet<_>>();
    let below = |l: &Line| l.group.as_deref().is_some_and(|g| heads.contains(&unit_key(g)));
    let own = |l: &Line| is_head(l) || l.role == RowRole::Data && (heads.is_empty() || !below(l));
    (0..block.lines.len()).filter(|&l| own(&block.lines[l])).collect()
}

/// "I. Đảng bộ A" over its chi bộ, with their sums; "Cộng khối phường" is none.
fn is_head(line: &Line) -> bool {
    line.role == RowRole::Subtotal && is_organisation(&unit_key(&line.name))
}

/// A unit or collective that a list rates.
#[derive(Clone, Debug)]
pub struct RatedUnit<'t> {
    /// Who.
    pub identity: Identity,
    /// As written.
    pub name: &'t str,
    /// What is rated.
    pub subject: Subject,
    /// In what stage.
    pub stage: Stage,
    /// How; `None` when not settled.
    pub level: Option<Level>,
    /// Place of its file.
    pub file: usize,
    /// Where its rating stands, with file and sheet.
    pub at: Related,
    /// Does the title over it speak of the Party's organisations?
    pub of_party: bool,
    /// Who sends its list, by the key; also where that tells nobody from others.
    sender: Arc<str>,
}

impl RatedUnit<'_> {
    /// Does it stand on the list of its office, of which nothing says that it is the Party's?
    pub fn is_of_office(&self) -> bool {
        !self.of_party && self.identity.parent.is_empty()
    }

    /// Is it "Quận A" among offices, where that may be any body of the quận?
    pub fn is_place_alone(&self) -> bool {
        self.subject == Subject::Unit && !self.of_party && is_place_alone(self.name)
    }

    /// The cell of its rating.
    pub fn cell(&self) -> CellRef {
        self.at.range.start
    }
}

/// What a summary counts below a unit: its chi bộ, or its members.
#[derive(Clone, Debug)]
pub struct CountedBelow {
    /// What is counted.
    pub subject: Subject,
    /// In what stage.
    pub stage: Stage,
    /// The counts of its row.
    pub counts: LineCounts,
    /// The cells of its row, with file and sheet.
    pub at: Related,
}

/// What a list of members says of those of one organisation.
#[derive(Clone, Debug)]
pub struct MembersBelow {
    /// In what stage.
    pub stage: Stage,
    /// How many have each level.
    pub levels: [i64; 4],
    /// Is every row's level settled, or a reason given?
    pub settled: bool,
    /// The cells of the first and last of them, with file and sheet.
    pub at: Related,
}

impl MembersBelow {
    /// With one more of the list.
    fn add(&mut self, (level, read): (Option<Level>, &Resolution<'_>), at: CellRef) {
        self.at.range = CellRange::new(self.at.range.start, at);
        match level {
            Some(level) => self.levels[Level::ALL.iter().position(|l| *l == level).unwrap_or(0)] += 1,
            None => self.settled &= matches!(read, Resolution::NotRated { .. }),
        }
    }
}

/// All units of a submission that are rated or counted by name.
#[derive(Debug, Default)]
pub struct Units<'t> {
    /// In the order of files, sheets and rows.
    pub rated: Vec<RatedUnit<'t>>,
    by_identity: BTreeMap<Identity, Vec<usize>>,
    by_led: BTreeMap<Identity, Vec<usize>>,
    /// By name, whoever reports.
    by_name: BTreeMap<String, Vec<usize>>,
    /// By whom they stand under: an identity without a name.
    by_parent: BTreeMap<Identity, Vec<usize>>,
    counted: BTreeMap<Identity, Vec<CountedBelow>>,
    members: BTreeMap<Identity, Vec<MembersBelow>>,
    reports: Reports,
}

/// The one rating of a unit, or why there is none.
#[derive(Debug)]
pub enum Lookup<'u, 't> {
    /// All rows about it agree.
    Found(&'u RatedUnit<'t>),
    /// Rows about it differ, or its level is not settled.
    Unsettled,
    /// No row is about it.
    Missing,
}

impl<'t> Units<'t> {
    /// Everything the lists and summaries of a submission say of units by name.
    pub fn of(submission: &'t Submission<'_>) -> Self {
        let mut units = Self::default();
        for (index, file) in submission.files.iter().enumerate() {
            for table in file.tables.iter().filter(|t| !t.replaced) {
                units.take(index, file, table);
            }
        }
        for (place, unit) in units.rated.iter().enumerate() {
            units.by_identity.entry(unit.identity.clone()).or_default().push(place);
            units.by_name.entry(unit.identity.name.clone()).or_default().push(place);
            units.by_parent.entry(Identity { name: String::new(), ..unit.identity.clone() }).or_default().push(place);
            if unit.subject == Subject::Collective {
                for led in led_by(&unit.identity) {
                    units.by_led.entry(led).or_default().push(place);
                }
            }
        }
        units
    }

    fn take(&mut self, index: usize, file: &'t FileRecord<'_>, table: &'t TableRecord<'_>) {
        let place =
            |range: CellRange| Related { file: Some(file.path.clone()), sheet: Some(table.table.sheet.clone()), range };
        let report = self.reports.of(file, table);
        match &table.content {
            Rated::Roster(list) if !list.roster.persons => {
                self.take_beside(index, file, table, list);
                let of_party = has_words(&table.table.title_key(), &key("đảng"));
                let sender = sender_key(file, table);
                for subject in Subject::ALL {
                    let Some(column) = list.column_of(subject) else { continue };
                    let stage = list.roster.ratings[column].stage.unwrap_or(Stage::Decided);
                    for (i, record) in list.roster.records.iter().enumerate() {
                        let Some(written) = record.ratings[column].first() else { continue };
                        let identity = Identity::new(file, table, record.parent.as_deref(), &record.name);
                        self.reports.note_rated(&report, &identity, self.rated.len());
                        self.rated.push(RatedUnit {
                            identity,
                            name: &record.name,
                            subject,
                            stage,
                            level: list.level(i, column),
                            file: index,
                            at: place(written.at(record.row).into()),
                            of_party,
                            sender: Arc::clone(&sender),
                        });
                    }
                }
            }
            Rated::Roster(list) => self.take_members(file, table, list, &report),
            Rated::Counts(blocks) => {
                for rated in blocks.iter().filter(|b| b.block.counts_all()) {
                    match &table.within {
                        Some(office) => {
                            let counts = block_total(&rated.block, &rated.counts);
                            let (subject, stage) = (rated.block.subject, rated.block.stage);
                            let all = CountedBelow { subject, stage, counts, at: place(table.table.range) };
                            self.counted.entry(Identity::new(file, table, None, office)).or_default().push(all);
                        }
                        None => self.reports.note_counted(&report, rated, &place(table.table.range)),
                    }
                }
                for rated in blocks.iter().filter(|b| !b.block.transposed && b.block.counts_all()) {
                    let counted = |l: &Line| l.role == RowRole::Data || is_head(l);
                    for (i, line) in rated.block.lines.iter().enumerate().filter(|(_, l)| counted(l)) {
                        let cells = rated.block.cells[i].iter().map(|c| c.at);
                        let (Some(first), Some(last)) = (cells.clone().min(), cells.max()) else { continue };
                        let below = CountedBelow {
                            subject: rated.block.subject,
                            stage: rated.block.stage,
                            counts: rated.counts.line(&rated.block, i),
                            at: place(CellRange::new(first, last)),
                        };
                        let identity = Identity::new(file, table, line.group.as_deref(), &line.name);
                        self.counted.entry(identity).or_default().push(below);
                    }
                }
            }
            _ => {}
        }
    }

    /// The members a list gives under the organisation each belongs to, and all of them where it is that of a chi bộ.
    fn take_members(
        &mut self,
        file: &FileRecord<'_>,
        table: &TableRecord<'_>,
        list: &RatedRoster<'_>,
        report: &reports::Place,
    ) {
        let Some(column) = list.column_of(Subject::Member).filter(|_| counts_whole_subject(table)) else { return };
        let stage = list.roster.ratings[column].stage.unwrap_or(Stage::Decided);
        let mut found: BTreeMap<&str, MembersBelow> = BTreeMap::new();
        let mut all: Option<MembersBelow> = None;
        let titled = table.within.as_deref().filter(|office| reports::is_cell(&unit_key(office)));
        let of_cell = titled.is_some() || reports::is_of_cell(report);
        for (i, record) in list.roster.records.iter().enumerate() {
            let at = CellRef::new(record.row, list.roster.ratings[column].columns[0]);
            let new = || MembersBelow {
                stage,
                levels: [0; 4],
                settled: true,
                at: Related { file: Some(file.path.clone()), sheet: Some(table.table.sheet.clone()), range: at.into() },
            };
            let level = (list.level(i, column), list.ratings.of(i, column));
            if let Some(parent) = record.parent.as_deref().or(list.office.as_deref()) {
                found.entry(parent).or_insert_with(new).add(level, at);
            }
            if of_cell {
                all.get_or_insert_with(new).add(level, at);
            }
        }
        let others = found.keys().any(|parent| reports::names_another(report, parent));
        match (all.filter(|_| !others), titled) {
            (Some(all), Some(cell)) => {
                self.members.entry(Identity::new(file, table, None, cell)).or_default().push(all);
            }
            (Some(all), None) => self.reports.note_members(report, all),
            (None, _) => {}
        }
        for (parent, members) in found {
            self.members.entry(Identity::new(file, table, None, parent)).or_default().push(members);
        }
    }

    /// What lists of members say of those of an organisation, those of its own report with it.
    pub fn members(&self, identity: &Identity) -> Vec<&MembersBelow> {
        let mut found: Vec<&MembersBelow> = self.members.get(identity).into_iter().flatten().collect();
        found.extend(self.in_reports(identity).iter().filter_map(|own| self.members.get(own)).flatten());
        found.extend(self.members_by_report(identity));
        found
    }

    /// The rating of a unit as one of these subjects, in this stage.
    pub fn rating<'u>(&'u self, identity: &Identity, subjects: &[Subject], stage: Stage) -> Lookup<'u, 't> {
        let own = self.by_identity.get(identity).cloned();
        let rows = own.unwrap_or_else(|| self.listed_above(identity, &self.by_identity));
        self.settled(rows, subjects, stage)
    }

    /// The same, where a body of the place that reports has it on its list: "UBMTTQ quận A" beside "Quận A".
    pub fn rating_beside<'u>(&'u self, identity: &Identity, subjects: &[Subject], stage: Stage) -> Lookup<'u, 't> {
        let body = format!(" {}", identity.root);
        let beside = |place: &&usize| {
            let unit = &self.rated[**place];
            unit.identity.when == identity.when && unit.sender.ends_with(&body)
        };
        let named = self.by_name.get(&identity.name).into_iter().flatten();
        let of_place = named.filter(|_| tier(&identity.root).is_some());
        self.settled(of_place.filter(beside).copied().collect(), subjects, stage)
    }

    /// What rows about one unit say together.
    fn settled<'u>(&'u self, rows: Vec<usize>, subjects: &[Subject], stage: Stage) -> Lookup<'u, 't> {
        let rows = rows.into_iter().map(|place| &self.rated[place]);
        let mut rows = rows.filter(|u| subjects.contains(&u.subject) && u.stage == stage);
        let Some(first) = rows.next() else { return Lookup::Missing };
        match first.level.is_some() && rows.all(|u| u.level == first.level) {
            true => Lookup::Found(first),
            false => Lookup::Unsettled,
        }
    }

    /// The rated leadership collectives of an organisation.
    pub fn leaders_of(&self, organisation: &Identity) -> impl Iterator<Item = &RatedUnit<'t>> {
        let own = self.by_led.get(organisation).cloned();
        let rows = own.unwrap_or_else(|| self.listed_above(organisation, &self.by_led));
        rows.into_iter().map(|place| &self.rated[place])
    }

    /// The rated units whose parent is this one.
    pub fn children(&self, parent: &Identity) -> impl Iterator<Item = &RatedUnit<'t>> {
        let mut places = self.reported_below(parent);
        for own in std::iter::once(parent.clone()).chain(self.in_reports(parent)) {
            let below = Identity { name: String::new(), ..own.below("") };
            places.extend(self.by_parent.get(&below).into_iter().flatten());
        }
        places.into_iter().map(|place| &self.rated[place])
    }

    /// What summaries count below a unit, those of its own report with it.
    pub fn counted(&self, identity: &Identity) -> Vec<&CountedBelow> {
        let names = std::iter::once(identity.clone()).chain(identity.by_other_names());
        let mut found: Vec<&CountedBelow> = names.filter_map(|own| self.counted.get(&own)).flatten().collect();
        found.extend(self.in_reports(identity).iter().filter_map(|own| self.counted.get(own)).flatten());
        found.extend(self.counted_by_report(identity));
        found
    }
}

/// Words before the organisation's own name in the name of its leadership.
const LEADERSHIP: [&str; 13] = [
    "tập thể lãnh đạo quản lý",
    "tập thể lãnh đạo",
    "tập thể",
    "ban thường vụ",
    "thường vụ",
    "btv",
    "ban chấp hành",
    "bch",
    "ban lãnh đạo",
    "ban giám hiệu",
    "ban giám đốc",
    "lãnh đạo",
    "thường trực",
];

/// What a leadership collective may lead, by its name: "Tập thể lãnh đạo Phòng A" leads "Phòng A", "Đảng ủy phường A"
/// leads "Đảng bộ phường A".
pub fn led_by(collective: &Identity) -> Vec<Identity> {
    let after = |name: &str, words: &str| {
        name.strip_prefix(&unit_key(words)).and_then(|rest| rest.strip_prefix(' ')).map(str::to_owned)
    };
    let mut name = collective.name.clone();
    for words in LEADERSHIP {
        name = after(&name, words).map_or(name, |rest| unit_key(&rest));
    }
    let mut names = vec![name.clone()];
    for (committee, base) in [("đảng ủy", "đảng bộ"), ("chi ủy", "chi bộ")] {
        let base = unit_key(base);
        if let Some(rest) = after(&name, committee) {
            names.push(if rest.starts_with(&base) { rest } else { format!("{base} {rest}") });
        }
    }
    names.into_iter().map(|name| Identity { name, ..collective.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sectors_are_no_parents() {
        for (name, organisation) in [
            ("Khối phường", false),
            ("Đảng bộ phường A", true),
            ("Các trường học", false),
            ("Trường THCS Lê Lợi", true),
        ] {
            assert_eq!(is_organisation(&unit_key(name)), organisation, "{name}");
        }
    }

    #[test]
    fn a_collective_leads_what_its_name_says() {
        let led = |name: &str| {
            let identity =
                Identity { name: unit_key(name), parent: String::new(), root: String::new(), when: (None, None) };
            led_by(&identity).into_iter().map(|i| i.name).collect::<Vec<_>>()
        };
        assert_eq!(led("Tập thể lãnh đạo, quản lý Phòng Nội vụ"), [unit_key("Phòng Nội vụ")]);
        assert!(led("Ban Thường vụ Đảng ủy phường A").contains(&unit_key("Đảng bộ phường A")));
        assert!(led("Chi ủy Trường A").contains(&unit_key("Chi bộ Trường A")));
        assert!(!led("Chi ủy Trường A").contains(&unit_key("Trường A")));
    }
}
