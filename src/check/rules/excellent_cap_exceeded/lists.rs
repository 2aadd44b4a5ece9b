//! Lists of members, of chi bộ and of TCCSĐ, and the districts of a city: in which organisation the cap is held.

use super::RULE;
use crate::check::rules::testing::{all_findings, findings};

/// A sheet with its offices, a title, and so many HTXSNV and HTTNV; a column before the rating where one is named.
fn list(
    offices: &[&str],
    title: &str,
    (head, column): (&str, Option<(&str, &[&str])>),
    (best, good): (usize, usize),
) -> String {
    let offices: String = offices.iter().enumerate().map(|(i, o)| format!("{} | {o}\n", i + 1)).collect();
    let extra = column.map(|(head, _)| format!(" | {head}")).unwrap_or_default();
    let row = |i: usize| {
        let value = column.map(|(_, values)| format!(" | {}", values[i % values.len()])).unwrap_or_default();
        format!("{} | {} | {head} Số {i}{value} | {}\n", i + 6, i + 1, if i < best { "HTXSNV" } else { "HTTNV" })
    };
    let rows: String = (0..best + good).map(row).collect();
    let name = if head == "Nguyễn Văn" { "Họ và tên" } else { "Tên tổ chức đảng" };
    format!("{offices}3 | {title}\n5 | TT | {name}{extra} | Xếp loại\n{rows}")
}

const DISTRICT: &str = "QUẬN ỦY SƠN HẠ";
const WARD: &str = "ĐẢNG ỦY PHƯỜNG CÁT HẠ";
const CELLS: (&str, &[&str]) = ("Chi bộ", &["Chi bộ 1", "Chi bộ 2"]);

fn members(year: u16, offices: &[&str], column: Option<(&str, &[&str])>, counts: (usize, usize)) -> String {
    let title = format!("DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}");
    findings(&RULE, &list(offices, &title, ("Nguyễn Văn", column), counts))
}

#[test]
fn members_on_a_list_are_peers_in_their_base() {
    let ward = |year, column, counts| members(year, &[DISTRICT, WARD], column, counts);
    insta::assert_snapshot!(ward(2021, None, (9, 35)), @"C5 C401 error Đảng viên: tỷ lệ HTXSNV: 09/44 = 20,5% số HTTNV trở lên, vượt mức tối đa 20% (08 trường hợp); cũng vượt nếu tính trên số HTTNV. Đề nghị báo cáo cấp có thẩm quyền xem xét");
    assert!(ward(2021, None, (9, 36)).starts_with("C5 C401 info 01 nhóm"), "at the cap of HTTNV and above");
    assert_eq!(ward(2021, None, (9, 45)), "", "at the cap of HTTNV");
    assert!(ward(2024, Some(CELLS), (9, 35)).starts_with("D5 C401 error Đảng viên"));
    // Each đảng bộ of a district is a base of its own; so is a chi bộ beside them.
    let names: &[&str] = &["Đảng bộ phường Cát Hạ", "Chi bộ Thanh tra quận"];
    let district = members(2021, &["THÀNH ỦY AN LÂM", DISTRICT], Some(("Tổ chức đảng", names)), (10, 30));
    assert_eq!(district.matches("C401 error").count(), 2, "{district}");
}

#[test]
fn a_list_that_may_be_a_part_or_several_is_only_recorded() {
    insta::assert_snapshot!(members(2025, &["THÀNH ỦY AN LÂM", WARD], None, (9, 35)), @"C5 C401 info Đảng viên trong danh sách này: tỷ lệ HTXSNV: 09/44 = 20,5% số HTTNV trở lên, vượt mức tối đa 20% (08 trường hợp); cũng vượt nếu tính trên số HTTNV; mức đến 25% chỉ khi cấp có thẩm quyền quyết định. Danh sách chưa cho biết đây có phải là toàn bộ đảng viên của một tổ chức cơ sở đảng hay không. Đề nghị đối chiếu theo từng tổ chức cơ sở đảng");
    assert_eq!(members(2025, &["THÀNH ỦY AN LÂM", WARD], None, (9, 36)), "");
    let school = members(2021, &[DISTRICT, "ĐẢNG ỦY TRƯỜNG ĐẠI HỌC AN LÂM"], Some(CELLS), (9, 35));
    assert!(school.contains("C401 info Đảng viên trong danh sách này"), "{school}");
    let by_cell = members(2021, &["THÀNH ỦY AN LÂM", DISTRICT], Some(CELLS), (9, 35));
    assert!(by_cell.contains("C401 info Đảng viên trong danh sách này"), "{by_cell}");
}

#[test]
fn a_chi_bo_is_no_peer_group() {
    assert_eq!(members(2021, &[WARD, "CHI BỘ TỔ DÂN PHỐ 1"], None, (4, 6)), "");
    assert_eq!(members(2021, &[DISTRICT, WARD], Some(("Chi bộ", &["Chi bộ 1"])), (4, 6)), "");
    let title = "DANH SÁCH ĐẢNG VIÊN CHI BỘ TỔ DÂN PHỐ 1 NĂM 2021";
    assert_eq!(findings(&RULE, &list(&[DISTRICT, WARD], title, ("Nguyễn Văn", None), (4, 6))), "");
    assert_eq!(members(2021, &[], None, (4, 6)), "", "nothing says of whom");
    assert_eq!(members(2018, &[DISTRICT, WARD], None, (9, 35)), "", "a regime without a cap");
}

#[test]
fn sheets_of_one_ward_are_put_together() {
    let sheet = |name: &str, first: usize, counts: (usize, usize)| {
        let title = "DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021";
        let sheet = list(&[DISTRICT, WARD], title, ("Nguyễn Văn", None), counts);
        format!("--- {name}\n{}", sheet.replace("Nguyễn Văn Số", &format!("Nguyễn Văn {first}")))
    };
    let ward = |second: (usize, usize)| {
        findings(&RULE, &format!("{}{}", sheet("Danh sách 1", 1, (4, 6)), sheet("Danh sách 2", 2, second)))
    };
    assert_eq!(ward((0, 30)), "", "the first sheet alone is over, the ward is not");
    let over = ward((6, 30));
    assert!(over.starts_with("C5 C401 error Đảng viên: tỷ lệ HTXSNV: 10/46"), "{over}");
    assert_eq!(over.lines().count(), 1);
}

#[test]
fn who_is_not_rated_yet_may_keep_a_group_within() {
    let title = "DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021";
    let sheet = list(&[DISTRICT, WARD], title, ("Nguyễn Văn", None), (9, 36));
    let open = |rows: &[usize]| {
        let missing =
            |sheet: String, row: &usize| sheet.replace(&format!("Văn Số {row} | HTTNV"), &format!("Văn Số {row} | "));
        findings(&RULE, &rows.iter().fold(sheet.clone(), missing))
    };
    assert!(!open(&[40, 41]).contains("error"), "{}", open(&[40, 41]));
}

#[test]
fn chi_bo_on_a_list_are_peers_under_one_committee() {
    let told = |year: u16, offices: &[&str], column, counts| {
        let title = format!("DANH SÁCH CHI BỘ TRỰC THUỘC VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM {year}");
        findings(&RULE, &list(offices, &title, ("Chi bộ Tổ", column), counts))
    };
    assert!(
        told(2021, &[DISTRICT, WARD], None, (3, 11))
            .starts_with("C5 C401 error Chi bộ trực thuộc: tỷ lệ HTXSNV: 03/14")
    );
    assert!(told(2021, &[DISTRICT, WARD], None, (3, 12)).starts_with("C5 C401 info 01 nhóm"));
    assert_eq!(told(2021, &[DISTRICT, WARD], None, (3, 15)), "");
    let district = told(2021, &["THÀNH ỦY AN LÂM", DISTRICT], None, (3, 11));
    insta::assert_snapshot!(district, @"C5 C401 info Chi bộ trực thuộc trong danh sách này: tỷ lệ HTXSNV: 03/14 = 21,4% số HTTNV trở lên, vượt mức tối đa 20% (02 trường hợp); cũng vượt nếu tính trên số HTTNV. Danh sách chưa cho biết đây có phải là toàn bộ chi bộ trực thuộc cùng một cấp ủy hay không. Đề nghị đối chiếu theo từng cấp ủy");
    let parents: &[&str] = &["Đảng bộ phường Cát Hạ", "Đảng bộ phường Nam Hạ"];
    let by_parent = told(2021, &["THÀNH ỦY AN LÂM", DISTRICT], Some(("Đảng bộ cơ sở", parents)), (6, 22));
    assert_eq!(by_parent.matches("C401 error Đảng bộ phường").count(), 2, "{by_parent}");
}

#[test]
fn an_exception_that_no_document_knows_is_named() {
    use crate::check::regimes::without_limit;
    use crate::check::rules::testing::{inputs, submission};
    use crate::config::Config;

    let config = Config::parse(std::path::Path::new("xeploai.toml"), "[rules.C401]\nexception = true").expect("read");
    let notes = |year: u16| {
        let rows = ["Quận Sơn Hạ | 17 | 2 | 14 | 1 | 0", "Quận Lê Hạ | 62 | 2 | 60 | 0 | 0"];
        without_limit(&submission(inputs(&city(year, rows, "79 | 4 | 74 | 1 | 0")), &config), &config)
    };
    assert_eq!(notes(2025), []);
    assert!(notes(2021)[0].vi.contains("năm 2021 (R2)"), "{}", notes(2021)[0].vi);
}

fn city(year: u16, rows: [&str; 2], total: &str) -> String {
    format!(
        "1 | THÀNH ỦY AN LÂM
        2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM {year}
        4 | TT | Đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
        5 | 1 | {}
        6 | 2 | {}
        7 | | Tổng cộng | {total}",
        rows[0], rows[1]
    )
}

#[test]
fn the_bases_of_each_district_are_peers() {
    let rows = ["Quận Sơn Hạ | 17 | 6 | 10 | 1 | 0", "Quận Lê Hạ | 62 | 2 | 60 | 0 | 0"];
    insta::assert_snapshot!(findings(&RULE, &city(2021, rows, "79 | 8 | 70 | 1 | 0")), @"D5 C401 error Quận Sơn Hạ: tỷ lệ HTXSNV: 06/16 = 37,5% số HTTNV trở lên, vượt mức tối đa 20% (03 trường hợp); cũng vượt nếu tính trên số HTTNV. Đề nghị báo cáo cấp có thẩm quyền xem xét");
    // Their sum is over because one of them is: that one is told.
    let rows = ["Quận Sơn Hạ | 17 | 6 | 10 | 1 | 0", "Khối Doanh nghiệp | 22 | 2 | 20 | 0 | 0"];
    let told = findings(&RULE, &city(2021, rows, "39 | 8 | 30 | 1 | 0"));
    assert!(told.starts_with("D5 C401 error Quận Sơn Hạ") && told.lines().count() == 1, "{told}");
    // Sectors are no superiors, nor are wards before they stood above bases.
    let sectors = ["Khối Phường | 17 | 6 | 10 | 1 | 0", "Khối Doanh nghiệp | 62 | 2 | 60 | 0 | 0"];
    assert_eq!(findings(&RULE, &city(2021, sectors, "79 | 8 | 70 | 1 | 0")), "");
    let wards = ["Phường Cát Hạ | 17 | 6 | 10 | 1 | 0", "Phường Nam Hạ | 62 | 2 | 60 | 0 | 0"];
    assert_eq!(findings(&RULE, &city(2021, wards, "79 | 8 | 70 | 1 | 0")), "");
    assert!(findings(&RULE, &city(2025, wards, "79 | 8 | 70 | 1 | 0")).starts_with("D5 C401 error Phường Cát Hạ"));
}

#[test]
fn a_list_beside_a_summary_of_the_same_is_told_once() {
    let summary = format!(
        "--- TH\n1 | {DISTRICT}\n2 | {WARD}\n3 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2021
        5 | TT | Tên chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV\n6 | 1 | Chi bộ 1 | 22 | 5 | 17 | 0 | 0
        7 | 2 | Chi bộ 2 | 22 | 4 | 18 | 0 | 0\n8 | | Cộng | 44 | 9 | 35 | 0 | 0\n"
    );
    let title = "DANH SÁCH ĐẢNG VIÊN VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021";
    let members = list(&[DISTRICT, WARD], title, ("Nguyễn Văn", Some(CELLS)), (9, 35));
    let found = all_findings(&format!("{summary}--- DS\n{members}"));
    let told: Vec<_> = found.iter().filter(|f| f.rule == "C401").map(|f| (f.sheet.as_deref(), f.severity)).collect();
    assert_eq!(told, [(Some("TH"), crate::finding::Severity::Error)]);
}

#[test]
fn an_agency_is_held_against_its_own_party_organisation() {
    let told = |offices: [&str; 2], start: &str, best: usize, year: u16| {
        let page = |office: &str, who: &str, counts: (usize, usize)| {
            list(&[office], &format!("KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG {who} NĂM {year}"), (who, None), counts)
        };
        let [agency, party] = offices;
        let pages = [page(agency, "VIÊN CHỨC", (best, 24 - best)), page(party, "ĐẢNG VIÊN", (5, 25))];
        let found = findings(&RULE, &format!("=== a.xlsx\n{}\n{start}\n{}", pages[0], pages[1]));
        found.lines().filter(|line| line.contains("đảng viên HTXSNV")).collect::<Vec<_>>().join("\n")
    };
    let (other_file, other_sheet) = ("=== b.xlsx", "--- Biểu 2");
    let school = ["TRƯỜNG THCS LÊ LỢI", "CHI BỘ TRƯỜNG THCS LÊ LỢI"];
    insta::assert_snapshot!(told(school, other_file, 8, 2024), @"A5 C401 info Trường THCS Lê Lợi: tỷ lệ HTXSNV của Viên chức (08/24) cao hơn tỷ lệ đảng viên HTXSNV (05/30). Đề nghị kiểm tra lại; tỷ lệ cao hơn chỉ khi cấp có thẩm quyền quyết định");
    for offices in [
        school,
        ["SỞ NỘI VỤ", "ĐẢNG BỘ SỞ NỘI VỤ"],
        ["SỞ NỘI VỤ", "ĐẢNG ỦY SỞ NỘI VỤ"],
        ["BỆNH VIỆN ĐA KHOA HUYỆN", "ĐẢNG ỦY BỆNH VIỆN ĐA KHOA HUYỆN"],
        ["UBND XÃ HÒA SƠN", "ĐẢNG ỦY XÃ HÒA SƠN"],
    ] {
        for start in [other_file, other_sheet] {
            assert!(told(offices, start, 8, 2024).starts_with("A5 C401 info"), "{offices:?}");
            assert_eq!(told(offices, start, 4, 2024), "", "{offices:?}: 4 of 24 is no more than 5 of 30");
        }
        assert_eq!(told(offices, other_file, 8, 2021), "", "{offices:?}");
    }
    // What "Phòng Nội vụ" is, is known within a workbook.
    let room = ["PHÒNG NỘI VỤ", "CHI BỘ PHÒNG NỘI VỤ"];
    assert!(told(room, other_sheet, 8, 2024).contains("PHÒNG NỘI VỤ: tỷ lệ"));
    assert_eq!(told(room, other_file, 8, 2024), "");
    for offices in [
        ["TRƯỜNG THCS LÊ LỢI", "CHI BỘ TRƯỜNG THCS TRẦN PHÚ"],
        ["PHÒNG NỘI VỤ", "CHI BỘ PHÒNG TƯ PHÁP"],
        ["SỞ NỘI VỤ", "CHI BỘ VĂN PHÒNG SỞ NỘI VỤ"],
    ] {
        assert_eq!(told(offices, other_sheet, 8, 2024), "", "{offices:?}");
    }
}
