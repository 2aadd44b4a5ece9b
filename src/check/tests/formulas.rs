//! What formulas give where counts belong: empty text is a blank, as forms have it that hide zeros.

use super::told;

/// A summary of three chi bộ whose formulas give these in place of 0, with this total row.
fn summary(none: &str, total: &str) -> String {
    let rows = [("Thôn 1", [1, 4, 0]), ("Thôn 2", [0, 5, 1]), ("Trường", [2, 8, 0])];
    let row = |(at, (name, counts)): (usize, (&str, [i64; 3]))| {
        let cells = counts.map(|n| if n == 0 { none.to_owned() } else { format!("={n}+0 := {n}") }).join(" | ");
        format!("{at} | {} | {name} | =SUM(D{at}:G{at}) := {} | {cells} | {none}\n", at - 5, counts.iter().sum::<i64>())
    };
    let rows: String = (6..).zip(rows).map(row).collect();
    format!(
        "1 | ĐẢNG ỦY XÃ HÒA SƠN\n2 | TỔNG HỢP KẾT QUẢ XẾP LOẠI ĐẢNG VIÊN NĂM 2022\n5 | TT | Chi bộ | Tổng số | HTXSNV | HTTNV | HTNV | KHTNV\n{rows}{total}"
    )
}

#[test]
fn empty_text_where_there_is_none_is_a_blank() {
    let sums = "9 | | Tổng cộng | =SUM(C6:C8) := 21 | =SUM(D6:D8) := 3 | =SUM(E6:E8) := 17 | =SUM(F6:F8) := 1 | =SUM(G6:G8) := 0";
    let typed = "9 | | Tổng cộng | 21 | 3 | 17 | 1 | 0";
    let hidden = sums.replace("=SUM(G6:G8) := 0", "=IF(SUM(G6:G8)=0,\"\",SUM(G6:G8))");
    for total in [sums, typed, &hidden, ""] {
        let blank = told(&summary("", total));
        assert!(blank.starts_with("member 2022 decided: 21 (3-17-1-"), "{blank}");
        for none in ["=IF(1=1,\"\",0)", "=IF(0=0,\"\",0) := "] {
            assert_eq!(told(&summary(none, total)), blank, "{total}");
        }
    }
    // What nobody knows is no blank.
    let unknown = told(&summary("=FOOBAR(1)", sums));
    assert!(unknown.contains("F008"), "{unknown}");
}
