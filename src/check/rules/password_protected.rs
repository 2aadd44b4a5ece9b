//! # File có đặt mật khẩu
//!
//! ## What it finds
//! An encrypted workbook.
//! ## Why it matters
//! We do not guess passwords: what is locked is not checked.
//! ## Example
//! ```text
//! bieu-2.xls  (asks for a password in Excel)
//! ```
//! ## Correction
//! None.
//! ## Nội dung kiểm tra
//! File có đặt mật khẩu.
//! ## Lý do
//! Không dò mật khẩu: file bị khóa thì chưa được kiểm tra.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa.

use crate::check::records::FileRecord;
use crate::check::{Findings, Rule, Scope};
use crate::error::Error;
use crate::finding::Severity;

pub(super) static RULE: Rule = Rule {
    code: "F002",
    name: "password-protected",
    severity: Severity::Error,
    scope: Scope::File(check),
    basis: "",
    doc: documentation!("password_protected.rs"),
};

fn check(file: &FileRecord<'_>, findings: &mut Findings<'_>) {
    match file.error {
        Some(Error::Password) => findings.add_general(&RULE).message(
            "Chưa mở được file do có đặt mật khẩu. Đề nghị gửi lại file không đặt mật khẩu; các file khác vẫn được kiểm tra",
            "The file is protected by a password. Please send it without one; the other files are checked",
        ),
        Some(Error::WrongPassword) => findings.add_general(&RULE).message(
            "Chưa mở được file do có đặt mật khẩu khác với mật khẩu đã nhập. Đề nghị nhập đúng mật khẩu hoặc gửi lại file không đặt mật khẩu; các file khác vẫn được kiểm tra",
            "The file is protected by another password than the one given. Please give the right one or send it without one; the other files are checked",
        ),
        _ => return,
    };
}
