//! Earlier years → how a unit or person was rated then: from earlier files, or from our own consolidated workbooks.
//!
//! A unit is found by reporting unit, parent and name, a person by name and a second identifier, never by name alone. What
//! is found twice with two levels settles nothing; a label of a scale without an official mapping stays open.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::records::{FileRecord, Rated, Submission};
use super::totals::{counts_whole_subject, unit_key};
use crate::finding::{CellRef, Related};
use crate::locate::preamble::years;
use crate::locate::{Stage, Subject};
use crate::normalise::Level;
use crate::parse::Record;
use crate::read::{Tab, Value, Workbook};
use crate::text::key;

/// Who is looked for, in whatever year.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Who {
    /// The reporting unit, levelled.
    root: String,
    /// What is rated.
    pub subject: Subject,
    /// Name, levelled.
    name: String,
    /// The organisation it stands under, levelled.
    parent: String,
    /// Of a person, the second identifier.
    second: Option<String>,
    person: bool,
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
}

/// What is known of one year.
#[derive(Clone, Copy, Debug)]
pub enum Then<'h> {
    /// A settled level.
    Rated(Level, &'h Past),
    /// A label that stays open.
    Open(&'h Past),
    /// Two rows that differ, or that cannot be told apart.
    Unsettled,
    /// Nothing.
    Missing,
}

type Thing = (String, Subject, String, u16);

/// Ratings of earlier years.
#[derive(Debug, Default)]
pub struct History {
    rows: BTreeMap<Thing, Vec<Past>>,
    years: BTreeSet<u16>,
    /// Unit → the units it came from, levelled.
    came_from: BTreeMap<String, Vec<String>>,
}

impl History {
    /// Is there nothing in it?
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The years it knows something of.
    pub fn years(&self) -> impl Iterator<Item = u16> {
        self.years.iter().copied()
    }

    /// What the lists of files say, each of its own year.
    pub fn of(submission: &Submission<'_>) -> Self {
        let mut history = Self::default();
        for file in submission.files.iter().filter(|f| !f.superior) {
            let Some(year) = file.year else { continue };
            for table in file.tables.iter().filter(|t| !t.replaced && t.period.is_none() && counts_whole_subject(t)) {
                let Rated::Roster(list) = &table.content else { continue };
                let Some(main) = list.main else { continue };
                let rating = &list.roster.ratings[main];
                if rating.stage.is_some_and(|s| s != Stage::Decided) {
                    continue;
                }
                for (i, record) in list.roster.records.iter().enumerate() {
                    let Some(written) = record.ratings[main].first() else { continue };
                    let who = Who::of(file, record, rating.subject, list.roster.persons);
                    let at = Related {
                        file: Some(file.path.clone()),
                        sheet: Some(table.table.sheet.clone()),
                        range: written.at.into(),
                    };
                    let past = Past {
                        level: list.level(i, main),
                        label: written.text.to_string(),
                        at,
                        parent: Some(who.parent.clone()),
                        second: who.second.clone(),
                    };
                    history.add(who.root, rating.subject, who.name, year, past);
                }
            }
        }
        history
    }

    fn add(&mut self, root: String, subject: Subject, name: String, year: u16, past: Past) {
        self.years.insert(year);
        self.rows.entry((root, subject, name, year)).or_default().push(past);
    }

    /// Takes over what a consolidated workbook of ours says of single units; says `false` where it has no year.
    pub fn take_summary(&mut self, path: &Arc<str>, workbook: &Workbook) -> bool {
        let sheets = || workbook.tabs.iter().filter_map(|t| if let Tab::Sheet(sheet) = t { Some(sheet) } else { None });
        let text = |sheet: &crate::read::Sheet, at: CellRef| match sheet.get(at).map(|c| &c.value) {
            Some(Value::Text(text)) => text.to_string(),
            _ => String::new(),
        };
        let titles = sheets().map(|s| text(s, CellRef::new(0, 0)));
        let Some(year) = titles.flat_map(|t| years(&t)).next() else { return false };
        for sheet in sheets() {
            let subject = Subject::ALL.into_iter().find(|s| *sheet.name == *format!("CT {}", s.vi()));
            let Some(subject) = subject else { continue };
            let heads: Vec<(u32, String)> =
                sheet.row(SUMMARY_HEAD).iter().map(|c| (c.at.column, text(sheet, c.at))).collect();
            let column = |name: &str| heads.iter().find(|(_, head)| head == name).map(|(c, _)| *c);
            let (Some(root), Some(name), Some(level)) =
                (column("Đơn vị báo cáo"), column("Tên đơn vị"), column("Mức xếp loại"))
            else {
                continue;
            };
            let last = sheet.cells.iter().map(|c| c.at.row).max().unwrap_or(0);
            for row in SUMMARY_HEAD + 1..=last {
                let cell = |column: u32| text(sheet, CellRef::new(row, column));
                let label = cell(level);
                if label.is_empty() || cell(name).is_empty() {
                    continue;
                }
                let known = Level::ALL.into_iter().find(|l| key(l.vi()) == key(&label));
                let range = CellRef::new(row, level).into();
                let at = Related { file: Some(path.clone()), sheet: Some(sheet.name.clone()), range };
                let past = Past { level: known, label, at, parent: None, second: None };
                self.add(unit_key(&cell(root)), subject, unit_key(&cell(name)), year, past);
            }
        }
        true
    }

    /// Says which units another one came from: renamed, merged or split.
    pub fn inherit(&mut self, unit: &str, from: &[String]) {
        let own = unit_key(unit);
        let older = from.iter().map(|name| unit_key(name)).filter(|name| *name != own);
        self.came_from.entry(own.clone()).or_default().extend(older);
    }

    /// How somebody was rated in a year: under the unit's own name, else under those of the units it came from.
    pub fn then(&self, who: &Who, year: u16) -> Then<'_> {
        match self.there(who, &who.root, &who.name, year) {
            Then::Missing => self.inherited(who, year),
            known => known,
        }
    }

    /// What the units it came from say. Where several say something, or a mere number could be any one's, nothing is
    /// settled.
    fn inherited(&self, who: &Who, year: u16) -> Then<'_> {
        let of = |unit: &str| self.came_from.get(unit).map_or(&[][..], Vec::as_slice);
        let roots = of(&who.root);
        let numbered = !who.person && who.name.ends_with(|c: char| c.is_ascii_digit());
        let same_name = roots.iter().map(|root| (root.as_str(), who.name.clone()));
        // The row itself may be the unit that was renamed: “Đảng bộ phường An Phú”.
        let renamed = ["", "đảng bộ ", "đảng uỷ ", "chi bộ "].iter().filter(|_| !who.person).flat_map(|kind| {
            let older = who.name.strip_prefix(kind).map_or(&[][..], of);
            let under = std::iter::once(who.root.as_str()).chain(roots.iter().map(String::as_str));
            under.flat_map(move |root| older.iter().map(move |name| (root, format!("{kind}{name}"))))
        });
        let all = same_name.chain(renamed).map(|(root, name)| self.there(who, root, &name, year));
        let known: Vec<Then<'_>> = all.filter(|then| !matches!(then, Then::Missing)).collect();
        match known[..] {
            [] => Then::Missing,
            [_] if numbered && roots.len() > 1 => Then::Unsettled,
            [one] => one,
            _ => Then::Unsettled,
        }
    }

    fn there(&self, who: &Who, root: &str, name: &str, year: u16) -> Then<'_> {
        let thing = (root.to_owned(), who.subject, name.to_owned(), year);
        let all = self.rows.get(&thing).map_or(&[][..], Vec::as_slice);
        let same = |past: &&Past| match (who.person, &past.parent) {
            (true, _) => past.second.is_some() && past.second == who.second,
            (false, Some(parent)) => *parent == who.parent,
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
        Self::named(file, &record.name, record.parent.as_deref(), subject, person.then_some(second))
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
        let parent = super::units::Identity::new(file, parent, name).parent;
        let person = second.is_some();
        let name = if person { key(name) } else { unit_key(name) };
        Self { root, subject, name, parent, second: second.flatten(), person }
    }

    /// Is a person told by more than the name?
    pub fn is_certain(&self) -> bool {
        !self.person || self.second.is_some()
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

/// The five years a text speaks of: "5 năm liền (2017–2021)"; `None` when it does not speak of five years, the last year
/// unknown when it names no years.
pub fn five_years(text: &str) -> Option<Option<u16>> {
    static RANGE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(20\d\d)\s*[-–—]\s*(20\d\d)").expect("a fixed pattern"));
    let said = key(text);
    let five = ["5 năm liền", "05 năm liền", "năm năm liền", "5 năm liên tục", "05 năm liên tục"];
    five.iter().any(|w| crate::locate::vocabulary::has_words(&said, &key(w))).then(|| {
        let years = RANGE.captures(text)?;
        let (from, to): (u16, u16) = (years[1].parse().ok()?, years[2].parse().ok()?);
        (from + 4 == to).then_some(to)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(level: Level) -> Past {
        let range = CellRef::new(4, 3).into();
        let at = Related { file: None, sheet: None, range };
        Past { level: Some(level), label: level.code().to_owned(), at, parent: Some(String::new()), second: None }
    }

    fn who(root: &str, name: &str) -> Who {
        let (root, name) = (unit_key(root), unit_key(name));
        Who { root, subject: Subject::PartyCell, name, parent: String::new(), second: None, person: false }
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
        assert_eq!(five_years("5 năm liền"), Some(None));
        assert_eq!(five_years("5 năm liền 2018-2021"), Some(None));
        assert_eq!((five_years("năm 2021"), five_years("giai đoạn 2017-2021")), (None, None));
    }
}
