//! A workbook as it is to be written, in whatever format: its rows are made one by one.

/// The formats that are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
    Html,
    Xml,
}

impl Format {
    pub(crate) const ALL: [Self; 6] = [Self::Xlsx, Self::Xlsb, Self::Xls, Self::Ods, Self::Html, Self::Xml];

    /// Its name, which is its extension.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Html => "html",
            Self::Xml => "xml",
        }
    }

    /// Rows of a full sheet.
    pub(crate) fn rows(self) -> usize {
        if self == Self::Xls { 65_536 } else { 1_048_576 }
    }
}

/// What stands in a cell.
pub(crate) enum Value {
    Blank,
    Number(u64),
    Text(String),
    /// `#REF!`
    Error,
    /// A formula and its result, if that is stored.
    Formula(String, Option<u64>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// Makes a row, counted from 0.
pub(crate) type Row = Box<dyn Fn(usize) -> Vec<Value>>;

/// One worksheet.
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) rows: usize,
    pub(crate) row: Row,
}

/// A workbook. What only xlsx can have is XML.
#[derive(Default)]
pub(crate) struct Book {
    pub(crate) sheets: Vec<Sheet>,
    /// Behind the cells of each sheet.
    pub(crate) after_cells: String,
    /// In the tag of each row.
    pub(crate) in_rows: &'static str,
    /// In the tag of each cell.
    pub(crate) in_cells: &'static str,
    /// Texts stand in their cells, and not in the list that cells share.
    pub(crate) inline: bool,
    /// The part of styles.
    pub(crate) styles: Option<String>,
    /// Further parts.
    pub(crate) parts: Vec<(String, String)>,
}
