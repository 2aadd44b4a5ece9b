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
    /// An output could not be written after others had replaced what was there before.
    #[error("cannot write {path}: {reason}; already replaced: {}", listed(.replaced))]
    PartlyWritten {
        /// The output.
        path: PathBuf,
        /// What the system said.
        reason: String,
        /// Files that were replaced and stay so.
        replaced: Vec<PathBuf>,
    },
    /// The file is no longer the one that was checked.
    #[error("the file was changed while the program ran; run again when nobody is saving it")]
    Changed,
    /// A declared file (configuration, framework) is wrong.
    #[error("{path}: {en}")]
    BadDeclaration {
        /// The file.
        path: PathBuf,
        /// Line, key, what is allowed; in Vietnamese.
        vi: String,
        /// The same in English.
        en: String,
    },
}

impl Error {
    /// The same in Vietnamese, one sentence and what to do.
    pub fn vi(&self) -> String {
        match self {
            Self::CannotOpen(reason) => {
                format!(
                    "không mở được file ({}). Nếu file đang mở trong Excel, đề nghị đóng lại rồi chạy lại",
                    detail(reason)
                )
            }

            Self::NotAFile => "không phải là một file".into(),
            Self::Empty => "file rỗng (0 byte). Đề nghị gửi lại file".into(),
            Self::NotAWorkbook(what) => {
                format!(
                    "không phải file Excel (nội dung là {}). Đề nghị mở bằng Excel và lưu lại dạng .xlsx",
                    detail(what)
                )
            }
            Self::TooOld(what) => {
                format!("file ghi bằng Excel quá cũ ({}). Đề nghị mở bằng Excel và lưu lại dạng .xlsx", detail(what))
            }
            Self::Damaged(what) => {
                format!("file bị thiếu hoặc hỏng ({}). Đề nghị gửi lại file", detail(what))
            }
            Self::Password => "file có đặt mật khẩu. Đề nghị gửi lại file không đặt mật khẩu".into(),
            Self::OverLimit { what, limit } => {
                format!("file vượt giới hạn: {} (tối đa {limit})", detail(what))
            }
            Self::Unreadable(what) => format!("không đọc được file ({})", detail(what)),
            Self::CannotWrite { path, reason } => {
                format!("không ghi được {}: {}", path.display(), write_detail(reason))
            }
            Self::PartlyWritten { path, reason, replaced } => format!(
                "không ghi được {}: {}. Các file đã kịp thay: {}",
                path.display(),
                write_detail(reason),
                listed(replaced)
            ),
            Self::Changed => {
                "file đã bị thay đổi trong lúc chương trình chạy. Đề nghị lưu, đóng file rồi chạy lại".into()
            }
            Self::BadDeclaration { path, vi, .. } => format!("{}: {vi}", path.display()),
        }
    }
}

fn listed(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// What the system says of a file that cannot be written, in Vietnamese.
fn write_detail(english: &str) -> &str {
    match english {
        "permission denied" => "không có quyền ghi vào đây",
        "read-only filesystem or storage medium" => "ổ đĩa chỉ cho phép đọc",
        "no storage space" => "ổ đĩa đã đầy",
        "quota exceeded" => "đã hết dung lượng được cấp",
        "file too large" => "file vượt quá dung lượng cho phép",
        "not a directory" => "một phần của đường dẫn là file, không phải thư mục",
        "is a directory" => "đã có thư mục trùng tên",
        "invalid filename" => "tên file quá dài hoặc không hợp lệ",
        "the file is open in another program" => "file đang mở trong chương trình khác. Đề nghị đóng lại rồi chạy lại",
        other => other,
    }
}

/// What readers say of a file, in Vietnamese; details that name a part or a program stay as they are.
fn detail(english: &str) -> &str {
    const KNOWN: [(&str, &str); 30] = [
        ("entity not found", "không có file này"),
        ("permission denied", "không có quyền đọc"),
        ("the download is incomplete", "tải về hoặc sao chép chưa xong"),
        ("its container is incomplete or damaged", "phần khung của file bị thiếu hoặc hỏng"),
        ("its records contradict each other", "các phần trong file mâu thuẫn nhau"),
        ("its records cannot be understood", "không hiểu được các phần trong file"),
        ("a record is too short", "một phần bị cắt ngắn"),
        ("a record is cut", "một phần bị cắt ngắn"),
        ("a record of several numbers is cut", "một phần bị cắt ngắn"),
        ("a cell is cut", "một ô bị cắt ngắn"),
        ("a cell lies outside the sheet", "có ô nằm ngoài sheet"),
        ("two parts share the same bytes", "hai phần chồng lên nhau"),
        ("two parts have the same name", "hai phần trùng tên"),
        ("the workbook stream is cut", "phần bảng tính bị cắt ngắn"),
        ("the workbook stream ends too early", "phần bảng tính kết thúc sớm"),
        ("the workbook lists no sheets", "không có sheet nào"),
        ("the size of a sheet is impossible", "kích thước một sheet không hợp lệ"),
        ("the part of this sheet is missing", "thiếu nội dung của sheet này"),
        ("the content part is missing", "thiếu phần nội dung"),
        ("the XML of a part ends too early", "một phần kết thúc sớm"),
        ("the XML of a part does not nest", "một phần sai cấu trúc"),
        ("a part is cut or missing", "một phần bị thiếu"),
        ("a part does not match its checksum", "một phần sai mã kiểm tra"),
        ("a part cannot be unpacked", "không giải nén được một phần"),
        ("a part declares entities", "một phần có khai báo không an toàn"),
        ("all bytes are zero", "toàn bộ nội dung là số 0"),
        ("size of the file", "dung lượng file"),
        ("cells in the workbook", "số ô trong file"),
        ("text", "văn bản thường"),
        ("of an unknown kind", "loại không xác định"),
    ];
    KNOWN.iter().find(|(en, _)| *en == english).map_or(english, |(_, vi)| vi)
}
