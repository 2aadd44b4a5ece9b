//! # Chưa đối chiếu được người đứng đầu với đơn vị
//!
//! ## What it finds
//! Heads whose own row gives no rating of the unit headed, and whose unit is rated in none of the workbooks handed in
//! together: how many, and names that are close to theirs. Also deputies in charge of a unit ("Phó Trưởng phòng phụ trách")
//! who are rated above it: the documents speak of heads; and those rated above their unit on a list that names no posts.
//! ## Why it matters
//! What was not held against each other was not checked. Close names are shown, never joined.
//! ## Example
//! ```sheet
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
//! 4 | TT | Tên tổ chức đảng | Kết quả xếp loại
//! 5 | 1  | Đảng bộ phường A | HTTNV
//! 6 | 2  | Chi bộ Trường Lê Lợi | HTTNV
//! --- Người đứng đầu
//! 1 | QUẬN ỦY SƠN TRÀ
//! 2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NGƯỜI ĐỨNG ĐẦU NĂM 2021
//! 4 | TT | Họ và tên    | Chức vụ        | Đơn vị                | Xếp loại người đứng đầu
//! 5 | 1  | Nguyễn Văn A | Bí thư Đảng ủy | Đảng bộ phường A      | HTTNV
//! 6 | 2  | Trần Thị B ◄ | Bí thư Chi bộ  | Chi bộ Trường Lê Lới  | HTTNV
//! ```
//! ## Correction
//! None: the missing list is sent, or the name is written as the list has it.
//! ## Nội dung kiểm tra
//! Người đứng đầu mà dòng của mình không ghi mức của đơn vị, và đơn vị cũng không có trong các file đã nhận: số lượng,
//! kèm tên gần giống. Cũng ghi nhận cấp phó phụ trách có mức cao hơn mức của đơn vị (quy định nêu người đứng đầu), và người
//! có mức cao hơn mức của đơn vị trong danh sách không ghi chức vụ.
//! ## Lý do
//! Chưa đối chiếu nghĩa là chưa kiểm tra. Tên gần giống chỉ để tham khảo, không tự ghép.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: gửi danh sách còn thiếu, hoặc ghi tên theo danh sách.

use crate::check::records::{FileRecord, Rated, Submission};
use crate::check::rules::heads::{Head, has_own, heads, in_place_of_heads, of_unknown_posts, organisations};
use crate::check::rules::leader_above_unit;
use crate::check::rules::relations::{HEAD, ORGANISATION};
use crate::check::units::Units;
use crate::check::{Findings, Rule, Scope};
use crate::finding::{CellRef, Severity};

pub(super) static RULE: Rule = Rule {
    code: "P304",
    name: "leader-unit-unknown",
    severity: Severity::Info,
    scope: Scope::Submission(check),
    basis: "LEADER-LE-UNIT",
    doc: documentation!("leader_unit_unknown.rs"),
};

/// Most names shown.
const SHOWN: usize = 3;

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    let mut units: Option<Units<'_>> = None;
    for file in &submission.files {
        findings.enter_file(file);
        // Where the regime does not hold heads against their units, nothing is left unchecked.
        let held = findings.setting(&leader_above_unit::RULE, HEAD[0]).is_some_and(|s| s.enabled);
        if held && file.tables.iter().any(|t| matches!(&t.content, Rated::Roster(l) if l.column_of(HEAD[0]).is_some()))
        {
            let units = units.get_or_insert_with(|| Units::of(submission));
            of_file(file, units, findings);
            in_charge(file, units, findings);
        }
    }
}

fn of_file(file: &FileRecord<'_>, units: &Units<'_>, findings: &mut Findings<'_>) {
    let mut first = None;
    let mut cells: Vec<CellRef> = Vec::new();
    let mut count = 0;
    let mut unknown: Vec<Head<'_>> = Vec::new();
    for table in &file.tables {
        let Rated::Roster(list) = &table.content else { continue };
        let is_unknown =
            |head: &Head<'_>| !has_own(list, head.record, ORGANISATION) && organisations(head, units).is_empty();
        for head in heads(file, table, HEAD[0]).into_iter().filter(is_unknown) {
            count += 1;
            let sheet = first.get_or_insert(&table.table.sheet);
            if **sheet == table.table.sheet {
                cells.push(list.roster.records[head.record].name_at());
            }
            unknown.push(head);
        }
    }
    let Some(sheet) = first else { return };
    findings.enter_sheet(Some(sheet));
    let names_any = |head: &Head<'_>| !(head.written.is_empty() && head.post.is_empty());
    unknown.retain(names_any);
    unknown.dedup_by(|a, b| (&a.written, a.post) == (&b.written, b.post));
    let more = unknown.len().saturating_sub(SHOWN);
    let (vi, en): (Vec<_>, Vec<_>) = unknown.iter().take(SHOWN).map(|head| described(head, units)).unzip();
    let (mut vi, mut en) = (vi.join("; "), en.join("; "));
    if more > 0 {
        vi.push_str(&format!("; và {more:02} đơn vị khác"));
        en.push_str(&format!("; and {more} more"));
    }
    let (vi, en) = if vi.is_empty() { (vi, en) } else { (format!(": {vi}"), format!(": {en}")) };
    findings.add(&RULE, cells[0]).cells(&cells).message(
        format!("{count:02} người đứng đầu chưa đối chiếu được vì chưa có kết quả xếp loại của đơn vị trong các file đã nhận{vi}"),
        format!("{count} of the heads: not held against their units, whose rating is in none of the files{en}"),
    );
}

/// Deputies in charge of a unit that nobody heads, rated above it: the documents speak of heads, so it is only said.
fn in_charge(file: &FileRecord<'_>, units: &Units<'_>, findings: &mut Findings<'_>) {
    for table in &file.tables {
        let Rated::Roster(list) = &table.content else { continue };
        let own = |head: &Head<'_>| {
            let column = ORGANISATION.iter().find_map(|&s| list.column_of(s));
            column.filter(|_| has_own(list, head.record, ORGANISATION)).map(|c| list.level(head.record, c))
        };
        let above = |head: &Head<'_>| match own(head) {
            Some(level) => level.is_some_and(|level| head.level > level),
            None => organisations(head, units).iter().any(|unit| unit.level.is_some_and(|level| head.level > level)),
        };
        let told: Vec<Head<'_>> = in_place_of_heads(file, table, HEAD[0]).into_iter().filter(above).collect();
        findings.enter_sheet(Some(&table.table.sheet));
        without_posts(of_unknown_posts(file, table, HEAD[0]), &|head| own(head).is_none() && above(head), findings);
        let Some(first) = told.first() else { continue };
        let cells: Vec<CellRef> = told.iter().map(|head| head.at).collect();
        let (count, post) = (told.len(), first.post);
        findings.add(&RULE, cells[0]).cells(&cells).without_law().message(
            format!("{count:02} cấp phó phụ trách (“{post}”) có mức xếp loại cao hơn mức của đơn vị; quy định nêu người đứng đầu, chưa rõ có áp dụng đối với cấp phó phụ trách"),
            format!("{count} deputies in charge (“{post}”) are rated above their unit; the documents speak of heads"),
        );
    }
}

/// Those rated above their unit of whom nobody knows whether they head it.
fn without_posts(people: Vec<Head<'_>>, above: &dyn Fn(&Head<'_>) -> bool, findings: &mut Findings<'_>) {
    let cells: Vec<CellRef> = people.iter().filter(|head| above(head)).map(|head| head.at).collect();
    let (count, Some(first)) = (cells.len(), cells.first()) else { return };
    findings.add(&RULE, *first).cells(&cells).without_law().message(
        format!("{count:02} người có mức xếp loại cao hơn mức của đơn vị; danh sách không ghi chức vụ nên chưa rõ ai là người đứng đầu, chưa đối chiếu"),
        format!("{count} are rated above their unit; the list names no posts, so who heads it is not known and nothing was held against it"),
    );
}

/// The unit or, where the row names none, the post, with names close to the units it may mean: Vietnamese, English.
fn described(head: &Head<'_>, units: &Units<'_>) -> (String, String) {
    let (vi, en) = match (head.written.as_str(), head.post) {
        ("", post) => (format!("chức vụ “{post}”"), format!("post “{post}”")),
        (unit, _) => (format!("“{unit}”"), format!("“{unit}”")),
    };
    let wanted: Vec<_> = head.units.iter().chain(&head.perhaps).collect();
    let near = units.near(&wanted, ORGANISATION);
    let names = near.iter().map(|n| format!("“{n}”")).collect::<Vec<_>>().join(", ");
    match near.is_empty() {
        true => (vi, en),
        false => (format!("{vi} (tên gần giống: {names})"), format!("{en} (names close to it: {names})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::{all_codes, findings};

    const HEADS: &str = "
        1 | QUẬN ỦY SƠN TRÀ
        2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NGƯỜI ĐỨNG ĐẦU NĂM 2021
        4 | TT | Họ và tên    | Chức vụ        | Đơn vị                | Xếp loại người đứng đầu
        5 | 1  | Nguyễn Văn A | Bí thư Chi bộ  | Chi bộ 1              | HTXSNV
        6 | 2  | Trần Thị B   | Phó Bí thư     | Chi bộ 1              | HTXSNV";

    #[test]
    fn a_deputy_in_charge_above_the_unit_is_said() {
        let sheet = |post: &str, unit: &str| {
            format!(
                "1 | UBND HUYỆN ĐẠI LỘC
                2 | KẾT QUẢ XẾP LOẠI CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2022
                4 | TT | Họ và tên | Chức vụ | Đơn vị | Xếp loại cá nhân
                5 | 1 | Nguyễn Văn A | {post} | Phòng Tư pháp | HTXSNV
                --- Đơn vị
                1 | UBND HUYỆN ĐẠI LỘC
                2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁC CƠ QUAN, ĐƠN VỊ NĂM 2022
                4 | TT | Tên đơn vị | Kết quả xếp loại
                5 | 1 | Phòng Tư pháp | {unit}"
            )
        };
        let charge = "Phó Trưởng phòng phụ trách";
        insta::assert_snapshot!(findings(&RULE, &sheet(charge, "HTTNV")), @"E5 P304 info 01 cấp phó phụ trách (“Phó Trưởng phòng phụ trách”) có mức xếp loại cao hơn mức của đơn vị; quy định nêu người đứng đầu, chưa rõ có áp dụng đối với cấp phó phụ trách");
        assert_eq!(findings(&RULE, &sheet(charge, "HTXSNV")), "");
        // However it is written, it is said in this way and no other.
        for post in [
            "Phó Trưởng phòng Tư pháp (phụ trách)",
            "Phó Trưởng phòng Tư pháp, phụ trách phòng",
            "Phó Trưởng phòng phụ trách Phòng Tư pháp",
        ] {
            assert!(findings(&RULE, &sheet(post, "HTTNV")).contains("01 cấp phó phụ trách"), "{post}");
            assert_eq!(all_codes(&sheet(post, "HTTNV")), [""; 0], "{post}");
        }
        assert_eq!(findings(&RULE, &sheet("Phó Trưởng phòng", "HTTNV")), "");
    }

    #[test]
    fn of_people_without_posts_only_those_above_their_unit_are_said() {
        let sheet = |heads: &str, title: &str, level: &str| {
            format!(
                "1 | UBND HUYỆN ĐẠI LỘC
                2 | KẾT QUẢ XẾP LOẠI {title} NĂM 2022
                4 | TT | Họ và tên | {heads} | Xếp loại
                5 | 1 | Nguyễn Văn A | Phòng Tư pháp | {level}
                6 | 2 | Trần Thị B | Phòng Tư pháp | HTTNV
                --- Đơn vị
                1 | UBND HUYỆN ĐẠI LỘC
                2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁC CƠ QUAN, ĐƠN VỊ NĂM 2022
                4 | TT | Tên đơn vị | Kết quả xếp loại
                5 | 1 | Phòng Tư pháp | HTTNV"
            )
        };
        for title in ["TRƯỞNG PHÒNG, PHÓ TRƯỞNG PHÒNG", "CÁN BỘ LÃNH ĐẠO, QUẢN LÝ"] {
            insta::allow_duplicates! {
                insta::assert_snapshot!(findings(&RULE, &sheet("Đơn vị", title, "HTXSNV")), @"D5 P304 info 01 người có mức xếp loại cao hơn mức của đơn vị; danh sách không ghi chức vụ nên chưa rõ ai là người đứng đầu, chưa đối chiếu");
            }
            assert_eq!(findings(&RULE, &sheet("Đơn vị", title, "HTTNV")), "");
            assert_eq!(all_codes(&sheet("Đơn vị", title, "HTXSNV")), [""; 0]);
        }
        assert_eq!(findings(&RULE, &sheet("Đơn vị", "TRƯỞNG PHÒNG", "HTXSNV")), "", "they head their units: P301");
    }

    #[test]
    fn a_name_in_other_words_is_near() {
        let told = |post: &str, unit: &str| {
            let sheet = format!(
                "1 | UBND HUYỆN ĐẠI LỘC
                2 | KẾT QUẢ XẾP LOẠI CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
                4 | TT | Họ và tên | Chức vụ | Xếp loại cá nhân
                5 | 1 | Nguyễn Văn A | {post} | HTXSNV
                --- Đơn vị
                1 | UBND HUYỆN ĐẠI LỘC
                2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁC CƠ QUAN, ĐƠN VỊ NĂM 2021
                4 | TT | Tên đơn vị | Kết quả xếp loại
                5 | 1 | {unit} | HTTNV"
            );
            assert_eq!(all_codes(&sheet), [""; 0], "{post}");
            findings(&RULE, &sheet).contains(&format!("(tên gần giống: “{unit}”)"))
        };
        for (post, unit) in [
            ("Giám đốc TT PTQĐ", "Trung tâm Phát triển quỹ đất"),
            ("Giám đốc Y tế dự phòng", "Trung tâm Y tế dự phòng"),
            ("Trưởng phòng KTNV", "Phòng Kế toán nghiệp vụ"),
            ("Chủ tịch xã Đại Hồng", "UBND xã Đại Hồng"),
            ("Trưởng phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Kinh tế, Hạ tầng"),
        ] {
            assert!(told(post, unit), "{post} | {unit}");
        }
        assert!(!told("Trưởng phòng KTNV", "Phòng Kế toán tài vụ"));
    }

    #[test]
    fn without_the_units_list_it_is_said_once_and_nothing_is_an_error() {
        insta::assert_snapshot!(findings(&RULE, HEADS), @"B5 P304 info 01 người đứng đầu chưa đối chiếu được vì chưa có kết quả xếp loại của đơn vị trong các file đã nhận: “Chi bộ 1”");
        assert_eq!(all_codes(HEADS), [""; 0]);
    }

    #[test]
    fn a_cell_of_the_same_name_under_another_party_base_is_not_joined() {
        let sheet = format!(
            "=== chi-bo.xlsx
            1 | QUẬN ỦY SƠN TRÀ
            2 | DANH SÁCH CHI BỘ TRỰC THUỘC VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            4 | TT | Tên chi bộ | Đảng bộ         | Kết quả xếp loại
            5 | 1  | Chi bộ 1   | Đảng bộ phường A | HTNV
            6 | 2  | Chi bộ 1   | Đảng bộ phường B | HTTNV
            === nguoi-dung-dau.xlsx{HEADS}"
        );
        assert!(findings(&RULE, &sheet).contains("01 người đứng đầu"));
        assert_eq!(all_codes(&sheet), [""; 0]);
    }
}
