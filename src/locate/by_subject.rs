//! A list about several subjects → a list for each: sections ("I. TỔ CHỨC ĐẢNG", "II. ĐẢNG VIÊN"), or rows that say by their
//! own names what they are ("Đảng bộ xã A", "UBND xã A").
//!
//! The nearest label decides: the row, then its section, then the title. Where none of them does, that is said.

mod above;
mod bodies;
mod own_kinds;
mod parts;
mod rated_heads;

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};

pub use self::above::{counted_bases, part_above};
use self::parts::parts;
use super::outline::{Mark, name_in, outline_mark, split_outline};
use super::preamble::{Sender, reporting_unit, sender};
use super::row_names::{Named, Section, named, section};
use super::tables::shown;
use super::vocabulary::{Vocabulary, has_words};
use super::{ColumnRole, Kind, Located, Row, RowRole, Subject, Table};
use crate::finding::CellRef;
use crate::read::{Sheet, Tab, Workbook};
use crate::text::key;

/// Rows of a list of persons that are looked at for names of bodies where no section speaks of any.
const LOOKED_AT: usize = 200;

/// Parts every list that is about several subjects, but those of sheets that the office declares.
pub fn part(located: &mut [Located], workbook: &Workbook, words: &Vocabulary, declared: &dyn Fn(&str) -> bool) {
    let mut carried: Option<Section> = None;
    for sheet_found in located {
        let Some(Tab::Sheet(sheet)) = workbook.tabs.get(sheet_found.tab) else { continue };
        let in_base = sends_from_base(&sheet_found.preamble, words);
        let tables = std::mem::take(&mut sheet_found.tables);
        for table in tables {
            let before = carried.take().filter(|_| table.continues);
            let list = matches!(table.kind, Kind::UnitRoster | Kind::PersonRoster) && !declared(&table.sheet);
            if !list {
                sheet_found.tables.push(table);
                continue;
            }
            let reading = Reading::of(&table, sheet, words, in_base, before);
            carried = reading.last_section();
            match reading.rows() {
                Some(told) => sheet_found.tables.extend(parts(&table, &told, &reading.rated_heads, words)),
                None => sheet_found.tables.push(table),
            }
        }
    }
}

/// Does a party committee at the base send, whose chi bộ are all under it: of a xã, a phường, an agency or a school?
fn sends_from_base(preamble: &[(CellRef, String)], words: &Vocabulary) -> bool {
    let top = preamble.iter().take(60).filter(|(at, _)| at.row < 16 && at.column <= 4);
    let Some((line, Sender::Named(unit))) = top.filter_map(|(_, t)| Some((t, sender(t, words)?))).next_back() else {
        return false;
    };
    let kinds = ["xã", "phường", "thị trấn", "đặc khu"].map(key);
    let unit = key(&reporting_unit(line, words).unwrap_or(unit));
    let line = key(line);
    let committee = line.starts_with(&key("đảng ủy ")) || line.starts_with(&key("đảng bộ "));
    let above = ["khối", "quận", "huyện", "thị xã", "thành phố", "tỉnh", "các cơ quan", "ubnd", "quân sự", "công an"];
    let place = kinds.iter().any(|kind| unit.strip_prefix(kind.as_str()).is_some_and(|rest| rest.starts_with(' ')));
    place || (committee && !above.iter().any(|word| has_words(&line, &key(word))))
}

/// Whom a row is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Told {
    subject: Subject,
    people: bool,
    /// Are they said to be none of our subjects?
    of_nobody: bool,
}

/// A list while its rows are told apart.
struct Reading<'t> {
    table: &'t Table,
    sheet: &'t Sheet,
    words: &'t Vocabulary,
    title: Title,
    /// Are all chi bộ under the party committee that sends?
    in_base: bool,
    /// What the head of each group says, by the place of its row.
    sections: Vec<Option<Section>>,
    /// The places of the heads that say something, from top to bottom.
    saying: Vec<usize>,
    /// The section that goes on from the sheet before.
    before: Option<Section>,
    /// What a column "Đối tượng" says of each row, by the place of the row.
    own_kinds: Option<Vec<Option<Section>>>,
    /// The names of its rows, once they are asked for.
    names: OnceCell<HashSet<String>>,
    /// Which rows are bodies that are rated over their people.
    rated_heads: Vec<bool>,
}

/// What the title names.
struct Title {
    subjects: Vec<Subject>,
    /// "Tổ chức đảng", which both đảng bộ and chi bộ are.
    party: bool,
    /// "Tập thể" without "lãnh đạo": bodies of any kind.
    any_collective: bool,
    /// "Tổ chức đảng, cơ quan, đơn vị": bodies beside others.
    units_beside: bool,
    /// "Chi bộ, chi ủy": who leads a party organisation beside it.
    committees: bool,
    /// Whom "cá nhân" means.
    people: Option<Subject>,
}

impl Title {
    fn of(table: &Table, words: &Vocabulary) -> Self {
        let text = table.title_key();
        let has = |phrase: &str| has_words(&text, &key(phrase));
        let leads = Vocabulary::speaks_of_leading(&text);
        let plain = text.replace(&key("chi bộ cơ sở"), "#");
        let mut subjects = words.subjects(&plain);
        if !leads && !has("người đứng đầu") {
            subjects.retain(|s| *s != Subject::Leader);
        }
        let people: Vec<Subject> = subjects.iter().copied().filter(|s| s.is_people()).collect();
        let mut people = people;
        people.dedup();
        Self {
            party: has("tổ chức đảng") && !has("tổ chức đảng cơ sở"),
            any_collective: has("tập thể") && !leads,
            committees: words.names.committees.iter().any(|body| has_words(&text, body)),
            units_beside: table.titles.iter().any(|t| names_units_beside(t)),
            people: if let [one] = people.as_slice() { Some(*one) } else { None },
            subjects,
        }
    }

    fn names(&self, subject: Subject) -> bool {
        self.subjects.contains(&subject)
    }

    /// Are bodies that are no party organisation rated beside those that are?
    fn is_mixed(&self) -> bool {
        let party = self.names(Subject::PartyBase) || self.names(Subject::PartyCell);
        (party && (self.units_beside || self.names(Subject::Collective))) || self.any_collective
    }
}

/// "Tổ chức đảng, cơ quan, đơn vị"; but "tổ chức cơ sở đảng khối cơ quan" speaks of one thing.
fn names_units_beside(title: &str) -> bool {
    let title = title.to_lowercase();
    ["cơ quan", "đơn vị"].iter().any(|word| {
        title.match_indices(word).any(|(at, _)| {
            let before = title[..at].trim_end();
            [",", ";", "/", "-", " và", "&"].iter().any(|joint| before.ends_with(joint))
        })
    })
}

impl<'t> Reading<'t> {
    fn of(table: &'t Table, sheet: &'t Sheet, words: &'t Vocabulary, in_base: bool, before: Option<Section>) -> Self {
        let of_row = |row: &Row| match row.role {
            RowRole::Group => section(name_in(&row.ordinal, &row.label), words),
            _ => None,
        };
        let sections: Vec<Option<Section>> = table.rows.iter().map(of_row).collect();
        let saying = (0..sections.len()).filter(|&i| sections[i].is_some()).collect();
        let title = Title::of(table, words);
        let mut found = Self {
            table,
            sheet,
            words,
            title,
            in_base,
            sections,
            saying,
            before,
            own_kinds: None,
            names: OnceCell::new(),
            rated_heads: Vec::new(),
        };
        found.rated_heads = found.find_rated_heads();
        found.own_kinds = table.columns.iter().find_map(|c| found.kinds_in(c)).or_else(|| found.ticked_kinds());
        found
    }

    /// Whom each row is about; `None` where the list is about what it was read to be about.
    fn rows(&self) -> Option<Vec<Option<Told>>> {
        let rows = &self.table.rows;
        let mut data = (0..rows.len()).filter(|&i| rows[i].role == RowRole::Data);
        let said = !self.saying.is_empty() || self.before.is_some() || self.own_kinds.is_some();
        let persons = self.table.kind == Kind::PersonRoster;
        if !said && persons {
            // "I Chi bộ thôn 1 | HTTNV" over its members is rated itself, whatever the title says.
            let named = self.title.subjects.iter().any(|s| !s.is_people()) || self.title.any_collective;
            let bodies = |own: Named| if named { own.is_body() } else { own.is_party() };
            if self.rated_heads.is_empty() && !data.clone().take(LOOKED_AT).any(|i| bodies(self.own(i))) {
                return None;
            }
        }
        if !said && !persons && self.rated_heads.is_empty() && (self.rates_several() || !self.speaks()) {
            return None;
        }
        let mut told = vec![None; rows.len()];
        for i in data.by_ref() {
            told[i] = Some(self.told(i)?);
        }
        let own = Told { subject: self.table.subject, people: persons, of_nobody: false };
        told.iter().flatten().any(|t| *t != own).then_some(told)
    }

    /// Does each row rate several subjects, under a column for each?
    fn rates_several(&self) -> bool {
        let rated = self.table.columns.iter().filter(|c| matches!(c.role, ColumnRole::Rating | ColumnRole::Mark));
        rated.filter_map(|c| c.subject).collect::<BTreeSet<_>>().len() > 1
    }

    fn own(&self, row: usize) -> Named {
        let row = &self.table.rows[row];
        if self.is_nameless(row) {
            return Named::Other;
        }
        named(name_in(&row.ordinal, &row.label), self.words)
    }

    /// A numbered row of a list of persons without a name: that its chi bộ stands beside makes it none.
    fn is_nameless(&self, row: &Row) -> bool {
        let text = |c: u32| self.sheet.get(CellRef::new(row.index, c)).map(shown).unwrap_or_default();
        let person = self.table.columns.iter().find(|c| c.role == ColumnRole::Person).map(|c| c.index);
        let numbered = || row.ordinal.text().bytes().all(|b| b.is_ascii_digit()) && !row.ordinal.is_empty();
        let beside =
            || self.table.columns.iter().any(|c| c.role == ColumnRole::Parent && text(c.index) == row.label.trim());
        person.is_some_and(|c| text(c).is_empty()) && numbered() && beside()
    }

    /// The heads over a row, from the nearest on.
    fn heads(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.table.rows[row].group(), |&head| self.table.rows[head].group())
    }

    /// What the heads over a row say: the outermost that leaves nothing open, else the nearest. Of heads marked alike the
    /// nearest ends those before it.
    fn section(&self, row: usize) -> Option<Section> {
        let mut found: Option<(Section, Option<Mark>)> = None;
        for head in self.heads(row) {
            let (Some(said), mark) = (self.sections[head], self.mark(head)) else { continue };
            match found {
                Some((known, of)) if of == mark || (said.is_open() && !known.is_open()) => {}
                Some((known, _)) if said.is_open() && known.is_open() => {}
                _ => found = Some((said, mark)),
            }
        }
        let first_head = self.saying.first().copied().unwrap_or(usize::MAX);
        match found {
            Some((said, Some(_))) => Some(said),
            // Of what is not marked the last one above the row counts, wherever its rows were put.
            found => self
                .open_above(row)
                .or(found.map(|(said, _)| said))
                .or_else(|| self.before.filter(|_| row < first_head)),
        }
    }

    /// "ĐẢNG VIÊN", and below it "Khối thôn", "Khối cơ quan", none of them marked: the section goes on to the next.
    fn open_above(&self, row: usize) -> Option<Section> {
        let above = self.saying[self.saying.partition_point(|&at| at < row).checked_sub(1)?];
        self.sections[above].filter(|_| self.mark(above).is_none())
    }

    fn mark(&self, row: usize) -> Option<Mark> {
        let row = &self.table.rows[row];
        outline_mark(&row.ordinal.text()).or(split_outline(&row.label).0)
    }

    fn last_section(&self) -> Option<Section> {
        let last = self.table.rows.iter().rposition(|r| r.role == RowRole::Data)?;
        self.section(last)
    }

    /// Whom a row is about; `None` where its name and its section contradict one another.
    fn told(&self, row: usize) -> Option<Told> {
        let own = self.own(row);
        match self.rated_heads.get(row) {
            Some(true) => return Some(self.told_of_head(row)),
            Some(false) if own == Named::Person && self.table.kind != Kind::PersonRoster => {
                return Some(Told { subject: self.table.subject, people: true, of_nobody: false });
            }
            _ => {}
        }
        let body = |subject: Subject| Some(Told { subject, people: false, of_nobody: false });
        let kind = self.own_kinds.as_ref().map(|kinds| kinds[row]);
        if kind == Some(None) && self.title.subjects.len() > 1 {
            let people = self.table.kind == Kind::PersonRoster;
            return Some(Told { subject: Subject::Unknown, people, of_nobody: false });
        }
        let section = kind.flatten().or_else(|| self.section(row));
        if own.is_party() && self.table.kind == Kind::PersonRoster && section.is_none_or(Section::is_people) {
            return body(self.by_name(row, own, Subject::Unknown));
        }
        if let Some(section) = section.filter(|s| s.is_people()) {
            let subject = match section {
                Section::Of(subject) => self.of_people(subject),
                // Members are members whatever their job is.
                Section::Strangers => {
                    let whatever = |s: &Subject| matches!(s, Subject::Member | Subject::Leader);
                    self.title.people.filter(whatever).unwrap_or(Subject::Unknown)
                }
                _ => self.title.people.unwrap_or(Subject::Unknown),
            };
            return (!own.is_body()).then_some(Told {
                subject,
                people: true,
                of_nobody: section == Section::Strangers,
            });
        }
        match section {
            // "CÁC PHÒNG, BAN" in a list of people: where they work.
            Some(_) if own == Named::Person && self.is_of_people() => Some(self.without_section(row, own)),
            Some(Section::Of(Subject::PartyCell)) if own == Named::Base => body(Subject::PartyBase),
            Some(Section::Of(Subject::Unit)) => body(self.by_name(row, own, Subject::Unit)),
            Some(Section::Of(subject)) => body(subject),
            Some(Section::Cells) if own == Named::Base => body(Subject::PartyBase),
            Some(Section::Cells) => body(self.of_cells(row)),
            Some(Section::Party) => body(self.by_name(row, own, Subject::PartyBase)),
            Some(Section::Collectives) if !self.title.any_collective && self.leads() => body(Subject::Collective),
            Some(Section::Collectives) => body(self.by_name(row, own, Subject::Collective)),
            Some(Section::People | Section::Strangers) | None => Some(self.without_section(row, own)),
        }
    }

    /// Is it a list of persons under a title that speaks of people and of no body?
    fn is_of_people(&self) -> bool {
        let title = &self.title;
        let people = !title.subjects.is_empty() && title.subjects.iter().all(|s| s.is_people());
        self.table.kind == Kind::PersonRoster && people && !title.any_collective && !title.units_beside
    }

    /// Does the title speak of collectives that lead?
    fn leads(&self) -> bool {
        self.title.names(Subject::Collective)
    }

    /// Of people whose section names their job: members are members whatever their job is.
    fn of_people(&self, said: Subject) -> Subject {
        let one = self.title.people.filter(|one| {
            matches!(one, Subject::Member | Subject::Leader)
                && matches!(said, Subject::CivilServant | Subject::PublicEmployee)
        });
        one.unwrap_or(said)
    }

    /// A party organisation or a collective by its name, else what is said of all.
    fn by_name(&self, row: usize, own: Named, all: Subject) -> Subject {
        match own {
            Named::Base => Subject::PartyBase,
            Named::Cell => self.cell_or_base(row),
            Named::Collective if all == Subject::Unit => Subject::Collective,
            _ => all,
        }
    }

    /// "Chi bộ …": under a đảng bộ, or a base organisation for itself.
    fn cell_or_base(&self, row: usize) -> Subject {
        let base = |name: &str| named(name, self.words) == Named::Base;
        let parents = self.table.columns.iter().filter(|c| c.role == ColumnRole::Parent);
        let text = |c: u32| self.sheet.get(CellRef::new(self.table.rows[row].index, c)).map(shown).unwrap_or_default();
        let under = parents.map(|c| text(c.index)).any(|name| base(&name) || key(&name).starts_with(&key("đảng ủy ")));
        let grouped =
            self.heads(row).any(|head| base(name_in(&self.table.rows[head].ordinal, &self.table.rows[head].label)));
        match () {
            () if under || grouped || self.in_base => Subject::PartyCell,
            () if self.title.names(Subject::PartyCell) && self.title.names(Subject::PartyBase) => Subject::Unknown,
            () if self.title.names(Subject::PartyCell) => Subject::PartyCell,
            () => Subject::PartyBase,
        }
    }

    /// A chi bộ in a section "Chi bộ".
    fn of_cells(&self, row: usize) -> Subject {
        match self.title.names(Subject::PartyCell) {
            true => Subject::PartyCell,
            false => self.cell_or_base(row),
        }
    }

    fn without_section(&self, row: usize, own: Named) -> Told {
        let table = self.table;
        let persons = table.kind == Kind::PersonRoster;
        let as_read = Told { subject: table.subject, people: persons, of_nobody: false };
        let body = |subject: Subject| Told { subject, people: false, of_nobody: false };
        if persons && !own.is_body() {
            return as_read;
        }
        let open = self.title.is_mixed() || table.subject == Subject::Unknown;
        let mixed = open || table.subject == Subject::Unit;
        match own {
            Named::Base if mixed => body(Subject::PartyBase),
            Named::Cell if mixed || (self.title.party && table.subject == Subject::PartyBase) => {
                body(self.cell_or_base(row))
            }
            Named::Collective if open || self.is_committee(row) => body(Subject::Collective),
            Named::Agency if open => {
                let units = self.title.units_beside || !self.title.names(Subject::Collective);
                body(if units { Subject::Unit } else { Subject::Collective })
            }
            Named::Person if self.names_people() => {
                Told { subject: self.title.people.unwrap_or(Subject::Unknown), people: true, of_nobody: false }
            }
            Named::Person | Named::Other if open && !self.title.any_collective => body(Subject::Unknown),
            _ => as_read,
        }
    }

    /// Does the title speak of people beside bodies?
    fn names_people(&self) -> bool {
        let bodies = self.title.subjects.iter().any(|s| !s.is_people());
        let anybody = has_words(&self.table.title_key(), &key("cá nhân"));
        bodies && (self.title.people.is_some() || anybody)
    }
}
