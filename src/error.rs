//! Why the job could not be done. Variants hold facts; `Display` is one English line, [`Error::vi`] the Vietnamese one.

use std::path::PathBuf;

/// Everything that stops a file from being read or an output from being written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No such file, or it may not be opened.
    #[error("cannot open the file: {0}; if it is open in Excel, close it and run again")]
    CannotOpen(String),
    /// A folder, pipe or device where a file belongs.
    #[error("not a regular file")]
    NotAFile,
    /// Zero bytes.
    #[error("the file is empty (0 bytes); ask for it to be sent again")]
    Empty,
    /// The content is no workbook; says what it looks like (HTML, CSV, PDF …).
    #[error("not an Excel workbook: the content is {0}; open it in Excel and save as .xlsx")]
    NotAWorkbook(String),
    /// Excel 2–4: too old.
    #[error("the file was written by a very old Excel ({0}); open it in Excel and save as .xlsx")]
    TooOld(String),
    /// Cut or damaged; says what was noticed.
    #[error("the file is incomplete or damaged ({0}); ask for it to be sent again")]
    Damaged(String),
    /// Encrypted.
    #[error("the workbook is protected by a password; save it without a password")]
    Password,
    /// Over one of our limits; says which, and how large it may be.
    #[error("the file is over the limit: {what} (at most {limit})")]
    OverLimit {
        /// What is too large.
        what: String,
        /// The limit.
        limit: String,
    },
    /// The reader gave up for a reason of its own.
    #[error("the file could not be read ({0})")]
    Unreadable(String),
    /// An output could not be written.
    #[error("cannot write {path}: {reason}")]
    CannotWrite {
        /// The output.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A declared file (configuration, framework) is wrong.
    #[error("{path}: {reason}")]
    BadDeclaration {
        /// The file.
        path: PathBuf,
        /// Line, key, what is allowed.
        reason: String,
    },
}

impl Error {
    /// The same in Vietnamese, one sentence and what to do.
    pub fn vi(&self) -> String {
        match self {
            Self::CannotOpen(reason) => {
                format!("không mở được file ({reason}). Nếu file đang mở trong Excel, đề nghị đóng lại rồi chạy lại")
            }
            Self::NotAFile => "không phải là một file".into(),
            Self::Empty => "file rỗng (0 byte). Đề nghị gửi lại file".into(),
            Self::NotAWorkbook(what) => {
                format!("không phải file Excel (nội dung là {what}). Đề nghị mở bằng Excel và lưu lại dạng .xlsx")
            }
            Self::TooOld(what) => {
                format!("file ghi bằng Excel quá cũ ({what}). Đề nghị mở bằng Excel và lưu lại dạng .xlsx")
            }
            Self::Damaged(what) => {
                format!("file bị thiếu hoặc hỏng ({what}). Đề nghị gửi lại file")
            }
            Self::Password => "file có đặt mật khẩu. Đề nghị gửi lại file không đặt mật khẩu".into(),
            Self::OverLimit { what, limit } => {
                format!("file vượt giới hạn: {what} (tối đa {limit})")
            }
            Self::Unreadable(what) => format!("không đọc được file ({what})"),
            Self::CannotWrite { path, reason } => {
                format!("không ghi được {}: {reason}", path.display())
            }
            Self::BadDeclaration { path, reason } => format!("{}: {reason}", path.display()),
        }
    }
}
