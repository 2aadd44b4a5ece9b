//! Reporting units of one name under different offices → told apart, each shown with the office it stands under.
//!
//! “Chi bộ Quân sự” exists in every ward, “Phường Trần Phú” in many districts. Two files are of two units only where both
//! name an office above at one rank and those differ: what names another rank, or none, is taken for the same unit.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::records::FileRecord;
use super::totals::{is_same_office, office_key, unit_key};
use crate::text::{key, toneless_key};

/// How high an office stands that a head names above the one that reports.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Rank {
    /// "Sở Y tế", "Công ty A".
    Agency,
    /// A ward, or the party organisation of an agency.
    Base,
    District,
    City,
    Province,
}

impl Rank {
    /// Of the party organisation or agency of this name.
    fn of(name: &str) -> Self {
        let written = unit_key(name);
        let party = ["đảng bộ", "đảng ủy"].iter().any(|words| begins_with(&written, words));
        Self::of_place(&office_key(name)).unwrap_or(if party { Self::Base } else { Self::Agency })
    }

    /// Of the office of a place, by its key.
    fn of_place(office: &str) -> Option<Self> {
        const PLACES: [(&str, Rank); 9] = [
            ("tỉnh", Rank::Province),
            ("thành phố", Rank::City),
            ("quận", Rank::District),
            ("huyện", Rank::District),
            ("thị xã", Rank::District),
            ("phường", Rank::Base),
            ("xã", Rank::Base),
            ("thị trấn", Rank::Base),
            ("đặc khu", Rank::Base),
        ];
        PLACES.iter().find(|(words, _)| begins_with(office, words)).map(|(_, rank)| *rank)
    }
}

fn begins_with(text: &str, words: &str) -> bool {
    text.strip_prefix(&key(words)).is_some_and(|rest| rest.starts_with(' '))
}

/// An office that a head names above the one that reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Superior {
    name: String,
    key: String,
    rank: Rank,
}

impl Superior {
    /// The office of this name.
    pub fn new(name: String) -> Self {
        Self { key: office_key(&name), rank: Rank::of(&name), name }
    }

    /// As people name it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Is it a ward, or the party organisation of an agency: one that chi bộ stand under?
    pub(super) fn is_base(&self) -> bool {
        self.rank == Rank::Base
    }

    /// The same office, as far as heads are written alike: without tones, with the place at the end or not.
    pub(super) fn is(&self, other: &Self) -> bool {
        let close = || toneless_key(&self.key) == toneless_key(&other.key) || is_same_office(&self.name, &other.name);
        self.rank == other.rank && (self.key == other.key || close())
    }
}

/// Who a reporting unit stands under.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Under {
    /// The offices its head names above it, the nearest first.
    pub superiors: Vec<Superior>,
    /// Its name by itself, where it is shown with one of them because others bear it too.
    pub plain: Option<String>,
}

impl Under {
    /// Does a head name the office of this key above the one that reports?
    pub(super) fn stands_under(&self, office: &str) -> bool {
        self.superiors.iter().any(|superior| superior.key == office)
    }

    /// The names of the offices above, the nearest first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.superiors.iter().map(|superior| superior.name.as_str())
    }

    /// The key of the nearest of them.
    pub(super) fn nearest(&self) -> Option<&str> {
        self.superiors.first().map(|superior| superior.key.as_str())
    }

    /// Their keys.
    pub(super) fn keys(&self) -> impl Iterator<Item = &String> {
        self.superiors.iter().map(|superior| &superior.key)
    }

    /// Takes over what another head of the same unit names.
    pub fn add(&mut self, superiors: Vec<Superior>) {
        for superior in superiors {
            if !self.superiors.contains(&superior) {
                self.superiors.push(superior);
            }
        }
    }

    /// May a unit stand above another one that names its office above itself? Not where others stand above both.
    pub(super) fn may_be_above(&self, other: &Self) -> bool {
        self.plain.is_none() || differ_at(&self.superiors, &other.superiors).is_empty()
    }

    /// Takes over what stands above the whole file where its own head names nothing of that rank.
    pub fn within(&mut self, home: &Superior) {
        if self.superiors.iter().all(|own| own.rank != home.rank) {
            self.superiors.push(home.clone());
        }
    }
}

/// Is one of two units not the other: do both name offices of one rank, and none in common?
fn differ_at(a: &[Superior], b: &[Superior]) -> Vec<Rank> {
    let ranks: BTreeSet<Rank> = a.iter().map(|s| s.rank).collect();
    let differ = |rank: &Rank| {
        let at = |all: &[Superior]| all.iter().filter(|s| s.rank == *rank).cloned().collect::<Vec<_>>();
        let (own, others) = (at(a), at(b));
        !others.is_empty() && own.iter().all(|s| others.iter().all(|o| !s.is(o)))
    };
    ranks.into_iter().filter(differ).collect()
}

/// The units of one name: for each report which of them it is of (`None` where it could be of several), and what is known to
/// stand above each.
fn units_of(reports: &[&[Superior]]) -> (Vec<Option<usize>>, Vec<Vec<Superior>>) {
    let mut order: Vec<usize> = (0..reports.len()).collect();
    // What says most of who stands above it first, the nearest office before all.
    order.sort_by_key(|&i| {
        let nearest = reports[i].iter().map(|s| s.rank).min().unwrap_or(Rank::Province);
        (reports[i].is_empty(), nearest, Reverse(reports[i].len()), i)
    });
    let mut units: Vec<Vec<Superior>> = Vec::new();
    let mut of: Vec<Option<usize>> = vec![None; reports.len()];
    for i in order {
        let fits = |unit: &usize| differ_at(reports[i], &units[*unit]).is_empty();
        let fitting: Vec<usize> = (0..units.len()).filter(fits).collect();
        match fitting[..] {
            [] => {
                of[i] = Some(units.len());
                units.push(reports[i].to_vec());
            }
            [one] => {
                of[i] = Some(one);
                let new = reports[i].iter().filter(|s| !units[one].contains(s)).cloned().collect::<Vec<_>>();
                units[one].extend(new);
            }
            _ => {}
        }
    }
    (of, units)
}

/// The offices that tell one of several units from all others: the nearest that will do.
fn told_by(unit: usize, units: &[Vec<Superior>]) -> String {
    let mut others: Vec<&Vec<Superior>> = (0..units.len()).filter(|u| *u != unit).map(|u| &units[u]).collect();
    let mut names: Vec<&str> = Vec::new();
    while let Some(rank) = others.iter().filter_map(|o| differ_at(&units[unit], o).first().copied()).min() {
        names.extend(units[unit].iter().find(|s| s.rank == rank).map(|s| s.name.as_str()));
        others.retain(|other| !differ_at(&units[unit], other).contains(&rank));
    }
    names.join(", ")
}

/// The reporting units that files and their sheets name, each to be named anew.
fn named<'f>(files: &'f mut [FileRecord<'_>]) -> Vec<(&'f mut String, &'f mut Under)> {
    let mut all = Vec::new();
    for file in files {
        all.extend(file.unit.as_mut().map(|unit| (unit, &mut file.under)));
        let tables = file.tables.iter_mut();
        all.extend(tables.filter_map(|table| Some((table.unit.as_mut()?, &mut table.under))));
    }
    all
}

/// Shows the units of one name that stand under different offices with those: “Chi bộ Quân sự (Phường Cát Bi)”.
pub(super) fn tell_apart(files: &mut [FileRecord<'_>]) {
    let mut all = named(files);
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, (name, _)) in all.iter().enumerate() {
        by_name.entry(unit_key(name)).or_default().push(place);
    }
    for places in by_name.into_values().filter(|places| places.len() > 1) {
        let reports: Vec<&[Superior]> = places.iter().map(|&p| &*all[p].1.superiors).collect();
        let (of, units) = units_of(&reports);
        if units.len() < 2 {
            continue;
        }
        let told: Vec<String> = (0..units.len()).map(|unit| told_by(unit, &units)).collect();
        for (place, unit) in places.into_iter().zip(of) {
            let Some(unit) = unit else { continue };
            let (name, under) = &mut all[place];
            let shown = format!("{name} ({})", told[unit]);
            under.plain = Some(std::mem::replace(name, shown));
            under.superiors.clone_from(&units[unit]);
        }
    }
}

/// The reporting units by their names, each with what it is known by and who stands above it.
#[derive(Default, Debug)]
pub(super) struct Namesakes {
    by_name: BTreeMap<String, BTreeMap<String, Namesake>>,
    /// The names without what kind of place they are ("Hải Châu"), where one unit bears it; `None` where several do.
    bare: BTreeMap<String, Option<String>>,
}

/// One unit of a name.
#[derive(Default, Debug)]
struct Namesake {
    shown: String,
    /// Is it told from others of its name?
    told_apart: bool,
    above: Vec<Superior>,
}

impl Namesakes {
    /// Of all files.
    pub(super) fn of(files: &[FileRecord<'_>]) -> Self {
        let mut all = Self::default();
        for file in files {
            let tables = file.tables.iter().map(|table| (table.unit.as_deref(), &table.under));
            for (unit, under) in std::iter::once((file.unit.as_deref(), &file.under)).chain(tables) {
                let Some(unit) = unit else { continue };
                let plain = under.plain.as_deref().unwrap_or(unit);
                let known = all.by_name.entry(office_key(plain)).or_default().entry(office_key(unit)).or_default();
                unit.clone_into(&mut known.shown);
                known.told_apart = under.plain.is_some();
                let new = under.superiors.iter().filter(|s| !known.above.contains(s)).cloned().collect::<Vec<_>>();
                known.above.extend(new);
            }
        }
        for name in all.by_name.keys() {
            if let Some(bare) = without_kind(name) {
                let only = Some(name.clone());
                all.bare.entry(bare.to_owned()).and_modify(|one| *one = None).or_insert(only);
            }
        }
        all
    }

    /// How the units of this name are known; `None` where it is the name of one.
    pub(super) fn named(&self, name: &str) -> Option<Vec<String>> {
        let units = self.by_name.get(&office_key(name))?.values().filter(|unit| unit.told_apart);
        let shown: Vec<String> = units.map(|unit| unit.shown.clone()).collect();
        (shown.len() > 1).then_some(shown)
    }

    /// The key of the unit that a row names by this key, under these offices: of several of the name the one that most of them
    /// stand above; `None` where the one of that name stands under another place.
    pub(super) fn meant(&self, named: String, offices: impl FnOnce() -> Offices) -> Option<String> {
        let whole = || self.bare.get(&named).cloned().flatten();
        let named = if self.by_name.contains_key(&named) { named } else { whole().unwrap_or(named) };
        let Some(units) = self.by_name.get(&named) else { return Some(named) };
        let offices = offices();
        if units.values().all(|unit| !unit.told_apart) {
            let elsewhere = |unit: &Namesake| !differ_at(&places(&offices.own), &places(&unit.above)).is_empty();
            return (!units.values().all(elsewhere)).then_some(named);
        }
        let all = || offices.own.iter().chain(&offices.group);
        let count = |unit: &Namesake| all().filter(|office| unit.above.iter().any(|s| s.is(office))).count();
        let most = units.values().map(count).max().unwrap_or(0);
        let mut meant = units.iter().filter(|(_, unit)| most > 0 && count(unit) == most);
        match (meant.next(), meant.next()) {
            (Some((key, _)), None) => Some(key.clone()),
            _ => Some(named),
        }
    }
}

/// The name of a place, or of the chi bộ there, without that word; `None` for all other names, and for a mere number.
fn without_kind(name: &str) -> Option<&str> {
    const KINDS: [&str; 9] = ["quận", "huyện", "thị xã", "thành phố", "tỉnh", "phường", "xã", "thị trấn", "chi bộ"];
    let bare = KINDS.iter().find_map(|kind| name.strip_prefix(&*key(kind))?.strip_prefix(' '))?;
    (!bare.starts_with(|c: char| c.is_ascii_digit())).then_some(bare)
}

/// Those of some offices that are of a place.
fn places(offices: &[Superior]) -> Vec<Superior> {
    offices.iter().filter(|office| Rank::of_place(&office.key).is_some()).cloned().collect()
}

/// The offices that rows stand under.
#[derive(Clone, Default, Debug)]
pub(super) struct Offices {
    own: Vec<Superior>,
    group: Option<Superior>,
}

impl Offices {
    /// Of a table: the office it is of, and those above that.
    pub(super) fn of(unit: Option<&str>, under: &Under) -> Self {
        let own = under.plain.as_deref().or(unit).map(|name| Superior::new(name.to_owned()));
        Self { own: own.into_iter().chain(under.superiors.iter().cloned()).collect(), group: None }
    }

    /// With the group or parent that a row names itself.
    pub(super) fn and(self, group: Option<&str>) -> Self {
        Self { group: group.map(|name| Superior::new(name.to_owned())), ..self }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::records::{Submission, build};
    use crate::check::rules::testing::inputs;
    use crate::check::totals::totals;
    use crate::config::Config;
    use crate::normalise::Catalogue;

    fn submission(picture: &str) -> Submission<'static> {
        build(inputs(picture), Catalogue::built_in(), &Config::default())
    }

    /// A file of this head, one office a part, with so many members.
    fn file(name: &str, head: &str, members: u32) -> String {
        let lines: Vec<&str> = head.split(" / ").collect();
        let heads: String = lines.iter().enumerate().map(|(i, line)| format!("{} | {line}\n", i + 1)).collect();
        let at = lines.len() + 1;
        let row = format!("1 | Đảng viên | {members} | 1 | {} | 0 | 0", members - 1);
        format!(
            "=== {name}.xlsx
            {heads}
            {at} | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
            {} | TT | Đối tượng | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            {} | {row}
            ",
            at + 2,
            at + 3
        )
    }

    fn counted(heads: &[&str]) -> Vec<(String, i64)> {
        let files: String = heads.iter().enumerate().map(|(i, head)| file(&i.to_string(), head, 7)).collect();
        let units = totals(&submission(&files)).units.into_iter();
        units.map(|u| (u.unit.unwrap_or_default(), u.counts.total.unwrap_or(0))).collect()
    }

    fn names(heads: &[&str]) -> String {
        counted(heads).into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn units_of_one_name_under_different_offices_are_shown_with_them() {
        for (heads, shown) in [
            (
                ["ĐẢNG ỦY PHƯỜNG CÁT BI / CHI BỘ QUÂN SỰ", "ĐẢNG ỦY PHƯỜNG NAM HẢI / CHI BỘ QUÂN SỰ"],
                "Chi bộ Quân sự (Phường Cát Bi) | Chi bộ Quân sự (Phường Nam Hải)",
            ),
            (
                ["QUẬN ỦY HẢI AN / ĐẢNG ỦY PHƯỜNG TRẦN PHÚ", "QUẬN ỦY LÊ CHÂN / UBND PHƯỜNG TRẦN PHÚ"],
                "Phường Trần Phú (Quận Hải An) | Phường Trần Phú (Quận Lê Chân)",
            ),
            (
                ["PHÒNG GD&ĐT QUẬN HẢI AN / TRƯỜNG THCS LÊ LỢI", "UBND QUẬN LÊ CHÂN / TRƯỜNG THCS LÊ LỢI"],
                "Trường THCS Lê Lợi (Quận Hải An) | Trường THCS Lê Lợi (Quận Lê Chân)",
            ),
            (
                ["ĐẢNG ỦY BỆNH VIỆN ĐA KHOA / CHI BỘ 1", "ĐẢNG ỦY PHƯỜNG NAM HẢI / CHI BỘ 1"],
                "Chi bộ 1 (Đảng ủy Bệnh Viện Đa Khoa) | Chi bộ 1 (Phường Nam Hải)",
            ),
        ] {
            assert_eq!(names(&heads), shown);
        }
        // Three of one name, two of them in wards of one name.
        let heads = [
            "QUẬN ỦY HẢI AN / ĐẢNG ỦY PHƯỜNG TRẦN PHÚ / CHI BỘ 1",
            "QUẬN ỦY LÊ CHÂN / ĐẢNG ỦY PHƯỜNG TRẦN PHÚ / CHI BỘ 1",
            "QUẬN ỦY HẢI AN / ĐẢNG ỦY PHƯỜNG CÁT BI / CHI BỘ 1",
        ];
        assert_eq!(
            names(&heads),
            "Chi bộ 1 (Phường Trần Phú, Quận Hải An) | Chi bộ 1 (Phường Trần Phú, Quận Lê Chân) | Chi bộ 1 (Phường Cát Bi)"
        );
    }

    #[test]
    fn one_unit_whose_heads_name_more_or_less_is_one() {
        for (heads, shown) in [
            (["ĐẢNG ỦY PHƯỜNG CÁT BI / CHI BỘ QUÂN SỰ", "CHI BỘ QUÂN SỰ"], "Chi bộ Quân sự"),
            (["ĐẢNG ỦY PHƯỜNG CÁT BI / CHI BỘ 1", "ĐẢNG BỘ PHƯỜNG CÁT BI / CHI BỘ 1"], "Chi bộ 1"),
            (["ĐẢNG ỦY PHƯỜNG CÁT BI / CHI BỘ 1", "ĐU P. CÁT BI / CHI BỘ 1"], "Chi bộ 1"),
            (["QUẬN ỦY HẢI AN / ĐẢNG ỦY PHƯỜNG CÁT BI / CHI BỘ 1", "ĐẢNG ỦY PHƯỜNG CÁT BI / CHI BỘ 1"], "Chi bộ 1"),
            (["QUẬN ỦY HẢI AN / CHI BỘ 1", "ĐẢNG ỦY PHƯỜNG CÁT BI / CHI BỘ 1"], "Chi bộ 1"),
            (["THÀNH ỦY ĐÀ NẴNG / QUẬN ỦY SƠN TRÀ", "QUẬN ỦY SƠN TRÀ"], "Quận Sơn Trà"),
            (["THÀNH ỦY ĐÀ NẴNG / QUẬN ỦY SƠN TRÀ", "UBND THÀNH PHỐ ĐÀ NẴNG / UBND QUẬN SƠN TRÀ"], "Quận Sơn Trà"),
            (
                ["THÀNH ỦY ĐÀ NẴNG / ĐẢNG ỦY PHƯỜNG MÂN THÁI", "QUẬN ỦY SƠN TRÀ / ĐẢNG ỦY PHƯỜNG MÂN THÁI"],
                "Phường Mân Thái",
            ),
            (
                ["UBND QUẬN HẢI AN / TRƯỜNG THCS LÊ LỢI", "PHÒNG GD&ĐT QUẬN HẢI AN / TRƯỜNG THCS LÊ LỢI"],
                "Trường THCS Lê Lợi",
            ),
            (["ĐẢNG ỦY BỆNH VIỆN / CHI BỘ 1", "ĐẢNG BỘ BỆNH VIỆN / CHI BỘ 1"], "Chi bộ 1"),
        ] {
            // Equal figures of one unit count once.
            assert_eq!(counted(&heads), [(shown.to_owned(), 7)], "{heads:?}");
        }
    }

    #[test]
    fn a_report_that_names_no_office_above_is_of_nobody_where_two_units_could_be_meant() {
        let heads = [
            "ĐẢNG ỦY PHƯỜNG CÁT BI / CHI BỘ QUÂN SỰ",
            "CHI BỘ QUÂN SỰ",
            "QUẬN ỦY HẢI AN / CHI BỘ QUÂN SỰ",
            "ĐẢNG ỦY PHƯỜNG NAM HẢI / CHI BỘ QUÂN SỰ",
            "QUẬN ỦY HẢI AN / ĐẢNG ỦY PHƯỜNG NAM HẢI / CHI BỘ QUÂN SỰ",
        ];
        let shown = submission(&heads.iter().enumerate().map(|(i, h)| file(&i.to_string(), h, 7)).collect::<String>());
        let units: Vec<String> = shown.files.iter().filter_map(|f| f.unit.clone()).collect();
        let (one, two) = ("Chi bộ Quân sự (Phường Cát Bi)", "Chi bộ Quân sự (Phường Nam Hải)");
        assert_eq!(units, [one, "Chi bộ Quân sự", "Chi bộ Quân sự", two, two]);
    }

    #[test]
    fn the_chi_bo_on_the_sheets_of_a_ward_are_rows_of_its_report() {
        let ward = |name: &str, office: &str, above: &str| {
            let list = |cell: &str| {
                format!(
                    "--- {cell}
                    1 | {above}
                    2 | {cell}
                    3 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                    5 | TT | Họ và tên | Xếp loại
                    6 | 1 | Nguyễn Văn {name} | HTXSNV
                    7 | 2 | Trần Thị {cell} | HTTNV
                    "
                )
            };
            format!(
                "=== {name}.xlsx
                {}
                {}
                --- TH
                1 | {office}
                2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
                4 | TT | Chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
                5 | 1 | Chi bộ 1 | 2 | 1 | 1 | 0 | 0
                6 | 2 | Chi bộ 2 | 2 | 1 | 1 | 0 | 0
                7 | | Tổng cộng | 4 | 2 | 2 | 0 | 0
                ",
                list("Chi bộ 1"),
                list("Chi bộ 2")
            )
        };
        let told = |picture: String| {
            let found = totals(&submission(&picture));
            let units = found
                .units
                .iter()
                .map(|u| format!("{} {}", u.unit.as_deref().unwrap_or(""), u.counts.total.unwrap_or(0)));
            (units.collect::<Vec<_>>().join(", "), found.superiors.len())
        };
        for above in [true, false] {
            let line = |office: &'static str| if above { office } else { "" };
            let one = ward("a", "ĐẢNG ỦY PHƯỜNG CÁT BI", line("ĐẢNG ỦY PHƯỜNG CÁT BI"));
            let two = ward("b", "ĐẢNG ỦY PHƯỜNG NAM HẢI", line("ĐẢNG ỦY PHƯỜNG NAM HẢI"));
            assert_eq!(told(one.clone() + &two), ("Phường Cát Bi 4, Phường Nam Hải 4".to_owned(), 0), "{above}");
            assert_eq!(told(one), ("Phường Cát Bi 4".to_owned(), 0));
        }
        // Sheets of wards beside the summary of their district are reports of their own.
        let district = ward("a", "QUẬN ỦY HẢI AN", "QUẬN ỦY HẢI AN").replace("Chi bộ ", "Phường ");
        assert_eq!(told(district).0, "Phường 1 2, Phường 2 2");
    }
}
