//! Discipline of a row, as written: what P307 and C405 share.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::check::away::is_of_relative;
use crate::check::records::{Rated, RatedRoster, TableRecord};
use crate::check::rules::posts;
use crate::finding::CellRef;
use crate::locate::Subject;
use crate::locate::vocabulary::has_words;
use crate::normalise::Level;
use crate::parse::{FORMS, Record};
use crate::text::key;

/// A rated row under discipline.
pub(super) struct Disciplined<'t> {
    /// Whose row it is.
    pub(super) name: &'t str,
    /// Is it a person?
    pub(super) person: bool,
    /// What is rated.
    pub(super) subject: Subject,
    /// How.
    pub(super) level: Level,
    /// Where the rating stands.
    pub(super) at: CellRef,
    /// Where the discipline stands, if it has a cell of its own.
    pub(super) written_at: Option<CellRef>,
    /// As written.
    pub(super) written: &'t str,
}

impl Disciplined<'_> {
    /// Is it one of its people who was disciplined ("01 đ/c bị khiển trách"), and not the collective or organisation itself?
    pub(super) fn of_people(&self) -> bool {
        !self.person && is_of_people(self.written)
    }

    /// Is it a unit below the organisation that was disciplined ("01 chi bộ trực thuộc bị khiển trách"), and not itself?
    pub(super) fn of_units_below(&self) -> bool {
        !self.person && is_of_units_below(self.name, self.written)
    }

    /// Does the text name somebody who leads?
    pub(super) fn of_leaders(&self) -> bool {
        !self.person && is_of_leaders(self.written)
    }

    /// Is the discipline at least as hard as this form of it? A mark says nothing of that.
    pub(super) fn at_least(&self, form: &str) -> bool {
        let place = |wanted: &dyn Fn(&str) -> bool| FORMS.iter().rposition(|f| wanted(f));
        let text = key(self.written);
        place(&|f| text.contains(f)) >= place(&|f| key(f) == key(form))
    }
}

fn names(text: &str, words: &[&str]) -> bool {
    let text = key(text);
    words.iter().any(|word| has_words(&text, &key(word)))
}

/// Words that say it without its form.
const DISCIPLINED: [&str; 5] =
    ["bị kỷ luật", "bị xử lý kỷ luật", "bị thi hành kỷ luật", "quyết định kỷ luật", "qđ kỷ luật"];
/// Forms as they are misspelt or shortened in a column of its own.
const MISSPELT: [&str; 5] = ["khiễn trách", "khiểng trách", "k.trách", "kh.trách", "cãnh cáo"];
/// Forms in two letters, at the beginning of what stands in a column of its own: khiển trách, cảnh cáo.
const IN_LETTERS: [&str; 2] = ["kt", "cc"];
/// Words that speak of discipline kept, or of who deals with it.
const KEPT: [&str; 6] = ["chấp hành", "ý thức", "tốt", "nghiêm", "giữ", "ban"];
/// Words that take it back, or leave it open.
const NOT_YET: [&str; 7] = ["không", "chưa", "đang", "hết thời hạn", "đã xóa", "xem xét", "đề nghị"];

/// Every rating of a row that was disciplined in the year: of persons both in office and as members, where a list has both.
pub(super) fn disciplined<'t>(table: &'t TableRecord<'_>) -> Vec<Disciplined<'t>> {
    let Rated::Roster(list) = &table.content else { return Vec::new() };
    let Some(main) = list.main else { return Vec::new() };
    let columns = match list.roster.persons {
        true => of_persons(list),
        false => vec![main],
    };
    let rows = list.roster.records.iter().enumerate();
    rows.flat_map(|(i, record)| columns.iter().filter_map(move |&c| of_row(list, c, i, record, table.year))).collect()
}

/// The rating columns of a list of persons that rate them, the main one first: its others may rate their unit.
pub(super) fn of_persons(list: &RatedRoster<'_>) -> Vec<usize> {
    let own = |&column: &usize| {
        let subject = list.roster.ratings[column].subject;
        subject.is_people() || subject == Subject::Unknown && list.main == Some(column)
    };
    list.kept_columns().into_iter().filter(own).collect()
}

fn of_row<'t>(
    list: &'t RatedRoster<'_>,
    column: usize,
    row: usize,
    record: &'t Record,
    year: Option<u16>,
) -> Option<Disciplined<'t>> {
    let level = list.level(row, column)?;
    let (written_at, written) = written(record, year)?;
    Some(Disciplined {
        name: &record.name,
        person: list.roster.persons,
        subject: list.roster.ratings[column].subject,
        level,
        at: record.ratings[column].first()?.at(record.row),
        written_at,
        written,
    })
}

/// The discipline of the year that a row names, and where it stands if it has a cell of its own.
pub(super) fn written(record: &Record, year: Option<u16>) -> Option<(Option<CellRef>, &str)> {
    let (at, text) = match record.discipline() {
        Some((at, text)) if says_so(text, true) => (Some(at), text.as_str()),
        _ if says_so(&record.reason, false) => (None, record.reason.as_str()),
        _ => (None, record.awards_and_discipline().filter(|text| says_so(text, false))?.as_str()),
    };
    (of_year(text, year) && !is_in_force(text)).then_some((at, text))
}

/// Is it one of its people who was disciplined, by the text about an organisation or collective, and not that itself?
pub(super) fn is_of_people(text: &str) -> bool {
    // "02" in a column of its own counts people.
    text.trim().parse::<u32>().is_ok() || is_of_leaders(text) || names(text, &PEOPLE) || is_of_a_post(text)
}

/// Is it somebody in a post, or some that are counted, of whom the discipline is said: "Có 01 viên chức bị khiển trách",
/// "Cảnh cáo Phó Trưởng phòng"?
fn is_of_a_post(text: &str) -> bool {
    let parts = text.split([';', ',', '\n']).map(|part| format!(" {} ", key(part)));
    let forms = || FORMS.iter().map(|form| key(form));
    let Some(part) = parts.into_iter().find(|p| p.contains("kỷ luật") || forms().any(|form| p.contains(&form)))
    else {
        return false;
    };
    let stops = forms().chain(["bị", "kỷ luật", "vi phạm"].map(key)).map(|word| format!(" {word} "));
    let before = part[..stops.filter_map(|word| part.find(&word)).min().unwrap_or(0)].trim();
    if !before.is_empty() {
        return names_people(before, true);
    }
    let behind = forms().filter_map(|form| Some(part.find(&form)? + form.len())).max();
    behind.is_some_and(|at| names_people(part[at..].trim(), false))
}

/// Does a text begin with somebody's post, or with how many of them there are?
fn names_people(text: &str, counted: bool) -> bool {
    let number = |word: &str| word.len() < 4 && word.bytes().all(|b| b.is_ascii_digit());
    let years = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let words: Vec<&str> = text.split(' ').collect();
    let lead = |word: &&&str| LEADING.contains(*word) || number(word) || years(word);
    let (lead, rest) = words.split_at(words.iter().take_while(lead).count());
    let rest = rest.join(" ");
    let begins = |list: &[&str]| list.iter().any(|word| posts::begins(&rest, &key(word)));
    if rest.is_empty() || begins(&NOBODY) {
        return false;
    }
    counted && lead.last().is_some_and(|word| number(word)) || posts::standing(&rest) != posts::Standing::Unknown
}

/// Words before whoever is meant.
const LEADING: [&str; 8] = ["trong", "năm", "kỳ", "có", "còn", "đã", "đối", "với"];
/// What may be counted there, or begin like a post, and is no person.
const NOBODY: [&str; 23] = [
    "lần",
    "hình thức",
    "quyết định",
    "qđ",
    "tháng",
    "ngày",
    "vụ",
    "do",
    "vì",
    "chi bộ",
    "đảng bộ",
    "đảng ủy",
    "tổ chức",
    "đơn vị",
    "tập thể",
    "phòng",
    "tổ",
    "cơ quan",
    "trường",
    "ban",
    "thường vụ",
    "văn phòng",
    "bảo vệ",
];

/// Are they units below the one of this name that a text is about: by their number, as its subordinates, or as chi bộ of
/// what is none itself?
fn is_of_units_below(name: &str, text: &str) -> bool {
    static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
        let units = "chi bộ|đảng bộ|đảng uỷ|chi uỷ|tổ chức|đơn vị|tập thể|phòng|tổ đảng";
        Regex::new(&format!("(?:^|[ (])[0-9]+ (?:{units})(?: |$)")).expect("a fixed pattern")
    });
    let (own, text) = (key(name), key(text));
    COUNTED.is_match(&text)
        || names(&text, &["trực thuộc", "cấp dưới"])
        || has_words(&text, "chi bộ") && !has_words(&own, "chi bộ")
}

/// Does a text name somebody who leads?
fn is_of_leaders(text: &str) -> bool {
    names(text, &LEADERS)
}

const PEOPLE: [&str; 9] = ["đ/c", "đc", "đồng chí", "đảng viên", "đv", "thành viên", "cá nhân", "người", "ủy viên"];
const LEADERS: [&str; 8] =
    ["cấp ủy", "chi ủy", "đảng ủy viên", "ủy viên", "bí thư", "lãnh đạo", "chủ tịch", "người đứng đầu"];

/// Does the text name discipline? In a column of its own a mark, a number or the word is enough. That of a relative is none of
/// whose row it is.
fn says_so(text: &str, own_column: bool) -> bool {
    if text.is_empty() {
        return false;
    }
    let speaks = |text: &str| text.contains("kỷ luật") || FORMS.iter().any(|form| text.contains(form));
    // Most notes are about something else.
    if !own_column && !speaks(&key(text)) {
        return false;
    }
    // "00 đảng viên bị kỷ luật".
    let nobody = |part: &str| part.split(' ').next().is_some_and(|n| n.bytes().all(|b| b == b'0') && !n.is_empty());
    let own = text.split([';', ',', '\n']).filter(|part| !is_of_relative(&key(part)) && !nobody(&key(part)));
    let text = key(&own.collect::<Vec<_>>().join(", "));
    let names = |words: &[&str]| words.iter().any(|word| has_words(&text, &key(word)));
    let mark = || own_column && (matches!(&*text, "x" | "có") || text.parse::<u32>().is_ok_and(|n| n > 0));
    let word = || names(&DISCIPLINED) || own_column && (names(&["kỷ luật"]) && !names(&KEPT) || names(&MISSPELT));
    let letters = || own_column && text.split(' ').next().is_some_and(|word| IN_LETTERS.contains(&word));
    let said = FORMS.iter().any(|form| text.contains(form)) || mark() || word() || letters();
    if !said {
        return false;
    }
    let rest = without_in_force(&text);
    !NOT_YET.iter().any(|word| has_words(&rest, word))
}

/// Words that say a discipline is in force: of what year it is, they do not.
const IN_FORCE: [&str; 10] = [
    "đang trong thời gian thi hành",
    "đang trong thời gian chấp hành",
    "đang trong thời gian bị",
    "đang trong thời hạn",
    "đang thi hành",
    "đang chấp hành",
    "đang chịu",
    "đang bị",
    "chưa hết thời hạn",
    "chưa hết thời gian",
];

/// A text, by its key, without such words.
fn without_in_force(text: &str) -> Cow<'_, str> {
    static KEYS: LazyLock<Vec<String>> = LazyLock::new(|| IN_FORCE.iter().map(|words| key(words)).collect());
    let said = KEYS.iter().filter(|words| text.contains(&***words));
    said.fold(Cow::Borrowed(text), |text, words| Cow::Owned(text.replace(&**words, " ")))
}

/// Does a text name a discipline in force of which it says no year?
fn is_in_force(text: &str) -> bool {
    // Most rows have no note.
    if text.is_empty() || matches!(without_in_force(&key(text)), Cow::Borrowed(_)) {
        return false;
    }
    let own = text.split([';', ',', '\n']).filter(|part| !is_of_relative(&key(part)));
    let text = key(&own.collect::<Vec<_>>().join(", "));
    let rest = without_in_force(&text);
    let said = has_words(&rest, &key("kỷ luật")) || FORMS.iter().any(|form| rest.contains(form));
    let left = || NOT_YET.iter().chain(&KEPT).any(|word| has_words(&rest, &key(word)));
    rest != text && said && !left() && !YEARS.is_match(&text)
}

/// The rows rated above this level whose discipline is in force, of no year that they name: the column, and where it stands.
pub(super) fn in_force<'t>(list: &'t RatedRoster<'_>, above: Level) -> Vec<(&'t Record, usize, CellRef)> {
    let Some(main) = list.main else { return Vec::new() };
    let rows = list.roster.records.iter().enumerate();
    let told = |(i, record): (usize, &'t Record)| {
        let own = record.discipline().is_some_and(|(_, text)| is_in_force(text));
        let said = own || is_in_force(&record.reason);
        let over = list.level(i, main).is_some_and(|level| level > above);
        Some((record, main, record.ratings[main].first()?.at(record.row))).filter(|_| said && over)
    };
    rows.filter_map(told).collect()
}

static YEARS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b20\d\d\b").expect("a fixed pattern"));

/// Is it of the rating year, as far as the text tells?
pub(super) fn of_year(text: &str, year: Option<u16>) -> bool {
    let mut years = YEARS.find_iter(text).filter_map(|y| y.as_str().parse::<u16>().ok()).peekable();
    years.peek().is_none() || year.is_none_or(|year| years.any(|y| y == year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_discipline_and_what_does_not() {
        for text in ["Khiển trách", "bị kỷ luật cảnh cáo (QĐ 12, tháng 5/2021)", "X", "02"] {
            assert!(says_so(text, true), "{text}");
        }
        for text in ["Không", "0", "-", "chưa bị kỷ luật", "đang xem xét kỷ luật khiển trách", "QĐ 12"]
        {
            assert!(!says_so(text, true), "{text}");
        }
        assert!(!says_so("x", false) && says_so("bị khiển trách về Đảng", false));
        for text in
            ["Bị kỷ luật", "Bị xử lý kỷ luật", "QĐ kỷ luật số 12 ngày 5/6/2021", "Sinh con thứ ba, bị khiển trách"]
        {
            assert!(says_so(text, true) && says_so(text, false), "{text}");
        }
        for text in ["K.trách", "khiễn trách", "Khiểng trách (QĐ 12)"] {
            assert!(says_so(text, true) && !says_so(text, false) && !says_so(&format!("Không {text}"), true), "{text}");
        }
        for text in ["KT", "CC", "KT (QĐ 12/2021)", "cc"] {
            assert!(says_so(text, true) && !says_so(text, false), "{text}");
        }
        assert!(!says_so("UBKT chưa kết luận", true) && !says_so("K", true));
        assert!(says_so("Kỷ luật Đảng", true) && says_so("Con ốm; bị cảnh cáo", false));
        for text in [
            "Con bị khiển trách",
            "Có con bị kỷ luật",
            "Chấp hành tốt kỷ luật",
            "Đang xem xét thi hành kỷ luật",
            "Không KL",
        ] {
            assert!(!says_so(text, true) && !says_so(text, false), "{text}");
        }
    }

    #[test]
    fn a_discipline_in_force_is_of_no_year_unless_it_names_one() {
        for text in [
            "Đang thi hành kỷ luật",
            "Đang trong thời gian thi hành kỷ luật khiển trách",
            "Đang chấp hành quyết định kỷ luật cảnh cáo",
            "Chưa hết thời hạn kỷ luật",
        ] {
            assert!(is_in_force(text), "{text}");
        }
        for text in [
            "Đang thi hành kỷ luật (QĐ tháng 5/2021)",
            "Đang xem xét kỷ luật",
            "Đang chấp hành án",
            "Con đang thi hành kỷ luật",
            "Khiển trách",
        ] {
            assert!(!is_in_force(text), "{text}");
        }
        assert!(says_so("Đang thi hành kỷ luật khiển trách (QĐ tháng 5/2021)", true));
    }

    #[test]
    fn whose_discipline_it_is_and_how_hard() {
        let row = |written| Disciplined {
            name: "Chi bộ 1",
            person: false,
            subject: Subject::Collective,
            level: Level::Httnv,
            at: CellRef::new(3, 3),
            written_at: None,
            written,
        };
        assert!(row("01 đ/c bị khiển trách").of_people() && !row("Khiển trách").of_people());
        for text in [
            "Có 01 viên chức bị khiển trách",
            "01 Phó Trưởng phòng bị cảnh cáo",
            "Trưởng phòng bị kỷ luật",
            "Khiển trách kế toán",
            "02 bác sĩ bị kỷ luật",
            "Trong năm 2021 có 01 phó phòng bị khiển trách",
        ] {
            assert!(row(text).of_people(), "{text}");
        }
        for text in [
            "Tập thể bị khiển trách",
            "Bị khiển trách theo QĐ 12",
            "Năm 2021 bị cảnh cáo 02 lần",
            "Cơ quan bị kỷ luật do công tác cán bộ",
            "Ban Thường vụ bị khiển trách",
            "Khiển trách trong công tác kế toán",
        ] {
            assert!(!row(text).of_people(), "{text}");
        }
        assert!(row("Phó Bí thư bị cảnh cáo").of_leaders() && !row("01 đảng viên bị cảnh cáo").of_leaders());
        for (text, hard) in [("khiển trách", false), ("bị cảnh cáo", true), ("khai trừ", true), ("x", false)]
        {
            assert_eq!(row(text).at_least("cảnh cáo"), hard, "{text}");
        }
    }

    #[test]
    fn discipline_of_another_year_is_not_of_this_one() {
        assert!(of_year("Khiển trách", Some(2021)) && of_year("Khiển trách 3/2021", Some(2021)));
        assert!(!of_year("Khiển trách 3/2020", Some(2021)));
    }
}
