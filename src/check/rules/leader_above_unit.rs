//! # Người đứng đầu xếp loại cao hơn đơn vị
//!
//! ## What it finds
//! The head is rated above an organisation or unit headed. Deputies, committee members and staff are no heads; of a post that
//! is not known, in a list that is not one of heads, an info says that nothing was compared.
//! ## Why it matters
//! Where the regime of the year says so, a head may not be rated above what he or she heads. In later regimes, and
//! where no such clause was found, it is recorded only.
//! ## Example
//! ```sheet
//! 1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁ NHÂN CÁN BỘ LÃNH ĐẠO, QUẢN LÝ (NGƯỜI ĐỨNG ĐẦU) NĂM 2021
//! 3 | TT | Họ và tên    | Chức vụ         | Đơn vị    | Xếp loại tổ chức, đơn vị | Xếp loại người đứng đầu
//! 4 | 1  | Nguyễn Văn A | Bí thư Đảng ủy  | Đảng bộ A | HTTNV                    | HTXSNV ◄
//! 5 | 2  | Trần Thị B   | Bí thư Chi bộ   | Chi bộ B  | HTXSNV                   | HTTNV
//! ```
//! ## Correction
//! None: a rating is a committee's decision.
//! ## Nội dung kiểm tra
//! Người đứng đầu xếp loại cao hơn tổ chức, cơ quan, đơn vị do mình đứng đầu. Không xét cấp phó, ủy viên, chuyên viên, nhân
//! viên; chưa rõ chức vụ có phải là người đứng đầu hay không thì chỉ ghi nhận.
//! ## Lý do
//! Khi quy định của năm có nêu, người đứng đầu không được xếp loại cao hơn đơn vị. Ở các quy định sau, nơi không thấy
//! nội dung này, chỉ ghi nhận.
//! ## Chỉnh sửa
//! Không tự chỉnh sửa: mức xếp loại do cấp có thẩm quyền quyết định.

use crate::check::records::Submission;
use crate::check::rules::relations::{Before, Clause, HEAD, Join, ORGANISATION, Pair, report_joined};
use crate::check::{Findings, Rule, Scope};
use crate::finding::Severity;

pub(super) static RULE: Rule = Rule {
    code: "P301",
    name: "leader-above-unit",
    severity: Severity::Error,
    scope: Scope::Submission(check),
    basis: "LEADER-LE-UNIT",
    doc: documentation!("leader_above_unit.rs"),
};

fn check(submission: &Submission<'_>, findings: &mut Findings<'_>) {
    // Deputies are not covered by the clause.
    let clause = Clause {
        high: HEAD,
        low: ORGANISATION,
        wrong: |above, below| above > below,
        heads_only: true,
        say,
        before: Before::Nobody,
    };
    report_joined(&RULE, submission, findings, &clause, &Join::Organisations);
}

fn say(pair: &Pair<'_>) -> (String, String) {
    let Pair { name, high, low, .. } = pair;
    (
        format!(
            "{name}: mức xếp loại của người đứng đầu ({}) cao hơn mức của đơn vị ({}). Đề nghị xem xét lại hoặc có văn bản giải trình",
            high.code(),
            low.code()
        ),
        format!("{name}: the head is rated {}, the unit headed {}", high.code(), low.code()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::testing::found_in;
    use crate::config::Config;

    #[test]
    fn a_severity_without_a_document_is_cited_as_declared() {
        let sheet = "
            1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NGƯỜI ĐỨNG ĐẦU NĂM 2024
            3 | TT | Họ và tên | Chức vụ | Xếp loại đơn vị | Xếp loại người đứng đầu
            4 | 1 | Nguyễn Văn A | Trưởng phòng | HTTNV | HTXSNV";
        let told = |declared: &str| {
            let config = Config::parse(std::path::Path::new("xeploai.toml"), declared).expect("a configuration");
            let found = found_in(sheet, &config).into_iter().find(|f| f.rule == "P301").expect("found");
            (found.severity, found.source.unwrap_or_default())
        };
        let own = told("[rules.P301]\nseverity = \"error\"");
        assert!(own.0 == crate::finding::Severity::Error && own.1.starts_with("Mức độ do cơ quan khai báo"), "{own:?}");
        let named = told("[rules.P301]\nseverity = \"error\"\nsource = \"Quy chế số 5\"");
        assert_eq!(named.1, "Quy chế số 5");
        assert!(!told("").1.contains("khai báo"));
    }
    use crate::check::rules::testing::findings;

    /// The units in one file, the heads in another.
    fn two_files(units: &str, heads: &str) -> String {
        format!(
            "=== a-don-vi.xlsx
            1 | QUẬN ỦY SƠN TRÀ
            2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NĂM 2021
            4 | TT | Tên tổ chức đảng | Kết quả xếp loại
            {units}
            === b-nguoi-dung-dau.xlsx
            1 | QUẬN ỦY SƠN TRÀ
            2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NGƯỜI ĐỨNG ĐẦU NĂM 2021
            4 | TT | Họ và tên | Chức vụ | Đơn vị | Xếp loại người đứng đầu
            {heads}"
        )
    }

    #[test]
    fn the_unit_is_found_in_another_file_whatever_its_abbreviation() {
        let units = "5 | 1 | ĐB P. Hòa An | HTTNV
                     6 | 2 | Chi bộ Trường THCS Lê Lợi | HTNV
                     7 | 3 | Chi bộ Thanh tra | HTXSNV";
        let heads = "5 | 1 | Nguyễn Văn A | Bí thư Đảng ủy | Đảng bộ phường Hoà An | HTXSNV
                     6 | 2 | Trần Thị B | Bí thư CB, Hiệu trưởng | Trường THCS Lê Lợi | HTTNV
                     7 | 3 | Lê Văn C | Bí thư Chi bộ | Chi bộ Thanh Tra | HTXSNV
                     8 | 4 | Vũ Thị D | Phó Bí thư | Đảng bộ phường Hòa An | HTXSNV";
        insta::assert_snapshot!(findings(&RULE, &two_files(units, heads)), @r"
        E5 P301 error Nguyễn Văn A: mức xếp loại của người đứng đầu (HTXSNV) cao hơn mức của đơn vị (HTTNV). Đề nghị xem xét lại hoặc có văn bản giải trình. Kết quả của “ĐB P. Hòa An” ghi tại '[a-don-vi.xlsx]Biểu 1'!C5
        E6 P301 error Trần Thị B: mức xếp loại của người đứng đầu (HTTNV) cao hơn mức của đơn vị (HTNV). Đề nghị xem xét lại hoặc có văn bản giải trình. Kết quả của “Chi bộ Trường THCS Lê Lợi” ghi tại '[a-don-vi.xlsx]Biểu 1'!C6
        ");
    }

    #[test]
    fn the_secretary_of_a_district_heads_its_party_organisation() {
        let told = |title: &str, unit: &str, post: &str, own: &str| {
            let sheet = format!(
                "=== a.xlsx
                1 | THÀNH ỦY ĐÀ NẴNG
                2 | KẾT QUẢ XẾP LOẠI {title} NĂM 2021
                4 | TT | Tên đơn vị | Kết quả xếp loại
                5 | 1 | {unit} | HTTNV
                6 | 2 | Sở Y tế | HTTNV
                === b.xlsx
                1 | THÀNH ỦY ĐÀ NẴNG
                2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
                4 | TT | Họ và tên | Chức vụ | Đơn vị | Kết quả xếp loại
                5 | 1 | Nguyễn Văn A | {post} | {own} | HTXSNV"
            );
            findings(&RULE, &sheet).starts_with("E5 P301 error")
        };
        let (bases, offices) = ("CÁC ĐẢNG BỘ TRỰC THUỘC THÀNH ỦY", "CƠ QUAN, ĐƠN VỊ");
        for (title, unit, post, own) in [
            (bases, "Đảng bộ quận Hải Châu", "Bí thư Quận ủy Hải Châu", ""),
            (bases, "Quận Hải Châu", "Bí thư Quận ủy Hải Châu", ""),
            (bases, "Quận ủy Hải Châu", "Bí thư Quận ủy", "Ban Thường vụ Quận ủy Hải Châu"),
            (offices, "Huyện ủy Đại Lộc", "Bí thư Huyện ủy Đại Lộc, Chủ tịch HĐND huyện", ""),
            (offices, "Đảng bộ TP. Hội An", "Bí thư Thành ủy Hội An", ""),
            (offices, "Đảng bộ thị xã Điện Bàn", "Bí thư Thị ủy Điện Bàn", ""),
            (offices, "Đảng bộ huyện Đại Lộc", "Bí thư Huyện ủy, Chủ tịch HĐND huyện Đại Lộc", ""),
        ] {
            assert!(told(title, unit, post, own), "{unit} | {post} | {own}");
        }
        for (unit, post, own) in [
            ("Quận Hải Châu", "Bí thư Quận ủy Hải Châu", ""),
            ("UBND quận Hải Châu", "Bí thư Quận ủy Hải Châu", ""),
            ("Quận ủy Hải Châu", "Chủ tịch UBND quận Hải Châu", ""),
            ("Đảng bộ quận Hải Châu", "Bí thư Quận ủy", ""),
            ("Đảng bộ quận Hải Châu", "Phó Bí thư Quận ủy Hải Châu", ""),
            ("Đảng bộ huyện Hải Châu", "Bí thư Quận ủy Hải Châu", ""),
            ("Văn phòng Quận ủy Hải Châu", "Bí thư Quận ủy Hải Châu", ""),
        ] {
            assert!(!told(offices, unit, post, own), "{unit} | {post} | {own}");
        }
    }

    #[test]
    fn the_secretary_of_the_district_that_sends_is_held_against_the_list_of_the_city() {
        let told = |sender: &str| {
            let sheet = format!(
                "=== a.xlsx
                1 | THÀNH ỦY ĐÀ NẴNG
                2 | KẾT QUẢ XẾP LOẠI CÁC ĐẢNG BỘ TRỰC THUỘC THÀNH ỦY NĂM 2021
                4 | TT | Tên đảng bộ | Kết quả xếp loại
                5 | 1 | Đảng bộ quận Hải Châu | HTTNV
                6 | 2 | Đảng bộ quận Sơn Trà | HTTNV
                === b.xlsx
                1 | THÀNH ỦY ĐÀ NẴNG
                2 | {sender}
                3 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
                5 | TT | Họ và tên | Chức vụ | Kết quả xếp loại
                6 | 1 | Nguyễn Văn A | Bí thư Quận ủy | HTXSNV"
            );
            findings(&RULE, &sheet)
        };
        assert!(told("QUẬN ỦY HẢI CHÂU").starts_with("D6 P301 error"));
        assert_eq!(told("QUẬN ỦY THANH KHÊ"), "");
    }

    #[test]
    fn a_head_on_the_list_of_the_office_itself_is_held_against_the_list_above() {
        let told = |heads: [&str; 2], post: &str, above: &str, unit: &str| {
            let sheet = format!(
                "=== a.xlsx
                1 | {above}
                2 | KẾT QUẢ XẾP LOẠI CÁC TỔ CHỨC, CƠ QUAN, ĐƠN VỊ NĂM 2021
                4 | TT | Tên đơn vị | Kết quả xếp loại
                5 | 1 | {unit} | HTTNV
                6 | 2 | Đơn vị khác | HTTNV
                === b.xlsx
                1 | {}
                2 | {}
                3 | KẾT QUẢ XẾP LOẠI CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
                5 | TT | Họ và tên | Chức vụ | Kết quả xếp loại
                6 | 1 | Nguyễn Văn A | {post} | HTXSNV
                7 | 2 | Trần Thị B | Phó {post} | HTXSNV",
                heads[0], heads[1]
            );
            let found = findings(&RULE, &sheet);
            found.starts_with("D6 P301 error") && found.lines().count() == 1
        };
        let (district, council) = ("QUẬN ỦY THANH KHÊ", "UBND QUẬN THANH KHÊ");
        let (ward, cell) = ("ĐẢNG ỦY PHƯỜNG HÒA KHÊ", "CHI BỘ TỔ DÂN PHỐ 1");
        let base = "Đảng bộ phường Hòa Khê";
        for (heads, post, above, unit) in [
            ([district, ward], "Bí thư Đảng ủy", district, base),
            ([district, ward], "Bí thư Đảng ủy phường", district, "Đảng ủy phường Hòa Khê"),
            ([council, "UBND PHƯỜNG HÒA KHÊ"], "Chủ tịch UBND phường", council, "UBND phường Hòa Khê"),
            ([council, "UBND PHƯỜNG HÒA KHÊ"], "Chủ tịch UBND", council, "UBND phường Hòa Khê"),
            ([ward, cell], "Bí thư", ward, "Chi bộ Tổ dân phố 1"),
            ([council, "TRƯỜNG THCS LÊ LỢI"], "Hiệu trưởng", council, "Trường THCS Lê Lợi"),
        ] {
            assert!(told(heads, post, above, unit), "{heads:?} | {post}");
        }
        for (heads, post, above, unit) in [
            (["QUẬN ỦY HẢI CHÂU", ward], "Bí thư Đảng ủy", district, base),
            ([district, ward], "Bí thư Chi bộ", district, base),
            ([district, ward], "Bí thư Đảng ủy", district, "Phường Hòa Khê"),
            ([council, "UBND PHƯỜNG HÒA KHÊ"], "Chủ tịch UBND phường", council, base),
            ([council, "UBND PHƯỜNG HÒA KHÊ"], "Chủ tịch HĐND phường", council, "UBND phường Hòa Khê"),
            (["THÀNH ỦY ĐÀ NẴNG", district], "Bí thư Đảng ủy", "THÀNH ỦY ĐÀ NẴNG", "Đảng bộ quận Thanh Khê"),
            ([council, "TRƯỜNG THCS LÊ LỢI"], "Trưởng phòng", council, "Trường THCS Lê Lợi"),
        ] {
            assert!(!told(heads, post, above, unit), "{heads:?} | {post} | {unit}");
        }
    }

    #[test]
    fn who_heads_two_units_is_held_against_both() {
        let told = |post: &str, unit: &str| {
            let units = "5 | 1 | Phòng Nội vụ | HTTNV\n6 | 2 | Thanh tra quận | HTNV";
            let heads = format!("5 | 1 | Nguyễn Văn A | {post} | {unit} | HTTNV");
            findings(&RULE, &two_files(units, &heads).replace("TỔ CHỨC CƠ SỞ ĐẢNG", "CƠ QUAN, ĐƠN VỊ"))
        };
        insta::assert_snapshot!(told("Trưởng phòng Nội vụ kiêm Chánh Thanh tra", "Phòng Nội vụ"), @"E5 P301 error Nguyễn Văn A: mức xếp loại của người đứng đầu (HTTNV) cao hơn mức của đơn vị (HTNV). Đề nghị xem xét lại hoặc có văn bản giải trình. Kết quả của “Thanh tra quận” ghi tại '[a-don-vi.xlsx]Biểu 1'!C6");
        assert_eq!(told("Trưởng phòng Nội vụ", "Phòng Nội vụ"), "");
        assert_eq!(told("Trưởng phòng Nội vụ kiêm Phó Chánh Thanh tra", "Phòng Nội vụ"), "");
    }

    #[test]
    fn a_post_and_its_unit_may_stand_in_one_cell() {
        let told = |post: &str| {
            let units = "5 | 1 | Phòng Tư pháp | HTTNV\n6 | 2 | Trung tâm Y tế | HTTNV";
            let heads = format!("5 | 1 | Nguyễn Văn A | {post} | | HTXSNV");
            findings(&RULE, &two_files(units, &heads).replace("TỔ CHỨC CƠ SỞ ĐẢNG", "CƠ QUAN, ĐƠN VỊ"))
        };
        for post in ["Trưởng phòng, Phòng Tư pháp", "Phòng Tư pháp - Trưởng phòng", "Giám đốc; Trung tâm Y tế"]
        {
            assert!(told(post).starts_with("E5 P301 error"), "{post}");
        }
        for post in ["Trưởng phòng, Trung tâm Y tế", "Phó Trưởng phòng, Phòng Tư pháp", "Chuyên viên, Phòng Tư pháp"]
        {
            assert_eq!(told(post), "", "{post}");
        }
    }

    #[test]
    fn a_unit_is_the_same_by_all_its_usual_names() {
        let told = |unit: &str, post: &str| {
            let units = format!("5 | 1 | {unit} | HTTNV\n6 | 2 | Phòng Y tế | HTTNV");
            let heads = format!("5 | 1 | Nguyễn Văn A | {post} | | HTXSNV");
            let found = findings(&RULE, &two_files(&units, &heads).replace("TỔ CHỨC CƠ SỞ ĐẢNG", "CƠ QUAN, ĐƠN VỊ"));
            found.starts_with("E5 P301 error")
        };
        for (unit, post) in [
            ("Trường THCS Lê Lợi", "Hiệu trưởng THCS Lê Lợi"),
            ("THCS Lê Lợi", "Hiệu trưởng Trường THCS Lê Lợi"),
            ("Trường Mầm non Hoa Sen", "Hiệu trưởng MN Hoa Sen"),
            ("Trường TH&THCS Lê Lợi", "Hiệu trưởng Trường Tiểu học và THCS Lê Lợi"),
            ("Trường Tiểu học - THCS Lê Lợi", "Hiệu trưởng TH&THCS Lê Lợi"),
            ("Trường Lê Lợi", "Hiệu trưởng Lê Lợi"),
            ("Văn phòng HĐND và UBND", "Chánh Văn phòng HĐND&UBND"),
            ("Văn phòng HĐND - UBND", "Chánh Văn phòng HĐND và UBND"),
            ("VP HĐND, UBND", "Chánh Văn phòng HĐND-UBND"),
            ("Ủy ban MTTQ Việt Nam quận", "Chủ tịch UBMTTQ quận"),
            ("UBMTTQVN quận", "Chủ tịch Ủy ban Mặt trận Tổ quốc quận"),
            ("Phòng NN&PTNT", "Trưởng phòng Nông nghiệp và PTNT"),
            ("Sở Nông nghiệp và Môi trường", "Giám đốc Sở NN&MT"),
            ("Phòng Lao động - TBXH", "Trưởng phòng Lao động - Thương binh và Xã hội"),
            ("Phòng Văn hóa - Xã hội", "Trưởng phòng VH-XH"),
            ("Sở VHTTDL", "Giám đốc Sở Văn hóa, Thể thao và Du lịch"),
            ("Phòng KT, HT&ĐT", "Trưởng phòng Kinh tế, Hạ tầng và Đô thị"),
            ("Ban Quản lý dự án đầu tư xây dựng", "Giám đốc Ban QLDA ĐTXD"),
            ("Ban Chỉ huy Quân sự quận", "Chỉ huy trưởng BCHQS quận"),
            ("Hội LHPN phường", "Chủ tịch Hội Phụ nữ phường"),
            ("Trạm Y tế phường", "Trạm trưởng Y tế phường"),
            ("Chi bộ Trường THCS Lê Lợi", "Bí thư Trường THCS Lê Lợi"),
            ("Đảng bộ phường An Khê", "Bí thư phường An Khê"),
            ("Thanh tra", "Chánh Thanh tra"),
            ("Thanh tra quận", "Chánh Thanh tra"),
            ("Công an quận", "Trưởng Công an"),
        ] {
            assert!(told(unit, post), "{unit} | {post}");
        }
        for (unit, post) in [
            ("Trường THCS Lê Lợi", "Hiệu trưởng TH Lê Lợi"),
            ("Trường THCS Lê Lợi", "Hiệu trưởng TH&THCS Lê Lợi"),
            ("Trường THCS Lê Lợi", "Hiệu trưởng Lê Lợi"),
            ("Phòng Văn hóa - Thông tin", "Trưởng phòng VHTT"),
            ("Ủy ban Kiểm tra quận", "Chủ tịch UBMTTQ quận"),
            ("Văn phòng HĐND", "Chánh Văn phòng HĐND và UBND"),
            ("Phòng Nông nghiệp và Môi trường", "Trưởng phòng NN&PTNT"),
            ("Trường Tổng hợp", "Trưởng phòng TH"),
            ("Thanh tra huyện", "Chánh Thanh tra"),
            // Either may be meant.
            ("Trung tâm Y tế quận", "Giám đốc Y tế quận"),
        ] {
            assert!(!told(unit, post), "{unit} | {post}");
        }
    }

    #[test]
    fn a_unit_with_a_comma_in_its_name_is_one() {
        let told = |units: [&str; 2], post: &str, own: &str| {
            let units = format!("5 | 1 | {} | HTTNV\n6 | 2 | {} | HTNV", units[0], units[1]);
            let heads = format!("5 | 1 | Nguyễn Văn A | {post} | {own} | HTXSNV");
            let sheet = two_files(&units, &heads).replace("TỔ CHỨC CƠ SỞ ĐẢNG", "CƠ QUAN, ĐƠN VỊ");
            let found = findings(&RULE, &sheet);
            found.split("Kết quả của “").nth(1).and_then(|text| text.split('”').next()).unwrap_or_default().to_owned()
        };
        let (whole, part) = ("Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Kinh tế");
        let head = "Trưởng phòng Kinh tế, Hạ tầng và Đô thị";
        assert_eq!(told([whole, "Phòng Y tế"], head, ""), whole);
        assert_eq!(told([whole, part], head, ""), whole);
        assert_eq!(told([whole, part], "Trưởng phòng", whole), whole);
        assert_eq!(told([whole, part], "Trưởng phòng Kinh tế", ""), part);
        // It may be another unit, and is shown (P304).
        assert_eq!(told(["Phòng Y tế", part], head, ""), "");
        assert_eq!(told(["Phòng Y tế", part], "Trưởng phòng", "Phòng Y tế, Phòng Kinh tế"), part, "both are headed");
    }

    #[test]
    fn an_office_rated_over_its_people_holds_its_head() {
        let sheet = "
            1 | UBND QUẬN SƠN TRÀ
            2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
            4 | TT | Họ và tên | Chức vụ | Xếp loại
            5 | I | Phòng Nội vụ | | HTNV
            6 | 1 | Nguyễn Văn An | Trưởng phòng | HTTNV
            7 | 2 | Trần Thị Bình | Phó Trưởng phòng | HTTNV
            8 | II | Phòng Tư pháp | | HTTNV
            9 | 1 | Lê Văn Cường | Trưởng phòng | HTTNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"D6 P301 error Nguyễn Văn An: mức xếp loại của người đứng đầu (HTTNV) cao hơn mức của đơn vị (HTNV). Đề nghị xem xét lại hoặc có văn bản giải trình. Kết quả của “Phòng Nội vụ” ghi tại D5");
    }

    #[test]
    fn a_title_may_say_that_all_of_a_list_are_heads() {
        let told = |title: &str, column: &str, unit: &str| {
            let sheet = format!(
                "1 | HUYỆN ỦY AN BÌNH
                2 | KẾT QUẢ XẾP LOẠI CÁC CƠ QUAN, ĐƠN VỊ NĂM 2021
                4 | TT | Tên đơn vị | Kết quả xếp loại
                5 | 1 | Phòng Y tế | HTTNV
                6 | 2 | Thanh tra huyện | HTTNV
                --- Chi bộ
                1 | HUYỆN ỦY AN BÌNH
                2 | KẾT QUẢ XẾP LOẠI TỔ CHỨC CƠ SỞ ĐẢNG NĂM 2021
                4 | TT | Tên chi bộ | Kết quả xếp loại
                5 | 1 | Chi bộ Phòng Y tế | HTNV
                6 | 2 | Chi bộ Thôn 2 | HTXSNV
                --- Người đứng đầu
                1 | HUYỆN ỦY AN BÌNH
                2 | {title} NĂM 2021
                4 | TT | Họ và tên | {column} | Kết quả xếp loại
                5 | 1 | Nguyễn Văn A | {unit} | HTXSNV
                6 | 2 | Trần Thị B | {unit} 7 | HTTNV"
            );
            let found = findings(&RULE, &sheet);
            found.split('(').nth(2).and_then(|text| text.split(')').next()).unwrap_or_default().to_owned()
        };
        let cells = "KẾT QUẢ XẾP LOẠI BÍ THƯ CHI BỘ";
        assert_eq!(told(cells, "Chi bộ", "Chi bộ Phòng Y tế"), "HTNV");
        assert_eq!(told(cells, "Đơn vị", "Phòng Y tế"), "HTNV", "of the chi bộ, not of the office");
        assert_eq!(told(cells, "Đơn vị", "Thôn 2"), "");
        let offices = "DANH SÁCH TRƯỞNG PHÒNG VÀ TƯƠNG ĐƯƠNG VÀ KẾT QUẢ XẾP LOẠI";
        assert_eq!(told(offices, "Đơn vị", "Phòng Y tế"), "HTTNV");
        assert_eq!(told(offices, "Đơn vị", "Thanh tra huyện"), "HTTNV");
        assert_eq!(told(offices, "Chi bộ", "Chi bộ Phòng Y tế"), "", "the chi bộ is not what they head");
        // Others beside the heads, or who rates.
        for title in [
            "KẾT QUẢ XẾP LOẠI TRƯỞNG PHÒNG, PHÓ TRƯỞNG PHÒNG",
            "KẾT QUẢ XẾP LOẠI TRƯỞNG PHÒNG VÀ CÁN BỘ LÃNH ĐẠO, QUẢN LÝ",
            "KẾT QUẢ XẾP LOẠI CÁN BỘ LÃNH ĐẠO, QUẢN LÝ CỦA TRƯỞNG PHÒNG",
        ] {
            assert_eq!(told(title, "Đơn vị", "Phòng Y tế"), "", "{title}");
        }
    }

    #[test]
    fn a_committee_stands_for_what_it_leads() {
        let units = "5 | 1 | Đảng bộ phường An Hải | HTTNV
                     6 | 2 | Đảng ủy phường Mân Thái | HTTNV
                     7 | 3 | Chi bộ Trạm Y tế | HTTNV";
        let heads = "5 | 1 | Nguyễn Văn A | Bí thư Đảng ủy | Đảng ủy phường An Hải | HTXSNV
                     6 | 2 | Trần Thị B | Bí thư | Đảng bộ phường Mân Thái | HTXSNV
                     7 | 3 | Lê Văn C | Bí thư | Chi ủy Trạm Y tế | HTTNV";
        insta::assert_snapshot!(findings(&RULE, &two_files(units, heads)), @"E5 P301 error Nguyễn Văn A: mức xếp loại của người đứng đầu (HTXSNV) cao hơn mức của đơn vị (HTTNV). Đề nghị xem xét lại hoặc có văn bản giải trình. Kết quả của “Đảng bộ phường An Hải” ghi tại '[a-don-vi.xlsx]Biểu 1'!C5
E6 P301 error Trần Thị B: mức xếp loại của người đứng đầu (HTXSNV) cao hơn mức của đơn vị (HTTNV). Đề nghị xem xét lại hoặc có văn bản giải trình. Kết quả của “Đảng ủy phường Mân Thái” ghi tại '[a-don-vi.xlsx]Biểu 1'!C6");
    }

    #[test]
    fn each_sheet_is_under_the_law_of_its_own_year() {
        let sheet = |year: u16| {
            format!(
                "--- {year}
                1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG NGƯỜI ĐỨNG ĐẦU NĂM {year}
                3 | TT | Họ và tên | Chức vụ | Đơn vị | Xếp loại tổ chức, đơn vị | Xếp loại người đứng đầu
                4 | 1 | Nguyễn Văn A | Bí thư Đảng ủy | Đảng bộ A | HTTNV | HTXSNV
                "
            )
        };
        let told = findings(&RULE, &format!("=== a.xlsx\n{}{}{}", sheet(2018), sheet(2022), sheet(2023)));
        let lines: Vec<&str> = told.lines().map(|line| line.split(' ').nth(2).unwrap_or_default()).collect();
        assert_eq!(lines, ["info", "error", "info"], "{told}");
    }

    #[test]
    fn of_several_units_headed_the_lowest_counts() {
        let units = "5 | 1 | Đảng bộ phường A | HTXSNV
                     6 | 2 | Chi bộ Thanh tra | HTNV";
        let heads = "5 | 1 | Nguyễn Văn A | Bí thư Đảng ủy, Bí thư Chi bộ | Đảng bộ phường A; Chi bộ Thanh tra | HTTNV";
        insta::assert_snapshot!(findings(&RULE, &two_files(units, heads)), @"E5 P301 error Nguyễn Văn A: mức xếp loại của người đứng đầu (HTTNV) cao hơn mức của đơn vị (HTNV). Đề nghị xem xét lại hoặc có văn bản giải trình. Kết quả của “Chi bộ Thanh tra” ghi tại '[a-don-vi.xlsx]Biểu 1'!C6");
    }

    #[test]
    fn who_works_in_a_unit_does_not_head_it() {
        let units = "5 | 1 | Đảng bộ phường A | HTNV";
        let heads = "5 | 1 | Nguyễn Văn A | Trưởng phòng | Đảng bộ phường A | HTTNV";
        insta::assert_snapshot!(findings(&RULE, &two_files(units, heads)), @"");
    }

    #[test]
    fn a_deputy_in_the_committee_may_head_the_council() {
        let list = |posts: [&str; 2], units: [&str; 2]| {
            let sheet = format!(
                "1 | HUYỆN ỦY AN BÌNH
                2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CƠ QUAN, ĐƠN VỊ NĂM 2021
                4 | TT | Tên đơn vị | Kết quả xếp loại
                5 | 1 | UBND xã A | HTTNV
                6 | 2 | Phòng Tài chính - Kế hoạch | HTTNV
                7 | 3 | Phòng Y tế | HTNV
                --- Cá nhân
                1 | HUYỆN ỦY AN BÌNH
                2 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁ NHÂN CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
                4 | TT | Họ và tên | Chức vụ | Đơn vị công tác | Kết quả xếp loại
                5 | 1 | Nguyễn Văn A | {} | {} | HTXSNV
                6 | 2 | Trần Thị B | {} | {} | HTXSNV",
                posts[0], units[0], posts[1], units[1]
            );
            let told = findings(&RULE, &sheet);
            told.lines().map(|line| line.split(' ').next().unwrap_or("").to_owned()).collect::<Vec<_>>()
        };
        let told = |a: &str, unit_a: &str, b: &str, unit_b: &str| list([a, b], [unit_a, unit_b]);
        let (council, finance) = ("UBND xã A", "Phòng Tài chính – Kế hoạch");
        let both = ["E5", "E6"];
        assert_eq!(told("Phó Bí thư Đảng ủy, Chủ tịch UBND xã", council, "PBT ĐU, CT UBND", "xã A"), both);
        assert_eq!(told("Phó Bí thư - Chủ tịch UBND", "Đảng bộ xã A", "Quyền Trưởng phòng", finance), both);
        assert_eq!(told("Thủ trưởng cơ quan", finance, "Phụ trách phòng", "Phòng Y tế"), both);
        let none: [&str; 0] = [];
        assert_eq!(told("Phó Bí thư Đảng ủy, Phó Chủ tịch UBND", council, "Phó Trưởng phòng", finance), none);
        assert_eq!(told("Phó Bí thư Đảng ủy, Chủ tịch MTTQ", council, "Kế toán trưởng", finance), none);
        assert_eq!(told("Thủ trưởng cơ quan", "Chi bộ Phòng Y tế", "Phụ trách kế toán", finance), none);
    }

    #[test]
    fn the_rows_own_unit_is_the_one_meant() {
        let told = |unit: &str| {
            let sheet = format!(
                "1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁ NHÂN CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
                3 | TT | Họ và tên | Chức vụ | Đơn vị | Xếp loại tổ chức, đơn vị | Xếp loại người đứng đầu
                4 | 1 | Nguyễn Văn A | Phó Bí thư Đảng ủy, Chủ tịch UBND | {unit} | HTTNV | HTXSNV"
            );
            findings(&RULE, &sheet)
        };
        assert!(told("UBND xã A").starts_with("F4 P301 error"), "{}", told("UBND xã A"));
        assert_eq!(told("Đảng bộ xã A"), "");
    }

    #[test]
    fn two_lists_that_differ_about_a_unit_settle_nothing() {
        let units = "5 | 1 | Đảng bộ phường A | HTNV
                     6 | 2 | Đảng bộ phường A | HTXSNV";
        let heads = "5 | 1 | Nguyễn Văn A | Bí thư Đảng ủy | Đảng bộ phường A | HTXSNV";
        insta::assert_snapshot!(findings(&RULE, &two_files(units, heads)), @"");
    }

    #[test]
    fn equal_or_lower_is_silent_and_deputies_are_not_covered() {
        let sheet = "
            1 | KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÁ NHÂN CÁN BỘ LÃNH ĐẠO, QUẢN LÝ NĂM 2021
            3 | TT | Họ và tên    | Chức vụ       | Đơn vị    | Xếp loại tổ chức, đơn vị | Xếp loại người đứng đầu
            4 | 1  | Nguyễn Văn A | Bí thư        | Đảng bộ A | HTTNV                    | HTTNV
            5 | 2  | Trần Thị B   | Phó Bí thư    | Đảng bộ A | HTTNV                    | HTXSNV";
        insta::assert_snapshot!(findings(&RULE, sheet), @"");
    }

    #[test]
    fn who_is_no_head_is_not_held_against_the_unit_of_the_row() {
        let told = |post: &str, title: &str| {
            findings(
                &RULE,
                &format!(
                    "1 | QUẬN ỦY TÂN AN
                    2 | DANH SÁCH {title} VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                    4 | TT | Họ và tên | Chức vụ | Đơn vị | Xếp loại đơn vị | Kết quả xếp loại
                    5 | 1 | Lê Văn Cầu | {post} | Phòng Tài chính | HTNV | HTTNV
                    6 | 2 | Lê Văn Bê | {post} | Phòng Nội vụ | HTNV | HTXSNV"
                ),
            )
        };
        let leaders = "CÁN BỘ LÃNH ĐẠO, QUẢN LÝ";
        for post in ["P. Trưởng phòng", "P.TP", "Tổ phó", "Ủy viên Ban Thường vụ", "Chuyên viên", "Nhân viên"]
        {
            assert_eq!(told(post, leaders), "", "{post}");
            assert_eq!(told(post, "NGƯỜI ĐỨNG ĐẦU"), "", "{post}");
        }
        assert_eq!(told("Trưởng phòng", leaders).lines().filter(|line| line.contains("P301 error")).count(), 2);
        insta::assert_snapshot!(told("Trợ lý", leaders), @"F5 P301 info Lê Văn Cầu: chưa rõ chức vụ “Trợ lý” có phải là người đứng đầu hay không, chưa đối chiếu HTTNV với HTNV (và 01 trường hợp tương tự)");
        assert!(told("Trợ lý", "NGƯỜI ĐỨNG ĐẦU").contains("P301 error"));
    }

    #[test]
    fn a_head_in_the_offices_own_file_is_held_against_the_list_of_the_office_above() {
        let told = |first: &str, second: &str, level: &str| {
            findings(
                &RULE,
                &format!(
                    "=== a.xlsx
                    1 | QUẬN ỦY TÂN AN
                    2 | DANH SÁCH TỔ CHỨC CƠ SỞ ĐẢNG VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                    4 | TT | Tên tổ chức cơ sở đảng | Kết quả xếp loại
                    5 | 1 | Đảng bộ phường Một | HTTNV
                    6 | 2 | Đảng bộ phường Hai | HTTNV
                    === b.xlsx
                    1 | {first}
                    2 | {second}
                    3 | KẾT QUẢ XẾP LOẠI NGƯỜI ĐỨNG ĐẦU NĂM 2021
                    5 | TT | Họ và tên | Chức vụ | Đơn vị | Kết quả xếp loại
                    6 | 1 | Lê Văn Cầu | Bí thư Đảng ủy | Đảng ủy P. Một | {level}"
                ),
            )
        };
        for (first, second) in [("ĐẢNG ỦY PHƯỜNG MỘT", ""), ("QUẬN ỦY TÂN AN", "ĐẢNG ỦY PHƯỜNG MỘT")]
        {
            assert!(told(first, second, "HTXSNV").starts_with("E6 P301 error"), "{first} {second}");
            assert_eq!(told(first, second, "HTTNV"), "", "{first} {second}");
        }
        assert_eq!(told("QUẬN ỦY HẢI AN", "ĐẢNG ỦY PHƯỜNG MỘT", "HTXSNV"), "");
        assert_eq!(told("QUẬN ỦY HẢI AN", "", "HTXSNV"), "");
    }

    #[test]
    fn units_of_one_name_on_the_sheets_of_two_offices_are_two() {
        let sheet = |ward: &str, levels: [&str; 2]| {
            format!(
                "--- {ward} ĐV
                1 | ĐẢNG ỦY PHƯỜNG {ward}
                2 | DANH SÁCH CHI BỘ TRỰC THUỘC VÀ KẾT QUẢ XẾP LOẠI NĂM 2021
                4 | TT | Tên chi bộ | Kết quả xếp loại
                5 | 1 | Chi bộ 1 | {}
                6 | 2 | Chi bộ 2 | HTTNV
                --- {ward} CN
                1 | ĐẢNG ỦY PHƯỜNG {ward}
                2 | KẾT QUẢ XẾP LOẠI NGƯỜI ĐỨNG ĐẦU NĂM 2021
                4 | TT | Họ và tên | Chức vụ | Đơn vị | Kết quả xếp loại
                5 | 1 | Lê Văn {ward} | Bí thư Chi bộ | Chi bộ 1 | {}
                ",
                levels[0], levels[1]
            )
        };
        let told = |one: [&str; 2], two: [&str; 2]| {
            let found = findings(&RULE, &format!("=== a.xlsx\n{}{}", sheet("MỘT", one), sheet("HAI", two)));
            found.lines().count()
        };
        assert_eq!(told(["HTTNV", "HTTNV"], ["HTNV", "HTNV"]), 0, "each is held against its own");
        assert_eq!(told(["HTTNV", "HTTNV"], ["HTNV", "HTTNV"]), 1);
    }
}
