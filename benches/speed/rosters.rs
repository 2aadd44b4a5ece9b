//! Workbooks to measure with: lists of members of the Party, twelve columns, as an office keeps them. All people are invented.

use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// One workbook with one list.
pub(crate) struct List<'a> {
    /// The office that reports.
    pub(crate) unit: &'a str,
    /// Members.
    pub(crate) rows: usize,
    /// Other numbers, other people.
    pub(crate) seed: u64,
}

const FAMILY: [&str; 15] =
    ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"];
const MIDDLE: [&str; 16] = [
    "Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Thanh", "Quang", "Xuân", "Kim", "Hoài", "Gia", "Bảo", "Anh", "Thu",
    "Công",
];
const GIVEN: [&str; 24] = [
    "An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hạnh", "Hùng", "Khánh", "Lan", "Linh", "Long", "Mai", "Nam", "Nga",
    "Phúc", "Quân", "Sơn", "Tâm", "Thảo", "Trang", "Tuấn", "Vinh", "Yến",
];
const POSTS: [&str; 6] =
    ["Đảng viên", "Đảng viên", "Chuyên viên", "Nhân viên", "Phó Trưởng phòng", "Phó Bí thư chi bộ"];
const PLACES: [&str; 6] = [
    "Trường Tiểu học An Phú",
    "Công an phường",
    "Ủy ban nhân dân phường",
    "Trạm Y tế phường",
    "Hội Cựu chiến binh",
    "Tổ dân phố",
];
const LEVELS: [(&str, u64); 4] = [
    ("Hoàn thành xuất sắc nhiệm vụ", 90),
    ("Hoàn thành tốt nhiệm vụ", 70),
    ("Hoàn thành nhiệm vụ", 50),
    ("Không hoàn thành nhiệm vụ", 30),
];
const HEADS: [&str; 12] = [
    "TT",
    "Họ và tên",
    "Ngày sinh",
    "Chức vụ",
    "Đơn vị công tác",
    "Chi bộ",
    "Điểm tự chấm",
    "Điểm",
    "Tự xếp loại",
    "Đề nghị xếp loại",
    "Xếp loại",
    "Ghi chú",
];
/// Members of one chi bộ.
const CELL: usize = 50;

/// How many of each level a list of this many rows holds, best first.
pub(crate) fn levels(rows: usize) -> [usize; 4] {
    let mut count = [0; 4];
    (1..=rows).for_each(|row| count[level(row)] += 1);
    count
}

/// Sixteen in a hundred are rated best, one fails.
fn level(row: usize) -> usize {
    match row % 100 {
        0 => 3,
        1..=16 => 0,
        17..=86 => 1,
        _ => 2,
    }
}

/// Writes the workbook, row by row.
pub(crate) fn write(path: &Path, list: &List<'_>) -> std::io::Result<()> {
    let mut zip = ZipWriter::new(BufWriter::new(std::fs::File::create(path)?));
    let options = SimpleFileOptions::default().compression_level(Some(6)).large_file(list.rows > 400_000);
    for (name, content) in PARTS {
        zip.start_file(name, options)?;
        zip.write_all(content.as_bytes())?;
    }
    zip.start_file("xl/worksheets/sheet1.xml", options)?;
    let mut strings = Strings::default();
    let mut sheet = BufWriter::with_capacity(1 << 16, &mut zip);
    write!(sheet, "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>")?;
    rows(list, &mut strings, &mut sheet)?;
    write!(sheet, "</sheetData></worksheet>")?;
    sheet.flush()?;
    drop(sheet);
    zip.start_file("xl/sharedStrings.xml", options)?;
    let mut part = BufWriter::with_capacity(1 << 16, &mut zip);
    write!(part, "{HEAD}<sst xmlns=\"{MAIN}\">")?;
    for text in strings.texts {
        write!(part, "<si><t>{text}</t></si>")?;
    }
    write!(part, "</sst>")?;
    part.flush()?;
    drop(part);
    zip.finish()?.flush()
}

fn rows(list: &List<'_>, strings: &mut Strings, out: &mut impl Write) -> std::io::Result<()> {
    let mut row = Row { number: 1, out, strings };
    row.write(&[Cell::Text(format!("ĐẢNG ỦY {}", list.unit))])?;
    row.write(&[Cell::Text("DANH SÁCH ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2024".into())])?;
    row.write(&[])?;
    row.write(&HEADS.map(|head| Cell::Text(head.into())))?;
    let mut chance = Chance(list.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for member in 1..=list.rows {
        let cell = format!("Chi bộ {}", (member - 1) / CELL + 1);
        if member % CELL == 1 {
            row.write(&[Cell::Text(cell.clone())])?;
        }
        let (label, band) = LEVELS[level(member)];
        let score = band + chance.below(10);
        let name = format!(
            "{} {} {} {}",
            chance.one_of(&FAMILY),
            chance.one_of(&MIDDLE),
            chance.one_of(&MIDDLE),
            chance.one_of(&GIVEN)
        );
        let birth = format!("{:02}/{:02}/{}", 1 + chance.below(28), 1 + chance.below(12), 1955 + chance.below(48));
        row.write(&[
            Cell::Number(member as u64),
            Cell::Text(name),
            Cell::Text(birth),
            Cell::Text(chance.one_of(&POSTS).into()),
            Cell::Text(chance.one_of(&PLACES).into()),
            Cell::Text(cell),
            Cell::Number(score),
            Cell::Number(score),
            Cell::Text(label.into()),
            Cell::Text(label.into()),
            Cell::Text(label.into()),
            if member % 23 == 0 { Cell::Text("Mới chuyển sinh hoạt đảng đến".into()) } else { Cell::Blank },
        ])?;
    }
    Ok(())
}

enum Cell {
    Number(u64),
    Text(String),
    Blank,
}

struct Row<'a, W: Write> {
    number: usize,
    out: &'a mut W,
    strings: &'a mut Strings,
}

impl<W: Write> Row<'_, W> {
    fn write(&mut self, cells: &[Cell]) -> std::io::Result<()> {
        let row = self.number;
        write!(self.out, "<row r=\"{row}\">")?;
        for (column, cell) in ('A'..='Z').zip(cells) {
            match cell {
                Cell::Number(number) => write!(self.out, "<c r=\"{column}{row}\" s=\"1\"><v>{number}</v></c>")?,
                Cell::Text(text) => {
                    let index = self.strings.index(text);
                    write!(self.out, "<c r=\"{column}{row}\" s=\"1\" t=\"s\"><v>{index}</v></c>")?;
                }
                Cell::Blank => write!(self.out, "<c r=\"{column}{row}\" s=\"1\"/>")?,
            }
        }
        self.number += 1;
        write!(self.out, "</row>")
    }
}

/// The shared strings, each once.
#[derive(Default)]
struct Strings {
    texts: Vec<String>,
    known: HashMap<String, usize>,
}

impl Strings {
    fn index(&mut self, text: &str) -> usize {
        if let Some(&index) = self.known.get(text) {
            return index;
        }
        self.texts.push(text.to_owned());
        self.known.insert(text.to_owned(), self.texts.len() - 1);
        self.texts.len() - 1
    }
}

/// Numbers that look like chance and are the same each time (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn one_of(&mut self, list: &[&'static str]) -> &'static str {
        list[self.below(list.len() as u64) as usize]
    }
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PARTS: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Đảng viên" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#,
    ),
    (
        "xl/styles.xml",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="12"/><name val="Times New Roman"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" borderId="1"/></cellXfs></styleSheet>"#,
    ),
];
