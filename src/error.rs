//! Why the job could not be done. Variants hold facts; `Display` is one English line, [`Error::vi`] the Vietnamese one.

use std::path::PathBuf;

/// Everything that stops a file from being read or an output from being written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No such file, or it may not be opened.
    #[error("cannot open the file: {0}; if it is open in Excel, close it and run again")]
    CannotOpen(String),
    /// A folder inside one that was given may not be looked into.
    #[error("the folder cannot be opened: {0}; the files in it were not checked")]
    CannotList(String),
    /// More folders in each other than are followed.
    #[error("folders in each other, deeper than {0}; the files in it were not checked")]
    TooDeep(u32),
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
    /// Encrypted with another password than the one that was given.
    #[error("the workbook is protected by another password than the one given; save it without a password")]
    WrongPassword,
    /// A packed file (zip, rar …) in which there is no workbook that could be read.
    #[error("a packed file ({0}) in which no workbook can be read; unpack it and hand in the workbooks themselves")]
    Packed(String),
    /// Over one of our limits; says which, how large it may be, and how to raise it.
    #[error("the file is over the limit: {what} (at most {limit}); {}", .what.advice())]
    OverLimit {
        /// What is too large.
        what: Limit,
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
            Self::CannotList(reason) => {
                format!("không mở được thư mục ({}). Các file bên trong chưa được kiểm tra", detail(reason))
            }
            Self::TooDeep(most) => {
                format!("thư mục lồng nhau quá {most} cấp. Các file bên trong chưa được kiểm tra")
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
            Self::WrongPassword => {
                "file có đặt mật khẩu, mật khẩu đã nhập không mở được. Đề nghị gửi lại file không đặt mật khẩu".into()
            }
            Self::Packed(what) => format!(
                "là file nén ({what}), không có file Excel nào bên trong đọc được. Đề nghị giải nén rồi gửi các file Excel"
            ),
            Self::OverLimit { what, limit } => {
                format!("file vượt giới hạn: {} (tối đa {limit}). {}", what.vi(), what.advice_vi())
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

/// A limit that a file can be over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
    /// Bytes on disk.
    #[error("size of the file")]
    FileSize,
    /// Bytes of one part when unpacked; names the part.
    #[error("part {0} when unpacked")]
    PartSize(String),
    /// Parts of a package.
    #[error("parts in the package")]
    Parts,
    /// Cells of all sheets.
    #[error("cells in the workbook")]
    Cells,
    /// Texts that cells share.
    #[error("texts in the workbook")]
    Texts,
    /// The rectangles around the used cells of an xls file.
    #[error("used area of the sheets")]
    Area,
    /// Letters of formulas that are written out for each of their cells.
    #[error("length of the formulas")]
    Formulas,
    /// Seconds that reading the file may take.
    #[error("time to read the file")]
    Time,
    /// Memory that reading the file may take.
    #[error("memory to read the file")]
    Memory,
    /// Memory that making a corrected copy may take.
    #[error("memory to make the corrected copy")]
    Copy,
    /// Cells whose corrections are held.
    #[error("cells to correct in the workbook")]
    Corrections,
}

impl Limit {
    /// The key of `[limits]` in `xeploai.toml` that raises it.
    pub fn key(&self) -> Option<&'static str> {
        match self {
            Self::FileSize => Some("file_mb"),
            Self::PartSize(_) => Some("unpacked_mb"),
            Self::Cells | Self::Texts | Self::Area => Some("cells"),
            Self::Time => Some("seconds"),
            Self::Memory | Self::Copy | Self::Corrections => Some("memory_mb"),
            Self::Parts | Self::Formulas => None,
        }
    }

    fn vi(&self) -> String {
        match self {
            Self::FileSize => "dung lượng file".into(),
            Self::PartSize(name) => format!("phần {name} sau khi giải nén"),
            Self::Parts => "số phần trong file".into(),
            Self::Cells => "số ô trong file".into(),
            Self::Texts => "số chuỗi chữ trong file".into(),
            Self::Area => "vùng đã dùng của các sheet".into(),
            Self::Formulas => "độ dài các công thức".into(),
            Self::Time => "thời gian đọc file".into(),
            Self::Memory => "bộ nhớ để đọc file".into(),
            Self::Copy => "bộ nhớ để tạo bản đã chỉnh sửa".into(),
            Self::Corrections => "số ô được sửa trong một file".into(),
        }
    }

    fn advice(&self) -> String {
        match self.key() {
            Some(key) => format!("if it is meant to be that large, set `{key}` under [limits] in xeploai.toml"),
            None => "split it into several files".into(),
        }
    }

    fn advice_vi(&self) -> String {
        match self.key() {
            Some(key) => format!("Nếu file đúng là lớn như vậy, đặt {key} trong mục [limits] của xeploai.toml"),
            None => "Đề nghị tách thành nhiều file".into(),
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
    const KNOWN: &[(&str, &str)] = &[
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
        ("the part of a sheet is not there", "không tìm thấy nội dung của một sheet"),
        ("the content part is missing", "thiếu phần nội dung"),
        ("the XML of a part ends too early", "một phần kết thúc sớm"),
        ("the XML of a part does not nest", "một phần sai cấu trúc"),
        ("a part is cut or missing", "một phần bị thiếu"),
        ("a part does not match its checksum", "một phần sai mã kiểm tra"),
        ("a part cannot be unpacked", "không giải nén được một phần"),
        ("a part declares entities", "một phần có khai báo không an toàn"),
        ("all bytes are zero", "toàn bộ nội dung là số 0"),
        ("the workbook stream does not start properly", "phần bảng tính không bắt đầu đúng"),
        ("the workbook stream could not be copied", "không chép được phần bảng tính"),
        ("the version of the workbook stream is unknown", "không rõ phiên bản của phần bảng tính"),
        ("a record is continued by nothing", "một phần bị ngắt quãng"),
        ("a sheet lies outside the workbook stream", "nội dung của sheet nằm ngoài phần bảng tính"),
        ("a sheet does not start properly", "nội dung của sheet không bắt đầu đúng"),
        ("a sheet ends too early", "nội dung của sheet kết thúc sớm"),
        ("a part is packed in an unknown way", "một phần nén theo cách không rõ"),
        ("a part has an unsafe name", "một phần có tên không an toàn"),
        ("its list of parts cannot be read", "không đọc được danh mục các phần"),
        ("a part is not where the list of parts says", "một phần không nằm đúng chỗ ghi trong danh mục"),
        ("a part cannot be packed", "không nén được một phần"),
        ("it is too large", "file quá lớn"),
        ("its tables nest too deep", "các bảng lồng nhau quá nhiều lớp"),
        ("an encrypted part is incomplete", "một phần đã mã hóa bị thiếu"),
        ("its styles contradict each other", "các định dạng trong file mâu thuẫn nhau"),
        ("the reader broke off", "việc đọc file bị ngắt giữa chừng"),
        ("the reader failed", "lỗi trong bộ đọc file"),
        ("the copy could not be written", "lỗi khi ghi bản sao"),
        ("a lock file of Excel (~$)", "file khóa tạm của Excel (~$)"),
        ("a program", "chương trình máy tính"),
        ("text", "văn bản thường"),
        ("of an unknown kind", "loại không xác định"),
    ];
    KNOWN.iter().find(|(en, _)| *en == english).map_or(english, |(_, vi)| vi)
}
