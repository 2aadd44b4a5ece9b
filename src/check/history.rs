//! Earlier years → how a unit or person was rated then: from earlier files, or from our own consolidated workbooks.
//!
//! A unit is found by reporting unit, parent and name, a person by name and a second identifier, never by name alone. What
//! is found twice with two levels settles nothing; a label of a scale without an official mapping stays open.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::before::{Before, Counted, year_of_section};
use super::crosswalk::Crosswalk;
use super::offices::{is_organisation, tier};
use super::person_key::person_key;
use super::places::{self, Place, Places};
use super::records::{FileRecord, Rated, Submission};
use super::totals::{counts_whole_subject, office_key, unit_key};
use crate::finding::{CellRef, Related};
use crate::locate::preamble::{last_of_five, years};
use crate::locate::{Observation, Stage, Subject};
use crate::normalise::Level;
use crate::parse::Record;
use crate::read::{Tab, Value, Workbook};
use crate::text::key;

/// Who is looked for, in whatever year.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Who {
    /// The reporting unit, levelled.
    pub(super) root: String,
    /// What is rated.
    pub subject: Subject,
    /// Name, levelled.
    pub(super) name: String,
    /// The organisation it stands under, levelled.
    pub(super) parent: String,
    /// Of a person, the second identifier.
    second: Option<String>,
    /// Of a person, the number of a card.
    number: Option<u64>,
    pub(super) person: bool,
    /// The year of the file that names it.
    pub(super) now: Option<u16>,
}

/// One rating of an earlier year.
#[derive(Clone, Debug)]
pub struct Past {
    /// The level; `None` where the label has no settled one.
    pub level: Option<Level>,
    /// As written.
    pub label: String,
    /// Where, with the file and sheet.
    pub at: Related,
    parent: Option<String>,
    second: Option<String>,
    number: Option<u64>,
}

/// What is known of one year.
#[derive(Clone, Copy, Debug)]
pub enum Then<'h> {
    /// A settled level.
    Rated(Level, &'h Past),
    /// A label that stays open.
    Open(&'h Past),
    /// Two rows that differ, or that cannot be told apart; units that became one and were not rated alike.
    Unsettled,
    /// It is a part of a unit that was divided since.
    Divided,
    /// Nothing.
    Missing,
}

type Thing = (String, Subject, String, u16);

/// Ratings of earlier years.
#[derive(Debug, Default)]
pub struct History {
    rows: BTreeMap<Thing, Vec<Past>>,
    /// Who reported any of them.
    roots: BTreeSet<String>,
    years: BTreeSet<u16>,
    /// The figures of reporting units.
    before: Before,
    /// What units became.
    crosswalk: Crosswalk,
}

impl History {
    /// Are there no ratings in it?
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Are there figures of reporting units in it?
    pub fn has_figures(&self) -> bool {
        !self.before.is_empty()
    }

    /// Does it know figures of reporting units of this year?
    pub fn has_figures_of(&self, year: u16) -> bool {
        self.before.knows(year)
    }

    /// Does it know ratings of this subject that an office, or one below it, gave in a year?
    pub fn rates(&self, who: &Who, year: u16) -> bool {
        let gave = |office: &String| {
            let from = (office.clone(), who.subject, String::new(), 0);
            let mut of_office = self
                .rows
                .range(from..)
                .take_while(|((root, subject, ..), _)| (root, *subject) == (office, who.subject));
            of_office.any(|((.., known), _)| *known == year)
        };
        gave(&who.root) || self.below(who).any(gave)
    }

    /// The offices that report below the one that names an organisation: where it names one of them, that alone.
    fn below<'h>(&'h self, who: &'h Who) -> impl Iterator<Item = &'h String> {
        let own = tier(&who.root).filter(|_| !who.person);
        let lower = move |root: &&String| own.is_some_and(|own| tier(&office_key(root)).is_some_and(|tier| tier < own));
        let named = |root: &&String| who.parent.is_empty() || office_key(root) == office_key(&who.parent);
        self.roots.iter().filter(lower).filter(named)
    }

    /// How the one office below that has an organisation of a name rated it, where the name is that of a place or ends with the
    /// office's, or the list says whose it is.
    fn by_one_below(&self, who: &Who, year: u16) -> Then<'_> {
        let placed = tier(&office_key(&who.name)).is_some() || !who.parent.is_empty();
        let told = |root: &&String| placed || who.name.ends_with(&format!(" {}", office_key(root)));
        let place = |root: &String| Place { root: root.clone(), parent: String::new(), name: who.name.clone() };
        let known = self.below(who).filter(told).map(|root| self.there(who, &place(root), year));
        let mut known = known.filter(|then| !matches!(then, Then::Missing));
        match (known.next(), known.next()) {
            (Some(one), None) => one,
            _ => Then::Missing,
        }
    }

    /// The years it knows something of.
    pub fn years(&self) -> impl Iterator<Item = u16> {
        self.years.iter().copied()
    }

    /// What the lists of files say, each of its own year.
    pub fn of(submission: &Submission<'_>) -> Self {
        let mut history = Self { before: Before::of(submission), ..Self::default() };
        for file in submission.files.iter().filter(|f| !f.superior) {
            let Some(year) = file.year else { continue };
            for table in file.tables.iter().filter(|t| !t.replaced && t.period.is_none() && counts_whole_subject(t)) {
                let Rated::Roster(list) = &table.content else { continue };
                let Some(main) = list.main else { continue };
                let rating = &list.roster.ratings[main];
                if rating.stage.is_some_and(|s| s != Stage::Decided) {
                    continue;
                }
                let above = above_bases(table.observations());
                for (i, record) in list.roster.records.iter().enumerate() {
                    let Some(written) = record.ratings[main].first() else { continue };
                    let who = Who::of(file, record, rating.subject, list.roster.persons);
                    let at = Related {
                        file: Some(file.path.clone()),
                        sheet: Some(table.table.sheet.clone()),
                        range: written.at(record.row).into(),
                    };
                    let past = Past {
                        level: list.level(i, main),
                        label: written.text.to_string(),
                        at,
                        parent: Some(who.parent.clone()),
                        second: who.second.clone(),
                        number: who.number,
                    };
                    // Awards name what is above TCCSĐ as what is below.
                    if above.contains(&record.name_at()) {
                        history.add(who.root.clone(), Subject::PartyBase, who.name.clone(), year, past.clone());
                    }
                    history.add(who.root, rating.subject, who.name, year, past);
                }
            }
        }
        history
    }

    fn add(&mut self, root: String, subject: Subject, name: String, year: u16, past: Past) {
        self.years.insert(year);
        if !self.roots.contains(&root) {
            self.roots.insert(root.clone());
        }
        self.rows.entry((root, subject, name, year)).or_default().push(past);
    }

    /// Takes over what a consolidated workbook of ours says of single units; says `false` where it has no year.
    pub fn take_summary(&mut self, path: &Arc<str>, workbook: &Workbook) -> bool {
        let sheets = || workbook.tabs.iter().filter_map(|t| if let Tab::Sheet(sheet) = t { Some(sheet) } else { None });
        let text = |sheet: &crate::read::Sheet, at: CellRef| match sheet.get(at).map(|c| c.value()) {
            Some(Value::Text(text)) => text.to_string(),
            _ => String::new(),
        };
        let titles = sheets().map(|s| text(s, CellRef::new(0, 0)));
        let Some(year) = titles.flat_map(|t| years(&t)).next() else { return false };
        if let Some(sheet) = sheets().find(|sheet| &*sheet.name == "Tổng hợp") {
            self.before.take_summary(path, sheet, SUMMARY_HEAD, year);
        }
        for sheet in sheets() {
            let subject = Subject::ALL.into_iter().find(|s| *sheet.name == *format!("CT {}", s.vi()));
            let Some(subject) = subject else { continue };
            let heads: Vec<(u32, String)> =
                sheet.row(SUMMARY_HEAD).iter().map(|c| (c.at().column, text(sheet, c.at()))).collect();
            let column = |name: &str| heads.iter().find(|(_, head)| head == name).map(|(c, _)| *c);
            let (Some(root), Some(name), Some(level)) =
                (column("Đơn vị báo cáo"), column("Tên đơn vị"), column("Mức xếp loại"))
            else {
                continue;
            };
            let last = sheet.cells.iter().map(|c| c.at().row).max().unwrap_or(0);
            let (ordinal, mut of_rows) = (column("TT"), Some(year));
            for row in SUMMARY_HEAD + 1..=last {
                let cell = |column: u32| text(sheet, CellRef::new(row, column));
                let line = ordinal.map(cell).unwrap_or_default();
                if !line.is_empty() {
                    of_rows = year_of_section(&line, year);
                }
                let Some(year) = of_rows else { continue };
                let label = cell(level);
                if label.is_empty() || cell(name).is_empty() {
                    continue;
                }
                let known = Level::ALL.into_iter().find(|l| key(l.vi()) == key(&label));
                let range = CellRef::new(row, level).into();
                let at = Related { file: Some(path.clone()), sheet: Some(sheet.name.clone()), range };
                let past = Past { level: known, label, at, parent: None, second: None, number: None };
                let (root, name) = (unit_key(&cell(root)), unit_key(&cell(name)));
                if subject == Subject::Unit && name.starts_with(&key("đảng bộ ")) {
                    self.add(root.clone(), Subject::PartyBase, name.clone(), year, past.clone());
                }
                self.add(root, subject, name, year, past);
            }
        }
        true
    }

    /// What a reporting unit of the year `now` counted in an earlier year.
    pub fn counted(&self, unit: &str, subject: Subject, now: u16, then: u16) -> Counted {
        self.before.counted(&self.crosswalk, unit, subject, now, then)
    }

    /// Says which units another one came from, where nobody says since when.
    pub fn inherit(&mut self, unit: &str, from: &[String]) {
        from.iter().for_each(|old| self.crosswalk.add((old, None), (unit, None), None));
    }

    /// Takes over what is known of a reorganisation.
    pub fn reorganise(&mut self, crosswalk: Crosswalk) {
        self.crosswalk.extend(crosswalk);
    }

    /// How somebody was rated in a year: under the names of then where a reorganisation is known.
    pub fn then(&self, who: &Who, year: u16) -> Then<'_> {
        match self.by_names_of_then(who, year) {
            // A place of that name may have been another one in another year.
            Then::Missing if who.now == Some(year) => self.by_one_below(who, year),
            then => then,
        }
    }

    fn by_names_of_then(&self, who: &Who, year: u16) -> Then<'_> {
        let own = || {
            self.there(who, &Place { root: who.root.clone(), parent: who.parent.clone(), name: who.name.clone() }, year)
        };
        if self.crosswalk.is_empty() {
            return own();
        }
        match places::of(&self.crosswalk, who, year) {
            Places::Own => own(),
            Places::Divided => Then::Divided,
            Places::Then { parts, dated, merged_root } => {
                let numbered = !who.person && who.name.ends_with(|c: char| c.is_ascii_digit());
                let known = self.together(who, &parts, year, merged_root && numbered);
                // Nobody says since when: where the old names say nothing, the own one does.
                if dated || !matches!(known, Then::Missing) { known } else { own() }
            }
        }
    }

    /// What all parts of a unit say of a year: something only where each says the same. A mere number under one of
    /// several offices could be any one's.
    fn together(&self, who: &Who, parts: &[Vec<Place>], year: u16, unsure: bool) -> Then<'_> {
        let of_part = |part: &Vec<Place>| {
            let all = part.iter().map(|place| self.of_name(who, place, year));
            let known: Vec<Then<'_>> = all.filter(|then| !matches!(then, Then::Missing)).collect();
            match known[..] {
                [] => Then::Missing,
                [one] if !unsure => one,
                _ => Then::Unsettled,
            }
        };
        let mut said = parts.iter().map(of_part);
        let Some(first) = said.next() else { return Then::Missing };
        said.fold(first, |all, one| match (all, one) {
            (Then::Rated(level, past), Then::Rated(other, _)) if level == other => Then::Rated(level, past),
            (Then::Missing, Then::Missing) => Then::Missing,
            _ => Then::Unsettled,
        })
    }

    /// Under its own name, else under that of the committee or organisation that stands for it.
    fn there(&self, who: &Who, place: &Place, year: u16) -> Then<'_> {
        let others = if who.person { Vec::new() } else { other_names(&place.name, who.subject) };
        let names = std::iter::once(place.name.clone()).chain(others);
        let known = names.map(|name| self.of_name(who, &Place { name, ..place.clone() }, year));
        known.into_iter().find(|then| !matches!(then, Then::Missing)).unwrap_or(Then::Missing)
    }

    fn of_name(&self, who: &Who, place: &Place, year: u16) -> Then<'_> {
        let thing = (place.root.clone(), who.subject, place.name.clone(), year);
        let all = self.rows.get(&thing).map_or(&[][..], Vec::as_slice);
        let same = |past: &&Past| match (who.person, &past.parent) {
            (true, _) => who.is_same_person(past),
            (false, Some(parent)) => *parent == place.parent,
            // Our own sheets name no parent: a name that stands there once, and is more than a number, is enough.
            (false, None) => all.len() == 1 && !who.name.ends_with(|c: char| c.is_ascii_digit()),
        };
        let mut found = all.iter().filter(same);
        let Some(first) = found.next() else {
            let told_apart = all.is_empty() || who.person || all.iter().all(|p| p.parent.is_some());
            return if told_apart { Then::Missing } else { Then::Unsettled };
        };
        match first.level {
            _ if found.any(|p| p.level != first.level) => Then::Unsettled,
            Some(level) => Then::Rated(level, first),
            None => Then::Open(first),
        }
    }
}

/// The row of the headers on the sheets of our own consolidated workbook.
const SUMMARY_HEAD: u32 = 3;

impl Who {
    /// Whom a row is about.
    pub fn of(file: &FileRecord<'_>, record: &Record, subject: Subject, person: bool) -> Self {
        let second = record.birth.as_deref().and_then(identifier);
        let who = Self::named(file, &record.name, record.parent.as_deref(), subject, person.then_some(second));
        who.with_number(record.marks.number())
    }

    /// The same person with the number of a card.
    pub fn with_number(self, number: Option<u64>) -> Self {
        Self { number: number.filter(|_| self.person), ..self }
    }

    /// Whom a name is about; `second` of persons only.
    pub fn named(
        file: &FileRecord<'_>,
        name: &str,
        parent: Option<&str>,
        subject: Subject,
        second: Option<Option<String>>,
    ) -> Self {
        let root = file.unit.as_deref().map_or_else(|| format!("? {}", file.path), unit_key);
        let parent = parent.map(unit_key).filter(|p| is_organisation(p) && *p != root).unwrap_or_default();
        let person = second.is_some();
        let name = if person { person_key(name) } else { unit_key(name) };
        Self { root, subject, name, parent, second: second.flatten(), number: None, person, now: file.year }
    }

    /// Is a person told by more than the name?
    pub fn is_certain(&self) -> bool {
        !self.person || self.second.is_some() || self.number.is_some()
    }

    /// Is a person of the name this one: by the birth date where both give one, else by the number of a card.
    fn is_same_person(&self, past: &Past) -> bool {
        let births = self.second.as_ref().zip(past.second.as_ref()).map(|(own, other)| own == other);
        births.unwrap_or_else(|| self.number.is_some() && self.number == past.number)
    }
}

/// Where the names of party organisations above TCCSĐ stand.
fn above_bases(told: &[Observation]) -> HashSet<CellRef> {
    let of =
        |told: &Observation| if let Observation::AboveBases { cells, .. } = told { cells.clone() } else { Vec::new() };
    told.iter().flat_map(of).collect()
}

/// What else a list may call an organisation: "Đảng ủy xã A" and "Xã A" for "Đảng bộ xã A" among TCCSĐ, "Chi ủy B" for "Chi bộ
/// B".
fn other_names(name: &str, subject: Subject) -> Vec<String> {
    let [base, committee, cell, cells] = ["đảng bộ", "đảng ủy", "chi bộ", "chi ủy"].map(key);
    let under = |kind: &String| name.strip_prefix(kind.as_str())?.strip_prefix(' ');
    match (under(&base).or_else(|| under(&committee)), under(&cell), under(&cells)) {
        (Some(place), ..) => {
            let short = (subject == Subject::PartyBase).then(|| place.to_owned());
            [format!("{base} {place}"), format!("{committee} {place}")].into_iter().chain(short).collect()
        }
        (_, _, Some(rest)) => vec![format!("{cell} {rest}")],
        (_, Some(rest), _) => vec![format!("{cells} {rest}")],
        _ if subject == Subject::PartyBase => vec![format!("{base} {name}"), format!("{committee} {name}")],
        _ => Vec::new(),
    }
}

/// A full date or a card number, levelled; `None` for less, such as a year of birth.
pub fn identifier(written: &str) -> Option<String> {
    let numbers: Vec<&str> = written.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    match numbers[..] {
        [day, month, year] if day.len() <= 2 && month.len() <= 2 && year.len() == 4 => {
            Some(format!("{:0>2}/{:0>2}/{year}", day, month))
        }
        // ISO order, with a time where the file stores one.
        [year, month, day, ..] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            Some(format!("{:0>2}/{:0>2}/{year}", day, month))
        }
        [card] if card.len() >= 8 => Some(card.to_owned()),
        _ => None,
    }
}

/// The year of a birth date, or one that stands alone.
pub fn birth_year(written: &str) -> Option<&str> {
    written.split(|c: char| !c.is_ascii_digit()).find(|number| number.len() == 4)
}

/// The five years a text speaks of: "5 năm liền (2017–2021)"; `None` when it does not speak of five years, the last year
/// unknown when it names no years.
pub fn five_years(text: &str) -> Option<Option<u16>> {
    static RANGE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(20\d\d)\s*[-–—÷/]\s*(20\d\d)").expect("a fixed pattern"));
    let said = key(text);
    let five = |words: &str| ["5 năm", "05 năm", "năm năm"].map(|years| format!("{years} {words}"));
    let after = ["liền", "liên tục", "liên tiếp"].iter().flat_map(|words| five(words));
    let before = ["liên tục 5 năm", "liên tục 05 năm", "liên tiếp 5 năm", "liền 5 năm"].map(str::to_owned);
    let last = || {
        let Some(years) = RANGE.captures(text) else { return last_of_five(text) };
        let (from, to): (u16, u16) = (years[1].parse().ok()?, years[2].parse().ok()?);
        (from + 4 == to).then_some(to)
    };
    // "HTXSNV 5 năm (2019-2023)" says it by its years; a plan of five years is none of these.
    let level = ["htxsnv", "hoàn thành xuất sắc nhiệm vụ", "tiêu biểu"]
        .iter()
        .flat_map(|level| five("").map(|five| format!("{level} {five}")));
    let has = |words: &String| crate::locate::vocabulary::has_words(&said, &key(words));
    let by_years = || last().filter(|_| level.clone().any(|words| has(&words)));
    if after.chain(before).any(|words| has(&words)) { Some(last()) } else { by_years().map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(level: Level) -> Past {
        let range = CellRef::new(4, 3).into();
        let at = Related { file: None, sheet: None, range };
        Past {
            level: Some(level),
            label: level.code().to_owned(),
            at,
            parent: Some(String::new()),
            second: None,
            number: None,
        }
    }

    fn who(root: &str, name: &str) -> Who {
        let (root, name) = (unit_key(root), unit_key(name));
        Who {
            root,
            subject: Subject::PartyCell,
            name,
            parent: String::new(),
            second: None,
            number: None,
            person: false,
            now: None,
        }
    }

    #[test]
    fn earlier_years_stand_under_the_names_of_then() {
        let mut history = History::default();
        for (root, name, level) in [
            ("Phường Một", "Chi bộ Trường Lê Lợi", Level::Htxsnv),
            ("Phường Một", "Chi bộ 1", Level::Httnv),
            ("Phường Hai", "Chi bộ Công an", Level::Htnv),
            ("Phường Hai", "Chi bộ Quân sự", Level::Htnv),
            ("Phường Một", "Chi bộ Quân sự", Level::Htnv),
            ("Quận Cũ", "Đảng bộ phường Ba", Level::Httnv),
        ] {
            history.add(unit_key(root), Subject::PartyCell, unit_key(name), 2024, past(level));
        }
        let said = |history: &History, root: &str, name: &str| match history.then(&who(root, name), 2024) {
            Then::Rated(level, _) => level.code(),
            Then::Open(_) => "open",
            Then::Unsettled => "unsettled",
            Then::Divided => "divided",
            Then::Missing => "missing",
        };
        assert_eq!(said(&history, "Phường Mới", "Chi bộ Công an"), "missing");
        history.inherit("Phường Mới", &["Phường Một".to_owned(), "phường Hai".to_owned()]);
        history.inherit("Phường Ba Mới", &["Phường Ba".to_owned()]);
        history.inherit("Thành phố Mới", &["Quận Cũ".to_owned()]);
        for (root, name, wanted) in [
            ("Phường Mới", "Chi bộ Công an", "HTNV"),
            ("Phường Mới", "CB Trường Lê Lợi", "HTXSNV"),
            // Each had one: whose it is, nobody says; nor of a mere number.
            ("Phường Mới", "Chi bộ Quân sự", "unsettled"),
            ("Phường Mới", "Chi bộ 1", "unsettled"),
            ("Phường Mới", "Chi bộ Y tế", "missing"),
            ("Thành phố Mới", "Đảng bộ phường Ba Mới", "HTTNV"),
            ("Phường Hai", "Chi bộ Công an", "HTNV"),
        ] {
            assert_eq!(said(&history, root, name), wanted, "{root}, {name}");
        }
    }

    #[test]
    fn a_reorganisation_is_crossed_only_where_one_unit_was_renamed_or_several_alike_became_one() {
        let mut history = History::default();
        for (root, name, level) in [
            ("Quận Sơn Hạ", "Đảng bộ phường Một", Level::Htxsnv),
            ("Quận Sơn Hạ", "Đảng bộ phường Hai", Level::Htxsnv),
            ("Quận Sơn Hạ", "Đảng bộ phường Ba", Level::Httnv),
            ("Quận Sơn Hạ", "Đảng bộ phường Bốn", Level::Htnv),
            ("Thành phố Đà Giang", "Đảng bộ Sở Một", Level::Httnv),
        ] {
            history.add(unit_key(root), Subject::PartyCell, unit_key(name), 2024, past(level));
        }
        let mut walk = Crosswalk::default();
        let district = Some("Quận Sơn Hạ");
        for (old, new) in [
            ("Phường Một", "Phường Đông"),
            ("Phường Hai", "Phường Đông"),
            ("Phường Hai bis", "Phường Nam"),
            ("Phường Ba", "Phường Tây"),
            ("Phường Bốn", "Phường Bắc"),
            ("Phường Bốn", "Phường Ba"),
        ] {
            walk.add((old, district), (new, None), Some(2025));
        }
        walk.add(("Phường Hai", district), ("Phường Lẫn", None), Some(2026));
        history.reorganise(walk);
        let said = |root: &str, name: &str| {
            let who = Who { now: Some(2025), ..who(root, name) };
            match history.then(&who, 2024) {
                Then::Rated(level, _) => level.code(),
                Then::Open(_) => "open",
                Then::Unsettled => "unsettled",
                Then::Divided => "divided",
                Then::Missing => "missing",
            }
        };
        let city = "Thành phố Đà Giang";
        for (name, wanted) in [
            // Two that were rated alike became one; one was renamed.
            ("Đảng bộ phường Đông", "HTXSNV"),
            ("Đảng bộ phường Tây", "HTTNV"),
            // Two came from one: neither is compared.
            ("Đảng bộ phường Bắc", "divided"),
            ("Đảng bộ phường Ba", "divided"),
            // One of its own is not among the files.
            ("Đảng bộ phường Nam", "missing"),
            // What was not reorganised stands where it stood.
            ("Đảng bộ Sở Một", "HTTNV"),
            // The district's wards are not the city's by their names alone.
            ("Đảng bộ phường Bốn", "missing"),
        ] {
            assert_eq!(said(city, name), wanted, "{name}");
        }
    }

    #[test]
    fn units_that_became_one_and_were_rated_differently_settle_nothing() {
        let mut history = History::default();
        for (name, level) in [("Xã Một", Level::Htxsnv), ("Xã Hai", Level::Httnv)] {
            history.add(unit_key("Huyện Hạ"), Subject::PartyCell, unit_key(name), 2024, past(level));
        }
        let mut walk = Crosswalk::default();
        walk.add(("Xã Một", Some("Huyện Hạ")), ("Xã Mới", None), Some(2025));
        walk.add(("Xã Hai", Some("Huyện Hạ")), ("Xã Mới", None), Some(2025));
        history.reorganise(walk);
        let who = Who { now: Some(2025), ..who("Tỉnh Đà Giang", "Xã Mới") };
        assert!(matches!(history.then(&who, 2024), Then::Unsettled));
        assert!(matches!(history.then(&who, 2023), Then::Missing));
    }

    #[test]
    fn what_identifies() {
        assert_eq!(identifier("2/3/1975"), identifier("02.03.1975"));
        assert_eq!(identifier("1975-03-02 00:00:00"), identifier("02/03/1975"));
        assert_eq!((identifier("1975"), identifier("3/1975")), (None, None));
        assert_eq!(identifier("048075001234").as_deref(), Some("048075001234"));
    }

    #[test]
    fn five_years_are_named_in_several_ways() {
        assert_eq!(five_years("HTXSNV tiêu biểu 5 năm liền (2017-2021)"), Some(Some(2021)));
        assert_eq!(five_years("đạt 05 năm liền 2017 – 2021"), Some(Some(2021)));
        for said in [
            "TỪ NĂM 2018 ĐẾN NĂM 2022",
            "(TỪ NĂM 2018 ĐẾN 2022)",
            "CÁC NĂM 2018, 2019, 2020, 2021 VÀ 2022",
            "(NĂM 2018 - NĂM 2022)",
            "(2018 ÷ 2022)",
            "GIAI ĐOẠN 2018 ĐẾN 2022",
        ] {
            assert_eq!(five_years(&format!("HTXSNV 5 NĂM LIỀN {said}")), Some(Some(2022)), "{said}");
        }
        assert_eq!(five_years("HTXSNV 5 NĂM LIỀN NĂM 2022"), Some(None));
        assert_eq!(five_years("5 năm liền"), Some(None));
        assert_eq!((five_years("liên tục 05 năm HTXSNV"), five_years("5 năm liên tiếp")), (Some(None), Some(None)));
        assert_eq!(five_years("5 năm liền 2018-2021"), Some(None));
        assert_eq!((five_years("năm 2021"), five_years("giai đoạn 2017-2021")), (None, None));
    }
}
