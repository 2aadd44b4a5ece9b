//! Who has sent what: complete, forms missing, to be looked at, nothing yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::UnitList;
use super::explain::Explanation;
use super::list::Expected;
use crate::check::records::{FileRecord, Rated, Submission, TableRecord};
use crate::finding::{Finding, Message, Severity};
use crate::locate::period::Period;
use crate::locate::{Kind, Stage, Subject};
use crate::text::{key, toneless_key};

/// How a unit stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Everything is here, nothing to be settled.
    Complete,
    /// A form of the list is not here.
    MissingForms,
    /// Something is to be settled, or could not be read.
    Review,
    /// Nothing is here.
    NotSent,
}

impl State {
    /// All states, in the order people read them.
    pub const ALL: [Self; 4] = [Self::Complete, Self::MissingForms, Self::Review, Self::NotSent];

    /// In Vietnamese.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Complete => "Đã gửi đủ",
            Self::MissingForms => "Thiếu biểu",
            Self::Review => "Cần rà soát",
            Self::NotSent => "Chưa gửi",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::MissingForms => "forms missing",
            Self::Review => "to be looked at",
            Self::NotSent => "nothing sent",
        }
    }
}

/// One unit.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its name, or the file where no unit is known.
    pub unit: String,
    /// Its sector in the list.
    pub sector: String,
    /// Is it in the list? Without a list every unit is.
    pub listed: bool,
    /// How it stands.
    pub state: State,
    /// The forms it sent.
    pub forms: Vec<String>,
    /// The forms of the list that are not here.
    pub missing: Vec<String>,
    /// Its files.
    pub files: Vec<Arc<str>>,
    /// Files that could not be read, and why.
    pub unreadable: Vec<(Arc<str>, Message)>,
    /// Findings to settle that are not explained.
    pub errors: usize,
    /// Findings to look at that are not explained.
    pub warnings: usize,
    /// Findings it explained.
    pub explained: usize,
    /// The stage of what it sent, where nothing of some subject is decided yet.
    pub undecided: Option<Stage>,
    /// The months and quarters it sent figures of.
    pub periods: Vec<Period>,
    /// Until when it was to send.
    pub due: String,
    /// Of a unit that the list names only as one others came from: those.
    pub heirs: Vec<String>,
}

/// What ratings are about, whatever their stage.
type Thing = (Subject, Option<u16>, Option<Period>);

/// Every unit of the list in its order, then whoever else sent something.
pub fn standings(
    submission: &Submission<'_>,
    findings: &[Finding],
    explanations: &[Explanation],
    list: Option<&UnitList>,
) -> Vec<Standing> {
    let expected = list.map_or(&[][..], |list| &list.units);
    let mut rows: Vec<Standing> = expected.iter().map(expected_row).collect();
    let mut stages: BTreeMap<(usize, Thing), Stage> = BTreeMap::new();
    for file in submission.files.iter().filter(|f| f.skipped.is_none() && !f.superior) {
        let unit = unit_of(file, list);
        let at = rows.iter().position(|row| row.unit == unit).unwrap_or_else(|| {
            let heirs = list.map_or_else(Vec::new, |list| list.heirs(&unit));
            rows.push(Standing {
                listed: list.is_none(),
                heirs: heirs.into_iter().map(str::to_owned).collect(),
                ..expected_row(&Expected { name: unit, ..Expected::default() })
            });
            rows.len() - 1
        });
        let row = &mut rows[at];
        row.files.push(file.path.clone());
        if let Some(error) = &file.error {
            row.unreadable.push((file.path.clone(), Message::new(error.vi(), error.to_string())));
        }
        let tables = file.tables.iter().filter(|t| t.table.kind != Kind::Other && !t.replaced);
        row.forms.extend(tables.map(form_name));
        for table in file.tables.iter().filter(|t| !t.replaced) {
            let Some(stage) = latest_stage(table) else { continue };
            let latest = stages.entry((at, (table.table.subject, table.year, table.period))).or_insert(stage);
            *latest = stage.max(*latest);
            row.periods.extend(table.period);
        }
        row.missing.retain(|form| !file.tables.iter().any(|t| is_form(t, form)));
        count(row, file, findings, explanations);
    }
    for ((at, _), stage) in stages.into_iter().filter(|(_, stage)| *stage != Stage::Decided) {
        let known = rows[at].undecided.unwrap_or(stage);
        rows[at].undecided = Some(known.min(stage));
    }
    for row in &mut rows {
        row.state = state(row);
        row.periods.sort_unstable();
        row.periods.dedup();
    }
    rows
}

/// The name of the unit a file belongs to: its own, else the one unit of the list its file name tells, else the file.
pub fn unit_of(file: &FileRecord<'_>, list: Option<&UnitList>) -> String {
    let told = || list.and_then(|list| list.in_file_name(&file.path).map(|place| list.units[place].name.clone()));
    let own = || file.path.rsplit('/').next().unwrap_or("").to_owned();
    file.unit.clone().or_else(told).unwrap_or_else(own)
}

fn expected_row(unit: &Expected) -> Standing {
    Standing {
        unit: unit.name.clone(),
        sector: unit.sector.clone(),
        listed: true,
        state: State::NotSent,
        forms: Vec::new(),
        missing: unit.forms.clone(),
        files: Vec::new(),
        unreadable: Vec::new(),
        errors: 0,
        warnings: 0,
        explained: 0,
        undecided: None,
        periods: Vec::new(),
        due: unit.due.clone(),
        heirs: Vec::new(),
    }
}

fn count(row: &mut Standing, file: &FileRecord<'_>, findings: &[Finding], explanations: &[Explanation]) {
    for (at, finding) in findings.iter().enumerate().filter(|(_, f)| f.file.as_ref() == Some(&file.path)) {
        if explanations.iter().any(|e| e.settles(at)) {
            row.explained += 1;
            continue;
        }
        match finding.severity {
            Severity::Error => row.errors += 1,
            Severity::Warning => row.warnings += 1,
            Severity::Info => {}
        }
    }
}

fn state(row: &Standing) -> State {
    if row.files.is_empty() {
        State::NotSent
    } else if !row.unreadable.is_empty() || row.errors > 0 && row.missing.is_empty() {
        State::Review
    } else if !row.missing.is_empty() {
        State::MissingForms
    } else {
        State::Complete
    }
}

fn form_name(table: &TableRecord<'_>) -> String {
    let stage = latest_stage(table).filter(|stage| *stage != Stage::Decided);
    let of = stage.map(|stage| format!(", số {}", stage.vi())).unwrap_or_default();
    let period = table.period.map(|period| format!(", {}", period.vi())).unwrap_or_default();
    format!("{} ({}{of}{period})", table.table.sheet, kind_name(table.table.kind))
}

/// The latest stage of what counts in a table; `None` where nothing does.
fn latest_stage(table: &TableRecord<'_>) -> Option<Stage> {
    match &table.content {
        Rated::Counts(blocks) => blocks.iter().map(|b| b.block.stage).max(),
        Rated::Roster(list) => list.main.map(|_| table.stage()),
        Rated::Figures(_) | Rated::Nothing => None,
    }
}

/// What a kind of table is, in Vietnamese.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::CountSummary => "biểu tổng hợp, mức ở cột",
        Kind::CountSummaryTransposed => "biểu tổng hợp, mức ở dòng",
        Kind::UnitRoster => "danh sách tổ chức, đơn vị",
        Kind::PersonRoster => "danh sách cá nhân",
        Kind::AwardList => "danh sách khen thưởng",
        Kind::Decoy => "biểu tiêu chí, không phải kết quả xếp loại",
        Kind::Other => "bảng khác",
    }
}

/// Is the table the form of the list: by the name of its sheet, its titles, or what it rates?
fn is_form(table: &TableRecord<'_>, form: &str) -> bool {
    if table.table.kind == Kind::Other {
        return false;
    }
    let holds = |text: &str, words: &str| format!(" {text} ").contains(&format!(" {words} "));
    // "Biểu số 3" is "Biểu 3".
    let plain = |text: &str| {
        let text = toneless_key(text).replace(['.', ':', '-', '_'], " ");
        let words: Vec<&str> = text.split_whitespace().collect();
        let number = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
        let named = (0..words.len()).filter(|&i| words[i] != "so" || !words.get(i + 1).is_some_and(number));
        named.map(|i| words[i]).collect::<Vec<_>>().join(" ")
    };
    by_subject(table, form)
        || holds(&plain(&table.table.sheet), &plain(form))
        || holds(&plain(&table.table.titles.join(" ")), &plain(form))
}

/// Is the form called by what the table rates, and if it says so by what kind of table it is: "Đảng viên", "Biểu TCCSĐ", "Tổng
/// hợp đảng viên", "Danh sách đảng viên"?
fn by_subject(table: &TableRecord<'_>, form: &str) -> bool {
    let form = key(form);
    let behind = |text: &str, words: &[&str]| {
        let rest = words.iter().find_map(|word| text.strip_prefix(&*key(word))?.strip_prefix(' '));
        rest.map(str::to_owned)
    };
    let form = behind(&form, &["biểu", "mẫu", "bảng", "báo cáo"]).unwrap_or(form);
    let (counts, list) = (behind(&form, &["tổng hợp"]), behind(&form, &["danh sách"]));
    let kind = table.table.kind;
    let fits = match (&counts, &list) {
        (Some(_), _) => matches!(kind, Kind::CountSummary | Kind::CountSummaryTransposed),
        (_, Some(_)) => matches!(kind, Kind::UnitRoster | Kind::PersonRoster),
        _ => true,
    };
    let whom = counts.or(list).unwrap_or(form);
    let whom =
        behind(&whom, &["kết quả xếp loại chất lượng", "kết quả xếp loại", "kết quả", "xếp loại"]).unwrap_or(whom);
    fits && subject(&whom).is_some_and(|subject| table.table.subject == subject)
}

/// The subject a form is called by: `TCCSĐ`, `Đảng viên`.
pub fn subject(form: &str) -> Option<Subject> {
    let form = key(form);
    let full = [("tổ chức cơ sở đảng", Subject::PartyBase), ("chi bộ", Subject::PartyCell)];
    let by_name = Subject::ALL.into_iter().find(|s| key(s.vi()) == form);
    by_name.or_else(|| full.into_iter().find(|(name, _)| key(name) == form).map(|(_, subject)| subject))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{inputs, submission};
    use crate::config::Config;

    #[test]
    fn a_form_is_known_by_its_sheet_or_by_what_it_rates() {
        let summary = "--- Biểu 3\n1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2022
            3 | TT | Tên chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
            4 | 1 | Chi bộ 1 | 10 | 2 | 7 | 1 | 0\n";
        let list = "--- DS\n1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI NĂM 2022
            3 | TT | Họ và tên | Kết quả xếp loại
            4 | 1 | Lê Văn An | HTTNV
            5 | 2 | Lê Thị Bình | HTTNV\n";
        let sent = |picture: &str, form: &str| {
            let submission = submission(inputs(picture), &Config::default());
            submission.files.iter().flat_map(|f| &f.tables).any(|t| is_form(t, form))
        };
        for form in ["Biểu 3", "Biểu số 3", "Đảng viên", "Biểu đảng viên", "Tổng hợp đảng viên"]
        {
            assert!(sent(summary, form), "{form}");
        }
        for form in ["Biểu 30", "Biểu số 2", "Danh sách đảng viên", "Biểu TCCSĐ", "Tổng hợp TCCSĐ"] {
            assert!(!sent(summary, form), "{form}");
        }
        assert!(sent(list, "Danh sách đảng viên") && sent(list, "Đảng viên") && !sent(list, "Tổng hợp đảng viên"));
    }
}
