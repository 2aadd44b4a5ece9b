//! Columns of another kind that say why a row has no rating ("Tình trạng: Miễn sinh hoạt", "Đối tượng: Đảng viên dự bị"), or
//! tell of discipline ("Khen thưởng, kỷ luật", "Vi phạm", "Nhận xét") or absence ("Số tháng nghỉ ốm").

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::kept::Kept;
use super::marks::is_probationary;
use super::record::Place;
use super::{Record, Source};
use crate::locate::unrated::names_reason;
use crate::locate::vocabulary::has_words;
use crate::locate::{Column, ColumnRole, Row};
use crate::text::key;
use crate::text::shared::SharedText;

/// Longer texts tell more than how somebody stands.
const LONGEST: usize = 60;

impl<'s> Source<'s> {
    /// Takes what such a column says for the reason, where none is given; not where it says the same of somebody rated.
    pub(super) fn excuse_by_standing(&self, rows: &[&Row], records: &mut [Record]) {
        let open = |record: &Record| !record.is_excused() && record.ratings.iter().all(|r| r.is_empty());
        if !records.iter().any(open) {
            return;
        }
        let kept = Kept::default();
        for column in self.table.columns.iter().filter(|c| self.tells_standing(c)).map(|c| c.index) {
            let said = |row: &Row| kept.shown(self.sheet.row(row.index), column);
            let rated = rows.iter().zip(&*records).filter(|(_, record)| !record.ratings.iter().all(|r| r.is_empty()));
            let of_rated: HashSet<String> = rated.filter_map(|(row, _)| said(row)).map(|text| key(&text)).collect();
            for (row, record) in rows.iter().zip(&mut *records).filter(|(_, record)| open(record)) {
                let why = said(row).filter(|text| !of_rated.contains(&key(text)) && self.says_why(text));
                record.reason = why.unwrap_or_default();
                record.marks.probationary |= is_probationary(&record.reason);
            }
        }
    }

    /// "Khen thưởng, kỷ luật", "KT, KL", "Vi phạm".
    fn awards_and_discipline(&self) -> Option<Place> {
        let both = |head: &str| ["khen thưởng", "kỷ luật"].iter().all(|w| has_words(&key(head), &key(w)));
        let short =
            |head: &str| head.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase() == "ktkl";
        let wrong = |head: &str| has_words(&key(head), &key("vi phạm"));
        let unknown = |c: &&Column| matches!(c.role, ColumnRole::Ignored | ColumnRole::Unknown);
        let said = |head: &String| both(&head.replace('/', " / ")) || short(head) || wrong(head);
        let told = self.table.columns.iter().filter(unknown).find(|c| c.path.last().is_some_and(said));
        told.and_then(|c| Place::new(c.index))
    }

    /// "Nhận xét", "Hạn chế, khuyết điểm".
    fn remarks(&self) -> Vec<u32> {
        let words = ["nhận xét", "khuyết điểm", "hạn chế"].map(key);
        let remark = |head: &String| words.iter().any(|word| has_words(&key(head), word));
        let roles = [ColumnRole::Ignored, ColumnRole::Unknown, ColumnRole::Opinion];
        let told = self.table.columns.iter().filter(|c| roles.contains(&c.role) && c.path.last().is_some_and(remark));
        told.map(|c| c.index).collect()
    }

    /// Columns that say how long somebody was away, each with the unit its head names.
    fn absences(&self) -> Vec<Absence> {
        let told = self.table.columns.iter().filter(|c| tells_absence(c));
        told.map(|c| Absence { column: c.index, head: c.header(), unit: unit_of(&key(&c.header())) }).collect()
    }

    /// The columns of a list that say more than their kind tells.
    pub(super) fn beside(&self, persons: bool) -> Beside {
        let absences = if persons { self.absences() } else { Vec::new() };
        Beside { with_awards: self.awards_and_discipline(), remarks: self.remarks(), absences }
    }

    /// Adds to a row what they say of its discipline, where no column of its own does, and to a rated one how long somebody was
    /// away.
    pub(super) fn read_beside(&self, row: u32, record: &mut Record, beside: &Beside, kept: &Kept<'s>) {
        let shown = |column: u32| kept.shown(self.sheet.row(row), column);
        if record.columns.discipline.is_none() && record.discipline.is_none() {
            let mut remarks = beside.remarks.iter().filter_map(|&column| shown(column));
            record.discipline = remarks.find_map(|remark| own_discipline(&remark).map(SharedText::from));
        }
        let rated = !record.ratings.iter().all(|r| r.is_empty());
        let told = beside.absences.iter().filter(|_| rated);
        let told: Vec<String> = told.filter_map(|absence| absence.said(&shown(absence.column)?)).collect();
        if !told.is_empty() {
            let all = std::iter::once(record.reason.to_string()).filter(|reason| !reason.is_empty()).chain(told);
            record.reason = all.collect::<Vec<_>>().join("; ").into();
        }
    }

    /// "Trạng thái", "Đối tượng": what somebody is, where nobody knows the column for more than that.
    fn tells_standing(&self, column: &Column) -> bool {
        let unknown = matches!(column.role, ColumnRole::Unknown | ColumnRole::Parent | ColumnRole::Ignored);
        unknown && column.path.last().is_some_and(|head| self.words.names_standing(&key(head)))
    }

    fn says_why(&self, text: &str) -> bool {
        let says = names_reason(text) || is_probationary(text);
        says && text.chars().count() <= LONGEST && !self.words.denies_standing(&key(text))
    }
}

/// Columns of a list that say more than their kind tells.
pub(super) struct Beside {
    /// "Khen thưởng, kỷ luật", "Vi phạm".
    pub(super) with_awards: Option<Place>,
    /// "Nhận xét".
    remarks: Vec<u32>,
    absences: Vec<Absence>,
}

/// A column that says how long somebody was away.
struct Absence {
    column: u32,
    head: String,
    unit: Option<&'static str>,
}

impl Absence {
    /// "Số tháng nghỉ ốm: 4 tháng"; `None` where its cell says no time.
    fn said(&self, text: &str) -> Option<String> {
        let number = text.trim().replace(',', ".").parse::<f64>();
        match (number, self.unit) {
            (Ok(number), Some(unit)) if number > 0.0 => Some(format!("{}: {text} {unit}", self.head)),
            (Err(_), _) if text.contains(|c: char| c.is_ascii_digit()) => Some(format!("{}: {text}", self.head)),
            _ => None,
        }
    }
}

/// Does the head of a column that means nothing else speak of time away: "Số tháng nghỉ ốm", "Thời gian nghỉ"? Not of leave
/// and holidays.
pub fn tells_absence(column: &Column) -> bool {
    let head = key(&column.header());
    let away = [
        "nghỉ ốm",
        "ốm đau",
        "nghỉ bệnh",
        "điều trị",
        "thời gian nghỉ",
        "số ngày nghỉ",
        "số tháng nghỉ",
        "số tuần nghỉ",
    ];
    let other = ["thai sản", "sinh con", "phép", "hưu", "hè", "lễ", "tết", "bù", "con", "con ốm", "học"];
    let says = |words: &[&str]| words.iter().any(|word| has_words(&head, &key(word)));
    matches!(column.role, ColumnRole::Unknown | ColumnRole::Ignored) && says(&away) && !says(&other)
}

fn unit_of(head: &str) -> Option<&'static str> {
    ["tháng", "ngày", "tuần"].into_iter().find(|unit| has_words(head, &key(unit)))
}

/// Forms of discipline of the Party and the State, the mildest first.
pub const FORMS: [&str; 9] = [
    "khiển trách",
    "cảnh cáo",
    "cách chức",
    "giáng chức",
    "khai trừ",
    "hạ bậc lương",
    "buộc thôi việc",
    "giải tán",
    "bãi nhiệm",
];

/// The part of a remark that says its own row was disciplined: "Đã bị xử lý kỷ luật bằng hình thức khiển trách". Most remarks
/// speak of the work, and of others who were.
fn own_discipline(remark: &str) -> Option<&str> {
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        let lead = "(?:năm [0-9]{4}|trong (?:năm|kỳ)|đã|có|bản thân|cá nhân|đồng chí|đ/c|còn|vẫn)";
        let begins = "(?:^|[,:(]|nhưng|tuy nhiên|song)";
        let forms = FORMS.join("|");
        let pattern =
            format!(r"{begins}\s*(?:{lead},? )*bị (?:xử lý |thi hành )?(?:kỷ luật|kỉ luật|{forms})(?:[ ,.;:()]|$)");
        Regex::new(&pattern).expect("a fixed pattern")
    });
    let parts = remark.split([';', '\n']).flat_map(|part| part.split(". ")).map(str::trim);
    parts
        .into_iter()
        .find(|part| (part.contains("bị ") || part.starts_with("Bị ")) && OWN.is_match(&part.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_tells_the_discipline_of_its_own_row() {
        for remark in [
            "Đã bị xử lý kỷ luật bằng hình thức khiển trách",
            "Hoàn thành nhiệm vụ; bị khiển trách",
            "Chuyên môn tốt nhưng bị cảnh cáo về Đảng",
            "Nhiệt tình. Trong năm bị kỷ luật khiển trách.",
        ] {
            assert!(own_discipline(remark).is_some(), "{remark}");
        }
        for remark in [
            "Chấp hành tốt kỷ luật",
            "Tham mưu thi hành kỷ luật khiển trách 02 đảng viên",
            "Để 01 viên chức bị khiển trách",
            "Có học sinh bị kỷ luật",
            "Không bị kỷ luật",
            "Bị ốm",
        ] {
            assert_eq!(own_discipline(remark), None, "{remark}");
        }
    }
}
