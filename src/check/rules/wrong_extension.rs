//! # Đuôi file không đúng với nội dung
//!
//! ## What it finds
//! The content is another format than the name says, such as an xlsx named .xls. It is read all the same.
//! ## Why it matters
//! Excel warns the one who opens it, and some systems refuse it.
//! ## Example
//! ```text
//! bieu-1.xls  (xlsx inside)
//! ```
//! ## Correction
//! None: rename the file, or save it again.
//! ## Nội dung kiểm tra
//! Nội dung là định dạng khác với tên file, ví dụ file xlsx đặt tên .xls. File vẫn được đọc.
//! ## Lý do
//! Excel cảnh báo khi mở, một số hệ thống không nhận.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: đổi tên hoặc lưu lại file.

use crate::check::records::FileRecord;
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;
use crate::read::Format;

pub(super) static RULE: Rule = Rule {
    code: "F003",
    name: "wrong-extension",
    severity: Severity::Warning,
    scope: Scope::File(check),
    basis: "",
    doc: documentation!("wrong_extension.rs"),
};

fn check(file: &FileRecord<'_>, findings: &mut Findings<'_>) {
    if let (true, Some(format)) = (file.wrong_extension, file.format) {
        let is = format.extension();
        let (what, ending) = match format {
            Format::Html => ("trang web (HTML)", "xlsx"),
            Format::Xml => ("XML Spreadsheet 2003", "xlsx"),
            _ => ("", is),
        };
        let vi = match what {
            "" => format!("Nội dung là .{is}"),
            what => format!("Nội dung là {what}"),
        };
        findings.add_general(&RULE).found(is).message(
            format!("{vi} nhưng tên file ghi đuôi khác; file vẫn được đọc. Đề nghị lưu lại đúng đuôi .{ending}"),
            format!("The content is .{is} but the name says otherwise; it was read all the same"),
        );
    }
}
