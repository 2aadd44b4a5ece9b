//! # File không đọc được
//!
//! ## What it finds
//! A file, or one sheet of it, that is no workbook, is cut or damaged, or is over a limit; a file that is read, of which
//! more cells could be corrected than may be.
//! ## Why it matters
//! What was not read was not checked: the unit must send it again. All other files are still processed.
//! ## Example
//! ```text
//! bieu-2.xlsx  (the download stopped at half its length)
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! File, hoặc một sheet trong file, không phải bảng tính, bị cắt, bị hỏng hoặc vượt giới hạn; file đọc được nhưng số ô sửa
//! được nhiều hơn mức cho phép.
//! ## Lý do
//! Nội dung không đọc được thì chưa được kiểm tra; đơn vị cần gửi lại. Các file khác vẫn được xử lý.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use crate::check::records::FileRecord;
use crate::check::{Findings, Rule, Scope};
use crate::error::Error;
use crate::finding::Severity;

pub(super) static RULE: Rule = Rule {
    code: "F001",
    name: "unreadable-file",
    severity: Severity::Error,
    scope: Scope::File(check),
    basis: "",
    doc: documentation!("unreadable_file.rs"),
};

fn check(file: &FileRecord<'_>, findings: &mut Findings<'_>) {
    let protected = |error: &Error| matches!(error, Error::Password | Error::WrongPassword);
    if let Some(error) = file.error.as_ref().filter(|error| !protected(error)) {
        findings
            .add_general(&RULE)
            .message(format!("Chưa đọc được file: {}", error.vi()), format!("The file was not read: {error}"));
    }
    for sheet in &file.sheets {
        if let Some(error) = &sheet.error {
            findings.enter_sheet(Some(&sheet.name));
            findings.add_general(&RULE).message(
                format!("Chưa đọc được sheet này: {}; các sheet khác vẫn được kiểm tra", error.vi()),
                format!("This sheet was not read: {error}; the other sheets were"),
            );
            findings.enter_sheet(None);
        }
    }
}
