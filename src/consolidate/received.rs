//! What was received and how it was used: every file, sheet and table.

use super::sections::{Sections, distinct};
use super::{ReceivedRow, Section, kind_name};
use crate::check::records::{FileRecord, Rated, Submission, TableRecord};
use crate::check::totals::{Source, Totals};
use crate::check::versions::{Outcome, Twice, Version};
use crate::read::is_own_list;

pub(super) fn received(submission: &Submission<'_>, totals: &Totals, sections: Sections) -> Vec<ReceivedRow> {
    let mut rows = Vec::new();
    for file in &submission.files {
        let row = |sheet: &str, range: String, what: &str, read: bool, reason: String| ReceivedRow {
            file: file.path.clone(),
            sheet: sheet.to_owned(),
            range,
            what: what.to_owned(),
            read,
            version: Version::of_file(file).said(),
            reason,
        };
        if let Some(error) = &file.error {
            rows.push(row("", String::new(), "", false, error.vi()));
        }
        if let Some(why) = &file.skipped {
            rows.push(row("", String::new(), "", false, why.vi.clone()));
        }
        for sheet in &file.sheets {
            let tables: Vec<&TableRecord<'_>> = file.tables.iter().filter(|t| t.table.sheet == sheet.name).collect();
            if let Some(error) = &sheet.error {
                rows.push(row(&sheet.name, String::new(), "", false, error.vi()));
            } else if sheet.no_cells {
                rows.push(row(
                    &sheet.name,
                    String::new(),
                    "sheet đồ thị hoặc macro",
                    false,
                    "không có ô dữ liệu".into(),
                ));
            } else if tables.is_empty() {
                let why = match sheet.has_content {
                    true => "không nhận ra biểu xếp loại",
                    false if is_own_list(&sheet.notes) => "danh sách ô đã sửa do chương trình ghi",
                    false => "trống hoặc chỉ có vài ô",
                };
                rows.push(row(&sheet.name, String::new(), "", false, why.into()));
            }
            for table in tables {
                let reason = if table.superior && !matches!(table.content, Rated::Nothing) {
                    "báo cáo cấp trên: chỉ để đối chiếu, không cộng".to_owned()
                } else {
                    used(table, file, (totals, sections))
                };
                let version = Version::of_file(file).and(table.version).said();
                let range = table.table.range.to_string();
                let read = !matches!(table.content, Rated::Nothing);
                let row = row(&sheet.name, range, kind_name(table.table.kind), read, reason);
                rows.push(ReceivedRow { version, ..row });
            }
        }
    }
    rows
}

/// Is a table among those that the totals add up?
pub(super) fn is_counted(table: &TableRecord<'_>, file: &FileRecord<'_>, totals: &Totals) -> bool {
    totals.units.iter().flat_map(|unit| &unit.sources).any(|source| source.stands_in(table, file))
}

/// How a table of a reporting unit was used.
fn used(table: &TableRecord<'_>, file: &FileRecord<'_>, (totals, sections): (&Totals, Sections)) -> String {
    let here = |s: &Source| s.stands_in(table, file);
    let counted = || totals.units.iter().filter(|unit| unit.takes_in(table, file));
    let own = counted().next();
    let left_out = totals.twice.iter().find(|t| t.left_out().into_iter().any(here));
    match (&table.content, own) {
        (Rated::Nothing, _) => "không tính".to_owned(),
        (Rated::Figures(_), _) => "đã đối chiếu tổng; không có mức xếp loại để tính".to_owned(),
        (Rated::Roster(list), _) if list.main.is_none() && own.is_none() => {
            "không có mức xếp loại của năm để tính".to_owned()
        }
        (_, Some(unit)) if !unit.apart.is_empty() => {
            "đã kiểm tra từng nhóm cột; chưa tính vì chưa rõ các nhóm có cộng với nhau không (F005)".to_owned()
        }
        (_, Some(_)) => of_sections(&distinct(counted().map(|unit| sections.of(unit)))),
        (_, None) if left_out.is_some() => left_out.map(|t| not_counted(t, file)).unwrap_or_default(),
        (_, None) => "đã kiểm tra; không cộng thêm vào biểu khác của cùng đối tượng".to_owned(),
    }
}

/// Where in `Tổng hợp` the figures stand.
fn of_sections(sections: &[Section]) -> String {
    let said: Vec<String> = sections.iter().filter_map(Section::remark).collect();
    match (said.is_empty(), said.len() == sections.len()) {
        (true, _) => "đã tính".to_owned(),
        (_, true) => format!("đã tính riêng: {}", said.join(", ")),
        (_, false) => format!("đã tính; tính riêng: {}", said.join(", ")),
    }
}

/// Why what another file also reports is not counted here.
fn not_counted(twice: &Twice, file: &FileRecord<'_>) -> String {
    let sources = [&twice.sources.0, &twice.sources.1].into_iter().flatten();
    let others = sources.map(|s| &s.file).filter(|f| **f != file.path);
    let other = others.map(|f| format!("“{f}”")).next().unwrap_or_else(|| "sheet khác".to_owned());
    match twice.outcome {
        Outcome::Part => format!("không tính thêm: các dòng đều đã có trong {other} (X603)"),
        Outcome::Same => format!("không tính thêm: trùng số liệu với {other} (X603)"),
        Outcome::Replaced if twice.files.0 == twice.files.1 => {
            "không tính: sheet khác thay cho biểu này (X603)".to_owned()
        }
        Outcome::Replaced => format!("không tính: {other} thay cho file này (X603)"),
        Outcome::Differs => format!("chưa tính: khác số liệu với {other} (X603)"),
        Outcome::Lines => format!("đã kiểm tra; khác số liệu với {other}, không cộng thêm (X602)"),
        Outcome::Above | Outcome::Within => {
            "đã kiểm tra; khác số liệu với biểu khác, không cộng thêm (X602)".to_owned()
        }
        Outcome::Parted => "chưa tính: khác số liệu với biểu khác của cùng đối tượng (X602)".to_owned(),
        Outcome::Added => "đã tính".to_owned(),
        Outcome::Forms => format!("đã kiểm tra; không cộng thêm vào biểu tổng hợp ở {other}"),
    }
}
