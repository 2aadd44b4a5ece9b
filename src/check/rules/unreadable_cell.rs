//! # Ô không đọc được
//!
//! ## What it finds
//! A cell whose content in the file cannot be understood (a text that does not exist, a number that is none, an address
//! no sheet has), a number of more digits than Excel keeps, an address that holds two different values, a page that
//! ends inside a table, a sheet that has the name of another, or a name with damaged letters.
//! ## Why it matters
//! What such a cell was meant to say cannot be known: it is read as blank, as the text that stands there, or as the first
//! of its two values, and figures that rest on it may be wrong. Excel offers to repair such a file.
//! ## Example
//! ```text
//! bieu-1.xlsx, E12 refers to text number 99999 of a workbook that has 40
//! ```
//! ## Correction
//! None: open the file in Excel, type the value, save and send it again.
//! ## Nội dung kiểm tra
//! Ô có nội dung trong file không hiểu được (trỏ đến chuỗi không có, số không phải là số, địa chỉ ngoài sheet), số có
//! nhiều chữ số hơn Excel giữ được, một địa chỉ có hai giá trị khác nhau, trang web lưu lại bị cắt giữa biểu, hai sheet cùng tên, hoặc tên có chữ bị hỏng.
//! ## Lý do
//! Không biết ô đó định ghi gì: ô được đọc như để trống, hoặc theo nội dung đang có; số liệu liên quan có thể sai.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mở file bằng Excel, nhập lại, lưu và gửi lại.

use std::collections::BTreeMap;

use crate::check::records::{FileRecord, SheetRecord};
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};
use crate::locate::{ColumnRole, RowRole};
use crate::read::{ReadNote, ReadNoteKind, is_own_list};

pub(super) static RULE: Rule = Rule {
    code: "F013",
    name: "unreadable-cell",
    severity: Severity::Error,
    scope: Scope::File(check),
    basis: "",
    doc: documentation!("unreadable_cell.rs"),
};

/// What stands in the file is told of so many cells.
const WRITTEN_MAX: usize = 5;

/// What is wrong, in the order in which it is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trouble {
    SameName,
    EndsEarly,
    Merges,
    Misplaced,
    Unknown,
    NotFinite,
    TooLong,
    Twice,
    Letters,
}

fn check(file: &FileRecord<'_>, findings: &mut Findings<'_>) {
    for sheet in file.sheets.iter().filter(|sheet| !is_own_list(&sheet.notes)) {
        findings.enter_sheet(Some(&sheet.name));
        tell(sheet, findings);
        tell_names(file, sheet, findings);
    }
    findings.enter_sheet(None);
}

/// One finding for each kind of trouble: a damaged file has it in thousands of cells.
fn tell(sheet: &SheetRecord, findings: &mut Findings<'_>) {
    let mut troubles: BTreeMap<Trouble, (Vec<&str>, Vec<CellRef>)> = BTreeMap::new();
    for note in &sheet.notes {
        if let Some((trouble, written)) = trouble_of(note) {
            let (all, cells) = troubles.entry(trouble).or_default();
            if all.len() <= WRITTEN_MAX && !all.contains(&written) {
                all.push(written);
            }
            cells.extend(note.at);
        }
    }
    for (trouble, (written, cells)) in troubles {
        let more = if written.len() > WRITTEN_MAX { "”, “…" } else { "" };
        let written = written[..written.len().min(WRITTEN_MAX)].join("”, “") + more;
        let finding = match cells.first() {
            Some(first) => findings.add(&RULE, *first).cells(&cells),
            None => findings.add_general(&RULE),
        };
        let (vi, en) = sentence(trouble, &written, &sheet.name);
        let finding = finding.message(vi, en);
        if !written.is_empty() {
            finding.found(written);
        }
    }
}

/// Names that are formulas without a result, and those with letters that were lost before they came here.
fn tell_names(file: &FileRecord<'_>, sheet: &SheetRecord, findings: &mut Findings<'_>) {
    let (mut unknown, mut damaged) = (Vec::new(), Vec::new());
    for table in file.tables.iter().map(|record| &record.table).filter(|table| table.sheet == sheet.name) {
        let named = table.columns.iter().filter(|c| matches!(c.role, ColumnRole::Unit | ColumnRole::Person));
        let columns: Vec<u32> = named.map(|column| column.index).collect();
        let filled = |row: u32| table.rows.iter().any(|r| r.index == row && r.role != RowRole::Blank);
        let within = |at: &CellRef| table.range.contains(*at) && columns.contains(&at.column) && filled(at.row);
        unknown.extend(sheet.unknown.iter().copied().filter(within));
        let lost = table.rows.iter().filter(|row| row.label.contains(char::REPLACEMENT_CHARACTER));
        damaged.extend(columns.first().into_iter().flat_map(|&c| lost.clone().map(move |r| CellRef::new(r.index, c))));
    }
    if let Some(first) = unknown.first() {
        findings.add(&RULE, *first).cells(&unknown).message(
            "File không lưu kết quả của công thức ghi tên và chưa tính được, nên chưa biết tên. Đề nghị mở bằng Excel, tính lại rồi lưu",
            "The file stores no result of the formula that gives the name and none could be computed, so the name is not known: open it in Excel, compute it and save it",
        );
    }
    if let Some(first) = damaged.first() {
        findings.add(&RULE, *first).cells(&damaged).message(
            "Tên có chữ bị hỏng trong file (hiện thành “�”), không biết là chữ gì. Đề nghị nhập lại",
            "The name has letters that are damaged in the file (shown as “�”): type it again",
        );
    }
}

fn trouble_of(note: &ReadNote) -> Option<(Trouble, &str)> {
    match &note.kind {
        ReadNoteKind::BadCell(written) if note.at.is_none() => Some((Trouble::Misplaced, written)),
        ReadNoteKind::BadCell(written) => Some((Trouble::Unknown, written)),
        ReadNoteKind::NotFinite(written) => Some((Trouble::NotFinite, written)),
        ReadNoteKind::TooLong(written) => Some((Trouble::TooLong, written)),
        ReadNoteKind::DuplicateCell => Some((Trouble::Twice, "")),
        ReadNoteKind::SameName(name) => Some((Trouble::SameName, name)),
        ReadNoteKind::Merges => Some((Trouble::Merges, "")),
        ReadNoteKind::EndsEarly => Some((Trouble::EndsEarly, "")),
        ReadNoteKind::CodePage(_) => Some((Trouble::Letters, "")),
        ReadNoteKind::OwnList => None,
    }
}

/// What stands in the file, where a reader said it in English.
fn in_vietnamese(written: &str) -> String {
    const WORDS: [(&str, &str); 3] = [("string ", "chuỗi số "), ("error ", "lỗi số "), ("row ", "dòng ")];
    let translated = |one: &str| {
        let known = WORDS.iter().find_map(|(en, vi)| Some(format!("{vi}{}", one.strip_prefix(en)?)));
        known.unwrap_or_else(|| one.to_owned())
    };
    written.split("”, “").map(translated).collect::<Vec<_>>().join("”, “")
}

fn sentence(trouble: Trouble, written: &str, name: &str) -> (String, String) {
    let read = in_vietnamese(written);
    match trouble {
        Trouble::SameName => (
            format!(
                "Trong file có hai sheet cùng tên “{written}”; sheet đứng sau được nêu là “{name}”. Đề nghị đặt lại tên sheet"
            ),
            format!("The file has two sheets named “{written}”; the later one is called “{name}” here: rename it"),
        ),
        Trouble::EndsEarly => (
            "File kết thúc giữa bảng, có thể thiếu các dòng cuối. Đề nghị gửi lại file".into(),
            "The file ends inside a table and may lack its last rows; ask for it to be sent again".into(),
        ),
        Trouble::Merges => (
            "Danh sách ô gộp của sheet bị hỏng, không biết hết ô nào được gộp. Đề nghị mở bằng Excel, kiểm tra và lưu lại".into(),
            "A list of merged cells of the sheet is damaged, so that not all of them are known; open it in Excel, check it and save it again".into(),
        ),
        Trouble::Misplaced => (
            format!(
                "File có dữ liệu ghi ở chỗ không có trong sheet (“{read}”), không đọc được. Đề nghị mở bằng Excel, kiểm tra và lưu lại"
            ),
            format!(
                "The file has data at a place no sheet has (“{written}”), which was not read; open it in Excel, check it and save it again"
            ),
        ),
        Trouble::Unknown => (
            format!("Không đọc được nội dung ô (trong file ghi “{read}”), đang coi là để trống. Đề nghị nhập lại"),
            format!(
                "The content of the cell could not be read (the file says “{written}”) and counts as blank; type it again"
            ),
        ),
        Trouble::NotFinite => (
            format!("Ô số nhưng trong file ghi “{written}”, không phải là số. Đề nghị nhập lại"),
            format!("A cell of numbers says “{written}” in the file, which is no number; type it again"),
        ),
        Trouble::TooLong => (
            format!(
                "Số “{written}” dài hơn 15 chữ số, mở bằng Excel sẽ mất các chữ số cuối; đang đọc như chữ. Đề nghị nhập lại dạng chữ"
            ),
            format!(
                "The number “{written}” is longer than the 15 digits Excel keeps and is read as text; type it again as text"
            ),
        ),
        Trouble::Letters => (
            "File do Excel quá cũ ghi, không cho biết bảng mã chữ; chữ có dấu trong sheet này có thể bị đọc sai. Đề nghị mở bằng Excel và lưu lại dạng .xlsx".into(),
            "The file is of a very old Excel and does not tell its code page; letters with marks may be read wrongly on this sheet: open it in Excel and save it as .xlsx".into(),
        ),
        Trouble::Twice => (
            "Trong file, ô này được ghi hai giá trị khác nhau, đang dùng giá trị đầu. Đề nghị kiểm tra và nhập lại"
                .into(),
            "The file gives this cell two different values; the first is used: check it and type it again".into(),
        ),
    }
}
