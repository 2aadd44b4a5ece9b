//! # Chữ theo bảng mã cũ
//!
//! ## What it finds
//! Texts of the fonts before Unicode, TCVN3 (`.VnTime`) or VNI (`VNI-Times`), told by the letters of the whole sheet
//! or column, and by their fonts where the file names them (xlsx, xls). They are read in Unicode; Unicode words beside
//! them stay as they are, whatever the font is called.
//! ## Why it matters
//! Without the old font such a text is unreadable, and nothing finds or compares it.
//! ## Example
//! ```sheet
//! 1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 3 | TT | Họ và tên        | Kết quả xếp loại
//! 4 | 1  | NguyÔn V¨n An ◄  | Hoµn thµnh tèt nhiÖm vô ◄
//! 5 | 2  | TrÇn ThÞ B×nh ◄  | Hoµn thµnh nhiÖm vô ◄
//! 6 | 3  | Lê Thị Cúc       | Hoàn thành tốt nhiệm vụ
//! ```
//! ## Correction
//! Safe: the same text in Unicode, the texts in formulas with it; where the cell's font is one of the old ones, a corrected
//! copy shows it in Times New Roman. Capitals are as people see them: small
//! letters in a font such as `.VnTimeH`, and those of words typed with caps lock, become capitals.
//! ## Nội dung kiểm tra
//! Chữ theo bảng mã trước Unicode, TCVN3 (`.VnTime`) hoặc VNI (`VNI-Times`), nhận ra theo chữ của cả sheet hoặc cột và
//! theo phông nếu file có ghi. Chữ được đọc theo Unicode; chữ Unicode bên cạnh giữ nguyên.
//! ## Lý do
//! Không có phông cũ thì không đọc được, không tìm và đối chiếu được.
//! ## Chỉnh sửa
//! Đủ căn cứ chỉnh sửa: cùng nội dung theo Unicode, kể cả chữ trong công thức; ô dùng phông cũ được chuyển sang Times
//! New Roman.

use crate::check::legacy::Decoded;
use crate::check::records::FileRecord;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Edit, Fix, Message, Safety, Severity};

pub(super) static RULE: Rule = Rule {
    code: "F007",
    name: "legacy-encoding",
    severity: Severity::Info,
    scope: Scope::File(check),
    basis: "",
    doc: documentation!("legacy_encoding.rs"),
};

fn check(file: &FileRecord<'_>, findings: &mut Findings<'_>) {
    for sheet in &file.sheets {
        let Some(first) = sheet.decoded.first() else { continue };
        let cells: Vec<CellRef> = sheet.decoded.iter().map(|d| d.at).collect();
        let edit = |d: &Decoded| Edit {
            file: file.path.clone(),
            sheet: sheet.name.clone(),
            cell: d.at,
            from: d.from.clone(),
            to: d.to.clone(),
        };
        let fix = Fix {
            safety: Safety::Safe,
            reason: Message::new("chỉ đổi bảng mã, nội dung giữ nguyên", "only the encoding changes, the text stays"),
            edits: sheet.decoded.iter().filter(|d| !d.formula).map(edit).collect(),
            alternatives: Vec::new(),
        };
        let fix = Some(fix).filter(|f| !f.edits.is_empty());
        let (count, names) = (cells.len(), names(&sheet.decoded));
        findings.enter_sheet(Some(&sheet.name));
        findings.add(&RULE, first.at).cells(&cells).found(&first.from).expected(&first.to).fix(fix).message(
            format!("{count:02} ô gõ bằng bảng mã {names}, được đọc sang Unicode: “{}” là “{}”", first.from, first.to),
            format!("{count} cells are in {names} and were read as Unicode: “{}” is “{}”", first.from, first.to),
        );
    }
    findings.enter_sheet(None);
}

fn names(decoded: &[Decoded]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for cell in decoded {
        if !names.contains(&cell.encoding.name()) {
            names.push(cell.encoding.name());
        }
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_findings, findings};

    const TCVN3: &str = "
        1 | DANH S¸CH §¶NG VI£N Vµ KÕT QU¶ XÕP LO¹I CHÊT L\u{a6}îNG N¡M 2021
        3 | TT | Hä vµ tªn     | KÕt qu¶ xÕp lo¹i
        4 | 1  | NguyÔn V¨n An | Hoµn thµnh tèt nhiÖm vô
        5 | 2  | TrÇn ThÞ B×nh | Hoµn thµnh suÊt s¾c nhiÖm vô
        6 | 3  | Lª ThÞ Cóc    | Tèt l¾m";

    #[test]
    fn one_finding_a_sheet_with_an_edit_for_each_cell() {
        insta::assert_snapshot!(findings(&RULE, TCVN3), @"A1 F007 info 09 ô gõ bằng bảng mã TCVN3 (ABC), được đọc sang Unicode: “DANH S¸CH §¶NG VI£N Vµ KÕT QU¶ XÕP LO¹I CHÊT L¦îNG N¡M 2021” là “DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021”");
        let all = all_findings(TCVN3);
        let finding = all.iter().find(|f| f.rule == RULE.code).expect("legacy text");
        let edits = &finding.fix.as_ref().expect("a safe fix").edits;
        let shown: Vec<String> = edits.iter().map(|e| format!("{} {} → {}", e.cell, e.from, e.to)).collect();
        insta::assert_snapshot!(shown.join("\n"), @r"
        A1 DANH S¸CH §¶NG VI£N Vµ KÕT QU¶ XÕP LO¹I CHÊT L¦îNG N¡M 2021 → DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
        B3 Hä vµ tªn → Họ và tên
        C3 KÕt qu¶ xÕp lo¹i → Kết quả xếp loại
        B4 NguyÔn V¨n An → Nguyễn Văn An
        C4 Hoµn thµnh tèt nhiÖm vô → Hoàn thành tốt nhiệm vụ
        B5 TrÇn ThÞ B×nh → Trần Thị Bình
        C5 Hoµn thµnh suÊt s¾c nhiÖm vô → Hoàn thành suất sắc nhiệm vụ
        B6 Lª ThÞ Cóc → Lê Thị Cúc
        C6 Tèt l¾m → Tốt lắm
        ");
    }

    #[test]
    fn ratings_of_such_a_sheet_are_checked_like_any_other() {
        let rules: Vec<&str> = all_findings(TCVN3).iter().map(|f| f.rule).collect();
        assert!(rules.contains(&"L101") && rules.contains(&"L109"), "{rules:?}");
    }

    #[test]
    fn unicode_and_foreign_words_are_silent() {
        let sheet = "
            1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            3 | TT | Họ và tên     | Kết quả xếp loại
            4 | 1  | Lê Hà         | Hoàn thành tốt nhiệm vụ
            5 | 2  | Noël Café, où | Tốt · Khá
            6 | 3  | Nguyễn Vô Tôn | Hoàn thành nhiệm vụ";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn one_cell_alone_is_not_clear() {
        let sheet = "
            1 | DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            3 | TT | Họ và tên     | Kết quả xếp loại
            4 | 1  | NguyÔn V¨n Nô | Hoàn thành tốt nhiệm vụ
            5 | 2  | Lê Thị Cúc    | Hoàn thành nhiệm vụ";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }
}
