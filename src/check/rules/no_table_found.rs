//! # Không nhận ra biểu nào
//!
//! ## What it finds
//! A file, or a sheet with content, in which no table of ratings was recognised; and where no report was read at all.
//! ## Why it matters
//! What is not recognised is not counted and not checked; it must not pass in silence.
//! ## Example
//! ```sheet
//! 1 | ◄
//! 2 | Kế hoạch công tác
//! 3 | Việc    | Người làm | Hạn
//! 4 | Soạn    | Tổ 1      | Thứ hai
//! 5 | In      | Tổ 2      | Thứ ba
//! 6 | Gửi     | Tổ 3      | Thứ tư
//! 7 | Lưu     | Tổ 4      | Thứ năm
//! ```
//! ## Correction
//! None: `xeploai layout` shows what was understood.
//! ## Nội dung kiểm tra
//! File, hoặc sheet có nội dung, không nhận ra biểu xếp loại nào; và khi không đọc được báo cáo nào.
//! ## Lý do
//! Nội dung không nhận ra thì không được tính, không được kiểm tra, nên phải được nêu rõ.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: lệnh `xeploai layout` cho biết đã hiểu biểu như thế nào.

use crate::check::records::{FileRecord, SheetRecord, Submission};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::locate::Kind;
use crate::read::Visibility;

pub(super) static RULE: Rule = Rule {
    code: "F004",
    name: "no-table-found",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "",
    doc: documentation!("no_table_found.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    for file in &submission.files {
        findings.enter_file(file);
        of_file(file, findings);
    }
    // Nothing was checked: that must not look like nothing was found.
    if let Some(first) = submission.files.first().filter(|_| submission.files.iter().all(|f| f.skipped.is_some())) {
        findings.enter_file(first);
        findings.add_general(&RULE).message(
            "Không có file báo cáo nào để kiểm tra: các file đã cho đều không phải báo cáo của đơn vị",
            "There is no report to check: none of the files given is one",
        );
    }
}

fn of_file(file: &FileRecord<'_>, findings: &mut Findings<'_>) {
    if file.error.is_some() || file.skipped.is_some() {
        return;
    }
    // A table whose layout is unclear was found: F005 tells it.
    let nothing = file.tables.iter().all(|t| t.table.kind == Kind::Other && t.observations().is_empty());
    if nothing {
        findings.add_general(&RULE).message(
            "Không nhận ra biểu xếp loại nào trong file. Đề nghị kiểm tra lại file gửi; lệnh “xeploai layout” cho biết đã hiểu gì",
            "No table of ratings was recognised in the file; `xeploai layout` shows what was understood",
        );
        return;
    }
    let hidden_list = |s: &SheetRecord| s.visibility != Visibility::Visible;
    for sheet in file.sheets.iter().filter(|s| s.has_content && s.tables == 0 && s.error.is_none() && !hidden_list(s)) {
        findings.enter_sheet(Some(&sheet.name));
        findings.add_general(&RULE).severity(Severity::Info).message(
            "Không nhận ra biểu xếp loại nào trong sheet này; sheet không được tính",
            "No table of ratings was recognised on this sheet; it is not counted",
        );
        findings.enter_sheet(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{findings, inputs, submission};
    use crate::config::Config;

    const REPORT: &str = "--- Biểu 1
        1 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
        3 | TT | Tên chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
        4 | 1 | Chi bộ A | 10 | 1 | 8 | 1 | 0
        5 | 2 | Chi bộ B | 12 | 1 | 11 | 0 | 0
        ";
    const PLAN: &str = "--- Kế hoạch
        1 | Kế hoạch công tác
        2 | Việc | Người làm | Hạn
        3 | Soạn | Tổ 1 | Thứ hai
        4 | In | Tổ 2 | Thứ ba
        5 | Gửi | Tổ 3 | Thứ tư
        ";

    #[test]
    fn a_sheet_beside_a_report_is_for_the_record() {
        assert_eq!(findings(&RULE, REPORT), "");
        insta::assert_snapshot!(findings(&RULE, &format!("{REPORT}{PLAN}")), @" F004 info Không nhận ra biểu xếp loại nào trong sheet này; sheet không được tính");
        insta::assert_snapshot!(findings(&RULE, PLAN), @" F004 error Không nhận ra biểu xếp loại nào trong file. Đề nghị kiểm tra lại file gửi; lệnh “xeploai layout” cho biết đã hiểu gì");
        // Hidden lists of a form are silent, and so is an empty sheet.
        assert_eq!(findings(&RULE, &format!("{REPORT}--- Trống")), "");
        let mut inputs = inputs(&format!("{REPORT}{PLAN}"));
        if let crate::check::records::Outcome::Read(book, _) = &mut inputs[0].outcome
            && let crate::read::Tab::Sheet(sheet) = &mut book.tabs[1]
        {
            sheet.visibility = Visibility::Hidden;
        }
        let config = Config::default();
        let found = crate::check::run(&submission(inputs, &config), &config);
        assert!(found.iter().all(|finding| finding.rule != RULE.code));
    }
}
