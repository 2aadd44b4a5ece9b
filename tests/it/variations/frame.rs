//! What stands around a table: preamble, title, header, row of numbers, signatures.

use crate::book::{Cell, Page};
use crate::random::Random;

/// How one sheet is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Empty columns at the left.
    pub(super) left: u32,
    /// Empty rows above.
    top: u32,
    merges: bool,
    pub(super) year: u16,
    /// 0 for none.
    numbers: usize,
    preamble: bool,
    signed: bool,
}

impl Frame {
    pub(super) fn any(random: &mut Random, year: u16) -> Self {
        Self {
            left: random.one_of(&[0, 0, 0, 1, 2]),
            top: random.one_of(&[0, 0, 1, 3]),
            merges: random.chance(70),
            year,
            numbers: random.below(5),
            preamble: random.chance(80),
            signed: random.chance(75),
        }
    }

    /// Writes what stands above a table of so many columns; gives the row its header begins in.
    pub(super) fn begin(&self, page: &mut Page, random: &mut Random, width: u32, about: &str) -> u32 {
        let mut row = if page.cells.is_empty() { self.top } else { page.end() + random.one_of(&[1, 2, 3]) };
        let half = (width / 2).max(1);
        let (left, last) = (self.left, self.left + width - 1);
        if self.preamble && page.cells.is_empty() {
            let party = [["QUẬN ỦY HÒA AN", "BAN TỔ CHỨC"], ["ĐẢNG BỘ HUYỆN HOÀ AN", "*"], ["Quận uỷ Hòa An", "-----"]];
            let office = random.one_of(&party);
            let date = format!("Hòa An, ngày 12 tháng 12 năm {}", self.year);
            for (line, right) in ["ĐẢNG CỘNG SẢN VIỆT NAM", &date].into_iter().enumerate() {
                page.text(row, left, office[line]);
                self.merge(page, (row, left), (row, left + half - 1));
                page.text(row, left + half, right);
                self.merge(page, (row, left + half), (row, last));
                row += 1;
            }
            row += random.one_of(&[0, 1]);
        }
        for line in self.title(random, about) {
            page.text(row, left, line);
            self.merge(page, (row, left), (row, last));
            row += 1;
        }
        row + random.one_of(&[0, 1])
    }

    fn title(&self, random: &mut Random, about: &str) -> Vec<String> {
        let year = self.year;
        let upper = about.to_uppercase();
        match random.below(4) {
            0 => vec![format!("TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG {upper} NĂM {year}")],
            1 => vec!["TỔNG HỢP".into(), format!("Kết quả xếp loại chất lượng {about} năm {year}")],
            2 => vec![format!("BIỂU TỔNG HỢP XẾP LOẠI CHẤT LƯỢNG {upper}"), format!("Năm {year}")],
            _ => vec![format!("KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI {upper}"), format!("(Năm {year})")],
        }
    }

    /// Writes a header, each column by its path from the top; gives the row below it.
    pub(super) fn header(&self, page: &mut Page, row: u32, paths: &[Vec<String>]) -> u32 {
        let depth = paths.iter().map(Vec::len).max().unwrap_or(0);
        for level in 0..depth {
            let mut column = 0;
            while column < paths.len() {
                let path = &paths[column];
                let Some(text) = path.get(level) else {
                    column += 1;
                    continue;
                };
                let same = |other: &&Vec<String>| other.get(..=level) == path.get(..=level);
                let wide = paths[column..].iter().take_while(same).count();
                let down = if path.len() == level + 1 { depth - level } else { 1 };
                let (top, left) = (row + level as u32, self.left + column as u32);
                page.text(top, left, text.as_str());
                self.merge(page, (top, left), (top + down as u32 - 1, left + wide as u32 - 1));
                column += wide;
            }
        }
        self.number_row(page, row + depth as u32, paths.len())
    }

    fn number_row(&self, page: &mut Page, row: u32, width: usize) -> u32 {
        for column in 0..width {
            let number = column + 1;
            let cell = match self.numbers {
                1 => Cell::number(number as f64, "0"),
                2 => Cell::text(format!("({number})")),
                3 => Cell::text(number.to_string()),
                4 if column == 0 => Cell::text("A"),
                4 if column == 1 => Cell::text("B"),
                4 => Cell::number(number as f64 - 2.0, "0"),
                _ => return row,
            };
            page.put(row, self.left + column as u32, cell);
        }
        row + 1
    }

    pub(super) fn merge(&self, page: &mut Page, start: (u32, u32), end: (u32, u32)) {
        if self.merges {
            page.merge(start, end);
        }
    }

    /// Who signs, below everything.
    pub(super) fn sign(&self, page: &mut Page, random: &mut Random, width: u32) {
        if !self.signed {
            return;
        }
        let row = page.end() + random.one_of(&[1, 2]);
        let right = self.left + (width - 2).max(1);
        match random.below(3) {
            0 => {
                page.text(row, self.left, "Nơi nhận:");
                page.text(row + 1, self.left, "- Ban Tổ chức cấp trên;");
                page.text(row + 2, self.left, "- Lưu Văn phòng.");
                page.text(row, right, "T/M BAN THƯỜNG VỤ");
                page.text(row + 1, right, "PHÓ BÍ THƯ");
                page.text(row + 5, right, "Lê Quang Hậu");
            }
            1 => {
                page.text(row, self.left + 1, "NGƯỜI LẬP BIỂU");
                page.text(row, right, "TRƯỞNG BAN");
                page.text(row + 1, right, "(Ký, đóng dấu, ghi rõ họ và tên)");
            }
            _ => {
                page.text(row, right, format!("Hòa An, ngày 12 tháng 12 năm {}", self.year));
                page.text(row + 1, right, "BÍ THƯ");
            }
        }
    }
}
