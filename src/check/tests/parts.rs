//! Parts of one whole whose heads carry their sums.

use super::told;

const COUNTED: &str = "civil-servant 2022 decided: 108 (10-92-5-1, 0 not rated)";

fn table(rows: &[&str]) -> String {
    let rows: Vec<String> = rows.iter().zip(5..).map(|(row, at)| format!("{at} | {row}")).collect();
    format!(
        "1 | UBND QUẬN CẨM LỆ
        2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CÔNG CHỨC NĂM 2022
        4 | TT | Cơ quan, đơn vị | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV
        {}",
        rows.join("\n")
    )
}

#[test]
fn a_part_whose_head_no_word_tells_stands_beside_the_one_above() {
    for second in ["UBND các phường", "UBND cấp xã", "Ủy ban nhân dân các phường", "Trường học"] {
        for first in ["Các phòng chuyên môn", "Khối cơ quan"] {
            let (first, second) =
                (format!(" | {first} | 48 | 4 | 42 | 2 | 0"), format!(" | {second} | 60 | 6 | 50 | 3 | 1"));
            let rows = [
                first.as_str(),
                "1 | Phòng Kinh tế | 20 | 2 | 17 | 1 | 0",
                "2 | Thanh tra | 8 | 0 | 8 | 0 | 0",
                "3 | Phòng Tư pháp | 20 | 2 | 17 | 1 | 0",
                second.as_str(),
                "4 | UBND phường Tân Chính | 30 | 3 | 26 | 1 | 0",
                "5 | UBND phường Xuân Hà | 30 | 3 | 24 | 2 | 1",
                " | Cộng | 108 | 10 | 92 | 5 | 1",
            ];
            assert_eq!(told(&table(&rows)), COUNTED, "{first}, {second}");
            let mut slip = rows;
            slip[6] = "5 | UBND phường Xuân Hà | 30 | 3 | 23 | 2 | 1";
            let slip = told(&table(&slip));
            assert!(slip.contains(" E11 ") && slip.matches("error").count() == 1, "{slip}");
        }
    }
}

#[test]
fn a_part_that_the_head_above_holds_stands_inside_it() {
    let rows = [
        "I | Khối xã, phường | 108 | 10 | 92 | 5 | 1",
        "1 | Phòng Kinh tế | 20 | 2 | 17 | 1 | 0",
        "2 | Thanh tra | 8 | 0 | 8 | 0 | 0",
        "3 | Phòng Tư pháp | 20 | 2 | 17 | 1 | 0",
        " | UBND các phường | 60 | 6 | 50 | 3 | 1",
        "4 | UBND phường Tân Chính | 30 | 3 | 26 | 1 | 0",
        "5 | UBND phường Xuân Hà | 30 | 3 | 24 | 2 | 1",
        " | Cộng | 108 | 10 | 92 | 5 | 1",
    ];
    assert_eq!(told(&table(&rows)), COUNTED);
}

#[test]
fn formulas_that_count_each_row_once_are_right() {
    let sum = |of: &str| ["C", "D", "E", "F", "G"].map(|c| format!("={}", of.replace('#', c))).join(" | ");
    let rows = |total: &str| {
        let rows = [
            format!(" | Tổng cộng | {}", sum(total)),
            format!(" | Các phòng chuyên môn | {}", sum("SUM(#7:#9)")),
            "1 | Phòng Kinh tế | 20 | 2 | 17 | 1 | 0".to_owned(),
            "2 | Thanh tra | 8 | 0 | 8 | 0 | 0".to_owned(),
            "3 | Phòng Tư pháp | 20 | 2 | 17 | 1 | 0".to_owned(),
            format!(" | UBND các phường | {}", sum("SUM(#11:#12)")),
            "4 | UBND phường Tân Chính | 30 | 3 | 26 | 1 | 0".to_owned(),
            "5 | UBND phường Xuân Hà | 30 | 3 | 24 | 2 | 1".to_owned(),
        ];
        told(&table(&rows.iter().map(String::as_str).collect::<Vec<_>>()))
    };
    assert_eq!(rows("#6+#10"), COUNTED);
    assert_eq!(rows("SUM(#7:#9,#11:#12)"), COUNTED);
    assert!(rows("SUM(#6:#12)").contains("S207 error C5"));
}
