//! Levels in rows, types of organisation in columns: the shape of Biểu 7A.

use xeploai::locate::Subject;

use super::frame::Frame;
use super::words;
use super::{Expected, Slip, Variation, slipped};
use crate::book::{Cell, Page};
use crate::random::Random;

const TYPES: [&str; 8] = [
    "Xã",
    "Phường",
    "Thị trấn",
    "Cơ quan hành chính",
    "Đơn vị sự nghiệp",
    "Doanh nghiệp",
    "Quân đội, Công an",
    "Loại hình khác",
];

/// What a part of the sheet counts.
struct Part {
    subject: Subject,
    title: &'static str,
    noun: &'static str,
}

const PARTS: [Part; 2] = [
    Part { subject: Subject::PartyBase, title: "tổ chức cơ sở đảng", noun: "tổ chức cơ sở đảng" },
    Part { subject: Subject::Member, title: "đảng viên", noun: "đảng viên" },
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Share {
    None,
    Number,
    Text,
}

struct Form {
    frame: Frame,
    types: usize,
    /// Is the sum to the left of what it adds?
    sum_first: bool,
    share: Share,
    unrated: bool,
}

impl Form {
    fn columns(&self) -> Vec<Vec<String>> {
        let one = |text: &str| vec![text.to_owned()];
        let mut columns = vec![one("Chỉ tiêu")];
        let mut sums = vec![one("Tổng số")];
        if self.share != Share::None {
            sums.push(one("Tỷ lệ (%)"));
        }
        let under = |name: &&str| vec!["Chia theo loại hình".to_owned(), (*name).to_owned()];
        let types = TYPES[..self.types].iter().map(under);
        if self.sum_first {
            columns.append(&mut sums);
        }
        columns.extend(types);
        columns.append(&mut sums);
        columns
    }

    fn sum_column(&self) -> u32 {
        self.frame.left + if self.sum_first { 1 } else { 1 + self.types as u32 }
    }

    fn type_column(&self, place: usize) -> u32 {
        let sums = if self.share == Share::None { 1 } else { 2 };
        self.frame.left + 1 + place as u32 + if self.sum_first { sums } else { 0 }
    }
}

pub(super) fn any(random: &mut Random) -> Variation {
    let year = random.between(2019, 2025) as u16;
    let part = &PARTS[random.below(2)];
    let form = Form {
        frame: Frame::any(random, year),
        types: random.between(3, 8) as usize,
        sum_first: random.chance(70),
        share: random.one_of(&[Share::None, Share::Number, Share::Text]),
        unrated: random.chance(60),
    };
    let mut page = Page::new("Biểu 7A");
    let columns = form.columns();
    let top = form.frame.begin(&mut page, random, columns.len() as u32, part.title);
    let row = form.frame.header(&mut page, top, &columns);
    let mut lines = figures(random, &form);
    let (rated, unrated): (Vec<i64>, Vec<i64>) =
        (0..form.types).map(|t| (lines[..4].iter().map(|l| l[t]).sum::<i64>(), lines[4][t])).unzip();
    lines.truncate(4);
    let slips = write(random, &form, &mut page, row, part, (&lines, &rated, &unrated));
    form.frame.sign(&mut page, random, columns.len() as u32);
    let total = |line: &[i64]| line.iter().sum::<i64>();
    let expected = Expected {
        subject: part.subject,
        total: form.unrated.then(|| total(&rated) + total(&unrated)),
        rated: Some(total(&rated)),
        levels: std::array::from_fn(|level| total(&lines[level])),
    };
    Variation { pages: vec![page], expected: vec![expected], slips }
}

/// The four levels and the unrated, by type.
fn figures(random: &mut Random, form: &Form) -> Vec<Vec<i64>> {
    let mut lines = vec![Vec::new(); 5];
    for _ in 0..form.types {
        let good = random.between(6, 80);
        let of = [random.between(0, good / 6), good, random.between(0, 9), random.between(0, 2), random.between(0, 3)];
        for (line, n) in lines.iter_mut().zip(of) {
            line.push(n);
        }
    }
    if !form.unrated {
        lines[4].fill(0);
    }
    lines
}

type Lines<'l> = (&'l [Vec<i64>], &'l [i64], &'l [i64]);

fn write(
    random: &mut Random,
    form: &Form,
    page: &mut Page,
    first: u32,
    part: &Part,
    (levels, rated, unrated): Lines<'_>,
) -> Vec<Slip> {
    let noun = part.noun;
    let all: Vec<i64> = rated.iter().zip(unrated).map(|(a, b)| a + b).collect();
    let labels = words::labels(random);
    let base = rated.iter().sum::<i64>();
    let mut row = first;
    let mut slips = Vec::new();
    if form.unrated || random.chance(50) {
        line(form, page, row, &format!("A. Số {noun} có đến cuối năm"), &all, None);
        row += 1;
    }
    line(form, page, row, &format!("1. Số {noun} được đánh giá, xếp loại"), rated, Some(base));
    row += 1;
    if random.chance(40) {
        page.text(row, form.frame.left, "Kết quả đánh giá:");
        row += 1;
    }
    let order: [usize; 4] = if random.chance(20) { [3, 2, 1, 0] } else { [0, 1, 2, 3] };
    for (letter, level) in ["a)", "b)", "c)", "d)"].into_iter().zip(order) {
        line(form, page, row, &format!("{letter} {}", labels[level].trim()), &levels[level], Some(base));
        slips.extend(slip(random, form, page, row, &levels[level]));
        row += 1 + u32::from(random.chance(5));
    }
    if form.unrated {
        line(form, page, row, &format!("2. Số {noun} chưa được đánh giá, xếp loại"), unrated, None);
        line(form, page, row + 1, "Trong đó: Mới thành lập, mới kết nạp", unrated, None);
    }
    slips
}

fn line(form: &Form, page: &mut Page, row: u32, name: &str, figures: &[i64], base: Option<i64>) {
    page.text(row, form.frame.left, name);
    let sum: i64 = figures.iter().sum();
    page.put(row, form.sum_column(), Cell::number(sum as f64, "0"));
    for (place, n) in figures.iter().enumerate() {
        page.put(row, form.type_column(place), Cell::number(*n as f64, "0"));
    }
    if let Some(cell) = share(form, sum, base) {
        page.put(row, form.sum_column() + 1, cell);
    }
}

fn share(form: &Form, sum: i64, base: Option<i64>) -> Option<Cell> {
    let Some(base) = base else {
        return (form.share == Share::Text).then(|| Cell::text("X"));
    };
    let units = (20_000 * sum + base) / (2 * base);
    match form.share {
        Share::None => None,
        Share::Number => Some(Cell::number(units as f64 / 100.0, "0.00")),
        Share::Text => Some(Cell::text(format!("{},{:02}", units / 100, units % 100))),
    }
}

/// One wrong figure in a row of levels: a type, the sum or the share.
fn slip(random: &mut Random, form: &Form, page: &Page, row: u32, figures: &[i64]) -> Option<Slip> {
    let (column, rules): (u32, &[&str]) = match random.below(3) {
        0 => (form.sum_column(), &["S202"]),
        1 if form.share != Share::None => (form.sum_column() + 1, &["S205"]),
        _ => (form.type_column(random.below(figures.len())), &["S201"]),
    };
    let right = page.cells.get(&xeploai::finding::CellRef::new(row, column))?.clone();
    let wrong = match &right.content {
        crate::book::Content::Number(n, format) => Cell::number(n + 3.0, format),
        crate::book::Content::Text(text) => Cell::text(format!("1{text}")),
    };
    Some(slipped(rules, row, column, right, wrong, true))
}
