//! Shapes of files: each as large as is still read, or a little larger, and wrong or strange in one way. All people are invented.

use std::fmt::Write as _;

use super::book::{Book, Format, Sheet, Value};

/// Files of one kind.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// The formats it is made in.
    pub(crate) formats: &'static [Format],
    /// The workbook, which may depend on what a sheet of the format holds.
    pub(crate) book: fn(Format) -> Book,
}

const XLSX: &[Format] = &[Format::Xlsx];
const ALL: &[Format] = &Format::ALL;

/// Rows of a list that fills a sheet with twelve columns: as many cells as are read.
const FULL: usize = 1_048_576;

/// A number that looks like chance.
fn noise(n: usize) -> usize {
    let n = (n as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((n ^ (n >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33) as usize
}

/// Some text of so many letters that no other number has.
fn different(n: usize, letters: usize) -> String {
    let mut text = String::with_capacity(letters + 12);
    let mut turn = n;
    while text.len() < letters {
        turn = noise(turn.wrapping_mul(31).wrapping_add(text.len()));
        let _ = write!(text, "{turn:x} ");
    }
    let _ = write!(text, "{n:x}");
    text
}

/// The same rows over as many sheets as the format needs, each below its own head.
fn sheets(format: Format, rows: usize, head: Vec<Vec<Value>>, row: fn(usize) -> Vec<Value>) -> Vec<Sheet> {
    let head: std::rc::Rc<Vec<Vec<Value>>> = head.into();
    let own = format.rows() - head.len();
    let count = rows.div_ceil(own);
    let sheet = |number: usize| {
        let head = head.clone();
        let first = number * own;
        Sheet {
            name: format!("B{}", number + 1),
            rows: head.len() + own.min(rows - first),
            row: Box::new(move |at| match head.get(at) {
                Some(cells) => cells.iter().map(copy).collect(),
                None => row(first + at - head.len()),
            }),
        }
    };
    (0..count).map(sheet).collect()
}

fn copy(value: &Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(text.clone()),
        Value::Number(number) => Value::Number(*number),
        _ => Value::Blank,
    }
}

fn texts(texts: &[&str]) -> Vec<Value> {
    texts.iter().map(|&text| if text.is_empty() { Value::Blank } else { text.into() }).collect()
}

/// The head of a list of members.
fn list_head() -> Vec<Vec<Value>> {
    vec![
        texts(&["ĐẢNG ỦY XÃ AN PHÚ"]),
        texts(&["DANH SÁCH ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2024"]),
        texts(&[
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
        ]),
    ]
}

/// The head of a table of counts.
fn counts_head() -> Vec<Vec<Value>> {
    vec![
        texts(&["ĐẢNG ỦY XÃ AN PHÚ"]),
        texts(&["TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2024"]),
        texts(&["TT", "Tên chi bộ", "Tổng số", "Số được xếp loại", "HTXSNV", "HTTNV", "HTNV", "KHTNV", "Ghi chú"]),
    ]
}

const LEVELS: [(&str, usize); 4] = [
    ("Hoàn thành xuất sắc nhiệm vụ", 90),
    ("Hoàn thành tốt nhiệm vụ", 70),
    ("Hoàn thành nhiệm vụ", 50),
    ("Không hoàn thành nhiệm vụ", 30),
];

/// What is corrected as a matter of course.
const MISSPELT: &str = "Hoàn thành tôt nhiệm vụ";

const NAMES: [&str; 12] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ"];

fn name(n: usize) -> String {
    let one = |place: usize| NAMES[noise(n * 5 + place) % NAMES.len()];
    format!("{} {} {} {}", one(0), one(1), one(2), one(3))
}

/// A row of a list as it should be.
fn member(n: usize) -> Vec<Value> {
    let (label, band) = LEVELS[match n % 100 {
        0..16 => 0,
        16..86 => 1,
        86..99 => 2,
        _ => 3,
    }];
    let score = Value::Number((band + noise(n) % 10) as u64);
    let birth = format!("{:02}/{:02}/{}", 1 + noise(n) % 28, 1 + noise(n + 1) % 12, 1955 + noise(n + 2) % 48);
    vec![
        Value::Number(n as u64 + 1),
        Value::Text(name(n)),
        Value::Text(birth),
        "Đảng viên".into(),
        "Trường Tiểu học An Phú".into(),
        Value::Text(format!("Chi bộ {}", n / 50 + 1)),
        copy(&score),
        score,
        label.into(),
        label.into(),
        label.into(),
        Value::Blank,
    ]
}

/// A row of counts as it should be.
fn cell_counts(n: usize) -> Vec<Value> {
    let counts = [1 + noise(n) % 3, 10 + noise(n + 1) % 9, noise(n + 2) % 4, 0];
    let rated: usize = counts.iter().sum();
    let number = |n: usize| Value::Number(n as u64);
    let mut row = vec![number(n + 1), Value::Text(format!("Chi bộ {}", n + 1)), number(rated), number(rated)];
    row.extend(counts.map(number));
    row
}

fn list_of(format: Format, row: fn(usize) -> Vec<Value>) -> Book {
    Book { sheets: sheets(format, FULL - 16 * 3, list_head(), row), ..Book::default() }
}

fn counts_of(format: Format, row: fn(usize) -> Vec<Value>) -> Book {
    Book { sheets: sheets(format, FULL - 16 * 3, counts_head(), row), ..Book::default() }
}

fn bare(format: Format, rows: usize, row: fn(usize) -> Vec<Value>) -> Book {
    Book { sheets: sheets(format, rows, Vec::new(), row), ..Book::default() }
}

/// A small list, around which something else is much.
fn small_list() -> Book {
    Book { sheets: sheets(Format::Xlsx, 200, list_head(), member), ..Book::default() }
}

/// All of them.
pub(crate) fn all() -> Vec<Shape> {
    let mut all = of_every_format();
    all.extend(wrong_lists());
    all.extend(wrong_counts());
    all.extend(strange_books());
    all
}

fn of_every_format() -> Vec<Shape> {
    vec![
        Shape { name: "members", formats: ALL, book: |format| list_of(format, member) },
        Shape {
            name: "numbers",
            formats: ALL,
            book: |format| {
                bare(format, FULL, |n| (0..12).map(|c| Value::Number(noise(n * 12 + c) as u64 % 100_000)).collect())
            },
        },
        Shape {
            name: "more numbers than may be",
            formats: ALL,
            book: |format| bare(format, FULL, |n| (0..13).map(|c| Value::Number(noise(n + c) as u64 % 1000)).collect()),
        },
        Shape {
            name: "different texts",
            formats: ALL,
            book: |format| list_of(format, |n| (0..12).map(|c| Value::Text(different(n * 12 + c, 1))).collect()),
        },
        Shape {
            name: "fewer different texts",
            formats: ALL,
            book: |format| Book {
                sheets: sheets(format, 400_000, list_head(), |n| {
                    (0..12).map(|c| Value::Text(different(n * 12 + c, 1))).collect()
                }),
                ..Book::default()
            },
        },
        Shape {
            name: "errors",
            formats: ALL,
            book: |format| list_of(format, |_| (0..12).map(|_| Value::Error).collect()),
        },
        Shape {
            name: "long texts",
            formats: ALL,
            book: |format| bare(format, 12_000, |n| vec![Value::Text(different(n, 30_000))]),
        },
        Shape {
            name: "wrong in every way",
            formats: ALL,
            book: |format| {
                list_of(format, |n| {
                    let mut row = member(n / 2 * 2);
                    row[0] = Value::Text(format!("{}a", n % 7));
                    row[2] = Value::Text(format!("31/02/{}", 1900 + n % 200));
                    row[7] = Value::Text(format!("{},{}", 20 + n % 90, n));
                    row[8] = ["Hoàn thành xuất xắc nhiệm vụ", "HTTNV", "Tốt", "x"][n % 4].into();
                    row[9] = Value::Text(format!("Hoàn thành {} nhiệm vụ", n % 1000));
                    row[10] = ["", "Hoàn thành tôt nhiệm vụ", "HTXSNV", "B", "Không xếp loại"][n % 5].into();
                    row[11] = ["Nghỉ thai sản", "Kỷ luật khiển trách", "", "Chuyển đến"][n % 4].into();
                    row
                })
            },
        },
    ]
}

fn wrong_lists() -> Vec<Shape> {
    fn with(n: usize, change: impl Fn(&mut Vec<Value>)) -> Vec<Value> {
        let mut row = member(n);
        change(&mut row);
        row
    }
    vec![
        Shape {
            name: "unknown labels",
            formats: XLSX,
            book: |format| list_of(format, |n| with(n, |row| row[10] = Value::Text(format!("Mức {n}")))),
        },
        Shape {
            name: "one label misspelt",
            formats: &[Format::Xlsx, Format::Xlsb, Format::Html],
            book: |format| {
                list_of(format, |n| {
                    with(n, |row| {
                        if n == 1_000 {
                            row[10] = MISSPELT.into()
                        }
                    })
                })
            },
        },
        Shape {
            name: "a quarter of the labels misspelt",
            formats: XLSX,
            book: |format| {
                list_of(format, |n| {
                    with(n, |row| {
                        if n % 4 == 0 {
                            row[10] = MISSPELT.into()
                        }
                    })
                })
            },
        },
        Shape { name: "one person in every row", formats: XLSX, book: |format| list_of(format, |_| member(1)) },
        Shape {
            name: "old letters",
            formats: XLSX,
            book: |format| {
                list_of(format, |n| with(n, |row| row[1] = Value::Text(format!("NguyÔn V¨n ThÞnh {}", noise(n)))))
            },
        },
        Shape {
            name: "another subject in every row",
            formats: XLSX,
            book: |format| {
                list_of(format, |n| with(n, |row| row[5] = Value::Text(format!("Chi bộ {}", different(n, 1)))))
            },
        },
        Shape {
            name: "group heads",
            formats: XLSX,
            book: |format| {
                list_of(format, |n| match n % 2 {
                    0 => vec![Value::Blank, Value::Text(format!("Chi bộ {n}"))],
                    _ => member(n),
                })
            },
        },
        Shape {
            name: "a list of organisations",
            formats: XLSX,
            book: |format| Book {
                sheets: sheets(
                    format,
                    FULL - 3,
                    vec![
                        texts(&["ĐẢNG ỦY XÃ AN PHÚ"]),
                        texts(&["DANH SÁCH XẾP LOẠI CHẤT LƯỢNG CHI BỘ TRỰC THUỘC NĂM 2024"]),
                        texts(&["TT", "Tên chi bộ", "Điểm", "Xếp loại", "Ghi chú"]),
                    ],
                    |n| {
                        vec![
                            Value::Number(n as u64 + 1),
                            Value::Text(format!("Chi bộ thôn {}", different(n, 1))),
                            Value::Number(70 + noise(n) as u64 % 20),
                            "Hoàn thành tốt nhiệm vụ".into(),
                        ]
                    },
                ),
                ..Book::default()
            },
        },
    ]
}

fn wrong_counts() -> Vec<Shape> {
    vec![
        Shape { name: "counts", formats: XLSX, book: |format| counts_of(format, cell_counts) },
        Shape {
            name: "sums that fail",
            formats: XLSX,
            book: |format| {
                counts_of(format, |n| {
                    let mut row = cell_counts(n);
                    row[4] = Value::Number(20 + n as u64 % 7);
                    row
                })
            },
        },
        Shape {
            name: "words for numbers",
            formats: XLSX,
            book: |format| {
                counts_of(format, |n| {
                    let mut row = cell_counts(n);
                    (2..8).for_each(|at| row[at] = Value::Text(format!("khoảng {}", noise(n + at) % 50)));
                    row
                })
            },
        },
        Shape {
            name: "formulas",
            formats: XLSX,
            book: |format| {
                counts_of(format, |n| {
                    let mut row = cell_counts(n);
                    row[2] = Value::Formula(format!("SUM(E{0}:H{0})", n + 4), Some(13));
                    row[3] = Value::Formula(format!("C{0}+D{0}*0", n + 4), Some(13));
                    row
                })
            },
        },
        Shape {
            name: "formulas without results",
            formats: XLSX,
            book: |format| {
                counts_of(format, |n| {
                    let mut row = cell_counts(n);
                    row[2] = Value::Formula(format!("SUM(E{0}:H{0})", n + 4), None);
                    row[3] = Value::Formula(format!("D{}+1", n + 3), None);
                    row
                })
            },
        },
        Shape {
            name: "sums of everything above",
            formats: XLSX,
            book: |format| {
                counts_of(format, |n| {
                    let mut row = cell_counts(n);
                    row[3] = Value::Formula(format!("SUM(C4:C{})", n + 4), None);
                    row
                })
            },
        },
        Shape {
            name: "rows in rows",
            formats: XLSX,
            book: |format| {
                counts_of(format, |n| {
                    let mut row = cell_counts(n);
                    row[0] = match n % 4 {
                        0 => Value::Text(format!("{}", n / 4)),
                        part => Value::Text(format!("{}.{part}", n / 4)),
                    };
                    row[1] =
                        if n % 4 == 0 { Value::Text(format!("Đảng bộ {n}")) } else { "Trong đó: nữ".into() };
                    row
                })
            },
        },
    ]
}

fn strange_books() -> Vec<Shape> {
    let mut all = many_of_something();
    all.extend(strange_cells());
    all
}

fn many_of_something() -> Vec<Shape> {
    vec![
        Shape {
            name: "many sheets",
            formats: &[Format::Xlsx, Format::Xlsb, Format::Xls, Format::Ods, Format::Xml],
            book: |_| {
                let mut all = Vec::new();
                for number in 0..9_900 {
                    let mut own = sheets(Format::Xlsx, 20, list_head(), member);
                    own.iter_mut().for_each(|sheet| sheet.name = format!("B{number}"));
                    all.extend(own);
                }
                Book { sheets: all, ..Book::default() }
            },
        },
        Shape {
            name: "many small tables",
            formats: ALL,
            book: |format| {
                bare(format, 600_000, |n| match n % 6 {
                    0 => texts(&["TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2024"]),
                    1 => counts_head().remove(2),
                    5 => Vec::new(),
                    _ => cell_counts(n),
                })
            },
        },
        Shape {
            name: "many columns",
            formats: &[Format::Xlsx, Format::Ods, Format::Html],
            book: |format| Book {
                sheets: sheets(format, 700, counts_head(), |n| {
                    (0..16_384).map(|c| Value::Number(noise(n + c) as u64 % 10)).collect()
                }),
                ..Book::default()
            },
        },
        Shape {
            name: "many heads",
            formats: XLSX,
            book: |format| {
                bare(format, 700, |n| match n {
                    0 => texts(&["TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN NĂM 2024"]),
                    1 => (0..16_000).map(|c| ["HTXSNV", "HTTNV", "HTNV", "KHTNV", "Tổng số"][c % 5].into()).collect(),
                    _ => (0..16_000).map(|c| Value::Number(noise(n + c) as u64 % 10)).collect(),
                })
            },
        },
        Shape {
            name: "many merges",
            formats: XLSX,
            book: |_| {
                let merges: String = (1..=1_048_575).map(|row| format!("<mergeCell ref=\"M{row}:P{row}\"/>")).collect();
                Book { after_cells: format!("<mergeCells>{merges}</mergeCells>"), ..list_of(Format::Xlsx, member) }
            },
        },
        Shape {
            name: "many merges in the body",
            formats: XLSX,
            book: |_| {
                let merges: String =
                    (2..=500_000).map(|pair| format!("<mergeCell ref=\"B{}:C{}\"/>", 2 * pair, 2 * pair + 1)).collect();
                Book { after_cells: format!("<mergeCells>{merges}</mergeCells>"), ..list_of(Format::Xlsx, member) }
            },
        },
        Shape {
            name: "many hidden rows",
            formats: XLSX,
            book: |_| Book { in_rows: " hidden=\"1\"", ..list_of(Format::Xlsx, member) },
        },
        Shape {
            name: "many styles",
            formats: XLSX,
            book: |_| {
                let mut styles = String::from("<styleSheet><numFmts>");
                (0..400_000).for_each(|n| {
                    let _ = write!(styles, "<numFmt numFmtId=\"{}\" formatCode=\"0.00&quot; {n}&quot;\"/>", 200 + n);
                });
                styles += "</numFmts><fonts>";
                (0..400_000).for_each(|n| {
                    let _ = write!(styles, "<font><sz val=\"{}\"/><name val=\".VnTime {n}\"/></font>", 8 + n % 9);
                });
                styles += "</fonts><cellXfs>";
                (0..400_000).for_each(|n| {
                    let _ =
                        write!(styles, "<xf numFmtId=\"{}\" fontId=\"{n}\"><alignment indent=\"1\"/></xf>", 200 + n);
                });
                styles += "</cellXfs></styleSheet>";
                Book { styles: Some(styles), in_cells: " s=\"7\"", ..list_of(Format::Xlsx, member) }
            },
        },
        Shape {
            name: "many notes",
            formats: XLSX,
            book: |_| {
                let mut notes = String::from("<comments><commentList>");
                (1..=1_000_000).for_each(|row| {
                    let _ = write!(notes, "<comment ref=\"B{row}\"><text><t>{}</t></text></comment>", noise(row));
                });
                notes += "</commentList></comments>";
                Book { parts: vec![("xl/comments1.xml".into(), notes)], ..small_list() }
            },
        },
    ]
}

fn strange_cells() -> Vec<Shape> {
    vec![
        Shape {
            name: "texts in their cells",
            formats: XLSX,
            book: |format| Book {
                inline: true,
                ..bare(format, 3_000_000 / 12, |n| (0..12).map(|c| Value::Text(different(n * 12 + c, 1))).collect())
            },
        },
        Shape {
            name: "formatted rows without cells",
            formats: XLSX,
            book: |format| Book { in_rows: " s=\"1\" ht=\"15\"", ..bare(format, FULL, |_| Vec::new()) },
        },
        Shape {
            name: "a bomb of blanks",
            formats: XLSX,
            book: |_| Book { after_cells: " ".repeat(480 << 20), ..small_list() },
        },
        Shape {
            name: "cells of no kind",
            formats: XLSX,
            book: |format| Book {
                in_cells: " t=\"zz\"",
                ..bare(format, FULL, |n| (0..12).map(|c| Value::Number(noise(n + c) as u64)).collect())
            },
        },
        Shape {
            name: "a formula in every cell",
            formats: XLSX,
            book: |format| {
                list_of(format, |n| (0..12).map(|c| Value::Formula("A1+1".into(), Some(noise(n + c) as u64))).collect())
            },
        },
        Shape {
            name: "every cell twice",
            formats: XLSX,
            book: |_| Book {
                after_cells: {
                    let mut again = String::from("<sheetData>");
                    (1..=500_000).for_each(|row| {
                        let _ = write!(again, "<row r=\"{row}\">");
                        for column in 'A'..='L' {
                            let _ = write!(again, "<c r=\"{column}{row}\"><v>{row}</v></c>");
                        }
                        again += "</row>";
                    });
                    again + "</sheetData>"
                },
                ..bare(Format::Xlsx, 500_000, |n| (0..12).map(|c| Value::Number(noise(n + c) as u64 % 1000)).collect())
            },
        },
    ]
}
